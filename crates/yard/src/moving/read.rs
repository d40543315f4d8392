//! Reading an archive that comes from a stranger: the signature first, then no more than an archive of one person holds.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Wrong;
use crate::rights::{ARCHIVE_DOMAIN, ARCHIVE_FORMAT};

/// Bytes of the signed content at most: what three times the largest picture and a long history need.
pub(crate) const CONTENT_MAX: usize = 6 << 20;
/// Entries of each list at most.
const ENTRIES_MAX: usize = 50_000;
/// Signs of a name of a house, a doorplate, a category.
const WORD_MAX: usize = 200;

/// An archive as it lies in the file.
pub struct Signed<'a> {
    /// Its format.
    pub format: &'a str,
    /// The content, as the bytes that were signed.
    pub content: &'a str,
    /// The signature, base64.
    pub signature: &'a str,
    /// The key of the house, base64.
    pub key: &'a str,
}

/// An archive whose signature holds.
pub struct Archive {
    /// The key of the house that signed it.
    pub key: [u8; 32],
    /// What that house calls itself.
    pub house: String,
    /// Its doorplate.
    pub profile: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Whose it is there.
    pub subject: String,
    /// What stood in it.
    pub items: Vec<Item>,
    /// Its files.
    pub files: Vec<File>,
    /// How many looks, and how much that was shared, it lists.
    pub told: usize,
}

/// One thing that was held there.
#[derive(Deserialize)]
pub struct Item {
    /// Of which kind.
    pub category: String,
    /// Where it stood there.
    #[serde(default)]
    pub table: String,
    /// What it was.
    #[serde(default)]
    pub value: Option<String>,
    /// When it was collected.
    pub collected_at: String,
}

/// A file that was held there.
#[derive(Deserialize)]
pub struct File {
    /// Of which kind.
    pub category: String,
    /// Its bytes, base64.
    pub base64: String,
}

#[derive(Deserialize)]
struct Content {
    format: String,
    made_at: String,
    house: String,
    #[serde(default)]
    profile: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    items: Vec<Item>,
    #[serde(default)]
    files: Vec<File>,
    #[serde(default)]
    opened: Vec<IgnoredAny>,
    #[serde(default)]
    shared: Vec<IgnoredAny>,
}

/// Reads an archive.
///
/// # Errors
/// Why it is refused.
pub fn read(signed: &Signed<'_>) -> Result<Archive, Wrong> {
    let key = verified(signed, ARCHIVE_FORMAT, ARCHIVE_DOMAIN)?;
    content(key, signed.content)
}

/// Holds the signature of something that a house signed under this line; answers its key.
pub(crate) fn verified(signed: &Signed<'_>, format: &str, domain: &str) -> Result<[u8; 32], Wrong> {
    if signed.format != format {
        return Err(Wrong::Format);
    }
    if signed.content.len() > CONTENT_MAX {
        return Err(Wrong::Damaged);
    }
    let key = BASE64.decode(signed.key).ok().and_then(|key| <[u8; 32]>::try_from(key).ok());
    let key = key.ok_or(Wrong::Signature)?;
    let signature = BASE64.decode(signed.signature).map_err(|_| Wrong::Signature)?;
    let bytes = [domain.as_bytes(), signed.content.as_bytes()].concat();
    UnparsedPublicKey::new(&ED25519, key).verify(&bytes, &signature).map_err(|_| Wrong::Signature)?;
    Ok(key)
}

/// What stands in it. The house that signed it may be anybody's, so it is read as a stranger's.
fn content(key: [u8; 32], text: &str) -> Result<Archive, Wrong> {
    let content: Content = serde_json::from_str(text).map_err(|_| Wrong::Damaged)?;
    if content.format != ARCHIVE_FORMAT {
        return Err(Wrong::Format);
    }
    let told = content.opened.len() + content.shared.len();
    let most = [content.items.len(), content.files.len(), told].into_iter().max().unwrap_or_default();
    let is_word = |word: &String| word.len() <= WORD_MAX && !word.chars().any(char::is_control);
    let is_sound = [&content.house, &content.profile, &content.subject].into_iter().all(is_word)
        && content.items.iter().all(|item| is_word(&item.category))
        && content.files.iter().all(|file| is_word(&file.category));
    if most > ENTRIES_MAX || !is_sound {
        return Err(Wrong::Damaged);
    }
    let made_at = Timestamp::read(&content.made_at).ok_or(Wrong::Damaged)?;
    let Content { house, profile, subject, items, files, .. } = content;
    Ok(Archive { key, house, profile, made_at, subject, items, files, told })
}
