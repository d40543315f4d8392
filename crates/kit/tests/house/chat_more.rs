//! What a message can do: mention, be marked with signs, pinned, kept, carried on, answered in a topic, carry a place, and
//! be sent later; for those who are there and nobody else, and nothing of it once the message was taken back.

use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::{act, all, direct, group, page, said, team, texts};
use crate::meet::text;

const NO: Value = Value::Null;

fn items(answer: &Answer) -> Vec<Value> {
    answer.expect_ok()["items"].as_array().unwrap().clone()
}

async fn list(who: &Client, operation: &str) -> Vec<Value> {
    items(&who.call(operation, &[], NO).await)
}

async fn list_in(who: &Client, operation: &str, conversation: &str) -> Vec<Value> {
    items(&who.call(operation, &[("conversation", conversation)], NO).await)
}

async fn send(who: &Client, conversation: &str, wish: Value) -> Answer {
    who.call("message.send", &[("conversation", conversation)], wish).await
}

async fn own(who: &Client, conversation: &str) -> Value {
    who.call("conversation.get", &[("conversation", conversation)], NO).await.expect_ok()
}

async fn put_out(owner: &Client, conversation: &str, person: &Client) {
    let at = [("conversation", conversation), ("person", person.id.as_str())];
    owner.call("conversation.remove", &at, NO).await.expect_ok();
}

async fn recall(who: &Client, conversation: &str, seq: i64) {
    act(who, "message.recall", (conversation, seq), json!({ "mark": format!("recall-{seq:04}") }))
        .await
        .expect_ok();
}

fn event(events: &[Value], seq: i64) -> Value {
    events.iter().find(|event| event["seq"] == seq).unwrap().clone()
}

#[tokio::test]
async fn whoever_is_mentioned_finds_it_also_where_he_muted_and_all_are_mentioned_by_the_owner() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let eve = house.person("Eve").await;
    let group = group(ana, "周报", &[bo, cai]).await;
    let mute = json!({ "muted": true, "top": false, "hidden": false, "unread": false });
    cai.call("conversation.set", &[("conversation", &group)], mute).await.expect_ok();
    let unread =
        async |who: &Client| who.call("conversation.unread", &[], NO).await.expect_ok()["messages"].clone();
    said(ana, &group, "mark-0001", "大家好").await;
    assert_eq!(unread(cai).await, json!(0), "muted, it does not count");

    let wish = json!({ "mark": "mark-0002", "text": "@Cai 看一下", "mentions": [cai.id, eve.id] });
    let seq = send(bo, &group, wish).await.expect_ok()["seq"].as_i64().unwrap();
    let seen = event(&all(ana, &group).await, seq);
    assert_eq!(seen["mentions"], json!([cai.id, eve.id]));
    let mine = list(cai, "mention.list").await;
    assert_eq!((mine.len(), &mine[0]["text"], &mine[0]["read"]), (1, &json!("@Cai 看一下"), &json!(false)));
    assert_eq!((unread(cai).await, own(cai, &group).await["mentions"].clone()), (json!(1), json!(1)));
    for who in [ana, bo, &eve] {
        assert_eq!(list(who, "mention.list").await, Vec::<Value>::new());
    }
    // Read, it stays in the list and counts no longer.
    let read = cai.call("message.read", &[("conversation", &group)], json!({ "seq": seq })).await;
    assert!(read.status.is_success());
    assert_eq!(list(cai, "mention.list").await[0]["read"], json!(true));
    assert_eq!(own(cai, &group).await["mentions"], json!(0));

    // All are mentioned by the owner, and by everybody where he leaves it to them.
    let everybody = |mark: &str| json!({ "mark": mark, "text": "@all", "all": true });
    send(bo, &group, everybody("mark-0003")).await.expect_code(403, "message.owner_only");
    let left = json!({ "mention_all": true, "pin": false });
    let at = [("conversation", group.as_str())];
    bo.call("conversation.leave_to_all", &at, left.clone()).await.expect_code(404, "conversation.unknown");
    ana.call("conversation.leave_to_all", &at, left.clone()).await.expect_ok();
    assert_eq!(bo.call("conversation.left", &at, NO).await.expect_ok(), left);
    eve.call("conversation.left", &at, NO).await.expect_code(404, "conversation.unknown");
    let seq = send(bo, &group, everybody("mark-0003")).await.expect_ok()["seq"].as_i64().unwrap();
    assert_eq!((list(ana, "mention.list").await.len(), list(cai, "mention.list").await.len()), (1, 2));
    assert_eq!(list(bo, "mention.list").await, Vec::<Value>::new(), "whoever says it is not told of it");

    // Changed, it mentions whom it says now; taken back, nobody. Who is put out finds nothing later.
    let change = json!({ "mark": "mark-0004", "text": "好了" });
    act(bo, "message.edit", (&group, seq), change).await.expect_ok();
    assert_eq!((list(ana, "mention.list").await.len(), list(cai, "mention.list").await.len()), (0, 1));
    recall(
        bo,
        &group,
        event(&all(bo, &group).await, mine[0]["seq"].as_i64().unwrap())["seq"].as_i64().unwrap(),
    )
    .await;
    assert_eq!(list(cai, "mention.list").await, Vec::<Value>::new());
    put_out(ana, &group, cai).await;
    let wish = json!({ "mark": "mark-0005", "text": "@Cai", "mentions": [cai.id] });
    send(bo, &group, wish).await.expect_ok();
    assert_eq!(list(cai, "mention.list").await, Vec::<Value>::new());
    let many = vec![bo.id.clone(); 101];
    let wish = json!({ "mark": "mark-0006", "text": "x", "mentions": many });
    send(bo, &group, wish).await.expect_code(422, "message.card");
}

#[tokio::test]
async fn a_sign_is_an_event_and_goes_with_the_message() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let eve = house.person("Eve").await;
    let group = group(ana, "周报", &[bo, cai]).await;
    let seq = said(ana, &group, "mark-0001", "周五聚餐").await;
    let sign = async |who: &Client, operation: &str, mark: &str, sign: &str| {
        act(who, operation, (&group, seq), json!({ "mark": mark, "sign": sign })).await
    };
    let first = sign(bo, "message.react", "sign-0001", "👍").await.expect_ok();
    assert_eq!(
        sign(bo, "message.react", "sign-0001", "👍").await.expect_ok(),
        first,
        "sent again it is the same"
    );
    sign(bo, "message.react", "sign-0002", "👍").await.expect_code(409, "message.already");
    sign(cai, "message.react", "sign-0001", "👍").await.expect_ok();
    sign(cai, "message.react", "sign-0002", "🎉").await.expect_ok();
    let seen = all(ana, &group).await;
    let expected = json!([{ "sign": "👍", "people": [bo.id, cai.id] }, { "sign": "🎉", "people": [cai.id] }]);
    assert_eq!(event(&seen, seq)["reactions"], expected);
    let last = seen.last().unwrap();
    assert_eq!((&last["kind"], &last["target"], &last["text"]), (&json!("react"), &json!(seq), &json!("🎉")));
    assert_eq!(own(bo, &group).await["unread"], json!(1), "a sign is no message that one has not read");
    sign(cai, "message.unreact", "sign-0003", "👍").await.expect_ok();
    sign(cai, "message.unreact", "sign-0004", "👍").await.expect_code(409, "message.already");
    let expected = json!([{ "sign": "👍", "people": [bo.id] }, { "sign": "🎉", "people": [cai.id] }]);
    assert_eq!(event(&all(ana, &group).await, seq)["reactions"], expected);

    // Nobody else, nothing that is no sign, no more than there may be.
    sign(&eve, "message.react", "sign-0001", "👍").await.expect_code(404, "conversation.unknown");
    for wrong in ["", "a", "👍 👍", &"👍".repeat(9)] {
        sign(bo, "message.react", "sign-0009", wrong).await.expect_code(422, "message.sign");
    }
    for number in 0..9 {
        let more = char::from_u32(0x1F600 + number).unwrap().to_string();
        sign(bo, "message.react", &format!("sign-01{number:02}"), &more).await.expect_ok();
    }
    sign(bo, "message.react", "sign-0200", "🎉").await.expect_code(409, "message.bound");
    let nothing = json!({ "mark": "sign-0300", "sign": "👍" });
    act(bo, "message.react", (&group, 1), nothing).await.expect_code(404, "message.unknown");
    put_out(ana, &group, cai).await;
    sign(cai, "message.unreact", "sign-0400", "🎉").await.expect_code(404, "conversation.unknown");

    // Taken back, the message has none, and what the signs were is destroyed, too.
    recall(ana, &group, seq).await;
    let seen = all(bo, &group).await;
    assert_eq!(event(&seen, seq)["reactions"], json!([]));
    assert!(seen.iter().filter(|event| event["kind"] == "react").all(|event| event["text"].is_null()));
    sign(bo, "message.react", "sign-0500", "👍").await.expect_code(404, "message.unknown");
}

#[tokio::test]
async fn a_pin_is_for_all_and_a_star_for_oneself() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let eve = house.person("Eve").await;
    let group = group(ana, "周报", &[bo, cai]).await;
    let seq = said(bo, &group, "mark-0001", "集合地点：东门").await;
    let pin = async |who: &Client, operation: &str, mark: &str| {
        act(who, operation, (&group, seq), json!({ "mark": mark })).await
    };
    pin(bo, "message.pin", "pin-00001").await.expect_code(403, "message.owner_only");
    pin(&eve, "message.pin", "pin-00001").await.expect_code(404, "conversation.unknown");
    pin(ana, "message.pin", "pin-00001").await.expect_ok();
    pin(ana, "message.pin", "pin-00002").await.expect_code(409, "message.already");
    assert_eq!(list_in(cai, "pin.list", &group).await[0]["text"], "集合地点：东门");
    assert_eq!(all(cai, &group).await.last().unwrap()["kind"], "pin");
    eve.call("pin.list", &[("conversation", &group)], NO).await.expect_code(404, "conversation.unknown");
    let left = json!({ "mention_all": false, "pin": true });
    ana.call("conversation.leave_to_all", &[("conversation", &group)], left).await.expect_ok();
    pin(bo, "message.unpin", "pin-00003").await.expect_ok();
    assert_eq!(list_in(cai, "pin.list", &group).await, Vec::<Value>::new());
    pin(bo, "message.pin", "pin-00004").await.expect_ok();
    // In a conversation of two both pin.
    let two = direct(ana, bo).await;
    let there = said(ana, &two, "mark-0001", "收到").await;
    act(bo, "message.pin", (&two, there), json!({ "mark": "pin-00005" })).await.expect_ok();

    let star = async |who: &Client, operation: &str, at: (&str, i64)| act(who, operation, at, NO).await;
    star(cai, "star.put", (&group, seq)).await.expect_ok();
    star(cai, "star.put", (&group, seq)).await.expect_ok();
    star(ana, "star.put", (&two, there)).await.expect_ok();
    star(ana, "star.put", (&group, seq)).await.expect_ok();
    assert_eq!(list(cai, "star.list").await.len(), 1);
    let mine = list(ana, "star.list").await;
    assert_eq!(
        (mine.len(), text(&mine[0], "text")),
        (2, "集合地点：东门"),
        "across conversations, the last first"
    );
    assert_eq!(list(bo, "star.list").await, Vec::<Value>::new());
    star(&eve, "star.put", (&group, seq)).await.expect_code(404, "conversation.unknown");
    star(cai, "star.put", (&group, 1)).await.expect_code(404, "message.unknown");
    star(cai, "star.put", (&group, 999)).await.expect_code(404, "message.unknown");
    star(ana, "star.remove", (&two, there)).await.expect_ok();
    assert_eq!(list(ana, "star.list").await.len(), 1);
    // Taken back, it is pinned and kept by nobody.
    recall(bo, &group, seq).await;
    for who in [ana, cai] {
        assert_eq!(list(who, "star.list").await, Vec::<Value>::new());
        assert_eq!(list_in(who, "pin.list", &group).await, Vec::<Value>::new());
    }
    // Who left keeps what he could read, and nothing that was said later.
    let before = said(ana, &group, "mark-0003", "before").await;
    put_out(ana, &group, cai).await;
    let later = said(ana, &group, "mark-0004", "later").await;
    star(cai, "star.put", (&group, before)).await.expect_ok();
    star(cai, "star.put", (&group, later)).await.expect_code(404, "message.unknown");
}

#[tokio::test]
async fn what_is_forwarded_is_a_copy_that_taking_back_does_not_reach() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let eve = house.person("Eve").await;
    let group = group(ana, "周报", &[bo]).await;
    let (one, other) = (direct(ana, cai).await, direct(ana, bo).await);
    let first = said(bo, &group, "mark-0001", "预算是多少").await;
    let second = said(ana, &group, "mark-0002", "三十万").await;
    let forward = async |who: &Client, mark: &str, seqs: &[i64], to: &[&str], record: bool| {
        let wish = json!({ "mark": mark, "seqs": seqs, "to": to, "record": record });
        who.call("message.forward", &[("conversation", &group)], wish).await
    };
    let made = forward(ana, "forward-1", &[second, first], &[&one, &other], true).await.expect_ok();
    assert_eq!(made["items"].as_array().unwrap().len(), 2);
    assert_eq!(forward(ana, "forward-1", &[second, first], &[&one, &other], true).await.expect_ok(), made);
    let there = all(cai, &one).await.last().unwrap().clone();
    let record = &there["forwarded"];
    let shown: Vec<(&str, &str)> = record["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (text(item, "name"), text(item, "text")))
        .collect();
    assert_eq!((shown, &record["record"]), (vec![("Bo", "预算是多少"), ("Ana", "三十万")], &json!(true)));
    forward(ana, "forward-2", &[first, second], &[&one], false).await.expect_ok();
    let events = all(cai, &one).await;
    let singles: Vec<&Value> = events.iter().filter(|event| event["forwarded"]["record"] == false).collect();
    assert_eq!(singles.len(), 2);
    // What is carried on is found where it is, and what it was is taken back without it.
    recall(bo, &group, first).await;
    let found = cai.call("message.search", &[], json!({ "text": "预算" })).await;
    assert_eq!(items(&found).len(), 2, "the record and the single message");
    assert!(
        bo.call("message.search", &[], json!({ "text": "预算" }))
            .await
            .expect_ok()
            .to_string()
            .contains(&other)
    );
    forward(ana, "forward-3", &[first], &[&one], false).await.expect_code(404, "message.unknown");

    // Whoever does not read the one or write in the other carries nothing.
    for who in [cai, &eve] {
        forward(who, "forward-4", &[second], &[&one], false).await.expect_code(404, "conversation.unknown");
    }
    forward(bo, "forward-4", &[second], &[&one], false).await.expect_code(404, "conversation.unknown");
    forward(ana, "forward-5", &[], &[&one], false).await.expect_code(409, "message.bound");
    forward(ana, "forward-5", &vec![second; 101], &[&one], false).await.expect_code(409, "message.bound");
    forward(ana, "short", &[second], &[&one], false).await.expect_code(422, "message.mark");
    put_out(ana, &group, bo).await;
    let later = said(ana, &group, "mark-0003", "later").await;
    forward(bo, "forward-6", &[second], &[&other], false).await.expect_ok();
    forward(bo, "forward-7", &[later], &[&other], false).await.expect_code(404, "message.unknown");
}

#[tokio::test]
async fn a_topic_is_read_by_itself() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let eve = house.person("Eve").await;
    let group = group(ana, "周报", &[bo]).await;
    let first = said(ana, &group, "mark-0001", "新办公室选哪里").await;
    let reply = async |who: &Client, mark: &str, words: &str, topic: i64| {
        send(who, &group, json!({ "mark": mark, "text": words, "topic": topic })).await
    };
    let one = reply(bo, "mark-0001", "东区", first).await.expect_ok()["seq"].as_i64().unwrap();
    // Answering within a topic stays in it.
    let two = reply(bo, "mark-0002", "西区也行", one).await.expect_ok()["seq"].as_i64().unwrap();
    said(bo, &group, "mark-0003", "午饭吃什么").await;
    let topics = list_in(ana, "topic.list", &group).await;
    let seen =
        |topic: &Value| ["topic", "count", "last_seq", "unread"].map(|key| topic[key].as_i64().unwrap());
    assert_eq!(topics.iter().map(seen).collect::<Vec<_>>(), [[first, 2, two, 2]]);
    let topic = first.to_string();
    let at = [("conversation", group.as_str()), ("topic", topic.as_str())];
    let there = items(&ana.call("topic.get", &at, NO).await);
    assert_eq!(texts(&there), ["新办公室选哪里", "东区", "西区也行"]);
    ana.call("topic.read", &at, json!({ "seq": one })).await.expect_ok();
    assert_eq!(seen(&list_in(ana, "topic.list", &group).await[0])[3], 1);
    ana.call("topic.read", &at, json!({ "seq": 1 })).await.expect_ok();
    assert_eq!(seen(&list_in(ana, "topic.list", &group).await[0])[3], 1, "it never goes back");
    ana.call("topic.read", &at, json!({ "seq": 9_999 })).await.expect_ok();
    assert_eq!(seen(&list_in(ana, "topic.list", &group).await[0])[3], 0);
    recall(bo, &group, one).await;
    assert_eq!(seen(&list_in(ana, "topic.list", &group).await[0])[1], 1);

    for (operation, wish) in [("topic.get", NO), ("topic.read", json!({ "seq": 2 }))] {
        eve.call(operation, &at, wish.clone()).await.expect_code(404, "conversation.unknown");
        let nothing = [("conversation", group.as_str()), ("topic", "999")];
        ana.call(operation, &nothing, wish).await.expect_code(404, "message.unknown");
    }
    eve.call("topic.list", &[("conversation", &group)], NO).await.expect_code(404, "conversation.unknown");
    reply(bo, "mark-0004", "x", 999).await.expect_code(404, "message.unknown");
    // Who comes later has no part in what began before.
    let come = [("conversation", group.as_str()), ("person", cai.id.as_str())];
    ana.call("conversation.add", &come, NO).await.expect_ok();
    assert_eq!(list_in(cai, "topic.list", &group).await, Vec::<Value>::new());
    reply(cai, "mark-0001", "我选北区", first).await.expect_code(404, "message.unknown");
}

#[tokio::test]
async fn a_message_is_sent_at_its_time_also_after_a_stop_and_once() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (people[0].clone(), people[1].clone());
    let eve = house.person("Eve").await;
    let two = direct(&ana, &bo).await;
    let group = group(&ana, "周报", &[&bo]).await;
    let now = house.running.house.clock.now();
    let later = |minutes: u64| now.plus(Duration::from_secs(60 * minutes)).rfc3339();
    let add = async |who: &Client, conversation: &str, words: &str, due: String| {
        who.call("scheduled.add", &[("conversation", conversation)], json!({ "text": words, "due_at": due }))
            .await
    };
    add(&eve, &two, "x", later(10)).await.expect_code(404, "conversation.unknown");
    add(&ana, &two, "x", now.rfc3339()).await.expect_code(422, "message.when");
    add(&ana, &two, "x", later(60 * 24 * 400)).await.expect_code(422, "message.when");
    add(&ana, &two, &"长".repeat(20_001), later(10)).await.expect_code(422, "message.text");
    let first = add(&ana, &two, "早上好", later(10)).await.expect_ok();
    let second = add(&ana, &two, "不发了", later(11)).await.expect_ok();
    let third = add(&ana, &two, "改之前", later(12)).await.expect_ok();
    add(&bo, &group, "离开之后", later(12)).await.expect_ok();
    let at = |made: &Value| [("conversation", two.clone()), ("scheduled", text(made, "id").to_owned())];
    let call = async |who: &Client, operation: &str, made: &Value, wish: Value| {
        let at = at(made);
        let at: Vec<(&str, &str)> = at.iter().map(|(name, value)| (*name, value.as_str())).collect();
        who.call(operation, &at, wish).await
    };
    let change = json!({ "text": "改之后", "due_at": later(20) });
    call(&bo, "scheduled.change", &third, change.clone()).await.expect_code(404, "message.unknown");
    call(&bo, "scheduled.remove", &third, NO).await.expect_code(404, "message.unknown");
    call(&ana, "scheduled.change", &third, change).await.expect_ok();
    call(&ana, "scheduled.remove", &second, NO).await.expect_ok();
    assert_eq!(list(&ana, "scheduled.list").await.len(), 2);
    assert_eq!(list(&bo, "scheduled.list").await.len(), 1, "what waits is its writer's alone");
    let held = ana.get("/api/v1/me/held").await.expect_ok();
    assert!(held.to_string().contains("早上好"), "what waits is shown to oneself");
    put_out(&ana, &group, &bo).await;

    // The house stands still when the time comes.
    house.advance(Duration::from_secs(60 * 13));
    let house = house.restart().await;
    let (ana, bo) = (house.bearer_as(&ana), house.bearer_as(&bo));
    house.run_jobs().await;
    assert_eq!(texts(&all(&bo, &two).await), ["早上好"]);
    assert_eq!(list(&ana, "scheduled.list").await[0]["text"], "改之后");
    let kept = list(&bo, "scheduled.list").await;
    assert_eq!((&kept[0]["refused"], all(&ana, &group).await.len()), (&json!(true), 2), "made, and Bo went");
    house.advance(Duration::from_secs(60 * 8));
    house.run_jobs().await;
    house.run_jobs().await;
    assert_eq!(texts(&all(&bo, &two).await), ["早上好", "改之后"]);
    assert_eq!(list(&ana, "scheduled.list").await, Vec::<Value>::new());
    call(&ana, "scheduled.remove", &first, NO).await.expect_code(404, "message.unknown");
}

#[tokio::test]
async fn each_has_a_conversation_in_his_list_as_he_likes() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let eve = house.person("Eve").await;
    let two = direct(ana, bo).await;
    said(ana, &two, "mark-0001", "你好").await;
    let set = |muted: bool, top: bool, hidden: bool, unread: bool| json!({ "muted": muted, "top": top, "hidden": hidden, "unread": unread });
    let at = [("conversation", two.as_str())];
    eve.call("conversation.set", &at, set(true, true, true, true))
        .await
        .expect_code(404, "conversation.unknown");
    bo.call("conversation.set", &at, json!({ "muted": true })).await.expect_code(422, "body.invalid");
    bo.call("conversation.set", &at, set(true, true, true, true)).await.expect_ok();
    let seen = |view: &Value| ["muted", "top", "hidden", "marked"].map(|key| view[key].as_bool().unwrap());
    assert_eq!(seen(&own(bo, &two).await), [true; 4]);
    assert_eq!(seen(&own(ana, &two).await), [false; 4], "nobody else has it so");
    said(ana, &two, "mark-0002", "在吗").await;
    assert_eq!(seen(&own(bo, &two).await), [true, true, false, true], "something came, it is in sight");
    bo.call("conversation.set", &at, set(false, false, false, false)).await.expect_ok();
    assert_eq!(seen(&own(bo, &two).await), [false; 4]);
}

/// proves: YZJ-045
#[tokio::test]
async fn a_place_is_attached_by_whoever_writes_as_he_named_and_set_it_and_never_by_itself() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let eve = house.person("Eve").await;
    let two = direct(ana, bo).await;
    let place = json!({ "kind": "place", "name": "西湖断桥", "latitude": 30.2592, "longitude": 120.1486 });
    let plain = said(ana, &two, "mark-0001", "我在路上").await;
    let wish = json!({ "mark": "mark-0002", "text": "", "card": place });
    let seq = send(ana, &two, wish).await.expect_ok()["seq"].as_i64().unwrap();
    let seen = all(bo, &two).await;
    assert_eq!(event(&seen, seq)["card"], place);
    assert_eq!(event(&seen, plain)["card"], json!(null), "none is attached without the act");
    let found = items(&bo.call("message.search", &[], json!({ "text": "断桥" })).await);
    assert_eq!(found[0]["seq"], json!(seq), "it is found by its name");
    page(&eve, &two, "after=0").await.expect_code(404, "conversation.unknown");
    for wrong in [
        json!({ "kind": "place", "name": " ", "latitude": 30.0, "longitude": 120.0 }),
        json!({ "kind": "place", "name": "长".repeat(101), "latitude": 30.0, "longitude": 120.0 }),
        json!({ "kind": "place", "name": "x", "latitude": 90.5, "longitude": 120.0 }),
        json!({ "kind": "place", "name": "x", "latitude": 30.0, "longitude": -180.5 }),
        json!({ "kind": "contact", "person": eve.id }),
    ] {
        let wish = json!({ "mark": "mark-0003", "text": "", "card": wrong });
        send(ana, &two, wish).await.expect_code(422, "message.card");
    }
    let wish = json!({ "mark": "mark-0003", "text": "", "card": { "kind": "elsewhere" } });
    send(ana, &two, wish).await.expect_code(422, "body.invalid");
    send(ana, &two, json!({ "mark": "mark-0003", "text": "" })).await.expect_code(422, "message.text");
    let contact = json!({ "kind": "contact", "person": ana.id });
    let wish = json!({ "mark": "mark-0004", "text": "", "card": contact });
    let shown = send(bo, &two, wish).await.expect_ok()["seq"].as_i64().unwrap();
    assert_eq!(event(&all(ana, &two).await, shown)["card"], contact);
    // Sealed, it stands nowhere as it is; taken back, it is gone.
    assert_eq!(crate::canary::found(&house, "西湖断桥").await, Vec::<String>::new());
    recall(ana, &two, seq).await;
    assert_eq!(event(&all(bo, &two).await, seq)["card"], json!(null));
    proved("YZJ-045", &["message.send", "message.after", "message.search", "message.recall"]);
}

#[tokio::test]
async fn a_text_that_looks_like_the_sealed_form_is_said_as_it_is() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let two = direct(ana, bo).await;
    let tricky = format!("{{\"v\":1,\"text\":\"x\",\"mentions\":[\"{}\"],\"all\":true}}", bo.id);
    said(ana, &two, "mark-0001", &tricky).await;
    let seen = all(bo, &two).await;
    let last = seen.last().unwrap();
    assert_eq!((last["text"].as_str().unwrap(), &last["mentions"]), (tricky.as_str(), &json!([])));
    assert_eq!(list(bo, "mention.list").await, Vec::<Value>::new());
}
