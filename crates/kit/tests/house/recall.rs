//! Whoever left is forgotten by those who received something of him, too.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kit::provider::{Kind, SmsProvider};
use kit::{Client, House, proved};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::meet::text;

/// A request as it came: its headers and its body.
type Asked = (HeaderMap, Vec<u8>);

/// Where a recipient takes requests to delete: each as it came, and whether they are taken now.
struct Desk {
    address: String,
    came: Arc<Mutex<Vec<Asked>>>,
    takes: Arc<Mutex<bool>>,
}

impl Desk {
    async fn open() -> Self {
        let (came, takes) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(false)));
        let (kept, may) = (Arc::clone(&came), Arc::clone(&takes));
        let handler = move |headers: HeaderMap, body: Bytes| {
            kept.lock().unwrap().push((headers, body.to_vec()));
            let taken = *may.lock().unwrap();
            async move {
                match taken {
                    true => (StatusCode::OK, json!({ "acknowledged": "DEL-2026-7" }).to_string()),
                    false => (StatusCode::SERVICE_UNAVAILABLE, String::new()),
                }
            }
        };
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}/erase", listener.local_addr().unwrap());
        tokio::spawn(
            async move { axum::serve(listener, Router::new().route("/erase", post(handler))).await },
        );
        Self { address, came, takes }
    }
}

/// Signs somebody up by a code that a real provider carried.
async fn signed_up(house: &House, provider: &SmsProvider, phone: &str) -> Client {
    house.send_code(phone).await.expect_ok();
    let code = provider.taken().last().unwrap().values["code"].as_str().unwrap().to_owned();
    let wish = json!({ "phone": phone, "code": code, "name": "Ana", "device": "kit", "bearer": true });
    let opened = house.nobody().post("/api/v1/session/open", wish).await.expect_ok();
    house.bearer(text(&opened, "token"))
}

/// Signs up and closes the account again.
async fn came_and_went(house: &House, provider: &SmsProvider, phone: &str) {
    let ana = signed_up(house, provider, phone).await;
    house.advance(Duration::from_secs(61));
    ana.call("me.identity.code", &[], json!({})).await.expect_ok();
    let code = provider.taken().last().unwrap().values["code"].as_str().unwrap().to_owned();
    ana.call("me.close", &[], json!({ "proof": { "code": code } })).await.expect_ok();
    house.run_jobs().await;
}

async fn list(keeper: &Client) -> Vec<Value> {
    let list = keeper.call("recall.list", &[], json!(null)).await.expect_ok();
    list["items"].as_array().unwrap().clone()
}

/// proves: DB-060
#[tokio::test]
async fn each_recorded_recipient_is_asked_to_delete_until_it_acknowledges() {
    let (provider, desk) = (SmsProvider::start(Kind::Aliyun, "secret").await, Desk::open().await);
    let (house, keeper) = House::in_earnest(|config| {
        provider.settings(config);
        config.connectors.sms_erase = Some(desk.address.clone());
        config.accounts.signup = Some(ground::config::Signup::Open);
    })
    .await;
    assert!(list(&keeper).await.is_empty());
    came_and_went(&house, &provider, "13700000001").await;
    let waiting = list(&keeper).await;
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!((text(&waiting[0], "recipient"), text(&waiting[0], "state")), ("sms-gateway", "waiting"));
    assert!(!desk.came.lock().unwrap().is_empty(), "asked at once");

    *desk.takes.lock().unwrap() = true;
    house.advance(Duration::from_secs(86_401));
    house.run_jobs().await;
    let (headers, body) = desk.came.lock().unwrap().last().cloned().unwrap();
    let header = |name: &str| STANDARD.decode(headers[name].to_str().unwrap()).unwrap();
    let signed = [b"courtyard recall 1\n".as_slice(), &body].concat();
    let key = UnparsedPublicKey::new(&ED25519, header("courtyard-key"));
    key.verify(&signed, &header("courtyard-signature")).unwrap();
    let asked: Value = serde_json::from_slice(&body).unwrap();
    let sum: String =
        digest(&SHA256, b"+8613700000001").as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        asked["erase"],
        json!({ "field": "phone-number", "sha256": sum }),
        "what it got, and nothing else"
    );
    assert!(!String::from_utf8(body).unwrap().contains("13700000001"));
    let done = list(&keeper).await;
    assert_eq!(text(&done[0], "state"), "acknowledged");
    assert!(done[0]["acknowledged_at"].is_string());
    let answer =
        keeper.call("recall.read", &[("recall", text(&done[0], "id"))], json!(null)).await.expect_ok();
    assert_eq!(answer["answer"], "DEL-2026-7", "its word is kept");
    let many = desk.came.lock().unwrap().len();
    house.advance(Duration::from_secs(86_401));
    house.run_jobs().await;
    assert_eq!(desk.came.lock().unwrap().len(), many, "whoever acknowledged is not asked again");
    proved("DB-060", &["me.close", "recall.list", "recall.read", "job:recall.ask"]);
}

#[tokio::test]
async fn a_recipient_without_an_address_is_asked_by_hand_and_the_list_keeps_its_word() {
    let provider = SmsProvider::start(Kind::Aliyun, "secret").await;
    let (house, keeper) = House::in_earnest(|config| {
        provider.settings(config);
        config.accounts.signup = Some(ground::config::Signup::Open);
    })
    .await;
    came_and_went(&house, &provider, "13700000002").await;
    let waiting = list(&keeper).await;
    let at = [("recall", text(&waiting[0], "id"))];
    let eve = signed_up(&house, &provider, "13700000003").await;
    eve.call("recall.list", &[], json!(null)).await.expect_code(403, "access.denied");
    eve.call("recall.read", &at, json!(null)).await.expect_code(403, "access.denied");
    let note = |words: &str| json!({ "reference": words });
    eve.call("recall.acknowledge", &at, note("x")).await.expect_code(403, "access.denied");
    for wrong in ["", " ", &"长".repeat(201)] {
        keeper.call("recall.acknowledge", &at, note(wrong)).await.expect_code(422, "recall.text_wrong");
    }
    keeper.call("recall.acknowledge", &at, note("来函〔2026〕3号")).await.expect_ok();
    keeper.call("recall.acknowledge", &at, note("again")).await.expect_code(404, "recall.unknown");
    assert_eq!(text(&list(&keeper).await[0], "state"), "acknowledged");
}
