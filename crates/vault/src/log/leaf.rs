//! What a leaf of the access log is made of.
//!
//! A leaf of an opening holds its time and, for each subject, the hash of an entry. An entry is a row beside it: the
//! subject, the reading sealed under the subject's key, and a salted commitment to the reading. Erasing a person
//! removes his entries: the hashes stay in the leaf, so the proof stays whole and says nothing. Which entries went is
//! itself a leaf (`Forgotten`), so that a deletion nobody ordered is found.
//!
//! Layout, big-endian: `version(1) = 1 | kind(1) | at µs(8) | count(4) | count hashes(32)`, or for `Forgotten`
//! `count times leaf(8) position(4)`, or for `Erased` (kind 3, count 1) the commitment to the statement of an erasure.

use super::merkle::{Hash, sha256};
use crate::Subject;

const VERSION: u8 = 1;
const OPENING: u8 = 1;
const FORGOTTEN: u8 = 2;
const ERASED: u8 = 3;
const HEAD: usize = 14;

/// The part of a leaf that belongs to one subject.
pub(crate) struct Entry {
    pub(crate) subject: Subject,
    /// A random id: the row to which the reading is bound.
    pub(crate) id: [u8; 16],
    pub(crate) commitment: Hash,
    pub(crate) sealed: Vec<u8>,
}

impl Entry {
    /// What stands in the leaf.
    pub(crate) fn hash(&self) -> Hash {
        sha256(&[b"courtyard entry 1", &self.subject.bytes(), &self.id, &self.commitment, &self.sealed])
    }
}

/// The commitment to a reading under its salt.
pub(crate) fn commitment(salted: &[u8]) -> Hash {
    sha256(&[b"courtyard reading 1", salted])
}

/// A leaf as read back.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Leaf {
    pub(crate) at: i64,
    pub(crate) body: Body,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// Hashes of the entries by position.
    Opening(Vec<Hash>),
    /// Leaf and position of entries that were removed on purpose.
    Forgotten(Vec<(u64, u32)>),
    /// Somebody was erased: the commitment to the statement that his receipt carries.
    Erased(Hash),
}

impl Leaf {
    pub(crate) fn data(&self) -> Vec<u8> {
        let (kind, count) = match &self.body {
            Body::Opening(hashes) => (OPENING, hashes.len()),
            Body::Forgotten(entries) => (FORGOTTEN, entries.len()),
            Body::Erased(_) => (ERASED, 1),
        };
        let mut data = vec![VERSION, kind];
        data.extend_from_slice(&self.at.to_be_bytes());
        data.extend_from_slice(&u32::try_from(count).unwrap_or(u32::MAX).to_be_bytes());
        match &self.body {
            Body::Opening(hashes) => data.extend(hashes.iter().flatten()),
            Body::Erased(commitment) => data.extend(commitment),
            Body::Forgotten(entries) => {
                for (leaf, position) in entries {
                    data.extend_from_slice(&leaf.to_be_bytes());
                    data.extend_from_slice(&position.to_be_bytes());
                }
            }
        }
        data
    }

    pub(crate) fn read(data: &[u8]) -> Option<Self> {
        let (head, rest) = data.split_at_checked(HEAD)?;
        let at = i64::from_be_bytes(head[2..10].try_into().ok()?);
        let count = usize::try_from(u32::from_be_bytes(head[10..14].try_into().ok()?)).ok()?;
        let body = match (head[0], head[1]) {
            (VERSION, OPENING) => Body::Opening(chunks::<32>(rest, count)?),
            (VERSION, ERASED) if count == 1 => Body::Erased(*chunks::<32>(rest, 1)?.first()?),
            (VERSION, FORGOTTEN) => Body::Forgotten(
                chunks::<12>(rest, count)?
                    .into_iter()
                    .map(|pair| {
                        Some((
                            u64::from_be_bytes(*pair.first_chunk()?),
                            u32::from_be_bytes(*pair.last_chunk()?),
                        ))
                    })
                    .collect::<Option<_>>()?,
            ),
            _ => return None,
        };
        Some(Self { at, body })
    }
}

fn chunks<const N: usize>(bytes: &[u8], count: usize) -> Option<Vec<[u8; N]>> {
    let (chunks, rest) = bytes.as_chunks::<N>();
    (rest.is_empty() && chunks.len() == count).then(|| chunks.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaf_survives_its_bytes_and_no_other_length_is_one() {
        let leaves = [
            Leaf { at: 5, body: Body::Opening(vec![[1; 32], [2; 32]]) },
            Leaf { at: 9, body: Body::Erased([3; 32]) },
            Leaf { at: -5, body: Body::Forgotten(vec![(7, 1), (u64::MAX, 0)]) },
        ];
        for leaf in leaves {
            let mut data = leaf.data();
            assert_eq!(Leaf::read(&data), Some(leaf));
            data.push(0);
            assert_eq!(Leaf::read(&data), None);
            assert_eq!(Leaf::read(&data[..data.len() - 2]), None);
        }
    }
}
