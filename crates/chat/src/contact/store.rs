//! Rows of contacts.

use ground::{Ctx, Fault, OrgId, PersonId, Row, View, values};
use vault::{Sealed, Subject};
use yard::House;
use yard::erasure::Working;

use super::rules::{Basis, Use};
use super::{Contact, ContactId};

macro_rules! contacts {
    ($rest:literal) => {
        concat!(
            "SELECT id, org, owner, person, purpose, ground, made_at, name, phone, company, tags, note \
             FROM chat_contact ",
            $rest
        )
    };
}

fn contact(row: &Row) -> Result<Contact, Fault> {
    let (id, org): (ContactId, OrgId) = (row.get("id")?, row.get("org")?);
    let (purpose, ground): (String, String) = (row.get("purpose")?, row.get("ground")?);
    let stored = |field, bytes| Sealed::stored(field, Subject::Org(org), id.bytes(), bytes);
    let some = |field, column| {
        let bytes: Option<Vec<u8>> = row.get(column)?;
        Ok::<_, Fault>(bytes.map(|bytes| stored(field, bytes)))
    };
    Ok(Contact {
        id,
        org,
        owner: row.get("owner")?,
        person: row.get("person")?,
        purpose: Use::of_word(&purpose)?,
        ground: Basis::of_word(&ground)?,
        made_at: row.get("made_at")?,
        name: stored(&Contact::NAME, row.get("name")?),
        phone: some(&Contact::PHONE, "phone")?,
        company: some(&Contact::COMPANY, "company")?,
        tags: some(&Contact::TAGS, "tags")?,
        note: some(&Contact::NOTE, "note")?,
    })
}

/// How many an organisation has.
pub(super) async fn count(cx: &mut Ctx, org: OrgId) -> Result<i64, Fault> {
    cx.one("SELECT COUNT(*) AS found FROM chat_contact WHERE org = $1", values![org]).await?.get("found")
}

/// Adds a contact, or changes what is written of it.
pub(super) async fn save(cx: &mut Ctx, one: &Contact) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_contact (id, org, owner, person, purpose, ground, made_at, name, phone, company, tags, \
               note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO UPDATE SET \
               person = excluded.person, purpose = excluded.purpose, ground = excluded.ground, name = excluded.name, \
               phone = excluded.phone, company = excluded.company, tags = excluded.tags, note = excluded.note";
    let values = values![
        one.id,
        one.org,
        one.owner,
        one.person,
        one.purpose.word(),
        one.ground.word(),
        one.made_at,
        &one.name,
        one.phone.as_ref(),
        one.company.as_ref(),
        one.tags.as_ref(),
        one.note.as_ref()
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// A contact of an organisation.
pub(super) async fn find(view: &mut View, org: OrgId, id: ContactId) -> Result<Option<Contact>, Fault> {
    let row = view.opt(contacts!("WHERE org = $1 AND id = $2"), values![org, id]).await?;
    row.as_ref().map(contact).transpose()
}

/// Contacts of an organisation after one of them; with a keeper, only his.
pub(super) async fn list(
    view: &mut View,
    org: OrgId,
    keeper: Option<PersonId>,
    (after, limit): (Option<ContactId>, u32),
) -> Result<Vec<Contact>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let rows = match keeper {
        Some(keeper) => {
            let sql = contacts!("WHERE org = $1 AND owner = $2 AND id > $3 ORDER BY id LIMIT $4");
            view.all(sql, values![org, keeper, after, limit]).await?
        }
        None => {
            let sql = contacts!("WHERE org = $1 AND id > $2 ORDER BY id LIMIT $3");
            view.all(sql, values![org, after, limit]).await?
        }
    };
    rows.iter().map(contact).collect()
}

/// Somebody else keeps it from now on.
pub(super) async fn give(cx: &mut Ctx, org: OrgId, id: ContactId, owner: PersonId) -> Result<bool, Fault> {
    let sql = "UPDATE chat_contact SET owner = $3 WHERE org = $1 AND id = $2";
    Ok(cx.run(sql, values![org, id, owner]).await? == 1)
}

/// Removes a contact.
pub(super) async fn remove(cx: &mut Ctx, org: OrgId, id: ContactId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_contact WHERE org = $1 AND id = $2", values![org, id]).await?;
    Ok(())
}

/// Removes some of an organisation that is no more; `true` where none is left.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let sql = "DELETE FROM chat_contact WHERE id IN (SELECT id FROM chat_contact WHERE org = $1 LIMIT $2)";
    Ok(i64::try_from(cx.run(sql, values![org, most]).await?).unwrap_or(i64::MAX) < most)
}

/// Somebody who is erased is joined to no contact any longer.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "UPDATE chat_contact SET person = NULL WHERE person = $1";
        Ok(cx.run(sql, values![person]).await?)
    })
}
