//! What somebody finds of his leave when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House, own};

use super::{Deed, Line, Why, rules, store, written};

/// All that a line says.
fn said(line: &Line) -> String {
    let what = match &line.deed {
        Deed::Since { work, hired } => format!("since {work} · {hired}"),
        Deed::Grant { from, until, why, .. } => {
            let until = until.map_or_else(String::new, |until| until.to_string());
            let why = match why {
                Why::Year(year) => year.to_string(),
                Why::Hand => "by hand".to_owned(),
                Why::Opening => "opening".to_owned(),
                Why::Overtime { .. } => "overtime".to_owned(),
            };
            format!("granted · {why} · {from} – {until}")
        }
        Deed::Use { days, of, .. } => {
            let days: Vec<String> = days.iter().map(|(day, _)| day.to_string()).collect();
            format!("taken · {} · {}", of.name, days.join(" "))
        }
        Deed::Back { of, from, .. } => format!("given back · {of} · {from}"),
        Deed::Expire { of, .. } => format!("expired · {of}"),
        Deed::Correct { on, .. } => format!("corrected · {on}"),
    };
    let parts = [
        line.kind.map(|kind| kind.to_string()),
        Some(what),
        Some(written(rules::amount(line))),
        line.reason.clone(),
    ];
    parts.into_iter().flatten().chain(line.late.iter().cloned()).collect::<Vec<String>>().join(" · ")
}

/// Each line of each of his ledgers.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let rows = store::of_person(&mut house.db.view().await?, person).await?;
        let lines = rows.iter().map(|row| (row.at, &row.line));
        let look = own::look(house, caller).delivery();
        own::opened(look, (Category::LeaveRecord, "office_leave_entry"), lines, |line| said(&line)).await
    })
}
