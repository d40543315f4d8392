//! People of approvals who are gone: nothing that can be opened leads to them; and what each finds of himself.

use axum::http::Method;
use kit::Client;
use serde_json::{Value, json};
use std::time::Duration;

use crate::approvals::Firm;
use crate::meet::text;

const NO: Value = Value::Null;
const DAY: Duration = Duration::from_secs(86_400);

fn step(id: &str, who: &Value) -> Value {
    json!({ "kind": "decide", "id": id, "name": id, "who": who })
}

fn people(of: &[&Client]) -> Value {
    json!([{ "by": "people", "people": of.iter().map(|who| who.id.as_str()).collect::<Vec<_>>() }])
}

/// Somebody in a field, somebody in a table, somebody chosen; those named decide afterwards.
fn form(decides: &[&Client]) -> Value {
    json!({
        "name": "出差",
        "fields": [
            { "id": "what", "kind": "text", "label": "事项", "required": true },
            { "id": "with", "kind": "person", "label": "同行" },
            { "id": "legs", "kind": "table", "label": "行程", "columns": [{ "id": "who", "kind": "person", "label": "接待" }] },
        ],
        "steps": [step("first", &people(decides)), step("then", &json!([{ "by": "chosen" }]))],
    })
}

async fn ask(firm: &Firm, who: &Client, form: &str, with: [&Client; 3]) -> String {
    let [with, host, chosen] = with.map(|one| one.id.as_str());
    let values = json!({ "what": "去广州", "with": [with], "legs": [{ "who": [host] }] });
    let wish = json!({ "form": form, "version": 1, "values": values, "chosen": { "then": [chosen] } });
    text(&firm.call(who, "approval.ask", &[], wish).await.expect_ok(), "id").to_owned()
}

async fn settle(firm: &Firm) {
    for _ in 0..3 {
        firm.house.run_jobs().await;
        firm.house.advance(Duration::from_secs(700));
    }
    firm.house.run_jobs().await;
}

const NAMED: &str = "SELECT COUNT(*) AS found FROM office_approval_named";

/// Who is erased stands by his id in no case, no draft, no published version and no setting; the chain still fits.
#[tokio::test]
async fn whoever_is_erased_stands_in_nothing_that_can_be_opened() {
    let firm = Firm::open().await;
    let (ana, bo, cai) = (firm.member("Ana").await, firm.member("Bo").await, firm.member("Cai").await);
    let id = firm.published(form(&[&bo, &cai])).await;
    let settings = json!({ "leavers_to": cai.id, "roles": [{ "id": "cashier", "name": "出纳", "people": [bo.id, cai.id] }] });
    let wish = json!({ "stamp": 0, "settings": settings });
    firm.call(&firm.wang, "approval.settings.put", &[], wish).await.expect_ok();
    let case = ask(&firm, &ana, &id, [&cai, &cai, &bo]).await;
    let before = firm.get(&ana, &case).await;
    assert_eq!(before["people"], json!({ cai.id.as_str(): "Cai" }), "not whom she chose for a step to come");
    assert_eq!(before["values"]["legs"][0]["who"][0], json!(cai.id));
    assert_eq!(firm.count(NAMED).await, 6, "draft, version and settings name two each");

    crate::erasure::close(&firm.house, &cai).await.expect_ok();
    settle(&firm).await;
    firm.house.advance(DAY);
    settle(&firm).await;
    let at = [("form", id.as_str())];
    let csv = firm.call(&firm.wang, "approval.form.export", &at, NO).await.expect_ok();
    for seen in [
        firm.get(&ana, &case).await,
        firm.call(&firm.wang, "approval.form.get", &at, NO).await.expect_ok(),
        firm.call(&ana, "approval.form.open", &at, NO).await.expect_ok(),
        firm.call(&firm.wang, "approval.settings", &[], NO).await.expect_ok(),
        csv.clone(),
    ] {
        assert!(!seen.to_string().contains(&cai.id), "{seen}");
    }
    assert!(text(&csv, "csv").contains("去广州"));
    assert_eq!(firm.count(NAMED).await, 3, "nobody is named who is gone");
    let seen = firm.get(&ana, &case).await;
    let stands_for = seen["values"]["with"][0].as_str().unwrap().to_owned();
    assert_eq!(seen["people"][&stands_for].as_str().map(str::len), Some(6), "a pseudonym: {seen}");
    assert_eq!(firm.proof(&ana, &case).await["intact"], true);
    firm.approve(&bo, &case).await;
    firm.approve(&bo, &case).await;
    assert_eq!(firm.get(&ana, &case).await["standing"], "approved");
    let proof = firm.proof(&ana, &case).await;
    assert_eq!((&proof["intact"], &proof["pseudonyms"]), (&json!(true), &json!(1)));
}

/// Who left stands in no definition within minutes, and in no case when the time of a request is over; the chosen one, too.
#[tokio::test]
async fn whoever_left_stands_in_nothing_that_can_be_opened_either() {
    let firm = Firm::open().await;
    let (ana, bo, cai) = (firm.member("Ana").await, firm.member("Bo").await, firm.member("Cai").await);
    let id = firm.published(form(&[&bo, &cai])).await;
    let case = ask(&firm, &ana, &id, [&bo, &bo, &cai]).await;
    let at = [("person", cai.id.as_str())];
    firm.call(&firm.wang, "org.member.remove", &at, NO).await.expect_ok();
    settle(&firm).await;
    let at = [("form", id.as_str())];
    for who in [&firm.wang, &ana] {
        let operation = if who.id == ana.id { "approval.form.open" } else { "approval.form.get" };
        let seen = firm.call(who, operation, &at, NO).await.expect_ok();
        assert!(!seen.to_string().contains(&cai.id) && seen.to_string().contains(&bo.id), "{seen}");
    }
    assert_eq!(firm.count(NAMED).await, 2);
    firm.house.advance(16 * DAY);
    settle(&firm).await;
    let parts = "SELECT COUNT(*) AS found FROM office_approval_part WHERE former = 1 AND salt IS NULL";
    assert_eq!(firm.count(parts).await, 1);
    assert_eq!(firm.proof(&ana, &case).await["intact"], true);
    // Whom she chose is gone: those who run it decide in his place.
    firm.approve(&bo, &case).await;
    firm.approve(&firm.wang, &case).await;
    assert_eq!(firm.get(&ana, &case).await["standing"], "approved");
}

/// Who only stands in what is filled in, or in a step to come, takes no part: he learns nothing of the case until it is his turn.
#[tokio::test]
async fn whoever_is_only_named_sees_nothing_of_the_case() {
    let firm = Firm::open().await;
    let (ana, bo, cai) = (firm.member("Ana").await, firm.member("Bo").await, firm.member("Cai").await);
    let dan = firm.member("Dan").await;
    let id = firm.published(form(&[&bo])).await;
    let case = ask(&firm, &ana, &id, [&dan, &dan, &cai]).await;
    let at = [("case", case.as_str())];
    for who in [&cai, &dan] {
        firm.call(who, "approval.case.get", &at, NO).await.expect_code(404, "approval.unknown");
        let say = json!({ "opinion": "x" });
        firm.call(who, "approval.say", &at, say).await.expect_code(404, "approval.unknown");
    }
    assert!(dan.get("/api/v1/me/held").await.expect_ok().to_string().contains("· named"));
    firm.approve(&bo, &case).await;
    firm.approve(&cai, &case).await;
    assert_eq!(firm.get(&cai, &case).await["standing"], "approved");
    firm.call(&dan, "approval.case.get", &at, NO).await.expect_code(404, "approval.unknown");
    // A stranger in a column of a table is no way to name him either.
    let eve = firm.house.person("Eve").await;
    let values = json!({ "what": "a", "legs": [{}, { "who": [eve.id] }] });
    let wish = json!({ "form": id, "version": 1, "values": values, "chosen": { "then": [cai.id] } });
    let refused = firm.call(&ana, "approval.ask", &[], wish).await.expect_code(422, "approval.filled");
    let mistake = &refused["args"]["mistakes"][0];
    assert_eq!(
        (&mistake["field"], &mistake["row"], &mistake["column"]),
        (&json!("legs"), &json!(1), &json!("who"))
    );
}

/// What is held of somebody: what he filled in and said, not what others did.
#[tokio::test]
async fn each_finds_what_he_filled_in_and_said_among_what_is_held() {
    let firm = Firm::open().await;
    let (ana, bo) = (firm.member("Ana").await, firm.member("Bo").await);
    let id = firm.published(form(&[&bo])).await;
    let case = ask(&firm, &ana, &id, [&bo, &bo, &bo]).await;
    firm.decide(&bo, &case, json!({ "do": "approve" }), "路上小心").await.expect_ok();
    firm.call(&ana, "approval.say", &[("case", &case)], json!({ "opinion": "谢谢" })).await.expect_ok();
    let held = async |who: &Client| who.get("/api/v1/me/held").await.expect_ok().to_string();
    let (hers, his) = (held(&ana).await, held(&bo).await);
    assert!(hers.contains("去广州") && hers.contains("谢谢") && !hers.contains("路上小心"), "{hers}");
    assert!(his.contains("路上小心") && !his.contains("谢谢") && !his.contains("去广州"), "{his}");
}

/// What is sent malformed or too long is refused in the words of the form, and a file that is sent twice is kept once.
#[tokio::test]
async fn what_is_malformed_or_too_long_is_refused_and_what_is_sent_twice_is_kept_once() {
    let firm = Firm::open().await;
    let (ana, bo) = (firm.member("Ana").await, firm.member("Bo").await);
    let id = firm.published(form(&[&bo])).await;
    let case = ask(&firm, &ana, &id, [&bo, &bo, &bo]).await;
    let at = [("case", case.as_str())];
    let long = "字".repeat(1_001);
    firm.call(&ana, "approval.say", &at, json!({ "opinion": long }))
        .await
        .expect_code(422, "approval.opinion");
    firm.decide(&bo, &case, json!({ "do": "refuse" }), &long).await.expect_code(422, "approval.opinion");
    let typed = json!({ "what": "字".repeat(201), "with": "Bo", "legs": vec![json!({}); 101], "other": 1 });
    let wish = json!({ "form": id, "version": 1, "values": typed, "chosen": { "then": [bo.id] } });
    let refused = firm.call(&ana, "approval.ask", &[], wish).await.expect_code(422, "approval.filled");
    let whys: Vec<&str> =
        refused["args"]["mistakes"].as_array().unwrap().iter().map(|one| text(one, "why")).collect();
    assert_eq!(whys, ["unknown", "long", "wrong", "many"]);
    let unknown = json!({ "form": id, "version": 1, "values": {}, "more": true });
    assert_eq!(firm.call(&ana, "approval.ask", &[], unknown).await.status.as_u16(), 422);
    let away = json!({ "until": "2020-01-01T00:00:00Z", "stand_in": null });
    firm.call(&bo, "approval.away", &[], away).await.expect_code(422, "approval.until");
    let none = firm.call(&bo, "approval.absence", &[], NO).await.expect_ok();
    assert_eq!((&none["until"], &none["stand_in"]), (&NO, &NO));
    let role =
        json!({ "stamp": 0, "settings": { "roles": [{ "id": "No", "name": "x", "people": [bo.id] }] } });
    firm.call(&firm.wang, "approval.settings.put", &[], role).await.expect_code(422, "approval.setting");
    let said = firm.call(&bo, "approval.settings", &[], NO).await.expect_ok();
    assert_eq!(said["settings"]["roles"], json!([]), "{said}");

    let path = format!("/api/v1/orgs/{}/approval-files", firm.org);
    let sent = async |bytes: Vec<u8>, key: &str| {
        let head = [("content-type", "application/pdf"), ("idempotency-key", key)];
        ana.send(Method::POST, &path, Some(bytes), &head).await
    };
    let (one, again) = (sent(b"%PDF-1.7 a".to_vec(), "k1").await, sent(b"%PDF-1.7 a".to_vec(), "k1").await);
    assert_eq!(one.expect_ok(), again.expect_ok());
    assert_eq!(firm.count("SELECT COUNT(*) AS found FROM office_approval_file").await, 1);
    sent(b"hello".to_vec(), "k2").await.expect_code(422, "approval.file_kind");
    let large = [b"%PDF-".to_vec(), vec![b' '; 1 << 20]].concat();
    let head = [("content-type", "application/pdf")];
    let large = ana.send(Method::POST, &path, Some(large), &head).await;
    large.expect_code(413, "approval.file_large");
}

/// Trials are counted: whoever tries all day goes on tomorrow.
#[tokio::test]
async fn trials_have_a_bound_for_each_day() {
    use yard::account::{Bound, store as accounts};
    let firm = Firm::open().await;
    let (ana, bo) = (firm.member("Ana").await, firm.member("Bo").await);
    let id = firm.published(form(&[&bo])).await;
    let bound = Bound { kind: "approval.check.day", span_s: 86_400, most: 5_000 };
    let person: ground::PersonId = ana.id.parse().unwrap();
    let mut cx = firm.house.running.house.db.begin().await.unwrap();
    for _ in 0..4_999 {
        accounts::count(&mut cx, bound, person.bytes()).await.unwrap();
    }
    cx.commit().await.unwrap();
    let values = json!({ "values": { "what": "a" } });
    firm.call(&ana, "approval.check", &[("form", &id)], values.clone()).await.expect_ok();
    firm.call(&ana, "approval.check", &[("form", &id)], values.clone())
        .await
        .expect_code(429, "approval.often");
    firm.call(&bo, "approval.check", &[("form", &id)], values).await.expect_ok();
}
