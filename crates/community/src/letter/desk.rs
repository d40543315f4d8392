//! What the property does: make letters, see which are out, take one back, say whether the desk looks, too.

use ground::{Member, OrgId, View};
use std::collections::HashMap;
use std::time::Duration;
use yard::House;

use super::{Letter, LetterId, Refusal, store, texting};
use crate::awaited;
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
    /// Each with its code, which nobody sees again; without one where it goes as a text message.
    pub letters: Vec<(Letter, Option<String>)>,
}

/// What letters there are to be.
#[derive(Clone, Copy)]
pub(super) struct Wish<'a> {
    pub homes: &'a [HomeId],
    pub relation: Relation,
    pub days: u32,
    /// Whether they go to the numbers that lists name, where there are some.
    pub by_text: bool,
}

/// Makes a letter to each of these homes.
pub(super) async fn make(
    house: &House,
    who: Member,
    Wish { homes, relation, days, by_text }: Wish<'_>,
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
    let mut numbers = numbers(&mut view, who.org).await?;
    let reached = if by_text && house.egress.ways().sms {
        awaited::reached(&mut view, (who.org, relation), homes).await?
    } else {
        HashMap::new()
    };
    drop(view);
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let now = cx.now();
    let mut letters = Vec::with_capacity(homes.len());
    for home in homes {
        // A home that is named twice has one letter.
        let Some(home_number) = numbers.remove(home) else {
            if letters.iter().any(|(letter, _): &(Letter, Option<String>)| letter.home == *home) {
                continue;
            }
            return Err(Refusal::Homes);
        };
        let (code, hash) = texting::drawn()?;
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
        let code = match reached.get(home) {
            Some((awaited, index)) if texting::may(&mut cx, who.org, *index).await? => {
                let text = texting::Text { org: who.org, letter: letter.id, awaited: *awaited };
                texting::later(&mut cx, &text).await?;
                None
            }
            _ => Some(code),
        };
        letters.push((letter, code));
    }
    cx.commit().await?;
    Ok(Printed { community, letters })
}

/// The public numbers of all homes of a community.
async fn numbers(view: &mut View, org: OrgId) -> Result<HashMap<HomeId, String>, Refusal> {
    let (mut numbers, mut after) = (HashMap::new(), None);
    loop {
        let page = places::homes(view, org, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(numbers) };
        after = Some(last.id);
        numbers.extend(page.into_iter().map(|home| (home.id, home.number)));
    }
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
