//! Tasmota's own announcements, since it writes no others: `tasmota/discovery/<MAC>/config` says what the device has, and
//! `tasmota/discovery/<MAC>/sensors` what it measures.

use serde_json::{Map as Object, Value};
use std::collections::BTreeMap;

use crate::part::{Form, Kind, Map, Of, PARTS_MAX, Part, Reach, Read, Write};
use crate::{PAYLOAD_MAX, TOPIC_MAX, short};

/// Topics and words of one device.
struct Device {
    mac: String,
    of: Of,
    /// Its full topics for commands, states and telemetry.
    told: String,
    said: String,
    measured: String,
    reach: Vec<Reach>,
}

fn object(payload: &[u8]) -> Option<Object<String, Value>> {
    if payload.len() > PAYLOAD_MAX {
        return None;
    }
    match serde_json::from_slice(payload) {
        Ok(Value::Object(of)) => Some(of),
        _ => None,
    }
}

/// The twelve digits of a MAC, in capitals.
fn is_mac(mac: &str) -> bool {
    mac.len() == 12 && mac.bytes().all(|sign| sign.is_ascii_digit() || (b'A'..=b'F').contains(&sign))
}

fn device(mac: &str, config: &Object<String, Value>) -> Option<Device> {
    let text = |name: &str| config.get(name).and_then(Value::as_str);
    let (topic, full) = (text("t")?, text("ft")?);
    let prefixes: Vec<&str> =
        config.get("tp").and_then(Value::as_array)?.iter().filter_map(Value::as_str).collect();
    let [told, said, measured] = prefixes.as_slice() else { return None };
    let whole = |prefix: &str| {
        let whole = full.replace("%prefix%", prefix).replace("%topic%", topic).replace("%id%", mac);
        let is_fit =
            whole.len() < TOPIC_MAX && whole.ends_with('/') && !whole.contains(['+', '#', '\0', '%']);
        is_fit.then_some(whole)
    };
    let measured = whole(measured)?;
    let reach = Reach {
        topic: format!("{measured}LWT"),
        up: short(text("onln").unwrap_or("Online"), 64),
        template: None,
    };
    let of = Of {
        key: mac.to_owned(),
        name: short(text("dn").unwrap_or("Tasmota"), 64),
        maker: Some("Tasmota".to_owned()),
        model: text("md").map(|model| short(model, 64)),
        via: None,
    };
    Some(Device {
        mac: mac.to_owned(),
        of,
        told: whole(told)?,
        said: whole(said)?,
        measured,
        reach: vec![reach],
    })
}

impl Device {
    fn part(&self, key: &str, kind: Kind, name: String) -> Part {
        Part {
            key: format!("{}_{key}", self.mac),
            kind,
            class: None,
            name,
            unit: None,
            of: self.of.clone(),
            reads: Vec::new(),
            writes: Vec::new(),
            reach: self.reach.clone(),
            reach_all: true,
        }
    }

    /// At what it says by itself and at what it answers.
    fn reads(&self, aspect: &str, word: &str, map: &Map) -> Vec<Read> {
        let template = Some(format!("{{{{ value_json.{word} | is_defined }}}}"));
        [format!("{}RESULT", self.said), format!("{}STATE", self.measured)]
            .map(|topic| Read {
                topic,
                aspect: aspect.to_owned(),
                template: template.clone(),
                map: map.clone(),
            })
            .into()
    }

    fn relay(&self, at: usize, count: usize, name: String, light: Option<u64>) -> Part {
        let word = if count == 1 { "POWER".to_owned() } else { format!("POWER{}", at + 1) };
        let kind = if light.is_some() { Kind::Light } else { Kind::Switch };
        let mut part = self.part(&format!("relay_{}", at + 1), kind, name);
        let map = Map::Bool { yes: "ON".to_owned(), no: "OFF".to_owned() };
        part.reads = self.reads("on", &word, &map);
        let words = [("on", "ON"), ("off", "OFF")].map(|(ours, theirs)| (ours.to_owned(), theirs.to_owned()));
        part.writes.push(Write {
            topic: format!("{}{word}", self.told),
            aspect: "on".to_owned(),
            template: None,
            form: Form::Words(BTreeMap::from(words)),
        });
        if light.is_some_and(|kind| kind >= 1) {
            part.reads.extend(self.reads("brightness", "Dimmer", &Map::Number { scale: Some(100.0) }));
            part.writes.push(Write {
                topic: format!("{}Dimmer", self.told),
                aspect: "brightness".to_owned(),
                template: None,
                form: Form::Number { scale: Some(100.0), least: 0.0, most: 100.0 },
            });
        }
        if light.is_some_and(|kind| kind >= 3) {
            part.writes.push(Write {
                topic: format!("{}Color2", self.told),
                aspect: "color".to_owned(),
                template: None,
                form: Form::Rgb,
            });
        }
        part
    }
}

/// The relays and lamps of a `config`; none where it is no such announcement.
pub fn tasmota(mac: &str, config: &[u8]) -> Vec<Part> {
    let Some(config) = object(config).filter(|_| is_mac(mac)) else { return Vec::new() };
    let Some(device) = device(mac, &config) else { return Vec::new() };
    let relays: Vec<u64> =
        config.get("rl").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_u64).collect();
    let count = relays.iter().filter(|kind| **kind > 0).count();
    let names: Vec<&str> = config
        .get("fn")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|name| name.as_str().unwrap_or(""))
        .collect();
    let light = config.get("lt_st").and_then(Value::as_u64);
    let relay = |(at, kind): (usize, &u64)| {
        let name = names.get(at).filter(|name| !name.is_empty()).map(|name| short(name, 64));
        let name = name.unwrap_or_else(|| device.of.name.clone());
        match kind {
            1 => Some(device.relay(at, count, name, None)),
            2 => Some(device.relay(at, count, name, light)),
            _ => None,
        }
    };
    relays.iter().enumerate().take(PARTS_MAX).filter_map(relay).collect()
}

/// What a `sensors` announces, with the `config` of the same device.
pub fn tasmota_sensors(mac: &str, config: &[u8], sensors: &[u8]) -> Vec<Part> {
    let (Some(config), Some(sensors)) = (object(config).filter(|_| is_mac(mac)), object(sensors)) else {
        return Vec::new();
    };
    let Some(device) = device(mac, &config) else { return Vec::new() };
    let Some(of) = sensors.get("sn").and_then(Value::as_object) else { return Vec::new() };
    let mut parts = Vec::new();
    for (sensor, measured) in of {
        let Some(measured) = measured.as_object().filter(|_| is_word(sensor)) else { continue };
        for (what, _) in measured.iter().filter(|(what, value)| is_word(what) && value.is_number()) {
            if parts.len() >= PARTS_MAX {
                return parts;
            }
            let mut part = device.part(&format!("{sensor}_{what}"), Kind::Sensor, format!("{sensor} {what}"));
            (part.class, part.unit) = measure(what);
            part.reads.push(Read {
                topic: format!("{}SENSOR", device.measured),
                aspect: "value".to_owned(),
                template: Some(format!("{{{{ value_json['{sensor}']['{what}'] | is_defined }}}}")),
                map: Map::Number { scale: None },
            });
            parts.push(part);
        }
    }
    parts
}

fn is_word(word: &str) -> bool {
    !word.is_empty()
        && word.len() <= 32
        && word.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"-_".contains(&sign))
}

fn measure(what: &str) -> (Option<String>, Option<String>) {
    let (class, unit) = match what {
        "Temperature" => ("temperature", "°C"),
        "Humidity" => ("humidity", "%"),
        "Pressure" => ("pressure", "hPa"),
        "Power" => ("power", "W"),
        "Voltage" => ("voltage", "V"),
        "Current" => ("current", "A"),
        "Total" | "Today" | "Yesterday" => ("energy", "kWh"),
        "Illuminance" => ("illuminance", "lx"),
        "CarbonDioxide" => ("carbon_dioxide", "ppm"),
        _ => return (None, None),
    };
    (Some(class.to_owned()), Some(unit.to_owned()))
}
