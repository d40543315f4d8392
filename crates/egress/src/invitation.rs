//! A mail that carries an event of a calendar (iMIP, RFC 6047): words for whoever reads it, a file for his program.

use vault::Subject;

use policy::Recipient;

use crate::courier::{Courier, Mail};
use crate::gate::Leaving;
use crate::outbox::Message;
use crate::{Egress, SendRefused};

/// From where mail comes in `--dev`, where none leaves.
const DEV_SENDER: &str = "courtyard@house.example";

/// What the file asks for (RFC 5546, 1.4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Come, or: it changed.
    Request,
    /// It is off.
    Cancel,
}

impl Method {
    /// The word in the file and in the mail.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// A mail with a calendar file.
pub struct Invitation<'a> {
    /// The mail.
    pub mail: Mail<'a>,
    /// What the file asks for.
    pub method: Method,
    /// The file.
    pub file: &'a str,
}

impl Egress {
    /// The address that mail of this house comes from; nothing where it sends none.
    pub fn sender(&self) -> Option<&str> {
        match self.courier() {
            Courier::Dev(_) => Some(DEV_SENDER),
            Courier::Connected(_) | Courier::None => self.relay().map(crate::mail::Relay::sender),
        }
    }

    /// Sends a mail with a calendar file, about this subject.
    ///
    /// # Errors
    /// Why it was not sent.
    pub async fn invitation(
        &self,
        subject: impl Into<Subject>,
        Invitation { mail, method, file }: Invitation<'_>,
    ) -> Result<(), SendRefused> {
        let bytes = mail.to.len() + mail.title.len() + mail.text.len() + file.len();
        let (recipient, at) = (Recipient::MailRelay, self.clock().now());
        let (purpose, fields) = (mail.purpose, mail.fields);
        let leaving = Leaving { recipient, purpose, fields, subject: subject.into(), bytes };
        if let Courier::Dev(outbox) = self.courier() {
            let message = Message { calendar: Some(file.to_owned()), ..mail.carried(at) };
            return self.lay(outbox, leaving, message).await;
        }
        let relay = self.relay().ok_or(SendRefused::NoWay)?;
        let letter = relay.with_calendar(&mail, (method, file), at)?;
        self.recorded(leaving, relay.carry(letter)).await
    }
}
