//! The program that hears and reads, as the house runs it: a child that gets no environment but where programs lie, and is spoken with
//! in frames over its standard input and output.

use senses::wire::{self, Deaf, HEAD, Kind};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// The name of the program, beside this one.
const PROGRAM: &str = "courtyard-senses";

/// Where the program lies: as it was said, or beside this one. Absolute, because the child stands elsewhere.
pub(crate) fn program(said: Option<PathBuf>) -> Option<PathBuf> {
    let beside = || Some(std::env::current_exe().ok()?.with_file_name(PROGRAM));
    said.or_else(beside)?.canonicalize().ok().filter(|path| path.is_file())
}

/// The program as it runs; dropped, it is ended.
pub(crate) struct Program {
    child: Child,
    into: ChildStdin,
    from: ChildStdout,
}

/// It said what it may not.
pub(crate) fn wrong() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the program said what it may not")
}

impl Program {
    /// Starts it with these words and the file that they are about.
    pub(crate) fn start(program: &Path, words: &[&str], of: &Path) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.args(words).arg(of).current_dir("/").env_clear();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        let mut child = command.spawn()?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(into), Some(from)) => Ok(Self { child, into, from }),
            _ => Err(io::Error::other("the program has no standard input")),
        }
    }

    /// Says one thing; `false` where it is longer than may be said.
    pub(crate) async fn say(&mut self, kind: Kind, body: &[u8]) -> io::Result<bool> {
        let Some(head) = wire::head(kind, body.len()) else { return Ok(false) };
        self.put(&head).await?;
        self.put(body).await?;
        Ok(true)
    }

    /// Says these bytes.
    pub(crate) async fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.into.write_all(bytes).await?;
        self.into.flush().await
    }

    /// What stands before a frame's body.
    pub(crate) async fn head(&mut self) -> io::Result<[u8; HEAD]> {
        let mut head = [0; HEAD];
        self.from.read_exact(&mut head).await?;
        Ok(head)
    }

    /// A frame's body of so many bytes, which its head was allowed to announce.
    pub(crate) async fn body(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let mut body = vec![0; length];
        self.from.read_exact(&mut body).await?;
        Ok(body)
    }

    /// What it answers: something of this kind, or why not.
    pub(crate) async fn answer(&mut self, wanted: Kind) -> io::Result<Result<Vec<u8>, Deaf>> {
        let (kind, length) = wire::read_head(self.head().await?).ok_or_else(wrong)?;
        if kind != wanted && kind != Kind::Deaf {
            return Err(wrong());
        }
        let body = self.body(length).await?;
        Ok(if kind == Kind::Deaf { Err(Deaf::said(&body)) } else { Ok(body) })
    }
}

/// Ends it.
pub(crate) async fn end(program: Option<Program>) {
    if let Some(mut program) = program
        && let Err(error) = program.child.kill().await
    {
        tracing::warn!(%error, "ending the program that hears");
    }
}
