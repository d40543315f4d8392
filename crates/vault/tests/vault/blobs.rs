//! Sealed files in a store.

use ground::blobs::Blobs;
use policy::{KeyGroup, Purpose};
use vault::{OpenRefused, SealedBlob};

use crate::place::{Person, Place, signed_in};

#[tokio::test]
async fn a_file_comes_back_through_the_door_and_goes_with_its_key() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    let blobs = Blobs::folder(&place.folder.path().join("files")).unwrap();
    let picture: Vec<u8> = b"picture ".repeat(40_000);
    let row = ana.id.bytes();
    let blob = place.vault.put_blob(&blobs, &Person::AVATAR, ana.id, row, &picture).await.unwrap();
    let kept = blobs.get(blob.name()).await.unwrap().unwrap();
    assert!(!kept.windows(8).any(|bytes| bytes == b"picture "));
    assert_eq!(format!("{blob:?}"), "…");

    let (me, caller) = (signed_in(&ana), place.colleague());
    let blob = SealedBlob::stored(&Person::AVATAR, ana.id, row, blob.name().to_owned());
    let opened = place.vault.open_blob(&caller, Purpose::AvatarDisplay, &blobs, &blob).await.unwrap();
    assert_eq!(opened.into_inner(), picture);
    assert_eq!(place.vault.openings_of(ana.id, &me).await.unwrap()[0].category, "avatar");

    let elsewhere = SealedBlob::stored(&Person::AVATAR, ana.id, [1; 16], blob.name().to_owned());
    let refused =
        place.vault.open_blob(&caller, Purpose::AvatarDisplay, &blobs, &elsewhere).await.unwrap_err();
    assert!(matches!(refused, OpenRefused::Fault(_)));

    place.vault.destroy(ana.id, KeyGroup::Account).await.unwrap();
    let refused = place.vault.open_blob(&me, Purpose::OwnData, &blobs, &blob).await.unwrap_err();
    assert!(matches!(refused, OpenRefused::Erased));
}
