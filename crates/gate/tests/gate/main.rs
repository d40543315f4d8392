//! The program itself, from outside: over its sockets, with real TLS clients.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod chat;
mod evidence;
mod fetch;
mod program;
mod tls;
