//! What may not happen to a calendar: a row that nobody can read again, a room given twice, guests who are not told, names of
//! foreign calendars in plain.

use ground::{Caller, DeviceId, Person, PersonId};
use kit::{Client, House};
use policy::{Category, Purpose};
use serde_json::{Value, json};
use vault::Subject;
use yard::account::{Bound, store as accounts};

use crate::calendars::{add, change, days, fortnight, wish};
use crate::canary::found;
use crate::dav::Phone;
use crate::homes::{NO, told};
use crate::meet::text;
use crate::org::{joined, org};

fn of(which: &str, at: Option<&str>, event: Value) -> Value {
    json!({ "which": which, "at": at, "event": event })
}

#[tokio::test]
async fn a_series_moves_as_a_whole_within_its_years_and_loses_none_of_its_days() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let event = add(&ana, "周会", json!({ "rule": "FREQ=WEEKLY;BYDAY=MO" })).await;
    let at = [("event", event.as_str())];
    // Its second Monday becomes a Tuesday: the rule has to say so, and its first is not lost.
    let tuesday = |rule: &str| {
        wish("周会", json!({ "begins": "2027-12-14T09:00", "ends": "2027-12-14T10:00", "rule": rule }))
    };
    let (monday, known) = (Some("2027-12-13T09:00:00"), "FREQ=WEEKLY;BYDAY=MO");
    for which in ["all", "following"] {
        let wished = of(which, monday, tuesday(known));
        ana.call("event.change", &at, wished).await.expect_code(422, "calendar.begins");
    }
    change(&ana, &event, "all", monday, tuesday("FREQ=WEEKLY;BYDAY=TU")).await;
    assert_eq!(days(&fortnight(&ana).await), ["12-07T01:00", "12-14T01:00"]);

    // Its fifth time moved to its second moves its first out of the years that can be read again: the list is not lost by it.
    let old = |begins: &str, ends: &str| {
        wish("旧会", json!({ "zone": "UTC", "begins": begins, "ends": ends, "rule": "FREQ=WEEKLY;COUNT=5" }))
    };
    let made = ana.call("event.add", &[], old("1970-01-05T09:00", "1970-01-05T10:00")).await.expect_ok();
    let wished = of("all", Some("1970-02-02T09:00:00"), old("1970-01-12T09:00", "1970-01-12T10:00"));
    ana.call("event.change", &[("event", text(&made, "id"))], wished).await.expect_code(422, "calendar.time");
    let january = "/api/v1/me/events?from=1970-01-01T00:00:00Z&until=1970-02-01T00:00:00Z";
    assert_eq!(ana.get(january).await.expect_ok()["items"].as_array().unwrap().len(), 4);
    let rare = json!({ "rule": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;COUNT=1000" });
    ana.call("event.add", &[], wish("x", rare)).await.expect_code(422, "calendar.rule");
    assert_eq!(fortnight(&ana).await.len(), 2);
}

#[tokio::test]
async fn one_time_that_differs_keeps_the_guests_of_its_series_who_are_told_and_rooms_are_of_its_organisation()
{
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let (acme, other) = (org(&ana).await, org(&ana).await);
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let room = async |org: &str| {
        let room = json!({ "kind": "room", "name": "会议室" });
        ana.call("calendar.make", &[("org", org)], room).await.expect_ok()["id"].clone()
    };
    let (here, there) = (room(&acme).await, room(&other).await);
    let invited = json!({ "rule": "FREQ=WEEKLY", "org": acme, "guests": [bo.id], "reminders": [5] });
    let event = add(&ana, "评审", invited.clone()).await;
    let (at, first) = ([("event", event.as_str())], Some("2027-12-06T09:00:00"));
    let none = of("one", first, wish("评审", json!({ "org": acme })));
    ana.call("event.change", &at, none).await.expect_code(422, "calendar.one_guests");
    // A room of an organisation in which the series is not is not to be had for one of its times.
    let alone = add(&ana, "自习", json!({ "rule": "FREQ=WEEKLY", "room": here })).await;
    let taken = of("one", first, wish("自习", json!({ "room": there })));
    ana.call("event.change", &[("event", &alone)], taken).await.expect_code(404, "calendar.calendar");

    let hour = |begins: &str, ends: &str| {
        let mut later = wish("评审", invited.clone());
        (later["begins"], later["ends"], later["rule"]) = (json!(begins), json!(ends), NO);
        later
    };
    let one = change(&ana, &event, "one", first, hour("2027-12-06T11:00", "2027-12-06T12:00")).await;
    assert_eq!(told(&bo).await.matches("calendar.changed").count(), 1);
    change(&ana, &one, "one", None, hour("2027-12-06T13:00", "2027-12-06T14:00")).await;
    assert_eq!(told(&bo).await.matches("calendar.changed").count(), 2, "it moved again");
    let mut less = hour("2027-12-06T13:00", "2027-12-06T14:00");
    less["guests"] = json!([]);
    ana.call("event.change", &[("event", &one)], of("one", None, less))
        .await
        .expect_code(422, "calendar.one_guests");
    // What is kept of him by number he is told of.
    bo.call("event.answer", &at, json!({ "reply": "accepted" })).await.expect_ok();
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("office_guest") && held.contains("office_reminder"), "{held}");
}

#[tokio::test]
async fn a_room_is_given_once_also_to_a_series_that_began_long_ago() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let at = [("org", acme.as_str())];
    let room = ana.call("calendar.make", &at, json!({ "kind": "room", "name": "一号" })).await.expect_ok();
    add(&ana, "访谈", json!({ "room": room["id"] })).await;
    let old = json!({ "room": room["id"], "begins": "2020-01-06T09:30", "ends": "2020-01-06T10:30", "rule": "FREQ=WEEKLY" });
    ana.call("event.add", &[], wish("周会", old.clone())).await.expect_code(409, "calendar.taken");
    let mut later = old;
    (later["begins"], later["ends"]) = (json!("2020-01-06T10:00"), json!("2020-01-06T11:00"));
    add(&ana, "周会", later).await;
}

#[tokio::test]
async fn who_left_is_shown_nothing_and_holds_up_nobody() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let shows = async |who: &Client, to: &Client| {
        let items =
            json!({ "items": [{ "person": to.id, "level": "all" }, { "org": acme, "level": "busy" }] });
        who.call("calendar.share", &[], items).await.expect_ok();
    };
    shows(&ana, &bo).await;
    shows(&bo, &ana).await;
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("office_share"), "{held}");
    let people = [("org", acme.as_str()), ("person", bo.id.as_str())];
    ana.call("org.member.remove", &people, NO).await.expect_ok();
    let left = ana.call("calendar.shares", &[], NO).await.expect_ok();
    assert_eq!(left["items"], json!([{ "person": null, "org": acme, "level": "busy" }]));
    assert_eq!(bo.call("calendar.shares", &[], NO).await.expect_ok()["items"], json!([]));
    ana.call("calendar.share", &[], json!({ "items": left["items"] })).await.expect_ok();
}

#[tokio::test]
async fn the_name_that_another_calendar_gave_an_event_is_kept_sealed_and_known_again() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let file = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:anna-meets-boss@example.org\r\nDTSTART:20271206T010000Z\r\n\
                DTEND:20271206T020000Z\r\nRRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n\
                UID:anna-meets-boss@example.org\r\nRECURRENCE-ID:20271207T010000Z\r\nDTSTART:20271207T030000Z\r\n\
                DTEND:20271207T040000Z\r\nSUMMARY:y\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    for expected in [(2, 0, 0), (0, 1, 0)] {
        let taken = ana.call("calendar.import", &[], json!({ "file": file })).await.expect_ok();
        let counted = (&taken["taken"], &taken["known"], &taken["left"]);
        assert_eq!(counted, (&json!(expected.0), &json!(expected.1), &json!(expected.2)));
    }
    assert_eq!(days(&fortnight(&ana).await), ["12-06T01:00", "12-07T03:00", "12-08T01:00"]);
    assert!(found(&house, "anna-meets-boss").await.is_empty());
    let file = ana.call("calendar.export", &[], NO).await.text();
    assert_eq!(file.matches("UID:anna-meets-boss@example.org").count(), 2, "{file}");
    // What was entered here is known by its id when its own file comes back.
    add(&ana, "z", json!({})).await;
    let file = ana.call("calendar.export", &[], NO).await.text();
    let taken = ana.call("calendar.import", &[], json!({ "file": file })).await.expect_ok();
    assert_eq!((&taken["taken"], &taken["known"]), (&json!(0), &json!(2)));
    let seen = ana.get("/api/v1/me/held").await.expect_ok();
    assert!(seen.to_string().contains("anna-meets-boss"), "{}", text(&seen["items"][0], "table"));
}

#[tokio::test]
async fn whoever_answers_all_day_is_told_to_wait_and_the_organiser_is_not_told_of_more() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let event = add(&ana, "评审", json!({ "org": acme, "guests": [bo.id] })).await;
    let at = [("event", event.as_str())];
    let person: PersonId = bo.id.parse().unwrap();
    let bound = Bound { kind: "calendar.told.day", span_s: 86_400, most: 100 };
    let mut cx = house.running.house.db.begin().await.unwrap();
    for _ in 0..99 {
        accounts::count(&mut cx, bound, person.bytes()).await.unwrap();
    }
    cx.commit().await.unwrap();
    bo.call("event.answer", &at, json!({ "reply": "accepted" })).await.expect_ok();
    bo.call("event.answer", &at, json!({ "reply": "declined" })).await.expect_code(429, "calendar.often");
    let seen = ana.call("event.look", &at, NO).await.expect_ok();
    assert_eq!(seen["guests"][0]["reply"], "accepted");
    assert!(!told(&ana).await.contains("calendar.declined"));
}

#[tokio::test]
async fn who_is_invited_opens_what_whoever_invited_him_wrote_and_nothing_of_those_who_are_invited_with_him() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let cy = joined(&house, &ana, &acme, "Cy", "member").await;
    add(&ana, "评审", json!({ "org": acme, "guests": [bo.id, cy.id] })).await;
    add(&cy, "看病", json!({})).await;
    let may = async |who: &Client, category: Category, of: &Client| {
        let device = DeviceId::from_bytes([0; 16]);
        let person = who.id.parse().unwrap();
        let caller = Caller::from(Person { person, device, keeper: false, limited: false });
        let subject = Subject::Person(of.id.parse().unwrap());
        let grounds = house.running.house.vault.grounds().unwrap();
        grounds.may_open(&caller, Purpose::Calendar, category, subject).await.unwrap()
    };
    assert!(may(&bo, Category::CalendarEntry, &ana).await);
    assert!(!may(&bo, Category::CalendarEntry, &cy).await);
    assert!(!may(&ana, Category::CalendarEntry, &cy).await);
    assert!(may(&bo, Category::DisplayName, &cy).await, "whoever comes as well is known by name");
}

#[tokio::test]
async fn a_device_leaves_each_time_of_a_series_in_its_room() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let room = async |name: &str| {
        let room = json!({ "kind": "room", "name": name });
        ana.call("calendar.make", &[("org", &acme)], room).await.expect_ok()["id"].clone()
    };
    let (large, small) = (room("large").await, room("small").await);
    let of_series = json!({ "rule": "FREQ=WEEKLY", "room": large });
    let event = add(&ana, "评审", of_series).await;
    let later = json!({ "begins": "2027-12-06T11:00", "ends": "2027-12-06T12:00", "room": small });
    let one = change(&ana, &event, "one", Some("2027-12-06T09:00:00"), wish("评审", later)).await;
    let phone = Phone::of(&house, &ana, "phone").await;
    let name = format!("{event}.ics");
    let (tag, file) = phone.get(&name).await;
    let file = file.replace("SUMMARY:评审", "SUMMARY:改名");
    assert_eq!(phone.put(&name, &file, &[("if-match", &tag)]).await, 204);
    for (id, room) in [(&event, &large), (&one, &small)] {
        let seen = ana.call("event.look", &[("event", id)], json!(null)).await.expect_ok();
        assert_eq!((&seen["title"], &seen["room"]), (&json!("改名"), room), "{seen}");
    }
}
