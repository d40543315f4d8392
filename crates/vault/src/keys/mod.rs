//! Keys: one random 256-bit key per subject and key group, wrapped by the master key.
//!
//! - A key is on the disk before it seals anything.
//! - One writer makes and destroys, in the order asked, many in one transaction.
//! - A destroyed key leaves a tombstone; asking for it again is refused as erased.
//! - Keys in hand are cached, bounded, and wiped when dropped.

mod cache;
mod master;
mod store;
mod writer;

use ground::{Because, Fault};
use policy::KeyGroup;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::cipher::{KeyBytes, SubjectKey, random};
use crate::receipt::Erased;
use crate::{OpenRefused, Subject};
use cache::Cache;
use master::Master;
use store::{KeyStore, Standing};
use writer::{Made, Order};

pub(crate) use master::{keep_secret, make_dir_durable, secret_file};

/// Orders that may wait for the writer; beyond it callers wait.
const ORDERS_MAX: usize = 1_024;

/// The name of the root of the blind index among the house's own secrets.
const INDEX_ROOT: &str = "index";

/// The keys of all subjects.
pub(crate) struct Keys {
    store: KeyStore,
    master: Arc<Master>,
    cache: Arc<Cache>,
    orders: mpsc::Sender<Order>,
    writer: std::sync::Mutex<Option<JoinHandle<()>>>,
}

impl Keys {
    /// Opens `keys.db` and `master.key` in the folder; both are made at the first start.
    pub(crate) async fn open(folder: &Path, clock: ground::Clock) -> Result<Self, Fault> {
        let file = folder.join("keys.db");
        let master = Arc::new(Master::open(folder, file.exists())?);
        let store = KeyStore::open(&file).await.because("opening keys.db")?;
        let master = settled(folder, &store, master).await?;
        check_master(&store, &master).await?;
        let cache = Arc::new(Cache::default());
        let (orders, inbox) = mpsc::channel(ORDERS_MAX);
        let writer = writer::Writer {
            store: store.clone(),
            master: Arc::clone(&master),
            cache: Arc::clone(&cache),
            clock,
            folder: folder.to_owned(),
        };
        let writer = std::sync::Mutex::new(Some(tokio::spawn(writer.run(inbox))));
        Ok(Self { store, master, cache, orders, writer })
    }

    /// The key to seal with; made when absent, and then durable before this returns.
    pub(crate) async fn make(
        &self,
        subject: Subject,
        group: KeyGroup,
    ) -> Result<Arc<SubjectKey>, OpenRefused> {
        if let Some(key) = self.cache.of(subject, group) {
            return Ok(key);
        }
        let epoch = self.cache.epoch();
        match self.store.standing(subject, group).await? {
            Standing::Key(row) => Ok(self.cache.keep(Arc::new(self.master.unwrap(&row)?), epoch)),
            Standing::Gone => Err(OpenRefused::Erased),
            Standing::Absent => {
                let (reply, made) = oneshot::channel();
                self.order(Order::Make { subject, group, reply }).await?;
                match made.await.because("waiting for a key")?? {
                    Made::Key(key) => Ok(key),
                    Made::Gone => Err(OpenRefused::Erased),
                }
            }
        }
    }

    /// The key with this id, to open with.
    pub(crate) async fn by_id(&self, id: [u8; 16]) -> Result<Arc<SubjectKey>, OpenRefused> {
        if let Some(key) = self.cache.by_id(id) {
            return Ok(key);
        }
        let epoch = self.cache.epoch();
        let row = self.store.by_id(id).await?.ok_or(OpenRefused::Erased)?;
        Ok(self.cache.keep(Arc::new(self.master.unwrap(&row)?), epoch))
    }

    /// The same where it is in the cache already: without waiting.
    pub(crate) fn cached(&self, id: [u8; 16]) -> Option<Arc<SubjectKey>> {
        self.cache.by_id(id)
    }

    /// Destroys the key of a group, or of all groups. Gone from the disk when this returns.
    pub(crate) async fn destroy(&self, subject: Subject, group: Option<KeyGroup>) -> Result<(), Fault> {
        let (reply, done) = oneshot::channel();
        self.order(Order::Destroy { subject, group, reply }).await?;
        done.await.because("waiting for a key to be destroyed")?
    }

    /// Turns to a fresh master key: whoever holds the one from before, or shares of it, opens nothing here any longer, and
    /// this house nothing that was sealed under its roots.
    pub(crate) async fn turn_master(&self) -> Result<(), Fault> {
        let (reply, done) = oneshot::channel();
        self.order(Order::Turn { reply }).await?;
        done.await.because("waiting for the master key to turn")?
    }

    /// Adds a line to the erasure list.
    pub(crate) async fn note_erased(&self, erased: Erased) -> Result<(), Fault> {
        self.store.note_erased(erased).await
    }

    /// The erasure list, oldest first.
    pub(crate) async fn erasure_list(&self) -> Result<Vec<Erased>, Fault> {
        self.store.erasure_list().await
    }

    /// The root from which the key of each blind index comes.
    pub(crate) async fn index_root(&self) -> Result<KeyBytes, Fault> {
        if let Some(wrapped) = self.store.secret(INDEX_ROOT).await? {
            return self.master.unwrap_secret(INDEX_ROOT, &wrapped);
        }
        let root = KeyBytes::new(random()?);
        self.store.keep_secret(INDEX_ROOT, self.master.wrap_secret(INDEX_ROOT, &root)?).await?;
        Ok(root)
    }

    /// Everybody who has a key or had one, once keys whose tombstone stands are gone.
    pub(crate) async fn subjects(&self) -> Result<Vec<Subject>, Fault> {
        self.store.drop_gone().await?;
        self.cache.clear();
        self.store.subjects().await
    }

    /// The tombstones: subject, key group (`*` is all), instant.
    pub(crate) async fn gone(&self) -> Result<Vec<(Subject, String, i64)>, Fault> {
        self.store.gone().await
    }

    /// Ends the writer after what was ordered, and closes the file.
    pub(crate) async fn close(&self) {
        let (reply, done) = oneshot::channel();
        if self.orders.send(Order::End { reply }).await.is_ok() {
            done.await.unwrap_or_default();
        }
        let writer = self.writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        if let Some(writer) = writer {
            writer.await.unwrap_or_default();
        }
        self.cache.clear();
        self.store.close().await;
    }

    async fn order(&self, order: Order) -> Result<(), Fault> {
        self.orders.send(order).await.map_err(|_| Fault::new("the vault is closed"))
    }
}

/// Ends a turn of the master key that a fall interrupted: the key that fits `keys.db` is the one.
async fn settled(folder: &Path, store: &KeyStore, master: Arc<Master>) -> Result<Arc<Master>, Fault> {
    let Some(next) = Master::interrupted(folder)? else { return Ok(master) };
    let is_used = check_master(store, &next).await.is_ok();
    Master::settle(folder, is_used)?;
    Ok(if is_used { Arc::new(next) } else { master })
}

/// The tombstones in the `keys.db` of a folder, which another program may have open.
pub(crate) async fn tombstones(folder: &Path) -> Result<Vec<(Subject, String, i64)>, Fault> {
    let store = existing(folder).await?;
    let gone = store.gone().await;
    store.close().await;
    gone
}

/// How many there are.
pub(crate) async fn tombstones_count(folder: &Path) -> Result<u64, Fault> {
    let store = existing(folder).await?;
    let count = store.gone_count().await;
    store.close().await;
    count
}

/// Whether the `keys.db` of a folder was made under the master key beside it.
pub(crate) async fn fit(folder: &Path) -> Result<(), Fault> {
    let store = existing(folder).await?;
    let checked = match Master::open(folder, true) {
        Ok(master) => check_master(&store, &master).await,
        Err(fault) => Err(fault),
    };
    store.close().await;
    checked
}

async fn existing(folder: &Path) -> Result<KeyStore, Fault> {
    let file = folder.join("keys.db");
    if !file.exists() {
        return Err(Fault::new("there is no keys.db in the keys folder"));
    }
    KeyStore::open(&file).await.because("opening keys.db")
}

/// Refuses a master key that is not the one of this `keys.db`.
async fn check_master(store: &KeyStore, master: &Master) -> Result<(), Fault> {
    const CHECK: &str = "check";
    match store.secret(CHECK).await? {
        Some(wrapped) => {
            master
                .unwrap_secret(CHECK, &wrapped)
                .map_err(|_| Fault::new("master.key is not the key of this keys.db"))?;
            Ok(())
        }
        None => store.keep_secret(CHECK, master.wrap_secret(CHECK, &KeyBytes::new([0; 32]))?).await,
    }
}
