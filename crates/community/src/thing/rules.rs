//! What may be, and what counts as an alarm: plain functions on plain values.

use ground::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;
use things::{Command, Kind, Part, State, broker};
use yard::org::Line;

use super::{PartId, Refusal};

/// Devices of one home, and of one community as equipment, at most.
pub(super) const THINGS_MAX: i64 = 100;
/// Parts of one device, those behind a gateway among them, at most.
pub(super) const THING_PARTS_MAX: usize = 300;
/// Tokens of one home that wait, at most.
pub(super) const INVITES_MAX: i64 = 10;
/// How long a token waits.
pub(super) const INVITED: Duration = Duration::from_secs(15 * 60);
/// How long a command waits for a device that is busy, in seconds.
pub(super) const COMMAND_S: u32 = 10;
/// How long a code unlocks, at most and where nothing is said.
pub(super) const CODE_MAX: Duration = Duration::from_secs(7 * 86_400);
pub(super) const CODE: Duration = Duration::from_secs(86_400);
/// Codes of one home that wait, at most.
pub(super) const CODES_MAX: i64 = 20;
/// Scenes and rules of one home, at most.
pub(super) const PLANS_MAX: i64 = 50;
/// Commands of one scene or rule, at most.
pub(super) const STEPS_MAX: usize = 20;
/// So long whoever plays a scene waits for what its devices heard.
pub(super) const HEARD_WITHIN: Duration = Duration::from_secs(10);
/// How often a rule fires within a minute; then it is switched off.
pub(super) const FIRES_MAX: i64 = 6;
/// The minute within which it is counted.
pub(super) const FIRES_IN: Duration = Duration::from_secs(60);

/// What always raises an alarm, by Home Assistant's words.
const ALWAYS: [&str; 6] = ["smoke", "gas", "carbon_monoxide", "moisture", "heat", "safety"];
/// What does where a home is watched.
const WATCHED: [&str; 8] =
    ["motion", "occupancy", "presence", "door", "window", "opening", "garage_door", "vibration"];

/// Whether a part has begun to say that something is wrong.
pub(super) fn alarms(part: &Part, before: &State, after: &State, is_armed: bool) -> bool {
    let is_on = |state: &State| state.get("on") == Some(&Value::Bool(true));
    if part.kind != Kind::BinarySensor || is_on(before) || !is_on(after) {
        return false;
    }
    let class = part.class.as_deref().unwrap_or_default();
    is_danger(part) || (is_armed && WATCHED.contains(&class))
}

/// Whether a part guards against what always raises an alarm.
pub(super) fn is_danger(part: &Part) -> bool {
    ALWAYS.contains(&part.class.as_deref().unwrap_or_default())
}

/// Whether something that happened is the ring of a bell.
pub(super) fn rings(part: &Part, event: &str) -> bool {
    part.kind == Kind::Event && (part.class.as_deref() == Some("doorbell") || event == "ring")
}

/// Whether a part hears and speaks at its own device's topics alone.
pub(super) fn is_own(part: &Part, token: &str) -> bool {
    let root = broker::root(token);
    part.topics().all(|topic| topic.starts_with(&root))
}

/// Whether a command is one that lets somebody in.
pub(super) fn unlocks(part: &Part, command: &Command) -> bool {
    matches!(part.kind, Kind::Lock) || matches!(command, Command::Lock | Command::Unlock)
}

/// A MAC as Tasmota writes it: twelve digits in capitals.
pub(super) fn mac(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|sign| ![':', '-', ' '].contains(sign)).collect();
    let is_mac = digits.len() == 12 && digits.bytes().all(|sign| sign.is_ascii_hexdigit());
    is_mac.then(|| digits.to_ascii_uppercase())
}

/// One to forty characters.
pub(super) fn line(field: &'static str, typed: &str) -> Result<String, Refusal> {
    Line::read(typed, 40).map(|line| line.as_str().to_owned()).map_err(|_| Refusal::Field(field))
}

/// One command of a scene or a rule.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct Step {
    pub part: PartId,
    pub command: Command,
}

/// A scene.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct ScenePlan {
    pub name: String,
    pub steps: Vec<Step>,
}

/// A rule: when an aspect of its part becomes equal to a value, within these minutes of the day, its commands are given.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct RulePlan {
    pub name: String,
    pub aspect: String,
    pub equals: Value,
    /// Minutes from midnight, from and until; over midnight where the first is later.
    pub between: Option<(u16, u16)>,
    /// Minutes that the home's clocks are before UTC.
    pub offset_min: i16,
    pub steps: Vec<Step>,
}

impl RulePlan {
    /// Whether its time is now.
    fn is_due(&self, now: Timestamp) -> bool {
        let Some((from, until)) = self.between else { return true };
        let minute = (now.seconds().div_euclid(60) + i64::from(self.offset_min)).rem_euclid(1_440);
        let (from, until) = (i64::from(from), i64::from(until));
        if from <= until { (from..until).contains(&minute) } else { minute >= from || minute < until }
    }

    /// Whether what became of its part is what it waits for.
    pub fn fires(&self, before: &State, after: &State, now: Timestamp) -> bool {
        let is = |state: &State| state.get(&self.aspect).is_some_and(|value| same(value, &self.equals));
        !is(before) && is(after) && self.is_due(now)
    }
}

/// Numbers are the same whichever way they are written.
fn same(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => (one - other).abs() < 1e-9,
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn plan(between: Option<(u16, u16)>) -> RulePlan {
        let (name, aspect, equals) = (String::new(), "on".to_owned(), json!(true));
        RulePlan { name, aspect, equals, between, offset_min: 480, steps: Vec::new() }
    }

    #[test]
    fn a_rule_fires_when_something_becomes_so_and_not_while_it_stays_so() {
        let (off, on) = (State::new(), State::from([("on".to_owned(), json!(true))]));
        let now = Timestamp::from_micros(0);
        assert!(plan(None).fires(&off, &on, now));
        assert!(!plan(None).fires(&on, &on, now));
        assert!(!plan(None).fires(&on, &off, now));
        // Eight in the morning in China.
        for (between, fires) in
            [((480, 481), true), ((1_320, 360), false), ((1_320, 540), true), ((0, 480), false)]
        {
            assert_eq!(plan(Some(between)).fires(&off, &on, now), fires, "{between:?}");
        }
    }

    #[test]
    fn a_mac_is_twelve_digits_however_it_is_written() {
        assert_eq!(mac("a4:cf:12:b3:c4:d5").as_deref(), Some("A4CF12B3C4D5"));
        assert_eq!(mac("A4CF12B3C4D"), None);
        assert_eq!(mac("A4CF12B3C4/#"), None);
    }
}
