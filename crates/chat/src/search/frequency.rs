//! What frequency alone tells whoever has the rows and no key: the figure that stands in the threat model.
//!
//! He knows how often each thing is said in texts of the same kind, ranks the tokens of a conversation by how many messages have
//! them, and takes the first for the first, the second for the second. The texts are those of the handbook; one part of their
//! sentences is what he knows, another the conversation.

use aws_lc_rs::digest::{SHA256, digest};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::rules::terms;

/// A place in an order without meaning.
fn scattered(text: &str) -> Vec<u8> {
    digest(&SHA256, text.as_bytes()).as_ref().to_vec()
}

/// The sentences of the handbook, each once, in an order without meaning.
fn sentences() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/handbook/zh-CN");
    let mut all = BTreeSet::new();
    for page in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(page.unwrap().path()).unwrap();
        let lines = text.split(['。', '！', '？', '\n']).map(str::trim);
        all.extend(lines.filter(|line| line.chars().count() > 3).map(str::to_owned));
    }
    let mut all: Vec<String> = all.into_iter().collect();
    all.sort_by_cached_key(|text| scattered(text));
    all
}

/// How many texts have each term, the most frequent first; those that are as frequent in an order without meaning.
fn ranked(texts: &[String]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for term in texts.iter().flat_map(|text| terms(text)) {
        *counts.entry(term).or_default() += 1;
    }
    let mut ranked: Vec<(String, usize)> = counts.into_iter().collect();
    ranked.sort_by_cached_key(|(term, count)| (Reverse(*count), scattered(term)));
    ranked
}

/// Thousandths of the tokens, and of the places where they stand, that are named rightly.
fn named_rightly(conversation: &[String], known: &[String]) -> (usize, usize) {
    let (there, known) = (ranked(conversation), ranked(known));
    let right = || there.iter().zip(&known).filter(|((one, _), (other, _))| one == other).map(|(one, _)| one);
    let all: usize = there.iter().map(|(_, count)| count).sum();
    let places: usize = right().map(|(_, count)| count).sum();
    (right().count() * 1_000 / there.len(), places * 1_000 / all)
}

/// The figure: `cargo test -p chat --lib frequency -- --nocapture`.
#[test]
fn ranks_alone_name_few_tokens() {
    let texts = sentences();
    for count in [100, 500, texts.len() / 2] {
        let (conversation, known) = texts.split_at(count);
        let (tokens, places) = named_rightly(conversation, known);
        println!("of {count} messages: {tokens} of 1,000 tokens, {places} of 1,000 places");
        assert!(tokens < 20 && places < 100, "the threat model says less");
    }
    // The measure itself: whoever knows the very same texts names all.
    assert_eq!(named_rightly(&texts, &texts), (1_000, 1_000));
}
