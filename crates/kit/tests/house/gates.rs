//! The gate: who comes unannounced, whom the guard asks, whose answer counts, and what he may without one.

use kit::Client;
use serde_json::{Value, json};
use std::time::Duration;

use crate::agent::{door, health, paired};
use crate::canary::found;
use crate::door_box::until;
use crate::homes::{Estate, NO, told};
use crate::meet::text;
use crate::org::{joined, org};
use crate::seat::Door;

const MINUTE: Duration = Duration::from_secs(60);

/// An estate with a guard.
async fn guarded() -> (Estate, Client) {
    let estate = Estate::open().await;
    let guard = joined(&estate.house, &estate.wang, &estate.org, "赵门岗", "member").await;
    let at = [("org", estate.org.as_str()), ("person", guard.id.as_str())];
    estate.wang.call("gate.guard.appoint", &at, NO).await.expect_ok();
    (estate, guard)
}

async fn asks(estate: &Estate, guard: &Client, wish: Value) -> Value {
    guard.call("knock.ask", &[("org", &estate.org)], wish).await.expect_ok()
}

/// Who waits, as the guard sees it: the newest.
async fn waits(estate: &Estate, guard: &Client) -> Value {
    guard.call("knock.list", &[("org", &estate.org)], NO).await.expect_ok()["items"][0].clone()
}

async fn mine(who: &Client) -> Vec<Value> {
    who.call("knock.mine", &[], NO).await.expect_ok()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_home_is_asked_the_first_answer_counts_and_the_guard_opens_on_yes() {
    let (estate, guard) = guarded().await;
    let house = &estate.house;
    let (front, id) = (Door::open(house).await, door(&estate).await);
    let mut at_door = paired(&estate, &front, &id).await;
    at_door.start().await;
    until("the list", async || health(&estate.wang, &estate.org).await["up_to_date"] == true).await;
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let bo = estate.resident("Bo", "3-1-502", "family").await;
    let home = estate.homes[0].as_str();
    bo.call("reminder.set", &[], json!({ "event": "visitor-asks", "on": false })).await.expect_ok();

    let wish = json!({ "home": "3-1-502", "door": id, "name": "孙快递", "reason": "送家具" });
    let made = asks(&estate, &guard, wish).await;
    assert_eq!(made["asked"], 2);
    assert!(told(&ana).await.contains("visitor.asks") && !told(&bo).await.contains("visitor.asks"));
    for who in [&ana, &bo] {
        let asked = mine(who).await;
        assert_eq!(
            (asked.len(), &asked[0]["name"], &asked[0]["reason"]),
            (1, &json!("孙快递"), &json!("送家具"))
        );
    }
    let seen = waits(&estate, &guard).await;
    assert_eq!(
        (&seen["state"], &seen["home"], &seen["name"]),
        (&json!("waiting"), &json!("3-1-502"), &json!("孙快递"))
    );
    let knock = text(&made, "id").to_owned();
    let (desk, own) = (
        [("org", estate.org.as_str()), ("knock", knock.as_str())],
        [("home", home), ("knock", knock.as_str())],
    );
    guard.call("knock.open", &desk, json!({ "door": id })).await.expect_code(409, "knock.not_agreed");
    assert_eq!(at_door.clicks(), 0);

    bo.call("knock.answer", &own, json!({ "yes": true })).await.expect_ok();
    ana.call("knock.answer", &own, json!({ "yes": false })).await.expect_code(409, "knock.answered");
    assert!(mine(&ana).await.is_empty(), "nobody is asked any more");
    assert_eq!(waits(&estate, &guard).await["state"], "yes");
    guard.call("knock.open", &desk, json!({ "door": id })).await.expect_ok();
    until("the relay clicked", async || at_door.clicks() == 1).await;
    assert_ne!(waits(&estate, &guard).await["opened"], NO);
    // The order keeps the number of the visit; its name is in no log.
    let log = estate.wang.call("opening.log", &[("org", &estate.org)], NO).await.expect_ok().to_string();
    assert!(log.contains(&knock) && !log.contains("孙快递"), "{log}");
    assert!(found(house, "孙快递").await.is_empty());
    assert!(!told(&ana).await.contains("visitor.overridden"));
}

#[tokio::test]
async fn without_a_yes_the_guard_opens_with_a_reason_alone_which_the_home_reads() {
    let (estate, guard) = guarded().await;
    let (front, id) = (Door::open(&estate.house).await, door(&estate).await);
    let mut at_door = paired(&estate, &front, &id).await;
    at_door.start().await;
    until("the list", async || health(&estate.wang, &estate.org).await["up_to_date"] == true).await;
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let bo = estate.resident("Bo", "3-1-502", "family").await;
    let home = estate.homes[0].as_str();
    let made = asks(&estate, &guard, json!({ "home": "3-1-502" })).await;
    let knock = text(&made, "id").to_owned();
    let (desk, own) = (
        [("org", estate.org.as_str()), ("knock", knock.as_str())],
        [("home", home), ("knock", knock.as_str())],
    );
    ana.call("knock.answer", &own, json!({ "yes": false })).await.expect_ok();
    assert_eq!(waits(&estate, &guard).await["state"], "no");
    guard.call("knock.open", &desk, json!({ "door": id })).await.expect_code(409, "knock.not_agreed");
    guard
        .call("knock.open", &desk, json!({ "door": id, "reason": "x" }))
        .await
        .expect_code(422, "knock.reason");
    guard.call("knock.open", &desk, json!({ "door": id, "reason": "急救人员" })).await.expect_ok();
    until("the relay clicked", async || at_door.clicks() == 1).await;
    for who in [&ana, &bo] {
        let notices = told(who).await;
        assert!(notices.contains("visitor.overridden") && notices.contains("急救人员"), "{notices}");
    }
}

#[tokio::test]
async fn a_home_without_a_phone_is_named_so_and_nobody_answers_for_ever() {
    let (estate, guard) = guarded().await;
    let house = &estate.house;
    // Nobody lives in the other home: there is no phone to ask, and its landline says yes.
    let made = asks(&estate, &guard, json!({ "home": "3-1-601", "name": "水工" })).await;
    assert_eq!(made["asked"], 0);
    let at = [("org", estate.org.as_str()), ("knock", text(&made, "id"))];
    guard.call("knock.heard", &at, json!({ "yes": true })).await.expect_ok();
    guard.call("knock.heard", &at, json!({ "yes": false })).await.expect_code(409, "knock.answered");
    assert_eq!(waits(&estate, &guard).await["state"], "yes");

    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let made = asks(&estate, &guard, json!({ "home": "3-1-502", "name": "孙快递" })).await;
    assert_eq!((made["asked"].clone(), mine(&ana).await.len()), (json!(1), 1));
    // As long as she is asked nobody says it for her; afterwards her landline may, and she reads it.
    let hers = [("org", estate.org.as_str()), ("knock", text(&made, "id"))];
    guard.call("knock.heard", &hers, json!({ "yes": true })).await.expect_code(409, "knock.asked");
    house.advance(3 * MINUTE);
    assert_eq!(waits(&estate, &guard).await["state"], "over");
    assert!(mine(&ana).await.is_empty());
    guard.call("knock.heard", &hers, json!({ "yes": true })).await.expect_ok();
    assert!(told(&ana).await.contains("visitor.said_yes"));
    let own = [("home", estate.homes[0].as_str()), ("knock", text(&made, "id"))];
    ana.call("knock.answer", &own, json!({ "yes": true })).await.expect_code(409, "knock.answered");
    // Gone is forgotten: at once by the guard, or within the hour.
    let at = [("org", estate.org.as_str()), ("knock", text(&made, "id"))];
    guard.call("knock.end", &at, NO).await.expect_ok();
    guard.call("knock.end", &at, NO).await.expect_code(404, "knock.unknown");
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_knock").await, 1);
    house.advance(61 * MINUTE);
    house.run_jobs().await;
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_knock").await, 0);
}

#[tokio::test]
async fn a_stranger_at_a_poster_is_let_in_or_not_and_learns_of_no_home_whether_it_is_there() {
    let (estate, guard) = guarded().await;
    let (house, id) = (&estate.house, door(&estate).await);
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let at = [("org", estate.org.as_str()), ("door", id.as_str())];
    let old = estate.wang.call("gate.poster.put", &at, NO).await.expect_ok();
    let poster = estate.wang.call("gate.poster.put", &at, NO).await.expect_ok();
    let nobody = house.nobody();
    nobody.call("knock.poster", &[], json!({ "token": old["token"] })).await.expect_code(404, "knock.link");
    let seen = nobody.call("knock.poster", &[], json!({ "token": poster["token"] })).await.expect_ok();
    assert_eq!(seen, json!({ "community": "幸福里", "door": "1单元门" }));
    let knock = async |home: &str, name: &str| {
        let wish = json!({ "token": poster["token"], "home": home, "name": name, "reason": "看朋友" });
        nobody.call("knock.knock", &[], wish).await
    };
    knock("3-1-502", " ").await.expect_code(422, "knock.name");
    let there = knock("3-1-502", "周远").await.expect_ok();
    let not = knock("9-9-999", "周远").await.expect_ok();
    let keys = |of: &Value| of.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&there), keys(&not));
    let wait = async |of: &Value| {
        let wish = json!({ "waiting": of["waiting"] });
        nobody.call("knock.wait", &[], wish).await.expect_ok()["state"].clone()
    };
    assert_eq!((wait(&there).await, wait(&not).await), (json!("waiting"), json!("waiting")));
    let asked = mine(&ana).await;
    assert_eq!((asked.len(), &asked[0]["door"]), (1, &json!("1单元门")));
    let own = [("home", estate.homes[0].as_str()), ("knock", text(&asked[0], "id"))];
    ana.call("knock.answer", &own, json!({ "yes": true })).await.expect_ok();
    assert_eq!(wait(&there).await, "yes");
    house.advance(4 * MINUTE);
    assert_eq!((wait(&there).await, wait(&not).await), (json!("yes"), json!("over")));
    let list = guard.call("knock.list", &[("org", &estate.org)], NO).await.expect_ok();
    assert_eq!((list["items"].as_array().unwrap().len(), &list["items"][0]["home"]), (2, &NO));

    // From one network six within ten minutes; and a poster that was taken down is none.
    let mut refused = 0;
    for _ in 0..12 {
        let answer = knock("3-1-502", "周远").await;
        if answer.status.as_u16() == 429 {
            answer.expect_code(429, "knock.too_many");
            refused += 1;
        }
    }
    assert!(refused >= 6, "{refused}");
    estate.wang.call("gate.poster.remove", &at, NO).await.expect_ok();
    estate.wang.call("gate.poster.remove", &at, NO).await.expect_code(404, "knock.no_poster");
    nobody
        .call("knock.poster", &[], json!({ "token": poster["token"] }))
        .await
        .expect_code(404, "knock.link");
    nobody.call("knock.wait", &[], json!({ "waiting": "x" })).await.expect_code(404, "knock.unknown");
}

#[tokio::test]
async fn nobody_but_its_guards_sees_a_gate_and_nobody_but_a_home_answers_for_it() {
    let (estate, guard) = guarded().await;
    let (house, id) = (&estate.house, door(&estate).await);
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let dan = estate.resident("Dan", "3-1-601", "owner").await;
    let clerk = joined(house, &estate.wang, &estate.org, "Clerk", "member").await;
    let eve = house.person("Eve").await;
    let globex = org(&eve).await;
    let made = asks(&estate, &guard, json!({ "home": "3-1-502" })).await;
    let knock = text(&made, "id");
    let at = [("org", estate.org.as_str()), ("knock", knock)];
    let theirs = [("org", globex.as_str()), ("knock", knock)];
    let acts = [
        ("knock.list", NO),
        ("knock.ask", json!({ "home": "3-1-502" })),
        ("knock.heard", json!({ "yes": true })),
        ("knock.open", json!({ "door": id, "reason": "急救人员" })),
        ("knock.end", NO),
    ];
    for (operation, wish) in &acts {
        clerk.call(operation, &at, wish.clone()).await.expect_code(403, "access.denied");
        eve.call(operation, &at, wish.clone()).await.expect_code(404, "org.unknown");
    }
    eve.call("knock.list", &theirs, NO).await.expect_code(404, "knock.closed");
    eve.call("knock.heard", &theirs, json!({ "yes": true })).await.expect_code(404, "knock.unknown");
    eve.call("knock.end", &theirs, NO).await.expect_code(404, "knock.unknown");
    guard.call("knock.ask", &at, json!({ "home": "9-9-999" })).await.expect_code(404, "knock.home");
    let wish = json!({ "door": "door_00000000-0000-7000-8000-000000000000", "reason": "急救人员" });
    guard.call("knock.open", &at, wish).await.expect_code(404, "knock.door");
    // No agent is at the door: the guard hears it, and nobody was let in.
    let wish = json!({ "door": id, "reason": "急救人员" });
    guard.call("knock.open", &at, wish).await.expect_code(409, "knock.absent");
    assert_eq!(waits(&estate, &guard).await["opened"], NO);
    // Another home's people, and an id of another home.
    for home in &estate.homes {
        let answer =
            dan.call("knock.answer", &[("home", home), ("knock", knock)], json!({ "yes": true })).await;
        let code = if *home == estate.homes[0] { "knock.home" } else { "knock.unknown" };
        answer.expect_code(404, code);
    }
    assert!(mine(&dan).await.is_empty() && mine(&ana).await.len() == 1);

    // What only those who run it do; and who is dismissed sees nothing any more.
    let who = [("org", estate.org.as_str()), ("person", guard.id.as_str()), ("door", id.as_str())];
    for operation in
        ["gate.get", "gate.guard.appoint", "gate.guard.dismiss", "gate.poster.put", "gate.poster.remove"]
    {
        guard.call(operation, &who, NO).await.expect_code(403, "access.denied");
        eve.call(operation, &who, NO).await.expect_code(404, "org.unknown");
    }
    let stranger = [("org", estate.org.as_str()), ("person", dan.id.as_str())];
    estate.wang.call("gate.guard.appoint", &stranger, NO).await.expect_code(404, "knock.guard");
    let posts = estate.wang.call("gate.get", &who, NO).await.expect_ok();
    assert_eq!(posts, json!({ "guards": [guard.id], "posters": [] }));
    assert_eq!(guard.call("gate.mine", &[], NO).await.expect_ok()["items"][0]["community"], "幸福里");
    estate.wang.call("gate.guard.dismiss", &who, NO).await.expect_ok();
    estate.wang.call("gate.guard.dismiss", &who, NO).await.expect_code(404, "knock.guard");
    guard.call("knock.list", &at, NO).await.expect_code(403, "access.denied");
    assert_eq!(guard.call("gate.mine", &[], NO).await.expect_ok()["items"], json!([]));
}
