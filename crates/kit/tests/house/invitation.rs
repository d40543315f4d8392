//! Invitations: seen by whoever is invited, answered by nobody else, ended by themselves.

use kit::{House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::org::{invite, org, pairs, roles};

/// proves: JJB-005, HKT-005, YZJ-112
#[tokio::test]
async fn whoever_is_invited_sees_it_and_becomes_a_member_by_accepting_alone() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let (bo, cy, eve) = (house.person("Bo").await, house.person("Cy").await, house.person("Eve").await);
    let acme = org(&ana).await;
    let (to_bo, to_cy) =
        (invite(&ana, &acme, &bo.phone, "member").await, invite(&ana, &acme, &cy.phone, "member").await);

    let waiting = bo.call("org.invitations", &[], json!(null)).await.expect_ok();
    let item = &waiting["items"][0];
    assert_eq!(item["id"], json!(to_bo));
    assert_eq!(item["org"], json!({ "id": acme, "name": "四合院测试有限公司", "certified": false }));
    assert_eq!((&item["role"], &item["invited_by"]), (&json!("member"), &json!("Ana")));
    assert_eq!(eve.call("org.invitations", &[], json!(null)).await.expect_ok()["items"], json!([]));
    bo.call("org.get", &[("org", &acme)], json!(null)).await.expect_code(404, "org.unknown");

    for operation in ["org.invitation.accept", "org.invitation.decline"] {
        let answer = eve.call(operation, &[("invitation", &to_bo)], json!({})).await;
        answer.expect_code(404, "org.invitation_unknown");
    }
    cy.call("org.invitation.decline", &[("invitation", &to_cy)], json!({})).await.expect_ok();
    assert_eq!(roles(&ana, &acme).await, pairs(&[("Ana", "administrator")]), "nobody accepted yet");
    cy.call("org.get", &[("org", &acme)], json!(null)).await.expect_code(404, "org.unknown");
    let again = cy.call("org.invitation.accept", &[("invitation", &to_cy)], json!({})).await;
    again.expect_code(404, "org.invitation_unknown");

    bo.call("org.invitation.accept", &[("invitation", &to_bo)], json!({})).await.expect_ok();
    assert_eq!(roles(&bo, &acme).await, pairs(&[("Ana", "administrator"), ("Bo", "member")]));
    let twice = bo.call("org.invitation.accept", &[("invitation", &to_bo)], json!({})).await;
    twice.expect_code(404, "org.invitation_unknown");
    let sent = ana.call("org.invitations.sent", &[("org", &acme)], json!(null)).await.expect_ok();
    let left: Vec<_> = sent["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (&item["state"], &item["phone_masked"]))
        .collect();
    assert_eq!(left, [(&json!("declined"), &Value::Null)], "an answered invitation keeps no number");
    for id in ["JJB-005", "HKT-005", "YZJ-112"] {
        proved(id, &["org.invite", "org.invitations", "org.invitation.accept", "org.invitation.decline"]);
    }
}

#[tokio::test]
async fn an_invitation_brings_a_stranger_to_sign_up_and_ends_by_itself() {
    let house = House::with(|config| config.accounts.signup = Some(ground::config::Signup::Open)).await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let phone = house.fresh_number();
    let to = |item: &Value| item["to"].as_str().is_some_and(|to| to.ends_with(&phone));
    let invitation = invite(&ana, &acme, &format!("+86 {phone}"), "member").await;
    house.run_jobs().await;
    let outbox = house.nobody().get("/dev/outbox").await.expect_ok();
    let texts: Vec<&str> = outbox["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| to(item))
        .filter_map(|item| item["text"].as_str())
        .collect();
    assert!(texts.len() == 1 && texts[0].contains("邀请"), "{texts:?}");
    assert!(
        !texts[0].contains("四合院测试有限公司") && !texts[0].contains("Ana"),
        "the text names nobody: {texts:?}"
    );

    let at = [("org", acme.as_str())];
    let again = json!({ "phone": phone, "role": "administrator" });
    ana.call("org.invite", &at, again.clone()).await.expect_code(409, "org.invited_already");
    let sent = ana.call("org.invitations.sent", &at, json!(null)).await.expect_ok();
    let masked = format!("{}****{}", &phone[..3], &phone[7..]);
    assert_eq!(sent["items"][0]["phone_masked"], json!(masked));

    let bo = house.person_with("Bo", &phone).await;
    assert_eq!(
        bo.call("org.invitations", &[], json!(null)).await.expect_ok()["items"][0]["id"],
        json!(invitation)
    );
    house.advance(Duration::from_secs(7 * 86_400 + 1));
    assert_eq!(bo.call("org.invitations", &[], json!(null)).await.expect_ok()["items"], json!([]));
    let late = bo.call("org.invitation.accept", &[("invitation", &invitation)], json!({})).await;
    late.expect_code(404, "org.invitation_unknown");
    house.run_jobs().await;
    let mut view = house.running.house.db.view().await.unwrap();
    assert!(
        view.all("SELECT id FROM yard_invitation", vec![]).await.unwrap().is_empty(),
        "the number is gone, too"
    );
    drop(view);
    ana.call("org.invite", &at, again).await.expect_ok();
    let members = json!({ "phone": ana.phone, "role": "member" });
    ana.call("org.invite", &at, members).await.expect_code(409, "org.member_already");
}

#[tokio::test]
async fn where_sign_up_is_by_invitation_an_invitation_opens_it() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let (invited, withdrawn) = (house.fresh_number(), house.fresh_number());
    invite(&ana, &acme, &invited, "member").await;
    let back = invite(&ana, &acme, &withdrawn, "member").await;
    let at = [("org", acme.as_str()), ("invitation", back.as_str())];
    ana.call("org.invitation.withdraw", &at, json!(null)).await.expect_ok();
    ana.call("org.invitation.withdraw", &at, json!(null)).await.expect_code(404, "org.invitation_unknown");
    let house_db = &house.running.house;
    for (phone, expected) in [(&invited, true), (&withdrawn, false)] {
        let e164 = format!("+86{phone}");
        let index = house_db.vault.index(&yard::account::NumberRow::PHONE, &e164);
        let mut cx = house_db.db.begin().await.unwrap();
        assert_eq!(yard::org::is_invited(&mut cx, index).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn a_number_is_not_pestered_by_invitations() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let phone = house.fresh_number();
    for _ in 0..3 {
        let invitation = invite(&ana, &acme, &phone, "member").await;
        let at = [("org", acme.as_str()), ("invitation", invitation.as_str())];
        ana.call("org.invitation.withdraw", &at, json!(null)).await.expect_ok();
    }
    let wish = json!({ "phone": phone, "role": "member" });
    let refused = ana.call("org.invite", &[("org", &acme)], wish).await;
    refused.expect_code(429, "org.invite_limit");
    assert!(refused.headers.contains_key("retry-after"));
}
