//! What people do: give and withdraw. What they gave at sign-up is recorded with the account.

use ground::{Caller, Ctx, Fault, Person, PersonId};
use policy::{Asked, Basis, Category, Purpose};

use super::store::{self, Act};
use super::{Refusal, rules};
use crate::House;
use crate::access::account_of;
use crate::house::Held;

/// What is asked before an account exists, and whether there is no account without it.
pub fn asked(house: &House) -> Vec<(Purpose, bool)> {
    house
        .policy
        .purposes()
        .iter()
        .filter(|facts| facts.asked == Asked::SignUp)
        .map(|facts| (facts.purpose, facts.required))
        .collect()
}

/// Records what was accepted on the consent screen, where it does not stand already in this version.
///
/// # Errors
/// What the database says.
pub async fn record_asked(
    cx: &mut Ctx,
    house: &House,
    person: PersonId,
    version: &str,
    accepted: &[Purpose],
) -> Result<(), Fault> {
    for purpose in accepted {
        if house.policy.purpose(*purpose).is_none() {
            continue;
        }
        let stands = store::last(cx, person, *purpose).await?;
        if stands.as_ref().is_none_or(|(act, known)| *act == Act::Withdrawn || known != version) {
            store::add(cx, person, *purpose, version, Act::Given).await?;
        }
    }
    Ok(())
}

/// Gives consent to one purpose.
pub(crate) async fn give(house: &House, who: Person, purpose: Purpose, version: &str) -> Result<(), Refusal> {
    let facts = house.policy.purpose(purpose).ok_or(Refusal::Unknown)?;
    if facts.basis != Basis::Consent {
        return Err(Refusal::NotConsent);
    }
    if version != house.policy.version() {
        return Err(Refusal::Stale);
    }
    if house.terms.waits(purpose, house.clock.now()) {
        return Err(Refusal::NotInForce);
    }
    let mut cx = house.db.begin().await?;
    cx.permit(who, "consent.change", &account_of(who.person))?;
    let stands = store::last(&mut cx, who.person, purpose).await?;
    if stands.is_some_and(|(act, known)| act == Act::Given && known == version) {
        return Ok(());
    }
    store::add(&mut cx, who.person, purpose, version, Act::Given).await?;
    cx.tell(who.person, "account", "consent.given", &serde_json::json!({ "purpose": purpose.id() })).await?;
    Ok(cx.commit().await?)
}

/// Withdraws the consent to one purpose; the same act twice is one.
pub(crate) async fn withdraw(house: &House, who: Person, purpose: Purpose) -> Result<(), Refusal> {
    let facts = house.policy.purpose(purpose).ok_or(Refusal::Unknown)?;
    if !facts.withdrawable() {
        return Err(Refusal::NotConsent);
    }
    let mut cx = house.db.begin().await?;
    cx.permit(who, "consent.change", &account_of(who.person))?;
    let stands = store::last(&mut cx, who.person, purpose).await?;
    let Some((Act::Given, version)) = stands else { return Ok(()) };
    store::add(&mut cx, who.person, purpose, &version, Act::Withdrawn).await?;
    cx.tell(who.person, "account", "consent.withdrawn", &serde_json::json!({ "purpose": purpose.id() }))
        .await?;
    Ok(cx.commit().await?)
}

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> std::pin::Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let entries = store::entries(&mut view, person).await?;
        Ok(entries
            .into_iter()
            .map(|entry| Held {
                category: Category::ConsentRecord,
                table: "yard_consent",
                value: Some(rules::code(entry.act, entry.purpose, &entry.version)),
                collected_at: entry.at,
            })
            .collect())
    })
}
