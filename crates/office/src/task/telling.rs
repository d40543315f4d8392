//! Who is told of a task, within the unit of work of its cause, and how often in a day.

use ground::{Ctx, PersonId};
use yard::House;
use yard::account::Bound;
use yard::notice::{self, Notice};

use super::Refusal;
use crate::telling;

/// Acts of one person on one day of which others are told.
const TOLD_PER_DAY: Bound = Bound { kind: "task.told.day", span_s: 86_400, most: 200 };

/// Tells others of what somebody did; where there are any, it counts as one act, and too many wait for the next day.
pub(super) async fn tell(
    cx: &mut Ctx,
    house: &House,
    (who, others): (PersonId, &[PersonId]),
    (code, what): (&'static str, &str),
) -> Result<(), Refusal> {
    if others.is_empty() {
        return Ok(());
    }
    if let Some(after_s) = telling::counted(cx, TOLD_PER_DAY, who).await? {
        return Err(Refusal::Often { after_s });
    }
    let notice = Notice::new(code).about("what", what);
    for person in others {
        notice::tell(cx, house, *person, &notice).await?;
    }
    Ok(())
}
