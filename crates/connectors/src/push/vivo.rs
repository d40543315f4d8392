//! vivo push: a token for an MD5 over id, key, time and secret, then JSON with the token in a header.
//!
//! After "PUSH-UPS-API 接口文档" (dev.vivo.com.cn/documentCenter/doc/362): a token holds for a day and is fetched anew
//! every hour or two; MD5 is the maker's choice and guards nothing here but against mistakes.

use serde_json::{Value, json};

use super::{Account, Pass, Wake, by_status, held, no_pass};
use crate::sign::md5;
use crate::{Post, Refused, Signing, Why};

/// One or two hours, says the document.
const HOLDS_S: u32 = 2 * 3_600;

fn app(account: &Account) -> Result<i64, Refused> {
    account.app.parse().map_err(|_| Refused::new(Why::Account, "app-is-a-number"))
}

/// The request for a token.
pub(super) fn pass(account: &Account, signing: Signing<'_>) -> Result<Post, Refused> {
    let at_ms = signing.at * 1_000;
    let signed = format!("{}{}{at_ms}{}", account.app, account.key_id, account.secret.text());
    let body = json!({
        "appId": app(account)?,
        "appKey": account.key_id,
        "timestamp": at_ms,
        "sign": md5(signed.trim().as_bytes()),
    });
    Ok(super::json("message/auth".to_owned(), Vec::new(), &body))
}

/// The token in an answer.
pub(super) fn read_pass(status: u16, body: &[u8]) -> Result<Pass, Refused> {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    match (answer["result"].as_i64(), answer["authToken"].as_str()) {
        (Some(0), Some(token)) => Ok(held(token.to_owned(), HOLDS_S)),
        (Some(code), _) => Err(Refused::new(why(code), &code.to_string())),
        (None, _) => Err(no_pass(status)),
    }
}

/// The request. `skipType` 1 opens the application; `classification` 1 is a message of the service, no promotion.
pub(super) fn request(
    account: &Account,
    wake: &Wake<'_>,
    pass: &str,
    signing: Signing<'_>,
) -> Result<Post, Refused> {
    let body = json!({
        "appId": app(account)?,
        "regId": wake.to,
        "notifyType": 1,
        "title": wake.title,
        "content": wake.text,
        "timeToLive": wake.ttl_s.max(60),
        "skipType": 1,
        "classification": 1,
        "requestId": signing.nonce,
        "clientCustomMap": { "kind": wake.kind },
    });
    let headers = vec![("authToken".to_owned(), pass.to_owned())];
    Ok(super::json("message/send".to_owned(), headers, &body))
}

fn why(code: i64) -> Why {
    match code {
        10_302 | 10_303 => Why::Addressee,
        10_000 | 10_200..=10_205 => Why::Key,
        10_070 | 10_073 => Why::TooOften,
        10_094 => Why::Sender,
        10_010..=10_012 | 10_101..=10_106 => Why::Content,
        _ => Why::Unknown,
    }
}

/// What the answer means.
pub(super) fn read(status: u16, body: &[u8]) -> Result<(), Refused> {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    match answer["result"].as_i64() {
        Some(0) => Ok(()),
        Some(code) => Err(Refused::new(why(code), &code.to_string())),
        None => Err(by_status(status)),
    }
}
