//! Incoming webhooks: a program says something in the form that Slack made common, in one group and nowhere else.

use axum::http::{Method, header};
use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::{act, all, direct, group, team};
use crate::meet::text;

const NO: Value = Value::Null;

async fn made(who: &Client, conversation: &str, name: &str) -> (String, String) {
    let made = who.call("hook.make", &[("conversation", conversation)], json!({ "name": name })).await;
    let made = made.expect_ok();
    (text(&made["hook"], "id").to_owned(), text(&made, "path").to_owned())
}

async fn posted(house: &House, path: &str, body: &Value, key: Option<&str>) -> Answer {
    let headers: Vec<_> = key.map(|key| ("idempotency-key", key)).into_iter().collect();
    house.nobody().send(Method::POST, path, Some(body.to_string().into_bytes()), &headers).await
}

async fn hooks(who: &Client, conversation: &str) -> Vec<Value> {
    let list = who.call("hook.list", &[("conversation", conversation)], NO).await.expect_ok();
    list["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_program_speaks_in_a_group_by_an_address_that_its_owner_made() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let group = group(ana, "发布", &[bo]).await;
    let (_, path) = made(ana, &group, "ci").await;

    let message = json!({ "text": "*构建失败* <https://ci.example/7|第 7 次>", "username": "构建" });
    let answer = posted(&house, &path, &message, None).await;
    assert_eq!((answer.status.as_u16(), answer.text().as_ref()), (200, "ok"));
    let said = all(bo, &group).await.pop().unwrap();
    assert_eq!(said["kind"], "message");
    assert_eq!(said["text"], "**构建失败** [第 7 次](https://ci.example/7)");
    assert_eq!(said["program"], json!({ "name": "ci", "shown": "构建" }));
    assert!(people.iter().all(|person| said["by"] != person.id.as_str()), "it is none of the people");
    assert_eq!(all(ana, &group).await[0]["program"], NO, "what people do is theirs");
    let unread = bo.call("conversation.get", &[("conversation", &group)], NO).await.expect_ok();
    assert_eq!(unread["unread"], 1);

    // A form whose field is the same, as older tools send it.
    let form = "payload=%7B%22text%22%3A%22by%20form%22%7D";
    let headers = [(header::CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded")];
    let answer = house.nobody().send(Method::POST, &path, Some(form.as_bytes().to_vec()), &headers).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text());
    assert_eq!(all(bo, &group).await.last().unwrap()["text"], "by form");

    // Sent again under its key it is stored once, also when what was answered is long forgotten.
    let before = all(bo, &group).await.len();
    posted(&house, &path, &json!({ "text": "once" }), Some("build-7")).await;
    posted(&house, &path, &json!({ "text": "once" }), Some("build-7")).await;
    house.advance(Duration::from_secs(26 * 3_600));
    posted(&house, &path, &json!({ "text": "once" }), Some("build-7")).await;
    assert_eq!(all(bo, &group).await.len(), before + 1);

    // The owner takes back what it said, nobody else does, and nothing of it is found then.
    let seq = said["seq"].as_i64().unwrap();
    let recall = json!({ "mark": "recall-0001" });
    act(bo, "message.recall", (&group, seq), recall.clone()).await.expect_code(403, "message.not_yours");
    act(ana, "message.recall", (&group, seq), recall).await.expect_ok();
    let gone = all(bo, &group).await.into_iter().find(|event| event["seq"] == seq).unwrap();
    assert_eq!((&gone["text"], &gone["program"]), (&NO, &NO));
    cai.call("hook.list", &[("conversation", &group)], NO).await.expect_code(404, "conversation.unknown");
}

#[tokio::test]
async fn an_address_is_the_owners_to_give_and_ends_with_him() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let group = group(ana, "发布", &[bo, cai]).await;
    let at = [("conversation", group.as_str())];
    let wish = || json!({ "name": "ci" });
    bo.call("hook.make", &at, wish()).await.expect_code(404, "conversation.unknown");
    let two = direct(ana, bo).await;
    ana.call("hook.make", &[("conversation", &two)], wish()).await.expect_code(404, "conversation.unknown");
    ana.call("hook.make", &at, json!({ "name": "王波" })).await.expect_code(422, "hook.name");
    let (first, path) = made(ana, &group, "ci").await;
    ana.call("hook.make", &at, wish()).await.expect_code(409, "hook.taken");

    let seen = hooks(bo, &group).await;
    assert_eq!((seen.len(), &seen[0]["name"], &seen[0]["made_by"]), (1, &json!("ci"), &json!(ana.id)));
    assert_eq!((&seen[0]["used_at"], &seen[0]["speaks"]), (&NO, &json!(true)));
    assert!(!seen[0].to_string().contains(path.rsplit('/').next().unwrap()), "the address is told once");

    // What other tools name beside it is passed over; what nobody declared is not taken.
    let beside = json!({ "text": "x", "channel": "#ops", "icon_emoji": ":ok:", "unfurl_links": false });
    posted(&house, &path, &beside, None).await.expect_ok();
    let undeclared = json!({ "text": "x", "favourite_colour": "red" });
    for (wrong, code) in
        [(json!({}), "hook.nothing"), (json!({ "text": 7 }), "body.invalid"), (undeclared, "body.invalid")]
    {
        posted(&house, &path, &wrong, None).await.expect_code(422, code);
    }
    let unknown = format!("/api/v1/hooks/{}", "A".repeat(43));
    for elsewhere in [unknown.as_str(), "/api/v1/hooks/x"] {
        posted(&house, elsewhere, &json!({ "text": "x" }), None).await.expect_code(404, "hook.unknown");
    }
    let mut answer = posted(&house, &path, &json!({ "text": "x" }), None).await;
    for _ in 0..60 {
        answer = posted(&house, &path, &json!({ "text": "x" }), None).await;
    }
    answer.expect_code(429, "hook.too_often");
    house.advance(Duration::from_secs(61));
    assert!(posted(&house, &path, &json!({ "text": "x" }), None).await.status.is_success());

    // Taken away it leads nowhere; another's stops when who made it goes.
    let hook = [at[0], ("hook", first.as_str())];
    bo.call("hook.remove", &hook, NO).await.expect_code(404, "conversation.unknown");
    assert_eq!(ana.call("hook.remove", &hook, NO).await.status.as_u16(), 204);
    ana.call("hook.remove", &hook, NO).await.expect_code(404, "hook.unknown");
    posted(&house, &path, &json!({ "text": "x" }), None).await.expect_code(404, "hook.unknown");
    let (_, path) = made(ana, &group, "watch").await;
    ana.call("conversation.remove", &[at[0], ("person", &ana.id)], NO).await.expect_ok();
    posted(&house, &path, &json!({ "text": "x" }), None).await.expect_code(404, "hook.unknown");
    assert_eq!(hooks(bo, &group).await[0]["speaks"], false);
}
