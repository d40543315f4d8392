//! What people ask about their own data: the clock, the grounds, the archive, the restriction.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kit::{Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::retention::keeper;

const DAY: Duration = Duration::from_secs(86_400);

/// A fresh proof by code.
pub(crate) async fn proof(house: &House, who: &Client) -> Value {
    house.advance(Duration::from_secs(61));
    who.call("me.identity.code", &[], json!({})).await.expect_ok();
    json!({ "code": house.code_for(&who.phone).await })
}

async fn ask(house: &House, who: &Client, kind: &str) -> String {
    let wish = json!({ "kind": kind, "words": "Please", "proof": proof(house, who).await });
    let asked = who.call("rights.ask", &[], wish).await.expect_ok();
    asked["id"].as_str().unwrap().to_owned()
}

async fn mine(who: &Client) -> Value {
    who.call("rights.mine", &[], json!(null)).await.expect_ok()["items"][0].clone()
}

async fn kinds(house: &House, who: &Client) -> Vec<String> {
    let mut view = house.running.house.db.view().await.unwrap();
    let frames = ground::stream::after(&mut view, who.id.parse().unwrap(), 0).await.unwrap();
    frames.into_iter().map(|frame| frame.kind).filter(|kind| kind.starts_with("rights.")).collect()
}

fn micros(time: &Value) -> i64 {
    // RFC 3339 in UTC; compared as text it is compared as time, and days are counted by hand.
    let text = time.as_str().unwrap_or_else(|| panic!("no time: {time}"));
    let part = |from: usize, to: usize| text[from..to].parse::<i64>().unwrap();
    let (mut year, month, day) = (part(0, 4), part(5, 7), part(8, 10));
    let shifted = if month <= 2 {
        year -= 1;
        month + 9
    } else {
        month - 3
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * shifted + 2) / 5 + day;
    ((days * 24 + part(11, 13)) * 60 + part(14, 16)) * 60 + part(17, 19)
}

/// proves: YZJ-090, AJ-118
#[tokio::test]
async fn the_clock_of_a_request_runs_from_the_proof_warns_and_says_when_it_is_over() {
    let house = House::start().await;
    let (keeper, ana) = (keeper(&house).await, house.person("Ana").await);
    let asked =
        ana.call("rights.ask", &[], json!({ "kind": "correct", "words": "My name" })).await.expect_ok();
    let request = asked["id"].as_str().unwrap().to_owned();
    assert_eq!((&mine(&ana).await["due_at"], &mine(&ana).await["verified_at"]), (&Value::Null, &Value::Null));
    house.advance(30 * DAY);
    house.run_jobs().await;
    assert!(kinds(&house, &keeper).await.is_empty(), "no clock runs before the proof");
    let at = [("request", request.as_str())];
    ana.call("rights.prove", &at, json!({ "proof": { "code": "000000" } }))
        .await
        .expect_code(422, "session.code_expired");
    ana.call("rights.prove", &at, json!({ "proof": proof(&house, &ana).await })).await.expect_ok();
    let seen = mine(&ana).await;
    assert_eq!(micros(&seen["due_at"]) - micros(&seen["verified_at"]), 15 * 86_400, "{seen}");
    assert!(micros(&seen["working_due_at"]) > micros(&seen["due_at"]), "{seen}");
    assert_eq!(seen["fee"], 0);
    house.advance(12 * DAY - Duration::from_secs(60));
    house.run_jobs().await;
    assert!(kinds(&house, &keeper).await.is_empty(), "four fifths are not over");
    house.advance(Duration::from_secs(700));
    house.run_jobs().await;
    assert_eq!(kinds(&house, &keeper).await, ["rights.due_soon"]);
    house.advance(3 * DAY);
    house.run_jobs().await;
    assert_eq!(kinds(&house, &keeper).await, ["rights.due_soon", "rights.overdue"]);
    let desk = keeper.call("rights.desk", &[], json!(null)).await.expect_ok();
    assert_eq!(desk["items"][0]["words"], "My name", "{desk}");
    assert_eq!(desk["items"][0]["name_masked"], "A**", "whoever answers recognises who asks");
    let masked = format!("{}****{}", &ana.phone[..3], &ana.phone[7..]);
    assert_eq!(desk["items"][0]["phone_masked"], masked.as_str());
    assert!(desk["items"][0]["overdue_at"].is_string());
    keeper.call("rights.answer", &at, json!({ "granted": true, "words": "Done" })).await.expect_ok();
    let seen = mine(&ana).await;
    assert_eq!((&seen["outcome"], &seen["answer"]), (&json!("granted"), &json!("Done")));
    assert_eq!(kinds(&house, &ana).await, ["rights.answered"]);
    let opened = ana.call("me.openings", &[], json!(null)).await.expect_ok();
    assert!(opened["items"].as_array().unwrap().iter().any(|one| one["act"] == "rights.desk"), "{opened}");
    for id in ["YZJ-090", "AJ-118"] {
        proved(id, &["rights.prove", "rights.mine", "rights.desk", "rights.answer", "job:rights.clocks"]);
    }
}

/// proves: YZJ-091, YZJ-092
#[tokio::test]
async fn a_refusal_names_one_of_the_grounds_and_says_why() {
    let house = House::start().await;
    let (keeper, ana, bo) = (keeper(&house).await, house.person("Ana").await, house.person("Bo").await);
    let first = ask(&house, &ana, "delete").await;
    let at = [("request", first.as_str())];
    let no = |ground: &str, words: &str| json!({ "granted": false, "ground": ground, "words": words });
    keeper
        .call("rights.answer", &at, json!({ "granted": false, "words": "no" }))
        .await
        .expect_code(422, "rights.ground_missing");
    keeper
        .call("rights.answer", &at, no("we_do_not_want_to", "no"))
        .await
        .expect_code(422, "rights.ground_missing");
    keeper.call("rights.answer", &at, no("harm_to_others", " ")).await.expect_code(422, "rights.words");
    keeper.call("rights.answer", &at, no("repeated", "again")).await.expect_code(422, "rights.not_repeated");
    keeper
        .call("rights.answer", &at, no("harm_to_others", &"x".repeat(2_001)))
        .await
        .expect_code(422, "rights.words");
    // Neither a stranger nor the person himself answers, and nobody sees another's.
    for who in [&ana, &bo] {
        who.call("rights.answer", &at, json!({ "granted": true })).await.expect_code(403, "access.denied");
        who.call("rights.desk", &[], json!(null)).await.expect_code(403, "access.denied");
    }
    bo.call("rights.withdraw", &at, json!({})).await.expect_code(404, "rights.unknown");
    bo.call("rights.prove", &at, json!({ "proof": {} })).await.expect_code(404, "rights.unknown");
    keeper.call("rights.answer", &at, no("harm_to_others", "It names somebody else.")).await.expect_ok();
    keeper.call("rights.answer", &at, json!({ "granted": true })).await.expect_code(404, "rights.unknown");
    let seen = mine(&ana).await;
    assert_eq!((&seen["outcome"], &seen["ground"]), (&json!("refused"), &json!("harm_to_others")));
    assert_eq!((&seen["answer"], &seen["fee"]), (&json!("It names somebody else."), &json!(0)));
    assert!(seen["complain_to"].as_str().is_some_and(|to| !to.is_empty()), "{seen}");
    // Beyond the threshold the fourth ground holds; the reason is shown all the same.
    for _ in 0..3 {
        ask(&house, &ana, "delete").await;
    }
    let last = mine(&ana).await["id"].as_str().unwrap().to_owned();
    keeper
        .call("rights.answer", &[("request", &last)], no("repeated", "The fourth time this month."))
        .await
        .expect_ok();
    assert_eq!(mine(&ana).await["answer"], "The fourth time this month.");
    ana.call("rights.withdraw", &[("request", &last)], json!({})).await.expect_ok();
    ana.call("rights.ask", &[], json!({ "kind": "dance" })).await.expect_code(422, "rights.kind_unknown");
    for id in ["YZJ-091", "YZJ-092"] {
        proved(id, &["rights.ask", "rights.answer", "rights.mine"]);
    }
}

/// proves: JJB-057, HKT-057
#[tokio::test]
async fn the_archive_holds_profile_and_devices_of_this_person_alone_and_is_signed() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana of the archive").await, house.person("Bo of another").await);
    ana.call("me.archive", &[], json!({ "proof": {} })).await.expect_code(422, "identity.missing");
    let wish = json!({ "proof": proof(&house, &ana).await });
    let archive = ana.call("me.archive", &[], wish).await.expect_ok();
    let content = archive["content"].as_str().unwrap();
    let key = STANDARD.decode(archive["key"].as_str().unwrap()).unwrap();
    let signature = STANDARD.decode(archive["signature"].as_str().unwrap()).unwrap();
    let signed = |text: &str| {
        let bytes = [b"courtyard archive 1\n", text.as_bytes()].concat();
        UnparsedPublicKey::new(&ED25519, &key).verify(&bytes, &signature).is_ok()
    };
    assert!(signed(content) && !signed(&content.replace("Ana", "Eve")));
    let content: Value = serde_json::from_str(content).unwrap();
    assert_eq!(content["format"], "courtyard-archive-1");
    let value = |category: &str| {
        let items = content["items"].as_array().unwrap();
        items.iter().find(|item| item["category"] == category).map(|item| item["value"].clone())
    };
    assert_eq!(value("display-name"), Some(json!("Ana of the archive")));
    assert_eq!(
        value("phone-number"),
        Some(json!(format!("+86{}", ana.phone))),
        "whole, for the person's own use"
    );
    assert_eq!(value("device-label"), Some(json!("kit")));
    assert!(!content.to_string().contains("Bo of another") && !content.to_string().contains(&bo.phone));
    assert_eq!(content["subject"], ana.id);
    assert!(content["shared"].as_array().unwrap().iter().any(|one| one["recipient"] == "sms-gateway"));
    for id in ["JJB-057", "HKT-057"] {
        proved(id, &["me.archive", "me.identity.code"]);
    }
}

/// proves: JJB-065, HKT-065, YZJ-087, AJ-098, DB-058
#[tokio::test]
async fn what_is_corrected_shows_everywhere_and_what_is_deleted_is_gone_from_storage() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let meeting = crate::meet::started(&ana, json!({ "guests": false })).await;
    crate::meet::join(&bo, &meeting, json!({})).await.expect_ok();
    let change = json!({ "name": "Ana Zhang" }).to_string().into_bytes();
    ana.send(Method::PATCH, "/api/v1/me", Some(change), &[]).await.expect_ok();
    assert_eq!(ana.call("me.get", &[], json!(null)).await.expect_ok()["name"], "Ana Zhang");
    let people = crate::meet::direct(&bo, "meeting.participants", &meeting, json!(null)).await.expect_ok();
    assert!(people.to_string().contains("Ana Zhang") && !people.to_string().contains("\"Ana\""), "{people}");
    let picture = include_bytes!("../../../../web/public/icons/courtyard-192.png").to_vec();
    ana.send(Method::PUT, "/api/v1/me/avatar", Some(picture), &[("content-type", "image/png")])
        .await
        .expect_ok();
    let files = || crate::avatar::files(&house).len();
    assert_eq!(files(), 1);
    ana.send(Method::DELETE, "/api/v1/me/avatar", None, &[]).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(files(), 0);
    let held = ana.call("me.held", &[], json!(null)).await.expect_ok();
    assert!(!held.to_string().contains("\"avatar\""), "{held}");
    for id in ["JJB-065", "HKT-065", "YZJ-087", "AJ-098", "DB-058"] {
        proved(id, &["me.update", "me.avatar.remove", "me.held"]);
    }
}

#[tokio::test]
async fn whoever_restricts_his_data_sees_them_and_nobody_else_does() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let meeting = crate::meet::started(&ana, json!({ "guests": false })).await;
    crate::meet::join(&bo, &meeting, json!({})).await.expect_ok();
    let seen = async |house: &House| {
        let bo = house.bearer_as(&bo);
        let people =
            crate::meet::direct(&bo, "meeting.participants", &meeting, json!(null)).await.expect_ok();
        people.to_string().contains("\"Ana\"")
    };
    assert!(seen(&house).await);
    let put = async |method| ana.send(method, "/api/v1/me/restriction", None, &[]).await.expect_ok();
    put(Method::PUT).await;
    assert!(!seen(&house).await);
    assert_eq!(ana.call("me.get", &[], json!(null)).await.expect_ok()["name"], "Ana");
    // It outlives a restart, and ends when she says so.
    let house = house.restart().await;
    assert!(!seen(&house).await);
    let ana = house.bearer_as(&ana);
    assert!(ana.call("me.restriction", &[], json!(null)).await.expect_ok()["since"].is_string());
    ana.send(Method::DELETE, "/api/v1/me/restriction", None, &[]).await.expect_ok();
    assert!(seen(&house).await);
}

/// proves: JJB-059, HKT-059, YZJ-040, AJ-100, DB-067
#[tokio::test]
async fn after_a_withdrawal_the_next_use_fails_and_what_was_done_before_stays_readable() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let meeting = crate::meet::started(&ana, json!({ "guests": false })).await;
    crate::meet::join(&bo, &meeting, json!({})).await.expect_ok();
    let company = json!({ "legal_name": "竹院", "credit_code": "91350100M000100Y43" });
    let made = json!({ "creator": { "name": "Ana" }, "company": company });
    let org = ana.call("org.create", &[], made).await.expect_ok()["id"].as_str().unwrap().to_owned();
    let wish = json!({ "phone": bo.phone, "role": "member" });
    let invited = ana.call("org.invite", &[("org", &org)], wish).await.expect_ok();
    let at = [("invitation", invited["id"].as_str().unwrap())];
    bo.call("org.invitation.accept", &at, json!({})).await.expect_ok();
    let picture = include_bytes!("../../../../web/public/icons/courtyard-192.png").to_vec();
    ana.send(Method::PUT, "/api/v1/me/avatar", Some(picture), &[("content-type", "image/png")])
        .await
        .expect_ok();
    let version = house.nobody().get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    let path = format!("/api/v1/people/{}/avatar", ana.id);
    let look = || bo.get(&path);
    look().await.expect_code(404, "avatar.none");
    let give = json!({ "purpose": "avatar-display", "version": version });
    ana.call("consent.give", &[], give).await.expect_ok();
    look().await.expect_ok();
    ana.call("consent.withdraw", &[], json!({ "purpose": "avatar-display" })).await.expect_ok();
    look().await.expect_code(404, "avatar.none");
    ana.get("/api/v1/me/avatar").await.expect_ok();
    let openings = ana.call("me.openings", &[], json!(null)).await.expect_ok();
    assert!(
        openings["items"].as_array().unwrap().iter().any(|one| one["act"] == "avatar.look"),
        "{openings}"
    );
    let held = ana.call("me.held", &[], json!(null)).await.expect_ok();
    let ledger = held["items"].as_array().unwrap().iter().filter(|one| one["category"] == "consent-record");
    let said: Vec<&str> =
        ledger.filter_map(|one| one["value"].as_str()).filter(|said| said.contains("展示头像")).collect();
    assert_eq!(said.len(), 2, "given and withdrawn stand in the ledger: {said:?}");
    for id in ["JJB-059", "HKT-059", "YZJ-040", "AJ-100", "DB-067"] {
        proved(id, &["consent.give", "consent.withdraw", "person.avatar", "me.openings"]);
    }
}
