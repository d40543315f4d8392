//! The house as a whole, through HTTP on the real server in-process, on a real database.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

#[path = "house/account.rs"]
mod account;
#[path = "house/avatar.rs"]
mod avatar;
#[path = "house/backup.rs"]
mod backup;
#[path = "house/canary.rs"]
mod canary;
#[path = "house/columns.rs"]
mod columns;
#[path = "house/consent.rs"]
mod consent;
#[path = "house/contract.rs"]
mod contract;
#[path = "house/idempotency.rs"]
mod idempotency;
#[path = "house/invitation.rs"]
mod invitation;
#[path = "house/me.rs"]
mod me;
#[path = "house/meet.rs"]
mod meet;
#[path = "house/org.rs"]
mod org;
#[path = "house/passkey.rs"]
mod passkey;
#[path = "house/record.rs"]
mod record;
#[path = "house/seat.rs"]
mod seat;
#[path = "house/selftest.rs"]
mod selftest;
#[path = "house/setup.rs"]
mod setup;
#[path = "house/walk.rs"]
mod walk;
