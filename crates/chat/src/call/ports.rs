//! What calls want of others: the media plane, a meeting to go on in, a telephone. The gate plugs them in.

use ground::{Fault, Person, Problem};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use yard::House;

use super::media::Media;

/// An answer that is waited for.
type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Opens a meeting that a call goes on in. The wing of meetings fills it.
pub trait OpenMeeting: Send + Sync {
    /// Whether there are meetings behind this doorplate.
    fn is_there(&self, house: &House) -> bool;

    /// Begins a meeting that this person hosts; answers the number by which the others find it.
    ///
    /// # Errors
    /// What the wing of meetings refuses.
    fn open<'a>(&'a self, house: &'a House, host: Person) -> Answer<'a, Result<String, Problem>>;
}

/// Dials a number into the room of a call. The crate that speaks SIP fills it; until then [`NoTelephone`] stands here.
pub trait Telephone: Send + Sync {
    /// Whether numbers can be dialled; where not, no button is shown.
    fn is_there(&self) -> bool;

    /// Rings this number and carries its voice into this room.
    ///
    /// # Errors
    /// Where there is no telephone, or the line is dead.
    fn dial<'a>(&'a self, room: &'a str, number: &'a str) -> Answer<'a, Result<(), Fault>>;
}

/// There is no telephone.
pub struct NoTelephone;

impl Telephone for NoTelephone {
    fn is_there(&self) -> bool {
        false
    }

    fn dial<'a>(&'a self, _: &'a str, _: &'a str) -> Answer<'a, Result<(), Fault>> {
        Box::pin(async { Err(Fault::new("this house has no telephone")) })
    }
}

/// What calls are made with. Clones share it.
#[derive(Clone)]
pub struct Calls {
    pub(super) media: Media,
    pub(super) meetings: Arc<dyn OpenMeeting>,
    pub(super) telephone: Arc<dyn Telephone>,
}

impl Calls {
    /// Calls over this engine, with these beside it.
    pub fn new(handle: sfu::Handle, meetings: Arc<dyn OpenMeeting>, telephone: Arc<dyn Telephone>) -> Self {
        Self { media: Media::new(handle), meetings, telephone }
    }
}
