//! What an identity body is asked through its account: name and number of who authorised it.

use connectors::Signing;
use connectors::identity::{Account, Verdict};
use ground::PersonId;
use policy::{Category, Purpose, Recipient};
use vault::Subject;

use crate::courier::Courier;
use crate::gate::Leaving;
use crate::request::{Connector, Method, Request};
use crate::sms::nonce;
use crate::{Egress, SendRefused};

impl Egress {
    /// Whether this house asks an identity body at all. In `--dev` nothing leaves, and there is none.
    pub fn checks_identity(&self) -> bool {
        self.identity().is_some()
    }

    fn identity(&self) -> Option<&Account> {
        match self.courier() {
            Courier::Connected(connected) => connected.identity.as_ref(),
            Courier::None | Courier::Dev(_) => None,
        }
    }

    /// Asks whether a name and the number of an identity card belong together.
    ///
    /// # Errors
    /// Why it was not asked, or did not say.
    pub async fn check_identity(
        &self,
        person: PersonId,
        name: &str,
        number: &str,
    ) -> Result<Verdict, SendRefused> {
        let account = self.identity().ok_or(SendRefused::NoWay)?;
        let at = self.clock().now();
        let nonce = nonce(at);
        let post = account.request(name, number, Signing { at: at.seconds(), nonce: &nonce });
        let request =
            Request { method: Method::Post, path: post.path, headers: post.headers, body: post.body };
        let leaving = Leaving {
            recipient: Recipient::IdentityBody,
            purpose: Purpose::IdentityCheck,
            fields: &[Category::RealName],
            subject: Subject::Person(person),
            bytes: request.bytes(),
        };
        let connector = Connector { recipient: Recipient::IdentityBody, address: account.address.clone() };
        let read = |answer: &crate::Response| account.read(answer.status, &answer.body);
        let said = |answer: &crate::Response| read(answer).map(drop).map_err(SendRefused::Refused);
        let answer = self.deliver(&connector, leaving, request, said).await?;
        read(&answer).map_err(SendRefused::Refused)
    }
}
