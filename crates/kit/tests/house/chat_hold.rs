//! An order to keep: what is taken back while a conversation is held is out of everybody's sight, is there for whom a grant
//! lets in, and goes when the hold ends; and everybody there knows of it.

use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::{act, all, direct, said, team, texts};
use crate::chat_access::SECRET;
use crate::chat_file::{get, noise, send, uploaded};
use crate::chat_keeping::{count, group_of, has_chat};
use crate::desk::{codes, keeper};
use crate::meet::text;
use crate::org::joined;

const NO: Value = Value::Null;
const DAY: Duration = Duration::from_secs(86_400);
const WITHHELD: &str = "SELECT COUNT(*) AS found FROM chat_withheld";
const FILES: &str = "SELECT COUNT(*) AS found FROM chat_file";

fn wish(conversation: &str, days: u32) -> Value {
    json!({ "conversation": conversation, "person": null, "why": "dispute", "days": days })
}

async fn place(who: &Client, org: &str, wish: Value) -> Answer {
    who.call("hold.place", &[("org", org)], wish).await
}

async fn hold(who: &Client, operation: &str, (org, id): (&str, &str), body: Value) -> Answer {
    who.call(operation, &[("org", org), ("hold", id)], body).await
}

async fn seen(who: &Client, conversation: &str) -> Vec<Value> {
    let list = who.call("conversation.holds", &[("conversation", conversation)], NO).await.expect_ok();
    list["items"].as_array().unwrap().clone()
}

/// What a keeper reads whom the organisation lets in.
async fn read(wang: &Client, conversation: &str) -> Value {
    wang.call("grant.read", &[("conversation", conversation)], NO).await.expect_ok()["items"].clone()
}

/// What is held about somebody in a table.
async fn own(who: &Client, table: &str) -> Vec<String> {
    let held = who.call("me.held", &[], NO).await.expect_ok().to_string();
    let held: Value = serde_json::from_str(&held).unwrap();
    let mut found = Vec::new();
    walk(&held, table, &mut found);
    found
}

fn walk(value: &Value, table: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if map.get("table").is_some_and(|one| one == table) {
                found.push(map.get("value").and_then(Value::as_str).unwrap_or_default().to_owned());
            }
            map.values().for_each(|one| walk(one, table, found));
        }
        Value::Array(items) => items.iter().for_each(|one| walk(one, table, found)),
        _ => {}
    }
}

#[tokio::test]
async fn what_is_taken_back_while_a_group_is_held_is_out_of_sight_and_goes_when_the_hold_ends() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, acme) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let wang = keeper(&house, "王芳").await;
    let ours = group_of(bo, &acme, &[cai]).await;
    let before = said(bo, &ours, "mark-0000", "before").await;
    act(bo, "message.recall", (&ours, before), json!({ "mark": "mark-gone" })).await.expect_ok();
    let placed = place(ana, &acme, wish(&ours, 60)).await.expect_ok();
    assert!(placed["stands_at"].is_string(), "{placed}");
    assert_eq!(count(&house, WITHHELD).await, 0, "what was gone stays gone");
    for who in [bo, cai] {
        assert!(codes(who).await.contains(&"conversation.held".to_owned()));
        let one = &seen(who, &ours).await[0];
        assert_eq!(
            (&one["why"], &one["given_by"], &one["kept"]),
            (&json!("dispute"), &json!(ana.id), &json!(0))
        );
    }
    let bytes = noise(5_000, 5);
    let file = uploaded(bo, &ours, "合同.txt", &bytes).await;
    let sent = send(bo, &ours, "mark-0001", ("第一稿", &[&file])).await.expect_ok();
    let seq = sent["seq"].as_i64().unwrap();
    let edit = json!({ "mark": "mark-edit", "text": SECRET });
    act(bo, "message.edit", (&ours, seq), edit).await.expect_ok();
    act(bo, "message.recall", (&ours, seq), json!({ "mark": "mark-back" })).await.expect_ok();
    // Out of the sight of everybody there, in every way.
    for who in [bo, cai] {
        assert!(texts(&all(who, &ours).await).is_empty());
        assert_eq!(get(who, &ours, &file, &[]).await.status, 404);
        let found = who.call("message.search", &[], json!({ "text": SECRET })).await.expect_ok();
        assert_eq!(found["items"], json!([]));
    }
    let history = act(cai, "message.history", (&ours, seq), NO).await.expect_ok();
    assert!(!history.to_string().contains(SECRET), "{history}");
    assert_eq!((count(&house, WITHHELD).await, count(&house, FILES).await), (2, 1));
    assert_eq!(seen(cai, &ours).await[0]["kept"], json!(1));
    assert!(
        own(bo, "chat_withheld").await.iter().any(|text| text.contains(SECRET)),
        "he is told what is kept"
    );
    assert!(own(cai, "chat_withheld").await.is_empty());

    // Nobody reads it by the hold: a grant does that, and says so.
    wang.call("grant.read", &[("conversation", &ours)], NO).await.expect_code(403, "grant.needed");
    let grant = json!({ "conversation": ours, "why": "evidence", "hours": 720 });
    ana.call("grant.give", &[("org", &acme)], grant).await.expect_ok();
    let items = read(&wang, &ours).await;
    let one = items.as_array().unwrap().iter().find(|one| one["seq"] == json!(seq)).unwrap();
    assert_eq!((&one["text"], &one["withheld"]), (&json!(SECRET), &json!(true)), "as it stood last");
    assert_eq!(one["files"][0]["id"], json!(file));
    let at = [("conversation", ours.as_str()), ("file", file.as_str())];
    assert_eq!(wang.call("grant.file", &at, NO).await.body, bytes);

    // Its end takes all of it.
    let id = text(&placed, "id");
    hold(bo, "hold.end", (&acme, id), NO).await.expect_code(403, "access.denied");
    hold(ana, "hold.end", (&acme, id), NO).await.expect_ok();
    house.run_jobs().await;
    assert_eq!((count(&house, WITHHELD).await, count(&house, FILES).await), (0, 0));
    assert!(!read(&wang, &ours).await.to_string().contains(SECRET));
    hold(ana, "hold.end", (&acme, id), NO).await.expect_code(404, "hold.unknown");
    assert!(own(bo, "chat_withheld").await.is_empty());
    assert!(seen(cai, &ours).await[0]["ended_at"].is_string());
    // A year later nobody knows of it any longer.
    house.advance(366 * DAY);
    house.run_jobs().await;
    assert_eq!(count(&house, "SELECT COUNT(*) AS found FROM chat_hold").await, 0);
}

#[tokio::test]
async fn two_administrators_hold_one_members_part_for_a_time_and_prolong_it() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, acme) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let dan = joined(&house, ana, &acme, "Dan", "administrator").await;
    let eve = house.person("Eve").await;
    let other = crate::org::org(&eve).await;
    let ours = group_of(bo, &acme, &[cai]).await;
    let part = |person: &str, days: u32| json!({ "conversation": ours, "person": person, "why": "inquiry", "days": days });
    place(bo, &acme, part(&bo.id, 30)).await.expect_code(403, "access.denied");
    place(&eve, &acme, part(&bo.id, 30)).await.expect_code(404, "org.unknown");
    place(&eve, &other, part(&bo.id, 30)).await.expect_code(422, "hold.conversation");
    place(ana, &acme, part(&eve.id, 30)).await.expect_code(422, "hold.person");
    place(ana, &acme, wish(&direct(bo, cai).await, 30)).await.expect_code(422, "hold.conversation");
    for days in [0, 181] {
        place(ana, &acme, part(&bo.id, days)).await.expect_code(422, "hold.days");
    }
    let asked = place(ana, &acme, part(&bo.id, 30)).await.expect_ok();
    let at = (acme.as_str(), text(&asked, "id"));
    assert_eq!((&asked["stands_at"], &asked["asked_by"]), (&NO, &json!(ana.id)));
    place(&dan, &acme, part(&bo.id, 30)).await.expect_code(409, "hold.standing");
    assert!(seen(bo, &ours).await.is_empty(), "what does not stand keeps nothing");
    for operation in ["hold.agree", "hold.end"] {
        hold(&eve, operation, (&other, at.1), json!({})).await.expect_code(404, "hold.unknown");
    }
    hold(ana, "hold.agree", at, json!({})).await.expect_code(409, "hold.same_person");
    hold(ana, "hold.prolong", at, json!({ "days": 90 })).await.expect_code(404, "hold.unknown");
    hold(bo, "hold.prolong", at, json!({ "days": 900 })).await.expect_code(403, "access.denied");
    hold(&dan, "hold.agree", at, json!({})).await.expect_ok();
    hold(&dan, "hold.agree", at, json!({})).await.expect_code(404, "hold.unknown");
    // Only he is held, and only he is told.
    assert_eq!(seen(bo, &ours).await[0]["person"], json!(bo.id));
    assert!(seen(cai, &ours).await.is_empty());
    assert!(codes(bo).await.contains(&"conversation.held".to_owned()));
    assert!(!codes(cai).await.contains(&"conversation.held".to_owned()));
    assert_eq!(own(bo, "chat_hold").await.len(), 1);
    for (who, words, mark) in [(bo, "Bo's", "mark-back"), (cai, "Cai's", "mark-gone")] {
        let seq = said(who, &ours, "mark-0001", words).await;
        act(who, "message.recall", (&ours, seq), json!({ "mark": mark })).await.expect_ok();
    }
    assert_eq!(count(&house, WITHHELD).await, 1);

    // Prolonged by both, from the day of the second word on.
    house.advance(20 * DAY);
    hold(&dan, "hold.prolong", at, json!({ "days": 5 })).await.expect_code(422, "hold.days");
    hold(&dan, "hold.prolong", at, json!({ "days": 100 })).await.expect_ok();
    hold(&dan, "hold.agree", at, json!({})).await.expect_code(409, "hold.same_person");
    hold(ana, "hold.agree", at, json!({})).await.expect_ok();
    house.advance(99 * DAY);
    house.run_jobs().await;
    assert_eq!(count(&house, WITHHELD).await, 1);
    house.advance(2 * DAY);
    house.run_jobs().await;
    assert_eq!(count(&house, WITHHELD).await, 0, "its end is the end");
    let seq = said(bo, &ours, "mark-0002", "later").await;
    act(bo, "message.recall", (&ours, seq), json!({ "mark": "mark-free" })).await.expect_ok();
    assert_eq!(count(&house, WITHHELD).await, 0);
    // What nobody agrees to is gone after a month.
    place(ana, &acme, wish(&ours, 180)).await.expect_ok();
    house.advance(32 * DAY);
    house.run_jobs().await;
    assert_eq!(count(&house, "SELECT COUNT(*) AS found FROM chat_hold").await, 1);
    let list = dan.call("hold.list", &[("org", &acme)], NO).await.expect_ok();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    bo.call("hold.list", &[("org", &acme)], NO).await.expect_code(403, "access.denied");
}

#[tokio::test]
async fn days_that_are_over_take_words_out_of_sight_and_everybodys_leaving_takes_nothing_while_a_group_is_held()
 {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, acme) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let keeps = json!({ "number": 7, "unit": "days", "from": "sent" });
    let at = [("org", acme.as_str()), ("of", "message-content")];
    ana.call("org.policy.keep", &at, keeps).await.expect_ok();
    let ours = group_of(bo, &acme, &[cai]).await;
    said(bo, &ours, "mark-0001", SECRET).await;
    place(ana, &acme, wish(&ours, 60)).await.expect_ok();
    house.advance(9 * DAY);
    house.run_jobs().await;
    assert!(texts(&all(cai, &ours).await).is_empty(), "for people the days hold as before");
    assert_eq!(count(&house, WITHHELD).await, 1);
    for who in [cai, bo] {
        let at = [("conversation", ours.as_str()), ("person", who.id.as_str())];
        who.call("conversation.remove", &at, NO).await.expect_ok();
    }
    house.advance(DAY);
    house.run_jobs().await;
    assert_eq!(count(&house, WITHHELD).await, 1, "deserted, and kept");
    house.advance(60 * DAY);
    house.run_jobs().await;
    house.advance(DAY);
    house.run_jobs().await;
    for sql in [WITHHELD, "SELECT COUNT(*) AS found FROM chat_conversation"] {
        assert_eq!(count(&house, sql).await, 0, "{sql}");
    }
}

#[tokio::test]
async fn a_sealed_group_is_not_held_and_the_end_of_an_account_erases_what_is() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, acme) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let ours = group_of(cai, &acme, &[bo]).await;
    let mut cx = house.running.house.db.begin().await.unwrap();
    cx.run("UPDATE chat_conversation SET sealed = 1", vec![]).await.unwrap();
    cx.commit().await.unwrap();
    place(ana, &acme, wish(&ours, 30)).await.expect_code(409, "hold.sealed");
    let mut cx = house.running.house.db.begin().await.unwrap();
    cx.run("UPDATE chat_conversation SET sealed = 0", vec![]).await.unwrap();
    cx.commit().await.unwrap();
    place(ana, &acme, wish(&ours, 180)).await.expect_ok();
    let file = uploaded(bo, &ours, "合同.txt", &noise(5_000, 5)).await;
    let sent = send(bo, &ours, "mark-0001", (SECRET, &[&file])).await.expect_ok();
    let seq = sent["seq"].as_i64().unwrap();
    act(bo, "message.recall", (&ours, seq), json!({ "mark": "mark-back" })).await.expect_ok();
    assert_eq!((count(&house, WITHHELD).await, count(&house, FILES).await), (1, 1));
    crate::erasure::close(&house, bo).await.expect_ok();
    house.run_jobs().await;
    // Where a closed account rests for a time, the hold may be over when it goes.
    if house.running.house.policy.conduct().closing.number > 0 {
        house.advance(400 * DAY);
        house.run_jobs().await;
    }
    assert_eq!((count(&house, WITHHELD).await, count(&house, FILES).await), (0, 0));
}
