//! Calls: they ring on every device, one answers, and the conversation keeps what became of them.

use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::{all, direct, group, team};
use crate::chat_live::next;
use crate::meet::text;
use crate::org::{joined, org};
use crate::seat::{Door, wait_for};

const NO: Value = Value::Null;

/// Calls the others of a conversation.
pub(crate) async fn call(who: &Client, conversation: &str, kind: &str) -> Answer {
    who.call("call.start", &[("conversation", conversation)], json!({ "kind": kind })).await
}

/// The same where it rings; answers the call.
pub(crate) async fn rings(who: &Client, conversation: &str) -> String {
    let seat = call(who, conversation, "voice").await.expect_ok();
    assert!(seat["media"]["token"].is_string(), "{seat}");
    text(&seat["call"], "id").to_owned()
}

pub(crate) async fn with(who: &Client, operation: &str, call: &str, wish: Value) -> Answer {
    who.call(operation, &[("call", call)], wish).await
}

pub(crate) async fn answer(who: &Client, call: &str) -> Value {
    with(who, "call.answer", call, json!({})).await.expect_ok()
}

pub(crate) async fn running(who: &Client) -> Vec<Value> {
    who.call("call.running", &[], NO).await.expect_ok()["items"].as_array().unwrap().clone()
}

/// What the log says of calls: kind of event, of call, outcome, seconds in fives, since the clock goes on meanwhile.
pub(crate) async fn entries(who: &Client, conversation: &str) -> Vec<(Value, Value, Value, Value)> {
    let events = all(who, conversation).await;
    let numbers: Vec<i64> = events.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert!(numbers.windows(2).all(|two| two[1] == two[0] + 1), "{numbers:?}");
    let calls = events.into_iter().filter(|event| !event["call"].is_null());
    let of = |event: Value| {
        let call = &event["call"];
        let seconds = call["seconds"].as_i64().unwrap() / 5 * 5;
        (event["kind"].clone(), call["kind"].clone(), call["outcome"].clone(), json!(seconds))
    };
    calls.map(of).collect()
}

fn entry(event: &str, kind: &str, outcome: &str, seconds: i64) -> (Value, Value, Value, Value) {
    (json!(event), json!(kind), json!(outcome), json!(seconds))
}

/// What the token of a place lets its holder send.
fn may_send(seat: &Value) -> Value {
    use base64::Engine;
    let Some(token) = seat["media"]["token"].as_str() else { return NO };
    let claims = token.split('.').nth(1).unwrap();
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(claims).unwrap();
    serde_json::from_slice::<Value>(&claims).unwrap()["video"]["canPublish"].clone()
}

async fn unread(who: &Client) -> Value {
    who.call("conversation.unread", &[], NO).await.expect_ok()["messages"].clone()
}

#[tokio::test]
async fn a_call_rings_on_all_devices_and_the_one_that_answers_has_it() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    house.advance(Duration::from_secs(61)); // the next code to the same number
    let tablet = house.person_with("Bo", &bo.phone).await;
    let two = direct(ana, bo).await;
    let mut devices = [door.stream(bo.token()).await.unwrap(), door.stream(tablet.token()).await.unwrap()];
    let id = rings(ana, &two).await;
    for device in &mut devices {
        let ringing = next(device, "call.ringing").await["body"].clone();
        assert_eq!(
            (&ringing["call"], &ringing["by"], &ringing["silent"]),
            (&json!(id), &json!(ana.id), &json!(false))
        );
    }
    // What rings stands in the database: a page that is opened now finds it. Nobody else knows of it.
    let mine = running(&tablet).await;
    assert_eq!((mine.len(), &mine[0]["mine"], &mine[0]["here"]), (1, &json!("ringing"), &json!(false)));
    assert_eq!(running(cai).await, Vec::<Value>::new());
    for operation in ["call.get", "call.answer", "call.decline", "call.leave", "call.cancel", "call.upgrade"]
    {
        with(cai, operation, &id, json!({})).await.expect_code(404, "call.unknown");
    }
    with(cai, "call.switch", &id, json!({ "kind": "video" })).await.expect_code(404, "call.unknown");
    with(cai, "call.ring", &id, json!({ "people": [bo.id] })).await.expect_code(404, "call.unknown");
    call(cai, &two, "voice").await.expect_code(404, "conversation.unknown");
    let list = cai.call("call.list", &[("conversation", &two)], NO).await;
    list.expect_code(404, "conversation.unknown");

    let seat = answer(bo, &id).await;
    let people = seat["call"]["people"].as_array().unwrap();
    let who =
        |of: &Client| people.iter().find(|one| one["person"] == json!(of.id)).unwrap()["identity"].clone();
    for one in [ana, bo] {
        let identity = who(one).as_str().unwrap().to_owned();
        assert!(identity.len() == 32 && !one.id.contains(&identity), "opaque, in this call alone");
    }
    next(&mut devices[1], "call.changed").await;
    // The other device: answered elsewhere, until it is taken over there.
    let there = with(&tablet, "call.get", &id, NO).await.expect_ok();
    assert_eq!((&there["mine"], &there["here"]), (&json!("joined"), &json!(false)));
    with(&tablet, "call.answer", &id, json!({})).await.expect_code(409, "call.elsewhere");
    with(&tablet, "call.decline", &id, json!({})).await.expect_code(409, "call.over");
    // A page that is loaded anew comes back as the same.
    let again = answer(bo, &id).await;
    assert_eq!(again["call"]["people"], seat["call"]["people"]);
    let taken = with(&tablet, "call.answer", &id, json!({ "take": true })).await.expect_ok();
    assert_eq!(taken["call"]["here"], json!(true));

    with(ana, "call.switch", &id, json!({ "kind": "video" })).await.expect_ok();
    with(ana, "call.cancel", &id, json!({})).await.expect_code(409, "call.not_yours");
    house.advance(Duration::from_secs(75));
    with(&tablet, "call.leave", &id, json!({})).await.expect_ok();
    for who in [ana, bo] {
        assert_eq!(entries(who, &two).await, [entry("call", "video", "done", 75)]);
        assert_eq!(running(who).await, Vec::<Value>::new());
        assert_eq!(unread(who).await, json!(0), "whoever spoke has nothing to read");
    }
    with(ana, "call.answer", &id, json!({})).await.expect_code(409, "call.over");
    let history = ana.call("call.list", &[("conversation", &two)], NO).await.expect_ok();
    assert!((75..80).contains(&history["items"][0]["call"]["seconds"].as_i64().unwrap()), "{history}");
    // A day later nothing but the entry is left.
    house.advance(Duration::from_secs(2 * 86_400));
    house.run_jobs().await;
    with(ana, "call.get", &id, NO).await.expect_code(404, "call.unknown");
    assert_eq!(entries(bo, &two).await.len(), 1);
}

#[tokio::test]
async fn a_call_that_nobody_takes_says_why_and_counts_as_unread() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let two = direct(ana, bo).await;
    let id = rings(ana, &two).await;
    with(bo, "call.decline", &id, json!({})).await.expect_ok();
    assert_eq!(entries(ana, &two).await, [entry("call", "voice", "declined", 0)]);
    assert_eq!(unread(bo).await, json!(0), "he knows of it");

    let id = rings(ana, &two).await;
    with(bo, "call.cancel", &id, json!({})).await.expect_code(409, "call.not_yours");
    with(ana, "call.cancel", &id, json!({})).await.expect_ok();
    rings(ana, &two).await;
    house.advance(Duration::from_secs(44));
    house.run_jobs().await;
    assert_eq!(running(bo).await.len(), 1, "it still rings");
    house.advance(Duration::from_secs(2));
    house.run_jobs().await;
    assert_eq!(running(ana).await, Vec::<Value>::new());
    let missed = [entry("missed", "voice", "cancelled", 0), entry("missed", "voice", "missed", 0)];
    assert_eq!(entries(bo, &two).await[1..], missed);
    assert_eq!((unread(bo).await, unread(ana).await), (json!(2), json!(0)));

    // Bo speaks with Cai: who calls him is told so, and who is in a call begins no other.
    let other = direct(bo, cai).await;
    let id = rings(cai, &other).await;
    answer(bo, &id).await;
    let seat = call(ana, &two, "video").await.expect_ok();
    assert_eq!((&seat["media"], seat["call"]["ended_at"].is_string()), (&NO, true));
    assert_eq!(entries(ana, &two).await.last(), Some(&entry("missed", "video", "busy", 0)));
    call(bo, &two, "voice").await.expect_code(409, "call.in_call");
    // Who said no to sending sound and pictures listens.
    ana.call("consent.refuse", &[], json!({ "purpose": "call", "lang": "en" })).await.expect_ok();
    let third = direct(ana, cai).await;
    let seat = call(ana, &third, "voice").await.expect_ok();
    assert!(seat["media"].is_null(), "Cai is in a call");
    with(cai, "call.leave", &id, json!({})).await.expect_ok();
    assert_eq!(may_send(&call(ana, &third, "voice").await.expect_ok()), json!(false));
    assert_eq!(may_send(&call(bo, &two, "voice").await.expect_ok()), NO, "Ana is called by nobody now");
}

#[tokio::test]
async fn whoever_is_blocked_rings_nowhere_and_quiet_hours_are_silent() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let two = direct(ana, bo).await;
    let mut page = door.stream(bo.token()).await.unwrap();
    let mute = json!({ "muted": true, "top": false, "hidden": false, "unread": false });
    bo.call("conversation.set", &[("conversation", &two)], mute).await.expect_ok();
    let id = rings(ana, &two).await;
    assert_eq!(next(&mut page, "call.ringing").await["body"]["silent"], json!(true), "he muted it");
    with(ana, "call.cancel", &id, json!({})).await.expect_ok();

    bo.call("block.put", &[("person", &ana.id)], NO).await.expect_ok();
    let before = unread(bo).await;
    let id = rings(ana, &two).await;
    assert_eq!(running(bo).await, Vec::<Value>::new(), "he does not hear of it");
    with(bo, "call.get", &id, NO).await.expect_code(404, "call.unknown");
    with(bo, "call.answer", &id, json!({})).await.expect_code(404, "call.unknown");
    let seen = with(ana, "call.get", &id, NO).await.expect_ok();
    let his = seen["people"].as_array().unwrap().iter().find(|one| one["person"] == json!(bo.id)).unwrap();
    assert_eq!(his["state"], json!("ringing"), "and she is not told");
    house.advance(Duration::from_secs(46));
    house.run_jobs().await;
    assert_eq!(entries(ana, &two).await.last(), Some(&entry("missed", "voice", "missed", 0)));
    assert_eq!((unread(bo).await, entries(bo, &two).await.len()), (before, 1));
}

#[tokio::test]
async fn a_group_call_is_joined_later_and_goes_on_until_the_last_goes_or_in_a_meeting() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let eve = house.person("Eve").await;
    let team = group(ana, "周报", &[bo, cai]).await;
    let at = [("conversation", team.as_str())];
    let wish = json!({ "kind": "video", "people": [eve.id] });
    ana.call("call.start", &at, wish).await.expect_code(422, "call.nobody");
    let wish = json!({ "kind": "video", "people": vec![&bo.id; 33] });
    ana.call("call.start", &at, wish).await.expect_code(422, "call.many");
    let wish = json!({ "kind": "video", "people": [bo.id] });
    let id = text(&ana.call("call.start", &at, wish).await.expect_ok()["call"], "id").to_owned();
    assert_eq!(running(cai).await[0]["mine"], NO, "it does not ring, and he sees that it runs");
    answer(bo, &id).await;
    with(cai, "call.ring", &id, json!({ "people": [bo.id] })).await.expect_code(409, "call.not_in");
    with(cai, "call.upgrade", &id, json!({})).await.expect_code(409, "call.not_in");
    with(ana, "call.ring", &id, json!({ "people": [cai.id] })).await.expect_ok();
    assert_eq!(running(cai).await[0]["mine"], json!("ringing"));
    answer(cai, &id).await;
    for who in [ana, bo] {
        with(who, "call.leave", &id, json!({})).await.expect_ok();
        assert_eq!(running(cai).await.len(), 1, "it goes on");
    }
    with(cai, "call.leave", &id, json!({})).await.expect_ok();
    assert_eq!(entries(bo, &team).await, [entry("call", "video", "done", 0)]);

    // Who calls where a call runs joins it.
    let id = rings(ana, &team).await;
    assert_eq!(call(bo, &team, "voice").await.expect_ok()["call"]["id"], json!(id));
    let list = ana.call("call.running", &[], NO).await.expect_ok();
    assert_eq!(list["telephone"], json!(false), "nothing dials a number yet");
    if list["meetings"] == json!(true) {
        let number = with(bo, "call.upgrade", &id, json!({})).await.expect_ok()["meeting"].clone();
        assert_eq!(with(ana, "call.get", &id, NO).await.expect_ok()["meeting"], number);
    } else {
        with(bo, "call.upgrade", &id, json!({})).await.expect_code(409, "call.no_meetings");
        with(bo, "call.leave", &id, json!({})).await.expect_ok();
        with(ana, "call.leave", &id, json!({})).await.expect_ok();
    }
    assert_eq!(running(ana).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_call_ends_with_the_house_and_with_those_who_fall_out_of_it() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let two = direct(&ana, &bo).await;
    let door = Door::open(&house).await;
    let seat = call(&ana, &two, "voice").await.expect_ok();
    let id = text(&seat["call"], "id").to_owned();
    let hers = door.seat(text(&seat["media"], "token")).await.expect("the token opens the room");
    let his = door.seat(text(&answer(&bo, &id).await["media"], "token")).await.expect("his does, too");
    his.leave().await;
    let ended = async || (running(&ana).await.is_empty()).then_some(());
    wait_for(ended).await;
    drop(hers);
    assert_eq!(entries(&ana, &two).await.len(), 1);

    let id = rings(&ana, &two).await;
    answer(&bo, &id).await;
    drop(door);
    let house = house.restart().await;
    let (ana, bo) = (house.bearer_as(&ana), house.bearer_as(&bo));
    let ended = async || (running(&ana).await.is_empty()).then_some(());
    wait_for(ended).await;
    let outcomes: Vec<Value> = entries(&bo, &two).await.into_iter().map(|one| one.2).collect();
    assert_eq!(outcomes, [json!("done"), json!("done")]);
    with(&bo, "call.answer", &id, json!({})).await.expect_code(409, "call.over");
}
