//! Argon2id, a few at a time: each takes 19 MiB for as long as it lasts.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::rand;
use ground::{Because, Fault};
use tokio::sync::Semaphore;

use super::Password;

/// KiB of one computation (OWASP: at least 19 MiB with two passes and one lane).
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Computations at once, and those that may wait: the memory of the machine, not of a house.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
static WAITING: Semaphore = Semaphore::const_new(64);
/// What a login that nobody has is compared with: no password fits it.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyBpdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon2() -> Result<Argon2<'static>, Fault> {
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| Fault::new("argon2's parameters"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The verifier of a new password.
pub(crate) async fn verifier(password: Password) -> Result<String, Fault> {
    aside(move || {
        let mut salt = [0; 16];
        rand::fill(&mut salt).map_err(|_| Fault::new("no randomness"))?;
        let salt = SaltString::encode_b64(&salt).map_err(|_| Fault::new("writing a salt"))?;
        let hash = argon2()?
            .hash_password(password.bytes(), &salt)
            .map_err(|_| Fault::new("computing a verifier"))?;
        Ok(hash.to_string())
    })
    .await?
    .unwrap_or_else(|| Err(Fault::new("too many passwords are being computed")))
}

/// Whether the password fits; without a verifier it takes as long and does not. `None` where too many wait.
pub(crate) async fn fits(password: Password, verifier: Option<String>) -> Result<Option<bool>, Fault> {
    aside(move || {
        let known = verifier.is_some();
        let verifier = verifier.unwrap_or_else(|| NOBODYS.to_owned());
        let hash = PasswordHash::new(&verifier).map_err(|_| Fault::new("a verifier that cannot be read"))?;
        Ok(argon2()?.verify_password(password.bytes(), &hash).is_ok() && known)
    })
    .await?
    .transpose()
}

/// Runs the work beside the threads that answer; `None` where too many wait already.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<Option<T>, Fault> {
    let Ok(_waiting) = WAITING.try_acquire() else { return Ok(None) };
    let _one = AT_ONCE.acquire().await.because("waiting for a turn")?;
    tokio::task::spawn_blocking(work).await.because("computing beside").map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_verifier_and_nobodys_fits_none() {
        let verifier = verifier(Password::typed("kT9#vq2LmX".into())).await.unwrap();
        assert!(verifier.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{verifier}");
        let fits = |typed: &str, verifier: Option<&str>| {
            super::fits(Password::typed(typed.to_owned()), verifier.map(str::to_owned))
        };
        assert_eq!(fits("kT9#vq2LmX", Some(&verifier)).await.unwrap(), Some(true));
        assert_eq!(fits("kT9#vq2LmY", Some(&verifier)).await.unwrap(), Some(false));
        assert_eq!(fits("kT9#vq2LmX", None).await.unwrap(), Some(false));
    }
}
