//! Faces are found where people clock by them: a child for each person, a few at a time, cut off after a time; nothing of a face is left in
//! it for the next, and it hears neither who it is nor with whom he is compared.

use faces::Seen;
use faces::wire::{Kind, faces_read, read_head, written};
use ground::PersonId;
use ground::config::Config;
use office::attendance::face::{Eyes, FindFaces, Finding, Unseen};
use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::thread::available_parallelism;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::child::{Program, end, program, wrong};

/// People who wait or are looked at, at most.
const LINE: usize = 48;
/// People who are looked at, at most, however many cores there are.
const TURNS_MAX: usize = 4;
/// How long looking at one person may take, from his turn on; on a machine that has time it takes two seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whoever finds faces for this house; nobody where its nets or its program are not there, which is said.
pub(crate) fn eyes(config: &Config) -> Eyes {
    let Some(nets) = &config.faces.nets else { return Eyes::none() };
    // Held against the list here, so that no group chooses what fails each time; the child holds them against it again.
    let are_ours = |folder: &PathBuf| models::named("eyes").is_ok_and(|model| model.is_in(folder));
    let folder = nets.canonicalize().ok().filter(are_ours);
    match folder.zip(program(config.faces.program.clone())) {
        Some((nets, program)) => {
            let turns = available_parallelism().map_or(1, usize::from).min(TURNS_MAX);
            Eyes::new(Desk {
                program,
                nets,
                line: Semaphore::new(LINE),
                turns: Semaphore::new(turns),
                persons: Mutex::default(),
            })
        }
        None => {
            tracing::warn!(
                "faces.nets or faces.program is not there, or the nets are others than those in the list: nobody clocks by face"
            );
            Eyes::none()
        }
    }
}

/// Takes pictures.
struct Desk {
    program: PathBuf,
    nets: PathBuf,
    line: Semaphore,
    turns: Semaphore,
    persons: Mutex<BTreeSet<PersonId>>,
}

/// Somebody in the line; dropped, he is there no longer.
struct Standing<'a>(&'a Desk, PersonId);

impl Drop for Standing<'_> {
    fn drop(&mut self) {
        self.0.persons.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

impl FindFaces for Desk {
    fn is_there(&self) -> bool {
        true
    }

    fn find(&self, person: PersonId, pictures: Vec<Vec<u8>>) -> Finding<'_> {
        Box::pin(async move {
            let _place = self.line.try_acquire().map_err(|_| Unseen::Busy)?;
            if !self.persons.lock().unwrap_or_else(PoisonError::into_inner).insert(person) {
                return Err(Unseen::Busy);
            }
            let _standing = Standing(self, person);
            let _turn = self.turns.acquire().await.map_err(|_| Unseen::Failed)?;
            let looked = timeout(PATIENCE, self.look(&pictures)).await;
            let looked = looked.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
            looked.map_err(|error| {
                tracing::warn!(%error, "the program that finds faces gave up");
                Unseen::Failed
            })
        })
    }
}

impl Desk {
    /// Asks a child of its own, which is ended whatever it says, and also where nobody waits any more.
    async fn look(&self, pictures: &[Vec<u8>]) -> io::Result<Vec<Vec<Seen>>> {
        let mut child = Program::start(&self.program, &["faces", "--nets"], &self.nets)?;
        let found = Self::asked(&mut child, pictures).await;
        end(Some(child)).await;
        found
    }

    async fn asked(child: &mut Program, pictures: &[Vec<u8>]) -> io::Result<Vec<Vec<Seen>>> {
        match Self::heard(child).await? {
            (Kind::Ready, _) => {}
            (Kind::Blind, _) => return Err(io::Error::other("are the nets in faces.nets?")),
            _ => return Err(wrong()),
        }
        let mut found = Vec::with_capacity(pictures.len());
        for picture in pictures {
            child.put(&written(Kind::Picture, picture)?).await?;
            found.push(match Self::heard(child).await? {
                (Kind::Faces, body) => faces_read(&body).ok_or_else(wrong)?,
                (Kind::None, _) => Vec::new(),
                _ => return Err(wrong()),
            });
        }
        Ok(found)
    }

    async fn heard(child: &mut Program) -> io::Result<(Kind, Vec<u8>)> {
        let (kind, length) = read_head(child.head().await?)?;
        Ok((kind, child.body(length).await?))
    }
}
