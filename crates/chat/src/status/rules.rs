//! What may happen: who sees somebody, what a status says, and for how long.

use ground::Timestamp;
use policy::{Conduct, UnknownDevice, UnnamedDevice};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use vault::Plain;

use super::Refusal;

/// People on the screen of one page, at most.
pub(super) const PEOPLE_MAX: usize = 100;
/// That somebody writes is told in conversations of so many.
pub(super) const TYPING_MAX: i64 = 50;
/// It is told no more often than this.
pub(super) const TYPING_EVERY: Duration = Duration::from_secs(2);

const SIGN_MAX: usize = 8;
const TEXT_MAX: usize = 80;
const UNTIL_MAX: Duration = Duration::from_secs(366 * 86_400);
const REST_MAX: Duration = Duration::from_secs(31 * 86_400);

/// Who sees whether somebody is there, and what he says about himself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Shows {
    /// Nobody.
    Nobody,
    /// His friends.
    Friends,
    /// His friends, and people of his organisations.
    Orgs,
    /// His friends, and whoever is in a conversation with him now.
    Talk,
}

impl Shows {
    const ALL: [Self; 4] = [Self::Nobody, Self::Friends, Self::Orgs, Self::Talk];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Friends => "friends",
            Self::Orgs => "orgs",
            Self::Talk => "talk",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// What holds for whoever chose nothing. A doorplate that trusts no device that it does not know tells nobody.
    pub(super) const fn of_doorplate(conduct: &Conduct) -> Self {
        let is_strict = matches!(conduct.unknown_device, UnknownDevice::Prove)
            || matches!(conduct.unnamed_device, UnnamedDevice::Refuse);
        if is_strict { Self::Nobody } else { Self::Talk }
    }

    /// Whether somebody sees it who is that to him.
    pub(super) const fn lets(self, ties: Ties) -> bool {
        let may = match self {
            Self::Nobody => false,
            Self::Friends => ties.friend,
            Self::Orgs => ties.friend || ties.colleague,
            Self::Talk => ties.friend || ties.talks,
        };
        may && !ties.blocked
    }
}

/// What somebody is to another.
#[derive(Clone, Copy, Default)]
pub(super) struct Ties {
    pub friend: bool,
    pub colleague: bool,
    /// Whether both are in one conversation now.
    pub talks: bool,
    /// Whether the one who would be seen blocks him.
    pub blocked: bool,
}

/// How somebody is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// He has no page open; or it is not for whoever asks to know.
    Offline,
    /// He has a page open and does something else.
    Away,
    /// He is there.
    Here,
    /// He is there and wants to be left alone.
    Rest,
}

/// What somebody says about himself: a sign, a few words, or both.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Words {
    pub sign: String,
    pub text: String,
}

impl Words {
    /// Nothing where both are empty.
    pub(super) fn read(sign: &str, text: &str) -> Result<Option<Self>, Refusal> {
        let (sign, text) = (sign.trim(), text.trim());
        let is_fit = sign.chars().count() <= SIGN_MAX
            && text.chars().count() <= TEXT_MAX
            && !sign.chars().chain(text.chars()).any(char::is_control);
        if !is_fit {
            return Err(Refusal::Text);
        }
        let is_said = !sign.is_empty() || !text.is_empty();
        Ok(is_said.then(|| Self { sign: sign.to_owned(), text: text.to_owned() }))
    }

    /// As one line.
    pub(super) fn line(&self) -> String {
        format!("{} {}", self.sign, self.text).trim().to_owned()
    }
}

impl Plain for Words {
    fn to_plain(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// An end of a status: within a year.
pub(super) fn end(until: Option<Timestamp>, now: Timestamp) -> Result<Option<Timestamp>, Refusal> {
    within(until, now, UNTIL_MAX)
}

/// An end of being left alone: within 31 days.
pub(super) fn rest(until: Option<Timestamp>, now: Timestamp) -> Result<Option<Timestamp>, Refusal> {
    within(until, now, REST_MAX)
}

fn within(until: Option<Timestamp>, now: Timestamp, most: Duration) -> Result<Option<Timestamp>, Refusal> {
    let is_fit = until.is_none_or(|until| until > now && until <= now.plus(most));
    if is_fit { Ok(until) } else { Err(Refusal::When) }
}

#[cfg(test)]
mod tests {
    use super::super::Chosen;
    use super::*;

    #[test]
    fn each_choice_lets_exactly_those_see_whom_it_names_and_nobody_who_is_blocked() {
        let one = |friend, colleague, talks| Ties { friend, colleague, talks, blocked: false };
        for (shows, sees) in [
            (Shows::Nobody, [false, false, false]),
            (Shows::Friends, [true, false, false]),
            (Shows::Orgs, [true, true, false]),
            (Shows::Talk, [true, false, true]),
        ] {
            let ties = [one(true, false, false), one(false, true, false), one(false, false, true)];
            assert_eq!(ties.map(|ties| shows.lets(ties)), sees, "{shows:?}");
            assert!(!ties.into_iter().any(|ties| shows.lets(Ties { blocked: true, ..ties })));
            assert_eq!(Shows::from_word(shows.word()), Some(shows));
        }
    }

    #[test]
    fn whom_nobody_sees_tells_that_he_writes_only_where_he_chose_so() {
        let chosen = |shows, typing| Chosen { shows, typing };
        assert!(chosen(None, None).types(Shows::Talk) && !chosen(None, None).types(Shows::Nobody));
        assert!(!chosen(Some(Shows::Nobody), None).types(Shows::Talk));
        assert!(chosen(Some(Shows::Nobody), Some(true)).types(Shows::Nobody));
        assert!(!chosen(Some(Shows::Talk), Some(false)).types(Shows::Talk));
    }

    #[test]
    fn a_status_is_short_and_ends() {
        assert_eq!(Words::read(" ", "\t").unwrap(), None);
        assert_eq!(Words::read("🍵", " 喝茶 ").unwrap().unwrap().line(), "🍵 喝茶");
        assert!(Words::read("", &"长".repeat(TEXT_MAX + 1)).is_err() && Words::read("a\nb", "").is_err());
        let now = Timestamp::from_micros(1_000_000);
        assert!(end(None, now).is_ok() && end(Some(now), now).is_err());
        assert!(rest(Some(now.plus(REST_MAX)), now).is_ok());
        assert!(rest(Some(now.plus(REST_MAX + Duration::from_secs(1))), now).is_err());
    }
}
