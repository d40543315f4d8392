//! Bringing the newest backup back into a folder of the house's own, to know that it can be done.

use futures_util::TryStreamExt;
use ground::blobs::Blobs;
use ground::db::DbSettings;
use ground::{Because, Bus, Db, Fault};
use std::path::Path;
use vault::escrow::{self, MasterKey};

use super::restore::{self, Bring, Lying, Place};
use super::{Targets, rules};
use crate::House;

/// What a rehearsal brought back.
pub(super) struct Rehearsed {
    pub archive: String,
    pub rows: u64,
    pub files: u64,
}

/// Rehearses; the folder is gone when this returns. `None` where there is no backup yet.
pub(super) async fn rehearse(house: &House, targets: &Targets) -> Result<Option<Rehearsed>, Fault> {
    let names: Vec<String> = targets.data.names().try_collect().await?;
    let Some(name) = names.into_iter().filter(|name| rules::is_archive(name)).max() else { return Ok(None) };
    let folder = house.data.join("rehearsal");
    clear(&folder)?;
    std::fs::create_dir_all(&folder).because("making the folder of a rehearsal")?;
    let done = bring_back(house, targets, name, &folder).await;
    clear(&folder)?;
    done.map(Some)
}

fn clear(folder: &Path) -> Result<(), Fault> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Fault::caused("removing the folder of a rehearsal", error))
        }
        _ => Ok(()),
    }
}

/// On SQLite whatever the house runs on: the format is the same. The vault is not started, so that no second log is ever
/// signed; that master key and keys belong together is asked instead.
async fn bring_back(
    house: &House,
    targets: &Targets,
    archive: String,
    folder: &Path,
) -> Result<Rehearsed, Fault> {
    let own = house.keys_folder.clone();
    let master = MasterKey::read(&own.join("master.key"))?;
    let data = Lying { store: targets.data.clone(), name: archive.clone() };
    let keys = Lying { store: targets.keys.clone(), name: rules::KEYS.to_owned() };
    let bring = Bring { data: &data, keys: &keys, erasures: None, master: &master, schema: &house.schema };
    let file = folder.join("courtyard.db");
    let db = Db::open(DbSettings::File(&file), house.clock.clone(), Bus::default()).await?;
    let (blobs, keys) = (Blobs::folder(&folder.join("files"))?, folder.join("keys"));
    let place = Place { db: &db, blobs: &blobs, keys: &keys, clock: house.clock.clone() };
    let done = async {
        let manifest = restore::verified(&bring).await.because("verifying the archives")?;
        restore::load(&bring, &place).await.because("bringing the archives back")?;
        restore::count_rows(&db, &manifest).await?;
        restore::count_files(&blobs, &manifest).await?;
        escrow::fit(&keys).await?;
        Ok(Rehearsed { archive, rows: manifest.rows(), files: manifest.files.count })
    };
    let done = done.await;
    db.close().await;
    done
}
