//! The wire: one's consents, giving and withdrawing.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use policy::Purpose;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::store::{self, Act};
use super::{Refusal, actions};
use crate::House;
use crate::access::account_of;
use crate::house::InLanguage;
use crate::wire::{Json, Query, SignedInAtAll};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route("/me/consents", get_with(mine, |op| op.id("me.consents").summary("My consents.")))
        .api_route(
            "/consents",
            post_with(give, |op| op.id("consent.give").summary("Give consent to one purpose.")),
        )
        .api_route(
            "/consents/withdraw",
            post_with(withdraw, |op| {
                op.id("consent.withdraw").summary("Withdraw the consent to one purpose.")
            }),
        )
}

/// My consents.
#[derive(Serialize, JsonSchema)]
struct ConsentList {
    /// Every purpose of this house, whether it was given or not.
    items: Vec<ConsentView>,
}

/// One purpose, and how I stand to it.
#[derive(Serialize, JsonSchema)]
struct ConsentView {
    /// The purpose.
    purpose: String,
    /// Its name.
    title: String,
    /// `contract`, `consent` or `legal`.
    basis: String,
    /// When it was last given; null where it does not stand and never did.
    given_at: Option<Timestamp>,
    /// When it was withdrawn, where it is.
    withdrawn_at: Option<Timestamp>,
    /// The version that was shown; of the policy in force where nothing was given.
    version: String,
    /// True where sensitive data are used.
    sensitive: bool,
    /// True where it can be withdrawn by itself.
    withdrawable: bool,
}

async fn mine(
    State(house): State<House>,
    SignedInAtAll(who): SignedInAtAll,
    Query(query): Query<InLanguage>,
) -> Result<Json<ConsentList>, Problem> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    let entries = store::entries(&mut view, who.person).await?;
    let items = house.policy.purposes().iter().map(|facts| {
        let of = || entries.iter().rev().filter(|entry| entry.purpose == facts.purpose);
        let last = of().next();
        let given = of().find(|entry| entry.act == Act::Given);
        ConsentView {
            purpose: facts.purpose.id().to_owned(),
            title: facts.title.lang(query.lang()).to_owned(),
            basis: facts.basis.id().to_owned(),
            given_at: given.map(|entry| entry.at),
            withdrawn_at: last.filter(|entry| entry.act == Act::Withdrawn).map(|entry| entry.at),
            version: given.map_or_else(|| house.policy.version().to_owned(), |entry| entry.version.clone()),
            sensitive: facts.sensitive(),
            withdrawable: facts.withdrawable(),
        }
    });
    Ok(Json(ConsentList { items: items.collect() }))
}

/// A purpose to give consent to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GiveWish {
    /// The purpose.
    purpose: String,
    /// The version that was shown.
    version: String,
}

/// A purpose to withdraw.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WithdrawWish {
    /// The purpose.
    purpose: String,
}

fn known(purpose: &str) -> Result<Purpose, Refusal> {
    Purpose::from_id(purpose).ok_or(Refusal::Unknown)
}

async fn give(
    State(house): State<House>,
    SignedInAtAll(who): SignedInAtAll,
    Json(wish): Json<GiveWish>,
) -> Result<StatusCode, Problem> {
    actions::give(&house, who, known(&wish.purpose)?, &wish.version).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn withdraw(
    State(house): State<House>,
    SignedInAtAll(who): SignedInAtAll,
    Json(wish): Json<WithdrawWish>,
) -> Result<StatusCode, Problem> {
    actions::withdraw(&house, who, known(&wish.purpose)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
