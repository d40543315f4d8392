//! The one door: what it asks, what it counts, what it never lets through.

use ground::{Caller, OrgId, PersonId};
use policy::{Category, KeyGroup, Purpose};
use proptest::prelude::*;
use std::sync::Arc;
use vault::{Grounds, OpenRefused, Personal, Sealed, Subject};

use crate::place::{Person, Place, Refusals, signed_in, start};

#[tokio::test]
async fn a_sealed_value_opens_for_a_purpose_and_nothing_of_it_shows_before() {
    let place = Place::new().await;
    let ana = place.person("Ana Li").await;
    assert!(!ana.name.bytes().windows(3).any(|bytes| bytes == b"Ana"));
    assert_eq!(format!("{} {:?} {:?}", ana.name, ana.name, ana.avatar), "… … Some(…)");

    let name = place.vault.open(&place.colleague(), Purpose::Directory, &ana.name).await.unwrap();
    assert_eq!(format!("{name} {name:?}"), "… …");
    assert_eq!(name.into_inner(), "Ana Li");
}

#[tokio::test]
async fn a_purpose_that_does_not_need_the_category_opens_nothing() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    let refused = place.vault.open(&signed_in(&ana), Purpose::Messaging, &ana.phone).await.unwrap_err();
    assert!(matches!(refused, OpenRefused::Purpose { category: Category::PhoneNumber, .. }), "{refused:?}");
    assert!(place.vault.openings_of(ana.id, &signed_in(&ana)).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_purpose_by_consent_opens_only_while_the_consent_stands() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    let (caller, avatar) = (place.colleague(), ana.avatar.as_ref().unwrap());
    place.vault.open(&caller, Purpose::AvatarDisplay, avatar).await.unwrap();

    place.refusals.consents.lock().unwrap().insert((ana.id.into(), Purpose::AvatarDisplay));
    let refused = place.vault.open(&caller, Purpose::AvatarDisplay, avatar).await.unwrap_err();
    assert!(matches!(refused, OpenRefused::Consent(Purpose::AvatarDisplay)));
    assert_eq!(place.vault.openings_of(ana.id, &signed_in(&ana)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn nobody_and_a_vault_without_grounds_open_nothing() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    let refused = place.vault.open(&Caller::Nobody, Purpose::Directory, &ana.name).await.unwrap_err();
    assert!(matches!(refused, OpenRefused::NotPermitted));

    place.vault.close().await.unwrap();
    let without = start(place.folder.path(), &place.clock).await;
    let refused = without.open(&place.colleague(), Purpose::Directory, &ana.name).await.unwrap_err();
    assert!(matches!(refused, OpenRefused::NotPermitted));
}

#[tokio::test]
async fn one_act_on_many_is_one_leaf_that_each_of_them_reads() {
    let place = Place::new().await;
    let (ana, bo, caller) = (place.person("Ana").await, place.person("Bo").await, place.colleague());
    let look = place.vault.look(&caller, Purpose::Directory).act("org.members").reason("ticket 7");
    let names = look.open_many([&ana.name, &bo.name]).await.unwrap();
    assert_eq!(names.iter().map(|name| name.as_str()).collect::<Vec<_>>(), ["Ana", "Bo"]);

    for person in [&ana, &bo] {
        let openings = place.vault.openings_of(person.id, &signed_in(person)).await.unwrap();
        let [opening] = openings.as_slice() else { panic!("{openings:?}") };
        assert_eq!(
            (opening.leaf, opening.act.as_str(), opening.purpose.as_str()),
            (0, "org.members", "directory")
        );
        assert_eq!(
            (opening.reason.as_deref(), opening.category.as_str()),
            (Some("ticket 7"), "display-name")
        );
        assert_eq!((opening.actor.kind.as_str(), opening.actor.person), ("member", caller.person()));
    }
}

#[tokio::test]
async fn one_refused_of_many_opens_none_unless_each_has_its_own_answer() {
    let place = Place::new().await;
    let (ana, bo, caller) = (place.person("Ana").await, place.person("Bo").await, place.colleague());
    place.refusals.categories.lock().unwrap().insert((ana.id.into(), Category::DisplayName));
    let refused =
        place.vault.open_many(&caller, Purpose::Directory, [&ana.name, &bo.name]).await.unwrap_err();
    assert!(matches!(refused, OpenRefused::NotPermitted));
    assert!(place.vault.openings_of(bo.id, &signed_in(&bo)).await.unwrap().is_empty());

    let look = place.vault.look(&caller, Purpose::Directory);
    let each = look.open_each([&ana.name, &bo.name]).await.unwrap();
    assert!(matches!(each[0], Err(OpenRefused::NotPermitted)));
    assert_eq!(each[1].as_ref().unwrap().as_str(), "Bo");
    assert!(place.vault.openings_of(ana.id, &signed_in(&ana)).await.unwrap().is_empty());
    assert_eq!(place.vault.openings_of(bo.id, &signed_in(&bo)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn ones_own_data_and_deliveries_are_counted_by_day_and_leave_no_leaf() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    let me = signed_in(&ana);
    for _ in 0..3 {
        place.vault.open(&me, Purpose::OwnData, &ana.phone).await.unwrap();
    }
    let program = Caller::Program("call.ring");
    place.vault.look(&program, Purpose::Directory).delivery().open(&ana.name).await.unwrap();

    assert!(place.vault.openings_of(ana.id, &me).await.unwrap().is_empty());
    let tallies = place.vault.tallies_of(ana.id, &me).await.unwrap();
    let told: Vec<_> =
        tallies.iter().map(|one| (one.kind.as_str(), one.category.as_str(), one.opened)).collect();
    assert_eq!(
        told,
        [("delivery", "display-name", 1), ("own", "access-record", 2), ("own", "phone-number", 3)]
    );
    assert_eq!(place.vault.checkpoint().await.unwrap().size, 0);
}

#[tokio::test]
async fn what_is_passed_on_is_counted_for_each_who_hears_it_and_only_where_the_policy_has_a_use_for_it() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    let what = (ana.id.into(), Category::DisplayName);
    place.vault.pass_on(what, Purpose::Directory, 5).await.unwrap();
    place.vault.pass_on(what, Purpose::Directory, 2).await.unwrap();
    let unused = (ana.id.into(), Category::PhoneNumber);
    let refused = place.vault.pass_on(unused, Purpose::Messaging, 1).await.unwrap_err();
    assert!(matches!(refused, OpenRefused::Purpose { .. }), "{refused}");
    let asked = (ana.id.into(), Category::Avatar);
    let refused = place.vault.pass_on(asked, Purpose::AvatarDisplay, 1).await.unwrap_err();
    assert!(matches!(refused, OpenRefused::Consent(Purpose::AvatarDisplay)), "{refused}");
    let tallies = place.vault.tallies_of(ana.id, &signed_in(&ana)).await.unwrap();
    let passed = tallies.iter().find(|one| one.kind == "delivery").unwrap();
    assert_eq!((passed.category.as_str(), passed.opened), ("display-name", 7));
}

#[tokio::test]
async fn reading_anothers_access_record_is_itself_a_leaf() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    let auditor = place.colleague();
    place.vault.openings_of(ana.id, &auditor).await.unwrap();
    let openings = place.vault.openings_of(ana.id, &signed_in(&ana)).await.unwrap();
    assert_eq!(openings.len(), 1);
    assert_eq!(
        (openings[0].purpose.as_str(), openings[0].category.as_str()),
        ("accountability", "access-record")
    );
}

#[tokio::test]
async fn a_value_moved_to_another_row_column_or_person_does_not_open() {
    let place = Place::new().await;
    let (ana, bo, caller) = (place.person("Ana").await, place.person("Bo").await, place.colleague());
    let (row, bytes) = (ana.id.bytes(), ana.name.bytes().to_vec());
    let other_table = vault::Field::<String>::declare("other_person", "name", Category::DisplayName);
    let moved = [
        Sealed::stored(&Person::NAME, ana.id, bo.id.bytes(), bytes.clone()),
        Sealed::stored(&Person::NAME, bo.id, row, bytes.clone()),
        Sealed::stored(&Person::NAME, OrgId::from_bytes(row), row, bytes.clone()),
        Sealed::stored(&Person::AVATAR, ana.id, row, bytes.clone()),
        Sealed::stored(&other_table, ana.id, row, bytes.clone()),
        Sealed::stored(&Person::NAME, ana.id, row, Vec::new()),
    ];
    for sealed in moved {
        let purpose = if sealed.decl().category == Category::Avatar {
            Purpose::AvatarDisplay
        } else {
            Purpose::Directory
        };
        let refused = place.vault.open(&caller, purpose, &sealed).await.unwrap_err();
        assert!(matches!(refused, OpenRefused::Fault(_)), "{:?} {refused:?}", sealed.decl());
    }
    // A phone number passed off as a name: same group, same key, another column.
    let phone = Sealed::stored(&Person::NAME, ana.id, row, ana.phone.bytes().to_vec());
    assert!(place.vault.open(&caller, Purpose::Directory, &phone).await.is_err());
    assert!(place.vault.openings_of(ana.id, &signed_in(&ana)).await.unwrap().is_empty());
}

#[test]
fn whatever_is_sealed_opens_and_whatever_is_changed_does_not() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let place = runtime.block_on(Place::new());
    let id = PersonId::fresh(&place.clock);
    let field = vault::Field::<Vec<u8>>::declare("test_person", "bytes", Category::DisplayName);
    let program = Caller::Program("test");
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) };
    let cases = (prop::collection::vec(any::<u8>(), 0..200), any::<prop::sample::Index>(), 0..8u8);
    proptest!(config, |((value, at, bit) in cases)| {
        let subject = Subject::Person(id);
        let opened = runtime.block_on(async {
            let sealed = place.vault.seal(&field, id, [3; 16], &value).await.unwrap();
            let again = Sealed::stored(&field, subject, [3; 16], sealed.bytes().to_vec());
            let mut changed = sealed.bytes().to_vec();
            let at = at.index(changed.len());
            changed[at] ^= 1 << bit;
            let changed = Sealed::stored(&field, subject, [3; 16], changed);
            let cut = Sealed::stored(&field, subject, [3; 16], sealed.bytes()[..at].to_vec());
            let look = place.vault.look(&program, Purpose::Directory).delivery();
            assert!(look.open(&changed).await.is_err());
            assert!(look.open(&cut).await.is_err());
            look.open(&again).await.unwrap().into_inner()
        });
        prop_assert_eq!(opened, value);
    });
}

#[tokio::test]
async fn the_blind_index_finds_equals_of_one_column_and_stays_the_same_after_a_restart() {
    let place = Place::new().await;
    let index = place.vault.index(&Person::PHONE, "+8613800138000");
    assert_eq!(index, place.vault.index(&Person::PHONE, "+8613800138000"));
    assert_ne!(index, place.vault.index(&Person::PHONE, "+8613800138001"));
    assert_ne!(index, place.vault.index(&Person::NAME, "+8613800138000"));
    let place = place.again().await;
    assert_eq!(index, place.vault.index(&Person::PHONE, "+8613800138000"));
    assert_ne!(index, Place::new().await.vault.index(&Person::PHONE, "+8613800138000"));
}

#[tokio::test]
async fn the_derive_tells_the_registry_which_columns_are_personal() {
    let columns: Vec<_> =
        Person::FIELDS.iter().map(|field| (field.column, field.category.key_group())).collect();
    assert_eq!(Person::TABLE, "test_person");
    assert_eq!(
        columns,
        [("name", KeyGroup::Account), ("phone", KeyGroup::Account), ("avatar", KeyGroup::Account)]
    );
}

#[tokio::test]
async fn the_first_grounds_stay() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    place.refusals.categories.lock().unwrap().insert((ana.id.into(), Category::DisplayName));
    let lenient: Arc<dyn Grounds> = Arc::new(Refusals::default());
    let vault = place.vault.clone().with_grounds(lenient);
    assert!(vault.open(&place.colleague(), Purpose::Directory, &ana.name).await.is_err());
}
