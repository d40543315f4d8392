//! Speaking in envelopes, as the pages of the house do.

use axum::http::{Method, header};
use ground::Timestamp;
use serde_json::Value;
use std::time::Duration;
use yard::seal::{ENVELOPE, Envelope, Reply, open_reply, seal_for};

use crate::{Answer, Client};

/// The key that the house publishes now, and the time by its clock.
pub struct SealKey {
    /// The id.
    pub id: String,
    /// The public half.
    pub public: String,
    /// The house's time.
    pub now: Timestamp,
}

impl SealKey {
    /// Asks the house.
    pub async fn of(client: &Client, now: Timestamp) -> Self {
        let key = client.get("/api/v1/seal").await.expect_ok();
        let text = |name: &str| key[name].as_str().expect("a text").to_owned();
        assert_eq!(text("now")[..16], now.rfc3339()[..16], "the house tells its own time");
        Self { id: text("key"), public: text("public"), now }
    }

    /// Seals a body for one operation; the second value opens the answer.
    pub fn seal(&self, place: (&str, &str), body: &Value) -> (Envelope, Reply) {
        self.seal_late(place, body, Duration::ZERO)
    }

    /// The same, made this much earlier.
    pub fn seal_late(&self, place: (&str, &str), body: &Value, ago: Duration) -> (Envelope, Reply) {
        seal_for((&self.id, &self.public), place, self.now.minus(ago), &body.to_string()).expect("a seal")
    }
}

impl Client {
    /// Sends an envelope as it is; the answer comes as it travels.
    pub async fn send_envelope(&self, (method, path): (&str, &str), envelope: &Envelope) -> Answer {
        let body = serde_json::to_vec(envelope).expect("an envelope is JSON");
        let method: Method = method.parse().expect("a method");
        self.send(method, path, Some(body), &[("content-type", ENVELOPE)]).await
    }
}

impl Answer {
    /// The answer inside a sealed one; the test fails where it was not sealed to this request.
    #[track_caller]
    pub fn unsealed(&self, reply: &Reply) -> Value {
        let kind = self.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        assert_eq!(kind, Some(ENVELOPE), "{}", self.text());
        let body = open_reply(reply, self.status.as_u16(), &self.body).expect("an answer to this request");
        serde_json::from_slice(&body).expect("JSON")
    }
}
