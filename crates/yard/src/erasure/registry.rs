//! The erasers: what happens to each table when a person is erased, told by the feature that owns the table.

use ground::{Ctx, Erasure, Fault, PersonId, TableDecl};
use policy::Category;
use std::future::Future;
use std::pin::Pin;

use crate::House;

/// An erasure under way; answers how many rows it touched.
pub type Working<'a> = Pin<Box<dyn Future<Output = Result<u64, Fault>> + Send + 'a>>;

/// Removes rows of a person, at most so many; fewer means that none is left.
pub type Erase = for<'a> fn(&'a House, &'a mut Ctx, PersonId, i64) -> Working<'a>;

/// What happens to a table.
#[derive(Clone, Copy)]
pub enum Work {
    /// The rows go with the account, whatever the doorplate: ways in, places, what lives for moments.
    AtOnce(Erase),
    /// The rows go when the data are erased.
    AtEnd(Erase),
    /// The rows stay and cannot be read any longer: their keys are destroyed.
    Keys,
    /// The same, and what else of them can go goes.
    KeysAnd(Erase),
    /// The vault removes them itself.
    Vault,
    /// The law wants them kept, counted from this event: store-only until the sweep of this category takes them.
    Floor {
        /// Of which category.
        category: Category,
        /// From which event.
        event: &'static str,
    },
}

/// What happens to one table.
#[derive(Clone, Copy)]
pub struct Eraser {
    /// The table.
    pub table: &'static str,
    /// What happens.
    pub work: Work,
}

impl Eraser {
    const fn keeps(&self, declared: Erasure) -> bool {
        matches!(
            (declared, self.work),
            (Erasure::Rows, Work::AtOnce(_) | Work::AtEnd(_) | Work::Vault)
                | (Erasure::Keys, Work::Keys | Work::KeysAnd(_))
                | (Erasure::Floor, Work::Floor { .. })
        )
    }
}

/// Holds the erasers against the registry of tables.
///
/// # Errors
/// A fault naming the first table that has no eraser, one that does something else than is declared, or an eraser of
/// nothing.
pub fn check(tables: &[TableDecl], erasers: &[Eraser]) -> Result<(), Fault> {
    for table in tables.iter().filter(|table| table.erasure != Erasure::Nothing) {
        let mut own = erasers.iter().filter(|eraser| eraser.table == table.name).peekable();
        if own.peek().is_none() {
            return Err(Fault::new(format!("table `{}` holds people's data and has no eraser", table.name)));
        }
        if !own.all(|eraser| eraser.keeps(table.erasure)) {
            return Err(Fault::new(format!("the eraser of `{}` does not do what is declared", table.name)));
        }
    }
    let known = |eraser: &&Eraser| {
        !tables.iter().any(|table| table.name == eraser.table && table.erasure != Erasure::Nothing)
    };
    match erasers.iter().find(known) {
        Some(stray) => Err(Fault::new(format!("there is an eraser for `{}`, which needs none", stray.table))),
        None => Ok(()),
    }
}
