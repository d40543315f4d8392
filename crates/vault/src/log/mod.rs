//! The access log: who opened what. A Merkle log of RFC 6962's shape in a file of its own, `access.db`.
//!
//! - A leaf is durable before what it speaks of is revealed: in the [`journal`] first, in `access.db` within seconds.
//! - One writer drains a bounded queue into one record of the journal; a leaf's number is its place in that order.
//! - Whoever reads leaves has what waits settled first. A checkpoint signs nothing that is not in `access.db`.
//! - The readable part lies beside, sealed under each subject's key; see [`leaf`].
//! - Openings that leave no leaf (one's own data, deliveries) are counted by day; a crash loses at most five seconds
//!   of counts.

pub(crate) mod checkpoint;
pub(crate) mod flow;
mod journal;
pub(crate) mod leaf;
pub mod merkle;
pub(crate) mod note;
pub(crate) mod opening;
pub(crate) mod store;
mod writer;

use ground::{Because, Bus, Clock, Db, Erasure, Export, Fault, TableDecl, Timestamp, db::DbSettings};
use policy::{Category, Policy, Purpose};
use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot};

use crate::Subject;
use checkpoint::Checkpoint;
use leaf::Entry;
use merkle::{Hash, Span};
use writer::{Forget, Order};

/// Orders that may wait for the writer; beyond it callers wait.
const ORDERS_MAX: usize = 1_024;
/// Counters in memory before callers wait for them to be written.
const COUNTERS_MAX: usize = 65_536;

pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "ground_migration",
        owner: "house",
        lifetime: "for good: what the schema has been through",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["version", "name", "checksum", "ran_at"],
        sealed: &[],
    },
    TableDecl {
        name: "vault_access_leaf",
        owner: "house",
        lifetime: "for good: hashes and times alone",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["leaf", "at", "data"],
        sealed: &[],
    },
    TableDecl {
        name: "vault_access_node",
        owner: "house",
        lifetime: "for good: hashes alone",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["level", "idx", "hash"],
        sealed: &[],
    },
    TableDecl {
        name: "vault_access_entry",
        owner: "person",
        lifetime: "as `access-record` in policy/retention.toml, removed by Vault::sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["leaf", "position", "subject", "entry"],
        sealed: &["commitment", "sealed"],
    },
    TableDecl {
        name: "vault_access_count",
        owner: "person",
        lifetime: "as `access-record` in policy/retention.toml, removed by Vault::sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["subject", "day", "kind", "purpose", "category", "opened"],
        sealed: &[],
    },
    TableDecl {
        name: "vault_flow",
        owner: "person",
        lifetime: "as `access-record` in policy/retention.toml since the last time, removed by Vault::sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["subject", "place", "category", "times", "first_at", "last_at"],
        sealed: &[],
    },
];

/// What a daily counter counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Counted {
    pub(crate) subject: Subject,
    pub(crate) day: i64,
    pub(crate) kind: &'static str,
    pub(crate) purpose: Purpose,
    pub(crate) category: Category,
}

/// Tells a reader whether what waits went into `access.db` while it read there.
#[derive(Default)]
pub(crate) struct Moving(AtomicU64);

impl Moving {
    /// Begins a move; it ends when what this answers is dropped.
    fn begin(self: &Arc<Self>) -> Move {
        self.0.fetch_add(1, Ordering::SeqCst);
        Move(Arc::clone(self))
    }

    /// The number of the rest between two moves; `None` during one.
    fn rest(&self) -> Option<u64> {
        Some(self.0.load(Ordering::SeqCst)).filter(|number| number.is_multiple_of(2))
    }

    /// Whether it was at rest then and nothing has moved since.
    fn is_still(&self, rest: Option<u64>) -> bool {
        rest.is_some() && self.rest() == rest
    }
}

struct Move(Arc<Moving>);

impl Drop for Move {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Counts that wait to be written.
#[derive(Default)]
pub(crate) struct Counters(Mutex<HashMap<Counted, u64>>);

impl Counters {
    /// Counts so many more; answers how many different counters wait.
    fn add(&self, counted: Counted, times: u64) -> usize {
        let mut counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counters.entry(counted).or_default() += times;
        counters.len()
    }

    fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// What waits of one subject.
    fn of(&self, subject: Subject) -> Vec<(Counted, u64)> {
        let counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of = counters.iter().filter(|(counted, _)| counted.subject == subject);
        of.map(|(counted, more)| (*counted, *more)).collect()
    }

    fn take(&self) -> HashMap<Counted, u64> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts back what could not be written.
    fn put_back(&self, counts: HashMap<Counted, u64>) {
        let mut counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (counted, more) in counts {
            *counters.entry(counted).or_default() += more;
        }
    }
}

/// A leaf with the proof that it is in the log of a checkpoint.
#[derive(Clone, Debug)]
pub struct Proven {
    /// Its place.
    pub leaf: u64,
    /// Its bytes; [`merkle::leaf_hash`] of them is what the proof begins with.
    pub data: Vec<u8>,
    /// Hashes from the leaf to the root.
    pub proof: Vec<Hash>,
    /// The signed tree head that it leads to.
    pub checkpoint: Checkpoint,
}

/// The open log.
pub(crate) struct AccessLog {
    db: Db,
    counters: Arc<Counters>,
    flows: Arc<flow::Flows>,
    moving: Arc<Moving>,
    orders: mpsc::Sender<Order>,
    writer: Mutex<Option<std::thread::JoinHandle<()>>>,
    signer: checkpoint::Signer,
    public_key: Vec<u8>,
    folder: std::path::PathBuf,
    keeping: tokio::sync::Mutex<()>,
}

impl AccessLog {
    /// Opens `access.db`; made at the first start.
    pub(crate) async fn open(folder: &Path, clock: Clock, lock: Arc<File>) -> Result<Self, Fault> {
        let db = Db::open(DbSettings::File(&folder.join("access.db")), clock.clone(), Bus::default()).await?;
        db.migrate(ground::migrations![2026112210 => "access", 2026112785 => "flow"]).await?;
        ground::tables::check(&db, TABLES).await?;
        let counters = Arc::new(Counters::default());
        let flows = Arc::new(flow::Flows::default());
        let moving = Arc::new(Moving::default());
        let counts = (Arc::clone(&counters), Arc::clone(&flows), Arc::clone(&moving));
        let writer = writer::Writer::open(db.clone(), folder, clock, counts, lock).await?;
        let (orders, inbox) = mpsc::channel(ORDERS_MAX);
        let writer = Mutex::new(Some(run(writer, inbox)?));
        let public_key = checkpoint::public_key(folder)?;
        Ok(Self {
            db,
            counters,
            flows,
            moving,
            orders,
            writer,
            signer: checkpoint::Signer::open(folder)?,
            public_key,
            folder: folder.to_owned(),
            keeping: tokio::sync::Mutex::default(),
        })
    }

    /// Appends a leaf; it is durable when this returns. Answers its place.
    pub(crate) async fn append(&self, at: Timestamp, entries: Vec<Entry>) -> Result<u64, Fault> {
        self.ask(|reply| Order::Append { at: at.micros(), entries, reply }).await
    }

    /// Appends the leaf of an erasure; it is durable when this returns. Answers its place.
    pub(crate) async fn erased(&self, at: Timestamp, commitment: Hash) -> Result<u64, Fault> {
        self.ask(|reply| Order::Erased { at: at.micros(), commitment, reply }).await
    }

    /// Signs bytes under a domain.
    pub(crate) fn sign(&self, domain: &str, bytes: &[u8]) -> Result<Vec<u8>, Fault> {
        self.signer.sign_bytes(domain, bytes)
    }

    /// The newest checkpoint as a note that witnesses can cosign.
    pub(crate) async fn note(&self) -> Result<String, Fault> {
        let head = self.checkpoint().await?;
        let body = note::body(&self.public_key, head.size, &head.root);
        let signature = self.signer.sign_bytes("", body.as_bytes())?;
        Ok(note::signed(&self.public_key, &body, &signature))
    }

    /// Keeps a note of this log that one of the witnesses cosigned; answers who and when. One of a witness for each
    /// size is kept.
    pub(crate) async fn cosign(
        &self,
        text: &str,
        witnesses: &[note::Witness],
    ) -> Result<Option<note::Cosigned>, Fault> {
        let Some(read) = note::Note::read(text).filter(|note| note.is_signed_by(&self.public_key)) else {
            return Ok(None);
        };
        let by = witnesses.iter().find_map(|one| Some((one, read.cosigned_by(one)?)));
        let Some((witness, at)) = by else { return Ok(None) };
        let cosigned = note::Cosigned { witness: witness.name.clone(), at, note: text.to_owned() };
        let _one_at_a_time = self.keeping.lock().await;
        let is_known = note::kept(&self.folder)?.into_iter().flatten().any(|one| {
            one.witness == witness.name
                && note::Note::read(&one.note).is_some_and(|one| one.size == read.size)
        });
        if !is_known {
            note::keep(&self.folder, &cosigned)?;
        }
        Ok(Some(cosigned))
    }

    /// The key that checkpoints are signed with.
    pub(crate) fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    /// Counts openings that leave no leaf.
    pub(crate) async fn count(&self, counted: Counted, times: u64) -> Result<(), Fault> {
        if self.counters.add(counted, times) > COUNTERS_MAX { self.settle().await } else { Ok(()) }
    }

    /// What is counted where something is sealed.
    pub(crate) fn flows(&self) -> &flow::Flows {
        &self.flows
    }

    /// What was collected of a subject, the newest first.
    pub(crate) async fn flows_of(&self, policy: &Policy, subject: Subject) -> Result<Vec<flow::Flow>, Fault> {
        let (rest, waiting) = (self.moving.rest(), self.flows.of(subject));
        let mut flows = store::flows_of(&mut self.db.view().await?, subject).await?;
        if self.moving.is_still(rest) {
            flow::add(&mut flows, waiting);
        } else {
            self.settle().await?;
            flows = store::flows_of(&mut self.db.view().await?, subject).await?;
        }
        for flow in &mut flows {
            flow.declared = self.flows.is_declared(policy, &flow.place, &flow.category);
        }
        Ok(flows)
    }

    /// Brings everything that waits into `access.db`.
    pub(crate) async fn settle(&self) -> Result<(), Fault> {
        self.ask(|reply| Order::Settle { reply }).await
    }

    /// Signs a checkpoint of all leaves so far.
    pub(crate) async fn checkpoint(&self) -> Result<Checkpoint, Fault> {
        self.ask(|reply| Order::Checkpoint { reply }).await
    }

    /// Removes a subject's entries and counters.
    pub(crate) async fn forget(&self, subject: Subject) -> Result<(), Fault> {
        self.ask(|reply| Order::Forget { what: Forget::Subject(subject), reply }).await
    }

    /// Removes the entries and counters of before that instant.
    pub(crate) async fn forget_before(&self, before: Timestamp) -> Result<(), Fault> {
        self.ask(|reply| Order::Forget { what: Forget::Before(before), reply }).await
    }

    /// A subject's entries before leaf `before`, newest first.
    pub(crate) async fn entries_of(
        &self,
        subject: Subject,
        before: u64,
        limit: u32,
    ) -> Result<Vec<(u64, Entry)>, Fault> {
        self.settle().await?;
        store::entries_of(&mut self.db.view().await?, subject, before, limit).await
    }

    /// The entries of up to `limit` leaves from `leaf` on that were written between two instants, and the leaf after them
    /// where there are more.
    pub(crate) async fn entries_in(
        &self,
        leaf: u64,
        from: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<(Vec<(u64, Entry)>, Option<u64>), Fault> {
        self.settle().await?;
        let mut view = self.db.view().await?;
        let leaves = store::leaves_in(&mut view, leaf, from.micros(), until.micros(), limit).await?;
        let (Some(first), Some(last)) = (leaves.first(), leaves.last()) else {
            return Ok((Vec::new(), None));
        };
        let mut entries = Vec::new();
        for (leaf, position, entry) in store::entries(&mut view, *first, *last).await? {
            let unread = || Fault::new(format!("entry {position} of leaf {leaf} cannot be read"));
            entries.push((leaf, entry.ok_or_else(unread)?));
        }
        let full = u32::try_from(leaves.len()).unwrap_or(u32::MAX) >= limit;
        Ok((entries, full.then(|| last + 1)))
    }

    /// A subject's counters, newest first.
    pub(crate) async fn tallies_of(
        &self,
        subject: Subject,
        limit: u32,
    ) -> Result<Vec<opening::Tally>, Fault> {
        let (rest, waiting) = (self.moving.rest(), self.counters.of(subject));
        let mut tallies = store::tallies_of(&mut self.db.view().await?, subject, limit).await?;
        if self.moving.is_still(rest) {
            opening::add(&mut tallies, waiting);
        } else {
            self.settle().await?;
            tallies = store::tallies_of(&mut self.db.view().await?, subject, limit).await?;
        }
        Ok(tallies)
    }

    /// A leaf with its proof up to a fresh checkpoint; `None` where there is no such leaf.
    pub(crate) async fn prove(&self, leaf: u64) -> Result<Option<Proven>, Fault> {
        let checkpoint = self.checkpoint().await?;
        let mut view = self.db.view().await?;
        let Some(data) = store::leaf_data(&mut view, leaf).await? else { return Ok(None) };
        let proof = resolve(&mut view, &merkle::inclusion_path(leaf, checkpoint.size)).await?;
        Ok(Some(Proven { leaf, data, proof, checkpoint }))
    }

    /// The proof that the log of `new` leaves begins with that of `old`.
    pub(crate) async fn consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>, Fault> {
        self.settle().await?;
        resolve(&mut self.db.view().await?, &merkle::consistency_path(old, new)).await
    }

    /// Ends the writer after what was ordered, with counters and a checkpoint written, and closes the file.
    pub(crate) async fn close(&self) -> Result<(), Fault> {
        let ended = self.ask(|reply| Order::End { reply }).await;
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            let joined = tokio::task::spawn_blocking(|| writer.join()).await;
            let joined = joined.because("ending the access log")?;
            joined.map_err(|_| Fault::new("the writer of the access log panicked"))?;
        }
        self.db.close().await;
        ended
    }

    async fn ask<T>(
        &self,
        order: impl FnOnce(oneshot::Sender<Result<T, Fault>>) -> Order,
    ) -> Result<T, Fault> {
        let (reply, answer) = oneshot::channel();
        let closed = || Fault::new("the access log is closed");
        self.orders.send(order(reply)).await.map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }
}

/// Starts the writer on a thread and a runtime of its own: it waits for the disk, and outlives whoever stops without closing.
fn run(writer: writer::Writer, inbox: mpsc::Receiver<Order>) -> Result<std::thread::JoinHandle<()>, Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .because("making the runtime of the access log")?;
    std::thread::Builder::new()
        .name("access-log".to_owned())
        .spawn(move || runtime.block_on(writer.run(inbox)))
        .because("starting the writer of the access log")
}

async fn resolve(view: &mut ground::View, spans: &[Span]) -> Result<Vec<Hash>, Fault> {
    let mut hashes = Vec::with_capacity(spans.len());
    for span in spans {
        hashes.push(merkle::fold(&store::nodes(view, &span.nodes()).await?));
    }
    Ok(hashes)
}
