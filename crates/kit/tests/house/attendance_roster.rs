//! What a roster says, as whoever writes it reads it, and what a member reads of his own.

use kit::{Answer, Client};
use serde_json::{Value, json};

use crate::attendance::Company;
use crate::attendance_month::ground_day;
use crate::homes::NO;
use crate::meet::text;
use crate::org::{joined, org};

/// What somebody reads of the roster of a group.
async fn reads(who: &Client, of: [(&str, &str); 2], from: &str, until: &str, after: &str) -> Answer {
    let [(_, org), (_, group)] = of;
    let after = if after.is_empty() { String::new() } else { format!("&after={after}") };
    who.get(&format!("/api/v1/orgs/{org}/attendance/groups/{group}/roster?from={from}&until={until}{after}"))
        .await
}

fn day<'a>(sheet: &'a Value, day: &str) -> &'a Value {
    sheet["days"].as_array().unwrap().iter().find(|one| one["day"] == day).unwrap()
}

#[tokio::test]
async fn a_roster_is_read_as_it_was_written_beside_what_the_plan_says() {
    let company = Company::open(|_| ()).await;
    let (ana, bo, at) = (&company.ana, &company.bo, company.at());
    let [first, second, third, last] = [0, 1, 2, 40].map(|later| ground_day(&company, later));
    let white = company.plan["week"][0].clone();
    let entries = json!({ "entries": [
        { "what": "rest", "person": bo.id, "day": first },
        { "what": "shift", "person": bo.id, "day": second, "shift": white },
    ] });
    ana.call("attendance.roster.put", &company.of_group(), entries).await.expect_ok();
    ana.call("attendance.days.put", &at, json!({ "day": third, "kind": "off" })).await.expect_ok();
    let sheet = reads(ana, company.of_group(), &first, &last, "").await.expect_ok();
    assert_eq!((&sheet["today"], &sheet["closed"], &sheet["next"]), (&json!(first), &json!([]), &NO));
    assert_eq!(sheet["days"].as_array().unwrap().len(), 41);
    assert_eq!(*day(&sheet, &third), json!({ "day": third, "shift": null, "odd": "off" }));
    let line = &sheet["items"][0];
    assert_eq!((&line["person"], &sheet["items"][1]), (&json!(bo.id), &NO));
    assert_eq!(line["times"], json!([{ "from": first, "until": null }]));
    let said = json!([{ "day": first, "shift": null }, { "day": second, "shift": white }]);
    assert_eq!(line["entries"], said);

    // He reads of himself what was written, with its hours.
    let mine = bo.call("attendance.mine.month", &[("org", &company.org), ("month", &second[..7])], NO).await;
    let mine = mine.expect_ok();
    let his = mine["items"].as_array().unwrap().iter().find(|one| one["day"] == second.as_str()).unwrap();
    assert_eq!((&his["shift"], &his["hours"]["spans"][0]["begin"]), (&json!("白班"), &json!(540)));

    // In another group from tomorrow on: what is said of tomorrow is no longer this one's to read.
    let wish = json!({ "name": "销售", "zone": "UTC", "plan": company.plan, "managers": [] });
    let other = ana.call("attendance.group.make", &at, wish).await.expect_ok();
    let there = [("org", company.org.as_str()), ("group", text(&other, "id"))];
    company.to(1, 600);
    ana.call("attendance.group.people", &there, json!({ "people": [bo.id] })).await.expect_ok();
    let here = reads(ana, company.of_group(), &first, &last, "").await.expect_ok();
    assert_eq!(here["items"][0]["entries"], json!([{ "day": first, "shift": null }]));
    assert_eq!(here["items"][0]["times"], json!([{ "from": first, "until": second }]));
    let moved = reads(ana, there, &first, &last, "").await.expect_ok();
    assert_eq!(moved["items"][0]["entries"], json!([{ "day": second, "shift": white }]));
}

#[tokio::test]
async fn whoever_looks_after_a_group_says_who_works_when_in_it_and_in_no_other() {
    let company = Company::open(|_| ()).await;
    let (ana, bo, at) = (&company.ana, &company.bo, company.at());
    let cy = joined(&company.house, ana, &company.org, "Cy", "member").await;
    let wish =
        |name: &str, managers: Value| json!({ "name": name, "plan": company.plan, "managers": managers });
    let mut other = wish("销售", json!([]));
    other["zone"] = json!("UTC");
    let other = ana.call("attendance.group.make", &at, other).await.expect_ok();
    let there = [("org", company.org.as_str()), ("group", text(&other, "id"))];
    let today = company.today();
    let rest = json!({ "entries": [{ "what": "rest", "person": bo.id, "day": today }] });
    let puts = async |of: [(&str, &str); 2]| cy.call("attendance.roster.put", &of, rest.clone()).await;
    puts(company.of_group()).await.expect_code(403, "access.denied");
    cy.call("attendance.shift.list", &at, NO).await.expect_code(403, "access.denied");

    ana.call("attendance.group.change", &company.of_group(), wish("研发", json!([cy.id]))).await.expect_ok();
    let shifts = cy.call("attendance.shift.list", &at, NO).await.expect_ok();
    assert_eq!(shifts["items"][0]["id"], company.plan["week"][0]);
    puts(company.of_group()).await.expect_ok();
    let read = reads(&cy, company.of_group(), &today, &today, "").await.expect_ok();
    assert_eq!(read["items"][0]["entries"], json!([{ "day": today, "shift": null }]));
    puts(there).await.expect_code(403, "access.denied");
    reads(&cy, there, &today, &today, "").await.expect_code(403, "access.denied");
    // What is the organisation's stays with those who run it.
    for operation in ["attendance.group.list", "attendance.days.list"] {
        cy.call(operation, &at, NO).await.expect_code(403, "access.denied");
    }

    ana.call("attendance.group.change", &company.of_group(), wish("研发", json!([]))).await.expect_ok();
    puts(company.of_group()).await.expect_code(403, "access.denied");
    reads(&cy, company.of_group(), &today, &today, "").await.expect_code(403, "access.denied");
}

#[tokio::test]
async fn a_roster_is_read_by_whoever_runs_the_organisation_within_bounds_and_by_nobody_else() {
    let company = Company::open(|_| ()).await;
    let (ana, bo) = (&company.ana, &company.bo);
    let cy = joined(&company.house, ana, &company.org, "Cy", "member").await;
    let dan = company.house.person("Dan").await;
    let other = org(&dan).await;
    let today = company.today();
    let of = company.of_group();
    for who in [bo, &cy] {
        reads(who, of, &today, &today, "").await.expect_code(403, "access.denied");
    }
    // Whoever may not read is not told either that a question makes no sense.
    reads(bo, of, "never", &today, "").await.expect_code(403, "access.denied");
    assert_eq!(reads(&dan, of, &today, &today, "").await.status, 404);
    let foreign = [("org", other.as_str()), ("group", company.group.as_str())];
    reads(&dan, foreign, &today, &today, "").await.expect_code(404, "attendance.unknown");
    assert_eq!(reads(&company.house.nobody(), of, &today, &today, "").await.status, 401);
    for (from, until) in [
        (today.as_str(), ground_day(&company, -1)),
        (today.as_str(), ground_day(&company, 80)),
        ("2026-02-30", today.clone()),
        ("", today.clone()),
    ] {
        reads(ana, of, from, &until, "").await.expect_code(422, "attendance.day");
    }
    assert_eq!(reads(ana, of, &today, &ground_day(&company, 79), "").await.status, 200);
    // After the last there is nobody, and whoever left has no line.
    assert_eq!(reads(ana, of, &today, &today, &bo.id).await.expect_ok()["items"], json!([]));
    let him = [("org", company.org.as_str()), ("person", bo.id.as_str())];
    ana.call("org.member.remove", &him, NO).await.expect_ok();
    assert_eq!(reads(ana, of, &today, &today, "").await.expect_ok()["items"], json!([]));
}

#[tokio::test]
async fn a_closed_month_is_said_to_be_closed() {
    let company = Company::open(|_| ()).await;
    let ana = &company.ana;
    company.to_early_in_month().await;
    let first = company.today();
    // On the way she comes by: whoever is silent for long is signed out.
    for _ in 0..3 {
        company.to(11, 600);
        ana.get("/api/v1/me").await.expect_ok();
    }
    let month = &first[..7];
    let at = [("org", company.org.as_str()), ("group", company.group.as_str()), ("month", month)];
    ana.call("attendance.month.close", &at, json!({})).await.expect_ok();
    let sheet = reads(ana, company.of_group(), &first, &company.today(), "").await.expect_ok();
    assert_eq!(sheet["closed"], json!([month]));
}
