//! What people do: add a passkey, sign in by one, list and remove their own.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{Because, Caller, Fault, Person, PersonId, View};
use policy::{Category, Purpose};
use std::net::IpAddr;
use vault::Subject;
use webauthn_rs::prelude::{
    CreationChallengeResponse, Passkey, PublicKeyCredential, RegisterPublicKeyCredential,
    RequestChallengeResponse, Uuid,
};
use webauthn_rs_proto::ResidentKeyRequirement;

use super::ceremony::{Adding, Opening};
use super::party::At;
use super::rules::{self, Limited};
use super::store::{self, New, PasskeyRow, StoredKey};
use super::{Label, PasskeyId, Refusal};
use crate::access::account_of;
use crate::account::{self, Arrival, Opened, SessionRow};
use crate::house::Held;
use crate::password::{self, own};
use crate::{House, consent, factor};

/// Begins to add a passkey: what the browser is told.
pub(super) async fn begin(
    house: &House,
    who: Person,
    at: &At,
) -> Result<(String, CreationChallengeResponse), Refusal> {
    if who.limited {
        return Err(Refusal::Limited);
    }
    let mut view = house.db.view().await?;
    view.permit(who, "passkey.change", &account_of(who.person))?;
    let rows = store::of(&mut view, who.person).await?;
    drop(view);
    factor::adding(house, &who).await.map_err(Box::new)?;
    if rows.len() >= rules::EACH_MAX {
        return Err(Refusal::TooMany);
    }
    let caller = Caller::from(who);
    let sealed: Vec<_> = rows.iter().map(|row| &row.credential).collect();
    let known = house.vault.open_many(&caller, Purpose::Account, sealed).await.because("opening passkeys")?;
    let known = known.iter().map(|key| key.0.cred_id().clone()).collect();
    let name =
        account::name_of(house, &caller, Purpose::Account, who.person).await?.ok_or(Refusal::Unknown)?;
    let party = at.party(&house.particulars().legal_name)?;
    let (mut options, state) = party
        .start_passkey_registration(
            Uuid::from_bytes(who.person.bytes()),
            name.as_str(),
            name.as_str(),
            Some(known),
        )
        .map_err(|_| Fault::new("beginning to add a passkey"))?;
    // Signing in names nobody, so the authenticator must keep the passkey where it finds it by itself.
    if let Some(wish) = options.public_key.authenticator_selection.as_mut() {
        wish.resident_key = Some(ResidentKeyRequirement::Required);
        wish.require_resident_key = true;
    }
    let adding = Adding { person: who.person, device: who.device, party, state };
    let (ceremony, _) = house.moments().ceremonies.adding.keep(adding, house.clock.now())?;
    Ok((ceremony, options))
}

/// Adds the passkey that the authenticator made.
pub(super) async fn add(
    house: &House,
    who: Person,
    ceremony: &str,
    made: &RegisterPublicKeyCredential,
    label: &Label,
) -> Result<PasskeyId, Refusal> {
    let begun = house.moments().ceremonies.adding.take(ceremony, house.clock.now());
    let begun = begun.ok_or(Refusal::CeremonyUnknown)?;
    if (begun.person, begun.device) != (who.person, who.device) || who.limited {
        return Err(Refusal::CeremonyUnknown);
    }
    let key =
        begun.party.finish_passkey_registration(made, &begun.state).map_err(|_| Refusal::CredentialWrong)?;
    let new = sealed(house, who.person, key, label).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "passkey.change", &account_of(who.person))?;
    if store::count(&mut cx, who.person).await? >= rules::EACH_MAX {
        return Err(Refusal::TooMany);
    }
    match store::add(&mut cx, &new).await {
        Err(error) if error.is_unique_on("yard_passkey") => return Err(Refusal::Known),
        other => other?,
    }
    cx.tell(who.person, "account", "account.passkey_added", &serde_json::json!({ "passkey": new.id }))
        .await?;
    cx.commit().await?;
    Ok(new.id)
}

async fn sealed(house: &House, person: PersonId, key: Passkey, label: &Label) -> Result<New, Fault> {
    let (id, subject) = (PasskeyId::fresh(&house.clock), Subject::Person(person));
    let index = credential_index(house, key.cred_id().as_ref());
    let credential = house.vault.seal(&PasskeyRow::CREDENTIAL, subject, id.bytes(), &StoredKey(key)).await?;
    let label = house.vault.seal(&PasskeyRow::LABEL, subject, id.bytes(), label).await?;
    Ok(New { id, person, index, credential, label })
}

fn credential_index(house: &House, id: &[u8]) -> [u8; 16] {
    house.vault.index(&PasskeyRow::CREDENTIAL, &URL_SAFE_NO_PAD.encode(id))
}

/// Begins to sign in, without a name.
pub(super) async fn begin_open(
    house: &House,
    at: &At,
    from: IpAddr,
) -> Result<(String, RequestChallengeResponse), Refusal> {
    let party = at.party(&house.particulars().legal_name)?;
    let mut cx = house.db.begin().await?;
    let key = house.vault.index(&SessionRow::LABEL, &from.to_string());
    let many = account::store::count(&mut cx, rules::PER_ADDRESS, key).await?;
    let after_s = rules::PER_ADDRESS.left_s(cx.now());
    cx.commit().await?;
    if many > i64::from(rules::PER_ADDRESS.most) {
        return Err(Refusal::TooOften { after_s });
    }
    let (mut options, state) = party
        .start_discoverable_authentication()
        .map_err(|_| Fault::new("beginning to sign in by passkey"))?;
    // Whether it is offered while typing or by a button is the page's own choice.
    options.mediation = None;
    let (ceremony, _) =
        house.moments().ceremonies.opening.keep(Opening { party, state }, house.clock.now())?;
    Ok((ceremony, options))
}

/// How a sign-in ended.
pub(super) enum Way {
    /// A new session.
    Opened(Opened),
    /// The session that asked is no longer limited.
    Lifted {
        /// Whose.
        person: PersonId,
        /// The name to greet with.
        name: account::Name,
    },
}

/// Signs in by what the authenticator said. Where a limited session of the same person asks, its limit is lifted.
pub(super) async fn open(
    house: &House,
    waiting: Option<Limited>,
    ceremony: &str,
    said: &PublicKeyCredential,
    arrival: Arrival<'_>,
) -> Result<Way, Refusal> {
    let Said { person, row, credential } = hear(house, ceremony, said).await?;
    let name = account::name_of(house, &own(person), Purpose::Account, person).await?;
    let name = name.ok_or(Refusal::CredentialWrong)?;
    let mut cx = house.db.begin().await?;
    if !store::used(&mut cx, row.id, &credential).await? {
        return Err(Refusal::CredentialWrong);
    }
    if account::is_frozen(&mut cx, person).await? {
        return Err(Refusal::Frozen);
    }
    if consent::took_back_abroad(&mut cx, house, person).await? {
        return Err(Refusal::NumberAbroad);
    }
    let way = match waiting {
        Some(Limited(same, device)) if same == person => {
            account::store::lift_limit(&mut cx, device).await?;
            factor::note(&mut cx, person, device).await?;
            Way::Lifted { person, name }
        }
        _ => {
            let session = account::open_session(&mut cx, house, person, arrival, false).await?;
            factor::note(&mut cx, person, session.device).await?;
            Way::Opened(Opened { person, name, session, limited: false })
        }
    };
    cx.commit().await?;
    Ok(way)
}

/// Proves by a passkey that it is the person who is signed in.
pub(crate) async fn prove(
    house: &House,
    who: Person,
    ceremony: &str,
    said: &serde_json::Value,
) -> Result<(), Refusal> {
    let said = serde_json::from_value(said.clone()).map_err(|_| Refusal::CredentialWrong)?;
    let Said { person, row, credential } = hear(house, ceremony, &said).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.prove", &account_of(person))?;
    if !store::used(&mut cx, row.id, &credential).await? {
        return Err(Refusal::CredentialWrong);
    }
    Ok(cx.commit().await?)
}

/// Whose passkey spoke, and the passkey with its counter moved on.
struct Said {
    person: PersonId,
    row: PasskeyRow,
    credential: vault::Sealed<StoredKey>,
}

/// Checks what an authenticator said in a ceremony of signing in.
async fn hear(house: &House, ceremony: &str, said: &PublicKeyCredential) -> Result<Said, Refusal> {
    let begun = house.moments().ceremonies.opening.take(ceremony, house.clock.now());
    let Opening { party, state } = begun.ok_or(Refusal::CeremonyUnknown)?;
    let (person, id) =
        party.identify_discoverable_authentication(said).map_err(|_| Refusal::CredentialWrong)?;
    let person = PersonId::from_bytes(person.into_bytes());
    let mut view = house.db.view().await?;
    let row = store::by_credential(&mut view, person, credential_index(house, id)).await?;
    drop(view);
    let row = row.ok_or(Refusal::CredentialWrong)?;
    let key = house
        .vault
        .open(&own(person), Purpose::Account, &row.credential)
        .await
        .because("opening a passkey")?;
    let StoredKey(mut key) = key.into_inner();
    let proof = party
        .finish_discoverable_authentication_v2(said, state, &key)
        .map_err(|_| Refusal::CredentialWrong)?;
    if !proof.user_verified() || key.update_credential(&proof).is_none() {
        return Err(Refusal::CredentialWrong);
    }
    let credential = house
        .vault
        .seal(&PasskeyRow::CREDENTIAL, Subject::Person(person), row.id.bytes(), &StoredKey(key))
        .await?;
    Ok(Said { person, row, credential })
}

/// The passkeys of a person, with their labels.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<(PasskeyRow, Label)>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "passkey.read", &account_of(who.person))?;
    Ok(labelled(house, &mut view, &Caller::from(who), who.person, Purpose::Account).await?)
}

async fn labelled(
    house: &House,
    view: &mut View,
    caller: &Caller,
    person: PersonId,
    purpose: Purpose,
) -> Result<Vec<(PasskeyRow, Label)>, Fault> {
    let rows = store::of(view, person).await?;
    let sealed: Vec<_> = rows.iter().map(|row| &row.label).collect();
    let labels =
        house.vault.open_many(caller, purpose, sealed).await.because("opening labels of passkeys")?;
    Ok(rows.into_iter().zip(labels.into_iter().map(vault::Opened::into_inner)).collect())
}

/// Removes a passkey.
pub(super) async fn remove(house: &House, who: Person, id: PasskeyId) -> Result<(), Refusal> {
    if who.limited {
        return Err(Refusal::Limited);
    }
    let mut cx = house.db.begin().await?;
    cx.permit(who, "passkey.change", &account_of(who.person))?;
    let many = store::count(&mut cx, who.person).await?;
    let has_number = store::has_number(&mut cx, who.person).await?;
    let has_password = password::has(&mut cx, who.person).await?;
    if !store::remove(&mut cx, who.person, id).await? {
        return Err(Refusal::Unknown);
    }
    rules::may_remove(many, has_number, has_password)?;
    cx.tell(who.person, "account", "account.passkey_removed", &serde_json::json!({ "passkey": id })).await?;
    Ok(cx.commit().await?)
}

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> std::pin::Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let rows = labelled(house, &mut view, caller, person, Purpose::OwnData).await?;
        let held = rows.into_iter().map(|(row, label)| Held {
            category: Category::Passkey,
            table: "yard_passkey",
            value: Some(label.as_str().to_owned()),
            collected_at: row.created_at,
        });
        Ok(held.collect())
    })
}
