//! How much people wrote between two instants in what organisations hold, for the numbers about groups. Nothing sealed is
//! opened for it, and conversations of two and groups of no organisation are not counted.

use ground::{Ctx, Timestamp};
use yard::statistic::{Deed, Gathering};

use super::store;

/// One deed for each person and organisation.
pub(crate) fn deeds(cx: &mut Ctx, from: Timestamp, until: Timestamp) -> Gathering<'_> {
    Box::pin(async move {
        let written = store::written_between(cx, from, until).await?;
        let deed = |(person, org, many): (_, _, i64)| Deed {
            person,
            org: Some(org),
            held: 0,
            minutes: 0,
            written: u32::try_from(many).unwrap_or(u32::MAX),
        };
        Ok(written.into_iter().map(deed).collect())
    })
}
