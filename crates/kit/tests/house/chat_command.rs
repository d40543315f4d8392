//! Programs that hear: a command goes to the program that its giver saw and agreed to, signed, and comes back as an answer.

use axum::http::Method;
use kit::program::ProgramDouble;
use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::{all, direct, team};
use crate::chat_live::next;
use crate::desk::codes;
use crate::meet::text;
use crate::seat::Door;

const NO: Value = Value::Null;

pub(crate) async fn agree(who: &Client) {
    let version = who.get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    let wish = json!({ "purpose": "program-command", "version": version });
    who.call("consent.give", &[], wish).await.expect_ok();
}

pub(crate) async fn group_of(owner: &Client, org: &str, others: &[&Client]) -> String {
    let people: Vec<&str> = others.iter().map(|one| one.id.as_str()).collect();
    let wish = json!({ "name": "发布", "people": people, "org": org });
    text(&owner.call("conversation.group", &[], wish).await.expect_ok(), "id").to_owned()
}

pub(crate) fn wish(address: &str) -> Value {
    json!({ "name": "deployer", "address": address, "commands": [
        { "name": "deploy", "hint": "<环境>" }, { "name": "status", "hint": "" },
    ] })
}

/// A group of an organisation with a program that its maker let in, and to which the other one has agreed.
pub(crate) struct Group {
    pub people: [Client; 2],
    pub org: String,
    pub group: String,
    pub double: ProgramDouble,
    pub program: String,
}

pub(crate) async fn with_program(house: &House) -> Group {
    let (people, org) = team(house, &["Ana", "Bo"]).await;
    let people: [Client; 2] = people.try_into().unwrap_or_else(|_| panic!("two people"));
    let group = group_of(&people[0], &org, &[&people[1]]).await;
    let double = ProgramDouble::start().await;
    let program = added(&people[0], &group, &double).await;
    agree(&people[1]).await;
    Group { people, org, group, double, program }
}

/// Lets the double in; answers the program's id.
pub(crate) async fn added(owner: &Client, group: &str, double: &ProgramDouble) -> String {
    let made =
        owner.call("program.add", &[("conversation", group)], wish(&double.address())).await.expect_ok();
    double.knows(text(&made, "secret"));
    text(&made["program"], "id").to_owned()
}

pub(crate) async fn ask(who: &Client, (group, program): (&str, &str), command: &str, words: &str) -> Answer {
    let at = [("conversation", group), ("program", program)];
    who.call("program.ask", &at, json!({ "command": command, "text": words })).await
}

pub(crate) async fn answers(who: &Client, group: &str) -> Vec<Value> {
    let list = who.call("program.answers", &[("conversation", group)], NO).await.expect_ok();
    list["items"].as_array().unwrap().clone()
}

pub(crate) async fn later(house: &House, url: &str, body: &Value) -> Answer {
    let path = &url[url.find("/api/").unwrap()..];
    house.nobody().send(Method::POST, path, Some(body.to_string().into_bytes()), &[]).await
}

#[tokio::test]
async fn a_command_goes_to_its_program_alone_and_the_answer_comes_back() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let door = Door::open(&house).await;
    let (people, org) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let group = group_of(ana, &org, &[bo, cai]).await;
    let double = ProgramDouble::start().await;
    let program = added(ana, &group, &double).await;
    let at = (group.as_str(), program.as_str());

    // Everybody sees which program hears what, and whither it goes; nobody its secret or whole address.
    let seen = bo.call("program.list", &[("conversation", &group)], NO).await.expect_ok();
    let shown = &seen["items"][0];
    assert_eq!(shown["commands"], wish("")["commands"]);
    assert!(
        double.address().contains(text(shown, "host"))
            && shown["on"] == true
            && shown["made_by"] == json!(ana.id)
    );
    assert!(!seen.to_string().contains("whsec_") && !seen.to_string().contains("/commands"));

    // Without his consent nothing leaves. What is told is the command, and an alias.
    ask(bo, at, "deploy", "生产").await.expect_code(403, "consent.needed");
    agree(bo).await;
    let mut open = door.stream(bo.token()).await.unwrap();
    double.answers(200, json!({ "text": "*开始* 发布", "response_type": "ephemeral" }));
    ask(bo, at, "deploy", "生产 v7").await.expect_ok();
    assert_eq!(answers(bo, &group).await[0]["state"], "waiting");
    house.run_jobs().await;
    assert_eq!(double.refused(), Vec::<String>::new());
    let told = double.told();
    let data = &told[0].body["data"];
    assert_eq!(
        (told.len(), &told[0].body["type"], &data["command"]),
        (1, &json!("command"), &json!("/deploy"))
    );
    assert_eq!((&data["text"], &data["conversation"]), (&json!("生产 v7"), &json!(group)));
    // The address of the answer is random: any two letters may stand in it, a name's as well.
    let said = told[0].body.to_string().replace(text(data, "response_url"), "");
    assert!(!said.contains(&bo.id) && !said.contains("Bo") && !said.contains(&bo.phone), "{said}");

    // The answer is for him alone: nobody else finds anything, and nothing stands in the log.
    assert_eq!(next(&mut open, "conversation.answer").await["body"], json!({ "conversation": group }));
    let his = answers(bo, &group).await;
    assert_eq!((&his[0]["state"], &his[0]["answer"]), (&json!("answered"), &json!("**开始** 发布")));
    assert_eq!(answers(ana, &group).await, Vec::<Value>::new());
    assert!(all(ana, &group).await.iter().all(|event| event["kind"] != "message"));

    // In the group it is the program's own message.
    double.answers(200, json!({ "text": "一切正常", "response_type": "in_channel" }));
    ask(bo, at, "status", "").await.expect_ok();
    house.run_jobs().await;
    let said = all(cai, &group).await.pop().unwrap();
    assert_eq!((&said["text"], &said["program"]["name"]), (&json!("一切正常"), &json!("deployer")));
    assert!(people.iter().all(|person| said["by"] != person.id.as_str()));
    assert_eq!(answers(bo, &group).await[1]["answer"], NO);

    // The alias is the same here, and another elsewhere; somebody else has another.
    agree(cai).await;
    ask(cai, at, "status", "").await.expect_ok();
    let other = group_of(ana, &org, &[bo]).await;
    let second = ProgramDouble::start().await;
    let there = added(ana, &other, &second).await;
    ask(bo, (&other, &there), "status", "").await.expect_ok();
    house.run_jobs().await;
    let told = double.told();
    let asker = |number: usize| told[number].body["data"]["asker"].clone();
    assert!(asker(0) == asker(1) && asker(0) != asker(2));
    assert_ne!(second.told()[0].body["data"]["asker"], asker(0));

    // Bo sees on his list to whom it went, and forgets what he typed.
    let flows = bo.get("/api/v1/me/flows").await.expect_ok();
    assert!(
        flows["shared"].as_array().unwrap().iter().any(|one| one["recipient"] == "group-program"),
        "{flows}"
    );
    let id = text(&his[0], "id").to_owned();
    let one = [("conversation", group.as_str()), ("ask", id.as_str())];
    cai.call("program.forget", &one, NO).await.expect_code(404, "command.answer_unknown");
    bo.call("program.forget", &one, NO).await;
    assert_eq!(answers(bo, &group).await.len(), 1);
}

#[tokio::test]
async fn a_card_shows_values_and_its_buttons_are_commands() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let Group { people: [ana, bo], group, double, program, .. } = &with_program(&house).await;
    let card = json!({
        "title": "第 7 次发布", "fields": [{ "name": "环境", "value": "生产" }],
        "buttons": [{ "label": "重试", "command": "deploy", "text": "生产 v7" }],
    });
    double.answers(200, json!({ "text": "失败", "response_type": "in_channel", "card": card }));
    ask(bo, (group, program), "status", "").await.expect_ok();
    house.run_jobs().await;
    let said = all(ana, group).await.pop().unwrap();
    let mut shown = card.clone();
    shown["program"] = json!(program);
    assert_eq!((&said["text"], &said["sheet"]), (&json!("失败"), &shown));

    // A press is a command of whoever presses, by the same consent; the program hears it as such.
    let button = &said["sheet"]["buttons"][0];
    let press = async |who: &Client| {
        ask(who, (group, text(&said["sheet"], "program")), text(button, "command"), text(button, "text"))
            .await
    };
    press(ana).await.expect_code(403, "consent.needed");
    press(bo).await.expect_ok();
    house.run_jobs().await;
    let told = double.told().pop().unwrap();
    assert_eq!(
        (&told.body["data"]["command"], &told.body["data"]["text"]),
        (&json!("/deploy"), &json!("生产 v7"))
    );

    // A webhook shows values; nobody would hear of a press there. A title alone is what it says.
    let hook = ana.call("hook.make", &[("conversation", group)], json!({ "name": "ci" })).await.expect_ok();
    let body = json!({ "card": card }).to_string().into_bytes();
    house.nobody().send(Method::POST, text(&hook, "path"), Some(body), &[]).await;
    let said = all(bo, group).await.pop().unwrap();
    assert_eq!((&said["text"], &said["sheet"]["fields"]), (&json!("**第 7 次发布**"), &card["fields"]));
    assert_eq!((&said["sheet"]["buttons"], &said["sheet"]["program"]), (&json!([]), &NO));
}

#[tokio::test]
async fn a_later_answer_is_taken_once_within_half_an_hour() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let Group { people: [ana, bo], group, double, program, .. } = &with_program(&house).await;
    let at = (group.as_str(), program.as_str());
    for _ in 0..3 {
        ask(bo, at, "deploy", "生产").await.expect_ok();
    }
    house.run_jobs().await;
    assert!(answers(bo, group).await.iter().all(|one| one["state"] == "taken"));
    let told = double.told();
    let url = |number: usize| text(&told[number].body["data"], "response_url").to_owned();
    let done = json!({ "text": "完成" });
    later(&house, &url(0), &json!({})).await.expect_code(422, "command.nothing");
    later(&house, &url(0), &done).await.expect_ok();
    assert_eq!(answers(bo, group).await.iter().filter(|one| one["answer"] == "完成").count(), 1);
    later(&house, &url(0), &done).await.expect_code(404, "command.answer_unknown");
    later(&house, "/api/v1/answers/nothing", &done).await.expect_code(404, "command.answer_unknown");
    let loud = json!({ "text": "已发布", "response_type": "in_channel" });
    later(&house, &url(1), &loud).await.expect_ok();
    assert_eq!(all(ana, group).await.pop().unwrap()["text"], "已发布");
    house.advance(Duration::from_secs(31 * 60));
    later(&house, &url(2), &done).await.expect_code(404, "command.answer_unknown");

    // After a day nobody knows what was typed, by whom, or what was answered; how it was delivered stays.
    house.advance(Duration::from_secs(2 * 86_400));
    house.run_jobs().await;
    assert_eq!(answers(bo, group).await, Vec::<Value>::new());
    let log = ana.call("program.deliveries", &[("conversation", group), ("program", program)], NO).await;
    let log = log.expect_ok();
    assert_eq!(log["items"].as_array().unwrap().len(), 3);
    assert!(!log.to_string().contains(&bo.id) && log["items"][0]["status"] == 200);
    house.advance(Duration::from_secs(30 * 86_400));
    house.run_jobs().await;
    let log = ana.call("program.deliveries", &[("conversation", group), ("program", program)], NO).await;
    assert_eq!(log.expect_ok()["items"], json!([]));
}

#[tokio::test]
async fn what_does_not_arrive_is_tried_again_and_what_fails_for_days_is_switched_off() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let Group { people: [ana, bo], group, double, program, .. } = &with_program(&house).await;
    let at = (group.as_str(), program.as_str());
    let of = [("conversation", group.as_str()), ("program", program.as_str())];
    double.answers(503, "");
    ask(bo, at, "status", "").await.expect_ok();
    house.run_jobs().await;
    double.answers(200, json!({ "text": "好" }));
    house.advance(Duration::from_secs(6));
    house.run_jobs().await;
    let told = double.told();
    assert_eq!(
        (told.len(), &told[0].id, told[0].at == told[1].at),
        (2, &told[1].id, false),
        "the same id, another instant"
    );
    assert_eq!(answers(bo, group).await[0]["answer"], "好");
    let log = ana.call("program.deliveries", &of, NO).await.expect_ok();
    assert_eq!((&log["items"][0]["attempts"], &log["items"][0]["state"]), (&json!(2), &json!("answered")));
    bo.call("program.deliveries", &of, NO).await.expect_code(404, "conversation.unknown");

    // It answers nothing but mistakes for more than three days.
    double.answers(500, "");
    let shown = async || {
        bo.call("program.list", &[("conversation", group)], NO).await.expect_ok()["items"][0].clone()
    };
    for day in 0..5 {
        assert_eq!(shown().await["on"], json!(day < 4), "on day {day}");
        if day == 4 {
            break;
        }
        ask(bo, at, "status", "").await.expect_ok();
        for _ in 0..5 {
            house.run_jobs().await;
            house.advance(Duration::from_secs(601));
        }
        house.advance(Duration::from_secs(86_400));
    }
    assert_eq!(shown().await["on"], false);
    assert!(codes(ana).await.contains(&"program.off".to_owned()));
    ask(bo, at, "status", "").await.expect_code(404, "command.unknown");
    bo.call("program.wake", &of, NO).await.expect_code(404, "conversation.unknown");
    ana.call("program.wake", &of, NO).await;
    assert_eq!(shown().await["on"], true);

    // It says that it is gone.
    double.answers(410, "");
    ask(bo, at, "status", "").await.expect_ok();
    house.run_jobs().await;
    assert_eq!(shown().await["on"], false);
    assert_eq!(answers(bo, group).await.pop().unwrap()["state"], "failed");

    // Whoever takes his consent back is not brought to it, also where he asked before.
    ana.call("program.wake", &of, NO).await;
    let before = double.told().len();
    ask(bo, at, "status", "").await.expect_ok();
    bo.call("consent.withdraw", &[], json!({ "purpose": "program-command" })).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(double.told().len(), before);
    assert_eq!(shown().await["failing_since"], NO, "the program did nothing wrong");
}

#[tokio::test]
async fn a_program_is_its_owners_to_let_in_at_an_address_that_may_be_reached() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let (people, org) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let eve = house.person("Eve").await;
    let group = group_of(ana, &org, &[bo]).await;
    let double = ProgramDouble::start().await;
    let at = [("conversation", group.as_str())];
    bo.call("program.add", &at, wish(&double.address())).await.expect_code(404, "conversation.unknown");
    eve.call("program.list", &at, NO).await.expect_code(404, "conversation.unknown");
    let two = direct(ana, bo).await;
    let add = async |conversation: &str, wish: Value| {
        ana.call("program.add", &[("conversation", conversation)], wish).await
    };
    add(&two, wish(&double.address())).await.expect_code(404, "conversation.unknown");
    let own = crate::chat::group(ana, "自己的", &[bo]).await;
    add(&own, wish(&double.address())).await.expect_code(409, "command.no_org");
    for address in [
        "http://10.0.0.1/x",
        "https://bot.example.com/",
        "http://127.0.0.1.example/",
        "x",
        "http://a:b@127.0.0.1:9/",
    ] {
        add(&group, wish(address)).await.expect_code(422, "command.address");
    }
    let with = |field: &str, value: Value| {
        let mut wish = wish(&double.address());
        wish[field] = value;
        wish
    };
    add(&group, with("name", json!("王波"))).await.expect_code(422, "command.name");
    add(&group, with("commands", json!([]))).await.expect_code(422, "command.commands");
    let program = added(ana, &group, &double).await;
    add(&group, wish(&double.address())).await.expect_code(409, "command.taken");
    agree(bo).await;
    agree(&eve).await;
    let to = (group.as_str(), program.as_str());
    ask(&eve, to, "deploy", "").await.expect_code(404, "conversation.unknown");
    ask(bo, to, "destroy", "").await.expect_code(422, "command.not_its");
    ask(bo, to, "deploy", &"长".repeat(4_001)).await.expect_code(422, "command.words");
    let mut answer = ask(bo, to, "status", "").await;
    // Twice as many as fit, in case a minute ends meanwhile.
    for _ in 0..60 {
        if answer.status.is_success() {
            answer = ask(bo, to, "status", "").await;
        }
    }
    answer.expect_code(429, "command.too_often");
    house.advance(Duration::from_secs(61));

    // Taken away, nothing more is sent; and what its maker let in ends with his being there.
    let of = [at[0], ("program", program.as_str())];
    bo.call("program.remove", &of, NO).await.expect_code(404, "conversation.unknown");
    assert_eq!(ana.call("program.remove", &of, NO).await.status.as_u16(), 204);
    house.run_jobs().await;
    assert_eq!(double.told().len(), 0);
    ask(bo, to, "status", "").await.expect_code(404, "command.unknown");
    let program = added(ana, &group, &double).await;
    ana.call("conversation.remove", &[at[0], ("person", &ana.id)], NO).await;
    ask(bo, (&group, &program), "status", "").await.expect_code(404, "command.unknown");
}

#[tokio::test]
async fn words_that_the_organisation_refuses_go_to_no_program() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let Group { people: [ana, bo], org, group, double, program } = &with_program(&house).await;
    let rules = json!({ "groups_by": "everybody", "links": true, "words": ["内幕消息"] });
    assert_eq!(ana.call("governing.set", &[("org", org)], rules).await.status.as_u16(), 204);
    let at = (group.as_str(), program.as_str());
    ask(bo, at, "deploy", "内幕 消息").await.expect_code(422, "message.word");
    ask(bo, at, "deploy", "生产").await.expect_ok();
    house.run_jobs().await;
    assert_eq!(double.told().len(), 1);
    assert_eq!(answers(bo, group).await.len(), 1);
}

#[tokio::test]
async fn a_house_whose_keeper_did_not_open_it_sends_nothing_to_programs() {
    let (house, _) = House::in_earnest(|_| {}).await;
    assert!(!house.running.house.egress.calls_programs());
    assert_eq!(house.running.house.egress.program_host("https://bot.example.com/"), None);
}
