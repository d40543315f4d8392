//! A house that collects what nobody declared fails its test.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use vault::Vault;

/// Looks at its end whether everything that was collected was declared.
pub(crate) struct Declared {
    vault: Vault,
    is_known: AtomicBool,
}

impl Declared {
    pub(crate) const fn of(vault: Vault) -> Self {
        Self { vault, is_known: AtomicBool::new(false) }
    }

    /// What was not declared. Whoever asks knows of it, and the test does not fail for it.
    pub(crate) fn undeclared(&self) -> BTreeSet<String> {
        self.is_known.store(true, Ordering::Relaxed);
        self.vault.undeclared()
    }
}

impl Drop for Declared {
    fn drop(&mut self) {
        if std::thread::panicking() || self.is_known.load(Ordering::Relaxed) {
            return;
        }
        let undeclared = self.vault.undeclared();
        assert!(undeclared.is_empty(), "personal data were collected that nobody declared: {undeclared:?}");
    }
}
