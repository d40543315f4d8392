//! Number plates are read: a child for the pictures of each vehicle, one at a time, cut off after a time; nothing of a picture is left
//! in it for the next.

use community::lane::{Plates, Read, ReadPlates};
use ground::config::Config;
use senses::wire::{self, Deaf, Kind};
use std::io;
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::child::{Program, end, program};

/// Vehicles whose pictures wait or are read, at most.
const LINE: usize = 4;
/// How long reading the pictures of one may take, with waiting for those before it: longer nobody waits at a barrier.
const PATIENCE: Duration = Duration::from_secs(15);

/// Whoever reads plates for this house; nobody where that is not wished, or nets or program are not there, which is said.
pub(crate) fn reader(config: &Config) -> Plates {
    let (true, Some(nets)) = (config.cards.plates, &config.cards.nets) else { return Plates::none() };
    let folder = nets.canonicalize().ok().filter(|folder| folder.is_dir());
    match folder.zip(program(config.cards.program.clone())) {
        Some((nets, program)) => {
            Plates::new(Lookout { program, nets, line: Semaphore::new(LINE), turn: Semaphore::new(1) })
        }
        None => {
            tracing::warn!("cards.nets or cards.program is not there: number plates are not read");
            Plates::none()
        }
    }
}

/// Takes pictures.
struct Lookout {
    program: PathBuf,
    nets: PathBuf,
    line: Semaphore,
    turn: Semaphore,
}

impl ReadPlates for Lookout {
    fn is_there(&self) -> bool {
        true
    }

    fn read(&self, frames: Vec<Vec<u8>>) -> Read<'_> {
        Box::pin(async move {
            let Ok(_place) = self.line.try_acquire() else { return Vec::new() };
            let read = timeout(PATIENCE, self.ask(&frames)).await;
            let read = read.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
            read.unwrap_or_else(|error| {
                tracing::warn!(%error, "a plate was not read");
                Vec::new()
            })
        })
    }
}

impl Lookout {
    /// Asks a child of its own, which is ended whatever it says.
    async fn ask(&self, frames: &[Vec<u8>]) -> io::Result<Vec<(String, u8)>> {
        let _turn = self.turn.acquire().await.map_err(io::Error::other)?;
        let mut child = Program::start(&self.program, &["plate", "--nets"], &self.nets)?;
        let mut read = Vec::new();
        for frame in frames {
            if !child.say(Kind::Frame, frame).await? {
                continue;
            }
            match child.answer(Kind::Plate).await? {
                Ok(said) => read.push(wire::read_plate(&said).ok_or_else(crate::child::wrong)?),
                Err(Deaf::Model) => {
                    tracing::error!("number plates are not read: are the nets in cards.nets?")
                }
                Err(_) => {}
            }
        }
        end(Some(child)).await;
        Ok(read)
    }
}
