//! The record of a meeting: who was there from when to when, and how long that is kept.

use kit::{Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::meet::{direct, join, started, text};
use crate::seat::{Door, wait_for};

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

/// The line of a name in the record, once it says what is waited for.
async fn line(host: &Client, meeting: &Value, name: &str, is: impl Fn(&Value) -> bool) -> Value {
    wait_for(async || {
        let record = direct(host, "meeting.record", meeting, json!(null)).await.expect_ok();
        record["items"].as_array().unwrap().iter().find(|item| item["name"] == name && is(item)).cloned()
    })
    .await
}

/// proves: JJB-018, HKT-018
#[tokio::test]
async fn the_record_says_when_each_was_there_and_only_the_host_reads_it() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let (ana, bo, eve) = (house.person("Ana").await, house.person("Bo").await, house.person("Eve").await);
    let now = || house.running.house.clock.now().rfc3339();
    // The engine counts whole milliseconds from its start.
    let just_now = || house.running.house.clock.now().minus(Duration::from_millis(10)).rfc3339();
    let meeting = started(&ana, json!({ "title": "周会", "guests": true })).await;
    let hers = join(&ana, &meeting, json!({})).await.expect_ok();
    let his = join(&bo, &meeting, json!({})).await.expect_ok();
    let guest = join(&house.nobody(), &meeting, json!({ "name": "访客小李" })).await.expect_ok();
    let _ana = door.seat(text(&hers["media"], "token")).await.unwrap();

    let before = just_now();
    let seat = door.seat(text(&his["media"], "token")).await.unwrap();
    line(&ana, &meeting, "Bo", |_| true).await;
    house.advance(5 * HOUR / 60);
    seat.leave().await;
    let away = line(&ana, &meeting, "Bo", |item| item["left_at"].is_string()).await;
    assert!(
        text(&away, "joined_at") >= before.as_str() && text(&away, "left_at") <= now().as_str(),
        "{away}"
    );

    house.advance(HOUR);
    let back = just_now();
    let seat = door.seat(text(&his["media"], "token")).await.unwrap();
    let there = line(&ana, &meeting, "Bo", |item| item["left_at"].is_null()).await;
    assert!(text(&there["stays"][1], "joined_at") >= back.as_str(), "{there}");
    house.advance(HOUR / 4);
    drop(seat);
    direct(&ana, "meeting.end", &meeting, json!({})).await.expect_ok();

    let record = direct(&ana, "meeting.record", &meeting, json!(null)).await.expect_ok();
    assert_eq!((&record["number"], &record["title"]), (&meeting["number"], &json!("周会")));
    assert_eq!(record["started_at"], meeting["started_at"]);
    let his_line = record["items"].as_array().unwrap().iter().find(|item| item["name"] == "Bo").unwrap();
    assert_eq!(his_line["role"], "participant");
    assert_eq!(his_line["left_at"], record["ended_at"]);
    assert_eq!(his_line["stays"].as_array().unwrap().len(), 2);
    // Five minutes and a quarter of an hour, and not the hour between; the rest is how long this test took.
    let present = his_line["present_ms"].as_u64().unwrap();
    assert!((1_200_000..1_260_000).contains(&present), "{present}");
    assert!(!record["items"].to_string().contains("访客小李"), "admitted and never there");

    let token = text(&guest, "guest_token");
    direct(&bo, "meeting.record", &meeting, json!(null)).await.expect_code(403, "meeting.not_host");
    direct(&eve, "meeting.record", &meeting, json!(null)).await.expect_code(404, "meeting.unknown");
    direct(&house.bearer(token), "meeting.record", &meeting, json!(null))
        .await
        .expect_code(401, "session.needed");
    direct(&house.nobody(), "meeting.record", &meeting, json!(null)).await.expect_code(401, "session.needed");
    for id in ["JJB-018", "HKT-018"] {
        proved(id, &["meeting.start", "meeting.join", "meeting.record", "meeting.end"]);
    }
}

#[tokio::test]
async fn whoever_is_in_the_record_sees_that_it_was_opened_and_what_it_says_of_him() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let meeting = started(&ana, json!({ "guests": false })).await;
    let his = join(&bo, &meeting, json!({})).await.expect_ok();
    door.seat(text(&his["media"], "token")).await.unwrap().leave().await;
    let wrote = async || {
        let held = bo.call("me.held", &[], json!(null)).await.expect_ok();
        let items = held["items"].as_array().unwrap().clone();
        items.into_iter().find(|item| item["category"] == "meeting-participation")
    };
    let stay = wait_for(wrote).await;
    assert_eq!(stay["table"], "meet_stay");
    let before = house.running.house.vault.checkpoint().await.unwrap().size;
    direct(&ana, "meeting.record", &meeting, json!(null)).await.expect_ok();
    let after = house.running.house.vault.checkpoint().await.unwrap().size;
    assert_eq!(after - before, 1, "one reading of the record is one leaf");
    let openings = bo.call("me.openings", &[], json!(null)).await.expect_ok();
    let seen: Vec<&Value> =
        openings["items"].as_array().unwrap().iter().filter(|item| item["act"] == "meeting.record").collect();
    let categories: Vec<&str> = seen.iter().map(|item| text(item, "category")).collect();
    assert_eq!(categories, ["display-name", "meeting-participation"], "{openings}");
    assert!(seen.iter().all(|item| item["purpose"] == "meeting-record"), "{openings}");
}

#[tokio::test]
async fn a_meeting_that_everybody_left_ends_after_ten_minutes() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let ana = house.person("Ana").await;
    let state = async |meeting: &Value| {
        let meeting = direct(&ana, "meeting.get", meeting, json!(null)).await.expect_ok();
        meeting["state"].as_str().unwrap().to_owned()
    };
    let (left, never) =
        (started(&ana, json!({ "guests": true })).await, started(&ana, json!({ "guests": true })).await);
    let entered = join(&ana, &left, json!({})).await.expect_ok();
    let seat = door.seat(text(&entered["media"], "token")).await.unwrap();
    line(&ana, &left, "Ana", |_| true).await;
    house.advance(HOUR / 2);
    house.run_jobs().await;
    assert_eq!(state(&left).await, "open", "somebody is there");
    seat.leave().await;
    line(&ana, &left, "Ana", |item| item["left_at"].is_string()).await;
    house.advance(Duration::from_secs(590));
    house.run_jobs().await;
    assert_eq!(state(&left).await, "open");
    house.advance(Duration::from_secs(90));
    house.run_jobs().await;
    assert_eq!((state(&left).await.as_str(), state(&never).await.as_str()), ("ended", "open"));
    house.advance(HOUR / 2);
    house.run_jobs().await;
    assert_eq!(state(&never).await, "ended", "nobody came within an hour");
}

#[tokio::test]
async fn what_a_restart_interrupts_is_one_stay_for_whoever_comes_back() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let ana = house.person("Ana").await;
    let meeting = started(&ana, json!({ "guests": true })).await;
    let entered = join(&ana, &meeting, json!({})).await.expect_ok();
    let _seat = door.seat(text(&entered["media"], "token")).await.unwrap();
    let before = line(&ana, &meeting, "Ana", |_| true).await;
    drop(door);
    let token = ana.token().to_owned();
    let house = house.restart().await;
    let (door, ana) = (Door::open(&house).await, house.bearer(&token));
    house.advance(HOUR / 60);
    let seat = door.seat(text(&entered["media"], "token")).await.expect("the token outlives the restart");
    wait_for(async || {
        let people = direct(&ana, "meeting.participants", &meeting, json!(null)).await.expect_ok();
        (people["items"][0]["state"] == "present").then_some(())
    })
    .await;
    seat.leave().await;
    let after = line(&ana, &meeting, "Ana", |item| item["left_at"].is_string()).await;
    assert_eq!(after["joined_at"], before["joined_at"]);
    assert_eq!(after["stays"].as_array().unwrap().len(), 1);
    assert!(after["present_ms"].as_u64().unwrap() >= 60_000, "{after}");
}

#[tokio::test]
async fn what_the_policys_time_has_run_out_for_is_gone() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let ana = house.person("Ana").await;
    let meeting = started(&ana, json!({ "guests": true, "title": "Old", "passcode": "1234" })).await;
    let guest =
        join(&house.nobody(), &meeting, json!({ "name": "Li", "passcode": "1234" })).await.expect_ok();
    door.seat(text(&guest["media"], "token")).await.unwrap().leave().await;
    line(&ana, &meeting, "Li", |item| item["left_at"].is_string()).await;
    direct(&ana, "meeting.end", &meeting, json!({})).await.expect_ok();
    let policy = &house.running.house.policy;
    let days = |category| {
        let period = policy.retention(category).from("meeting-ended").unwrap();
        u32::try_from(period.after(0) / 86_400_000_000 + 3).unwrap()
    };
    let (names, rest) = (days(policy::Category::GuestName), days(policy::Category::MeetingParticipation));
    assert!(names < rest && rest >= days(policy::Category::MeetingTitle));
    // Sixty silent days want a second proof of a person: the host stays in touch.
    let pass = async |days: u32| {
        for _ in 0..days.div_ceil(30) {
            house.advance(30 * DAY);
            ana.get("/api/v1/me").await.expect_ok();
        }
        house.run_jobs().await;
    };
    pass(names).await;
    let record = direct(&ana, "meeting.record", &meeting, json!(null)).await.expect_ok();
    assert_eq!((&record["title"], &record["items"][0]["name"]), (&json!("Old"), &json!("")));
    pass(rest - names + 30).await;
    direct(&ana, "meeting.get", &meeting, json!(null)).await.expect_code(404, "meeting.unknown");
    let mut view = house.running.house.db.view().await.unwrap();
    for table in ["meet_meeting", "meet_participant", "meet_stay"] {
        let sql = ground::db::Assembled(format!("SELECT * FROM {table}"));
        assert!(view.all(sql, vec![]).await.unwrap().is_empty(), "{table}");
    }
}
