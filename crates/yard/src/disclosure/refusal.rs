//! The feature's whole vocabulary of no.

use ground::{Fault, Problem};

/// How a case is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such case.
    #[error("there is no such case")]
    Unknown,
    /// The ground is not on the list of this house.
    #[error("the ground is not one of those that hold here")]
    GroundUnknown,
    /// A verified identity is looked up, and no listed case is named.
    #[error("a verified identity is looked up in one of the listed cases only: name it")]
    IdentityCase,
    /// Fields are missing, or more than such a case may name.
    #[error("name the fields, and no more than such a case may have")]
    FieldsWrong,
    /// Nobody is named, too many are, or somebody has no account here.
    #[error("name 1 to 50 people who have an account here")]
    PeopleWrong,
    /// A text is missing or too long.
    #[error("say for whom and why; a breach also needs the act and the measure")]
    TextWrong,
    /// It is no paper.
    #[error("a paper is a PDF, PNG or JPEG of at most 180 KiB")]
    PaperWrong,
    /// Papers are missing.
    #[error("this case needs the papers first")]
    PaperMissing,
    /// Whoever opened a case or stands in it does not review it.
    #[error("another keeper reviews it, who stands not in it")]
    SamePerson,
    /// Nobody reviewed it.
    #[error("nothing is released before a second keeper has reviewed the case")]
    NotReviewed,
    /// It stands on no ground, and not all its people agreed.
    #[error("it stands on no ground, and not everybody in it has agreed")]
    ConsentMissing,
    /// It is not at that step.
    #[error("the case is not at that step")]
    StateWrong,
    /// Nobody is told, and nothing says why.
    #[error("say why the people are not told")]
    ReasonMissing,
    /// It is no name.
    #[error("a name has 1 to 64 characters and no control characters")]
    NameWrong,
    /// The person wished otherwise.
    #[error("the person wished otherwise in his lifetime")]
    WishedOtherwise,
    /// The door stays shut: a minor without a second yes, or data that rest.
    #[error("the data may not be opened: a minor's need an approved opening")]
    NotPermitted,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<vault::OpenRefused> for Refusal {
    fn from(refusal: vault::OpenRefused) -> Self {
        refusal.or(Self::NotPermitted)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found("disclosure.unknown", refusal),
            Refusal::IdentityCase => Self::field("disclosure.identity_case", "identity_case", refusal),
            Refusal::GroundUnknown => Self::field("disclosure.ground_unknown", "ground", refusal),
            Refusal::FieldsWrong => Self::field("disclosure.fields_wrong", "fields", refusal),
            Refusal::PeopleWrong => Self::field("disclosure.people_wrong", "people", refusal),
            Refusal::TextWrong => Self::field("disclosure.text_wrong", "facts", refusal),
            Refusal::PaperWrong => Self::field("disclosure.paper_wrong", "content", refusal),
            Refusal::PaperMissing => Self::conflict("disclosure.paper_missing", refusal),
            Refusal::SamePerson => Self::conflict("disclosure.same_person", refusal),
            Refusal::NotReviewed => Self::conflict("disclosure.not_reviewed", refusal),
            Refusal::ConsentMissing => Self::conflict("disclosure.consent_missing", refusal),
            Refusal::StateWrong => Self::conflict("disclosure.state_wrong", refusal),
            Refusal::ReasonMissing => Self::field("disclosure.reason_missing", "reason", refusal),
            Refusal::NameWrong => Self::field("account.name_wrong", "name", refusal),
            Refusal::WishedOtherwise => Self::conflict("disclosure.wished_otherwise", refusal),
            Refusal::NotPermitted => Self::forbidden("disclosure.not_permitted", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
