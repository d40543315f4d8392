//! The program that sees, as the agent keeps it: asked one picture at a time, cut off when it is slow, ended with the agent.

use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use faces::Seen;
use faces::wire::{Kind, faces_read, read_head, written};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

/// Reading the nets takes so long, at most.
const READY: Duration = Duration::from_secs(60);
/// Looking at a picture takes so long, at most.
const LOOK: Duration = Duration::from_secs(20);

/// The program, which has read its nets.
pub struct Child {
    into: ChildStdin,
    from: ChildStdout,
    // It is killed when this goes.
    _process: tokio::process::Child,
}

fn late(_: tokio::time::error::Elapsed) -> io::Error {
    io::ErrorKind::TimedOut.into()
}

impl Child {
    /// Starts it: this very program, with another word, without an environment.
    ///
    /// # Errors
    /// When it cannot be started, or has no nets.
    pub async fn start(models: &Path) -> io::Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .args(["see", "--models"])
            .arg(models)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let (into, from) = (process.stdin.take(), process.stdout.take());
        let (Some(into), Some(from)) = (into, from) else { return Err(io::ErrorKind::BrokenPipe.into()) };
        let mut child = Self { into, from, _process: process };
        match timeout(READY, child.hear()).await.map_err(late)?? {
            (Kind::Ready, _) => Ok(child),
            _ => Err(io::Error::other("no nets; see the handbook on opening by face")),
        }
    }

    /// The faces in a picture; none where it is no picture.
    ///
    /// # Errors
    /// When it is slow, or ended.
    pub async fn look(&mut self, picture: &[u8]) -> io::Result<Vec<Seen>> {
        let asked = async {
            self.into.write_all(&written(Kind::Picture, picture)?).await?;
            self.into.flush().await?;
            match self.hear().await? {
                (Kind::Faces, body) => faces_read(&body).ok_or_else(|| io::ErrorKind::InvalidData.into()),
                (Kind::None, _) => Ok(Vec::new()),
                _ => Err(io::ErrorKind::InvalidData.into()),
            }
        };
        timeout(LOOK, asked).await.map_err(late)?
    }

    async fn hear(&mut self) -> io::Result<(Kind, Vec<u8>)> {
        let mut head = [0; 5];
        self.from.read_exact(&mut head).await?;
        let (kind, length) = read_head(head)?;
        let mut body = vec![0; length];
        self.from.read_exact(&mut body).await?;
        Ok((kind, body))
    }
}
