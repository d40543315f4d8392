//! Ground against real databases: SQLite, or PostgreSQL where `COURTYARD_TEST_POSTGRES` names one.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use ground::db::DbSettings;
use ground::jobs::Jobs;
use ground::{Bus, Clock, Ctx, Db, DbError, Errand, Fault, Job, PersonId, Stop, values};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

struct Fresh {
    db: Db,
    clock: Clock,
    _folder: tempfile::TempDir,
}

async fn fresh() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::system();
    let file = folder.path().join("courtyard.db");
    let db = match std::env::var("COURTYARD_TEST_POSTGRES") {
        Ok(server) => {
            let name = format!("ground_{}", PersonId::fresh(&clock).to_string().replace(['-', '_'], ""));
            let root = Db::open(DbSettings::Postgres(&server), clock.clone(), Bus::default()).await.unwrap();
            root.create_database(&name, None).await.unwrap();
            let address = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
            Db::open(DbSettings::Postgres(&address), clock.clone(), Bus::default()).await.unwrap()
        }
        Err(_) => Db::open(DbSettings::File(&file), clock.clone(), Bus::default()).await.unwrap(),
    };
    db.migrate(ground::migrations()).await.unwrap();
    Fresh { db, clock, _folder: folder }
}

#[tokio::test]
async fn migrating_twice_changes_nothing_and_the_registry_agrees() {
    let fresh = fresh().await;
    fresh.db.migrate(ground::migrations()).await.unwrap();
    ground::tables::check(&fresh.db, ground::tables::TABLES).await.unwrap();
    let missing = ground::tables::check(&fresh.db, &ground::tables::TABLES[1..]).await.unwrap_err();
    assert!(missing.chain().contains("ground_migration"), "{}", missing.chain());
}

#[tokio::test]
async fn a_unit_of_work_that_is_not_committed_did_not_happen() {
    let fresh = fresh().await;
    let ana = PersonId::fresh(&fresh.clock);
    let mut cx = fresh.db.begin().await.unwrap();
    cx.tell(ana, "account", "account.opened", &()).await.unwrap();
    drop(cx);
    let mut view = fresh.db.view().await.unwrap();
    assert_eq!(ground::stream::head(&mut view, ana).await.unwrap(), 0);
}

#[tokio::test]
async fn the_stream_of_a_person_has_no_gaps_and_is_read_from_where_one_stood() {
    let fresh = fresh().await;
    let ana = PersonId::fresh(&fresh.clock);
    let writers: Vec<_> = (0..8)
        .map(|_| {
            let db = fresh.db.clone();
            tokio::spawn(async move {
                for _ in 0..5 {
                    let mut cx = db.begin().await.unwrap();
                    cx.tell(ana, "account", "account.changed", &serde_json::json!({"n": 1})).await.unwrap();
                    cx.commit().await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let mut view = fresh.db.view().await.unwrap();
    let seqs: Vec<i64> =
        ground::stream::after(&mut view, ana, 0).await.unwrap().iter().map(|frame| frame.seq).collect();
    assert_eq!(seqs, (1..=40).collect::<Vec<_>>());
    assert_eq!(ground::stream::after(&mut view, ana, 38).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_unique_constraint_is_told_by_its_table() {
    let fresh = fresh().await;
    let ana = PersonId::fresh(&fresh.clock);
    let mut cx = fresh.db.begin().await.unwrap();
    let sql = "INSERT INTO ground_stream_head (person, seq) VALUES ($1, 1)";
    cx.run(sql, values![ana]).await.unwrap();
    let refused = cx.run(sql, values![ana]).await.unwrap_err();
    assert!(refused.is_unique_on("ground_stream_head"), "{refused}");
    assert!(matches!(refused, DbError::Unique { .. }));
}

#[derive(Serialize, Deserialize)]
struct Note {
    person: PersonId,
}

impl Job<()> for Note {
    const NAME: &'static str = "test.note";

    async fn run(self, _: &(), cx: &mut Ctx) -> Result<(), Stop> {
        Ok(cx.tell(self.person, "test", "test.noted", &()).await?)
    }
}

#[tokio::test]
async fn a_job_runs_once_whoever_claims_it() {
    let fresh = fresh().await;
    let ana = PersonId::fresh(&fresh.clock);
    let mut cx = fresh.db.begin().await.unwrap();
    for _ in 0..40 {
        cx.later("test.note", &Note { person: ana }).await.unwrap();
    }
    cx.commit().await.unwrap();
    let jobs = Arc::new(Jobs::<()>::default().on::<Note>());
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let (jobs, db) = (Arc::clone(&jobs), fresh.db.clone());
            tokio::spawn(async move { while jobs.run_due(&db, &()).await.unwrap() > 0 {} })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    let mut view = fresh.db.view().await.unwrap();
    assert_eq!(ground::stream::head(&mut view, ana).await.unwrap(), 40);
}

#[tokio::test]
async fn a_job_whose_worker_died_becomes_due_again() {
    let fresh = fresh().await;
    let mut cx = fresh.db.begin().await.unwrap();
    cx.later("test.unknown", &()).await.unwrap();
    cx.later("test.note", &"not a note").await.unwrap();
    cx.commit().await.unwrap();
    let jobs = Jobs::<()>::default().on::<Note>();
    assert_eq!(jobs.run_due(&fresh.db, &()).await.unwrap(), 2);
    fresh.clock.advance(Duration::from_secs(3_600));
    assert_eq!(jobs.run_due(&fresh.db, &()).await.unwrap(), 0, "given up jobs do not come back");
}

/// Meets another errand on its way, and each writes: neither could while the other held a unit of work.
#[derive(Serialize, Deserialize)]
struct Walk {
    person: PersonId,
}

struct Town {
    db: Db,
    square: tokio::sync::Barrier,
    is_open: bool,
}

impl Errand<Town> for Walk {
    const NAME: &'static str = "test.walk";

    async fn run(self, town: &Town) -> Result<(), Stop> {
        if !town.is_open {
            return Err(Stop::Retry(Fault::new("the gate is shut")));
        }
        town.square.wait().await;
        let mut cx = town.db.begin().await?;
        cx.tell(self.person, "test", "test.walked", &()).await?;
        Ok(cx.commit().await?)
    }
}

#[tokio::test]
async fn errands_go_side_by_side_and_hold_nobody_up_while_they_wait() {
    let fresh = fresh().await;
    let ana = PersonId::fresh(&fresh.clock);
    let mut cx = fresh.db.begin().await.unwrap();
    for _ in 0..2 {
        cx.later("test.walk", &Walk { person: ana }).await.unwrap();
    }
    cx.commit().await.unwrap();
    let jobs = Jobs::<Town>::default().on_errand::<Walk>();
    let mut town = Town { db: fresh.db.clone(), square: tokio::sync::Barrier::new(2), is_open: false };
    assert_eq!(jobs.run_due(&fresh.db, &town).await.unwrap(), 2);
    town.is_open = true;
    assert_eq!(jobs.run_due(&fresh.db, &town).await.unwrap(), 0, "they wait before they try again");
    fresh.clock.advance(Duration::from_secs(3));
    assert_eq!(jobs.run_due(&fresh.db, &town).await.unwrap(), 2);
    assert_eq!(ground::stream::head(&mut fresh.db.view().await.unwrap(), ana).await.unwrap(), 2);
    fresh.clock.advance(Duration::from_secs(3_600));
    assert_eq!(jobs.run_due(&fresh.db, &town).await.unwrap(), 0, "what is done is done");
}

#[tokio::test]
async fn a_recurring_job_is_planned_once_a_period() {
    let fresh = fresh().await;
    let jobs = Jobs::<()>::default().every::<Tick>(Duration::from_secs(60));
    for _ in 0..3 {
        jobs.plan(&fresh.db).await.unwrap();
    }
    assert_eq!(jobs.run_due(&fresh.db, &()).await.unwrap(), 1);
    fresh.clock.advance(Duration::from_secs(60));
    jobs.plan(&fresh.db).await.unwrap();
    assert_eq!(jobs.run_due(&fresh.db, &()).await.unwrap(), 1);
}

#[derive(Serialize, Deserialize)]
struct Tick(());

impl Job<()> for Tick {
    const NAME: &'static str = "test.tick";

    async fn run(self, (): &(), _: &mut Ctx) -> Result<(), Stop> {
        Ok(())
    }
}

#[tokio::test]
async fn a_file_that_is_removed_while_files_are_copied_goes_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let open = || ground::blobs::Blobs::folder(&folder.path().join("files")).unwrap().kept_in(folder.path());
    let (house, copier) = (open(), open());
    house.put("ab/one", vec![1]).await.unwrap();
    house.put("ab/two", vec![2]).await.unwrap();
    let (hold, other) = (copier.hold().await.unwrap(), copier.hold().await.unwrap());
    house.delete("ab/one").await.unwrap();
    drop(other);
    house.settle().await.unwrap();
    assert!(copier.get("ab/one").await.unwrap().is_some(), "somebody copies still");
    drop(hold);
    open().settle().await.unwrap();
    assert!(house.get("ab/one").await.unwrap().is_none(), "also after a restart");
    house.delete("ab/two").await.unwrap();
    assert!(house.is_empty().await.unwrap());
}

#[tokio::test]
async fn an_archive_says_what_was_written_and_nothing_under_another_root() {
    use ground::archive::{ArchiveReader, ArchiveWriter, Broken, Entry, FORMAT, Head, Kind};
    let folder = tempfile::tempdir().unwrap();
    let store = ground::blobs::Blobs::folder(folder.path()).unwrap();
    let head = Head {
        format: FORMAT,
        program: "1".to_owned(),
        profile: "courtyard".to_owned(),
        engine: "sqlite".to_owned(),
        at: 5,
        migrations: vec![1],
    };
    let root = [7; 32];
    let out = store.write("whole").await.unwrap();
    let mut out = ArchiveWriter::begin(out, &root, Kind::Data, &head).await.unwrap();
    let long: Vec<u8> = (0..200_000_u32).map(|at| u8::try_from(at % 251).unwrap()).collect();
    out.file("ab/one").await.unwrap();
    out.bytes(&long).await.unwrap();
    out.end().await.unwrap();
    let (manifest, _) = out.finish().await.unwrap();
    let read = async |root, kind| {
        let file = store.read("whole").await.unwrap().unwrap();
        ArchiveReader::begin(file, &root, kind).await
    };
    let mut reader = read(root, Kind::Data).await.unwrap();
    assert_eq!(reader.head(), &head);
    let mut seen = Vec::new();
    loop {
        match reader.next().await.unwrap() {
            Entry::Bytes(bytes) => seen.extend(bytes),
            Entry::End(stated) => break assert_eq!(stated, manifest),
            _ => {}
        }
    }
    assert_eq!(seen, long);
    assert!(matches!(read([8; 32], Kind::Data).await, Err(Broken::KeyWrong)));
    assert!(matches!(read(root, Kind::Keys).await, Err(Broken::OtherKind)));
    let out = store.write("never").await.unwrap();
    let out = ArchiveWriter::begin(out, &root, Kind::Data, &head).await.unwrap();
    drop(out);
    assert!(store.read("never").await.unwrap().is_none(), "what was not finished is not there");
}
