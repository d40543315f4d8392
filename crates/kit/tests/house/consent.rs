//! The consent screen and the consent ledger.

use kit::{House, proved};
use serde_json::json;

use crate::passkey::{Authenticator, add, open};

/// proves: YZJ-114, AJ-126, DB-087
#[tokio::test]
async fn before_the_policy_is_accepted_there_is_no_account_and_nothing_is_sent() {
    let house = House::start().await;
    let nobody = house.nobody();
    let asked = nobody.get("/api/v1/policy/asked").await.expect_ok();
    let code = |consent| {
        let house = &house;
        let nobody = &nobody;
        async move {
            let proof = house.proof().await;
            let wish = json!({ "phone": "13700000001", "consent": consent, "proof": proof });
            nobody.post("/api/v1/session/code", wish).await
        }
    };
    code(json!({ "version": asked["version"], "purposes": [] }))
        .await
        .expect_code(422, "consent.required_missing");
    let all: Vec<&str> =
        asked["items"].as_array().unwrap().iter().filter_map(|item| item["purpose"].as_str()).collect();
    code(json!({ "version": "another", "purposes": all })).await.expect_code(409, "consent.version_stale");
    let outbox = nobody.get("/dev/outbox").await.expect_ok();
    assert_eq!(outbox["items"], json!([]), "nothing was sent before the policy was accepted");

    let ana = house.person("Ana").await;
    let consents = ana.call("me.consents", &[], json!(null)).await.expect_ok();
    let account =
        consents["items"].as_array().unwrap().iter().find(|item| item["purpose"] == "account").unwrap();
    assert_eq!(account["version"], asked["version"]);
    assert!(account["given_at"].is_string(), "{account}");
    for id in ["YZJ-114", "AJ-126", "DB-087"] {
        proved(id, &["policy.asked", "session.code", "me.consents"]);
    }
}

#[tokio::test]
async fn what_was_given_is_withdrawn_by_one_act_and_the_ledger_keeps_both() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let version = house.nobody().get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    let give = |purpose: &str| json!({ "purpose": purpose, "version": version });
    ana.post("/api/v1/consents", give("avatar-display")).await.expect_ok();
    ana.post("/api/v1/consents", give("avatar-display")).await.expect_ok();
    let state = |list: serde_json::Value| {
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|item| item["purpose"] == "avatar-display")
            .unwrap()
            .clone()
    };
    let given = state(ana.get("/api/v1/me/consents").await.expect_ok());
    assert!(given["given_at"].is_string() && given["withdrawn_at"].is_null(), "{given}");
    ana.post("/api/v1/consents/withdraw", json!({ "purpose": "avatar-display" })).await.expect_ok();
    let withdrawn = state(ana.get("/api/v1/me/consents").await.expect_ok());
    assert!(withdrawn["withdrawn_at"].is_string(), "{withdrawn}");
    for (lang, acts) in [("en", ["Agreed: ", "Withdrawn: "]), ("zh-CN", ["同意：", "撤回："])] {
        let consents = ana.get(&format!("/api/v1/me/consents?lang={lang}")).await.expect_ok();
        let title = state(consents)["title"].as_str().unwrap().to_owned();
        let held = ana.get(&format!("/api/v1/me/held?lang={lang}")).await.expect_ok();
        let values = held["items"].as_array().unwrap().iter().filter(|item| item["table"] == "yard_consent");
        let values: Vec<&str> = values.map(|item| item["value"].as_str().unwrap()).collect();
        for act in acts {
            let named = values.iter().filter(|value| value.starts_with(&format!("{act}{title}")));
            assert_eq!(named.count(), 1, "given once and withdrawn once, by name: {values:?}");
        }
        assert!(!values.iter().any(|value| value.contains("avatar-display")), "{values:?}");
    }
}

#[tokio::test]
async fn what_rests_on_a_contract_is_not_withdrawn_by_itself() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let withdraw = |purpose: &str| ana.post("/api/v1/consents/withdraw", json!({ "purpose": purpose }));
    withdraw("account").await.expect_code(409, "consent.not_withdrawable");
    withdraw("no-such-purpose").await.expect_code(404, "consent.unknown");
    let stale = json!({ "purpose": "avatar-display", "version": "older" });
    ana.post("/api/v1/consents", stale).await.expect_code(409, "consent.version_stale");
}

/// A number from abroad is asked for the transfer back before anything is opened, a number of the mainland is not; whoever
/// takes it back is out of the product until he agrees again. All of it lies in China: no place elsewhere is opened.
///
/// proves: YZJ-083
#[tokio::test]
async fn a_number_from_abroad_opens_no_account_before_its_data_may_be_sent_to_china() {
    const TRANSFER: &str = "return-transfer";
    let house = House::with_profile("yunzhijia", |config| config.server.place = "CN".to_owned()).await;
    let elsewhere = House::refused_as("yunzhijia", |config| config.server.place = "US".to_owned()).await;
    assert!(elsewhere.contains("server.place"), "{elsewhere}");
    let nobody = house.nobody();
    let abroad = nobody.get("/api/v1/policy/asked?abroad=true&lang=en").await.expect_ok();
    let item = &abroad["items"][0];
    assert_eq!((&item["purpose"], &item["required"]), (&json!(TRANSFER), &json!(true)), "{abroad}");
    let phone = "+14155550123";
    house.send_code(phone).await.expect_code(409, "consent.number_abroad");
    assert_eq!(nobody.get("/dev/outbox").await.expect_ok()["items"], json!([]), "nothing was sent there");

    let of = async |who: &kit::Client| {
        let list = who.get("/api/v1/me/consents").await.expect_ok();
        list["items"].as_array().unwrap().iter().find(|item| item["purpose"] == TRANSFER).unwrap().clone()
    };
    let ben = house.person("Ben").await;
    assert!(of(&ben).await["given_at"].is_null(), "a number of the mainland is not asked");

    house.send_code_accepting(phone, &[TRANSFER]).await.expect_ok();
    let wish = json!({ "phone": phone, "code": house.code_for(phone).await, "name": "Ana", "device": "kit", "bearer": true });
    let opened = nobody.post("/api/v1/session/open", wish).await.expect_ok();
    let ana = house.bearer(opened["token"].as_str().unwrap());
    assert!(of(&ana).await["given_at"].is_string());
    let mut key = Authenticator::new(4);
    add(&ana, &mut key, "key").await.expect_ok();
    open(&nobody, &mut key).await.expect_ok();

    ana.post("/api/v1/consents/withdraw", json!({ "purpose": TRANSFER })).await.expect_ok();
    assert_eq!(ana.get("/api/v1/me").await.status, 401, "signed out of every device");
    open(&nobody, &mut key).await.expect_code(409, "consent.number_abroad");
    proved("YZJ-083", &["policy.asked", "session.code", "me.consents", "consent.withdraw"]);
}
