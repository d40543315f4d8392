//! What somebody does who has a letter: he types its code, his name and his number.

use ground::Person;
use yard::House;
use yard::access::the_house;
use yard::account::Bound;
use yard::account::store as accounts;

use super::{Refusal, rules, store};
use crate::application::{self, Draft, State};
use crate::awaited;
use crate::place::store as places;

/// Codes that one person tries within a day.
const OF_DAY: Bound = Bound { kind: "home.letter.person", span_s: 86_400, most: 10 };

/// Applies by a letter; lets in at once where its community wants it so. Answers which of both.
pub(super) async fn apply(
    house: &House,
    who: Person,
    code: &str,
    (name, phone): (&str, &str),
) -> Result<State, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "home.apply", &the_house())?;
    let tried = accounts::count(&mut cx, OF_DAY, who.person.bytes()).await?;
    cx.commit().await?;
    if tried > i64::from(OF_DAY.most) {
        return Err(Refusal::TooMany);
    }
    let hash = rules::hash(code).ok_or(Refusal::Code)?;
    let mut view = house.db.view().await?;
    let letter = store::coded(&mut view, hash).await?.ok_or(Refusal::Code)?;
    let home = places::find(&mut view, letter.home).await?.ok_or(Refusal::Code)?;
    let community = places::of(&mut view, letter.org).await?.ok_or(Refusal::Code)?;
    let is_reviewed = store::is_reviewed(&mut view, letter.org).await?;
    let awaited = awaited::matching(&mut view, letter.home, who.person).await?;
    drop(view);
    let draft = Draft { relation: letter.relation, name, phone, identity: None, by_letter: true };
    let new = application::sealed(house, who, (&community, &home), &draft).await?;
    let mut moving_in =
        if is_reviewed { None } else { Some(application::moving_in_by(house, &new, name).await?) };
    if let (Some(resident), Some(one)) = (&mut moving_in, &awaited) {
        one.bound(resident);
    }
    let mut cx = house.db.begin().await?;
    cx.permit(who, "home.apply", &the_house())?;
    // One letter, one reader: of two who type it in the same moment the second finds it gone.
    if !store::remove(&mut cx, letter.org, letter.id).await? {
        return Err(Refusal::Code);
    }
    application::kept(&mut cx, &new).await?;
    let state = match &moving_in {
        None => {
            application::told(&mut cx, house, &community, &new.home_number).await?;
            State::Waiting
        }
        Some(resident) => {
            application::let_in(&mut cx, house, &community, (&new, resident)).await?;
            if let Some(one) = &awaited {
                awaited::drop_match(&mut cx, one).await?;
            }
            State::Approved
        }
    };
    cx.commit().await?;
    Ok(state)
}
