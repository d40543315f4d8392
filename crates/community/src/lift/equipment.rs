//! What the controller of a lift does: it asks for rides, says what came of them, and says whether there is a fire alarm.

use serde_json::json;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use yard::{House, token};

use super::rules::{self, State};
use super::{Lift, Refusal, Ride, RideId, SECRET, store};
use crate::household::store as households;

async fn known(house: &House, secret: &str) -> Result<Lift, Refusal> {
    if secret.len() != token::SIGNS {
        return Err(Refusal::Unknown);
    }
    let verifier = house.vault.index(&SECRET, secret);
    store::by_verifier(&mut house.db.view().await?, verifier).await?.ok_or(Refusal::Unknown)
}

/// The rides that wait for a lift, each once; waits a while where there is none.
pub(super) async fn rides(house: &House, secret: &str, wait: Duration) -> Result<Vec<Ride>, Refusal> {
    let lift = known(house, secret).await?;
    let ends = Instant::now() + wait.min(rules::WAIT_MAX);
    let mut cx = house.db.begin().await?;
    store::heard(&mut cx, lift.id).await?;
    cx.commit().await?;
    loop {
        if store::waits(&mut house.db.view().await?, lift.id).await? {
            let mut cx = house.db.begin().await?;
            let taken = store::take(&mut cx, lift.id).await?;
            cx.commit().await?;
            if !taken.is_empty() {
                return Ok(taken);
            }
        }
        if Instant::now() >= ends {
            return Ok(Vec::new());
        }
        sleep(rules::LOOKS).await;
    }
}

/// A ride that was fetched was done, or was not.
pub(super) async fn done(house: &House, (secret, id): (&str, RideId), is_done: bool) -> Result<(), Refusal> {
    let lift = known(house, secret).await?;
    let mut cx = house.db.begin().await?;
    let state = if is_done { State::Done } else { State::Failed };
    let (resident, home) = store::done(&mut cx, (lift.id, id), state).await?.ok_or(Refusal::Ride)?;
    if let Some(person) = households::find_now(&mut cx, resident).await?.and_then(|one| one.person) {
        cx.tell(person, "home", "home.changed", &json!({ "home": home })).await?;
    }
    Ok(cx.commit().await?)
}

/// The equipment says whether there is a fire alarm.
pub(super) async fn alarm(house: &House, secret: &str, is_on: bool) -> Result<(), Refusal> {
    let lift = known(house, secret).await?;
    let mut cx = house.db.begin().await?;
    store::set_alarm(&mut cx, lift.org, (lift.id, is_on)).await?;
    Ok(cx.commit().await?)
}
