//! Telephone calls from a page: who may dial what, what is told of it, and what is kept. The telephone company is a node of its
//! own on loopback.

use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use sip::{CallId, Ending};
use std::time::Duration;

use crate::erasure::close;
use crate::intercom::{COMPANY, HOUSE, Line, free, line_to};
use crate::meet::text;
use crate::org::{joined, org};
use crate::phones_talk::{Ears, tone};
use crate::seat::{Door, wait_for};

pub(crate) const NO: Value = Value::Null;

/// A house with a telephone company, an organisation whose administrator is Ana and whose member is Bo, and Cy from outside.
pub(crate) struct Office {
    pub house: House,
    pub door: Door,
    pub company: Line,
    pub org: String,
    pub ana: Client,
    pub bo: Client,
    pub cy: Client,
}

impl Office {
    pub async fn open() -> Self {
        let (at, company) = (free(HOUSE), free(COMPANY));
        let house = House::with_profile("duban", |config| {
            config.sip.udp = Some(at);
            config.sip.trunk = Some(company);
            config.sip.trunk_account = Some("66668888".into());
            config.sip.trunk_register = false;
            config.sip.dial_prefixes = vec!["+8610".into(), "+861".into()];
            config.sip.dial_daily = 8;
            config.sip.dial_legs = 4;
        })
        .await;
        let company = Line::start(company, line_to(at, "66668888".into(), String::new(), false)).await;
        let door = Door::open(&house).await;
        let ana = house.person("Ana").await;
        let org = org(&ana).await;
        let bo = joined(&house, &ana, &org, "Bo", "member").await;
        let cy = house.person("Cy").await;
        Self { house, door, company, org, ana, bo, cy }
    }

    pub async fn allow(&self, who: &Client, allowed: bool) -> Answer {
        who.call("phone.allow", &[("org", &self.org)], json!({ "allowed": allowed })).await
    }

    pub async fn start(&self, who: &Client, wish: Value) -> Answer {
        who.call("phone.start", &[("org", &self.org)], wish).await
    }

    /// Ana dials one number; the call, what opens its room, and the leg at the company.
    pub async fn dialled(&mut self, number: &str) -> (String, String, CallId) {
        let seat = self.start(&self.ana, json!({ "numbers": [number] })).await.expect_ok();
        let (leg, ..) = self.company.called().await;
        (text(&seat, "id").to_owned(), text(&seat, "token").to_owned(), leg)
    }
}

pub(crate) async fn with(who: &Client, operation: &str, phone: &str, wish: Value) -> Answer {
    who.call(operation, &[("phone", phone)], wish).await
}

pub(crate) async fn legs(who: &Client, phone: &str) -> Vec<Value> {
    with(who, "phone.get", phone, NO).await.expect_ok()["legs"].as_array().unwrap().clone()
}

/// Waits until the first leg is this.
pub(crate) async fn becomes(who: &Client, phone: &str, state: &str) -> Value {
    wait_for(async || legs(who, phone).await.into_iter().next().filter(|leg| leg["state"] == state)).await
}

pub(crate) async fn log(who: &Client) -> Vec<Value> {
    who.call("phone.list", &[], NO).await.expect_ok()["items"].as_array().unwrap().clone()
}

/// Waits until the newest entry is this.
async fn became(who: &Client, state: &str) -> Value {
    wait_for(async || log(who).await.into_iter().next().filter(|entry| entry["state"] == state)).await
}

/// proves: DB-006
#[tokio::test]
async fn a_member_calls_a_number_from_a_page_hears_and_is_heard_and_finds_it_in_his_log() {
    let mut office = Office::open().await;
    assert_eq!(office.ana.call("phone.standing", &[], NO).await.expect_ok()["orgs"], json!([]));
    office.start(&office.ana, json!({ "numbers": ["010 6666 1234"] })).await.expect_code(403, "phone.closed");
    office.allow(&office.ana, true).await.expect_ok();
    let standing = office.ana.call("phone.standing", &[], NO).await.expect_ok();
    assert_eq!((&standing["orgs"], &standing["here"]), (&json!([office.org]), &json!(true)));

    let (id, token, leg) = office.dialled("010-6666 1234").await;
    assert_eq!(becomes(&office.ana, &id, "calling").await["number"], "+861066661234");
    office.company.node.ring(leg).await.unwrap();
    becomes(&office.ana, &id, "ringing").await;
    office.company.node.answer(leg).await.unwrap();
    office.company.answered(leg).await;
    let talking = becomes(&office.ana, &id, "talking").await;
    let page = crate::door_peer::Page::enter(&office.door, &token, Some(tone(1_600))).await;
    let ears = Ears::of(&office.company, leg).await;
    let _speaks = crate::phones_talk::says(&office.company, leg, tone(700));
    ears.hear(&[1_600], &[700]).await;
    crate::phones_talk::page_hears(&page, &[700], &[1_600]).await;

    let at = [("phone", id.as_str()), ("leg", text(&talking, "id"))];
    office.ana.call("phone.press", &at, json!({ "keys": "4#" })).await.expect_ok();
    assert_eq!((office.company.pressed().await, office.company.pressed().await), ('4', '#'));
    office.ana.call("phone.press", &at, json!({ "keys": "x" })).await.expect_code(422, "phone.key");
    // It is nobody else's: not of a colleague's, nor of somebody from outside.
    for who in [&office.bo, &office.cy] {
        with(who, "phone.get", &id, NO).await.expect_code(404, "phone.unknown");
        with(who, "phone.join", &id, NO).await.expect_code(404, "phone.unknown");
        with(who, "phone.end", &id, NO).await.expect_code(404, "phone.unknown");
        with(who, "phone.add", &id, json!({ "number": "110" })).await.expect_code(404, "phone.unknown");
        who.call("phone.press", &at, json!({ "keys": "1" })).await.expect_code(404, "phone.unknown");
        who.call("phone.mute", &at, json!({ "muted": true })).await.expect_code(404, "phone.unknown");
        who.call("phone.hang_up", &at, NO).await.expect_code(404, "phone.unknown");
    }
    office.company.node.hangup(leg).await.unwrap();
    let entry = became(&office.ana, "done").await;
    assert_eq!((&entry["number"], &entry["phone"]), (&json!("+861066661234"), &json!(id)));
    assert!(entry["answered_at"].is_string() && entry["ended_at"].is_string(), "{entry}");
    with(&office.ana, "phone.get", &id, NO).await.expect_code(404, "phone.unknown");
    assert!(log(&office.bo).await.is_empty());
    // What left the house is on record: to whom, and no more than the number.
    let sent = office.ana.get("/api/v1/me/flows").await.expect_ok().to_string();
    assert!(sent.contains("telephone-line") && sent.contains("phone-call"), "{sent}");
    let held = office.ana.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("+861066661234"), "{held}");
    proved("DB-006", &["phone.allow", "phone.start", "phone.get", "phone.press", "phone.list"]);
}

#[tokio::test]
async fn numbers_are_refused_by_what_they_are_and_the_log_says_what_became_of_the_others() {
    let mut office = Office::open().await;
    let (ana, bo, cy) = (office.ana.clone(), office.bo.clone(), office.cy.clone());
    office.allow(&bo, true).await.expect_code(403, "access.denied");
    office.allow(&cy, true).await.expect_code(404, "org.unknown");
    office.allow(&ana, true).await.expect_ok();
    office.start(&cy, json!({ "numbers": ["13800138000"] })).await.expect_code(404, "org.unknown");
    let refused = [
        ("110", "phone.emergency"),
        ("010 119", "phone.emergency"),
        ("0110", "phone.emergency"),
        ("16899999", "phone.premium"),
        ("0755 16899999", "phone.premium"),
        ("+49 30 123456", "phone.prefix"),
        ("0755 26666888", "phone.prefix"),
        ("hello", "phone.number"),
    ];
    for (number, code) in refused {
        office.start(&bo, json!({ "numbers": [number] })).await.expect_code(422, code);
    }
    office.start(&bo, json!({ "numbers": [] })).await.expect_code(422, "phone.many");
    let many = vec!["13800138000"; 5];
    office.start(&bo, json!({ "numbers": many })).await.expect_code(422, "phone.many");
    let stranger = json!({ "numbers": ["13800138000"], "people": [cy.id] });
    office.start(&bo, stranger).await.expect_code(422, "phone.member");
    assert!(office.company.is_still().await && log(&bo).await.is_empty(), "nothing of it was dialled");

    // Busy, refused, no such number, nobody there, and what the caller gives up.
    for (no, state) in [
        (sip::Refusal::Busy, "busy"),
        (sip::Refusal::Declined, "declined"),
        (sip::Refusal::Unknown, "no_such"),
        (sip::Refusal::Away, "unanswered"),
        (sip::Refusal::Overloaded, "failed"),
    ] {
        let (_, _, leg) = office.dialled("13800138000").await;
        office.company.node.refuse(leg, no).await.unwrap();
        became(&ana, state).await;
    }
    let (id, _, leg) = office.dialled("13800138000").await;
    office.start(&ana, json!({ "numbers": ["13800138000"] })).await.expect_code(409, "phone.busy");
    with(&ana, "phone.end", &id, NO).await.expect_ok();
    assert_eq!(office.company.over(leg).await.0, Ending::Cancelled);
    became(&ana, "cancelled").await;

    // Whoever began it and is not seen for a minute has hung up.
    let (_, _, leg) = office.dialled("13800138000").await;
    office.company.node.answer(leg).await.unwrap();
    office.company.answered(leg).await;
    office.house.advance(Duration::from_secs(61));
    assert_eq!(office.company.over(leg).await.0, Ending::Theirs);
    became(&ana, "done").await;

    // So many a day, and no more; his colleague's are his own.
    office.dialled("13800138000").await;
    let left = ana.call("phone.standing", &[], NO).await.expect_ok();
    assert_eq!((&left["left"], left["open"].is_string()), (&json!(0), true));
    with(&ana, "phone.end", text(&left, "open"), NO).await.expect_ok();
    office.start(&ana, json!({ "numbers": ["13800138000"] })).await.expect_code(429, "phone.daily");
    assert_eq!(bo.call("phone.standing", &[], NO).await.expect_ok()["left"], json!(8));

    // Whoever is not to be heard does not call.
    bo.call("consent.refuse", &[], json!({ "purpose": "call", "lang": "en" })).await.expect_ok();
    office.start(&bo, json!({ "numbers": ["13800138000"] })).await.expect_code(409, "phone.mute");
    office.allow(&ana, false).await.expect_ok();
    office.start(&bo, json!({ "numbers": ["13800138000"] })).await.expect_code(403, "phone.closed");
}

#[tokio::test]
async fn whoever_leaves_the_organisation_is_put_out_of_its_calls_and_those_that_he_began_end() {
    let mut office = Office::open().await;
    office.allow(&office.ana, true).await.expect_ok();
    let di = joined(&office.house, &office.ana, &office.org, "Di", "member").await;
    let wish = json!({ "numbers": ["13800138000"], "people": [office.bo.id] });
    let id = text(&office.start(&office.ana, wish).await.expect_ok(), "id").to_owned();
    office.company.called().await;
    let came = with(&office.bo, "phone.join", &id, NO).await.expect_ok();
    let mut his = office.door.seat(text(&came, "token")).await.expect("he was asked to come");
    office.start(&di, json!({ "numbers": ["13800138001"] })).await.expect_ok();
    let (hers, ..) = office.company.called().await;
    for who in [&office.bo, &di] {
        let at = [("org", office.org.as_str()), ("person", who.id.as_str())];
        office.ana.call("org.member.remove", &at, NO).await.expect_ok();
    }
    his.until_shown_out().await;
    assert!(office.door.seat(text(&came, "token")).await.is_none(), "the old token opens nothing");
    assert_eq!(office.company.over(hers).await.0, Ending::Cancelled);
    let left = with(&office.ana, "phone.get", &id, NO).await.expect_ok();
    assert_eq!(left["people"].as_array().unwrap().len(), 1, "hers goes on without him: {left}");
}

#[tokio::test]
async fn numbers_are_dialled_and_hung_up_though_whoever_asked_for_it_went_away_meanwhile() {
    let mut office = Office::open().await;
    office.allow(&office.ana, true).await.expect_ok();
    let (ana, org) = (office.ana.clone(), office.org.clone());
    let (at, mut calls) = ([("org", org.as_str())], Vec::new());
    let numbers = ["13800138001", "13800138002", "13800138003", "13800138004"];
    let asked = ana.call("phone.start", &at, json!({ "numbers": numbers }));
    // With the first that rings at the company the request is dropped.
    tokio::select! {
        biased;
        (call, ..) = office.company.called() => calls.push(call),
        answer = asked => drop(answer.expect_ok()),
    }
    while calls.len() < numbers.len() {
        calls.push(office.company.called().await.0);
    }
    let standing = ana.call("phone.standing", &[], NO).await.expect_ok();
    with(&ana, "phone.end", text(&standing, "open"), NO).await.expect_ok();
    crate::phones_talk::all_over(&mut office, &calls).await;
    let states: Vec<Value> = log(&ana).await.iter().map(|entry| entry["state"].clone()).collect();
    assert_eq!(states, vec!["cancelled"; numbers.len()]);
}

#[tokio::test]
async fn what_was_dialled_goes_when_its_time_is_over_and_with_the_account() {
    let mut office = Office::open().await;
    office.allow(&office.ana, true).await.expect_ok();
    let (_, _, leg) = office.dialled("13800138000").await;
    office.company.node.refuse(leg, sip::Refusal::Busy).await.unwrap();
    became(&office.ana, "busy").await;
    office.house.advance(Duration::from_secs(50 * 86_400));
    office.house.run_jobs().await;
    assert_eq!(log(&office.ana).await.len(), 1);
    // Its end may have been left unwritten: it goes all the same.
    let mut cx = office.house.running.house.db.begin().await.unwrap();
    cx.run("UPDATE chat_phone_leg SET ended_at = NULL, state = 'calling'", ground::values![]).await.unwrap();
    cx.commit().await.unwrap();
    office.house.advance(Duration::from_secs(45 * 86_400));
    office.house.run_jobs().await;
    assert!(log(&office.ana).await.is_empty(), "ninety days");

    // An administrator does not leave; a member does.
    let (bo, wish) = (office.bo.clone(), json!({ "numbers": ["13800138000"] }));
    office.start(&bo, wish).await.expect_ok();
    let (leg, ..) = office.company.called().await;
    office.company.node.refuse(leg, sip::Refusal::Busy).await.unwrap();
    became(&bo, "busy").await;
    let kept = async || {
        let sql = "SELECT COUNT(*) AS found FROM chat_phone_leg";
        let mut view = office.house.running.house.db.view().await.unwrap();
        view.one(sql, ground::values![]).await.unwrap().get::<i64>("found").unwrap()
    };
    assert_eq!(kept().await, 1);
    close(&office.house, &bo).await.expect_ok();
    office.house.advance(Duration::from_secs(400 * 86_400));
    office.house.run_jobs().await;
    assert_eq!(kept().await, 0, "nothing of it outlives the account");
}

#[tokio::test]
async fn without_a_line_or_a_number_that_may_be_dialled_there_are_no_telephones() {
    let house = House::with_profile("duban", |_| {}).await;
    let ana = house.person("Ana").await;
    let org = org(&ana).await;
    let at = [("org", org.as_str())];
    ana.call("phone.allow", &at, json!({ "allowed": true })).await.expect_ok();
    ana.call("phone.start", &at, json!({ "numbers": ["13800138000"] })).await.expect_code(404, "phone.off");
    assert_eq!(ana.call("phone.standing", &[], NO).await.expect_ok()["here"], json!(false));

    // What an organisation allows ends with its last member.
    let kept = async || {
        let sql = "SELECT COUNT(*) AS found FROM chat_phone_rule";
        let mut view = house.running.house.db.view().await.unwrap();
        view.one(sql, ground::values![]).await.unwrap().get::<i64>("found").unwrap()
    };
    assert_eq!(kept().await, 1);
    close(&house, &ana).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(kept().await, 0);
}
