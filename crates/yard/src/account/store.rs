//! Rows of people, numbers, codes, rates and sessions.

use ground::db::Assembled;
use ground::{Ctx, DeviceId, Fault, MeetingId, PersonId, Row, Timestamp, View, values};
use policy::{Category, Personal};
use vault::{Field, Sealed, Subject};

pub use super::counting::store::{count, counted, uncount};
use super::{Mail, Name, Phone};

/// A row of `yard_person`.
#[derive(Personal)]
#[personal(table = "yard_person")]
pub struct PersonRow {
    /// Who.
    pub id: PersonId,
    /// The name others see.
    #[personal(category = "display-name")]
    pub name: Sealed<Name>,
    /// The name of the avatar's file in the store of files.
    #[personal(category = "avatar")]
    pub avatar: Option<Sealed<String>>,
    /// True for who runs the house.
    pub keeper: bool,
    /// When the account was opened.
    pub created_at: Timestamp,
    /// When the person was last here, to within five minutes.
    pub seen_at: Timestamp,
}

/// A row of `yard_number`.
#[derive(Personal)]
#[personal(table = "yard_number")]
pub struct NumberRow {
    /// Whose number.
    pub person: PersonId,
    /// The number.
    #[personal(category = "phone-number")]
    pub phone: Sealed<Phone>,
    /// Since when.
    pub since: Timestamp,
}

/// A row of `yard_mail`.
#[derive(Personal)]
#[personal(table = "yard_mail")]
pub struct MailRow {
    /// Whose address.
    pub person: PersonId,
    /// The address.
    #[personal(category = "email-address")]
    pub mail: Sealed<Mail>,
    /// Since when.
    pub since: Timestamp,
}

/// A row of `yard_session`.
#[derive(Personal)]
#[personal(table = "yard_session")]
pub struct SessionRow {
    /// The device.
    pub id: DeviceId,
    /// Whose.
    pub person: PersonId,
    /// What the device calls itself.
    #[personal(category = "device-label")]
    pub label: Sealed<String>,
    /// Since when.
    pub created_at: Timestamp,
    /// Last used, to within five minutes.
    pub seen_at: Timestamp,
}

/// Addresses are counted under a keyed fingerprint, never stored.
pub const ADDRESS: Field<String> = Field::declare("yard_rate", "key", Category::AttemptCount);
/// Codes are compared by a keyed fingerprint, never stored.
pub const CODE: Field<String> = Field::declare("yard_code", "code_index", Category::VerificationCode);

/// Tokens are known by a keyed fingerprint, never stored.
pub const TOKEN: Field<String> = Field::declare("yard_session", "token_hash", Category::DeviceLabel);

/// What a request's token stands for.
pub(crate) struct Ticket {
    pub id: DeviceId,
    pub person: PersonId,
    pub guest_of: Option<MeetingId>,
    pub limited: bool,
    pub keeper: bool,
    pub seen_at: Timestamp,
}

/// A code that waits for being typed.
pub(super) struct Pending {
    pub code_index: [u8; 16],
    pub tries_left: i64,
    pub expires_at: Timestamp,
    pub consent_version: String,
    pub purposes: String,
}

fn person_row(row: &Row) -> Result<PersonRow, Fault> {
    let id: PersonId = row.get("id")?;
    let subject = Subject::Person(id);
    let avatar: Option<Vec<u8>> = row.get("avatar")?;
    Ok(PersonRow {
        id,
        name: Sealed::stored(&PersonRow::NAME, subject, id.bytes(), row.get("name")?),
        avatar: avatar.map(|bytes| Sealed::stored(&PersonRow::AVATAR, subject, id.bytes(), bytes)),
        keeper: row.get("keeper")?,
        created_at: row.get("created_at")?,
        seen_at: row.get("seen_at")?,
    })
}

/// A person by id.
///
/// # Errors
/// What the database says.
pub async fn person(view: &mut View, id: PersonId) -> Result<Option<PersonRow>, Fault> {
    let row = view
        .opt(
            "SELECT id, name, avatar, keeper, created_at, seen_at FROM yard_person WHERE id = $1",
            values![id],
        )
        .await?;
    row.as_ref().map(person_row).transpose()
}

/// People of one query.
const PEOPLE_MAX: usize = 500;

/// The accounts of several people; whoever has none is left out.
///
/// # Errors
/// What the database says.
pub async fn people(view: &mut View, ids: &[PersonId]) -> Result<Vec<PersonRow>, Fault> {
    let mut people = Vec::with_capacity(ids.len());
    for ids in ids.chunks(PEOPLE_MAX) {
        let sql = format!(
            "SELECT id, name, avatar, keeper, created_at, seen_at FROM yard_person WHERE id IN ({})",
            ground::db::places(1, ids.len())
        );
        let rows = view.all(Assembled(sql), ids.iter().map(|id| (*id).into()).collect()).await?;
        people.extend(rows.iter().map(person_row).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(people)
}

/// The person of a number, by its keyed index.
///
/// # Errors
/// What the database says.
pub async fn person_by_phone(cx: &mut Ctx, phone_index: [u8; 16]) -> Result<Option<PersonRow>, Fault> {
    let row = cx
        .opt(
            "SELECT p.id, p.name, p.avatar, p.keeper, p.created_at, p.seen_at FROM yard_person p \
             JOIN yard_number n ON n.person = p.id WHERE n.phone_index = $1",
            values![phone_index],
        )
        .await?;
    row.as_ref().map(person_row).transpose()
}

/// The person of a mail address, by its keyed index.
///
/// # Errors
/// What the database says.
pub async fn person_by_mail(cx: &mut Ctx, mail_index: [u8; 16]) -> Result<Option<PersonRow>, Fault> {
    let row = cx
        .opt(
            "SELECT p.id, p.name, p.avatar, p.keeper, p.created_at, p.seen_at FROM yard_person p \
             JOIN yard_mail m ON m.person = p.id WHERE m.mail_index = $1",
            values![mail_index],
        )
        .await?;
    row.as_ref().map(person_row).transpose()
}

/// The mail address of a person.
///
/// # Errors
/// What the database says.
pub async fn mail(view: &mut View, person: PersonId) -> Result<Option<MailRow>, Fault> {
    let row = view.opt("SELECT mail, since FROM yard_mail WHERE person = $1", values![person]).await?;
    row.map(|row| {
        let mail = Sealed::stored(&MailRow::MAIL, Subject::Person(person), person.bytes(), row.get("mail")?);
        Ok(MailRow { person, mail, since: row.get("since")? })
    })
    .transpose()
}

/// The number of a person.
///
/// # Errors
/// What the database says.
pub async fn number(view: &mut View, person: PersonId) -> Result<Option<NumberRow>, Fault> {
    let row = view.opt("SELECT phone, since FROM yard_number WHERE person = $1", values![person]).await?;
    row.map(|row| {
        let phone =
            Sealed::stored(&NumberRow::PHONE, Subject::Person(person), person.bytes(), row.get("phone")?);
        Ok(NumberRow { person, phone, since: row.get("since")? })
    })
    .transpose()
}

/// The keyed indexes of the numbers of people; whoever has none is left out.
///
/// # Errors
/// What the database says.
pub async fn number_indexes(
    view: &mut View,
    ids: &[PersonId],
) -> Result<std::collections::HashMap<PersonId, Vec<u8>>, Fault> {
    let mut indexes = std::collections::HashMap::with_capacity(ids.len());
    for ids in ids.chunks(PEOPLE_MAX) {
        let places = ground::db::places(1, ids.len());
        let sql = format!("SELECT person, phone_index FROM yard_number WHERE person IN ({places})");
        for row in view.all(Assembled(sql), ids.iter().map(|id| (*id).into()).collect()).await? {
            indexes.insert(row.get("person")?, row.get("phone_index")?);
        }
    }
    Ok(indexes)
}

/// Adds a person.
///
/// # Errors
/// What the database says.
pub async fn add_person(cx: &mut Ctx, id: PersonId, name: &Sealed<Name>, keeper: bool) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_person (id, name, avatar, keeper, created_at, seen_at, named_at) \
         VALUES ($1, $2, NULL, $3, $4, $4, $4)",
        values![id, name, keeper, now],
    )
    .await?;
    Ok(())
}

/// Replaces a person's name.
///
/// # Errors
/// What the database says.
pub async fn rename(cx: &mut Ctx, id: PersonId, name: &Sealed<Name>) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE yard_person SET name = $1, named_at = $2 WHERE id = $3", values![name, now, id]).await?;
    Ok(())
}

pub(super) async fn add_number(
    cx: &mut Ctx,
    person: PersonId,
    phone: &Sealed<Phone>,
    index: [u8; 16],
) -> Result<(), ground::DbError> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_number (person, phone, phone_index, since) VALUES ($1, $2, $3, $4)",
        values![person, phone, index, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn add_mail(
    cx: &mut Ctx,
    person: PersonId,
    mail: &Sealed<Mail>,
    index: [u8; 16],
) -> Result<(), ground::DbError> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_mail (person, mail, mail_index, since) VALUES ($1, $2, $3, $4)",
        values![person, mail, index, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn save_code(cx: &mut Ctx, phone_index: [u8; 16], code: &Pending) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_code (phone_index, code_index, tries_left, sent_at, expires_at, consent_version, purposes) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (phone_index) DO UPDATE SET \
         code_index = excluded.code_index, tries_left = excluded.tries_left, sent_at = excluded.sent_at, \
         expires_at = excluded.expires_at, consent_version = excluded.consent_version, purposes = excluded.purposes",
        values![
            phone_index,
            code.code_index,
            code.tries_left,
            now,
            code.expires_at,
            code.consent_version.as_str(),
            code.purposes.as_str()
        ],
    )
    .await?;
    Ok(())
}

/// Takes one try of the code of a number: the row as it stood before, its tries already lowered.
pub(super) async fn take_try(cx: &mut Ctx, phone_index: [u8; 16]) -> Result<Option<Pending>, Fault> {
    let row = cx
        .opt(
            "UPDATE yard_code SET tries_left = tries_left - 1 WHERE phone_index = $1 AND tries_left > 0 \
             RETURNING code_index, tries_left, expires_at, consent_version, purposes",
            values![phone_index],
        )
        .await?;
    row.map(|row| {
        Ok(Pending {
            code_index: row.get("code_index")?,
            tries_left: row.get("tries_left")?,
            expires_at: row.get("expires_at")?,
            consent_version: row.get("consent_version")?,
            purposes: row.get("purposes")?,
        })
    })
    .transpose()
}

pub(super) async fn drop_code(cx: &mut Ctx, phone_index: [u8; 16]) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_code WHERE phone_index = $1", values![phone_index]).await?;
    Ok(())
}

/// A session to be written.
pub(crate) struct NewRow<'a> {
    pub id: DeviceId,
    pub person: PersonId,
    pub guest_of: Option<MeetingId>,
    pub limited: bool,
    pub token_hash: [u8; 16],
    pub label: Option<&'a Sealed<String>>,
}

pub(crate) async fn add_session(cx: &mut Ctx, new: NewRow<'_>) -> Result<(), Fault> {
    let now = cx.now();
    let label = new.label.map_or(ground::Value::Blob(None), ground::Value::from);
    cx.run(
        "INSERT INTO yard_session (id, person, guest_of, limited, token_hash, label, created_at, seen_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        vec![
            new.id.into(),
            new.person.into(),
            new.guest_of.into(),
            new.limited.into(),
            new.token_hash.into(),
            label,
            now.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn ticket(view: &mut View, token_hash: [u8; 16]) -> Result<Option<Ticket>, Fault> {
    let now = view.now();
    let sql = "SELECT s.id, s.person, s.guest_of, s.limited, s.seen_at, COALESCE(p.keeper, 0) AS keeper \
               FROM yard_session s LEFT JOIN yard_person p ON p.id = s.person \
               WHERE s.token_hash = $1 AND s.serves IS NULL AND p.frozen_at IS NULL \
               AND (s.ends_at IS NULL OR s.ends_at > $2)";
    let row = view.opt(sql, values![token_hash, now]).await?;
    row.map(|row| {
        Ok(Ticket {
            id: row.get("id")?,
            person: row.get("person")?,
            guest_of: row.get("guest_of")?,
            limited: row.get("limited")?,
            keeper: row.get("keeper")?,
            seen_at: row.get("seen_at")?,
        })
    })
    .transpose()
}

pub(crate) async fn touch(cx: &mut Ctx, id: DeviceId, person: PersonId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE yard_session SET seen_at = $1 WHERE id = $2", values![now, id]).await?;
    cx.run("UPDATE yard_person SET seen_at = $1 WHERE id = $2", values![now, person]).await?;
    Ok(())
}

/// Lifts the limit of a session after a second proof.
///
/// # Errors
/// What the database says.
pub async fn lift_limit(cx: &mut Ctx, id: DeviceId) -> Result<(), Fault> {
    cx.run("UPDATE yard_session SET limited = 0 WHERE id = $1", values![id]).await?;
    Ok(())
}

/// Whether a session of a person still stands.
///
/// # Errors
/// What the database says.
pub async fn session_stands(view: &mut View, person: PersonId, id: DeviceId) -> Result<bool, Fault> {
    let now = view.now();
    let sql =
        "SELECT id FROM yard_session WHERE id = $1 AND person = $2 AND (ends_at IS NULL OR ends_at > $3)";
    Ok(view.opt(sql, values![id, person, now]).await?.is_some())
}

/// The signed-in devices of a person, newest first.
///
/// # Errors
/// What the database says.
pub async fn sessions(view: &mut View, person: PersonId) -> Result<Vec<SessionRow>, Fault> {
    let rows = view
        .all(
            "SELECT id, person, label, created_at, seen_at FROM yard_session \
             WHERE person = $1 AND guest_of IS NULL AND label IS NOT NULL ORDER BY created_at DESC, id",
            values![person],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let id: DeviceId = row.get("id")?;
            let label =
                Sealed::stored(&SessionRow::LABEL, Subject::Person(person), id.bytes(), row.get("label")?);
            let (created_at, seen_at) = (row.get("created_at")?, row.get("seen_at")?);
            Ok(SessionRow { id, person, label, created_at, seen_at })
        })
        .collect()
}

/// Ends a session; answers whether there was one of this person.
///
/// # Errors
/// What the database says.
pub async fn end_session(cx: &mut Ctx, person: PersonId, id: DeviceId) -> Result<bool, Fault> {
    Ok(cx.run("DELETE FROM yard_session WHERE id = $1 AND person = $2", values![id, person]).await? == 1)
}

/// How many sessions there are.
///
/// # Errors
/// What the database says.
pub(crate) async fn count_sessions(cx: &mut Ctx) -> Result<i64, Fault> {
    cx.one("SELECT COUNT(*) AS sessions FROM yard_session", vec![]).await?.get("sessions")
}

/// Ends the sessions of everyone and takes away the codes that wait; answers whose sessions ended.
///
/// # Errors
/// What the database says.
pub(crate) async fn end_all_sessions(cx: &mut Ctx) -> Result<Vec<PersonId>, Fault> {
    let rows = cx.all("DELETE FROM yard_session RETURNING person", vec![]).await?;
    cx.run("DELETE FROM yard_code", vec![]).await?;
    let mut people: Vec<PersonId> = rows.iter().map(|row| row.get("person")).collect::<Result<_, _>>()?;
    people.sort();
    people.dedup();
    Ok(people)
}

pub(super) async fn sweep(cx: &mut Ctx, unused_since: Timestamp) -> Result<(), Fault> {
    let now = cx.now();
    let old_rates = now.seconds() - 2 * 86_400;
    cx.run("DELETE FROM yard_code WHERE expires_at <= $1", values![now]).await?;
    cx.run("DELETE FROM yard_rate WHERE began_at < $1", values![old_rates]).await?;
    cx.run("DELETE FROM yard_session WHERE seen_at < $1 OR ends_at <= $2", values![unused_since, now])
        .await?;
    Ok(())
}

/// Ends all sessions of a person, frees his number for others, and takes the keys of the house and the picture away.
pub(super) async fn shut(cx: &mut Ctx, person: PersonId, freed: [u8; 16]) -> Result<(), Fault> {
    super::frozen::end_sessions_of(cx, person).await?;
    cx.run("UPDATE yard_number SET phone_index = $1 WHERE person = $2", values![freed, person]).await?;
    cx.run(
        "UPDATE yard_person SET keeper = 0, avatar = NULL, avatar_at = NULL WHERE id = $1",
        values![person],
    )
    .await?;
    Ok(())
}
