//! Who has a page open now: a stream of his is carried. In memory, by count.

use ground::PersonId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Who has how many streams. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Looking(Arc<Mutex<HashMap<PersonId, usize>>>);

/// One open stream; it counts until it is dropped.
pub(crate) struct Here {
    all: Looking,
    person: PersonId,
}

impl Looking {
    /// A stream of this person opens.
    pub(crate) fn begin(&self, person: PersonId) -> Here {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *open.entry(person).or_insert(0) += 1;
        Here { all: self.clone(), person }
    }

    /// Whether this person has a page open.
    pub(crate) fn is(&self, person: PersonId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&person)
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        let mut open = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.person) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.person);
            }
        }
    }
}
