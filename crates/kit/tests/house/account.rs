//! Signing up, signing in, signing out.

use axum::http::Method;
use kit::{House, proved};
use serde_json::json;
use std::time::Duration;

/// proves: JJB-001, HKT-001, YZJ-001, AJ-001
#[tokio::test]
async fn a_number_and_a_name_open_an_account_and_nothing_else_is_asked() {
    let house = House::start().await;
    let phone = house.fresh_number();
    house.send_code(&phone).await.expect_ok();
    let code = house.code_for(&phone).await;
    let nobody = house.nobody();
    let open = |body| nobody.post("/api/v1/session/open", body);
    let no_name =
        open(json!({ "phone": phone, "code": code })).await.expect_code(422, "account.name_missing");
    assert_eq!(no_name["args"]["field"], "name");
    let no_phone =
        open(json!({ "code": code, "name": "王芳" })).await.expect_code(422, "account.phone_missing");
    assert_eq!(no_phone["args"]["field"], "phone");
    let opened =
        open(json!({ "phone": phone, "code": code, "name": "王芳", "bearer": true })).await.expect_ok();
    let ana = house.bearer(opened["token"].as_str().unwrap());
    let held = ana.call("me.held", &[], json!(null)).await.expect_ok();
    let kept: Vec<&str> = held["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["table"] == "yard_person" || item["table"] == "yard_number")
        .filter_map(|item| item["category"].as_str())
        .collect();
    assert_eq!(kept, ["display-name", "phone-number"]);
    for id in ["JJB-001", "HKT-001", "YZJ-001", "AJ-001"] {
        proved(id, &["session.open", "session.code", "me.held"]);
    }
}

/// proves: YZJ-002, DB-001
#[tokio::test]
async fn a_code_is_good_once_for_five_minutes_and_five_tries() {
    let house = House::start().await;
    let phone = house.fresh_number();
    let nobody = house.nobody();
    let open = |code: String| {
        nobody.post(
            "/api/v1/session/open",
            json!({ "phone": phone, "code": code, "name": "Bo", "bearer": true }),
        )
    };
    house.send_code(&phone).await.expect_ok();
    let code = house.code_for(&phone).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let refused = open(wrong.to_owned()).await.expect_code(422, "session.code_wrong");
    assert_eq!(refused["args"]["left"], 4);
    open(code.clone()).await.expect_ok();
    open(code).await.expect_code(422, "session.code_expired");

    house.send_code(&phone).await.expect_code(429, "session.code_limit");
    house.advance(Duration::from_secs(61));
    house.send_code(&phone).await.expect_ok();
    let late = house.code_for(&phone).await;
    house.advance(Duration::from_secs(301));
    open(late).await.expect_code(422, "session.code_expired");

    house.send_code(&phone).await.expect_ok();
    let code = house.code_for(&phone).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for left in (0..5).rev() {
        let refused = open(wrong.to_owned()).await.expect_code(422, "session.code_wrong");
        assert_eq!(refused["args"]["left"], left);
    }
    open(code).await.expect_code(422, "session.code_expired");
    for id in ["YZJ-002", "DB-001"] {
        proved(id, &["session.code", "session.open"]);
    }
}

/// proves: YZJ-067
#[tokio::test]
async fn a_device_is_remembered_until_it_is_signed_out() {
    let house = House::start().await;
    let phone = house.fresh_number();
    let first = house.person_with("Ana", &phone).await;
    house.advance(Duration::from_secs(90));
    let second = house.person_with("Ana", &phone).await;
    let devices = second.call("me.devices", &[], json!(null)).await.expect_ok();
    let items = devices["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    let other = items.iter().find(|item| item["current"] == false).unwrap()["id"].as_str().unwrap();
    house.advance(Duration::from_secs(30 * 86_400));
    first.call("me.get", &[], json!(null)).await.expect_ok();
    second.call("me.devices.close", &[("id", other)], json!(null)).await.expect_ok();
    first.call("me.get", &[], json!(null)).await.expect_code(401, "session.needed");
    second.call("me.get", &[], json!(null)).await.expect_ok();
    proved("YZJ-067", &["me.devices.close", "me.get"]);
}

/// proves: JJB-060, HKT-060
#[tokio::test]
async fn after_signing_out_the_old_token_opens_nothing() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    ana.call("me.get", &[], json!(null)).await.expect_ok();
    let own = ana
        .operations()
        .filter(|(_, method, path)| *method == "GET" && path.split('/').any(|part| part == "me"))
        .map(|(id, _, path)| (id.to_owned(), path.to_owned()));
    let mut operations: Vec<(String, String)> = Vec::new();
    for (id, path) in own {
        // A wing that this doorplate does not have has nothing to open.
        if !ana.get(&path).await.text().contains("path.unknown") {
            operations.push((id, path));
        }
    }
    assert!(operations.len() > 4);
    let answer = ana.call("session.close", &[], json!({})).await;
    answer.expect_ok();
    let cookie = answer.headers.get("set-cookie").unwrap().to_str().unwrap();
    assert!(cookie.contains("Max-Age=0"), "{cookie}");
    for (id, path) in operations {
        let answer = ana.get(&path).await;
        assert_eq!(answer.status, 401, "{id}: {}", answer.text());
    }
    for id in ["JJB-060", "HKT-060"] {
        proved(id, &["session.close"]);
    }
}

#[tokio::test]
async fn a_browser_changes_nothing_without_the_header_of_our_own_pages() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let cookie = format!("courtyard_session={}", ana.token());
    let nobody = house.nobody();
    let body = || Some(json!({ "name": "Eve" }).to_string().into_bytes());
    let forged = nobody.send(Method::PATCH, "/api/v1/me", body(), &[("cookie", &cookie)]).await;
    forged.expect_code(403, "session.header_missing");
    let ours = [("cookie", cookie.as_str()), ("x-courtyard", "1")];
    nobody.send(Method::PATCH, "/api/v1/me", body(), &ours).await.expect_ok();
    assert_eq!(ana.get("/api/v1/me").await.expect_ok()["name"], "Eve");
}

#[tokio::test]
async fn a_long_silent_number_opens_little_by_sms_alone() {
    let house = House::start().await;
    let phone = house.fresh_number();
    house.person_with("Ana", &phone).await;
    house.advance(Duration::from_secs(61 * 86_400));
    let again = house.person_with("Ana", &phone).await;
    let me = again.get("/api/v1/me").await.expect_ok();
    assert_eq!(me["limited"], true);
    assert_eq!(me["orgs"], json!([]));
}

#[tokio::test]
async fn a_code_costs_a_proof_of_work_and_the_same_proof_works_once() {
    let house = House::start().await;
    let asked = house.nobody().get("/api/v1/policy/asked").await.expect_ok();
    let purposes: Vec<&str> =
        asked["items"].as_array().unwrap().iter().filter_map(|item| item["purpose"].as_str()).collect();
    let consent = json!({ "version": asked["version"], "purposes": purposes });
    let proof = house.proof().await;
    let wish = |phone: &str, proof: &serde_json::Value| json!({ "phone": phone, "consent": consent, "proof": proof });
    let nobody = house.nobody();
    nobody.post("/api/v1/session/code", wish("13900000001", &proof)).await.expect_ok();
    let again = nobody.post("/api/v1/session/code", wish("13900000002", &proof)).await;
    again.expect_code(422, "session.proof_wrong");
    let none = json!({ "challenge": "", "nonce": "" });
    nobody
        .post("/api/v1/session/code", wish("13900000003", &none))
        .await
        .expect_code(422, "session.proof_wrong");
}

#[tokio::test]
async fn an_address_that_asks_for_many_codes_is_slowed() {
    let house = House::start().await;
    let mut refused = 0;
    for _ in 0..14 {
        let phone = house.fresh_number();
        if house.send_code(&phone).await.status == 429 {
            refused += 1;
        }
    }
    assert!(refused >= 3, "{refused}");
}

#[tokio::test]
async fn where_sign_up_is_by_invitation_a_stranger_gets_the_same_answer_and_no_code() {
    let house = House::with(|config| config.accounts.signup = Some(ground::config::Signup::Invited)).await;
    let phone = house.fresh_number();
    house.send_code(&phone).await.expect_ok();
    let outbox = house.nobody().get("/dev/outbox").await.expect_ok();
    let last = outbox["items"].as_array().unwrap().last().unwrap().clone();
    assert!(last["code"].is_null(), "{last}");
    let open = json!({ "phone": phone, "code": "123456", "name": "Eve" });
    house.nobody().post("/api/v1/session/open", open).await.expect_code(422, "session.code_expired");
}
