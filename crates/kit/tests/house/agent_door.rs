//! The real agent at the door of a real house: its log comes over once, whatever ends in between.

use serde_json::{Value, json};

use crate::agent::{door, health, paired};
use crate::door_box::{DoorBox, until};
use crate::homes::{Estate, NO};
use crate::meet::text;
use crate::seat::Door;

/// Waits until the box has the newest list and the house the whole log.
async fn in_step(at_door: &mut DoorBox, wang: &kit::Client, org: &str) -> Value {
    until("list and log are in step", async || {
        let (status, known) = (at_door.status(), health(wang, org).await);
        status["waiting"] == 0 && status["log"] == known["entries"] && known["up_to_date"] == true
    })
    .await;
    health(wang, org).await
}

#[tokio::test]
async fn what_the_door_wrote_comes_over_once_though_the_box_is_killed_and_the_house_begins_anew() {
    let estate = Estate::open().await;
    let (front, id) = (Door::open(&estate.house).await, door(&estate).await);
    let mut at_door = paired(&estate, &front, &id).await;
    at_door.start().await;
    let (wang, org) = (&estate.wang, estate.org.as_str());
    in_step(&mut at_door, wang, org).await;
    for round in 0..5 {
        for card in 0..4 {
            assert_eq!(at_door.show(&format!("card {}", 1_000 + round * 10 + card)), "shut unknown");
        }
        at_door.kill();
        at_door.start().await;
    }
    let known = in_step(&mut at_door, wang, org).await;
    assert!(known["entries"].as_u64() >= Some(20 + 6), "{known}");

    // The house goes and comes back; what was shown meanwhile is refused by the box alone, and told later.
    drop(front);
    let Estate { house, wang, org, .. } = estate;
    let house = house.restart().await;
    let wang = house.bearer_as(&wang);
    until("the line broke", async || at_door.status()["linked"] == false).await;
    assert_eq!(at_door.show("card 77"), "shut unknown");
    at_door.kill();
    let front = Door::open(&house).await;
    at_door.calls(&front);
    at_door.start().await;
    let after = in_step(&mut at_door, &wang, &org).await;
    assert!(after["entries"].as_u64() > known["entries"].as_u64(), "{known} {after}");
    assert_eq!(after["trouble"], Value::Null);
    assert_eq!(at_door.clicks(), 0);
}

#[tokio::test]
async fn a_card_opens_once_for_each_showing_and_what_was_ended_or_closed_is_refused_at_once() {
    let estate = Estate::open().await;
    let (front, id) = (Door::open(&estate.house).await, door(&estate).await);
    let mut at_door = paired(&estate, &front, &id).await;
    at_door.start().await;
    let (wang, org) = (&estate.wang, estate.org.as_str());
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let home = estate.homes[0].as_str();
    let there = wang.call("home.residents", &[("org", org), ("home", home)], NO).await.expect_ok();
    let at = [("org", org), ("home", home), ("resident", text(&there["items"][0], "id"))];
    let card = |number: &'static str| {
        let wish = json!({ "number": number });
        async move { text(&wang.call("pass.give", &at, wish).await.expect_ok(), "id").to_owned() }
    };
    let first = card("1234567890").await;
    card("1234567891").await;
    until("what she has is at the door", async || at_door.status()["passes"].as_u64() >= Some(2)).await;
    in_step(&mut at_door, wang, org).await;
    assert_eq!(at_door.show("card 1234567890"), "open");
    assert_eq!(at_door.show("card 1234567892"), "shut unknown");
    until("the relay clicked", async || at_door.clicks() == 1).await;
    // The button of her client, and the desk with a reason: each is answered when the door has opened.
    ana.call("door.open", &[("home", home), ("door", &id)], NO).await.expect_ok();
    let why = json!({ "reason": "快递员忘带卡" });
    wang.call("door.order", &[("org", org), ("door", &id)], why).await.expect_ok();
    until("the relay clicked", async || at_door.clicks() == 3).await;

    // Ended at the desk: from the first list after it the card is nobody's.
    let version = |at_door: &mut DoorBox| at_door.status()["list"].as_u64().unwrap();
    let before = version(&mut at_door);
    let began = tokio::time::Instant::now();
    wang.call("pass.end", &[("org", org), ("pass", &first)], NO).await.expect_ok();
    until("the list without it", async || version(&mut at_door) > before).await;
    let took = began.elapsed();
    assert!(took < std::time::Duration::from_secs(5), "{took:?}");
    assert_eq!(at_door.show("card 1234567890"), "shut unknown");
    assert_eq!(at_door.show("card 1234567891"), "open");
    until("the relay clicked", async || at_door.clicks() == 4).await;

    // Cut off it decides by itself; what happened is told when the house is back, once.
    drop(front);
    let front = Door::open(&estate.house).await;
    at_door.kill();
    at_door.calls(&front);
    drop(front);
    at_door.start().await;
    assert_eq!(at_door.show("card 1234567891"), "open");
    until("the relay clicked", async || at_door.clicks() == 5).await;
    at_door.kill();
    let front = Door::open(&estate.house).await;
    at_door.calls(&front);
    at_door.start().await;
    in_step(&mut at_door, wang, org).await;
    let opened = "SELECT COUNT(*) AS found FROM community_opening WHERE what = 'opened'";
    assert_eq!(estate.count(opened).await, 5);
    assert_eq!(at_door.clicks(), 5);

    // Whoever moves out opens nothing from then on, by no way.
    let before = version(&mut at_door);
    ana.call("home.leave", &[("home", home)], NO).await.expect_ok();
    until("the list without her", async || version(&mut at_door) > before).await;
    assert_eq!(at_door.show("card 1234567891"), "shut unknown");
    assert_eq!(at_door.clicks(), 5);
}
