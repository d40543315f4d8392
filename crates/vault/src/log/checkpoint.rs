//! Signed checkpoints: RFC 6962's tree head (size, root, time) under Ed25519, one JSON line each in `checkpoints.log`.
//!
//! What is signed is RFC 6962's `TreeHeadSignature` (3.5): `version 0 | type 1 | time ms(8) | size(8) | root(32)`,
//! big-endian, so that any verifier can check it. The file is only ever appended to. Copies of it kept elsewhere are
//! what finds a fork made by someone who holds the signing key as well.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::{Because, Fault, Timestamp};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::merkle::Hash;

/// A signed tree head.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// How many leaves.
    pub size: u64,
    /// Their root.
    pub root: Hash,
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
    /// The signature.
    pub signature: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    tree_size: u64,
    timestamp: u64,
    sha256_root_hash: String,
    tree_head_signature: String,
}

impl Checkpoint {
    /// The bytes that are signed.
    pub fn signed_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0, 1];
        bytes.extend_from_slice(&self.at_ms.to_be_bytes());
        bytes.extend_from_slice(&self.size.to_be_bytes());
        bytes.extend_from_slice(&self.root);
        bytes
    }

    /// Whether this key signed it.
    pub fn is_signed_by(&self, public: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, public).verify(&self.signed_bytes(), &self.signature).is_ok()
    }

    /// The line of `checkpoints.log`.
    pub fn line(&self) -> String {
        let line = Line {
            tree_size: self.size,
            timestamp: self.at_ms,
            sha256_root_hash: BASE64.encode(self.root),
            tree_head_signature: BASE64.encode(&self.signature),
        };
        serde_json::to_string(&line).unwrap_or_default()
    }

    /// Reads a line; `None` where it is none.
    pub fn read(line: &str) -> Option<Self> {
        let line: Line = serde_json::from_str(line).ok()?;
        Some(Self {
            size: line.tree_size,
            root: BASE64.decode(line.sha256_root_hash).ok()?.try_into().ok()?,
            at_ms: line.timestamp,
            signature: BASE64.decode(line.tree_head_signature).ok()?,
        })
    }
}

/// Signs and appends.
pub(crate) struct Signer {
    pair: Ed25519KeyPair,
    file: PathBuf,
}

impl Signer {
    /// Reads `log.key` (made at the first start) and writes `log.pub` beside it.
    pub(crate) fn open(folder: &Path) -> Result<Self, Fault> {
        let seed = crate::keys::secret_file(&folder.join("log.key"))?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&*seed).because("reading log.key")?;
        let public = format!("{}\n", BASE64.encode(pair.public_key().as_ref()));
        let beside = folder.join("log.pub");
        if std::fs::read_to_string(&beside).unwrap_or_default() != public {
            std::fs::write(&beside, public).because("writing log.pub")?;
        }
        Ok(Self { pair, file: folder.join("checkpoints.log") })
    }

    /// Signs bytes under a domain that no tree head begins with.
    pub(crate) fn sign_bytes(&self, domain: &str, bytes: &[u8]) -> Result<Vec<u8>, Fault> {
        let signature = self.pair.try_sign(&[domain.as_bytes(), bytes].concat()).because("signing")?;
        Ok(signature.as_ref().to_vec())
    }

    /// Signs a tree head and appends it; on the disk when this returns.
    pub(crate) fn sign(&self, size: u64, root: Hash, now: Timestamp) -> Result<Checkpoint, Fault> {
        let at_ms = u64::try_from(now.micros() / 1_000).unwrap_or(0);
        let mut checkpoint = Checkpoint { size, root, at_ms, signature: Vec::new() };
        let signature = self.pair.try_sign(&checkpoint.signed_bytes()).because("signing a checkpoint")?;
        checkpoint.signature = signature.as_ref().to_vec();
        let is_new = !self.file.exists();
        let mut file = std::fs::OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&self.file)
            .because("opening checkpoints.log")?;
        file.write_all(format!("{}\n", checkpoint.line()).as_bytes()).because("writing a checkpoint")?;
        file.sync_all().because("making a checkpoint durable")?;
        if is_new {
            crate::keys::make_dir_durable(self.file.parent().unwrap_or(&self.file))?;
        }
        Ok(checkpoint)
    }
}

/// The public key in the folder.
pub(crate) fn public_key(folder: &Path) -> Result<Vec<u8>, Fault> {
    let text = std::fs::read_to_string(folder.join("log.pub")).because("reading log.pub")?;
    BASE64.decode(text.trim()).because("reading log.pub")
}

/// The lines of a `checkpoints.log`; `None` for a line that is none. An absent file has none.
pub(crate) fn read_all(file: &Path) -> Result<Vec<Option<Checkpoint>>, Fault> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(text.lines().map(Checkpoint::read).collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(Fault::caused("reading checkpoints.log", error)),
    }
}
