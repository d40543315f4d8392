//! Data that rest, and the receipt of an erasure.

use policy::Purpose;
use vault::{Hold, OpenRefused, Subject, audit};

use crate::place::{Place, signed_in};

#[tokio::test]
async fn what_is_closed_opens_for_nobody_and_what_is_restricted_for_its_person() {
    let place = Place::new().await;
    let (ana, bo, caller) = (place.person("Ana").await, place.person("Bo").await, place.colleague());
    let vault = &place.vault;
    vault.hold(ana.id, Hold::Restricted);
    let refused = vault.open(&caller, Purpose::Directory, &ana.name).await.unwrap_err();
    assert!(matches!(refused, OpenRefused::StoreOnly), "{refused:?}");
    assert_eq!(*vault.open(&signed_in(&ana), Purpose::OwnData, &ana.name).await.unwrap(), "Ana");
    vault.open(&caller, Purpose::Directory, &bo.name).await.unwrap();

    vault.hold(ana.id, Hold::Closed);
    for who in [&caller, &signed_in(&ana)] {
        let refused = vault.open(who, Purpose::OwnData, &ana.name).await.unwrap_err();
        assert!(matches!(refused, OpenRefused::StoreOnly), "{refused:?}");
    }
    // Proof that the house kept its word may be read: legal hold.
    vault.openings_of(ana.id, &caller).await.unwrap();
    // A purpose that the policy refuses anyway stays refused for that reason.
    let refused = vault.open(&caller, Purpose::Accountability, &ana.name).await.unwrap_err();
    assert!(matches!(refused, OpenRefused::Purpose { .. }), "{refused:?}");
    vault.lift(ana.id);
    vault.open(&caller, Purpose::Directory, &ana.name).await.unwrap();
}

#[tokio::test]
async fn a_receipt_holds_for_its_own_statement_and_survives_a_restart() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    place.vault.destroy_all(ana.id).await.unwrap();
    let leaf = place.vault.note_erased(ana.id, "erased").await.unwrap();
    let other = place.vault.note_erased(place.person("Bo").await.id, "another").await.unwrap();
    let receipt = place.vault.receipt("erased", leaf).await.unwrap();
    assert!(receipt.holds());
    assert!(!place.vault.receipt("kept", leaf).await.unwrap().holds());
    assert!(!place.vault.receipt("erased", other).await.unwrap().holds());
    assert!(place.vault.receipt("erased", other + 1).await.is_err());
    let place = place.again().await;
    let list = place.vault.erasure_list().await.unwrap();
    assert_eq!((list.len(), list[0].subject, list[0].leaf), (2, Subject::Person(ana.id), leaf));
    assert!(place.vault.receipt("erased", leaf).await.unwrap().holds());
    place.vault.close().await.unwrap();
    let report = audit::verify(place.folder.path()).await.unwrap();
    assert!(report.is_whole(), "{:?}", report.findings);
}
