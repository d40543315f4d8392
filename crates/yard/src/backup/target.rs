//! Where backups lie: two places, folders or buckets.

use futures_util::TryStreamExt;
use ground::blobs::{Blobs, S3};
use ground::config::Backup;
use ground::{Because, Fault};
use std::path::Path;

use super::{Lying, rules};

/// The place of the data archives, and that of the key archive and the erasure list.
#[derive(Clone)]
pub struct Targets {
    pub(super) data: Blobs,
    pub(super) keys: Blobs,
}

/// What lies in the two places.
pub struct Shelf {
    /// A data archive.
    pub archive: Option<Lying>,
    /// The key archive.
    pub keys: Option<Lying>,
    /// The erasure list.
    pub erasures: Option<Lying>,
}

impl Targets {
    /// Two folders.
    ///
    /// # Errors
    /// A fault where one cannot be made, or both are one.
    pub fn folders(data: &Path, keys: &Path) -> Result<Self, Fault> {
        std::fs::create_dir_all(data).because("making the folder of the data archives")?;
        std::fs::create_dir_all(keys).because("making the folder of the key archive")?;
        let real = |path: &Path| path.canonicalize().because("looking at a folder for backups");
        if real(data)? == real(keys)? {
            return Err(Fault::new("keys travel apart from the data: the two folders are one"));
        }
        Ok(Self { data: Blobs::folder(data)?, keys: Blobs::folder(keys)? })
    }

    /// What the configuration says; `None` where it names no place.
    ///
    /// # Errors
    /// A fault where a place cannot be used.
    pub fn configured(config: &Backup) -> Result<Option<Self>, Fault> {
        if let (Some(data), Some(keys)) = (&config.folder, &config.keys_folder) {
            return Self::folders(data, keys).map(Some);
        }
        let whole = (&config.s3_endpoint, &config.s3_key_id, &config.s3_secret);
        let (Some(endpoint), Some(key_id), Some(secret)) = whole else { return Ok(None) };
        let (Some(data), Some(keys)) = (&config.s3_bucket, &config.s3_keys_bucket) else { return Ok(None) };
        let bucket = |bucket: &String| {
            Blobs::s3(&S3 {
                endpoint: endpoint.clone(),
                bucket: bucket.clone(),
                region: config.s3_region.clone(),
                key_id: key_id.clone(),
                secret: secret.clone(),
            })
        };
        Ok(Some(Self { data: bucket(data)?, keys: bucket(keys)? }))
    }

    /// What a house is brought back from: the data archive of this name, or the newest, the key archive, and the erasure
    /// list, each `None` where there is none.
    ///
    /// # Errors
    /// A fault where a place cannot be asked.
    pub async fn lying(&self, archive: Option<&str>) -> Result<Shelf, Fault> {
        let names: Vec<String> = self.data.names().try_collect().await?;
        let named = |name: &String| rules::is_archive(name) && archive.is_none_or(|wanted| wanted == name);
        let newest = names.into_iter().filter(named).max();
        let safe: Vec<String> = self.keys.names().try_collect().await?;
        let kept = |name: &str| {
            let is_there = safe.iter().any(|lies| lies == name);
            is_there.then(|| Lying { store: self.keys.clone(), name: name.to_owned() })
        };
        Ok(Shelf {
            archive: newest.map(|name| Lying { store: self.data.clone(), name }),
            keys: kept(rules::KEYS),
            erasures: kept(rules::ERASURES),
        })
    }

    /// Removes the oldest data archives; `keep` stay.
    ///
    /// # Errors
    /// A fault where the place cannot be asked.
    pub async fn thin_out(&self, keep: u16) -> Result<(), Fault> {
        let names: Vec<String> = self.data.names().try_collect().await?;
        let archives = names.into_iter().filter(|name| rules::is_archive(name)).collect();
        for name in rules::too_many(archives, keep) {
            self.data.delete(&name).await?;
        }
        Ok(())
    }
}
