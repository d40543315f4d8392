//! The erasure list as it travels, apart from the data: who was erased since, so that an older copy forgets him, too.
//!
//! ```text
//! magic "CYE\x01"(4) | count(4) | lines | HMAC-SHA256 over all before it(32)
//! line: who(16) | instant(8) | length of the key group(1) | key group; `*` is all groups
//! ```
//!
//! `who` is a keyed hash of the subject under a key that comes from the master key: the list names nobody to whoever finds
//! it, and cannot be written or shortened without the key. It only grows; one that lacks what the keys know already is
//! too old and refused.

use aws_lc_rs::hmac;
use ground::Fault;
use policy::KeyGroup;
use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::escrow::MasterKey;
use crate::{Subject, Vault, keys};

const MAGIC: [u8; 4] = *b"CYE\x01";
/// The mark of somebody who was erased whole, rows and all.
const ERASED: &str = "!";
const ALL: &str = "*";

/// Why a list is refused.
#[derive(Debug, thiserror::Error)]
pub enum ErasuresRefused {
    /// Another house's, changed or cut off.
    #[error("the erasure list is damaged, was changed, or belongs to another house")]
    Damaged,
    /// Older than the keys.
    #[error("the erasure list is older than the keys: it lacks erasures that they know")]
    Stale,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl ErasuresRefused {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Damaged => "erasures.damaged",
            Self::Stale => "erasures.stale",
            Self::Fault(_) => "erasures.fault",
        }
    }
}

type Who = [u8; 16];

/// The list of a keys folder, ready to travel; another program may have the folder open.
///
/// # Errors
/// A fault where the tombstones cannot be read.
pub async fn list(folder: &Path, master: &MasterKey) -> Result<Vec<u8>, Fault> {
    let gone = keys::tombstones(folder).await?;
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&u32::try_from(gone.len()).unwrap_or(u32::MAX).to_be_bytes());
    for (subject, group, at) in &gone {
        out.extend_from_slice(&who(master, *subject));
        out.extend_from_slice(&at.to_be_bytes());
        out.push(u8::try_from(group.len()).unwrap_or(u8::MAX));
        out.extend_from_slice(group.as_bytes());
    }
    let tag = hmac::sign(&seal(master), &out);
    out.extend_from_slice(tag.as_ref());
    Ok(out)
}

/// How many erasures the keys of a folder know; the number only grows.
///
/// # Errors
/// A fault where they cannot be read.
pub async fn count(folder: &Path) -> Result<u64, Fault> {
    keys::tombstones_count(folder).await
}

fn seal(master: &MasterKey) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, &master.derive(b"courtyard erasures seal 1"))
}

fn who(master: &MasterKey, subject: Subject) -> Who {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &master.derive(b"courtyard erasures 1"));
    hmac::sign(&key, &subject.bytes()).as_ref().first_chunk().copied().unwrap_or_default()
}

/// The lines of a list: who, and which key group.
fn read(bytes: &[u8], master: &MasterKey) -> Option<HashSet<(Who, String)>> {
    let (body, tag) = bytes.split_at_checked(bytes.len().checked_sub(32)?)?;
    hmac::verify(&seal(master), body, tag).ok()?;
    let (count, mut rest) = body.strip_prefix(&MAGIC)?.split_first_chunk::<4>()?;
    let mut lines = HashSet::new();
    for _ in 0..u32::from_be_bytes(*count) {
        let (who, after) = rest.split_first_chunk::<16>()?;
        let (_, after) = after.split_first_chunk::<8>()?;
        let (length, after) = after.split_first()?;
        let (group, after) = after.split_at_checked(usize::from(*length))?;
        lines.insert((*who, String::from_utf8(group.to_vec()).ok()?));
        rest = after;
    }
    rest.is_empty().then_some(lines)
}

impl Vault {
    /// Destroys the keys of everybody on the list, so that what a copy from before holds of them cannot be read. Answers
    /// of whom it destroyed something just now: the rows about them are still to be removed.
    ///
    /// # Errors
    /// Why the list is refused; then nothing was destroyed.
    pub async fn apply_erasures(
        &self,
        list: &[u8],
        master: &MasterKey,
    ) -> Result<Vec<Subject>, ErasuresRefused> {
        let lines = read(list, master).ok_or(ErasuresRefused::Damaged)?;
        let mut done = HashSet::new();
        for (subject, group, _) in self.keys().gone().await? {
            let line = (who(master, subject), group);
            if !lines.contains(&line) {
                return Err(ErasuresRefused::Stale);
            }
            done.insert(line);
        }
        let mut groups: HashMap<Who, Vec<&str>> = HashMap::new();
        for (who, group) in lines.iter().filter(|line| !done.contains(*line)) {
            groups.entry(*who).or_default().push(group);
        }
        let mut erased = Vec::new();
        for subject in self.keys().subjects().await? {
            let Some(groups) = groups.get(&who(master, subject)) else { continue };
            if groups.contains(&ALL) {
                self.destroy_all(subject).await?;
            } else {
                for group in groups.iter().filter_map(|group| KeyGroup::from_id(group)) {
                    self.destroy(subject, group).await?;
                }
            }
            if groups.contains(&ERASED) {
                // The log of the copy may not reach to the leaf of then: it gets one of now.
                self.note_erased(subject, "erased again when a copy was brought back").await?;
            }
            erased.push(subject);
        }
        Ok(erased)
    }
}
