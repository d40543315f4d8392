//! The real agent at the door of a real house: its log comes over once, whatever ends in between.

use crate::agent::{door, health, paired};
use crate::door_box::until;
use crate::homes::Estate;
use crate::seat::Door;

#[tokio::test]
async fn what_the_door_wrote_comes_over_once_though_the_box_is_killed_and_the_house_begins_anew() {
    let estate = Estate::open().await;
    let (front, id) = (Door::open(&estate.house).await, door(&estate).await);
    let mut at_door = paired(&estate, &front, &id).await;
    at_door.start().await;
    until("the link", async || at_door.status()["linked"] == true).await;
    for round in 0..5 {
        for card in 0..4 {
            assert_eq!(at_door.show(&format!("card {}", 1_000 + round * 10 + card)), "shut unknown");
        }
        at_door.kill();
        at_door.start().await;
    }
    let in_step = async |at_door: &mut crate::door_box::DoorBox, wang: &kit::Client, org: &str| {
        until("the whole log is here", async || {
            let (status, known) = (at_door.status(), health(wang, org).await);
            status["waiting"] == 0 && status["log"] == known["entries"] && known["up_to_date"] == true
        })
        .await;
        health(wang, org).await
    };
    let known = in_step(&mut at_door, &estate.wang, &estate.org).await;
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
    assert_eq!(after["trouble"], serde_json::Value::Null);
    assert_eq!(at_door.clicks(), 0);
}
