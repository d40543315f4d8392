//! Programs that bring clockings: of whom they may, what comes of each line, and who lets them in.

use ground::Timestamp;
use ground::db::Assembled;
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

use crate::attendance::{Company, DAY_S};
use crate::canary::search;
use crate::erasure::close;
use crate::homes::NO;
use crate::meet::text;
use crate::org::{joined, org};

/// A company whose people may clock at machines, too.
pub(crate) async fn company() -> Company {
    Company::open(|plan| plan["ways"] = json!(["place", "network", "code", "machine"])).await
}

/// A program or a machine of a company.
pub(crate) struct Source {
    pub id: String,
    pub made: Value,
    pub line: Client,
}

impl Source {
    pub(crate) async fn of(company: &Company, more: Value) -> Self {
        let mut wish =
            json!({ "name": "打卡程序", "kind": "program", "place": "总部前台", "zone": "UTC", "days": 30 });
        for (key, value) in more.as_object().unwrap() {
            wish[key] = value.clone();
        }
        let made = company.ana.call("attendance.machine.make", &company.at(), wish).await.expect_ok();
        let line = company.house.bearer(text(&made, "token"));
        Self { id: text(&made, "id").to_owned(), made, line }
    }

    pub(crate) async fn push(&self, number: &str, at: &str, id: &str) -> Answer {
        let clocking = json!({ "number": number, "at": at, "direction": "in", "id": id });
        self.line.call("attendance.push", &[], json!({ "clocking": clocking })).await
    }

    async fn batch(&self, lines: &[(&str, &str, &str)]) -> Value {
        let one = |(number, at, id): &(&str, &str, &str)| json!({ "number": number, "at": at, "id": id });
        let wish = json!({ "clockings": lines.iter().map(one).collect::<Vec<_>>() });
        self.line.call("attendance.push.batch", &[], wish).await.expect_ok()["outcomes"].clone()
    }

    pub(crate) async fn agreed_by(&self, company: &Company, who: &Client) -> Answer {
        let at = [("org", company.org.as_str()), ("machine", self.id.as_str())];
        who.call("attendance.machine.agree", &at, json!({})).await
    }

    async fn refused_by(&self, company: &Company, who: &Client) -> Answer {
        let at = [("org", company.org.as_str()), ("machine", self.id.as_str())];
        who.call("attendance.machine.refuse", &at, NO).await
    }

    /// As those see it who look after it.
    pub(crate) async fn seen(&self, company: &Company) -> Value {
        let list = company.ana.call("attendance.machine.list", &company.at(), NO).await.expect_ok();
        list["items"].as_array().unwrap().iter().find(|one| one["id"] == self.id.as_str()).unwrap().clone()
    }
}

/// Writes down somebody's number at all machines.
pub(crate) async fn numbered(company: &Company, who: &Client, number: &str) {
    let wish = json!({ "numbers": [{ "person": who.id, "number": number }] });
    company.ana.call("attendance.machine.number.put", &company.at(), wish).await.expect_ok();
}

/// The consent of the house.
pub(crate) async fn consents(who: &Client) {
    let version = who.get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    let wish = json!({ "purpose": "clock-machine", "version": version, "categories": [] });
    who.post("/api/v1/consents", wish).await.expect_ok();
}

/// How many rows each table has. What counts requests by a machine names nobody and is left out.
pub(crate) async fn rows(house: &House) -> BTreeMap<&'static str, i64> {
    let mut view = house.running.house.db.view().await.unwrap();
    let mut rows = BTreeMap::new();
    for table in gate::tables().into_iter().filter(|table| table.name != "yard_rate") {
        let sql = Assembled(format!("SELECT COUNT(*) AS found FROM {}", table.name));
        rows.insert(table.name, view.one(sql, Vec::new()).await.unwrap().get("found").unwrap());
    }
    rows
}

/// The instant of a minute of today.
pub(crate) fn instant(company: &Company, later_s: i64) -> String {
    Timestamp::from_micros(company.now().micros() + later_s * 1_000_000).rfc3339()
}

/// proves: YZJ-043
#[tokio::test]
async fn nothing_of_anybody_is_taken_from_a_machine_that_he_did_not_authorise() {
    let company = company().await;
    let (house, bo) = (&company.house, &company.bo);
    let source = Source::of(&company, json!({})).await;
    numbered(&company, bo, "E-7431").await;
    let at = instant(&company, -60);
    let before = rows(house).await;
    // Who is known and did not authorise it, and who is not known at all, are refused in the same words.
    let known = source.push("E-7431", &at, "a1").await.expect_code(403, "attendance.machine_unauthorised");
    let unknown =
        source.push("E-9876543", &at, "a2").await.expect_code(403, "attendance.machine_unauthorised");
    assert_eq!(known["detail"], unknown["detail"]);
    let many = source.batch(&[("E-7431", &at, "a3"), ("E-9876543", &at, "a4")]).await;
    assert_eq!(many, json!(["unauthorised", "unauthorised"]));
    assert_eq!(rows(house).await, before, "nothing is stored");
    let (mut found, needles) = (Vec::new(), vec![("number".to_owned(), b"E-9876543".to_vec())]);
    assert!(search(house.folder(), &needles, &mut found) > 0 && found.is_empty(), "{found:?}");
    let seen = source.seen(&company).await;
    assert_eq!((&seen["taken"], &seen["refused"]), (&json!(0), &json!(4)), "{seen}");

    // Authorising needs the consent of the house, which told what, from where and for what.
    source.agreed_by(&company, bo).await.expect_code(403, "attendance.consent");
    source.push("E-7431", &at, "a1").await.expect_code(403, "attendance.machine_unauthorised");
    consents(bo).await;
    source.push("E-7431", &at, "a1").await.expect_code(403, "attendance.machine_unauthorised");
    let offers = bo.call("attendance.machine.mine", &company.at(), NO).await.expect_ok();
    let offer = &offers["items"][0];
    assert_eq!((&offer["name"], &offer["place"]), (&json!("打卡程序"), &json!("总部前台")), "{offer}");
    assert_eq!((&offer["brings"], &offer["number"]), (&json!(["time", "direction"]), &json!("E-7431")));
    assert_eq!(offer["agreed_at"], NO, "nobody authorised anything by himself");
    source.agreed_by(&company, bo).await.expect_ok();
    assert_eq!(source.push("E-7431", &at, "a1").await.expect_ok()["outcome"], "taken");
    source.push("E-9876543", &at, "a2").await.expect_code(403, "attendance.machine_unauthorised");

    // Source and ground stand with it, on his page and in what he asks of the house.
    let clocked = company.clocked().await;
    assert_eq!((clocked.len(), &clocked[0]["way"]), (1, &json!("machine")), "{clocked:?}");
    let mine = bo.call("attendance.mine", &company.at(), NO).await.expect_ok();
    let brought = &mine["today"]["clocked"][0]["brought"];
    assert_eq!((&brought["name"], &brought["direction"]), (&json!("打卡程序"), &json!("in")), "{mine}");
    assert!(brought["agreed_at"].is_string(), "{brought}");
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    for what in ["打卡程序", "office_machine_agreement", "E-7431"] {
        assert!(held.contains(what), "{what}: {held}");
    }

    // Taking either back ends it at once; what was clocked stays.
    source.refused_by(&company, bo).await.expect_ok();
    source.push("E-7431", &at, "b1").await.expect_code(403, "attendance.machine_unauthorised");
    source.agreed_by(&company, bo).await.expect_ok();
    bo.call("consent.withdraw", &[], json!({ "purpose": "clock-machine" })).await.expect_ok();
    source.push("E-7431", &at, "b2").await.expect_code(403, "attendance.machine_unauthorised");
    consents(bo).await;
    source.push("E-7431", &at, "b3").await.expect_code(403, "attendance.machine_unauthorised");
    house.advance(Duration::from_secs(31));
    house.run_jobs().await;
    assert_eq!(company.count("SELECT COUNT(*) AS found FROM office_machine_agreement").await, 0);
    assert_eq!(company.clocked().await.len(), 1);
    proved(
        "YZJ-043",
        &[
            "attendance.push",
            "attendance.push.batch",
            "attendance.machine.agree",
            "attendance.machine.refuse",
        ],
    );
}

#[tokio::test]
async fn each_line_is_answered_by_itself_counts_once_and_no_clock_is_believed() {
    let company = company().await;
    let source = Source::of(&company, json!({ "zone": "Asia/Shanghai" })).await;
    numbered(&company, &company.bo, "17").await;
    consents(&company.bo).await;
    source.agreed_by(&company, &company.bo).await.expect_ok();
    let (now, ahead, old) =
        (instant(&company, 0), instant(&company, 180), instant(&company, -32 * DAY_S.cast_signed()));
    // Ten in UTC is six in the evening where the machine stands.
    let local = format!("{}T17:30:00", company.today());
    let lines = [
        ("17", now.as_str(), "1"),
        ("17", &local, "2"),
        ("17", &ahead, "3"),
        ("17", &old, "4"),
        ("18", &now, "5"),
        ("17", "soon", "6"),
        ("1 7", &now, "7"),
        ("17", &now, "1"),
    ];
    let expected = json!(["taken", "taken", "future", "late", "unauthorised", "unread", "unread", "again"]);
    assert_eq!(source.batch(&lines).await, expected);
    let walls: Vec<Value> = company.clocked().await.iter().map(|one| one["wall"].clone()).collect();
    assert_eq!(walls, [json!("09:30"), json!("10:00")]);
    let again = source.batch(&lines).await;
    assert_eq!((&again[0], &again[1]), (&json!("again"), &json!("again")));
    assert_eq!(company.clocked().await.len(), 2);
    let seen = source.seen(&company).await;
    assert_eq!(
        (&seen["taken"], &seen["refused"], &seen["unread"]),
        (&json!(2), &json!(2), &json!(8)),
        "{seen}"
    );
    source.push("17", &ahead, "8").await.expect_code(422, "attendance.machine_future");
    source.push("17", &old, "8").await.expect_code(422, "attendance.machine_late");
    source.push("17", "soon", "8").await.expect_code(422, "attendance.machine_time");
    source.push("1 7", &now, "8").await.expect_code(422, "attendance.machine_mark");
    assert_eq!(source.push("17", &now, "1").await.expect_ok()["outcome"], "again");
    let clocking = json!({ "number": "17", "at": now, "id": "9" });
    let wish = json!({ "clocking": clocking, "sent_at": instant(&company, 75) });
    source.line.call("attendance.push", &[], wish).await.expect_ok();
    let skew = source.seen(&company).await["skew_s"].as_i64().unwrap();
    assert!((65..=75).contains(&skew), "{skew}");
    let many = json!({ "clockings": vec![json!({ "number": "17", "at": now, "id": "9" }); 501] });
    source.line.call("attendance.push.batch", &[], many).await.expect_code(422, "attendance.machine_many");
}

#[tokio::test]
async fn who_was_cut_off_brings_it_later_and_a_closed_month_keeps_what_it_was() {
    let company = company().await;
    let (ana, bo) = (&company.ana, &company.bo);
    let source = Source::of(&company, json!({ "days": 366 })).await;
    numbered(&company, bo, "17").await;
    consents(bo).await;
    source.agreed_by(&company, bo).await.expect_ok();
    // To the last day of a month; on the way both come by.
    company.to_early_in_month().await;
    while crate::attendance_month::ground_day(&company, 1)[8..] != *"01" {
        company.to(1, 1);
        for who in [ana, bo] {
            who.get("/api/v1/me").await.expect_ok();
        }
    }
    let last = company.today();
    company.to(3, 12 * 60);
    let late = format!("{last}T09:00:00Z");
    assert_eq!(source.push("17", &late, "1").await.expect_ok()["outcome"], "taken");
    let day = company.day(&last).await;
    let clocked = &day["days"][0]["clocked"][0];
    assert_eq!(clocked["wall"], "09:00", "{day}");
    assert!(text(&clocked["brought"], "at") > text(clocked, "at"), "it says that it came later: {clocked}");
    let at = [("org", company.org.as_str()), ("group", company.group.as_str()), ("month", &last[..7])];
    ana.call("attendance.month.close", &at, json!({})).await.expect_ok();
    let missing = |totals: &Value| totals["missing"].as_u64().unwrap();
    let before = company.month(ana, &last[..7]).await["items"][0].clone();
    company.house.advance(Duration::from_secs(60));
    source.push("17", &format!("{last}T18:00:00Z"), "2").await.expect_ok();
    let after = company.month(ana, &last[..7]).await["items"][0].clone();
    assert_eq!(after["closed"], before["closed"], "it stays what it was");
    assert_eq!(missing(&after["totals"]) + 1, missing(&after["closed"]), "{after}");
}

#[tokio::test]
async fn machines_are_let_in_by_those_who_run_the_organisation_alone_and_no_other_ones_token_opens_it() {
    let company = company().await;
    let (house, ana, bo, at) = (&company.house, &company.ana, &company.bo, company.at());
    let source = Source::of(&company, json!({})).await;
    let id = source.id.clone();
    let of = [("org", company.org.as_str()), ("machine", id.as_str())];
    let wish = json!({ "name": "a", "kind": "program", "place": "b", "zone": "UTC", "days": 30 });
    for (operation, body) in [
        ("attendance.machine.make", wish.clone()),
        ("attendance.machine.renew", json!({ "days": 30 })),
        ("attendance.machine.pair", json!({})),
        ("attendance.machine.end", NO),
        ("attendance.machine.list", NO),
        ("attendance.machine.numbers", NO),
        ("attendance.machine.number.put", json!({ "numbers": [{ "person": bo.id, "number": "17" }] })),
    ] {
        assert_eq!(bo.call(operation, &of, body).await.status, 403, "{operation}");
    }
    // An administrator elsewhere finds it nowhere, and his own machine brings nothing here.
    let eve = house.person("Eve").await;
    let other = org(&eve).await;
    let there = [("org", other.as_str()), ("machine", source.id.as_str())];
    eve.call("attendance.machine.end", &there, NO).await.expect_code(404, "attendance.unknown");
    eve.call("attendance.machine.renew", &there, json!({ "days": 3 }))
        .await
        .expect_code(404, "attendance.unknown");
    let stranger = json!({ "numbers": [{ "person": bo.id, "number": "17" }] });
    eve.call("attendance.machine.number.put", &there, stranger).await.expect_code(422, "attendance.people");
    let made = eve.call("attendance.machine.make", &there, wish.clone()).await.expect_ok();
    numbered(&company, bo, "17").await;
    consents(bo).await;
    source.agreed_by(&company, bo).await.expect_ok();
    let now = instant(&company, 0);
    let foreign = Source { id: String::new(), line: house.bearer(text(&made, "token")), made: NO };
    foreign.push("17", &now, "1").await.expect_code(403, "attendance.machine_unauthorised");
    for line in [house.nobody(), house.bearer(&"x".repeat(43)), house.bearer(bo.token())] {
        let wrong = Source { id: String::new(), line, made: NO };
        wrong.push("17", &now, "1").await.expect_code(401, "attendance.machine_token");
    }
    let cy = joined(house, ana, &company.org, "Cy", "member").await;
    let taken = json!({ "numbers": [{ "person": cy.id, "number": "17" }] });
    ana.call("attendance.machine.number.put", &at, taken).await.expect_code(409, "attendance.machine_taken");
    // A number of its own at one machine means another there.
    let own = json!({ "machine": source.id, "numbers": [{ "person": bo.id, "number": "3" }] });
    ana.call("attendance.machine.number.put", &at, own).await.expect_ok();
    source.push("17", &now, "1").await.expect_code(403, "attendance.machine_unauthorised");
    source.push("3", &now, "1").await.expect_ok();
    let listed = ana.call("attendance.machine.numbers", &at, NO).await.expect_ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 2, "{listed}");
    // A new token ends the one before; ended, nothing opens it, and what it brought stays.
    let renewed = ana.call("attendance.machine.renew", &of, json!({ "days": 1 })).await.expect_ok();
    source.push("3", &now, "2").await.expect_code(401, "attendance.machine_token");
    let source = Source { line: house.bearer(text(&renewed, "token")), ..source };
    source.push("3", &now, "2").await.expect_ok();
    house.advance(Duration::from_secs(DAY_S + 1));
    source.push("3", &now, "3").await.expect_code(401, "attendance.machine_token");
    ana.call("attendance.machine.end", &of, NO).await.expect_ok();
    assert_eq!(company.count("SELECT COUNT(*) AS found FROM office_machine_agreement").await, 0);
    assert_eq!(company.count("SELECT COUNT(*) AS found FROM office_punch").await, 2);
}

#[tokio::test]
async fn nobody_is_asked_where_no_machine_is_a_way_and_it_ends_with_the_service_the_membership_and_the_account()
 {
    let company = Company::open(|_| ()).await;
    let (house, ana, bo, at) = (&company.house, &company.ana, &company.bo, company.at());
    let source = Source::of(&company, json!({})).await;
    numbered(&company, bo, "17").await;
    consents(bo).await;
    let offers = bo.call("attendance.machine.mine", &at, NO).await.expect_ok();
    assert_eq!(offers["items"], json!([]), "nobody is asked");
    source.agreed_by(&company, bo).await.expect_code(403, "attendance.way");
    let mut alone = company.plan.clone();
    alone["ways"] = json!(["machine", "wifi"]);
    let wish = json!({ "name": "研发", "plan": alone, "managers": [] });
    ana.call("attendance.group.change", &company.of_group(), wish)
        .await
        .expect_code(422, "attendance.machine_alone");
    company.change(|plan| plan["ways"] = json!(["code", "machine"])).await;
    source.agreed_by(&company, bo).await.expect_ok();
    source.push("17", &instant(&company, 0), "1").await.expect_ok();
    // On days before that nobody clocked at machines.
    let yesterday = instant(&company, -DAY_S.cast_signed());
    source.push("17", &yesterday, "2").await.expect_code(403, "attendance.machine_unauthorised");
    let turn = async |operation: &str| {
        ana.call(operation, &[("org", &company.org), ("kind", "attendance")], NO).await.expect_ok();
    };
    turn("org.shut").await;
    source.push("17", &instant(&company, 0), "3").await.expect_code(404, "attendance.unknown");
    turn("org.open").await;
    source.push("17", &instant(&company, 0), "3").await.expect_ok();
    ana.call("org.member.remove", &[("org", &company.org), ("person", &bo.id)], NO).await.expect_ok();
    source.push("17", &instant(&company, 0), "4").await.expect_code(403, "attendance.machine_unauthorised");
    for table in ["office_machine_agreement", "office_machine_number"] {
        let sql = Assembled(format!("SELECT COUNT(*) AS found FROM {table}"));
        let mut view = house.running.house.db.view().await.unwrap();
        let left: i64 = view.one(sql, Vec::new()).await.unwrap().get("found").unwrap();
        assert_eq!(left, 0, "{table}");
    }
    close(house, bo).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(company.count("SELECT COUNT(*) AS found FROM office_punch").await, 0);
}

#[tokio::test]
async fn wrong_tokens_and_a_machine_that_never_rests_are_answered_no_longer_and_a_right_one_is() {
    let company = company().await;
    let source = Source::of(&company, json!({})).await;
    let wrong = Source { id: String::new(), line: company.house.bearer(&"x".repeat(43)), made: NO };
    let now = instant(&company, 0);
    for _ in 0..60 {
        wrong.push("17", &now, "1").await.expect_code(401, "attendance.machine_token");
    }
    wrong.push("17", &now, "1").await.expect_code(429, "attendance.machine_often");
    for _ in 0..120 {
        source.push("17", &now, "1").await.expect_code(403, "attendance.machine_unauthorised");
    }
    source.push("17", &now, "1").await.expect_code(429, "attendance.machine_often");
    company.house.advance(Duration::from_secs(61));
    source.push("17", &now, "1").await.expect_code(403, "attendance.machine_unauthorised");
}
