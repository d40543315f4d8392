//! What may happen: plain functions on plain values.

use ground::Timestamp;
use std::time::Duration;

use super::Refusal;

/// Days of an appointment, at most.
const DAYS_MAX: u32 = 92;
const DAY_S: u64 = 86_400;
/// How long an appointment that is over is remembered, with its looks.
pub(super) const REMEMBERED: Duration = Duration::from_secs(3 * 366 * DAY_S);
/// How far back what left is counted: as long as it is recorded.
pub(super) const COUNTED: Duration = Duration::from_secs(3 * 366 * DAY_S);

/// Until when an inspector who begins now may look.
pub(super) fn until(now: Timestamp, days: u32) -> Result<Timestamp, Refusal> {
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(Refusal::DaysWrong);
    }
    Ok(now.plus(Duration::from_secs(u64::from(days) * DAY_S)))
}

/// The end of an id: enough to talk about one, nothing to ask for it with.
pub(super) fn masked(id: &str) -> String {
    let end: Vec<char> = id.chars().rev().take(6).collect();
    format!("…{}", end.into_iter().rev().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inspector_comes_for_days_and_goes() {
        let now = Timestamp::from_micros(0);
        assert_eq!(until(now, 2).unwrap().micros(), 2 * 86_400_000_000);
        for wrong in [0, 93, u32::MAX] {
            assert!(matches!(until(now, wrong), Err(Refusal::DaysWrong)), "{wrong}");
        }
    }

    #[test]
    fn an_id_is_known_by_its_end_alone() {
        assert_eq!(masked("request_0192aabbccdd"), "…bbccdd");
    }
}
