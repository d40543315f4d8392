//! What a guest does afterwards: look at what is kept of him, and have it erased.

use ground::{Caller, Fault, Guest, Timestamp};
use policy::Purpose;
use vault::Subject;
use yard::House;
use yard::access::the_house;

use super::Refusal;
use super::store::{self, own_mark};

/// What is kept of a guest.
pub(super) struct Shown {
    pub name: Option<String>,
    pub admitted_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// From when until when he was there; open where the meeting goes on.
    pub stays: Vec<(Timestamp, Option<Timestamp>)>,
}

/// Shows a guest what is kept of him.
pub(super) async fn held(house: &House, caller: Caller, token: &str) -> Result<Shown, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(caller, "outside.ask", &the_house())?;
    let one = store::find(&mut view, own_mark(&house.vault, token)).await?.ok_or(Refusal::Unknown)?;
    let rows = store::stays(&mut view, &one).await?;
    drop(view);
    let himself: Caller = Guest { meeting: one.meeting, guest: one.guest }.into();
    let look = house.vault.look(&himself, Purpose::OwnData).act("meeting.guest.held");
    let wrong = |no| Fault::caused("opening what is kept of a guest", no);
    let name = match &one.name {
        Some(name) => Some(look.open(name).await.map_err(wrong)?.as_str().to_owned()),
        None => None,
    };
    let mut sealed = Vec::with_capacity(2 * rows.len());
    for stay in &rows {
        sealed.push(&stay.came);
        sealed.extend(&stay.went);
    }
    let mut opened = look.open_many(sealed).await.map_err(wrong)?.into_iter().map(|moment| moment.0);
    let mut stays = Vec::with_capacity(rows.len());
    for stay in &rows {
        let came = opened.next();
        let went = if stay.went.is_some() { opened.next() } else { one.ended_at };
        stays.extend(came.map(|came| (came, went)));
    }
    Ok(Shown { name, admitted_at: one.admitted_at, ended_at: one.ended_at, stays })
}

/// Erases what is kept of a guest: the rows, and the keys with them.
pub(super) async fn erase(house: &House, caller: Caller, token: &str) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(caller, "outside.ask", &the_house())?;
    let one = store::take(&mut cx, own_mark(&house.vault, token)).await?.ok_or(Refusal::Unknown)?;
    if one.ended_at.is_none() {
        return Err(Refusal::StillOn);
    }
    store::remove(&mut cx, &one).await?;
    cx.commit().await?;
    Ok(house.vault.destroy_all(Subject::Person(one.guest)).await?)
}
