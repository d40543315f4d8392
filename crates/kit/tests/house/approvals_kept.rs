//! What approvals keep, and from before: marks, names that stood in what was published, drafts that are left alone, and bounds of people.

use kit::Client;
use serde_json::{Value, json};
use std::time::Duration;

use crate::approvals::Firm;
use crate::meet::text;

const NO: Value = Value::Null;

fn people(of: &[&Client]) -> Value {
    json!([{ "by": "people", "people": of.iter().map(|who| who.id.as_str()).collect::<Vec<_>>() }])
}

fn form(of: &[&Client]) -> Value {
    let step = json!({ "kind": "decide", "id": "one", "name": "one", "who": people(of) });
    let legs = json!({ "id": "legs", "kind": "table", "label": "行程",
        "columns": [{ "id": "who", "kind": "person", "label": "接待" }] });
    json!({ "name": "申请", "fields": [{ "id": "what", "kind": "text", "label": "事项" }, legs], "steps": [step] })
}

/// The mark of what is filled in says nothing of it: what is the same twice has two marks, and each decides on its own.
#[tokio::test]
async fn the_mark_of_a_case_tells_nothing_of_what_is_in_it() {
    let firm = Firm::open().await;
    let (ana, bo) = (firm.member("Ana").await, firm.member("Bo").await);
    let id = firm.published(form(&[&bo])).await;
    let one = firm.asked(&ana, &id, json!({ "what": "a" })).await;
    let other = firm.asked(&ana, &id, json!({ "what": "a" })).await;
    let mark = async |case: &str| text(&firm.get(&bo, case).await, "seen").to_owned();
    let (mark, mark_of_other) = (mark(&one).await, mark(&other).await);
    assert_ne!(mark, mark_of_other);
    let wish = json!({ "deed": { "do": "approve" }, "seen": mark_of_other, "opinion": "" });
    firm.call(&bo, "approval.decide", &[("case", &one)], wish).await.expect_code(409, "approval.stale");
    let list = format!("/api/v1/orgs/{}/approvals?which=to_me", firm.org);
    let list = bo.get(&list).await.expect_ok();
    let listed = list["items"].as_array().unwrap().iter().find(|item| item["id"] == json!(one)).unwrap();
    assert_eq!(listed["seen"], json!(mark));
    firm.approve(&bo, &one).await;
}

/// Who is gone is taken out of what was published, drawn and set before it stood beside it whom it names; it is looked at once.
#[tokio::test]
async fn what_was_published_before_forgets_too() {
    let firm = Firm::open().await;
    let (ana, bo, cai) = (firm.member("Ana").await, firm.member("Bo").await, firm.member("Cai").await);
    let id = firm.published(form(&[&bo, &cai])).await;
    let settings = json!({ "roles": [{ "id": "cashier", "name": "出纳", "people": [bo.id, cai.id] }] });
    let wish = json!({ "stamp": 0, "settings": settings });
    firm.call(&firm.wang, "approval.settings.put", &[], wish).await.expect_ok();
    firm.run("DELETE FROM office_approval_named".to_owned()).await;
    for table in ["form", "version", "setting"] {
        firm.run(format!("UPDATE office_approval_{table} SET named_at = NULL")).await;
    }
    let at = [("person", cai.id.as_str())];
    firm.call(&firm.wang, "org.member.remove", &at, NO).await.expect_ok();
    for _ in 0..3 {
        firm.house.run_jobs().await;
        firm.house.advance(Duration::from_secs(700));
    }
    assert_eq!(firm.count("SELECT COUNT(*) AS found FROM office_approval_named").await, 3, "Bo, three times");
    let unseen = "SELECT COUNT(*) AS found FROM office_approval_form WHERE named_at IS NULL";
    assert_eq!(firm.count(unseen).await, 0);
    let at = [("form", id.as_str())];
    for (who, operation) in [(&firm.wang, "approval.form.get"), (&ana, "approval.form.open")] {
        let seen = firm.call(who, operation, &at, NO).await.expect_ok().to_string();
        assert!(!seen.contains(&cai.id) && seen.contains(&bo.id), "{operation}: {seen}");
    }
}

/// Publishing and resting leave the draft as it is, so that whoever was taken out of it at that moment stays out.
#[tokio::test]
async fn only_drawing_writes_a_draft() {
    let firm = Firm::open().await;
    let bo = firm.member("Bo").await;
    let made = firm.call(&firm.wang, "approval.form.add", &[], json!({})).await.expect_ok();
    let id = text(&made, "id").to_owned();
    firm.draw(&id, form(&[&bo])).await;
    let on = "BEFORE UPDATE OF draft ON office_approval_form";
    if std::env::var("COURTYARD_TEST_POSTGRES").is_ok() {
        let body = "'BEGIN RAISE EXCEPTION ''drawn''; END'";
        firm.run(format!("CREATE FUNCTION drawn() RETURNS trigger LANGUAGE plpgsql AS {body}")).await;
        firm.run(format!("CREATE TRIGGER drawn {on} FOR EACH ROW EXECUTE FUNCTION drawn()")).await;
    } else {
        firm.run(format!("CREATE TRIGGER drawn {on} BEGIN SELECT RAISE(ABORT, 'drawn'); END")).await;
    }
    firm.publish(&id).await.expect_ok();
    let at = [("form", id.as_str())];
    let drawn = firm.call(&firm.wang, "approval.form.get", &at, NO).await.expect_ok();
    let rest = json!({ "stamp": drawn["stamp"], "live": false });
    firm.call(&firm.wang, "approval.form.rest", &at, rest).await.expect_ok();
    let drawn = firm.call(&firm.wang, "approval.form.get", &at, NO).await.expect_ok();
    assert_eq!((&drawn["state"], &drawn["version"]), (&json!("resting"), &json!(1)));
    let wish = json!({ "stamp": drawn["stamp"], "definition": drawn["definition"] });
    let answer = firm.call(&firm.wang, "approval.form.draw", &at, wish).await;
    assert_eq!(answer.status.as_u16(), 500, "the trigger holds: {}", answer.text());
}

/// A case has room for two hundred people, and says so before they are looked for one by one.
#[tokio::test]
async fn a_case_has_room_for_so_many_people() {
    let firm = Firm::open().await;
    let (ana, bo) = (firm.member("Ana").await, firm.member("Bo").await);
    let id = firm.published(form(&[&bo])).await;
    let clock = &firm.house.running.house.clock;
    let strangers: Vec<String> = (0..201).map(|_| ground::PersonId::fresh(clock).to_string()).collect();
    let rows = |most: usize| -> Vec<Value> {
        strangers[..most].chunks(20).map(|some| json!({ "who": some })).collect()
    };
    let whys = async |most: usize| {
        let refused = firm.ask(&ana, &id, 1, json!({ "legs": rows(most) })).await;
        let refused = refused.expect_code(422, "approval.filled");
        let mistakes = refused["args"]["mistakes"].as_array().unwrap().clone();
        mistakes.iter().filter(|one| one["why"] == "many").count()
    };
    assert_eq!((whys(200).await, whys(201).await), (0, 1));
}
