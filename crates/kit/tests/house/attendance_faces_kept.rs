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
use vault::{Field, OpenRefused, Sealed, Subject};

use crate::attendance::{Company, Device, agree, consents};
use crate::attendance_faces::{Studio, asked, by_face, enrols, gives, turns};
use crate::canary::{in_tables, search};
use crate::desk::keeper;
use crate::homes::{Estate, NO};
use crate::org::{invite, org};

const TEMPLATE: Field<Vec<u8>> = Field::declare("office_face", "template", Category::ClockFace);
const PHOTO: Field<Vec<u8>> = Field::declare("office_face", "photo", Category::ClockFace);

fn person_of(who: &Client) -> PersonId {
    who.id.parse().unwrap()
}

fn person(who: &Client) -> Person {
    let (person, device) = (person_of(who), DeviceId::from_bytes([0; 16]));
    Person { person, device, keeper: false, limited: false }
}

/// Photo and template of somebody as they lie in the table, under the key of this organisation.
async fn kept(house: &House, org: &str, who: &Client) -> Option<[Sealed<Vec<u8>>; 2]> {
    kept_as(house, (org, who), Some(who)).await
}

/// The same, said to be about somebody else, or about nobody.
async fn kept_as(
    house: &House,
    (org, who): (&str, &Client),
    about: Option<&Client>,
) -> Option<[Sealed<Vec<u8>>; 2]> {
    let (org, person): (OrgId, PersonId) = (org.parse().unwrap(), who.id.parse().unwrap());
    let sql = "SELECT id, photo, template, purpose FROM office_face WHERE org = $1 AND person = $2";
    let row = house.running.house.db.view().await.unwrap().opt(sql, values![org, person]).await.unwrap()?;
    assert_eq!(row.get::<String>("purpose").unwrap(), Purpose::ClockFace.id());
    let id: [u8; 16] = row.get("id").unwrap();
    Some([(&PHOTO, "photo"), (&TEMPLATE, "template")].map(|(field, column)| {
        let bytes = row.get(column).unwrap();
        match about {
            Some(about) => Sealed::stored_about(field, (org, person_of(about)), id, bytes),
            None => Sealed::stored(field, Subject::Org(org), id, bytes),
        }
    }))
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

/// What lies there about Bo opens for no other as about her, who agreed herself and administers the organisation: it is bound to him.
async fn not_as_hers(company: &Company) {
    let (house, ana) = (&company.house, &company.ana);
    consents(ana, "clock-face").await;
    let (ana_person, org) = (person(ana), company.org.parse().unwrap());
    let administrator =
        Member { person: ana_person.person, device: ana_person.device, org, administrator: true };
    for sealed in &kept_as(house, (&company.org, &company.bo), Some(ana)).await.unwrap() {
        for caller in [Caller::from(ana_person), Caller::from(administrator)] {
            let opened = house.running.house.vault.open(&caller, Purpose::ClockFace, sealed).await;
            assert!(matches!(opened, Err(OpenRefused::Fault(_))), "{caller:?} opens it as hers");
        }
    }
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
        assert!(vault.open(&own, Purpose::ClockFace, sealed).await.unwrap().into_inner().len() > 500);
    }
    // Not as something that is about nobody.
    for sealed in &kept_as(house, (&company.org, bo), None).await.unwrap() {
        let refused = vault.open(&own, Purpose::ClockFace, sealed).await;
        assert!(matches!(refused, Err(OpenRefused::NotPermitted | OpenRefused::Consent(_))));
    }
    not_as_hers(&company).await;
    let ana = person(&company.ana);
    let org = company.org.parse().unwrap();
    let administrator = Member { person: ana.person, device: ana.device, org, administrator: true };
    let staff = Caller::from(Person { keeper: true, ..person(&keeper) });
    for caller in [Caller::from(ana), Caller::from(administrator), staff] {
        for purpose in Purpose::ALL {
            for sealed in &all {
                let opened = vault.open(&caller, *purpose, sealed).await;
                assert!(opened.is_err(), "{caller:?} opens it for {}", purpose.id());
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
    bo.call("attendance.face.challenge", &at, json!({})).await.expect_code(403, "attendance.consent");
    bo.call("attendance.agree", &at, json!({ "to": "clock-face" })).await.expect_ok();
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
    let service = [("org", company.org.as_str()), ("kind", "attendance")];
    company.ana.call("org.shut", &service, NO).await.expect_ok();
    company.house.advance(Duration::from_secs(601));
    gone(&company, "attendance was shut").await;
    company.ana.call("org.open", &service, NO).await.expect_ok();

    enrols(&studio, bo, &company.org, "obama.jpg").await;
    crate::erasure::close(&company.house, bo).await.expect_ok();
    gone(&company, "his account ended").await;
}

/// Another function of this house that takes faces: the photo that he clocks by opens no door without a consent to doors, and clocking
/// brings no face to them.
async fn at_doors(estate: &Estate, bo: &Client, photo: Vec<u8>) {
    let doors = async || estate.count("SELECT COUNT(*) AS found FROM community_face").await;
    let home = estate.homes[0].as_str();
    estate.moves_in(bo, ("Bo", "3-1-502", "owner")).await;
    crate::faces::put(bo, home, photo.clone()).await.expect_code(403, "face.consent");
    estate.house.run_jobs().await;
    assert_eq!(doors().await, 0, "clocking brings no face to a door");
    crate::faces::agree(bo).await;
    estate.house.run_jobs().await;
    assert_eq!(doors().await, 0, "nor does agreeing, before he gives one");
    crate::faces::put(bo, home, photo).await.expect_ok();
    assert_eq!(doors().await, 1);
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
    let mut company = by_face(house).await;
    company
        .bo
        .call("attendance.face.challenge", &company.at(), json!({}))
        .await
        .expect_code(403, "attendance.consent");
    agree(&company, &company.bo, "clock-face", NO).await;
    enrols(&studio, &company.bo, &company.org, "obama.jpg").await;
    let device = Device::given(&company.bo, &company.org).await;
    turns(&studio, &device, &company.bo, &company.org).await.expect_ok();
    if has_doors {
        let said = company.bo.call("attendance.face.photo", &company.at(), NO).await.expect_ok();
        let photo = STANDARD.decode(said["photo"].as_str().unwrap()).unwrap();
        let estate = Estate::within(company.house).await;
        at_doors(&estate, &company.bo, photo).await;
        company.house = estate.house;
    }
    let (house, bo) = (&company.house, &company.bo);
    let vault = &house.running.house.vault;
    let sealed = kept(house, &company.org, bo).await.unwrap();
    // Its owner looks at it for what he agreed to, and where he asks what is held of him; and nobody, be it the house itself, for
    // anything else, whatever he agreed to besides.
    for caller in [Caller::from(person(bo)), Caller::Program("test")] {
        for purpose in Purpose::ALL {
            for one in &sealed {
                let opened = vault.open(&caller, *purpose, one).await;
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
    gives(bo, &other, &challenge, &studio.takes_anew("obama.jpg", head)).await.expect_ok();
    // Taken back it opens for nothing, and given anew it opens what is given anew alone.
    bo.call("consent.withdraw", &[], json!({ "purpose": "clock-face" })).await.expect_ok();
    let own = Caller::from(person(bo));
    let opened = vault.open(&own, Purpose::ClockFace, &sealed[0]).await;
    assert!(matches!(opened, Err(OpenRefused::Consent(_) | OpenRefused::NotPermitted)));
    // What he agreed to for doors, which stands, clocks nothing.
    bo.call("attendance.face.challenge", &company.at(), json!({}))
        .await
        .expect_code(403, "attendance.consent");
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
    let tables = gate::tables();
    let table = tables.iter().find(|table| table.name == "office_face").unwrap();
    assert_eq!(table.sealed, ["photo", "template"]);
    assert_eq!(table.plain, ["id", "org", "person", "purpose", "given_at", "replaced"]);
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

/// A consent of before counts no longer while the house goes to somebody else, and nobody takes it back: what rests on it goes all the same.
#[tokio::test]
async fn a_face_goes_where_the_house_goes_to_somebody_else_and_is_given_by_a_new_word_alone() {
    let Some((studio, house)) = Studio::open().await else { return };
    let company = by_face(house).await;
    let (house, bo, at) = (&company.house, &company.bo, company.at());
    let keeper = keeper(house, "Ke").await;
    agree(&company, bo, "clock-face", NO).await;
    enrols(&studio, bo, &company.org, "obama.jpg").await;
    let wish =
        json!({ "cause": "merger", "successor": "新东家科技有限公司", "contact": "privacy@new.example" });
    let code = keeper.call("succession.announce", &[], wish).await.expect_ok()["code"].clone();
    house.nobody().call("succession.decline", &[], json!({ "code": code })).await.expect_ok();
    // Until it is gone its owner sees that there is one, and may remove it.
    let said = bo.call("attendance.face.get", &at, NO).await.expect_ok();
    assert!(said["agreed"] == false && said["given_at"].is_string(), "{said}");
    bo.call("attendance.face.photo", &at, NO).await.expect_code(403, "attendance.consent");
    house.advance(Duration::from_secs(601));
    gone(&company, "the consent counts no longer").await;
    let left = "SELECT COUNT(*) AS found FROM office_agreement WHERE purpose = 'clock-face'";
    assert_eq!(company.count(left).await, 0, "he agrees anew to this organisation, too");
    consents(bo, "clock-face").await;
    bo.call("attendance.face.challenge", &at, json!({})).await.expect_code(403, "attendance.consent");
    bo.call("attendance.agree", &at, json!({ "to": "clock-face" })).await.expect_ok();
    enrols(&studio, bo, &company.org, "obama.jpg").await;
}
