//! An organisation is ended by those who run it: in a week, told to everybody, called off until then, and then gone.

use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::desk::codes;
use crate::org::{joined, org};
use crate::rights::proof;

const NO: Value = Value::Null;
const DAY: Duration = Duration::from_secs(86_400);

async fn close(house: &House, who: &Client, org: &str, name: &str) -> Answer {
    let wish = json!({ "name": name, "proof": proof(house, who).await });
    who.call("org.close", &[("org", org)], wish).await
}

async fn count(house: &House, sql: &'static str) -> i64 {
    let mut view = house.running.house.db.view().await.unwrap();
    view.one(sql, vec![]).await.unwrap().get("found").unwrap()
}

/// Once its day has come nothing calls it off halfway; and what was called off before puts nobody out, whatever was begun.
#[tokio::test]
async fn what_is_called_off_puts_nobody_out_and_what_is_due_is_not_called_off() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let name = "四合院测试有限公司";
    let put_out = async || {
        let mut cx = house.running.house.db.begin().await.unwrap();
        cx.later("org.closing.put_out", &json!({ "org": acme })).await.unwrap();
        cx.commit().await.unwrap();
        house.run_jobs().await;
    };
    let withdraw = async || ana.call("org.close.withdraw", &[("org", &acme)], NO).await;
    let stands = async || bo.call("org.get", &[("org", &acme)], NO).await;
    withdraw().await.expect_code(404, "org.closing_unknown");
    close(&house, &ana, &acme, name).await.expect_ok();
    put_out().await;
    stands().await.expect_ok();
    withdraw().await.expect_ok();
    house.advance(DAY * 8);
    put_out().await;
    stands().await.expect_ok();

    // Where more than one writes at a time: called off while those who are put out wait for the organisation.
    if std::env::var("COURTYARD_TEST_POSTGRES").is_ok() {
        close(&house, &ana, &acme, name).await.expect_ok();
        house.advance(DAY * 8);
        let mut cx = house.running.house.db.begin().await.unwrap();
        cx.run("UPDATE yard_org SET changed_at = changed_at", vec![]).await.unwrap();
        let ending = put_out();
        tokio::pin!(ending);
        let first = tokio::time::timeout(Duration::from_secs(2), &mut ending).await;
        assert!(first.is_err(), "it waits for whoever writes");
        assert_eq!(cx.run("DELETE FROM yard_org_closing", vec![]).await.unwrap(), 1);
        cx.commit().await.unwrap();
        ending.await;
        stands().await.expect_ok();
    }

    close(&house, &ana, &acme, name).await.expect_ok();
    house.advance(DAY * 7);
    withdraw().await.expect_code(409, "org.closing_due");
    put_out().await;
    stands().await.expect_code(404, "org.unknown");
    ana.call("org.get", &[("org", &acme)], NO).await.expect_code(404, "org.unknown");
}

/// Everybody is told, and has a week.
#[tokio::test]
async fn an_organisation_ends_in_a_week_unless_it_is_called_off_and_everybody_is_told() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    crate::records::write(&ana, &acme, &bo, json!({ "seat": "A-17" })).await.expect_ok();
    let program = json!({ "name": "rota", "scopes": ["org.read"], "expires_in_days": 30 });
    let made = ana.call("org.service.create", &[("org", &acme)], program).await.expect_ok();
    let token = made["token"].as_str().unwrap().to_owned();
    let name = "四合院测试有限公司";
    close(&house, &ana, &acme, "别家公司").await.expect_code(422, "org.closing_name");
    let proofless = json!({ "name": name, "proof": { "code": "000000" } });
    assert!(!ana.call("org.close", &[("org", &acme)], proofless).await.status.is_success());
    let state = |who: &Client| {
        let (who, acme) = (who.clone(), acme.clone());
        async move { who.call("org.closing", &[("org", &acme)], NO).await.expect_ok()["due_at"].clone() }
    };
    assert_eq!(state(&bo).await, NO);
    close(&house, &ana, &acme, name).await.expect_ok();
    close(&house, &ana, &acme, name).await.expect_code(409, "org.closing_already");
    house.run_jobs().await;
    for who in [&ana, &bo] {
        assert!(codes(who).await.contains(&"org.closing".to_owned()), "everybody is told");
        assert!(state(who).await.is_string());
    }
    ana.call("org.close.withdraw", &[("org", &acme)], NO).await.expect_ok();
    house.advance(DAY * 8);
    house.run_jobs().await;
    assert_eq!(state(&bo).await, NO, "it was called off");
    assert!(house.bearer(&token).call("org.get", &[("org", &acme)], NO).await.status.is_success());

    close(&house, &ana, &acme, name).await.expect_ok();
    house.advance(DAY * 6);
    house.run_jobs().await;
    assert!(state(&bo).await.is_string(), "not before its day");
    house.advance(DAY * 2);
    house.run_jobs().await;
    for who in [&ana, &bo] {
        who.call("org.get", &[("org", &acme)], NO).await.expect_code(404, "org.unknown");
        assert_eq!(who.call("me.get", &[], NO).await.expect_ok()["orgs"], json!([]));
        assert!(
            codes(who).await.contains(&"org.closed".to_owned()),
            "and what each may do with his own account"
        );
    }
    assert!(
        !house.bearer(&token).call("org.get", &[("org", &acme)], NO).await.status.is_success(),
        "programs stop"
    );
    for table in [
        "SELECT COUNT(*) AS found FROM yard_org",
        "SELECT COUNT(*) AS found FROM yard_member_field",
        "SELECT COUNT(*) AS found FROM yard_org_act",
        "SELECT COUNT(*) AS found FROM yard_service WHERE org IS NOT NULL",
    ] {
        assert_eq!(count(&house, table).await, 0, "{table}");
    }
}

/// Whoever asked for it is named no longer once his account is closed, and it ends all the same.
#[tokio::test]
async fn who_ends_an_organisation_is_named_until_his_account_is_closed() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let di = joined(&house, &ana, &acme, "Di", "administrator").await;
    let seen = async || di.call("org.closing", &[("org", &acme)], NO).await.expect_ok();
    close(&house, &ana, &acme, "四合院测试有限公司").await.expect_ok();
    assert_eq!(seen().await["asked_by"], json!(ana.id));
    crate::erasure::close(&house, &ana).await.expect_ok();
    let now = seen().await;
    assert_eq!((&now["asked_by"], now["due_at"].is_string()), (&NO, true), "{now}");
}
