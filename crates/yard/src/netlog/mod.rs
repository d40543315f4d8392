//! The network log: that somebody came in or left, when and from which address. The law asks for it.
//!
//! - A row is written when somebody signs in or out, before the answer.
//! - It stays for the time the law asks for, whatever becomes of the account, and nobody can remove it sooner: there is no
//!   operation for it, and no period below the law's.
//! - Its person sees it; for others it opens for security alone.
//!
//! Table: `yard_netlog`. Tells nothing. Knows nothing of what anybody does here.

mod actions;
mod store;

pub use actions::held;
pub(crate) use actions::note;
pub use store::LogRow;
pub(crate) use store::of as rows_of;
pub(crate) use store::page;

use ground::{Erasure, Export, TableDecl};
use policy::Category;

use crate::erasure::{Eraser, Work};
use crate::retention::{How, Sweeper};

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_netlog",
    owner: "person",
    lifetime: "as retention says of session-network, removed by retention.sweep",
    export: Export::Person,
    erasure: Erasure::Floor,
    plain: &["id", "person", "device", "act", "at"],
    sealed: &["address"],
}];

/// What becomes of this table when somebody is erased: the law wants it for its time.
pub fn erasers() -> Vec<Eraser> {
    let work = Work::Floor { category: Category::SessionNetwork, event: "collected" };
    vec![Eraser { table: "yard_netlog", work }]
}

/// What removes it when its time is over.
pub fn sweepers() -> Vec<Sweeper> {
    let how = How::Swept { count: store::count_over, sweep: store::sweep_over };
    vec![Sweeper { category: Category::SessionNetwork, event: "collected", how }]
}

/// What somebody did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// Signed in.
    In,
    /// Signed out.
    Out,
}

impl Act {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }
}
