//! Urgent messages: rung by rung until somebody reads or confirms, within what he lets himself be reached by.

use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::{act, direct, group, said, team};
use crate::chat_live::next;
use crate::seat::Door;

const NO: Value = Value::Null;
/// Later than the rung of text messages.
const LATER: Duration = Duration::from_secs(200);

async fn urge(who: &Client, at: (&str, i64), people: &[&Client]) -> Answer {
    let people: Vec<&str> = people.iter().map(|one| one.id.as_str()).collect();
    act(who, "message.urge", at, json!({ "people": people })).await
}

async fn mine(who: &Client) -> Vec<Value> {
    who.call("urgent.list", &[], NO).await.expect_ok()["items"].as_array().unwrap().clone()
}

async fn reached(who: &Client, at: (&str, i64)) -> Vec<Value> {
    act(who, "urgent.reached", at, NO).await.expect_ok()["items"].as_array().unwrap().clone()
}

fn rungs(one: &Value) -> Vec<(&str, &str)> {
    let steps = one["steps"].as_array().unwrap().iter();
    steps.map(|step| (step["rung"].as_str().unwrap(), step["outcome"].as_str().unwrap())).collect()
}

/// Text messages about something urgent that lie in the outbox.
async fn texts(house: &House) -> Vec<String> {
    let outbox = house.nobody().get("/dev/outbox").await.expect_ok();
    let items =
        outbox["items"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap().to_owned());
    items.filter(|text| text.contains("紧急消息,请打开")).collect()
}

async fn agree(who: &Client) {
    let version = who.get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    who.call("consent.give", &[], json!({ "purpose": "urgent-text", "version": version })).await.expect_ok();
}

#[tokio::test]
async fn an_urgent_message_climbs_until_it_is_read_or_confirmed() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let door = Door::open(&house).await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai", "Dan"]).await;
    let (ana, bo, cai, dan) = (&people[0], &people[1], &people[2], &people[3]);
    let eve = house.person("Eve").await;
    let group = group(ana, "周报", &[bo, cai, dan]).await;
    for who in [bo, cai] {
        agree(who).await;
    }
    house.run_jobs().await;
    let seq = said(ana, &group, "mark-0001", "机房进水").await;
    let at = (group.as_str(), seq);

    // One's own message, for people who are there; for all by who may mention all. Nobody else learns of it.
    urge(&eve, at, &[bo]).await.expect_code(404, "conversation.unknown");
    urge(bo, at, &[cai]).await.expect_code(403, "message.not_yours");
    urge(ana, (&group, 1), &[bo]).await.expect_code(404, "message.unknown");
    for wrong in [&[][..], &[&eve], &[ana]] {
        urge(ana, at, wrong).await.expect_code(422, "urgent.people");
    }
    let his = said(bo, &group, "mark-0002", "收到").await;
    let all = act(bo, "message.urge", (&group, his), json!({ "all": true })).await;
    all.expect_code(403, "message.owner_only");
    act(dan, "message.confirm", at, NO).await.expect_code(404, "urgent.unknown");

    let mut open = door.stream(bo.token()).await.unwrap();
    assert_eq!(urge(ana, at, &[bo, cai, dan]).await.expect_ok()["people"], json!(3));
    assert_eq!(urge(ana, at, &[bo, cai, dan]).await.expect_ok()["people"], json!(0), "marked once");
    house.run_jobs().await;
    assert_eq!(
        next(&mut open, "conversation.urgent").await["body"],
        json!({ "conversation": group, "seq": seq })
    );
    assert_eq!(mine(bo).await[0]["text"], json!("机房进水"));
    assert!(reached(bo, at).await.is_empty(), "what was done for others is the sender's to see");
    assert_eq!(texts(&house).await, Vec::<String>::new());

    // Bo confirms, Cai does neither, Dan did not agree to text messages.
    act(bo, "message.confirm", at, NO).await.expect_ok();
    house.advance(LATER);
    house.run_jobs().await;
    let sent = texts(&house).await;
    assert_eq!(sent, ["【四合院】有人在群聊中给您发了一条紧急消息,请打开查看。"]);
    let log = reached(ana, at).await;
    let of = |who: &Client| log.iter().find(|one| one["person"] == json!(who.id)).unwrap().clone();
    assert!(of(bo)["confirmed_at"].is_number() || of(bo)["confirmed_at"].is_string(), "{log:?}");
    assert_eq!(rungs(&of(bo)), [("page", "sent"), ("push", "without")]);
    assert_eq!(rungs(&of(cai)), [("page", "sent"), ("push", "without"), ("sms", "sent")]);
    assert_eq!(rungs(&of(dan)).last(), Some(&("sms", "without")));
    assert_eq!(rungs(&mine(cai).await[0]), rungs(&of(cai)), "every step is in his own log");

    // Who does not let others see how far he reads tells nothing by where it ended. Reading ends it.
    cai.call("conversation.choose", &[], json!({ "receipts": false })).await.expect_ok();
    let log = reached(ana, at).await;
    assert!(
        log.iter().find(|one| one["person"] == json!(cai.id)).unwrap()["steps"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let second = said(ana, &group, "mark-0003", "还在漏").await;
    urge(ana, (&group, second), &[cai]).await.expect_ok();
    cai.call("message.read", &[("conversation", &group)], json!({ "seq": second })).await.expect_ok();
    house.advance(LATER);
    house.run_jobs().await;
    assert_eq!(texts(&house).await.len(), 1);

    // Taken back, nothing is urgent any longer; and the log ends with its time.
    act(ana, "message.recall", (&group, second), json!({ "mark": "mark-0004" })).await.expect_ok();
    assert_eq!(mine(cai).await.len(), 1);
    house.advance(Duration::from_secs(32 * 86_400));
    house.run_jobs().await;
    assert_eq!(mine(cai).await, Vec::<Value>::new());
}

#[tokio::test]
async fn nobody_is_reached_in_quiet_hours_by_whom_he_refuses_or_without_end() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let two = direct(ana, bo).await;
    agree(bo).await;
    bo.call("quiet.put", &[], crate::quiet::hours(&house, true)).await.expect_ok();
    house.run_jobs().await;
    let mark = async |number: i64| {
        let seq = said(ana, &two, &format!("mark-{number:04}"), "快看").await;
        urge(ana, (&two, seq), &[bo]).await.expect_ok();
        house.run_jobs().await;
        seq
    };
    let seq = mark(1).await;
    assert_eq!(rungs(&mine(bo).await[0]), [("page", "waits")]);
    house.advance(Duration::from_secs(3_601));
    house.run_jobs().await;
    house.advance(LATER);
    house.run_jobs().await;
    assert_eq!(rungs(&reached(ana, (&two, seq)).await[0]).last(), Some(&("sms", "sent")), "in the morning");
    assert_eq!(texts(&house).await.len(), 1);

    // Who wants them then gets them then.
    bo.call("quiet.put", &[], crate::quiet::hours(&house, true)).await.expect_ok();
    bo.call("urgent.choose", &[], json!({ "at_night": true })).await.expect_ok();
    mark(2).await;
    assert_eq!(rungs(&mine(bo).await[0])[0], ("page", "sent"));
    let choices = bo.call("urgent.choices", &[], NO).await.expect_ok();
    assert_eq!(choices, json!({ "at_night": true, "refused": [], "sms": true, "a_day": 10 }));

    // Refused in the middle of the ladder, it ends there; refused before, it does not begin.
    bo.call("urgent.refuse", &[("person", &ana.id)], NO).await.expect_ok();
    house.advance(LATER);
    house.run_jobs().await;
    assert_eq!(texts(&house).await.len(), 1);
    let seq = mark(3).await;
    assert_eq!(reached(ana, (&two, seq)).await[0]["held"], json!(true));
    assert_eq!(rungs(&mine(bo).await[0]), []);
    bo.call("urgent.allow", &[("person", &ana.id)], NO).await.expect_ok();

    // Ten a day reach somebody, whoever writes them.
    for number in 4..12 {
        let seq = mark(number).await;
        assert_eq!(reached(ana, (&two, seq)).await[0]["held"], json!(false));
    }
    let seq = mark(12).await;
    assert_eq!(reached(ana, (&two, seq)).await[0]["held"], json!(true));
    let ladder = ana.call("urgent.ladder", &[], NO).await.expect_ok();
    assert_eq!(ladder["items"][3], json!({ "rung": "call", "after_s": 600, "there": false }));
}
