//! The yes of somebody without an account: it stands in the ledger as anybody's does, for as long as what it was given for.

use ground::{Ctx, Fault, PersonId};
use policy::{Basis, Category, Lang, Purpose};

use super::shown::shown;
use super::store::{self, Act, New, Scope};
use super::{Refusal, rules};
use crate::House;

/// What somebody without an account agrees to.
pub struct GuestYes<'a> {
    /// The number that he has for this alone.
    pub guest: PersonId,
    /// To what.
    pub purpose: Purpose,
    /// Each kind of sensitive data by name.
    pub categories: &'a [Category],
    /// The version that was shown.
    pub version: &'a str,
    /// The language in which it was.
    pub lang: Lang,
}

/// Writes his yes into the ledger, in the unit of work of what it is for.
///
/// # Errors
/// Another version than today's, a purpose that is not here or rests on no consent, kinds that were not named; ours.
pub async fn guest_gives(cx: &mut Ctx, house: &House, yes: GuestYes<'_>) -> Result<(), Refusal> {
    let (person, purpose, version) = (yes.guest, yes.purpose, yes.version);
    let facts = house.policy.purpose(purpose).ok_or(Refusal::Unknown)?;
    if version != house.policy.version() {
        return Err(Refusal::Stale);
    }
    if facts.basis != Basis::Consent {
        return Err(Refusal::NotConsent);
    }
    rules::named(facts, yes.categories)?;
    if house.terms.waits(purpose, cx.now()) {
        return Err(Refusal::NotInForce);
    }
    let shown = shown(&house.policy, purpose, Some(yes.lang))?;
    let parts = yes.categories.iter().map(|category| Scope::Category(*category));
    for scope in std::iter::once(Scope::Purpose).chain(parts) {
        store::add(cx, New { person, purpose, scope, version, act: Act::Given, shown: &shown, paper: None })
            .await?;
    }
    Ok(())
}

/// Removes his entries: nobody can be found by them, and nothing is left that they were given for.
///
/// # Errors
/// What the database says.
pub async fn guest_is_gone(cx: &mut Ctx, guest: PersonId) -> Result<(), Fault> {
    store::forget(cx, guest).await
}
