//! The wire: the checkpoint, its proofs, and what a witness hands in.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions;
use crate::House;
use crate::moving::fingerprint;
use crate::wire::{Anyone, Json, Query};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/audit/checkpoint",
            get_with(checkpoint, |op| {
                op.id("audit.checkpoint").summary("The newest checkpoint of the access log, to be cosigned.")
            }),
        )
        .api_route(
            "/audit/proof",
            get_with(proof, |op| {
                op.id("audit.proof").summary("That the log only grew, and that a leaf stands in it.")
            }),
        )
        .api_route(
            "/audit/cosign",
            post_with(cosign, |op| op.id("audit.cosign").summary("A witness hands in what he cosigned.")),
        )
}

/// The newest checkpoint.
#[derive(Serialize, JsonSchema)]
struct CheckpointView {
    /// A signed note: origin, number of leaves, root, and the log's signature.
    note: String,
    /// The key of the log, base64: what signs archives, receipts and checkpoints of this house.
    key: String,
    /// The same as people compare it.
    fingerprint: String,
}

async fn checkpoint(
    State(house): State<House>,
    Anyone(caller): Anyone,
) -> Result<Json<CheckpointView>, Problem> {
    let note = actions::checkpoint(&house, caller).await?;
    let key = house.vault.log_key();
    Ok(Json(CheckpointView { note, key: BASE64.encode(&key), fingerprint: fingerprint(&key) }))
}

/// What is to be proved.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ProofQuery {
    /// That the log of this many leaves is the beginning of what there is now.
    old: Option<u64>,
    /// That this leaf stands in it.
    leaf: Option<u64>,
}

/// Proofs of RFC 6962, each hash in base64.
#[derive(Serialize, JsonSchema)]
struct ProofView {
    /// How many leaves there are now.
    size: u64,
    /// Their root.
    root: String,
    /// From the old log to this one.
    consistency: Option<Vec<String>>,
    /// The bytes of the leaf: hashes and a time.
    leaf: Option<String>,
    /// From the leaf to the root.
    inclusion: Option<Vec<String>>,
}

fn all(hashes: &[[u8; 32]]) -> Vec<String> {
    hashes.iter().map(|hash| BASE64.encode(hash)).collect()
}

async fn proof(
    State(house): State<House>,
    Anyone(caller): Anyone,
    Query(query): Query<ProofQuery>,
) -> Result<Json<ProofView>, Problem> {
    let proofs = actions::prove(&house, caller, query.old, query.leaf).await?;
    Ok(Json(ProofView {
        size: proofs.head.size,
        root: BASE64.encode(proofs.head.root),
        consistency: proofs.consistency.as_deref().map(all),
        leaf: proofs.inclusion.as_ref().map(|proven| BASE64.encode(&proven.data)),
        inclusion: proofs.inclusion.as_ref().map(|proven| all(&proven.proof)),
    }))
}

/// A checkpoint that a witness cosigned.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CosignWish {
    /// The note with the log's line and the witness's own.
    note: String,
}

/// It is kept.
#[derive(Serialize, JsonSchema)]
struct CosignedView {
    /// Who cosigned it.
    witness: String,
    /// When, in seconds since 1970.
    at: u64,
}

async fn cosign(
    State(house): State<House>,
    Anyone(caller): Anyone,
    Json(wish): Json<CosignWish>,
) -> Result<Json<CosignedView>, Problem> {
    let kept = actions::cosign(&house, caller, &wish.note).await?;
    Ok(Json(CosignedView { witness: kept.witness, at: kept.at }))
}
