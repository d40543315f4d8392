//! What may happen, and what a receipt says: plain functions on plain values.

use ground::Timestamp;
use policy::{KeyGroup, Policy};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use vault::Subject;

use super::registry::{Eraser, Work};

/// The format of a statement; another number where a field changes its meaning.
pub const FORMAT: &str = "courtyard-erasure-1";

/// When the data of an account that is closed now are erased.
pub fn due(policy: &Policy, closed_at: Timestamp) -> Timestamp {
    Timestamp::from_micros(policy.closing().after(closed_at.micros()))
}

/// The groups whose keys an erasure destroys. What the law wants kept is sealed under `record` and stays store-only
/// until its own time is over.
pub fn doomed() -> impl Iterator<Item = KeyGroup> {
    KeyGroup::ALL.iter().copied().filter(|group| *group != KeyGroup::Record)
}

/// Until when the law wants something at the latest.
fn kept_until(policy: &Policy, work: Work, closed_at: Timestamp) -> Option<Timestamp> {
    let Work::Floor { category, event } = work else { return None };
    let period = policy.retention(category).from(event)?;
    Some(Timestamp::from_micros(period.after(closed_at.micros())))
}

/// The statement of an erasure. Nothing in it names anybody: an opaque id, times, tables.
pub fn statement(
    policy: &Policy,
    subject: Subject,
    (closed_at, erased_at): (Timestamp, Timestamp),
    erasers: &[Eraser],
    salt: [u8; 16],
) -> String {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let mut tables: BTreeMap<&str, Value> = BTreeMap::new();
    for eraser in erasers {
        let done = match eraser.work {
            Work::AtOnce(_) | Work::AtEnd(_) | Work::Vault => json!("removed"),
            Work::Keys | Work::KeysAnd(_) => json!("unreadable"),
            Work::Floor { category, .. } => json!({
                "kept_until": kept_until(policy, eraser.work, erased_at).map(Timestamp::rfc3339),
                "law": policy.retention(category).floor.as_ref().map(|floor| floor.law.en.clone()),
            }),
        };
        tables.insert(eraser.table, done);
    }
    json!({
        "format": FORMAT,
        "subject": hex(&subject.bytes()),
        "closed_at": closed_at.rfc3339(),
        "erased_at": erased_at.rfc3339(),
        "policy": policy.version(),
        "keys_destroyed": doomed().map(KeyGroup::id).collect::<Vec<_>>(),
        "tables": tables,
        "salt": hex(&salt),
    })
    .to_string()
}
