//! What an advert is, who sees which, and what counts: plain functions on plain values.

use ground::Timestamp;
use std::time::Duration;
use url::Url;

use super::Refusal;
use super::store::{Campaign, Seen};

/// What people can be interested in; the house infers none.
pub(super) const TAGS: [&str; 8] =
    ["repairs", "cleaning", "moving", "food", "health", "learning", "travel", "pets"];
/// Where an advert can stand.
const PLACEMENTS: [&str; 2] = ["home", "notices"];
/// A click sooner than this after the showing is no person's.
const READ: Duration = Duration::from_secs(1);
const TITLE_MAX: usize = 60;
const TEXT_MAX: usize = 200;
const AREA_MAX: usize = 40;
const DAILY_MAX: u32 = 20;
/// Bytes of a picture.
pub(super) const PICTURE_MAX: usize = 200 * 1024;

/// Whether this is one of the tags.
pub(crate) fn is_tag(tag: &str) -> bool {
    TAGS.contains(&tag)
}

fn text(field: &'static str, text: &str, most: usize) -> Result<(), Refusal> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control);
    if fits { Ok(()) } else { Err(Refusal::Wrong(field)) }
}

/// Holds an advert against the rules.
pub(super) fn check(new: &Campaign) -> Result<(), Refusal> {
    for (field, words, most) in [
        ("title_zh", &new.title_zh, TITLE_MAX),
        ("title_en", &new.title_en, TITLE_MAX),
        ("text_zh", &new.text_zh, TEXT_MAX),
        ("text_en", &new.text_en, TEXT_MAX),
    ] {
        text(field, words, most)?;
    }
    if !PLACEMENTS.contains(&new.placement.as_str()) {
        return Err(Refusal::Wrong("placement"));
    }
    if new.tag.as_deref().is_some_and(|tag| !is_tag(tag)) {
        return Err(Refusal::Wrong("tag"));
    }
    if let Some(area) = &new.area {
        text("area", area, AREA_MAX)?;
    }
    if !(1..=DAILY_MAX).contains(&new.daily_most) {
        return Err(Refusal::Wrong("daily_most"));
    }
    if new.until_at <= new.from_at {
        return Err(Refusal::Wrong("until"));
    }
    link(&new.link).map(|_| ())
}

/// An address that an advert may lead to: https, a name, nobody's name and password, nothing to be filled in.
pub(super) fn link(text: &str) -> Result<Url, Refusal> {
    let wrong = || Refusal::Wrong("link");
    let url = Url::parse(text).map_err(|_| wrong())?;
    let plain = url.scheme() == "https" && url.username().is_empty() && url.password().is_none();
    let filled = text.contains(['{', '}', '%']);
    if plain && url.domain().is_some() && text.len() <= 500 && !filled { Ok(url) } else { Err(wrong()) }
}

/// Where somebody goes who leaves through an advert. The key is that of the advert and the day, the same for everybody.
pub(super) fn leaving(link: &Url, key: &str) -> Url {
    let mut to = link.clone();
    to.query_pairs_mut().append_pair("ad", key);
    to
}

/// What is known of who looks: nothing, unless he chose to have adverts chosen.
pub(super) struct Looker {
    pub chooses: bool,
    pub interests: Vec<String>,
    pub area: Option<String>,
}

/// The advert for this looker: of those that fit, what was placed least today; the narrower first. Answers whether it
/// was chosen by something of his.
pub(super) fn pick<'a>(
    running: &'a [Campaign],
    looker: &Looker,
    placed: impl Fn(&Campaign) -> u32,
) -> Option<(&'a Campaign, bool)> {
    let fits = |one: &&Campaign| {
        let tag = one.tag.as_ref().is_none_or(|tag| looker.chooses && looker.interests.contains(tag));
        let area = one.area.as_ref().is_none_or(|area| looker.chooses && looker.area.as_ref() == Some(area));
        tag && area && placed(one) < one.daily_most
    };
    let best = running.iter().filter(fits).min_by_key(|one| (!is_narrow(one), placed(one), one.id));
    best.map(|one| (one, is_narrow(one)))
}

const fn is_narrow(one: &Campaign) -> bool {
    one.tag.is_some() || one.area.is_some()
}

/// What an act on a showing comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    /// It counts.
    Counts,
    /// It was counted already.
    Again,
    /// No person does this.
    Invalid,
}

/// Whether a showing counts: its mark was given out and waits.
pub(super) fn showing(seen: &Seen, mark: [u8; 16]) -> Verdict {
    if seen.waiting == Some(mark) {
        if seen.shown == 0 { Verdict::Counts } else { Verdict::Again }
    } else {
        Verdict::Invalid
    }
}

/// Whether a click counts: after a showing, not at once, and the first of the day.
pub(super) fn click(seen: &Seen, mark: [u8; 16], now: Timestamp) -> Verdict {
    let was_read = seen.shown_at.is_some_and(|at| now.since(at) >= READ && now >= at);
    if seen.waiting != Some(mark) || !was_read {
        Verdict::Invalid
    } else if seen.clicked == 0 {
        Verdict::Counts
    } else {
        Verdict::Again
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_and_holds_nobody() {
        assert!(link("https://shop.example/offer?x=1").is_ok());
        for wrong in [
            "http://shop.example",
            "https://u:p@shop.example",
            "https://shop.example/{user}",
            "https://1.2.3.4/",
            "x",
        ] {
            assert!(link(wrong).is_err(), "{wrong}");
        }
        let to = leaving(&link("https://shop.example/a?x=1").unwrap(), "k");
        assert_eq!(to.as_str(), "https://shop.example/a?x=1&ad=k");
    }

    #[test]
    fn a_click_counts_once_after_it_could_be_read() {
        let at = Timestamp::from_micros;
        let mut seen = Seen { shown: 0, clicked: 0, waiting: Some([1; 16]), shown_at: None };
        assert_eq!(showing(&seen, [2; 16]), Verdict::Invalid);
        assert_eq!(showing(&seen, [1; 16]), Verdict::Counts);
        assert_eq!(click(&seen, [1; 16], at(9_000_000)), Verdict::Invalid, "it was not shown");
        (seen.shown, seen.shown_at) = (1, Some(at(5_000_000)));
        assert_eq!(showing(&seen, [1; 16]), Verdict::Again);
        assert_eq!(click(&seen, [1; 16], at(5_100_000)), Verdict::Invalid, "nobody reads so fast");
        assert_eq!(click(&seen, [1; 16], at(6_000_000)), Verdict::Counts);
        assert_eq!(click(&seen, [2; 16], at(6_000_000)), Verdict::Invalid);
        seen.clicked = 1;
        assert_eq!(click(&seen, [1; 16], at(7_000_000)), Verdict::Again);
    }
}
