//! Tuya's cloud: a small real server on loopback that holds every request against the document and its signature, has one person with
//! devices, and hands out tokens that end each other. It shares no line with the crate that signs.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::task::JoinHandle;

use crate::provider::{hex, locked, mac, serve, sha256};

const CLIENT: &str = "client1";
const SECRET: &str = "4OHBOnWOqaEC1mWXOpVL3yV50s0qGSRC";
const UID: &str = "ay1534";

/// The server. Dropped, it is gone.
pub struct DeviceCloud {
    at: SocketAddr,
    desk: Arc<Mutex<Desk>>,
    serving: JoinHandle<()>,
}

#[derive(Default)]
struct Desk {
    /// Codes that its page gave and nobody used.
    codes: BTreeSet<String>,
    /// The tokens that are taken: for requests, and for the next pair.
    tokens: Option<(String, String)>,
    pairs: u32,
    nonces: BTreeSet<String>,
    devices: BTreeMap<String, Value>,
    points: BTreeMap<String, Value>,
    told: Vec<(String, Value)>,
    asked: u32,
    refused: Vec<String>,
}

impl DeviceCloud {
    /// A cloud without devices.
    pub async fn start() -> Self {
        let desk: Arc<Mutex<Desk>> = Arc::default();
        let (at, serving) = serve(axum::Router::new().fallback(ask).with_state(Arc::clone(&desk))).await;
        Self { at, desk, serving }
    }

    /// The settings of a house that reaches it.
    pub fn settings(&self, config: &mut ground::config::Config) {
        let text = |text: &str| Some(text.to_owned());
        let set = &mut config.connectors;
        set.tuya = Some(format!("http://{}/", self.at));
        set.tuya_client_id = text(CLIENT);
        set.tuya_secret = Some(ground::config::Secret::new(SECRET));
        set.tuya_page = Some(format!("http://{}/page?client_id={CLIENT}", self.at));
        set.tuya_agreement = text("2026-11-20");
        set.tuya_terms = text("https://cloud.example/privacy");
    }

    /// What its page gives to whoever signs in there and agrees.
    pub fn agrees(&self) -> String {
        let mut desk = locked(&self.desk);
        let code = format!("code{}", desk.codes.len() + usize::try_from(desk.pairs).unwrap_or(0));
        desk.codes.insert(code.clone());
        code
    }

    /// He has a device: what it can, and what is so.
    pub fn has(&self, id: &str, name: &str, (points, status): (Value, Value)) {
        let mut desk = locked(&self.desk);
        desk.points.insert(id.to_owned(), points);
        let device = json!({ "id": id, "name": name, "product_name": "Model 1", "online": true, "status": status, "uid": UID });
        desk.devices.insert(id.to_owned(), device);
    }

    /// Something of a device is so from now on: `online`, or a code of its states.
    pub fn becomes(&self, id: &str, code: &str, value: Value) {
        let mut desk = locked(&self.desk);
        let device = desk.devices.get_mut(id).expect("a device");
        set(device, code, value);
    }

    /// He has it no longer.
    pub fn loses(&self, id: &str) {
        locked(&self.desk).devices.remove(id);
    }

    /// He takes back on its page what he agreed to.
    pub fn disagrees(&self) {
        locked(&self.desk).tokens = None;
    }

    /// What devices were told: which, and the instruction.
    pub fn told(&self) -> Vec<(String, Value)> {
        locked(&self.desk).told.clone()
    }

    /// How often devices were asked for, and how many pairs of tokens there were.
    pub fn asked(&self) -> (u32, u32) {
        let desk = locked(&self.desk);
        (desk.asked, desk.pairs)
    }

    /// What it refused, by its own codes.
    pub fn refused(&self) -> Vec<String> {
        locked(&self.desk).refused.clone()
    }
}

impl Drop for DeviceCloud {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn set(device: &mut Value, code: &str, value: Value) {
    if code == "online" {
        device["online"] = value;
        return;
    }
    let states = device["status"].as_array_mut().expect("its states");
    match states.iter_mut().find(|state| state["code"] == code) {
        Some(state) => state["value"] = value,
        None => states.push(json!({ "code": code, "value": value })),
    }
}

async fn ask(
    State(desk): State<Arc<Mutex<Desk>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> String {
    let mut desk = locked(&desk);
    let answer = desk.signed(&method, &uri, &headers, &body).and_then(|()| desk.answer(&method, &uri, &body));
    match answer {
        Ok(result) => json!({ "success": true, "t": 0, "result": result }),
        Err(code) => {
            desk.refused.push(code.to_owned());
            json!({ "success": false, "code": code.parse::<u32>().unwrap_or(500), "msg": "no" })
        }
    }
    .to_string()
}

impl Desk {
    fn signed(
        &mut self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<(), &'static str> {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if header("client_id") != CLIENT || header("sign_method") != "HMAC-SHA256" {
            return Err("1005");
        }
        let token = header("access_token");
        let is_of_tokens = uri.path().starts_with("/v1.0/token");
        if is_of_tokens != token.is_empty() {
            return Err("1010");
        }
        let (time, nonce) = (header("t"), header("nonce"));
        if time.len() != 13 {
            return Err("1013");
        }
        let whole = uri.path_and_query().map(ToString::to_string).unwrap_or_default();
        let sum = sha256(body);
        let text = format!("{CLIENT}{token}{time}{nonce}{method}\n{sum}\n\n{whole}");
        if hex(&mac(SECRET.as_bytes(), &text)).to_uppercase() != header("sign") {
            return Err("1004");
        }
        if nonce.is_empty() || !self.nonces.insert(nonce.to_owned()) {
            return Err("1004");
        }
        let is_taken = is_of_tokens || self.tokens.as_ref().is_some_and(|(access, _)| access == token);
        if is_taken { Ok(()) } else { Err("1010") }
    }

    fn answer(&mut self, method: &Method, uri: &Uri, body: &[u8]) -> Result<Value, &'static str> {
        let parts: Vec<&str> = uri.path().trim_start_matches("/v1.0/").split('/').collect();
        match (method.as_str(), parts.as_slice()) {
            ("GET", ["token"]) => {
                let query = uri.query().unwrap_or_default();
                let code = query.strip_prefix("code=").and_then(|rest| rest.strip_suffix("&grant_type=2"));
                if code.is_some_and(|code| self.codes.remove(code)) { Ok(self.pair()) } else { Err("1107") }
            }
            ("GET", ["token", refresh]) => {
                let is_known = self.tokens.as_ref().is_some_and(|(_, known)| known == refresh);
                if is_known { Ok(self.pair()) } else { Err("1010") }
            }
            ("GET", ["users", UID, "devices"]) => {
                self.asked += 1;
                Ok(self.devices.values().cloned().collect())
            }
            ("GET", ["devices", id, "specifications"]) => self.points.get(*id).cloned().ok_or("2009"),
            ("POST", ["devices", id, "commands"]) => {
                let device = self.devices.get_mut(*id).ok_or("2009")?;
                if device["online"] == false {
                    return Err("2001");
                }
                let wish: Value = serde_json::from_slice(body).map_err(|_| "1109")?;
                let [command] = wish["commands"].as_array().ok_or("1109")?.as_slice() else {
                    return Err("1109");
                };
                let code = command["code"].as_str().ok_or("1109")?;
                set(device, code, command["value"].clone());
                self.told.push(((*id).to_owned(), command.clone()));
                Ok(json!(true))
            }
            _ => Err("1108"),
        }
    }

    /// New tokens, which end those before.
    fn pair(&mut self) -> Value {
        self.pairs += 1;
        let (access, refresh) = (format!("access{}", self.pairs), format!("refresh{}", self.pairs));
        self.tokens = Some((access.clone(), refresh.clone()));
        json!({ "uid": UID, "access_token": access, "refresh_token": refresh, "expire_time": 7_200 })
    }
}
