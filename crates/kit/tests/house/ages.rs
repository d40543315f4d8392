//! Four years pass over two thousand people; an oracle that knows nothing of the house says where each record must be.
//!
//! In every step one person does everything through the doors. The others of that step are copies of the rows that this
//! left behind, each with ids, times and a fate of its own: what a sweep or an erasure sees is what the doors write.

use ground::db::{Assembled, Cell};
use ground::{Ctx, PersonId, Value, values};
use kit::{Client, House, proved};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use crate::meet::text;
use crate::retention::{held_meeting, keeper, months_later, promised};

const DAY: Duration = Duration::from_secs(86_400);
const STEP: u32 = 21;
const STEPS: usize = 4 * 365 / STEP as usize;
const HOUR: Duration = Duration::from_secs(3_600);
/// People of a step that one run of the jobs is sure to be done with.
const RUN_MAX: usize = 50;

/// Values in one statement: what SQLite and PostgreSQL both take.
const VALUES_MAX: usize = 30_000;

/// People who come in one step: one by the doors, the others as copies. In all two thousand, or as many as
/// `COURTYARD_YEARS_PEOPLE` asks for (`cargo xtask bench retention`).
fn a_step() -> usize {
    let people = std::env::var("COURTYARD_YEARS_PEOPLE").ok().map_or(2_000, |text| text.parse().unwrap());
    usize::div_ceil(people, STEPS)
}

type Id = [u8; 16];

/// What the test itself wrote down of a person.
struct Life {
    id: Id,
    meeting: Id,
    ended: i64,
    closed: Option<i64>,
    /// The network log's rows of this person: which, and when.
    log: Vec<(Id, i64)>,
}

/// Numbers without an order, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn bytes(&mut self) -> Id {
        let mut id = [0; 16];
        id.fill_with(|| self.below(256).to_le_bytes()[0]);
        id
    }
}

/// The rows that one person left in one table.
struct Pattern {
    table: &'static str,
    rows: Vec<Vec<(String, Cell)>>,
}

/// Where a person's rows lie: the table, and by which column they are found.
const TABLES: [(&str, &str); 7] = [
    ("yard_person", "id"),
    ("yard_number", "person"),
    ("yard_session", "person"),
    ("yard_consent", "person"),
    ("yard_netlog", "person"),
    ("meet_meeting", "host"),
    ("meet_participant", "meeting"),
];

async fn patterns(house: &House, person: Id, meeting: Id) -> Vec<Pattern> {
    let mut view = house.running.house.db.view().await.unwrap();
    let mut patterns = Vec::new();
    for (table, column) in TABLES {
        let whose = if column == "meeting" { meeting } else { person };
        let sql = Assembled(format!("SELECT * FROM {table} WHERE {column} = $1"));
        let rows = view.all(sql, values![whose]).await.unwrap();
        let cells =
            |row: &ground::Row| row.cells().map(|(name, cell)| (name.to_owned(), cell.clone())).collect();
        let rows: Vec<Vec<(String, Cell)>> = rows.iter().map(cells).collect();
        assert!(!rows.is_empty(), "{table}");
        patterns.push(Pattern { table, rows });
    }
    patterns
}

/// Columns whose value stands in one row alone.
const UNIQUE: [&str; 5] = ["id", "phone_index", "token_hash", "door_mark", "key_mark"];

/// A cell of a copy: the person and the meeting are the copy's own, what is unique is drawn, times come so much earlier.
fn copied((name, cell): (&str, &Cell), pattern: &Life, copy: &Life, earlier: i64, dice: &mut Dice) -> Value {
    match cell {
        Cell::Blob(bytes) if bytes[..] == pattern.id => Value::Blob(Some(copy.id.to_vec())),
        Cell::Blob(bytes) if bytes[..] == pattern.meeting => Value::Blob(Some(copy.meeting.to_vec())),
        // A guest is a person of one meeting alone.
        Cell::Blob(bytes) if UNIQUE.contains(&name) || name == "person" => {
            Value::Blob(Some(dice.bytes().into_iter().cycle().take(bytes.len()).collect()))
        }
        Cell::Text(_) if name == "identity" => {
            Value::Text(Some(format!("copy-{:032x}", u128::from_le_bytes(dice.bytes()))))
        }
        Cell::Int(at) if name.ends_with("at") || name == "since" => Value::Int(Some(at - earlier)),
        Cell::Int(number) => Value::Int(Some(*number)),
        Cell::Text(words) => Value::Text(Some(words.clone())),
        Cell::Blob(bytes) => Value::Blob(Some(bytes.clone())),
        Cell::Null => Value::Blob(None),
    }
}

/// Writes the copies of one pattern, many in one statement.
async fn write(cx: &mut Ctx, pattern: &Pattern, of: &Life, copies: &[(Life, i64)], dice: &mut Dice) {
    let filled: BTreeSet<&str> = pattern
        .rows
        .iter()
        .flatten()
        .filter(|(_, cell)| *cell != Cell::Null)
        .map(|(name, _)| name.as_str())
        .collect();
    let names: Vec<&str> = pattern.rows[0].iter().map(|(name, _)| name.as_str()).collect();
    let names: Vec<&str> = names.into_iter().filter(|name| filled.contains(name)).collect();
    for copies in copies.chunks(VALUES_MAX / (names.len() * pattern.rows.len())) {
        let (mut values, mut places) = (Vec::new(), Vec::new());
        for (copy, earlier) in copies {
            for row in &pattern.rows {
                let row: BTreeMap<&str, &Cell> =
                    row.iter().map(|(name, cell)| (name.as_str(), cell)).collect();
                let from = values.len();
                values.extend(names.iter().map(|name| copied((name, row[name]), of, copy, *earlier, dice)));
                places.push(format!("({})", ground::db::places(from + 1, names.len())));
            }
        }
        let sql =
            format!("INSERT INTO {} ({}) VALUES {}", pattern.table, names.join(", "), places.join(", "));
        cx.run(Assembled(sql), values).await.unwrap();
    }
}

/// What the page promises, as the oracle reads it.
struct Promises {
    title: i64,
    participation: i64,
    guest: i64,
    consent: i64,
    log: i64,
    /// Months, and days, for which a closed account rests.
    rest: (i64, i64),
}

impl Promises {
    async fn of(house: &House, keeper: &Client) -> Self {
        let closing = house.running.house.policy.closing();
        let number = i64::from(closing.number);
        let rest = match closing.unit {
            policy::Unit::Days => (0, number),
            policy::Unit::Months => (number, 0),
            policy::Unit::Years => (number * 12, 0),
            unit => panic!("a closed account rests for {number} {}", unit.id()),
        };
        Self {
            title: promised(keeper, "meeting-title", "meeting-ended").await,
            participation: promised(keeper, "meeting-participation", "meeting-ended").await,
            guest: promised(keeper, "guest-name", "meeting-ended").await,
            consent: promised(keeper, "consent-record", "account-closed").await,
            log: promised(keeper, "session-network", "collected").await,
            rest,
        }
    }

    /// When what was an account that was closed then is erased.
    fn due(&self, closed_at: i64) -> i64 {
        months_later(closed_at, self.rest.0) + self.rest.1 * 86_400_000_000
    }
}

/// What is there, or must be.
#[derive(PartialEq, Eq, Debug, Default)]
struct There {
    people: BTreeSet<Id>,
    consents: BTreeSet<Id>,
    titles: BTreeSet<Id>,
    /// Of each meeting: who took part, and how many of them by a name.
    meetings: BTreeMap<Id, (i64, i64)>,
    log: BTreeSet<Id>,
}

/// The oracle: a calendar and six numbers.
fn must_be(lives: &[Life], promises: &Promises, now: i64) -> There {
    let mut there = There::default();
    for life in lives {
        let over = |from: i64, months: i64| months_later(from, months) <= now;
        let erased = life.closed.is_some_and(|at| promises.due(at) <= now);
        if !erased {
            there.people.insert(life.id);
        }
        if !life.closed.is_some_and(|at| over(at, promises.consent)) {
            there.consents.insert(life.id);
        }
        // A title goes with the account of who gave it, too.
        if !erased && !over(life.ended, promises.title) {
            there.titles.insert(life.meeting);
        }
        if !over(life.ended, promises.participation) {
            let named = !over(life.ended, promises.guest.min(promises.participation));
            there.meetings.insert(life.meeting, (2, i64::from(named)));
        }
        there.log.extend(life.log.iter().filter(|(_, at)| !over(*at, promises.log)).map(|(id, _)| *id));
    }
    there
}

/// What the tables say, of everybody but the keeper.
async fn is(house: &House, keeper: Id) -> There {
    let mut view = house.running.house.db.view().await.unwrap();
    let mut ids = async |sql: &'static str, values| -> BTreeSet<Id> {
        view.all(sql, values).await.unwrap().iter().map(|row| row.get("id").unwrap()).collect()
    };
    let people = ids("SELECT id FROM yard_person WHERE id <> $1", values![keeper]).await;
    let consents =
        ids("SELECT DISTINCT person AS id FROM yard_consent WHERE person <> $1", values![keeper]).await;
    let titles = ids("SELECT id FROM meet_meeting WHERE title IS NOT NULL", vec![]).await;
    let log = ids("SELECT id FROM yard_netlog WHERE person <> $1", values![keeper]).await;
    let sql = "SELECT meeting AS id, COUNT(*) AS found, COUNT(name) AS named FROM meet_participant GROUP BY meeting";
    let rows = view.all(sql, vec![]).await.unwrap();
    let meeting =
        |row: &ground::Row| (row.get("id").unwrap(), (row.get("found").unwrap(), row.get("named").unwrap()));
    There { people, consents, titles, meetings: rows.iter().map(meeting).collect(), log }
}

/// One person does everything through the doors.
async fn by_the_doors(house: &House, name: &str) -> (Client, Life) {
    let ana = house.person(name).await;
    let held = held_meeting(&ana, house).await;
    let meeting = text(&held, "id").parse::<ground::MeetingId>().unwrap().bytes();
    let mut view = house.running.house.db.view().await.unwrap();
    let sql = "SELECT ended_at FROM meet_meeting WHERE id = $1";
    let ended = view.one(sql, values![meeting]).await.unwrap().get("ended_at").unwrap();
    let id = ana.id.parse::<PersonId>().unwrap().bytes();
    (ana, Life { id, meeting, ended, closed: None, log: Vec::new() })
}

/// What the network log says of those who came in this step: noted before any sweep can run.
async fn note_log(house: &House, lives: &mut [Life]) {
    let mut view = house.running.house.db.view().await.unwrap();
    for life in lives {
        let rows =
            view.all("SELECT id, at FROM yard_netlog WHERE person = $1", values![life.id]).await.unwrap();
        life.log = rows.iter().map(|row| (row.get("id").unwrap(), row.get("at").unwrap())).collect();
        assert!(!life.log.is_empty());
    }
}

/// Closes accounts of copies as far as a closing goes before its answer: the house goes on with it by itself.
async fn begin_to_close(cx: &mut Ctx, life: &mut Life, at: i64, promises: &Promises, dice: &mut Dice) {
    let sql =
        "INSERT INTO yard_closing (id, person, state, closed_at, due_at) VALUES ($1, $2, 'closing', $3, $4)";
    let due = promises.due(at);
    cx.run(sql, values![dice.bytes(), life.id, at, due]).await.unwrap();
    life.closed = Some(at);
}

/// A step's people: one by the doors, the others copied from him, their times spread over the days before.
async fn step_of_people(house: &House, dice: &mut Dice, name: &str) -> (Client, Vec<Life>) {
    let (ana, first) = by_the_doors(house, name).await;
    let patterns = patterns(house, first.id, first.meeting).await;
    let mut copies = Vec::new();
    for _ in 1..a_step() {
        let earlier = i64::try_from(dice.below(u64::from(STEP) * 86_400_000_000)).unwrap();
        let (id, meeting, ended) = (dice.bytes(), dice.bytes(), first.ended - earlier);
        copies.push((Life { id, meeting, ended, closed: None, log: Vec::new() }, earlier));
    }
    let mut cx = house.running.house.db.begin().await.unwrap();
    for pattern in &patterns {
        write(&mut cx, pattern, &first, &copies, dice).await;
    }
    cx.commit().await.unwrap();
    (ana, std::iter::once(first).chain(copies.into_iter().map(|(life, _)| life)).collect())
}

/// proves: JJB-038, HKT-038, YZJ-084
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "how long the sweeps take is told, and nothing depends on it")]
async fn four_years_pass_over_two_thousand_people_and_everything_is_where_the_oracle_says() {
    let house = House::start().await;
    let keeper = keeper(&house).await;
    let own = keeper.id.parse::<PersonId>().unwrap().bytes();
    let promises = Promises::of(&house, &keeper).await;
    let (mut dice, mut lives, a_step) = (Dice(20_261_128), Vec::<Life>::new(), a_step());
    let mut swept = Duration::ZERO;
    for step in 0..STEPS {
        let (ana, mut came) = step_of_people(&house, &mut dice, &format!("Person {step}")).await;
        let now = house.running.house.clock.now().micros();
        note_log(&house, &mut came).await;
        lives.append(&mut came);
        let first = lives.len() - a_step;
        if dice.below(2) == 0 {
            crate::erasure::close(&house, &ana).await.expect_ok();
            let mut view = house.running.house.db.view().await.unwrap();
            let sql = "SELECT closed_at FROM yard_closing WHERE person = $1";
            let row = view.one(sql, values![lives[first].id]).await.unwrap();
            lives[first].closed = Some(row.get("closed_at").unwrap());
        }
        // Of the copies, whoever ever came may go; one in three does so in the end.
        let mut cx = house.running.house.db.begin().await.unwrap();
        for _ in 0..a_step / 3 {
            let at = usize::try_from(dice.below(lives.len() as u64)).unwrap();
            if lives[at].closed.is_none() && at % a_step != 0 {
                let when = now - i64::try_from(dice.below(60_000_000)).unwrap();
                begin_to_close(&mut cx, &mut lives[at], when, &promises, &mut dice).await;
            }
        }
        cx.commit().await.unwrap();
        house.advance(STEP * DAY);
        let begun = Instant::now();
        // A run has a bound; with very many people the rest is for the hours after.
        house.run_jobs().await;
        for _ in 1..a_step.div_ceil(RUN_MAX) {
            house.advance(HOUR);
            house.run_jobs().await;
        }
        swept += begun.elapsed();
        let now = house.running.house.clock.now().micros();
        same(&must_be(&lives, &promises, now), &is(&house, own).await, step);
    }
    let gone = lives.iter().filter(|life| life.closed.is_some()).count();
    let told = format!("{} people, {gone} closed, {} s in jobs", lives.len(), swept.as_secs_f32());
    println!("{told}");
    assert!(lives.len() >= 2_000 && gone > 400, "{told}");
    for id in ["JJB-038", "HKT-038", "YZJ-084"] {
        proved(id, &["job:retention.sweep", "meeting.end"]);
    }
}

/// Says what differs, and not all the rest of two thousand people.
fn same(must: &There, is: &There, step: usize) {
    let set = |name: &str, must: &BTreeSet<Id>, is: &BTreeSet<Id>| {
        let (short, over) = (must.difference(is).count(), is.difference(must).count());
        assert_eq!((short, over), (0, 0), "{name} in step {step}: gone too early, there too long");
    };
    set("people", &must.people, &is.people);
    set("consents", &must.consents, &is.consents);
    set("titles", &must.titles, &is.titles);
    set("network log", &must.log, &is.log);
    let differs = must.meetings.iter().find(|(id, what)| is.meetings.get(*id) != Some(*what));
    assert!(differs.is_none(), "a meeting in step {step}: {differs:?}");
    assert_eq!(must.meetings.len(), is.meetings.len(), "meetings in step {step}");
}
