//! Staff see data of others after a fresh second factor alone.

use kit::authenticator::HOST;
use kit::{Answer, Authenticator, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::desk::keeper;
use crate::org::{joined, org};
use crate::passkey::add;

const PASSWORD: &str = "kT9#vq2LmX";

async fn give(who: &Client, wish: Value) -> Answer {
    who.call("me.factor", &[], wish).await
}

/// A code to his own number, for a proof.
async fn code(house: &House, who: &Client) -> String {
    house.advance(Duration::from_secs(61));
    who.call("me.identity.code", &[], json!({})).await.expect_ok();
    house.code_for(&who.phone).await
}

async fn by_passkey(who: &Client, telephone: &mut Authenticator) -> Answer {
    let body = Some(b"{}".to_vec());
    let begun = who.send(axum::http::Method::POST, "/api/v1/session/passkey/begin", body, &[HOST]).await;
    let begun = begun.expect_ok();
    let passkey =
        json!({ "ceremony": begun["ceremony"].clone(), "credential": telephone.say(&begun["options"]) });
    give(who, json!({ "passkey": passkey })).await
}

async fn open(who: &Client, ticket: &str) -> Answer {
    who.call("ticket.open", &[("ticket", ticket)], json!(null)).await
}

async fn ticket(who: &Client) -> String {
    let wish = json!({ "kind": "feedback", "text": "会议里听不到声音。" });
    who.call("ticket.write", &[], wish).await.expect_ok()["id"].as_str().unwrap().to_owned()
}

/// proves: AJ-089
#[tokio::test]
async fn under_anju_staff_without_a_fresh_second_factor_see_nobodys_data() {
    let house = House::with_profile("anju", |_| {}).await;
    let wang = keeper(&house, "王芳").await.with_one_factor();
    let ana = house.person("Ana").await;
    let ticket = ticket(&ana).await;
    wang.call("ticket.queue", &[], json!(null)).await.expect_ok();
    wang.call("desk.look", &[], json!(null)).await.expect_ok();

    // One factor, the code by which he signed in, is not enough for what somebody wrote, asked or is asked about.
    open(&wang, &ticket).await.expect_code(403, "session.factor_needed");
    let answer = json!({ "text": "好的", "close": true });
    let at = [("ticket", ticket.as_str())];
    wang.call("ticket.answer", &at, answer).await.expect_code(403, "session.factor_needed");
    for operation in ["rights.desk", "disclosure.open", "minor.openings"] {
        wang.call(operation, &[], json!({})).await.expect_code(403, "session.factor_needed");
    }
    // Nor is the same factor a second time, or another person's word.
    let again = code(&house, &wang).await;
    give(&wang, json!({ "code": again })).await.expect_code(422, "session.factor_missing");
    give(&wang, json!({})).await.expect_code(422, "session.factor_missing");
    let wrong = give(&wang, json!({ "password": PASSWORD, "code": again })).await;
    assert!(wrong.status.is_client_error(), "there is no password yet");
    open(&wang, &ticket).await.expect_code(403, "session.factor_needed");

    // Password and code together are two; they stand for an hour, on this device.
    let set = json!({ "login": "wangfang", "password": PASSWORD });
    wang.call("password.set", &[], set).await.expect_ok();
    let code_now = code(&house, &wang).await;
    let bad = give(&wang, json!({ "password": "another1#Word", "code": code_now })).await;
    assert!(bad.status.is_client_error() && bad.json()["code"] != "session.factor_missing", "{}", bad.text());
    let until = give(&wang, json!({ "password": PASSWORD, "code": code_now })).await.expect_ok();
    assert!(until["until"].is_string(), "{until}");
    assert_eq!(open(&wang, &ticket).await.expect_ok()["messages"][0]["text"], "会议里听不到声音。");
    house.advance(Duration::from_secs(61));
    let elsewhere = house.person_with("", &wang.phone).await.with_one_factor();
    open(&elsewhere, &ticket).await.expect_code(403, "session.factor_needed");
    house.advance(Duration::from_secs(3_600));
    open(&wang, &ticket).await.expect_code(403, "session.factor_needed");

    // A passkey is both at once. Whoever has one adds another under it alone.
    let mut telephone = Authenticator::new(7);
    add(&wang, &mut telephone, "手机").await.expect_ok();
    open(&wang, &ticket).await.expect_code(403, "session.factor_needed");
    let body = Some(b"{}".to_vec());
    let second = elsewhere.send(axum::http::Method::POST, "/api/v1/me/passkeys/begin", body, &[HOST]).await;
    second.expect_code(403, "session.factor_needed");
    by_passkey(&wang, &mut telephone).await.expect_ok();
    open(&wang, &ticket).await.expect_ok();
    administrators_too(&house).await;
    proved("AJ-089", &["me.factor", "ticket.open", "org.member.get"]);
}

async fn administrators_too(house: &House) {
    let dan = house.person("Dan").await.with_one_factor();
    let acme = org(&dan).await;
    let bo = house.person("Bo").await;
    let at = [("org", acme.as_str()), ("person", bo.id.as_str())];
    dan.call("org.members", &at, json!(null)).await.expect_ok();
    dan.call("org.member.get", &at, json!(null)).await.expect_code(403, "session.factor_needed");
    let mut telephone = Authenticator::new(8);
    add(&dan, &mut telephone, "手机").await.expect_ok();
    by_passkey(&dan, &mut telephone).await.expect_ok();
    dan.call("org.member.get", &at, json!(null)).await.expect_code(404, "org.member_unknown");
}

#[tokio::test]
async fn a_house_may_want_it_where_its_doorplate_does_not() {
    let plain = House::with_profile("courtyard", |_| {}).await;
    let strict = House::with_profile("courtyard", |config| config.accounts.staff_factor = true).await;
    for (house, wants) in [(&plain, false), (&strict, true)] {
        let wang = keeper(house, "王芳").await;
        let ana = house.person("Ana").await;
        let ticket = ticket(&ana).await;
        let asked = open(&wang.with_one_factor(), &ticket).await;
        assert_eq!(asked.status.as_u16() == 403, wants, "{}", asked.text());
        open(&wang, &ticket).await.expect_ok();
        let acme = org(&ana).await;
        joined(house, &ana, &acme, "Bo", "member").await;
    }
}

#[tokio::test]
async fn a_second_factor_is_asked_of_who_is_signed_in_and_of_nothing_malformed() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    give(&house.nobody(), json!({})).await.expect_code(401, "session.needed");
    give(&ana, json!({ "token": "x" })).await.expect_code(422, "body.invalid");
    give(&ana, json!({ "passkey": { "ceremony": "x", "credential": {} } }))
        .await
        .expect_code(422, "passkey.credential_wrong");
    let long = give(&ana, json!({ "password": "x".repeat(3_000_000), "code": "1" })).await;
    assert!(long.status.is_client_error());
}
