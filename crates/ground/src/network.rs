//! Networks, as settings name them: an address and how many bits of it are common to all.

use std::net::{IpAddr, SocketAddr};

/// Whether an address lies in a network such as `10.20.0.0/16` or `fd00::/8`; nothing where that names none.
#[must_use]
pub fn lies_in(network: &str, address: IpAddr) -> Option<bool> {
    let (base, bits) = network.split_once('/')?;
    let (base, bits): (IpAddr, u32) = (base.parse().ok()?, bits.parse().ok()?);
    // An IPv4 address that is written as one of IPv6 is where the IPv4 address is.
    match (base, address.to_canonical()) {
        (IpAddr::V4(base), to) if bits <= 32 => {
            let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
            Some(matches!(to, IpAddr::V4(to) if u32::from(to) & mask == u32::from(base) & mask))
        }
        (IpAddr::V6(base), to) if bits <= 128 => {
            let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
            Some(matches!(to, IpAddr::V6(to) if u128::from(to) & mask == u128::from(base) & mask))
        }
        _ => None,
    }
}

/// Whether a place lies in such a network, at one of the `usual` ports or, where it names a port as `10.20.0.0/16:5544` does, at that
/// alone; nothing where it names no network.
#[must_use]
pub fn has(network: &str, place: SocketAddr, usual: &[u16]) -> Option<bool> {
    let (base, rest) = network.rsplit_once('/')?;
    let (bits, port) = match rest.split_once(':') {
        Some((bits, port)) => (bits, Some(port.parse::<u16>().ok()?)),
        None => (rest, None),
    };
    let is_port = port.map_or_else(|| usual.contains(&place.port()), |port| port == place.port());
    Some(lies_in(&format!("{base}/{bits}"), place.ip())? && is_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_lies_in_a_network_by_the_bits_that_they_share() {
        let lies = |network, address: &str| lies_in(network, address.parse().unwrap());
        assert_eq!(lies("10.20.0.0/16", "10.20.255.1"), Some(true));
        assert_eq!(lies("10.20.0.0/16", "::ffff:10.20.0.9"), Some(true));
        assert_eq!(lies("10.20.0.0/16", "10.21.0.1"), Some(false));
        assert_eq!(lies("10.20.0.0/16", "fd00::1"), Some(false));
        assert_eq!(lies("0.0.0.0/0", "203.0.113.9"), Some(true));
        assert_eq!(lies("fd00::/8", "fd12::1"), Some(true));
        for wrong in ["10.20.0.0", "10.20.0.0/33", "camera/8", "fd00::/129"] {
            assert_eq!(lies(wrong, "10.20.0.1"), None, "{wrong}");
        }
    }

    #[test]
    fn a_network_has_what_is_at_the_usual_ports_or_at_the_one_that_it_names() {
        let has = |network, place: &str| has(network, place.parse().unwrap(), &[554, 8554]);
        assert_eq!(has("10.20.0.0/16", "10.20.0.9:554"), Some(true));
        assert_eq!(has("10.20.0.0/16", "10.20.0.9:8554"), Some(true));
        assert_eq!(has("10.20.0.0/16", "10.20.0.9:22"), Some(false));
        assert_eq!(has("10.20.0.0/16", "10.21.0.9:554"), Some(false));
        assert_eq!(has("10.20.0.0/16:5544", "10.20.0.9:5544"), Some(true));
        assert_eq!(has("10.20.0.0/16:5544", "10.20.0.9:554"), Some(false));
        assert_eq!(has("fd00::/8:5544", "[fd12::1]:5544"), Some(true));
        assert_eq!(has("fd00::/8", "[fd12::1]:8554"), Some(true));
        for wrong in ["10.20.0.0", "10.20.0.0:554", "10.20.0.0/16:", "10.20.0.0/16:70000", "10.20.0.0/33:554"]
        {
            assert_eq!(has(wrong, "10.20.0.1:554"), None, "{wrong}");
        }
    }
}
