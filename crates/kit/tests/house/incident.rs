//! Incidents: found in the log, told to each, reported, and nothing swept meanwhile.

use kit::{Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::desk::{codes, keeper, texts_to};
use crate::meet::{join, started, text};
use crate::ticket::write_from_outside;

const DAY: Duration = Duration::from_secs(86_400);

fn both(text: &str) -> Value {
    json!({ "zh": text, "en": format!("{text} (en)") })
}

fn facts() -> Value {
    json!({
        "title": "值班账号被盗用",
        "basics": both("有人冒用值班账号查看了您的来信"),
        "measures": both("账号已停用"),
        "advice": both("请留意陌生来电"),
        "remedies": both("我们会逐一答复"),
    })
}

fn found(house: &House, drill: bool, more: Value) -> Value {
    let now = house.running.house.clock.now();
    let mut wish = json!({
        "severity": "large",
        "drill": drill,
        "found_at": now.minus(Duration::from_secs(60)).rfc3339(),
        "from": now.minus(DAY).rfc3339(),
        "scope": "log",
        "facts": facts(),
    });
    for (name, value) in more.as_object().unwrap() {
        wish[name] = value.clone();
    }
    wish
}

async fn register(house: &House, keeper: &Client, drill: bool, more: Value) -> String {
    let made = keeper.call("incident.register", &[], found(house, drill, more)).await.expect_ok();
    house.run_jobs().await;
    made["id"].as_str().unwrap().to_owned()
}

async fn on(who: &Client, operation: &str, incident: &str, body: Value) -> kit::Answer {
    who.call(operation, &[("incident", incident)], body).await
}

async fn read(who: &Client, incident: &str) -> Value {
    on(who, "incident.read", incident, json!(null)).await.expect_ok()
}

fn acts(read: &Value) -> Vec<&str> {
    read["steps"].as_array().unwrap().iter().map(|step| step["act"].as_str().unwrap()).collect()
}

/// proves: JJB-049, HKT-049, YZJ-078, AJ-093
#[tokio::test]
async fn a_drill_tells_each_whom_it_touches_by_every_way_and_hangs_out_the_rest() {
    let house = House::start().await;
    let (wang, rogue) = (keeper(&house, "王芳").await, keeper(&house, "内鬼").await);
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let mut tickets = vec![write_from_outside(&house, "privacy", "访客来信").await];
    for who in [&ana, &bo] {
        let wish = json!({ "kind": "feedback", "text": "来信" });
        tickets.push(who.call("ticket.write", &[], wish).await.expect_ok());
    }
    for role in ["protection", "support"] {
        crate::desk::grant(&wang, &rogue, role).await.expect_ok();
    }
    // The rogue opens the guest's and Ana's; what the other keeper opens of Bo is no part of it.
    for (who, ticket) in [(&rogue, &tickets[0]), (&rogue, &tickets[1]), (&wang, &tickets[2])] {
        who.call("ticket.open", &[("ticket", text(ticket, "id"))], json!(null)).await.expect_ok();
    }
    let suspect =
        json!({ "suspect": rogue.id, "act": "ticket.open", "facts": { "title": "值班账号被盗用" } });
    let incident = register(&house, &wang, true, suspect).await;
    let touched = on(&wang, "incident.touched", &incident, json!(null)).await.expect_ok();
    let people: Vec<&str> =
        touched["items"].as_array().unwrap().iter().map(|item| text(item, "person")).collect();
    assert!(people.len() == 2 && people.contains(&ana.id.as_str()), "{touched}");
    let looks = ana.get("/api/v1/me/openings").await.expect_ok().to_string();
    assert!(looks.contains("incident.touch"), "whoever is touched sees that his record was read: {looks}");

    let missing = on(&wang, "incident.notify", &incident, json!({})).await;
    let missing = missing.expect_code(422, "incident.part_missing");
    assert_eq!(missing["args"]["parts"], json!(["basics", "measures", "advice", "remedies"]));
    let mut lacking = facts();
    lacking["remedies"]["en"] = json!(" ");
    on(&wang, "incident.state", &incident, lacking).await.expect_ok();
    on(&wang, "incident.notify", &incident, json!({})).await.expect_code(422, "incident.part_missing");
    house.run_jobs().await;
    assert_eq!(codes(&ana).await, Vec::<String>::new(), "nothing is sent that lacks a part");

    on(&wang, "incident.state", &incident, facts()).await.expect_ok();
    on(&wang, "incident.notify", &incident, json!({})).await.expect_ok();
    house.run_jobs().await;
    let parts = ["冒用值班账号", "账号已停用", "陌生来电", "逐一答复"];
    let notices = ana.call("notice.list", &[], json!(null)).await.expect_ok();
    let notice = &notices["items"][0];
    assert!(text(notice, "title").starts_with("【演练】"), "{notice}");
    assert!(parts.iter().all(|part| text(notice, "text").contains(part)), "{notice}");
    let english = ana.get("/api/v1/me/notices?lang=en").await.expect_ok();
    assert!(
        text(&english["items"][0], "text").contains("Remedies for you: 我们会逐一答复 (en)"),
        "{english}"
    );
    let texts = texts_to(&house, &ana.phone).await;
    assert!(texts.len() == 1 && parts.iter().all(|part| texts[0].contains(part)), "{texts:?}");
    assert_eq!((codes(&bo).await.len(), texts_to(&house, &bo.phone).await.len()), (0, 0));

    let hanging = house.nobody().call("house.notices", &[], json!(null)).await.expect_ok();
    assert!(parts.iter().all(|part| text(&hanging["items"][0], "text").contains(part)), "{hanging}");
    let known = read(&wang, &incident).await;
    assert_eq!((&known["told"], &known["unreached"], &known["waiting"]), (&json!(1), &json!(1), &json!(0)));
    assert!(known["public_at"].is_string(), "{known}");
    on(&wang, "incident.notify", &incident, json!({})).await.expect_code(409, "incident.told_already");
    for id in ["JJB-049", "HKT-049", "YZJ-078", "AJ-093"] {
        proved(
            id,
            &[
                "incident.register",
                "incident.notify",
                "house.notices",
                "job:incident.touch",
                "job:incident.tell",
            ],
        );
    }
}

/// proves: YZJ-079
#[tokio::test]
async fn people_are_told_within_thirty_days_or_the_breach_is_shown() {
    let house = House::start().await;
    let wang = keeper(&house, "王芳").await;
    let incident =
        register(&house, &wang, false, json!({ "severity": "general", "scope": "everyone" })).await;
    let known = read(&wang, &incident).await;
    let at = |name: &str| ground::Timestamp::read(text(&known, name)).unwrap();
    assert_eq!(at("notice_due").since(at("found_at")), 30 * DAY, "thirty natural days");
    assert_eq!(known["notice_breached"], false);
    let notices = |codes: Vec<String>| codes.iter().filter(|code| code.starts_with("incident.")).count();
    house.advance(23 * DAY);
    house.run_jobs().await;
    assert_eq!(notices(codes(&wang).await), 0);
    house.advance(2 * DAY);
    house.run_jobs().await;
    let alarms = codes(&wang).await;
    assert!(alarms.iter().all(|code| code == "incident.due_soon") && !alarms.is_empty(), "{alarms:?}");
    house.advance(6 * DAY);
    house.run_jobs().await;
    house.run_jobs().await;
    let late = read(&wang, &incident).await;
    assert_eq!(late["notice_breached"], true);
    assert_eq!(acts(&late).iter().filter(|act| **act == "notice_overdue").count(), 1, "{late}");
    assert!(codes(&wang).await.contains(&"incident.overdue".to_owned()));
    proved("YZJ-079", &["incident.register", "incident.read", "job:incident.clocks"]);
}

/// proves: YZJ-080, AJ-094
#[tokio::test]
async fn an_incident_is_closed_only_with_a_report_that_was_filed() {
    let house = House::start().await;
    let wang = keeper(&house, "王芳").await;
    let ana = house.person("Ana").await;
    let incident = register(&house, &wang, false, json!({ "scope": "everyone" })).await;
    let known = read(&wang, &incident).await;
    let at = |name: &str| ground::Timestamp::read(text(&known, name)).unwrap();
    let rules = policy::IncidentRules::built_in().severity("large").unwrap();
    assert_eq!(at("report_due").since(at("found_at")).as_secs(), u64::from(rules.report_hours) * 3_600);
    on(&wang, "incident.close", &incident, json!({})).await.expect_code(409, "incident.not_told");
    on(&wang, "incident.notify", &incident, json!({})).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(codes(&ana).await, ["incident.notice"]);
    on(&wang, "incident.close", &incident, json!({})).await.expect_code(409, "incident.report_missing");

    let zh = on(&wang, "incident.report", &incident, json!(null)).await.expect_ok();
    let zh = text(&zh, "text");
    assert!(
        zh.contains("网络安全事件报告") && zh.contains("账号已停用") && zh.contains("涉及人数：2"),
        "{zh}"
    );
    let english = wang.get(&format!("/api/v1/desk/incidents/{incident}/report?lang=en")).await.expect_ok();
    assert!(text(&english, "text").contains("People touched: 2"), "{english}");
    let filing = json!({ "authority": "省网信办", "reference": "2026-001", "content": zh });
    on(&wang, "incident.report.file", &incident, filing).await.expect_ok();
    on(&wang, "incident.close", &incident, json!({})).await.expect_ok();
    let closed = read(&wang, &incident).await;
    let report = &closed["reports"][0];
    assert_eq!((text(report, "authority"), text(report, "content")), ("省网信办", zh));
    assert!(report["filed_at"].is_string() && closed["closed_at"].is_string(), "{closed}");
    assert_eq!(closed["frozen"], false, "the evidence is let go");
    on(&wang, "incident.state", &incident, facts()).await.expect_code(409, "incident.closed");
    for id in ["YZJ-080", "AJ-094"] {
        proved(id, &["incident.register", "incident.report", "incident.report.file", "incident.close"]);
    }
}

#[tokio::test]
async fn while_the_evidence_is_frozen_no_sweep_deletes_anything() {
    let house = House::start().await;
    let wang = keeper(&house, "王芳").await;
    let ana = house.person("Ana").await;
    let made = ana.call("ticket.write", &[], json!({ "kind": "feedback", "text": "来信" })).await.expect_ok();
    let answer = json!({ "text": "好的", "close": true });
    wang.call("ticket.answer", &[("ticket", text(&made, "id"))], answer).await.expect_ok();
    let incident = register(&house, &wang, false, json!({})).await;
    house.advance(150 * DAY);
    for who in [&ana, &wang] {
        who.get("/api/v1/me").await.expect_ok();
    }
    house.advance(150 * DAY);
    house.run_jobs().await;
    assert!(codes(&ana).await.contains(&"ticket.answered".to_owned()), "ninety days are over, and it stays");
    on(&wang, "incident.freeze", &incident, json!({ "frozen": false })).await.expect_ok();
    house.advance(Duration::from_secs(3_601));
    house.run_jobs().await;
    assert_eq!(codes(&ana).await, Vec::<String>::new(), "let go, it goes");
}

#[tokio::test]
async fn one_act_turns_every_lock() {
    let house = House::start().await;
    let wang = keeper(&house, "王芳").await;
    let ana = house.person("Ana").await;
    let meeting = started(&ana, json!({ "title": "周会", "guests": true })).await;
    let hers = join(&ana, &meeting, json!({})).await.expect_ok();
    join(&house.nobody(), &meeting, json!({ "name": "访客" })).await.expect_ok();
    let media = format!("/rtc/validate?access_token={}", text(&hers["media"], "token"));
    assert!(house.nobody().get(&media).await.status.is_success());
    let link = yard::setup::recovery_link(&house.running.house.db, "http://localhost:8080").await.unwrap();
    let key = link.rsplit_once("key=").unwrap().1.to_owned();

    let drill = register(&house, &wang, true, json!({})).await;
    let counted = on(&wang, "incident.lock", &drill, json!({})).await.expect_ok();
    assert!(counted["sessions"].as_i64().unwrap() >= 3 && counted["links"] == 1, "{counted}");
    assert_eq!(counted["others"], json!(["media"]));
    ana.get("/api/v1/me").await.expect_ok();

    let incident = register(&house, &wang, false, json!({})).await;
    on(&wang, "incident.lock", &incident, json!({})).await.expect_ok();
    for who in [&ana, &wang] {
        assert_eq!(who.get("/api/v1/me").await.status, 401, "every session has ended");
    }
    let mut view = house.running.house.db.view().await.unwrap();
    let left = view.one("SELECT COUNT(*) AS sessions FROM yard_session", vec![]).await.unwrap();
    assert_eq!(left.get::<i64>("sessions").unwrap(), 0, "also the guest's");
    drop(view);
    assert_eq!(house.nobody().get(&media).await.status, 401, "a token into a meeting is worth nothing");
    let recover = json!({ "key": key, "password": "zr7Kq-pp4Wd-09s" });
    house.nobody().call("setup.recover", &[], recover).await.expect_code(403, "setup.key_wrong");
    // The act is over, the way in is not: whoever proves himself again comes in again.
    house.advance(Duration::from_secs(120));
    let again = house.person_with("Ana", &ana.phone).await;
    let rejoined = join(&again, &meeting, json!({})).await.expect_ok();
    let media = format!("/rtc/validate?access_token={}", text(&rejoined["media"], "token"));
    assert!(house.nobody().get(&media).await.status.is_success());
}

#[tokio::test]
async fn whoever_is_no_keeper_does_not_learn_that_there_is_an_incident() {
    let house = House::start().await;
    let wang = keeper(&house, "王芳").await;
    let eve = house.person("Eve").await;
    let incident = register(&house, &wang, false, json!({})).await;
    eve.call("incident.list", &[], json!(null)).await.expect_code(403, "access.denied");
    let wish = found(&house, false, json!({}));
    eve.call("incident.register", &[], wish).await.expect_code(403, "access.denied");
    for (operation, body) in [
        ("incident.read", json!(null)),
        ("incident.state", facts()),
        ("incident.grade", json!({ "severity": "major" })),
        ("incident.freeze", json!({ "frozen": false })),
        ("incident.lock", json!({})),
        ("incident.touched", json!(null)),
        ("incident.notify", json!({})),
        ("incident.report", json!(null)),
        ("incident.report.file", json!({ "authority": "a", "reference": "b", "content": "c" })),
        ("incident.close", json!({})),
    ] {
        on(&eve, operation, &incident, body).await.expect_code(404, "incident.unknown");
    }
    let later = house.running.house.clock.now().plus(DAY).rfc3339();
    for (more, code) in [
        (json!({ "severity": "terrible" }), "incident.severity_unknown"),
        (json!({ "found_at": later }), "incident.times_wrong"),
        (json!({ "facts": { "title": " " } }), "incident.text_wrong"),
        (json!({ "facts": { "title": "a", "advice": { "zh": "长".repeat(2_001) } } }), "incident.text_wrong"),
        (json!({ "from": "yesterday" }), "body.invalid"),
        (json!({ "suspect": "x".repeat(81) }), "incident.text_wrong"),
    ] {
        wang.call("incident.register", &[], found(&house, false, more)).await.expect_code(422, code);
    }
    on(&wang, "incident.grade", &incident, json!({ "severity": "major" })).await.expect_ok();
    assert_eq!(read(&wang, &incident).await["severity"], "major");
}
