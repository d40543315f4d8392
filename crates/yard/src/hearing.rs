//! Speech becomes text: what is wanted of the program that hears. The gate plugs it in; wings ask for voice messages and for
//! what is said to a door. Neither a sound nor its words are kept.

use axum::http::StatusCode;
use ground::{PersonId, Problem};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// An answer that is waited for.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Why a voice message did not become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unheard {
    /// This house cannot: it has no model, or no program.
    #[error("this house does not turn speech into text")]
    Absent,
    /// Too many wait, or this person has enough waiting.
    #[error("too many voice messages wait to become text; try again in a moment")]
    Busy,
    /// It is no sound that can be decoded.
    #[error("this recording cannot be read")]
    Unreadable,
    /// It plays longer than it may.
    #[error("a voice message of more than five minutes is not turned into text")]
    Long,
    /// The program gave up, was too slow, or ended.
    #[error("this voice message could not be turned into text")]
    Failed,
}

impl From<Unheard> for Problem {
    fn from(why: Unheard) -> Self {
        match why {
            Unheard::Absent => Self::not_found("speech.absent", why),
            Unheard::Busy => Self::new(StatusCode::SERVICE_UNAVAILABLE, "speech.busy", why),
            Unheard::Unreadable => Self::invalid("speech.unreadable", why),
            Unheard::Long => Self::invalid("speech.long", why),
            Unheard::Failed => Self::new(StatusCode::SERVICE_UNAVAILABLE, "speech.failed", why),
        }
    }
}

/// Whoever turns speech into text on this machine.
pub trait Recognise: Send + Sync {
    /// Stands in line for this person. Only who stands there has his recording opened, so that no more lie in memory than
    /// there are places.
    ///
    /// # Errors
    /// Where there is no such program, or no place in the line.
    fn stand(&self, person: PersonId) -> Result<Box<dyn Turn>, Unheard>;
}

/// A place in the line; dropped, it is free again.
pub trait Turn: Send {
    /// What is said in this recording. `tongue` is what the listener reads (ISO 639-1), a hint; it may be empty.
    ///
    /// # Errors
    /// Why there are no words.
    fn words(self: Box<Self>, sound: Vec<u8>, tongue: String) -> Answer<'static, Result<String, Unheard>>;
}

/// Whoever hears for this house. Clones share it.
#[derive(Clone)]
pub struct Ears(Arc<dyn Recognise>);

impl Ears {
    /// These hear.
    pub fn new(ears: impl Recognise + 'static) -> Self {
        Self(Arc::new(ears))
    }

    /// Nobody does.
    #[must_use]
    pub fn none() -> Self {
        Self::new(Deaf)
    }

    /// Stands in line for this person, as [`Recognise::stand`].
    ///
    /// # Errors
    /// Where there is no such program, or no place in the line.
    pub fn stand(&self, person: PersonId) -> Result<Box<dyn Turn>, Unheard> {
        self.0.stand(person)
    }
}

struct Deaf;

impl Recognise for Deaf {
    fn stand(&self, _: PersonId) -> Result<Box<dyn Turn>, Unheard> {
        Err(Unheard::Absent)
    }
}
