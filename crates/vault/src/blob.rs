//! Files, sealed in pieces: any range can be read by opening the pieces it touches.
//!
//! ```text
//! head:    magic "CYB"(3) | version(1) | sealed key(93)         the file's own key, sealed like any value
//! pieces:  ciphertext(65536) | tag(16), the last one shorter, also empty
//! ```
//!
//! Each file has a key of its own, so the nonce of a piece is its number and whether it is the last: a piece that is
//! missing, moved or cut off does not open. The sealed key is bound to table, column and row; the key of the subject
//! and group opens it, so destroying that key destroys the file.

use ground::Fault;
use ground::blobs::Blobs;
use policy::Purpose;
use zeroize::Zeroizing;

use crate::cipher::{Cipher, KeyBytes, OVERHEAD, damaged, random};
use crate::door::Item;
use crate::{Field, FieldDecl, Look, OpenRefused, Opened, Subject, Vault};

/// Bytes of the plain file in one piece.
pub const PIECE: usize = 65_536;
const TAG: usize = 16;
const MAGIC: [u8; 4] = *b"CYB\x01";
const HEAD: usize = MAGIC.len() + OVERHEAD + 32;

/// A file at rest: where it lies, whose it is and which column names it.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedBlob {
    decl: FieldDecl,
    subject: Subject,
    row: [u8; 16],
    name: String,
}

impl SealedBlob {
    /// The file that this column of this row names.
    pub fn stored<T>(field: &Field<T>, subject: impl Into<Subject>, row: [u8; 16], name: String) -> Self {
        Self { decl: field.decl(), subject: subject.into(), row, name }
    }

    /// Its random name in the store; for the row.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whom it is about.
    pub const fn subject(&self) -> Subject {
        self.subject
    }
}

impl std::fmt::Debug for SealedBlob {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("…")
    }
}

impl Vault {
    /// Seals a file and stores it under a random name.
    ///
    /// # Errors
    /// A fault where the key cannot be had (or was destroyed) or the store cannot keep it.
    pub async fn put_blob<T>(
        &self,
        blobs: &Blobs,
        field: &Field<T>,
        subject: impl Into<Subject>,
        row: [u8; 16],
        plain: &[u8],
    ) -> Result<SealedBlob, Fault> {
        self.put_blob_as(blobs, field, subject, row, (random_name()?, plain)).await
    }

    /// The same under a name that the caller drew and noted before, so that he finds it where he did not live to note
    /// that it is there. What lay under the name is replaced.
    ///
    /// # Errors
    /// As [`Vault::put_blob`].
    pub async fn put_blob_as<T>(
        &self,
        blobs: &Blobs,
        field: &Field<T>,
        subject: impl Into<Subject>,
        row: [u8; 16],
        (name, plain): (String, &[u8]),
    ) -> Result<SealedBlob, Fault> {
        let (subject, decl) = (subject.into(), field.decl());
        let key =
            self.keys().make(subject, decl.category.key_group()).await.map_err(|refusal| match refusal {
                OpenRefused::Fault(fault) => fault,
                other => Fault::caused("sealing a file for a subject whose key was destroyed", other),
            })?;
        let own = KeyBytes::new(random()?);
        let sealed_key = key.seal(decl, (row, None), &*own)?;
        let bytes = seal_pieces(&own, &sealed_key, plain)?;
        blobs.put(&name, bytes).await?;
        self.collected(subject, decl);
        Ok(SealedBlob { decl, subject, row, name })
    }

    /// Opens a file: the same door, the same leaf.
    ///
    /// # Errors
    /// Why it stays sealed; a fault where it is not there.
    pub async fn open_blob(
        &self,
        caller: &ground::Caller,
        purpose: Purpose,
        blobs: &Blobs,
        blob: &SealedBlob,
    ) -> Result<Opened<Vec<u8>>, OpenRefused> {
        self.look(caller, purpose).open_blob(blobs, blob).await
    }
}

impl Look<'_> {
    /// Opens a file.
    ///
    /// # Errors
    /// Why it stays sealed; a fault where it is not there.
    pub async fn open_blob(self, blobs: &Blobs, blob: &SealedBlob) -> Result<Opened<Vec<u8>>, OpenRefused> {
        let bytes =
            blobs.get(&blob.name).await?.ok_or_else(|| Fault::new("a sealed file is not in the store"))?;
        let sealed_key =
            bytes.get(..HEAD).and_then(|head| head.strip_prefix(&MAGIC)).ok_or_else(|| damaged(blob.decl))?;
        let item =
            Item { decl: blob.decl, subject: blob.subject, row: blob.row, about: None, bytes: sealed_key };
        let own = self.one(item).await?;
        let own = <[u8; 32]>::try_from(own.as_slice()).map(Zeroizing::new).map_err(|_| damaged(blob.decl))?;
        open_pieces(&own, &bytes[HEAD..]).map(Opened::new).ok_or_else(|| damaged(blob.decl))
    }
}

fn seal_pieces(own: &KeyBytes, sealed_key: &[u8], plain: &[u8]) -> Result<Vec<u8>, Fault> {
    let cipher = Cipher::new(own)?;
    let count = plain.len().div_ceil(PIECE).max(1);
    let mut out = Vec::with_capacity(HEAD + plain.len() + count * TAG);
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(sealed_key);
    for number in 0..count {
        let piece = &plain[number * PIECE..plain.len().min((number + 1) * PIECE)];
        cipher.seal_at(nonce(number, number + 1 == count)?, &MAGIC, piece, &mut out)?;
    }
    Ok(out)
}

fn open_pieces(own: &KeyBytes, sealed: &[u8]) -> Option<Vec<u8>> {
    let cipher = Cipher::new(own).ok()?;
    let pieces = sealed.chunks(PIECE + TAG);
    let count = pieces.len();
    let mut plain = Vec::with_capacity(sealed.len());
    for (number, piece) in pieces.enumerate() {
        let opened = cipher.open_at(nonce(number, number + 1 == count).ok()?, &MAGIC, piece)?;
        plain.extend_from_slice(&opened);
    }
    (count > 0).then_some(plain)
}

/// The number of a piece, and whether it is the last.
fn nonce(number: usize, is_last: bool) -> Result<[u8; 12], Fault> {
    let number =
        u32::try_from(number).map_err(|_| Fault::new("a file has more pieces than can be numbered"))?;
    let mut nonce = [0; 12];
    nonce[7..11].copy_from_slice(&number.to_be_bytes());
    nonce[11] = u8::from(is_last);
    Ok(nonce)
}

/// `ab/<30 more hexadecimal digits>`.
fn random_name() -> Result<String, Fault> {
    let bytes: [u8; 16] = random()?;
    let mut name: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    name.insert(2, '/');
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(length: usize) -> (KeyBytes, Vec<u8>, Vec<u8>) {
        let own = KeyBytes::new([7; 32]);
        let plain: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let bytes = seal_pieces(&own, &[0; OVERHEAD + 32], &plain).unwrap();
        (own, plain, bytes[HEAD..].to_vec())
    }

    #[test]
    fn files_of_every_awkward_length_come_back() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 5] {
            let (own, plain, bytes) = sealed(length);
            assert_eq!(open_pieces(&own, &bytes).as_deref(), Some(plain.as_slice()), "{length} bytes");
        }
    }

    #[test]
    fn a_file_that_was_cut_reordered_or_changed_does_not_open() {
        let whole = PIECE + TAG;
        let (own, _, bytes) = sealed(3 * PIECE);
        for cut in [0, 1, whole, 2 * whole, bytes.len() - 1] {
            assert!(open_pieces(&own, &bytes[..cut]).is_none(), "cut to {cut}");
        }
        assert!(open_pieces(&own, &bytes[whole..]).is_none(), "without its first piece");
        let swapped = [&bytes[whole..2 * whole], &bytes[..whole], &bytes[2 * whole..]].concat();
        assert!(open_pieces(&own, &swapped).is_none(), "reordered");
        let longer = [&bytes[..], &bytes[2 * whole..]].concat();
        assert!(open_pieces(&own, &longer).is_none(), "longer");
        let mut changed = bytes;
        changed[whole + 3] ^= 1;
        assert!(open_pieces(&own, &changed).is_none(), "changed");
    }
}
