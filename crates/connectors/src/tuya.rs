//! Tuya's cloud: devices of people who let the house see them.
//!
//! Open platform, version 1.0: the authorisation code that the cloud's own page hands over becomes tokens, those name devices, their
//! specifications and states, and take instructions. Signed by HMAC-SHA256 over client, token, time, nonce and the request as the
//! document "Sign Requests" has it; a token is taken for two hours, and a refreshed one ends both that were before.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::sign::{hex, hmac_sha256, percent, sha256};
use crate::{Refused, Secret, Signing, Why};

/// The longest id, code and token that is taken.
const WORD_MAX: usize = 128;

/// The house's own project with the cloud.
#[derive(Clone, Debug)]
pub struct Account {
    /// The address of the data centre, such as `https://openapi.tuyacn.com/`.
    pub address: String,
    /// The public part of the project's key.
    pub client_id: String,
    /// The secret part.
    pub secret: Secret,
}

/// A request that is ready to leave.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// Whether it is a POST, or else a GET.
    pub is_post: bool,
    /// Path and query below the address.
    pub path: String,
    /// Headers, without `host`.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What lets the house see somebody's devices. It prints as `…`.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// Who he is there.
    pub uid: String,
    /// What is shown with each request.
    pub access: String,
    /// What gets the next pair.
    pub refresh: String,
    /// Seconds for which the first is taken.
    pub for_s: u32,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("…")
    }
}

/// A device of his, with what is so.
#[derive(Clone, PartialEq, Debug)]
pub struct Device {
    /// Its id.
    pub id: String,
    /// How he calls it.
    pub name: String,
    /// What it is sold as.
    pub model: Option<String>,
    /// Whether the cloud reaches it.
    pub online: bool,
    /// What is so, by code.
    pub status: Vec<(String, Value)>,
}

/// A point of a device.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Point {
    /// Its code.
    pub code: String,
    /// `Boolean`, `Integer`, `Enum`, `String`, `Json`.
    pub kind: String,
    /// Its bounds, as JSON in a text.
    pub values: String,
    /// Whether it takes instructions.
    pub told: bool,
}

impl Account {
    /// Makes tokens of the code that the cloud's page handed over.
    pub fn authorize(&self, code: &str, signing: Signing<'_>) -> Call {
        self.call(None, None, format!("v1.0/token?code={}&grant_type=2", percent(code)), signing)
    }

    /// Makes new tokens of the second of the old ones.
    pub fn refresh(&self, refresh: &str, signing: Signing<'_>) -> Call {
        self.call(None, None, format!("v1.0/token/{}", percent(refresh)), signing)
    }

    /// Asks for somebody's devices and what is so.
    pub fn devices(&self, tokens: &Tokens, signing: Signing<'_>) -> Call {
        self.call(Some(&tokens.access), None, format!("v1.0/users/{}/devices", percent(&tokens.uid)), signing)
    }

    /// Asks what a device can.
    pub fn specification(&self, tokens: &Tokens, device: &str, signing: Signing<'_>) -> Call {
        let path = format!("v1.0/devices/{}/specifications", percent(device));
        self.call(Some(&tokens.access), None, path, signing)
    }

    /// Has a device do something.
    pub fn command(
        &self,
        tokens: &Tokens,
        (device, code, value): (&str, &str, &Value),
        signing: Signing<'_>,
    ) -> Call {
        let body = json!({ "commands": [{ "code": code, "value": value }] });
        let path = format!("v1.0/devices/{}/commands", percent(device));
        self.call(Some(&tokens.access), Some(&body), path, signing)
    }

    fn call(&self, access: Option<&str>, body: Option<&Value>, path: String, signing: Signing<'_>) -> Call {
        let bytes = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let method = if body.is_some() { "POST" } else { "GET" };
        let (id, time) = (&self.client_id, signing.at.saturating_mul(1_000).to_string());
        // No headers of our own are signed: the third line stays empty.
        let request = format!("{method}\n{}\n\n/{path}", sha256(&bytes));
        let text = format!("{id}{}{time}{}{request}", access.unwrap_or_default(), signing.nonce);
        let sign = hex(&hmac_sha256(self.secret.bytes(), &text)).to_ascii_uppercase();
        let mut headers: Vec<(String, String)> = [
            ("client_id", id.as_str()),
            ("sign", &sign),
            ("sign_method", "HMAC-SHA256"),
            ("t", &time),
            ("nonce", signing.nonce),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        headers.extend(access.map(|access| ("access_token".to_owned(), access.to_owned())));
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        Call { is_post: body.is_some(), path, headers, body: bytes }
    }
}

/// What every answer is wrapped in.
#[derive(Deserialize)]
struct Answer<T> {
    success: bool,
    code: Option<Value>,
    result: Option<T>,
}

fn answer<T: serde::de::DeserializeOwned>(status: u16, body: &[u8]) -> Result<T, Refused> {
    let unread = || {
        let why = if status >= 500 || status == 429 { Why::Busy } else { Why::Unreadable };
        Refused::new(why, &format!("http-{status}"))
    };
    // What went wrong has no result to speak of, in whichever shape.
    let told: Answer<Value> = serde_json::from_slice(body).map_err(|_| unread())?;
    if !told.success {
        let code = match told.code {
            Some(Value::Number(code)) => code.to_string(),
            Some(Value::String(code)) => code,
            _ => return Err(unread()),
        };
        return Err(Refused::new(why(&code), &code));
    }
    serde_json::from_value(told.result.unwrap_or(Value::Null)).map_err(|_| unread())
}

fn why(code: &str) -> Why {
    match code {
        "1004" | "1005" | "1108" => Why::Key,
        "1013" => Why::Clock,
        // The token is over or was taken back.
        "1010" | "1011" | "1012" | "1107" => Why::Sender,
        "1106" | "1114" | "28841002" | "28841101" | "28841105" => Why::Account,
        "500" | "1001" | "40000309" | "28841004" => Why::Busy,
        "2001" | "2008" => Why::Addressee,
        "1109" | "1110" => Why::Content,
        _ => Why::Unknown,
    }
}

#[derive(Deserialize)]
struct Paired {
    uid: String,
    access_token: String,
    refresh_token: String,
    expire_time: u32,
}

/// The tokens in an answer.
///
/// # Errors
/// Why there are none.
pub fn tokens(status: u16, body: &[u8]) -> Result<Tokens, Refused> {
    let Paired { uid, access_token, refresh_token, expire_time } = answer(status, body)?;
    if [&uid, &access_token, &refresh_token].iter().any(|word| word.is_empty() || word.len() > WORD_MAX) {
        return Err(Refused::new(Why::Unreadable, "tokens"));
    }
    Ok(Tokens { uid, access: access_token, refresh: refresh_token, for_s: expire_time })
}

#[derive(Deserialize)]
struct Listed {
    id: String,
    #[serde(default)]
    name: String,
    product_name: Option<String>,
    #[serde(default)]
    online: bool,
    #[serde(default)]
    status: Vec<Status>,
}

#[derive(Deserialize)]
struct Status {
    code: String,
    value: Value,
}

/// The devices in an answer.
///
/// # Errors
/// Why there are none.
pub fn devices(status: u16, body: &[u8]) -> Result<Vec<Device>, Refused> {
    let listed: Vec<Listed> = answer(status, body)?;
    let device = |one: Listed| Device {
        status: one.status.into_iter().map(|Status { code, value }| (code, value)).collect(),
        id: one.id,
        name: one.name,
        model: one.product_name,
        online: one.online,
    };
    Ok(listed.into_iter().map(device).collect())
}

#[derive(Deserialize)]
struct Specified {
    #[serde(default)]
    functions: Vec<Function>,
    #[serde(default)]
    status: Vec<Function>,
}

#[derive(Deserialize)]
struct Function {
    code: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    values: String,
}

/// The points in an answer: what takes instructions first, then what is only read.
///
/// # Errors
/// Why there are none.
pub fn points(status: u16, body: &[u8]) -> Result<Vec<Point>, Refused> {
    let Specified { functions, status } = answer(status, body)?;
    let point =
        |told: bool| move |Function { code, kind, values }: Function| Point { code, kind, values, told };
    let mut points: Vec<Point> = functions.into_iter().map(point(true)).collect();
    for read in status.into_iter().map(point(false)) {
        if points.iter().all(|one| one.code != read.code) {
            points.push(read);
        }
    }
    Ok(points)
}

/// Whether an instruction was taken.
///
/// # Errors
/// Why it was not.
pub fn obeyed(status: u16, body: &[u8]) -> Result<(), Refused> {
    match answer(status, body)? {
        true => Ok(()),
        false => Err(Refused::new(Why::Addressee, "not-taken")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Next;

    fn account() -> Account {
        Account {
            address: "https://openapi.tuyacn.com/".to_owned(),
            client_id: "1KAD46OrT9HafiKdsXeg".to_owned(),
            secret: Secret::new("4OHBOnWOqaEC1mWXOpVL3yV50s0qGSRC"),
        }
    }

    fn paired() -> Tokens {
        let text = str::to_owned;
        let (access, refresh) = (text("3f4eda2bdec17232f67c0b188af3eec1"), text("r1"));
        Tokens { uid: text("ay15"), access, refresh, for_s: 7_200 }
    }

    fn header<'a>(call: &'a Call, name: &str) -> &'a str {
        &call.headers.iter().find(|(known, _)| known == name).unwrap().1
    }

    /// Signatures were computed with Python's `hmac` from the document alone, for its key, time and nonce.
    #[test]
    fn requests_are_signed_as_the_document_says() {
        let signing = Signing { at: 1_588_925_778, nonce: "5138cc3a9033d69856923fd07b491173" };
        let call = account().authorize("cf2f", signing);
        assert_eq!((call.is_post, call.path.as_str()), (false, "v1.0/token?code=cf2f&grant_type=2"));
        assert_eq!(header(&call, "t"), "1588925778000");
        assert_eq!(header(&call, "sign"), "C22B6777D400C15392C043048C244A7C7F4C6F89C7F57454A100D19717938B41");
        let call = account().devices(&paired(), signing);
        assert_eq!(header(&call, "sign"), "0D30BF1433472A7E9A703C63D2D78076B5139CC45E7C7EE428D7D33A3EA3E61B");
        let call = account().command(&paired(), ("vdevo1", "switch_led", &json!(true)), signing);
        assert_eq!(call.body, br#"{"commands":[{"code":"switch_led","value":true}]}"#);
        assert_eq!(header(&call, "sign"), "87B8B12E7E597F93FF0BAC0BFA1E0D4293B38A7248987BD1A1B68E44ACFB6075");
    }

    #[test]
    fn answers_become_devices_and_points_or_say_what_follows() {
        let body = br#"{"success":true,"result":[{"id":"a","name":"L","online":true,"product_name":"P","status":[{"code":"switch","value":true}]}]}"#;
        let found = devices(200, body).unwrap();
        assert_eq!((found[0].online, &found[0].status), (true, &vec![("switch".to_owned(), json!(true))]));
        let body = br#"{"success":true,"result":{"category":"dj","functions":[{"code":"switch","type":"Boolean","values":"{}"}],"status":[{"code":"switch","type":"Boolean","values":"{}"},{"code":"va","type":"Integer","values":"{}"}]}}"#;
        let found = points(200, body).unwrap();
        assert_eq!(
            found.iter().map(|one| (one.code.as_str(), one.told)).collect::<Vec<_>>(),
            [("switch", true), ("va", false)]
        );
        assert!(obeyed(200, br#"{"success":true,"result":true}"#).is_ok());
        for (code, why, next) in [
            ("1004", Why::Key, Next::Misconfigured),
            ("1010", Why::Sender, Next::Misconfigured),
            ("2001", Why::Addressee, Next::GiveUp),
            ("500", Why::Busy, Next::Retry),
            ("77", Why::Unknown, Next::GiveUp),
        ] {
            let body = format!(r#"{{"success":false,"code":{code},"msg":"x"}}"#);
            let refused = devices(200, body.as_bytes()).unwrap_err();
            assert_eq!((refused.why, refused.next()), (why, next), "{code}");
        }
        assert_eq!(tokens(502, b"no").unwrap_err().why, Why::Busy);
        assert_eq!(tokens(200, b"{}").unwrap_err().why, Why::Unreadable);
        assert_eq!(format!("{:?}", paired()), "…");
    }
}
