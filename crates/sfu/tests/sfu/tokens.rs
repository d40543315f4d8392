//! Which tokens open what.

use std::time::Duration;

use sfu::Grant;
use sfu::token::{Keys, TokenRefusal};

pub const NOW: i64 = 1_000_000;

pub fn keys() -> Keys {
    Keys::new("devkey", "secret", "inner secret")
}

/// Made with `livekit-server-sdk` 2.19: key devkey, secret secret, room `r`, identity `x`, valid for ages.
pub fn foreign(payload: &str, secret: &str) -> String {
    use base64::Engine as _;
    let b64 = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let head = b64.encode(r#"{"alg":"HS256"}"#);
    let body = b64.encode(payload);
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret.as_bytes());
    let signature = aws_lc_rs::hmac::sign(&key, format!("{head}.{body}").as_bytes());
    format!("{head}.{body}.{}", b64.encode(signature.as_ref()))
}

#[test]
fn the_houses_own_token_opens_its_room_until_it_expires() {
    let mut grant = Grant::full("meet_1", "p1");
    grant.ttl = Duration::from_secs(600);
    let token = keys().sign(&grant, NOW);
    let bearer = keys().verify(&token, NOW + 599).unwrap();
    assert!(bearer.internal && bearer.may_join());
    assert_eq!(bearer.claims.sub, "p1");
    assert_eq!(keys().verify(&token, NOW + 700).unwrap_err(), TokenRefusal::Expired);
    assert_eq!(keys().verify(&token, NOW - 100).unwrap_err(), TokenRefusal::TooEarly);
    let restarted = Keys::new("", "", "inner secret");
    assert!(restarted.verify(&token, NOW).is_ok(), "a restart with the same secret keeps tokens good");
    let other = Keys::new("devkey", "secret", "another");
    assert_eq!(other.verify(&token, NOW).unwrap_err(), TokenRefusal::WrongSignature);
}

#[test]
fn the_public_key_opens_its_own_rooms_and_none_of_the_wings() {
    for (room, opens) in
        [("r", true), ("meet_1", false), ("call_1", false), ("door_1", false), ("meeting", true)]
    {
        let payload = format!(
            r#"{{"iss":"devkey","sub":"x","nbf":0,"exp":9999999999,"video":{{"room":"{room}","roomJoin":true,"roomAdmin":true}}}}"#
        );
        let bearer = keys().verify(&foreign(&payload, "secret"), NOW).unwrap();
        assert_eq!(bearer.may_join(), opens, "{room}");
        assert_eq!(bearer.may_administer(room), opens, "{room}");
    }
}

#[test]
fn forged_and_broken_tokens_open_nothing() {
    let payload = r#"{"iss":"devkey","sub":"x","exp":9999999999,"video":{"room":"r","roomJoin":true}}"#;
    assert_eq!(keys().verify(&foreign(payload, "guess"), NOW).unwrap_err(), TokenRefusal::WrongSignature);
    let stranger = payload.replace("devkey", "nobody");
    assert_eq!(keys().verify(&foreign(&stranger, "secret"), NOW).unwrap_err(), TokenRefusal::UnknownKey);
    let as_house = payload.replace("devkey", "house");
    assert_eq!(keys().verify(&foreign(&as_house, "secret"), NOW).unwrap_err(), TokenRefusal::WrongSignature);
    let good = foreign(payload, "secret");
    let unsigned = {
        use base64::Engine as _;
        let head = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
        format!("{head}.{}.", good.split('.').nth(1).unwrap())
    };
    for broken in [
        "",
        ".",
        "..",
        "a.b.c",
        "a.b",
        &unsigned,
        &good[..good.len() - 3],
        &format!("{good}.x"),
        &"x".repeat(100_000),
    ] {
        assert!(keys().verify(broken, NOW).is_err(), "{broken:.40}");
    }
    let empty = Keys::new("", "", "inner secret");
    assert!(empty.verify(&foreign(&payload.replace("devkey", ""), ""), NOW).is_err());
}
