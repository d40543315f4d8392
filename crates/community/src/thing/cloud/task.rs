//! The task that carries between the cloud and the house: one question or instruction at a time, orders first.

use egress::{CloudDevice, CloudTokens, SendRefused, Why};
use ground::{Caller, Fault, Timestamp};
use policy::Purpose;
use serde_json::Value;
use std::collections::HashMap;
use std::time::Duration;
use things::packet::Published;
use things::tuya::{self, Described, Point};
use things::{Part, Said, broker};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;
use yard::House;
use yard::notice::{self, Notice};

use super::{CloudRow, Kept, linking, store};
use crate::household::store as households;
use crate::thing::known::Known;
use crate::thing::link::Link;
use crate::thing::{Refusal, Thing, ThingId, hearing, store as things_store};

/// Orders that wait at once.
const ORDERS: usize = 256;
/// How long an order waits for its turn: a device hears now or not at all, as at the broker (`COMMAND_S`). Whoever gave it
/// waits a little longer, for what the cloud says.
const FRESH: Duration = Duration::from_secs(10);
const WITHIN: Duration = Duration::from_secs(20);
/// How often it is looked whether a link is due, and how long one waits.
const STEP: Duration = Duration::from_secs(1);
const EVERY: Duration = Duration::from_secs(300);
/// How long before its end a token is renewed.
const EARLY: Duration = Duration::from_secs(300);
/// Devices of one account, at most, and how many are asked what they can in one turn: others wait meanwhile.
const DEVICES_MAX: usize = 100;
const ASKED_MAX: usize = 3;
/// Devices of which it is remembered that they were asked what they can; where it is full all are forgotten.
const REMEMBERED_MAX: usize = 10_000;
/// How often links that are gone are put down.
const FORGETS: Duration = Duration::from_secs(60);
/// Who opens what was authorised.
const PROGRAM: Caller = Caller::Program("home.device.cloud");

/// An instruction that somebody waits for, or nobody.
pub(in crate::thing) struct Order {
    said: Said,
    done: Option<oneshot::Sender<Result<(), Refusal>>>,
    until: Instant,
}

impl Order {
    fn new(said: Said, done: Option<oneshot::Sender<Result<(), Refusal>>>) -> Self {
        Self { said, done, until: Instant::now() + FRESH }
    }

    /// Whether its time is over, or nobody waits for it any longer.
    fn is_stale(&self) -> bool {
        self.until < Instant::now() || self.done.as_ref().is_some_and(oneshot::Sender::is_closed)
    }
}

/// What handlers hold of it. Clones share it.
#[derive(Clone)]
pub(in crate::thing) struct Clouds(mpsc::Sender<Order>);

/// The two ends of the queue of instructions; nothing where this house reaches no cloud.
pub(in crate::thing) fn open(house: &House) -> Option<(Clouds, mpsc::Receiver<Order>)> {
    let (orders, ordered) = mpsc::channel(ORDERS);
    house.egress.has_device_cloud().then_some((Clouds(orders), ordered))
}

impl Clouds {
    /// Has a device do something, and waits for what the cloud says.
    pub async fn say(&self, said: Said) -> Result<(), Refusal> {
        let (done, answer) = oneshot::channel();
        self.0.try_send(Order::new(said, Some(done))).map_err(|_| Refusal::Away)?;
        match tokio::time::timeout(WITHIN, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => Err(Refusal::Away),
        }
    }

    /// Has a device do something, whatever comes of it.
    pub fn put(&self, said: Said) {
        if self.0.try_send(Order::new(said, None)).is_err() {
            tracing::warn!("the queue to the cloud of devices is full");
        }
    }
}

/// Carries until the house stops.
pub(in crate::thing) async fn run(
    house: House,
    mut ordered: mpsc::Receiver<Order>,
    link: Link,
    mut stopped: watch::Receiver<bool>,
) {
    let mut carrying =
        Carrying { known: Known::new(house), link, described: HashMap::new(), stopped: stopped.clone() };
    let mut forgets = tokio::time::interval(FORGETS);
    let mut step = tokio::time::interval(STEP);
    step.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            _ = stopped.changed() => return,
            Some(order) = ordered.recv() => {
                if order.is_stale() {
                    continue;
                }
                let answer = carrying.tell(&order.said).await;
                if let Some(done) = order.done {
                    // Whoever asked may be gone.
                    drop(done.send(answer));
                }
            }
            _ = forgets.tick() => carrying.put_down().await,
            _ = step.tick() => match carrying.look_at_one().await {
                Ok(true) => step.reset_immediately(),
                Ok(false) => {}
                Err(fault) => {
                    carrying.known.forget_all();
                    tracing::error!(fault = %fault.chain(), "what a cloud of devices says cannot be kept");
                }
            },
        }
    }
}

/// What the task has in hand.
struct Carrying {
    known: Known,
    link: Link,
    /// By link and device: how it was called, and on which day it was asked what it can.
    described: HashMap<(ThingId, String), (String, i64)>,
    stopped: watch::Receiver<bool>,
}

impl Carrying {
    /// Passes an instruction on.
    async fn tell(&mut self, said: &Said) -> Result<(), Refusal> {
        let house = self.known.house.clone();
        let below = said.topic.strip_prefix(broker::ROOT).and_then(|below| below.split_once('/'));
        let token = below.ok_or(Refusal::Unknown)?.0;
        let thing =
            things_store::by_token(&mut house.db.view().await?, token).await?.ok_or(Refusal::Unknown)?;
        let row = store::find(&mut house.db.view().await?, thing.id).await?.ok_or(Refusal::Unknown)?;
        let root = broker::root(token);
        let (device, code, value) =
            tuya::told(&root, &said.topic, &said.payload).ok_or(Refusal::Unsupported(things::Unsupported))?;
        let tokens = tokens(&house, &row).await?.map_err(|_| Refusal::Away)?;
        let told = house.egress.cloud_command(row.person, &tokens, (device, code, &value)).await;
        told.map_err(|refused| match refused {
            SendRefused::Fault(fault) => Refusal::Fault(fault),
            _ => Refusal::Away,
        })?;
        // What became of it is asked at the next step.
        let mut cx = house.db.begin().await?;
        store::soon(&mut cx, thing.id).await?;
        Ok(cx.commit().await?)
    }

    /// Asks the cloud about the link that has waited longest; `false` where none is due.
    async fn look_at_one(&mut self) -> Result<bool, Fault> {
        let house = self.known.house.clone();
        let Some(row) = store::due(&mut house.db.view().await?).await? else { return Ok(false) };
        // First, so that a link which cannot be heard does not keep the others waiting.
        let mut cx = house.db.begin().await?;
        store::waits(&mut cx, row.thing, house.clock.now().plus(EVERY)).await?;
        cx.commit().await?;
        let mut view = house.db.view().await?;
        let thing = things_store::find(&mut view, row.thing).await?;
        let people = households::of_home(&mut view, row.home).await?;
        let lives = people.iter().any(|one| one.person == Some(row.person) && one.lives(view.now()));
        drop(view);
        let Some(thing) = thing else { return Ok(false) };
        let answer = if lives { self.ask(&house, &row).await? } else { Err(Ended::Yes) };
        let gone = match answer {
            Ok((tokens, devices)) => {
                if self.hear(&house, (&thing, &row), &tokens, devices).await? {
                    let mut cx = house.db.begin().await?;
                    store::soon(&mut cx, thing.id).await?;
                    cx.commit().await?;
                }
                false
            }
            Err(Ended::Yes) => true,
            Err(Ended::NotNow) => false,
        };
        if gone {
            let mut cx = house.db.begin().await?;
            if !yard::incident::frozen(&mut cx).await? {
                things_store::remove(&mut cx, thing.id).await?;
                hearing::log(&mut cx, &house, (thing.org, thing.home), (None, None), ("removed", None))
                    .await?;
                notice::tell(&mut cx, &house, row.person, &Notice::new("home.device.cloud_ended")).await?;
                self.known.forget(&thing.token);
            }
            cx.commit().await?;
        }
        Ok(true)
    }

    async fn ask(
        &self,
        house: &House,
        row: &CloudRow,
    ) -> Result<Result<(CloudTokens, Vec<CloudDevice>), Ended>, Fault> {
        let tokens = match tokens(house, row).await? {
            Ok(tokens) => tokens,
            Err(ended) => return Ok(Err(ended)),
        };
        let is_recorded = row.asked_at.is_none_or(|at| day(at) != day(house.clock.now()));
        let devices = match house.egress.cloud_devices(row.person, &tokens, is_recorded).await {
            Ok(devices) => devices,
            Err(refused) => return Ok(Err(ended(refused)?)),
        };
        if is_recorded {
            let mut cx = house.db.begin().await?;
            store::asked(&mut cx, row.thing).await?;
            cx.commit().await?;
        }
        Ok(Ok((tokens, devices)))
    }

    /// Puts down what is in hand of links that are gone.
    async fn put_down(&mut self) {
        let house = self.known.house.clone();
        for token in self.known.tokens() {
            let Ok(mut view) = house.db.view().await else { return };
            if matches!(things_store::has_token(&mut view, &token).await, Ok(false)) {
                self.known.forget(&token);
            }
        }
    }

    /// Hears what the cloud says: devices that are new, changed or gone, whether they can be reached, what is so. `true` where some were
    /// not asked yet what they can.
    async fn hear(
        &mut self,
        house: &House,
        (thing, row): (&Thing, &CloudRow),
        tokens: &CloudTokens,
        devices: Vec<CloudDevice>,
    ) -> Result<bool, Fault> {
        let root = broker::root(&thing.token);
        let here: Vec<String> = devices.iter().map(|device| device.id.clone()).collect();
        let (mut asked, mut is_more) = (0, false);
        for device in devices.into_iter().take(DEVICES_MAX) {
            if !self.is_known((thing, &device)).await? {
                // What cannot be asked now is asked the next time; nothing of it is taken back meanwhile.
                if asked == ASKED_MAX || self.stopped.has_changed().unwrap_or(true) {
                    is_more = true;
                    continue;
                }
                asked += 1;
                self.describe(house, (thing, row), tokens, &device).await?;
            }
            let said = tuya::reach(&root, &device.id).map(|topic| (topic, Value::Bool(device.online)));
            let state = device.status.into_iter().filter_map(|(code, value)| {
                tuya::topic(&root, &device.id, &code).map(|topic| (topic, value))
            });
            for (topic, value) in said.into_iter().chain(state) {
                self.heard(&topic, &value).await?;
            }
        }
        let gone: Vec<String> = match self.known.of(&thing.token).await? {
            Some(of) => of
                .parts
                .iter()
                .map(|known| known.part.of.key.clone())
                .filter(|key| !here.contains(key))
                .collect(),
            None => Vec::new(),
        };
        for device in gone {
            hearing::announced_at(&mut self.known, &thing.token, (at(&device), Vec::new())).await?;
        }
        Ok(is_more)
    }

    /// Whether a device has parts in hand under its name of now, or was asked today under it and has none.
    async fn is_known(&mut self, (thing, device): (&Thing, &CloudDevice)) -> Result<bool, Fault> {
        let called = tuya::called(&device.name);
        let today = day(self.known.house.clock.now());
        if self.described.get(&(thing.id, device.id.clone())) == Some(&(called.clone(), today)) {
            return Ok(true);
        }
        let of = self.known.of(&thing.token).await?;
        let is_it = |part: &Part| part.of.key == device.id && part.of.name == called;
        Ok(of.is_some_and(|of| of.parts.iter().any(|known| is_it(&known.part))))
    }

    /// Asks what a device can, and hears what it is.
    async fn describe(
        &mut self,
        house: &House,
        (thing, row): (&Thing, &CloudRow),
        tokens: &CloudTokens,
        device: &CloudDevice,
    ) -> Result<(), Fault> {
        let Ok(points) = house.egress.cloud_points(row.person, tokens, &device.id).await else {
            return Ok(());
        };
        let point = |one: egress::CloudPoint| Point {
            code: one.code,
            kind: one.kind,
            values: one.values,
            told: one.told,
        };
        let points = points.into_iter().map(point).collect();
        let (id, name, model) = (device.id.clone(), device.name.clone(), device.model.clone());
        if self.described.len() >= REMEMBERED_MAX {
            self.described.clear();
        }
        let today = day(house.clock.now());
        self.described.insert((thing.id, id.clone()), (tuya::called(&name), today));
        let parts = tuya::parts(&broker::root(&thing.token), &Described { id, name, model, points });
        hearing::announced_at(&mut self.known, &thing.token, (at(&device.id), parts)).await
    }

    async fn heard(&mut self, topic: &str, value: &Value) -> Result<(), Fault> {
        let payload = match value {
            Value::String(text) => text.clone().into_bytes(),
            other => other.to_string().into_bytes(),
        };
        let message = Published { topic: topic.to_owned(), payload, retained: false, id: None };
        for said in hearing::hear(&mut self.known, &message).await? {
            self.link.put(said);
        }
        Ok(())
    }
}

/// The day of an instant, in UTC.
const fn day(at: Timestamp) -> i64 {
    at.seconds().div_euclid(86_400)
}

/// Where a device is announced.
fn at(device: &str) -> String {
    format!("tuya/{device}")
}

/// Whether a link has ended, or only cannot be asked right now.
enum Ended {
    Yes,
    NotNow,
}

/// What a refusal means for the link. A token that is not taken is over, and so is what was agreed to.
fn ended(refused: SendRefused) -> Result<Ended, Fault> {
    match refused {
        SendRefused::Fault(fault) => Err(fault),
        SendRefused::Consent(_) | SendRefused::Minor(_) => Ok(Ended::Yes),
        SendRefused::Refused(refused) if refused.why == Why::Sender => Ok(Ended::Yes),
        _ => Ok(Ended::NotNow),
    }
}

/// The tokens of a link, renewed where their time is nearly over. Nobody else renews: a second one would end the first.
async fn tokens(house: &House, row: &CloudRow) -> Result<Result<CloudTokens, Ended>, Fault> {
    let look = house.vault.look(&PROGRAM, Purpose::HomeDevices).act("home.device.cloud").delivery();
    let Ok(text) = look.open(&row.tokens).await else { return Ok(Err(Ended::NotNow)) };
    let Ok(Kept { uid, access, refresh }) = serde_json::from_str(&text) else { return Ok(Err(Ended::Yes)) };
    let tokens = CloudTokens { uid, access, refresh, for_s: 0 };
    if row.until_at > house.clock.now().plus(EARLY) {
        return Ok(Ok(tokens));
    }
    let fresh = match house.egress.cloud_refresh(row.person, &tokens).await {
        Ok(fresh) => fresh,
        Err(refused) => return Ok(Err(ended(refused)?)),
    };
    let (sealed, until_at) = linking::sealed(house, (row.org, row.thing), fresh.clone()).await?;
    let mut cx = house.db.begin().await?;
    store::renew(&mut cx, row.thing, (&sealed, until_at)).await?;
    cx.commit().await?;
    Ok(Ok(fresh))
}
