//! A case in hand: loaded whole, moved by the engine, and kept with its record in one unit of work.
//!
//! Names are asked and values are opened before a unit of work begins; whoever moved the case meanwhile is found by its stamp, and
//! then all of it is done again.

pub(super) mod content;
pub(super) mod store;

use aws_lc_rs::rand;
use ground::{Caller, Ctx, Fault, Member, OrgId, PersonId, Timestamp, View};
use policy::Purpose;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;
use vault::Subject;
use yard::House;

use super::chain::{self, Act, Body, Change};
use super::engine::{Party, Process, Standing, State, Told};
use super::form::Definition;
use super::process::{decision, decisions};
use super::stay::store as stays;
use super::value::{self, Mistake};
use super::who::{Knows, Parties, Settings};
use super::{
    CaseId, CaseRow, FileId, Part, RecordId, RecordRow, Refusal, VersionRow, decided, facts, resource,
    store as forms, taking, telling,
};
use crate::leave::{self, Taken};
pub(super) use content::Content;

/// Records of one case after which nothing is said, looked at or changed any longer.
const WORDS_MAX: u32 = 1_000;
/// Records of one case after which nobody makes it longer: it is approved, refused or withdrawn.
pub(super) const MOVES_MAX: u32 = 2_000;

/// A case in hand.
pub(super) struct Matter {
    pub row: CaseRow,
    pub parts: Vec<Part>,
    pub definition: Definition,
    pub content: Content,
    /// The content as it stands in the table.
    pub written: String,
    pub settings: Settings,
    /// Fields that whoever looks does not see.
    pub hidden: BTreeSet<String>,
}

/// What is written down of a move.
#[derive(Default)]
pub(super) struct Note {
    pub by: Option<PersonId>,
    pub step: Option<String>,
    pub to: Option<String>,
    pub whom: Option<PersonId>,
    pub field: Option<String>,
    pub opinion: Option<String>,
    pub changes: Vec<Change>,
}

impl Matter {
    /// The version of the process by which it goes on.
    pub(super) fn process(&self) -> Process<'_> {
        Process { version: self.row.version, steps: &self.definition.steps }
    }

    /// The people by their numbers.
    pub(super) fn parties(&self) -> Parties {
        Parties::of(self.parts.iter().map(|part| part.person).collect())
    }

    /// Everybody who stands in it.
    pub(super) fn people(&self) -> Vec<PersonId> {
        self.parts.iter().map(|part| part.person).collect()
    }

    /// Somebody's part, where he takes one; who is only named takes none.
    pub(super) fn part_of(&self, person: PersonId) -> Option<&Part> {
        self.parts.iter().find(|part| part.person == person && part.takes_part())
    }

    /// Who asked, where he is no pseudonym.
    pub(super) fn asker(&self) -> Option<&Part> {
        self.parts.iter().find(|part| part.asks)
    }

    /// The steps at which it is somebody's turn.
    pub(super) fn turns_of(&self, party: Party) -> Vec<String> {
        let waiting = self.row.state.waiting().into_iter();
        waiting.filter(|(_, one)| *one == party).map(|(step, _)| step.to_owned()).collect()
    }

    /// The fields that may be changed at a step, of those that whoever looks sees.
    pub(super) fn editable(&self, step: &str) -> Vec<String> {
        let drawn = decision(&self.definition.steps, step);
        let fields = drawn.into_iter().flat_map(|one| &one.editable);
        fields.filter(|field| !self.hidden.contains(*field)).cloned().collect()
    }

    /// What a step has to fill in before it approves, and did not.
    pub(super) fn lacking(&self, step: &str, facts: &super::who::Facts) -> Vec<Mistake> {
        let editable = self.editable(step);
        value::lacking(&self.definition, &self.content.values, &editable, &|test| facts.is_within(test))
    }

    /// What is known for going on, asked without a unit of work.
    pub(super) async fn facts(&self, house: &House, more: &[PersonId]) -> Result<super::who::Facts, Refusal> {
        let asker = self.asker().map(|part| part.person);
        let wish = facts::Wish {
            org: self.row.org,
            asker,
            definition: &self.definition,
            values: &self.content.values,
            chosen: &self.content.chosen,
            more,
        };
        facts::load(house, &wish, self.settings.clone()).await
    }
}

/// Writes something that is kept sealed.
pub(super) fn json<T: Serialize>(what: &T) -> Result<String, Fault> {
    serde_json::to_string(what).map_err(|error| Fault::caused("writing what is sealed", error))
}

/// Reads it back.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::caused("reading what was sealed", error))
}

/// A case of an organisation in hand, opened for whoever looks.
pub(super) async fn load(
    house: &House,
    caller: &Caller,
    act: &'static str,
    (org, id): (OrgId, CaseId),
) -> Result<Matter, Refusal> {
    let mut view = house.db.view().await?;
    let found = rows(&mut view, org, id).await?.ok_or(Refusal::Unknown)?;
    drop(view);
    open(house, caller, act, found).await
}

/// What stands in the tables of one case.
pub(super) struct Rows {
    row: CaseRow,
    parts: Vec<Part>,
    version: VersionRow,
    setting: Option<super::SettingRow>,
}

impl Rows {
    /// How it stands.
    pub(super) const fn standing(&self) -> super::engine::Standing {
        self.row.state.standing
    }

    /// Whether somebody takes part.
    pub(super) fn has(&self, person: PersonId) -> bool {
        self.parts.iter().any(|part| part.person == person && part.takes_part())
    }

    /// Whether somebody asked in it, it was approved, and it is of this form where one is named.
    pub(super) fn is_approved_of(&self, person: PersonId, form: Option<super::FormId>) -> bool {
        let is_own = self.parts.iter().any(|part| part.asks && part.person == person && !part.is_former);
        let is_fit = form.is_none_or(|form| form == self.row.form);
        is_own && is_fit && self.standing() == super::engine::Standing::Approved
    }
}

/// What stands in the tables of a case.
pub(super) async fn rows(view: &mut View, org: OrgId, id: CaseId) -> Result<Option<Rows>, Fault> {
    let Some(row) = store::find(view, org, id).await? else { return Ok(None) };
    let parts = store::parts(view, id).await?;
    let version = forms::find_version(view, (org, row.form), row.version).await?;
    let version = version.ok_or_else(|| Fault::new("a case without the version of its form"))?;
    Ok(Some(Rows { row, parts, version, setting: forms::setting(view, org).await? }))
}

/// Opens what stands in the tables of a case, in one look.
pub(super) async fn open(
    house: &House,
    caller: &Caller,
    act: &'static str,
    rows: Rows,
) -> Result<Matter, Refusal> {
    let Rows { row, parts, version, setting } = rows;
    let look = house.vault.look(caller, Purpose::Approval).act(act);
    let sealed = [Some(&row.body), Some(&version.definition), setting.as_ref().map(|one| &one.body)];
    let opened = look.open_many(sealed.into_iter().flatten()).await?;
    let mut texts = opened.into_iter().map(vault::Opened::into_inner);
    let mut next = || texts.next().ok_or_else(|| Fault::new("less was opened than was asked"));
    let written = next()?;
    let definition: Definition = from_json(&next()?)?;
    let settings = if setting.is_some() { from_json(&next()?)? } else { Settings::default() };
    let content = Content::read(&definition, &written, &|party| person(&parts, party))?;
    Ok(Matter { row, parts, definition, content, written, settings, hidden: BTreeSet::new() })
}

/// Who has a number; a pseudonym where he left.
pub(super) fn person(parts: &[Part], party: Party) -> Option<PersonId> {
    parts.iter().find(|part| part.party == party).map(|part| part.person)
}

/// Something ready to be kept: all that is sealed is sealed.
pub(super) struct Ready {
    pub row: CaseRow,
    /// The parts that are new or stand otherwise than in the table, each with whether it is new.
    parts: Vec<(Part, bool)>,
    record: RecordRow,
    news: telling::News,
    /// Steps to which it came, and those that it left.
    began: Vec<String>,
    ended: Vec<String>,
    is_new: bool,
    /// Whether it is over by this move.
    ends: bool,
    /// Uploads of whoever asks that it names from now on.
    pub files: Vec<FileId>,
    /// What it takes of a ledger of leave by this move.
    taken: Option<Taken>,
}

/// What a move is made of.
pub(super) struct Move {
    pub act: Act,
    pub state: State,
    pub told: Told,
    pub parties: Parties,
    pub note: Note,
}

fn random() -> Result<[u8; 16], Fault> {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
    Ok(bytes)
}

/// Who takes part after a move: new ones with a salt of their own, each with what it is to him.
fn parts_after(matter: &Matter, moved: &Move, now: Timestamp) -> Result<Vec<Part>, Fault> {
    let mut parts = matter.parts.clone();
    let named = matter.content.people(&matter.definition);
    for (party, person) in moved.parties.all().skip(parts.len()) {
        let salt = Some(random()?);
        parts.push(Part {
            party,
            person,
            is_former: false,
            is_named: named.contains(&person),
            salt,
            asks: false,
            waits: false,
            decided: false,
            copied: false,
            dues: BTreeMap::new(),
            due_at: None,
        });
    }
    let hours: HashMap<&str, Option<u32>> =
        decisions(&matter.definition.steps).iter().map(|step| (step.id.as_str(), step.hours)).collect();
    let before: BTreeSet<(&str, Party)> = matter.row.state.waiting().into_iter().collect();
    let after: Vec<(&str, Party)> = moved.state.waiting();
    let told: BTreeSet<Party> =
        moved.told.copies.iter().flat_map(|(_, people)| people.iter().copied()).collect();
    let engaged = engaged(moved, &parts);
    for part in &mut parts {
        part.is_named &= !engaged.contains(&part.party);
        let own: Vec<&str> =
            after.iter().filter(|(_, one)| *one == part.party).map(|(step, _)| *step).collect();
        let party = part.party;
        part.copied |= told.contains(&party);
        part.waits = !own.is_empty();
        part.dues.retain(|step, _| own.contains(&step.as_str()));
        // Each step has its own time, from when it became his turn there.
        for step in own.into_iter().filter(|step| !before.contains(&(*step, party))) {
            part.dues.remove(step);
            if let Some(hours) = hours.get(step).copied().flatten() {
                let due = now.plus(Duration::from_secs(u64::from(hours) * 3_600));
                part.dues.insert(step.to_owned(), due);
            }
        }
        part.due_at = next_look(part, now);
    }
    Ok(parts)
}

/// Who takes part by a move: at a seat, told, or by what he did or was given.
fn engaged(moved: &Move, parts: &[Part]) -> BTreeSet<Party> {
    let seats = moved.state.open.iter().flat_map(|open| open.seats.iter().flatten().copied());
    let told = moved.told.copies.iter().flat_map(|(_, people)| people.iter().copied());
    let of_note = [moved.note.by, moved.note.whom].into_iter().flatten();
    let of_note =
        of_note.filter_map(|one| parts.iter().find(|part| part.person == one)).map(|part| part.party);
    seats.chain(told).chain(of_note).collect()
}

/// When the house looks at somebody's limits next: when the next is over, and for one that is over when it was going to.
fn next_look(part: &Part, now: Timestamp) -> Option<Timestamp> {
    let later = part.due_at.filter(|at| *at > now);
    part.dues.values().map(|due| if *due > now { *due } else { later.unwrap_or(*due) }).min()
}

/// Records of a case from which on this is refused: never what ends a case, for what was done in it before.
const fn records_max(act: Act) -> u32 {
    match act {
        Act::Said | Act::Looked | Act::Changed => WORDS_MAX,
        Act::Added | Act::Delegated | Act::Returned => MOVES_MAX,
        _ => u32::MAX,
    }
}

/// What a record of a move says.
fn body(matter: &Matter, moved: &Move, parts: &[Part], now: Timestamp) -> Result<Body, Refusal> {
    let number = |person: PersonId| parts.iter().find(|part| part.person == person).map(|part| part.party);
    let people = parts.iter().skip(matter.parts.len()).filter_map(|part| {
        let salt = part.salt.as_ref()?;
        Some((part.party, chain::commitment(matter.row.id, part.party, part.person, salt)))
    });
    let note = &moved.note;
    Ok(Body {
        act: moved.act,
        at: now.micros(),
        by: note.by.and_then(number),
        step: note.step.clone(),
        to: note.to.clone(),
        whom: note.whom.and_then(number),
        field: note.field.clone(),
        opinion: note.opinion.clone(),
        changes: note.changes.clone(),
        passed: moved.told.passed.clone(),
        copied: moved.told.copies.iter().flat_map(|(_, people)| people.iter().copied()).collect(),
        people: people.collect(),
        standing: moved.state.standing,
        state: chain::text(&store::written(&moved.state)?),
        values: chain::text(&matter.written),
        nonce: chain::hex(&random()?),
    })
}

/// Seals and signs a move; nothing is kept yet.
pub(super) async fn ready(house: &House, matter: &Matter, moved: Move) -> Result<Ready, Refusal> {
    if matter.row.records >= records_max(moved.act) {
        return Err(Refusal::Many);
    }
    let (row, now) = (&matter.row, house.clock.now());
    let parts = {
        let mut parts = parts_after(matter, &moved, now)?;
        mark_deed(&mut parts, &moved);
        parts
    };
    let body = body(matter, &moved, &parts, now)?;
    let text = json(&body)?;
    let seq = row.records.saturating_add(1);
    let hash = chain::link(&row.head, seq, &text);
    let (signature, signer) = house.vault.sign(chain::DOMAIN, &hash)?;
    let (id, subject) = (RecordId::fresh(&house.clock), Subject::Org(row.org));
    let sealed = house.vault.seal(&RecordRow::BODY, subject, id.bytes(), &text).await?;
    let record = RecordRow {
        id,
        org: row.org,
        seq,
        hash: hash.to_vec(),
        signature,
        signer,
        body: sealed,
        made_at: now,
    };
    let content = house.vault.seal(&CaseRow::BODY, subject, row.id.bytes(), &matter.written).await?;
    let is_over = moved.state.standing.is_over();
    let news = telling::news(matter, &moved, &parts);
    let (began, ended) = (gained(&row.state, &moved.state), gained(&moved.state, &row.state));
    let next = CaseRow {
        state: moved.state,
        records: seq,
        head: hash,
        body: content,
        moved_at: now,
        ended_at: if is_over { row.ended_at.or(Some(now)) } else { None },
        ..copied(row)
    };
    let is_new = row.records == 0;
    let ends = is_over && !row.state.standing.is_over();
    let is_taking = ends && next.state.standing == Standing::Approved;
    let taken = if is_taking { taking::with_move(house, matter).await? } else { None };
    let before = &matter.parts;
    let numbered = parts.into_iter().enumerate();
    let changed = numbered.filter(|(at, part)| before.get(*at) != Some(part));
    let parts = changed.map(|(at, part)| (part, at >= before.len())).collect();
    Ok(Ready { row: next, parts, record, news, began, ended, is_new, ends, files: Vec::new(), taken })
}

/// The steps at which somebody decides in the second state, and not in the first.
fn gained(before: &State, after: &State) -> Vec<String> {
    let is_new = |step: &&String| !before.open.iter().any(|open| open.step == **step);
    after.open.iter().map(|open| &open.step).filter(is_new).cloned().collect()
}

/// Whoever did something is one of those who decided.
fn mark_deed(parts: &mut [Part], moved: &Move) {
    let is_decision =
        matches!(moved.act, Act::Approved | Act::Refused | Act::Returned | Act::Added | Act::Delegated);
    for part in parts.iter_mut().filter(|part| Some(part.person) == moved.note.by) {
        part.decided |= is_decision;
        part.asks |= moved.act == Act::Asked;
    }
}

fn copied(row: &CaseRow) -> CaseRow {
    CaseRow { state: row.state.clone(), body: row.body.clone(), ..*row }
}

/// Keeps what is ready, and tells whom it concerns; `false` where somebody moved the case meanwhile, or wrote in a ledger of which it
/// takes: nothing of it may be kept then.
pub(super) async fn keep(house: &House, cx: &mut Ctx, ready: &Ready) -> Result<bool, Fault> {
    let row = &ready.row;
    if ready.is_new {
        store::add(cx, row).await?;
    } else if !store::save(cx, row).await? {
        return Ok(false);
    }
    for (part, is_new) in &ready.parts {
        store::save_part(cx, (row.org, row.id), part, *is_new).await?;
    }
    store::add_record(cx, row.id, &ready.record).await?;
    stays::moved(cx, row, (&ready.began, &ready.ended)).await?;
    telling::tell(house, cx, &ready.news).await?;
    if let Some(taken) = &ready.taken
        && !leave::keep(cx, taken).await?
    {
        return Ok(false);
    }
    if ready.ends {
        decided::tell(cx, (row.org, row.id)).await?;
    }
    Ok(true)
}

/// Keeps what is ready in a unit of work of its own; `false` where somebody moved the case meanwhile. By a member it is done only where
/// he may still act so; nobody is asked where the house does it.
pub(super) async fn settled(
    house: &House,
    by: Option<(Member, &'static str)>,
    ready: &Ready,
) -> Result<bool, Refusal> {
    let mut cx = house.db.begin().await?;
    if let Some((who, act)) = by {
        cx.permit(who, act, &resource(who.org))?;
    }
    if !keep(house, &mut cx, ready).await? {
        return Ok(false);
    }
    if let Some((who, _)) = by {
        bound(&mut cx, who, ready).await?;
    }
    cx.commit().await?;
    Ok(true)
}

/// Gives a case the uploads that it names; they are those of whoever asks.
pub(super) async fn bound(cx: &mut Ctx, who: Member, ready: &Ready) -> Result<(), Refusal> {
    let is_bound = forms::bind_files(cx, (who.org, who.person), ready.row.id, &ready.files).await?;
    if is_bound { Ok(()) } else { Err(Refusal::FileUnknown) }
}

/// The answers that the engine asks for, of this case.
pub(super) fn knows<'a>(
    matter: &'a Matter,
    facts: &'a super::who::Facts,
    parties: &'a mut Parties,
) -> Knows<'a> {
    Knows { form: &matter.definition, values: &matter.content.values, facts, parties }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_a_case_longer_has_a_bound_and_what_ends_it_has_none() {
        let bounded = [Act::Said, Act::Looked, Act::Changed, Act::Added, Act::Delegated, Act::Returned];
        assert!(bounded.into_iter().all(|act| records_max(act) <= MOVES_MAX));
        let free = [Act::Approved, Act::Refused, Act::Withdrawn, Act::ApprovedLate, Act::RefusedLate];
        assert!(free.into_iter().all(|act| records_max(act) == u32::MAX));
    }
}
