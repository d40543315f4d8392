//! The wire: who is in my organisation, and what it shows.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::org::Role;
use yard::org::department::DepartmentId;
use yard::wire::{InOrg, Json, Path, Query};

use super::actions::{self, PAGE_MAX, Shown, Wish};
use super::rules::{Audience, Display};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/directory",
            get_with(find, |op| {
                op.id("directory.find")
                    .summary("Colleagues by name, pinyin, initials, number or department, as far as the rules show them.")
            }),
        )
        .api_route(
            "/orgs/{org}/directory-rules",
            get_with(rules, |op| op.id("directory.rules").summary("What my organisation shows of its members."))
                .put_with(rule, |op| {
                    op.id("directory.rule")
                        .summary("Say what the organisation shows of its members.")
                        .response::<204, ()>()
                }),
        )
}

/// An organisation.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct InPath {
    /// Which.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
}

/// Whom I look for.
#[derive(Deserialize, JsonSchema)]
struct Wanted {
    /// A part of the name, pinyin or initials, or a whole number; everybody where it is absent. 64 characters at most.
    text: Option<String>,
    /// Only of this department.
    department: Option<DepartmentId>,
    /// How many to pass over.
    from: Option<u32>,
    /// How many at most: 50 where it is absent, 100 at most.
    limit: Option<u32>,
}

/// Colleagues.
#[derive(Serialize, JsonSchema)]
struct DirectoryPage {
    /// In the order in which their names are read.
    items: Vec<ColleagueView>,
    /// How many there are in all.
    total: usize,
}

/// A colleague, as far as the rules show him to me.
#[derive(Serialize, JsonSchema)]
struct ColleagueView {
    /// Who.
    person: PersonId,
    /// The name; null where the account is closed.
    name: Option<String>,
    /// As what.
    role: Role,
    /// In which department.
    department: Option<DepartmentId>,
    /// The position, where it is shown to me.
    position: Option<String>,
    /// The number, where it is shown to me.
    phone: Option<String>,
}

impl From<Shown> for ColleagueView {
    fn from(Shown { person, name, role, department, position, phone }: Shown) -> Self {
        Self { person, name, role, department, position, phone }
    }
}

async fn find(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<DirectoryPage>, Problem> {
    let size = |count: u32| usize::try_from(count).unwrap_or(PAGE_MAX);
    let wish = Wish {
        text: wanted.text.as_deref().unwrap_or_default(),
        department: wanted.department,
        from: wanted.from.map_or(0, size),
        limit: wanted.limit.map_or(50, size),
    };
    let page = actions::find(&house, who, &wish).await?;
    let items = page.items.into_iter().map(ColleagueView::from).collect();
    Ok(Json(DirectoryPage { items, total: page.total }))
}

/// What an organisation shows.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DisplayRules {
    /// To whom numbers are shown.
    numbers: Audience,
    /// To whom positions are shown.
    positions: Audience,
}

async fn rules(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<DisplayRules>, Problem> {
    let Display { phone, position } = actions::display(&house, who).await?;
    Ok(Json(DisplayRules { numbers: phone, positions: position }))
}

async fn rule(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(DisplayRules { numbers: phone, positions: position }): Json<DisplayRules>,
) -> Result<StatusCode, Problem> {
    actions::rule(&house, who, Display { phone, position }).await?;
    Ok(StatusCode::NO_CONTENT)
}
