//! Moving in: what one house signed, another takes; what was changed, is somebody else's or is here already, it asks
//! about first.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fuzz::{Change, Fuzz};
use ground::Timestamp;
use kit::{Client, House};
use serde_json::{Value, json};
use std::time::Duration;

use crate::meet::{join, started};
use crate::retention::keeper;
use crate::rights::proof;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x40\0\0\0\x40\x08\x02\0\0\0\0\0\0\0\0\0\0\x0cIDAT\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\0\0\0\0\0\0\0\0IEND\0\0\0\0";

/// The archive of somebody with a name, a picture, an organisation and a meeting.
async fn archive(house: &House, ana: &Client) -> Value {
    ana.send(Method::PUT, "/api/v1/me/avatar", Some(PNG.to_vec()), &[("content-type", "image/png")])
        .await
        .expect_ok();
    crate::org::org(ana).await;
    let meeting = started(ana, json!({ "title": "晨会", "guests": false })).await;
    join(ana, &meeting, json!({})).await.expect_ok();
    let made = ana.call("me.archive", &[], json!({ "proof": proof(house, ana).await })).await;
    made.expect_ok()
}

/// What a house of one's own would sign.
fn forged(content: &Value) -> Value {
    let pair =
        Ed25519KeyPair::from_pkcs8(Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap().as_ref());
    let pair = pair.unwrap();
    let content = content.to_string();
    let signature = pair.sign(format!("courtyard archive 1\n{content}").as_bytes());
    json!({
        "format": "courtyard-archive-1",
        "content": content,
        "signature": STANDARD.encode(signature.as_ref()),
        "key": STANDARD.encode(pair.public_key().as_ref()),
    })
}

fn told<'a>(list: &'a Value, category: &str) -> &'a Value {
    let items = list.as_array().unwrap();
    items.iter().find(|item| item["category"] == category).unwrap_or(&Value::Null)
}

async fn name_of(who: &Client) -> String {
    who.get("/api/v1/me").await.expect_ok()["name"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_one_house_signed_another_takes_along() {
    let (old, new) = (House::start().await, House::start().await);
    let there = old.person("安娜").await;
    let archive = archive(&old, &there).await;
    let here = new.person_with("Ana", &there.phone).await;
    let looked = here.call("me.import.look", &[], json!({ "archive": archive })).await.expect_ok();
    let published = old.nobody().call("audit.checkpoint", &[], json!(null)).await.expect_ok();
    assert_eq!((&looked["fingerprint"], &archive["key"]), (&published["fingerprint"], &published["key"]));
    assert_eq!((&looked["known_as"], &looked["own_number"]), (&Value::Null, &json!(true)), "{looked}");
    let name = told(&looked["offers"], "display-name");
    assert_eq!(
        (&name["there"], &name["here"], &name["replaces"]),
        (&json!("安娜"), &json!("Ana"), &json!(true))
    );
    assert_eq!(told(&looked["offers"], "avatar")["count"], 1);
    assert_eq!(told(&looked["offers"], "meeting-title")["count"], 1, "{looked}");
    for (category, why) in [
        ("phone-number", "prove_anew"),
        ("device-label", "security"),
        ("org-membership", "others"),
        ("consent-record", "ask_anew"),
    ] {
        assert_eq!(told(&looked["left"], category)["why"], why, "{category}: {looked}");
    }
    assert!(!looked["consents"].as_array().unwrap().is_empty(), "{looked}");
    let before = here.get("/api/v1/me/consents").await.text();

    let all = ["display-name", "avatar", "meeting-title"];
    let mut wish = json!({ "archive": archive, "take": all });
    here.call("me.import", &[], wish.clone()).await.expect_code(409, "moving.house_unknown");
    wish["compared"] = json!("0000");
    here.call("me.import", &[], wish.clone()).await.expect_code(409, "moving.house_unknown");
    wish["compared"] = looked["fingerprint"].clone();
    here.call("me.import", &[], wish.clone()).await.expect_code(409, "moving.would_replace");
    assert_eq!(name_of(&here).await, "Ana", "nothing was taken");
    assert_eq!(here.get("/api/v1/me/avatar").await.status, 404);
    wish["replace"] = json!(["display-name"]);
    let came = here.call("me.import", &[], wish.clone()).await.expect_ok();
    assert_eq!(told(&came["items"], "meeting-title")["count"], 1);
    assert_eq!(name_of(&here).await, "安娜");
    assert!(here.get("/api/v1/me/avatar").await.body.starts_with(b"\x89PNG"));
    let held = here.call("me.held", &[], json!(null)).await.expect_ok();
    let brought = held["items"].as_array().unwrap().iter().find(|item| item["table"] == "yard_brought");
    assert!(brought.unwrap()["value"].as_str().unwrap().starts_with("晨会 · "), "{held}");
    assert_eq!(here.get("/api/v1/me/consents").await.text(), before, "no consent came along");

    here.call("me.import", &[], wish.clone()).await.expect_code(409, "moving.would_replace");
    wish["take"] = json!(["meeting-title"]);
    let again = here.call("me.import", &[], wish).await.expect_ok();
    assert_eq!(told(&again["items"], "meeting-title")["count"], 0, "the same twice is one");

    new.advance(Duration::from_secs(400 * 86_400));
    new.run_jobs().await;
    let here = new.person_with("安娜", &there.phone).await;
    let held = here.call("me.held", &[], json!(null)).await.text();
    assert!(!held.contains("yard_brought"), "it goes when its time is over");
}

#[tokio::test]
async fn what_was_changed_is_too_much_or_is_anothers_is_refused() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let archive = archive(&house, &ana).await;
    house.nobody().call("me.import", &[], json!({})).await.expect_code(401, "session.needed");
    for (field, value, code) in [
        ("content", json!(archive["content"].as_str().unwrap().replace("Ana", "Eve")), "moving.signature"),
        ("signature", json!(STANDARD.encode([7; 64])), "moving.signature"),
        ("key", json!(STANDARD.encode([7; 32])), "moving.signature"),
        ("key", json!("no key"), "moving.signature"),
        ("format", json!("courtyard-archive-9"), "moving.format"),
        ("content", json!("长".repeat(3 << 20)), "moving.damaged"),
    ] {
        let mut wrong = archive.clone();
        wrong[field] = value;
        let wish = json!({ "archive": wrong, "take": [], "mine": true });
        bo.call("me.import", &[], wish).await.expect_code(422, code);
        bo.call("me.import.look", &[], json!({ "archive": wrong })).await.expect_code(422, code);
    }
    let huge = json!({ "archive": { "format": "长".repeat(5 << 20) } });
    bo.call("me.import.look", &[], huge).await.expect_code(413, "body.too_large");

    let looked = bo.call("me.import.look", &[], json!({ "archive": archive })).await.expect_ok();
    assert_eq!(looked["own_number"], false, "it is Ana's");
    let mut wish =
        json!({ "archive": archive, "take": ["meeting-title"], "compared": looked["fingerprint"] });
    bo.call("me.import", &[], wish.clone()).await.expect_code(409, "moving.not_surely_yours");
    for wrong in ["phone-number", "consent-record", "no-such-kind"] {
        wish["take"] = json!([wrong]);
        wish["mine"] = json!(true);
        bo.call("me.import", &[], wish.clone()).await.expect_code(422, "moving.not_offered");
    }
    // A house that signs whatever its owner likes brings no more than an archive of one person holds.
    let at = Timestamp::from_micros(1_700_000_000_000_000).rfc3339();
    let item = json!({ "category": "feedback", "collected_at": at });
    let content =
        json!({ "format": "courtyard-archive-1", "made_at": at, "house": "x", "items": vec![item; 50_001] });
    bo.call("me.import.look", &[], json!({ "archive": forged(&content) }))
        .await
        .expect_code(422, "moving.damaged");
    let content =
        json!({ "format": "courtyard-archive-1", "made_at": at, "house": "x\u{202e}\n", "items": [] });
    bo.call("me.import.look", &[], json!({ "archive": forged(&content) }))
        .await
        .expect_code(422, "moving.damaged");
    let old =
        json!({ "category": "meeting-title", "value": "long ago", "collected_at": "2001-01-01T00:00:00Z" });
    let content = json!({ "format": "courtyard-archive-1", "made_at": at, "house": "x", "items": [old] });
    let looked = bo.call("me.import.look", &[], json!({ "archive": forged(&content) })).await.expect_ok();
    assert_eq!(told(&looked["left"], "meeting-title")["why"], "too_old", "{looked}");
}

#[tokio::test]
async fn keepers_say_whose_key_is_known() {
    let house = House::start().await;
    let (keeper, ana) = (keeper(&house).await, house.person("Ana").await);
    let archive = archive(&house, &ana).await;
    let wish = json!({ "name": "旧院", "key": archive["key"] });
    ana.call("moving.know", &[], wish.clone()).await.expect_code(403, "access.denied");
    ana.call("moving.houses", &[], json!(null)).await.expect_code(403, "access.denied");
    for (name, key) in [("", "AAAA"), ("旧院", "AAAA"), ("", archive["key"].as_str().unwrap())] {
        let wrong = json!({ "name": name, "key": key });
        keeper.call("moving.know", &[], wrong).await.expect_code(422, "moving.key_wrong");
    }
    keeper.call("moving.know", &[], wish).await.expect_ok();
    let listed = keeper.call("moving.houses", &[], json!(null)).await.expect_ok();
    let fingerprint = listed["items"][0]["fingerprint"].as_str().unwrap().replace(' ', "-");
    let looked = ana.call("me.import.look", &[], json!({ "archive": archive })).await.expect_ok();
    assert_eq!(looked["known_as"], "旧院");
    let take = json!({ "archive": archive, "take": ["meeting-title"] });
    ana.call("me.import", &[], take.clone()).await.expect_ok();
    let at = [("fingerprint", fingerprint.as_str())];
    ana.call("moving.forget", &at, json!(null)).await.expect_code(403, "access.denied");
    keeper.call("moving.forget", &at, json!(null)).await.expect_ok();
    keeper.call("moving.forget", &at, json!(null)).await.expect_code(404, "moving.no_house");
    ana.call("me.import", &[], take).await.expect_code(409, "moving.house_unknown");
}

/// Whatever a house signs, reading it ends well: refused, or within its bounds.
#[test]
fn fuzz_archives() {
    let at = "2026-11-01T08:00:00Z";
    let item = |category: &str, value: &str| json!({ "category": category, "table": "yard_person", "value": value, "collected_at": at });
    let content = json!({
        "format": "courtyard-archive-1", "made_at": at, "house": "x", "profile": "anju", "policy": "1", "subject": "person_1",
        "items": [item("display-name", "Ana"), item("meeting-title", "晨会"), item("phone-number", "+8613800000000"), item("consent-record", "+ account (1)")],
        "files": [{ "category": "avatar", "media_type": "image/png", "base64": STANDARD.encode(PNG) }],
        "opened": [{}], "shared": [],
    });
    Fuzz::new(env!("CARGO_MANIFEST_DIR"), "archives", Change::Json)
        .seeds([content.to_string()])
        .words(&[
            "meeting-participation",
            "avatar",
            "9999-12-31T23:59:59Z",
            "\u{202e}",
            "1970-01-01T00:00:00Z",
        ])
        .run(|input| {
            let content: Value = serde_json::from_slice(input).unwrap_or(Value::Null);
            let made = forged(&content);
            let text = |name: &str| made[name].as_str().unwrap_or_default();
            let signed = yard::moving::Signed {
                format: text("format"),
                content: text("content"),
                signature: text("signature"),
                key: text("key"),
            };
            match yard::moving::read(&signed) {
                Ok(archive) => {
                    let offer = yard::moving::offer(&archive, Timestamp::from_micros(0));
                    let entries = offer.titles.iter().chain(&offer.stays);
                    let sound = |entry: &yard::moving::Entry| {
                        entry.at <= archive.made_at && (1..=200).contains(&entry.value.chars().count())
                    };
                    assert!(entries.clone().all(sound), "an entry out of its bounds");
                    let counts = (offer.name.is_some(), offer.picture.is_some(), entries.count());
                    Ok((counts, offer.left.into_keys().collect::<Vec<_>>()))
                }
                Err(wrong) => Err(wrong),
            }
        });
}
