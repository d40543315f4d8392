//! Carriers resell numbers: after sixty silent days an SMS on a new device reaches nothing of the last owner's.

use axum::http::Method;
use kit::House;
use serde_json::{Value, json};
use std::time::Duration;

use crate::meet::{direct, started, text};
use crate::org::{joined, org};
use crate::seat::Door;

/// What a limited session may still do: look at its own account in short, prove itself, leave, and begin afresh.
const STILL: &[&str] = &[
    "consent.give",
    "consent.refuse",
    "consent.withdraw",
    "me.get",
    "me.update",
    "me.avatar",
    "me.avatar.get",
    "me.avatar.remove",
    "me.consents",
    "me.devices",
    "me.devices.close",
    "meeting.list",
    "meeting.start",
    "passkey.list",
    "release.get",
    "session.close",
];

#[tokio::test]
async fn sms_alone_after_sixty_silent_days_reaches_no_organisation_and_no_old_content() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "administrator").await;
    let old = started(&ana, json!({ "guests": true, "title": "董事会", "org": acme })).await;
    direct(&ana, "meeting.end", &old, json!({})).await.expect_ok();
    house.advance(Duration::from_secs(61 * 86_400));
    let again = house.person_with("Ana", &ana.phone).await;
    assert_eq!(again.id, ana.id, "the number still finds the account");

    let me = again.get("/api/v1/me").await.expect_ok();
    assert_eq!((&me["limited"], &me["orgs"]), (&json!(true), &json!([])));
    assert_eq!(again.get("/api/v1/meetings").await.expect_ok()["items"], json!([]));
    assert!(door.stream(again.token()).await.is_none(), "the stream begins with all that ever happened");

    // Every operation there is: what answers with a success is on the short list, and gives nothing of the past.
    let public = crate::walk::PUBLIC;
    let mut refused = 0;
    for (operation, method, path) in again.operations() {
        if public.contains(&operation) || STILL.contains(&operation) {
            continue;
        }
        let path = path
            .replace("{org}", &acme)
            .replace("{person}", &bo.id)
            .replace("/people/{id}", &format!("/people/{}", bo.id))
            .replace("/meetings/{id}", &format!("/meetings/{}", text(&old, "id")));
        let method: Method = method.parse().unwrap();
        let body = (method != Method::GET).then(|| b"{}".to_vec());
        let answer = again.send(method, &crate::walk::filled(&path), body, &[]).await;
        assert!(!answer.status.is_success(), "{operation} answers SMS alone with {}", answer.text());
        if answer.json()["code"] == "session.second_proof_needed" {
            refused += 1;
        }
        if path.contains("/orgs/")
            || ["me.held", "me.openings", "meeting.get", "meeting.record"].contains(&operation)
        {
            answer.expect_code(403, "session.second_proof_needed");
        }
    }
    assert!(refused > 15, "{refused}");

    let in_her_name = again.call("meeting.start", &[], json!({ "guests": true, "org": acme })).await;
    in_her_name.expect_code(403, "session.second_proof_needed");
    // On the device that was signed in all the time nothing has changed: it proves itself by its session.
    let known = ana.get("/api/v1/me").await.expect_ok();
    assert_eq!((&known["limited"], known["orgs"].as_array().map(Vec::len)), (&json!(false), Some(1)));
    ana.get("/api/v1/me/held").await.expect_ok();
}

#[tokio::test]
async fn fifty_nine_silent_days_are_not_sixty() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    house.advance(Duration::from_secs(59 * 86_400));
    let again = house.person_with("Ana", &ana.phone).await;
    let seen = again.call("org.get", &[("org", &acme)], Value::Null).await.expect_ok();
    assert_eq!(seen["role"], "administrator");
}

#[tokio::test]
async fn what_is_counted_says_in_headers_what_is_left() {
    let house = House::start().await;
    // Bounds count in windows of the clock: begin at the start of one.
    let into = house.running.house.clock.now().seconds().unsigned_abs() % 3_600;
    house.advance(Duration::from_secs(3_600 - into));
    let ana = house.person("Ana").await;
    let start = || ana.call("meeting.start", &[], json!({ "guests": true }));
    let first = start().await;
    first.expect_ok();
    assert_eq!(first.headers["ratelimit-policy"], "\"meeting.start\";q=100;w=3600");
    let left = |answer: &kit::Answer| {
        let line = answer.headers["ratelimit"].to_str().unwrap().to_owned();
        let left = line.strip_prefix("\"meeting.start\";r=").unwrap().split(';').next().unwrap().to_owned();
        left.parse::<u32>().unwrap()
    };
    assert_eq!((left(&first), left(&start().await)), (99, 98));
    let keyed = [("idempotency-key", "counted-too")];
    let body = Some(json!({ "guests": true }).to_string().into_bytes());
    assert_eq!(
        left(&ana.send(Method::POST, "/api/v1/meetings", body, &keyed).await),
        97,
        "a request with a key, too"
    );

    let phone = house.fresh_number();
    let sent = house.send_code(&phone).await;
    sent.expect_ok();
    assert_eq!(sent.headers["ratelimit-policy"], "\"code.number.minute\";q=1;w=60");
    let again = house.send_code(&phone).await;
    again.expect_code(429, "session.code_limit");
    let after: u64 = again.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&after) && again.headers["ratelimit"].to_str().unwrap().contains(";r=0;"));
    assert!(
        !ana.get("/api/v1/me").await.headers.contains_key("ratelimit"),
        "what is not counted says nothing"
    );
}
