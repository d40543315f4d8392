//! What people do: look at the organisation's numbers, tighten them, take that back.

use ground::Member;
use policy::{Category, NumberFacts, Period};

use super::{Refusal, rules, store};
use crate::House;
use crate::org::resource;

/// A number with what the organisation made of it.
pub(super) struct Number<'p> {
    pub facts: &'p NumberFacts,
    pub own: Option<u32>,
}

/// A period with what the organisation made of it.
pub(super) struct Kept {
    pub category: Category,
    pub event: String,
    /// The house's own; nothing where it keeps it until somebody takes it back.
    pub house: Option<Period>,
    pub own: Option<Period>,
}

/// What the organisation may set, and what it set.
pub(super) async fn look(house: &House, who: Member) -> Result<(Vec<Number<'_>>, Vec<Kept>), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.read", &resource(who.org))?;
    let (own_numbers, own_keeps) =
        (store::numbers(&mut view, who.org).await?, store::keeps(&mut view, who.org).await?);
    let numbers = house.policy.numbers().iter().filter(|facts| facts.organisation).map(|facts| {
        let own = own_numbers.iter().find(|(id, _)| *id == facts.id).map(|(_, value)| *value);
        // Where the house has become the stricter one, its number holds.
        Number { facts, own: own.filter(|own| !facts.loosened_by(*own)) }
    });
    let numbers = numbers.collect();
    let mut keeps = Vec::new();
    for category in Category::ALL.iter().copied().filter(|category| rules::own(*category)) {
        for end in house.policy.retention(category).ends.iter().filter(|end| end.after.number > 0) {
            let own = own_keeps.iter().find(|(known, event, _)| *known == category && *event == end.from);
            let own = own.map(|(_, _, period)| *period).filter(|own| end.after.at_least(*own));
            keeps.push(Kept { category, event: end.from.clone(), house: Some(end.after), own });
        }
    }
    for category in rules::said(&house.policy).iter().copied() {
        let own = own_keeps.iter().find(|(known, event, _)| *known == category && event == rules::SENT);
        let own = own.map(|(_, _, period)| *period);
        keeps.push(Kept { category, event: rules::SENT.to_owned(), house: None, own });
    }
    Ok((numbers, keeps))
}

/// Sets a number; `None` takes it back.
pub(in crate::org) async fn set_number(
    house: &House,
    who: Member,
    number: &str,
    value: Option<u32>,
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    match value {
        Some(value) => {
            let facts = rules::number(&house.policy, number, value)?;
            store::set_number(&mut cx, who, &facts.id, value).await?;
        }
        None => store::drop_number(&mut cx, who.org, number).await?,
    }
    Ok(cx.commit().await?)
}

/// Sets the period of a category, counted from an event; `None` takes all of its periods back.
pub(in crate::org) async fn set_keep(
    house: &House,
    who: Member,
    category: &str,
    wish: Option<(&str, Period)>,
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let category = Category::from_id(category).ok_or(Refusal::Unknown)?;
    match wish {
        Some((event, after)) => {
            rules::keep(&house.policy, category, event, after)?;
            store::set_keep(&mut cx, who, category, event, after).await?;
        }
        None => store::drop_keep(&mut cx, who.org, category).await?,
    }
    Ok(cx.commit().await?)
}
