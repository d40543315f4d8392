//! Huawei Push Kit, HTTP v1: a token by client credentials, then one request.
//!
//! After "Client credentials" and "Sending messages" with its list of result codes
//! (developer.huawei.com/consumer/cn/doc/HMSCore-References/https-send-api-0000001050986197).

use serde::Deserialize;
use serde_json::json;

use super::{Account, Wake, bearer, by_status, form};
use crate::{Post, Refused, Why};

/// The request for a token.
pub(super) fn pass(account: &Account) -> Post {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", account.key_id.as_str()),
        ("client_secret", account.secret.text()),
    ];
    form("oauth2/v3/token", Vec::new(), &fields)
}

/// The request. `click_action` 3 opens the application, and nothing else.
pub(super) fn request(account: &Account, wake: &Wake<'_>, pass: &str) -> Post {
    let urgency = if wake.urgent { "HIGH" } else { "NORMAL" };
    let body = json!({ "validate_only": false, "message": {
        "notification": { "title": wake.title, "body": wake.text },
        "data": json!({ "kind": wake.kind }).to_string(),
        "android": {
            "urgency": urgency,
            "ttl": format!("{}s", wake.ttl_s),
            "notification": { "click_action": { "type": 3 }, "tag": wake.kind, "importance": urgency },
        },
        "token": [wake.to],
    } });
    super::json(format!("v1/{}/messages:send", account.app), bearer(pass), &body)
}

#[derive(Deserialize)]
struct Answer {
    code: String,
}

/// What the answer means.
pub(super) fn read(status: u16, body: &[u8]) -> Result<(), Refused> {
    let Ok(Answer { code }) = serde_json::from_slice(body) else { return Err(by_status(status)) };
    let why = match code.as_str() {
        "80000000" => return Ok(()),
        // One address was given: some are wrong, or all, says the same.
        "80100000" | "80300007" => Why::Addressee,
        "80200001" | "80200003" | "80600003" => Why::Key,
        "80300002" | "80100001" => Why::Sender,
        "80300008" | "80100003" => Why::Content,
        "81000001" | "81000002" => Why::Busy,
        _ => by_status(status).why,
    };
    Err(Refused::new(why, &code))
}
