//! What those who are invited say, and whoever organises is told.

use ground::{Fault, Person};
use yard::House;
use yard::notice::{self, Notice};

use super::rules::{self, Reply};
use super::views;
use super::{EventId, Refusal, store, telling};

/// Answers an invitation, or proposes another time for it.
pub(super) async fn answer(
    house: &House,
    who: Person,
    id: EventId,
    (reply, proposed): (Reply, Option<&str>),
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let loaded = views::load(&mut view, who, id).await?;
    // Whoever organises comes anyway, and in a shared calendar nobody is asked.
    if loaded.guests.iter().all(|guest| guest.person != who.person) {
        return Err(Refusal::Unknown);
    }
    view.permit(who, "event.answer", &loaded.event.resource(&loaded.people()))?;
    let proposed = proposed.map(|at| rules::read_local(at).ok_or(Refusal::Reply)).transpose()?;
    if reply == Reply::Waiting {
        return Err(Refusal::Reply);
    }
    drop(view);
    let said = views::said(house, &loaded, "event.answer").await?;
    let mut name =
        yard::account::names_of(house, &loaded.caller, policy::Purpose::Account, &[who.person]).await?;
    let name = name.remove(&who.person).map(|name| name.as_str().to_owned()).unwrap_or_default();
    let root = loaded.event.root();
    let mut cx = house.db.begin().await?;
    let guests = store::guests_now(&mut cx, root).await?;
    let people: Vec<_> = guests.iter().map(|one| one.person).collect();
    cx.permit(who, "event.answer", &loaded.event.resource(&people)).map_err(|_| Refusal::Unknown)?;
    store::answer(&mut cx, root, who.person, (reply, proposed)).await?;
    if let Some(organiser) = loaded.event.person {
        telling::counted(&mut cx, who.person, &[organiser]).await?;
        let when = loaded.event.when.told(proposed.unwrap_or(loaded.event.when.begins));
        let code = match (reply, proposed) {
            (_, Some(_)) => "calendar.proposed",
            (Reply::Accepted, _) => "calendar.accepted",
            (Reply::Declined, _) => "calendar.declined",
            (Reply::Tentative, _) => "calendar.tentative",
            (Reply::Waiting, _) => return Err(Fault::new("an answer that is none").into()),
        };
        let notice = Notice::new(code).about("who", name).about("what", said.title).about("when", when);
        notice::tell(&mut cx, house, organiser, &notice).await?;
        telling::hint(&mut cx, &[organiser, who.person]).await?;
    }
    Ok(cx.commit().await?)
}
