//! Tickets: whoever turns to the house has a number, a day, and the answer — with an account or without.

use ground::clock::civil;
use kit::{Client, House, proved};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

use crate::desk::{codes, keeper};

const DAY: Duration = Duration::from_secs(86_400);

async fn write(who: &Client, kind: &str, text: &str) -> Value {
    let wish = json!({ "kind": kind, "text": text, "contact": "微信 fangfang" });
    who.call("ticket.write", &[], wish).await.expect_ok()
}

/// Somebody without an account writes.
pub async fn write_from_outside(house: &House, kind: &str, text: &str) -> Value {
    let wish = json!({ "kind": kind, "text": text, "proof": house.proof().await });
    house.nobody().call("ticket.write", &[], wish).await.expect_ok()
}

async fn at(who: &Client, operation: &str, ticket: &Value, body: Value) -> kit::Answer {
    who.call(operation, &[("ticket", ticket["id"].as_str().unwrap())], body).await
}

/// proves: JJB-031, HKT-031, DB-040
#[tokio::test]
async fn feedback_gets_a_number_waits_at_the_desk_and_its_outcome_reaches_the_sender() {
    let house = House::start().await;
    let wang = keeper(&house, "王芳").await;
    let ana = house.person("Ana").await;
    let made = write(&ana, "feedback", "会议里听不到声音，换了两台设备都一样。").await;
    assert_eq!(made["number"].as_str().unwrap().len(), 8, "{made}");
    assert!(made["code"].is_null(), "whoever is signed in needs none");

    let queue = wang.call("ticket.queue", &[], json!(null)).await.expect_ok();
    let waiting = queue["items"].as_array().unwrap();
    assert_eq!((waiting.len(), &waiting[0]["number"]), (1, &made["number"]));
    let listed = queue.to_string();
    assert!(!listed.contains("声音") && !listed.contains(&ana.id) && !listed.contains("Ana"), "{listed}");
    assert!(waiting[0]["person"].as_str().unwrap().starts_with("****"));

    let open = at(&wang, "ticket.open", &made, json!(null)).await.expect_ok();
    assert_eq!(open["contact"], "微信 fangfang");
    assert_eq!(open["messages"][0]["text"], "会议里听不到声音，换了两台设备都一样。");
    let openings = ana.get("/api/v1/me/openings").await.expect_ok();
    let seen = openings["items"].as_array().unwrap().iter().find(|item| item["act"] == "ticket.open");
    let seen = seen.unwrap_or_else(|| panic!("the opening is a leaf: {openings}"));
    assert_eq!(seen["reason"], made["number"]);

    at(&wang, "ticket.answer", &made, json!({ "text": "已修复，谢谢。", "close": true })).await.expect_ok();
    assert_eq!(codes(&ana).await, ["ticket.answered"]);
    let read = at(&ana, "ticket.read", &made, json!(null)).await.expect_ok();
    assert_eq!((&read["state"], &read["messages"][1]["text"]), (&json!("closed"), &json!("已修复，谢谢。")));
    for id in ["JJB-031", "HKT-031", "DB-040"] {
        proved(id, &["ticket.write", "ticket.queue", "ticket.open", "ticket.answer", "ticket.read"]);
    }
}

/// proves: JJB-069, HKT-085
#[tokio::test]
async fn the_policy_names_a_way_to_reach_us_and_what_is_sent_there_opens_a_ticket() {
    let house = House::start().await;
    let wang = keeper(&house, "王芳").await;
    for lang in ["zh-CN", "en"] {
        let policy = house.nobody().get(&format!("/api/v1/policy?lang={lang}")).await.expect_ok().to_string();
        let contact = house.nobody().get("/api/v1/house").await.expect_ok()["contact"].clone();
        for field in ["email", "phone", "address"] {
            let value = contact[field].as_str().unwrap();
            assert!(!value.is_empty() && policy.contains(value), "{lang} {field}");
        }
        assert!(policy.contains("/contact"), "{lang}: the page");
    }
    let made = write_from_outside(&house, "question", "我是监护人，想了解孩子的信息。").await;
    let queue = wang.call("ticket.queue", &[], json!(null)).await.expect_ok();
    assert_eq!(queue["items"][0]["number"], made["number"]);
    assert_eq!(queue["items"][0]["account"], false);
    at(&wang, "ticket.answer", &made, json!({ "text": "请携带证明。" })).await.expect_ok();
    let key = json!({ "number": made["number"], "code": made["code"] });
    let look = house.nobody().call("ticket.look", &[], key).await.expect_ok();
    assert_eq!(look["messages"][1]["text"], "请携带证明。");
    for id in ["JJB-069", "HKT-085"] {
        proved(id, &["policy.text", "ticket.write", "ticket.queue"]);
    }
}

/// Year, month and day, as often as one likes.
type Days = BTreeSet<(i64, i64, i64)>;

/// Days on which offices are shut or open against the week, read from the data for this test alone.
fn exceptions() -> (Days, Days) {
    let text = include_str!("../../../../policy/holidays.toml");
    let (mut off, mut work) = (Days::new(), Days::new());
    let day = |word: &str| {
        let parts: Vec<i64> = word.split('-').map(|part| part.parse().unwrap()).collect();
        (parts[0], parts[1], parts[2])
    };
    for line in text.lines().map(|line| line.split('#').next().unwrap_or_default()) {
        let quoted: Vec<(i64, i64, i64)> = line.split('"').skip(1).step_by(2).map(day).collect();
        if line.starts_with("on") {
            work.extend(quoted);
            continue;
        }
        for pair in quoted.chunks(2) {
            let (mut at, last) = (pair[0], pair[1]);
            off.insert(at);
            while at < last {
                at = next(at);
                off.insert(at);
            }
        }
    }
    assert!(off.len() > 60 && work.len() > 8, "the data are read");
    (off, work)
}

fn next((year, month, date): (i64, i64, i64)) -> (i64, i64, i64) {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let long = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    match () {
        () if date < long => (year, month, date + 1),
        () if month < 12 => (year, month + 1, 1),
        () => (year + 1, 1, 1),
    }
}

/// The day in Beijing so many working days after another, counted one by one.
fn working_days_later(mut day: i64, number: u32) -> i64 {
    let (off, work) = exceptions();
    let mut left = number;
    while left > 0 {
        day += 1;
        // Day 4 of the epoch was a Monday.
        let weekend = (day - 4).rem_euclid(7) >= 5;
        let date = civil(day);
        if work.contains(&date) || (!weekend && !off.contains(&date)) {
            left -= 1;
        }
    }
    day
}

/// proves: YZJ-099, DB-080
#[tokio::test]
async fn what_is_asked_is_due_in_fifteen_working_days_and_keepers_are_warned_before() {
    let house = House::start().await;
    let clock = &house.running.house.clock;
    let wang = keeper(&house, "王芳").await;
    let ana = house.person("Ana").await;
    let asked = write(&ana, "question", "如何导出会议记录？").await;
    let complaint = write(&ana, "privacy", "请说明谁看过我的号码。").await;
    let read = at(&ana, "ticket.read", &asked, json!(null)).await.expect_ok();
    let opened = ground::Timestamp::read(read["opened_at"].as_str().unwrap()).unwrap();
    let due = ground::Timestamp::read(asked["due_at"].as_str().unwrap()).unwrap();
    let beijing = |at: ground::Timestamp| at.plus(Duration::from_secs(8 * 3_600));
    assert_eq!(beijing(due).day(), working_days_later(beijing(opened).day(), 15));
    assert!(due.since(opened) >= 19 * DAY, "weekends are not counted");
    let days = ground::Timestamp::read(complaint["due_at"].as_str().unwrap()).unwrap().since(opened);
    assert!(days > 15 * DAY - Duration::from_secs(60) && days < 15 * DAY + Duration::from_secs(60));

    at(&wang, "ticket.answer", &complaint, json!({ "text": "已答复。" })).await.expect_ok();
    let before = due.since(clock.now()) / 5 * 4 - Duration::from_secs(3_600);
    house.advance(before);
    house.run_jobs().await;
    assert_eq!(codes(&wang).await, Vec::<String>::new(), "it is early yet");
    house.advance(Duration::from_secs(2 * 3_600));
    house.run_jobs().await;
    assert_eq!(codes(&wang).await, ["ticket.due_soon"]);
    house.advance(due.since(clock.now()) + Duration::from_secs(600));
    house.run_jobs().await;
    house.run_jobs().await;
    assert_eq!(codes(&wang).await, ["ticket.overdue", "ticket.due_soon"], "each once");
    let queue = wang.call("ticket.queue", &[], json!(null)).await.expect_ok();
    assert_eq!(queue["items"][0]["overdue"], true, "{queue}");
    for id in ["YZJ-099", "DB-080"] {
        proved(id, &["ticket.write", "ticket.read", "ticket.queue", "job:ticket.clocks"]);
    }
}

#[tokio::test]
async fn number_and_code_open_what_was_written_and_nothing_else_does() {
    let house = House::start().await;
    let nobody = house.nobody();
    let wang = keeper(&house, "王芳").await;
    let made = write_from_outside(&house, "privacy", "请删除我的访客记录。").await;
    let other = write_from_outside(&house, "privacy", "另一件。").await;
    let key = |number: &Value, code: &Value| json!({ "number": number, "code": code });
    nobody.call("ticket.look", &[], key(&made["number"], &made["code"])).await.expect_ok();
    for wrong in [key(&made["number"], &other["code"]), key(&json!("x".repeat(900)), &made["code"])] {
        nobody.call("ticket.look", &[], wrong).await.expect_code(404, "ticket.unknown");
    }
    let proofless = json!({ "kind": "feedback", "text": "a" });
    nobody.call("ticket.write", &[], proofless).await.expect_code(422, "session.proof_wrong");

    at(&wang, "ticket.close", &made, json!({})).await.expect_code(409, "ticket.unanswered");
    at(&wang, "ticket.answer", &made, json!({ "text": "已删除。", "close": true })).await.expect_ok();
    at(&wang, "ticket.answer", &made, json!({ "text": "再答。" })).await.expect_code(409, "ticket.closed");
    let mut more = key(&made["number"], &made["code"]);
    more["text"] = json!("还有一条。");
    nobody.call("ticket.reply_by_code", &[], more.clone()).await.expect_ok();
    let again = nobody.call("ticket.look", &[], key(&made["number"], &made["code"])).await.expect_ok();
    assert_eq!((&again["state"], &again["reopened"]), (&json!("open"), &json!(1)));
    more["code"] = other["code"].clone();
    nobody.call("ticket.reply_by_code", &[], more).await.expect_code(404, "ticket.unknown");

    // Twelve months after the answer nothing of it is left, not even the key.
    at(&wang, "ticket.answer", &made, json!({ "text": "也删除了。", "close": true })).await.expect_ok();
    house.advance(360 * DAY);
    house.run_jobs().await;
    nobody.call("ticket.look", &[], key(&made["number"], &made["code"])).await.expect_ok();
    house.advance(8 * DAY);
    house.run_jobs().await;
    nobody
        .call("ticket.look", &[], key(&made["number"], &made["code"]))
        .await
        .expect_code(404, "ticket.unknown");
    nobody.call("ticket.look", &[], key(&other["number"], &other["code"])).await.expect_ok();
}

#[tokio::test]
async fn a_ticket_is_for_whoever_wrote_it_and_for_keepers() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let made = write(&ana, "privacy", "私事。").await;
    for (operation, body) in [
        ("ticket.read", json!(null)),
        ("ticket.reply", json!({ "text": "x" })),
        ("ticket.open", json!(null)),
        ("ticket.answer", json!({ "text": "x" })),
        ("ticket.close", json!({})),
    ] {
        at(&bo, operation, &made, body).await.expect_code(404, "ticket.unknown");
    }
    bo.call("ticket.queue", &[], json!(null)).await.expect_code(403, "access.denied");
    let wang = keeper(&house, "王芳").await;
    at(&wang, "ticket.read", &made, json!(null)).await.expect_code(404, "ticket.unknown");
    assert_eq!(
        ana.call("ticket.list", &[], json!(null)).await.expect_ok()["items"].as_array().unwrap().len(),
        1
    );
    let list = bo.call("ticket.list", &[], json!(null)).await.expect_ok();
    assert_eq!(list["items"], json!([]));
    for (text, contact) in [("", None), (&*"长".repeat(4_001), None), ("好", Some("a\nb"))] {
        let wish = json!({ "kind": "feedback", "text": text, "contact": contact });
        let code = if contact.is_some() { "ticket.contact_wrong" } else { "ticket.text_wrong" };
        ana.call("ticket.write", &[], wish).await.expect_code(422, code);
    }
    ana.call("ticket.write", &[], json!({ "kind": "praise", "text": "a" }))
        .await
        .expect_code(422, "body.invalid");
    let long = json!({ "kind": "feedback", "text": "x".repeat(300_000) });
    ana.call("ticket.write", &[], long).await.expect_code(413, "body.too_large");
    let mut last = None;
    for _ in 0..31 {
        last = Some(at(&ana, "ticket.reply", &made, json!({ "text": "又一条" })).await);
    }
    last.unwrap().expect_code(429, "ticket.limit");
}
