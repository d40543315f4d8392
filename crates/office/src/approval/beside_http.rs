//! The wire of what stands beside cases: their files, and when one is away.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::{DefaultBodyLimit, State as Of};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{InOrg, Json, NoStore, Path};

use super::http::InPath;
use super::{CaseId, FileId, Refusal, files, settings};

/// Bytes of a file, and one more, so that what is too large is told from what is just as large as it may be.
const BYTES_MAX: usize = (1 << 20) + 1;
const KINDS: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "application/pdf"];

/// The routes of files and absences.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/approval-files",
            post_with(put_file, |op| {
                op.id("approval.file.put").summary("Add a file that a case of mine will name within a day.")
            }),
        )
        .layer(DefaultBodyLimit::max(BYTES_MAX))
        .api_route(
            "/orgs/{org}/approvals/{case}/files/{attachment}",
            get_with(look, |op| {
                op.id("approval.file.look").summary("A file of a case.").response::<200, Json<ApprovalFile>>()
            }),
        )
        .api_route(
            "/orgs/{org}/approval-absence",
            get_with(absence, |op| {
                op.id("approval.absence").summary("Until when I am away, and who stands in.")
            })
            .put_with(away, |op| {
                op.id("approval.away").summary("Say that I am away, or back.").response::<204, ()>()
            }),
        )
}

/// A file of a case.
#[derive(Deserialize, JsonSchema)]
struct FilePath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The case.
    case: CaseId,
    /// Which.
    attachment: FileId,
}

yard::upload!(Upload, Refusal::FileLarge, KINDS);

/// It is there.
#[derive(Serialize, JsonSchema)]
struct ApprovalFileMade {
    /// Which.
    id: FileId,
}

async fn put_file(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Upload(bytes): Upload,
) -> Result<Json<ApprovalFileMade>, Problem> {
    Ok(Json(ApprovalFileMade { id: files::put(&house, who, &bytes).await? }))
}

/// A file.
#[derive(Serialize, JsonSchema)]
struct ApprovalFile {
    /// What kind of file.
    media_type: &'static str,
    /// The file in base64.
    base64: String,
}

async fn look(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<FilePath>,
) -> Result<(NoStore, Json<ApprovalFile>), Problem> {
    let bytes = files::look(&house, who, at.case, at.attachment).await?;
    let media_type = files::media_type(&bytes);
    Ok((NoStore, Json(ApprovalFile { media_type, base64: STANDARD.encode(bytes) })))
}

/// When I am away.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalAbsence {
    /// Until when; null: I am here.
    until: Option<Timestamp>,
    /// Who stands in for me; null: my head of department, else those who run the organisation.
    stand_in: Option<PersonId>,
}

async fn absence(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<ApprovalAbsence>, Problem> {
    let own = settings::absence(&house, who).await?;
    let (stand_in, until) = own.map_or((None, None), |(stand_in, until)| (stand_in, Some(until)));
    Ok(Json(ApprovalAbsence { until, stand_in }))
}

async fn away(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<ApprovalAbsence>,
) -> Result<StatusCode, Problem> {
    settings::away(&house, who, wish.until.map(|until| (wish.stand_in, until))).await?;
    Ok(StatusCode::NO_CONTENT)
}
