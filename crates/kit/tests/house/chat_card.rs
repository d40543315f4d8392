//! Cards of programs that are replaced, and messages that mention programs.

use axum::http::Method;
use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::{act, all, said};
use crate::chat_command::{Group, agree, answers, ask, group_of, later, wish, with_program};
use crate::chat_live::next;
use crate::meet::text;
use crate::seat::Door;

const NO: Value = Value::Null;

/// A message as somebody sees it now.
async fn now(who: &Client, group: &str, seq: i64) -> Value {
    let events = all(who, group).await;
    events.into_iter().find(|event| event["seq"] == seq && event["kind"] == "message").unwrap()
}

/// A press on a card.
async fn press(who: &Client, (group, program): (&str, &str), seq: i64) -> Answer {
    let at = [("conversation", group), ("program", program)];
    let wish = json!({ "command": "deploy", "text": "同意", "message": seq });
    who.call("program.ask", &at, wish).await
}

fn card(title: &str, with_button: bool) -> Value {
    let button = json!({ "label": "同意", "command": "deploy", "text": "同意" });
    let buttons = if with_button { json!([button]) } else { json!([]) };
    json!({ "title": title, "fields": [{ "name": "环境", "value": "生产" }], "buttons": buttons })
}

/// The program shows a card with a button; answers its number.
async fn shown(house: &House, of: &Group, title: &str) -> i64 {
    of.double
        .answers(200, json!({ "text": "发布？", "response_type": "in_channel", "card": card(title, true) }));
    ask(&of.people[1], (&of.group, &of.program), "status", "").await.expect_ok();
    house.run_jobs().await;
    all(&of.people[0], &of.group).await.pop().unwrap()["seq"].as_i64().unwrap()
}

#[tokio::test]
async fn a_press_is_answered_by_another_card_in_the_place_of_the_one_that_was_pressed() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let door = Door::open(&house).await;
    let of = with_program(&house).await;
    let [ana, bo] = &of.people;
    let at = (of.group.as_str(), of.program.as_str());
    let seq = shown(&house, &of, "第 7 次").await;
    let mut open = door.stream(ana.token()).await.unwrap();
    let done = json!({ "text": "王波已同意", "replace_original": true, "card": card("第 7 次", false) });
    of.double.answers(200, done.clone());
    press(bo, at, seq).await.expect_ok();
    house.run_jobs().await;

    // Everybody sees the same card, marked as changed; nothing new was said, and who is there hears of it at once.
    next(&mut open, "conversation.event").await;
    for who in [ana, bo] {
        let card = now(who, &of.group, seq).await;
        assert_eq!((&card["text"], &card["sheet"]["buttons"]), (&json!("王波已同意"), &json!([])));
        assert!(card["edit"].as_i64().unwrap() > seq && card["program"]["name"] == "deployer");
    }
    let kinds: Vec<Value> =
        all(ana, &of.group).await.into_iter().map(|event| event["kind"].clone()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "message").count(), 1, "{kinds:?}");
    assert_eq!(answers(bo, &of.group).await.pop().unwrap()["answer"], NO);
    let history = act(ana, "message.history", (&of.group, seq), NO).await.expect_ok();
    let said: Vec<&str> = history["items"].as_array().unwrap().iter().map(|one| text(one, "text")).collect();
    assert_eq!(said, ["发布？", "王波已同意"]);

    // The same comes later, once, at the address for it.
    let seq = shown(&house, &of, "第 8 次").await;
    of.double.answers(200, "");
    press(bo, at, seq).await.expect_ok();
    house.run_jobs().await;
    let url = text(&of.double.told().pop().unwrap().body["data"], "response_url").to_owned();
    later(&house, &url, &done).await.expect_ok();
    assert_eq!(now(ana, &of.group, seq).await["text"], "王波已同意");
    later(&house, &url, &done).await.expect_code(404, "command.answer_unknown");

    // Where no card was pressed the answer is one like others; a card that was taken back stays so.
    of.double.answers(200, json!({ "text": "没有卡片", "replace_original": "true" }));
    ask(bo, at, "status", "").await.expect_ok();
    house.run_jobs().await;
    assert_eq!(answers(bo, &of.group).await.pop().unwrap()["answer"], "没有卡片");
    let seq = shown(&house, &of, "第 9 次").await;
    of.double.answers(200, done);
    press(bo, at, seq).await.expect_ok();
    act(ana, "message.recall", (&of.group, seq), json!({ "mark": "mark-back" })).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(
        (
            now(ana, &of.group, seq).await["text"].clone(),
            answers(bo, &of.group).await.pop().unwrap()["state"].clone()
        ),
        (NO, json!("taken"))
    );
}

#[tokio::test]
async fn only_a_card_of_the_program_itself_is_pressed_and_a_webhook_says_only_its_own_anew() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let of = with_program(&house).await;
    let [ana, bo] = &of.people;
    let at = (of.group.as_str(), of.program.as_str());
    let mine = said(bo, &of.group, "mark-0001", "我的话").await;
    press(bo, at, mine).await.expect_code(404, "message.unknown");
    press(bo, at, 999).await.expect_code(404, "message.unknown");

    let hook = async |name: &str| {
        let made = ana.call("hook.make", &[("conversation", &of.group)], json!({ "name": name })).await;
        text(&made.expect_ok(), "path").to_owned()
    };
    let (first, other) = (hook("ci").await, hook("monitor").await);
    let post = async |path: &str, key: &str, body: Value| {
        let body = Some(body.to_string().into_bytes());
        house.nobody().send(Method::POST, path, body, &[("idempotency-key", key)]).await
    };
    post(&first, "build-7", json!({ "text": "构建中", "card": card("第 7 次", false) })).await.expect_ok();
    let seq = all(ana, &of.group).await.pop().unwrap()["seq"].as_i64().unwrap();
    let anew = |words: &str| json!({ "text": words, "replaces": "build-7" });
    post(&other, "x-1", anew("别人的")).await.expect_code(422, "hook.nothing_before");
    post(&first, "x-2", json!({ "text": "x", "replaces": "build-8" }))
        .await
        .expect_code(422, "hook.nothing_before");
    for _ in 0..2 {
        post(&first, "build-7-done", anew("成功")).await.expect_ok();
    }
    let card = now(bo, &of.group, seq).await;
    assert_eq!((&card["text"], &card["sheet"]), (&json!("成功"), &NO), "the whole of it is another");
    assert_eq!(all(bo, &of.group).await.iter().filter(|event| event["kind"] == "edit").count(), 1);
    // An earlier change names the same message; one that was taken back is not said anew.
    post(&first, "x-3", json!({ "text": "已部署", "replaces": "build-7-done" })).await.expect_ok();
    assert_eq!(now(bo, &of.group, seq).await["text"], "已部署");
    act(ana, "message.recall", (&of.group, seq), json!({ "mark": "mark-back" })).await.expect_ok();
    post(&first, "x-4", anew("又")).await.expect_code(422, "hook.nothing_before");
    assert_eq!(now(bo, &of.group, seq).await["text"], NO);
}

async fn mention(who: &Client, group: &str, (mark, words): (&str, &str), programs: &[&str]) -> Answer {
    let wish = json!({ "mark": mark, "text": words, "programs": programs });
    who.call("message.send", &[("conversation", group)], wish).await
}

/// A group with a program that hears mentions.
async fn hearing(house: &House) -> (Group, String) {
    let of = with_program(house).await;
    let group = group_of(&of.people[0], &of.org, &[&of.people[1]]).await;
    let mut wish = wish(&of.double.address());
    wish["mentions"] = json!(true);
    let made = of.people[0].call("program.add", &[("conversation", &group)], wish).await.expect_ok();
    of.double.knows(text(&made, "secret"));
    assert_eq!(made["program"]["mentions"], true);
    let program = text(&made["program"], "id").to_owned();
    (Group { group, program, ..of }, made["program"]["id"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_program_hears_the_one_message_that_mentions_it_where_it_hears_mentions_and_its_writer_agreed() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let before = with_program(&house).await;
    let deaf = (before.group.as_str(), before.program.as_str());
    mention(&before.people[1], deaf.0, ("mark-0001", "@deployer 你好"), &[deaf.1])
        .await
        .expect_code(422, "message.program");
    drop(before);

    let house = House::with_profile("courtyard", |_| {}).await;
    let (of, program) = hearing(&house).await;
    let [ana, bo] = &of.people;
    let group = of.group.as_str();
    mention(ana, group, ("mark-0001", "@deployer 你好"), &[&program])
        .await
        .expect_code(403, "consent.needed");
    let eve = house.person("Eve").await;
    mention(&eve, group, ("mark-0001", "x"), &[&program]).await.expect_code(404, "conversation.unknown");
    let none = "program_00000000000000000000000000";
    let unknown = mention(bo, group, ("mark-0002", "x"), &[none]).await;
    assert!(unknown.status.as_u16() == 422, "{}", unknown.text());
    said(bo, group, "mark-0003", "这一条它听不到").await;
    of.double.answers(200, json!({ "text": "在", "response_type": "in_channel" }));
    for _ in 0..2 {
        mention(bo, group, ("mark-0004", "@deployer 在吗"), &[&program]).await.expect_ok();
    }
    house.run_jobs().await;
    assert_eq!(of.double.refused(), Vec::<String>::new());
    let told = of.double.told();
    let data = &told[0].body["data"];
    assert_eq!(
        (told.len(), &told[0].body["type"], &data["text"]),
        (1, &json!("mention"), &json!("@deployer 在吗"))
    );
    assert!(data["command"].is_null() && text(data, "asker").starts_with("asker_"));
    let all_said = told[0].body.to_string();
    assert!(!all_said.contains(&bo.id) && !all_said.contains("听不到") && !all_said.contains(&bo.phone));
    assert_eq!(all(ana, group).await.pop().unwrap()["text"], "在");
    let given = answers(bo, group).await;
    assert_eq!(
        (&given[0]["command"], &given[0]["text"], &given[0]["state"]),
        (&json!(""), &json!(""), &json!("answered"))
    );

    // What did not arrive is brought again; what was taken back meanwhile, or by whom consent was, is not.
    of.double.answers(503, "");
    let seq =
        mention(bo, group, ("mark-0005", "@deployer 再来"), &[&program]).await.expect_ok()["seq"].as_i64();
    house.run_jobs().await;
    of.double.answers(200, "");
    house.advance(Duration::from_secs(6));
    house.run_jobs().await;
    let told = of.double.told();
    assert_eq!(
        (told.len(), &told[1].id, &told[1].body["data"]["text"]),
        (3, &told[2].id, &json!("@deployer 再来"))
    );
    act(bo, "message.recall", (group, seq.unwrap()), json!({ "mark": "mark-back-1" })).await.expect_ok();
    let seq =
        mention(bo, group, ("mark-0006", "@deployer 收回"), &[&program]).await.expect_ok()["seq"].as_i64();
    act(bo, "message.recall", (group, seq.unwrap()), json!({ "mark": "mark-back-2" })).await.expect_ok();
    let last = mention(bo, group, ("mark-0007", "@deployer 不再"), &[&program]).await.expect_ok();
    bo.call("consent.withdraw", &[], json!({ "purpose": "program-command" })).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(of.double.told().len(), 3);
    // It stands in the log: whoever sends it again hears so, though it would be refused by now.
    let again = mention(bo, group, ("mark-0007", "@deployer 不再"), &[&program]).await.expect_ok();
    assert_eq!((&again["seq"], of.double.told().len()), (&last["seq"], 3));
    mention(bo, group, ("mark-0009", "@deployer 不再"), &[&program]).await.expect_code(403, "consent.needed");
    agree(ana).await;
    mention(ana, group, ("mark-0008", "@deployer 一"), &[&program, &program])
        .await
        .expect_code(422, "message.program");
}
