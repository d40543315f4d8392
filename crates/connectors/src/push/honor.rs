//! Honor push: a token by client credentials, then one request that carries its time.
//!
//! After "Obtaining an access token" and "Sending notification messages" of Honor's push service
//! (developer.honor.com/cn/docs/11002/reference/downlink-message).

use serde_json::{Value, json};

use super::{Account, Wake, bearer, by_status, form};
use crate::{Post, Refused, Signing, Why};

/// The request for a token.
pub(super) fn pass(account: &Account) -> Post {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", account.key_id.as_str()),
        ("client_secret", account.secret.text()),
    ];
    form("auth/token", Vec::new(), &fields)
}

/// The request.
pub(super) fn request(account: &Account, wake: &Wake<'_>, pass: &str, signing: Signing<'_>) -> Post {
    let mut headers = bearer(pass);
    headers.push(("timestamp".to_owned(), (signing.at * 1_000).to_string()));
    let importance = if wake.urgent { "HIGH" } else { "NORMAL" };
    let body = json!({
        "notification": { "title": wake.title, "body": wake.text },
        "android": {
            "ttl": format!("{}s", wake.ttl_s),
            "data": json!({ "kind": wake.kind }).to_string(),
            "notification": {
                "title": wake.title,
                "body": wake.text,
                "tag": wake.kind,
                "importance": importance,
                "clickAction": { "type": 3 },
            },
        },
        "token": [wake.to],
    });
    super::json(format!("api/v1/{}/sendMessage", account.app), headers, &body)
}

/// What the answer means: an address that is gone comes back in one of two lists though the code says yes.
pub(super) fn read(status: u16, body: &[u8]) -> Result<(), Refused> {
    let Ok(answer) = serde_json::from_slice::<Value>(body) else { return Err(by_status(status)) };
    let Some(code) = answer["code"].as_i64() else { return Err(by_status(status)) };
    let lists = ["failTokens", "expireTokens"];
    let is_gone =
        lists.iter().any(|list| answer["data"][list].as_array().is_some_and(|gone| !gone.is_empty()));
    let why = match code {
        200 if is_gone => Why::Addressee,
        200 => return Ok(()),
        80_100_000 | 80_300_007 => Why::Addressee,
        80_200_001 | 80_200_003 => Why::Key,
        80_300_002 => Why::Sender,
        80_300_008 => Why::Content,
        80_300_009 | 81_000_001 => Why::Busy,
        _ => by_status(status).why,
    };
    Err(Refused::new(why, &code.to_string()))
}
