//! What a test proved: one line per row of the promise ledger, written when the test has reached its end.
//!
//! A test that proves a row says `proves: ID` in its document and calls [`proved`] as its last act. Only what a run
//! wrote counts; `cargo xtask promises` reads it.

use std::cell::RefCell;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The doorplate of houses that name none: `courtyard`, unless the run asks for another.
const PROFILE: &str = "COURTYARD_TEST_PROFILE";

thread_local! {
    static UNDER: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The doorplate under which a test opens its house, unless it chooses one itself: `cargo xtask test` runs what proved
/// something once more under every doorplate that makes the same promise.
#[must_use]
pub fn profile_of_this_run() -> String {
    std::env::var(PROFILE).unwrap_or_else(|_| "courtyard".to_owned())
}

/// Tells that this test's house stands under a doorplate; the house does so when it starts.
pub fn under(profile: &str) {
    UNDER.with(|name| *name.borrow_mut() = Some(profile.to_owned()));
}

/// Writes down that this test proves the row `id` of the ledger, and the operations (`meeting.start`) and jobs
/// (`job:name`) it drove to show it. To be called at the very end, once everything held.
///
/// # Panics
/// Where the line cannot be written: a proof that nobody can read is none.
pub fn proved(id: &str, operations: &[&str]) {
    let line = serde_json::json!({
        "id": id,
        "test": std::thread::current().name().unwrap_or("unnamed"),
        "operations": operations,
        "profile": UNDER.with(|name| name.borrow().clone()).unwrap_or_else(profile_of_this_run),
        "crate": std::env::var("CARGO_PKG_NAME").unwrap_or_default(),
    });
    let path = file();
    let written = open(&path).and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()));
    assert!(written.is_ok(), "writing {}: {written:?}", path.display());
}

/// Opened for appending, so that lines of tests that end at once do not mix: each is written by one call.
fn open(path: &Path) -> std::io::Result<File> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    File::options().create(true).append(true).open(path)
}

fn file() -> PathBuf {
    std::env::var_os("COURTYARD_PROOFS").map_or_else(in_this_tree, PathBuf::from)
}

/// `target/proofs.jsonl` at the root of the tree whose tests run.
fn in_this_tree() -> PathBuf {
    let here = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let root = Path::new(&here).ancestors().find(|folder| folder.join("Cargo.lock").exists());
    root.unwrap_or(Path::new(&here)).join("target/proofs.jsonl")
}
