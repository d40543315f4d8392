//! A sealed value, and the same in hand for one purpose. Both print as `…`.

use ground::{OrgId, PersonId};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use crate::{Field, FieldDecl, Subject};

/// A personal value at rest: ciphertext, and at run time whose it is and where it stands. It cannot be printed,
/// serialised or compared; [`Vault::open`](crate::Vault::open) is the one door to it.
///
/// ```
/// fn print(sealed: vault::Sealed<String>) -> String {
///     format!("{sealed} {sealed:?}") // says `… …`
/// }
/// ```
///
/// ```compile_fail,E0277
/// fn wire(sealed: &vault::Sealed<String>) -> String {
///     serde_json::to_string(sealed).unwrap_or_default()
/// }
/// ```
///
/// ```compile_fail,E0369
/// fn same(one: vault::Sealed<String>, other: vault::Sealed<String>) -> bool {
///     one == other
/// }
/// ```
///
/// ```compile_fail,E0599
/// fn bare(sealed: vault::Sealed<String>) -> usize {
///     sealed.len()
/// }
/// ```
pub struct Sealed<T> {
    decl: FieldDecl,
    subject: Subject,
    row: [u8; 16],
    about: Option<PersonId>,
    bytes: Vec<u8>,
    holds: PhantomData<fn() -> T>,
}

impl<T> Sealed<T> {
    /// The value as it was read from its row. Whether the bytes are whole shows when it is opened.
    pub fn stored(field: &Field<T>, subject: impl Into<Subject>, row: [u8; 16], bytes: Vec<u8>) -> Self {
        Self { decl: field.decl(), subject: subject.into(), row, about: None, bytes, holds: PhantomData }
    }

    /// The same of what lies under the key of an organisation and is bound to a person, both as they stand in the row. With another
    /// person it does not open.
    pub fn stored_about(
        field: &Field<T>,
        (org, person): (OrgId, PersonId),
        row: [u8; 16],
        bytes: Vec<u8>,
    ) -> Self {
        Self { about: Some(person), ..Self::stored(field, Subject::Org(org), row, bytes) }
    }

    /// The same without its type.
    pub(crate) fn retyped<U>(&self) -> Sealed<U> {
        let Self { decl, subject, row, about, .. } = *self;
        Sealed { decl, subject, row, about, bytes: self.bytes.clone(), holds: PhantomData }
    }

    /// The same place with these bytes.
    pub(crate) fn holding(self, bytes: Vec<u8>) -> Self {
        Self { bytes, ..self }
    }

    /// The sealed bytes, for the row.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes for a column that may be empty.
    pub fn cell(sealed: Option<&Self>) -> ground::Value {
        ground::Value::Blob(sealed.map(|sealed| sealed.bytes.clone()))
    }

    /// Under whose key it lies; also whom it is about, where it is not bound to somebody besides.
    pub const fn subject(&self) -> Subject {
        self.subject
    }

    /// To whom it is bound, where it lies under the key of an organisation and is about a person.
    pub(crate) const fn about(&self) -> Option<PersonId> {
        self.about
    }

    /// Its column.
    pub const fn decl(&self) -> FieldDecl {
        self.decl
    }

    /// The id of the row it stands in.
    pub const fn row(&self) -> [u8; 16] {
        self.row
    }
}

impl<T> Clone for Sealed<T> {
    fn clone(&self) -> Self {
        Self { bytes: self.bytes.clone(), ..*self }
    }
}

impl<T> fmt::Debug for Sealed<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("…")
    }
}

impl<T> fmt::Display for Sealed<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("…")
    }
}

impl<T> From<&Sealed<T>> for ground::Value {
    fn from(sealed: &Sealed<T>) -> Self {
        Self::Blob(Some(sealed.bytes.clone()))
    }
}

impl<T> ground::db::Column for &Sealed<T> {
    const EMPTY: ground::Value = ground::Value::Blob(None);
}

/// A personal value in hand, opened for one purpose. It prints as `…`; use it where it stands and let it go.
///
/// ```
/// fn length(opened: &vault::Opened<String>) -> usize {
///     opened.len()
/// }
/// ```
///
/// ```compile_fail,E0277
/// fn wire(opened: &vault::Opened<String>) -> String {
///     serde_json::to_string(opened).unwrap_or_default()
/// }
/// ```
///
/// ```compile_fail,E0369
/// fn same(one: vault::Opened<String>, other: vault::Opened<String>) -> bool {
///     one == other
/// }
/// ```
///
/// ```compile_fail,E0308
/// fn twice(opened: &vault::Opened<String>) -> vault::Opened<String> {
///     opened.clone()
/// }
/// ```
pub struct Opened<T> {
    value: T,
}

impl<T> Opened<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self { value }
    }

    /// The bare value. From here on nothing hides it from a log: only for handing it to whoever it was opened for
    /// (the answer on the wire, the message that is sent).
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for Opened<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> fmt::Debug for Opened<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("…")
    }
}

impl<T> fmt::Display for Opened<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("…")
    }
}
