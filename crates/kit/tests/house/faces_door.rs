//! The real agent with real eyes at the door of a real house. The nets and the pictures are not ours to hand about: `cargo xtask
//! test` brings both, or says that these tests were left out.

use ::faces::picture::Picture;
use ::faces::sight::enrolled;
use kit::{Client, proved};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

use crate::agent::{door, health, paired};
use crate::canary::{in_tables, search};
use crate::door_box::{DoorBox, until};
use crate::faces::{agree, mine, photo, put};
use crate::homes::{Estate, NO};
use crate::meet::text;
use crate::org::org;
use crate::seat::Door;

/// The folders of the nets and of the pictures, where this run has them.
pub(crate) fn real() -> Option<(PathBuf, PathBuf)> {
    let at = |name: &str| std::env::var_os(name).map(PathBuf::from);
    at("COURTYARD_TEST_EYES_NETS").zip(at("COURTYARD_TEST_EYES_PICTURES"))
}

/// How many faces the box refused, as far as the house knows.
pub(crate) async fn refused(estate: &Estate) -> i64 {
    estate
        .count("SELECT COUNT(*) AS found FROM community_opening WHERE way = 'face' AND what = 'refused'")
        .await
}

async fn opened(estate: &Estate) -> i64 {
    estate
        .count("SELECT COUNT(*) AS found FROM community_opening WHERE way = 'face' AND what = 'opened'")
        .await
}

/// Somebody stands before the camera until that comes of it.
pub(crate) async fn stands(
    at_door: &DoorBox,
    picture: &Path,
    what: &str,
    mut is_so: impl AsyncFnMut() -> bool,
) {
    until(what, async || {
        at_door.sees(picture);
        is_so().await
    })
    .await;
}

/// A community next door with one home and one door, a box with an eye there, and somebody who lives there.
async fn next_door(estate: &Estate, front: &Door, nets: &Path) -> (DoorBox, Client, String) {
    let li = estate.house.person("李物业").await;
    let org = org(&li).await;
    let at = [("org", org.as_str())];
    let wish = json!({ "name": "平安里", "address": "胡同二号", "latitude": 39.9, "longitude": 116.4 });
    let number = text(&li.call("community.put", &at, wish).await.expect_ok(), "number").to_owned();
    let building = li.call("building.add", &at, json!({ "name": "1号楼" })).await.expect_ok();
    let wish = json!({ "building": text(&building, "id"), "name": "1单元" });
    let unit = li.call("unit.add", &at, wish).await.expect_ok();
    let wish = json!({ "unit": text(&unit, "id"), "number": "1-1-101", "room": "101", "floor": 1 });
    let home = text(&li.call("home.add", &at, wish).await.expect_ok(), "id").to_owned();
    let cui = estate.house.person("Cui").await;
    let wish = json!({
        "community": number, "home": "1-1-101", "relation": "owner", "name": "Cui", "phone": cui.phone,
    });
    let made = text(&cui.call("home.apply", &[], wish).await.expect_ok(), "id").to_owned();
    let to = [("org", org.as_str()), ("application", made.as_str())];
    li.call("home.application.decide", &to, json!({ "approve": true })).await.expect_ok();
    let made = li.call("door.add", &at, json!({ "name": "大门" })).await.expect_ok();
    let mut at_door = DoorBox::new();
    at_door.with_eye(nets, front);
    let (code, pairing) = at_door.shows();
    let to = [("org", org.as_str()), ("door", text(&made, "id"))];
    li.call("door.pair", &to, json!({ "code": code })).await.expect_ok();
    pairing.done().await;
    at_door.start().await;
    (at_door, cui, home)
}

async fn photo_at_door(who: &Client, home: &str) -> Value {
    mine(who, home).await["doors"][0]["photo"].clone()
}

/// Parts of a template, as no other numbers look.
fn template(nets: &Path, picture: &Path) -> Vec<(String, Vec<u8>)> {
    let sight = ::faces::models::open(nets).unwrap();
    let seen = sight.look(&Picture::decode(&std::fs::read(picture).unwrap()).unwrap()).unwrap();
    let numbers = enrolled(&seen).unwrap().numbers().to_vec();
    let bytes: Vec<u8> = numbers.iter().flat_map(|one| one.to_le_bytes()).collect();
    bytes
        .chunks(32)
        .enumerate()
        .map(|(at, part)| (format!("part {at} of a template"), part.to_vec()))
        .collect()
}

/// proves: AJ-009
/// proves: AJ-010
/// proves: AJ-011
#[tokio::test]
async fn a_face_opens_where_its_owner_lives_no_other_face_does_and_nothing_of_it_is_left_when_she_moves_out()
{
    let Some((nets, pictures)) = real() else { return };
    let picture = |name: &str| pictures.join(name);
    let estate = Estate::open().await;
    let (front, id) = (Door::open(&estate.house).await, door(&estate).await);
    let mut at_door = paired(&estate, &front, &id).await;
    at_door.with_eye(&nets, &front);
    at_door.start().await;
    let (org, home) = (estate.org.as_str(), estate.homes[0].as_str());
    until("the desk sees the eye", async || health(&estate.wang, org).await["eye"] == "sees").await;
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let bo = estate.resident("Bo", "3-1-601", "owner").await;
    agree(&ana).await;
    // A photo without a face in it is of no use there, and she is told so.
    put(&ana, home, photo()).await.expect_ok();
    until("nothing was found in it", async || photo_at_door(&ana, home).await == "unfit").await;
    assert!(crate::homes::told(&ana).await.contains("face.unfit"));
    put(&ana, home, std::fs::read(picture("obama.jpg")).unwrap()).await.expect_ok();
    until("the door knows her", async || photo_at_door(&ana, home).await == "held").await;

    // Another photo of the same face opens; the log says when, where and how.
    stands(&at_door, &picture("obama2.jpg"), "it opened", async || at_door.clicks() == 1).await;
    until("the house knows", async || opened(&estate).await == 1).await;
    // A face that nobody gave is refused, here and in the log; he opens as before, and everything else is there for him.
    stands(&at_door, &picture("biden.jpg"), "it is refused", async || refused(&estate).await == 1).await;
    assert_eq!(at_door.clicks(), 1);
    assert_eq!(mine(&bo, &estate.homes[1]).await["given_at"], NO);
    bo.call("door.open", &[("home", &estate.homes[1]), ("door", &id)], NO).await.expect_ok();
    until("the relay clicked", async || at_door.clicks() == 2).await;
    assert_eq!(crate::homes::homes(&bo).await.len(), 1);

    // Next door, in another community of the house, her photo never was and her face is nobody's.
    let (beside, cui, his) = next_door(&estate, &front, &nets).await;
    agree(&cui).await;
    put(&cui, &his, std::fs::read(picture("biden.jpg")).unwrap()).await.expect_ok();
    until("his door knows him", async || photo_at_door(&cui, &his).await == "held").await;
    stands(&beside, &picture("obama2.jpg"), "she is a stranger there", async || refused(&estate).await == 2)
        .await;
    assert_eq!((beside.clicks(), at_door.clicks()), (0, 2));
    stands(&beside, &picture("biden.jpg"), "he is known there", async || beside.clicks() == 1).await;

    // The template is at the door, sealed; not a part of it is in the house, nor the photo in the open.
    let needles = template(&nets, &picture("obama.jpg"));
    let sealed = at_door.faces();
    assert_eq!(sealed.len(), 1);
    for (name, part) in &needles {
        assert!(
            !sealed[0].windows(part.len()).any(|some| some == part),
            "{name} lies at the door in the open"
        );
    }
    let mut found = Vec::new();
    search(estate.house.folder(), &needles, &mut found);
    found.extend(in_tables(&estate.house, &needles).await);
    assert!(found.is_empty(), "{found:?}");

    // She moves out: within a minute nothing of her is at the door, and the house keeps the door's word for it.
    let began = tokio::time::Instant::now();
    ana.call("home.leave", &[("home", home)], NO).await.expect_ok();
    until("the template is gone", async || at_door.faces().is_empty()).await;
    let confirmed = "SELECT COUNT(*) AS found FROM community_face_held WHERE ended_at IS NOT NULL AND gone_at IS NOT NULL";
    until("the door said so", async || estate.count(confirmed).await == 2).await;
    assert!(began.elapsed() < std::time::Duration::from_secs(60));
    assert_eq!(health(&estate.wang, org).await["faces_to_go"], 0);
    assert_eq!(
        estate.count("SELECT COUNT(*) AS found FROM community_face").await,
        1,
        "his is another matter"
    );
    proved("AJ-009", &["face.put"]);
    proved("AJ-010", &["face.put", "home.leave"]);
    proved("AJ-011", &["face.put", "door.open"]);
}
