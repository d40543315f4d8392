//! The media engine's lock: a fresh secret for its tokens, in its file and in the engine, and every room ended.

use ground::{Because, Fault};
use std::future::Future;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::pin::Pin;

/// The secret that signs the tokens into meetings.
pub(crate) struct MediaLock {
    pub handle: sfu::Handle,
    pub file: PathBuf,
}

impl yard::incident::Lock for MediaLock {
    fn name(&self) -> &'static str {
        "media"
    }

    fn turn(&self) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + '_>> {
        Box::pin(async move {
            let secret = fresh_secret()?;
            replace(&self.file, &secret)?;
            self.handle.turn_lock(&secret).await.because("turning the lock of the media engine")
        })
    }
}

/// A random secret that outlives a restart, in a file that only the house can read.
pub(crate) fn kept_secret(file: &Path) -> Result<String, Fault> {
    if let Ok(known) = std::fs::read_to_string(file) {
        return Ok(known.trim().to_owned());
    }
    let secret = fresh_secret()?;
    replace(file, &secret)?;
    Ok(secret)
}

fn fresh_secret() -> Result<String, Fault> {
    use base64::Engine;
    let mut bytes = [0; 32];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

/// Writes the secret beside its place and moves it there: a crash leaves the old one or the new one.
fn replace(file: &Path, secret: &str) -> Result<(), Fault> {
    let beside = file.with_extension("new");
    let writing = "writing the secret of the media engine";
    let mut open = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)
        .because(writing)?;
    open.write_all(secret.as_bytes()).because(writing)?;
    open.sync_all().because(writing)?;
    std::fs::rename(&beside, file).because(writing)
}
