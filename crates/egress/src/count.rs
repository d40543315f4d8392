//! What left, counted: for whoever runs the house and for an audit. It names nobody.

use ground::{Bus, Clock, Db, Fault, Timestamp, db::DbSettings};
use std::path::Path;

use crate::{Egress, store};

/// How often something left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Count {
    /// To whom, by the recipient's id at the time.
    pub recipient: String,
    /// What for, by the purpose's id at the time.
    pub purpose: String,
    /// What became of it, as in [`Sent`](crate::Sent).
    pub outcome: String,
    /// How often.
    pub times: i64,
}

impl Egress {
    /// What left since an instant, counted.
    ///
    /// # Errors
    /// What the database says.
    pub async fn counts(&self, since: Timestamp) -> Result<Vec<Count>, Fault> {
        store::counts(&mut self.db().view().await?, since).await
    }
}

/// The same from outside, of the folder of a house that may be running; nothing where nothing ever left.
///
/// # Errors
/// What the database says.
pub async fn counts_in(folder: &Path, since: Timestamp) -> Result<Vec<Count>, Fault> {
    let file = folder.join("egress.db");
    if !file.is_file() {
        return Ok(Vec::new());
    }
    let db = Db::open(DbSettings::File(&file), Clock::system(), Bus::default()).await?;
    let counted = async { store::counts(&mut db.view().await?, since).await };
    let counted = counted.await;
    db.close().await;
    counted
}
