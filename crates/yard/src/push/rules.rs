//! What may be woken, and with what words: plain values.

use egress::Brand;
use egress::web_push::Keys;
use policy::Lang;
use serde::{Deserialize, Serialize};
use vault::Plain;

use super::Refusal;

/// Devices of one person that are woken, at most.
pub(super) const DEVICES_MAX: i64 = 20;
/// The longest name that a maker gives a device.
const TOKEN_MAX: usize = 512;

/// What kind of thing waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Somebody wrote.
    Message,
    /// Somebody wrote and waits for it to be read.
    Urgent,
    /// Somebody is waiting in a meeting.
    Meeting,
    /// Somebody calls.
    Call,
    /// The house has something to tell.
    Notice,
    /// The person tries whether it works.
    Trial,
}

impl Kind {
    const ALL: [Self; 6] =
        [Self::Message, Self::Urgent, Self::Meeting, Self::Call, Self::Notice, Self::Trial];

    /// The word in the table and on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Urgent => "urgent",
            Self::Meeting => "meeting",
            Self::Call => "call",
            Self::Notice => "notice",
            Self::Trial => "trial",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether it may wake a sleeping device.
    pub(super) const fn is_urgent(self) -> bool {
        matches!(self, Self::Urgent | Self::Meeting | Self::Call | Self::Trial)
    }

    /// Whether it comes though a page is open somewhere.
    pub(super) const fn comes_anyway(self) -> bool {
        matches!(self, Self::Urgent | Self::Trial)
    }

    /// Seconds for which it is worth delivering.
    pub(super) const fn ttl_s(self) -> u32 {
        match self {
            Self::Call => 45,
            Self::Trial => 60,
            Self::Meeting => 10 * 60,
            Self::Urgent => 3_600,
            Self::Message | Self::Notice => 86_400,
        }
    }

    /// The fixed sentence; who and what are never in it.
    pub(super) const fn sentence(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Message, Lang::ZhCn) => "您有新消息",
            (Self::Message, Lang::En) => "A new message",
            (Self::Urgent, Lang::ZhCn) => "您有一条紧急消息",
            (Self::Urgent, Lang::En) => "An urgent message",
            (Self::Meeting, Lang::ZhCn) => "有会议在等您",
            (Self::Meeting, Lang::En) => "A meeting waits for you",
            (Self::Call, Lang::ZhCn) => "有人呼叫您",
            (Self::Call, Lang::En) => "Somebody is calling",
            (Self::Notice, Lang::ZhCn) => "您有新通知",
            (Self::Notice, Lang::En) => "A new notice",
            (Self::Trial, Lang::ZhCn) => "提醒可以送达这台设备",
            (Self::Trial, Lang::En) => "This device can be reached",
        }
    }
}

/// Where a device is woken.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A browser: the address that its push service gave it, and for whom to seal.
    Browser {
        /// The address.
        address: String,
        /// Its public key.
        p256dh: String,
        /// The shared secret.
        auth: String,
    },
    /// A device: what its maker calls it.
    Device {
        /// Whose gateway.
        brand: String,
        /// The name.
        token: String,
    },
}

impl Plain for Place {
    fn to_plain(&self) -> Vec<u8> {
        // Nothing in it but texts.
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

impl Place {
    /// A browser, whose keys can be used.
    pub(super) fn browser(address: String, p256dh: String, auth: String) -> Result<Self, Refusal> {
        Keys::read(&p256dh, &auth).ok_or(Refusal::Keys)?;
        Ok(Self::Browser { address, p256dh, auth })
    }

    /// A device of a maker.
    pub(super) fn device(brand: &str, token: String) -> Result<Self, Refusal> {
        let brand = Brand::from_word(brand).ok_or(Refusal::BrandUnknown)?.word().to_owned();
        let is_name = !token.is_empty()
            && token.len() <= TOKEN_MAX
            && token.bytes().all(|sign| sign.is_ascii_graphic());
        if is_name { Ok(Self::Device { brand, token }) } else { Err(Refusal::Token) }
    }

    /// The word of the table: `web`, or the maker.
    pub(super) fn word(&self) -> &str {
        match self {
            Self::Browser { .. } => "web",
            Self::Device { brand, .. } => brand,
        }
    }

    /// What tells it from every other.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Browser { address, .. } => address.clone(),
            Self::Device { brand, token } => format!("{brand}:{token}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_named_by_its_maker_or_refused() {
        assert!(Place::device("huawei", "abc".to_owned()).is_ok());
        assert!(matches!(Place::device("pigeon", "abc".to_owned()), Err(Refusal::BrandUnknown)));
        for token in ["".to_owned(), "a b".to_owned(), "a\n".to_owned(), "x".repeat(TOKEN_MAX + 1)] {
            assert!(matches!(Place::device("vivo", token), Err(Refusal::Token)));
        }
    }

    #[test]
    fn no_sentence_has_room_for_who_or_what() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_word(kind.word()), Some(kind));
            for lang in [Lang::ZhCn, Lang::En] {
                assert!(!kind.sentence(lang).contains(['{', '%']), "{kind:?}");
            }
        }
    }
}
