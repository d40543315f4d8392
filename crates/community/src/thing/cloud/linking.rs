//! Making a link, and ending one.

use egress::CloudTokens;
use ground::{Because, Ctx, Fault, Person, PersonId, Timestamp};
use policy::Purpose;
use std::time::Duration;
use vault::Sealed;
use yard::House;
use yard::consent::store as consent;
use yard::erasure::Working;

use super::{CloudRow, Kept, MARK, store};
use crate::place::HomeId;
use crate::thing::{Invite, Refusal, ThingId, actions, hearing, marking, provision, store as things};

/// Where somebody goes to authorise the house.
pub(super) struct Begun {
    /// The cloud's page.
    pub page: String,
    /// What comes back from it.
    pub state: String,
    /// Until when.
    pub until_at: Timestamp,
}

/// Begins a link: by whoever may add devices, and agreed that the cloud is asked.
pub(super) async fn begin(house: &House, who: Person, home: HomeId, name: &str) -> Result<Begun, Refusal> {
    let org = actions::at(house, who, home, "home.manage").await?;
    let page = house.config.connectors.tuya_page.as_deref().ok_or(Refusal::NoCloud)?;
    if !house.egress.has_device_cloud() {
        return Err(Refusal::NoCloud);
    }
    if !consent::stands(&mut house.db.view().await?, who.person, Purpose::DeviceCloud).await? {
        return Err(Refusal::NoConsent);
    }
    let (new, state) = provision::waiting(house, (org, Some(home)), (who.person, name)).await?;
    let mut cx = house.db.begin().await?;
    actions::still(&mut cx, who, home, "home.manage").await?;
    provision::keep(&mut cx, &new, &own(&state)).await?;
    cx.commit().await?;
    let with = if page.contains('?') { '&' } else { '?' };
    Ok(Begun { page: format!("{page}{with}state={state}"), state, until_at: new.until_at })
}

/// What is kept of a state is another's than that of a token for a device: it stands in addresses, and binds nothing at the broker.
fn own(state: &str) -> String {
    format!("cloud {state}")
}

/// What became of linking.
pub(super) struct Linked {
    /// The home.
    pub home: HomeId,
    /// The link, as a device.
    pub thing: ThingId,
    /// Whether it was there: the account was linked with this home before.
    pub was_there: bool,
}

/// Makes the link of what the cloud's page gave to whoever began it. An account that is linked with the home already is joined to that link; one
/// that is linked elsewhere is refused, and the link there goes on.
pub(super) async fn link(house: &House, who: Person, (state, code): (&str, &str)) -> Result<Linked, Refusal> {
    let invite = provision::invited(house, &own(state)).await?;
    let home = invite.home.filter(|_| invite.invited_by == who.person).ok_or(Refusal::Token)?;
    actions::at(house, who, home, "home.manage").await?;
    if code.is_empty() || code.len() > 200 {
        return Err(Refusal::Field("code"));
    }
    marking::done(house).await?;
    let (thing, name) = provision::device(house, &invite, MARK).await?;
    let tokens = house.egress.cloud_authorize(who.person, code).await.map_err(Refusal::Cloud)?;
    let mark = house.vault.index(&CloudRow::TOKENS, &tokens.uid);
    let known = store::of_account(&mut house.db.view().await?, mark).await?;
    if let Some(known) = known {
        return joined(house, (who, &invite, home), known, tokens).await;
    }
    let (sealed, until_at) = sealed(house, (thing.org, thing.id), tokens).await?;
    let row = CloudRow {
        thing: thing.id,
        org: thing.org,
        home,
        person: who.person,
        tokens: sealed,
        until_at,
        asked_at: None,
    };
    let mut cx = house.db.begin().await?;
    actions::still(&mut cx, who, home, "home.manage").await?;
    provision::used(&mut cx, &invite).await?;
    if !things::add(&mut cx, &thing, None).await? {
        return Err(Refusal::Token);
    }
    if !store::add(&mut cx, &row, mark).await? {
        return Err(Refusal::CloudLinked);
    }
    let of = (Some(thing.id), Some(who.person));
    hearing::log(&mut cx, house, (thing.org, thing.home), of, ("added", Some(name))).await?;
    cx.commit().await?;
    Ok(Linked { home, thing: thing.id, was_there: false })
}

/// An account that is linked: what was authorised last may have ended what was authorised before, so that the link gets it in any case.
async fn joined(
    house: &House,
    (who, invite, home): (Person, &Invite, HomeId),
    known: CloudRow,
    tokens: CloudTokens,
) -> Result<Linked, Refusal> {
    let (sealed, until_at) = sealed(house, (known.org, known.thing), tokens).await?;
    let mut cx = house.db.begin().await?;
    actions::still(&mut cx, who, home, "home.manage").await?;
    provision::used(&mut cx, invite).await?;
    store::renew(&mut cx, known.thing, (&sealed, until_at)).await?;
    store::soon(&mut cx, known.thing).await?;
    cx.commit().await?;
    if known.home == home {
        Ok(Linked { home, thing: known.thing, was_there: true })
    } else {
        Err(Refusal::CloudLinked)
    }
}

/// Tokens as they are kept, and until when the first is taken.
pub(super) async fn sealed(
    house: &House,
    (org, thing): (ground::OrgId, ThingId),
    tokens: CloudTokens,
) -> Result<(Sealed<String>, Timestamp), Fault> {
    let until_at = house.clock.now().plus(Duration::from_secs(u64::from(tokens.for_s)));
    let kept = Kept { uid: tokens.uid, access: tokens.access, refresh: tokens.refresh };
    let text = serde_json::to_string(&kept).because("writing what a cloud gave")?;
    Ok((house.vault.seal(&CloudRow::TOKENS, org, thing.bytes(), &text).await?, until_at))
}

/// Marks all links that were made before marks were. Of two of one account, which nobody hindered then, the first has it; the other goes on
/// as it did.
pub(in crate::thing) async fn mark(house: &House) -> Result<(), Fault> {
    loop {
        let unmarked = store::unmarked(&mut house.db.view().await?).await?;
        if unmarked.is_empty() {
            return Ok(());
        }
        let look = house.vault.look(&marking::PROGRAM, Purpose::HomeDevices).act("home.device.mark");
        let opened = look.open_present(unmarked.iter().map(|(_, tokens)| tokens)).await;
        let opened = opened.map_err(|no| Fault::caused("opening whose links are", no))?;
        let mut cx = house.db.begin().await?;
        for ((thing, _), kept) in unmarked.iter().zip(opened) {
            let kept = kept.and_then(|text| serde_json::from_str::<Kept>(&text).ok());
            let of_account = kept.map(|kept| house.vault.index(&CloudRow::TOKENS, &kept.uid));
            let own = house.vault.index(&CloudRow::TOKENS, &format!("link {thing}"));
            let mark = match of_account {
                Some(mark) if !store::is_linked(&mut cx, mark).await? => mark,
                _ => own,
            };
            store::mark(&mut cx, *thing, mark).await?;
        }
        cx.commit().await?;
    }
}

/// Ends the links of those who live in their home no longer.
pub(in crate::thing) async fn leave(cx: &mut Ctx) -> Result<(), Fault> {
    for thing in store::left(cx).await? {
        things::remove(cx, thing).await?;
    }
    Ok(())
}

/// With somebody who is erased his links go, and with them all that his account showed.
pub(in crate::thing) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        let links = store::of_person(cx, person).await?;
        for thing in &links {
            things::remove(cx, *thing).await?;
        }
        Ok(u64::try_from(links.len()).unwrap_or(u64::MAX))
    })
}
