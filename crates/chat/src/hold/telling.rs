//! Who is told of a hold: everybody who is held, when it begins and when it is over; then its administrators, too.

use ground::{Ctx, Fault, PersonId};
use yard::House;
use yard::notice::{self, Notice, both, instant};

use super::Hold;
use crate::conversation::store as conversations;

/// It stands from now on, or goes on.
pub(super) async fn begun(cx: &mut Ctx, house: &House, hold: &Hold) -> Result<(), Fault> {
    let (zh, en) = hold.why.told();
    let told =
        Notice::new("conversation.held").with("why", both(zh, en)).with("until", instant(hold.ends_at));
    for person in held(cx, hold).await? {
        notice::tell(cx, house, person, &told).await?;
    }
    Ok(())
}

/// It is over, by its time or by somebody's word.
pub(super) async fn over(cx: &mut Ctx, house: &House, hold: &Hold) -> Result<(), Fault> {
    let (zh, en) = hold.why.told();
    let since = instant(hold.stands_at.unwrap_or(hold.given_at));
    let with = |code| Notice::new(code).with("why", both(zh, en)).with("since", since.clone());
    let people = held(cx, hold).await?;
    let told = with("conversation.released");
    for person in &people {
        notice::tell(cx, house, *person, &told).await?;
    }
    let told = with("org.hold_over");
    for person in yard::org::store::administrators(cx, hold.org).await? {
        notice::tell(cx, house, person, &told).await?;
    }
    Ok(())
}

/// Who is held: one person, or everybody who is there.
async fn held(cx: &mut Ctx, hold: &Hold) -> Result<Vec<PersonId>, Fault> {
    match hold.person {
        Some(person) => Ok(vec![person]),
        None => conversations::present(cx, hold.conversation).await,
    }
}
