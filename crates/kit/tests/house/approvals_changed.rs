//! Fields that a step may change: what is changed is held against the form, stands in the record, and is seen by whoever may see it;
//! and turns that were over while approvals were shut.

use kit::Client;
use serde_json::{Value, json};
use std::time::Duration;

use crate::approvals::Firm;
use crate::leave::Office;
use crate::meet::text;

const NO: Value = Value::Null;
const HOUR: Duration = Duration::from_secs(3_600);

fn step(id: &str, of: &Client, more: &Value) -> Value {
    let who = json!([{ "by": "people", "people": [of.id] }]);
    let mut step = json!({ "kind": "decide", "id": id, "name": id, "who": who });
    step.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    step
}

/// A price that the first decider may change, what he fills in alone, a total, a card number that he does not see, and a last decider
/// where it is much.
fn form(bo: &Client, cai: &Client, dan: &Client) -> Value {
    json!({ "name": "采购", "fields": [
        { "id": "what", "kind": "text", "label": "事由", "required": true },
        { "id": "price", "kind": "money", "label": "单价", "required": true, "least": "1" },
        { "id": "with", "kind": "person", "label": "同行" },
        { "id": "total", "kind": "formula", "label": "合计", "formula": "price * 2" },
        { "id": "card", "kind": "id_number", "label": "证件号" },
        { "id": "paid", "kind": "text", "label": "凭证号", "required": true, "by_step": true },
    ], "steps": [
        step("first", bo, &json!({ "hidden": ["card"], "editable": ["price", "with", "paid"] })),
        { "kind": "branch", "id": "much", "arms": [{
            "name": "much", "when": [{ "field": "total", "op": "ge", "value": "1000" }],
            "steps": [step("boss", dan, &json!({ "editable": ["card"] }))],
        }], "otherwise": [step("clerk", cai, &json!({}))] },
    ] })
}

async fn change(firm: &Firm, who: &Client, case: &str, values: Value) -> kit::Answer {
    let seen = firm.get(who, case).await["seen"].clone();
    let wish = json!({ "seen": seen, "values": values });
    firm.call(who, "approval.change", &[("case", case)], wish).await
}

fn changes(case: &Value) -> Vec<(&str, &Value, &Value)> {
    let last = case["records"].as_array().unwrap().iter().rev();
    let mut last = last.skip_while(|one| one["act"] != "changed");
    let changes = last.next().unwrap()["changes"].as_array().unwrap();
    changes.iter().map(|one| (text(one, "field"), &one["before"], &one["after"])).collect()
}

#[tokio::test]
async fn a_step_changes_what_it_may_and_the_way_follows_what_stands_there_then() {
    let firm = Firm::open().await;
    let (ana, bo, cai, dan) = (
        firm.member("Ana").await,
        firm.member("Bo").await,
        firm.member("Cai").await,
        firm.member("Dan").await,
    );
    let id = firm.published(form(&bo, &cai, &dan)).await;
    let asked = json!({ "what": "桌子", "price": "100", "card": "11010519491231002X" });
    // What is left to a step is not for whoever asks.
    let mut more = asked.clone();
    more["paid"] = json!("1");
    let wrong = firm.ask(&ana, &id, 1, more).await.expect_code(422, "approval.filled");
    assert_eq!(wrong["args"]["mistakes"][0]["field"], "paid");
    let case = firm.asked(&ana, &id, asked).await;
    assert_eq!(firm.get(&bo, &case).await["turns"][0]["editable"], json!(["price", "with", "paid"]));

    // The step does not approve without what it has to fill in.
    let lacking = firm.decide(&bo, &case, json!({ "do": "approve" }), "").await;
    let lacking = lacking.expect_code(422, "approval.filled");
    assert_eq!(
        lacking["args"]["mistakes"][0],
        json!({ "field": "paid", "row": NO, "column": NO, "why": "missing" })
    );
    for (values, code) in [
        (json!({ "what": "椅子" }), "approval.fixed"),
        (json!({ "card": "11010519491231003X" }), "approval.fixed"),
        (json!({ "total": "1" }), "approval.fixed"),
        (json!({ "price": "0.5" }), "approval.filled"),
        (json!({ "price": "many" }), "approval.filled"),
        (json!({ "price": NO }), "approval.filled"),
    ] {
        change(&firm, &bo, &case, values).await.expect_code(422, code);
    }
    change(&firm, &ana, &case, json!({ "price": "1" })).await.expect_code(409, "approval.turn");
    let at = [("case", case.as_str())];
    let unseen = json!({ "seen": "x", "values": { "price": "1" } });
    firm.call(&dan, "approval.change", &at, unseen).await.expect_code(404, "approval.unknown");

    let old = firm.get(&bo, &case).await["seen"].clone();
    let done = change(&firm, &bo, &case, json!({ "price": "600", "with": [cai.id], "paid": "A-1" })).await;
    let seen = done.expect_ok()["seen"].clone();
    let stale = json!({ "deed": { "do": "approve" }, "seen": old });
    firm.call(&bo, "approval.decide", &at, stale).await.expect_code(409, "approval.stale");
    let shown = firm.get(&ana, &case).await;
    assert_eq!(
        changes(&shown),
        [
            ("price", &json!("100"), &json!("600")),
            ("with", &NO, &json!(["Cai"])),
            ("total", &json!("200"), &json!("1200")),
            ("paid", &NO, &json!("A-1")),
        ]
    );
    assert_eq!((&shown["values"]["total"], &shown["standing"]), (&json!("1200"), &json!("running")));
    let told = ana.call("notice.list", &[], NO).await.expect_ok()["items"].to_string();
    assert!(told.contains("approval.changed"), "{told}");
    // The same once more is no change.
    let again = change(&firm, &bo, &case, json!({ "paid": "A-1" })).await.expect_ok();
    assert_eq!(
        (&again["seen"], firm.get(&ana, &case).await["records"].as_array().unwrap().len()),
        (&seen, 2)
    );
    // Who is only named by it takes no part, and the way goes by what stands there now.
    firm.call(&cai, "approval.case.get", &at, NO).await.expect_code(404, "approval.unknown");
    let approve = json!({ "deed": { "do": "approve" }, "seen": seen });
    firm.call(&bo, "approval.decide", &at, approve).await.expect_ok();
    assert_eq!(firm.get(&dan, &case).await["turns"][0]["step"], "boss", "much by now");
    change(&firm, &bo, &case, json!({ "price": "1" })).await.expect_code(409, "approval.turn");

    // What he changes whose step shows it is masked in the record, and hidden from who does not see it.
    change(&firm, &dan, &case, json!({ "card": "11010519491231003X" })).await.expect_ok();
    let shown = firm.get(&ana, &case).await;
    let masks = (json!("1101************2X"), json!("1101************3X"));
    assert_eq!(changes(&shown), [("card", &masks.0, &masks.1)]);
    assert_eq!(changes(&firm.get(&bo, &case).await), [("card", &NO, &NO)]);
    firm.approve(&dan, &case).await;
    let proof = firm.proof(&ana, &case).await;
    assert_eq!((&proof["intact"], &proof["records"]), (&json!(true), &json!(5)));
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(
        held.contains("A-1") && !held.contains("total"),
        "what he typed, and not what was reckoned: {held}"
    );
}

#[tokio::test]
async fn a_form_says_what_steps_change_and_a_trial_shows_it() {
    let firm = Firm::open().await;
    let (ana, bo) = (firm.member("Ana").await, firm.member("Bo").await);
    let flaws = async |editable: Value, hidden: Value, by_step: bool| {
        let fields = json!([
            { "id": "what", "kind": "text", "label": "事由", "by_step": by_step },
            { "id": "n", "kind": "number", "label": "数量" },
            { "id": "twice", "kind": "formula", "label": "两倍", "formula": "n * 2" },
        ]);
        let one = step("one", &bo, &json!({ "editable": editable, "hidden": hidden }));
        let made = firm.call(&firm.wang, "approval.form.add", &[], json!({})).await.expect_ok();
        let id = text(&made, "id").to_owned();
        let drawn = firm.draw(&id, json!({ "name": "单", "fields": fields, "steps": [one] })).await;
        (id, drawn["flaws"].clone())
    };
    let flaw = |at: &str, why: &str| json!([{ "at": at, "why": why }]);
    assert_eq!(flaws(json!(["none"]), json!([]), false).await.1, flaw("one", "editable.wrong"));
    assert_eq!(flaws(json!(["twice"]), json!([]), false).await.1, flaw("one", "editable.wrong"));
    assert_eq!(flaws(json!(["n"]), json!(["n"]), false).await.1, flaw("one", "editable.wrong"));
    assert_eq!(flaws(json!(["n"]), json!([]), true).await.1, flaw("what", "field.no_step"));
    let (id, none) = flaws(json!(["n", "what"]), json!([]), true).await;
    assert_eq!(none, json!([]));
    let wish = json!({ "asker": ana.id, "values": { "n": "1" } });
    let tried = firm.call(&firm.wang, "approval.form.simulate", &[("form", &id)], wish).await.expect_ok();
    assert_eq!(tried["route"][0]["editable"], json!(["n", "what"]));

    // What came back keeps what the step filled in.
    firm.publish(&id).await.expect_ok();
    let case = firm.asked(&ana, &id, json!({ "n": "1" })).await;
    change(&firm, &bo, &case, json!({ "what": "查过" })).await.expect_ok();
    firm.decide(&bo, &case, json!({ "do": "return" }), "改").await.expect_ok();
    let at = [("case", case.as_str())];
    let other = json!({ "values": { "n": "3", "what": "别的" } });
    firm.call(&ana, "approval.ask_again", &at, other).await.expect_code(422, "approval.filled");
    firm.call(&ana, "approval.ask_again", &at, json!({ "values": { "n": "3" } })).await.expect_ok();
    let values = firm.get(&ana, &case).await["values"].clone();
    assert_eq!(values, json!({ "what": "查过", "n": "3", "twice": "6" }));
}

#[tokio::test]
async fn changed_days_are_held_against_the_ledger_and_taken_as_they_stand_then() {
    let office = Office::open().await;
    office.grants("年假", 300, None).await;
    let form = office.form_of("leave", &json!({ "editable": ["span", "kind"] })).await;
    let (firm, wang) = (&office.firm, &office.firm.wang);
    let case = firm.asked(&office.bo, &form, office.values("年假", (2, 3))).await;
    let span = |from, to| json!({ "span": office.values("年假", (from, to))["span"] });
    let wrong = change(firm, wang, &case, span(2, 6)).await.expect_code(422, "approval.filled");
    assert_eq!(
        (&wrong["args"]["mistakes"][0]["field"], &wrong["args"]["mistakes"][0]["why"]),
        (&json!("span"), &json!("balance"))
    );
    change(firm, wang, &case, json!({ "kind": "没有的假" })).await.expect_code(422, "approval.filled");
    change(firm, wang, &case, span(2, 4)).await.expect_ok();
    firm.approve(wang, &case).await;
    assert_eq!(office.balance("年假").await["left"], 0, "in the moment in which it is approved");
    office.house().run_jobs().await;
    assert_eq!(office.lines().await, [("grant".to_owned(), 300), ("use".to_owned(), -300)], "once");
}

/// Two at once: the second is held against the first, whatever the house did meanwhile.
#[tokio::test]
async fn of_two_leaves_that_are_late_at_once_one_alone_is_approved() {
    let office = Office::open().await;
    office.grants("年假", 100, None).await;
    let form = office.form_of("leave", &json!({ "hours": 2, "when_late": "approve" })).await;
    let mut cases = Vec::new();
    for day in [4, 5] {
        cases.push(office.firm.asked(&office.bo, &form, office.values("年假", (day, day))).await);
    }
    office.house().advance(3 * HOUR);
    office.house().run_jobs().await;
    let mut standings = Vec::new();
    for case in &cases {
        standings.push(text(&office.firm.get(&office.bo, case).await, "standing").to_owned());
    }
    standings.sort();
    assert_eq!(standings, ["approved", "running"]);
    // Nor does a person approve it in the moment before the ledger knows of the other.
    office.grants("年假", 100, None).await;
    let third = office.firm.asked(&office.bo, &office.leave, office.values("年假", (6, 6))).await;
    let wang = &office.firm.wang;
    office.firm.approve(wang, &third).await;
    for case in &cases {
        if office.firm.get(wang, case).await["standing"] == "running" {
            let refused = office.firm.decide(wang, case, json!({ "do": "approve" }), "").await;
            refused.expect_code(409, "approval.balance");
        }
    }
    office.house().run_jobs().await;
    assert_eq!(office.lines().await.iter().filter(|(deed, _)| deed == "use").count(), 2);
    assert_eq!(office.balance("年假").await["left"], 0);
}

/// Whoever could not decide while approvals were shut has a day from their opening.
#[tokio::test]
async fn what_was_late_while_approvals_were_shut_waits_a_day_more() {
    let firm = Firm::open().await;
    let (ana, bo) = (firm.member("Ana").await, firm.member("Bo").await);
    let steps = json!([step("one", &bo, &json!({ "hours": 5, "when_late": "refuse" }))]);
    let fields = json!([{ "id": "what", "kind": "text", "label": "事项", "required": true }]);
    let id = firm.published(json!({ "name": "申请", "fields": fields, "steps": steps })).await;
    let case = firm.asked(&ana, &id, json!({ "what": "a" })).await;
    let turn = async |operation: &str| {
        firm.call(&firm.wang, operation, &[("kind", "approval")], NO).await.expect_ok();
    };
    let standing = async |case: &str| {
        firm.house.run_jobs().await;
        for who in [&ana, &bo, &firm.wang] {
            who.get("/api/v1/me").await.expect_ok();
        }
        text(&firm.get(&ana, case).await, "standing").to_owned()
    };
    turn("org.shut").await;
    for _ in 0..3 {
        firm.house.advance(8 * HOUR);
        firm.house.run_jobs().await;
        for who in [&ana, &bo, &firm.wang] {
            who.get("/api/v1/me").await.expect_ok();
        }
    }
    turn("org.open").await;
    assert_eq!(standing(&case).await, "running", "in the moment in which they are open again");
    firm.house.advance(9 * HOUR);
    assert_eq!(standing(&case).await, "running", "after nine hours, and a day after it was looked at before");
    // What is asked after the opening has its own time alone.
    let later = firm.asked(&ana, &id, json!({ "what": "b" })).await;
    firm.house.advance(6 * HOUR);
    assert_eq!((standing(&later).await, standing(&case).await), ("refused".to_owned(), "running".to_owned()));
    firm.house.advance(10 * HOUR);
    assert_eq!(standing(&case).await, "refused", "after a day");
}
