//! AES-256-GCM: keys in hand, and the layout of a sealed value.
//!
//! `version(1) | key id(16) | nonce(12) | ciphertext and tag`, bound to table, column and row by the associated data, and to the person
//! whom it is about where it lies under the key of an organisation.
//! Nonces are random: one key may seal 2^32 values, which no subject reaches.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ground::{Because, Fault, PersonId};
use policy::KeyGroup;
use zeroize::Zeroizing;

use crate::{FieldDecl, OpenRefused, Subject};

/// The version that leads every sealed value.
const VERSION: u8 = 1;
/// Where the nonce begins.
const NONCE_AT: usize = 17;
/// Where the ciphertext begins.
const CIPHER_AT: usize = NONCE_AT + NONCE_LEN;
/// What sealing adds to a value.
pub(crate) const OVERHEAD: usize = CIPHER_AT + 16;

/// The bytes of a key, wiped when dropped.
pub(crate) type KeyBytes = Zeroizing<[u8; 32]>;

/// Fresh random bytes.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).because("drawing random bytes")?;
    Ok(bytes)
}

/// A key ready for work. The library wipes its state when it is freed.
pub(crate) struct Cipher(LessSafeKey);

impl Cipher {
    pub(crate) fn new(key: &[u8; 32]) -> Result<Self, Fault> {
        UnboundKey::new(&AES_256_GCM, key).because("preparing a key").map(LessSafeKey::new).map(Self)
    }

    /// `nonce | ciphertext and tag` under a random nonce, appended to `head`.
    pub(crate) fn seal(&self, head: &[u8], aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, Fault> {
        let nonce: [u8; NONCE_LEN] = random()?;
        let mut out = Vec::with_capacity(head.len() + NONCE_LEN + plain.len() + 16);
        out.extend_from_slice(head);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(plain);
        let (from, nonce) = (head.len() + NONCE_LEN, Nonce::assume_unique_for_key(nonce));
        let tag = self
            .0
            .seal_in_place_separate_tag(nonce, Aad::from(aad), &mut out[from..])
            .because("sealing a value")?;
        out.extend_from_slice(tag.as_ref());
        Ok(out)
    }

    /// Opens `nonce | ciphertext and tag`; `None` where it was not sealed so.
    pub(crate) fn open(&self, aad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, cipher) = sealed.split_at_checked(NONCE_LEN)?;
        self.open_at(nonce.try_into().ok()?, aad, cipher)
    }

    /// Opens `ciphertext and tag` under a known nonce.
    pub(crate) fn open_at(
        &self,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        cipher: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let (body, tag) = cipher.split_at_checked(cipher.len().checked_sub(16)?)?;
        let mut plain = Zeroizing::new(vec![0; body.len()]);
        let nonce = Nonce::assume_unique_for_key(nonce);
        self.0.open_separate_gather(nonce, Aad::from(aad), body, tag, &mut plain).ok()?;
        Some(plain)
    }

    /// Seals under a nonce that the caller counts, for keys that seal one thing in pieces.
    pub(crate) fn seal_at(
        &self,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        plain: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), Fault> {
        let from = out.len();
        out.extend_from_slice(plain);
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = self
            .0
            .seal_in_place_separate_tag(nonce, Aad::from(aad), &mut out[from..])
            .because("sealing a piece")?;
        out.extend_from_slice(tag.as_ref());
        Ok(())
    }
}

/// The row of a value, and the person to whom it is bound besides, where it is.
pub(crate) type Bound = ([u8; 16], Option<PersonId>);

/// The key of one subject and key group, ready for work.
pub(crate) struct SubjectKey {
    pub(crate) id: [u8; 16],
    pub(crate) subject: Subject,
    pub(crate) group: KeyGroup,
    pub(crate) cipher: Cipher,
}

impl SubjectKey {
    /// The sealed value of these bytes in that column of that row.
    pub(crate) fn seal(&self, decl: FieldDecl, place: Bound, plain: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut head = [VERSION; NONCE_AT];
        head[1..].copy_from_slice(&self.id);
        let (aad, length) = bound_to(decl, place);
        self.cipher.seal(&head, &aad[..length], plain)
    }

    /// The bytes of a sealed value, where this key, column and row are those it was sealed with.
    pub(crate) fn open(
        &self,
        decl: FieldDecl,
        place: Bound,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, OpenRefused> {
        let (aad, length) = bound_to(decl, place);
        sealed
            .get(NONCE_AT..)
            .and_then(|rest| self.cipher.open(&aad[..length], rest))
            .ok_or_else(|| damaged(decl))
    }
}

/// The id of the key that a sealed value names.
pub(crate) fn key_id(decl: FieldDecl, sealed: &[u8]) -> Result<[u8; 16], OpenRefused> {
    match sealed.first_chunk::<NONCE_AT>() {
        Some([VERSION, id @ ..]) if sealed.len() >= OVERHEAD => Ok(*id),
        _ => Err(damaged(decl)),
    }
}

/// A sealed value that does not fit its key, table, column or row: a fault naming the column.
pub(crate) fn damaged(decl: FieldDecl) -> OpenRefused {
    Fault::new(format!(
        "a sealed value of `{}.{}` does not fit its place or is damaged",
        decl.table, decl.column
    ))
    .into()
}

/// Version, table, column and row, each with its length, then the person where there is one; without an allocation.
fn bound_to(decl: FieldDecl, (row, about): Bound) -> ([u8; 304], usize) {
    let mut aad = [0; 304];
    let mut at = 0;
    let mut put = |bytes: &[u8]| {
        aad[at..at + bytes.len()].copy_from_slice(bytes);
        at += bytes.len();
    };
    // `Field::declare` keeps both names under 128 bytes, so they fit and their lengths fit one byte.
    put(&[VERSION, u8::try_from(decl.table.len()).unwrap_or(u8::MAX)]);
    put(decl.table.as_bytes());
    put(&[u8::try_from(decl.column.len()).unwrap_or(u8::MAX)]);
    put(decl.column.as_bytes());
    put(&row);
    if let Some(person) = about {
        put(&person.bytes());
    }
    (aad, at)
}
