//! What people do: look at the page; appoint an inspector, and end his time.

use ground::{Attr, Fault, Person, PersonId, Resource, Timestamp};
use policy::Lang;
use serde_json::json;

use super::evidence::{Log, Sources, evidence, overview};
use super::lines::Overview;
use super::store::{self, Appointment};
use super::{Evidence, InspectorId, Refusal, rules};
use crate::House;
use crate::access::the_house;
use crate::account::{NumberRow, Phone};

/// The desk as access sees it: who inspects it now.
fn desk(inspector: Option<&Person>) -> Resource {
    let inspectors = inspector.map(|who| who.person.to_string()).into_iter().collect();
    Resource { kind: "Desk", id: "desk".to_owned(), attrs: vec![("inspectors", Attr::Ids(inspectors))] }
}

/// The page. The look of an inspector is written down before he sees anything.
pub(super) async fn look(house: &House, who: Person, lang: Lang) -> Result<Overview, Refusal> {
    may_look(house, who).await?;
    Ok(overview(sources(house).await?, lang).await?)
}

/// Asks whether somebody may look at the desk; the look of an inspector is written down.
pub(crate) async fn may_look(house: &House, who: Person) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let standing = if who.limited { None } else { store::standing_now(&mut cx, who.person).await? };
    cx.permit(who, "desk.look", &desk(standing.map(|_| &who)))?;
    if let Some(inspector) = standing {
        store::looked(&mut cx, inspector).await?;
    }
    Ok(cx.commit().await?)
}

/// The evidence for an audit, for keepers.
pub(super) async fn pack(house: &House, who: Person) -> Result<Evidence, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    drop(view);
    Ok(evidence(sources(house).await?).await?)
}

async fn sources(house: &House) -> Result<Sources<'_>, Fault> {
    let checkpoint = house.vault.checkpoint().await?.line();
    let log = Log { report: house.vault.verify().await?, checkpoint: Some(checkpoint) };
    let sent = house.egress.counts(house.clock.now().minus(rules::COUNTED)).await?;
    Ok(Sources { db: &house.db, policy: &house.policy, sent, log })
}

/// An inspector who was appointed.
pub(super) struct Appointed {
    pub number: i64,
    pub until: Timestamp,
}

/// Appoints an inspector.
pub(super) async fn appoint(
    house: &House,
    who: Person,
    phone: &str,
    days: u32,
) -> Result<Appointed, Refusal> {
    let phone = Phone::read(phone).ok_or(Refusal::PhoneWrong)?;
    let index = house.vault.index(&NumberRow::PHONE, phone.e164());
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    let until = rules::until(cx.now(), days)?;
    // Whether a number has an account is nobody's to learn by trying: without one an appointment stands that nobody has.
    let known = store::person_of(&mut cx, index).await?;
    let (person, keeper) = known.unwrap_or_else(|| (PersonId::fresh(cx.clock()), false));
    if keeper {
        return Err(Refusal::Keeper);
    }
    if store::standing_now(&mut cx, person).await?.is_some() {
        return Err(Refusal::Already);
    }
    let number = store::next_number(&mut cx).await?;
    let id = InspectorId::fresh(cx.clock());
    store::add(&mut cx, &Appointment { id, number, person, by: who.person, until }).await?;
    if known.is_some() {
        cx.tell(person, "desk", "desk.appointed", &json!({ "until": until })).await?;
    }
    cx.commit().await?;
    Ok(Appointed { number, until })
}

/// Ends an inspector's time.
pub(super) async fn end(house: &House, who: Person, number: i64) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    let person = store::end(&mut cx, number).await?.ok_or(Refusal::Unknown)?;
    if store::is_there(&mut cx, person).await? {
        cx.tell(person, "desk", "desk.ended", &()).await?;
    }
    Ok(cx.commit().await?)
}
