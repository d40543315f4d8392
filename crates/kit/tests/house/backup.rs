//! Backups of a running house, and the house that comes back from them.

use axum::http::Method;
use ground::archive::{ArchiveReader, Kind, Manifest};
use ground::blobs::Blobs;
use kit::{Client, House, proved};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use tempfile::TempDir;
use vault::escrow::MasterKey;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x40\0\0\0\x40\x08\x02\0\0\0\0\0\0\0\0\0\0\x0cIDAT\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\0\0\0\0\0\0\0\0IEND\0\0\0\0";

/// Where the copies of one test lie.
pub(crate) struct Shelf {
    folder: TempDir,
}

impl Shelf {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn data(&self) -> PathBuf {
        self.at("archives")
    }

    pub fn keys(&self) -> PathBuf {
        self.at("safe")
    }

    /// The data archives, oldest first.
    fn archives(&self) -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> =
            std::fs::read_dir(self.data()).unwrap().map(|entry| entry.unwrap().path()).collect();
        found.sort();
        found
    }

    pub fn newest(&self) -> PathBuf {
        self.archives().pop().unwrap()
    }

    /// A file with these lines.
    fn note(&self, name: &str, lines: &[&str]) -> PathBuf {
        let path = self.at(name);
        std::fs::write(&path, lines.join("\n")).unwrap();
        path
    }
}

/// A house whose backups lie on the shelf; none is made before it is asked for.
pub(crate) async fn house(shelf: &Shelf, every_hours: u16) -> House {
    let (data, keys) = (shelf.data(), shelf.keys());
    House::with(move |config| {
        config.backup.folder = Some(data);
        config.backup.keys_folder = Some(keys);
        config.backup.every_hours = every_hours;
        config.backup.keep = 3;
    })
    .await
}

/// The command line, as from a terminal: the same code, a runtime of its own.
async fn courtyard(words: &[&str]) -> bool {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let code = tokio::task::spawn_blocking(move || gate::cli::run(words)).await.unwrap();
    code == ExitCode::SUCCESS
}

/// The configuration of that house's database, for the command line.
fn config(shelf: &Shelf, url: Option<&str>) -> PathBuf {
    let line = url.map(|url| format!("url = \"{url}\"\nplace = \"CN\"")).unwrap_or_default();
    shelf.note("courtyard.toml", &["[database]", &line])
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

pub(crate) async fn back_up(house: &House, shelf: &Shelf) -> bool {
    let inside = &house.running.house;
    let config = config(shelf, inside.config.database.url.as_deref());
    let (archives, safe) = (shelf.data(), shelf.keys());
    let words = ["backup", "--data", text(&inside.data), "--to", text(&archives), "--keys-to"];
    let more = [text(&safe), "--config", text(&config), "--profile", inside.policy.profile()];
    courtyard(&[&words[..], &more[..]].concat()).await
}

/// What `courtyard restore` is given.
#[derive(Clone, Copy)]
pub(crate) struct Given<'a> {
    pub archive: &'a Path,
    pub keys: &'a Path,
    pub erasures: Option<&'a Path>,
    pub master: [&'a str; 2],
    pub to: &'a Path,
    pub url: Option<&'a str>,
}

pub(crate) async fn restore(shelf: &Shelf, given: &Given<'_>) -> bool {
    let config = config(shelf, given.url);
    let words = ["restore", "--archive", text(given.archive), "--keys", text(given.keys), "--data"];
    let more = [text(given.to), "--config", text(&config), given.master[0], given.master[1]];
    let erasures = given.erasures.map(|list| vec!["--erasures", text(list)]).unwrap_or_default();
    courtyard(&[&words[..], &more[..], &erasures[..]].concat()).await
}

/// The house that comes back from what lies on the shelf.
pub(crate) async fn brought_back(house: &House, shelf: &Shelf) -> House {
    let (file, _) = master_of(house);
    let (archive, keys, to) = (shelf.newest(), shelf.keys().join("keys.cya"), shelf.at("back"));
    let master = ["--key", text(&file)];
    let given = Given { archive: &archive, keys: &keys, erasures: None, master, to: &to, url: None };
    assert!(restore(shelf, &given).await);
    House::at(&to).await
}

async fn manifest(archive: &Path, master: &MasterKey) -> Manifest {
    let store = Blobs::folder(archive.parent().unwrap()).unwrap();
    let name = archive.file_name().unwrap().to_str().unwrap();
    let file = store.read(name).await.unwrap().unwrap();
    let reader = ArchiveReader::begin(file, &master.archive_root(), Kind::Data).await.unwrap();
    reader.verify().await.unwrap().1
}

pub(crate) fn master_of(house: &House) -> (PathBuf, MasterKey) {
    let file = house.running.house.keys_folder.join("master.key");
    let master = MasterKey::read(&file).unwrap();
    (file, master)
}

/// Ana with a picture and an organisation, Bo beside her.
async fn fill(house: &House) -> (Client, Client) {
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let company = json!({ "legal_name": "四合院测试有限公司", "credit_code": "91350100M000100Y43" });
    ana.call("org.create", &[], json!({ "creator": { "name": "Ana" }, "company": company }))
        .await
        .expect_ok();
    ana.send(Method::PUT, "/api/v1/me/avatar", Some(PNG.to_vec()), &[("content-type", "image/png")])
        .await
        .expect_ok();
    (ana, bo)
}

/// A fresh PostgreSQL database, where this run has a server.
async fn elsewhere(house: &House) -> Option<String> {
    let server = std::env::var("COURTYARD_TEST_POSTGRES").ok()?;
    Some(kit::fresh_database(&server, &house.running.house.clock).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_house_comes_back_as_it_was_while_people_went_on_writing() {
    let shelf = Shelf::new();
    let house = house(&shelf, 0).await;
    let (ana, bo) = fill(&house).await;
    let (writer, stop) = (bo.clone(), std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false)));
    let asked = std::sync::Arc::clone(&stop);
    let writing = tokio::spawn(async move {
        let mut written = 0;
        while !asked.load(std::sync::atomic::Ordering::Relaxed) {
            let wish = json!({ "title": "晨会", "guests": false });
            let started = writer.call("meeting.start", &[], wish).await;
            written += u32::from(started.status.is_success());
        }
        written
    });
    assert!(back_up(&house, &shelf).await);
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(writing.await.unwrap() > 0, "people wrote while it was copied");

    let (_, master) = master_of(&house);
    let shares = master.shares(2, 3).unwrap();
    let papers = [shelf.note("paper-1", &[&shares[0]]), shelf.note("paper-3", &[&shares[2]])];
    let (keys, target) = (shelf.keys().join("keys.cya"), shelf.at("bare/data"));
    std::fs::create_dir_all(target.parent().unwrap()).unwrap();
    let (archive, config) = (shelf.newest(), config(&shelf, None));
    let words = ["restore", "--archive", text(&archive), "--keys", text(&keys), "--data", text(&target)];
    let more = ["--config", text(&config), "--shares", text(&papers[0]), "--shares", text(&papers[1])];
    assert!(courtyard(&[&words[..], &more[..]].concat()).await, "one command");

    let was = manifest(&archive, &master).await;
    let again = Shelf::new();
    let (archives, safe) = (again.data(), again.keys());
    let words = ["backup", "--data", text(&target), "--to", text(&archives), "--keys-to", text(&safe)];
    assert!(courtyard(&words).await);
    assert_eq!(manifest(&again.newest(), &master).await, was, "every row and every file");
    assert!(was.rows() > 20 && was.files.count == 1, "{was:?}");

    let back = House::at(&target).await;
    let seen = back.bearer(ana.token());
    assert_eq!(seen.get("/api/v1/me").await.expect_ok()["name"], "Ana");
    assert!(seen.get("/api/v1/me/avatar").await.body.starts_with(b"\x89PNG"));
    back.bearer(bo.token())
        .call("meeting.start", &[], json!({ "title": "复会", "guests": false }))
        .await
        .expect_ok();
    back.running.house.vault.checkpoint().await.unwrap();
    let report = vault::audit::verify(&back.running.house.keys_folder).await.unwrap();
    assert!(report.is_whole(), "the access log came back whole: {:?}", report.findings);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_format_is_the_road_from_one_database_to_the_other_and_back() {
    let shelf = Shelf::new();
    let house = house(&shelf, 0).await;
    fill(&house).await;
    assert!(back_up(&house, &shelf).await);
    let (file, master) = master_of(&house);
    let was = manifest(&shelf.newest(), &master).await;
    let (mut archive, mut keys) = (shelf.newest(), shelf.keys().join("keys.cya"));
    // From whatever this house runs on to SQLite, from there to PostgreSQL where this run has one, and back to SQLite.
    for (step, url) in [None, elsewhere(&house).await, None].into_iter().enumerate() {
        let (to, next) = (shelf.at(&format!("step-{step}")), Shelf::new());
        let given = Given {
            archive: &archive,
            keys: &keys,
            erasures: None,
            master: ["--key", text(&file)],
            to: &to,
            url: url.as_deref(),
        };
        assert!(restore(&shelf, &given).await, "step {step}");
        let config = config(&next, url.as_deref());
        let words = ["backup", "--data", text(&to), "--config", text(&config), "--to"];
        let (data, safe) = (shelf.at(&format!("archives-{step}")), shelf.at(&format!("safe-{step}")));
        assert!(courtyard(&[&words[..], &[text(&data), "--keys-to", text(&safe)]].concat()).await);
        archive = std::fs::read_dir(&data).unwrap().next().unwrap().unwrap().path();
        keys = safe.join("keys.cya");
        assert_eq!(manifest(&archive, &master).await, was, "step {step}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_changed_cut_off_exchanged_or_short_of_shares_brings_nothing_back() {
    let shelf = Shelf::new();
    let house = house(&shelf, 0).await;
    fill(&house).await;
    assert!(back_up(&house, &shelf).await);
    let (file, master) = master_of(&house);
    let (archive, keys, to) = (shelf.newest(), shelf.keys().join("keys.cya"), shelf.at("bare"));
    let bytes = std::fs::read(&archive).unwrap();
    let refused = async |archive: &Path, keys: &Path, master: [&str; 2]| {
        let list = shelf.keys().join("erasures.cye");
        let given = Given { archive, keys, erasures: Some(&list), master, to: &to, url: None };
        assert!(!restore(&shelf, &given).await);
        assert!(!to.exists() && !shelf.at("bare.restoring").exists(), "nothing is half brought back");
    };
    let by_key = ["--key", text(&file)];
    for (name, change) in [("head", 3), ("salt", 9), ("first", 60), ("middle", bytes.len() / 2)] {
        let mut changed = bytes.clone();
        changed[change] ^= 1;
        let path = shelf.at(name);
        std::fs::write(&path, changed).unwrap();
        refused(&path, &keys, by_key).await;
    }
    for cut in [0, 20, 40, bytes.len() / 2, bytes.len() - 1] {
        let path = shelf.at(&format!("cut-{cut}"));
        std::fs::write(&path, &bytes[..cut]).unwrap();
        refused(&path, &keys, by_key).await;
    }
    let longer = shelf.at("longer");
    std::fs::write(&longer, [&bytes[..], b"x"].concat()).unwrap();
    refused(&longer, &keys, by_key).await;
    refused(&keys, &archive, by_key).await;
    refused(&archive, &archive, by_key).await;
    let shares = master.shares(3, 5).unwrap();
    let few = shelf.note("few", &[&shares[0], &shares[4]]);
    refused(&archive, &keys, ["--shares", text(&few)]).await;
    let other = House::start().await;
    let (strange, _) = master_of(&other);
    refused(&archive, &keys, ["--key", text(&strange)]).await;
    let full = shelf.at("full");
    std::fs::create_dir_all(full.join("courtyard")).unwrap();
    let list = shelf.keys().join("erasures.cye");
    let given =
        Given { archive: &archive, keys: &keys, erasures: Some(&list), master: by_key, to: &full, url: None };
    assert!(!restore(&shelf, &given).await, "into an empty place only");
    let whole = Given { to: &to, ..given };
    assert!(restore(&shelf, &whole).await, "and the archive itself is fine");
}

/// proves: AJ-099, DB-061
#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_erased_after_a_backup_does_not_come_back_with_it() {
    let shelf = Shelf::new();
    let house = house(&shelf, 24).await;
    let (ana, bo) = fill(&house).await;
    house.run_jobs().await;
    let before = [shelf.newest(), shelf.at("keys-before"), shelf.at("list-before")];
    std::fs::copy(shelf.keys().join("keys.cya"), &before[1]).unwrap();
    std::fs::copy(shelf.keys().join("erasures.cye"), &before[2]).unwrap();

    let person: ground::PersonId = ana.id.parse().unwrap();
    house.running.house.vault.destroy_all(person).await.unwrap();
    house.advance(Duration::from_secs(61));
    house.run_jobs().await;
    let list = shelf.keys().join("erasures.cye");
    assert_ne!(std::fs::read(&list).unwrap(), std::fs::read(&before[2]).unwrap(), "within a minute");
    let (file, master) = master_of(&house);

    let given = Given {
        archive: &before[0],
        keys: &before[1],
        erasures: Some(&list),
        master: ["--key", text(&file)],
        to: &shelf.at("older"),
        url: None,
    };
    assert!(restore(&shelf, &given).await);
    expect_forgotten(&shelf.at("older"), &ana, &bo).await;

    house.advance(Duration::from_secs(25 * 3_600));
    house.run_jobs().await;
    assert_eq!(shelf.archives().len(), 2);
    let (archive, keys) = (shelf.newest(), shelf.keys().join("keys.cya"));
    let stale = Given { archive: &archive, keys: &keys, erasures: Some(&before[2]), ..given };
    assert!(!restore(&shelf, &Given { to: &shelf.at("stale"), ..stale }).await, "an older list is refused");
    let newer = Given { erasures: None, to: &shelf.at("newer"), ..stale };
    assert!(restore(&shelf, &newer).await);
    expect_forgotten(&shelf.at("newer"), &ana, &bo).await;
    assert!(master.shares(2, 3).unwrap().len() == 3, "shares hold the master key, which brings nobody back");
    for id in ["AJ-099", "DB-061"] {
        proved(id, &["job:backup.make", "job:backup.erasures"]);
    }
}

/// The house there does not know Ana any more; Bo is who he was.
async fn expect_forgotten(data: &Path, ana: &Client, bo: &Client) {
    let back = House::at(data).await;
    let asked = back.bearer(ana.token()).get("/api/v1/me").await;
    assert!(!asked.status.is_success() && !asked.text().contains("Ana"), "{}", asked.text());
    assert!(!back.bearer(ana.token()).get("/api/v1/me/avatar").await.status.is_success());
    assert_eq!(back.bearer(bo.token()).get("/api/v1/me").await.expect_ok()["name"], "Bo");
    back.running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn backups_and_rehearsals_come_by_themselves() {
    let shelf = Shelf::new();
    let house = house(&shelf, 24).await;
    let (ana, bo) = fill(&house).await;
    make_keeper(&house, &bo).await;
    house.run_jobs().await;
    assert_eq!(shelf.archives().len(), 1);
    house.advance(Duration::from_secs(7 * 3_600));
    house.run_jobs().await;
    assert_eq!(shelf.archives().len(), 1, "none is due");
    ana.call("backup.read", &[], json!({})).await.expect_code(403, "access.denied");
    ana.call("backup.ask", &[], json!({})).await.expect_code(403, "access.denied");
    let status = bo.call("backup.read", &[], json!({})).await.expect_ok();
    assert_eq!(
        (&status["has_target"], &status["late"], &status["failed"]),
        (&json!(true), &json!(false), &json!(null))
    );
    assert!(status["backup"]["rows"].as_u64().unwrap() > 20);
    assert_eq!(status["rehearsal"]["archive"], status["backup"]["archive"], "{status}");
    assert_eq!(status["rehearsal"]["rows"], status["backup"]["rows"]);
    assert!(!house.running.house.data.join("rehearsal").exists(), "a rehearsal leaves nothing");
    bo.call("backup.ask", &[], json!({})).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(shelf.archives().len(), 2);
    let metrics = house.nobody().get("/metrics").await.text();
    assert!(metrics.contains("courtyard_backup_late 0") && metrics.contains("courtyard_backup_age_seconds"));

    for _ in 0..14 {
        house.advance(Duration::from_secs(86_400));
        house.run_jobs().await;
    }
    assert_eq!(shelf.archives().len(), 3, "the oldest go");
}

#[tokio::test(flavor = "multi_thread")]
async fn keepers_hear_of_a_backup_that_cannot_be_brought_back_or_is_too_old() {
    let shelf = Shelf::new();
    let house = house(&shelf, 0).await;
    let (_, bo) = fill(&house).await;
    let keeper = make_keeper(&house, &bo).await;
    house.run_jobs().await;
    bo.call("backup.ask", &[], json!({})).await.expect_ok();
    house.run_jobs().await;
    let mut bytes = std::fs::read(shelf.newest()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(shelf.newest(), &bytes).unwrap();
    assert_eq!(house.nobody().get("/readyz").await.text(), "ready\n");
    house.advance(Duration::from_secs(51 * 3_600));
    let ready = house.nobody().get("/readyz").await;
    assert!(ready.status.is_success() && ready.text().contains("warning: backup.late"), "{}", ready.text());
    house.run_jobs().await;
    let mut view = house.running.house.db.view().await.unwrap();
    let frames = ground::stream::after(&mut view, keeper, 0).await.unwrap();
    drop(view);
    let told = |kind: &str, says: &str| {
        frames.iter().any(|frame| frame.kind == kind && frame.body.get().contains(says))
    };
    assert!(told("backup.failed", "rehearsal") && told("backup.late", "51"), "{frames:?}");
    let metrics = house.nobody().get("/metrics").await.text();
    assert!(metrics.contains("courtyard_backup_late 1"), "{metrics}");
    assert!(metrics.contains("courtyard_backup_failed_total{kind=\"rehearsal\"}"), "{metrics}");
}

async fn make_keeper(house: &House, who: &Client) -> ground::PersonId {
    let mut cx = house.running.house.db.begin().await.unwrap();
    let keeper: ground::PersonId = who.id.parse().unwrap();
    cx.run("UPDATE yard_person SET keeper = 1 WHERE id = $1", ground::values![keeper]).await.unwrap();
    cx.commit().await.unwrap();
    keeper
}
