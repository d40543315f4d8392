//! The house's own crash store: a closed list of fields, of people who agreed, with nothing in it that names anybody.

use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::desk::keeper;

const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn report() -> Value {
    json!({
        "kind": "error", "name": "TypeError",
        "message": "no such thing \"王芳\" at 13800138000 https://house.example/?q=geheim",
        "stack": "TypeError: 13800138000\n    at openRoom (https://house.example/assets/shell-Ab12.js?key=geheim:12:34)",
        "page": "/orgs/org_01939393-0000-7000-8000-000000000000", "process": "page",
        "version": "0.1.0", "build": "index-Ab12", "model": "Pixel 9", "system": "Android", "system_version": "16",
        "browser": "Chrome", "browser_version": "139", "language": "zh-CN", "network": "4g", "memory_gb": 8,
        "storage_mb": 900, "installation": HASH,
    })
}

async fn agree(who: &Client) -> Answer {
    let asked = who.get("/api/v1/policy/asked").await.expect_ok();
    let wish = json!({ "purpose": "crash-reports", "version": asked["version"], "categories": [] });
    who.post("/api/v1/consents", wish).await
}

async fn send(who: &Client, report: Value) -> Answer {
    who.call("crash.report", &[], report).await
}

async fn groups(keeper: &Client) -> Vec<Value> {
    keeper.call("crash.list", &[], json!(null)).await.expect_ok()["items"].as_array().unwrap().clone()
}

async fn rows(house: &House) -> i64 {
    let mut view = house.running.house.db.view().await.unwrap();
    view.one("SELECT COUNT(*) AS found FROM yard_crash", vec![]).await.unwrap().get("found").unwrap()
}

/// proves: HKT-078, YZJ-051, AJ-111, DB-073
#[tokio::test]
async fn what_broke_is_one_report_in_the_houses_own_store_and_names_nobody() {
    let house = House::start().await;
    let (wang, ana, bo) = (keeper(&house, "王芳").await, house.person("Ana").await, house.person("Bo").await);
    for who in [&ana, &bo] {
        send(who, report()).await.expect_code(409, "crash.not_agreed");
        agree(who).await.expect_ok();
    }
    send(&ana, report()).await.expect_ok();
    let list = groups(&wang).await;
    assert_eq!((list.len(), &list[0]["reports"], &list[0]["versions"]), (1, &json!(1), &json!(["0.1.0"])));
    assert_eq!(list[0]["title"], "TypeError at openRoom (assets/shell-Ab12.js:12:34)");

    // Alike in another build: the same group. Elsewhere: another.
    let mut again = report();
    again["stack"] = json!("    at openRoom (https://house.example/assets/shell-Zz99.js:99:1)");
    (again["version"], again["installation"]) = (json!("0.1.1"), json!(HASH.replace('9', "0")));
    send(&bo, again).await.expect_ok();
    let mut other = report();
    other["stack"] = json!("    at closeRoom (https://house.example/assets/shell-Ab12.js:1:1)");
    send(&ana, other).await.expect_ok();
    let list = groups(&wang).await;
    let rooms = list.iter().find(|one| one["reports"] == 2).expect("two are alike");
    assert_eq!((list.len(), &rooms["installations"]), (2, &json!(2)), "{list:?}");
    assert_eq!(rooms["versions"], json!(["0.1.0", "0.1.1"]));

    // An example opens for keepers, with a leaf that its person can read; nothing in it names him.
    let id = rooms["id"].as_str().unwrap();
    let sheet = wang.call("crash.open", &[("crash", id)], json!(null)).await.expect_ok();
    let example = &sheet["example"]["report"];
    assert_eq!((&example["model"], &example["system"]), (&json!("Pixel 9"), &json!("Android")));
    assert_eq!(example["message"], "no such thing … at … …");
    assert_eq!(example["page"], "/orgs/:id");
    let text = sheet.to_string();
    for secret in ["王芳", "13800138000", "geheim", HASH, &bo.id, &bo.phone] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let openings = bo.get("/api/v1/me/openings").await.expect_ok();
    let opening = &openings["items"][0];
    assert_eq!((&opening["who"]["kind"], &opening["act"]), (&json!("keeper"), &json!("crash.open")));
    let held = ana.get("/api/v1/me/held").await.expect_ok();
    let mine = held["items"].as_array().unwrap().iter().filter(|item| item["table"] == "yard_crash").count();
    assert_eq!(mine, 2);

    // Mended, and open again when it comes back.
    wang.call("crash.resolve", &[("crash", id)], json!({})).await.expect_ok();
    let resolved = |list: &[Value]| list.iter().filter(|one| one["resolved_at"].is_string()).count();
    assert_eq!(resolved(&groups(&wang).await), 1);
    send(&ana, report()).await.expect_ok();
    assert_eq!(resolved(&groups(&wang).await), 0);

    // Taken back: not opened any longer, not taken, and gone with the next sweep. The others stay for their time.
    ana.post("/api/v1/consents/withdraw", json!({ "purpose": "crash-reports" })).await.expect_ok();
    send(&ana, report()).await.expect_code(409, "crash.not_agreed");
    house.advance(Duration::from_secs(3_700));
    house.run_jobs().await;
    assert_eq!((rows(&house).await, groups(&wang).await.len()), (1, 1));
    house.advance(Duration::from_secs(91 * 86_400));
    house.run_jobs().await;
    house.advance(Duration::from_secs(3_700));
    house.run_jobs().await;
    assert_eq!(rows(&house).await, 0);
    for id in ["HKT-078", "YZJ-051", "AJ-111", "DB-073"] {
        proved(id, &["crash.report", "crash.list", "crash.open", "crash.resolve", "job:crash.sweep"]);
    }
}

/// proves: JJB-011, HKT-011, YZJ-005, AJ-072
#[tokio::test]
async fn a_report_has_the_fields_of_the_published_list_and_no_others() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let list = house.nobody().call("crash.fields", &[], json!(null)).await.expect_ok();
    let mut listed: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect();
    listed.sort_unstable();
    let sent = report();
    let mut mine: Vec<&str> = sent.as_object().unwrap().keys().map(String::as_str).collect();
    mine.sort_unstable();
    assert_eq!(mine, listed, "the list is what the client may send, whole");
    let document: Value = serde_json::from_str(&gate::document()).unwrap();
    let schema = &document["components"]["schemas"]["Report"];
    let mut known: Vec<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    known.sort_unstable();
    assert_eq!((known, &schema["additionalProperties"]), (listed, &json!(false)));

    // Nobody but a consenting person, and not before he consents.
    send(&house.nobody(), report()).await.expect_code(401, "session.needed");
    send(&ana, report()).await.expect_code(409, "crash.not_agreed");
    agree(&ana).await.expect_ok();
    send(&ana, report()).await.expect_ok();
    // Whatever else a device could tell is refused, and with it the whole report.
    let others = [
        "imei",
        "imsi",
        "mac",
        "android_id",
        "oaid",
        "idfa",
        "bssid",
        "serial",
        "apps",
        "location",
        "gps",
        "ip",
        "phone",
        "user_agent",
        "clipboard",
        "contacts",
    ];
    for name in others {
        let mut more = report();
        more[name] = json!("x");
        send(&ana, more).await.expect_code(422, "body.invalid");
    }
    for (name, value) in [
        ("message", json!("x".repeat(301))),
        ("stack", json!("x".repeat(6_001))),
        ("model", json!("x".repeat(61))),
        ("installation", json!("00:1a:2b:3c:4d:5e")),
        ("name", json!("王芳")),
        ("page", json!("/a\u{1b}")),
    ] {
        let mut wrong = report();
        wrong[name] = value;
        send(&ana, wrong).await.expect_code(422, "crash.field_wrong");
    }
    for wrong in [json!({}), json!([]), json!({ "kind": "fire" })] {
        send(&ana, wrong).await.expect_code(422, "body.invalid");
    }
    let long = json!({ "message": "x".repeat(3_000_000) });
    send(&ana, long).await.expect_code(413, "body.too_large");
    // What the person did not let the browser tell is simply not there.
    let mut less = report();
    for name in ["model", "system_version", "browser_version", "network", "memory_gb", "storage_mb"] {
        less.as_object_mut().unwrap().remove(name);
    }
    send(&ana, less).await.expect_ok();
    assert_eq!(rows(&house).await, 2);
    for _ in 0..18 {
        send(&ana, report()).await.expect_ok();
    }
    send(&ana, report()).await.expect_code(429, "crash.limit");
    for id in ["JJB-011", "HKT-011", "YZJ-005", "AJ-072"] {
        proved(id, &["crash.report", "crash.fields", "consent.give"]);
    }
}

#[tokio::test]
async fn what_broke_is_for_keepers_alone_and_goes_with_its_person() {
    let house = House::start().await;
    let (wang, ana, bo) = (keeper(&house, "王芳").await, house.person("Ana").await, house.person("Bo").await);
    agree(&ana).await.expect_ok();
    send(&ana, report()).await.expect_ok();
    let id = groups(&wang).await[0]["id"].as_str().unwrap().to_owned();
    for who in [&ana, &bo] {
        who.call("crash.list", &[], json!(null)).await.expect_code(403, "access.denied");
        who.call("crash.open", &[("crash", &id)], json!(null)).await.expect_code(403, "access.denied");
        who.call("crash.resolve", &[("crash", &id)], json!({})).await.expect_code(403, "access.denied");
    }
    let none = "crash_00000000-0000-7000-8000-000000000000";
    wang.call("crash.open", &[("crash", none)], json!(null)).await.expect_code(404, "crash.unknown");
    wang.call("crash.resolve", &[("crash", none)], json!({})).await.expect_code(404, "crash.unknown");
    crate::erasure::close(&house, &ana).await.expect_ok();
    assert_eq!(rows(&house).await, 0);
    let sheet = wang.call("crash.open", &[("crash", &id)], json!(null)).await.expect_ok();
    assert_eq!(sheet["example"], json!(null));
}

#[tokio::test]
async fn the_release_record_is_for_who_is_signed_in() {
    let house = House::start().await;
    house.nobody().call("release.get", &[], json!(null)).await.expect_code(401, "session.needed");
    let ana = house.person("Ana").await;
    let release = ana.get("/api/v1/release?lang=en").await.expect_ok();
    assert_eq!((&release["version"], &release["must_be_new"]), (&json!("0.1.0"), &json!(false)));
    assert_eq!(release["changes"][0]["version"], release["version"]);
    assert!(!release["changes"][0]["notes"].as_array().unwrap().is_empty());
}
