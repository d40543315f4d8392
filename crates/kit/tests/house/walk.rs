//! The access walk: every operation as nobody and as a stranger; the list of exceptions only shrinks.

use axum::http::Method;
use kit::House;
use serde_json::json;

/// What everyone may ask, signed in or not.
const PUBLIC: &[&str] = &[
    "house.about",
    "house.notices",
    "meeting.find",
    "meeting.join",
    "meeting.selftest",
    "notice.stop",
    "policy.asked",
    "policy.collection",
    "policy.permissions",
    "policy.recipients",
    "policy.text",
    "session.challenge",
    "session.code",
    "session.open",
    "session.passkey.begin",
    "session.passkey.open",
    "session.password",
    "setup.finish",
    "setup.recover",
    "setup.state",
    "ticket.look",
    "ticket.reply_by_code",
    "ticket.write",
];

/// Ids that belong to nobody, for every kind of path parameter.
const NOBODYS: &str = "00000000-0000-7000-8000-000000000000";

fn filled(path: &str) -> String {
    let kinds = [
        ("{org}", "org"),
        ("{person}", "person"),
        ("{department}", "department"),
        ("{number}", ""),
        ("{invitation}", "invitation"),
        ("{ticket}", "ticket"),
        ("{incident}", "incident"),
    ];
    let mut path = path.to_owned();
    for (name, kind) in kinds {
        let value = if kind.is_empty() { "123456789".to_owned() } else { format!("{kind}_{NOBODYS}") };
        path = path.replace(name, &value);
    }
    let kind = if path.contains("/meetings/") {
        "meeting"
    } else if path.contains("/devices/") {
        "device"
    } else if path.contains("/passkeys/") {
        "passkey"
    } else if path.contains("/people/") {
        "person"
    } else {
        "invitation"
    };
    path.replace("{id}", &format!("{kind}_{NOBODYS}"))
}

#[tokio::test]
async fn nobody_gets_nothing_that_is_not_public() {
    let house = House::start().await;
    let nobody = house.nobody();
    let operations: Vec<(String, String, String)> = nobody
        .operations()
        .map(|(id, method, path)| (id.to_owned(), method.to_owned(), path.to_owned()))
        .collect();
    assert!(operations.len() > 20, "the walk sees the whole API");
    for (id, method, path) in &operations {
        if PUBLIC.contains(&id.as_str()) {
            continue;
        }
        let method: Method = method.parse().unwrap();
        let body = (method != Method::GET).then(|| b"{}".to_vec());
        let answer = nobody.send(method, &filled(path), body, &[]).await;
        assert_eq!(answer.status, 401, "{id} answers nobody with {}: {}", answer.status, answer.text());
    }
    let known: Vec<&str> = operations.iter().map(|(id, _, _)| id.as_str()).collect();
    for id in PUBLIC {
        assert!(known.contains(id), "{id} is an exception for nothing");
    }
}

#[tokio::test]
async fn a_stranger_with_ids_that_are_not_his_learns_nothing() {
    let house = House::start().await;
    let eve = house.person("Eve").await;
    let operations: Vec<(String, String, String)> = eve
        .operations()
        .filter(|(id, _, path)| path.contains('{') && !PUBLIC.contains(id))
        .map(|(id, method, path)| (id.to_owned(), method.to_owned(), path.to_owned()))
        .collect();
    for (id, method, path) in operations {
        let method: Method = method.parse().unwrap();
        let body = (method != Method::GET).then(|| json!({}).to_string().into_bytes());
        let answer = eve.send(method, &filled(&path), body, &[]).await;
        let status = answer.status.as_u16();
        assert!(
            [403, 404, 422].contains(&status),
            "{id} answers a stranger with {status}: {}",
            answer.text()
        );
        let malformed = eve.get(&path.replace('{', "%7B").replace('}', "%7D")).await;
        assert!(malformed.status.as_u16() >= 400, "{id} answers a malformed id with {}", malformed.status);
    }
}
