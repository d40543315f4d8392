//! The wire: partners, what binds them, what they get.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rules::FeedLine;
use super::{PartnerId, actions};
use crate::House;
use crate::wire::{Json, NoStore, Path, Query, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/partners",
            get_with(list, |op| op.id("partner.list").summary("Partners, and what binds them, for keepers."))
                .post_with(add, |op| op.id("partner.add").summary("Add a partner.")),
        )
        .api_route(
            "/partners/{partner}/agreement",
            put_with(agree, |op| op.id("partner.agree").summary("Store what binds a partner.")),
        )
        .api_route(
            "/partners/{partner}/feed",
            put_with(feed, |op| op.id("partner.feed").summary("Open or close the feed to a partner."))
                .get_with(hand_over, |op| {
                    op.id("partner.payload")
                        .summary("What a partner gets of a week.")
                        .response::<200, Json<FeedView>>()
                }),
        )
}

/// Partners.
#[derive(Serialize, JsonSchema)]
struct PartnerList {
    /// By name.
    items: Vec<PartnerView>,
}

/// One partner.
#[derive(Serialize, JsonSchema)]
struct PartnerView {
    /// The partner.
    id: PartnerId,
    /// The company.
    name: String,
    /// The day of the agreement; null without one.
    agreed_on: Option<String>,
    /// Where it lies.
    agreement: Option<String>,
    /// Since when he gets numbers; null while he does not.
    feed_at: Option<Timestamp>,
}

async fn list(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<PartnerList>, Problem> {
    let partners = actions::list(&house, who).await?;
    let items = partners.into_iter().map(|one| PartnerView {
        id: one.id,
        name: one.name,
        agreed_on: one.agreed_on,
        agreement: one.agreement,
        feed_at: one.feed_at,
    });
    Ok(Json(PartnerList { items: items.collect() }))
}

/// A partner to be added.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PartnerWish {
    /// The company.
    name: String,
}

/// A partner was added.
#[derive(Serialize, JsonSchema)]
struct AddedPartner {
    /// The partner.
    id: PartnerId,
}

async fn add(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<PartnerWish>,
) -> Result<Json<AddedPartner>, Problem> {
    Ok(Json(AddedPartner { id: actions::add(&house, who, &wish.name).await? }))
}

/// A partner.
#[derive(Deserialize, JsonSchema)]
struct PartnerPath {
    /// Which.
    partner: PartnerId,
}

/// What binds a partner.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AgreementWish {
    /// The day of the agreement or pledge, `YYYY-MM-DD`.
    on: String,
    /// Where it lies.
    place: String,
}

async fn agree(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PartnerPath>,
    Json(wish): Json<AgreementWish>,
) -> Result<StatusCode, Problem> {
    actions::agree(&house, who, at.partner, &wish.on, &wish.place).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A feed to be opened or closed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FeedWish {
    /// Open or closed.
    on: bool,
}

async fn feed(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PartnerPath>,
    Json(wish): Json<FeedWish>,
) -> Result<StatusCode, Problem> {
    actions::feed(&house, who, at.partner, wish.on).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which week.
#[derive(Deserialize, JsonSchema)]
struct FeedWeek {
    /// By its number; without one there is nothing to hand over.
    week: Option<i64>,
}

/// What a partner gets.
#[derive(Serialize, JsonSchema)]
struct FeedView {
    /// The Monday of the week.
    monday: String,
    /// Numbers about groups.
    lines: Vec<FeedLine>,
}

async fn hand_over(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PartnerPath>,
    Query(of): Query<FeedWeek>,
) -> Result<(NoStore, Json<FeedView>), Problem> {
    let week = of.week.unwrap_or_default();
    let lines = actions::hand_over(&house, who, at.partner, week).await?;
    Ok((NoStore, Json(FeedView { monday: crate::statistic::monday(week), lines })))
}
