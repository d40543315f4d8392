//! What may be said of a machine, and what of a clocking that one brings.

use ground::Timestamp;
use jiff::civil::DateTime;
use std::net::IpAddr;
use std::time::Duration;

use super::super::zone::Zone;

/// How far a clock may be ahead of the house's.
const AHEAD: Duration = Duration::from_secs(120);
/// How long a machine may have been cut off.
pub(super) const LATE: Duration = Duration::from_secs(31 * 86_400);
/// Signs of a number, and of a mark.
const SIGNS_MAX: usize = 64;
/// Signs of a time.
const TIME_MAX: usize = 40;
/// Bits that a network has at least: a machine stands somewhere, not anywhere.
const BITS: (u8, u8) = (24, 56);

/// What came of one line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Taken {
    /// It is kept.
    Kept,
    /// It came before, and counts once.
    Again,
    /// Nobody authorised it.
    Unauthorised,
    /// It lies ahead.
    Future,
    /// It is too old.
    Late,
    /// Too many came of one person within a day.
    Often,
}

/// Whether a time may be brought now.
pub(super) fn when(at: Timestamp, now: Timestamp) -> Taken {
    if at > now.plus(AHEAD) {
        Taken::Future
    } else if at.plus(LATE) < now {
        Taken::Late
    } else {
        Taken::Kept
    }
}

/// A number or a mark as machines have them.
pub(super) fn is_mark(text: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/".contains(&byte);
    (1..=SIGNS_MAX).contains(&text.len()) && text.bytes().all(sign)
}

/// An instant, or a time as the clock of the machine shows it, in its zone.
pub(super) fn time(text: &str, zone: &Zone) -> Option<Timestamp> {
    if text.len() > TIME_MAX {
        return None;
    }
    match text.parse::<jiff::Timestamp>() {
        Ok(at) => Some(Timestamp::from_micros(at.as_microsecond())),
        Err(_) => zone.local(text.parse::<DateTime>().ok()?),
    }
}

/// Whether it is a network in which a machine can be said to stand.
pub(super) fn is_place(network: &str) -> bool {
    let Some((base, bits)) = network.split_once('/') else { return false };
    let least = match base.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => BITS.0,
        Ok(IpAddr::V6(_)) => BITS.1,
        Err(_) => return false,
    };
    let known = ground::network::lies_in(network, IpAddr::from([0, 0, 0, 0])).is_some();
    network.len() <= 50 && known && bits.parse::<u8>().is_ok_and(|bits| bits >= least)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        time(text, &Zone::named("Asia/Shanghai").unwrap()).unwrap()
    }

    #[test]
    fn a_time_is_an_instant_or_what_the_machines_clock_shows() {
        assert_eq!(at("2026-12-21T08:59:03+08:00"), at("2026-12-21T08:59:03"));
        assert_eq!(at("2026-12-21T00:59:03Z"), at("2026-12-21 08:59:03"));
        let zone = Zone::named("UTC").unwrap();
        for wrong in ["", "08:59", "2026-13-01T00:00:00", "2026-12-21T25:00:00", "yesterday", &"9".repeat(60)]
        {
            assert_eq!(time(wrong, &zone), None, "{wrong}");
        }
    }

    #[test]
    fn what_lies_ahead_and_what_is_older_than_a_month_is_not_taken() {
        let now = at("2026-12-21T08:00:00");
        for (brought, expected) in [
            ("2026-12-21T08:02:00", Taken::Kept),
            ("2026-12-21T08:02:01", Taken::Future),
            ("2026-11-20T08:00:00", Taken::Kept),
            ("2026-11-20T07:59:59", Taken::Late),
        ] {
            assert_eq!(when(at(brought), now), expected, "{brought}");
        }
    }

    #[test]
    fn a_machine_stands_in_a_small_network() {
        for (network, expected) in [
            ("203.0.113.7/32", true),
            ("203.0.113.0/24", true),
            ("203.0.0.0/16", false),
            ("0.0.0.0/0", false),
            ("2001:db8:1:2::/64", true),
            ("2001:db8::/32", false),
            ("203.0.113.7", false),
            ("shop/24", false),
        ] {
            assert_eq!(is_place(network), expected, "{network}");
        }
        assert!(is_mark("E-0017") && !is_mark("") && !is_mark("a b") && !is_mark(&"1".repeat(65)));
    }
}
