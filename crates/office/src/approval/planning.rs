//! An approved case stands in the calendar of whoever asked, where its form says by which field: whole days at which he is busy. Others see
//! no more of it than that.

use ground::{Errand, Stop};
use serde::{Deserialize, Serialize};
use yard::House;

use super::decided::{Decided, Outcome, outcome};
use super::engine::Standing;
use super::value;
use crate::attendance;
use crate::calendar::entering::{self, Days, Entered};
use crate::calendar::{self, EventId};

/// Enters the days of a case that was approved.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Plan(Decided);

impl Errand<House> for Plan {
    const NAME: &'static str = "approval.plan";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let Some(case) = outcome(house, Self::NAME, (self.0, Standing::Approved)).await? else {
            return Ok(());
        };
        let (Some(person), Some(span)) = (case.asker, days(&case)) else { return Ok(()) };
        let org = self.0.org;
        let zone = attendance::zone_of(&mut house.db.view().await?, (org, person), span.0).await?;
        let days = Days { org, person, title: &case.definition.name, span, zone: zone.as_deref() };
        // The event has the case's own number, so that it is entered once.
        match entering::enter(house, EventId::from_bytes(case.case.bytes()), &days).await {
            Ok(Entered::Done) => Ok(()),
            Ok(Entered::Full) => Err(Stop::GiveUp("the calendar of whoever asked is full")),
            Err(calendar::Refusal::Fault(fault)) => Err(Stop::Retry(fault)),
            Err(_) => Err(Stop::GiveUp("the days of a case are none that a calendar takes")),
        }
    }
}

/// The days of a case that was approved, where its form names them.
fn days(case: &Outcome) -> Option<(jiff::civil::Date, jiff::civil::Date)> {
    value::span(case.values.get(case.definition.away.as_ref()?)?)
}
