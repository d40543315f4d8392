//! Faces in the house: a photo by a consent of its own, sealed in the store of files, gone with the consent, the home or the account.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};

use crate::avatar::pictures;
use crate::canary::search;
use crate::homes::{Estate, NO, accept, enter, entry};

pub(crate) async fn agree(who: &Client) {
    let version = who.get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    let wish = json!({ "purpose": "door-face", "version": version, "categories": ["face-photo"] });
    who.post("/api/v1/consents", wish).await.expect_ok();
}

pub(crate) async fn put(who: &Client, home: &str, photo: Vec<u8>) -> Answer {
    let path = format!("/api/v1/homes/{home}/face");
    who.send(Method::PUT, &path, Some(photo), &[("content-type", "image/jpeg")]).await
}

pub(crate) async fn mine(who: &Client, home: &str) -> Value {
    who.call("face.get", &[("home", home)], NO).await.expect_ok()
}

/// A photo that is one as far as the house looks: what is in it, boxes see.
pub(crate) fn photo() -> Vec<u8> {
    pictures().into_iter().find(|bytes| bytes.starts_with(b"\xff\xd8")).unwrap()
}

async fn faces(estate: &Estate) -> (i64, i64) {
    let rows = estate.count("SELECT COUNT(*) AS found FROM community_face").await;
    (rows, estate.count("SELECT COUNT(*) AS found FROM community_pass WHERE way = 'face'").await)
}

/// Files in the store of the house.
pub(crate) fn files(house: &House) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder).map(|all| all.map(|one| one.unwrap().path()).collect());
        let entries: Vec<std::path::PathBuf> = entries.unwrap_or_default();
        entries.iter().map(|path| if path.is_dir() { count(path) } else { 1 }).sum()
    }
    count(&house.running.house.data.join("files"))
}

/// Without the consent nothing is taken, and what is lost is this alone; what is kept lies sealed where all files lie, and only its
/// owner gets it.
///
/// proves: AJ-109
#[tokio::test]
async fn a_photo_lies_sealed_in_the_store_of_files_and_only_its_owner_gets_it() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let (ana, bo) = (estate.resident("Ana", "3-1-502", "owner").await, house.person("Bo").await);
    enter(&ana, home, entry(&bo, "family", json!({}))).await.expect_ok();
    accept(&bo).await;
    house.run_jobs().await;
    let before = files(house);
    put(&ana, home, photo()).await.expect_code(403, "face.consent");
    agree(&ana).await;
    for wrong in [b"MZ program".to_vec(), b"\x89PNG\r\n\x1a\n".to_vec(), Vec::new()] {
        put(&ana, home, wrong).await.expect_code(422, "face.photo");
    }
    put(&ana, home, vec![0xff; 600 * 1_024]).await.expect_code(422, "face.too_large");
    ana.call("face.photo", &[("home", home)], NO).await.expect_code(404, "face.none");
    put(&ana, home, photo()).await.expect_ok();
    assert_eq!((faces(&estate).await, files(house)), ((1, 1), before + 1));

    // In the store it is nothing that a picture begins with, or that was written beside it.
    let mut found = Vec::new();
    let needles = [
        ("the photo".to_owned(), photo()[2..].to_vec()),
        ("where it was taken".to_owned(), b"GPS!".to_vec()),
    ];
    assert!(search(house.folder(), &needles, &mut found) > 0);
    assert!(found.is_empty(), "{found:?}");
    // She gets it back without what was written beside it; who lives with her, the property and strangers get nothing.
    let said = ana.call("face.photo", &[("home", home)], NO).await.expect_ok();
    let kept = STANDARD.decode(said["photo"].as_str().unwrap()).unwrap();
    assert!(kept.starts_with(b"\xff\xd8") && !kept.windows(4).any(|four| four == b"GPS!"));
    bo.call("face.photo", &[("home", home)], NO).await.expect_code(404, "face.none");
    for stranger in [&estate.wang, &house.person("Eve").await] {
        for operation in ["face.get", "face.photo", "face.remove"] {
            stranger.call(operation, &[("home", home)], NO).await.expect_code(404, "face.home");
        }
        put(stranger, home, photo()).await.expect_code(404, "face.home");
    }
    // No address leads to it without her session.
    house.nobody().get(&format!("/api/v1/homes/{home}/face/photo")).await.expect_code(401, "session.needed");

    // Another photo takes its place, and the file before goes.
    put(&ana, home, photo()).await.expect_ok();
    house.run_jobs().await;
    assert_eq!((faces(&estate).await, files(house)), ((1, 1), before + 1));
    let said = mine(&ana, home).await;
    assert_eq!((&said["agreed"], &said["doors"][0]["eye"]), (&json!(true), &NO), "{said}");
    proved("AJ-109", &["face.put", "face.photo"]);
}

#[tokio::test]
async fn a_photo_goes_with_its_owners_word_the_consent_the_last_home_and_the_account() {
    let estate = Estate::open().await;
    let (house, home, other) = (&estate.house, estate.homes[0].as_str(), estate.homes[1].as_str());
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let made = estate.apply(&ana, json!({ "home": "3-1-601", "relation": "owner", "name": "Ana" })).await;
    let id = made.expect_ok()["id"].as_str().unwrap().to_owned();
    estate.decide(&id, json!({ "approve": true })).await.expect_ok();
    agree(&ana).await;
    house.run_jobs().await;
    let before = files(house);
    let given = async || {
        put(&ana, home, photo()).await.expect_ok();
        house.run_jobs().await;
        assert_eq!(
            (faces(&estate).await, files(house)),
            ((1, 2), before + 1),
            "one photo, a pass for each home"
        );
    };
    let gone = async |why: &str| {
        house.run_jobs().await;
        assert_eq!((faces(&estate).await, files(house)), ((0, 0), before), "{why}");
    };
    given().await;
    ana.call("face.remove", &[("home", other)], NO).await.expect_ok();
    gone("she took it back").await;
    ana.call("face.remove", &[("home", home)], NO).await.expect_code(404, "face.none");

    given().await;
    ana.post("/api/v1/consents/withdraw", json!({ "purpose": "door-face" })).await.expect_ok();
    house.advance(std::time::Duration::from_secs(31));
    gone("the consent was taken back").await;
    put(&ana, home, photo()).await.expect_code(403, "face.consent");
    assert_eq!(crate::homes::homes(&ana).await.len(), 2, "all else is as it was");

    agree(&ana).await;
    given().await;
    ana.call("home.leave", &[("home", home)], NO).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(faces(&estate).await, (1, 1), "she lives in the other home");
    ana.call("home.leave", &[("home", other)], NO).await.expect_ok();
    gone("she moved out").await;

    // What the desk ends is no way in any more, and nothing is kept for it.
    let bo = estate.resident("Bo", "3-1-502", "owner").await;
    agree(&bo).await;
    put(&bo, home, photo()).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(faces(&estate).await, (1, 1));
    let held = bo.call("me.held", &[], NO).await.expect_ok().to_string();
    assert!(held.contains("face-photo"), "{held}");
    crate::erasure::close(house, &bo).await.expect_ok();
    gone("his account ended").await;
}
