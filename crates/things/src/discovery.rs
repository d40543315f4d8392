//! Announcements by the convention of Home Assistant ("MQTT discovery"): zigbee2mqtt, ESPHome, Shelly and others write them.
//!
//! `<prefix>/<component>/[<node>/]<object>/config` announces one part, `<prefix>/device/[<node>/]<object>/config` all of a device; an
//! empty payload takes back what was announced there.

use serde_json::{Map as Object, Value};
use std::collections::BTreeMap;

use crate::abbreviations::written_out;
use crate::part::{Form, Kind, Map, Of, PARTS_MAX, Part, Reach, Read, Write};
use crate::template::is_fit;
use crate::{PAYLOAD_MAX, TOPIC_MAX, short};

/// What an announcement says.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Announced {
    /// Where it stands: what was announced there before and is not any more is gone.
    pub at: String,
    /// The parts.
    pub parts: Vec<Part>,
}

/// The word of a component as a kind.
fn kind(component: &str) -> Option<Kind> {
    Some(match component {
        "light" => Kind::Light,
        "switch" | "siren" => Kind::Switch,
        "cover" | "valve" => Kind::Cover,
        "lock" => Kind::Lock,
        "climate" => Kind::Climate,
        "fan" => Kind::Fan,
        "sensor" => Kind::Sensor,
        "binary_sensor" => Kind::BinarySensor,
        "button" => Kind::Button,
        "event" => Kind::Event,
        "camera" | "image" => Kind::Camera,
        "number" => Kind::Number,
        "select" => Kind::Select,
        _ => return None,
    })
}

/// Reads an announcement; `below` is what stands behind the prefix of the topic. Nothing where it is none, or none of a kind that
/// is known.
pub fn announced(below: &str, payload: &[u8]) -> Option<Announced> {
    let rest = below.strip_suffix("/config")?;
    let (component, object) = rest.split_once('/')?;
    let levels = object.split('/').count();
    let is_known = component == "device" || kind(component).is_some();
    if below.len() > TOPIC_MAX || !is_known || levels > 2 || object.split('/').any(str::is_empty) {
        return None;
    }
    let mut said = Announced { at: rest.to_owned(), parts: Vec::new() };
    if payload.is_empty() {
        return Some(said);
    }
    if payload.len() > PAYLOAD_MAX {
        return None;
    }
    let Ok(Value::Object(config)) = serde_json::from_slice(payload) else { return None };
    let config = written_out(config);
    if component == "device" {
        said.parts = of_device(object, config)?;
    } else {
        let device = config.get("device").and_then(Value::as_object).map(of).unwrap_or_default();
        said.parts.extend(part(kind(component)?, rest, &config, device));
    }
    Some(said)
}

/// All parts of the form for devices: what stands beside `components` holds for each of them.
fn of_device(object: &str, mut config: Object<String, Value>) -> Option<Vec<Part>> {
    let Some(Value::Object(components)) = config.remove("components") else { return None };
    let device = of(config.get("device")?.as_object()?);
    config.get("origin")?;
    let mut parts = Vec::new();
    for (name, component) in components.into_iter().take(PARTS_MAX) {
        let Value::Object(component) = component else { continue };
        let mut whole = config.clone();
        whole.extend(written_out(component));
        let Some(kind) = text(&whole, "platform").and_then(kind) else { continue };
        parts.extend(part(kind, &format!("device/{object}/{name}"), &whole, device.clone()));
    }
    Some(parts)
}

fn of(device: &Object<String, Value>) -> Of {
    let first = |value: &Value| match value {
        Value::Array(all) => all.first().and_then(Value::as_str).map(str::to_owned),
        other => other.as_str().map(str::to_owned),
    };
    let key = device.get("identifiers").and_then(first);
    let key = key.or_else(|| {
        let pair = device.get("connections")?.as_array()?.first()?.as_array()?;
        pair.get(1)?.as_str().map(str::to_owned)
    });
    let line = |name: &str| text(device, name).map(|text| short(text, 64)).filter(|text| !text.is_empty());
    Of {
        key: short(&key.unwrap_or_default(), 128),
        name: line("name").unwrap_or_default(),
        maker: line("manufacturer"),
        model: line("model"),
        via: line("via_device"),
    }
}

fn text<'a>(of: &'a Object<String, Value>, name: &str) -> Option<&'a str> {
    of.get(name).and_then(Value::as_str)
}

/// A word of an announcement: a text, or the truth and numbers as they are written.
fn word(of: &Object<String, Value>, name: &str, other: &str) -> String {
    match of.get(name) {
        Some(Value::String(text)) => short(text, 128),
        Some(Value::Bool(truth)) => truth.to_string(),
        Some(Value::Number(number)) => number.to_string(),
        _ => other.to_owned(),
    }
}

fn number(of: &Object<String, Value>, name: &str, other: f64) -> f64 {
    of.get(name).and_then(Value::as_f64).filter(|number| number.is_finite()).unwrap_or(other)
}

/// The words of a list.
fn words(of: &Object<String, Value>, name: &str) -> Vec<String> {
    let all = of.get(name).and_then(Value::as_array).into_iter().flatten();
    all.filter_map(Value::as_str).map(|word| short(word, 64)).take(32).collect()
}

/// A topic to which one may publish, or at which one may listen.
fn topic(of: &Object<String, Value>, name: &str) -> Option<String> {
    let topic = text(of, name)?;
    let is_fit = !topic.is_empty() && topic.len() <= TOPIC_MAX && !topic.contains(['+', '#', '\0']);
    is_fit.then(|| topic.to_owned())
}

/// What is built of an announcement.
struct Building<'a> {
    config: &'a Object<String, Value>,
    reads: Vec<Read>,
    writes: Vec<Write>,
    /// Whether a template is one that is not run here.
    is_unfit: bool,
}

impl Building<'_> {
    fn template(&mut self, name: &str) -> Option<String> {
        let template = text(self.config, name)?.to_owned();
        self.is_unfit |= !is_fit(&template);
        Some(template)
    }

    fn read(&mut self, aspect: &str, (at, template): (&str, &str), map: Map) {
        let template = self.template(template);
        if let Some(topic) = topic(self.config, at) {
            self.reads.push(Read { topic, aspect: aspect.to_owned(), template, map });
        }
    }

    fn write(&mut self, aspect: &str, (at, template): (&str, &str), form: Form) {
        let template = self.template(template);
        if let Some(topic) = topic(self.config, at) {
            self.writes.push(Write { topic, aspect: aspect.to_owned(), template, form });
        }
    }

    fn word(&self, name: &str, other: &str) -> String {
        word(self.config, name, other)
    }

    fn switched(&mut self) {
        let (on, off) = (self.word("payload_on", "ON"), self.word("payload_off", "OFF"));
        let (yes, no) = (self.word("state_on", &on), self.word("state_off", &off));
        self.read("on", ("state_topic", "value_template"), Map::Bool { yes, no });
        self.write("on", ("command_topic", "command_template"), said([("on", on), ("off", off)]));
    }

    fn light(&mut self) {
        let scale = number(self.config, "brightness_scale", 255.0).max(1.0);
        if text(self.config, "schema") == Some("json") {
            let colors = words(self.config, "supported_color_modes");
            let color = colors.iter().any(|one| ["xy", "hs", "rgb", "rgbw", "rgbww"].contains(&one.as_str()));
            let brightness =
                self.config.get("brightness").and_then(Value::as_bool).unwrap_or(!colors.is_empty());
            self.read("lamp", ("state_topic", "value_template"), Map::Light { scale });
            self.write("lamp", ("command_topic", "-"), Form::Light { scale, brightness, color });
            return;
        }
        self.switched();
        let map = Map::Number { scale: Some(scale) };
        self.read("brightness", ("brightness_state_topic", "brightness_value_template"), map);
        let form = Form::Number { scale: Some(scale), least: 0.0, most: 100.0 };
        self.write("brightness", ("brightness_command_topic", "brightness_command_template"), form);
        self.read("color", ("rgb_state_topic", "rgb_value_template"), Map::Rgb);
        self.write("color", ("rgb_command_topic", "rgb_command_template"), Form::Rgb);
    }

    fn cover(&mut self) {
        let states = [("open", "open"), ("closed", "closed"), ("opening", "opening"), ("closing", "closing")];
        let map = states.map(|(name, ours)| (self.word(&format!("state_{name}"), name), ours.to_owned()));
        self.read("cover", ("state_topic", "value_template"), Map::Words(BTreeMap::from(map)));
        let form = said([
            ("open", self.word("payload_open", "OPEN")),
            ("close", self.word("payload_close", "CLOSE")),
            ("stop", self.word("payload_stop", "STOP")),
        ]);
        self.write("cover", ("command_topic", "command_template"), form);
        let scale = number(self.config, "position_open", 100.0).max(1.0);
        let map = Map::Number { scale: Some(scale) };
        self.read("position", ("position_topic", "position_template"), map);
        let form = Form::Number { scale: Some(scale), least: 0.0, most: 100.0 };
        self.write("position", ("set_position_topic", "set_position_template"), form);
    }

    fn lock(&mut self) {
        let (yes, no) = (self.word("state_locked", "LOCKED"), self.word("state_unlocked", "UNLOCKED"));
        self.read("locked", ("state_topic", "value_template"), Map::Bool { yes, no });
        let form = said([
            ("lock", self.word("payload_lock", "LOCK")),
            ("unlock", self.word("payload_unlock", "UNLOCK")),
        ]);
        self.write("locked", ("command_topic", "command_template"), form);
    }

    fn climate(&mut self) {
        let measured = Map::Number { scale: None };
        let at = ("current_temperature_topic", "current_temperature_template");
        self.read("current", at, measured.clone());
        self.read("target", ("temperature_state_topic", "temperature_state_template"), measured);
        let (least, most) = (number(self.config, "min_temp", 7.0), number(self.config, "max_temp", 35.0));
        let form = Form::Number { scale: None, least, most };
        self.write("target", ("temperature_command_topic", "temperature_command_template"), form);
        self.read("mode", ("mode_state_topic", "mode_state_template"), Map::Text);
        let form = Form::Choice(words(self.config, "modes"));
        self.write("mode", ("mode_command_topic", "mode_command_template"), form);
    }

    fn build(&mut self, kind: Kind) {
        let state = ("state_topic", "value_template");
        let command = ("command_topic", "command_template");
        match kind {
            Kind::Light => self.light(),
            Kind::Switch | Kind::Fan => self.switched(),
            Kind::Cover => self.cover(),
            Kind::Lock => self.lock(),
            Kind::Climate => self.climate(),
            Kind::Sensor => self.read("value", state, Map::Text),
            Kind::BinarySensor => {
                let (yes, no) = (self.word("payload_on", "ON"), self.word("payload_off", "OFF"));
                self.read("on", state, Map::Bool { yes, no });
            }
            Kind::Button => {
                let form = said([("press", self.word("payload_press", "PRESS"))]);
                self.write("press", command, form);
            }
            Kind::Event => self.read("event", state, Map::Occurrence),
            Kind::Camera => {}
            Kind::Number => {
                self.read("value", state, Map::Number { scale: None });
                let (least, most) = (number(self.config, "min", 1.0), number(self.config, "max", 100.0));
                self.write("value", command, Form::Number { scale: None, least, most });
            }
            Kind::Select => {
                self.read("value", state, Map::Text);
                self.write("value", command, Form::Choice(words(self.config, "options")));
            }
        }
    }
}

fn said<const N: usize>(words: [(&str, String); N]) -> Form {
    Form::Words(words.into_iter().map(|(ours, theirs)| (ours.to_owned(), theirs)).collect())
}

fn part(kind: Kind, at: &str, config: &Object<String, Value>, of: Of) -> Option<Part> {
    let mut building = Building { config, reads: Vec::new(), writes: Vec::new(), is_unfit: false };
    building.build(kind);
    let reach = reach(config);
    let unfit = reach.iter().any(|one| one.template.as_deref().is_some_and(|template| !is_fit(template)));
    if building.is_unfit || unfit {
        return None;
    }
    let line = |name: &str, most: usize| {
        text(config, name).map(|text| short(text, most)).filter(|text| !text.is_empty())
    };
    Some(Part {
        key: line("unique_id", 128).unwrap_or_else(|| short(at, 128)),
        kind,
        class: line("device_class", 32),
        name: line("name", 64).or_else(|| line("object_id", 64)).unwrap_or_default(),
        unit: line("unit_of_measurement", 16),
        of,
        reads: building.reads,
        writes: building.writes,
        reach,
        reach_all: text(config, "availability_mode") != Some("any"),
    })
}

fn reach(config: &Object<String, Value>) -> Vec<Reach> {
    let one = |of: &Object<String, Value>, at: &str, template: &str| {
        Some(Reach {
            topic: topic(of, at)?,
            up: word(of, "payload_available", "online"),
            template: text(of, template).map(str::to_owned),
        })
    };
    match config.get("availability") {
        Some(Value::Array(all)) => {
            let all = all.iter().filter_map(Value::as_object).take(8);
            all.filter_map(|of| one(of, "topic", "value_template")).collect()
        }
        Some(Value::Object(of)) => one(of, "topic", "value_template").into_iter().collect(),
        _ => one(config, "availability_topic", "availability_template").into_iter().collect(),
    }
}
