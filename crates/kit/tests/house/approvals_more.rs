//! Approvals that nobody leaves stuck: people leave, are away or late; what comes back is asked anew; files, masks, numbers, and the end.

use axum::http::Method;
use kit::Client;
use serde_json::{Value, json};
use std::time::Duration;

use crate::approvals::Firm;
use crate::avatar::pictures;
use crate::meet::text;

const NO: Value = Value::Null;
const DAY: Duration = Duration::from_secs(86_400);
const PARTS: &str = "SELECT COUNT(*) AS found FROM office_approval_part WHERE former = 1";

/// A form with one line, and these steps.
fn plain(steps: &Value) -> Value {
    json!({
        "name": "申请",
        "fields": [{ "id": "what", "kind": "text", "label": "事项", "required": true }],
        "steps": steps,
    })
}

fn named(who: &Client) -> Value {
    json!([{ "by": "people", "people": [who.id] }])
}

fn step(id: &str, who: &Value, more: Value) -> Value {
    let mut step = json!({ "kind": "decide", "id": id, "name": id, "who": who });
    step.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    step
}

fn decides(case: &Value) -> Vec<String> {
    let open = case["open"].as_array().unwrap().iter().flat_map(|one| one["people"].as_array().unwrap());
    open.map(|who| text(who, "name").to_owned()).collect()
}

async fn told(who: &Client) -> String {
    who.call("notice.list", &[], NO).await.expect_ok()["items"].to_string()
}

async fn leave(firm: &Firm, who: &Client) {
    let at = [("person", who.id.as_str())];
    firm.call(&firm.wang, "org.member.remove", &at, NO).await.expect_ok();
    firm.house.run_jobs().await;
}

/// His open decisions go to whom the organisation names; the record keeps whole, and speaks of a pseudonym in the end.
#[tokio::test]
async fn whoever_leaves_leaves_no_case_stuck_and_the_record_stays_whole() {
    let firm = Firm::open().await;
    let (ana, bo, cai) = (firm.member("Ana").await, firm.member("Bo").await, firm.member("Cai").await);
    let steps = json!([step("one", &named(&bo), json!({})), step("two", &named(&bo), json!({}))]);
    let form = firm.published(plain(&steps)).await;
    let case = firm.asked(&ana, &form, json!({ "what": "a" })).await;
    firm.approve(&bo, &case).await;
    assert_eq!(decides(&firm.get(&ana, &case).await), ["Bo"]);
    leave(&firm, &bo).await;
    let seen = firm.get(&ana, &case).await;
    assert_eq!(decides(&seen), ["王芳"], "those who run it, where nobody is named");
    let by = &seen["records"][1]["by"];
    assert_eq!((&by["person"], by["name"].as_str().unwrap().len()), (&NO, 6), "a pseudonym: {by}");
    assert_eq!((&seen["records"][2]["act"], &seen["records"][2]["by"]), (&json!("handed_on"), &NO));
    assert!(told(&firm.wang).await.contains("approval.waits"));

    // What comes later finds the one whom the organisation names, and whoever asked may leave, too.
    let settings = json!({ "stamp": 0, "settings": { "leavers_to": cai.id } });
    firm.call(&firm.wang, "approval.settings.put", &[], settings).await.expect_ok();
    let dan = firm.member("Dan").await;
    let form = firm.published(plain(&json!([step("one", &named(&dan), json!({}))]))).await;
    let other = firm.asked(&ana, &form, json!({ "what": "b" })).await;
    leave(&firm, &dan).await;
    assert_eq!(firm.boxed(&cai, "to_me").await, [other.as_str()]);
    leave(&firm, &ana).await;
    firm.approve(&cai, &other).await;
    assert_eq!(firm.get(&cai, &other).await["standing"], "approved");

    // When the time of a request is over, nothing leads from the cases to those who left; what was signed still fits.
    firm.house.advance(16 * DAY);
    firm.house.run_jobs().await;
    assert_eq!(firm.count(PARTS).await, 4);
    let proof = firm.proof(&firm.wang, &other).await;
    assert_eq!((&proof["intact"], &proof["pseudonyms"]), (&json!(true), &json!(2)));
    firm.approve(&firm.wang, &case).await;
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(!held.contains("office_approval"), "{held}");
}

/// An account that is closed: the cases stay with the organisation, and speak of nobody.
#[tokio::test]
async fn an_erased_person_becomes_a_pseudonym_and_his_turn_another_s() {
    let firm = Firm::open().await;
    let (ana, bo) = (firm.member("Ana").await, firm.member("Bo").await);
    let form = firm.published(plain(&json!([step("one", &named(&bo), json!({}))]))).await;
    let case = firm.asked(&ana, &form, json!({ "what": "a" })).await;
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("office_approval_part"), "{held}");
    crate::erasure::close(&firm.house, &bo).await.expect_ok();
    firm.house.run_jobs().await;
    firm.house.advance(DAY);
    firm.house.run_jobs().await;
    assert_eq!(firm.count(PARTS).await, 1);
    assert_eq!(decides(&firm.get(&ana, &case).await), ["王芳"]);
    firm.approve(&firm.wang, &case).await;
    assert_eq!(firm.proof(&ana, &case).await["intact"], true);
}

/// Away: whom he names, else his head, else those who run it. Late: as the process says.
#[tokio::test]
async fn whoever_is_away_or_late_is_stood_in_for() {
    let firm = Firm::open().await;
    let (ana, bo, cai) = (firm.member("Ana").await, firm.member("Bo").await, firm.member("Cai").await);
    let until = firm.house.running.house.clock.now().plus(5 * DAY);
    let away = json!({ "until": until, "stand_in": cai.id });
    let own = json!({ "until": until, "stand_in": bo.id });
    firm.call(&bo, "approval.away", &[], own).await.expect_code(422, "approval.member");
    firm.call(&bo, "approval.away", &[], away).await.expect_ok();
    let form = firm.published(plain(&json!([step("one", &named(&bo), json!({}))]))).await;
    let case = firm.asked(&ana, &form, json!({ "what": "a" })).await;
    assert_eq!(decides(&firm.get(&ana, &case).await), ["Cai"]);
    firm.house.advance(6 * DAY);
    let back = firm.asked(&ana, &form, json!({ "what": "b" })).await;
    assert_eq!(decides(&firm.get(&ana, &back).await), ["Bo"]);

    for (late, standing, last) in [
        ("remind", "running", "asked"),
        ("approve", "approved", "approved_late"),
        ("refuse", "refused", "refused_late"),
        ("hand_on", "running", "handed_on"),
    ] {
        let more = json!({ "hours": 2, "when_late": late });
        let form = firm.published(plain(&json!([step("one", &named(&bo), more)]))).await;
        let case = firm.asked(&ana, &form, json!({ "what": late })).await;
        assert!(firm.get(&ana, &case).await["open"][0]["due_at"].is_string());
        firm.house.run_jobs().await;
        assert_eq!(firm.get(&ana, &case).await["standing"], "running", "not before the time is over");
        firm.house.advance(Duration::from_secs(3 * 3_600));
        firm.house.run_jobs().await;
        let seen = firm.get(&ana, &case).await;
        let records = seen["records"].as_array().unwrap();
        let act = text(records.last().unwrap(), "act");
        assert_eq!((text(&seen, "standing"), act), (standing, last), "{late}");
        assert_eq!(firm.proof(&ana, &case).await["intact"], true);
    }
    assert!(told(&bo).await.contains("approval.late"));
}

/// Returned, asked anew, taken back, given to another, with one more who decides before.
#[tokio::test]
async fn a_case_comes_back_goes_on_by_others_and_is_taken_back() {
    let firm = Firm::open().await;
    let (ana, bo, cai) = (firm.member("Ana").await, firm.member("Bo").await, firm.member("Cai").await);
    let steps = json!([step("one", &named(&bo), json!({})), step("two", &named(&cai), json!({}))]);
    let form = firm.published(plain(&steps)).await;
    let case = firm.asked(&ana, &form, json!({ "what": "a" })).await;
    let at = [("case", case.as_str())];
    firm.decide(&bo, &case, json!({ "do": "return" }), "写清楚").await.expect_ok();
    assert!(told(&ana).await.contains("approval.returned"));
    let stale = firm.get(&bo, &case).await["seen"].clone();
    let wrong = json!({ "values": { "what": "" } });
    let refused = firm.call(&ana, "approval.ask_again", &at, wrong).await.expect_code(422, "approval.filled");
    assert_eq!(refused["args"]["mistakes"][0]["why"], "missing");
    firm.call(&ana, "approval.ask_again", &at, json!({ "values": { "what": "更清楚" } })).await.expect_ok();
    let wish = json!({ "deed": { "do": "approve" }, "seen": stale });
    firm.call(&bo, "approval.decide", &at, wish).await.expect_code(409, "approval.stale");
    let own = json!({ "do": "delegate", "person": bo.id });
    firm.decide(&bo, &case, own, "").await.expect_code(422, "approval.member");
    let add = json!({ "do": "add", "person": firm.wang.id, "place": "before" });
    firm.decide(&bo, &case, add, "请先看").await.expect_ok();
    assert_eq!(decides(&firm.get(&ana, &case).await), ["王芳"]);
    firm.approve(&firm.wang, &case).await;
    firm.approve(&bo, &case).await;
    let turn = firm.get(&cai, &case).await["turns"][0].clone();
    assert_eq!((&turn["step"], &turn["targets"][0]["step"]), (&json!("two"), &json!("one")));
    firm.decide(&cai, &case, json!({ "do": "return", "to": "one" }), "再看").await.expect_ok();
    assert_eq!(decides(&firm.get(&ana, &case).await), ["Bo"]);
    firm.decide(&bo, &case, json!({ "do": "delegate", "person": cai.id }), "").await.expect_ok();
    assert_eq!(decides(&firm.get(&ana, &case).await), ["Cai"]);
    firm.call(&ana, "approval.say", &at, json!({ "opinion": "谢谢" })).await.expect_ok();
    firm.call(&ana, "approval.withdraw", &at, json!({})).await.expect_ok();
    firm.decide(&cai, &case, json!({ "do": "approve" }), "").await.expect_code(409, "approval.standing");
    let seen = firm.get(&ana, &case).await;
    assert_eq!((&seen["standing"], firm.boxed(&cai, "to_me").await.len()), (&json!("withdrawn"), 0));
    assert_eq!(firm.boxed(&bo, "done").await, [case.as_str()]);
    assert_eq!(firm.proof(&ana, &case).await["intact"], true);
}

/// A file is its case's; a number of a document is masked, and each look stands in the record.
#[tokio::test]
async fn files_go_with_their_case_and_what_is_masked_is_seen_by_a_look_that_is_recorded() {
    let firm = Firm::open().await;
    let (ana, bo, eve) = (firm.member("Ana").await, firm.member("Bo").await, firm.member("Eve").await);
    let mut form = plain(&json!([step("one", &named(&bo), json!({}))]));
    form["fields"].as_array_mut().unwrap().extend([
        json!({ "id": "card", "kind": "id_number", "label": "证件号" }),
        json!({ "id": "papers", "kind": "picture", "label": "材料" }),
    ]);
    let form = firm.published(form).await;
    let path = format!("/api/v1/orgs/{}/approval-files", firm.org);
    let bytes = pictures().remove(0);
    let put = async |who: &Client| {
        let sent = who.send(Method::POST, &path, Some(bytes.clone()), &[("content-type", "image/png")]).await;
        text(&sent.expect_ok(), "id").to_owned()
    };
    let (own, other) = (put(&ana).await, put(&eve).await);
    let values = |file: &str| json!({ "what": "a", "card": "11010519491231002X", "papers": [file] });
    firm.ask(&ana, &form, 1, values(&other)).await.expect_code(404, "approval.file_unknown");
    let case = firm.asked(&ana, &form, values(&own)).await;
    let seen = firm.get(&bo, &case).await;
    assert_eq!(seen["values"]["card"], "1101************2X");
    let at = [("case", case.as_str()), ("attachment", own.as_str())];
    let file = firm.call(&bo, "approval.file.look", &at, NO).await.expect_ok();
    assert_eq!(file["media_type"], "image/png");
    firm.call(&eve, "approval.file.look", &at, NO).await.expect_code(404, "approval.unknown");
    let theirs = [("case", case.as_str()), ("attachment", other.as_str())];
    firm.call(&bo, "approval.file.look", &theirs, NO).await.expect_code(404, "approval.file_unknown");
    let why = json!({ "field": "card", "reason": "核对证件" });
    let shown = firm.call(&bo, "approval.reveal", &at[..1], why).await.expect_ok();
    assert_eq!(shown["value"], "11010519491231002X");
    let record = firm.get(&ana, &case).await["records"][1].clone();
    assert_eq!(
        (&record["act"], &record["by"]["name"], &record["opinion"]),
        (&json!("looked"), &json!("Bo"), &json!("核对证件"))
    );
    // Masked as it came back it is what it was before.
    firm.decide(&bo, &case, json!({ "do": "return" }), "改").await.expect_ok();
    let again = json!({ "values": firm.get(&ana, &case).await["values"] });
    firm.call(&ana, "approval.ask_again", &at[..1], again).await.expect_ok();
    let why = json!({ "field": "card", "reason": "再次核对" });
    let shown = firm.call(&bo, "approval.reveal", &at[..1], why).await.expect_ok();
    assert_eq!(shown["value"], "11010519491231002X");
    // What no case names goes within a day; the case's stays.
    firm.house.advance(2 * DAY);
    firm.house.run_jobs().await;
    assert_eq!(firm.count("SELECT COUNT(*) AS found FROM office_approval_file").await, 1);
}

/// By a template, tried for a person and values before it is published; heads decide; numbers, words and lists afterwards.
#[tokio::test]
async fn a_template_is_simulated_published_counted_found_and_taken_along() {
    let firm = Firm::open().await;
    let (ana, bo, cai) = (firm.member("Ana").await, firm.member("Bo").await, firm.member("Cai").await);
    let made = async |name: &str, parent: Value| {
        let wish = json!({ "name": name, "parent": parent });
        let made = firm.call(&firm.wang, "org.department.create", &[], wish).await.expect_ok();
        made["id"].clone()
    };
    let above = made("公司", NO).await;
    let below = made("研发", above.clone()).await;
    let at = [("person", ana.id.as_str())];
    firm.call(&firm.wang, "org.member.update", &at, json!({ "department": below })).await.expect_ok();
    let heads = json!({ below.as_str().unwrap(): bo.id, above.as_str().unwrap(): cai.id });
    let settings = json!({ "stamp": 0, "settings": { "heads": heads } });
    firm.call(&ana, "approval.settings.put", &[], settings.clone()).await.expect_code(403, "access.denied");
    firm.call(&firm.wang, "approval.settings.put", &[], settings.clone()).await.expect_ok();
    firm.call(&firm.wang, "approval.settings.put", &[], settings).await.expect_code(409, "approval.stale");

    let form =
        firm.call(&firm.wang, "approval.form.add", &[], json!({ "template": "leave" })).await.expect_ok();
    let form = text(&form, "id").to_owned();
    let values =
        |to: &str| json!({ "kind": "年假", "span": { "from": "2026-12-07", "to": to }, "reason": "旅行" });
    let route = async |to: &str| {
        let wish = json!({ "asker": ana.id, "values": values(to) });
        let tried =
            firm.call(&firm.wang, "approval.form.simulate", &[("form", &form)], wish).await.expect_ok();
        assert_eq!(tried["mistakes"], json!([]));
        let stops = tried["route"].as_array().unwrap().iter().filter(|stop| !stop["mode"].is_null());
        stops.map(|stop| stop["people"][0]["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(route("2026-12-08").await, ["Bo"]);
    assert_eq!(route("2026-12-12").await, ["Bo", "Cai"], "more than three days ask the next head up");
    assert_eq!(firm.count("SELECT COUNT(*) AS found FROM office_approval_case").await, 0, "nothing was kept");
    firm.ask(&ana, &form, 1, values("2026-12-08")).await.expect_code(404, "approval.form_unknown");
    firm.publish(&form).await.expect_ok();
    let wish = json!({ "values": {} });
    let tried = firm.call(&ana, "approval.check", &[("form", &form)], wish).await.expect_ok();
    assert_eq!(tried["mistakes"].as_array().unwrap().len(), 3);
    let case = firm.asked(&ana, &form, values("2026-12-08")).await;
    firm.approve(&bo, &case).await;
    let counted = firm.call(&firm.wang, "approval.form.statistics", &[("form", &form)], NO).await.expect_ok();
    assert_eq!(
        (&counted["items"][0]["standing"], &counted["items"][0]["count"]),
        (&json!("approved"), &json!(1))
    );
    let csv = firm.call(&firm.wang, "approval.form.export", &[("form", &form)], NO).await.expect_ok();
    assert!(text(&csv, "csv").contains("旅行"), "{csv}");
    let find = async |words: &str| {
        let path = format!("/api/v1/orgs/{}/approvals?which=mine&text={words}", firm.org);
        ana.get(&path).await.expect_ok()["items"].as_array().unwrap().len()
    };
    assert_eq!((find("%E5%B9%B4%E5%81%87").await, find("nothing").await), (1, 0));
}

/// What is drawn wrongly is kept and not published; each flaw is named with its place.
#[tokio::test]
async fn a_flawed_form_is_kept_and_not_published() {
    let firm = Firm::open().await;
    let bo = firm.member("Bo").await;
    let made =
        firm.call(&firm.wang, "approval.form.add", &[], json!({ "template": "seal" })).await.expect_ok();
    let form = text(&made, "id").to_owned();
    let mut flawed = plain(&json!([
        step("one", &json!([{ "by": "role", "role": "nobody" }]), json!({})),
        { "kind": "branch", "id": "one", "arms": [{ "name": "x", "when": [{ "field": "gone", "op": "eq", "value": "1" }], "steps": [] }] },
    ]));
    flawed["fields"][0]["id"] = json!("No");
    let kept = firm.draw(&form, flawed).await;
    let whys: Vec<&str> = kept["flaws"].as_array().unwrap().iter().map(|flaw| text(flaw, "why")).collect();
    for why in ["id.wrong", "who.wrong", "id.twice", "test.wrong"] {
        assert!(whys.contains(&why), "{why}: {whys:?}");
    }
    firm.publish(&form).await.expect_code(422, "approval.flawed");
    assert_eq!(firm.call(&bo, "approval.forms", &[], NO).await.expect_ok()["items"], json!([]));
}

/// Open decisions of one go to another; cases whose time is over go; and all of it ends with the organisation.
#[tokio::test]
async fn work_is_handed_over_and_all_ends_in_its_time() {
    let firm = Firm::open().await;
    let (ana, bo, cai) = (firm.member("Ana").await, firm.member("Bo").await, firm.member("Cai").await);
    let form = firm.published(plain(&json!([step("one", &named(&bo), json!({}))]))).await;
    let case = firm.asked(&ana, &form, json!({ "what": "a" })).await;
    let zoe = firm.house.person("Zoe").await;
    let wrong = json!({ "from": bo.id, "to": zoe.id });
    firm.call(&firm.wang, "approval.hand_over", &[], wrong).await.expect_code(422, "approval.member");
    let wish = json!({ "from": bo.id, "to": cai.id });
    let done = firm.call(&firm.wang, "approval.hand_over", &[], wish).await.expect_ok();
    assert_eq!((&done["count"], firm.boxed(&cai, "to_me").await), (&json!(1), vec![case.clone()]));
    firm.approve(&cai, &case).await;
    let cases = "SELECT COUNT(*) AS found FROM office_approval_case";
    firm.house.advance(3_640 * DAY);
    firm.house.run_jobs().await;
    assert_eq!(firm.count(cases).await, 1);
    firm.house.advance(20 * DAY);
    firm.house.run_jobs().await;
    assert_eq!(firm.count(cases).await, 0, "ten years after the decision");
}

/// Both of two who may decide do so in the same moment: one decides, the other is told; and cases that are asked at once have numbers of their own.
#[tokio::test]
async fn two_who_decide_at_once_are_not_both_the_first() {
    let firm = Firm::open().await;
    let (ana, bo, cai) = (firm.member("Ana").await, firm.member("Bo").await, firm.member("Cai").await);
    let both = json!([{ "by": "people", "people": [bo.id, cai.id] }]);
    let form = firm.published(plain(&json!([step("one", &both, json!({}))]))).await;
    let wish = || json!({ "what": "a" });
    let (first, second) = tokio::join!(firm.ask(&ana, &form, 1, wish()), firm.ask(&bo, &form, 1, wish()));
    let (first, second) = (first.expect_ok(), second.expect_ok());
    assert_ne!(first["number"], second["number"]);
    let case = text(&first, "id");
    let approve = json!({ "do": "approve" });
    let (one, other) = tokio::join!(
        firm.decide(&bo, case, approve.clone(), ""),
        firm.decide(&cai, case, approve.clone(), "")
    );
    let codes = [one.status.as_u16(), other.status.as_u16()];
    assert!(codes.contains(&204) && codes.contains(&409), "{codes:?}");
    assert_eq!(firm.get(&ana, case).await["records"].as_array().unwrap().len(), 2);
}
