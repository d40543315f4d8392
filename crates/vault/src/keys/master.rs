//! The master key: a file of mode 0600 that wraps every other key.

use ground::{Because, Fault};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use zeroize::Zeroizing;

use super::store::KeyRow;
use crate::cipher::{Cipher, KeyBytes, SubjectKey, random};

/// The next master key, while the turn from one to the other is under way.
const NEXT: &str = "master.next";

/// Wraps and unwraps.
pub(super) struct Master(RwLock<Ciphers>);

/// The key that wraps, and beside it, while they turn, the one from before.
struct Ciphers {
    current: Arc<Cipher>,
    former: Option<Arc<Cipher>>,
}

impl Master {
    /// Reads `master.key`; makes it where there are no keys yet.
    pub(super) fn open(folder: &Path, has_keys: bool) -> Result<Self, Fault> {
        let file = folder.join("master.key");
        if has_keys && !file.exists() {
            return Err(Fault::new(
                "keys.db is there and master.key is not: bring back the master key of this house",
            ));
        }
        Self::of(&secret_file(&file)?)
    }

    fn of(key: &KeyBytes) -> Result<Self, Fault> {
        Ok(Self(RwLock::new(Ciphers { current: Arc::new(Cipher::new(key)?), former: None })))
    }

    /// The key of a turn that a fall interrupted, where there is one.
    pub(super) fn interrupted(folder: &Path) -> Result<Option<Self>, Fault> {
        let file = folder.join(NEXT);
        if file.exists() { Self::of(&secret_file(&file)?).map(Some) } else { Ok(None) }
    }

    /// Ends such a turn: the next key is the master key from now on, or, where it was not used yet, is gone.
    pub(super) fn settle(folder: &Path, is_used: bool) -> Result<(), Fault> {
        let file = folder.join(NEXT);
        if is_used {
            std::fs::rename(&file, folder.join("master.key")).because("naming the next master key")?;
        } else if file.exists() {
            std::fs::remove_file(&file).because("removing a master key that was never used")?;
        }
        make_dir_durable(folder)
    }

    /// Draws the next key and wraps with it from now on; what the one before wrapped can still be read.
    pub(super) fn turn(&self, folder: &Path) -> Result<(), Fault> {
        let key = KeyBytes::new(random()?);
        keep_secret(&folder.join(NEXT), &key)?;
        let next = Arc::new(Cipher::new(&key)?);
        let mut ciphers = self.0.write().unwrap_or_else(PoisonError::into_inner);
        ciphers.former = Some(std::mem::replace(&mut ciphers.current, next));
        Ok(())
    }

    /// Forgets the key from before, or, where the turn failed, takes it up again.
    pub(super) fn turned(&self, is_done: bool) {
        let mut ciphers = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(former) = ciphers.former.take()
            && !is_done
        {
            ciphers.current = former;
        }
    }

    fn current(&self) -> Arc<Cipher> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner).current)
    }

    pub(super) fn wrap(
        &self,
        id: [u8; 16],
        subject: [u8; 17],
        group: &str,
        key: &KeyBytes,
    ) -> Result<Vec<u8>, Fault> {
        self.current().seal(&[], &wrapped_for(id, subject, group), &**key)
    }

    pub(super) fn unwrap(&self, row: &KeyRow) -> Result<SubjectKey, Fault> {
        let key = self.key(row)?;
        Ok(SubjectKey { id: row.id, subject: row.subject, group: row.group, cipher: Cipher::new(&key)? })
    }

    /// The same key wrapped anew.
    pub(super) fn rewrap(&self, row: &KeyRow) -> Result<Vec<u8>, Fault> {
        self.wrap(row.id, row.subject.bytes(), row.group.id(), &self.key(row)?)
    }

    fn key(&self, row: &KeyRow) -> Result<KeyBytes, Fault> {
        let aad = wrapped_for(row.id, row.subject.bytes(), row.group.id());
        self.read(&aad, &row.wrapped).ok_or_else(|| Fault::new("a key does not fit its row or master.key"))
    }

    pub(super) fn wrap_secret(&self, name: &str, secret: &KeyBytes) -> Result<Vec<u8>, Fault> {
        self.current().seal(&[], &secret_for(name), &**secret)
    }

    pub(super) fn unwrap_secret(&self, name: &str, wrapped: &[u8]) -> Result<KeyBytes, Fault> {
        self.read(&secret_for(name), wrapped)
            .ok_or_else(|| Fault::new(format!("the secret `{name}` does not fit its row or master.key")))
    }

    fn read(&self, aad: &[u8], wrapped: &[u8]) -> Option<KeyBytes> {
        let former = self.0.read().unwrap_or_else(PoisonError::into_inner).former.clone();
        let plain = self.current().open(aad, wrapped).or_else(|| former?.open(aad, wrapped))?;
        <[u8; 32]>::try_from(plain.as_slice()).ok().map(Zeroizing::new)
    }
}

fn wrapped_for(id: [u8; 16], subject: [u8; 17], group: &str) -> Vec<u8> {
    [b"courtyard key 1".as_slice(), &id, &subject, group.as_bytes()].concat()
}

fn secret_for(name: &str) -> Vec<u8> {
    [b"courtyard secret 1".as_slice(), name.as_bytes()].concat()
}

/// Thirty-two secret bytes in a file that only its owner may read; made, and on the disk, when absent.
pub(crate) fn secret_file(path: &Path) -> Result<KeyBytes, Fault> {
    let named = |what: &str| format!("{what} {}", path.file_name().unwrap_or_default().to_string_lossy());
    if !path.exists() {
        make_secret(path).map_err(|error| Fault::caused(named("making"), error))?;
    }
    let mut file = File::open(path).because(&named("opening"))?;
    let mode = file.metadata().because(&named("looking at"))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(Fault::new(named("others may read it (chmod 600):")));
    }
    let mut bytes = KeyBytes::new([0; 32]);
    file.read_exact(&mut *bytes).because(&named("reading"))?;
    Ok(bytes)
}

fn make_secret(path: &Path) -> Result<(), Fault> {
    keep_secret(path, &Zeroizing::new(random()?))
}

/// Writes beside, makes durable, then names it: a crash leaves no half key.
pub(crate) fn keep_secret(path: &Path, secret: &KeyBytes) -> Result<(), Fault> {
    let beside = path.with_extension("new");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)
        .because("making the file")?;
    file.write_all(&**secret).because("writing the file")?;
    file.sync_all().because("making the file durable")?;
    std::fs::rename(&beside, path).because("naming the file")?;
    make_dir_durable(path.parent().unwrap_or(path))
}

/// Makes what was created or renamed in a folder durable.
pub(crate) fn make_dir_durable(folder: &Path) -> Result<(), Fault> {
    File::open(folder).and_then(|folder| folder.sync_all()).because("making a folder durable")
}
