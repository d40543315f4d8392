//! What people do: find one another.

use ground::{Caller, Member, PersonId};
use policy::Purpose;
use std::collections::{HashMap, HashSet};

use super::sound::folded;
use super::{fields, projection};
use crate::House;
use crate::account;
use crate::org::charge::{self, Right};
use crate::org::department::{self, DepartmentId};
use crate::org::record::{Field, Standing, rules, store as records};
use crate::org::store::{self as orgs, MemberRow};
use crate::org::{Refusal, resource};

/// People on a page, at most.
pub(super) const PAGE_MAX: usize = 100;
/// Characters that one looks for, at most.
const TEXT_MAX: usize = 64;

/// Whom somebody looks for.
pub(super) struct Wish<'a> {
    pub text: &'a str,
    pub department: Option<DepartmentId>,
    /// Also in what is below that department.
    pub below: bool,
    pub from: usize,
    pub limit: usize,
}

/// Somebody who was found.
pub(super) struct Found {
    pub row: MemberRow,
    pub name: Option<String>,
}

/// Finds members of the caller's organisation, in the order in which their names are read; answers how many there are in all.
pub(super) async fn find(
    house: &House,
    who: Member,
    wish: &Wish<'_>,
) -> Result<(Vec<Found>, usize), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.members.read", &resource(who.org))?;
    let own = orgs::member_seen(&mut view, who.org, who.person).await?.ok_or(Refusal::Unknown)?;
    let reach = charge::reaching(&mut view, &who, Right::Records).await?;
    let said = records::rules(&mut view, who.org).await?;
    let within: Option<HashSet<DepartmentId>> = match wish.department {
        Some(at) if wish.below => Some(department::below(&mut view, who.org, at).await?),
        Some(at) => Some(HashSet::from([at])),
        None => None,
    };
    drop(view);
    let wanted: String = folded(wish.text).chars().take(TEXT_MAX).collect();
    let members = projection::of(house, who.org).await?;
    let (values, named) = if wanted.is_empty() {
        (None, HashSet::new())
    } else {
        let named = department::named(house, who, |name| folded(name).contains(&wanted)).await?;
        (Some(fields::of(house, who.org).await?), named)
    };
    let shows = |field: Field, person: PersonId, department: Option<DepartmentId>| {
        let standing = if person == who.person {
            Standing::Own
        } else if reach.has(department) {
            Standing::Keeper
        } else if department.is_some() && department == own.department {
            Standing::Department
        } else {
            Standing::Member
        };
        rules::shows(field, records::rule(&said, field), standing)
    };
    let found: Vec<PersonId> = members
        .iter()
        .filter(|one| {
            within.as_ref().is_none_or(|within| one.department.is_some_and(|at| within.contains(&at)))
        })
        .filter(|one| {
            one.sound.is(&wanted)
                || one.department.is_some_and(|at| named.contains(&at))
                || one.position.as_ref().is_some_and(|text| {
                    text.contains(&wanted) && shows(Field::Position, one.person, one.department)
                })
                || values.as_ref().and_then(|values| values.get(&one.person)).is_some_and(|fields| {
                    fields.iter().any(|(field, text)| {
                        text.contains(&wanted) && shows(*field, one.person, one.department)
                    })
                })
        })
        .map(|one| one.person)
        .collect();
    let page: Vec<PersonId> =
        found.iter().skip(wish.from).take(wish.limit.clamp(1, PAGE_MAX)).copied().collect();
    Ok((shown(house, who, &page).await?, found.len()))
}

/// Opens the names of a page for whoever looks.
async fn shown(house: &House, who: Member, page: &[PersonId]) -> Result<Vec<Found>, Refusal> {
    let mut view = house.db.view().await?;
    let mut rows = Vec::with_capacity(page.len());
    for person in page {
        rows.extend(orgs::member_seen(&mut view, who.org, *person).await?);
    }
    drop(view);
    let caller = Caller::from(who);
    let mut names: HashMap<PersonId, account::Name> =
        account::names_of(house, &caller, Purpose::MemberRecord, page).await?;
    let shown = rows
        .into_iter()
        .map(|row| Found { name: names.remove(&row.person).map(|name| name.as_str().to_owned()), row });
    Ok(shown.collect())
}
