//! Commands: what people and rules want of a part, and what is written to it.

use minijinja::Value as Jinja;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::part::{Form, Part, Write};
use crate::template;

/// What is wanted of a part.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// On.
    On,
    /// Off.
    Off,
    /// This bright, in hundredths.
    Brightness {
        /// From 0 to 100.
        percent: u8,
    },
    /// In this colour.
    Color {
        /// From 0 to 255.
        red: u8,
        /// From 0 to 255.
        green: u8,
        /// From 0 to 255.
        blue: u8,
    },
    /// Open.
    Open,
    /// Closed.
    Close,
    /// Stops where it is.
    Stop,
    /// This far open, in hundredths.
    Position {
        /// From 0 to 100.
        percent: u8,
    },
    /// Locked.
    Lock,
    /// Unlocked.
    Unlock,
    /// This warm.
    Target {
        /// In degrees Celsius.
        degrees: f64,
    },
    /// In this mode.
    Mode {
        /// One of those that it has.
        mode: String,
    },
    /// Pressed.
    Press,
    /// This number.
    Number {
        /// Within its bounds.
        value: f64,
    },
    /// This word.
    Select {
        /// One of those that it has.
        option: String,
    },
}

/// What is written to a device.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// Where.
    pub topic: String,
    /// What.
    pub payload: String,
}

/// The part does not do this.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this device does not do that")]
pub struct Unsupported;

impl Command {
    /// The word of it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Brightness { .. } => "brightness",
            Self::Color { .. } => "color",
            Self::Open => "open",
            Self::Close => "close",
            Self::Stop => "stop",
            Self::Position { .. } => "position",
            Self::Lock => "lock",
            Self::Unlock => "unlock",
            Self::Target { .. } => "target",
            Self::Mode { .. } => "mode",
            Self::Press => "press",
            Self::Number { .. } => "number",
            Self::Select { .. } => "select",
        }
    }

    /// Which aspect of a part it sets.
    const fn aspect(&self) -> &'static str {
        match self {
            Self::On | Self::Off => "on",
            Self::Brightness { .. } => "brightness",
            Self::Color { .. } => "color",
            Self::Open | Self::Close | Self::Stop => "cover",
            Self::Position { .. } => "position",
            Self::Lock | Self::Unlock => "locked",
            Self::Target { .. } => "target",
            Self::Mode { .. } => "mode",
            Self::Press => "press",
            Self::Number { .. } | Self::Select { .. } => "value",
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Self::Brightness { percent } | Self::Position { percent } => Some(f64::from(*percent)),
            Self::Target { degrees } => Some(*degrees),
            Self::Number { value } => Some(*value),
            _ => None,
        }
    }

    fn choice(&self) -> Option<&str> {
        match self {
            Self::Mode { mode } => Some(mode),
            Self::Select { option } => Some(option),
            _ => None,
        }
    }
}

/// A number as devices write it: without a point where there is nothing behind it.
fn written(number: f64) -> String {
    if number.fract() == 0.0 { format!("{number:.0}") } else { format!("{number}") }
}

impl Part {
    /// What is written where, for a command.
    ///
    /// # Errors
    /// The part does not do this, or not so much of it.
    pub fn tell(&self, command: &Command) -> Result<Said, Unsupported> {
        let fits = |write: &&Write| {
            write.aspect == command.aspect() || (write.aspect == "lamp" && lamp(write, command).is_some())
        };
        let write = self.writes.iter().find(fits).ok_or(Unsupported)?;
        let payload = if write.aspect == "lamp" {
            lamp(write, command).ok_or(Unsupported)?
        } else {
            payload(write, command).ok_or(Unsupported)?
        };
        Ok(Said { topic: write.topic.clone(), payload })
    }

    /// The words of the commands that it takes.
    pub fn does(&self) -> Vec<&'static str> {
        let percent = 50;
        let number = self.writes.iter().find_map(|write| match write.form {
            Form::Number { scale: None, least, .. } => Some(least),
            _ => None,
        });
        let number = number.unwrap_or(0.0);
        let choice = |aspect: &str| {
            let mut of = self.writes.iter().filter(|write| write.aspect == aspect);
            of.find_map(|write| match &write.form {
                Form::Choice(words) => words.first().cloned(),
                _ => None,
            })
        };
        let all = [
            Some(Command::On),
            Some(Command::Off),
            Some(Command::Brightness { percent }),
            Some(Command::Color { red: 255, green: 255, blue: 255 }),
            Some(Command::Open),
            Some(Command::Close),
            Some(Command::Stop),
            Some(Command::Position { percent }),
            Some(Command::Lock),
            Some(Command::Unlock),
            Some(Command::Target { degrees: number }),
            choice("mode").map(|mode| Command::Mode { mode }),
            Some(Command::Press),
            Some(Command::Number { value: number }),
            choice("value").map(|option| Command::Select { option }),
        ];
        all.into_iter().flatten().filter(|one| self.tell(one).is_ok()).map(|one| one.word()).collect()
    }

    /// The words that may be chosen of an aspect.
    pub fn choices(&self, aspect: &str) -> Vec<String> {
        let mut of = self.writes.iter().filter(|write| write.aspect == aspect);
        let found = of.find_map(|write| match &write.form {
            Form::Choice(words) => Some(words.clone()),
            _ => None,
        });
        found.unwrap_or_default()
    }
}

/// A lamp's own JSON for a command.
fn lamp(write: &Write, command: &Command) -> Option<String> {
    let Form::Light { scale, brightness, color } = &write.form else { return None };
    let said = match command {
        Command::On => json!({ "state": "ON" }),
        Command::Off => json!({ "state": "OFF" }),
        Command::Brightness { percent } if *brightness && *percent <= 100 => {
            #[expect(clippy::cast_possible_truncation, reason = "a part of the scale")]
            let brightness = (f64::from(*percent) / 100.0 * scale).round() as i64;
            json!({ "state": "ON", "brightness": brightness })
        }
        Command::Color { red, green, blue } if *color => {
            json!({ "state": "ON", "color": { "r": red, "g": green, "b": blue } })
        }
        _ => return None,
    };
    Some(said.to_string())
}

fn payload(write: &Write, command: &Command) -> Option<String> {
    let (name, bare) = match &write.form {
        Form::Words(words) => ("value", words.get(command.word())?.clone()),
        Form::Number { scale, least, most } => {
            let number = command.number()?;
            if !number.is_finite() || !(*least..=*most).contains(&number) {
                return None;
            }
            let number = scale.map_or(number, |scale| (number / 100.0 * scale).round());
            ("value", written(number))
        }
        Form::Choice(words) => {
            let choice = command.choice()?;
            let is_there = words.iter().any(|word| word == choice);
            if !is_there {
                return None;
            }
            ("value", choice.to_owned())
        }
        Form::Rgb => {
            let Command::Color { red, green, blue } = command else { return None };
            ("value", format!("{red},{green},{blue}"))
        }
        Form::Light { .. } => return None,
    };
    let Some(template) = &write.template else { return Some(bare) };
    let mut values = vec![(name, Jinja::from(bare.as_str()))];
    if let Ok(number) = bare.parse::<f64>() {
        let number = if number.fract() == 0.0 {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a whole number within the bounds of its part"
            )]
            Jinja::from(number as i64)
        } else {
            Jinja::from(number)
        };
        values = vec![("value", number.clone()), ("position", number)];
    }
    if let Command::Color { red, green, blue } = command {
        values.extend([
            ("red", Jinja::from(*red)),
            ("green", Jinja::from(*green)),
            ("blue", Jinja::from(*blue)),
        ]);
    }
    template::render(template, &values)
}
