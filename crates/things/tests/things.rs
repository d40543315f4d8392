//! What devices announce and say becomes parts and states, and commands become what they understand.

#![expect(clippy::unwrap_used, reason = "what a test takes for granted ends it")]

use fuzz::{Change, Fuzz};
use serde_json::{Value, json};
use things::{Command, Kind, Part, State, announced, is_up, tasmota, tasmota_sensors};

const ROOT: &str = "home/t0/";

/// What stands in a recorded set, in its order.
fn recorded(set: &str) -> Vec<(String, Vec<u8>)> {
    let line = |line: &str| {
        let read: Value = serde_json::from_str(&line.replace("{root}", ROOT)).unwrap();
        let payload = match &read["payload"] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        (read["topic"].as_str().unwrap().to_owned(), payload.into_bytes())
    };
    set.lines().map(line).collect()
}

const ZIGBEE: &str = include_str!("data/zigbee2mqtt.jsonl");
const TASMOTA: &str = include_str!("data/tasmota.jsonl");
const ESPHOME: &str = include_str!("data/esphome.jsonl");
const MAC: &str = "A4CF12B3C4D5";

/// The parts that a set announces, and what their states are at its end.
fn lived(set: &str) -> Vec<(Part, State)> {
    let messages = recorded(set);
    let mut parts: Vec<Part> = Vec::new();
    let mut config = Vec::new();
    for (topic, payload) in &messages {
        if let Some(below) = topic.strip_prefix("home/t0/homeassistant/") {
            parts.extend(announced(below, payload).unwrap().parts);
        }
        if topic.ends_with(&format!("{MAC}/config")) {
            parts.extend(tasmota(MAC, payload));
            config = payload.clone();
        }
        if topic.ends_with(&format!("{MAC}/sensors")) {
            parts.extend(tasmota_sensors(MAC, &config, payload));
        }
    }
    let live = |part: Part| {
        let mut state = State::new();
        for (topic, payload) in &messages {
            state.extend(part.hear(topic, payload).unwrap_or_default().state);
        }
        (part, state)
    };
    parts.into_iter().map(live).collect()
}

fn of_kind(parts: &[(Part, State)], kind: Kind) -> (&Part, &State) {
    let found = parts.iter().find(|(part, _)| part.kind == kind).unwrap();
    (&found.0, &found.1)
}

fn said(part: &Part, command: Value) -> (String, String) {
    let said = part.tell(&serde_json::from_value(command).unwrap()).unwrap();
    (said.topic.strip_prefix(ROOT).unwrap().to_owned(), said.payload)
}

#[test]
fn a_zigbee_gateway_announces_its_devices_and_each_obeys_in_its_own_words() {
    let parts = lived(ZIGBEE);
    assert_eq!(parts.len(), 12);
    assert!(parts.iter().all(|(part, _)| part.of.via.is_some() && part.reach.len() == 2));

    let (lamp, state) = of_kind(&parts, Kind::Light);
    assert_eq!((&state["on"], &state["brightness"]), (&json!(true), &json!(50)));
    assert_eq!(state["color"]["red"], 255);
    assert_eq!(lamp.does(), ["on", "off", "brightness", "color"]);
    let wish = json!({ "act": "brightness", "percent": 100 });
    let (topic, payload) = said(lamp, wish);
    let payload: Value = serde_json::from_str(&payload).unwrap();
    assert_eq!((topic.as_str(), payload), ("z2m/lamp/set", json!({ "brightness": 254, "state": "ON" })));
    let wish = json!({ "act": "color", "red": 0, "green": 128, "blue": 255 });
    assert!(said(lamp, wish).1.contains(r#""b":255"#));

    let (socket, state) = of_kind(&parts, Kind::Switch);
    assert_eq!(state["on"], false);
    assert_eq!(said(socket, json!({ "act": "on" })), ("z2m/socket/set".into(), "ON".into()));
    assert!(socket.tell(&Command::Lock).is_err(), "a socket locks nothing");
    assert!(socket.tell(&Command::Brightness { percent: 3 }).is_err());

    let (curtain, state) = of_kind(&parts, Kind::Cover);
    assert_eq!((&state["position"], &state["cover"]), (&json!(40), &json!("open")));
    assert_eq!(said(curtain, json!({ "act": "position", "percent": 70 })).1, r#"{ "position": 70 }"#);
    assert_eq!(said(curtain, json!({ "act": "stop" })).1, "STOP");

    let (lock, state) = of_kind(&parts, Kind::Lock);
    assert_eq!(state["locked"], true);
    assert_eq!(said(lock, json!({ "act": "unlock" })), ("z2m/front_lock/set".into(), "UNLOCK".into()));

    let (heating, state) = of_kind(&parts, Kind::Climate);
    let seen = (&state["current"], &state["target"], &state["mode"]);
    assert_eq!(seen, (&json!(20.5), &json!(21.0), &json!("heat")));
    let (topic, payload) = said(heating, json!({ "act": "target", "degrees": 19.5 }));
    assert_eq!((topic.as_str(), payload.as_str()), ("z2m/thermostat/set/occupied_heating_setpoint", "19.5"));
    assert!(heating.tell(&Command::Target { degrees: 90.0 }).is_err(), "beyond its bounds");
    assert!(heating.tell(&Command::Mode { mode: "melt".into() }).is_err(), "none of its modes");

    let smoke = parts.iter().find(|(part, _)| part.class.as_deref() == Some("smoke")).unwrap();
    assert_eq!(smoke.1["on"], false);
    let (bell, _) = of_kind(&parts, Kind::Event);
    let rung = bell.hear("home/t0/z2m/bell", br#"{"action":"ring"}"#).unwrap();
    assert_eq!(rung.event.as_deref(), Some("ring"));
    assert_eq!(is_up(&bell.reach[0], br#"{"state":"online"}"#), Some(true));
    assert_eq!(is_up(&bell.reach[0], br#"{"state":"offline"}"#), Some(false));
}

#[test]
fn tasmota_esphome_and_shelly_are_understood_as_well() {
    let parts = lived(TASMOTA);
    let (socket, state) = of_kind(&parts, Kind::Switch);
    assert_eq!((socket.name.as_str(), &state["on"]), ("Desk lamp", &json!(false)));
    assert_eq!(said(socket, json!({ "act": "on" })), ("cmnd/desk/POWER1".into(), "ON".into()));
    let (strip, state) = of_kind(&parts, Kind::Light);
    assert_eq!((&state["on"], &state["brightness"]), (&json!(true), &json!(60)));
    let wish = json!({ "act": "color", "red": 1, "green": 2, "blue": 3 });
    assert_eq!(said(strip, wish), ("cmnd/desk/Color2".into(), "1,2,3".into()));
    let power = parts.iter().find(|(part, _)| part.class.as_deref() == Some("power")).unwrap();
    assert_eq!((power.1["value"].as_f64(), power.0.unit.as_deref()), (Some(18.0), Some("W")));
    assert_eq!(is_up(&socket.reach[0], b"Offline"), Some(false));

    let parts = lived(ESPHOME);
    let names: Vec<&str> = parts.iter().map(|(part, _)| part.name.as_str()).collect();
    assert_eq!(parts.len(), 4, "{names:?}");
    let leak = parts.iter().find(|(part, _)| part.class.as_deref() == Some("moisture")).unwrap();
    assert_eq!(leak.1["on"], false, "short keys and a base topic");
    let relay = parts.iter().find(|(part, _)| part.key == "c45bbe-switch").unwrap();
    assert_eq!(relay.1["on"], true, "the form for whole devices");
    assert_eq!(said(&relay.0, json!({ "act": "off" })), ("shelly/command/switch:0".into(), "off".into()));
}

#[test]
fn what_is_no_announcement_announces_nothing() {
    let config = br#"{"uniq_id":"a","stat_t":"home/t0/a","cmd_t":"home/t0/#"}"#;
    let part = announced("switch/a/config", config).unwrap().parts.remove(0);
    assert!(part.writes.is_empty(), "nobody publishes to a filter");
    let taken_back = announced("switch/a/config", b"").unwrap();
    assert!(taken_back.parts.is_empty());
    for topic in ["switch/config", "switch/a/b/c/config", "switch/a", "spaceship/a/config", "switch//config"]
    {
        assert!(announced(topic, config).is_none(), "{topic}");
    }
    let looping = br#"{"uniq_id":"a","stat_t":"home/t0/a","val_tpl":"{% for i in range(9) %}{% endfor %}"}"#;
    assert!(announced("sensor/a/config", looping).unwrap().parts.is_empty());
}

#[test]
fn fuzz_announcements_and_states() {
    let seeds: Vec<Vec<u8>> =
        [ZIGBEE, TASMOTA, ESPHOME].iter().flat_map(|set| recorded(set)).map(|(_, payload)| payload).collect();
    let topics =
        ["light/a/config", "cover/a/config", "climate/a/config", "device/a/config", "event/a/config"];
    Fuzz::new(env!("CARGO_MANIFEST_DIR"), "announced", Change::Json).seeds(seeds).run(|input| {
        let mut found = 0;
        for topic in topics {
            for part in announced(topic, input).unwrap_or_default().parts {
                found += 1;
                assert!(part.topics().all(|topic| !topic.contains(['+', '#'])));
                for topic in part.topics().map(str::to_owned).collect::<Vec<_>>() {
                    found += usize::from(part.hear(&topic, input).is_some());
                }
                found += part.does().len();
            }
        }
        found +=
            tasmota(MAC, input).len() + tasmota_sensors(MAC, recorded(TASMOTA)[0].1.as_slice(), input).len();
        found.min(40)
    });
}

#[test]
fn fuzz_packets_of_a_broker() {
    let publish = things::packet::publish(7, "home/t0/a", b"{}", Some(30));
    let seeds = [publish, things::packet::acknowledge(3), vec![0x20, 3, 0, 0, 0], vec![0x90, 4, 0, 1, 0, 1]];
    Fuzz::new(env!("CARGO_MANIFEST_DIR"), "packet", Change::Bytes).seeds(seeds).run(|input| {
        match things::packet::read(input) {
            Ok(Some((_, taken))) => {
                assert!(taken <= input.len());
                1
            }
            Ok(None) => 2,
            Err(_) => 3,
        }
    });
}
