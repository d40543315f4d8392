//! The real program, in a folder of its own, with a clock that the test moves.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use door::ask::Status;
use door::identity::Identity;
use pass::{DoorSecret, Moment, Paired, Secret, Signer};

use crate::house::House;

/// Sunday, 2026-11-29, 12:00 in Shanghai.
pub fn noon() -> Moment {
    Moment::from_seconds(1_795_924_800)
}

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_courtyard-door");

/// Waits for something that comes.
pub async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..6_000 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("never came: {what}");
}

pub struct Box {
    pub folder: tempfile::TempDir,
    pub secret: DoorSecret,
    /// How long the test has gone on, by the clock of the box.
    pub since: Duration,
    running: Option<Child>,
    line: Option<(UnixStream, BufReader<UnixStream>)>,
}

impl Box {
    /// A box that knows its house.
    pub fn paired(house: &House) -> Self {
        let agent = Signer::fresh();
        house.know(agent.public());
        let made = Self::bare(house);
        let paired = Paired {
            house: house.signer.public(),
            door: house.door,
            agent: agent.public(),
            secret: made.secret.clone(),
        };
        Identity::new(&agent, &paired).write(&made.state()).unwrap();
        made
    }

    /// A box that was never paired.
    pub fn bare(house: &House) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let secret = DoorSecret::new(Secret::fresh());
        let mut made = Self { folder, secret, since: Duration::ZERO, running: None, line: None };
        made.calls(&format!("ws://127.0.0.1:{}/door/v1", house.port), "");
        made.set(noon(), Duration::ZERO);
        made
    }

    /// Which house it calls, and what else its settings say.
    pub fn calls(&mut self, house: &str, more: &str) {
        let at = self.folder.path().display();
        let settings = format!(
            "state = \"{at}/state\"\nhouse = \"{house}\"\n{more}\n[relay]\nkind = \"file\"\npath = \"{at}/clicks\"\n"
        );
        std::fs::write(self.folder.path().join("door.toml"), settings).unwrap();
    }

    /// Another relay, from its next start on.
    pub fn opens_by(&self, relay: &str) {
        let file = self.folder.path().join("door.toml");
        let before = std::fs::read_to_string(&file).unwrap();
        let rest = before.split("[relay]").next().unwrap();
        std::fs::write(file, format!("{rest}[relay]\n{relay}")).unwrap();
    }

    /// More of its settings, from its next start on.
    pub fn adds(&self, more: &str) {
        let file = self.folder.path().join("door.toml");
        let before = std::fs::read_to_string(&file).unwrap();
        std::fs::write(file, before + more).unwrap();
    }

    pub fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    pub fn command(&self, word: &str) -> Command {
        let mut command = Command::new(PROGRAM);
        command.arg("--config").arg(self.folder.path().join("door.toml"));
        command.arg("--clock").arg(self.folder.path().join("clock")).arg(word);
        command
    }

    /// Sets the clock and the counter.
    pub fn set(&mut self, clock: Moment, since: Duration) {
        self.since = since;
        let new = self.folder.path().join("clock.new");
        std::fs::write(&new, format!("{} {}", clock.micros(), since.as_micros())).unwrap();
        std::fs::rename(new, self.folder.path().join("clock")).unwrap();
    }

    /// Time goes by.
    pub fn at(&mut self, since: Duration) -> Moment {
        self.set(noon().plus(since), since);
        noon().plus(since)
    }

    pub async fn start(&mut self) {
        assert!(self.running.is_none());
        // With the socket of the one before out of the way, whoever answers is the new one.
        drop(std::fs::remove_file(self.state().join("socket")));
        let mut command = self.command("run");
        command.stderr(Stdio::null()).env("RUST_LOG", "warn");
        self.running = Some(command.spawn().unwrap());
        let at = self.state().join("socket");
        let mut line = None;
        until("the socket of the agent", || {
            line = UnixStream::connect(&at).ok();
            line.is_some()
        })
        .await;
        let line = line.unwrap();
        line.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let answers = BufReader::new(line.try_clone().unwrap());
        self.line = Some((line, answers));
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.line = None;
        let mut running = self.running.take().unwrap();
        running.kill().unwrap();
        running.wait().unwrap();
    }

    /// A way to kill it while somebody waits for its answer.
    pub fn number(&self) -> u32 {
        self.running.as_ref().unwrap().id()
    }

    /// Shows something; `None` when the agent is gone.
    pub fn show(&mut self, line: &str) -> Option<String> {
        let (write, read) = self.line.as_mut().unwrap();
        write.write_all(format!("{line}\n").as_bytes()).ok()?;
        let mut answer = String::new();
        read.read_line(&mut answer).ok()?;
        let answer = answer.trim().to_owned();
        (!answer.is_empty()).then_some(answer)
    }

    pub fn opens(&mut self, line: &str) -> bool {
        let answer = self.show(line).unwrap();
        assert!(answer == "open" || answer.starts_with("shut "), "{answer}");
        answer == "open"
    }

    pub fn status(&mut self) -> Status {
        serde_json::from_str(&self.show("status").unwrap()).unwrap()
    }

    /// Waits until the house and the agent have the same list and the same log.
    pub async fn in_step(&mut self, house: &House) {
        for _ in 0..6_000 {
            let status = self.status();
            let (version, has, n) = house.with(|state| (state.version, state.has, state.chain.unwrap().n));
            if status.list == version && has == version && status.waiting == 0 && n == status.log {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("never in step: {:?}", house.with(|state| state.broken.clone()));
    }

    pub fn clicks(&self) -> Vec<u64> {
        let text = std::fs::read_to_string(self.folder.path().join("clicks")).unwrap_or_default();
        text.lines().map(|line| line.parse().unwrap()).collect()
    }
}

impl Drop for Box {
    fn drop(&mut self) {
        if let Some(mut running) = self.running.take() {
            drop(running.kill());
            drop(running.wait());
        }
    }
}
