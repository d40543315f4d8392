//! When it is quiet: plain functions on plain values.

use ground::Timestamp;
use std::time::Duration;

use super::Refusal;

/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// Places whose clocks never change, and their minutes ahead of UTC.
pub(super) const ZONES: [(&str, i64); 12] = [
    ("Asia/Shanghai", 480),
    ("Asia/Hong_Kong", 480),
    ("Asia/Macau", 480),
    ("Asia/Taipei", 480),
    ("Asia/Singapore", 480),
    ("Asia/Tokyo", 540),
    ("Asia/Seoul", 540),
    ("Asia/Bangkok", 420),
    ("Asia/Jakarta", 420),
    ("Asia/Kolkata", 330),
    ("Asia/Dubai", 240),
    ("UTC", 0),
];

/// Quiet hours.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Quiet {
    /// The minute of the day at which they begin.
    pub from_min: i64,
    /// The minute at which they end; before the beginning means on the next day.
    pub until_min: i64,
    /// The days on which they begin: a bit each, Monday first.
    pub days: i64,
    /// By whose clock.
    pub zone: String,
}

impl Quiet {
    /// The hours as they are written.
    pub(super) fn read(from: &str, until: &str, days: &[u8], zone: &str) -> Result<Self, Refusal> {
        let (from_min, until_min) = (minute(from)?, minute(until)?);
        if from_min == until_min {
            return Err(Refusal::Time);
        }
        let mut bits = 0_i64;
        for day in days {
            let bit = 1_i64 << day.checked_sub(1).filter(|day| *day < 7).ok_or(Refusal::Days)?;
            if bits & bit != 0 {
                return Err(Refusal::Days);
            }
            bits |= bit;
        }
        if bits == 0 {
            return Err(Refusal::Days);
        }
        ahead(zone).ok_or(Refusal::Zone)?;
        Ok(Self { from_min, until_min, days: bits, zone: zone.to_owned() })
    }

    /// The days by number.
    pub(super) fn days(&self) -> Vec<u8> {
        (1..=7).filter(|day| self.days & (1 << (day - 1)) != 0).collect()
    }

    /// When they end, where it is quiet now.
    pub(super) fn ends(&self, now: Timestamp) -> Option<Timestamp> {
        let minutes = now.seconds().div_euclid(60) + ahead(&self.zone)?;
        let (day, at) = (minutes.div_euclid(DAY), minutes.rem_euclid(DAY));
        let over_night = self.until_min < self.from_min;
        let begins_on = |day: i64| {
            // The first day of 1970 was a Thursday.
            let weekday = (day + 3).rem_euclid(7);
            self.days & (1 << weekday) != 0
        };
        let left = if over_night {
            if at >= self.from_min && begins_on(day) {
                DAY - at + self.until_min
            } else if at < self.until_min && begins_on(day - 1) {
                self.until_min - at
            } else {
                return None;
            }
        } else if (self.from_min..self.until_min).contains(&at) && begins_on(day) {
            self.until_min - at
        } else {
            return None;
        };
        let into = u64::try_from(now.seconds().rem_euclid(60)).unwrap_or_default();
        let left_s = u64::try_from(left).unwrap_or_default() * 60;
        Some(now.plus(Duration::from_secs(left_s.saturating_sub(into))))
    }
}

/// `22:00`.
pub(super) fn written(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn minute(text: &str) -> Result<i64, Refusal> {
    let (hours, minutes) = text.split_once(':').filter(|_| text.len() == 5).ok_or(Refusal::Time)?;
    let number = |digits: &str, below: i64| {
        let is_plain = digits.len() == 2 && digits.bytes().all(|sign| sign.is_ascii_digit());
        digits.parse::<i64>().ok().filter(|number| is_plain && *number < below).ok_or(Refusal::Time)
    };
    Ok(number(hours, 24)? * 60 + number(minutes, 60)?)
}

fn ahead(zone: &str) -> Option<i64> {
    ZONES.iter().find(|(name, _)| *name == zone).map(|(_, minutes)| *minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::read(text).unwrap()
    }

    fn ends(quiet: &Quiet, now: &str) -> Option<String> {
        quiet.ends(at(now)).map(|end| end.rfc3339())
    }

    #[test]
    fn a_night_that_begins_on_a_chosen_day_is_quiet_until_its_morning() {
        // Friday alone, by the clock of Shanghai; 2026-12-04 is a Friday.
        let night = Quiet::read("22:00", "07:00", &[5], "Asia/Shanghai").unwrap();
        assert_eq!(ends(&night, "2026-12-04T13:59:59Z"), None);
        assert_eq!(ends(&night, "2026-12-04T14:00:00Z").as_deref(), Some("2026-12-04T23:00:00.000Z"));
        assert_eq!(ends(&night, "2026-12-04T22:59:30Z").as_deref(), Some("2026-12-04T23:00:00.000Z"));
        assert_eq!(ends(&night, "2026-12-04T23:00:00Z"), None);
        assert_eq!(ends(&night, "2026-12-03T15:00:00Z"), None, "Thursday night is not quiet");
        assert_eq!(ends(&night, "2026-12-05T15:00:00Z"), None);
        let noon = Quiet::read("12:00", "13:30", &[1, 2, 3, 4, 5], "Asia/Shanghai").unwrap();
        assert_eq!(ends(&noon, "2026-12-04T04:15:00Z").as_deref(), Some("2026-12-04T05:30:00.000Z"));
        assert_eq!(ends(&noon, "2026-12-05T04:15:00Z"), None, "not on Saturday");
    }

    #[test]
    fn what_is_no_time_no_day_or_no_place_is_refused() {
        let read = |from: &str, days: &[u8], zone: &str| Quiet::read(from, "07:00", days, zone);
        for from in ["7:00", "24:00", "12:60", "07:00", "1200", "+1:00", ""] {
            assert!(matches!(read(from, &[1], "UTC"), Err(Refusal::Time)), "{from}");
        }
        for days in [&[][..], &[0], &[8], &[1, 1]] {
            assert!(matches!(read("22:00", days, "UTC"), Err(Refusal::Days)), "{days:?}");
        }
        assert!(matches!(read("22:00", &[1], "Europe/Berlin"), Err(Refusal::Zone)));
        let all = read("22:00", &[1, 7], "UTC").unwrap();
        assert_eq!((all.days(), written(all.from_min)), (vec![1, 7], "22:00".to_owned()));
    }
}
