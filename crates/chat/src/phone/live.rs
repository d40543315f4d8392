//! What lies open of telephone calls in this process, and the handle by which all reach it.

use ground::{OrgId, PersonId, Timestamp};
use sip::{Booth, CallId, Event, Node};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::media::Media;
use super::mixing::Order;
use super::rules::State;
use super::{LegId, PhoneId};

/// Events of legs that nobody knows yet: their dialling has not come back.
const STRAYS_MAX: usize = 256;

/// The telephones of the house: the line over which they are called, where there is one, and the calls that are open. Clones
/// share it.
#[derive(Clone)]
pub struct Phones(Arc<Inner>);

struct Inner {
    line: Option<Line>,
    media: Media,
    open: Mutex<Open>,
    /// They mix, or dial; a call that ends ends its own.
    tasks: Mutex<JoinSet<()>>,
}

/// The node, the booth that calls are made from, and the trunk that they go over.
pub(super) struct Line {
    pub node: Arc<Node>,
    pub booth: Booth,
    pub trunk: String,
}

/// What is open.
#[derive(Default)]
pub(super) struct Open {
    pub calls: Vec<Live>,
    strays: Vec<Event>,
}

/// An open call.
pub(super) struct Live {
    pub id: PhoneId,
    pub org: OrgId,
    /// Who began it.
    pub owner: PersonId,
    pub begun_at: Timestamp,
    /// When whoever began it was last seen in its room.
    pub seen_at: Timestamp,
    /// Who is asked to come by his page.
    pub people: Vec<PersonId>,
    /// Who is at a page, by the identity that he has in the room.
    pub seats: Vec<(PersonId, String)>,
    pub legs: Vec<LiveLeg>,
    /// To what mixes.
    pub orders: mpsc::Sender<Order>,
}

/// One telephone of an open call, or that was in it.
#[derive(Clone, Debug)]
pub(super) struct LiveLeg {
    pub id: LegId,
    /// The number; it is in this process while the call is open.
    pub number: String,
    /// The call of the node, once it is dialled.
    pub call: Option<CallId>,
    pub state: State,
    pub is_muted: bool,
    pub answered_at: Option<Timestamp>,
    /// It is to be hung up as soon as it is known.
    pub is_dropped: bool,
}

impl Live {
    /// Whether somebody is in it: he began it, or was asked to come.
    pub(super) fn has(&self, person: PersonId) -> bool {
        self.owner == person || self.people.contains(&person)
    }

    pub(super) fn leg(&mut self, id: LegId) -> Option<&mut LiveLeg> {
        self.legs.iter_mut().find(|leg| leg.id == id)
    }
}

impl Phones {
    pub(super) fn new(line: Option<Line>, media: Media) -> Self {
        let (open, tasks) = Default::default();
        Self(Arc::new(Inner { line, media, open, tasks }))
    }

    pub(super) fn line(&self) -> Option<&Line> {
        self.0.line.as_ref()
    }

    /// Whether telephones can be called.
    pub(crate) fn is_there(&self) -> bool {
        self.0.line.is_some()
    }

    pub(super) fn media(&self) -> &Media {
        &self.0.media
    }

    pub(super) fn open(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes, or looks at, an open call; nothing where it is over.
    pub(super) fn change<T>(&self, id: PhoneId, change: impl FnOnce(&mut Live) -> T) -> Option<T> {
        self.open().calls.iter_mut().find(|live| live.id == id).map(change)
    }

    /// The call that is open and that somebody began, or is asked into.
    pub(super) fn of_person(&self, person: PersonId) -> Option<PhoneId> {
        let open = self.open();
        let own = open.calls.iter().find(|live| live.owner == person);
        own.or_else(|| open.calls.iter().find(|live| live.has(person))).map(|live| live.id)
    }

    /// The leg that an event is about; one of a leg that is being dialled is kept until it is known.
    pub(super) fn of_event(&self, call: CallId, event: &Event) -> Option<(PhoneId, LegId)> {
        let mut open = self.open();
        let found = open.calls.iter().find_map(|live| {
            let leg = live.legs.iter().find(|leg| leg.call == Some(call))?;
            Some((live.id, leg.id))
        });
        if found.is_none() {
            // Of a leg that was given up nothing is kept.
            let dials = |live: &Live| live.legs.iter().any(|leg| leg.call.is_none() && leg.state.is_open());
            if !open.calls.iter().any(dials) {
                open.strays.clear();
            } else if open.strays.len() < STRAYS_MAX {
                open.strays.push(event.clone());
            }
        }
        found
    }

    /// A leg is this call of the node. What happened in it meanwhile; nothing where the leg is not wanted any more.
    pub(super) fn known(&self, (id, leg): (PhoneId, LegId), call: CallId) -> Option<Vec<Event>> {
        let mut open = self.open();
        let (own, others) =
            std::mem::take(&mut open.strays).into_iter().partition(|event| call_of(event) == Some(call));
        open.strays = others;
        let live = open.calls.iter_mut().find(|live| live.id == id)?;
        let leg = live.leg(leg).filter(|leg| !leg.is_dropped)?;
        leg.call = Some(call);
        Some(own)
    }

    /// Starts what mixes a call, or dials into it, and forgets what ended.
    pub(super) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(work);
    }

    /// Ends all that mixes and dials.
    pub(super) async fn settle(&self) {
        let mut tasks = std::mem::take(&mut *self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        tasks.shutdown().await;
    }
}

/// Which call an event is about.
pub(super) const fn call_of(event: &Event) -> Option<CallId> {
    match event {
        Event::Ringing { call }
        | Event::Answered { call, .. }
        | Event::Digit { call, .. }
        | Event::Ended { call, .. } => Some(*call),
        _ => None,
    }
}
