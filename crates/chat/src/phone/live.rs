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

impl Open {
    /// Whether a leg is being dialled, so that an event that nobody knows may be about it.
    fn dials(&self) -> bool {
        let dials = |live: &Live| live.legs.iter().any(|leg| leg.call.is_none() && leg.state.is_open());
        self.calls.iter().any(dials)
    }

    /// The leg that an event is about; one of a leg that is being dialled is kept until it is known.
    fn of_event(&mut self, call: CallId, event: &Event) -> Option<(PhoneId, LegId)> {
        let found = self.calls.iter().find_map(|live| {
            let leg = live.legs.iter().find(|leg| leg.call == Some(call))?;
            Some((live.id, leg.id))
        });
        if found.is_none() {
            if self.strays.len() >= STRAYS_MAX {
                // The oldest was waited for the longest: its call is known by now, or was given up.
                self.strays.remove(0);
            }
            self.strays.push(event.clone());
        }
        // Of a leg that was given up nothing is kept.
        self.forget();
        found
    }

    /// A leg is this call of the node. What happened in it meanwhile; nothing where the leg is not wanted any more.
    fn known(&mut self, (id, leg): (PhoneId, LegId), call: CallId) -> Option<Vec<Event>> {
        let (own, others) =
            std::mem::take(&mut self.strays).into_iter().partition(|event| call_of(event) == Some(call));
        self.strays = others;
        let live = self.calls.iter_mut().find(|live| live.id == id)?;
        let leg = live.leg(leg).filter(|leg| leg.is_wanted())?;
        leg.call = Some(call);
        self.forget();
        Some(own)
    }

    /// Forgets events of calls that are over: where nothing is being dialled, all that nobody knew.
    pub(super) fn forget(&mut self) {
        if !self.dials() {
            self.strays.clear();
        }
    }
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

impl LiveLeg {
    /// Whether it is not over, and nobody hung it up.
    fn is_wanted(&self) -> bool {
        self.state.is_open() && !self.is_dropped
    }
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

    /// As [`Open::of_event`].
    pub(super) fn of_event(&self, call: CallId, event: &Event) -> Option<(PhoneId, LegId)> {
        self.open().of_event(call, event)
    }

    /// As [`Open::known`].
    pub(super) fn known(&self, leg: (PhoneId, LegId), call: CallId) -> Option<Vec<Event>> {
        self.open().known(leg, call)
    }

    /// Whether a leg is still to be dialled: its call is open, and nobody hung it up.
    pub(super) fn wants(&self, (id, leg): (PhoneId, LegId)) -> bool {
        self.change(id, |live| live.leg(leg).is_some_and(|leg| leg.is_wanted())) == Some(true)
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

#[cfg(test)]
mod tests {
    use super::*;

    const LEG: (PhoneId, LegId) = (PhoneId::from_bytes([1; 16]), LegId::from_bytes([2; 16]));

    /// A call with one leg that is being dialled.
    fn dialling() -> Open {
        let at = Timestamp::from_micros(0);
        let leg = LiveLeg {
            id: LEG.1,
            number: "+8613800138000".into(),
            call: None,
            state: State::Calling,
            is_muted: false,
            answered_at: None,
            is_dropped: false,
        };
        let live = Live {
            id: LEG.0,
            org: OrgId::from_bytes([3; 16]),
            owner: PersonId::from_bytes([4; 16]),
            begun_at: at,
            seen_at: at,
            people: Vec::new(),
            seats: Vec::new(),
            legs: vec![leg],
            orders: mpsc::channel(1).0,
        };
        Open { calls: vec![live], strays: Vec::new() }
    }

    #[test]
    fn what_happens_before_a_call_is_known_is_told_with_it_and_what_is_nobodys_is_forgotten() {
        let (mut open, own) = (dialling(), CallId(1));
        for call in [own, CallId(2)] {
            assert_eq!(open.of_event(call, &Event::Ringing { call }), None);
        }
        assert_eq!(open.known(LEG, own).unwrap().len(), 1);
        assert!(open.strays.is_empty());
        assert_eq!(open.of_event(own, &Event::Ringing { call: own }), Some(LEG));
    }

    #[test]
    fn a_leg_that_was_hung_up_or_whose_call_is_over_gets_no_call_of_the_node() {
        for (state, is_dropped) in [(State::Calling, true), (State::Cancelled, false)] {
            let mut open = dialling();
            let leg = &mut open.calls[0].legs[0];
            (leg.state, leg.is_dropped) = (state, is_dropped);
            assert!(open.known(LEG, CallId(1)).is_none());
            assert_eq!(open.calls[0].legs[0].call, None);
        }
        let mut open = dialling();
        open.calls.clear();
        assert!(open.known(LEG, CallId(1)).is_none());
    }
}
