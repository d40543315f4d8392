//! An identity body: a small real server on loopback that knows some cards, holds every request against Tencent Cloud's document
//! and its signature, and says whether a name and a number belong together.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::task::JoinHandle;

use crate::provider::{Asked, locked, serve, tencent_refused};

/// The server. Dropped, it is gone.
pub struct IdentityBody {
    at: SocketAddr,
    desk: Arc<Desk>,
    serving: JoinHandle<()>,
}

struct Desk {
    secret: String,
    cards: BTreeMap<String, String>,
    asked: Mutex<Vec<Value>>,
    says: Mutex<Option<String>>,
}

impl IdentityBody {
    /// A server that knows one key, `key` with this secret, and these cards: numbers with their names.
    pub async fn start(secret: &str, cards: &[(&str, &str)]) -> Self {
        let desk = Arc::new(Desk {
            secret: secret.to_owned(),
            cards: cards.iter().map(|(number, name)| ((*number).to_owned(), (*name).to_owned())).collect(),
            asked: Mutex::default(),
            says: Mutex::default(),
        });
        let (at, serving) = serve(axum::Router::new().fallback(ask).with_state(Arc::clone(&desk))).await;
        Self { at, desk, serving }
    }

    /// The settings of a house that asks it.
    pub fn settings(&self, config: &mut ground::config::Config) {
        let text = |text: &str| Some(text.to_owned());
        let set = &mut config.connectors;
        set.identity = Some(ground::config::IdentityBody::Tencent);
        set.identity_key_id = text("key");
        set.identity_secret = Some(ground::config::Secret::new(self.desk.secret.clone()));
        set.identity_endpoint = Some(format!("http://{}/", self.at));
        set.identity_agreement = text("2026-11-20");
        set.identity_terms = text("https://body.example/privacy");
    }

    /// The bodies of all requests that were rightly signed.
    pub fn asked(&self) -> Vec<Value> {
        locked(&self.desk.asked).clone()
    }

    /// Answers every request with this result from now on; `None` looks at its cards again.
    pub fn says(&self, result: Option<&str>) {
        *locked(&self.desk.says) = result.map(str::to_owned);
    }
}

impl Drop for IdentityBody {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn ask(
    State(desk): State<Arc<Desk>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let (status, answer) = desk.answer(&Asked { method, uri, headers, body });
    (status, answer.to_string())
}

impl Desk {
    fn answer(&self, request: &Asked) -> (StatusCode, Value) {
        if let Err(code) = request.is_signed_for_tencent("faceid", &self.secret) {
            return tencent_refused(code);
        }
        let act = (request.header("x-tc-action"), request.header("x-tc-version"));
        if act != ("IdCardVerification", "2018-03-01") || request.uri.path() != "/" {
            return tencent_refused("InvalidAction");
        }
        let Ok(wish) = serde_json::from_slice::<Value>(&request.body) else {
            return tencent_refused("InvalidParameter");
        };
        let names: BTreeSet<&str> =
            wish.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        if names != BTreeSet::from(["IdCard", "Name"]) {
            return tencent_refused("UnknownParameter");
        }
        let (number, name) = (wish["IdCard"].as_str().unwrap_or_default(), wish["Name"].as_str());
        let known = match self.cards.get(number) {
            Some(of) if Some(of.as_str()) == name => "0",
            Some(_) => "-1",
            None => "-5",
        };
        let result = locked(&self.says).clone().unwrap_or_else(|| known.to_owned());
        locked(&self.asked).push(wish);
        (
            StatusCode::OK,
            json!({ "Response": { "Result": result, "Description": "", "RequestId": "a0aabda6" } }),
        )
    }
}
