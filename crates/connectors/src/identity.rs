//! Whether a name and the number of a resident identity card belong together, as an identity body says it.
//!
//! Tencent Cloud: `IdCardVerification`, version 2018-03-01 of Faceid. Name and number go, a code comes back; its sentence is
//! not read.

use serde::{Deserialize, Serialize};

use crate::sign::host;
use crate::tencent::Act;
use crate::{Post, Refused, Secret, Signing, Why};

/// The address of the interface.
pub const ADDRESS: &str = "https://faceid.tencentcloudapi.com/";

const ACTION: &str = "IdCardVerification";
const VERSION: &str = "2018-03-01";
const SERVICE: &str = "faceid";

/// An account with the body.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its address, such as [`ADDRESS`].
    pub address: String,
    /// The public part of the key.
    pub key_id: String,
    /// The secret part.
    pub secret: Secret,
}

/// What the body says of a name and a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// They belong together.
    Match,
    /// They do not.
    Mismatch,
    /// It knows no such card, or takes no such name.
    Unknown,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Asked<'a> {
    id_card: &'a str,
    name: &'a str,
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
    result: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Said {
    code: String,
}

impl Account {
    /// The request that asks about a name and a number.
    pub fn request(&self, name: &str, number: &str, signing: Signing<'_>) -> Post {
        let body = serde_json::to_vec(&Asked { id_card: number, name }).unwrap_or_default();
        let act = Act { service: SERVICE, action: ACTION, host: host(&self.address), body: &body };
        act.post((VERSION, None), (self.key_id.as_str(), &self.secret), signing)
    }

    /// What its answer means.
    ///
    /// # Errors
    /// Why it did not say.
    pub fn read(&self, status: u16, body: &[u8]) -> Result<Verdict, Refused> {
        let Ok(Answer { response }) = serde_json::from_slice(body) else {
            let why = if status >= 500 || status == 429 { Why::Busy } else { Why::Unreadable };
            return Err(Refused::new(why, &format!("http-{status}")));
        };
        if let Some(error) = response.error {
            return Err(Refused::new(why(&error.code), &error.code));
        }
        match response.result.as_deref() {
            Some("0") => Ok(Verdict::Match),
            Some("-1") => Ok(Verdict::Mismatch),
            // A number or a name that it does not take, and a card that it does not know.
            Some("-2" | "-3" | "-5") => Ok(Verdict::Unknown),
            Some(code @ ("-4" | "-6")) => Err(Refused::new(Why::Busy, code)),
            Some(code @ "-7") => Err(Refused::new(Why::TooOften, code)),
            Some(code) => Err(Refused::new(Why::Unknown, code)),
            None => Err(Refused::new(Why::Unreadable, "no-result")),
        }
    }
}

fn why(code: &str) -> Why {
    let (kind, detail) = code.split_once('.').unwrap_or((code, ""));
    match (kind, detail) {
        ("AuthFailure", "SignatureExpire") => Why::Clock,
        ("AuthFailure", "UnauthorizedOperation") | ("UnauthorizedOperation", _) => Why::Account,
        ("AuthFailure", _) => Why::Key,
        ("InternalError" | "RequestLimitExceeded", _) => Why::Busy,
        _ => Why::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Next;

    fn account() -> Account {
        Account { address: ADDRESS.to_owned(), key_id: "AKID".into(), secret: Secret::new("secret") }
    }

    /// The signature was computed with Python's `hmac` from the document of "Signature v3" alone.
    #[test]
    fn name_and_number_go_and_nothing_else() {
        let post = account().request("安娜", "11010519491231002X", Signing { at: 1_551_113_065, nonce: "" });
        assert_eq!(
            String::from_utf8(post.body).unwrap(),
            "{\"IdCard\":\"11010519491231002X\",\"Name\":\"安娜\"}"
        );
        let authorization = &post.headers.iter().find(|(name, _)| name == "authorization").unwrap().1;
        assert_eq!(
            authorization,
            "TC3-HMAC-SHA256 Credential=AKID/2019-02-25/faceid/tc3_request, \
             SignedHeaders=content-type;host;x-tc-action, \
             Signature=8007b9954dc374d262faa5ecba90285cddeffd32d54329688cc70d4edd308fd8"
        );
    }

    #[test]
    fn its_answers_become_verdicts_or_say_what_follows() {
        let account = account();
        let result = |code: &str| format!("{{\"Response\":{{\"Result\":\"{code}\",\"Description\":\"x\"}}}}");
        let error = |code: &str| format!("{{\"Response\":{{\"Error\":{{\"Code\":\"{code}\"}}}}}}");
        for (code, verdict) in [
            ("0", Verdict::Match),
            ("-1", Verdict::Mismatch),
            ("-2", Verdict::Unknown),
            ("-3", Verdict::Unknown),
            ("-5", Verdict::Unknown),
        ] {
            assert_eq!(account.read(200, result(code).as_bytes()), Ok(verdict), "{code}");
        }
        for (body, why, next) in [
            (result("-4"), Why::Busy, Next::Retry),
            (result("-6"), Why::Busy, Next::Retry),
            (result("-7"), Why::TooOften, Next::GiveUp),
            (result("7"), Why::Unknown, Next::GiveUp),
            (error("AuthFailure.SignatureFailure"), Why::Key, Next::Misconfigured),
            (error("AuthFailure.SignatureExpire"), Why::Clock, Next::Misconfigured),
            (error("UnauthorizedOperation.Nonactivated"), Why::Account, Next::Misconfigured),
            (error("InternalError"), Why::Busy, Next::Retry),
            ("{\"Response\":{}}".to_owned(), Why::Unreadable, Next::Retry),
        ] {
            let refused = account.read(200, body.as_bytes()).unwrap_err();
            assert_eq!((refused.why, refused.next()), (why, next), "{body}");
        }
        assert_eq!(account.read(503, b"no").unwrap_err().why, Why::Busy);
        assert_eq!(account.read(200, b"no").unwrap_err().why, Why::Unreadable);
    }
}
