//! Removals that wait: while files are copied, none that the copy counts on may go.
//!
//! Whoever copies holds a shared lock of `files.lock`, also from another process; a crash lets go of it. A removal in that
//! time is a line of `files.later`, durable before it is acknowledged, and done once nobody holds any longer.

use futures_util::stream::TryStreamExt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::Mutex;

use super::Blobs;
use crate::{Because, Fault};

/// As long as this lives, no file is removed.
pub struct Hold(#[expect(dead_code, reason = "dropping the file lets go of its lock")] File);

pub(super) struct Later {
    folder: PathBuf,
    one: Mutex<()>,
}

impl Later {
    fn lock(&self) -> Result<File, Fault> {
        let path = self.folder.join("files.lock");
        OpenOptions::new().create(true).truncate(false).write(true).open(path).because("opening files.lock")
    }

    fn list(&self) -> PathBuf {
        self.folder.join("files.later")
    }

    pub(super) async fn remove(&self, blobs: &Blobs, name: &str) -> Result<(), Fault> {
        let _one = self.one.lock().await;
        let lock = self.lock()?;
        match lock.try_lock() {
            Ok(()) => {
                self.do_noted(blobs).await?;
                blobs.remove(name).await
            }
            Err(TryLockError::WouldBlock) => self.note(name),
            Err(TryLockError::Error(error)) => Err(Fault::caused("locking files.lock", error)),
        }
    }

    fn note(&self, name: &str) -> Result<(), Fault> {
        let open = OpenOptions::new().append(true).create(true).open(self.list());
        let mut file = open.because("opening files.later")?;
        file.write_all(format!("{name}\n").as_bytes()).because("noting a removal")?;
        file.sync_all().because("noting a removal")
    }

    async fn do_noted(&self, blobs: &Blobs) -> Result<(), Fault> {
        let noted = match std::fs::read_to_string(self.list()) {
            Ok(noted) => noted,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Fault::caused("reading files.later", error)),
        };
        for name in noted.lines() {
            blobs.remove(name).await?;
        }
        std::fs::remove_file(self.list()).because("emptying files.later")
    }
}

impl Blobs {
    /// The same files; removals wait while somebody copies them. The folder is the house's own, on this machine.
    #[must_use]
    pub fn kept_in(self, folder: &Path) -> Self {
        let later = Later { folder: folder.to_owned(), one: Mutex::new(()) };
        Self { later: Some(Arc::new(later)), ..self }
    }

    /// Lets nothing be removed until the answer is dropped, then see [`Blobs::settle`].
    ///
    /// # Errors
    /// A fault where the lock cannot be had.
    pub async fn hold(&self) -> Result<Hold, Fault> {
        let later = self.later.as_ref().because("holding files that are not kept anywhere")?;
        let _one = later.one.lock().await;
        let lock = later.lock()?;
        lock.lock_shared().because("locking files.lock")?;
        Ok(Hold(lock))
    }

    /// Removes what was noted while somebody copied, unless somebody still does.
    ///
    /// # Errors
    /// A fault where the store cannot be asked.
    pub async fn settle(&self) -> Result<(), Fault> {
        let Some(later) = &self.later else { return Ok(()) };
        let _one = later.one.lock().await;
        let lock = later.lock()?;
        match lock.try_lock() {
            Ok(()) => later.do_noted(self).await,
            Err(TryLockError::WouldBlock) => Ok(()),
            Err(TryLockError::Error(error)) => Err(Fault::caused("locking files.lock", error)),
        }
    }

    /// Whether there is no file at all.
    ///
    /// # Errors
    /// A fault where the store cannot be asked.
    pub async fn is_empty(&self) -> Result<bool, Fault> {
        Ok(self.names().try_next().await?.is_none())
    }
}
