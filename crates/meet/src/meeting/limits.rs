//! How often something may be tried: numbers that name nothing, wrong passcodes, starts, self-tests.

use ground::{Ctx, Fault, PersonId};
use policy::Category;
use std::net::IpAddr;
use vault::{Field, Vault};
use yard::account::{Bound, store::count};

use super::store;

/// The key of a count is the keyed fingerprint of an address, or a person's id.
const ADDRESS: Field<String> = Field::declare("yard_rate", "key", Category::NetworkAddress);

/// Who is counted: the person where one is signed in, else the address.
#[derive(Clone, Copy)]
pub(super) struct Trier {
    /// The person, where one is signed in.
    pub person: Option<PersonId>,
    /// The fingerprint of the address.
    pub address: [u8; 16],
}

impl Trier {
    pub(super) fn new(vault: &Vault, person: Option<PersonId>, from: IpAddr) -> Self {
        Self { person, address: vault.index(&ADDRESS, &from.to_string()) }
    }

    /// The key of one who asks.
    pub(super) const fn key(self) -> [u8; 16] {
        match self.person {
            Some(person) => person.bytes(),
            None => self.address,
        }
    }

    /// True where nobody is signed in: then the bounds of the whole house count, too.
    pub(super) const fn is_stranger(self) -> bool {
        self.person.is_none()
    }
}

/// Some bounds and the key that each is counted under.
pub(super) type Counts = Vec<(Bound, [u8; 16])>;

/// Seconds until the first full window is over; `None` where none is full. Counts nothing.
pub(super) async fn full(cx: &mut Ctx, counts: &Counts) -> Result<Option<u64>, Fault> {
    for (bound, key) in counts {
        if store::counted(cx, *bound, *key).await? >= i64::from(bound.most) {
            return Ok(Some(bound.left_s(cx.now())));
        }
    }
    Ok(None)
}

/// Counts one more; answers as [`full`] where that was one too many.
pub(super) async fn take(cx: &mut Ctx, counts: &Counts) -> Result<Option<u64>, Fault> {
    let mut over = None;
    for (bound, key) in counts {
        if count(cx, *bound, *key).await? > i64::from(bound.most) {
            over = over.or(Some(bound.left_s(cx.now())));
        }
    }
    Ok(over)
}
