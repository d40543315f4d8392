//! The wire: papers as they come, and as those who review see them.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, post_with};
use axum::extract::{DefaultBodyLimit, State as Of};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ground::{OrgId, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::wire::{InOrg, Json, NoStore, Path, SignedIn};
use yard::{House, seal};

use super::{DocumentId, Refusal, actions};
use crate::application::ApplicationId;

/// Bytes of a paper, and one more, so that what is too large is told from what is just as large as it may be.
const BYTES_MAX: usize = (1 << 20) + 1;
const KINDS: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "application/pdf"];

/// The routes of this feature.
pub(crate) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/home-applications/{application}/documents",
            post_with(put, |op| {
                op.id("home.document.put").summary("Add a paper to my application that waits.")
            }),
        )
        .layer(DefaultBodyLimit::max(BYTES_MAX))
        .api_route(
            "/me/home-applications/{application}/documents/{document}",
            delete_with(remove, |op| {
                op.id("home.document.remove").summary("Take a paper of mine away.").response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/home-applications/{application}/documents",
            post_with(look, |op| {
                op.id("home.document.look")
                    .with(seal::mark)
                    .summary("The papers of an application, with a reason that the applicant reads.")
                    .response::<200, Json<DocumentList>>()
            }),
        )
}

yard::upload!(Upload, Refusal::TooLarge, KINDS);

/// One of mine.
#[derive(Deserialize, JsonSchema)]
struct OwnPath {
    /// The application.
    application: ApplicationId,
}

/// It is kept.
#[derive(Serialize, JsonSchema)]
struct DocumentMade {
    /// Which.
    id: DocumentId,
}

async fn put(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<OwnPath>,
    Upload(bytes): Upload,
) -> Result<Json<DocumentMade>, Problem> {
    Ok(Json(DocumentMade { id: actions::put(&house, who, at.application, &bytes).await? }))
}

/// A paper of mine.
#[derive(Deserialize, JsonSchema)]
struct DocumentPath {
    /// The application.
    application: ApplicationId,
    /// Which.
    document: DocumentId,
}

async fn remove(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<DocumentPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, (at.application, at.document)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An application of the community.
#[derive(Deserialize, JsonSchema)]
struct ApplicationPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The application.
    application: ApplicationId,
}

/// Why I look.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DocumentLook {
    /// 2 to 200 characters; the applicant reads them.
    #[serde(default)]
    reason: Option<String>,
}

/// Papers.
#[derive(Serialize, JsonSchema)]
struct DocumentList {
    /// In the order in which they came.
    items: Vec<DocumentView>,
}

/// A paper.
#[derive(Serialize, JsonSchema)]
struct DocumentView {
    /// What kind of file.
    media_type: &'static str,
    /// The file in base64.
    base64: String,
}

async fn look(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<ApplicationPath>,
    Json(wish): Json<DocumentLook>,
) -> Result<(NoStore, Json<DocumentList>), Problem> {
    let files = actions::look(&house, who, at.application, wish.reason.as_deref()).await?;
    let view = |bytes: Vec<u8>| DocumentView {
        media_type: actions::media_type(&bytes),
        base64: STANDARD.encode(&bytes),
    };
    Ok((NoStore, Json(DocumentList { items: files.into_iter().map(view).collect() })))
}
