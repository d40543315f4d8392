//! What people do: read what was done.

use ground::Member;

use super::ActId;
use super::store::{self, ActRow};
use crate::House;
use crate::org::{Refusal, resource};

/// What was done in the console, the last first.
pub(super) async fn list(
    house: &House,
    who: Member,
    before: Option<ActId>,
    limit: u32,
) -> Result<Vec<ActRow>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    Ok(store::list(&mut view, who.org, before, limit).await?)
}
