//! Consents and withdrawals that were signed on paper, or said by one who holds a mandate: the same entries by the same
//! rules, with the sheet named.

use ground::{Ctx, PersonId};
use policy::{Basis, Lang, Purpose};

use super::shown::shown;
use super::store::{self, Act, New, Scope};
use super::{Refusal, rules};
use crate::House;

/// Something that was signed.
pub(crate) struct Signed<'a> {
    pub person: PersonId,
    pub purpose: Purpose,
    /// True where it is a consent, false where it ends one.
    pub given: bool,
    /// The version of the text on the sheet.
    pub version: &'a str,
    pub lang: Lang,
    /// The sheet; `None` where somebody who holds a mandate said it on a screen.
    pub paper: Option<[u8; 16]>,
}

/// Whether a consent to this purpose, or its end, may be signed today.
///
/// # Errors
/// Why not.
pub(crate) fn may_be_signed(house: &House, purpose: Purpose, given: bool) -> Result<(), Refusal> {
    let facts = house.policy.purpose(purpose).ok_or(Refusal::Unknown)?;
    match given {
        true if facts.basis != Basis::Consent => Err(Refusal::NotConsent),
        true if house.terms.waits(purpose, house.clock.now()) => Err(Refusal::NotInForce),
        false if !facts.withdrawable() => Err(Refusal::NotConsent),
        _ => Ok(()),
    }
}

/// Writes what was signed: a consent for the purpose and each of its kinds of sensitive data, all of which the sheet names;
/// or the end of one that stands.
///
/// # Errors
/// Why it cannot be written, or what the database says.
pub(crate) async fn enter(cx: &mut Ctx, house: &House, signed: &Signed<'_>) -> Result<(), Refusal> {
    let Signed { person, purpose, given, version, lang, paper } = *signed;
    may_be_signed(house, purpose, given)?;
    if given && version != house.policy.version() {
        return Err(Refusal::Stale);
    }
    let facts = house.policy.purpose(purpose).ok_or(Refusal::Unknown)?;
    let shown = shown(&house.policy, purpose, Some(lang))?;
    let (act, kind) =
        if given { (Act::Given, "consent.given") } else { (Act::Withdrawn, "consent.withdrawn") };
    let parts = rules::sensitive(facts).map(Scope::Category).filter(|_| given);
    let scopes: Vec<Scope> = std::iter::once(Scope::Purpose).chain(parts).collect();
    let stands = store::last(cx, person, purpose, Scope::Purpose).await?;
    if !given && stands.is_none_or(|(act, _)| act != Act::Given) {
        return Ok(());
    }
    for scope in scopes {
        store::add(cx, New { person, purpose, scope, version, act, shown: &shown, paper }).await?;
    }
    cx.tell(person, "account", kind, &serde_json::json!({ "purpose": purpose.id() })).await?;
    Ok(())
}
