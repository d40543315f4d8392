//! Files: a local folder or any S3 store. What is put here is sealed already; names are random.

mod later;
mod pass;

pub use later::Hold;
pub use pass::{Reading, Writing};

use bytes::Bytes;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use std::path::Path;
use std::sync::Arc;

use crate::config::Secret;
use crate::{Because, Fault};
use later::Later;

/// Where files lie. Clones share the store.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    later: Option<Arc<Later>>,
}

/// An S3 store.
#[derive(Clone, Debug)]
pub struct S3 {
    /// `https://s3.example:9000`.
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// The region the store wants to hear.
    pub region: String,
    /// Key id.
    pub key_id: String,
    /// Secret; never logged.
    pub secret: Secret,
}

impl Blobs {
    /// A local folder; each file is on the disk before it is acknowledged.
    ///
    /// # Errors
    /// A fault where the folder cannot be made.
    pub fn folder(path: &Path) -> Result<Self, Fault> {
        std::fs::create_dir_all(path).because("making the folder for files")?;
        let store = object_store::local::LocalFileSystem::new_with_prefix(path)
            .because("opening the folder for files")?;
        Ok(Self { store: Arc::new(store.with_fsync(true)), later: None })
    }

    /// An S3 store.
    ///
    /// # Errors
    /// A fault where the settings do not fit together.
    pub fn s3(settings: &S3) -> Result<Self, Fault> {
        let store = object_store::aws::AmazonS3Builder::new()
            .with_endpoint(&settings.endpoint)
            .with_bucket_name(&settings.bucket)
            .with_region(&settings.region)
            .with_access_key_id(&settings.key_id)
            .with_secret_access_key(settings.secret.reveal())
            .with_allow_http(settings.endpoint.starts_with("http://"))
            .build()
            .because("opening the S3 store")?;
        Ok(Self { store: Arc::new(store), later: None })
    }

    /// Stores bytes under a name.
    ///
    /// # Errors
    /// A fault where the store cannot keep them.
    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), Fault> {
        self.store.put(&Key::from(name), PutPayload::from(bytes)).await.because("storing a file").map(drop)
    }

    /// The bytes under a name; `None` where there are none.
    ///
    /// # Errors
    /// A fault where the store cannot be asked.
    pub async fn get(&self, name: &str) -> Result<Option<Bytes>, Fault> {
        match self.store.get(&Key::from(name)).await {
            Ok(found) => found.bytes().await.because("reading a file").map(Some),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(Fault::caused("reading a file", error)),
        }
    }

    /// Removes what lies under a name; absent is fine. While somebody copies the files (see [`Blobs::hold`]) it is noted
    /// and removed afterwards.
    ///
    /// # Errors
    /// A fault where the store cannot be asked.
    pub async fn delete(&self, name: &str) -> Result<(), Fault> {
        match &self.later {
            Some(later) => later.remove(self, name).await,
            None => self.remove(name).await,
        }
    }

    async fn remove(&self, name: &str) -> Result<(), Fault> {
        match self.store.delete(&Key::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(Fault::caused("removing a file", error)),
        }
    }
}
