//! Rows of organisations and their members.

use ground::{Ctx, Fault, Member, OrgId, Person, PersonId, Row, Timestamp, Value, View, values};
use policy::Personal;
use vault::{Sealed, Subject};

pub use super::colleague::store::{colleagues_among, members_among, share_one};
use super::department::DepartmentId;
use super::{Basis, CreditCode, Line, MembershipId, Role};
use crate::account::Name;

/// A row of `yard_org`.
#[derive(Personal)]
#[personal(table = "yard_org")]
pub struct OrgRow {
    /// The organisation.
    pub id: OrgId,
    /// The company's legal name.
    #[personal(category = "org-company-particulars")]
    pub legal_name: Sealed<Line>,
    /// Its unified social credit code.
    #[personal(category = "org-company-particulars")]
    pub credit_code: Sealed<CreditCode>,
    /// Its address.
    #[personal(category = "org-company-particulars")]
    pub address: Option<Sealed<Line>>,
    /// Who created it.
    pub creator: PersonId,
    /// The creator's name as stated then; gone when the creator leaves.
    #[personal(category = "display-name")]
    pub creator_name: Option<Sealed<Name>>,
    /// Since when.
    pub created_at: Timestamp,
}

/// A row of `yard_member`.
#[derive(Personal)]
#[personal(table = "yard_member")]
pub struct MemberRow {
    /// The membership.
    pub id: MembershipId,
    /// In which organisation.
    pub org: OrgId,
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// In which department.
    pub department: Option<DepartmentId>,
    /// The position.
    #[personal(category = "org-position")]
    pub position: Option<Sealed<Line>>,
    /// What another system of the organisation calls this person.
    #[personal(category = "org-membership")]
    pub external_id: Option<Sealed<Line>>,
    /// Since when.
    pub joined_at: Timestamp,
}

/// The column of an optional sealed value.
pub(super) fn sealed<T>(value: Option<&Sealed<T>>) -> Value {
    value.map_or(Value::Blob(None), Value::from)
}

pub(super) fn role(row: &Row) -> Result<Role, Fault> {
    let word: String = row.get("role")?;
    Role::from_word(&word).ok_or_else(|| Fault::new("a role that nobody knows"))
}

fn member_row(row: &Row) -> Result<MemberRow, Fault> {
    let (id, person): (MembershipId, PersonId) = (row.get("id")?, row.get("person")?);
    let subject = Subject::Person(person);
    let position: Option<Vec<u8>> = row.get("position")?;
    let external_id: Option<Vec<u8>> = row.get("external_id")?;
    Ok(MemberRow {
        id,
        org: row.get("org")?,
        person,
        role: role(row)?,
        department: row.get("department")?,
        position: position.map(|bytes| Sealed::stored(&MemberRow::POSITION, subject, id.bytes(), bytes)),
        external_id: external_id
            .map(|bytes| Sealed::stored(&MemberRow::EXTERNAL_ID, subject, id.bytes(), bytes)),
        joined_at: row.get("joined_at")?,
    })
}

/// The person as a member of an organisation; `None` where he is none, or may not act as one yet.
///
/// # Errors
/// What the database says.
pub async fn membership(view: &mut View, person: &Person, org: OrgId) -> Result<Option<Member>, Fault> {
    if person.limited {
        return Ok(None);
    }
    let found = role_of(view, org, person.person).await?;
    Ok(found.map(|role| Member {
        person: person.person,
        device: person.device,
        org,
        administrator: role == Role::Administrator,
    }))
}

/// The role of a person in an organisation.
///
/// # Errors
/// What the database says.
pub async fn role_of(view: &mut View, org: OrgId, person: PersonId) -> Result<Option<Role>, Fault> {
    let row =
        view.opt("SELECT role FROM yard_member WHERE org = $1 AND person = $2", values![org, person]).await?;
    row.as_ref().map(role).transpose()
}

/// Adds an organisation.
pub(super) async fn add(cx: &mut Ctx, org: &OrgRow) -> Result<(), Fault> {
    cx.run(
        "INSERT INTO yard_org (id, legal_name, credit_code, address, creator, creator_name, created_at, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        vec![
            org.id.into(),
            (&org.legal_name).into(),
            (&org.credit_code).into(),
            sealed(org.address.as_ref()),
            org.creator.into(),
            sealed(org.creator_name.as_ref()),
            org.created_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// An organisation.
pub(crate) async fn find(view: &mut View, id: OrgId) -> Result<Option<OrgRow>, Fault> {
    let row = view
        .opt(
            "SELECT legal_name, credit_code, address, creator, creator_name, created_at FROM yard_org WHERE id = $1",
            values![id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (subject, at) = (Subject::Org(id), id.bytes());
    let creator: PersonId = row.get("creator")?;
    let address: Option<Vec<u8>> = row.get("address")?;
    let creator_name: Option<Vec<u8>> = row.get("creator_name")?;
    Ok(Some(OrgRow {
        id,
        legal_name: Sealed::stored(&OrgRow::LEGAL_NAME, subject, at, row.get("legal_name")?),
        credit_code: Sealed::stored(&OrgRow::CREDIT_CODE, subject, at, row.get("credit_code")?),
        address: address.map(|bytes| Sealed::stored(&OrgRow::ADDRESS, subject, at, bytes)),
        creator,
        creator_name: creator_name
            .map(|bytes| Sealed::stored(&OrgRow::CREATOR_NAME, Subject::Person(creator), at, bytes)),
        created_at: row.get("created_at")?,
    }))
}

/// One organisation of a person.
pub(super) struct Belonging {
    pub org: OrgId,
    pub legal_name: Sealed<Line>,
    pub role: Role,
    pub position: Option<Sealed<Line>>,
    pub external_id: Option<Sealed<Line>>,
    pub joined_at: Timestamp,
    pub basis: Option<Basis>,
}

/// The organisations of a person, oldest membership first.
pub(super) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<Belonging>, Fault> {
    let rows = view
        .all(
            "SELECT m.id, m.org, m.person, m.role, m.department, m.position, m.external_id, m.joined_at, m.basis, o.legal_name \
             FROM yard_member m JOIN yard_org o ON o.id = m.org WHERE m.person = $1 ORDER BY m.id",
            values![person],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let member = member_row(row)?;
            let (subject, at) = (Subject::Org(member.org), member.org.bytes());
            Ok(Belonging {
                org: member.org,
                legal_name: Sealed::stored(&OrgRow::LEGAL_NAME, subject, at, row.get("legal_name")?),
                role: member.role,
                position: member.position,
                external_id: member.external_id,
                joined_at: member.joined_at,
                basis: row.get::<Option<String>>("basis")?.as_deref().map(Basis::of).transpose()?,
            })
        })
        .collect()
}

/// What organisations keep of their creator's name: since when, and the name.
pub(super) async fn creator_names(
    view: &mut View,
    person: PersonId,
) -> Result<Vec<(Timestamp, Sealed<Name>)>, Fault> {
    let rows = view
        .all(
            "SELECT id, creator_name, created_at FROM yard_org WHERE creator = $1 AND creator_name IS NOT NULL ORDER BY id",
            values![person],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let (org, bytes): (OrgId, Vec<u8>) = (row.get("id")?, row.get("creator_name")?);
            let name = Sealed::stored(&OrgRow::CREATOR_NAME, Subject::Person(person), org.bytes(), bytes);
            Ok((row.get("created_at")?, name))
        })
        .collect()
}

/// Takes the organisation in hand: whoever else changes its people waits until this unit of work ends. The row stays as it is.
pub(super) async fn lock(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("UPDATE yard_org SET changed_at = changed_at WHERE id = $1", values![org]).await?;
    Ok(())
}

/// Notes that somebody came, went, moved or has another role: what was read of its people before is old, whatever the clock says.
pub(in crate::org) async fn changed(cx: &mut Ctx, org: OrgId) -> Result<(), ground::DbError> {
    let sql = "UPDATE yard_org SET changed_at = CAST(CASE WHEN changed_at < $1 THEN $1 ELSE changed_at + 1 END AS BIGINT) WHERE id = $2";
    let now = cx.clock().now();
    cx.run(sql, values![now, org]).await?;
    Ok(())
}

/// Adds a member; who was one before is one again.
pub(super) async fn add_member(cx: &mut Ctx, member: &MemberRow) -> Result<(), ground::DbError> {
    super::leaver::returned(cx, member.org, member.person).await?;
    cx.run(
        "INSERT INTO yard_member (id, org, person, role, department, position, external_id, external_index, joined_at) \
         VALUES ($1, $2, $3, $4, $5, $6, NULL, NULL, $7)",
        vec![
            member.id.into(),
            member.org.into(),
            member.person.into(),
            member.role.word().into(),
            member.department.into(),
            sealed(member.position.as_ref()),
            member.joined_at.into(),
        ],
    )
    .await?;
    changed(cx, member.org).await
}

/// Notes on which legal ground somebody became a member.
pub(super) async fn set_basis(cx: &mut Ctx, org: OrgId, person: PersonId, basis: &str) -> Result<(), Fault> {
    let sql = "UPDATE yard_member SET basis = $1 WHERE org = $2 AND person = $3";
    cx.run(sql, values![basis, org, person]).await?;
    Ok(())
}

/// A member, for changing.
pub(super) async fn member(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<Option<MemberRow>, Fault> {
    let row = cx
        .opt(
            "SELECT id, org, person, role, department, position, external_id, joined_at FROM yard_member \
             WHERE org = $1 AND person = $2",
            values![org, person],
        )
        .await?;
    row.as_ref().map(member_row).transpose()
}

/// A member, for looking.
///
/// # Errors
/// What the database says.
pub async fn member_seen(view: &mut View, org: OrgId, person: PersonId) -> Result<Option<MemberRow>, Fault> {
    let row = view
        .opt(
            "SELECT id, org, person, role, department, position, external_id, joined_at FROM yard_member \
             WHERE org = $1 AND person = $2",
            values![org, person],
        )
        .await?;
    row.as_ref().map(member_row).transpose()
}

/// What changes when somebody comes, goes, moves or is renamed: how many there are, when the organisation was last
/// changed, and when one of them was last renamed.
///
/// # Errors
/// What the database says.
pub async fn roster_stamp(view: &mut View, org: OrgId) -> Result<(i64, Timestamp, Timestamp), Fault> {
    let sql = "SELECT COUNT(*) AS found, COALESCE(MAX(o.changed_at), 0) AS changed_at, \
               COALESCE(MAX(p.named_at), 0) AS named_at FROM yard_member m JOIN yard_org o ON o.id = m.org \
               JOIN yard_person p ON p.id = m.person WHERE m.org = $1";
    let row = view.one(sql, values![org]).await?;
    Ok((row.get("found")?, row.get("changed_at")?, row.get("named_at")?))
}

/// Members of an organisation after `after`, oldest membership first.
///
/// # Errors
/// What the database says.
pub async fn members(
    view: &mut View,
    org: OrgId,
    after: Option<MembershipId>,
    limit: u32,
) -> Result<Vec<MemberRow>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let rows = view
        .all(
            "SELECT id, org, person, role, department, position, external_id, joined_at FROM yard_member \
             WHERE org = $1 AND id > $2 ORDER BY id LIMIT $3",
            values![org, after, limit],
        )
        .await?;
    rows.iter().map(member_row).collect()
}

/// Saves role, department and position of a member.
pub(super) async fn save_member(cx: &mut Ctx, member: &MemberRow) -> Result<(), Fault> {
    cx.run(
        "UPDATE yard_member SET role = $1, department = $2, position = $3 WHERE org = $4 AND id = $5",
        vec![
            member.role.word().into(),
            member.department.into(),
            sealed(member.position.as_ref()),
            member.org.into(),
            member.id.into(),
        ],
    )
    .await?;
    Ok(changed(cx, member.org).await?)
}

/// Saves the external id of a member, or takes it away.
pub(super) async fn save_external_id(
    cx: &mut Ctx,
    member: &MemberRow,
    index: Option<[u8; 16]>,
) -> Result<(), ground::DbError> {
    cx.run(
        "UPDATE yard_member SET external_id = $1, external_index = $2 WHERE org = $3 AND id = $4",
        vec![sealed(member.external_id.as_ref()), index.into(), member.org.into(), member.id.into()],
    )
    .await?;
    Ok(())
}

/// Removes a member; what the organisation kept of its creator goes with him.
pub(super) async fn remove_member(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    cx.run("UPDATE yard_org SET creator_name = NULL WHERE id = $1 AND creator = $2", values![org, person])
        .await?;
    super::leaving::rest(cx, org, person).await?;
    changed(cx, org).await?;
    Ok(cx.run("DELETE FROM yard_member WHERE org = $1 AND person = $2", values![org, person]).await? == 1)
}

/// How many administrators an organisation has.
///
/// # Errors
/// A fault where the database cannot be read.
pub async fn count_administrators(cx: &mut Ctx, org: OrgId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS administrators FROM yard_member WHERE org = $1 AND role = 'administrator'";
    cx.one(sql, values![org]).await?.get("administrators")
}

/// Administrators that are told of what happens, at most.
const TOLD_MAX: i64 = 200;

/// The administrators of an organisation, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn administrators(cx: &mut Ctx, org: OrgId) -> Result<Vec<PersonId>, Fault> {
    let rows = cx
        .all(
            "SELECT person FROM yard_member WHERE org = $1 AND role = 'administrator' ORDER BY id LIMIT $2",
            values![org, TOLD_MAX],
        )
        .await?;
    rows.iter().map(|row| row.get("person")).collect()
}

/// Whether a person administers any organisation.
pub(crate) async fn administers(cx: &mut Ctx, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM yard_member WHERE person = $1 AND role = 'administrator' LIMIT 1";
    Ok(cx.opt(sql, values![person]).await?.is_some())
}

/// Organisations of a person, and what he is there.
pub(super) async fn roles(cx: &mut Ctx, person: PersonId) -> Result<Vec<(OrgId, Role)>, Fault> {
    let rows =
        cx.all("SELECT org, role FROM yard_member WHERE person = $1 ORDER BY org", values![person]).await?;
    rows.iter().map(|row| Ok((row.get("org")?, role(row)?))).collect()
}

/// How many belong to an organisation.
pub(super) async fn count_members(cx: &mut Ctx, org: OrgId) -> Result<i64, Fault> {
    cx.one("SELECT COUNT(*) AS members FROM yard_member WHERE org = $1", values![org]).await?.get("members")
}

/// Removes an organisation with its people, departments and invitations.
pub(super) async fn remove(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_member WHERE org = $1", values![org]).await?;
    cx.run("DELETE FROM yard_invitation WHERE org = $1", values![org]).await?;
    cx.run("DELETE FROM yard_department WHERE org = $1", values![org]).await?;
    super::leaver::forget_org(cx, org).await?;
    cx.run("DELETE FROM yard_org WHERE id = $1", values![org]).await?;
    Ok(())
}

/// Memberships of an erased person.
pub(super) fn erase_memberships<'a>(
    _: &'a crate::House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> crate::erasure::Working<'a> {
    Box::pin(async move {
        let sql =
            "DELETE FROM yard_member WHERE id IN (SELECT id FROM yard_member WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}

/// What organisations stated of an erased creator.
pub(super) fn erase_creator<'a>(
    _: &'a crate::House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> crate::erasure::Working<'a> {
    Box::pin(async move {
        let sql = "UPDATE yard_org SET creator_name = NULL WHERE id IN (SELECT id FROM yard_org WHERE creator = $1 AND creator_name IS NOT NULL LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
