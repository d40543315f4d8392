//! Tencent Cloud: `SendSms`, version 2021-01-11, signed with TC3-HMAC-SHA256.
//!
//! The signature covers the content type, the host, the action and the hash of the JSON body; it holds for five minutes
//! around its timestamp. The answer is always 200; errors stand inside, for the request or for the number.

use serde::{Deserialize, Serialize};

use super::{Account, Sms, unreadable};
use crate::sign::{hex, hmac_sha256, host, sha256};
use crate::{Post, Refused, Secret, Signing, Why, when};

const ACTION: &str = "SendSms";
const VERSION: &str = "2021-01-11";
const SERVICE: &str = "sms";
const CONTENT_TYPE: &str = "application/json; charset=utf-8";

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct SendSms<'a> {
    phone_number_set: [&'a str; 1],
    sms_sdk_app_id: &'a str,
    sign_name: &'a str,
    template_id: &'a str,
    template_param_set: Vec<&'a str>,
}

/// The request that sends a message.
pub(super) fn request(account: &Account, sms: Sms<'_>, signing: Signing<'_>) -> Post {
    let wish = SendSms {
        phone_number_set: [sms.to],
        sms_sdk_app_id: &account.app,
        sign_name: &account.sign,
        template_id: sms.template,
        template_param_set: sms.values.iter().map(|(_, value)| *value).collect(),
    };
    let body = serde_json::to_vec(&wish).unwrap_or_default();
    let act = Act { service: SERVICE, action: ACTION, host: host(&account.address), body: &body };
    let authorization = act.authorization(&account.key_id, &account.secret, signing);
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let headers = vec![
        header("content-type", CONTENT_TYPE),
        header("x-tc-action", ACTION),
        header("x-tc-version", VERSION),
        header("x-tc-region", &account.region),
        header("x-tc-timestamp", &signing.at.to_string()),
        header("authorization", &authorization),
    ];
    Post { path: String::new(), headers, body }
}

/// One call of the interface.
struct Act<'a> {
    service: &'a str,
    action: &'a str,
    host: &'a str,
    body: &'a [u8],
}

impl Act<'_> {
    fn authorization(&self, key_id: &str, secret: &Secret, signing: Signing<'_>) -> String {
        let Self { service, action, host, body } = self;
        let names = "content-type;host;x-tc-action";
        let lines = format!(
            "content-type:{CONTENT_TYPE}\nhost:{host}\nx-tc-action:{}\n",
            action.to_ascii_lowercase()
        );
        let canonical = format!("POST\n/\n\n{lines}\n{names}\n{}", sha256(body));
        let date = when::date(signing.at);
        let scope = format!("{date}/{service}/tc3_request");
        let to_sign = format!("TC3-HMAC-SHA256\n{}\n{scope}\n{}", signing.at, sha256(canonical.as_bytes()));
        let of_date = hmac_sha256(&[b"TC3", secret.bytes()].concat(), &date);
        let of_service = hmac_sha256(&of_date, service);
        let signature = hex(&hmac_sha256(&hmac_sha256(&of_service, "tc3_request"), &to_sign));
        format!("TC3-HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders={names}, Signature={signature}")
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    response: Inside,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Inside {
    error: Option<Said>,
    #[serde(default)]
    send_status_set: Vec<Said>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Said {
    code: String,
}

/// What the answer means.
pub(super) fn read(status: u16, body: &[u8]) -> Result<(), Refused> {
    let Ok(Answer { response }) = serde_json::from_slice(body) else { return Err(unreadable(status)) };
    let code = match (&response.error, response.send_status_set.as_slice()) {
        (Some(error), _) => &error.code,
        (None, [one]) => &one.code,
        (None, _) => return Err(Refused::new(Why::Unreadable, "no-status")),
    };
    if code == "Ok" && response.error.is_none() {
        return Ok(());
    }
    Err(Refused::new(why(code), code))
}

fn why(code: &str) -> Why {
    let (kind, detail) = code.split_once('.').unwrap_or((code, ""));
    match (kind, detail) {
        ("AuthFailure", "SignatureExpire") => Why::Clock,
        ("AuthFailure", "UnauthorizedOperation") => Why::Account,
        ("AuthFailure", _) => Why::Key,
        ("UnauthorizedOperation", _) => Why::Account,
        ("InternalError" | "RequestLimitExceeded", _) => Why::Busy,
        ("LimitExceeded", "DeliveryFrequencyLimit" | "DailyLimit") => Why::Account,
        ("LimitExceeded", _) => Why::TooOften,
        ("FailedOperation", "InsufficientBalanceInSmsPackage" | "FailResolvePacket") => Why::Account,
        ("FailedOperation", "PhoneNumberInBlacklist" | "PhoneNumberOnBlacklist") => Why::Addressee,
        ("FailedOperation", "ContainSensitiveWord" | "ProhibitSubMailAttribute") => Why::Content,
        ("FailedOperation", detail) if detail.starts_with("Signature") => Why::Sender,
        ("FailedOperation" | "InvalidParameterValue", detail) if detail.contains("Template") => Why::Template,
        ("InvalidParameterValue", "IncorrectPhoneNumber") => Why::Addressee,
        ("InvalidParameterValue", detail) if detail.contains("SdkAppId") => Why::Sender,
        ("InvalidParameterValue", detail) if detail.contains("Length") => Why::Content,
        ("UnsupportedOperation", "UnsupportedRegion") => Why::Account,
        (
            "UnsupportedOperation",
            "ContainDomesticAndInternationalPhoneNumber"
            | "ChineseMainlandTemplateToGlobalPhone"
            | "GlobalTemplateToChineseMainlandPhone",
        ) => Why::Addressee,
        ("FailedOperation", "TimeoutError" | "MissingSignatureList" | "JsonParseFail") => Why::Busy,
        _ => Why::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Next;
    use crate::sms::Provider;

    /// The example of Tencent Cloud's document "Signature v3", its masked key taken as it is printed. The signature over
    /// these three headers was computed with Python's `hmac` from the document alone.
    #[test]
    fn the_documents_example_is_signed_as_python_signs_it() {
        let body =
            br#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
        assert_eq!(sha256(body), "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064");
        let act = Act { service: "cvm", action: "DescribeInstances", host: "cvm.tencentcloudapi.com", body };
        let secret = Secret::new("Gu5t9xGARNpq86cd98joQYCN3*******");
        let signing = Signing { at: 1_551_113_065, nonce: "" };
        assert_eq!(
            act.authorization("AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", &secret, signing),
            "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******/2019-02-25/cvm/tc3_request, \
             SignedHeaders=content-type;host;x-tc-action, \
             Signature=be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3"
        );
    }

    #[test]
    fn a_message_says_what_the_document_wants() {
        let account = Account {
            provider: Provider::Tencent,
            address: Provider::Tencent.address().to_owned(),
            key_id: "AKID".into(),
            secret: Secret::new("secret"),
            sign: "四合院".into(),
            app: "1400006666".into(),
            region: "ap-guangzhou".into(),
        };
        let sms = Sms { to: "+8613800138000", template: "449739", values: &[("code", "123456")] };
        let post = request(&account, sms, Signing { at: 1_551_113_065, nonce: "" });
        assert_eq!(
            String::from_utf8(post.body).unwrap(),
            "{\"PhoneNumberSet\":[\"+8613800138000\"],\"SmsSdkAppId\":\"1400006666\",\"SignName\":\"四合院\",\
             \"TemplateId\":\"449739\",\"TemplateParamSet\":[\"123456\"]}"
        );
        let authorization = &post.headers.iter().find(|(name, _)| name == "authorization").unwrap().1;
        assert_eq!(
            authorization.rsplit("Signature=").next().unwrap(),
            "54377f1fb278a8d1915d437c5af0fd32b24d15cad7d6326fa63ed8f23d43d482"
        );
    }

    #[test]
    fn its_answers_become_outcomes() {
        let number = |code: &str| format!("{{\"Response\":{{\"SendStatusSet\":[{{\"Code\":\"{code}\"}}]}}}}");
        let error = |code: &str| format!("{{\"Response\":{{\"Error\":{{\"Code\":\"{code}\"}}}}}}");
        assert_eq!(read(200, number("Ok").as_bytes()), Ok(()));
        assert!(read(200, error("Ok").as_bytes()).is_err());
        for (body, why, next) in [
            (error("AuthFailure.SignatureFailure"), Why::Key, Next::Misconfigured),
            (error("AuthFailure.SecretIdNotFound"), Why::Key, Next::Misconfigured),
            (error("AuthFailure.SignatureExpire"), Why::Clock, Next::Misconfigured),
            (error("InternalError.Timeout"), Why::Busy, Next::Retry),
            (error("RequestLimitExceeded"), Why::Busy, Next::Retry),
            (number("LimitExceeded.PhoneNumberThirtySecondLimit"), Why::TooOften, Next::GiveUp),
            (number("InvalidParameterValue.IncorrectPhoneNumber"), Why::Addressee, Next::GiveUp),
            (number("FailedOperation.ContainSensitiveWord"), Why::Content, Next::GiveUp),
            (number("FailedOperation.InsufficientBalanceInSmsPackage"), Why::Account, Next::Misconfigured),
            (number("FailedOperation.SignatureIncorrectOrUnapproved"), Why::Sender, Next::Misconfigured),
            (number("UnauthorizedOperation.SmsSdkAppIdVerifyFail"), Why::Account, Next::Misconfigured),
            (number("FailedOperation.TemplateIncorrectOrUnapproved"), Why::Template, Next::Misconfigured),
            (
                number("InvalidParameterValue.TemplateParameterFormatError"),
                Why::Template,
                Next::Misconfigured,
            ),
            (number("Something.New"), Why::Unknown, Next::GiveUp),
        ] {
            let refused = read(200, body.as_bytes()).unwrap_err();
            assert_eq!((refused.why, refused.next()), (why, next), "{body}");
        }
        assert_eq!(read(200, b"{\"Response\":{}}").unwrap_err().why, Why::Unreadable);
        assert_eq!(read(503, b"no").unwrap_err().why, Why::Busy);
    }
}
