//! What calls want of others: the media plane, a meeting to go on in. The gate plugs them in.

use ground::{Person, Problem};
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

/// What calls are made with. Clones share it.
#[derive(Clone)]
pub struct Calls {
    pub(super) media: Media,
    pub(super) meetings: Arc<dyn OpenMeeting>,
}

impl Calls {
    /// Calls over this engine, with these beside it.
    pub fn new(handle: sfu::Handle, meetings: Arc<dyn OpenMeeting>) -> Self {
        Self { media: Media::new(handle), meetings }
    }
}
