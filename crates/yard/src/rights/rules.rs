//! What may happen: plain functions on plain values.

use ground::Timestamp;
use policy::{Calendar, Period, Policy, Unit};

use super::Refusal;

/// Characters of a request or an answer.
const WORDS_MAX: usize = 2_000;
/// Requests of one person within a day.
pub const PER_DAY: u32 = 20;
/// More requests of one kind than this within a quarter of a year are too many, and only then that ground holds.
pub const REPEATED: i64 = 3;
/// The quarter of a year.
pub const REPEATED_WITHIN: std::time::Duration = std::time::Duration::from_secs(90 * 86_400);

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident => $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum $name { $($(#[$doc])* $variant),* }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word in the table and on the wire.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// Reads the word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

words! {
    /// What somebody asks.
    Kind {
        /// To see what is held.
        See => "see",
        /// A copy.
        Copy => "copy",
        /// That something be corrected.
        Correct => "correct",
        /// That something be deleted.
        Delete => "delete",
        /// That something be not used.
        Restrict => "restrict",
        /// That a consent end.
        Withdraw => "withdraw",
        /// That the account end.
        Cancel => "cancel",
        /// That a number that is locked move to another.
        AppealNumber => "appeal_number",
        /// To leave an organisation.
        LeaveOrganisation => "leave_organisation",
        /// That a decision of the program be explained.
        Explain => "explain",
        /// A complaint.
        Complain => "complain",
    }
}

words! {
    /// Why a request may be refused. There is no other ground.
    Ground {
        /// The security of the state.
        StateSecurity => "state_security",
        /// Public safety, health or another weighty public interest.
        PublicInterest => "public_interest",
        /// Criminal investigation, prosecution, trial or enforcement.
        CriminalProcedure => "criminal_procedure",
        /// Malice or abuse of the right, well documented.
        MaliceOrAbuse => "malice_or_abuse",
        /// Serious harm to the lawful rights of the person or of others.
        HarmToOthers => "harm_to_others",
        /// The same again and again, beyond the threshold.
        Repeated => "repeated",
        /// No reason at all, a means out of all proportion, or a risk to others.
        Disproportionate => "disproportionate",
    }
}

/// When a request that was verified now has to be answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Clock {
    /// By the calendar.
    pub due_at: Timestamp,
    /// By working days, for the report.
    pub working_due_at: Timestamp,
    /// When four fifths are over.
    pub warn_at: Timestamp,
}

/// The clock of a request.
pub fn clock(policy: &Policy, verified_at: Timestamp) -> Clock {
    let from = verified_at.micros();
    let number = |id: &str, unit| policy.number(id).map_or(Period::new(15, unit), |facts| facts.value);
    let due = end(number("request-reply", Unit::Days), from);
    let working = end(number("contact-reply", Unit::WorkingDays), from);
    let warn = from + (due.min(working) - from) / 5 * 4;
    let at = Timestamp::from_micros;
    Clock { due_at: at(due), working_due_at: at(working), warn_at: at(warn) }
}

fn end(period: Period, from: i64) -> i64 {
    if period.unit == Unit::WorkingDays {
        Calendar::china().after(from, period.number)
    } else {
        period.after(from)
    }
}

/// What somebody wrote.
pub fn words(typed: &str) -> Result<Option<String>, Refusal> {
    let words = typed.trim();
    if words.chars().nth(WORDS_MAX).is_some() {
        return Err(Refusal::Words);
    }
    Ok((!words.is_empty()).then(|| words.to_owned()))
}

/// Whether a refusal may rest on this ground.
pub fn may_refuse(ground: Option<Ground>, words: Option<&str>, asked: i64) -> Result<Ground, Refusal> {
    let ground = ground.ok_or(Refusal::GroundMissing)?;
    words.ok_or(Refusal::Words)?;
    if ground == Ground::Repeated && asked <= REPEATED { Err(Refusal::NotRepeated) } else { Ok(ground) }
}

/// A name of which the first sign is shown: enough to recognise who wrote, too little to look him up.
pub(super) fn mask_name(name: &str) -> String {
    let first: String = name.chars().take(1).collect();
    if first.is_empty() { String::new() } else { format!("{first}**") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_needs_a_ground_a_reason_and_the_threshold() {
        assert!(matches!(may_refuse(None, Some("no"), 9), Err(Refusal::GroundMissing)));
        assert!(matches!(may_refuse(Some(Ground::HarmToOthers), None, 9), Err(Refusal::Words)));
        assert!(matches!(may_refuse(Some(Ground::Repeated), Some("again"), 3), Err(Refusal::NotRepeated)));
        assert!(may_refuse(Some(Ground::Repeated), Some("again"), 4).is_ok());
    }

    #[test]
    fn fifteen_days_run_and_four_fifths_of_them_warn() {
        let policy = Policy::load("courtyard").unwrap();
        let day = 86_400_000_000;
        let from = 20_784 * day; // 2026-11-27, a Friday
        let clock = clock(&policy, Timestamp::from_micros(from));
        assert_eq!(clock.due_at.micros(), from + 15 * day);
        assert_eq!(clock.working_due_at.micros(), from + 21 * day);
        assert_eq!(clock.warn_at.micros(), from + 12 * day);
    }
}
