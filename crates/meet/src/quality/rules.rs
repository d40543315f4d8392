//! From the engine's figures to those that are told.

use sfu::ParticipantQuality;

/// A share between 0 and 1 in hundredths, with one decimal; a share that is none is not told.
pub(super) fn percent(share: Option<f32>) -> Option<f64> {
    let share = share.filter(|share| share.is_finite())?;
    Some(f64::from((share.clamp(0.0, 1.0) * 1000.0).round()) / 10.0)
}

/// Whose figures are seen: everybody's, or those of this identity alone.
pub(super) fn seen(all: Vec<ParticipantQuality>, only: Option<&str>) -> Vec<ParticipantQuality> {
    match only {
        None => all,
        Some(own) => all.into_iter().filter(|one| one.identity == own).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_in_percent_and_only_where_they_are_numbers() {
        assert_eq!(percent(Some(0.1234)), Some(12.3));
        assert_eq!(percent(Some(7.0)), Some(100.0));
        assert_eq!(percent(Some(f32::NAN)), None);
        assert_eq!(percent(None), None);
    }
}
