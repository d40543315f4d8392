//! Looking for what was said among a million messages: how long it takes, and whether it finds exactly what is there.
//!
//! The load says them by the API, as people do, and keeps a list of its own. Each answer of the house is held against a scan
//! of that list: the newest fifty that have what was typed, no more and no less.

use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

use crate::http::Http;
use crate::peers::{self, Peer};
use crate::{Size, process};

/// Who speak at once.
const TALKERS: usize = 32;
/// What is looked for, of each kind.
const QUERIES: usize = 60;
/// Results of one search, at most: what the house gives.
const RESULTS: usize = 50;
/// The common ideographs from which the words are made.
const SIGNS: u32 = 3_000;

/// A stream of numbers that is the same in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A place below `end` of which the first are the most frequent, as words are.
    fn ranked(&mut self, end: u32) -> u32 {
        let share = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        (f64::from(end).powf(share) as u32).saturating_sub(1).min(end - 1)
    }

    fn sign(&mut self) -> char {
        char::from_u32(0x4e00 + self.ranked(SIGNS) * 6).unwrap()
    }

    fn word(&mut self) -> String {
        // A word is made of its rank, so that the same one comes again.
        let mut own = Self(u64::from(self.ranked(20_000)));
        (0..3 + own.next() % 6).map(|_| char::from(b'a' + (own.next() % 26) as u8)).collect()
    }

    fn ideographs(&mut self, count: u64) -> String {
        (0..count).map(|_| self.sign()).collect()
    }

    /// What somebody says: one or two runs of Chinese, a few English words.
    fn text(&mut self) -> String {
        let count = 4 + self.next() % 12;
        let mut parts = vec![self.ideographs(count)];
        for _ in 0..self.next() % 5 {
            parts.push(self.word());
        }
        let count = 2 + self.next() % 8;
        parts.push(self.ideographs(count));
        parts.join(" ")
    }
}

/// What is typed, and which kind of search that is.
fn queries() -> Vec<(&'static str, String)> {
    let mut dice = Dice(7);
    let mut all = Vec::new();
    for _ in 0..QUERIES {
        all.push(("one ideograph", dice.ideographs(1)));
        all.push(("two ideographs", dice.ideographs(2)));
        all.push(("three ideographs", dice.ideographs(3)));
        all.push(("the beginning of a word", dice.word().chars().take(4).collect()));
        all.push(("a word and an ideograph", format!("{} {}", dice.word(), dice.sign())));
        all.push((
            "a rare ideograph",
            char::from_u32(0x4e00 + (SIGNS - 1 - dice.ranked(500)) * 6).unwrap().into(),
        ));
    }
    all
}

/// Whether a text is what was typed, by looking at every word of it.
fn fits(typed: &str, text: &str) -> bool {
    typed.split(' ').all(|part| {
        text.split(' ').any(|word| if part.is_ascii() { word.starts_with(part) } else { word.contains(part) })
    })
}

/// What one kind of search took and found.
#[derive(Default)]
struct Kind {
    us: Vec<u64>,
    due: usize,
    given: usize,
    right: usize,
}

/// Says so many messages, looks for things at once, and once more when the house has come to rest.
pub async fn measure(messages: usize) {
    let size = Size { pairs: 1, group: 16, idle: 0, seconds: 0, window: 0 };
    let peer = peers::start("ours", size).await;
    let (cpu, begun) = (peer.cpu_seconds(), Instant::now());
    let said = say(&peer, messages).await;
    println!(
        "{messages} messages said durably in {:.0} s, {:.0} CPU-seconds of the house; load average {}",
        begun.elapsed().as_secs_f64(),
        peer.cpu_seconds() - cpu,
        process::load()
    );
    println!("while the tokens of the last messages lie fresh:");
    searches(&peer, &said).await;
    let (cpu, begun) = (peer.cpu_seconds(), Instant::now());
    rested(&peer).await;
    println!(
        "once all are among the others, after {:.0} s more and {:.0} CPU-seconds; load average {}:",
        begun.elapsed().as_secs_f64(),
        peer.cpu_seconds() - cpu,
        process::load()
    );
    searches(&peer, &said).await;
}

/// Waits until the house has nothing more to do: for three seconds it needs next to no processor.
async fn rested(peer: &Peer) {
    let mut calm = 0;
    while calm < 3 {
        let before = peer.cpu_seconds();
        tokio::time::sleep(Duration::from_secs(1)).await;
        calm = if peer.cpu_seconds() - before < 0.1 { calm + 1 } else { 0 };
    }
}

/// Looks for things, prints the table.
async fn searches(peer: &Peer, said: &[(i64, String)]) {
    let told = peer.told();
    let mut http = Http::connect(told.address, &told.members[1]).await;
    let mut kinds: Vec<(&str, Kind)> = Vec::new();
    for (name, typed) in queries() {
        let place = kinds.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            kinds.push((name, Kind::default()));
            kinds.len() - 1
        });
        look(&mut http, &told.group, &typed, said, &mut kinds[place].1).await;
    }
    println!("| search | p50 ms | p95 ms | worst ms | recall | precision |\n|---|---|---|---|---|---|");
    for (name, kind) in &mut kinds {
        kind.us.sort_unstable();
        let at = |share: f64| kind.us[((kind.us.len() - 1) as f64 * share) as usize] as f64 / 1e3;
        let share = |of: usize| kind.right as f64 / of.max(1) as f64;
        println!(
            "| {name} | {:.1} | {:.1} | {:.1} | {:.4} | {:.4} |",
            at(0.5),
            at(0.95),
            at(1.0),
            share(kind.due),
            share(kind.given)
        );
    }
}

/// Everybody speaks at once; answers what was said by its number.
async fn say(peer: &Peer, messages: usize) -> Vec<(i64, String)> {
    let told = peer.told();
    let (next, said) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::with_capacity(messages))));
    let mut tasks = JoinSet::new();
    for talker in 0..TALKERS {
        let (address, token): (SocketAddr, _) =
            (told.address, told.members[talker % told.members.len()].clone());
        let path = format!("/api/v1/conversations/{}/messages", told.group);
        let (next, said) = (Arc::clone(&next), Arc::clone(&said));
        tasks.spawn(async move {
            let mut http = Http::connect(address, &token).await;
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= messages {
                    return;
                }
                let text = Dice(number as u64).text();
                let wish = json!({ "mark": format!("mark-{number:07}"), "text": text }).to_string();
                let (status, body) = http.ask("POST", &path, &wish).await;
                assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
                let answer: Value = serde_json::from_slice(&body).unwrap();
                said.lock().unwrap().push((answer["seq"].as_i64().unwrap(), text));
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    let mut said = std::mem::take(&mut *said.lock().unwrap());
    said.sort_unstable_by_key(|(seq, _)| std::cmp::Reverse(*seq));
    said
}

async fn look(http: &mut Http, group: &str, typed: &str, said: &[(i64, String)], kind: &mut Kind) {
    let wish = json!({ "text": typed, "conversation": group }).to_string();
    let begun = Instant::now();
    let (status, body) = http.ask("POST", "/api/v1/conversation-search", &wish).await;
    kind.us.push(begun.elapsed().as_micros() as u64);
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
    let found: Value = serde_json::from_slice(&body).unwrap();
    let found: Vec<i64> =
        found["items"].as_array().unwrap().iter().map(|item| item["seq"].as_i64().unwrap()).collect();
    let due: Vec<i64> =
        said.iter().filter(|(_, text)| fits(typed, text)).map(|(seq, _)| *seq).take(RESULTS).collect();
    kind.due += due.len();
    kind.given += found.len();
    kind.right += found.iter().filter(|seq| due.contains(seq)).count();
}
