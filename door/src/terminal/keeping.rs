//! Who keeps the library: one task, which asks the terminal and nobody else, and tells the house what is there.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pass::{
    DoorSecret, LIBRARY_FORM, LIBRARY_MAX, LibraryKey, Mark, Moment, Taught, TerminalMaker, ToHouse, Window,
    Wished, Zone,
};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::device::{Device, New, Shown, Taken};
use crate::ask::Asking;
use crate::relay::Stuck;
use crate::settings::TerminalSettings;
use crate::warden::Wanted;

/// Words that wait for it, and that wait for the house; whoever begins a conversation is told everything anew.
pub const QUEUE: usize = 16;
/// The terminal's log is looked at so often.
const LISTENS: Duration = Duration::from_secs(2);
/// A terminal that cannot be reached is tried again after so long.
const AGAIN: Duration = Duration::from_secs(5);
/// The whole library is looked through, and the clock set, at least so often.
const DAILY: Duration = Duration::from_secs(86_400);
/// Times that are written anew in one go; then whoever asks is heard.
const RENEWED_AT_ONCE: usize = 32;

/// What the link asks.
pub enum Asked {
    /// What there is: said as soon as it looks up from what it does.
    Here,
    /// What the library may hold: anybody, and faces.
    Allowed {
        /// Anybody at all.
        open: bool,
        /// Faces, too.
        faces: bool,
    },
    /// What somebody is known by.
    Teach(Box<Taught>),
}

/// The link's way to it, and its way to the house.
pub struct Wires {
    /// What the link asks.
    pub asking: mpsc::Sender<Asked>,
    /// What it says of itself.
    pub says: mpsc::Receiver<ToHouse>,
}

/// Who keeps the library of a terminal.
pub struct Keeper {
    pub(super) device: Device,
    maker: TerminalMaker,
    pub(super) secret: DoorSecret,
    pub(super) wanted: watch::Receiver<Wanted>,
    asked: mpsc::Receiver<Asked>,
    says: mpsc::Sender<ToHouse>,
    pub(super) asking: Asking,
    /// What it may hold; nothing before the house has said so: then it learns nobody, and keeps whom the list names.
    allowed: Option<(bool, bool)>,
    /// Who is there, as the terminal said or took him.
    pub(super) known: BTreeMap<LibraryKey, Window>,
    /// Whether `known` is what the terminal says.
    pub(super) reached: bool,
    /// People whom no list names, removed since the program began.
    pub(super) foreign: u32,
    pub(super) looked_at: Instant,
    again_at: Instant,
    /// How far its log was taken over.
    pub(super) heard: Option<u64>,
    /// When that entry was; nothing where its log is to be looked through from further back.
    pub(super) heard_at: Option<Moment>,
    /// The number that its maker gave the device whose library is known.
    pub(super) serial: Option<String>,
    /// It is another device than the one whose log was read: that of this one begins with what is new.
    pub(super) is_other: bool,
    /// Times in the library are to be written anew that were not yet.
    is_behind: bool,
    /// Something was said that found no room on the way to the house.
    is_unheard: bool,
}

/// What the library is to be now.
pub(super) struct Goal {
    pub people: BTreeMap<LibraryKey, Wished>,
    pub zone: Zone,
}

impl Keeper {
    /// Who keeps the library of the terminal of these settings, and the link's wires to him.
    ///
    /// # Errors
    /// When the terminal's password or the authority of its certificate cannot be read.
    pub fn new(
        settings: &TerminalSettings,
        secret: DoorSecret,
        wanted: watch::Receiver<Wanted>,
        asking: Asking,
    ) -> Result<(Self, Wires), Stuck> {
        let (to, asked) = mpsc::channel(QUEUE);
        let (says, from) = mpsc::channel(QUEUE);
        let now = Instant::now();
        let keeper = Self {
            device: Device::of(settings)?,
            maker: settings.maker,
            secret,
            wanted,
            asked,
            says,
            asking,
            allowed: None,
            known: BTreeMap::new(),
            reached: false,
            foreign: 0,
            looked_at: now,
            again_at: now,
            heard: None,
            heard_at: None,
            serial: None,
            is_other: false,
            is_behind: false,
            is_unheard: false,
        };
        Ok((keeper, Wires { asking: to, says: from }))
    }

    /// Keeps it as long as the program runs.
    pub async fn keep(mut self) {
        let mut tick = interval(LISTENS);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                // Who is not in the list any more goes before anything is said or learned.
                biased;
                changed = self.wanted.changed() => match changed {
                    Ok(()) => self.settle().await,
                    Err(_) => return,
                },
                asked = self.asked.recv() => match asked {
                    Some(Asked::Here) => self.say_here(),
                    Some(Asked::Allowed { open, faces }) => {
                        self.allowed = Some((open, faces));
                        self.settle().await;
                    }
                    Some(Asked::Teach(what)) => self.learn(*what).await,
                    None => return,
                },
                _ = tick.tick() => {
                    if self.beat().await.is_none() {
                        return;
                    }
                }
                () = std::future::ready(()), if self.reached && self.is_behind => self.settle().await,
            }
        }
    }

    /// What is done again and again; nothing where nobody decides any more.
    async fn beat(&mut self) -> Option<()> {
        let is_due =
            if self.reached { self.looked_at.elapsed() >= DAILY } else { Instant::now() >= self.again_at };
        if is_due {
            match self.look().await {
                Ok(()) => self.settle().await,
                Err(stuck) => self.lose(&stuck),
            }
        }
        if self.is_unheard {
            self.say_here();
        }
        if !self.reached {
            return Some(());
        }
        match self.listen().await {
            Ok(()) => Some(()),
            Err(Some(stuck)) => {
                self.lose(&stuck);
                Some(())
            }
            Err(None) => None,
        }
    }

    /// It cannot be reached, or answered what cannot be: what is there is not known until it was looked through again.
    pub(super) fn lose(&mut self, stuck: &Stuck) {
        self.again_at = Instant::now() + AGAIN;
        self.heard_at = None;
        if std::mem::replace(&mut self.reached, false) {
            tracing::warn!(%stuck, "the terminal cannot be spoken to");
            self.say_here();
        } else {
            tracing::debug!(%stuck, "the terminal cannot be spoken to");
        }
    }

    /// What there is.
    pub(super) fn here(&self) -> ToHouse {
        let holds = self.known.keys().copied().take(LIBRARY_MAX).collect();
        let (form, maker, device) = (LIBRARY_FORM, self.maker, self.serial.clone());
        ToHouse::Terminal { form, maker, device, reached: self.reached, holds, foreign: self.foreign }
    }

    /// Says what there is.
    pub(super) fn say_here(&mut self) {
        self.is_unheard = false;
        self.tell(self.here());
    }

    /// Tells the house; where that is not on the line, or does not come after, it hears everything a moment later.
    pub(super) fn tell(&mut self, what: ToHouse) {
        // After a word that was lost, nothing is said that leans on it.
        let is_cut = self.is_unheard && matches!(what, ToHouse::Library { .. });
        if is_cut || self.says.try_send(what).is_err() {
            self.is_unheard = true;
            tracing::debug!("the house hears of the library when there is room again");
        }
    }

    /// What the library is to be; nothing as long as there is no list.
    pub(super) fn goal(&mut self) -> Option<Goal> {
        let library = self.wanted.borrow_and_update().clone()?;
        let mut people = library.people.clone();
        if let Some((open, faces)) = self.allowed {
            people.retain(|_, one| open && (faces || one.mark != Mark::Face));
        }
        Some(Goal { people, zone: library.zone.clone() })
    }

    /// Makes the library what it is to be, as far as that can be done by itself: who is to be there and is not, the house teaches.
    async fn settle(&mut self) {
        let Some(goal) = self.goal() else { return };
        if self.reached
            && let Err(stuck) = self.follow(&goal).await
        {
            self.lose(&stuck);
        }
    }

    async fn follow(&mut self, goal: &Goal) -> Result<(), Stuck> {
        let gone: Vec<LibraryKey> =
            self.known.keys().copied().filter(|key| !goal.people.contains_key(key)).collect();
        self.remove(gone).await?;
        let due = |(key, there): (&LibraryKey, &Window)| {
            let wished = goal.people.get(key).filter(|wished| !wished.suits(*there))?;
            Some((there.end <= wished.window.end, *key, wished.window))
        };
        // Whose time ends sooner than it stands there goes first.
        let mut due: Vec<_> = self.known.iter().filter_map(due).collect();
        due.sort_unstable_by_key(|(is_longer, key, _)| (*is_longer, *key));
        self.is_behind = due.len() > RENEWED_AT_ONCE;
        let mut lost = Vec::new();
        for (_, key, window) in due.into_iter().take(RENEWED_AT_ONCE) {
            // Who is not in the list any more goes before anything else is written.
            if self.wanted.has_changed().unwrap_or(true) {
                break;
            }
            match self.device.renew(key, window, &goal.zone).await? {
                Taken::Held => drop(self.known.insert(key, window)),
                // Somebody removed him at the terminal, or it does not take his time: nobody has more than he should, and the house
                // teaches him anew.
                Taken::Unfit | Taken::Later => lost.push(key),
            }
        }
        self.remove(lost).await
    }

    /// Removes these and asks the terminal whether it knows them still; the house is told of those whom it does not.
    pub(super) async fn remove(&mut self, keys: Vec<LibraryKey>) -> Result<(), Stuck> {
        for some in keys.chunks(super::looking::AT_ONCE) {
            let numbers: Vec<String> = some.iter().map(ToString::to_string).collect();
            if !self.purge(&numbers).await?.is_empty() {
                return Err(Stuck("the terminal knows whom it was told to remove".to_owned()));
            }
            for key in some {
                self.known.remove(key);
            }
            self.tell(ToHouse::Library { held: Vec::new(), unfit: Vec::new(), gone: some.to_vec() });
        }
        Ok(())
    }

    /// Writes somebody into the library, whom the list names. What he is known by is not kept.
    async fn learn(&mut self, what: Taught) {
        let key = what.key();
        let Some(goal) = self.goal() else { return };
        let Some(wished) = goal.people.get(&key).filter(|_| self.allowed.is_some_and(|(open, _)| open))
        else {
            // He may be there all the same, where the list has just changed.
            if let (true, Err(stuck)) = (self.reached, self.remove(vec![key]).await) {
                self.lose(&stuck);
            }
            return;
        };
        // Where it cannot be reached nothing is said: the house teaches him again when it can.
        if !self.reached {
            return;
        }
        let shown = match what {
            Taught::Card { number, .. } => Some(Shown::Card(number)),
            Taught::Pin { digits, .. } => Some(Shown::Pin(digits)),
            Taught::Face { picture, .. } => STANDARD.decode(picture).ok().map(Shown::Face),
        };
        let taken = match shown {
            Some(shown) => self.device.put(&New { key, window: wished.window, shown }, &goal.zone).await,
            None => Ok(Taken::Unfit),
        };
        match taken {
            Ok(Taken::Held) => {
                self.known.insert(key, wished.window);
                self.tell(ToHouse::Library { held: vec![key], unfit: Vec::new(), gone: Vec::new() });
            }
            // What of him was written before that is removed again.
            Ok(not @ (Taken::Unfit | Taken::Later)) => match self.purge(&[key.to_string()]).await {
                Ok(left) if left.is_empty() => {
                    let (unfit, gone) =
                        if not == Taken::Unfit { (vec![key], Vec::new()) } else { (Vec::new(), vec![key]) };
                    self.known.remove(&key);
                    self.tell(ToHouse::Library { held: Vec::new(), unfit, gone });
                }
                Ok(_) => self.lose(&Stuck("the terminal knows whom it was told to remove".to_owned())),
                Err(stuck) => self.lose(&stuck),
            },
            // What of him is there is found as it is looked through.
            Err(stuck) => self.lose(&stuck),
        }
    }
}
