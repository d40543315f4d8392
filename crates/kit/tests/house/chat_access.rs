//! Who else may read: nobody. Who runs the house, and who runs an organisation, reads nothing that is said and nothing that
//! is kept in conversations that he is not in.

use kit::{Answer, Client, House};
use serde_json::{Value, json};

use crate::chat::{act, all, page, team, texts};
use crate::chat_file::{get, noise, send, uploaded};
use crate::chat_keeping::{group_of, has_chat};
use crate::desk::keeper;
use crate::meet::text;

const NO: Value = Value::Null;
pub(crate) const SECRET: &str = "并购报价";

/// It was refused, and says nothing of what is kept.
pub(crate) fn refused(what: &str, answer: &Answer) {
    assert!([403, 404].contains(&answer.status.as_u16()), "{what}: {} {}", answer.status, answer.text());
    assert!(!answer.text().contains(SECRET), "{what} tells");
}

/// Every way to what a conversation holds.
async fn reads_nothing(who: &Client, conversation: &str, seq: i64, file: &str) {
    let at = [("conversation", conversation)];
    refused("events", &page(who, conversation, "after=0&limit=9").await);
    for operation in ["conversation.get", "conversation.members", "conversation.keeping"] {
        refused(operation, &who.call(operation, &at, NO).await);
    }
    for operation in ["pin.list", "topic.list", "call.list", "hook.list"] {
        refused(operation, &who.call(operation, &at, NO).await);
    }
    refused("history", &act(who, "message.history", (conversation, seq), NO).await);
    refused("star", &act(who, "star.put", (conversation, seq), NO).await);
    refused("recall", &act(who, "message.recall", (conversation, seq), json!({ "mark": "mark-look" })).await);
    refused("file", &get(who, conversation, file, &[]).await);
    refused("part of a file", &get(who, conversation, file, &[("range", "bytes=0-9")]).await);
    // He does not let himself in, either.
    let itself = [("conversation", conversation), ("person", who.id.as_str())];
    refused("add", &who.call("conversation.add", &itself, NO).await);
    let found = who.call("message.search", &[], json!({ "text": SECRET })).await.expect_ok();
    assert_eq!(found["items"], json!([]));
    let list = who.call("conversation.list", &[], NO).await.expect_ok();
    assert!(!list.to_string().contains(conversation), "{list}");
}

/// Behind a doorplate without chat an organisation has its meetings; what is kept of one is its record.
async fn meetings_alone(house: &House) {
    let (people, acme) = team(house, &["Ana", "Bo"]).await;
    let ana = &people[0];
    let wang = keeper(house, "王芳").await;
    let wish = json!({ "title": SECRET, "guests": false, "org": acme });
    let begun = ana.call("meeting.start", &[], wish).await.expect_ok();
    let at = [("id", text(&begun, "id"))];
    for operation in ["meeting.get", "meeting.participants", "meeting.record", "meeting.quality"] {
        refused(operation, &wang.call(operation, &at, NO).await);
    }
    ana.call("meeting.end", &at, json!({})).await.expect_ok();
    assert_eq!(ana.call("meeting.record", &at, NO).await.expect_ok()["title"], SECRET);
    refused("meeting.record", &wang.call("meeting.record", &at, NO).await);
    refused("conversations", &wang.get("/api/v1/conversations").await);
}

#[tokio::test]
async fn who_runs_the_house_or_the_organisation_reads_nothing_that_others_say() {
    let house = House::start().await;
    if !has_chat(&house) {
        return meetings_alone(&house).await;
    }
    // Ana administers the organisation and is not in the group.
    let (people, acme) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let wang = keeper(&house, "王芳").await;
    let ours = group_of(bo, &acme, &[cai]).await;
    let bytes = noise(5_000, 5);
    let file = uploaded(bo, &ours, "合同.txt", &bytes).await;
    let sent = send(bo, &ours, "mark-0001", (SECRET, &[&file])).await.expect_ok();
    let seq = sent["seq"].as_i64().unwrap();
    for who in [&wang, ana] {
        reads_nothing(who, &ours, seq, &file).await;
    }
    // What they were refused is there for who is in it, and it is as it was.
    let at = [("conversation", ours.as_str())];
    for operation in
        ["conversation.get", "conversation.members", "conversation.keeping", "pin.list", "topic.list"]
    {
        cai.call(operation, &at, NO).await.expect_ok();
    }
    cai.call("call.list", &at, NO).await.expect_ok();
    act(cai, "message.history", (&ours, seq), NO).await.expect_ok();
    let found = cai.call("message.search", &[], json!({ "text": SECRET })).await.expect_ok();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    assert_eq!(texts(&all(cai, &ours).await), [SECRET]);
    assert_eq!(get(cai, &ours, &file, &[]).await.body, bytes);
}
