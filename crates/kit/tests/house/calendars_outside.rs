//! People outside who are invited by mail: what reaches them, what they answer without an account, what is told of changes, and how they
//! are forgotten.

use ground::values;
use kit::{Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::calendars::{add, change, wish};
use crate::canary::found;
use crate::erasure::close;
use crate::homes::{NO, told};
use crate::mail::letters;
use crate::meet::text;
use crate::org::{joined, org};

const WANG: &str = "wang@example.org";
const MINUTE: Duration = Duration::from_secs(61);
const DAY: Duration = Duration::from_secs(86_400);

/// The mails with a calendar file to an address, the oldest first.
async fn mails(house: &House, to: &str) -> Vec<Value> {
    let all = letters(house).await;
    all.into_iter().filter(|letter| letter["to"] == to && letter["calendar"].is_string()).collect()
}

/// A file of a calendar, each line whole (RFC 5545, 3.1).
fn lines(mail: &Value) -> Vec<String> {
    text(mail, "calendar").replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
}

/// The value of the first line of this name, with its parameters.
fn line(mail: &Value, name: &str) -> String {
    let all = lines(mail);
    let is_named = |line: &&String| line.strip_prefix(name).is_some_and(|rest| rest.starts_with([':', ';']));
    all.iter().find(is_named).map(|line| line[name.len() + 1..].to_owned()).unwrap_or_default()
}

/// What stands behind the `#` of the link in a mail.
fn token(mail: &Value) -> String {
    let words = text(mail, "text");
    let (_, after) = words.split_once("/invited#").expect("a link");
    after.split_whitespace().next().unwrap().to_owned()
}

async fn invite(who: &Client, event: &str, address: &str, name: Option<&str>) -> String {
    let wish = json!({ "address": address, "name": name });
    let made = who.call("event.outside.invite", &[("event", event)], wish).await.expect_ok();
    text(&made, "id").to_owned()
}

async fn outside(who: &Client, event: &str) -> Value {
    who.call("event.outside", &[("event", event)], NO).await.expect_ok()
}

async fn look(house: &House, token: &str) -> Value {
    house.nobody().call("invited.look", &[], json!({ "token": token })).await.expect_ok()
}

async fn say(house: &House, token: &str, more: Value) -> kit::Answer {
    let mut said = json!({ "token": token, "sequence": 0 });
    said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    house.nobody().call("invited.answer", &[], said).await
}

async fn rows(house: &House) -> i64 {
    let mut view = house.running.house.db.view().await.unwrap();
    view.one("SELECT COUNT(*) AS found FROM office_outsider", values![]).await.unwrap().get("found").unwrap()
}

async fn settled(house: &House) {
    house.advance(MINUTE);
    house.run_jobs().await;
}

#[tokio::test]
async fn somebody_outside_gets_the_event_answers_at_his_link_and_learns_of_nobody_else() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bohdan", "member").await;
    let more = json!({ "org": acme, "guests": [bo.id], "place": "二楼", "notes": "带上合同" });
    let event = add(&ana, "签约会", more).await;
    invite(&ana, &event, " Wang@Example.ORG", Some("王芳")).await;
    house.run_jobs().await;

    let sent = mails(&house, WANG).await;
    assert_eq!(sent.len(), 1, "{sent:?}");
    let mail = &sent[0];
    assert!(text(mail, "text").contains("签约会") && text(mail, "text").contains("二楼"), "{mail}");
    assert_eq!(line(mail, "METHOD"), "REQUEST");
    assert_eq!((line(mail, "UID"), line(mail, "SEQUENCE")), (event.clone(), "0".to_owned()));
    assert_eq!(line(mail, "DTSTART"), "TZID=Asia/Shanghai:20271206T090000");
    assert_eq!(line(mail, "ORGANIZER"), "CN=\"Ana\":mailto:courtyard@house.example");
    let guest = line(mail, "ATTENDEE");
    assert!(
        guest.starts_with("CN=\"王芳\"") && guest.ends_with("RSVP=TRUE:mailto:wang@example.org"),
        "{guest}"
    );
    assert!(lines(mail).contains(&"BEGIN:VTIMEZONE".to_owned()), "{mail}");
    assert!(!mail.to_string().contains("Bohdan") && !mail.to_string().contains(&bo.id), "{mail}");
    assert_eq!(lines(mail).iter().filter(|line| line.starts_with("ATTENDEE")).count(), 1);

    let link = token(mail);
    let seen = look(&house, &link).await;
    assert_eq!((&seen["organiser"], &seen["title"]), (&json!("Ana"), &json!("签约会")), "{seen}");
    assert_eq!(
        (&seen["reply"], &seen["begins"]),
        (&json!("waiting"), &json!("2027-12-06T09:00:00")),
        "{seen}"
    );
    assert!(!seen.to_string().contains("Bohdan"), "{seen}");
    say(&house, &link, json!({ "reply": "accepted" })).await.expect_ok();
    assert!(told(&ana).await.contains("calendar.accepted"));
    say(&house, &link, json!({ "reply": "waiting" })).await.expect_code(422, "calendar.reply");
    say(&house, &link, json!({ "reply": "tentative", "proposed": "2027-12-07T14:00" })).await.expect_ok();
    let notices = told(&ana).await;
    assert!(notices.contains("calendar.proposed") && notices.contains("王芳"), "{notices}");
    let listed = outside(&ana, &event).await;
    let one = &listed["items"][0];
    assert_eq!(
        (&listed["outward"], &one["address"], &one["name"]),
        (&json!("open"), &json!(WANG), &json!("王芳"))
    );
    assert_eq!((&one["reply"], &one["proposed"]), (&json!("tentative"), &json!("2027-12-07T14:00:00")));
    assert!(one["told_at"].is_string() && one["why"].is_null(), "{one}");

    let file = house.nobody().call("invited.calendar", &[], json!({ "token": link })).await;
    assert!(file.text().contains("PARTSTAT=TENTATIVE"), "{}", file.text());
    let none = "x".repeat(link.len());
    house
        .nobody()
        .call("invited.look", &[], json!({ "token": none }))
        .await
        .expect_code(404, "calendar.link");
    // Who is invited is its organiser's to know, and nobody finds it in the clear.
    bo.call("event.outside", &[("event", &event)], NO).await.expect_code(403, "denied");
    assert!(found(&house, WANG).await.is_empty() && found(&house, "王芳").await.is_empty());
    assert!(found(&house, &link).await.is_empty(), "the link is kept nowhere");
    assert!(ana.call("me.held", &[], NO).await.text().contains(WANG));
}

#[tokio::test]
async fn what_changes_within_a_minute_is_one_mail_and_what_is_off_is_said_and_forgotten() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let event = add(&ana, "评审", json!({})).await;
    invite(&ana, &event, WANG, None).await;
    house.run_jobs().await;
    let link = token(&mails(&house, WANG).await[0]);
    say(&house, &link, json!({ "reply": "accepted" })).await.expect_ok();

    // A reminder of hers is nothing to him.
    change(&ana, &event, "all", None, wish("评审", json!({ "reminders": [30] }))).await;
    settled(&house).await;
    assert_eq!(mails(&house, WANG).await.len(), 1);

    change(&ana, &event, "all", None, wish("评审", json!({ "place": "三楼" }))).await;
    let later = json!({ "place": "三楼", "begins": "2027-12-06T15:00", "ends": "2027-12-06T16:00" });
    change(&ana, &event, "all", None, wish("年终评审", later)).await;
    house.run_jobs().await;
    assert_eq!(mails(&house, WANG).await.len(), 1, "it waits a minute for what else changes");
    settled(&house).await;
    let sent = mails(&house, WANG).await;
    assert_eq!(sent.len(), 2);
    let mail = &sent[1];
    assert_eq!((line(mail, "METHOD"), line(mail, "UID")), ("REQUEST".to_owned(), event.clone()));
    assert_eq!((line(mail, "SUMMARY"), line(mail, "LOCATION")), ("年终评审".to_owned(), "三楼".to_owned()));
    assert!(line(mail, "SEQUENCE").parse::<i64>().unwrap() > 0, "{mail}");
    assert!(line(mail, "ATTENDEE").contains("PARTSTAT=NEEDS-ACTION"), "asked anew: {mail}");
    assert_eq!(outside(&ana, &event).await["items"][0]["reply"], "waiting");
    // What he answers to is what he saw.
    say(&house, &link, json!({ "reply": "accepted" })).await.expect_code(409, "calendar.stale");
    let seen = look(&house, &link).await;
    say(&house, &link, json!({ "reply": "accepted", "sequence": seen["sequence"] })).await.expect_ok();

    ana.call("event.remove", &[("event", &event)], json!({ "which": "all" })).await.expect_ok();
    house
        .nobody()
        .call("invited.look", &[], json!({ "token": link }))
        .await
        .expect_code(404, "calendar.link");
    settled(&house).await;
    let sent = mails(&house, WANG).await;
    assert_eq!(sent.len(), 3);
    let mail = &sent[2];
    assert_eq!((line(mail, "METHOD"), line(mail, "STATUS")), ("CANCEL".to_owned(), "CANCELLED".to_owned()));
    assert_eq!((line(mail, "UID"), line(mail, "SUMMARY")), (event, "年终评审".to_owned()));
    assert!(line(mail, "SEQUENCE") > line(&sent[1], "SEQUENCE"), "{mail}");
    assert_eq!(rows(&house).await, 0, "nothing of him is kept");
}

#[tokio::test]
async fn whoever_is_taken_out_is_told_and_whoever_wants_to_be_forgotten_is_and_gets_no_mail_again() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let (one, other) = (add(&ana, "午餐", json!({})).await, add(&bo, "晚餐", json!({})).await);
    let li = "li@example.org";
    let id = invite(&ana, &one, li, None).await;
    let early = invite(&ana, &one, "early@example.org", None).await;
    // Who was told of nothing yet is told of nothing.
    ana.call("event.outside.remove", &[("event", &one), ("outsider", &early)], NO).await.expect_ok();
    invite(&ana, &one, WANG, None).await;
    invite(&bo, &other, WANG, None).await;
    house.run_jobs().await;
    assert_eq!(mails(&house, "early@example.org").await.len(), 0);
    ana.call("event.outside.invite", &[("event", &one)], json!({ "address": WANG }))
        .await
        .expect_code(422, "calendar.outside_twice");
    bo.call("event.outside.remove", &[("event", &other), ("outsider", &id)], NO)
        .await
        .expect_code(404, "calendar.outsider");
    ana.call("event.outside.remove", &[("event", &one), ("outsider", &id)], NO).await.expect_ok();
    house.run_jobs().await;
    let sent = mails(&house, li).await;
    assert_eq!(line(sent.last().unwrap(), "METHOD"), "CANCEL");

    let sent = mails(&house, WANG).await;
    assert_eq!(sent.len(), 2);
    let link = token(&sent[0]);
    house.nobody().call("invited.forget", &[], json!({ "token": link })).await.expect_ok();
    assert_eq!(rows(&house).await, 0, "whoever invited him to whatever");
    for who in [&ana, &bo] {
        let notices = told(who).await;
        assert!(notices.contains("calendar.forgotten") && notices.contains(WANG), "{notices}");
    }
    for (who, event) in [(&ana, &one), (&bo, &other)] {
        who.call("event.outside.invite", &[("event", event)], json!({ "address": "WANG@example.org" }))
            .await
            .expect_code(422, "calendar.outside_refused");
    }
    ana.call("event.remove", &[("event", &one)], json!({ "which": "all" })).await.expect_ok();
    settled(&house).await;
    assert_eq!(mails(&house, WANG).await.len(), 2, "not even that it is off");
    // After three years the fingerprint goes as well.
    house.advance(DAY * 1_100);
    house.run_jobs().await;
    let mut view = house.running.house.db.view().await.unwrap();
    let left: i64 = view
        .one("SELECT COUNT(*) AS found FROM office_outsider_refusal", values![])
        .await
        .unwrap()
        .get("found")
        .unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn of_a_series_what_differs_is_told_and_the_rest_from_one_on_takes_its_guests_along() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let weekly = json!({ "rule": "FREQ=WEEKLY;COUNT=6" });
    let event = add(&ana, "例会", weekly.clone()).await;
    invite(&ana, &event, WANG, None).await;
    house.run_jobs().await;
    let sent = mails(&house, WANG).await;
    assert_eq!(line(&sent[0], "RRULE"), "FREQ=WEEKLY;COUNT=6");

    let later = json!({ "begins": "2027-12-13T11:00", "ends": "2027-12-13T12:00" });
    change(&ana, &event, "one", Some("2027-12-13T09:00:00"), wish("例会", later)).await;
    settled(&house).await;
    let sent = mails(&house, WANG).await;
    assert_eq!(sent.len(), 2);
    assert_eq!(line(&sent[1], "RECURRENCE-ID"), "TZID=Asia/Shanghai:20271213T090000");
    let seen = look(&house, &token(&sent[1])).await;
    assert_eq!((&seen["differs"], &seen["rule"]), (&json!(true), &json!("FREQ=WEEKLY;COUNT=6")), "{seen}");
    let one = json!({ "which": "one", "at": "2027-12-20T09:00:00" });
    ana.call("event.remove", &[("event", &event)], one).await.expect_ok();
    settled(&house).await;
    let sent = mails(&house, WANG).await;
    assert_eq!(line(&sent[2], "EXDATE"), "TZID=Asia/Shanghai:20271220T090000");

    let from =
        json!({ "begins": "2027-12-27T14:00", "ends": "2027-12-27T15:00", "rule": "FREQ=WEEKLY;COUNT=3" });
    let at = Some("2027-12-27T09:00:00");
    let new = change(&ana, &event, "following", at, wish("下半场", from)).await;
    settled(&house).await;
    let sent = mails(&house, WANG).await;
    let last: Vec<String> = sent[3..].iter().map(|mail| line(mail, "UID")).collect();
    assert!(last.contains(&event) && last.contains(&new) && last.len() == 2, "{last:?}");
    assert_eq!(outside(&ana, &new).await["items"][0]["address"], WANG);
}

#[tokio::test]
async fn how_many_are_invited_and_how_often_is_bounded_and_a_shared_calendar_invites_nobody() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let event = add(&ana, "发布会", json!({})).await;
    for wrong in ["wang", "wang@example.org\r\nBcc: li@example.org", "<wang@example.org>"] {
        let wish = json!({ "address": wrong });
        let answer = ana.call("event.outside.invite", &[("event", &event)], wish).await;
        answer.expect_code(422, "calendar.outside_address");
    }
    let wish = json!({ "address": WANG, "name": "王\r\nATTENDEE:mailto:li@example.org" });
    ana.call("event.outside.invite", &[("event", &event)], wish)
        .await
        .expect_code(422, "calendar.outside_name");
    for number in 0..50 {
        invite(&ana, &event, &format!("guest{number}@example.org"), None).await;
    }
    let wish = json!({ "address": WANG });
    ana.call("event.outside.invite", &[("event", &event)], wish.clone())
        .await
        .expect_code(409, "calendar.outside_many");
    let second = add(&ana, "第二场", json!({})).await;
    for number in 0..50 {
        invite(&ana, &second, &format!("guest{number}@example.org"), None).await;
    }
    let third = add(&ana, "第三场", json!({})).await;
    ana.call("event.outside.invite", &[("event", &third)], wish.clone())
        .await
        .expect_code(429, "calendar.often");

    let shared = json!({ "kind": "shared", "name": "全员" });
    let shared = ana.call("calendar.make", &[("org", &acme)], shared).await.expect_ok();
    let planned = add(&ana, "年会", json!({ "calendar": text(&shared, "id") })).await;
    assert_eq!(outside(&ana, &planned).await["outward"], "shared");
    ana.call("event.outside.invite", &[("event", &planned)], wish)
        .await
        .expect_code(409, "calendar.outside_shared");
}

#[tokio::test]
async fn people_outside_go_with_whoever_invited_them_with_his_membership_and_some_time_after_the_event() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let cy = house.person("Cy").await;
    let event = add(&bo, "客户会", json!({ "org": acme, "guests": [ana.id] })).await;
    invite(&bo, &event, WANG, None).await;
    let own = add(&cy, "聚会", json!({})).await;
    invite(&cy, &own, "li@example.org", None).await;
    house.run_jobs().await;
    assert_eq!(rows(&house).await, 2);

    ana.call("org.member.remove", &[("org", &acme), ("person", &bo.id)], NO).await.expect_ok();
    settled(&house).await;
    assert_eq!(line(mails(&house, WANG).await.last().unwrap(), "METHOD"), "CANCEL");
    assert_eq!(rows(&house).await, 1);
    close(&house, &cy).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(rows(&house).await, 0);

    let short = add(&bo, "短会", json!({})).await;
    invite(&bo, &short, WANG, None).await;
    house.run_jobs().await;
    let now = house.running.house.clock.now().seconds();
    // The sixth of December 2027, nine in the morning, is at this second.
    let over = 1_828_054_800 + 3_600 - now;
    house.advance(Duration::from_secs(u64::try_from(over).unwrap()) + DAY * 29);
    house.run_jobs().await;
    assert_eq!(rows(&house).await, 1);
    house.advance(DAY * 2);
    house.run_jobs().await;
    assert_eq!(rows(&house).await, 0);
}
