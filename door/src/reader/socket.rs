//! The agent's socket on this box: other programs of it show what they read, and `courtyard-door status` asks.
//!
//! One line is one question: `card 123`, `pin 4711`, `code CY1:…`, `face …`, `status`. The answer is `open`, `shut` and why, or the
//! state as JSON. A program with a radio of its own asks `nonce` for a phone, one connection for each, and shows what the phone
//! answers: `token PASS HMAC`, as `air` does.

use std::io;
use std::path::{Path, PathBuf};

use pass::Form;
use tokio::io::{AsyncWriteExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinSet;

use super::lines::next;
use super::{ask, presented};
use crate::air::{Peer, word};
use crate::ask::{Ask, Asking, Presented, Status};
use crate::settings::Says;

/// Programs that are connected at a time.
const PEERS_MAX: usize = 32;

/// Where the socket lies below the folder of the state.
#[must_use]
pub fn at(state: &Path) -> PathBuf {
    state.join("socket")
}

/// Listens where the state lies. Nobody but its user may enter that folder.
///
/// # Errors
/// When another agent has it, or it cannot be made.
pub fn listen(state: &Path) -> io::Result<UnixListener> {
    let at = at(state);
    if std::os::unix::net::UnixStream::connect(&at).is_ok() {
        return Err(io::Error::new(io::ErrorKind::AddrInUse, "another agent runs here"));
    }
    match std::fs::remove_file(&at) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => UnixListener::bind(&at),
    }
}

/// Serves everybody who connects, as long as the program runs.
pub async fn serve(listener: UnixListener, asking: Asking) {
    let mut peers = JoinSet::new();
    loop {
        tokio::select! {
            peer = listener.accept(), if peers.len() < PEERS_MAX => match peer {
                Ok((stream, _)) => drop(peers.spawn(talk(stream, asking.clone()))),
                Err(_) => tokio::time::sleep(super::lines::AGAIN).await,
            },
            Some(_) = peers.join_next() => {}
        }
    }
}

async fn talk(stream: UnixStream, asking: Asking) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read);
    let mut peer = Peer::default();
    while let Ok(Some(line)) = next(&mut lines).await {
        let Some(answer) = answer(line.trim(), &mut peer, &asking).await else { return };
        if write.write_all(format!("{answer}\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn answer(line: &str, peer: &mut Peer, asking: &Asking) -> Option<String> {
    match line {
        "status" => {
            let (reply, status) = tokio::sync::oneshot::channel::<Status>();
            asking.send(Ask::Status(reply)).await.ok()?;
            return serde_json::to_string(&status.await.ok()?).ok();
        }
        "nonce" => return Some(peer.nonce().to_string()),
        _ => {}
    }
    let what = match line.strip_prefix("token ") {
        Some(token) => answered(token, peer),
        None => presented(line, Says::Any, Form::Decimal),
    };
    let Some(what) = what else { return Some("shut unreadable".to_owned()) };
    Some(word(ask(asking, what).await?))
}

fn answered(token: &str, peer: &mut Peer) -> Option<Presented> {
    let (pass, mac) = token.split_once(' ')?;
    Some(peer.answered(pass.parse().ok()?, mac.trim().parse().ok()?))
}

/// Asks the agent that runs here how things stand.
///
/// # Errors
/// When none runs.
pub async fn status(state: &Path) -> io::Result<Status> {
    let stream = UnixStream::connect(at(state)).await?;
    let (read, mut write) = stream.into_split();
    write.write_all(b"status\n").await?;
    let line = next(&mut BufReader::new(read)).await?.unwrap_or_default();
    Ok(serde_json::from_str(&line)?)
}
