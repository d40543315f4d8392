//! A double of the house: it has one door, tells it its list, takes over its log, and can be gone.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::{SinkExt as _, StreamExt as _};
use pass::{
    Answer, By, Call, Chain, Change, Channel, DoorId, Entry, Full, Head, Invitation, Moment, Pass, PassId,
    PublicKey, Reason, Request, Side, Signer, ToDoor, ToHouse, random,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::broadcast;
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, accept_async};

pub struct State {
    pub agent: Option<PublicKey>,
    pub invitation: Option<Invitation>,
    pub passes: Vec<Pass>,
    pub version: u64,
    pub has: u64,
    pub now: Moment,
    pub chain: Option<Chain>,
    pub log: Vec<Entry>,
    pub done: Vec<(u64, Option<Reason>)>,
    pub broken: Vec<String>,
    /// How often an agent called, and how many words it said after that.
    pub calls: usize,
    pub words: usize,
    /// What it said of its eyes: whether they see, and how many faces it has.
    pub eyes: Vec<(bool, usize)>,
}

#[derive(Clone)]
pub struct House {
    pub signer: Arc<Signer>,
    pub door: DoorId,
    pub port: u16,
    pub state: Arc<Mutex<State>>,
    /// Whether anybody answers.
    pub there: Arc<AtomicBool>,
    /// Whether it hangs up on every second batch after taking it over, before saying so.
    pub forgetful: Arc<AtomicBool>,
    /// What it says it has of the log, instead of what it has.
    pub says_it_has: Arc<Mutex<Option<Chain>>>,
    says: broadcast::Sender<ToDoor>,
}

impl House {
    pub async fn start(now: Moment) -> Self {
        Self::behind(now, None).await
    }

    /// A house that speaks TLS, or does not.
    pub async fn behind(now: Moment, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let state = State {
            agent: None,
            invitation: None,
            passes: Vec::new(),
            version: 1,
            has: 0,
            now,
            chain: None,
            log: Vec::new(),
            done: Vec::new(),
            broken: Vec::new(),
            calls: 0,
            words: 0,
            eyes: Vec::new(),
        };
        let house = Self {
            signer: Arc::new(Signer::fresh()),
            door: DoorId::new(random()),
            port: listener.local_addr().unwrap().port(),
            state: Arc::new(Mutex::new(state)),
            there: Arc::new(AtomicBool::new(true)),
            forgetful: Arc::new(AtomicBool::new(false)),
            says_it_has: Arc::default(),
            says: broadcast::channel(64).0,
        };
        let serving = house.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (serving, tls) = (serving.clone(), tls.clone());
                if serving.there.load(Ordering::SeqCst) {
                    tokio::spawn(async move {
                        match tls {
                            None => serving.serve(stream).await,
                            Some(tls) => {
                                let Ok(stream) = tls.accept(stream).await else { return };
                                serving.serve(stream).await;
                            }
                        }
                    });
                }
            }
        });
        house
    }

    pub fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap())
    }

    pub fn know(&self, agent: PublicKey) {
        let begun = Chain::begin(self.door, agent);
        self.with(|state| (state.agent, state.chain) = (Some(agent), Some(begun)));
    }

    fn head(&self, state: &State) -> pass::SignedHead {
        Head::of(self.door, state.version, state.now, "Asia/Shanghai", &state.passes).sign(&self.signer)
    }

    fn full(&self) -> ToDoor {
        self.with(|state| ToDoor::Full(Full { head: self.head(state), passes: state.passes.clone() }))
    }

    /// Ends passes and adds others, and tells the door if it is there.
    pub fn change(&self, put: Vec<Pass>, gone: &[PassId]) -> u64 {
        let (change, version) = self.with(|state| {
            state.passes.retain(|pass| !gone.contains(&pass.id));
            state.passes.extend(put.clone());
            state.version += 1;
            let from = state.version - 1;
            (Change { from, head: self.head(state), put, gone: gone.to_vec() }, state.version)
        });
        // Nobody may be listening.
        drop(self.says.send(ToDoor::Change(change)));
        version
    }

    /// An order that is good until then.
    pub fn order(&self, order: u64, pass: PassId, by: By, until: Moment) {
        self.says.send(ToDoor::Open { order, pass, by, until }).unwrap();
    }

    /// Cuts the line.
    pub fn vanish(&self) {
        self.there.store(false, Ordering::SeqCst);
        drop(self.says.send(ToDoor::Welcome { now: Moment::default() }));
    }

    pub fn come_back(&self) {
        self.there.store(true, Ordering::SeqCst);
    }

    async fn serve<S: AsyncRead + AsyncWrite + Unpin>(self, stream: S) {
        let Ok(mut socket) = accept_async(stream).await else { return };
        let Some(first) = next(&mut socket).await else { return };
        if let Ok(request) = serde_json::from_str::<Request>(&first) {
            let invited = self.with(|state| state.invitation.clone());
            let offer = invited
                .and_then(|invitation| invitation.offer(&request, self.signer.public(), self.door).ok());
            if let Some((offer, paired)) = offer {
                self.know(paired.agent);
                drop(socket.send(Message::text(serde_json::to_string(&offer).unwrap())).await);
            }
            return;
        }
        let call: Call = serde_json::from_str(&first).unwrap();
        self.with(|state| state.calls += 1);
        let Some(agent) = self.with(|state| state.agent) else { return };
        let answer = Answer::fresh();
        let mut channel = Channel::new(Side::House, &call, &answer, self.signer.public(), agent);
        let mut says = self.says.subscribe();
        if socket.send(Message::text(serde_json::to_string(&answer).unwrap())).await.is_err() {
            return;
        }
        let welcome = ToDoor::Welcome { now: self.with(|state| state.now) };
        let mut words = vec![welcome];
        loop {
            for word in words.drain(..) {
                if socket.send(Message::text(channel.say(&self.signer, &word))).await.is_err() {
                    return;
                }
            }
            tokio::select! {
                text = next(&mut socket) => {
                    let Some(text) = text else { return };
                    self.with(|state| state.words += 1);
                    match channel.hear::<ToHouse>(&text) {
                        Ok(said) => match self.heard(said, agent) {
                            Some(answers) => words = answers,
                            None => return,
                        },
                        Err(unheard) => return self.with(|state| state.broken.push(unheard.to_string())),
                    }
                }
                word = says.recv() => {
                    if !self.there.load(Ordering::SeqCst) {
                        return;
                    }
                    words.extend(word.ok());
                }
            }
        }
    }

    /// What it answers; `None` to hang up.
    fn heard(&self, said: ToHouse, agent: PublicKey) -> Option<Vec<ToDoor>> {
        match said {
            ToHouse::Here { version, .. } => {
                let still = self.with(|state| {
                    state.has = version;
                    (version == state.version)
                        .then(|| ToDoor::Still { head: self.head(state), now: state.now })
                });
                return Some(vec![still.unwrap_or_else(|| self.full())]);
            }
            ToHouse::Need {} => return Some(vec![self.full()]),
            ToHouse::Have { version } => self.with(|state| state.has = version),
            ToHouse::Done { order, refused } => self.with(|state| state.done.push((order, refused))),
            ToHouse::Eyes { sees, holds, .. } => self.with(|state| state.eyes.push((sees, holds.len()))),
            ToHouse::Pulse {}
            | ToHouse::Faces { .. }
            | ToHouse::Terminal { .. }
            | ToHouse::Library { .. } => {}
            ToHouse::Log(batch) => {
                let chain = self.with(|state| {
                    let mut chain = state.chain.unwrap();
                    match batch.merge(&mut chain, agent) {
                        Ok(new) => state.log.extend_from_slice(new),
                        Err(broken) => state.broken.push(broken.to_string()),
                    }
                    state.chain = Some(chain);
                    chain
                });
                if self.forgetful.load(Ordering::SeqCst) && random::<1>()[0] < 128 {
                    return None;
                }
                let chain = self.says_it_has.lock().unwrap().unwrap_or(chain);
                return Some(vec![ToDoor::Taken { chain }]);
            }
        }
        Some(Vec::new())
    }
}

async fn next<S: AsyncRead + AsyncWrite + Unpin>(socket: &mut WebSocketStream<S>) -> Option<String> {
    loop {
        match socket.next().await?.ok()? {
            Message::Text(text) => return Some(text.as_str().to_owned()),
            Message::Close(_) => return None,
            _ => {}
        }
    }
}
