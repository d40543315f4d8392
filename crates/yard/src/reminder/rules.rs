//! The events that somebody may switch off.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An event at home.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "ReminderEvent")]
pub enum Event {
    /// Whom he expects came in.
    VisitorArrived,
    /// Somebody of his home expects a visitor.
    VisitorInvited,
    /// Somebody waits at the gate.
    VisitorAsks,
    /// A device raises an alarm.
    DeviceAlarm,
}

impl Event {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] =
        [Self::VisitorAsks, Self::VisitorArrived, Self::VisitorInvited, Self::DeviceAlarm];

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::VisitorArrived => "visitor-arrived",
            Self::VisitorInvited => "visitor-invited",
            Self::VisitorAsks => "visitor-asks",
            Self::DeviceAlarm => "device-alarm",
        }
    }
}
