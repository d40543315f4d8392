//! Who may open what was attested of a list and what it says: those who bring lists, and whom one names.

use ground::{Caller, Db};
use policy::{Category, Purpose};
use vault::{Answer, Subject};

use super::store;
use crate::grounds::Check;
use crate::org::charge::{self, Right};
use crate::org::store as orgs;

/// The checks of this room.
pub fn checks() -> Vec<(Purpose, Check)> {
    vec![(Purpose::MemberUpload, concerned as Check)]
}

fn concerned<'a>(db: &'a Db, caller: &'a Caller, category: Category, subject: Subject) -> Answer<'a, bool> {
    Box::pin(async move {
        let (Subject::Org(org), Some(person)) = (subject, caller.person()) else { return Ok(false) };
        let known = matches!(
            category,
            Category::OrgAttestation | Category::UploadedMember | Category::OrgCompanyParticulars
        );
        let mut view = db.view().await?;
        if known && store::names(&mut view, org, person).await? {
            return Ok(true);
        }
        let Caller::Member(who) = caller else { return Ok(false) };
        let role = orgs::role_of(&mut view, org, who.person).await?;
        let now = ground::Member { administrator: role == Some(crate::org::Role::Administrator), ..*who };
        let brings = charge::reaching(&mut view, &now, Right::Upload).await?.has(None);
        Ok(category == Category::OrgAttestation && who.org == org && role.is_some() && brings)
    })
}
