//! What a door keeps: its list, its log, what was used up, and how late it was. All of it is one journal.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use pass::{
    BATCH_MAX, Batch, By, Chain, Change, Clock, DoorId, Entry, Full, Held, List, Moment, News, NotTaken,
    PassId, PublicKey, Reason, SignedHead, Signer, Tries, What,
};
use serde::{Deserialize, Serialize};

use crate::ask::Decided;
use crate::disk::Disk;
use crate::journal::Journal;

/// The journal is written anew when it is so much longer than it need be.
const SLACK: u64 = 4 * 1024 * 1024;
/// Entries that wait for the house; beyond, refusals are counted and not written down.
const WAITING_MAX: usize = 200_000;
/// Refusals in a minute of what anybody can show: the unknown, the forged, what was shown before. Beyond, they are counted and not written
/// down.
const FUTILE_MAX: u64 = 30;
const MINUTE: Duration = Duration::from_secs(60);

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
enum Record {
    Kept(Box<Kept>),
    Waiting(Entry),
    Entry(Entry),
    Full(Box<Full>),
    Change(Box<Change>),
    Still(SignedHead),
    News(News),
    Taken(Chain),
    Time { floor: Moment, seen: Moment },
    Terminal(u64),
}

/// Everything but the entries that wait.
#[derive(Serialize, Deserialize)]
struct Kept {
    full: Option<Full>,
    news: News,
    spent: Vec<(PassId, (u32, Moment))>,
    codes: Vec<(PassId, u32)>,
    tries: Tries,
    chain: Chain,
    taken: Chain,
    floor: Moment,
    seen: Moment,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    terminal: Option<u64>,
}

/// What is refused of the journal itself: it is of another door, or not ours.
#[derive(Debug, thiserror::Error)]
pub enum Lost {
    /// The disk fails.
    #[error("the disk: {0}")]
    Disk(#[from] io::Error),
    /// A record is whole and makes no sense: another version of the program wrote it, or another door.
    #[error("record {0} of the journal cannot be read")]
    Record(usize),
}

/// The state of one door, and its journal.
pub struct Store<D> {
    journal: Journal<D>,
    /// What decisions rest on.
    pub held: Held,
    chain: Chain,
    taken: Chain,
    waiting: VecDeque<Entry>,
    floor: Moment,
    seen: Moment,
    /// How far the terminal's own log was taken over.
    terminal: Option<u64>,
    /// The length of the journal when it was last written anew.
    compact: u64,
    futile: (Moment, u64),
}

impl<D: Disk> Store<D> {
    /// Opens what is kept of a door, or begins it. With it comes how many bytes a cut of power broke off.
    ///
    /// # Errors
    /// When the disk fails, or what is there is not of this door.
    pub fn open(disk: D, door: DoorId, house: PublicKey, agent: PublicKey) -> Result<(Self, u64), Lost> {
        let (journal, found) = Journal::open(disk)?;
        let chain = Chain::begin(door, agent);
        let mut store = Self {
            compact: journal.length(),
            journal,
            held: Held::new(door, house),
            chain,
            taken: chain,
            waiting: VecDeque::new(),
            floor: Moment::default(),
            seen: Moment::default(),
            terminal: None,
            futile: (Moment::default(), 0),
        };
        for (at, bytes) in found.records.iter().enumerate() {
            let read = serde_json::from_slice(bytes).ok().and_then(|record| store.replay(record));
            read.ok_or(Lost::Record(at))?;
        }
        Ok((store, found.torn))
    }

    /// Takes what was kept. Every list is verified again, so that a disk that was tampered with opens nothing.
    fn replay(&mut self, record: Record) -> Option<()> {
        let (house, door) = (self.held.house, self.held.door);
        match record {
            Record::Kept(kept) => self.restore(*kept)?,
            Record::Waiting(entry) => self.waiting.push_back(entry),
            Record::Entry(entry) => {
                self.chain.follow(&entry).ok()?;
                self.follow(entry);
            }
            Record::Full(full) => {
                let list = List::take(*full, self.held.list.as_ref(), house, door).ok()?;
                self.held.take(list);
            }
            Record::Change(change) => {
                let list = self.held.list.as_ref()?.change(*change, house).ok()?;
                self.held.take(list);
            }
            Record::Still(head) => self.still_held(head).ok()?,
            Record::News(news) => self.held.hear(news),
            Record::Taken(chain) => self.drop_taken(chain),
            Record::Time { floor, seen } => {
                self.floor = self.floor.max(floor);
                self.seen = seen;
            }
            Record::Terminal(serial) => self.terminal = Some(serial),
        }
        Some(())
    }

    fn restore(&mut self, kept: Kept) -> Option<()> {
        if let Some(full) = kept.full {
            self.held.list = Some(List::take(full, None, self.held.house, self.held.door).ok()?);
        }
        self.held.news = kept.news;
        self.held.spent = kept.spent.into_iter().collect();
        self.held.codes = kept.codes.into_iter().collect();
        self.held.tries = kept.tries;
        (self.chain, self.taken, self.floor, self.seen) = (kept.chain, kept.taken, kept.floor, kept.seen);
        self.terminal = kept.terminal;
        Some(())
    }

    fn kept(&self) -> Record {
        Record::Kept(Box::new(Kept {
            full: self.held.list.as_ref().map(List::full),
            news: self.held.news.clone(),
            spent: self.held.spent.iter().map(|(pass, count)| (*pass, *count)).collect(),
            codes: self.held.codes.iter().map(|(pass, made)| (*pass, *made)).collect(),
            tries: self.held.tries.clone(),
            chain: self.chain,
            taken: self.taken,
            floor: self.floor,
            seen: self.seen,
            terminal: self.terminal,
        }))
    }

    fn write(&mut self, records: &[&Record]) -> io::Result<()> {
        let bytes = records.iter().map(serde_json::to_vec).collect::<Result<Vec<_>, _>>()?;
        self.journal.append(&bytes)
    }

    /// Writes the journal anew where it has become much longer than it need be. Called after a change, never within one.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn tidy(&mut self) -> io::Result<()> {
        if self.journal.length() < self.compact * 2 + SLACK {
            return Ok(());
        }
        self.rewrite()
    }

    /// Writes the journal anew.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn rewrite(&mut self) -> io::Result<()> {
        let mut bytes = vec![serde_json::to_vec(&self.kept())?];
        for entry in &self.waiting {
            bytes.push(serde_json::to_vec(&Record::Waiting(entry.clone()))?);
        }
        self.journal.rewrite(&bytes)?;
        self.compact = self.journal.length();
        Ok(())
    }

    /// The clock as it begins with what was kept.
    #[must_use]
    pub fn clock(&self, system: Moment, ticks: Duration) -> Clock {
        Clock::start(self.floor, self.seen, system, ticks)
    }

    /// Writes down what happened. When it comes back it is on the disk, and its number is known.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn enter(&mut self, now: pass::Reading, what: What) -> io::Result<u64> {
        let entry = self.chain.next(now.at, now.trust, what);
        let record = Record::Entry(entry);
        self.write(&[&record])?;
        let Record::Entry(entry) = record else { return Err(io::Error::other("an entry is an entry")) };
        let followed = self.chain.follow(&entry);
        debug_assert!(followed.is_ok(), "what was made to follow follows");
        self.follow(entry);
        Ok(self.chain.n)
    }

    fn follow(&mut self, entry: Entry) {
        self.held.apply(&entry);
        self.seen = self.seen.max(entry.at);
        if let What::Terminal { serial, .. } = entry.what {
            self.terminal = Some(serial);
        }
        self.waiting.push_back(entry);
    }

    /// Writes down a refusal, unless there are so many of what anybody can show that they would fill the disk.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn refuse(
        &mut self,
        now: pass::Reading,
        pass: Option<PassId>,
        by: By,
        reason: Reason,
    ) -> io::Result<()> {
        // Who knows the number of a pass, which a phone says in the open, may name it as often as he likes.
        let futile = pass.is_none() || matches!(reason, Reason::Forged | Reason::Replayed);
        let over = self.is_too_much(now, futile)?;
        // Wrong PINs count towards the wait of the keypad, which bounds them by itself.
        let counts = by == By::Pin && reason == Reason::Unknown;
        if counts || !over {
            self.enter(now, What::Refused { pass, by, reason })?;
        }
        Ok(())
    }

    /// Whether one more refusal is counted and not written down.
    fn is_too_much(&mut self, now: pass::Reading, futile: bool) -> io::Result<bool> {
        let (since, count) = self.futile;
        if now.at.since(since) >= MINUTE || now.at < since {
            if count > FUTILE_MAX {
                self.enter(now, What::Unwritten { count: count - FUTILE_MAX })?;
            }
            self.futile = (now.at, 0);
        }
        self.futile.1 += u64::from(futile);
        Ok(futile && self.futile.1 > FUTILE_MAX || self.waiting.len() >= WAITING_MAX)
    }

    /// How far the terminal's own log was taken over; nothing where it never was.
    #[must_use]
    pub const fn terminal(&self) -> Option<u64> {
        self.terminal
    }

    /// The terminal's own log is taken over beyond this number.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn terminal_begins(&mut self, serial: u64) -> io::Result<()> {
        self.write(&[&Record::Terminal(serial)])?;
        self.terminal = Some(serial);
        Ok(())
    }

    /// Writes down what the terminal decided by itself, once; what it refused, unless there is so much that it would fill the disk.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn decided(&mut self, now: pass::Reading, pass: Option<PassId>, what: Decided) -> io::Result<()> {
        let Decided { serial, by, opened, at, .. } = what;
        if self.terminal.is_some_and(|known| serial <= known) {
            return Ok(());
        }
        if !opened && self.is_too_much(now, pass.is_none())? {
            self.terminal = Some(serial);
            return Ok(());
        }
        self.enter(now, What::Terminal { pass, by, opened, seen: at, serial })?;
        Ok(())
    }

    /// Takes a whole list.
    ///
    /// # Errors
    /// When the disk fails; within, when the list is refused.
    pub fn take(&mut self, full: Full) -> io::Result<Result<u64, NotTaken>> {
        let (house, door) = (self.held.house, self.held.door);
        match List::take(full.clone(), self.held.list.as_ref(), house, door) {
            Ok(list) => self.taking(&Record::Full(Box::new(full)), list).map(Ok),
            Err(refused) => Ok(Err(refused)),
        }
    }

    /// Takes a change of the list.
    ///
    /// # Errors
    /// When the disk fails; within, when the change is refused.
    pub fn change(&mut self, change: Change) -> io::Result<Result<u64, NotTaken>> {
        let Some(old) = &self.held.list else { return Ok(Err(NotTaken::DoesNotFollow)) };
        match old.change(change.clone(), self.held.house) {
            Ok(list) => self.taking(&Record::Change(Box::new(change)), list).map(Ok),
            Err(refused) => Ok(Err(refused)),
        }
    }

    fn taking(&mut self, record: &Record, list: List) -> io::Result<u64> {
        self.write(&[record])?;
        let version = list.head().version;
        self.held.take(list);
        Ok(version)
    }

    /// Hears that the list is still the newest.
    ///
    /// # Errors
    /// When the disk fails; within, when it is not the list that is held.
    pub fn still(&mut self, head: SignedHead) -> io::Result<Result<(), NotTaken>> {
        if let Err(refused) = self.still_held(head.clone()) {
            return Ok(Err(refused));
        }
        self.write(&[&Record::Still(head)]).map(Ok)
    }

    fn still_held(&mut self, head: SignedHead) -> Result<(), NotTaken> {
        let house = self.held.house;
        let Some(list) = &mut self.held.list else { return Err(NotTaken::DoesNotFollow) };
        list.freshen(head, house)?;
        let made = list.head().made;
        self.held.news.gone.retain(|(said, _)| *said > made);
        Ok(())
    }

    /// Keeps news that somebody's code brought.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn hear(&mut self, news: News) -> io::Result<()> {
        self.write(&[&Record::News(news.clone())])?;
        self.held.hear(news);
        Ok(())
    }

    /// Keeps how late it is.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn time(&mut self, floor: Moment, seen: Moment) -> io::Result<()> {
        self.write(&[&Record::Time { floor, seen }])?;
        self.floor = self.floor.max(floor);
        self.seen = seen;
        Ok(())
    }

    /// The house has the log up to here. `false` where it says another log than ours.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn house_has(&mut self, chain: Chain) -> io::Result<bool> {
        let ours = self.waiting.iter().find(|entry| entry.n == chain.n);
        if ours.is_none_or(|entry| entry.digest() != chain.last) {
            return Ok(chain == self.taken || chain.n <= self.taken.n);
        }
        self.write(&[&Record::Taken(chain)])?;
        self.drop_taken(chain);
        Ok(true)
    }

    fn drop_taken(&mut self, chain: Chain) {
        while self.waiting.front().is_some_and(|entry| entry.n <= chain.n) {
            self.waiting.pop_front();
        }
        self.taken = chain;
    }

    /// The next entries that the house does not have; `None` when it has them all.
    #[must_use]
    pub fn batch(&self, agent: &Signer) -> Option<Batch> {
        let entries: Vec<Entry> = self.waiting.iter().take(BATCH_MAX).cloned().collect();
        (!entries.is_empty()).then(|| Batch::sign(entries, agent))
    }

    /// The end of the log.
    #[must_use]
    pub const fn chain(&self) -> Chain {
        self.chain
    }

    /// How many entries the house does not have.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// The version of the list; 0 for none.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.held.list.as_ref().map_or(0, |list| list.head().version)
    }

    /// The disk it lies on.
    #[must_use]
    pub fn into_disk(self) -> D {
        self.journal.into_disk()
    }
}
