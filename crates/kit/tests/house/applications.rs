//! Applications of others: registered, switched on and off, offered, and what people let them have taken back.

use kit::{Client, House};
use serde_json::{Value, json};

use crate::homes::NO;
use crate::meet::text;
use crate::org::{joined, org};

pub(crate) const BACK: &str = "https://books.example/back";

/// An application that was registered.
pub(crate) struct Registered {
    pub id: String,
    pub secret: Option<String>,
}

/// What is said of one, with some of it otherwise.
pub(crate) fn says(change: &Value) -> Value {
    let mut says = json!({
        "name": "账本", "runner": "青账软件有限公司", "policy": "https://books.example/privacy",
        "start": "https://books.example/", "redirects": [BACK], "logouts": ["https://books.example/bye"],
        "scopes": ["profile", "organisation", "email", "phone", "offline_access"],
    });
    for (key, value) in change.as_object().unwrap() {
        says[key] = value.clone();
    }
    says
}

/// Registers one that keeps a secret.
pub(crate) async fn registered(who: &Client, org: &str, change: Value) -> Registered {
    let wish = json!({ "kind": "third_party", "confidential": true, "says": says(&change) });
    let made = who.call("org.application.register", &[("org", org)], wish).await.expect_ok();
    Registered { id: text(&made, "id").to_owned(), secret: made["secret"].as_str().map(str::to_owned) }
}

pub(crate) async fn turned(who: &Client, org: &str, id: &str, on: bool) {
    let operation = if on { "org.application.on" } else { "org.application.off" };
    who.call(operation, &[("org", org), ("app", id)], NO).await.expect_ok();
}

/// What a member is offered.
async fn offered(who: &Client, org: &str) -> Vec<String> {
    let list = who.call("org.offered", &[("org", org)], NO).await.expect_ok();
    list["items"].as_array().unwrap().iter().map(|one| text(one, "name").to_owned()).collect()
}

#[tokio::test]
async fn administrators_register_switch_and_remove_and_members_are_offered_what_is_on() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let made = registered(&ana, &acme, json!({})).await;
    assert_eq!(made.secret.as_ref().unwrap().len(), 43);
    assert!(offered(&bo, &acme).await.is_empty(), "it is off at first");
    let at = [("org", acme.as_str()), ("app", made.id.as_str())];
    turned(&ana, &acme, &made.id, true).await;
    assert_eq!(offered(&bo, &acme).await, ["账本"]);
    let listed = ana.call("org.applications", &[("org", &acme)], NO).await.expect_ok();
    assert_eq!(
        (&listed["items"][0]["on"], &listed["items"][0]["confidential"]),
        (&json!(true), &json!(true))
    );
    assert!(!listed.to_string().contains(made.secret.as_ref().unwrap()), "a secret is told once");
    ana.call("org.application.change", &at, says(&json!({ "name": "总账" }))).await.expect_ok();
    assert_eq!(offered(&bo, &acme).await, ["总账"]);
    turned(&ana, &acme, &made.id, false).await;
    assert!(offered(&bo, &acme).await.is_empty());
    let renewed = ana.call("org.application.secret", &at, json!({})).await.expect_ok();
    assert_ne!(renewed["secret"].as_str(), made.secret.as_deref());
    ana.call("org.application.remove", &at, NO).await.expect_ok();
    ana.call("org.application.remove", &at, NO).await.expect_code(404, "app.unknown");
    let acts = ana.call("org.acts", &[("org", &acme)], NO).await.expect_ok().to_string();
    for act in ["register", "on", "change", "off", "secret", "remove"] {
        assert!(acts.contains(&format!("org.application.{act}\"")), "{act}: {acts}");
    }
}

#[tokio::test]
async fn what_is_said_of_an_application_is_whole_or_refused() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let many: Vec<String> = (0..11).map(|at| format!("https://books.example/{at}")).collect();
    for (change, code) in [
        (json!({ "name": " " }), "app.name"),
        (json!({ "name": "字".repeat(61) }), "app.name"),
        (json!({ "runner": "" }), "app.runner"),
        (json!({ "policy": "http://books.example/privacy" }), "app.policy"),
        (json!({ "policy": "privacy" }), "app.policy"),
        (json!({ "start": "javascript:alert(1)" }), "app.start"),
        (json!({ "redirects": [] }), "app.redirects"),
        (json!({ "redirects": many }), "app.redirects"),
        (json!({ "redirects": ["https://*.example/back"] }), "app.redirects"),
        (json!({ "redirects": ["https://me@books.example/back"] }), "app.redirects"),
        (json!({ "redirects": ["https://books.example/back#here"] }), "app.redirects"),
        (json!({ "redirects": ["http://books.example/back"] }), "app.redirects"),
        (json!({ "logouts": ["books://bye"] }), "app.logouts"),
    ] {
        let wish = json!({ "kind": "self_built", "confidential": false, "says": says(&change) });
        let refused = ana.call("org.application.register", &[("org", &acme)], wish).await;
        refused.expect_code(422, code);
    }
    let wish =
        json!({ "kind": "self_built", "confidential": false, "says": says(&json!({ "scopes": ["root"] })) });
    assert_eq!(ana.call("org.application.register", &[("org", &acme)], wish).await.status, 422);
    let wish = json!({ "kind": "self_built", "confidential": false, "says": says(&json!({})) });
    let made = ana.call("org.application.register", &[("org", &acme)], wish).await.expect_ok();
    assert_eq!(made["secret"], NO, "a client that keeps none has none");
    let at = [("org", acme.as_str()), ("app", text(&made, "id"))];
    ana.call("org.application.secret", &at, json!({})).await.expect_code(409, "app.no_secret");
}

/// Those of one organisation do not exist for another one's administrator, and a member changes nothing.
#[tokio::test]
async fn an_application_is_of_one_organisation_and_only_its_administrators_change_it() {
    let house = House::start().await;
    let (ana, eve) = (house.person("Ana").await, house.person("Eve").await);
    let (acme, globex) = (org(&ana).await, org(&eve).await);
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let made = registered(&ana, &acme, json!({})).await;
    let (its, theirs) = (
        [("org", acme.as_str()), ("app", made.id.as_str())],
        [("org", globex.as_str()), ("app", made.id.as_str())],
    );
    for (operation, body) in [
        ("org.application.on", NO),
        ("org.application.off", NO),
        ("org.application.secret", json!({})),
        ("org.application.change", says(&json!({}))),
        ("org.application.remove", NO),
    ] {
        bo.call(operation, &its, body.clone()).await.expect_code(403, "access.denied");
        eve.call(operation, &its, body.clone()).await.expect_code(404, "org.unknown");
        eve.call(operation, &theirs, body).await.expect_code(404, "app.unknown");
    }
    let wish = json!({ "kind": "self_built", "confidential": false, "says": says(&json!({})) });
    for (operation, body) in [("org.application.register", wish), ("org.applications", NO)] {
        bo.call(operation, &[("org", &acme)], body.clone()).await.expect_code(403, "access.denied");
        eve.call(operation, &[("org", &acme)], body).await.expect_code(404, "org.unknown");
    }
    eve.call("org.offered", &[("org", &acme)], NO).await.expect_code(404, "org.unknown");
    bo.call("me.application.end", &[("app", &made.id)], NO).await.expect_code(404, "app.unknown");
    assert_eq!(bo.call("me.applications", &[], NO).await.expect_ok()["items"], json!([]));
}

#[tokio::test]
async fn no_more_are_registered_than_there_may_be_and_none_where_the_house_lets_none_in() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    for at in 0..100 {
        registered(&ana, &acme, json!({ "name": format!("账本{at}") })).await;
    }
    let wish = json!({ "kind": "self_built", "confidential": false, "says": says(&json!({})) });
    ana.call("org.application.register", &[("org", &acme)], wish.clone()).await.expect_code(409, "app.many");
    let listed = ana.call("org.applications", &[("org", &acme)], NO).await.expect_ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 100);

    // One that is no trial tells nothing to others until its keeper says so.
    let (_house, kay) = House::in_earnest(|_| {}).await;
    let acme = org(&kay).await;
    kay.call("org.application.register", &[("org", &acme)], wish).await.expect_code(409, "app.off");
}
