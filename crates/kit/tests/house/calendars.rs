//! Calendars: what recurs, what is changed of it, who is invited and what he says, who sees how much, and what reminds whom.

use ground::Timestamp;
use kit::{Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::canary::found;
use crate::erasure::close;
use crate::homes::{NO, told};
use crate::meet::text;
use crate::org::{joined, org};

const DAY: Duration = Duration::from_secs(86_400);

/// A Monday at nine in Shanghai, later than any test begins.
const MONDAY: &str = "2027-12-06T09:00";

pub(crate) fn wish(title: &str, more: Value) -> Value {
    let mut wish =
        json!({ "title": title, "zone": "Asia/Shanghai", "begins": MONDAY, "ends": "2027-12-06T10:00" });
    for (key, value) in more.as_object().unwrap() {
        wish[key] = value.clone();
    }
    wish
}

pub(crate) async fn add(who: &Client, title: &str, more: Value) -> String {
    let made = who.call("event.add", &[], wish(title, more)).await.expect_ok();
    text(&made, "id").to_owned()
}

/// The days on which somebody has something in the two weeks from that Monday on: day, hour and title.
pub(crate) async fn fortnight(who: &Client) -> Vec<(String, String)> {
    let list =
        who.get("/api/v1/me/events?from=2027-12-05T16:00:00Z&until=2027-12-19T16:00:00Z").await.expect_ok();
    let one = |item: &Value| {
        let title = item["title"].as_str().unwrap_or_default().to_owned();
        (text(item, "from")[5..16].to_owned(), title)
    };
    list["items"].as_array().unwrap().iter().map(one).collect()
}

pub(crate) fn days(listed: &[(String, String)]) -> Vec<&str> {
    listed.iter().map(|(at, _)| at.as_str()).collect()
}

pub(crate) async fn change(who: &Client, event: &str, which: &str, at: Option<&str>, wish: Value) -> String {
    let wish = json!({ "which": which, "at": at, "event": wish });
    text(&who.call("event.change", &[("event", event)], wish).await.expect_ok(), "id").to_owned()
}

/// proves: YZJ-032, DB-028
#[tokio::test]
async fn an_event_stands_on_its_day_reminds_at_its_minute_and_a_task_is_given_done_and_listed() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let now = house.running.house.clock.now().seconds();
    let soon = Timestamp::from_micros((now - now % 60 + 7_200) * 1_000_000);
    let local = |at: Timestamp| at.rfc3339()[..16].to_owned();
    let at = json!({ "zone": "UTC", "begins": local(soon), "ends": local(soon.plus(DAY / 24)), "reminders": [15] });
    let event = add(&ana, "发薪日对账", at).await;
    let path = format!("/api/v1/me/events?from={}&until={}", soon.rfc3339(), soon.plus(DAY).rfc3339());
    let listed = ana.get(&path).await.expect_ok();
    assert_eq!(
        (&listed["items"][0]["title"], &listed["items"][0]["from"]),
        (&json!("发薪日对账"), &json!(soon))
    );
    // Changed, it stands where it was moved to.
    let moved = soon.plus(DAY / 24);
    let mut again = wish("发薪日对账", json!({ "zone": "UTC", "begins": local(moved), "reminders": [15] }));
    again["ends"] = json!(local(moved.plus(DAY / 24)));
    change(&ana, &event, "all", None, again).await;
    assert_eq!(ana.get(&path).await.expect_ok()["items"][0]["from"], json!(moved));

    // A minute before its minute nobody is reminded, at it she is, and once.
    let span = moved.since(house.running.house.clock.now()) - Duration::from_secs(16 * 60);
    house.advance(span);
    house.run_jobs().await;
    assert!(!told(&ana).await.contains("calendar.reminder"));
    house.advance(Duration::from_secs(60));
    house.run_jobs().await;
    house.run_jobs().await;
    let notices = told(&ana).await;
    assert_eq!(notices.matches("calendar.reminder").count(), 1, "{notices}");
    assert!(notices.contains("发薪日对账"), "{notices}");

    let due = house.running.house.clock.now().plus(DAY);
    let task = json!({ "title": "整理合同", "steps": [{ "text": "扫描" }], "org": acme, "doers": [bo.id], "due": due,
        "remind": due.minus(DAY / 24) });
    let made = ana.call("task.add", &[], task).await.expect_ok();
    let at = [("task", text(&made, "id"))];
    assert!(told(&bo).await.contains("task.given"));
    let listed = bo.call("task.list", &[], NO).await.expect_ok();
    assert_eq!(
        (&listed["items"][0]["title"], &listed["items"][0]["own"]),
        (&json!("整理合同"), &json!(false))
    );
    bo.call(
        "task.tick",
        &at,
        json!({ "seen": [{ "text": "扫描" }], "steps": [{ "text": "扫描", "done": true }] }),
    )
    .await
    .expect_ok();
    let other = json!({ "seen": [{ "text": "扫描", "done": true }], "steps": [{ "text": "改写" }] });
    bo.call("task.tick", &at, other).await.expect_code(422, "task.steps");
    // She ticks what she saw before he did: his is not undone.
    let late = json!({ "seen": [{ "text": "扫描" }], "steps": [{ "text": "扫描" }] });
    ana.call("task.tick", &at, late).await.expect_code(409, "task.ticked");
    house.advance(DAY - DAY / 24);
    house.run_jobs().await;
    assert!(told(&bo).await.contains("task.reminder"));
    bo.call("task.done", &at, json!({ "done": true })).await.expect_ok();
    let listed = ana.call("task.list", &[], NO).await.expect_ok();
    assert!(
        listed["items"][0]["done"].is_string() && listed["items"][0]["steps"][0]["done"] == true,
        "{listed}"
    );
    assert!(told(&ana).await.contains("task.done"));
    assert!(found(&house, "整理合同").await.is_empty() && found(&house, "发薪日对账").await.is_empty());
    let used = ["event.add", "event.change", "calendar.list", "task.add", "task.list", "task.done"];
    let used = [&used[..], &["job:calendar.remind", "job:calendar.tell"]].concat();
    proved("YZJ-032", &used);
    proved("DB-028", &used);
}

#[tokio::test]
async fn of_a_series_one_time_the_rest_or_all_are_changed_and_taken_out() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let weekdays = json!({ "rule": "FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=6", "reminders": [10] });
    let event = add(&ana, "晨会", weekdays.clone()).await;
    let all = ["12-06T01:00", "12-08T01:00", "12-10T01:00", "12-13T01:00", "12-15T01:00", "12-17T01:00"];
    assert_eq!(days(&fortnight(&ana).await), all);

    // One of them an hour later and by another name.
    let later = json!({ "begins": "2027-12-08T10:00", "ends": "2027-12-08T11:00", "rule": "FREQ=DAILY" });
    let one = change(&ana, &event, "one", Some("2027-12-08T09:00:00"), wish("晨会加长", later)).await;
    let listed = fortnight(&ana).await;
    assert_eq!(listed[1], ("12-08T02:00".to_owned(), "晨会加长".to_owned()));
    assert_eq!(listed.len(), 6);
    // That one is there once; the series has it no longer.
    let wrong = json!({ "which": "one", "at": "2027-12-08T09:00:00", "event": wish("晨会", json!({})) });
    ana.call("event.change", &[("event", &event)], wrong).await.expect_code(422, "calendar.at");
    // Out with one, then with the one that differs.
    let out = |which: &str, at: &str| json!({ "which": which, "at": at });
    ana.call("event.remove", &[("event", &event)], out("one", "2027-12-10T09:00:00")).await.expect_ok();
    ana.call("event.remove", &[("event", &one)], out("one", "2027-12-08T10:00:00")).await.expect_ok();
    assert_eq!(days(&fortnight(&ana).await), [all[0], all[3], all[4], all[5]]);

    // From the next Monday on half an hour later; the rule goes on counting what is left.
    let half = json!({ "begins": "2027-12-13T09:30", "ends": "2027-12-13T10:30", "rule": weekdays["rule"] });
    let tail = change(&ana, &event, "following", Some("2027-12-13T09:00:00"), wish("晨会", half)).await;
    assert_eq!(days(&fortnight(&ana).await), [all[0], "12-13T01:30", "12-15T01:30", "12-17T01:30"]);
    let seen = ana.call("event.look", &[("event", &tail)], NO).await.expect_ok();
    assert_eq!(seen["rule"], "FREQ=WEEKLY;COUNT=3;BYDAY=MO,WE,FR");
    // All of the tail back, named by its second time.
    let back = json!({ "begins": "2027-12-15T09:00", "ends": "2027-12-15T10:00", "rule": seen["rule"] });
    change(&ana, &tail, "all", Some("2027-12-15T09:30:00"), wish("晨会", back)).await;
    assert_eq!(days(&fortnight(&ana).await), [all[0], all[3], all[4], all[5]]);
    ana.call("event.remove", &[("event", &tail)], out("following", "2027-12-15T09:00:00")).await.expect_ok();
    assert_eq!(days(&fortnight(&ana).await), [all[0], all[3]]);
    ana.call("event.remove", &[("event", &event)], json!({ "which": "all" })).await.expect_ok();
    assert_eq!(days(&fortnight(&ana).await), [all[3]]);

    // It goes out as a file and comes in again in another's calendar, once.
    let file = ana.call("calendar.export", &[], NO).await.text();
    assert!(file.contains("SUMMARY:晨会") && file.contains("RRULE:FREQ=WEEKLY;UNTIL="), "{file}");
    let bo = house.person("Bo").await;
    for expected in [(1, 0), (0, 1)] {
        let taken = bo.call("calendar.import", &[], json!({ "file": file })).await.expect_ok();
        assert_eq!((&taken["taken"], &taken["known"]), (&json!(expected.0), &json!(expected.1)));
    }
    assert_eq!(fortnight(&bo).await, fortnight(&ana).await);
    bo.call("calendar.import", &[], json!({ "file": "hello" })).await.expect_code(422, "calendar.file");
}

#[tokio::test]
async fn what_is_wrong_is_refused_and_what_is_anothers_is_unknown() {
    let house = House::start().await;
    let (ana, eve) = (house.person("Ana").await, house.person("Eve").await);
    let acme = org(&ana).await;
    for (code, more) in [
        ("calendar.title", json!({ "title": "  " })),
        ("calendar.zone", json!({ "zone": "Mars/Base" })),
        ("calendar.time", json!({ "ends": "2027-12-06T08:00" })),
        ("calendar.time", json!({ "begins": "tomorrow" })),
        ("calendar.rule", json!({ "rule": "FREQ=HOURLY" })),
        ("calendar.rule", json!({ "rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" })),
        ("calendar.reminders", json!({ "reminders": [1, 2, 3, 4, 5, 6] })),
        ("calendar.guests", json!({ "org": acme, "guests": [eve.id] })),
        ("calendar.guests", json!({ "guests": [eve.id] })),
    ] {
        ana.call("event.add", &[], wish("x", more)).await.expect_code(422, code);
    }
    let event = add(&ana, "体检", json!({})).await;
    let at = [("event", event.as_str())];
    eve.call("event.look", &at, NO).await.expect_code(404, "calendar.unknown");
    eve.call("event.answer", &at, json!({ "reply": "accepted" })).await.expect_code(404, "calendar.unknown");
    eve.call("event.remind", &at, json!({ "reminders": [] })).await.expect_code(404, "calendar.unknown");
    eve.call("event.remove", &at, json!({ "which": "all" })).await.expect_code(404, "calendar.unknown");
    let theft = json!({ "which": "all", "event": wish("x", json!({})) });
    eve.call("event.change", &at, theft).await.expect_code(404, "calendar.unknown");
    assert!(fortnight(&eve).await.is_empty());
    // What is her own she sees when she asks what is held; erased, it is gone.
    let held = ana.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("体检"), "{held}");
    ana.call("event.remove", &at, json!({ "which": "all" })).await.expect_ok();
    ana.call("event.look", &at, NO).await.expect_code(404, "calendar.unknown");
}

/// proves: DB-029
#[tokio::test]
async fn who_is_invited_answers_whoever_organises_sees_it_and_a_moved_event_asks_anew() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let cy = joined(&house, &ana, &acme, "Cy", "member").await;
    let dee = joined(&house, &ana, &acme, "Dee", "member").await;
    let people = json!({ "org": acme, "guests": [bo.id, cy.id], "reminders": [5] });
    let event = add(&ana, "季度评审", people.clone()).await;
    let at = [("event", event.as_str())];
    for guest in [&bo, &cy] {
        assert!(told(guest).await.contains("calendar.invited"));
        assert_eq!(fortnight(guest).await[0].1, "季度评审");
    }
    dee.call("event.look", &at, NO).await.expect_code(404, "calendar.unknown");
    bo.call("event.answer", &at, json!({ "reply": "accepted" })).await.expect_ok();
    let other = json!({ "reply": "tentative", "proposed": "2027-12-07T15:00" });
    cy.call("event.answer", &at, other).await.expect_ok();
    bo.call("event.answer", &at, json!({ "reply": "waiting" })).await.expect_code(422, "calendar.reply");
    let states = async || {
        let seen = ana.call("event.look", &at, NO).await.expect_ok();
        let one = |guest: &Value| {
            let name = text(guest, "name").to_owned();
            (name, text(guest, "reply").to_owned(), guest["proposed"].clone())
        };
        let mut all: Vec<_> = seen["guests"].as_array().unwrap().iter().map(one).collect();
        all.sort_by(|one, other| one.0.cmp(&other.0));
        all
    };
    let bo_says = |reply: &str| ("Bo".to_owned(), reply.to_owned(), NO);
    assert_eq!(
        states().await,
        [bo_says("accepted"), ("Cy".into(), "tentative".into(), json!("2027-12-07T15:00:00"))]
    );
    let notices = told(&ana).await;
    assert!(notices.contains("calendar.accepted") && notices.contains("calendar.proposed"), "{notices}");
    // Whoever is invited changes nothing.
    let theft = json!({ "which": "all", "event": wish("x", people.clone()) });
    bo.call("event.change", &at, theft).await.expect_code(403, "access.denied");

    // She moves it where it was proposed: both are told and asked anew; one is invited no longer, another is.
    let mut moved = wish("季度评审", json!({ "org": acme, "guests": [bo.id, dee.id] }));
    (moved["begins"], moved["ends"]) = (json!("2027-12-07T15:00"), json!("2027-12-07T16:00"));
    change(&ana, &event, "all", None, moved).await;
    assert!(told(&bo).await.contains("calendar.changed"));
    assert!(told(&cy).await.contains("calendar.cancelled") && fortnight(&cy).await.is_empty());
    assert_eq!(fortnight(&dee).await[0].0, "12-07T07:00");
    let waits = |name: &str| (name.to_owned(), "waiting".to_owned(), NO);
    assert_eq!(states().await, [waits("Bo"), waits("Dee")]);
    bo.call("event.answer", &at, json!({ "reply": "declined" })).await.expect_ok();
    assert_eq!(states().await[0], bo_says("declined"));
    ana.call("event.remove", &at, json!({ "which": "all" })).await.expect_ok();
    assert!(told(&dee).await.contains("calendar.cancelled") && fortnight(&dee).await.is_empty());
    proved("DB-029", &["event.add", "event.answer", "event.change", "event.look"]);
}

/// proves: DB-030
#[tokio::test]
async fn a_colleague_sees_details_busy_or_nothing_as_each_says() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let eve = house.person("Eve").await;
    let other = org(&eve).await;
    add(&ana, "看牙医", json!({ "place": "口腔医院" })).await;
    let private = json!({ "begins": "2027-12-07T09:00", "ends": "2027-12-07T10:00", "private": true });
    add(&ana, "面谈", private).await;
    let free = json!({ "begins": "2027-12-08", "ends": "2027-12-08", "all_day": true, "free": true });
    add(&ana, "生日", free).await;
    let looks = async |who: &Client, org: &str| {
        let path = format!(
            "/api/v1/orgs/{org}/people/{}/calendar?from=2027-12-05T16:00:00Z&until=2027-12-12T16:00:00Z",
            ana.id
        );
        who.get(&path).await
    };
    let share = async |items: Value| ana.call("calendar.share", &[], json!({ "items": items })).await;
    let seen = looks(&bo, &acme).await.expect_ok();
    assert_eq!(seen, json!({ "level": "nothing", "items": [] }), "nobody sees anything before she says so");
    share(json!([{ "org": acme, "level": "busy" }])).await.expect_ok();
    let seen = looks(&bo, &acme).await.expect_ok();
    assert_eq!((&seen["level"], seen["items"].as_array().unwrap().len()), (&json!("busy"), 2));
    assert!(!seen.to_string().contains("看牙医") && !seen.to_string().contains("口腔医院"), "{seen}");
    share(json!([{ "org": acme, "level": "busy" }, { "person": bo.id, "level": "all" }])).await.expect_ok();
    let seen = looks(&bo, &acme).await.expect_ok();
    assert_eq!(
        (&seen["items"][0]["title"], &seen["items"][0]["place"]),
        (&json!("看牙医"), &json!("口腔医院"))
    );
    assert_eq!(seen["items"][1]["title"], NO, "what is private shows as busy");
    // That he looked she reads.
    let openings = ana.get("/api/v1/me/openings").await.expect_ok().to_string();
    assert!(openings.contains("calendar.colleague"), "{openings}");
    share(json!([{ "org": acme, "level": "all" }, { "person": bo.id, "level": "nothing" }]))
        .await
        .expect_ok();
    assert_eq!(looks(&bo, &acme).await.expect_ok()["level"], "nothing", "what is said of him goes before");

    // Another organisation is told of nobody; nor may one name strangers.
    looks(&eve, &other).await.expect_code(404, "calendar.colleague");
    looks(&eve, &acme).await.expect_code(404, "org.unknown");
    share(json!([{ "person": eve.id, "level": "all" }])).await.expect_code(422, "calendar.shares");
    share(json!([{ "org": other, "level": "all" }])).await.expect_code(422, "calendar.shares");

    // A time that suits both: her nine o'clock is taken.
    share(json!([{ "org": acme, "level": "busy" }])).await.expect_ok();
    let ask = json!({ "people": [ana.id, bo.id], "from": "2027-12-06T00:00:00Z", "until": "2027-12-06T10:00:00Z",
        "minutes": 60, "zone": "Asia/Shanghai" });
    let found = bo.call("calendar.free", &[("org", &acme)], ask.clone()).await.expect_ok();
    assert_eq!(
        found["slots"][0],
        json!({ "from": "2027-12-06T02:00:00.000Z", "until": "2027-12-06T03:00:00.000Z" })
    );
    assert!(!found.to_string().contains("看牙医"));
    let mut stranger = ask;
    stranger["people"] = json!([eve.id]);
    bo.call("calendar.free", &[("org", &acme)], stranger).await.expect_code(422, "calendar.people");
    proved("DB-030", &["calendar.share", "calendar.colleague", "calendar.free"]);
}

#[tokio::test]
async fn members_fill_shared_calendars_and_a_room_is_given_once() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let eve = house.person("Eve").await;
    let at = [("org", acme.as_str())];
    let make = async |who: &Client, kind: &str, name: &str| {
        who.call("calendar.make", &at, json!({ "kind": kind, "name": name })).await
    };
    make(&bo, "shared", "值班").await.expect_code(403, "access.denied");
    let shared = make(&ana, "shared", "值班").await.expect_ok();
    let room = make(&ana, "room", "三楼会议室").await.expect_ok();
    let names = bo.call("calendar.shared", &at, NO).await.expect_ok().to_string();
    assert!(names.contains("值班") && names.contains("三楼会议室"), "{names}");

    let event = add(&bo, "国庆值班", json!({ "calendar": shared["id"] })).await;
    let path = format!("/api/v1/orgs/{acme}/calendar?from=2027-12-05T16:00:00Z&until=2027-12-12T16:00:00Z");
    assert_eq!(ana.get(&path).await.expect_ok()["items"][0]["title"], "国庆值班");
    let mine = json!({ "which": "all", "event": wish("值班改期", json!({ "calendar": shared["id"] })) });
    ana.call("event.change", &[("event", &event)], mine).await.expect_ok();
    eve.call("event.look", &[("event", &event)], NO).await.expect_code(404, "calendar.unknown");
    eve.get(&path).await.expect_code(404, "org.unknown");
    let theirs = wish("x", json!({ "calendar": shared["id"] }));
    eve.call("event.add", &[], theirs).await.expect_code(404, "calendar.calendar");

    // Every Monday at nine the room is hers; he gets another hour.
    add(&ana, "周会", json!({ "room": room["id"], "rule": "FREQ=WEEKLY" })).await;
    let monday = json!({ "room": room["id"], "begins": "2028-01-10T09:30", "ends": "2028-01-10T10:30" });
    bo.call("event.add", &[], wish("访谈", monday)).await.expect_code(409, "calendar.taken");
    let later = json!({ "room": room["id"], "begins": "2028-01-10T10:00", "ends": "2028-01-10T11:00" });
    add(&bo, "访谈", later).await;
    let clash = wish(
        "日会",
        json!({ "room": room["id"], "begins": "2028-01-10T10:30", "ends": "2028-01-10T10:45",
        "rule": "FREQ=DAILY" }),
    );
    bo.call("event.add", &[], clash).await.expect_code(409, "calendar.taken");
    // That a room is taken all see; by what, whoever booked it says.
    let seen = bo.get(&path).await.expect_ok().to_string();
    assert!(seen.contains(text(&room, "id")) && !seen.contains("周会"), "{seen}");
}

#[tokio::test]
async fn what_somebody_planned_goes_when_he_leaves_when_he_is_erased_and_when_the_organisation_ends() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let cy = joined(&house, &ana, &acme, "Cy", "member").await;
    add(&bo, "项目会", json!({ "org": acme, "guests": [ana.id], "reminders": [5] })).await;
    add(&ana, "全员会", json!({ "org": acme, "guests": [bo.id, cy.id], "reminders": [5] })).await;
    add(&bo, "健身", json!({})).await;
    let given = |who: &Client| json!({ "title": "任务", "org": acme, "doers": [who.id] });
    bo.call("task.add", &[], given(&cy)).await.expect_ok();
    ana.call("task.add", &[], given(&bo)).await.expect_ok();
    bo.call("calendar.share", &[], json!({ "items": [{ "org": acme, "level": "all" }] })).await.expect_ok();
    let people = [("org", acme.as_str()), ("person", bo.id.as_str())];
    ana.call("org.member.remove", &people, NO).await.expect_ok();
    let left = fortnight(&bo).await;
    assert_eq!(left, [("12-06T01:00".to_owned(), "健身".to_owned())], "his own stays his");
    assert_eq!(fortnight(&ana).await.len(), 1);
    assert_eq!(cy.call("task.list", &[], NO).await.expect_ok()["items"], json!([]));
    assert_eq!(bo.call("task.list", &[], NO).await.expect_ok()["items"], json!([]));
    assert_eq!(bo.call("calendar.shares", &[], NO).await.expect_ok()["items"], json!([]));

    for one in [&bo, &cy] {
        close(&house, one).await.expect_ok();
    }
    let shared = [("org", acme.as_str())];
    let wished = json!({ "kind": "shared", "name": "年历" });
    let calendar = ana.call("calendar.make", &shared, wished).await.expect_ok();
    add(&ana, "年会", json!({ "calendar": calendar["id"] })).await;
    close(&house, &ana).await.expect_ok();
    house.run_jobs().await;
    let counted = "SELECT (SELECT COUNT(*) FROM office_event) + (SELECT COUNT(*) FROM office_calendar) \
                   + (SELECT COUNT(*) FROM office_guest) + (SELECT COUNT(*) FROM office_reminder) \
                   + (SELECT COUNT(*) FROM office_share) + (SELECT COUNT(*) FROM office_task) \
                   + (SELECT COUNT(*) FROM office_doer) AS found";
    let mut view = house.running.house.db.view().await.unwrap();
    let row = view.one(counted, Vec::new()).await.unwrap();
    assert_eq!(row.get::<i64>("found").unwrap(), 0);
}
