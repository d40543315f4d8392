//! My data: what is held, and who looked.

use kit::{House, proved};
use serde_json::{Value, json};

use crate::avatar::{pictures, put};
use crate::desk::keeper;
use crate::mail::{by_mail, of_domain};
use crate::org::{joined, org};

#[tokio::test]
async fn everything_held_about_me_is_shown_with_purpose_and_time() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let held = ana.get("/api/v1/me/held?lang=en").await.expect_ok();
    let items = held["items"].as_array().unwrap();
    assert!(
        items
            .iter()
            .all(|item| item["collected_at"].is_string() && !item["retention"].as_str().unwrap().is_empty())
    );
    let name = items.iter().find(|item| item["category"] == "display-name").unwrap();
    assert_eq!(name["value"], "Ana");
    assert!(name["purposes"].as_array().unwrap().len() > 1, "{name}");
    let phone = items.iter().find(|item| item["category"] == "phone-number").unwrap();
    assert!(phone["value"].as_str().unwrap().contains("****"), "{phone}");
}

#[tokio::test]
async fn a_name_is_changed_and_a_wrong_one_refused() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    ana.call("me.update", &[], json!({ "name": " 安娜 " })).await.expect_ok();
    assert_eq!(ana.get("/api/v1/me").await.expect_ok()["name"], "安娜");
    ana.call("me.update", &[], json!({ "name": "" })).await.expect_code(422, "account.name_missing");
    ana.call("me.update", &[], json!({ "name": "x".repeat(65) }))
        .await
        .expect_code(422, "account.name_wrong");
    ana.call("me.update", &[], json!({ "nam": "x" })).await.expect_code(422, "body.invalid");
    ana.call("me.update", &[], json!({ "name": "x", "phone": "1" })).await.expect_code(422, "body.invalid");
}

fn basic<'a>(basics: &'a Value, item: &str) -> &'a Value {
    let items = basics["items"].as_array().unwrap();
    items.iter().find(|one| one["item"] == item).unwrap_or_else(|| panic!("no {item} in {basics}"))
}

/// proves: JJB-056, HKT-056
#[tokio::test]
async fn the_six_basic_things_of_an_account_are_looked_up_and_what_is_absent_is_shown_as_absent() {
    let house = House::start().await;
    let (ana, wang) = (house.person("Ana").await, keeper(&house, "王芳").await);
    let before = ana.call("me.basics", &[], json!(null)).await.expect_ok();
    let order: Vec<&Value> = before["items"].as_array().unwrap().iter().map(|one| &one["item"]).collect();
    assert_eq!(order, ["wechat-id", "phone-number", "avatar", "display-name", "email-address"]);
    assert_eq!(
        basic(&before, "wechat-id"),
        &json!({ "item": "wechat-id", "collected": false, "value": null })
    );
    let number = basic(&before, "phone-number")["value"].as_str().unwrap();
    let (first, last) = number.split_once("****").unwrap();
    assert!(
        ana.phone.contains(first.trim_start_matches("+86").trim()) && ana.phone.ends_with(last),
        "{number}"
    );
    assert!(
        basic(&before, "avatar")["value"].is_null() && basic(&before, "email-address")["value"].is_null()
    );
    assert_eq!(
        basic(&before, "email-address")["collected"],
        true,
        "a house may hold one, of her it has none"
    );
    assert_eq!(before["entitlements"], json!({ "keeper": false, "inspector": false, "orgs": [] }));

    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    put(&ana, "image/png", pictures().swap_remove(0)).await.expect_ok();
    ana.call("me.update", &[], json!({ "name": "安娜" })).await.expect_ok();
    let after = ana.call("me.basics", &[], json!(null)).await.expect_ok();
    assert_eq!(basic(&after, "display-name")["value"], "安娜");
    let picture = basic(&after, "avatar")["value"].as_str().unwrap();
    drop(ana.opened(picture).await);
    for (who, role) in [(&ana, "administrator"), (&bo, "member")] {
        let basics = who.call("me.basics", &[], json!(null)).await.expect_ok();
        let orgs = &basics["entitlements"]["orgs"];
        assert_eq!((&orgs[0]["id"], &orgs[0]["role"]), (&json!(acme), &json!(role)), "{basics}");
    }
    let hers = wang.call("me.basics", &[], json!(null)).await.expect_ok();
    assert_eq!(
        (&hers["entitlements"]["keeper"], &basic(&hers, "display-name")["value"]),
        (&json!(true), &json!("王芳"))
    );
    house.nobody().call("me.basics", &[], json!(null)).await.expect_code(401, "session.needed");

    let by_address = of_domain().await;
    let eve = by_mail(&by_address, "eve.li@acme.example", "Eve").await;
    let basics = eve.call("me.basics", &[], json!(null)).await.expect_ok();
    assert_eq!(basic(&basics, "email-address")["value"], "e****@acme.example");
    assert!(basic(&basics, "phone-number")["value"].is_null(), "{basics}");
    for id in ["JJB-056", "HKT-056"] {
        proved(id, &["me.basics", "me.update"]);
    }
}
