//! How often in a day somebody may do what others are told of, for the rooms of the wing.

use ground::{Ctx, Fault, PersonId};
use yard::account::{Bound, store as accounts};

/// Counts an act of somebody of which others are told; where it was one too many, how many seconds he waits for the next span.
pub(crate) async fn counted(cx: &mut Ctx, bound: Bound, who: PersonId) -> Result<Option<u64>, Fault> {
    if accounts::count(cx, bound, who.bytes()).await? <= i64::from(bound.most) {
        return Ok(None);
    }
    Ok(Some(bound.left_s(cx.now())))
}
