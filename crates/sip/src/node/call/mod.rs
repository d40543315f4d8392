//! A call: the task that owns its dialog, and what it does with what it is told.

mod pictures;
mod within;

use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rsipstack::dialog::dialog::{DialogState, DialogStateReceiver, TerminatedReason, TransactionHandle};
use rsipstack::dialog::invitation::InviteAsyncResult;
use rsipstack::dialog::invite_dialog::InviteDialog;
use rsipstack::sip::prelude::HeadersExt;
use rsipstack::sip::{Header, Response, StatusCode};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};

use super::incoming::reach_back;
use super::media::{Hand, Media, News, Wish};
use super::ports::Pair;
use super::requests::Source;
use super::types::{CallId, Ending, Event, Failure, Offered, Refusal};
use super::{Entry, Inner, locked};
use crate::dtmf::{self, Digit, Ear};
use crate::sdp::{self, Agreed, Description, Kind, Ours, Want};
use crate::session::{self, Timer};
use pictures::{Infos, Wanted};

/// What a call is told.
#[derive(Clone, Copy, Debug)]
pub enum Command {
    Ring,
    Early,
    Answer,
    Refuse(Refusal),
    HangUp(Ending),
    Press(Digit),
    Picture,
}

/// A command, and who waits until it was obeyed.
pub struct Order {
    pub command: Command,
    pub done: Option<oneshot::Sender<Result<(), Failure>>>,
}

/// The branches of a call to several contacts.
pub struct Fork {
    pub winner: Mutex<Option<CallId>>,
    pub members: Mutex<Vec<CallId>>,
}

/// Which side of the call we are.
pub enum Side {
    /// We are called.
    Called { agreed: Box<Agreed> },
    /// We call.
    Caller { want: Want, fork: Arc<Fork>, invite: JoinHandle<InviteAsyncResult>, until: Instant, at: Source },
}

/// What a call is made of.
pub struct Parts {
    pub dialog: InviteDialog,
    pub states: DialogStateReceiver,
    pub audio: Pair,
    pub video: Pair,
    /// Where its requests come from.
    pub peer: IpAddr,
    /// Its `Call-ID`.
    pub name: String,
    pub ours: Ours,
    /// Our description.
    pub text: String,
    /// Who hears what happens in it.
    pub told: mpsc::Sender<Event>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Ringing,
    /// Media flow, and nobody has answered.
    Early,
    Answered,
}

/// A call.
pub struct Call {
    id: CallId,
    inner: Arc<Inner>,
    dialog: InviteDialog,
    states: DialogStateReceiver,
    orders: mpsc::Receiver<Order>,
    hand: Hand,
    news: mpsc::Receiver<News>,
    side: Side,
    phase: Phase,
    /// Whether it was told that the other side rings.
    rang: bool,
    ours: Ours,
    text: String,
    agreed: Option<Agreed>,
    ear: Ear,
    held: bool,
    /// A wish for a picture that waits until the call is confirmed: before, no request can be made in it.
    picture_waits: bool,
    infos: Infos,
    wanted: Wanted,
    timer: Option<Timer>,
    /// Whether the caller understands timers.
    timed: bool,
    due: Option<Instant>,
    refreshed: (mpsc::Sender<bool>, mpsc::Receiver<bool>),
    told: mpsc::Sender<Event>,
}

impl Call {
    /// A call with media of its own, entered among the others.
    pub fn new(inner: &Arc<Inner>, parts: Parts, side: Side) -> Self {
        let Parts { dialog, states, audio, video, peer, name, ours, text, told } = parts;
        let id = inner.next_call();
        let (media, hand, news) = Media::new(audio, video, peer);
        inner.spawn(media.run());
        let (give, orders) = mpsc::channel(16);
        let entry = Entry { orders: give, hand: hand.clone(), source: peer, name, peer: Mutex::new(None) };
        locked(&inner.calls).insert(id, Arc::new(entry));
        Self {
            id,
            inner: inner.clone(),
            dialog,
            states,
            orders,
            hand,
            news,
            side,
            phase: Phase::Ringing,
            rang: false,
            ours,
            text,
            agreed: None,
            ear: Ear::default(),
            held: false,
            picture_waits: false,
            infos: Infos::default(),
            wanted: Wanted::default(),
            timer: None,
            timed: false,
            due: None,
            refreshed: mpsc::channel(1),
            told,
        }
    }

    /// With this session timer, once it is answered.
    pub fn with_timer(mut self, timer: Option<Timer>, timed: bool) -> Self {
        self.timer = timer;
        self.timed = timed;
        self
    }

    /// Tells an event; waits while its reader is behind.
    async fn tell(&self, event: Event) {
        // Nobody reads any more: the node is being dropped, or whoever called.
        self.told.send(event).await.ok();
    }

    pub const fn id(&self) -> CallId {
        self.id
    }

    /// Owns the call until it is over.
    pub async fn run(mut self) {
        let ending = loop {
            let patience = self.patience();
            let ending = tokio::select! {
                state = self.states.recv() => match state {
                    Some(state) => self.state(state).await,
                    None => Some(Ending::Lost),
                },
                order = self.orders.recv() => match order {
                    Some(order) => self.order(order).await,
                    None => Some(Ending::Lost),
                },
                Some(news) = self.news.recv() => {
                    self.news(news).await;
                    None
                }
                Some(fine) = self.refreshed.1.recv() => self.refresh_answered(fine),
                () = self.infos.over() => {
                    self.info_over();
                    None
                }
                () = at(self.wanted.due) => {
                    self.wants_picture().await;
                    None
                }
                () = at(self.due) => self.due().await,
                () = at(patience) => Some(Ending::Unanswered),
            };
            if let Some(ending) = ending {
                break ending;
            }
        };
        self.end(ending).await;
    }

    /// Until when it may ring.
    fn patience(&self) -> Option<Instant> {
        match &self.side {
            Side::Caller { until, .. } if self.phase != Phase::Answered => Some(*until),
            _ => None,
        }
    }

    async fn end(self, ending: Ending) {
        let entry = locked(&self.inner.calls).remove(&self.id);
        let peer = entry.and_then(|entry| *locked(&entry.peer));
        if let Some(peer) = peer {
            self.inner.nudge(peer, Command::HangUp(Ending::Peer));
        }
        self.tell(Event::Ended { call: self.id, ending }).await;
        // What is to be said to the other side takes its time; nobody waits for it.
        let Self { inner, dialog, side, .. } = self;
        let dialogs = inner.dialogs.clone();
        inner.spawn(async move {
            // Where it is over already, nothing is said.
            timeout(Duration::from_secs(40), dialog.hangup()).await.ok();
            if let Side::Caller { invite, .. } = side {
                timeout(Duration::from_secs(40), invite).await.ok();
            } else {
                dialog.reject(Some(StatusCode::TemporarilyUnavailable), None).ok();
            }
            dialogs.remove_dialog(&dialog.id());
        });
    }

    async fn order(&mut self, order: Order) -> Option<Ending> {
        let Order { command, done } = order;
        let (result, ending) = match command {
            Command::HangUp(ending) => (Ok(()), Some(ending)),
            Command::Refuse(refusal) => self.refuse(refusal),
            Command::Ring => (self.ring(), None),
            Command::Early => (self.early().await, None),
            Command::Answer => (self.answer().await, None),
            Command::Press(digit) => (self.press(digit).await, None),
            Command::Picture => (self.picture().await, None),
        };
        if let Some(done) = done {
            // Whoever asked may have stopped waiting.
            done.send(result).ok();
        }
        ending
    }

    fn refuse(&self, refusal: Refusal) -> (Result<(), Failure>, Option<Ending>) {
        if self.phase == Phase::Answered || !matches!(self.side, Side::Called { .. }) {
            return (Err(Failure::NotNow), None);
        }
        let said = self.dialog.reject(Some(StatusCode::from(refusal.code())), None);
        (said.map_err(|_| Failure::Gone), Some(Ending::Ours))
    }

    fn ring(&self) -> Result<(), Failure> {
        if self.phase != Phase::Ringing || !matches!(self.side, Side::Called { .. }) {
            return Err(Failure::NotNow);
        }
        self.dialog.ringing(None, None).map_err(|_| Failure::Gone)
    }

    async fn early(&mut self) -> Result<(), Failure> {
        let Side::Called { agreed } = &self.side else { return Err(Failure::NotNow) };
        if self.phase != Phase::Ringing {
            return Err(Failure::NotNow);
        }
        let agreed = *agreed.clone();
        self.take_up(agreed).await?;
        self.phase = Phase::Early;
        let headers = vec![Header::ContentType("application/sdp".into())];
        self.dialog.ringing(Some(headers), Some(self.text.clone().into_bytes())).map_err(|_| Failure::Gone)
    }

    async fn answer(&mut self) -> Result<(), Failure> {
        let Side::Called { agreed } = &self.side else { return Err(Failure::NotNow) };
        if self.phase == Phase::Answered {
            return Err(Failure::NotNow);
        }
        let agreed = *agreed.clone();
        let offered = Offered::from(&agreed);
        self.take_up(agreed).await?;
        let mut headers = self.session_headers();
        headers.push(Header::ContentType("application/sdp".into()));
        self.dialog.accept(Some(headers), Some(self.text.clone().into_bytes())).map_err(|_| Failure::Gone)?;
        self.phase = Phase::Answered;
        self.refresh_due();
        self.tell(Event::Answered { call: self.id, agreed: offered }).await;
        Ok(())
    }

    /// Gives what was agreed on to the media.
    async fn take_up(&mut self, agreed: Agreed) -> Result<(), Failure> {
        self.agreed = Some(agreed.clone());
        self.hand.wishes.send(Wish::Agreed(Box::new(agreed))).await.map_err(|_| Failure::Gone)
    }

    async fn press(&mut self, digit: Digit) -> Result<(), Failure> {
        let in_rtp = self
            .agreed
            .as_ref()
            .and_then(|agreed| agreed.audio.as_ref())
            .is_some_and(|one| one.events.is_some());
        if in_rtp {
            return self.hand.wishes.send(Wish::Press(digit)).await.map_err(|_| Failure::Gone);
        }
        self.key_by_info(dtmf::write_info(digit));
        Ok(())
    }

    async fn news(&mut self, news: News) {
        let call = self.id;
        match news {
            News::Press(timestamp, payload) => {
                let heard = self.ear.packet(self.inner.now(), timestamp, &payload);
                if let Some(digit) = heard {
                    self.tell(Event::Digit { call, digit }).await;
                }
            }
            News::WantsPicture => self.wants_picture().await,
            News::Flows(kind) => {
                self.tell(Event::Flows { call, video: kind == Kind::Video }).await;
            }
        }
    }

    async fn state(&mut self, state: DialogState) -> Option<Ending> {
        match state {
            DialogState::Early(_, answer) if matches!(self.side, Side::Caller { .. }) => {
                self.rings(&answer).await;
            }
            // It comes again after each request in the call.
            DialogState::Confirmed(_, answer)
                if matches!(self.side, Side::Caller { .. }) && self.phase != Phase::Answered =>
            {
                return self.was_answered(&answer).await;
            }
            DialogState::Confirmed(..) if std::mem::take(&mut self.picture_waits) => {
                self.picture_by_info();
            }
            DialogState::Info(_, request, handle) => self.asked(&request, &handle).await,
            DialogState::Updated(_, request, handle) => self.renewed(&request, &handle).await,
            DialogState::Options(_, _, handle) => say(&handle, StatusCode::OK).await,
            DialogState::Refer(_, _, handle)
            | DialogState::Notify(_, _, handle)
            | DialogState::Message(_, _, handle)
            | DialogState::Publish(_, _, handle) => say(&handle, StatusCode::MethodNotAllowed).await,
            DialogState::Terminated(_, reason) => return Some(self.ending(&reason)),
            _ => {}
        }
        None
    }

    fn ending(&self, reason: &TerminatedReason) -> Ending {
        match reason {
            TerminatedReason::UacBusy | TerminatedReason::UasBusy => Ending::Refused(486),
            TerminatedReason::ProxyAuthRequired => Ending::Refused(407),
            TerminatedReason::UasDecline => Ending::Ours,
            TerminatedReason::Timeout => Ending::Lost,
            TerminatedReason::UacCancel => match self.side {
                Side::Called { .. } => Ending::Cancelled,
                Side::Caller { .. } => Ending::Ours,
            },
            TerminatedReason::UasOther(code)
            | TerminatedReason::UacOther(code)
            | TerminatedReason::ProxyError(code) => Ending::Refused(code.clone().into()),
            TerminatedReason::UacBye | TerminatedReason::UasBye => Ending::Theirs,
        }
    }

    async fn rings(&mut self, answer: &Response) {
        if !answer.body.is_empty()
            && let Some(agreed) = self.agreement(&answer.body)
            && self.take_up(agreed).await.is_ok()
        {
            self.phase = Phase::Early;
        }
        if !std::mem::replace(&mut self.rang, true) {
            self.tell(Event::Ringing { call: self.id }).await;
        }
    }

    fn agreement(&self, body: &[u8]) -> Option<Agreed> {
        let Side::Caller { want, .. } = &self.side else { return None };
        sdp::accept(want, &Description::read(body).ok()?).ok()
    }

    async fn was_answered(&mut self, answer: &Response) -> Option<Ending> {
        let Side::Caller { fork, at, .. } = &self.side else { return None };
        reach_back(&self.dialog, *at);
        let won = *locked(&fork.winner).get_or_insert(self.id) == self.id;
        if !won {
            return Some(Ending::Elsewhere);
        }
        let others: Vec<CallId> =
            locked(&fork.members).iter().copied().filter(|one| *one != self.id).collect();
        for other in others {
            self.inner.nudge(other, Command::HangUp(Ending::Elsewhere));
        }
        self.phase = Phase::Answered;
        let agreed = self.agreement(&answer.body).or(self.agreed.clone());
        let Some(agreed) = agreed else { return Some(Ending::Refused(488)) };
        let offered = Offered::from(&agreed);
        self.take_up(agreed).await.ok();
        let said = answer.header_value("Session-Expires").and_then(|value| session::Wish::read(&value));
        self.timer = session::as_caller(said);
        self.refresh_due();
        self.tell(Event::Answered { call: self.id, agreed: offered }).await;
        None
    }
}

/// Answers a request in a call; where its transaction is over, there is nobody to answer.
async fn say(handle: &TransactionHandle, status: StatusCode) {
    handle.reply(status).await.ok();
}

/// Waits until then, or for ever.
async fn at(when: Option<Instant>) {
    match when {
        Some(when) => sleep_until(when).await,
        None => std::future::pending().await,
    }
}
