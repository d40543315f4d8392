//! Rows of notices and publications.

use ground::db::Assembled;
use ground::{Because, Ctx, Fault, PersonId, Row, Timestamp, View, values};
use policy::Personal;
use vault::{Sealed, Subject};

use super::{Kind, NoticeId, PublicationId};
use crate::House;
use crate::erasure::Working;

/// A row of `yard_notice`.
#[derive(Personal)]
#[personal(table = "yard_notice")]
pub struct NoticeRow {
    /// The notice.
    pub id: NoticeId,
    /// To whom.
    pub person: PersonId,
    /// What for.
    pub kind: Kind,
    /// What is said.
    pub code: String,
    /// Arguments that say nothing about a person, as JSON.
    pub args: String,
    /// Arguments about the person, as JSON.
    #[personal(category = "notice")]
    pub personal: Option<Sealed<String>>,
    /// When.
    pub at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

/// Something that keepers told everyone.
pub(super) struct Publication {
    pub id: PublicationId,
    pub kind: Kind,
    pub code: String,
    pub args: String,
    pub published_by: PersonId,
    pub at: Timestamp,
    pub done_at: Option<Timestamp>,
    pub told: i64,
    /// For who ticked this tag.
    pub tag: Option<String>,
    /// How many stopped by its code.
    pub stopped: i64,
}

fn kind(row: &Row) -> Result<Kind, Fault> {
    let word: String = row.get("kind")?;
    Kind::from_word(&word).because("a notice of an unknown kind")
}

fn notice(row: &Row) -> Result<NoticeRow, Fault> {
    let (id, person): (NoticeId, PersonId) = (row.get("id")?, row.get("person")?);
    let personal: Option<Vec<u8>> = row.get("personal")?;
    Ok(NoticeRow {
        id,
        person,
        kind: kind(row)?,
        code: row.get("code")?,
        args: row.get("args")?,
        personal: personal
            .map(|bytes| Sealed::stored(&NoticeRow::PERSONAL, Subject::Person(person), id.bytes(), bytes)),
        at: row.get("at")?,
        read_at: row.get("read_at")?,
    })
}

/// A notice that is about to be written.
pub(super) struct New<'a> {
    pub id: NoticeId,
    pub person: PersonId,
    pub kind: Kind,
    pub code: &'a str,
    pub args: &'a str,
    pub personal: Option<&'a Sealed<String>>,
    pub publication: Option<PublicationId>,
}

/// Writes a notice; answers whether it is new: of one publication a person gets one.
pub(super) async fn add(cx: &mut Ctx, new: &New<'_>) -> Result<bool, Fault> {
    let now = cx.now();
    let personal = new.personal.map_or(ground::Value::Blob(None), ground::Value::from);
    let added = cx
        .run(
            "INSERT INTO yard_notice (id, person, kind, code, args, personal, publication, at, read_at, texted_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL) ON CONFLICT DO NOTHING",
            vec![
                new.id.into(),
                new.person.into(),
                new.kind.word().into(),
                new.code.into(),
                new.args.into(),
                personal,
                new.publication.into(),
                now.into(),
            ],
        )
        .await?;
    Ok(added == 1)
}

const NOTICE: &str = "SELECT id, person, kind, code, args, personal, at, read_at FROM yard_notice WHERE person = $1 \
     AND id < $2 ORDER BY id DESC LIMIT $3";
/// Comes after every id.
const LAST: [u8; 16] = [0xff; 16];

/// A person's notices before one of them, newest first.
pub(super) async fn of_person(
    view: &mut View,
    person: PersonId,
    before: Option<NoticeId>,
    limit: u32,
) -> Result<Vec<NoticeRow>, Fault> {
    let before = before.map_or(LAST, |id| id.bytes());
    view.all(NOTICE, values![person, before, limit]).await?.iter().map(notice).collect()
}

/// How many a person has not read.
pub(super) async fn unread(view: &mut View, person: PersonId) -> Result<u32, Fault> {
    view.one(
        "SELECT COUNT(*) AS unread FROM yard_notice WHERE person = $1 AND read_at IS NULL",
        values![person],
    )
    .await?
    .get("unread")
}

/// Marks one as read; answers whether there is such a one of this person.
pub(super) async fn mark_read(cx: &mut Ctx, person: PersonId, id: NoticeId) -> Result<bool, Fault> {
    let now = cx.now();
    let marked = cx
        .run(
            "UPDATE yard_notice SET read_at = COALESCE(read_at, $1) WHERE person = $2 AND id = $3",
            values![now, person, id],
        )
        .await?;
    Ok(marked == 1)
}

/// Marks all as read.
pub(super) async fn mark_all_read(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE yard_notice SET read_at = $1 WHERE person = $2 AND read_at IS NULL", values![now, person])
        .await?;
    Ok(())
}

/// A way by which a notice leaves the house.
#[derive(Clone, Copy)]
pub(super) enum Way {
    Text,
    Letter,
}

impl Way {
    const fn sent_at(self) -> &'static str {
        match self {
            Self::Text => "texted_at",
            Self::Letter => "mailed_at",
        }
    }
}

/// A notice that was not sent by this way yet.
pub(super) async fn unsent(
    cx: &mut Ctx,
    (person, id): (PersonId, NoticeId),
    way: Way,
) -> Result<Option<NoticeRow>, Fault> {
    let sql = Assembled(format!(
        "SELECT id, person, kind, code, args, personal, at, read_at FROM yard_notice \
         WHERE person = $1 AND id = $2 AND {} IS NULL",
        way.sent_at()
    ));
    cx.opt(sql, values![person, id]).await?.as_ref().map(notice).transpose()
}

/// Notes that it was sent by this way.
pub(super) async fn mark_sent(
    cx: &mut Ctx,
    (person, id): (PersonId, NoticeId),
    way: Way,
) -> Result<(), Fault> {
    let now = cx.now();
    let sql =
        Assembled(format!("UPDATE yard_notice SET {} = $1 WHERE person = $2 AND id = $3", way.sent_at()));
    cx.run(sql, values![now, person, id]).await?;
    Ok(())
}

/// Removes what is older than that.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_notice WHERE at < $1", values![before]).await?;
    cx.run("DELETE FROM yard_publication WHERE at < $1 AND done_at IS NOT NULL", values![before]).await?;
    Ok(())
}

/// Writes a publication.
pub(super) async fn publish(cx: &mut Ctx, one: &Publication) -> Result<(), Fault> {
    cx.run(
        "INSERT INTO yard_publication (id, kind, code, args, published_by, at, done_at, told) \
         VALUES ($1, $2, $3, $4, $5, $6, NULL, 0)",
        values![one.id, one.kind.word(), one.code.as_str(), one.args.as_str(), one.published_by, one.at],
    )
    .await?;
    Ok(())
}

fn publication(row: &Row) -> Result<Publication, Fault> {
    Ok(Publication {
        id: row.get("id")?,
        kind: kind(row)?,
        code: row.get("code")?,
        args: row.get("args")?,
        published_by: row.get("published_by")?,
        at: row.get("at")?,
        done_at: row.get("done_at")?,
        told: row.get("told")?,
        tag: row.get("tag")?,
        stopped: row.get("stopped")?,
    })
}

/// A publication that is still being told.
pub(super) async fn running(cx: &mut Ctx, id: PublicationId) -> Result<Option<Publication>, Fault> {
    let row = cx
        .opt(
            "SELECT id, kind, code, args, published_by, at, done_at, told, tag, stopped FROM yard_publication \
             WHERE id = $1 AND done_at IS NULL",
            values![id],
        )
        .await?;
    row.as_ref().map(publication).transpose()
}

/// The newest publications.
pub(super) async fn publications(view: &mut View, limit: u32) -> Result<Vec<Publication>, Fault> {
    let rows = view
        .all(
            "SELECT id, kind, code, args, published_by, at, done_at, told, tag, stopped FROM yard_publication \
             ORDER BY id DESC LIMIT $1",
            values![limit],
        )
        .await?;
    rows.iter().map(publication).collect()
}

/// Counts how many more were told, and whether these were the last.
pub(super) async fn count_told(cx: &mut Ctx, id: PublicationId, more: i64, done: bool) -> Result<(), Fault> {
    let done_at = done.then(|| cx.now());
    cx.run(
        "UPDATE yard_publication SET told = told + $1, done_at = $2 WHERE id = $3",
        values![more, done_at, id],
    )
    .await?;
    Ok(())
}

/// People with an account after one of them, in order.
pub(crate) async fn people(
    cx: &mut Ctx,
    after: Option<PersonId>,
    limit: u32,
) -> Result<Vec<PersonId>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let rows = cx
        .all("SELECT id FROM yard_person WHERE id > $1 ORDER BY id LIMIT $2", values![after, limit])
        .await?;
    rows.iter().map(|row| row.get("id")).collect()
}

/// Who runs the house.
pub(super) async fn keepers(cx: &mut Ctx) -> Result<Vec<PersonId>, Fault> {
    let rows = cx.all("SELECT id FROM yard_person WHERE keeper = 1 ORDER BY id", vec![]).await?;
    rows.iter().map(|row| row.get("id")).collect()
}

/// Notices of an erased person.
pub(super) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql =
            "DELETE FROM yard_notice WHERE id IN (SELECT id FROM yard_notice WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}

/// Says whom a publication is for, and what one replies to stop.
pub(super) async fn aim(
    cx: &mut Ctx,
    id: PublicationId,
    tag: Option<&str>,
    code: Option<&str>,
) -> Result<(), Fault> {
    cx.run("UPDATE yard_publication SET tag = $2, stop_code = $3 WHERE id = $1", values![id, tag, code])
        .await?;
    Ok(())
}

/// What one replies to the message of a notice to stop.
pub(super) async fn stop_code(cx: &mut Ctx, person: PersonId, id: NoticeId) -> Result<Option<String>, Fault> {
    let sql = "SELECT p.stop_code FROM yard_notice n JOIN yard_publication p ON p.id = n.publication \
               WHERE n.person = $1 AND n.id = $2";
    let row = cx.opt(sql, values![person, id]).await?;
    Ok(row.map(|row| row.get("stop_code")).transpose()?.flatten())
}

/// Counts that somebody stopped by the code of a publication.
pub(super) async fn count_stopped(cx: &mut Ctx, code: &str) -> Result<(), Fault> {
    cx.run("UPDATE yard_publication SET stopped = stopped + 1 WHERE stop_code = $1", values![code]).await?;
    Ok(())
}

/// Takes a reply in; `false` where it came before.
pub(super) async fn take_reply(cx: &mut Ctx, mark: [u8; 16]) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "INSERT INTO yard_reply (mark, at) VALUES ($1, $2) ON CONFLICT (mark) DO NOTHING";
    Ok(cx.run(sql, values![mark, now]).await? == 1)
}

/// Forgets replies that came before an instant.
pub(super) async fn forget_replies(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_reply WHERE at < $1", values![before]).await?;
    Ok(())
}
