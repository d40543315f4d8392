//! What may happen: plain functions on plain values.

use policy::{Keep, Period};

use super::Refusal;

/// Whether a period may be set in the place of the policy's.
pub fn may_become(keep: &Keep, event: &str, period: Period) -> Result<(), Refusal> {
    let promised = keep.from(event).ok_or(Refusal::Unknown)?;
    if !promised.at_least(period) {
        return Err(Refusal::Longer);
    }
    keep.tightened(event, period).map(drop).map_err(|_| Refusal::Floor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::{Category, Policy, Unit};

    #[test]
    fn a_period_becomes_shorter_and_never_passes_the_law() {
        let policy = Policy::load("jujiabao").unwrap();
        let title = policy.retention(Category::MeetingTitle);
        assert!(may_become(title, "meeting-ended", Period::new(1, Unit::Days)).is_ok());
        let longer = may_become(title, "meeting-ended", Period::new(13, Unit::Months));
        assert!(matches!(longer, Err(Refusal::Longer)));
        assert!(matches!(may_become(title, "removed", Period::new(1, Unit::Days)), Err(Refusal::Unknown)));
        let log = policy.retention(Category::ServiceLog);
        let shorter = may_become(log, "collected", Period::new(5, Unit::Months));
        assert!(matches!(shorter, Err(Refusal::Floor)));
        let days = may_become(log, "collected", Period::new(180, Unit::Days));
        assert!(days.is_err(), "180 days may be less than six months");
    }
}
