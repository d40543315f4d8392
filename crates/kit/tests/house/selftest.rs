//! The self-test of somebody who is not here yet.

use kit::House;
use serde_json::json;

use crate::meet::text;
use crate::seat::Door;

#[tokio::test]
async fn a_self_test_has_a_room_of_its_own_and_a_bound() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let visitor = house.nobody().from_address([10, 1, 2, 3]);
    let test = async || visitor.call("meeting.selftest", &[], json!({})).await;
    let access = test().await.expect_ok();
    assert_eq!(access["media"]["url"], "");
    door.seat(text(&access["media"], "token")).await.expect("the visitor enters").leave().await;
    let limited = loop {
        let answer = test().await;
        if !answer.status.is_success() {
            break answer;
        }
    };
    limited.expect_code(429, "meeting.start_limit");
    house.nobody().from_address([10, 1, 2, 4]).call("meeting.selftest", &[], json!({})).await.expect_ok();
}
