//! Where things lie: the tree itself, and the caches that all clones of it share.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::Outcome;

/// The root of this clone.
pub fn root() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned();
    // A binary that another clone left in the shared cache still works for the clone one stands in.
    std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .and_then(|at| at.parent().map(Path::to_owned))
        .unwrap_or(beside)
}

/// What a run writes for people to look at afterwards: logs, screenshots, reports.
pub fn scratch() -> Outcome<PathBuf> {
    let at = root().join("target/xtask");
    fs::create_dir_all(&at).map_err(|error| format!("making {}: {error}", at.display()))?;
    Ok(at)
}

/// The folder under the user's cache that outlives a clone.
pub fn cache() -> PathBuf {
    let base = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")))
        .unwrap_or_else(|| root().join("target"));
    base.join("courtyard")
}

/// The compile cache of all clones, unless the caller chose one.
pub fn cargo_target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| cache().join("target"), PathBuf::from)
}

/// Makes the shared compile cache safe for this clone.
///
/// Cargo tells crates of a workspace apart by their path inside it and their freshness by time stamps alone, so the
/// same file of another clone, built later, would pass for ours. When another clone built last, every crate of ours
/// is touched; dependencies stay.
pub fn claim_target() -> Outcome {
    let target = cargo_target();
    fs::create_dir_all(&target).map_err(|error| format!("making {}: {error}", target.display()))?;
    let stamp = target.join("last-tree");
    let here = root().display().to_string();
    if fs::read_to_string(&stamp).is_ok_and(|last| last == here) {
        return Ok(());
    }
    for file in rust_files(&root()) {
        touch(&file)?;
    }
    fs::write(&stamp, here).map_err(|error| format!("writing {}: {error}", stamp.display()))
}

/// Copies what was built, into this clone, out of reach of another clone's build.
pub fn keep_built(what: &str) -> Outcome<PathBuf> {
    let built = cargo_target().join(what);
    let name = built.file_name().ok_or_else(|| format!("{} is no file", built.display()))?;
    let ours = scratch()?.join(name);
    // A running copy cannot be written over, only replaced.
    if ours.exists() {
        fs::remove_file(&ours).map_err(|error| format!("removing {}: {error}", ours.display()))?;
    }
    fs::copy(&built, &ours).map_err(|error| format!("copying {}: {error}", built.display()))?;
    Ok(ours)
}

/// Has the gate built again when the client it carries is another than last time. The files are read while it compiles,
/// and cargo watches only those that were there then.
pub fn embed_client() -> Outcome {
    let client = root().join("web/dist");
    let mut seen = String::new();
    walk(&client, &mut |file| {
        let length = fs::metadata(file).map_or(0, |known| known.len());
        seen += &format!("{} {length}\n", name(&client, file));
    });
    // The page names its scripts by their content.
    seen += &fs::read_to_string(client.join("index.html")).unwrap_or_default();
    let stamp = cargo_target().join("last-client");
    if fs::read_to_string(&stamp).is_ok_and(|last| last == seen) {
        return Ok(());
    }
    touch(&root().join("crates/gate/src/web.rs"))?;
    fs::write(&stamp, seen).map_err(|error| format!("writing {}: {error}", stamp.display()))
}

#[expect(clippy::disallowed_methods, reason = "time stamps of files are the real time, which no test moves")]
fn touch(file: &Path) -> Outcome {
    fs::File::options()
        .append(true)
        .open(file)
        .and_then(|open| open.set_modified(SystemTime::now()))
        .map_err(|error| format!("touching {}: {error}", file.display()))
}

/// Every Rust file of the house and its tools, in path order.
pub fn rust_files(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in ["crates", "door", "xtask", "bench"] {
        walk(&root.join(folder), &mut |file| {
            if file.extension().is_some_and(|ending| ending == "rs") {
                found.push(file.to_owned());
            }
        });
    }
    found.sort();
    found
}

/// Calls `each` for every file under a folder, leaving out what is built or fetched.
pub fn walk(folder: &Path, each: &mut dyn FnMut(&Path)) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if ["target", "node_modules", "dist", ".git", "test-results"].contains(&name) {
            continue;
        }
        if path.is_dir() { walk(&path, each) } else { each(&path) }
    }
}

/// A path as it is written in documents and lists: from the root, with forward slashes.
pub fn name(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

/// The text of a file, or a sentence saying which one could not be read.
pub fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("reading {}: {error}", path.display()))
}
