//! Secrets that are told once and known afterwards by a keyed fingerprint. Keyed, so that whoever can write to the database cannot
//! make one of his own.

use aws_lc_rs::rand;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::Fault;
use vault::Field;

use crate::House;

/// Signs of a secret: 32 bytes as base64url.
pub const SIGNS: usize = 43;

/// A secret of 32 random bytes, and the fingerprint by which this column will know it.
///
/// # Errors
/// A fault where there is no randomness.
pub fn fresh<T>(house: &House, column: &Field<T>) -> Result<(String, [u8; 16]), Fault> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
    let token = URL_SAFE_NO_PAD.encode(bytes);
    let fingerprint = house.vault.index(column, &token);
    Ok((token, fingerprint))
}
