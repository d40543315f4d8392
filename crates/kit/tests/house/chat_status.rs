//! Whether somebody is there, what he says about himself and that he writes: each decides who sees it.

use kit::push::{BrowserDouble, PushService};
use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::{direct, group, said, team};
use crate::chat_keeping::has_chat;
use crate::chat_live::{next, until};
use crate::friends::befriend;
use crate::meet::text;
use crate::seat::{Door, Stream};

const NO: Value = Value::Null;
const DAY: Duration = Duration::from_secs(86_400);

async fn choose(who: &Client, shows: &str, typing: bool) {
    who.call("status.choose", &[], json!({ "shows": shows, "typing": typing })).await.expect_ok();
}

async fn say(who: &Client, sign: &str, text: &str) {
    who.call("status.put", &[], json!({ "sign": sign, "text": text })).await.expect_ok();
}

async fn show(who: &Client, people: &[&Client]) -> Answer {
    let people: Vec<&str> = people.iter().map(|one| one.id.as_str()).collect();
    who.call(
        "status.watch",
        &[],
        json!({ "page": format!("page-{}", &who.id[7..15]), "active": true, "people": people }),
    )
    .await
}

/// What a page is answered that shows these people.
async fn seen(who: &Client, people: &[&Client]) -> Vec<Value> {
    show(who, people).await.expect_ok()["items"].as_array().unwrap().clone()
}

async fn types(who: &Client, conversation: &str) -> Answer {
    who.call("conversation.type", &[("conversation", conversation)], NO).await
}

/// The next change that a page hears: who, how, and whether he says something.
async fn change(stream: &mut Stream) -> (String, String, bool) {
    let body = next(stream, "conversation.presence").await["body"].clone();
    (text(&body, "person").to_owned(), text(&body, "state").to_owned(), body["speaks"].as_bool().unwrap())
}

fn is(who: &Client, state: &str, speaks: bool) -> (String, String, bool) {
    (who.id.clone(), state.to_owned(), speaks)
}

#[tokio::test]
async fn who_lets_himself_be_seen_is_told_to_pages_that_show_him_and_to_nobody_else() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let door = Door::open(&house).await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    direct(ana, bo).await;
    assert_eq!(seen(bo, &[ana, cai]).await, Vec::<Value>::new(), "she has no page");

    // She opens a page and is at it, says something, hides, and goes.
    let mut open = door.stream(bo.token()).await.unwrap();
    let hers = door.stream(ana.token()).await.unwrap();
    assert_eq!(change(&mut open).await, is(ana, "away", false));
    show(ana, &[]).await.expect_ok();
    assert_eq!(change(&mut open).await, is(ana, "here", false));
    say(ana, "🍵", " 喝茶 ").await;
    assert_eq!(change(&mut open).await, is(ana, "here", true));
    let now = seen(bo, &[ana]).await;
    let says = json!({ "sign": "🍵", "text": "喝茶", "until": null });
    assert_eq!(now, [json!({ "person": ana.id, "state": "here", "status": says })]);
    assert_eq!(ana.call("status.own", &[], NO).await.expect_ok()["status"], says);

    choose(ana, "nobody", true).await;
    assert_eq!(change(&mut open).await, is(ana, "offline", false), "as of somebody who went");
    assert_eq!(seen(bo, &[ana]).await, Vec::<Value>::new());
    assert_eq!(seen(ana, &[ana]).await[0]["status"], says, "she sees herself");
    choose(ana, "talk", true).await;
    assert_eq!(change(&mut open).await, is(ana, "here", true));
    assert_eq!(seen(cai, &[ana]).await, Vec::<Value>::new(), "a colleague with whom she does not talk");

    // Left alone, with a status that ends.
    let at = house.running.house.clock.now();
    let until = json!(at.plus(Duration::from_secs(3_600)));
    ana.call("status.rest", &[], json!({ "until": until })).await.expect_ok();
    assert_eq!(change(&mut open).await, is(ana, "rest", true));
    ana.call("status.rest", &[], json!({ "until": null })).await.expect_ok();
    assert_eq!(change(&mut open).await, is(ana, "here", true));
    ana.call("status.put", &[], json!({ "text": "开会", "until": until })).await.expect_ok();
    assert_eq!(change(&mut open).await, is(ana, "here", true));
    drop(hers);
    assert_eq!(change(&mut open).await, is(ana, "offline", true));
    house.advance(Duration::from_secs(3_601));
    assert_eq!(seen(bo, &[ana]).await, Vec::<Value>::new(), "it ended");
}

#[tokio::test]
async fn each_choice_lets_see_whom_it_names_and_an_ended_tie_ends_it() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let door = Door::open(&house).await;
    let (people, acme) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let dan = house.person("Dan").await;
    befriend(ana, &dan).await;
    let weekly = group(ana, "周报", &[bo]).await;
    let _hers = door.stream(ana.token()).await.unwrap();
    say(ana, "", "在").await;
    let sees = async |shows: &str| {
        choose(ana, shows, true).await;
        let mut who = Vec::new();
        for one in [bo, cai, &dan] {
            who.push(!seen(one, &[ana]).await.is_empty());
        }
        who
    };
    assert_eq!(sees("nobody").await, [false, false, false]);
    assert_eq!(sees("friends").await, [false, false, true]);
    assert_eq!(sees("orgs").await, [true, true, true]);
    assert_eq!(sees("talk").await, [true, false, true]);

    // Each of these ends what was seen through it, and the page that shows her hears that she went.
    let mut open = door.stream(dan.token()).await.unwrap();
    dan.call("friend.remove", &[("person", &ana.id)], NO).await.expect_ok();
    assert_eq!(change(&mut open).await, is(ana, "offline", false));
    assert!(seen(&dan, &[ana]).await.is_empty());
    let mut open = door.stream(bo.token()).await.unwrap();
    ana.call("block.put", &[("person", &bo.id)], NO).await.expect_ok();
    assert_eq!(change(&mut open).await, is(ana, "offline", false));
    assert!(seen(bo, &[ana]).await.is_empty());
    ana.call("block.remove", &[("person", &bo.id)], NO).await.expect_ok();
    assert_eq!(change(&mut open).await, is(ana, "away", true));
    let own = [("conversation", weekly.as_str()), ("person", bo.id.as_str())];
    bo.call("conversation.remove", &own, NO).await.expect_ok();
    assert_eq!(change(&mut open).await, is(ana, "offline", false), "he left what they shared");
    assert!(seen(bo, &[ana]).await.is_empty());

    choose(ana, "orgs", true).await;
    assert_eq!(change(&mut open).await, is(ana, "away", true));
    let at = [("org", acme.as_str()), ("person", bo.id.as_str())];
    ana.call("org.member.remove", &at, NO).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(change(&mut open).await, is(ana, "offline", false), "he left her organisation");
    // A channel makes nobody known to the others who read it.
    choose(cai, "talk", true).await;
    let _his = door.stream(cai.token()).await.unwrap();
    let made = ana.call("channel.begin", &[("org", &acme)], json!({ "name": "公告" })).await;
    made.expect_ok();
    house.run_jobs().await;
    assert!(seen(ana, &[cai]).await.is_empty());
}

/// Whoever hides, whom one does not know, and nobody at all: one and the same answer, and no frame.
#[tokio::test]
async fn who_may_not_see_cannot_tell_hidden_from_gone() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let door = Door::open(&house).await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let eve = house.person("Eve").await;
    let two = direct(ana, bo).await;
    choose(ana, "nobody", false).await;
    say(ana, "🍵", "canary-status-Redstart-5514").await;
    let mut open = door.stream(bo.token()).await.unwrap();
    let before = (show(bo, &[ana]).await.text(), show(&eve, &[ana]).await.text());
    let _hers = door.stream(ana.token()).await.unwrap();
    show(ana, &[]).await.expect_ok();
    say(ana, "🍵", "canary-status-Redstart-5515").await;
    let rest = json!({ "until": house.running.house.clock.now().plus(DAY) });
    ana.call("status.rest", &[], rest).await.expect_ok();
    types(ana, &two).await.expect_ok();
    let unknown = json!({ "page": "page-of-eve", "active": true, "people": [format!("person_{}", ground::uuid::Uuid::now_v7())] });
    assert_eq!(eve.call("status.watch", &[], unknown).await.text(), before.1);
    // Whatever passed meanwhile stands before what she says now.
    said(ana, &two, "mark-0001", "你好").await;
    let heard = until(&mut open, "conversation.event").await;
    assert!(heard.iter().all(|frame| frame["kind"] != "conversation.presence"), "{heard:?}");
    assert!(heard.iter().all(|frame| frame["kind"] != "conversation.typing"), "{heard:?}");
    assert_eq!((show(bo, &[ana]).await.text(), show(&eve, &[ana]).await.text()), before);
}

#[tokio::test]
async fn that_somebody_writes_is_told_in_small_conversations_to_who_tells_it_too() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let door = Door::open(&house).await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let eve = house.person("Eve").await;
    let weekly = group(ana, "周报", &[bo, cai]).await;
    types(&eve, &weekly).await.expect_code(404, "conversation.unknown");
    choose(cai, "talk", false).await;
    let mut his = door.stream(bo.token()).await.unwrap();
    let mut hers = door.stream(cai.token()).await.unwrap();
    types(ana, &weekly).await.expect_ok();
    types(ana, &weekly).await.expect_ok();
    said(ana, &weekly, "mark-0001", "你好").await;
    let written =
        |heard: &[Value]| heard.iter().filter(|frame| frame["kind"] == "conversation.typing").count();
    let heard = until(&mut his, "conversation.event").await;
    assert_eq!(written(&heard), 1, "once in two seconds: {heard:?}");
    let body = heard.iter().find(|frame| frame["kind"] == "conversation.typing").unwrap()["body"].clone();
    assert_eq!(body, json!({ "conversation": weekly, "person": ana.id }));
    assert_eq!(
        written(&until(&mut hers, "conversation.event").await),
        0,
        "who tells nobody is told of nobody"
    );
    // Nor does anybody hear of her.
    types(cai, &weekly).await.expect_ok();
    // Whom nobody sees is silent, too, until he chooses otherwise.
    let own = async |who: &Client| who.call("status.own", &[], NO).await.expect_ok()["typing"].clone();
    assert_eq!(own(ana).await, json!(true));
    ana.call("status.choose", &[], json!({ "shows": "nobody" })).await.expect_ok();
    assert_eq!(own(ana).await, json!(false));
    house.advance(Duration::from_secs(3));
    types(ana, &weekly).await.expect_ok();
    said(ana, &weekly, "mark-0002", "好").await;
    assert_eq!(written(&until(&mut his, "conversation.event").await), 0);
}

#[tokio::test]
async fn a_strict_doorplate_shows_nobody_who_did_not_choose_so() {
    let house = House::with_profile("anju", |_| {}).await;
    if !has_chat(&house) {
        return;
    }
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    befriend(&ana, &bo).await;
    let own = ana.call("status.own", &[], NO).await.expect_ok();
    assert_eq!((&own["shows"], &own["typing"]), (&json!("nobody"), &json!(false)));
    let door = Door::open(&house).await;
    let _hers = door.stream(ana.token()).await.unwrap();
    say(&ana, "", "在").await;
    assert!(seen(&bo, &[&ana]).await.is_empty());
    choose(&ana, "friends", true).await;
    assert_eq!(seen(&bo, &[&ana]).await.len(), 1);
}

#[tokio::test]
async fn left_alone_no_device_is_woken_and_a_status_goes_when_it_ends() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let two = direct(ana, bo).await;
    let keys = PushService::start().await.browser("bo");
    let browser =
        BrowserDouble { address: "https://updates.push.services.mozilla.com/wpush/v2/bo".to_owned(), ..keys };
    let standing = bo.call("push.standing", &[], NO).await.expect_ok();
    let wish = json!({
        "address": browser.address, "p256dh": browser.p256dh, "auth": browser.auth,
        "version": standing["policy_version"],
    });
    bo.call("push.subscribe", &[], wish).await.expect_ok();
    let now = house.running.house.clock.now();
    let soon = json!(now.plus(Duration::from_secs(1_800)));
    bo.call("status.rest", &[], json!({ "until": soon })).await.expect_ok();
    bo.call("status.put", &[], json!({ "text": "canary-status-Redstart-5516", "until": soon }))
        .await
        .expect_ok();
    let own = bo.call("status.own", &[], NO).await.expect_ok();
    assert_eq!(own["rest_until"], soon);
    said(ana, &two, "mark-0001", "在吗").await;
    house.run_jobs().await;
    assert_eq!(crate::quiet::pushed(&house).await, 0);
    house.advance(Duration::from_secs(3_700));
    house.run_jobs().await;
    assert_eq!(crate::quiet::pushed(&house).await, 1, "told when it is over");
    let own = bo.call("status.own", &[], NO).await.expect_ok();
    assert_eq!((&own["rest_until"], &own["status"]), (&NO, &NO));
    let sql = "SELECT COUNT(*) AS found FROM chat_status WHERE words IS NOT NULL";
    let mut view = house.running.house.db.view().await.unwrap();
    let left: i64 = view.one(sql, ground::values![]).await.unwrap().get("found").unwrap();
    assert_eq!(left, 0, "swept");

    for (body, code) in [
        (json!({ "text": "长".repeat(81) }), "status.text"),
        (json!({ "sign": "123456789" }), "status.text"),
        (json!({ "text": "x", "until": now }), "status.when"),
        (json!({ "text": "x", "until": now.plus(DAY * 400) }), "status.when"),
    ] {
        bo.call("status.put", &[], body).await.expect_code(422, code);
    }
    let wish = json!({ "until": house.running.house.clock.now().plus(DAY * 40) });
    bo.call("status.rest", &[], wish).await.expect_code(422, "status.when");
    let many: Vec<&Client> = vec![ana; 101];
    show(bo, &many).await.expect_code(422, "status.people");
    say(bo, "", "在").await;
    let held = bo.get("/api/v1/me/held").await.expect_ok();
    assert!(held.to_string().contains("status-text"), "{held}");
    say(bo, "", "").await;
    assert_eq!(bo.call("status.own", &[], NO).await.expect_ok()["status"], NO);
}
