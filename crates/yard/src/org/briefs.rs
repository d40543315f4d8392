//! A person's own organisations: in short, and as what is held about him.

use ground::{Caller, Fault, Member, OrgId, PersonId, Scope, View};
use policy::{Category, Purpose};
use schemars::JsonSchema;
use serde::Serialize;
use std::pin::Pin;
use vault::{Plain, Sealed};

use super::store::{self, Belonging};
use super::{Basis, Role, Service};
use crate::House;
use crate::house::Held;

/// One of a person's organisations.
#[derive(Serialize, JsonSchema)]
pub struct OrgBrief {
    /// The organisation.
    pub id: OrgId,
    /// The legal name.
    pub name: String,
    /// `administrator` or `member`.
    pub role: String,
    /// On which legal ground I was brought in: `contract`, `consent` or `duty`; null where I founded it, or came before
    /// grounds were named.
    pub basis: Option<Basis>,
    /// Whether it was shown to be the company that it says.
    pub certified: bool,
    /// Which services of the house it opened.
    pub opened: Vec<Service>,
}

/// The organisations of a person, oldest membership first; none where the caller may not list them.
///
/// # Errors
/// What the database or the vault says.
pub async fn briefs(house: &House, caller: &Caller, person: PersonId) -> Result<Vec<OrgBrief>, Fault> {
    let mut view = house.db.view().await?;
    if view.scope(caller.clone(), "org.list") != Ok(Scope::Own(person)) {
        return Ok(Vec::new());
    }
    let belongings = store::of_person(&mut view, person).await?;
    let orgs: Vec<OrgId> = belongings.iter().map(|one| one.org).collect();
    let certified = super::certificate::among(&mut view, &orgs).await?;
    let mut opened = super::opened::of_person(&mut view, person).await?;
    drop(view);
    let names = names(house, caller, &belongings).await?;
    let mut brief = |(one, name): (Belonging, String)| OrgBrief {
        id: one.org,
        name,
        role: one.role.word().to_owned(),
        basis: one.basis,
        certified: certified.contains(&one.org),
        opened: opened.remove(&one.org).unwrap_or_default(),
    };
    Ok(belongings.into_iter().zip(names).map(&mut brief).collect())
}

/// What the organisations are called, to each as its member: it is his own to know.
async fn names(house: &House, caller: &Caller, belongings: &[Belonging]) -> Result<Vec<String>, Fault> {
    let mut names = Vec::with_capacity(belongings.len());
    for one in belongings {
        let caller = match caller {
            Caller::Person(who) | Caller::Keeper(who) => Caller::Member(Member {
                person: who.person,
                device: who.device,
                org: one.org,
                administrator: one.role == Role::Administrator,
            }),
            other => other.clone(),
        };
        let look = house.vault.look(&caller, Purpose::Organisation).act("org.list");
        let opened = look.open(&one.legal_name).await;
        let opened =
            opened.map_err(|refusal| Fault::caused("opening the names of one's organisations", refusal))?;
        names.push(opened.as_str().to_owned());
    }
    Ok(names)
}

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let mut held = super::invitation::held(&mut view, person).await?;
        held.extend(held_memberships(house, view, caller, person).await?);
        held.extend(super::record::held(house, caller, person).await?);
        held.extend(super::upload::held(house, caller, person).await?);
        held.extend(super::scim::held(house, caller, person).await?);
        Ok(held)
    })
}

async fn held_memberships(
    house: &House,
    mut view: View,
    caller: &Caller,
    person: PersonId,
) -> Result<Vec<Held>, Fault> {
    let belongings = store::of_person(&mut view, person).await?;
    let stated = store::creator_names(&mut view, person).await?;
    drop(view);
    // Who looks for somebody else, as his guardian or under a mandate, is no member: the house tells him where he belongs.
    let house_itself = Caller::Program("me.held");
    let opener = if caller.person() == Some(person) { caller } else { &house_itself };
    let names = names(house, opener, &belongings).await?;
    let mut held = Vec::new();
    for (collected_at, name) in &stated {
        let value = Some(own(house, caller, name).await?.as_str().to_owned());
        held.push(Held {
            category: Category::DisplayName,
            table: "yard_org",
            value,
            collected_at: *collected_at,
        });
    }
    for (one, name) in belongings.iter().zip(names) {
        let mut say = |category, value| {
            held.push(Held {
                category,
                table: "yard_member",
                value: Some(value),
                collected_at: one.joined_at,
            });
        };
        say(Category::OrgMembership, format!("{name} · {}", one.role.word()));
        for (category, sealed) in
            [(Category::OrgPosition, &one.position), (Category::OrgMembership, &one.external_id)]
        {
            if let Some(sealed) = sealed {
                say(category, own(house, caller, sealed).await?.as_str().to_owned());
            }
        }
    }
    Ok(held)
}

/// Opens what is one's own.
async fn own<T: Plain>(house: &House, caller: &Caller, sealed: &Sealed<T>) -> Result<T, Fault> {
    let opened = house.vault.look(caller, Purpose::OwnData).act("me.held").open(sealed).await;
    Ok(opened.map_err(|refusal| Fault::caused("opening one's own data", refusal))?.into_inner())
}
