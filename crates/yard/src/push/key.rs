//! The key by which push services know this house: made at the first start, sealed with the house's own particulars.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{Because, Fault};
use std::sync::atomic::Ordering;

use super::store;
use crate::House;
use crate::house;

/// The row of `yard_house`.
const NAME: &str = "push-key";

/// Makes the key where there is none yet, and finds out whether any device is woken.
///
/// # Errors
/// What the database or the vault says.
pub async fn awaken(house: &House) -> Result<(), Fault> {
    let is_used = store::is_used(&mut house.db.view().await?).await?;
    house.moments().push_used.store(is_used, Ordering::Relaxed);
    if house::has_own(&mut house.db.view().await?, NAME).await? {
        return Ok(());
    }
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    let made = made.because("making the key for push services")?;
    let mut cx = house.db.begin().await?;
    house::save_own(&mut cx, &house.vault, NAME, &URL_SAFE_NO_PAD.encode(made.as_ref())).await?;
    cx.commit().await
}

/// The private half, PKCS#8.
pub(super) async fn private(house: &House) -> Result<Vec<u8>, Fault> {
    if let Some(known) = house.moments().push_key.get() {
        return Ok(known.clone());
    }
    let text = house::load_own(&mut house.db.view().await?, &house.vault, NAME).await?;
    let text = text.because("the key for push services is gone")?;
    let key = URL_SAFE_NO_PAD.decode(text).because("reading the key for push services")?;
    Ok(house.moments().push_key.get_or_init(|| key).clone())
}

/// The public half as browsers want it: base64url of an uncompressed point.
pub(super) async fn public(house: &House) -> Result<String, Fault> {
    let point = egress::public_of(&private(house).await?);
    let point = point.map_err(|refused| Fault::new(format!("the key for push services: {refused}")))?;
    Ok(URL_SAFE_NO_PAD.encode(point))
}
