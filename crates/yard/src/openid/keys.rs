//! The keys by which applications know what this house signed: RSA of 2048 bits, since RS256 is what every relying party accepts
//! unasked (OpenID Connect Core, 15.1).

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{Because, Fault, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::Mutex;

use crate::{House, house};

/// The row of `yard_house`.
const NAME: &str = "openid-keys";
/// How long a key signs.
const SIGNS: Duration = Duration::from_secs(90 * 86_400);
/// How long before it signs a key is published, and how long after.
const AROUND: Duration = Duration::from_secs(86_400);

/// One makes keys at a time: what two publish, both have to stand by.
static MAKING: Mutex<()> = Mutex::const_new(());

/// A key, with when it begins to sign.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct SigningKey {
    pub kid: String,
    from_s: i64,
    key: String,
}

impl SigningKey {
    fn fresh(from_s: i64) -> Result<Self, Fault> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).because("making a key to sign with")?;
        let der = pair.as_der().because("writing a key to sign with")?;
        let public = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, pair.public_key().as_ref());
        let kid = URL_SAFE_NO_PAD.encode(&public.as_ref()[..12]);
        Ok(Self { kid, from_s, key: URL_SAFE_NO_PAD.encode(der.as_ref()) })
    }

    /// The pair.
    pub(super) fn pair(&self) -> Result<RsaKeyPair, Fault> {
        let der = URL_SAFE_NO_PAD.decode(&self.key).because("reading a key to sign with")?;
        RsaKeyPair::from_pkcs8(&der).because("reading a key to sign with")
    }

    /// The public half as relying parties want it (RFC 7517).
    fn public(&self) -> Result<Value, Fault> {
        let pair = self.pair()?;
        let (n, e) = (pair.public_key().modulus(), pair.public_key().exponent());
        let word = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        Ok(json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid,
            "n": word(n.big_endian_without_leading_zero()), "e": word(e.big_endian_without_leading_zero()),
        }))
    }
}

/// The keys that there are.
pub(super) async fn known(house: &House) -> Result<Vec<SigningKey>, Fault> {
    let known = house::load_own(&mut house.db.view().await?, &house.vault, NAME).await?;
    let keys = known.map(|text| serde_json::from_str(&text).because("reading the keys to sign with"));
    Ok(keys.transpose()?.unwrap_or_default())
}

/// The keys that are published, the one that signs now among them; made where there are none.
async fn all(house: &House) -> Result<Vec<SigningKey>, Fault> {
    let keys = known(house).await?;
    if keys.is_empty() { renew(house).await } else { Ok(keys) }
}

/// Whether there are keys: some are made when an application first needs one.
pub(super) async fn are_there(house: &House) -> Result<bool, Fault> {
    house::has_own(&mut house.db.view().await?, NAME).await
}

/// The key that signs now.
pub(super) async fn signing(house: &House) -> Result<SigningKey, Fault> {
    let keys = all(house).await?;
    // Asked after the keys: one that was made just now signs from now on.
    let now = house.clock.now().seconds();
    let signs = keys.into_iter().filter(|key| key.from_s <= now).max_by_key(|key| key.from_s);
    signs.because("there is no key to sign with")
}

/// What is published (RFC 7517).
pub(super) async fn published(house: &House) -> Result<Value, Fault> {
    let keys = all(house).await?;
    let keys = keys.iter().map(SigningKey::public).collect::<Result<Vec<_>, _>>()?;
    Ok(json!({ "keys": keys }))
}

/// Publishes the next key where its time has come, and drops what signs no longer; answers what stands then.
pub(super) async fn renew(house: &House) -> Result<Vec<SigningKey>, Fault> {
    let _alone = MAKING.lock().await;
    let keys = known(house).await?;
    let Some(from_s) = next(&keys, house.clock.now()) else { return Ok(keys) };
    let mut kept = kept(keys, house.clock.now());
    kept.push(SigningKey::fresh(from_s)?);
    let text = serde_json::to_string(&kept).because("writing the keys to sign with")?;
    let mut cx = house.db.begin().await?;
    house::save_own(&mut cx, &house.vault, NAME, &text).await?;
    cx.commit().await?;
    Ok(kept)
}

/// From when on a new key signs, where one is wanted.
fn next(keys: &[SigningKey], now: Timestamp) -> Option<i64> {
    let Some(last) = keys.iter().map(|key| key.from_s).max() else { return Some(now.seconds()) };
    let is_due = now.plus(AROUND).seconds() >= last + seconds(SIGNS);
    is_due.then(|| now.plus(AROUND).seconds())
}

/// Without those whose successor signs for a day and longer: what they signed is over for long.
fn kept(mut keys: Vec<SigningKey>, now: Timestamp) -> Vec<SigningKey> {
    keys.sort_by_key(|key| key.from_s);
    let froms: Vec<i64> = keys.iter().map(|key| key.from_s).collect();
    let is_needed = |at: usize| froms.get(at + 1).is_none_or(|next| next + seconds(AROUND) > now.seconds());
    let mut at = 0;
    keys.retain(|_| {
        at += 1;
        is_needed(at - 1)
    });
    keys
}

fn seconds(span: Duration) -> i64 {
    i64::try_from(span.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(from_s: i64) -> SigningKey {
        SigningKey { kid: from_s.to_string(), from_s, key: String::new() }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn a_key_is_published_a_day_before_it_signs_and_a_day_after() {
        const DAY: i64 = 86_400;
        assert_eq!(next(&[], at(1_000)), Some(1_000));
        assert_eq!(next(&[key(0)], at(88 * DAY)), None);
        assert_eq!(next(&[key(0)], at(89 * DAY)), Some(90 * DAY));
        assert_eq!(next(&[key(0), key(90 * DAY)], at(90 * DAY)), None);
        let stand = |now| kept(vec![key(0), key(90 * DAY)], at(now)).len();
        assert_eq!((stand(90 * DAY), stand(91 * DAY - 1), stand(91 * DAY)), (2, 2, 1));
        assert_eq!(kept(vec![key(0)], at(1_000 * DAY)).len(), 1, "the one that signs stays");
    }
}
