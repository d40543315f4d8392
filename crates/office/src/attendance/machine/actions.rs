//! What those who run the organisation do: let a machine in, give it a token, pair it, say whom its numbers mean, end it.

use ground::{Caller, Fault, Member, Person, PersonId, Timestamp};
use policy::Purpose;
use std::time::Duration;
use vault::Subject;
use yard::org::{Line, store as orgs};
use yard::{House, factor, token};

use super::super::plan::store as plans;
use super::super::zone::Zone;
use super::super::{desk, records, resource};
use super::refusal::unknown;
use super::{Machine, MachineId, MachineKind, Number, NumberId, Refusal, rules, store, taking};

/// Machines of an organisation.
const MACHINES_MAX: i64 = 100;
/// Days for which a token is good.
const DAYS_MAX: u64 = 366;
/// Signs of a name and of where it stands.
const NAME_MAX: usize = 60;
/// For how long the next machine with a serial number is let in.
const PAIRING: Duration = Duration::from_secs(900);
/// Numbers that are put at once.
pub(super) const PUT_MAX: usize = 500;

/// The machines of the organisation: for those who run it, and for whoever looks after a group.
pub(super) async fn list(house: &House, who: Member) -> Result<Vec<Machine>, Refusal> {
    let mut view = house.db.view().await?;
    let is_managing = !plans::managed(&mut view, who.org, who.person).await?.is_empty();
    let managers = if is_managing { vec![who.person] } else { Vec::new() };
    view.permit(who, "attendance.arrange", &records(who.org, &managers))?;
    Ok(store::of_org(&mut view, who.org).await?)
}

/// What a machine is to be.
pub(super) struct Wish<'a> {
    pub name: &'a str,
    pub kind: MachineKind,
    pub place: &'a str,
    pub zone: &'a str,
    pub serial: Option<&'a str>,
    pub network: Option<&'a str>,
    pub days: u64,
}

/// A token that was made: told this once.
pub(super) struct Made {
    pub id: MachineId,
    pub kind: MachineKind,
    pub token: String,
    pub ends_at: Timestamp,
}

/// Whoever has a second factor gives it first, as before a passkey is added: a token outlives what it was made with.
async fn proved(house: &House, who: Member) -> Result<(), Refusal> {
    let person = Person { person: who.person, device: who.device, keeper: false, limited: false };
    factor::adding(house, &person).await.map_err(|no| Refusal::Factor(Box::new(no)))
}

fn ends(house: &House, days: u64) -> Result<Timestamp, Refusal> {
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(Refusal::Days);
    }
    Ok(house.clock.now().plus(Duration::from_secs(days * 86_400)))
}

/// The machine that is wished for.
fn sound(house: &House, who: Member, wish: &Wish<'_>) -> Result<Machine, Refusal> {
    let line = |text: &str| Line::read(text, NAME_MAX).ok().map(|line| line.as_str().to_owned());
    let name = line(wish.name).ok_or(Refusal::Sound("name"))?;
    let place = line(wish.place).ok_or(Refusal::Sound("place"))?;
    Zone::named(wish.zone).ok_or(Refusal::Sound("zone"))?;
    let is_machine = wish.kind != MachineKind::Program;
    let serial = wish.serial.map(str::trim);
    if serial.is_some() != is_machine || serial.is_some_and(|serial| !rules::is_mark(serial)) {
        return Err(Refusal::Sound("serial"));
    }
    let network = wish.network.map(str::trim);
    if network.is_some_and(|network| !(is_machine && rules::is_place(network))) {
        return Err(Refusal::Sound("network"));
    }
    Ok(Machine {
        id: MachineId::fresh(&house.clock),
        org: who.org,
        name,
        kind: wish.kind,
        place,
        zone: wish.zone.to_owned(),
        serial: serial.map(str::to_owned),
        network: network.map(str::to_owned),
        made_at: house.clock.now(),
        ends_at: ends(house, wish.days)?,
        pairing_until: None,
        paired_at: None,
        heard_at: None,
        taken: 0,
        refused: 0,
        unread: 0,
        skew_s: None,
    })
}

/// Lets one in. Nothing of anybody is taken from it before he authorised it.
pub(super) async fn make(house: &House, who: Member, wish: &Wish<'_>) -> Result<Made, Refusal> {
    house.db.view().await?.permit(who, "org.administer", &resource(who.org))?;
    let new = sound(house, who, wish)?;
    proved(house, who).await?;
    let (token, hash) = token::fresh(house, &store::TOKEN)?;
    let mut cx = desk::begin(house, who).await?;
    if store::count_of(&mut cx, who.org).await? >= MACHINES_MAX {
        return Err(Refusal::Full);
    }
    store::add(&mut cx, &new, hash).await?;
    cx.commit().await?;
    Ok(Made { id: new.id, kind: new.kind, token, ends_at: new.ends_at })
}

/// Gives one a new token; the one before is good no longer.
pub(super) async fn renew(house: &House, who: Member, id: MachineId, days: u64) -> Result<Made, Refusal> {
    let mut cx = desk::begin(house, who).await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    store::find(&mut cx, who.org, id).await?.ok_or_else(unknown)?;
    drop(cx);
    let ends_at = ends(house, days)?;
    proved(house, who).await?;
    let (token, hash) = token::fresh(house, &store::TOKEN)?;
    let mut cx = desk::begin(house, who).await?;
    let one = store::find(&mut cx, who.org, id).await?.ok_or_else(unknown)?;
    store::renew(&mut cx, (who.org, id), (hash, ends_at)).await?;
    cx.commit().await?;
    Ok(Made { id, kind: one.kind, token, ends_at })
}

/// Lets the next machine with its serial number in, from its network, within a quarter of an hour; the one before is out.
pub(super) async fn pair(house: &House, who: Member, id: MachineId) -> Result<Timestamp, Refusal> {
    house.db.view().await?.permit(who, "org.administer", &resource(who.org))?;
    proved(house, who).await?;
    let mut cx = desk::begin(house, who).await?;
    store::find(&mut cx, who.org, id).await?.ok_or_else(unknown)?;
    let until = cx.now().plus(PAIRING);
    if !store::await_pairing(&mut cx, (who.org, id), until).await? {
        return Err(Refusal::Pairing);
    }
    cx.commit().await?;
    Ok(until)
}

/// Ends one. What it brought stays, and says from where it came.
pub(super) async fn end(house: &House, who: Member, id: MachineId) -> Result<(), Refusal> {
    let mut cx = desk::begin(house, who).await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    if !store::end(&mut cx, who.org, id).await? {
        return Err(unknown());
    }
    Ok(cx.commit().await?)
}

/// Somebody's number.
pub(super) struct Numbered {
    pub person: PersonId,
    /// At which machine; nothing where it is the same at all of them.
    pub machine: Option<MachineId>,
    pub number: String,
}

/// The numbers of the organisation's people; each look is one at them.
pub(super) async fn numbers(house: &House, who: Member) -> Result<Vec<Numbered>, Refusal> {
    let mut view = desk::look(house, who).await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let rows = store::numbers(&mut view, who.org).await?;
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Attendance).act("attendance.machine.numbers");
    let opened = look.open_present(rows.iter().map(|row| &row.number)).await;
    let opened = opened.map_err(|no| Fault::caused("opening the numbers of people at machines", no))?;
    let one = |(row, number): (Number, Option<String>)| {
        let machine = (row.machine != MachineId::ALL).then_some(row.machine);
        Some(Numbered { person: row.person, machine, number: number? })
    };
    Ok(rows.into_iter().zip(opened).filter_map(one).collect())
}

/// Puts numbers; nothing in place of one takes it away. All of them or none.
pub(super) async fn put_numbers(
    house: &House,
    who: Member,
    machine: Option<MachineId>,
    wishes: &[(PersonId, Option<String>)],
) -> Result<(), Refusal> {
    let mut view = desk::look(house, who).await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let people: Vec<PersonId> = wishes.iter().map(|(person, _)| *person).collect();
    if !(1..=PUT_MAX).contains(&people.len()) {
        return Err(super::super::Refusal::People.into());
    }
    let members = orgs::members_among(&mut view, who.org, &people).await?;
    drop(view);
    if !people.iter().all(|one| members.contains(one)) {
        return Err(super::super::Refusal::People.into());
    }
    if wishes.iter().flat_map(|(_, number)| number).any(|number| !rules::is_mark(number)) {
        return Err(Refusal::Mark);
    }
    let at = machine.unwrap_or(MachineId::ALL);
    let mut rows = Vec::with_capacity(wishes.len());
    for (person, number) in wishes {
        let Some(number) = number else { continue };
        let (id, subject) = (NumberId::fresh(&house.clock), Subject::Person(*person));
        let sealed = house.vault.seal(&Number::NUMBER, subject, id.bytes(), number).await?;
        let put_at = house.clock.now();
        let row = Number { id, org: who.org, machine: at, person: *person, number: sealed, put_at };
        rows.push((row, taking::index(house, (who.org, at), number)));
    }
    let mut cx = desk::begin(house, who).await?;
    if let Some(id) = machine {
        store::find(&mut cx, who.org, id).await?.ok_or_else(unknown)?;
    }
    for person in &people {
        store::end_number(&mut cx, (who.org, at), *person).await?;
    }
    let there = store::count_numbers(&mut cx, who.org).await?;
    if there + i64::try_from(rows.len()).unwrap_or(i64::MAX) > store::NUMBERS_MAX {
        return Err(Refusal::Full);
    }
    for (row, index) in &rows {
        if !store::put_number(&mut cx, row, *index).await? {
            return Err(Refusal::Taken);
        }
    }
    Ok(cx.commit().await?)
}
