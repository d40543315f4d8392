//! How visits go with whoever entered them.

use ground::{Ctx, PersonId};
use yard::House;
use yard::erasure::Working;

use super::store;
use crate::pass;

/// What somebody entered who is erased ends, and goes with its pass.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let passes = store::passes_of_now(cx, person, most).await?;
        for (org, pass) in &passes {
            pass::end_pass(cx, *org, *pass).await?;
        }
        Ok(u64::try_from(passes.len()).unwrap_or(u64::MAX))
    })
}
