//! What goes into the library of a terminal at a door. The house hands it to its own agent there; it leaves all the same.

use policy::{Category, Purpose, Recipient};
use vault::Subject;

use crate::SendRefused;
use crate::gate::{Egress, Leaving};

impl Egress {
    /// Notes that something of a subject goes into the library of a terminal, through the agent at its door, once that is checked.
    ///
    /// # Errors
    /// Why it may not.
    pub async fn into_library(
        &self,
        recipient: Recipient,
        (purpose, category): (Purpose, Category),
        subject: impl Into<Subject>,
        bytes: usize,
    ) -> Result<(), SendRefused> {
        let (fields, subject) = (&[category], subject.into());
        self.recorded(Leaving { recipient, purpose, fields, subject, bytes }, std::future::ready(Ok(())))
            .await
    }
}
