//! Databases for tests: fresh ones, and such as have all tables already.

use ground::db::DbSettings;
use ground::{Bus, Clock, Db, PersonId};
use std::sync::{Mutex, PoisonError};
use tokio::sync::OnceCell;

/// How many databases of houses that are over stay: a test may look into one for a while.
const STAY: usize = 12;

/// The databases of houses that are over, the oldest first: each has some fifteen megabytes, and there are hundreds of tests.
static OVER: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The database of one house; when that is gone, it goes by and by.
pub(crate) struct Used(String);

impl Used {
    pub(crate) fn at(address: &str) -> Self {
        Self(split(address).1.to_owned())
    }
}

impl Drop for Used {
    fn drop(&mut self) {
        OVER.lock().unwrap_or_else(PoisonError::into_inner).push(std::mem::take(&mut self.0));
    }
}

/// What may go now.
fn outlived() -> Vec<String> {
    let mut over = OVER.lock().unwrap_or_else(PoisonError::into_inner);
    let many = over.len().saturating_sub(STAY);
    over.drain(..many).collect()
}

/// A fresh database on a PostgreSQL server; answers its address.
pub async fn fresh_database(server: &str, clock: &Clock) -> String {
    made(server, clock, None).await
}

/// One in which all migrations ran: they run once in a process, and what results is copied, which takes a tenth of the time.
pub(crate) async fn migrated(server: &str, clock: &Clock) -> String {
    static LIKE: OnceCell<String> = OnceCell::const_new();
    let like = LIKE.get_or_init(|| async {
        let address = fresh_database(server, clock).await;
        let db = open(&address, clock).await;
        db.migrate(gate::migrations()).await.expect("migrations");
        db.close().await;
        split(&address).1.to_owned()
    });
    made(server, clock, Some(like.await)).await
}

async fn made(server: &str, clock: &Clock, like: Option<&str>) -> String {
    let name = format!("kit_{}", PersonId::fresh(clock).to_string().replace(['-', '_'], ""));
    let root = open(server, clock).await;
    for old in outlived() {
        root.drop_database(&old).await.expect("an old database goes");
    }
    root.create_database(&name, like).await.expect("a database");
    root.close().await;
    format!("{}/{name}", split(server).0)
}

async fn open(address: &str, clock: &Clock) -> Db {
    Db::open(DbSettings::Postgres(address), clock.clone(), Bus::default()).await.expect("PostgreSQL")
}

fn split(address: &str) -> (&str, &str) {
    address.rsplit_once('/').expect("an address with a database")
}
