//! One decision on a loaded object, one scope for a list. The yard answers both with Cedar.

use crate::Caller;

/// The caller may not. Whether that is told as 403 or 404 is the feature's choice.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not permitted")]
pub struct Denied;

/// A value of a resource that a policy may look at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Attr {
    /// A truth.
    Bool(bool),
    /// A word from a closed set.
    Word(&'static str),
    /// A person, an organisation or another thing by its id.
    Id(String),
    /// Several of them.
    Ids(Vec<String>),
}

/// What a decision is about: its kind, its id, and what the policies may know of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resource {
    /// The entity type in the schema: `Meeting`.
    pub kind: &'static str,
    /// The id on the wire.
    pub id: String,
    /// Attributes by name.
    pub attrs: Vec<(&'static str, Attr)>,
}

/// A loaded object that can be asked about.
pub trait Guarded {
    /// The object as the policies see it.
    fn resource(&self) -> Resource;
}

impl Guarded for Resource {
    fn resource(&self) -> Resource {
        self.clone()
    }
}

/// Which rows of a list a caller may see; SQL applies it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Scope {
    /// None.
    Nothing,
    /// Those that belong to, or name, this person.
    Own(crate::PersonId),
    /// Those of this organisation.
    Org(crate::OrgId),
}

/// Decides who may do what; deny by default.
pub trait Access: Send + Sync + 'static {
    /// May `caller` do `act` to `resource`?
    ///
    /// # Errors
    /// [`Denied`] where no policy permits it.
    fn decide(&self, caller: &Caller, act: &'static str, resource: &Resource) -> Result<(), Denied>;
}

/// Refuses everything: the access of a house that has not been given one.
#[derive(Debug, Default)]
pub struct NoAccess;

impl Access for NoAccess {
    fn decide(&self, _: &Caller, _: &'static str, _: &Resource) -> Result<(), Denied> {
        Err(Denied)
    }
}
