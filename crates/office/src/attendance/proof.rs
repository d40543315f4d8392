//! What proves that a device answered here and now: a challenge of the house, the device's own key, and the codes of a screen.
//!
//! Challenges and codes are not kept: the house knows what it said by a keyed fingerprint, so that ten thousand people who come at
//! the same time cost one row each.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use aws_lc_rs::{constant_time, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{Caller, Fault, Member, OrgId, PersonId, Timestamp};
use policy::{Category, Purpose};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use vault::Field;
use yard::House;

use super::plan::{Spot, Way};
use super::{ClockKey, Doubt, Refusal, ScreenId};

/// How long a challenge may be answered, and how far its time may lie ahead of the house's where machines differ.
pub(super) const ANSWERED_WITHIN: Duration = Duration::from_secs(60);
/// How long a code of a screen is shown; the one before is good for as long again.
pub(super) const CODE_SHOWN_MICROS: i64 = 30_000_000;
/// A point of P-256, not compressed.
pub(super) const KEY_BYTES: usize = 65;
/// What a device signs begins with this.
const DOMAIN: &str = "courtyard attendance 1";

const CHALLENGE: Field<String> = Field::declare("office_punch", "nonce", Category::ClockRecord);
/// By what a screen's link is known.
pub(super) const SCREEN: Field<String> = Field::declare("office_screen", "verifier", Category::ClockRecord);
const CODE: Field<String> = Field::declare("office_screen", "code", Category::ClockRecord);

/// A question of the house that one person may answer once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    /// Sixteen bytes drawn for this, in base64url.
    pub nonce: String,
    /// The house's time.
    pub at: Timestamp,
    /// By which the house knows that it asked, in base64url.
    pub seal: String,
}

/// What a challenge is known by; `what` says what was asked besides, where something was.
fn said(org: OrgId, person: PersonId, (nonce, at): (&str, Timestamp), what: &str) -> String {
    format!("{org} {person} {nonce} {}{what}", at.micros())
}

/// Asks.
pub(super) fn challenge(house: &House, of: (OrgId, PersonId)) -> Result<Challenge, Fault> {
    asked(house, of, "")
}

/// Asks for something besides. It answers nothing else.
pub(super) fn asked(house: &House, (org, person): (OrgId, PersonId), what: &str) -> Result<Challenge, Fault> {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
    let nonce = URL_SAFE_NO_PAD.encode(bytes);
    // What goes out and comes back has milliseconds.
    let at = Timestamp::from_micros(house.clock.now().micros().div_euclid(1_000) * 1_000);
    let seal = URL_SAFE_NO_PAD.encode(house.vault.index(&CHALLENGE, &said(org, person, (&nonce, at), what)));
    Ok(Challenge { nonce, at, seal })
}

/// The nonce of a challenge that the house put to this person within the last minute.
pub(super) fn answered(
    house: &House,
    of: (OrgId, PersonId),
    challenge: &Challenge,
) -> Result<[u8; 16], Refusal> {
    answered_as(house, of, (challenge, ""))
}

/// The same of one that asked for something besides.
pub(super) fn answered_as(
    house: &House,
    (org, person): (OrgId, PersonId),
    (challenge, what): (&Challenge, &str),
) -> Result<[u8; 16], Refusal> {
    let nonce = URL_SAFE_NO_PAD.decode(&challenge.nonce).ok().and_then(|bytes| bytes.try_into().ok());
    let nonce: [u8; 16] = nonce.ok_or(Refusal::Challenge)?;
    let known = house.vault.index(&CHALLENGE, &said(org, person, (&challenge.nonce, challenge.at), what));
    let told = URL_SAFE_NO_PAD.decode(&challenge.seal).map_err(|_| Refusal::Challenge)?;
    constant_time::verify_slices_are_equal(&known, &told).map_err(|_| Refusal::Challenge)?;
    let now = house.clock.now();
    let is_of_now = challenge.at <= now && now.since(challenge.at) <= ANSWERED_WITHIN;
    if is_of_now { Ok(nonce) } else { Err(Refusal::Challenge) }
}

/// What a device says when somebody clocks.
pub(super) struct Said<'a> {
    pub challenge: &'a Challenge,
    pub way: Way,
    pub is_inside: bool,
    pub doubts: &'a [Doubt],
    pub place: Option<Spot>,
    pub room: Option<&'a str>,
    pub code: Option<&'a str>,
    /// The fingerprint of the pictures that are sent, where one clocks by his face.
    pub pictures: Option<&'a str>,
}

/// The text that a device signs. The client writes the same (`web/src/office/attendance/proof.ts`).
pub(super) fn signed_text(org: OrgId, said: &Said<'_>) -> String {
    let doubts: Vec<String> = said.doubts.iter().map(word).collect();
    let place = said.place.map_or_else(String::new, |spot| {
        format!("{},{},{}", spot.latitude_e6, spot.longitude_e6, spot.accuracy_m)
    });
    let pictures = said.pictures.map_or_else(String::new, |sum| format!("\n{sum}"));
    let inside = if said.is_inside { "inside" } else { "outside" };
    [
        DOMAIN,
        &org.to_string(),
        &said.challenge.nonce,
        &said.challenge.at.rfc3339(),
        &word(&said.way),
        inside,
        &doubts.join(","),
        &place,
        said.room.unwrap_or_default(),
        said.code.unwrap_or_default(),
    ]
    .join("\n")
        + &pictures
}

/// The word of the wire.
fn word<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Whether a key of a device signed this text.
pub(super) fn is_signed(key: &[u8], text: &str, signature: &str) -> bool {
    let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return false };
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key).verify(text.as_bytes(), &signature).is_ok()
}

/// Whether these bytes are a point that a signature could be held against.
pub(super) fn is_key(key: &[u8]) -> bool {
    use aws_lc_rs::signature::ParsedPublicKey;
    key.len() == KEY_BYTES && ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key).is_ok()
}

/// Holds what was said against the challenge and the key of the device.
pub(super) async fn proven(
    house: &House,
    who: Member,
    said: &Said<'_>,
    by: (&ClockKey, &str),
) -> Result<[u8; 16], Refusal> {
    let nonce = answered(house, (who.org, who.person), said.challenge)?;
    signed(house, who, said, by).await?;
    Ok(nonce)
}

/// Holds what was said against the key of the device alone.
pub(super) async fn signed(
    house: &House,
    who: Member,
    said: &Said<'_>,
    (key, signature): (&ClockKey, &str),
) -> Result<(), Refusal> {
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Attendance).act("attendance.punch");
    let opened = look.open_present([&key.device_key]).await;
    let opened = opened.map_err(|no| Fault::caused("opening the key of one's own device", no))?;
    let key = opened.into_iter().flatten().next().ok_or(Refusal::Key)?;
    if is_signed(&key, &signed_text(who.org, said), signature) { Ok(()) } else { Err(Refusal::Key) }
}

fn slot(at: Timestamp) -> i64 {
    at.micros().div_euclid(CODE_SHOWN_MICROS)
}

fn code_of(house: &House, screen: ScreenId, slot: i64) -> String {
    let seal = URL_SAFE_NO_PAD.encode(house.vault.index(&CODE, &format!("{screen} {slot}")));
    format!("{screen}.{slot}.{seal}")
}

/// What a screen shows now, and until when.
pub(super) fn code(house: &House, screen: ScreenId) -> (String, Timestamp) {
    let now = slot(house.clock.now());
    (code_of(house, screen, now), Timestamp::from_micros((now + 1).saturating_mul(CODE_SHOWN_MICROS)))
}

/// The screen that shows this code, or showed it last.
pub(super) fn shown(house: &House, code: &str) -> Option<ScreenId> {
    let mut parts = code.splitn(3, '.');
    let screen: ScreenId = parts.next()?.parse().ok()?;
    let told: i64 = parts.next()?.parse().ok()?;
    let now = slot(house.clock.now());
    let is_fresh = told == now || told == now - 1;
    let known = code_of(house, screen, told);
    let same = constant_time::verify_slices_are_equal(known.as_bytes(), code.as_bytes()).is_ok();
    (is_fresh && same).then_some(screen)
}
