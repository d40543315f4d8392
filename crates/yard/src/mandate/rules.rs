//! What may happen: plain functions on plain values.

use std::time::Duration;

use super::Refusal;

/// How long a mandate waits to be accepted.
pub(super) const WAIT: Duration = Duration::from_secs(30 * 86_400);
/// Mandates that one person gives within a day.
pub(super) const GIVEN_PER_DAY: u32 = 10;
/// The longest mandate.
const DAYS_MAX: u32 = 1_096;

/// What a mandate may cover: looking, the kinds of requests of `rights.ask`, and consents.
pub(super) const SCOPES: &[&str] =
    &["see", "copy", "correct", "delete", "restrict", "explain", "complain", "consent"];

/// The scopes in their order, each once, none unknown and at least one.
pub(super) fn scopes(typed: &[String]) -> Result<String, Refusal> {
    if typed.is_empty() || typed.iter().any(|scope| !SCOPES.contains(&scope.as_str())) {
        return Err(Refusal::ScopeUnknown);
    }
    let chosen: Vec<&str> =
        SCOPES.iter().copied().filter(|scope| typed.iter().any(|one| one == scope)).collect();
    Ok(chosen.join(" "))
}

/// How long it lasts.
pub(super) fn lasts(days: u32) -> Result<Duration, Refusal> {
    if (1..=DAYS_MAX).contains(&days) {
        Ok(Duration::from_secs(u64::from(days) * 86_400))
    } else {
        Err(Refusal::DaysWrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_known_and_stand_in_order_once() {
        let of = |typed: &[&str]| scopes(&typed.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["consent", "see", "see"]).unwrap(), "see consent");
        for wrong in [&[][..], &["everything"], &["see", "password"], &["cancel"]] {
            assert!(of(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_mandate_lasts_a_day_to_three_years() {
        assert!(lasts(1).is_ok() && lasts(1_096).is_ok());
        assert!(lasts(0).is_err() && lasts(1_097).is_err());
    }
}
