//! Somebody who uses the house over HTTP.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::Mutex;
use tower::ServiceExt;

use crate::Authenticator;
use crate::authenticator::HOST;

/// Largest answer that a test reads.
const ANSWER_MAX: usize = 16 * 1024 * 1024;

/// Somebody: nobody, a person, a guest or a program.
#[derive(Clone)]
pub struct Client {
    router: axum::Router,
    operations: Arc<BTreeMap<String, (String, String)>>,
    token: Option<String>,
    /// The address requests come from.
    pub from: SocketAddr,
    /// The person's id; empty for nobody.
    pub id: String,
    /// The person's number; empty where there is none.
    pub phone: String,
    /// True where he gives a second factor when the house wants one, as the pages do.
    steps_up: bool,
    /// What he gives it by; made when first wanted.
    telephone: Arc<Mutex<Option<Authenticator>>>,
}

impl Client {
    pub(crate) fn new(
        router: axum::Router,
        operations: Arc<BTreeMap<String, (String, String)>>,
        token: Option<String>,
    ) -> Self {
        let from = SocketAddr::from(([127, 0, 0, 1], 40_000));
        let telephone = Arc::default();
        let (id, phone) = (String::new(), String::new());
        Self { router, operations, token, from, id, phone, steps_up: true, telephone }
    }

    /// The same client, who gives no second factor by himself.
    #[must_use]
    pub fn with_one_factor(&self) -> Self {
        Self { steps_up: false, ..self.clone() }
    }

    /// The same somebody, with the same telephone, in another house on the same data.
    pub(crate) fn in_another(&self, router: axum::Router) -> Self {
        Self { router, ..self.clone() }
    }

    /// The bearer token; empty for nobody.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    /// The same client from another address.
    #[must_use]
    pub fn from_address(&self, ip: [u8; 4]) -> Self {
        Self { from: SocketAddr::from((ip, 40_000)), ..self.clone() }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[]).await
    }

    /// GET whose body is taken piece by piece: what a slow reader does.
    pub async fn opened(&self, path: &str) -> Body {
        let request = self.request(Method::GET, path, None, &[]);
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        assert!(response.status().is_success(), "{}", response.status());
        response.into_body()
    }

    /// Any request whose body comes as it comes, and may break off.
    pub async fn streamed(&self, method: Method, path: &str, body: Body, more: &[(&str, &str)]) -> Answer {
        let mut request = self.request(method, path, None, more);
        *request.body_mut() = body;
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, ANSWER_MAX).await.expect("a body").to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// POST with a JSON body.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body.to_string().into_bytes()), &[]).await
    }

    /// Any request: method, path, raw body (sent as JSON unless a content type is given), more headers.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
        more: &[(&str, &str)],
    ) -> Answer {
        let asked = self.once(method.clone(), path, body.clone(), more).await;
        let wanted = asked.status == StatusCode::FORBIDDEN && asked.json()["code"] == "session.factor_needed";
        if !(wanted && self.steps_up) {
            return asked;
        }
        self.step_up().await;
        self.once(method, path, body, more).await
    }

    async fn once(&self, method: Method, path: &str, body: Option<Vec<u8>>, more: &[(&str, &str)]) -> Answer {
        let request = self.request(method, path, body, more);
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, ANSWER_MAX).await.expect("a body").to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Gives a second factor on this device: by a passkey, which is added where there is none yet.
    async fn step_up(&self) {
        let mut kept = self.telephone.lock().await;
        if kept.is_none() {
            let mut telephone = Authenticator::under(self.token().bytes().take(16).collect());
            let (ceremony, options) = self.begin("/api/v1/me/passkeys/begin").await;
            let credential = telephone.make(&options);
            let wish = json!({ "ceremony": ceremony, "credential": credential, "label": "kit" });
            self.at_home("/api/v1/me/passkeys", wish).await.expect_ok();
            *kept = Some(telephone);
        }
        let telephone = kept.as_mut().expect("it was made");
        let (ceremony, options) = self.begin("/api/v1/session/passkey/begin").await;
        let passkey = json!({ "ceremony": ceremony, "credential": telephone.say(&options) });
        self.at_home("/api/v1/me/factor", json!({ "passkey": passkey })).await.expect_ok();
    }

    async fn begin(&self, path: &str) -> (Value, Value) {
        let begun = self.at_home(path, json!({})).await.expect_ok();
        (begun["ceremony"].clone(), begun["options"].clone())
    }

    async fn at_home(&self, path: &str, body: Value) -> Answer {
        self.once(Method::POST, path, Some(body.to_string().into_bytes()), &[HOST]).await
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
        more: &[(&str, &str)],
    ) -> Request<Body> {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if body.is_some() && !more.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::from(body.unwrap_or_default())).expect("a request");
        request.extensions_mut().insert(ConnectInfo(self.from));
        request
    }

    /// Calls an operation by its id; `{name}` in its path is filled from `at`.
    pub async fn call(&self, operation: &str, at: &[(&str, &str)], body: Value) -> Answer {
        let (method, path) =
            self.operations.get(operation).unwrap_or_else(|| panic!("no operation {operation}"));
        let path =
            at.iter().fold(path.clone(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value));
        let method: Method = method.parse().expect("a method");
        let body = (!matches!(method, Method::GET | Method::DELETE)).then(|| body.to_string().into_bytes());
        self.send(method, &path, body, &[]).await
    }

    /// All operations: id, method and path template.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.operations.iter().map(|(id, (method, path))| (id.as_str(), method.as_str(), path.as_str()))
    }
}

/// What the house answered.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null where there is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body, when the answer is a success; the test fails otherwise.
    #[track_caller]
    pub fn expect_ok(&self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, self.text());
        self.json()
    }

    /// Fails the test unless the answer is this refusal.
    #[track_caller]
    pub fn expect_code(&self, status: u16, code: &str) -> Value {
        let json = self.json();
        assert_eq!((self.status.as_u16(), json["code"].as_str()), (status, Some(code)), "{}", self.text());
        let kind = self.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        assert_eq!(kind, Some("application/problem+json"));
        json
    }
}
