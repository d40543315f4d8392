//! Files too large to hold: written and read as they pass.

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt};
use object_store::path::Path as Key;
use object_store::{ObjectStoreExt, WriteMultipart};

use super::Blobs;
use crate::{Because, Fault};

/// Bytes of one part on its way, and parts on their way at once: what writing holds at most.
const PART: usize = 16 << 20;
const PARTS: usize = 2;

/// A file on its way into the store: absent until it is finished, and then whole.
pub struct Writing(WriteMultipart);

impl Writing {
    /// The next bytes.
    ///
    /// # Errors
    /// A fault where the store cannot keep them.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.0.wait_for_capacity(PARTS).await.because("storing a part of a file")?;
        self.0.write(bytes);
        Ok(())
    }

    /// Names the file; it is durable when this returns.
    ///
    /// # Errors
    /// A fault where the store cannot keep it.
    pub async fn finish(self) -> Result<(), Fault> {
        self.0.finish().await.because("storing a file").map(drop)
    }
}

/// A file on its way out of the store.
pub struct Reading {
    stream: BoxStream<'static, Result<Bytes, object_store::Error>>,
    rest: Bytes,
}

impl Reading {
    /// The next bytes, as they come; `None` at the end.
    ///
    /// # Errors
    /// A fault where the store cannot be read.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        if !self.rest.is_empty() {
            return Ok(Some(std::mem::take(&mut self.rest)));
        }
        self.stream.next().await.transpose().because("reading a file")
    }

    /// The next so many bytes; `None` where there are fewer.
    ///
    /// # Errors
    /// A fault where the store cannot be read.
    pub async fn exact(&mut self, length: usize) -> Result<Option<Vec<u8>>, Fault> {
        let mut out = Vec::with_capacity(length);
        while out.len() < length {
            let Some(mut bytes) = self.next().await? else { return Ok(None) };
            let now = bytes.split_to(bytes.len().min(length - out.len()));
            out.extend_from_slice(&now);
            self.rest = bytes;
        }
        Ok(Some(out))
    }
}

impl Blobs {
    /// Begins a file that is written as it comes; one of that name is replaced when it is finished.
    ///
    /// # Errors
    /// A fault where the store cannot keep it.
    pub async fn write(&self, name: &str) -> Result<Writing, Fault> {
        let upload = self.store.put_multipart(&Key::from(name)).await.because("storing a file")?;
        Ok(Writing(WriteMultipart::new_with_chunk_size(upload, PART)))
    }

    /// Begins to read a file; `None` where there is none.
    ///
    /// # Errors
    /// A fault where the store cannot be asked.
    pub async fn read(&self, name: &str) -> Result<Option<Reading>, Fault> {
        match self.store.get(&Key::from(name)).await {
            Ok(found) => Ok(Some(Reading { stream: found.into_stream(), rest: Bytes::new() })),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(Fault::caused("reading a file", error)),
        }
    }

    /// The names of all files, as they come.
    pub fn names(&self) -> BoxStream<'static, Result<String, Fault>> {
        let names = self.store.list(None);
        names.map(|found| found.because("listing files").map(|found| found.location.to_string())).boxed()
    }
}
