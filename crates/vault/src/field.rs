//! What a personal column is: its table, its name, its category and the type it holds.

use policy::Category;
use std::marker::PhantomData;

/// A personal column as declared by `#[derive(Personal)]`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FieldDecl {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// What kind of personal data it holds.
    pub category: Category,
}

/// A personal column that holds a `T`.
pub struct Field<T> {
    decl: FieldDecl,
    holds: PhantomData<fn() -> T>,
}

impl<T> Field<T> {
    /// Declares a column; written by `#[derive(Personal)]`.
    pub const fn declare(table: &'static str, column: &'static str, category: Category) -> Self {
        assert!(table.len() < 128 && column.len() < 128, "names of tables and columns are short");
        Self { decl: FieldDecl { table, column, category }, holds: PhantomData }
    }

    /// The column.
    pub const fn decl(&self) -> FieldDecl {
        self.decl
    }
}

impl<T> Clone for Field<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Field<T> {}

impl<T> std::fmt::Debug for Field<T> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.decl.fmt(out)
    }
}

/// A struct with personal columns; written by `#[derive(Personal)]`.
///
/// ```
/// use policy::Personal;
/// use vault::Sealed;
///
/// #[derive(Personal)]
/// #[personal(table = "yard_person")]
/// struct Person {
///     id: [u8; 16],
///     #[personal(category = "display-name")]
///     name: Sealed<String>,
/// }
/// assert_eq!(Person::NAME.decl().column, "name");
/// ```
///
/// A category that the policy does not know does not compile:
///
/// ```compile_fail
/// use policy::Personal;
/// use vault::Sealed;
///
/// #[derive(Personal)]
/// #[personal(table = "yard_person")]
/// struct Person {
///     id: [u8; 16],
///     #[personal(category = "favourite-colour")]
///     name: Sealed<String>,
/// }
/// ```
///
/// Nor does one that only passes through memory:
///
/// ```compile_fail
/// use policy::Personal;
/// use vault::Sealed;
///
/// #[derive(Personal)]
/// #[personal(table = "yard_person")]
/// struct Person {
///     id: [u8; 16],
///     #[personal(category = "meeting-chat")]
///     name: Sealed<String>,
/// }
/// ```
///
/// Nor a sealed field that says nothing of itself:
///
/// ```compile_fail
/// use policy::Personal;
/// use vault::Sealed;
///
/// #[derive(Personal)]
/// #[personal(table = "yard_person")]
/// struct Person {
///     id: [u8; 16],
///     #[personal(category = "display-name")]
///     name: Sealed<String>,
///     phone: Sealed<String>,
/// }
/// ```
///
/// Nor a personal field that is not sealed:
///
/// ```compile_fail
/// use policy::Personal;
///
/// #[derive(Personal)]
/// #[personal(table = "yard_person")]
/// struct Person {
///     id: [u8; 16],
///     #[personal(category = "display-name")]
///     name: String,
/// }
/// ```
pub trait Personal {
    /// Its table.
    const TABLE: &'static str;
    /// Its personal columns.
    const FIELDS: &'static [FieldDecl];
}

/// A value that can be sealed: it becomes bytes and comes back.
pub trait Plain: Sized {
    /// The bytes that are sealed.
    fn to_plain(&self) -> Vec<u8>;

    /// The value of these bytes; `None` where they are not one.
    fn from_plain(bytes: &[u8]) -> Option<Self>;
}

impl Plain for String {
    fn to_plain(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().map(str::to_owned)
    }
}

impl Plain for Vec<u8> {
    fn to_plain(&self) -> Vec<u8> {
        self.clone()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        Some(bytes.to_vec())
    }
}
