//! Who may open what of a record that is not his own. Which of its fields he sees is the organisation's rule, asked before.

use ground::{Caller, Db, PersonId};
use policy::{Category, Purpose};
use std::collections::HashSet;
use vault::{Answer, Subject};

use crate::grounds::{Check, ManyCheck};
use crate::org::charge::{self, Right};
use crate::org::store as orgs;

/// The checks of this room.
pub fn checks() -> Vec<(Purpose, Check)> {
    vec![(Purpose::MemberIdentity, identity as Check), (Purpose::Personnel, personnel as Check)]
}

/// Those that answer for a whole page.
pub fn many_checks() -> Vec<(Purpose, ManyCheck)> {
    vec![(Purpose::MemberRecord, colleagues as ManyCheck)]
}

/// Members of one organisation, within it.
fn colleagues<'a>(db: &'a Db, caller: &'a Caller, asked: &'a [(Category, Subject)]) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let Caller::Member(who) = caller else { return Ok(vec![false; asked.len()]) };
        let mut view = db.view().await?;
        let belongs = orgs::role_of(&mut view, who.org, who.person).await?.is_some();
        let people: Vec<PersonId> = asked
            .iter()
            .filter_map(|(_, subject)| match subject {
                Subject::Person(person) => Some(*person),
                _ => None,
            })
            .collect::<HashSet<_>>()
            .into_iter()
            .collect();
        let found =
            if belongs { orgs::members_among(&mut view, who.org, &people).await? } else { HashSet::new() };
        let may = |(category, subject): &(Category, Subject)| match subject {
            Subject::Person(person) => {
                found.contains(person)
                    && matches!(
                        category,
                        Category::MemberRecord | Category::OrgPosition | Category::DisplayName
                    )
            }
            Subject::Org(org) => belongs && *org == who.org && *category == Category::Department,
            _ => false,
        };
        Ok(asked.iter().map(may).collect())
    })
}

/// Whoever has the right over somebody at this moment.
async fn has(db: &Db, caller: &Caller, right: Right, subject: Subject) -> Result<bool, ground::Fault> {
    let (Caller::Member(who), Subject::Person(person)) = (caller, subject) else { return Ok(false) };
    let mut view = db.view().await?;
    let Some(role) = orgs::role_of(&mut view, who.org, who.person).await? else { return Ok(false) };
    let now = ground::Member { administrator: role == crate::org::Role::Administrator, ..*who };
    let Some(member) = orgs::member_seen(&mut view, who.org, person).await? else { return Ok(false) };
    Ok(charge::reaching(&mut view, &now, right).await?.has(member.department))
}

fn identity<'a>(db: &'a Db, caller: &'a Caller, category: Category, subject: Subject) -> Answer<'a, bool> {
    Box::pin(async move {
        Ok(category == Category::MemberIdNumber && has(db, caller, Right::Identity, subject).await?)
    })
}

fn personnel<'a>(db: &'a Db, caller: &'a Caller, category: Category, subject: Subject) -> Answer<'a, bool> {
    Box::pin(async move {
        let known = matches!(category, Category::PersonnelRecord | Category::DisplayName);
        Ok(known && has(db, caller, Right::Personnel, subject).await?)
    })
}
