//! The wire: a list of homes, what it would bring, and what was brought in.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, post_with};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderName, header};
use ground::{OrgId, Problem, Timestamp};
use policy::Lang;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sheet::Form;
use yard::House;
use yard::wire::{InOrg, Json, NoStore, Path, Query};

use super::actions::{self, Seen};
use super::rules::{Columns, Wrong};
use super::{Import, ImportId};
use crate::place::http::InPath;

/// A sheet in base64, and a little beside it.
const BODY_MAX: usize = sheet::BYTES_MAX / 3 * 4 + 4_096;
/// Rows that are shown of what is wrong; all of them stand in the sheet that goes back.
const WRONG_SHOWN: usize = 200;
/// Rows that are shown of what would come.
const NEW_SHOWN: usize = 20;

/// The routes of this feature.
pub(crate) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/home-imports/look",
            post_with(look, |op| op.id("home.import.look").summary("What a list of homes would bring.")),
        )
        .api_route(
            "/orgs/{org}/home-imports/wrong",
            post_with(wrong, |op| {
                op.id("home.import.wrong")
                    .summary("The rows of a list that are wrong, with the reason, in its form.")
            }),
        )
        .api_route(
            "/orgs/{org}/home-imports",
            post_with(bring, |op| op.id("home.import").summary("Bring in what is right in a list of homes."))
                .get_with(list, |op| {
                    op.id("home.imports").summary("The lists of homes that were brought in.")
                }),
        )
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .api_route(
            "/orgs/{org}/home-imports/{import}",
            delete_with(undo, |op| {
                op.id("home.import.undo").summary("Take back what a list made, except for what is used.")
            }),
        )
}

/// A list that was brought in.
#[derive(Deserialize, JsonSchema)]
struct ImportPath {
    /// Of which organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    import: ImportId,
}

/// A list of homes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ImportWish {
    /// The sheet (XLSX, CSV in UTF-8, UTF-16 or GB18030), in base64; 10 MB at most.
    file: String,
    /// Which columns hold what; found by their names where it is absent.
    columns: Option<Columns>,
}

/// What a list says.
#[derive(Serialize, JsonSchema)]
struct ImportLook {
    /// The names of its columns.
    names: Vec<String>,
    /// Which of them hold what.
    columns: Columns,
    /// How many homes would be new.
    new: usize,
    /// The first of them.
    first: Vec<HomeSaid>,
    /// How many are there already.
    there: usize,
    /// How many people it names who are not awaited yet; none of them is shown.
    people: usize,
    /// How many are awaited already.
    people_there: usize,
    /// How many rows are wrong.
    wrong: usize,
    /// The first of them.
    wrongs: Vec<RowWrong>,
    /// Under which it was brought in; null where nothing was.
    import: Option<ImportId>,
}

/// A home as a list says it.
#[derive(Serialize, JsonSchema)]
struct HomeSaid {
    building: String,
    unit: String,
    room: String,
    floor: Option<i64>,
    /// How everybody would call it.
    number: String,
}

/// A row that is wrong.
#[derive(Serialize, JsonSchema)]
struct RowWrong {
    /// Which, as programs for sheets count them, from 1.
    row: usize,
    /// Why.
    why: Wrong,
}

impl From<(Seen, Option<ImportId>)> for ImportLook {
    fn from((seen, import): (Seen, Option<ImportId>)) -> Self {
        let first = seen.new.iter().take(NEW_SHOWN).map(|said| HomeSaid {
            building: said.building.clone(),
            unit: said.unit.clone(),
            room: said.room.clone(),
            floor: said.floor,
            number: said.number.clone(),
        });
        let wrongs =
            seen.wrong.iter().take(WRONG_SHOWN).map(|(row, why)| RowWrong { row: row + 1, why: *why });
        Self {
            first: first.collect(),
            wrongs: wrongs.collect(),
            names: seen.head.columns,
            columns: seen.columns,
            new: seen.new.len(),
            there: seen.there,
            people: seen.people.len(),
            people_there: seen.people_there,
            wrong: seen.wrong.len(),
            import,
        }
    }
}

async fn look(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<ImportWish>,
) -> Result<Json<ImportLook>, Problem> {
    let seen = actions::look(&house, who, (&wish.file, wish.columns)).await?;
    Ok(Json((seen, None).into()))
}

async fn bring(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<ImportWish>,
) -> Result<Json<ImportLook>, Problem> {
    Ok(Json(actions::bring(&house, who, (&wish.file, wish.columns)).await?.into()))
}

async fn wrong(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Query(read): Query<ReadIn>,
    Json(wish): Json<ImportWish>,
) -> Result<(NoStore, [(HeaderName, &'static str); 2], Vec<u8>), Problem> {
    let lang = read.lang.as_deref().and_then(Lang::from_tag).unwrap_or(Lang::ZhCn);
    let words = (reason_title(lang), |wrong| reason(wrong, lang).to_owned());
    let (form, bytes) = actions::wrong(&house, who, (&wish.file, wish.columns), words).await?;
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
struct ReadIn {
    /// `zh-CN` (the default) or `en`.
    lang: Option<String>,
}

const fn reason_title(lang: Lang) -> &'static str {
    match lang {
        Lang::ZhCn => "原因",
        Lang::En => "Reason",
    }
}

/// Why a row is wrong, in the reader's words.
const fn reason(wrong: Wrong, lang: Lang) -> &'static str {
    let (zh, en) = match wrong {
        Wrong::Building => ("缺少楼栋", "no building"),
        Wrong::Room => ("缺少房号", "no room"),
        Wrong::Long => (
            "名称过长：楼栋、单元不超过四十字，房号、编号不超过二十字",
            "too long: building and unit forty letters, room and number twenty",
        ),
        Wrong::Floor => ("楼层应为 -20 到 200 之间的整数", "a floor is a number from -20 to 200"),
        Wrong::Twice => ("与前面某行是同一户", "the same home stands further up"),
        Wrong::Number => ("编号已被另一户使用", "another home has this number"),
        Wrong::Many => {
            ("超过小区楼栋、单元或房屋的上限", "more buildings, units or homes than a community may have")
        }
        Wrong::Name => ("缺少姓名，或姓名超过六十四字", "no name, or one of more than 64 letters"),
        Wrong::Phone => ("缺少手机号，或号码无法接通", "no telephone number, or none that can be reached"),
        Wrong::Relation => ("身份应为业主、家人或租客", "a role is owner, family or tenant"),
        Wrong::Dates => ("日期不对，或结束早于开始", "no date, or an end before its beginning"),
    };
    match lang {
        Lang::ZhCn => zh,
        Lang::En => en,
    }
}

/// Lists that were brought in.
#[derive(Serialize, JsonSchema)]
struct ImportList {
    /// The last first.
    items: Vec<ImportView>,
}

/// A list that was brought in.
#[derive(Serialize, JsonSchema)]
struct ImportView {
    /// Which.
    id: ImportId,
    /// When.
    made_at: Timestamp,
    /// How many homes that it made are still there.
    homes: i64,
}

impl From<Import> for ImportView {
    fn from(Import { id, made_at, homes, .. }: Import) -> Self {
        Self { id, made_at, homes }
    }
}

async fn list(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<ImportList>, Problem> {
    let items = actions::list(&house, who).await?.into_iter().map(ImportView::from).collect();
    Ok(Json(ImportList { items }))
}

/// What became of what a list made.
#[derive(Serialize, JsonSchema)]
struct ImportUndone {
    /// Homes that went.
    gone: usize,
    /// Homes that stay, since something hangs on them.
    stay: usize,
}

async fn undo(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<ImportPath>,
) -> Result<Json<ImportUndone>, Problem> {
    let (gone, stay) = actions::undo(&house, who, at.import).await?;
    Ok(Json(ImportUndone { gone, stay }))
}
