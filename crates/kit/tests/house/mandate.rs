//! Mandates: who may act for whom, in what, and what the person sees of it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::desk::{codes, keeper};
use crate::org::{joined, org};
use crate::rights::proof;

const DAY: Duration = Duration::from_secs(86_400);

async fn give(house: &House, from: &Client, to: &str, scopes: &[&str]) -> Answer {
    let wish = json!({ "phone": to, "scopes": scopes, "days": 90, "proof": proof(house, from).await });
    from.call("mandate.give", &[], wish).await
}

pub(crate) async fn mine(who: &Client) -> Value {
    who.call("me.mandates", &[], json!(null)).await.expect_ok()
}

/// A mandate that stands.
pub(crate) async fn accepted(house: &House, from: &Client, to: &Client, scopes: &[&str]) -> String {
    let given = give(house, from, &to.phone, scopes).await.expect_ok();
    let id = given["id"].as_str().unwrap().to_owned();
    to.call("mandate.accept", &[("mandate", &id)], json!({})).await.expect_ok();
    id
}

pub(crate) async fn look(house: &House, who: &Client, mandate: &str) -> Answer {
    let wish = json!({ "proof": proof(house, who).await });
    who.call("mandate.data", &[("mandate", mandate)], wish).await
}

#[tokio::test]
async fn whoever_accepted_sees_what_it_covers_and_the_person_sees_each_look() {
    let house = House::start().await;
    let (ana, bo, cy, eve) = (
        house.person("Ana").await,
        house.person("Bo").await,
        house.person("Cy").await,
        house.person("Eve").await,
    );
    let acme = org(&ana).await;
    let mum = joined(&house, &ana, &acme, "Mum Canary", "member").await;
    let given = give(&house, &mum, &bo.phone, &["see", "consent"]).await.expect_ok();
    let id = given["id"].as_str().unwrap().to_owned();
    let at = [("mandate", id.as_str())];
    let asked = mine(&bo).await["held"][0].clone();
    assert_eq!(
        (&asked["state"], &asked["other"], &asked["scopes"]),
        (&json!("asked"), &json!("Mum Canary"), &json!(["see", "consent"]))
    );
    assert!(codes(&bo).await.contains(&"mandate.asked".to_owned()));
    assert_eq!(
        mine(&mum).await["given"][0]["other"],
        json!(null),
        "who has a number is not told before he accepts"
    );
    look(&house, &bo, &id).await.expect_code(404, "mandate.unknown");
    for stranger in [&cy, &eve, &ana] {
        stranger.call("mandate.accept", &at, json!({})).await.expect_code(404, "mandate.unknown");
        stranger.call("mandate.end", &at, json!({})).await.expect_code(404, "mandate.unknown");
        look(&house, stranger, &id).await.expect_code(404, "mandate.unknown");
        assert_eq!(mine(stranger).await["held"], json!([]));
    }
    mum.call("mandate.accept", &at, json!({})).await.expect_code(404, "mandate.unknown");

    bo.call("mandate.accept", &at, json!({})).await.expect_ok();
    bo.call("mandate.accept", &at, json!({})).await.expect_code(404, "mandate.unknown");
    bo.call("mandate.data", &at, json!({})).await.expect_code(422, "identity.missing");
    let seen = look(&house, &bo, &id).await.expect_ok();
    let values = seen["items"].to_string();
    assert!(values.contains("Mum Canary") && values.contains("四合院测试有限公司"), "{seen}");
    for hidden in ["passkey", "password"] {
        assert!(!values.contains(hidden), "{seen}");
    }
    look(&house, &mum, &id).await.expect_code(404, "mandate.unknown");

    let given = mine(&mum).await["given"][0].clone();
    assert_eq!((&given["other"], &given["state"]), (&json!("Bo"), &json!("stands")));
    assert_eq!(given["acts"].as_array().unwrap().len(), 1, "what was not allowed is no act: {given}");
    assert_eq!(given["acts"][0]["act"], "see");
    let told = codes(&mum).await;
    assert!(
        ["mandate.accepted", "mandate.acted"].iter().all(|code| told.iter().any(|one| one == code)),
        "{told:?}"
    );
    let looks = mum.call("me.openings", &[], json!(null)).await.expect_ok();
    assert!(looks.to_string().contains("own-data"), "each look is a leaf on her page: {looks}");
}

#[tokio::test]
async fn a_mandate_covers_what_it_names_and_nothing_sensitive() {
    let house = House::start().await;
    let keeper = keeper(&house, "Kay").await;
    let (mum, bo) = (house.person("Mum").await, house.person("Bo").await);
    let id = accepted(&house, &mum, &bo, &["correct", "consent"]).await;
    let at = [("mandate", id.as_str())];
    look(&house, &bo, &id).await.expect_code(403, "mandate.not_covered");
    // What is not covered is refused before a proof is looked at.
    for kind in ["delete", "cancel"] {
        let wish = json!({ "kind": kind, "words": "For Mum" });
        bo.call("mandate.ask", &at, wish).await.expect_code(403, "mandate.not_covered");
    }
    let wish = json!({ "kind": "gold" });
    bo.call("mandate.ask", &at, wish).await.expect_code(422, "rights.kind_unknown");
    let wish = json!({ "kind": "correct", "words": "For Mum" });
    bo.call("mandate.ask", &at, wish.clone()).await.expect_code(422, "identity.missing");
    let mut wish = wish;
    wish["proof"] = proof(&house, &bo).await;
    let asked = bo.call("mandate.ask", &at, wish).await.expect_ok();
    let desk = keeper.call("rights.desk", &[], json!(null)).await.expect_ok();
    assert_eq!((&desk["items"][0]["id"], &desk["items"][0]["person"]), (&asked["id"], &json!(mum.id)));
    assert!(desk["items"][0]["due_at"].is_string(), "the clock runs");

    let version = mine(&bo).await["version"].clone();
    let say = async |purpose: &str, given: bool, version: &Value| {
        house.advance(Duration::from_secs(2_000)); // five codes an hour go to one number
        let proof = proof(&house, &bo).await;
        let wish = json!({ "purpose": purpose, "given": given, "version": version, "proof": proof });
        bo.call("mandate.consent", &at, wish).await
    };
    for (purpose, given, status, code) in [
        ("meeting-camera", true, 403, "mandate.not_covered"),
        ("account", false, 409, "consent.not_withdrawable"),
        ("gold", true, 404, "consent.unknown"),
    ] {
        let wish = json!({ "purpose": purpose, "given": given, "version": version });
        bo.call("mandate.consent", &at, wish).await.expect_code(status, code);
    }
    say("avatar-display", true, &json!("of old")).await.expect_code(409, "consent.version_stale");
    say("avatar-display", true, &version).await.expect_ok();
    let state = async || {
        let all = mum.call("me.consents", &[], json!(null)).await.expect_ok();
        let found = all["items"].as_array().unwrap().iter().find(|one| one["purpose"] == "avatar-display");
        found.unwrap().clone()
    };
    assert!(state().await["given_at"].is_string());
    say("avatar-display", false, &version).await.expect_ok();
    assert!(state().await["withdrawn_at"].is_string());
    let acts = mine(&mum).await["given"][0]["acts"].clone();
    let said: Vec<(&Value, &Value)> =
        acts.as_array().unwrap().iter().map(|one| (&one["act"], &one["detail"])).collect();
    let (withdraw, agree, ask) = (json!("withdraw"), json!("agree"), json!("ask"));
    let (avatar, correct) = (json!("avatar-display"), json!("correct"));
    assert_eq!(said, [(&withdraw, &avatar), (&agree, &avatar), (&ask, &correct)]);
}

#[tokio::test]
async fn either_ends_it_at_once_and_it_ends_by_itself_on_its_day() {
    let house = House::start().await;
    let (mum, bo) = (house.person("Mum").await, house.person("Bo").await);
    for by in [&mum, &bo] {
        let id = accepted(&house, &mum, &bo, &["see"]).await;
        look(&house, &bo, &id).await.expect_ok();
        by.call("mandate.end", &[("mandate", &id)], json!({})).await.expect_ok();
        look(&house, &bo, &id).await.expect_code(404, "mandate.unknown");
        by.call("mandate.end", &[("mandate", &id)], json!({})).await.expect_code(404, "mandate.unknown");
        let list = mine(&mum).await["given"][0].clone();
        assert_eq!((&list["state"], list["acts"].as_array().unwrap().len()), (&json!("over"), 1));
    }
    let id = accepted(&house, &mum, &bo, &["see"]).await;
    let waits = give(&house, &mum, &house.fresh_number(), &["see"]).await.expect_ok();
    house.advance(31 * DAY);
    for who in [&mum, &bo] {
        who.get("/api/v1/me").await.expect_ok();
    }
    house.run_jobs().await;
    let given = mine(&mum).await["given"].clone();
    assert!(!given.to_string().contains(waits["id"].as_str().unwrap()), "nobody accepted it: {given}");
    house.advance(58 * DAY);
    look(&house, &bo, &id).await.expect_ok();
    house.advance(2 * DAY);
    look(&house, &bo, &id).await.expect_code(404, "mandate.unknown");
}

#[tokio::test]
async fn what_is_no_mandate_is_refused_and_minors_have_guardians() {
    let house = House::start().await;
    let (mum, bo, kim) = (house.person("Mum").await, house.person("Bo").await, house.person("Kim").await);
    let sent = async |wish: Value| mum.call("mandate.give", &[], wish).await;
    let wrong = [
        (json!({ "phone": "12", "scopes": ["see"], "days": 9 }), 422, "account.phone_wrong"),
        (json!({ "phone": bo.phone, "scopes": [], "days": 9 }), 422, "mandate.scope_unknown"),
        (json!({ "phone": bo.phone, "scopes": ["password"], "days": 9 }), 422, "mandate.scope_unknown"),
        (json!({ "phone": bo.phone, "scopes": ["see"], "days": 0 }), 422, "mandate.days_wrong"),
        (json!({ "phone": bo.phone, "scopes": ["see"], "days": 9999 }), 422, "mandate.days_wrong"),
        (json!({ "phone": bo.phone, "scopes": ["see"], "days": 9 }), 422, "identity.missing"),
        (json!({ "phone": bo.phone }), 422, "body.invalid"),
        (json!({ "phone": "x".repeat(300_000), "scopes": ["see"], "days": 9 }), 413, "body.too_large"),
    ];
    for (wish, status, code) in wrong {
        sent(wish).await.expect_code(status, code);
    }
    give(&house, &mum, &mum.phone, &["see"]).await.expect_code(422, "mandate.own_number");
    let given = give(&house, &mum, &kim.phone, &["see"]).await.expect_ok();
    let year = ground::clock::civil(house.running.house.clock.now().day()).0;
    kim.call("me.age.state", &[], json!({ "born": year - 16 })).await.expect_ok();
    let at = [("mandate", given["id"].as_str().unwrap())];
    kim.call("mandate.accept", &at, json!({})).await.expect_code(403, "minor.waiting");
    let wish = json!({ "phone": bo.phone, "scopes": ["see"], "days": 9 });
    kim.call("mandate.give", &[], wish).await.expect_code(403, "minor.waiting");
}

#[tokio::test]
async fn a_mandate_on_paper_is_given_once_two_witnessed_the_sheet() {
    let house = House::start().await;
    let (kay, kim) = (keeper(&house, "Kay").await, keeper(&house, "Kim").await);
    let (mum, bo) = (house.person("Mum").await, house.person("Bo").await);
    let wish = json!({
        "phone": mum.phone, "what": "mandate", "lang": "en",
        "mandate": { "phone": bo.phone, "scopes": ["see"], "days": 30 },
    });
    let mut own = wish.clone();
    own["mandate"]["phone"] = json!(mum.phone);
    kay.call("paper.print", &[], own).await.expect_code(422, "mandate.own_number");
    kay.call("paper.print", &[], json!({ "phone": mum.phone, "what": "mandate" }))
        .await
        .expect_code(422, "paper.kind_unknown");
    let sheet = kay.call("paper.print", &[], wish.clone()).await.expect_ok();
    let paper = sheet["paper"]["id"].as_str().unwrap();
    assert_eq!(mine(&mum).await["given"][0]["state"], "unsigned");
    assert_eq!(mine(&bo).await["held"], json!([]));
    let scan = json!({ "sheet": STANDARD.encode(b"%PDF-1.7 Mum %%EOF") });
    kay.call("paper.scan", &[("paper", paper)], scan).await.expect_ok();
    assert_eq!(mine(&bo).await["held"], json!([]), "one witness is none");
    kim.call("paper.witness", &[("paper", paper)], json!({})).await.expect_ok();
    let asked = mine(&bo).await["held"][0].clone();
    assert_eq!((&asked["state"], &asked["on_paper"]), (&json!("asked"), &json!(true)));
    let id = asked["id"].as_str().unwrap();
    bo.call("mandate.accept", &[("mandate", id)], json!({})).await.expect_ok();
    look(&house, &bo, id).await.expect_ok();

    let torn = kay.call("paper.print", &[], wish).await.expect_ok();
    let torn = torn["paper"]["id"].as_str().unwrap();
    kim.call("paper.discard", &[("paper", torn)], json!({})).await.expect_ok();
    assert_eq!(mine(&mum).await["given"].as_array().unwrap().len(), 1);
}
