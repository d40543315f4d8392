//! Who is held: data that rest and are not used. The door asks here before anything else about a subject.
//!
//! The yard knows durably why somebody is held and says so again at each start; here it stands in memory, so that
//! opening a field costs one look at a map.

use ground::Caller;
use policy::{Policy, Purpose};
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use crate::Subject;

/// Why a subject's data rest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hold {
    /// The account is closed: nothing opens but security and legal hold.
    Closed,
    /// The person asked that his data be not used: the same, and he himself sees them.
    Restricted,
    /// A minor for whom no guardian agreed yet: no other person sees anything of him. The house's own programs go on
    /// with what the account needs, the guardian who is asked sees the name, and staff are bound by two persons.
    Waiting,
}

/// The subjects that are held.
#[derive(Default)]
pub(crate) struct Holds(RwLock<HashMap<Subject, Hold>>);

impl Holds {
    pub(crate) fn set(&self, subject: Subject, hold: Hold) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(subject, hold);
    }

    pub(crate) fn lift(&self, subject: Subject) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(&subject);
    }

    pub(crate) fn of(&self, subject: Subject) -> Option<Hold> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&subject).copied()
    }

    /// Whether the door stays shut for this caller and purpose.
    pub(crate) fn shut(&self, policy: &Policy, caller: &Caller, purpose: Purpose, subject: Subject) -> bool {
        match self.of(subject) {
            None => false,
            // What the law demands is opened in a case, by keepers; the house's own programs have no part in one.
            Some(_) if purpose == Purpose::Disclosure => !matches!(caller, Caller::Keeper(_)),
            Some(_) if policy.reads_stored(purpose) => false,
            Some(Hold::Closed) => true,
            Some(Hold::Waiting) => {
                let is_other = caller.person().is_some_and(|person| Subject::Person(person) != subject);
                (is_other || matches!(caller, Caller::Service(_)))
                    && !matches!(purpose, Purpose::Invitation | Purpose::Support)
            }
            Some(Hold::Restricted) => caller.person().map(Subject::Person) != Some(subject),
        }
    }
}
