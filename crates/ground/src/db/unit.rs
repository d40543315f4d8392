//! `Ctx` is one unit of work, `View` one consistent read.

use futures_util::stream::BoxStream;
use serde::Serialize;
use sqlx::SqlSafeStr;

use super::engine::Tx;
use super::{Db, DbError, Row, Value};
use crate::bus::Subject;
use crate::{Access, Caller, Clock, Denied, Fault, Guarded, PersonId, Resource, Scope, Timestamp};

/// One writing unit of work: transaction, clock, fresh ids, and what is told once it is committed.
/// Dropped without [`Ctx::commit`], nothing happened.
pub struct Ctx {
    tx: Tx,
    db: Db,
    now: Timestamp,
    told: Vec<PersonId>,
    hints: Vec<Subject>,
    work: bool,
}

/// One consistent read (of [`Db::view`]), or a glance (of [`Db::glance`]).
pub struct View {
    tx: Tx,
    db: Db,
    now: Timestamp,
}

macro_rules! reads {
    ($unit:ident) => {
        impl $unit {
            /// All rows of a statement.
            ///
            /// # Errors
            /// What the database says.
            pub async fn all(
                &mut self,
                sql: impl SqlSafeStr,
                values: Vec<Value>,
            ) -> Result<Vec<Row>, DbError> {
                self.tx.all(sql, values).await
            }

            /// The rows of a statement as they come, for what is too long to hold.
            pub fn rows(
                &mut self,
                sql: impl SqlSafeStr,
                values: Vec<Value>,
            ) -> BoxStream<'_, Result<Row, DbError>> {
                self.tx.rows(sql, values)
            }

            /// The first row, where there is one.
            ///
            /// # Errors
            /// What the database says.
            pub async fn opt(
                &mut self,
                sql: impl SqlSafeStr,
                values: Vec<Value>,
            ) -> Result<Option<Row>, DbError> {
                Ok(self.tx.all(sql, values).await?.into_iter().next())
            }

            /// The one row that must be there.
            ///
            /// # Errors
            /// What the database says; a fault where no row came.
            pub async fn one(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<Row, DbError> {
                self.opt(sql, values)
                    .await?
                    .ok_or_else(|| Fault::new("a row that must be there is absent").into())
            }

            /// The instant of this unit: the same for all that it does.
            pub const fn now(&self) -> Timestamp {
                self.now
            }

            /// The clock, for fresh ids.
            pub const fn clock(&self) -> &Clock {
                &self.db.clock
            }

            /// May the caller do this to that object?
            ///
            /// # Errors
            /// [`Denied`] where no policy permits it.
            pub fn permit(
                &self,
                caller: impl Into<Caller>,
                act: &'static str,
                thing: &impl Guarded,
            ) -> Result<(), Denied> {
                decide(&*self.db.access, &caller.into(), act, &thing.resource())
            }

            /// The rows of a list that the caller may see; SQL applies it.
            ///
            /// # Errors
            /// [`Denied`] where the list is not for such a caller at all.
            pub fn scope(&self, caller: impl Into<Caller>, act: &'static str) -> Result<Scope, Denied> {
                let caller = caller.into();
                let list = Resource { kind: "List", id: act.to_owned(), attrs: Vec::new() };
                decide(&*self.db.access, &caller, act, &list)?;
                Ok(match caller {
                    Caller::Member(member) => Scope::Org(member.org),
                    Caller::Service(program) => program.org.map_or(Scope::Nothing, Scope::Org),
                    other => other.person().map_or(Scope::Nothing, Scope::Own),
                })
            }
        }
    };
}

reads!(Ctx);
reads!(View);

fn decide(
    access: &dyn Access,
    caller: &Caller,
    act: &'static str,
    resource: &Resource,
) -> Result<(), Denied> {
    access.decide(caller, act, resource)
}

impl View {
    pub(crate) const fn is_sqlite(&self) -> bool {
        self.tx.is_sqlite()
    }

    pub(super) async fn begin(db: &Db) -> Result<Self, Fault> {
        let tx = Tx::read(&db.pools).await?;
        Ok(Self { tx, db: db.clone(), now: db.clock.now() })
    }

    pub(super) async fn glance(db: &Db) -> Result<Self, Fault> {
        let tx = Tx::loose(&db.pools).await?;
        Ok(Self { tx, db: db.clone(), now: db.clock.now() })
    }
}

impl Ctx {
    pub(super) async fn begin(db: &Db) -> Result<Self, Fault> {
        let tx = Tx::write(&db.pools).await?;
        Ok(Self { tx, db: db.clone(), now: db.clock.now(), told: Vec::new(), hints: Vec::new(), work: false })
    }

    /// Runs a statement; answers how many rows it touched.
    ///
    /// # Errors
    /// What the database says; constraints by name (see [`DbError`]).
    pub async fn run(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<u64, DbError> {
        self.tx.run(sql, values).await
    }

    pub(crate) async fn script(&mut self, sql: String) -> Result<(), DbError> {
        self.tx.script(sql).await
    }

    pub(crate) const fn is_sqlite(&self) -> bool {
        self.tx.is_sqlite()
    }

    /// Tells a person something durable: a frame of his stream with the next number, written with
    /// the fact itself. `body` holds ids, codes and arguments, never personal data.
    ///
    /// # Errors
    /// What the database says.
    pub async fn tell(
        &mut self,
        person: PersonId,
        topic: &str,
        kind: &str,
        body: &impl Serialize,
    ) -> Result<(), Fault> {
        crate::stream::write(self, person, topic, kind, body).await?;
        if !self.told.contains(&person) {
            self.told.push(person);
        }
        Ok(())
    }

    /// Hints to whoever listens within the process that something is new, once it is committed.
    pub fn hint(&mut self, subject: Subject) {
        if !self.hints.contains(&subject) {
            self.hints.push(subject);
        }
    }

    /// Leaves work of our own for after the commit.
    ///
    /// # Errors
    /// What the database says.
    pub async fn later<J: Serialize>(&mut self, name: &'static str, job: &J) -> Result<(), Fault> {
        crate::jobs::enqueue(self, name, job, None, self.now).await?;
        self.work = true;
        Ok(())
    }

    /// The same, not before `at`, and once for each `key`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn later_at<J: Serialize>(
        &mut self,
        name: &'static str,
        job: &J,
        key: Option<&str>,
        at: Timestamp,
    ) -> Result<(), Fault> {
        crate::jobs::enqueue(self, name, job, key, at).await?;
        self.work = true;
        Ok(())
    }

    /// Makes it so: durable when this returns, then told to whoever listens.
    ///
    /// # Errors
    /// A fault where the commit failed; then nothing happened.
    pub async fn commit(self) -> Result<(), Fault> {
        self.tx.commit().await?;
        for person in self.told {
            self.db.bus.publish(Subject::Person(person));
        }
        for subject in self.hints {
            self.db.bus.publish(subject);
        }
        if self.work {
            self.db.bus.publish(Subject::Jobs);
        }
        Ok(())
    }
}
