//! The envelope: how a body is sealed to the house, and how the answer is sealed back.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{Because, Fault, Timestamp};
use rustls::crypto::aws_lc_rs::hpke::DH_KEM_X25519_HKDF_SHA256_AES_128 as SUITE;
use rustls::crypto::hpke::{EncapsulatedSecret, Hpke, HpkePrivateKey, HpkePublicKey};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Refusal, rules};

/// The media type of an envelope, both ways.
pub const ENVELOPE: &str = "application/vnd.courtyard.sealed+json";
/// What both sides agree to be doing.
const INFO: &[u8] = b"courtyard sealed request 1";

/// A sealed body as it travels.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// The id of the key it is sealed to.
    pub key: String,
    /// The public half that was made for this envelope alone, in base64url.
    pub enc: String,
    /// The ciphertext, in base64url.
    #[serde(rename = "box")]
    pub sealed: String,
}

/// What lies in an envelope.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Inside<'a> {
    /// When it was made, in milliseconds of the house's clock.
    at: i64,
    /// The key for the answer, in base64url.
    reply: String,
    /// The body.
    #[serde(borrow)]
    body: &'a RawValue,
}

/// A sealed answer as it travels.
#[derive(Serialize, Deserialize)]
struct Answer {
    iv: String,
    #[serde(rename = "box")]
    sealed: String,
}

/// An opened envelope.
pub(super) struct Opened {
    pub made: Timestamp,
    pub reply: Reply,
    pub body: Vec<u8>,
}

/// The key of one answer.
pub struct Reply([u8; 32]);

impl Envelope {
    /// The public half, which names the envelope.
    pub(super) fn mark(&self) -> Result<[u8; 32], Refusal> {
        unbase64(&self.enc)?.try_into().map_err(|_| Refusal::Unreadable)
    }

    /// Opens it by the private half of its key.
    pub(super) fn open(&self, secret: &HpkePrivateKey, bound_to: &[u8]) -> Result<Opened, Refusal> {
        let enc = EncapsulatedSecret(self.mark()?.to_vec());
        let sealed = unbase64(&self.sealed)?;
        let plain = SUITE.open(&enc, INFO, bound_to, &sealed, secret).map_err(|_| Refusal::Unreadable)?;
        let inside: Inside<'_> = serde_json::from_slice(&plain).map_err(|_| Refusal::Unreadable)?;
        let reply = unbase64(&inside.reply)?.try_into().map_err(|_| Refusal::Unreadable)?;
        Ok(Opened {
            made: Timestamp::from_micros(inside.at.saturating_mul(1_000)),
            reply: Reply(reply),
            body: inside.body.get().as_bytes().to_vec(),
        })
    }
}

/// A fresh pair: public and private half.
pub(super) fn fresh_pair() -> Result<(Vec<u8>, HpkePrivateKey), Fault> {
    let (public, secret) = SUITE.generate_key_pair().because("making a key for sealed requests")?;
    Ok((public.0, secret))
}

/// Seals a body to the house, as a browser does; the second value opens the answer. For programs and tests.
///
/// # Errors
/// A fault where the key is none or the body is no JSON.
pub fn seal_for(
    (key, public): (&str, &str),
    (method, address): (&str, &str),
    made: Timestamp,
    body: &str,
) -> Result<(Envelope, Reply), Fault> {
    let public = URL_SAFE_NO_PAD.decode(public).because("reading the public key")?;
    let mut reply = [0; 32];
    aws_lc_rs::rand::fill(&mut reply).because("drawing random bytes")?;
    let body = serde_json::from_str(body).because("reading the body")?;
    let inside = Inside { at: made.micros().div_euclid(1_000), reply: URL_SAFE_NO_PAD.encode(reply), body };
    let inside = serde_json::to_vec(&inside).because("writing what lies in the envelope")?;
    let bound_to = rules::bound_to(method, address);
    let (enc, sealed) =
        SUITE.seal(INFO, &bound_to, &inside, &HpkePublicKey(public)).because("sealing a request")?;
    let (enc, sealed) = (URL_SAFE_NO_PAD.encode(enc.0), URL_SAFE_NO_PAD.encode(sealed));
    Ok((Envelope { key: key.to_owned(), enc, sealed }, Reply(reply)))
}

impl Reply {
    /// Seals an answer of this status.
    pub(super) fn seal(&self, status: u16, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut nonce = [0; NONCE_LEN];
        aws_lc_rs::rand::fill(&mut nonce).because("drawing random bytes")?;
        let mut sealed = body.to_vec();
        let aad = Aad::from(rules::answer_to(status));
        self.cipher()?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed)
            .because("sealing an answer")?;
        let answer = Answer { iv: URL_SAFE_NO_PAD.encode(nonce), sealed: URL_SAFE_NO_PAD.encode(sealed) };
        serde_json::to_vec(&answer).because("writing a sealed answer")
    }

    fn cipher(&self) -> Result<LessSafeKey, Fault> {
        UnboundKey::new(&AES_256_GCM, &self.0).because("preparing the key of an answer").map(LessSafeKey::new)
    }
}

/// Opens an answer; `None` where it was not sealed so. For programs and tests.
pub fn open_reply(reply: &Reply, status: u16, body: &[u8]) -> Option<Vec<u8>> {
    let answer: Answer = serde_json::from_slice(body).ok()?;
    let nonce = URL_SAFE_NO_PAD.decode(&answer.iv).ok()?.try_into().ok()?;
    let mut sealed = URL_SAFE_NO_PAD.decode(&answer.sealed).ok()?;
    let aad = Aad::from(rules::answer_to(status));
    let cipher = reply.cipher().ok()?;
    let plain = cipher.open_in_place(Nonce::assume_unique_for_key(nonce), aad, &mut sealed).ok()?;
    Some(plain.to_vec())
}

fn unbase64(text: &str) -> Result<Vec<u8>, Refusal> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Refusal::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unhex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    /// RFC 9180, appendix A.1.1 (base mode), its first three encryptions.
    #[test]
    fn the_vectors_of_the_rfc_open() {
        let secret = unhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8");
        let enc = unhex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431");
        let info = unhex("4f6465206f6e2061204772656369616e2055726e");
        let mut opener = SUITE.setup_opener(&EncapsulatedSecret(enc), &info, &secret.into()).unwrap();
        for (aad, sealed) in [
            (
                "436f756e742d30",
                "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
            ),
            (
                "436f756e742d31",
                "af2d7e9ac9ae7e270f46ba1f975be53c09f8d875bdc8535458c2494e8a6eab251c03d0c22a56b8ca42c2063b84",
            ),
            (
                "436f756e742d32",
                "498dfcabd92e8acedc281e85af1cb4e3e31c7dc394a1ca20e173cb72516491588d96a19ad4a683518973dcc180",
            ),
        ] {
            let plain = opener.open(&unhex(aad), &unhex(sealed)).unwrap();
            assert_eq!(plain, b"Beauty is truth, truth beauty");
        }
    }

    #[test]
    fn an_envelope_opens_for_its_key_and_its_request_alone() {
        let (public, secret) = fresh_pair().unwrap();
        let (_, other) = fresh_pair().unwrap();
        let (public, now) = (URL_SAFE_NO_PAD.encode(public), Timestamp::from_micros(5_000_000));
        let (envelope, reply) = seal_for(("k", &public), ("POST", "/a"), now, r#"{"phone":"138"}"#).unwrap();
        let opened = envelope.open(&secret, b"POST /a").unwrap();
        assert_eq!((opened.made, opened.body.as_slice()), (now, &br#"{"phone":"138"}"#[..]));
        assert!(matches!(envelope.open(&secret, b"POST /b"), Err(Refusal::Unreadable)));
        assert!(matches!(envelope.open(&other, b"POST /a"), Err(Refusal::Unreadable)));
        let answer = opened.reply.seal(200, b"{}").unwrap();
        assert_eq!(open_reply(&reply, 200, &answer).unwrap(), b"{}");
        assert_eq!(open_reply(&reply, 403, &answer), None);
    }

    #[test]
    fn what_is_no_envelope_is_not_opened() {
        let (_, secret) = fresh_pair().unwrap();
        for (enc, sealed) in [("", ""), ("AAAA", "AAAA"), ("!", "!"), (&*"A".repeat(43), &*"A".repeat(80))] {
            let envelope = Envelope { key: "k".into(), enc: enc.into(), sealed: sealed.into() };
            assert!(matches!(envelope.open(&secret, b""), Err(Refusal::Unreadable)));
        }
    }
}
