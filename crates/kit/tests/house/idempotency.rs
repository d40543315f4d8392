//! A POST with an `Idempotency-Key` is done once.

use axum::http::Method;
use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

fn company(name: &str) -> Value {
    json!({
        "creator": { "name": "王芳" },
        "company": { "legal_name": name, "credit_code": "91350100M000100Y43" },
    })
}

async fn keyed(who: &Client, path: &str, key: &str, body: &Value) -> Answer {
    who.send(Method::POST, path, Some(body.to_string().into_bytes()), &[("idempotency-key", key)]).await
}

fn is_replayed(answer: &Answer) -> bool {
    answer.headers.get("idempotency-replayed").is_some_and(|value| value == "true")
}

async fn orgs(who: &Client) -> usize {
    who.get("/api/v1/me").await.expect_ok()["orgs"].as_array().unwrap().len()
}

#[tokio::test]
async fn the_same_request_twice_is_done_once_and_answered_twice() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let wish = company("四合院测试有限公司");
    let first = keyed(&ana, "/api/v1/orgs", "k-1", &wish).await;
    let made = first.expect_ok();
    assert!(!is_replayed(&first));
    let second = keyed(&ana, "/api/v1/orgs", "k-1", &wish).await;
    assert_eq!((second.status, second.expect_ok()), (first.status, made));
    assert!(is_replayed(&second));
    assert_eq!(second.headers["content-type"], "application/json");
    assert_eq!(orgs(&ana).await, 1);

    let house = house.restart().await;
    let ana = house.bearer(ana.token());
    assert!(is_replayed(&keyed(&ana, "/api/v1/orgs", "k-1", &wish).await), "a restart forgets nothing");
}

#[tokio::test]
async fn a_refusal_is_answered_again_in_its_own_words() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let wish = json!({ "creator": {}, "company": {} });
    for replayed in [false, true] {
        let answer = keyed(&ana, "/api/v1/orgs", "k-1", &wish).await;
        answer.expect_code(422, "org.creator_missing");
        assert_eq!(is_replayed(&answer), replayed);
    }
}

#[tokio::test]
async fn another_request_under_the_same_key_is_refused() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    keyed(&ana, "/api/v1/orgs", "k-1", &company("一")).await.expect_ok();
    keyed(&ana, "/api/v1/orgs", "k-1", &company("二")).await.expect_code(409, "idempotency.other_body");
    keyed(&ana, "/api/v1/meetings", "k-1", &company("一")).await.expect_code(409, "idempotency.other_body");
    assert_eq!(orgs(&ana).await, 1);
}

#[tokio::test]
async fn a_key_is_its_callers_own_and_lives_a_day() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let wish = company("四合院测试有限公司");
    keyed(&ana, "/api/v1/orgs", "k-1", &wish).await.expect_ok();
    let of_bo = keyed(&bo, "/api/v1/orgs", "k-1", &wish).await;
    of_bo.expect_ok();
    assert!(!is_replayed(&of_bo), "Bo's key is not Ana's");

    house.advance(Duration::from_secs(86_401));
    let next_day = keyed(&ana, "/api/v1/orgs", "k-1", &wish).await;
    next_day.expect_ok();
    assert!(!is_replayed(&next_day));
    assert_eq!(orgs(&ana).await, 2);
    let kept = |held: Value| {
        held["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|item| item["category"] == "idempotent-answer")
            .count()
    };
    assert_eq!(kept(ana.get("/api/v1/me/held").await.expect_ok()), 1, "what is kept is shown to its person");
    house.advance(Duration::from_secs(86_401));
    house.run_jobs().await;
    assert_eq!(kept(ana.get("/api/v1/me/held").await.expect_ok()), 0, "and goes after a day");
}

#[tokio::test]
async fn what_hands_out_tokens_is_never_kept() {
    let house = House::start().await;
    let nobody = house.nobody();
    let first = keyed(&nobody, "/api/v1/session/challenge", "k-1", &json!({})).await;
    let second = keyed(&nobody, "/api/v1/session/challenge", "k-1", &json!({})).await;
    assert!(!is_replayed(&second));
    assert_ne!(first.expect_ok()["challenge"], second.expect_ok()["challenge"]);
}

#[tokio::test]
async fn a_key_that_is_none_and_a_body_without_end_are_refused() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    for wrong in ["", "two words", &"k".repeat(129)] {
        keyed(&ana, "/api/v1/orgs", wrong, &json!({})).await.expect_code(400, "idempotency.key_wrong");
    }
    let long = json!({ "name": "x".repeat(2 << 20) });
    keyed(&ana, "/api/v1/orgs", "k-1", &long).await.expect_code(413, "body.too_large");
}

#[tokio::test]
async fn a_second_one_while_the_first_is_under_way_is_told_to_wait() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let asked = ana.get("/api/v1/me/consents").await.expect_ok();
    let consents = asked["items"].as_array().unwrap().clone();
    let optional = consents.into_iter().find(|item| item["basis"] == "consent").unwrap();
    let wish = json!({ "purpose": optional["purpose"], "version": optional["version"] });
    // A unit of work that writes to Ana's stream and does not end: the first request waits for it.
    let mut cx = house.running.house.db.begin().await.unwrap();
    cx.tell(ana.id.parse().unwrap(), "account", "test.waits", &()).await.unwrap();
    let ask = || {
        let (ana, wish) = (ana.clone(), wish.clone());
        tokio::spawn(async move { keyed(&ana, "/api/v1/consents", "k-1", &wish).await })
    };
    let (mut one, mut two) = (ask(), ask());
    let other = tokio::select! {
        quick = &mut one => { quick.unwrap().expect_code(409, "idempotency.running"); two }
        quick = &mut two => { quick.unwrap().expect_code(409, "idempotency.running"); one }
    };
    drop(cx);
    other.await.unwrap().expect_ok();
    assert!(is_replayed(&keyed(&ana, "/api/v1/consents", "k-1", &wish).await));
}
