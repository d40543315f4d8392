//! Xiaomi push: the secret of the application stands in a header; one form for each device.
//!
//! After "服务端 Server SDK / HTTP API" with its error codes (dev.mi.com/xiaomihyperos/documentation/detail?pId=1563).

use serde_json::{Value, json};

use super::{Account, Wake, by_status, form};
use crate::{Post, Refused, Why};

/// The request. Notices of one kind replace one another by `notify_id`.
pub(super) fn request(account: &Account, wake: &Wake<'_>) -> Post {
    let headers = vec![("authorization".to_owned(), format!("key={}", account.secret.text()))];
    let ttl_ms = (u64::from(wake.ttl_s) * 1_000).to_string();
    let id = (wake.kind.bytes().fold(0_u32, |sum, byte| sum * 31 % 65_521 + u32::from(byte))).to_string();
    let payload = json!({ "kind": wake.kind }).to_string();
    let fields = [
        ("registration_id", wake.to),
        ("restricted_package_name", account.app.as_str()),
        ("title", wake.title),
        ("description", wake.text),
        ("payload", payload.as_str()),
        ("pass_through", "0"),
        ("notify_type", "-1"),
        ("notify_id", id.as_str()),
        ("time_to_live", ttl_ms.as_str()),
        ("extra.notify_effect", "1"),
    ];
    form("v3/message/regid", headers, &fields)
}

/// What the answer means.
pub(super) fn read(status: u16, body: &[u8]) -> Result<(), Refused> {
    let Ok(answer) = serde_json::from_slice::<Value>(body) else { return Err(by_status(status)) };
    let Some(code) = answer["code"].as_i64() else { return Err(by_status(status)) };
    let why = match code {
        0 if answer["result"] == "ok" => return Ok(()),
        20_301 => Why::Addressee,
        10_012 | 21_301 | 21_305 => Why::Key,
        10_005 | 22_000 | 27_001 => Why::Account,
        10_001..=10_003 | 10_009 | 10_022 => Why::Busy,
        200_001 | 200_002 => Why::TooOften,
        10_008 | 10_016 | 10_017 | 66_108 => Why::Content,
        _ => Why::Unknown,
    };
    Err(Refused::new(why, &code.to_string()))
}
