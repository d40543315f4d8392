//! What a charge may hold: plain functions on plain values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

use crate::org::department::DepartmentId;

/// Charges of one organisation.
pub const CHARGES_MAX: i64 = 1_000;

/// What somebody may do in the console.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// See member records, and change them.
    Records,
    /// See whole identity-card numbers, each time with a reason.
    Identity,
    /// See to joining, moving and leaving, and read what people handed in for it.
    Personnel,
    /// Bring in lists of members.
    Upload,
}

impl Right {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Records, Self::Identity, Self::Personnel, Self::Upload];

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Identity => "identity",
            Self::Personnel => "personnel",
            Self::Upload => "upload",
        }
    }

    /// The right of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.word() == word)
    }
}

/// The rights of a column.
pub(super) fn read(column: &str) -> Vec<Right> {
    column.split(' ').filter_map(Right::from_word).collect()
}

/// Rights as a column, each once and in one order.
pub(super) fn written(rights: &[Right]) -> String {
    let kept: Vec<&str> =
        Right::ALL.iter().filter(|one| rights.contains(one)).map(|right| right.word()).collect();
    kept.join(" ")
}

/// Whether a department stands in the tree at or below another one.
pub(super) fn is_within(
    above: &HashMap<DepartmentId, Option<DepartmentId>>,
    department: DepartmentId,
    within: DepartmentId,
) -> bool {
    let mut next = Some(department);
    // The tree has no circles; the bound is there for what a table could hold nevertheless.
    for _ in 0..=above.len() {
        match next {
            Some(at) if at == within => return true,
            Some(at) => next = above.get(&at).copied().flatten(),
            None => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> DepartmentId {
        DepartmentId::from_bytes([number; 16])
    }

    #[test]
    fn a_charge_reaches_its_department_and_what_is_below() {
        let above = HashMap::from([(id(1), None), (id(2), Some(id(1))), (id(3), Some(id(2))), (id(4), None)]);
        assert!(is_within(&above, id(3), id(1)) && is_within(&above, id(1), id(1)));
        assert!(!is_within(&above, id(1), id(3)) && !is_within(&above, id(4), id(1)));
        let circle = HashMap::from([(id(1), Some(id(2))), (id(2), Some(id(1)))]);
        assert!(!is_within(&circle, id(1), id(9)));
    }

    #[test]
    fn rights_are_written_once_each_and_read_again() {
        let rights = [Right::Upload, Right::Records, Right::Upload];
        assert_eq!(written(&rights), "records upload");
        assert_eq!(read("records upload nonsense"), [Right::Records, Right::Upload]);
        assert!(Right::ALL.iter().all(|right| Right::from_word(right.word()) == Some(*right)));
    }
}
