//! What may be entered of a visit: plain functions on plain values.

use ground::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::time::Duration;
use yard::account::{Bound, Phone};
use yard::org::Line;

use super::Refusal;

/// Whom a home expects at a time, and whom a property lets in by standing passes.
pub(super) const OF_HOME: usize = 20;
pub(super) const OF_PROPERTY: usize = 200;
/// What one person enters within a day.
pub(super) const OF_DAY: Bound = Bound { kind: "visit.invite.person", span_s: 86_400, most: 60 };
/// How often a link is asked for from one address.
pub(super) const LOOKS: Bound = Bound { kind: "visit.look.address", span_s: 600, most: 120 };
/// How often one visitor gives a photo within a day.
pub(super) const FACES: Bound = Bound { kind: "visit.face.visit", span_s: 86_400, most: 20 };
/// Signs of a name.
pub(crate) const NAME_MAX: usize = 40;
/// How long a window is at most, and how far ahead it begins.
const SHORT: Duration = Duration::from_secs(30 * 86_400);
const LONG: Duration = Duration::from_secs(366 * 86_400);
/// How often a visit may open doors, and stretches of its week, at most.
const USES_MAX: u32 = 200;
const SPANS_MAX: usize = 14;
/// Named doors of one visit, at most.
pub(super) const DOORS_MAX: usize = 16;
/// Whoever came in is told of again after this.
pub(super) const AGAIN: Duration = Duration::from_secs(12 * 3_600);

/// As what somebody comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "VisitKind")]
pub(crate) enum Kind {
    /// A visitor.
    Visitor,
    /// Who brings something.
    Courier,
    /// Who comes again and again.
    Helper,
}

impl Kind {
    /// The word in the table.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Courier => "courier",
            Self::Helper => "helper",
        }
    }

    /// The kind of a word.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Visitor, Self::Courier, Self::Helper].into_iter().find(|kind| kind.word() == word)
    }

    /// The same as whoever holds a pass.
    pub(super) const fn holder(self) -> crate::pass::Holder {
        match self {
            Self::Visitor => crate::pass::Holder::Visitor,
            Self::Courier => crate::pass::Holder::Courier,
            Self::Helper => crate::pass::Holder::Helper,
        }
    }

    /// How often he opens doors where nobody says so: who brings something, once.
    pub(super) const fn uses(self) -> Option<u32> {
        match self {
            Self::Courier => Some(1),
            Self::Visitor | Self::Helper => None,
        }
    }
}

/// By what he opens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "VisitWay")]
pub(super) enum Way {
    /// A link, behind which his phone makes codes.
    #[default]
    Code,
    /// Digits for the keypad.
    Pin,
}

/// A stretch of each week.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "VisitHours")]
pub(super) struct Hours {
    /// The days on which it begins: 1 (Monday) to 7.
    days: Vec<u8>,
    /// The minute of the day with which it begins, by the community's clock.
    from: u16,
    /// The minute of the day before which it ends; not later than `from` is on the next day.
    until: u16,
}

/// A week as doors know it.
pub(super) fn week(hours: &[Hours]) -> Result<Vec<::pass::Span>, Refusal> {
    if hours.len() > SPANS_MAX {
        return Err(Refusal::Hours);
    }
    hours.iter().map(span).collect()
}

fn span(one: &Hours) -> Result<::pass::Span, Refusal> {
    let mut days = 0_u8;
    for day in &one.days {
        let at = day.checked_sub(1).filter(|at| *at < 7).ok_or(Refusal::Hours)?;
        days |= 1 << at;
    }
    let span = ::pass::Span { days, from: one.from, until: one.until };
    if span.is_sound() && one.from != one.until { Ok(span) } else { Err(Refusal::Hours) }
}

/// The same as it was entered.
pub(super) fn hours(week: &[::pass::Span]) -> Vec<Hours> {
    let days = |bits: u8| (1..=7).filter(|day| bits >> (day - 1) & 1 == 1).collect();
    week.iter().map(|span| Hours { days: days(span.days), from: span.from, until: span.until }).collect()
}

/// From when to when.
pub(super) fn window(
    is_long: bool,
    (from, until): (Option<Timestamp>, Timestamp),
    now: Timestamp,
) -> Result<(Timestamp, Timestamp), Refusal> {
    let most = if is_long { LONG } else { SHORT };
    let from = from.unwrap_or(now);
    let fits = until > now && until > from && from <= now.plus(most) && until <= from.plus(most);
    if fits { Ok((from, until)) } else { Err(Refusal::Window) }
}

/// How often.
pub(super) fn uses(kind: Kind, wished: Option<u32>) -> Result<Option<u32>, Refusal> {
    match wished {
        None => Ok(kind.uses()),
        Some(uses) if (1..=USES_MAX).contains(&uses) => Ok(Some(uses)),
        Some(_) => Err(Refusal::Uses),
    }
}

/// What is told of him, in the open.
pub(super) struct Said {
    pub name: Line,
    pub phone: Option<Phone>,
    pub reason: Option<Line>,
}

/// Reads it; what is empty is nothing.
pub(super) fn said(name: &str, phone: Option<&str>, reason: Option<&str>) -> Result<Said, Refusal> {
    let filled = |text: &&str| !text.trim().is_empty();
    let phone = phone.filter(filled).map(|text| Phone::read(text).ok_or(Refusal::Phone)).transpose()?;
    let reason = reason.filter(filled).map(|text| Line::reason(Some(text)).ok_or(Refusal::Reason));
    Ok(Said {
        name: Line::read(name, NAME_MAX).map_err(|_| Refusal::Name)?,
        phone,
        reason: reason.transpose()?,
    })
}

/// The network of whoever asks: of IPv4 one address, of IPv6 the 64 bits that one household has.
pub(crate) fn network(from: IpAddr) -> String {
    match from.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_ends_after_now_and_is_a_month_or_a_year_long() {
        let now = Timestamp::from_micros(1_800_000_000_000_000);
        let at = |days: u64| now.plus(Duration::from_secs(days * 86_400));
        assert_eq!(window(false, (None, at(30)), now).unwrap(), (now, at(30)));
        assert!(window(false, (None, at(31)), now).is_err() && window(true, (None, at(366)), now).is_ok());
        for (from, until) in [(None, now), (Some(at(2)), at(2)), (Some(at(31)), at(32))] {
            assert!(window(false, (from, until), now).is_err(), "{from:?} {until:?}");
        }
    }

    #[test]
    fn a_week_is_read_and_shown_again_and_what_is_none_is_refused() {
        let weekdays = Hours { days: vec![1, 2, 3, 4, 5], from: 480, until: 720 };
        let read = week(std::slice::from_ref(&weekdays)).unwrap();
        assert_eq!((read[0].days, hours(&read)), (0b1_1111, vec![weekdays]));
        for (days, from, until) in [(vec![], 0, 60), (vec![0], 0, 60), (vec![8], 0, 60), (vec![1], 60, 60)] {
            assert!(week(&[Hours { days, from, until }]).is_err());
        }
        assert!(week(&[Hours { days: vec![7], from: 1_440, until: 1_441 }]).is_err());
    }

    #[test]
    fn who_brings_something_opens_once_unless_it_is_said() {
        assert_eq!((uses(Kind::Courier, None).unwrap(), uses(Kind::Visitor, None).unwrap()), (Some(1), None));
        assert!(uses(Kind::Visitor, Some(0)).is_err() && uses(Kind::Courier, Some(201)).is_err());
        assert_eq!(uses(Kind::Courier, Some(200)).unwrap(), Some(200));
    }
}
