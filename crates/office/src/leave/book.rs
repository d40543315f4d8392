//! Ledgers in hand: read and opened together, and written on top of what was read.

use ground::{Caller, Ctx, Fault, OrgId, PersonId, Timestamp, View};
use policy::Purpose;
use std::collections::{BTreeMap, HashMap};
use vault::Subject;
use yard::House;

use super::rules::{self, Part};
use super::store::{self, LINES_MAX, Which};
use super::{Deed, Entry, EntryRow, Kind, LeaveEntryId, Line, Refusal, kinds};
use crate::attendance::{self, Day};
use crate::membership::store as membership;

/// How often it is tried again when another writes in the same moment.
pub(super) const TRIES: usize = 5;

/// The ledger of somebody in an organisation, in the open.
pub(super) struct Ledger {
    pub org: OrgId,
    pub person: PersonId,
    pub entries: Vec<Entry>,
    /// How many lines it has, also of a membership that ended.
    lines: u32,
}

/// Opens the ledgers of some people.
pub(super) async fn open_each(
    house: &House,
    (caller, act): (&Caller, &'static str),
    org: OrgId,
    people: &[PersonId],
) -> Result<Vec<Ledger>, Fault> {
    let mut view = house.db.view().await?;
    let rows = store::entries(&mut view, org, people, Which::Present).await?;
    let lines = store::counts(&mut view, org, people).await?;
    drop(view);
    let mut found = opened(house, (caller, act), &rows).await?;
    let ledger = |person: &PersonId| Ledger {
        org,
        person: *person,
        entries: found.remove(person).unwrap_or_default(),
        lines: lines.get(person).copied().unwrap_or(0),
    };
    Ok(people.iter().map(ledger).collect())
}

/// Opens the ledger of one.
pub(super) async fn open(
    house: &House,
    by: (&Caller, &'static str),
    (org, person): (OrgId, PersonId),
) -> Result<Ledger, Fault> {
    let ledgers = open_each(house, by, org, &[person]).await?;
    ledgers.into_iter().next().ok_or_else(|| Fault::new("no ledger was opened"))
}

async fn opened(
    house: &House,
    (caller, act): (&Caller, &'static str),
    rows: &[EntryRow],
) -> Result<HashMap<PersonId, Vec<Entry>>, Fault> {
    let mut found: HashMap<PersonId, Vec<Entry>> = HashMap::new();
    if rows.is_empty() {
        return Ok(found);
    }
    let look = house.vault.look(caller, Purpose::Attendance).act(act);
    let lines = look.open_present(rows.iter().map(|row| &row.line)).await;
    let lines = lines.map_err(|no| Fault::caused("opening ledgers of leave", no))?;
    for (row, line) in rows.iter().zip(lines) {
        let Some(line) = line else { continue };
        let entry = Entry { id: row.id, number: row.number, at: row.at, by: row.by, line };
        found.entry(row.person).or_default().push(entry);
    }
    Ok(found)
}

impl Ledger {
    /// The lines with more on top of them, as they would stand.
    pub(super) fn with(&self, lines: &[Line], at: Timestamp) -> Vec<Entry> {
        let new = lines.iter().zip(self.lines + 1..).map(|(line, number)| Entry {
            id: LeaveEntryId::from_bytes([0; 16]),
            number,
            at,
            by: None,
            line: line.clone(),
        });
        self.entries.iter().cloned().chain(new).collect()
    }
}

/// Lines that are sealed and wait for their unit of work.
pub(super) struct Ready {
    org: OrgId,
    person: PersonId,
    on: u32,
    due: Day,
    rows: Vec<EntryRow>,
    /// The days that they concern, and which of their months were closed when they were sealed.
    concerns: (Vec<Day>, Vec<String>),
}

/// What came of writing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kept {
    /// They stand.
    Yes,
    /// Others wrote meanwhile, or a month was closed: it is tried again.
    Stale,
    /// Their person is a member no longer.
    Gone,
}

/// The days that a line concerns.
fn concerned(line: &Line, entries: &[Entry]) -> Vec<Day> {
    match &line.deed {
        Deed::Since { .. } | Deed::Expire { .. } => Vec::new(),
        Deed::Grant { from, .. } => vec![*from],
        Deed::Correct { on, .. } => vec![*on],
        Deed::Use { days, .. } => days.iter().map(|(day, _)| *day).collect(),
        Deed::Back { of, from, .. } => {
            let taken = entries.iter().find(|entry| entry.number == *of).map(|entry| &entry.line.deed);
            let Some(Deed::Use { days, .. }) = taken else { return Vec::new() };
            days.iter().map(|(day, _)| *day).filter(|day| day >= from).collect()
        }
    }
}

/// Seals a line, which says what months that it concerns are closed, and what the rules write after it.
pub(super) async fn ready(
    house: &House,
    ledger: &Ledger,
    (own, by): (Option<Line>, Option<PersonId>),
    (all, today): (&[Kind], Day),
) -> Result<Ready, Refusal> {
    let (org, person, now) = (ledger.org, ledger.person, house.clock.now());
    let days = own.as_ref().map(|line| concerned(line, &ledger.entries)).unwrap_or_default();
    let late = attendance::closed_among(&mut house.db.view().await?, (org, person), &days).await?;
    let own = own.map(|line| Line { late: late.clone(), ..line });
    let count = usize::from(own.is_some());
    let mut lines: Vec<Line> = own.into_iter().collect();
    lines.extend(kinds::settled(&ledger.with(&lines, now), all, today));
    let due = kinds::again(&ledger.with(&lines, now), all, today);
    if usize::try_from(LINES_MAX.saturating_sub(ledger.lines)).unwrap_or(0) < lines.len() {
        return Err(Refusal::Many);
    }
    let mut rows = Vec::with_capacity(lines.len());
    for (at, (line, number)) in lines.iter().zip(ledger.lines + 1..).enumerate() {
        let id = LeaveEntryId::fresh(&house.clock);
        let line = house.vault.seal(&EntryRow::LINE, Subject::Person(person), id.bytes(), line).await?;
        rows.push(EntryRow { id, person, number, at: now, by: by.filter(|_| at < count), line });
    }
    Ok(Ready { org, person, on: ledger.lines, due, rows, concerns: (days, late) })
}

/// Writes them, at the instant of the unit of work, where their person is a member, attendance is open, and the months that they
/// concern are as they say.
pub(super) async fn keep(cx: &mut Ctx, ready: &Ready) -> Result<Kept, Fault> {
    let whose = (ready.org, ready.person);
    let is_member = membership::is_member(cx, ready.org, ready.person).await?;
    if !is_member || !yard::org::is_open_now(cx, ready.org, yard::org::Service::Attendance).await? {
        return Ok(Kept::Gone);
    }
    let (days, late) = &ready.concerns;
    if attendance::closed_now(cx, whose, days).await? != *late {
        return Ok(Kept::Stale);
    }
    let is_kept = store::add(cx, whose, (ready.on, ready.due), &ready.rows).await?;
    Ok(if is_kept { Kept::Yes } else { Kept::Stale })
}

/// Leave on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Away {
    pub part: Part,
    /// In hundredths of a day; nothing where it is reckoned in hours.
    pub amount: i64,
    pub kind: String,
    pub paid: bool,
}

/// Ledgers of people as attendance loads them; nothing of them is open yet.
#[derive(Default)]
pub(crate) struct Leaves {
    rows: Vec<EntryRow>,
}

/// The same in the open.
pub(crate) struct Seen {
    entries: HashMap<PersonId, Vec<Entry>>,
}

impl Leaves {
    /// Loads what people took in an organisation.
    pub(crate) async fn load(view: &mut View, org: OrgId, people: &[PersonId]) -> Result<Self, Fault> {
        Ok(Self { rows: store::entries(view, org, people, Which::All).await? })
    }

    /// Opens it.
    pub(crate) async fn opened(&self, house: &House, by: (&Caller, &'static str)) -> Result<Seen, Fault> {
        Ok(Seen { entries: opened(house, by, &self.rows).await? })
    }
}

impl Seen {
    /// On which days somebody is away, by what was written until an instant.
    pub(crate) fn of(&self, person: PersonId, until: Option<Timestamp>) -> BTreeMap<Day, Vec<Away>> {
        let mut days: BTreeMap<Day, Vec<Away>> = BTreeMap::new();
        let Some(entries) = self.entries.get(&person) else { return days };
        let then = |entry: &&Entry| until.is_none_or(|until| entry.at <= until);
        let entries: Vec<Entry> = entries.iter().filter(then).cloned().collect();
        for one in rules::away(&entries) {
            let (kind, paid) = (one.of.name.clone(), one.of.paid);
            days.entry(one.day).or_default().push(Away { part: one.part, amount: one.amount, kind, paid });
        }
        days
    }
}
