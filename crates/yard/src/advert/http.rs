//! The wire: my switches, the advert for a place, and the keeper's store.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Did, Settings};
use super::keep;
use super::rules::TAGS;
use super::store::Campaign;
use super::{CampaignId, Refusal};
use crate::House;
use crate::avatar::Shown;
use crate::partner::PartnerId;
use crate::wire::{Json, NoStore, Path, Query, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().merge(mine()).merge(store())
}

fn mine() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/adverts",
            get_with(settings, |op| op.id("advert.settings").summary("How I stand to adverts."))
                .put_with(save, |op| op.id("advert.settings.save").summary("Switch adverts on or off.")),
        )
        .api_route(
            "/adverts/place",
            get_with(place, |op| {
                op.id("advert.place").summary("The advert for a place.").response::<200, Json<PlaceView>>()
            }),
        )
        .api_route(
            "/adverts/{campaign}/seen",
            post_with(saw, |op| op.id("advert.seen").summary("An advert was shown to me.")),
        )
        .api_route(
            "/adverts/{campaign}/click",
            post_with(click, |op| {
                op.id("advert.click")
                    .summary("Where an advert leads, to be told before I go.")
                    .response::<200, Json<JumpView>>()
            }),
        )
        .api_route(
            "/adverts/{campaign}/picture",
            get_with(picture, |op| op.id("advert.picture").summary("The picture of an advert.")),
        )
}

fn store() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/adverts",
            get_with(list, |op| op.id("advert.list").summary("The store, for keepers."))
                .post_with(add, |op| op.id("advert.add").summary("Put an advert into the store.")),
        )
        .api_route(
            "/adverts/{campaign}",
            delete_with(end, |op| op.id("advert.end").summary("End an advert.")),
        )
        .api_route(
            "/adverts/{campaign}/report",
            get_with(report, |op| {
                op.id("advert.report")
                    .summary("What an advertiser learns: totals of groups that are large enough.")
                    .response::<200, Json<ReportView>>()
            }),
        )
}

/// How I stand to adverts.
#[derive(Serialize, JsonSchema)]
struct SettingsView {
    /// Whether they are shown to me.
    on: bool,
    /// Whether they are chosen by what I ticked.
    chosen: bool,
    /// What I ticked.
    interests: Vec<String>,
    /// What can be ticked.
    tags: Vec<String>,
    /// The version of the policy, to be given when switching on.
    policy_version: String,
}

async fn settings(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<Json<SettingsView>, Problem> {
    let Settings { on, chosen, interests } = actions::settings(&house, who).await?;
    let tags = TAGS.iter().map(|tag| (*tag).to_owned()).collect();
    let policy_version = house.policy.version().to_owned();
    Ok(Json(SettingsView { on, chosen, interests, tags, policy_version }))
}

/// How I want to stand to adverts.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SettingsWish {
    /// Whether they are shown to me.
    on: bool,
    /// Whether they are chosen by what I ticked.
    chosen: bool,
    /// What I tick; goes where they are not chosen.
    #[serde(default)]
    interests: Vec<String>,
    /// The version of the policy that was shown; needed to switch on.
    version: Option<String>,
}

async fn save(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<SettingsWish>,
) -> Result<StatusCode, Problem> {
    let SettingsWish { on, chosen, interests, version } = wish;
    actions::save(&house, who, &Settings { on, chosen, interests }, version.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A place on a page.
#[derive(Deserialize, JsonSchema)]
struct PlaceQuery {
    /// `home` or `notices`.
    placement: String,
    /// A district that I picked; looked at only where I let adverts be chosen.
    area: Option<String>,
}

/// What stands at a place.
#[derive(Serialize, JsonSchema)]
struct PlaceView {
    /// The advert; null where there is none.
    advert: Option<AdvertView>,
}

/// An advert.
#[derive(Serialize, JsonSchema)]
struct AdvertView {
    /// Which.
    id: CampaignId,
    /// Its title in both languages.
    title: Both,
    /// Its text.
    text: Both,
    /// Whether it has a picture.
    picture: bool,
    /// Whether it was chosen by what I ticked.
    chosen: bool,
    /// To be given back when it was shown and when it is clicked.
    mark: String,
}

/// A text in both languages.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Both {
    /// Chinese.
    zh: String,
    /// English.
    en: String,
}

async fn place(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Query(at): Query<PlaceQuery>,
) -> Result<(NoStore, Json<PlaceView>), Problem> {
    let placed = actions::place(&house, who, &at.placement, at.area).await?;
    let advert = placed.map(|placed| AdvertView {
        id: placed.campaign.id,
        title: Both { zh: placed.campaign.title_zh, en: placed.campaign.title_en },
        text: Both { zh: placed.campaign.text_zh, en: placed.campaign.text_en },
        picture: placed.campaign.has_picture,
        chosen: placed.is_chosen,
        mark: placed.mark,
    });
    Ok((NoStore, Json(PlaceView { advert })))
}

/// An advert.
#[derive(Deserialize, JsonSchema)]
struct CampaignPath {
    /// Which.
    campaign: CampaignId,
}

/// What came with the advert.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MarkWish {
    /// Its mark.
    mark: String,
}

async fn saw(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<CampaignPath>,
    Json(wish): Json<MarkWish>,
) -> Result<StatusCode, Problem> {
    actions::did(&house, who, at.campaign, &wish.mark, Did::Saw).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where an advert leads. The page tells before it lets anybody go.
#[derive(Serialize, JsonSchema)]
struct JumpView {
    /// The address, the same for everybody.
    to: String,
    /// Whose site it is.
    site: String,
}

async fn click(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<CampaignPath>,
    Json(wish): Json<MarkWish>,
) -> Result<(NoStore, Json<JumpView>), Problem> {
    let to = actions::did(&house, who, at.campaign, &wish.mark, Did::Clicked).await?;
    let site = to.domain().unwrap_or_default().to_owned();
    Ok((NoStore, Json(JumpView { to: to.into(), site })))
}

async fn picture(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<CampaignPath>,
) -> Result<Shown, Problem> {
    Ok(Shown(actions::picture(&house, who, at.campaign).await?, None))
}

/// The store.
#[derive(Serialize, JsonSchema)]
struct CampaignList {
    /// The newest first.
    items: Vec<CampaignView>,
    /// What can be asked for by tag.
    tags: Vec<String>,
}

/// One advert of the store.
#[derive(Serialize, JsonSchema)]
struct CampaignView {
    /// Which.
    id: CampaignId,
    /// Whose.
    partner: PartnerId,
    /// Where it stands.
    placement: String,
    /// Its title.
    title: Both,
    /// Where it leads.
    link: String,
    /// For who ticked this.
    tag: Option<String>,
    /// For who picked this district.
    area: Option<String>,
    /// Since when it runs.
    from: Timestamp,
    /// Until when.
    until: Timestamp,
    /// When it was ended before.
    ended_at: Option<Timestamp>,
}

async fn list(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<CampaignList>, Problem> {
    let items = keep::list(&house, who).await?.into_iter().map(|one| CampaignView {
        id: one.id,
        partner: one.partner,
        placement: one.placement,
        title: Both { zh: one.title_zh, en: one.title_en },
        link: one.link,
        tag: one.tag,
        area: one.area,
        from: one.from_at,
        until: one.until_at,
        ended_at: one.ended_at,
    });
    Ok(Json(CampaignList {
        items: items.collect(),
        tags: TAGS.iter().map(|tag| (*tag).to_owned()).collect(),
    }))
}

/// An advert for the store.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CampaignWish {
    /// Whose.
    partner: PartnerId,
    /// `home` or `notices`.
    placement: String,
    /// Its title, 60 characters at most.
    title: Both,
    /// Its text, 200 characters at most.
    text: Both,
    /// Where it leads: https.
    link: String,
    /// For who ticked this; everybody where it is absent.
    tag: Option<String>,
    /// For who picked this district.
    area: Option<String>,
    /// How often a day it stands before the same person: 1 to 20.
    daily_most: u32,
    /// PNG, JPEG or WebP in base64, 200 KiB at most.
    picture: Option<String>,
    /// Since when it runs.
    from: String,
    /// Until when.
    until: String,
}

/// An advert was added.
#[derive(Serialize, JsonSchema)]
struct AddedCampaign {
    /// Which.
    id: CampaignId,
}

async fn add(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<CampaignWish>,
) -> Result<Json<AddedCampaign>, Problem> {
    let id = keep::add(&house, who, || campaign(wish)).await?;
    Ok(Json(AddedCampaign { id }))
}

fn campaign(wish: CampaignWish) -> Result<(Campaign, Option<Vec<u8>>), Refusal> {
    let instant = |field: &'static str, text: &str| Timestamp::read(text).ok_or(Refusal::Wrong(field));
    let picture = wish.picture.as_ref().map(|text| STANDARD.decode(text)).transpose();
    let picture = picture.map_err(|_| Refusal::NotPicture)?;
    let new = Campaign {
        id: CampaignId::from_bytes([0; 16]),
        partner: wish.partner,
        placement: wish.placement,
        title_zh: wish.title.zh,
        title_en: wish.title.en,
        text_zh: wish.text.zh,
        text_en: wish.text.en,
        link: wish.link,
        tag: wish.tag,
        area: wish.area,
        daily_most: wish.daily_most,
        from_at: instant("from", &wish.from)?,
        until_at: instant("until", &wish.until)?,
        ended_at: None,
        has_picture: picture.is_some(),
    };
    Ok((new, picture))
}

async fn end(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<CampaignPath>,
) -> Result<StatusCode, Problem> {
    keep::end(&house, who, at.campaign).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What an advertiser learns.
#[derive(Serialize, JsonSchema)]
struct ReportView {
    /// People behind a number, at least.
    group: u32,
    /// Days that are over, the newest first.
    days: Vec<DayView>,
}

/// One day.
#[derive(Serialize, JsonSchema)]
struct DayView {
    /// The day, in UTC.
    day: String,
    /// People who saw it, with noise; null where they were too few.
    reached: Option<i64>,
    /// People who clicked, with noise; null where they were too few.
    clicked: Option<i64>,
    /// The scale of the noise.
    scale: i64,
}

async fn report(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<CampaignPath>,
) -> Result<(NoStore, Json<ReportView>), Problem> {
    let days = keep::report(&house, who, at.campaign).await?.into_iter().map(|one| DayView {
        day: ground::clock::date(one.day),
        reached: one.reached,
        clicked: one.clicked,
        scale: one.scale,
    });
    Ok((NoStore, Json(ReportView { group: keep::least(), days: days.collect() })))
}
