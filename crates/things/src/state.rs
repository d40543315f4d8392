//! States: what a payload says of a part, in words of ours.

use serde_json::{Map as Object, Value, json};
use std::collections::BTreeMap;

use crate::part::{Map, Part, Reach};
use crate::{PAYLOAD_MAX, short, template};

/// What is known of a part: a value for each aspect.
pub type State = BTreeMap<String, Value>;

/// What a message says of a part.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Heard {
    /// What is so from now on.
    pub state: State,
    /// What happened, where it is something that happens.
    pub event: Option<String>,
}

/// The longest text that is a state.
const TEXT_MAX: usize = 255;

impl Part {
    /// What a message at a topic says of this part; nothing where it says nothing.
    pub fn hear(&self, topic: &str, payload: &[u8]) -> Option<Heard> {
        let payload = text(payload)?;
        let mut heard = Heard::default();
        for read in self.reads.iter().filter(|read| read.topic == topic) {
            let picked = match &read.template {
                Some(template) => match template::of_payload(template, payload) {
                    Some(picked) => picked,
                    None => continue,
                },
                None => payload.to_owned(),
            };
            match &read.map {
                Map::Light { scale } => heard.state.extend(lamp(&picked, *scale)),
                Map::Occurrence => heard.event = occurrence(&picked).or(heard.event),
                map => heard.state.extend(value(map, &picked).map(|value| (read.aspect.clone(), value))),
            }
        }
        (!heard.state.is_empty() || heard.event.is_some()).then_some(heard)
    }
}

/// Whether a message says that something can be reached.
pub fn is_up(reach: &Reach, payload: &[u8]) -> Option<bool> {
    let payload = text(payload)?;
    let picked = match &reach.template {
        Some(template) => template::of_payload(template, payload)?,
        // Gateways of late write JSON where they wrote a word.
        None => match serde_json::from_str::<Value>(payload) {
            Ok(Value::Object(of)) => of.get("state")?.as_str()?.to_owned(),
            _ => payload.to_owned(),
        },
    };
    Some(picked.trim().eq_ignore_ascii_case(&reach.up))
}

fn text(payload: &[u8]) -> Option<&str> {
    if payload.len() > PAYLOAD_MAX {
        return None;
    }
    std::str::from_utf8(payload).ok()
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite() && number.abs() < 1e15)
}

/// A share of a hundred, whole.
fn share(number: f64, scale: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
    let share = (number / scale * 100.0).clamp(0.0, 100.0).round() as u8;
    json!(share)
}

fn value(map: &Map, picked: &str) -> Option<Value> {
    let picked = picked.trim();
    match map {
        Map::Bool { yes, no } => {
            let is = |word: &str| picked.eq_ignore_ascii_case(word);
            if is(yes) { Some(json!(true)) } else { is(no).then(|| json!(false)) }
        }
        Map::Words(words) => {
            let mut words = words.iter();
            words.find(|(theirs, _)| picked.eq_ignore_ascii_case(theirs)).map(|(_, ours)| json!(ours))
        }
        Map::Number { scale: Some(scale) } => number(picked).map(|number| share(number, *scale)),
        Map::Number { scale: None } => number(picked).map(|number| json!(number)),
        Map::Text => match number(picked) {
            Some(number) => Some(json!(number)),
            None if picked.is_empty() => None,
            None => Some(json!(short(picked, TEXT_MAX))),
        },
        Map::Rgb => {
            let mut all = picked.split(',').map(|one| one.trim().parse::<u8>());
            let mut next = || all.next()?.ok();
            Some(json!({ "red": next()?, "green": next()?, "blue": next()? }))
        }
        Map::Light { .. } | Map::Occurrence => None,
    }
}

fn lamp(payload: &str, scale: f64) -> State {
    let mut state = State::new();
    let Ok(Value::Object(of)) = serde_json::from_str(payload) else { return state };
    if let Some(word) = of.get("state").and_then(Value::as_str)
        && let Some(on) = value(&Map::Bool { yes: "ON".to_owned(), no: "OFF".to_owned() }, word)
    {
        state.insert("on".to_owned(), on);
    }
    if let Some(brightness) = of.get("brightness").and_then(Value::as_f64) {
        state.insert("brightness".to_owned(), share(brightness, scale));
    }
    if let Some(Value::Object(color)) = of.get("color")
        && let Some(color) = rgb(color)
    {
        state.insert("color".to_owned(), color);
    }
    state
}

/// From 0 to 255, whole.
fn byte(number: f64) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within its bounds")]
    let byte = number.clamp(0.0, 255.0).round() as u8;
    byte
}

/// Red, green and blue, from these themselves or from the plane of the CIE (1931) at full brightness.
fn rgb(color: &Object<String, Value>) -> Option<Value> {
    let of = |name: &str| color.get(name).and_then(Value::as_f64);
    if let (Some(red), Some(green), Some(blue)) = (of("r"), of("g"), of("b")) {
        return Some(json!({ "red": byte(red), "green": byte(green), "blue": byte(blue) }));
    }
    let (x, y) = (of("x")?, of("y")?);
    if !(0.0..=1.0).contains(&x) || !(0.001..=1.0).contains(&y) {
        return None;
    }
    let (big_x, big_z) = (x / y, (1.0 - x - y) / y);
    let linear = [
        3.240_6 * big_x - 1.537_2 - 0.498_6 * big_z,
        -0.968_9 * big_x + 1.875_8 + 0.041_5 * big_z,
        0.055_7 * big_x - 0.204 + 1.057 * big_z,
    ];
    let most = linear.iter().copied().fold(0.001, f64::max);
    let curved = |one: f64| {
        let one = (one / most).max(0.0);
        let one = if one <= 0.003_130_8 { 12.92 * one } else { 1.055 * one.powf(1.0 / 2.4) - 0.055 };
        byte(one * 255.0)
    };
    Some(json!({ "red": curved(linear[0]), "green": curved(linear[1]), "blue": curved(linear[2]) }))
}

/// What happened: a word, or the `event_type` of an object.
fn occurrence(payload: &str) -> Option<String> {
    let word = match serde_json::from_str::<Value>(payload) {
        Ok(Value::Object(of)) => of.get("event_type")?.as_str()?.to_owned(),
        Ok(Value::String(word)) => word,
        _ => payload.to_owned(),
    };
    let word = short(&word, 64);
    (!word.is_empty()).then_some(word)
}
