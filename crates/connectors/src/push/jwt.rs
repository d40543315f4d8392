//! JSON Web Tokens (RFC 7515, 7519), signed by ES256 or RS256.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::{Refused, Why};

/// The DER inside a PEM.
fn der(pem: &str) -> Option<Vec<u8>> {
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).map(str::trim).collect();
    STANDARD.decode(body).ok()
}

fn unusable() -> Refused {
    Refused::new(Why::Key, "private-key")
}

fn first(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

/// Signed by a key in PKCS#8, PEM.
pub(super) fn es256(header: &Value, claims: &Value, pem: &str) -> Result<String, Refused> {
    es256_by(header, claims, &der(pem).ok_or_else(unusable)?)
}

/// The same, DER. ECDSA draws a number of its own for each signature.
pub(super) fn es256_by(header: &Value, claims: &Value, pkcs8: &[u8]) -> Result<String, Refused> {
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).map_err(|_| unusable())?;
    let first = first(header, claims);
    let signature = key.sign(&SystemRandom::new(), first.as_bytes()).map_err(|_| unusable())?;
    Ok(format!("{first}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// The public half of a P-256 key in PKCS#8: an uncompressed point.
///
/// # Errors
/// It is no such key.
pub fn public_of(pkcs8: &[u8]) -> Result<Vec<u8>, Refused> {
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).map_err(|_| unusable())?;
    Ok(key.public_key().as_ref().to_vec())
}

/// Signed by an RSA key in PKCS#8, PEM.
pub(super) fn rs256(header: &Value, claims: &Value, pem: &str) -> Result<String, Refused> {
    let key = RsaKeyPair::from_pkcs8(&der(pem).ok_or_else(unusable)?).map_err(|_| unusable())?;
    let first = first(header, claims);
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), first.as_bytes(), &mut signature)
        .map_err(|_| unusable())?;
    Ok(format!("{first}.{}", URL_SAFE_NO_PAD.encode(signature)))
}
