//! What keepers do: announce the end of the service, and call it off.

use ground::{Fault, Person, Timestamp};
use serde_json::json;
use std::sync::atomic::Ordering;

use super::jobs::End;
use super::{Refusal, ShutdownId, store};
use crate::House;
use crate::access::the_house;
use crate::incident;
use crate::notice::{self, Args, Kind};

/// Announces the end: it hangs on every page at once, and everyone is told.
pub(super) async fn announce(house: &House, who: Person, ends_at: Timestamp) -> Result<ShutdownId, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    let number = house.policy.number("shutdown-notice");
    let number = number.ok_or_else(|| Fault::new("the policy does not say when an end is announced"))?;
    let earliest = Timestamp::from_micros(policy::calendar::due(number.value, cx.now().micros()));
    if ends_at < earliest {
        return Err(Refusal::TooSoon { earliest });
    }
    if store::lock(&mut cx).await?.is_some() {
        return Err(Refusal::Announced);
    }
    let id = ShutdownId::fresh(cx.clock());
    store::add(&mut cx, id, who.person, ends_at).await?;
    let args = Args::from([("ends".to_owned(), json!(ends_at.rfc3339()))]);
    incident::hang_out(&mut cx, "house.shutdown", &args, ends_at).await?;
    notice::spread(&mut cx, Kind::Service, "house.shutdown", &args, who.person).await?;
    End::at(&mut cx, id, ends_at).await?;
    cx.commit().await?;
    remember(house, Some(ends_at));
    Ok(id)
}

/// Calls the end off.
pub(super) async fn cancel(house: &House, who: Person) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    let (id, _) = store::lock(&mut cx).await?.ok_or(Refusal::NotAnnounced)?;
    store::cancel(&mut cx, id).await?;
    incident::take_down(&mut cx, "house.shutdown").await?;
    cx.commit().await?;
    remember(house, None);
    Ok(())
}

/// Learns at the start which day was announced.
///
/// # Errors
/// What the database says.
pub async fn load(house: &House) -> Result<(), Fault> {
    let mut view = house.db.view().await?;
    remember(house, store::standing(&mut view).await?);
    Ok(())
}

fn remember(house: &House, ends_at: Option<Timestamp>) {
    house.egress.end_at(ends_at);
    house.moments().ends_at_us.store(ends_at.map_or(0, Timestamp::micros), Ordering::Relaxed);
}
