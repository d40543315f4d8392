//! The intercom on the paths that are not meant, what becomes of what nobody answers, and how soon it rings.

use serde_json::json;
use sip::Ending;
use std::time::Duration;

use crate::chat_live::next;
use crate::homes::{Estate, NO, accept, enter, entry};
use crate::intercom::{Gate, Line, outcome, rung, with};
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
    assert!(took[37] < RINGS_WITHIN, "p95 of {took:?}");
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
