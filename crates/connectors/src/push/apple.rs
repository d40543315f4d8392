//! Apple Push Notification service: a token signed by ES256, and one request over HTTP/2 for each device.
//!
//! After "Establishing a token-based connection to APNs", "Sending notification requests to APNs" and "Handling
//! notification responses from APNs" (developer.apple.com/documentation/usernotifications): a token is made anew no
//! sooner than after 20 and no later than after 60 minutes.

use serde::Deserialize;
use serde_json::json;

use super::{Account, Pass, Wake, by_status, jwt};
use crate::{Post, Refused, Secret, Signing, Why};

/// Between the 20 and the 60 minutes of the document.
const HOLDS_S: u32 = 40 * 60;

/// The token.
pub(super) fn pass(account: &Account, signing: Signing<'_>) -> Result<Pass, Refused> {
    let header = json!({ "alg": "ES256", "kid": account.key_id });
    let claims = json!({ "iss": account.team, "iat": signing.at });
    let token = jwt::es256(&header, &claims, account.secret.text())?;
    Ok(Pass { token: Secret::new(token), holds_s: HOLDS_S })
}

/// The request.
pub(super) fn request(account: &Account, wake: &Wake<'_>, pass: &str, signing: Signing<'_>) -> Post {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let headers = vec![
        header("authorization", &format!("bearer {pass}")),
        header("apns-topic", &account.app),
        header("apns-push-type", "alert"),
        header("apns-priority", if wake.urgent { "10" } else { "5" }),
        header("apns-expiration", &(signing.at + i64::from(wake.ttl_s)).to_string()),
        header("apns-collapse-id", wake.kind),
    ];
    let alert = json!({ "title": wake.title, "body": wake.text });
    let body = json!({ "aps": { "alert": alert, "sound": "default" }, "kind": wake.kind });
    super::json(format!("3/device/{}", crate::sign::percent(wake.to)), headers, &body)
}

#[derive(Deserialize)]
struct Answer {
    reason: String,
}

/// What the answer means.
pub(super) fn read(status: u16, body: &[u8]) -> Result<(), Refused> {
    if status == 200 {
        return Ok(());
    }
    let Ok(Answer { reason }) = serde_json::from_slice(body) else { return Err(by_status(status)) };
    let why = match reason.as_str() {
        "BadDeviceToken" | "DeviceTokenNotForTopic" | "Unregistered" | "ExpiredToken" => Why::Addressee,
        "InvalidProviderToken" | "ExpiredProviderToken" | "MissingProviderToken" | "Forbidden" => Why::Key,
        "BadTopic" | "MissingTopic" | "TopicDisallowed" => Why::Sender,
        "TooManyProviderTokenUpdates"
        | "TooManyRequests"
        | "InternalServerError"
        | "ServiceUnavailable"
        | "Shutdown"
        | "IdleTimeout" => Why::Busy,
        "PayloadTooLarge" | "PayloadEmpty" => Why::Content,
        _ => Why::Unknown,
    };
    Err(Refused::new(why, &reason))
}
