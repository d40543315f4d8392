//! Who has whom on his screen: in memory, for as long as a page says so. Plain values, no I/O.

use ground::{PersonId, Timestamp};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::rules::{State, TYPING_EVERY};

/// For how long a page is believed that says nothing new; it says it again after 60 seconds.
const LEASE: Duration = Duration::from_secs(90);
/// Pages of one person, at most; the oldest makes room.
const PAGES_MAX: usize = 8;
/// People on screens altogether, at most: about 100 bytes each.
const ALL_MAX: usize = 500_000;

/// What was last told of somebody: how he is there, and which words of his there are.
pub(super) type Told = (State, Option<[u8; 16]>);

/// Of whom nothing may be known, or nothing is there to be known: the same.
pub(super) const NOTHING: Told = (State::Offline, None);

struct Page {
    /// Whether its person is at it.
    active: bool,
    until: Timestamp,
    /// Whom it shows, and what it was told of each; nothing where it was told nothing yet.
    shown: HashMap<PersonId, Option<Told>>,
}

#[derive(Default)]
struct Pages {
    of: HashMap<PersonId, HashMap<String, Page>>,
    watchers: HashMap<PersonId, HashSet<PersonId>>,
    typed: HashMap<PersonId, Timestamp>,
    count: usize,
    swept: Option<Timestamp>,
}

/// Who has whom on his screen. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Watching(Arc<Mutex<Pages>>);

impl Watching {
    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A page of somebody shows these people from now on, and no others; `None` where the house follows no more. Tells
    /// whether he is at his pages otherwise than before.
    pub(super) fn show(
        &self,
        watcher: PersonId,
        (page, active): (&str, bool),
        people: &[PersonId],
        now: Timestamp,
    ) -> Option<bool> {
        let mut pages = self.pages();
        pages.sweep(now);
        let was_active = pages.is_active(watcher, now);
        let before = pages.of.get(&watcher).and_then(|own| own.get(page)).map_or(0, |page| page.shown.len());
        if pages.count + people.len() > ALL_MAX + before {
            return None;
        }
        let shown_before = pages.shown_by(watcher);
        let shown = people.iter().map(|person| (*person, None)).collect();
        let own = pages.of.entry(watcher).or_default();
        own.insert(page.to_owned(), Page { active, until: now.plus(LEASE), shown });
        if own.len() > PAGES_MAX {
            let oldest = own.iter().min_by_key(|(_, page)| page.until).map(|(name, _)| name.clone());
            oldest.and_then(|name| own.remove(&name));
        }
        pages.index(watcher, &shown_before);
        Some(was_active != pages.is_active(watcher, now))
    }

    /// Whether somebody is at one of his pages.
    pub(super) fn is_active(&self, person: PersonId, now: Timestamp) -> bool {
        self.pages().is_active(person, now)
    }

    /// On whose pages somebody is shown.
    pub(super) fn watchers(&self, person: PersonId) -> Vec<PersonId> {
        let pages = self.pages();
        pages.watchers.get(&person).into_iter().flatten().copied().collect()
    }

    /// Whom somebody's pages show.
    pub(super) fn shown_to(&self, watcher: PersonId) -> Vec<PersonId> {
        self.pages().shown_by(watcher).into_keys().collect()
    }

    /// Whether somebody is shown anywhere, or has pages that show others.
    pub(super) fn concerns(&self, person: PersonId) -> bool {
        let pages = self.pages();
        pages.watchers.contains_key(&person) || pages.of.contains_key(&person)
    }

    /// Everybody who is shown anywhere, or has pages that show others.
    pub(super) fn everybody(&self) -> HashSet<PersonId> {
        let pages = self.pages();
        pages.watchers.keys().chain(pages.of.keys()).copied().collect()
    }

    /// What a page was just answered of somebody. What it was told meanwhile is newer, and stands.
    pub(super) fn answered(&self, watcher: PersonId, page: &str, person: PersonId, told: Told) -> Told {
        let mut pages = self.pages();
        let shown = pages.of.get_mut(&watcher).and_then(|own| own.get_mut(page));
        match shown.and_then(|page| page.shown.get_mut(&person)) {
            Some(before) => *before.get_or_insert(told),
            None => told,
        }
    }

    /// Notes what is to be told of somebody to those who show him; tells who hears something new by it.
    pub(super) fn news(
        &self,
        person: PersonId,
        watchers: &[PersonId],
        told_to: impl Fn(&PersonId) -> Told,
    ) -> Vec<PersonId> {
        let mut pages = self.pages();
        let mut hearing = Vec::new();
        for watcher in watchers {
            let told = told_to(watcher);
            let own = pages.of.get_mut(watcher).into_iter().flat_map(HashMap::values_mut);
            let mut is_new = false;
            for before in own.filter_map(|page| page.shown.get_mut(&person)) {
                is_new |= before.replace(told).unwrap_or(NOTHING) != told;
            }
            if is_new {
                hearing.push(*watcher);
            }
        }
        hearing
    }

    /// Whether it may be told again that somebody writes.
    pub(super) fn may_tell_typing(&self, person: PersonId, now: Timestamp) -> bool {
        let mut pages = self.pages();
        pages.sweep(now);
        let before = pages.typed.get(&person);
        let may = before.is_none_or(|before| now >= before.plus(TYPING_EVERY));
        if may {
            pages.typed.insert(person, now);
        }
        may
    }
}

impl Pages {
    fn is_active(&self, person: PersonId, now: Timestamp) -> bool {
        let own = self.of.get(&person);
        own.is_some_and(|own| own.values().any(|page| page.active && page.until > now))
    }

    /// Whom somebody shows on his pages, and on how many.
    fn shown_by(&self, watcher: PersonId) -> HashMap<PersonId, usize> {
        let mut shown = HashMap::new();
        for person in
            self.of.get(&watcher).into_iter().flat_map(HashMap::values).flat_map(|page| page.shown.keys())
        {
            *shown.entry(*person).or_default() += 1;
        }
        shown
    }

    /// Somebody shows others than before.
    fn index(&mut self, watcher: PersonId, before: &HashMap<PersonId, usize>) {
        let now = self.shown_by(watcher);
        for person in before.keys().filter(|person| !now.contains_key(*person)) {
            if let Some(watchers) = self.watchers.get_mut(person) {
                watchers.remove(&watcher);
                if watchers.is_empty() {
                    self.watchers.remove(person);
                }
            }
        }
        for person in now.keys() {
            self.watchers.entry(*person).or_default().insert(watcher);
        }
        self.count = (self.count + now.values().sum::<usize>()).saturating_sub(before.values().sum());
    }

    /// Forgets pages that are gone.
    fn sweep(&mut self, now: Timestamp) {
        if self.swept.is_some_and(|swept| now < swept.plus(LEASE)) {
            return;
        }
        self.swept = Some(now);
        self.typed.retain(|_, at| now < at.plus(TYPING_EVERY));
        let over = |own: &HashMap<String, Page>| own.values().any(|page| page.until <= now);
        let ending: Vec<PersonId> =
            self.of.iter().filter(|(_, own)| over(own)).map(|(who, _)| *who).collect();
        for watcher in ending {
            let before = self.shown_by(watcher);
            if let Some(own) = self.of.get_mut(&watcher) {
                own.retain(|_, page| page.until > now);
                if own.is_empty() {
                    self.of.remove(&watcher);
                }
            }
            self.index(watcher, &before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Told = (State::Here, None);

    fn person(number: u8) -> PersonId {
        PersonId::from_bytes([number; 16])
    }

    #[test]
    fn a_page_is_told_of_whom_it_shows_once_and_of_nothing_that_it_may_not_know() {
        let (watching, now) = (Watching::default(), Timestamp::from_micros(0));
        let (ana, bo) = (person(1), person(2));
        assert_eq!(watching.show(ana, ("page", true), &[bo], now), Some(true));
        assert!(watching.news(bo, &watching.watchers(bo), |_| NOTHING).is_empty(), "hidden is nothing new");
        assert_eq!(watching.news(bo, &watching.watchers(bo), |_| HERE), [ana]);
        assert!(watching.news(bo, &watching.watchers(bo), |_| HERE).is_empty(), "it was told");
        assert_eq!(watching.answered(ana, "page", bo, NOTHING), HERE, "what came meanwhile stands");
        assert_eq!(watching.news(bo, &watching.watchers(bo), |_| NOTHING), [ana]);
        assert_eq!(watching.show(ana, ("page", true), &[], now), Some(false));
        assert!(
            watching.watchers(bo).is_empty() && !watching.concerns(bo) && watching.shown_to(ana).is_empty()
        );
    }

    #[test]
    fn pages_end_and_are_bounded() {
        let (watching, now) = (Watching::default(), Timestamp::from_micros(0));
        let (ana, bo) = (person(1), person(2));
        for page in 0..20 {
            watching.show(ana, (&page.to_string(), true), &[bo], now.plus(Duration::from_secs(page)));
        }
        let pages = watching.pages();
        assert_eq!((pages.of[&ana].len(), pages.count), (PAGES_MAX, PAGES_MAX));
        drop(pages);
        let later = now.plus(LEASE * 3);
        assert!(!watching.is_active(ana, later));
        watching.show(bo, ("page", false), &[ana], later);
        assert!(watching.watchers(bo).is_empty() && !watching.is_active(bo, later));
        assert_eq!(watching.pages().count, 1);
    }

    #[test]
    fn that_somebody_writes_is_told_every_two_seconds_at_most() {
        let (watching, now) = (Watching::default(), Timestamp::from_micros(0));
        assert!(watching.may_tell_typing(person(1), now));
        assert!(!watching.may_tell_typing(person(1), now.plus(Duration::from_secs(1))));
        assert!(watching.may_tell_typing(person(1), now.plus(TYPING_EVERY)));
    }
}
