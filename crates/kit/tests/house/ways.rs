//! The ways to reach people: carried by real providers, tried by the keeper, told in words that stay the same.

use kit::provider::{Kind, SmsProvider};
use kit::{Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::org::{invite, org};

const SECRET: &str = "Gu5t9xGARNpq86cd98joQYCN3";
const TEST: &str = "/api/v1/house/ways/test";

async fn house_with(provider: &SmsProvider) -> (House, Client) {
    House::in_earnest(|config| {
        provider.settings(config);
        config.accounts.signup = Some(ground::config::Signup::Open);
    })
    .await
}

async fn tried(keeper: &Client, to: &str) -> (String, Value) {
    let told = keeper.post(TEST, json!({ "way": "sms", "to": to })).await.expect_ok();
    (told["outcome"].as_str().unwrap().to_owned(), told["said"].clone())
}

/// Signs up as somebody whose telephone is at the provider.
async fn sign_up(house: &House, provider: &SmsProvider, name: &str) -> Client {
    let phone = house.fresh_number();
    house.send_code(&phone).await.expect_ok();
    let last = provider.taken().last().unwrap().clone();
    assert!(last.to.ends_with(&phone) && last.template == "CODE_1" && last.sign == "四合院", "{last:?}");
    let code = last.values.get("code").or(last.values.get(0)).unwrap().as_str().unwrap();
    let wish = json!({ "phone": phone, "code": code, "name": name, "device": "kit", "bearer": true });
    let opened = house.nobody().post("/api/v1/session/open", wish).await.expect_ok();
    house.bearer(opened["token"].as_str().unwrap())
}

/// The outcomes that the gate recorded of what was sent of a person.
async fn recorded(house: &House, who: &Client) -> Vec<(String, String)> {
    let person: ground::PersonId = who.id.parse().unwrap();
    let program = ground::Caller::Program("kit");
    let sent = house.running.house.egress.sent_of(person, &program).await.unwrap();
    sent.into_iter().map(|sent| (sent.recipient, sent.outcome)).collect()
}

#[tokio::test]
async fn a_house_in_earnest_signs_people_up_by_a_code_that_its_provider_carries() {
    for kind in [Kind::Aliyun, Kind::Tencent] {
        let provider = SmsProvider::start(kind, SECRET).await;
        let (house, _) = house_with(&provider).await;
        let about = house.nobody().get("/api/v1/house").await.expect_ok();
        assert_eq!(about["ways"][0], "sms");
        let declared = house.nobody().get("/api/v1/policy/recipients").await.expect_ok();
        assert_eq!(declared["rows"][0]["recipient"], "sms-gateway");
        let ana = sign_up(&house, &provider, "Ana").await;
        assert_eq!(ana.get("/api/v1/me").await.expect_ok()["name"], "Ana");
        assert_eq!(provider.taken().len(), 1, "nothing but the code left");
    }
}

#[tokio::test]
async fn a_house_without_a_provider_says_so_and_declares_none() {
    let (house, keeper) = House::in_earnest(|_| {}).await;
    let about = house.nobody().get("/api/v1/house").await.expect_ok();
    assert!(!about["ways"].as_array().unwrap().contains(&json!("sms")));
    let declared = house.nobody().get("/api/v1/policy/recipients").await.expect_ok();
    assert_eq!(declared["rows"], json!([]));
    let ways = keeper.get("/api/v1/house/ways").await.expect_ok();
    assert_eq!((&ways["items"][0]["state"], &ways["items"][1]["state"]), (&json!("off"), &json!("off")));
    for way in ["sms", "mail"] {
        keeper.post(TEST, json!({ "way": way })).await.expect_code(409, "egress.no_way");
    }
}

#[tokio::test]
async fn a_keeper_sends_himself_a_test_and_reads_what_became_of_it() {
    let mut provider = SmsProvider::start(Kind::Aliyun, SECRET).await;
    let (house, keeper) = house_with(&provider).await;
    let ways = keeper.get("/api/v1/house/ways").await.expect_ok();
    let sms = &ways["items"][0];
    assert_eq!(
        (&sms["state"], &sms["carrier"], &sms["sender"]),
        (&json!("on"), &json!("aliyun"), &json!("四合院"))
    );
    assert!(!ways.to_string().contains(SECRET));

    assert_eq!(tried(&keeper, "138 0013 8000").await, ("sent".into(), Value::Null));
    assert_eq!(provider.taken()[0].to, "13800138000");
    for (word, outcome) in [
        ("isv.SMS_SIGNATURE_ILLEGAL", "sender"),
        ("isv.AMOUNT_NOT_ENOUGH", "account"),
        ("isv.MOBILE_NUMBER_ILLEGAL", "addressee"),
        ("isp.SYSTEM_ERROR", "busy"),
    ] {
        provider.answers(Some(word));
        assert_eq!(tried(&keeper, "13800138000").await, (outcome.into(), json!(word)));
    }
    provider.go().await;
    assert_eq!(tried(&keeper, "13800138000").await, ("unreachable".into(), Value::Null));
    let refused = ["busy", "addressee", "account", "sender"].map(|_| "refused");
    let outcomes: Vec<String> =
        recorded(&house, &keeper).await.into_iter().map(|(_, outcome)| outcome).collect();
    assert_eq!(outcomes, [&["failed"][..], &refused, &["sent"]].concat(), "each is recorded, newest first");
}

#[tokio::test]
async fn a_wrong_secret_is_told_as_the_key_and_opens_nothing() {
    for kind in [Kind::Aliyun, Kind::Tencent] {
        let provider = SmsProvider::start(kind, SECRET).await;
        let (_house, keeper) = House::in_earnest(|config| {
            provider.settings(config);
            config.connectors.sms_secret = Some(ground::config::Secret::new("another"));
        })
        .await;
        assert_eq!(tried(&keeper, "13800138000").await.0, "key");
        assert!(provider.taken().is_empty());
    }
}

#[tokio::test]
async fn whoever_asks_for_a_code_that_cannot_be_sent_is_told_so() {
    let provider = SmsProvider::start(Kind::Tencent, SECRET).await;
    let (house, _) = house_with(&provider).await;
    provider.answers(Some("FailedOperation.InsufficientBalanceInSmsPackage"));
    let refused = house.send_code(&house.fresh_number()).await;
    refused.expect_code(503, "session.code_not_sent");
    assert!(!refused.text().contains("Insufficient"), "why is for the keeper alone");
}

#[tokio::test]
async fn an_invitation_waits_for_a_provider_that_is_gone_and_nobody_waits_for_one_that_is_slow() {
    let mut provider = SmsProvider::start(Kind::Aliyun, SECRET).await;
    let (house, _) = house_with(&provider).await;
    let ana = sign_up(&house, &provider, "Ana").await;
    let acme = org(&ana).await;

    provider.go().await;
    invite(&ana, &acme, "13900139000", "member").await;
    house.run_jobs().await;
    provider.come_back().await;
    assert_eq!(provider.taken().len(), 1, "only the code of the sign-up");

    provider.dawdle();
    house.advance(Duration::from_secs(3));
    let slow = async {
        provider.was_asked(2).await;
        // The provider holds its answer; a write that had to wait for it would wait for ever.
        invite(&ana, &acme, "13900139001", "member").await;
        provider.hurry();
    };
    tokio::join!(house.run_jobs(), slow);
    house.run_jobs().await;
    let told: Vec<_> =
        provider.taken()[1..].iter().map(|taken| (taken.to.clone(), taken.values.clone())).collect();
    let wanted = ["13900139000", "13900139001"].map(|to| (to.to_owned(), json!({ "days": "7" })));
    assert_eq!(told, wanted);
}

#[tokio::test]
async fn an_invitation_that_was_withdrawn_meanwhile_is_not_texted() {
    let provider = SmsProvider::start(Kind::Aliyun, SECRET).await;
    let (house, _) = house_with(&provider).await;
    let ana = sign_up(&house, &provider, "Ana").await;
    let acme = org(&ana).await;
    let invitation = invite(&ana, &acme, "13900139000", "member").await;
    let at = [("org", acme.as_str()), ("invitation", invitation.as_str())];
    ana.call("org.invitation.withdraw", &at, json!(null)).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(provider.taken().len(), 1, "only the code of the sign-up");
}

#[tokio::test]
async fn keepers_alone_see_and_try_the_ways() {
    let provider = SmsProvider::start(Kind::Aliyun, SECRET).await;
    let (house, keeper) = house_with(&provider).await;
    let ana = sign_up(&house, &provider, "Ana").await;
    ana.get("/api/v1/house/ways").await.expect_code(403, "access.denied");
    ana.post(TEST, json!({ "way": "sms", "to": "13800138000" })).await.expect_code(403, "access.denied");
    house.nobody().post(TEST, json!({ "way": "sms" })).await.expect_code(401, "session.needed");
    assert_eq!(provider.taken().len(), 1);

    keeper.post(TEST, json!({ "way": "sms" })).await.expect_code(422, "ways.to_missing");
    keeper.post(TEST, json!({ "way": "sms", "to": "12" })).await.expect_code(422, "ways.to_wrong");
    let long = "1".repeat(10_000);
    keeper.post(TEST, json!({ "way": "sms", "to": long })).await.expect_code(422, "ways.to_wrong");
    keeper.post(TEST, json!({ "way": "pigeon" })).await.expect_code(422, "body.invalid");
    keeper.post(TEST, json!({ "way": "sms", "too": "1" })).await.expect_code(422, "body.invalid");
    for _ in 0..17 {
        tried(&keeper, "13800138000").await;
    }
    let stopped = keeper.post(TEST, json!({ "way": "sms", "to": "13800138000" })).await;
    stopped.expect_code(429, "ways.limit");
    assert!(stopped.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn keys_lie_beside_the_data_and_an_older_house_keeps_its_place() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let beside = house.folder().join("data.keys");
    assert!(beside.join("keys.db").is_file() && beside.join("master.key").is_file());
    assert!(!house.running.house.data.join("keys").exists());

    let moved = |data: &std::path::Path| {
        std::fs::rename(data.with_file_name("data.keys"), data.join("keys")).unwrap();
    };
    let older = house.restart_after(moved).await;
    assert!(older.running.house.data.join("keys/keys.db").is_file());
    assert!(!older.folder().join("data.keys").exists(), "no second set of keys was made");
    let again = older.bearer(ana.token());
    assert_eq!(again.get("/api/v1/me").await.expect_ok()["name"], "Ana", "what was sealed opens");
}
