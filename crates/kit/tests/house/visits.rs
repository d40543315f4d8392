//! Visits: what opens for whom, from when to when; what becomes of what was told of a visitor; and who may invite.

use kit::Client;
use pass::{Full, Head, Held, List, Moment, Reading, Reason, Shown, Signer, Trust, Verdict};
use serde_json::{Value, json};
use std::time::Duration;

use crate::agent::{door, health, paired};
use crate::canary::found;
use crate::door_box::{DoorBox, until};
use crate::homes::{DAY, Estate, NO, accept, enter, entry, told};
use crate::meet::text;
use crate::org::{joined, org};
use crate::passes::{Gate, why};
use crate::seat::Door;

pub(crate) const HOUR: Duration = Duration::from_secs(3_600);
pub(crate) const SECOND: Duration = Duration::from_secs(1);

pub(crate) async fn invite(who: &Client, home: &str, wish: Value) -> Value {
    who.call("visit.invite", &[("home", home)], wish).await.expect_ok()
}

async fn visits(who: &Client, home: &str) -> Vec<Value> {
    let list = who.call("visit.list", &[("home", home)], NO).await.expect_ok();
    list["items"].as_array().unwrap().clone()
}

/// What the visitor's phone gets by his link.
pub(crate) async fn looks(estate: &Estate, made: &Value) -> Value {
    estate.house.nobody().call("visit.look", &[], json!({ "token": made["token"] })).await.expect_ok()
}

/// What a door with the list of now does with the code that a phone makes at this very second.
async fn scanned(estate: &Estate, gate: &Gate, code: &Value, at: ground::Timestamp) -> Option<Reason> {
    let (passes, signer) = (gate.passes(estate).await, Signer::fresh());
    let door = pass::DoorId::new(gate.door.parse::<community::place::DoorId>().unwrap().bytes());
    let secret: pass::Secret = serde_json::from_value(code["secret"].clone()).unwrap();
    let seconds = u32::try_from(at.seconds()).unwrap();
    let made = pass::Fresh::make(text(code, "pass").parse().unwrap(), &secret, &[door], seconds, "").unwrap();
    let read = pass::Code::read(&made, signer.public()).unwrap();
    let now = Moment::from_micros(at.micros());
    let head = Head::of(door, 1, now, "Asia/Shanghai", &passes).sign(&signer);
    let mut held = Held::new(door, signer.public());
    held.take(List::take(Full { head, passes }, None, signer.public(), door).unwrap());
    let shown = Shown::Code(Box::new(read));
    why(pass::decide(&held, &shown, Reading { at: now, trust: Trust::Sure }))
}

#[tokio::test]
async fn a_visitor_comes_and_goes_inside_her_window_alone_and_is_forgotten_after_it() {
    let estate = Estate::open().await;
    let (house, home, gate) = (&estate.house, estate.homes[0].as_str(), Gate::of(&estate).await);
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let bo = house.person("Bo").await;
    enter(&ana, home, entry(&bo, "family", json!({}))).await.expect_ok();
    accept(&bo).await;
    // Whole seconds, as codes and slips count them.
    let now = house.running.house.clock.now();
    let from = ground::Timestamp::from_micros(now.seconds() * 1_000_000).plus(HOUR);
    let end = from.plus(HOUR);
    let made = invite(
        &ana,
        home,
        json!({ "kind": "visitor", "name": "李小满", "phone": "13912345678", "reason": "来吃晚饭",
            "from": from, "until": end }),
    )
    .await;
    assert_eq!((text(&made, "token").len(), &made["pin"]), (43, &NO));
    assert!(told(&bo).await.contains("visitor.invited") && !told(&ana).await.contains("visitor.invited"));

    // Her link says where and when, and nothing of either person.
    let seen = looks(&estate, &made).await;
    assert_eq!((&seen["community"], &seen["home"]), (&json!("幸福里"), &json!("3-1-502")));
    assert_eq!(seen["doors"], json!(["1单元门"]));
    assert!(!seen.to_string().contains("小满") && !seen.to_string().contains("安娜"), "{seen}");
    let link = json!({ "token": made["token"] });
    let entry = house.nobody().call("visit.guest.calendar", &[], link.clone()).await;
    assert!(entry.text().contains("BEGIN:VEVENT") && entry.text().contains("幸福里"), "{}", entry.text());
    let listed = visits(&ana, home).await;
    let at = [("home", home), ("visit", text(&listed[0], "id"))];
    let entry = ana.call("visit.calendar", &at, NO).await.text();
    assert!(entry.contains("李小满") && entry.contains("3-1-502"), "{entry}");
    assert_eq!(visits(&bo, home).await[0]["name"], "李小满", "those of her home see it");

    // Again and again inside; before, and at the end, it stays shut.
    let code = &seen["code"];
    let at_door = async |at: ground::Timestamp| scanned(&estate, &gate, code, at).await;
    assert_eq!(at_door(from.minus(11 * SECOND)).await, Some(Reason::TooEarly));
    for inside in [from, from.plus(HOUR / 2), end.minus(SECOND)] {
        assert_eq!(at_door(inside).await, None);
    }
    assert_eq!(at_door(end).await, Some(Reason::Over));
    assert_eq!(at_door(end.plus(SECOND)).await, Some(Reason::Over));

    // What was told of her is sealed, shown to whoever asks what is held, and gone a minute after the end.
    assert!(found(house, "李小满").await.is_empty());
    let held = ana.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("李小满") && held.contains("+8613912345678") && held.contains("来吃晚饭"));
    house.advance(2 * HOUR + SECOND);
    house.nobody().call("visit.look", &[], link).await.expect_code(404, "visit.link");
    house.advance(61 * SECOND);
    house.run_jobs().await;
    let rows = "SELECT (SELECT COUNT(*) FROM community_visit) + (SELECT COUNT(*) FROM community_pass \
                WHERE holder = 'visitor') AS found";
    assert_eq!(estate.count(rows).await, 0);
    assert!(visits(&ana, home).await.is_empty());
}

#[tokio::test]
async fn a_visit_that_is_ended_or_whose_host_moves_out_opens_nothing_at_once() {
    let estate = Estate::open().await;
    let (house, home, gate) = (&estate.house, estate.homes[0].as_str(), Gate::of(&estate).await);
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let end = house.running.house.clock.now().plus(DAY);
    let wish = json!({ "kind": "visitor", "name": "李小满", "until": end });
    let (one, other) = (invite(&ana, home, wish.clone()).await, invite(&ana, home, wish).await);
    let (first, second) = (looks(&estate, &one).await, looks(&estate, &other).await);
    assert_eq!(why(gate.scans(&estate, &first["code"]).await), None);
    assert_eq!(why(gate.scans(&estate, &second["code"]).await), None);
    let at = [("home", home), ("visit", text(&one, "id"))];
    ana.call("visit.end", &at, NO).await.expect_ok();
    assert_eq!(why(gate.scans(&estate, &first["code"]).await), Some(Reason::Unknown));
    ana.call("visit.end", &at, NO).await.expect_code(404, "visit.unknown");
    assert_eq!(why(gate.scans(&estate, &second["code"]).await), None, "the other stands");
    ana.call("home.leave", &[("home", home)], NO).await.expect_ok();
    assert_eq!(why(gate.scans(&estate, &second["code"]).await), Some(Reason::Unknown));
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_visit").await, 0);
    for link in [&one, &other] {
        let link = json!({ "token": link["token"] });
        house.nobody().call("visit.look", &[], link).await.expect_code(404, "visit.link");
    }
}

#[tokio::test]
async fn a_courier_opens_once_a_helper_at_her_hours_and_the_propertys_at_named_doors() {
    let estate = Estate::open().await;
    let (house, home, gate) = (&estate.house, estate.homes[0].as_str(), Gate::of(&estate).await);
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let now = house.running.house.clock.now();
    let wish = json!({ "kind": "courier", "name": "送水", "until": now.plus(HOUR), "way": "pin",
        "doors": [gate.door] });
    let made = invite(&ana, home, wish).await;
    let pin = text(&made, "pin").to_owned();
    assert_eq!((pin.len(), &made["token"]), (6, &NO));
    assert_eq!(why(gate.pin(&estate, &pin).await), None);
    let passes = gate.passes(&estate).await;
    assert_eq!(passes.iter().filter(|one| one.uses == Some(1)).count(), 1, "once, and a door counts it");

    let week = json!([{ "days": [1, 2, 3, 4, 5], "from": 480, "until": 720 }]);
    let wish = json!({ "kind": "helper", "name": "王阿姨", "until": now.plus(300 * DAY), "week": week });
    let made = invite(&ana, home, wish).await;
    let code = looks(&estate, &made).await;
    assert_eq!(code["week"], week);
    // The Monday that comes next, by the community's clock, which is eight hours ahead; the first day of all was a Thursday.
    let today = (now.seconds() + 8 * 3_600).div_euclid(86_400);
    let monday = today + 7 - (today + 3).rem_euclid(7);
    let at =
        |day: i64, hour: i64| ground::Timestamp::from_micros((day * 86_400 + (hour - 8) * 3_600) * 1_000_000);
    let scan = async |day: i64, hour: i64| scanned(&estate, &gate, &code["code"], at(day, hour)).await;
    assert_eq!((scan(monday, 9).await, scan(monday, 13).await), (None, Some(Reason::OffHours)));
    assert_eq!(scan(monday + 5, 9).await, Some(Reason::OffHours), "a Saturday");
    assert_eq!(visits(&ana, home).await.len(), 2);

    // The property's own, which opens by nobody's right and is no home's to see.
    let desk = [("org", estate.org.as_str())];
    let until = now.plus(300 * DAY);
    let wish = json!({ "kind": "courier", "name": "顺丰", "until": until, "way": "pin", "doors": [] });
    estate.wang.call("visit.courier.add", &desk, wish.clone()).await.expect_code(404, "visit.door");
    let mut wish = wish;
    wish["doors"] = json!([gate.door]);
    let made = estate.wang.call("visit.courier.add", &desk, wish).await.expect_ok();
    assert_eq!(why(gate.pin(&estate, text(&made, "pin")).await), None);
    let list = estate.wang.call("visit.courier.list", &desk, NO).await.expect_ok();
    assert_eq!((list["items"].as_array().unwrap().len(), &list["items"][0]["name"]), (1, &json!("顺丰")));
    let at = [("org", estate.org.as_str()), ("visit", text(&made, "id"))];
    estate.wang.call("visit.courier.end", &at, NO).await.expect_ok();
    assert_eq!(why(gate.pin(&estate, text(&made, "pin")).await), Some(Reason::Unknown));
    estate.wang.call("visit.courier.end", &at, NO).await.expect_code(404, "visit.unknown");
}

/// A box at the estate's door that holds what the house said last.
async fn boxed(estate: &Estate, front: &Door, id: &str) -> DoorBox {
    let mut made = paired(estate, front, id).await;
    made.start().await;
    until("the list", async || health(&estate.wang, &estate.org).await["up_to_date"] == true).await;
    made
}

#[tokio::test]
async fn a_visitor_at_a_real_door_is_announced_once_and_not_to_whoever_wants_no_word() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let (front, id) = (Door::open(house).await, door(&estate).await);
    let mut at_door = boxed(&estate, &front, &id).await;
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let bo = estate.resident("Bo", "3-1-502", "family").await;
    let end = house.running.house.clock.now().plus(DAY);
    let wish = json!({ "kind": "visitor", "name": "李小满", "until": end });
    let (hers, his) = (invite(&ana, home, wish.clone()).await, invite(&bo, home, wish).await);
    let listed = bo.call("reminder.list", &[], NO).await.expect_ok();
    assert!(listed["items"].as_array().unwrap().iter().all(|one| one["on"] == true), "{listed}");
    bo.call("reminder.set", &[], json!({ "event": "visitor-arrived", "on": false })).await.expect_ok();
    let shown = async |made: &Value| {
        let code = looks(&estate, made).await["code"].clone();
        assert!(text(&code, "slip").starts_with("CY1:"), "the house's word is behind it");
        let secret: pass::Secret = serde_json::from_value(code["secret"].clone()).unwrap();
        let doors = [text(&code["doors"][0], "number").parse().unwrap()];
        let now = u32::try_from(house.running.house.clock.now().seconds()).unwrap();
        pass::Fresh::make(text(&code, "pass").parse().unwrap(), &secret, &doors, now, text(&code, "slip"))
            .unwrap()
    };
    for made in [&hers, &his] {
        let code = shown(made).await;
        until("the door knows her", async || at_door.show(&format!("code {code}")) == "open").await;
    }
    until("the log is in step", async || {
        let (status, known) = (at_door.status(), health(&estate.wang, &estate.org).await);
        status["waiting"] == 0 && status["log"] == known["entries"]
    })
    .await;
    house.run_jobs().await;
    assert_eq!(told(&ana).await.matches("visitor.came").count(), 1);
    assert!(!told(&bo).await.contains("visitor.came"));
    assert!(visits(&ana, home).await.iter().all(|one| one["arrived"] != NO));
    // The log keeps the pass, and the home reads that it opened; of the visitor it holds nothing.
    let log = ana.call("opening.mine", &[("home", home)], NO).await.expect_ok();
    assert!(log.to_string().contains("opened") && !log.to_string().contains("小满"), "{log}");
    bo.call("reminder.set", &[], json!({ "event": "visitor-arrived", "on": true })).await.expect_ok();
    let on = bo.call("reminder.list", &[], NO).await.expect_ok();
    assert!(on["items"].as_array().unwrap().iter().all(|one| one["on"] == true));
}

#[tokio::test]
async fn whoever_may_not_invite_invites_nobody_and_sees_no_other_homes_visits() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let (bo, chen) = (house.person("Bo").await, house.person("Chen").await);
    let rights = json!({ "rights": { "add": false, "invite": false, "open": true } });
    enter(&ana, home, entry(&bo, "family", rights)).await.expect_ok();
    accept(&bo).await;
    let end = house.running.house.clock.now().plus(20 * DAY);
    enter(&ana, home, entry(&chen, "tenant", json!({ "until": end }))).await.expect_ok();
    accept(&chen).await;
    let dan = estate.resident("Dan", "3-1-601", "owner").await;
    let wish = json!({ "kind": "visitor", "name": "李小满", "until": end });
    let made = invite(&ana, home, wish.clone()).await;
    let at = [("home", home), ("visit", text(&made, "id"))];
    let here = [("home", home)];
    bo.call("visit.invite", &here, wish.clone()).await.expect_code(403, "visit.rights");
    assert!(visits(&chen, home).await.is_empty(), "a landlord's visitors are not his tenant's to see");
    for (who, code) in [(&chen, "visit.unknown"), (&bo, "visit.unknown"), (&dan, "visit.home")] {
        who.call("visit.end", &at, NO).await.expect_code(404, code);
    }
    dan.call("visit.list", &here, NO).await.expect_code(404, "visit.home");
    dan.call("visit.invite", &here, wish.clone()).await.expect_code(404, "visit.home");
    dan.call("visit.calendar", &at, NO).await.expect_code(404, "visit.home");
    let his = [("home", estate.homes[1].as_str()), ("visit", text(&made, "id"))];
    dan.call("visit.calendar", &his, NO).await.expect_code(404, "visit.unknown");
    dan.call("visit.end", &his, NO).await.expect_code(404, "visit.unknown");
    for (field, value, status, code) in [
        ("name", json!(" "), 422, "visit.name"),
        ("name", json!("名".repeat(41)), 422, "visit.name"),
        ("phone", json!("12"), 422, "visit.phone"),
        ("reason", json!("x"), 422, "visit.reason"),
        ("until", json!(end.plus(40 * DAY)), 422, "visit.window"),
        ("until", json!(house.running.house.clock.now()), 422, "visit.window"),
        ("uses", json!(0), 422, "visit.uses"),
        ("week", json!([{ "days": [9], "from": 0, "until": 60 }]), 422, "visit.hours"),
        ("doors", json!(["door_00000000-0000-7000-8000-000000000000"]), 404, "visit.door"),
    ] {
        let mut wrong = wish.clone();
        wrong[field] = value;
        ana.call("visit.invite", &here, wrong).await.expect_code(status, code);
    }
    for _ in 1..20 {
        invite(&ana, home, wish.clone()).await;
    }
    ana.call("visit.invite", &here, wish.clone()).await.expect_code(409, "visit.many");
}

#[tokio::test]
async fn with_the_right_to_invite_ends_what_opens_by_it_and_a_propertys_couriers_are_its_own() {
    let estate = Estate::open().await;
    let (house, home, gate) = (&estate.house, estate.homes[0].as_str(), Gate::of(&estate).await);
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let chen = house.person("Chen").await;
    let end = house.running.house.clock.now().plus(20 * DAY);
    enter(&ana, home, entry(&chen, "tenant", json!({ "until": end }))).await.expect_ok();
    accept(&chen).await;
    let wish = json!({ "kind": "visitor", "name": "李小满", "until": end });
    let here = [("home", home)];
    let people = ana.call("home.people", &here, NO).await.expect_ok();
    let chens = people["items"].as_array().unwrap().iter().find(|one| one["relation"] == "tenant").unwrap();
    let tenants = invite(&chen, home, wish.clone()).await;
    let code = looks(&estate, &tenants).await["code"].clone();
    assert_eq!(why(gate.scans(&estate, &code).await), None);
    let less = json!({ "rights": { "add": false, "invite": false, "open": true }, "until": end });
    let of = [("home", home), ("resident", text(chens, "id"))];
    ana.call("home.person.change", &of, less).await.expect_ok();
    assert!(matches!(gate.scans(&estate, &code).await, Verdict::Refuse { reason: Reason::Unknown, .. }));
    let link = json!({ "token": tenants["token"] });
    house.nobody().call("visit.look", &[], link).await.expect_code(404, "visit.link");

    // Links that are none, and couriers of a property that is not theirs.
    for token in [String::new(), "x".repeat(43), "x".repeat(9_000)] {
        house
            .nobody()
            .call("visit.look", &[], json!({ "token": token }))
            .await
            .expect_code(404, "visit.link");
    }
    let eve = house.person("Eve").await;
    let globex = org(&eve).await;
    let clerk = joined(house, &estate.wang, &estate.org, "Clerk", "member").await;
    let desk = [("org", estate.org.as_str()), ("visit", text(&tenants, "id"))];
    let mut courier = wish;
    courier["doors"] = json!([gate.door]);
    eve.call("visit.courier.add", &desk, courier.clone()).await.expect_code(404, "org.unknown");
    let theirs = [("org", globex.as_str())];
    eve.call("visit.courier.add", &theirs, courier.clone()).await.expect_code(404, "visit.closed");
    clerk.call("visit.courier.add", &desk, courier).await.expect_code(403, "access.denied");
    clerk.call("visit.courier.list", &desk, NO).await.expect_code(403, "access.denied");
    clerk.call("visit.courier.end", &desk, NO).await.expect_code(403, "access.denied");
    estate.wang.call("visit.courier.end", &desk, NO).await.expect_code(404, "visit.unknown");
}
