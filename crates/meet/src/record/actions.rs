//! What is noted, and what the host sees of it.

use ground::{Caller, Ctx, Db, Fault, MeetingId, PersonId, Timestamp};
use policy::{Category, Purpose};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use vault::{Answer, OpenRefused, Opened, Sealed, Subject, typed, untyped};
use yard::account::Name;
use yard::{Held, House};

use super::rules::{self, Presence, Span};
use super::{Moment, Stay, store};
use crate::former;
use crate::meeting::{self, Meeting, Participant, Refusal, Role, Title};

/// Notes that somebody came. Who is there already stays there.
pub(super) async fn came(
    cx: &mut Ctx,
    house: &House,
    participant: &Participant,
    at: Timestamp,
) -> Result<(), Fault> {
    meeting::store::set_empty(cx, participant.meeting, None).await?;
    if store::open(cx, participant.id).await?.is_some() {
        return Ok(());
    }
    // An id of its own time orders the stays.
    let id = MeetingId::fresh(cx.clock()).bytes();
    let came = house.vault.seal(&Stay::CAME, Subject::Person(participant.person), id, &Moment(at)).await?;
    let stay = Stay { id, meeting: participant.meeting, participant: participant.id, came, went: None };
    store::came(cx, &stay).await?;
    Ok(())
}

/// Notes that somebody went. Who is not there has gone already.
pub(crate) async fn went(
    cx: &mut Ctx,
    house: &House,
    participant: &Participant,
    at: Timestamp,
) -> Result<(), Fault> {
    let Some(id) = store::open(cx, participant.id).await? else { return Ok(()) };
    let went = house.vault.seal(&Stay::WENT, Subject::Person(participant.person), id, &Moment(at)).await?;
    store::went(cx, id, &went).await?;
    if store::is_empty(cx, participant.meeting).await? {
        let now = cx.now();
        meeting::store::set_empty(cx, participant.meeting, Some(now)).await?;
    }
    Ok(())
}

/// The record of a meeting.
pub(super) struct Record {
    pub meeting: Meeting,
    pub title: String,
    /// Who was there, in the order of admission.
    pub lines: Vec<Line>,
}

/// One who was there.
pub(super) struct Line {
    pub name: String,
    pub pseudonym: Option<String>,
    pub role: Role,
    pub presence: Presence,
    pub spans: Vec<Span>,
}

/// Opens the record for the host: title, names and times as one act, one leaf.
pub(super) async fn record(house: &House, caller: &Caller, id: MeetingId) -> Result<Record, Refusal> {
    let mut view = house.db.view().await?;
    let seen = meeting::see(&mut view, caller, id).await?;
    view.permit(caller.clone(), "meeting.record.read", &seen).map_err(|_| Refusal::NotHost)?;
    let participants = meeting::store::participants(&mut view, id).await?;
    let mut names = meeting::sealed_names(&mut view, &participants).await?;
    let mut pseudonyms = former::pseudonyms(&mut view, id).await?;
    names.retain(|person, _| !pseudonyms.contains_key(person));
    let stays = store::of_meeting(&mut view, id).await?;
    let now = view.now();
    drop(view);
    let mut opened = open(house, caller, &seen.meeting, &names, &stays).await?;
    let meeting = seen.meeting;
    let lines = participants.into_iter().filter_map(|participant| {
        let spans = opened.spans.remove(&participant.id)?;
        let presence = rules::presence(&spans, meeting.ended_at, now)?;
        let name = opened.names.remove(&participant.person).unwrap_or_default();
        let pseudonym = pseudonyms.remove(&participant.person);
        Some(Line { name, pseudonym, role: participant.role, presence, spans })
    });
    let lines = lines.collect();
    Ok(Record { meeting, title: opened.title, lines })
}

#[derive(Default)]
struct OpenedRecord {
    title: String,
    names: HashMap<PersonId, String>,
    spans: HashMap<[u8; 16], Vec<Span>>,
}

/// Opens all of it by one look. What is erased is left out.
async fn open(
    house: &House,
    caller: &Caller,
    meeting: &Meeting,
    names: &HashMap<PersonId, Sealed<Name>>,
    stays: &[Stay],
) -> Result<OpenedRecord, Fault> {
    let mut sealed: Vec<_> = meeting.title.iter().map(untyped).collect();
    sealed.extend(names.values().map(untyped));
    for stay in stays {
        sealed.push(untyped(&stay.came));
        sealed.extend(stay.went.as_ref().map(untyped));
    }
    let look = house.vault.look(caller, Purpose::MeetingRecord).act("meeting.record");
    let all = look.open_each(&sealed).await.map_err(|no| Fault::caused("opening a meeting's record", no))?;
    let mut all = all.into_iter();
    let mut opened = OpenedRecord::default();
    if meeting.title.is_some() {
        opened.title = next::<Title>(&mut all)?.map(Title::into_inner).unwrap_or_default();
    }
    for person in names.keys() {
        let name = next::<Name>(&mut all)?.map(|name| name.as_str().to_owned());
        opened.names.extend(name.map(|name| (*person, name)));
    }
    for stay in stays {
        let came = next::<Moment>(&mut all)?;
        let went = if stay.went.is_some() { next::<Moment>(&mut all)? } else { None };
        if let Some(Moment(came)) = came {
            let span = Span { came, went: went.map(|Moment(went)| went) };
            opened.spans.entry(stay.participant).or_default().push(span);
        }
    }
    Ok(opened)
}

fn next<T: vault::Plain>(
    all: &mut impl Iterator<Item = Result<Opened<Vec<u8>>, OpenRefused>>,
) -> Result<Option<T>, Fault> {
    typed(all.next().ok_or_else(|| Fault::new("fewer values were opened than asked for"))?)
}

/// May this caller open that for the purpose `meeting-record`? The host may, of those who were in his meetings.
/// The name of one who left the organisation since is not told any longer; the times belong to the record.
pub(crate) fn hosted<'a>(
    db: &'a Db,
    caller: &'a Caller,
    category: Category,
    subject: Subject,
) -> Answer<'a, bool> {
    Box::pin(async move {
        let Some(host) = caller.person() else { return Ok(false) };
        let mut view = db.view().await?;
        match subject {
            Subject::Person(person) => {
                store::hosts(&mut view, host, person, category == Category::DisplayName).await
            }
            Subject::Org(org) => store::hosts_for(&mut view, host, org).await,
            _ => Ok(false),
        }
    })
}

/// What this feature holds about a person: when he was in which meeting.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let stays = store::of_person(&mut view, person).await?;
        drop(view);
        let mut sealed = Vec::with_capacity(2 * stays.len());
        for (stay, _) in &stays {
            sealed.push(&stay.came);
            sealed.extend(&stay.went);
        }
        let look = house.vault.look(caller, Purpose::OwnData).act("me.held");
        let opened = look.open_many(sealed).await;
        let mut opened = opened.map_err(|no| Fault::caused("opening one's own attendance", no))?.into_iter();
        let mut moment = |is_there: bool| if is_there { opened.next().map(|moment| moment.0) } else { None };
        let mut held = Vec::with_capacity(stays.len());
        for (stay, ended_at) in &stays {
            let (came, went) = (moment(true), moment(stay.went.is_some()).or(*ended_at));
            let Some(came) = came else { continue };
            let until = went.map(Timestamp::rfc3339).unwrap_or_default();
            held.push(Held {
                category: Category::MeetingParticipation,
                table: "meet_stay",
                value: Some(format!("{} – {until}", came.rfc3339())),
                collected_at: came,
            });
        }
        Ok(held)
    })
}
