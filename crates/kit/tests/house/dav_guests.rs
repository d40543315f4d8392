//! What the calendar of a device does with what others take part in, and what happens while it looks.

use axum::http::StatusCode;
use kit::{Client, House};
use serde_json::json;
use std::time::Duration;

use crate::calendars::{add, change, fortnight, wish};
use crate::dav::{Phone, file};
use crate::homes::told;
use crate::org::{joined, org};

async fn reply(who: &Client, event: &str) -> String {
    let seen = who.call("event.look", &[("event", event)], json!(null)).await.expect_ok();
    seen["guests"][0]["reply"].as_str().unwrap().to_owned()
}

fn alarm(minutes: u32) -> String {
    format!("BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT{minutes}M\r\nEND:VALARM\r\n")
}

/// A series of five days of which the third is an hour later and the second is taken out, in this order; its guest comes.
async fn series(ana: &Client, acme: &str, bo: &Client) -> String {
    let more = json!({ "org": acme, "guests": [bo.id], "rule": "FREQ=DAILY;COUNT=5" });
    let event = add(ana, "晨会", more).await;
    let later =
        json!({ "org": acme, "guests": [bo.id], "begins": "2027-12-08T10:00", "ends": "2027-12-08T11:00" });
    change(ana, &event, "one", Some("2027-12-08T09:00:00"), wish("晨会", later)).await;
    let out = json!({ "which": "one", "at": "2027-12-07T09:00:00" });
    ana.call("event.remove", &[("event", &event)], out).await.expect_ok();
    event
}

#[tokio::test]
async fn guests_are_told_of_another_time_and_not_of_another_title() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let event = series(&ana, &acme, &bo).await;
    let changed = async || told(&bo).await.matches("calendar.changed").count();
    let before = changed().await;
    let phone = Phone::of(&house, &ana, "phone").await;
    let name = format!("{event}.ics");
    let (_, said) = phone.get(&name).await;
    assert_eq!(said.matches("BEGIN:VEVENT").count(), 2, "{said}");
    assert_eq!(phone.put(&name, &said.replace("SUMMARY:晨会", "SUMMARY:早会"), &[]).await, 204);
    assert!(phone.get(&name).await.1.contains("SUMMARY:早会"));
    assert_eq!(changed().await, before, "nothing of its times is another");
    let (_, said) = phone.get(&name).await;
    let moved = said
        .replace("DTSTART;TZID=Asia/Shanghai:20271208T100000", "DTSTART;TZID=Asia/Shanghai:20271208T103000");
    assert_ne!(moved, said);
    assert_eq!(phone.put(&name, &moved, &[]).await, 204);
    assert_eq!(changed().await, before + 1);
}

#[tokio::test]
async fn of_two_devices_that_bring_one_number_under_two_names_one_keeps_it() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let (phone, tablet) = (Phone::of(&house, &ana, "phone").await, Phone::of(&house, &ana, "tablet").await);
    let at = |of: &Phone, list: &str, name: &str| format!("{}{list}/{name}", of.home);
    for round in 0..6 {
        let new = file(&format!("one{round}"), "SUMMARY:x\r\n");
        let todo = new.replace("VEVENT", "VTODO").replace("DTEND", "DUE");
        for (list, body) in [("events", &new), ("tasks", &todo)] {
            let (here, there) =
                (at(&phone, list, &format!("a{round}.ics")), at(&tablet, list, &format!("b{round}.ics")));
            let (one, two) =
                tokio::join!(phone.send("PUT", &here, body, &[]), tablet.send("PUT", &there, body, &[]));
            let both = [one.status, two.status];
            assert!(both.contains(&StatusCode::CREATED) && both.contains(&StatusCode::CONFLICT), "{both:?}");
            let other = phone.send("PUT", &at(&phone, list, "c.ics"), body, &[]).await;
            assert_eq!(other.status, StatusCode::CONFLICT);
        }
    }
    assert_eq!(fortnight(&ana).await.len(), 6);
    assert_eq!(ana.get("/api/v1/me/tasks").await.expect_ok()["items"].as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn what_is_changed_while_a_device_writes_is_not_written_over() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let event = add(&ana, "周会", json!({ "org": acme, "guests": [bo.id] })).await;
    let name = format!("{event}.ics");
    let (hers, his) = (Phone::of(&house, &ana, "phone").await, Phone::of(&house, &bo, "phone").await);
    for (phone, method) in [(&hers, "PUT"), (&hers, "DELETE"), (&his, "PUT"), (&his, "DELETE")] {
        let (tag, said) = phone.get(&name).await;
        let new = said.replace("\r\n ", "").replace("PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED");
        // Somebody is at it while the device is read, and is done before it is kept.
        let mut cx = house.running.house.db.begin().await.unwrap();
        cx.run("UPDATE office_event SET sequence = sequence + 1", ground::values![]).await.unwrap();
        let path = phone.at(&name);
        let seen = [("if-match", tag.as_str())];
        let other = async {
            tokio::time::sleep(Duration::from_millis(700)).await;
            cx.commit().await.unwrap();
        };
        let (answer, ()) = tokio::join!(phone.send(method, &path, &new, &seen), other);
        assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED, "{method}");
        assert_eq!((reply(&ana, &event).await.as_str(), fortnight(&ana).await.len()), ("waiting", 1));
    }
}

#[tokio::test]
async fn a_guest_is_reminded_of_each_time_as_his_telephone_says() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let event = series(&ana, &acme, &bo).await;
    let phone = Phone::of(&house, &bo, "phone").await;
    let name = format!("{event}.ics");
    let (_, said) = phone.get(&name).await;
    let whole = said.replace("\r\n ", "");
    let mut parts: Vec<String> = whole.split("END:VEVENT\r\n").map(str::to_owned).collect();
    let differing = parts.iter().position(|part| part.contains("RECURRENCE-ID")).unwrap();
    parts[differing].push_str(&alarm(20));
    let mine = parts.join("END:VEVENT\r\n").replace("PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED");
    assert_eq!(phone.put(&name, &mine, &[]).await, 204);
    let (_, kept) = phone.get(&name).await;
    let with: Vec<bool> = kept.split("END:VEVENT\r\n").map(|part| part.contains("TRIGGER:-PT20M")).collect();
    assert_eq!(with.iter().filter(|one| **one).count(), 1, "{kept}");
    assert!(
        kept.split("END:VEVENT\r\n")
            .any(|part| part.contains("RECURRENCE-ID") && part.contains("TRIGGER:-PT20M"))
    );
    assert_eq!(reply(&ana, &event).await, "accepted");
    // Taken out again there, it is out there alone.
    assert_eq!(phone.put(&name, &mine.replace(&alarm(20), ""), &[]).await, 204);
    assert!(!phone.get(&name).await.1.contains("TRIGGER"));
    assert_eq!(reply(&ana, &event).await, "accepted");
}

#[tokio::test]
async fn whoever_takes_part_and_is_called_otherwise_is_so_on_every_device() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let event = add(&ana, "周会", json!({ "org": acme, "guests": [bo.id] })).await;
    add(&ana, "一个人", json!({})).await;
    let phone = Phone::of(&house, &ana, "phone").await;
    let name = format!("{event}.ics");
    let (tag, said) = phone.get(&name).await;
    assert!(said.contains("Bo"), "{said}");
    let (_, token) = phone.sync("events", "").await;
    bo.call("me.update", &[], json!({ "name": "波波" })).await.expect_ok();
    let (now, said) = phone.get(&name).await;
    assert!(now != tag && said.contains("波波"), "{said}");
    let (told, _) = phone.sync("events", &token).await;
    assert!(told.contains(&name) && told.matches("<D:response>").count() == 1, "{told}");
    assert_eq!(phone.put(&name, &said, &[("if-match", &tag)]).await, 412);
    assert_eq!(phone.put(&name, &said, &[("if-match", &now)]).await, 204);
}

#[tokio::test]
async fn a_verified_name_is_asked_for_what_a_guest_or_a_doer_does() {
    for (marked, others) in [("event.answer", 403), ("event.change", 204)] {
        let house = House::with(|config| {
            let tasks = if marked == "event.answer" { "task.done" } else { "task.change" };
            config.accounts.real_name_for = vec![marked.to_owned(), tasks.to_owned()];
        })
        .await;
        let ana = house.person("Ana").await;
        let acme = org(&ana).await;
        let bo = joined(&house, &ana, &acme, "Bo", "member").await;
        let event = add(&ana, "周会", json!({ "org": acme, "guests": [bo.id] })).await;
        let given = json!({ "title": "盘点", "org": acme, "doers": [bo.id] });
        let task = ana.call("task.add", &[], given).await.expect_ok();
        let (hers, his) = (Phone::of(&house, &ana, "phone").await, Phone::of(&house, &bo, "phone").await);
        let name = format!("{event}.ics");
        let (_, said) = his.get(&name).await;
        let whole = said.replace("\r\n ", "");
        // An alarm of his own is none of both.
        let ringing = whole.replace("END:VEVENT", &format!("{}END:VEVENT", alarm(5)));
        assert_eq!(his.put(&name, &ringing, &[]).await, 204);
        assert_eq!(
            his.put(&name, &ringing.replace("NEEDS-ACTION", "ACCEPTED"), &[]).await,
            others,
            "{marked}"
        );
        let at = format!("{}tasks/{}.ics", his.home, task["id"].as_str().unwrap());
        let todo = his.send("GET", &at, "", &[]).await.text();
        let done = todo.replace("STATUS:NEEDS-ACTION", "STATUS:COMPLETED");
        assert_eq!(his.send("PUT", &at, &done, &[]).await.status.as_u16(), others, "{marked}");
        let gone = his.send("DELETE", &his.at(&name), "", &[]).await;
        assert_eq!(gone.status.as_u16(), others, "{marked}");
        // What is her own is asked for by its own name.
        let (_, own) = hers.get(&name).await;
        let status = hers.put(&name, &own.replace("周会", "别的"), &[]).await;
        assert_eq!(status, if marked == "event.change" { 403 } else { 204 });
    }
}

#[tokio::test]
async fn a_filter_has_bounds() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let phone = Phone::of(&house, &ana, "phone").await;
    assert_eq!(phone.put("one.ics", &file("one", "SUMMARY:Secret\r\n"), &[]).await, 201);
    let ask = |many: usize, text: &str| {
        let one =
            format!("<C:prop-filter name=\"SUMMARY\"><C:text-match>{text}</C:text-match></C:prop-filter>");
        format!(
            "<C:calendar-query xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:prop><D:getetag/></D:prop><C:filter>\
             <C:comp-filter name=\"VCALENDAR\"><C:comp-filter name=\"VEVENT\">{}</C:comp-filter></C:comp-filter></C:filter>\
             </C:calendar-query>",
            one.repeat(many)
        )
    };
    let (status, text) = phone.report("events", &ask(48, "sECRET")).await;
    assert!(status == 207 && text.contains("one.ics"), "{text}");
    let long = "s".repeat(201);
    for (many, text) in [(49, "secret"), (1, long.as_str())] {
        let (status, text) = phone.report("events", &ask(many, text)).await;
        assert!(status == 403 && text.contains("supported-filter"), "{text}");
    }
    // What is changed all at once is told all, though it is kept in parts.
    let entry = |at: usize| {
        format!(
            "BEGIN:VEVENT\r\nUID:many{at}\r\nDTSTAMP:20261201T000000Z\r\nDTSTART:20271206T090000Z\r\nDTEND:20271206T100000Z\r\n\
             SUMMARY:x\r\nEND:VEVENT\r\n"
        )
    };
    let (_, token) = phone.sync("events", "").await;
    for part in [0..600, 600..1_200] {
        let all: String = part.map(entry).collect();
        let all = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{all}END:VCALENDAR\r\n");
        ana.call("calendar.import", &[], json!({ "file": all })).await.expect_ok();
    }
    let (told, token) = phone.sync("events", &token).await;
    assert_eq!(told.matches("<D:response>").count(), 1_200);
    assert_eq!(phone.sync("events", &token).await.0.matches("<D:response>").count(), 0);
}
