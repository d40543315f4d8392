//! Ledgers in hand: read and opened together, and written on top of what was read.

use ground::{Caller, Ctx, Fault, OrgId, PersonId, Timestamp, View};
use policy::Purpose;
use std::collections::{BTreeMap, HashMap};
use vault::Subject;
use yard::House;

use super::rules::{Standing, WHOLE};
use super::store::{self, LINES_MAX, Which};
use super::{Deed, Entry, EntryRow, Kind, LeaveEntryId, Line, Refusal, Unit, kinds};
use crate::attendance::Day;

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
    let mut found = opened(house, (caller, act), rows).await?;
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
    rows: Vec<EntryRow>,
) -> Result<HashMap<PersonId, Vec<Entry>>, Fault> {
    let mut found: HashMap<PersonId, Vec<Entry>> = HashMap::new();
    if rows.is_empty() {
        return Ok(found);
    }
    let look = house.vault.look(caller, Purpose::Attendance).act(act);
    let lines = look.open_present(rows.iter().map(|row| &row.line)).await;
    let lines = lines.map_err(|no| Fault::caused("opening ledgers of leave", no))?;
    for (row, line) in rows.into_iter().zip(lines) {
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
}

/// Seals lines, and what the rules write after them.
pub(super) async fn ready(
    house: &House,
    ledger: &Ledger,
    (mut lines, by): (Vec<Line>, Option<PersonId>),
    (all, today): (&[Kind], Day),
) -> Result<Ready, Refusal> {
    let (org, person, now) = (ledger.org, ledger.person, house.clock.now());
    let own = lines.len();
    lines.extend(kinds::settled(&ledger.with(&lines, now), all, today));
    let due = kinds::again(&ledger.with(&lines, now), all, today);
    if usize::try_from(LINES_MAX.saturating_sub(ledger.lines)).unwrap_or(0) < lines.len() {
        return Err(Refusal::Many);
    }
    let mut rows = Vec::with_capacity(lines.len());
    for (at, (line, number)) in lines.iter().zip(ledger.lines + 1..).enumerate() {
        let id = LeaveEntryId::fresh(&house.clock);
        let line = house.vault.seal(&EntryRow::LINE, Subject::Person(person), id.bytes(), line).await?;
        rows.push(EntryRow { id, org, person, number, at: now, by: by.filter(|_| at < own), line });
    }
    Ok(Ready { org, person, on: ledger.lines, due, rows })
}

/// Writes them; `false` where others wrote meanwhile.
pub(super) async fn keep(cx: &mut Ctx, ready: &Ready) -> Result<bool, Fault> {
    store::add(cx, (ready.org, ready.person), (ready.on, ready.due), &ready.rows).await
}

/// What part of a day somebody is away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    Whole,
    Morning,
    Afternoon,
    Minutes(u32),
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
pub(crate) struct Leaves {
    kinds: Vec<Kind>,
    rows: Vec<EntryRow>,
}

/// The same in the open.
pub(crate) struct Seen {
    kinds: Vec<Kind>,
    entries: HashMap<PersonId, Vec<Entry>>,
}

impl Leaves {
    /// Loads what people took in an organisation.
    pub(crate) async fn load(view: &mut View, org: OrgId, people: &[PersonId]) -> Result<Self, Fault> {
        let kinds = store::kinds(view, org).await?;
        let rows =
            if kinds.is_empty() { Vec::new() } else { store::entries(view, org, people, Which::All).await? };
        Ok(Self { kinds, rows })
    }

    /// Opens it.
    pub(crate) async fn opened(&self, house: &House, by: (&Caller, &'static str)) -> Result<Seen, Fault> {
        let again = |row: &EntryRow| EntryRow {
            id: row.id,
            org: row.org,
            person: row.person,
            number: row.number,
            at: row.at,
            by: row.by,
            line: row.line.clone(),
        };
        let entries = opened(house, by, self.rows.iter().map(again).collect()).await?;
        Ok(Seen { kinds: self.kinds.clone(), entries })
    }
}

impl Seen {
    /// On which days somebody is away, by what was written until an instant.
    pub(crate) fn of(&self, person: PersonId, until: Option<Timestamp>) -> BTreeMap<Day, Vec<Away>> {
        let mut days: BTreeMap<Day, Vec<Away>> = BTreeMap::new();
        let Some(entries) = self.entries.get(&person) else { return days };
        let then = |entry: &&Entry| until.is_none_or(|until| entry.at <= until);
        let entries: Vec<Entry> = entries.iter().filter(then).cloned().collect();
        for kind in &self.kinds {
            let mut sums: BTreeMap<(u32, Day), i64> = BTreeMap::new();
            for (number, day, amount) in Standing::of(&entries, kind.id).days() {
                *sums.entry((number, day)).or_default() += amount;
            }
            for ((number, day), amount) in sums {
                let Some(part) = part(&entries, kind, (number, day, amount)) else { continue };
                let amount = if kind.arranged.unit == Unit::Hour { 0 } else { amount };
                let (kind, paid) = (kind.arranged.name.clone(), kind.arranged.paid);
                days.entry(day).or_default().push(Away { part, amount, kind, paid });
            }
        }
        days
    }
}

/// Which part of the day a line takes; nothing of a line that takes no days.
fn part(entries: &[Entry], kind: &Kind, (number, day, amount): (u32, Day, i64)) -> Option<Part> {
    let entry = entries.iter().find(|entry| entry.number == number)?;
    let Deed::Use { days, half, .. } = &entry.line.deed else { return None };
    Some(match kind.arranged.unit {
        Unit::Hour => Part::Minutes(u32::try_from(amount * 60 / WHOLE).unwrap_or(0)),
        _ if amount >= WHOLE => Part::Whole,
        _ if half.from_noon && days.first().is_some_and(|(first, _)| *first == day) => Part::Afternoon,
        _ => Part::Morning,
    })
}
