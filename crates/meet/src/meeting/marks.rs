//! By what somebody is known again at the door of one meeting, though he says he is new.
//!
//! A browser that was put out is known by the key that its guest was given, and by address and kind of browser together.
//! Both are keyed fingerprints over the meeting's id: they say nothing of another meeting, and go when this one ends.

use ground::MeetingId;
use policy::Category;
use std::net::IpAddr;
use vault::{Field, Vault};

/// The column of the fingerprint of address and browser.
const DOOR: Field<String> = Field::declare("meet_participant", "door_mark", Category::AttemptCount);
/// The column of the fingerprint of a guest's key.
const KEY: Field<String> = Field::declare("meet_participant", "key_mark", Category::AttemptCount);
/// Bytes of what a browser says of itself that count.
const AGENT_MAX: usize = 512;

/// What a newcomer brings along.
#[derive(Clone, Copy)]
pub(super) struct Marks {
    /// Address and kind of browser.
    pub door: [u8; 16],
    /// The key of an earlier visit, where the browser still has it.
    pub key: Option<[u8; 16]>,
}

impl Marks {
    /// The marks of a newcomer at the door of this meeting.
    pub(super) fn of(
        vault: &Vault,
        meeting: MeetingId,
        from: IpAddr,
        browser: &str,
        before: Option<&str>,
    ) -> Self {
        let browser = browser.get(..AGENT_MAX).unwrap_or(browser);
        Self {
            door: vault.index(&DOOR, &format!("{meeting}\n{from}\n{browser}")),
            key: before.filter(|key| key.len() <= 64).map(|key| key_mark(vault, meeting, key)),
        }
    }
}

/// The fingerprint of the key that a guest was given.
pub(super) fn key_mark(vault: &Vault, meeting: MeetingId, token: &str) -> [u8; 16] {
    vault.index(&KEY, &format!("{meeting}\n{token}"))
}
