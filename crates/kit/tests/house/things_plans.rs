//! Scenes and rules of a home, and how all of its devices end.

use kit::broker::expected;
use serde_json::json;

use crate::homes::NO;
use crate::meet::text;
use crate::things::{Home, ZIGBEE};

#[tokio::test]
async fn scenes_and_rules_have_devices_obey_and_two_that_answer_each_other_are_stopped() {
    let Some(home) = Home::open().await else { return };
    let ana = &home.ana;
    let (_, gateway) = home.gateway(ZIGBEE).await;
    let lamp = home.part("lamp", |part| part["kind"] == "light" && part["state"]["on"] == true).await;
    let socket = home.part("socket", |part| part["kind"] == "switch" && part["state"]["on"] == false).await;
    let motion = home.part("hall_motion", |part| part["state"]["on"] == false).await;
    let at = [("home", home.home())];
    let step = |part: &serde_json::Value, command: serde_json::Value| json!({ "part": part["id"], "command": command });

    let wish = json!({ "name": "离家", "steps": [
        step(&lamp, json!({ "act": "off" })), step(&socket, json!({ "act": "off" })),
    ] });
    let scene = ana.call("home.scene.add", &at, wish).await.expect_ok();
    let wrong = json!({ "name": "x", "steps": [step(&socket, json!({ "act": "lock" }))] });
    ana.call("home.scene.add", &at, wrong).await.expect_code(409, "home_device.unsupported");
    for more in [json!({ "from_minute": 60 }), json!({ "offset_minutes": i16::MIN })] {
        let mut when = json!({ "part": motion["id"], "aspect": "on", "equals": true });
        when.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let wish = json!({ "name": "x", "when": when, "steps": [step(&lamp, json!({ "act": "on" }))] });
        ana.call("home.rule.add", &at, wish).await.expect_code(422, "home_device.field");
    }
    let mut heard = gateway.listens().await;
    let of = [("home", home.home()), ("scene", text(&scene, "id"))];
    assert_eq!(ana.call("home.scene.play", &of, json!({})).await.expect_ok()["heard"], 2);
    assert_eq!(heard.at("lamp/set").await, r#"{"state":"OFF"}"#);
    assert_eq!(heard.at("socket/set").await, "OFF");

    // When somebody moves, the lamp goes on; while he stays, it does not again.
    let rule = |part: &serde_json::Value, equals: bool, steps: serde_json::Value| json!({ "name": "有人", "when": { "part": part["id"], "aspect": "on", "equals": equals }, "steps": steps });
    let wish = rule(&motion, true, json!([step(&lamp, json!({ "act": "on" }))]));
    let made = ana.call("home.rule.add", &at, wish).await.expect_ok();
    gateway.says("z2m/hall_motion", r#"{"occupancy":true,"illuminance":3}"#).await;
    assert_eq!(heard.at("lamp/set").await, r#"{"state":"ON"}"#);
    let of = [("home", home.home()), ("rule", text(&made, "id"))];
    ana.call("home.rule.switch", &of, json!({ "on": false })).await.expect_ok();

    // Two rules that answer each other through a device that obeys are off after a few rounds.
    for (equals, act) in [(true, "off"), (false, "on")] {
        let wish = rule(&socket, equals, json!([step(&socket, json!({ "act": act }))]));
        ana.call("home.rule.add", &at, wish).await.expect_ok();
    }
    let obeying = gateway.clone();
    let mut orders = gateway.listens().await;
    let device = tokio::spawn(async move {
        loop {
            let state = orders.at("socket/set").await;
            obeying.says("z2m/socket", &json!({ "state": state }).to_string()).await;
        }
    });
    gateway.says("z2m/socket", r#"{"state":"ON"}"#).await;
    expected("the stop", || async {
        home.log().await.iter().any(|one| one["what"] == "rule_stopped").then_some(())
    })
    .await;
    device.abort();
    let plans = ana.call("home.plan.list", &at, NO).await.expect_ok();
    let on = plans["rules"].as_array().unwrap().iter().filter(|one| one["on"] == true).count();
    assert_eq!((plans["scenes"][0]["name"].as_str(), on), (Some("离家"), 1));
}

#[tokio::test]
async fn what_a_home_had_goes_with_the_last_who_lived_there() {
    let Some(home) = Home::open().await else { return };
    let (_, gateway) = home.gateway(ZIGBEE).await;
    home.part("lamp", |part| part["state"]["on"] == true).await;
    home.ana.call("home.device.watch", &[("home", home.home())], json!({ "on": true })).await.expect_ok();
    home.ana.call("home.leave", &[("home", home.home())], json!({})).await.expect_ok();
    home.ana
        .call("home.device.list", &[("home", home.home())], NO)
        .await
        .expect_code(404, "home_device.home");
    home.estate.house.advance(std::time::Duration::from_secs(61));
    home.estate.house.run_jobs().await;
    for table in [
        "SELECT COUNT(*) AS found FROM community_thing",
        "SELECT COUNT(*) AS found FROM community_thing_part",
        "SELECT COUNT(*) AS found FROM community_thing_reach",
        "SELECT COUNT(*) AS found FROM community_thing_event",
        "SELECT COUNT(*) AS found FROM community_thing_watch",
    ] {
        assert_eq!(home.estate.count(table).await, 0, "{table}");
    }
    // What it says now is nobody's.
    gateway.says("z2m/lamp", r#"{"state":"OFF"}"#).await;
}
