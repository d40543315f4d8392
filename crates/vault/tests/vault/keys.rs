//! Keys: durable before their first use, gone for good when destroyed.

use ground::{Clock, PersonId};
use policy::{Category, KeyGroup, Policy, Purpose};
use std::io::BufRead;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use vault::{OpenRefused, Sealed, Subject, Vault, VaultSettings};

use crate::place::{Person, Place, Refusals, signed_in, start};

#[tokio::test]
async fn a_destroyed_key_takes_its_values_along_and_is_never_made_again() {
    let mut place = Place::new().await;
    let (ana, bo, caller) = (place.person("Ana").await, place.person("Bo").await, place.colleague());
    place.vault.destroy(ana.id, KeyGroup::Account).await.unwrap();
    for _ in 0..2 {
        let refused = place.vault.open(&caller, Purpose::Directory, &ana.name).await.unwrap_err();
        assert!(matches!(refused, OpenRefused::Erased), "{refused:?}");
        assert!(place.vault.seal(&Person::NAME, ana.id, ana.id.bytes(), &"Ana".to_owned()).await.is_err());
        assert!(place.vault.open(&caller, Purpose::Directory, &bo.name).await.is_ok());
        place = place.again().await;
    }
}

#[tokio::test]
async fn destroying_all_covers_groups_that_have_no_key_yet() {
    let place = Place::new().await;
    let (ana, caller) = (place.person("Ana").await, place.colleague());
    place.vault.destroy_all(ana.id).await.unwrap();
    let title = vault::Field::<String>::declare("test_meeting", "title", Category::MeetingTitle);
    assert!(place.vault.seal(&title, ana.id, [1; 16], &"Tea".to_owned()).await.is_err());
    let refused = place.vault.open(&caller, Purpose::Directory, &ana.name).await.unwrap_err();
    assert!(matches!(refused, OpenRefused::Erased));
}

#[tokio::test]
async fn subjects_of_another_kind_with_the_same_id_have_other_keys() {
    let place = Place::new().await;
    let id = [5; 16];
    let subjects = [
        Subject::Person(PersonId::from_bytes(id)),
        Subject::Org(ground::OrgId::from_bytes(id)),
        Subject::Conversation(id),
        Subject::House,
    ];
    let mut keys = Vec::new();
    for subject in subjects {
        let sealed = place.vault.seal(&Person::NAME, subject, id, &"same".to_owned()).await.unwrap();
        keys.push(sealed.bytes()[1..17].to_vec());
    }
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), subjects.len());
}

#[tokio::test]
async fn many_who_ask_at_once_for_one_key_get_the_same() {
    let place = Place::new().await;
    let id = PersonId::fresh(&place.clock);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..32 {
        let vault = place.vault.clone();
        tasks.spawn(
            async move { vault.seal(&Person::NAME, id, id.bytes(), &"Ana".to_owned()).await.unwrap() },
        );
    }
    let mut keys: Vec<_> =
        tasks.join_all().await.iter().map(|sealed| sealed.bytes()[1..17].to_vec()).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 1);
}

#[tokio::test]
async fn a_copy_of_the_files_taken_when_sealing_returns_opens_the_value() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    let copy = tempfile::tempdir().unwrap();
    for file in ["master.key", "keys.db", "keys.db-wal"] {
        std::fs::copy(place.folder.path().join(file), copy.path().join(file)).unwrap();
    }
    let vault = start(copy.path(), &place.clock).await.with_grounds(Arc::new(Refusals::default()));
    let name = vault.open(&place.colleague(), Purpose::Directory, &ana.name).await.unwrap();
    assert_eq!(*name, "Ana");
}

#[tokio::test]
async fn no_key_stands_in_the_files_in_the_clear_and_a_destroyed_one_not_at_all() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    let id = &ana.name.bytes()[1..17];
    let has = |file: &str| {
        let bytes = std::fs::read(place.folder.path().join(file)).unwrap();
        bytes.windows(16).any(|window| window == id)
    };
    assert!(has("keys.db-wal") || has("keys.db"));
    place.vault.destroy_all(ana.id).await.unwrap();
    assert!(!has("keys.db-wal"), "the log was cut");
    assert!(!has("keys.db"), "the row was overwritten");
    assert!(place.vault.openings_of(ana.id, &signed_in(&ana)).await.unwrap().is_empty());
}

#[tokio::test]
async fn secrets_are_files_for_their_owner_alone() {
    let place = Place::new().await;
    for file in ["master.key", "log.key"] {
        let mode = std::fs::metadata(place.folder.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

async fn refused_start(folder: &Path) -> String {
    let policy = Arc::new(Policy::load("courtyard").unwrap());
    match Vault::start(VaultSettings { folder, clock: Clock::system(), policy }).await {
        Ok(_) => panic!("the vault started"),
        Err(fault) => fault.chain(),
    }
}

#[tokio::test]
async fn a_vault_without_its_master_key_does_not_start() {
    let place = Place::new().await;
    place.vault.close().await.unwrap();
    let master = place.folder.path().join("master.key");

    std::fs::set_permissions(&master, PermissionsExt::from_mode(0o644)).unwrap();
    assert!(refused_start(place.folder.path()).await.contains("others may read it"));

    std::fs::remove_file(&master).unwrap();
    assert!(refused_start(place.folder.path()).await.contains("bring back the master key"));

    std::fs::write(&master, [7; 32]).unwrap();
    std::fs::set_permissions(&master, PermissionsExt::from_mode(0o600)).unwrap();
    assert!(refused_start(place.folder.path()).await.contains("not the key of this keys.db"));
}

/// The child of the next test: seals in the folder it is told, says the bytes, and waits to be killed.
#[tokio::test]
async fn seals_and_waits_to_be_killed_where_it_is_told_to() {
    let Ok(folder) = std::env::var("VAULT_TEST_CHILD") else { return };
    let vault = start(Path::new(&folder), &Clock::system()).await;
    let id = PersonId::from_bytes([8; 16]);
    let sealed = vault.seal(&Person::NAME, id, id.bytes(), &"Ana".to_owned()).await.unwrap();
    let hex: String = sealed.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    println!("\nsealed {hex}");
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

#[tokio::test]
async fn what_a_killed_program_had_sealed_opens_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "keys::seals_and_waits_to_be_killed_where_it_is_told_to", "--nocapture"])
        .env("VAULT_TEST_CHILD", folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = std::io::BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let hex = said.into_iter().find_map(|line| line.strip_prefix("sealed ").map(str::to_owned)).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();

    let bytes =
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    let id = PersonId::from_bytes([8; 16]);
    let sealed = Sealed::stored(&Person::NAME, id, id.bytes(), bytes);
    let vault = start(folder.path(), &Clock::system()).await.with_grounds(Arc::new(Refusals::default()));
    let name = vault.open(&ground::Caller::Program("test"), Purpose::Directory, &sealed).await.unwrap();
    assert_eq!(*name, "Ana");
}
