//! What counts as an attack: plain values.

use std::time::Duration;

use crate::account::Bound;

/// One account that was tried from one address, counted once within the hour.
pub(super) const PAIR: Bound = Bound { kind: "risk.pair", span_s: 3_600, most: 1 };
/// Accounts that may be tried in vain from one address within an hour: a family that mistypes, not a list.
pub(super) const ACCOUNTS: Bound = Bound { kind: "risk.accounts", span_s: 3_600, most: 9 };
/// Messages and invitations of one account or one address within an hour, those that were refused included.
pub(super) const SENT: Bound = Bound { kind: "risk.sent", span_s: 3_600, most: 120 };
/// How long whatever struck is stopped.
pub(super) const STOPPED: Duration = Duration::from_secs(3_600);
/// How long it is remembered, at most; as long as the policy keeps counts of attempts.
pub(super) const REMEMBERED: Duration = Duration::from_secs(48 * 3_600);
/// Events shown at once.
pub(super) const SHOWN_MAX: u32 = 200;

/// What it looked like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Many accounts were tried from one address.
    Stuffing,
    /// One wrote or invited far too much.
    Spam,
}

impl Kind {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Stuffing => "stuffing",
            Self::Spam => "spam",
        }
    }

    /// The series of the counts of the house.
    pub(super) const fn series(self) -> &'static str {
        match self {
            Self::Stuffing => "courtyard_risk_total{kind=\"stuffing\"}",
            Self::Spam => "courtyard_risk_total{kind=\"spam\"}",
        }
    }
}

/// The first signs of a mark: enough to find it among few, too little to compute anything from.
pub(super) fn first_signs(mark: [u8; 16]) -> String {
    mark.iter().take(3).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_told_by_six_signs() {
        let mut mark = [0; 16];
        (mark[0], mark[1], mark[2], mark[3]) = (0xab, 1, 0xff, 0x77);
        assert_eq!(first_signs(mark), "ab01ff");
    }
}
