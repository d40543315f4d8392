//! What an organisation promises beyond the house.

use kit::House;
use serde_json::json;
use std::time::Duration;

use crate::org::{joined, org, roles};

const DAY: Duration = Duration::from_secs(86_400);

#[tokio::test]
async fn an_administrator_tightens_a_number_and_never_loosens_it() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let set = async |who: &kit::Client, of: &str, value: u32| {
        who.call("org.policy.number", &[("org", &acme), ("of", of)], json!({ "value": value })).await
    };
    set(&ana, "request-reply", 16).await.expect_code(409, "org.policy_looser");
    set(&ana, "child-age", 13).await.expect_code(409, "org.policy_looser");
    set(&ana, "code-life", 4).await.expect_code(409, "org.policy_fixed");
    set(&ana, "no-such-number", 4).await.expect_code(404, "org.policy_unknown");
    set(&bo, "request-reply", 10).await.expect_code(403, "access.denied");
    set(&house.person("Eve").await, "request-reply", 10).await.expect_code(404, "org.unknown");
    set(&ana, "request-reply", 10).await.expect_ok();
    set(&ana, "request-reply", 7).await.expect_ok();
    let own = async |who: &kit::Client| {
        let policy = who.get(&format!("/api/v1/orgs/{acme}/policy?lang=en")).await.expect_ok();
        let numbers = policy["numbers"].as_array().unwrap().clone();
        numbers.into_iter().find(|number| number["id"] == "request-reply").unwrap()
    };
    let seen = own(&bo).await;
    assert_eq!((&seen["house"]["number"], &seen["own"]), (&json!(15), &json!(7)), "{seen}");
    let at: &[(&str, &str)] = &[("org", &acme), ("of", "request-reply")];
    ana.call("org.policy.number", at, json!({ "value": -1 })).await.expect_code(422, "body.invalid");
    ana.call("org.policy.number.reset", at, json!(null)).await.expect_ok();
    assert!(own(&bo).await["own"].is_null());
    assert_eq!(roles(&ana, &acme).await.len(), 2);
}

#[tokio::test]
async fn what_an_organisation_keeps_shorter_goes_sooner_in_its_meetings_alone() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let keep = async |number: u32, unit: &str, from: &str| {
        let wish = json!({ "number": number, "unit": unit, "from": from });
        ana.call("org.policy.keep", &[("org", &acme), ("of", "meeting-title")], wish).await
    };
    keep(40, "months", "meeting-ended").await.expect_code(409, "org.policy_looser");
    keep(1, "months", "collected").await.expect_code(404, "org.policy_unknown");
    keep(1, "fortnights", "meeting-ended").await.expect_code(404, "org.policy_unknown");
    keep(7, "days", "meeting-ended").await.expect_ok();
    let log = json!({ "number": 1, "unit": "days", "from": "collected" });
    ana.call("org.policy.keep", &[("org", &acme), ("of", "service-log")], log)
        .await
        .expect_code(409, "org.policy_fixed");
    let ended = async |wish| {
        let meeting = ana.call("meeting.start", &[], wish).await.expect_ok();
        let id = meeting["id"].as_str().unwrap().to_owned();
        ana.call("meeting.end", &[("id", &id)], json!({})).await.expect_ok();
        id
    };
    let of_acme = ended(json!({ "title": "Budget", "guests": false, "org": acme })).await;
    let of_ana = ended(json!({ "title": "Birthday", "guests": false })).await;
    let title = async |id: &str| {
        ana.call("meeting.record", &[("id", id)], json!(null)).await.expect_ok()["title"].clone()
    };
    house.advance(6 * DAY);
    house.run_jobs().await;
    assert_eq!(title(&of_acme).await, "Budget");
    house.advance(2 * DAY);
    house.run_jobs().await;
    assert_ne!(title(&of_acme).await, "Budget");
    assert_eq!(title(&of_ana).await, "Birthday");
}
