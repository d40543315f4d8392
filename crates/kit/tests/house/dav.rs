//! Calendars of devices (CalDAV): what a telephone brings and is brought, whose it is, and what is refused.

use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kit::{Answer, Client, House, proved};
use serde_json::json;
use std::time::Duration;

use crate::calendars::{add, change, days, fortnight, wish};
use crate::meet::text;
use crate::org::{joined, org};

/// A telephone whose calendar program has a password.
pub(crate) struct Phone {
    nobody: Client,
    line: String,
    /// Where its person's lists stand.
    pub(crate) home: String,
    device: String,
}

impl Phone {
    pub(crate) async fn of(house: &House, who: &Client, label: &str) -> Self {
        let made = who.call("calendar.device.add", &[], json!({ "label": label })).await.expect_ok();
        let password = text(&made, "password").to_owned();
        let line = format!("Basic {}", STANDARD.encode(format!("courtyard:{password}")));
        let home = format!("/dav/{}/calendars/", who.id);
        Self { nobody: house.nobody(), line, home, device: text(&made, "id").to_owned() }
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: &str, more: &[(&str, &str)]) -> Answer {
        let mut headers = vec![("authorization", self.line.as_str()), ("content-type", "text/calendar")];
        headers.extend_from_slice(more);
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        self.nobody.send(method, path, Some(body.as_bytes().to_vec()), &headers).await
    }

    pub(crate) fn at(&self, name: &str) -> String {
        format!("{}events/{name}", self.home)
    }

    pub(crate) async fn put(&self, name: &str, file: &str, more: &[(&str, &str)]) -> u16 {
        self.send("PUT", &self.at(name), file, more).await.status.as_u16()
    }

    pub(crate) async fn get(&self, name: &str) -> (String, String) {
        let answer = self.send("GET", &self.at(name), "", &[]).await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text());
        (answer.headers["etag"].to_str().unwrap().to_owned(), answer.text())
    }

    pub(crate) async fn find(&self, path: &str, depth: &str, props: &str) -> String {
        let body = format!(
            "<D:propfind xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\" xmlns:S=\"http://calendarserver.org/ns/\">\
             <D:prop>{props}</D:prop></D:propfind>"
        );
        let answer = self.send("PROPFIND", path, &body, &[("depth", depth)]).await;
        assert_eq!(answer.status.as_u16(), 207, "{}", answer.text());
        answer.text()
    }

    pub(crate) async fn report(&self, list: &str, body: &str) -> (u16, String) {
        let answer = self.send("REPORT", &format!("{}{list}/", self.home), body, &[("depth", "1")]).await;
        (answer.status.as_u16(), answer.text())
    }

    /// What changed since a token: the answer, and the next token.
    pub(crate) async fn sync(&self, list: &str, token: &str) -> (String, String) {
        let body = format!(
            "<D:sync-collection xmlns:D=\"DAV:\"><D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level>\
             <D:prop><D:getetag/></D:prop></D:sync-collection>"
        );
        let (status, text) = self.report(list, &body).await;
        assert_eq!(status, 207, "{text}");
        let next = text.split("<D:sync-token>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        (text, next)
    }
}

pub(crate) fn file(uid: &str, more: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a phone//EN\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20261201T000000Z\r\n\
         DTSTART;TZID=Asia/Shanghai:20271206T090000\r\nDTEND;TZID=Asia/Shanghai:20271206T100000\r\n{more}END:VEVENT\r\n\
         END:VCALENDAR\r\n"
    )
}

/// proves: YZJ-031, DB-031
#[tokio::test]
async fn a_telephone_has_its_calendar_in_step_both_ways_until_its_password_is_ended() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    // Who makes no password has her calendar all the same, and no device reads it.
    add(&ana, "没有设备", json!({})).await;
    assert_eq!(fortnight(&ana).await.len(), 1);
    assert_eq!(ana.get("/api/v1/me/calendar/devices").await.expect_ok()["items"], json!([]));
    let asked = house.nobody().get("/dav/").await;
    assert_eq!(asked.status.as_u16(), 401);
    assert!(asked.headers["www-authenticate"].to_str().unwrap().starts_with("Basic "));

    let phone = Phone::of(&house, &ana, "我的手机").await;
    let found = phone.find("/dav/", "0", "<D:current-user-principal/>").await;
    assert!(found.contains(&format!("<D:href>/dav/{}/</D:href>", ana.id)), "{found}");
    let found = phone
        .find(&phone.home, "1", "<D:resourcetype/><S:getctag/><C:supported-calendar-component-set/>")
        .await;
    assert!(found.contains("<C:calendar/>") && found.contains("name=\"VTODO\""), "{found}");
    let (_, token) = phone.sync("events", "").await;

    // What stands in the telephone is on the page, with its alarm, and keeps its name and number.
    let alarm = "SUMMARY:手机里的事\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n";
    let new = [("if-none-match", "*")];
    assert_eq!(phone.put("A%20b.ics", &file("one@phone", alarm), &new).await, 201);
    assert_eq!(phone.put("A%20b.ics", &file("one@phone", alarm), &new).await, 412, "it is there already");
    assert!(fortnight(&ana).await.contains(&("12-06T01:00".to_owned(), "手机里的事".to_owned())));
    let (tag, kept) = phone.get("A%20b.ics").await;
    for line in ["UID:one@phone\r\n", "SUMMARY:手机里的事\r\n", "TRIGGER:-PT15M\r\n", "BEGIN:VTIMEZONE\r\n"]
    {
        assert!(kept.contains(line), "{kept}");
    }
    let (changed, token) = phone.sync("events", &token).await;
    assert!(changed.contains("A%20b.ics") && changed.matches("<D:response>").count() == 1, "{changed}");

    // What is entered on the page is in the telephone.
    let event =
        add(&ana, "网页上的事", json!({ "begins": "2027-12-07T09:00", "ends": "2027-12-07T10:00" })).await;
    let (changed, token) = phone.sync("events", &token).await;
    assert!(changed.contains(&event), "{changed}");
    let (of_event, said) = phone.get(&format!("{event}.ics")).await;
    assert!(said.contains("SUMMARY:网页上的事\r\n"), "{said}");
    let again = wish("网页上改过", json!({ "begins": "2027-12-07T09:00", "ends": "2027-12-07T10:00" }));
    change(&ana, &event, "all", None, again).await;
    let stale = [("if-match", of_event.as_str())];
    assert_eq!(phone.put(&format!("{event}.ics"), &said, &stale).await, 412, "the page was first");

    // Changed and taken out on the telephone, it is so on the page, and a second device hears of it.
    let moved = file("one@phone", "SUMMARY:改过\r\n").replace("20271206", "20271208");
    assert_eq!(phone.put("A%20b.ics", &moved, &[("if-match", &tag)]).await, 204);
    assert_eq!(days(&fortnight(&ana).await), ["12-06T01:00", "12-07T01:00", "12-08T01:00"]);
    let tablet = Phone::of(&house, &ana, "平板").await;
    let (_, of_tablet) = tablet.sync("events", "").await;
    assert_eq!(phone.send("DELETE", &phone.at("A%20b.ics"), "", &[]).await.status.as_u16(), 204);
    let (gone, _) = tablet.sync("events", &of_tablet).await;
    assert!(gone.contains("A%20b.ics") && gone.contains("HTTP/1.1 404"), "{gone}");
    assert_eq!(days(&fortnight(&ana).await), ["12-06T01:00", "12-07T01:00"]);

    // The password is ended: the calendar stays, and the telephone is told nothing more.
    ana.call("me.devices.close", &[("id", &phone.device)], json!(null)).await.expect_ok();
    let refused = phone.send("GET", &phone.at(&format!("{event}.ics")), "", &[]).await;
    assert_eq!(refused.status.as_u16(), 401);
    assert_eq!(phone.put("late.ics", &file("late", ""), &[]).await, 401);
    assert_eq!(days(&fortnight(&ana).await), ["12-06T01:00", "12-07T01:00"]);
    let (_, token) = tablet.sync("events", &token).await;
    let later =
        add(&ana, "后来的事", json!({ "begins": "2027-12-09T09:00", "ends": "2027-12-09T10:00" })).await;
    assert_eq!(days(&fortnight(&ana).await), ["12-06T01:00", "12-07T01:00", "12-09T01:00"]);
    let (told, _) = tablet.sync("events", &token).await;
    assert!(told.contains(&later) && told.matches("<D:response>").count() == 1, "the other goes on: {told}");
    let used = ["calendar.devices", "calendar.device.add", "event.add", "event.change", "me.devices.close"];
    proved("YZJ-031", &used);
    proved("DB-031", &used);
}

#[tokio::test]
async fn a_series_keeps_what_was_taken_out_and_what_differs_and_is_asked_for_by_time() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let phone = Phone::of(&house, &ana, "phone").await;
    let series = file(
        "series",
        "SUMMARY:daily\r\nRRULE:FREQ=DAILY;COUNT=5\r\nEXDATE;TZID=Asia/Shanghai:20271208T090000\r\n",
    );
    let other = "BEGIN:VEVENT\r\nUID:series\r\nDTSTAMP:20261201T000000Z\r\nRECURRENCE-ID;TZID=Asia/Shanghai:20271207T090000\r\n\
                 DTSTART;TZID=Asia/Shanghai:20271207T150000\r\nDTEND;TZID=Asia/Shanghai:20271207T160000\r\nSUMMARY:later\r\n\
                 END:VEVENT\r\nEND:VCALENDAR\r\n";
    let whole = series.replace("END:VCALENDAR\r\n", other);
    assert_eq!(phone.put("s.ics", &whole, &[]).await, 201);
    let listed = fortnight(&ana).await;
    assert_eq!(days(&listed), ["12-06T01:00", "12-07T07:00", "12-09T01:00", "12-10T01:00"]);
    let (tag, kept) = phone.get("s.ics").await;
    assert!(kept.contains("RECURRENCE-ID;TZID=Asia/Shanghai:20271207T090000\r\n"), "{kept}");
    assert!(kept.contains("EXDATE;TZID=Asia/Shanghai:20271208T090000\r\n"), "{kept}");
    assert!(
        !kept.contains("EXDATE;TZID=Asia/Shanghai:20271207T090000"),
        "what differs is not taken out: {kept}"
    );
    // The same again changes nothing of it; without what differed it is as the series says.
    assert_eq!(phone.put("s.ics", &kept, &[("if-match", &tag)]).await, 204);
    assert_eq!(fortnight(&ana).await, listed);

    let ask = |inner: &str, data: &str| {
        format!(
            "<C:calendar-query xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:prop><D:getetag/>{data}</D:prop>\
             <C:filter><C:comp-filter name=\"VCALENDAR\"><C:comp-filter name=\"VEVENT\">{inner}</C:comp-filter></C:comp-filter>\
             </C:filter></C:calendar-query>"
        )
    };
    let range = |day: u32| {
        format!("<C:time-range start=\"202712{day:02}T000000Z\" end=\"202712{:02}T000000Z\"/>", day + 1)
    };
    let said = |words: &str| {
        format!("<C:prop-filter name=\"SUMMARY\"><C:text-match>{words}</C:text-match></C:prop-filter>")
    };
    for (inner, is_found) in [
        (range(9), true),
        (range(8), false),
        (range(20), false),
        (said("DAIL"), true),
        (said("weekly"), false),
        (said("later") + &range(7), true),
        (said("later") + &range(9), false),
    ] {
        let (status, text) = phone.report("events", &ask(&inner, "")).await;
        assert_eq!((status, text.contains("s.ics")), (207, is_found), "{inner}: {text}");
    }
    let expand =
        "<C:calendar-data><C:expand start=\"20271206T000000Z\" end=\"20271210T000000Z\"/></C:calendar-data>";
    let (_, text) = phone.report("events", &ask("", expand)).await;
    for line in [
        "DTSTART:20271206T010000Z",
        "DTSTART:20271207T070000Z",
        "RECURRENCE-ID:20271207T010000Z",
        "DTSTART:20271209T010000Z",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("RRULE") && !text.contains("20271208"), "{text}");
    let busy = "<C:free-busy-query xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><C:time-range start=\"20271206T000000Z\" \
                end=\"20271208T000000Z\"/></C:free-busy-query>";
    let (status, text) = phone.report("events", busy).await;
    assert_eq!(status, 200, "{text}");
    assert!(text.contains("FREEBUSY;FBTYPE=BUSY:20271207T070000Z/20271207T080000Z"), "{text}");
    assert_eq!(phone.put("s.ics", &series, &[]).await, 204);
    assert_eq!(days(&fortnight(&ana).await), ["12-06T01:00", "12-07T01:00", "12-09T01:00", "12-10T01:00"]);
}

#[tokio::test]
async fn of_other_people_and_with_other_passwords_a_device_reaches_nothing() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let acme = org(&ana).await;
    let cy = joined(&house, &ana, &acme, "Cy", "member").await;
    let (phone, of_bo) = (Phone::of(&house, &ana, "phone").await, Phone::of(&house, &bo, "phone").await);
    assert_eq!(phone.put("one.ics", &file("one", "SUMMARY:secret\r\n"), &[]).await, 201);
    for stranger in [&of_bo, &Phone::of(&house, &cy, "phone").await] {
        for method in ["GET", "PUT", "DELETE", "PROPFIND", "REPORT", "PROPPATCH"] {
            for path in [phone.at("one.ics"), phone.at(""), phone.home.clone(), format!("/dav/{}/", ana.id)] {
                let answer = stranger.send(method, &path, &file("one", ""), &[("depth", "1")]).await;
                assert_eq!(answer.status.as_u16(), 404, "{method} {path}");
            }
        }
    }
    // The password of a device opens nothing else, and a session opens no calendar of a device.
    let plain = STANDARD.decode(phone.line.trim_start_matches("Basic ")).unwrap();
    let password = String::from_utf8(plain).unwrap().trim_start_matches("courtyard:").replace('-', "");
    house.bearer(&password).get("/api/v1/me").await.expect_code(401, "session.needed");
    assert_eq!(ana.get("/dav/").await.status.as_u16(), 401);

    // Whoever goes on guessing waits.
    let guess = Phone {
        line: format!("Basic {}", STANDARD.encode("a:0000-0000-0000-0000-0000")),
        ..Phone::of(&house, &bo, "x").await
    };
    for _ in 0..70 {
        guess.send("PROPFIND", "/dav/", "", &[("depth", "0")]).await;
    }
    guess.send("PROPFIND", "/dav/", "", &[("depth", "0")]).await.expect_code(429, "serving.limit");
    assert_eq!(
        phone.get("one.ics").await.1.matches("secret").count(),
        1,
        "who has a right one does not wait"
    );
    house.advance(Duration::from_secs(1_000));
    assert_eq!(guess.send("PROPFIND", "/dav/", "", &[("depth", "0")]).await.status.as_u16(), 401);
    assert_eq!(phone.get("one.ics").await.1.matches("secret").count(), 1);
}

#[tokio::test]
async fn an_invitation_is_answered_from_a_telephone_and_only_its_organiser_changes_it() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let event = add(&ana, "周会", json!({ "org": acme, "guests": [bo.id] })).await;
    let phone = Phone::of(&house, &bo, "phone").await;
    let name = format!("{event}.ics");
    let (_, said) = phone.get(&name).await;
    assert!(
        said.contains("ORGANIZER;CN=\"Ana\"") && said.replace("\r\n ", "").contains("PARTSTAT=NEEDS-ACTION"),
        "{said}"
    );
    let whole = said.replace("\r\n ", "");
    for other in [
        whole.replace("SUMMARY:周会", "SUMMARY:别的"),
        whole.replace("TRANSP:", "LOCATION:elsewhere\r\nTRANSP:"),
        whole
            .replace("PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED")
            .replace("TRANSP:OPAQUE", "TRANSP:TRANSPARENT"),
    ] {
        assert_ne!(other, whole);
        assert_eq!(phone.put(&name, &other, &[]).await, 403, "{other}");
    }
    assert_eq!(
        phone.put(&name, &whole.replace("PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED"), &[]).await,
        204
    );
    let seen = ana.call("event.look", &[("event", &event)], json!(null)).await.expect_ok();
    assert_eq!(seen["guests"][0]["reply"], json!("accepted"));
    // Her own telephone moves it: he is asked anew, and who is invited stays.
    let hers = Phone::of(&house, &ana, "phone").await;
    let (_, said) = hers.get(&name).await;
    assert_eq!(hers.put(&name, &said.replace("20271206T090000", "20271206T110000"), &[]).await, 204);
    let seen = ana.call("event.look", &[("event", &event)], json!(null)).await.expect_ok();
    assert_eq!(seen["guests"][0]["reply"], json!("waiting"));
    // Taken out of his, it is declined, and gone from there alone.
    assert_eq!(phone.send("DELETE", &phone.at(&name), "", &[]).await.status.as_u16(), 204);
    assert_eq!(phone.send("GET", &phone.at(&name), "", &[]).await.status.as_u16(), 404);
    let seen = ana.call("event.look", &[("event", &event)], json!(null)).await.expect_ok();
    assert_eq!(seen["guests"][0]["reply"], json!("declined"));
}

#[tokio::test]
async fn tasks_are_a_list_of_their_own() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let phone = Phone::of(&house, &ana, "phone").await;
    let todo = |more: &str| {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VTODO\r\nUID:t1\r\nDTSTAMP:20261201T000000Z\r\n{more}END:VTODO\r\nEND:VCALENDAR\r\n"
        )
    };
    let at = format!("{}tasks/t.ics", phone.home);
    let new = todo("SUMMARY:buy milk\r\nDUE:20271206T090000Z\r\n");
    assert_eq!(phone.put("t.ics", &new, &[]).await, 403, "a task is no event");
    assert_eq!(phone.send("PUT", &at, &new, &[]).await.status.as_u16(), 201);
    let listed = ana.get("/api/v1/me/tasks").await.expect_ok();
    assert_eq!(
        (&listed["items"][0]["title"], &listed["items"][0]["due"]),
        (&json!("buy milk"), &json!("2027-12-06T09:00:00.000Z"))
    );
    let done = todo("SUMMARY:buy milk\r\nDUE:20271206T090000Z\r\nSTATUS:COMPLETED\r\n");
    assert_eq!(phone.send("PUT", &at, &done, &[]).await.status.as_u16(), 204);
    assert!(ana.get("/api/v1/me/tasks").await.expect_ok()["items"][0]["done"].is_string());
    let text = phone.send("GET", &at, "", &[]).await.text();
    assert!(text.contains("UID:t1\r\n") && text.contains("STATUS:COMPLETED\r\n"), "{text}");
    let (_, token) = phone.sync("tasks", "").await;
    ana.call("task.add", &[], json!({ "title": "on the page" })).await.expect_ok();
    let (changed, _) = phone.sync("tasks", &token).await;
    assert_eq!(changed.matches("<D:response>").count(), 1, "{changed}");
    assert_eq!(phone.send("DELETE", &at, "", &[]).await.status.as_u16(), 204);
    assert_eq!(ana.get("/api/v1/me/tasks").await.expect_ok()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_broken_too_much_or_not_of_a_calendar_is_refused_and_changes_nothing() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let phone = Phone::of(&house, &ana, "phone").await;
    assert_eq!(phone.put("one.ics", &file("one", ""), &[]).await, 201);
    let large = file("two", &format!("DESCRIPTION:{}\r\n", "a".repeat(250_000)));
    for (file, status) in [
        ("BEGIN:VCALENDAR\r\n".to_owned(), 403),
        (file("one", ""), 409),
        (file("two", "RRULE:FREQ=HOURLY\r\n"), 403),
        (file("two", "").replace("VERSION", "METHOD:PUBLISH\r\nVERSION"), 403),
        (file("two", "").replace("Asia/Shanghai", "Nowhere/Zone"), 403),
        (large, 413),
    ] {
        assert_eq!(phone.put("two.ics", &file, &[]).await, status, "{}", &file[..200.min(file.len())]);
    }
    assert_eq!(phone.put("one.ics", &file("other", ""), &[]).await, 409, "an entry keeps its number");
    for body in ["", "<a>", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"] {
        assert_eq!(phone.report("events", body).await.0, 400, "{body}");
    }
    let unknown = "<D:sync-collection xmlns:D=\"DAV:\"><D:sync-token>urn:courtyard:sync:events:99</D:sync-token><D:prop/></D:sync-collection>";
    let (status, text) = phone.report("events", unknown).await;
    assert!(status == 403 && text.contains("valid-sync-token"), "{text}");
    for (method, status) in [("MKCALENDAR", 403), ("COPY", 403), ("LOCK", 405), ("DELETE", 403)] {
        let path = format!("{}events/", phone.home);
        assert_eq!(phone.send(method, &path, "", &[]).await.status.as_u16(), status, "{method}");
    }
    let deep = phone.send("PROPFIND", &phone.home, "", &[("depth", "infinity")]).await;
    assert_eq!(deep.status.as_u16(), 403);
    let patch = |prop: &str| {
        format!(
            "<D:propertyupdate xmlns:D=\"DAV:\" xmlns:I=\"http://apple.com/ns/ical/\"><D:set><D:prop>{prop}</D:prop></D:set></D:propertyupdate>"
        )
    };
    let at = format!("{}events/", phone.home);
    let named = phone
        .send(
            "PROPPATCH",
            &at,
            &patch("<D:displayname>工作</D:displayname><I:calendar-color>#ff0000ff</I:calendar-color>"),
            &[],
        )
        .await;
    assert!(!named.text().contains("HTTP/1.1 403"), "{}", named.text());
    let refused = phone
        .send("PROPPATCH", &at, &patch("<D:displayname>x</D:displayname><D:getetag>y</D:getetag>"), &[])
        .await;
    assert!(
        refused.text().contains("HTTP/1.1 403") && refused.text().contains("HTTP/1.1 424"),
        "{}",
        refused.text()
    );
    let found = phone.find(&at, "0", "<D:displayname/>").await;
    assert!(found.contains("<D:displayname>工作</D:displayname>"), "{found}");
    assert_eq!(fortnight(&ana).await.len(), 1);

    // What went is told for thirty days; then a device that was away longer begins anew.
    let (_, token) = phone.sync("events", "").await;
    assert_eq!(phone.send("DELETE", &phone.at("one.ics"), "", &[]).await.status.as_u16(), 204);
    assert!(phone.sync("events", &token).await.0.contains("HTTP/1.1 404"));
    house.advance(Duration::from_secs(31 * 86_400));
    house.run_jobs().await;
    let body = format!(
        "<D:sync-collection xmlns:D=\"DAV:\"><D:sync-token>{token}</D:sync-token><D:prop/></D:sync-collection>"
    );
    assert_eq!(phone.report("events", &body).await.0, 403);
}

#[tokio::test]
async fn a_time_that_differs_is_named_as_its_series_has_it_and_one_that_is_cancelled_is_taken_out() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let phone = Phone::of(&house, &ana, "phone").await;
    let series = file("series", "SUMMARY:daily\r\nRRULE:FREQ=DAILY;COUNT=4\r\n");
    let with = |lines: &str| {
        let time = format!("BEGIN:VEVENT\r\nUID:series\r\nDTSTAMP:20261201T000000Z\r\n{lines}END:VEVENT\r\n");
        series.replace("END:VCALENDAR", &(time + "END:VCALENDAR"))
    };
    let berlin = "DTSTART;TZID=Europe/Berlin:20271207T150000\r\nDURATION:PT1H\r\nSUMMARY:abroad\r\n";
    for id in ["RECURRENCE-ID;TZID=Asia/Shanghai:20271207T090000\r\n", "RECURRENCE-ID:20271207T010000Z\r\n"] {
        assert!([201, 204].contains(&phone.put("s.ics", &with(&format!("{id}{berlin}")), &[]).await), "{id}");
        assert_eq!(
            days(&fortnight(&ana).await),
            ["12-06T01:00", "12-07T14:00", "12-08T01:00", "12-09T01:00"]
        );
        let (_, kept) = phone.get("s.ics").await;
        assert!(kept.contains("RECURRENCE-ID;TZID=Asia/Shanghai:20271207T090000\r\n"), "{kept}");
        assert!(kept.contains("DTSTART;TZID=Europe/Berlin:20271207T150000\r\n"), "{kept}");
    }
    let cancelled = "RECURRENCE-ID;TZID=Asia/Shanghai:20271208T090000\r\nDTSTART;TZID=Asia/Shanghai:20271208T090000\r\n\
                     STATUS:CANCELLED\r\n";
    assert_eq!(phone.put("s.ics", &with(cancelled), &[]).await, 204);
    assert_eq!(days(&fortnight(&ana).await), ["12-06T01:00", "12-07T01:00", "12-09T01:00"]);
    let later =
        berlin.to_owned() + "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Asia/Shanghai:20271207T090000\r\n";
    let long = file(&"a".repeat(201), "");
    for refused in [series.replace("SUMMARY", "STATUS:CANCELLED\r\nSUMMARY"), with(&later), long] {
        assert_eq!(phone.put("s.ics", &refused, &[]).await, 403, "{refused}");
    }
    assert_eq!(days(&fortnight(&ana).await), ["12-06T01:00", "12-07T01:00", "12-09T01:00"]);
}

#[tokio::test]
async fn devices_that_ask_at_once_are_told_everything_and_one_answer_has_bounds() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let (phone, tablet) = (Phone::of(&house, &ana, "phone").await, Phone::of(&house, &ana, "tablet").await);
    let (mut told, mut token) = tablet.sync("events", "").await;
    for at in 0..6 {
        let name = format!("n{at}.ics");
        let new = file(&format!("n{at}"), "");
        let (put, seen, _) = tokio::join!(
            phone.put(&name, &new, &[]),
            tablet.sync("events", &token),
            phone.sync("events", "")
        );
        assert_eq!(put, 201);
        told += &seen.0;
        token = seen.1;
    }
    told += &tablet.sync("events", &token).await.0;
    for at in 0..6 {
        assert!(told.contains(&format!("n{at}.ics")), "{at}: {told}");
    }
    let (one, other) = (file("one", ""), file("other", ""));
    let (one, other) = tokio::join!(phone.put("x.ics", &one, &[]), tablet.put("x.ics", &other, &[]));
    assert!([one, other].contains(&201) && [409, 412].contains(&one.max(other)), "{one} {other}");

    let href = format!("<D:href>{}</D:href>", phone.at("n1.ics"));
    let ask = |data: &str, hrefs: &str| {
        format!(
            "<C:calendar-multiget xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:prop><D:getetag/>\
             <C:calendar-data>{data}</C:calendar-data></D:prop>{hrefs}</C:calendar-multiget>"
        )
    };
    let (status, text) = phone.report("events", &ask("", &href.repeat(50))).await;
    assert_eq!((status, text.matches("<D:response>").count()), (207, 1), "{text}");
    assert_eq!(phone.put("n1.ics", &file("n1", "RRULE:FREQ=DAILY\r\n"), &[]).await, 204);
    let all = "<C:expand start=\"19700101T000000Z\" end=\"22000101T000000Z\"/>";
    let (status, text) = phone.report("events", &ask(all, &href)).await;
    assert!(status == 403 && text.contains("number-of-matches-within-limits"), "{}", text.len());
}
