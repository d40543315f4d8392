//! What is one network: plain functions on plain values.

use std::net::{IpAddr, Ipv6Addr};

/// The network of an address, as text for a fingerprint: /24 of v4, /48 of v6. Providers change the rest at will.
pub(super) fn network(from: IpAddr) -> String {
    match from.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

/// The network as its owner may recognise it in a message, without naming a single line.
pub(super) fn shown(from: IpAddr) -> String {
    match from.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, ..] = address.octets();
            format!("{a}.{b}.*.*")
        }
        IpAddr::V6(address) => {
            let [a, b, ..] = address.segments();
            format!("{a:x}:{b:x}:*")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn neighbours_are_one_network_and_a_mapped_address_is_the_plain_one() {
        assert_eq!(network(at("203.0.113.7")), network(at("203.0.113.200")));
        assert_ne!(network(at("203.0.113.7")), network(at("203.0.114.7")));
        assert_eq!(network(at("::ffff:203.0.113.7")), network(at("203.0.113.7")));
        assert_eq!(network(at("2001:db8:1:2::5")), network(at("2001:db8:1:ff::9")));
        assert_ne!(network(at("2001:db8:1::1")), network(at("2001:db8:2::1")));
    }

    #[test]
    fn a_message_names_no_single_line() {
        assert_eq!(shown(at("203.0.113.7")), "203.0.*.*");
        assert_eq!(shown(at("2001:db8:1::1")), "2001:db8:*");
    }
}
