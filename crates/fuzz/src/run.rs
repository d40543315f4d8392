//! A run: what lies in the corpus, then the seeds, then what is made of them.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::{Change, Dice};

/// Rounds of a run that is part of the ordinary tests, and how long they may take all the same.
const ROUNDS: u64 = 400;
const BRIEF: Duration = Duration::from_millis(700);
/// Inputs that are kept for being changed further.
const POOL_MAX: usize = 1_000;
/// The seed of ordinary tests: they do not change from run to run.
const SEED: u64 = 0x0c07_a4d5;

/// A seed that nobody chose.
#[expect(clippy::disallowed_methods, reason = "a seed is drawn from the real time, which no test moves")]
fn of_the_clock() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros());
    u64::try_from(since).unwrap_or(SEED)
}

/// A driver of one target.
pub struct Fuzz {
    target: &'static str,
    corpus: PathBuf,
    change: Change,
    words: Vec<&'static [u8]>,
    pool: Vec<Vec<u8>>,
    /// The seeds, and of the pool those that were found, begin here.
    seen: HashSet<u64>,
}

impl Fuzz {
    /// A driver for this target; `crate_folder` is `env!("CARGO_MANIFEST_DIR")` of whoever asks.
    #[must_use]
    pub fn new(crate_folder: &str, target: &'static str, change: Change) -> Self {
        let corpus = PathBuf::from(crate_folder).join("tests/corpus").join(target);
        Self { target, corpus, change, words: Vec::new(), pool: Vec::new(), seen: HashSet::new() }
    }

    /// Begins with these as well.
    #[must_use]
    pub fn seeds<T: Into<Vec<u8>>>(mut self, seeds: impl IntoIterator<Item = T>) -> Self {
        self.pool.extend(seeds.into_iter().map(Into::into));
        self
    }

    /// Puts these in now and then.
    #[must_use]
    pub fn words(mut self, words: &[&'static str]) -> Self {
        self.words.extend(words.iter().map(|word| word.as_bytes()));
        self
    }

    /// Tries one input after the other. What `target` returns tells outcomes apart.
    ///
    /// # Panics
    /// When the target does; the input is written to the corpus first.
    pub fn run<T: Hash>(mut self, mut target: impl FnMut(&[u8]) -> T) {
        let mut plan = self.plan();
        while let Some(input) = plan.next(&mut self) {
            let trace = Trace { of: &self, plan: &plan, input: &input };
            let outcome = target(&input);
            drop(trace);
            self.learn(input, &outcome);
        }
    }

    /// The same for a target that waits.
    ///
    /// # Panics
    /// When the target does; the input is written to the corpus first.
    pub async fn run_async<T: Hash>(mut self, mut target: impl AsyncFnMut(&[u8]) -> T) {
        let mut plan = self.plan();
        while let Some(input) = plan.next(&mut self) {
            let trace = Trace { of: &self, plan: &plan, input: &input };
            let outcome = target(&input).await;
            drop(trace);
            self.learn(input, &outcome);
        }
    }

    fn plan(&mut self) -> Plan {
        let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
        let seconds = number("COURTYARD_FUZZ_SECONDS");
        let seed = number("COURTYARD_FUZZ_SEED")
            .unwrap_or_else(|| if seconds.is_some() { of_the_clock() } else { SEED });
        if self.pool.is_empty() {
            self.pool.push(Vec::new());
        }
        let alone = std::env::var_os("COURTYARD_FUZZ_REPLAY").map(PathBuf::from);
        let mut first: Vec<Vec<u8>> = match &alone {
            Some(file) => std::fs::read(file).into_iter().collect(),
            None => self.corpus().chain(self.pool.clone()).collect(),
        };
        first.reverse();
        say(&format!("fuzz {}: seed {seed}, {} to begin with", self.target, first.len()));
        let (rounds, time) = match (&alone, seconds) {
            (Some(_), _) => (0, Duration::ZERO),
            (None, Some(seconds)) => (u64::MAX, Duration::from_secs(seconds)),
            (None, None) => (ROUNDS, BRIEF),
        };
        #[expect(clippy::disallowed_methods, reason = "how long a run takes is no part of what is tested")]
        let began = Instant::now();
        Plan { seed, dice: Dice::new(seed), first, round: 0, rounds, time, began }
    }

    fn corpus(&self) -> impl Iterator<Item = Vec<u8>> + use<> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(&self.corpus)
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        files.sort();
        files.into_iter().filter_map(|file| std::fs::read(file).ok())
    }

    fn make(&self, dice: &mut Dice) -> Vec<u8> {
        // The last ones found lead furthest.
        let late = self.pool.len().saturating_sub(20);
        let at = if dice.one_in(3) {
            late + dice.below(self.pool.len() - late)
        } else {
            dice.below(self.pool.len())
        };
        let other = dice.below(self.pool.len());
        self.change.of(&self.pool[at], &self.pool[other], &self.words, dice)
    }

    fn learn(&mut self, input: Vec<u8>, outcome: &impl Hash) {
        let mut hasher = DefaultHasher::new();
        outcome.hash(&mut hasher);
        if self.seen.insert(hasher.finish()) && self.pool.len() < POOL_MAX {
            self.pool.push(input);
        }
    }
}

/// What is tried in a run, and for how long.
struct Plan {
    seed: u64,
    dice: Dice,
    /// What is tried unchanged, the last one first.
    first: Vec<Vec<u8>>,
    round: u64,
    rounds: u64,
    time: Duration,
    began: Instant,
}

impl Plan {
    fn next(&mut self, fuzz: &mut Fuzz) -> Option<Vec<u8>> {
        if let Some(input) = self.first.pop() {
            return Some(input);
        }
        if self.round >= self.rounds || self.began.elapsed() >= self.time {
            say(&format!("fuzz {}: {} rounds, {} outcomes", fuzz.target, self.round, fuzz.seen.len()));
            return None;
        }
        self.round += 1;
        Some(fuzz.make(&mut self.dice))
    }
}

/// Writes down what was tried when it brings the test down.
struct Trace<'a> {
    of: &'a Fuzz,
    plan: &'a Plan,
    input: &'a [u8],
}

impl Drop for Trace<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        let mut hasher = DefaultHasher::new();
        self.input.hash(&mut hasher);
        let file = self.of.corpus.join(format!("{:016x}", hasher.finish()));
        let kept = std::fs::create_dir_all(&self.of.corpus).and_then(|()| std::fs::write(&file, self.input));
        let (target, seed, round) = (self.of.target, self.plan.seed, self.plan.round);
        say(&format!("fuzz {target}: brought down in round {round} of COURTYARD_FUZZ_SEED={seed}"));
        match kept {
            Ok(()) => say(&format!("the input alone: COURTYARD_FUZZ_REPLAY={}", file.display())),
            Err(error) => say(&format!("the input could not be kept ({error}): {:?}", self.input)),
        }
    }
}

#[expect(clippy::print_stderr, reason = "whoever runs a driver reads how to run it again")]
fn say(line: &str) {
    eprintln!("{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fuzz_finds_its_way_to_what_only_a_chain_of_changes_reaches_and_keeps_it() {
        let folder = std::env::temp_dir().join(format!("courtyard-fuzz-{}", std::process::id()));
        let at = folder.to_string_lossy().into_owned();
        let found = std::panic::catch_unwind(|| {
            Fuzz::new(&at, "chain", Change::Bytes).seeds(["...."]).words(&["ab", "cd"]).run(|input| {
                let depth = ["ab", "abcd"].iter().filter(|word| holds(input, word)).count();
                assert!(depth < 2, "reached");
                depth
            });
        });
        assert!(found.is_err(), "two words one after the other are found");
        let kept: Vec<Vec<u8>> = Fuzz::new(&at, "chain", Change::Bytes).corpus().collect();
        std::fs::remove_dir_all(&folder).ok();
        assert!(kept.len() == 1 && holds(&kept[0], "abcd"), "{kept:?}");
    }

    fn holds(input: &[u8], word: &str) -> bool {
        input.windows(word.len()).any(|window| window == word.as_bytes())
    }
}
