//! The wire: lists that name me.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, Problem};
use schemars::JsonSchema;
use serde::Deserialize;

use super::views::{MyRefusal, MyUpload, MyUploads};
use super::{UploadRowId, mine};
use crate::House;
use crate::wire::{Json, NoStore, Path, SignedIn};

/// The routes of whom lists name.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/uploads",
            get_with(list, |op| {
                op.id("upload.list")
                    .summary("Lists of organisations that name me, and what was attested of them.")
                    .response::<200, Json<MyUploads>>()
            }),
        )
        .api_route(
            "/me/uploads/{uploaded}/refuse",
            post_with(refuse, |op| {
                op.id("upload.refuse").summary("Refuse what a list has of me.").response::<204, ()>()
            }),
        )
        .api_route(
            "/me/upload-refusals/{of}",
            delete_with(allow, |op| {
                op.id("upload.allow")
                    .summary("Let lists of an organisation name me again.")
                    .response::<204, ()>()
            }),
        )
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<MyUploads>), Problem> {
    let (items, refused) = mine::list(&house, who).await?;
    let refused = refused.into_iter().map(MyRefusal::from).collect();
    Ok((NoStore, Json(MyUploads { items: items.into_iter().map(MyUpload::from).collect(), refused })))
}

/// What one list has of me.
#[derive(Deserialize, JsonSchema)]
struct UploadedPath {
    /// Which row.
    uploaded: UploadRowId,
}

async fn refuse(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<UploadedPath>,
) -> Result<StatusCode, Problem> {
    mine::refuse(&house, who, at.uploaded).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One organisation.
#[derive(Deserialize, JsonSchema)]
struct OfPath {
    /// Of which organisation.
    of: OrgId,
}

async fn allow(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<OfPath>,
) -> Result<StatusCode, Problem> {
    mine::allow(&house, who, at.of).await?;
    Ok(StatusCode::NO_CONTENT)
}
