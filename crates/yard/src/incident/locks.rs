//! One act that turns every lock: whoever holds a token, a code or a link holds nothing afterwards.

use ground::{Ctx, Fault, PersonId};
use std::future::Future;
use std::pin::Pin;

use crate::House;
use crate::{account, service, setup};

/// A lock that stands outside the yard; the gate hangs it in.
pub trait Lock: Send + Sync + 'static {
    /// What it locks, in a word.
    fn name(&self) -> &'static str;

    /// Turns it: what opened before opens no longer when this returns.
    fn turn(&self) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + '_>>;
}

/// What was locked.
#[derive(Clone, Default)]
pub(super) struct Turned {
    pub sessions: i64,
    pub links: i64,
    pub others: Vec<&'static str>,
}

/// What would be locked, without locking it.
pub(super) async fn count(cx: &mut Ctx, house: &House) -> Result<Turned, Fault> {
    let sessions = account::store::count_sessions(cx).await?;
    let links = setup::count_keys(cx).await?;
    let others = house.locks.iter().map(|lock| lock.name()).collect();
    Ok(Turned { sessions, links, others })
}

/// Ends every session, takes away every code, link and key of a program, then turns what the gate hung in. The unit of work is committed
/// before the locks outside are turned; one that cannot be turned is a fault, and the act is done again.
pub(super) async fn turn(mut cx: Ctx, house: &House) -> Result<Turned, Fault> {
    let turned = count(&mut cx, house).await?;
    let people = shut(&mut cx).await?;
    cx.commit().await?;
    for person in people {
        // Whoever has a stream open looks whether his session still stands.
        house.db.bus().publish(ground::bus::Subject::Person(person));
    }
    turn_outside(house).await?;
    Ok(turned)
}

/// The same within a job's unit of work, which is safe to run twice. Streams end when they look next.
pub(crate) async fn turn_within(cx: &mut Ctx, house: &House) -> Result<(), Fault> {
    shut(cx).await?;
    turn_outside(house).await
}

async fn shut(cx: &mut Ctx) -> Result<Vec<PersonId>, Fault> {
    let people = account::store::end_all_sessions(cx).await?;
    service::end_all(cx).await?;
    setup::drop_keys(cx).await?;
    Ok(people)
}

async fn turn_outside(house: &House) -> Result<(), Fault> {
    for lock in &house.locks {
        lock.turn()
            .await
            .map_err(|fault| Fault::caused(format!("turning the lock `{}`", lock.name()), fault))?;
    }
    Ok(())
}
