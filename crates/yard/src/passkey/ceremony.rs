//! Ceremonies: what was asked of an authenticator, until it answers. In memory, five minutes, used once.

use ground::{DeviceId, PersonId};
use std::time::Duration;
use webauthn_rs::prelude::{DiscoverableAuthentication, PasskeyRegistration, Webauthn};

use crate::waiting::Waiting;

/// How long an authenticator may take.
const LIFE: Duration = Duration::from_secs(300);
/// Ceremonies of a kind that may wait at once.
const WAITING_MAX: usize = 4_096;

/// A passkey is being added.
pub(super) struct Adding {
    pub person: PersonId,
    pub device: DeviceId,
    pub party: Webauthn,
    pub state: PasskeyRegistration,
}

/// Somebody is signing in.
pub(super) struct Opening {
    pub party: Webauthn,
    pub state: DiscoverableAuthentication,
}

/// The ceremonies that wait.
pub(crate) struct Ceremonies {
    pub(super) adding: Waiting<Adding>,
    pub(super) opening: Waiting<Opening>,
}

impl Default for Ceremonies {
    fn default() -> Self {
        Self { adding: Waiting::new(LIFE, WAITING_MAX), opening: Waiting::new(LIFE, WAITING_MAX) }
    }
}
