//! Coming into the console of an organisation on a screen where nobody is signed in: the screen shows a code, an administrator scans it
//! with his phone, says which of his organisations, and types his console password on the screen (DB-063).
//!
//! - All three are wanted, in this order, within two minutes; the screen proves by a secret of its own that it is the one that showed the
//!   code. Screen and phone show one number, so that nobody opens the console on another's screen.
//! - A code opens one session and is gone. It bears five passwords, each counted before it is compared.
//! - The session ends after eight hours, however much it is used: the screen may not be one's own; and with the password.
//! - Only whoever administers an organisation has such a password, sets it with a fresh proof that it is he, and loses the way in with
//!   the office, though not the password.
//!
//! Tables: `yard_console_password`, `yard_console_code`. Tells: `account.console_password`. Job: `console.sweep`.

mod actions;
mod http;
mod jobs;
mod refusal;
mod store;

pub use http::routes;
pub use jobs::jobs;
pub use refusal::Refusal;
pub use store::held;

use ground::{Erasure, Export, TableDecl};
use std::time::Duration;

use crate::erasure::{Eraser, Work};

ground::id! {
    /// One code of a screen.
    pub struct ConsoleCodeId => "console"
}

/// How long a code waits.
const LIFE: Duration = Duration::from_secs(120);
/// Passwords that a code bears.
const TRIES: i64 = 5;
/// How long a session lasts that a code opened.
const SESSION: Duration = Duration::from_secs(8 * 3_600);

/// The number that a screen and the phone that scans it show: whoever compares them knows that they are of one code.
fn number(id: ConsoleCodeId) -> String {
    let [.., a, b, c, d] = id.bytes();
    format!("{:04}", u32::from_be_bytes([a, b, c, d]) % 10_000)
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_console_password",
        owner: "person",
        lifetime: "until it is changed or the account is closed",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["person", "changed_at"],
        sealed: &["verifier"],
    },
    TableDecl {
        name: "yard_console_code",
        owner: "house",
        lifetime: "two minutes, removed by console.sweep",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["id", "person", "org", "tries", "expires_at"],
        sealed: &["secret_hash"],
    },
];

/// What becomes of these tables when somebody is erased.
pub fn erasers() -> Vec<Eraser> {
    vec![
        Eraser { table: "yard_console_password", work: Work::AtOnce(store::erase) },
        Eraser { table: "yard_console_code", work: Work::AtOnce(store::erase_codes) },
    ]
}
