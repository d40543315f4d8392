//! The master key outside of its file: as a root for archives, and as shares of which a number brings it back.
//!
//! Shares hold the master key and never a subject's: bringing it back brings nobody back whose key was destroyed. A share
//! is one line of text, `cys1.K-of-N.SET.KEY.SHARE.CHECK`: how many are needed and were given, which set it belongs to,
//! which key it leads to, the share itself, and a checksum against slips of the pen. Fewer than K say nothing at all
//! about the key (Shamir over GF(256)).

use aws_lc_rs::{digest, hmac};
use ground::Fault;
use std::path::Path;
use zeroize::Zeroizing;

use crate::cipher::{KeyBytes, random};
use crate::keys;
use crate::shamir::{self, Share};

/// Shares of one set at most.
pub const SHARES_MAX: u8 = 20;
const WORD: &str = "cys1";

/// Why shares are refused.
#[derive(Debug, thiserror::Error)]
pub enum EscrowRefused {
    /// The numbers make no sense.
    #[error("at least 2 of at most {SHARES_MAX} shares, and not more needed than there are")]
    Numbers,
    /// A line is no share, or was copied wrongly.
    #[error("line {line} is not a share, or was copied wrongly")]
    Damaged {
        /// Which.
        line: usize,
    },
    /// They were given at different times.
    #[error("these shares do not belong together: they come from different sets")]
    Mixed,
    /// There are not enough.
    #[error("{have} of {need} shares")]
    TooFew {
        /// Different shares that were given.
        have: usize,
        /// Shares that are needed.
        need: u8,
    },
    /// They lead to no key, or to another one than they say.
    #[error("these shares do not lead to the key that they name")]
    Wrong,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl EscrowRefused {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Numbers => "escrow.numbers",
            Self::Damaged { .. } => "escrow.share_damaged",
            Self::Mixed => "escrow.shares_mixed",
            Self::TooFew { .. } => "escrow.too_few",
            Self::Wrong => "escrow.wrong",
            Self::Fault(_) => "escrow.fault",
        }
    }
}

/// The master key in hand.
pub struct MasterKey(KeyBytes);

impl MasterKey {
    /// Reads a `master.key`, which nobody else may read.
    ///
    /// # Errors
    /// A fault where it is absent or others may read it.
    pub fn read(file: &Path) -> Result<Self, Fault> {
        if !file.exists() {
            return Err(Fault::new("there is no master.key"));
        }
        keys::secret_file(file).map(Self)
    }

    /// Writes it as the `master.key` of a folder.
    ///
    /// # Errors
    /// A fault where it cannot be written.
    pub fn keep(&self, folder: &Path) -> Result<(), Fault> {
        keys::keep_secret(&folder.join("master.key"), &self.0)
    }

    /// The root from which the keys of archives come.
    pub fn archive_root(&self) -> ground::archive::Root {
        self.derive(b"courtyard archives 1")
    }

    /// The root of what is kept of a house that has ended.
    pub fn kept_root(&self) -> ground::archive::Root {
        self.derive(b"courtyard kept 1")
    }

    pub(crate) fn derive(&self, word: &[u8]) -> [u8; 32] {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &*self.0);
        hmac::sign(&key, word).as_ref().first_chunk().copied().unwrap_or_default()
    }

    fn id(&self) -> String {
        hex(&self.derive(b"courtyard master id 1")[..4])
    }

    /// A fresh set of `count` shares, any `need` of which bring the key back.
    ///
    /// # Errors
    /// Where the numbers make no sense.
    pub fn shares(&self, need: u8, count: u8) -> Result<Vec<Zeroizing<String>>, EscrowRefused> {
        if need < 2 || need > count || count > SHARES_MAX {
            return Err(EscrowRefused::Numbers);
        }
        let set: [u8; 4] = random()?;
        let head = format!("{WORD}.{need}-of-{count}.{}.{}", hex(&set), self.id());
        let shares = shamir::split(&self.0, need, count)?;
        Ok(shares
            .iter()
            .map(|share| {
                let values = Zeroizing::new(hex(&*share.values));
                let body = Zeroizing::new(format!("{head}.{:02x}{}", share.point, *values));
                Zeroizing::new(format!("{}.{}", *body, check(&body)))
            })
            .collect())
    }

    /// Brings the key back.
    ///
    /// # Errors
    /// Why these shares do not.
    pub fn from_shares<'a>(lines: impl IntoIterator<Item = &'a str>) -> Result<Self, EscrowRefused> {
        let mut known: Option<Line> = None;
        let mut shares: Vec<Share> = Vec::new();
        let lines = lines.into_iter().map(str::trim).filter(|line| !line.is_empty());
        for (at, text) in lines.enumerate() {
            let (line, share) = Line::read(text).ok_or(EscrowRefused::Damaged { line: at + 1 })?;
            if known.as_ref().is_some_and(|known| *known != line) {
                return Err(EscrowRefused::Mixed);
            }
            known = Some(line);
            if !shares.iter().any(|known| known.point == share.point) {
                shares.push(share);
            }
        }
        let Some(Line { need, key, .. }) = known else {
            return Err(EscrowRefused::TooFew { have: 0, need: 2 });
        };
        if shares.len() < usize::from(need) {
            return Err(EscrowRefused::TooFew { have: shares.len(), need });
        }
        let enough: Vec<&Share> = shares.iter().take(usize::from(need)).collect();
        let master = Self(shamir::join(&enough));
        if master.id() == key { Ok(master) } else { Err(EscrowRefused::Wrong) }
    }
}

/// What a share says beside itself.
#[derive(PartialEq, Eq)]
struct Line {
    need: u8,
    count: u8,
    set: String,
    key: String,
}

impl Line {
    fn read(text: &str) -> Option<(Self, Share)> {
        let (body, stated) = text.rsplit_once('.')?;
        if check(body) != stated {
            return None;
        }
        let parts: Vec<&str> = body.split('.').collect();
        let [WORD, numbers, set, key, share] = parts.as_slice() else { return None };
        let (need, count) = numbers.split_once("-of-")?;
        let bytes = Zeroizing::new(unhex(share)?);
        let (need, count) = (need.parse().ok()?, count.parse().ok()?);
        let line = Self { need, count, set: (*set).to_owned(), key: (*key).to_owned() };
        let (point, values) = bytes.split_first()?;
        let values = Zeroizing::new(<[u8; shamir::LENGTH]>::try_from(values).ok()?);
        (*point != 0 && need >= 2).then_some((line, Share { point: *point, values }))
    }
}

fn check(body: &str) -> String {
    hex(&digest::digest(&digest::SHA256, body.as_bytes()).as_ref()[..4])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = text.chars().map(|digit| digit.to_digit(16)).collect::<Option<_>>()?;
    let pairs = digits.chunks(2);
    pairs.map(|pair| u8::try_from(pair.first()? * 16 + pair.get(1)?).ok()).collect()
}

/// Whether the `keys.db` of a folder was made under the master key beside it.
///
/// # Errors
/// A fault where it was not, or something is absent.
pub async fn fit(folder: &Path) -> Result<(), Fault> {
    keys::fit(folder).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(shares: &[Zeroizing<String>]) -> Vec<&str> {
        shares.iter().map(|share| share.as_str()).collect()
    }

    proptest! {
        #[test]
        fn any_k_of_n_bring_the_key_back_and_fewer_do_not(
            key in any::<[u8; 32]>(), need in 2_u8..8, more in 0_u8..6, turn in 0_usize..13
        ) {
            let master = MasterKey(Zeroizing::new(key));
            let mut shares = master.shares(need, need + more).unwrap();
            let length = shares.len();
            shares.rotate_left(turn % length);
            let needed = usize::from(need);
            let back = MasterKey::from_shares(lines(&shares[..needed])).ok().unwrap();
            prop_assert_eq!(*back.0, key);
            let back = MasterKey::from_shares(lines(&shares)).ok().unwrap();
            prop_assert_eq!(*back.0, key);
            let few = MasterKey::from_shares(lines(&shares[..needed - 1]));
            let refused = few.err().unwrap();
            let says_how_many = matches!(refused, EscrowRefused::TooFew { have, .. } if have == needed - 1);
            prop_assert!(says_how_many);
        }
    }

    #[test]
    fn what_does_not_belong_together_is_refused() {
        let master = MasterKey(Zeroizing::new([7; 32]));
        let (one, other) = (master.shares(2, 3).unwrap(), master.shares(2, 3).unwrap());
        let refused =
            |lines: &[&str]| MasterKey::from_shares(lines.iter().copied()).err().map(|no| no.code());
        assert_eq!(refused(&[&one[0], &other[1]]), Some("escrow.shares_mixed"));
        assert_eq!(refused(&[&one[0], &one[0]]), Some("escrow.too_few"));
        let slip = one[1].replacen("2-of-3", "2-of-4", 1);
        assert_eq!(refused(&[&one[0], &slip]), Some("escrow.share_damaged"));
        assert_eq!(refused(&[]), Some("escrow.too_few"));
        assert!(refused(&["", &one[0], &one[2]]).is_none());
        assert!(
            master.shares(1, 3).is_err() && master.shares(4, 3).is_err() && master.shares(2, 21).is_err()
        );
    }
}
