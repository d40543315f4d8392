//! Tasks and calendars: what is changed and removed, what is sent twice or too long, and how much one look or one day may have.

use axum::http::Method;
use ground::PersonId;
use kit::{Client, House};
use serde_json::{Value, json};
use yard::account::{Bound, store as accounts};

use crate::calendars::{add, wish};
use crate::homes::{NO, told};
use crate::meet::text;
use crate::org::{joined, org};

async fn spent(house: &House, who: &Client, kind: &'static str, times: u32) {
    let person: PersonId = who.id.parse().unwrap();
    let bound = Bound { kind, span_s: 86_400, most: times };
    let mut cx = house.running.house.db.begin().await.unwrap();
    for _ in 0..times {
        accounts::count(&mut cx, bound, person.bytes()).await.unwrap();
    }
    cx.commit().await.unwrap();
}

/// Its maker changes and removes a task, nobody else does; who is to do it now is told; what is held says who does what.
#[tokio::test]
async fn a_task_is_changed_and_removed_by_whoever_made_it() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let cy = joined(&house, &ana, &acme, "Cy", "member").await;
    let wished = |title: &str, doers: &[&Client]| {
        let doers: Vec<&str> = doers.iter().map(|one| one.id.as_str()).collect();
        json!({ "title": title, "org": acme, "doers": doers })
    };
    let made = ana.call("task.add", &[], wished("盘点", &[&bo])).await.expect_ok();
    let at = [("task", text(&made, "id"))];
    ana.call("task.change", &at, wished("年终盘点", &[&bo, &cy])).await.expect_ok();
    let listed = cy.call("task.list", &[], NO).await.expect_ok();
    assert_eq!(
        (&listed["items"][0]["title"], listed["items"][0]["doers"].as_array().unwrap().len()),
        (&json!("年终盘点"), 2)
    );
    assert_eq!(told(&bo).await.matches("task.given").count(), 1, "he had it before");
    assert_eq!(told(&cy).await.matches("task.given").count(), 1);
    bo.call("task.change", &at, wished("x", &[])).await.expect_code(403, "access.denied");
    bo.call("task.remove", &at, NO).await.expect_code(403, "access.denied");
    let held = |who: Value| who.to_string();
    let hers = held(ana.get("/api/v1/me/held").await.expect_ok());
    assert!(hers.contains("office_doer") && hers.contains(&cy.id), "{hers}");
    let his = held(bo.get("/api/v1/me/held").await.expect_ok());
    assert!(his.contains("office_doer") && !his.contains("年终盘点"), "{his}");
    let (long, many) = ("字".repeat(201), vec![json!({ "text": "a" }); 51]);
    ana.call("task.change", &at, wished(&long, &[])).await.expect_code(422, "task.title");
    let steps = json!({ "title": "a", "steps": many });
    ana.call("task.change", &at, steps).await.expect_code(422, "task.steps");
    let notes = json!({ "title": "a", "notes": "字".repeat(4_001) });
    ana.call("task.change", &at, notes).await.expect_code(422, "task.notes");
    assert_eq!(ana.call("task.change", &at, json!({ "title": 5 })).await.status.as_u16(), 422);
    ana.call("task.remove", &at, NO).await.expect_ok();
    ana.call("task.remove", &at, NO).await.expect_code(404, "task.unknown");
    assert_eq!(bo.call("task.list", &[], NO).await.expect_ok()["items"], json!([]));
}

/// Others are told of somebody's tasks so many times a day, whether he gives, changes or does them.
#[tokio::test]
async fn others_are_told_of_somebodys_tasks_so_often_in_a_day() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let give = |doers: Value| json!({ "title": "盘点", "org": acme, "doers": doers });
    let mine = ana.call("task.add", &[], give(json!([]))).await.expect_ok();
    let theirs = ana.call("task.add", &[], give(json!([bo.id]))).await.expect_ok();
    spent(&house, &ana, "task.told.day", 200).await;
    ana.call("task.add", &[], give(json!([bo.id]))).await.expect_code(429, "task.often");
    let at = [("task", text(&mine, "id"))];
    ana.call("task.change", &at, give(json!([bo.id]))).await.expect_code(429, "task.often");
    ana.call("task.add", &[], give(json!([]))).await.expect_ok();
    let at = [("task", text(&theirs, "id"))];
    let done = |is: bool| json!({ "done": is });
    spent(&house, &bo, "task.told.day", 199).await;
    bo.call("task.done", &at, done(true)).await.expect_ok();
    bo.call("task.done", &at, done(false)).await.expect_ok();
    bo.call("task.done", &at, done(true)).await.expect_code(429, "task.often");
    assert_eq!(told(&ana).await.matches("task.done").count(), 1);
    assert_eq!(told(&bo).await.matches("task.given").count(), 1);
}

/// One look has so many times of all events together; more is refused and never cut off. Who is named twice is looked at once.
#[tokio::test]
async fn one_look_has_so_many_times_of_all_events_together() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let daily = || json!({ "rule": "FREQ=DAILY" });
    let path = "/api/v1/me/events?from=2027-12-05T16:00:00Z&until=2029-01-08T16:00:00Z";
    for _ in 0..50 {
        add(&ana, "日会", daily()).await;
    }
    let listed = ana.get(path).await.expect_ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 20_000);
    add(&ana, "日会", daily()).await;
    ana.get(path).await.expect_code(409, "calendar.narrower");
    let week = "/api/v1/me/events?from=2027-12-05T16:00:00Z&until=2027-12-12T16:00:00Z";
    assert_eq!(ana.get(week).await.expect_ok()["items"].as_array().unwrap().len(), 51 * 7);
    let asked = |until: &str| {
        json!({ "people": vec![ana.id.as_str(); 3], "from": "2027-12-05T16:00:00Z", "until": until,
            "minutes": 60, "zone": "Asia/Shanghai" })
    };
    let at = [("org", acme.as_str())];
    let free = ana.call("calendar.free", &at, asked("2027-12-12T16:00:00Z")).await.expect_ok();
    assert_eq!(free["people"].as_array().unwrap().len(), 1, "{free}");
    ana.call("calendar.free", &at, asked("2029-01-08T16:00:00Z")).await.expect_code(409, "calendar.narrower");
}

/// What stands in a shared calendar is seen by all members as planned, and goes with the calendar.
#[tokio::test]
async fn what_is_planned_in_a_shared_calendar_goes_with_it() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let at = [("org", acme.as_str())];
    let make = |name: &str| json!({ "kind": "shared", "name": name });
    ana.call("calendar.make", &at, make(&"字".repeat(61))).await.expect_code(422, "calendar.title");
    let made = ana.call("calendar.make", &at, make("值班")).await.expect_ok();
    add(&ana, "节日值班", json!({ "calendar": made["id"] })).await;
    let path = format!("/api/v1/orgs/{acme}/calendar?from=2027-12-05T16:00:00Z&until=2027-12-12T16:00:00Z");
    let seen = bo.get(&path).await.expect_ok();
    assert_eq!(seen["items"][0]["title"], "节日值班");
    let one = [("org", acme.as_str()), ("calendar", text(&made, "id"))];
    bo.call("calendar.remove", &one, NO).await.expect_code(403, "access.denied");
    ana.call("calendar.remove", &one, NO).await.expect_ok();
    assert_eq!(bo.get(&path).await.expect_ok()["items"], json!([]));
    ana.call("calendar.remove", &one, NO).await.expect_code(404, "calendar.calendar");
    let backwards =
        format!("/api/v1/orgs/{acme}/calendar?from=2027-12-12T16:00:00Z&until=2027-12-05T16:00:00Z");
    bo.get(&backwards).await.expect_code(422, "calendar.stretch");
}

/// An answer and an import that are sent twice are done once, and answered twice.
#[tokio::test]
async fn an_answer_and_an_import_that_are_sent_twice_are_done_once() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let event = add(&ana, "评审", json!({ "org": acme, "guests": [bo.id] })).await;
    let twice = async |method: Method, path: &str, body: &Value| {
        let body = body.to_string().into_bytes();
        let head = [("idempotency-key", path)];
        let one = bo.send(method.clone(), path, Some(body.clone()), &head).await;
        let other = bo.send(method, path, Some(body), &head).await;
        assert_eq!((one.status, one.text()), (other.status, other.text()), "{path}");
        one.expect_ok()
    };
    let of = |operation: &str| {
        let (_, method, path) = bo.operations().find(|(id, ..)| *id == operation).unwrap();
        (method.parse::<Method>().unwrap(), path.replace("{event}", &event))
    };
    let (method, path) = of("event.answer");
    twice(method, &path, &json!({ "reply": "accepted" })).await;
    assert_eq!(told(&ana).await.matches("calendar.accepted").count(), 1);
    let file = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a@example.org\r\nDTSTART:20271206T010000Z\r\n\
                DTEND:20271206T020000Z\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let (method, path) = of("calendar.import");
    let taken = twice(method, &path, &json!({ "file": file })).await;
    assert_eq!((&taken["taken"], &taken["known"]), (&json!(1), &json!(0)), "the answer of the first");
    let mut long = wish("字", json!({}));
    long["title"] = json!("字".repeat(121));
    bo.call("event.add", &[], long).await.expect_code(422, "calendar.title");
    bo.call("event.add", &[], wish("a", json!({ "place": "字".repeat(201) })))
        .await
        .expect_code(422, "calendar.place");
}
