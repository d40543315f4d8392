//! What follows from a decided case: days in a calendar, and numbers by step.

use serde_json::{Value, json};
use std::time::Duration;

use crate::approvals::Firm;
use crate::meet::text;

const NO: Value = Value::Null;
const WEEK: &str = "from=2027-12-05T16:00:00Z&until=2027-12-12T16:00:00Z";

/// How many hours a step takes on average.
fn hours(step: &Value) -> i64 {
    step["took_s"].as_i64().unwrap() / 3_600
}

/// Approved leave stands in the asker's calendar, once; others see that he is busy. What was refused or is not over stands nowhere.
#[tokio::test]
async fn approved_leave_stands_in_the_calendar_of_whoever_asked_as_busy() {
    let firm = Firm::open().await;
    let (ana, bo) = (firm.member("Ana").await, firm.member("Bo").await);
    let made =
        firm.call(&firm.wang, "approval.form.add", &[], json!({ "template": "leave" })).await.expect_ok();
    let form = text(&made, "id").to_owned();
    let drawn = firm.call(&firm.wang, "approval.form.get", &[("form", &form)], NO).await.expect_ok();
    assert_eq!(drawn["definition"]["away"], "span");
    let mut other = drawn["definition"].clone();
    other["away"] = json!("reason");
    let flawed = firm.draw(&form, other).await;
    assert_eq!(flawed["flaws"][0]["why"], "form.away", "{flawed}");
    let mut definition = drawn["definition"].clone();
    let people = json!([{ "by": "people", "people": [bo.id] }]);
    definition["steps"] = json!([{ "kind": "decide", "id": "head", "name": "主管", "who": people }]);
    firm.draw(&form, definition).await;
    firm.publish(&form).await.expect_ok();

    let values = |from: &str, to: &str| json!({ "kind": "年假", "span": { "from": from, "to": to }, "reason": "旅行" });
    let case = firm.asked(&ana, &form, values("2027-12-07", "2027-12-08")).await;
    let refused = firm.asked(&ana, &form, values("2027-12-09", "2027-12-09")).await;
    firm.asked(&ana, &form, values("2027-12-10", "2027-12-10")).await;
    firm.house.run_jobs().await;
    let mine = async || ana.get(&format!("/api/v1/me/events?{WEEK}")).await.expect_ok()["items"].clone();
    assert_eq!(mine().await, json!([]), "nothing is decided");
    firm.house.advance(Duration::from_secs(7_200));
    firm.approve(&bo, &case).await;
    firm.decide(&bo, &refused, json!({ "do": "refuse" }), "人手不够").await.expect_ok();
    firm.house.run_jobs().await;
    firm.house.run_jobs().await;
    let items = mine().await;
    assert_eq!(items.as_array().unwrap().len(), 1, "{items}");
    assert_eq!((&items[0]["title"], &items[0]["all_day"]), (&json!("请假"), &json!(true)));
    assert_eq!(items[0]["from"], json!("2027-12-06T16:00:00.000Z"), "from the first day");
    assert_eq!(items[0]["until"], json!("2027-12-08T16:00:00.000Z"), "to the last");

    let share = json!({ "items": [{ "org": firm.org, "level": "all" }] });
    ana.call("calendar.share", &[], share).await.expect_ok();
    let path = format!("/api/v1/orgs/{}/people/{}/calendar?{WEEK}", firm.org, ana.id);
    let seen = bo.get(&path).await.expect_ok();
    assert_eq!(seen["items"].as_array().unwrap().len(), 1, "{seen}");
    assert!(!seen.to_string().contains("请假"), "busy, and no more: {seen}");

    // By step: two passed after two hours, one waits.
    let at = [("form", form.as_str())];
    let counted = firm.call(&firm.wang, "approval.form.statistics", &at, NO).await.expect_ok();
    assert_eq!(counted["steps"].as_array().unwrap().len(), 1);
    let step = &counted["steps"][0];
    assert_eq!((&step["step"], &step["name"]), (&json!("head"), &json!("主管")));
    assert_eq!((&step["done"], &step["waiting"], hours(step)), (&json!(2), &json!(1), 2));
    firm.call(&bo, "approval.form.statistics", &at, NO).await.expect_code(403, "access.denied");
}

/// A step that is passed again counts again; its time is that of each stay.
#[tokio::test]
async fn a_step_that_is_passed_again_counts_again() {
    let firm = Firm::open().await;
    let (ana, bo) = (firm.member("Ana").await, firm.member("Bo").await);
    let step = |id: &str| json!({ "kind": "decide", "id": id, "name": id, "who": [{ "by": "people", "people": [bo.id] }] });
    let fields = json!([{ "id": "what", "kind": "text", "label": "事项" }]);
    let form = firm
        .published(json!({ "name": "申请", "fields": fields, "steps": [step("one"), step("two")] }))
        .await;
    let case = firm.asked(&ana, &form, json!({ "what": "a" })).await;
    let hour = Duration::from_secs(3_600);
    firm.house.advance(hour);
    firm.approve(&bo, &case).await;
    firm.house.advance(2 * hour);
    firm.decide(&bo, &case, json!({ "do": "return", "to": "one" }), "再看").await.expect_ok();
    firm.house.advance(3 * hour);
    firm.approve(&bo, &case).await;
    firm.house.advance(4 * hour);
    firm.approve(&bo, &case).await;
    let counted = firm.call(&firm.wang, "approval.form.statistics", &[("form", &form)], NO).await.expect_ok();
    let steps = counted["steps"].as_array().unwrap();
    let seen: Vec<_> =
        steps.iter().map(|one| (text(one, "step"), one["done"].as_i64(), hours(one))).collect();
    assert_eq!(seen, [("one", Some(2), 2), ("two", Some(2), 3)]);
}
