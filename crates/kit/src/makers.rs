//! The gateways of eight makers of telephones, each as its document says: who sends is verified, then the shape.

use aws_lc_rs::digest;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair as RsaPair, KeySize};
use aws_lc_rs::signature::{self, EcdsaKeyPair, KeyPair, UnparsedPublicKey as Verifier};
use axum::http::{HeaderMap, Uri};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

use crate::push::{Said, jwt, nothing, said};

/// What a request was.
pub(crate) enum Took {
    /// Somebody asked for a pass, or what is no maker's.
    Pass(Said),
    /// Refused.
    No { why: String, said: Said },
    /// A device is woken.
    Push { maker: &'static str, to: String, said: String, answer: Said },
}

/// Their keys.
pub(crate) struct Makers {
    origin: String,
    apple_pem: String,
    apple: Vec<u8>,
    google_pem: String,
    google: Vec<u8>,
}

const SECRET: &str = "s3cret+/=&x";
const PASS: &str = "pass-that-was-given-out";

fn pem(der: &[u8]) -> String {
    let lines: Vec<String> = STANDARD
        .encode(der)
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn md5(text: &str) -> String {
    use md5::Digest;
    hex(md5::Md5::digest(text.as_bytes()).as_slice())
}

fn form(body: &[u8]) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(body).into_owned().collect()
}

impl Makers {
    pub(crate) fn fresh(origin: &str) -> Self {
        let random = aws_lc_rs::rand::SystemRandom::new();
        let kind = &signature::ECDSA_P256_SHA256_FIXED_SIGNING;
        let apple = EcdsaKeyPair::generate_pkcs8(kind, &random).expect("a key");
        let point =
            EcdsaKeyPair::from_pkcs8(kind, apple.as_ref()).expect("a key").public_key().as_ref().to_vec();
        let google = RsaPair::generate(KeySize::Rsa2048).expect("a key");
        let der = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&google).expect("its bytes");
        Self {
            origin: origin.to_owned(),
            apple_pem: pem(apple.as_ref()),
            apple: point,
            google_pem: pem(der.as_ref()),
            google: google.public_key().as_ref().to_vec(),
        }
    }

    /// The table of one in the file of settings.
    pub(crate) fn settings(&self, maker: &str, origin: &str, folder: &Path) -> String {
        let secret_file = |name: &str, text: &str| {
            let file = folder.join(name);
            std::fs::write(&file, text).expect("writing a key");
            format!("secret_file = \"{}\"", file.display())
        };
        let (app, key, secret) = match maker {
            "apple" => (
                "house.example",
                "KEY1234567\"\nteam = \"TEAM123456",
                secret_file("apple.p8", &self.apple_pem),
            ),
            "google" => ("project-1", "push@project-1.iam", secret_file("google.pem", &self.google_pem)),
            "vivo" => ("10004", "key-of-vivo", format!("secret = \"{SECRET}\"")),
            "xiaomi" => ("house.example.app", "", format!("secret = \"{SECRET}\"")),
            _ => ("104", "key", format!("secret = \"{SECRET}\"")),
        };
        format!(
            "[service.{maker}]\naddress = \"{origin}\"\nplace = \"CN\"\napp = \"{app}\"\nkey_id = \"{key}\"\n{secret}\n"
        )
    }

    pub(crate) fn take(&self, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Took {
        let path = uri.path();
        match path {
            "/token" => self.google_pass(body),
            "/oauth2/v3/token" | "/auth/token" => oauth(body),
            "/server/v1/auth" => oppo_pass(body),
            "/message/auth" => vivo_pass(body),
            "/message/send" => vivo(headers, body),
            "/v3/message/regid" => xiaomi(headers, body),
            "/server/v1/message/notification/unicast" => oppo(body),
            "/garcia/api/server/push/varnished/pushByPushId" => meizu(body),
            "/v1/projects/project-1/messages:send" => google(headers, body),
            "/v1/104/messages:send" => huawei(headers, body),
            "/api/v1/104/sendMessage" => honor(headers, body),
            _ => match path.strip_prefix("/3/device/") {
                Some(token) => self.apple(token, headers, body),
                None => no("no such path", said(404, nothing())),
            },
        }
    }

    fn apple(&self, token: &str, headers: &HeaderMap, body: &[u8]) -> Took {
        let pass = header(headers, "authorization").strip_prefix("bearer ").unwrap_or_default();
        let holds = |signed: &[u8], signature: &[u8]| {
            Verifier::new(&signature::ECDSA_P256_SHA256_FIXED, &self.apple).verify(signed, signature).is_ok()
        };
        let claims = jwt(pass, holds).unwrap_or_default();
        if claims["iss"] != "TEAM123456" || !claims["iat"].is_i64() {
            return no("apple: token", said(403, json!({ "reason": "InvalidProviderToken" })));
        }
        let wanted = [("apns-topic", "house.example"), ("apns-push-type", "alert")];
        if wanted.iter().any(|(name, value)| header(headers, name) != *value) {
            return no("apple: headers", said(400, json!({ "reason": "BadTopic" })));
        }
        let wish = read(body);
        if !wish["aps"]["alert"]["title"].is_string() {
            return no("apple: shape", said(400, json!({ "reason": "PayloadEmpty" })));
        }
        took("apple", token, &wish, said(200, nothing()))
    }

    /// RFC 7523: an assertion of the service account, signed by its RSA key, for this address.
    fn google_pass(&self, body: &[u8]) -> Took {
        let form = form(body);
        let holds = |signed: &[u8], signature: &[u8]| {
            Verifier::new(&signature::RSA_PKCS1_2048_8192_SHA256, &self.google)
                .verify(signed, signature)
                .is_ok()
        };
        let claims = jwt(form.get("assertion").map_or("", String::as_str), holds).unwrap_or_default();
        let fits =
            form.get("grant_type").is_some_and(|kind| kind == "urn:ietf:params:oauth:grant-type:jwt-bearer")
                && claims["iss"] == "push@project-1.iam"
                && claims["aud"] == format!("{}/token", self.origin)
                && claims["scope"] == "https://www.googleapis.com/auth/firebase.messaging"
                && claims["exp"].as_i64() == claims["iat"].as_i64().map(|at| at + 3_600);
        if !fits {
            return no("google: assertion", said(400, json!({ "error": "invalid_grant" })));
        }
        Took::Pass(said(200, json!({ "access_token": PASS, "expires_in": 3599, "token_type": "Bearer" })))
    }
}

fn no(why: &str, said: Said) -> Took {
    Took::No { why: why.to_owned(), said }
}

fn took(maker: &'static str, to: &str, wish: &Value, answer: Said) -> Took {
    Took::Push { maker, to: to.to_owned(), said: wish.to_string(), answer }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn read(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}

fn bears(headers: &HeaderMap) -> bool {
    header(headers, "authorization") == format!("Bearer {PASS}")
}

/// RFC 6749, section 4.4.
fn oauth(body: &[u8]) -> Took {
    let form = form(body);
    let is = |name: &str, value: &str| form.get(name).is_some_and(|one| one == value);
    if !(is("grant_type", "client_credentials") && is("client_id", "key") && is("client_secret", SECRET)) {
        return no("client credentials", said(401, json!({ "error": 1101 })));
    }
    Took::Pass(said(200, json!({ "access_token": PASS, "expires_in": 3600, "token_type": "Bearer" })))
}

fn google(headers: &HeaderMap, body: &[u8]) -> Took {
    if !bears(headers) {
        return no("google: token", said(401, json!({ "error": { "status": "UNAUTHENTICATED" } })));
    }
    let wish = read(body);
    match wish["message"]["token"].as_str() {
        Some(to) if wish["message"]["notification"]["title"].is_string() => {
            took("google", to, &wish, said(200, json!({ "name": "projects/project-1/messages/1" })))
        }
        _ => no("google: shape", said(400, json!({ "error": { "status": "INVALID_ARGUMENT" } }))),
    }
}

fn huawei(headers: &HeaderMap, body: &[u8]) -> Took {
    if !bears(headers) {
        return no("huawei: token", said(401, json!({ "code": "80200001", "msg": "auth" })));
    }
    let wish = read(body);
    let message = &wish["message"];
    let opens = message["android"]["notification"]["click_action"]["type"] == 3;
    match message["token"][0].as_str() {
        Some(to) if opens => {
            took("huawei", to, &wish, said(200, json!({ "code": "80000000", "msg": "Success" })))
        }
        _ => no("huawei: shape", said(400, json!({ "code": "80100003", "msg": "message" }))),
    }
}

fn honor(headers: &HeaderMap, body: &[u8]) -> Took {
    if !bears(headers) || header(headers, "timestamp").len() != 13 {
        return no("honor: token", said(200, json!({ "code": 80_200_001, "message": "auth" })));
    }
    let wish = read(body);
    match wish["token"][0].as_str() {
        Some(to) if wish["android"]["notification"]["clickAction"]["type"] == 3 => {
            let answer = json!({ "code": 200, "message": "success", "data": { "sendResult": true } });
            took("honor", to, &wish, said(200, answer))
        }
        _ => no("honor: shape", said(200, json!({ "code": 80_100_003 }))),
    }
}

fn xiaomi(headers: &HeaderMap, body: &[u8]) -> Took {
    if header(headers, "authorization") != format!("key={SECRET}") {
        return no("xiaomi: key", said(200, json!({ "result": "error", "code": 21_301 })));
    }
    let form = form(body);
    let is = |name: &str, value: &str| form.get(name).is_some_and(|one| one == value);
    if !(is("restricted_package_name", "house.example.app") && is("pass_through", "0")) {
        return no("xiaomi: shape", said(200, json!({ "result": "error", "code": 10_017 })));
    }
    let to = form.get("registration_id").cloned().unwrap_or_default();
    took("xiaomi", &to, &json!(form), said(200, json!({ "result": "ok", "code": 0, "data": { "id": "1" } })))
}

fn oppo_pass(body: &[u8]) -> Took {
    let form = form(body);
    let get = |name: &str| form.get(name).cloned().unwrap_or_default();
    let signed = format!("{}{}{SECRET}", get("app_key"), get("timestamp"));
    let sign = hex(digest::digest(&digest::SHA256, signed.as_bytes()).as_ref());
    if get("app_key") != "key" || get("timestamp").len() != 13 || get("sign") != sign {
        return no("oppo: sign", said(200, json!({ "code": 16, "message": "Invalid Signature" })));
    }
    Took::Pass(said(200, json!({ "code": 0, "data": { "auth_token": PASS, "create_time": 1 } })))
}

fn oppo(body: &[u8]) -> Took {
    let form = form(body);
    if form.get("auth_token").is_none_or(|token| token != PASS) {
        return no("oppo: token", said(200, json!({ "code": 11, "message": "Invalid AuthToken" })));
    }
    let wish = read(form.get("message").map_or("", String::as_str).as_bytes());
    match wish["target_value"].as_str() {
        Some(to) if wish["target_type"] == 2 && wish["notification"]["title"].is_string() => {
            took("oppo", to, &wish, said(200, json!({ "code": 0, "data": { "messageId": "1" } })))
        }
        _ => no("oppo: shape", said(200, json!({ "code": 40 }))),
    }
}

fn vivo_pass(body: &[u8]) -> Took {
    let wish = read(body);
    let signed = format!("10004key-of-vivo{}{SECRET}", wish["timestamp"]);
    if wish["appId"] != 10_004 || wish["appKey"] != "key-of-vivo" || wish["sign"] != md5(&signed) {
        return no("vivo: sign", said(200, json!({ "result": 10_203, "desc": "sign" })));
    }
    Took::Pass(said(200, json!({ "result": 0, "desc": "ok", "authToken": PASS })))
}

fn vivo(headers: &HeaderMap, body: &[u8]) -> Took {
    if header(headers, "authToken") != PASS {
        return no("vivo: token", said(200, json!({ "result": 10_000, "desc": "auth" })));
    }
    let wish = read(body);
    let has_request = wish["requestId"].as_str().is_some_and(|id| !id.is_empty() && id.len() <= 64);
    match wish["regId"].as_str() {
        Some(to) if has_request && wish["skipType"] == 1 => {
            took("vivo", to, &wish, said(200, json!({ "result": 0, "desc": "ok", "taskId": "1" })))
        }
        _ => no("vivo: shape", said(200, json!({ "result": 10_302, "desc": "shape" }))),
    }
}

fn meizu(body: &[u8]) -> Took {
    let form = form(body);
    let signed: String = form
        .iter()
        .filter(|(name, _)| *name != "sign")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    if form.get("sign").is_none_or(|sign| *sign != md5(&format!("{signed}{SECRET}"))) {
        return no("meizu: sign", said(200, json!({ "code": "1006", "value": "" })));
    }
    let wish = read(form.get("messageJson").map_or("", String::as_str).as_bytes());
    if !wish["noticeBarInfo"]["title"].is_string() {
        return no("meizu: shape", said(200, json!({ "code": "1005", "value": "" })));
    }
    let to = form.get("pushIds").cloned().unwrap_or_default();
    took("meizu", &to, &wish, said(200, json!({ "code": "200", "value": {} })))
}
