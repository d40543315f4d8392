//! The wire: lists of members, what one would bring, and what was brought in.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, post_with};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderName, header};
use ground::{OrgId, Problem};
use policy::Lang;
use schemars::JsonSchema;
use serde::Deserialize;
use sheet::Form;

use super::rules::Wrong;
use super::views::{
    AttestationWish, UploadDone, UploadList, UploadLook, UploadLookWish, UploadUndone, UploadView, UploadWish,
};
use super::{UploadId, actions};
use crate::House;
use crate::org::http::OrgPath;
use crate::risk;
use crate::wire::{InOrg, Json, NoStore, Path, Query};

/// A sheet in base64, and a little beside it.
const BODY_MAX: usize = sheet::BYTES_MAX / 3 * 4 + 8_192;

/// The routes of those who bring lists.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/uploads/look",
            post_with(look, |op| {
                op.id("org.upload.look")
                    .summary("What a list of members would bring.")
                    .response::<200, Json<UploadLook>>()
            }),
        )
        .api_route(
            "/orgs/{org}/uploads/wrong",
            post_with(wrong, |op| {
                op.id("org.upload.wrong")
                    .summary("The rows of a list that are wrong, with the reason, in its form.")
            }),
        )
        .api_route(
            "/orgs/{org}/uploads",
            post_with(bring, |op| {
                op.id("org.upload").summary("Bring in a list of members, with what is attested of it.")
            })
            .get_with(list, |op| {
                op.id("org.uploads")
                    .summary("The lists that were brought in.")
                    .response::<200, Json<UploadList>>()
            }),
        )
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .api_route(
            "/orgs/{org}/uploads/{upload}",
            delete_with(undo, |op| {
                op.id("org.upload.undo")
                    .summary("Take a list back, but for the memberships that people accepted.")
            }),
        )
}

async fn look(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<OrgPath>,
    Json(wish): Json<UploadLookWish>,
) -> Result<(NoStore, Json<UploadLook>), Problem> {
    let seen = actions::look(&house, who, &wish.wish()).await?;
    Ok((NoStore, Json((&seen).into())))
}

async fn bring(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<OrgPath>,
    Json(wish): Json<UploadWish>,
) -> Result<Json<UploadDone>, Problem> {
    actions::may(&mut house.db.view().await?, who).await?;
    let attestation = AttestationWish::read(wish.attestation.as_ref())?;
    risk::sent(&house, risk::Of::Person(who.person)).await?;
    Ok(Json(actions::bring(&house, who, &wish.wish(), attestation).await?.into()))
}

async fn wrong(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<OrgPath>,
    Query(read): Query<ReadIn>,
    Json(wish): Json<UploadLookWish>,
) -> Result<(NoStore, [(HeaderName, &'static str); 2], Vec<u8>), Problem> {
    let lang = read.lang.as_deref().and_then(Lang::from_tag).unwrap_or(Lang::ZhCn);
    let title = match lang {
        Lang::ZhCn => "原因",
        Lang::En => "Reason",
    };
    let words = (title, |wrong| reason(wrong, lang));
    let (form, bytes) = actions::wrong(&house, who, &wish.wish(), words).await?;
    let (kind, name) = match form {
        Form::Workbook => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment; filename=\"wrong.xlsx\"",
        ),
        Form::Text => ("text/csv; charset=utf-8", "attachment; filename=\"wrong.csv\""),
    };
    Ok((NoStore, [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], bytes))
}

/// The language of the reasons.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "UploadReadIn")]
struct ReadIn {
    /// `zh-CN` (the default) or `en`.
    lang: Option<String>,
}

/// Why a row is wrong, in the reader's words.
const fn reason(wrong: Wrong, lang: Lang) -> &'static str {
    let (zh, en) = match wrong {
        Wrong::Phone => ("缺少手机号，或号码无法接通", "no telephone number, or none that can be reached"),
        Wrong::Twice => ("手机号与前面某行重复", "the same number stands further up"),
        Wrong::Value => (
            "有一栏的内容不符合要求（邮箱、电话或过长）",
            "a value that its field does not hold: e-mail, telephone, or too long",
        ),
        Wrong::Department => {
            ("部门名称过长、层级过深，或部门不存在", "a department that is too long, too deep, or not there")
        }
        Wrong::Refused => {
            ("本人已拒绝本组织通过名单导入其资料", "this person refuses lists of this organisation")
        }
        Wrong::Many => {
            ("今天的邀请数量已达上限，请明天再导入", "too many invitations today; bring the rest in tomorrow")
        }
    };
    match lang {
        Lang::ZhCn => zh,
        Lang::En => en,
    }
}

async fn list(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<OrgPath>,
) -> Result<(NoStore, Json<UploadList>), Problem> {
    let items = actions::list(&house, who).await?.into_iter().map(UploadView::from).collect();
    Ok((NoStore, Json(UploadList { items })))
}

/// A list that was brought in.
#[derive(Deserialize, JsonSchema)]
struct UploadPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    upload: UploadId,
}

async fn undo(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<UploadPath>,
) -> Result<Json<UploadUndone>, Problem> {
    let (invitations, fields) = actions::undo(&house, who, at.upload).await?;
    Ok(Json(UploadUndone { invitations, fields }))
}
