//! What somebody outside does with the link of his mail: see what he is invited to, answer, take it into his calendar, be forgotten.

use ground::{Caller, Ctx, Timestamp};
use jiff::civil::DateTime;
use policy::{Category, Purpose};
use std::net::IpAddr;
use vault::Field;
use yard::House;
use yard::account::{name_of, store as accounts};
use yard::notice::{self, Notice};

use super::letter::{self, Between};
use super::rules::{self, News};
use super::views::{self, Open};
use super::{ADDRESS, Outsider, OutsiderId, Refusal, store};
use crate::calendar::ical::{self, Entry};
use crate::calendar::ics::HOME;
use crate::calendar::rules::Reply;
use crate::calendar::{store as events, telling};

/// The key of a count is the keyed fingerprint of a network.
const NETWORK: Field<String> = Field::declare("yard_rate", "key", Category::NetworkAddress);

/// What he is invited to, as he was told of it last: nothing of others who take part.
pub(super) struct Seen {
    pub row: Outsider,
    pub open: Open,
    pub organiser: String,
    /// The event, or its series; the times of it that differ come after it.
    pub entries: Vec<Entry>,
    pub now: Timestamp,
}

impl Seen {
    /// The event, or its series.
    pub(super) fn event(&self) -> Result<&Entry, Refusal> {
        self.entries.iter().find(|entry| entry.instead.is_none()).ok_or(Refusal::Link)
    }
}

/// Counts one who asks, so that nobody tries links.
async fn counted(house: &House, from: IpAddr) -> Result<(), Refusal> {
    let key = house.vault.index(&NETWORK, &rules::network(from));
    let mut cx = house.db.begin().await?;
    let count = accounts::count(&mut cx, rules::LOOKS, key).await?;
    cx.commit().await?;
    if count > i64::from(rules::LOOKS.most) { Err(Refusal::TooMany) } else { Ok(()) }
}

/// What stands behind a link, as long as he is invited and the organisation's calendars are open.
pub(super) async fn behind(
    house: &House,
    (from, act): (IpAddr, &'static str),
    token: &str,
) -> Result<Seen, Refusal> {
    counted(house, from).await?;
    let id = letter::linked(house, token).ok_or(Refusal::Link)?;
    let mut view = house.db.view().await?;
    let row = store::find(&mut view, id).await?.filter(|row| !row.is_out).ok_or(Refusal::Link)?;
    events::find(&mut view, row.event).await?.ok_or(Refusal::Link)?;
    let now = view.now();
    drop(view);
    let program = Caller::Program(act);
    let opened = views::opened(house, (&program, act), std::slice::from_ref(&row)).await?;
    let open = opened.into_iter().next().flatten().ok_or(Refusal::Link)?;
    let organiser = name_of(house, &program, Purpose::OutsideInvitation, row.person).await?;
    let organiser = organiser.map(|name| name.as_str().to_owned()).unwrap_or_default();
    let told = open.told.as_deref().and_then(|told| ical::read(told, HOME)).ok_or(Refusal::Link)?;
    Ok(Seen { row, open, organiser, entries: told.0, now })
}

/// What he was told, as a file for his calendar.
pub(super) async fn into_calendar(house: &House, from: IpAddr, token: &str) -> Result<String, Refusal> {
    let seen = behind(house, (from, "invited.calendar"), token).await?;
    let between = Between {
        organiser: &seen.organiser,
        sender: house.egress.sender().unwrap_or_default(),
        address: &seen.open.address,
        name: seen.open.name.as_deref(),
        reply: seen.row.reply,
        link: &letter::link(house, seen.row.id),
    };
    Ok(letter::file(&seen.entries, (News::Invited, seen.row.sequence), seen.now, &between))
}

/// Finds his row within the unit of work, as it was seen.
async fn still(cx: &mut Ctx, id: OutsiderId) -> Result<Outsider, Refusal> {
    store::find_now(cx, id).await?.filter(|row| !row.is_out).ok_or(Refusal::Link)
}

/// He answers what he saw under a number; whoever organises is told.
pub(super) async fn answer(
    house: &House,
    from: IpAddr,
    (token, sequence): (&str, i64),
    (reply, proposed): (Reply, Option<&str>),
) -> Result<(), Refusal> {
    let seen = behind(house, (from, "invited.answer"), token).await?;
    let said = rules::answer(reply, proposed)?;
    let (title, when) = {
        let event = seen.event()?;
        (event.title.clone(), event.when.told(said.1.unwrap_or(event.when.begins)))
    };
    let mut cx = house.db.begin().await?;
    let now = still(&mut cx, seen.row.id).await?;
    if now.sequence != sequence {
        return Err(Refusal::Stale);
    }
    if accounts::count(&mut cx, rules::ANSWERS, now.id.bytes()).await? > i64::from(rules::ANSWERS.most) {
        return Err(Refusal::Often { after_s: rules::ANSWERS.left_s(cx.now()) });
    }
    store::answer(&mut cx, now.id, said).await?;
    let notice =
        Notice::new(code(said)).about("who", seen.open.called()).about("what", title).about("when", when);
    notice::tell(&mut cx, house, now.person, &notice).await?;
    telling::hint(&mut cx, &[now.person]).await?;
    Ok(cx.commit().await?)
}

/// What whoever organises is told.
const fn code((reply, proposed): (Reply, Option<DateTime>)) -> &'static str {
    match (reply, proposed) {
        (_, Some(_)) => "calendar.proposed",
        (Reply::Accepted, None) => "calendar.accepted",
        (Reply::Declined, None) => "calendar.declined",
        (Reply::Tentative | Reply::Waiting, None) => "calendar.tentative",
    }
}

/// All that is held of his address goes, whoever invited it to what, and nothing is sent there again; those who invited are told.
pub(super) async fn forget(house: &House, from: IpAddr, token: &str) -> Result<(), Refusal> {
    let seen = behind(house, (from, "invited.forget"), token).await?;
    let index = house.vault.index(&ADDRESS, &seen.open.address);
    let notice = Notice::new("calendar.forgotten").about("who", seen.open.address.as_str());
    let mut cx = house.db.begin().await?;
    still(&mut cx, seen.row.id).await?;
    let people = store::forget(&mut cx, index).await?;
    for person in &people {
        notice::tell(&mut cx, house, *person, &notice).await?;
    }
    telling::hint(&mut cx, &people).await?;
    Ok(cx.commit().await?)
}
