//! What is wanted of the program that finds faces, which the gate plugs in. It knows neither whose pictures these are nor with what they
//! are compared.

use faces::Seen;
use ground::PersonId;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Faces that are being found.
pub type Finding<'a> = Pin<Box<dyn Future<Output = Result<Vec<Vec<Seen>>, Unseen>> + Send + 'a>>;

/// Why none were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unseen {
    /// This house cannot: it has no nets, or no program.
    #[error("this house knows no faces")]
    Absent,
    /// Too many wait, or one of this person's does.
    #[error("too many wait to be seen")]
    Busy,
    /// The program gave up, was too slow, or ended.
    #[error("the program that sees gave up")]
    Failed,
}

/// Whoever finds faces on this machine.
pub trait FindFaces: Send + Sync {
    /// Whether there is such a program.
    fn is_there(&self) -> bool;

    /// The faces in each of these pictures (JPEG) of one person, in their order; none in what is no picture.
    fn find(&self, person: PersonId, pictures: Vec<Vec<u8>>) -> Finding<'_>;
}

/// Whoever finds faces for this house. Clones share it.
#[derive(Clone)]
pub struct Eyes(Arc<dyn FindFaces>);

impl Eyes {
    /// This one does.
    pub fn new(finder: impl FindFaces + 'static) -> Self {
        Self(Arc::new(finder))
    }

    /// Nobody does.
    #[must_use]
    pub fn none() -> Self {
        Self::new(Nobody)
    }

    /// Whether somebody does.
    pub(in crate::attendance) fn are_there(&self) -> bool {
        self.0.is_there()
    }

    pub(super) fn find(&self, person: PersonId, pictures: Vec<Vec<u8>>) -> Finding<'_> {
        self.0.find(person, pictures)
    }
}

struct Nobody;

impl FindFaces for Nobody {
    fn is_there(&self) -> bool {
        false
    }

    fn find(&self, _: PersonId, _: Vec<Vec<u8>>) -> Finding<'_> {
        Box::pin(async { Err(Unseen::Absent) })
    }
}
