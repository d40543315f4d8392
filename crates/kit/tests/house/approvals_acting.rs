//! What follows from a decided case: days in a calendar, and numbers by step.

use serde_json::{Value, json};
use std::time::Duration;

use crate::approvals::Firm;
use crate::meet::text;

const NO: Value = Value::Null;
const WEEK: &str = "from=2027-12-05T16:00:00Z&until=2027-12-12T16:00:00Z";

impl Firm {
    /// The fact that a case is over is there once more.
    pub(crate) async fn decided_again(&self, case: &str) {
        let org: ground::OrgId = self.org.parse().unwrap();
        let mut cx = self.house.running.house.db.begin().await.unwrap();
        cx.later("office.approval.decided", &json!({ "org": org, "case": case })).await.unwrap();
        cx.commit().await.unwrap();
    }
}

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
    // The fact comes again, as after a stop in the middle: it is entered once.
    firm.decided_again(&case).await;
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

    // By step: two left it after two hours, approved and refused; one waits.
    let at = [("form", form.as_str())];
    let counted = firm.call(&firm.wang, "approval.form.statistics", &at, NO).await.expect_ok();
    assert_eq!(counted["steps"].as_array().unwrap().len(), 1);
    let step = &counted["steps"][0];
    assert_eq!((&step["step"], &step["name"]), (&json!("head"), &json!("主管")));
    assert_eq!((&step["done"], &step["waiting"], hours(step)), (&json!(2), &json!(1), 2));
    firm.call(&bo, "approval.form.statistics", &at, NO).await.expect_code(403, "access.denied");
}

/// Whoever belongs to a group lives his days in its zone; days that no calendar takes are refused at once.
#[tokio::test]
async fn days_are_lived_in_the_zone_of_ones_group_and_are_no_more_than_a_calendar_takes() {
    let firm = Firm::open().await;
    let (ana, bo) = (firm.member("Ana").await, firm.member("Bo").await);
    let fields = json!([{ "id": "span", "kind": "date_range", "label": "日期" }]);
    let people = json!([{ "by": "people", "people": [bo.id] }]);
    let steps = json!([{ "kind": "decide", "id": "one", "name": "one", "who": people }]);
    let form =
        firm.published(json!({ "name": "请假", "away": "span", "fields": fields, "steps": steps })).await;
    let at = [("org", firm.org.as_str())];
    let shift =
        json!({ "name": "白班", "shift": { "kind": "fixed", "spans": [{ "begin": 540, "end": 1080 }] } });
    let shift = firm.wang.call("attendance.shift.make", &at, shift).await.expect_ok();
    let plan = json!({
        "week": vec![shift["id"].clone(); 7], "holidays": "own",
        "tolerance": { "grace_min": 5, "absent_after_min": null, "overtime_from_min": 30 },
        "ways": ["code"], "outside": "refuse", "sites": [], "exact": null,
    });
    let group = json!({ "name": "柏林", "zone": "Europe/Berlin", "plan": plan, "managers": [] });
    let group = firm.wang.call("attendance.group.make", &at, group).await.expect_ok();
    let at = [("group", text(&group, "id"))];
    firm.call(&firm.wang, "attendance.group.people", &at, json!({ "people": [ana.id] })).await.expect_ok();

    let span = |from: &str, to: &str| json!({ "span": { "from": from, "to": to } });
    let long = firm.ask(&ana, &form, 1, span("2027-01-01", "2028-01-02")).await;
    let long = long.expect_code(422, "approval.filled");
    assert_eq!(long["args"]["mistakes"][0]["why"], "long", "{long}");
    let entered = async || {
        let path = format!("/api/v1/me/events?{WEEK}");
        ana.get(&path).await.expect_ok()["items"].as_array().unwrap().clone()
    };
    let case = firm.asked(&ana, &form, span("2027-12-07", "2027-12-08")).await;
    firm.approve(&bo, &case).await;
    firm.house.run_jobs().await;
    let items = entered().await;
    assert_eq!(items.len(), 1, "{items:?}");
    assert_eq!(items[0]["from"], json!("2027-12-06T23:00:00.000Z"), "midnight in Berlin");
}

/// A step that is left again counts again; its time is that of each stay.
#[tokio::test]
async fn a_step_that_is_left_again_counts_again() {
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

/// What a step hides is seen there in no way: not in the case, the list, behind the mask or as a file; the next step shows it, while it lasts.
#[tokio::test]
async fn what_a_step_hides_is_not_seen_by_whoever_decides_there() {
    let firm = Firm::open().await;
    let (ana, bo, cai) = (firm.member("Ana").await, firm.member("Bo").await, firm.member("Cai").await);
    let step = |id: &str, who: &kit::Client, hidden: &[&str]| {
        let people = json!([{ "by": "people", "people": [who.id] }]);
        json!({ "kind": "decide", "id": id, "name": id, "who": people, "hidden": hidden })
    };
    let fields = json!([
        { "id": "what", "kind": "text", "label": "事项" },
        { "id": "pay", "kind": "money", "label": "薪资" },
        { "id": "year", "kind": "formula", "label": "年薪", "formula": "pay * 12" },
        { "id": "card", "kind": "id_number", "label": "证件号" },
        { "id": "with", "kind": "person", "label": "同事" },
        { "id": "papers", "kind": "file", "label": "材料" },
    ]);
    let secret = ["pay", "card", "with", "papers"];
    let definition = |hidden: &[&str]| json!({ "name": "调薪", "fields": fields, "steps": [step("one", &bo, hidden), step("two", &cai, &[])] });
    let form = firm.published(definition(&secret)).await;
    let flawed = firm.draw(&form, definition(&["none"])).await;
    assert_eq!(flawed["flaws"], json!([{ "at": "one", "why": "hidden.wrong" }]));
    let path = format!("/api/v1/orgs/{}/approval-files", firm.org);
    let head = [("content-type", "application/pdf")];
    let file =
        ana.send(axum::http::Method::POST, &path, Some(b"%PDF-1.7 a".to_vec()), &head).await.expect_ok();
    let values = json!({ "what": "年度", "pay": "31007", "card": "11010519491231002X", "with": [firm.wang.id],
        "papers": [file["id"]] });
    let case = firm.asked(&ana, &form, values).await;
    let at = [("case", case.as_str()), ("attachment", text(&file, "id"))];
    let why = || json!({ "field": "card", "reason": "核对" });
    let (shown, not) = (true, false);
    let sees = async |who: &kit::Client, is: bool, which: &str| {
        let seen = firm.get(who, &case).await;
        assert_eq!(seen["values"]["what"], "年度");
        assert_eq!((seen["values"]["pay"] == "31007" && seen["values"]["year"] == "372084"), is, "{seen}");
        assert_eq!(
            seen["values"]["with"].is_array() && seen["people"][&firm.wang.id] == "王芳",
            is,
            "{seen}"
        );
        assert_eq!(seen["hidden"].as_array().unwrap().len(), if is { 0 } else { secret.len() + 1 });
        assert!(is || !seen.to_string().contains("372084"), "{seen}");
        let list = format!("/api/v1/orgs/{}/approvals?which={which}", firm.org);
        let list = who.get(&list).await.expect_ok().to_string();
        assert!(list.contains("年度") && (list.contains("31007") || list.contains("372084")) == is, "{list}");
        let found = firm.call(who, "approval.file.look", &at, NO).await;
        let revealed = firm.call(who, "approval.reveal", &at[..1], why()).await;
        if is {
            found.expect_ok();
            revealed.expect_ok();
        } else {
            found.expect_code(404, "approval.file_unknown");
            revealed.expect_code(404, "approval.file_unknown");
        }
    };
    sees(&ana, shown, "mine").await;
    sees(&bo, not, "to_me").await;
    firm.approve(&bo, &case).await;
    sees(&bo, not, "done").await;
    sees(&cai, shown, "to_me").await;
    firm.approve(&cai, &case).await;
    sees(&cai, not, "done").await;
    sees(&ana, shown, "mine").await;
    assert_eq!(firm.get(&firm.wang, &case).await["values"]["pay"], "31007", "whoever runs the organisation");
    assert_eq!(firm.proof(&bo, &case).await["intact"], true);
}
