//! Vehicles and lanes: what lifts a barrier, for whom, from when to when; and what the log says of it.

use axum::http::Method;
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::agent::{door, health, paired};
use crate::door_box::{DoorBox, until};
use crate::homes::{DAY, Estate, NO, accept, enter, entry, told};
use crate::masked::leaves;
use crate::meet::text;
use crate::org::{joined, org};
use crate::seat::Door;

const HOUR: Duration = Duration::from_secs(3_600);
const SECOND: Duration = Duration::from_secs(1);
/// How long before an end a slow machine has to answer.
const MARGIN: Duration = Duration::from_secs(30);
const HIKVISION: &str = include_str!("../../../community/src/lane/bodies/hikvision.xml");
const DAHUA: &str = include_str!("../../../community/src/lane/bodies/dahua-events.json");

/// A lane at the estate's door, by the address of its camera.
pub(crate) async fn lane(estate: &Estate, door: &str, ways: &str) -> String {
    let wish = json!({ "door": door, "ways": ways });
    let made = estate.wang.call("lane.make", &[("org", &estate.org)], wish).await.expect_ok();
    text(&made, "path").to_owned()
}

/// What a camera says.
pub(crate) async fn says(house: &House, path: &str, body: impl Into<Vec<u8>>) -> Answer {
    house.nobody().send(Method::POST, path, Some(body.into()), &[]).await
}

/// A camera reads a plate.
pub(crate) async fn reads(house: &House, path: &str, plate: &str, way: &str) {
    let body = json!({ "plate": plate, "direction": way }).to_string();
    says(house, path, body).await.expect_ok_text();
}

/// The camera is answered alike, whatever follows.
pub(crate) trait Alike {
    fn expect_ok_text(&self);
}

impl Alike for Answer {
    fn expect_ok_text(&self) {
        assert_eq!((self.status.as_u16(), self.text().as_str()), (200, "ok"), "{}", self.text());
    }
}

pub(crate) async fn add(who: &Client, home: &str, wish: Value) -> Answer {
    who.call("vehicle.add", &[("home", home)], wish).await
}

async fn vehicles(who: &Client, home: &str) -> Vec<Value> {
    let list = who.call("vehicle.list", &[("home", home)], NO).await.expect_ok();
    list["items"].as_array().unwrap().clone()
}

/// What the desk sees, the newest first: what was done and why.
async fn log(estate: &Estate) -> Vec<Value> {
    let log = estate.wang.call("lane.log", &[("org", &estate.org)], NO).await.expect_ok();
    log["items"].as_array().unwrap().clone()
}

async fn last(estate: &Estate) -> (String, String) {
    let log = log(estate).await;
    (text(&log[0], "done").to_owned(), log[0]["reason"].as_str().unwrap_or_default().to_owned())
}

/// What came of a vehicle that would be let through where no barrier answers.
fn goes() -> (String, String) {
    ("stuck".to_owned(), "absent".to_owned())
}

fn stays(why: &str) -> (String, String) {
    ("refused".to_owned(), why.to_owned())
}

/// A box at the estate's door, linked.
async fn barrier(estate: &Estate, front: &Door, door: &str) -> DoorBox {
    let mut made = paired(estate, front, door).await;
    made.start().await;
    until("the list", async || health(&estate.wang, &estate.org).await["up_to_date"] == true).await;
    made
}

/// proves: AJ-018
#[tokio::test]
async fn a_visitors_vehicle_comes_and_goes_inside_its_window_alone() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let (front, id) = (Door::open(house).await, door(&estate).await);
    let path = lane(&estate, &id, "both").await;
    let at_gate = barrier(&estate, &front, &id).await;
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let now = || house.running.house.clock.now();
    let (from, end) = (now().plus(HOUR), now().plus(2 * HOUR));
    let wish = json!({ "kind": "visitor", "plate": "京a·12345", "from": from, "until": end, "tells": true });
    add(&ana, home, wish).await.expect_ok();
    // Between two readings somebody else comes: the same plate twice within ten seconds is one passage.
    let stranger = async || reads(house, &path, "沪B99999", "in").await;

    // To the instant and its neighbours `lane::rules` is tried; here the clock runs.
    let comes_to = |at: ground::Timestamp| house.advance(at.since(now()));
    comes_to(from.minus(MARGIN));
    reads(house, &path, "京A12345", "in").await;
    assert_eq!((last(&estate).await, at_gate.clicks()), (stays("early"), 0));
    stranger().await;
    assert_eq!((last(&estate).await, at_gate.clicks()), (stays("unknown"), 0));
    comes_to(from.plus(SECOND));
    says(house, &path, HIKVISION).await.expect_ok_text();
    assert_eq!(last(&estate).await, ("opened".to_owned(), String::new()));
    until("the barrier lifts", async || at_gate.clicks() == 1).await;
    says(house, &path, HIKVISION).await.expect_ok_text();
    assert_eq!(at_gate.clicks(), 1, "the same vehicle read twice is let in once");

    // It goes and comes again; of its arrival she is told once.
    stranger().await;
    says(house, &path, DAHUA).await.expect_ok_text();
    until("the barrier lifts to let it out", async || at_gate.clicks() == 2).await;
    comes_to(end.minus(MARGIN));
    reads(house, &path, "京A12345", "in").await;
    until("the barrier lifts at the end of the window", async || at_gate.clicks() == 3).await;
    stranger().await;
    comes_to(end.plus(SECOND));
    reads(house, &path, "京A12345", "in").await;
    assert_eq!((last(&estate).await, at_gate.clicks()), (stays("over"), 3));
    assert_eq!(told(&ana).await.matches("visitor.arrived").count(), 1);

    // Both see what passed; the desk sees the plate masked.
    let seen = log(&estate).await;
    let opened: Vec<&Value> = seen.iter().filter(|one| one["done"] == "opened").collect();
    assert_eq!((opened.len(), &opened[0]["plate"]), (3, &json!("京A****5")), "{seen:?}");
    assert_eq!((&opened[0]["home"], &opened[1]["direction"]), (&json!("3-1-502"), &json!("out")));
    let mine = ana.call("lane.mine", &[("home", home)], NO).await.expect_ok();
    assert_eq!(mine["items"].as_array().unwrap().len(), 5, "{mine}");
    // When its window is over it is gone, and the log names nobody.
    house.run_jobs().await;
    assert!(vehicles(&ana, home).await.is_empty());
    assert_eq!(log(&estate).await[0]["plate"], NO);
    proved("AJ-018", &["vehicle.add", "lane.event"]);
}

/// proves: AJ-019
#[tokio::test]
async fn the_barrier_follows_what_is_entered_changed_and_removed() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let (front, id) = (Door::open(house).await, door(&estate).await);
    let path = lane(&estate, &id, "in").await;
    let at_gate = barrier(&estate, &front, &id).await;
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let own = |plate: &str| json!({ "kind": "own", "plate": plate });
    for wrong in ["", "车牌", "京A", "京A1234567"] {
        add(&ana, home, own(wrong)).await.expect_code(422, "vehicle.plate");
    }
    let made = add(&ana, home, own("粤b·d1O345")).await.expect_ok();
    let at = [("home", home), ("vehicle", text(&made, "id"))];
    add(&ana, home, own("粤BD10345")).await.expect_code(409, "vehicle.again");
    assert_eq!(vehicles(&ana, home).await[0]["plate"], "粤BD10345");
    let comes = async |plate: &str| {
        house.advance(11 * SECOND);
        reads(house, &path, plate, "").await;
        let said = last(&estate).await.0;
        (said, at_gate.clicks())
    };
    let (opened, refused) = ("opened".to_owned(), "refused".to_owned());
    assert_eq!(comes("粤B·D10345").await, (opened.clone(), 1));
    assert_eq!(comes("粤BDIO345").await, (opened.clone(), 2), "cameras mix O and 0, I and 1");
    ana.call("vehicle.change", &at, own("粤B54321")).await.expect_ok();
    assert_eq!(comes("粤BD10345").await, (refused.clone(), 2));
    assert_eq!(comes("粤B54321").await, (opened, 3));
    let plates: Vec<Value> = log(&estate).await.iter().map(|one| one["plate"].clone()).collect();
    assert_eq!(plates, [json!("粤B****1"), json!("粤B*****5"), NO, NO], "no other plate than it passed with");
    ana.call("vehicle.remove", &at, NO).await.expect_ok();
    assert_eq!(comes("粤B54321").await, (refused, 3));
    assert!(vehicles(&ana, home).await.is_empty());
    ana.call("vehicle.remove", &at, NO).await.expect_code(404, "vehicle.unknown");
    ana.call("vehicle.change", &at, own("粤B54321")).await.expect_code(404, "vehicle.unknown");
    proved("AJ-019", &["vehicle.add", "vehicle.change", "vehicle.remove"]);
}

/// proves: AJ-039
#[tokio::test]
async fn a_visit_goes_into_the_calendar_of_whoever_asks_for_it() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let end = house.running.house.clock.now().plus(HOUR);
    let wish = json!({ "kind": "visitor", "plate": "京A12345", "until": end });
    let made = add(&ana, home, wish).await.expect_ok();
    assert!(!made.to_string().contains("VCALENDAR"), "nothing is exported unasked");
    let at = [("home", home), ("vehicle", text(&made, "id"))];
    let entry = ana.call("vehicle.calendar", &at, NO).await;
    let stamp = end.rfc3339().replace(['-', ':'], "");
    let stamp = stamp.split(['.', 'Z']).next().unwrap();
    assert!(entry.text().contains(&format!("DTEND:{stamp}Z\r\n")), "{} {stamp}", entry.text());
    assert!(entry.text().contains("访客车辆 京A12345"), "{}", entry.text());
    let bo = house.person("Bo").await;
    bo.call("vehicle.calendar", &at, NO).await.expect_code(404, "vehicle.home");
    let own = add(&ana, home, json!({ "kind": "own", "plate": "京A54321" })).await.expect_ok();
    let at = [("home", home), ("vehicle", text(&own, "id"))];
    ana.call("vehicle.calendar", &at, NO).await.expect_code(409, "vehicle.no_window");
    proved("AJ-039", &["vehicle.calendar"]);
}

#[tokio::test]
async fn a_vehicle_passes_by_the_right_of_whoever_entered_it_and_stops_with_it() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let path = lane(&estate, &door(&estate).await, "in").await;
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let (chen, bo) = (house.person("Chen").await, estate.resident("Bo", "3-1-601", "owner").await);
    enter(&ana, home, entry(&chen, "family", json!({}))).await.expect_ok();
    accept(&chen).await;
    let end = json!(house.running.house.clock.now().plus(3 * DAY));
    let visitor = |plate: &str| json!({ "kind": "visitor", "plate": plate, "until": end });
    add(&chen, home, json!({ "kind": "own", "plate": "京C11111" })).await.expect_ok();
    add(&chen, home, visitor("京C22222")).await.expect_ok();
    let comes = async |plate: &str| {
        house.advance(11 * SECOND);
        reads(house, &path, plate, "in").await;
        last(&estate).await
    };
    assert_eq!((comes("京C11111").await, comes("京C22222").await), (goes(), goes()));
    assert_eq!(vehicles(&ana, home).await.len(), 2, "those of one family see them");

    // Another home neither sees nor changes them, whatever path it takes.
    let theirs = vehicles(&chen, home).await;
    let first = text(&theirs[0], "id");
    bo.call("vehicle.list", &[("home", home)], NO).await.expect_code(404, "vehicle.home");
    bo.call("lane.mine", &[("home", home)], NO).await.expect_code(404, "lane.home");
    add(&bo, home, visitor("京C33333")).await.expect_code(404, "vehicle.home");
    let through = [("home", estate.homes[1].as_str()), ("vehicle", first)];
    bo.call("vehicle.change", &through, visitor("京C33333")).await.expect_code(404, "vehicle.unknown");
    bo.call("vehicle.remove", &through, NO).await.expect_code(404, "vehicle.unknown");
    bo.call("vehicle.calendar", &through, NO).await.expect_code(404, "vehicle.unknown");
    let at = [("home", home), ("vehicle", first)];
    ana.call("vehicle.change", &at, visitor("京C33333")).await.expect_code(404, "vehicle.unknown");

    // Without the right to open his own stops in that moment; without that to invite the visitor's.
    let there = ana.call("home.people", &[("home", home)], NO).await.expect_ok();
    let him = there["items"].as_array().unwrap().iter().find(|one| one["relation"] == "family").unwrap();
    let person = [("home", home), ("resident", text(him, "id"))];
    let rights =
        |invite: bool, open: bool| json!({ "rights": { "add": false, "invite": invite, "open": open } });
    ana.call("home.person.change", &person, rights(true, false)).await.expect_ok();
    assert_eq!((comes("京C11111").await, comes("京C22222").await), (stays("ended"), goes()));
    add(&chen, home, json!({ "kind": "own", "plate": "京C44444" })).await.expect_code(403, "vehicle.rights");
    ana.call("home.person.change", &person, rights(false, true)).await.expect_ok();
    assert_eq!((comes("京C11111").await, comes("京C22222").await), (goes(), stays("ended")));
    add(&chen, home, visitor("京C44444")).await.expect_code(403, "vehicle.rights");
    house.run_jobs().await;
    assert_eq!(vehicles(&chen, home).await.len(), 1);

    // He moves out: all of his are gone with him, and what passed is nobody's.
    chen.call("home.leave", &[("home", home)], NO).await.expect_ok();
    assert_eq!(comes("京C11111").await, stays("unknown"));
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_vehicle").await, 0);
    let mine = ana.call("lane.mine", &[("home", home)], NO).await.expect_ok();
    assert_eq!(mine["items"], json!([]));
}

#[tokio::test]
async fn windows_and_numbers_of_vehicles_have_bounds() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let now = house.running.house.clock.now();
    let wish = |from: Option<Duration>, until: Option<Duration>| {
        let at = |span: Option<Duration>| json!(span.map(|span| now.plus(span)));
        json!({ "kind": "visitor", "plate": "京A00001", "from": at(from), "until": at(until) })
    };
    let zero = Duration::ZERO;
    for (from, until) in [
        (None, None),
        (None, Some(zero)),
        (Some(2 * HOUR), Some(HOUR)),
        (None, Some(91 * DAY)),
        (Some(91 * DAY), Some(92 * DAY)),
    ] {
        add(&ana, home, wish(from, until)).await.expect_code(422, "vehicle.window");
    }
    let own = json!({ "kind": "own", "plate": "京A00001", "until": now.plus(HOUR) });
    add(&ana, home, own).await.expect_code(422, "vehicle.window");
    for number in 0..10 {
        let wish = json!({ "kind": "own", "plate": format!("京B0000{number}") });
        add(&ana, home, wish).await.expect_ok();
    }
    add(&ana, home, json!({ "kind": "own", "plate": "京B11111" })).await.expect_code(409, "vehicle.many");
    for number in 10..30 {
        let wish = json!({ "kind": "visitor", "plate": format!("京D000{number}"), "until": now.plus(HOUR) });
        add(&ana, home, wish).await.expect_ok();
    }
    let more = json!({ "kind": "visitor", "plate": "京D11111", "until": now.plus(HOUR) });
    add(&ana, home, more.clone()).await.expect_code(409, "vehicle.many");
    house.advance(HOUR);
    let later = json!({ "kind": "visitor", "plate": "京D11111", "until": now.plus(2 * HOUR) });
    add(&ana, home, later).await.expect_ok();
}

#[tokio::test]
async fn the_desk_turns_away_counts_and_looks_with_a_reason() {
    let estate = Estate::open().await;
    let (house, home, wang) = (&estate.house, estate.homes[0].as_str(), &estate.wang);
    let path = lane(&estate, &door(&estate).await, "both").await;
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let at = [("org", estate.org.as_str())];
    let end = json!(house.running.house.clock.now().plus(DAY));
    add(&ana, home, json!({ "kind": "own", "plate": "京A12345" })).await.expect_ok();
    add(&ana, home, json!({ "kind": "visitor", "plate": "京A54321", "until": end })).await.expect_ok();
    let comes = async |plate: &str, way: &str| {
        house.advance(11 * SECOND);
        reads(house, &path, plate, way).await;
        last(&estate).await
    };

    // Full: visitors wait, those of homes come in, and whoever goes goes.
    let room = |capacity: Value, present: i64| json!({ "capacity": capacity, "present": present });
    wang.call("lane.parking.set", &at, room(json!(-1), 0)).await.expect_code(422, "lane.room");
    wang.call("lane.parking.set", &at, room(json!(2), 2)).await.expect_ok();
    assert_eq!(comes("京A54321", "in").await, stays("full"));
    assert_eq!((comes("京A12345", "in").await, comes("京A54321", "out").await), (goes(), goes()));
    wang.call("lane.parking.set", &at, room(json!(2), 1)).await.expect_ok();
    assert_eq!(comes("京A54321", "in").await, goes());
    assert_eq!(wang.call("lane.parking", &at, NO).await.expect_ok(), room(json!(2), 1));

    // Turned away with a reason that she reads, until its end; nobody is held.
    let bar = json!({ "plate": "京a12345", "reason": "占用消防通道", "until": end });
    let without = json!({ "plate": "京a12345", "until": end });
    wang.call("vehicle.bar", &at, without).await.expect_code(422, "vehicle.reason");
    let made = wang.call("vehicle.bar", &at, bar).await.expect_ok();
    assert_eq!((comes("京A12345", "in").await, comes("京A12345", "out").await), (stays("barred"), goes()));
    let hers = vehicles(&ana, home).await;
    assert_eq!((&hers[0]["barred"]["reason"], &hers[1]["barred"]), (&json!("占用消防通道"), &NO));
    let listed = wang.call("vehicle.bars", &at, NO).await.expect_ok();
    assert_eq!(listed["items"][0]["plate"], "京A12345");
    let lift = [at[0], ("bar", text(&made, "id"))];
    wang.call("vehicle.lift", &lift, NO).await.expect_ok();
    wang.call("vehicle.lift", &lift, NO).await.expect_code(404, "vehicle.no_bar");
    assert_eq!(comes("京A12345", "in").await, goes());

    // A plate that nobody knows stands masked; the whole with a reason. Hers, too, and she reads why.
    assert_eq!(comes("沪B99999", "in").await, stays("unknown"));
    let seen = log(&estate).await;
    assert_eq!((&seen[0]["plate"], &seen[1]["plate"]), (&json!("沪B****9"), &json!("京A****5")));
    let of = |at: usize| [("org", estate.org.as_str()), ("passage", text(&seen[at], "id"))];
    wang.call("lane.look", &of(0), json!({})).await.expect_code(422, "lane.reason");
    let why = json!({ "reason": "车位被占" });
    assert_eq!(wang.call("lane.look", &of(0), why.clone()).await.expect_ok()["plate"], "沪B99999");
    assert_eq!(wang.call("lane.look", &of(1), why).await.expect_ok()["plate"], "京A12345");
    let read: Vec<Value> =
        leaves(&ana).await.into_iter().filter(|leaf| leaf["reason"] == "车位被占").collect();
    assert_eq!(read.len(), 1, "she reads who looked, and why");

    // A month later nothing of it is left.
    house.advance(31 * DAY);
    house.run_jobs().await;
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_passage").await, 0);
    assert_eq!(
        estate.count("SELECT COUNT(*) AS found FROM community_lane WHERE last_index IS NOT NULL").await,
        0
    );
}

#[tokio::test]
async fn a_camera_that_is_unsure_late_or_says_nothing_lifts_no_barrier() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let id = door(&estate).await;
    let path = lane(&estate, &id, "both").await;
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    add(&ana, home, json!({ "kind": "own", "plate": "京A12345" })).await.expect_ok();
    let said = async |body: Value| {
        says(house, &path, body.to_string()).await.expect_ok_text();
        last(&estate).await
    };
    let now = house.running.house.clock.now();
    let old = json!({ "plate": "京A12345", "direction": "in", "at": now.minus(61 * SECOND) });
    assert_eq!(said(old).await, stays("late"));
    house.advance(11 * SECOND);
    let unsure = json!({ "plate": "京A12345", "direction": "in", "confidence": 69 });
    assert_eq!(said(unsure).await, stays("unsure"));
    // It looks again and is sure: that is no second passage of the same.
    let sure = json!({ "plate": "京A12345", "direction": "in", "confidence": 70, "at": now });
    assert_eq!(said(sure).await, goes());
    house.advance(11 * SECOND);
    assert_eq!(said(json!({ "plate": "京A12345" })).await, stays("direction"));
    assert_eq!(said(json!({ "plate": "无车牌" })).await, stays("unreadable"));
    let resent = HIKVISION.replace("<ANPR>", "<isDataRetransmission>true</isDataRetransmission><ANPR>");
    house.advance(11 * SECOND);
    says(house, &path, resent).await.expect_ok_text();
    assert_eq!(last(&estate).await, stays("late"));

    // A beat is nothing; what no camera says is refused; so is an address that nobody made, or that was taken away.
    let count = log(&estate).await.len();
    says(house, &path, r#"{"Events":[]}"#).await.expect_ok_text();
    says(house, &path, "nonsense").await.expect_code(422, "lane.unreadable");
    says(house, &path, vec![b' '; 9 << 20]).await.expect_code(413, "body.too_large");
    let other = path.replace("lanes/", "lanes/A");
    says(house, &other, HIKVISION).await.expect_code(404, "lane.unknown");
    says(house, "/api/v1/lanes/x", HIKVISION).await.expect_code(404, "lane.unknown");
    assert_eq!(log(&estate).await.len(), count);
    let lanes = estate.wang.call("lane.list", &[("org", &estate.org)], NO).await.expect_ok();
    let of = [("org", estate.org.as_str()), ("lane", text(&lanes["items"][0], "id"))];
    assert!(!lanes.to_string().contains(path.rsplit('/').next().unwrap()), "the address is told once");
    estate.wang.call("lane.remove", &of, NO).await.expect_ok();
    says(house, &path, HIKVISION).await.expect_code(404, "lane.unknown");
    estate.wang.call("lane.remove", &of, NO).await.expect_code(404, "lane.unknown");
}

#[tokio::test]
async fn nobody_else_runs_the_lanes() {
    let estate = Estate::open().await;
    let id = door(&estate).await;
    let path = lane(&estate, &id, "in").await;
    reads(&estate.house, &path, "沪B99999", "in").await;
    let passage = text(&log(&estate).await[0], "id").to_owned();
    let lanes = estate.wang.call("lane.list", &[("org", &estate.org)], NO).await.expect_ok();
    let wish = json!({ "door": id, "ways": "in" });
    estate.wang.call("lane.make", &[("org", &estate.org)], wish.clone()).await.expect_code(409, "lane.taken");
    let end = json!(estate.house.running.house.clock.now().plus(DAY));
    let bar = json!({ "plate": "沪B99999", "reason": "占道", "until": end });
    let made = estate.wang.call("vehicle.bar", &[("org", &estate.org)], bar.clone()).await.expect_ok();
    let reason = json!({ "reason": "看看" });
    let acts = [
        ("lane.list", NO),
        ("lane.make", wish),
        ("lane.remove", NO),
        ("lane.parking", NO),
        ("lane.parking.set", json!({ "capacity": null, "present": 0 })),
        ("lane.log", NO),
        ("lane.look", reason.clone()),
        ("vehicle.bars", NO),
        ("vehicle.bar", bar),
        ("vehicle.lift", NO),
    ];
    let (lane, bar) = (text(&lanes["items"][0], "id"), text(&made, "id"));
    let ids = [("lane", lane), ("passage", passage.as_str()), ("bar", bar)];
    let clerk = joined(&estate.house, &estate.wang, &estate.org, "Bo", "member").await;
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    for (act, wish) in &acts {
        let at: Vec<(&str, &str)> = [("org", estate.org.as_str())].into_iter().chain(ids).collect();
        clerk.call(act, &at, wish.clone()).await.expect_code(403, "access.denied");
        ana.call(act, &at, wish.clone()).await.expect_code(404, "org.unknown");
    }
    // Another property, with these ids under its own name.
    let rival = estate.house.person("Rival").await;
    let theirs = org(&rival).await;
    let at: Vec<(&str, &str)> = [("org", theirs.as_str())].into_iter().chain(ids).collect();
    for (act, wish, code) in [
        ("lane.make", acts[1].1.clone(), "lane.door"),
        ("lane.remove", NO, "lane.unknown"),
        ("lane.look", reason, "lane.passage"),
        ("vehicle.lift", NO, "vehicle.no_bar"),
        ("vehicle.bar", acts[8].1.clone(), "vehicle.closed"),
        ("lane.parking.set", acts[4].1.clone(), "lane.door"),
    ] {
        rival.call(act, &at, wish).await.expect_code(404, code);
    }
    assert_eq!(rival.call("lane.log", &at, NO).await.expect_ok()["items"], json!([]));
}

#[tokio::test]
async fn what_is_held_of_vehicles_is_shown_and_goes_with_account_and_community() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let path = lane(&estate, &door(&estate).await, "in").await;
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    add(&ana, home, json!({ "kind": "own", "plate": "京A12345" })).await.expect_ok();
    reads(house, &path, "京A12345", "in").await;
    reads(house, &path, "沪B99999", "in").await;
    let held = ana.get("/api/v1/me/held").await.expect_ok()["items"].as_array().unwrap().clone();
    let of = |table: &str| -> Vec<String> {
        let rows = held.iter().filter(|one| one["table"] == table);
        rows.map(|one| text(one, "value").to_owned()).collect()
    };
    assert!(of("community_vehicle")[0].starts_with("京A12345 · own · "), "{held:?}");
    assert_eq!(of("community_passage"), ["in · stuck · absent"]);
    // In the database no plate stands in plain text.
    let forms = crate::canary::forms("京A12345").into_iter().map(|form| ("a plate".to_owned(), form));
    let found = crate::canary::in_tables(house, &forms.collect::<Vec<_>>()).await;
    assert!(found.is_empty(), "{found:?}");

    crate::erasure::close(house, &ana).await.expect_ok();
    house.run_jobs().await;
    let rows = "SELECT COUNT(*) AS found FROM community_vehicle";
    assert_eq!(estate.count(rows).await, 0);
    reads(house, &path, "京A12345", "in").await;
    assert_eq!(last(&estate).await, stays("unknown"));
    crate::erasure::close(house, &estate.wang).await.expect_ok();
    house.run_jobs().await;
    let all = "SELECT (SELECT COUNT(*) FROM community_vehicle) + (SELECT COUNT(*) FROM community_vehicle_bar) \
               + (SELECT COUNT(*) FROM community_lane) + (SELECT COUNT(*) FROM community_parking) \
               + (SELECT COUNT(*) FROM community_passage) + (SELECT COUNT(*) FROM community_door) AS found";
    assert_eq!(estate.count(all).await, 0);
    says(house, &path, HIKVISION).await.expect_code(404, "lane.unknown");
}
