//! Who this agent is: its key, its house and its door, in a file that only its user may read.

use std::io;
use std::path::{Path, PathBuf};

use pass::{DoorId, DoorSecret, PublicKey, Secret, Signer};
use serde::{Deserialize, Serialize};

use crate::disk::Folder;

const FILE: &str = "identity.json";

/// Where the journal lies below the folder of the state.
#[must_use]
pub fn journal_at(state: &Path) -> PathBuf {
    state.join("journal")
}

/// What pairing leaves behind.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    seed: Secret,
    /// The house's key for doors.
    pub house: PublicKey,
    /// Which door this is.
    pub door: DoorId,
    /// The secret of the door.
    pub secret: DoorSecret,
}

impl Identity {
    /// The identity of an agent that was paired.
    #[must_use]
    pub fn new(agent: &Signer, paired: &pass::Paired) -> Self {
        let seed = agent.seed().clone();
        Self { seed, house: paired.house, door: paired.door, secret: paired.secret.clone() }
    }

    /// Its key.
    #[must_use]
    pub fn signer(&self) -> Signer {
        Signer::from_seed(self.seed.clone())
    }

    /// The key that seals the templates of faces here: it follows from the agent's own, and goes with it.
    #[must_use]
    pub fn faces_key(&self) -> Secret {
        self.seed.derive(&[b"courtyard door faces 1"])
    }

    /// Reads it; `None` before the first pairing.
    ///
    /// # Errors
    /// When it cannot be read, or is none.
    pub fn read(state: &Path) -> io::Result<Option<Self>> {
        match std::fs::read(state.join(FILE)) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps it. What was kept for another door or another house before is of no use any more, and is removed.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn write(&self, state: &Path) -> io::Result<()> {
        let mut folder = Folder::at(state)?;
        for old in [journal_at(state), crate::eyes::faces_at(state)] {
            match std::fs::remove_dir_all(old) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        folder.keep(FILE, &serde_json::to_vec(self)?)
    }
}
