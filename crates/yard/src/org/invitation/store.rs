//! Rows of invitations.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use policy::Personal;
use vault::{Sealed, Subject};

use super::{Basis, InvitationId, State};
use crate::account::Phone;
use crate::org::store::role;
use crate::org::{Line, OrgRow, Role};

/// A row of `yard_invitation`.
#[derive(Personal)]
#[personal(table = "yard_invitation")]
pub struct InvitationRow {
    /// The invitation.
    pub id: InvitationId,
    /// Into which organisation.
    pub org: OrgId,
    /// As what.
    pub role: Role,
    /// Whether it still waits.
    pub state: State,
    /// Whose number; gone with the answer.
    #[personal(category = "invitation-phone")]
    pub phone: Option<Sealed<Phone>>,
    /// Who invited.
    pub invited_by: PersonId,
    /// When.
    pub invited_at: Timestamp,
    /// Until when it waits.
    pub expires_at: Timestamp,
    /// On which legal ground.
    pub basis: Basis,
}

fn invitation_row(row: &Row) -> Result<InvitationRow, Fault> {
    let (id, org): (InvitationId, OrgId) = (row.get("id")?, row.get("org")?);
    let phone: Option<Vec<u8>> = row.get("phone")?;
    let state: String = row.get("state")?;
    Ok(InvitationRow {
        id,
        org,
        role: role(row)?,
        state: State::from_word(&state)
            .ok_or_else(|| Fault::new("an invitation in a state that nobody knows"))?,
        phone: phone.map(|bytes| Sealed::stored(&InvitationRow::PHONE, Subject::Org(org), id.bytes(), bytes)),
        invited_by: row.get("invited_by")?,
        invited_at: row.get("invited_at")?,
        expires_at: row.get("expires_at")?,
        basis: Basis::of(&row.get::<String>("basis")?)?,
    })
}

/// Whether an open invitation waits for a number.
pub(super) async fn waits(cx: &mut Ctx, phone_index: [u8; 16]) -> Result<bool, Fault> {
    let now = cx.now();
    let row = cx
        .opt(
            "SELECT 1 AS waits FROM yard_invitation WHERE phone_index = $1 AND state = 'open' AND expires_at > $2 LIMIT 1",
            values![phone_index, now],
        )
        .await?;
    Ok(row.is_some())
}

/// Adds an invitation, in the place of one that has expired.
pub(super) async fn add(cx: &mut Ctx, row: &InvitationRow, index: [u8; 16]) -> Result<(), ground::DbError> {
    let now = cx.now();
    cx.run(
        "DELETE FROM yard_invitation WHERE org = $1 AND phone_index = $2 AND expires_at <= $3",
        values![row.org, index, now],
    )
    .await?;
    cx.run(
        "INSERT INTO yard_invitation (id, org, role, state, phone, phone_index, invited_by, invited_at, expires_at, \
         basis) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        vec![
            row.id.into(),
            row.org.into(),
            row.role.word().into(),
            row.state.word().into(),
            crate::org::store::sealed(row.phone.as_ref()),
            index.into(),
            row.invited_by.into(),
            row.invited_at.into(),
            row.expires_at.into(),
            row.basis.word().into(),
        ],
    )
    .await?;
    Ok(())
}

/// Adds an invitation of a list; `false` where one waits for that number.
pub(super) async fn add_unless(cx: &mut Ctx, row: &InvitationRow, index: [u8; 16]) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "DELETE FROM yard_invitation WHERE org = $1 AND phone_index = $2 AND expires_at <= $3";
    cx.run(sql, values![row.org, index, now]).await?;
    let sql = "INSERT INTO yard_invitation (id, org, role, state, phone, phone_index, invited_by, invited_at, \
               expires_at, basis) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
               ON CONFLICT (org, phone_index) DO NOTHING";
    let values = values![
        row.id,
        row.org,
        row.role.word(),
        row.state.word(),
        row.phone.as_ref(),
        index,
        row.invited_by,
        row.invited_at,
        row.expires_at,
        row.basis.word()
    ];
    Ok(cx.run(sql, values).await? == 1)
}

/// Whether an invitation waits for this number; one that was declined has forgotten it.
pub(super) async fn is_there(cx: &mut Ctx, org: OrgId, index: [u8; 16]) -> Result<bool, Fault> {
    let now = cx.now();
    let sql =
        "SELECT 1 AS found FROM yard_invitation WHERE org = $1 AND phone_index = $2 AND expires_at > $3";
    Ok(cx.opt(sql, values![org, index, now]).await?.is_some())
}

/// Whether the person of a number belongs to an organisation.
pub(super) async fn is_member(cx: &mut Ctx, org: OrgId, phone_index: [u8; 16]) -> Result<bool, Fault> {
    let row = cx
        .opt(
            "SELECT 1 AS belongs FROM yard_member m JOIN yard_number n ON n.person = m.person \
             WHERE m.org = $1 AND n.phone_index = $2",
            values![org, phone_index],
        )
        .await?;
    Ok(row.is_some())
}

/// The person of a number.
pub(super) async fn person_of(cx: &mut Ctx, phone_index: [u8; 16]) -> Result<Option<PersonId>, Fault> {
    let row = cx.opt("SELECT person FROM yard_number WHERE phone_index = $1", values![phone_index]).await?;
    row.map(|row| row.get("person")).transpose()
}

/// The open invitations of a person by his number, with the organisation's name, oldest first.
pub(super) async fn of_person(
    view: &mut View,
    person: PersonId,
    after: Option<InvitationId>,
    limit: u32,
) -> Result<Vec<(InvitationRow, Sealed<Line>)>, Fault> {
    let (now, after) = (view.now(), after.map_or([0; 16], |id| id.bytes()));
    let rows = view
        .all(
            "SELECT i.id, i.org, i.role, i.state, i.phone, i.invited_by, i.invited_at, i.expires_at, i.basis, o.legal_name \
             FROM yard_number n JOIN yard_invitation i ON i.phone_index = n.phone_index JOIN yard_org o ON o.id = i.org \
             WHERE n.person = $1 AND i.state = 'open' AND i.expires_at > $2 AND i.id > $3 ORDER BY i.id LIMIT $4",
            values![person, now, after, limit],
        )
        .await?;
    rows.iter().map(with_name).collect()
}

fn with_name(row: &Row) -> Result<(InvitationRow, Sealed<Line>), Fault> {
    let invitation = invitation_row(row)?;
    let (org, name) = (invitation.org, row.get("legal_name")?);
    Ok((invitation, Sealed::stored(&OrgRow::LEGAL_NAME, Subject::Org(org), org.bytes(), name)))
}

/// The same for a number by its index: open invitations, with the organisation's name.
pub(super) async fn of_number(
    view: &mut View,
    index: [u8; 16],
) -> Result<Vec<(InvitationRow, Sealed<Line>)>, Fault> {
    let now = view.now();
    let rows = view
        .all(
            "SELECT i.id, i.org, i.role, i.state, i.phone, i.invited_by, i.invited_at, i.expires_at, i.basis, o.legal_name \
             FROM yard_invitation i JOIN yard_org o ON o.id = i.org \
             WHERE i.phone_index = $1 AND i.state = 'open' AND i.expires_at > $2 ORDER BY i.id LIMIT 200",
            values![index, now],
        )
        .await?;
    rows.iter().map(with_name).collect()
}

/// Removes every row that holds a number by its index, and answers of which organisations those were that waited.
pub(super) async fn forget_number(
    cx: &mut Ctx,
    index: [u8; 16],
) -> Result<Vec<(OrgId, InvitationId)>, Fault> {
    let now = cx.now();
    let rows = cx
        .all(
            "UPDATE yard_invitation SET state = 'declined', phone = NULL, phone_index = NULL \
             WHERE phone_index = $1 AND state = 'open' AND expires_at > $2 RETURNING org, id",
            values![index, now],
        )
        .await?;
    cx.run("DELETE FROM yard_invitation WHERE phone_index = $1", values![index]).await?;
    rows.iter().map(|row| Ok((row.get("org")?, row.get("id")?))).collect()
}

/// The invitations of an organisation after `after`, oldest first.
pub(super) async fn of_org(
    view: &mut View,
    org: OrgId,
    after: Option<InvitationId>,
    limit: u32,
) -> Result<Vec<InvitationRow>, Fault> {
    let (now, after) = (view.now(), after.map_or([0; 16], |id| id.bytes()));
    let rows = view
        .all(
            "SELECT id, org, role, state, phone, invited_by, invited_at, expires_at, basis FROM yard_invitation \
             WHERE org = $1 AND expires_at > $2 AND id > $3 ORDER BY id LIMIT $4",
            values![org, now, after, limit],
        )
        .await?;
    rows.iter().map(invitation_row).collect()
}

/// An open invitation that waits for the number of this person.
pub(super) async fn mine(
    cx: &mut Ctx,
    id: InvitationId,
    person: PersonId,
) -> Result<Option<InvitationRow>, Fault> {
    let now = cx.now();
    let row = cx
        .opt(
            "SELECT i.id, i.org, i.role, i.state, i.phone, i.invited_by, i.invited_at, i.expires_at, i.basis \
             FROM yard_invitation i JOIN yard_number n ON n.phone_index = i.phone_index \
             WHERE i.id = $1 AND n.person = $2 AND i.state = 'open' AND i.expires_at > $3",
            values![id, person, now],
        )
        .await?;
    row.as_ref().map(invitation_row).transpose()
}

/// An open invitation of an organisation.
pub(super) async fn open(
    view: &mut View,
    org: OrgId,
    id: InvitationId,
) -> Result<Option<InvitationRow>, Fault> {
    let now = view.now();
    let row = view
        .opt(
            "SELECT id, org, role, state, phone, invited_by, invited_at, expires_at, basis FROM yard_invitation \
             WHERE org = $1 AND id = $2 AND state = 'open' AND expires_at > $3",
            values![org, id, now],
        )
        .await?;
    row.as_ref().map(invitation_row).transpose()
}

/// Takes an open invitation away; answers whether this unit of work was the one that did.
pub(super) async fn take(cx: &mut Ctx, org: OrgId, id: InvitationId) -> Result<bool, Fault> {
    let sql = "DELETE FROM yard_invitation WHERE org = $1 AND id = $2 AND state = 'open'";
    Ok(cx.run(sql, values![org, id]).await? == 1)
}

/// Takes an open invitation away and answers whose number's index it waited for.
pub(super) async fn withdraw(cx: &mut Ctx, org: OrgId, id: InvitationId) -> Result<Option<[u8; 16]>, Fault> {
    let row = cx
        .opt(
            "DELETE FROM yard_invitation WHERE org = $1 AND id = $2 AND state = 'open' RETURNING phone_index",
            values![org, id],
        )
        .await?;
    row.map(|row| row.get("phone_index")).transpose()
}

/// Marks an open invitation as declined and forgets the number; answers whether this unit of work was the one that did.
pub(super) async fn decline(cx: &mut Ctx, org: OrgId, id: InvitationId) -> Result<bool, Fault> {
    let sql = "UPDATE yard_invitation SET state = 'declined', phone = NULL, phone_index = NULL \
               WHERE org = $1 AND id = $2 AND state = 'open'";
    Ok(cx.run(sql, values![org, id]).await? == 1)
}

/// The same for the one that waits in an organisation for the number of somebody; answers which it was.
pub(in crate::org) async fn decline_of(
    cx: &mut Ctx,
    org: OrgId,
    person: PersonId,
) -> Result<Option<InvitationId>, Fault> {
    let sql = "UPDATE yard_invitation SET state = 'declined', phone = NULL, phone_index = NULL \
               WHERE org = $1 AND state = 'open' AND phone_index IN \
               (SELECT phone_index FROM yard_number WHERE person = $2) RETURNING id";
    cx.opt(sql, values![org, person]).await?.map(|row| row.get("id")).transpose()
}

/// Removes what waits no longer.
pub(super) async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("DELETE FROM yard_invitation WHERE expires_at <= $1", values![now]).await?;
    Ok(())
}

/// Whether an open invitation of this organisation waits for the number of this person.
pub(in crate::org) async fn invites(view: &mut View, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    let now = view.now();
    let row = view
        .opt(
            "SELECT 1 AS waits FROM yard_invitation i JOIN yard_number n ON n.phone_index = i.phone_index \
             WHERE i.org = $1 AND n.person = $2 AND i.state = 'open' AND i.expires_at > $3",
            values![org, person, now],
        )
        .await?;
    Ok(row.is_some())
}

/// Whether an open invitation by `inviter` waits for the number of this person.
pub(in crate::org) async fn invited_by(
    view: &mut View,
    inviter: PersonId,
    person: PersonId,
) -> Result<bool, Fault> {
    let now = view.now();
    let row = view
        .opt(
            "SELECT 1 AS waits FROM yard_invitation i JOIN yard_number n ON n.phone_index = i.phone_index \
             WHERE i.invited_by = $1 AND n.person = $2 AND i.state = 'open' AND i.expires_at > $3 LIMIT 1",
            values![inviter, person, now],
        )
        .await?;
    Ok(row.is_some())
}

/// Removes what waits for the number of a person.
pub(in crate::org) async fn drop_of_number(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    cx.run(
        "DELETE FROM yard_invitation WHERE phone_index IN \
         (SELECT phone_index FROM yard_number WHERE person = $1)",
        values![person],
    )
    .await?;
    Ok(())
}

/// Invitations of the number of an erased person.
pub(in crate::org) fn erase<'a>(
    _: &'a crate::House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> crate::erasure::Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_invitation WHERE id IN (SELECT i.id FROM yard_invitation i JOIN yard_number n ON n.phone_index = i.phone_index WHERE n.person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
