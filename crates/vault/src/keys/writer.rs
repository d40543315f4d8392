//! The one task that changes `keys.db`: makes and destroys in the order asked, many in one transaction.

use ground::{Clock, Fault};
use policy::KeyGroup;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

use super::cache::Cache;
use super::master::Master;
use super::store::{Change, KeyRow, KeyStore, Standing};
use crate::Subject;
use crate::cipher::{KeyBytes, SubjectKey, random};

/// Orders in one transaction.
const BATCH_MAX: usize = 256;

/// What the writer is asked.
pub(super) enum Order {
    Make {
        subject: Subject,
        group: KeyGroup,
        reply: oneshot::Sender<Result<Made, Fault>>,
    },
    Destroy {
        subject: Subject,
        group: Option<KeyGroup>,
        reply: oneshot::Sender<Result<(), Fault>>,
    },
    /// Turns to a fresh master key.
    Turn {
        reply: oneshot::Sender<Result<(), Fault>>,
    },
    /// Dropping `reply` says that it has ended.
    End {
        reply: oneshot::Sender<()>,
    },
}

/// The answer to [`Order::Make`].
pub(super) enum Made {
    Key(Arc<SubjectKey>),
    Gone,
}

pub(super) struct Writer {
    pub(super) store: KeyStore,
    pub(super) master: Arc<Master>,
    pub(super) cache: Arc<Cache>,
    pub(super) clock: Clock,
    pub(super) folder: PathBuf,
}

impl Writer {
    /// Works until it is told to end or nobody can order any more.
    pub(super) async fn run(self, mut inbox: mpsc::Receiver<Order>) {
        let mut orders = Vec::new();
        while inbox.recv_many(&mut orders, BATCH_MAX).await > 0 {
            let outcome = self.work(&orders).await;
            let mut ended = None;
            match outcome {
                Ok(made) => ended = self.acknowledge(orders.drain(..), made),
                Err(fault) => {
                    for order in orders.drain(..) {
                        match order {
                            Order::Make { reply, .. } => drop(reply.send(Err(again(&fault)))),
                            Order::Destroy { reply, .. } | Order::Turn { reply } => {
                                drop(reply.send(Err(again(&fault))));
                            }
                            Order::End { reply } => ended = Some(reply),
                        }
                    }
                }
            }
            if let Some(reply) = ended {
                inbox.close();
                drop(reply);
                return;
            }
        }
    }

    /// One transaction for all; what was made, in order. Destroyed keys are off the disk when this returns.
    async fn work(&self, orders: &[Order]) -> Result<Vec<Made>, Fault> {
        let mut made = Vec::new();
        let (mut destroyed, mut turns) = (false, false);
        let mut change = self.store.begin().await?;
        for order in orders {
            match order {
                Order::Make { subject, group, .. } => {
                    made.push(self.make(&mut change, *subject, *group).await?)
                }
                Order::Destroy { subject, group, .. } => {
                    self.cache.forget(*subject, *group);
                    change.destroy(*subject, *group, self.clock.now()).await?;
                    destroyed = true;
                }
                Order::Turn { .. } => turns = true,
                Order::End { .. } => {}
            }
        }
        if turns {
            let turned = self.turn(change).await;
            self.master.turned(turned.is_ok());
            turned?;
            self.store.fold().await?;
            return Ok(made);
        }
        change.commit().await?;
        if destroyed {
            self.store.fold().await?;
        }
        Ok(made)
    }

    /// Wraps everything anew under a fresh master key, which becomes the master key once that is durable.
    async fn turn(&self, mut change: Change) -> Result<(), Fault> {
        self.master.turn(&self.folder)?;
        for row in change.all().await? {
            change.rewrapped(row.id, self.master.rewrap(&row)?).await?;
        }
        for (name, wrapped) in change.secrets().await? {
            let secret = self.master.unwrap_secret(&name, &wrapped)?;
            change.secret_rewrapped(&name, self.master.wrap_secret(&name, &secret)?).await?;
        }
        change.commit().await?;
        Master::settle(&self.folder, true)
    }

    async fn make(&self, change: &mut Change, subject: Subject, group: KeyGroup) -> Result<Made, Fault> {
        let row = match change.standing(subject, group).await? {
            Standing::Gone => return Ok(Made::Gone),
            Standing::Key(row) => row,
            Standing::Absent => {
                let (id, key) = (random()?, KeyBytes::new(random()?));
                let wrapped = self.master.wrap(id, subject.bytes(), group.id(), &key)?;
                let row = KeyRow { id, subject, group, wrapped };
                change.insert(&row, self.clock.now()).await?;
                row
            }
        };
        self.master.unwrap(&row).map(Arc::new).map(Made::Key)
    }

    /// Answers everyone in order, so that a key destroyed after it was made does not stay in the cache.
    fn acknowledge(
        &self,
        orders: impl Iterator<Item = Order>,
        made: Vec<Made>,
    ) -> Option<oneshot::Sender<()>> {
        let mut made = made.into_iter();
        let mut ended = None;
        for order in orders {
            match order {
                Order::Make { reply, .. } => {
                    let Some(made) = made.next() else { continue };
                    if let Made::Key(key) = &made {
                        self.cache.keep(Arc::clone(key), self.cache.epoch());
                    }
                    drop(reply.send(Ok(made)));
                }
                Order::Destroy { subject, group, reply } => {
                    self.cache.forget(subject, group);
                    drop(reply.send(Ok(())));
                }
                Order::Turn { reply } => drop(reply.send(Ok(()))),
                Order::End { reply } => ended = Some(reply),
            }
        }
        ended
    }
}

/// The same fault for each who waited.
fn again(fault: &Fault) -> Fault {
    Fault::new(fault.chain())
}
