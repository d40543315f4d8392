//! Who may look at the evidence of an organisation: those who run the house, while it waits for them; its administrators read why
//! it was refused.

use ground::{Caller, Db};
use policy::{Category, Purpose};
use vault::{Answer, Subject};

use super::store;
use crate::grounds::Check;
use crate::org::{Role, store as orgs};

/// The checks of this room.
pub fn checks() -> Vec<(Purpose, Check)> {
    vec![(Purpose::OrgCertification, reviews as Check)]
}

fn reviews<'a>(db: &'a Db, caller: &'a Caller, category: Category, subject: Subject) -> Answer<'a, bool> {
    Box::pin(async move {
        let Subject::Org(org) = subject else { return Ok(false) };
        match (caller, category) {
            (Caller::Keeper(_), Category::OrgEvidence | Category::OrgCompanyParticulars) => {
                store::waits(&mut db.view().await?, org).await
            }
            (Caller::Member(who), Category::OrgEvidence) if who.org == org => {
                let role = orgs::role_of(&mut db.view().await?, org, who.person).await?;
                Ok(role == Some(Role::Administrator))
            }
            _ => Ok(false),
        }
    })
}
