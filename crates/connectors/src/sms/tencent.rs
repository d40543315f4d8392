//! Tencent Cloud: `SendSms`, version 2021-01-11, signed with TC3-HMAC-SHA256.
//!
//! The signature covers the content type, the host, the action and the hash of the JSON body; it holds for five minutes
//! around its timestamp. The answer is always 200; errors stand inside, for the request or for the number.

use serde::{Deserialize, Serialize};

use super::{Account, Sms, unreadable};
use crate::sign::host;
use crate::tencent::Act;
use crate::{Post, Refused, Signing, Why};

const ACTION: &str = "SendSms";
const VERSION: &str = "2021-01-11";
const SERVICE: &str = "sms";

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
    act.post((VERSION, Some(account.region.as_str())), (account.key_id.as_str(), &account.secret), signing)
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
    use crate::sms::Provider;
    use crate::{Next, Secret};

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
