//! The one writer: it puts events in order, many in one transaction, and answers when they are durable.

use ground::bus::Subject;
use ground::{Ctx, Fault, PersonId, Timestamp};
use std::collections::{HashMap, HashSet};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use vault::Sealed;
use yard::House;

use super::{Event, Kind, Refusal, Text, store};
use crate::conversation::rules::MEMBERS_MAX;
use crate::conversation::{ConversationId, Role, store as conversations};
use crate::reach::Reach;
use crate::search::{Tokens, store as words};

/// Events that wait for the writer; whoever finds it full tries again.
const WAITING_MAX: usize = 4_096;
/// Events of one transaction.
const TOGETHER_MAX: usize = 256;

/// What is to happen.
pub(crate) enum What {
    /// Something is said, perhaps in reply to a message.
    Say { body: Sealed<Text>, tokens: Tokens, reply_to: Option<i64> },
    /// A message says something else.
    Edit { target: i64, body: Sealed<Text>, tokens: Tokens },
    /// A message is taken back.
    Recall { target: i64 },
    /// Somebody comes.
    Join { person: PersonId },
    /// Somebody goes.
    Leave { person: PersonId },
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
}

impl Chat {
    /// Whether this doorplate has the wing.
    pub(crate) const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Puts an event into the log; the answer is durable.
    pub(crate) async fn append(&self, draft: Draft) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.queue.try_send((draft, answer)).map_err(|_| Refusal::Busy)?;
        answered.await.map_err(|_| Refusal::Busy)?
    }
}

/// The writing task; it ends with its owner.
#[must_use = "dropping the writer ends it"]
pub struct Writer {
    task: JoinHandle<()>,
    stop: tokio::sync::watch::Sender<bool>,
}

impl Writer {
    /// Writes what waits, and ends.
    pub async fn end(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the writer of conversations ended badly");
        }
    }
}

/// Begins to write.
pub fn write(house: House) -> (Chat, Writer) {
    let (queue, waiting) = mpsc::channel(WAITING_MAX);
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let is_open = house.policy.wings().iter().any(|wing| wing == "chat");
    (Chat { queue, is_open }, Writer { task: tokio::spawn(run(house, waiting, stopped)), stop })
}

async fn run(
    house: House,
    mut waiting: mpsc::Receiver<Waiting>,
    mut stopped: tokio::sync::watch::Receiver<bool>,
) {
    let mut batch = Vec::with_capacity(TOGETHER_MAX);
    loop {
        tokio::select! {
            biased;
            count = waiting.recv_many(&mut batch, TOGETHER_MAX) => if count == 0 { return },
            _ = stopped.changed() => waiting.close(),
        }
        together(&house, std::mem::take(&mut batch)).await;
    }
}

/// Writes a batch in one transaction. Where the database fails, nobody of the batch is told that it was written.
async fn together(house: &House, batch: Vec<Waiting>) {
    if batch.is_empty() {
        return;
    }
    let (drafts, answers): (Vec<Draft>, Vec<_>) = batch.into_iter().unzip();
    match transaction(house, drafts).await {
        Ok((written, told)) => {
            // Answers first: whoever wrote waits.
            for (answer, written) in answers.into_iter().zip(written) {
                drop(answer.send(written));
            }
            for (person, frame) in told {
                house.db.bus().pass(Subject::Person(person), &frame);
            }
        }
        Err(fault) => {
            tracing::error!(fault = %fault.chain(), "writing to conversations");
            for answer in answers {
                drop(answer.send(Err(Refusal::Fault(Fault::new("the log could not be written")))));
            }
        }
    }
}

type Told = Vec<(PersonId, String)>;

async fn transaction(house: &House, drafts: Vec<Draft>) -> Result<(Vec<Answer>, Told), Fault> {
    let mut cx = house.db.begin().await?;
    let (mut heads, mut answers) = (Heads::default(), Vec::with_capacity(drafts.len()));
    for draft in drafts {
        answers.push(match heads.append(&mut cx, draft).await {
            // A statement that failed spoils the whole transaction on one of the engines.
            Err(Refusal::Fault(fault)) => return Err(fault),
            answer => answer,
        });
    }
    let told = heads.end(&mut cx, house).await?;
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
    /// Where something was said: whoever is away is to hear of it.
    said: HashSet<ConversationId>,
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
        fill(cx, &mut event, what).await?;
        if event.kind == Kind::Message {
            self.said.insert(conversation);
        }
        self.gone.extend(gone.map(|person| (conversation, person, seq)));
        store::add(cx, &event, mark).await?;
        if let Some((_, last)) = self.last.get_mut(&conversation) {
            *last = seq;
        }
        Ok(Written { seq, at: event.at })
    }

    /// Notes the numbers, and says whom to tell what.
    async fn end(self, cx: &mut Ctx, house: &House) -> Result<Told, Fault> {
        let mut told = Vec::new();
        for (&conversation, &(was, last)) in &self.last {
            if was == last {
                continue;
            }
            store::ends_at(cx, conversation, last).await?;
            if self.said.contains(&conversation) {
                Reach::later(cx, house, conversation, last).await?;
            }
            let frame = frame(conversation, last);
            let present = conversations::present(cx, conversation).await?;
            told.extend(present.into_iter().map(|person| (person, frame.clone())));
        }
        let gone = self.gone.into_iter();
        told.extend(gone.map(|(conversation, person, seq)| (person, frame(conversation, seq))));
        Ok(told)
    }
}

fn frame(conversation: ConversationId, seq: i64) -> String {
    crate::hint("conversation.event", &serde_json::json!({ "conversation": conversation, "seq": seq }))
}

/// What the rules say, with the log as it stands: the event is filled, and what it changes is changed.
async fn fill(cx: &mut Ctx, event: &mut Event, what: What) -> Result<(), Refusal> {
    let Event { conversation, seq, actor, .. } = *event;
    let own = conversations::lock_member(cx, conversation, actor).await?.filter(|own| own.to_seq.is_none());
    let own = own.ok_or(Refusal::Unknown)?;
    match what {
        What::Say { body, tokens, reply_to } => {
            if let Some(target) = reply_to {
                message(cx, conversation, (own.from_seq, target)).await?;
            }
            words::put(cx, conversation, seq, &tokens).await?;
            (event.target, event.body) = (reply_to, Some(body));
        }
        What::Edit { target, body, tokens } => {
            let message = message(cx, conversation, (own.from_seq, target)).await?;
            if message.actor != actor {
                return Err(Refusal::NotYours);
            }
            words::put(cx, conversation, target, &tokens).await?;
            (event.kind, event.target, event.body) = (Kind::Edit, Some(target), Some(body));
        }
        What::Recall { target } => {
            let message = message(cx, conversation, (own.from_seq, target)).await?;
            if message.actor != actor && own.role != Role::Owner {
                return Err(Refusal::NotYours);
            }
            store::destroy(cx, conversation, target).await?;
            words::forget(cx, conversation, target).await?;
            (event.kind, event.target) = (Kind::Recall, Some(target));
        }
        What::Join { person } => {
            if conversations::count_present(cx, conversation).await? >= MEMBERS_MAX {
                return Err(Refusal::Full);
            }
            conversations::join(cx, conversation, person, Role::Member, seq).await?;
            (event.kind, event.about) = (Kind::Join, Some(person));
        }
        What::Leave { person } => {
            if person != actor && own.role != Role::Owner {
                return Err(Refusal::Denied(ground::Denied));
            }
            conversations::leave(cx, conversation, person, seq).await?;
            crate::draft::forget(cx, conversation, person).await?;
            if person == actor && own.role == Role::Owner {
                conversations::inherit(cx, conversation).await?;
            }
            (event.kind, event.about) = (Kind::Leave, Some(person));
        }
    }
    Ok(())
}

/// A message that this member may know, and that was not taken back.
async fn message(
    cx: &mut Ctx,
    conversation: ConversationId,
    (from, target): (i64, i64),
) -> Result<Event, Refusal> {
    let found = store::find(cx, conversation, target).await?;
    found
        .filter(|event| event.kind == Kind::Message && event.body.is_some() && event.seq >= from)
        .ok_or(Refusal::MessageUnknown)
}
