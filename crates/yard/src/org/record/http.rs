//! The wire: records of members.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{PersonId, Problem};
use schemars::JsonSchema;
use serde::Deserialize;

use super::views::{
    CardList, CardView, IdentityView, IdentityWish, RecordPath, RecordView, RecordWish, RuleList, RulePath,
    RuleView, RuleWish,
};
use super::{Refusal, actions, outside, photo};
use crate::House;
use crate::org::http::OrgPath;
use crate::seal;
use crate::wire::{InOrg, Json, NoStore, Path, SignedIn};

/// The routes of this room.
pub(in crate::org) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/members/{person}/record",
            get_with(get, |op| {
                op.id("org.record")
                    .summary("What the organisation keeps of a member, as far as its rules show it to me.")
                    .response::<200, Json<RecordView>>()
            })
            .put_with(put, |op| {
                op.id("org.record.change")
                    .with(seal::mark)
                    .summary("Change what it keeps of me, or of somebody whose record I keep.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/members/{person}/record/identity",
            post_with(identity, |op| {
                op.id("org.record.identity")
                    .with(seal::mark)
                    .summary("The whole number of an identity card, with a reason that its person reads.")
                    .response::<200, Json<IdentityView>>()
            }),
        )
        .api_route(
            "/orgs/{org}/record-rules",
            get_with(rules, |op| op.id("org.record.rules").summary("What is shown of records, and to whom.")),
        )
        .api_route(
            "/orgs/{org}/record-rules/{field}",
            put_with(rule, |op| {
                op.id("org.record.rule").summary("Say to whom a field is shown.").response::<204, ()>()
            }),
        )
        .api_route(
            "/people/{id}/cards",
            get_with(cards, |op| {
                op.id("org.cards")
                    .summary("What his organisations show of somebody whom I know and who is outside mine.")
                    .response::<200, Json<CardList>>()
            }),
        )
        .merge(photo::routes())
}

async fn get(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<RecordPath>,
) -> Result<(NoStore, Json<RecordView>), Problem> {
    let record = actions::look(&house, who, at.person).await?;
    Ok((NoStore, Json(RecordView::of(record, who.administrator))))
}

async fn put(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<RecordPath>,
    Json(wish): Json<RecordWish>,
) -> Result<StatusCode, Problem> {
    actions::change(&house, who, at.person, wish).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn identity(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<RecordPath>,
    Json(wish): Json<IdentityWish>,
) -> Result<(NoStore, Json<IdentityView>), Problem> {
    let number = actions::identity(&house, who, at.person, wish.reason.as_deref()).await?;
    Ok((NoStore, Json(IdentityView { number })))
}

async fn rules(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<OrgPath>,
) -> Result<Json<RuleList>, Problem> {
    let items = actions::rules(&house, who).await?.into_iter().map(RuleView::from).collect();
    Ok(Json(RuleList { items }))
}

async fn rule(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<RulePath>,
    Json(wish): Json<RuleWish>,
) -> Result<StatusCode, Problem> {
    actions::rule(&house, who, at.field, wish.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody.
#[derive(Deserialize, JsonSchema)]
struct CardPath {
    /// Who.
    id: PersonId,
}

async fn cards(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<CardPath>,
) -> Result<(NoStore, Json<CardList>), Problem> {
    let items: Vec<CardView> =
        outside::cards(&house, who, at.id).await?.into_iter().map(CardView::from).collect();
    // Of whom nothing is shown one does not learn that he is here.
    if items.is_empty() { Err(Refusal::Unknown.into()) } else { Ok((NoStore, Json(CardList { items }))) }
}
