//! Alibaba Cloud: `SendSms`, version 2017-05-25, signed with ACS3-HMAC-SHA256.
//!
//! The signature covers method, path, query (sorted, percent-encoded), host and every `x-acs-` header, and the hash of
//! the body, which is empty here. A nonce is taken once within fifteen minutes.

use serde::Deserialize;

use super::{Account, Sms, unreadable};
use crate::sign::{hex, hmac_sha256, host, percent, sha256};
use crate::{Post, Refused, Secret, Signing, Why, when};

const ACTION: &str = "SendSms";
const VERSION: &str = "2017-05-25";

/// The request that sends a message.
pub(super) fn request(account: &Account, sms: Sms<'_>, signing: Signing<'_>) -> Post {
    let values: serde_json::Map<_, _> =
        sms.values.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    let mut query = vec![
        ("PhoneNumbers", number(sms.to).to_owned()),
        ("SignName", account.sign.clone()),
        ("TemplateCode", sms.template.to_owned()),
    ];
    if !values.is_empty() {
        query.push(("TemplateParam", serde_json::Value::Object(values).to_string()));
    }
    let act = Act { action: ACTION, version: VERSION, host: host(&account.address), query };
    let (query, headers) = act.signed(&account.key_id, &account.secret, signing);
    Post { path: format!("?{query}"), headers, body: Vec::new() }
}

/// Mainland numbers as their eleven digits, others as country code and number.
fn number(e164: &str) -> &str {
    let digits = e164.strip_prefix('+').unwrap_or(e164);
    digits.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(digits)
}

/// One call of an RPC interface.
struct Act<'a> {
    action: &'a str,
    version: &'a str,
    host: &'a str,
    query: Vec<(&'a str, String)>,
}

impl Act<'_> {
    /// Query and headers with the signature over both.
    fn signed(&self, key_id: &str, secret: &Secret, signing: Signing<'_>) -> (String, Vec<(String, String)>) {
        let mut pairs: Vec<_> =
            self.query.iter().map(|(name, value)| (percent(name), percent(value))).collect();
        pairs.sort();
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let query = pairs.join("&");
        let (nothing, date) = (sha256(b""), when::instant(signing.at));
        // Sorted by name, as the canonical form wants them.
        let headers = [
            ("host", self.host),
            ("x-acs-action", self.action),
            ("x-acs-content-sha256", &nothing),
            ("x-acs-date", &date),
            ("x-acs-signature-nonce", signing.nonce),
            ("x-acs-version", self.version),
        ];
        let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let names = headers.map(|(name, _)| name).join(";");
        let canonical = format!("POST\n/\n{query}\n{lines}\n{names}\n{nothing}");
        let to_sign = format!("ACS3-HMAC-SHA256\n{}", sha256(canonical.as_bytes()));
        let signature = hex(&hmac_sha256(secret.bytes(), &to_sign));
        let authorization =
            format!("ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={names},Signature={signature}");
        let sent = headers.into_iter().filter(|(name, _)| *name != "host");
        let mut sent: Vec<_> = sent.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        sent.push(("authorization".to_owned(), authorization));
        sent.push(("accept".to_owned(), "application/json".to_owned()));
        (query, sent)
    }
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "Code")]
    code: String,
}

/// What the answer means. Refusals of the gateway come with an HTTP status, those of the service with 200.
pub(super) fn read(status: u16, body: &[u8]) -> Result<(), Refused> {
    let Ok(answer) = serde_json::from_slice::<Answer>(body) else { return Err(unreadable(status)) };
    if answer.code == "OK" && status == 200 {
        return Ok(());
    }
    Err(Refused::new(why(&answer.code, status), &answer.code))
}

fn why(code: &str, status: u16) -> Why {
    // Codes are told with and without what stands before the dot.
    let bare = code.trim_start_matches("isv.").trim_start_matches("isp.");
    match bare {
        "SYSTEM_ERROR" | "GATEWAY_ERROR" | "UNKNOWN" | "InternalError" | "ServiceUnavailable"
        | "Throttling" => Why::Busy,
        _ if bare.starts_with("Throttling.") => Why::Busy,
        _ if bare.starts_with("BUSINESS_LIMIT")
            || bare.ends_with("_LIMIT_CONTROL") && !is_word_list(bare) =>
        {
            Why::TooOften
        }
        "MOBILE_NUMBER_ILLEGAL"
        | "PHONE_NUMBER_ILLEGAL"
        | "MOBILE_COUNT_OVER_LIMIT"
        | "COUNTRY_RESTRICTED"
        | "NOT_SUPPORTED_COUNTRY"
        | "MobileNumberIllegal"
        | "BLACK_LIST" => Why::Addressee,
        "PARAM_LENGTH_LIMIT" | "PARAM_NOT_SUPPORT_URL" | "INVALID_JSON_PARAM" | "SMS_CONTENT_ILLEGAL" => {
            Why::Content
        }
        _ if is_word_list(bare) => Why::Content,
        "SignatureDoesNotMatch" | "IncompleteSignature" | "MissingAccessKeyId" => Why::Key,
        _ if bare.starts_with("InvalidAccessKeyId") => Why::Key,
        _ if bare.starts_with("InvalidTimeStamp") || bare == "SignatureNonceUsed" => Why::Clock,
        "RAM_PERMISSION_DENY"
        | "OUT_OF_SERVICE"
        | "PRODUCT_UN_SUBSCRIPT"
        | "PRODUCT_UNSUBSCRIBE"
        | "ACCOUNT_NOT_EXISTS"
        | "ACCOUNT_ABNORMAL"
        | "AMOUNT_NOT_ENOUGH"
        | "BILLING_DEDUCTION_ERROR"
        | "RAM_CHECK_FAILED"
        | "DENY_IP_RANGE" => Why::Account,
        _ if bare.starts_with("Forbidden") || bare.starts_with("NoPermission") => Why::Account,
        _ if bare.starts_with("SMS_SIGN")
            || bare.starts_with("SIGN_")
            || bare.starts_with("DAY_LIMIT_SIGN") =>
        {
            Why::Sender
        }
        "SMS_TEST_NUMBER_LIMIT" | "SMS_TEST_SIGN_TEMPLATE_LIMIT" | "SMS_TEST_TEMPLATE_LIMIT" => Why::Template,
        _ if bare.starts_with("SMS_TEMPLATE") || bare.starts_with("TEMPLATE_") => Why::Template,
        _ if status >= 500 || status == 429 => Why::Busy,
        _ => Why::Unknown,
    }
}

/// Words that a variable may not hold.
fn is_word_list(bare: &str) -> bool {
    bare == "BLACK_KEY_CONTROL_LIMIT"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Next;
    use crate::sms::Provider;

    fn account() -> Account {
        Account {
            provider: Provider::Aliyun,
            address: Provider::Aliyun.address().to_owned(),
            key_id: "YourAccessKeyId".into(),
            secret: Secret::new("YourAccessKeySecret"),
            sign: "四合院".into(),
            app: String::new(),
            region: String::new(),
        }
    }

    /// The example in Alibaba Cloud's document "V3 request structure and signature", with its published signature.
    #[test]
    fn the_published_vector_holds() {
        let act = Act {
            action: "RunInstances",
            version: "2014-05-26",
            host: "ecs.cn-shanghai.aliyuncs.com",
            query: vec![
                ("RegionId", "cn-shanghai".into()),
                ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd".into()),
            ],
        };
        let signing = Signing { at: 1_698_315_752, nonce: "3156853299f313e23d1673dc12e1703d" };
        let (_, headers) = act.signed("YourAccessKeyId", &Secret::new("YourAccessKeySecret"), signing);
        let authorization = &headers.iter().find(|(name, _)| name == "authorization").unwrap().1;
        assert_eq!(
            authorization,
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;\
             x-acs-date;x-acs-signature-nonce;x-acs-version,\
             Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        );
    }

    /// The signature was computed with Python's `hmac` and `urllib.parse.quote`, from the document alone.
    #[test]
    fn a_message_with_chinese_and_json_is_signed_as_python_signs_it() {
        let sms = Sms { to: "+8613800138000", template: "SMS_154950909", values: &[("code", "123456")] };
        let signing = Signing { at: 1_698_315_752, nonce: "3156853299f313e23d1673dc12e1703d" };
        let post = request(&account(), sms, signing);
        assert_eq!(
            post.path,
            "?PhoneNumbers=13800138000&SignName=%E5%9B%9B%E5%90%88%E9%99%A2&TemplateCode=SMS_154950909\
             &TemplateParam=%7B%22code%22%3A%22123456%22%7D"
        );
        let authorization = &post.headers.iter().find(|(name, _)| name == "authorization").unwrap().1;
        let signature = authorization.rsplit("Signature=").next().unwrap();
        assert_eq!(signature, "2b5134252adda387b35af8f0bfce65c678e5140d3b65c9679caf36392e8054b5");
    }

    #[test]
    fn numbers_are_written_as_the_provider_wants_them() {
        assert_eq!(number("+8613800138000"), "13800138000");
        assert_eq!(number("+85261234567"), "85261234567");
    }

    #[test]
    fn its_answers_become_outcomes() {
        let said = |status, code: &str| {
            read(status, format!("{{\"Code\":\"{code}\",\"Message\":\"x\"}}").as_bytes())
        };
        assert_eq!(said(200, "OK"), Ok(()));
        for (status, code, why, next) in [
            (200, "isp.SYSTEM_ERROR", Why::Busy, Next::Retry),
            (400, "Throttling.User", Why::Busy, Next::Retry),
            (503, "SomethingNew", Why::Busy, Next::Retry),
            (200, "isv.BUSINESS_LIMIT_CONTROL", Why::TooOften, Next::GiveUp),
            (200, "isv.MOBILE_NUMBER_ILLEGAL", Why::Addressee, Next::GiveUp),
            (200, "isv.BLACK_KEY_CONTROL_LIMIT", Why::Content, Next::GiveUp),
            (404, "InvalidAccessKeyId.NotFound", Why::Key, Next::Misconfigured),
            (400, "SignatureDoesNotMatch", Why::Key, Next::Misconfigured),
            (400, "InvalidTimeStamp.Expired", Why::Clock, Next::Misconfigured),
            (403, "Forbidden.RAM", Why::Account, Next::Misconfigured),
            (200, "isv.AMOUNT_NOT_ENOUGH", Why::Account, Next::Misconfigured),
            (200, "isv.SMS_SIGNATURE_ILLEGAL", Why::Sender, Next::Misconfigured),
            (200, "isv.SMS_TEMPLATE_ILLEGAL", Why::Template, Next::Misconfigured),
            (200, "isv.TEMPLATE_MISSING_PARAMETERS", Why::Template, Next::Misconfigured),
            (200, "isv.SOMETHING_NEW", Why::Unknown, Next::GiveUp),
        ] {
            let refused = said(status, code).unwrap_err();
            assert_eq!((refused.why, refused.next(), refused.said.as_str()), (why, next, code));
        }
        assert_eq!(read(502, b"<html>").unwrap_err().why, Why::Busy);
        assert_eq!(read(200, b"").unwrap_err().why, Why::Unreadable);
    }
}
