//! What is asked of staff before they see data of others.

use ground::{Fault, Member, Person, View};

use super::{Refusal, rules, store};
use crate::{House, passkey};

/// Whether a second factor stands for the device on which somebody acts.
pub(crate) async fn stands(view: &mut View, who: &Person) -> Result<bool, Fault> {
    let proved = store::proved_at(view, who.person, who.device).await?;
    Ok(proved.is_some_and(|at| rules::is_fresh(at, view.now())))
}

async fn wants(house: &House, who: &Person) -> Result<(), Refusal> {
    if stands(&mut house.db.glance().await?, who).await? { Ok(()) } else { Err(Refusal::Needed) }
}

/// Before somebody who runs the house reaches what shows him data of others.
pub(crate) async fn gate_keeper(
    house: &House,
    who: &Person,
    is_read: bool,
    path: &str,
) -> Result<(), Refusal> {
    if !who.keeper || !rules::wanted(&house.policy, &house.config) || !rules::shows_keepers(is_read, path) {
        return Ok(());
    }
    wants(house, who).await
}

/// Before an administrator reaches what shows him more of others than every member sees.
pub(crate) async fn gate_administrator(
    house: &House,
    person: &Person,
    member: &Member,
    path: &str,
) -> Result<(), Refusal> {
    let shows = member.administrator && rules::shows_administrators(path);
    if !shows || !rules::wanted(&house.policy, &house.config) {
        return Ok(());
    }
    wants(house, person).await
}

/// Before a passkey is added, or a token is made that outlives a session: whoever has a passkey gives it first, where a second factor is
/// wanted.
///
/// # Errors
/// Where it is wanted still, or what the database says.
pub async fn adding(house: &House, who: &Person) -> Result<(), Refusal> {
    if !rules::wanted(&house.policy, &house.config) {
        return Ok(());
    }
    let mut cx = house.db.begin().await?;
    let has = passkey::has(&mut cx, who.person).await?;
    drop(cx);
    if has { wants(house, who).await } else { Ok(()) }
}
