//! The one writer: it puts events in order, many in one transaction, and answers when they are durable.

use ground::uuid::Uuid;
use ground::{Ctx, Fault, OwnedTask, Person, PersonId, Timestamp};
use std::collections::HashMap;
use tokio::sync::{mpsc, oneshot};
use vault::Sealed;
use yard::House;

use super::filling::fill;
use super::live::{self, Said, Told};
use super::pace::Pace;
use super::{Body, Event, Kind, MARK, Refusal, rules, store};
use crate::conversation::{Conversation, ConversationId, store as conversations};
use crate::mention::Named;
use crate::reach::{Lately, Reach};
use crate::sealed::Change;
use crate::search::{self, Tokens};
use crate::status::Watching;

/// Events that wait for the writer; whoever finds it full tries again.
const WAITING_MAX: usize = 4_096;
/// Events of one transaction.
const TOGETHER_MAX: usize = 256;

/// What is to happen.
pub(crate) enum What {
    /// Something is said, perhaps in reply to a message, perhaps in a topic.
    Say {
        body: Sealed<Body>,
        live: Body,
        tokens: Tokens,
        named: Named,
        reply_to: Option<i64>,
        topic: Option<i64>,
    },
    /// A program says something, as long as whoever let it in is there; `over` is a message of its own that says this from
    /// now on.
    Post { maker: PersonId, body: Sealed<Body>, live: Body, tokens: Tokens, over: Option<i64> },
    /// A message says something else.
    Edit { target: i64, body: Sealed<Body>, tokens: Tokens, named: Named },
    /// A message is taken back.
    Recall { target: i64 },
    /// The house takes a message down.
    Down { target: i64 },
    /// Somebody comes.
    Join { person: PersonId },
    /// Somebody goes.
    Leave { person: PersonId },
    /// A sign is put to a message: sealed for this row, and the keyed index of it there.
    React { target: i64, body: (Sealed<Body>, [u8; 16]), token: [u8; 16] },
    /// It is taken away again.
    Unreact { target: i64, body: (Sealed<Body>, [u8; 16]), token: [u8; 16] },
    /// A message is pinned for all.
    Pin { target: i64 },
    /// It is pinned no longer.
    Unpin { target: i64 },
    /// A call is over; whether those who were called do not know of it yet.
    Call { body: Sealed<Body>, is_missed: bool },
    /// Something is said that the house cannot read, in this epoch of the group.
    Cipher { epoch: i64, body: Sealed<Body>, live: Body },
    /// The group becomes another, and this epoch ends.
    Change { epoch: i64, body: Sealed<Body>, change: Change },
}

/// An event on its way into the log.
pub(crate) struct Draft {
    pub conversation: ConversationId,
    /// The row; what a body is sealed for.
    pub id: [u8; 16],
    pub actor: PersonId,
    /// The keyed index of what the client calls it.
    pub mark: [u8; 16],
    pub what: What,
}

impl Draft {
    /// One that nobody sends again: its row and its mark are its own.
    pub(crate) fn once(house: &House, conversation: ConversationId, actor: PersonId, what: What) -> Self {
        let id = Uuid::now_v7();
        let mark = house.vault.index(&MARK, &id.to_string());
        Self { conversation, id: *id.as_bytes(), actor, mark, what }
    }

    /// One of which the house cannot read what it says; `mark` is what the client calls it.
    pub(crate) async fn shut(
        house: &House,
        (conversation, actor): (ConversationId, PersonId),
        (mark, body): (&str, Body),
        what: impl FnOnce(Sealed<Body>, Body) -> What,
    ) -> Result<Self, Refusal> {
        let mark = house.vault.index(&MARK, rules::mark(mark)?);
        let id = *Uuid::now_v7().as_bytes();
        let shut = house.vault.seal(&Event::BODY, Conversation::subject(conversation), id, &body).await?;
        Ok(Self { conversation, id, actor, mark, what: what(shut, body) })
    }
}

/// Where an event stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Written {
    pub seq: i64,
    pub at: Timestamp,
}

type Answer = Result<Written, Refusal>;
type Waiting = (Draft, oneshot::Sender<Answer>);

/// The way to the writer. Clones share it.
#[derive(Clone)]
pub struct Chat {
    queue: mpsc::Sender<Waiting>,
    is_open: bool,
    watching: Watching,
    pace: Pace,
}

impl Chat {
    /// Whether this doorplate has the wing.
    pub(crate) const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Who has whom on his screen.
    pub(crate) const fn watching(&self) -> &Watching {
        &self.watching
    }

    /// Counts something that somebody writes with his own hand.
    pub(crate) fn pace(&self, house: &House, who: Person) -> Result<(), Refusal> {
        let most = house.config.conversations.messages_a_minute;
        self.pace.take(who.person, most, house.clock.now()).map_err(Refusal::Pace)
    }

    /// Puts an event into the log; the answer is durable.
    pub(crate) async fn append(&self, draft: Draft) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.queue.try_send((draft, answer)).map_err(|_| Refusal::Busy)?;
        answered.await.map_err(|_| Refusal::Busy)?
    }
}

/// Begins to write. Told to end, the task writes what waits first.
pub fn write(house: House) -> (Chat, OwnedTask) {
    let (queue, waiting) = mpsc::channel(WAITING_MAX);
    let is_open = house.policy.wings().iter().any(|wing| wing == "chat");
    let writer = OwnedTask::spawn("writing conversations", |stopped| run(house, waiting, stopped));
    (Chat { queue, is_open, watching: Watching::default(), pace: Pace::default() }, writer)
}

async fn run(
    house: House,
    mut waiting: mpsc::Receiver<Waiting>,
    mut stopped: tokio::sync::watch::Receiver<bool>,
) {
    let mut batch = Vec::with_capacity(TOGETHER_MAX);
    let mut lately = Lately::default();
    loop {
        tokio::select! {
            biased;
            count = waiting.recv_many(&mut batch, TOGETHER_MAX) => if count == 0 { return },
            _ = stopped.changed() => waiting.close(),
        }
        together(&house, std::mem::take(&mut batch), &mut lately).await;
    }
}

/// Writes a batch in one transaction. Where the database fails, nobody of the batch is told that it was written.
async fn together(house: &House, batch: Vec<Waiting>, lately: &mut Lately) {
    if batch.is_empty() {
        return;
    }
    let (drafts, answers): (Vec<Draft>, Vec<_>) = batch.into_iter().unzip();
    match transaction(house, drafts, lately).await {
        Ok((written, told)) => {
            // Answers first: whoever wrote waits.
            for (answer, written) in answers.into_iter().zip(written) {
                drop(answer.send(written));
            }
            live::tell(house, told).await;
        }
        Err(fault) => {
            // What was left in it is not there either.
            *lately = Lately::default();
            tracing::error!(fault = %fault.chain(), "writing to conversations");
            for answer in answers {
                drop(answer.send(Err(Refusal::Fault(Fault::new("the log could not be written")))));
            }
        }
    }
}

/// Puts an event into the log from work that has no way to the writer; the row of the conversation keeps the order.
pub(crate) async fn append_now(house: &House, draft: Draft) -> Answer {
    let (mut written, told) = transaction(house, vec![draft], &mut Lately::default()).await?;
    live::tell(house, told).await;
    written.pop().unwrap_or(Err(Refusal::Busy))
}

/// Puts an event into the log within a unit of work that does more; whom to tell, once that is committed, comes with it.
pub(crate) async fn append_within(
    cx: &mut Ctx,
    house: &House,
    draft: Draft,
) -> Result<(Answer, Vec<Told>), Fault> {
    let mut heads = Heads::default();
    let answer = match heads.append(cx, draft).await {
        Err(Refusal::Fault(fault)) => return Err(fault),
        answer => answer,
    };
    let told = heads.end(cx, house, &mut Lately::default()).await?;
    Ok((answer, told))
}

async fn transaction(
    house: &House,
    drafts: Vec<Draft>,
    lately: &mut Lately,
) -> Result<(Vec<Answer>, Vec<Told>), Fault> {
    let mut cx = house.db.begin().await?;
    let (mut heads, mut answers) = (Heads::default(), Vec::with_capacity(drafts.len()));
    for draft in drafts {
        answers.push(match heads.append(&mut cx, draft).await {
            // A statement that failed spoils the whole transaction on one of the engines.
            Err(Refusal::Fault(fault)) => return Err(fault),
            answer => answer,
        });
    }
    let told = heads.end(&mut cx, house, lately).await?;
    cx.commit().await?;
    Ok((answers, told))
}

/// The conversations of this transaction.
#[derive(Default)]
struct Heads {
    /// Their last numbers: as they were, and as they are.
    last: HashMap<ConversationId, (i64, i64)>,
    /// Who left or was put out, and by which event: the last that he is told of.
    gone: Vec<(ConversationId, PersonId, i64)>,
    /// What was said in each, for the pages that are open.
    said: HashMap<ConversationId, Said>,
}

impl Heads {
    async fn append(&mut self, cx: &mut Ctx, draft: Draft) -> Answer {
        let Draft { conversation, id, actor, mark, what } = draft;
        if let Some(before) = store::by_mark(cx, conversation, actor, mark).await? {
            return Ok(Written { seq: before.seq, at: before.at });
        }
        let last = match self.last.get(&conversation) {
            Some((_, last)) => *last,
            None => {
                let last = conversations::lock(cx, conversation).await?.ok_or(Refusal::Unknown)?;
                self.last.insert(conversation, (last, last));
                last
            }
        };
        let seq = last + 1;
        let mut event = Event::bare(conversation, seq, (id, actor, cx.now()), Kind::Message);
        let gone = if let What::Leave { person } = &what { Some(*person) } else { None };
        let said = fill(cx, &mut event, what).await?;
        self.gone.extend(gone.map(|person| (conversation, person, seq)));
        store::add(cx, &event, mark).await?;
        if let Some((_, last)) = self.last.get_mut(&conversation) {
            *last = seq;
        }
        self.said.entry(conversation).or_default().add(&event, said);
        Ok(Written { seq, at: event.at })
    }

    /// Notes the numbers, and says whom to tell what.
    async fn end(mut self, cx: &mut Ctx, house: &House, lately: &mut Lately) -> Result<Vec<Told>, Fault> {
        let mut told = Vec::new();
        for (&conversation, &(was, last)) in &self.last {
            if was == last {
                continue;
            }
            store::ends_at(cx, conversation, last).await?;
            search::grown(cx, conversation, was, last).await?;
            let present = conversations::present(cx, conversation).await?;
            let said = self.said.remove(&conversation).unwrap_or_default();
            if said.has_message() {
                Reach::later(cx, house, conversation, lately).await?;
            }
            told.push(Told { conversation, seq: last, said, people: present, is_gone: false });
        }
        told.extend(self.gone.into_iter().map(|(conversation, person, seq)| Told {
            conversation,
            seq,
            said: Said::default(),
            people: vec![person],
            is_gone: true,
        }));
        Ok(told)
    }
}
