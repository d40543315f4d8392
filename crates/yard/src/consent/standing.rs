//! Work that runs under a consent: it asks before every step, and hears at once when the consent is gone.

use ground::bus::{Listener, Note, Subject};
use ground::{Fault, PersonId};
use policy::Purpose;
use serde::{Deserialize, Serialize};

use super::store;
use crate::House;

/// A consent that was given or is gone, as those who work under consents hear it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Changed {
    /// Whose.
    pub person: PersonId,
    /// To what.
    pub purpose: Purpose,
}

impl Changed {
    /// Reads what is passed on the bus; `None` for anything else.
    pub fn heard(note: &Note) -> Option<Self> {
        let Note::Passing(text) = note else { return None };
        serde_json::from_str(text).ok()
    }
}

/// Tells everything that runs under this consent to look again.
pub(crate) fn changed(house: &House, person: PersonId, purpose: Purpose) {
    if let Ok(text) = serde_json::to_string(&Changed { person, purpose }) {
        house.db.bus().pass(Subject::Consents, &text);
    }
}

/// The consent under which something runs.
pub struct Standing {
    house: House,
    person: PersonId,
    purpose: Purpose,
    told: Listener,
    is_known: bool,
}

impl Standing {
    /// Work that begins now.
    pub fn of(house: &House, person: PersonId, purpose: Purpose) -> Self {
        let told = house.db.bus().listen(Subject::Consents);
        Self { house: house.clone(), person, purpose, told, is_known: false }
    }

    /// Whether the next step may be taken. The ledger is read at the first step and whenever a consent of this person
    /// ended since.
    ///
    /// # Errors
    /// What the database says.
    pub async fn still(&mut self) -> Result<bool, Fault> {
        while let Some(note) = self.told.try_recv() {
            self.heard(&note);
        }
        if !self.is_known {
            let mut view = self.house.db.view().await?;
            self.is_known = store::stands(&mut view, self.person, self.purpose).await?;
        }
        Ok(self.is_known)
    }

    /// Waits until the consent is gone.
    ///
    /// # Errors
    /// What the database says.
    pub async fn over(&mut self) -> Result<(), Fault> {
        while self.still().await? {
            let note = self.told.recv().await;
            self.heard(&note);
        }
        Ok(())
    }

    /// What is not about somebody else may be about this.
    fn heard(&mut self, note: &Note) {
        self.is_known &= Changed::heard(note).is_some_and(|one| one.person != self.person);
    }
}
