//! What may happen to a version, and when. No I/O, no clock.

use ground::Timestamp;
use policy::change::Kind;
use policy::{Category, Period, Policy, Purpose};

use super::{PolicyVersionId, Refusal};

/// Where a version stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Major, and not published yet.
    Draft,
    /// Published; objections are taken.
    Publicity,
    /// Told to everybody; comes into force at a known time.
    Notified,
    /// The policy.
    InForce,
    /// It was the policy.
    Replaced,
    /// It never became the policy.
    Withdrawn,
}

impl State {
    const ALL: [State; 6] =
        [State::Draft, State::Publicity, State::Notified, State::InForce, State::Replaced, State::Withdrawn];

    /// The word in the table and on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Publicity => "publicity",
            Self::Notified => "notified",
            Self::InForce => "in_force",
            Self::Replaced => "replaced",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a word.
    pub fn of(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether it is on its way to come into force.
    pub const fn open(self) -> bool {
        matches!(self, Self::Draft | Self::Publicity | Self::Notified)
    }

    /// Whether everybody may read it.
    pub const fn published(self) -> bool {
        !matches!(self, Self::Draft | Self::Withdrawn)
    }
}

/// What a person said to a version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Word {
    /// Agrees to it.
    Agree,
    /// Objects to it.
    Object,
    /// Read what changed and went on; no answer to a major change.
    Continue,
}

impl Word {
    const ALL: [Word; 3] = [Word::Agree, Word::Object, Word::Continue];

    /// The word in the table and on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Object => "object",
            Self::Continue => "continue",
        }
    }

    /// The meaning of a word.
    pub fn of(word: &str) -> Option<Word> {
        Word::ALL.into_iter().find(|known| known.word() == word)
    }
}

/// The times of a version.
#[derive(Clone, Copy, Default, Debug)]
pub struct Times {
    /// When the build with it first ran.
    pub made_at: Option<Timestamp>,
    /// When it was published for objections.
    pub published_at: Option<Timestamp>,
    /// Until when objections are taken.
    pub objections_until: Option<Timestamp>,
    /// When people were told.
    pub notified_at: Option<Timestamp>,
    /// From when it is the policy.
    pub in_force_at: Option<Timestamp>,
    /// When it was replaced or withdrawn.
    pub ended_at: Option<Timestamp>,
}

/// A version without its texts.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its id.
    pub id: PolicyVersionId,
    /// One more with each version.
    pub number: i64,
    /// Date and fingerprint of the data.
    pub version: String,
    /// Where it stands.
    pub state: State,
    /// Which kinds of major change it brings; none where it is not major.
    pub kinds: Vec<Kind>,
    /// Whether it promises people less.
    pub reduces: bool,
    /// The fingerprint of the whole, contact included.
    pub hash: String,
    /// Uses of data that it brings.
    pub fresh: Vec<(Purpose, Category)>,
    /// Its times.
    pub times: Times,
}

impl Version {
    /// Whether each person is asked.
    pub fn major(&self) -> bool {
        !self.kinds.is_empty()
    }
}

/// A promised number of the policy as an instant after another one; the policy is checked to have it.
fn after(policy: &Policy, number: &str, from: Timestamp) -> Timestamp {
    let span = policy.number(number).map_or(Period::new(0, policy::Unit::Days), |number| number.value);
    Timestamp::from_micros(span.after(from.micros()))
}

/// A draft is published.
pub fn publish(mut version: Version, policy: &Policy, now: Timestamp) -> Result<Version, Refusal> {
    if version.state != State::Draft {
        return Err(Refusal::WrongStep);
    }
    version.state = State::Publicity;
    version.times.published_at = Some(now);
    version.times.objections_until = Some(after(policy, "objection-period", now));
    Ok(version)
}

/// People are told of a version whose publicity is over; it comes into force at `at`, or as early as promised.
pub fn notify(
    mut version: Version,
    policy: &Policy,
    at: Option<Timestamp>,
    now: Timestamp,
) -> Result<Version, Refusal> {
    match (version.state, version.times.objections_until) {
        (State::Publicity, Some(until)) if now < until => return Err(Refusal::PublicityRunning { until }),
        (State::Publicity, _) => {}
        _ => return Err(Refusal::WrongStep),
    }
    let earliest = earliest(policy, now);
    if at.is_some_and(|at| at < earliest) {
        return Err(Refusal::TooEarly { earliest });
    }
    version.state = State::Notified;
    version.times.notified_at = Some(now);
    version.times.in_force_at = Some(at.unwrap_or(earliest));
    Ok(version)
}

/// When what is told now may come into force.
pub fn earliest(policy: &Policy, now: Timestamp) -> Timestamp {
    after(policy, "change-notice", now)
}

/// A version that never becomes the policy.
pub fn withdraw(mut version: Version, now: Timestamp) -> Result<Version, Refusal> {
    if !version.state.open() {
        return Err(Refusal::WrongStep);
    }
    version.state = State::Withdrawn;
    version.times.ended_at = Some(now);
    Ok(version)
}

/// Whether a person may say this to a version.
pub fn answer(version: &Version, word: Word) -> Result<(), Refusal> {
    if !version.state.published() {
        return Err(Refusal::Unknown);
    }
    match (version.state, word) {
        (State::Replaced, _) => Err(Refusal::WrongStep),
        (_, Word::Continue) if version.major() => Err(Refusal::ExplicitAnswer),
        // Nobody agrees to what may still be withdrawn; objecting is what the publicity is for.
        (State::Publicity, Word::Agree | Word::Continue) => Err(Refusal::WrongStep),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ground::Clock;

    fn version(state: State, kinds: &[Kind]) -> Version {
        Version {
            id: PolicyVersionId::fresh(&Clock::system()),
            number: 2,
            version: "2026-11-27.0000".to_owned(),
            state,
            kinds: kinds.to_vec(),
            reduces: false,
            hash: String::new(),
            fresh: Vec::new(),
            times: Times::default(),
        }
    }

    fn at(days: i64) -> Timestamp {
        Timestamp::from_micros(days * 86_400_000_000)
    }

    #[test]
    fn a_draft_is_published_then_notified_and_never_before_its_time() {
        let policy = Policy::load("courtyard").unwrap();
        let draft = version(State::Draft, &[Kind::Purpose]);
        assert!(matches!(notify(draft.clone(), &policy, None, at(0)), Err(Refusal::WrongStep)));
        let published = publish(draft, &policy, at(0)).unwrap();
        assert_eq!(published.times.objections_until, Some(at(14)));
        assert!(matches!(publish(published.clone(), &policy, at(1)), Err(Refusal::WrongStep)));
        assert!(matches!(
            notify(published.clone(), &policy, None, at(13)),
            Err(Refusal::PublicityRunning { .. })
        ));
        assert!(matches!(
            notify(published.clone(), &policy, Some(at(20)), at(14)),
            Err(Refusal::TooEarly { .. })
        ));
        let notified = notify(published, &policy, None, at(14)).unwrap();
        assert_eq!(notified.times.in_force_at, Some(at(21)));
        assert_eq!(withdraw(notified, at(15)).unwrap().state, State::Withdrawn);
        assert!(matches!(withdraw(version(State::InForce, &[]), at(1)), Err(Refusal::WrongStep)));
    }

    #[test]
    fn going_on_is_an_answer_to_a_small_change_only() {
        let answers = |state, kinds: &[Kind], word| answer(&version(state, kinds), word);
        assert!(matches!(
            answers(State::Notified, &[Kind::Rights], Word::Continue),
            Err(Refusal::ExplicitAnswer)
        ));
        assert!(answers(State::Notified, &[], Word::Continue).is_ok());
        assert!(answers(State::Publicity, &[Kind::Rights], Word::Object).is_ok());
        assert!(matches!(answers(State::Publicity, &[Kind::Rights], Word::Agree), Err(Refusal::WrongStep)));
        assert!(matches!(answers(State::Draft, &[Kind::Rights], Word::Object), Err(Refusal::Unknown)));
        assert!(answers(State::InForce, &[Kind::Rights], Word::Agree).is_ok());
    }
}
