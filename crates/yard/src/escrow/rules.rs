//! Whether shares may be given out from the desk. No clock, no I/O.

use ground::Timestamp;
use std::time::Duration;
use vault::escrow::SHARES_MAX;

use super::Refusal;

/// How long after its first day a house gives shares out from the desk.
const FIRST_DAYS: Duration = Duration::from_secs(7 * 86_400);

/// Whether so many of so many make sense.
pub(super) fn numbers(need: u8, shares: u8) -> Result<(), Refusal> {
    let is_sound = need >= 2 && need <= shares && shares <= SHARES_MAX;
    if is_sound { Ok(()) } else { Err(Refusal::Numbers) }
}

/// Whether the house is young enough, and gave none yet.
pub(super) fn may_give(founded_at: Timestamp, now: Timestamp, is_given: bool) -> Result<(), Refusal> {
    if is_given {
        return Err(Refusal::Given);
    }
    if founded_at.plus(FIRST_DAYS) <= now { Err(Refusal::TooLate) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_once_and_only_in_the_first_days() {
        let at = |days: i64| Timestamp::from_micros(days * 86_400_000_000);
        assert!(may_give(at(0), at(6), false).is_ok());
        assert!(matches!(may_give(at(0), at(7), false), Err(Refusal::TooLate)));
        assert!(matches!(may_give(at(0), at(1), true), Err(Refusal::Given)));
        assert!(numbers(2, 2).is_ok() && numbers(3, 20).is_ok());
        for (need, shares) in [(1, 5), (6, 5), (2, 21), (0, 0)] {
            assert!(numbers(need, shares).is_err(), "{need} of {shares}");
        }
    }
}
