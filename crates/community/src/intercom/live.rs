//! What lies open of calls in this process: which leg belongs to which call, and the handle by which all reach it.

use sip::{CallId, Node, Offered};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use ground::{PersonId, Timestamp};

use super::carrying::Stills;
use super::leaving::Leaving;
use super::media::Media;
use super::{By, Call, DutyId, IntercomId};
use crate::answering::{Keeping, Voice};
use crate::station::Station;

/// The intercom: the node that speaks SIP, where the house has one, and the calls that are open. Clones share it.
#[derive(Clone)]
pub struct Intercom(Arc<Inner>);

struct Inner {
    lines: Option<Lines>,
    media: Media,
    /// What doors say.
    voice: Voice,
    open: Mutex<HashMap<IntercomId, Live>>,
    duties: Mutex<HashMap<DutyId, Duty>>,
    /// They carry sound and pictures; a call that ends ends its own.
    carriers: Mutex<JoinSet<()>>,
}

/// The node, and the trunk over which telephones are called.
pub(super) struct Lines {
    pub node: Arc<Node>,
    pub trunk: Option<String>,
}

/// An open call.
#[derive(Clone)]
pub(super) struct Live {
    pub call: Call,
    pub station: Station,
    /// The leg of the door station.
    pub visitor: CallId,
    pub offered: Offered,
    /// Whose pages ring.
    pub people: Vec<PersonId>,
    /// Those of them of whom no page is open and no device is woken.
    pub unreached: Vec<PersonId>,
    /// What is called besides, and who would answer there.
    pub legs: HashMap<CallId, By>,
    /// Who has it, and the leg where that is a telephone.
    pub answered: Option<(By, Option<CallId>, Timestamp)>,
    /// Whether telephones were called.
    pub is_phoned: bool,
    /// Since when the desk rings; nothing before nobody of the home answered.
    pub desk_since: Option<Timestamp>,
    /// What its community declared when it began.
    pub keeping: Keeping,
    /// The visitor leaves a message; nobody answered.
    pub leaving: Option<Leaving>,
    /// The last whole picture of the visitor, where one may be kept.
    pub stills: Stills,
}

/// Somebody of a home speaks with the property's desk, or waits for it.
pub(super) struct Duty {
    pub person: PersonId,
    /// The phones of the desk that ring, or the one that has it; none while they are dialled.
    pub legs: Vec<CallId>,
    /// Who answered while they were dialled: a phone may take a call by itself before it is known that it rings.
    pub early: Vec<CallId>,
    pub begun_at: Timestamp,
    pub answered_at: Option<Timestamp>,
    /// Tells what carries the sound who answered; gone once it was told.
    pub answer: Option<oneshot::Sender<CallId>>,
}

impl Intercom {
    /// Without SIP: every call to it says so.
    pub(super) fn new(lines: Option<Lines>, media: Media, voice: Voice) -> Self {
        let (open, duties, carriers) = Default::default();
        Self(Arc::new(Inner { lines, media, voice, open, duties, carriers }))
    }

    /// What doors speak with; without SIP there is none.
    pub(crate) fn voice(&self) -> &Voice {
        &self.0.voice
    }

    pub(super) fn lines(&self) -> Option<&Lines> {
        self.0.lines.as_ref()
    }

    /// The node, where there is one.
    pub(crate) fn node(&self) -> Option<&Node> {
        self.0.lines.as_ref().map(|lines| &*lines.node)
    }

    pub(crate) fn media(&self) -> &Media {
        &self.0.media
    }

    /// Ends the registrations of an account that is no more.
    pub(crate) fn forget(&self, account: &str) {
        if let Some(node) = self.node() {
            node.forget(account);
        }
    }

    /// Starts what carries the media of a call, and forgets what ended.
    pub(crate) fn carry(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut carriers = self.0.carriers.lock().unwrap_or_else(PoisonError::into_inner);
        while carriers.try_join_next().is_some() {}
        carriers.spawn(work);
    }

    /// Ends all that carries.
    pub(super) async fn settle(&self) {
        let mut carriers =
            std::mem::take(&mut *self.0.carriers.lock().unwrap_or_else(PoisonError::into_inner));
        carriers.shutdown().await;
    }

    fn open(&self) -> MutexGuard<'_, HashMap<IntercomId, Live>> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is open with the desk.
    pub(super) fn duties(&self) -> MutexGuard<'_, HashMap<DutyId, Duty>> {
        self.0.duties.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn get(&self, id: IntercomId) -> Option<Live> {
        self.open().get(&id).cloned()
    }

    /// The call that a leg belongs to.
    pub(super) fn of_leg(&self, leg: CallId) -> Option<Live> {
        self.open().values().find(|live| live.visitor == leg || live.legs.contains_key(&leg)).cloned()
    }

    /// Whether this home is called already.
    pub(super) fn is_called(&self, home: crate::place::HomeId) -> bool {
        self.open().values().any(|live| live.call.home == home)
    }

    pub(super) fn all(&self) -> Vec<Live> {
        self.open().values().cloned().collect()
    }

    pub(super) fn put(&self, live: Live) {
        self.open().insert(live.call.id, live);
    }

    pub(super) fn take(&self, id: IntercomId) -> Option<Live> {
        self.open().remove(&id)
    }

    /// Takes it where it is so.
    pub(super) fn take_if(&self, id: IntercomId, is_so: impl FnOnce(&Live) -> bool) -> Option<Live> {
        let mut open = self.open();
        if open.get(&id).is_some_and(is_so) { open.remove(&id) } else { None }
    }

    /// Changes an open call; nothing where it is over.
    pub(super) fn change<T>(&self, id: IntercomId, change: impl FnOnce(&mut Live) -> T) -> Option<T> {
        self.open().get_mut(&id).map(change)
    }
}
