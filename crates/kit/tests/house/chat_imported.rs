//! A conversation goes along as a signed file, and comes into another house for one's own eyes alone.

use kit::{Answer, Client, House};
use serde_json::{Value, json};

use crate::chat::{act, direct, group, said, team};
use crate::chat_access::SECRET;
use crate::chat_file::{noise, send, uploaded};
use crate::chat_keeping::{count, has_chat};
use crate::meet::text;

const NO: Value = Value::Null;

async fn along(who: &Client, conversation: &str, wish: Value) -> Answer {
    who.call("conversation.archive", &[("conversation", conversation)], wish).await
}

/// A file as the page saves it.
fn file(answer: &Value) -> Value {
    let mut file = answer.clone();
    file.as_object_mut().unwrap().remove("before");
    file
}

async fn take(who: &Client, file: &Value) -> Answer {
    who.call("imported.take", &[], file.clone()).await
}

async fn read(who: &Client, id: &str) -> Answer {
    who.call("imported.read", &[("imported", id)], NO).await
}

async fn list(who: &Client) -> Vec<Value> {
    let list = who.call("imported.list", &[], NO).await.expect_ok();
    list["items"].as_array().unwrap().clone()
}

async fn find(who: &Client, words: &str) -> usize {
    let found = who.call("imported.search", &[], json!({ "text": words })).await.expect_ok();
    found["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn what_one_may_read_goes_along_signed_and_comes_into_another_house_for_oneself() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let ours = group(ana, "读书", &[bo]).await;
    said(ana, &ours, "mark-0001", "之前说的").await;
    let at = [("conversation", ours.as_str()), ("person", cai.id.as_str())];
    ana.call("conversation.add", &at, json!({})).await.expect_ok();
    let contract = uploaded(bo, &ours, "合同.txt", &noise(500, 5)).await;
    send(bo, &ours, "mark-0002", (SECRET, &[&contract])).await.expect_ok();
    let gone = said(bo, &ours, "mark-0003", "收回的").await;
    act(bo, "message.recall", (&ours, gone), json!({ "mark": "mark-back" })).await.expect_ok();

    let made = along(cai, &ours, json!({})).await.expect_ok();
    let content: Value = serde_json::from_str(text(&made, "content")).unwrap();
    assert_eq!((&content["name"], &content["by"], &made["before"]), (&json!("读书"), &json!(cai.id), &NO));
    assert!(!content.to_string().contains("之前说的"), "only from when he came: {content}");
    assert!(!content.to_string().contains("收回的"));
    assert!(along(ana, &ours, json!({})).await.expect_ok().to_string().contains("之前说的"));
    along(&house.person("Eve").await, &ours, json!({})).await.expect_code(404, "conversation.unknown");

    // Another house takes it in, for him alone.
    let other = House::start().await;
    let (he, she) = (other.person("Cai").await, other.person("Dan").await);
    let before = count(&other, "SELECT COUNT(*) AS found FROM yard_person").await;
    let id = take(&he, &file(&made)).await.expect_ok()["id"].as_str().unwrap().to_owned();
    assert_eq!(count(&other, "SELECT COUNT(*) AS found FROM yard_person").await, before, "names are words");
    let lines = read(&he, &id).await.expect_ok()["items"].clone();
    let one = lines.as_array().unwrap().iter().find(|line| line["text"] == SECRET).unwrap();
    assert_eq!((&one["by"], &one["files"]), (&json!("Bo"), &json!(["合同.txt"])));
    assert_eq!((find(&he, "合同").await, find(&he, &SECRET[..3]).await), (1, 1));
    assert_eq!((find(&she, "合同").await, list(&she).await.len()), (0, 0));
    assert_eq!((&list(&he).await[0]["name"], &list(&he).await[0]["lines"]), (&json!("读书"), &json!(2)));
    read(&she, &id).await.expect_code(404, "imported.unknown");
    let at = [("imported", id.as_str())];
    she.call("imported.remove", &at, NO).await.expect_code(404, "imported.unknown");
    let held = he.call("me.held", &[], NO).await.expect_ok().to_string();
    assert!(held.contains("chat_imported"), "it stands in the list of what is held");
    he.call("imported.remove", &at, NO).await.expect_ok();
    read(&he, &id).await.expect_code(404, "imported.unknown");
    assert_eq!(count(&other, "SELECT COUNT(*) AS found FROM chat_imported_part").await, 0);

    // With the account it goes.
    take(&he, &file(&made)).await.expect_ok();
    crate::erasure::close(&other, &he).await.expect_ok();
    other.run_jobs().await;
    other.advance(std::time::Duration::from_secs(400 * 86_400));
    other.run_jobs().await;
    for sql in
        ["SELECT COUNT(*) AS found FROM chat_imported", "SELECT COUNT(*) AS found FROM chat_imported_part"]
    {
        assert_eq!(count(&other, sql).await, 0, "{sql}");
    }
}

#[tokio::test]
async fn a_file_that_its_house_did_not_sign_or_that_is_too_much_is_refused_whole() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let ours = direct(ana, bo).await;
    said(bo, &ours, "mark-0001", SECRET).await;
    let good = file(&along(ana, &ours, json!({})).await.expect_ok());
    let with = |field: &str, value: &str| {
        let mut wrong = good.clone();
        wrong[field] = json!(value);
        wrong
    };
    let changed = text(&good, "content").replace(SECRET, "不是他说的");
    for (wrong, code) in [
        (with("content", &changed), "imported.signature"),
        (with("content", ""), "imported.signature"),
        (with("signature", "!"), "imported.signature"),
        (with("key", "AAAA"), "imported.signature"),
        (with("format", "courtyard-archive-1"), "imported.format"),
    ] {
        take(ana, &wrong).await.expect_code(422, code);
    }
    // Whatever stands there, it is refused and kept nowhere.
    let mut state = 7_u64;
    for _ in 0..300 {
        let mut bytes = text(&good, "content").as_bytes().to_vec();
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let at = usize::try_from(state >> 33).unwrap() % bytes.len();
        bytes[at] = b'A' + u8::try_from(state % 26).unwrap();
        let content = String::from_utf8_lossy(&bytes).into_owned();
        if content != text(&good, "content") {
            take(ana, &with("content", &content)).await.expect_code(422, "imported.signature");
        }
    }
    let huge = "x".repeat((6 << 20) + 1);
    take(ana, &with("content", &huge)).await.expect_code(422, "imported.damaged");
    assert_eq!(list(ana).await.len(), 0);
    for words in ["", " ", &"长".repeat(101)] {
        let answer = ana.call("imported.search", &[], json!({ "text": words })).await;
        answer.expect_code(422, "imported.query");
    }
    for _ in 0..50 {
        take(ana, &good).await.expect_ok();
    }
    take(ana, &good).await.expect_code(409, "imported.full");
}
