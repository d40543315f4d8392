//! Shamir's sharing over GF(256), byte by byte: a polynomial whose value at nought is the secret, one share a point.
//!
//! The field is that of AES (x^8 + x^4 + x^3 + x + 1). Nothing here branches on, or looks up by, a secret byte.

use ground::Fault;
use zeroize::Zeroizing;

use crate::cipher::random;

/// The length of what is shared.
pub(crate) const LENGTH: usize = 32;

/// A share: its point, never nought, and the values there.
pub(crate) struct Share {
    pub(crate) point: u8,
    pub(crate) values: Zeroizing<[u8; LENGTH]>,
}

/// Shares a secret among the points from 1 to `count`; any `need` of them lead back to it.
pub(crate) fn split(secret: &[u8; LENGTH], need: u8, count: u8) -> Result<Vec<Share>, Fault> {
    let mut lines: Vec<Zeroizing<[u8; LENGTH]>> = vec![Zeroizing::new(*secret)];
    for _ in 1..need {
        lines.push(Zeroizing::new(random()?));
    }
    let value = |point: u8, at: usize| lines.iter().rev().fold(0, |sum, line| times(sum, point) ^ line[at]);
    Ok((1..=count)
        .map(|point| Share { point, values: Zeroizing::new(std::array::from_fn(|at| value(point, at))) })
        .collect())
}

/// The secret of these shares, whose points must differ; of too few, something else.
pub(crate) fn join(shares: &[&Share]) -> Zeroizing<[u8; LENGTH]> {
    let mut secret = Zeroizing::new([0; LENGTH]);
    for share in shares {
        // Lagrange's weight at nought: the product over the others of x / (x - own x); minus is plus here.
        let others = shares.iter().filter(|other| other.point != share.point);
        let weight = others
            .fold(1, |weight, other| times(weight, times(other.point, inverse(other.point ^ share.point))));
        for (sum, value) in secret.iter_mut().zip(share.values.iter()) {
            *sum ^= times(*value, weight);
        }
    }
    secret
}

/// The product, in eight steps whatever the factors are.
fn times(mut one: u8, mut other: u8) -> u8 {
    let mut product = 0;
    for _ in 0..8 {
        product ^= one & 0_u8.wrapping_sub(other & 1);
        one = (one << 1) ^ (0x1b & 0_u8.wrapping_sub(one >> 7));
        other >>= 1;
    }
    product
}

/// The inverse: the 254th power. Of nought it is nought.
fn inverse(value: u8) -> u8 {
    (0..253).fold(value, |power, _| times(power, value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_field_is_that_of_aes() {
        assert_eq!(times(0x57, 0x83), 0xc1, "FIPS 197, 4.2");
        assert_eq!(times(0x57, 0x13), 0xfe, "FIPS 197, 4.2.1");
        assert_eq!(times(0x53, 0xca), 1);
        assert_eq!(inverse(0x53), 0xca);
        for value in 1..=255 {
            assert_eq!(times(value, inverse(value)), 1);
            assert_eq!(times(value, 1), value);
        }
    }

    #[test]
    fn shares_that_were_worked_out_by_hand_lead_back() {
        // 0x2a + 0x53 x at 1 and 2, where 2 * 0x53 = 0xa6.
        let one = Share { point: 1, values: Zeroizing::new([0x2a ^ 0x53; LENGTH]) };
        let two = Share { point: 2, values: Zeroizing::new([0x2a ^ 0xa6; LENGTH]) };
        assert_eq!(*join(&[&two, &one]), [0x2a; LENGTH]);
    }

    proptest! {
        #[test]
        fn multiplying_is_commutative_associative_and_distributive(a: u8, b: u8, c: u8) {
            prop_assert_eq!(times(a, b), times(b, a));
            prop_assert_eq!(times(a, times(b, c)), times(times(a, b), c));
            prop_assert_eq!(times(a, b ^ c), times(a, b) ^ times(a, c));
        }

        #[test]
        fn enough_lead_back_and_one_fewer_fit_every_secret(
            secret in any::<[u8; LENGTH]>(), other in any::<[u8; LENGTH]>(), need in 2_u8..9, more in 0_u8..6
        ) {
            let shares = split(&secret, need, need + more).unwrap();
            let enough: Vec<&Share> = shares.iter().rev().take(usize::from(need)).collect();
            prop_assert_eq!(*join(&enough), secret);
            // Fewer say nothing: with one more share made up for it, they lead to any secret one likes.
            let few = &enough[1..];
            let wanted = Share { point: 0, values: Zeroizing::new(other) };
            let made_up = at(&[few, &[&wanted]].concat(), enough[0].point);
            prop_assert_eq!(*join(&[few, &[&made_up]].concat()), other);
        }
    }

    /// The value at a point of the polynomial through these.
    fn at(shares: &[&Share], point: u8) -> Share {
        let moved: Vec<Share> = shares
            .iter()
            .map(|share| Share { point: share.point ^ point, values: share.values.clone() })
            .collect();
        Share { point, values: join(&moved.iter().collect::<Vec<_>>()) }
    }
}
