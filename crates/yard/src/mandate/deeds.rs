//! What the holder does for the person: look, ask, say yes or no. Each act is written first, in the unit of work of what it
//! does where that is one, and the person is told.

use ground::{Caller, Ctx, Person};
use policy::{Lang, Purpose};
use std::net::IpAddr;

use super::actions::own;
use super::store::{self, Mandate};
use super::{MandateId, Refusal};
use crate::House;
use crate::consent::{self, Signed};
use crate::house::Held;
use crate::identity::{self, Proof};
use crate::notice::{self, Notice};
use crate::rights;

/// Tables of what opens an account: shown to nobody but its person.
const KEYS: &[&str] = &["yard_password", "yard_passkey"];

/// The mandate, where it stands and covers this; whoever acts has just proved who he is.
async fn covered(
    house: &House,
    who: Person,
    id: MandateId,
    scope: &str,
    (proof, from): (&Proof, IpAddr),
) -> Result<Mandate, Refusal> {
    let found = own(house, who, id, "mandate.hold").await?;
    if !found.stands(house.clock.now()) {
        return Err(Refusal::Unknown);
    }
    if !found.scopes.split(' ').any(|known| known == scope) {
        return Err(Refusal::NotCovered);
    }
    identity::prove(house, who, proof, from).await?;
    Ok(found)
}

async fn note(cx: &mut Ctx, house: &House, under: &Mandate, act: &str, detail: &str) -> Result<(), Refusal> {
    if !store::did(cx, (under.id, under.person), act, detail).await? {
        return Err(Refusal::Unknown);
    }
    notice::tell(cx, house, under.person, &Notice::new("mandate.acted")).await?;
    Ok(())
}

/// What is held about the person, but for what is sensitive and what opens his account.
pub(super) async fn data(
    house: &House,
    who: Person,
    id: MandateId,
    proof: (&Proof, IpAddr),
) -> Result<Vec<Held>, Refusal> {
    let under = covered(house, who, id, "see", proof).await?;
    let mut cx = house.db.begin().await?;
    note(&mut cx, house, &under, "see", "").await?;
    cx.commit().await?;
    let caller = Caller::from(who);
    let mut found = Vec::new();
    for source in &house.held {
        found.extend(source(house, &caller, under.person).await?);
    }
    found.retain(|held| !held.category.sensitive() && !KEYS.contains(&held.table));
    found.sort_by_key(|held| (held.category.id(), held.collected_at));
    Ok(found)
}

/// Asks for something about the person's data; the clock starts.
pub(super) async fn ask(
    house: &House,
    who: Person,
    id: MandateId,
    (kind, words): (&str, &str),
    proof: (&Proof, IpAddr),
) -> Result<rights::RequestId, Refusal> {
    let known = rights::Kind::from_word(kind).ok_or(rights::Refusal::KindUnknown)?;
    let under = covered(house, who, id, known.word(), proof).await?;
    let asked = rights::prepare(house, under.person, known, words).await?;
    let request = asked.id();
    let mut cx = house.db.begin().await?;
    note(&mut cx, house, &under, "ask", known.word()).await?;
    let now = cx.now();
    rights::enter(&mut cx, house, asked, now).await?;
    cx.commit().await?;
    Ok(request)
}

/// What is said about a purpose.
pub(super) struct Saying<'a> {
    pub purpose: &'a str,
    pub given: bool,
    pub version: &'a str,
    pub lang: Lang,
}

/// Agrees to a purpose for the person, or withdraws; nothing sensitive.
pub(super) async fn consent(
    house: &House,
    who: Person,
    id: MandateId,
    saying: Saying<'_>,
    proof: (&Proof, IpAddr),
) -> Result<(), Refusal> {
    let purpose = Purpose::from_id(saying.purpose).ok_or(consent::Refusal::Unknown)?;
    consent::may_be_signed(house, purpose, saying.given)?;
    if house.policy.purpose(purpose).is_none_or(policy::PurposeFacts::sensitive) && saying.given {
        return Err(Refusal::NotCovered);
    }
    let under = covered(house, who, id, "consent", proof).await?;
    let Saying { given, version, lang, .. } = saying;
    let mut cx = house.db.begin().await?;
    let act = if given { "agree" } else { "withdraw" };
    note(&mut cx, house, &under, act, purpose.id()).await?;
    let signed = Signed { person: under.person, purpose, given, version, lang, paper: None };
    consent::enter(&mut cx, house, &signed).await?;
    cx.commit().await?;
    consent::look_again(house, under.person, purpose);
    Ok(())
}
