//! What is marked as wanting a verified name (`accounts.real_name_for`), and nothing else, is refused without one.

use axum::extract::{FromRequestParts, Request};
use ground::config::Config;
use ground::{Caller, Fault, Person, Problem};
use policy::{Policy, Purpose};

use super::{Refusal, store};
use crate::House;
use crate::wire::Anyone;

/// Lets a request on to its operation, or says that it wants a verified name. Whoever has no account of his own here is asked
/// by the operation itself who he is.
///
/// # Errors
/// [`Refusal::Needed`], and what is wrong with whoever asks.
pub async fn gate(house: &House, operation: &str, request: Request) -> Result<Request, Problem> {
    if !house.config.accounts.real_name_for.iter().any(|marked| marked == operation) {
        return Ok(request);
    }
    let (mut parts, body) = request.into_parts();
    let Anyone(caller) = Anyone::from_request_parts(&mut parts, house).await?;
    if let Caller::Person(who) | Caller::Keeper(who) = caller {
        ask(house, operation, who).await?;
    }
    Ok(Request::from_parts(parts, body))
}

/// The same of a person who does what an operation does by another way: from a device of his.
///
/// # Errors
/// [`Refusal::Needed`].
pub async fn ask(house: &House, operation: &str, who: Person) -> Result<(), Problem> {
    if !house.config.accounts.real_name_for.iter().any(|marked| marked == operation) {
        return Ok(());
    }
    if store::is_verified(&mut house.db.view().await?, who.person).await? {
        return Ok(());
    }
    Err(Refusal::Needed.into())
}

/// Holds the setting against the doorplate.
///
/// # Errors
/// A fault where something is marked and nobody could ever satisfy it.
pub fn settings_hold(policy: &Policy, config: &Config) -> Result<(), Fault> {
    if !config.accounts.real_name_for.is_empty() && policy.purpose(Purpose::RealName).is_none() {
        return Err(Fault::new("accounts.real_name_for: behind this doorplate nobody verifies names"));
    }
    Ok(())
}
