//! A program that hears commands: a small real server on loopback that holds every request against Standard Webhooks, and can
//! refuse, be gone, or answer later. It shares no line with the crate that signs.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, verify};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Something that the program was told, its signature verified.
#[derive(Clone, PartialEq, Debug)]
pub struct Told {
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`.
    pub at: String,
    /// The body.
    pub body: Value,
}

#[derive(Default)]
struct Desk {
    secret: Mutex<String>,
    told: Mutex<Vec<Told>>,
    refused: Mutex<Vec<String>>,
    answer: Mutex<(u16, String)>,
}

/// The program. Dropped, it is gone.
pub struct ProgramDouble {
    at: SocketAddr,
    desk: Arc<Desk>,
    serving: JoinHandle<()>,
}

impl Drop for ProgramDouble {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl ProgramDouble {
    /// A program that takes everything whose signature holds, and says nothing.
    pub async fn start() -> Self {
        let desk = Arc::new(Desk { answer: Mutex::new((200, String::new())), ..Desk::default() });
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port on loopback");
        let at = listener.local_addr().expect("an address");
        let router = axum::Router::new().fallback(hear).with_state(Arc::clone(&desk));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.expect("serving") });
        Self { at, desk, serving }
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        format!("http://{}/commands", self.at)
    }

    /// It knows the house by this secret, `whsec_…`.
    pub fn knows(&self, secret: &str) {
        *locked(&self.desk.secret) = secret.to_owned();
    }

    /// It answers so from now on.
    pub fn answers(&self, status: u16, body: impl ToString) {
        *locked(&self.desk.answer) = (status, body.to_string());
    }

    /// What it was told, in order.
    pub fn told(&self) -> Vec<Told> {
        locked(&self.desk.told).clone()
    }

    /// Why it took something for not said by the house.
    pub fn refused(&self) -> Vec<String> {
        locked(&self.desk.refused).clone()
    }
}

async fn hear(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> (StatusCode, String) {
    match read(&locked(&desk.secret), &headers, &body) {
        Ok(told) => {
            locked(&desk.told).push(told);
            let (status, answer) = locked(&desk.answer).clone();
            (StatusCode::from_u16(status).expect("a status"), answer)
        }
        Err(why) => {
            locked(&desk.refused).push(why.clone());
            (StatusCode::UNAUTHORIZED, why)
        }
    }
}

fn read(secret: &str, headers: &HeaderMap, body: &[u8]) -> Result<Told, String> {
    let header = |name: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.map(str::to_owned).ok_or_else(|| format!("no {name}"))
    };
    let (id, at, signature) =
        (header("webhook-id")?, header("webhook-timestamp")?, header("webhook-signature")?);
    let key = secret.strip_prefix("whsec_").ok_or("a secret begins with whsec_")?;
    let key = STANDARD.decode(key).map_err(|error| error.to_string())?;
    let tag = signature.strip_prefix("v1,").ok_or("a signature begins with v1,")?;
    let tag = STANDARD.decode(tag).map_err(|error| error.to_string())?;
    let signed = [id.as_bytes(), b".", at.as_bytes(), b".", body].concat();
    verify(&Key::new(HMAC_SHA256, &key), &signed, &tag).map_err(|_| "the signature does not hold")?;
    let body = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    Ok(Told { id, at, body })
}

fn locked<T>(what: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}
