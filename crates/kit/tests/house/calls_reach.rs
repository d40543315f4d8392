//! Being called: who is woken by a call and who is not, and what becomes of a call in which somebody is frozen.

use kit::push::PushService;
use kit::{Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::calls::{answer, call, entries, rings, running, with};
use crate::chat::{direct, team};
use crate::chat_live::next;
use crate::meet::text;
use crate::quiet::hours;
use crate::seat::{Door, wait_for};

/// As for a meeting.
const AT_MOST: Duration = Duration::from_secs(1);

/// A browser of his asks to be woken; what it is sent lies in the outbox.
async fn may_be_woken(house: &House, who: &Client) {
    let keys = PushService::start().await.browser("bo");
    let standing = who.call("push.standing", &[], Value::Null).await.expect_ok();
    let wish = json!({
        "address": "https://updates.push.services.mozilla.com/wpush/v2/bo", "p256dh": keys.p256dh, "auth": keys.auth,
        "version": standing["policy_version"],
    });
    who.call("push.subscribe", &[], wish).await.expect_ok();
    house.run_jobs().await;
}

/// What his devices were sent, oldest first.
async fn woken(house: &House) -> Vec<Value> {
    house.run_jobs().await;
    let outbox = house.nobody().get("/dev/outbox").await.expect_ok();
    let pushes = outbox["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "push");
    pushes.map(|one| one["text"].clone()).collect()
}

#[tokio::test]
async fn a_call_wakes_a_device_at_once_and_in_quiet_hours_only_shows_itself() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let door = Door::open(&house).await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let two = direct(ana, bo).await;
    may_be_woken(&house, bo).await;

    let id = rings(ana, &two).await;
    let first = woken(&house).await;
    assert_eq!(first.len(), 1, "{first:?}");
    assert!(!first[0].to_string().contains("Ana") && !first[0].to_string().contains(&id), "{first:?}");
    with(ana, "call.cancel", &id, json!({})).await.expect_ok();
    let missed = woken(&house).await.len();

    bo.call("quiet.put", &[], hours(&house, true)).await.expect_ok();
    house.advance(Duration::from_secs(61)); // so that no push is left out for following another
    let id = rings(ana, &two).await;
    assert_eq!(woken(&house).await.len(), missed, "nothing wakes him");
    with(ana, "call.cancel", &id, json!({})).await.expect_ok();
    let mut page = door.stream(bo.token()).await.unwrap();
    let id = rings(ana, &two).await;
    assert_eq!(next(&mut page, "call.ringing").await["body"]["silent"], json!(true));
    assert_eq!(running(bo).await[0]["mine"], json!("ringing"), "a page that is open shows it");
    answer(bo, &id).await;
    with(bo, "call.leave", &id, json!({})).await.expect_ok();
}

#[tokio::test]
async fn whoever_is_in_a_call_when_his_account_is_frozen_is_out_of_it_and_is_called_by_nobody() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let two = direct(ana, bo).await;
    let seat = call(ana, &two, "voice").await.expect_ok();
    let id = text(&seat["call"], "id").to_owned();
    let _hers = door.seat(text(&seat["media"], "token")).await.unwrap();
    let mut his = door.seat(text(&answer(bo, &id).await["media"], "token")).await.unwrap();

    let since = ground::monotonic();
    bo.call("me.freeze", &[], json!({})).await.expect_ok();
    his.until_shown_out().await;
    assert!(since.elapsed() < AT_MOST, "{:?}", since.elapsed());
    wait_for(async || running(ana).await.is_empty().then_some(())).await;
    assert_eq!(entries(ana, &two).await.len(), 1, "a call of two is over without him");

    // He hears of none; to her it rings as long as it does, since who is frozen is nobody's business.
    let id = rings(ana, &two).await;
    let seen = with(ana, "call.get", &id, Value::Null).await.expect_ok();
    let theirs = seen["people"].as_array().unwrap().iter().find(|one| one["person"] == json!(bo.id)).unwrap();
    assert_eq!(theirs["state"], json!("ringing"));
    house.advance(Duration::from_secs(46));
    house.run_jobs().await;
    assert_eq!(entries(ana, &two).await.len(), 2);
}
