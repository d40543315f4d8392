//! Many at once: an organisation brings in a list, and names the legal ground of each row.
//!
//! A row is a number, a role and a ground, and nothing else: what more is to be known of a person he gives himself, once he
//! has accepted. Nobody becomes a member by being on a list.
//!
//! A list is one act of its administrator: it counts once where `risk` looks for spam, however many rows it has and however
//! many of them are refused. What bounds it is the number of rows of an organisation within a day, counted apart from what
//! it invites one by one, so that a large list leaves that open.

use ground::Member;

use super::actions::{Way, invite};
use super::{Basis, InvitationId};
use crate::House;
use crate::account::Phone;
use crate::org::{self, Refusal, Role};

/// Rows of one list.
pub(super) const ROWS_MAX: usize = 500;
/// Rows of one organisation that become invitations within a day.
pub(super) const PER_ORG: u32 = 2_000;

/// One row of a list.
pub(super) struct Row {
    pub phone: String,
    pub role: Role,
    pub basis: Basis,
}

/// What became of a row.
pub(super) enum Outcome {
    Invited(InvitationId),
    /// The code of why not.
    Left(&'static str),
}

/// Invites everybody of a list, row by row; a row that cannot be is left out, and the limit of a day ends it.
pub(super) async fn import(house: &House, who: Member, rows: Vec<Row>) -> Result<Vec<Outcome>, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "org.administer", &org::resource(who.org))?;
    drop(view);
    let mut outcomes = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(phone) = Phone::read(&row.phone) else {
            outcomes.push(Outcome::Left("account.phone_wrong"));
            continue;
        };
        outcomes.push(match invite(house, who, &phone, row.role, row.basis, Way::List).await {
            Ok(made) => Outcome::Invited(made.id),
            Err(Refusal::MemberAlready) => Outcome::Left("org.member_already"),
            Err(Refusal::InvitedAlready) => Outcome::Left("org.invited_already"),
            Err(Refusal::InviteLimit { .. }) => Outcome::Left("org.invite_limit"),
            Err(refusal) => return Err(refusal),
        });
    }
    Ok(outcomes)
}

/// Invites one of a list, counted as its rows are; answers the invitation.
pub(in crate::org) async fn invite_listed(
    house: &House,
    who: Member,
    phone: &Phone,
    role: Role,
    basis: Basis,
) -> Result<InvitationId, Refusal> {
    Ok(invite(house, who, phone, role, basis, Way::List).await?.id)
}
