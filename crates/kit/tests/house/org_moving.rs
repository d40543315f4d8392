//! An organisation moves: what one house signed of it, another takes in, and nobody becomes a member by standing in it.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::backup::{Shelf, back_up, brought_back};
use crate::meet::{direct, join, started, text};
use crate::org::{joined, org, roles};
use crate::rights::proof;
use crate::seat::{Door, wait_for};

async fn department(by: &Client, org: &str, name: &str, parent: Value, external: Value) -> String {
    let wish = json!({ "name": name, "parent": parent, "external_id": external });
    let made = by.call("org.department.create", &[("org", org)], wish).await.expect_ok();
    made["id"].as_str().unwrap().to_owned()
}

async fn set_as(by: &Client, org: &str, who: &Client, more: Value) {
    by.call("org.member.update", &[("org", org), ("person", &who.id)], more).await.expect_ok();
}

/// The organisation of Ana: two departments, Bo and Cy in them, and a rule of its own.
async fn filled(house: &House, ana: &Client) -> (String, Client, Client) {
    let acme = org(ana).await;
    let bo = joined(house, ana, &acme, "Bo", "member").await;
    let cy = joined(house, ana, &acme, "Cy", "administrator").await;
    let sales = department(ana, &acme, "销售部", Value::Null, json!("D-1")).await;
    let east = department(ana, &acme, "华东组", json!(sales), Value::Null).await;
    set_as(ana, &acme, &bo, json!({ "department": east, "position": "经理", "external_id": "E-7" })).await;
    set_as(ana, &acme, &cy, json!({ "department": sales })).await;
    let rule = [("org", acme.as_str()), ("of", "request-reply")];
    ana.call("org.policy.number", &rule, json!({ "value": 10 })).await.expect_ok();
    (acme, bo, cy)
}

async fn archive(house: &House, by: &Client, org: &str) -> Value {
    by.call("org.archive", &[("org", org)], json!({ "proof": proof(house, by).await })).await.expect_ok()
}

async fn take(by: &Client, org: &str, archive: &Value, compared: Value, rows: Value) -> Answer {
    let wish = json!({ "archive": archive, "compared": compared, "rows": rows });
    by.call("org.archive.take", &[("org", org)], wish).await
}

async fn look(by: &Client, org: &str, archive: &Value) -> Answer {
    by.call("org.archive.look", &[("org", org)], json!({ "archive": archive })).await
}

/// What the archive calls somebody.
fn called<'a>(looked: &'a Value, name: &str) -> &'a str {
    let members = looked["members"].as_array().unwrap();
    members.iter().find(|one| one["name"] == name).unwrap()["member"].as_str().unwrap()
}

/// Department names from the top, as they stand above one another.
async fn forest(by: &Client, org: &str) -> Vec<(String, Option<String>)> {
    let list = by.call("org.departments", &[("org", org)], json!(null)).await.expect_ok();
    let items = list["items"].as_array().unwrap();
    let name = |id: &Value| items.iter().find(|one| one["id"] == *id).map(|one| text(one, "name").to_owned());
    let mut forest: Vec<_> =
        items.iter().map(|one| (text(one, "name").to_owned(), name(&one["parent"]))).collect();
    forest.sort();
    forest
}

async fn accept_all(who: &Client) {
    let waiting = who.call("org.invitations", &[], json!(null)).await.expect_ok();
    for one in waiting["items"].as_array().unwrap() {
        let at = [("invitation", one["id"].as_str().unwrap())];
        who.call("org.invitation.accept", &at, json!({})).await.expect_ok();
    }
}

/// Takes the archive of the first house into a fresh one, and holds what came against what was.
async fn moves(archive: &Value, (ana, bo, cy): (&Client, &Client, &Client)) {
    let house = House::start().await;
    let here = house.person_with("Ana", &ana.phone).await;
    let acme = org(&here).await;
    let looked = look(&here, &acme, archive).await.expect_ok();
    assert_eq!((&looked["departments"], &looked["rules"]), (&json!(2), &json!(1)), "{looked}");
    assert_eq!(looked["known_as"], Value::Null);
    let row = |who: &str, phone: &str| json!({ "member": called(&looked, who), "phone": phone, "basis": "contract" });
    let rows = json!([row("Bo", &bo.phone), row("Cy", &cy.phone), row("Ana", &ana.phone)]);
    take(&here, &acme, archive, Value::Null, rows.clone()).await.expect_code(409, "moving.house_unknown");
    let came = take(&here, &acme, archive, looked["fingerprint"].clone(), rows.clone()).await.expect_ok();
    assert_eq!((&came["departments"], &came["rules"], &came["left"]), (&json!(2), &json!(1), &json!([])));
    assert!(came["items"][0]["invitation"].is_string(), "{came}");
    assert_eq!(came["items"][2]["filled"], here.id, "she is here already: {came}");
    assert_eq!(roles(&here, &acme).await.len(), 1, "nobody is a member by standing in it");

    // Each reads the ground, and accepts; then the same archive fills in what they were.
    let (his, hers) = (house.person_with("Bo", &bo.phone).await, house.person_with("Cy", &cy.phone).await);
    let waiting = his.call("org.invitations", &[], json!(null)).await.expect_ok();
    assert_eq!(waiting["items"][0]["basis"], "contract", "{waiting}");
    accept_all(&his).await;
    accept_all(&hers).await;
    let again = take(&here, &acme, archive, looked["fingerprint"].clone(), rows).await.expect_ok();
    assert_eq!((&again["departments"], &again["items"][0]["filled"]), (&json!(0), &json!(his.id)), "{again}");

    let below = |name: &str, above: Option<&str>| (name.to_owned(), above.map(str::to_owned));
    assert_eq!(forest(&here, &acme).await, [below("华东组", Some("销售部")), below("销售部", None)]);
    let bo =
        here.call("org.member.get", &[("org", &acme), ("person", &his.id)], json!(null)).await.expect_ok();
    assert_eq!((&bo["position"], &bo["external_id"]), (&json!("经理"), &json!("E-7")), "{bo}");
    let mut all = roles(&here, &acme).await;
    all.sort();
    let role = |name: &str, role: &str| (name.to_owned(), role.to_owned());
    assert_eq!(all, [role("Ana", "administrator"), role("Bo", "member"), role("Cy", "administrator")]);
    let rules = here.call("org.policy", &[("org", &acme)], json!(null)).await.expect_ok();
    assert!(rules.to_string().contains("request-reply"), "{rules}");
}

/// Somebody is in a meeting for twenty minutes in two stays, and away for an hour between: that is what is counted.
async fn minutes(house: &House, ana: &Client, bo: &Client) {
    let door = Door::open(house).await;
    let meeting = started(ana, json!({ "guests": true })).await;
    let his = join(bo, &meeting, json!({})).await.expect_ok();
    let line = async |is: fn(&Value) -> bool| {
        wait_for(async || {
            let record = direct(ana, "meeting.record", &meeting, json!(null)).await.expect_ok();
            record["items"].as_array().unwrap().iter().find(|item| item["name"] == "Bo" && is(item)).cloned()
        })
        .await
    };
    for (stayed, away) in [(5, 60), (15, 1)] {
        let seat = door.seat(text(&his["media"], "token")).await.unwrap();
        line(|item| item["left_at"].is_null()).await;
        house.advance(Duration::from_secs(60 * stayed));
        seat.leave().await;
        line(|item| item["left_at"].is_string()).await;
        house.advance(Duration::from_secs(60 * away));
    }
    let metered = line(|_| true).await["present_ms"].as_u64().unwrap();
    assert_eq!(metered / 60_000, 20, "{metered}");
    direct(ana, "meeting.end", &meeting, json!({})).await.expect_ok();
}

/// proves: JJB-048, HKT-048
#[tokio::test]
async fn a_backup_comes_back_an_organisation_moves_and_minutes_are_counted_as_they_were() {
    let shelf = Shelf::new();
    let house = crate::backup::house(&shelf, 0).await;
    let ana = house.person("Ana").await;
    let (acme, bo, cy) = filled(&house, &ana).await;
    minutes(&house, &ana, &bo).await;
    let archive = archive(&house, &ana, &acme).await;
    moves(&archive, (&ana, &bo, &cy)).await;

    // The disk is lost; what lies on the shelf brings it back, and it signs what it signed.
    let before = (forest(&ana, &acme).await, roles(&ana, &acme).await);
    assert!(back_up(&house, &shelf).await);
    let back = brought_back(&house, &shelf).await;
    drop(house);
    let ana = back.bearer_as(&ana);
    assert_eq!((forest(&ana, &acme).await, roles(&ana, &acme).await), before);
    for id in ["JJB-048", "HKT-048"] {
        proved(id, &["org.archive", "org.archive.take", "meeting.record"]);
    }
}

/// What a house of one's own would sign.
fn forged(content: &str) -> Value {
    let pair =
        Ed25519KeyPair::from_pkcs8(Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap().as_ref());
    let pair = pair.unwrap();
    let signature = pair.sign(format!("courtyard organisation 1\n{content}").as_bytes());
    json!({
        "format": "courtyard-organisation-1",
        "content": content,
        "signature": STANDARD.encode(signature.as_ref()),
        "key": STANDARD.encode(pair.public_key().as_ref()),
    })
}

#[tokio::test]
async fn an_archive_holds_nobodys_number_and_what_was_changed_or_is_anothers_is_refused() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let (acme, bo, _) = filled(&house, &ana).await;
    let proof_less = json!({ "proof": { "code": "000000" } });
    ana.call("org.archive", &[("org", &acme)], proof_less).await.expect_code(422, "session.code_expired");
    let eve = house.person("Eve").await;
    house.advance(Duration::from_secs(61));
    let made = archive(&house, &ana, &acme).await;
    let content = made["content"].as_str().unwrap();
    for who in [&ana, &bo] {
        assert!(
            !content.contains(who.phone.trim_start_matches("+86")) && !content.contains(&who.id),
            "{content}"
        );
    }
    assert!(content.contains("经理") && content.contains("销售部"), "{content}");
    let told = ana.get("/api/v1/me/openings").await.expect_ok().to_string();
    assert!(!told.is_empty());

    for (operation, body) in [
        ("org.archive", json!({ "proof": { "code": "000000" } })),
        ("org.archive.look", json!({ "archive": made })),
        ("org.archive.take", json!({ "archive": made })),
    ] {
        bo.call(operation, &[("org", &acme)], body.clone()).await.expect_code(403, "access.denied");
        eve.call(operation, &[("org", &acme)], body.clone()).await.expect_code(404, "org.unknown");
        ana.call(operation, &[("org", &acme)], json!({ "x": 1 })).await.expect_code(422, "body.invalid");
    }
    for (field, value, code) in [
        ("content", json!(content.replace("经理", "总裁")), "moving.signature"),
        ("signature", json!(STANDARD.encode([7; 64])), "moving.signature"),
        ("format", json!("courtyard-archive-1"), "moving.format"),
    ] {
        let mut wrong = made.clone();
        wrong[field] = value;
        look(&ana, &acme, &wrong).await.expect_code(422, code);
        take(&ana, &acme, &wrong, Value::Null, json!([])).await.expect_code(422, code);
    }
    let mut odd: Value = serde_json::from_str(content).unwrap();
    odd["company"]["credit_code"] = json!("another");
    look(&ana, &acme, &forged(&odd.to_string())).await.expect_code(409, "org.archive_other");
    let mut odd: Value = serde_json::from_str(content).unwrap();
    odd["departments"][0]["parent"] = odd["departments"][0]["id"].clone();
    look(&ana, &acme, &forged(&odd.to_string())).await.expect_code(422, "moving.damaged");
    let many: Vec<Value> = vec![json!({ "member": "x", "phone": "1", "basis": "duty" }); 501];
    take(&ana, &acme, &made, Value::Null, json!(many)).await.expect_code(422, "org.rows_wrong");
    let no_ground = json!([{ "member": "x", "phone": "1" }]);
    take(&ana, &acme, &made, Value::Null, no_ground).await.expect_code(422, "body.invalid");

    // A house that promises less elsewhere cannot loosen anything here.
    let mut odd: Value = serde_json::from_str(content).unwrap();
    odd["numbers"] = json!([{ "id": "request-reply", "value": 99 }, { "id": "no-such", "value": 1 }]);
    let loose = forged(&odd.to_string());
    let shown = look(&ana, &acme, &loose).await.expect_ok()["fingerprint"].clone();
    let rows = json!([{ "member": "x", "phone": bo.phone, "basis": "duty" }]);
    let came = take(&ana, &acme, &loose, shown, rows).await.expect_ok();
    assert_eq!(came["items"][0]["problem"], "org.member_unknown");
    let why: Vec<&Value> = came["left"].as_array().unwrap().iter().map(|one| &one["why"]).collect();
    assert_eq!(why, [&json!("org.policy_own"), &json!("org.policy_unknown")], "{came}");
}
