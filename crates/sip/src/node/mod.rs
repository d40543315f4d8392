//! The node: it owns sockets, tasks and calls, and gives whoever started it events and commands.
//!
//! - Each call has a task of its own that owns its dialog and its media; commands reach it through a bounded queue.
//! - All tasks belong to the node and end with it.
//! - Requests in a call come from the address that the call came from, or are refused.

mod call;
mod incoming;
mod media;
mod outgoing;
mod ports;
mod queue;
mod requests;
mod seats;
mod stack;
mod tcp;
mod tls;
mod trunk;
mod types;

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::{BoxFuture, join_all};
use rsipstack::dialog::dialog_layer::DialogLayer;
use rsipstack::transaction::Endpoint;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

use crate::digest::Nonces;
use crate::dtmf::Digit;
use crate::limits::{Buckets, Tries};
use crate::registrar::{Binding, Registrar};
use crate::sdp::Ours;
use call::{Command, Order};
pub use media::MediaPacket;
use media::{Hand, Wish};
use ports::{Pair, Ports};
pub use queue::Queue;
use seats::Seats;
pub use types::{
    Account, Accounts, Booth, CallId, Caller, Certificate, Dial, Ending, Event, Events, Failure, Listen,
    Offered, Refusal, Settings, Target, Trunk,
};

/// How many events wait for whoever reads them.
const EVENTS: usize = 1_024;

/// A running node. [`Node::stop`] ends it; dropping it ends its tasks without farewell.
pub struct Node {
    inner: Arc<Inner>,
    endpoint: Endpoint,
}

struct Inner {
    settings: Settings,
    accounts: Box<dyn Accounts>,
    dialogs: Dialogs,
    stop: CancellationToken,
    began: Instant,
    nonces: Mutex<Nonces>,
    tries: Mutex<Tries>,
    requests: Mutex<Buckets<IpAddr>>,
    seats: Arc<Seats>,
    registrar: Mutex<Registrar>,
    calls: Mutex<HashMap<CallId, Arc<Entry>>>,
    numbers: AtomicU64,
    ports: Ports,
    events: mpsc::Sender<Event>,
    tasks: Mutex<JoinSet<()>>,
}

type Dialogs = Arc<DialogLayer>;

/// What others may know of a call, and how its task is reached.
struct Entry {
    orders: mpsc::Sender<Order>,
    hand: Hand,
    /// Where its requests come from.
    source: IpAddr,
    /// Its `Call-ID`.
    name: String,
    peer: Mutex<Option<CallId>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Node {
    /// Listens everywhere that the settings name, and registers at trunks.
    ///
    /// # Errors
    /// An address is taken, or the certificate cannot be used.
    pub async fn start(settings: Settings, accounts: impl Accounts) -> Result<(Self, Events), Failure> {
        if tracing::enabled!(target: "rsipstack::transport::udp", tracing::Level::WARN) {
            tracing::warn!(
                "the log of rsipstack shows addresses, and at `info` whole messages with credentials: set rsipstack=error"
            );
        }
        let stop = CancellationToken::new();
        let nonces = Nonces::new(settings.nonce_life).ok_or(Failure::NoChance)?;
        let began = Instant::now();
        let endpoint = stack::endpoint(&settings, &stop, began).await?;
        let incoming = endpoint.incoming_transactions().map_err(|_| Failure::Stopped)?;
        let (events, told) = mpsc::channel(EVENTS);
        let inner = Arc::new(Inner {
            accounts: Box::new(accounts),
            dialogs: Arc::new(DialogLayer::new(endpoint.inner.clone())),
            stop,
            began,
            nonces: Mutex::new(nonces),
            tries: Mutex::new(Tries::new()),
            requests: Mutex::new(Buckets::new(settings.requests, 16_384)),
            seats: Arc::new(Seats::new(&settings)),
            registrar: Mutex::new(Registrar::new(settings.accounts_max, settings.contacts_max)),
            calls: Mutex::new(HashMap::new()),
            numbers: AtomicU64::new(0),
            ports: Ports::new(settings.bind, &settings.media_ports),
            events,
            tasks: Mutex::new(JoinSet::new()),
            settings,
        });
        let serving = endpoint.inner.clone();
        inner.spawn(async move {
            if serving.serve().await.is_err() {
                tracing::warn!("the SIP stack ended by itself");
            }
        });
        tcp::serve(&inner, &endpoint).await?;
        tls::serve(&inner, &endpoint).await?;
        inner.spawn(requests::receive(inner.clone(), incoming));
        inner.spawn(sweep(inner.clone()));
        for trunk in inner.settings.trunks.iter().filter(|trunk| trunk.register) {
            inner.spawn(trunk::keep(inner.clone(), trunk.clone()));
        }
        Ok((Self { inner, endpoint }, Events(told)))
    }

    /// Hangs up all calls and ends all tasks.
    pub async fn stop(&self) {
        let calls: Vec<CallId> = locked(&self.inner.calls).keys().copied().collect();
        let quiet = async {
            // One that waits for its other side obeys late, and the others are not kept waiting for it. A call that is
            // over meanwhile needs no farewell.
            join_all(calls.into_iter().map(|call| self.hangup(call))).await;
            while !locked(&self.inner.calls).is_empty() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            // The farewells are on their way; their answers are waited for, but not long.
            tokio::time::sleep(Duration::from_millis(200)).await;
        };
        timeout(Duration::from_secs(2), quiet).await.ok();
        self.inner.stop.cancel();
        self.endpoint.shutdown();
        let mut tasks = std::mem::take(&mut *locked(&self.inner.tasks));
        tasks.shutdown().await;
    }

    /// Where an account is registered, the latest first.
    #[must_use]
    pub fn registered(&self, account: &str) -> Vec<Binding> {
        locked(&self.inner.registrar).of(self.inner.now(), account)
    }

    /// How many calls there are.
    #[must_use]
    pub fn calls(&self) -> usize {
        locked(&self.inner.calls).len()
    }

    /// Ends an account's registrations, as when its key was taken back.
    pub fn forget(&self, account: &str) {
        locked(&self.inner.registrar).clear(account);
    }

    /// Tells an incoming call that it rings: 180.
    ///
    /// # Errors
    /// [`Failure`]: the call is over, or was answered.
    pub async fn ring(&self, call: CallId) -> Result<(), Failure> {
        self.inner.order(call, Command::Ring).await
    }

    /// Opens the media of an incoming call before it is answered: 183. Its pictures come then.
    ///
    /// # Errors
    /// As [`Node::ring`].
    pub async fn early(&self, call: CallId) -> Result<(), Failure> {
        self.inner.order(call, Command::Early).await
    }

    /// Answers an incoming call: 200.
    ///
    /// # Errors
    /// As [`Node::ring`].
    pub async fn answer(&self, call: CallId) -> Result<(), Failure> {
        self.inner.order(call, Command::Answer).await
    }

    /// Refuses an incoming call.
    ///
    /// # Errors
    /// As [`Node::ring`].
    pub async fn refuse(&self, call: CallId, refusal: Refusal) -> Result<(), Failure> {
        self.inner.order(call, Command::Refuse(refusal)).await
    }

    /// Ends a call, whatever its state: BYE, CANCEL or a refusal.
    ///
    /// # Errors
    /// It is over already.
    pub async fn hangup(&self, call: CallId) -> Result<(), Failure> {
        self.inner.order(call, Command::HangUp(Ending::Ours)).await
    }

    /// Presses a key towards the other side, in RTP where it understands that and in INFO otherwise.
    ///
    /// # Errors
    /// The call is over.
    pub async fn press(&self, call: CallId, digit: Digit) -> Result<(), Failure> {
        self.inner.order(call, Command::Press(digit)).await
    }

    /// Asks the other side for a whole picture, by RTCP and by INFO.
    ///
    /// # Errors
    /// The call is over.
    pub async fn picture(&self, call: CallId) -> Result<(), Failure> {
        self.inner.order(call, Command::Picture).await
    }

    /// What comes from a call, from now on.
    ///
    /// # Errors
    /// The call is over.
    pub async fn listen(&self, call: CallId) -> Result<Arc<Queue<MediaPacket>>, Failure> {
        let entry = self.inner.entry(call)?;
        let queue = Arc::new(Queue::new(media::WAITING));
        entry.hand.wishes.send(Wish::Listen(queue.clone())).await.map_err(|_| Failure::Gone)?;
        Ok(queue)
    }

    /// Stops what [`Node::listen`] began.
    pub async fn stop_listening(&self, call: CallId, queue: &Arc<Queue<MediaPacket>>) {
        queue.close();
        if let Ok(entry) = self.inner.entry(call) {
            // A call that is over listens to nothing.
            entry.hand.wishes.send(Wish::StopListening(queue.clone())).await.ok();
        }
    }

    /// Where to put what a call is to hear and see.
    ///
    /// # Errors
    /// The call is over.
    pub fn speak(&self, call: CallId) -> Result<Arc<Queue<MediaPacket>>, Failure> {
        Ok(self.inner.entry(call)?.hand.out.clone())
    }

    /// Lets two calls hear and see one another. When one ends, the other is hung up. Whoever one of them was bridged
    /// with before goes on by himself: he neither hears them nor ends with them.
    ///
    /// # Errors
    /// One of them is over.
    pub async fn bridge(&self, one: CallId, other: CallId) -> Result<(), Failure> {
        let (first, second) = (self.inner.entry(one)?, self.inner.entry(other)?);
        let parted = [self.inner.pair(one, &first, other), self.inner.pair(other, &second, one)];
        for (kept, left) in parted.into_iter().flatten() {
            for (from, to) in [(&kept, &left), (&left, &kept)] {
                // One that is over sends nothing to anybody.
                from.hand.wishes.send(Wish::StopListening(to.hand.out.clone())).await.ok();
            }
        }
        for (from, to) in [(&first, &second), (&second, &first)] {
            let wish = Wish::Join(to.hand.out.clone());
            from.hand.wishes.send(wish).await.map_err(|_| Failure::Gone)?;
        }
        // Whoever comes later needs a whole picture to begin with.
        self.inner.order(one, Command::Picture).await?;
        self.inner.order(other, Command::Picture).await
    }

    /// Calls all contacts of all targets at once; the first to answer wins, the others are cancelled. Each is a call of
    /// its own in the events.
    ///
    /// # Errors
    /// Nobody of them is registered, or there are too many calls.
    pub async fn dial(&self, dial: Dial) -> Result<Vec<CallId>, Failure> {
        outgoing::dial(&self.inner, dial, &self.inner.events).await
    }

    /// A booth, and what happens in the calls that are made from it.
    #[must_use]
    pub fn booth(&self) -> (Booth, Events) {
        let (give, told) = mpsc::channel(EVENTS);
        (Booth(give), Events(told))
    }

    /// As [`Node::dial`], from a booth: the node's own reader hears nothing of these calls.
    ///
    /// # Errors
    /// As [`Node::dial`].
    pub async fn dial_from(&self, booth: &Booth, dial: Dial) -> Result<Vec<CallId>, Failure> {
        outgoing::dial(&self.inner, dial, &booth.0).await
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.inner.stop.cancel();
        locked(&self.inner.tasks).abort_all();
    }
}

impl Inner {
    /// Since the node began.
    fn now(&self) -> Duration {
        self.began.elapsed()
    }

    /// Starts a task that ends with the node, and forgets those that ended.
    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let work: BoxFuture<'static, ()> = Box::pin(work);
        let mut tasks = locked(&self.tasks);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(work);
    }

    fn entry(&self, call: CallId) -> Result<Arc<Entry>, Failure> {
        locked(&self.calls).get(&call).cloned().ok_or(Failure::Gone)
    }

    /// Sets whom a call is bridged with. Gives the call and whoever it was bridged with before, if that is another.
    fn pair(&self, call: CallId, entry: &Arc<Entry>, with: CallId) -> Option<(Arc<Entry>, Arc<Entry>)> {
        let before = locked(&entry.peer).replace(with).filter(|before| *before != with)?;
        let left = self.entry(before).ok()?;
        locked(&left.peer).take_if(|peer| *peer == call);
        Some((entry.clone(), left))
    }

    /// Gives a call a command and waits until it was obeyed.
    async fn order(&self, call: CallId, command: Command) -> Result<(), Failure> {
        let entry = self.entry(call)?;
        let (done, obeyed) = oneshot::channel();
        entry.orders.send(Order { command, done: Some(done) }).await.map_err(|_| Failure::Gone)?;
        obeyed.await.map_err(|_| Failure::Gone)?
    }

    /// The same without waiting; false for a call that has sixteen commands before it and does not get it.
    fn nudge(&self, call: CallId, command: Command) -> bool {
        let Ok(entry) = self.entry(call) else { return true };
        let given = entry.orders.try_send(Order { command, done: None });
        !matches!(given, Err(mpsc::error::TrySendError::Full(_)))
    }

    /// Sockets for the sound and the pictures of a call, and our side of its description; nothing where no ports are free.
    async fn places(&self) -> Option<(Pair, Pair, Ours)> {
        let (audio, video) = (self.ports.pair().await.ok()?, self.ports.pair().await.ok()?);
        let (address, session) = (self.settings.address, media::random() >> 2);
        let ours = Ours { address, audio: audio.port, video: video.port, session, version: 1 };
        Some((audio, video, ours))
    }

    /// The next connection of somebody who does not come too often.
    async fn next_connection(&self, listener: &TcpListener) -> (TcpStream, SocketAddr) {
        loop {
            match listener.accept().await {
                Ok((stream, from)) if locked(&self.requests).take(self.now(), &from.ip()) => {
                    return (stream, from);
                }
                Ok(_) => {}
                // Out of files: wait until some are closed.
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    fn next_call(&self) -> CallId {
        CallId(self.numbers.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Tells an event; waits while its reader is behind.
    async fn tell(&self, event: Event) {
        // Nobody reads any more: the node is being dropped.
        self.events.send(event).await.ok();
    }
}

/// Once in five seconds drops registrations that ran out.
async fn sweep(inner: Arc<Inner>) {
    loop {
        tokio::time::sleep(Duration::from_secs(5)).await;
        let gone = locked(&inner.registrar).sweep(inner.now());
        for account in gone {
            inner.tell(Event::Unregistered { account }).await;
        }
    }
}
