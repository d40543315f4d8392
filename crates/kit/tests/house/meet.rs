//! Meetings: started, found, entered, directed, ended, and recorded.

use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::PersonId;
use kit::{Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::seat::Door;

const DAY: Duration = Duration::from_secs(86_400);

pub async fn started(host: &Client, wish: Value) -> Value {
    host.call("meeting.start", &[], wish).await.expect_ok()
}

pub async fn join(who: &Client, meeting: &Value, more: Value) -> kit::Answer {
    let mut wish = json!({ "number": meeting["number"] });
    wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    who.call("meeting.join", &[], wish).await
}

fn id(meeting: &Value) -> &str {
    meeting["id"].as_str().unwrap()
}

pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no {key} in {value}"))
}

pub async fn direct(who: &Client, operation: &str, meeting: &Value, body: Value) -> kit::Answer {
    who.call(operation, &[("id", id(meeting))], body).await
}

/// Moves the clock to where a window of so many seconds begins.
fn to_window(house: &House, span_s: u64) {
    let into = house.running.house.clock.now().seconds().unsigned_abs() % span_s;
    house.advance(Duration::from_secs(span_s - into));
}

async fn kinds(house: &House, who: &Client) -> Vec<String> {
    let person: PersonId = who.id.parse().unwrap();
    let mut view = house.running.house.db.view().await.unwrap();
    let frames = ground::stream::after(&mut view, person, 0).await.unwrap();
    frames.into_iter().map(|frame| frame.kind).filter(|kind| kind.starts_with("meeting.")).collect()
}

#[tokio::test]
async fn a_guest_enters_where_the_host_allows_and_reaches_nothing_else() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let (open, closed) =
        (started(&ana, json!({ "guests": true })).await, started(&ana, json!({ "guests": false })).await);
    let nobody = house.nobody();
    join(&nobody, &closed, json!({ "name": "Li" })).await.expect_code(403, "meeting.guests_closed");
    join(&nobody, &open, json!({})).await.expect_code(422, "account.name_missing");
    join(&nobody, &open, json!({ "name": "长".repeat(65) })).await.expect_code(422, "account.name_wrong");
    let entered = join(&nobody, &open, json!({ "name": "Li" })).await.expect_ok();
    let guest = house.bearer(text(&entered, "guest_token"));

    let people = direct(&guest, "meeting.participants", &open, json!(null)).await.expect_ok();
    let roles: Vec<(&str, &str)> = people["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (text(one, "name"), text(one, "role")))
        .collect();
    assert_eq!(roles, [("Ana", "host"), ("Li", "guest")]);
    assert_eq!(direct(&guest, "meeting.get", &open, json!(null)).await.expect_ok()["host"], false);
    direct(&guest, "meeting.get", &closed, json!(null)).await.expect_code(404, "meeting.unknown");
    direct(&guest, "meeting.participants", &closed, json!(null)).await.expect_code(404, "meeting.unknown");
    join(&guest, &closed, json!({ "name": "Li" })).await.expect_code(403, "meeting.guests_closed");
    direct(&guest, "meeting.end", &open, json!({})).await.expect_code(403, "meeting.not_host");
    guest.call("meeting.start", &[], json!({ "guests": true })).await.expect_code(401, "session.needed");
    guest.get("/api/v1/me").await.expect_code(401, "session.needed");

    let again = join(&guest, &open, json!({})).await.expect_ok();
    assert_eq!(again["identity"], entered["identity"], "who comes back is who he was");
    assert!(again["guest_token"].is_null(), "a key is told once");
    direct(&ana, "meeting.end", &open, json!({})).await.expect_ok();
    direct(&guest, "meeting.get", &open, json!(null)).await.expect_code(401, "session.needed");
}

#[tokio::test]
async fn the_media_token_carries_no_name_and_no_person() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana Canary").await, house.person("Bo").await);
    let (one, other) =
        (started(&ana, json!({ "guests": true })).await, started(&ana, json!({ "guests": true })).await);
    let here = join(&bo, &one, json!({})).await.expect_ok();
    let there = join(&bo, &other, json!({})).await.expect_ok();
    assert_ne!(here["identity"], there["identity"], "nobody is recognised from one meeting in another");
    let body = text(&here["media"], "token").split('.').nth(1).unwrap().to_owned();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).unwrap()).unwrap();
    assert_eq!(claims["sub"], here["identity"]);
    assert!(claims["name"].is_null() && claims["metadata"].is_null(), "{claims}");
    assert!(!claims.to_string().contains(bo.id.trim_start_matches("person_")));
    assert!(text(&claims["video"], "room").starts_with("meet_"));
}

#[tokio::test]
async fn a_locked_meeting_takes_nobody_new_and_whoever_fell_out_comes_back() {
    let house = House::start().await;
    let (ana, bo, eve) = (house.person("Ana").await, house.person("Bo").await, house.person("Eve").await);
    let meeting = started(&ana, json!({ "guests": true })).await;
    let first = join(&bo, &meeting, json!({})).await.expect_ok();
    direct(&ana, "meeting.lock", &meeting, json!({ "locked": true })).await.expect_ok();
    join(&eve, &meeting, json!({})).await.expect_code(403, "meeting.locked");
    join(&house.nobody(), &meeting, json!({ "name": "Li" })).await.expect_code(403, "meeting.locked");
    let again = join(&bo, &meeting, json!({})).await.expect_ok();
    assert_eq!(again["identity"], first["identity"]);
    assert_eq!(again["meeting"]["locked"], true);
    direct(&bo, "meeting.lock", &meeting, json!({ "locked": false }))
        .await
        .expect_code(403, "meeting.not_host");
    direct(&ana, "meeting.lock", &meeting, json!({ "locked": false })).await.expect_ok();
    join(&eve, &meeting, json!({})).await.expect_ok();
}

#[tokio::test]
async fn whoever_was_removed_does_not_come_back_by_any_door() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let meeting = started(&ana, json!({ "guests": true })).await;
    let his = join(&bo, &meeting, json!({})).await.expect_ok();
    let hers = join(&ana, &meeting, json!({})).await.expect_ok();
    let guest = join(&house.nobody(), &meeting, json!({ "name": "Li" })).await.expect_ok();
    let _hers = door.seat(text(&hers["media"], "token")).await.unwrap();
    let mut seat = door.seat(text(&his["media"], "token")).await.unwrap();
    let remove = async |one: &Value| {
        direct(&ana, "meeting.remove", &meeting, json!({ "identity": one["identity"] })).await
    };
    remove(&hers).await.expect_code(409, "meeting.host_stays");
    remove(&json!({ "identity": "0".repeat(32) })).await.expect_code(404, "meeting.participant_unknown");
    remove(&his).await.expect_ok();
    remove(&guest).await.expect_ok();

    seat.until_shown_out().await;
    assert!(door.seat(text(&his["media"], "token")).await.is_none(), "the old token opens nothing");
    join(&bo, &meeting, json!({})).await.expect_code(403, "meeting.removed");
    direct(&bo, "meeting.get", &meeting, json!(null)).await.expect_code(404, "meeting.unknown");
    direct(&bo, "meeting.participants", &meeting, json!(null)).await.expect_code(404, "meeting.unknown");
    house
        .bearer(text(&guest, "guest_token"))
        .get("/api/v1/meetings")
        .await
        .expect_code(401, "session.needed");
    assert_eq!(kinds(&house, &bo).await, ["meeting.removed"]);

    // The engine forgets with a restart; the house does not.
    drop(door);
    let house = house.restart().await;
    let door = Door::open(&house).await;
    if let Some(mut seat) = door.seat(text(&his["media"], "token")).await {
        seat.until_shown_out().await;
    }
}

#[tokio::test]
async fn a_passcode_is_needed_once_and_guessing_it_is_limited() {
    let house = House::start().await;
    let (ana, bo, eve) = (house.person("Ana").await, house.person("Bo").await, house.person("Eve").await);
    let meeting = started(&ana, json!({ "guests": true, "passcode": "wren-5521" })).await;
    assert_eq!(meeting["has_passcode"], true);
    join(&ana, &meeting, json!({})).await.expect_ok();
    join(&bo, &meeting, json!({})).await.expect_code(403, "meeting.passcode_wrong");
    join(&bo, &meeting, json!({ "passcode": "wren-5521" })).await.expect_ok();
    join(&bo, &meeting, json!({})).await.expect_ok();
    to_window(&house, 600);
    for _ in 0..10 {
        join(&eve, &meeting, json!({ "passcode": "0000" })).await.expect_code(403, "meeting.passcode_wrong");
    }
    let limited = join(&eve, &meeting, json!({ "passcode": "wren-5521" })).await;
    limited.expect_code(429, "meeting.guess_limit");
    assert!(limited.headers.contains_key("retry-after"));
    house.advance(Duration::from_secs(601));
    join(&eve, &meeting, json!({ "passcode": "wren-5521" })).await.expect_ok();
}

#[tokio::test]
async fn guessing_numbers_is_limited_and_then_the_right_one_is_no_better() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let meeting = started(&ana, json!({ "guests": true, "title": "Found" })).await;
    let stranger = house.nobody().from_address([10, 9, 8, 7]);
    let find =
        async |who: &Client, number: &str| who.call("meeting.find", &[("number", number)], json!(null)).await;
    let found = find(&stranger, text(&meeting, "number")).await.expect_ok();
    assert_eq!((&found["title"], &found["host_name"]), (&json!("Found"), &json!("Ana")));
    for shape in ["12345678", "abcdefghi", "000000000"] {
        find(&stranger, shape).await.expect_code(404, "meeting.unknown");
    }
    to_window(&house, 3_600);
    let mut misses = 0;
    let limited = loop {
        let answer = find(&stranger, &format!("{}", 999_999_900 + misses)).await;
        if answer.status != 404 {
            break answer;
        }
        misses += 1;
    };
    limited.expect_code(429, "meeting.guess_limit");
    assert_eq!(misses, 10);
    find(&stranger, text(&meeting, "number")).await.expect_code(429, "meeting.guess_limit");
    join(&stranger, &meeting, json!({ "name": "Li" })).await.expect_code(429, "meeting.guess_limit");
    find(&house.nobody().from_address([10, 9, 8, 8]), text(&meeting, "number")).await.expect_ok();
    house.advance(Duration::from_secs(61));
    find(&stranger, text(&meeting, "number")).await.expect_ok();
}

#[tokio::test]
async fn what_cannot_be_a_meeting_is_refused_by_its_field() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let start = async |wish: Value| ana.call("meeting.start", &[], wish).await;
    let long = start(json!({ "guests": true, "title": "长".repeat(101) })).await;
    assert_eq!(long.expect_code(422, "meeting.title_wrong")["args"]["field"], "title");
    start(json!({ "guests": true, "title": "a\u{7}b" })).await.expect_code(422, "meeting.title_wrong");
    start(json!({ "guests": true, "passcode": "12" })).await.expect_code(422, "meeting.passcode_shape");
    start(json!({ "guests": true, "passcode": "1 2 3 4" })).await.expect_code(422, "meeting.passcode_shape");
    start(json!({ "guests": "yes" })).await.expect_code(422, "body.invalid");
    start(json!({ "guests": true, "more": 1 })).await.expect_code(422, "body.invalid");
    start(json!({})).await.expect_code(422, "body.invalid");
    let nobodys = "org_00000000-0000-7000-8000-000000000000";
    start(json!({ "guests": true, "org": nobodys })).await.expect_code(404, "org.unknown");
    start(json!({ "guests": true, "org": "acme" })).await.expect_code(422, "body.invalid");
    let meeting = start(json!({ "guests": true, "title": "  ", "passcode": "" })).await.expect_ok();
    assert_eq!((&meeting["title"], &meeting["has_passcode"]), (&json!(""), &json!(false)));
    assert!(text(&meeting, "link").ends_with(&format!("/m/{}", text(&meeting, "number"))), "{meeting}");
    let wrong = json!({ "identity": "x", "track": "smell" });
    direct(&ana, "meeting.mute", &meeting, wrong).await.expect_code(422, "body.invalid");
    let unknown = json!({ "identity": "x".repeat(600), "track": "audio" });
    direct(&ana, "meeting.mute", &meeting, unknown).await.expect_code(404, "meeting.participant_unknown");
    ana.call("meeting.join", &[], json!({ "number": "1".repeat(5_000) }))
        .await
        .expect_code(404, "meeting.unknown");
    ana.get("/api/v1/meetings/meeting_1").await.expect_code(404, "path.unknown");
}

#[tokio::test]
async fn only_the_host_directs_and_strangers_do_not_learn_that_there_is_a_meeting() {
    let house = House::start().await;
    let (ana, bo, eve) = (house.person("Ana").await, house.person("Bo").await, house.person("Eve").await);
    let meeting = started(&ana, json!({ "guests": true })).await;
    let his = join(&bo, &meeting, json!({})).await.expect_ok();
    let acts = [
        ("meeting.lock", json!({ "locked": true })),
        ("meeting.mute", json!({ "identity": his["identity"], "track": "all" })),
        ("meeting.remove", json!({ "identity": his["identity"] })),
        ("meeting.end", json!({})),
        ("meeting.record", json!(null)),
    ];
    for (act, body) in &acts {
        direct(&house.nobody(), act, &meeting, body.clone()).await.expect_code(401, "session.needed");
        direct(&eve, act, &meeting, body.clone()).await.expect_code(404, "meeting.unknown");
        direct(&bo, act, &meeting, body.clone()).await.expect_code(403, "meeting.not_host");
    }
    for look in ["meeting.get", "meeting.participants"] {
        direct(&eve, look, &meeting, json!(null)).await.expect_code(404, "meeting.unknown");
        direct(&bo, look, &meeting, json!(null)).await.expect_ok();
    }
    direct(&ana, "meeting.mute", &meeting, acts[1].1.clone()).await.expect_ok();
    assert_eq!(eve.get("/api/v1/meetings").await.expect_ok()["items"], json!([]));
    assert_eq!(bo.get("/api/v1/meetings").await.expect_ok()["items"][0]["host"], false);
    direct(&ana, "meeting.end", &meeting, json!({})).await.expect_ok();
    assert_eq!(kinds(&house, &ana).await, ["meeting.started", "meeting.joined", "meeting.ended"]);
    assert_eq!(kinds(&house, &bo).await, ["meeting.ended"]);
    for (act, body) in &acts[..4] {
        direct(&ana, act, &meeting, body.clone()).await.expect_code(410, "meeting.ended");
    }
    join(&bo, &meeting, json!({})).await.expect_code(410, "meeting.ended");
    let number = text(&meeting, "number");
    bo.call("meeting.find", &[("number", number)], json!(null)).await.expect_code(410, "meeting.ended");
    assert_eq!(bo.get("/api/v1/meetings").await.expect_ok()["items"][0]["state"], "ended");
}

#[tokio::test]
async fn a_meeting_of_an_organisation_shows_its_title_to_whoever_was_admitted_and_to_no_one_else() {
    let house = House::start().await;
    let (ana, bo, eve) = (house.person("Ana").await, house.person("Bo").await, house.person("Eve").await);
    let company = json!({ "legal_name": "四合院科技有限公司", "credit_code": "91350100M000100Y43" });
    let org = ana.call("org.create", &[], json!({ "creator": { "name": "Ana" }, "company": company })).await;
    let org = org.expect_ok()["id"].clone();
    let not_his = bo.call("meeting.start", &[], json!({ "guests": true, "org": org })).await;
    not_his.expect_code(404, "org.unknown");
    let meeting = started(&ana, json!({ "guests": true, "org": org, "title": "董事会" })).await;
    assert_eq!(meeting["title"], "董事会");
    let his = join(&bo, &meeting, json!({})).await.expect_ok();
    assert_eq!(his["meeting"]["title"], "董事会");
    let guest = join(&house.nobody(), &meeting, json!({ "name": "Li" })).await.expect_ok();
    assert_eq!(guest["meeting"]["title"], "董事会");
    let record = direct(&ana, "meeting.record", &meeting, json!(null)).await.expect_ok();
    assert_eq!(record["title"], "董事会");
    direct(&eve, "meeting.get", &meeting, json!(null)).await.expect_code(404, "meeting.unknown");
    direct(&ana, "meeting.remove", &meeting, json!({ "identity": his["identity"] })).await.expect_ok();
    assert_eq!(bo.get("/api/v1/meetings").await.expect_ok()["items"], json!([]));
}

#[tokio::test]
async fn a_long_silent_number_sees_no_old_meetings_by_sms_alone() {
    let house = House::start().await;
    let phone = house.fresh_number();
    let ana = house.person_with("Ana", &phone).await;
    let old = started(&ana, json!({ "guests": true, "title": "Old" })).await;
    direct(&ana, "meeting.end", &old, json!({})).await.expect_ok();
    house.advance(61 * DAY);
    let again = house.person_with("Ana", &phone).await;
    assert_eq!(again.get("/api/v1/meetings").await.expect_ok()["items"], json!([]));
    for look in ["meeting.get", "meeting.record"] {
        direct(&again, look, &old, json!(null)).await.expect_code(403, "session.second_proof_needed");
    }
    let fresh = started(&again, json!({ "guests": true })).await;
    assert_eq!(again.get("/api/v1/meetings").await.expect_ok()["items"][0]["id"], fresh["id"]);
}

#[tokio::test]
async fn the_same_wish_sent_twice_starts_one_meeting() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let key = [("idempotency-key", "one-wish-of-ana")];
    let send = async |body: Value| {
        ana.send(Method::POST, "/api/v1/meetings", Some(body.to_string().into_bytes()), &key).await
    };
    let first = send(json!({ "guests": true })).await.expect_ok();
    let again = send(json!({ "guests": true })).await.expect_ok();
    assert_eq!(first["id"], again["id"]);
    assert_eq!(send(json!({ "guests": false })).await.status, 409);
    assert_eq!(ana.get("/api/v1/meetings").await.expect_ok()["items"].as_array().unwrap().len(), 1);
}
