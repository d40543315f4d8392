//! The yard: people and promises. Accounts, sessions, organisations, access, consent, rights, notices.
//!
//! What wings share stands here and names no wing: the house's state, the wire, and who asks.

pub mod access;
pub mod account;
pub mod avatar;
pub mod backup;
pub mod consent;
pub mod grounds;
pub mod house;
pub mod idempotency;
pub mod me;
mod moments;
pub mod org;
pub mod passkey;
pub mod password;
pub mod setup;
pub mod stream;
pub mod wire;

pub use grounds::{Check, YardGrounds};
pub use house::{Held, HeldSource, House, HouseParts};

use aide::axum::ApiRouter;
use ground::jobs::Jobs;
use ground::{TableDecl, db::Migration};

/// All routes of the yard, below `/api/v1`.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .merge(house::routes())
        .merge(account::routes())
        .merge(avatar::routes())
        .merge(backup::routes())
        .merge(consent::routes())
        .merge(me::routes())
        .merge(org::routes())
        .merge(passkey::routes())
        .merge(password::routes())
        .merge(setup::routes())
        .merge(stream::routes())
}

/// The yard's work for after the answer.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    backup::jobs(avatar::jobs(idempotency::jobs(org::jobs(account::jobs(jobs)))))
}

/// The migrations of the yard's tables.
pub fn migrations() -> Vec<Migration> {
    ground::migrations![
        2026112210 => "house",
        2026112211 => "account",
        2026112212 => "consent",
        2026112213 => "org",
        2026112214 => "passkey",
        2026112215 => "password",
        2026112216 => "answer",
        2026112217 => "setup",
        2026112218 => "avatar",
        2026112770 => "backup",
    ]
}

/// The yard's tables.
pub fn tables() -> Vec<TableDecl> {
    let first = [house::TABLES, account::TABLES, consent::TABLES, org::TABLES].concat();
    let more = [passkey::TABLES, password::TABLES, idempotency::TABLES, setup::TABLES].concat();
    [first, more, backup::TABLES.to_vec()].concat()
}

/// Where the yard holds something about a person.
pub fn held() -> Vec<HeldSource> {
    vec![
        account::held,
        avatar::held,
        consent::held,
        org::held,
        passkey::held,
        password::held,
        idempotency::held,
    ]
}

/// Who may open what, for which purpose.
pub fn checks() -> Vec<(policy::Purpose, Check)> {
    [org::checks(), avatar::checks()].concat()
}
