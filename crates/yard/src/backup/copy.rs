//! Copying the house while it runs.

use futures_util::TryStreamExt;
use ground::archive::{ArchiveWriter, FORMAT, Head, Kind, Manifest, Root};
use ground::blobs::Blobs;
use ground::db::DbSettings;
use ground::{Because, Bus, Clock, Db, Fault, TableDecl, Timestamp, tables};
use std::io::Read;
use std::path::Path;
use vault::erasures;
use vault::escrow::MasterKey;

use super::{Targets, rules, store};

/// The databases in the keys folder, in the order in which they are copied.
const DATABASES: [&str; 3] = ["keys.db", "access.db", "egress.db"];
/// What stays behind: the master key travels by shares or by hand; locks, logs of the engine and the journal of the access
/// log, which belongs to this very file, mean nothing elsewhere.
const STAYS: [&str; 3] = ["master.key", "vault.lock", "access.journal"];
/// Bytes of a file that are held at once.
const PIECE: usize = 1 << 20;

/// What is copied.
pub struct Source<'a> {
    /// The house's database.
    pub db: &'a Db,
    /// The tables that it is declared to have.
    pub tables: &'a [TableDecl],
    /// Its files.
    pub blobs: &'a Blobs,
    /// Its keys folder.
    pub keys: &'a Path,
    /// Its doorplate.
    pub profile: &'a str,
}

/// A backup that was made.
#[derive(Clone, Debug)]
pub struct Copied {
    /// The name of the data archive.
    pub archive: String,
    /// The instant of the snapshot.
    pub at: Timestamp,
    /// What the data archive holds.
    pub manifest: Manifest,
    /// Its bytes and those of the key archive.
    pub bytes: u64,
    /// Erasures that the key archive and the list know.
    pub erased: u64,
}

/// Makes a backup: data first, then keys, then the erasure list.
///
/// # Errors
/// A fault where something cannot be read or written; an archive that is not whole has no name.
pub async fn copy(source: &Source<'_>, targets: &Targets) -> Result<Copied, Fault> {
    let master = MasterKey::read(&source.keys.join("master.key"))?;
    let (archive, at, manifest, bytes) = copy_data(source, targets, &master.archive_root()).await?;
    let (erased, more) = copy_keys(source, targets, &master).await?;
    Ok(Copied { archive, at, manifest, bytes: bytes + more, erased })
}

async fn copy_data(
    source: &Source<'_>,
    targets: &Targets,
    root: &Root,
) -> Result<(String, Timestamp, Manifest, u64), Fault> {
    let hold = source.blobs.hold().await?;
    let mut view = source.db.view().await?;
    let shapes = tables::shapes(&mut view, "").await?;
    if let Some(unknown) = shapes.iter().find(|shape| !source.tables.iter().any(|it| it.name == shape.name)) {
        return Err(Fault::new(format!("table `{}` is not registered and is not copied", unknown.name)));
    }
    let head = head(source, view.now(), store::migrations(&mut view).await?);
    let name = rules::archive_name(view.now(), ground::ids::fresh_bytes(view.now()));
    let out = targets.data.write(&name).await?;
    let mut out = ArchiveWriter::begin(out, root, Kind::Data, &head).await?;
    for shape in &shapes {
        tables::dump(&mut view, shape, &mut out).await?;
    }
    let at = view.now();
    drop(view);
    let mut names = source.blobs.names();
    while let Some(name) = names.try_next().await? {
        copy_file(source.blobs, &name, &mut out).await?;
    }
    let (manifest, bytes) = out.finish().await?;
    drop(hold);
    Ok((name, at, manifest, bytes))
}

async fn copy_file(blobs: &Blobs, name: &str, out: &mut ArchiveWriter) -> Result<(), Fault> {
    // Listed and gone again: a file that was put and taken back after the snapshot, which knows nothing of it.
    let Some(mut file) = blobs.read(name).await? else { return Ok(()) };
    out.file(name).await?;
    while let Some(bytes) = file.next().await? {
        out.bytes(&bytes).await?;
    }
    out.end().await
}

/// Writes the key archive and the erasure list; each replaces the one before. Answers the erasures they know, and bytes.
pub(super) async fn copy_keys(
    source: &Source<'_>,
    targets: &Targets,
    master: &MasterKey,
) -> Result<(u64, u64), Fault> {
    let (folder, clock) = (source.keys, source.db.clock().clone());
    // Checkpoints grow: what is copied of them was signed before the access log was looked at.
    let files = files_of(folder)?;
    let head = head(source, clock.now(), Vec::new());
    let out = targets.keys.write(rules::KEYS).await?;
    let mut out = ArchiveWriter::begin(out, &master.archive_root(), Kind::Keys, &head).await?;
    for database in DATABASES {
        let file = folder.join(database);
        if file.exists() {
            copy_database(&file, database, &clock, &mut out).await?;
        }
    }
    for (name, length) in files {
        copy_plain(&folder.join(&name), &name, length, &mut out).await?;
    }
    let (_, bytes) = out.finish().await?;
    copy_erasures(source, targets, master).await.map(|erased| (erased, bytes))
}

/// Writes the erasure list. Answers the erasures it knows at least.
pub(super) async fn copy_erasures(
    source: &Source<'_>,
    targets: &Targets,
    master: &MasterKey,
) -> Result<u64, Fault> {
    let erased = erasures::count(source.keys).await?;
    let list = erasures::list(source.keys, master).await?;
    targets.keys.put(rules::ERASURES, list).await?;
    Ok(erased)
}

async fn copy_database(
    file: &Path,
    database: &str,
    clock: &Clock,
    out: &mut ArchiveWriter,
) -> Result<(), Fault> {
    let db = Db::open(DbSettings::File(file), clock.clone(), Bus::default()).await?;
    let mut view = db.view().await?;
    let mut shapes = tables::shapes(&mut view, database).await?;
    for shape in &mut shapes {
        shape.made_by = tables::schema_of(&mut view, &shape.name).await?;
    }
    if database == DATABASES[0] {
        // Short reads: a destroyed key must be folded out of the file at any time. Keys before tombstones, so that one
        // that was destroyed meanwhile has its tombstone.
        drop(view);
        shapes.sort_by_key(|shape| shape.name != "vault_key");
        for shape in &shapes {
            tables::dump_in_pages(&db, shape, out).await?;
        }
    } else {
        for shape in &shapes {
            tables::dump(&mut view, shape, out).await?;
        }
        drop(view);
    }
    db.close().await;
    Ok(())
}

/// The plain files of the keys folder with their length now.
fn files_of(folder: &Path) -> Result<Vec<(String, u64)>, Fault> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).because("reading the keys folder")? {
        let entry = entry.because("reading the keys folder")?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let meta = entry.metadata().because("reading the keys folder")?;
        let is_database = DATABASES.iter().any(|database| name.starts_with(database));
        if meta.is_file() && !is_database && !STAYS.contains(&name.as_str()) && !name.ends_with(".new") {
            files.push((name, meta.len()));
        }
    }
    files.sort();
    Ok(files)
}

async fn copy_plain(path: &Path, name: &str, length: u64, out: &mut ArchiveWriter) -> Result<(), Fault> {
    let mut file = std::fs::File::open(path).because("opening a file of the keys folder")?.take(length);
    let mut piece = zeroize::Zeroizing::new(vec![0; PIECE]);
    out.file(name).await?;
    loop {
        let read = file.read(&mut piece).because("reading a file of the keys folder")?;
        if read == 0 {
            return out.end().await;
        }
        out.bytes(&piece[..read]).await?;
    }
}

fn head(source: &Source<'_>, at: Timestamp, migrations: Vec<i64>) -> Head {
    Head {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        profile: source.profile.to_owned(),
        engine: if source.db.is_sqlite() { "sqlite" } else { "postgres" }.to_owned(),
        at: at.micros(),
        migrations,
    }
}
