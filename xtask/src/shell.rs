//! Running other programs: with a log, a time limit, and an end to all they started.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::report::Watch;
use crate::{Outcome, cards, eyes, report, speech, tree};

/// How a logged command ended.
pub struct Ran {
    pub ok: bool,
    /// All it printed, both streams.
    pub text: String,
}

impl Ran {
    /// The end of what it printed, for a failure that people must understand without the log.
    pub fn tail(&self, lines: usize) -> String {
        let all: Vec<&str> = self.text.lines().collect();
        all[all.len().saturating_sub(lines)..].join("\n")
    }

    /// Fails with the end of the log unless the command succeeded.
    pub fn or_tail(self, lines: usize) -> Outcome<String> {
        if self.ok { Ok(self.text) } else { Err(format!("failed\n{}", self.tail(lines))) }
    }
}

/// Runs a command to its end with what it prints in `target/xtask/NAME.log`.
pub fn logged(name: &str, command: &mut Command, limit: Duration) -> Outcome<Ran> {
    let path = tree::scratch()?.join(format!("{name}.log"));
    let log = fs::File::create(&path).map_err(|error| format!("making {}: {error}", path.display()))?;
    let second = log.try_clone().map_err(|error| format!("sharing {}: {error}", path.display()))?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(second)
        .process_group(0)
        .spawn()
        .map_err(|error| format!("starting {}: {error}", command.get_program().display()))?;
    let status = wait(&mut child, limit);
    let text = String::from_utf8_lossy(&fs::read(&path).unwrap_or_default()).into_owned();
    match status? {
        Some(ok) => Ok(Ran { ok, text }),
        None => {
            Ok(Ran { ok: false, text: text + &format!("\nended after its limit of {} s", limit.as_secs()) })
        }
    }
}

/// Waits for a child's end; past the limit its whole group is ended and `None` returned.
fn wait(child: &mut Child, limit: Duration) -> Outcome<Option<bool>> {
    let watch = Watch::start();
    loop {
        match child.try_wait().map_err(|error| format!("waiting for a command: {error}"))? {
            Some(status) => return Ok(Some(status.success())),
            None if watch.elapsed() > limit => {
                end_group(child);
                return Ok(None);
            }
            None => std::thread::sleep(Duration::from_millis(50)),
        }
    }
}

/// Ends a child that leads a process group, with everything in that group.
pub fn end_group(child: &mut Child) {
    let group = format!("-{}", child.id());
    for signal in ["-TERM", "-KILL"] {
        if Command::new("kill").args([signal, "--", &group]).stderr(Stdio::null()).status().is_err() {
            break;
        }
        for _ in 0..60 {
            if !matches!(child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// What a command prints, when it succeeds.
pub fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let out = Command::new(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

/// Runs a command that talks to the terminal itself.
pub fn shown(command: &mut Command) -> Outcome {
    let status =
        command.status().map_err(|error| format!("starting {}: {error}", command.get_program().display()))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{} ended with {status}", command.get_program().display()))
    }
}

/// Whether a program can be found.
pub fn has(program: &str) -> bool {
    if program.contains('/') {
        return Path::new(program).exists();
    }
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// Whether we may do what only the machine's keeper may.
pub fn is_root() -> bool {
    output("id", &["-u"]).as_deref() == Some("0")
}

/// Cargo, with the compile cache that all clones share.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(tree::root())
        .env("CARGO_TARGET_DIR", tree::cargo_target())
        .env("CARGO_TERM_COLOR", "never")
        .envs(speech::environment())
        .envs(cards::environment())
        .envs(eyes::environment());
    command
}

/// The same for whatever is built to be tested. Clippy reads along: it is the compiler with more lints, so that the workspace is not
/// read a second time for it.
pub fn testing_cargo() -> Command {
    let mut command = cargo();
    command.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver");
    if report::under_ci() {
        // A fresh clone builds each crate once; what would speed up the second time slows down the first.
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}
