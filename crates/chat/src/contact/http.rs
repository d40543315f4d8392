//! The wire: people outside with whom we have business.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{InOrg, Json, Path, Query};

use super::actions::{self, PAGE, Shown, Wish};
use super::rules::{Basis, Use, Written};
use super::{ContactId, Refusal};
use crate::directory::InPath;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/contacts",
            get_with(list, |op| {
                op.id("external.list")
                    .summary("External contacts that I keep; all, where I run the organisation.")
            })
            .post_with(add, |op| {
                op.id("external.add").with(seal::mark).summary("Enter an external contact.")
            }),
        )
        .api_route(
            "/orgs/{org}/contacts/{contact}",
            put_with(change, |op| {
                op.id("external.change")
                    .with(seal::mark)
                    .summary("Change what is written of a contact.")
                    .response::<204, ()>()
            })
            .delete_with(remove, |op| {
                op.id("external.remove").summary("Remove a contact.").response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/contacts/{contact}/owner",
            put_with(give, |op| {
                op.id("external.reassign")
                    .summary("Give a contact to another member, also when its keeper has left.")
                    .response::<204, ()>()
            }),
        )
}

/// Which page.
#[derive(Deserialize, JsonSchema)]
struct After {
    /// The last of the page before.
    after: Option<ContactId>,
}

/// Contacts.
#[derive(Serialize, JsonSchema)]
struct ContactList {
    /// The oldest first.
    items: Vec<ContactView>,
    /// What comes after; null on the last page.
    next: Option<ContactId>,
}

/// Somebody outside.
#[derive(Serialize, JsonSchema)]
struct ContactView {
    /// Which contact.
    id: ContactId,
    /// Always true: he belongs to no department and sees none.
    external: bool,
    /// The name.
    name: Option<String>,
    /// The number.
    phone: Option<String>,
    /// The company.
    company: Option<String>,
    /// Tags, with commas between.
    tags: Option<String>,
    /// A note.
    note: Option<String>,
    /// For what he is kept.
    purpose: Use,
    /// On which ground.
    ground: Basis,
    /// Who keeps the contact.
    owner: PersonId,
    /// Whether its keeper has left the organisation.
    unkept: bool,
    /// His account on the house, where it is known.
    person: Option<PersonId>,
    /// Since when.
    made_at: Timestamp,
}

impl From<Shown> for ContactView {
    fn from(Shown { contact, lines, is_unkept }: Shown) -> Self {
        let [name, phone, company, tags, note] = lines;
        Self {
            id: contact.id,
            external: true,
            name,
            phone,
            company,
            tags,
            note,
            purpose: contact.purpose,
            ground: contact.ground,
            owner: contact.owner,
            unkept: is_unkept,
            person: contact.person,
            made_at: contact.made_at,
        }
    }
}

async fn list(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Query(page): Query<After>,
) -> Result<Json<ContactList>, Problem> {
    let items: Vec<ContactView> =
        actions::list(&house, who, page.after).await?.into_iter().map(ContactView::from).collect();
    let is_full = items.len() >= PAGE as usize;
    let next = items.last().filter(|_| is_full).map(|one| one.id);
    Ok(Json(ContactList { items, next }))
}

/// What I enter.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ContactWish {
    /// The name: 64 characters at most.
    name: String,
    /// The number.
    #[serde(default)]
    phone: Option<String>,
    /// The company: 120 characters at most.
    #[serde(default)]
    company: Option<String>,
    /// Tags with commas between: 120 characters at most.
    #[serde(default)]
    tags: Option<String>,
    /// A note: 500 characters at most.
    #[serde(default)]
    note: Option<String>,
    /// For what.
    purpose: Use,
    /// On which ground.
    ground: Basis,
    /// The account of a friend of mine that is this person's.
    #[serde(default)]
    person: Option<PersonId>,
}

impl ContactWish {
    fn read(self) -> Result<Wish, Refusal> {
        let more = [&self.phone, &self.company, &self.tags, &self.note].map(Option::as_deref);
        let written = Written::read(&self.name, more)?;
        Ok(Wish { written, person: self.person, purpose: self.purpose, ground: self.ground })
    }
}

/// A contact that there is now.
#[derive(Serialize, JsonSchema)]
struct ContactMade {
    /// Which.
    id: ContactId,
}

async fn add(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<ContactWish>,
) -> Result<Json<ContactMade>, Problem> {
    Ok(Json(ContactMade { id: actions::add(&house, who, wish.read()?).await? }))
}

/// A contact of an organisation.
#[derive(Deserialize, JsonSchema)]
struct ContactPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// The contact.
    contact: ContactId,
}

async fn change(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<ContactPath>,
    Json(wish): Json<ContactWish>,
) -> Result<StatusCode, Problem> {
    actions::change(&house, who, at.contact, wish.read()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<ContactPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, at.contact).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who keeps it from now on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ContactOwner {
    /// A member of the organisation.
    owner: PersonId,
}

async fn give(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<ContactPath>,
    Json(wish): Json<ContactOwner>,
) -> Result<StatusCode, Problem> {
    actions::give(&house, who, at.contact, wish.owner).await?;
    Ok(StatusCode::NO_CONTENT)
}
