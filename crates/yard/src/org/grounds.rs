//! Who may open what of an organisation: the answers that the vault asks for, purpose by purpose.

use ground::{Caller, Db, Fault, Member, OrgId, PersonId, ServiceScope};
use policy::{Category, Purpose};
use vault::{Answer, Subject};

use super::invitation::store as invitations;
use super::{Role, store};
use crate::grounds::Check;

/// The checks of this feature.
pub fn checks() -> Vec<(Purpose, Check)> {
    vec![
        (Purpose::Organisation, organisation as Check),
        (Purpose::Directory, directory as Check),
        (Purpose::Invitation, invitation as Check),
    ]
}

/// Members see whose organisation it is; administrators see what it keeps of its members, and a program that reads
/// members what its own system calls them.
fn organisation<'a>(
    db: &'a Db,
    caller: &'a Caller,
    category: Category,
    subject: Subject,
) -> Answer<'a, bool> {
    Box::pin(async move {
        match (subject, category) {
            (Subject::Org(org), Category::OrgCompanyParticulars | Category::Department) => {
                Ok(works_for(caller, org, ServiceScope::OrgRead) || role(db, caller, org).await?.is_some())
            }
            (
                Subject::Person(person),
                Category::OrgPosition | Category::OrgMembership | Category::DisplayName,
            ) => {
                if let Some(org) = reads_members(caller).filter(|_| category == Category::OrgMembership) {
                    return belongs(db, org, person).await;
                }
                let Some(member) = administrator(db, caller).await? else { return Ok(false) };
                belongs(db, member.org, person).await
            }
            _ => Ok(false),
        }
    })
}

/// Members find one another, and the departments, within the organisation in which they act. A program finds the names
/// and the departments of the organisation it works for.
fn directory<'a>(db: &'a Db, caller: &'a Caller, category: Category, subject: Subject) -> Answer<'a, bool> {
    Box::pin(async move {
        let within = match caller {
            Caller::Member(member) => role(db, caller, member.org).await?.map(|_| member.org),
            _ => reads_members(caller),
        };
        let Some(within) = within else { return Ok(false) };
        match (subject, category) {
            (Subject::Org(org), Category::Department) => Ok(org == within),
            (Subject::Person(person), Category::DisplayName) => belongs(db, within, person).await,
            (Subject::Person(person), Category::OrgPosition) if caller.person().is_some() => {
                belongs(db, within, person).await
            }
            _ => Ok(false),
        }
    })
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
    store::role_of(&mut db.view().await?, org, person).await
}

async fn belongs(db: &Db, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    Ok(store::role_of(&mut db.view().await?, org, person).await?.is_some())
}

/// The member that the caller acts as, where he is an administrator at this moment.
async fn administrator(db: &Db, caller: &Caller) -> Result<Option<Member>, Fault> {
    let Caller::Member(member) = caller else { return Ok(None) };
    let runs_it = role(db, caller, member.org).await? == Some(Role::Administrator);
    Ok(runs_it.then_some(*member))
}
