//! Organisations: created with particulars, joined by invitation alone, run by administrators.

use axum::http::Method;
use kit::{Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::org_console::{CONSOLE, OF_MEMBERS};

/// The example of GB 32100.
const CODE: &str = "91350100M000100Y43";

pub(crate) fn particulars() -> Value {
    json!({
        "creator": { "name": "王芳", "position": "总经理" },
        "company": { "legal_name": "四合院测试有限公司", "credit_code": CODE, "address": "胡同一号" },
    })
}

/// The services that an organisation of the tests opens, where the doorplate has the wing for them.
pub(crate) async fn services(who: &Client) -> Value {
    let about = who.get("/api/v1/house").await.expect_ok();
    let has_office = about["wings"].as_array().unwrap().iter().any(|wing| wing == "office");
    if has_office { json!(["calendar", "tasks", "attendance", "approval"]) } else { json!([]) }
}

pub(crate) async fn org(creator: &Client) -> String {
    let mut wish = particulars();
    wish["opens"] = services(creator).await;
    let created = creator.call("org.create", &[], wish).await.expect_ok();
    created["id"].as_str().unwrap().to_owned()
}

pub(crate) async fn invite(administrator: &Client, org: &str, phone: &str, role: &str) -> String {
    let wish = json!({ "phone": phone, "role": role });
    let made = administrator.call("org.invite", &[("org", org)], wish).await.expect_ok();
    assert_eq!(made["state"], "open");
    made["id"].as_str().unwrap().to_owned()
}

/// Somebody with an account who was invited and accepted.
pub(crate) async fn joined(
    house: &House,
    administrator: &Client,
    org: &str,
    name: &str,
    role: &str,
) -> Client {
    let person = house.person(name).await;
    let invitation = invite(administrator, org, &person.phone, role).await;
    person.call("org.invitation.accept", &[("invitation", &invitation)], json!({})).await.expect_ok();
    person
}

pub(crate) async fn roles(who: &Client, org: &str) -> Vec<(String, String)> {
    let members = who.call("org.members", &[("org", org)], json!(null)).await.expect_ok();
    let word = |item: &Value, key: &str| item[key].as_str().unwrap().to_owned();
    members["items"].as_array().unwrap().iter().map(|item| (word(item, "name"), word(item, "role"))).collect()
}

pub(crate) fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, role)| ((*name).to_owned(), (*role).to_owned())).collect()
}

/// proves: JJB-003, HKT-003, YZJ-015
#[tokio::test]
async fn an_organisation_needs_creator_and_company_and_its_creator_is_its_first_administrator() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let create = |body| ana.call("org.create", &[], body);
    let full = particulars();
    for creator in [json!(null), json!({}), json!({ "name": "  " })] {
        let body = json!({ "creator": creator, "company": full["company"] });
        create(body).await.expect_code(422, "org.creator_missing");
    }
    create(json!({ "company": full["company"] })).await.expect_code(422, "org.creator_missing");
    let companies = [
        json!(null),
        json!({}),
        json!({ "legal_name": "四合院测试有限公司" }),
        json!({ "credit_code": CODE }),
        json!({ "legal_name": " ", "credit_code": CODE }),
    ];
    for company in companies {
        let body = json!({ "creator": full["creator"], "company": company });
        create(body).await.expect_code(422, "org.company_missing");
    }
    let wrong = json!({ "legal_name": "四合院测试有限公司", "credit_code": "91350100M000100Y44" });
    create(json!({ "creator": full["creator"], "company": wrong }))
        .await
        .expect_code(422, "org.credit_code_wrong");
    assert_eq!(
        ana.get("/api/v1/me").await.expect_ok()["orgs"],
        json!([]),
        "none of these made an organisation"
    );

    let created = create(full).await.expect_ok();
    assert_eq!((&created["name"], &created["role"]), (&json!("四合院测试有限公司"), &json!("administrator")));
    let id = created["id"].as_str().unwrap();
    let brief = json!([{ "id": id, "name": "四合院测试有限公司", "role": "administrator", "basis": null, "certified": false, "opened": [] }]);
    assert_eq!(ana.get("/api/v1/me").await.expect_ok()["orgs"], brief);
    assert_eq!(roles(&ana, id).await, pairs(&[("Ana", "administrator")]));
    let seen = ana.call("org.particulars", &[("org", id)], json!(null)).await.expect_ok();
    assert_eq!(seen["company"]["credit_code"], CODE);
    assert_eq!(seen["company"]["address"], "胡同一号");
    assert_eq!(seen["creator"], json!({ "person": ana.id, "name": "王芳" }));
    for id in ["JJB-003", "HKT-003", "YZJ-015"] {
        proved(id, &["org.create", "org.members", "me.get"]);
    }
}

/// proves: JJB-006, HKT-006, YZJ-113
#[tokio::test]
async fn several_administrators_reach_the_console_and_members_do_not() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let cy = joined(&house, &ana, &acme, "Cy", "member").await;
    let at = [("org", acme.as_str()), ("person", bo.id.as_str())];
    ana.call("org.member.update", &at, json!({ "role": "administrator" })).await.expect_ok();
    let expected = pairs(&[("Ana", "administrator"), ("Bo", "administrator"), ("Cy", "member")]);
    assert_eq!(roles(&cy, &acme).await, expected);

    for administrator in [&ana, &bo] {
        let console = [("org", acme.as_str()), ("person", cy.id.as_str())];
        administrator.call("org.particulars", &console, json!(null)).await.expect_ok();
        administrator.call("org.invitations.sent", &console, json!(null)).await.expect_ok();
        administrator.call("org.member.get", &console, json!(null)).await.expect_ok();
        administrator.call("org.member.update", &console, json!({ "position": "会计" })).await.expect_ok();
        let made = administrator
            .call("org.department.create", &console, json!({ "name": "财务部" }))
            .await
            .expect_ok();
        let department = [("org", acme.as_str()), ("department", made["id"].as_str().unwrap())];
        administrator.call("org.department.update", &department, json!({ "name": "财务" })).await.expect_ok();
        administrator.call("org.department.remove", &department, json!(null)).await.expect_ok();
        let invitation = invite(administrator, &acme, &house.fresh_number(), "member").await;
        let invitation = [("org", acme.as_str()), ("invitation", invitation.as_str())];
        administrator.call("org.invitation.withdraw", &invitation, json!(null)).await.expect_ok();
    }
    let nobodys = "00000000-0000-7000-8000-000000000000";
    let (department, invitation) = (format!("department_{nobodys}"), format!("invitation_{nobodys}"));
    let service = format!("service_{nobodys}");
    let console = [
        ("org", acme.as_str()),
        ("person", bo.id.as_str()),
        ("department", &department),
        ("invitation", &invitation),
        ("service", &service),
        ("kind", "personnel"),
        ("charge", "charge_00000000-0000-7000-8000-000000000000"),
        ("scim", "scim_00000000-0000-7000-8000-000000000000"),
        ("of", "request-reply"),
    ];
    for operation in CONSOLE {
        cy.call(operation, &console, json!({})).await.expect_code(403, "access.denied");
    }
    let known: Vec<&str> = ana
        .operations()
        .filter(|(_, _, path)| path.starts_with("/api/v1/orgs/{org}"))
        .map(|(id, _, _)| id)
        .filter(|id| !OF_MEMBERS.contains(id))
        // Records and lists, which some have a charge for, `records.rs` and `uploads.rs` try.
        .filter(|id| !["org.record", "org.personnel", "org.upload"].iter().any(|of| id.starts_with(of)))
        // Members look into the directory and keep contacts; what only administrators do there, `contacts.rs` tries.
        .filter(|id| !id.starts_with("directory.") && !id.starts_with("external."))
        // What they let the house read, `chat_grant.rs` tries.
        .filter(|id| !id.starts_with("grant."))
        // What they have kept, `chat_hold.rs` tries.
        .filter(|id| !id.starts_with("hold."))
        // What they order for its conversations, `chat_governing.rs` tries.
        .filter(|id| !id.starts_with("governing.") && !id.starts_with("channel."))
        // Whether members call telephones, `phones.rs` tries.
        .filter(|id| !id.starts_with("phone."))
        // What members plan together, and who makes calendars, `calendars.rs` tries.
        .filter(|id| !id.starts_with("calendar."))
        // What they draw, ask and decide, `approvals.rs` tries.
        .filter(|id| !id.starts_with("approval."))
        // What stands in its community and who lives there, `homes.rs` tries; what opens its doors, `passes.rs`.
        .filter(|id| {
            ![
                "community.",
                "building.",
                "unit.",
                "home.",
                "door.",
                "pass.",
                "opening.",
                "station.",
                "vehicle.",
                "lane.",
                "lift.",
                "visit.",
                "knock.",
                "gate.",
                // How it clocks, `attendance.rs` and `attendance_month.rs` try.
                "attendance.",
                // What leave its people have, `leave.rs` tries.
                "leave.",
            ]
            .iter()
            .any(|of| id.starts_with(of))
        })
        .collect();
    assert!(
        known.iter().all(|id| CONSOLE.contains(id)),
        "every operation of the console is tried: {known:?}"
    );
    for id in ["JJB-006", "HKT-006", "YZJ-113"] {
        proved(id, &["org.member.update", "org.particulars", "org.invite", "org.department.create"]);
    }
}

#[tokio::test]
async fn the_last_administrator_neither_leaves_nor_steps_back() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let (me, him) = (
        [("org", acme.as_str()), ("person", ana.id.as_str())],
        [("org", acme.as_str()), ("person", bo.id.as_str())],
    );
    let step_back = || ana.call("org.member.update", &me, json!({ "role": "member" }));
    step_back().await.expect_code(409, "org.last_administrator");
    ana.call("org.member.remove", &me, json!(null)).await.expect_code(409, "org.last_administrator");
    ana.call("org.member.update", &him, json!({ "role": "administrator" })).await.expect_ok();
    step_back().await.expect_ok();
    ana.call("org.member.remove", &him, json!(null)).await.expect_code(403, "access.denied");
    bo.call("org.member.remove", &him, json!(null)).await.expect_code(409, "org.last_administrator");
    ana.call("org.member.remove", &me, json!(null)).await.expect_ok();
    ana.call("org.get", &me, json!(null)).await.expect_code(404, "org.unknown");
    bo.call("org.member.remove", &me, json!(null)).await.expect_code(404, "org.member_unknown");
    let seen = bo.call("org.particulars", &him, json!(null)).await.expect_ok();
    assert_eq!(seen["creator"]["name"], Value::Null, "what was kept of the creator's name left with her");
    let tables = |held: Value| -> Vec<String> {
        held["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["table"].as_str().unwrap().to_owned())
            .collect()
    };
    let held = tables(ana.get("/api/v1/me/held").await.expect_ok());
    assert!(!held.iter().any(|table| table == "yard_member" || table == "yard_org"), "{held:?}");
}

#[tokio::test]
async fn two_administrators_who_remove_each_other_at_once_leave_one() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "administrator").await;
    let (her, him) = (
        [("org", acme.as_str()), ("person", ana.id.as_str())],
        [("org", acme.as_str()), ("person", bo.id.as_str())],
    );
    let (one, other) = tokio::join!(
        ana.call("org.member.remove", &him, json!(null)),
        bo.call("org.member.remove", &her, json!(null))
    );
    let removed = [&one, &other].iter().filter(|answer| answer.status.is_success()).count();
    assert_eq!(removed, 1, "{} / {}", one.text(), other.text());
    let left = if one.status.is_success() { &ana } else { &bo };
    assert_eq!(roles(left, &acme).await.len(), 1);
}

#[tokio::test]
async fn other_organisations_and_their_things_do_not_exist() {
    let house = House::start().await;
    let (ana, eve) = (house.person("Ana").await, house.person("Eve").await);
    let (acme, other) = (org(&ana).await, org(&eve).await);
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let made =
        ana.call("org.department.create", &[("org", &acme)], json!({ "name": "研发" })).await.expect_ok();
    let department = made["id"].as_str().unwrap();
    let invitation = invite(&ana, &acme, &house.fresh_number(), "member").await;
    let names = ["org.get", "org.members", "org.departments"];
    let all: Vec<&str> = CONSOLE.iter().chain(&names).copied().collect();
    let theirs = [
        ("org", acme.as_str()),
        ("person", bo.id.as_str()),
        ("department", department),
        ("invitation", &invitation),
    ];
    for operation in &all {
        eve.call(operation, &theirs, json!({})).await.expect_code(404, "org.unknown");
    }
    let mixed = [
        ("org", other.as_str()),
        ("person", bo.id.as_str()),
        ("department", department),
        ("invitation", &invitation),
    ];
    for (operation, code) in [
        ("org.member.get", "org.member_unknown"),
        ("org.member.update", "org.member_unknown"),
        ("org.member.remove", "org.member_unknown"),
        ("org.department.update", "org.department_unknown"),
        ("org.department.remove", "org.department_unknown"),
        ("org.invitation.withdraw", "org.invitation_unknown"),
    ] {
        eve.call(operation, &mixed, json!({})).await.expect_code(404, code);
    }
    let below = json!({ "name": "below", "parent": department });
    eve.call("org.department.create", &mixed, below).await.expect_code(404, "org.department_unknown");
    let own = [("org", other.as_str()), ("person", eve.id.as_str())];
    let moved = eve.call("org.member.update", &own, json!({ "department": department })).await;
    moved.expect_code(404, "org.department_unknown");
    for odd in ["org_1", "acme", "person_00000000-0000-7000-8000-000000000000", "%00", "'--"] {
        eve.get(&format!("/api/v1/orgs/{odd}")).await.expect_code(404, "org.unknown");
    }
}

#[tokio::test]
async fn departments_form_a_forest_in_which_nothing_gets_lost() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let create = async |name: &str, parent: Option<&str>| {
        let body = json!({ "name": name, "parent": parent });
        let made = ana.call("org.department.create", &[("org", &acme)], body).await.expect_ok();
        made["id"].as_str().unwrap().to_owned()
    };
    let top = create("总部", None).await;
    let middle = create("研发", Some(&top)).await;
    let bottom = create("媒体", Some(&middle)).await;
    let at = |id: &str| [("org", acme.clone()), ("department", id.to_owned())];
    let call = async |operation: &str, id: &str, body: Value| {
        let at = at(id);
        let at: Vec<(&str, &str)> = at.iter().map(|(name, value)| (*name, value.as_str())).collect();
        ana.call(operation, &at, body).await
    };
    call("org.department.update", &top, json!({ "parent": bottom }))
        .await
        .expect_code(409, "org.department_cycle");
    call("org.department.update", &top, json!({ "parent": top }))
        .await
        .expect_code(409, "org.department_cycle");
    call("org.department.update", &top, json!({ "name": " " }))
        .await
        .expect_code(422, "org.department_name_missing");
    let long = json!({ "name": "长".repeat(65) });
    call("org.department.update", &top, long).await.expect_code(422, "org.department_name_wrong");
    call("org.department.update", &middle, json!({ "name": "研发部" })).await.expect_ok();

    let him = [("org", acme.as_str()), ("person", bo.id.as_str())];
    ana.call("org.member.update", &him, json!({ "department": middle })).await.expect_ok();
    call("org.department.remove", &middle, json!(null)).await.expect_ok();
    let seen = bo.call("org.departments", &[("org", &acme)], json!(null)).await.expect_ok();
    let expected = json!([
        { "id": top, "name": "总部", "parent": null, "external_id": null, "head": null, "place": 0 },
        { "id": bottom, "name": "媒体", "parent": top, "external_id": null, "head": null, "place": 0 },
    ]);
    assert_eq!(seen["items"], expected);
    let moved = ana.call("org.member.get", &him, json!(null)).await.expect_ok();
    assert_eq!(moved["department"], json!(top), "members move up, too");
    ana.call("org.member.update", &him, json!({ "department": null })).await.expect_ok();
    let out = ana.call("org.member.get", &him, json!(null)).await.expect_ok();
    assert_eq!(out["department"], Value::Null);
}

#[tokio::test]
async fn an_external_id_is_one_members_or_departments_alone() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let (acme, other) = (org(&ana).await, org(&ana).await);
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let at = |org: &str, person: &str| [("org", org.to_owned()), ("person", person.to_owned())];
    let set = async |org: &str, person: &str, id: Value| {
        let at = at(org, person);
        let at: Vec<(&str, &str)> = at.iter().map(|(name, value)| (*name, value.as_str())).collect();
        ana.call("org.member.update", &at, json!({ "external_id": id })).await
    };
    set(&acme, &bo.id, json!("E-1042")).await.expect_ok();
    set(&acme, &ana.id, json!("E-1042")).await.expect_code(409, "org.external_id_taken");
    set(&other, &ana.id, json!("E-1042")).await.expect_ok();
    set(&acme, &ana.id, json!("x".repeat(129))).await.expect_code(422, "org.external_id_wrong");
    let him = [("org", acme.as_str()), ("person", bo.id.as_str())];
    assert_eq!(ana.call("org.member.get", &him, json!(null)).await.expect_ok()["external_id"], "E-1042");
    let held = bo.get("/api/v1/me/held").await.expect_ok();
    assert!(held["items"].as_array().unwrap().iter().any(|item| item["value"] == "E-1042"), "{held}");
    set(&acme, &bo.id, json!(null)).await.expect_ok();
    set(&acme, &ana.id, json!("E-1042")).await.expect_ok();
    let department = |name: &str| json!({ "name": name, "external_id": "D-1" });
    ana.call("org.department.create", &[("org", &acme)], department("a")).await.expect_ok();
    let twice = ana.call("org.department.create", &[("org", &acme)], department("b")).await;
    twice.expect_code(409, "org.external_id_taken");
}

#[tokio::test]
async fn bodies_that_make_no_sense_are_told_by_stable_codes() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let at = [("org", acme.as_str()), ("person", ana.id.as_str())];
    let long = "长".repeat(300);
    for (operation, body, status, code) in [
        ("org.invite", json!({ "role": "member" }), 422, "account.phone_missing"),
        ("org.invite", json!({ "phone": "12345", "role": "member" }), 422, "account.phone_wrong"),
        ("org.invite", json!({ "phone": long, "role": "member" }), 422, "account.phone_wrong"),
        ("org.invite", json!({ "phone": "13800138000", "role": "owner" }), 422, "body.invalid"),
        ("org.invite", json!({ "phone": "13800138000", "keeper": true }), 422, "body.invalid"),
        ("org.member.update", json!({ "role": "keeper" }), 422, "body.invalid"),
        ("org.member.update", json!({ "department": "department_1" }), 422, "body.invalid"),
        ("org.member.update", json!({ "position": long }), 422, "org.position_wrong"),
        ("org.department.create", json!({}), 422, "org.department_name_missing"),
        ("org.department.create", json!({ "name": "a\u{202e}b" }), 422, "org.department_name_wrong"),
        ("org.department.create", json!([]), 422, "body.invalid"),
    ] {
        ana.call(operation, &at, body).await.expect_code(status, code);
    }
    let path = format!("/api/v1/orgs/{acme}/invitations");
    let broken = ana.send(Method::POST, &path, Some(b"{\"phone\":".to_vec()), &[]).await;
    broken.expect_code(400, "body.malformed");
    let huge = format!("{{\"phone\":\"{}\"}}", "1".repeat(4 << 20)).into_bytes();
    ana.send(Method::POST, &path, Some(huge), &[]).await.expect_code(413, "body.too_large");
    ana.get(&format!("/api/v1/orgs/{acme}/members?limit=many")).await.expect_code(400, "query.invalid");
    ana.get(&format!("/api/v1/orgs/{acme}/members?after=1")).await.expect_code(400, "query.invalid");
    let company = json!({ "legal_name": long, "credit_code": CODE });
    let create = json!({ "creator": { "name": "Ana" }, "company": company });
    ana.call("org.create", &[], create).await.expect_code(422, "org.company_wrong");
}

#[tokio::test]
async fn a_list_comes_in_pages_and_a_look_at_the_directory_is_recorded_once() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let mut people = vec![ana.id.clone()];
    let mut last = ana.clone();
    for name in ["Bo", "Cy", "Di"] {
        last = joined(&house, &ana, &acme, name, "member").await;
        people.push(last.id.clone());
    }
    let looked = async |who: &Client| {
        let openings = who.get("/api/v1/me/openings").await.expect_ok();
        let items = openings["items"].as_array().unwrap().clone();
        items.iter().filter(|item| item["purpose"] == "directory").count()
    };
    let before = looked(&last).await;
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = ana.get(&format!("/api/v1/orgs/{acme}/members?limit=2{after}")).await.expect_ok();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 2);
        seen.extend(items.iter().map(|item| item["person"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(seen, people);
    assert_eq!(looked(&last).await, before + 1, "each was in one page, and each page was one look");
    assert_eq!(looked(&ana).await, 0, "one's own name is one's own");
}

#[tokio::test]
async fn a_long_silent_number_reaches_no_organisation_by_sms_alone() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    house.advance(Duration::from_secs(61 * 86_400));
    let again = house.person_with("Ana", &ana.phone).await;
    let refused = again.call("org.get", &[("org", &acme)], json!(null)).await;
    refused.expect_code(403, "session.second_proof_needed");
    for operation in ["org.create", "org.invitations"] {
        let refused = again.call(operation, &[], particulars()).await;
        refused.expect_code(403, "session.second_proof_needed");
    }
}

#[tokio::test]
async fn people_are_told_what_happens_to_their_membership() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let him = [("org", acme.as_str()), ("person", bo.id.as_str())];
    ana.call("org.member.update", &him, json!({ "role": "administrator" })).await.expect_ok();
    ana.call("org.member.remove", &him, json!(null)).await.expect_ok();
    let told = async |who: &Client| -> Vec<String> {
        let mut view = house.running.house.db.view().await.unwrap();
        let frames = ground::stream::after(&mut view, who.id.parse().unwrap(), 0).await.unwrap();
        frames.into_iter().map(|frame| frame.kind).filter(|kind| kind.starts_with("org.")).collect()
    };
    assert_eq!(told(&bo).await, ["org.invited", "org.joined", "org.role_changed", "org.left"]);
    assert_eq!(told(&ana).await, ["org.created", "org.member_joined", "org.member_left"]);
}
