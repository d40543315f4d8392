//! OPPO push: a token for a signature over key, time and secret, then a form with the message as JSON.
//!
//! After "鉴权", "通知栏消息推送-单推" and "返回码" of the server interface
//! (open.oppomobile.com/new/developmentDoc/info?id=11236): a token holds for 24 hours.

use serde_json::{Value, json};

use super::{Account, Pass, Wake, by_status, form, held, no_pass};
use crate::sign::sha256;
use crate::{Post, Refused, Signing, Why};

const DAY_S: u32 = 86_400;

/// The request for a token.
pub(super) fn pass(account: &Account, signing: Signing<'_>) -> Post {
    let at_ms = (signing.at * 1_000).to_string();
    let sign = sha256(format!("{}{at_ms}{}", account.key_id, account.secret.text()).as_bytes());
    let fields = [("app_key", account.key_id.as_str()), ("sign", &sign), ("timestamp", &at_ms)];
    form("server/v1/auth", Vec::new(), &fields)
}

/// The token in an answer.
pub(super) fn read_pass(status: u16, body: &[u8]) -> Result<Pass, Refused> {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    match (answer["code"].as_i64(), answer["data"]["auth_token"].as_str()) {
        (Some(0), Some(token)) => Ok(held(token.to_owned(), DAY_S)),
        (Some(code), _) => Err(Refused::new(why(code), &code.to_string())),
        (None, _) => Err(no_pass(status)),
    }
}

/// The request. `click_action_type` 0 opens the application; `target_type` 2 names one device.
pub(super) fn request(wake: &Wake<'_>, pass: &str) -> Post {
    let message = json!({
        "target_type": 2,
        "target_value": wake.to,
        "notification": {
            "title": wake.title,
            "content": wake.text,
            "click_action_type": 0,
            "action_parameters": json!({ "kind": wake.kind }).to_string(),
            "off_line": true,
            "off_line_ttl": wake.ttl_s,
        },
    });
    let message = message.to_string();
    form(
        "server/v1/message/notification/unicast",
        Vec::new(),
        &[("auth_token", pass), ("message", message.as_str())],
    )
}

fn why(code: i64) -> Why {
    match code {
        10_000 => Why::Addressee,
        11 | 14..=18 => Why::Key,
        13 | 33 => Why::TooOften,
        -1 | -2 => Why::Busy,
        30 | 40 | 41 => Why::Content,
        28 | 10_009 => Why::Account,
        _ => Why::Unknown,
    }
}

/// What the answer means.
pub(super) fn read(status: u16, body: &[u8]) -> Result<(), Refused> {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    match answer["code"].as_i64() {
        Some(0) => Ok(()),
        Some(code) => Err(Refused::new(why(code), &code.to_string())),
        None => Err(by_status(status)),
    }
}
