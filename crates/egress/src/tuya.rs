//! What a maker's cloud is asked about devices of people who linked it: with their consent, and through the house's own project.

use connectors::tuya::{self, Account, Call, Device, Point, Tokens};
use connectors::{Refused, Signing};
use ground::PersonId;
use policy::{Category, Purpose, Recipient};
use serde_json::Value;
use vault::Subject;

use crate::courier::Courier;
use crate::gate::Leaving;
use crate::request::{Connector, Method, Request, Response};
use crate::sms::nonce;
use crate::{Egress, SendRefused};

impl Egress {
    /// Whether this house reaches the cloud at all. In `--dev` nothing leaves, and there is none.
    pub fn has_device_cloud(&self) -> bool {
        self.tuya().is_ok()
    }

    fn tuya(&self) -> Result<&Account, SendRefused> {
        match self.courier() {
            Courier::Connected(connected) => connected.tuya.as_ref().ok_or(SendRefused::NoWay),
            Courier::None | Courier::Dev(_) => Err(SendRefused::NoWay),
        }
    }

    /// Makes tokens of the code that the cloud's page gave this person.
    ///
    /// # Errors
    /// Why there are none.
    pub async fn cloud_authorize(&self, person: PersonId, code: &str) -> Result<Tokens, SendRefused> {
        self.ask_cloud(person, |account, signing| account.authorize(code, signing), tuya::tokens).await
    }

    /// Makes new tokens of old ones, which end.
    ///
    /// # Errors
    /// Why there are none.
    pub async fn cloud_refresh(&self, person: PersonId, tokens: &Tokens) -> Result<Tokens, SendRefused> {
        self.ask_cloud(person, |account, signing| account.refresh(&tokens.refresh, signing), tuya::tokens)
            .await
    }

    /// His devices there, with what is so. Asking is the same each time and happens every few minutes: it is recorded before the first
    /// time of a day, and checked each time; what is told a device is recorded by itself.
    ///
    /// # Errors
    /// Why they are not known.
    pub async fn cloud_devices(
        &self,
        person: PersonId,
        tokens: &Tokens,
        is_recorded: bool,
    ) -> Result<Vec<Device>, SendRefused> {
        let call = |account: &Account, signing: Signing<'_>| account.devices(tokens, signing);
        if is_recorded {
            return self.ask_cloud(person, call, tuya::devices).await;
        }
        let (connector, leaving, request) = self.prepared(person, call)?;
        let answer = self.deliver_again(&connector, &leaving, request).await?;
        tuya::devices(answer.status, &answer.body).map_err(SendRefused::Refused)
    }

    /// What one of them can.
    ///
    /// # Errors
    /// Why it is not known.
    pub async fn cloud_points(
        &self,
        person: PersonId,
        tokens: &Tokens,
        device: &str,
    ) -> Result<Vec<Point>, SendRefused> {
        let call = |account: &Account, signing: Signing<'_>| account.specification(tokens, device, signing);
        self.ask_cloud(person, call, tuya::points).await
    }

    /// Has one of them do something.
    ///
    /// # Errors
    /// Why it was not told.
    pub async fn cloud_command(
        &self,
        person: PersonId,
        tokens: &Tokens,
        told: (&str, &str, &Value),
    ) -> Result<(), SendRefused> {
        self.ask_cloud(person, |account, signing| account.command(tokens, told, signing), tuya::obeyed).await
    }

    async fn ask_cloud<T>(
        &self,
        person: PersonId,
        call: impl FnOnce(&Account, Signing<'_>) -> Call,
        read: impl Fn(u16, &[u8]) -> Result<T, Refused>,
    ) -> Result<T, SendRefused> {
        let (connector, leaving, request) = self.prepared(person, call)?;
        let said =
            |answer: &Response| read(answer.status, &answer.body).map(drop).map_err(SendRefused::Refused);
        let answer = self.deliver(&connector, leaving, request, said).await?;
        read(answer.status, &answer.body).map_err(SendRefused::Refused)
    }

    fn prepared(
        &self,
        person: PersonId,
        call: impl FnOnce(&Account, Signing<'_>) -> Call,
    ) -> Result<(Connector, Leaving<'static>, Request), SendRefused> {
        let account = self.tuya()?;
        let at = self.clock().now();
        let nonce = nonce(at);
        let Call { is_post, path, headers, body } =
            call(account, Signing { at: at.seconds(), nonce: &nonce });
        let method = if is_post { Method::Post } else { Method::Get };
        let request = Request { method, path, headers, body };
        let leaving = Leaving {
            recipient: Recipient::DeviceCloud,
            purpose: Purpose::DeviceCloud,
            fields: &[Category::HomeDevice],
            subject: Subject::Person(person),
            bytes: request.bytes(),
        };
        let connector = Connector { recipient: Recipient::DeviceCloud, address: account.address.clone() };
        Ok((connector, leaving, request))
    }
}
