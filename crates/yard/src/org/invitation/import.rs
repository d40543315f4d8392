//! Many at once: an organisation brings in a list, and names the legal ground of each row.
//!
//! A row is a number, a role and a ground, and nothing else: what more is to be known of a person he gives himself, once he
//! has accepted. Nobody becomes a member by being on a list.
//!
//! A list is one act of its administrator: it counts once where `risk` looks for spam, however many rows it has and however
//! many of them are refused. What bounds it is the number of rows of an organisation within a day, counted apart from what
//! it invites one by one, so that a large list leaves that open.

use ground::{Ctx, Errand, Member};

use super::actions::{PER_NUMBER, Way, invite};
use super::jobs::TextInvitation;
use super::{Basis, InvitationId, InvitationRow, store};
use crate::House;
use crate::account::Phone;
use crate::org::actions::count_today;
use crate::org::upload::{self, Attestation, Attested};
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
pub(super) async fn import(
    house: &House,
    who: Member,
    attestation: &Attestation,
    rows: Vec<Row>,
) -> Result<Vec<Outcome>, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "org.administer", &org::resource(who.org))?;
    drop(view);
    let Attested(upload) = upload::attested(house, who, attestation).await?;
    let mut outcomes = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(phone) = Phone::read(&row.phone) else {
            outcomes.push(Outcome::Left("account.phone_wrong"));
            continue;
        };
        let way = Way::List(Some(upload));
        outcomes.push(match invite(house, who, &phone, row.role, row.basis, way).await {
            Ok(made) => Outcome::Invited(made.id),
            Err(Refusal::MemberAlready) => Outcome::Left("org.member_already"),
            Err(Refusal::InvitedAlready) => Outcome::Left("org.invited_already"),
            Err(Refusal::ListRefused) => Outcome::Left("org.list_refused"),
            Err(Refusal::InviteLimit { .. }) => Outcome::Left("org.invite_limit"),
            Err(refusal) => return Err(refusal),
        });
    }
    Ok(outcomes)
}

/// What became of an invitation of a list.
pub(in crate::org) enum Put {
    /// It waits now.
    Made,
    /// One waits already, or he is a member.
    There,
    /// There were too many today.
    Many,
}

/// Invites one of a list within a unit of work that brings in several.
pub(in crate::org) async fn put_listed(
    cx: &mut Ctx,
    house: &House,
    who: &Member,
    row: &InvitationRow,
    (index, most): ([u8; 16], u32),
) -> Result<Put, Refusal> {
    if store::is_member(cx, who.org, index).await? || store::is_there(cx, who.org, index).await? {
        return Ok(Put::There);
    }
    for (kind, most, key) in
        [("org.import.org", most, who.org.bytes()), ("org.invite.number", PER_NUMBER, index)]
    {
        if count_today(cx, kind, most, key).await?.is_some() {
            return Ok(Put::Many);
        }
    }
    if !store::add_unless(cx, row, index).await? {
        return Ok(Put::There);
    }
    if let Some(person) = store::person_of(cx, index).await? {
        let body = serde_json::json!({ "invitation": row.id, "org": who.org });
        cx.tell(person, "org", "org.invited", &body).await?;
    }
    if house.egress.ways().sms {
        let text = TextInvitation { org: who.org, invitation: row.id };
        cx.later(<TextInvitation as Errand<House>>::NAME, &text).await?;
    }
    Ok(Put::Made)
}

/// Invites one of a list, counted as its rows are; answers the invitation.
pub(in crate::org) async fn invite_listed(
    house: &House,
    who: Member,
    phone: &Phone,
    role: Role,
    basis: Basis,
) -> Result<InvitationId, Refusal> {
    Ok(invite(house, who, phone, role, basis, Way::List(None)).await?.id)
}
