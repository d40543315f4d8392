//! The report to the authorities: its text from what is known, and the record that it was filed.

use ground::{Caller, Person};
use policy::{IncidentRules, Lang, Purpose};
use serde_json::json;
use vault::Subject;

use super::record::store::{self as record, ReportRow};
use super::store::IncidentRow;
use super::{IncidentId, Refusal, ReportId, facts, resource, store, touched};
use crate::House;
use crate::notice::{both, fill, instant};

const REPORT_ZH: &str = include_str!("../../words/incident_report.zh-CN.md");
const REPORT_EN: &str = include_str!("../../words/incident_report.en.md");
/// Signs of an authority's name and of a reference at most, and of a report.
const NAME_MAX: usize = 200;
const CONTENT_MAX: usize = 20_000;

/// The text of a report in a language.
pub(super) async fn text(house: &House, who: Person, id: IncidentId, lang: Lang) -> Result<String, Refusal> {
    let mut view = house.db.view().await?;
    let row = store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    view.permit(who, "incident.read", &resource(id)).map_err(|_| Refusal::Unknown)?;
    let [waiting, told, unreached] = touched::store::count_touched(&mut view, id).await?;
    drop(view);
    let facts = facts::open(house, &Caller::from(who), "incident.report", &row).await?;
    let severity = IncidentRules::built_in().severity(&row.severity).ok_or(Refusal::SeverityUnknown)?;
    let particulars = house.particulars();
    let contact = &particulars.contact;
    let mut args = facts.reported();
    let mut say = |name: &str, value: serde_json::Value| args.insert(name.to_owned(), value);
    say("house", json!(particulars.legal_name));
    say("contact", json!(format!("{} {} {}", contact.name, contact.phone, contact.email)));
    say("number", json!(row.number));
    say("title", json!(facts.title));
    say("drill", if row.drill { both("（演练）", " (drill)") } else { both("", "") });
    say("severity", both(severity.title(Lang::ZhCn), severity.title(Lang::En)));
    say("to", both(&severity.to(Lang::ZhCn).join("、"), &severity.to(Lang::En).join(", ")));
    say("found", instant(row.found_at));
    say("from", instant(row.span_from));
    say("until", instant(row.span_until));
    say("people", json!(waiting + told + unreached));
    say("told", json!(told));
    say("unreached", json!(unreached));
    say("public", row.public_at.map_or_else(|| json!("—"), instant));
    say("log", json!(format!("{} / {}", row.log_size, hex(&row))));
    Ok(fill(if lang == Lang::ZhCn { REPORT_ZH } else { REPORT_EN }, lang, &args))
}

fn hex(row: &IncidentRow) -> String {
    row.log_root.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A report that was handed in.
pub(super) struct Filing<'a> {
    pub authority: &'a str,
    pub reference: &'a str,
    pub content: &'a str,
}

/// Records that a report was handed in, with what it said.
pub(super) async fn file(
    house: &House,
    who: Person,
    id: IncidentId,
    filing: &Filing<'_>,
) -> Result<ReportId, Refusal> {
    for (field, text, most) in [
        ("authority", filing.authority, NAME_MAX),
        ("reference", filing.reference, NAME_MAX),
        ("content", filing.content, CONTENT_MAX),
    ] {
        if text.trim().is_empty() || text.chars().count() > most {
            return Err(Refusal::TextWrong { field });
        }
    }
    let mut cx = house.db.begin().await?;
    cx.permit(who, "incident.handle", &resource(id)).map_err(|_| Refusal::Unknown)?;
    store::lock(&mut cx, id).await?.ok_or(Refusal::Unknown)?;
    let report = ReportId::fresh(cx.clock());
    let content = filing.content.to_owned();
    let sealed = house.vault.seal(&ReportRow::CONTENT, Subject::House, report.bytes(), &content).await?;
    let row = ReportRow {
        id: report,
        authority: filing.authority.trim().to_owned(),
        reference: filing.reference.trim().to_owned(),
        filed_at: cx.now(),
        filed_by: who.person,
        content: sealed,
    };
    record::file(&mut cx, id, &row).await?;
    record::step(&mut cx, id, "report_filed", Some(who.person)).await?;
    cx.commit().await?;
    Ok(report)
}

/// A report as it was filed.
pub(super) struct Filed {
    pub row: ReportRow,
    pub content: String,
}

/// The reports that were filed.
pub(super) async fn filed(house: &House, who: Person, id: IncidentId) -> Result<Vec<Filed>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "incident.read", &resource(id)).map_err(|_| Refusal::Unknown)?;
    let rows = record::reports(&mut view, id).await?;
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::IncidentResponse).act("incident.read");
    let contents = look.open_many(rows.iter().map(|row| &row.content)).await?;
    let filed = rows.into_iter().zip(contents.into_iter().map(vault::Opened::into_inner));
    Ok(filed.map(|(row, content)| Filed { row, content }).collect())
}
