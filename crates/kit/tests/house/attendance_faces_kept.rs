//! Faces by which people clock: what is kept of them and for what, who opens it, and how it goes.

use ::faces::picture::Picture;
use ::faces::sight::enrolled;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ground::{Caller, DeviceId, Member, OrgId, Person, PersonId, values};
use kit::{Client, House, proved};
use policy::{Category, Purpose};
use serde_json::json;
use std::time::Duration;
use vault::{Field, OpenRefused, Sealed};

use crate::attendance::{Company, agree};
use crate::attendance_faces::{Head, Studio, asked, by_face, enrols, gives};
use crate::canary::{in_tables, search};
use crate::desk::keeper;
use crate::homes::{Estate, NO};
use crate::org::{invite, org};

const TEMPLATE: Field<Vec<u8>> = Field::declare("office_face", "template", Category::ClockFace);
const PHOTO: Field<Vec<u8>> = Field::declare("office_face", "photo", Category::ClockFace);

fn person(who: &Client) -> Person {
    let (person, device) = (who.id.parse().unwrap(), DeviceId::from_bytes([0; 16]));
    Person { person, device, keeper: false, limited: false }
}

/// Photo and template of somebody as they lie in the table, under the key of this organisation.
async fn kept(house: &House, org: &str, who: &Client) -> Option<[Sealed<Vec<u8>>; 2]> {
    let (org, person): (OrgId, PersonId) = (org.parse().unwrap(), who.id.parse().unwrap());
    let sql = "SELECT id, photo, template, purpose FROM office_face WHERE org = $1 AND person = $2";
    let row = house.running.house.db.view().await.unwrap().opt(sql, values![org, person]).await.unwrap()?;
    assert_eq!(row.get::<String>("purpose").unwrap(), Purpose::ClockFace.id());
    let (id, of): ([u8; 16], (OrgId, PersonId)) = (row.get("id").unwrap(), (org, person));
    Some([
        Sealed::stored_about(&PHOTO, of, id, row.get("photo").unwrap()),
        Sealed::stored_about(&TEMPLATE, of, id, row.get("template").unwrap()),
    ])
}

/// Nothing of a face is left, and its owner cannot clock by it.
async fn gone(company: &Company, why: &str) {
    company.house.run_jobs().await;
    assert_eq!(company.count("SELECT COUNT(*) AS found FROM office_face").await, 0, "{why}");
}

/// What the photo that is kept looks like, and a piece of it: as no other bytes look.
async fn needles(who: &Client, org: &str) -> Vec<(String, Vec<u8>)> {
    let said = who.call("attendance.face.photo", &[("org", org)], NO).await.expect_ok();
    let photo = STANDARD.decode(said["photo"].as_str().unwrap()).unwrap();
    let (nets, _) = crate::faces_door::real().unwrap();
    let seen = ::faces::models::open(&nets).unwrap().look(&Picture::decode(&photo).unwrap()).unwrap();
    let numbers = enrolled(&seen).unwrap().numbers().to_vec();
    let template: Vec<u8> = numbers.iter().flat_map(|one| one.to_le_bytes()).collect();
    let mut all = vec![("a piece of the photo".to_owned(), photo[photo.len() / 2..][..64].to_vec())];
    all.extend(template.chunks(32).map(|part| ("a part of the template".to_owned(), part.to_vec())));
    all
}

/// proves: DB-033
#[tokio::test]
async fn a_face_lies_under_the_key_of_its_organisation_and_goes_when_that_orders_or_its_owner_leaves() {
    let Some((studio, house)) = Studio::open().await else { return };
    let company = by_face(house).await;
    let (house, bo, at) = (&company.house, &company.bo, company.at());
    let keeper = keeper(house, "Ke").await;
    agree(&company, bo, "clock-face", NO).await;
    enrols(&studio, bo, &company.org, "obama.jpg").await;
    let said = company.ana.call("attendance.faces.get", &at, NO).await.expect_ok();
    assert_eq!(said, json!({ "here": true, "given": 1 }), "those who run it know how many, and no more");

    // It opens by the organisation's key alone, for its owner alone.
    let vault = &house.running.house.vault;
    let all = kept(house, &company.org, bo).await.unwrap();
    let own = Caller::from(person(bo));
    for sealed in &all {
        let look = vault.look(&own, Purpose::ClockFace);
        assert!(look.open(sealed).await.unwrap().into_inner().len() > 500);
    }
    let ana = person(&company.ana);
    let org = company.org.parse().unwrap();
    let administrator = Member { person: ana.person, device: ana.device, org, administrator: true };
    let staff = Caller::from(Person { keeper: true, ..person(&keeper) });
    for caller in [Caller::from(ana), Caller::from(administrator), staff] {
        for purpose in Purpose::ALL {
            for sealed in &all {
                let look = vault.look(&caller, *purpose);
                assert!(look.open(sealed).await.is_err(), "{caller:?} opens it for {}", purpose.id());
            }
        }
    }
    for other in [&company.ana, &keeper] {
        let given = other.call("attendance.face.photo", &at, NO).await;
        assert!(
            [403, 404].contains(&given.status.as_u16()),
            "no operation gives it to others: {}",
            given.text()
        );
    }
    let needles = needles(bo, &company.org).await;
    let mut found = Vec::new();
    assert!(search(house.folder(), &needles, &mut found) > 0);
    found.extend(in_tables(house, &needles).await);
    assert!(found.is_empty(), "{found:?}");

    bo.call("attendance.faces.remove", &at, NO).await.expect_code(403, "access.denied");
    company.ana.call("attendance.faces.remove", &at, NO).await.expect_ok();
    gone(&company, "the organisation ordered it").await;
    enrols(&studio, bo, &company.org, "obama.jpg").await;
    company.ana.call("org.member.remove", &[("org", &company.org), ("person", &bo.id)], NO).await.expect_ok();
    gone(&company, "he left").await;
    proved("DB-033", &["attendance.face.put", "attendance.faces.remove", "org.member.remove"]);
}

#[tokio::test]
async fn a_face_goes_with_its_owners_word_the_consent_the_groups_choice_and_the_account() {
    let Some((studio, house)) = Studio::open().await else { return };
    let company = by_face(house).await;
    let (bo, at) = (&company.bo, company.at());
    agree(&company, bo, "clock-face", NO).await;
    enrols(&studio, bo, &company.org, "obama.jpg").await;
    bo.call("attendance.face.remove", &at, NO).await.expect_ok();
    gone(&company, "he took it back").await;
    bo.call("attendance.face.remove", &at, NO).await.expect_code(404, "attendance.no_face");

    enrols(&studio, bo, &company.org, "obama.jpg").await;
    bo.call("consent.withdraw", &[], json!({ "purpose": "clock-face" })).await.expect_ok();
    bo.call("attendance.face.photo", &at, NO).await.expect_code(403, "attendance.consent");
    company.house.advance(Duration::from_secs(31));
    gone(&company, "the consent was taken back").await;
    bo.call("attendance.face.challenge", &at, json!({})).await.expect_code(403, "attendance.consent");

    company.house.advance(Duration::from_secs(1));
    agree(&company, bo, "clock-face", NO).await;
    enrols(&studio, bo, &company.org, "obama.jpg").await;
    company.house.advance(Duration::from_secs(601));
    company.house.run_jobs().await;
    assert_eq!(company.count("SELECT COUNT(*) AS found FROM office_face").await, 1, "the group takes faces");
    company.change(|plan| plan["ways"] = json!(["code"])).await;
    company.house.advance(Duration::from_secs(601));
    gone(&company, "the group takes none any longer").await;

    company.change(|plan| plan["ways"] = json!(["face", "code"])).await;
    enrols(&studio, bo, &company.org, "obama.jpg").await;
    crate::erasure::close(&company.house, bo).await.expect_ok();
    gone(&company, "his account ended").await;
}

/// Another function of the house that takes faces, where the doorplate has one: the photo that he clocks by opens no door without a
/// consent to doors, and the one to doors clocks nothing.
async fn at_doors(studio: &Studio) {
    let estate = Estate::open().await;
    let home = estate.homes[0].as_str();
    let bo = estate.resident("Bo", "3-1-502", "owner").await;
    let photo = studio.takes("obama.jpg", Head::Ahead, 70).remove(0);
    crate::faces::put(&bo, home, photo.clone()).await.expect_code(403, "face.consent");
    crate::faces::agree(&bo).await;
    crate::faces::put(&bo, home, photo).await.expect_ok();
}

/// Bo works for a second organisation, in a group that takes faces.
async fn beside(company: &Company) -> String {
    let (ana, bo, other) = (&company.ana, &company.bo, org(&company.ana).await);
    let invitation = invite(ana, &other, &bo.phone, "member").await;
    bo.call("org.invitation.accept", &[("invitation", &invitation)], json!({})).await.expect_ok();
    let mut plan = company.plan.clone();
    plan["week"] = json!([null, null, null, null, null, null, null]);
    let wish = json!({ "name": "研发", "zone": "UTC", "plan": plan, "managers": [] });
    let group = ana.call("attendance.group.make", &[("org", &other)], wish).await.expect_ok();
    let at = [("org", other.as_str()), ("group", group["id"].as_str().unwrap())];
    ana.call("attendance.group.people", &at, json!({ "people": [bo.id] })).await.expect_ok();
    other
}

/// proves: YZJ-022, DB-018
#[tokio::test]
async fn a_face_given_to_clock_by_serves_nothing_else_before_its_owner_agrees_to_that() {
    let Some((studio, house)) = Studio::open().await else { return };
    let has_doors = house.running.house.policy.wings().iter().any(|wing| wing == "community");
    let company = by_face(house).await;
    let (house, bo) = (&company.house, &company.bo);
    // What he agreed to for doors clocks nothing.
    if has_doors {
        crate::faces::agree(bo).await;
    }
    bo.call("attendance.face.challenge", &company.at(), json!({}))
        .await
        .expect_code(403, "attendance.consent");
    agree(&company, bo, "clock-face", NO).await;
    enrols(&studio, bo, &company.org, "obama.jpg").await;
    let vault = &house.running.house.vault;
    let sealed = kept(house, &company.org, bo).await.unwrap();
    // Its owner looks at it for what he agreed to, and where he asks what is held of him; and nobody, be it the house itself, for
    // anything else, whatever he agreed to besides.
    for caller in [Caller::from(person(bo)), Caller::Program("test")] {
        for purpose in Purpose::ALL {
            for one in &sealed {
                let opened = vault.look(&caller, *purpose).open(one).await;
                match purpose {
                    Purpose::ClockFace | Purpose::OwnData => assert!(opened.is_ok(), "{}", purpose.id()),
                    _ => assert!(matches!(opened, Err(OpenRefused::Purpose { .. })), "{}", purpose.id()),
                }
            }
        }
    }
    // Nor does it clock in another organisation before he agrees there, to whom it never was shown.
    let other = beside(&company).await;
    bo.call("attendance.face.challenge", &[("org", &other)], json!({}))
        .await
        .expect_code(403, "attendance.consent");
    assert!(kept(house, &other, bo).await.is_none());
    bo.call("attendance.agree", &[("org", &other)], json!({ "to": "clock-face" })).await.expect_ok();
    let (challenge, head) = asked(bo, &other).await;
    gives(bo, &other, &challenge, &studio.takes("obama.jpg", head, 90)).await.expect_ok();
    // Taken back it opens for nothing, and given anew it opens what is given anew alone.
    bo.call("consent.withdraw", &[], json!({ "purpose": "clock-face" })).await.expect_ok();
    let own = Caller::from(person(bo));
    let look = vault.look(&own, Purpose::ClockFace);
    assert!(matches!(look.open(&sealed[0]).await, Err(OpenRefused::Consent(_) | OpenRefused::NotPermitted)));
    if has_doors {
        at_doors(&studio).await;
    }
    proved("YZJ-022", &["attendance.face.put", "attendance.face.challenge", "attendance.agree"]);
    proved("DB-018", &["attendance.face.put"]);
}

/// proves: DB-019
#[tokio::test]
async fn of_a_face_there_are_a_photo_and_a_template_sealed_for_one_purpose_which_their_owner_lists_and_deletes()
 {
    let Some((studio, house)) = Studio::open().await else { return };
    let company = by_face(house).await;
    let (bo, at) = (&company.bo, company.at());
    for table in gate::tables().iter().filter(|table| table.name == "office_face") {
        assert_eq!(table.sealed, ["photo", "template"]);
        assert_eq!(table.plain, ["id", "org", "person", "purpose", "given_at"]);
    }
    agree(&company, bo, "clock-face", NO).await;
    enrols(&studio, bo, &company.org, "obama.jpg").await;
    assert!(kept(&company.house, &company.org, bo).await.is_some());
    let held = async || bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held().await.contains("office_face") && held().await.contains("clock-face"));
    let photo = bo.call("attendance.face.photo", &at, NO).await.expect_ok();
    assert!(STANDARD.decode(photo["photo"].as_str().unwrap()).unwrap().starts_with(b"\xff\xd8"));
    bo.call("attendance.face.remove", &at, NO).await.expect_ok();
    assert!(kept(&company.house, &company.org, bo).await.is_none());
    assert!(!held().await.contains("office_face"));
    proved("DB-019", &["attendance.face.photo", "attendance.face.remove"]);
}
