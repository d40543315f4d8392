//! The link of one agent: what it holds, and what the two say to one another.

use ::pass::{Answer, Call, Change, Channel, Full, Side, Signer, ToDoor, ToHouse};
use axum::extract::ws::Utf8Bytes;
use ground::bus::Subject;
use ground::{Caller, DeviceId, OrgId, PersonId};
use std::collections::VecDeque;
use tokio::time::Instant;
use yard::House;

use super::faces::Seen;
use super::line::{Ended, Line, written};
use super::listing::{self, Made};
use super::rules::{self, Done, Frame, GREETING, HEARD, ORDERS_MAX, Order, Passes};
use super::terminals::Terminal;
use super::{Agent, AgentId, Eye, Trouble, keys, resource, store, taking};
use crate::face::{self, At};
use crate::place::DoorId;
use crate::terminal;

/// A link.
pub(super) struct Link<'a> {
    house: &'a House,
    line: Line,
    channel: Channel,
    signer: Signer,
    secret: ::pass::DoorSecret,
    id: AgentId,
    org: OrgId,
    door: DoorId,
    /// By which it knows itself from other links of the same agent.
    mark: u64,
    /// The version that the agent says it holds.
    holds: u64,
    /// The list that it was told last on this link.
    list: Option<(u64, Passes)>,
    /// What it was told last of what is set at the door: whether it is closed, and how many bits of a card count.
    set: Option<(bool, u8)>,
    looked_at: Instant,
    noted_at: Instant,
    /// Orders without an answer: the agent's number, and where the answer goes.
    orders: VecDeque<(u64, PersonId)>,
    /// Its eye; nothing as long as it says nothing of one.
    eye: Option<Seen>,
    /// Its terminal; nothing as long as it says nothing of one.
    terminal: Option<Terminal>,
}

impl<'a> Link<'a> {
    /// Answers the first word of whoever calls for a door that has an agent.
    pub(super) async fn open(house: &'a House, mut line: Line, call: &Call) -> Result<Self, Ended> {
        let door = DoorId::from_bytes(*call.door.bytes());
        let agent = store::at(&mut house.db.view().await?, door).await?.ok_or(Ended::Stranger)?;
        let signer = keys::signer(house, agent.org).await?.ok_or(Ended::Stranger)?;
        let secret = keys::secret_of(house, &agent).await?;
        let answer = Answer::fresh();
        line.send(written(&answer)?).await?;
        let channel = Channel::new(Side::House, call, &answer, signer.public(), agent.key);
        let now = Instant::now();
        Ok(Self {
            house,
            line,
            channel,
            signer,
            secret,
            id: agent.id,
            org: agent.org,
            door,
            mark: u64::from_be_bytes(::pass::random()),
            holds: 0,
            list: None,
            set: None,
            looked_at: now,
            noted_at: now,
            orders: VecDeque::new(),
            eye: None,
            terminal: None,
        })
    }

    /// Shows who the house is, and hears who the other is: nothing is told before that.
    pub(super) async fn welcome(&mut self) -> Result<(), Ended> {
        self.say(&ToDoor::Welcome { now: rules::moment(self.house.clock.now()) }).await?;
        let text = self.line.within(GREETING).await?;
        let ToHouse::Here { version, chain } = self.channel.hear(&text)? else { return Err(Ended::Stranger) };
        let agent = self.stands().await?;
        let is_other = chain.n < agent.chain.n || chain.n == agent.chain.n && chain != agent.chain;
        if is_other {
            taking::trouble(self.house, &agent, Trouble::Changed).await?;
        }
        if agent.eye.is_some() {
            // One that has an eye still says so next.
            self.sees(None).await?;
        }
        // So does one that has a terminal.
        terminal::away(self.house, &self.at_terminal()).await?;
        self.has(version).await
    }

    pub(super) const fn door(&self) -> DoorId {
        self.door
    }

    pub(super) const fn org(&self) -> OrgId {
        self.org
    }

    pub(super) const fn mark(&self) -> u64 {
        self.mark
    }

    pub(super) const fn looked_at(&self) -> Instant {
        self.looked_at
    }

    /// The agent as it stands: it was not struck off.
    async fn stands(&mut self) -> Result<Agent, Ended> {
        let mut view = self.house.db.view().await?;
        let agent = store::find(&mut view, self.id).await?;
        let device = Caller::Device(DeviceId::from_bytes(self.id.bytes()));
        view.permit(device, "door.link", &resource(self.door, agent.is_some()))?;
        agent.ok_or(Ended::Struck)
    }

    async fn say(&mut self, word: &ToDoor) -> Result<(), Ended> {
        let text = self.channel.say(&self.signer, word);
        self.line.send(text).await
    }

    /// What comes next.
    pub(super) async fn hear(&mut self) -> Result<Utf8Bytes, Ended> {
        self.line.next().await
    }

    /// Makes the list, and says what the agent lacks of it; where it lacks nothing, that it has the newest, if that is to be
    /// said.
    pub(super) async fn look(&mut self, is_beat: bool) -> Result<(), Ended> {
        self.looked_at = Instant::now();
        let agent = match self.stands().await {
            Ok(agent) => agent,
            Err(ended @ (Ended::Struck | Ended::Denied(_))) => {
                self.part().await?;
                return Err(ended);
            }
            Err(ended) => return Err(ended),
        };
        let Made { version, passes, head, set } =
            listing::make(self.house, &agent, self.holds, (&self.secret, &self.signer)).await?;
        let now = rules::moment(self.house.clock.now());
        let word = match &self.list {
            Some((held, _)) if *held == version => {
                (is_beat || self.set != Some(set)).then_some(ToDoor::Still { head, now })
            }
            Some((from, old)) => Some(match rules::change(old, &passes) {
                Some((put, gone)) => ToDoor::Change(Change { from: *from, head, put, gone }),
                None => ToDoor::Full(Full { head, passes: passes.values().cloned().collect() }),
            }),
            None if self.holds == version => Some(ToDoor::Still { head, now }),
            None => Some(ToDoor::Full(Full { head, passes: passes.values().cloned().collect() })),
        };
        (self.list, self.set) = (Some((version, passes)), Some(set));
        if let Some(word) = word {
            self.say(&word).await?;
        }
        self.hand_over().await?;
        self.teach().await
    }

    const fn at(&self) -> At {
        At { agent: self.id, org: self.org, door: self.door }
    }

    /// Hands the photo over that the box lacks, of those whom the list that it was told last names.
    async fn hand_over(&mut self) -> Result<(), Ended> {
        let at = self.at();
        let (Some(eye), Some((_, passes))) = (&mut self.eye, &self.list) else { return Ok(()) };
        match eye.next(self.house, at, passes).await? {
            Some(word) => self.say(&word).await,
            None => Ok(()),
        }
    }

    fn at_terminal(&self) -> terminal::At {
        let device = self.terminal.as_ref().map(Terminal::device).unwrap_or_default();
        terminal::At { agent: self.id, org: self.org, door: self.door, device }
    }

    /// Says to an agent that was struck off, as the last thing it hears, that its terminal may hold nobody: it empties the library.
    async fn part(&mut self) -> Result<(), Ended> {
        if self.terminal.is_none() {
            return Ok(());
        }
        self.say(&ToDoor::Terminal { open: false, faces: false }).await
    }

    /// Tells the terminal what it may hold, and teaches it whom it lacks, of those whom the list that was told last names.
    async fn teach(&mut self) -> Result<(), Ended> {
        let at = self.at_terminal();
        loop {
            let (Some(terminal), Some((version, passes))) = (&mut self.terminal, &self.list) else {
                return Ok(());
            };
            match terminal.next(self.house, &at, (*version, passes)).await? {
                Some(word @ ToDoor::Terminal { .. }) => self.say(&word).await?,
                Some(word) => return self.say(&word).await,
                None => return Ok(()),
            }
        }
    }

    /// What it says of its terminal and of the library there.
    async fn of_terminal(&mut self, said: ToHouse) -> Result<(), Ended> {
        let mut at = self.at_terminal();
        match said {
            ToHouse::Terminal { form, maker, device, reached, holds, foreign }
                if form == ::pass::LIBRARY_FORM =>
            {
                let new = Terminal::new(self.terminal.as_ref(), (maker, device), (reached, holds))?;
                at.device = new.device();
                terminal::said(self.house, &at, maker.into(), (reached, new.holds(), foreign)).await?;
                self.terminal = Some(new);
            }
            ToHouse::Library { held, unfit, gone } => {
                // Nothing is heard of the library of a box that did not say that it has one.
                let Some(terminal) = &mut self.terminal else { return Ok(()) };
                terminal.hears(&held, &unfit, &gone)?;
                terminal::heard(self.house, &at, (&held, &unfit, &gone)).await?;
            }
            // A terminal of a form that is not understood is none.
            _ => return Ok(()),
        }
        self.teach().await
    }

    /// Keeps what it says of its eye.
    async fn sees(&mut self, eye: Option<Eye>) -> Result<(), Ended> {
        let mut cx = self.house.db.begin().await?;
        store::see(&mut cx, self.id, eye).await?;
        Ok(cx.commit().await?)
    }

    /// What the agent said; whether the list is to be made anew for it.
    pub(super) async fn heard(&mut self, text: &str) -> Result<bool, Ended> {
        match self.channel.hear(text)? {
            // That comes once, and came.
            ToHouse::Here { .. } => return Err(Ended::Stranger),
            ToHouse::Log(batch) => {
                let chain = taking::take(self.house, self.id, &batch).await?;
                self.noted_at = Instant::now();
                self.say(&ToDoor::Taken { chain }).await?;
            }
            ToHouse::Have { version } => self.has(version).await?,
            ToHouse::Need {} => {
                (self.list, self.holds) = (None, 0);
                return Ok(true);
            }
            ToHouse::Done { order, refused } => {
                if let Some(at) = self.orders.iter().position(|(number, _)| *number == order)
                    && let Some((_, answer)) = self.orders.remove(at)
                {
                    let done = written(&Done { refused })?;
                    self.house.db.bus().pass(Subject::Person(answer), &done);
                }
            }
            // An eye of a form that is not understood is none.
            ToHouse::Eyes { form, .. } if form != ::pass::EYES_FORM => {}
            ToHouse::Eyes { sees, holds, .. } => {
                let eye = Seen::new(sees, holds)?;
                self.sees(Some(if sees { Eye::Sees } else { Eye::Blind })).await?;
                face::said(self.house, self.at(), eye.holds()).await?;
                self.eye = Some(eye);
                self.hand_over().await?;
            }
            ToHouse::Faces { held, unfit, gone } => {
                // Nothing is heard of the faces of a box that did not say that it has an eye.
                let Some(eye) = &mut self.eye else { return Ok(false) };
                eye.hears(&held, &unfit, &gone)?;
                face::heard(self.house, self.at(), (&held, &unfit, &gone)).await?;
                self.hand_over().await?;
            }
            said @ (ToHouse::Terminal { .. } | ToHouse::Library { .. }) => self.of_terminal(said).await?,
            ToHouse::Pulse {} => {
                if self.noted_at.elapsed() >= HEARD {
                    self.has(self.holds).await?;
                }
            }
        }
        Ok(false)
    }

    /// Keeps that it was heard, and which version it holds.
    async fn has(&mut self, version: u64) -> Result<(), Ended> {
        if !rules::is_version(version) {
            return Err(Ended::Stranger);
        }
        (self.holds, self.noted_at) = (version, Instant::now());
        let mut cx = self.house.db.begin().await?;
        store::heard(&mut cx, self.id, version).await?;
        Ok(cx.commit().await?)
    }

    /// What is said to this link within the house.
    pub(super) async fn told(&mut self, frame: &str) -> Result<(), Ended> {
        match serde_json::from_str(frame) {
            Ok(Frame::Begun { link }) if link != self.mark => Err(Ended::Newer),
            Ok(Frame::Open(order)) => self.order(order).await,
            Ok(Frame::Begun { .. }) | Err(_) => Ok(()),
        }
    }

    /// Passes an order on; the pass may be as new as the order, so the list goes first.
    async fn order(&mut self, order: Order) -> Result<(), Ended> {
        self.look(false).await?;
        if self.orders.len() >= ORDERS_MAX {
            self.orders.pop_front();
        }
        let number = order.number();
        self.orders.push_back((number, order.answer));
        let Order { pass, by, until, .. } = order;
        self.say(&ToDoor::Open { order: number, pass, by, until }).await
    }
}
