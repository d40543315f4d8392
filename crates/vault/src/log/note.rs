//! Checkpoints as signed notes, which witnesses outside cosign (the checkpoint and cosignature formats of C2SP).
//!
//! A note is `origin \n size \n root \n`, an empty line, and a line `— name base64(key id | signature)` of each who
//! signed. A witness signs `cosignature/v1\ntime T\n` and the note, after he has made sure that the log only grew.
//! What is cosigned can be forked no longer by whoever holds the database and the key of the log.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::{Because, Fault};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::merkle::{Hash, sha256};

/// The longest note that is read: a log's own line and a few witnesses.
const NOTE_MAX: usize = 4_096;
/// The file of what was cosigned.
const FILE: &str = "cosigned.log";
/// C2SP's kinds of Ed25519 keys: of a log, and of a witness.
const LOG_KEY: u8 = 1;
const WITNESS_KEY: u8 = 4;

/// The name of the log with this key.
pub(crate) fn origin(public: &[u8]) -> String {
    let short: String = sha256(&[public]).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("courtyard.access-log/{short}")
}

fn key_id(name: &str, kind: u8, public: &[u8]) -> [u8; 4] {
    let hash = sha256(&[name.as_bytes(), b"\n", &[kind], public]);
    [hash[0], hash[1], hash[2], hash[3]]
}

fn holds(public: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public).verify(message, signature).is_ok()
}

/// A witness: `name+key id+base64(4 | public key)`, as he publishes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Witness {
    /// His name.
    pub name: String,
    public: Vec<u8>,
}

impl Witness {
    /// Reads what he publishes; `None` where it is no key of a witness.
    pub fn read(text: &str) -> Option<Self> {
        let (name, rest) = text.trim().split_once('+')?;
        let (id, key) = rest.split_once('+')?;
        let key = BASE64.decode(key).ok()?;
        let (kind, public) = key.split_first()?;
        let own: String =
            key_id(name, WITNESS_KEY, public).iter().map(|byte| format!("{byte:02x}")).collect();
        let whole = *kind == WITNESS_KEY && public.len() == 32 && own == id && !name.is_empty();
        whole.then(|| Self { name: name.to_owned(), public: public.to_vec() })
    }
}

/// A note as read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// What is signed: the lines before the empty one, each with its end.
    text: String,
    /// How many leaves.
    pub size: u64,
    /// Their root.
    pub root: Hash,
    /// Name, key id and signature of each who signed.
    signatures: Vec<(String, Vec<u8>)>,
}

impl Note {
    /// Reads a note; `None` where it is none.
    pub fn read(note: &str) -> Option<Self> {
        if note.len() > NOTE_MAX {
            return None;
        }
        let (body, signed) = note.split_once("\n\n")?;
        let mut lines = body.lines();
        let (_, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let size = size.parse().ok().filter(|value: &u64| value.to_string() == size)?;
        let root = BASE64.decode(root).ok()?.try_into().ok()?;
        let signatures = signed.lines().map(|line| {
            let (name, signature) = line.strip_prefix("— ")?.split_once(' ')?;
            Some((name.to_owned(), BASE64.decode(signature).ok()?))
        });
        Some(Self { text: format!("{body}\n"), size, root, signatures: signatures.collect::<Option<_>>()? })
    }

    /// Whether the log with this key says so.
    pub fn is_signed_by(&self, public: &[u8]) -> bool {
        let origin = origin(public);
        let id = key_id(&origin, LOG_KEY, public);
        self.text.lines().next() == Some(&origin)
            && self.signatures.iter().any(|(name, signature)| {
                *name == origin
                    && signature.strip_prefix(&id).is_some_and(|one| holds(public, self.text.as_bytes(), one))
            })
    }

    /// When this witness cosigned it, in seconds since 1970; `None` where he did not.
    pub fn cosigned_by(&self, witness: &Witness) -> Option<u64> {
        let id = key_id(&witness.name, WITNESS_KEY, &witness.public);
        self.signatures.iter().filter(|(name, _)| *name == witness.name).find_map(|(_, signature)| {
            let (at, signature) = signature.strip_prefix(&id)?.split_first_chunk::<8>()?;
            let at = u64::from_be_bytes(*at);
            let message = format!("cosignature/v1\ntime {at}\n{}", self.text);
            holds(&witness.public, message.as_bytes(), signature).then_some(at)
        })
    }
}

/// What a note says, before it is signed.
pub(crate) fn body(public: &[u8], size: u64, root: &Hash) -> String {
    format!("{}\n{size}\n{}\n", origin(public), BASE64.encode(root))
}

/// The note with the log's own signature.
pub(crate) fn signed(public: &[u8], body: &str, signature: &[u8]) -> String {
    let origin = origin(public);
    let line = [&key_id(&origin, LOG_KEY, public)[..], signature].concat();
    format!("{body}\n— {origin} {}\n", BASE64.encode(line))
}

/// A note that a witness cosigned.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cosigned {
    /// Who, by name.
    pub witness: String,
    /// When, in seconds since 1970.
    pub at: u64,
    /// The note with all its lines.
    pub note: String,
}

/// Keeps what was cosigned; on the disk when this returns.
pub(crate) fn keep(folder: &Path, cosigned: &Cosigned) -> Result<(), Fault> {
    let line = serde_json::to_string(cosigned).because("writing a cosignature")?;
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(folder.join(FILE))
        .because("opening cosigned.log")?;
    file.write_all(format!("{line}\n").as_bytes()).because("writing a cosignature")?;
    file.sync_all().because("making a cosignature durable")
}

/// What was cosigned, oldest first; `None` for a line that is none. An absent file has none.
pub(crate) fn kept(folder: &Path) -> Result<Vec<Option<Cosigned>>, Fault> {
    match std::fs::read_to_string(folder.join(FILE)) {
        Ok(text) => Ok(text.lines().map(|line| serde_json::from_str(line).ok()).collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(Fault::caused("reading cosigned.log", error)),
    }
}
