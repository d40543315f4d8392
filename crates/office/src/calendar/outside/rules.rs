//! What may be asked of people outside, and what is news to them: plain functions on plain values.

use jiff::civil::DateTime;
use std::net::IpAddr;
use std::time::Duration;
use yard::account::{Bound, Mail};
use yard::org::Line;

use super::Refusal;
use crate::calendar::ical;
use crate::calendar::ics::HOME;
use crate::calendar::rules::{Reply, When};

/// People outside who are invited to one event.
pub(super) const OUTSIDERS_MAX: i64 = 50;
/// Signs of a name.
const NAME_MAX: usize = 60;
/// Addresses that one person invites on one day.
pub(super) const INVITED: Bound = Bound { kind: "calendar.outside.day", span_s: 86_400, most: 100 };
/// Mails of invitations that leave for one person on one day; the rest waits for the next.
pub(super) const MAILED: Bound = Bound { kind: "calendar.outside.mail.day", span_s: 86_400, most: 500 };
/// Mails of invitations that leave for one address on one day, whoever invites.
pub(super) const REACHED: Bound = Bound { kind: "calendar.outside.reach.day", span_s: 86_400, most: 20 };
/// How often links are asked for from one network.
pub(super) const LOOKS: Bound = Bound { kind: "calendar.outside.look", span_s: 600, most: 120 };
/// How often one person outside answers within a day.
pub(super) const ANSWERS: Bound = Bound { kind: "calendar.outside.answer.day", span_s: 86_400, most: 30 };
/// After a change so long nothing leaves: what is changed within it is told at once.
pub(super) const SETTLES: Duration = Duration::from_secs(60);
/// What did not leave is looked at again after this.
pub(super) const AGAIN: Duration = Duration::from_secs(3_600);

/// Why a mail did not leave.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Why {
    /// The relay did not take the address, or the letter.
    Refused,
    /// The house sends no mail any longer.
    NoMail,
}

impl Why {
    const ALL: [Self; 2] = [Self::Refused, Self::NoMail];

    /// The word in the table.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::NoMail => "no_mail",
        }
    }

    /// The reason of a word.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// An address, as it is written to.
pub(super) fn address(typed: &str) -> Result<String, Refusal> {
    Ok(Mail::read(typed).ok_or(Refusal::Address)?.as_str().to_owned())
}

/// A name, where one was given.
pub(super) fn name(typed: Option<&str>) -> Result<Option<String>, Refusal> {
    let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) else { return Ok(None) };
    let line = Line::read(typed, NAME_MAX).map_err(|_| Refusal::Name)?;
    Ok(Some(line.as_str().to_owned()))
}

/// What is answered; another time is local time of the event.
pub(super) fn answer(reply: Reply, proposed: Option<&str>) -> Result<(Reply, Option<DateTime>), Refusal> {
    let read = |at: &str| crate::calendar::rules::read_local(at).ok_or(Refusal::Reply);
    if reply == Reply::Waiting {
        return Err(Refusal::Reply);
    }
    Ok((reply, proposed.map(read).transpose()?))
}

/// What somebody outside is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum News {
    /// Nothing that he would not know.
    Nothing,
    /// He is invited.
    Invited,
    /// It changed; he is asked anew where its times did.
    Changed { is_moved: bool },
    /// It is off, or he is invited no longer.
    Cancelled,
    /// It is off before he was told of it.
    Never,
}

/// What is news, of what was told last and what is now: files without a number and an hour of their own.
pub(super) fn news(told: Option<&str>, now: Option<&str>) -> News {
    match (told, now) {
        (None, None) => News::Never,
        (None, Some(_)) => News::Invited,
        (Some(_), None) => News::Cancelled,
        (Some(told), Some(now)) if told == now => News::Nothing,
        (Some(told), Some(now)) => News::Changed { is_moved: times(told) != times(now) },
    }
}

/// When all of it is, as a file says.
fn times(file: &str) -> Vec<(Option<DateTime>, When)> {
    let entries = ical::read(file, HOME).map(|(entries, _)| entries).unwrap_or_default();
    entries.into_iter().map(|entry| (entry.instead, entry.when)).collect()
}

/// The network of whoever asks: of IPv4 one address, of IPv6 the 64 bits that one household has.
pub(super) fn network(from: IpAddr) -> String {
    match from.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(begins: &str, title: &str) -> String {
        format!(
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:one\r\nDTSTART;TZID=Asia/Shanghai:{begins}\r\nDURATION:PT60M\r\n\
             SUMMARY:{title}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    }

    #[test]
    fn whoever_is_outside_is_told_what_he_does_not_know_and_asked_anew_where_the_time_changed() {
        let (nine, ten) = (file("20271206T090000", "Plan"), file("20271206T100000", "Plan"));
        let other = file("20271206T090000", "Budget");
        assert_eq!(news(None, Some(&nine)), News::Invited);
        assert_eq!(news(Some(&nine), Some(&nine)), News::Nothing);
        assert_eq!(news(Some(&nine), Some(&ten)), News::Changed { is_moved: true });
        assert_eq!(news(Some(&nine), Some(&other)), News::Changed { is_moved: false });
        assert_eq!(news(Some(&nine), None), News::Cancelled);
        assert_eq!(news(None, None), News::Never);
    }

    #[test]
    fn an_address_and_a_name_are_one_line_each() {
        assert_eq!(address(" Wang@Example.ORG ").unwrap(), "wang@example.org");
        for wrong in
            ["", "wang", "wang@example.org\r\nBcc: x@example.org", "\"a b\"@example.org", "a;b@example.org"]
        {
            assert!(address(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(name(Some("  ")).unwrap(), None);
        assert_eq!(name(Some("王芳")).unwrap().as_deref(), Some("王芳"));
        assert!(name(Some("王\r\nATTENDEE:x")).is_err() && name(Some(&"x".repeat(61))).is_err());
    }
}
