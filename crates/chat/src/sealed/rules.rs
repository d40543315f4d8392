//! Bounds, and the outside of what MLS makes (RFC 9420, sections 6 and 2.1.2): read so that a message lies in its own group
//! and epoch, never opened.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use yard::account::Bound;

use super::Refusal;

/// Devices of a person, at most.
pub(super) const DEVICES_MAX: i64 = 10;
/// Key packages of a device that wait, at most; the lasting one is not among them.
pub(super) const PACKAGES_MAX: i64 = 100;
/// Bytes of a key package, at most.
const PACKAGE_MAX: usize = 4 * 1024;
/// Bytes of a message or a change, at most.
const MESSAGE_MAX: usize = 96 * 1024;
/// Bytes of what a device comes back in by, and of what lets one in, at most.
const INFO_MAX: usize = 64 * 1024;
/// Bytes of an archive, at most.
pub(super) const ARCHIVE_MAX: usize = 2 * 1024 * 1024;
/// Devices that one change lets in, at most.
pub(super) const WELCOMES_MAX: usize = 20;
/// Letting devices of one's own take part.
pub(super) const ADDS: Bound = Bound { kind: "sealed.device.day", span_s: 86_400, most: 30 };
/// Taking the packages of somebody.
pub(super) const TAKES: Bound = Bound { kind: "sealed.take.day", span_s: 86_400, most: 200 };

/// What a whole MLS message is: its wire format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Wire {
    Public = 1,
    Private = 2,
    Welcome = 3,
    GroupInfo = 4,
    KeyPackage = 5,
}

/// What stands outside on a message to a group.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Outside<'a> {
    /// The id of the group.
    pub group: &'a [u8],
    /// The epoch in which it was made.
    pub epoch: u64,
    /// Whether it changes the group; else it says something.
    pub is_change: bool,
}

/// Bytes out of what JSON carries.
fn bytes(typed: &str, most: usize, field: &'static str) -> Result<Vec<u8>, Refusal> {
    if typed.len() > most.div_ceil(3) * 4 {
        return Err(Refusal::Form(field));
    }
    STANDARD.decode(typed).ok().filter(|bytes| !bytes.is_empty()).ok_or(Refusal::Form(field))
}

/// The key by which a device signs: 32 bytes (Ed25519).
pub(super) fn signing_key(typed: &str) -> Result<Vec<u8>, Refusal> {
    bytes(typed, 32, "signs")
        .and_then(|key| if key.len() == 32 { Ok(key) } else { Err(Refusal::Form("signs")) })
}

/// A key package.
pub(super) fn package(typed: &str) -> Result<Vec<u8>, Refusal> {
    of_wire(bytes(typed, PACKAGE_MAX, "packages")?, Wire::KeyPackage, "packages")
}

/// What lets a device in.
pub(super) fn welcome(typed: &str) -> Result<Vec<u8>, Refusal> {
    of_wire(bytes(typed, INFO_MAX, "welcomes")?, Wire::Welcome, "welcomes")
}

/// What a device comes back in by.
pub(super) fn info(typed: &str) -> Result<Vec<u8>, Refusal> {
    of_wire(bytes(typed, INFO_MAX, "info")?, Wire::GroupInfo, "info")
}

/// What only the recovery key opens.
pub(super) fn archive(typed: &str) -> Result<Vec<u8>, Refusal> {
    bytes(typed, ARCHIVE_MAX, "content")
}

fn of_wire(bytes: Vec<u8>, wire: Wire, field: &'static str) -> Result<Vec<u8>, Refusal> {
    if read_wire(&mut Reader(&bytes)) == Some(wire) { Ok(bytes) } else { Err(Refusal::Form(field)) }
}

/// A message that says something, encrypted for this group; answers the epoch.
pub(super) fn said(typed: &str, group: [u8; 16]) -> Result<i64, Refusal> {
    epoch_of(typed, group, false)
}

/// A change of this group, by one of its devices or by one that comes in from outside; answers the epoch that it ends.
pub(super) fn change(typed: &str, group: [u8; 16]) -> Result<i64, Refusal> {
    epoch_of(typed, group, true)
}

fn epoch_of(typed: &str, group: [u8; 16], is_change: bool) -> Result<i64, Refusal> {
    let bytes = bytes(typed, MESSAGE_MAX, "cipher")?;
    outside(&bytes)
        .filter(|outside| outside.group == group && outside.is_change == is_change)
        .and_then(|outside| i64::try_from(outside.epoch).ok())
        .ok_or(Refusal::Form("cipher"))
}

/// Reads the outside of a message to a group: of a private one, or of a commit by a device that comes in from outside, which
/// is the only one that goes in the open. Proposals alone are not taken: a change carries its own.
pub(super) fn outside(bytes: &[u8]) -> Option<Outside<'_>> {
    const APPLICATION: u8 = 1;
    const COMMIT: u8 = 3;
    const NEW_MEMBER_COMMIT: u8 = 4;
    let mut rest = Reader(bytes);
    let wire = read_wire(&mut rest)?;
    let (group, epoch) = (rest.vector()?, u64::from_be_bytes(rest.take(8)?.try_into().ok()?));
    let is_change = match wire {
        Wire::Private => {
            let kind = rest.take(1)?[0];
            // What is authenticated, who sent it, and what it says; and nothing behind.
            for _ in 0..3 {
                rest.vector()?;
            }
            if !rest.0.is_empty() {
                return None;
            }
            match kind {
                APPLICATION => false,
                COMMIT => true,
                _ => return None,
            }
        }
        Wire::Public => {
            let is_new = rest.take(1)?[0] == NEW_MEMBER_COMMIT;
            rest.vector()?;
            if !(is_new && rest.take(1)?[0] == COMMIT) {
                return None;
            }
            true
        }
        _ => return None,
    };
    Some(Outside { group, epoch, is_change })
}

fn read_wire(rest: &mut Reader<'_>) -> Option<Wire> {
    const MLS10: [u8; 2] = [0, 1];
    if rest.take(2)? != MLS10 {
        return None;
    }
    let &[0, wire] = rest.take(2)? else { return None };
    [Wire::Public, Wire::Private, Wire::Welcome, Wire::GroupInfo, Wire::KeyPackage]
        .into_iter()
        .find(|known| *known as u8 == wire)
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// Bytes behind their length, which stands in one, two or four bytes.
    fn vector(&mut self) -> Option<&'a [u8]> {
        let first = self.take(1)?[0];
        let more = match first >> 6 {
            0 => 0,
            1 => 1,
            2 => 3,
            _ => return None,
        };
        let length = self
            .take(more)?
            .iter()
            .fold(usize::from(first & 0x3f), |sum, byte| (sum << 8) | usize::from(*byte));
        self.take(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: [u8; 16] = [7; 16];

    fn private(kind: u8, epoch: u64) -> Vec<u8> {
        let mut bytes = vec![0, 1, 0, 2, 16];
        bytes.extend(GROUP);
        bytes.extend(epoch.to_be_bytes());
        bytes.push(kind);
        bytes.extend([0, 2, 1, 2, 0x40, 3, 9, 9, 9]);
        bytes
    }

    fn typed(bytes: &[u8]) -> String {
        STANDARD.encode(bytes)
    }

    #[test]
    fn a_message_lies_in_its_group_and_epoch() {
        assert_eq!(said(&typed(&private(1, 5)), GROUP).unwrap(), 5);
        assert_eq!(change(&typed(&private(3, 0)), GROUP).unwrap(), 0);
        assert!(
            said(&typed(&private(3, 5)), GROUP).is_err() && change(&typed(&private(1, 5)), GROUP).is_err()
        );
        assert!(said(&typed(&private(1, 5)), [8; 16]).is_err());
        assert!(said(&typed(&private(1, u64::MAX)), GROUP).is_err(), "no such epoch");
        assert!(said(&typed(&private(2, 5)), GROUP).is_err(), "a proposal alone");
        assert!(said("?", GROUP).is_err() && said("", GROUP).is_err());
    }

    #[test]
    fn what_is_cut_short_or_longer_than_it_says_is_none() {
        let whole = private(1, 5);
        for end in 0..whole.len() {
            assert_eq!(outside(&whole[..end]), None, "{end}");
        }
        let mut longer = whole;
        longer.push(0);
        assert_eq!(outside(&longer), None);
    }

    #[test]
    fn in_the_open_goes_only_a_commit_from_outside() {
        let public = |sender: &[u8], kind: u8| {
            let mut bytes = vec![0, 1, 0, 1, 16];
            bytes.extend(GROUP);
            bytes.extend(3_u64.to_be_bytes());
            bytes.extend(sender);
            bytes.extend([0, kind, 1, 2, 3]);
            bytes
        };
        assert_eq!(change(&typed(&public(&[4], 3)), GROUP).unwrap(), 3);
        for bytes in [public(&[1, 0, 0, 0, 0], 3), public(&[4], 1), public(&[3], 2)] {
            assert_eq!(outside(&bytes), None);
        }
    }
}
