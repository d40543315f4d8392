//! The wire: closing one's account, and the receipt.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vault::Receipt;

use super::ClosingId;
use super::actions::{self, Closed};
use crate::House;
use crate::identity::Proof;
use crate::seal;
use crate::wire::{Address, ClearSession, Json, NoStore, Path, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/close",
            get_with(outlook, |op| op.id("me.closing").summary("What closing my account would mean."))
                .post_with(close, |op| {
                    op.id("me.close")
                        .with(seal::mark)
                        .summary("Close my account, once it is proved that it is me.")
                        .response::<200, Json<ClosedView>>()
                }),
        )
        .api_route(
            "/closings/{closing}",
            get_with(receipt, |op| {
                op.id("closing.receipt").summary("How far a closing is, and its receipt.")
            }),
        )
}

/// What closing would mean.
#[derive(Serialize, JsonSchema)]
struct OutlookView {
    /// When my data would be erased; until then they would rest locked.
    due_at: Timestamp,
    /// True where they would be erased at once.
    at_once: bool,
    /// True where nobody else runs the house: then I cannot close.
    last_keeper: bool,
    /// Organisations with other members and no other administrator: I name one first.
    last_administrator: Vec<OrgId>,
}

async fn outlook(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<OutlookView>, Problem> {
    let outlook = actions::outlook(&house, who).await?;
    Ok(Json(OutlookView {
        due_at: outlook.due_at,
        at_once: house.policy.closing().number == 0,
        last_keeper: outlook.last_keeper,
        last_administrator: outlook.last_administrator,
    }))
}

/// A wish to close my account.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CloseWish {
    /// That it is me.
    proof: Proof,
}

/// A closing.
#[derive(Serialize, JsonSchema)]
struct ClosedView {
    /// Under this id the receipt can be fetched, now or later.
    id: ClosingId,
    /// `closing`, `locked`, `erasing` or `erased`.
    state: String,
    /// When the account was closed.
    closed_at: Timestamp,
    /// When its data are erased.
    due_at: Timestamp,
    /// The receipt, once they are.
    receipt: Option<ReceiptView>,
}

/// A proof that somebody was erased; see the handbook for how anybody checks it.
#[derive(Serialize, JsonSchema)]
struct ReceiptView {
    /// What was done. The leaf commits to exactly these bytes: SHA-256(`courtyard erasure 1`, statement).
    statement: String,
    /// The place of the leaf in the log.
    leaf_index: u64,
    /// The leaf's bytes, base64; bytes 14 to 45 are the commitment.
    leaf: String,
    /// RFC 6962's inclusion proof, nearest first, base64.
    proof: Vec<String>,
    /// Leaves under the signed root.
    tree_size: u64,
    /// The root, base64.
    root: String,
    /// Milliseconds since 1970 at which it was signed.
    timestamp: u64,
    /// RFC 6962's signature of the tree head (Ed25519), base64.
    signature: String,
    /// The key of the log, base64.
    log_key: String,
}

fn view(receipt: Receipt) -> ReceiptView {
    let Receipt { statement, proven, log_key } = receipt;
    ReceiptView {
        statement,
        leaf_index: proven.leaf,
        leaf: BASE64.encode(proven.data),
        proof: proven.proof.iter().map(|hash| BASE64.encode(hash)).collect(),
        tree_size: proven.checkpoint.size,
        root: BASE64.encode(proven.checkpoint.root),
        timestamp: proven.checkpoint.at_ms,
        signature: BASE64.encode(proven.checkpoint.signature),
        log_key: BASE64.encode(log_key),
    }
}

impl From<Closed> for ClosedView {
    fn from(closed: Closed) -> Self {
        let Closed { id, state, closed_at, due_at, receipt } = closed;
        Self { id, state: state.to_owned(), closed_at, due_at, receipt: receipt.map(view) }
    }
}

async fn close(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Json(wish): Json<CloseWish>,
) -> Result<(ClearSession, NoStore, Json<ClosedView>), Problem> {
    let closed = actions::close(&house, who, &wish.proof, from).await?;
    Ok((ClearSession { secure: house.is_reached_by_https() }, NoStore, Json(closed.into())))
}

/// A closing.
#[derive(Deserialize, JsonSchema)]
struct ClosingPath {
    /// Which.
    closing: ClosingId,
}

async fn receipt(
    State(house): State<House>,
    Path(at): Path<ClosingPath>,
) -> Result<(NoStore, Json<ClosedView>), Problem> {
    Ok((NoStore, Json(actions::look(&house, at.closing).await?.into())))
}
