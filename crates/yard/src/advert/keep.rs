//! What keepers do: fill the store, and hand an advertiser his totals.

use ground::{Ctx, Person};
use policy::{Ads, StatisticRules};

use super::rules;
use super::store::{self, Campaign};
use super::{CampaignId, Refusal};
use crate::House;
use crate::access::the_house;
use crate::avatar::Picture;
use crate::{partner, statistic};

/// Whether this doorplate has adverts at all.
pub(super) fn there_are_adverts(house: &House) -> Result<(), Refusal> {
    if house.policy.conduct().ads == Ads::OptIn { Ok(()) } else { Err(Refusal::Absent) }
}

/// The work of somebody who may keep the store, where there is one.
async fn keeping(house: &House, who: Person) -> Result<Ctx, Refusal> {
    let cx = house.db.begin().await?;
    cx.permit(who, "advert.keep", &the_house())?;
    there_are_adverts(house)?;
    Ok(cx)
}

/// All adverts.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Campaign>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "advert.list")?;
    there_are_adverts(house)?;
    Ok(store::all(&mut view).await?)
}

/// Puts an advert into the store, read only for whoever may keep it. What a camera wrote beside its picture is dropped.
pub(super) async fn add(
    house: &House,
    who: Person,
    read: impl FnOnce() -> Result<(Campaign, Option<Vec<u8>>), Refusal>,
) -> Result<CampaignId, Refusal> {
    let mut cx = keeping(house, who).await?;
    let (mut new, picture) = read()?;
    rules::check(&new)?;
    let picture = match picture.as_deref() {
        Some(bytes) if bytes.len() > rules::PICTURE_MAX => return Err(Refusal::NotPicture),
        Some(bytes) => Some(Picture::read(bytes).map_err(|_| Refusal::NotPicture)?),
        None => None,
    };
    if partner::bound(&mut cx, new.partner).await? != Some(true) {
        return Err(Refusal::Unbound);
    }
    new.id = CampaignId::fresh(cx.clock());
    store::add(&mut cx, &new, picture.as_ref().map(Picture::bytes)).await?;
    cx.commit().await?;
    Ok(new.id)
}

/// Ends an advert.
pub(super) async fn end(house: &House, who: Person, id: CampaignId) -> Result<(), Refusal> {
    let mut cx = keeping(house, who).await?;
    if !store::end(&mut cx, id).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// What an advertiser learns of a day.
pub(super) struct Reach {
    pub day: i64,
    pub reached: Option<i64>,
    pub clicked: Option<i64>,
    pub scale: i64,
}

/// An advertiser's report: people reached and people who clicked, day by day, each told once with its noise. Days that
/// are not over are not in it.
pub(super) async fn report(house: &House, who: Person, id: CampaignId) -> Result<Vec<Reach>, Refusal> {
    let mut cx = keeping(house, who).await?;
    store::find(&mut cx, id).await?.ok_or(Refusal::Unknown)?;
    let dataset = id.to_string();
    let mut reach = Vec::new();
    for (day, totals) in store::totals(&mut cx, id).await? {
        let week = (day + 3).div_euclid(7);
        // Somebody is in a day's numbers once, and each day is a set of its own: its rows were under a key of its own.
        let set = format!("{dataset}:{day}");
        let count = |cell: &str, many: i64| {
            statistic::Count::people(cell.to_owned(), usize::try_from(many).unwrap_or_default())
        };
        let counts = [count("reached", totals.people), count("clicked", totals.clickers)];
        statistic::release(&mut cx, (&set, week), &counts, false).await?;
        let told = statistic::cells(&mut cx, &set, week).await?;
        let value = |name: &str| told.iter().find(|cell| cell.cell == name).and_then(|cell| cell.value);
        let scale = told.first().map_or(0, |cell| cell.scale);
        reach.push(Reach { day, reached: value("reached"), clicked: value("clicked"), scale });
    }
    cx.commit().await?;
    Ok(reach)
}

/// People of a number, at least.
pub(super) fn least() -> u32 {
    StatisticRules::built_in().group
}
