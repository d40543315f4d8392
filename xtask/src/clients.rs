//! Other real clients than browsers with our pages: every folder of `e2e/` that can run by itself.
//!
//! A folder has a `run`, which prints a line `ok NAME` or `FAILED NAME` per thing it tried, or a `package.json` whose
//! `test` prints TAP. Either may say `skipped: why`. What it needs from npm (`package-lock.json`) and from PyPI
//! (`requirements.txt`, there or one folder below) is there before it starts.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::report::Report;
use crate::shell::{has, logged};
use crate::{Outcome, node, tree};

const LIMIT: Duration = Duration::from_secs(25 * 60);

/// Debian's Chromium without its calls to its maker; every other name is still looked up, and counted.
const QUIET_CHROMIUM: &str = "#!/bin/sh
exec /usr/bin/chromium --disable-component-update \\
  '--host-resolver-rules=MAP *.google.com ~NOTFOUND, MAP *.googleapis.com ~NOTFOUND, MAP *.gstatic.com ~NOTFOUND, MAP *.gvt1.com ~NOTFOUND' \"$@\"
";

struct Client {
    name: String,
    folder: PathBuf,
    requirements: Option<PathBuf>,
}

impl Client {
    fn at(folder: PathBuf) -> Option<Client> {
        let runs = folder.join("run").is_file();
        let tests = folder.join("package.json").is_file() && node::offers(&folder, "test").unwrap_or(false);
        if !runs && !tests {
            return None;
        }
        let below = fs::read_dir(&folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
        let requirements = [folder.clone()]
            .into_iter()
            .chain(below)
            .map(|at| at.join("requirements.txt"))
            .find(|file| file.is_file());
        Some(Client { name: folder.file_name()?.to_str()?.to_owned(), folder, requirements })
    }

    /// The Python with this client's packages; kept for other clones that want the same ones.
    fn python(&self) -> PathBuf {
        tree::cache().join("python").join(&self.name).join("bin/python")
    }

    fn install_python_packages(&self, requirements: &Path) -> Outcome {
        let wanted = tree::read(requirements)?;
        let home = tree::cache().join("python").join(&self.name);
        let stamp = home.join("requirements.txt");
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
            return Ok(());
        }
        let log = format!("python-{}", self.name);
        logged(&log, Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home), LIMIT)?
            .or_tail(20)?;
        let mut pip = Command::new(self.python());
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(requirements);
        logged(&log, &mut pip, LIMIT)?.or_tail(20)?;
        fs::write(&stamp, wanted).map_err(|error| format!("writing {}: {error}", stamp.display()))
    }

    fn command(&self) -> Outcome<Command> {
        let mut command;
        if self.folder.join("run").is_file() {
            command = Command::new(self.folder.join("run"));
        } else {
            command = Command::new("npm");
            command.args(["test", "--silent"]).env("NODE_OPTIONS", "--test-reporter=tap");
        }
        command
            .current_dir(&self.folder)
            .env("COURTYARD_BINARY", tree::scratch()?.join("courtyard"))
            .env("COURTYARD_PROOFS", tree::root().join("target/proofs.jsonl"))
            .env("COURTYARD_PYTHON", self.python())
            .env("LIVEKIT_PYTHON", self.python())
            .env("SFU_BIN", example("serve"))
            .env("SIP_SWITCH", example("switch"))
            .env("OFFICE_TIMES", example("times"))
            .env("CHROMIUM", tree::scratch()?.join("chromium"));
        Ok(command)
    }

    fn run(&self) -> Outcome<Report> {
        if self.requirements.is_some() && !has(&self.python().display().to_string()) {
            return Ok(Report::skip(format!("{}: its packages from PyPI are not there", self.name)));
        }
        let ran = logged(&format!("client-{}", self.name), &mut self.command()?, LIMIT)?;
        let mut found = count(&self.name, &ran.text);
        if !ran.ok && found.failed == 0 {
            found.failed = 1;
            found.failures.push(format!("{}: failed\n{}", self.name, ran.tail(60)));
        } else if found.failed > 0 {
            println!("{}", ran.tail(100));
        }
        Ok(found)
    }
}

fn clients() -> Vec<Client> {
    let entries = fs::read_dir(tree::root().join("e2e")).into_iter().flatten();
    let mut found: Vec<Client> = entries.filter_map(|entry| Client::at(entry.ok()?.path())).collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

/// A tool of the house alone, as its own clients try it.
fn example(name: &str) -> PathBuf {
    tree::cargo_target().join("debug/examples").join(name)
}

/// Fetches what the clients need while there still is a network.
pub fn prepare() -> Outcome<Report> {
    let mut report = Report::default();
    for client in clients() {
        if client.folder.join("package-lock.json").exists() {
            node::check()?;
            node::packages(&client.folder)?;
        }
        if let Some(requirements) = &client.requirements
            && let Err(said) = client.install_python_packages(requirements)
        {
            report.add(Report::skip(format!("{}: {said}", client.name)));
        }
    }
    let chromium = tree::scratch()?.join("chromium");
    fs::write(&chromium, QUIET_CHROMIUM)
        .and_then(|()| fs::set_permissions(&chromium, fs::Permissions::from_mode(0o755)))
        .map_err(|error| format!("writing {}: {error}", chromium.display()))?;
    Ok(report)
}

/// Runs every client, one after the other.
pub fn tests() -> Outcome<Report> {
    let mut report = Report::default();
    for client in clients() {
        report.add(client.run()?);
    }
    Ok(report)
}

fn count(client: &str, text: &str) -> Report {
    let mut report = Report::default();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    for (at, line) in lines.iter().enumerate() {
        // Node numbers a suite like a test, and says which it is a few lines below.
        if tap(line, "ok ").or(tap(line, "not ok ")).is_some() && is_suite(&lines[at + 1..]) {
            continue;
        }
        if let Some(title) = line.strip_prefix("FAILED ") {
            report.failed += 1;
            report.failures.push(format!("{client}: {title}"));
        } else if let Some(why) = line.strip_prefix("skipped: ") {
            report.skipped.push(format!("{client}: {why}"));
        } else if let Some(title) = tap(line, "not ok ") {
            report.failed += 1;
            report.failures.push(format!("{client}: {title}"));
        } else if let Some((title, why)) = tap(line, "ok ").and_then(|title| title.split_once("# SKIP")) {
            report.skipped.push(format!("{client}: {}: {}", title.trim(), why.trim()));
        } else if line.starts_with("ok ") {
            report.passed += 1;
        }
    }
    report
}

/// Whether the block below a line of TAP says that it was a suite.
fn is_suite(below: &[&str]) -> bool {
    let block = below
        .iter()
        .skip_while(|line| **line == "---")
        .take_while(|line| **line != "..." && tap(line, "ok ").is_none());
    below.first() == Some(&"---") && block.into_iter().any(|line| *line == "type: 'suite'")
}

/// The title in a line of TAP.
fn tap<'a>(line: &'a str, begins: &str) -> Option<&'a str> {
    let (number, title) = line.strip_prefix(begins)?.split_once(" - ")?;
    number.parse::<u64>().ok().map(|_| title)
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn each_thing_a_client_tried_counts() {
        let report =
            count("media", "starting\nok joins\nok publishes\nFAILED data: lost\nskipped: no Firefox\n");
        assert_eq!((report.passed, report.failed), (2, 1));
        assert_eq!(report.failures, ["media: data: lost"]);
        assert_eq!(report.skipped, ["media: no Firefox"]);
    }

    #[test]
    fn what_node_says_in_tap_counts() {
        let report = count(
            "media",
            "TAP version 13\n    ok 1 - joins\n    not ok 2 - hears\n      ---\n      type: 'test'\n      ...\n    ok 3 - sees # SKIP no camera\nok 1 - all\n  ---\n  type: 'suite'\n  ...\n",
        );
        assert_eq!((report.passed, report.failed), (1, 1));
        assert_eq!(report.failures, ["media: hears"]);
        assert_eq!(report.skipped, ["media: sees: no camera"]);
    }
}
