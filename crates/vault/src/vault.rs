//! The vault itself: opening it, sealing, the blind index, destroying keys.

use aws_lc_rs::hmac;
use ground::{Because, Caller, Clock, Fault, TableDecl};
use policy::{Category, KeyGroup, Policy, Purpose};
use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::begun::begun_before;
use crate::cipher::KeyBytes;
use crate::door::{READING, reading};
use crate::hold::{Hold, Holds};
use crate::keys::Keys;
use crate::log::checkpoint::Checkpoint;
use crate::log::flow::Flow;
use crate::log::merkle::Hash;
use crate::log::opening::{Opening, Tally};
use crate::log::{AccessLog, Counted, Proven};
use crate::receipt::{Erased, Receipt, commitment};
use crate::{Field, FieldDecl, Grounds, Look, OpenRefused, Opened, Plain, Sealed, Subject};

/// Openings read at once at most.
const OPENINGS_MAX: u32 = 1_000;
/// How often, and at which distance, a start tries the lock that the program before it may still hold.
const LOCK_TRIES: u32 = 100;
const LOCK_PAUSE: Duration = Duration::from_millis(50);

/// What the vault needs to start.
#[derive(Clone)]
pub struct VaultSettings<'a> {
    /// Its folder; made when absent. Beside the data, never inside it.
    pub folder: &'a Path,
    /// The clock of the house.
    pub clock: Clock,
    /// The policy that the house obeys.
    pub policy: Arc<Policy>,
}

/// The open vault. Clones share it.
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    keys: Keys,
    log: AccessLog,
    index_root: KeyBytes,
    policy: Arc<Policy>,
    clock: Clock,
    holds: Holds,
    folder: PathBuf,
    grounds: OnceLock<Arc<dyn Grounds>>,
    /// Held for as long as the vault is open: two writers would fork the log.
    lock: Arc<File>,
}

impl Vault {
    /// Starts the vault; the first time it makes its keys. Nothing can be opened before [`Vault::with_grounds`].
    ///
    /// # Errors
    /// A fault where the folder cannot be used, another program has it open, or `master.key` is absent, readable by
    /// others, or not the key of this `keys.db`.
    pub async fn start(settings: VaultSettings<'_>) -> Result<Self, Fault> {
        let VaultSettings { folder, clock, policy } = settings;
        std::fs::create_dir_all(folder).because("making the folder of the vault")?;
        let lock = Arc::new(lock(folder).await?);
        let keys = Keys::open(folder, clock.clone()).await?;
        let index_root = keys.index_root().await?;
        let log = AccessLog::open(folder, clock.clone(), Arc::clone(&lock)).await?;
        let grounds = OnceLock::new();
        Ok(Self(Arc::new(Inner {
            keys,
            log,
            index_root,
            policy,
            clock,
            holds: Holds::default(),
            folder: folder.to_owned(),
            grounds,
            lock,
        })))
    }

    /// The same vault, asking here for consent and access. The first answerer stays.
    #[must_use]
    pub fn with_grounds(self, grounds: Arc<dyn Grounds>) -> Self {
        self.0.grounds.get_or_init(|| grounds);
        self
    }

    /// Turns to a fresh master key. From then on shares of the one before open what was sealed under its roots, and
    /// nothing on this machine does.
    ///
    /// # Errors
    /// A fault where it could not be made durable; then the key from before stands.
    pub async fn turn_master(&self) -> Result<(), Fault> {
        self.0.keys.turn_master().await
    }

    /// Writes counters and a checkpoint, ends the writers, closes the files. What is asked afterwards is a fault.
    ///
    /// # Errors
    /// A fault where the log could not be written to its end.
    pub async fn close(&self) -> Result<(), Fault> {
        let closed = self.0.log.close().await;
        self.0.keys.close().await;
        self.0.lock.unlock().because("unlocking the vault")?;
        closed
    }

    /// Opens one value: the one door. Durable in the access log before it returns.
    ///
    /// # Errors
    /// Why it stays sealed.
    pub async fn open<T: Plain>(
        &self,
        caller: &Caller,
        purpose: Purpose,
        sealed: &Sealed<T>,
    ) -> Result<Opened<T>, OpenRefused> {
        self.look(caller, purpose).open(sealed).await
    }

    /// Opens many values with one leaf for all. One refused, none opened.
    ///
    /// # Errors
    /// Why they stay sealed.
    pub async fn open_many<'s, T: Plain + 's>(
        &self,
        caller: &Caller,
        purpose: Purpose,
        sealed: impl IntoIterator<Item = &'s Sealed<T>>,
    ) -> Result<Vec<Opened<T>>, OpenRefused> {
        self.look(caller, purpose).open_many(sealed).await
    }

    /// An opening of which the log shall know more: the act, the reason.
    pub const fn look<'a>(&'a self, caller: &'a Caller, purpose: Purpose) -> Look<'a> {
        Look { vault: self, caller, purpose, act: "", reason: None, is_delivery: false }
    }

    /// Something that was said a moment ago, and is sealed by now, goes to so many who may hear it anyway: counted as so
    /// many deliveries, as if each had opened it. Who may hear it is known to whoever asks; whether it may be used for this
    /// at all is asked of the policy here.
    ///
    /// # Errors
    /// A purpose that does not use the category or needs a consent, a subject whose data rest, or a fault of ours: then it
    /// is not to be passed on.
    pub async fn pass_on(
        &self,
        (subject, category): (Subject, Category),
        purpose: Purpose,
        times: u64,
    ) -> Result<(), OpenRefused> {
        if !self.policy().allows(purpose, category) {
            return Err(OpenRefused::Purpose { purpose, category });
        }
        if self.policy().consent_needed(purpose) {
            return Err(OpenRefused::Consent(purpose));
        }
        if self.held(subject).is_some() {
            return Err(OpenRefused::StoreOnly);
        }
        let day = self.clock().now().day();
        let counted = Counted { subject, day, kind: "delivery", purpose, category };
        Ok(self.log().count(counted, times).await?)
    }

    /// The blind index of a normalised value in a column: equal values of one column have equal indexes, and nothing
    /// else can be told from it.
    pub fn index<T>(&self, field: &Field<T>, normalised: &str) -> [u8; 16] {
        let decl = field.decl();
        let root = hmac::Key::new(hmac::HMAC_SHA256, &*self.0.index_root);
        let place = [decl.table.as_bytes(), b".", decl.column.as_bytes()].concat();
        let column = hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&root, &place).as_ref());
        let tag = hmac::sign(&column, normalised.as_bytes());
        tag.as_ref().first_chunk().copied().unwrap_or_default()
    }

    /// Destroys a key: what it sealed is gone when this returns, and nothing is sealed under this subject and group
    /// again. With the group of the access record the readable part of the log goes, too; its proof stays whole.
    ///
    /// # Errors
    /// A fault where it could not be done; then it has to be asked again.
    pub async fn destroy(&self, subject: impl Into<Subject>, group: KeyGroup) -> Result<(), Fault> {
        let subject = subject.into();
        self.0.keys.destroy(subject, Some(group)).await?;
        if group == READING.category.key_group() { self.0.log.forget(subject).await } else { Ok(()) }
    }

    /// Destroys all keys of a subject, also those of groups that have none yet.
    ///
    /// # Errors
    /// A fault where it could not be done; then it has to be asked again.
    pub async fn destroy_all(&self, subject: impl Into<Subject>) -> Result<(), Fault> {
        let subject = subject.into();
        self.0.keys.destroy(subject, None).await?;
        self.0.log.forget(subject).await
    }

    /// From now on the subject's data rest: only purposes of security and legal hold open them. In memory: whoever
    /// knows why says so again at each start.
    pub fn hold(&self, subject: impl Into<Subject>, hold: Hold) {
        self.0.holds.set(subject.into(), hold);
    }

    /// The subject's data are used again.
    pub fn lift(&self, subject: impl Into<Subject>) {
        self.0.holds.lift(subject.into());
    }

    /// Whether and why a subject is held.
    pub fn held(&self, subject: impl Into<Subject>) -> Option<Hold> {
        self.0.holds.of(subject.into())
    }

    /// Writes down that a subject was erased: a leaf of the log that commits to the statement, and a line of the
    /// erasure list, which rests with the keys and outlives every backup. Answers the leaf.
    ///
    /// # Errors
    /// A fault where it could not be written; then it has to be asked again.
    pub async fn note_erased(&self, subject: impl Into<Subject>, statement: &str) -> Result<u64, Fault> {
        let now = self.0.clock.now();
        let leaf = self.0.log.erased(now, commitment(statement)).await?;
        self.0.keys.note_erased(Erased { subject: subject.into(), at: now, leaf }).await?;
        Ok(leaf)
    }

    /// The erasure list: whoever brings an older copy of the data back erases these again before anybody is let in.
    ///
    /// # Errors
    /// A fault where the list cannot be read.
    pub async fn erasure_list(&self) -> Result<Vec<Erased>, Fault> {
        self.0.keys.erasure_list().await
    }

    /// The receipt of an erasure: the statement, its leaf, and the proof that the leaf stands in the signed log.
    ///
    /// # Errors
    /// A fault where there is no such leaf or the log cannot be read.
    pub async fn receipt(&self, statement: &str, leaf: u64) -> Result<Receipt, Fault> {
        let proven = self.0.log.prove(leaf).await?.ok_or_else(|| Fault::new("a receipt names no leaf"))?;
        Ok(Receipt { statement: statement.to_owned(), proven, log_key: self.0.log.public_key().to_vec() })
    }

    /// Signs what the house hands out with the key of the log; answers signature and public key. `domain` is a line that
    /// says what it is, so that it is taken for nothing else.
    ///
    /// # Errors
    /// A fault where it could not be signed.
    pub fn sign(&self, domain: &str, bytes: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Fault> {
        Ok((self.0.log.sign(domain, bytes)?, self.0.log.public_key().to_vec()))
    }

    /// The key that signs the log, and whatever else this house signs.
    pub fn log_key(&self) -> Vec<u8> {
        self.0.log.public_key().to_vec()
    }

    /// Removes the readable part and the counters of a subject's openings; keys and the proof of the log stay. For the
    /// end of an account whose other records the law wants kept.
    ///
    /// # Errors
    /// A fault where it could not be done; then it has to be asked again.
    pub async fn forget_openings_of(&self, subject: impl Into<Subject>) -> Result<(), Fault> {
        self.0.log.forget(subject.into()).await
    }

    /// Removes the readable part and the counters of openings whose time is over: the period of `access-record`.
    ///
    /// # Errors
    /// A fault where it could not be done.
    pub async fn sweep(&self) -> Result<(), Fault> {
        match self.0.policy.retention(READING.category).from("collected") {
            Some(period) => self.0.log.forget_before(begun_before(period, self.0.clock.now())).await,
            None => Ok(()),
        }
    }

    /// Signs a checkpoint of the access log now, if there are leaves that none covers, and answers the newest.
    ///
    /// # Errors
    /// A fault where it could not be written.
    pub async fn checkpoint(&self) -> Result<Checkpoint, Fault> {
        self.0.log.checkpoint().await
    }

    /// The newest checkpoint as a signed note (C2SP's format), for witnesses outside.
    ///
    /// # Errors
    /// A fault where it could not be signed.
    pub async fn note(&self) -> Result<String, Fault> {
        self.0.log.note().await
    }

    /// Keeps a note of this log that one of these witnesses cosigned; `None` where none did, or it is not of this log.
    ///
    /// # Errors
    /// A fault where it could not be kept.
    pub async fn cosign(
        &self,
        note: &str,
        witnesses: &[crate::Witness],
    ) -> Result<Option<crate::Cosigned>, Fault> {
        self.0.log.cosign(note, witnesses).await
    }

    /// A leaf of the access log with its inclusion proof; `None` where there is no such leaf.
    ///
    /// # Errors
    /// A fault where the log cannot be read.
    pub async fn prove(&self, leaf: u64) -> Result<Option<Proven>, Fault> {
        self.0.log.prove(leaf).await
    }

    /// The proof that the log of `new` leaves begins with that of `old` (both counted in leaves).
    ///
    /// # Errors
    /// A fault where the log has fewer leaves.
    pub async fn prove_consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>, Fault> {
        self.0.log.consistency(old, new).await
    }

    /// Who opened the subject's data: the newest thousand, newest first. Reading one's own is counted; reading
    /// another's needs grounds for the purpose `accountability` and is itself a leaf.
    ///
    /// # Errors
    /// Why they stay sealed.
    pub async fn openings_of(
        &self,
        subject: impl Into<Subject>,
        caller: &Caller,
    ) -> Result<Vec<Opening>, OpenRefused> {
        self.openings_before(subject, caller, u64::MAX, OPENINGS_MAX).await
    }

    /// The same before leaf `before`, `limit` leaves at most (and at most a thousand).
    ///
    /// # Errors
    /// Why they stay sealed.
    pub async fn openings_before(
        &self,
        subject: impl Into<Subject>,
        caller: &Caller,
        before: u64,
        limit: u32,
    ) -> Result<Vec<Opening>, OpenRefused> {
        let subject = subject.into();
        self.look_at_record(subject, caller).await?;
        let mut openings = Vec::new();
        let before = before.min(i64::MAX.unsigned_abs());
        for (leaf, entry) in self.0.log.entries_of(subject, before, limit.min(OPENINGS_MAX)).await? {
            let key = self.0.keys.by_id(crate::cipher::key_id(READING, &entry.sealed)?).await?;
            openings.extend(reading(&key, &entry)?.openings(leaf));
        }
        Ok(openings)
    }

    /// How often the subject's data were opened by himself or delivered, by day, newest first.
    ///
    /// # Errors
    /// Why they stay sealed.
    pub async fn tallies_of(
        &self,
        subject: impl Into<Subject>,
        caller: &Caller,
    ) -> Result<Vec<Tally>, OpenRefused> {
        let subject = subject.into();
        self.look_at_record(subject, caller).await?;
        Ok(self.0.log.tallies_of(subject, OPENINGS_MAX).await?)
    }

    /// The same vault; what it seals in no column of these tables is undeclared from now on.
    #[must_use]
    pub fn with_tables(self, tables: &[TableDecl]) -> Self {
        self.0.log.flows().declare(tables);
        self
    }

    /// What was really collected of a subject: which category in which column, how often, when last, and whether that
    /// was declared. The same door as for his record of openings.
    ///
    /// # Errors
    /// Why it stays closed.
    pub async fn flows_of(
        &self,
        subject: impl Into<Subject>,
        caller: &Caller,
    ) -> Result<Vec<Flow>, OpenRefused> {
        let subject = subject.into();
        self.look_at_record(subject, caller).await?;
        Ok(self.0.log.flows_of(&self.0.policy, subject).await?)
    }

    /// Columns that were written in this run though nobody declared them: none, or the build is wrong.
    pub fn undeclared(&self) -> BTreeSet<String> {
        self.0.log.flows().undeclared()
    }

    /// Counts that something was collected.
    pub(crate) fn collected(&self, subject: Subject, decl: FieldDecl) {
        if cfg!(feature = "ungated") {
            return;
        }
        self.0.log.flows().count(&self.0.policy, subject, decl, self.0.clock.now());
    }

    /// Passes the door for the access record of a subject.
    async fn look_at_record(&self, subject: Subject, caller: &Caller) -> Result<(), OpenRefused> {
        let is_own = caller.person().map(Subject::Person) == Some(subject);
        let purpose = if is_own { Purpose::OwnData } else { Purpose::Accountability };
        self.look(caller, purpose).act("openings").admit(&[(READING.category, subject)]).await
    }

    /// The policy that the house obeys.
    pub fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// Who answers for consent and access; `None` before [`Vault::with_grounds`].
    pub fn grounds(&self) -> Option<&Arc<dyn Grounds>> {
        self.0.grounds.get()
    }

    /// Holds the access log against its checkpoints, as `courtyard audit verify` does from outside.
    ///
    /// # Errors
    /// A fault where the files cannot be read at all.
    pub async fn verify(&self) -> Result<crate::audit::Report, Fault> {
        crate::audit::verify(&self.0.folder).await
    }

    /// The clock of the house.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub(crate) fn holds(&self) -> &Holds {
        &self.0.holds
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.0.keys
    }

    pub(crate) fn log(&self) -> &AccessLog {
        &self.0.log
    }
}

/// Takes the lock of the folder, waiting a little for a program that is ending.
async fn lock(folder: &Path) -> Result<File, Fault> {
    let file = std::fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join("vault.lock"))
        .because("opening vault.lock")?;
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(std::fs::TryLockError::WouldBlock) => tokio::time::sleep(LOCK_PAUSE).await,
            Err(std::fs::TryLockError::Error(error)) => {
                return Err(Fault::caused("locking the vault", error));
            }
        }
    }
    Err(Fault::new("another program has this vault open"))
}
