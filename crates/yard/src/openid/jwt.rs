//! What is signed: JSON Web Tokens by RS256 (RFC 7515, 7518), and reading those of our own again.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{Because, Fault};
use serde_json::{Value, json};

use super::keys::{self, SigningKey};
use crate::House;

/// Signs of a token that is read.
const TOKEN_MAX: usize = 4_096;

/// Signs what is told.
pub(super) async fn signed(house: &House, told: &Value) -> Result<String, Fault> {
    let key = keys::signing(house).await?;
    sign(&key, told)
}

fn sign(key: &SigningKey, told: &Value) -> Result<String, Fault> {
    let head = json!({ "alg": "RS256", "typ": "JWT", "kid": key.kid });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(&head), part(told));
    let pair = key.pair()?;
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature)
        .because("signing what an application is told")?;
    Ok(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// What stands in a token that this house signed, however long ago; `None` of any other.
pub(super) async fn own(house: &House, token: &str) -> Result<Option<Value>, Fault> {
    if token.len() > TOKEN_MAX {
        return Ok(None);
    }
    let keys = keys::known(house).await?;
    for key in &keys {
        if let Some(told) = read(key, token)? {
            return Ok(Some(told));
        }
    }
    Ok(None)
}

fn read(key: &SigningKey, token: &str) -> Result<Option<Value>, Fault> {
    let Some((text, signature)) = token.rsplit_once('.') else { return Ok(None) };
    let Some((head, told)) = text.split_once('.') else { return Ok(None) };
    let json =
        |part: &str| -> Option<Value> { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok() };
    let is_ours = json(head).is_some_and(|head| head["alg"] == "RS256" && head["kid"] == key.kid.as_str());
    let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return Ok(None) };
    if !is_ours {
        return Ok(None);
    }
    let pair = key.pair()?;
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref());
    let holds = public.verify(text.as_bytes(), &signature).is_ok();
    Ok(if holds { json(told) } else { None })
}
