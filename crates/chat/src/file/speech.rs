//! A voice message becomes text, by the program that hears for this house.

use ground::Person;
use yard::House;
use yard::hearing::Ears;

use super::actions::Place;
use super::{Refusal, read};

/// Bytes of a recording that is turned into text, at most; what the program takes is no less.
pub(super) const SOUND_MAX: i64 = 16 << 20;
/// How long it may play.
pub(super) const MILLIS_MAX: u32 = 5 * 60_000;

/// The words of a voice message that is this person's to hear. They are kept nowhere.
pub(super) async fn words(
    house: &House,
    who: Person,
    at: Place,
    (ears, tongue): (&Ears, String),
) -> Result<String, Refusal> {
    let voice = read::voice(house, who, at).await?;
    let place = ears.stand(who.person)?;
    let sound = voice.whole().await?;
    Ok(place.words(sound, tongue).await?)
}
