//! Whose a key is.

use ground::{OrgId, Owner, PersonId};

/// Whom sealed data are about; each has keys of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Subject {
    /// A person, with or without an account.
    Person(PersonId),
    /// An organisation.
    Org(OrgId),
    /// A conversation, by its id.
    Conversation([u8; 16]),
    /// The house itself: what belongs to nobody yet, such as a sign-up that waits for its code.
    House,
}

/// Length of a subject in a table.
pub(crate) const SUBJECT_LEN: usize = 17;

impl Subject {
    /// The seventeen bytes in a table: the kind, then the id.
    pub fn bytes(&self) -> [u8; SUBJECT_LEN] {
        let (kind, id) = match self {
            Self::Person(id) => (1, id.bytes()),
            Self::Org(id) => (2, id.bytes()),
            Self::Conversation(id) => (3, *id),
            Self::House => (4, [0; 16]),
        };
        let mut bytes = [0; SUBJECT_LEN];
        bytes[0] = kind;
        bytes[1..].copy_from_slice(&id);
        bytes
    }

    /// Reads what [`Subject::bytes`] wrote; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (kind, id) = bytes.split_first()?;
        let id: [u8; 16] = id.try_into().ok()?;
        match kind {
            1 => Some(Self::Person(PersonId::from_bytes(id))),
            2 => Some(Self::Org(OrgId::from_bytes(id))),
            3 => Some(Self::Conversation(id)),
            4 if id == [0; 16] => Some(Self::House),
            _ => None,
        }
    }
}

impl From<PersonId> for Subject {
    fn from(id: PersonId) -> Self {
        Self::Person(id)
    }
}

impl From<OrgId> for Subject {
    fn from(id: OrgId) -> Self {
        Self::Org(id)
    }
}

impl From<Owner> for Subject {
    fn from(owner: Owner) -> Self {
        match owner {
            Owner::Person(id) => Self::Person(id),
            Owner::Org(id) => Self::Org(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_survives_its_bytes() {
        let all = [
            Subject::Person(PersonId::from_bytes([7; 16])),
            Subject::Org(OrgId::from_bytes([7; 16])),
            Subject::Conversation([7; 16]),
            Subject::House,
        ];
        for subject in all {
            assert_eq!(Subject::from_bytes(&subject.bytes()), Some(subject));
        }
        assert_eq!(Subject::from_bytes(&[9; SUBJECT_LEN]), None);
        assert_eq!(Subject::from_bytes(&[1; 16]), None);
    }
}
