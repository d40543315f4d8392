//! The one clock. Instants are integer microseconds UTC; tests and `--dev` may move it forward.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant so many microseconds after the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This instant and so much later; saturates.
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)))
    }

    /// This instant and so much earlier; saturates.
    pub fn minus(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)))
    }

    /// How long after `earlier` this is; zero when it is not after.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Days since the epoch, UTC: the key of daily counters.
    pub const fn day(self) -> i64 {
        self.0.div_euclid(86_400_000_000)
    }

    /// RFC 3339 in UTC with milliseconds: `2026-12-21T08:30:00.000Z`.
    pub fn rfc3339(self) -> String {
        let millis = self.0.div_euclid(1_000);
        let (days, in_day) = (millis.div_euclid(86_400_000), millis.rem_euclid(86_400_000));
        let date = date(days);
        let (hour, minute) = (in_day / 3_600_000, in_day / 60_000 % 60);
        let (second, milli) = (in_day / 1_000 % 60, in_day % 1_000);
        format!("{date}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
    }

    /// Reads what [`Timestamp::rfc3339`] writes, also without the milliseconds; `None` for anything else.
    pub fn read(text: &str) -> Option<Self> {
        let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
        let mut date = date.splitn(3, '-').map(digits);
        let (time, milli) = time.split_once('.').unwrap_or((time, "0"));
        let mut time = time.splitn(3, ':').map(digits);
        let (year, month, day) = (date.next()??, date.next()??, date.next()??);
        let (hour, minute, second) = (time.next()??, time.next()??, time.next()??);
        let days = day_number(year, month, day)?;
        if hour > 23 || minute > 59 || second > 59 || milli.len() > 3 {
            return None;
        }
        let milli = digits(milli)? * 10_i64.pow(3 - u32::try_from(milli.len()).ok()?);
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second;
        Some(Self(seconds * 1_000_000 + milli * 1_000))
    }
}

/// Year, month and day of the day so many days after 1970-01-01 in the proleptic Gregorian calendar.
pub fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The day so many days after 1970-01-01, as `2026-12-21`.
pub fn date(days: i64) -> String {
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02}")
}

fn digits(text: &str) -> Option<i64> {
    let short = (1..=4).contains(&text.len()) && text.bytes().all(|sign| sign.is_ascii_digit());
    short.then(|| text.parse().ok()).flatten()
}

/// The inverse of [`civil`]; `None` where there is no such day.
fn day_number(year: i64, month: i64, day: i64) -> Option<i64> {
    // The day is within a year of this estimate; the calendar itself says which one it is.
    let first = (year - 1970) * 365 + (year - 1969).div_euclid(4) - (year - 1901).div_euclid(100)
        + (year - 1601).div_euclid(400);
    (first..first + 366).find(|number| civil(*number) == (year, month, day))
}

impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(input)?;
        Self::read(&text).ok_or_else(|| serde::de::Error::custom("not an instant in UTC"))
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&self.rfc3339())
    }
}

impl schemars::JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time" })
    }
}

/// The clock: the system's time and how far it has been moved. Clones share the moving.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead_us: Arc<AtomicI64>,
}

impl Clock {
    /// The system's clock, not moved.
    pub fn system() -> Self {
        Self::default()
    }

    /// Now.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the system's clock")]
    pub fn now(&self) -> Timestamp {
        let real = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX));
        Timestamp(real.saturating_add(self.ahead_us.load(Ordering::Relaxed)))
    }

    /// Moves the clock forward for everyone who holds a clone (tests and `--dev`).
    pub fn advance(&self, span: Duration) {
        self.ahead_us.fetch_add(i64::try_from(span.as_micros()).unwrap_or(0), Ordering::Relaxed);
    }
}

/// A monotonic instant for measuring spans (request times, rate limits by token bucket).
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the monotonic clock")]
pub fn monotonic() -> std::time::Instant {
    std::time::Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_as_rfc_3339() {
        assert_eq!(Timestamp::from_micros(0).rfc3339(), "1970-01-01T00:00:00.000Z");
        assert_eq!(Timestamp::from_micros(951_782_400_123_456).rfc3339(), "2000-02-29T00:00:00.123Z");
        assert_eq!(Timestamp::from_micros(1_797_811_199_999_000).rfc3339(), "2026-12-20T23:59:59.999Z");
        assert_eq!(Timestamp::from_micros(-1_000).rfc3339(), "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn what_is_written_is_read_again_and_nothing_else() {
        for micros in [0, 951_782_400_123_000, 1_797_811_199_999_000, 4_102_444_799_000_000] {
            let at = Timestamp::from_micros(micros);
            assert_eq!(Timestamp::read(&at.rfc3339()), Some(at), "{}", at.rfc3339());
        }
        assert_eq!(Timestamp::read("1970-01-01T00:00:01Z").map(Timestamp::micros), Some(1_000_000));
        for wrong in [
            "",
            "2026-02-30T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01 00:00:00Z",
            "2026-01-01T00:00:00",
            "+026-01-01T00:00:00Z",
        ] {
            assert_eq!(Timestamp::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn clones_share_the_moving() {
        let clock = Clock::system();
        let other = clock.clone();
        clock.advance(Duration::from_secs(3_600));
        assert!(other.now().since(Clock::system().now()) > Duration::from_secs(3_590));
    }
}
