//! What may stand in a calendar: plain functions on plain values.

use ground::{PersonId, Timestamp};
use std::time::Duration;

pub(crate) use super::when::{
    Bounds, DAYS_MAX, Occurrence, When, listed, local, read_local, unlisted, written, zone,
};
use super::{CalendarId, Refusal};

/// Signs of a title, a place, and of notes.
pub(crate) const TITLE_MAX: usize = 120;
pub(crate) const PLACE_MAX: usize = 200;
pub(crate) const NOTES_MAX: usize = 4_000;
/// People who are invited to one event.
pub(crate) const GUESTS_MAX: usize = 200;
/// Reminders of one person for one event, and how long before at most: four weeks.
pub(crate) const REMINDERS_MAX: usize = 5;
pub(crate) const BEFORE_MAX_MIN: u32 = 40_320;
/// A time that was taken out of a series, or put into it, at most.
pub(crate) const EXCEPTIONS_MAX: usize = 500;
/// Entries of one person or one shared calendar that are kept.
pub(crate) const ENTRIES_MAX: i64 = 20_000;
/// Between the ends of a stretch that is looked at.
const STRETCH_MAX: Duration = Duration::from_secs(400 * 86_400);
/// Times of one series within a stretch.
pub(crate) const TIMES_MAX: usize = 1_000;

/// Times of all events of one look.
pub(crate) const TIMES_OF_LOOK_MAX: usize = 20_000;

/// What of one look is left: each event takes its times from it.
pub(crate) struct Budget(usize);

impl Budget {
    /// Of a look that begins.
    pub(crate) const fn whole() -> Self {
        Self(TIMES_OF_LOOK_MAX)
    }

    /// The times of an event within a stretch; a look that has more than it may is refused, never cut off.
    ///
    /// # Errors
    /// It has more.
    pub(crate) fn times(
        &mut self,
        when: &When,
        stretch: (Timestamp, Timestamp),
    ) -> Result<Vec<Occurrence>, Refusal> {
        let times = when.within(stretch, TIMES_MAX.min(self.0.saturating_add(1)));
        self.0 = self.0.checked_sub(times.len()).ok_or(Refusal::Narrower)?;
        Ok(times)
    }
}

/// From when to when somebody is busy.
pub(crate) type Block = (Timestamp, Timestamp);

/// Blocks that touch are one, in the order of time.
pub(crate) fn merged(mut blocks: Vec<Block>) -> Vec<Block> {
    blocks.sort_unstable();
    let mut all: Vec<Block> = Vec::with_capacity(blocks.len());
    for (from, until) in blocks {
        match all.last_mut().filter(|last| from <= last.1) {
            Some(last) => last.1 = last.1.max(until),
            None => all.push((from, until)),
        }
    }
    all
}

/// Whether one of these times falls into one of these blocks, which are merged.
pub(crate) fn clash(times: &[Occurrence], taken: &[Block]) -> bool {
    times.iter().any(|one| {
        let at = taken.partition_point(|(_, until)| *until <= one.from);
        taken.get(at).is_some_and(|(from, _)| *from < one.until)
    })
}

/// What is said of an event, trimmed and checked.
#[derive(Debug)]
pub(crate) struct Said {
    pub title: String,
    pub place: Option<String>,
    pub notes: Option<String>,
}

/// A text within bounds; nothing where it is too long.
pub(crate) fn text(typed: Option<&str>, most: usize) -> Option<Option<String>> {
    let text = typed.unwrap_or_default().trim();
    let plain: String =
        text.chars().filter(|sign| !sign.is_control() || matches!(sign, '\n' | '\t')).collect();
    if plain.chars().count() > most {
        return None;
    }
    Some(Some(plain).filter(|plain| !plain.is_empty()))
}

/// Reads what is said of an event.
pub(crate) fn said(title: &str, place: Option<&str>, notes: Option<&str>) -> Result<Said, Refusal> {
    let title = text(Some(title), TITLE_MAX).flatten().ok_or(Refusal::Title)?;
    Ok(Said {
        title: title.replace('\n', " "),
        place: text(place, PLACE_MAX).ok_or(Refusal::Place)?,
        notes: text(notes, NOTES_MAX).ok_or(Refusal::Notes)?,
    })
}

/// Minutes before, each once.
pub(crate) fn reminders(wished: &[u32]) -> Result<Vec<u32>, Refusal> {
    let mut all = wished.to_vec();
    all.sort_unstable();
    all.dedup();
    if all.len() > REMINDERS_MAX || all.iter().any(|before| *before > BEFORE_MAX_MIN) {
        return Err(Refusal::Reminders);
    }
    Ok(all)
}

/// People, each once, without whoever invites.
pub(crate) fn guests(wished: &[PersonId], own: PersonId) -> Result<Vec<PersonId>, Refusal> {
    let mut all = wished.to_vec();
    all.sort_unstable();
    all.dedup();
    all.retain(|one| *one != own);
    if all.len() > GUESTS_MAX { Err(Refusal::Guests) } else { Ok(all) }
}

/// A stretch that is looked at.
pub(crate) fn stretch(from: Timestamp, until: Timestamp) -> Result<(Timestamp, Timestamp), Refusal> {
    if until <= from || until.since(from) > STRETCH_MAX { Err(Refusal::Stretch) } else { Ok((from, until)) }
}

/// Which times of a series an act is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Which {
    /// This one alone.
    One,
    /// This one and all that follow.
    Following,
    /// All of them.
    All,
}

/// What somebody answers to an invitation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reply {
    /// He has not said.
    Waiting,
    /// He comes.
    Accepted,
    /// He does not.
    Declined,
    /// He may come.
    Tentative,
}

impl Reply {
    const ALL: [Self; 4] = [Self::Waiting, Self::Accepted, Self::Declined, Self::Tentative];

    /// The word in the table.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Tentative => "tentative",
        }
    }

    /// The answer of a word.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// What a calendar of an organisation is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// Events that all members see and enter.
    Shared,
    /// A room or a piece of equipment, for one event at a time.
    Room,
}

impl Kind {
    /// The word in the table.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Room => "room",
        }
    }

    /// The kind of a word.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Shared, Self::Room].into_iter().find(|one| one.word() == word)
    }
}

/// Where an event stands, as somebody wishes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Placed {
    /// In which shared calendar.
    pub calendar: Option<CalendarId>,
    /// In which room.
    pub room: Option<CalendarId>,
}
