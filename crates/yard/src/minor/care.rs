//! What a guardian does: look who asks, agree or refuse, see and take along, ask, close parts, have removed.

use ground::{Attr, Caller, Person, PersonId, Resource, Timestamp};
use policy::{Category, GuardianProof, Purpose};
use serde_json::json;
use std::collections::HashMap;
use std::net::IpAddr;
use vault::{Hold, Sealed};

use super::store::{self, Agreement};
use super::{MinorRow, Refusal, rules};
use crate::House;
use crate::account::{self, Name};
use crate::house::Held;
use crate::identity::{self, Proof};
use crate::{avatar, erasure, rights};

/// Wards shown at once.
const SHOWN_MAX: i64 = 50;

/// A ward as his guardian sees him.
pub(super) struct Ward {
    pub row: MinorRow,
    pub name: Option<Name>,
    pub proof: GuardianProof,
    /// Last here, devices, organisations; told once he agreed.
    pub activity: Option<(Timestamp, i64, i64)>,
}

/// A ward as the policies see it: who his guardian is.
pub fn ward(minor: PersonId, guardian: PersonId) -> Resource {
    Resource {
        kind: "Ward",
        id: minor.to_string(),
        attrs: vec![("guardian", Attr::Id(guardian.to_string()))],
    }
}

/// Whoever asks has proved his number and is grown; answers whether he agreed for this ward already.
async fn guards(house: &House, who: Person, minor: PersonId) -> Result<bool, Refusal> {
    let mut view = house.db.view().await?;
    let agreed = store::guards(&mut view, who.person, minor).await?.ok_or(Refusal::Unknown)?;
    view.permit(who, "guardian.care", &ward(minor, who.person))?;
    if who.limited {
        return Err(identity::Refusal::Limited.into());
    }
    match store::standing(&mut view, who.person).await? {
        Some(_) => Err(Refusal::GuardianMinor),
        None => Ok(agreed),
    }
}

/// The same of a ward for whom he agreed.
async fn agreed(house: &House, who: Person, minor: PersonId) -> Result<(), Refusal> {
    if guards(house, who, minor).await? { Ok(()) } else { Err(Refusal::Unknown) }
}

/// Those who ask for one as their guardian, and those for whom one agreed.
pub(super) async fn wards(house: &House, who: Person) -> Result<Vec<Ward>, Refusal> {
    if who.limited {
        return Err(identity::Refusal::Limited.into());
    }
    let mut view = house.db.view().await?;
    view.scope(who, "guardian.wards")?;
    let rows = store::wards(&mut view, who.person, SHOWN_MAX).await?;
    let mut activities = HashMap::new();
    for row in rows.iter().filter(|row| row.guardian == Some(who.person)) {
        activities.insert(row.person, store::activity(&mut view, row.person).await?);
    }
    drop(view);
    let ids: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
    let mut names = account::names_of(house, &Caller::from(who), Purpose::Invitation, &ids).await?;
    let wards = rows.into_iter().map(|row| Ward {
        name: names.remove(&row.person),
        proof: rules::proof(&house.policy, row.band),
        activity: activities.remove(&row.person),
        row,
    });
    Ok(wards.collect())
}

/// What a guardian says.
pub(super) struct Saying<'a> {
    pub version: &'a str,
    pub proof: Option<&'a Proof>,
    pub sheet: Option<Vec<u8>>,
    pub from: IpAddr,
}

/// Agrees, in the way that the doorplate asks for this band.
pub(super) async fn agree(
    house: &House,
    who: Person,
    minor: PersonId,
    saying: Saying<'_>,
) -> Result<(), Refusal> {
    guards(house, who, minor).await?;
    let row = store::find(&mut house.db.view().await?, minor).await?.ok_or(Refusal::Unknown)?;
    let needed = rules::proof(&house.policy, row.band);
    if saying.version != house.policy.version() {
        return Err(Refusal::Stale);
    }
    let sheet = match (needed, saying.sheet) {
        (GuardianProof::Written, Some(bytes)) if rules::is_sheet(&bytes) => Some(bytes),
        (GuardianProof::Written, _) => return Err(Refusal::SheetMissing),
        _ => None,
    };
    if needed != GuardianProof::Guided {
        let proof = saying.proof.ok_or(identity::Refusal::Missing)?;
        identity::prove(house, who, proof, saying.from).await?;
    }
    let sealed: Option<Sealed<Vec<u8>>> = match sheet {
        Some(bytes) => Some(house.vault.seal(&MinorRow::SHEET, minor, minor.bytes(), &bytes).await?),
        None => None,
    };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "guardian.care", &ward(minor, who.person))?;
    let said = Agreement {
        guardian: who.person,
        proof: needed.id(),
        version: saying.version,
        sheet: sealed.as_ref(),
    };
    if !store::agree(&mut cx, minor, said).await? {
        return Err(Refusal::NotWaiting);
    }
    cx.tell(minor, "minor", "minor.agreed", &json!({})).await?;
    cx.commit().await?;
    if house.vault.held(minor) == Some(Hold::Waiting) {
        house.vault.lift(minor);
    }
    Ok(())
}

/// Refuses, or takes the consent back: the account ends and what was collected is erased at once.
pub(super) async fn refuse(
    house: &House,
    who: Person,
    minor: PersonId,
    proof: &Proof,
    from: IpAddr,
) -> Result<(), Refusal> {
    guards(house, who, minor).await?;
    let view = house.db.view().await?;
    view.permit(who, "guardian.care", &ward(minor, who.person))?;
    drop(view);
    identity::prove(house, who, proof, from).await?;
    Ok(erasure::end(house, minor).await?)
}

/// Everything that is held about a ward; each opening is a leaf on the ward's own page.
pub(super) async fn data(
    house: &House,
    who: Person,
    minor: PersonId,
    proof: &Proof,
    from: IpAddr,
) -> Result<Vec<Held>, Refusal> {
    agreed(house, who, minor).await?;
    let view = house.db.view().await?;
    view.permit(who, "guardian.care", &ward(minor, who.person))?;
    drop(view);
    identity::prove(house, who, proof, from).await?;
    let caller = Caller::from(who);
    let mut found = Vec::new();
    for source in &house.held {
        found.extend(source(house, &caller, minor).await?);
    }
    found.sort_by_key(|held| (held.category.id(), held.collected_at));
    Ok(found)
}

/// Asks for something about a ward's data; the clock starts.
pub(super) async fn ask(
    house: &House,
    who: Person,
    minor: PersonId,
    (kind, words): (&str, &str),
    (proof, from): (&Proof, IpAddr),
) -> Result<rights::RequestId, Refusal> {
    agreed(house, who, minor).await?;
    let view = house.db.view().await?;
    view.permit(who, "guardian.care", &ward(minor, who.person))?;
    drop(view);
    let kind = rights::Kind::from_word(kind).ok_or(rights::Refusal::KindUnknown)?;
    identity::prove(house, who, proof, from).await?;
    Ok(rights::ask_for(house, minor, kind, words).await?)
}

/// Closes parts of the service to a ward, and opens the others.
pub(super) async fn limit(
    house: &House,
    who: Person,
    minor: PersonId,
    closed: &[&'static str],
) -> Result<(), Refusal> {
    agreed(house, who, minor).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "guardian.care", &ward(minor, who.person))?;
    store::close(&mut cx, minor, &closed.join(" ")).await?;
    cx.tell(minor, "minor", "minor.limits", &json!({ "closed": closed })).await?;
    Ok(cx.commit().await?)
}

/// Has removed what was collected beyond what the account needs.
pub(super) async fn remove(
    house: &House,
    who: Person,
    minor: PersonId,
    category: &str,
) -> Result<(), Refusal> {
    agreed(house, who, minor).await?;
    let view = house.db.view().await?;
    view.permit(who, "guardian.care", &ward(minor, who.person))?;
    drop(view);
    if Category::from_id(category) != Some(Category::Avatar) {
        return Err(Refusal::Needed);
    }
    Ok(avatar::take_down(house, minor).await?)
}
