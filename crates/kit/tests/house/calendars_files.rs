//! Calendar files: what would become of one is said before anything is done, what is known by its number is changed, and it is taken back.

use kit::{Client, House};
use serde_json::{Value, json};

use crate::calendars::{add, change, days, fortnight, wish};
use crate::canary::found;
use crate::dav::file;
use crate::meet::text;
use crate::org::{joined, org};

fn whole(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{events}END:VCALENDAR\r\n")
}

fn event(uid: &str, more: &str) -> String {
    format!("BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20261201T000000Z\r\n{more}END:VEVENT\r\n")
}

const AT: &str = "DTSTART;TZID=Asia/Shanghai:20271206T090000\r\nDTEND;TZID=Asia/Shanghai:20271206T100000\r\n";

async fn seen(who: &Client, file: &str) -> Value {
    who.call("calendar.import.look", &[], json!({ "file": file })).await.expect_ok()
}

fn counted(answer: &Value) -> [u64; 4] {
    ["taken", "changed", "known", "left"].map(|name| answer[name].as_u64().unwrap())
}

#[tokio::test]
async fn a_file_is_looked_at_taken_in_brings_what_changed_and_is_taken_back() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let series = "DTSTART;TZID=Asia/Shanghai:20271207T090000\r\nDURATION:PT30M\r\nRRULE:FREQ=DAILY;COUNT=4\r\n\
                  EXDATE;TZID=Asia/Shanghai:20271208T090000\r\nSUMMARY:series\r\n";
    let other = "RECURRENCE-ID;TZID=Asia/Shanghai:20271209T090000\r\nDTSTART;TZID=Asia/Shanghai:20271209T150000\r\n\
                 DURATION:PT30M\r\nSUMMARY:later\r\n";
    let day = "DTSTART;VALUE=DATE:20271216\r\nDTEND;VALUE=DATE:20271217\r\nSUMMARY:day\r\n";
    let odd = [
        event("five", "DTSTART:20271206T090000Z\r\nRRULE:FREQ=HOURLY\r\nSUMMARY:hourly\r\n"),
        event("six", "DTSTART;TZID=Nowhere/At All:20271206T090000\r\nSUMMARY:nowhere\r\n"),
        event("seven", "SUMMARY:timeless\r\n"),
        event("eight", &format!("{AT}RECURRENCE-ID:20271206T010000Z\r\nSUMMARY:alone\r\n")),
        event("one", &format!("{AT}SUMMARY:again\r\n")),
    ];
    let good = [
        event("one", &format!("{AT}SUMMARY:秘密会面\r\n")),
        event("two", series),
        event("two", other),
        event("three", day),
    ];
    let file = whole(&[&good[..], &odd[..]].concat().concat());
    let looked = seen(&ana, &file).await;
    assert_eq!(counted(&looked), [3, 0, 0, 5], "{looked}");
    let why: Vec<_> = looked["unread"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (text(one, "title"), text(one, "why")))
        .collect();
    let expected = [
        ("hourly", "rule"),
        ("nowhere", "zone"),
        ("timeless", "time"),
        ("again", "twice"),
        ("alone", "alone"),
    ];
    assert_eq!(why, expected);
    assert_eq!(
        (&looked["items"][1]["title"], &looked["items"][1]["begins"], &looked["items"][1]["recurs"]),
        (&json!("series"), &json!("2027-12-07T09:00:00"), &json!(true))
    );
    assert!(fortnight(&ana).await.is_empty(), "nothing is kept by looking");

    let taken = ana.call("calendar.import", &[], json!({ "file": file })).await.expect_ok();
    assert_eq!(counted(&taken), [4, 0, 0, 5], "a time that differs is counted");
    let all = ["12-06T01:00", "12-07T01:00", "12-09T07:00", "12-10T01:00", "12-15T16:00"];
    assert_eq!(days(&fortnight(&ana).await), all);
    assert!(found(&house, "秘密会面").await.is_empty(), "what is written is sealed");
    assert_eq!(counted(&seen(&ana, &file).await), [0, 0, 3, 5]);

    // The same number later brings what changed, and nothing twice; what is not in the file stays.
    let second = whole(
        &[
            event("one", &AT.replace("20271206T", "20271213T")),
            event("nine", &format!("{AT}SUMMARY:new\r\n")),
        ]
        .concat(),
    );
    assert_eq!(counted(&seen(&ana, &second).await), [1, 1, 0, 0]);
    let again = ana.call("calendar.import", &[], json!({ "file": second })).await.expect_ok();
    assert_eq!(counted(&again), [1, 1, 0, 0]);
    let moved = ["12-06T01:00", "12-07T01:00", "12-09T07:00", "12-10T01:00", "12-13T01:00", "12-15T16:00"];
    assert_eq!(days(&fortnight(&ana).await), moved);
    // Taken back, all is as it was before, by its words as well.
    let back = ana.call("calendar.import.undo", &[], again["undo"].clone()).await.expect_ok();
    assert_eq!((&back["gone"], &back["restored"]), (&json!(1), &json!(1)));
    let listed = fortnight(&ana).await;
    assert_eq!(days(&listed), all);
    assert!(listed.contains(&("12-06T01:00".to_owned(), "秘密会面".to_owned())), "{listed:?}");

    // Of what came first, what she changed herself since stays.
    let list =
        ana.get("/api/v1/me/events?from=2027-12-15T00:00:00Z&until=2027-12-18T00:00:00Z").await.expect_ok();
    let mine = text(&list["items"][0], "id").to_owned();
    house.advance(std::time::Duration::from_secs(1));
    let own = json!({ "begins": "2027-12-16", "ends": "2027-12-16", "all_day": true });
    change(&ana, &mine, "all", None, wish("mine now", own)).await;
    ana.call("calendar.import.undo", &[], taken["undo"].clone()).await.expect_ok();
    let left = fortnight(&ana).await;
    assert_eq!(
        left.iter().map(|(_, title)| title.as_str()).collect::<Vec<_>>(),
        ["秘密会面", "mine now"],
        "one was changed by the second file"
    );
}

#[tokio::test]
async fn what_a_file_says_is_cancelled_is_not_brought_in() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let series = "DTSTART;TZID=Asia/Shanghai:20271207T090000\r\nDURATION:PT30M\r\nRRULE:FREQ=DAILY;COUNT=4\r\nSUMMARY:series\r\n";
    let at = |day: &str, more: &str| {
        event(
            "two",
            &format!("RECURRENCE-ID{more};TZID=Asia/Shanghai:202712{day}T090000\r\n{AT}STATUS:CANCELLED\r\n"),
        )
    };
    let file = whole(
        &[
            event("one", &format!("{AT}STATUS:CANCELLED\r\nSUMMARY:off\r\n")),
            event("two", series),
            at("08", ""),
            at("09", ";RANGE=THISANDFUTURE"),
        ]
        .concat(),
    );
    let looked = seen(&ana, &file).await;
    assert_eq!(counted(&looked), [1, 0, 0, 2], "{looked}");
    let why = ["cancelled", "following"].map(|why| json!(why));
    assert_eq!([&looked["unread"][0]["why"], &looked["unread"][1]["why"]], [&why[0], &why[1]]);
    let taken = ana.call("calendar.import", &[], json!({ "file": file })).await.expect_ok();
    assert_eq!(counted(&taken), [1, 0, 0, 2]);
    assert_eq!(days(&fortnight(&ana).await), ["12-07T01:00", "12-09T01:00", "12-10T01:00"]);
    // What its series does not have is not there anyway; a series that the file does not have is not guessed.
    let far = at("31", "").replace("20271231T090000", "99991231T090000");
    let odd = seen(&ana, &whole(&[event("two", series), far].concat())).await;
    assert_eq!(counted(&odd), [0, 1, 0, 0], "{odd}");
    let alone = seen(&ana, &whole(&at("08", ""))).await;
    assert_eq!((counted(&alone), &alone["unread"][0]["why"]), ([0, 0, 0, 1], &why[0]));
}

#[tokio::test]
async fn what_another_organises_is_not_brought_in_nor_taken_back_and_zones_of_other_names_are_known() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let id = add(&ana, "评审", json!({ "org": acme, "guests": [bo.id] })).await;
    let file_of = whole(&event(&id, &format!("{AT}SUMMARY:mine\r\n")));
    let looked = seen(&bo, &file_of).await;
    assert_eq!((counted(&looked), &looked["unread"][0]["why"]), ([0, 0, 0, 1], &json!("invited")));
    let undo = json!({ "made": [id], "before": file_of });
    assert_eq!(
        bo.call("calendar.import.undo", &[], undo.clone()).await.expect_ok(),
        json!({ "gone": 0, "restored": 0 })
    );
    assert_eq!(fortnight(&ana).await.len(), 1, "what others are invited to is taken back by nobody");

    let outlook = whole(&event("o", &AT.replace("Asia/Shanghai", "China Standard Time")));
    ana.call("calendar.import", &[], json!({ "file": outlook })).await.expect_ok();
    let own = "BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n\
               TZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
    let tokyo = whole(&(own.to_owned() + &event("t", &AT.replace("Asia/Shanghai", "Customized Time Zone"))));
    ana.call("calendar.import", &[], json!({ "file": tokyo })).await.expect_ok();
    assert_eq!(days(&fortnight(&ana).await), ["12-06T00:00", "12-06T01:00", "12-06T01:00"]);
    for broken in ["", "hello", "BEGIN:VCARD\r\nEND:VCARD\r\n"] {
        for operation in ["calendar.import.look", "calendar.import"] {
            ana.call(operation, &[], json!({ "file": broken })).await.expect_code(422, "calendar.file");
        }
    }
    let many = json!({ "made": vec![id; 1_001] });
    ana.call("calendar.import.undo", &[], many).await.expect_code(422, "calendar.file");
    assert_eq!(counted(&seen(&ana, &file("fresh", "SUMMARY:x\r\n")).await), [1, 0, 0, 0]);
}

#[tokio::test]
async fn what_was_changed_since_a_file_came_stays_when_it_is_taken_back() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let id = add(&ana, "mine", json!({})).await;
    let moved = event(&id, &format!("{}SUMMARY:theirs\r\n", AT.replace("20271206T", "20271208T")));
    let series = "DTSTART;TZID=Asia/Shanghai:20271213T090000\r\nDURATION:PT30M\r\nRRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:series\r\n";
    let other = "RECURRENCE-ID;TZID=Asia/Shanghai:20271214T090000\r\nDTSTART;TZID=Asia/Shanghai:20271214T150000\r\n\
                 DURATION:PT30M\r\nSUMMARY:later\r\n";
    let file = whole(&[moved, event("two", series), event("two", other)].concat());
    let taken = ana.call("calendar.import", &[], json!({ "file": file })).await.expect_ok();
    assert_eq!(counted(&taken), [2, 1, 0, 0], "{taken}");

    house.advance(std::time::Duration::from_secs(1));
    let own = json!({ "begins": "2027-12-09T09:00", "ends": "2027-12-09T10:00" });
    change(&ana, &id, "all", None, wish("mine again", own)).await;
    let list =
        ana.get("/api/v1/me/events?from=2027-12-14T00:00:00Z&until=2027-12-15T00:00:00Z").await.expect_ok();
    let later = json!({ "begins": "2027-12-14T17:00", "ends": "2027-12-14T18:00" });
    change(&ana, text(&list["items"][0], "id"), "one", None, wish("later still", later)).await;
    let stands = fortnight(&ana).await;
    let back = ana.call("calendar.import.undo", &[], taken["undo"].clone()).await.expect_ok();
    assert_eq!(back, json!({ "gone": 0, "restored": 0 }));
    assert_eq!(fortnight(&ana).await, stands);
}

#[tokio::test]
async fn ones_own_days_in_another_zone_are_the_same_when_their_file_comes_again() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let days =
        json!({ "zone": "Europe/Berlin", "begins": "2027-12-07", "ends": "2027-12-08", "all_day": true });
    add(&ana, "Urlaub", days).await;
    let file = ana.get("/api/v1/me/calendar/file").await;
    assert_eq!(counted(&seen(&ana, &file.text()).await), [0, 0, 1, 0]);
}
