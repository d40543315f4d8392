//! Migrations: forward only, one text for both engines, each in a transaction, under one lock.
//!
//! The text is SQLite's with `BLOB` and `BIGINT`; on PostgreSQL `BLOB` becomes `BYTEA`. A migration
//! that has run is recognised by its checksum and may not change afterwards.

use super::Db;
use crate::{Fault, values};

/// One step of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Date and running number: `2026112201`. Unique in the house.
    pub version: i64,
    /// A few words: `person`.
    pub name: &'static str,
    /// The text; its first comment says why.
    pub sql: &'static str,
}

/// The lock that lets one process migrate at a time on PostgreSQL; an arbitrary fixed number.
const LOCK: i64 = 0x0C0A_7A2D;

impl Db {
    /// Brings the schema up to date: runs what has not run, in the order of versions.
    ///
    /// # Errors
    /// A fault where a step fails (it is rolled back), where a step that has run was edited, or where
    /// the data are newer than the program.
    pub async fn migrate(&self, mut steps: Vec<Migration>) -> Result<(), Fault> {
        steps.sort_by_key(|step| step.version);
        if let Some(pair) = steps.windows(2).find(|pair| pair[0].version == pair[1].version) {
            return Err(Fault::new(format!("two migrations are numbered {}", pair[0].version)));
        }
        let mut cx = self.begin().await?;
        if !cx.is_sqlite() {
            cx.all("SELECT 1 AS held FROM pg_advisory_xact_lock($1)", values![LOCK]).await?;
        }
        cx.run(
            "CREATE TABLE IF NOT EXISTS ground_migration \
             (version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, ran_at BIGINT NOT NULL)",
            vec![],
        )
        .await?;
        let done = cx.all("SELECT version, checksum FROM ground_migration", vec![]).await?;
        let mut ran = std::collections::BTreeMap::<i64, String>::new();
        for row in &done {
            ran.insert(row.get("version")?, row.get("checksum")?);
        }
        if let Some(unknown) = ran.keys().find(|version| !steps.iter().any(|step| step.version == **version))
        {
            return Err(Fault::new(format!(
                "the data know migration {unknown}, this program does not: it is older"
            )));
        }
        for step in steps {
            let checksum = checksum(step.sql);
            match ran.get(&step.version) {
                Some(known) if *known == checksum => continue,
                Some(_) => {
                    return Err(Fault::new(format!("migration {} was edited after it ran", step.version)));
                }
                None => {}
            }
            let text = if cx.is_sqlite() { step.sql.to_owned() } else { step.sql.replace("BLOB", "BYTEA") };
            cx.script(text).await.map_err(|error| {
                Fault::caused(format!("running migration {}_{}", step.version, step.name), error)
            })?;
            let now = cx.now();
            cx.run(
                "INSERT INTO ground_migration (version, name, checksum, ran_at) VALUES ($1, $2, $3, $4)",
                values![step.version, step.name, checksum, now],
            )
            .await?;
        }
        cx.commit().await
    }
}

fn checksum(sql: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, sql.as_bytes());
    digest.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
