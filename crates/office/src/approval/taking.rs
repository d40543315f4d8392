//! An approved case takes leave of whoever asked, or earns him time off, where its form says by which fields. Before it is sent and
//! when it is decided the same words are held against his ledger.

use ground::{Caller, Errand, Fault, OrgId, PersonId, Stop};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use yard::House;

use super::decided::{Decided, Outcome, outcome};
use super::engine::Standing;
use super::form::{Definition, Takes};
use super::formula;
use super::matter::Matter;
use super::value::{self, Filled, Mistake};
use crate::leave::{self, Half, Prepared, Refusal, Taken, Weighed, Wish};

/// What a form says of leave, as it is filled in; nothing where it takes none or its days are not filled in.
fn wish<'a>(definition: &'a Definition, values: &'a Filled) -> Option<(&'a Takes, Wish<'a>)> {
    let takes = definition.leave.as_ref()?;
    let is_second = |id: &Option<String>| {
        let field = definition.field(id.as_ref()?)?;
        let chosen = values.get(&field.id)?.as_str()?;
        Some(field.choices.get(1).is_some_and(|second| second == chosen))
    };
    let half = Half {
        from_noon: is_second(&takes.begins).unwrap_or(false),
        until_noon: is_second(&takes.ends).unwrap_or(false),
    };
    let kind = values.get(&takes.kind)?.as_str()?;
    let span = value::span(values.get(&takes.span)?)?;
    let hours = takes.hours.as_ref().and_then(|id| hundredths(values.get(id)?));
    Some((takes, Wish { kind, span, half, hours }))
}

/// A number of a form in hundredths, rounded down.
fn hundredths(value: &Value) -> Option<i64> {
    formula::hundredths(value.as_str()?)
}

/// Holds what is filled in against the ledger of whoever asks: what it comes to, and what is wrong with it.
///
/// # Errors
/// A fault of ours.
pub(super) async fn weighed(
    house: &House,
    by: (&Caller, &'static str),
    whose: (OrgId, PersonId),
    (definition, values): (&Definition, &Filled),
) -> Result<(Option<Weighed>, Option<Mistake>), Fault> {
    let Some((takes, wish)) = wish(definition, values) else { return Ok((None, None)) };
    let mistake = |field: &String, why| Some(Mistake { field: field.clone(), row: None, column: None, why });
    match leave::weigh(house, by, whose, &wish).await {
        Ok(None) => Ok((None, None)),
        Ok(Some(weighed)) => {
            let wrong = if weighed.is_taken {
                mistake(&takes.span, "taken")
            } else if weighed.asked == 0 {
                mistake(
                    takes.hours.as_ref().filter(|_| wish.hours.is_none()).unwrap_or(&takes.span),
                    "nothing",
                )
            } else if weighed.is_refused {
                mistake(&takes.span, "balance")
            } else {
                None
            };
            Ok((Some(weighed), wrong))
        }
        Err(Refusal::Fault(fault)) => Err(fault),
        // Of a word that no kind has nothing could be taken.
        Err(Refusal::Unknown) => Ok((None, mistake(&takes.kind, "unknown"))),
        Err(_) => Ok((None, mistake(&takes.span, "long"))),
    }
}

/// Enters in the ledger what a case that was approved takes or earns.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Enter(Decided);

impl Errand<House> for Enter {
    const NAME: &'static str = "approval.leave";

    async fn run(self, house: &House) -> Result<(), Stop> {
        match entered(house, self.0).await {
            Ok(()) => Ok(()),
            Err(Refusal::Fault(fault)) => Err(Stop::Retry(fault)),
            Err(Refusal::Stale) => Err(Stop::Retry(Fault::new("others wrote in a ledger again and again"))),
            Err(_) => Err(Stop::GiveUp("the leave of a case is none that a ledger takes")),
        }
    }
}

async fn entered(house: &House, fact: Decided) -> Result<(), Refusal> {
    let name = <Enter as Errand<House>>::NAME;
    let Some(case) = outcome(house, name, (fact, Standing::Approved)).await? else { return Ok(()) };
    let Some(person) = case.asker else { return Ok(()) };
    let of = ((fact.org, person), case.case.bytes());
    match (wish(&case.definition, &case.values), earned(&case)) {
        (Some((_, wish)), _) => leave::take(house, name, of, &wish).await,
        (None, Some(earned)) => leave::earn(house, name, of, earned).await,
        (None, None) => Ok(()),
    }
}

/// What a case takes that is approved by a move, to be kept with it; nothing where it takes nothing that a ledger knows.
///
/// # Errors
/// [`super::Refusal::Balance`] where it is more than there is, and a fault of ours. What a ledger refuses besides the fact finds, too,
/// and says so.
pub(super) async fn with_move(house: &House, matter: &Matter) -> Result<Option<Taken>, super::Refusal> {
    let Some(asker) = matter.asker().filter(|part| !part.is_former) else { return Ok(None) };
    let Some((_, wish)) = wish(&matter.definition, &matter.content.values) else { return Ok(None) };
    let of = ((matter.row.org, asker.person), matter.row.id.bytes());
    match leave::prepare(house, <Enter as Errand<House>>::NAME, of, &wish).await {
        Ok(Prepared::This(taken)) => Ok(Some(taken)),
        Ok(Prepared::Nothing) => Ok(None),
        Ok(Prepared::TooMuch) => Err(super::Refusal::Balance),
        Err(Refusal::Fault(fault)) => Err(fault.into()),
        Err(_) => Ok(None),
    }
}

/// The day and the hours of overtime that are given back as time off.
fn earned(case: &Outcome) -> Option<(jiff::civil::Date, i64)> {
    let earns = case.definition.overtime.as_ref()?;
    if let Some(pay) = &earns.pay {
        let field = case.definition.field(pay)?;
        let chosen = case.values.get(pay)?.as_str()?;
        field.choices.first().filter(|first| *first == chosen)?;
    }
    let day = value::date(case.values.get(&earns.day)?.as_str()?)?;
    Some((day, hundredths(case.values.get(&earns.hours)?)?))
}
