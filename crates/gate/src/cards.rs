//! Identity cards are read: a child for each picture, one at a time, cut off after a time; nothing of a card is left in it for the next.

use ground::PersonId;
use ground::config::Config;
use senses::wire::{self, Deaf, Kind};
use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use yard::realname::{Answer, Cards, ReadCard, Turn, Unread};

use crate::child::{Program, end, program};

/// Pictures that wait or are read, at most.
const LINE: usize = 6;
/// How long reading one may take, from its turn on; on a machine that has time it takes two or three seconds.
const PATIENCE: Duration = Duration::from_secs(90);

/// Whoever reads cards for this house; nobody where its nets or its program are not there, which is said.
pub(crate) fn reader(config: &Config) -> Cards {
    let Some(nets) = &config.cards.nets else { return Cards::none() };
    let folder = nets.canonicalize().ok().filter(|folder| folder.is_dir());
    match folder.zip(program(config.cards.program.clone())) {
        Some((nets, program)) => Cards::new(Desk {
            program,
            nets,
            line: Arc::new(Semaphore::new(LINE)),
            turn: Arc::new(Semaphore::new(1)),
            persons: Arc::default(),
        }),
        None => {
            tracing::warn!("cards.nets or cards.program is not there: identity cards are not read");
            Cards::none()
        }
    }
}

/// Takes pictures.
struct Desk {
    program: PathBuf,
    nets: PathBuf,
    line: Arc<Semaphore>,
    turn: Arc<Semaphore>,
    persons: Arc<Mutex<BTreeSet<PersonId>>>,
}

impl ReadCard for Desk {
    fn is_there(&self) -> bool {
        true
    }

    fn stand(&self, person: PersonId) -> Result<Box<dyn Turn>, Unread> {
        let permit = Arc::clone(&self.line).try_acquire_owned().map_err(|_| Unread::Busy)?;
        if !self.persons.lock().unwrap_or_else(PoisonError::into_inner).insert(person) {
            return Err(Unread::Busy);
        }
        Ok(Box::new(Standing {
            program: self.program.clone(),
            nets: self.nets.clone(),
            turn: Arc::clone(&self.turn),
            held: None,
            persons: Arc::clone(&self.persons),
            person,
            _permit: permit,
        }))
    }
}

/// A place in the line.
struct Standing {
    program: PathBuf,
    nets: PathBuf,
    turn: Arc<Semaphore>,
    /// There, once its turn came.
    held: Option<OwnedSemaphorePermit>,
    persons: Arc<Mutex<BTreeSet<PersonId>>>,
    person: PersonId,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Standing {
    fn drop(&mut self) {
        self.persons.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.person);
    }
}

impl Turn for Standing {
    fn comes(&mut self) -> Answer<'_, Result<(), Unread>> {
        Box::pin(async move {
            if self.held.is_none() {
                let turn = Arc::clone(&self.turn).acquire_owned().await;
                self.held = Some(turn.map_err(|_| Unread::Failed)?);
            }
            Ok(())
        })
    }

    fn read(mut self: Box<Self>, picture: Vec<u8>) -> Answer<'static, Result<(String, String), Unread>> {
        Box::pin(async move {
            self.comes().await?;
            let read = timeout(PATIENCE, self.ask(&picture)).await;
            let read = read.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
            let read = read.map_err(|error| {
                tracing::warn!(%error, "a card was not read");
                Unread::Failed
            })?;
            read.map_err(|why| match why {
                Deaf::Model => {
                    tracing::error!("identity cards are not read: are the nets in cards.nets?");
                    Unread::Absent
                }
                Deaf::Failed => Unread::Failed,
                Deaf::Unreadable | Deaf::Long | Deaf::Decoder => Unread::Unreadable,
            })
        })
    }
}

impl Standing {
    /// Asks a child of its own, which is ended whatever it says, and also where nobody waits any more.
    async fn ask(&self, picture: &[u8]) -> io::Result<Result<(String, String), Deaf>> {
        let mut child = Program::start(&self.program, &["card", "--nets"], &self.nets)?;
        if !child.say(Kind::Picture, picture).await? {
            return Ok(Err(Deaf::Long));
        }
        let said = child.answer(Kind::Card).await;
        end(Some(child)).await;
        Ok(match said? {
            Ok(card) => Ok(wire::read_card(&card).ok_or_else(crate::child::wrong)?),
            Err(why) => Err(why),
        })
    }
}
