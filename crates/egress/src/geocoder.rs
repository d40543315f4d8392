//! The address of a place, asked of a geocoder that whoever runs the house has.
//!
//! Coordinates to about ten metres go, and nothing else: the person is named to the record alone. One question goes on at a time, each
//! within the bounds of time and size that every configured recipient has; no answer is kept here, nor is one used for anybody else.

use connectors::nominatim::{self, Near};
use ground::PersonId;
use policy::{Category, Purpose, Recipient};
use tokio::sync::Mutex;
use vault::Subject;

use crate::gate::Leaving;
use crate::request::{Connector, Method, Request, Response};
use crate::{Egress, SendRefused};

/// By which name the house asks: geocoders want one.
const AGENT: &str = "courtyard-geocoder/1";

/// Held while one question goes on.
static ALONE: Mutex<()> = Mutex::const_new(());

/// The geocoder at an address.
pub(crate) fn connector(address: &str) -> Connector {
    Connector { recipient: Recipient::Geocoder, address: address.to_owned() }
}

impl Egress {
    /// Whether this house finds addresses of places.
    pub fn finds_addresses(&self) -> bool {
        !self.is_dev() && self.has(Recipient::Geocoder)
    }

    /// Asks for the address of a place where this person signed in, in millionths of a degree north and east; nothing where none is
    /// known there.
    ///
    /// # Errors
    /// Why it was not asked, or did not say.
    pub async fn address_at(
        &self,
        person: PersonId,
        (latitude_e6, longitude_e6): (i32, i32),
    ) -> Result<Option<String>, SendRefused> {
        let path = Near::of(latitude_e6, longitude_e6).path();
        let headers = vec![
            ("user-agent".to_owned(), AGENT.to_owned()),
            ("accept".to_owned(), "application/json".to_owned()),
        ];
        let request = Request { method: Method::Get, path, headers, body: Vec::new() };
        let leaving = Leaving {
            recipient: Recipient::Geocoder,
            purpose: Purpose::FieldSignIn,
            fields: &[Category::WorkPlace],
            subject: Subject::Person(person),
            bytes: request.bytes(),
        };
        let read = |answer: &Response| nominatim::read(answer.status, &answer.body);
        let said = |answer: &Response| read(answer).map(drop).map_err(SendRefused::Refused);
        let alone = ALONE.lock().await;
        let answer = self.exchange(leaving, request, said).await?;
        drop(alone);
        read(&answer).map_err(SendRefused::Refused)
    }
}
