//! Names that lead to nobody: computed under a key that is drawn for one answer, one week or one day, and then gone.

use aws_lc_rs::hmac;
use ground::{Because, Fault};

/// The key of such names.
pub(crate) struct Alias(hmac::Key);

impl Alias {
    /// Under a key that is drawn now and kept nowhere.
    ///
    /// # Errors
    /// A fault where there is no randomness.
    pub(crate) fn fresh() -> Result<Self, Fault> {
        let mut secret = [0; 32];
        aws_lc_rs::rand::fill(&mut secret).because("drawing a key for names")?;
        Ok(Self::under(&secret))
    }

    /// Under a key that is kept for as long as the names may be told apart.
    pub(crate) fn under(secret: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// The name of this.
    pub(crate) fn of(&self, what: &[u8]) -> [u8; 16] {
        hmac::sign(&self.0, what).as_ref().first_chunk().copied().unwrap_or_default()
    }
}
