//! What an organisation controls stands apart from what is a person's own, and from what another organisation controls.

use ground::{Caller, OrgId};
use kit::{Client, House, proved};
use serde_json::{Value, json};
use vault::Subject;

use crate::org::{joined, org};
use crate::records::{record, shown, write};
use crate::rights::proof;
use crate::uploads::attestation;

const NO: Value = Value::Null;

/// proves: JJB-008, HKT-008, YZJ-012
#[tokio::test]
async fn each_organisation_has_what_is_its_own_and_nothing_of_another_or_of_a_persons_account() {
    let house = House::start().await;
    // Every table says whose its rows are.
    for table in gate::tables() {
        assert!(
            ["person", "org", "house", "conversation", "home"].contains(&table.owner),
            "{} is of {}",
            table.name,
            table.owner
        );
    }
    let (ana, eve) = (house.person("Ana").await, house.person("Eve").await);
    let (acme, beta) = (org(&ana).await, org(&eve).await);
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let at_beta = crate::org::invite(&eve, &beta, &bo.phone, "member").await;
    bo.call("org.invitation.accept", &[("invitation", &at_beta)], json!({})).await.expect_ok();
    write(&ana, &acme, &bo, json!({ "seat": "甲座", "position": "会计" })).await.expect_ok();
    write(&eve, &beta, &bo, json!({ "seat": "乙座", "position": "顾问" })).await.expect_ok();
    assert_eq!(shown(&ana, &acme, &bo).await["seat"], "甲座");
    assert_eq!(shown(&eve, &beta, &bo).await["seat"], "乙座");
    record(&eve, &acme, &bo).await.expect_code(404, "org.unknown");
    // What he does for himself stands beside it.
    crate::meet::started(&bo, json!({ "title": "私人会议", "guests": false })).await;
    // The export of one holds what is its own, and no number, address or name of a device of anybody.
    let made =
        ana.call("org.archive", &[("org", &acme)], json!({ "proof": proof(&house, &ana).await })).await;
    let made = made.expect_ok().to_string();
    assert!(made.contains("会计"), "{made}");
    for foreign in ["顾问", "乙座", "私人会议", beta.as_str(), bo.phone.as_str(), bo.id.as_str()] {
        assert!(!made.contains(foreign), "{foreign} stands in it");
    }
    // What he is for himself nobody who runs an organisation opens, and leaving leaves it to him.
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("甲座") && held.contains("乙座"));
    ana.call("org.member.remove", &[("org", &acme), ("person", &bo.id)], NO).await.expect_ok();
    let after = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(!after.contains("甲座") && after.contains("乙座"), "{after}");
    instructed(&house, &ana, &acme).await;
    opened(&house, &ana, &acme).await;
    for id in ["JJB-008", "HKT-008", "YZJ-012"] {
        proved(id, &["org.archive", "org.record", "org.upload", "job:org.upload.file"]);
    }
}

/// What the house does with data of an organisation follows an instruction of it, which is noted with it.
async fn instructed(house: &House, ana: &Client, acme: &str) {
    let cy = joined(house, ana, acme, "Cy", "member").await;
    let looks = async || {
        let (vault, caller) = (&house.running.house.vault, Caller::Program("test.looks"));
        let subject = Subject::Org(acme.parse::<OrgId>().unwrap());
        let found = vault.openings_of(subject, &caller).await.unwrap();
        found.iter().filter(|one| one.act == "org.upload.file").count()
    };
    assert_eq!(looks().await, 0);
    house.run_jobs().await;
    assert_eq!(shown(ana, acme, &cy).await, json!({}), "nothing is done unasked");
    use base64::Engine as _;
    let list = format!("姓名,手机号\n陈晨,{}\n", cy.phone);
    let file = base64::engine::general_purpose::STANDARD.encode(list.as_bytes());
    let wish = json!({ "file": file, "attestation": attestation() });
    ana.call("org.upload", &[("org", acme)], wish).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(shown(ana, acme, &cy).await["name"], "陈晨");
    assert!(looks().await > 0, "what the job opened is logged with the organisation");
    let acts = ana.call("org.acts", &[("org", acme)], NO).await.expect_ok();
    let found = acts["items"].as_array().unwrap().iter().any(|one| one["act"] == "org.upload");
    assert!(found, "who instructed it stands in the console: {acts}");
}

/// What it did not open is neither collected nor shown.
async fn opened(house: &House, ana: &Client, acme: &str) {
    let of_doorplate = ana.call("org.opened", &[("org", acme)], NO).await.expect_ok();
    let di = joined(house, ana, acme, "Di", "member").await;
    let handed = json!({ "education": "本科" });
    write(&di, acme, &di, handed.clone()).await.expect_code(404, "record.off");
    assert_eq!(shown(&di, acme, &di).await, json!({}));
    let at = [("org", acme), ("kind", "personnel")];
    if of_doorplate["items"] == json!([]) {
        ana.call("org.open", &at, NO).await.expect_code(404, "org.service_unknown");
        return;
    }
    di.call("org.open", &at, NO).await.expect_code(403, "access.denied");
    ana.call("org.open", &at, NO).await.expect_ok();
    write(&di, acme, &di, handed.clone()).await.expect_ok();
    assert_eq!(shown(&di, acme, &di).await, handed);
    ana.call("org.shut", &at, NO).await.expect_ok();
    assert_eq!(shown(&di, acme, &di).await, json!({}), "closed, it is shown no longer");
    write(&di, acme, &di, handed).await.expect_code(404, "record.off");
    let look = [("org", acme), ("person", di.id.as_str())];
    ana.call("org.personnel.get", &look, NO).await.expect_code(404, "record.off");
}
