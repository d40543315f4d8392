//! Certification: an organisation sends its evidence, whoever runs the house compares it, and everybody concerned sees the mark.

use axum::http::Method;
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};

use crate::avatar::pictures;
use crate::desk::{codes, keeper};
use crate::org::{invite, joined, org};

const NO: Value = Value::Null;

async fn licence(who: &Client, org: &str, bytes: Vec<u8>) -> Answer {
    let path = format!("/api/v1/orgs/{org}/certificate/licence");
    who.send(Method::PUT, &path, Some(bytes), &[("content-type", "image/png")]).await
}

async fn certify(who: &Client, org: &str, code: &str) -> Answer {
    let wish = json!({ "credit_code": code, "contact_name": "王芳", "contact_phone": "13800138000" });
    who.call("org.certify", &[("org", org)], wish).await
}

async fn is_certified(who: &Client, org: &str) -> Value {
    who.call("org.get", &[("org", org)], NO).await.expect_ok()["certified"].clone()
}

/// proves: YZJ-027
#[tokio::test]
async fn evidence_waits_to_be_compared_and_who_passes_has_the_mark() {
    let house = House::start().await;
    let (kay, ana) = (keeper(&house, "Kay").await, house.person("Ana").await);
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let code = "91350100M000100Y43";
    certify(&ana, &acme, code).await.expect_code(409, "certificate.licence_missing");
    licence(&ana, &acme, b"MZ program".to_vec()).await.expect_code(422, "certificate.not_picture");
    licence(&bo, &acme, pictures().swap_remove(0)).await.expect_code(403, "access.denied");
    licence(&ana, &acme, pictures().swap_remove(0)).await.expect_ok();
    certify(&ana, &acme, "91350100M000100Y44").await.expect_code(422, "org.credit_code_wrong");
    certify(&ana, &acme, "91110000600037341L").await.expect_code(422, "certificate.other_code");
    certify(&bo, &acme, code).await.expect_code(403, "access.denied");
    certify(&ana, &acme, code).await.expect_ok();
    certify(&ana, &acme, code).await.expect_code(409, "certificate.sent");
    licence(&ana, &acme, pictures().swap_remove(0)).await.expect_code(409, "certificate.sent");
    assert_eq!(is_certified(&bo, &acme).await, json!(false));

    ana.call("certificate.list", &[], NO).await.expect_code(403, "access.denied");
    let waiting = kay.call("certificate.list", &[], NO).await.expect_ok();
    assert_eq!(waiting["items"][0]["org"], json!(acme));
    let id = waiting["items"][0]["id"].as_str().unwrap().to_owned();
    let at = [("certificate", id.as_str())];
    kay.call("certificate.look", &at, json!({})).await.expect_code(422, "certificate.reason");
    let seen = kay.call("certificate.look", &at, json!({ "reason": "核对营业执照" })).await.expect_ok();
    assert_eq!((&seen["credit_code"], &seen["contact_phone"]), (&json!(code), &json!("+8613800138000")));
    assert_eq!(seen["media_type"], "image/png");
    ana.call("certificate.look", &at, json!({ "reason": "核对" })).await.expect_code(403, "access.denied");
    ana.call("certificate.decide", &at, json!({ "certified": true })).await.expect_code(403, "access.denied");
    kay.call("certificate.decide", &at, json!({ "certified": false }))
        .await
        .expect_code(422, "certificate.reason");
    kay.call("certificate.decide", &at, json!({ "certified": true })).await.expect_ok();
    kay.call("certificate.decide", &at, json!({ "certified": true }))
        .await
        .expect_code(409, "certificate.decided");

    for who in [&ana, &bo] {
        assert_eq!(is_certified(who, &acme).await, json!(true));
        assert_eq!(who.call("me.get", &[], NO).await.expect_ok()["orgs"][0]["certified"], json!(true));
    }
    let cy = house.person("Cy").await;
    invite(&ana, &acme, &cy.phone, "member").await;
    let invited = cy.call("org.invitations", &[], NO).await.expect_ok();
    assert_eq!(
        invited["items"][0]["org"]["certified"],
        json!(true),
        "who is invited sees it before he answers"
    );
    assert!(codes(&ana).await.contains(&"org.certified".to_owned()));
    // The evidence went with the decision, and the mark goes with its withdrawal.
    let mut view = house.running.house.db.view().await.unwrap();
    let sql = "SELECT COUNT(*) AS found FROM yard_org_certificate WHERE licence IS NOT NULL OR contact_phone IS NOT NULL";
    assert_eq!(view.one(sql, vec![]).await.unwrap().get::<i64>("found").unwrap(), 0);
    drop(view);
    ana.call("org.certificate.withdraw", &[("org", &acme)], NO).await.expect_ok();
    assert_eq!(is_certified(&bo, &acme).await, json!(false));
    proved("YZJ-027", &["org.certify", "org.certificate.licence", "certificate.decide", "org.get"]);
}

#[tokio::test]
async fn who_is_refused_reads_why_and_nobody_decides_about_his_own() {
    let house = House::start().await;
    let kay = keeper(&house, "Kay").await;
    let acme = org(&kay).await;
    licence(&kay, &acme, pictures().swap_remove(0)).await.expect_ok();
    certify(&kay, &acme, "91350100M000100Y43").await.expect_ok();
    let id = kay.call("certificate.list", &[], NO).await.expect_ok()["items"][0]["id"].clone();
    let at = [("certificate", id.as_str().unwrap())];
    let refused = json!({ "certified": false, "reason": "照片不清晰" });
    kay.call("certificate.decide", &at, refused.clone()).await.expect_code(409, "certificate.own");
    let ming = keeper(&house, "Ming").await;
    ming.call("certificate.decide", &at, refused).await.expect_ok();
    let seen = kay.call("org.certificate", &[("org", &acme)], NO).await.expect_ok();
    assert_eq!(
        (&seen["state"], &seen["reason"], &seen["licence"]),
        (&json!("refused"), &json!("照片不清晰"), &json!(false))
    );
    // It may be sent again; what nobody decides about goes after thirty days.
    licence(&kay, &acme, pictures().swap_remove(0)).await.expect_ok();
    house.advance(std::time::Duration::from_secs(31 * 86_400));
    house.run_jobs().await;
    assert_eq!(kay.call("org.certificate", &[("org", &acme)], NO).await.expect_ok()["state"], NO);
}
