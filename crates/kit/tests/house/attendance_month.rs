//! Attendance by days and months: what they come to, what is put right, what is closed, who sees it, and when it goes.

use ground::Timestamp;
use kit::Client;
use serde_json::{Value, json};
use std::time::Duration;

use crate::attendance::{Company, DAY_S, Device};
use crate::erasure::close;
use crate::homes::{NO, told};
use crate::meet::text;
use crate::org::{joined, org};

const DAY_MICROS: i64 = 86_400_000_000;

impl Company {
    pub(crate) fn now(&self) -> Timestamp {
        self.house.running.house.clock.now()
    }

    /// Moves the clock to this minute of the day so many days ahead.
    pub(crate) fn to(&self, days: i64, minute: i64) {
        let then = Timestamp::from_micros((self.now().day() + days) * DAY_MICROS + minute * 60_000_000);
        self.house.advance(then.since(self.now()));
    }

    pub(crate) async fn clocks_at(&self, device: &Device, days: i64, minute: i64) {
        self.to(days, minute);
        let wish = json!({ "way": "place", "inside": true, "doubts": [] });
        device.clocks(&self.bo, wish).await.expect_ok();
    }

    pub(crate) async fn month(&self, who: &Client, month: &str) -> Value {
        let at = [("org", self.org.as_str()), ("group", self.group.as_str()), ("month", month)];
        who.call("attendance.month", &at, NO).await.expect_ok()
    }

    /// To a day of which the next two are of the same month.
    pub(crate) async fn to_early_in_month(&self) {
        self.to_day("03").await;
    }

    /// To the next such day of a month; on the way both come by, since whoever is silent for long is signed out.
    async fn to_day(&self, day: &str) {
        self.to(1, 1);
        while &self.today()[8..] != day {
            self.to(1, 1);
            for who in [&self.ana, &self.bo] {
                who.get("/api/v1/me").await.expect_ok();
            }
        }
    }
}

/// Asks for a clocking to be entered.
pub(crate) async fn asks(company: &Company, day: &str, minute: u16) -> String {
    let wish = json!({ "day": day, "minute": minute, "approver": company.ana.id, "reason": "忘记打卡" });
    let made = company.bo.call("attendance.correction.ask", &company.at(), wish).await.expect_ok();
    text(&made, "id").to_owned()
}

pub(crate) fn ground_day(company: &Company, later: i64) -> String {
    Timestamp::from_micros((company.now().day() + later) * DAY_MICROS).rfc3339()[..10].to_owned()
}

#[tokio::test]
async fn whoever_is_named_puts_right_what_somebody_forgot_and_nobody_his_own() {
    let company = Company::open(|_| ()).await;
    let (ana, bo) = (&company.ana, &company.bo);
    let device = Device::given(bo, &company.org).await;
    company.to_early_in_month().await;
    let day = company.today();
    company.clocks_at(&device, 0, 9 * 60).await;
    company.to(1, 12 * 60);
    assert_eq!(company.day(&day).await["days"][0]["marks"], json!(["missing"]));
    let at = company.at();
    let wish = |minute: i64, approver: &str, reason: Value| json!({ "day": day, "minute": minute, "approver": approver, "reason": reason });
    for (wish, status, code) in [
        (wish(1080, &bo.id, json!("忘记打卡")), 422, "attendance.approver"),
        (wish(1080, &ana.id, json!("忘")), 422, "attendance.reason"),
        (wish(5_000, &ana.id, json!("忘记打卡")), 422, "attendance.day"),
        (
            json!({ "day": "2026-02-30", "minute": 1, "approver": ana.id, "reason": "忘记打卡" }),
            422,
            "attendance.day",
        ),
        (
            json!({ "day": ground_day(&company, 1), "minute": 1, "approver": ana.id, "reason": "忘记打卡" }),
            422,
            "attendance.day",
        ),
    ] {
        bo.call("attendance.correction.ask", &at, wish).await.expect_code(status, code);
    }
    let one = asks(&company, &day, 1_081).await;
    let (taken, declined) = (asks(&company, &day, 1_200).await, asks(&company, &day, 1_300).await);
    assert!(told(ana).await.contains("attendance.asked"));
    let cy = joined(&company.house, ana, &company.org, "Cy", "member").await;
    let of = |id: &str| [("org", company.org.clone()), ("correction", id.to_owned())];
    let decide = async |who: &Client, id: &str, grants: bool| {
        let at = of(id);
        let at: Vec<(&str, &str)> = at.iter().map(|(key, value)| (*key, value.as_str())).collect();
        who.call("attendance.correction.decide", &at, json!({ "grants": grants })).await
    };
    decide(&cy, &one, true).await.expect_code(404, "attendance.unknown");
    decide(bo, &one, true).await.expect_code(404, "attendance.unknown");
    assert!(
        cy.call("attendance.correction.waiting", &at, NO).await.expect_ok()["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let waits = ana.call("attendance.correction.waiting", &at, NO).await.expect_ok();
    assert_eq!(
        (&waits["items"][0]["wall"], &waits["items"][0]["reason"]),
        (&json!("18:01"), &json!("忘记打卡"))
    );
    let taken_at = of(&taken);
    let taken_at: Vec<(&str, &str)> = taken_at.iter().map(|(key, value)| (*key, value.as_str())).collect();
    bo.call("attendance.correction.withdraw", &taken_at, NO).await.expect_ok();
    decide(ana, &taken, true).await.expect_code(409, "attendance.decided");
    decide(ana, &declined, false).await.expect_ok();
    decide(ana, &one, true).await.expect_ok();
    decide(ana, &one, false).await.expect_code(409, "attendance.decided");
    let seen = company.day(&day).await["days"][0].clone();
    assert_eq!((&seen["marks"], &seen["worked_min"]), (&json!(["on-time"]), &json!(540)));
    let right = &seen["clocked"][1];
    assert_eq!((&right["way"], &right["by"]), (&NO, &json!(one)), "that it was put right is seen: {right}");
    assert!(!right["corrected_at"].is_null());
    assert!(told(bo).await.contains("attendance.decided"));
    let mine = bo.call("attendance.correction.list", &at, NO).await.expect_ok();
    let states: Vec<&Value> = mine["items"].as_array().unwrap().iter().map(|one| &one["state"]).collect();
    assert_eq!(states, [&json!("declined"), &json!("withdrawn"), &json!("granted")]);
}

/// Another group of the company, with this manager.
async fn another(company: &Company, manager: &Client) -> String {
    let wish = json!({ "name": "销售", "zone": "UTC", "plan": company.plan, "managers": [manager.id] });
    let made = company.ana.call("attendance.group.make", &company.at(), wish).await.expect_ok();
    text(&made, "id").to_owned()
}

#[tokio::test]
async fn who_moves_within_a_month_is_seen_by_each_group_for_its_own_days() {
    let company = Company::open(|_| ()).await;
    let (ana, bo) = (&company.ana, &company.bo);
    let device = Device::given(bo, &company.org).await;
    company.to_early_in_month().await;
    let cy = joined(&company.house, ana, &company.org, "Cy", "member").await;
    let group = another(&company, &cy).await;
    let (first, second) = (company.today(), ground_day(&company, 1));
    company.clocks_at(&device, 0, 9 * 60).await;
    company.clocks_at(&device, 0, 18 * 60).await;
    let rest = |day: &str| json!({ "entries": [{ "what": "rest", "person": bo.id, "day": day }] });
    ana.call("attendance.roster.put", &company.of_group(), rest(&ground_day(&company, 5))).await.expect_ok();
    company.to(1, 1);
    let there = [("org", company.org.as_str()), ("group", group.as_str())];
    ana.call("attendance.group.people", &there, json!({ "people": [bo.id] })).await.expect_ok();
    company.clocks_at(&device, 0, 9 * 60).await;
    company.clocks_at(&device, 0, 18 * 60).await;
    company.to(1, 12 * 60);

    let month = first[..7].to_owned();
    let before = company.month(ana, &month).await["items"][0].clone();
    let at = [("org", company.org.as_str()), ("group", group.as_str()), ("month", month.as_str())];
    let after = cy.call("attendance.month", &at, NO).await.expect_ok()["items"][0].clone();
    let of = |one: &Value| -> Vec<String> {
        one["days"].as_array().unwrap().iter().map(|day| text(day, "day").to_owned()).collect()
    };
    assert_eq!(of(&before).last(), Some(&first), "{before}");
    assert_eq!(of(&after).first(), Some(&second), "{after}");
    for one in [&before, &after] {
        assert_eq!(one["totals"]["worked_min"], 540, "each day counts once: {one}");
        assert_eq!(one["name"], "Bo", "who was taken out of a group has not left");
    }
    // The other group's roster does not reach back into this one's days, closed or not.
    ana.call("attendance.roster.put", &there, rest(&first)).await.expect_code(422, "attendance.people");
    ana.call("attendance.roster.put", &company.of_group(), rest(&second))
        .await
        .expect_code(422, "attendance.people");
    ana.call("attendance.roster.put", &there, rest(&second)).await.expect_ok();
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    for stands in ["office_attendee", "office_roster", &format!("{} · {second} · rest", company.org)] {
        assert!(held.contains(stands), "{stands}: {held}");
    }
}

#[tokio::test]
async fn who_looks_after_a_group_no_longer_decides_nothing_and_nothing_is_stuck() {
    let company = Company::open(|_| ()).await;
    let (ana, bo, at) = (&company.ana, &company.bo, company.at());
    let cy = joined(&company.house, ana, &company.org, "Cy", "member").await;
    let dan = joined(&company.house, ana, &company.org, "Dan", "member").await;
    let managed_by = async |managers: Value| {
        let wish = json!({ "name": "研发", "plan": company.plan, "managers": managers });
        ana.call("attendance.group.change", &company.of_group(), wish).await.expect_ok();
    };
    let asks = async |approver: &Client| {
        let wish =
            json!({ "day": company.today(), "minute": 1, "approver": approver.id, "reason": "忘记打卡" });
        let made = bo.call("attendance.correction.ask", &at, wish).await.expect_ok();
        text(&made, "id").to_owned()
    };
    let waits = async |who: &Client| {
        let list = who.call("attendance.correction.waiting", &at, NO).await.expect_ok();
        list["items"].as_array().unwrap().len()
    };
    let decides = async |who: &Client, id: &str| {
        let at = [("org", company.org.as_str()), ("correction", id)];
        who.call("attendance.correction.decide", &at, json!({ "grants": true })).await
    };
    managed_by(json!([cy.id, dan.id])).await;
    let one = asks(&cy).await;
    assert_eq!((waits(&cy).await, waits(&dan).await, waits(ana).await), (1, 0, 1), "whoever was named");
    decides(&dan, &one).await.expect_code(404, "attendance.unknown");
    managed_by(json!([dan.id])).await;
    assert_eq!((waits(&cy).await, waits(&dan).await, waits(ana).await), (0, 1, 1));
    decides(&cy, &one).await.expect_code(404, "attendance.unknown");
    decides(&dan, &one).await.expect_ok();

    // Who was named leaves: those who run it see and decide what waited for him.
    let two = asks(&dan).await;
    let gone = [("org", company.org.as_str()), ("person", dan.id.as_str())];
    ana.call("org.member.remove", &gone, json!({})).await.expect_ok();
    let list = ana.call("attendance.correction.waiting", &at, NO).await.expect_ok();
    assert_eq!((&list["items"][0]["id"], &list["items"][0]["approver"]), (&json!(two), &NO), "{list}");
    decides(ana, &two).await.expect_ok();
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains(" · granted · "), "what came of it is shown: {held}");
}

#[tokio::test]
async fn what_is_too_long_is_refused_and_a_shift_that_ended_stops_no_change() {
    let company = Company::open(|_| ()).await;
    let (ana, at) = (&company.ana, company.at());
    let mut plan = company.plan.clone();
    let heard = json!({ "way": "wifi", "address": "a".repeat(64), "room": "楼".repeat(60) });
    let mut site = plan["sites"][0].clone();
    site["heard"] = Value::from(vec![heard; 50]);
    plan["sites"] = Value::from(vec![site; 6]);
    let wish = json!({ "name": "研发", "plan": plan, "managers": [] });
    ana.call("attendance.group.change", &company.of_group(), wish).await.expect_code(422, "attendance.plan");

    let shift = company.plan["week"][0].as_str().unwrap();
    let ended = [("org", company.org.as_str()), ("shift", shift)];
    ana.call("attendance.shift.end", &ended, NO).await.expect_ok();
    company.change(|plan| plan["tolerance"]["grace_min"] = json!(10)).await;
    let made = json!({ "name": "新组", "zone": "UTC", "plan": company.plan, "managers": [] });
    ana.call("attendance.group.make", &at, made).await.expect_code(422, "attendance.plan");
}

#[tokio::test]
async fn a_closed_month_stays_as_it_was_and_what_comes_later_stands_beside_it() {
    let company = Company::open(|_| ()).await;
    let (ana, bo) = (&company.ana, &company.bo);
    let device = Device::given(bo, &company.org).await;
    company.to_day("28").await;
    while &ground_day(&company, 1)[8..] != "01" {
        company.to(1, 1);
    }
    let last = company.today();
    let month = last[..7].to_owned();
    company.clocks_at(&device, 0, 9 * 60).await;
    let at = [("org", company.org.as_str()), ("group", company.group.as_str()), ("month", month.as_str())];
    ana.call("attendance.month.close", &at, json!({})).await.expect_code(409, "attendance.closed");
    bo.call("attendance.month.close", &at, json!({})).await.expect_code(404, "attendance.unknown");
    company.to(4, 12 * 60);
    ana.call("attendance.month.close", &at, json!({})).await.expect_ok();
    ana.call("attendance.month.close", &at, json!({})).await.expect_code(409, "attendance.closed");
    let before = company.month(ana, &month).await["items"][0].clone();
    assert_eq!(before["closed"], before["totals"]);
    assert!(before["totals"]["missing"].as_u64().unwrap() >= 1);

    // What is put right later changes what it comes to, and what it was when it was closed is seen beside it.
    let id = asks(&company, &last, 1_080).await;
    let correction = [("org", company.org.as_str()), ("correction", id.as_str())];
    ana.call("attendance.correction.decide", &correction, json!({ "grants": true })).await.expect_ok();
    let after = company.month(ana, &month).await["items"][0].clone();
    assert_eq!(after["closed"], before["closed"]);
    let missing = |one: &Value| one["missing"].as_u64().unwrap();
    assert_eq!(missing(&after["totals"]) + 1, missing(&after["closed"]));
    // Neither rosters nor days of that month are changed any more, and a new plan begins today.
    let rest = json!({ "entries": [{ "what": "rest", "person": bo.id, "day": last }] });
    ana.call("attendance.roster.put", &company.of_group(), rest).await.expect_code(409, "attendance.closed");
    let off = json!({ "day": last, "kind": "off" });
    ana.call("attendance.days.put", &company.at(), off).await.expect_code(409, "attendance.closed");
    company.change(|plan| plan["week"] = json!([null, null, null, null, null, null, null])).await;
    assert_eq!(company.month(ana, &month).await["items"][0]["totals"], after["totals"]);
    assert_eq!(company.day(&company.today()).await["days"][0]["shift"], NO);
}

#[tokio::test]
async fn rosters_and_days_of_the_organisation_come_before_the_week() {
    let company = Company::open(|_| ()).await;
    let (ana, bo, at) = (&company.ana, &company.bo, company.at());
    let night =
        json!({ "name": "夜班", "shift": { "kind": "fixed", "spans": [{ "begin": 1_320, "end": 1_800 }] } });
    let night = ana.call("attendance.shift.make", &at, night).await.expect_ok();
    let (today, next) = (company.today(), ground_day(&company, 1));
    let shift = async |day: &str| company.day(day).await["days"][0]["shift"].clone();
    assert_eq!((shift(&today).await, shift(&next).await), (json!("白班"), json!("白班")));
    ana.call("attendance.days.put", &at, json!({ "day": next, "kind": "off" })).await.expect_ok();
    assert_eq!(shift(&next).await, NO);
    let entry = |what: &str| json!({ "what": what, "person": bo.id, "day": next });
    let mut by_night = entry("shift");
    by_night["shift"] = night["id"].clone();
    for (entry, comes_to) in [(by_night, json!("夜班")), (entry("rest"), NO), (entry("plan"), NO)] {
        ana.call("attendance.roster.put", &company.of_group(), json!({ "entries": [entry] }))
            .await
            .expect_ok();
        assert_eq!(shift(&next).await, comes_to);
    }
    ana.call("attendance.days.put", &at, json!({ "day": next, "kind": null })).await.expect_ok();
    assert_eq!(shift(&next).await, json!("白班"));
    // A shift that ended is kept where it is, and taken for nothing new.
    let ended = [("org", company.org.as_str()), ("shift", text(&night, "id"))];
    ana.call("attendance.shift.end", &ended, NO).await.expect_ok();
    let mut late = entry("shift");
    late["shift"] = night["id"].clone();
    let wish = json!({ "entries": [late] });
    ana.call("attendance.roster.put", &company.of_group(), wish).await.expect_code(422, "attendance.shift");
    let stranger = json!({ "entries": [{ "what": "rest", "person": ana.id, "day": next }] });
    ana.call("attendance.roster.put", &company.of_group(), stranger)
        .await
        .expect_code(422, "attendance.people");
}

#[tokio::test]
async fn those_who_run_it_or_look_after_the_group_see_its_records_and_nobody_else() {
    let company = Company::open(|_| ()).await;
    let (ana, bo) = (&company.ana, &company.bo);
    let cy = joined(&company.house, ana, &company.org, "Cy", "member").await;
    let dan = company.house.person("Dan").await;
    let other = org(&dan).await;
    let (day, month) = (company.today(), company.today()[..7].to_owned());
    let reads = ["attendance.day", "attendance.month", "attendance.field.list"];
    let at = |org: &str| {
        vec![
            ("org", org.to_owned()),
            ("group", company.group.clone()),
            ("day", day.clone()),
            ("month", month.clone()),
        ]
    };
    let look = async |who: &Client, org: &str, operation: &str| {
        let at = at(org);
        let at: Vec<(&str, &str)> = at.iter().map(|(key, value)| (*key, value.as_str())).collect();
        who.call(operation, &at, NO).await
    };
    for operation in reads {
        look(&cy, &company.org, operation).await.expect_code(404, "attendance.unknown");
        look(bo, &company.org, operation).await.expect_code(404, "attendance.unknown");
        look(&dan, &company.org, operation).await.expect_code(404, "org.unknown");
        look(&dan, &other, operation).await.expect_code(404, "attendance.unknown");
        look(ana, &company.org, operation).await.expect_ok();
    }
    for operation in [
        "attendance.shift.make",
        "attendance.group.make",
        "attendance.group.change",
        "attendance.group.people",
    ] {
        let wish = match operation {
            "attendance.shift.make" => json!({ "name": "班", "shift": { "kind": "free", "minutes": 0 } }),
            "attendance.group.people" => json!({ "people": [] }),
            "attendance.group.change" => json!({ "name": "研发", "plan": company.plan, "managers": [] }),
            _ => json!({ "name": "研发", "zone": "UTC", "plan": company.plan, "managers": [] }),
        };
        cy.call(operation, &company.of_group(), wish.clone()).await.expect_code(403, "access.denied");
        let there = [("org", other.as_str()), ("group", company.group.as_str())];
        if operation.starts_with("attendance.group.") && operation != "attendance.group.make" {
            dan.call(operation, &there, wish).await.expect_code(404, "attendance.unknown");
        }
    }
    let foreign = json!({ "people": [dan.id] });
    ana.call("attendance.group.people", &company.of_group(), foreign)
        .await
        .expect_code(422, "attendance.people");
    // Cy looks after the group, and sees it; then no longer.
    let wish = |managers: Value| json!({ "name": "研发", "plan": company.plan, "managers": managers });
    ana.call("attendance.group.change", &company.of_group(), wish(json!([cy.id]))).await.expect_ok();
    let seen = look(&cy, &company.org, "attendance.day").await.expect_ok();
    assert_eq!(seen["items"][0]["name"], "Bo");
    assert_eq!(
        cy.call("attendance.mine", &company.at(), NO).await.expect_ok()["manages"],
        json!([{ "id": company.group, "name": "研发" }])
    );
    ana.call("attendance.group.change", &company.of_group(), wish(json!([]))).await.expect_ok();
    look(&cy, &company.org, "attendance.day").await.expect_code(404, "attendance.unknown");
}

#[tokio::test]
async fn who_leaves_takes_his_places_and_his_key_along_and_records_go_after_two_years() {
    let company = Company::open(|_| ()).await;
    let (house, ana, bo) = (&company.house, &company.ana, &company.bo);
    let device = Device::given(bo, &company.org).await;
    let wish = json!({ "way": "place", "inside": true, "doubts": [] });
    device.clocks(bo, wish).await.expect_ok();
    let day = company.today();
    let counts = async || {
        (
            company.count("SELECT COUNT(*) AS found FROM office_punch").await,
            company.count("SELECT COUNT(*) AS found FROM office_clock_key").await,
        )
    };
    assert_eq!(counts().await, (1, 1));
    let at = [("org", company.org.as_str()), ("person", bo.id.as_str())];
    ana.call("org.member.remove", &at, json!({})).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(counts().await, (1, 0));
    let left = company.day(&day).await;
    assert_eq!((&left["name"], left["days"][0]["clocked"].as_array().unwrap().len()), (&NO, 1), "{left}");
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("office_punch"), "{held}");
    let ends = (1..=740).step_by(30);
    for _ in ends {
        house.advance(Duration::from_secs(30 * DAY_S));
    }
    house.run_jobs().await;
    assert_eq!(counts().await, (0, 0));
}

#[tokio::test]
async fn an_erased_account_leaves_nothing_of_its_attendance() {
    let company = Company::open(|_| ()).await;
    let (house, bo) = (&company.house, &company.bo);
    let device = Device::given(bo, &company.org).await;
    let wish = json!({ "way": "place", "inside": true, "doubts": [] });
    device.clocks(bo, wish).await.expect_ok();
    asks(&company, &company.today(), 0).await;
    close(house, bo).await.expect_ok();
    house.run_jobs().await;
    for table in [
        "SELECT COUNT(*) AS found FROM office_punch",
        "SELECT COUNT(*) AS found FROM office_clock_key",
        "SELECT COUNT(*) AS found FROM office_correction",
        "SELECT COUNT(*) AS found FROM office_attendee",
    ] {
        assert_eq!(company.count(table).await, 0, "{table}");
    }
}
