//! What keepers do: look at backups, ask for one. And what the house does by itself.

use ground::{Ctx, Db, Fault, LongJob, Person, Timestamp};
use vault::erasures;
use vault::escrow::MasterKey;

use super::copy::{self, Copied, Source};
use super::jobs::Now;
use super::store::{self, Done, Kind};
use super::{Refusal, Targets, rehearse, rules};
use crate::House;
use crate::access::the_house;

/// How backups stand.
pub(super) struct Status {
    pub has_target: bool,
    pub backup: Option<Done>,
    pub newest: Option<Done>,
    pub rehearsal: Option<Done>,
    pub rehearsed: Option<Done>,
    pub is_late: bool,
    pub is_rehearsal_late: bool,
}

/// How backups stand, for a keeper.
pub(super) async fn look(house: &House, who: Person) -> Result<Status, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    drop(view);
    Ok(status(house).await?)
}

async fn status(house: &House) -> Result<Status, Fault> {
    let mut view = house.db.view().await?;
    let backup = store::last(&mut view, Kind::Backup).await?;
    let since = store::since(&mut view).await?;
    let last = backup.as_ref().map(|done| done.began_at);
    let config = &house.config.backup;
    let has_target = has_target(house);
    let rehearsal = store::last(&mut view, Kind::Rehearsal).await?;
    let rehearsed_at = rehearsal.as_ref().map(|done| done.began_at);
    let is_rehearsal_late = rules::is_rehearsal_late(rehearsed_at, since, view.now(), config.rehearsal_days);
    Ok(Status {
        has_target,
        is_late: has_target && rules::is_late(last, since, view.now(), config.alarm_hours),
        newest: store::newest(&mut view, Kind::Backup).await?,
        rehearsed: store::newest(&mut view, Kind::Rehearsal).await?,
        is_rehearsal_late: has_target && is_rehearsal_late,
        rehearsal,
        backup,
    })
}

fn has_target(house: &House) -> bool {
    house.config.backup.folder.is_some() || house.config.backup.s3_endpoint.is_some()
}

/// Asks for a backup now; it is made after the answer.
pub(super) async fn ask(house: &House, who: Person) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    if !has_target(house) {
        return Err(Refusal::NoTarget);
    }
    cx.later(Now::NAME, &()).await?;
    Ok(cx.commit().await?)
}

/// What `/readyz` and the metrics say: seconds since the newest backup and rehearsal, and whether the former is too old.
///
/// # Errors
/// What the database says.
pub async fn warning(house: &House) -> Result<(Option<u64>, Option<u64>, bool), Fault> {
    let status = status(house).await?;
    let now = house.clock.now();
    let age = |done: Option<Done>| done.map(|done| now.since(done.began_at).as_secs());
    Ok((age(status.backup), age(status.rehearsal), status.is_late))
}

fn source<'a>(house: &'a House, keys: &'a std::path::Path) -> Source<'a> {
    Source {
        db: &house.db,
        tables: &house.schema.tables,
        blobs: &house.blobs,
        keys,
        profile: house.policy.profile(),
    }
}

/// Makes a backup into the configured places, whether or not one is due.
pub(super) async fn make(house: &House, targets: &Targets) -> Result<(), Fault> {
    let (keys, began_at) = (house.keys_folder.clone(), house.clock.now());
    house.vault.checkpoint().await?;
    let made = copy::copy(&source(house, &keys), targets).await;
    house.blobs.settle().await?;
    match made {
        Ok(copied) => {
            note_backup(&house.db, began_at, &copied).await?;
            targets.thin_out(house.config.backup.keep).await
        }
        Err(fault) => {
            failed(house, Kind::Backup, began_at, &fault).await?;
            Err(fault)
        }
    }
}

/// Makes a backup if one is due.
pub(super) async fn make_if_due(house: &House) -> Result<(), Fault> {
    let Some(targets) = Targets::configured(&house.config.backup)? else { return Ok(()) };
    let last = store::last(&mut house.db.view().await?, Kind::Backup).await?;
    let last = last.map(|done| done.began_at);
    if rules::is_backup_due(last, house.clock.now(), house.config.backup.every_hours) {
        make(house, &targets).await?;
    }
    Ok(())
}

/// Writes down a backup that was made.
///
/// # Errors
/// What the database says.
pub async fn note_backup(db: &Db, began_at: Timestamp, copied: &Copied) -> Result<(), Fault> {
    let mut cx = db.begin().await?;
    let now = cx.now();
    let done = Done {
        archive: copied.archive.clone(),
        bytes: copied.bytes,
        files: copied.manifest.files.count,
        ..Done::at(began_at, now, copied.manifest.rows())
    };
    store::add(&mut cx, Kind::Backup, &done).await?;
    store::add(&mut cx, Kind::Keys, &Done::at(began_at, now, copied.erased)).await?;
    store::add(&mut cx, Kind::Erasures, &Done::at(began_at, now, copied.erased)).await?;
    cx.commit().await
}

async fn failed(house: &House, kind: Kind, began_at: Timestamp, fault: &Fault) -> Result<(), Fault> {
    ground::metrics::count(&format!("courtyard_backup_failed_total{{kind=\"{}\"}}", kind.word()));
    let mut cx = house.db.begin().await?;
    let why = fault.chain().chars().take(500).collect();
    let done = Done { is_done: false, why, ..Done::at(began_at, cx.now(), 0) };
    store::add(&mut cx, kind, &done).await?;
    tell_keepers(&mut cx, "backup.failed", &serde_json::json!({ "kind": kind.word() })).await?;
    cx.commit().await
}

async fn tell_keepers(cx: &mut Ctx, kind: &str, body: &serde_json::Value) -> Result<(), Fault> {
    for keeper in store::keepers(cx).await? {
        cx.tell(keeper, "house", kind, body).await?;
    }
    Ok(())
}

/// Rehearses a restore if one is due.
pub(super) async fn rehearse_if_due(house: &House) -> Result<(), Fault> {
    let Some(targets) = Targets::configured(&house.config.backup)? else { return Ok(()) };
    let last = store::newest(&mut house.db.view().await?, Kind::Rehearsal).await?;
    let began_at = house.clock.now();
    let last = last.map(|done| done.began_at);
    if !rules::is_rehearsal_due(last, began_at, house.config.backup.rehearsal_days) {
        return Ok(());
    }
    match rehearse::rehearse(house, &targets).await {
        Ok(None) => Ok(()),
        Ok(Some(rehearsed)) => {
            let mut cx = house.db.begin().await?;
            let done = Done {
                archive: rehearsed.archive,
                files: rehearsed.files,
                ..Done::at(began_at, cx.now(), rehearsed.rows)
            };
            store::add(&mut cx, Kind::Rehearsal, &done).await?;
            cx.commit().await
        }
        // Written down, told and not tried again at once: the archives will be the same.
        Err(fault) => {
            tracing::error!(fault = %fault.chain(), "the newest backup cannot be brought back");
            failed(house, Kind::Rehearsal, began_at, &fault).await
        }
    }
}

/// Carries an erasure on to where the backups lie: the list at once, the key archive within the hour.
/// Files whose removal waited for a backup by another process go here, too.
pub(super) async fn follow_erasures(house: &House) -> Result<(), Fault> {
    house.blobs.settle().await?;
    let Some(targets) = Targets::configured(&house.config.backup)? else { return Ok(()) };
    let mut view = house.db.view().await?;
    let keys = store::last(&mut view, Kind::Keys).await?.map(|done| (done.began_at, done.held));
    let list = store::last(&mut view, Kind::Erasures).await?.map(|done| done.held);
    drop(view);
    let (folder, began_at) = (house.keys_folder.clone(), house.clock.now());
    let (source, erased) = (source(house, &folder), erasures::count(&folder).await?);
    // Before the first backup there is nothing that could forget.
    if list.is_none_or(|known| known == erased) && !rules::are_keys_due(keys, began_at, erased) {
        return Ok(());
    }
    let master = MasterKey::read(&folder.join("master.key"))?;
    let known = copy::copy_erasures(&source, &targets, &master).await?;
    note(house, Kind::Erasures, began_at, known).await?;
    if rules::are_keys_due(keys, began_at, erased) {
        let (known, _) = copy::copy_keys(&source, &targets, &master).await?;
        note(house, Kind::Keys, began_at, known).await?;
    }
    Ok(())
}

async fn note(house: &House, kind: Kind, began_at: Timestamp, held: u64) -> Result<(), Fault> {
    let mut cx = house.db.begin().await?;
    let done = Done::at(began_at, cx.now(), held);
    store::add(&mut cx, kind, &done).await?;
    cx.commit().await
}

/// Tells keepers when the newest backup is too old, and forgets what is a year old.
pub(super) async fn watch(house: &House, cx: &mut Ctx) -> Result<(), Fault> {
    let year = cx.now().minus(std::time::Duration::from_secs(366 * 86_400));
    store::delete_before(cx, year).await?;
    let status = status(house).await?;
    if status.is_late {
        let hours = status.backup.map(|done| cx.now().since(done.began_at).as_secs() / 3_600);
        tell_keepers(cx, "backup.late", &serde_json::json!({ "hours": hours })).await?;
    }
    Ok(())
}
