//! The one thread that writes the access log: leaves into the journal, answered once they are durable there, and many of
//! them at a time into `access.db`.

use ground::{Because, Clock, Ctx, Db, Fault, Timestamp, monotonic};
use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

use super::checkpoint::{Checkpoint, Signer, read_all};
use super::flow::{self, Flows};
use super::journal::{self, Journal, Noted};
use super::leaf::{Body, Entry, Leaf};
use super::merkle::{self, Edge, Hash, Node};
use super::{Counted, Counters, Moving, store};
use crate::Subject;

/// Orders in one record of the journal.
const BATCH_MAX: usize = 512;
/// Leaves that wait for `access.db` at most.
const WAITING_MAX: usize = 1_024;
/// How often what waits is brought into `access.db`, counters with it.
const TICK: Duration = Duration::from_secs(5);
/// The longest time that a leaf waits for a signed checkpoint.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(10);
/// Entries removed in one transaction; the leaf that tells of it stays small.
const FORGET_MAX: u32 = 10_000;

type Reply<T> = oneshot::Sender<Result<T, Fault>>;

/// What the writer is asked.
pub(super) enum Order {
    Append { at: i64, entries: Vec<Entry>, reply: Reply<u64> },
    Erased { at: i64, commitment: merkle::Hash, reply: Reply<u64> },
    Forget { what: Forget, reply: Reply<()> },
    Settle { reply: Reply<()> },
    Checkpoint { reply: Reply<Checkpoint> },
    End { reply: Reply<()> },
}

/// Whose entries go.
#[derive(Clone, Copy)]
pub(super) enum Forget {
    Subject(Subject),
    Before(Timestamp),
}

/// A leaf on its way into `access.db`.
struct Waiting {
    place: u64,
    at: i64,
    data: Vec<u8>,
    nodes: Vec<(Node, Hash)>,
    entries: Vec<Entry>,
}

pub(super) struct Writer {
    db: Db,
    clock: Clock,
    counters: Arc<Counters>,
    flows: Arc<Flows>,
    moving: Arc<Moving>,
    journal: Journal,
    /// Durable in the journal, not yet in `access.db`.
    waiting: Vec<Waiting>,
    settled_at: Instant,
    signer: Arc<Signer>,
    edge: Edge,
    /// The newest checkpoint and when it was signed.
    signed: Option<Checkpoint>,
    signed_at: Instant,
    /// The vault's lock: nobody else writes while this task lives, also where the vault was dropped unclosed.
    _lock: Arc<File>,
}

impl Writer {
    /// Finds the edge of the log, and holds it against the newest checkpoint.
    pub(super) async fn open(
        db: Db,
        folder: &Path,
        clock: Clock,
        (counters, flows, moving): (Arc<Counters>, Arc<Flows>, Arc<Moving>),
        lock: Arc<File>,
    ) -> Result<Self, Fault> {
        let signer = Arc::new(Signer::open(folder)?);
        let mut view = db.view().await?;
        let size = store::size(&mut view).await?;
        let nodes = store::nodes(&mut view, &merkle::root_nodes(size)).await;
        let edge = Edge::new(size, nodes.because("the access log is damaged: ask `courtyard audit verify`")?);
        let signed = read_all(&folder.join("checkpoints.log"))?.into_iter().flatten().next_back();
        if let Some(signed) = &signed {
            let nodes = store::nodes(&mut view, &merkle::root_nodes(signed.size)).await;
            let is_kept = signed.size <= size && nodes.is_ok_and(|nodes| merkle::fold(&nodes) == signed.root);
            if !is_kept {
                ground::metrics::count("courtyard_access_log_broken_total");
                tracing::error!(
                    signed = signed.size,
                    found = size,
                    "the access log does not continue its newest checkpoint: ask `courtyard audit verify`"
                );
            }
        }
        drop(view);
        let (journal, noted) = Journal::open(folder)?;
        let now = monotonic();
        let mut writer = Self {
            db,
            clock,
            counters,
            flows,
            moving,
            journal,
            waiting: Vec::new(),
            settled_at: now,
            signer,
            edge,
            signed,
            signed_at: now,
            _lock: lock,
        };
        writer.read_back(noted);
        writer.settle().await?;
        Ok(writer)
    }

    /// Takes up what the program before noted and did not settle. What does not continue the log is reported: then
    /// `access.db` is older than its journal.
    fn read_back(&mut self, noted: Vec<Noted>) {
        for Noted { place, at, entries } in noted {
            if place == self.edge.size() {
                self.waiting.push(waiting(&mut self.edge, at, entries));
            } else if place > self.edge.size() {
                ground::metrics::count("courtyard_access_log_broken_total");
                let found = self.edge.size();
                tracing::error!(place, found, "the journal does not continue the access log");
                return;
            }
        }
    }

    /// Works until it is told to end or nobody can order any more.
    pub(super) async fn run(mut self, mut inbox: mpsc::Receiver<Order>) {
        let mut orders = Vec::new();
        loop {
            match tokio::time::timeout(TICK, inbox.recv_many(&mut orders, BATCH_MAX)).await {
                Ok(0) => break,
                Ok(_) => {
                    if let Some(reply) = self.work(&mut orders).await {
                        inbox.close();
                        drop(reply.send(self.finish().await));
                        return;
                    }
                }
                Err(_) => report(self.settle().await),
            }
            // A busy house never looks up; what waits is settled within seconds all the same.
            if monotonic().duration_since(self.settled_at) >= TICK || self.waiting.len() >= WAITING_MAX {
                report(self.settle().await);
            }
            if monotonic().duration_since(self.signed_at) >= CHECKPOINT_EVERY && self.has_unsigned() {
                report(self.checkpoint().await.map(drop));
            }
        }
        report(self.finish().await);
    }

    /// Does what was ordered; answers whoever waits for the end.
    async fn work(&mut self, orders: &mut Vec<Order>) -> Option<Reply<()>> {
        let (mut appends, mut ended) = (Vec::new(), None);
        let mut after = Vec::new();
        for order in orders.drain(..) {
            match order {
                Order::Append { at, entries, reply } => appends.push((at, entries, reply)),
                other => after.push(other),
            }
        }
        if !appends.is_empty() {
            self.append_all(appends).await;
        }
        for order in after {
            match order {
                Order::Append { .. } => {}
                Order::Erased { at, commitment, reply } => {
                    drop(reply.send(self.erased(at, commitment).await))
                }
                Order::Forget { what, reply } => drop(reply.send(self.forget(what).await)),
                Order::Settle { reply } => drop(reply.send(self.settle().await)),
                Order::Checkpoint { reply } => drop(reply.send(self.checkpoint().await)),
                Order::End { reply } => ended = Some(reply),
            }
        }
        ended
    }

    /// Notes leaves in the journal; answered once they are durable there.
    async fn append_all(&mut self, appends: Vec<(i64, Vec<Entry>, Reply<u64>)>) {
        let first = self.edge.size();
        let (mut leaves, mut replies) =
            (Vec::with_capacity(appends.len()), Vec::with_capacity(appends.len()));
        for (at, entries, reply) in appends {
            leaves.push((at, entries));
            replies.push(reply);
        }
        match self.note(leaves).await {
            Ok(()) => {
                for (place, reply) in (first..).zip(replies) {
                    drop(reply.send(Ok(place)));
                }
            }
            Err(fault) => {
                for reply in replies {
                    drop(reply.send(Err(Fault::new(fault.chain()))));
                }
            }
        }
    }

    /// Makes leaves durable; what is too long for the journal goes to `access.db` at once.
    async fn note(&mut self, leaves: Vec<(i64, Vec<Entry>)>) -> Result<(), Fault> {
        let payload = journal::payload(self.edge.size(), &leaves);
        if !self.journal.has_room(payload.len()) {
            self.settle().await?;
        }
        let is_long = !self.journal.has_room(payload.len());
        if !is_long {
            self.journal.append(&payload)?;
        }
        let before = is_long.then(|| self.edge.clone());
        self.waiting.extend(leaves.into_iter().map(|(at, entries)| waiting(&mut self.edge, at, entries)));
        if let Some(before) = before
            && let Err(fault) = self.settle().await
        {
            // The journal was empty: nothing but these leaves waits, and nobody is told of them.
            self.waiting.clear();
            self.edge = before;
            return Err(fault);
        }
        Ok(())
    }

    /// Brings what waits into `access.db`: leaves, counters, flows. Where it fails, everything waits on.
    async fn settle(&mut self) -> Result<(), Fault> {
        self.settled_at = monotonic();
        if self.waiting.is_empty() && self.counters.is_empty() && self.flows.is_empty() {
            return Ok(());
        }
        let _moving = self.moving.begin();
        let (counts, flows) = (self.counters.take(), self.flows.take());
        let written = write(&self.db, &self.waiting, &counts, &flows).await;
        if written.is_err() {
            self.counters.put_back(counts);
            self.flows.put_back(flows);
        } else {
            self.waiting.clear();
            self.journal.settled();
        }
        written
    }

    async fn erased(&mut self, at: i64, commitment: merkle::Hash) -> Result<u64, Fault> {
        self.settle().await?;
        let mut edge = self.edge.clone();
        let mut cx = self.db.begin().await?;
        let place = push(&mut cx, &mut edge, &Leaf { at, body: Body::Erased(commitment) }).await?;
        cx.commit().await?;
        self.edge = edge;
        Ok(place)
    }

    /// Removes entries; each transaction leaves a leaf that says which.
    async fn forget(&mut self, what: Forget) -> Result<(), Fault> {
        self.settle().await?;
        self.journal.wipe()?;
        loop {
            let mut edge = self.edge.clone();
            let mut cx = self.db.begin().await?;
            let places = match what {
                Forget::Subject(subject) => {
                    store::delete_counts_of(&mut cx, subject).await?;
                    store::delete_flows_of(&mut cx, subject).await?;
                    store::places_of(&mut cx, subject, FORGET_MAX).await?
                }
                Forget::Before(before) => {
                    store::delete_counts_before(&mut cx, before.day()).await?;
                    store::delete_flows_before(&mut cx, before).await?;
                    store::places_before(&mut cx, before.micros(), FORGET_MAX).await?
                }
            };
            for (leaf, position) in &places {
                store::delete_entry(&mut cx, *leaf, *position).await?;
            }
            let is_last = places.len() < FORGET_MAX as usize;
            if !places.is_empty() {
                let at = self.clock.now().micros();
                push(&mut cx, &mut edge, &Leaf { at, body: Body::Forgotten(places) }).await?;
            }
            cx.commit().await?;
            self.edge = edge;
            if is_last {
                return Ok(());
            }
        }
    }

    fn has_unsigned(&self) -> bool {
        self.signed.as_ref().map_or(0, |signed| signed.size) != self.edge.size()
    }

    /// The newest checkpoint, signed now if there are leaves that none covers.
    async fn checkpoint(&mut self) -> Result<Checkpoint, Fault> {
        if let Some(signed) = self.signed.as_ref().filter(|signed| signed.size == self.edge.size()) {
            return Ok(signed.clone());
        }
        // What is signed stands in `access.db`, where whoever verifies it looks.
        self.settle().await?;
        let (signer, size, root, now) =
            (Arc::clone(&self.signer), self.edge.size(), self.edge.root(), self.clock.now());
        let signed = tokio::task::spawn_blocking(move || signer.sign(size, root, now))
            .await
            .map_err(|error| Fault::caused("signing a checkpoint", error))??;
        self.signed = Some(signed.clone());
        self.signed_at = monotonic();
        Ok(signed)
    }

    async fn finish(&mut self) -> Result<(), Fault> {
        self.settle().await?;
        self.journal.wipe()?;
        if self.has_unsigned() {
            self.checkpoint().await?;
        }
        Ok(())
    }
}

/// The leaf of these entries, as it will stand in `access.db`.
fn waiting(edge: &mut Edge, at: i64, entries: Vec<Entry>) -> Waiting {
    let hashes = entries.iter().map(Entry::hash).collect();
    let (place, data) = (edge.size(), Leaf { at, body: Body::Opening(hashes) }.data());
    let nodes = edge.push(merkle::leaf_hash(&data));
    Waiting { place, at, data, nodes, entries }
}

/// Everything that waits, in one transaction.
async fn write(
    db: &Db,
    waiting: &[Waiting],
    counts: &HashMap<Counted, u64>,
    flows: &HashMap<flow::Key, flow::Counting>,
) -> Result<(), Fault> {
    let mut cx = db.begin().await?;
    let leaves = waiting.iter().map(|leaf| (leaf.place, leaf.at, leaf.data.clone())).collect();
    store::insert_leaves(&mut cx, leaves).await?;
    store::insert_nodes(&mut cx, waiting.iter().flat_map(|leaf| leaf.nodes.iter().copied()).collect())
        .await?;
    let entries: Vec<(u64, u32, &Entry)> = waiting
        .iter()
        .flat_map(|leaf| (0..).zip(&leaf.entries).map(|(position, entry)| (leaf.place, position, entry)))
        .collect();
    store::insert_entries(&mut cx, &entries).await?;
    store::count(&mut cx, counts).await?;
    store::flow(&mut cx, flows).await?;
    cx.commit().await
}

/// Adds a leaf and the nodes that it completes; answers its place.
async fn push(cx: &mut Ctx, edge: &mut Edge, leaf: &Leaf) -> Result<u64, Fault> {
    let (place, data) = (edge.size(), leaf.data());
    store::insert_nodes(cx, edge.push(merkle::leaf_hash(&data))).await?;
    store::insert_leaves(cx, vec![(place, leaf.at, data)]).await?;
    Ok(place)
}

/// What fails while nobody waits for an answer is told to the log.
fn report(outcome: Result<(), Fault>) {
    if let Err(fault) = outcome {
        ground::metrics::count("courtyard_faults_total");
        tracing::error!(fault = %fault.chain(), "the access log could not be written");
    }
}
