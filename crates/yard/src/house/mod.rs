//! The house itself: its state, and what it says of itself to strangers.
//!
//! Tables: `yard_house` (the house's own particulars, sealed under the house's key).

mod http;
mod particulars;
mod state;
mod store;

pub(crate) use http::InLanguage;
pub use http::routes;
pub use particulars::{Contact, Particulars, load as load_particulars, save as save_particulars};
pub(crate) use particulars::{has_own, load_own, save_own};
pub use state::{Held, HeldSource, House, HouseParts};

use ground::{Erasure, Export, TableDecl};

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_house",
    owner: "house",
    lifetime: "as long as the house",
    export: Export::None,
    erasure: Erasure::Nothing,
    plain: &["name", "id", "changed_at"],
    sealed: &["value"],
}];
