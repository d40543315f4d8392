//! The figures of a meeting's quality: measured on real media, told to whom they concern, kept nowhere.

use kit::{House, proved};
use serde_json::{Value, json};
use std::collections::BTreeSet;

use crate::canary::{forms, in_tables, search};
use crate::meet::{direct, join, started, text};
use crate::peer::{Line, SAID};
use crate::seat::{Door, wait_for};

/// A house whose media engine is found on loopback.
async fn on_loopback() -> House {
    House::with(|config| config.media.announce = vec![std::net::Ipv4Addr::LOCALHOST.into()]).await
}

/// The figures of one identity.
fn of<'a>(told: &'a Value, entered: &Value) -> &'a Value {
    &told["items"][text(entered, "identity")]
}

fn near(figure: &Value, percent: f64, within: f64) -> bool {
    figure.as_f64().is_some_and(|figure| (figure - percent).abs() <= within)
}

/// Where the report comes near to what the line loses.
fn shows(figures: &Value, audio: f64, video: f64) -> bool {
    near(&figures["sends"]["audio"], audio, 3.0) && near(&figures["sends"]["video"], video, 5.0)
}

/// proves: JJB-012, HKT-012
#[tokio::test]
async fn injected_loss_and_volume_show_in_the_report_of_each_participant() {
    let house = on_loopback().await;
    let door = Door::open(&house).await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let meeting = started(&ana, json!({ "guests": true })).await;
    let hers = join(&ana, &meeting, json!({})).await.expect_ok();
    let his = join(&bo, &meeting, json!({})).await.expect_ok();
    let bad = Line { volume: -23, audio_lost_in: 10, video_lost_in: 4 };
    let good = Line { volume: -41, audio_lost_in: 0, video_lost_in: 0 };
    let _hers = door.peer(text(&hers["media"], "token"), good).await;
    let _his = door.peer(text(&his["media"], "token"), bad).await;

    let told = wait_for(async || {
        let told = direct(&ana, "meeting.quality", &meeting, json!(null)).await.expect_ok();
        let (one, other) = (of(&told, &hers), of(&told, &his));
        (shows(other, 10.0, 25.0) && shows(one, 0.0, 0.0) && one["volume"] == -41).then_some(told)
    })
    .await;
    assert_eq!(of(&told, &his)["volume"], -23, "{told}");
    assert_eq!(told["items"].as_object().unwrap().len(), 2);

    let own = direct(&bo, "meeting.quality", &meeting, json!(null)).await.expect_ok();
    assert!(near(&of(&own, &his)["sends"]["video"], 25.0, 8.0), "{own}");
    assert_eq!(own["items"].as_object().unwrap().len(), 1, "a participant sees his own figures alone");
    for id in ["JJB-012", "HKT-012"] {
        proved(id, &["meeting.start", "meeting.join", "meeting.quality"]);
    }
}

/// The types of all values in a schema that are no objects, each with its name.
fn leaves(document: &Value, schema: &Value, name: &str, found: &mut Vec<(String, String)>) {
    if let Some(at) = schema["$ref"].as_str() {
        return leaves(document, document.pointer(at.trim_start_matches('#')).unwrap(), name, found);
    }
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        leaves(document, inner, name, found);
    }
    if schema["additionalProperties"].is_object() {
        leaves(document, &schema["additionalProperties"], name, found);
    }
    let types = match &schema["type"] {
        Value::Array(types) => types.clone(),
        one => vec![one.clone()],
    };
    for kind in types.iter().filter_map(Value::as_str).filter(|kind| *kind != "object") {
        found.push((name.to_owned(), kind.to_owned()));
    }
    for word in ["anyOf", "oneOf", "allOf"] {
        for inner in schema[word].as_array().into_iter().flatten() {
            leaves(document, inner, name, found);
        }
    }
}

/// proves: JJB-013, HKT-013
#[tokio::test]
async fn quality_is_numbers_alone_and_nothing_that_was_said_or_shown_stands_anywhere() {
    let house = on_loopback().await;
    let document: Value = serde_json::from_str(&gate::document()).unwrap();
    let answer = &document["paths"]["/api/v1/meetings/{id}/quality"]["get"]["responses"]["200"];
    let mut found = Vec::new();
    leaves(&document, &answer["content"]["application/json"]["schema"], "", &mut found);
    let names: BTreeSet<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, BTreeSet::from(["volume", "audio", "video"]), "{found:?}");
    assert!(
        found.iter().all(|(_, kind)| ["number", "integer", "null"].contains(&kind.as_str())),
        "{found:?}"
    );

    let door = Door::open(&house).await;
    let ana = house.person("Ana").await;
    let meeting = started(&ana, json!({ "guests": true })).await;
    let hers = join(&ana, &meeting, json!({})).await.expect_ok();
    let line = Line { volume: -23, audio_lost_in: 10, video_lost_in: 10 };
    let _hers = door.peer(text(&hers["media"], "token"), line).await;
    wait_for(async || {
        let told = direct(&ana, "meeting.quality", &meeting, json!(null)).await.expect_ok();
        let figures = of(&told, &hers);
        (figures["volume"] == -23 && figures["sends"]["video"].as_f64() > Some(0.0)).then_some(())
    })
    .await;
    direct(&ana, "meeting.end", &meeting, json!({})).await.expect_ok();
    house.run_jobs().await;
    // The picture of an advert is nobody's.
    for table in gate::tables().into_iter().filter(|table| table.name != "yard_campaign") {
        for column in table.plain.iter().chain(table.sealed) {
            let of_quality = [
                "volume",
                "loss",
                "lost",
                "quality",
                "sound",
                "picture",
                "audio",
                "video",
                "transcript",
                "chat",
            ];
            assert!(!of_quality.contains(column), "{}.{column}", table.name);
        }
    }
    let needles: Vec<_> = forms(SAID).into_iter().map(|form| (SAID.to_owned(), form)).collect();
    let mut stands = in_tables(&house, &needles).await;
    assert!(search(house.folder(), &needles, &mut stands) > 100_000, "hardly anything was searched");
    assert_eq!(stands, Vec::<String>::new());
    for id in ["JJB-013", "HKT-013"] {
        proved(id, &["meeting.start", "meeting.join", "meeting.quality"]);
    }
}

#[tokio::test]
async fn whoever_is_not_in_a_meeting_learns_nothing_of_its_quality() {
    let house = House::start().await;
    let (ana, bo, eve) = (house.person("Ana").await, house.person("Bo").await, house.person("Eve").await);
    let meeting = started(&ana, json!({ "guests": true })).await;
    let his = join(&bo, &meeting, json!({})).await.expect_ok();
    let guest = join(&house.nobody(), &meeting, json!({ "name": "Li" })).await.expect_ok();
    let guest = house.bearer(text(&guest, "guest_token"));
    let ask = async |who: &kit::Client| direct(who, "meeting.quality", &meeting, json!(null)).await;

    for who in [&ana, &bo, &guest] {
        assert_eq!(ask(who).await.expect_ok()["items"], json!({}), "nobody is there yet");
    }
    ask(&eve).await.expect_code(404, "meeting.unknown");
    ask(&house.nobody()).await.expect_code(401, "session.needed");
    let other = started(&eve, json!({ "guests": true })).await;
    direct(&guest, "meeting.quality", &other, json!(null)).await.expect_code(404, "meeting.unknown");
    let wrong = bo.call("meeting.quality", &[("id", &"x".repeat(5_000))], json!(null)).await;
    assert!(wrong.status.is_client_error(), "{}", wrong.status);
    direct(&ana, "meeting.remove", &meeting, json!({ "identity": his["identity"] })).await.expect_ok();
    ask(&bo).await.expect_code(404, "meeting.unknown");
}
