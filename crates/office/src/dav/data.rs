//! What stands in items of a list, as calendar files: whole, a part of it, or each time of a series as an event of its own.

use axum::http::StatusCode;
use ground::{Person, Timestamp};
use yard::House;

use super::answer::Answer;
use super::component::{Component, Part};
use super::shelf::{self, Item, Thing};
use super::{Refusal, todo};
use crate::calendar::ical::{self, Entry};
use crate::calendar::rules::{Occurrence, When, local, zone};
use crate::task::device::Todo;
use crate::{calendar, task};

/// Times that one answer has as events of their own, and bytes of its files, at most.
const TIMES_MAX: usize = 10_000;
const BYTES_MAX: usize = 16 << 20;
/// Bytes of all else that one answer says, at most: addresses and properties of as many items as there may be.
const SAID_MAX: usize = 32 << 20;
/// Of whoever asks for more (RFC 4791, 7.8).
pub(super) const TOO_MUCH: Refusal =
    Refusal::Condition(StatusCode::FORBIDDEN, "D:number-of-matches-within-limits");

/// What is left of an answer.
pub(super) struct Left {
    times: usize,
    bytes: usize,
    said: usize,
}

impl Default for Left {
    fn default() -> Self {
        Self { times: TIMES_MAX, bytes: BYTES_MAX, said: SAID_MAX }
    }
}

impl Left {
    /// The times of an event within a stretch, of what is left of an answer.
    ///
    /// # Errors
    /// That there are more.
    pub(super) fn times(&mut self, when: &When, range: Range) -> Result<Vec<Occurrence>, Refusal> {
        let times = when.within(range, self.times.saturating_add(1));
        self.times = self.times.checked_sub(times.len()).ok_or(TOO_MUCH)?;
        Ok(times)
    }

    /// What is answered of an address, of what is left.
    ///
    /// # Errors
    /// That it is more.
    pub(super) fn told(&mut self, answer: Answer) -> Result<Answer, Refusal> {
        self.said = self.said.checked_sub(answer.size()).ok_or(TOO_MUCH)?;
        Ok(answer)
    }
}

/// From when to when.
pub(super) type Range = (Timestamp, Timestamp);

/// What an item says, in the open.
pub(super) enum Said {
    /// An event: itself, and its times that differ.
    Event(Vec<Entry>),
    Task(String, Todo),
}

/// How it is wished.
#[derive(Default)]
pub(super) struct Wish {
    /// Each time within this stretch as an event of its own, in UTC.
    pub expand: Option<Range>,
    /// Of the times that differ those within this stretch.
    pub limit: Option<Range>,
    /// Of the file this part.
    pub part: Option<Part>,
}

/// Opens these items, each in its place.
pub(super) async fn said(house: &House, who: Person, items: &[&Item]) -> Result<Vec<Said>, Refusal> {
    let (mut events, mut tasks, mut uids) = (Vec::new(), Vec::new(), Vec::with_capacity(items.len()));
    for item in items {
        match &item.thing {
            Thing::Event(event) => events.push(event.as_ref()),
            Thing::Task(task) => tasks.push(task.as_ref()),
        }
        uids.push(item.uid.as_ref());
    }
    let mut events = calendar::device::entries(house, who, &events).await?.into_iter();
    let mut tasks = task::device::todos(house, who, &tasks).await?.into_iter();
    let mut uids = shelf::opened(house, who, &uids).await?.into_iter();
    let one = |item: &&Item| {
        let uid = uids.next()?;
        match &item.thing {
            Thing::Event(_) => Some(Said::Event(events.next()?)),
            Thing::Task(_) => Some(Said::Task(uid.unwrap_or_else(|| item.own_uid()), tasks.next()?)),
        }
    };
    Ok(items.iter().filter_map(one).collect())
}

impl Said {
    /// As a file, of what is left of an answer.
    ///
    /// # Errors
    /// That the answer is too large.
    pub(super) fn file(&self, item: &Item, wish: &Wish, left: &mut Left) -> Result<String, Refusal> {
        let file = self.whole(item, wish, left)?;
        left.bytes = left.bytes.checked_sub(file.len()).ok_or(TOO_MUCH)?;
        Ok(match &wish.part {
            None => file,
            Some(part) => Component::read(&file).map_or(file, |whole| whole.written(part)),
        })
    }

    fn whole(&self, item: &Item, wish: &Wish, left: &mut Left) -> Result<String, Refusal> {
        Ok(match self {
            Self::Task(uid, todo) => todo::write(uid, todo),
            Self::Event(entries) => {
                let entries = match (wish.expand, wish.limit) {
                    (Some(range), _) => expanded(entries, range, left)?,
                    (None, Some(range)) => limited(entries, range),
                    (None, None) => entries.clone(),
                };
                ical::write(&entries, item.changed_at())
            }
        })
    }
}

/// Only those times that differ of which a stretch has something.
fn limited(entries: &[Entry], range: Range) -> Vec<Entry> {
    let touches = |entry: &&Entry| entry.instead.is_none() || !entry.when.within(range, 1).is_empty();
    entries.iter().filter(touches).cloned().collect()
}

/// Each time within a stretch as an event of its own, in UTC (RFC 4791, 9.6.5).
fn expanded(entries: &[Entry], range: Range, left: &mut Left) -> Result<Vec<Entry>, Refusal> {
    let mut all = Vec::new();
    let whole = entries.iter().find(|entry| entry.instead.is_none()).map(|entry| &entry.when);
    for entry in entries {
        let recurs = entry.when.rule.is_some() || !entry.when.extra.is_empty() || entry.instead.is_some();
        // The times that differ stand in the file themselves.
        let instead: Vec<_> = entries.iter().filter_map(|one| one.instead).collect();
        let series = entry.instead.is_none();
        let times = left.times(&entry.when, range)?;
        for time in times.into_iter().filter(|time| !(series && instead.contains(&time.at))) {
            let named = entry.instead.unwrap_or(time.at);
            let of = whole.filter(|_| !series).unwrap_or(&entry.when);
            all.push(Entry {
                when: alone(&entry.when, time.at),
                instead: recurs.then(|| alone(of, named).begins),
                ..entry.clone()
            });
        }
    }
    Ok(all)
}

/// One time, in UTC; whole days stay days.
fn alone(when: &When, at: jiff::civil::DateTime) -> When {
    let utc = || {
        let instant = at.to_zoned(zone(&when.zone)?).ok()?.timestamp();
        local(&zone("UTC")?, Timestamp::from_micros(instant.as_microsecond()))
    };
    let (zone, begins) = match utc().filter(|_| !when.all_day) {
        Some(begins) => ("UTC".to_owned(), begins),
        None => (when.zone.clone(), at),
    };
    When { zone, begins, rule: None, extra: Vec::new(), gone: Vec::new(), ..when.clone() }
}
