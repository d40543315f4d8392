//! The vault: personal data rests sealed and is opened through one door.
//!
//! - A personal field is a [`Sealed<T>`]: AES-256-GCM under the key of its subject and key group, bound to table,
//!   column and row. It cannot be printed, serialised or compared.
//! - [`Vault::open`] is the one door. It asks the policy (does this purpose need this category?), the consent, the
//!   access rules, and writes the access log before the value is revealed.
//! - [`Vault::index`] is the blind index: look-ups by a sealed value without opening anything.
//! - [`Vault::destroy`] erases by destroying keys; a destroyed key is never made again silently.
//! - The access log is a Merkle log of RFC 6962's shape with signed checkpoints; [`audit::verify`] finds an edit, a
//!   deletion, a truncation and a fork.
//!
//! The vault lives in a folder of its own beside the data, never inside it: `master.key`, `keys.db`, `access.db`,
//! `log.key`, `log.pub`, `checkpoints.log` and `cosigned.log`. Consent and access are answered through the port [`Grounds`].

#[cfg(all(feature = "ungated", not(debug_assertions)))]
compile_error!("`ungated` is for measuring what the gate costs: a release is not built with it");

pub mod audit;
mod begun;
mod blob;
mod cipher;
mod door;
pub mod erasures;
pub mod escrow;
mod field;
mod grounds;
mod hold;
mod keys;
mod log;
mod opening;
mod receipt;
mod refusal;
mod sealed;
mod sealing;
mod seen;
mod shamir;
mod subject;
mod vault;

pub use begun::begun_before;
pub use blob::SealedBlob;
pub use door::Look;
pub use field::{Field, FieldDecl, Personal, Plain};
pub use grounds::{Answer, Grounds};
pub use hold::Hold;
pub use log::checkpoint::Checkpoint;
pub use log::flow::Flow;
pub use log::note::{Cosigned, Note, Witness};
pub use log::opening::{Actor, Opening, Tally};
pub use log::{Proven, merkle};
pub use opening::{typed, untyped};
pub use receipt::{Erased, Receipt};
pub use refusal::OpenRefused;
pub use sealed::{Opened, Sealed};
pub use seen::{SeenPage, Stretch};
pub use subject::Subject;
pub use vault::{Vault, VaultSettings};

/// The tables of `access.db`, checked when the vault opens. `keys.db` is not in the registry's hands: it is documented
/// in `keys/store.rs` and holds wrapped keys alone.
pub const ACCESS_TABLES: &[ground::TableDecl] = log::TABLES;
