//! Taking what a machine brings: of people who authorised it, on days on which their group takes machines, and of nobody else.

use ground::{Fault, OrgId, PersonId, Timestamp, View};
use policy::Purpose;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;
use vault::Subject;
use yard::House;
use yard::consent::store::{self as consents, Scope};

use super::super::plan::Way;
use super::super::reckoning;
use super::super::zone::Day;
use super::super::{Punch, PunchId, Record, Refusal as Attendance, Verdict};
use super::rules::{self, Taken};
use super::store::{self, Tally};
use super::{Brought, Direction, Machine, MachineId};

/// Lines of one unit of work.
pub(super) const LINES_MAX: usize = 500;
/// Rows of one person that come to be within a day, also of a machine that was cut off for a month.
const OF_DAY: i64 = 400;

/// What a machine says that somebody did.
pub(super) struct Line {
    /// By which number it means him.
    pub number: String,
    pub at: Timestamp,
    pub direction: Direction,
    /// By what the line is known again; it is the machine's own.
    pub mark: String,
}

/// Whom a line means, and since when he authorises it.
type Meant = Option<(PersonId, Timestamp)>;

/// Takes lines, at most so many; what came of each, in their order. Of a line that nobody authorised nothing is kept but that there was one.
pub(super) async fn take(
    house: &House,
    machine: &Machine,
    lines: &[Line],
    (unread, skew_s): (usize, Option<i64>),
) -> Result<Vec<Taken>, Attendance> {
    let now = house.clock.now();
    let meant = meant(house, machine, lines).await?;
    let mut told = Vec::with_capacity(lines.len());
    let mut rows: BTreeMap<PersonId, (Timestamp, Vec<(usize, Punch)>)> = BTreeMap::new();
    for (place, (line, meant)) in lines.iter().zip(meant).enumerate() {
        // Whether a time may be taken says nothing of whom it means.
        let when = rules::when(line.at, now);
        let Some((person, agreed_at)) = meant.filter(|_| when == Taken::Kept) else {
            told.push(if when == Taken::Kept { Taken::Unauthorised } else { when });
            continue;
        };
        let punch = punch(house, machine, line, (person, agreed_at)).await?;
        rows.entry(person).or_insert_with(|| (agreed_at, Vec::new())).1.push((place, punch));
        told.push(Taken::Kept);
    }
    keep(house, machine, (rows, told.as_mut_slice()), (unread, skew_s)).await?;
    Ok(told)
}

/// By what somebody is found by his number.
pub(super) fn index(house: &House, (org, machine): (OrgId, MachineId), number: &str) -> [u8; 16] {
    house.vault.index(&store::INDEX, &format!("{org}\n{machine}\n{number}"))
}

/// Whom the lines mean: who authorised this machine, still belongs to the organisation, and whose group took machines on that day.
async fn meant(house: &House, machine: &Machine, lines: &[Line]) -> Result<Vec<Meant>, Attendance> {
    let own = |line: &Line| index(house, (machine.org, machine.id), &line.number);
    let all = |line: &Line| index(house, (machine.org, MachineId::ALL), &line.number);
    let indexes: Vec<([u8; 16], [u8; 16])> = lines.iter().map(|line| (own(line), all(line))).collect();
    let asked: HashSet<[u8; 16]> = indexes.iter().flat_map(|(own, all)| [*own, *all]).collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let mut view = house.db.view().await?;
    let found = store::meant(&mut view, machine.org, &asked.into_iter().collect::<Vec<_>>()).await?;
    let named: Vec<PersonId> = found.iter().map(|(_, person, _)| *person).collect();
    let apart = store::with_own(&mut view, (machine.org, machine.id), &named).await?;
    let is_his =
        |(_, person, at): &&([u8; 16], PersonId, MachineId)| *at == machine.id || !apart.contains(person);
    let by_index: HashMap<[u8; 16], PersonId> =
        found.iter().filter(is_his).map(|(index, person, _)| (*index, *person)).collect();
    let mut agreed = HashMap::new();
    for (person, at) in store::authorised(&mut view, machine.id, &named).await? {
        // It may count no longer without being taken back, as when the house goes to somebody else.
        if consents::stands_for(&mut view, person, Purpose::ClockMachine, Scope::Purpose).await? {
            agreed.insert(person, at);
        }
    }
    let of = |(own, all): &([u8; 16], [u8; 16])| {
        let person = by_index.get(own).or_else(|| by_index.get(all))?;
        Some((*person, *agreed.get(person)?))
    };
    let meant: Vec<Meant> = indexes.iter().map(of).collect();
    taking(&mut view, machine.org, lines, meant).await
}

/// Leaves out whose group took no machines on the day of a line.
async fn taking(
    view: &mut View,
    org: OrgId,
    lines: &[Line],
    meant: Vec<Meant>,
) -> Result<Vec<Meant>, Attendance> {
    let now = view.now();
    let is_asked =
        |(line, meant): &(&Line, &Meant)| meant.is_some() && rules::when(line.at, now) == Taken::Kept;
    let days = lines.iter().zip(&meant).filter(is_asked).map(|(line, _)| line.at.day());
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else {
        return Ok(vec![None; lines.len()]);
    };
    let people: HashSet<PersonId> = meant.iter().flatten().map(|(person, _)| *person).collect();
    // What may be brought is a month at most; a zone is off by a day at most.
    let days = (first - 1..=last + 1).map(Day).collect();
    let planned = reckoning::planned(view, org, people.into_iter().collect(), days).await?;
    let takes = |(line, meant): (&Line, Meant)| {
        meant.filter(|(person, _)| planned.takes((*person, line.at), Way::Machine))
    };
    Ok(lines.iter().zip(meant).map(takes).collect())
}

/// The clocking that a line becomes. Its nonce is the fingerprint of the machine's own mark: it becomes one once.
async fn punch(
    house: &House,
    machine: &Machine,
    line: &Line,
    (person, agreed_at): (PersonId, Timestamp),
) -> Result<Punch, Fault> {
    let (id, made_at) = (PunchId::fresh(&house.clock), house.clock.now());
    let brought =
        Brought { machine: machine.id, name: machine.name.clone(), direction: line.direction, agreed_at };
    let record = Record {
        way: Some(Way::Machine),
        verdict: Verdict::Counts,
        doubts: Vec::new(),
        by: None,
        room: None,
        site: Some(machine.place.clone()),
        brought: Some(brought),
    };
    let record = house.vault.seal(&Punch::RECORD, Subject::Person(person), id.bytes(), &record).await?;
    let nonce = house.vault.index(&store::LINE, &format!("{}\n{}", machine.id, line.mark));
    Ok(Punch { id, org: machine.org, person, at: line.at, made_at, nonce, record, place: None })
}

type Rows = BTreeMap<PersonId, (Timestamp, Vec<(usize, Punch)>)>;

/// Keeps them, as far as each person still authorises the machine when they are written; and counts, naming nobody.
async fn keep(
    house: &House,
    machine: &Machine,
    (rows, told): (Rows, &mut [Taken]),
    (unread, skew_s): (usize, Option<i64>),
) -> Result<(), Attendance> {
    let mut cx = house.db.begin().await?;
    let since = cx.now().minus(Duration::from_secs(86_400));
    // In the order of people, so that two units of work wait for one another and never both.
    for (person, (agreed_at, punches)) in rows {
        let holds = store::hold(&mut cx, (machine.id, person), agreed_at).await?;
        let mut made = store::made_since(&mut cx, (machine.org, person), since).await?;
        for (place, punch) in punches {
            let came = match () {
                () if !holds => Taken::Unauthorised,
                () if made >= OF_DAY => Taken::Often,
                () if store::add_punch(&mut cx, &punch).await? => Taken::Kept,
                () => Taken::Again,
            };
            made += i64::from(came == Taken::Kept);
            if let Some(told) = told.get_mut(place) {
                *told = came;
            }
        }
    }
    let count =
        |which: Taken| i64::try_from(told.iter().filter(|one| **one == which).count()).unwrap_or(i64::MAX);
    let (taken, refused) = (count(Taken::Kept), count(Taken::Unauthorised));
    let others = count(Taken::Future) + count(Taken::Late) + count(Taken::Often);
    let unread = others.saturating_add(i64::try_from(unread).unwrap_or(i64::MAX));
    store::heard(&mut cx, machine.id, Tally { taken, refused, unread, skew_s }).await?;
    Ok(cx.commit().await?)
}
