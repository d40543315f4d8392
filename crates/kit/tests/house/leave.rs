//! Leave: what is granted, taken, given back and lost stands in a ledger of which no line is ever changed.

use ground::Timestamp;
use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::approvals::Firm;
use crate::homes::NO;
use crate::meet::text;
use crate::org::{joined, org};

const DAY_MICROS: i64 = 86_400_000_000;

/// An organisation whose people work every day from nine to six in UTC, with the usual kinds of leave and a form for each of leave
/// and overtime, which its founder decides.
pub struct Office {
    pub firm: Firm,
    pub bo: Client,
    group: String,
    pub leave: String,
}

impl Office {
    pub async fn open() -> Self {
        let firm = Firm::open().await;
        let bo = firm.member("Bo").await;
        let office = Self { firm, bo, group: String::new(), leave: String::new() };
        office.to(1, 600);
        let wang = &office.firm.wang;
        let shift =
            json!({ "name": "白班", "shift": { "kind": "fixed", "spans": [{ "begin": 540, "end": 1080 }] } });
        let shift = office.call(wang, "attendance.shift.make", &[], shift).await.expect_ok();
        let plan = json!({
            "week": vec![shift["id"].clone(); 7], "holidays": "own",
            "tolerance": { "grace_min": 5, "absent_after_min": null, "overtime_from_min": 30 },
            "ways": ["code"], "outside": "refuse", "sites": [], "exact": null,
        });
        let group = json!({ "name": "研发", "zone": "UTC", "plan": plan, "managers": [] });
        let group = office.call(wang, "attendance.group.make", &[], group).await.expect_ok();
        let group = text(&group, "id").to_owned();
        let people = json!({ "people": [office.bo.id] });
        office.call(wang, "attendance.group.people", &[("group", &group)], people).await.expect_ok();
        office.call(wang, "leave.kind.usual", &[], json!({ "lang": "zh-CN" })).await.expect_ok();
        let leave = office.form("leave").await;
        Self { group, leave, ..office }
    }

    async fn form(&self, template: &str) -> String {
        self.form_of(template, &json!({})).await
    }

    /// A form by a template, decided by the founder alone, at a step that says more.
    pub async fn form_of(&self, template: &str, more: &Value) -> String {
        let wang = &self.firm.wang;
        let made =
            self.call(wang, "approval.form.add", &[], json!({ "template": template })).await.expect_ok();
        let form = text(&made, "id").to_owned();
        let mut drawn = self.call(wang, "approval.form.get", &[("form", &form)], NO).await.expect_ok();
        let people = json!([{ "by": "people", "people": [wang.id] }]);
        drawn["definition"]["steps"] =
            json!([{ "kind": "decide", "id": "head", "name": "主管", "who": people }]);
        for (name, value) in more.as_object().unwrap() {
            drawn["definition"]["steps"][0][name] = value.clone();
        }
        self.firm.draw(&form, drawn["definition"].clone()).await;
        self.firm.publish(&form).await.expect_ok();
        form
    }

    pub async fn call(&self, who: &Client, operation: &str, more: &[(&str, &str)], wish: Value) -> Answer {
        self.firm.call(who, operation, more, wish).await
    }

    pub fn house(&self) -> &House {
        &self.firm.house
    }

    fn now(&self) -> Timestamp {
        self.house().running.house.clock.now()
    }

    /// Moves the clock to this minute of the day so many days ahead.
    fn to(&self, days: i64, minute: i64) {
        let then = Timestamp::from_micros((self.now().day() + days) * DAY_MICROS + minute * 60_000_000);
        self.house().advance(then.since(self.now()));
    }

    /// The same, day by day, so that nobody is signed out for silence and what happens by itself happens.
    async fn walks(&self, days: i64) {
        for _ in 0..days {
            self.to(1, 600);
            for who in [&self.firm.wang, &self.bo] {
                who.get("/api/v1/me").await.expect_ok();
            }
        }
        self.house().run_jobs().await;
    }

    /// The day so many days ahead.
    pub fn day(&self, later: i64) -> String {
        Timestamp::from_micros((self.now().day() + later) * DAY_MICROS).rfc3339()[..10].to_owned()
    }

    pub async fn kind(&self, name: &str) -> Value {
        let kinds = self.call(&self.bo, "leave.kind.list", &[], NO).await.expect_ok();
        let kinds = kinds["items"].as_array().unwrap();
        kinds.iter().find(|kind| kind["arranged"]["name"] == *name).unwrap().clone()
    }

    async fn write(&self, who: &Client, deed: Value, reason: &str) -> Answer {
        let wish = json!({ "deed": deed, "reason": reason });
        self.call(who, "leave.write", &[("person", &self.bo.id)], wish).await
    }

    pub async fn grants(&self, name: &str, amount: i64, until: Option<String>) {
        let kind = self.kind(name).await["id"].clone();
        let deed = json!({ "do": "grant", "kind": kind, "amount": amount, "until": until });
        self.write(&self.firm.wang, deed, "合同约定").await.expect_ok();
    }

    pub fn values(&self, name: &str, (from, to): (i64, i64)) -> Value {
        json!({ "kind": name, "span": { "from": self.day(from), "to": self.day(to) }, "reason": "家里有事" })
    }

    /// Bo asks, the founder approves, and what follows happens.
    pub async fn takes(&self, values: Value) -> String {
        let case = self.firm.asked(&self.bo, &self.leave, values).await;
        self.firm.approve(&self.firm.wang, &case).await;
        self.house().run_jobs().await;
        case
    }

    pub async fn mine(&self) -> Value {
        self.call(&self.bo, "leave.mine", &[], NO).await.expect_ok()
    }

    pub async fn balance(&self, name: &str) -> Value {
        let mine = self.mine().await;
        let all = mine["balances"].as_array().unwrap();
        all.iter().find(|one| one["name"] == *name).unwrap().clone()
    }

    /// The deeds of Bo's ledger with what each adds, the first first.
    pub async fn lines(&self) -> Vec<(String, i64)> {
        let mine = self.mine().await;
        let lines = mine["entries"].as_array().unwrap().iter().rev();
        lines.map(|one| (text(one, "deed").to_owned(), one["amount"].as_i64().unwrap())).collect()
    }

    /// Bo's month as the founder sees it.
    async fn month(&self, day: &str) -> Value {
        let at = [("group", self.group.as_str()), ("month", &day[..7])];
        self.call(&self.firm.wang, "attendance.month", &at, NO).await.expect_ok()["items"][0].clone()
    }

    async fn day_of(&self, day: &str) -> Value {
        let month = self.month(day).await;
        let days = month["days"].as_array().unwrap();
        days.iter().find(|one| one["day"] == *day).unwrap().clone()
    }
}

#[tokio::test]
async fn approved_leave_is_taken_once_costs_working_days_alone_and_is_no_absence() {
    let office = Office::open().await;
    let wang = &office.firm.wang;
    office.grants("年假", 1_000, None).await;
    // Seven days from tomorrow on, of which one is off; it begins at noon and ends at noon.
    let off = json!({ "day": office.day(3), "kind": "off" });
    office.call(wang, "attendance.days.put", &[], off).await.expect_ok();
    let mut values = office.values("年假", (1, 7));
    (values["begins"], values["ends"]) = (json!("中午"), json!("中午"));
    let tried = office
        .call(&office.bo, "approval.check", &[("form", &office.leave)], json!({ "values": values }))
        .await
        .expect_ok();
    assert_eq!(tried["mistakes"], json!([]));
    let said = &tried["leave"];
    assert_eq!((&said["asked"], &said["left"], &said["short"]), (&json!(500), &json!(1_000), &json!(0)));
    let case = office.takes(values).await;
    // The fact comes again, as after a stop in the middle: it is taken once.
    office.firm.decided_again(&case).await;
    office.house().run_jobs().await;
    assert_eq!(office.lines().await, [("grant".to_owned(), 1_000), ("use".to_owned(), -500)]);
    let days: Vec<String> = (0..9).map(|later| office.day(later)).collect();
    office.walks(8).await;
    let (whole, half, none) =
        (office.day_of(&days[2]).await, office.day_of(&days[1]).await, office.day_of(&days[3]).await);
    assert_eq!((&whole["marks"], &whole["away"][0]["amount"]), (&json!(["leave"]), &json!(100)));
    assert_eq!(whole["away"][0]["kind"], "年假");
    assert_eq!(half["marks"], json!(["absent", "leave"]), "the morning was to be worked: {half}");
    assert_eq!(none["away"], json!([]), "nothing is taken on a day off");
    let mut months = vec![office.month(&days[1]).await];
    if days[1][..7] != days[7][..7] {
        months.push(office.month(&days[7]).await);
    }
    let sum = |what: &str| months.iter().map(|one| one["totals"][what].as_i64().unwrap()).sum::<i64>();
    assert_eq!((sum("leave"), sum("leave_paid")), (500, 500));
    let at = [("group", office.group.as_str()), ("month", &days[2][..7])];
    let path = format!(
        "/api/v1/orgs/{}/attendance/groups/{}/months/{}/sheet?form=csv",
        office.firm.org, at[0].1, at[1].1
    );
    let sheet = wang.get(&path).await;
    assert!(sheet.text().contains("年假") && sheet.text().contains("请假(天)"), "{}", sheet.text());
}

#[tokio::test]
async fn more_than_there_is_is_told_before_it_is_sent_and_refused_when_it_is_decided() {
    let office = Office::open().await;
    let (wang, bo) = (&office.firm.wang, &office.bo);
    let ask = async |values: Value| office.firm.ask(bo, &office.leave, 1, values).await;
    let short = ask(office.values("年假", (2, 2))).await.expect_code(422, "approval.filled");
    assert_eq!(short["args"]["mistakes"][0]["why"], "balance", "{short}");
    office.grants("年假", 100, None).await;
    let one = text(&ask(office.values("年假", (2, 2))).await.expect_ok(), "id").to_owned();
    let other = text(&ask(office.values("年假", (3, 3))).await.expect_ok(), "id").to_owned();
    office.firm.approve(wang, &one).await;
    office.house().run_jobs().await;
    let refused = office.firm.decide(wang, &other, json!({ "do": "approve" }), "").await;
    refused.expect_code(409, "approval.balance");
    assert_eq!(office.balance("年假").await["left"], 0);
    // Of a kind that allows it, it is taken and marked, and what comes later pays for it.
    let kind = office.kind("年假").await;
    let mut arranged = kind["arranged"].clone();
    arranged["balance"]["over"] = json!("mark");
    office.call(wang, "leave.kind.change", &[("leavekind", text(&kind, "id"))], arranged).await.expect_ok();
    office.firm.approve(wang, &other).await;
    office.house().run_jobs().await;
    let mine = office.mine().await;
    assert_eq!((&mine["entries"][0]["deed"], &mine["entries"][0]["short"]), (&json!("use"), &json!(100)));
    assert_eq!(office.balance("年假").await["left"], -100);
    office.grants("年假", 300, None).await;
    assert_eq!(office.balance("年假").await["left"], 200);
    // What has no balance is counted, and a day off costs nothing.
    office.takes(office.values("病假", (4, 5))).await;
    let sick = office.balance("病假").await;
    assert_eq!(sick["left"], NO);
    let off = json!({ "day": office.day(9), "kind": "off" });
    office.call(wang, "attendance.days.put", &[], off).await.expect_ok();
    let nothing = ask(office.values("病假", (9, 9))).await.expect_code(422, "approval.filled");
    assert_eq!(nothing["args"]["mistakes"][0]["why"], "nothing", "{nothing}");
}

#[tokio::test]
async fn what_is_given_back_goes_where_it_came_from_and_what_is_over_ends_by_itself() {
    let office = Office::open().await;
    let (wang, bo) = (&office.firm.wang, &office.bo);
    office.grants("年假", 200, None).await;
    office.grants("年假", 100, Some(office.day(4))).await;
    office.takes(office.values("年假", (3, 4))).await;
    let balance = office.balance("年假").await;
    assert_eq!(
        (&balance["left"], &balance["ends"]),
        (&json!(100), &json!([])),
        "what ends first is used first"
    );
    let id = text(&office.mine().await["entries"][0], "id").to_owned();
    let back =
        async |who: &Client| office.call(who, "leave.give_back", &[("leaveentry", &id)], json!({})).await;
    back(wang).await.expect_code(404, "leave.unknown");
    back(bo).await.expect_ok();
    back(bo).await.expect_code(409, "leave.begun");
    let balance = office.balance("年假").await;
    assert_eq!((&balance["left"], &balance["ends"][0]["amount"]), (&json!(300), &json!(100)));
    office.walks(6).await;
    let expected = [("grant", 200), ("grant", 100), ("use", -200), ("back", 200), ("expire", -100)];
    let lines = office.lines().await;
    let lines: Vec<(&str, i64)> = lines.iter().map(|(deed, amount)| (deed.as_str(), *amount)).collect();
    assert_eq!(lines, expected);
    assert_eq!(office.balance("年假").await["left"], 200);
    // What began is given back by those who run it, from a day on, with a reason.
    office.takes(office.values("年假", (0, 1))).await;
    let id = text(&office.mine().await["entries"][0], "id").to_owned();
    office
        .call(bo, "leave.give_back", &[("leaveentry", &id)], json!({}))
        .await
        .expect_code(409, "leave.begun");
    let deed = json!({ "do": "back", "entry": id, "from": office.day(1) });
    office.write(wang, deed.clone(), "").await.expect_code(422, "leave.reason");
    office.write(wang, deed, "提前回来上班").await.expect_ok();
    let line = office.mine().await["entries"][0].clone();
    assert_eq!(
        (&line["amount"], &line["by"], &line["reason"]),
        (&json!(100), &json!(wang.id), &json!("提前回来上班"))
    );
}

#[tokio::test]
async fn a_line_about_a_closed_month_says_so_and_the_month_stays_as_it_was() {
    let office = Office::open().await;
    let wang = &office.firm.wang;
    office.grants("年假", 300, None).await;
    // To an early day of a month.
    while &office.day(0)[8..] != "03" {
        office.walks(1).await;
    }
    office.takes(office.values("年假", (1, 2))).await;
    let day = office.day(1);
    while office.day(0)[..7] == day[..7] || &office.day(0)[8..] < "04" {
        office.walks(1).await;
    }
    let at = [("group", office.group.as_str()), ("month", &day[..7])];
    office.call(wang, "attendance.month.close", &at, json!({})).await.expect_ok();
    let before = office.month(&day).await;
    assert_eq!((&before["totals"]["leave"], &before["totals"]["leave_paid"]), (&json!(200), &json!(200)));
    office.to(0, 700);
    // What a kind is called and whether it is paid holds for what is taken from now on.
    let kind = office.kind("年假").await;
    let mut arranged = kind["arranged"].clone();
    (arranged["paid"], arranged["name"]) = (json!(false), json!("无薪年假"));
    let at_kind = [("leavekind", text(&kind, "id"))];
    office.call(wang, "leave.kind.change", &at_kind, arranged).await.expect_ok();
    let same = office.month(&day).await;
    assert_eq!((&same["totals"], &same["closed"]), (&before["totals"], &before["closed"]));
    assert_eq!(office.day_of(&day).await["away"][0]["kind"], "年假");
    let id = text(&office.mine().await["entries"][0], "id").to_owned();
    office.write(wang, json!({ "do": "back", "entry": id, "from": null }), "当时在上班").await.expect_ok();
    let after = office.month(&day).await;
    assert_eq!((&after["totals"]["leave"], &after["closed"]["leave"]), (&json!(0), &json!(200)));
    assert_eq!(after["closed"], before["closed"]);
    assert_eq!(office.mine().await["entries"][0]["late"], json!([day[..7]]));
}

#[tokio::test]
async fn seniority_grants_by_itself_and_approved_overtime_earns_time_off_once() {
    let office = Office::open().await;
    let wang = &office.firm.wang;
    let year: i64 = office.day(0)[..4].parse().unwrap();
    let since = |years: i64| json!({ "do": "since", "work": format!("{}-01-01", year - years), "hired": format!("{}-01-01", year - years) });
    office.write(wang, since(9), "入职材料").await.expect_ok();
    assert_eq!(office.balance("年假").await["left"], 500);
    office.write(wang, since(10), "补交社保记录").await.expect_ok();
    assert_eq!(office.balance("年假").await["left"], 1_000, "what is more is granted, not all anew");
    let mine = office.mine().await;
    assert_eq!(mine["work"], json!(format!("{}-01-01", year - 10)));
    let until = format!("{}-12-31", year + 1);
    assert!(mine["entries"].to_string().contains(&until), "it may be taken in the year after: {mine}");

    let overtime = office.form("overtime").await;
    let wish = |pay: &str| {
        json!({ "day": office.day(0), "from": "19:00", "to": "23:00", "hours": "4",
        "on": "工作日", "pay": pay, "reason": "发布" })
    };
    for pay in ["调休", "加班费"] {
        let case = office.firm.asked(&office.bo, &overtime, wish(pay)).await;
        office.firm.approve(wang, &case).await;
        office.house().run_jobs().await;
        office.firm.decided_again(&case).await;
        office.house().run_jobs().await;
    }
    let lieu = office.balance("调休").await;
    assert_eq!(
        (&lieu["left"], &lieu["ends"][0]["amount"]),
        (&json!(50), &json!(50)),
        "four hours are half a day"
    );
    let mut half = office.values("调休", (1, 1));
    half["begins"] = json!("中午");
    office.takes(half).await;
    assert_eq!(office.balance("调休").await["left"], 0);
}

#[tokio::test]
async fn a_ledger_is_its_persons_and_those_who_run_the_organisation_write_it_with_a_reason() {
    let office = Office::open().await;
    let (wang, bo, org_id) = (&office.firm.wang, &office.bo, office.firm.org.as_str());
    office.grants("年假", 300, None).await;
    let kind = office.kind("年假").await["id"].clone();
    let correct = |amount: i64| json!({ "do": "correct", "kind": kind, "amount": amount });
    office.write(wang, correct(-50), "多发了半天").await.expect_ok();
    assert_eq!(office.balance("年假").await["left"], 250);
    for (deed, reason, status, code) in [
        (correct(0), "理由充分", 422, "leave.amount"),
        (correct(1_000_000), "理由充分", 422, "leave.amount"),
        (correct(1), "短", 422, "leave.reason"),
        (
            json!({ "do": "grant", "kind": kind, "amount": 100, "until": office.day(-1) }),
            "理由充分",
            422,
            "leave.day",
        ),
        (
            json!({ "do": "correct", "kind": office.kind("病假").await["id"], "amount": 1 }),
            "理由充分",
            409,
            "leave.no_balance",
        ),
        (json!({ "do": "since", "work": "2020-02-30", "hired": "2020-03-01" }), "理由充分", 422, "leave.day"),
    ] {
        office.write(wang, deed, reason).await.expect_code(status, code);
    }
    // A member reaches his own and nobody's else; another organisation's administrator none at all.
    let cy = joined(office.house(), wang, org_id, "Cy", "member").await;
    for who in [bo, &cy] {
        for operation in ["leave.people", "leave.sheet"] {
            assert_eq!(office.call(who, operation, &[], NO).await.status.as_u16(), 403, "{operation}");
        }
        let usual = office.call(who, "leave.kind.usual", &[], json!({ "lang": "zh-CN" })).await;
        assert_eq!(usual.status.as_u16(), 403);
        let end = office.call(who, "leave.kind.end", &[("leavekind", kind.as_str().unwrap())], NO).await;
        assert_eq!(end.status.as_u16(), 403);
        let one = office.call(who, "leave.person", &[("person", &bo.id)], NO).await;
        assert_eq!(one.status.as_u16(), 403);
        assert_eq!(office.write(who, correct(100), "给自己加").await.status.as_u16(), 403);
    }
    assert_eq!(office.call(&cy, "leave.mine", &[], NO).await.expect_ok()["entries"], json!([]));
    let eve = office.house().person("Eve").await;
    let globex = org(&eve).await;
    let at = [("org", globex.as_str()), ("person", bo.id.as_str())];
    eve.call("leave.person", &at, NO).await.expect_code(404, "leave.unknown");
    let wish = json!({ "deed": correct(100), "reason": "外人写的" });
    eve.call("leave.write", &at, wish).await.expect_code(404, "leave.unknown");
    let at = [("org", globex.as_str()), ("leavekind", kind.as_str().unwrap())];
    eve.call("leave.kind.end", &at, NO).await.expect_code(404, "leave.unknown");
    // People are found by their names; what they have is in a sheet, too.
    let path = format!("/api/v1/orgs/{org_id}/leave/people?text=bo");
    let found = wang.get(&path).await.expect_ok();
    let found = found["items"].as_array().unwrap();
    assert_eq!((found.len(), &found[0]["name"]), (1, &json!("Bo")));
    let sheet = wang.get(&format!("/api/v1/orgs/{org_id}/leave/sheet?form=csv")).await;
    // Kinds that were made within one millisecond stand in any order.
    let is_bo = |line: &str| line.starts_with("Bo,") && line.contains(",2.5");
    assert!(sheet.text().lines().any(is_bo), "{}", sheet.text());
    // What is held about him says all of it.
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("office_leave_entry") && held.contains("多发了半天"), "{held}");
}

#[tokio::test]
async fn who_leaves_is_kept_for_as_long_as_the_policy_says_and_begins_anew_when_he_comes_back() {
    let office = Office::open().await;
    let wang = &office.firm.wang;
    office.grants("年假", 300, None).await;
    let at = [("person", office.bo.id.as_str())];
    office.call(wang, "org.member.remove", &at, NO).await.expect_ok();
    office.call(wang, "leave.person", &at, NO).await.expect_code(404, "leave.unknown");
    let lines = async || office.firm.count("SELECT COUNT(*) AS found FROM office_leave_entry").await;
    let books = async || office.firm.count("SELECT COUNT(*) AS found FROM office_leave_book").await;
    office.house().run_jobs().await;
    assert_eq!((lines().await, books().await), (1, 1));
    office.house().advance(Duration::from_secs(735 * 86_400));
    office.house().run_jobs().await;
    assert_eq!((lines().await, books().await), (0, 0));
}
