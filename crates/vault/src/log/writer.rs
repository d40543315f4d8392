//! The one task that writes `access.db`: many leaves in one transaction, answered after the commit.

use ground::{Because, Clock, Ctx, Db, Fault, Timestamp, monotonic};
use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

use super::checkpoint::{Checkpoint, Signer, read_all};
use super::flow::{self, Flows};
use super::leaf::{Body, Entry, Leaf};
use super::merkle::{self, Edge};
use super::{Counted, Counters, store};
use crate::Subject;

/// Orders in one transaction.
const BATCH_MAX: usize = 512;
/// How often the writer looks up when nothing comes: counters and a due checkpoint are written then.
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
    Flush { reply: Reply<()> },
    Checkpoint { reply: Reply<Checkpoint> },
    End { reply: Reply<()> },
}

/// Whose entries go.
#[derive(Clone, Copy)]
pub(super) enum Forget {
    Subject(Subject),
    Before(Timestamp),
}

pub(super) struct Writer {
    db: Db,
    clock: Clock,
    counters: Arc<Counters>,
    flows: Arc<Flows>,
    flows_at: Instant,
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
        (counters, flows): (Arc<Counters>, Arc<Flows>),
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
        let now = monotonic();
        Ok(Self {
            db,
            clock,
            counters,
            flows,
            flows_at: now,
            signer,
            edge,
            signed,
            signed_at: now,
            _lock: lock,
        })
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
                Err(_) => report(self.flush().await),
            }
            // A busy house never looks up; its flows are shown within seconds all the same.
            if monotonic().duration_since(self.flows_at) >= TICK {
                report(self.write_flows().await);
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
                Order::Flush { reply } => drop(reply.send(self.flush().await)),
                Order::Checkpoint { reply } => drop(reply.send(self.checkpoint().await)),
                Order::End { reply } => ended = Some(reply),
            }
        }
        ended
    }

    async fn append_all(&mut self, appends: Vec<(i64, Vec<Entry>, Reply<u64>)>) {
        let first = self.edge.size();
        let (mut leaves, mut replies) =
            (Vec::with_capacity(appends.len()), Vec::with_capacity(appends.len()));
        for (at, entries, reply) in appends {
            leaves.push((at, entries));
            replies.push(reply);
        }
        let counts = self.counters.take();
        match self.commit(&leaves, &counts).await {
            Ok(()) => {
                for (place, reply) in (first..).zip(replies) {
                    drop(reply.send(Ok(place)));
                }
            }
            Err(fault) => {
                self.counters.put_back(counts);
                for reply in replies {
                    drop(reply.send(Err(Fault::new(fault.chain()))));
                }
            }
        }
    }

    /// Leaves and counters in one transaction. Where it fails, the edge is as before.
    async fn commit(
        &mut self,
        leaves: &[(i64, Vec<Entry>)],
        counts: &HashMap<Counted, u64>,
    ) -> Result<(), Fault> {
        let mut edge = self.edge.clone();
        let mut cx = self.db.begin().await?;
        for (at, entries) in leaves {
            let hashes = entries.iter().map(Entry::hash).collect();
            let place = push(&mut cx, &mut edge, &Leaf { at: *at, body: Body::Opening(hashes) }).await?;
            for (position, entry) in (0..).zip(entries) {
                store::insert_entry(&mut cx, place, position, entry).await?;
            }
        }
        for (counted, more) in counts {
            store::count(&mut cx, counted, *more).await?;
        }
        cx.commit().await?;
        self.edge = edge;
        Ok(())
    }

    async fn erased(&mut self, at: i64, commitment: merkle::Hash) -> Result<u64, Fault> {
        let mut edge = self.edge.clone();
        let mut cx = self.db.begin().await?;
        let place = push(&mut cx, &mut edge, &Leaf { at, body: Body::Erased(commitment) }).await?;
        cx.commit().await?;
        self.edge = edge;
        Ok(place)
    }

    async fn write_flows(&mut self) -> Result<(), Fault> {
        self.flows_at = monotonic();
        let flows = self.flows.take();
        if flows.is_empty() {
            return Ok(());
        }
        let written = write_flows(&self.db, &flows).await;
        if written.is_err() {
            self.flows.put_back(flows);
        }
        written
    }

    async fn flush(&mut self) -> Result<(), Fault> {
        self.write_flows().await?;
        let counts = self.counters.take();
        if counts.is_empty() {
            return Ok(());
        }
        let written = self.commit(&[], &counts).await;
        if written.is_err() {
            self.counters.put_back(counts);
        }
        written
    }

    /// Removes entries; each transaction leaves a leaf that says which.
    async fn forget(&mut self, what: Forget) -> Result<(), Fault> {
        self.flush().await?;
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
        self.flush().await?;
        if self.has_unsigned() {
            self.checkpoint().await?;
        }
        Ok(())
    }
}

async fn write_flows(db: &Db, flows: &HashMap<flow::Key, flow::Counting>) -> Result<(), Fault> {
    let mut cx = db.begin().await?;
    for (key, more) in flows {
        store::flow(&mut cx, key, *more).await?;
    }
    cx.commit().await
}

/// Adds a leaf and the nodes that it completes; answers its place.
async fn push(cx: &mut Ctx, edge: &mut Edge, leaf: &Leaf) -> Result<u64, Fault> {
    let (place, data) = (edge.size(), leaf.data());
    for (node, hash) in edge.push(merkle::leaf_hash(&data)) {
        store::insert_node(cx, node, hash).await?;
    }
    store::insert_leaf(cx, place, leaf.at, data).await?;
    Ok(place)
}

/// What fails while nobody waits for an answer is told to the log.
fn report(outcome: Result<(), Fault>) {
    if let Err(fault) = outcome {
        ground::metrics::count("courtyard_faults_total");
        tracing::error!(fault = %fault.chain(), "the access log could not be written");
    }
}
