//! What can be said.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vault::Plain;

/// What somebody says of himself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// 女
    Female,
    /// 男
    Male,
    /// 其他
    Other,
}

impl Gender {
    /// Its word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Other => "other",
        }
    }
}

impl Plain for Gender {
    /// Of one length for all, so that the sealed value tells nothing by its own.
    fn to_plain(&self) -> Vec<u8> {
        vec![match self {
            Self::Female => 1,
            Self::Male => 2,
            Self::Other => 3,
        }]
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [1] => Some(Self::Female),
            [2] => Some(Self::Male),
            [3] => Some(Self::Other),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_comes_back_and_its_length_tells_nothing() {
        for gender in [Gender::Female, Gender::Male, Gender::Other] {
            let plain = gender.to_plain();
            assert_eq!(plain.len(), 1);
            assert_eq!(Gender::from_plain(&plain), Some(gender));
        }
        assert_eq!(Gender::from_plain(b"female"), None);
    }
}
