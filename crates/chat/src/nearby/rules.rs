//! What may happen: which digits, and who is near.

use std::net::IpAddr;
use std::time::Duration;
use yard::account::Bound;

/// How long a circle is open.
pub(super) const OPEN: Duration = Duration::from_secs(180);
/// People of one circle, at most.
pub(super) const PEOPLE_MAX: i64 = 100;
/// Codes that one person types in ten minutes: there are ten thousand.
pub(super) const TRIES: Bound = Bound { kind: "nearby.try", span_s: 600, most: 10 };

/// Four digits, or nothing.
pub(super) fn digits(typed: &str) -> Option<&str> {
    let typed = typed.trim();
    (typed.len() == 4 && typed.bytes().all(|byte| byte.is_ascii_digit())).then_some(typed)
}

/// The network as the house sees it: behind one address of IPv4 stands one household or office; of IPv6 each device has its
/// own, and a network 64 bits.
pub(super) fn network(from: IpAddr) -> String {
    match from.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_is_who_comes_from_one_network() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("203.0.113.7"), of("::ffff:203.0.113.7"));
        assert_ne!(of("203.0.113.7"), of("203.0.113.8"));
        assert_eq!(of("2001:db8:1:2::5"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::5"), of("2001:db8:1:3::5"));
    }

    #[test]
    fn a_code_has_four_digits() {
        assert_eq!(digits(" 0417 "), Some("0417"));
        assert!(["417", "04171", "04a7", "０４１７"].iter().all(|typed| digits(typed).is_none()));
    }
}
