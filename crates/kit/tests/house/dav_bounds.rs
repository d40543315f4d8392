//! What the calendar of a device may not do: open what is not asked for, pass over what changed, or change what another did.

use ground::{Caller, DeviceId, Person};
use kit::{Client, House};
use serde_json::json;
use std::time::Duration;

use crate::calendars::{add, fortnight};
use crate::dav::{Phone, file};
use crate::org::{joined, org};

/// How often names that somebody's devices gave were opened until now.
async fn opened(house: &House, who: &Client) -> u64 {
    let person = who.id.parse().unwrap();
    let device = DeviceId::from_bytes([0; 16]);
    let caller = Caller::from(Person { person, device, keeper: false, limited: false });
    let tallies = house.running.house.vault.tallies_of(person, &caller).await.unwrap();
    tallies.iter().filter(|tally| tally.category == "calendar-sync").map(|tally| tally.opened).sum()
}

#[tokio::test]
async fn a_device_opens_what_it_is_answered_and_nothing_else() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let phone = Phone::of(&house, &ana, "phone").await;
    assert_eq!(phone.put("n0.ics", &file("n0", "SUMMARY:x\r\n"), &[]).await, 201);
    let cost = async |method: &str, path: &str, body: &str| {
        let before = opened(&house, &ana).await;
        let answer = phone.send(method, path, body, &[("depth", "0")]).await;
        assert!(answer.status.is_success(), "{method} {path}: {}", answer.text());
        opened(&house, &ana).await - before
    };
    let one = phone.at("n0.ics");
    for at in 1..8 {
        assert_eq!(phone.put(&format!("n{at}.ics"), &file(&format!("n{at}"), ""), &[]).await, 201);
    }
    assert_eq!(cost("GET", &one, "").await, 0, "it is found by the index of its name");
    let tag = "<D:propfind xmlns:D=\"DAV:\" xmlns:S=\"http://calendarserver.org/ns/\"><D:prop><S:getctag/></D:prop></D:propfind>";
    assert_eq!(
        cost("PROPFIND", &phone.at(""), tag).await,
        0,
        "whether anything changed says nothing of what it is"
    );
    let (_, token) = phone.sync("events", "").await;
    assert_eq!(phone.put("n1.ics", &file("n1", "SUMMARY:y\r\n"), &[]).await, 204);
    let before = opened(&house, &ana).await;
    let (changed, _) = phone.sync("events", &token).await;
    assert_eq!(changed.matches("<D:response>").count(), 1, "{changed}");
    assert_eq!(opened(&house, &ana).await - before, 1, "the name of what changed");
    assert_eq!(cost("DELETE", &one, "").await, 0, "so it is when it goes");
}

#[tokio::test]
async fn what_wants_a_verified_name_on_the_page_wants_it_from_a_device() {
    let marked = |config: &mut ground::config::Config| {
        config.accounts.real_name_for = vec!["event.add".to_owned(), "task.add".to_owned()];
    };
    let house = House::with(marked).await;
    let ana = house.person("Ana").await;
    let phone = Phone::of(&house, &ana, "phone").await;
    let answer = phone.send("PUT", &phone.at("one.ics"), &file("one", ""), &[]).await;
    assert_eq!(answer.status.as_u16(), 403);
    assert!(answer.text().contains("real_name.needed"), "{}", answer.text());
    let todo = file("t1", "").replace("VEVENT", "VTODO").replace("DTEND", "DUE");
    let task = phone.send("PUT", &format!("{}tasks/t.ics", phone.home), &todo, &[]).await;
    assert_eq!(task.status.as_u16(), 403);
    assert!(fortnight(&ana).await.is_empty());
    let tasks = ana.get("/api/v1/me/tasks").await.expect_ok();
    assert_eq!(tasks["items"], json!([]));
}

#[tokio::test]
async fn of_two_devices_that_saw_the_same_one_changes_it() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let (phone, tablet) = (Phone::of(&house, &ana, "phone").await, Phone::of(&house, &ana, "tablet").await);
    for at in 0..4 {
        let name = format!("n{at}.ics");
        let uid = format!("n{at}");
        assert_eq!(phone.put(&name, &file(&uid, "SUMMARY:x\r\n"), &[]).await, 201);
        let (tag, _) = phone.get(&name).await;
        let seen = [("if-match", tag.as_str())];
        let (hers, other) = (file(&uid, "SUMMARY:a\r\n"), file(&uid, "SUMMARY:b\r\n"));
        let (one, two) = tokio::join!(phone.put(&name, &hers, &seen), tablet.put(&name, &other, &seen));
        assert_eq!((one.min(two), one.max(two)), (204, 412), "{at}");
        let said = if one == 204 { "SUMMARY:a\r\n" } else { "SUMMARY:b\r\n" };
        assert!(phone.get(&name).await.1.contains(said));
        let gone = phone.send("DELETE", &phone.at(&name), "", &seen).await;
        assert_eq!(gone.status.as_u16(), 412, "what was changed since is not taken out");
    }
}

#[tokio::test]
async fn whoever_does_what_another_made_says_that_it_is_done_and_no_more() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let given = json!({ "title": "盘点", "notes": "二楼", "org": acme, "doers": [bo.id], "due": "2027-12-06T09:00:00.250Z" });
    let made = ana.call("task.add", &[], given).await.expect_ok();
    let phone = Phone::of(&house, &bo, "phone").await;
    let at = format!("{}tasks/{}.ics", phone.home, made["id"].as_str().unwrap());
    let said = phone.send("GET", &at, "", &[]).await.text();
    for (was, is) in [
        ("SUMMARY:盘点", "SUMMARY:别的"),
        ("DESCRIPTION:二楼", "DESCRIPTION:三楼"),
        ("DUE:20271206", "DUE:20271207"),
    ] {
        assert!(said.contains(was), "{said}");
        let refused = phone.send("PUT", &at, &said.replace(was, is), &[]).await;
        assert_eq!(refused.status.as_u16(), 403, "{is}");
    }
    let done = said.replace("STATUS:NEEDS-ACTION", "STATUS:COMPLETED");
    assert_eq!(phone.send("PUT", &at, &done, &[]).await.status.as_u16(), 204);
    let seen = ana.get("/api/v1/me/tasks").await.expect_ok();
    assert!(seen["items"][0]["done"].is_string(), "{seen}");
    assert_eq!(seen["items"][0]["title"], json!("盘点"));
    assert_eq!(phone.send("DELETE", &at, "", &[]).await.status.as_u16(), 403, "it is not his to take away");
}

#[tokio::test]
async fn a_list_that_is_brought_in_parts_comes_to_its_end_though_something_went_before() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let phone = Phone::of(&house, &ana, "phone").await;
    for at in 0..6 {
        assert_eq!(phone.put(&format!("n{at}.ics"), &file(&format!("n{at}"), ""), &[]).await, 201);
    }
    phone.sync("events", "").await;
    assert_eq!(phone.send("DELETE", &phone.at("n5.ics"), "", &[]).await.status.as_u16(), 204);
    phone.sync("events", "").await;
    house.advance(Duration::from_secs(31 * 86_400));
    house.run_jobs().await;
    let (mut all, mut token, mut parts) = (String::new(), String::new(), 0);
    loop {
        let body = format!(
            "<D:sync-collection xmlns:D=\"DAV:\"><D:sync-token>{token}</D:sync-token><D:limit><D:nresults>2</D:nresults></D:limit>\
             <D:prop><D:getetag/></D:prop></D:sync-collection>"
        );
        let (status, text) = phone.report("events", &body).await;
        assert_eq!(status, 207, "{text}");
        token = text.split("<D:sync-token>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        parts += 1;
        assert!(parts < 10, "it never ends: {text}");
        all += &text;
        if !text.contains("HTTP/1.1 507") {
            break;
        }
    }
    assert_eq!(parts, 3);
    for at in 0..5 {
        assert_eq!(all.matches(&format!("n{at}.ics")).count(), 1, "{all}");
    }
    assert!(!all.contains("n5.ics") && !add(&ana, "页", json!({})).await.is_empty());
    let (changed, _) = phone.sync("events", &token).await;
    assert_eq!(changed.matches("<D:response>").count(), 1, "{changed}");
}

#[tokio::test]
async fn a_question_that_names_too_much_is_refused_before_it_is_answered() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let phone = Phone::of(&house, &ana, "phone").await;
    assert_eq!(phone.put("one.ics", &file("one", ""), &[]).await, 201);
    let ask = |tag: &str, (space, many): (usize, usize), rest: &str| {
        let names: String = (0..many).map(|at| format!("<x:n{at}/>")).collect();
        let space = "n".repeat(space);
        format!(
            "<{tag} xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\" xmlns:x=\"{space}\"><D:prop><D:getetag/>{names}\
             </D:prop>{rest}</{tag}>"
        )
    };
    let filter = "<C:filter><C:comp-filter name=\"VCALENDAR\"/></C:filter>";
    let list = phone.at("");
    for (space, many, status) in [(200, 99, 207), (201, 1, 400), (1, 100, 403)] {
        for (path, depth) in [(list.as_str(), "1"), (phone.home.as_str(), "1"), ("/dav/", "0")] {
            let body = ask("D:propfind", (space, many), "");
            let answer = phone.send("PROPFIND", path, &body, &[("depth", depth)]).await;
            assert_eq!(answer.status.as_u16(), status, "{space} {many} {path}");
        }
        let query = ask("C:calendar-query", (space, many), filter);
        assert_eq!(phone.report("events", &query).await.0, status, "{space} {many}");
    }
    // Each item says again which of the names it has not: of many items that is too much.
    let space = "n".repeat(200);
    let names: String = (0..99).map(|at| format!("<x:{}{at}/>", "a".repeat(1_800))).collect();
    let wide = format!(
        "<D:propfind xmlns:D=\"DAV:\" xmlns:x=\"{space}\"><D:prop><D:getetag/>{names}</D:prop></D:propfind>"
    );
    let one = phone.send("PROPFIND", &list, &wide, &[("depth", "1")]).await;
    assert_eq!(one.status.as_u16(), 207);
    let many = {
        let entry = |at: usize| {
            format!(
                "BEGIN:VEVENT\r\nUID:many{at}\r\nDTSTAMP:20261201T000000Z\r\nDTSTART:20271206T090000Z\r\nDTEND:20271206T100000Z\r\n\
                 SUMMARY:x\r\nEND:VEVENT\r\n"
            )
        };
        let all: String = (0..200).map(entry).collect();
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{all}END:VCALENDAR\r\n")
    };
    ana.call("calendar.import", &[], json!({ "file": many })).await.expect_ok();
    let all = phone.send("PROPFIND", &list, &wide, &[("depth", "1")]).await;
    assert_eq!(all.status.as_u16(), 403, "{}", all.text().len());
    assert!(all.text().contains("number-of-matches-within-limits"));
}

#[tokio::test]
async fn what_a_telephone_takes_out_and_brings_back_is_there_for_every_other_device() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let (phone, tablet) = (Phone::of(&house, &ana, "phone").await, Phone::of(&house, &ana, "tablet").await);
    let event = add(&ana, "网页上的事", json!({})).await;
    let name = format!("{event}.ics");
    let (_, token) = tablet.sync("events", "").await;
    let (_, said) = phone.get(&name).await;
    for time in 0..2 {
        assert_eq!(phone.send("DELETE", &phone.at(&name), "", &[]).await.status.as_u16(), 204);
        // It was told as gone to whoever asked meanwhile.
        let (gone, _) = phone.sync("events", &token).await;
        assert_eq!(gone.matches("HTTP/1.1 404").count(), 1, "{gone}");
        assert_eq!(phone.put(&name, &said, &[("if-none-match", "*")]).await, 201);
        let (told, _) = tablet.sync("events", &token).await;
        assert_eq!(told.matches(&name).count(), 1, "{time}: {told}");
        assert!(!told.contains("HTTP/1.1 404"), "{time}: {told}");
        assert_eq!(fortnight(&ana).await.len(), 1);
    }
    // The same of a task.
    let task = ana.call("task.add", &[], json!({ "title": "on the page" })).await.expect_ok();
    let name = format!("{}.ics", task["id"].as_str().unwrap());
    let at = format!("{}tasks/{name}", phone.home);
    let (_, token) = tablet.sync("tasks", "").await;
    let said = phone.send("GET", &at, "", &[]).await.text();
    assert_eq!(phone.send("DELETE", &at, "", &[]).await.status.as_u16(), 204);
    assert_eq!(phone.send("PUT", &at, &said, &[]).await.status.as_u16(), 201);
    let (told, _) = tablet.sync("tasks", &token).await;
    assert!(told.matches(&name).count() == 1 && !told.contains("HTTP/1.1 404"), "{told}");
}

#[tokio::test]
async fn a_device_is_called_something_and_nobody_has_more_than_twenty() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let add = async |label: &str| ana.call("calendar.device.add", &[], json!({ "label": label })).await;
    for label in [" ", "\u{7}", &"字".repeat(65)] {
        add(label).await.expect_code(422, "serving.label");
    }
    for at in 0..20 {
        add(&format!("phone {at}")).await.expect_ok();
    }
    add("one more").await.expect_code(409, "serving.too_many");
}
