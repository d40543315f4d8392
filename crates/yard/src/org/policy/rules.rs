//! What an organisation may set. No I/O, no clock.

use policy::{Category, KeyGroup, NumberFacts, Period, Policy, Unit};

use super::Refusal;

/// The number, if an organisation may set it to this.
pub fn number<'p>(policy: &'p Policy, id: &str, value: u32) -> Result<&'p NumberFacts, Refusal> {
    let facts = policy.number(id).ok_or(Refusal::Unknown)?;
    if !facts.organisation {
        return Err(Refusal::Fixed);
    }
    if facts.loosened_by(value) { Err(Refusal::Looser) } else { Ok(facts) }
}

/// Whether what a category holds arises in organisations and their meetings, so that they may end it sooner.
pub fn own(category: Category) -> bool {
    category.stored() && matches!(category.key_group(), KeyGroup::Organisation | KeyGroup::Meeting)
}

/// The event from which an organisation counts what is said in the groups held in it. The house counts nothing from it: it
/// keeps that until somebody takes it back.
pub const SENT: &str = "sent";
/// The longest time that is counted from it, in days.
const SENT_MAX: u32 = 36_500;

/// What an organisation counts from [`SENT`], where the house has conversations.
pub fn said(policy: &Policy) -> &'static [Category] {
    let has_chat = policy.wings().iter().any(|wing| wing == "chat");
    if has_chat { &[Category::MessageContent, Category::ChatFile] } else { &[] }
}

/// The same of what is said. Days alone are counted from [`SENT`], from one on.
fn said_for(policy: &Policy, category: Category, after: Period) -> Result<(), Refusal> {
    let is_fit = after.unit == Unit::Days && (1..=SENT_MAX).contains(&after.number);
    if said(policy).contains(&category) && is_fit { Ok(()) } else { Err(Refusal::Unknown) }
}

/// Whether an organisation may set this period of a category.
pub fn keep(policy: &Policy, category: Category, event: &str, after: Period) -> Result<(), Refusal> {
    if event == SENT {
        return said_for(policy, category, after);
    }
    if !own(category) {
        return Err(Refusal::Fixed);
    }
    let keep = policy.retention(category);
    if keep.from(event).is_none() {
        return Err(Refusal::Unknown);
    }
    keep.tightened(event, after).map(drop).map_err(|_| Refusal::Looser)
}

/// The unit of a word.
pub fn unit(word: &str) -> Option<Unit> {
    let all = [Unit::Minutes, Unit::Hours, Unit::Days, Unit::WorkingDays, Unit::Months, Unit::Years];
    all.into_iter().find(|unit| unit.id() == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_tightens_and_never_loosens() {
        let policy = Policy::load("courtyard").unwrap();
        assert!(number(&policy, "request-reply", 10).is_ok());
        assert!(number(&policy, "child-age", 16).is_ok());
        assert!(matches!(number(&policy, "request-reply", 16), Err(Refusal::Looser)));
        assert!(matches!(number(&policy, "child-age", 13), Err(Refusal::Looser)));
        assert!(matches!(number(&policy, "code-life", 1), Err(Refusal::Fixed)));
        assert!(matches!(number(&policy, "no-such", 1), Err(Refusal::Unknown)));
        let months = |number| Period::new(number, Unit::Months);
        let title = Category::MeetingTitle;
        assert!(keep(&policy, title, "meeting-ended", months(1)).is_ok());
        assert!(matches!(keep(&policy, title, "meeting-ended", months(7)), Err(Refusal::Looser)));
        assert!(matches!(keep(&policy, title, "collected", months(1)), Err(Refusal::Unknown)));
        let said = |number| keep(&policy, Category::MessageContent, SENT, Period::new(number, Unit::Days));
        assert!(said(30).is_ok() && said(0).is_err() && said(40_000).is_err());
        assert!(keep(&policy, Category::ChatFile, SENT, months(1)).is_err());
        assert!(
            keep(&Policy::load("jujiabao").unwrap(), Category::ChatFile, SENT, Period::new(1, Unit::Days))
                .is_err()
        );
        assert!(matches!(keep(&policy, Category::ServiceLog, "collected", months(1)), Err(Refusal::Fixed)));
    }
}
