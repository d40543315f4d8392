//! A visitor whom nobody answers, over real SIP: what he is told, what he may leave, and who hears and sees it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kit::{Client, House};
use serde_json::json;
use sip::sdp::Kind;
use sip::{CallId, Ending, MediaPacket, Queue, g711};
use std::sync::Arc;
use std::time::Duration;

use crate::door_peer::Page;
use crate::homes::{NO, accept, enter, entry, told};
use crate::intercom::{Gate, Line, outcome, rung, with};
use crate::intercom_media::{comes, gets};
use crate::meet::text;
use crate::seat::{Door, wait_for};

/// A picture of 64 by 48, by x264: its two parameter sets and itself, each after a start code.
const STREAM: &[u8] = include_bytes!("../../../sip/tests/data/still.h264");
/// What a visitor says: no silence in A-law.
pub(crate) const WORDS: [u8; 160] = [0x2a; 160];

pub(crate) fn units() -> Vec<Vec<u8>> {
    let starts: Vec<usize> =
        (0..STREAM.len()).filter(|at| STREAM[*at..].starts_with(&[0, 0, 0, 1])).collect();
    let ends = starts.iter().skip(1).copied().chain([STREAM.len()]);
    starts.iter().zip(ends).map(|(from, to)| STREAM[from + 4..to].to_vec()).collect()
}

/// The visitor stands before the station: a picture and a fiftieth of a second of his words, so often.
async fn stands(station: &Line, call: CallId, turns: std::ops::Range<u32>) {
    let out = station.node.speak(call).unwrap();
    let mut pace = tokio::time::interval(Duration::from_millis(20));
    for turn in turns {
        pace.tick().await;
        let picture = units();
        for (at, unit) in picture.iter().enumerate() {
            out.push(MediaPacket {
                kind: Kind::Video,
                timestamp: turn * 1_800,
                sequence: 1_000 + u64::from(turn) * 3 + at as u64,
                stream: 7,
                marker: at + 1 == picture.len(),
                payload: unit.clone().into(),
            });
        }
        let (timestamp, sequence, payload) = (turn * 160, u64::from(turn), WORDS.to_vec().into());
        out.push(MediaPacket { kind: Kind::Audio, timestamp, sequence, stream: 8, marker: false, payload });
    }
}

/// The community keeps both, and its doors speak English; `false` where this machine has no synthesiser.
async fn declared(gate: &Gate) -> bool {
    let at = [("org", gate.estate.org.as_str())];
    let wish = json!({ "messages": true, "pictures": true, "language": "en" });
    gate.estate.wang.call("station.keep", &at, wish).await.expect_ok();
    let kept = gate.estate.wang.call("station.keeping", &at, NO).await.expect_ok();
    assert_eq!(
        (&kept["messages"], &kept["pictures"], &kept["language"]),
        (&json!(true), &json!(true), &json!("en"))
    );
    kept["speaks"] == true
}

/// He hears the tone after which he speaks: its last whole fiftieth of a second.
async fn hears_the_tone(hears: &Arc<Queue<MediaPacket>>) {
    let tone: Vec<u8> = g711::tone(880, 400).into_iter().map(g711::to_alaw).collect();
    gets(hears, Kind::Audio, &tone[tone.len() - 160..]).await;
}

async fn of_call(who: &Client, operation: &str, call: &str) -> Vec<u8> {
    let file = with(who, operation, call).await.expect_ok();
    STANDARD.decode(text(&file, "file")).unwrap()
}

async fn left(gate: &Gate) -> i64 {
    gate.estate.count("SELECT COUNT(*) AS found FROM community_door_message").await
}

fn files(house: &House) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
        let entries = entries.map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
    }
    count(&house.running.house.data.join("files"))
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|some| some == part)
}

#[tokio::test]
async fn whom_nobody_answers_leaves_a_message_and_those_of_the_home_alone_hear_it() {
    let mut gate = Gate::open().await;
    let ana = gate.estate.resident("安娜", "3-1-502", "owner").await;
    let eve = gate.estate.resident("Eve", "3-1-601", "owner").await;
    let before = files(&gate.estate.house);

    // Nothing is kept where nothing was declared.
    let visitor = gate.dialled("502").await;
    gate.estate.house.advance(Duration::from_secs(46));
    assert_eq!(gate.station.over(visitor).await.0, Ending::Refused(480));
    let id = text(&rung(&ana).await[0], "id").to_owned();
    with(&ana, "intercom.message", &id).await.expect_code(404, "intercom.nothing");
    with(&ana, "intercom.forget", &id).await.expect_code(404, "intercom.nothing");
    let at = [("org", gate.estate.org.as_str())];
    let wish = json!({ "messages": true, "pictures": true, "language": "en" });
    ana.call("station.keep", &at, wish.clone()).await.expect_code(404, "org.unknown");
    ana.call("station.keeping", &at, NO).await.expect_code(404, "org.unknown");
    let listed = ana.call("intercom.list", &[], NO).await.expect_ok();
    assert_eq!(
        (&listed["homes"][0]["messages"], &listed["homes"][0]["pictures"]),
        (&json!(false), &json!(false))
    );
    if !declared(&gate).await {
        return;
    }
    let listed = ana.call("intercom.list", &[], NO).await.expect_ok();
    assert_eq!(
        (&listed["homes"][0]["messages"], &listed["homes"][0]["pictures"]),
        (&json!(true), &json!(true))
    );

    // He is answered by the house, goes on to the tone by a key, speaks, and ends it.
    let visitor = gate.dialled("502").await;
    gate.estate.house.advance(Duration::from_secs(46));
    gate.station.answered(visitor).await;
    let id = text(&rung(&ana).await[0], "id").to_owned();
    assert_eq!(rung(&ana).await[0]["leaving"], true);
    let hears = gate.station.node.listen(visitor).await.unwrap();
    let first = hears.next().await.unwrap();
    assert_eq!(first.kind, Kind::Audio, "the prompt");
    gate.station.press(visitor, '1').await;
    hears_the_tone(&hears).await;
    stands(&gate.station, visitor, 0..60).await;
    gate.station.press(visitor, '#').await;
    assert_eq!(gate.station.over(visitor).await.0, Ending::Theirs);
    let logged = wait_for(async || {
        let newest = rung(&ana).await[0].clone();
        (newest["message_ms"].is_number() && newest["picture"] == true).then_some(newest)
    })
    .await;
    let length = logged["message_ms"].as_i64().unwrap();
    assert!((500..=2_000).contains(&length), "{logged}");
    assert_eq!((&logged["outcome"], &logged["heard"]), (&json!("missed"), &json!(false)));
    assert!(told(&ana).await.contains("1单元门口机"), "she is told of it");
    assert!(!told(&eve).await.contains("1单元门口机"));
    assert_eq!((left(&gate).await, files(&gate.estate.house)), (2, before + 2));

    // She hears it in the law that the station spoke, and sees him; nobody else does.
    for who in [&eve, &gate.estate.wang] {
        for operation in ["intercom.message", "intercom.picture", "intercom.forget"] {
            with(who, operation, &id).await.expect_code(404, "intercom.unknown");
        }
    }
    let message = of_call(&ana, "intercom.message", &id).await;
    assert_eq!((&message[..4], message[20]), (&b"RIFF"[..], 6));
    assert!(has(&message, &WORDS) && message.len() > 4_000);
    assert_eq!(rung(&ana).await[0]["heard"], true);
    let picture = of_call(&ana, "intercom.picture", &id).await;
    assert!(has(&picture[..12], b"ftyp") && has(&picture, &units()[2]), "the picture itself, as it came");
    let held = ana.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("door-message"), "{held}");
    with(&ana, "intercom.forget", &id).await.expect_ok();
    with(&ana, "intercom.message", &id).await.expect_code(404, "intercom.nothing");
    gate.estate.house.run_jobs().await;
    assert_eq!((left(&gate).await, files(&gate.estate.house)), (0, before));
}

#[tokio::test]
async fn whoever_answers_a_visitor_who_leaves_a_message_speaks_with_him_and_nothing_is_kept() {
    let mut gate = Gate::open().await;
    let ana = gate.estate.resident("安娜", "3-1-502", "owner").await;
    if !declared(&gate).await {
        return;
    }
    let visitor = gate.dialled("502").await;
    gate.estate.house.advance(Duration::from_secs(46));
    gate.station.answered(visitor).await;
    let hears = gate.station.node.listen(visitor).await.unwrap();
    gate.station.press(visitor, '1').await;
    hears_the_tone(&hears).await;
    stands(&gate.station, visitor, 0..40).await;
    let id = text(&rung(&ana).await[0], "id").to_owned();
    with(&ana, "intercom.answer", &id).await.expect_ok();
    assert_eq!(rung(&ana).await[0]["leaving"], false);
    with(&ana, "intercom.open", &id).await.expect_ok();
    assert_eq!(gate.station.pressed().await, '#');
    with(&ana, "intercom.end", &id).await.expect_ok();
    assert_eq!(gate.station.over(visitor).await.0, Ending::Theirs);
    assert_eq!(rung(&ana).await[0]["outcome"], "done");
    assert_eq!(left(&gate).await, 0);

    // Nobody speaks after the tone: the time is over, and nothing is kept.
    let visitor = gate.dialled("502").await;
    gate.estate.house.advance(Duration::from_secs(46));
    gate.station.answered(visitor).await;
    gate.estate.house.advance(Duration::from_secs(91));
    assert_eq!(gate.station.over(visitor).await.0, Ending::Theirs);
    assert_eq!((outcome(&ana).await.as_str(), left(&gate).await), ("missed", 0));
}

#[tokio::test]
async fn a_picture_of_a_call_that_nobody_answered_goes_with_its_time_and_with_the_last_of_the_home() {
    let mut gate = Gate::open().await;
    let ana = gate.estate.resident("安娜", "3-1-502", "owner").await;
    let before = files(&gate.estate.house);
    declared(&gate).await;
    let door = Door::open(&gate.estate.house).await;
    let mut calls = Vec::new();
    for answered in [false, true, false] {
        let visitor = gate.station.dial("502").await;
        let id = wait_for(async || {
            let newest = rung(&ana).await.first().cloned().unwrap_or_default();
            newest["ended_at"].is_null().then(|| newest["id"].as_str().map(str::to_owned)).flatten()
        })
        .await;
        let token = with(&ana, "intercom.watch", &id).await.expect_ok();
        let page = Page::enter(&door, text(&token, "token"), None).await;
        stands(&gate.station, visitor, 0..10).await;
        comes(&page, "H264", &units()[2]).await;
        if answered {
            with(&ana, "intercom.answer", &id).await.expect_ok();
            gate.station.answered(visitor).await;
        }
        gate.gone(visitor).await;
        wait_for(async || {
            (rung(&ana).await[0]["outcome"] == if answered { "done" } else { "missed" }).then_some(())
        })
        .await;
        wait_for(async || (rung(&ana).await[0]["picture"] == !answered).then_some(())).await;
        calls.push(id);
    }
    let house = &gate.estate.house;
    assert_eq!((left(&gate).await, files(house)), (2, before + 2));
    // Whoever lives there only since then sees neither the calls nor who came.
    let bo = house.person("Bo").await;
    enter(&ana, &gate.estate.homes[0], entry(&bo, "family", json!({}))).await.expect_ok();
    accept(&bo).await;
    with(&bo, "intercom.picture", &calls[0]).await.expect_code(404, "intercom.unknown");

    // With the last who lives there it goes within a minute; with one of two it stays.
    let leaves = async |who: &Client| {
        who.call("home.leave", &[("home", &gate.estate.homes[0])], NO).await.expect_ok();
        house.advance(Duration::from_secs(31));
        house.run_jobs().await;
        house.run_jobs().await;
    };
    leaves(&bo).await;
    assert_eq!((left(&gate).await, files(house)), (2, before + 2));
    leaves(&ana).await;
    assert_eq!((left(&gate).await, files(house)), (0, before));
}

#[tokio::test]
async fn what_visitors_left_is_gone_after_thirty_days() {
    let mut gate = Gate::open().await;
    let ana = gate.estate.resident("安娜", "3-1-502", "owner").await;
    let before = files(&gate.estate.house);
    if !declared(&gate).await {
        return;
    }
    let visitor = gate.dialled("502").await;
    gate.estate.house.advance(Duration::from_secs(46));
    gate.station.answered(visitor).await;
    let hears = gate.station.node.listen(visitor).await.unwrap();
    gate.station.press(visitor, '5').await;
    hears_the_tone(&hears).await;
    stands(&gate.station, visitor, 0..40).await;
    // He hangs up without a key: what he said is kept.
    gate.gone(visitor).await;
    wait_for(async || {
        let newest = rung(&ana).await[0].clone();
        (newest["message_ms"].is_number() && newest["picture"] == true).then_some(())
    })
    .await;
    for (days, kept) in [(29, 2), (2, 0)] {
        gate.estate.house.advance(Duration::from_secs(days * 86_400));
        gate.estate.house.run_jobs().await;
        gate.estate.house.run_jobs().await;
        assert_eq!(
            (left(&gate).await, files(&gate.estate.house)),
            (kept, before + usize::try_from(kept).unwrap())
        );
    }
}

#[tokio::test]
async fn a_visitor_is_refused_with_a_sentence_that_he_hears_before_the_house_hangs_up() {
    let mut gate = Gate::open().await;
    let ana = gate.estate.resident("安娜", "3-1-502", "owner").await;
    let eve = gate.estate.resident("Eve", "3-1-601", "owner").await;
    let wish = json!({ "name": "客厅", "home": gate.estate.homes[0] });
    let made = gate.estate.wang.call("station.add", &[("org", &gate.estate.org)], wish).await.expect_ok();
    let mut parlour = Line::registered(gate.at, &made).await;
    let listed = ana.call("intercom.list", &[], NO).await.expect_ok();
    if listed["replies"] != json!(["soon", "leave", "later"]) {
        assert_eq!(listed["replies"], json!([]));
        return;
    }
    let reply = async |who: &Client, id: &str, says: &str| {
        who.post(&format!("/api/v1/intercom/{id}/reply?says={says}"), NO).await
    };
    for answers in [false, true] {
        let visitor = gate.dialled("502").await;
        let (rings, ..) = parlour.called().await;
        let id = text(&rung(&ana).await[0], "id").to_owned();
        reply(&eve, &id, "soon").await.expect_code(404, "intercom.unknown");
        if answers {
            with(&ana, "intercom.answer", &id).await.expect_ok();
            gate.station.answered(visitor).await;
        }
        reply(&ana, &id, "soon").await.expect_ok();
        if !answers {
            gate.station.answered(visitor).await;
        }
        let hears = gate.station.node.listen(visitor).await.unwrap();
        let mut heard: Vec<u8> = Vec::new();
        while let Some(packet) = hears.next().await {
            heard.extend_from_slice(&packet.payload);
        }
        // A sentence takes a second and more, and most of it is no silence.
        assert!(heard.len() > 8_000, "{} samples", heard.len());
        let quiet = heard.iter().filter(|byte| **byte & 0x7f == 0x55).count();
        assert!(quiet * 2 < heard.len(), "{quiet} of {} are silent", heard.len());
        assert_eq!(gate.station.over(visitor).await.0, Ending::Theirs);
        assert_eq!(parlour.over(rings).await.0, Ending::Cancelled);
        assert_eq!(rung(&ana).await[0]["outcome"], if answers { "done" } else { "refused" });
        reply(&ana, &id, "soon").await.expect_code(409, "intercom.over");
    }
    // A phone that takes every call by itself has this one from its first moment.
    let visitor = gate.station.dial("502").await;
    let (taken, ..) = parlour.called().await;
    parlour.node.answer(taken).await.unwrap();
    gate.station.answered(visitor).await;
    let id = text(&rung(&ana).await[0], "id").to_owned();
    reply(&ana, &id, "leave").await.expect_code(409, "intercom.elsewhere");
    assert_eq!(rung(&ana).await[0]["answered_on"], "客厅");
    gate.gone(visitor).await;
}
