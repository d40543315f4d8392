//! Faces that are being looked at: what comes meanwhile counts, and who is not looked at has spent nothing.

use ground::values;
use kit::Answer;
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;

use crate::attendance::{Company, Device, agree};
use crate::attendance_faces::{Studio, asked, by_face, enrols, gives, seeing, turns};
use crate::homes::NO;

/// Looks of the day that were counted.
async fn looks(company: &Company) -> i64 {
    let sql = "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) AS found FROM yard_rate WHERE kind = $1";
    let mut view = company.house.running.house.db.view().await.unwrap();
    view.one(sql, values!["attendance.face.person"]).await.unwrap().get("found").unwrap()
}

/// Waits until the house looks at one more.
async fn looked_at(company: &Company, before: i64) {
    for _ in 0..3_000 {
        if looks(company).await > before {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody was looked at");
}

#[tokio::test]
async fn what_was_ordered_while_a_face_is_looked_at_holds() {
    let Some((studio, house)) = Studio::open().await else { return };
    let company = by_face(house).await;
    let (bo, at, org) = (&company.bo, company.at(), company.org.as_str());
    let device = Device::given(bo, org).await;
    agree(&company, bo, "clock-face", NO).await;
    // The organisation removes all, and one that is on its way does not come after.
    let (challenge, head) = asked(bo, org).await;
    let pictures = studio.takes_anew("obama.jpg", head);
    let before = looks(&company).await;
    let order = async {
        looked_at(&company, before).await;
        company.ana.call("attendance.faces.remove", &at, NO).await.expect_ok();
    };
    let (given, ()): (Answer, ()) = tokio::join!(gives(bo, org, &challenge, &pictures), order);
    given.expect_code(403, "attendance.consent");
    assert_eq!(company.count("SELECT COUNT(*) AS found FROM office_face").await, 0);
    // He takes his face back, and nothing is clocked by it after.
    bo.call("attendance.agree", &at, json!({ "to": "clock-face" })).await.expect_ok();
    enrols(&studio, bo, org, "obama.jpg").await;
    let before = looks(&company).await;
    let taken_back = async {
        looked_at(&company, before).await;
        bo.call("attendance.face.remove", &at, NO).await.expect_ok();
    };
    let (clocked, ()): (Answer, ()) = tokio::join!(turns(&studio, &device, bo, org), taken_back);
    clocked.expect_code(404, "attendance.no_face");
    // The group takes none any longer.
    enrols(&studio, bo, org, "obama.jpg").await;
    let (challenge, head) = asked(bo, org).await;
    let pictures = studio.takes_anew("obama.jpg", head);
    let before = looks(&company).await;
    let changed = async {
        looked_at(&company, before).await;
        company.change(|plan| plan["ways"] = json!(["code"])).await;
    };
    let (given, ()): (Answer, ()) = tokio::join!(gives(bo, org, &challenge, &pictures), changed);
    given.expect_code(403, "attendance.way");
    assert!(company.clocked().await.is_empty());
}

#[tokio::test]
async fn who_is_not_looked_at_has_spent_nothing_and_other_nets_are_none() {
    let Some((nets, _)) = crate::faces_door::real() else { return };
    // A folder in which the nets of the list are not: no group can choose what would fail each time.
    let empty = tempfile::tempdir().unwrap();
    let house = seeing(empty.path().to_owned(), PathBuf::from("/bin/false")).await;
    let company = Company::within(house, |_| ()).await;
    let said = company.ana.call("attendance.faces.get", &company.at(), NO).await.expect_ok();
    assert_eq!(said["here"], false);
    // A program that fails each time takes none of the looks of a day.
    let company = by_face(seeing(nets, PathBuf::from("/bin/false")).await).await;
    let (bo, org) = (&company.bo, company.org.as_str());
    agree(&company, bo, "clock-face", NO).await;
    let (challenge, _) = asked(bo, org).await;
    for _ in 0..31 {
        let given = gives(bo, org, &challenge, &vec![crate::faces::photo(); 5]).await;
        given.expect_code(503, "attendance.face_failed");
    }
    assert_eq!(looks(&company).await, 0);
}
