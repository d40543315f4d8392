//! What the property does: see who lives in a home, and end it for whoever moved out without saying so.

use ground::{Caller, Member};
use yard::House;

use super::views::{Shown, shown};
use super::{Refusal, ResidentId, parting, store};
use crate::place::{HomeId, resource, store as places};

/// Who lives in a home of the community, and who was entered; the names are a leaf of the access log.
pub(super) async fn residents(house: &House, who: Member, home: HomeId) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    if places::find(&mut view, home).await?.is_none_or(|there| there.org != who.org) {
        return Err(Refusal::Home);
    }
    let rows = store::of_home(&mut view, home).await?;
    drop(view);
    shown(house, &Caller::from(who), "home.residents", rows).await
}

/// Ends what somebody was given in a home of the community; he is told.
pub(super) async fn end(house: &House, who: Member, (home, id): (HomeId, ResidentId)) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    if places::find_now(&mut cx, home).await?.is_none_or(|there| there.org != who.org) {
        return Err(Refusal::Home);
    }
    let people = store::of_home_now(&mut cx, home).await?;
    parting::end(&mut cx, house, &people, id, None).await?;
    Ok(cx.commit().await?)
}
