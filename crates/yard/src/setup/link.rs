//! The links that the machine's owner is shown.

use ground::{Db, Fault};

use super::key::{self, Kind};
use super::store;
use crate::House;

/// The one-time link of a house that is not set up; `None` where it is. `base` is where the house is reached from the
/// keeper's browser, such as `http://127.0.0.1:8080`. An earlier link ends.
///
/// # Errors
/// What the database says.
pub async fn setup_link(house: &House, base: &str) -> Result<Option<String>, Fault> {
    if house.particulars().set_up {
        return Ok(None);
    }
    fresh(&house.db, Kind::Setup, base, "setup").await.map(Some)
}

/// A one-time link by which a keeper who lost every way in gets a new password, for an hour. It needs no more than the
/// database, so that it works beside a running house; the running house uses it and writes that to the access log.
///
/// # Errors
/// What the database says.
pub async fn recovery_link(db: &Db, base: &str) -> Result<String, Fault> {
    fresh(db, Kind::Recovery, base, "setup/recover").await
}

async fn fresh(db: &Db, kind: Kind, base: &str, page: &str) -> Result<String, Fault> {
    let (key, hash) = key::fresh()?;
    let mut cx = db.begin().await?;
    store::save(&mut cx, kind, hash).await?;
    cx.commit().await?;
    Ok(format!("{}/{page}?key={key}", base.trim_end_matches('/')))
}
