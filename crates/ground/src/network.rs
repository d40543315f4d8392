//! Networks, as settings name them: an address and how many bits of it are common to all.

use std::net::IpAddr;

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
}
