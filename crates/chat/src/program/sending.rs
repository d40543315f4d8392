//! What a program is told, and how it knows that the house says it: Standard Webhooks, signed with HMAC-SHA256.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ground::{Fault, Timestamp};
use serde::Serialize;
use yard::House;

use super::{Ask, Asked, Program};
use crate::conversation::ConversationId;
use policy::Category;
use vault::Field;

/// By which alias a program knows somebody; it is kept nowhere.
const ALIAS: Field<String> = Field::declare("chat_ask", "asked", Category::ProgramCommand);

/// What is sent.
#[derive(Serialize)]
struct Told<'a> {
    r#type: &'static str,
    timestamp: String,
    data: Data<'a>,
}

/// What the command is.
#[derive(Serialize)]
struct Data<'a> {
    conversation: ConversationId,
    program: &'a str,
    /// Who asks: the same for the same person in this conversation, another in every other.
    asker: String,
    /// Of a command alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<String>,
    text: &'a str,
    /// Where one later answer is taken, and until when.
    response_url: String,
    response_until: String,
}

/// The body.
pub(super) fn body(house: &House, program: &Program, ask: &Ask, asked: &Asked) -> Result<Vec<u8>, Fault> {
    let of = format!("{}/{}", ask.conversation, ask.person);
    let alias: String = house.vault.index(&ALIAS, &of).iter().map(|byte| format!("{byte:02x}")).collect();
    let told = Told {
        r#type: if asked.is_mention() { "mention" } else { "command" },
        timestamp: ask.made_at.rfc3339(),
        data: Data {
            conversation: ask.conversation,
            program: &program.name,
            asker: format!("asker_{alias}"),
            command: (!asked.is_mention()).then(|| format!("/{}", asked.command)),
            text: &asked.text,
            response_url: format!("{}/api/v1/answers/{}", origin(house), asked.reply),
            response_until: ask.answer_until.rfc3339(),
        },
    };
    serde_json::to_vec(&told).map_err(|error| Fault::caused("writing what a program is told", error))
}

/// Where the house is reached; in `--dev` without a stated place, this machine.
fn origin(house: &House) -> String {
    let stated = house.particulars().public_url.clone().or_else(|| house.config.server.public_url.clone());
    stated.unwrap_or_else(|| "http://127.0.0.1".to_owned()).trim_end_matches('/').to_owned()
}

/// The headers of one attempt: the same id each time, the instant of this one.
pub(super) fn headers(
    id: &str,
    at: Timestamp,
    (secret, body): (&str, &[u8]),
) -> Result<Vec<(String, String)>, Fault> {
    let key = STANDARD.decode(secret).map_err(|_| Fault::new("the secret of a program is none"))?;
    let at = at.seconds();
    let mut signed = format!("{id}.{at}.").into_bytes();
    signed.extend_from_slice(body);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), &signed);
    let header = |name: &str, value: String| (name.to_owned(), value);
    Ok(vec![
        header("content-type", "application/json".to_owned()),
        header("user-agent", "Courtyard".to_owned()),
        header("webhook-id", id.to_owned()),
        header("webhook-timestamp", at.to_string()),
        header("webhook-signature", format!("v1,{}", STANDARD.encode(tag.as_ref()))),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_standard() {
        // The example of the specification (standardwebhooks 1.0.0).
        let at = Timestamp::from_micros(1_614_265_330_000_000);
        let headers = headers(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            at,
            ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", br#"{"test": 2432232314}"#),
        );
        let headers = headers.unwrap();
        let signature = headers.iter().find(|(name, _)| name == "webhook-signature").unwrap();
        assert_eq!(signature.1, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
