//! Approvals that go wrong in small ways, and do not: limits of one's own, formulas that say nothing, what one asks oneself, looks,
//! absences, and what would stay for ever.

use kit::Client;
use serde_json::{Value, json};
use std::time::Duration;

use crate::approvals::Firm;
use crate::meet::text;

const NO: Value = Value::Null;
const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

fn form(fields: &Value, steps: &Value) -> Value {
    json!({ "name": "申请", "fields": fields, "steps": steps })
}

fn what() -> Value {
    json!([{ "id": "what", "kind": "text", "label": "事项", "required": true }])
}

fn step(id: &str, of: &[&Client], more: &Value) -> Value {
    let people: Vec<&str> = of.iter().map(|who| who.id.as_str()).collect();
    let who = json!([{ "by": "people", "people": people }]);
    let mut step = json!({ "kind": "decide", "id": id, "name": id, "who": who });
    step.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    step
}

/// The steps at which somebody decides, with who does.
fn open(case: &Value) -> Vec<(String, Vec<String>)> {
    let names = |one: &Value| {
        one["people"].as_array().unwrap().iter().map(|who| text(who, "name").to_owned()).collect()
    };
    let open = case["open"].as_array().unwrap().iter();
    open.map(|one| (text(one, "step").to_owned(), names(one))).collect()
}

fn last_act(case: &Value) -> &str {
    text(case["records"].as_array().unwrap().last().unwrap(), "act")
}

/// One person, two steps at once: the one whose time is over is decided, the other waits for its own; and is decided in its own, too.
#[tokio::test]
async fn each_step_has_its_own_time() {
    let firm = Firm::open().await;
    let (ana, bo) = (firm.member("Ana").await, firm.member("Bo").await);
    let soon = json!({ "hours": 2, "when_late": "approve" });
    let steps = json!([{ "kind": "parallel", "id": "both", "arms": [
        [step("long", &[&bo], &json!({ "hours": 9, "when_late": "refuse" }))],
        [step("soon", &[&bo], &soon)],
        [step("never", &[&bo], &json!({ "when_late": "refuse" }))],
    ] }]);
    let id = firm.published(form(&what(), &steps)).await;
    let case = firm.asked(&ana, &id, json!({ "what": "a" })).await;
    firm.house.advance(3 * HOUR);
    firm.house.run_jobs().await;
    let seen = firm.get(&ana, &case).await;
    assert_eq!((text(&seen, "standing"), last_act(&seen)), ("running", "approved_late"));
    let bo_s = || vec!["Bo".to_owned()];
    assert_eq!(open(&seen), [("long".to_owned(), bo_s()), ("never".to_owned(), bo_s())]);
    assert!(seen["open"][0]["due_at"].is_string() && seen["open"][1]["due_at"].is_null());
    // Of two turns he says which.
    let approve = json!({ "do": "approve" });
    firm.decide(&bo, &case, approve, "").await.expect_code(422, "approval.step");
    firm.house.advance(5 * HOUR);
    firm.house.run_jobs().await;
    assert_eq!(firm.get(&ana, &case).await["standing"], "running", "eight hours of nine");
    firm.house.advance(2 * HOUR);
    firm.house.run_jobs().await;
    assert_eq!(last_act(&firm.get(&ana, &case).await), "refused_late");
    assert_eq!(firm.proof(&ana, &case).await["intact"], true);
}

/// What cannot be reckoned is a mistake and no way round a condition; an optional number that is empty counts as nothing.
#[tokio::test]
async fn a_formula_that_says_nothing_is_a_mistake() {
    let firm = Firm::open().await;
    let (ana, bo) = (firm.member("Ana").await, firm.member("Bo").await);
    let fields = json!([
        { "id": "items", "kind": "table", "label": "明细", "columns": [{ "id": "price", "kind": "money", "label": "金额" }] },
        { "id": "extra", "kind": "number", "label": "附加" },
        { "id": "total", "kind": "formula", "label": "合计", "formula": "sum(items.price)" },
        { "id": "whole", "kind": "formula", "label": "总计", "formula": "total + extra" },
        { "id": "share", "kind": "formula", "label": "比例", "formula": "whole / (extra + 1)" },
    ]);
    let id = firm.published(form(&fields, &json!([step("one", &[&bo], &json!({}))]))).await;
    let items = |prices: &[&str]| prices.iter().map(|price| json!({ "price": price })).collect::<Vec<_>>();
    let case = firm.asked(&ana, &id, json!({ "items": items(&["600", "400.5"]) })).await;
    let values = firm.get(&ana, &case).await["values"].clone();
    assert_eq!((&values["total"], &values["whole"]), (&json!("1000.5"), &json!("1000.5")));
    let much = "999999999999999";
    for (values, wrong) in [
        (json!({ "items": items(&[much, much]) }), "total"),
        (json!({ "items": items(&["1"]), "extra": "-1" }), "share"),
    ] {
        let refused = firm.ask(&ana, &id, 1, values).await.expect_code(422, "approval.filled");
        let mistakes = &refused["args"]["mistakes"];
        assert_eq!(
            (&mistakes[0]["field"], &mistakes[0]["why"]),
            (&json!(wrong), &json!("wrong")),
            "{mistakes}"
        );
    }
}

/// Whoever asks does not decide, by no way: named, chosen, added, delegated to, or handed over to; and who hands over stands in the record.
#[tokio::test]
async fn nobody_decides_on_what_he_asks_himself() {
    let firm = Firm::open().await;
    let (ana, bo, cai) = (firm.member("Ana").await, firm.member("Bo").await, firm.member("Cai").await);
    let id = firm.published(form(&what(), &json!([step("one", &[&ana, &bo], &json!({}))]))).await;
    let case = firm.asked(&ana, &id, json!({ "what": "a" })).await;
    assert_eq!(open(&firm.get(&ana, &case).await), [("one".to_owned(), vec!["Bo".to_owned()])]);
    for deed in [
        json!({ "do": "add", "person": ana.id, "place": "after" }),
        json!({ "do": "delegate", "person": ana.id }),
    ] {
        firm.decide(&bo, &case, deed, "").await.expect_code(422, "approval.member");
    }
    let other = firm.published(form(&what(), &json!([step("one", &[&bo], &json!({}))]))).await;
    let theirs = firm.asked(&cai, &other, json!({ "what": "b" })).await;
    let wish = json!({ "from": bo.id, "to": ana.id });
    let done = firm.call(&firm.wang, "approval.hand_over", &[], wish).await.expect_ok();
    assert_eq!(done["count"], 2);
    let seen = firm.get(&ana, &case).await;
    assert_eq!(open(&seen), [("one".to_owned(), vec!["王芳".to_owned()])], "not to whoever asks");
    let record = seen["records"].as_array().unwrap().last().unwrap();
    assert_eq!((text(record, "act"), &record["by"]["name"]), ("handed_on", &json!("王芳")));
    assert_eq!(firm.proof(&ana, &case).await["intact"], true);
    assert_eq!(open(&firm.get(&cai, &theirs).await), [("one".to_owned(), vec!["Ana".to_owned()])]);

    let chosen = json!([{ "kind": "decide", "id": "one", "name": "one", "who": [{ "by": "chosen" }] }]);
    let id = firm.published(form(&what(), &chosen)).await;
    let wish = |who: &Client| json!({ "form": id, "version": 1, "values": { "what": "a" }, "chosen": { "one": [who.id] } });
    firm.call(&ana, "approval.ask", &[], wish(&ana)).await.expect_code(422, "approval.chosen");
    firm.call(&ana, "approval.ask", &[], wish(&bo)).await.expect_ok();
}

/// Whoever was only told does not look behind the mask; whoever decides does.
#[tokio::test]
async fn whoever_was_told_only_does_not_unmask() {
    let firm = Firm::open().await;
    let (ana, bo, cai) = (firm.member("Ana").await, firm.member("Bo").await, firm.member("Cai").await);
    let fields = json!([{ "id": "card", "kind": "id_number", "label": "证件号", "required": true }]);
    let told = json!({ "kind": "copy", "id": "told", "name": "told", "who": [{ "by": "people", "people": [cai.id] }] });
    let id = firm.published(form(&fields, &json!([told, step("one", &[&bo], &json!({}))]))).await;
    let case = firm.asked(&ana, &id, json!({ "card": "11010519491231002X" })).await;
    let at = [("case", case.as_str())];
    let why = || json!({ "field": "card", "reason": "核对" });
    assert_eq!(firm.get(&cai, &case).await["values"]["card"], "1101************2X");
    firm.call(&cai, "approval.reveal", &at, why()).await.expect_code(409, "approval.turn");
    firm.call(&bo, "approval.reveal", &at, why()).await.expect_ok();

    // What the draft no longer masks stays masked in what is taken along, by the version of each case.
    let plain = json!([{ "id": "card", "kind": "text", "label": "证件号" }]);
    firm.draw(&id, form(&plain, &json!([step("one", &[&bo], &json!({}))]))).await;
    let csv = firm.call(&firm.wang, "approval.form.export", &[("form", &id)], NO).await.expect_ok();
    let csv = text(&csv, "csv");
    assert!(csv.contains("1101************2X") && !csv.contains("19491231"), "{csv}");
}

/// What waits for one who goes away goes to whoever stands in; he finds his absence among what is held.
#[tokio::test]
async fn whoever_goes_away_leaves_what_waits_to_whoever_stands_in() {
    let firm = Firm::open().await;
    let (ana, bo, cai) = (firm.member("Ana").await, firm.member("Bo").await, firm.member("Cai").await);
    let id = firm.published(form(&what(), &json!([step("one", &[&bo], &json!({}))]))).await;
    let case = firm.asked(&ana, &id, json!({ "what": "a" })).await;
    let until = firm.house.running.house.clock.now().plus(5 * DAY);
    let away = json!({ "until": until, "stand_in": cai.id });
    firm.call(&bo, "approval.away", &[], away).await.expect_ok();
    firm.house.run_jobs().await;
    assert_eq!(open(&firm.get(&ana, &case).await), [("one".to_owned(), vec!["Cai".to_owned()])]);
    for who in [&bo, &cai] {
        let held = who.get("/api/v1/me/held").await.expect_ok().to_string();
        assert!(held.contains("office_approval_absence"), "{held}");
    }
}

/// What came back to one who left is withdrawn; what nobody decides ends.
#[tokio::test]
async fn nothing_stays_for_ever() {
    let firm = Firm::open().await;
    let (ana, bo) = (firm.member("Ana").await, firm.member("Bo").await);
    let id = firm.published(form(&what(), &json!([step("one", &[&bo], &json!({}))]))).await;
    let back = firm.asked(&ana, &id, json!({ "what": "a" })).await;
    firm.decide(&bo, &back, json!({ "do": "return" }), "改").await.expect_ok();
    firm.asked(&firm.wang, &id, json!({ "what": "b" })).await;
    let at = [("person", ana.id.as_str())];
    firm.call(&firm.wang, "org.member.remove", &at, NO).await.expect_ok();
    firm.house.run_jobs().await;
    let seen = firm.get(&firm.wang, &back).await;
    assert_eq!((text(&seen, "standing"), last_act(&seen)), ("withdrawn", "withdrawn"));
    assert_eq!(seen["records"][2]["by"], NO, "the house did");
    firm.house.advance(1_090 * DAY);
    firm.house.run_jobs().await;
    let cases = "SELECT COUNT(*) AS found FROM office_approval_case";
    assert_eq!(firm.count(cases).await, 2);
    firm.house.advance(10 * DAY);
    firm.house.run_jobs().await;
    assert_eq!(firm.count(cases).await, 1, "three years after it was asked");
}

/// What rests is not opened, what is for others is unknown, and what came back is tried by the version with which it began.
#[tokio::test]
async fn what_is_opened_and_tried_is_what_could_be_asked() {
    let firm = Firm::open().await;
    let (ana, bo, cai) = (firm.member("Ana").await, firm.member("Bo").await, firm.member("Cai").await);
    let id = firm.published(form(&what(), &json!([step("one", &[&bo], &json!({}))]))).await;
    let case = firm.asked(&ana, &id, json!({ "what": "a" })).await;
    firm.decide(&bo, &case, json!({ "do": "return" }), "改").await.expect_ok();
    firm.draw(&id, form(&what(), &json!([step("one", &[&cai], &json!({}))]))).await;
    firm.publish(&id).await.expect_ok();
    let at = [("case", case.as_str())];
    let values = json!({ "values": { "what": "b" } });
    let tried = firm.call(&ana, "approval.check_again", &at, values.clone()).await.expect_ok();
    assert_eq!(tried["route"][0]["people"][0]["name"], "Bo", "not the newest version");
    firm.call(&bo, "approval.check_again", &at, values.clone()).await.expect_code(409, "approval.turn");
    firm.call(&cai, "approval.check_again", &at, values.clone()).await.expect_code(404, "approval.unknown");

    let made = json!({ "name": "研发", "parent": null });
    let made = firm.call(&firm.wang, "org.department.create", &[], made).await.expect_ok();
    let mut others = form(&what(), &json!([step("one", &[&bo], &json!({}))]));
    others["askers"] = json!([made["id"]]);
    let others = firm.published(others).await;
    let at = [("form", others.as_str())];
    firm.call(&ana, "approval.form.open", &at, NO).await.expect_code(404, "approval.form_unknown");
    firm.call(&ana, "approval.check", &at, values.clone()).await.expect_code(404, "approval.form_unknown");

    let drawn = firm.call(&firm.wang, "approval.form.get", &[("form", &id)], NO).await.expect_ok();
    let rest = json!({ "stamp": drawn["stamp"], "live": false });
    firm.call(&firm.wang, "approval.form.rest", &[("form", &id)], rest).await.expect_ok();
    let at = [("form", id.as_str())];
    firm.call(&ana, "approval.form.open", &at, NO).await.expect_code(409, "approval.resting");
    firm.call(&ana, "approval.check", &at, values).await.expect_code(409, "approval.resting");
}
