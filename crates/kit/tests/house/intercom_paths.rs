//! The intercom on the paths that are not meant, what becomes of what nobody answers, and how soon it rings.

use kit::proved;
use serde_json::json;
use sip::Ending;
use sip::sdp::Kind;
use std::time::Duration;

use crate::agent::paired;
use crate::chat_live::next;
use crate::door_box::until;
use crate::door_peer::Page;
use crate::homes::{Estate, NO, accept, enter, entry};
use crate::intercom::{Gate, Line, agree, outcome, rung, with};
use crate::intercom_media::{ANSWERED, SAID, comes, gets, speaks};
use crate::meet::text;
use crate::org::joined;
use crate::seat::Door;

/// Dialling to ringing on a machine that does much else besides.
const RINGS_WITHIN: Duration = Duration::from_secs(2);

#[tokio::test]
async fn what_names_no_home_is_refused_and_what_nobody_answers_is_missed_and_forgotten() {
    let mut gate = Gate::open().await;
    let ana = gate.estate.resident("安娜", "3-1-502", "owner").await;
    for (number, code) in [("999", 404), ("3", 404)] {
        let call = gate.station.dial(number).await;
        assert_eq!(gate.station.over(call).await.0, Ending::Refused(code), "{number}");
    }
    let visitor = gate.dialled("502").await;
    let second = gate.station.dial("502").await;
    assert_eq!(gate.station.over(second).await.0, Ending::Refused(486), "it rings there already");
    gate.estate.house.advance(Duration::from_secs(46));
    assert_eq!(gate.station.over(visitor).await.0, Ending::Refused(480));
    assert_eq!(outcome(&ana).await, "missed");
    let missed = rung(&ana).await;
    assert_eq!(missed.len(), 1);
    // Whoever lives there only since then has nothing of it.
    let bo = gate.estate.house.person("Bo").await;
    enter(&ana, &gate.estate.homes[0], entry(&bo, "family", json!({}))).await.expect_ok();
    accept(&bo).await;
    assert!(rung(&bo).await.is_empty());
    with(&ana, "intercom.answer", text(&missed[0], "id")).await.expect_code(409, "intercom.over");
    gate.estate.house.advance(Duration::from_secs(31 * 86_400));
    gate.estate.house.run_jobs().await;
    let again = gate.estate.house.person_with("安娜", &ana.phone).await;
    assert!(rung(&again).await.is_empty());
}

#[tokio::test]
async fn stations_are_the_propertys_alone_and_stand_at_one_place() {
    let gate = Gate::open().await;
    let (estate, at) = (&gate.estate, [("org", gate.estate.org.as_str())]);
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let clerk = joined(&estate.house, &estate.wang, &estate.org, "Bo", "member").await;
    let listed = estate.wang.call("station.list", &at, NO).await.expect_ok();
    let it = [at[0], ("station", text(&listed["items"][0], "id"))];
    let wish = json!({ "name": "新", "door": gate.door });
    for (who, status, code) in [(&clerk, 403, "access.denied"), (&ana, 404, "org.unknown")] {
        who.call("station.add", &at, wish.clone()).await.expect_code(status, code);
        for operation in ["station.list", "station.turn", "station.remove"] {
            who.call(operation, &it, NO).await.expect_code(status, code);
        }
    }
    for (wish, code) in [
        (json!({ "name": "新" }), "station.place"),
        (json!({ "name": "新", "door": gate.door, "home": estate.homes[0] }), "station.place"),
        (json!({ "name": "新", "door": gate.door, "desk": true }), "station.place"),
        (json!({ "name": "", "door": gate.door }), "station.name"),
        (json!({ "name": "新", "door": gate.door, "opens": "12" }), "station.key"),
    ] {
        estate.wang.call("station.add", &at, wish).await.expect_code(422, code);
    }
    // Another property's door.
    let rival = estate.house.person("Rival").await;
    let own = crate::org::org(&rival).await;
    rival
        .call("community.put", &[("org", &own)], json!({ "name": "别处", "address": "别处" }))
        .await
        .expect_ok();
    rival.call("station.add", &[("org", &own)], wish).await.expect_code(422, "station.place");
    let theirs = [("org", own.as_str()), it[1]];
    rival.call("station.turn", &theirs, NO).await.expect_code(404, "station.unknown");
    rival.call("station.remove", &theirs, NO).await.expect_code(404, "station.unknown");
    // A door with a station is not removed.
    let door = [at[0], ("door", gate.door.as_str())];
    estate.wang.call("door.remove", &door, NO).await.expect_code(409, "place.used");

    // Turned: the old password registers no more.
    let turned = estate.wang.call("station.turn", &it, NO).await.expect_ok();
    let listed = estate.wang.call("station.list", &at, NO).await.expect_ok();
    assert_eq!(listed["items"][0]["registered"], false);
    Line::registered(gate.at, &turned).await;
    let listed = estate.wang.call("station.list", &at, NO).await.expect_ok();
    assert_eq!(listed["items"][0]["registered"], true);
}

/// A phone at the property's desk, registered.
async fn at_desk(gate: &Gate) -> Line {
    let wish = json!({ "name": "值班台", "desk": true });
    let made = gate.estate.wang.call("station.add", &[("org", &gate.estate.org)], wish).await.expect_ok();
    Line::registered(gate.at, &made).await
}

#[tokio::test]
async fn where_nobody_of_a_home_answers_the_desk_does_and_opens_by_its_key() {
    let mut gate = Gate::open().await;
    let ana = gate.estate.resident("安娜", "3-1-502", "owner").await;
    let mut desk = at_desk(&gate).await;
    let visitor = gate.dialled("502").await;
    gate.estate.house.advance(Duration::from_secs(46));
    let (taken, ..) = desk.called().await;
    desk.node.answer(taken).await.unwrap();
    gate.station.answered(visitor).await;
    desk.press(taken, '#').await;
    assert_eq!(gate.station.pressed().await, '#');
    let logged = rung(&ana).await[0].clone();
    assert_eq!((&logged["answered_on"], &logged["opened_on"]), (&json!("值班台"), &json!("值班台")));
    assert_eq!((&logged["answered_by"], &logged["opened_by"]), (&NO, &NO));
    gate.gone(visitor).await;
    desk.over(taken).await;

    // Nobody is there either: it rings so long, and is missed.
    let visitor = gate.dialled("502").await;
    gate.estate.house.advance(Duration::from_secs(46));
    let (taken, ..) = desk.called().await;
    gate.estate.house.advance(Duration::from_secs(31));
    assert_eq!(gate.station.over(visitor).await.0, Ending::Refused(480));
    assert_eq!(desk.over(taken).await.0, Ending::Cancelled);
    assert_eq!(outcome(&ana).await, "missed");
}

/// proves: AJ-042
#[tokio::test]
async fn a_resident_speaks_with_the_duty_desk_of_his_own_community_and_with_no_other() {
    let gate = Gate::open().await;
    let house = &gate.estate.house;
    let ana = gate.estate.resident("安娜", "3-1-502", "owner").await;
    let eve = house.person("Eve").await;
    let at = [("home", gate.estate.homes[0].as_str())];
    ana.call("duty.call", &at, NO).await.expect_code(409, "intercom.nobody");
    let mut desk = at_desk(&gate).await;
    // Another property's desk, which is there, too, rings for nobody of this community.
    let rival = house.person("Rival").await;
    let own = crate::org::org(&rival).await;
    let theirs = [("org", own.as_str())];
    rival.call("community.put", &theirs, json!({ "name": "别处", "address": "别处" })).await.expect_ok();
    let made = rival.call("station.add", &theirs, json!({ "name": "别处", "desk": true })).await.expect_ok();
    let mut other = Line::registered(gate.at, &made).await;
    eve.call("duty.call", &at, NO).await.expect_code(404, "intercom.home");

    let door = Door::open(house).await;
    let mut pages = door.stream(ana.token()).await.unwrap();
    let seat = ana.call("duty.call", &at, NO).await.expect_ok();
    let (taken, ..) = desk.called().await;
    let hears = desk.node.listen(taken).await.unwrap();
    desk.node.answer(taken).await.unwrap();
    assert_eq!(next(&mut pages, "duty.changed").await["body"]["state"], "answered");
    let page = Page::enter(&door, text(&seat, "token"), Some(ANSWERED)).await;
    let _says = speaks(&desk, taken);
    gets(&hears, Kind::Audio, ANSWERED).await;
    comes(&page, "PCMA", &SAID).await;
    assert!(other.is_still().await, "the other property's desk rang");

    let it = [("duty", text(&seat, "id"))];
    eve.call("duty.end", &it, NO).await.expect_code(404, "intercom.unknown");
    ana.call("duty.end", &it, NO).await.expect_ok();
    assert_eq!(desk.over(taken).await.0, Ending::Theirs);
    ana.call("duty.end", &it, NO).await.expect_code(404, "intercom.unknown");
    // The desk hangs up: the page hears it. And nobody answers: it is over by itself.
    for answers in [true, false] {
        ana.call("duty.call", &at, NO).await.expect_ok();
        let (taken, ..) = desk.called().await;
        if answers {
            desk.node.answer(taken).await.unwrap();
            desk.answered(taken).await;
            desk.node.hangup(taken).await.unwrap();
        } else {
            house.advance(Duration::from_secs(46));
            assert_eq!(desk.over(taken).await.0, Ending::Cancelled);
        }
        until_over(&mut pages).await;
    }
    proved("AJ-042", &["station.add", "duty.call"]);
}

/// Waits until the page hears that a call with the desk is over.
async fn until_over(page: &mut crate::seat::Stream) {
    while next(page, "duty.changed").await["body"]["state"] != "over" {}
}

/// A box at the door of the station's unit: it clicks where the station has a key of its own, too.
#[tokio::test]
async fn where_a_box_is_at_the_door_the_held_button_and_the_telephone_open_by_it_once_in_a_call() {
    let mut gate = Gate::open().await;
    let ana = gate.estate.resident("安娜", "3-1-502", "owner").await;
    let front = Door::open(&gate.estate.house).await;
    let mut at_door = paired(&gate.estate, &front, &gate.door).await;
    at_door.start().await;
    let org = gate.estate.org.clone();
    until("the box is linked", async || {
        crate::agent::health(&gate.estate.wang, &org).await["linked"] == true
    })
    .await;

    let visitor = gate.dialled("502").await;
    let id = text(&rung(&ana).await[0], "id").to_owned();
    with(&ana, "intercom.open", &id).await.expect_ok();
    until("the relay clicked", async || at_door.clicks() == 1).await;
    with(&ana, "intercom.open", &id).await.expect_code(409, "intercom.opened");
    assert_eq!(gate.gone(visitor).await, "", "the station's own key is not pressed");
    assert_eq!(at_door.clicks(), 1, "two presses are one click");

    // '#' on her telephone: the same, once, and the log says by what.
    agree(&ana, "door-by-phone").await;
    let at = [("home", gate.estate.homes[0].as_str())];
    ana.call("pass.telephone", &at, json!({ "opens": true })).await.expect_ok();
    let visitor = gate.dialled("502").await;
    let (phone, ..) = gate.company.called().await;
    gate.company.node.answer(phone).await.unwrap();
    gate.station.answered(visitor).await;
    gate.company.press(phone, '#').await;
    gate.company.press(phone, '#').await;
    until("the relay clicked", async || at_door.clicks() == 2).await;
    gate.company.node.hangup(phone).await.unwrap();
    assert_eq!(gate.station.over(visitor).await, (Ending::Theirs, String::new()));
    assert_eq!(at_door.clicks(), 2);
    until("the log came over", async || {
        let log = gate.estate.wang.call("opening.log", &[("org", &org)], NO).await.expect_ok();
        let opened = log["items"].as_array().unwrap().iter().filter(|one| one["what"] == "opened");
        let mut ways: Vec<&str> = opened.filter_map(|one| one["way"].as_str()).collect();
        ways.sort_unstable();
        ways == ["app", "telephone"]
    })
    .await;

    // The box is cut off: the station opens by its key.
    at_door.kill();
    until("the house knows", async || crate::agent::health(&gate.estate.wang, &org).await["linked"] != true)
        .await;
    let visitor = gate.dialled("502").await;
    let id = text(&rung(&ana).await[0], "id").to_owned();
    with(&ana, "intercom.open", &id).await.expect_ok();
    assert_eq!(gate.station.pressed().await, '#');
    gate.gone(visitor).await;
}

#[tokio::test]
async fn from_dialling_to_ringing_passes_no_time_that_a_visitor_notices() {
    let mut gate = Gate::open().await;
    let ana = gate.estate.resident("安娜", "3-1-502", "owner").await;
    let pages = Door::open(&gate.estate.house).await;
    let mut page = pages.stream(ana.token()).await.unwrap();
    let mut took = Vec::new();
    for _ in 0..40 {
        let began = ground::monotonic();
        let visitor = gate.station.dial("502").await;
        next(&mut page, "intercom.ringing").await;
        took.push(ground::monotonic() - began);
        gate.station.node.hangup(visitor).await.unwrap();
        gate.station.over(visitor).await;
        next(&mut page, "intercom.changed").await;
    }
    took.sort();
    let (half, most) = (took[19], took[37]);
    eprintln!("dialling to ringing: p50 {half:?}, p95 {most:?} of {}", took.len());
    assert!(most < RINGS_WITHIN, "p95 of {took:?}");
}

#[tokio::test]
async fn a_house_without_sip_has_no_intercom() {
    let estate = Estate::open().await;
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let at = [("org", estate.org.as_str())];
    estate.wang.call("station.list", &at, NO).await.expect_code(404, "intercom.off");
    let wish = json!({ "name": "新", "home": estate.homes[0] });
    estate.wang.call("station.add", &at, wish).await.expect_code(404, "intercom.off");
    ana.call("intercom.card", &[], NO).await.expect_code(404, "intercom.off");
    assert!(rung(&ana).await.is_empty());
}
