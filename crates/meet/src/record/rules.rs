//! What a record says: plain functions on plain values.

use ground::Timestamp;
use std::collections::HashSet;
use std::time::Duration;

/// One stay, opened: from when, and until when where it is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Span {
    pub came: Timestamp,
    pub went: Option<Timestamp>,
}

/// A participant's presence in a meeting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Presence {
    /// When he first came.
    pub came: Timestamp,
    /// When he last went; `None` while he is there.
    pub went: Option<Timestamp>,
    /// How long he was there in all.
    pub total: Duration,
}

/// Sums up the stays of one participant, in the order they began. What is open ends with the meeting, or goes on.
pub(super) fn presence(spans: &[Span], ended_at: Option<Timestamp>, now: Timestamp) -> Option<Presence> {
    let came = spans.iter().map(|span| span.came).min()?;
    let end = |span: &Span| span.went.or(ended_at);
    let is_there = spans.iter().any(|span| end(span).is_none());
    let went = if is_there { None } else { spans.iter().filter_map(end).max() };
    let total = spans.iter().map(|span| end(span).unwrap_or(now).since(span.came)).sum();
    Some(Presence { came, went, total })
}

/// What is to be done so that the record says what the media engine says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Mending<'a> {
    /// Identities that are there and have no open stay.
    pub missed: Vec<&'a str>,
    /// Those that have one and are there.
    pub seen: Vec<&'a str>,
    /// Those that have one and are not there: their stay ended when they were last seen.
    pub lost: Vec<&'a str>,
}

/// Holds open stays against who is there. Until things have `settled` after a start, who is absent may still come
/// back to the same stay.
pub(super) fn mend<'a>(open: &[&'a str], there: &[&'a str], settled: bool) -> Mending<'a> {
    let (known, present): (HashSet<_>, HashSet<_>) = (open.iter().collect(), there.iter().collect());
    let missed = there.iter().filter(|one| !known.contains(one)).copied().collect();
    let (seen, absent): (Vec<&str>, Vec<&str>) = open.iter().copied().partition(|one| present.contains(one));
    Mending { missed, seen, lost: if settled { absent } else { Vec::new() } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    fn span(came: i64, went: Option<i64>) -> Span {
        Span { came: at(came), went: went.map(at) }
    }

    #[test]
    fn time_away_is_not_time_present() {
        let presence = presence(&[span(10, Some(40)), span(100, Some(110))], None, at(500)).unwrap();
        assert_eq!(presence, Presence { came: at(10), went: Some(at(110)), total: Duration::from_secs(40) });
    }

    #[test]
    fn who_is_there_is_counted_until_now_and_until_the_end_once_it_ended() {
        let stays = [span(10, Some(40)), span(100, None)];
        let there = presence(&stays, None, at(150)).unwrap();
        assert_eq!((there.went, there.total), (None, Duration::from_secs(80)));
        let over = presence(&stays, Some(at(120)), at(150)).unwrap();
        assert_eq!((over.went, over.total), (Some(at(120)), Duration::from_secs(50)));
        assert_eq!(presence(&[], None, at(1)), None);
    }

    #[test]
    fn after_a_fall_who_is_absent_may_come_back_until_things_have_settled() {
        let (open, there) = (["ana", "bo"], ["bo", "cy"]);
        let early = mend(&open, &there, false);
        assert_eq!(early, Mending { missed: vec!["cy"], seen: vec!["bo"], lost: vec![] });
        assert_eq!(mend(&open, &there, true).lost, ["ana"]);
    }
}
