//! Passkeys, with an authenticator made of a key and three lines of CBOR.

use aws_lc_rs::signature::KeyPair;
use axum::http::Method;
use ground::{Caller, DeviceId, Person, PersonId};
pub use kit::Authenticator;
use kit::authenticator::{HOST, text};
use kit::{Answer, Client, House, proved};
use policy::{Category, Purpose};
use serde_json::{Value, json};
use std::time::Duration;
use vault::{Field, Sealed, Subject};

use crate::canary;

/// What a face would look like in a store.
const FACE: &str = kit::authenticator::FACE;

async fn post(who: &Client, path: &str, body: Value) -> Answer {
    who.send(Method::POST, path, Some(body.to_string().into_bytes()), &[HOST]).await
}

async fn begin(who: &Client, path: &str) -> (Value, Value) {
    let begun = post(who, path, json!({})).await.expect_ok();
    (begun["ceremony"].clone(), begun["options"].clone())
}

pub async fn add(who: &Client, device: &mut Authenticator, label: &str) -> Answer {
    let (ceremony, options) = begin(who, "/api/v1/me/passkeys/begin").await;
    let wish = json!({ "ceremony": ceremony, "credential": device.make(&options), "label": label });
    post(who, "/api/v1/me/passkeys", wish).await
}

pub async fn open(who: &Client, device: &mut Authenticator) -> Answer {
    let (ceremony, options) = begin(who, "/api/v1/session/passkey/begin").await;
    let wish =
        json!({ "ceremony": ceremony, "credential": device.say(&options), "bearer": true, "device": "kit" });
    post(who, "/api/v1/session/passkey", wish).await
}

#[tokio::test]
async fn a_passkey_signs_its_person_in_without_a_name() {
    let house = House::start().await;
    let (ana, mut telephone) = (house.person("Ana").await, Authenticator::new(1));
    let (_, options) = begin(&ana, "/api/v1/me/passkeys/begin").await;
    let selection = &options["publicKey"]["authenticatorSelection"];
    assert_eq!(options["publicKey"]["rp"]["id"], "localhost");
    assert_eq!(
        (&selection["residentKey"], &selection["userVerification"]),
        (&json!("required"), &json!("required"))
    );

    let added = add(&ana, &mut telephone, " 手机 ").await.expect_ok();
    assert_eq!(added["label"], "手机");
    let opened = open(&house.nobody(), &mut telephone).await.expect_ok();
    assert_eq!((&opened["person"]["name"], &opened["limited"]), (&json!("Ana"), &json!(false)));
    let again = house.bearer(opened["token"].as_str().unwrap());
    assert_eq!(again.get("/api/v1/me").await.expect_ok()["id"], json!(ana.id));
    let listed = ana.get("/api/v1/me/passkeys").await.expect_ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert!(listed["items"][0]["used_at"].is_string());
    let held = ana.get("/api/v1/me/held").await.expect_ok();
    assert!(
        held["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|item| item["category"] == "passkey" && item["value"] == "手机")
    );

    let id = added["id"].as_str().unwrap();
    ana.call("passkey.remove", &[("id", id)], Value::Null).await.expect_ok();
    ana.call("passkey.remove", &[("id", id)], Value::Null).await.expect_code(404, "passkey.unknown");
    open(&house.nobody(), &mut telephone).await.expect_code(422, "passkey.credential_wrong");
}

/// What the house keeps of a passkey, opened as its own person.
async fn kept(house: &House, who: &Client) -> Value {
    let parts = &house.running.house;
    let person: PersonId = who.id.parse().unwrap();
    let mut view = parts.db.view().await.unwrap();
    let row = view.one("SELECT id, credential FROM yard_passkey", vec![]).await.unwrap();
    let (id, bytes): ([u8; 16], Vec<u8>) = (row.get("id").unwrap(), row.get("credential").unwrap());
    let field = Field::<Vec<u8>>::declare("yard_passkey", "credential", Category::Passkey);
    let sealed = Sealed::stored(&field, Subject::Person(person), id, bytes);
    let device = DeviceId::from_bytes([0; 16]);
    let own = Caller::from(Person { person, device, keeper: false, limited: false });
    let opened = parts.vault.open(&own, Purpose::OwnData, &sealed).await.unwrap();
    serde_json::from_slice(&opened).unwrap()
}

/// Every name in a JSON value, however deep.
fn names(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                found.push(name.clone());
                names(inner, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| names(item, found)),
        _ => {}
    }
}

/// proves: DB-008, DB-009
#[tokio::test]
async fn a_face_or_finger_signs_in_by_a_key_alone_until_it_is_taken_back() {
    let house = House::start().await;
    let (ana, mut telephone) = (house.person("Ana").await, Authenticator::new(1));
    let (_, options) = begin(&ana, "/api/v1/me/passkeys/begin").await;
    assert_eq!(options["publicKey"]["authenticatorSelection"]["userVerification"], "required");
    let added = add(&ana, &mut telephone, "指纹").await.expect_ok();
    open(&house.nobody(), &mut telephone).await.expect_ok();

    let stored = kept(&house, &ana).await;
    let point = telephone.key.public_key().as_ref().to_vec();
    let said = stored.to_string();
    for half in [&point[1..33], &point[33..]] {
        assert!(said.contains(&text(half)), "the public key: {said}");
    }
    let mut found = Vec::new();
    names(&stored, &mut found);
    for name in &found {
        let word = name.to_lowercase();
        assert!(
            !["face", "finger", "template", "image", "biometric", "private"]
                .iter()
                .any(|no| word.contains(no)),
            "{name}"
        );
    }
    assert!(said.len() < 1_500, "a key and its counters, and no picture: {said}");
    let needles: Vec<(String, Vec<u8>)> =
        canary::forms(FACE).into_iter().map(|form| ("face".to_owned(), form)).collect();
    let mut plain = Vec::new();
    assert!(canary::search(house.folder(), &needles, &mut plain) > 100_000, "the whole folder was read");
    assert!(plain.is_empty() && !said.contains(FACE), "{plain:?}");

    let id = added["id"].as_str().unwrap();
    ana.call("passkey.remove", &[("id", id)], Value::Null).await.expect_ok();
    open(&house.nobody(), &mut telephone).await.expect_code(422, "passkey.credential_wrong");
    for row in ["DB-008", "DB-009"] {
        proved(row, &["passkey.add", "session.passkey.open", "passkey.remove"]);
    }
}

#[tokio::test]
async fn what_was_tampered_with_or_copied_opens_nothing() {
    let house = House::start().await;
    let (ana, mut telephone) = (house.person("Ana").await, Authenticator::new(1));
    let nobody = house.nobody();
    add(&ana, &mut telephone, "手机").await.expect_ok();
    open(&nobody, &mut telephone).await.expect_ok();

    let (ceremony, options) = begin(&nobody, "/api/v1/session/passkey/begin").await;
    let said = telephone.say(&options);
    let tampered = |change: &dyn Fn(&mut Value)| {
        let mut wish = json!({ "ceremony": ceremony, "credential": said });
        change(&mut wish);
        wish
    };
    let stolen = tampered(&|wish| {
        wish["credential"]["response"]["signature"] = json!(text(&[0x30, 6, 2, 1, 1, 2, 1, 1]))
    });
    post(&nobody, "/api/v1/session/passkey", stolen).await.expect_code(422, "passkey.credential_wrong");
    post(&nobody, "/api/v1/session/passkey", tampered(&|_| {}))
        .await
        .expect_code(422, "passkey.ceremony_unknown");

    telephone.counter = 0;
    open(&nobody, &mut telephone).await.expect_code(422, "passkey.credential_wrong");
    telephone.counter = 10;
    telephone.verifies = false;
    open(&nobody, &mut telephone).await.expect_code(422, "passkey.credential_wrong");
    let bo = house.person("Bo").await;
    telephone.verifies = true;
    add(&bo, &mut telephone, "手机").await.expect_code(409, "passkey.known");
}

#[tokio::test]
async fn a_ceremony_is_its_persons_own_and_lives_five_minutes() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let mut telephone = Authenticator::new(1);
    let wish = |ceremony: &Value, credential: Value| json!({ "ceremony": ceremony, "credential": credential, "label": "x" });
    let (ceremony, options) = begin(&ana, "/api/v1/me/passkeys/begin").await;
    let made = telephone.make(&options);
    post(&bo, "/api/v1/me/passkeys", wish(&ceremony, made.clone()))
        .await
        .expect_code(422, "passkey.ceremony_unknown");
    let (ceremony, options) = begin(&ana, "/api/v1/me/passkeys/begin").await;
    let made = telephone.make(&options);
    post(&ana, "/api/v1/me/passkeys", wish(&ceremony, json!({ "id": 1 })))
        .await
        .expect_code(422, "passkey.credential_wrong");
    let unlabelled = json!({ "ceremony": ceremony, "credential": made, "label": " " });
    post(&ana, "/api/v1/me/passkeys", unlabelled).await.expect_code(422, "passkey.label_wrong");
    house.advance(Duration::from_secs(301));
    post(&ana, "/api/v1/me/passkeys", wish(&ceremony, made))
        .await
        .expect_code(422, "passkey.ceremony_unknown");
    assert_eq!(ana.get("/api/v1/me/passkeys").await.expect_ok()["items"], json!([]));
}

#[tokio::test]
async fn a_passkey_lifts_the_limit_of_a_long_silent_number_which_cannot_add_one() {
    let house = House::start().await;
    let (ana, mut telephone) = (house.person("Ana").await, Authenticator::new(1));
    add(&ana, &mut telephone, "手机").await.expect_ok();
    house.advance(Duration::from_secs(61 * 86_400));
    let back = house.person_with("", &ana.phone).await;
    assert_eq!(back.get("/api/v1/me").await.expect_ok()["limited"], true);
    post(&back, "/api/v1/me/passkeys/begin", json!({})).await.expect_code(403, "session.second_proof_needed");
    let key =
        back.get("/api/v1/me/passkeys").await.expect_ok()["items"][0]["id"].as_str().unwrap().to_owned();
    let removed = back.call("passkey.remove", &[("id", &key)], Value::Null).await;
    removed.expect_code(403, "session.second_proof_needed");

    let lifted = open(&back, &mut telephone).await;
    assert_eq!(lifted.expect_ok()["limited"], false);
    assert!(!lifted.headers.contains_key("set-cookie"), "the session that asked goes on");
    assert_eq!(back.get("/api/v1/me").await.expect_ok()["limited"], false);
}

#[tokio::test]
async fn passkeys_need_a_name_for_the_house() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    for host in ["127.0.0.1:8080", "house.example", "192.0.2.1"] {
        for path in ["/api/v1/me/passkeys/begin", "/api/v1/session/passkey/begin"] {
            let answer = ana.send(Method::POST, path, Some(b"{}".to_vec()), &[("host", host)]).await;
            answer.expect_code(409, "passkey.no_address");
        }
    }
}

#[tokio::test]
async fn sign_ins_begun_from_one_address_are_bounded() {
    let house = House::start().await;
    let nobody = house.nobody();
    // Bounds count in windows of the clock: begin at the start of one.
    house.advance(Duration::from_secs(60 - house.running.house.clock.now().seconds().unsigned_abs() % 60));
    let mut last = post(&nobody, "/api/v1/session/passkey/begin", json!({})).await;
    for _ in 0..60 {
        if last.status.as_u16() == 429 {
            break;
        }
        last.expect_ok();
        last = post(&nobody, "/api/v1/session/passkey/begin", json!({})).await;
    }
    last.expect_code(429, "passkey.limit");
    begin(&nobody.from_address([192, 0, 2, 9]), "/api/v1/session/passkey/begin").await;
}
