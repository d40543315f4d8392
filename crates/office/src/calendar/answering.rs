//! What those who are invited say, and whoever organises is told.

use ground::{Ctx, Fault, Person};
use jiff::civil::DateTime;
use yard::House;
use yard::notice::{self, Notice};

use super::rules::{self, Reply};
use super::views::{self, Loaded};
use super::{EventId, Refusal, store, telling};

/// An answer that was read, and is kept next.
pub(super) struct Ready {
    loaded: Loaded,
    title: String,
    /// How whoever answers is called.
    name: String,
    reply: Reply,
    proposed: Option<DateTime>,
}

/// Reads an answer to an invitation, or another time that is proposed for it.
pub(super) async fn ready(
    house: &House,
    who: Person,
    id: EventId,
    (reply, proposed): (Reply, Option<&str>),
) -> Result<Ready, Refusal> {
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
    let title = views::said(house, &loaded, "event.answer").await?.title;
    let mut name =
        yard::account::names_of(house, &loaded.caller, policy::Purpose::Account, &[who.person]).await?;
    let name = name.remove(&who.person).map(|name| name.as_str().to_owned()).unwrap_or_default();
    Ok(Ready { loaded, title, name, reply, proposed })
}

/// Keeps it within a unit of work; whoever organises is told.
pub(super) async fn keep(cx: &mut Ctx, house: &House, who: Person, ready: Ready) -> Result<(), Refusal> {
    let Ready { loaded, title, name, reply, proposed } = ready;
    let root = loaded.event.root();
    let guests = store::guests_now(cx, root).await?;
    let people: Vec<_> = guests.iter().map(|one| one.person).collect();
    cx.permit(who, "event.answer", &loaded.event.resource(&people)).map_err(|_| Refusal::Unknown)?;
    store::answer(cx, root, who.person, (reply, proposed)).await?;
    let Some(organiser) = loaded.event.person else { return Ok(()) };
    telling::counted(cx, who.person, &[organiser]).await?;
    let when = loaded.event.when.told(proposed.unwrap_or(loaded.event.when.begins));
    let code = match (reply, proposed) {
        (_, Some(_)) => "calendar.proposed",
        (Reply::Accepted, _) => "calendar.accepted",
        (Reply::Declined, _) => "calendar.declined",
        (Reply::Tentative, _) => "calendar.tentative",
        (Reply::Waiting, _) => return Err(Fault::new("an answer that is none").into()),
    };
    let notice = Notice::new(code).about("who", name).about("what", title).about("when", when);
    notice::tell(cx, house, organiser, &notice).await?;
    Ok(telling::hint(cx, &[organiser, who.person]).await?)
}

/// Answers an invitation, or proposes another time for it.
pub(super) async fn answer(
    house: &House,
    who: Person,
    id: EventId,
    said: (Reply, Option<&str>),
) -> Result<(), Refusal> {
    let ready = ready(house, who, id, said).await?;
    let mut cx = house.db.begin().await?;
    keep(&mut cx, house, who, ready).await?;
    Ok(cx.commit().await?)
}
