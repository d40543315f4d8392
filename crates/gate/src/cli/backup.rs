//! Backup, restore and the shares of the master key.

use ground::blobs::Blobs;
use ground::{Because, Clock, Fault, log};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use vault::escrow::MasterKey;
use yard::backup::{Bring, ERASURES, Lying, Place, RestoreRefused, Source, Targets};

use super::{Asked, data, in_runtime, load, say, told};
use crate::{compose, keys, places};
use std::process::ExitCode;

/// The words of `courtyard escrow 3/5`, `setup --escrow 3/5`.
fn numbers(text: &str) -> Result<(u8, u8), String> {
    let both = text.split_once('/').and_then(|(need, count)| Some((need.parse().ok()?, count.parse().ok()?)));
    both.ok_or_else(|| format!("escrow.numbers: `{text}` is not like 3/5: three of five shares"))
}

/// Prints a fresh set of shares.
pub(super) fn escrow(asked: &Asked, wish: &str) -> ExitCode {
    told(shares(asked, wish).map(|text| say(&text)))
}

/// The shares as they are handed out, each to somebody else.
pub(super) fn shares(asked: &Asked, wish: &str) -> Result<String, String> {
    let (need, count) = numbers(wish)?;
    let folder = keys::find(&load(asked)?, &data(asked)).map_err(|fault| fault.chain())?;
    let master = MasterKey::read(&folder.join("master.key")).map_err(|fault| fault.chain())?;
    let shares = master.shares(need, count).map_err(|no| format!("{}: {no}", no.code()))?;
    let mut text = format!(
        "{count} shares of the master key; any {need} bring it back, fewer say nothing. Give each to somebody else, on \
         paper; they are not kept here and are not shown again.\n"
    );
    for share in shares {
        writeln!(text, "{}", *share).unwrap_or_default();
    }
    Ok(text)
}

/// Makes a backup beside a running house, or of one that stands still.
pub(super) fn backup(asked: &Asked) -> ExitCode {
    told((|| {
        let config = load(asked)?;
        log::start(&config.log.level, log::Format::Plain);
        let (folder, clock) = (data(asked), Clock::system());
        if config.database.url.is_none() && !folder.join("courtyard.db").exists() {
            return Err("backup.no_house: there is no house in this data folder".to_owned());
        }
        let targets = match (&asked.to, &asked.keys_to) {
            (Some(data), Some(keys)) => Targets::folders(data, keys).map(Some),
            (None, None) => Targets::configured(&config.backup),
            _ => {
                return Err("backup.keys_apart: --to and --keys-to go together: keys travel apart".to_owned());
            }
        };
        let targets = targets.map_err(|fault| fault.chain())?;
        let targets = targets
            .ok_or("backup.no_target: set backup.folder and backup.keys_folder, or --to and --keys-to")?;
        let copied = in_runtime(async {
            let profile = yard::setup::remembered_profile(&folder)?.or_else(|| asked.profile.clone());
            let profile = profile.unwrap_or_else(|| yard::setup::DEFAULT_PROFILE.to_owned());
            let policy = policy::Policy::load(&profile);
            let policy = policy.map_err(|mistakes| Fault::new(compose::listed(&mistakes)))?;
            places::check(&policy, &config)?;
            let db = compose::open_database(&config, &folder, clock.clone()).await?;
            let blobs = compose::open_files(&config, &folder)?;
            let keys = keys::find(&config, &folder)?;
            let tables = compose::tables();
            let source = Source { db: &db, tables: &tables, blobs: &blobs, keys: &keys, profile: &profile };
            let began_at = clock.now();
            let copied = yard::backup::copy(&source, &targets).await?;
            yard::backup::note_backup(&db, began_at, &copied).await?;
            targets.thin_out(config.backup.keep).await?;
            db.close().await;
            Ok(copied)
        })?;
        Ok(say(&format!(
            "{}: {} rows and {} files, {} bytes with the keys\n",
            copied.archive,
            copied.manifest.rows(),
            copied.manifest.files.count,
            copied.bytes
        )))
    })())
}

/// Brings a house back on a bare machine.
pub(super) fn restore(asked: &Asked) -> ExitCode {
    told((|| {
        let config = load(asked)?;
        log::start(&config.log.level, log::Format::Plain);
        let files = if asked.keys.is_some() { named(asked)? } else { configured(asked, &config)? };
        let master = master(asked)?;
        let told = in_runtime(async { Ok(bring(&config, &data(asked), &files, &master).await) })?;
        told.map(|text| say(&text)).map_err(|refused| {
            let fault =
                if let RestoreRefused::Fault(fault) = &refused { fault.chain() } else { refused.to_string() };
            format!("{}: {fault}", refused.code())
        })
    })())
}

/// Prints what was kept of a house that has ended.
pub(super) fn kept(asked: &Asked) -> ExitCode {
    told((|| {
        let file = asked.from.clone().ok_or("kept wants --from FILE")?;
        let master = master(asked)?;
        let lines = in_runtime(async { Ok(yard::shutdown::kept::read(&file, &master).await) })?;
        lines.map(|lines| say(&lines)).map_err(|broken| format!("kept.refused: {broken}"))
    })())
}

/// The files that the command line names.
fn named(asked: &Asked) -> Result<Files, String> {
    let archive = asked.archive.clone().ok_or("restore wants --archive FILE")?;
    let keys = asked.keys.clone().ok_or("restore wants --keys FILE")?;
    let beside = || keys.with_file_name(ERASURES);
    let erasures = asked.erasures.clone().unwrap_or_else(beside);
    if !asked.without_erasures && !erasures.exists() {
        return Err(no_list(&erasures.display().to_string()));
    }
    let erasures = if asked.without_erasures { None } else { Some(lying(&erasures)?) };
    Ok(Files { archive: lying(&archive)?, keys: lying(&keys)?, erasures })
}

/// The newest backup (or the one named) in the places where backups are configured to lie, S3 or folders.
fn configured(asked: &Asked, config: &ground::config::Config) -> Result<Files, String> {
    let targets = Targets::configured(&config.backup).map_err(|fault| fault.chain())?;
    let targets = targets.ok_or(
        "restore wants --archive FILE and --keys FILE, or a [backup] section that says where backups lie",
    )?;
    let name = asked.archive.as_ref().map(|name| name.display().to_string());
    let shelf = in_runtime(targets.lying(name.as_deref()))?;
    let archive = shelf
        .archive
        .ok_or_else(|| format!("restore.absent: no data archive {} lies there", name.unwrap_or_default()))?;
    let keys = shelf.keys.ok_or("restore.absent: no key archive lies there")?;
    let erasures =
        if asked.without_erasures { None } else { Some(shelf.erasures.ok_or_else(|| no_list(ERASURES))?) };
    Ok(Files { archive, keys, erasures })
}

fn no_list(name: &str) -> String {
    format!(
        "erasures.absent: there is no erasure list {name}; without it people come back who were erased since. \
         --without-erasures restores with what the key archive knows"
    )
}

struct Files {
    archive: Lying,
    keys: Lying,
    erasures: Option<Lying>,
}

fn lying(path: &Path) -> Result<Lying, String> {
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| format!("restore.absent: {} names no file", path.display()))?.to_owned();
    let folder = match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => Path::new("."),
    };
    if !path.is_file() {
        return Err(format!("restore.absent: there is no file {}", path.display()));
    }
    let folder = folder.canonicalize().map_err(|error| format!("restore.absent: {error}"))?;
    Ok(Lying { store: Blobs::folder(&folder).map_err(|fault| fault.chain())?, name })
}

fn master(asked: &Asked) -> Result<MasterKey, String> {
    match (&asked.key, asked.shares.as_slice()) {
        (Some(file), []) => MasterKey::read(file).map_err(|fault| format!("escrow.key: {}", fault.chain())),
        (None, [_, ..]) => {
            let read = |file: &PathBuf| {
                std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
            };
            let texts = asked.shares.iter().map(read).collect::<Result<Vec<_>, _>>()?;
            MasterKey::from_shares(texts.iter().flat_map(|text| text.lines()))
                .map_err(|no| format!("{}: {no}", no.code()))
        }
        _ => Err("the master key is wanted: --key FILE, or --shares FILE (once or more often)".to_owned()),
    }
}

/// Into folders beside, which get their names once everything is there and the erasure list has been applied.
async fn bring(
    config: &ground::config::Config,
    data: &Path,
    files: &Files,
    master: &MasterKey,
) -> Result<String, RestoreRefused> {
    let keys = keys::find(config, data)?;
    for folder in [data, &keys] {
        if folder.read_dir().is_ok_and(|mut inside| inside.next().is_some()) {
            return Err(RestoreRefused::NotEmpty);
        }
    }
    let (fresh, fresh_keys) = (beside(data), beside(&keys));
    clear(&fresh)?;
    clear(&fresh_keys)?;
    let done = bring_into(config, &fresh, &fresh_keys, files, master).await;
    if done.is_err() {
        clear(&fresh)?;
        clear(&fresh_keys)?;
    }
    let text = done?;
    rename(&fresh_keys, &keys)?;
    rename(&fresh, data)?;
    Ok(text)
}

async fn bring_into(
    config: &ground::config::Config,
    fresh: &Path,
    fresh_keys: &Path,
    files: &Files,
    master: &MasterKey,
) -> Result<String, RestoreRefused> {
    let clock = Clock::system();
    std::fs::create_dir_all(fresh).because("making the data folder")?;
    let db = compose::open_database(config, fresh, clock.clone()).await?;
    let blobs = compose::open_files(config, fresh)?;
    let schema = compose::schema();
    let erasures = files.erasures.as_ref();
    let bring = Bring { data: &files.archive, keys: &files.keys, erasures, master, schema: &schema };
    let place = Place { db: &db, blobs: &blobs, keys: fresh_keys, clock };
    let brought = yard::backup::restore(&bring, &place).await;
    db.close().await;
    let brought = brought?;
    yard::setup::remember_profile(fresh, &brought.head.profile)?;
    let at = ground::Timestamp::from_micros(brought.head.at).rfc3339();
    Ok(format!(
        "the house of {at} is back: {} rows, {} files; {} erased since then\n",
        brought.manifest.rows(),
        brought.manifest.files.count,
        brought.erased.len()
    ))
}

/// `data` -> `data.restoring`, on the same disk.
fn beside(folder: &Path) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(".restoring");
    folder.with_file_name(name)
}

fn clear(folder: &Path) -> Result<(), Fault> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Fault::caused("removing what an earlier restore left", error))
        }
        _ => Ok(()),
    }
}

/// An empty folder of that name may be there.
fn rename(fresh: &Path, folder: &Path) -> Result<(), Fault> {
    std::fs::rename(fresh, folder).because("naming the folder that was brought back")?;
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or_else(|| Path::new("."));
    std::fs::File::open(parent).and_then(|parent| parent.sync_all()).because("making a folder durable")
}
