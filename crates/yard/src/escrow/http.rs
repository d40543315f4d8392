//! The wire: whether shares were given out, and giving them.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions;
use crate::House;
use crate::identity::Proof;
use crate::seal;
use crate::wire::{Address, Json, NoStore, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/house/escrow",
        get_with(look, |op| op.id("escrow.read").summary("Whether shares of the master key were given out."))
            .post_with(give, |op| {
                op.id("escrow.give")
                    .with(seal::mark)
                    .summary("Give out shares of the master key, once, in the first days of the house.")
                    .response::<200, Json<SharesView>>()
            }),
    )
}

/// Whether shares were given out.
#[derive(Serialize, JsonSchema)]
struct EscrowView {
    /// When; null where none were from the desk.
    given_at: Option<Timestamp>,
    /// How many bring the key back.
    need: Option<u8>,
    /// How many there are.
    shares: Option<u8>,
    /// True while they can be given from the desk.
    open: bool,
}

async fn look(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<EscrowView>, Problem> {
    let (given, open) = actions::look(&house, who).await?;
    let view = EscrowView {
        given_at: given.as_ref().map(|given| given.at),
        need: given.as_ref().map(|given| given.need),
        shares: given.as_ref().map(|given| given.shares),
        open,
    };
    Ok(Json(view))
}

/// How many shares.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SharesWish {
    /// How many bring the key back; at least 2.
    need: u8,
    /// How many there are; at most 20.
    shares: u8,
    /// That it is me.
    proof: Proof,
}

/// The shares, told this once.
#[derive(Serialize, JsonSchema)]
struct SharesView {
    /// One line for each; each goes to somebody else.
    items: Vec<String>,
}

async fn give(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Json(wish): Json<SharesWish>,
) -> Result<(NoStore, Json<SharesView>), Problem> {
    let lines = actions::give(&house, who, (wish.need, wish.shares), &wish.proof, from).await?;
    Ok((NoStore, Json(SharesView { items: lines.iter().map(|line| line.to_string()).collect() })))
}
