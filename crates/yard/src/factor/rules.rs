//! Where a second factor is wanted, and how long it stands: plain functions on plain values.

use ground::Timestamp;
use ground::config::Config;
use policy::{Policy, Purpose, StaffFactor};
use std::time::Duration;

/// How long a second factor stands.
pub(super) const STANDS: Duration = Duration::from_secs(3_600);

/// Whether this house wants it: its doorplate says so, or its settings ask more than the doorplate.
pub fn wanted(policy: &Policy, config: &Config) -> bool {
    policy.conduct().staff_factor == StaffFactor::Second || config.accounts.staff_factor
}

/// The purposes for which nobody but those who run the house opens anything of others.
pub(crate) const fn of_staff(purpose: Purpose) -> bool {
    matches!(
        purpose,
        Purpose::Support
            | Purpose::IncidentResponse
            | Purpose::Disclosure
            | Purpose::Accountability
            | Purpose::RealName
    )
}

/// Whether what was proved then still stands.
pub(super) fn is_fresh(proved_at: Timestamp, now: Timestamp) -> bool {
    now.since(proved_at) < STANDS
}

fn words(path: &str) -> Vec<&str> {
    path.strip_prefix("/api/v1").unwrap_or(path).split('/').filter(|word| !word.is_empty()).collect()
}

/// Whether this address shows those who run the house data of others, or lets them act on these: everything of the desk
/// but what lists counts and dates.
pub(super) fn shows_keepers(is_read: bool, path: &str) -> bool {
    match *words(path).as_slice() {
        ["rights", "requests", ..] | ["minors" | "papers", ..] => true,
        ["desk"] | ["desk", "disclosures", "grounds"] => false,
        ["desk", list] => !(is_read && LISTS.contains(&list)),
        ["desk", ..] => true,
        _ => false,
    }
}

/// Lists of the desk that name nobody.
const LISTS: [&str; 11] = [
    "tickets",
    "incidents",
    "disclosures",
    "succession",
    "recalls",
    "assessments",
    "staff",
    "risks",
    "controls",
    "crashes",
    "inspectors",
];

/// Whether this address shows an administrator more of others than every member sees.
pub(super) fn shows_administrators(path: &str) -> bool {
    matches!(
        *words(path).as_slice(),
        ["orgs", _, "members", _, ..] | ["orgs", _, "invitations" | "particulars", ..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_data_of_others_wants_it_and_counts_do_not() {
        let shown = [
            "/api/v1/rights/requests",
            "/desk/tickets/t1",
            "/desk/disclosures/d1/release",
            "/desk/evidence",
            "/papers",
            "/desk/something/that/comes/later",
        ];
        for path in shown {
            assert!(shows_keepers(true, path), "{path}");
        }
        assert!(shows_keepers(false, "/desk/disclosures") && !shows_keepers(true, "/desk/disclosures"));
        for path in
            ["/desk", "/desk/tickets", "/desk/disclosures/grounds", "/desk/incidents", "/me/tickets/t1"]
        {
            assert!(!shows_keepers(true, path), "{path}");
        }
        assert!(shows_administrators("/api/v1/orgs/o/members/p") && !shows_administrators("/orgs/o/members"));
        assert!(shows_administrators("/orgs/o/invitations"));
    }

    #[test]
    fn a_second_factor_ends_after_an_hour() {
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        assert!(is_fresh(at(0), at(3_599)) && !is_fresh(at(0), at(3_600)));
    }
}
