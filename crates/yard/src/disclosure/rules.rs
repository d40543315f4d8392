//! What a case may be about, and how it goes on: plain functions on plain values.

use policy::{Category, Conduct};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Refusal;
use super::views::Facts;

/// People of one case at most.
pub(super) const PEOPLE_MAX: usize = 50;
/// Papers of one case at most.
pub(super) const PAPERS_MAX: i64 = 20;
/// Bytes of a paper at most; in base64 it fits into a body.
const PAPER_MAX: usize = 180 * 1024;
/// Signs of a name or a number, and of a text.
const WORD_MAX: usize = 200;
const TEXT_MAX: usize = 2_000;

/// Everything that a case can open.
pub(super) const FIELDS: &[Category] = &[
    Category::DisplayName,
    Category::PhoneNumber,
    Category::EmailAddress,
    Category::SessionNetwork,
    Category::Feedback,
];
/// What was verified when the account was opened, and says who somebody is.
pub(super) const VERIFIED: &[Category] = &[Category::PhoneNumber, Category::EmailAddress];
/// What somebody needs to pursue whom he accuses: who it is, and how he is reached.
const COMPLAINT_FIELDS: &[Category] = &[Category::DisplayName, Category::PhoneNumber, Category::EmailAddress];

/// What a case is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Used in the house without consent.
    Use,
    /// An authority demands it.
    Authority,
    /// Somebody whose rights were infringed asks who did it.
    Complaint,
    /// Handed over to somebody else for good.
    Transfer,
    /// A breach of the rules is made public.
    Violation,
    /// A close relative of somebody who died.
    Heir,
}

impl Kind {
    pub(super) const ALL: [Self; 6] =
        [Self::Use, Self::Authority, Self::Complaint, Self::Transfer, Self::Violation, Self::Heir];

    /// The word in the table.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Use => "use",
            Self::Authority => "authority",
            Self::Complaint => "complaint",
            Self::Transfer => "transfer",
            Self::Violation => "violation",
            Self::Heir => "heir",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether papers must lie in the case before it is reviewed.
    const fn needs_papers(self) -> bool {
        matches!(self, Self::Authority | Self::Heir)
    }

    /// Whether it may stand on the word of its people instead of a ground.
    const fn takes_consent(self) -> bool {
        matches!(self, Self::Complaint | Self::Transfer | Self::Violation)
    }

    /// The fields it may name.
    const fn fields(self) -> &'static [Category] {
        match self {
            Self::Use | Self::Authority | Self::Transfer | Self::Heir => FIELDS,
            Self::Complaint => COMPLAINT_FIELDS,
            Self::Violation => &[],
        }
    }

    /// The grounds of this doorplate for it.
    pub(super) fn grounds(self, conduct: &Conduct) -> &[String] {
        match self {
            Self::Use => &conduct.use_grounds,
            Self::Authority | Self::Complaint | Self::Violation => &conduct.share_grounds,
            Self::Transfer | Self::Heir => &[],
        }
    }
}

/// Where a case stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Opened; papers are gathered.
    Open,
    /// A second keeper said yes.
    Reviewed,
    /// A second keeper said no.
    Refused,
    /// It was released or made public.
    Released,
    /// It is over.
    Closed,
}

impl State {
    const ALL: [Self; 5] = [Self::Open, Self::Reviewed, Self::Refused, Self::Released, Self::Closed];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Reviewed => "reviewed",
            Self::Refused => "refused",
            Self::Released => "released",
            Self::Closed => "closed",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// Whether the case stands on the word of its people, so that each is asked.
pub(super) fn asks(kind: Kind, ground: Option<&str>) -> bool {
    ground.is_none() && kind.takes_consent()
}

/// Whether the ground is one that this case may stand on. Without one it stands on the word of its people, where it may.
pub(super) fn ground(kind: Kind, ground: Option<&str>, conduct: &Conduct) -> Result<(), Refusal> {
    match ground {
        Some(code) if kind.grounds(conduct).iter().any(|known| known == code) => Ok(()),
        None if kind.takes_consent() || kind == Kind::Heir => Ok(()),
        _ => Err(Refusal::GroundUnknown),
    }
}

/// Whether a lookup of a verified identity stands on one of the listed cases, where the doorplate lists any. What the
/// people themselves agree to, and what a relative is given, is no such lookup.
pub(super) fn identity_case(
    kind: Kind,
    fields: &[Category],
    code: Option<&str>,
    conduct: &Conduct,
) -> Result<(), Refusal> {
    let looks_up = matches!(kind, Kind::Use | Kind::Authority | Kind::Complaint)
        && fields.iter().any(|field| VERIFIED.contains(field));
    let listed = |code: &str| conduct.identity_cases.iter().any(|known| known == code);
    match code {
        Some(code) if !listed(code) => Err(Refusal::IdentityCase),
        None if looks_up && !conduct.identity_cases.is_empty() => Err(Refusal::IdentityCase),
        _ => Ok(()),
    }
}

/// The fields of a case, each once, in the order of the list.
pub(super) fn fields(kind: Kind, named: &[String]) -> Result<Vec<Category>, Refusal> {
    let may = kind.fields();
    let known = |id: &String| Category::from_id(id).filter(|category| may.contains(category));
    let named: Vec<Category> =
        named.iter().map(|id| known(id).ok_or(Refusal::FieldsWrong)).collect::<Result<_, _>>()?;
    if named.is_empty() != may.is_empty() {
        return Err(Refusal::FieldsWrong);
    }
    Ok(may.iter().copied().filter(|category| named.contains(category)).collect())
}

/// Whether the case says whom it is for and why, and a violation its act and the measure.
pub(super) fn facts(kind: Kind, facts: &Facts) -> Result<(), Refusal> {
    let is = |text: &str, most: usize| !text.trim().is_empty() && text.chars().count() <= most;
    let short = |text: &str| text.chars().count() <= TEXT_MAX;
    let breach = kind == Kind::Violation;
    let said = is(&facts.to, WORD_MAX)
        && facts.reference.chars().count() <= WORD_MAX
        && is(&facts.why, TEXT_MAX)
        && (if breach { is(&facts.act, TEXT_MAX) } else { short(&facts.act) })
        && (if breach { is(&facts.measure, TEXT_MAX) } else { short(&facts.measure) });
    if said { Ok(()) } else { Err(Refusal::TextWrong) }
}

/// Why nobody is told.
pub(super) fn silence(reason: Option<&str>) -> Result<String, Refusal> {
    let reason = reason.map(str::trim).unwrap_or_default();
    if reason.is_empty() || reason.chars().count() > TEXT_MAX {
        return Err(Refusal::ReasonMissing);
    }
    Ok(reason.to_owned())
}

/// Whether this may be a paper: a PDF, a photograph or a scan.
pub(super) fn is_paper(bytes: &[u8]) -> bool {
    let begins = [&b"%PDF-"[..], &[0xff, 0xd8, 0xff], &[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a]];
    bytes.len() <= PAPER_MAX && begins.iter().any(|begin| bytes.starts_with(begin))
}

/// Whether a case can be reviewed by this keeper.
pub(super) fn review(
    kind: Kind,
    state: State,
    is_opener: bool,
    is_in_it: bool,
    papers: i64,
) -> Result<(), Refusal> {
    if state != State::Open {
        return Err(Refusal::StateWrong);
    }
    if is_opener || is_in_it {
        return Err(Refusal::SamePerson);
    }
    if kind.needs_papers() && papers == 0 {
        return Err(Refusal::PaperMissing);
    }
    Ok(())
}

/// Whether this keeper may drop a case of which nothing was released.
pub(super) fn drop_case(is_opener: bool, is_in_it: bool, keepers: usize) -> Result<(), Refusal> {
    if is_in_it || (is_opener && keepers > 1) { Err(Refusal::SamePerson) } else { Ok(()) }
}

/// Whether a case can be released: reviewed, and standing on a ground or on the word of everybody in it.
pub(super) fn release(kind: Kind, state: State, has_ground: bool, all_agreed: bool) -> Result<(), Refusal> {
    match state {
        State::Open => Err(Refusal::NotReviewed),
        State::Refused | State::Released | State::Closed => Err(Refusal::StateWrong),
        State::Reviewed if has_ground || kind == Kind::Heir || all_agreed => Ok(()),
        State::Reviewed => Err(Refusal::ConsentMissing),
    }
}

/// What somebody wishes for his data after his death.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AfterMe {
    /// What the law says: close relatives may see, copy, have corrected and deleted.
    #[default]
    Law,
    /// Nobody sees anything; relatives may have the account deleted.
    DeleteOnly,
    /// Nobody may do anything.
    Nobody,
}

impl AfterMe {
    const ALL: [Self; 3] = [Self::Law, Self::DeleteOnly, Self::Nobody];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Law => "law",
            Self::DeleteOnly => "delete_only",
            Self::Nobody => "nobody",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wish| wish.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_stands_on_the_grounds_of_its_doorplate_alone() {
        let policy = policy::Policy::load("jujiabao").unwrap();
        let conduct = policy.conduct();
        assert!(ground(Kind::Use, Some("fault-handling"), conduct).is_ok());
        assert!(ground(Kind::Authority, Some("fault-handling"), conduct).is_err(), "no ground to hand out");
        assert!(ground(Kind::Authority, None, conduct).is_err());
        assert!(ground(Kind::Transfer, Some("legal-duty"), conduct).is_err(), "a transfer stands on consent");
        assert!(ground(Kind::Transfer, None, conduct).is_ok());
    }

    #[test]
    fn a_complaint_names_no_more_than_who_it_was_and_how_he_is_reached() {
        let named = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        assert!(fields(Kind::Complaint, &named(&["phone-number", "display-name"])).is_ok());
        assert!(fields(Kind::Complaint, &named(&["session-network"])).is_err());
        assert!(fields(Kind::Authority, &named(&["session-network"])).is_ok());
        assert!(fields(Kind::Authority, &named(&[])).is_err());
        assert!(fields(Kind::Authority, &named(&["meeting-media"])).is_err());
        assert!(fields(Kind::Violation, &named(&["display-name"])).is_err());
    }

    #[test]
    fn nothing_is_released_before_a_second_keeper_has_seen_it() {
        assert!(matches!(release(Kind::Authority, State::Open, true, false), Err(Refusal::NotReviewed)));
        assert!(matches!(
            release(Kind::Transfer, State::Reviewed, false, false),
            Err(Refusal::ConsentMissing)
        ));
        assert!(release(Kind::Transfer, State::Reviewed, false, true).is_ok());
        assert!(matches!(release(Kind::Use, State::Released, true, true), Err(Refusal::StateWrong)));
        assert!(matches!(review(Kind::Use, State::Open, true, false, 1), Err(Refusal::SamePerson)));
        assert!(matches!(review(Kind::Use, State::Open, false, true, 1), Err(Refusal::SamePerson)));
        assert!(matches!(review(Kind::Authority, State::Open, false, false, 0), Err(Refusal::PaperMissing)));
    }
}
