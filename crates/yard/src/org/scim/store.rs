//! Rows of connections, and of whom they name.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, Value, View, values};
use policy::{Category, Personal};
use std::collections::HashMap;
use vault::{Field, Sealed, Subject};

use super::{ScimId, ScimUserId};
use crate::erasure::Working;
use crate::org::upload::{UploadId, UploadRowId};

/// By what a token is known.
pub(super) const TOKEN: Field<String> = Field::declare("yard_scim", "token_hash", Category::OrgMembership);
/// By what somebody is found by the name that the directory gives him.
pub(super) const NAME: Field<String> =
    Field::declare("yard_scim_user", "name_index", Category::UploadedMember);
/// The same by the number that it gives him.
pub(super) const EXTERNAL: Field<String> =
    Field::declare("yard_scim_user", "external_index", Category::UploadedMember);
/// A connection.
pub(super) struct Connection {
    pub id: ScimId,
    pub org: OrgId,
    pub name: String,
    pub upload: UploadId,
    pub made_by: PersonId,
    pub made_at: Timestamp,
    pub ends_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// Somebody whom a connection names: a row of `yard_scim_user`, with what the list keeps of him.
#[derive(Personal)]
#[personal(table = "yard_scim_user")]
pub(super) struct Entry {
    pub id: ScimUserId,
    pub named: Option<UploadRowId>,
    /// Who, once what it says lies under his key.
    pub person: Option<PersonId>,
    /// Who, as soon as he accepted.
    pub joined: Option<PersonId>,
    #[personal(category = "uploaded-member")]
    pub waiting: Option<Sealed<String>>,
    #[personal(category = "member-record")]
    pub entry: Option<Sealed<String>>,
    pub version: i64,
    pub made_at: Timestamp,
    pub changed_at: Timestamp,
}

impl Entry {
    /// Who he is, where he is a member by now.
    pub(super) fn member(&self) -> Option<PersonId> {
        self.person.or(self.joined)
    }
}

macro_rules! connections {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.org, s.name, s.upload, s.made_by, s.made_at, s.ends_at, s.used_at FROM yard_scim s ",
            $rest
        )
    };
}

fn connection(row: &Row) -> Result<Connection, Fault> {
    Ok(Connection {
        id: row.get("id")?,
        org: row.get("org")?,
        name: row.get("name")?,
        upload: row.get("upload")?,
        made_by: row.get("made_by")?,
        made_at: row.get("made_at")?,
        ends_at: row.get("ends_at")?,
        used_at: row.get("used_at")?,
    })
}

/// Those of an organisation, the oldest first.
pub(super) async fn of_org(view: &mut View, org: OrgId) -> Result<Vec<Connection>, Fault> {
    view.all(connections!("WHERE s.org = $1 ORDER BY s.id"), values![org])
        .await?
        .iter()
        .map(connection)
        .collect()
}

/// How many an organisation has.
pub(super) async fn count_of(cx: &mut Ctx, org: OrgId) -> Result<i64, Fault> {
    cx.one("SELECT COUNT(*) AS found FROM yard_scim WHERE org = $1", values![org]).await?.get("found")
}

/// One of an organisation.
pub(super) async fn find(cx: &mut Ctx, org: OrgId, id: ScimId) -> Result<Option<Connection>, Fault> {
    let sql = connections!("WHERE s.id = $1 AND s.org = $2");
    cx.opt(sql, values![id, org]).await?.as_ref().map(connection).transpose()
}

/// The one of a token that is good now, of somebody whose account is not frozen.
pub(super) async fn known(view: &mut View, id: ScimId, hash: [u8; 16]) -> Result<Option<Connection>, Fault> {
    let now = view.now();
    let sql = connections!(
        "JOIN yard_person p ON p.id = s.made_by WHERE s.id = $1 AND s.token_hash = $2 AND s.ends_at > $3 \
         AND p.frozen_at IS NULL"
    );
    view.opt(sql, values![id, hash, now]).await?.as_ref().map(connection).transpose()
}

/// Keeps a new one.
pub(super) async fn add(cx: &mut Ctx, one: &Connection, hash: [u8; 16]) -> Result<(), Fault> {
    let sql = "INSERT INTO yard_scim (id, org, name, upload, token_hash, made_by, made_at, ends_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values =
        values![one.id, one.org, one.name.as_str(), one.upload, hash, one.made_by, one.made_at, one.ends_at];
    cx.run(sql, values).await?;
    Ok(())
}

/// It has another token now, and somebody answers for it.
pub(super) async fn renew(
    cx: &mut Ctx,
    (org, id): (OrgId, ScimId),
    (hash, person): ([u8; 16], PersonId),
    ends_at: Timestamp,
) -> Result<(), Fault> {
    let sql = "UPDATE yard_scim SET token_hash = $1, made_by = $2, ends_at = $3 WHERE org = $4 AND id = $5";
    cx.run(sql, values![hash, person, ends_at, org, id]).await?;
    // What the list reaches is what whoever answers for it reaches.
    let sql = "UPDATE yard_upload SET made_by = $1 WHERE id = (SELECT upload FROM yard_scim WHERE org = $2 AND id = $3)";
    cx.run(sql, values![person, org, id]).await?;
    Ok(())
}

/// That it came.
pub(super) async fn touch(cx: &mut Ctx, id: ScimId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE yard_scim SET used_at = $1 WHERE id = $2", values![now, id]).await?;
    Ok(())
}

/// How many people and groups each connection of an organisation names.
pub(super) async fn counts(view: &mut View, org: OrgId) -> Result<HashMap<ScimId, (i64, i64)>, Fault> {
    let mut counts: HashMap<ScimId, (i64, i64)> = HashMap::new();
    let sql = "SELECT u.connection, COUNT(*) AS found FROM yard_scim_user u JOIN yard_scim s ON s.id = u.connection \
               WHERE s.org = $1 GROUP BY u.connection";
    for row in view.all(sql, values![org]).await? {
        counts.entry(row.get("connection")?).or_default().0 = row.get("found")?;
    }
    let sql = "SELECT g.connection, COUNT(*) AS found FROM yard_scim_group g JOIN yard_scim s ON s.id = g.connection \
               WHERE s.org = $1 GROUP BY g.connection";
    for row in view.all(sql, values![org]).await? {
        counts.entry(row.get("connection")?).or_default().1 = row.get("found")?;
    }
    Ok(counts)
}

macro_rules! entries {
    ($rest:literal) => {
        concat!(
            "SELECT u.id, u.named, u.person, n.person AS joined, u.waiting, u.entry, u.version, u.made_at, u.changed_at \
             FROM yard_scim_user u LEFT JOIN yard_upload_row n ON n.id = u.named ",
            $rest
        )
    };
}

fn entry(row: &Row, org: OrgId) -> Result<Entry, Fault> {
    let (id, person): (ScimUserId, Option<PersonId>) = (row.get("id")?, row.get("person")?);
    let (waiting, own): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get("waiting")?, row.get("entry")?);
    Ok(Entry {
        id,
        named: row.get("named")?,
        person,
        joined: row.get("joined")?,
        waiting: waiting.map(|bytes| Sealed::stored(&Entry::WAITING, Subject::Org(org), id.bytes(), bytes)),
        entry: own
            .zip(person)
            .map(|(bytes, person)| Sealed::stored(&Entry::ENTRY, Subject::Person(person), id.bytes(), bytes)),
        version: row.get("version")?,
        made_at: row.get("made_at")?,
        changed_at: row.get("changed_at")?,
    })
}

fn all_entries(rows: &[Row], org: OrgId) -> Result<Vec<Entry>, Fault> {
    rows.iter().map(|row| entry(row, org)).collect()
}

/// One whom a connection names.
pub(super) async fn user(view: &mut View, of: &Connection, id: ScimUserId) -> Result<Option<Entry>, Fault> {
    let row = view.opt(entries!("WHERE u.connection = $1 AND u.id = $2"), values![of.id, id]).await?;
    row.as_ref().map(|row| entry(row, of.org)).transpose()
}

/// The same within the unit of work that changes him.
pub(super) async fn user_now(cx: &mut Ctx, of: &Connection, id: ScimUserId) -> Result<Option<Entry>, Fault> {
    let row = cx.opt(entries!("WHERE u.connection = $1 AND u.id = $2"), values![of.id, id]).await?;
    row.as_ref().map(|row| entry(row, of.org)).transpose()
}

/// Those whom it names, by their place.
pub(super) async fn users(
    view: &mut View,
    of: &Connection,
    (from, most): (i64, i64),
) -> Result<Vec<Entry>, Fault> {
    let sql = entries!("WHERE u.connection = $1 ORDER BY u.id LIMIT $2 OFFSET $3");
    all_entries(&view.all(sql, values![of.id, most, from]).await?, of.org)
}

/// Those of a name or of a number of the directory: one look.
pub(super) async fn users_by(
    view: &mut View,
    of: &Connection,
    (by_name, index): (bool, [u8; 16]),
) -> Result<Vec<Entry>, Fault> {
    let rows = if by_name {
        view.all(entries!("WHERE u.connection = $1 AND u.name_index = $2"), values![of.id, index]).await?
    } else {
        let sql = entries!("WHERE u.connection = $1 AND u.external_index = $2 ORDER BY u.id LIMIT 200");
        view.all(sql, values![of.id, index]).await?
    };
    all_entries(&rows, of.org)
}

/// How many people a connection names.
pub(super) async fn count_users(view: &mut View, of: ScimId) -> Result<i64, Fault> {
    view.one("SELECT COUNT(*) AS found FROM yard_scim_user WHERE connection = $1", values![of])
        .await?
        .get("found")
}

/// What is written of somebody.
pub(super) struct Writing<'a> {
    pub id: ScimUserId,
    pub person: Option<PersonId>,
    pub indexes: ([u8; 16], Option<[u8; 16]>),
    pub waiting: Option<&'a Sealed<String>>,
    pub entry: Option<&'a Sealed<String>>,
    pub expires_at: Timestamp,
}

/// Keeps what a connection says of somebody; of somebody new as a first version. How long it waits is not set anew by being said again.
pub(super) async fn write(cx: &mut Ctx, of: &Connection, one: &Writing<'_>) -> Result<(), ground::DbError> {
    let now = cx.now();
    let sql = "INSERT INTO yard_scim_user (id, connection, person, name_index, external_index, waiting, entry, version, \
               made_at, changed_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8, $9) \
               ON CONFLICT (id) DO UPDATE SET person = excluded.person, name_index = excluded.name_index, \
               external_index = excluded.external_index, waiting = excluded.waiting, entry = excluded.entry, \
               version = yard_scim_user.version + 1, changed_at = excluded.changed_at, \
               expires_at = CASE WHEN yard_scim_user.entry IS NOT NULL AND excluded.waiting IS NOT NULL \
                            THEN excluded.expires_at ELSE yard_scim_user.expires_at END";
    let values = vec![
        one.id.into(),
        of.id.into(),
        one.person.into(),
        one.indexes.0.into(),
        one.indexes.1.into(),
        one.waiting.map_or(Value::Blob(None), Value::from),
        one.entry.map_or(Value::Blob(None), Value::from),
        now.into(),
        one.expires_at.into(),
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// By which row of the list somebody sees it; by none where nothing invites him.
pub(super) async fn name(cx: &mut Ctx, id: ScimUserId, named: Option<UploadRowId>) -> Result<(), Fault> {
    cx.run("UPDATE yard_scim_user SET named = $1 WHERE id = $2", values![named, id]).await?;
    Ok(())
}

/// Whether a connection names somebody else by this number.
pub(super) async fn names_other(
    cx: &mut Ctx,
    of: &Connection,
    (id, index): (ScimUserId, [u8; 16]),
) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM yard_scim_user u JOIN yard_upload_row n ON n.id = u.named \
               WHERE u.connection = $1 AND u.id <> $2 AND n.phone_index = $3 LIMIT 1";
    Ok(cx.opt(sql, values![of.id, id, index]).await?.is_some())
}

/// Whether it names somebody else who is this member already.
pub(super) async fn binds_other(
    cx: &mut Ctx,
    of: &Connection,
    (id, person): (ScimUserId, PersonId),
) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM yard_scim_user u LEFT JOIN yard_upload_row n ON n.id = u.named \
               WHERE u.connection = $1 AND u.id <> $2 AND (u.person = $3 OR n.person = $3) LIMIT 1";
    Ok(cx.opt(sql, values![of.id, id, person]).await?.is_some())
}

/// Whether a connection stands on a list.
pub(in crate::org) async fn stands_on(cx: &mut Ctx, upload: UploadId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM yard_scim WHERE upload = $1 LIMIT 1";
    Ok(cx.opt(sql, values![upload]).await?.is_some())
}

/// Whoever refuses what an organisation brings in by lists is named by none of its connections any longer.
pub(in crate::org) async fn forget(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    let sql = "DELETE FROM yard_scim_user WHERE connection IN (SELECT id FROM yard_scim WHERE org = $1) \
               AND (person = $2 OR named IN (SELECT id FROM yard_upload_row WHERE org = $1 AND person = $2))";
    cx.run(sql, values![org, person]).await?;
    Ok(())
}

/// Somebody whom it names goes.
pub(super) async fn remove_user(cx: &mut Ctx, of: &Connection, id: ScimUserId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_scim_user WHERE connection = $1 AND id = $2", values![of.id, id]).await?;
    Ok(())
}

/// What waits in a row of a list that somebody accepted, and of which organisation.
pub(super) async fn waiting_in(
    view: &mut View,
    named: UploadRowId,
    org: OrgId,
) -> Result<Option<Entry>, Fault> {
    let row = view.opt(entries!("WHERE u.named = $1 AND u.waiting IS NOT NULL"), values![named]).await?;
    row.as_ref().map(|row| entry(row, org)).transpose()
}

/// What waited lies under the person's key now. It is the same version: nobody changed it.
pub(super) async fn bind(
    cx: &mut Ctx,
    (id, version): (ScimUserId, i64),
    person: PersonId,
    sealed: &Sealed<String>,
) -> Result<(), Fault> {
    let sql = "UPDATE yard_scim_user SET person = $1, entry = $2, waiting = NULL \
               WHERE id = $3 AND version = $4 AND waiting IS NOT NULL";
    cx.run(sql, values![person, sealed, id, version]).await?;
    Ok(())
}

/// What connections say of somebody, and since when.
pub(super) async fn of_person(
    view: &mut View,
    person: PersonId,
) -> Result<Vec<(Timestamp, Sealed<String>)>, Fault> {
    let sql = "SELECT id, entry, changed_at FROM yard_scim_user WHERE person = $1 AND entry IS NOT NULL ORDER BY id";
    let read = |row: &Row| {
        let id: ScimUserId = row.get("id")?;
        let sealed = Sealed::stored(&Entry::ENTRY, Subject::Person(person), id.bytes(), row.get("entry")?);
        Ok((row.get("changed_at")?, sealed))
    };
    view.all(sql, values![person]).await?.iter().map(read).collect()
}

/// Whom nothing invites any longer waits no longer.
pub(in crate::org) async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "DELETE FROM yard_scim_user WHERE waiting IS NOT NULL AND named IS NULL AND expires_at <= $1";
    cx.run(sql, values![now]).await?;
    Ok(())
}

/// What connections say of an erased person.
pub(in crate::org) fn erase<'a>(
    _: &'a crate::House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_scim_user WHERE id IN (SELECT id FROM yard_scim_user WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
