//! Sealed requests: what is sensitive travels as ciphertext, both ways, once.

use kit::{House, SealKey};
use serde_json::{Value, json};
use std::time::Duration;
use yard::seal::Envelope;

const OPEN: (&str, &str) = ("POST", "/api/v1/session/open");
const ME: (&str, &str) = ("PATCH", "/api/v1/me");

async fn key_of(house: &House) -> SealKey {
    SealKey::of(&house.nobody(), house.running.house.clock.now()).await
}

fn text_of(envelope: &Envelope) -> String {
    serde_json::to_string(envelope).unwrap()
}

#[tokio::test]
async fn a_person_signs_in_and_neither_request_nor_answer_can_be_read_on_the_way() {
    let house = House::start().await;
    let phone = house.fresh_number();
    house.send_code(&phone).await.expect_ok();
    let code = house.code_for(&phone).await;
    let key = key_of(&house).await;
    let wish = json!({ "phone": phone, "code": code, "name": "王芳", "bearer": true });
    let (envelope, reply) = key.seal(OPEN, &wish);
    let sent = text_of(&envelope);
    let answer = house.nobody().send_envelope(OPEN, &envelope).await;
    for secret in [phone.as_str(), &code, "王芳"] {
        assert!(!sent.contains(secret) && !answer.text().contains(secret), "{secret}");
    }
    let opened = answer.unsealed(&reply);
    let token = opened["token"].as_str().unwrap();
    assert!(!answer.text().contains(token));
    let ana = house.bearer(token);
    assert_eq!(ana.get("/api/v1/me").await.expect_ok()["name"], "王芳");

    let (envelope, reply) = key.seal(ME, &json!({ "name": "" }));
    let refused = ana.send_envelope(ME, &envelope).await;
    assert_eq!(refused.status, 422);
    let problem = refused.unsealed(&reply);
    assert_eq!(problem["code"], "account.name_missing");
    assert_eq!(problem["title"], "请填写名字。", "a sealed refusal is told in words, too");
}

#[tokio::test]
async fn an_envelope_is_good_once_for_its_request_and_for_two_minutes() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let key = key_of(&house).await;
    let (envelope, _) = key.seal(ME, &json!({ "name": "Anna" }));
    ana.send_envelope(ME, &envelope).await.expect_ok();
    ana.send_envelope(ME, &envelope).await.expect_code(409, "seal.replayed");
    let elsewhere = ("POST", "/api/v1/orgs");
    let (envelope, _) = key.seal(ME, &json!({ "name": "Eve" }));
    ana.send_envelope(elsewhere, &envelope).await.expect_code(400, "seal.unreadable");
    let (old, _) = key.seal_late(ME, &json!({ "name": "Eve" }), Duration::from_secs(121));
    ana.send_envelope(ME, &old).await.expect_code(409, "seal.stale");
    let unmarked = ("POST", "/api/v1/session/challenge");
    let (envelope, _) = key.seal(unmarked, &json!({}));
    ana.send_envelope(unmarked, &envelope).await.expect_ok();
    assert_eq!(ana.get("/api/v1/me").await.expect_ok()["name"], "Anna");
}

#[tokio::test]
async fn what_is_no_envelope_is_refused_in_words() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let kind = [("content-type", yard::seal::ENVELOPE), ("accept-language", "en")];
    let send = |body: Vec<u8>| ana.send("PATCH".parse().unwrap(), ME.1, Some(body), &kind);
    let far = json!({ "key": "0000000000000000", "enc": "AAAA", "box": "AAAA" });
    for wrong in ["", "{}", "[]", "null", "{\"name\":\"Eve\"}"] {
        send(wrong.into()).await.expect_code(400, "seal.unreadable");
    }
    let told = send(far.to_string().into_bytes()).await.expect_code(409, "seal.key_unknown");
    assert_eq!(told["title"], "The key for sealed requests has changed; please try again.");
    send(vec![b' '; 400 * 1024]).await.expect_code(413, "body.too_large");
    let key = key_of(&house).await;
    for body in [json!({}), json!([]), Value::Null] {
        let (envelope, reply) = key.seal(ME, &body);
        let refused = ana.send_envelope(ME, &envelope).await;
        assert_eq!(refused.status, 422);
        assert_eq!(refused.unsealed(&reply)["code"], "body.invalid");
    }
}

#[tokio::test]
async fn keys_turn_by_themselves_and_a_restart_forgets_no_key_but_takes_nothing_older() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let first = key_of(&house).await;
    let (captured, _) = first.seal(ME, &json!({ "name": "Eve" }));
    house.advance(Duration::from_secs(86_400));
    house.run_jobs().await;
    let second = key_of(&house).await;
    assert_ne!(first.id, second.id);
    let overlap = SealKey { now: second.now, ..first };
    let (envelope, _) = overlap.seal(ME, &json!({ "name": "Anna" }));
    ana.send_envelope(ME, &envelope).await.expect_ok();

    let token = ana.token().to_owned();
    let (before, _) = second.seal_late(ME, &json!({ "name": "Eve" }), Duration::from_secs(1));
    house.advance(Duration::from_secs(1));
    let house = house.restart().await;
    let ana = house.bearer(&token);
    assert_eq!(key_of(&house).await.id, second.id);
    ana.send_envelope(ME, &before).await.expect_code(409, "seal.stale");
    house.advance(Duration::from_secs(3_601));
    house.run_jobs().await;
    ana.send_envelope(ME, &captured).await.expect_code(409, "seal.key_unknown");
    let kept = std::fs::read_to_string(house.folder().join("data.keys/seal.keys")).unwrap();
    assert!(!kept.contains(&overlap.id), "a key whose time is over is destroyed");
    assert_eq!(ana.get("/api/v1/me").await.expect_ok()["name"], "Anna");
}

/// Whatever takes a phone number, a code, a password or a name takes it sealed.
#[tokio::test]
async fn every_operation_that_takes_something_sensitive_is_marked() {
    const SENSITIVE: &[&str] = &["phone", "code", "password", "login", "passcode", "current", "credential"];
    let document: Value = serde_json::from_str(&gate::document()).unwrap();
    let mut marked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) else {
                continue;
            };
            // The code of a notice names its text and is no secret.
            if path == "/api/v1/notices" {
                continue;
            }
            // One of several forms says what it takes in each of them.
            let schema = &document["components"]["schemas"][name];
            let forms = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array());
            let forms = forms.map_or_else(|| vec![schema], |forms| forms.iter().collect());
            let fields: Vec<&String> = forms
                .iter()
                .flat_map(|form| form["properties"].as_object().into_iter().flatten())
                .map(|(field, _)| field)
                .collect();
            if operation["x-sealed"] == true {
                marked += 1;
            } else {
                let open = fields.iter().find(|field| SENSITIVE.contains(&field.as_str()));
                assert!(open.is_none(), "{path} takes {open:?} in plain only");
            }
        }
    }
    assert!(marked >= 14, "only {marked} operations are marked");
}
