//! What stands in items of a list, as calendar files: whole, a part of it, or each time of a series as an event of its own.

use ground::{Person, Timestamp};
use yard::House;

use super::component::{Component, Part};
use super::shelf::{Item, Thing};
use super::{Refusal, todo};
use crate::calendar::ical::{self, Entry};
use crate::calendar::rules::{When, local, zone};
use crate::task::device::Todo;
use crate::{calendar, task};

/// Times of one series that are written each as an event of its own, at most.
const TIMES_MAX: usize = 1_000;

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
    let (mut events, mut tasks) = (Vec::new(), Vec::new());
    for item in items {
        match &item.thing {
            Thing::Event(event) => events.push(event),
            Thing::Task(task) => tasks.push(task),
        }
    }
    let mut events = calendar::device::entries(house, who, &events).await?.into_iter();
    let mut tasks = task::device::todos(house, who, &tasks).await?.into_iter();
    let one = |item: &&Item| match &item.thing {
        Thing::Event(_) => Some(Said::Event(events.next()?)),
        Thing::Task(_) => Some(Said::Task(item.uid.clone().unwrap_or_else(|| item.own_uid()), tasks.next()?)),
    };
    Ok(items.iter().filter_map(one).collect())
}

impl Said {
    /// As a file.
    pub(super) fn file(&self, item: &Item, wish: &Wish) -> String {
        let file = match self {
            Self::Task(uid, todo) => todo::write(uid, todo),
            Self::Event(entries) => {
                let entries = match (wish.expand, wish.limit) {
                    (Some(range), _) => expanded(entries, range),
                    (None, Some(range)) => limited(entries, range),
                    (None, None) => entries.clone(),
                };
                ical::write(&entries, item.changed_at())
            }
        };
        match &wish.part {
            None => file,
            Some(part) => Component::read(&file).map_or(file, |whole| whole.written(part)),
        }
    }
}

/// Only those times that differ of which a stretch has something.
fn limited(entries: &[Entry], range: Range) -> Vec<Entry> {
    let touches = |entry: &&Entry| entry.instead.is_none() || !entry.when.within(range, 1).is_empty();
    entries.iter().filter(touches).cloned().collect()
}

/// Each time within a stretch as an event of its own, in UTC (RFC 4791, 9.6.5).
fn expanded(entries: &[Entry], range: Range) -> Vec<Entry> {
    let mut all = Vec::new();
    for entry in entries {
        let recurs = entry.when.rule.is_some() || !entry.when.extra.is_empty() || entry.instead.is_some();
        // The times that differ stand in the file themselves.
        let instead: Vec<_> = entries.iter().filter_map(|one| one.instead).collect();
        let series = entry.instead.is_none();
        let times = entry.when.within(range, TIMES_MAX).into_iter();
        for time in times.filter(|time| !(series && instead.contains(&time.at))) {
            let named = entry.instead.unwrap_or(time.at);
            all.push(Entry {
                when: alone(&entry.when, time.at),
                instead: recurs.then(|| alone(&entry.when, named).begins),
                ..entry.clone()
            });
        }
    }
    all.truncate(TIMES_MAX);
    all
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
