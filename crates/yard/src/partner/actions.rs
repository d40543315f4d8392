//! What keepers do: add a partner, store what binds him, open his feed, hand over numbers.

use aws_lc_rs::digest;
use ground::{Because, Ctx, Fault, Person};
use policy::{Ads, StatisticRules};

use super::rules::{self, FeedLine};
use super::store::{self, Partner};
use super::{PartnerId, Refusal};
use crate::House;
use crate::access::the_house;
use crate::statistic;

fn there_are_partners(house: &House) -> Result<(), Refusal> {
    if house.policy.conduct().ads == Ads::Never { Err(Refusal::Absent) } else { Ok(()) }
}

/// The work of somebody who may keep partners, where there are any.
async fn keeping(house: &House, who: Person) -> Result<Ctx, Refusal> {
    let cx = house.db.begin().await?;
    cx.permit(who, "partner.keep", &the_house())?;
    there_are_partners(house)?;
    Ok(cx)
}

/// All partners.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Partner>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "partner.list")?;
    there_are_partners(house)?;
    Ok(store::all(&mut view).await?)
}

/// Adds a partner; nothing binds him yet, and he gets nothing.
pub(super) async fn add(house: &House, who: Person, name: &str) -> Result<PartnerId, Refusal> {
    let mut cx = keeping(house, who).await?;
    let name = rules::name(name)?;
    let id = PartnerId::fresh(cx.clock());
    store::add(&mut cx, id, name).await?;
    cx.commit().await?;
    Ok(id)
}

/// Stores what binds a partner.
pub(super) async fn agree(
    house: &House,
    who: Person,
    id: PartnerId,
    on: &str,
    place: &str,
) -> Result<(), Refusal> {
    let mut cx = keeping(house, who).await?;
    let place = rules::agreement(on, place, &ground::clock::date(cx.now().day()))?;
    if !store::agree(&mut cx, id, on, place).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// Opens or closes a feed.
pub(super) async fn feed(house: &House, who: Person, id: PartnerId, on: bool) -> Result<(), Refusal> {
    let mut cx = keeping(house, who).await?;
    store::find(&mut cx, id).await?.ok_or(Refusal::Unknown)?;
    if !store::feed(&mut cx, id, on).await? {
        return Err(Refusal::AgreementMissing);
    }
    Ok(cx.commit().await?)
}

/// What a partner gets of a week: what was told of groups, checked once more, and written down.
pub(super) async fn hand_over(
    house: &House,
    who: Person,
    id: PartnerId,
    week: i64,
) -> Result<Vec<FeedLine>, Refusal> {
    let mut cx = keeping(house, who).await?;
    let partner = store::find(&mut cx, id).await?.ok_or(Refusal::Unknown)?;
    if partner.feed_at.is_none() {
        return Err(Refusal::FeedOff);
    }
    let told = statistic::cells(&mut cx, statistic::HOUSE, week).await?;
    if told.is_empty() {
        return Err(Refusal::NoWeek);
    }
    let lines: Vec<FeedLine> = told
        .into_iter()
        .filter(|cell| !cell.cell.contains(':'))
        .filter_map(|cell| Some(FeedLine { measure: cell.cell, value: cell.value?, scale: cell.scale }))
        .collect();
    rules::check(&lines, StatisticRules::built_in().group)?;
    let text = serde_json::to_vec(&lines).because("writing a feed")?;
    let hash = digest::digest(&digest::SHA256, &text).as_ref().try_into().unwrap_or([0; 32]);
    store::went(&mut cx, id, week, i64::try_from(lines.len()).unwrap_or(i64::MAX), hash).await?;
    cx.commit().await?;
    Ok(lines)
}

/// Whether this partner is bound by an agreement; `None` where there is no such partner.
pub(crate) async fn bound(cx: &mut Ctx, id: PartnerId) -> Result<Option<bool>, Fault> {
    Ok(store::find(cx, id).await?.map(|partner| partner.agreed_on.is_some()))
}
