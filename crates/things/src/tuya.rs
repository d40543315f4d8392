//! Devices of Tuya's cloud, by its standard instruction set: what a device's specification becomes, and what is told it.
//!
//! A point of a device is read at `<root>tuya/<device>/<code>` and told at the same with `/set`, in JSON, as if it spoke MQTT: whoever
//! carries it between the cloud and the house needs to know nothing else, and parts of it are parts as any other.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

use crate::part::{Form, Kind, Map, Of, PARTS_MAX, Part, Reach, Read, Write};
use crate::short;

/// What stands below a root before all of it.
const BELOW: &str = "tuya/";
/// The longest id of a device and code of a point.
const ID_MAX: usize = 64;

/// One point of a device's specification.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Point {
    /// Its code: `switch_led`, `va_temperature`.
    pub code: String,
    /// `Boolean`, `Integer`, `Enum`; others are passed over.
    pub kind: String,
    /// Its bounds, as JSON in a text: `{"min":10,"max":1000,"scale":0,"step":1,"unit":""}`, `{"range":["open","close"]}`.
    pub values: String,
    /// Whether it is told, or only read.
    pub told: bool,
}

/// A device as the cloud describes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Described {
    /// Its id there.
    pub id: String,
    /// How its people call it.
    pub name: String,
    /// What it is sold as.
    pub model: Option<String>,
    /// What it has.
    pub points: Vec<Point>,
}

/// What bounds a point.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Bounds {
    min: f64,
    max: f64,
    scale: u32,
    unit: String,
    range: Vec<String>,
}

/// Where a point is read; nothing where its names do not fit into a topic.
pub fn topic(root: &str, device: &str, code: &str) -> Option<String> {
    (is_fit(device) && is_fit(code)).then(|| format!("{root}{BELOW}{device}/{code}"))
}

/// Where a device says whether it can be reached: `true` or `false`.
pub fn reach(root: &str, device: &str) -> Option<String> {
    is_fit(device).then(|| format!("{root}{BELOW}{device}"))
}

/// Which device and point is told at a topic, and the value in what is said there.
pub fn told<'a>(root: &str, topic: &'a str, payload: &str) -> Option<(&'a str, &'a str, Value)> {
    let below = topic.strip_prefix(root)?.strip_prefix(BELOW)?.strip_suffix("/set")?;
    let (device, code) = below.split_once('/')?;
    let value = serde_json::from_str(payload).unwrap_or_else(|_| Value::from(payload));
    (is_fit(device) && is_fit(code)).then_some((device, code, value))
}

/// A name as parts have it.
pub fn called(name: &str) -> String {
    short(name, 64)
}

/// The parts of a device.
pub fn parts(root: &str, device: &Described) -> Vec<Part> {
    let Some(reach) = reach(root, &device.id) else { return Vec::new() };
    let of = Of {
        key: device.id.clone(),
        name: called(&device.name),
        maker: Some("Tuya".to_owned()),
        model: device.model.as_deref().map(called),
        via: Some("tuya".to_owned()),
    };
    let reach = vec![Reach { topic: reach, up: "true".to_owned(), template: None }];
    let mut building = Building { root, device, of, reach, taken: Vec::new(), parts: Vec::new() };
    building.lamp();
    building.cover();
    building.warm();
    building.rest();
    building.parts.truncate(PARTS_MAX);
    building.parts
}

fn is_fit(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= ID_MAX
        && id.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"-_".contains(&sign))
}

struct Building<'a> {
    root: &'a str,
    device: &'a Described,
    of: Of,
    reach: Vec<Reach>,
    /// Codes that are part of something already.
    taken: Vec<&'a str>,
    parts: Vec<Part>,
}

impl<'a> Building<'a> {
    fn find(&self, kind: &str, codes: &[&str]) -> Option<&'a Point> {
        let device: &'a Described = self.device;
        codes
            .iter()
            .find_map(|code| device.points.iter().find(|point| point.code == *code && point.kind == kind))
    }

    fn part(&self, key: &str, kind: Kind, class: Option<&str>) -> Part {
        Part {
            key: format!("{}_{key}", self.device.id),
            kind,
            class: class.map(str::to_owned),
            name: name(key),
            unit: None,
            of: self.of.clone(),
            reads: Vec::new(),
            writes: Vec::new(),
            reach: self.reach.clone(),
            reach_all: true,
        }
    }

    fn read(&self, part: &mut Part, point: &Point, aspect: &str, map: Map) {
        let Some(topic) = topic(self.root, &self.device.id, &point.code) else { return };
        let scale = bounds(point).scale.min(9);
        let is_scaled = scale > 0 && matches!(map, Map::Number { scale: None });
        let template = is_scaled.then(|| format!("{{{{ value | float / {} }}}}", 10_u64.pow(scale)));
        part.reads.push(Read { topic, aspect: aspect.to_owned(), template, map });
    }

    fn write(&self, part: &mut Part, point: &Point, aspect: &str, form: Form) {
        let Some(topic) = topic(self.root, &self.device.id, &point.code).filter(|_| point.told) else {
            return;
        };
        let scale = bounds(point).scale.min(9);
        let is_scaled = scale > 0 && matches!(form, Form::Number { scale: None, .. });
        let template = is_scaled.then(|| format!("{{{{ (value * {}) | round | int }}}}", 10_u64.pow(scale)));
        part.writes.push(Write { topic: format!("{topic}/set"), aspect: aspect.to_owned(), template, form });
    }

    /// A point that is on or off.
    fn switched(&self, part: &mut Part, point: &Point) {
        self.read(part, point, "on", truth("true", "false"));
        self.write(part, point, "on", words([("on", "true"), ("off", "false")]));
    }

    fn lamp(&mut self) {
        let Some(on) = self.find("Boolean", &["switch_led"]) else { return };
        let mut part = self.part("light", Kind::Light, None);
        part.name = String::new();
        self.switched(&mut part, on);
        self.taken.push(&on.code);
        if let Some(bright) = self.find("Integer", &["bright_value_v2", "bright_value"]) {
            let most = bounds(bright).max.max(1.0);
            self.read(&mut part, bright, "brightness", Map::Number { scale: Some(most) });
            let least = (bounds(bright).min / most * 100.0).clamp(0.0, 100.0).ceil();
            let form = Form::Number { scale: Some(most), least, most: 100.0 };
            self.write(&mut part, bright, "brightness", form);
            self.taken.push(&bright.code);
        }
        self.parts.push(part);
    }

    fn cover(&mut self) {
        let Some(control) = self.find("Enum", &["control", "mach_operate"]) else { return };
        let range = bounds(control).range;
        let theirs =
            |all: [&'static str; 2]| all.into_iter().find(|word| range.iter().any(|one| one == word));
        let (Some(open), Some(close)) = (theirs(["open", "ZZ"]), theirs(["close", "FZ"])) else { return };
        let mut part = self.part("cover", Kind::Cover, None);
        part.name = String::new();
        let mut said = vec![("open", open), ("close", close)];
        said.extend(theirs(["stop", "STOP"]).map(|stop| ("stop", stop)));
        let said = said.into_iter().map(|(ours, theirs)| (ours.to_owned(), theirs.to_owned())).collect();
        self.write(&mut part, control, "cover", Form::Words(said));
        self.taken.push(&control.code);
        for (code, told) in [("percent_state", false), ("percent_control", true), ("position", true)] {
            let Some(percent) = self.find("Integer", &[code]) else { continue };
            if !part.reads.iter().any(|read| read.aspect == "position") {
                self.read(&mut part, percent, "position", Map::Number { scale: Some(100.0) });
            }
            if told && !part.writes.iter().any(|write| write.aspect == "position") {
                let form = Form::Number { scale: Some(100.0), least: 0.0, most: 100.0 };
                self.write(&mut part, percent, "position", form);
            }
            self.taken.push(&percent.code);
        }
        self.parts.push(part);
    }

    /// Heating or cooling: something that has a temperature to set.
    fn warm(&mut self) {
        let Some(set) = self.find("Integer", &["temp_set", "set_temp"]).filter(|point| point.told) else {
            return;
        };
        let mut part = self.part("climate", Kind::Climate, None);
        part.name = String::new();
        let (by, within) = (10f64.powi(i32::try_from(bounds(set).scale.min(9)).unwrap_or(0)), bounds(set));
        self.read(&mut part, set, "target", Map::Number { scale: None });
        let form = Form::Number { scale: None, least: within.min / by, most: within.max / by };
        self.write(&mut part, set, "target", form);
        self.taken.push(&set.code);
        if let Some(now) = self.find("Integer", &["temp_current", "upper_temp"]) {
            self.read(&mut part, now, "current", Map::Number { scale: None });
            self.taken.push(&now.code);
        }
        if let Some(mode) = self.find("Enum", &["mode", "work_state"]).filter(|point| point.told) {
            self.read(&mut part, mode, "mode", Map::Text);
            self.write(&mut part, mode, "mode", Form::Choice(chosen(&bounds(mode))));
            self.taken.push(&mode.code);
        }
        self.parts.push(part);
    }

    /// What is no part of something larger.
    fn rest(&mut self) {
        let device: &'a Described = self.device;
        for point in device.points.iter().filter(|point| is_fit(&point.code)) {
            if self.taken.contains(&point.code.as_str()) {
                continue;
            }
            self.taken.push(&point.code);
            if let Some(part) = self.one(point) {
                self.parts.push(part);
            }
        }
    }

    fn one(&self, point: &Point) -> Option<Part> {
        let (code, within) = (point.code.as_str(), bounds(point));
        if let Some((class, yes, no)) = guard(code) {
            let mut part = self.part(code, Kind::BinarySensor, Some(class));
            self.read(&mut part, point, "on", truth(yes, no));
            return Some(part);
        }
        match (point.kind.as_str(), point.told) {
            ("Boolean", true) => {
                let mut part = self.part(code, Kind::Switch, None);
                self.switched(&mut part, point);
                Some(part)
            }
            ("Boolean", false) => {
                let mut part = self.part(code, Kind::BinarySensor, None);
                self.read(&mut part, point, "on", truth("true", "false"));
                Some(part)
            }
            ("Integer", true) => {
                let by = 10f64.powi(i32::try_from(within.scale.min(9)).unwrap_or(0));
                let mut part = self.part(code, Kind::Number, None);
                part.unit = unit(&within);
                self.read(&mut part, point, "value", Map::Number { scale: None });
                let form = Form::Number { scale: None, least: within.min / by, most: within.max / by };
                self.write(&mut part, point, "value", form);
                Some(part)
            }
            ("Integer", false) => {
                let mut part = self.part(code, Kind::Sensor, measured(code));
                part.unit = unit(&within);
                self.read(&mut part, point, "value", Map::Number { scale: None });
                Some(part)
            }
            ("Enum", true) => {
                let mut part = self.part(code, Kind::Select, None);
                self.read(&mut part, point, "value", Map::Text);
                self.write(&mut part, point, "value", Form::Choice(chosen(&within)));
                Some(part)
            }
            ("Enum", false) => {
                let mut part = self.part(code, Kind::Sensor, None);
                self.read(&mut part, point, "value", Map::Text);
                Some(part)
            }
            _ => None,
        }
    }
}

fn bounds(point: &Point) -> Bounds {
    serde_json::from_str(&point.values).unwrap_or_default()
}

fn chosen(within: &Bounds) -> Vec<String> {
    within.range.iter().map(|word| short(word, 64)).take(32).collect()
}

fn unit(within: &Bounds) -> Option<String> {
    let unit = short(within.unit.replace('℃', "°C").as_str(), 16);
    (!unit.is_empty()).then_some(unit)
}

fn truth(yes: &str, no: &str) -> Map {
    Map::Bool { yes: yes.to_owned(), no: no.to_owned() }
}

fn words<const N: usize>(words: [(&str, &str); N]) -> Form {
    Form::Words(BTreeMap::from(words.map(|(ours, theirs)| (ours.to_owned(), theirs.to_owned()))))
}

/// A code as a name: nothing better is said.
fn name(code: &str) -> String {
    short(&code.replace('_', " "), 64)
}

/// What guards something, and with which words it says so.
fn guard(code: &str) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match code {
        "doorcontact_state" => ("door", "true", "false"),
        "pir" => ("motion", "pir", "none"),
        "smoke_sensor_status" | "smoke_sensor_state" => ("smoke", "alarm", "normal"),
        "gas_sensor_status" | "gas_sensor_state" => ("gas", "alarm", "normal"),
        "co_status" | "co_state" => ("carbon_monoxide", "alarm", "normal"),
        "watersensor_state" => ("moisture", "alarm", "normal"),
        _ => return None,
    })
}

fn measured(code: &str) -> Option<&'static str> {
    Some(match code {
        "va_temperature" | "temp_current" | "temp_indoor" => "temperature",
        "va_humidity" | "humidity_value" | "humidity_indoor" => "humidity",
        "battery_percentage" | "va_battery" => "battery",
        "cur_power" => "power",
        "cur_voltage" => "voltage",
        "cur_current" => "current",
        "add_ele" => "energy",
        "co2_value" => "carbon_dioxide",
        "bright_value" => "illuminance",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Command;
    use serde_json::json;

    const ROOT: &str = "home/v1/";

    fn point(code: &str, kind: &str, values: &str, told: bool) -> Point {
        Point { code: code.to_owned(), kind: kind.to_owned(), values: values.to_owned(), told }
    }

    fn device(points: Vec<Point>) -> Vec<Part> {
        let (id, name) = ("vdevo1".to_owned(), "Lamp".to_owned());
        parts(ROOT, &Described { id, name, model: None, points })
    }

    #[test]
    fn a_lamp_is_one_part_and_dims_within_its_bounds() {
        let bright = r#"{"unit":"","min":10,"max":1000,"scale":0,"step":1}"#;
        let all = device(vec![
            point("switch_led", "Boolean", "{}", true),
            point("bright_value_v2", "Integer", bright, true),
            point("scene_data", "Json", "{}", true),
        ]);
        let [lamp] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!((lamp.kind, lamp.does()), (Kind::Light, vec!["on", "off", "brightness"]));
        let heard = lamp.hear("home/v1/tuya/vdevo1/bright_value_v2", b"505").unwrap();
        assert_eq!(heard.state["brightness"], json!(51));
        assert_eq!(lamp.hear("home/v1/tuya/vdevo1/switch_led", b"true").unwrap().state["on"], json!(true));
        let said = lamp.tell(&Command::Brightness { percent: 50 }).unwrap();
        assert_eq!(
            (said.topic.as_str(), said.payload.as_str()),
            ("home/v1/tuya/vdevo1/bright_value_v2/set", "500")
        );
        let told = told(ROOT, &said.topic, &said.payload).unwrap();
        assert_eq!(told, ("vdevo1", "bright_value_v2", json!(500)));
        assert!(lamp.tell(&Command::Brightness { percent: 0 }).is_err(), "below the least");
    }

    #[test]
    fn numbers_keep_the_point_that_the_cloud_leaves_out() {
        let bounds = r#"{"unit":"℃","min":50,"max":350,"scale":1,"step":5}"#;
        let all = device(vec![
            point("temp_set", "Integer", bounds, true),
            point("temp_current", "Integer", bounds, false),
            point("va_humidity", "Integer", r#"{"unit":"%","min":0,"max":100,"scale":0}"#, false),
        ]);
        let warm = &all[0];
        assert_eq!((all.len(), warm.kind), (2, Kind::Climate));
        assert_eq!(
            warm.hear("home/v1/tuya/vdevo1/temp_current", b"215").unwrap().state["current"],
            json!(21.5)
        );
        let said = warm.tell(&Command::Target { degrees: 22.5 }).unwrap();
        assert_eq!(told(ROOT, &said.topic, &said.payload).unwrap().2, json!(225));
        assert!(warm.tell(&Command::Target { degrees: 40.0 }).is_err());
        assert_eq!((all[1].class.as_deref(), all[1].unit.as_deref()), (Some("humidity"), Some("%")));
    }

    #[test]
    fn covers_guards_and_switches_are_what_they_are_elsewhere() {
        let all = device(vec![
            point("control", "Enum", r#"{"range":["open","stop","close","continue"]}"#, true),
            point("percent_control", "Integer", r#"{"min":0,"max":100,"scale":0,"step":1}"#, true),
            point("smoke_sensor_status", "Enum", r#"{"range":["alarm","normal"]}"#, false),
            point("switch_1", "Boolean", "{}", true),
        ]);
        let kinds: Vec<Kind> = all.iter().map(|part| part.kind).collect();
        assert_eq!(kinds, [Kind::Cover, Kind::BinarySensor, Kind::Switch]);
        assert_eq!(all[0].does(), ["open", "close", "stop", "position"]);
        assert_eq!(all[1].class.as_deref(), Some("smoke"));
        let heard = all[1].hear("home/v1/tuya/vdevo1/smoke_sensor_status", b"alarm").unwrap();
        assert_eq!(heard.state["on"], json!(true));
        assert_eq!(all[2].tell(&Command::On).unwrap().payload, "true");
    }

    #[test]
    fn a_name_that_leads_out_of_its_root_is_none() {
        assert_eq!(topic(ROOT, "a/../b", "x"), None);
        assert_eq!(topic(ROOT, "a", "#"), None);
        assert_eq!(told(ROOT, "home/v2/tuya/a/b/set", "1"), None);
        assert!(device(vec![point("a/b", "Boolean", "{}", true)]).is_empty());
        assert!(
            parts(ROOT, &Described { id: "+".into(), name: String::new(), model: None, points: vec![] })
                .is_empty()
        );
    }
}
