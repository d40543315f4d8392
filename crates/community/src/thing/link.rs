//! The link: one connection to the broker, for as long as the house stands, and the one task that hears and speaks on it.
//!
//! Whoever wants something said puts it into a queue of [`ORDERS`]; where it is full, or the broker is away, he hears so. A message
//! of a device is acknowledged after what it says is committed, so the broker keeps what a house that ended did not write. When
//! the broker was away the house asks for its own role anew, and ends credentials that no device has any longer.

use egress::{Broker, BrokerStream};
use ground::{Fault, OwnedTask};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use things::packet::{self, Connect, Incoming, PACKET_MAX, Published};
use things::{Said, broker};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;
use yard::House;

use super::bells::Looks;
use super::cloud::{self, Clouds};
use super::known::Known;
use super::{Refusal, hearing, rules, store};

/// Orders that wait at once.
const ORDERS: usize = 256;
/// How long whoever gave an order waits for its end.
const WITHIN: Duration = Duration::from_secs(8);
/// The longest silence, and how often the house says that it is there.
const KEEP_ALIVE_S: u16 = 60;
const PING: Duration = Duration::from_secs(20);
/// How often the broker's credentials are compared with the devices that there are, and for how long a new one is not.
const COMPARE: Duration = Duration::from_secs(60);
/// How long the broker keeps what a house that is away missed, in seconds.
const SESSION_S: u32 = 3_600;
/// The pause before the next try, from and to.
const PAUSE: Duration = Duration::from_millis(200);
const PAUSE_MAX: Duration = Duration::from_secs(30);
/// How long the broker has to answer a connect.
const CONNECT: Duration = Duration::from_secs(10);

/// What the link is asked to do.
enum Order {
    /// Say something to a device.
    Say(Said, oneshot::Sender<Result<(), Refusal>>),
    /// Make a credential.
    Admit { token: String, password: String, mac: Option<String>, done: oneshot::Sender<Result<(), Refusal>> },
    /// End some.
    Dismiss(Vec<String>),
    /// Ask a device to announce itself.
    Greet(String),
}

/// What handlers hold of it. Clones share it.
#[derive(Clone, Default)]
pub struct Link {
    orders: Option<mpsc::Sender<Order>>,
    is_up: Arc<AtomicBool>,
    clouds: Option<Clouds>,
    /// The cameras that somebody looks through.
    pub(super) looks: Looks,
}

impl Link {
    /// Whether the house has a broker.
    pub(super) fn is_there(&self) -> bool {
        self.orders.is_some()
    }

    /// Whether it reaches a maker's cloud.
    pub(super) fn has_cloud(&self) -> bool {
        self.clouds.is_some()
    }

    async fn order(
        &self,
        make: impl FnOnce(oneshot::Sender<Result<(), Refusal>>) -> Order,
    ) -> Result<(), Refusal> {
        let orders = self.orders.as_ref().ok_or(Refusal::NoBroker)?;
        if !self.is_up.load(Ordering::Relaxed) {
            return Err(Refusal::Away);
        }
        let (done, answer) = oneshot::channel();
        orders.try_send(make(done)).map_err(|_| Refusal::Away)?;
        match tokio::time::timeout(WITHIN, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => Err(Refusal::Away),
        }
    }

    /// Says something to a device, which hears it now or not at all.
    pub(super) async fn say(&self, said: Said) -> Result<(), Refusal> {
        if cloud::is_cloud(&said.topic) {
            return self.clouds.as_ref().ok_or(Refusal::NoCloud)?.say(said).await;
        }
        self.order(|done| Order::Say(said, done)).await
    }

    /// Says something to a device, whatever comes of it.
    pub(super) fn put(&self, said: Said) {
        match &self.clouds {
            Some(clouds) if cloud::is_cloud(&said.topic) => clouds.put(said),
            _ => self.tell(Order::Say(said, oneshot::channel().0)),
        }
    }

    /// Makes a credential.
    pub(super) async fn admit(
        &self,
        token: &str,
        password: &str,
        mac: Option<String>,
    ) -> Result<(), Refusal> {
        let (token, password) = (token.to_owned(), password.to_owned());
        self.order(|done| Order::Admit { token, password, mac, done }).await
    }

    /// Ends credentials; where the broker is away it hears of it when it is back.
    pub(super) fn dismiss(&self, mut tokens: Vec<String>) {
        tokens.retain(|token| is_token(token));
        self.tell(Order::Dismiss(tokens));
    }

    /// Asks a device to announce itself.
    pub(super) fn greet(&self, token: &str) {
        self.tell(Order::Greet(token.to_owned()));
    }

    fn tell(&self, order: Order) {
        if let Some(orders) = &self.orders
            && orders.try_send(order).is_err()
        {
            tracing::warn!("the queue to the broker is full");
        }
    }
}

/// Begins to hear and speak, where the settings name a broker or a maker's cloud.
pub fn listen(house: House) -> (Link, OwnedTask) {
    let (orders, ordered) = mpsc::channel(ORDERS);
    let broker = house.config.things.broker.clone();
    let broker = broker.map(|address| Broker { address, ca: house.config.things.ca.clone() });
    let (clouds, told) = cloud::open(&house).unzip();
    let link = Link {
        orders: broker.is_some().then_some(orders),
        is_up: Arc::default(),
        clouds,
        looks: Looks::default(),
    };
    let held = link.clone();
    let task = OwnedTask::spawn("things", move |stopped| async move {
        let other = (house.clone(), held.clone(), stopped.clone());
        let by_broker = async {
            if let Some(broker) = broker {
                run(Known::new(house), (broker, held), ordered, stopped).await;
            }
        };
        let by_cloud = async {
            let (house, link, stopped) = other;
            if let Some(told) = told {
                cloud::run(house, told, link, stopped).await;
            }
        };
        tokio::join!(by_broker, by_cloud);
    });
    (link, task)
}

/// Connects again and again until the house stops.
async fn run(
    mut known: Known,
    (broker, link): (Broker, Link),
    mut ordered: mpsc::Receiver<Order>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut pause = PAUSE;
    loop {
        let began = Instant::now();
        let ended = tokio::select! {
            _ = stopped.changed() => true,
            ended = connected(&mut known, &broker, &mut ordered, &link) => {
                if let Err(fault) = &ended {
                    tracing::warn!(fault = %fault.chain(), "the broker of devices is away");
                }
                false
            }
        };
        link.is_up.store(false, Ordering::Relaxed);
        if ended {
            return;
        }
        pause = if began.elapsed() > PAUSE_MAX { PAUSE } else { (pause * 2).min(PAUSE_MAX) };
        tokio::select! {
            _ = stopped.changed() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// One connection, from its beginning to its end.
async fn connected(
    known: &mut Known,
    broker: &Broker,
    ordered: &mut mpsc::Receiver<Order>,
    link: &Link,
) -> Result<(), Fault> {
    let stream = known.house.egress.open_broker(broker).await;
    let stream = stream.map_err(|no| Fault::caused("connecting to the broker of devices", no))?;
    let mut line = Line::new(stream, link.clone());
    let settings = known.house.config.things.clone();
    let user = settings.user.unwrap_or_default();
    let password = settings.password.as_ref().map(|secret| secret.reveal().to_owned()).unwrap_or_default();
    line.open(&user, &password).await?;
    line.subscribe(broker::ANSWERS).await?;
    line.say(broker::CONTROL, &broker::ask_own(&user), None).await?;
    for filter in [format!("{}#", broker::ROOT), "tasmota/discovery/#".to_owned()] {
        line.subscribe(&filter).await?;
    }
    line.greet_all(&known.house).await?;
    link.is_up.store(true, Ordering::Relaxed);
    tracing::info!("the broker of devices is there");
    // Each ticks at once for the first time.
    let (mut ping, mut compare) = (tokio::time::interval(PING), tokio::time::interval(COMPARE));
    let mut heard_at = Instant::now();
    loop {
        tokio::select! {
            incoming = line.read() => {
                heard_at = Instant::now();
                line.heard(known, incoming?).await?;
            }
            order = ordered.recv() => match order {
                Some(order) => line.obey(known, order).await?,
                None => return Ok(()),
            },
            _ = ping.tick() => {
                if heard_at.elapsed() > Duration::from_secs(u64::from(KEEP_ALIVE_S)) {
                    return Err(Fault::new("the broker of devices is silent"));
                }
                line.put(&packet::ping()).await?;
            }
            _ = compare.tick() => line.compare().await?,
        }
    }
}

/// A connection, and what on it waits for an answer.
struct Line {
    stream: Box<dyn BrokerStream>,
    buffer: Vec<u8>,
    next: u16,
    waits: HashMap<u16, oneshot::Sender<Result<(), Refusal>>>,
    admits: HashMap<String, oneshot::Sender<Result<(), Refusal>>>,
    /// Credentials whose devices may not be written yet.
    young: HashMap<String, Instant>,
    /// How many clients the broker has named in the comparison that goes on.
    listed: usize,
    link: Link,
}

impl Line {
    fn new(stream: Box<dyn BrokerStream>, link: Link) -> Self {
        let (waits, admits, young) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { stream, buffer: Vec::new(), next: 0, waits, admits, young, listed: 0, link }
    }

    /// Asks who has a credential; whoever is no device of ours any longer loses it.
    async fn compare(&mut self) -> Result<(), Fault> {
        self.young.retain(|_, since| since.elapsed() < COMPARE);
        self.listed = 0;
        self.say(broker::CONTROL, &broker::ask_all(0), None).await.map(drop)
    }

    async fn open(&mut self, user: &str, password: &str) -> Result<(), Fault> {
        let client = format!("courtyard-{user}");
        let wish =
            Connect { client: &client, user, password, keep_alive_s: KEEP_ALIVE_S, session_s: SESSION_S };
        self.put(&packet::connect(&wish)).await?;
        let answer = tokio::time::timeout(CONNECT, self.read()).await;
        match answer.map_err(|_| Fault::new("the broker of devices does not answer"))?? {
            Incoming::Connected { reason: 0 } => Ok(()),
            Incoming::Connected { reason } => {
                Err(Fault::new(format!("the broker of devices refuses the house (reason {reason})")))
            }
            _ => Err(Fault::new("the broker of devices answers something else")),
        }
    }

    async fn put(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let written = self.stream.write_all(bytes).await;
        written.map_err(|error| Fault::caused("writing to the broker of devices", error))
    }

    /// The next packet. Dropped in the middle it loses nothing: what came stands in the buffer.
    async fn read(&mut self) -> Result<Incoming, Fault> {
        loop {
            match packet::read(&self.buffer) {
                Ok(Some((incoming, taken))) => {
                    self.buffer.drain(..taken);
                    return Ok(incoming);
                }
                Ok(None) if self.buffer.len() <= PACKET_MAX + 8 => {}
                Ok(None) | Err(_) => return Err(Fault::new("the broker of devices says what is no packet")),
            }
            let mut some = [0; 8 * 1024];
            let read = self.stream.read(&mut some).await;
            match read.map_err(|error| Fault::caused("reading from the broker of devices", error))? {
                0 => return Err(Fault::new("the broker of devices closed the connection")),
                count => self.buffer.extend_from_slice(some.get(..count).unwrap_or_default()),
            }
        }
    }

    fn fresh(&mut self) -> u16 {
        self.next = self.next.checked_add(1).unwrap_or(1);
        self.next
    }

    async fn subscribe(&mut self, filter: &str) -> Result<(), Fault> {
        let id = self.fresh();
        self.put(&packet::subscribe(id, filter)).await
    }

    async fn say(&mut self, topic: &str, payload: &[u8], within_s: Option<u32>) -> Result<u16, Fault> {
        let id = self.fresh();
        self.put(&packet::publish(id, topic, payload, within_s)).await?;
        Ok(id)
    }

    /// Tells every device that the house is there: whoever announces itself does it again then.
    async fn greet_all(&mut self, house: &House) -> Result<(), Fault> {
        let mut after = String::new();
        loop {
            let tokens = store::tokens_after(&mut house.db.view().await?, &after).await?;
            let Some(last) = tokens.last() else { return Ok(()) };
            after.clone_from(last);
            for token in tokens.iter().filter(|token| is_token(token)) {
                self.greet(token).await?;
            }
        }
    }

    async fn greet(&mut self, token: &str) -> Result<(), Fault> {
        let topic = format!("{}homeassistant/status", broker::root(token));
        self.say(&topic, b"online", Some(rules::COMMAND_S)).await.map(drop)
    }

    async fn obey(&mut self, known: &mut Known, order: Order) -> Result<(), Fault> {
        self.waits.retain(|_, done| !done.is_closed());
        self.admits.retain(|_, done| !done.is_closed());
        match order {
            Order::Say(said, done) => {
                let id = self.say(&said.topic, said.payload.as_bytes(), Some(rules::COMMAND_S)).await?;
                self.waits.insert(id, done);
            }
            Order::Admit { token, password, mac, done } => {
                let wish = broker::admit(&token, &password, mac.as_deref());
                self.say(broker::CONTROL, &wish, None).await?;
                self.young.insert(token.clone(), Instant::now());
                self.admits.insert(token, done);
            }
            Order::Dismiss(tokens) => {
                for token in tokens {
                    known.forget(&token);
                    self.say(broker::CONTROL, &broker::dismiss(&token), None).await?;
                }
            }
            Order::Greet(token) => {
                known.forget(&token);
                self.greet(&token).await?;
            }
        }
        Ok(())
    }

    async fn heard(&mut self, known: &mut Known, incoming: Incoming) -> Result<(), Fault> {
        match incoming {
            Incoming::Publish(message) => {
                self.published(known, &message).await?;
                if let Some(id) = message.id {
                    self.put(&packet::acknowledge(id)).await?;
                }
                Ok(())
            }
            Incoming::Acknowledged { id, reason } => {
                if let Some(done) = self.waits.remove(&id) {
                    // Below 0x80 it was taken.
                    let answer = if reason < 0x80 { Ok(()) } else { Err(Refusal::Away) };
                    // Whoever asked may be gone.
                    drop(done.send(answer));
                }
                Ok(())
            }
            Incoming::Subscribed { reason, .. } if reason >= 0x80 => {
                Err(Fault::new("the broker of devices does not let the house listen"))
            }
            Incoming::Disconnect { reason } => {
                Err(Fault::new(format!("the broker of devices ends the connection (reason {reason})")))
            }
            Incoming::Subscribed { .. } | Incoming::Pong | Incoming::Connected { .. } => Ok(()),
        }
    }

    async fn published(&mut self, known: &mut Known, message: &Published) -> Result<(), Fault> {
        if message.topic == broker::ANSWERS {
            return self.answered(known, &message.payload).await;
        }
        // A message that cannot be kept is no reason to lose the connection: it is lost, and the log says so.
        match hearing::hear(known, message).await {
            Ok(saying) => {
                for said in saying {
                    if cloud::is_cloud(&said.topic) {
                        self.link.put(said);
                        continue;
                    }
                    self.say(&said.topic, said.payload.as_bytes(), Some(rules::COMMAND_S)).await?;
                }
            }
            Err(fault) => {
                known.forget_all();
                tracing::error!(fault = %fault.chain(), "what a device says cannot be kept");
            }
        }
        Ok(())
    }

    async fn answered(&mut self, known: &mut Known, payload: &[u8]) -> Result<(), Fault> {
        for answer in broker::answers(payload) {
            if let Some(done) = answer.about.as_ref().and_then(|token| self.admits.remove(token)) {
                if let Some(error) = &answer.error {
                    tracing::error!(%error, "the broker makes no credential");
                }
                drop(done.send(if answer.error.is_none() { Ok(()) } else { Err(Refusal::Away) }));
            }
            if answer.command == "getClient" && !answer.roles.iter().any(|role| role == broker::OWN_ROLE) {
                let own = known.house.config.things.user.clone().unwrap_or_default();
                self.say(broker::CONTROL, &broker::settle(&own), None).await?;
            }
            if answer.command != "listClients" {
                continue;
            }
            let old: Vec<&String> = answer
                .clients
                .iter()
                .filter(|name| is_token(name) && !self.young.contains_key(*name))
                .collect();
            for name in old {
                if !store::has_token(&mut known.house.db.view().await?, name).await? {
                    known.forget(name);
                    self.say(broker::CONTROL, &broker::dismiss(name), None).await?;
                }
            }
            self.listed += answer.clients.len();
            if answer.clients.len() == broker::PAGE {
                self.say(broker::CONTROL, &broker::ask_all(self.listed), None).await?;
            }
        }
        Ok(())
    }
}

/// Whether a client of the broker is a device of ours: `t` and 32 digits.
fn is_token(name: &str) -> bool {
    name.len() == 33 && name.starts_with('t') && name.bytes().skip(1).all(|sign| sign.is_ascii_hexdigit())
}
