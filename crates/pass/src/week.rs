//! Weekly times, as they are lived in the community's own zone.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::moment::Moment;

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// A zone by its name, such as `Asia/Shanghai`.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of this name; `None` where there is none.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    pub(crate) const fn time_zone(&self) -> &TimeZone {
        &self.0
    }

    /// The day of the week, 0 being Monday, and the minute of the day.
    fn local(&self, at: Moment) -> Option<(u8, u16)> {
        let local = Timestamp::from_microsecond(at.micros()).ok()?.to_zoned(self.0.clone());
        let day = u8::try_from(local.weekday().to_monday_zero_offset()).ok()?;
        let minute = u16::try_from(local.hour()).ok()? * 60 + u16::try_from(local.minute()).ok()?;
        Some((day, minute))
    }
}

/// One stretch of a week. It may run over midnight, and then belongs to the day on which it began.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The days on which it begins: bit 0 is Monday, bit 6 is Sunday.
    pub days: u8,
    /// The minute of the day with which it begins.
    pub from: u16,
    /// The minute of the day before which it ends; not later than `from` is on the next day. 1440 is midnight.
    pub until: u16,
}

impl Span {
    /// Whether it is one at all.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.days > 0 && self.days < 128 && self.from < DAY && self.until <= DAY
    }

    fn holds(&self, day: u8, minute: u16) -> bool {
        let on = |day: u8| self.days >> (day % 7) & 1 == 1;
        if self.from < self.until {
            return on(day) && (self.from..self.until).contains(&minute);
        }
        on(day) && minute >= self.from || on(day + 6) && minute < self.until
    }
}

/// Whether one of these stretches holds this instant. No stretch at all means always.
pub(crate) fn holds(week: &[Span], zone: &Zone, at: Moment) -> bool {
    week.is_empty()
        || zone.local(at).is_some_and(|(day, minute)| week.iter().any(|span| span.holds(day, minute)))
}

#[cfg(test)]
mod tests {
    use super::{Span, Zone, holds};
    use crate::Moment;

    fn at(text: &str) -> Moment {
        Moment::from_micros(text.parse::<jiff::Timestamp>().unwrap().as_microsecond())
    }

    #[test]
    fn a_week_is_lived_in_the_zone_of_the_community() {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let weekdays = [Span { days: 0b001_1111, from: 8 * 60, until: 18 * 60 }];
        assert!(holds(&weekdays, &zone, at("2026-11-30T00:00:00Z")), "Monday, eight in the morning there");
        assert!(!holds(&weekdays, &zone, at("2026-11-29T23:59:59Z")));
        assert!(!holds(&weekdays, &zone, at("2026-11-30T10:00:00Z")), "six in the evening is over");
        assert!(!holds(&weekdays, &zone, at("2026-11-29T04:00:00Z")), "Sunday");
        assert!(holds(&[], &zone, at("2026-11-29T04:00:00Z")));
        assert!(Zone::named("Nowhere/At_All").is_none());
    }

    #[test]
    fn a_stretch_over_midnight_belongs_to_the_day_on_which_it_began() {
        let zone = Zone::named("UTC").unwrap();
        let sunday_night = [Span { days: 0b100_0000, from: 22 * 60, until: 6 * 60 }];
        assert!(holds(&sunday_night, &zone, at("2026-11-29T22:00:00Z")));
        assert!(holds(&sunday_night, &zone, at("2026-11-30T05:59:00Z")), "Monday before six");
        assert!(!holds(&sunday_night, &zone, at("2026-11-30T06:00:00Z")));
        assert!(!holds(&sunday_night, &zone, at("2026-11-29T05:00:00Z")), "that night began on Saturday");
        let whole = [Span { days: 0b000_0001, from: 0, until: 1440 }];
        assert!(
            holds(&whole, &zone, at("2026-11-30T23:59:59Z"))
                && !holds(&whole, &zone, at("2026-12-01T00:00:00Z"))
        );
    }

    #[test]
    fn an_hour_that_a_zone_leaves_out_or_lives_twice_is_no_trouble() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let early = [Span { days: 0b100_0000, from: 2 * 60, until: 3 * 60 }];
        assert!(!holds(&early, &zone, at("2026-03-29T01:30:00Z")), "that hour was left out");
        assert!(
            holds(&early, &zone, at("2026-10-25T00:30:00Z"))
                && holds(&early, &zone, at("2026-10-25T01:30:00Z"))
        );
    }
}
