//! What people see of meetings: their own, one of them, what a number names, and who is there.

use ground::{Caller, Fault, MeetingId, Person, PersonId, Scope, Timestamp, View};
use policy::{Category, Purpose};
use std::collections::HashMap;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use vault::{typed, untyped};
use yard::access::the_house;
use yard::account::{Name, store as accounts};
use yard::{Held, House};

use super::actions::named;
use super::limits::Trier;
use super::rules::{LIST_MAX, Number, Title};
use super::store::{self, GuestName};
use super::{Meeting, Participant, Refusal, Seen};
use crate::former;
use crate::media::{Media, is_silent};

/// A meeting with its title opened.
pub(crate) struct Shown {
    pub meeting: Meeting,
    pub title: String,
    pub is_host: bool,
    pub link: String,
}

/// Opens titles for whoever may know of the meetings: a delivery, counted by day.
pub(super) async fn show(
    house: &House,
    caller: &Caller,
    act: &str,
    meetings: Vec<Meeting>,
) -> Result<Vec<Shown>, Fault> {
    let sealed = meetings.iter().filter_map(|meeting| meeting.title.as_ref());
    let look = house.vault.look(caller, Purpose::Meeting).act(act).delivery();
    let opened = look.open_each(sealed).await.map_err(|refusal| Fault::caused("opening titles", refusal))?;
    let mut titles = opened.into_iter();
    let mut shown = Vec::with_capacity(meetings.len());
    for meeting in meetings {
        let title = match meeting.title.as_ref().and_then(|_| titles.next()) {
            Some(Ok(title)) => title.into_inner().into_inner(),
            Some(Err(vault::OpenRefused::Fault(fault))) => return Err(fault),
            Some(Err(_)) | None => String::new(),
        };
        let is_host = caller.person() == Some(meeting.host);
        let link = link(house, &meeting.number);
        shown.push(Shown { meeting, title, is_host, link });
    }
    Ok(shown)
}

/// Where the link to a meeting leads; the client adds the passcode behind a `#`, which no server sees.
fn link(house: &House, number: &Number) -> String {
    let particulars = house.particulars();
    let base =
        particulars.public_url.as_deref().or(house.config.server.public_url.as_deref()).unwrap_or_default();
    format!("{}/m/{number}", base.trim_end_matches('/'))
}

/// One's own meetings, newest first. After long silence, with no second proof yet, only those that are open.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    let meetings = match view.scope(who, "meeting.list")? {
        Scope::Own(person) => store::of_person(&mut view, person, who.limited, LIST_MAX).await?,
        Scope::Org(_) | Scope::Nothing => Vec::new(),
    };
    drop(view);
    Ok(show(house, &who.into(), "meeting.list", meetings).await?)
}

/// A meeting that this caller may know of.
pub(crate) async fn see(view: &mut View, caller: &Caller, id: MeetingId) -> Result<Seen, Refusal> {
    let meeting = store::find(view, id).await?.ok_or(Refusal::Unknown)?;
    let present = match caller.person() {
        Some(person) => store::find_participant(view, id, person).await?,
        None => None,
    };
    let present = present.filter(|one| one.removed_at.is_none()).map(|one| one.person);
    let seen = Seen { meeting, present };
    view.permit(caller.clone(), "meeting.read", &seen).map_err(|_| Refusal::Unknown)?;
    let old = seen.meeting.ended_at.is_some();
    if let (Some(org), Some(person), true) = (seen.meeting.org, caller.person(), old)
        && former::has_left(view, org, person).await?
    {
        return Err(Refusal::Unknown);
    }
    match caller {
        Caller::Person(who) | Caller::Keeper(who) if who.limited && old => Err(Refusal::SecondProof),
        _ => Ok(seen),
    }
}

/// One meeting.
pub(super) async fn get(house: &House, caller: &Caller, id: MeetingId) -> Result<Shown, Refusal> {
    let mut view = house.db.view().await?;
    let meeting = see(&mut view, caller, id).await?.meeting;
    drop(view);
    show(house, caller, "meeting.get", vec![meeting]).await?.pop().ok_or(Refusal::Unknown)
}

/// What a number names.
pub(super) struct Found {
    pub meeting: Meeting,
    pub title: String,
    pub host_name: String,
}

/// What whoever has a number may see before he enters: title and host, opened by the house for him.
pub(super) async fn find(
    house: &House,
    caller: Caller,
    number: &str,
    from: IpAddr,
) -> Result<Found, Refusal> {
    let number = Number::read(number).ok_or(Refusal::Unknown)?;
    let person = if let Caller::Guest(_) = caller { None } else { caller.person() };
    let trier = Trier::new(&house.vault, person, from);
    let mut cx = house.db.begin().await?;
    cx.permit(caller, "meeting.find", &the_house())?;
    let meeting = match named(&mut cx, &number, trier).await {
        Ok(meeting) => meeting,
        Err(refusal) => {
            cx.commit().await?; // what was counted stays counted
            return Err(refusal);
        }
    };
    drop(cx);
    let mut view = house.db.view().await?;
    let host = accounts::person(&mut view, meeting.host).await?;
    drop(view);
    let sealed = [meeting.title.as_ref().map(untyped), host.as_ref().map(|row| untyped(&row.name))];
    let house_itself = Caller::Program("meeting.find");
    let look = house.vault.look(&house_itself, Purpose::Meeting).act("meeting.find");
    let opened =
        look.open_each(sealed.iter().flatten()).await.map_err(|no| Fault::caused("finding a meeting", no))?;
    let mut opened = opened.into_iter();
    let mut next = |is_there: bool| if is_there { opened.next() } else { None };
    let (title, name) = (next(sealed[0].is_some()), next(sealed[1].is_some()));
    let title = title.map(typed::<Title>).transpose()?.flatten().map(Title::into_inner).unwrap_or_default();
    let name = name.map(typed::<Name>).transpose()?.flatten();
    let host_name = name.map(|name| name.as_str().to_owned()).unwrap_or_default();
    Ok(Found { meeting, title, host_name })
}

/// Somebody who is or was in the meeting.
pub(super) struct Attendant {
    pub participant: Participant,
    pub name: String,
    pub is_present: bool,
    pub is_muted: bool,
    /// True for the host's eyes where it was put out.
    pub is_removed: bool,
    /// How a record calls somebody who left the organisation.
    pub pseudonym: Option<String>,
}

/// Who is and was in a meeting, for those who are in it.
pub(super) async fn participants(
    house: &House,
    media: &Media,
    caller: &Caller,
    id: MeetingId,
) -> Result<Vec<Attendant>, Refusal> {
    let mut view = house.db.view().await?;
    let seen = see(&mut view, caller, id).await?;
    view.permit(caller.clone(), "meeting.see_present", &seen)?;
    let directs = view.permit(caller.clone(), "meeting.direct", &seen).is_ok();
    let participants = store::participants(&mut view, id).await?;
    let mut sealed = sealed_names(&mut view, &participants).await?;
    let mut pseudonyms = former::pseudonyms(&mut view, id).await?;
    sealed.retain(|person, _| !pseudonyms.contains_key(person));
    drop(view);
    let look = house.vault.look(caller, Purpose::Meeting).act("meeting.participants").delivery();
    let opened = look.open_each(sealed.values()).await.map_err(|no| Fault::caused("opening names", no))?;
    let mut names = HashMap::new();
    for (person, name) in sealed.keys().zip(opened) {
        match name {
            Ok(name) => names.insert(*person, name.as_str().to_owned()),
            Err(vault::OpenRefused::Fault(fault)) => return Err(fault.into()),
            Err(_) => None,
        };
    }
    let there = media.present(id).await;
    let attendants = participants.into_iter().map(|participant| {
        let live = there.iter().find(|one| one.identity == participant.identity);
        Attendant {
            name: names.remove(&participant.person).unwrap_or_default(),
            pseudonym: pseudonyms.remove(&participant.person),
            is_present: live.is_some(),
            is_muted: live.is_none_or(is_silent),
            is_removed: directs && participant.removed_at.is_some(),
            participant,
        }
    });
    Ok(attendants.collect())
}

/// The sealed names of participants: a guest's stands with the participant, a person's with the account.
pub(crate) async fn sealed_names(
    view: &mut View,
    participants: &[Participant],
) -> Result<HashMap<PersonId, GuestName>, Fault> {
    let mut names = HashMap::with_capacity(participants.len());
    for participant in participants {
        let name = match &participant.name {
            Some(name) => Some(name.clone()),
            None => accounts::person(view, participant.person).await?.map(|row| row.name),
        };
        names.extend(name.map(|name| (participant.person, name)));
    }
    Ok(names)
}

/// What this feature holds about a person: the titles and passcodes of the meetings he hosts.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let hosted = store::hosted(&mut view, person).await?;
        drop(view);
        let mut held = Vec::new();
        for meeting in hosted {
            let entry = |category, value, collected_at: Timestamp| Held {
                category,
                table: "meet_meeting",
                value,
                collected_at,
            };
            if let Some(title) = meeting.title.as_ref().filter(|_| meeting.org.is_none()) {
                let title = house.vault.look(caller, Purpose::OwnData).act("me.held").open(title).await;
                let title = title.map_err(|no| Fault::caused("opening a title of one's own", no))?;
                let title = title.into_inner().into_inner();
                held.push(entry(Category::MeetingTitle, Some(title), meeting.started_at));
            }
            if meeting.passcode.is_some() {
                held.push(entry(Category::MeetingPasscode, None, meeting.started_at));
            }
        }
        Ok(held)
    })
}
