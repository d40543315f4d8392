//! The state that every handler gets: one value that clones cheaply.

use ground::blobs::Blobs;
use ground::config::{Config, Signup};
use ground::{Clock, Db, Fault, PersonId, Timestamp};
use policy::{Category, Policy};
use std::future::Future;
use std::ops::Deref;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use vault::Vault;

use super::Particulars;
use crate::account::Proofs;
use crate::moments::Moments;
use crate::policy_version::Terms;
use crate::seal::Seals;

/// The parts a house is put together from; the gate does it once.
pub struct HouseParts {
    /// The database.
    pub db: Db,
    /// Where the keys lie: beside the data.
    pub keys_folder: PathBuf,
    /// Sealed fields, keys, the access log.
    pub vault: Vault,
    /// The policy that this build obeys.
    pub policy: Arc<Policy>,
    /// Which of its uses of data wait for their version or for the person's agreement.
    pub terms: Terms,
    /// The one gate for all that leaves.
    pub egress: egress::Egress,
    /// Files.
    pub blobs: Blobs,
    /// The configuration.
    pub config: Config,
    /// The clock.
    pub clock: Clock,
    /// True with `--dev`.
    pub dev: bool,
    /// The operation that answers 501 so that a proof must notice.
    pub sabotaged: Option<String>,
    /// The data folder.
    pub data: PathBuf,
    /// What the tables are made by, and what they are.
    pub schema: crate::backup::Schema,
    /// Where something about a person is held, feature by feature.
    pub held: Vec<HeldSource>,
    /// What becomes of each table when somebody is erased, feature by feature.
    pub erasers: Vec<crate::erasure::Eraser>,
    /// What removes each category when its time is over, feature by feature.
    pub sweepers: Vec<crate::retention::Sweeper>,
    /// What follows in the wings when somebody leaves an organisation.
    pub partings: Vec<crate::org::Parting>,
    /// What follows in the wings when an organisation ends with its last member, step by step.
    pub endings: Vec<crate::org::Ending>,
    /// What follows in the wings before the number of a closed account is free again.
    pub freeings: Vec<crate::account::Freeing>,
    /// What people did in a week, wing by wing, for the numbers.
    pub statistics: Vec<crate::statistic::Source>,
    /// The house's own particulars.
    pub particulars: RwLock<Arc<Particulars>>,
    /// Challenges of the proof of work.
    pub proofs: Proofs,
    /// Keys of sealed requests.
    pub seals: Seals,
    /// The build of the web client that is handed out: the name of its first file.
    pub client_build: Option<String>,
    /// Locks outside the yard that one act turns together with the yard's own.
    pub locks: Vec<Arc<dyn crate::incident::Lock>>,
}

/// The house. Clones share everything.
#[derive(Clone)]
pub struct House(Arc<HouseParts>, Arc<Moments>);

impl House {
    /// The house made of these parts.
    pub fn new(parts: HouseParts) -> Self {
        Self(Arc::new(parts), Arc::default())
    }

    /// What the house keeps in memory for minutes.
    pub(crate) fn moments(&self) -> &Moments {
        &self.1
    }

    /// A path of this house as people type it; without a public address, the path alone.
    pub fn link(&self, path: &str) -> String {
        let particulars = self.particulars();
        let place = particulars.public_url.as_deref().unwrap_or_default();
        format!("{}{path}", place.trim_end_matches('/'))
    }

    /// Who may sign up: what is configured; in `--dev` everyone, else who is invited.
    pub fn signup(&self) -> Signup {
        let unset = if self.dev { Signup::Open } else { Signup::Invited };
        self.config.accounts.signup.unwrap_or(unset)
    }

    /// The house's particulars as they stand now.
    pub fn particulars(&self) -> Arc<Particulars> {
        Arc::clone(&self.particulars.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether browsers reach the house by HTTPS, here or at a proxy before it.
    pub fn is_reached_by_https(&self) -> bool {
        let server = &self.config.server;
        let stated = self.particulars().public_url.clone().or_else(|| server.public_url.clone());
        server.is_https() || stated.is_some_and(|url| url.starts_with("https://"))
    }

    /// Replaces the particulars (after they were saved).
    pub fn set_particulars(&self, particulars: Particulars) {
        *self.particulars.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(particulars);
    }
}

impl Deref for House {
    type Target = HouseParts;

    fn deref(&self) -> &HouseParts {
        &self.0
    }
}

/// One thing held about a person, for the page "my data".
pub struct Held {
    /// The kind of personal data.
    pub category: Category,
    /// Where it stands: the table.
    pub table: &'static str,
    /// The value, opened for its own person; `None` where it is not shown (a verifier, a key).
    pub value: Option<String>,
    /// When it was collected.
    pub collected_at: Timestamp,
}

/// Lists what one feature holds about a person.
pub type HeldSource = for<'a> fn(
    &'a House,
    &'a ground::Caller,
    PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>>;
