//! What may come in at all: nothing beside what is declared; and what the logs of coming and going hold.

use axum::http::Method;
use egress::{Method as How, Request, SendRefused};
use kit::provider::{Kind, SmsProvider};
use kit::{House, proved};
use policy::{Category, Purpose, Recipient};
use serde_json::{Value, json};
use std::collections::BTreeSet;

use crate::canary::found;

/// Follows references to the schema itself.
fn schema<'a>(document: &'a Value, at: &'a Value) -> &'a Value {
    match at["$ref"].as_str() {
        Some(name) => schema(document, document.pointer(name.trim_start_matches('#')).unwrap()),
        None => at,
    }
}

/// Whether a body may hold nothing but what is named: the object itself, or each of its shapes.
fn is_closed(document: &Value, at: &Value) -> bool {
    let at = schema(document, at);
    let shapes = ["oneOf", "anyOf"].iter().filter_map(|word| at[*word].as_array()).flatten();
    let mut shapes = shapes.peekable();
    if shapes.peek().is_some() {
        return shapes.all(|shape| is_closed(document, shape));
    }
    at["additionalProperties"] == false || at["type"] != "object"
}

/// proves: YZJ-077, AJ-092
#[tokio::test]
async fn no_form_takes_a_field_that_is_not_declared() {
    let document: Value = serde_json::from_str(&gate::document()).unwrap();
    let mut seen = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let body = &operation["requestBody"]["content"]["application/json"]["schema"];
            if !body.is_null() {
                assert!(is_closed(&document, body), "{method} {path} takes whatever comes: {body}");
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "the walk sees the whole API: {seen}");

    let house = House::start().await;
    let ana = house.person("Ana").await;
    let company = json!({ "legal_name": "四合院测试有限公司", "credit_code": "91350100M000100Y43" });
    let colour = "ultramarine-7Q";
    for (operation, wish) in [
        ("me.update", json!({ "name": "Ana Maria" })),
        ("org.create", json!({ "creator": { "name": "Ana" }, "company": company })),
        ("consent.refuse", json!({ "purpose": "avatar-display" })),
    ] {
        let mut more = wish.clone();
        more["favourite_colour"] = json!(colour);
        ana.call(operation, &[], more).await.expect_code(422, "body.invalid");
    }
    assert_eq!(ana.get("/api/v1/me").await.expect_ok()["name"], "Ana", "refused as a whole");
    assert_eq!(found(&house, colour).await, Vec::<String>::new(), "and kept nowhere");
    ana.call("me.update", &[], json!({ "name": "Ana Maria" })).await.expect_ok();
    assert_eq!(ana.get("/api/v1/me").await.expect_ok()["name"], "Ana Maria");
    for id in ["YZJ-077", "AJ-092"] {
        proved(id, &["me.update"]);
    }
}

/// proves: YZJ-006, AJ-071
#[tokio::test]
async fn the_log_of_coming_and_going_says_who_when_and_from_where_and_never_what() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let said = "the board talks of kestrels 7Q";
    ana.call("me.update", &[], json!({ "name": said })).await.expect_ok();
    house.advance(std::time::Duration::from_secs(61));
    let again = house.person_with("Ana", &ana.phone).await;
    again.call("session.close", &[], json!({})).await.expect_ok();
    let columns = ground::tables::columns(&house.running.house.db, "yard_netlog").await.unwrap();
    let columns: BTreeSet<&str> = columns.iter().map(String::as_str).collect();
    assert_eq!(
        columns,
        BTreeSet::from(["id", "person", "device", "act", "at", "address"]),
        "nothing else fits in"
    );
    let mut view = house.running.house.db.view().await.unwrap();
    let rows = view.all("SELECT act, person FROM yard_netlog ORDER BY at, id", vec![]).await.unwrap();
    let acts: Vec<String> = rows.iter().map(|row| row.get("act").unwrap()).collect();
    assert_eq!(acts, ["in", "in", "out"], "one row for each of exactly these acts");
    drop(view);
    assert_eq!(found(&house, said).await, Vec::<String>::new());
    let held = ana.get("/api/v1/me/held").await.expect_ok();
    let rows = held["items"].as_array().unwrap().iter().filter(|item| item["table"] == "yard_netlog");
    assert!(
        rows.clone().count() == 3
            && rows.clone().all(|row| row["value"].as_str().unwrap().contains("127.0.0.1"))
    );
    for id in ["YZJ-006", "AJ-071"] {
        proved(id, &["session.open", "session.close", "me.held"]);
    }
}

/// proves: YZJ-068
#[tokio::test]
async fn without_any_cookie_the_open_pages_work_and_what_needs_one_says_so() {
    let house = House::start().await;
    let nobody = house.nobody();
    for path in ["/api/v1/house", "/api/v1/policy", "/api/v1/policy/collection", "/api/v1/policy/asked"] {
        let answer = nobody.get(path).await;
        answer.expect_ok();
        assert!(answer.headers.get("set-cookie").is_none(), "{path} sets none");
    }
    let phone = house.fresh_number();
    let sent = house.send_code(&phone).await;
    assert!(sent.headers.get("set-cookie").is_none(), "nothing before somebody is signed in");
    nobody.get("/api/v1/me").await.expect_code(401, "session.needed");
    let code = house.code_for(&phone).await;
    let wish = json!({ "phone": phone, "code": code, "name": "王芳" });
    let opened = nobody.post("/api/v1/session/open", wish).await;
    let cookies: Vec<_> = opened.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies.len(), 1, "the one that keeps somebody signed in, and no other");
    let cookie = cookies[0].to_str().unwrap().split(';').next().unwrap().to_owned();
    let me = nobody.send(Method::GET, "/api/v1/me", None, &[("cookie", &cookie)]).await;
    assert_eq!(me.expect_ok()["name"], "王芳");
    assert!(me.headers.get("set-cookie").is_none());
    proved("YZJ-068", &["session.open", "me.get", "policy.text"]);
}

/// proves: YZJ-070, DB-041, AJ-082
#[tokio::test]
async fn nothing_is_shared_without_a_basis_and_every_sharing_is_recorded() {
    let provider = SmsProvider::start(Kind::Aliyun, "secret").await;
    let (house, keeper) = House::in_earnest(|config| provider.settings(config)).await;
    let (_folder, policy) = crate::policy_version::other_builds(&[
        ("recipients.toml", "fields = [\"phone-number\", ", "fields = [\"avatar\", \"phone-number\", "),
        ("recipients.toml", "purposes = [\"account\", ", "purposes = [\"avatar-display\", \"account\", "),
    ]);
    let house = house.restart_with(Some(policy)).await;
    let keeper = house.bearer_as(&keeper);
    let id: ground::PersonId = keeper.id.parse().unwrap();
    let share = async |to, purpose, fields: &[Category]| {
        let request =
            Request { method: How::Post, path: String::new(), headers: vec![], body: b"x".to_vec() };
        house.running.house.egress.send(to, purpose, fields, id, request).await
    };
    let strays = async || {
        house.run_jobs().await;
        let mut view = house.running.house.db.view().await.unwrap();
        let frames = ground::stream::after(&mut view, id, 0).await.unwrap();
        frames.iter().filter(|frame| frame.kind == "flows.stray").count()
    };
    let picture = &[Category::Avatar];
    let refused = share(Recipient::SmsGateway, Purpose::AvatarDisplay, picture).await;
    assert!(matches!(refused, Err(SendRefused::Consent(_))), "no consent, no sharing");
    let refused = share(Recipient::MailRelay, Purpose::Account, &[Category::EmailAddress]).await;
    assert!(matches!(refused, Err(SendRefused::NoWay)), "no agreement, no way");
    assert!(provider.taken().is_empty());
    assert_eq!(strays().await, 0, "the daily check finds nothing");

    let version = house.running.house.policy.version().to_owned();
    let wish = json!({ "purpose": "avatar-display", "version": version });
    keeper.call("consent.give", &[], wish).await.expect_ok();
    share(Recipient::SmsGateway, Purpose::AvatarDisplay, picture).await.unwrap();
    let list = keeper.get("/api/v1/me/flows?lang=en").await.expect_ok();
    let shared = list["shared"].as_array().unwrap();
    let logged =
        shared.iter().find(|one| one["purpose"]["purpose"] == "avatar-display").expect("it is recorded");
    assert_eq!((&logged["fields"], &logged["times"]), (&json!(["avatar"]), &json!(1)), "{logged}");

    let refused = share(Recipient::SmsGateway, Purpose::OwnData, picture).await;
    assert!(matches!(refused, Err(SendRefused::Undeclared { .. })));
    house.advance(std::time::Duration::from_secs(2 * 86_400));
    assert!(strays().await >= 1, "what had no basis fails the daily check, and the keeper is told");
    for id in ["YZJ-070", "DB-041", "AJ-082"] {
        proved(id, &["consent.give", "me.flows", "job:flows.check"]);
    }
}
