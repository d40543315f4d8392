//! Cases of disclosure: a listed ground, papers, a second keeper, exactly the named fields, and whoever is concerned is told.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::desk::{codes, keeper};
use crate::meet::text;

/// A house with two keepers and somebody else.
struct Desk {
    house: House,
    wang: Client,
    li: Client,
    ana: Client,
}

impl Desk {
    async fn of(house: House) -> Self {
        let (wang, li) = (keeper(&house, "王芳").await, keeper(&house, "李明").await);
        let ana = house.person("Ana").await;
        Self { house, wang, li, ana }
    }

    fn wish(&self, kind: &str, ground: Option<&str>, fields: &[&str]) -> Value {
        let facts = json!({ "to": "某区人民法院", "reference": "调字〔2026〕1号", "why": "案件审理" });
        let case = self.house.running.house.policy.conduct().identity_cases.first();
        json!({
            "kind": kind, "ground": ground, "identity_case": case, "people": [self.ana.id], "fields": fields,
            "facts": facts,
        })
    }

    async fn opened(&self, wish: Value) -> String {
        text(&self.wang.call("disclosure.open", &[], wish).await.expect_ok(), "id").to_owned()
    }

    /// Opened by one keeper with a paper, approved by the other.
    async fn reviewed(&self, wish: Value) -> String {
        let case = self.opened(wish).await;
        on(&self.wang, "disclosure.paper", &case, paper()).await.expect_ok();
        on(&self.li, "disclosure.review", &case, json!({ "approve": true })).await.expect_ok();
        case
    }

    /// The codes of the grounds that hold here.
    async fn grounds(&self, list: &str) -> Vec<String> {
        let known = self.wang.call("disclosure.grounds", &[], json!(null)).await.expect_ok();
        let items = known[list].as_array().unwrap().iter();
        items.map(|one| text(one, "code").to_owned()).collect()
    }
}

pub(crate) async fn on(who: &Client, operation: &str, case: &str, body: Value) -> Answer {
    who.call(operation, &[("disclosure", case)], body).await
}

pub(crate) fn paper() -> Value {
    json!({ "content": STANDARD.encode(b"%PDF-1.7 subpoena") })
}

/// What a package says, where its signature holds.
fn verified(part: &Value) -> Value {
    let bytes = |name: &str| STANDARD.decode(text(part, name)).unwrap();
    let signed = format!("courtyard disclosure 1\n{}", text(part, "content"));
    UnparsedPublicKey::new(&ED25519, bytes("key")).verify(signed.as_bytes(), &bytes("signature")).unwrap();
    serde_json::from_str(text(part, "content")).unwrap()
}

/// proves: JJB-034, HKT-034, YZJ-064, AJ-078
#[tokio::test]
async fn data_are_used_without_consent_on_a_listed_ground_alone_and_the_log_says_which() {
    let desk = Desk::of(House::start().await).await;
    let codes = desk.grounds("use").await;
    let many = match desk.house.running.house.policy.profile() {
        "jujiabao" | "huiketing" => 10,
        "yunzhijia" | "anju" => 11,
        _ => 9,
    };
    assert_eq!(codes.len(), many, "{codes:?}");
    for wrong in [None, Some("because"), Some("trade-secrets"), Some("")] {
        let refused =
            desk.wang.call("disclosure.open", &[], desk.wish("use", wrong, &["phone-number"])).await;
        refused.expect_code(422, "disclosure.ground_unknown");
    }
    for ground in &codes {
        let case = desk.reviewed(desk.wish("use", Some(ground), &["phone-number"])).await;
        on(&desk.wang, "disclosure.release", &case, json!({})).await.expect_ok();
        let looks = desk.ana.get("/api/v1/me/openings").await.expect_ok().to_string();
        assert!(looks.contains(&format!(" {ground}\"")), "the log says the ground {ground}: {looks}");
    }
    let list = desk.wang.call("disclosure.list", &[], json!(null)).await.expect_ok();
    let logged: Vec<&str> = list["items"].as_array().unwrap().iter().map(|one| text(one, "ground")).collect();
    assert!(codes.iter().all(|code| logged.contains(&code.as_str())), "{logged:?}");
    for id in ["JJB-034", "HKT-034", "YZJ-064", "AJ-078"] {
        proved(id, &["disclosure.open", "disclosure.release", "disclosure.list", "disclosure.grounds"]);
    }
}

/// proves: DB-084
#[tokio::test]
async fn under_duban_a_verified_identity_is_looked_up_in_a_listed_case_alone_and_the_log_says_which() {
    let desk = Desk::of(House::with_profile("duban", |_| {}).await).await;
    let known = desk.grounds("identity").await;
    assert_eq!(known, ["minor-protection", "telecom-fraud", "tax-withholding", "law-enforcement"]);
    let ground = desk.grounds("use").await.remove(0);
    let asking = |case: Option<&str>, fields: &[&str]| {
        let mut wish = desk.wish("use", Some(&ground), fields);
        wish["identity_case"] = json!(case);
        wish
    };
    for wrong in [None, Some(""), Some("curiosity"), Some("legal-duty")] {
        let refused = desk.wang.call("disclosure.open", &[], asking(wrong, &["phone-number"])).await;
        refused.expect_code(422, "disclosure.identity_case");
    }
    let long = "x".repeat(5_000);
    let refused = desk.wang.call("disclosure.open", &[], asking(Some(&long), &["phone-number"])).await;
    refused.expect_code(422, "disclosure.identity_case");
    desk.ana
        .call("disclosure.open", &[], asking(Some(&known[0]), &["phone-number"]))
        .await
        .expect_code(403, "access.denied");
    // A name that others see anyway is no verified identity.
    desk.opened(asking(None, &["display-name"])).await;
    for code in &known {
        let case = desk.reviewed(asking(Some(code), &["phone-number"])).await;
        on(&desk.wang, "disclosure.release", &case, json!({})).await.expect_ok();
        let looks = desk.ana.get("/api/v1/me/openings").await.expect_ok().to_string();
        assert!(looks.contains(&format!("identity:{code} ")), "the log says the case {code}: {looks}");
        let read = on(&desk.li, "disclosure.read", &case, json!(null)).await.expect_ok();
        assert_eq!(text(&read, "identity_case"), code);
    }
    proved("DB-084", &["disclosure.open", "disclosure.release", "disclosure.read", "disclosure.grounds"]);
}

/// proves: JJB-055, HKT-055, AJ-125, DB-051
#[tokio::test]
async fn a_disclosure_holds_one_listed_ground_and_another_keeper_who_approved() {
    let desk = Desk::of(House::start().await).await;
    let codes = desk.grounds("share").await;
    let many = match desk.house.running.house.policy.profile() {
        "jujiabao" | "huiketing" | "duban" => 8,
        "anju" => 6,
        "yunzhijia" => 7,
        _ => 5,
    };
    assert_eq!(codes.len(), many, "{codes:?}");
    let fields = ["display-name", "phone-number"];
    for wrong in [None, Some("contract"), Some("fault-handling"), Some("because we like to")] {
        let refused = desk.wang.call("disclosure.open", &[], desk.wish("authority", wrong, &fields)).await;
        refused.expect_code(422, "disclosure.ground_unknown");
    }
    for ground in &codes {
        let case = desk.opened(desk.wish("authority", Some(ground), &fields)).await;
        on(&desk.wang, "disclosure.paper", &case, paper()).await.expect_ok();
        let own = on(&desk.wang, "disclosure.review", &case, json!({ "approve": true })).await;
        own.expect_code(409, "disclosure.same_person");
        let soon = on(&desk.wang, "disclosure.release", &case, json!({})).await;
        soon.expect_code(409, "disclosure.not_reviewed");
        on(&desk.li, "disclosure.review", &case, json!({ "approve": true })).await.expect_ok();
        on(&desk.wang, "disclosure.release", &case, json!({})).await.expect_ok();
        let record = on(&desk.li, "disclosure.read", &case, json!(null)).await.expect_ok();
        assert_eq!(
            (text(&record, "ground"), text(&record, "reviewed_by")),
            (ground.as_str(), desk.li.id.as_str())
        );
    }
    let refused = desk.opened(desk.wish("use", Some(&desk.grounds("use").await[0]), &fields)).await;
    on(&desk.li, "disclosure.review", &refused, json!({ "approve": false })).await.expect_ok();
    let no = on(&desk.wang, "disclosure.release", &refused, json!({})).await;
    no.expect_code(409, "disclosure.state_wrong");
    for id in ["JJB-055", "HKT-055", "AJ-125", "DB-051"] {
        proved(id, &["disclosure.open", "disclosure.review", "disclosure.release", "disclosure.read"]);
    }
}

/// proves: YZJ-074, AJ-123
#[tokio::test]
async fn without_papers_and_a_second_reviewer_nothing_is_released_and_then_only_what_is_named() {
    let desk = Desk::of(House::start().await).await;
    let ground = desk.grounds("share").await.remove(0);
    let case = desk.opened(desk.wish("authority", Some(&ground), &["phone-number"])).await;
    let bare = on(&desk.li, "disclosure.review", &case, json!({ "approve": true })).await;
    bare.expect_code(409, "disclosure.paper_missing");
    on(&desk.wang, "disclosure.release", &case, json!({})).await.expect_code(409, "disclosure.not_reviewed");
    for wrong in [json!({ "content": STANDARD.encode("a letter") }), json!({ "content": "***" })] {
        on(&desk.wang, "disclosure.paper", &case, wrong).await.expect_code(422, "disclosure.paper_wrong");
    }
    on(&desk.wang, "disclosure.paper", &case, paper()).await.expect_ok();
    on(&desk.li, "disclosure.review", &case, json!({ "approve": true })).await.expect_ok();
    on(&desk.wang, "disclosure.package", &case, json!(null)).await.expect_code(409, "disclosure.state_wrong");
    on(&desk.wang, "disclosure.release", &case, json!({})).await.expect_ok();
    on(&desk.wang, "disclosure.release", &case, json!({})).await.expect_code(409, "disclosure.state_wrong");

    let release = on(&desk.wang, "disclosure.package", &case, json!(null)).await.expect_ok();
    let parts = release["parts"].as_array().unwrap();
    let content = verified(&parts[0]);
    assert_eq!((parts.len(), &content["subject"]), (1, &json!(desk.ana.id)));
    let number = format!("+86{}", desk.ana.phone);
    assert_eq!(
        content["fields"],
        json!([{ "category": "phone-number", "values": [number] }]),
        "and nothing else"
    );
    let read = on(&desk.li, "disclosure.read", &case, json!(null)).await.expect_ok();
    assert_eq!(STANDARD.decode(text(&read["papers"][0], "content")).unwrap(), b"%PDF-1.7 subpoena");

    let looks = desk.ana.get("/api/v1/me/openings").await.expect_ok();
    let acts: Vec<&str> = looks["items"].as_array().unwrap().iter().map(|look| text(look, "act")).collect();
    assert!(acts.contains(&"disclosure.release") && acts.contains(&"disclosure.package"), "{acts:?}");
    for id in ["YZJ-074", "AJ-123"] {
        proved(id, &["disclosure.paper", "disclosure.review", "disclosure.release", "disclosure.package"]);
    }
}

/// proves: YZJ-075
#[tokio::test]
async fn whoever_is_concerned_is_told_at_the_end_or_it_is_written_down_why_not() {
    let desk = Desk::of(House::start().await).await;
    let ground = desk.grounds("share").await.remove(0);
    let told = desk.reviewed(desk.wish("authority", Some(&ground), &["phone-number"])).await;
    on(&desk.wang, "disclosure.close", &told, json!({ "tell": true }))
        .await
        .expect_code(409, "disclosure.same_person");
    on(&desk.wang, "disclosure.release", &told, json!({})).await.expect_ok();
    on(&desk.wang, "disclosure.close", &told, json!({ "tell": true })).await.expect_ok();
    assert_eq!(codes(&desk.ana).await, ["disclosure.told"]);
    let notices = desk.ana.get("/api/v1/me/notices").await.expect_ok();
    assert!(text(&notices["items"][0], "text").contains("某区人民法院"), "{notices}");

    let silent = desk.reviewed(desk.wish("authority", Some(&ground), &["phone-number"])).await;
    on(&desk.wang, "disclosure.release", &silent, json!({})).await.expect_ok();
    for bare in [json!({ "tell": false }), json!({ "tell": false, "reason": "  " })] {
        on(&desk.wang, "disclosure.close", &silent, bare).await.expect_code(422, "disclosure.reason_missing");
    }
    let why = json!({ "tell": false, "reason": "法院书面要求保密" });
    on(&desk.wang, "disclosure.close", &silent, why).await.expect_ok();
    assert_eq!(codes(&desk.ana).await.len(), 1, "nothing more");
    let mine = desk.ana.call("disclosure.mine", &[], json!(null)).await.expect_ok();
    assert_eq!(mine["items"].as_array().unwrap().len(), 1, "nor does a list betray it: {mine}");
    let read = on(&desk.li, "disclosure.read", &silent, json!(null)).await.expect_ok();
    assert_eq!((text(&read, "silence"), &read["told"]), ("法院书面要求保密", &json!(false)));
    on(&desk.wang, "disclosure.package", &silent, json!(null))
        .await
        .expect_code(409, "disclosure.state_wrong");
    proved("YZJ-075", &["disclosure.close", "disclosure.read", "disclosure.mine"]);
}

/// proves: DB-043, DB-047
#[tokio::test]
async fn a_complainant_gets_the_least_and_a_transfer_waits_for_the_persons_word() {
    let desk = Desk::of(House::start().await).await;
    let ground = desk.grounds("share").await.remove(0);
    let more = desk.wish("complaint", Some(&ground), &["display-name", "session-network"]);
    desk.wang.call("disclosure.open", &[], more).await.expect_code(422, "disclosure.fields_wrong");
    let case = desk.reviewed(desk.wish("complaint", Some(&ground), &["display-name"])).await;
    assert_eq!(codes(&desk.ana).await, Vec::<String>::new());
    on(&desk.wang, "disclosure.release", &case, json!({})).await.expect_ok();
    assert_eq!(codes(&desk.ana).await, ["disclosure.accused"], "the accused is told with the release");
    let release = on(&desk.wang, "disclosure.package", &case, json!(null)).await.expect_ok();
    let fields = &verified(&release["parts"][0])["fields"];
    assert_eq!(*fields, json!([{ "category": "display-name", "values": ["Ana"] }]));
    let looks = desk.ana.get("/api/v1/me/openings").await.expect_ok().to_string();
    assert!(looks.contains("disclosure.release"), "{looks}");

    let grounded = desk.wish("transfer", Some(&ground), &["display-name"]);
    desk.wang.call("disclosure.open", &[], grounded).await.expect_code(422, "disclosure.ground_unknown");
    let case = desk.reviewed(desk.wish("transfer", None, &["display-name"])).await;
    on(&desk.wang, "disclosure.release", &case, json!({}))
        .await
        .expect_code(409, "disclosure.consent_missing");
    assert_eq!(codes(&desk.ana).await[0], "disclosure.asked");
    let bo = desk.house.person("Bo").await;
    for stranger in [&bo, &desk.wang] {
        on(stranger, "disclosure.agree", &case, json!({})).await.expect_code(404, "disclosure.unknown");
    }
    on(&desk.wang, "disclosure.release", &case, json!({}))
        .await
        .expect_code(409, "disclosure.consent_missing");
    on(&desk.ana, "disclosure.agree", &case, json!({})).await.expect_ok();
    on(&desk.ana, "disclosure.agree", &case, json!({})).await.expect_code(409, "disclosure.state_wrong");
    on(&desk.wang, "disclosure.release", &case, json!({})).await.expect_ok();
    let operations = ["disclosure.open", "disclosure.review", "disclosure.release", "disclosure.package"];
    proved("DB-043", &operations);
    proved("DB-047", &["disclosure.release", "disclosure.agree"]);
}

/// proves: DB-050
#[tokio::test]
async fn a_breach_is_published_on_a_ground_or_with_consent_and_says_act_and_measure() {
    let desk = Desk::of(House::start().await).await;
    let breach = |ground: Option<&str>, act: &str| {
        let facts = json!({ "to": "全体用户", "why": "多次警告无效", "act": act, "measure": "停用账号七日" });
        json!({ "kind": "violation", "ground": ground, "people": [desk.ana.id], "facts": facts })
    };
    let hanging = async || desk.house.nobody().call("house.notices", &[], json!(null)).await.expect_ok();
    let unsaid = desk.wang.call("disclosure.open", &[], breach(None, " ")).await;
    unsaid.expect_code(422, "disclosure.text_wrong");
    let wrong = desk.wang.call("disclosure.open", &[], breach(Some("gossip"), "群发诈骗信息")).await;
    wrong.expect_code(422, "disclosure.ground_unknown");

    let asked = desk.reviewed(breach(None, "群发诈骗信息")).await;
    on(&desk.wang, "disclosure.release", &asked, json!({}))
        .await
        .expect_code(409, "disclosure.consent_missing");
    assert_eq!(hanging().await["items"], json!([]), "nothing hangs without ground or consent");
    on(&desk.ana, "disclosure.agree", &asked, json!({})).await.expect_ok();
    on(&desk.wang, "disclosure.release", &asked, json!({})).await.expect_ok();
    let public = hanging().await;
    let said = text(&public["items"][0], "text");
    assert!(said.contains("群发诈骗信息") && said.contains("停用账号七日"), "{public}");
    assert!(!public.to_string().contains("Ana"), "it names nobody");

    let ground = desk.grounds("share").await.remove(0);
    let grounded = desk.reviewed(breach(Some(&ground), "冒充客服")).await;
    on(&desk.wang, "disclosure.release", &grounded, json!({})).await.expect_ok();
    assert!(hanging().await.to_string().contains("冒充客服"));
    proved("DB-050", &["disclosure.open", "disclosure.release", "disclosure.agree", "house.notices"]);
}

#[tokio::test]
async fn who_restricted_his_data_is_no_less_within_reach_of_a_case_and_of_nothing_else() {
    let desk = Desk::of(House::start().await).await;
    let ground = desk.grounds("share").await.remove(0);
    let case = desk.reviewed(desk.wish("authority", Some(&ground), &["display-name"])).await;
    desk.house
        .running
        .house
        .vault
        .hold(desk.ana.id.parse::<ground::PersonId>().unwrap(), vault::Hold::Restricted);
    on(&desk.wang, "disclosure.release", &case, json!({})).await.expect_ok();
    let release = on(&desk.wang, "disclosure.package", &case, json!(null)).await.expect_ok();
    assert_eq!(verified(&release["parts"][0])["fields"][0]["values"], json!(["Ana"]));
}

#[tokio::test]
async fn a_minors_data_need_the_two_keepers_of_an_opening_too() {
    let desk = Desk::of(House::start().await).await;
    let ground = desk.grounds("use").await.remove(0);
    let year = desk.house.running.house.clock.now().rfc3339()[..4].parse::<i64>().unwrap() - 10;
    desk.ana.call("me.age.state", &[], json!({ "born": year })).await.expect_ok();
    let case = desk.reviewed(desk.wish("use", Some(&ground), &["display-name"])).await;
    on(&desk.wang, "disclosure.release", &case, json!({})).await.expect_code(403, "disclosure.not_permitted");
    let minor = [("person", desk.ana.id.as_str())];
    let asked = desk.wang.call("minor.opening.ask", &minor, json!({ "reason": "legal" }));
    let opening = asked.await.expect_ok();
    let at = [("opening", text(&opening, "id"))];
    desk.li.call("minor.opening.approve", &at, json!({})).await.expect_ok();
    on(&desk.wang, "disclosure.release", &case, json!({})).await.expect_ok();
}

#[tokio::test]
async fn relatives_have_what_the_law_lets_them_unless_the_person_wished_otherwise() {
    let desk = Desk::of(House::start().await).await;
    let wish = async |wish: &str| desk.ana.call("me.after.state", &[], json!({ "wish": wish })).await;
    wish("everything").await.expect_code(422, "body.invalid");
    wish("nobody").await.expect_ok();
    let heir = || desk.wish("heir", None, &["display-name"]);
    desk.wang.call("disclosure.open", &[], heir()).await.expect_code(409, "disclosure.wished_otherwise");
    wish("delete_only").await.expect_ok();
    assert_eq!(desk.ana.call("me.after", &[], json!(null)).await.expect_ok()["wish"], "delete_only");
    let case = desk.opened(heir()).await;
    on(&desk.li, "disclosure.review", &case, json!({ "approve": true }))
        .await
        .expect_code(409, "disclosure.paper_missing");
    on(&desk.wang, "disclosure.erase", &case, json!({})).await.expect_code(409, "disclosure.state_wrong");
    on(&desk.wang, "disclosure.paper", &case, paper()).await.expect_ok();
    on(&desk.li, "disclosure.review", &case, json!({ "approve": true })).await.expect_ok();
    on(&desk.wang, "disclosure.release", &case, json!({}))
        .await
        .expect_code(409, "disclosure.wished_otherwise");
    wish("law").await.expect_ok();
    on(&desk.wang, "disclosure.release", &case, json!({})).await.expect_ok();
    let release = on(&desk.wang, "disclosure.package", &case, json!(null)).await.expect_ok();
    assert_eq!(verified(&release["parts"][0])["fields"][0]["values"], json!(["Ana"]));
    let correct = async |person: &str, name: &str| {
        on(&desk.wang, "disclosure.correct", &case, json!({ "person": person, "name": name })).await
    };
    correct(&desk.li.id, "Anna").await.expect_code(422, "disclosure.people_wrong");
    correct(&desk.ana.id, &"长".repeat(65)).await.expect_code(422, "account.name_wrong");
    wish("delete_only").await.expect_ok();
    correct(&desk.ana.id, "Anna").await.expect_code(409, "disclosure.wished_otherwise");
    wish("law").await.expect_ok();
    correct(&desk.ana.id, "安娜").await.expect_ok();
    assert_eq!(desk.ana.get("/api/v1/me").await.expect_ok()["name"], "安娜", "see, copy, correct, delete");
    on(&desk.wang, "disclosure.erase", &case, json!({})).await.expect_ok();
    assert_eq!(desk.ana.get("/api/v1/me").await.status, 401, "the account is gone");
    on(&desk.wang, "disclosure.close", &case, json!({ "tell": true })).await.expect_ok();
}

#[tokio::test]
async fn whoever_is_no_keeper_reaches_no_case_and_what_is_malformed_is_refused() {
    let desk = Desk::of(House::start().await).await;
    let ground = desk.grounds("share").await.remove(0);
    let case = desk.opened(desk.wish("authority", Some(&ground), &["phone-number"])).await;
    let administrator = desk.house.person("Eve").await;
    crate::org::org(&administrator).await;
    for who in [&desk.ana, &administrator] {
        let wish = desk.wish("authority", Some(&ground), &["phone-number"]);
        who.call("disclosure.open", &[], wish).await.expect_code(403, "access.denied");
        who.call("disclosure.list", &[], json!(null)).await.expect_code(403, "access.denied");
        for (operation, body) in [
            ("disclosure.read", json!(null)),
            ("disclosure.paper", paper()),
            ("disclosure.review", json!({ "approve": true })),
            ("disclosure.release", json!({})),
            ("disclosure.package", json!(null)),
            ("disclosure.erase", json!({})),
            ("disclosure.correct", json!({ "person": desk.ana.id, "name": "Anna" })),
            ("disclosure.close", json!({ "tell": true })),
            ("disclosure.agree", json!({})),
        ] {
            on(who, operation, &case, body).await.expect_code(404, "disclosure.unknown");
        }
    }
    let with = |name: &str, value: Value| {
        let mut wish = desk.wish("authority", Some(&ground), &["phone-number"]);
        wish[name] = value;
        wish
    };
    let long = json!({ "to": "长".repeat(201), "why": "x" });
    for (wish, code) in [
        (with("people", json!([])), "disclosure.people_wrong"),
        (with("people", json!(["13999999999"])), "disclosure.people_wrong"),
        (with("people", json!(vec![&desk.ana.id; 51])), "disclosure.people_wrong"),
        (with("fields", json!([])), "disclosure.fields_wrong"),
        (with("fields", json!(["meeting-media"])), "disclosure.fields_wrong"),
        (with("facts", long), "disclosure.text_wrong"),
        (with("kind", json!("curiosity")), "body.invalid"),
    ] {
        desk.wang.call("disclosure.open", &[], wish).await.expect_code(422, code);
    }
    desk.wang.call("disclosure.open", &[], with("people", json!([desk.ana.phone]))).await.expect_ok();
}

#[tokio::test]
async fn a_closed_case_goes_after_three_years() {
    let desk = Desk::of(House::start().await).await;
    let ground = desk.grounds("use").await.remove(0);
    let case = desk.reviewed(desk.wish("use", Some(&ground), &["display-name"])).await;
    on(&desk.wang, "disclosure.release", &case, json!({})).await.expect_ok();
    on(&desk.wang, "disclosure.close", &case, json!({ "tell": true })).await.expect_ok();
    let mut view = desk.house.running.house.db.view().await.unwrap();
    let sql = "SELECT COUNT(*) AS many FROM yard_disclosure_person";
    assert_eq!(view.one(sql, vec![]).await.unwrap().get::<i64>("many").unwrap(), 1);
    drop(view);
    desk.house.advance(Duration::from_secs(3 * 366 * 86_400));
    desk.house.run_jobs().await;
    let mut view = desk.house.running.house.db.view().await.unwrap();
    assert_eq!(view.one(sql, vec![]).await.unwrap().get::<i64>("many").unwrap(), 0);
}

/// A case that is never released would stay for good, and so would who opened it, and why.
#[tokio::test]
async fn a_case_of_which_nothing_was_released_is_dropped_by_another_with_a_reason() {
    let desk = Desk::of(House::start().await).await;
    let ground = desk.grounds("share").await.remove(0);
    for approve in [false, true] {
        let case = desk.opened(desk.wish("complaint", None, &["display-name"])).await;
        if approve {
            on(&desk.li, "disclosure.review", &case, json!({ "approve": true })).await.expect_ok();
        }
        let why = json!({ "tell": false, "reason": "withdrawn by whoever asked" });
        on(&desk.wang, "disclosure.close", &case, why.clone())
            .await
            .expect_code(409, "disclosure.same_person");
        on(&desk.li, "disclosure.close", &case, json!({ "tell": true }))
            .await
            .expect_code(422, "disclosure.reason_missing");
        on(&desk.li, "disclosure.close", &case, why.clone()).await.expect_ok();
        let seen = on(&desk.wang, "disclosure.read", &case, json!(null)).await.expect_ok();
        assert_eq!(
            (&seen["state"], &seen["silence"]),
            (&json!("closed"), &json!("withdrawn by whoever asked"))
        );
        on(&desk.wang, "disclosure.release", &case, json!({}))
            .await
            .expect_code(409, "disclosure.state_wrong");
        on(&desk.li, "disclosure.close", &case, why).await.expect_code(409, "disclosure.state_wrong");
        assert_eq!(crate::desk::codes(&desk.wang).await[0], "disclosure.dropped");
        assert_eq!(
            crate::desk::codes(&desk.ana).await[0],
            "disclosure.asked_no_more",
            "whoever was asked hears it"
        );
    }
    let case = desk.opened(desk.wish("authority", Some(&ground), &["phone-number"])).await;
    on(&desk.li, "disclosure.close", &case, json!({ "tell": false, "reason": "x" })).await.expect_ok();
    assert_eq!(
        crate::desk::codes(&desk.ana).await[0],
        "disclosure.asked_no_more",
        "of this one she never heard"
    );
    assert_eq!(crate::desk::codes(&desk.ana).await.len(), 4, "asked and no more, twice");
}
