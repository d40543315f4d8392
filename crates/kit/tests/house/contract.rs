//! The contract: the committed document is what the handlers say, and operationIds are unique.

use axum::http::Method;
use kit::House;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

use crate::desk::keeper;
use crate::walk::filled;

#[test]
fn the_committed_document_is_what_the_handlers_say() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let committed = std::fs::read_to_string(committed).unwrap_or_default();
    assert!(committed == gate::document(), "docs/openapi.json is stale: run `cargo xtask web`");
}

#[test]
fn every_operation_has_an_id_of_its_own_and_a_summary() {
    let document: Value = serde_json::from_str(&gate::document()).unwrap();
    let mut seen = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"]
                .as_str()
                .unwrap_or_else(|| panic!("{method} {path} has no operationId"));
            assert!(seen.insert(id.to_owned()), "{id} stands twice");
            assert!(operation["summary"].is_string(), "{id} has no summary");
        }
    }
}

#[tokio::test]
async fn the_house_tells_strangers_what_it_is() {
    let house = House::start().await;
    let about = house.nobody().get("/api/v1/house").await.expect_ok();
    assert_eq!(about["dev"], true);
    assert_eq!(about["signup"], "open");
    assert!(about["contact"]["email"].as_str().unwrap().contains('@'), "{about}");
    let ready = house.nobody().get("/readyz").await;
    assert_eq!(ready.text(), "ready\n");
    assert!(house.nobody().get("/metrics").await.text().contains("courtyard_requests_total"));
    house.nobody().get("/api/v1/no/such/thing").await.expect_code(404, "path.unknown");
}

#[tokio::test]
async fn a_body_that_is_none_is_refused_with_a_code() {
    let house = House::start().await;
    let nobody = house.nobody();
    let send = |body: Vec<u8>, kind: &'static str| {
        let nobody = nobody.clone();
        async move {
            let headers = [("content-type", kind)];
            nobody.send(axum::http::Method::POST, "/api/v1/session/open", Some(body), &headers).await
        }
    };
    send(b"{".to_vec(), "application/json").await.expect_code(400, "body.malformed");
    send(b"{}".to_vec(), "text/plain").await.expect_code(415, "body.not_json");
    send(b"{\"phone\":7}".to_vec(), "application/json").await.expect_code(422, "body.invalid");
    let long = format!("{{\"phone\":\"{}\"}}", "1".repeat(300_000));
    send(long.into_bytes(), "application/json").await.expect_code(413, "body.too_large");
}

/// Every operation that takes JSON, and its path with ids of nothing.
fn taking_json() -> Vec<(String, Method, String)> {
    let document: Value = serde_json::from_str(&gate::document()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if !operation["requestBody"]["content"]["application/json"].is_null() {
                let id = operation["operationId"].as_str().unwrap().to_owned();
                found.push((id, method.to_uppercase().parse().unwrap(), filled(path)));
            }
        }
    }
    found
}

#[tokio::test]
async fn what_is_malformed_or_without_end_is_refused_by_every_operation() {
    let house = House::with_profile("anju", |_| {}).await;
    let keeper = keeper(&house, "王芳").await;
    let long = format!("{{\"words\":\"{}\"}}", "长".repeat(100_000)).into_bytes();
    let longest = format!("{{\"words\":\"{}\"}}", "长".repeat(5 << 20)).into_bytes();
    let wrong: [(&[u8], &str, u16, &str); 4] = [
        (b"{", "application/json", 400, "body.malformed"),
        (b"7", "application/json", 422, "body.invalid"),
        (b"{}", "text/plain", 415, "body.not_json"),
        (&long, "application/json", 413, "body.too_large"),
    ];
    let operations = taking_json();
    assert!(operations.len() > 80, "{} operations take JSON", operations.len());
    for (id, method, path) in operations {
        for (mut body, kind, status, code) in wrong {
            // An archive is larger than any other body, and has an end too.
            if status == 413
                && (id.starts_with("me.import")
                    || id.starts_with("home.import")
                    || id.starts_with("org.upload")
                    || id == "sealed.archive_put"
                    || id.starts_with("imported."))
            {
                body = &longest;
            }
            let answer =
                keeper.send(method.clone(), &path, Some(body.to_vec()), &[("content-type", kind)]).await;
            let said = answer.json()["code"].as_str().map(str::to_owned);
            assert!(said.is_some(), "{id} refuses without a code: {}", answer.text());
            // Where a guest or a member is asked for, a keeper does not get as far as the body.
            let shut = [401, 403, 404].contains(&answer.status.as_u16());
            let right = (answer.status.as_u16(), said.as_deref()) == (status, Some(code));
            assert!(shut || right, "{id} answers {} {said:?} to {code}", answer.status);
        }
    }
}
