//! The wire: who may do what in the console beside its administrators.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Charged, Wish};
use super::{ChargeId, Right};
use crate::House;
use crate::org::administrator::Administrator;
use crate::org::department::DepartmentId;
use crate::org::http::OrgPath;
use crate::org::page::Page;
use crate::org::{Line, Refusal};
use crate::seal;
use crate::wire::{Json, Path, Query};

/// Characters of a title.
const TITLE_MAX: usize = 40;

/// The routes of this room.
pub(in crate::org) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/charges",
            get_with(list, |op| op.id("org.charges").summary("Who is charged with what in the console."))
                .post_with(name, |op| {
                    op.id("org.charge")
                        .with(seal::mark)
                        .summary("Charge a member with rights, in a department or everywhere.")
                }),
        )
        .api_route(
            "/orgs/{org}/charges/{charge}",
            delete_with(remove, |op| op.id("org.charge.remove").summary("Take a charge back.")),
        )
}

/// Who is charged.
#[derive(Serialize, JsonSchema)]
struct ChargeList {
    /// Oldest first.
    items: Vec<ChargeView>,
    /// To be given as `after` for the next page; null on the last.
    next: Option<ChargeId>,
}

/// One charge.
#[derive(Serialize, JsonSchema)]
struct ChargeView {
    /// Which.
    id: ChargeId,
    /// Whose.
    person: PersonId,
    /// What it is called; null where its key is gone.
    title: Option<String>,
    /// Within which department and all below it; null for the organisation.
    department: Option<DepartmentId>,
    /// What it lets him do.
    rights: Vec<Right>,
    /// Who named him.
    named_by: PersonId,
    /// When.
    named_at: Timestamp,
}

impl From<Charged> for ChargeView {
    fn from(Charged { row, title }: Charged) -> Self {
        Self {
            id: row.id,
            person: row.person,
            title,
            department: row.department,
            rights: row.rights,
            named_by: row.named_by,
            named_at: row.named_at,
        }
    }
}

async fn list(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
    Query(page): Query<Page<ChargeId>>,
) -> Result<Json<ChargeList>, Problem> {
    let rows = actions::list(&house, who, page.after, page.limit()).await?;
    let next = page.next(&rows, |one| one.row.id);
    Ok(Json(ChargeList { items: rows.into_iter().map(ChargeView::from).collect(), next }))
}

/// A charge that shall be.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ChargeWish {
    /// Whose.
    person: PersonId,
    /// What it is called: 1 to 40 characters.
    title: String,
    /// Within which department and all below it; the organisation where it is absent.
    department: Option<DepartmentId>,
    /// What it lets him do; one at least.
    rights: Vec<Right>,
}

async fn name(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
    Json(wish): Json<ChargeWish>,
) -> Result<Json<ChargeView>, Problem> {
    let title = Line::read(&wish.title, TITLE_MAX).map_err(|_| Refusal::ChargeWrong)?;
    if wish.rights.is_empty() {
        return Err(Refusal::ChargeWrong.into());
    }
    let shown = title.as_str().to_owned();
    let wish = Wish { person: wish.person, title, department: wish.department, rights: wish.rights };
    let row = actions::name(&house, who, wish).await?;
    Ok(Json(Charged { row, title: Some(shown) }.into()))
}

/// One charge of an organisation.
#[derive(Deserialize, JsonSchema)]
struct ChargePath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `Administrator` reads it")]
    org: OrgId,
    /// Which.
    charge: ChargeId,
}

async fn remove(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<ChargePath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, at.charge).await?;
    Ok(StatusCode::NO_CONTENT)
}
