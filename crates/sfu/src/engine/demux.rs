//! Whose datagram is this: by source address, and by the ICE user name where the address is new.

use std::collections::HashMap;
use std::net::SocketAddr;

use str0m::net::Protocol;

use super::LinkKey;

/// Finds the link of a datagram.
#[derive(Debug, Default)]
pub(crate) struct Demux {
    addresses: HashMap<(Protocol, SocketAddr), LinkKey>,
    ufrags: HashMap<String, LinkKey>,
}

impl Demux {
    pub(crate) fn by_address(&self, proto: Protocol, source: SocketAddr) -> Option<LinkKey> {
        self.addresses.get(&(proto, source)).copied()
    }

    pub(crate) fn by_ufrag(&self, ufrag: &str) -> Option<LinkKey> {
        self.ufrags.get(ufrag).copied()
    }

    /// Remembers an address; an address that changes hands (a reused port) follows the newer user name.
    pub(crate) fn learn(&mut self, proto: Protocol, source: SocketAddr, link: LinkKey) {
        self.addresses.insert((proto, source), link);
    }

    pub(crate) fn name(&mut self, ufrag: &str, link: LinkKey) {
        self.ufrags.insert(ufrag.to_owned(), link);
    }

    pub(crate) fn forget_name(&mut self, ufrag: &str) {
        self.ufrags.remove(ufrag);
    }

    pub(crate) fn forget_address(&mut self, proto: Protocol, source: SocketAddr, link: LinkKey) {
        if self.addresses.get(&(proto, source)) == Some(&link) {
            self.addresses.remove(&(proto, source));
        }
    }
}

/// The server's part of the user name in a STUN request, where the datagram is one.
#[must_use]
pub fn ufrag_of(bytes: &[u8]) -> Option<&str> {
    const USERNAME: u16 = 0x0006;
    const HEADER: usize = 20;
    if bytes.len() < HEADER || bytes[0] > 1 || bytes[4..8] != [0x21, 0x12, 0xa4, 0x42] {
        return None;
    }
    let mut rest = &bytes[HEADER..];
    while rest.len() >= 4 {
        let kind = u16::from_be_bytes([rest[0], rest[1]]);
        let len = usize::from(u16::from_be_bytes([rest[2], rest[3]]));
        let value = rest.get(4..4 + len)?;
        if kind == USERNAME {
            return std::str::from_utf8(value).ok()?.split(':').next();
        }
        rest = rest.get(4 + len.next_multiple_of(4)..)?;
    }
    None
}

/// The worker that gave out this user name.
#[must_use]
pub fn worker_of(ufrag: &str) -> Option<u8> {
    u8::from_str_radix(ufrag.get(..2)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_name_is_found_and_names_its_worker() {
        let mut stun = vec![0, 1, 0, 12, 0x21, 0x12, 0xa4, 0x42];
        stun.extend([7; 12]);
        stun.extend([0, 6, 0, 7]);
        stun.extend(b"03ab:xy");
        stun.push(0);
        assert_eq!(ufrag_of(&stun), Some("03ab"));
        assert_eq!(worker_of("03ab"), Some(3));
    }

    #[test]
    fn cut_off_requests_name_nobody() {
        let mut stun = vec![0, 1, 0, 12, 0x21, 0x12, 0xa4, 0x42];
        stun.extend([7; 12]);
        stun.extend([0, 6, 0, 70, 1]);
        assert_eq!(ufrag_of(&stun), None);
        assert_eq!(ufrag_of(&[]), None);
    }
}
