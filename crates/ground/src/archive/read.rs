//! Reading an archive.

use serde::de::DeserializeOwned;

use super::entry::{self, Head, Manifest};
use super::seal::Opener;
use super::write::Account;
use super::{Broken, FORMAT, Kind, Root};
use crate::Cell;
use crate::blobs::Reading;
use crate::tables::Shape;

/// An archive that is being read. What it answered counts only once [`ArchiveReader::next`] answered [`Entry::End`].
pub struct ArchiveReader {
    input: Opener,
    head: Head,
    account: Option<Account>,
}

/// The next thing in an archive.
pub enum Entry {
    /// A table begins.
    Table(Shape),
    /// A row of it.
    Row(Vec<Cell>),
    /// A file begins.
    File(String),
    /// Bytes of it.
    Bytes(Vec<u8>),
    /// The table or file has ended, as whole as it was written.
    Done,
    /// The archive has ended, as whole as it was written.
    End(Manifest),
}

impl ArchiveReader {
    /// Begins to read.
    ///
    /// # Errors
    /// Why it is refused.
    pub async fn begin(input: Reading, root: &Root, kind: Kind) -> Result<Self, Broken> {
        let mut input = Opener::begin(input, root, kind).await?;
        let (tag, body) = next(&mut input).await?;
        if tag != entry::HEAD {
            return Err(Broken::Damaged);
        }
        let head: Head = json(&body)?;
        if head.format > FORMAT {
            return Err(Broken::Newer);
        }
        Ok(Self { input, head, account: Some(Account::new()) })
    }

    /// What it says of itself.
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// The next thing.
    ///
    /// # Errors
    /// Why it is refused.
    pub async fn next(&mut self) -> Result<Entry, Broken> {
        let (tag, body) = next(&mut self.input).await?;
        let account = self.account.as_mut().ok_or(Broken::Damaged)?;
        let (entry, fits) = match tag {
            entry::TABLE => {
                let shape: Shape = json(&body)?;
                let fits = account.begin(shape.place(), false);
                (Entry::Table(shape), fits)
            }
            entry::ROW => (Entry::Row(entry::read_row(&body)?), account.note(&body, false)),
            entry::FILE => {
                let name = String::from_utf8(body).map_err(|_| Broken::Damaged)?;
                let fits = account.begin(name.clone(), true);
                (Entry::File(name), fits)
            }
            entry::PIECE => {
                let fits = account.note(&body, true);
                (Entry::Bytes(body), fits)
            }
            entry::END => (Entry::Done, account.end(&json(&body)?)),
            entry::MANIFEST => return self.end(&json(&body)?).await,
            _ => return Err(Broken::Damaged),
        };
        if fits { Ok(entry) } else { Err(Broken::Damaged) }
    }

    async fn end(&mut self, stated: &Manifest) -> Result<Entry, Broken> {
        let seen = self.account.take().and_then(Account::manifest).ok_or(Broken::Damaged)?;
        if seen != *stated {
            return Err(Broken::Damaged);
        }
        self.input.end().await?;
        Ok(Entry::End(seen))
    }

    /// Reads to the end and answers the manifest: everything is there and unchanged.
    ///
    /// # Errors
    /// Why it is refused.
    pub async fn verify(mut self) -> Result<(Head, Manifest), Broken> {
        loop {
            if let Entry::End(manifest) = self.next().await? {
                return Ok((self.head, manifest));
            }
        }
    }
}

async fn next(input: &mut Opener) -> Result<(u8, Vec<u8>), Broken> {
    let head = input.exact(5).await?;
    let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
    let length = usize::try_from(length).map_err(|_| Broken::Damaged)?;
    if length > entry::ENTRY_MAX {
        return Err(Broken::Damaged);
    }
    Ok((head[0], input.exact(length).await?))
}

fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Broken> {
    serde_json::from_slice(body).map_err(|_| Broken::Damaged)
}
