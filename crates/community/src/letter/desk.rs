//! What the property does: make letters, see which are out, take one back, say whether the desk looks, too.

use aws_lc_rs::rand;
use ground::{Fault, Member};
use std::collections::HashMap;
use std::time::Duration;
use yard::House;

use super::{Letter, LetterId, Refusal, rules, store};
use crate::household::Relation;
use crate::place::{Community, HomeId, resource, store as places};

/// Letters of one unit of work.
const AT_ONCE: usize = 500;
/// Homes that are read at once.
const PAGE: u32 = 5_000;
const DAY: Duration = Duration::from_secs(86_400);

/// What is printed.
pub(super) struct Printed {
    pub community: Community,
    /// Each with its code, which nobody sees again.
    pub letters: Vec<(Letter, String)>,
}

/// Makes a letter to each of these homes.
pub(super) async fn make(
    house: &House,
    who: Member,
    homes: &[HomeId],
    (relation, days): (Relation, u32),
) -> Result<Printed, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let community = places::of(&mut view, who.org).await?.ok_or(Refusal::Closed)?;
    if homes.is_empty() || homes.len() > AT_ONCE {
        return Err(Refusal::Homes);
    }
    if !(7..=90).contains(&days) {
        return Err(Refusal::Days);
    }
    let mut numbers = HashMap::new();
    let mut after = None;
    loop {
        let page = places::homes(&mut view, who.org, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        numbers.extend(page.into_iter().map(|home| (home.id, home.number)));
    }
    drop(view);
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let now = cx.now();
    let mut letters = Vec::with_capacity(homes.len());
    for home in homes {
        // A home that is named twice has one letter.
        let Some(home_number) = numbers.remove(home) else {
            if letters.iter().any(|(letter, _): &(Letter, String)| letter.home == *home) {
                continue;
            }
            return Err(Refusal::Homes);
        };
        let mut random = [0; 10];
        rand::fill(&mut random).map_err(|_| Fault::new("no randomness"))?;
        let code = rules::code(random);
        let hash = rules::hash(&code).ok_or_else(|| Fault::new("a code that is none"))?;
        let letter = Letter {
            id: LetterId::fresh(cx.clock()),
            org: who.org,
            home: *home,
            home_number,
            relation,
            made_at: now,
            ends_at: now.plus(DAY * days),
        };
        store::put(&mut cx, &letter, hash).await?;
        letters.push((letter, code));
    }
    cx.commit().await?;
    Ok(Printed { community, letters })
}

/// Letters that are out, and whether the desk looks, too.
pub(super) async fn list(house: &House, who: Member) -> Result<(Vec<Letter>, bool), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    Ok((store::of_org(&mut view, who.org).await?, store::is_reviewed(&mut view, who.org).await?))
}

/// Takes one back.
pub(super) async fn remove(house: &House, who: Member, id: LetterId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    if !store::remove(&mut cx, who.org, id).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// Says whether the desk looks, too.
pub(super) async fn rule(house: &House, who: Member, is_reviewed: bool) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    if places::of_now(&mut cx, who.org).await?.is_none() {
        return Err(Refusal::Closed);
    }
    store::review(&mut cx, who.org, is_reviewed).await?;
    Ok(cx.commit().await?)
}
