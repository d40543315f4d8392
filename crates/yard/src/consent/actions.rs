//! What people do: give, refuse and withdraw. What they gave at sign-up is recorded with the account.

use ground::{Caller, Ctx, Fault, Person, PersonId};
use policy::{Asked, Basis, Category, Lang, Purpose, PurposeFacts, Recipient};

use super::shown::{Shown, shown};
use super::store::{self, Act, New, Scope};
use super::{Refusal, rules, standing};
use crate::access::account_of;
use crate::application::store as applications;
use crate::house::Held;
use crate::{House, account, realname};

/// What is asked before an account exists, and whether there is no account without it.
pub fn asked(house: &House) -> Vec<(Purpose, bool)> {
    house.policy.asked_at_signup().into_iter().map(|facts| (facts.purpose, facts.required)).collect()
}

/// What is asked besides of whoever gives a number from abroad; there is no such account without any of it.
pub fn asked_of_numbers_abroad(house: &House) -> Vec<Purpose> {
    house.policy.asked_of_numbers_abroad().into_iter().map(|facts| facts.purpose).collect()
}

/// Whether somebody took back what an account with a number from abroad rests on: he comes in again by a code alone, for
/// which he is asked anew.
///
/// # Errors
/// What the database says.
pub(crate) async fn took_back_abroad(cx: &mut Ctx, house: &House, person: PersonId) -> Result<bool, Fault> {
    for purpose in asked_of_numbers_abroad(house) {
        let last = store::last(cx, person, purpose, Scope::Purpose).await?;
        if last.is_some_and(|(act, _)| act == Act::Withdrawn) {
            return Ok(true);
        }
    }
    Ok(false)
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
        let stands = store::last_counting(cx, person, *purpose, Scope::Purpose).await?;
        if stands.as_ref().is_none_or(|(act, known)| *act != Act::Given || known != version) {
            let shown = shown(&house.policy, *purpose, None)?;
            let (purpose, scope, act) = (*purpose, Scope::Purpose, Act::Given);
            store::add(cx, New { person, purpose, scope, version, act, shown: &shown, paper: None }).await?;
        }
    }
    Ok(())
}

/// What somebody agrees to.
pub(super) struct Giving<'a> {
    pub purpose: Purpose,
    pub version: &'a str,
    pub lang: Lang,
    pub categories: Vec<Category>,
    pub recipient: Option<Recipient>,
}

/// Gives consent to one purpose, to each sensitive category by name; or to passing it on to one recipient.
pub(super) async fn give(house: &House, who: Person, wish: Giving<'_>) -> Result<(), Refusal> {
    let facts = house.policy.purpose(wish.purpose).ok_or(Refusal::Unknown)?;
    if wish.version != house.policy.version() {
        return Err(Refusal::Stale);
    }
    let scopes = scopes(house, facts, &wish)?;
    if house.terms.waits(wish.purpose, house.clock.now()) {
        return Err(Refusal::NotInForce);
    }
    let shown = shown(&house.policy, wish.purpose, Some(wish.lang))?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "consent.change", &account_of(who.person))?;
    let (person, purpose, version, act) = (who.person, wish.purpose, wish.version, Act::Given);
    let stands = store::last_counting(&mut cx, person, purpose, scopes[0]).await?;
    if stands.is_some_and(|(act, known)| act == Act::Given && known == version) {
        return Ok(());
    }
    for scope in scopes {
        store::add(&mut cx, New { person, purpose, scope, version, act, shown: &shown, paper: None }).await?;
    }
    cx.tell(person, "account", "consent.given", &serde_json::json!({ "purpose": purpose.id() })).await?;
    cx.commit().await?;
    standing::changed(house, person, purpose);
    Ok(())
}

/// Gives consent to a purpose without sensitive data, where its feature has a switch for it.
pub(crate) async fn switch_on(
    house: &House,
    who: Person,
    purpose: Purpose,
    version: &str,
) -> Result<(), Refusal> {
    let (lang, categories, recipient) = (Lang::ZhCn, Vec::new(), None);
    give(house, who, Giving { purpose, version, lang, categories, recipient }).await
}

/// Withdraws it by the same switch.
pub(crate) async fn switch_off(house: &House, who: Person, purpose: Purpose) -> Result<(), Refusal> {
    withdraw(house, who, (purpose, None), Lang::ZhCn).await
}

/// What the entries of one giving speak of; never empty.
fn scopes(house: &House, facts: &PurposeFacts, wish: &Giving<'_>) -> Result<Vec<Scope>, Refusal> {
    if let Some(recipient) = wish.recipient {
        let mut known = house.policy.recipients();
        let gets = known.any(|one| one.recipient == recipient && one.purposes.contains(&facts.purpose));
        return if gets { Ok(vec![Scope::Recipient(recipient)]) } else { Err(Refusal::Unknown) };
    }
    if facts.basis != Basis::Consent {
        return Err(Refusal::NotConsent);
    }
    rules::named(facts, &wish.categories)?;
    let parts = wish.categories.iter().map(|category| Scope::Category(*category));
    Ok(std::iter::once(Scope::Purpose).chain(parts).collect())
}

/// Notes that somebody was asked and said no. It is not asked again; he may change his mind whenever he likes.
pub(super) async fn refuse(house: &House, who: Person, purpose: Purpose, lang: Lang) -> Result<(), Refusal> {
    end(house, who, (purpose, Scope::Purpose), Act::Refused, lang).await
}

/// Withdraws the consent to one purpose, or to one recipient of it; the same act twice is one. What runs under it ends.
pub(super) async fn withdraw(
    house: &House,
    who: Person,
    (purpose, recipient): (Purpose, Option<Recipient>),
    lang: Lang,
) -> Result<(), Refusal> {
    let scope = recipient.map_or(Scope::Purpose, Scope::Recipient);
    end(house, who, (purpose, scope), Act::Withdrawn, lang).await
}

async fn end(
    house: &House,
    who: Person,
    (purpose, scope): (Purpose, Scope),
    act: Act,
    lang: Lang,
) -> Result<(), Refusal> {
    let facts = house.policy.purpose(purpose).ok_or(Refusal::Unknown)?;
    if !facts.withdrawable() && scope == Scope::Purpose {
        return Err(Refusal::NotConsent);
    }
    let shown: Shown = shown(&house.policy, purpose, Some(lang))?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "consent.change", &account_of(who.person))?;
    let person = who.person;
    let version = match (store::last(&mut cx, person, purpose, scope).await?, act) {
        (Some((Act::Given, version)), Act::Withdrawn) => version,
        (Some((Act::Refused, _)), Act::Refused) => return Ok(()),
        (_, Act::Refused) => house.policy.version().to_owned(),
        _ => return Ok(()),
    };
    store::add(&mut cx, New { person, purpose, scope, version: &version, act, shown: &shown, paper: None })
        .await?;
    let kind = if act == Act::Refused { "consent.refused" } else { "consent.withdrawn" };
    cx.tell(person, "account", kind, &serde_json::json!({ "purpose": purpose.id() })).await?;
    if facts.asked == Asked::NumberAbroad && act == Act::Withdrawn && scope == Scope::Purpose {
        account::sign_out_everywhere(&mut cx, person).await?;
    }
    if purpose == Purpose::RealName && act == Act::Withdrawn {
        realname::forget(&mut cx, person).await?; // nothing is kept without it, not for a moment
    }
    if purpose == Purpose::OutsideApplication && act == Act::Withdrawn && scope == Scope::Purpose {
        // Whoever agrees again to one application agrees to that one alone.
        applications::withdrawn(&mut cx, person).await?;
    }
    cx.commit().await?;
    standing::changed(house, person, purpose);
    Ok(())
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
                value: Some(rules::code(&entry)),
                collected_at: entry.at,
            })
            .collect())
    })
}
