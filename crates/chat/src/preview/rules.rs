//! Which addresses of a message may be looked at, and how often. No I/O, no clock.

use yard::account::Bound;

use crate::conversation::{Conversation, Kind};

/// Pages that the house looks at for one person; beyond that links are sent without a preview.
pub(super) const ASKED: Bound = Bound { kind: "preview.fetch.minute", span_s: 60, most: 20 };
/// Addresses of one message that are considered.
const CONSIDERED: usize = 5;
/// What a name of a value says that a stranger is not to have.
const SECRETS: &[&str] =
    &["token", "secret", "passw", "session", "ticket", "credential", "signature", "invit"];
/// The same, where the whole name is short.
const SHORT_SECRETS: &[&str] = &["code", "key", "apikey", "sig", "sign", "auth", "pwd", "otp", "sid", "jwt"];

/// Whether messages there may have previews at all: it is a group or a channel of an organisation, which the house can read.
pub(super) fn may_have(conversation: &Conversation) -> bool {
    conversation.org.is_some() && conversation.kind != Kind::Direct && !conversation.is_sealed
}

/// The addresses of a message in order, the first few: as they stand in its text, and not in what is marked as code.
pub(super) fn addresses(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for spoken in text.split('`').step_by(2) {
        let mut rest = spoken;
        while let Some(at) = rest.find("http") {
            let (before, from) = rest.split_at(at);
            let is_begun = before.ends_with(|sign: char| sign.is_ascii_alphanumeric());
            let end = from.find(ends).unwrap_or(from.len());
            let (address, after) = from.split_at(end);
            let address = address.trim_end_matches(['.', ',', ':', ';', '!', '?', '*', '_', '~']);
            let is_address = address.starts_with("https://") || address.starts_with("http://");
            if is_address && !is_begun {
                found.push(address);
            }
            if found.len() == CONSIDERED {
                return found;
            }
            rest = if after.len() == from.len() { from.get(4..).unwrap_or_default() } else { after };
        }
    }
    found
}

/// Where an address in running text ends.
fn ends(sign: char) -> bool {
    sign.is_whitespace()
        || sign.is_control()
        || "<>\"'()[]{}|\\^`".contains(sign)
        || "，。；：！？、（）【】《》「」『』“”‘’".contains(sign)
}

/// Whether an address seems to carry what is for its owner alone: whoever asks for it uses it up, or gives it to a log.
pub(super) fn is_secret(address: &str) -> bool {
    let Some((_, query)) = address.split_once('?') else { return false };
    query.split(['&', ';', '#']).any(|pair| {
        let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
        SECRETS.iter().any(|secret| name.contains(secret)) || SHORT_SECRETS.contains(&name.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        let text = "看（https://a.example/x?y=1&z=2），还有https://b.example。[名](https://c.example/p) **https://d.example/q.**";
        let wanted = [
            "https://a.example/x?y=1&z=2",
            "https://b.example",
            "https://c.example/p",
            "https://d.example/q",
        ];
        assert_eq!(addresses(text), wanted);
        assert_eq!(addresses("`https://code.example` xhttps://no.example httpshttps http://"), ["http://"]);
        assert_eq!(addresses("https://e.example 后 http 与 https"), ["https://e.example"]);
        assert_eq!(addresses(&"https://a.example ".repeat(9)).len(), CONSIDERED);
    }

    #[test]
    fn what_is_for_its_owner_alone_is_not_looked_at() {
        for secret in [
            "https://a/?code=1",
            "https://a/?x=1&access_token=2",
            "https://a/r?Key=3",
            "https://a/?inviteId=9",
        ] {
            assert!(is_secret(secret), "{secret}");
        }
        for plain in ["https://a/?keyword=1", "https://a/code/token", "https://a/?author=x&id=7"] {
            assert!(!is_secret(plain), "{plain}");
        }
    }
}
