//! The journal of the access log: where a leaf is durable first.
//!
//! A leaf that somebody waits for is one short write and one `fdatasync` here; `access.db` takes many of them at a time,
//! later. What the journal holds beyond `access.db` is read back at the next start.
//!
//! - The file has its full size from the start, so that a write changes data alone and nothing of the file system.
//! - Records lie one after the other from the beginning: `length(4) | generation(8) | check(8) | payload`, big-endian.
//!   The check is the head of a SHA-256 over generation and payload: a torn record is none, and nobody was answered.
//! - Once `access.db` has everything, the next generation begins at the beginning; records of older ones end the reading.

use ground::{Because, Fault};
use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::leaf::Entry;
use super::merkle::sha256;
use crate::Subject;
use crate::cipher::random;

/// Bytes of the file: a few seconds of a very busy house.
const SIZE: u64 = 8 << 20;
const HEAD: usize = 20;

/// A leaf of openings as it stands in the journal.
pub(super) struct Noted {
    pub(super) place: u64,
    pub(super) at: i64,
    pub(super) entries: Vec<Entry>,
}

/// The open journal.
pub(super) struct Journal {
    file: File,
    generation: u64,
    end: u64,
    /// Beyond this the file holds zeros.
    reach: u64,
}

impl Journal {
    /// Opens the journal, or makes it; answers the leaves that it holds, oldest first.
    pub(super) fn open(folder: &Path) -> Result<(Self, Vec<Noted>), Fault> {
        let path = folder.join("access.journal");
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .because("opening the journal of the access log")?;
        if file.metadata().because("measuring the journal of the access log")?.len() < SIZE {
            lengthen(&file, folder).because("making the journal of the access log")?;
        }
        // Where nothing is found to go on from, no remnant can be of the same generation.
        let generation = u64::from_be_bytes(random()?);
        let mut journal = Self { file, generation, end: 0, reach: 0 };
        let noted = journal.read().because("reading the journal of the access log")?;
        Ok((journal, noted))
    }

    /// Whether so many bytes of payload still have a place before the beginning is used again.
    pub(super) const fn has_room(&self, payload: usize) -> bool {
        self.end + (HEAD + payload) as u64 <= SIZE
    }

    /// Writes a record; it is durable when this returns. Where it fails, nothing of it will be read back.
    pub(super) fn append(&mut self, payload: &[u8]) -> Result<(), Fault> {
        let length = u32::try_from(payload.len()).because("a record of the journal")?;
        let mut record = Vec::with_capacity(HEAD + payload.len());
        record.extend_from_slice(&length.to_be_bytes());
        record.extend_from_slice(&self.generation.to_be_bytes());
        record.extend_from_slice(&check(self.generation, payload));
        record.extend_from_slice(payload);
        let written = self.file.write_all_at(&record, self.end).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // It may lie there whole although nobody was answered: it must not be found again.
            drop(self.file.write_all_at(&[0; HEAD], self.end));
            return Err(Fault::caused("writing the journal of the access log", error));
        }
        self.end += record.len() as u64;
        self.reach = self.reach.max(self.end);
        Ok(())
    }

    /// Everything is in `access.db`: the next record stands at the beginning.
    pub(super) const fn settled(&mut self) {
        self.generation = self.generation.wrapping_add(1);
        self.end = 0;
    }

    /// Overwrites what settled records left behind; for entries that must not outlive their removal.
    pub(super) fn wipe(&mut self) -> Result<(), Fault> {
        let zeros = vec![0; usize::try_from(self.reach.saturating_sub(self.end)).unwrap_or_default()];
        let wiped = self.file.write_all_at(&zeros, self.end).and_then(|()| self.file.sync_data());
        wiped.because("wiping the journal of the access log")?;
        self.reach = self.end;
        Ok(())
    }

    fn read(&mut self) -> std::io::Result<Vec<Noted>> {
        let mut bytes = vec![0; usize::try_from(SIZE).unwrap_or_default()];
        self.file.read_exact_at(&mut bytes, 0)?;
        let (mut rest, mut noted, mut first) = (bytes.as_slice(), Vec::new(), None);
        while let Some((generation, payload, after)) = record(rest) {
            if *first.get_or_insert(generation) != generation {
                break;
            }
            let Some(mut leaves) = leaves(payload) else { break };
            noted.append(&mut leaves);
            self.end += (rest.len() - after.len()) as u64;
            rest = after;
        }
        if let Some(generation) = first {
            self.generation = generation;
        }
        self.reach = reach(&bytes);
        Ok(noted)
    }
}

/// Where the zeros begin that reach to the end. Nearly all is zeros, which a block at a time shows soonest.
fn reach(bytes: &[u8]) -> u64 {
    const BLOCK: usize = 4096;
    let blocks = bytes.chunks(BLOCK).collect::<Vec<_>>();
    let Some(place) = blocks.iter().rposition(|block| *block != &[0; BLOCK][..block.len()]) else { return 0 };
    let within = blocks[place].iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    (place * BLOCK + within) as u64
}

/// The payload of these leaves, whose places follow one another from `first` on.
pub(super) fn payload(first: u64, leaves: &[(i64, Vec<Entry>)]) -> Vec<u8> {
    let mut out = Vec::new();
    let length = |out: &mut Vec<u8>, length: usize| {
        out.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
    };
    for (place, (at, entries)) in (first..).zip(leaves) {
        out.extend_from_slice(&place.to_be_bytes());
        out.extend_from_slice(&at.to_be_bytes());
        length(&mut out, entries.len());
        for entry in entries {
            out.extend_from_slice(&entry.subject.bytes());
            out.extend_from_slice(&entry.id);
            out.extend_from_slice(&entry.commitment);
            length(&mut out, entry.sealed.len());
            out.extend_from_slice(&entry.sealed);
        }
    }
    out
}

fn leaves(mut payload: &[u8]) -> Option<Vec<Noted>> {
    let mut leaves = Vec::new();
    while !payload.is_empty() {
        let place = u64::from_be_bytes(take(&mut payload)?);
        let at = i64::from_be_bytes(take(&mut payload)?);
        let many = u32::from_be_bytes(take(&mut payload)?);
        let mut entries = Vec::new();
        for _ in 0..many {
            let subject = Subject::from_bytes(&take::<17>(&mut payload)?)?;
            let (id, commitment) = (take(&mut payload)?, take(&mut payload)?);
            let length = usize::try_from(u32::from_be_bytes(take(&mut payload)?)).ok()?;
            let (sealed, rest) = payload.split_at_checked(length)?;
            payload = rest;
            entries.push(Entry { subject, id, commitment, sealed: sealed.to_vec() });
        }
        leaves.push(Noted { place, at, entries });
    }
    Some(leaves)
}

/// The first record of these bytes: its generation, its payload, and what follows. `None` where there is none.
fn record(bytes: &[u8]) -> Option<(u64, &[u8], &[u8])> {
    let mut rest = bytes;
    let length = usize::try_from(u32::from_be_bytes(take(&mut rest)?)).ok()?;
    let generation = u64::from_be_bytes(take(&mut rest)?);
    let checked: [u8; 8] = take(&mut rest)?;
    let (payload, after) = rest.split_at_checked(length)?;
    (length > 0 && check(generation, payload) == checked).then_some((generation, payload, after))
}

fn check(generation: u64, payload: &[u8]) -> [u8; 8] {
    let hash = sha256(&[b"courtyard journal 1", &generation.to_be_bytes(), payload]);
    hash.first_chunk().copied().unwrap_or_default()
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*taken)
}

/// Fills the file with zeros, and makes it and its name durable.
fn lengthen(file: &File, folder: &Path) -> std::io::Result<()> {
    let zeros = vec![0; usize::try_from(SIZE).unwrap_or_default()];
    file.write_all_at(&zeros, 0)?;
    file.sync_all()?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn leaf(place: u8) -> (i64, Vec<Entry>) {
        let entry = |n: u8| Entry {
            subject: Subject::House,
            id: [n; 16],
            commitment: [place; 32],
            sealed: vec![n; usize::from(place) * 7],
        };
        (i64::from(place), (0..place % 4).map(entry).collect())
    }

    fn places(folder: &Path) -> Vec<u64> {
        let (_, noted) = Journal::open(folder).unwrap();
        for one in &noted {
            let (at, entries) = leaf(u8::try_from(one.place).unwrap());
            assert_eq!(one.at, at);
            assert!(one.entries.iter().map(Entry::hash).eq(entries.iter().map(Entry::hash)));
        }
        noted.iter().map(|one| one.place).collect()
    }

    #[test]
    fn what_was_written_is_read_back_until_it_is_settled() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, noted) = Journal::open(folder.path()).unwrap();
        assert!(noted.is_empty());
        journal.append(&payload(5, &[leaf(5), leaf(6)])).unwrap();
        journal.append(&payload(7, &[leaf(7)])).unwrap();
        assert_eq!(places(folder.path()), [5, 6, 7]);
        journal.settled();
        journal.append(&payload(8, &[leaf(8)])).unwrap();
        assert_eq!(places(folder.path()), [8], "what is older than the generation is not read");
        journal.settled();
        journal.wipe().unwrap();
        assert_eq!(places(folder.path()), [0; 0]);
        let bytes = std::fs::read(folder.path().join("access.journal")).unwrap();
        assert!(bytes.iter().all(|byte| *byte == 0), "nothing is left of what was settled");
    }

    #[test]
    fn a_journal_goes_on_where_the_last_program_left_it() {
        let folder = tempfile::tempdir().unwrap();
        for place in 1..5_u8 {
            let (mut journal, noted) = Journal::open(folder.path()).unwrap();
            assert_eq!(noted.len(), usize::from(place) - 1);
            journal.append(&payload(u64::from(place), &[leaf(place)])).unwrap();
        }
        assert_eq!(places(folder.path()), [1, 2, 3, 4]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Whatever a torn write or a bad sector leaves: what comes back is a beginning of what was written.
        #[test]
        fn damage_ends_the_reading_and_forges_nothing(at in 0_u64..1500, byte in any::<u8>()) {
            let folder = tempfile::tempdir().unwrap();
            let (mut journal, _) = Journal::open(folder.path()).unwrap();
            for place in 1..8_u8 {
                journal.append(&payload(u64::from(place), &[leaf(place)])).unwrap();
            }
            journal.file.write_all_at(&[byte], at).unwrap();
            let found = places(folder.path());
            prop_assert!((1..8).collect::<Vec<u64>>().starts_with(&found));
        }

        #[test]
        fn no_bytes_make_the_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            prop_assert!(leaves(&bytes).is_none_or(|leaves| leaves.len() <= bytes.len()));
            prop_assert!(record(&bytes).is_none_or(|(_, payload, _)| payload.len() < bytes.len()));
        }
    }
}
