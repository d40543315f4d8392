//! How Tencent Cloud's interfaces are signed: TC3-HMAC-SHA256, over the content type, the host, the action and the hash of the JSON
//! body; it holds for five minutes around its timestamp.

use crate::sign::{hex, hmac_sha256, sha256};
use crate::{Post, Secret, Signing, when};

/// What every body is.
const CONTENT_TYPE: &str = "application/json; charset=utf-8";

/// One call of the interface.
pub(crate) struct Act<'a> {
    pub(crate) service: &'a str,
    pub(crate) action: &'a str,
    pub(crate) host: &'a str,
    pub(crate) body: &'a [u8],
}

impl Act<'_> {
    /// The request, signed; some interfaces want a region.
    pub(crate) fn post(
        &self,
        (version, region): (&str, Option<&str>),
        (key_id, secret): (&str, &Secret),
        signing: Signing<'_>,
    ) -> Post {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut headers = vec![
            header("content-type", CONTENT_TYPE),
            header("x-tc-action", self.action),
            header("x-tc-version", version),
        ];
        headers.extend(region.map(|region| header("x-tc-region", region)));
        headers.push(header("x-tc-timestamp", &signing.at.to_string()));
        headers.push(header("authorization", &self.authorization(key_id, secret, signing)));
        Post { path: String::new(), headers, body: self.body.to_vec() }
    }

    /// The header that signs it.
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
