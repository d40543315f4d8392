//! The chain of a case: each record's hash holds the one before it, and the house signs each. Plain functions on plain values.
//!
//! What a record says of a person is the case's number for him and a commitment to who that is. The commitment's salt stands beside
//! the case, and goes when he becomes a pseudonym; the record stays as it was signed.

use aws_lc_rs::digest::{Context, SHA256};
use ground::{OrgId, PersonId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

use super::engine::{Party, Standing};
use super::{CaseId, FormId};

/// What the signature says that it is.
pub(crate) const DOMAIN: &str = "courtyard.approval.record/v1\n";

pub(crate) type Hash = [u8; 32];

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Act {
    /// Somebody asked.
    Asked,
    /// He asked anew after it was returned.
    AskedAgain,
    /// Approved at a step.
    Approved,
    /// Refused.
    Refused,
    /// Returned to a step, or to whoever asked.
    Returned,
    /// Somebody was added at a step.
    Added,
    /// Somebody decides in the place of another, by his own wish.
    Delegated,
    /// Whoever asked took it back.
    Withdrawn,
    /// Somebody said something.
    Said,
    /// Handed on: by the house since he left, is away or his time was over, or by one who runs the organisation.
    HandedOn,
    /// The house approved since the time was over and the process says so.
    ApprovedLate,
    /// The house refused for the same reason.
    RefusedLate,
    /// Somebody saw in full what is masked.
    Looked,
    /// Somebody whose turn it is changed what is filled in.
    Changed,
}

/// A field that somebody changed. Values are as they are kept: people stand in them by their numbers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Change {
    /// Which.
    pub field: String,
    /// What stood there.
    pub before: Option<Value>,
    /// What stands there now.
    pub after: Option<Value>,
    /// Whether he filled it in himself; else it follows from what he did.
    pub is_typed: bool,
}

/// What a record says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Body {
    pub act: Act,
    /// When, in microseconds.
    pub at: i64,
    /// By whom; nobody where it was the house.
    pub by: Option<Party>,
    /// At which step.
    pub step: Option<String>,
    /// To which step it was returned.
    pub to: Option<String>,
    /// Whom it concerns besides: who was added, or takes over.
    pub whom: Option<Party>,
    /// Of a look: which field.
    pub field: Option<String>,
    /// What he said.
    pub opinion: Option<String>,
    /// Of a change: which fields, before and after.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Steps that passed by themselves on the way.
    pub passed: Vec<String>,
    /// Who was told on the way.
    pub copied: Vec<Party>,
    /// Commitments to those who take part from here on.
    pub people: BTreeMap<Party, String>,
    /// How the case stands afterwards.
    pub standing: Standing,
    /// The hash of its state afterwards.
    pub state: String,
    /// The hash of what is filled in.
    pub values: String,
    /// Random, so that the hash says nothing of a short text.
    pub nonce: String,
}

fn hash(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// Bytes as text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where the chain of a case begins: its identity and the version of its form.
pub(crate) fn root(case: CaseId, org: OrgId, form: FormId, version: u32) -> Hash {
    hash(&[b"courtyard.approval.case/v1", &case.bytes(), &org.bytes(), &form.bytes(), &version.to_be_bytes()])
}

/// The hash of a record.
pub(crate) fn link(before: &Hash, seq: u32, body: &str) -> Hash {
    hash(&[b"courtyard.approval.link/v1", before, &seq.to_be_bytes(), body.as_bytes()])
}

/// The hash of a state or of what is filled in, as it stands in the table.
pub(crate) fn text(text: &str) -> String {
    hex(&hash(&[b"courtyard.approval.text/v1", text.as_bytes()]))
}

/// The commitment to a person.
pub(crate) fn commitment(case: CaseId, party: Party, person: PersonId, salt: &[u8; 16]) -> String {
    hex(&hash(&[b"courtyard.approval.person/v1", &case.bytes(), &party.to_be_bytes(), &person.bytes(), salt]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_hangs_on_all_that_came_before() {
        let case = CaseId::from_bytes([1; 16]);
        let root = root(case, OrgId::from_bytes([2; 16]), FormId::from_bytes([3; 16]), 1);
        let (one, two) = (link(&root, 1, "a"), link(&root, 2, "a"));
        assert_ne!(one, two);
        assert_ne!(link(&one, 2, "b"), link(&two, 2, "b"));
        assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
        let person = PersonId::from_bytes([4; 16]);
        assert_ne!(commitment(case, 1, person, &[0; 16]), commitment(case, 1, person, &[1; 16]));
    }
}
