//! What somebody finds of devices when he asks what is held about him: what he had them do.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House};

use super::{cloud, store};

/// What he did, with its instant. Of what, is the home's.
pub(crate) fn held<'a>(
    house: &'a House,
    _caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let rows = store::log_of_person(&mut view, person).await?;
        let links = cloud::since(&mut view, person).await?;
        drop(view);
        let held = |row: &super::Happening| Held {
            category: Category::HomeDeviceLog,
            table: "community_thing_event",
            value: Some(row.what.clone()),
            collected_at: row.at,
        };
        // What was authorised opens his account there: that there is a link is told, and not by what.
        let linked = |collected_at| Held {
            category: Category::HomeDevice,
            table: "community_thing_cloud",
            value: Some("tuya".to_owned()),
            collected_at,
        };
        Ok(rows.iter().map(held).chain(links.into_iter().map(linked)).collect())
    })
}
