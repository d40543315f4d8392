//! What the checks ask of rows: counts alone.

use ground::{Fault, View, values};

use super::rules::LATE;

/// How many of those who run the house have neither a passkey nor password and number together.
pub(super) async fn keepers_without(view: &mut View) -> Result<u64, Fault> {
    let sql = "SELECT COUNT(*) AS many FROM yard_person p WHERE p.keeper = 1 \
               AND NOT EXISTS (SELECT 1 FROM yard_passkey k WHERE k.person = p.id) \
               AND NOT (EXISTS (SELECT 1 FROM yard_password w WHERE w.person = p.id) \
               AND EXISTS (SELECT 1 FROM yard_number n WHERE n.person = p.id))";
    view.one(sql, vec![]).await?.get("many")
}

/// How many jobs wait too long, or were given up within thirty days.
pub(super) async fn late_jobs(view: &mut View) -> Result<u64, Fault> {
    let late = view.now().minus(LATE);
    let sql = "SELECT COUNT(*) AS many FROM ground_job WHERE state = 'given_up' OR (state = 'waiting' AND run_at < $1)";
    view.one(sql, values![late]).await?.get("many")
}
