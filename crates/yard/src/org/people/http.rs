//! The wire: the people of my organisation.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use ground::{PersonId, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Found, PAGE_MAX, Wish};
use crate::House;
use crate::org::Role;
use crate::org::department::DepartmentId;
use crate::org::http::OrgPath;
use crate::wire::{InOrg, Json, NoStore, Path, Query};

/// The routes of this room.
pub(in crate::org) fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/orgs/{org}/people",
        get_with(find, |op| {
            op.id("org.people")
                .summary("Members by name, pinyin, initials, department or what their records show me.")
                .response::<200, Json<PeoplePage>>()
        }),
    )
}

/// Whom I look for.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "PeopleWanted")]
struct Wanted {
    /// A part of the name, pinyin or initials, or of what a record shows; everybody where it is absent. 64 characters at most.
    text: Option<String>,
    /// Only of this department.
    department: Option<DepartmentId>,
    /// Also in the departments below it.
    below: Option<bool>,
    /// How many to pass over.
    from: Option<u32>,
    /// How many at most: 50 where it is absent, 100 at most.
    limit: Option<u32>,
}

/// People.
#[derive(Serialize, JsonSchema)]
struct PeoplePage {
    /// In the order in which their names are read.
    items: Vec<PersonView>,
    /// How many there are in all.
    total: usize,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OrgPerson")]
struct PersonView {
    /// Who.
    person: PersonId,
    /// The name others see; null where the account is closed.
    name: Option<String>,
    /// As what.
    role: Role,
    /// In which department.
    department: Option<DepartmentId>,
}

impl From<Found> for PersonView {
    fn from(Found { row, name }: Found) -> Self {
        Self { person: row.person, name, role: row.role, department: row.department }
    }
}

async fn find(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<OrgPath>,
    Query(wanted): Query<Wanted>,
) -> Result<(NoStore, Json<PeoplePage>), Problem> {
    let size = |count: u32| usize::try_from(count).unwrap_or(PAGE_MAX);
    let wish = Wish {
        text: wanted.text.as_deref().unwrap_or_default(),
        department: wanted.department,
        below: wanted.below.unwrap_or_default(),
        from: wanted.from.map_or(0, size),
        limit: wanted.limit.map_or(50, size),
    };
    let (found, total) = actions::find(&house, who, &wish).await?;
    Ok((NoStore, Json(PeoplePage { items: found.into_iter().map(PersonView::from).collect(), total })))
}
