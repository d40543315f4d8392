//! A file that is only added to. What was added is there after a cut of power, whole; what a cut broke off is not.
//!
//! Each record has its length and a check of eight bytes over itself, its place and the file's generation: the rest of an older
//! file under a torn end is no record. When it has become long, a new generation is written beside it and takes its place.

use std::io;

use aws_lc_rs::digest::{Context, SHA256};

use crate::disk::Disk;

const NAME: &str = "journal.";
const NEW: &str = "journal.new";
/// The longest record: a whole list.
const RECORD_MAX: usize = 32 * 1024 * 1024;
const HEAD: usize = 12;

/// The journal in a folder.
pub struct Journal<D> {
    disk: D,
    generation: u64,
    length: u64,
}

/// What a journal held when it was opened.
#[derive(Debug)]
pub struct Found {
    /// All whole records, in order.
    pub records: Vec<Vec<u8>>,
    /// Bytes at its end that were no whole record, and are gone.
    pub torn: u64,
}

impl<D: Disk> Journal<D> {
    /// Opens the journal in a folder, or begins one.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn open(mut disk: D) -> io::Result<(Self, Found)> {
        let mut generations: Vec<u64> = Vec::new();
        for name in disk.names()? {
            if name == NEW {
                disk.remove(NEW)?;
            } else if let Some(number) = name.strip_prefix(NAME).and_then(|number| number.parse().ok()) {
                generations.push(number);
            }
        }
        generations.sort_unstable();
        let Some(generation) = generations.pop() else {
            let mut journal = Self { disk, generation: 0, length: 0 };
            journal.rewrite(&[])?;
            return Ok((journal, Found { records: Vec::new(), torn: 0 }));
        };
        for older in generations {
            disk.remove(&name(older))?;
        }
        let bytes = disk.read(&name(generation))?;
        let (records, length) = whole(&bytes, generation);
        let torn = bytes.len() as u64 - length;
        if torn > 0 {
            disk.cut(&name(generation), length)?;
        }
        Ok((Self { disk, generation, length }, Found { records, torn }))
    }

    /// Adds records, and comes back when they are on the disk. They are there all together or not, from the first on.
    ///
    /// # Errors
    /// When the disk fails. Nobody knows then what is there, and the journal has to be opened anew.
    pub fn append(&mut self, records: &[Vec<u8>]) -> io::Result<()> {
        let bytes = framed(records, self.generation, self.length)?;
        self.disk.append(&name(self.generation), &bytes)?;
        self.disk.sync(&name(self.generation))?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Puts these records in the place of all that were there.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn rewrite(&mut self, records: &[Vec<u8>]) -> io::Result<()> {
        let next = self.generation + 1;
        let bytes = framed(records, next, 0)?;
        if self.disk.names()?.iter().any(|name| name == NEW) {
            self.disk.remove(NEW)?;
        }
        self.disk.append(NEW, &bytes)?;
        self.disk.sync(NEW)?;
        self.disk.rename(NEW, &name(next))?;
        let old = std::mem::replace(&mut self.generation, next);
        self.length = bytes.len() as u64;
        if old > 0 {
            self.disk.remove(&name(old))?;
        }
        Ok(())
    }

    /// How many bytes it has.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// The disk it lies on.
    #[must_use]
    pub fn into_disk(self) -> D {
        self.disk
    }
}

fn name(generation: u64) -> String {
    format!("{NAME}{generation}")
}

fn check(generation: u64, at: u64, record: &[u8]) -> [u8; 8] {
    let mut context = Context::new(&SHA256);
    context.update(&generation.to_le_bytes());
    context.update(&at.to_le_bytes());
    context.update(record);
    let mut check = [0; 8];
    check.copy_from_slice(&context.finish().as_ref()[..8]);
    check
}

fn framed(records: &[Vec<u8>], generation: u64, mut at: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for record in records {
        let length = u32::try_from(record.len()).ok().filter(|_| record.len() <= RECORD_MAX);
        let length = length.ok_or_else(|| io::Error::other("a record is too long"))?;
        bytes.extend(length.to_le_bytes());
        bytes.extend(check(generation, at, record));
        bytes.extend(record);
        at += (HEAD + record.len()) as u64;
    }
    Ok(bytes)
}

/// The whole records at the beginning of these bytes, and how long they are together.
fn whole(bytes: &[u8], generation: u64) -> (Vec<Vec<u8>>, u64) {
    let (mut records, mut at) = (Vec::new(), 0);
    while let Some(record) = record_at(&bytes[at..], generation, at as u64) {
        at += HEAD + record.len();
        records.push(record.to_vec());
    }
    (records, at as u64)
}

fn record_at(bytes: &[u8], generation: u64, at: u64) -> Option<&[u8]> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (found, rest) = rest.split_first_chunk::<8>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok().filter(|length| *length <= RECORD_MAX)?;
    let record = rest.get(..length)?;
    (check(generation, at, record) == *found).then_some(record)
}
