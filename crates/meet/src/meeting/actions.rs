//! What people do: start, enter, lock, mute, remove, end.

use ground::{Because, Caller, Ctx, Fault, Guest, MeetingId, OrgId, Person, PersonId, Service};
use sfu::fresh_identity;
use std::net::IpAddr;
use vault::Subject;
use yard::House;
use yard::access::the_house;
use yard::account::{Name, sessions};

use super::limits::{self, Counts, Trier};
use super::marks::{self, Marks};
use super::rules::{self, Known, Number, Title};
use super::store;
use super::{Meeting, PASSCODE, Participant, Refusal, Role, Seen};
use crate::guest;
use crate::media::{Media, Muted};
use crate::record;
use crate::sending;

/// Draws of a number before we give up: with a million open meetings one in nine hundred collides.
const DRAWS_MAX: usize = 16;

/// What somebody wants to hold.
pub(super) struct Wish<'a> {
    pub title: &'a str,
    pub passcode: &'a str,
    pub guests: bool,
    pub org: Option<OrgId>,
    /// Who directs it, where a program starts it.
    pub host: Option<PersonId>,
}

/// Who starts a meeting: in whose name, and who directs it.
struct Start {
    caller: Caller,
    org: Option<OrgId>,
    host: PersonId,
    /// Whose starts are counted.
    counted: [u8; 16],
}

/// Starts a meeting; whoever starts it is its host, and admitted. A program names a host of its organisation.
pub(super) async fn start(house: &House, caller: Caller, wish: Wish<'_>) -> Result<Meeting, Refusal> {
    let title = Title::read(wish.title)?;
    let passcode = rules::passcode(wish.passcode)?;
    let Start { caller, org, host, counted } = starting(house, caller, wish.org, wish.host).await?;
    let id = MeetingId::fresh(&house.clock);
    let subject = Meeting::subject(host, org);
    let title = match &title {
        Some(title) => Some(house.vault.seal(&Meeting::TITLE, subject, id.bytes(), title).await?),
        None => None,
    };
    let mut cx = house.db.begin().await?;
    cx.permit(caller, "meeting.start", &the_house())?;
    let counts = rules::STARTS.iter().map(|bound| (*bound, counted)).collect();
    if let Some(after_s) = limits::take(&mut cx, &counts).await? {
        cx.commit().await?; // what was counted stays counted
        return Err(Refusal::StartLimit { after_s });
    }
    let mut meeting = Meeting {
        id,
        number: draw()?,
        host,
        org,
        title,
        passcode: passcode.map(|code| passcode_index(house, id, &code)),
        guests: wish.guests,
        locked: false,
        started_at: cx.now(),
        ended_at: None,
    };
    add(&mut cx, &mut meeting).await?;
    store::admit(&mut cx, &newcomer(id, host, Role::Host)?).await?;
    cx.tell(host, "meeting", "meeting.started", &serde_json::json!({ "meeting": id })).await?;
    cx.commit().await?;
    Ok(meeting)
}

/// Starts a meeting that another part of the house asks for in this person's name; answers its number.
///
/// # Errors
/// What starting one refuses.
pub async fn open(house: &House, host: ground::Person) -> Result<String, ground::Problem> {
    let wish = Wish { title: "", passcode: "", guests: false, org: None, host: None };
    let caller = if host.keeper { Caller::Keeper(host) } else { Caller::Person(host) };
    Ok(start(house, caller, wish).await?.number.to_string())
}

async fn starting(
    house: &House,
    caller: Caller,
    org: Option<OrgId>,
    host: Option<PersonId>,
) -> Result<Start, Refusal> {
    match caller {
        Caller::Person(who) | Caller::Keeper(who) => {
            if host.is_some_and(|host| host != who.person) {
                return Err(Refusal::HostNotYours);
            }
            let caller = acting_for(house, who, org).await?;
            Ok(Start { caller, org, host: who.person, counted: who.person.bytes() })
        }
        Caller::Service(program) => started_by(house, program, org, host).await,
        _ => Err(Refusal::Denied(ground::Denied)),
    }
}

/// A program starts for its own organisation alone, and for somebody who belongs to it.
async fn started_by(
    house: &House,
    program: Service,
    org: Option<OrgId>,
    host: Option<PersonId>,
) -> Result<Start, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(program.clone(), "meeting.start", &the_house())?;
    let own = program.org.filter(|own| org.is_none_or(|org| org == *own)).ok_or(Refusal::OrgUnknown)?;
    let host = host.ok_or(Refusal::HostMissing)?;
    yard::org::store::role_of(&mut view, own, host).await?.ok_or(Refusal::HostUnknown)?;
    let counted = program.id.bytes();
    Ok(Start { caller: program.into(), org: Some(own), host, counted })
}

async fn acting_for(house: &House, who: Person, org: Option<OrgId>) -> Result<Caller, Refusal> {
    let Some(org) = org else { return Ok(who.into()) };
    if who.limited {
        return Err(Refusal::SecondProof);
    }
    let mut view = house.db.view().await?;
    Ok(yard::org::membership(&mut view, &who, org).await?.ok_or(Refusal::OrgUnknown)?.into())
}

async fn add(cx: &mut Ctx, meeting: &mut Meeting) -> Result<(), Fault> {
    for _ in 0..DRAWS_MAX {
        if store::add(cx, meeting).await? {
            return Ok(());
        }
        meeting.number = draw()?;
    }
    Err(Fault::new("no number was free"))
}

fn draw() -> Result<Number, Fault> {
    loop {
        let mut bytes = [0; 4];
        aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
        if let Some(number) = Number::of_draw(u32::from_be_bytes(bytes)) {
            return Ok(number);
        }
    }
}

fn passcode_index(house: &House, meeting: MeetingId, code: &str) -> [u8; 16] {
    house.vault.index(&PASSCODE, &format!("{meeting}\n{}", code.trim()))
}

fn newcomer(meeting: MeetingId, person: PersonId, role: Role) -> Result<Participant, Fault> {
    let mut id = [0; 16];
    aws_lc_rs::rand::fill(&mut id).map_err(|_| Fault::new("no randomness"))?;
    let identity = fresh_identity().because("no randomness")?;
    Ok(Participant { id, meeting, person, identity, role, name: None, device: None, removed_at: None })
}

/// What somebody brings who wants to enter.
pub(super) struct Knock<'a> {
    pub number: &'a str,
    pub passcode: Option<&'a str>,
    /// A guest's name.
    pub name: Option<&'a str>,
    pub from: IpAddr,
    /// What the browser says it is.
    pub browser: &'a str,
    /// The key that a guest of this browser was given before.
    pub before: Option<&'a str>,
}

/// Somebody who may enter now.
pub(super) struct Entered {
    pub meeting: Meeting,
    pub identity: String,
    /// As whom the rest is seen: a fresh guest is known from here on.
    pub caller: Caller,
    /// The session of a fresh guest.
    pub guest_token: Option<String>,
    pub media_token: String,
}

/// Enters a meeting by its number: with the account, as the guest one already is, or as a new guest.
pub(super) async fn join(
    house: &House,
    media: &Media,
    caller: Caller,
    knock: Knock<'_>,
) -> Result<Entered, Refusal> {
    let number = Number::read(knock.number).ok_or(Refusal::Unknown)?;
    let mut cx = house.db.begin().await?;
    let trier = Trier::new(&house.vault, account_of(&caller), knock.from);
    let meeting = match named(&mut cx, &number, trier).await {
        Ok(meeting) => meeting,
        Err(refusal) => return Err(keep_count(cx, refusal).await),
    };
    // A guest of another meeting is nobody here.
    let caller = match caller {
        Caller::Guest(guest) if guest.meeting != meeting.id => Caller::Nobody,
        other => other,
    };
    let known = match caller.person() {
        Some(person) => store::lock_participant(&mut cx, meeting.id, person).await?,
        None => None,
    };
    let seen = Seen { meeting, present: None };
    cx.permit(caller.clone(), "meeting.join", &seen).map_err(|_| Refusal::GuestsClosed)?;
    let meeting = seen.meeting;
    if let Err(refusal) = pass(&mut cx, house, &meeting, known.as_ref(), knock.passcode, trier).await {
        return Err(keep_count(cx, refusal).await);
    }
    let (participant, caller, guest_token) = match known {
        Some(participant) => (participant, caller, None),
        None => {
            let marks = Marks::of(&house.vault, meeting.id, knock.from, knock.browser, knock.before);
            not_put_out(&mut cx, meeting.id, &caller, marks).await?;
            let (participant, caller, token) = admit(&mut cx, house, &meeting, caller, knock.name).await?;
            let key = token.as_deref().map(|token| marks::key_mark(&house.vault, meeting.id, token));
            let own = token.as_deref().map(|token| guest::own_mark(&house.vault, token));
            store::set_marks(&mut cx, participant.id, (marks.door, key, own)).await?;
            (participant, caller, token)
        }
    };
    cx.commit().await?;
    media.open(meeting.id).await?;
    let sending = sending::allowed(&mut house.db.view().await?, participant.person).await?;
    let media_token = media.token(meeting.id, &participant.identity, &sending);
    Ok(Entered { meeting, identity: participant.identity, caller, guest_token, media_token })
}

/// Whoever was put out does not come back as somebody new. The key of an earlier visit counts for everybody; address and
/// browser count for those who have no account, since colleagues may share both and an account is known by itself.
async fn not_put_out(cx: &mut Ctx, id: MeetingId, caller: &Caller, marks: Marks) -> Result<(), Refusal> {
    if let Some(key) = marks.key
        && store::removed_by_key(cx, id, key).await?
    {
        return Err(Refusal::Removed);
    }
    if caller.person().is_none() && store::removed_by_door(cx, id, marks.door).await? {
        return Err(Refusal::Removed);
    }
    Ok(())
}

/// The account behind a caller; a guest has none.
const fn account_of(caller: &Caller) -> Option<PersonId> {
    if let Caller::Guest(_) = caller { None } else { caller.person() }
}

/// What was counted stays counted, also where the answer is no.
async fn keep_count(cx: Ctx, refusal: Refusal) -> Refusal {
    match cx.commit().await {
        Ok(()) => refusal,
        Err(fault) => fault.into(),
    }
}

/// The open meeting of a number. A number that names none is counted, and too many of them close the door for a
/// while, also to a number that would have been right: otherwise the guesser would learn which one is.
pub(super) async fn named(cx: &mut Ctx, number: &Number, trier: Trier) -> Result<Meeting, Refusal> {
    let mut counts: Counts = rules::MISSES_OF_ADDRESS.iter().map(|bound| (*bound, trier.key())).collect();
    if trier.is_stranger() {
        counts.extend(rules::MISSES_OF_HOUSE.iter().map(|bound| (*bound, [0; 16])));
    }
    if let Some(after_s) = limits::full(cx, &counts).await? {
        return Err(Refusal::GuessLimit { after_s });
    }
    let no = match store::by_number(cx, number).await? {
        Some(meeting) if meeting.ended_at.is_none() => return Ok(meeting),
        Some(_) => Refusal::Ended,
        None => Refusal::Unknown,
    };
    let over = limits::take(cx, &counts).await?;
    Err(over.map_or(no, |after_s| Refusal::GuessLimit { after_s }))
}

/// The rules of the door: passcode, lock, removal. A wrong passcode is counted.
async fn pass(
    cx: &mut Ctx,
    house: &House,
    meeting: &Meeting,
    known: Option<&Participant>,
    typed: Option<&str>,
    trier: Trier,
) -> Result<(), Refusal> {
    let known = match known {
        None => Known::New,
        Some(participant) if participant.removed_at.is_some() => Known::Removed,
        Some(_) => Known::Admitted,
    };
    let typed = typed.map(str::trim).filter(|code| !code.is_empty());
    let index = typed.map(|code| passcode_index(house, meeting.id, code));
    let mut counts: Counts = rules::PASSCODES_OF_ONE.iter().map(|bound| (*bound, trier.key())).collect();
    if trier.is_stranger() {
        counts.extend(rules::PASSCODES_OF_MEETING.iter().map(|bound| (*bound, meeting.id.bytes())));
    }
    let guesses = known == Known::New && meeting.passcode.is_some() && typed.is_some();
    if guesses && let Some(after_s) = limits::full(cx, &counts).await? {
        return Err(Refusal::GuessLimit { after_s });
    }
    let outcome = rules::enter(meeting, known, index);
    if guesses && matches!(outcome, Err(Refusal::PasscodeWrong)) {
        limits::take(cx, &counts).await?;
    }
    outcome
}

async fn admit(
    cx: &mut Ctx,
    house: &House,
    meeting: &Meeting,
    caller: Caller,
    name: Option<&str>,
) -> Result<(Participant, Caller, Option<String>), Refusal> {
    let (participant, caller, token) = match caller.person() {
        Some(person) => (newcomer(meeting.id, person, Role::Participant)?, caller, None),
        None => {
            let name = Name::read(name.unwrap_or_default()).map_err(Refusal::Name)?;
            let guest = PersonId::fresh(cx.clock());
            let mut participant = newcomer(meeting.id, guest, Role::Guest)?;
            let subject = Subject::Person(guest);
            participant.name =
                Some(house.vault.seal(&Participant::NAME, subject, participant.id, &name).await?);
            let session = sessions::open_guest(cx, house, guest, meeting.id).await?;
            participant.device = Some(session.device);
            (participant, Guest { meeting: meeting.id, guest }.into(), Some(session.token))
        }
    };
    if !store::admit(cx, &participant).await? {
        // Two windows of one person at the same moment: the other was first, and is the one.
        let first = store::lock_participant(cx, meeting.id, participant.person).await?;
        return Ok((first.ok_or(Refusal::Unknown)?, caller, token));
    }
    let body = serde_json::json!({ "meeting": meeting.id, "identity": participant.identity });
    cx.tell(meeting.host, "meeting", "meeting.joined", &body).await?;
    Ok((participant, caller, token))
}

/// A meeting that this caller may know of.
async fn see(cx: &mut Ctx, caller: &Caller, id: MeetingId) -> Result<Seen, Refusal> {
    let meeting = store::lock(cx, id).await?.ok_or(Refusal::Unknown)?;
    let present = match caller.person() {
        Some(person) => store::lock_participant(cx, id, person).await?,
        None => None,
    };
    let present = present.filter(|one| one.removed_at.is_none()).map(|one| one.person);
    let seen = Seen { meeting, present };
    cx.permit(caller.clone(), "meeting.read", &seen).map_err(|_| Refusal::Unknown)?;
    Ok(seen)
}

/// Ends a meeting for everybody.
pub(super) async fn end(house: &House, media: &Media, caller: Caller, id: MeetingId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let seen = see(&mut cx, &caller, id).await?;
    cx.permit(caller, "meeting.direct", &seen).map_err(|_| Refusal::NotHost)?;
    let meeting = seen.open()?;
    finish(&mut cx, &meeting).await?;
    cx.commit().await?;
    media.close(id).await;
    Ok(())
}

/// Ends a meeting, its guests' sessions with it, and tells who was admitted.
pub(super) async fn finish(cx: &mut Ctx, meeting: &Meeting) -> Result<(), Fault> {
    store::end(cx, meeting.id).await?;
    let body = serde_json::json!({ "meeting": meeting.id });
    for participant in store::admitted(cx, meeting.id).await? {
        match store::session(&participant) {
            Some((guest, device)) => {
                yard::account::store::end_session(cx, guest, device).await?;
            }
            None => cx.tell(participant.person, "meeting", "meeting.ended", &body).await?,
        }
    }
    Ok(())
}

/// Lets nobody new in, or lets them in again.
pub(super) async fn lock(house: &House, caller: Caller, id: MeetingId, locked: bool) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let seen = see(&mut cx, &caller, id).await?;
    cx.permit(caller, "meeting.direct", &seen).map_err(|_| Refusal::NotHost)?;
    let meeting = seen.open()?;
    store::set_locked(&mut cx, meeting.id, locked).await?;
    Ok(cx.commit().await?)
}

/// Mutes what somebody publishes now.
pub(super) async fn mute(
    house: &House,
    media: &Media,
    caller: Caller,
    id: MeetingId,
    identity: &str,
    what: Muted,
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let seen = see(&mut cx, &caller, id).await?;
    cx.permit(caller, "meeting.direct", &seen).map_err(|_| Refusal::NotHost)?;
    let meeting = seen.open()?;
    let participant = store::by_identity(&mut cx, meeting.id, identity).await?;
    participant.filter(|one| one.removed_at.is_none()).ok_or(Refusal::ParticipantUnknown)?;
    drop(cx);
    media.mute(id, identity, what).await;
    Ok(())
}

/// Lets somebody come back who was put out: as who he was, or, where he was a guest, as a new one.
pub(super) async fn readmit(
    house: &House,
    caller: Caller,
    id: MeetingId,
    identity: &str,
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let seen = see(&mut cx, &caller, id).await?;
    cx.permit(caller, "meeting.direct", &seen).map_err(|_| Refusal::NotHost)?;
    let meeting = seen.open()?;
    let participant = store::by_identity(&mut cx, meeting.id, identity).await?;
    let participant =
        participant.filter(|one| one.removed_at.is_some()).ok_or(Refusal::ParticipantUnknown)?;
    store::readmit(&mut cx, participant.id).await?;
    if participant.role != Role::Guest {
        let body = serde_json::json!({ "meeting": id });
        cx.tell(participant.person, "meeting", "meeting.readmitted", &body).await?;
    }
    Ok(cx.commit().await?)
}

/// Puts somebody out, until the host lets him back in.
pub(super) async fn remove(
    house: &House,
    media: &Media,
    caller: Caller,
    id: MeetingId,
    identity: &str,
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let seen = see(&mut cx, &caller, id).await?;
    cx.permit(caller, "meeting.direct", &seen).map_err(|_| Refusal::NotHost)?;
    let meeting = seen.open()?;
    let participant = store::by_identity(&mut cx, meeting.id, identity).await?;
    let participant = participant.ok_or(Refusal::ParticipantUnknown)?;
    if participant.role == Role::Host {
        return Err(Refusal::HostStays);
    }
    let now = cx.now();
    store::remove(&mut cx, participant.id).await?;
    record::went(&mut cx, house, &participant, now).await?;
    match store::session(&participant) {
        Some((guest, device)) => {
            yard::account::store::end_session(&mut cx, guest, device).await?;
        }
        None => {
            let body = serde_json::json!({ "meeting": id });
            cx.tell(participant.person, "meeting", "meeting.removed", &body).await?;
        }
    }
    cx.commit().await?;
    media.remove(id, identity).await;
    Ok(())
}

/// A room of its own in which a visitor tries his devices and his line.
pub(super) async fn selftest(
    house: &House,
    media: &Media,
    caller: Caller,
    from: IpAddr,
) -> Result<String, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(caller, "meeting.selftest", &the_house())?;
    let trier = Trier::new(&house.vault, None, from);
    let counts = rules::SELFTESTS.iter().map(|bound| (*bound, trier.key())).collect();
    let over = limits::take(&mut cx, &counts).await?;
    cx.commit().await?;
    match over {
        Some(after_s) => Err(Refusal::StartLimit { after_s }),
        None => Ok(media.selftest(&fresh_identity().because("no randomness")?).await?),
    }
}
