//! Whoever decides: one thread that owns the state of the door and answers one question after the other.
//!
//! When the disk fails it ends, and the program with it: what cannot be written down does not open, and only opening the journal
//! anew says what is there.

use std::time::Duration;

use pass::{
    By, Clock, Code, DoorSecret, Library, LibraryKey, Reading, Reason, Shown, Signer, ToDoor, ToHouse, Trust,
    Verdict, What, decide,
};
use std::sync::Arc;
use tokio::sync::{mpsc, watch};

use crate::ask::{Ask, Decided, Outcome, Presented, Status};
use crate::disk::Disk;
use crate::eyes::Listed;
use crate::store::{Lost, Store};
use crate::time::Source;
use crate::voice::{Saying, Voice};

/// Clicks that wait for the relay.
pub const CLICKS: usize = 8;

/// The one who decides.
pub struct Warden<D> {
    store: Store<D>,
    secret: DoorSecret,
    agent: Signer,
    source: Source,
    clock: Clock,
    relay: mpsc::Sender<u64>,
    /// The last entry of the log, for whoever carries it to the house.
    grown: watch::Sender<u64>,
    linked: bool,
    /// The faces that the list names, for whoever keeps them.
    listed: watch::Sender<Listed>,
    /// What the library of a terminal is to be, for whoever keeps it.
    library: watch::Sender<Wanted>,
    voice: Option<Voice>,
}

/// What the library of a terminal is to be; nothing as long as the door has no list.
pub type Wanted = Option<Arc<Library>>;

impl<D: Disk> Warden<D> {
    /// Takes the door over, and writes down that it did. `torn` is what a cut of power broke off.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn begin(
        (mut store, torn): (Store<D>, u64),
        secret: DoorSecret,
        agent: Signer,
        source: Source,
        relay: mpsc::Sender<u64>,
    ) -> Result<Self, Lost> {
        let (system, ticks) = source.read();
        let clock = store.clock(system, ticks);
        store.enter(clock.read(ticks), What::Started { torn })?;
        let (grown, _) = watch::channel(store.chain().n);
        let (listed, _) = watch::channel(faces_of(&store));
        let (library, _) = watch::channel(None);
        Ok(Self {
            store,
            secret,
            agent,
            source,
            clock,
            relay,
            grown,
            linked: false,
            listed,
            library,
            voice: None,
        })
    }

    /// The end of the log, as it grows.
    #[must_use]
    pub fn grown(&self) -> watch::Receiver<u64> {
        self.grown.subscribe()
    }

    /// The faces that the list names, as it changes.
    #[must_use]
    pub fn faces(&self) -> watch::Receiver<Listed> {
        self.listed.subscribe()
    }

    /// What the library of a terminal is to be, as it changes and each minute. Without a terminal nobody asks for it.
    #[must_use]
    pub fn library(&self) -> watch::Receiver<Wanted> {
        self.library.send_replace(pass::library(&self.store.held, self.now()).map(Arc::new));
        self.library.subscribe()
    }

    /// Has it said aloud that the door is open.
    #[must_use]
    pub fn with_voice(mut self, voice: Option<Voice>) -> Self {
        self.voice = voice;
        self
    }

    /// Answers until nobody can ask any more.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn run(mut self, mut asks: mpsc::Receiver<Ask>) -> Result<(), Lost> {
        while let Some(ask) = asks.blocking_recv() {
            self.answer(ask)?;
            self.store.tidy()?;
            let n = self.store.chain().n;
            self.grown.send_if_modified(|grown| std::mem::replace(grown, n) != n);
        }
        Ok(())
    }

    fn now(&self) -> Reading {
        self.clock.read(self.source.read().1)
    }

    fn answer(&mut self, ask: Ask) -> Result<(), Lost> {
        // Whoever asked may have gone meanwhile; what was done is done.
        match ask {
            Ask::Show { what, reply } => drop(reply.send(self.show(&what)?)),
            Ask::Told { what, reply } => drop(reply.send(self.told(*what)?)),
            Ask::Linked(linked) => self.linked = linked,
            Ask::Here(reply) => drop(reply.send((self.store.version(), self.store.chain()))),
            Ask::Batch(reply) => drop(reply.send(self.store.batch(&self.agent))),
            Ask::Stuck { opening } => drop(self.store.enter(self.now(), What::Stuck { opening })?),
            Ask::Decided { what, reply } => drop(reply.send(self.decided(what)?)),
            Ask::Heard(reply) => drop(reply.send(self.store.terminal())),
            Ask::Begins { serial, reply } => drop(reply.send(self.store.terminal_begins(serial)?)),
            Ask::Tick => self.tick()?,
            Ask::Status(reply) => drop(reply.send(self.status())),
        }
        Ok(())
    }

    fn show(&mut self, what: &Presented) -> Result<Outcome, Lost> {
        let now = self.now();
        let by = match what {
            Presented::Card(_) => By::Card,
            Presented::Pin(_) => By::Pin,
            Presented::Code(_) => By::Code,
            Presented::Token { .. } => By::Token,
            Presented::Face(_) | Presented::Stranger => By::Face,
        };
        match self.shown(what)? {
            Some(shown) => self.decide(&shown, now),
            None => {
                self.store.refuse(now, None, by, Reason::Unknown)?;
                Ok(Outcome::Refused(Reason::Unknown))
            }
        }
    }

    /// What was presented, as it is decided upon; and what a code carries is kept first.
    fn shown(&mut self, what: &Presented) -> Result<Option<Shown>, Lost> {
        Ok(match what {
            Presented::Card(card) => {
                let bits = self.store.held.list.as_ref().map_or(32, |list| list.head().card_bits);
                card.matched(bits).map(|number| Shown::Card(self.secret.card(number)))
            }
            Presented::Pin(pin) => {
                // While the keypad waits, nobody makes the box work.
                let waits = self.store.held.tries.waits(self.now().at);
                Some(Shown::Pin(if waits { self.secret.card(0) } else { self.secret.pin(pin) }))
            }
            Presented::Token { pass, nonce, mac } => {
                Some(Shown::Token { pass: *pass, nonce: *nonce, mac: *mac })
            }
            Presented::Face(face) => Some(Shown::Face(*face)),
            Presented::Stranger => None,
            Presented::Code(text) => match Code::read(text, self.store.held.house) {
                Ok(code) => {
                    let news = self.store.held.carried(&code);
                    if let Ok(count @ 1..) = u32::try_from(news.gone.len()) {
                        self.store.hear(news)?;
                        self.store.enter(self.now(), What::Carried { count })?;
                    }
                    Some(Shown::Code(Box::new(code)))
                }
                Err(_) => None,
            },
        })
    }

    fn decide(&mut self, shown: &Shown, now: Reading) -> Result<Outcome, Lost> {
        match decide(&self.store.held, shown, now) {
            Verdict::Open { pass, code, unlisted } => {
                let Ok(place) = self.relay.try_reserve() else {
                    self.store.refuse(now, Some(pass), shown.by(), Reason::Busy)?;
                    return Ok(Outcome::Refused(Reason::Busy));
                };
                // On the disk first; then the relay.
                let what = What::Opened { pass, by: shown.by(), code, unlisted };
                place.send(self.store.enter(now, what)?);
                if let Some(voice) = &self.voice {
                    voice.say(Saying::Open);
                }
                Ok(Outcome::Opened)
            }
            Verdict::Refuse { pass, reason } => {
                self.store.refuse(now, pass, shown.by(), reason)?;
                Ok(Outcome::Refused(reason))
            }
        }
    }

    /// What is said to it; none where the house has another log than ours.
    fn told(&mut self, what: ToDoor) -> Result<Option<Vec<ToHouse>>, Lost> {
        match what {
            ToDoor::Welcome { now } => self.set_clock(now)?,
            ToDoor::Full(full) => {
                // A whole list that is refused would be refused again; only what follows on nothing is asked for anew.
                let taken = self.store.take(full)?;
                let mut said = self.listed(taken)?;
                said.retain(|word| *word != ToHouse::Need {});
                return Ok(Some(said));
            }
            ToDoor::Change(change) => {
                let taken = self.store.change(change)?;
                return self.listed(taken).map(Some);
            }
            ToDoor::Still { head, now } => {
                self.set_clock(now)?;
                if self.store.still(head)?.is_err() {
                    return Ok(Some(vec![ToHouse::Need {}]));
                }
                self.tell_library();
            }
            ToDoor::Open { order, pass, by, until } => {
                let outcome = self.decide(&Shown::Order { pass, by, until }, self.now())?;
                let refused = match outcome {
                    Outcome::Opened => None,
                    Outcome::Refused(reason) => Some(reason),
                };
                return Ok(Some(vec![ToHouse::Done { order, refused }]));
            }
            // The link gives them to whoever sees, and to whoever keeps the library of a terminal.
            ToDoor::Face { .. } | ToDoor::Terminal { .. } | ToDoor::Teach { .. } => {}
            ToDoor::Taken { chain } => {
                if !self.store.house_has(chain)? {
                    return Ok(None);
                }
            }
        }
        Ok(Some(Vec::new()))
    }

    fn listed(&mut self, taken: Result<u64, pass::NotTaken>) -> Result<Vec<ToHouse>, Lost> {
        match taken {
            Ok(version) => {
                self.listed.send_replace(faces_of(&self.store));
                self.tell_library();
                self.store.enter(self.now(), What::Listed { version })?;
                Ok(vec![ToHouse::Have { version }])
            }
            Err(refused) => {
                tracing::warn!(%refused, "a list was refused");
                Ok(vec![ToHouse::Need {}])
            }
        }
    }

    fn set_clock(&mut self, house: pass::Moment) -> Result<(), Lost> {
        let ticks = self.source.read().1;
        if !self.clock.told(house, ticks) {
            tracing::warn!("the house says an earlier time than it has said before; ours stays");
        }
        self.tick()
    }

    fn tick(&mut self) -> Result<(), Lost> {
        let ticks = self.source.read().1;
        let floor = self.clock.rise(ticks);
        self.tell_library();
        Ok(self.store.time(floor, self.clock.read(ticks).at)?)
    }

    /// Tells whoever keeps the library of a terminal what it is to be now.
    fn tell_library(&self) {
        if self.library.receiver_count() > 0 {
            self.library.send_replace(pass::library(&self.store.held, self.now()).map(Arc::new));
        }
    }

    /// Writes down what the terminal decided by itself, under the pass by which it did.
    fn decided(&mut self, what: Decided) -> Result<(), Lost> {
        let now = self.now();
        let pass = match what.who {
            Some(LibraryKey::Pass(pass)) => Some(pass),
            Some(LibraryKey::Face(face)) => match decide(&self.store.held, &Shown::Face(face), now) {
                Verdict::Open { pass, .. } => Some(pass),
                Verdict::Refuse { pass, .. } => pass,
            },
            None => None,
        };
        Ok(self.store.decided(now, pass, what)?)
    }

    fn status(&self) -> Status {
        let now = self.now();
        let head = self.store.held.list.as_ref().map(pass::List::head);
        Status {
            list: self.store.version(),
            made: head.map_or(0, |head| head.made.micros()),
            passes: head.map_or(0, |head| head.count),
            log: self.store.chain().n,
            waiting: self.store.waiting(),
            now: now.at.micros(),
            sure: now.trust == Trust::Sure,
            linked: self.linked,
        }
    }
}

fn faces_of<D: Disk>(store: &Store<D>) -> Listed {
    Arc::new(store.held.list.iter().flat_map(pass::List::faces).collect())
}

/// How often the time is kept.
pub const TICK: Duration = Duration::from_secs(60);
