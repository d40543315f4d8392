//! What moving asks of the tables of members.

use ground::db::Assembled;
use ground::{Ctx, Fault, OrgId, PersonId, View, values};
use std::collections::HashMap;

use crate::org::MembershipId;

/// On which legal grounds these members were brought in.
pub(super) async fn bases(
    view: &mut View,
    org: OrgId,
    members: &[MembershipId],
) -> Result<HashMap<MembershipId, String>, Fault> {
    if members.is_empty() {
        return Ok(HashMap::new());
    }
    let places = ground::db::places(2, members.len());
    let sql = format!(
        "SELECT id, basis FROM yard_member WHERE org = $1 AND basis IS NOT NULL AND id IN ({places})"
    );
    let values = std::iter::once(org.into()).chain(members.iter().map(|id| (*id).into())).collect();
    let rows = view.all(Assembled(sql), values).await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("basis")?))).collect()
}

/// The member of an organisation whose number has this index.
pub(in crate::org) async fn member_of(
    cx: &mut Ctx,
    org: OrgId,
    index: [u8; 16],
) -> Result<Option<PersonId>, Fault> {
    let sql = "SELECT m.person FROM yard_member m JOIN yard_number n ON n.person = m.person \
               WHERE m.org = $1 AND n.phone_index = $2";
    cx.opt(sql, values![org, index]).await?.map(|row| row.get("person")).transpose()
}
