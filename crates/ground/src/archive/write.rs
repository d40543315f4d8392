//! Writing an archive.

use aws_lc_rs::digest::{Context, SHA256};
use serde::Serialize;

use super::entry::{self, End, Head, Manifest, Totals, hex};
use super::seal::Sealer;
use super::{Kind, Root};
use crate::blobs::Writing;
use crate::tables::Shape;
use crate::{Because, Cell, Fault};

/// An archive that is being written. Dropped before [`ArchiveWriter::finish`], there is none.
pub struct ArchiveWriter {
    out: Sealer,
    manifest: Manifest,
    files: Context,
    open: Option<Open>,
}

/// The table or file that is being written.
struct Open {
    name: String,
    is_file: bool,
    count: u64,
    hash: Context,
}

impl ArchiveWriter {
    /// Begins an archive.
    ///
    /// # Errors
    /// A fault where nothing can be written.
    pub async fn begin(out: Writing, root: &Root, kind: Kind, head: &Head) -> Result<Self, Fault> {
        let out = Sealer::begin(out, root, kind).await?;
        let mut writer =
            Self { out, manifest: Manifest::default(), files: Context::new(&SHA256), open: None };
        writer.json(entry::HEAD, head).await?;
        Ok(writer)
    }

    /// Begins a table.
    ///
    /// # Errors
    /// A fault where it cannot be written.
    pub async fn table(&mut self, shape: &Shape) -> Result<(), Fault> {
        self.open = Some(Open { name: shape.place(), is_file: false, count: 0, hash: Context::new(&SHA256) });
        self.json(entry::TABLE, shape).await
    }

    /// The next row of the table.
    ///
    /// # Errors
    /// A fault where it cannot be written.
    pub async fn row(&mut self, cells: &[Cell]) -> Result<(), Fault> {
        let row = entry::write_row(cells);
        self.note(&row, 1);
        self.entry(entry::ROW, &row).await
    }

    /// Begins a file.
    ///
    /// # Errors
    /// A fault where it cannot be written.
    pub async fn file(&mut self, name: &str) -> Result<(), Fault> {
        let name = name.to_owned();
        self.entry(entry::FILE, name.as_bytes()).await?;
        self.open = Some(Open { name, is_file: true, count: 0, hash: Context::new(&SHA256) });
        Ok(())
    }

    /// The next bytes of the file.
    ///
    /// # Errors
    /// A fault where they cannot be written.
    pub async fn bytes(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        for piece in bytes.chunks(entry::ENTRY_MAX) {
            self.note(piece, u64::try_from(piece.len()).unwrap_or(u64::MAX));
            self.entry(entry::PIECE, piece).await?;
        }
        Ok(())
    }

    /// Ends the table or file.
    ///
    /// # Errors
    /// A fault where it cannot be written.
    pub async fn end(&mut self) -> Result<(), Fault> {
        let open = self.open.take().because("ending a part of an archive that was not begun")?;
        let end = open.end(&mut self.manifest, &mut self.files);
        self.json(entry::END, &end).await
    }

    /// Writes the manifest and names the archive; answers the manifest and the archive's bytes.
    ///
    /// # Errors
    /// A fault where it cannot be written to its end; then there is no archive.
    pub async fn finish(mut self) -> Result<(Manifest, u64), Fault> {
        self.manifest.files.sha256 = hex(self.files.clone().finish().as_ref());
        let manifest = self.manifest.clone();
        self.json(entry::MANIFEST, &manifest).await?;
        Ok((manifest, self.out.finish().await?))
    }

    fn note(&mut self, bytes: &[u8], count: u64) {
        if let Some(open) = &mut self.open {
            open.hash.update(bytes);
            open.count += count;
        }
    }

    async fn json(&mut self, tag: u8, value: &impl Serialize) -> Result<(), Fault> {
        let bytes = serde_json::to_vec(value).because("writing an entry of an archive")?;
        self.entry(tag, &bytes).await
    }

    async fn entry(&mut self, tag: u8, body: &[u8]) -> Result<(), Fault> {
        let length = u32::try_from(body.len()).because("an entry of an archive is too long")?;
        if body.len() > entry::ENTRY_MAX {
            return Err(Fault::new("an entry of an archive is too long"));
        }
        let mut head = [tag; 5];
        head[1..].copy_from_slice(&length.to_be_bytes());
        self.out.write(&head).await?;
        self.out.write(body).await
    }
}

impl Open {
    fn end(self, manifest: &mut Manifest, files: &mut Context) -> End {
        let sha256 = hex(self.hash.finish().as_ref());
        if self.is_file {
            files.update(self.name.as_bytes());
            files.update(sha256.as_bytes());
            manifest.files.count += 1;
            manifest.files.bytes += self.count;
        } else {
            manifest.tables.push(Totals { name: self.name, rows: self.count, sha256: sha256.clone() });
        }
        End { count: self.count, sha256 }
    }
}

/// The same accounting on the reader's side.
pub(super) struct Account {
    manifest: Manifest,
    files: Context,
    open: Option<Open>,
}

impl Account {
    pub(super) fn new() -> Self {
        Self { manifest: Manifest::default(), files: Context::new(&SHA256), open: None }
    }

    /// Something begins; false where something else has not ended.
    pub(super) fn begin(&mut self, name: String, is_file: bool) -> bool {
        let is_free = self.open.is_none();
        self.open = Some(Open { name, is_file, count: 0, hash: Context::new(&SHA256) });
        is_free
    }

    /// A row, or bytes of a file; false where no such thing is open.
    pub(super) fn note(&mut self, bytes: &[u8], is_file: bool) -> bool {
        let Some(open) = self.open.as_mut().filter(|open| open.is_file == is_file) else { return false };
        open.hash.update(bytes);
        open.count += if is_file { u64::try_from(bytes.len()).unwrap_or(u64::MAX) } else { 1 };
        true
    }

    /// Something ended; false where it held anything else.
    pub(super) fn end(&mut self, stated: &End) -> bool {
        let Some(open) = self.open.take() else { return false };
        open.end(&mut self.manifest, &mut self.files) == *stated
    }

    /// What was seen, all in all.
    pub(super) fn manifest(mut self) -> Option<Manifest> {
        self.manifest.files.sha256 = hex(self.files.finish().as_ref());
        self.open.is_none().then_some(self.manifest)
    }
}
