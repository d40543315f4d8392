//! Parts: one thing of a device that can be read or set, whoever announced it and how.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Parts that one announcement may have; further ones are passed over.
pub const PARTS_MAX: usize = 64;

/// What a part is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A lamp.
    Light,
    /// A socket or a switch.
    Switch,
    /// A curtain, a shutter, a garage door.
    Cover,
    /// A lock.
    Lock,
    /// Heating or cooling.
    Climate,
    /// A fan.
    Fan,
    /// Something measured.
    Sensor,
    /// Something that is so or is not.
    BinarySensor,
    /// Something to press.
    Button,
    /// Something that happens, such as the ring of a bell.
    Event,
    /// A camera.
    Camera,
    /// A number to set.
    Number,
    /// One of a few words to choose.
    Select,
}

/// The device that a part belongs to; behind a gateway there are many.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Of {
    /// What tells it from others behind the same gateway.
    pub key: String,
    /// How it calls itself.
    pub name: String,
    /// Who made it.
    pub maker: Option<String>,
    /// Which model.
    pub model: Option<String>,
    /// Behind which device it is.
    pub via: Option<String>,
}

/// How a payload becomes a value.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Map {
    /// One of two texts.
    Bool {
        /// What is true.
        yes: String,
        /// What is false.
        no: String,
    },
    /// One of a few texts, each of which is a word of ours.
    Words(BTreeMap<String, String>),
    /// A number; it becomes a share of a hundred where the scale says what is a hundred.
    Number {
        /// What is a hundred.
        scale: Option<f64>,
    },
    /// A text.
    Text,
    /// A lamp's own JSON: `state`, `brightness`, `color`, `color_temp`.
    Light {
        /// Which brightness is a hundred.
        scale: f64,
    },
    /// An occurrence; as JSON with `event_type`, or as the bare word.
    Occurrence,
    /// Three numbers with commas.
    Rgb,
}

/// Where a part is heard.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Read {
    /// At which topic.
    pub topic: String,
    /// What of it: `on`, `brightness`, `color`, `position`, `locked`, `mode`, `target`, `current`, `value`, `event`.
    pub aspect: String,
    /// What picks it from the payload.
    pub template: Option<String>,
    /// What it means.
    pub map: Map,
}

/// How a command becomes a payload.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// A text for each word of ours.
    Words(BTreeMap<String, String>),
    /// A lamp's own JSON.
    Light {
        /// Which brightness is a hundred.
        scale: f64,
        /// Whether it can be dimmed.
        brightness: bool,
        /// Whether it has colours.
        color: bool,
    },
    /// A number within bounds; a share of a hundred is scaled.
    Number {
        /// What is a hundred.
        scale: Option<f64>,
        /// The least.
        least: f64,
        /// The most.
        most: f64,
    },
    /// One of these words as it is; none where none is named.
    Choice(Vec<String>),
    /// Three numbers with commas, or in a template.
    Rgb,
}

/// Where a part is told something.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Write {
    /// At which topic.
    pub topic: String,
    /// What of it.
    pub aspect: String,
    /// What the payload is made with.
    pub template: Option<String>,
    /// How.
    pub form: Form,
}

/// Where a part says whether it can be reached.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reach {
    /// At which topic.
    pub topic: String,
    /// What says that it can.
    pub up: String,
    /// What picks it from the payload.
    pub template: Option<String>,
}

/// One thing of a device.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Part {
    /// What tells it from others of the same credential.
    pub key: String,
    /// What it is.
    pub kind: Kind,
    /// What it measures or guards, by Home Assistant's words: `smoke`, `motion`, `temperature`, `doorbell`.
    pub class: Option<String>,
    /// How it calls itself.
    pub name: String,
    /// What it is measured in.
    pub unit: Option<String>,
    /// What it belongs to.
    pub of: Of,
    /// Where it is heard.
    pub reads: Vec<Read>,
    /// Where it is told.
    pub writes: Vec<Write>,
    /// Where it says whether it can be reached.
    pub reach: Vec<Reach>,
    /// Whether all of these must say so, or any.
    pub reach_all: bool,
}

impl Part {
    /// Every topic that it hears or speaks at.
    pub fn topics(&self) -> impl Iterator<Item = &str> {
        let heard = self.reads.iter().map(|read| read.topic.as_str());
        let told = self.writes.iter().map(|write| write.topic.as_str());
        heard.chain(told).chain(self.reach.iter().map(|reach| reach.topic.as_str()))
    }
}
