//! An authenticator made of a key and three lines of CBOR.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// Passkeys belong to an address: that of a house in a box.
pub const HOST: (&str, &str) = ("host", "localhost:8080");
const LOCAL: &str = "localhost";
const ORIGIN: &str = "http://localhost:8080";
/// What a face would look like in a store.
pub const FACE: &str = "canary-face-template-5571";

/// What a telephone keeps: one key, and for whom.
pub struct Authenticator {
    /// Its key.
    pub key: EcdsaKeyPair,
    id: Vec<u8>,
    user: String,
    /// How often it spoke.
    pub counter: u32,
    /// False for one that lets anybody pass who holds it.
    pub verifies: bool,
}

/// Bytes as WebAuthn writes them.
pub fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The name of the house for which a passkey is asked, as the house says it.
fn party(options: &Value) -> &str {
    let asked = &options["publicKey"];
    asked["rp"]["id"].as_str().or_else(|| asked["rpId"].as_str()).unwrap_or(LOCAL)
}

impl Authenticator {
    /// A telephone with a fresh key, under an identifier that a test chooses.
    pub fn new(id: u8) -> Self {
        Self::under(vec![id; 16])
    }

    /// A telephone with a fresh key under this identifier.
    pub fn under(id: Vec<u8>) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
        Self { key, id, user: String::new(), counter: 0, verifies: true }
    }

    fn client_data(kind: &str, options: &Value) -> Vec<u8> {
        let challenge = &options["publicKey"]["challenge"];
        let origin = match party(options) {
            LOCAL => ORIGIN.to_owned(),
            name => format!("https://{name}"),
        };
        json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn head(&mut self, attested: u8, options: &Value) -> Vec<u8> {
        self.counter += 1;
        let flags = attested | if self.verifies { 0x05 } else { 0x01 };
        [digest(&SHA256, party(options).as_bytes()).as_ref(), &[flags], &self.counter.to_be_bytes()].concat()
    }

    /// `navigator.credentials.create`.
    pub fn make(&mut self, options: &Value) -> Value {
        self.user = options["publicKey"]["user"]["id"].as_str().expect("what the house sent").to_owned();
        let point = self.key.public_key().as_ref();
        // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        let cose = [
            &[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32][..],
            &point[1..33],
            &[0x22, 0x58, 32],
            &point[33..],
        ];
        let cose = cose.concat();
        let about = [&[0; 16][..], &[0, 16], &self.id, &cose].concat();
        let data = [self.head(0x40, options), about].concat();
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let start =
            [&[0xa3, 0x63][..], b"fmt", &[0x64], b"none", &[0x67], b"attStmt", &[0xa0, 0x68], b"authData"]
                .concat();
        let length = u8::try_from(data.len()).expect("what the house sent");
        let object = [start, vec![0x58, length], data].concat();
        json!({
            "id": text(&self.id), "rawId": text(&self.id), "type": "public-key",
            "response": { "clientDataJSON": text(&Self::client_data("webauthn.create", options)), "attestationObject": text(&object) },
            "clientExtensionResults": {}, "extensions": {},
            // No authenticator sends it; whoever did would send it for nothing.
            "face": FACE,
        })
    }

    /// `navigator.credentials.get`.
    pub fn say(&mut self, options: &Value) -> Value {
        let (data, head) = (Self::client_data("webauthn.get", options), self.head(0, options));
        let signed = [&head[..], digest(&SHA256, &data).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).expect("what the house sent");
        json!({
            "id": text(&self.id), "rawId": text(&self.id), "type": "public-key",
            "response": {
                "clientDataJSON": text(&data), "authenticatorData": text(&head),
                "signature": text(signature.as_ref()), "userHandle": self.user,
            },
            "clientExtensionResults": {},
        })
    }
}
