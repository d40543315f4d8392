//! A case is over: one fact, left in the unit of work in which it became so, for whoever of the wing listens.
//!
//! The outbox is the house's table of jobs: the fact `office.approval.decided` goes to each listener as an errand of its own, so that
//! one who fails is asked again without the others. A listener looks at the case when it runs, and may run twice.

use ground::{Caller, Ctx, Fault, Job, OrgId, PersonId, Stop};
use serde::{Deserialize, Serialize};
use yard::House;

use super::engine::Standing;
use super::form::Definition;
use super::value::Filled;
use super::{CaseId, Refusal, matter};

/// A case was approved, refused or withdrawn. It names the case alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Decided {
    /// In which organisation.
    pub org: OrgId,
    /// Which.
    pub case: CaseId,
}

impl Job<House> for Decided {
    const NAME: &'static str = "office.approval.decided";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        for listener in crate::DECIDED {
            cx.later(listener, &self).await?;
        }
        Ok(())
    }
}

/// Leaves word of it.
pub(super) async fn tell(cx: &mut Ctx, (org, case): (OrgId, CaseId)) -> Result<(), Fault> {
    cx.later(<Decided as Job<House>>::NAME, &Decided { org, case }).await
}

/// A case that is over, in the open for a listener.
pub(crate) struct Outcome {
    /// Which.
    pub case: CaseId,
    /// Who asked; nobody where he is a pseudonym by now.
    pub asker: Option<PersonId>,
    /// The form by which he asked, with its process.
    pub definition: Definition,
    /// What was filled in: values by the names of fields.
    pub values: Filled,
}

/// Opens a decided case for a listener of this name; nothing where it is there no longer, or ended otherwise than he wants it: of such
/// a case nothing is opened.
///
/// # Errors
/// A fault of ours; whoever listens tries again.
pub(crate) async fn outcome(
    house: &House,
    listener: &'static str,
    (fact, wanted): (Decided, Standing),
) -> Result<Option<Outcome>, Fault> {
    let rows = matter::rows(&mut house.db.view().await?, fact.org, fact.case).await?;
    let Some(rows) = rows.filter(|rows| rows.standing() == wanted) else { return Ok(None) };
    let matter = match matter::open(house, &Caller::Program(listener), listener, rows).await {
        Ok(matter) => matter,
        Err(Refusal::Fault(fault)) => return Err(fault),
        Err(other) => return Err(Fault::caused("opening a decided case", other)),
    };
    let asker = matter.asker().filter(|part| !part.is_former).map(|part| part.person);
    Ok(Some(Outcome {
        case: matter.row.id,
        asker,
        definition: matter.definition,
        values: matter.content.values,
    }))
}
