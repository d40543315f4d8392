//! A frozen account is in no meeting.

use kit::House;
use serde_json::json;
use std::time::Duration;

use crate::meet::{join, started, text};
use crate::seat::{Door, wait_for};

/// As for a consent that is withdrawn.
const AT_MOST: Duration = Duration::from_secs(1);

#[tokio::test]
async fn whoever_is_in_a_meeting_when_his_account_is_frozen_is_out_of_it_within_a_second() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let meeting = started(&ana, json!({ "guests": true })).await;
    let hers = join(&ana, &meeting, json!({})).await.expect_ok();
    let his = join(&bo, &meeting, json!({})).await.expect_ok();
    let room = text(&meeting, "id").replace("meeting_", "meet_");
    let there = async || {
        let there = house.running.media().participants(&room).await.unwrap_or_default();
        there.into_iter().map(|one| one.identity).collect::<Vec<_>>()
    };
    let mut seat = door.seat(text(&his["media"], "token")).await.unwrap();
    let _hers = door.seat(text(&hers["media"], "token")).await.unwrap();
    wait_for(async || (there().await.len() == 2).then_some(())).await;

    let since = ground::monotonic();
    bo.call("me.freeze", &[], json!({})).await.expect_ok();
    seat.until_shown_out().await;
    assert!(since.elapsed() < AT_MOST, "{:?}", since.elapsed());
    assert_eq!(there().await, [text(&hers, "identity")], "the meeting goes on without him");

    // The token that he was given before opens nothing meanwhile.
    if let Some(mut again) = door.seat(text(&his["media"], "token")).await {
        again.until_shown_out().await;
    }
    wait_for(async || (there().await == [text(&hers, "identity")]).then_some(())).await;
    bo.call("meeting.join", &[], json!({ "number": meeting["number"] }))
        .await
        .expect_code(401, "session.needed");

    // Once he has lifted it by a fresh proof he comes back as who he was.
    house.advance(Duration::from_secs(61));
    let wish = json!({ "phone": bo.phone, "proof": house.proof().await });
    house.nobody().call("session.thaw.code", &[], wish).await.expect_ok();
    let wish = json!({ "phone": bo.phone, "code": house.code_for(&bo.phone).await });
    house.nobody().call("session.thaw", &[], wish).await.expect_ok();
    house.advance(Duration::from_secs(61));
    let bo = house.person_with("Bo", &bo.phone).await;
    // To the media engine a token is as old as its second: one of the second in which he was put out is dead with it.
    let _his = wait_for(async || {
        let back = join(&bo, &meeting, json!({})).await.expect_ok();
        assert_eq!(back["identity"], his["identity"]);
        door.seat(text(&back["media"], "token")).await
    })
    .await;
    wait_for(async || (there().await.len() == 2).then_some(())).await;
}
