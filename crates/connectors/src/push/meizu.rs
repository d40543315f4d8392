//! Meizu push: one form whose sorted fields and the secret make an MD5.
//!
//! After "pushId 推送接口（通知栏消息）" and its return codes (github.com/MEIZUPUSH/PushAPI): an address that is gone comes
//! back under its code though the whole says yes. MD5 is the maker's choice.

use serde_json::{Value, json};

use super::{Account, Wake, by_status, form};
use crate::sign::md5;
use crate::{Post, Refused, Why};

/// The request. `clickType` 0 opens the application.
pub(super) fn request(account: &Account, wake: &Wake<'_>) -> Post {
    // By name, so that the text is the same whether objects keep their order or not.
    let message = json!({
        "clickTypeInfo": { "clickType": 0, "parameters": { "kind": wake.kind } },
        "noticeBarInfo": { "content": wake.text, "title": wake.title },
        "pushTimeInfo": { "offLine": 1, "validTime": wake.ttl_s.div_ceil(3_600).clamp(1, 72) },
    });
    let message = message.to_string();
    // In the order of their names, as the signature wants them.
    let fields = [("appId", account.app.as_str()), ("messageJson", message.as_str()), ("pushIds", wake.to)];
    let sign = signed(&fields, account.secret.text());
    let all = [fields[0], fields[1], fields[2], ("sign", sign.as_str())];
    form("garcia/api/server/push/varnished/pushByPushId", Vec::new(), &all)
}

/// `k=v` without anything between, then the secret.
fn signed(fields: &[(&str, &str)], secret: &str) -> String {
    let joined: String = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    md5(format!("{joined}{secret}").as_bytes())
}

fn why(code: &str) -> Why {
    match code {
        "110002" | "110003" | "110005" => Why::Addressee,
        "1006" | "110001" => Why::Key,
        "201" | "110000" | "110009" => Why::Account,
        "500" | "501" | "513" | "519" | "1001" | "1003" => Why::Busy,
        "518" | "520" => Why::TooOften,
        "1005" | "110004" => Why::Content,
        _ => Why::Unknown,
    }
}

/// What the answer means.
pub(super) fn read(status: u16, body: &[u8]) -> Result<(), Refused> {
    let Ok(answer) = serde_json::from_slice::<Value>(body) else { return Err(by_status(status)) };
    let code = match &answer["code"] {
        Value::String(code) => code.clone(),
        Value::Number(code) => code.to_string(),
        _ => return Err(by_status(status)),
    };
    let failed = answer["value"].as_object().and_then(|lists| {
        lists.iter().find(|(_, list)| list.as_array().is_some_and(|gone| !gone.is_empty()))
    });
    match (code.as_str(), failed) {
        ("200", None) => Ok(()),
        ("200", Some((code, _))) => Err(Refused::new(why(code), code)),
        _ => Err(Refused::new(why(&code), &code)),
    }
}
