//! Quiet hours: nothing wakes any device of somebody meanwhile, and it is told when they are over.

use kit::House;
use kit::push::{BrowserDouble, PushService};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::{direct, said, team};

/// Pushes that lie in the outbox.
pub(crate) async fn pushed(house: &House) -> usize {
    let outbox = house.nobody().get("/dev/outbox").await.expect_ok();
    outbox["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "push").count()
}

/// Quiet from an hour ago, or from in an hour, by the clock of UTC.
pub(crate) fn hours(house: &House, begun: bool) -> Value {
    let now = house.running.house.clock.now().seconds() / 60;
    let from = if begun { now - 60 } else { now + 60 };
    let written = |minute: i64| {
        let minute = minute.rem_euclid(1_440);
        format!("{:02}:{:02}", minute / 60, minute % 60)
    };
    json!({ "from": written(from), "until": written(from + 120), "days": [1, 2, 3, 4, 5, 6, 7], "zone": "UTC" })
}

#[tokio::test]
async fn nothing_wakes_a_device_in_quiet_hours_and_it_is_told_when_they_are_over() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let two = direct(ana, bo).await;
    let keys = PushService::start().await.browser("bo");
    let address = "https://updates.push.services.mozilla.com/wpush/v2/bo".to_owned();
    let browser = BrowserDouble { address, ..keys };
    let standing = bo.call("push.standing", &[], json!(null)).await.expect_ok();
    let wish = json!({
        "address": browser.address, "p256dh": browser.p256dh, "auth": browser.auth,
        "version": standing["policy_version"],
    });
    bo.call("push.subscribe", &[], wish).await.expect_ok();
    house.run_jobs().await;

    bo.call("quiet.put", &[], hours(&house, true)).await.expect_ok();
    said(ana, &two, "mark-0001", "in the night").await;
    house.run_jobs().await;
    assert_eq!(pushed(&house).await, 0);
    // One's own hours alone: another's are not touched, and what is tried comes all the same.
    assert_eq!(ana.call("quiet.get", &[], json!(null)).await.expect_ok()["hours"], Value::Null);
    house.advance(Duration::from_secs(3_600));
    house.run_jobs().await;
    assert_eq!(pushed(&house).await, 1, "told in the morning");

    bo.call("quiet.put", &[], hours(&house, false)).await.expect_ok();
    house.advance(Duration::from_secs(10));
    said(ana, &two, "mark-0002", "by day").await;
    house.run_jobs().await;
    assert_eq!(pushed(&house).await, 2);
    let mut wrong = hours(&house, true);
    for (field, value, code) in [
        ("from", json!("25:00"), "quiet.time"),
        ("days", json!([]), "quiet.days"),
        ("zone", json!("Moon/Crater"), "quiet.zone"),
        ("from", json!("x".repeat(5_000)), "quiet.time"),
    ] {
        let good = wrong[field].clone();
        wrong[field] = value;
        bo.call("quiet.put", &[], wrong.clone()).await.expect_code(422, code);
        wrong[field] = good;
    }
    bo.call("quiet.end", &[], json!(null)).await.expect_ok();
    assert_eq!(bo.call("quiet.get", &[], json!(null)).await.expect_ok()["hours"], Value::Null);
}
