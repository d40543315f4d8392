//! What the house does: look whether a sign-in is from somewhere new, remember it, say so; and end what is disowned.

use ground::{Caller, Ctx, DeviceId, Fault, PersonId};
use policy::Category;
use std::pin::Pin;

use super::store::MARK;
use super::{Refusal, disown, rules, store};
use crate::House;
use crate::account::{Arrival, store as accounts};
use crate::house::Held;
use crate::notice::{Notice, instant, tell};

/// A sign-in held against what is known of its person.
pub(crate) struct Seen {
    network: [u8; 16],
    device: [u8; 16],
    shown: String,
    /// True where network or device is new, and something was known before.
    pub strange: bool,
}

/// Holds a sign-in against what is known of its person.
pub(crate) async fn look(
    cx: &mut Ctx,
    house: &House,
    person: PersonId,
    arrival: Arrival<'_>,
) -> Result<Seen, Fault> {
    let Arrival { label, from } = arrival;
    let mark = |text: &str| house.vault.index(&MARK, &format!("{person}\n{text}"));
    let (network, device) = (mark(&rules::network(from)), mark(label));
    let known = store::known(cx, person, network, device).await?;
    let strange = known.any && !(known.network && known.device);
    Ok(Seen { network, device, shown: rules::shown(from), strange })
}

/// Remembers a sign-in, and tells its person where it was from somewhere new.
pub(crate) async fn keep(
    cx: &mut Ctx,
    house: &House,
    person: PersonId,
    session: DeviceId,
    label: &str,
    seen: &Seen,
) -> Result<(), Fault> {
    store::keep(cx, person, "network", seen.network).await?;
    store::keep(cx, person, "device", seen.device).await?;
    if !seen.strange {
        return Ok(());
    }
    let notice = Notice::new("account.new_place")
        .with("at", instant(cx.now()))
        .about("device", label)
        .about("place", seen.shown.as_str())
        .about("link", disown::link(house, person, session))
        .texted();
    tell(cx, house, person, &notice).await?;
    Ok(())
}

/// Tells somebody of a password that was made for one of his devices, with a link that ends it: it outlives the session that made it.
pub(crate) async fn served(
    cx: &mut Ctx,
    house: &House,
    person: PersonId,
    (session, label): (DeviceId, &str),
) -> Result<(), Fault> {
    let notice = Notice::new("account.served")
        .with("at", instant(cx.now()))
        .about("device", label)
        .about("link", disown::link(house, person, session))
        .texted();
    tell(cx, house, person, &notice).await?;
    Ok(())
}

/// What this feature holds about a person: that a network or a device is known, by a fingerprint that says neither.
pub fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let known = store::of(&mut house.db.view().await?, person).await?;
        let held = known.into_iter().map(|(kind, collected_at)| Held {
            category: if kind == "network" { Category::SessionNetwork } else { Category::DeviceLabel },
            table: "yard_known",
            value: None,
            collected_at,
        });
        Ok(held.collect())
    })
}

/// Ends the session of a link, for whoever holds it. One that ended already is as good.
pub(super) async fn disown(house: &House, mark: &str) -> Result<(), Refusal> {
    let (person, device) = disown::read(house, mark).ok_or(Refusal::LinkWrong)?;
    let mut cx = house.db.begin().await?;
    if accounts::end_session(&mut cx, person, device).await? {
        let closed = serde_json::json!({ "device": device });
        cx.tell(person, "account", "account.device_closed", &closed).await?;
    }
    Ok(cx.commit().await?)
}
