//! What those do who run an organisation: draw forms, try them, publish them, look at numbers and take them along.

use ground::{Caller, Member, PersonId};
use policy::{Lang, Purpose};
use std::collections::{BTreeMap, HashMap, HashSet};
use vault::Subject;
use yard::House;
use yard::org::store as orgs;

use super::asking::{self, Tried};
use super::engine::Standing;
use super::form::{Definition, Field, Kind};
use super::matter::{content, from_json, json, store as cases};
use super::naming::{self, Holder};
use super::part::store as parts;
use super::process::Flaw;
use super::stay::store::{self as stays, Stays};
use super::value::Filled;
use super::who::Settings;
use super::{
    CaseId, CaseRow, FormId, FormRow, FormState, Refusal, VersionId, VersionRow, reading, resource, settings,
    store, templates, value,
};

/// Letters of a definition.
const LENGTH_MAX: usize = 200_000;
/// Cases that are taken along.
const EXPORT_MAX: i64 = 2_000;

/// A form in the open.
pub(super) struct Shown {
    pub row: FormRow,
    /// The draft, or for members the newest version.
    pub definition: Definition,
}

/// The forms by which members ask; for those who run it all, with their drafts.
pub(super) async fn list(house: &House, who: Member, is_all: bool) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    let act = if is_all { "org.administer" } else { "org.read" };
    view.permit(who, act, &resource(who.org))?;
    let mut rows = store::forms(&mut view, who.org).await?;
    rows.retain(|row| is_all || row.state == FormState::Live);
    let wanted: HashSet<(FormId, u32)> =
        rows.iter().filter(|_| !is_all).map(|row| (row.id, row.version)).collect();
    let mut versions = store::versions(&mut view, who.org, &wanted).await?;
    let departments = store::departments(&mut view, who.org, who.person).await?;
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Approval).act("approval.forms");
    let mut shown = Vec::with_capacity(rows.len());
    if is_all {
        let opened = look.open_many(rows.iter().map(|row| &row.draft)).await?;
        for (row, text) in rows.into_iter().zip(opened) {
            shown.push(Shown { row, definition: from_json(&text)? });
        }
        return Ok(shown);
    }
    versions.sort_by_key(|one| one.form);
    let opened = look.open_many(versions.iter().map(|one| &one.definition)).await?;
    for (version, text) in versions.iter().zip(opened) {
        let definition: Definition = from_json(&text)?;
        let is_mine = definition.is_for(&departments);
        if let Some(at) = rows.iter().position(|row| row.id == version.form).filter(|_| is_mine) {
            shown.push(Shown { row: rows.swap_remove(at), definition });
        }
    }
    shown.sort_by_key(|one| one.row.id);
    Ok(shown)
}

/// Begins a form: empty, or by a template in the language of whoever draws it.
pub(super) async fn add(
    house: &House,
    who: Member,
    template: Option<templates::Template>,
    lang: Lang,
) -> Result<FormId, Refusal> {
    house.db.view().await?.permit(who, "org.administer", &resource(who.org))?;
    let definition = templates::definition(template, lang)?;
    let id = FormId::fresh(&house.clock);
    let text = json(&definition)?;
    let draft = house.vault.seal(&FormRow::DRAFT, Subject::Org(who.org), id.bytes(), &text).await?;
    let now = house.clock.now();
    let row =
        FormRow { id, org: who.org, state: FormState::Draft, version: 0, stamp: 1, draft, changed_at: now };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    if !store::add_form(&mut cx, &row).await? {
        return Err(Refusal::Many);
    }
    naming::of_definition(&mut cx, (who.org, Holder::Draft(id)), &definition).await?;
    cx.commit().await?;
    Ok(id)
}

/// A form as it is drawn, with what is wrong with it.
pub(super) async fn get(
    house: &House,
    who: Member,
    form: FormId,
) -> Result<(Shown, Settings, Vec<Flaw>), Refusal> {
    let shown = shown(house, who, form, "approval.form.get").await?;
    let (settings, _) = settings::get(house, who).await?;
    let flaws = flaws(&shown.definition, &settings);
    Ok((shown, settings, flaws))
}

/// A form as it is drawn, and no more than that.
async fn shown(house: &House, who: Member, form: FormId, act: &'static str) -> Result<Shown, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let row = store::find_form(&mut view, who.org, form).await?.ok_or(Refusal::FormUnknown)?;
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Approval).act(act);
    let definition = from_json(&look.open(&row.draft).await?)?;
    Ok(Shown { row, definition })
}

fn flaws(definition: &Definition, settings: &Settings) -> Vec<Flaw> {
    definition.flaws(&|role| settings.roles.iter().any(|one| one.id == role))
}

/// Keeps what is drawn, whole or not; answers what is wrong with it and the new stamp.
pub(super) async fn draw(
    house: &House,
    who: Member,
    (form, stamp): (FormId, i64),
    definition: &Definition,
) -> Result<(Vec<Flaw>, i64), Refusal> {
    let (shown, settings, _) = get(house, who, form).await?;
    let text = json(definition)?;
    if text.len() > LENGTH_MAX {
        return Err(Refusal::Many);
    }
    let draft = house.vault.seal(&FormRow::DRAFT, Subject::Org(who.org), form.bytes(), &text).await?;
    let row = FormRow { draft, stamp, ..shown.row };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    if !store::save_draft(&mut cx, &row).await? {
        return Err(Refusal::Stale);
    }
    naming::of_definition(&mut cx, (who.org, Holder::Draft(form)), definition).await?;
    cx.commit().await?;
    Ok((flaws(definition, &settings), stamp + 1))
}

/// Publishes what is drawn: from now on members ask by it; cases that run go on by theirs.
pub(super) async fn publish(
    house: &House,
    who: Member,
    (form, stamp): (FormId, i64),
) -> Result<u32, Refusal> {
    let (shown, _, flaws) = get(house, who, form).await?;
    if !flaws.is_empty() {
        return Err(Refusal::Flawed(flaws));
    }
    let (id, number) = (VersionId::fresh(&house.clock), shown.row.version + 1);
    let text = json(&shown.definition)?;
    let definition =
        house.vault.seal(&VersionRow::DEFINITION, Subject::Org(who.org), id.bytes(), &text).await?;
    let version = VersionRow { id, form, org: who.org, number, definition, published_at: house.clock.now() };
    let Shown { row, definition: drawn } = shown;
    let row = FormRow { state: FormState::Live, version: number, stamp, ..row };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    if !store::save_state(&mut cx, &row).await? {
        return Err(Refusal::Stale);
    }
    store::add_version(&mut cx, &version).await?;
    naming::of_definition(&mut cx, (who.org, Holder::Version(id)), &drawn).await?;
    cx.commit().await?;
    Ok(number)
}

/// Lets nobody ask by it any longer, or again. What was never published rests as it is.
pub(super) async fn rest(
    house: &House,
    who: Member,
    (form, stamp): (FormId, i64),
    is_live: bool,
) -> Result<(), Refusal> {
    let (shown, ..) = get(house, who, form).await?;
    if shown.row.state == FormState::Draft {
        return Err(Refusal::Resting);
    }
    let state = if is_live { FormState::Live } else { FormState::Resting };
    let row = FormRow { state, stamp, ..shown.row };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    if !store::save_state(&mut cx, &row).await? {
        return Err(Refusal::Stale);
    }
    Ok(cx.commit().await?)
}

/// Who would decide, for this person and these values, by what is drawn.
pub(super) async fn simulate(
    house: &House,
    who: Member,
    (form, asker): (FormId, PersonId),
    (values, chosen): (&Filled, &BTreeMap<String, Vec<PersonId>>),
) -> Result<Tried, Refusal> {
    let (shown, settings, flaws) = get(house, who, form).await?;
    if !flaws.is_empty() {
        return Err(Refusal::Flawed(flaws));
    }
    let members = orgs::members_among(&mut house.db.view().await?, who.org, &[asker]).await?;
    if !members.contains(&asker) {
        return Err(Refusal::Member);
    }
    let whole = (&shown.definition, &settings);
    asking::tried(house, (who, asker), whole, shown.row.version, (values, chosen), &[]).await
}

/// How many cases stand how and how long those took; and how many left each step, approved or not, by what it is called, and how long they stayed.
pub(super) struct Numbers {
    /// How many cases stand so, and how many seconds those took on average that are over.
    pub cases: Vec<(Standing, i64, Option<i64>)>,
    /// The step, what people call it, and what there is of it.
    pub steps: Vec<(String, Stays)>,
}

/// The numbers of a form, for those who run the organisation.
pub(super) async fn statistics(house: &House, who: Member, form: FormId) -> Result<Numbers, Refusal> {
    let shown = shown(house, who, form, "approval.form.statistics").await?;
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let rows = cases::statistics(&mut view, who.org, form).await?;
    let stays = stays::of_form(&mut view, (who.org, form)).await?;
    let took = |standing: Standing, count: i64, took: i64| {
        if standing.is_over() { took.checked_div(count) } else { None }
    };
    let cases = rows.into_iter().map(|(standing, count, all)| (standing, count, took(standing, count, all)));
    // As they are drawn now; a step that is drawn no longer has its key.
    let named = |one: Stays| (asking::name_of(&shown.definition.steps, &one.step), one);
    Ok(Numbers { cases: cases.collect(), steps: stays.into_iter().map(named).collect() })
}

/// The newest cases of a form as text with separators: what is masked, in the version of the case or now, stays masked.
pub(super) async fn export(house: &House, who: Member, form: FormId) -> Result<String, Refusal> {
    let (shown, ..) = get(house, who, form).await?;
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let rows = cases::of_form(&mut view, (who.org, form), (None, EXPORT_MAX)).await?;
    let wanted: HashSet<(FormId, u32)> = rows.iter().map(|row| (row.form, row.version)).collect();
    let versions = store::versions(&mut view, who.org, &wanted).await?;
    drop(view);
    let definitions = reading::definitions(house, who, &versions).await?;
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Approval).act("approval.form.export");
    let opened = look.open_many(rows.iter().map(|row| &row.body)).await?;
    let ids: Vec<CaseId> = rows.iter().map(|row| row.id).collect();
    let parties = parts::people(&mut house.db.view().await?, &ids).await?;
    let of_case = |case: CaseId, party| parties.get(&case).and_then(|all| all.get(&party)).copied();
    let mut said = Vec::with_capacity(rows.len());
    let mut everybody: HashSet<PersonId> = HashSet::new();
    for (row, text) in rows.iter().zip(opened) {
        let Some(own) = definitions.get(&(row.form, row.version)) else { continue };
        let values = content::numbered(&text)?;
        let named = content::whom(own, &values).into_iter();
        everybody.extend(named.filter_map(|whom| whom.person(|party| of_case(row.id, party))));
        said.push((row, own, values));
    }
    let names = reading::names(house, who, &everybody).await?;
    let columns = columns(&shown.definition, &rows, &definitions);
    let head = ["number", "version", "standing", "asked_at", "ended_at"].map(str::to_owned);
    let mut lines = vec![line(head.into_iter().chain(columns.iter().map(|field| field.label.clone())))];
    for (row, own, mut values) in said {
        content::call(own, &mut values, &|whom| {
            let person = whom.person(|party| of_case(row.id, party))?;
            names.get(&person).map(|one| one.name.clone())
        });
        let ended = row.ended_at.map(|at| at.rfc3339()).unwrap_or_default();
        let (number, version) = (row.number.to_string(), row.version.to_string());
        let standing = row.state.standing.word().to_owned();
        let about = [number, version, standing, row.asked_at.rfc3339(), ended];
        let cells = columns.iter().map(|column| cell(column, (own, &shown.definition), &values));
        lines.push(line(about.into_iter().chain(cells)));
    }
    Ok(lines.concat())
}

/// The columns of these cases: the fields of the newest version among them first, then those that only older ones have. A field that is
/// of another kind by now has a column of its own.
fn columns<'a>(
    drawn: &'a Definition,
    rows: &[CaseRow],
    definitions: &'a HashMap<(FormId, u32), Definition>,
) -> Vec<&'a Field> {
    let mut numbers: Vec<(FormId, u32)> = rows.iter().map(|row| (row.form, row.version)).collect();
    numbers.sort_unstable_by(|one, other| other.cmp(one));
    numbers.dedup();
    let versions: Vec<&Definition> = numbers.iter().filter_map(|number| definitions.get(number)).collect();
    let versions = if versions.is_empty() { vec![drawn] } else { versions };
    let mut seen = HashSet::new();
    let fields = versions.into_iter().flat_map(|version| &version.fields);
    fields.filter(|one| one.kind != Kind::Note && seen.insert((one.id.as_str(), one.kind))).collect()
}

/// What stands in a column of a case by its own version; masked where that or what is drawn now masks it.
fn cell(column: &Field, (own, drawn): (&Definition, &Definition), values: &Filled) -> String {
    if !own.fields.iter().any(|one| one.id == column.id && one.kind == column.kind) {
        return String::new();
    }
    let text = match values.get(&column.id) {
        None => return String::new(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(serde_json::Value::Array(names)) if column.kind == Kind::Person => {
            names.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join(", ")
        }
        Some(other) => other.to_string(),
    };
    let is_masked = [own, drawn].iter().any(|form| form.masked().any(|one| one.id == column.id));
    if is_masked { value::masked(&text) } else { text }
}

/// A line of text with separators; a cell that would begin a formula goes out as text.
fn line(cells: impl Iterator<Item = String>) -> String {
    let cell = |text: String| {
        let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
        let text = if is_formula { format!("'{text}") } else { text };
        format!("\"{}\"", text.replace('"', "\"\""))
    };
    format!("{}\r\n", cells.map(cell).collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_version_or_the_draft_masks_is_masked_in_the_column_of_its_version() {
        let form = |kind: &str| -> Definition {
            let field = serde_json::json!({ "id": "card", "kind": kind, "label": "card" });
            serde_json::from_value(serde_json::json!({ "name": "a", "fields": [field], "steps": [] }))
                .unwrap()
        };
        let (masks, plain) = (form("id_number"), form("text"));
        let values: Filled = serde_json::from_str(r#"{"card":"11010519491231002X"}"#).unwrap();
        let shown = |column: &Definition, own: &Definition, drawn: &Definition| {
            cell(&column.fields[0], (own, drawn), &values)
        };
        let masked = "1101************2X";
        assert_eq!(shown(&masks, &masks, &plain), masked, "the draft is no way round");
        assert_eq!(shown(&plain, &plain, &masks), masked);
        assert_eq!(shown(&plain, &plain, &plain), "11010519491231002X");
        assert_eq!(shown(&plain, &masks, &plain), "", "another version's column");
    }

    #[test]
    fn a_cell_that_would_begin_a_formula_goes_out_as_text() {
        let cells = ["=1+1", "-5", "-x", "a\"b", "c,d"].map(str::to_owned);
        assert_eq!(line(cells.into_iter()), "\"'=1+1\",\"-5\",\"'-x\",\"a\"\"b\",\"c,d\"\r\n");
    }
}
