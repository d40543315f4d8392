//! Conversations as they happen: open pages hear at once, several devices are in step, and whoever was away catches up.

use futures_util::StreamExt;
use kit::{Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

use crate::chat::{all, direct, group, said, team, texts};
use crate::seat::{Door, PATIENCE, Stream};

/// The next frame of this kind; whatever else comes is passed over.
pub(crate) async fn next(stream: &mut Stream, kind: &str) -> Value {
    until(stream, kind).await.pop().unwrap()
}

/// The frames up to and with the next of this kind.
pub(crate) async fn until(stream: &mut Stream, kind: &str) -> Vec<Value> {
    let mut heard = Vec::new();
    let frames = async {
        while let Some(Ok(message)) = stream.next().await {
            let Message::Text(text) = message else { continue };
            heard.push(serde_json::from_str::<Value>(&text).unwrap());
            if heard.last().unwrap()["kind"] == kind {
                return;
            }
        }
        panic!("the stream ended before {kind}");
    };
    tokio::time::timeout(PATIENCE, frames).await.unwrap_or_else(|_| panic!("no {kind} came"));
    heard
}

/// What was said goes with the hint; what changes something that stands already, or is long, is asked for.
#[tokio::test]
async fn what_was_said_goes_with_the_hint_as_long_as_the_session_stands() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let group = group(ana, "周报", &[bo, cai]).await;
    let mut open = [door.stream(bo.token()).await.unwrap(), door.stream(cai.token()).await.unwrap()];
    for stream in &mut open {
        next(stream, "conversation.begun").await;
    }
    said(ana, &group, "mark-0001", "hello").await;
    for stream in &mut open {
        assert_eq!(next(stream, "conversation.event").await["body"]["events"][0]["text"], json!("hello"));
    }
    // An edit and a taking back change what was said before: their number alone is told.
    let seq = said(ana, &group, "mark-0002", "to be changed").await;
    let changed = crate::chat::act(
        ana,
        "message.edit",
        (&group, seq),
        json!({ "mark": "mark-0003", "text": "changed" }),
    );
    changed.await.expect_ok();
    for stream in &mut open {
        next(stream, "conversation.event").await;
        assert_eq!(next(stream, "conversation.event").await["body"].get("events"), None);
    }
    // Nor does what is too long for a frame go along; it is asked for.
    said(ana, &group, "mark-0004", &"长".repeat(15_000)).await;
    for stream in &mut open {
        assert_eq!(next(stream, "conversation.event").await["body"].get("events"), None);
    }
    // A stream whose session ended hears nothing more, though what passes needs no look at the database.
    bo.post("/api/v1/session/close", json!({})).await;
    said(ana, &group, "mark-0005", "after Bo went").await;
    let left = tokio::time::timeout(PATIENCE, async {
        let mut heard = Vec::new();
        while let Some(Ok(Message::Text(text))) = open[0].next().await {
            heard.push(text.to_string());
        }
        heard
    });
    assert!(left.await.expect("it is closed").iter().all(|frame| !frame.contains("after Bo went")));
}

/// The same person signed in on another device.
async fn other_device(house: &House, who: &Client) -> Client {
    house.advance(Duration::from_secs(61));
    house.person_with("", &who.phone).await
}

async fn unread(who: &Client) -> i64 {
    who.call("conversation.unread", &[], json!(null)).await.expect_ok()["messages"].as_i64().unwrap()
}

#[tokio::test]
async fn whoever_is_put_out_hears_it_and_nothing_after() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let group = group(ana, "周报", &[bo, cai]).await;
    said(ana, &group, "mark-0001", "before").await;
    let mut open = door.stream(bo.token()).await.unwrap();
    let at = [("conversation", group.as_str()), ("person", &bo.id)];
    let out = ana.call("conversation.remove", &at, json!(null)).await;
    assert!(out.status.is_success(), "{}", out.text());
    let told = next(&mut open, "conversation.event").await["body"]["seq"].as_i64().unwrap();
    let events = all(bo, &group).await;
    let last = events.last().unwrap();
    assert_eq!((&last["kind"], last["seq"].as_i64()), (&json!("leave"), Some(told)));
    said(ana, &group, "mark-0002", "canary-after-Redstart-5513").await;
    // The next that he hears is of a conversation of two.
    let other = direct(cai, bo).await;
    let heard = until(&mut open, "conversation.begun").await;
    assert_eq!(heard.last().unwrap()["body"]["conversation"], json!(other));
    assert!(heard.iter().all(|frame| frame["body"]["conversation"] != json!(group)), "{heard:?}");
    assert_eq!(all(bo, &group).await, events);
}

/// proves: YZJ-053
#[tokio::test]
async fn an_open_page_hears_at_once_and_whoever_comes_back_misses_nothing_and_gets_nothing_twice() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let group = group(ana, "周报", &[bo]).await;
    let mut open = door.stream(bo.token()).await.unwrap();
    assert_eq!(next(&mut open, "conversation.begun").await["body"]["conversation"], json!(group));
    let word = "canary-live-Redstart-5512";
    let first = said(ana, &group, "mark-0001", word).await;
    let hint = next(&mut open, "conversation.event").await;
    // What was said comes with the number, exactly as a page of the log has it.
    let path = format!("/api/v1/conversations/{group}/events?after={}", first - 1);
    let logged = bo.get(&path).await.expect_ok();
    assert_eq!(hint["body"], json!({ "conversation": group, "seq": first, "events": logged["items"] }));
    assert_eq!(hint["body"]["events"][0]["text"], json!(word));
    // The network changes: the line is cut, much is said meanwhile, another line is opened.
    drop(open);
    let mut numbers = Vec::new();
    for number in 0..7 {
        numbers.push(said(ana, &group, &format!("away-{number:04}"), &number.to_string()).await);
    }
    let mut open = door.stream(bo.token()).await.unwrap();
    let path = format!("/api/v1/conversations/{group}/events?after={first}");
    let missed = bo.get(&path).await.expect_ok();
    let missed = missed["items"].as_array().unwrap();
    let got: Vec<i64> = missed.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(got, numbers);
    assert_eq!(texts(missed), ["0", "1", "2", "3", "4", "5", "6"]);
    let last = said(ana, &group, "mark-0002", "back").await;
    assert_eq!(next(&mut open, "conversation.event").await["body"]["seq"], json!(last));
    // Who is not in it hears nothing of it: the first that Cai hears is about himself.
    let mut outside = door.stream(cai.token()).await.unwrap();
    said(ana, &group, "mark-0003", "not for Cai").await;
    let two = direct(cai, bo).await;
    let heard = next(&mut outside, "conversation.begun").await;
    assert_eq!(heard["body"]["conversation"], json!(two));
    proved("YZJ-053", &["message.send", "message.after"]);
}

/// proves: DB-013
#[tokio::test]
async fn what_was_read_drafted_or_chosen_on_one_device_is_so_on_the_other() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let two = direct(ana, bo).await;
    let seq = said(ana, &two, "mark-0001", "你好").await;
    let desk = other_device(&house, bo).await;
    assert_eq!((desk.id.as_str(), desk.token() == bo.token()), (bo.id.as_str(), false));
    let mut open = door.stream(desk.token()).await.unwrap();
    next(&mut open, "conversation.begun").await;
    let at = [("conversation", two.as_str())];

    bo.call("message.read", &at, json!({ "seq": seq })).await.expect_ok();
    assert_eq!(
        next(&mut open, "conversation.read").await["body"],
        json!({ "conversation": two, "seq": seq })
    );
    let list = desk.call("conversation.list", &[], json!(null)).await.expect_ok();
    assert_eq!((&list["items"][0]["read_seq"], &list["items"][0]["unread"]), (&json!(seq), &json!(0)));

    let word = "canary-draft-Whinchat-6634";
    bo.call("draft.put", &at, json!({ "text": word })).await.expect_ok();
    assert_eq!(next(&mut open, "conversation.draft").await["body"], json!({ "conversation": two }));
    let drafts = desk.call("draft.list", &[], json!(null)).await.expect_ok();
    assert_eq!(
        (&drafts["items"][0]["text"], &drafts["items"][0]["conversation"]),
        (&json!(word), &json!(two))
    );
    assert_eq!(ana.call("draft.list", &[], json!(null)).await.expect_ok()["items"], json!([]));
    assert_eq!(crate::canary::found(&house, word).await, Vec::<String>::new());
    let longer = json!({ "text": format!("{word} and more") });
    desk.call("draft.put", &at, longer).await.expect_ok();
    let drafts = bo.call("draft.list", &[], json!(null)).await.expect_ok();
    assert_eq!(
        (drafts["items"].as_array().unwrap().len(), &drafts["items"][0]["text"]),
        (1, &json!(format!("{word} and more")))
    );
    desk.call("draft.put", &at, json!({ "text": " " })).await.expect_ok();
    assert_eq!(bo.call("draft.list", &[], json!(null)).await.expect_ok()["items"], json!([]));
    bo.call("draft.put", &at, json!({ "text": "长".repeat(20_001) })).await.expect_code(422, "message.text");
    bo.call("draft.put", &at, json!({ "words": "x" })).await.expect_code(422, "body.invalid");
    let eve = house.person("Eve").await;
    eve.call("draft.put", &at, json!({ "text": "x" })).await.expect_code(404, "conversation.unknown");

    bo.call("conversation.choose", &[], json!({ "receipts": false })).await.expect_ok();
    next(&mut open, "conversation.choices").await;
    let chosen = desk.call("conversation.choices", &[], json!(null)).await.expect_ok();
    assert_eq!(chosen, json!({ "receipts": false }));
    bo.call("conversation.choose", &[], json!({ "receipts": 7 })).await.expect_code(422, "body.invalid");
    proved(
        "DB-013",
        &[
            "message.read",
            "draft.put",
            "draft.list",
            "conversation.list",
            "conversation.choose",
            "conversation.choices",
        ],
    );
}

#[tokio::test]
async fn others_see_how_far_somebody_read_unless_he_does_not_let_them() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let group = group(ana, "周报", &[bo, cai]).await;
    let at = [("conversation", group.as_str())];
    let read_by = async |who: &Client, of: &Client| {
        let list = who.call("conversation.members", &at, json!(null)).await.expect_ok();
        let items = list["items"].as_array().unwrap().clone();
        items.into_iter().find(|item| item["person"] == json!(of.id)).unwrap()["read_seq"].clone()
    };
    let mut open = door.stream(ana.token()).await.unwrap();
    next(&mut open, "conversation.begun").await;
    let first = said(ana, &group, "mark-0001", "read this").await;
    bo.call("conversation.choose", &[], json!({ "receipts": false })).await.expect_ok();
    bo.call("message.read", &at, json!({ "seq": first })).await.expect_ok();
    cai.call("message.read", &at, json!({ "seq": first })).await.expect_ok();
    // Bo read it first, and the first that is heard is of Cai.
    let seen = next(&mut open, "conversation.seen").await;
    assert_eq!(seen["body"], json!({ "conversation": group, "person": cai.id, "seq": first }));
    assert_eq!((read_by(ana, cai).await, read_by(ana, bo).await), (json!(first), json!(null)));
    assert_eq!(read_by(bo, bo).await, json!(first), "he himself sees it");
    bo.call("conversation.choose", &[], json!({ "receipts": true })).await.expect_ok();
    assert_eq!(read_by(ana, bo).await, json!(first));
}

/// proves: YZJ-036
#[tokio::test]
async fn the_number_on_the_icon_is_what_is_unread_and_falls_to_zero_on_all_devices() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let (two, group) = (direct(cai, bo).await, group(ana, "周报", &[bo, cai]).await);
    let desk = other_device(&house, bo).await;
    for number in 0..4 {
        said(ana, &group, &format!("mark-{number:04}"), "x").await;
    }
    said(cai, &two, "mark-0001", "x").await;
    let taken = said(cai, &two, "mark-0002", "x").await;
    // One's own are not counted, nor are changes, nor what was taken back.
    said(bo, &two, "mark-0001", "x").await;
    assert_eq!((unread(bo).await, unread(&desk).await, unread(ana).await), (6, 6, 0));
    crate::chat::act(cai, "message.recall", (&two, taken), json!({ "mark": "mark-0003" })).await.expect_ok();
    assert_eq!(unread(&desk).await, 5);
    let last = all(bo, &group).await.len();
    bo.call("message.read", &[("conversation", &group)], json!({ "seq": last })).await.expect_ok();
    assert_eq!((unread(bo).await, unread(&desk).await), (1, 1));
    let last = all(bo, &two).await.len();
    desk.call("message.read", &[("conversation", &two)], json!({ "seq": last })).await.expect_ok();
    assert_eq!((unread(bo).await, unread(&desk).await), (0, 0));
    proved("YZJ-036", &["conversation.unread", "message.read", "message.send"]);
}
