//! The wire: organisations and their members.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::actions::{self, MemberChange, Particulars, Portrait, Seen};
use super::administrator::Administrator;
use super::department::DepartmentId;
use super::page::Page;
use super::rules::{self, Line, Stated};
use super::{MembershipId, Refusal, Role, Service};
use crate::House;
use crate::seal;
use crate::wire::{InOrg, Json, Path, Query, SignedIn, WithinOrg};

/// The routes of organisations and members.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs",
            post_with(create, |op| op.id("org.create").with(seal::mark).summary("Create an organisation.")),
        )
        .api_route("/orgs/{org}", get_with(get, |op| op.id("org.get").summary("An organisation of mine.")))
        .api_route(
            "/orgs/{org}/particulars",
            get_with(particulars, |op| {
                op.id("org.particulars").summary("Company and creator, for administrators.")
            }),
        )
        .api_route(
            "/orgs/{org}/members",
            get_with(members, |op| op.id("org.members").summary("Who belongs to it.")),
        )
        .api_route(
            "/orgs/{org}/members/{person}",
            get_with(member, |op| op.id("org.member.get").summary("One member, for administrators."))
                .merge(put_with(update_member, |op| {
                    op.id("org.member.update")
                        .with(seal::mark)
                        .summary("Change role, department, position or external id of a member.")
                }))
                .delete_with(remove_member, |op| {
                    op.id("org.member.remove").summary("Remove a member, or leave.")
                }),
        )
}

/// One of my organisations.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct OrgPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
}

/// Who creates the organisation.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CreatorWish {
    /// The creator's name.
    #[serde(default)]
    name: String,
    /// The creator's position.
    position: Option<String>,
}

/// Which company it is.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CompanyWish {
    /// The legal name.
    #[serde(default)]
    legal_name: String,
    /// The unified social credit code (GB 32100), 18 signs.
    #[serde(default)]
    credit_code: String,
    /// The address.
    address: Option<String>,
}

/// An organisation to be created. Both halves are needed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OrgWish {
    /// Who creates it.
    creator: Option<CreatorWish>,
    /// Which company it is.
    company: Option<CompanyWish>,
    /// Which services of the house it opens at once; the others stay shut until an administrator opens them.
    #[serde(default)]
    opens: Vec<Service>,
}

impl OrgWish {
    fn stated(&self) -> Stated<'_> {
        let mut stated = Stated::default();
        if let Some(creator) = &self.creator {
            stated.creator = &creator.name;
            stated.position = creator.position.as_deref().unwrap_or_default();
        }
        if let Some(company) = &self.company {
            stated.legal_name = &company.legal_name;
            stated.credit_code = &company.credit_code;
            stated.address = company.address.as_deref().unwrap_or_default();
        }
        stated
    }
}

/// An organisation of mine.
#[derive(Serialize, JsonSchema)]
struct OrgView {
    /// The organisation.
    id: OrgId,
    /// The legal name.
    name: String,
    /// What I am in it.
    role: StandingView,
    /// Since when it is here.
    created_at: Timestamp,
    /// Whether it was shown to be the company that it says.
    certified: bool,
}

/// What whoever asks is in an organisation.
#[derive(Serialize, JsonSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum StandingView {
    /// Runs it.
    Administrator,
    /// Belongs to it.
    Member,
    /// Works for it: a program.
    Program,
}

impl From<Option<Role>> for StandingView {
    fn from(role: Option<Role>) -> Self {
        match role {
            Some(Role::Administrator) => Self::Administrator,
            Some(Role::Member) => Self::Member,
            None => Self::Program,
        }
    }
}

impl From<Seen> for OrgView {
    fn from(seen: Seen) -> Self {
        Self {
            id: seen.id,
            name: seen.name.as_str().to_owned(),
            role: seen.role.into(),
            created_at: seen.created_at,
            certified: seen.certified,
        }
    }
}

async fn create(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<OrgWish>,
) -> Result<Json<OrgView>, Problem> {
    let founding = rules::founding(wish.stated())?;
    Ok(Json(actions::create(&house, who, founding, &wish.opens).await?.into()))
}

async fn get(
    State(house): State<House>,
    WithinOrg { caller, org }: WithinOrg,
    Path(_): Path<OrgPath>,
) -> Result<Json<OrgView>, Problem> {
    Ok(Json(actions::look(&house, &caller, org).await?.into()))
}

/// The company and its creator.
#[derive(Serialize, JsonSchema)]
struct ParticularsView {
    /// Who created it.
    creator: CreatorView,
    /// The company.
    company: CompanyView,
    /// Since when it is here.
    created_at: Timestamp,
}

/// Who created the organisation.
#[derive(Serialize, JsonSchema)]
struct CreatorView {
    /// Who.
    person: PersonId,
    /// The name as stated then; null once the creator has left.
    name: Option<String>,
}

/// The company.
#[derive(Serialize, JsonSchema)]
struct CompanyView {
    /// The legal name.
    legal_name: String,
    /// The unified social credit code.
    credit_code: String,
    /// The address, where one was stated.
    address: Option<String>,
}

impl From<Particulars> for ParticularsView {
    fn from(seen: Particulars) -> Self {
        let Particulars { legal_name, credit_code, address, creator, creator_name, created_at } = seen;
        Self {
            creator: CreatorView { person: creator, name: creator_name },
            company: CompanyView { legal_name, credit_code, address },
            created_at,
        }
    }
}

async fn particulars(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
) -> Result<Json<ParticularsView>, Problem> {
    Ok(Json(actions::particulars(&house, who).await?.into()))
}

/// Who belongs to an organisation.
#[derive(Serialize, JsonSchema)]
struct MemberList {
    /// Oldest membership first.
    items: Vec<MemberView>,
    /// To be given as `after` for the next page; null on the last.
    next: Option<MembershipId>,
}

/// One member as other members see him.
#[derive(Serialize, JsonSchema)]
struct MemberView {
    /// Who.
    person: PersonId,
    /// The name others see.
    name: String,
    /// As what.
    role: Role,
    /// In which department.
    department: Option<DepartmentId>,
    /// What another system of the organisation calls this person; told to programs alone.
    external_id: Option<String>,
    /// Since when.
    joined_at: Timestamp,
}

async fn members(
    State(house): State<House>,
    WithinOrg { caller, org }: WithinOrg,
    Path(_): Path<OrgPath>,
    Query(page): Query<Page<MembershipId>>,
) -> Result<Json<MemberList>, Problem> {
    let rows = actions::members(&house, &caller, org, page.after, page.limit()).await?;
    let next = page.next(&rows, |one| one.row.id);
    let items = rows.into_iter().map(|one| MemberView {
        person: one.row.person,
        name: one.name.map(|name| name.as_str().to_owned()).unwrap_or_default(),
        role: one.row.role,
        department: one.row.department,
        external_id: one.external_id,
        joined_at: one.row.joined_at,
    });
    Ok(Json(MemberList { items: items.collect(), next }))
}

/// One member of an organisation.
#[derive(Deserialize, JsonSchema)]
struct MemberPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Who.
    person: PersonId,
}

/// One member as an administrator sees him.
#[derive(Serialize, JsonSchema)]
struct PortraitView {
    /// Who.
    person: PersonId,
    /// The name others see.
    name: String,
    /// As what.
    role: Role,
    /// In which department.
    department: Option<DepartmentId>,
    /// The position.
    position: Option<String>,
    /// What another system of the organisation calls this person.
    external_id: Option<String>,
    /// Since when.
    joined_at: Timestamp,
}

impl From<Portrait> for PortraitView {
    fn from(seen: Portrait) -> Self {
        let Portrait { row, name, position, external_id } = seen;
        Self {
            person: row.person,
            name: name.map(|name| name.as_str().to_owned()).unwrap_or_default(),
            role: row.role,
            department: row.department,
            position,
            external_id,
            joined_at: row.joined_at,
        }
    }
}

async fn member(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<MemberPath>,
) -> Result<Json<PortraitView>, Problem> {
    Ok(Json(actions::portrait(&house, who, at.person).await?.into()))
}

/// What is changed of a member; what is absent stays, null takes away.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MemberWish {
    /// As what.
    role: Option<Role>,
    /// In which department.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<DepartmentId>")]
    department: Option<Option<DepartmentId>>,
    /// The position.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    position: Option<Option<String>>,
    /// What another system of the organisation calls this person; no two members have the same.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    external_id: Option<Option<String>>,
}

/// Tells null, which is given, from what is absent.
pub(super) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(from).map(Some)
}

/// Reads a line that was given; an empty one is none.
pub(super) fn line(
    typed: Option<Option<String>>,
    read: impl Fn(&str) -> Result<Line, Refusal>,
) -> Result<Option<Option<Line>>, Refusal> {
    let Some(typed) = typed else { return Ok(None) };
    typed.filter(|text| !text.trim().is_empty()).map(|text| read(&text)).transpose().map(Some)
}

async fn update_member(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<MemberPath>,
    Json(wish): Json<MemberWish>,
) -> Result<StatusCode, Problem> {
    let change = MemberChange {
        role: wish.role,
        department: wish.department,
        position: line(wish.position, rules::position)?,
        external_id: line(wish.external_id, rules::external_id)?,
    };
    actions::change_member(&house, who, at.person, change).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove_member(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<MemberPath>,
) -> Result<StatusCode, Problem> {
    actions::remove_member(&house, who, at.person).await?;
    Ok(StatusCode::NO_CONTENT)
}
