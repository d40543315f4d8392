//! A community ends with its organisation: residencies first, so that the outbox says it, then applications, passes and what
//! doors did, then the agents of its doors, then the places.

use ground::{Ctx, Fault, OrgId};
use std::future::Future;
use std::pin::Pin;
use yard::House;

use crate::{
    agent, answering, application, awaited, face, household, import, intercom, knock, lane, letter, lift,
    opening, pass, place, station, terminal, thing,
};

/// People who are told in one step; each of them has a notice of his own.
const PEOPLE: i64 = 200;
/// Homes that go in one step.
const HOMES: i64 = 2_000;

/// Goes one step on; `true` where nothing of a community is left.
pub(crate) fn ends<'a>(
    house: &'a House,
    cx: &'a mut Ctx,
    org: OrgId,
) -> Pin<Box<dyn Future<Output = Result<bool, Fault>> + Send + 'a>> {
    Box::pin(async move {
        Ok(household::end_some(cx, house, org, PEOPLE).await?
            && application::end_some(cx, house, org, PEOPLE).await?
            && awaited::end_some(cx, org, PEOPLE).await?
            && import::end_some(cx, org, HOMES).await?
            && face::end_some(cx, org, PEOPLE).await?
            && pass::end_some(cx, org, HOMES).await?
            && opening::end_some(cx, org, HOMES).await?
            && answering::end_some(cx, org, PEOPLE).await?
            && knock::end_some(cx, org, HOMES).await?
            && lines_end(cx, org).await?
            && agents_end(cx, org).await?
            && lane::end_some(cx, org, HOMES).await?
            && lift::end_some(cx, org, HOMES).await?
            && thing::end_some(cx, org, PEOPLE).await?
            && place::end_some(cx, org, HOMES).await?)
    })
}

async fn lines_end(cx: &mut Ctx, org: OrgId) -> Result<bool, Fault> {
    letter::end_all(cx, org).await?;
    intercom::store::end_all(cx, org).await?;
    station::end_all(cx, org).await?;
    Ok(true)
}

async fn agents_end(cx: &mut Ctx, org: OrgId) -> Result<bool, Fault> {
    terminal::end_all(cx, org).await?;
    agent::end_all(cx, org).await?;
    Ok(true)
}
