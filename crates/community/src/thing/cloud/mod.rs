//! Devices of a maker's cloud: a device of a home whose parts the house carries to and fro itself, instead of a broker.
//!
//! - Whoever may add devices to a home, and agreed to it, authorises the house on the maker's own page; the tokens that come of it are
//!   kept sealed, one link for each account, which is known by a keyed fingerprint: who links it once more is told, and joined to it. What the cloud says becomes messages at topics below the link's root, and what is said
//!   there becomes instructions: parts, rules, scenes, alarms and the log are those of all devices.
//! - The cloud is asked every few minutes, and soon after a command. It does not call the house: an alarm of such a device is late by
//!   as much, and its page says so.
//! - The link ends with the consent, with the right of whoever made it to be there, or when the cloud takes no token any longer.

mod http;
mod linking;
mod store;
mod task;

pub(super) use http::routes;
pub(super) use linking::{erase, leave, mark};
pub(super) use store::{are_marked, clear, since};
pub(super) use task::{Clouds, open, run};

use ground::{OrgId, PersonId, Timestamp};
use policy::Personal;
use serde::{Deserialize, Serialize};
use vault::Sealed;

use super::ThingId;
use crate::place::HomeId;

/// How the name of a link on the house's own side begins; those of devices at the broker begin with `t`.
pub(super) const MARK: char = 'v';

/// Whether a topic is that of a link, and not of a device at the broker.
pub(super) fn is_cloud(topic: &str) -> bool {
    topic.strip_prefix(things::broker::ROOT).is_some_and(|below| below.starts_with(MARK))
}

/// A row of `community_thing_cloud`.
#[derive(Clone, Personal)]
#[personal(table = "community_thing_cloud")]
pub(crate) struct CloudRow {
    /// Which link, as a device.
    pub thing: ThingId,
    /// In which community.
    pub org: OrgId,
    /// In which home.
    pub home: HomeId,
    /// Whose account it is.
    pub person: PersonId,
    /// What was authorised: [`Kept`] as JSON.
    #[personal(category = "home-device")]
    pub tokens: Sealed<String>,
    /// Until when the first of them is taken.
    pub until_at: Timestamp,
    /// When the record of what leaves last had an entry of its being asked.
    pub asked_at: Option<Timestamp>,
}

/// Tokens as they are kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    uid: String,
    access: String,
    refresh: String,
}
