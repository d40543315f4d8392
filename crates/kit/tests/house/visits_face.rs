//! The face of a visitor: added by herself, by a yes of her own, known within her window alone, and gone after it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kit::{Answer, proved};
use pass::{Full, Head, Held, List, Moment, Reading, Reason, Shown, Signer, Trust, Way};
use serde_json::{Value, json};

use crate::agent::{door, health, paired, seeing};
use crate::door_box::until;
use crate::faces::{agree, mine, photo, put};
use crate::faces_door::{real, refused, stands};
use crate::homes::{DAY, Estate, NO, told};
use crate::passes::{Gate, why};
use crate::seat::Door;
use crate::visits::{HOUR, SECOND, invite, looks};

/// Gives a photo by a link, with a yes to what is named.
async fn give(estate: &Estate, made: &Value, (version, kinds): (&Value, Value), photo: &[u8]) -> Answer {
    let wish = json!({
        "token": made["token"], "version": version, "categories": kinds, "photo": STANDARD.encode(photo),
    });
    estate.house.nobody().call("visit.face.give", &[], wish).await
}

/// What a door with the list of now does at an instant with the face that its list names until then.
async fn known(
    estate: &Estate,
    gate: &Gate,
    (at, end): (ground::Timestamp, ground::Timestamp),
) -> Option<Reason> {
    let (passes, signer) = (gate.passes(estate).await, Signer::fresh());
    let door = pass::DoorId::new(gate.door.parse::<community::place::DoorId>().unwrap().bytes());
    let until = Some(Moment::from_micros(end.micros()));
    let mut faces = passes.iter().filter_map(|one| match one.way {
        Way::Face { face } if one.until == until => Some(face),
        _ => None,
    });
    let face = faces.next().expect("the list names her face");
    let now = Moment::from_micros(at.micros());
    let head = Head::of(door, 1, now, "Asia/Shanghai", &passes).sign(&signer);
    let mut held = Held::new(door, signer.public());
    held.take(List::take(Full { head, passes }, None, signer.public(), door).unwrap());
    why(pass::decide(&held, &Shown::Face(face), Reading { at: now, trust: Trust::Sure }))
}

/// All that is kept of faces: rows, passes, and what they agreed to.
async fn kept(estate: &Estate) -> i64 {
    let rows = "SELECT (SELECT COUNT(*) FROM community_face) + (SELECT COUNT(*) FROM community_pass WHERE way = 'face') \
                + (SELECT COUNT(*) FROM yard_consent WHERE purpose = 'door-face') AS found";
    estate.count(rows).await
}

/// proves: AJ-017
#[tokio::test]
async fn a_visitors_own_face_opens_again_and_again_within_her_window_and_nothing_of_it_is_left_after_it() {
    let Some((nets, pictures)) = real() else { return };
    let picture = |name: &str| pictures.join(name);
    let estate = Estate::open().await;
    let house = &estate.house;
    let (front, id) = (Door::open(house).await, door(&estate).await);
    let mut at_door = paired(&estate, &front, &id).await;
    at_door.with_eye(&nets, &front);
    at_door.start().await;
    let (org, home, gate) = (estate.org.as_str(), estate.homes[0].as_str(), Gate::of(&estate).await);
    until("the desk sees the eye", async || health(&estate.wang, org).await["eye"] == "sees").await;
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    agree(&ana).await;
    put(&ana, home, std::fs::read(picture("biden.jpg")).unwrap()).await.expect_ok();
    until("the door knows her host", async || mine(&ana, home).await["doors"][0]["photo"] == "held").await;
    let own = kept(&estate).await;
    // Whole seconds: the wire knows no less than milliseconds.
    let from =
        ground::Timestamp::from_micros(house.running.house.clock.now().seconds() * 1_000_000).plus(HOUR);
    let end = from.plus(HOUR);
    let wish =
        json!({ "kind": "visitor", "name": "李小满", "phone": "13912345678", "from": from, "until": end });
    let made = invite(&ana, home, wish).await;

    // She is told what she agrees to, and nothing is taken without her yes to this text of today, by name.
    let seen = looks(&estate, &made).await["face"].clone();
    let (version, yes) = (&seen["version"], json!(["face-photo"]));
    assert_eq!((&seen["given_at"], &seen["doors"][0]["eye"]), (&NO, &json!("sees")), "{seen}");
    assert_eq!(
        (&seen["asked"]["purpose"], &seen["categories"][0]["category"]),
        (&json!("door-face"), &yes[0])
    );
    let her = std::fs::read(picture("obama2.jpg")).unwrap();
    give(&estate, &made, (version, json!([])), &her).await.expect_code(422, "consent.category_unnamed");
    give(&estate, &made, (&json!("0"), yes.clone()), &her).await.expect_code(409, "consent.version_stale");
    give(&estate, &made, (version, yes.clone()), b"MZ program").await.expect_code(422, "face.photo");
    assert_eq!(kept(&estate).await, own);
    // A photo without a face in it is of no use there; her page says so, and the other one takes its place.
    let at_doors = async || looks(&estate, &made).await["face"]["doors"][0]["photo"].clone();
    give(&estate, &made, (version, yes.clone()), &photo()).await.expect_ok();
    until("nothing was found in it", async || at_doors().await == "unfit").await;
    give(&estate, &made, (version, yes.clone()), &her).await.expect_ok();
    until("the door knows her", async || at_doors().await == "held").await;
    house.run_jobs().await;
    assert_eq!(
        kept(&estate).await,
        own + 4,
        "one photo, one pass, and a yes to the purpose and to the photo"
    );

    // Before her time the door knows her, and stays shut.
    stands(&at_door, &picture("obama.jpg"), "it is too early", async || refused(&estate).await == 1).await;
    for (at, said) in [
        (from.minus(11 * SECOND), Some(Reason::TooEarly)),
        (from, None),
        (end.minus(SECOND), None),
        (end, Some(Reason::Over)),
        (end.plus(SECOND), Some(Reason::Over)),
    ] {
        assert_eq!(known(&estate, &gate, (at, end)).await, said, "at {}", at.rfc3339());
    }
    // Within it she comes and goes, and her host is told that she came.
    house.advance(HOUR);
    at_door.kill();
    at_door.start().await;
    until("the box is back", async || health(&estate.wang, org).await["up_to_date"] == true).await;
    for times in 1..=3 {
        let said = format!("it opened {times} times");
        stands(&at_door, &picture("obama.jpg"), &said, async || at_door.clicks() == times).await;
    }
    until("the house knows", async || {
        house.run_jobs().await;
        told(&ana).await.contains("visitor.came")
    })
    .await;

    // After it the door refuses her, and within a minute the photo, her yes and the template are gone everywhere; her host's stay.
    house.advance(HOUR);
    at_door.kill();
    at_door.start().await;
    stands(&at_door, &picture("obama.jpg"), "it is over", async || refused(&estate).await == 2).await;
    assert_eq!(at_door.clicks(), 3);
    house.advance(61 * SECOND);
    house.run_jobs().await;
    assert_eq!(kept(&estate).await, own);
    until("the template is gone", async || at_door.faces().len() == 1).await;
    let waits =
        "SELECT COUNT(*) AS found FROM community_face_held WHERE ended_at IS NOT NULL AND gone_at IS NULL";
    until("the door said so", async || estate.count(waits).await == 0).await;
    stands(&at_door, &picture("biden.jpg"), "her host comes in", async || at_door.clicks() == 4).await;
    // So her yes goes as the policy says it: with her visit.
    let rule = house.running.house.policy.retention(policy::Category::ConsentRecord);
    assert!(rule.ends.iter().any(|end| end.from == "visit-over" && end.after.number == 0));
    proved("AJ-017", &["visit.invite", "visit.face.give", "job:pass.sweep"]);
}

#[tokio::test]
async fn a_visitors_face_goes_by_her_word_and_with_her_visit_and_is_taken_where_it_opens_something_alone() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let (front, id) = (Door::open(house).await, door(&estate).await);
    let ana = estate.resident("安娜", "3-1-502", "owner").await;
    let until_at = house.running.house.clock.now().plus(DAY);
    let wish = json!({ "kind": "visitor", "name": "李小满", "until": until_at });
    let made = invite(&ana, home, wish.clone()).await;
    let version = house.nobody().get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    let yes = json!(["face-photo"]);
    // No door has an eye: nothing is offered, and nothing taken.
    assert_eq!(looks(&estate, &made).await["face"], NO);
    give(&estate, &made, (&version, yes.clone()), &photo()).await.expect_code(409, "visit.no_face");
    // A box that says that it sees.
    let at_door = seeing(&estate, &front, &id).await;
    until("an eye", async || looks(&estate, &made).await["face"]["doors"][0]["eye"] == "sees").await;
    let once = invite(&ana, home, json!({ "kind": "courier", "name": "送水", "until": until_at })).await;
    assert_eq!(looks(&estate, &once).await["face"], NO, "who opens once has no use of it");
    give(&estate, &once, (&version, yes.clone()), &photo()).await.expect_code(409, "visit.no_face");
    let link = json!({ "token": made["token"] });
    house.nobody().call("visit.face.remove", &[], link.clone()).await.expect_code(409, "visit.no_face");
    for token in ["", "x"] {
        let no_link = json!({ "token": token.repeat(43) });
        give(&estate, &no_link, (&version, yes.clone()), &photo()).await.expect_code(404, "visit.link");
        house.nobody().call("visit.face.remove", &[], no_link).await.expect_code(404, "visit.link");
    }
    let given = async || {
        give(&estate, &made, (&version, yes.clone()), &photo()).await.expect_ok();
        house.run_jobs().await;
        assert_eq!(kept(&estate).await, 4);
    };
    let gone = async |why: &str| {
        house.run_jobs().await;
        assert_eq!(kept(&estate).await, 0, "{why}");
    };
    given().await;
    given().await;
    assert_ne!(looks(&estate, &made).await["face"]["given_at"], NO);
    house.nobody().call("visit.face.remove", &[], link.clone()).await.expect_ok();
    gone("she took it back").await;
    assert_eq!(looks(&estate, &made).await["face"]["given_at"], NO, "her code opens as before");
    given().await;
    let listed = ana.call("visit.list", &[("home", home)], NO).await.expect_ok();
    let of = |name: &str| {
        let mut all = listed["items"].as_array().unwrap().iter();
        all.find(|one| one["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let hers = of("李小满");
    ana.call("visit.end", &[("home", home), ("visit", &hers)], NO).await.expect_ok();
    gone("her host ended the visit").await;
    house.nobody().call("visit.face.remove", &[], link).await.expect_code(404, "visit.link");

    let made = invite(&ana, home, wish).await;
    give(&estate, &made, (&version, yes), &photo()).await.expect_ok();
    assert_eq!(kept(&estate).await, 4);
    ana.call("home.leave", &[("home", home)], NO).await.expect_ok();
    gone("her host moved out").await;
    drop(at_door);
}
