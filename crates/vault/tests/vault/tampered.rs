//! An owner of the database who edits, deletes, truncates or forks, and the audit that finds it.

use ground::PersonId;
use std::path::Path;
use vault::audit::{Finding, Report, verify, verify_against};
use vault::{Checkpoint, Subject, merkle};

use crate::log::opened;
use crate::place::{Person, Place};
use crate::store;

/// A log of nine leaves with checkpoints at four and nine; the vault is closed.
async fn written() -> (Place, Person) {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    opened(&place, &ana, 4).await;
    place.vault.checkpoint().await.unwrap();
    opened(&place, &ana, 5).await;
    place.vault.close().await.unwrap();
    (place, ana)
}

async fn found(folder: &Path) -> Vec<Finding> {
    let report: Report = verify(folder).await.unwrap();
    assert_eq!(report.is_whole(), report.findings.is_empty());
    report.findings
}

#[tokio::test]
async fn an_untouched_log_is_whole() {
    let (place, _) = written().await;
    assert_eq!(found(place.folder.path()).await, []);
}

#[tokio::test]
async fn an_edited_leaf_is_found() {
    let (place, _) = written().await;
    store::edit_leaf(place.folder.path(), 2, b"\x01\x01 something else".to_vec(), None).await;
    let found = found(place.folder.path()).await;
    assert!(found.contains(&Finding::LeafEdited(2)), "{found:?}");
    assert!(found.contains(&Finding::Forked(4)) && found.contains(&Finding::Forked(9)), "{found:?}");
}

#[tokio::test]
async fn an_edited_leaf_with_its_hash_is_found_by_the_checkpoints() {
    let (place, _) = written().await;
    // A leaf of the right shape, with the hash that belongs to it.
    let data = [&[1, 1][..], &[0; 8], &[0; 4]].concat();
    let hash = merkle::leaf_hash(&data);
    store::edit_leaf(place.folder.path(), 8, data, Some(hash)).await;
    let found = found(place.folder.path()).await;
    assert!(found.contains(&Finding::Forked(9)) && !found.contains(&Finding::Forked(4)), "{found:?}");
}

#[tokio::test]
async fn a_deleted_leaf_is_found() {
    let (place, _) = written().await;
    store::delete_leaf(place.folder.path(), 5).await;
    let found = found(place.folder.path()).await;
    assert!(found.contains(&Finding::LeafMissing(5)), "{found:?}");
}

#[tokio::test]
async fn a_truncated_log_is_found_also_after_it_grew_again() {
    let (mut place, ana) = written().await;
    store::truncate(place.folder.path(), 6).await;
    assert_eq!(found(place.folder.path()).await, [Finding::Truncated { found: 6, signed: 9 }]);

    place = place.again_after_close().await;
    opened(&place, &ana, 5).await;
    place.vault.close().await.unwrap();
    assert_eq!(found(place.folder.path()).await, [Finding::Forked(9)]);
}

#[tokio::test]
async fn a_log_written_anew_with_the_key_is_found_by_checkpoints_kept_elsewhere() {
    let (place, ana) = written().await;
    let folder = place.folder.path();
    let kept = tempfile::NamedTempFile::new().unwrap();
    std::fs::copy(folder.join("checkpoints.log"), kept.path()).unwrap();
    for file in ["access.db", "checkpoints.log"] {
        std::fs::remove_file(folder.join(file)).unwrap();
    }
    let place = place.again_after_close().await;
    opened(&place, &ana, 12).await;
    place.vault.close().await.unwrap();
    let folder = place.folder.path();
    assert_eq!(found(folder).await, [], "the owner's own view is whole");
    let findings = verify_against(folder, kept.path()).await.unwrap().findings;
    assert_eq!(findings.len(), 2, "{findings:?}");
    assert!(findings.iter().all(|one| matches!(one, Finding::Forked(_) | Finding::Truncated { .. })));
}

#[tokio::test]
async fn a_deleted_or_moved_reading_is_found() {
    let (place, _) = written().await;
    store::delete_entry(place.folder.path(), 3).await;
    let other = Subject::Person(PersonId::fresh(&place.clock)).bytes().to_vec();
    store::give_entry(place.folder.path(), 4, other).await;
    let found = found(place.folder.path()).await;
    let expected =
        [Finding::EntryEdited { leaf: 4, position: 0 }, Finding::EntryMissing { leaf: 3, position: 0 }];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn an_invented_checkpoint_is_found() {
    let (place, _) = written().await;
    let file = place.folder.path().join("checkpoints.log");
    let mut lines = std::fs::read_to_string(&file).unwrap();
    let mut head = Checkpoint::read(lines.lines().last().unwrap()).unwrap();
    head.size += 1;
    lines.push_str(&format!("{}\nnonsense\n", head.line()));
    std::fs::write(&file, lines).unwrap();
    assert_eq!(found(place.folder.path()).await, [Finding::CheckpointWrong(3), Finding::CheckpointWrong(4)]);
}
