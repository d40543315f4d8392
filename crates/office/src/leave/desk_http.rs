//! The wire: what those who run the organisation arrange and write.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with, put_with};
use axum::extract::State as From;
use axum::http::{HeaderName, StatusCode, header};
use ground::{Fault, OrgId, PersonId, Problem};
use policy::Lang;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sheet::Form;
use yard::wire::{InOrg, Json, NoStore, Path, Query};
use yard::{House, seal};

use super::desk::{self, Wish};
use super::http::{InPath, LeaveOf};
use super::{Arranged, Kind, LeaveEntryId, LeaveKindId, Refusal, sheet_of};
use crate::attendance::Day;

/// The routes of those who run it.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new().merge(of_kinds()).merge(of_people())
}

fn of_kinds() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/leave/kinds",
            get_with(kinds, |op| op.id("leave.kind.list").summary("The kinds of leave of the organisation."))
                .post_with(make_kind, |op| op.id("leave.kind.make").summary("Make a kind of leave.")),
        )
        .api_route(
            "/orgs/{org}/leave/kinds/usual",
            post_with(make_usual, |op| {
                op.id("leave.kind.usual")
                    .summary("Make the kinds that most organisations have, where there are none.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/leave/kinds/{leavekind}",
            put_with(change_kind, |op| {
                op.id("leave.kind.change")
                    .summary("Arrange a kind anew, for what is written from now on.")
                    .response::<204, ()>()
            })
            .delete_with(end_kind, |op| {
                op.id("leave.kind.end")
                    .summary("End a kind; what there is of it stays to be seen.")
                    .response::<204, ()>()
            }),
        )
}

fn of_people() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/leave/people",
            get_with(people, |op| {
                op.id("leave.people")
                    .summary("What leave people have; each look is recorded.")
                    .response::<200, Json<LeavePeople>>()
            }),
        )
        .api_route(
            "/orgs/{org}/leave/sheet",
            get_with(sheet, |op| {
                op.id("leave.sheet")
                    .summary("The balances of all as a sheet (XLSX or CSV).")
                    .response::<200, Vec<u8>>()
            }),
        )
        .api_route(
            "/orgs/{org}/leave/people/{person}",
            get_with(person, |op| {
                op.id("leave.person")
                    .summary("The ledger of one; each look is recorded.")
                    .response::<200, Json<LeaveOf>>()
            })
            .post_with(write, |op| {
                op.id("leave.write")
                    .with(seal::mark)
                    .summary("Write a line in the ledger of one, with a reason.")
                    .response::<204, ()>()
            }),
        )
}

/// Kinds.
#[derive(Serialize, JsonSchema)]
struct LeaveKinds {
    /// The oldest first.
    items: Vec<LeaveKindView>,
}

/// A kind.
#[derive(Serialize, JsonSchema)]
struct LeaveKindView {
    /// Which.
    id: LeaveKindId,
    /// How it is arranged.
    arranged: Arranged,
    /// Whether nothing more is written of it.
    has_ended: bool,
}

async fn kinds(
    From(house): From<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<LeaveKinds>, Problem> {
    let view = |Kind { id, arranged, has_ended }: Kind| LeaveKindView { id, arranged, has_ended };
    let items = desk::kinds_of(&house, who).await?.into_iter().map(view).collect();
    Ok(Json(LeaveKinds { items }))
}

/// It was made.
#[derive(Serialize, JsonSchema)]
struct LeaveKindMade {
    /// Which.
    id: LeaveKindId,
}

async fn make_kind(
    From(house): From<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<Arranged>,
) -> Result<Json<LeaveKindMade>, Problem> {
    Ok(Json(LeaveKindMade { id: desk::make_kind(&house, who, wish).await? }))
}

/// In which language they are called.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UsualWish {
    /// `zh-CN` or `en`.
    lang: String,
}

async fn make_usual(
    From(house): From<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<UsualWish>,
) -> Result<StatusCode, Problem> {
    desk::make_usual(&house, who, Lang::from_tag(&wish.lang).unwrap_or(Lang::ZhCn)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A kind of it.
#[derive(Deserialize, JsonSchema)]
struct KindPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    leavekind: LeaveKindId,
}

async fn change_kind(
    From(house): From<House>,
    InOrg(who): InOrg,
    Path(at): Path<KindPath>,
    Json(wish): Json<Arranged>,
) -> Result<StatusCode, Problem> {
    desk::change_kind(&house, who, at.leavekind, wish).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_kind(
    From(house): From<House>,
    InOrg(who): InOrg,
    Path(at): Path<KindPath>,
) -> Result<StatusCode, Problem> {
    desk::end_kind(&house, who, at.leavekind).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which people.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PeopleQuery {
    /// Part of a name, also as it sounds; all where it is absent.
    #[serde(default)]
    text: String,
    /// `next` of the page before.
    #[serde(default)]
    skip: u32,
}

/// People with their leave.
#[derive(Serialize, JsonSchema)]
struct LeavePeople {
    /// In the order of their names, at most fifty, without lines.
    items: Vec<LeaveOf>,
    /// Where the next page begins; null on the last.
    next: Option<u32>,
}

async fn people(
    From(house): From<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Query(read): Query<PeopleQuery>,
) -> Result<(NoStore, Json<LeavePeople>), Problem> {
    let skip = usize::try_from(read.skip).unwrap_or(usize::MAX);
    let (items, next) = desk::people(&house, who, (&read.text, skip)).await?;
    let items = items.into_iter().map(|one| LeaveOf::of(&one.shown, one.name, false)).collect();
    Ok((NoStore, Json(LeavePeople { items, next: next.and_then(|next| u32::try_from(next).ok()) })))
}

/// Somebody.
#[derive(Deserialize, JsonSchema)]
struct PersonPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Who.
    person: PersonId,
}

async fn person(
    From(house): From<House>,
    InOrg(who): InOrg,
    Path(at): Path<PersonPath>,
) -> Result<(NoStore, Json<LeaveOf>), Problem> {
    let one = desk::person(&house, who, at.person).await?;
    Ok((NoStore, Json(LeaveOf::of(&one.shown, one.name, true))))
}

/// What is written. Amounts are in hundredths of a day, or of an hour where the kind is asked for in hours.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LeaveLine {
    /// What it does.
    deed: LeaveDeed,
    /// Why, in 2 to 200 characters; the person reads it.
    #[serde(default)]
    reason: Option<String>,
}

/// What it does.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
enum LeaveDeed {
    /// There is more of a kind.
    Grant {
        /// Of which.
        kind: LeaveKindId,
        /// How much.
        amount: i64,
        /// The last day on which it may be taken, as `2026-12-21`; null: it never ends.
        #[serde(default)]
        until: Option<String>,
        /// Whether it was there before the ledger was.
        #[serde(default)]
        is_opening: bool,
    },
    /// So much more, or less, of a kind.
    Correct {
        /// Of which.
        kind: LeaveKindId,
        /// How much.
        amount: i64,
    },
    /// Since when somebody works.
    Since {
        /// At all, as `2016-12-21`.
        work: String,
        /// Here.
        hired: String,
    },
    /// What somebody took is given back.
    Back {
        /// By which line he took it.
        entry: LeaveEntryId,
        /// From which day on; null: all of it.
        #[serde(default)]
        from: Option<String>,
    },
}

impl LeaveDeed {
    fn wish(self) -> Result<Wish, Refusal> {
        let day = |text: &str| Day::read(text).ok_or(Refusal::Day);
        let some = |text: Option<String>| text.as_deref().map(day).transpose();
        Ok(match self {
            Self::Grant { kind, amount, until, is_opening } => {
                Wish::Grant { kind, amount, until: some(until)?, is_opening }
            }
            Self::Correct { kind, amount } => Wish::Correct { kind, amount },
            Self::Since { work, hired } => Wish::Since { work: day(&work)?, hired: day(&hired)? },
            Self::Back { entry, from } => Wish::Back { entry, from: some(from)? },
        })
    }
}

async fn write(
    From(house): From<House>,
    InOrg(who): InOrg,
    Path(at): Path<PersonPath>,
    Json(line): Json<LeaveLine>,
) -> Result<StatusCode, Problem> {
    desk::may(&house, who).await?;
    let wish = line.deed.wish()?;
    desk::write(&house, who, at.person, (&wish, line.reason.as_deref())).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// In which form.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SheetQuery {
    /// `xlsx` (the default) or `csv`.
    #[serde(default)]
    form: Option<String>,
    /// `zh-CN` (the default) or `en`.
    #[serde(default)]
    lang: Option<String>,
}

async fn sheet(
    From(house): From<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Query(read): Query<SheetQuery>,
) -> Result<(NoStore, [(HeaderName, &'static str); 2], Vec<u8>), Problem> {
    let lang = read.lang.as_deref().and_then(Lang::from_tag).unwrap_or(Lang::ZhCn);
    let (form, kind, name) = if read.form.as_deref() == Some("csv") {
        (Form::Text, "text/csv; charset=utf-8", "attachment; filename=\"leave.csv\"")
    } else {
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        (Form::Workbook, kind, "attachment; filename=\"leave.xlsx\"")
    };
    let all = desk::everybody(&house, who).await?;
    let bytes = sheet::written(&sheet_of::lines(&all, lang), form);
    let bytes = bytes.map_err(|no| Fault::caused("writing a sheet of leave", no))?;
    Ok((NoStore, [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], bytes))
}
