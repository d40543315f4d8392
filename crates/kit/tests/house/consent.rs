//! The consent screen and the consent ledger.

use kit::{House, proved};
use serde_json::json;

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
