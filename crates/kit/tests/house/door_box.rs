//! A box at a door: the real `courtyard-door` in a folder of its own, and the first words of its protocol by hand.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

use crate::seat::{Door, PATIENCE, Stream};

/// Where agents call.
pub const LINK: &str = "/api/v1/door/link";

/// The program, beside this one, as all tests are built together.
fn program() -> PathBuf {
    let us = std::env::current_exe().unwrap();
    let at = us.parent().and_then(std::path::Path::parent).unwrap().join("courtyard-door");
    assert!(at.exists(), "{} is built with `cargo build -p door`", at.display());
    at
}

/// Waits for something that comes.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let waited = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE * 2, waited).await.unwrap_or_else(|_| panic!("never came: {what}"));
}

/// The box.
pub struct DoorBox {
    folder: tempfile::TempDir,
    running: Option<Child>,
    line: Option<(UnixStream, BufReader<UnixStream>)>,
    /// What stands in its settings beside the rest.
    more: String,
}

impl Drop for DoorBox {
    fn drop(&mut self) {
        if let Some(mut running) = self.running.take() {
            drop(running.kill());
            drop(running.wait());
        }
    }
}

impl DoorBox {
    /// A box that was never paired.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), running: None, line: None, more: String::new() }
    }

    /// It calls the house behind this door.
    pub fn calls(&self, house: &Door) {
        let (at, url) = (self.folder.path().display(), house.socket(LINK));
        let settings = format!(
            "state = \"{at}/state\"\nhouse = \"{url}\"\n[relay]\nkind = \"file\"\npath = \"{at}/clicks\"\n{}",
            self.more
        );
        std::fs::write(self.folder.path().join("door.toml"), settings).unwrap();
    }

    /// It has an eye from its next start on: these nets, and a camera that shows what [`Self::sees`] puts before it.
    pub fn with_eye(&mut self, nets: &std::path::Path, house: &Door) {
        let (nets, at) = (nets.display(), self.folder.path().display());
        self.more = format!(
            "[eyes]\nmodels = \"{nets}\"\nturn = false\n[eyes.camera]\nkind = \"file\"\npath = \"{at}/now.jpg\"\n"
        );
        self.calls(house);
    }

    /// More of its settings, from its next start on. `AT` in them is its folder.
    pub fn adds(&mut self, more: &str, house: &Door) {
        self.more += &more.replace("AT", &self.folder.path().display().to_string());
        self.calls(house);
    }

    /// A file in its folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Its camera takes one more picture, of this.
    pub fn sees(&self, picture: &std::path::Path) {
        let (part, now) = (self.folder.path().join("part.jpg"), self.folder.path().join("now.jpg"));
        std::fs::copy(picture, &part).unwrap();
        std::fs::rename(part, now).unwrap();
    }

    /// How many faces lie there, and what of them could be read by whoever opens the files.
    pub fn faces(&self) -> Vec<Vec<u8>> {
        let folder = std::fs::read_dir(self.folder.path().join("state/faces"));
        folder.unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect()
    }

    fn command(&self, word: &str) -> Command {
        let mut command = Command::new(program());
        command.arg("--config").arg(self.folder.path().join("door.toml")).arg(word);
        command.env("RUST_LOG", "warn").stderr(Stdio::null());
        command
    }

    /// Begins to pair; answers the text of the code that it shows.
    pub fn shows(&mut self) -> (String, Pairing) {
        let mut child = self.command("pair").stdout(Stdio::piped()).spawn().unwrap();
        let mut says = BufReader::new(child.stdout.take().unwrap());
        let code = line_of(&mut says, "courtyard-door:1:");
        let fingerprint = line_of(&mut says, "fingerprint: ").trim_start_matches("fingerprint: ").to_owned();
        (code, Pairing { child, says, fingerprint })
    }

    pub async fn start(&mut self) {
        assert!(self.running.is_none());
        let at = self.folder.path().join("state/socket");
        drop(std::fs::remove_file(&at));
        self.running = Some(self.command("run").stdout(Stdio::null()).spawn().unwrap());
        let mut line = None;
        until("the socket of the agent", async || {
            line = UnixStream::connect(&at).ok();
            line.is_some()
        })
        .await;
        let line = line.unwrap();
        line.set_read_timeout(Some(PATIENCE)).unwrap();
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

    /// Shows something at its reader; answers what the door did.
    pub fn show(&mut self, what: &str) -> String {
        let (write, read) = self.line.as_mut().unwrap();
        write.write_all(format!("{what}\n").as_bytes()).unwrap();
        let mut answer = String::new();
        read.read_line(&mut answer).unwrap();
        answer.trim().to_owned()
    }

    /// How it is, in its own words.
    pub fn status(&mut self) -> Value {
        serde_json::from_str(&self.show("status")).unwrap()
    }

    /// How often its relay clicked.
    pub fn clicks(&self) -> usize {
        std::fs::read_to_string(self.folder.path().join("clicks")).map_or(0, |text| text.lines().count())
    }
}

fn line_of(says: &mut BufReader<ChildStdout>, begins: &str) -> String {
    loop {
        let mut line = String::new();
        assert!(says.read_line(&mut line).unwrap() > 0, "it said nothing that begins with {begins}");
        if line.starts_with(begins) {
            return line.trim().to_owned();
        }
    }
}

/// A box that shows its code and asks its house.
pub struct Pairing {
    child: Child,
    says: BufReader<ChildStdout>,
    pub fingerprint: String,
}

impl Pairing {
    /// Waits until it is paired.
    pub async fn done(mut self) {
        let ended = tokio::task::spawn_blocking(move || {
            let said = line_of(&mut self.says, "paired: ");
            (self.child.wait().unwrap().success(), said)
        });
        let (is_well, said) = tokio::time::timeout(PATIENCE, ended).await.unwrap().unwrap();
        assert!(is_well, "{said}");
    }
}

/// A caller who says what he likes.
pub struct Caller(Stream);

impl Caller {
    pub async fn new(house: &Door) -> Self {
        Self(tokio_tungstenite::connect_async(house.socket(LINK)).await.unwrap().0)
    }

    pub async fn say(&mut self, text: impl Into<String>) {
        // A house that hung up hears nothing, which is what some of them wait for.
        drop(self.0.send(Message::text(text.into())).await);
    }

    /// What the house says; nothing where it hung up.
    pub async fn hears(&mut self) -> Option<String> {
        loop {
            match tokio::time::timeout(PATIENCE, self.0.next()).await.expect("the house answers or hangs up")
            {
                Some(Ok(Message::Text(text))) => return Some(text.as_str().to_owned()),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }
}
