//! The blind comparison: what the house does of RFC 9497, and how an entry of the published set is made.

use aws_lc_rs::digest;
use ground::Fault;
use voprf::{BlindedElement, OprfServer, Ristretto255};

use crate::friend::Refusal;

/// Numbers of one request, at most.
pub(super) const ELEMENTS_MAX: usize = 100;
/// Bytes of an element of the group.
const ELEMENT: usize = 32;
/// Bytes of an entry: by what it is recognised, and the ticket under a mask.
pub(super) const ENTRY: usize = 32;

/// The house's side of the function, under a key that only the house can make.
pub(super) struct Blind(OprfServer<Ristretto255>);

impl Blind {
    /// From the seed that the vault's index key gives.
    pub(super) fn of(seed: [u8; 32]) -> Result<Self, Fault> {
        let server = OprfServer::new_from_seed(&seed, b"courtyard address book 1");
        server.map(Self).map_err(|_| Fault::new("a seed that gives no key"))
    }

    /// Evaluates blinded elements: what they stand for does not show.
    pub(super) fn evaluate(&self, blinded: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, Refusal> {
        if blinded.is_empty() || blinded.len() > ELEMENTS_MAX {
            return Err(Refusal::Elements);
        }
        let one = |bytes: &Vec<u8>| {
            let fits = (bytes.len() == ELEMENT).then_some(bytes);
            let element = fits.and_then(|bytes| BlindedElement::<Ristretto255>::deserialize(bytes).ok());
            let element = element.ok_or(Refusal::Elements)?;
            Ok(self.0.blind_evaluate(&element).serialize().to_vec())
        };
        blinded.iter().map(one).collect()
    }

    /// What the set says of a number: by its outcome it is recognised, and its ticket comes out.
    pub(super) fn entry(&self, number: &str, ticket: [u8; 16]) -> Result<[u8; ENTRY], Fault> {
        let outcome = self.0.evaluate(number.as_bytes());
        let outcome = outcome.map_err(|_| Fault::new("a number that cannot be evaluated"))?;
        let mut entry = [0; ENTRY];
        entry[..16].copy_from_slice(&part("tag", &outcome));
        for (place, (mask, ticket)) in entry[16..].iter_mut().zip(part("mask", &outcome).iter().zip(ticket)) {
            *place = mask ^ ticket;
        }
        Ok(entry)
    }
}

/// One half of what an outcome is worth; the client makes the same.
fn part(word: &str, outcome: &[u8]) -> [u8; 16] {
    let mut hash = digest::Context::new(&digest::SHA256);
    hash.update(b"courtyard address book ");
    hash.update(word.as_bytes());
    hash.update(outcome);
    let mut part = [0; 16];
    part.copy_from_slice(&hash.finish().as_ref()[..16]);
    part
}
