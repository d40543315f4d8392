//! How long a conversation keeps what is said in it: as its organisation and its owner set it, destroyed then to the last
//! byte, while the sequence has no gap.

use futures_util::TryStreamExt;
use kit::{Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::{act, all, direct, group, said, team, texts};
use crate::chat_file::{get, noise, send, uploaded};
use crate::meet::text;

const DAY: Duration = Duration::from_secs(86_400);
const NO: Value = Value::Null;

/// A group that is held in an organisation.
pub(crate) async fn group_of(owner: &Client, org: &str, others: &[&Client]) -> String {
    let people: Vec<&str> = others.iter().map(|one| one.id.as_str()).collect();
    let wish = json!({ "name": "项目组", "people": people, "org": org });
    text(&owner.call("conversation.group", &[], wish).await.expect_ok(), "id").to_owned()
}

async fn org_keeps(who: &Client, org: &str, of: &str, days: u32) -> kit::Answer {
    let wish = json!({ "number": days, "unit": "days", "from": "sent" });
    who.call("org.policy.keep", &[("org", org), ("of", of)], wish).await
}

async fn keep(who: &Client, conversation: &str, wish: Value) -> kit::Answer {
    who.call("conversation.keep", &[("conversation", conversation)], wish).await
}

async fn keeping(who: &Client, conversation: &str) -> Value {
    who.call("conversation.keeping", &[("conversation", conversation)], NO).await.expect_ok()
}

pub(crate) async fn count(house: &House, sql: &'static str) -> i64 {
    house.running.house.db.view().await.unwrap().one(sql, vec![]).await.unwrap().get("found").unwrap()
}

async fn blobs(house: &House) -> usize {
    let names: Vec<String> = house.running.house.blobs.names().try_collect().await.unwrap();
    names.len()
}

pub(crate) fn has_chat(house: &House) -> bool {
    house.running.house.policy.wings().iter().any(|wing| wing == "chat")
}

/// Behind a doorplate without chat an organisation has no chat records: what it controls there are its meetings.
async fn what_is_controlled_without_chat(house: &House) {
    let (people, acme) = team(house, &["Ana"]).await;
    let ana = &people[0];
    org_keeps(ana, &acme, "message-content", 7).await.expect_code(404, "org.policy_unknown");
    let wish = json!({ "number": 7, "unit": "days", "from": "meeting-ended" });
    ana.call("org.policy.keep", &[("org", &acme), ("of", "meeting-title")], wish).await.expect_ok();
    let wish = json!({ "title": "预算", "guests": false, "org": acme });
    let begun = ana.call("meeting.start", &[], wish).await.expect_ok();
    let id = text(&begun, "id");
    ana.call("meeting.end", &[("id", id)], json!({})).await.expect_ok();
    let title = async || ana.call("meeting.record", &[("id", id)], NO).await.expect_ok()["title"].clone();
    house.advance(6 * DAY);
    house.run_jobs().await;
    assert_eq!(title().await, "预算");
    house.advance(2 * DAY);
    house.run_jobs().await;
    assert_ne!(title().await, "预算");
    for id in ["JJB-040", "HKT-040"] {
        proved(id, &["org.policy.keep", "job:meet.sweep"]);
    }
}

/// proves: JJB-040, HKT-040
#[tokio::test]
async fn what_an_organisation_keeps_for_days_is_gone_the_day_after_and_not_the_day_before() {
    let house = House::start().await;
    if !has_chat(&house) {
        return what_is_controlled_without_chat(&house).await;
    }
    let (people, acme) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    org_keeps(bo, &acme, "message-content", 7).await.expect_code(403, "access.denied");
    org_keeps(&house.person("Eve").await, &acme, "chat-file", 7).await.expect_code(404, "org.unknown");
    org_keeps(ana, &acme, "message-content", 0).await.expect_code(404, "org.policy_unknown");
    org_keeps(ana, &acme, "display-name", 7).await.expect_code(404, "org.policy_unknown");
    org_keeps(ana, &acme, "message-content", 7).await.expect_ok();
    org_keeps(ana, &acme, "chat-file", 7).await.expect_ok();
    let ours = group_of(ana, &acme, &[bo, cai]).await;
    let other = group(ana, "读书", &[bo]).await;
    for who in [ana, cai] {
        assert_eq!(keeping(who, &ours).await["holds"], json!({ "messages": 7, "files": 7 }));
    }
    assert_eq!(keeping(ana, &other).await["org"], NO);

    // The old one: with a file, changed since, with a sign, pinned, kept by somebody, and mentioning somebody.
    let file = uploaded(ana, &ours, "合同.txt", &noise(5_000, 1)).await;
    let wish = json!({ "mark": "mark-0001", "text": "旧的合同", "files": [file], "mentions": [bo.id] });
    let old =
        ana.call("message.send", &[("conversation", &ours)], wish).await.expect_ok()["seq"].as_i64().unwrap();
    said(ana, &other, "mark-0001", "elsewhere").await;
    let wish = json!({ "mark": "mark-sign", "sign": "👍" });
    act(bo, "message.react", (&ours, old), wish).await.expect_ok();
    act(ana, "message.pin", (&ours, old), json!({ "mark": "mark-pinn" })).await.expect_ok();
    act(bo, "star.put", (&ours, old), NO).await.expect_ok();
    house.advance(2 * DAY);
    let edit = json!({ "mark": "mark-edit", "text": "改过的合同" });
    act(ana, "message.edit", (&ours, old), edit).await.expect_ok();
    let file_of_young = uploaded(ana, &ours, "新.txt", &noise(5_000, 2)).await;
    send(ana, &ours, "mark-0002", ("新的", &[&file_of_young])).await.expect_ok();
    let stored = blobs(&house).await;
    let before = all(cai, &ours).await;

    // Six days after the first and four after the second: everything is there.
    house.advance(4 * DAY);
    house.run_jobs().await;
    assert_eq!(texts(&all(cai, &ours).await), texts(&before));
    // Eight and six.
    house.advance(2 * DAY);
    house.run_jobs().await;
    let after = all(cai, &ours).await;
    let numbers = |events: &[Value]| events.iter().map(|event| event["seq"].clone()).collect::<Vec<_>>();
    assert_eq!(numbers(&after), numbers(&before), "the sequence has no gap");
    assert_eq!(texts(&after), ["新的"]);
    assert_eq!(get(cai, &ours, &file, &[]).await.status, 404);
    assert_eq!(get(cai, &ours, &file_of_young, &[]).await.body, noise(5_000, 2));
    assert!(blobs(&house).await < stored, "its bytes are gone from the store");
    for sql in [
        "SELECT COUNT(*) AS found FROM chat_reaction",
        "SELECT COUNT(*) AS found FROM chat_pin",
        "SELECT COUNT(*) AS found FROM chat_star",
        "SELECT COUNT(*) AS found FROM chat_mention",
        "SELECT COUNT(*) AS found FROM chat_event WHERE kind IN ('edit', 'react') AND body IS NOT NULL",
    ] {
        assert_eq!(count(&house, sql).await, 0, "{sql}");
    }
    let find = async |what: &str| {
        let found = bo.call("message.search", &[], json!({ "text": what })).await.expect_ok();
        found["items"].as_array().unwrap().len()
    };
    assert_eq!((find("合同").await, find("新的").await), (0, 1));
    let history = act(ana, "message.history", (&ours, old), NO).await.expect_ok();
    assert!(history["items"].as_array().unwrap().iter().all(|item| item["text"].is_null()), "{history}");
    // What is over is not changed or marked any longer; another group of the same people keeps its own.
    let late = json!({ "mark": "mark-late", "text": "x" });
    act(ana, "message.edit", (&ours, old), late).await.expect_code(404, "message.unknown");
    assert_eq!(texts(&all(bo, &other).await), ["elsewhere"]);
    for id in ["JJB-040", "HKT-040"] {
        proved(id, &["org.policy.keep", "job:conversation.expire", "job:conversation.expire_one"]);
    }
}

#[tokio::test]
async fn an_owner_keeps_for_a_shorter_time_than_the_organisation_and_never_for_a_longer() {
    let house = House::start().await;
    let (people, acme) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let eve = house.person("Eve").await;
    org_keeps(ana, &acme, "message-content", 30).await.expect_ok();
    let ours = group_of(bo, &acme, &[ana]).await;
    let days = |messages: Value, files: Value| json!({ "message_days": messages, "file_days": files, "relay": false });
    keep(&eve, &ours, days(json!(3), NO)).await.expect_code(404, "conversation.unknown");
    keep(ana, &ours, days(json!(3), NO)).await.expect_code(404, "conversation.unknown");
    for wrong in [json!(31), json!(0)] {
        keep(bo, &ours, days(wrong, NO)).await.expect_code(422, "conversation.days");
    }
    keep(bo, &ours, json!({ "message_days": -1 })).await.expect_code(422, "body.invalid");
    let two = direct(ana, bo).await;
    let answer = keep(bo, &two, days(json!(3), NO)).await;
    assert!([403, 404].contains(&answer.status.as_u16()), "{}", answer.text());
    keep(bo, &ours, days(json!(3), json!(1))).await.expect_ok();
    let seen = keeping(ana, &ours).await;
    assert_eq!(seen["holds"], json!({ "messages": 3, "files": 1 }));
    assert_eq!((&seen["org"]["messages"], &seen["own"]["messages"]), (&json!(30), &json!(3)));
    eve.call("conversation.keeping", &[("conversation", &ours)], NO)
        .await
        .expect_code(404, "conversation.unknown");

    let file = uploaded(bo, &ours, "a.txt", &noise(900, 3)).await;
    send(bo, &ours, "mark-0001", ("words stay longer", &[&file])).await.expect_ok();
    house.advance(2 * DAY);
    house.run_jobs().await;
    assert_eq!(texts(&all(ana, &ours).await), ["words stay longer"]);
    assert_eq!(get(ana, &ours, &file, &[]).await.status, 404);
    house.advance(2 * DAY);
    house.run_jobs().await;
    assert_eq!(texts(&all(ana, &ours).await), Vec::<&str>::new());
    // Into a group of an organisation comes nobody else; who is not in one holds none in it.
    let friend = house.person("Fan").await;
    let at = [("conversation", ours.as_str()), ("person", friend.id.as_str())];
    bo.call("conversation.add", &at, NO).await.expect_code(422, "conversation.person_unknown");
    let at = [("conversation", ours.as_str()), ("person", cai.id.as_str())];
    bo.call("conversation.add", &at, NO).await.expect_ok();
    let wish = json!({ "name": "x", "people": [ana.id], "org": acme });
    eve.call("conversation.group", &[], wish).await.expect_code(404, "org.unknown");
}

#[tokio::test]
async fn a_group_that_only_passes_on_keeps_nothing_that_all_have_read_and_nothing_for_longer_than_an_hour() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let ours = group(ana, "过路", &[bo, cai]).await;
    keep(ana, &ours, json!({ "message_days": null, "file_days": null, "relay": true })).await.expect_ok();
    assert_eq!(keeping(cai, &ours).await["relay"], json!(true));
    let first = said(ana, &ours, "mark-0001", "all read this").await;
    let file = uploaded(bo, &ours, "b.txt", &noise(900, 4)).await;
    send(bo, &ours, "mark-0002", ("Cai is away", &[&file])).await.expect_ok();
    let read = async |who: &Client, seq: i64| {
        who.call("message.read", &[("conversation", &ours)], json!({ "seq": seq })).await.expect_ok();
    };
    read(ana, first + 1).await;
    read(bo, first + 1).await;
    house.advance(Duration::from_secs(61));
    house.run_jobs().await;
    assert_eq!(texts(&all(cai, &ours).await), ["all read this", "Cai is away"], "Cai has not read");
    read(cai, first).await;
    house.advance(Duration::from_secs(61));
    house.run_jobs().await;
    assert_eq!(texts(&all(cai, &ours).await), ["Cai is away"]);
    assert_eq!(get(cai, &ours, &file, &[]).await.status, 200);
    house.advance(Duration::from_secs(58 * 60));
    house.run_jobs().await;
    assert_eq!(texts(&all(cai, &ours).await), Vec::<&str>::new(), "the hour is over");
    assert_eq!(get(cai, &ours, &file, &[]).await.status, 404);
    let words =
        "SELECT (SELECT COUNT(*) FROM chat_posting) + (SELECT COUNT(*) FROM chat_fresh_token) AS found";
    assert_eq!((count(&house, words).await, blobs(&house).await), (0, 0));
}
