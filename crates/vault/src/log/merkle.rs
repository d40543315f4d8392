//! RFC 6962's Merkle tree on plain values: hashes, which nodes a root or a proof needs, and the checking of proofs.
//!
//! A *node* stands for a complete, aligned subtree: level 0 is a leaf, level `l` covers `2^l` leaves from
//! `index * 2^l`. Only nodes are kept; every hash of the right edge is folded from them.

use aws_lc_rs::digest::{Context, SHA256, digest};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// A complete subtree: its level and its index within the level.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Node {
    /// 0 for a leaf.
    pub level: u32,
    /// From the left.
    pub index: u64,
}

/// SHA-256 of some bytes.
pub fn sha256(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    context.finish().as_ref().try_into().unwrap_or_default()
}

/// The root of a log without leaves.
pub fn empty_root() -> Hash {
    digest(&SHA256, &[]).as_ref().try_into().unwrap_or_default()
}

/// The hash of a leaf: SHA-256(0x00, data).
pub fn leaf_hash(data: &[u8]) -> Hash {
    sha256(&[&[0], data])
}

/// The hash of an inner node: SHA-256(0x01, left, right).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], left, right])
}

/// A run of leaves that a proof names by one hash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    from: u64,
    to: u64,
}

impl Span {
    /// The leaves from `from` up to and without `to`; the subtree that RFC 6962 hashes as `MTH(D[from:to])`.
    pub const fn new(from: u64, to: u64) -> Self {
        Self { from, to }
    }

    /// The nodes whose hashes, folded from the right, give the hash of the run.
    pub fn nodes(self) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut at = self.from;
        while at < self.to {
            let level = (self.to - at).ilog2();
            nodes.push(Node { level, index: at >> level });
            at += 1 << level;
        }
        nodes
    }
}

/// The nodes whose hashes, folded, give the root of the first `size` leaves.
pub fn root_nodes(size: u64) -> Vec<Node> {
    Span::new(0, size).nodes()
}

/// Folds the hashes of [`Span::nodes`] into the hash of the run.
pub fn fold(hashes: &[Hash]) -> Hash {
    let mut from_right = hashes.iter().rev();
    let Some(last) = from_right.next() else { return empty_root() };
    from_right.fold(*last, |right, left| node_hash(left, &right))
}

/// The runs whose hashes prove that leaf `index` is in the tree of `size` leaves (RFC 6962, 2.1.1), nearest first.
/// Empty where the leaf is not in the tree.
pub fn inclusion_path(index: u64, size: u64) -> Vec<Span> {
    let mut path = Vec::new();
    if index < size {
        descend(index, Span::new(0, size), &mut path);
    }
    path
}

fn descend(index: u64, span: Span, path: &mut Vec<Span>) {
    if span.to - span.from < 2 {
        return;
    }
    let middle = span.from + split(span.to - span.from);
    let (inside, beside) = if index < middle {
        (Span::new(span.from, middle), Span::new(middle, span.to))
    } else {
        (Span::new(middle, span.to), Span::new(span.from, middle))
    };
    descend(index, inside, path);
    path.push(beside);
}

/// The runs whose hashes prove that the tree of `new` leaves begins with that of `old` (RFC 6962, 2.1.2).
/// Empty where nothing has to be proven (`old` is zero or equal) or nothing can be.
pub fn consistency_path(old: u64, new: u64) -> Vec<Span> {
    let mut path = Vec::new();
    if 0 < old && old < new {
        subproof(old, Span::new(0, new), true, &mut path);
    }
    path
}

fn subproof(old: u64, span: Span, whole: bool, path: &mut Vec<Span>) {
    let size = span.to - span.from;
    if old == size {
        if !whole {
            path.push(span);
        }
        return;
    }
    let left = split(size);
    let middle = span.from + left;
    if old <= left {
        subproof(old, Span::new(span.from, middle), whole, path);
        path.push(Span::new(middle, span.to));
    } else {
        subproof(old - left, Span::new(middle, span.to), false, path);
        path.push(Span::new(span.from, middle));
    }
}

/// The largest power of two below `size`.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// Whether the proof leads from the leaf's hash to the root of `size` leaves (RFC 9162, 2.1.3.2).
pub fn includes(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for step in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(step, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, step);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether the proof shows that the tree with root `new_root` begins with the one with `old_root` (RFC 9162, 2.1.4.2).
pub fn is_consistent(old: u64, new: u64, old_root: &Hash, new_root: &Hash, proof: &[Hash]) -> bool {
    if old > new {
        return false;
    }
    if old == 0 || old == new {
        return proof.is_empty() && (old == 0 || old_root == new_root);
    }
    let mut steps = proof.iter();
    let first = if old.is_power_of_two() { Some(old_root) } else { steps.next() };
    let Some(first) = first else { return false };
    let (mut at, mut last) = (old - 1, new - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut of_old, mut of_new) = (*first, *first);
    for step in steps {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            of_old = node_hash(step, &of_old);
            of_new = node_hash(step, &of_new);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            of_new = node_hash(&of_new, step);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && of_old == *old_root && of_new == *new_root
}

/// The right edge of a growing tree: the hashes of [`root_nodes`] for its size.
#[derive(Clone, Debug, Default)]
pub struct Edge {
    size: u64,
    hashes: Vec<Hash>,
}

impl Edge {
    /// The edge of a tree of `size` leaves; `hashes` are those of [`root_nodes`], in its order.
    pub fn new(size: u64, hashes: Vec<Hash>) -> Self {
        assert_eq!(hashes.len(), size.count_ones() as usize, "one hash for each node of the edge");
        Self { size, hashes }
    }

    /// How many leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root of all leaves.
    pub fn root(&self) -> Hash {
        fold(&self.hashes)
    }

    /// Adds a leaf; the nodes that became complete, the leaf first.
    pub fn push(&mut self, leaf: Hash) -> Vec<(Node, Hash)> {
        let (mut node, mut hash) = (Node { level: 0, index: self.size }, leaf);
        let mut complete = vec![(node, hash)];
        while node.index & 1 == 1 {
            let Some(left) = self.hashes.pop() else { break };
            hash = node_hash(&left, &hash);
            node = Node { level: node.level + 1, index: node.index >> 1 };
            complete.push((node, hash));
        }
        self.hashes.push(hash);
        self.size += 1;
        complete
    }
}

#[cfg(test)]
#[path = "merkle_tests.rs"]
mod tests;
