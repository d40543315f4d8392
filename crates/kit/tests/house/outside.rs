//! Whoever has no account proves a number and sees and erases what is held of it; nobody learns more than his own.

use kit::{Answer, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::org::{invite, org};

async fn ask(house: &House, phone: &str) -> Answer {
    let wish = json!({ "phone": phone, "proof": house.proof().await });
    house.nobody().call("outside.code", &[], wish).await
}

async fn look(house: &House, phone: &str, code: &str) -> Answer {
    house.nobody().call("outside.held", &[], json!({ "phone": phone, "code": code })).await
}

pub(crate) async fn erase(house: &House, pass: &Value) -> Answer {
    house.nobody().call("outside.erase", &[], json!({ "pass": pass })).await
}

/// What is seen with a fresh code; the bound of a minute passes before it.
pub(crate) async fn seen(house: &House, phone: &str) -> Value {
    house.advance(Duration::from_secs(61));
    ask(house, phone).await.expect_ok();
    look(house, phone, &house.code_for(phone).await).await.expect_ok()
}

async fn rows(house: &House) -> i64 {
    let mut view = house.running.house.db.view().await.unwrap();
    let sql = "SELECT COUNT(*) AS many FROM yard_invitation WHERE phone_index IS NOT NULL";
    view.one(sql, vec![]).await.unwrap().get("many").unwrap()
}

#[tokio::test]
async fn whoever_has_no_account_sees_and_erases_what_is_held_of_his_number() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let (mine, other) = (house.fresh_number(), house.fresh_number());
    invite(&ana, &acme, &mine, "member").await;
    invite(&ana, &acme, &other, "member").await;

    let held = seen(&house, &mine).await;
    assert_eq!(held["account"], false);
    let one = &held["invitations"][0];
    assert_eq!((&one["org"], &one["invited_by"]), (&json!("四合院测试有限公司"), &json!("Ana")));
    assert_eq!(held["invitations"].as_array().unwrap().len(), 1, "his own, and nobody else's");
    assert!(!held["retention"].as_str().unwrap().is_empty());

    assert_eq!(erase(&house, &held["pass"]).await.expect_ok(), json!({ "erased": 1 }));
    erase(&house, &held["pass"]).await.expect_code(422, "outside.pass_unknown");
    assert_eq!(rows(&house).await, 1, "the other number waits as before");
    let sent = ana.call("org.invitations.sent", &[("org", &acme)], json!(null)).await.expect_ok();
    let states: Vec<&Value> = sent["items"].as_array().unwrap().iter().map(|one| &one["state"]).collect();
    assert_eq!(states, ["declined", "open"], "the organisation knows that somebody declined, and no number");
    assert_eq!(seen(&house, &mine).await["invitations"], json!([]));
}

#[tokio::test]
async fn a_code_proves_one_number_once_for_five_minutes_and_opens_no_session() {
    let house = House::with(|config| config.accounts.signup = Some(ground::config::Signup::Open)).await;
    let (mine, other) = (house.fresh_number(), house.fresh_number());
    ask(&house, &mine).await.expect_ok();
    let code = house.code_for(&mine).await;
    let wish = json!({ "phone": mine, "code": code, "name": "Li", "device": "kit", "bearer": true });
    house.nobody().call("session.open", &[], wish).await.expect_code(422, "session.code_wrong");
    look(&house, &other, &code).await.expect_code(422, "session.code_expired");
    let wrong = if code == "000000" { "000001" } else { "000000" };
    look(&house, &mine, wrong).await.expect_code(422, "session.code_wrong");
    let held = look(&house, &mine, &code).await.expect_ok();
    look(&house, &mine, &code).await.expect_code(422, "session.code_expired");

    house.advance(Duration::from_secs(601));
    erase(&house, &held["pass"]).await.expect_code(422, "outside.pass_unknown");
    ask(&house, &mine).await.expect_ok();
    house.advance(Duration::from_secs(301));
    look(&house, &mine, &house.code_for(&mine).await).await.expect_code(422, "session.code_expired");
}

#[tokio::test]
async fn asking_tells_nobody_which_numbers_are_known_and_is_bounded() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let (invited, unknown) = (house.fresh_number(), house.fresh_number());
    invite(&ana, &acme, &invited, "member").await;
    house.advance(Duration::from_secs(61));
    let mut answers = Vec::new();
    for phone in [&ana.phone, &invited, &unknown] {
        let answer = ask(&house, phone).await;
        let (status, body) = (answer.status, answer.expect_ok());
        answers.push((status, body["resend_after_s"].clone()));
        ask(&house, phone).await.expect_code(429, "session.code_limit");
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    assert_eq!(look(&house, &unknown, &house.code_for(&unknown).await).await.expect_ok()["account"], false);

    // An account is for its person, signed in; a number that may have another owner opens nothing of it.
    let held = look(&house, &ana.phone, &house.code_for(&ana.phone).await).await.expect_ok();
    assert_eq!((&held["account"], &held["invitations"]), (&json!(true), &json!([])));
    erase(&house, &held["pass"]).await.expect_code(409, "outside.has_account");
    ana.call("me.get", &[], json!(null)).await.expect_ok();
}

#[tokio::test]
async fn what_is_no_number_no_proof_or_too_long_is_refused() {
    let house = House::start().await;
    let nobody = house.nobody();
    let proof = json!({ "challenge": "x", "nonce": "1" });
    let wish = json!({ "phone": house.fresh_number(), "proof": proof });
    nobody.call("outside.code", &[], wish).await.expect_code(422, "session.proof_wrong");
    let wish = json!({ "phone": "12", "proof": house.proof().await });
    nobody.call("outside.code", &[], wish).await.expect_code(422, "account.phone_wrong");
    look(&house, "", "123456").await.expect_code(422, "account.phone_missing");
    nobody.call("outside.held", &[], json!({ "phone": 7 })).await.expect_code(422, "body.invalid");
    erase(&house, &json!("x")).await.expect_code(422, "outside.pass_unknown");
    erase(&house, &json!("x".repeat(300_000))).await.expect_code(413, "body.too_large");
}
