//! Invitations for somebody who proved a number and has no account: what waits for it, and that nothing shall be kept.

use ground::{Because, Caller, Ctx, Fault, OrgId, PersonId, Timestamp};
use policy::Purpose;
use serde_json::json;

use super::{Basis, InvitationId, store};
use crate::House;
use crate::account;
use crate::org::actions::tell_administrators;
use crate::org::store as orgs;
use crate::org::upload::store as lists;
use crate::org::{Refusal, Role};

/// An invitation as somebody without an account sees it.
pub(crate) struct Invited {
    /// The organisation's name.
    pub org: String,
    /// Who invited, where there still is such a person.
    pub invited_by: Option<String>,
    /// As what.
    pub role: Role,
    /// When.
    pub invited_at: Timestamp,
    /// Until when it waits.
    pub expires_at: Timestamp,
    /// On which legal ground.
    pub basis: Basis,
}

/// What waits for the number of this index. Whoever calls has seen the number proved.
pub(crate) async fn of_number(house: &House, index: [u8; 16]) -> Result<Vec<Invited>, Fault> {
    let mut view = house.db.view().await?;
    let rows = store::of_number(&mut view, index).await?;
    drop(view);
    let caller = Caller::Program("outside.held");
    let look = house.vault.look(&caller, Purpose::Invitation).act("outside.held");
    let names = look.open_many(rows.iter().map(|(_, name)| name)).await.because("opening who invites")?;
    let inviters: Vec<PersonId> = rows.iter().map(|(row, _)| row.invited_by).collect();
    let inviters = account::names_of(house, &caller, Purpose::Invitation, &inviters).await?;
    let shown = rows.into_iter().zip(names).map(|((row, _), name)| Invited {
        org: name.as_str().to_owned(),
        invited_by: inviters.get(&row.invited_by).map(|name| name.as_str().to_owned()),
        role: row.role,
        invited_at: row.invited_at,
        expires_at: row.expires_at,
        basis: row.basis,
    });
    Ok(shown.collect())
}

/// Forgets a number: what waited for it is declined, the rest is gone, but for its index where an organisation had something of it:
/// by that no list of this organisation names it again. Answers how many waited.
pub(crate) async fn forget_number(cx: &mut Ctx, index: [u8; 16]) -> Result<usize, Refusal> {
    for org in lists::naming(cx, index).await? {
        orgs::lock(cx, org).await?;
        lists::refuse_number(cx, org, index).await?;
    }
    lists::forget_number(cx, index).await?;
    let declined: Vec<(OrgId, InvitationId)> = store::forget_number(cx, index).await?;
    for (org, id) in &declined {
        let body = json!({ "org": org, "invitation": id });
        tell_administrators(cx, *org, "org.declined", &body).await?;
    }
    Ok(declined.len())
}
