//! Who may open what of an organisation: the answers that the vault asks for, purpose by purpose.

use ground::{Caller, Db, Fault, Member, OrgId, PersonId, ServiceScope, View};
use policy::{Category, Purpose};
use std::collections::{BTreeSet, HashSet};
use vault::{Answer, Subject};

use super::invitation::store as invitations;
use super::{Role, certificate, record, store, upload};
use crate::grounds::{Check, ManyCheck};

/// The checks of this feature.
pub fn checks() -> Vec<(Purpose, Check)> {
    let own = vec![(Purpose::Invitation, invitation as Check)];
    [own, record::checks(), upload::checks(), certificate::checks()].concat()
}

/// Those that answer for a whole page.
pub fn many_checks() -> Vec<(Purpose, ManyCheck)> {
    let own = vec![
        (Purpose::Organisation, organisation as ManyCheck),
        (Purpose::Directory, directory as ManyCheck),
    ];
    [own, record::many_checks()].concat()
}

/// Members see whose organisation it is; administrators see what it keeps of its members, and a program that reads
/// members what its own system calls them.
fn organisation<'a>(
    db: &'a Db,
    caller: &'a Caller,
    asked: &'a [(Category, Subject)],
) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let mut view = db.glance().await?;
        let reads = reads_members(caller);
        let belongs = match caller {
            Caller::Member(member) => store::role_of(&mut view, member.org, member.person)
                .await?
                .map(|role| (member.org, role == Role::Administrator)),
            _ => None,
        };
        let runs = belongs.and_then(|(org, runs)| runs.then_some(org));
        let seen = match reads.or(runs) {
            Some(org) => store::members_among(&mut view, org, &people(asked)).await?,
            None => HashSet::new(),
        };
        let mut may = Vec::with_capacity(asked.len());
        for (category, subject) in asked {
            may.push(match (subject, category) {
                (Subject::Org(org), Category::OrgCompanyParticulars | Category::Department) => {
                    works_for(caller, *org, ServiceScope::OrgRead)
                        || belongs.is_some_and(|(own, _)| own == *org)
                        || is_in(&mut view, caller, *org).await?
                }
                (Subject::Person(person), Category::OrgMembership) => seen.contains(person),
                (Subject::Person(person), Category::OrgPosition | Category::DisplayName) => {
                    runs.is_some() && seen.contains(person)
                }
                _ => false,
            });
        }
        Ok(may)
    })
}

/// Members find one another, and the departments, within the organisation in which they act. A program finds the names
/// and the departments of the organisation it works for.
fn directory<'a>(db: &'a Db, caller: &'a Caller, asked: &'a [(Category, Subject)]) -> Answer<'a, Vec<bool>> {
    Box::pin(async move {
        let mut view = db.glance().await?;
        let within = match caller {
            Caller::Member(member) => {
                store::role_of(&mut view, member.org, member.person).await?.map(|_| member.org)
            }
            _ => reads_members(caller),
        };
        let Some(within) = within else { return Ok(vec![false; asked.len()]) };
        let belonging = store::members_among(&mut view, within, &people(asked)).await?;
        let may = |(category, subject): &(Category, Subject)| match (subject, category) {
            (Subject::Org(org), Category::Department) => *org == within,
            (Subject::Person(person), Category::DisplayName) => belonging.contains(person),
            (Subject::Person(person), Category::OrgPosition) => {
                caller.person().is_some() && belonging.contains(person)
            }
            _ => false,
        };
        Ok(asked.iter().map(may).collect())
    })
}

/// The people of whom something is asked, each once.
fn people(asked: &[(Category, Subject)]) -> Vec<PersonId> {
    let person = |(_, subject): &(Category, Subject)| match subject {
        Subject::Person(person) => Some(*person),
        _ => None,
    };
    let people: BTreeSet<PersonId> = asked.iter().filter_map(person).collect();
    people.into_iter().collect()
}

/// Whoever is invited sees by whom and where to; administrators see which numbers wait.
fn invitation<'a>(db: &'a Db, caller: &'a Caller, category: Category, subject: Subject) -> Answer<'a, bool> {
    Box::pin(async move {
        let Some(person) = caller.person() else { return Ok(false) };
        match (subject, category) {
            (Subject::Org(org), Category::InvitationPhone) => {
                Ok(administrator(db, caller).await?.is_some_and(|member| member.org == org))
            }
            (Subject::Org(org), Category::OrgCompanyParticulars) => {
                invitations::invites(&mut db.view().await?, org, person).await
            }
            (Subject::Person(inviter), Category::DisplayName) => {
                invitations::invited_by(&mut db.view().await?, inviter, person).await
            }
            _ => Ok(false),
        }
    })
}

/// Whether the caller is a program that works for this organisation with this scope.
fn works_for(caller: &Caller, org: OrgId, scope: ServiceScope) -> bool {
    matches!(caller, Caller::Service(program) if program.may(org, scope))
}

/// The organisation whose members the caller may read, where it is a program that may.
fn reads_members(caller: &Caller) -> Option<OrgId> {
    let Caller::Service(program) = caller else { return None };
    program.org.filter(|org| program.may(*org, ServiceScope::MembersRead))
}

async fn role(db: &Db, caller: &Caller, org: OrgId) -> Result<Option<Role>, Fault> {
    let Some(person) = caller.person() else { return Ok(None) };
    store::role_of(&mut db.glance().await?, org, person).await
}

async fn is_in(view: &mut View, caller: &Caller, org: OrgId) -> Result<bool, Fault> {
    let Some(person) = caller.person() else { return Ok(false) };
    Ok(store::role_of(view, org, person).await?.is_some())
}

/// The member that the caller acts as, where he is an administrator at this moment.
async fn administrator(db: &Db, caller: &Caller) -> Result<Option<Member>, Fault> {
    let Caller::Member(member) = caller else { return Ok(None) };
    let runs_it = role(db, caller, member.org).await? == Some(Role::Administrator);
    Ok(runs_it.then_some(*member))
}
