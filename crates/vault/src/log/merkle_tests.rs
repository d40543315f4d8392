//! The tree against RFC 6962 written down naively, and against the known vectors of Certificate Transparency.

use super::*;
use proptest::prelude::*;
use std::collections::HashMap;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// The eight leaves of Certificate Transparency's reference tests.
fn reference_leaves() -> Vec<Vec<u8>> {
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
        .map(unhex)
        .to_vec()
}

/// MTH(D[n]) as RFC 6962 writes it.
fn naive_root(leaves: &[Vec<u8>]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => leaf_hash(leaf),
        _ => {
            let middle = leaves.len().next_power_of_two() / 2;
            node_hash(&naive_root(&leaves[..middle]), &naive_root(&leaves[middle..]))
        }
    }
}

/// PATH(m, D[n]) as RFC 6962 writes it.
fn naive_path(index: usize, leaves: &[Vec<u8>]) -> Vec<Hash> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let middle = leaves.len().next_power_of_two() / 2;
    let (mut path, beside) = if index < middle {
        (naive_path(index, &leaves[..middle]), naive_root(&leaves[middle..]))
    } else {
        (naive_path(index - middle, &leaves[middle..]), naive_root(&leaves[..middle]))
    };
    path.push(beside);
    path
}

/// SUBPROOF(m, D[n], b) as RFC 6962 writes it.
fn naive_subproof(old: usize, leaves: &[Vec<u8>], whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if whole { Vec::new() } else { vec![naive_root(leaves)] };
    }
    let middle = leaves.len().next_power_of_two() / 2;
    let (mut path, beside) = if old <= middle {
        (naive_subproof(old, &leaves[..middle], whole), naive_root(&leaves[middle..]))
    } else {
        (naive_subproof(old - middle, &leaves[middle..], false), naive_root(&leaves[..middle]))
    };
    path.push(beside);
    path
}

struct Tree {
    nodes: HashMap<Node, Hash>,
    edge: Edge,
}

fn grown(leaves: &[Vec<u8>]) -> Tree {
    let mut tree = Tree { nodes: HashMap::new(), edge: Edge::default() };
    for leaf in leaves {
        tree.nodes.extend(tree.edge.push(leaf_hash(leaf)));
    }
    tree
}

impl Tree {
    fn resolve(&self, spans: &[Span]) -> Vec<Hash> {
        spans
            .iter()
            .map(|span| fold(&span.nodes().iter().map(|node| self.nodes[node]).collect::<Vec<_>>()))
            .collect()
    }
}

#[test]
fn roots_are_those_of_certificate_transparency() {
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    assert_eq!(hex(&empty_root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    let leaves = reference_leaves();
    for (size, root) in (1..).zip(roots) {
        assert_eq!(hex(&grown(&leaves[..size]).edge.root()), root, "of {size} leaves");
    }
}

#[test]
fn proofs_are_those_of_certificate_transparency() {
    let tree = grown(&reference_leaves());
    let inclusion: Vec<_> = tree.resolve(&inclusion_path(5, 8)).iter().map(|hash| hex(hash)).collect();
    assert_eq!(
        inclusion,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
    let consistency: Vec<_> = tree.resolve(&consistency_path(6, 8)).iter().map(|hash| hex(hash)).collect();
    assert_eq!(
        consistency,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
}

fn leaves() -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop::collection::vec(prop::collection::vec(any::<u8>(), 0..4), 1..70)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn the_tree_agrees_with_the_naive_one(leaves in leaves(), index in any::<prop::sample::Index>()) {
        let (tree, index) = (grown(&leaves), index.index(leaves.len()));
        let (size, root) = (leaves.len() as u64, naive_root(&leaves));
        prop_assert_eq!(tree.edge.root(), root);

        let proof = tree.resolve(&inclusion_path(index as u64, size));
        prop_assert_eq!(&proof, &naive_path(index, &leaves));
        prop_assert!(includes(&leaf_hash(&leaves[index]), index as u64, size, &proof, &root));

        let old = index + 1;
        let proof = tree.resolve(&consistency_path(old as u64, size));
        prop_assert_eq!(&proof, &naive_subproof(old, &leaves, true));
        prop_assert!(is_consistent(old as u64, size, &naive_root(&leaves[..old]), &root, &proof));
    }

    #[test]
    fn a_wrong_proof_proves_nothing(
        leaves in leaves(), index in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0..256usize,
    ) {
        let (tree, index) = (grown(&leaves), index.index(leaves.len()));
        let (size, root) = (leaves.len() as u64, tree.edge.root());
        let leaf = leaf_hash(&leaves[index]);
        let mut proof = tree.resolve(&inclusion_path(index as u64, size));
        prop_assert!(!includes(&leaf, size, size, &proof, &root));
        if !proof.is_empty() {
            prop_assert!(!includes(&leaf, index as u64, size, &proof[1..], &root));
            let at = at.index(proof.len());
            proof[at][bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!includes(&leaf, index as u64, size, &proof, &root));
        }
        let old = index as u64 + 1;
        let old_root = naive_root(&leaves[..=index]);
        let mut proof = tree.resolve(&consistency_path(old, size));
        if !proof.is_empty() {
            let at = at.index(proof.len());
            proof[at][bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!is_consistent(old, size, &old_root, &root, &proof));
        }
    }
}
