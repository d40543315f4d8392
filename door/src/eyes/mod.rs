//! Who watches the door: known faces are templates that lie here alone, and whoever is known is shown like a card.
//!
//! - A face is known as long as the list of the door names it. What is no longer there is removed before anything else is done,
//!   and the house is told so.
//! - Pictures are looked at by a program of its own (`courtyard-door see`), which has neither keys nor templates. What crashes
//!   there never harms the door; without it all other ways open as before.
//! - Pictures of the camera are kept nowhere, and none is taken while nobody is known.

mod apart;
mod camera;
mod child;
mod kept;
mod program;

pub use program::see;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use faces::gaze::{Gaze, Word};
use faces::sight::enrolled;
use pass::{EYES_FORM, FACES_MAX, FaceId, ToHouse};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::ask::{Asking, Presented};
use crate::reader::ask;
use crate::settings::EyesSettings;
use crate::voice::{Saying, Voice};
use camera::Camera;
use child::Child;

pub use kept::{Kept, at as faces_at, forget};

/// Words that wait for the eyes, and that wait for the house; whoever begins a conversation is told everything anew.
pub const QUEUE: usize = 16;
/// A picture is taken so often.
const PICTURE: Duration = Duration::from_millis(250);
/// A program that ended, or found no nets, is started again after so long.
const AGAIN: Duration = Duration::from_secs(30);

/// The faces that a list names.
pub type Listed = Arc<BTreeSet<FaceId>>;

/// What the link asks.
pub enum Asked {
    /// Whether they see, and which faces they have: said as soon as they look up from what they do.
    Here,
    /// A face is to be known, by this photo in base64.
    Face(FaceId, String),
}

/// The link's way to the eyes, and theirs to it.
pub struct Wires {
    /// What the link asks.
    pub asking: mpsc::Sender<Asked>,
    /// What they say of themselves.
    pub says: mpsc::Receiver<ToHouse>,
}

/// Eyes that were taken from a box: what they kept is gone, and the house is told so whenever it is on the line.
pub struct Blind {
    asked: mpsc::Receiver<Asked>,
    says: mpsc::Sender<ToHouse>,
}

impl Blind {
    /// They, and the link's wires to them.
    #[must_use]
    pub fn new() -> (Self, Wires) {
        let (to, asked) = mpsc::channel(QUEUE);
        let (says, from) = mpsc::channel(QUEUE);
        (Self { asked, says }, Wires { asking: to, says: from })
    }

    /// Answers as long as the program runs.
    pub async fn answer(mut self) {
        while let Some(asked) = self.asked.recv().await {
            let word = match asked {
                Asked::Here => ToHouse::Eyes { form: EYES_FORM, sees: false, holds: Vec::new() },
                Asked::Face(face, _) => {
                    ToHouse::Faces { held: Vec::new(), unfit: Vec::new(), gone: vec![face] }
                }
            };
            if self.says.send(word).await.is_err() {
                return;
            }
        }
    }
}

/// The eyes of a door.
pub struct Eyes {
    kept: Kept,
    camera: Camera,
    settings: EyesSettings,
    child: Option<Child>,
    /// At whose photo the program ended last.
    ended_at: Option<FaceId>,
    listed: watch::Receiver<Listed>,
    asked: mpsc::Receiver<Asked>,
    says: mpsc::Sender<ToHouse>,
    asking: Asking,
    voice: Option<Voice>,
    gaze: Gaze<FaceId>,
    began: Instant,
    again_at: Instant,
}

impl Eyes {
    /// Eyes with what they kept, and the link's wires to them.
    #[must_use]
    pub fn new(
        settings: EyesSettings,
        kept: Kept,
        listed: watch::Receiver<Listed>,
        asking: Asking,
        voice: Option<Voice>,
    ) -> (Self, Wires) {
        let (to, asked) = mpsc::channel(QUEUE);
        let (says, from) = mpsc::channel(QUEUE);
        let now = Instant::now();
        let eyes = Self {
            camera: Camera::new(settings.camera.clone()),
            gaze: Gaze::new(settings.turn),
            kept,
            settings,
            child: None,
            ended_at: None,
            listed,
            asked,
            says,
            asking,
            voice,
            began: now,
            again_at: now,
        };
        (eyes, Wires { asking: to, says: from })
    }

    /// Watches as long as the program runs.
    pub async fn watch(mut self) {
        self.prune();
        let mut tick = interval(PICTURE);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                // What the list does not name any more goes before anything is said or learned.
                biased;
                changed = self.listed.changed() => match changed {
                    Ok(()) => self.prune(),
                    Err(_) => return,
                },
                asked = self.asked.recv() => match asked {
                    Some(Asked::Here) => self.tell(self.here()),
                    Some(Asked::Face(face, picture)) => self.learn(face, &picture).await,
                    None => return,
                },
                _ = tick.tick() => {
                    if self.child.is_none() {
                        self.open().await;
                    } else if !self.kept.is_empty() && self.look().await.is_none() {
                        return;
                    }
                }
            }
        }
    }

    /// What they say of themselves as a conversation begins.
    fn here(&self) -> ToHouse {
        let holds = self.kept.faces().take(FACES_MAX).collect();
        ToHouse::Eyes { form: EYES_FORM, sees: self.child.is_some(), holds }
    }

    /// Tells the house; where that is not on the line it hears everything when it is.
    fn tell(&self, what: ToHouse) {
        if self.says.try_send(what).is_err() {
            tracing::debug!("the house hears of faces when it is on the line again");
        }
    }

    /// Removes every face that the list does not name.
    fn prune(&mut self) {
        let listed = Arc::clone(&self.listed.borrow_and_update());
        let gone: Vec<FaceId> = self.kept.faces().filter(|face| !listed.contains(face)).collect();
        if !gone.is_empty() {
            self.remove(gone);
        }
    }

    /// Removes these, and tells the house which are gone: only what no cut of power brings back.
    fn remove(&mut self, mut faces: Vec<FaceId>) {
        faces.retain(|face| match self.kept.remove(*face) {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(%error, "a face could not be removed; it is tried again with the next list");
                false
            }
        });
        match self.kept.settle() {
            Ok(()) if faces.is_empty() => {}
            Ok(()) => self.tell(ToHouse::Faces { held: Vec::new(), unfit: Vec::new(), gone: faces }),
            Err(error) => {
                tracing::error!(%error, "whether faces are gone is not known; the house is not told so")
            }
        }
    }

    async fn open(&mut self) {
        if Instant::now() < self.again_at {
            return;
        }
        self.again_at = Instant::now() + AGAIN;
        match Child::start(&self.settings.models).await {
            Ok(child) => {
                self.child = Some(child);
                self.tell(self.here());
            }
            Err(error) => tracing::warn!(%error, "the eyes see nothing; all other ways open"),
        }
    }

    /// What is in a picture; where the program fails it is ended, and started again later.
    async fn seen(&mut self, picture: &[u8]) -> Option<Vec<faces::Seen>> {
        match self.child.as_mut()?.look(picture).await {
            Ok(seen) => Some(seen),
            Err(error) => {
                tracing::warn!(%error, "the program that sees ended");
                self.child = None;
                self.again_at = Instant::now() + AGAIN;
                self.tell(self.here());
                None
            }
        }
    }

    /// Makes a template of a photo. The photo is not kept.
    async fn learn(&mut self, face: FaceId, picture: &str) {
        let is_listed = self.listed.borrow().contains(&face);
        if !is_listed || (self.kept.len() >= FACES_MAX && !self.kept.has(face)) {
            // It may lie here all the same, where the list has just changed.
            return self.remove(vec![face]);
        }
        // Where they see nothing, nothing is said: the house hands it over again when they do.
        if self.child.is_none() {
            return;
        }
        let seen = match STANDARD.decode(picture) {
            Ok(bytes) => self.seen(&bytes).await,
            Err(_) => Some(Vec::new()),
        };
        let Some(seen) = seen else {
            // A program may end by chance, and the house hands it over again. A photo that ends it twice would blind them for good.
            if self.ended_at.replace(face) == Some(face) {
                self.tell(ToHouse::Faces { held: Vec::new(), unfit: vec![face], gone: Vec::new() });
            }
            return;
        };
        self.ended_at = None;
        let Some(template) = enrolled(&seen) else {
            return self.tell(ToHouse::Faces { held: Vec::new(), unfit: vec![face], gone: Vec::new() });
        };
        match self.kept.put(face, template.clone()) {
            Ok(()) => self.tell(ToHouse::Faces { held: vec![face], unfit: Vec::new(), gone: Vec::new() }),
            Err(error) => {
                // The house hears that it is not here, goes on with the others, and hands it over again with the next conversation.
                tracing::error!(%error, "a face could not be kept");
                self.remove(vec![face]);
            }
        }
    }

    /// Takes a picture, and shows whoever is known; nothing where nobody decides any more.
    async fn look(&mut self) -> Option<()> {
        let picture = match self.camera.picture().await {
            Ok(Some(picture)) => picture,
            Ok(None) => return Some(()),
            Err(error) => {
                tracing::debug!(%error, "the camera gives no picture");
                return Some(());
            }
        };
        let Some(seen) = self.seen(&picture).await else { return Some(()) };
        let [coin] = pass::random::<1>();
        let word = self.gaze.see(self.began.elapsed(), &seen, self.kept.templates(), coin % 2 == 0);
        let shown = match word {
            Word::Wait => return Some(()),
            Word::Turn(side) => {
                if let Some(voice) = &self.voice {
                    voice.say(Saying::turn(side));
                }
                return Some(());
            }
            Word::Known(face) => Presented::Face(face),
            Word::Stranger => Presented::Stranger,
        };
        ask(&self.asking, shown).await.map(drop)
    }
}
