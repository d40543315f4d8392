//! How approvals are refused.

use axum::http::StatusCode;
use ground::{Fault, Problem};

use super::engine::Wrong;
use super::process::Flaw;
use super::value::Mistake;

/// Every no of this feature.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such form, or it is not for the caller.
    #[error("there is no such form")]
    FormUnknown,
    /// There is no such case, or the caller takes no part in it.
    #[error("there is no such case")]
    Unknown,
    /// There is no such file.
    #[error("there is no such file")]
    FileUnknown,
    /// Nobody asks by this form now.
    #[error("nobody asks by this form now")]
    Resting,
    /// The form changed since it was opened.
    #[error("the form changed meanwhile; look at what is new and send it again")]
    Version,
    /// Somebody else changed it meanwhile.
    #[error("it was changed meanwhile; load it again")]
    Stale,
    /// Something in it is wrong.
    #[error("something is filled in wrongly")]
    Filled(Vec<Mistake>),
    /// It cannot be published so.
    #[error("the form cannot be published so")]
    Flawed(Vec<Flaw>),
    /// Whom the asker chooses is none, or too many.
    #[error("choose who decides, from the members of the organisation, at each step that asks for it")]
    Chosen,
    /// It is not the caller's turn.
    #[error("it is not your turn in this case")]
    Turn,
    /// It is the caller's turn at several steps, and he says none.
    #[error("it is your turn at several steps of this case; say at which")]
    Step,
    /// It is not for this step to change.
    #[error("whoever decides at this step does not change this field")]
    Fixed(String),
    /// The case does not stand so.
    #[error("the case is over, or does not stand so that this could be done")]
    Standing,
    /// It cannot go there.
    #[error("it cannot be returned there, or he decides at this step already")]
    Target,
    /// He is no member, the caller himself, or whoever asks.
    #[error("name a member of the organisation who is neither yourself nor asks")]
    Member,
    /// There are too many.
    #[error("there are too many of these; take one away first")]
    Many,
    /// Too many in one day.
    #[error("you asked very often today; go on tomorrow")]
    Often,
    /// An opinion is missing or too long.
    #[error("say why, in at most a thousand characters")]
    Opinion,
    /// The file is none of those that are taken.
    #[error("a file is a PNG, JPEG or WebP picture, or a PDF")]
    FileKind,
    /// The file is too large.
    #[error("a file has at most one MiB")]
    FileLarge,
    /// A setting is wrong.
    #[error("a role has a name, a key of small letters and 1 to 50 members of the organisation")]
    Setting,
    /// The time is none.
    #[error("an absence ends within a year from now")]
    Until,
    /// It takes more leave than there is.
    #[error("it takes more leave than there is; nothing was decided")]
    Balance,
    /// It takes leave that no ledger knows, or days that are taken already.
    #[error("there is no such leave, or its days are taken already; nothing was decided")]
    Leave,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Wrong> for Refusal {
    fn from(wrong: Wrong) -> Self {
        match wrong {
            Wrong::Version => Self::Fault(Fault::new("a case moved by another version than its own")),
            Wrong::Standing => Self::Standing,
            Wrong::Turn => Self::Turn,
            Wrong::Target => Self::Target,
            Wrong::Many => Self::Many,
        }
    }
}

impl From<vault::OpenRefused> for Refusal {
    fn from(refused: vault::OpenRefused) -> Self {
        Self::Fault(refused.into())
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::FormUnknown => Self::not_found("approval.form_unknown", refusal),
            Refusal::Unknown => Self::not_found("approval.unknown", refusal),
            Refusal::FileUnknown => Self::not_found("approval.file_unknown", refusal),
            Refusal::Resting => Self::conflict("approval.resting", refusal),
            Refusal::Version => Self::conflict("approval.version", refusal),
            Refusal::Stale => Self::conflict("approval.stale", refusal),
            Refusal::Filled(ref mistakes) => {
                let mistakes = serde_json::json!(mistakes);
                Self::invalid("approval.filled", refusal).with("mistakes", mistakes)
            }
            Refusal::Flawed(ref flaws) => {
                let flaws = serde_json::json!(flaws);
                Self::invalid("approval.flawed", refusal).with("flaws", flaws)
            }
            Refusal::Chosen => Self::field("approval.chosen", "chosen", refusal),
            Refusal::Turn => Self::conflict("approval.turn", refusal),
            Refusal::Step => Self::field("approval.step", "step", refusal),
            Refusal::Fixed(ref field) => {
                let field = serde_json::json!(field);
                Self::invalid("approval.fixed", refusal).with("field", field)
            }
            Refusal::Standing => Self::conflict("approval.standing", refusal),
            Refusal::Target => Self::field("approval.target", "to", refusal),
            Refusal::Member => Self::field("approval.member", "person", refusal),
            Refusal::Many => Self::conflict("approval.many", refusal),
            Refusal::Often => Self::new(StatusCode::TOO_MANY_REQUESTS, "approval.often", refusal),
            Refusal::Opinion => Self::field("approval.opinion", "opinion", refusal),
            Refusal::FileKind => Self::invalid("approval.file_kind", refusal),
            Refusal::FileLarge => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "approval.file_large", refusal),
            Refusal::Setting => Self::field("approval.setting", "roles", refusal),
            Refusal::Balance => Self::conflict("approval.balance", refusal),
            Refusal::Leave => Self::conflict("approval.leave", refusal),
            Refusal::Until => Self::field("approval.until", "until", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
