//! Which addresses clients are told to send media to.

use std::net::{IpAddr, Ipv4Addr};

use crate::settings::Settings;

/// The announced addresses: those of the settings, the one bound to, or those of the interfaces.
pub(crate) fn announced(settings: &Settings) -> Vec<IpAddr> {
    if !settings.announce.is_empty() {
        return settings.announce.clone();
    }
    if !settings.bind.is_unspecified() {
        return vec![settings.bind];
    }
    let table = std::fs::read_to_string("/proc/net/fib_trie").unwrap_or_default();
    let found: Vec<IpAddr> = local_addresses(&table).into_iter().map(IpAddr::V4).collect();
    if found.is_empty() { vec![IpAddr::V4(Ipv4Addr::LOCALHOST)] } else { found }
}

/// The machine's own IPv4 addresses but loopback, out of the kernel's routing table.
fn local_addresses(fib_trie: &str) -> Vec<Ipv4Addr> {
    let mut found = Vec::new();
    let mut last = None;
    for line in fib_trie.lines() {
        let line = line.trim();
        if let Some(address) = line.strip_prefix("|-- ") {
            last = address.parse::<Ipv4Addr>().ok();
        } else if line == "/32 host LOCAL"
            && let Some(address) = last
            && !address.is_loopback()
            && !found.contains(&address)
        {
            found.push(address);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_addresses_are_read_from_the_routing_table() {
        let table = "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 10.0.2.15\n        /32 host LOCAL\n     |-- 10.0.2.255\n        \
            /32 link BROADCAST\n     |-- 127.0.0.1\n        /32 host LOCAL\n     |-- 10.0.2.15\n        /32 host LOCAL\n";
        assert_eq!(local_addresses(table), [Ipv4Addr::new(10, 0, 2, 15)]);
    }
}
