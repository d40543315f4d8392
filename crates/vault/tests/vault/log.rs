//! The access log: durable before the value, proven afterwards, silent about the erased.

use ground::Caller;
use policy::{KeyGroup, Purpose};
use std::time::Duration;
use vault::{audit, merkle};

use crate::place::{Person, Place, signed_in, start};

/// Openings by members of staff, one leaf each.
pub(crate) async fn opened(place: &Place, person: &Person, times: usize) {
    for _ in 0..times {
        place.vault.open(&Caller::Program("test.look"), Purpose::Directory, &person.name).await.unwrap();
    }
}

#[tokio::test]
async fn the_leaf_is_in_the_file_when_the_value_is_revealed() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    for size in 1..5 {
        opened(&place, &ana, 1).await;
        // The program is not ended: what another process reads now is what a crash would leave.
        let crashed = tempfile::tempdir().unwrap();
        for file in std::fs::read_dir(place.folder.path()).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), crashed.path().join(file.file_name())).unwrap();
        }
        let vault = start(crashed.path(), &place.clock).await;
        let report = audit::verify(crashed.path()).await.unwrap();
        assert_eq!((report.size, report.entries), (size, size));
        vault.close().await.unwrap();
        assert!(audit::verify(crashed.path()).await.unwrap().is_whole());
        if size == 2 {
            place.vault.checkpoint().await.unwrap(); // from here on the journal begins anew
        }
    }
}

#[tokio::test]
async fn a_journal_that_does_not_continue_the_log_adds_nothing_to_it() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    opened(&place, &ana, 3).await;
    place.vault.checkpoint().await.unwrap();
    opened(&place, &ana, 2).await;
    let journal = std::fs::read(place.folder.path().join("access.journal")).unwrap();
    let elsewhere = Place::new().await;
    elsewhere.vault.close().await.unwrap();
    std::fs::write(elsewhere.folder.path().join("access.journal"), journal).unwrap();
    let elsewhere = elsewhere.again_after_close().await;
    elsewhere.vault.close().await.unwrap();
    assert_eq!(audit::verify(elsewhere.folder.path()).await.unwrap().size, 0);
}

#[tokio::test]
async fn many_openings_at_once_share_transactions_and_each_has_its_leaf() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..200 {
        let (vault, name) = (place.vault.clone(), ana.name.clone());
        tasks.spawn(
            async move { vault.open(&Caller::Program("test"), Purpose::Directory, &name).await.unwrap() },
        );
    }
    tasks.join_all().await;
    let mut leaves: Vec<_> =
        place.vault.openings_of(ana.id, &signed_in(&ana)).await.unwrap().iter().map(|one| one.leaf).collect();
    leaves.reverse();
    assert_eq!(leaves, (0..200).collect::<Vec<_>>());
    place.vault.close().await.unwrap();
    assert!(audit::verify(place.folder.path()).await.unwrap().is_whole());
}

#[tokio::test]
async fn the_log_goes_on_after_a_restart_and_old_checkpoints_are_its_beginning() {
    let mut place = Place::new().await;
    let ana = place.person("Ana").await;
    let mut heads = Vec::new();
    for times in [3, 1, 5] {
        opened(&place, &ana, times).await;
        heads.push(place.vault.checkpoint().await.unwrap());
        place = place.again().await;
    }
    let (old, new) = (&heads[0], &heads[2]);
    let proof = place.vault.prove_consistency(old.size, new.size).await.unwrap();
    assert!(merkle::is_consistent(old.size, new.size, &old.root, &new.root, &proof));
    place.vault.close().await.unwrap();
    let report = audit::verify(place.folder.path()).await.unwrap();
    assert_eq!((report.size, report.checkpoints, report.unsigned), (9, 3, 0));
    assert!(report.is_whole(), "{:?}", report.findings);
}

#[tokio::test]
async fn a_leaf_is_proven_to_be_in_the_signed_log() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    opened(&place, &ana, 7).await;
    let proven = place.vault.prove(4).await.unwrap().unwrap();
    let (head, leaf) = (&proven.checkpoint, merkle::leaf_hash(&proven.data));
    assert!(merkle::includes(&leaf, 4, head.size, &proven.proof, &head.root));
    assert!(!merkle::includes(&leaf, 5, head.size, &proven.proof, &head.root));
    assert!(place.vault.prove(7).await.unwrap().is_none());
}

#[tokio::test]
async fn the_erased_leave_the_proof_whole_and_no_name_in_it() {
    let place = Place::new().await;
    let (ana, bo, caller) = (place.person("Ana").await, place.person("Bo").await, place.colleague());
    place.vault.open_many(&caller, Purpose::Directory, [&ana.name, &bo.name]).await.unwrap();
    opened(&place, &ana, 2).await;
    let before = place.vault.checkpoint().await.unwrap();
    place.vault.destroy_all(ana.id).await.unwrap();

    let refused = place.vault.openings_of(ana.id, &caller).await.unwrap_err();
    assert!(matches!(refused, vault::OpenRefused::Erased));
    assert_eq!(place.vault.openings_of(bo.id, &signed_in(&bo)).await.unwrap().len(), 1);
    let after = place.vault.checkpoint().await.unwrap();
    let proof = place.vault.prove_consistency(before.size, after.size).await.unwrap();
    assert!(merkle::is_consistent(before.size, after.size, &before.root, &after.root, &proof));
    place.vault.close().await.unwrap();
    let report = audit::verify(place.folder.path()).await.unwrap();
    assert!(report.is_whole(), "{:?}", report.findings);
    assert_eq!((report.forgotten, report.entries), (3, 1));
    for file in ["access.db", "access.db-wal"] {
        let bytes = std::fs::read(place.folder.path().join(file)).unwrap_or_default();
        assert!(!bytes.windows(16).any(|window| window == ana.id.bytes()), "{file}");
    }
}

#[tokio::test]
async fn forgetting_openings_keeps_the_keys_of_other_records() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    opened(&place, &ana, 2).await;
    place.vault.forget_openings_of(ana.id).await.unwrap();
    assert!(place.vault.openings_of(ana.id, &signed_in(&ana)).await.unwrap().is_empty());
    opened(&place, &ana, 1).await;
    assert_eq!(place.vault.openings_of(ana.id, &signed_in(&ana)).await.unwrap().len(), 1);
    place.vault.destroy(ana.id, KeyGroup::Record).await.unwrap();
    let refused = place.vault.open(&place.colleague(), Purpose::Directory, &ana.name).await.unwrap_err();
    assert!(
        matches!(refused, vault::OpenRefused::Erased),
        "what cannot be recorded is not revealed: {refused:?}"
    );
}

#[tokio::test]
async fn openings_are_forgotten_when_their_three_years_are_over() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    opened(&place, &ana, 2).await;
    let days = |days: u64| Duration::from_secs(days * 86_400);
    place.clock.advance(days(3 * 365 - 2));
    opened(&place, &ana, 1).await;
    place.vault.sweep().await.unwrap();
    assert_eq!(place.vault.openings_of(ana.id, &signed_in(&ana)).await.unwrap().len(), 3);
    place.clock.advance(days(5));
    place.vault.sweep().await.unwrap();
    assert_eq!(place.vault.openings_of(ana.id, &signed_in(&ana)).await.unwrap().len(), 1);
    place.vault.close().await.unwrap();
    assert!(audit::verify(place.folder.path()).await.unwrap().is_whole());
}

#[tokio::test]
async fn a_closed_vault_reveals_nothing() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    place.vault.close().await.unwrap();
    let refused = place.vault.open(&place.colleague(), Purpose::Directory, &ana.name).await.unwrap_err();
    assert!(matches!(refused, vault::OpenRefused::Fault(_)));
}

#[tokio::test]
async fn what_is_said_of_an_organisation_is_its_members_own_and_nobody_elses() {
    let place = Place::new().await;
    let Caller::Member(member) = place.colleague() else { panic!("a colleague is a member") };
    let ledger = |field: &'static str, category| vault::Field::<String>::declare("test_org", field, category);
    let name = ledger("name", policy::Category::OrgCompanyParticulars);
    let invited = ledger("invited", policy::Category::InvitationPhone);
    let seal = async |field: &vault::Field<String>| {
        place.vault.seal(field, member.org, member.org.bytes(), &"a word".to_owned()).await.unwrap()
    };
    let (name, invited) = (seal(&name).await, seal(&invited).await);
    let leaves = async || place.vault.checkpoint().await.unwrap().size;
    let own = Caller::Member(member);
    place.vault.open(&own, Purpose::Organisation, &name).await.unwrap();
    assert_eq!(leaves().await, 0, "one's own organisation is counted");
    place.vault.open(&own, Purpose::Invitation, &invited).await.unwrap();
    assert_eq!(leaves().await, 1, "a number that it keeps is somebody's");
    for other in [place.colleague(), Caller::Program("test.look")] {
        let before = leaves().await;
        place.vault.open(&other, Purpose::Organisation, &name).await.unwrap();
        assert_eq!(leaves().await, before + 1, "to {} it is another's", other.kind());
    }
}
