//! The access log, checked from outside: the files alone, without any subject's key.
//!
//! What it finds, and who could have done it:
//! - an edit or a deletion of leaves, nodes or entries: someone with the database;
//! - a truncation: the tree is shorter than a checkpoint says;
//! - a fork: the tree, or two checkpoints of one size, disagree about the root. Someone who holds `log.key`, too, can
//!   write a fresh history; then [`verify_against`] with checkpoints kept elsewhere finds it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::{Because, Bus, Clock, Db, Fault, View, db::DbSettings};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use crate::log::checkpoint::{Checkpoint, public_key, read_all};
use crate::log::leaf::{Body, Leaf};
use crate::log::merkle::{self, Edge, Hash, Node};
use crate::log::note;
use crate::log::store;

/// Leaves read at once.
const PAGE: u32 = 256;
/// Findings that are listed; more are counted.
const FINDINGS_MAX: usize = 1_000;

/// What is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Finding {
    /// A leaf is not there, and later ones are.
    LeafMissing(u64),
    /// The bytes of a leaf are not those whose hash was kept.
    LeafEdited(u64),
    /// A kept hash above the leaves is wrong or absent.
    NodeWrong(Node),
    /// An entry beside a leaf is not what the leaf says.
    EntryEdited {
        /// Its leaf.
        leaf: u64,
        /// Its place in the leaf.
        position: u32,
    },
    /// An entry is not there, and no leaf says that it was removed on purpose.
    EntryMissing {
        /// Its leaf.
        leaf: u64,
        /// Its place in the leaf.
        position: u32,
    },
    /// An entry stands beside a leaf that has no such place.
    EntryAdded {
        /// The leaf it claims.
        leaf: u64,
        /// The place it claims.
        position: u32,
    },
    /// The log is shorter than a checkpoint says.
    Truncated {
        /// Leaves there are.
        found: u64,
        /// Leaves there were.
        signed: u64,
    },
    /// The log disagrees with a checkpoint of this many leaves.
    Forked(u64),
    /// A line of the checkpoints (from 1) is none, or is not signed by this log's key.
    CheckpointWrong(usize),
    /// There are leaves and not one checkpoint.
    CheckpointsMissing,
    /// A line of what witnesses cosigned (from 1) is none, or is not of this log.
    CosignedWrong(usize),
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LeafMissing(leaf) => write!(out, "leaf {leaf} is missing"),
            Self::LeafEdited(leaf) => write!(out, "leaf {leaf} was edited"),
            Self::NodeWrong(node) => {
                write!(out, "the kept hash {} of level {} is wrong", node.index, node.level)
            }
            Self::EntryEdited { leaf, position } => write!(out, "entry {position} of leaf {leaf} was edited"),
            Self::EntryMissing { leaf, position } => {
                write!(out, "entry {position} of leaf {leaf} was deleted")
            }
            Self::EntryAdded { leaf, position } => write!(out, "entry {position} of leaf {leaf} was added"),
            Self::Truncated { found, signed } => {
                write!(out, "the log was truncated: {found} leaves, a checkpoint says {signed}")
            }
            Self::Forked(size) => {
                write!(out, "the log was forked: its first {size} leaves are not those of a checkpoint")
            }
            Self::CheckpointWrong(line) => {
                write!(out, "line {line} of the checkpoints is not one of this log's")
            }
            Self::CheckpointsMissing => write!(out, "there are leaves and no checkpoint"),
            Self::CosignedWrong(line) => {
                write!(out, "line {line} of what witnesses cosigned is not one of this log's")
            }
        }
    }
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Leaves of the log.
    pub size: u64,
    /// Their root.
    pub root: Hash,
    /// Checkpoints that were held against the log.
    pub checkpoints: usize,
    /// Notes of witnesses that were held against the log.
    pub cosigned: usize,
    /// Leaves after the newest checkpoint: not yet vouched for.
    pub unsigned: u64,
    /// Entries whose readable part is there.
    pub entries: u64,
    /// Entries that were removed on purpose (erasure, or the end of their time).
    pub forgotten: u64,
    /// What is wrong; a thousand at most are listed.
    pub findings: Vec<Finding>,
    /// How many more are wrong.
    pub more: u64,
}

impl Report {
    /// True where nothing is wrong.
    pub const fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }

    fn add(&mut self, finding: Finding) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
        } else {
            self.more += 1;
        }
    }
}

/// Checks the log in the vault's folder. The house may be running.
///
/// # Errors
/// A fault where the files cannot be read at all.
pub async fn verify(folder: &Path) -> Result<Report, Fault> {
    check(folder, &[]).await
}

/// The same, and holds it against a copy of `checkpoints.log` that was kept elsewhere.
///
/// # Errors
/// A fault where the files cannot be read at all.
pub async fn verify_against(folder: &Path, kept_elsewhere: &Path) -> Result<Report, Fault> {
    if !kept_elsewhere.is_file() {
        return Err(Fault::new("the checkpoints kept elsewhere are not there"));
    }
    check(folder, &read_all(kept_elsewhere)?).await
}

async fn check(folder: &Path, elsewhere: &[Option<Checkpoint>]) -> Result<Report, Fault> {
    let file = folder.join("access.db");
    if !file.is_file() {
        return Err(Fault::new("there is no access.db in this folder"));
    }
    let public = public_key(folder)?;
    // The checkpoints are read before the log, which may grow meanwhile, never after it.
    let here = read_all(&folder.join("checkpoints.log"))?;
    let cosigned = note::kept(folder)?;
    let db = Db::open(DbSettings::File(&file), Clock::system(), Bus::default()).await?;
    let mut report = Report::default();
    let mut heads = heads(&mut report, &public, here.iter().chain(elsewhere));
    add_cosigned(&mut report, &public, &cosigned, &mut heads);
    let walked = async {
        let mut view = db.view().await?;
        walk(&mut view, &mut report, &heads).await
    };
    let walked = walked.await.because("reading access.db");
    db.close().await;
    walked.map(|()| report)
}

/// The signed roots by size; what is not signed is a finding, and two roots of one size are a fork.
fn heads<'a>(
    report: &mut Report,
    public: &[u8],
    lines: impl Iterator<Item = &'a Option<Checkpoint>>,
) -> BTreeMap<u64, Hash> {
    let mut heads = BTreeMap::new();
    for (number, line) in (1..).zip(lines) {
        match line {
            Some(head) if head.is_signed_by(public) => {
                report.checkpoints += 1;
                if heads.insert(head.size, head.root).is_some_and(|other| other != head.root) {
                    report.add(Finding::Forked(head.size));
                }
            }
            _ => report.add(Finding::CheckpointWrong(number)),
        }
    }
    heads
}

/// What witnesses cosigned counts as what the log signed.
fn add_cosigned(
    report: &mut Report,
    public: &[u8],
    lines: &[Option<note::Cosigned>],
    heads: &mut BTreeMap<u64, Hash>,
) {
    for (number, line) in (1..).zip(lines) {
        let note = line.as_ref().and_then(|line| note::Note::read(&line.note));
        match note.filter(|note| note.is_signed_by(public)) {
            Some(note) => {
                report.cosigned += 1;
                if heads.insert(note.size, note.root).is_some_and(|other| other != note.root) {
                    report.add(Finding::Forked(note.size));
                }
            }
            None => report.add(Finding::CosignedWrong(number)),
        }
    }
}

/// Writes the log for verifiers of others, one JSON object a line: the key, each leaf, each checkpoint, and what
/// witnesses cosigned. Leaves hold hashes and times alone. The house may be running.
///
/// # Errors
/// A fault where the files cannot be read, or nothing can be written.
pub async fn export(folder: &Path, out: &mut (dyn std::io::Write + Send)) -> Result<(), Fault> {
    let file = folder.join("access.db");
    if !file.is_file() {
        return Err(Fault::new("there is no access.db in this folder"));
    }
    let mut line = |value: serde_json::Value| writeln!(out, "{value}").because("writing the export");
    line(json!({ "log_key": BASE64.encode(public_key(folder)?) }))?;
    let (heads, cosigned) = (read_all(&folder.join("checkpoints.log"))?, note::kept(folder)?);
    let db = Db::open(DbSettings::File(&file), Clock::system(), Bus::default()).await?;
    let mut view = db.view().await?;
    let mut next = 0;
    loop {
        let leaves = store::leaves(&mut view, next, PAGE).await?;
        let Some(last) = leaves.last() else { break };
        next = last.leaf + 1;
        for row in &leaves {
            line(json!({ "leaf": row.leaf, "data": BASE64.encode(&row.data) }))?;
        }
    }
    drop(view);
    db.close().await;
    for head in heads.into_iter().flatten() {
        let (root, signature) = (BASE64.encode(head.root), BASE64.encode(&head.signature));
        line(json!({ "size": head.size, "root": root, "at_ms": head.at_ms, "signature": signature }))?;
    }
    for one in cosigned.into_iter().flatten() {
        line(json!({ "witness": one.witness, "at": one.at, "note": one.note }))?;
    }
    Ok(())
}

/// What the walk over the leaves carries along.
#[derive(Default)]
struct Walk {
    edge: Edge,
    /// Entries that are not there, until a leaf says that this was on purpose.
    missing: BTreeSet<(u64, u32)>,
    /// Where each size that a checkpoint names was passed: its root.
    roots: BTreeMap<u64, Hash>,
}

async fn walk(view: &mut View, report: &mut Report, heads: &BTreeMap<u64, Hash>) -> Result<(), Fault> {
    let mut walk = Walk::default();
    loop {
        let leaves = store::leaves(view, walk.edge.size(), PAGE).await?;
        let (Some(first), Some(last)) = (leaves.first(), leaves.last()) else { break };
        let mut entries = BTreeMap::new();
        for (leaf, position, entry) in store::entries(view, first.leaf, last.leaf).await? {
            entries.insert((leaf, position), entry);
        }
        for row in leaves {
            while walk.edge.size() < row.leaf {
                report.add(Finding::LeafMissing(walk.edge.size()));
                walk.edge.push([0; 32]);
            }
            let hash = merkle::leaf_hash(&row.data);
            if row.hash != Some(hash) {
                report.add(Finding::LeafEdited(row.leaf));
            }
            let complete = walk.edge.push(hash);
            check_nodes(view, report, &complete[1..]).await?;
            check_entries(report, &mut walk, row.leaf, &row.data, &mut entries);
            if heads.contains_key(&walk.edge.size()) {
                walk.roots.insert(walk.edge.size(), walk.edge.root());
            }
        }
        for (leaf, position) in entries.into_keys() {
            report.add(Finding::EntryAdded { leaf, position });
        }
    }
    conclude(report, walk, heads);
    Ok(())
}

async fn check_nodes(view: &mut View, report: &mut Report, complete: &[(Node, Hash)]) -> Result<(), Fault> {
    for (node, hash) in complete {
        if store::node(view, *node).await? != Some(*hash) {
            report.add(Finding::NodeWrong(*node));
        }
    }
    Ok(())
}

/// Holds the entries beside a leaf against what the leaf says.
fn check_entries(
    report: &mut Report,
    walk: &mut Walk,
    leaf: u64,
    data: &[u8],
    entries: &mut BTreeMap<(u64, u32), Option<crate::log::leaf::Entry>>,
) {
    match Leaf::read(data).map(|leaf| leaf.body) {
        Some(Body::Opening(hashes)) => {
            for (position, hash) in (0..).zip(hashes) {
                match entries.remove(&(leaf, position)) {
                    Some(Some(entry)) if entry.hash() == hash => report.entries += 1,
                    Some(_) => report.add(Finding::EntryEdited { leaf, position }),
                    None => {
                        walk.missing.insert((leaf, position));
                    }
                }
            }
        }
        Some(Body::Forgotten(places)) => {
            for place in places {
                report.forgotten += u64::from(walk.missing.remove(&place));
            }
        }
        // An erasure stands for itself: its statement lies with whoever was erased.
        Some(Body::Erased(_)) => {}
        // The bytes are no leaf at all: somebody rewrote it together with its hash.
        None => report.add(Finding::LeafEdited(leaf)),
    }
}

fn conclude(report: &mut Report, walk: Walk, heads: &BTreeMap<u64, Hash>) {
    report.size = walk.edge.size();
    report.root = walk.edge.root();
    for (leaf, position) in walk.missing {
        report.add(Finding::EntryMissing { leaf, position });
    }
    for (size, signed) in heads {
        let root = if *size == 0 { Some(merkle::empty_root()) } else { walk.roots.get(size).copied() };
        match root {
            None => report.add(Finding::Truncated { found: report.size, signed: *size }),
            Some(root) if root != *signed => report.add(Finding::Forked(*size)),
            Some(_) => {}
        }
    }
    report.unsigned = report.size.saturating_sub(heads.keys().next_back().copied().unwrap_or(0));
    if heads.is_empty() && report.size > 0 {
        report.add(Finding::CheckpointsMissing);
    }
}
