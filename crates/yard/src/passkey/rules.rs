//! What may happen: plain functions on plain values.

use ground::{Caller, DeviceId, PersonId};
use vault::Plain;

use super::Refusal;
use crate::account::Bound;

/// Passkeys of one person.
pub(super) const EACH_MAX: usize = 20;
/// Sign-ins begun from one address.
pub(super) const PER_ADDRESS: Bound = Bound { kind: "passkey.address.minute", span_s: 60, most: 30 };

/// What a person calls a passkey.
#[derive(Clone, PartialEq, Eq)]
pub struct Label(String);

impl Label {
    /// 1 to 64 characters without control characters; outer blanks are dropped.
    ///
    /// # Errors
    /// [`Refusal::LabelWrong`].
    pub fn read(typed: &str) -> Result<Self, Refusal> {
        let label = typed.trim();
        let fits = (1..=64).contains(&label.chars().count()) && !label.chars().any(char::is_control);
        if fits { Ok(Self(label.to_owned())) } else { Err(Refusal::LabelWrong) }
    }

    /// The label.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Plain for Label {
    fn to_plain(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().map(|label| Self(label.to_owned()))
    }
}

/// A session that waits for a second proof, and on which device.
pub(super) struct Limited(pub PersonId, pub DeviceId);

impl Limited {
    /// The session that asks, where it is one.
    pub(super) fn of(caller: &Caller) -> Option<Self> {
        match caller {
            Caller::Person(who) if who.limited => Some(Self(who.person, who.device)),
            _ => None,
        }
    }
}

/// The last of somebody's ways in stays.
pub(super) fn may_remove(passkeys: usize, has_number: bool, has_password: bool) -> Result<(), Refusal> {
    if passkeys > 1 || has_number || has_password { Ok(()) } else { Err(Refusal::Last) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_way_in_stays() {
        assert!(may_remove(2, false, false).is_ok());
        assert!(may_remove(1, true, false).is_ok());
        assert!(may_remove(1, false, true).is_ok());
        assert!(matches!(may_remove(1, false, false), Err(Refusal::Last)));
    }

    #[test]
    fn a_label_has_something_to_show() {
        assert_eq!(Label::read(" 手机 ").unwrap().as_str(), "手机");
        assert!(Label::read("  ").is_err());
        assert!(Label::read("a\u{7}").is_err());
        assert!(Label::read(&"x".repeat(65)).is_err());
    }
}
