//! Every statement of `access.db`.

use ground::db::{Assembled, Value, places};
use ground::{Ctx, Fault, Timestamp, View, values};
use std::collections::HashMap;

use super::Counted;
use super::flow::{Counting, Flow, Key, place};
use super::leaf::Entry;
use super::merkle::{Hash, Node};
use super::opening::Tally;
use crate::Subject;

/// A leaf as it stands in its row.
pub(crate) struct LeafRow {
    pub(crate) leaf: u64,
    pub(crate) data: Vec<u8>,
    /// The hash kept at level 0, where one is.
    pub(crate) hash: Option<Hash>,
}

/// Rows of one statement: of few sizes, so that the statements stay prepared. A statement costs more than a row.
const ROWS: [usize; 4] = [64, 16, 4, 1];

/// Inserts rows, as many a statement as fit.
async fn insert(cx: &mut Ctx, head: &str, tail: &str, rows: Vec<Vec<Value>>) -> Result<(), Fault> {
    let Some(width) = rows.first().map(Vec::len) else { return Ok(()) };
    let sql = |many: usize| {
        let rows: Vec<String> =
            (0..many).map(|row| format!("({})", places(row * width + 1, width))).collect();
        format!("INSERT INTO {head} VALUES {} {tail}", rows.join(", "))
    };
    let mut left = rows.len();
    let mut rows = rows.into_iter();
    for many in ROWS {
        if left < many {
            continue;
        }
        let sql = sql(many);
        while left >= many {
            cx.run(Assembled(sql.clone()), rows.by_ref().take(many).flatten().collect()).await?;
            left -= many;
        }
    }
    Ok(())
}

/// Inserts leaves: place, time and data of each.
pub(crate) async fn insert_leaves(cx: &mut Ctx, leaves: Vec<(u64, i64, Vec<u8>)>) -> Result<(), Fault> {
    let rows = leaves.into_iter().map(|(leaf, at, data)| values![int(leaf), at, data]).collect();
    insert(cx, "vault_access_leaf (leaf, at, data)", "", rows).await
}

/// Inserts the nodes that leaves completed.
pub(crate) async fn insert_nodes(cx: &mut Ctx, nodes: Vec<(Node, Hash)>) -> Result<(), Fault> {
    let row = |(node, hash): (Node, Hash)| values![node.level, int(node.index), hash];
    insert(cx, "vault_access_node (level, idx, hash)", "", nodes.into_iter().map(row).collect()).await
}

/// Inserts entries: leaf and position of each.
pub(crate) async fn insert_entries(cx: &mut Ctx, entries: &[(u64, u32, &Entry)]) -> Result<(), Fault> {
    let rows = entries.iter().map(|(leaf, position, entry)| {
        let (subject, sealed) = (entry.subject.bytes().to_vec(), entry.sealed.clone());
        values![int(*leaf), *position, subject, entry.id, entry.commitment, sealed]
    });
    let head = "vault_access_entry (leaf, position, subject, entry, commitment, sealed)";
    insert(cx, head, "", rows.collect()).await
}

/// Adds to the counters.
pub(crate) async fn count(cx: &mut Ctx, counts: &HashMap<Counted, u64>) -> Result<(), Fault> {
    let rows = counts.iter().map(|(counted, more)| {
        let Counted { subject, day, kind, purpose, category } = counted;
        values![subject.bytes().to_vec(), *day, *kind, purpose.id(), category.id(), int(*more)]
    });
    insert(
        cx,
        "vault_access_count (subject, day, kind, purpose, category, opened)",
        "ON CONFLICT (subject, day, kind, purpose, category) \
         DO UPDATE SET opened = vault_access_count.opened + excluded.opened",
        rows.collect(),
    )
    .await
}

/// Adds to what was collected of subjects in columns.
pub(crate) async fn flow(cx: &mut Ctx, flows: &HashMap<Key, Counting>) -> Result<(), Fault> {
    let rows = flows.iter().map(|((subject, decl), more)| {
        let (subject, place) = (subject.bytes().to_vec(), place(decl.table, decl.column));
        values![subject, place, decl.category.id(), int(more.times), more.first_at, more.last_at]
    });
    insert(
        cx,
        "vault_flow (subject, place, category, times, first_at, last_at)",
        "ON CONFLICT (subject, place, category) \
         DO UPDATE SET times = vault_flow.times + excluded.times, last_at = excluded.last_at",
        rows.collect(),
    )
    .await
}

/// What was collected of a subject, the newest first. Whether it is declared the table does not know.
pub(crate) async fn flows_of(view: &mut View, subject: Subject) -> Result<Vec<Flow>, Fault> {
    let sql = "SELECT place, category, times, first_at, last_at FROM vault_flow WHERE subject = $1 \
               ORDER BY last_at DESC, place";
    let rows = view.all(sql, values![subject.bytes().to_vec()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Flow {
                place: row.get("place")?,
                category: row.get("category")?,
                times: row.get("times")?,
                first_at: row.get("first_at")?,
                last_at: row.get("last_at")?,
                declared: false,
            })
        })
        .collect()
}

pub(crate) async fn delete_flows_of(cx: &mut Ctx, subject: Subject) -> Result<(), Fault> {
    cx.run("DELETE FROM vault_flow WHERE subject = $1", values![subject.bytes().to_vec()]).await?;
    Ok(())
}

pub(crate) async fn delete_flows_before(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM vault_flow WHERE last_at < $1", values![before]).await?;
    Ok(())
}

/// How many leaves there are.
pub(crate) async fn size(view: &mut View) -> Result<u64, Fault> {
    let row = view.one("SELECT COALESCE(MAX(leaf) + 1, 0) AS size FROM vault_access_leaf", vec![]).await?;
    row.get("size")
}

/// The hashes of these nodes; a fault where one is absent.
pub(crate) async fn nodes(view: &mut View, nodes: &[Node]) -> Result<Vec<Hash>, Fault> {
    let mut hashes = Vec::with_capacity(nodes.len());
    for node in nodes {
        let row = view
            .one(
                "SELECT hash FROM vault_access_node WHERE level = $1 AND idx = $2",
                values![node.level, int(node.index)],
            )
            .await?;
        hashes.push(row.get("hash")?);
    }
    Ok(hashes)
}

/// The hash of a node, where one is kept.
pub(crate) async fn node(view: &mut View, node: Node) -> Result<Option<Hash>, Fault> {
    let row = view
        .opt(
            "SELECT hash FROM vault_access_node WHERE level = $1 AND idx = $2",
            values![node.level, int(node.index)],
        )
        .await?;
    Ok(row.and_then(|row| row.get("hash").ok()))
}

/// The data of one leaf.
pub(crate) async fn leaf_data(view: &mut View, leaf: u64) -> Result<Option<Vec<u8>>, Fault> {
    let row = view.opt("SELECT data FROM vault_access_leaf WHERE leaf = $1", values![int(leaf)]).await?;
    row.map(|row| row.get("data")).transpose()
}

/// Up to `limit` leaves from `from` on, in order.
pub(crate) async fn leaves(view: &mut View, from: u64, limit: u32) -> Result<Vec<LeafRow>, Fault> {
    let rows = view
        .all(
            "SELECT l.leaf, l.data, n.hash FROM vault_access_leaf l \
             LEFT JOIN vault_access_node n ON n.level = 0 AND n.idx = l.leaf \
             WHERE l.leaf >= $1 ORDER BY l.leaf LIMIT $2",
            values![int(from), limit],
        )
        .await?;
    rows.iter()
        .map(|row| Ok(LeafRow { leaf: row.get("leaf")?, data: row.get("data")?, hash: row.get("hash")? }))
        .collect()
}

/// The entries of the leaves from `from` up to and with `to`, in order. An entry that cannot be read comes as `None`.
pub(crate) async fn entries(
    view: &mut View,
    from: u64,
    to: u64,
) -> Result<Vec<(u64, u32, Option<Entry>)>, Fault> {
    let rows = view
        .all(
            "SELECT leaf, position, subject, entry, commitment, sealed FROM vault_access_entry \
             WHERE leaf BETWEEN $1 AND $2 ORDER BY leaf, position",
            values![int(from), int(to)],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("leaf")?, row.get("position")?, entry(row).ok()))).collect()
}

/// Up to `limit` leaves from `from_leaf` on that were written between two instants, in order.
pub(crate) async fn leaves_in(
    view: &mut View,
    from_leaf: u64,
    from: i64,
    until: i64,
    limit: u32,
) -> Result<Vec<u64>, Fault> {
    let rows = view
        .all(
            "SELECT leaf FROM vault_access_leaf WHERE leaf >= $1 AND at BETWEEN $2 AND $3 ORDER BY leaf LIMIT $4",
            values![int(from_leaf), from, until, limit],
        )
        .await?;
    rows.iter().map(|row| row.get("leaf")).collect()
}

/// The newest entries of a subject before leaf `before`, newest first.
pub(crate) async fn entries_of(
    view: &mut View,
    subject: Subject,
    before: u64,
    limit: u32,
) -> Result<Vec<(u64, Entry)>, Fault> {
    let rows = view
        .all(
            "SELECT leaf, subject, entry, commitment, sealed FROM vault_access_entry \
             WHERE subject = $1 AND leaf < $2 ORDER BY leaf DESC LIMIT $3",
            values![subject.bytes().to_vec(), int(before), limit],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("leaf")?, entry(row)?))).collect()
}

/// Leaf and position of up to `limit` entries of a subject.
pub(crate) async fn places_of(cx: &mut Ctx, subject: Subject, limit: u32) -> Result<Vec<(u64, u32)>, Fault> {
    let rows = cx
        .all(
            "SELECT leaf, position FROM vault_access_entry WHERE subject = $1 ORDER BY leaf, position LIMIT $2",
            values![subject.bytes().to_vec(), limit],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("leaf")?, row.get("position")?))).collect()
}

/// Leaf and position of up to `limit` entries of leaves older than `before`.
pub(crate) async fn places_before(cx: &mut Ctx, before: i64, limit: u32) -> Result<Vec<(u64, u32)>, Fault> {
    let rows = cx
        .all(
            "SELECT e.leaf, e.position FROM vault_access_entry e JOIN vault_access_leaf l ON l.leaf = e.leaf \
             WHERE l.at < $1 ORDER BY e.leaf, e.position LIMIT $2",
            values![before, limit],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("leaf")?, row.get("position")?))).collect()
}

pub(crate) async fn delete_entry(cx: &mut Ctx, leaf: u64, position: u32) -> Result<(), Fault> {
    cx.run("DELETE FROM vault_access_entry WHERE leaf = $1 AND position = $2", values![int(leaf), position])
        .await?;
    Ok(())
}

pub(crate) async fn delete_counts_of(cx: &mut Ctx, subject: Subject) -> Result<(), Fault> {
    cx.run("DELETE FROM vault_access_count WHERE subject = $1", values![subject.bytes().to_vec()]).await?;
    Ok(())
}

pub(crate) async fn delete_counts_before(cx: &mut Ctx, day: i64) -> Result<(), Fault> {
    cx.run("DELETE FROM vault_access_count WHERE day < $1", values![day]).await?;
    Ok(())
}

/// The counters of a subject, newest day first.
pub(crate) async fn tallies_of(view: &mut View, subject: Subject, limit: u32) -> Result<Vec<Tally>, Fault> {
    let rows = view
        .all(
            "SELECT day, kind, purpose, category, opened FROM vault_access_count \
             WHERE subject = $1 ORDER BY day DESC, kind, purpose, category LIMIT $2",
            values![subject.bytes().to_vec(), limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Tally {
                day: row.get("day")?,
                kind: row.get("kind")?,
                purpose: row.get("purpose")?,
                category: row.get("category")?,
                opened: row.get("opened")?,
            })
        })
        .collect()
}

fn entry(row: &ground::Row) -> Result<Entry, Fault> {
    let subject: Vec<u8> = row.get("subject")?;
    Ok(Entry {
        subject: Subject::from_bytes(&subject)
            .ok_or_else(|| Fault::new("an entry of the access log has an unknown kind of subject"))?,
        id: row.get("entry")?,
        commitment: row.get("commitment")?,
        sealed: row.get("sealed")?,
    })
}

fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
