//! People whom another entered: told who wrote what, and free to refuse it or to have it removed.

use kit::{Client, proved};
use serde_json::{Value, json};

use crate::homes::{DAY, Estate, NO, accept, enter, entry, homes, told};
use crate::meet::text;

async fn held(who: &Client) -> Vec<Value> {
    let held = who.get("/api/v1/me/held").await.expect_ok();
    let items = held["items"].as_array().unwrap().clone();
    items.into_iter().filter(|one| one["table"] == "community_resident").collect()
}

/// proves: AJ-022
#[tokio::test]
async fn whom_another_entered_reads_who_wrote_what_and_refuses_it_or_has_it_removed_later() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let (chen, eve) = (house.person("Chen").await, house.person("Eve").await);
    let until = json!({ "until": house.running.house.clock.now().plus(20 * DAY) });
    let rows = "SELECT COUNT(*) AS found FROM community_resident";

    // He reads who entered what, it counts as his, and refused not a row stays.
    let made = enter(&ana, home, entry(&chen, "tenant", until.clone())).await.expect_ok();
    let notice = told(&chen).await;
    for said in ["Ana", "老陈", "幸福里 3-1-502", "租客"] {
        assert!(notice.contains(said), "{said}: {notice}");
    }
    let waits = homes(&chen).await;
    assert_eq!((&waits[0]["by"], &waits[0]["name"]), (&json!("Ana"), &json!("老陈")));
    assert_eq!(held(&chen).await.len(), 1, "it is his data");
    let at = [("resident", text(&made, "id"))];
    eve.call("home.entry.refuse", &at, NO).await.expect_code(404, "household.unknown");
    chen.call("home.entry.refuse", &at, NO).await.expect_ok();
    assert!(homes(&chen).await.is_empty() && held(&chen).await.is_empty());
    assert_eq!(estate.count(rows).await, 1, "Ana's own alone");

    // Accepted first, it is removed when he wants it gone.
    enter(&ana, home, entry(&chen, "family", json!({}))).await.expect_ok();
    accept(&chen).await;
    chen.call("home.leave", &[("home", home)], NO).await.expect_ok();
    assert!(homes(&chen).await.is_empty() && held(&chen).await.is_empty());
    assert_eq!(estate.count(rows).await, 1);

    // Whoever has no account yet finds it on his first day, by his number, and refuses it then.
    let later = house.fresh_number();
    let mut wish = entry(&chen, "family", json!({ "phone": later }));
    wish["name"] = json!("老李");
    enter(&ana, home, wish).await.expect_ok();
    let li = house.person_with("Li", &later).await;
    let waits = homes(&li).await;
    assert_eq!((&waits[0]["by"], &waits[0]["name"]), (&json!("Ana"), &json!("老李")));
    li.call("home.entry.refuse", &[("resident", text(&waits[0], "resident"))], NO).await.expect_ok();
    assert_eq!(estate.count(rows).await, 1);
    proved("AJ-022", &["home.person.add", "home.entry.refuse", "home.leave", "home.mine"]);
}
