//! A provider of text messages: a small real server on loopback that holds every request against the provider's
//! documents, its signature first, and can be slow, wrong or gone. It shares no line with the crate that signs.

use aws_lc_rs::{digest, hmac};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Which provider the server is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Alibaba Cloud.
    Aliyun,
    /// Tencent Cloud.
    Tencent,
}

/// A message that was taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    /// The number, as it was written.
    pub to: String,
    /// The signature that stands before it.
    pub sign: String,
    /// The template.
    pub template: String,
    /// Its values: an object (Alibaba Cloud) or a list (Tencent Cloud).
    pub values: Value,
}

/// The server. Dropped, it is gone.
pub struct SmsProvider {
    kind: Kind,
    at: SocketAddr,
    desk: Arc<Desk>,
    serving: Option<JoinHandle<()>>,
}

struct Desk {
    kind: Kind,
    secret: String,
    taken: Mutex<Vec<Taken>>,
    nonces: Mutex<HashSet<String>>,
    answers: Mutex<Option<String>>,
    asked: watch::Sender<usize>,
    open: watch::Sender<bool>,
}

impl SmsProvider {
    /// A server that knows one key, `key` with this secret.
    pub async fn start(kind: Kind, secret: &str) -> Self {
        let desk = Arc::new(Desk {
            kind,
            secret: secret.to_owned(),
            taken: Mutex::default(),
            nonces: Mutex::default(),
            answers: Mutex::default(),
            asked: watch::channel(0).0,
            open: watch::channel(true).0,
        });
        let mut provider = Self { kind, at: SocketAddr::from(([127, 0, 0, 1], 0)), desk, serving: None };
        provider.come_back().await;
        provider
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("http://{}/", self.at)
    }

    /// The settings of a house that uses it.
    pub fn settings(&self, config: &mut ground::config::Config) {
        let text = |text: &str| Some(text.to_owned());
        let set = &mut config.connectors;
        set.sms = Some(match self.kind {
            Kind::Aliyun => ground::config::SmsProvider::Aliyun,
            Kind::Tencent => ground::config::SmsProvider::Tencent,
        });
        set.sms_key_id = text("key");
        set.sms_secret = Some(ground::config::Secret::new(self.desk.secret.clone()));
        set.sms_sign = text("四合院");
        set.sms_template_code = text("CODE_1");
        set.sms_template_uninvited = text("UNINVITED_1");
        set.sms_template_invitation = text("INVITATION_1");
        set.sms_agreement = text("2026-11-20");
        set.sms_terms = text("https://provider.example/privacy");
        set.sms_template_notice = text("NOTICE_1");
        set.sms_app = text("1400006666");
        set.sms_endpoint = Some(self.address());
    }

    /// What was taken so far.
    pub fn taken(&self) -> Vec<Taken> {
        locked(&self.desk.taken).clone()
    }

    /// Answers every request with this word of its own from now on; `None` takes them again.
    pub fn answers(&self, word: Option<&str>) {
        *locked(&self.desk.answers) = word.map(str::to_owned);
    }

    /// Takes its time from now on: nothing is answered until [`Self::hurry`].
    pub fn dawdle(&self) {
        self.desk.open.send_replace(false);
    }

    /// Answers what waits.
    pub fn hurry(&self) {
        self.desk.open.send_replace(true);
    }

    /// Waits until so many requests came in altogether.
    pub async fn was_asked(&self, times: usize) {
        let mut asked = self.desk.asked.subscribe();
        asked.wait_for(|count| *count >= times).await.expect("the desk stands");
    }

    /// Goes: nobody listens at its address any longer.
    pub async fn go(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
            assert!(serving.await.is_err(), "it was serving");
        }
    }

    /// Listens again, at the same address.
    pub async fn come_back(&mut self) {
        let listener = TcpListener::bind(self.at).await.expect("a port on loopback");
        self.at = listener.local_addr().expect("an address");
        let desk = axum::Router::new().fallback(ask).with_state(Arc::clone(&self.desk));
        self.serving = Some(tokio::spawn(async move {
            axum::serve(listener, desk).await.expect("serving");
        }));
    }
}

impl Drop for SmsProvider {
    fn drop(&mut self) {
        if let Some(serving) = &self.serving {
            serving.abort();
        }
    }
}

/// Serves this on a free port of loopback.
pub(crate) async fn serve(router: axum::Router) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port on loopback");
    let at = listener.local_addr().expect("an address");
    (at, tokio::spawn(async move { axum::serve(listener, router).await.expect("serving") }))
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn ask(
    State(desk): State<Arc<Desk>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    desk.asked.send_modify(|count| *count += 1);
    desk.open.subscribe().wait_for(|open| *open).await.expect("the desk stands");
    let request = Asked { method, uri, headers, body };
    let (status, answer) = match desk.kind {
        Kind::Aliyun => desk.aliyun(&request),
        Kind::Tencent => desk.tencent(&request),
    };
    (status, answer.to_string())
}

/// A request as it came in.
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Asked {
    /// A header, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The lines of the headers that are signed, in the order in which their names are given.
    fn lines(&self, names: &str, lower: &[&str]) -> String {
        let line = |name: &str| {
            let value = self.header(name).trim().to_owned();
            let value = if lower.contains(&name) { value.to_lowercase() } else { value };
            format!("{name}:{value}\n")
        };
        names.split(';').map(line).collect()
    }

    /// Whether Tencent Cloud would take this signature of the key `key`: TC3-HMAC-SHA256, as its document says.
    pub(crate) fn is_signed_for_tencent(&self, wanted: &str, secret: &str) -> Result<(), &'static str> {
        let authorization = self.header("authorization");
        let (credential, names) = (part(authorization, "Credential"), part(authorization, "SignedHeaders"));
        let mut scope = credential.splitn(2, '/');
        let (key, scope) = (scope.next().unwrap_or_default(), scope.next().unwrap_or_default());
        let (date, service) = scope.split_once('/').unwrap_or_default();
        let service = service.strip_suffix("/tc3_request").unwrap_or_default();
        if key != "key" {
            return Err("AuthFailure.SecretIdNotFound");
        }
        if names != "content-type;host;x-tc-action" || service != wanted || self.method != Method::POST {
            return Err("AuthFailure.InvalidAuthorization");
        }
        let lines = self.lines(names, &["x-tc-action"]);
        let canonical = format!("POST\n/\n\n{lines}\n{names}\n{}", sha256(&self.body));
        let stamp = self.header("x-tc-timestamp");
        let to_sign = format!("TC3-HMAC-SHA256\n{stamp}\n{scope}\n{}", sha256(canonical.as_bytes()));
        let of_date = mac(format!("TC3{secret}").as_bytes(), date);
        let signing = mac(&mac(&of_date, service), "tc3_request");
        let fits = hex(&mac(&signing, &to_sign)) == part(authorization, "Signature");
        if fits { Ok(()) } else { Err("AuthFailure.SignatureFailure") }
    }
}

/// How Tencent Cloud says no.
pub(crate) fn tencent_refused(code: &str) -> (StatusCode, Value) {
    (StatusCode::OK, json!({ "Response": { "Error": { "Code": code, "Message": "no" } } }))
}

fn part<'a>(authorization: &'a str, name: &str) -> &'a str {
    let rest = authorization.split_once(&format!("{name}=")).map_or("", |(_, rest)| rest);
    rest.split(',').next().unwrap_or_default().trim()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

pub(crate) fn mac(key: &[u8], text: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
}

fn unquoted(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, more @ ..] = rest {
        if *first == b'%' {
            let digits = std::str::from_utf8(&more[..2]).expect("two digits");
            bytes.push(u8::from_str_radix(digits, 16).expect("two digits"));
            rest = &more[2..];
        } else {
            bytes.push(*first);
            rest = more;
        }
    }
    String::from_utf8(bytes).expect("text")
}

impl Desk {
    fn said(&self) -> Option<String> {
        locked(&self.answers).clone()
    }

    fn aliyun(&self, request: &Asked) -> (StatusCode, Value) {
        let refused = |code: &str| (StatusCode::BAD_REQUEST, json!({ "Code": code, "Message": "refused" }));
        let authorization = request.header("authorization");
        let (key, names) = (part(authorization, "Credential"), part(authorization, "SignedHeaders"));
        if !authorization.starts_with("ACS3-HMAC-SHA256 ") {
            return refused("IncompleteSignature");
        }
        if key != "key" {
            return refused("InvalidAccessKeyId.NotFound");
        }
        let wanted = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";
        let body = sha256(&request.body);
        if names != wanted || request.header("x-acs-content-sha256") != body {
            return refused("IncompleteSignature");
        }
        let mut pairs: Vec<&str> = request.uri.query().unwrap_or_default().split('&').collect();
        pairs.sort_unstable();
        let (path, lines) = (request.uri.path(), request.lines(names, &[]));
        let canonical = format!("{}\n{path}\n{}\n{lines}\n{names}\n{body}", request.method, pairs.join("&"));
        let to_sign = format!("ACS3-HMAC-SHA256\n{}", sha256(canonical.as_bytes()));
        if hex(&mac(self.secret.as_bytes(), &to_sign)) != part(authorization, "Signature") {
            return refused("SignatureDoesNotMatch");
        }
        if !locked(&self.nonces).insert(request.header("x-acs-signature-nonce").to_owned()) {
            return refused("SignatureNonceUsed");
        }
        if (request.header("x-acs-action"), request.header("x-acs-version")) != ("SendSms", "2017-05-25") {
            return refused("InvalidAction.NotFound");
        }
        let query: BTreeMap<String, String> = pairs
            .iter()
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (unquoted(name), unquoted(value)))
            .collect();
        let said = self.said().unwrap_or_else(|| "OK".to_owned());
        if said == "OK" {
            let value = |name: &str| query.get(name).cloned().unwrap_or_default();
            let values = serde_json::from_str(&value("TemplateParam")).unwrap_or(Value::Null);
            let taken = Taken {
                to: value("PhoneNumbers"),
                sign: value("SignName"),
                template: value("TemplateCode"),
                values,
            };
            locked(&self.taken).push(taken);
        }
        (StatusCode::OK, json!({ "Code": said, "Message": said, "RequestId": "F655A8D5", "BizId": "9006" }))
    }

    fn tencent(&self, request: &Asked) -> (StatusCode, Value) {
        let refused = tencent_refused;
        if let Err(code) = request.is_signed_for_tencent("sms", &self.secret) {
            return refused(code);
        }
        let act = (request.header("x-tc-action"), request.header("x-tc-version"));
        if act != ("SendSms", "2021-01-11") || request.header("x-tc-region").is_empty() {
            return refused("InvalidAction");
        }
        let Ok(wish) = serde_json::from_slice::<Value>(&request.body) else {
            return refused("InvalidParameter");
        };
        let said = self.said().unwrap_or_else(|| "Ok".to_owned());
        let to = wish["PhoneNumberSet"][0].as_str().unwrap_or_default();
        if said == "Ok" {
            let text = |name: &str| wish[name].as_str().unwrap_or_default().to_owned();
            let values = wish["TemplateParamSet"].clone();
            let (sign, template) = (text("SignName"), text("TemplateId"));
            locked(&self.taken).push(Taken { to: to.to_owned(), sign, template, values });
        }
        let status = json!({ "PhoneNumber": to, "Code": said, "Message": said, "Fee": 1 });
        (StatusCode::OK, json!({ "Response": { "SendStatusSet": [status], "RequestId": "a0aabda6" } }))
    }
}
