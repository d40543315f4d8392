//! Attendance by agreements: what is shut from the moment at which one is broken, what goes with it, and that all of it is found.

use serde_json::{Value, json};
use std::time::Duration;

use crate::attendance::{Company, Device, SITE, agree, consents, exactly};
use crate::attendance_place::{WHY, a_minute, both, kept, outdoors};
use crate::homes::NO;
use crate::meet::text;
use crate::org::{invite, org};

#[tokio::test]
async fn the_site_that_only_coordinates_tell_goes_with_them() {
    let company = outdoors().await;
    let bo = &company.bo;
    let far =
        json!({ "name": "工厂", "latitude_e6": SITE.0, "longitude_e6": SITE.1 + 50_000, "radius_m": 200 });
    company.change(|plan| plan["sites"].as_array_mut().unwrap().push(far)).await;
    let device = Device::given(bo, &company.org).await;
    agree(&company, bo, "clock-place", json!(WHY)).await;
    device.clocks(bo, exactly(50_000)).await.expect_ok();
    let told = |seen: &Value| (seen["verdict"].clone(), seen["site"].clone());
    assert_eq!(told(&company.clocked().await[0]), (json!("counts"), json!("工厂")));
    let held = async || bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held().await.contains("工厂 · 31.23000, 121.52000 (±12 m)"), "{}", held().await);

    bo.call("consent.withdraw", &[], json!({ "purpose": "clock-place" })).await.expect_ok();
    assert_eq!(told(&company.clocked().await[0]), (json!("counts"), NO), "before any job came by");
    a_minute(&company).await;
    let held = held().await;
    assert!(held.contains("place · counts") && !held.contains("工厂"), "{held}");
}

#[tokio::test]
async fn however_many_take_theirs_back_all_of_it_goes_step_by_step() {
    let company = outdoors().await;
    let bo = &company.bo;
    agree(&company, bo, "field-sign-in", NO).await;
    // The agreements of Bo in as many other organisations, and one to what this version does not know.
    let mut cx = company.house.running.house.db.begin().await.unwrap();
    for number in 0..120_u8 {
        let sql = "INSERT INTO office_agreement (org, person, purpose, declared, agreed_at) \
                   SELECT $1, person, purpose, declared, agreed_at FROM office_agreement WHERE purpose = 'field-sign-in' LIMIT 1";
        cx.run(sql, ground::values![[number; 16]]).await.unwrap();
    }
    let sql = "INSERT INTO office_agreement (org, person, purpose, declared, agreed_at) \
               SELECT org, person, 'unheard-of', declared, agreed_at FROM office_agreement LIMIT 1";
    cx.run(sql, Vec::new()).await.unwrap();
    cx.commit().await.unwrap();
    bo.call("consent.withdraw", &[], json!({ "purpose": "field-sign-in" })).await.expect_ok();
    a_minute(&company).await;
    assert_eq!(kept(&company).await.2, 1, "what is unknown is let be, and keeps nothing else from going");
}

/// Bo works for a second organisation of Ana's, which asks for the same.
async fn beside(company: &Company) -> String {
    let (ana, other) = (&company.ana, org(&company.ana).await);
    let invitation = invite(ana, &other, &company.bo.phone, "member").await;
    company.bo.call("org.invitation.accept", &[("invitation", &invitation)], json!({})).await.expect_ok();
    let mut plan = company.plan.clone();
    plan["week"] = json!([null, null, null, null, null, null, null]);
    let wish = json!({ "name": "研发", "zone": "UTC", "plan": plan, "managers": [] });
    let group = ana.call("attendance.group.make", &[("org", &other)], wish).await.expect_ok();
    let at = [("org", other.as_str()), ("group", text(&group, "id"))];
    ana.call("attendance.group.people", &at, json!({ "people": [company.bo.id] })).await.expect_ok();
    other
}

#[tokio::test]
async fn what_is_given_anew_for_another_organisation_opens_nothing_of_the_one_of_before() {
    let company = outdoors().await;
    let (ana, bo) = (&company.ana, &company.bo);
    let device = Device::given(bo, &company.org).await;
    let made = both(&company, &device).await;
    let other = beside(&company).await;
    let day = company.today();
    let of_day = [("org", company.org.as_str()), ("group", company.group.as_str()), ("day", day.as_str())];
    let field = text(&made, "id");
    let photo = [("org", company.org.as_str()), ("group", company.group.as_str()), ("field", field)];
    let listed = async || ana.call("attendance.field.list", &of_day, NO).await.expect_ok()["items"].clone();
    let placed = async || company.clocked().await.iter().filter(|one| !one["place"].is_null()).count();
    assert_eq!((listed().await.as_array().unwrap().len(), placed().await), (1, 1));
    ana.call("attendance.field.photo", &photo, NO).await.expect_ok();

    for (purpose, reason) in [("clock-place", json!(WHY)), ("field-sign-in", NO)] {
        bo.call("consent.withdraw", &[], json!({ "purpose": purpose })).await.expect_ok();
        company.house.advance(Duration::from_secs(1));
        consents(bo, purpose).await;
        let wish = json!({ "to": purpose, "reason": reason });
        bo.call("attendance.agree", &[("org", &other)], wish).await.expect_ok();
    }
    assert_eq!(kept(&company).await, (1, 1, 4), "no job came by: all of it is there still");
    assert_eq!((listed().await, placed().await), (json!([]), 0), "and none of it is seen");
    ana.call("attendance.field.photo", &photo, NO).await.expect_code(404, "attendance.unknown");
    let path = format!(
        "/api/v1/orgs/{}/attendance/groups/{}/months/{}/sheet?form=csv",
        company.org,
        company.group,
        &day[..7]
    );
    let sheet = ana.get(&path).await.text();
    assert!(!sheet.contains("客户园区") && !sheet.contains("31.23000"), "{sheet}");
    a_minute(&company).await;
    assert_eq!(kept(&company).await, (0, 0, 2), "what the other organisation was told stands");
}

#[tokio::test]
async fn one_finds_every_day_of_one_s_rosters_however_many_there_are() {
    let company = outdoors().await;
    let person: ground::PersonId = company.bo.id.parse().unwrap();
    let org: ground::OrgId = company.org.parse().unwrap();
    let today = company.house.running.house.clock.now().day();
    let mut cx = company.house.running.house.db.begin().await.unwrap();
    for day in 0..2_300_i64 {
        let sql = "INSERT INTO office_roster (org, person, day, shift) VALUES ($1, $2, $3, NULL)";
        cx.run(sql, ground::values![org, person, today + day]).await.unwrap();
    }
    cx.commit().await.unwrap();
    let held = company.bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert_eq!(held.matches(" · rest\"").count(), 2_300);
}
