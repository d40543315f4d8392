//! The contract: the committed document is what the handlers say, and operationIds are unique.

use kit::House;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

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
