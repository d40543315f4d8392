//! How often somebody may: packets of one address, and wrong passwords of one address and of one account.
//!
//! All tables are bounded. A full table forgets whoever was quiet longest; so a flood from many addresses costs
//! memory once and then no more.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::time::Duration;

/// So much at once, and so much a second afterwards.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// What one may do at once.
    pub burst: f64,
    /// What comes back in a second.
    pub per_second: f64,
}

/// Buckets that fill by themselves: one for each key.
pub struct Buckets<K> {
    pace: Pace,
    most: usize,
    filled: HashMap<K, (f64, Duration)>,
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    /// Buckets of this pace for at most so many keys.
    #[must_use]
    pub fn new(pace: Pace, most: usize) -> Self {
        Self { pace, most, filled: HashMap::new() }
    }

    /// Takes one of this key's bucket; false where it is empty. `now` counts from any fixed moment.
    pub fn take(&mut self, now: Duration, key: &K) -> bool {
        let left = self.left(now, key);
        if left < 1.0 {
            return false;
        }
        self.put(now, key, left - 1.0);
        true
    }

    /// Whether one could be taken.
    #[must_use]
    pub fn has(&self, now: Duration, key: &K) -> bool {
        self.left(now, key) >= 1.0
    }

    /// Fills this key's bucket.
    pub fn fill(&mut self, key: &K) {
        self.filled.remove(key);
    }

    /// How many keys are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.filled.len()
    }

    /// Whether nobody did anything lately.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.filled.is_empty()
    }

    fn left(&self, now: Duration, key: &K) -> f64 {
        let Some((left, at)) = self.filled.get(key) else { return self.pace.burst };
        let back = now.saturating_sub(*at).as_secs_f64() * self.pace.per_second;
        (left + back).min(self.pace.burst)
    }

    fn put(&mut self, now: Duration, key: &K, left: f64) {
        if self.filled.len() >= self.most && !self.filled.contains_key(key) {
            // Those whose bucket is full again are as good as unknown. Where all are busy, half of them go.
            let Pace { burst, per_second } = self.pace;
            self.filled
                .retain(|_, (left, at)| *left + now.saturating_sub(*at).as_secs_f64() * per_second < burst);
            if self.filled.len() >= self.most {
                let mut odd = false;
                self.filled.retain(|_, _| {
                    odd = !odd;
                    odd
                });
            }
        }
        self.filled.insert(key.clone(), (left, now));
    }
}

/// Wrong answers to challenges.
pub struct Tries {
    sources: Buckets<IpAddr>,
    accounts: Buckets<String>,
}

impl Tries {
    /// Ten wrong answers at once and one in six seconds for an address; twenty and one in thirty for an account.
    #[must_use]
    pub fn new() -> Self {
        Self {
            sources: Buckets::new(Pace { burst: 10.0, per_second: 1.0 / 6.0 }, 16_384),
            accounts: Buckets::new(Pace { burst: 20.0, per_second: 1.0 / 30.0 }, 16_384),
        }
    }

    /// Whether an answer of this account from there is looked at. Where the account is `at_home`, only the address
    /// counts: a stranger who guesses elsewhere does not lock a station out.
    #[must_use]
    pub fn may(&self, now: Duration, from: IpAddr, account: &str, at_home: bool) -> bool {
        self.sources.has(now, &from) && (at_home || self.accounts.has(now, &account.to_owned()))
    }

    /// Counts a wrong answer.
    pub fn wrong(&mut self, now: Duration, from: IpAddr, account: &str) {
        self.sources.take(now, &from);
        self.accounts.take(now, &account.to_owned());
    }

    /// Forgives an address that answered rightly.
    pub fn right(&mut self, from: IpAddr) {
        self.sources.fill(&from);
    }
}

impl Default for Tries {
    fn default() -> Self {
        Self::new()
    }
}
