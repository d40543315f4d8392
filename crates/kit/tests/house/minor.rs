//! Minors: who waits for a guardian, what the guardian does, and what nobody does without him.

use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ground::clock::civil;
use ground::{PersonId, values};
use kit::{Answer, Client, House, proved};
use policy::GuardianProof;
use serde_json::{Value, json};
use std::time::Duration;

use crate::avatar::pictures;
use crate::org::{joined, org, particulars};
use crate::retention::keeper;
use crate::rights::proof;

const DAY: Duration = Duration::from_secs(86_400);
const SHEET: &[u8] = b"%PDF-1.7\nI agree that Kim uses this house.\n%%EOF";

/// The year in which somebody was born who is surely of this age.
fn born(house: &House, age: i64) -> i64 {
    civil(house.running.house.clock.now().day()).0 - age - 1
}

/// Somebody who says that he is so old.
pub(crate) async fn aged(house: &House, name: &str, age: i64) -> Client {
    let who = house.person(name).await;
    who.call("me.age.state", &[], json!({ "born": born(house, age) })).await.expect_ok();
    who
}

pub(crate) async fn ask(minor: &Client, guardian: &Client) {
    minor.call("me.guardian.ask", &[], json!({ "phone": guardian.phone })).await.expect_ok();
}

async fn wards(who: &Client) -> Value {
    who.call("guardian.wards", &[], json!(null)).await.expect_ok()
}

/// What a guardian has to send under this doorplate.
async fn yes(house: &House, guardian: &Client, level: GuardianProof) -> Value {
    let version = wards(guardian).await["version"].clone();
    match level {
        GuardianProof::Guided => json!({ "version": version }),
        GuardianProof::Authorised => json!({ "version": version, "proof": proof(house, guardian).await }),
        GuardianProof::Written => json!({
            "version": version, "proof": proof(house, guardian).await, "sheet": STANDARD.encode(SHEET),
        }),
    }
}

pub(crate) async fn agree(house: &House, guardian: &Client, minor: &Client, level: GuardianProof) {
    let wish = yes(house, guardian, level).await;
    guardian.call("guardian.agree", &[("person", &minor.id)], wish).await.expect_ok();
}

async fn texted(house: &House, who: &Client) -> usize {
    let outbox = house.nobody().get("/dev/outbox").await.expect_ok();
    let to = |item: &&Value| item["to"].as_str().is_some_and(|to| to.ends_with(&who.phone));
    outbox["items"].as_array().unwrap().iter().filter(to).filter(|item| item["code"].is_null()).count()
}

/// Everything that a minor who waits must not do.
async fn is_shut(minor: &Client) {
    let shut = [
        minor.call("meeting.start", &[], json!({ "guests": false })).await,
        minor.call("org.create", &[], particulars()).await,
        minor.call("meeting.list", &[], json!(null)).await,
        minor
            .send(
                Method::PUT,
                "/api/v1/me/avatar",
                Some(pictures()[0].clone()),
                &[("content-type", "image/png")],
            )
            .await,
    ];
    for answer in shut {
        answer.expect_code(403, "minor.waiting");
    }
    minor.get("/api/v1/me").await.expect_ok();
    minor.get("/api/v1/me/held").await.expect_ok();
}

/// proves: JJB-062, HKT-062, DB-068
#[tokio::test]
async fn from_fourteen_on_a_minor_waits_until_the_guardian_who_was_told_confirms() {
    let house = House::start().await;
    let (kim, mum, eve) =
        (aged(&house, "Kim", 15).await, house.person("Mum").await, house.person("Eve").await);
    let level = house.running.house.policy.conduct().minor;
    let age = kim.call("me.age", &[], json!(null)).await.expect_ok();
    assert_eq!(
        (&age["band"], &age["waiting"], &age["asked"]),
        (&json!("youth"), &json!(true), &json!(false))
    );
    is_shut(&kim).await;
    kim.call("me.guardian.ask", &[], json!({ "phone": kim.phone }))
        .await
        .expect_code(422, "minor.own_number");
    kim.call("me.guardian.ask", &[], json!({ "phone": "12" })).await.expect_code(422, "account.phone_wrong");
    assert_eq!((texted(&house, &mum).await, wards(&mum).await["items"].clone()), (0, json!([])));

    ask(&kim, &mum).await;
    assert_eq!(texted(&house, &mum).await, 1, "the guardian was told");
    let seen = wards(&mum).await["items"][0].clone();
    assert_eq!(
        (&seen["person"], &seen["name"], &seen["proof"]),
        (&json!(kim.id), &json!("Kim"), &json!(level.id()))
    );
    assert_eq!(wards(&eve).await["items"], json!([]));
    let at = [("person", kim.id.as_str())];
    let wish = yes(&house, &mum, level).await;
    eve.call("guardian.agree", &at, wish.clone()).await.expect_code(404, "minor.unknown");
    mum.call("guardian.agree", &at, json!({ "version": "of old" }))
        .await
        .expect_code(409, "consent.version_stale");
    mum.call("guardian.agree", &at, json!({ "version": "x".repeat(300_000) }))
        .await
        .expect_code(413, "body.too_large");
    is_shut(&kim).await;
    mum.call("guardian.agree", &at, wish).await.expect_ok();
    kim.call("meeting.start", &[], json!({ "guests": false })).await.expect_ok();
    assert_eq!(kim.call("me.age", &[], json!(null)).await.expect_ok()["waiting"], false);
    kim.call("me.age.state", &[], json!({ "born": born(&house, 30) })).await.expect_ok();
    assert_eq!(
        kim.call("me.age", &[], json!(null)).await.expect_ok()["band"],
        "youth",
        "what is said later changes nothing"
    );
    for id in ["JJB-062", "HKT-062", "DB-068"] {
        proved(id, &["me.age.state", "me.guardian.ask", "guardian.agree"]);
    }
}

/// proves: JJB-063, HKT-063, AJ-116, DB-069
#[tokio::test]
async fn a_child_submits_nothing_until_a_guardian_who_proved_who_he_is_authorises_it() {
    let house = House::start().await;
    let keeper = keeper(&house).await;
    let (kim, dad, bro) =
        (aged(&house, "Kim", 9).await, house.person("Dad").await, aged(&house, "Bro", 15).await);
    let level = house.running.house.policy.conduct().child;
    assert!(level > GuardianProof::Guided, "no doorplate lets a child in without a proof");
    is_shut(&kim).await;
    ask(&kim, &bro).await;
    bro.call("guardian.wards", &[], json!(null)).await.expect_code(403, "minor.waiting");
    ask(&kim, &dad).await;
    let at = [("person", kim.id.as_str())];
    let mut wish = yes(&house, &dad, level).await;
    wish["proof"] = json!({ "code": "000000" });
    dad.call("guardian.agree", &at, wish).await.expect_code(422, "session.code_wrong");
    is_shut(&kim).await;
    agree(&house, &dad, &kim, level).await;
    kim.call("meeting.start", &[], json!({ "guests": false })).await.expect_ok();

    let question =
        json!({ "kind": "explain", "words": "What do you know of Kim?", "proof": proof(&house, &dad).await });
    let asked = dad.call("guardian.ask", &at, question).await.expect_ok();
    let desk = keeper.call("rights.desk", &[], json!(null)).await.expect_ok();
    let waits = &desk["items"][0];
    assert_eq!((&waits["id"], &waits["person"]), (&asked["id"], &json!(kim.id)));
    assert!(waits["due_at"].is_string(), "the clock runs");
    for id in ["JJB-063", "HKT-063", "AJ-116", "DB-069"] {
        proved(id, &["me.age.state", "guardian.agree", "guardian.ask"]);
    }
}

/// proves: YZJ-093
#[tokio::test]
async fn below_eighteen_the_account_stays_shut_until_a_signed_sheet_is_attached_and_confirmed() {
    let house = House::start().await;
    let (kim, mum) = (aged(&house, "Kim", 17).await, house.person("Mum").await);
    assert_eq!(house.running.house.policy.conduct().minor, GuardianProof::Written);
    ask(&kim, &mum).await;
    let at = [("person", kim.id.as_str())];
    let whole = yes(&house, &mum, GuardianProof::Written).await;
    for sheet in [json!(null), json!("not base64!"), json!(STANDARD.encode(b"MZ program"))] {
        let mut wish = whole.clone();
        wish["sheet"] = sheet;
        mum.call("guardian.agree", &at, wish).await.expect_code(422, "minor.sheet_missing");
    }
    let mut unproved = whole.clone();
    unproved["proof"] = json!(null);
    mum.call("guardian.agree", &at, unproved).await.expect_code(422, "identity.missing");
    is_shut(&kim).await;
    mum.call("guardian.agree", &at, whole).await.expect_ok();
    kim.call("meeting.start", &[], json!({ "guests": false })).await.expect_ok();
    let held = kim.get("/api/v1/me/held").await.expect_ok();
    let sheet = |item: &&Value| item["table"] == "yard_minor" && item["category"] == "consent-record";
    assert!(held["items"].as_array().unwrap().iter().any(|item| sheet(&item)), "{held}");
    let mut view = house.running.house.db.view().await.unwrap();
    let row = view.one("SELECT sheet FROM yard_minor", vec![]).await.unwrap();
    let kept: Vec<u8> = row.get("sheet").unwrap();
    assert!(!kept.windows(5).any(|window| window == b"%PDF-"), "the sheet rests sealed");
    proved("YZJ-093", &["me.age.state", "guardian.agree"]);
}

async fn members(who: &Client, org: &str) -> Answer {
    who.call("org.members", &[("org", org)], json!(null)).await
}

/// proves: JJB-064, HKT-064, DB-070
#[tokio::test]
async fn what_is_a_minors_is_shown_to_nobody_without_a_guardian_and_what_was_too_much_goes() {
    let house = House::start().await;
    let (ana, dad) = (house.person("Ana").await, house.person("Dad").await);
    let acme = org(&ana).await;
    let kim = joined(&house, &ana, &acme, "Kim Canary", "member").await;
    let scopes = json!({ "name": "partner", "scopes": ["org.members.read"], "expires_in_days": 30 });
    let made = ana.call("org.service.create", &[("org", &acme)], scopes).await.expect_ok();
    let partner = house.bearer(made["token"].as_str().unwrap());
    let picture = Some(pictures()[0].clone());
    kim.send(Method::PUT, "/api/v1/me/avatar", picture, &[("content-type", "image/png")]).await.expect_ok();
    assert!(members(&partner, &acme).await.text().contains("Kim Canary"));

    kim.call("me.age.state", &[], json!({ "born": born(&house, 12) })).await.expect_ok();
    for who in [&partner, &ana] {
        let seen = members(who, &acme).await;
        seen.expect_ok();
        assert!(!seen.text().contains("Kim Canary"), "{}", seen.text());
    }
    let house = house.restart().await;
    let (ana, dad, kim) = (house.bearer_as(&ana), house.bearer_as(&dad), house.bearer_as(&kim));
    assert!(!members(&ana, &acme).await.text().contains("Kim Canary"), "also after a restart");
    ask(&kim, &dad).await;
    agree(&house, &dad, &kim, house.running.house.policy.conduct().child).await;
    assert!(members(&ana, &acme).await.text().contains("Kim Canary"), "a guardian agreed");

    let at = [("person", kim.id.as_str())];
    dad.call("guardian.remove", &at, json!({ "category": "display-name" }))
        .await
        .expect_code(422, "minor.needed");
    ana.call("guardian.remove", &at, json!({ "category": "avatar" })).await.expect_code(404, "minor.unknown");
    dad.call("guardian.remove", &at, json!({ "category": "avatar" })).await.expect_ok();
    kim.get("/api/v1/me/avatar").await.expect_code(404, "avatar.none");

    let lone = aged(&house, "Lone", 12).await;
    house.advance(13 * DAY);
    house.run_jobs().await;
    assert!(exists(&house, &lone).await, "a guardian has fourteen days");
    house.advance(2 * DAY);
    house.run_jobs().await;
    assert!(!exists(&house, &lone).await, "nobody answered, and nothing is left");
    assert!(exists(&house, &kim).await);
    for id in ["JJB-064", "HKT-064", "DB-070"] {
        proved(id, &["me.age.state", "guardian.agree", "guardian.remove", "job:minor.sweep"]);
    }
}

async fn exists(house: &House, who: &Client) -> bool {
    let id: PersonId = who.id.parse().unwrap();
    let mut view = house.running.house.db.view().await.unwrap();
    view.opt("SELECT 1 AS there FROM yard_person WHERE id = $1", values![id]).await.unwrap().is_some()
}

#[tokio::test]
async fn a_guardian_who_refuses_ends_the_account_whatever_the_doorplate() {
    let house = House::with_profile("duban", |_| {}).await;
    let (kim, mum, eve) =
        (aged(&house, "Kim", 15).await, house.person("Mum").await, house.person("Eve").await);
    ask(&kim, &mum).await;
    let at = [("person", kim.id.as_str())];
    let wish = json!({ "proof": proof(&house, &eve).await });
    eve.call("guardian.refuse", &at, wish).await.expect_code(404, "minor.unknown");
    mum.call("guardian.refuse", &at, json!({})).await.expect_code(422, "identity.missing");
    assert!(exists(&house, &kim).await);
    let wish = json!({ "proof": proof(&house, &mum).await });
    mum.call("guardian.refuse", &at, wish).await.expect_ok();
    assert!(!exists(&house, &kim).await);
    assert_eq!(kim.get("/api/v1/me").await.status, 401);
    assert_eq!(wards(&mum).await["items"], json!([]));
}

/// proves: AJ-083, AJ-127
#[tokio::test]
async fn a_verified_guardian_takes_along_what_is_held_and_limits_what_the_ward_does() {
    let house = House::start().await;
    let (kim, mum, eve) =
        (aged(&house, "Kim", 15).await, house.person("Mum").await, house.person("Eve").await);
    ask(&kim, &mum).await;
    let at = [("person", kim.id.as_str())];
    let early = json!({ "proof": proof(&house, &mum).await });
    mum.call("guardian.data", &at, early).await.expect_code(404, "minor.unknown");
    agree(&house, &mum, &kim, house.running.house.policy.conduct().minor).await;
    mum.call("guardian.data", &at, json!({})).await.expect_code(422, "identity.missing");
    let strange = json!({ "proof": proof(&house, &eve).await });
    eve.call("guardian.data", &at, strange).await.expect_code(404, "minor.unknown");
    let wish = json!({ "proof": proof(&house, &mum).await });
    let data = mum.call("guardian.data", &at, wish).await.expect_ok();
    let items = data["items"].as_array().unwrap();
    assert!(items.iter().any(|item| item["category"] == "display-name" && item["value"] == "Kim"), "{data}");
    let looked = kim.get("/api/v1/me/openings").await.expect_ok();
    let by = |item: &&Value| item["act"] == "me.held" || item["purpose"] == "own-data";
    assert!(looked["items"].as_array().unwrap().iter().any(|item| by(&item)), "the ward sees it: {looked}");

    let made = kim.call("org.create", &[], particulars()).await.expect_ok();
    let seen = wards(&mum).await["items"][0].clone();
    assert_eq!((&seen["organisations"], &seen["devices"]), (&json!(1), &json!(1)));
    assert!(seen["seen_at"].is_string());
    eve.call("guardian.limit", &at, json!({ "meetings": true })).await.expect_code(404, "minor.unknown");
    mum.call("guardian.limit", &at, json!({ "meetings": true })).await.expect_ok();
    kim.call("meeting.start", &[], json!({ "guests": false })).await.expect_code(403, "minor.limited");
    kim.call("org.get", &[("org", made["id"].as_str().unwrap())], json!(null)).await.expect_ok();
    mum.call("guardian.limit", &at, json!({})).await.expect_ok();
    kim.call("meeting.start", &[], json!({ "guests": false })).await.expect_ok();
    for id in ["AJ-083", "AJ-127"] {
        proved(id, &["guardian.agree", "guardian.data", "guardian.limit"]);
    }
}

/// proves: DB-046
#[tokio::test]
async fn nothing_of_a_minor_goes_to_a_partner_who_hands_work_on() {
    let house = House::with(|config| config.connectors.sms_entrusts_others = true).await;
    let kim = house.person("Kim").await;
    house.advance(Duration::from_secs(61));
    house.send_code(&kim.phone).await.expect_ok();
    house.advance(Duration::from_secs(61));
    kim.call("me.identity.code", &[], json!({})).await.expect_ok();
    kim.call("me.age.state", &[], json!({ "born": born(&house, 12) })).await.expect_ok();
    house.advance(Duration::from_secs(3_700));
    house.send_code(&kim.phone).await.expect_code(503, "session.code_not_sent");
    let dad = house.person("Dad").await;
    ask(&kim, &dad).await;
    assert_eq!(texted(&house, &dad).await, 0, "not even the question to the guardian goes that way");
    assert_eq!(wards(&dad).await["items"][0]["person"], json!(kim.id), "who finds it all the same");
    agree(&house, &dad, &kim, house.running.house.policy.conduct().child).await;
    house.advance(Duration::from_secs(3_700));
    house.send_code(&kim.phone).await.expect_code(503, "session.code_not_sent");
    house.send_code(&dad.phone).await.expect_ok();
    proved("DB-046", &["me.age.state", "session.code"]);
}

/// proves: JJB-046, HKT-046, AJ-091
#[tokio::test]
async fn staff_open_what_they_need_with_a_reason_that_the_person_reads_and_a_minors_data_by_two() {
    let house = House::start().await;
    let (one, two, ana) = (keeper(&house).await, keeper(&house).await, house.person("Ana").await);
    let kim = aged(&house, "Kim", 15).await;
    crate::desk::grant(&one, &two, "protection").await.expect_ok();
    ana.call("rights.desk", &[], json!(null)).await.expect_code(403, "access.denied");
    assert_eq!(openings(&ana, "rights.desk").await, Vec::<Value>::new());
    for who in [&ana, &kim] {
        let proof = proof(&house, who).await;
        let wish = json!({ "kind": "explain", "words": "Who reads this?", "proof": proof });
        who.call("rights.ask", &[], wish).await.expect_ok();
    }
    let words = |desk: &Value, who: &Client| {
        let items = desk["items"].as_array().unwrap();
        items.iter().find(|item| item["person"] == json!(who.id)).unwrap()["words"].clone()
    };
    let desk = one.call("rights.desk", &[], json!(null)).await.expect_ok();
    assert_eq!((words(&desk, &ana), words(&desk, &kim)), (json!("Who reads this?"), json!(null)));
    // What she wrote, and what she is recognised by: each kind once.
    let seen = openings(&ana, "rights.desk").await;
    let kinds: Vec<&str> = seen.iter().map(|one| one["category"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["feedback", "display-name", "phone-number"], "{seen:?}");
    assert_eq!(seen[1]["leaf"], seen[2]["leaf"], "one act, one leaf");
    assert_eq!((&seen[0]["who"]["kind"], &seen[0]["purpose"]), (&json!("keeper"), &json!("support")));
    assert!(seen[0]["reason"].is_string() && seen[0]["at"].is_string() && seen[0]["leaf"].is_u64());

    let at = [("person", kim.id.as_str())];
    ana.call("minor.opening.ask", &at, json!({ "reason": "request" }))
        .await
        .expect_code(403, "access.denied");
    one.call("minor.opening.ask", &at, json!({ "reason": "I am curious" }))
        .await
        .expect_code(422, "minor.reason_unknown");
    let asked = one.call("minor.opening.ask", &at, json!({ "reason": "request" })).await.expect_ok();
    let opening = [("opening", asked["id"].as_str().unwrap())];
    one.call("minor.opening.approve", &opening, json!({})).await.expect_code(403, "minor.same_person");
    let desk = one.call("rights.desk", &[], json!(null)).await.expect_ok();
    assert_eq!(words(&desk, &kim), json!(null), "one is not enough");
    two.call("minor.opening.approve", &opening, json!({})).await.expect_ok();
    let desk = one.call("rights.desk", &[], json!(null)).await.expect_ok();
    assert_eq!(words(&desk, &kim), json!("Who reads this?"));
    let desk = two.call("rights.desk", &[], json!(null)).await.expect_ok();
    assert_eq!(words(&desk, &kim), json!(null), "who approved may not look himself");
    let listed = two.call("minor.openings", &[], json!(null)).await.expect_ok()["items"][0].clone();
    assert_eq!((&listed["asked_by"], &listed["approved_by"]), (&json!(one.id), &json!(two.id)));
    assert_eq!(openings(&kim, "rights.desk").await.len(), 3);
    house.advance(DAY + Duration::from_secs(1));
    let desk = one.call("rights.desk", &[], json!(null)).await.expect_ok();
    assert_eq!(words(&desk, &kim), json!(null), "it stands for a day");

    house.running.house.vault.checkpoint().await.unwrap();
    let keys = house.folder().join("data.keys");
    let report = vault::audit::verify(&keys).await.unwrap();
    assert!(report.is_whole() && report.size > 0, "{:?}", report.findings);
    for id in ["JJB-046", "HKT-046", "AJ-091"] {
        proved(id, &["rights.desk", "me.openings", "minor.opening.ask", "minor.opening.approve"]);
    }
}

async fn openings(who: &Client, act: &str) -> Vec<Value> {
    let list = who.get("/api/v1/me/openings").await.expect_ok();
    list["items"].as_array().unwrap().iter().filter(|item| item["act"] == act).cloned().collect()
}

#[tokio::test]
async fn ages_that_cannot_be_and_people_who_are_grown_leave_nothing() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    for wrong in [1800, born(&house, 0) + 40] {
        ana.call("me.age.state", &[], json!({ "born": wrong })).await.expect_code(422, "minor.year_wrong");
    }
    ana.call("me.age.state", &[], json!({ "born": born(&house, 40) })).await.expect_ok();
    ana.call("meeting.start", &[], json!({ "guests": false })).await.expect_ok();
    ana.call("me.guardian.ask", &[], json!({ "phone": "13912345678" }))
        .await
        .expect_code(409, "minor.not_waiting");
    let mut view = house.running.house.db.view().await.unwrap();
    let row = view.one("SELECT COUNT(*) AS found FROM yard_minor", vec![]).await.unwrap();
    assert_eq!(row.get::<i64>("found").unwrap(), 0);
}
