//! Firebase Cloud Messaging, HTTP v1: a signed assertion of the service account is exchanged for a token.
//!
//! After "Using OAuth 2.0 for server to server applications" (developers.google.com/identity) with RFC 7523, and the
//! reference of `projects.messages.send` and `ErrorCode` (firebase.google.com/docs/reference/fcm/rest/v1).

use serde_json::{Value, json};

use super::{Account, Wake, bearer, by_status, form, jwt};
use crate::{Post, Refused, Signing, Why};

const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// An assertion holds for an hour at most.
const HOUR_S: i64 = 3_600;

/// The request for a token.
pub(super) fn pass(account: &Account, signing: Signing<'_>) -> Result<Post, Refused> {
    let claims = json!({
        "iss": account.key_id,
        "scope": SCOPE,
        "aud": format!("{}token", account.pass_address),
        "iat": signing.at,
        "exp": signing.at + HOUR_S,
    });
    let assertion = jwt::rs256(&json!({ "alg": "RS256", "typ": "JWT" }), &claims, account.secret.text())?;
    Ok(form("token", Vec::new(), &[("grant_type", GRANT), ("assertion", &assertion)]))
}

/// The request.
pub(super) fn request(account: &Account, wake: &Wake<'_>, pass: &str) -> Post {
    let body = json!({ "message": {
        "token": wake.to,
        "notification": { "title": wake.title, "body": wake.text },
        "data": { "kind": wake.kind },
        "android": {
            "priority": if wake.urgent { "HIGH" } else { "NORMAL" },
            "ttl": format!("{}s", wake.ttl_s),
            "collapse_key": wake.kind,
        },
    } });
    super::json(format!("v1/projects/{}/messages:send", account.app), bearer(pass), &body)
}

/// What the answer means.
pub(super) fn read(status: u16, body: &[u8]) -> Result<(), Refused> {
    if status == 200 {
        return Ok(());
    }
    let Ok(answer) = serde_json::from_slice::<Value>(body) else { return Err(by_status(status)) };
    let details = answer["error"]["details"].as_array().cloned().unwrap_or_default();
    let code = details.iter().find_map(|detail| detail["errorCode"].as_str());
    let code = code.or(answer["error"]["status"].as_str()).unwrap_or("none");
    let why = match code {
        "UNREGISTERED" | "NOT_FOUND" => Why::Addressee,
        "SENDER_ID_MISMATCH" | "PERMISSION_DENIED" => Why::Sender,
        "UNAUTHENTICATED" | "THIRD_PARTY_AUTH_ERROR" => Why::Key,
        "QUOTA_EXCEEDED" | "RESOURCE_EXHAUSTED" | "UNAVAILABLE" | "INTERNAL" => Why::Busy,
        "INVALID_ARGUMENT" => Why::Content,
        _ => by_status(status).why,
    };
    Err(Refused::new(why, code))
}
