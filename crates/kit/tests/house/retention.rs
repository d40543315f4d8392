//! What is kept no longer goes by itself, to the day; what a change would remove is said before.

use axum::http::Method;
use ground::{PersonId, Timestamp, values};
use kit::{Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::meet::{direct, join, started, text};

const DAY: Duration = Duration::from_secs(86_400);
const DAY_MICROS: i64 = 86_400_000_000;

/// Somebody who runs the house.
pub async fn keeper(house: &House) -> Client {
    let keeper = house.person("Keeper").await;
    let id: PersonId = keeper.id.parse().unwrap();
    let mut cx = house.running.house.db.begin().await.unwrap();
    cx.run("UPDATE yard_person SET keeper = 1 WHERE id = $1", values![id]).await.unwrap();
    cx.commit().await.unwrap();
    keeper
}

fn rule(category: &str, from: &str, number: u32, unit: &str) -> Value {
    json!({ "category": category, "from": from, "number": number, "unit": unit })
}

async fn put(who: &Client, body: Value) -> kit::Answer {
    who.send(Method::PUT, "/api/v1/retention", Some(body.to_string().into_bytes()), &[]).await
}

/// A meeting with a title and a guest, ended now.
pub async fn held_meeting(host: &Client, house: &House) -> Value {
    let meeting = started(host, json!({ "title": "Plum", "guests": true })).await;
    join(&house.nobody(), &meeting, json!({ "name": "Li" })).await.expect_ok();
    direct(host, "meeting.end", &meeting, json!({})).await.expect_ok();
    meeting
}

async fn count(house: &House, sql: &'static str) -> i64 {
    let mut view = house.running.house.db.view().await.unwrap();
    view.one(sql, vec![]).await.unwrap().get("found").unwrap()
}

const TITLES: &str = "SELECT COUNT(*) AS found FROM meet_meeting WHERE title IS NOT NULL";
const PEOPLE: &str = "SELECT COUNT(*) AS found FROM meet_participant";

#[tokio::test]
async fn a_shorter_period_removes_exactly_what_its_preview_said() {
    let house = House::start().await;
    let (keeper, ana) = (keeper(&house).await, house.person("Ana").await);
    for _ in 0..3 {
        held_meeting(&ana, &house).await;
        house.advance(10 * DAY);
    }
    let shorter = rule("meeting-title", "meeting-ended", 15, "days");
    let preview = keeper.post("/api/v1/retention/preview", shorter.clone()).await.expect_ok();
    assert_eq!((preview["would_go"].as_i64(), count(&house, TITLES).await), (Some(2), 3));
    house.run_jobs().await;
    assert_eq!(count(&house, TITLES).await, 3, "a preview changes nothing");
    put(&keeper, shorter).await.expect_ok();
    house.advance(Duration::from_secs(901));
    house.run_jobs().await;
    assert_eq!(count(&house, TITLES).await, 1);
    assert_eq!(count(&house, PEOPLE).await, 6, "nothing else went");
    let list = keeper.call("retention.list", &[], json!(null)).await.expect_ok();
    let title =
        list["items"].as_array().unwrap().iter().find(|one| one["category"] == "meeting-title").unwrap();
    assert_eq!(title["kept"], json!({ "number": 15, "unit": "days" }), "{title}");
}

#[tokio::test]
async fn nobody_changes_a_period_but_a_keeper_and_nobody_passes_law_or_promise() {
    let house = House::start().await;
    let (keeper, ana) = (keeper(&house).await, house.person("Ana").await);
    let title = rule("meeting-title", "meeting-ended", 1, "days");
    for (who, status, code) in [(&ana, 403, "access.denied"), (&house.nobody(), 401, "session.needed")] {
        who.post("/api/v1/retention/preview", title.clone()).await.expect_code(status, code);
        put(who, title.clone()).await.expect_code(status, code);
        who.call("retention.list", &[], json!(null)).await.expect_code(status, code);
    }
    let floor = rule("service-log", "collected", 5, "months");
    put(&keeper, floor.clone()).await.expect_code(422, "retention.floor");
    keeper.post("/api/v1/retention/preview", floor).await.expect_code(422, "retention.floor");
    put(&keeper, rule("sharing-record", "collected", 2, "years")).await.expect_code(422, "retention.floor");
    put(&keeper, rule("meeting-title", "meeting-ended", 4, "years"))
        .await
        .expect_code(422, "retention.longer");
    put(&keeper, rule("meeting-title", "meeting-ended", u32::MAX, "days"))
        .await
        .expect_code(422, "retention.longer");
    put(&keeper, rule("meeting-title", "removed", 1, "days")).await.expect_code(404, "retention.unknown");
    put(&keeper, rule("shoe-size", "collected", 1, "days")).await.expect_code(404, "retention.unknown");
    put(&keeper, json!({ "category": 7 })).await.expect_code(422, "body.invalid");
    put(&keeper, json!("x".repeat(3_000_000))).await.expect_code(413, "body.too_large");
}

/// proves: DB-057
#[tokio::test]
async fn every_period_has_a_number_and_one_of_five_reasons() {
    let house = House::start().await;
    let keeper = keeper(&house).await;
    let list = keeper.call("retention.list", &[], json!(null)).await.expect_ok();
    let items = list["items"].as_array().unwrap();
    let reasons = ["transaction", "security", "agreed", "limitation", "law"];
    assert!(items.len() > 20);
    for item in items {
        assert!(reasons.contains(&text(item, "criterion")), "{item}");
        assert!(item["promised"]["number"].is_u64() && item["from"].is_string(), "{item}");
    }
    // A rule that names none does not load, and the house does not start on it.
    let folder = tempfile::tempdir().unwrap();
    copy(std::path::Path::new("../../policy"), folder.path());
    policy::Policy::from_folder(folder.path(), "courtyard").unwrap();
    let file = folder.path().join("retention.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("criterion = \"transaction\"\n", "", 1)).unwrap();
    let mistakes = policy::Policy::from_folder(folder.path(), "courtyard").unwrap_err();
    assert!(mistakes.iter().any(|one| one.what.contains("criterion")), "{mistakes:?}");
    proved("DB-057", &["retention.list"]);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, name) = {
            let entry = entry.unwrap();
            (entry.path(), entry.file_name())
        };
        if path.is_dir() {
            copy(&path, &to.join(name))
        } else {
            std::fs::copy(&path, to.join(name)).map(|_| ()).unwrap()
        }
    }
}

/// The instant so many months later, by the almanac: the same day of the month, or its last one.
pub fn months_later(micros: i64, months: i64) -> i64 {
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = |year: i64, month: i64| match month {
        2 => 28 + i64::from(leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let (mut left, mut year, mut month) = (micros / DAY_MICROS, 1970, 1);
    while left >= 365 + i64::from(leap(year)) {
        left -= 365 + i64::from(leap(year));
        year += 1;
    }
    while left >= length(year, month) {
        left -= length(year, month);
        month += 1;
    }
    let (date, target) = (left + 1, year * 12 + month - 1 + months);
    let (year, month) = (target / 12, target % 12 + 1);
    let mut days: i64 = (1970..year).map(|year| 365 + i64::from(leap(year))).sum();
    days += (1..month).map(|month| length(year, month)).sum::<i64>();
    (days + date.min(length(year, month)) - 1) * DAY_MICROS + micros % DAY_MICROS
}

/// The months that the page promises for something.
pub async fn promised(keeper: &Client, category: &str, from: &str) -> i64 {
    let list = keeper.call("retention.list", &[], json!(null)).await.expect_ok();
    let items = list["items"].as_array().unwrap().clone();
    let found = items.into_iter().find(|one| one["category"] == category && one["from"] == from).unwrap();
    let number = found["kept"]["number"].as_i64().unwrap();
    match text(&found["kept"], "unit") {
        "years" => number * 12,
        "months" => number,
        other => panic!("{category} is kept for {other}"),
    }
}

#[tokio::test]
async fn a_title_is_there_on_the_last_day_and_gone_on_the_next() {
    let house = House::start().await;
    let (keeper, ana) = (keeper(&house).await, house.person("Ana").await);
    let months = promised(&keeper, "meeting-title", "meeting-ended").await;
    held_meeting(&ana, &house).await;
    let ended = house.running.house.clock.now();
    let end = Timestamp::from_micros(months_later(ended.micros(), months));
    house.advance(end.since(ended) - DAY);
    house.run_jobs().await;
    assert_eq!(count(&house, TITLES).await, 1);
    house.advance(DAY);
    house.run_jobs().await;
    assert_eq!(count(&house, TITLES).await, 0);
}

/// proves: JJB-039, HKT-039
#[tokio::test]
async fn the_network_log_stays_for_the_six_months_of_the_law_whoever_wishes_otherwise() {
    const LOG: &str = "SELECT COUNT(*) AS found FROM yard_netlog";
    let house = House::start().await;
    let (keeper, ana) = (keeper(&house).await, house.person("Ana").await);
    let began = house.running.house.clock.now();
    let rows = count(&house, LOG).await;
    assert_eq!(rows, 2, "each sign-in is a row");
    let held = ana.call("me.held", &[], json!(null)).await.expect_ok();
    assert!(held.to_string().contains("in 127.0.0.1"), "{held}");
    // Neither a keeper nor the person himself shortens it or removes it; not even the end of the account does.
    let shorter = rule("session-network", "collected", 5, "months");
    put(&keeper, shorter.clone()).await.expect_code(422, "retention.floor");
    put(&ana, shorter).await.expect_code(403, "access.denied");
    crate::erasure::close(&house, &ana).await.expect_ok();
    house.advance(180 * DAY);
    house.run_jobs().await;
    assert_eq!(count(&house, LOG).await, rows, "180 days are less than six months");
    // It is stored and not used: the door opens it for security alone.
    let (yard, program) = (&house.running.house, ground::Caller::Program("test"));
    let mut view = yard.db.view().await.unwrap();
    let person: PersonId = ana.id.parse().unwrap();
    let row =
        view.one("SELECT id, address FROM yard_netlog WHERE person = $1", values![person]).await.unwrap();
    drop(view);
    let (id, bytes): ([u8; 16], Vec<u8>) = (row.get("id").unwrap(), row.get("address").unwrap());
    let address = vault::Sealed::stored(&yard::netlog::LogRow::ADDRESS, person, id, bytes);
    for purpose in policy::Purpose::ALL.iter().copied() {
        if yard.policy.allows(purpose, policy::Category::SessionNetwork) {
            let opened = yard.vault.open(&program, purpose, &address).await;
            let secure = purpose == policy::Purpose::LogSecurity;
            assert_eq!(opened.is_ok(), secure, "{purpose}");
            assert!(secure || matches!(opened, Err(vault::OpenRefused::StoreOnly)), "{purpose}");
        }
    }
    let over = Timestamp::from_micros(months_later(began.micros(), 6));
    house.advance(over.since(yard.clock.now()) + Duration::from_secs(60));
    house.run_jobs().await;
    assert_eq!(count(&house, LOG).await, 0, "then it goes");
    for id in ["JJB-039", "HKT-039"] {
        proved(id, &["session.open", "retention.change", "job:retention.sweep"]);
    }
}
