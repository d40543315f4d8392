//! A clock machine as its protocol has it (ZKTeco's PUSH for attendance): it begins, brings its log, asks what is to be done; what else it
//! has to say of people goes by unread.

use axum::http::Method;
use kit::{Answer, Client};
use serde_json::{Value, json};
use std::time::Duration;

use crate::attendance::{Company, DAY_S};
use crate::canary::search;
use crate::clock_machines::{Source, company, consents, numbered, rows};
use crate::homes::NO;
use crate::meet::text;

/// A machine on a wall: it speaks as the protocol has it and keeps what it was not told to have arrived.
struct Wall {
    line: Client,
    base: String,
    serial: &'static str,
    version: &'static str,
}

impl Wall {
    fn with_secret(company: &Company, source: &Source) -> Self {
        let base = text(&source.made, "path").to_owned();
        Self { line: company.house.nobody(), base, serial: "CJ9H210460", version: "2.4.1" }
    }

    async fn asks(&self, method: Method, what: &str, more: &str, body: Option<&str>) -> Answer {
        let path = format!("{}/iclock/{what}?SN={}{more}", self.base, self.serial);
        let body = body.map(|text| text.as_bytes().to_vec());
        self.line.send(method, &path, body, &[("content-type", "text/plain")]).await
    }

    async fn begins(&self) -> Answer {
        let version =
            if self.version.is_empty() { String::new() } else { format!("&pushver={}", self.version) };
        self.asks(Method::GET, "cdata", &format!("&options=all&language=83{version}"), None).await
    }

    async fn brings(&self, table: &str, lines: &str) -> Answer {
        self.asks(Method::POST, "cdata", &format!("&table={table}&Stamp=9999"), Some(lines)).await
    }

    /// The log of attendance; how many lines it was told to have arrived.
    async fn logs(&self, lines: &[String]) -> String {
        let answer = self.brings("ATTLOG", &format!("{}\n", lines.join("\n"))).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.text()
    }
}

/// A line of its log, as the clock of the machine shows it.
fn line(number: &str, day: &str, time: &str, state: u8) -> String {
    format!("{number}\t{day} {time}\t{state}\t1\t0\t0\t0")
}

async fn machine(company: &Company, more: Value) -> Source {
    let mut wish = json!({ "kind": "zkteco", "serial": "CJ9H210460", "zone": "Asia/Shanghai" });
    for (key, value) in more.as_object().unwrap() {
        wish[key] = value.clone();
    }
    Source::of(company, wish).await
}

#[tokio::test]
async fn a_machine_begins_brings_its_log_once_and_what_it_says_of_bodies_and_names_goes_by_unread() {
    let company = company().await;
    let (house, bo) = (&company.house, &company.bo);
    let source = machine(&company, json!({})).await;
    numbered(&company, bo, "17").await;
    consents(bo).await;
    source.agreed_by(&company, bo).await.expect_ok();
    let wall = Wall::with_secret(&company, &source);
    let begun = wall.begins().await;
    assert_eq!(
        (begun.status.as_u16(), &begun.headers["content-type"]),
        (200, &"text/plain".parse().unwrap())
    );
    let told = begun.text();
    assert!(told.starts_with("GET OPTION FROM: CJ9H210460\n"), "{told}");
    for option in ["TransFlag=TransData AttLog", "TimeZone=8", "Realtime=1", "ATTLOGStamp=None", "Delay=30"] {
        assert!(told.lines().any(|one| one == option), "{option}: {told}");
    }
    // Its clock is set by the head of each answer.
    let date = begun.headers["date"].to_str().unwrap();
    assert!(date.contains(" 10:0") && date.ends_with(" GMT"), "{date}");
    let older = Wall { version: "", ..Wall::with_secret(&company, &source) };
    assert!(older.begins().await.text().contains("\nTransFlag=1000000000\n"));

    // Half past four in Shanghai is half past eight in UTC, six in the evening is now.
    let day = company.today();
    let log =
        [line("17", &day, "16:31:07", 0), line("17", &day, "17:59:30", 1), line("18", &day, "09:02:00", 0)];
    assert_eq!(wall.logs(&log).await, "OK: 3\n", "also of a line that was refused, so that it comes no more");
    assert_eq!(wall.logs(&log).await, "OK: 3\n");
    assert_eq!(wall.logs(&["17\tnonsense".to_owned()]).await, "OK: 1\n");
    let clocked = company.clocked().await;
    let told: Vec<_> =
        clocked.iter().map(|one| (text(one, "wall"), text(&one["brought"], "direction"))).collect();
    assert_eq!(told, [("08:31", "in"), ("09:59", "out")]);
    assert_eq!(clocked[0]["site"], "总部前台");

    // People, fingers, faces and photos, as a machine sends them that does not heed what it was told.
    let before = rows(house).await;
    for (table, body) in [
        ("OPERLOG", "USER PIN=17\tName=CANARY-NAME-李波\tPri=0\tPasswd=\tCard=CANARYCARD\tGrp=1\n"),
        ("OPERLOG", "FP PIN=17\tFID=1\tSize=1124\tValid=1\tTMP=CANARYTEMPLATE\n"),
        ("OPERLOG", "FACE PIN=17\tFID=0\tSIZE=1124\tVALID=1\tTMP=CANARYTEMPLATE\n"),
        ("BIODATA", "BIODATA Pin=17\tNo=0\tIndex=0\tType=9\tTmp=CANARYTEMPLATE\n"),
        ("ATTPHOTO", "PIN=20261221090107-17.jpg\nSN=CJ9H210460\nsize=14\nCMD=uploadphoto\0CANARYPICTURE"),
        ("options", "DeviceName=K14,MAC=CANARYMAC"),
    ] {
        let answer = wall.brings(table, body).await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (200, "OK\n"), "{table}");
    }
    assert_eq!(rows(house).await, before);
    let needle = |word: &str| (word.to_owned(), word.as_bytes().to_vec());
    let needles = ["CANARYTEMPLATE", "CANARYCARD", "CANARY-NAME", "CANARYPICTURE", "CANARYMAC"].map(needle);
    let mut found = Vec::new();
    assert!(search(house.folder(), &needles, &mut found) > 0 && found.is_empty(), "{found:?}");

    for (method, what, body) in [
        (Method::GET, "getrequest", None),
        (Method::GET, "getrequest.aspx", None),
        (Method::POST, "devicecmd", Some("ID=1&Return=0&CMD=INFO\n")),
        (Method::GET, "ping", None),
    ] {
        let answer = wall.asks(method, what, "", body).await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (200, "OK\n"), "{what}");
    }
    assert_eq!(wall.asks(Method::GET, "else", "", None).await.status, 404);
    let seen = source.seen(&company).await;
    assert_eq!(
        (&seen["taken"], &seen["refused"], &seen["unread"]),
        (&json!(2), &json!(2), &json!(1)),
        "{seen}"
    );
}

#[tokio::test]
async fn a_machine_that_was_cut_off_for_three_days_brings_all_of_them_and_a_silent_one_is_shown() {
    let company = company().await;
    let (house, ana, bo) = (&company.house, &company.ana, &company.bo);
    let source = machine(&company, json!({})).await;
    numbered(&company, bo, "17").await;
    consents(bo).await;
    source.agreed_by(&company, bo).await.expect_ok();
    let wall = Wall::with_secret(&company, &source);
    wall.begins().await.expect_ok();
    assert_eq!(source.seen(&company).await["silent"], false);
    let mut log = Vec::new();
    for _ in 0..3 {
        company.to(1, 10 * 60);
        for who in [ana, bo] {
            who.get("/api/v1/me").await.expect_ok();
        }
        log.push(line("17", &company.today(), "09:00:00", 0));
        log.push(line("17", &company.today(), "17:30:00", 1));
    }
    assert_eq!(source.seen(&company).await["silent"], true);
    // Whoever looks after the group sees it, too.
    let wish = json!({ "name": "研发", "plan": company.plan, "managers": [bo.id] });
    ana.call("attendance.group.change", &company.of_group(), wish).await.expect_ok();
    let listed = bo.call("attendance.machine.list", &company.at(), NO).await.expect_ok();
    assert_eq!(listed["items"][0]["silent"], true, "{listed}");
    assert_eq!(wall.logs(&log).await, "OK: 6\n");
    assert_eq!(company.count("SELECT COUNT(*) AS found FROM office_punch").await, 6);
    assert_eq!(source.seen(&company).await["silent"], false);
    // A line that comes by itself says how far its clock is off; one that lies ahead does not count.
    let ahead = line("17", &company.today(), "18:04:00", 1);
    assert_eq!(wall.logs(&[ahead]).await, "OK: 1\n");
    let seen = source.seen(&company).await;
    assert!((230..=240).contains(&seen["skew_s"].as_i64().unwrap()) && seen["unread"] == 1, "{seen}");
    assert_eq!(company.count("SELECT COUNT(*) AS found FROM office_punch").await, 6);
    house.advance(Duration::from_secs(3_600));
    assert_eq!(source.seen(&company).await["silent"], true);
}

#[tokio::test]
async fn another_serial_number_another_secret_and_another_kind_open_nothing() {
    let company = company().await;
    let (ana, at) = (&company.ana, company.at());
    let source = machine(&company, json!({})).await;
    let wall = Wall::with_secret(&company, &source);
    let other = Wall { serial: "CJ9H210461", ..Wall::with_secret(&company, &source) };
    assert_eq!(other.begins().await.status, 401);
    let base = format!("/clocks/{}", "x".repeat(43));
    let wrong = Wall { base, ..Wall::with_secret(&company, &source) };
    assert_eq!(wrong.begins().await.status, 401);
    let root = Wall { base: String::new(), ..Wall::with_secret(&company, &source) };
    assert_eq!(root.begins().await.status, 401, "it has a secret address and is taken from there alone");
    let program = Source::of(&company, json!({})).await;
    let base = format!("/clocks/{}", text(&program.made, "token"));
    assert_eq!(Wall { base, ..Wall::with_secret(&company, &source) }.begins().await.status, 401);
    let pushes = Source { line: company.house.bearer(text(&source.made, "token")), ..program };
    let now = company.now().rfc3339();
    pushes.push("17", &now, "1").await.expect_code(401, "attendance.machine_token");
    ana.call("org.shut", &[("org", &company.org), ("kind", "attendance")], NO).await.expect_ok();
    assert_eq!(wall.begins().await.status, 404, "it keeps its log until the service is open");
    ana.call("org.open", &[("org", &company.org), ("kind", "attendance")], NO).await.expect_ok();
    wall.begins().await.expect_ok();
    company.house.advance(Duration::from_secs(31 * DAY_S));
    assert_eq!(wall.begins().await.status, 401);
    for (more, field) in [
        (json!({ "serial": null }), "serial"),
        (json!({ "network": "0.0.0.0/0" }), "network"),
        (json!({ "zone": "Mars" }), "zone"),
        (json!({ "name": "" }), "name"),
    ] {
        let mut wish =
            json!({ "name": "a", "kind": "zkteco", "place": "b", "zone": "UTC", "serial": "C", "days": 30 });
        for (key, value) in more.as_object().unwrap() {
            wish[key] = value.clone();
        }
        let said = ana.call("attendance.machine.make", &at, wish).await;
        assert_eq!(said.expect_code(422, "attendance.machine_sound")["args"]["field"], field);
    }
}

#[tokio::test]
async fn a_machine_without_a_secret_is_taken_from_where_it_stands_after_it_was_paired() {
    let company = company().await;
    let (house, ana) = (&company.house, &company.ana);
    let source = machine(&company, json!({ "network": "203.0.113.7/32" })).await;
    let of = [("org", company.org.as_str()), ("machine", source.id.as_str())];
    let from = |ip: [u8; 4]| Wall {
        line: house.nobody().from_address(ip),
        base: String::new(),
        serial: "CJ9H210460",
        version: "2.4.1",
    };
    let (wall, elsewhere) = (from([203, 0, 113, 7]), from([203, 0, 113, 8]));
    assert_eq!(wall.begins().await.status, 401, "nobody awaits it");
    ana.call("attendance.machine.pair", &of, json!({})).await.expect_ok();
    assert_eq!(elsewhere.begins().await.status, 401);
    house.advance(Duration::from_secs(901));
    assert_eq!(wall.begins().await.status, 401, "the time of pairing is over");
    ana.call("attendance.machine.pair", &of, json!({})).await.expect_ok();
    wall.begins().await.expect_ok();
    house.advance(Duration::from_secs(901));
    wall.begins().await.expect_ok();
    assert_eq!(elsewhere.begins().await.status, 401);
    assert!(source.seen(&company).await["paired_at"].is_string());
    // Below its token nothing is: who it is its address says.
    let base = text(&source.made, "path").to_owned();
    assert_eq!(Wall { base, ..from([203, 0, 113, 7]) }.begins().await.status, 401);
    // Paired anew the one before is out until it comes.
    let secret = machine(&company, json!({ "serial": "CJ8" })).await;
    let at = [("org", company.org.as_str()), ("machine", secret.id.as_str())];
    ana.call("attendance.machine.pair", &at, json!({})).await.expect_code(409, "attendance.machine_pairing");
}
