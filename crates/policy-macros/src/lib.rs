//! The compile-time half of the policy: the data in `policy/` becomes enums, and structs that hold personal data are
//! checked against it.
//!
//! - [`policy_enums!`] turns `categories.toml`, `purposes.toml` and `recipients.toml` into `Category`, `KeyGroup`,
//!   `Purpose` and `Recipient`. The crate `policy` calls it once.
//! - [`derive@Personal`] refuses to build a struct whose sealed fields are not declared, or declared under a category
//!   that the policy does not know.

mod data;
mod enums;
mod near;
mod personal;

/// Generates `Category`, `KeyGroup`, `Purpose` and `Recipient` from `policy/*.toml`.
///
/// Meant for the crate `policy` alone; needs `serde` in scope of the caller's dependencies. Changing one of the files
/// rebuilds the caller.
#[proc_macro]
pub fn policy_enums(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    if !input.is_empty() {
        return syn::Error::new(proc_macro2::Span::call_site(), "policy_enums!() takes no arguments")
            .into_compile_error()
            .into();
    }
    match data::Data::read().and_then(|data| enums::expand(&data)) {
        Ok(tokens) => tokens.into(),
        Err(what) => syn::Error::new(proc_macro2::Span::call_site(), what).into_compile_error().into(),
    }
}

/// Declares the personal fields of a stored struct.
///
/// ```text
/// #[derive(Personal)]
/// #[personal(table = "yard_person")]
/// pub struct Person {
///     pub id: PersonId,
///     #[personal(category = "display-name")]
///     pub name: Sealed<Name>,
///     #[personal(category = "avatar", column = "avatar_blob")]
///     pub avatar: Option<Sealed<Picture>>,
/// }
/// ```
///
/// Generates `impl vault::Personal` (the table and its declared columns) and a constant per field, `Person::NAME` and
/// `Person::AVATAR`, of type `vault::Field<T>`. It does not compile when the category is unknown or never stored, when
/// a `Sealed` field is not declared, when a declared field is not `Sealed<..>` or `Option<Sealed<..>>`, or when two
/// fields share a column.
#[proc_macro_derive(Personal, attributes(personal))]
pub fn personal(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let data = match data::Data::read() {
        Ok(data) => data,
        Err(what) => {
            return syn::Error::new(proc_macro2::Span::call_site(), what).into_compile_error().into();
        }
    };
    personal::expand(input.into(), &data).unwrap_or_else(syn::Error::into_compile_error).into()
}
