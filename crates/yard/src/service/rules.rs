//! What may happen: plain functions on plain values.

use ground::ServiceScope;
use std::time::Duration;

use super::Refusal;

/// Every token of a program begins so: who finds one in a file knows what it is, and so does the house.
pub const TOKEN_BEGINS: &str = "cys_";
/// Programs of one organisation, or of the house.
pub(super) const MOST: i64 = 50;
/// How long one that is over is still listed.
pub(super) const LISTED: Duration = Duration::from_secs(30 * 86_400);
/// How stale "last used" may be before it is written again.
pub(super) const TOUCH: Duration = Duration::from_secs(300);
/// Days until a token ends, at most.
const DAYS_MAX: u32 = 365;
const NAME_MAX: usize = 40;

/// A name that programs have.
pub(super) fn name(typed: &str) -> Result<String, Refusal> {
    let fits = (1..=NAME_MAX).contains(&typed.len())
        && typed.starts_with(|first: char| first.is_ascii_lowercase())
        && typed.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-');
    if fits { Ok(typed.to_owned()) } else { Err(Refusal::NameWrong) }
}

/// The scopes of a program of the house, or of an organisation; each once, in the order of the list.
pub(super) fn scopes(words: &[String], of_house: bool) -> Result<Vec<ServiceScope>, Refusal> {
    let known = |word: &String| {
        ServiceScope::from_word(word).filter(|scope| scope.of_house() == of_house).ok_or(Refusal::ScopesWrong)
    };
    let wanted = words.iter().map(known).collect::<Result<Vec<_>, _>>()?;
    if wanted.is_empty() {
        return Err(Refusal::ScopesWrong);
    }
    Ok(ServiceScope::ALL.into_iter().filter(|scope| wanted.contains(scope)).collect())
}

/// How long a token lives.
pub(super) fn life(days: u32) -> Result<Duration, Refusal> {
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(Refusal::ExpiryWrong);
    }
    Ok(Duration::from_secs(u64::from(days) * 86_400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_has_the_name_of_a_program() {
        assert_eq!(name("hr-sync2").unwrap(), "hr-sync2");
        for wrong in ["", "王芳", "Ana", "hr sync", "-hr", "2hr", "hr_sync", &"a".repeat(41)] {
            assert!(matches!(name(wrong), Err(Refusal::NameWrong)), "{wrong}");
        }
    }

    #[test]
    fn scopes_are_of_one_kind_and_at_least_one() {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let read = scopes(&words(&["org.members.read", "org.read", "org.read"]), false).unwrap();
        assert_eq!(read, [ServiceScope::OrgRead, ServiceScope::MembersRead]);
        for wrong in [&[][..], &["org.administer"], &["org.read", "house.metrics"], &["ORG.READ"]] {
            assert!(matches!(scopes(&words(wrong), false), Err(Refusal::ScopesWrong)), "{wrong:?}");
        }
        assert!(matches!(scopes(&words(&["org.read"]), true), Err(Refusal::ScopesWrong)));
        assert_eq!(scopes(&words(&["house.metrics"]), true).unwrap(), [ServiceScope::Metrics]);
    }

    #[test]
    fn a_token_ends_within_a_year() {
        assert!(matches!(life(0), Err(Refusal::ExpiryWrong)));
        assert!(matches!(life(366), Err(Refusal::ExpiryWrong)));
        assert_eq!(life(1).unwrap().as_secs(), 86_400);
        assert!(life(365).is_ok());
    }
}
