//! What an application of others is told of somebody who let it have that: it asks, and the gate checks and records what it gets.

use ground::PersonId;
use policy::{Category, Purpose, Recipient};

use crate::gate::Leaving;
use crate::{Egress, SendRefused};

impl Egress {
    /// Whether this house tells applications of others anything.
    pub fn lets_applications_in(&self) -> bool {
        self.has(Recipient::OutsideApplication)
    }

    /// Checks and records that this is told of somebody to an application that asked for it; it is told once this returned.
    ///
    /// # Errors
    /// Why it may not be told.
    pub async fn tell_application(
        &self,
        person: PersonId,
        fields: &[Category],
        bytes: usize,
    ) -> Result<(), SendRefused> {
        let (recipient, purpose) = (Recipient::OutsideApplication, Purpose::OutsideApplication);
        let leaving = Leaving { recipient, purpose, fields, subject: person.into(), bytes };
        self.recorded(leaving, async { Ok(()) }).await
    }
}
