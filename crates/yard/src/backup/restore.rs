//! Bringing a house back: everything is verified before anything is written, and written into an empty place.

use futures_util::TryStreamExt;
use ground::archive::{ArchiveReader, Broken, Entry, Head, Kind, Manifest, Root};
use ground::blobs::{Blobs, Writing};
use ground::db::DbSettings;
use ground::tables::{self, Load};
use ground::{Because, Bus, Clock, Db, Fault};
use policy::Policy;
use std::fs::File;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Arc;
use vault::erasures::ErasuresRefused;
use vault::escrow::MasterKey;
use vault::{Subject, Vault, VaultSettings};

use super::Schema;

/// A file of a backup.
#[derive(Clone)]
pub struct Lying {
    /// Where it lies.
    pub store: Blobs,
    /// Its name there.
    pub name: String,
}

/// What a house is brought back from.
pub struct Bring<'a> {
    /// The data archive.
    pub data: &'a Lying,
    /// The key archive.
    pub keys: &'a Lying,
    /// The erasure list; `None` lets what the keys know suffice.
    pub erasures: Option<&'a Lying>,
    /// The master key.
    pub master: &'a MasterKey,
    /// The tables of this program.
    pub schema: &'a Schema,
}

/// Where it is brought: an empty database, an empty store of files, a keys folder that is not there yet.
pub struct Place<'a> {
    /// The database.
    pub db: &'a Db,
    /// The files.
    pub blobs: &'a Blobs,
    /// The keys folder.
    pub keys: &'a Path,
    /// The clock.
    pub clock: Clock,
}

/// A house that was brought back.
#[derive(Debug)]
pub struct Brought {
    /// What the data archive says of itself.
    pub head: Head,
    /// What it held.
    pub manifest: Manifest,
    /// Whom the erasure list erased just now.
    pub erased: Vec<Subject>,
}

/// Why a house is not brought back.
#[derive(Debug, thiserror::Error)]
pub enum RestoreRefused {
    /// A file is not there.
    #[error("there is no file `{0}`")]
    Absent(String),
    /// The place is not empty.
    #[error("the place is not empty; a house is brought back into an empty one")]
    NotEmpty,
    /// One of the archives.
    #[error("{1}: {0}")]
    Broken(#[source] Broken, &'static str),
    /// The erasure list.
    #[error(transparent)]
    Erasures(#[from] ErasuresRefused),
    /// The doorplate is none of this program's.
    #[error("this program does not have the profile `{0}` of the house")]
    Profile(String),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl RestoreRefused {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Absent(_) => "restore.absent",
            Self::NotEmpty => "restore.not_empty",
            Self::Broken(broken, _) => broken.code(),
            Self::Erasures(refused) => refused.code(),
            Self::Profile(_) => "restore.profile",
            Self::Fault(_) => "restore.fault",
        }
    }
}

const DATA: &str = "the data archive";
const KEYS: &str = "the key archive";

fn of_data(broken: impl Into<Broken>) -> RestoreRefused {
    RestoreRefused::Broken(broken.into(), DATA)
}

fn of_keys(broken: impl Into<Broken>) -> RestoreRefused {
    RestoreRefused::Broken(broken.into(), KEYS)
}

/// Brings a house back. The erasure list is applied before this returns, and nobody is let in before that.
///
/// # Errors
/// Why it is refused. What is refused for its archives has written nothing.
pub async fn restore(bring: &Bring<'_>, place: &Place<'_>) -> Result<Brought, RestoreRefused> {
    let (head, manifest, list) = look(bring).await?;
    let policy = Policy::load(&head.profile).map_err(|_| RestoreRefused::Profile(head.profile.clone()))?;
    tables::expect_empty(place.db).await.map_err(|_| RestoreRefused::NotEmpty)?;
    if place.keys.exists() || !place.blobs.is_empty().await? {
        return Err(RestoreRefused::NotEmpty);
    }
    load(bring, place).await?;
    let settings = VaultSettings { folder: place.keys, clock: place.clock.clone(), policy: Arc::new(policy) };
    let vault = Vault::start(settings).await?;
    let erased = match &list {
        Some(list) => vault.apply_erasures(list, bring.master).await,
        None => Ok(Vec::new()),
    };
    vault.close().await?;
    Ok(Brought { head, manifest, erased: erased? })
}

/// Reads everything to its end and writes nothing.
async fn look(bring: &Bring<'_>) -> Result<(Head, Manifest, Option<Vec<u8>>), RestoreRefused> {
    let root = bring.master.archive_root();
    let data = open(bring.data, &root, Kind::Data).await?;
    let known = |version: &i64| bring.schema.migrations.iter().any(|step| step.version == *version);
    if !data.head().migrations.iter().all(known) {
        return Err(of_data(Broken::Newer));
    }
    let keys = open(bring.keys, &root, Kind::Keys).await?;
    let list = match bring.erasures {
        Some(list) => Some(bytes_of(list).await?),
        None => None,
    };
    let (head, manifest) = data.verify().await.map_err(of_data)?;
    keys.verify().await.map_err(of_keys)?;
    Ok((head, manifest, list))
}

/// The manifest of the data archive, once both archives were read to their end.
pub(super) async fn verified(bring: &Bring<'_>) -> Result<Manifest, RestoreRefused> {
    look(bring).await.map(|(_, manifest, _)| manifest)
}

async fn bytes_of(lying: &Lying) -> Result<Vec<u8>, RestoreRefused> {
    let found = lying.store.get(&lying.name).await?;
    Ok(found.ok_or_else(|| RestoreRefused::Absent(lying.name.clone()))?.to_vec())
}

async fn open(lying: &Lying, root: &Root, kind: Kind) -> Result<ArchiveReader, RestoreRefused> {
    let found = lying.store.read(&lying.name).await?;
    let found = found.ok_or_else(|| RestoreRefused::Absent(lying.name.clone()))?;
    let which = if kind == Kind::Data { DATA } else { KEYS };
    ArchiveReader::begin(found, root, kind).await.map_err(|broken| RestoreRefused::Broken(broken, which))
}

/// Writes both archives into the place.
pub(super) async fn load(bring: &Bring<'_>, place: &Place<'_>) -> Result<(), RestoreRefused> {
    let root = bring.master.archive_root();
    let data = open(bring.data, &root, Kind::Data).await?;
    load_data(data, bring.schema, place).await?;
    let keys = open(bring.keys, &root, Kind::Keys).await?;
    load_keys(keys, place).await?;
    Ok(bring.master.keep(place.keys)?)
}

async fn load_data(
    mut archive: ArchiveReader,
    schema: &Schema,
    place: &Place<'_>,
) -> Result<(), RestoreRefused> {
    let then = &archive.head().migrations;
    let steps = schema.migrations.iter().filter(|step| then.contains(&step.version)).cloned().collect();
    place.db.migrate(steps).await?;
    let mut load = Load::begin(place.db).await?;
    let mut file: Option<Writing> = None;
    loop {
        match archive.next().await.map_err(of_data)? {
            Entry::Table(shape) => load.table(&shape)?,
            Entry::Row(cells) => load.row(cells).await?,
            Entry::File(name) => file = Some(place.blobs.write(&name).await?),
            Entry::Bytes(bytes) => {
                file.as_mut().because("bytes of no file")?.write(&bytes).await?;
            }
            Entry::Done => {
                if let Some(file) = file.take() {
                    file.finish().await?;
                }
            }
            Entry::End(_) => break,
        }
    }
    load.finish().await?;
    Ok(place.db.migrate(schema.migrations.clone()).await?)
}

async fn load_keys(mut archive: ArchiveReader, place: &Place<'_>) -> Result<(), RestoreRefused> {
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(place.keys);
    made.because("making the keys folder")?;
    let mut open: Option<(String, Db, Load)> = None;
    let mut file: Option<File> = None;
    loop {
        match archive.next().await.map_err(of_keys)? {
            Entry::Table(shape) => {
                let path = place.keys.join(plain_name(&shape.database)?);
                let db = Db::open(DbSettings::File(&path), place.clock.clone(), Bus::default()).await?;
                tables::build(&db, &shape).await?;
                let mut load = Load::begin_with(&db, &shape).await?;
                load.table(&shape)?;
                open = Some((shape.database, db, load));
            }
            Entry::Row(cells) => {
                open.as_mut().because("a row of no table")?.2.row(cells).await?;
            }
            Entry::File(name) => file = Some(make_private(&place.keys.join(plain_name(&name)?))?),
            Entry::Bytes(bytes) => {
                let file = file.as_mut().because("bytes of no file")?;
                file.write_all(&bytes).because("writing a file of the keys folder")?;
            }
            Entry::Done => {
                if let Some((_, db, load)) = open.take() {
                    load.finish().await?;
                    db.close().await;
                }
                if let Some(file) = file.take() {
                    file.sync_all().because("writing a file of the keys folder")?;
                }
            }
            Entry::End(_) => return Ok(()),
        }
    }
}

/// A name that stays in its folder.
fn plain_name(name: &str) -> Result<&str, RestoreRefused> {
    let is_plain = !name.is_empty() && !name.contains(['/', '\\']) && !name.starts_with('.');
    if is_plain { Ok(name) } else { Err(of_keys(Broken::Damaged)) }
}

fn make_private(path: &Path) -> Result<File, Fault> {
    let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.because("making a file of the keys folder")
}

/// Rows of each table, for holding them against the manifest.
pub(super) async fn count_rows(db: &Db, manifest: &Manifest) -> Result<(), Fault> {
    let mut view = db.view().await?;
    for table in &manifest.tables {
        let rows = tables::count(&mut view, &table.name).await?;
        if rows != table.rows {
            let (name, was) = (&table.name, table.rows);
            return Err(Fault::new(format!("`{name}` had {was} rows and came back with {rows}")));
        }
    }
    Ok(())
}

/// Files in a store, for the same.
pub(super) async fn count_files(blobs: &Blobs, manifest: &Manifest) -> Result<(), Fault> {
    let mut names = blobs.names();
    let mut count = 0_u64;
    while names.try_next().await?.is_some() {
        count += 1;
    }
    let was = manifest.files.count;
    if count == was { Ok(()) } else { Err(Fault::new(format!("{was} files came back as {count}"))) }
}
