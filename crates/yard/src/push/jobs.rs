//! What happens after the answer: devices are woken, and addresses whose consent is gone go.

use egress::web_push::Keys;
use egress::{Brand, Browser, Device, SendRefused, Told, Why};
use ground::jobs::{Errand, Jobs};
use ground::{Because, Caller, Ctx, Fault, Job, PersonId, Stop, Timestamp};
use policy::{Lang, Purpose};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::rules::{Kind, Place};
use super::store::{self, PushRow};
use super::{PushId, is_looking, key};
use crate::consent::store::{Act, Scope, last_counting};
use crate::{House, incident, quiet};

/// People whose consent one run of the sweep looks at; it goes on until it has seen all.
const AT_ONCE: i64 = 500;

/// Wakes a device.
#[derive(Serialize, Deserialize)]
pub(super) struct Send {
    person: PersonId,
    id: PushId,
}

impl Send {
    pub(super) async fn later(
        cx: &mut Ctx,
        person: PersonId,
        id: PushId,
        at: Timestamp,
    ) -> Result<(), Fault> {
        cx.later_at(<Self as Errand<House>>::NAME, &Self { person, id }, None, at).await
    }
}

impl Errand<House> for Send {
    const NAME: &'static str = "push.send";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let mut cx = house.db.begin().await?;
        let Some(row) = store::due(&mut cx, self.person, self.id).await? else { return Ok(()) };
        let Some(kind) = row.due else { return Ok(()) };
        // Whoever has come to look meanwhile knows already.
        if !kind.comes_anyway() && is_looking(house, row.person) {
            store::settle(&mut cx, row.person, row.id).await?;
            return Ok(cx.commit().await?);
        }
        if !kind.is_urgent()
            && let Some(morning) = quiet::ends(house, row.person).await?
        {
            Self::later(&mut cx, row.person, row.id, morning).await?;
            return Ok(cx.commit().await?);
        }
        drop(cx);
        let woken = wake(house, &row, kind).await;
        after(house, &row, kind, woken).await
    }
}

/// Wakes it, whatever it is.
async fn wake(house: &House, row: &PushRow, kind: Kind) -> Result<(), SendRefused> {
    let program = Caller::Program("push.send");
    let look = house.vault.look(&program, Purpose::Push).act("push.send");
    let place = match look.open(&row.place).await {
        Ok(place) => place.into_inner(),
        // The consent is gone, or the account is restricted: then nothing leaves.
        Err(vault::OpenRefused::Fault(fault)) => return Err(fault.into()),
        Err(_) => return Err(SendRefused::Consent(Purpose::Push)),
    };
    let told = Told { kind: kind.word(), urgent: kind.is_urgent(), ttl_s: kind.ttl_s() };
    match &place {
        Place::Browser { address, p256dh, auth } => {
            let keys = Keys::read(p256dh, auth).because("the keys of a browser that was taken")?;
            let pkcs8 = key::private(house).await?;
            let subject = subject(house);
            let browser = Browser { address, keys: &keys, pkcs8: &pkcs8, subject: &subject };
            house.egress.wake_browser(row.person, &browser, told).await
        }
        Place::Device { brand, token } => {
            let brand = Brand::from_word(brand).because("a device of a maker that is none")?;
            let (title, text) = (house.policy.title(Lang::ZhCn), kind.sentence(Lang::ZhCn));
            house.egress.wake_device(row.person, &Device { brand, token, title, text }, told).await
        }
    }
}

/// How a push service reaches whoever runs the house: as it is set, else by the published contact.
fn subject(house: &House) -> String {
    let particulars = house.particulars();
    match (house.egress.push_subject(), &particulars.public_url) {
        (Some(subject), _) => subject.to_owned(),
        (None, Some(url)) if url.starts_with("https://") => url.clone(),
        (None, _) => format!("mailto:{}", particulars.contact.email),
    }
}

/// What follows from how it went.
async fn after(house: &House, row: &PushRow, kind: Kind, woken: Result<(), SendRefused>) -> Result<(), Stop> {
    let mut cx = house.db.begin().await?;
    let (person, id) = (row.person, row.id);
    let stop = match woken {
        Ok(()) => {
            store::told(&mut cx, person, id, kind).await?;
            Ok(())
        }
        // The device is gone: so is its address.
        Err(SendRefused::Refused(refused)) if refused.why == Why::Addressee => {
            store::forget(&mut cx, person, id).await?;
            Ok(())
        }
        Err(SendRefused::Wait(seconds)) => {
            let at = cx.now().plus(Duration::from_secs(seconds.into()));
            Send::later(&mut cx, person, id, at).await?;
            Ok(())
        }
        Err(SendRefused::Consent(_)) => {
            store::forget_all(&mut cx, person).await?;
            Ok(())
        }
        Err(SendRefused::Elsewhere | SendRefused::NoWay | SendRefused::Undeclared { .. }) => {
            // Its service is no longer one of ours.
            store::forget(&mut cx, person, id).await?;
            Ok(())
        }
        Err(SendRefused::Fault(fault)) => Err(Stop::Retry(fault)),
        Err(refused) if refused.is_for_later() => Err(Stop::Retry(Fault::caused("waking a device", refused))),
        Err(_) => {
            store::settle(&mut cx, person, id).await?;
            Ok(())
        }
    };
    cx.commit().await?;
    stop
}

/// Removes addresses whose consent is gone.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "push.sweep";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if incident::frozen(cx).await? {
            return Ok(());
        }
        let mut after = None;
        loop {
            let people = store::people(cx, after, AT_ONCE).await?;
            for person in &people {
                let last = last_counting(cx, *person, Purpose::Push, Scope::Purpose).await?;
                if last.is_none_or(|(act, _)| act != Act::Given) {
                    store::forget_all(cx, *person).await?;
                }
            }
            match people.last() {
                Some(last) => after = Some(*last),
                None => return Ok(()),
            }
        }
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on_errand::<Send>().every::<Sweep>(Duration::from_secs(3_600))
}
