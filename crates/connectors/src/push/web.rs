//! Web Push: a message sealed for one browser (RFC 8291 over RFC 8188) and a token that says who sends it (VAPID, RFC
//! 8292), posted to the address that the browser's push service gave it (RFC 8030).

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::jwt;
use crate::{Post, Refused, Signing, Why};

/// Bytes of an uncompressed point of P-256.
const POINT: usize = 65;
/// Bytes of the secret that browser and house share.
const AUTH: usize = 16;
/// Bytes of one record: more than ever is sent.
const RECORD: u32 = 4_096;
/// What is sealed before padding, at most.
const PLAIN_MAX: usize = 512;
/// Hours that a token holds; the RFC takes up to 24.
const HOLDS_S: i64 = 12 * 3_600;

/// What a browser gave: for whom to seal.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    /// `p256dh`: its public key.
    public: [u8; POINT],
    /// `auth`: the shared secret.
    auth: [u8; AUTH],
}

impl Keys {
    /// The keys as a browser writes them, base64url.
    pub fn read(p256dh: &str, auth: &str) -> Option<Self> {
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
        let public: [u8; POINT] = bytes(p256dh)?.try_into().ok()?;
        let auth = bytes(auth)?.try_into().ok()?;
        // A point of the curve, uncompressed; agreeing with it would fail otherwise, when it is too late to say so.
        let is_point = public[0] == 4 && agrees(&public);
        is_point.then_some(Self { public, auth })
    }
}

/// Whether these bytes are a point with which a secret can be agreed.
fn agrees(public: &[u8]) -> bool {
    let Ok(ours) = PrivateKey::from_private_key(&ECDH_P256, &[1; 32]) else { return false };
    agree(&ours, UnparsedPublicKey::new(&ECDH_P256, public), (), |_| Ok(())).is_ok()
}

/// Drawn anew for each message.
pub struct Fresh {
    /// A private key of P-256.
    pub private: [u8; 32],
    /// The salt.
    pub salt: [u8; 16],
}

/// Who sends.
pub struct Sender<'a> {
    /// The private key of the house, PKCS#8.
    pub pkcs8: &'a [u8],
    /// How to reach whoever runs it: `mailto:` or `https:`.
    pub subject: &'a str,
}

/// What goes with a message for the push service to read.
pub struct Envelope<'a> {
    /// Scheme and host of the push service: whom the token is for.
    pub origin: &'a str,
    /// Path and query of the browser's address.
    pub path: &'a str,
    /// Seconds for which it is kept for a browser that is away.
    pub ttl_s: u32,
    /// Whether it may wake a sleeping device.
    pub urgent: bool,
    /// A newer one of the same topic takes its place; at most 32 letters of base64url.
    pub topic: &'a str,
}

fn unusable(what: &str) -> Refused {
    Refused::new(Why::Addressee, what)
}

/// The request that wakes a browser.
///
/// # Errors
/// The keys cannot be used, or what is said is too long.
pub fn request(
    envelope: &Envelope<'_>,
    keys: &Keys,
    plain: &[u8],
    sender: &Sender<'_>,
    fresh: &Fresh,
    signing: Signing<'_>,
) -> Result<Post, Refused> {
    let body = seal(keys, plain, fresh)?;
    let claims = json!({ "aud": envelope.origin, "exp": signing.at + HOLDS_S, "sub": sender.subject });
    let token = jwt::es256_by(&json!({ "typ": "JWT", "alg": "ES256" }), &claims, sender.pkcs8)?;
    let public = URL_SAFE_NO_PAD.encode(jwt::public_of(sender.pkcs8)?);
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let headers = vec![
        header("authorization", &format!("vapid t={token}, k={public}")),
        header("content-encoding", "aes128gcm"),
        header("content-type", "application/octet-stream"),
        header("ttl", &envelope.ttl_s.to_string()),
        header("urgency", if envelope.urgent { "high" } else { "normal" }),
        header("topic", envelope.topic),
    ];
    Ok(Post { path: envelope.path.to_owned(), headers, body })
}

/// What the push service answered.
///
/// # Errors
/// [`Why::Addressee`] where the browser is gone; [`Why::Busy`] where it is to be tried later.
pub fn read(status: u16) -> Result<(), Refused> {
    let why = match status {
        200..=202 | 204 => return Ok(()),
        404 | 410 => Why::Addressee,
        413 => Why::Content,
        400 | 401 | 403 => Why::Key,
        429 | 500.. => Why::Busy,
        _ => Why::Unknown,
    };
    Err(Refused::new(why, &format!("http-{status}")))
}

struct Bytes(usize);

impl KeyType for Bytes {
    fn len(&self) -> usize {
        self.0
    }
}

/// HKDF of RFC 5869: so many bytes from a salt, a secret and a purpose.
fn derive<const N: usize>(salt: &[u8], secret: &[u8], info: &[&[u8]]) -> Result<[u8; N], Refused> {
    let mut derived = [0; N];
    let prk = Salt::new(HKDF_SHA256, salt).extract(secret);
    let okm = prk.expand(info, Bytes(N)).map_err(|_| unusable("hkdf"))?;
    okm.fill(&mut derived).map_err(|_| unusable("hkdf"))?;
    Ok(derived)
}

/// One record of `aes128gcm`: salt, record size, our public key, then what is sealed.
fn seal(keys: &Keys, plain: &[u8], fresh: &Fresh) -> Result<Vec<u8>, Refused> {
    if plain.len() > PLAIN_MAX {
        return Err(Refused::new(Why::Content, "too-long"));
    }
    let private = PrivateKey::from_private_key(&ECDH_P256, &fresh.private).map_err(|_| unusable("key"))?;
    let ours = private.compute_public_key().map_err(|_| unusable("key"))?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, &keys.public);
    let shared = agree(&private, theirs, unusable("p256dh"), |shared| Ok(shared.to_vec()))?;
    let info: [&[u8]; 3] = [b"WebPush: info\0", &keys.public, ours.as_ref()];
    let ikm: [u8; 32] = derive(&keys.auth, &shared, &info)?;
    let key: [u8; 16] = derive(&fresh.salt, &ikm, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce: [u8; NONCE_LEN] = derive(&fresh.salt, &ikm, &[b"Content-Encoding: nonce\0"])?;

    let mut sealed = plain.to_vec();
    // The delimiter of the last record (RFC 8188, section 2).
    sealed.push(2);
    let key = UnboundKey::new(&AES_128_GCM, &key).map_err(|_| unusable("aead"))?;
    LessSafeKey::new(key)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed)
        .map_err(|_| unusable("aead"))?;
    let length = u8::try_from(ours.as_ref().len()).map_err(|_| unusable("key"))?;
    Ok([&fresh.salt[..], &RECORD.to_be_bytes(), &[length], ours.as_ref(), &sealed].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes<const N: usize>(text: &str) -> [u8; N] {
        URL_SAFE_NO_PAD.decode(text).unwrap().try_into().unwrap()
    }

    /// RFC 8291, section 5 and appendix A.
    #[test]
    fn the_example_of_the_rfc_is_sealed_as_it_says() {
        let keys = Keys::read(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "BTBZMqHH6r4Tts7J_aSIgg",
        )
        .unwrap();
        let fresh = Fresh {
            private: bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
            salt: bytes("DGv6ra1nlYgDCS1FRnbzlw"),
        };
        let sealed = seal(&keys, b"When I grow up, I want to be a watermelon", &fresh).unwrap();
        assert_eq!(
            URL_SAFE_NO_PAD.encode(sealed),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w\
             EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn keys_that_are_none_are_refused_when_they_are_given() {
        let point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        let auth = "BTBZMqHH6r4Tts7J_aSIgg";
        assert!(Keys::read(point, auth).is_some());
        let off = format!("{}A", &point[..point.len() - 2]);
        for (p256dh, auth) in [("", auth), (point, ""), (point, point), (auth, auth), (off.as_str(), auth)] {
            assert!(Keys::read(p256dh, auth).is_none(), "{p256dh} {auth}");
        }
        let elsewhere = format!("BCVxsr7N{}", "A".repeat(point.len() - 8));
        assert!(Keys::read(&elsewhere, auth).is_none(), "not on the curve");
    }

    #[test]
    fn answers_say_whether_the_browser_is_gone_or_the_service_is_busy() {
        let said = |status: u16| read(status).map_err(|refused| refused.why);
        for taken in [200, 201, 202, 204] {
            assert_eq!(said(taken), Ok(()));
        }
        for (status, why) in [
            (404, Why::Addressee),
            (410, Why::Addressee),
            (429, Why::Busy),
            (503, Why::Busy),
            (403, Why::Key),
        ] {
            assert_eq!(said(status), Err(why), "{status}");
        }
    }
}
