//! Approvals: forms are drawn and published, members ask, those whom the process names decide, and the record shows it as it was signed.

use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};

use crate::meet::text;
use crate::org::{joined, org};

const NO: Value = Value::Null;

/// An organisation in a house with people who decide.
pub(crate) struct Firm {
    pub house: House,
    pub wang: Client,
    pub org: String,
}

impl Firm {
    pub async fn open() -> Self {
        let house = House::start().await;
        let wang = house.person("王芳").await;
        let org = org(&wang).await;
        Self { house, wang, org }
    }

    pub async fn member(&self, name: &str) -> Client {
        joined(&self.house, &self.wang, &self.org, name, "member").await
    }

    pub async fn call(&self, who: &Client, operation: &str, more: &[(&str, &str)], wish: Value) -> Answer {
        let at: Vec<(&str, &str)> =
            [("org", self.org.as_str())].into_iter().chain(more.iter().copied()).collect();
        who.call(operation, &at, wish).await
    }

    /// Draws a form and publishes it; answers which.
    pub async fn published(&self, definition: Value) -> String {
        let made = self.call(&self.wang, "approval.form.add", &[], json!({})).await.expect_ok();
        let form = text(&made, "id").to_owned();
        self.draw(&form, definition).await;
        self.publish(&form).await.expect_ok();
        form
    }

    pub async fn draw(&self, form: &str, definition: Value) -> Value {
        let wish = json!({ "stamp": self.stamp(form).await, "definition": definition });
        self.call(&self.wang, "approval.form.draw", &[("form", form)], wish).await.expect_ok()
    }

    pub async fn publish(&self, form: &str) -> Answer {
        let wish = json!({ "stamp": self.stamp(form).await });
        self.call(&self.wang, "approval.form.publish", &[("form", form)], wish).await
    }

    async fn stamp(&self, form: &str) -> Value {
        self.call(&self.wang, "approval.form.get", &[("form", form)], NO).await.expect_ok()["stamp"].clone()
    }

    pub async fn ask(&self, who: &Client, form: &str, version: u32, values: Value) -> Answer {
        let wish = json!({ "form": form, "version": version, "values": values });
        self.call(who, "approval.ask", &[], wish).await
    }

    pub async fn asked(&self, who: &Client, form: &str, values: Value) -> String {
        text(&self.ask(who, form, 1, values).await.expect_ok(), "id").to_owned()
    }

    pub async fn get(&self, who: &Client, case: &str) -> Value {
        self.call(who, "approval.case.get", &[("case", case)], NO).await.expect_ok()
    }

    pub async fn decide(&self, who: &Client, case: &str, deed: Value, opinion: &str) -> Answer {
        let seen = self.get(who, case).await["seen"].clone();
        let wish = json!({ "deed": deed, "seen": seen, "opinion": opinion });
        self.call(who, "approval.decide", &[("case", case)], wish).await
    }

    pub async fn approve(&self, who: &Client, case: &str) {
        self.decide(who, case, json!({ "do": "approve" }), "").await.expect_ok();
    }

    pub async fn proof(&self, who: &Client, case: &str) -> Value {
        self.call(who, "approval.case.proof", &[("case", case)], NO).await.expect_ok()
    }

    pub async fn boxed(&self, who: &Client, which: &str) -> Vec<String> {
        let path = format!("/api/v1/orgs/{}/approvals?which={which}", self.org);
        let list = who.get(&path).await.expect_ok();
        list["items"].as_array().unwrap().iter().map(|one| text(one, "id").to_owned()).collect()
    }

    pub async fn run(&self, sql: String) {
        let mut cx = self.house.running.house.db.begin().await.unwrap();
        cx.run(ground::db::Assembled(sql), vec![]).await.unwrap();
        cx.commit().await.unwrap();
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        let mut view = self.house.running.house.db.view().await.unwrap();
        view.one(sql, vec![]).await.unwrap().get("found").unwrap()
    }
}

fn acts(case: &Value) -> Vec<String> {
    case["records"].as_array().unwrap().iter().map(|one| text(one, "act").to_owned()).collect()
}

fn waiting(case: &Value) -> Vec<(String, Vec<String>)> {
    let open = case["open"].as_array().unwrap().iter();
    open.map(|one| {
        let people = one["people"].as_array().unwrap().iter();
        (text(one, "step").to_owned(), people.map(|who| text(who, "name").to_owned()).collect())
    })
    .collect()
}

fn people(of: &[&Client]) -> Value {
    json!([{ "by": "people", "people": of.iter().map(|who| who.id.as_str()).collect::<Vec<_>>() }])
}

fn decide(id: &str, mode: &str, who: Value) -> Value {
    json!({ "kind": "decide", "id": id, "name": id, "who": who, "mode": mode })
}

/// A form with an amount, and one step after another, then two at once, then one more where it is much.
fn purchase(bo: &Client, cai: &Client, dan: &Client) -> Value {
    json!({
        "name": "采购",
        "fields": [
            { "id": "what", "kind": "text", "label": "事由", "required": true },
            { "id": "items", "kind": "table", "label": "明细", "required": true, "columns": [
                { "id": "name", "kind": "text", "label": "名称", "required": true },
                { "id": "price", "kind": "money", "label": "金额", "required": true, "least": "0" },
            ] },
            { "id": "total", "kind": "formula", "label": "合计", "formula": "sum(items.price)" },
        ],
        "steps": [
            decide("first", "any", people(&[bo])),
            { "kind": "parallel", "id": "both", "arms": [
                [decide("money", "all", people(&[cai]))],
                [{ "kind": "branch", "id": "much", "arms": [{
                    "name": "much", "when": [{ "field": "total", "op": "ge", "value": "1000" }],
                    "steps": [decide("boss", "any", people(&[dan]))],
                }], "otherwise": [] }],
            ] },
            { "kind": "copy", "id": "told", "name": "told", "who": people(&[bo]) },
        ],
    })
}

fn items(prices: &[&str]) -> Value {
    let rows: Vec<Value> = prices.iter().map(|price| json!({ "name": "纸", "price": price })).collect();
    json!({ "what": "办公用品", "items": rows })
}

/// proves: YZJ-103
#[tokio::test]
async fn a_form_with_steps_in_a_row_at_once_and_by_condition_runs_to_its_end_and_its_record_shows_each() {
    let firm = Firm::open().await;
    let (ana, bo, cai, dan) = (
        firm.member("Ana").await,
        firm.member("Bo").await,
        firm.member("Cai").await,
        firm.member("Dan").await,
    );
    let form = firm.published(purchase(&bo, &cai, &dan)).await;
    let listed = firm.call(&ana, "approval.forms", &[], NO).await.expect_ok();
    assert_eq!((&listed["items"][0]["name"], &listed["items"][0]["version"]), (&json!("采购"), &json!(1)));

    // Much: all three decide, the last two at once.
    let case = firm.asked(&ana, &form, items(&["600", "400.5"])).await;
    assert_eq!(firm.get(&ana, &case).await["values"]["total"], "1000.5", "the house reckons");
    assert_eq!(firm.boxed(&bo, "to_me").await, [case.as_str()]);
    let early = json!({ "deed": { "do": "approve" }, "seen": "x" });
    let at = [("case", case.as_str())];
    firm.call(&cai, "approval.decide", &at, early).await.expect_code(404, "approval.unknown");
    firm.approve(&bo, &case).await;
    let open = firm.get(&ana, &case).await;
    assert_eq!(waiting(&open), [("money".into(), vec!["Cai".into()]), ("boss".into(), vec!["Dan".into()])]);
    firm.approve(&dan, &case).await;
    assert_eq!(firm.get(&ana, &case).await["standing"], "running", "the other arm goes on");
    firm.decide(&cai, &case, json!({ "do": "approve" }), "可以").await.expect_ok();
    let done = firm.get(&ana, &case).await;
    assert_eq!(done["standing"], "approved");
    assert_eq!(acts(&done), ["asked", "approved", "approved", "approved"]);
    let last = &done["records"][3];
    assert_eq!(
        (&last["by"]["name"], &last["step"], &last["opinion"]),
        (&json!("Cai"), &json!("money"), &json!("可以"))
    );
    assert_eq!(last["copied"][0]["name"], "Bo");
    assert_eq!(firm.boxed(&bo, "copied").await, [case.as_str()]);
    assert_eq!(firm.proof(&ana, &case).await["intact"], true);

    // Little: the condition does not hold, and a refusal with its reason ends it.
    let small = firm.asked(&ana, &form, items(&["10"])).await;
    firm.approve(&bo, &small).await;
    assert_eq!(waiting(&firm.get(&ana, &small).await), [("money".into(), vec!["Cai".into()])]);
    firm.decide(&cai, &small, json!({ "do": "refuse" }), "").await.expect_code(422, "approval.opinion");
    firm.decide(&cai, &small, json!({ "do": "refuse" }), "预算不足").await.expect_ok();
    let refused = firm.get(&ana, &small).await;
    assert_eq!(
        (&refused["standing"], &refused["records"][2]["opinion"]),
        (&json!("refused"), &json!("预算不足"))
    );
    firm.decide(&cai, &small, json!({ "do": "approve" }), "").await.expect_code(409, "approval.standing");
    let told = ana.call("notice.list", &[], NO).await.expect_ok()["items"].to_string();
    assert!(told.contains("approval.approved") && told.contains("approval.refused"), "{told}");
    proved("YZJ-103", &["approval.form.publish", "approval.ask", "approval.decide", "approval.case.get"]);
}

/// What is published later is for later cases; whoever filled in the older one is told, and nothing is taken half.
#[tokio::test]
async fn a_case_goes_on_by_the_version_with_which_it_began() {
    let firm = Firm::open().await;
    let (ana, bo, cai, dan) = (
        firm.member("Ana").await,
        firm.member("Bo").await,
        firm.member("Cai").await,
        firm.member("Dan").await,
    );
    let form = firm.published(purchase(&bo, &cai, &dan)).await;
    let old = firm.asked(&ana, &form, items(&["10"])).await;
    let mut other = purchase(&bo, &cai, &dan);
    other["steps"] = json!([decide("only", "any", people(&[&dan]))]);
    firm.draw(&form, other).await;
    assert_eq!(firm.publish(&form).await.expect_ok()["version"], 2);
    firm.ask(&ana, &form, 1, items(&["10"])).await.expect_code(409, "approval.version");
    let new = text(&firm.ask(&ana, &form, 2, items(&["10"])).await.expect_ok(), "id").to_owned();
    assert_eq!(waiting(&firm.get(&ana, &new).await), [("only".into(), vec!["Dan".into()])]);
    firm.approve(&bo, &old).await;
    assert_eq!(waiting(&firm.get(&ana, &old).await), [("money".into(), vec!["Cai".into()])]);
    firm.approve(&cai, &old).await;
    let done = firm.get(&ana, &old).await;
    assert_eq!((&done["standing"], &done["version"]), (&json!("approved"), &json!(1)));

    // Nobody asks by what rests; what runs goes on.
    let wish = json!({ "stamp": firm.stamp(&form).await, "live": false });
    firm.call(&firm.wang, "approval.form.rest", &[("form", &form)], wish).await.expect_ok();
    firm.ask(&ana, &form, 2, items(&["10"])).await.expect_code(409, "approval.resting");
    firm.approve(&dan, &new).await;
    assert_eq!(firm.get(&ana, &new).await["standing"], "approved");
}

/// Only those who take part see a case, only administrators draw, and another organisation's ids lead nowhere.
#[tokio::test]
async fn whoever_takes_no_part_learns_nothing_and_only_those_who_run_it_draw() {
    let firm = Firm::open().await;
    let (ana, bo, eve) = (firm.member("Ana").await, firm.member("Bo").await, firm.member("Eve").await);
    let form = firm.published(purchase(&bo, &bo, &bo)).await;
    let case = firm.asked(&ana, &form, items(&["10"])).await;
    for operation in ["approval.case.get", "approval.case.proof"] {
        firm.call(&eve, operation, &[("case", &case)], NO).await.expect_code(404, "approval.unknown");
    }
    let wish = json!({ "deed": { "do": "approve" }, "seen": "x" });
    firm.call(&eve, "approval.decide", &[("case", &case)], wish.clone())
        .await
        .expect_code(404, "approval.unknown");
    firm.call(&ana, "approval.decide", &[("case", &case)], wish).await.expect_code(409, "approval.turn");
    firm.call(&bo, "approval.withdraw", &[("case", &case)], json!({}))
        .await
        .expect_code(409, "approval.turn");
    for (operation, body) in [("approval.desk", NO), ("approval.form.add", json!({}))] {
        firm.call(&eve, operation, &[], body).await.expect_code(403, "access.denied");
    }
    for operation in ["approval.form.get", "approval.form.statistics", "approval.form.export"] {
        firm.call(&eve, operation, &[("form", &form)], NO).await.expect_code(403, "access.denied");
    }
    let stamp = json!({ "stamp": 1 });
    firm.call(&eve, "approval.form.publish", &[("form", &form)], stamp)
        .await
        .expect_code(403, "access.denied");
    let handover = json!({ "from": bo.id, "to": eve.id });
    firm.call(&eve, "approval.hand_over", &[], handover).await.expect_code(403, "access.denied");

    // Those who run another organisation find nothing here by the ids of this one.
    let zoe = firm.house.person("Zoe").await;
    let theirs = org(&zoe).await;
    let at = [("org", theirs.as_str()), ("form", form.as_str()), ("case", case.as_str())];
    zoe.call("approval.form.get", &at[..2], NO).await.expect_code(404, "approval.form_unknown");
    zoe.call("approval.form.open", &at[..2], NO).await.expect_code(404, "approval.form_unknown");
    zoe.call("approval.case.get", &[at[0], at[2]], NO).await.expect_code(404, "approval.unknown");
    let wish = json!({ "form": form, "version": 1, "values": {} });
    zoe.call("approval.ask", &at[..1], wish).await.expect_code(404, "approval.form_unknown");
    zoe.call("approval.cases", &[("org", &firm.org)], NO).await.expect_code(404, "org.unknown");
}

/// What is changed in the database behind the house's back is found, and where.
#[tokio::test]
async fn what_was_changed_afterwards_is_found_and_where() {
    let firm = Firm::open().await;
    let (ana, bo) = (firm.member("Ana").await, firm.member("Bo").await);
    let form = firm.published(purchase(&bo, &bo, &bo)).await;
    let case = firm.asked(&ana, &form, items(&["10"])).await;
    let other = firm.asked(&ana, &form, items(&["20"])).await;
    firm.approve(&bo, &case).await;
    firm.approve(&bo, &case).await;
    assert_eq!(firm.proof(&ana, &case).await["intact"], true);
    let broken = |proof: Value| (proof["broken"].clone(), proof["at"].clone());

    // A case that was refused becomes one that was approved.
    let change = |sql: &str| {
        let sql = sql.to_owned();
        let firm = &firm;
        async move { firm.run(sql).await }
    };
    change("UPDATE office_approval_case SET state = REPLACE(state, 'running', 'approved') WHERE standing = 'running'").await;
    assert_eq!(broken(firm.proof(&ana, &other).await), (json!("state"), json!(1)));
    // Another text in the place of what was filled in: it does not open at all, or is not what was signed.
    change("UPDATE office_approval_record SET made_at = made_at + 1 WHERE seq = 2").await;
    assert_eq!(broken(firm.proof(&ana, &case).await), (json!("changed"), json!(2)));
    change("UPDATE office_approval_record SET made_at = made_at - 1 WHERE seq = 2").await;
    assert_eq!(firm.proof(&ana, &case).await["intact"], true);
    // A record is taken out, the last one with it, or stands for another.
    change("DELETE FROM office_approval_record WHERE seq = 3").await;
    assert_eq!(broken(firm.proof(&ana, &case).await), (json!("missing"), json!(3)));
    change("UPDATE office_approval_record SET signature = hash WHERE seq = 2").await;
    assert_eq!(broken(firm.proof(&ana, &case).await), (json!("signature"), json!(2)));
    // Somebody else asked.
    change("UPDATE office_approval_part SET salt = person WHERE asks = 1").await;
    assert_eq!(broken(firm.proof(&ana, &other).await), (json!("person"), json!(1)));
    // Another hash stands beside what was signed.
    change("UPDATE office_approval_record SET hash = signature WHERE seq = 1").await;
    assert_eq!(broken(firm.proof(&ana, &case).await), (json!("changed"), json!(1)));
}
