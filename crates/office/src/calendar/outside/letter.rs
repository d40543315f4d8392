//! What the mails of an invitation say: words in both languages, and a calendar file.

use egress::CalendarMethod;
use ground::Timestamp;
use yard::House;
use yard::marks;

use super::rules::News;
use super::{LINK, OutsiderId};
use crate::calendar::ical::{self, Entry};
use crate::calendar::rules::Reply;

/// What a link is computed from.
fn said(id: OutsiderId) -> String {
    format!("invited {id}")
}

/// The link of one who is invited.
pub(super) fn link(house: &House, id: OutsiderId) -> String {
    marks::link(house, "invited", &id.bytes(), &LINK, &said(id))
}

/// Whom a link is for; nobody where it is none of this house's.
pub(super) fn linked(house: &House, token: &str) -> Option<OutsiderId> {
    let (id, computed) = marks::read::<16>(token)?;
    let id = OutsiderId::from_bytes(id);
    marks::fits(house, &LINK, &said(id), &computed).then_some(id)
}

/// Those between whom a mail goes.
pub(super) struct Between<'a> {
    /// How whoever organises is called.
    pub organiser: &'a str,
    /// The address that mail of this house comes from.
    pub sender: &'a str,
    /// Whoever is invited.
    pub address: &'a str,
    pub name: Option<&'a str>,
    /// What he said so far.
    pub reply: Reply,
    /// Where he answers.
    pub link: &'a str,
}

/// What is asked by this news.
pub(super) const fn method(news: News) -> CalendarMethod {
    match news {
        News::Cancelled | News::Never => CalendarMethod::Cancel,
        News::Invited | News::Changed { .. } | News::Nothing => CalendarMethod::Request,
    }
}

/// The file of a mail: all of the event under this number, with who organises and who is invited, and nobody else.
pub(super) fn file(
    entries: &[Entry],
    (news, sequence): (News, i64),
    now: Timestamp,
    between: &Between<'_>,
) -> String {
    let entries: Vec<Entry> = entries.iter().map(|entry| Entry { sequence, ..entry.clone() }).collect();
    let is_off = method(news) == CalendarMethod::Cancel;
    let Between { organiser, sender, address, name, reply, link } = between;
    let guest = name.map(called).unwrap_or_default();
    let mut lines = vec![
        format!("STATUS:{}", if is_off { "CANCELLED" } else { "CONFIRMED" }),
        format!("ORGANIZER{}:{}", called(organiser), mailto(sender)),
        format!(
            "ATTENDEE{guest};CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={};RSVP=TRUE:{}",
            ical::partstat(*reply),
            mailto(address)
        ),
    ];
    // A link without a host leads nowhere from a program of his.
    lines.extend((link.contains("://") && !is_off).then(|| format!("URL:{}", text_free(link))));
    ical::scheduled(&entries, now, method(news).word(), &lines)
}

/// An event as it is held against what was told last: without a number and an hour of its own.
pub(super) fn bare(entries: &[Entry]) -> String {
    let entries: Vec<Entry> = entries.iter().map(|entry| Entry { sequence: 0, ..entry.clone() }).collect();
    ical::write(&entries, Timestamp::from_micros(0))
}

/// A name as a parameter; within quotes there are neither quotes nor what controls (RFC 5545, 3.2).
fn called(name: &str) -> String {
    let plain: String = name.chars().filter(|sign| !sign.is_control() && *sign != '"').collect();
    if plain.trim().is_empty() { String::new() } else { format!(";CN=\"{plain}\"") }
}

/// An address as a calendar names it (RFC 6068, 2): what is not plain is marked by its number.
fn mailto(address: &str) -> String {
    let mut out = String::from("mailto:");
    for byte in address.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@+'*!$&=".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// An address of a page as the value of a line: none of its signs ends the line.
fn text_free(link: &str) -> String {
    link.chars().filter(|sign| !sign.is_control()).collect()
}

/// Title and text of a mail.
pub(super) fn words(entries: &[Entry], news: News, between: &Between<'_>) -> (String, String) {
    let Some(entry) = entries.iter().find(|entry| entry.instead.is_none()).or(entries.first()) else {
        return (String::new(), String::new());
    };
    let (who, link, what) = (between.organiser, between.link, &entry.title);
    let (zh, en) = match news {
        News::Cancelled | News::Never => {
            (format!("{who} 取消了这个日程："), format!("{who} called this off:"))
        }
        News::Changed { .. } => {
            (format!("{who} 更改了日程，请看新的安排："), format!("{who} changed this event; it is now:"))
        }
        News::Invited | News::Nothing => (format!("{who} 邀请您参加："), format!("{who} invites you to:")),
    };
    let (head, english) = match news {
        News::Cancelled | News::Never => ("已取消", "Called off"),
        News::Changed { .. } => ("日程有变", "Changed"),
        News::Invited | News::Nothing => ("邀请", "Invitation"),
    };
    let when = entry.when.told(entry.when.begins);
    let recurs = entry.when.rule.is_some() || !entry.when.extra.is_empty() || entries.len() > 1;
    let more = [entry.place.as_deref(), entry.notes.as_deref()]
        .map(|one| one.map(|one| format!("{one}\n")).unwrap_or_default());
    let [place, notes] = more;
    let event = |again: &str| format!("\n{what}\n{when}{}\n{place}{notes}", if recurs { again } else { "" });
    let (answer, reply) = if method(news) == CalendarMethod::Cancel {
        ("这封邮件无需答复。", "No answer is needed.")
    } else {
        (
            "请打开下面的链接答复：参加、可能参加、不参加，或提议其他时间。无需账号。若不希望再收到邀请，也可以在那里选择“忘记我”。",
            "Answer at this link: you come, may come, do not, or would like another time. You need no account. If you want no more of this, choose “forget me” there.",
        )
    };
    let link = if method(news) == CalendarMethod::Cancel { String::new() } else { format!("\n{link}\n") };
    let last = "本站不接收邮件，直接回复这封邮件不会送达。\nThis house receives no mail: a reply to this one reaches nobody.";
    let body = format!(
        "{zh}\n{}\n{answer}\n\n{en}\n{}\n{reply}\n{link}\n{last}\n",
        event("（重复日程，详见附件）"),
        event(" (recurs; see the file)")
    );
    (format!("{head} · {english}: {what}"), body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_stay_within_their_lines() {
        assert_eq!(called("王 \"芳\"\r\nATTENDEE:x"), ";CN=\"王 芳ATTENDEE:x\"");
        assert_eq!(called("\"\""), "");
        assert_eq!(mailto("a{b}%c#d@example.org"), "mailto:a%7Bb%7D%25c%23d@example.org");
        assert_eq!(text_free("https://house.example/invited#a\r\nB"), "https://house.example/invited#aB");
    }
}
