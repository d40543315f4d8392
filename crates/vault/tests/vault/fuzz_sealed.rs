//! Fuzz drivers of what lies in the database and in the files: whoever changes it learns nothing and brings nothing down.

use fuzz::{Change, Fuzz};
use policy::Purpose;
use vault::{Checkpoint, Sealed};

use crate::place::{Person, Place};

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

#[tokio::test]
async fn fuzz_sealed_values() {
    let place = Place::new().await;
    let (ana, bo) = (place.person("Ana Li").await, place.person("Bo").await);
    let caller = place.colleague();
    let seeds = [ana.name.bytes().to_vec(), bo.name.bytes().to_vec(), ana.phone.bytes().to_vec()];
    Fuzz::new(FOLDER, "sealed", Change::Bytes)
        .seeds(seeds)
        .run_async(async |input| {
            let stored: Sealed<String> =
                Sealed::stored(&Person::NAME, ana.id, ana.id.bytes(), input.to_vec());
            let opened = place.vault.open(&caller, Purpose::Directory, &stored).await;
            // A sealed value opens as what it was, in its own place, or not at all.
            match opened {
                Ok(name) => {
                    assert_eq!(input, ana.name.bytes());
                    assert_eq!(name.into_inner(), "Ana Li");
                    None
                }
                Err(refused) => Some((std::mem::discriminant(&refused), input.len().min(46))),
            }
        })
        .await;
    place.vault.close().await.unwrap();
}

#[tokio::test]
async fn fuzz_checkpoints() {
    let place = Place::new().await;
    let ana = place.person("Ana").await;
    crate::log::opened(&place, &ana, 3).await;
    place.vault.checkpoint().await.unwrap();
    place.vault.close().await.unwrap();
    let lines = std::fs::read_to_string(place.folder.path().join("checkpoints.log")).unwrap();
    let last = lines.lines().last().unwrap().to_owned();
    Fuzz::new(FOLDER, "checkpoint", Change::Text).seeds([last]).run(|input| {
        let read = Checkpoint::read(&String::from_utf8_lossy(input));
        if let Some(read) = &read {
            assert_eq!(Checkpoint::read(&read.line()).map(|again| again.line()), Some(read.line()));
        }
        read.is_some()
    });
}
