//! What is known of an organisation for one case, read in one view.

use ground::{OrgId, PersonId};
use std::collections::{BTreeMap, HashMap};
use yard::House;
use yard::org::store as orgs;

use super::form::Definition;
use super::process::{self, Who};
use super::value::{self, Filled};
use super::who::{Facts, Settings};
use super::{Refusal, store};

/// What is asked.
pub(super) struct Wish<'a> {
    pub org: OrgId,
    pub asker: Option<PersonId>,
    pub definition: &'a Definition,
    pub values: &'a Filled,
    pub chosen: &'a BTreeMap<String, Vec<PersonId>>,
    /// Whoever is named besides.
    pub more: &'a [PersonId],
}

/// Reads it.
pub(super) async fn load(house: &House, wish: &Wish<'_>, settings: Settings) -> Result<Facts, Refusal> {
    let mut view = house.db.view().await?;
    let org = wish.org;
    let departments = match wish.asker {
        Some(asker) => store::departments(&mut view, org, asker).await?,
        None => Vec::new(),
    };
    let administrators = store::administrators(&mut view, org).await?;
    let absent = store::absent(&mut view, org).await?;
    let (mut named, mut within) = (Vec::new(), HashMap::new());
    for (_, who) in process::named(&wish.definition.steps) {
        match who {
            Who::People { people } => named.extend(people),
            Who::Field { field } => named.extend(value::people(wish.values, field)),
            Who::Department { department } => {
                let people = store::of_department(&mut view, org, *department).await?;
                named.extend(&people);
                within.insert(*department, people);
            }
            Who::Head { .. } | Who::Role { .. } | Who::Administrators | Who::Chosen | Who::Asker => {}
        }
    }
    named.extend(wish.asker);
    named.extend(wish.more);
    named.extend(wish.chosen.values().flatten());
    named.extend(settings.heads.values());
    named.extend(settings.roles.iter().flat_map(|role| &role.people));
    named.extend(settings.leavers_to);
    named.extend(absent.values().flatten());
    named.extend(&administrators);
    named.sort_unstable();
    named.dedup();
    let members = orgs::members_among(&mut view, org, &named).await?;
    let (asker, chosen) = (wish.asker, wish.chosen.clone());
    Ok(Facts { asker, departments, settings, administrators, members, within, absent, chosen })
}
