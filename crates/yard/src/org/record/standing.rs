//! What whoever looks is to a member, by the rows of this moment.

use ground::{Member, View};

use super::{Refusal, Standing};
use crate::org::charge::{self, Right};
use crate::org::store::{self as orgs, MemberRow};

/// What somebody is to a member of his organisation.
pub(super) async fn standing(view: &mut View, who: &Member, of: &MemberRow) -> Result<Standing, Refusal> {
    if who.person == of.person {
        return Ok(Standing::Own);
    }
    if charge::reaching(view, who, Right::Records).await?.has(of.department) {
        return Ok(Standing::Keeper);
    }
    let own = orgs::member_seen(view, who.org, who.person).await?.ok_or(Refusal::Unknown)?;
    let near = own.department.is_some() && own.department == of.department;
    Ok(if near { Standing::Department } else { Standing::Member })
}
