//! What may happen: bands, what a waiting minor may do, which proof a guardian gives.

use ground::Timestamp;
use policy::{GuardianProof, Policy};
use std::time::Duration;

use super::{Refusal, Standing};

const DAY_MICROS: i64 = 86_400_000_000;
/// How long a minor's account waits for a guardian before it ends.
pub(super) const WAIT: Duration = Duration::from_secs(14 * 86_400);
/// How long an approved opening stands.
pub(super) const OPENING_LIFE: Duration = Duration::from_secs(86_400);
/// Guardians that one minor may ask within a day.
pub(super) const ASKED_PER_DAY: u32 = 5;
/// The largest signed sheet.
pub(super) const SHEET_MAX: usize = 180 * 1024;
/// Oldest age that is believed.
const AGE_MAX: i64 = 130;

/// Why those who run the house may need to look.
pub(super) const REASONS: &[&str] = &["request", "incident", "legal", "protection"];

/// Parts of the service that a guardian can close.
pub(super) const PARTS: &[&str] = &["meetings", "organisations"];

/// Which side of the lines somebody is on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Band {
    /// Below the age of a child.
    Child,
    /// A minor who is no child any longer.
    Youth,
}

impl Band {
    /// The word in the table and on the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Child => "child",
            Self::Youth => "youth",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Child, Self::Youth].into_iter().find(|band| band.word() == word)
    }
}

/// An age line of the policy, in years.
fn line(policy: &Policy, id: &str, at_least: i64) -> i64 {
    policy.number(id).map_or(at_least, |number| i64::from(number.value.number))
}

/// The band of somebody born in this year, and from when on he is surely grown; `None` where he is grown now. In doubt
/// about the day he counts as younger.
pub(super) fn band(policy: &Policy, born: i64, now: Timestamp) -> Result<Option<(Band, Timestamp)>, Refusal> {
    let (year, _, _) = ground::clock::civil(now.day());
    if born > year || born < year - AGE_MAX {
        return Err(Refusal::YearWrong);
    }
    let (child, minor) = (line(policy, "child-age", 14), line(policy, "minor-age", 18));
    let surely = year - born - 1;
    if surely >= minor {
        return Ok(None);
    }
    let grown_at = Timestamp::from_micros(first_day(born + minor + 1) * DAY_MICROS);
    Ok(Some((if surely < child { Band::Child } else { Band::Youth }, grown_at)))
}

/// The first of January of a year, in days since 1970.
fn first_day(year: i64) -> i64 {
    let before = year - 1;
    before * 365 + before / 4 - before / 100 + before / 400 - 719_162
}

/// How the guardian of this band shows that he agrees.
pub(super) fn proof(policy: &Policy, band: Band) -> GuardianProof {
    let conduct = policy.conduct();
    if band == Band::Child { conduct.child } else { conduct.minor }
}

/// Whether these bytes are a sheet: a PDF, a JPEG or a PNG.
pub(crate) fn is_sheet(bytes: &[u8]) -> bool {
    let begins = [&b"%PDF-"[..], &[0xff, 0xd8, 0xff], &[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a]];
    bytes.len() <= SHEET_MAX && begins.iter().any(|begin| bytes.starts_with(begin))
}

/// Paths that a minor who waits may change: his own age and guardian, his requests, the end of his account.
const MAY_CHANGE: &[&str] =
    &["/me/age", "/me/guardian", "/me/identity/code", "/me/requests", "/me/archive", "/me/close", "/session"];
/// Paths that he may look at: himself, the house, the policy.
const MAY_LOOK: &[&str] = &["/me", "/house", "/policy", "/seal", "/session", "/audit", "/closings", "/setup"];

fn under(path: &str, allowed: &[&str]) -> bool {
    allowed
        .iter()
        .any(|start| path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Whether a minor of this standing may call that.
///
/// # Errors
/// That a guardian has to agree first, or closed it.
pub fn gate(standing: &Standing, is_read: bool, path: &str) -> Result<(), Refusal> {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    if standing.waiting {
        let may = under(path, MAY_CHANGE)
            || (is_read && under(path, MAY_LOOK))
            || path.starts_with("/me/devices/")
            || path.starts_with("/me/consents");
        return if may { Ok(()) } else { Err(Refusal::Waiting) };
    }
    let is = |part: &str| standing.closed.split(' ').any(|closed| closed == part);
    let meets = path.starts_with("/meeting");
    let organises = under(path, &["/orgs", "/invitations"]);
    if (meets && is("meetings")) || (organises && is("organisations")) {
        return Err(Refusal::Limited);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_doubt_somebody_counts_as_younger() {
        let policy = Policy::load("courtyard").unwrap();
        let now = Timestamp::from_micros(first_day(2026) * DAY_MICROS + 200 * DAY_MICROS);
        let of = |born| band(&policy, born, now).unwrap().map(|(band, _)| band);
        assert_eq!((of(2012), of(2011)), (Some(Band::Child), Some(Band::Youth)));
        assert_eq!((of(2008), of(2007)), (Some(Band::Youth), None));
        let grown = band(&policy, 2011, now).unwrap().unwrap().1;
        assert_eq!(ground::clock::civil(grown.day()), (2030, 1, 1));
        assert!(band(&policy, 2027, now).is_err() && band(&policy, 1800, now).is_err());
    }

    #[test]
    fn who_waits_looks_at_himself_and_nothing_else() {
        let waits = Standing { waiting: true, closed: String::new() };
        for (is_read, path) in [(true, "/api/v1/me"), (false, "/me/guardian"), (false, "/api/v1/me/close")] {
            assert!(gate(&waits, is_read, path).is_ok(), "{path}");
        }
        for (is_read, path) in
            [(false, "/me/avatar"), (true, "/meetings"), (false, "/api/v1/orgs"), (true, "/meadow")]
        {
            assert!(gate(&waits, is_read, path).is_err(), "{path}");
        }
        let closed = Standing { waiting: false, closed: "meetings".to_owned() };
        assert!(gate(&closed, false, "/api/v1/meetings").is_err());
        assert!(gate(&closed, false, "/api/v1/orgs").is_ok());
    }
}
