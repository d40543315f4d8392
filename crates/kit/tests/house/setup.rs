//! The keeper's first day, his password, and the day when every way in was lost.

use axum::http::Method;
use kit::{Answer, House};
use serde_json::{Value, json};
use std::time::Duration;

pub(crate) const PASSWORD: &str = "kT9#vq2LmX";

async fn key(house: &House) -> String {
    let link = yard::setup::setup_link(&house.running.house, "http://localhost:8080").await.unwrap().unwrap();
    link.strip_prefix("http://localhost:8080/setup?key=").unwrap().to_owned()
}

fn wish(house: &House, key: &str) -> Value {
    json!({
        "key": key,
        "house": {
            "legal_name": "四合院科技有限公司",
            "contact": { "name": "王芳", "email": "privacy@house.example", "phone": "010-12345678", "address": "胡同一号" },
            "public_url": "https://house.example",
        },
        "profile": house.running.house.policy.profile(),
        "keeper": { "name": "王芳", "login": "WangFang", "password": PASSWORD },
    })
}

fn cookie(answer: &Answer) -> String {
    let line = answer.headers["set-cookie"].to_str().unwrap();
    assert!(line.contains("HttpOnly") && line.contains("Secure"), "the public address is HTTPS");
    line.split(';').next().unwrap().to_owned()
}

pub(crate) async fn set_up() -> (House, String) {
    let house = House::before_its_first_day().await;
    let key = key(&house).await;
    let done = house.nobody().post("/api/v1/setup", wish(&house, &key)).await;
    done.expect_ok();
    let cookie = cookie(&done);
    (house, cookie)
}

pub(crate) async fn sign_in(house: &House, login: &str, password: &str) -> Answer {
    house
        .nobody()
        .post("/api/v1/session/password", json!({ "login": login, "password": password, "bearer": true }))
        .await
}

#[tokio::test]
async fn an_empty_house_says_who_it_is_and_nothing_else() {
    let house = House::before_its_first_day().await;
    let nobody = house.nobody();
    nobody.get("/api/v1/house").await.expect_ok();
    nobody.get("/api/v1/policy").await.expect_ok();
    nobody.get("/api/v1/policy/asked").await.expect_ok();
    for (method, path) in [
        (Method::POST, "/api/v1/session/challenge"),
        (Method::POST, "/api/v1/session/password"),
        (Method::GET, "/api/v1/me"),
        (Method::POST, "/api/v1/meetings"),
        (Method::GET, "/api/v1/stream"),
    ] {
        let answer = nobody.send(method, path, Some(b"{}".to_vec()), &[]).await;
        answer.expect_code(503, "house.not_set_up");
    }
}

#[tokio::test]
async fn the_first_day_comes_once() {
    let house = House::before_its_first_day().await;
    let nobody = house.nobody();
    let (old, key) = (key(&house).await, key(&house).await);
    let state = nobody.get(&format!("/api/v1/setup?key={key}")).await.expect_ok();
    assert_eq!(state["needed"], true);
    assert!(state["profiles"].as_array().unwrap().iter().any(|profile| profile["id"] == "courtyard"));
    for wrong in [&old, "guessed"] {
        nobody.get(&format!("/api/v1/setup?key={wrong}")).await.expect_code(403, "setup.key_wrong");
        nobody.post("/api/v1/setup", wish(&house, wrong)).await.expect_code(403, "setup.key_wrong");
    }
    let done = nobody.post("/api/v1/setup", wish(&house, &key)).await;
    let told = done.expect_ok();
    assert_eq!((&told["restart"], &told["session"]["person"]["name"]), (&json!(false), &json!("王芳")));
    nobody.post("/api/v1/setup", wish(&house, &key)).await.expect_code(410, "setup.done");
    assert_eq!(nobody.get("/api/v1/setup").await.expect_ok()["needed"], false);

    let cookie = cookie(&done);
    let me = nobody.send(Method::GET, "/api/v1/me", None, &[("cookie", &cookie)]).await.expect_ok();
    assert_eq!((&me["keeper"], &me["name"]), (&json!(true), &json!("王芳")));
    let about = nobody.get("/api/v1/house").await.expect_ok();
    assert_eq!((&about["name"], &about["set_up"]), (&json!("四合院科技有限公司"), &json!(true)));
    let house = house.restart().await;
    let again = yard::setup::setup_link(&house.running.house, "http://localhost:8080").await.unwrap();
    assert!(again.is_none(), "a house that is set up prints no link");
    house.nobody().get("/api/v1/me").await.expect_code(401, "session.needed");
}

#[tokio::test]
async fn a_house_that_leaves_something_out_is_not_set_up() {
    let house = House::before_its_first_day().await;
    let (nobody, key) = (house.nobody(), key(&house).await);
    let refused = |change: fn(&mut Value)| {
        let mut wish = wish(&house, &key);
        change(&mut wish);
        nobody.post("/api/v1/setup", wish)
    };
    let incomplete = refused(|wish| {
        wish["house"]["contact"]["email"] = json!("");
        wish["house"]["public_url"] = json!("house.example");
    });
    let told = incomplete.await.expect_code(422, "setup.incomplete");
    assert_eq!(told["args"]["fields"], json!(["house.contact.email", "house.public_url"]));
    refused(|wish| wish["profile"] = json!("nowhere")).await.expect_code(422, "setup.profile_unknown");
    refused(|wish| wish["keeper"]["name"] = json!(" ")).await.expect_code(422, "account.name_missing");
    refused(|wish| wish["keeper"]["password"] = json!("short")).await.expect_code(422, "password.short");
    refused(|wish| wish["keeper"]["password"] = json!("woaini1314520"))
        .await
        .expect_code(422, "password.common");
    refused(|wish| wish["keeper"]["login"] = json!("a b")).await.expect_code(422, "password.login_wrong");
    nobody.get("/api/v1/me").await.expect_code(503, "house.not_set_up");
    house.advance(Duration::from_secs(86_401));
    nobody.post("/api/v1/setup", wish(&house, &key)).await.expect_code(410, "setup.key_expired");
}

#[tokio::test]
async fn the_profile_is_chosen_once_and_remembered() {
    let house = House::before_its_first_day().await;
    let running = house.running.house.policy.profile().to_owned();
    let other = if running == "jujiabao" { "huiketing" } else { "jujiabao" };
    let mut chosen = wish(&house, &key(&house).await);
    chosen["profile"] = json!(other);
    let told = house.nobody().post("/api/v1/setup", chosen).await.expect_ok();
    assert_eq!(told["restart"], true);
    yard::setup::profile_changed(&house.running.house).await;
    let data = &house.running.house.data;
    assert_eq!(yard::setup::settle_profile(data, None).unwrap(), other);
    assert!(yard::setup::settle_profile(data, Some(&running)).is_err(), "it does not start as another");
}

#[tokio::test]
async fn whoever_runs_the_machine_sets_the_house_up_from_a_file() {
    let house = House::before_its_first_day().await;
    let mut stated = wish(&house, "");
    stated.as_object_mut().unwrap().remove("key");
    let stated: yard::setup::Setup = serde_json::from_value(stated).unwrap();
    let done = yard::setup::finish(&house.running.house, stated.clone()).await.unwrap();
    assert!(!done.restart);
    sign_in(&house, "wangfang", PASSWORD).await.expect_ok();
    let again = yard::setup::finish(&house.running.house, stated).await;
    assert!(matches!(again, Err(yard::setup::Refusal::Done)));
}

#[tokio::test]
async fn a_keeper_signs_in_by_password_and_a_guesser_learns_nothing() {
    let (house, _) = set_up().await;
    // Bounds count in windows of the clock: begin at the start of one.
    house.advance(Duration::from_secs(900 - house.running.house.clock.now().seconds().unsigned_abs() % 900));
    let opened = sign_in(&house, " wangFANG ", PASSWORD).await.expect_ok();
    let keeper = house.bearer(opened["token"].as_str().unwrap());
    assert_eq!(keeper.get("/api/v1/me").await.expect_ok()["keeper"], true);
    let wrong = sign_in(&house, "wangfang", "kT9#vq2LmY").await;
    let unknown = sign_in(&house, "nobody", "kT9#vq2LmY").await;
    assert_eq!(
        wrong.expect_code(422, "session.password_wrong"),
        unknown.expect_code(422, "session.password_wrong")
    );
    for _ in 0..8 {
        sign_in(&house, "wangfang", "guess").await.expect_code(422, "session.password_wrong");
    }
    let stopped = sign_in(&house, "wangfang", PASSWORD).await;
    stopped.expect_code(429, "session.password_limit");
    assert!(stopped.headers.contains_key("retry-after"));
    let elsewhere = house.nobody().from_address([192, 0, 2, 7]);
    let body = json!({ "login": "wangfang", "password": PASSWORD });
    elsewhere.post("/api/v1/session/password", body).await.expect_ok();
}

#[tokio::test]
async fn a_keeper_changes_his_password_by_typing_the_old_one() {
    let (house, cookie) = set_up().await;
    let nobody = house.nobody();
    let change = |current: &str, password: &str| {
        let body = json!({ "current": current, "password": password }).to_string().into_bytes();
        let (nobody, cookie) = (nobody.clone(), cookie.clone());
        async move {
            let with = [("cookie", cookie.as_str()), ("x-courtyard", "1")];
            nobody.send(Method::PUT, "/api/v1/me/password", Some(body), &with).await
        }
    };
    change("wrong", "zr7Kq-pp4Wd-09s").await.expect_code(422, "password.current_wrong");
    change(PASSWORD, "1234567890").await.expect_code(422, "password.common");
    change(PASSWORD, "zr7Kq-pp4Wd-09s").await.expect_ok();
    sign_in(&house, "wangfang", PASSWORD).await.expect_code(422, "session.password_wrong");
    sign_in(&house, "wangfang", "zr7Kq-pp4Wd-09s").await.expect_ok();
    let held = nobody.send(Method::GET, "/api/v1/me/held", None, &[("cookie", &cookie)]).await.expect_ok();
    let items = held["items"].as_array().unwrap();
    let verifier = items.iter().find(|item| item["category"] == "password-verifier").unwrap();
    assert_eq!(verifier["value"], Value::Null);
    assert_eq!(items.iter().find(|item| item["category"] == "login-name").unwrap()["value"], "wangfang");
}

#[tokio::test]
async fn a_lost_keeper_comes_back_by_a_link_and_the_log_knows() {
    let (house, _) = set_up().await;
    let db = &house.running.house.db;
    let link = yard::setup::recovery_link(db, "https://house.example").await.unwrap();
    let key = link.strip_prefix("https://house.example/setup/recover?key=").unwrap().to_owned();
    let nobody = house.nobody();
    let recover = |key: &str, password: &str| {
        nobody.post("/api/v1/setup/recover", json!({ "key": key, "password": password }))
    };
    recover("guessed", "zr7Kq-pp4Wd-09s").await.expect_code(403, "setup.key_wrong");
    recover(&key, "1234567890").await.expect_code(422, "password.common");
    let back = recover(&key, "zr7Kq-pp4Wd-09s").await;
    back.expect_ok();
    recover(&key, "zr7Kq-pp4Wd-09s").await.expect_code(403, "setup.key_wrong");
    sign_in(&house, "wangfang", PASSWORD).await.expect_code(422, "session.password_wrong");
    let cookie = cookie(&back);
    let seen =
        nobody.send(Method::GET, "/api/v1/me/openings", None, &[("cookie", &cookie)]).await.expect_ok();
    let acts = seen["items"].as_array().unwrap();
    assert!(acts.iter().any(|item| item["act"] == "setup.recover"), "{seen}");

    let late = yard::setup::recovery_link(db, "https://house.example").await.unwrap();
    house.advance(Duration::from_secs(3_601));
    let key = late.rsplit('=').next().unwrap();
    recover(key, "zr7Kq-pp4Wd-09s").await.expect_code(410, "setup.key_expired");
}
