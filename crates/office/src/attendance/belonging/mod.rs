//! Who belongs to which group from when to when.

pub(super) mod store;

use ground::{Fault, OrgId, PersonId, View};

use super::plan::store as plans;
use super::zone::Day;

/// The zone in which somebody's working day is lived: that of the group to which he belongs on a day. Nothing where he belongs to none.
pub(crate) async fn zone_of(
    view: &mut View,
    (org, person): (OrgId, PersonId),
    day: jiff::civil::Date,
) -> Result<Option<String>, Fault> {
    let Some(day) = Day::read(&day.to_string()) else { return Ok(None) };
    let Some(group) = store::group_on(view, org, person, day).await? else { return Ok(None) };
    Ok(plans::group_of(view, org, group).await?.map(|group| group.zone))
}
