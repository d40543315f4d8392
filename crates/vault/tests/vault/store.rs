//! What someone with the database might do to it.

use ground::{Bus, Clock, Db, Value, db::DbSettings};
use std::path::Path;

async fn run(folder: &Path, statements: &[(&'static str, Vec<Value>)]) {
    let file = folder.join("access.db");
    let db = Db::open(DbSettings::File(&file), Clock::system(), Bus::default()).await.unwrap();
    let mut cx = db.begin().await.unwrap();
    for (sql, values) in statements {
        assert!(cx.run(*sql, values.clone()).await.unwrap() > 0, "{sql}");
    }
    cx.commit().await.unwrap();
    db.close().await;
}

/// Replaces the bytes of a leaf; with its kept hash where that is given, too.
pub(crate) async fn edit_leaf(folder: &Path, leaf: i64, data: Vec<u8>, hash: Option<[u8; 32]>) {
    let mut statements =
        vec![("UPDATE vault_access_leaf SET data = $2 WHERE leaf = $1", ground::values![leaf, data])];
    if let Some(hash) = hash {
        let values = ground::values![leaf, hash];
        statements.push(("UPDATE vault_access_node SET hash = $2 WHERE level = 0 AND idx = $1", values));
    }
    run(folder, &statements).await;
}

/// Deletes a leaf with its entries.
pub(crate) async fn delete_leaf(folder: &Path, leaf: i64) {
    let values = ground::values![leaf];
    run(
        folder,
        &[
            ("DELETE FROM vault_access_leaf WHERE leaf = $1", values.clone()),
            ("DELETE FROM vault_access_entry WHERE leaf = $1", values),
        ],
    )
    .await;
}

/// Cuts the log to so many leaves, without a trace in the database.
pub(crate) async fn truncate(folder: &Path, size: i64) {
    let values = ground::values![size];
    run(
        folder,
        &[
            ("DELETE FROM vault_access_leaf WHERE leaf >= $1", values.clone()),
            ("DELETE FROM vault_access_entry WHERE leaf >= $1", values.clone()),
            ("DELETE FROM vault_access_node WHERE (idx + 1) * (1 << level) > $1", values),
        ],
    )
    .await;
}

/// Deletes the readable part beside a leaf.
pub(crate) async fn delete_entry(folder: &Path, leaf: i64) {
    run(folder, &[("DELETE FROM vault_access_entry WHERE leaf = $1", ground::values![leaf])]).await;
}

/// Gives the readable part beside a leaf to somebody else.
pub(crate) async fn give_entry(folder: &Path, leaf: i64, subject: Vec<u8>) {
    let values = ground::values![leaf, subject];
    run(folder, &[("UPDATE vault_access_entry SET subject = $2 WHERE leaf = $1", values)]).await;
}
