//! Rows of what devices know of a person's lists.

use ground::{Ctx, DbError, Fault, PersonId, Row, Timestamp, View, values};
use vault::{Sealed, Subject};

use super::{List, Listed, Which};

/// Rows of one list: as many items as there may be, and what went of late.
pub(super) const ROWS_MAX: usize = 60_000;

fn listed(row: &Row, person: PersonId) -> Result<Listed, Fault> {
    let item: [u8; 16] = row.get("item")?;
    let subject = Subject::Person(person);
    let (name, uid): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get("name")?, row.get("uid")?);
    Ok(Listed {
        item,
        name: name.map(|bytes| Sealed::stored(&Listed::NAME, subject, item, bytes)),
        name_index: row.get("name_index")?,
        uid: uid.map(|bytes| Sealed::stored(&Listed::UID, subject, item, bytes)),
        uid_index: row.get("uid_index")?,
        mark: row.get("mark")?,
        step: row.get("step")?,
        is_gone: row.get::<Option<Timestamp>>("gone_at")?.is_some(),
    })
}

/// What is known of one list: of what is there, then of what went, the last first.
pub(super) async fn of(view: &mut View, person: PersonId, which: Which) -> Result<Vec<Listed>, Fault> {
    let sql = "SELECT item, name, name_index, uid, uid_index, mark, step, gone_at FROM office_dav \
               WHERE person = $1 AND list = $2 ORDER BY CASE WHEN gone_at IS NULL THEN 0 ELSE 1 END, step DESC, item LIMIT $3";
    let most = i64::try_from(ROWS_MAX).unwrap_or(i64::MAX);
    let rows = view.all(sql, values![person, which.word(), most]).await?;
    rows.iter().map(|row| listed(row, person)).collect()
}

/// The list itself; one that no device asked for has taken no step.
pub(super) async fn list(view: &mut View, person: PersonId, which: Which) -> Result<List, Fault> {
    let sql = "SELECT step, swept, name, colour FROM office_dav_list WHERE person = $1 AND list = $2";
    let Some(row) = view.opt(sql, values![person, which.word()]).await? else { return Ok(List::default()) };
    let name: Option<Vec<u8>> = row.get("name")?;
    let at = which.row(person);
    Ok(List {
        step: row.get("step")?,
        swept: row.get("swept")?,
        name: name.map(|bytes| Sealed::stored(&List::NAME, Subject::Person(person), at, bytes)),
        colour: row.get("colour")?,
    })
}

/// So many steps on; the last of them.
pub(super) async fn go_on(cx: &mut Ctx, person: PersonId, which: Which, many: i64) -> Result<i64, Fault> {
    let sql = "INSERT INTO office_dav_list (person, list, step, swept) VALUES ($1, $2, $3, 0) \
               ON CONFLICT (person, list) DO UPDATE SET step = office_dav_list.step + $3 RETURNING step";
    cx.one(sql, values![person, which.word(), many]).await?.get("step")
}

/// An item is as it was seen in a step.
pub(super) async fn seen(
    cx: &mut Ctx,
    (person, which): (PersonId, Which),
    (item, mark, step): ([u8; 16], [u8; 16], i64),
) -> Result<(), Fault> {
    let sql = "INSERT INTO office_dav (person, item, list, mark, step) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (person, item) DO UPDATE SET mark = excluded.mark, step = excluded.step, gone_at = NULL";
    cx.run(sql, values![person, item, which.word(), mark, step]).await?;
    Ok(())
}

/// An item is gone since a step.
pub(super) async fn gone(cx: &mut Ctx, person: PersonId, (item, step): ([u8; 16], i64)) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE office_dav SET gone_at = $4, step = $3 WHERE person = $1 AND item = $2";
    cx.run(sql, values![person, item, step, now]).await?;
    Ok(())
}

/// An item has the name and the number that a device gave it. What had the name before and is gone has it no longer; `own` is the item
/// that had it without being given it.
pub(super) async fn name(
    cx: &mut Ctx,
    (person, which): (PersonId, Which),
    (new, own): (&Listed, Option<[u8; 16]>),
) -> Result<(), DbError> {
    let sql =
        "DELETE FROM office_dav WHERE person = $1 AND list = $2 AND name_index = $3 AND gone_at IS NOT NULL";
    cx.run(sql, values![person, which.word(), new.name_index]).await?;
    if let Some(item) = own {
        // What was entered on the page had the name though no device gave it.
        let sql = "DELETE FROM office_dav WHERE person = $1 AND item = $2 AND name_index IS NULL AND gone_at IS NOT NULL";
        cx.run(sql, values![person, item]).await?;
    }
    let sql = "INSERT INTO office_dav (person, item, list, name, name_index, uid, uid_index, mark, step) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)";
    let values = values![
        person,
        new.item,
        which.word(),
        new.name.as_ref(),
        new.name_index,
        new.uid.as_ref(),
        new.uid_index,
        new.mark
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// Whether a device gave something that is there this number.
pub(super) async fn has_uid(
    cx: &mut Ctx,
    (person, which): (PersonId, Which),
    index: [u8; 16],
) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM office_dav WHERE person = $1 AND list = $2 AND uid_index = $3 AND gone_at IS NULL LIMIT 1";
    Ok(cx.opt(sql, values![person, which.word(), index]).await?.is_some())
}

/// How a device calls a list, and in which colour it shows it.
pub(super) async fn dress(
    cx: &mut Ctx,
    (person, which): (PersonId, Which),
    (name, colour): (Option<&Sealed<String>>, Option<&str>),
) -> Result<(), Fault> {
    go_on(cx, person, which, 1).await?;
    let sql = "UPDATE office_dav_list SET name = $3, colour = $4 WHERE person = $1 AND list = $2";
    cx.run(sql, values![person, which.word(), name, colour]).await?;
    Ok(())
}

/// What went up to a step of a list is told no longer.
pub(super) async fn forget(cx: &mut Ctx, (person, which): (PersonId, Which), last: i64) -> Result<(), Fault> {
    let sql = "UPDATE office_dav_list SET swept = $3 WHERE person = $1 AND list = $2 AND swept < $3";
    cx.run(sql, values![person, which.word(), last]).await?;
    let sql = "DELETE FROM office_dav WHERE person = $1 AND list = $2 AND gone_at IS NOT NULL AND step <= $3";
    cx.run(sql, values![person, which.word(), last]).await?;
    Ok(())
}

/// What went before an instant is told no longer; what went without a device having asked since counts from now on.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp, most: i64) -> Result<(), Fault> {
    let sql = "UPDATE office_dav_list SET swept = (SELECT MAX(d.step) FROM office_dav d WHERE d.person = office_dav_list.person \
               AND d.list = office_dav_list.list AND d.gone_at < $1) WHERE EXISTS (SELECT 1 FROM office_dav d \
               WHERE d.person = office_dav_list.person AND d.list = office_dav_list.list AND d.gone_at < $1)";
    cx.run(sql, values![before]).await?;
    let sql = "DELETE FROM office_dav WHERE gone_at < $1 AND item IN \
               (SELECT d.item FROM office_dav d WHERE d.gone_at < $1 ORDER BY d.gone_at, d.item LIMIT $2)";
    cx.run(sql, values![before, most]).await?;
    let sql = "SELECT d.person, d.item, d.list FROM office_dav d LEFT JOIN office_event e ON e.id = d.item \
               LEFT JOIN office_task t ON t.id = d.item WHERE d.gone_at IS NULL AND e.id IS NULL AND t.id IS NULL LIMIT $1";
    for row in cx.all(sql, values![most]).await? {
        let (person, item, list): (PersonId, [u8; 16], String) =
            (row.get("person")?, row.get("item")?, row.get("list")?);
        let sql = "UPDATE office_dav_list SET step = step + 1 WHERE person = $1 AND list = $2 RETURNING step";
        let step = cx.opt(sql, values![person, list.as_str()]).await?;
        let step: i64 = step.map_or(Ok(0), |row| row.get("step"))?;
        gone(cx, person, (item, step)).await?;
    }
    Ok(())
}

yard::erases!(
    /// What his devices know of his items goes.
    erase,
    "DELETE FROM office_dav WHERE person = $1 AND item IN (SELECT item FROM office_dav WHERE person = $1 LIMIT $2)"
);

/// And of his lists.
pub(super) async fn erase_lists(cx: &mut Ctx, person: PersonId) -> Result<u64, Fault> {
    Ok(cx.run("DELETE FROM office_dav_list WHERE person = $1", values![person]).await?)
}
