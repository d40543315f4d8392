//! Services of the house in an organisation: opened and shut by its administrators; of what is shut nothing is collected or shown.

use ground::Timestamp;
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::attendance::{Company, Device, place};
use crate::calendars::{add, fortnight, wish};
use crate::homes::{NO, told};
use crate::meet::text;
use crate::org::{joined, org, particulars};

async fn turned(who: &Client, org: &str, kind: &str, open: bool) -> Answer {
    let operation = if open { "org.open" } else { "org.shut" };
    who.call(operation, &[("org", org), ("kind", kind)], NO).await
}

fn opened(list: &Value) -> Vec<(&str, bool)> {
    let one = |item: &'_ Value| item["open"].as_bool().unwrap();
    list["items"].as_array().unwrap().iter().map(|item| (text(item, "kind"), one(item))).collect()
}

fn has_office(house: &House) -> bool {
    house.running.house.policy.wings().iter().any(|wing| wing == "office")
}

/// What the document of the house knows of a service: every operation within an organisation that begins so.
fn operations(who: &Client, begins: &[&str]) -> Vec<(String, String, String)> {
    who.operations()
        .filter(|(_, _, path)| {
            begins.iter().any(|one| path.starts_with(&format!("/api/v1/orgs/{{org}}/{one}")))
        })
        .map(|(id, method, path)| (id.to_owned(), method.to_owned(), path.to_owned()))
        .collect()
}

/// proves: DB-014, DB-064
#[tokio::test]
async fn what_an_administrator_switched_off_is_hidden_and_refused_to_everybody() {
    let house = House::start().await;
    unopened(&house).await;
    for id in ["DB-014", "DB-064"] {
        proved(id, &["org.open", "org.shut", "org.opened", "event.add", "task.add", "attendance.group.list"]);
    }
}

/// What an administrator has not opened is neither collected nor shown; what he shut rests.
async fn unopened(house: &House) {
    let ana = house.person("Ana").await;
    if !has_office(house) {
        let acme = org(&ana).await;
        turned(&ana, &acme, "calendar", true).await.expect_code(404, "org.service_unknown");
        return;
    }
    // Whoever creates an organisation names what it opens; nothing else is open.
    let made = ana.call("org.create", &[], particulars()).await.expect_ok();
    let acme = text(&made, "id").to_owned();
    let list = ana.call("org.opened", &[("org", &acme)], NO).await.expect_ok();
    assert!(opened(&list).iter().all(|(_, open)| !open) && opened(&list).len() >= 4, "{list}");
    let bo = joined(house, &ana, &acme, "Bo", "member").await;
    nothing_enters(house, (&ana, &bo), &acme).await;
    // His own calendar is his, whatever the organisation does.
    add(&bo, "牙医", json!({})).await;
    turned(&bo, &acme, "calendar", true).await.expect_code(403, "access.denied");
    let me = bo.call("me.get", &[], NO).await.expect_ok();
    assert_eq!(me["orgs"][0]["opened"], json!([]), "no page of it is offered to him");
    for kind in ["calendar", "tasks", "attendance", "approval"] {
        turned(&ana, &acme, kind, true).await.expect_ok();
    }
    let me = bo.call("me.get", &[], NO).await.expect_ok();
    assert_eq!(me["orgs"][0]["opened"], json!(["approval", "attendance", "calendar", "tasks"]));
    let at = [("org", acme.as_str())];
    ana.call("attendance.group.list", &at, NO).await.expect_ok();
    rests(house, &ana, &bo, &acme).await;
    let acts = ana.call("org.acts", &at, NO).await.expect_ok();
    let acts: Vec<&str> = acts["items"].as_array().unwrap().iter().map(|one| text(one, "act")).collect();
    assert!(acts.contains(&"org.open") && acts.contains(&"org.shut"), "{acts:?}");
}

/// Every operation is refused, to administrators and members, and no row comes of any.
async fn nothing_enters(house: &House, (ana, bo): (&Client, &Client), acme: &str) {
    for (who, other) in [(ana, bo), (bo, ana)] {
        let reached = operations(who, &["attendance", "approval", "calendar"]);
        assert!(reached.len() > 40, "{reached:?}");
        for (id, method, path) in reached {
            refused(who, &id, &method, &path.replace("{org}", acme)).await;
        }
        let invited = json!({ "org": acme, "guests": [other.id] });
        let event = who.call("event.add", &[], wish("例会", invited)).await;
        event.expect_code(403, "org.service_shut");
        let task = json!({ "title": "盘点", "org": acme, "doers": [other.id] });
        who.call("task.add", &[], task).await.expect_code(403, "org.service_shut");
    }
    for table in ["office_event", "office_task", "office_punch", "office_approval_case"] {
        assert_eq!(count(house, table).await, 0, "{table}");
    }
}

/// Every operation of a shut service is refused with the one code, whatever is sent to it.
async fn refused(who: &Client, id: &str, method: &str, path: &str) {
    let path = path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect::<Vec<_>>();
    let body = (method != "GET").then(|| b"{}".to_vec());
    let answer = who.send(method.parse().unwrap(), &path.join("/"), body, &[]).await;
    assert_eq!(answer.status, 403, "{id} {}", answer.text());
    assert!(answer.text().contains("org.service_shut"), "{id} {}", answer.text());
}

async fn count(house: &House, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) AS found FROM {table}");
    let mut view = house.running.house.db.view().await.unwrap();
    view.one(ground::db::Assembled(sql), vec![]).await.unwrap().get("found").unwrap()
}

/// What was kept is shown no longer while it is shut, nobody is reminded of it, and it is there again afterwards.
async fn rests(house: &House, ana: &Client, bo: &Client, acme: &str) {
    let invited = json!({ "org": acme, "guests": [bo.id], "reminders": [15] });
    let event = add(ana, "例会", invited).await;
    // In two hours, of which he is to be reminded a quarter of an hour before.
    let now = house.running.house.clock.now().seconds();
    let soon = Timestamp::from_micros((now - now % 60 + 7_200) * 1_000_000);
    let local = |at: Timestamp| at.rfc3339()[..16].to_owned();
    let end = local(soon.plus(Duration::from_secs(3_600)));
    let near = json!({ "zone": "UTC", "begins": local(soon), "ends": end, "reminders": [15], "org": acme, "guests": [bo.id] });
    add(ana, "碰头", near).await;
    let task = json!({ "title": "盘点", "org": acme, "doers": [bo.id] });
    ana.call("task.add", &[], task).await.expect_ok();
    let titles = |seen: Vec<(String, String)>| seen.into_iter().map(|(_, title)| title).collect::<Vec<_>>();
    assert!(titles(fortnight(bo).await).contains(&"例会".to_owned()));
    turned(ana, acme, "calendar", false).await.expect_ok();
    turned(ana, acme, "tasks", false).await.expect_ok();
    assert_eq!(titles(fortnight(bo).await), ["牙医"]);
    assert!(titles(fortnight(ana).await).is_empty());
    ana.call("event.look", &[("event", &event)], NO).await.expect_code(404, "calendar.unknown");
    assert_eq!(bo.call("task.list", &[], NO).await.expect_ok()["items"], json!([]));
    let held = ana.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("例会") && held.contains("盘点"), "it stands in her own export: {held}");
    house.advance(Duration::from_secs(6_360));
    house.run_jobs().await;
    house.run_jobs().await;
    assert!(!told(bo).await.contains("calendar.reminder"), "nobody is reminded of what is shut");
    turned(ana, acme, "calendar", true).await.expect_ok();
    turned(ana, acme, "tasks", true).await.expect_ok();
    assert!(titles(fortnight(bo).await).contains(&"例会".to_owned()));
    assert_eq!(bo.call("task.list", &[], NO).await.expect_ok()["items"][0]["title"], "盘点");
}

/// Attendance that is shut takes no punch, shows no record and its screens show nothing; another organisation's is another matter.
#[tokio::test]
async fn attendance_that_is_shut_takes_nothing_and_its_screens_are_dark() {
    let company = Company::open(|_| {}).await;
    let (ana, bo) = (&company.ana, &company.bo);
    let device = Device::given(bo, &company.org).await;
    let screen = json!({ "group": company.group });
    let made = ana.call("attendance.screen.make", &company.at(), screen).await.expect_ok();
    let token = json!({ "token": made["token"] });
    let nobody = company.house.nobody();
    nobody.call("attendance.screen.code", &[], token.clone()).await.expect_ok();
    turned(ana, &company.org, "attendance", false).await.expect_ok();
    let punches = "SELECT COUNT(*) AS found FROM office_punch";
    let before = company.count(punches).await;
    for operation in ["attendance.challenge", "attendance.punch"] {
        bo.call(operation, &company.at(), json!({})).await.expect_code(403, "org.service_shut");
    }
    assert_eq!(company.count(punches).await, before);
    assert_eq!(nobody.call("attendance.screen.code", &[], token.clone()).await.status, 404);
    for operation in ["attendance.group.list", "attendance.screen.list"] {
        ana.call(operation, &company.at(), NO).await.expect_code(403, "org.service_shut");
    }
    turned(ana, &company.org, "attendance", true).await.expect_ok();
    nobody.call("attendance.screen.code", &[], token).await.expect_ok();
    device.clocks(bo, place(true)).await.expect_ok();
}

/// A stranger learns nothing of what is open, and nobody opens by creating what the house has not.
#[tokio::test]
async fn only_members_see_and_only_administrators_turn_what_is_open() {
    let house = House::start().await;
    let (ana, eve) = (house.person("Ana").await, house.person("Eve").await);
    let acme = org(&ana).await;
    for (kind, open) in [("calendar", true), ("approval", false)] {
        turned(&eve, &acme, kind, open).await.expect_code(404, "org.unknown");
    }
    eve.call("org.opened", &[("org", &acme)], NO).await.expect_code(404, "org.unknown");
    assert_eq!(turned(&ana, &acme, "kitchen", true).await.status, 404);
    let mut wish = particulars();
    wish["opens"] = json!(["kitchen"]);
    assert_eq!(eve.call("org.create", &[], wish).await.status, 422);
    // The right is asked of the rows: whoever was an administrator a moment ago shuts nothing.
    let bo = joined(&house, &ana, &acme, "Bo", "administrator").await;
    let change = json!({ "role": "member" });
    ana.call("org.member.update", &[("org", &acme), ("person", &bo.id)], change).await.expect_ok();
    turned(&bo, &acme, "calendar", false).await.expect_code(403, "access.denied");
}
