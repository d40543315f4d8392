//! The console by a code: scanned, an organisation chosen, and the password typed, or it does not open.

use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::org::{joined, org};
use crate::rights::proof;

const NO: Value = Value::Null;
const HOUR: Duration = Duration::from_secs(3_600);
const PASSWORD: &str = "kT9#vq2LmX";

async fn shown(screen: &Client) -> (String, String) {
    let (code, secret, _) = numbered(screen).await;
    (code, secret)
}

/// A code with its secret and the number that is shown beside it.
async fn numbered(screen: &Client) -> (String, String, String) {
    let code = screen.call("console.code", &[], json!({})).await.expect_ok();
    let text = |name: &str| code[name].as_str().unwrap().to_owned();
    (text("code"), text("secret"), text("number"))
}

async fn scan(who: &Client, code: &str) -> Answer {
    who.call("console.scan", &[("console", code)], NO).await
}

async fn choose(who: &Client, code: &str, org: &str) -> Answer {
    who.call("console.choose", &[("console", code)], json!({ "org": org })).await
}

async fn enter(screen: &Client, (code, secret): (&str, &str), password: &str) -> Answer {
    let wish =
        json!({ "code": code, "secret": secret, "password": password, "device": "Screen", "bearer": true });
    screen.call("console.enter", &[], wish).await
}

async fn state(screen: &Client, (code, secret): (&str, &str)) -> Value {
    screen.call("console.look", &[], json!({ "code": code, "secret": secret })).await.expect_ok()["state"]
        .clone()
}

async fn with_password(house: &House, who: &Client) {
    let wish = json!({ "password": PASSWORD, "proof": proof(house, who).await });
    who.call("console.password", &[], wish).await.expect_ok();
}

/// proves: DB-063
#[tokio::test]
async fn the_console_opens_after_scan_choice_and_password_and_by_nothing_less() {
    let house = House::start().await;
    let (ana, eve) = (house.person("Ana").await, house.person("Eve").await);
    let (acme, beta) = (org(&ana).await, org(&eve).await);
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let screen = house.nobody();
    let unproved = json!({ "password": PASSWORD, "proof": { "code": "000000" } });
    assert!(!ana.call("console.password", &[], unproved).await.status.is_success());
    let wish = json!({ "password": "1234567890", "proof": proof(&house, &ana).await });
    ana.call("console.password", &[], wish).await.expect_code(422, "password.common");
    let wish = json!({ "password": PASSWORD, "proof": { "code": "000000" } });
    bo.call("console.password", &[], wish).await.expect_code(403, "console.no_org");
    with_password(&house, &ana).await;

    let (code, secret, digits) = numbered(&screen).await;
    let at = (code.as_str(), secret.as_str());
    assert_eq!(state(&screen, at).await, "shown");
    enter(&screen, at, PASSWORD).await.expect_code(409, "console.not_chosen");
    scan(&bo, &code).await.expect_code(403, "console.no_org");
    let orgs = scan(&ana, &code).await.expect_ok();
    assert_eq!((orgs["items"].as_array().unwrap().len(), &orgs["items"][0]["id"]), (1, &json!(acme)));
    // Screen and phone show one number.
    assert_eq!((&orgs["number"], digits.len()), (&json!(digits), 4));
    scan(&eve, &code).await.expect_code(409, "console.taken");
    choose(&eve, &code, &beta).await.expect_code(404, "console.unknown");
    choose(&ana, &code, &beta).await.expect_code(404, "org.unknown");
    assert_eq!(state(&screen, at).await, "scanned");
    enter(&screen, at, PASSWORD).await.expect_code(409, "console.not_chosen");
    choose(&ana, &code, &acme).await.expect_ok();
    assert_eq!(state(&screen, at).await, "chosen");
    enter(&screen, at, "another").await.expect_code(422, "console.wrong");
    let other = shown(&screen).await;
    enter(&screen, (&code, &other.1), PASSWORD).await.expect_code(404, "console.unknown");
    let entered = enter(&screen, at, PASSWORD).await.expect_ok();
    assert_eq!((&entered["org"], &entered["session"]["person"]["id"]), (&json!(acme), &json!(ana.id)));
    let console = house.bearer(entered["session"]["token"].as_str().unwrap());
    console.call("org.particulars", &[("org", &acme)], NO).await.expect_ok();
    enter(&screen, at, PASSWORD).await.expect_code(404, "console.unknown");
    let devices = ana.call("me.devices", &[], NO).await.expect_ok().to_string();
    assert!(devices.contains("Screen"), "she sees where she is signed in: {devices}");
    // It lasts for a working day, however much it is used.
    for _ in 0..7 {
        house.advance(HOUR);
        console.call("org.particulars", &[("org", &acme)], NO).await.expect_ok();
    }
    house.advance(HOUR);
    assert_eq!(console.call("me.get", &[], NO).await.status.as_u16(), 401);
    ana.call("me.get", &[], NO).await.expect_ok();
    house.run_jobs().await;
    let devices = ana.call("me.devices", &[], NO).await.expect_ok().to_string();
    assert!(!devices.contains("Screen"), "{devices}");

    // Who waits too long begins anew.
    let (code, secret) = shown(&screen).await;
    scan(&ana, &code).await.expect_ok();
    choose(&ana, &code, &acme).await.expect_ok();
    house.advance(Duration::from_secs(121));
    enter(&screen, (&code, &secret), PASSWORD).await.expect_code(404, "console.unknown");
    scan(&ana, &code).await.expect_code(404, "console.unknown");
    proved("DB-063", &["console.code", "console.scan", "console.choose", "console.enter"]);
}

#[tokio::test]
async fn a_code_bears_five_wrong_passwords_and_an_office_that_is_lost_opens_nothing() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "administrator").await;
    with_password(&house, &bo).await;
    let screen = house.nobody();
    let (code, secret) = shown(&screen).await;
    scan(&bo, &code).await.expect_ok();
    choose(&bo, &code, &acme).await.expect_ok();
    for _ in 0..5 {
        enter(&screen, (&code, &secret), "another").await.expect_code(422, "console.wrong");
    }
    enter(&screen, (&code, &secret), PASSWORD).await.expect_code(404, "console.unknown");
    // However many are tried at once, no more than five are compared.
    let (code, secret) = shown(&screen).await;
    scan(&bo, &code).await.expect_ok();
    choose(&bo, &code, &acme).await.expect_ok();
    let at = (code.as_str(), secret.as_str());
    let tries = (0..8).map(|_| enter(&screen, at, "another"));
    let answers = futures_util::future::join_all(tries).await;
    let compared = answers.iter().filter(|answer| answer.status.as_u16() == 422).count();
    assert_eq!(compared, 5);
    enter(&screen, at, PASSWORD).await.expect_code(404, "console.unknown");
    let (code, secret) = shown(&screen).await;
    scan(&bo, &code).await.expect_ok();
    choose(&bo, &code, &acme).await.expect_ok();
    let at = [("org", acme.as_str()), ("person", bo.id.as_str())];
    ana.call("org.member.update", &at, json!({ "role": "member" })).await.expect_ok();
    enter(&screen, (&code, &secret), PASSWORD).await.expect_code(422, "console.wrong");
}

/// Whoever learnt the password before it was changed is out.
#[tokio::test]
async fn a_change_of_the_console_password_ends_its_sessions_and_no_others() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    with_password(&house, &ana).await;
    let screen = house.nobody();
    let (code, secret) = shown(&screen).await;
    scan(&ana, &code).await.expect_ok();
    choose(&ana, &code, &acme).await.expect_ok();
    let entered = enter(&screen, (&code, &secret), PASSWORD).await.expect_ok();
    let console = house.bearer(entered["session"]["token"].as_str().unwrap());
    console.call("me.get", &[], NO).await.expect_ok();
    house.advance(Duration::from_secs(61));
    with_password(&house, &ana).await;
    assert_eq!(console.call("me.get", &[], NO).await.status.as_u16(), 401);
    ana.call("me.get", &[], NO).await.expect_ok();
}
