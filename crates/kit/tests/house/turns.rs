//! Who writes in an organisation is asked for his office when his turn comes, and what is read of its people stays good meanwhile.

use kit::{Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::org::{joined, org};
use crate::records::{shown, write};
use crate::uploads::{attestation, bring};

const NO: Value = Value::Null;

/// An office is asked of the rows when something is written, not when it was asked for.
#[tokio::test]
async fn an_office_that_is_taken_away_meanwhile_writes_nothing() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "administrator").await;
    let cy = joined(&house, &ana, &acme, "Cy", "member").await;
    let charge = json!({ "person": cy.id, "title": "名单", "rights": ["upload"] });
    let invited = json!({ "phone": house.fresh_number(), "role": "member" });
    let (his, hers) = ([("org", acme.as_str()), ("person", cy.id.as_str())], [("org", acme.as_str())]);
    // Whoever writes now keeps him waiting; he has been let in by then, and his office goes.
    let mut cx = house.running.house.db.begin().await.unwrap();
    cx.run("UPDATE yard_org SET changed_at = changed_at", vec![]).await.unwrap();
    let asked = async {
        tokio::join!(
            bo.call("org.member.update", &his, json!({ "role": "administrator" })),
            bo.call("org.member.remove", &his, NO),
            bo.call("org.charge", &hers, charge),
            bo.call("org.invite", &hers, invited),
            write(&bo, &acme, &bo, json!({ "rank": "P9" })),
        )
    };
    tokio::pin!(asked);
    let first = tokio::time::timeout(Duration::from_millis(500), &mut asked).await;
    assert!(first.is_err(), "they wait for whoever writes");
    let sql = "UPDATE yard_member SET role = 'member' WHERE person NOT IN (SELECT creator FROM yard_org)";
    assert_eq!(cx.run(sql, vec![]).await.unwrap(), 2);
    cx.commit().await.unwrap();
    let (made, removed, charged, sent, written) = asked.await;
    for answer in [made, removed, charged, sent] {
        answer.expect_code(403, "access.denied");
    }
    written.expect_code(403, "record.not_yours");
    assert_eq!(crate::org::roles(&ana, &acme).await.len(), 3);
    assert_eq!(shown(&ana, &acme, &bo).await, json!({}));
}

/// What one no keeps out is kept out of a list that was looked at before it.
#[tokio::test]
async fn a_list_that_is_refused_while_it_is_brought_in_keeps_nothing_of_who_said_no() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let (bo, cy) = (house.person("Bo").await, house.person("Cy").await);
    let list = |who: &Client| format!("姓名,手机号\n某人,{}\n", who.phone);
    bring(&ana, &acme, &list(&bo), attestation()).await.expect_ok();
    let both = format!("{}某人,{}\n", list(&bo), cy.phone);
    let waiting = bo.call("org.invitations", &[], NO).await.expect_ok();
    let id = waiting["items"][0]["id"].as_str().unwrap().to_owned();
    let at = [("invitation", id.as_str())];
    let (brought, declined) = tokio::join!(
        bring(&ana, &acme, &both, attestation()),
        bo.call("org.invitation.decline", &at, json!({})),
    );
    brought.expect_ok();
    declined.expect_ok();
    // Whichever was first: what the list said of him is gone, and he is not named again.
    assert_eq!(rows(&house).await, 1);
    let mine = bo.call("upload.list", &[], NO).await.expect_ok();
    assert_eq!((&mine["items"], &mine["refused"][0]["org"]), (&json!([]), &json!(acme)), "{mine}");
}

/// What is searched is built anew where somebody came, went or moved, not where a record was written.
#[tokio::test]
async fn an_edit_of_a_record_leaves_the_stamp_of_the_roster_and_a_move_does_not() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let made = ana.call("org.department.create", &[("org", &acme)], json!({ "name": "研发部" })).await;
    let made = made.expect_ok()["id"].clone();
    let stamp = async || {
        let mut view = house.running.house.db.view().await.unwrap();
        yard::org::store::roster_stamp(&mut view, acme.parse().unwrap()).await.unwrap()
    };
    let before = stamp().await;
    write(&ana, &acme, &bo, json!({ "seat": "A-17" })).await.expect_ok();
    let found = async |text: &str| {
        let page = ana.get(&format!("/api/v1/orgs/{acme}/people?text={text}")).await.expect_ok();
        page["total"].as_i64().unwrap()
    };
    assert_eq!((found("A-17").await, found("B-18").await), (1, 0));
    write(&ana, &acme, &bo, json!({ "seat": "B-18" })).await.expect_ok();
    assert_eq!((found("A-17").await, found("B-18").await), (0, 1));
    assert_eq!(stamp().await, before, "nobody came, went or moved");
    let at = [("org", acme.as_str()), ("person", bo.id.as_str())];
    ana.call("org.member.update", &at, json!({ "department": made })).await.expect_ok();
    let moved = stamp().await;
    assert_ne!(moved, before);
    ana.call("org.member.remove", &at, NO).await.expect_ok();
    assert_ne!(stamp().await.1, moved.1);
}

/// Whoever said no since a list was looked at is asked for when its rows are written.
#[tokio::test]
async fn rows_of_a_list_are_held_against_what_was_said_meanwhile() {
    // Where one writes at a time nothing comes between.
    if std::env::var("COURTYARD_TEST_POSTGRES").is_err() {
        return;
    }
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let list = format!("姓名,手机号\n李波,{}\n某人,{}\n", bo.phone, house.fresh_number());
    let mut cx = house.running.house.db.begin().await.unwrap();
    cx.run("UPDATE yard_org SET changed_at = changed_at", vec![]).await.unwrap();
    let asked = bring(&ana, &acme, &list, attestation());
    tokio::pin!(asked);
    let first = tokio::time::timeout(Duration::from_secs(2), &mut asked).await;
    assert!(first.is_err(), "it waits for whoever writes");
    let refused = "INSERT INTO yard_upload_refusal (org, person, at) SELECT m.org, m.person, 1 FROM yard_member m \
                   WHERE m.role = 'member'";
    assert_eq!(cx.run(refused, vec![]).await.unwrap(), 1);
    cx.commit().await.unwrap();
    assert_eq!(asked.await.expect_ok()["wrongs"][0]["why"], "refused");
    assert_eq!(rows(&house).await, 1);
}

/// A list that was taken back before its rows are written brings none in.
#[tokio::test]
async fn of_a_list_that_is_gone_nothing_is_written() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let mut cx = house.running.house.db.begin().await.unwrap();
    if std::env::var("COURTYARD_TEST_POSTGRES").is_ok() {
        let gone = "CREATE FUNCTION gone() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM yard_upload; RETURN NULL; END'";
        cx.run(gone, vec![]).await.unwrap();
        let each = "CREATE TRIGGER gone AFTER INSERT ON yard_upload FOR EACH ROW EXECUTE FUNCTION gone()";
        cx.run(each, vec![]).await.unwrap();
    } else {
        let gone = "CREATE TRIGGER gone AFTER INSERT ON yard_upload BEGIN DELETE FROM yard_upload; END";
        cx.run(gone, vec![]).await.unwrap();
    }
    cx.commit().await.unwrap();
    let list = format!("姓名,手机号\n某人,{}\n", house.fresh_number());
    bring(&ana, &acme, &list, attestation()).await.expect_code(404, "upload.unknown");
    assert_eq!(rows(&house).await, 0);
}

async fn rows(house: &House) -> i64 {
    let mut view = house.running.house.db.view().await.unwrap();
    let kept = view.one("SELECT COUNT(*) AS found FROM yard_upload_row", vec![]).await.unwrap();
    kept.get("found").unwrap()
}
