//! Rows of mandates and of what was done under them.

use ground::{Attr, Ctx, Fault, Guarded, PersonId, Resource, Row, Timestamp, View, values};

use super::MandateId;
use crate::House;
use crate::erasure::Working;

/// A mandate as it stands. `holder` is who accepted it, or whose number is asked.
pub(super) struct Mandate {
    pub id: MandateId,
    pub person: PersonId,
    pub holder: Option<PersonId>,
    pub scopes: String,
    pub asked_at: Timestamp,
    pub given: bool,
    pub accepted_at: Option<Timestamp>,
    pub until: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub on_paper: bool,
}

impl Mandate {
    /// Whether something may be done under it now.
    pub(super) fn stands(&self, now: Timestamp) -> bool {
        self.given && self.accepted_at.is_some() && self.ended_at.is_none() && self.until > now
    }
}

impl Guarded for Mandate {
    fn resource(&self) -> Resource {
        let holder = self.holder.filter(|_| self.given).map(|id| id.to_string()).unwrap_or_default();
        let attrs = vec![("person", Attr::Id(self.person.to_string())), ("holder", Attr::Id(holder))];
        Resource { kind: "Mandate", id: self.id.to_string(), attrs }
    }
}

macro_rules! mandates {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.person, COALESCE(m.holder, n.person) AS holder, m.scopes, m.asked_at, m.given_at, \
             m.accepted_at, m.until_at, m.ended_at, m.paper FROM yard_mandate m \
             LEFT JOIN yard_number n ON n.phone_index = m.holder_index AND m.holder IS NULL ",
            $rest
        )
    };
}

fn mandate(row: &Row) -> Result<Mandate, Fault> {
    Ok(Mandate {
        id: row.get("id")?,
        person: row.get("person")?,
        holder: row.get("holder")?,
        scopes: row.get("scopes")?,
        asked_at: row.get("asked_at")?,
        given: row.get::<Option<Timestamp>>("given_at")?.is_some(),
        accepted_at: row.get("accepted_at")?,
        until: row.get("until_at")?,
        ended_at: row.get("ended_at")?,
        on_paper: row.get::<Option<[u8; 16]>>("paper")?.is_some(),
    })
}

/// A mandate before it is written.
pub(super) struct New<'a> {
    pub id: MandateId,
    pub person: PersonId,
    pub holder_index: [u8; 16],
    pub scopes: &'a str,
    pub until: Timestamp,
    /// The sheet that has to be signed and witnessed first; without one it is given now.
    pub paper: Option<[u8; 16]>,
}

/// Writes a mandate that waits for the other to accept, or for its sheet.
pub(super) async fn add(cx: &mut Ctx, new: &New<'_>) -> Result<(), Fault> {
    let now = cx.now();
    let given_at = if new.paper.is_none() { Some(now) } else { None };
    cx.run(
        "INSERT INTO yard_mandate (id, person, holder_index, scopes, asked_at, given_at, until_at, paper) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![new.id, new.person, new.holder_index, new.scopes, now, given_at, new.until, new.paper],
    )
    .await?;
    Ok(())
}

/// The sheet of a mandate was witnessed: it is given. Answers whose number is asked.
pub(super) async fn signed(cx: &mut Ctx, paper: [u8; 16]) -> Result<Option<PersonId>, Fault> {
    let now = cx.now();
    cx.run(
        "UPDATE yard_mandate SET given_at = $1 WHERE paper = $2 AND given_at IS NULL",
        values![now, paper],
    )
    .await?;
    let row = cx.opt(mandates!("WHERE m.paper = $1"), values![paper]).await?;
    Ok(row.as_ref().map(mandate).transpose()?.and_then(|one| one.holder))
}

/// The sheet of a mandate is thrown away unsigned.
pub(crate) async fn unsigned(cx: &mut Ctx, paper: [u8; 16]) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_mandate WHERE paper = $1 AND given_at IS NULL", values![paper]).await?;
    Ok(())
}

/// Who has the number of this index.
pub(super) async fn person_of(cx: &mut Ctx, index: [u8; 16]) -> Result<Option<PersonId>, Fault> {
    let row = cx.opt("SELECT person FROM yard_number WHERE phone_index = $1", values![index]).await?;
    row.map(|row| row.get("person")).transpose()
}

/// A mandate.
pub(super) async fn find(view: &mut View, id: MandateId) -> Result<Option<Mandate>, Fault> {
    view.opt(mandates!("WHERE m.id = $1"), values![id]).await?.as_ref().map(mandate).transpose()
}

/// The mandates that somebody gave, newest first.
pub(super) async fn given(view: &mut View, person: PersonId, most: i64) -> Result<Vec<Mandate>, Fault> {
    let sql = mandates!("WHERE m.person = $1 ORDER BY m.asked_at DESC, m.id DESC LIMIT $2");
    view.all(sql, values![person, most]).await?.iter().map(mandate).collect()
}

/// Those that somebody holds or is asked to hold, newest first.
pub(super) async fn held(view: &mut View, holder: PersonId, most: i64) -> Result<Vec<Mandate>, Fault> {
    let sql = mandates!(
        "WHERE (m.holder = $1 OR (m.holder IS NULL AND n.person = $1)) AND m.given_at IS NOT NULL \
         ORDER BY m.asked_at DESC, m.id DESC LIMIT $2"
    );
    view.all(sql, values![holder, most]).await?.iter().map(mandate).collect()
}

/// Whether these two have a mandate between them that has not ended; the holder is known once he accepted.
pub(super) async fn knows(view: &mut View, one: PersonId, other: PersonId) -> Result<bool, Fault> {
    let now = view.now();
    let sql = "SELECT m.id FROM yard_mandate m LEFT JOIN yard_number n ON n.phone_index = m.holder_index \
               WHERE m.given_at IS NOT NULL AND m.ended_at IS NULL AND m.until_at > $3 AND \
               ((m.person = $1 AND m.holder = $2) OR (m.person = $2 AND (m.holder = $1 OR n.person = $1))) LIMIT 1";
    Ok(view.opt(sql, values![one, other, now]).await?.is_some())
}

/// Whether a mandate stands by which the first may do this for the second.
pub(super) async fn covers(
    view: &mut View,
    holder: PersonId,
    person: PersonId,
    scope: &str,
) -> Result<bool, Fault> {
    let now = view.now();
    let sql = mandates!("WHERE m.holder = $1 AND m.person = $2 AND m.ended_at IS NULL");
    let rows = view.all(sql, values![holder, person]).await?;
    let found: Vec<Mandate> = rows.iter().map(mandate).collect::<Result<_, _>>()?;
    Ok(found.iter().any(|one| one.stands(now) && one.scopes.split(' ').any(|known| known == scope)))
}

/// The other accepts; `false` where it does not wait for that. Which number was asked is forgotten.
pub(super) async fn accept(cx: &mut Ctx, id: MandateId, holder: PersonId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_mandate SET holder = $2, accepted_at = $3, holder_index = NULL WHERE id = $1 \
               AND holder IS NULL AND given_at IS NOT NULL AND ended_at IS NULL AND until_at > $3";
    Ok(cx.run(sql, values![id, holder, now]).await? == 1)
}

/// It ends; `false` where it did already.
pub(super) async fn end(cx: &mut Ctx, id: MandateId, by: PersonId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_mandate SET ended_at = $2, ended_by = $3, holder_index = NULL WHERE id = $1 AND ended_at IS NULL";
    Ok(cx.run(sql, values![id, now, by]).await? == 1)
}

/// Removes what was not signed or not accepted in time.
pub(super) async fn remove_waiting(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_mandate WHERE accepted_at IS NULL AND asked_at < $1", values![before]).await?;
    Ok(())
}

/// Something that was done under a mandate.
pub(super) struct Act {
    pub act: String,
    pub detail: String,
    pub at: Timestamp,
}

/// Notes what is done under a mandate, while it stands; `false` where it does not.
pub(super) async fn did(
    cx: &mut Ctx,
    (id, person): (MandateId, PersonId),
    act: &str,
    detail: &str,
) -> Result<bool, Fault> {
    let (now, row) = (cx.now(), ground::DeviceId::fresh(cx.clock()).bytes());
    let sql = "INSERT INTO yard_mandate_act (id, mandate, person, act, detail, at) \
               SELECT $1, m.id, m.person, $4, $5, $6 FROM yard_mandate m WHERE m.id = $2 AND m.person = $3 \
               AND m.accepted_at IS NOT NULL AND m.ended_at IS NULL AND m.until_at > $6";
    Ok(cx.run(sql, values![row, id, person, act, detail, now]).await? == 1)
}

/// What was done under a mandate, newest first.
pub(super) async fn acts(view: &mut View, id: MandateId, most: i64) -> Result<Vec<Act>, Fault> {
    let sql =
        "SELECT act, detail, at FROM yard_mandate_act WHERE mandate = $1 ORDER BY at DESC, id DESC LIMIT $2";
    let rows = view.all(sql, values![id, most]).await?;
    rows.iter()
        .map(|row| Ok(Act { act: row.get("act")?, detail: row.get("detail")?, at: row.get("at")? }))
        .collect()
}

/// The mandates that an erased person gave or held.
pub(super) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        cx.run("UPDATE yard_mandate SET ended_by = NULL WHERE ended_by = $1", values![person]).await?;
        let sql = "DELETE FROM yard_mandate WHERE person = $1 OR holder = $1";
        Ok(cx.run(sql, values![person]).await?)
    })
}

/// What was done for an erased person, or by him.
pub(super) fn erase_acts<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_mandate_act WHERE person = $1 OR mandate IN \
                   (SELECT id FROM yard_mandate WHERE holder = $1)";
        Ok(cx.run(sql, values![person]).await?)
    })
}
