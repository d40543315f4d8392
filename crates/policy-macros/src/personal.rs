//! `#[derive(Personal)]`: the personal columns of a table, checked against the policy.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Data as Shape, DeriveInput, Error, Field, GenericArgument, LitStr, PathArguments, Type};

use crate::data::Data;
use crate::enums::variant;
use crate::near::nearest;

/// A field that holds personal data, as declared.
struct Declared<'a> {
    field: &'a Field,
    column: LitStr,
    category: LitStr,
    /// The `T` of `Sealed<T>`.
    holds: &'a Type,
}

/// The impl and the constants for one struct; all mistakes of the struct at once.
pub(crate) fn expand(input: TokenStream, data: &Data) -> Result<TokenStream, Error> {
    let input: DeriveInput = syn::parse2(input)?;
    let Shape::Struct(shape) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "personal data lives in structs with named fields"));
    };
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(
            &input.generics,
            "a struct of personal data has no generic parameters",
        ));
    }
    let mut mistakes = Mistakes::default();
    let table = mistakes.keep(table_of(&input));
    let mut declared: Vec<Declared> = Vec::new();
    for field in &shape.fields {
        if let Some(Some(one)) = mistakes.keep(declared_field(field, data)) {
            if let Some(other) = declared.iter().find(|other| other.column.value() == one.column.value()) {
                let what = format!("the column `{}` is declared twice", other.column.value());
                mistakes.add(Error::new(one.column.span(), what));
            }
            declared.push(one);
        }
    }
    if declared.is_empty() && mistakes.0.is_none() {
        mistakes.add(Error::new_spanned(
            &input.ident,
            "no field is marked #[personal(category = \"..\")]: without personal fields the derive is not needed",
        ));
    }
    mistakes.none()?;
    let table = table.ok_or_else(|| Error::new(Span::call_site(), "the table is missing"))?;
    Ok(generate(&input, &table, &declared))
}

fn generate(input: &DeriveInput, table: &LitStr, declared: &[Declared]) -> TokenStream {
    let name = &input.ident;
    let columns: Vec<&LitStr> = declared.iter().map(|one| &one.column).collect();
    let categories: Vec<_> = declared.iter().map(|one| variant(&one.category.value())).collect();
    let consts = declared.iter().zip(&categories).map(|(one, category)| {
        let (field, holds, column) = (&one.field.ident, one.holds, &one.column);
        let plain = field.as_ref().map_or(String::new(), |field| field.to_string());
        let plain = plain.trim_start_matches("r#");
        let constant = format_ident!("{}", plain.to_uppercase());
        let vis = &one.field.vis;
        let doc = format!("The personal column `{}` ({}).", column.value(), one.category.value());
        quote! {
            #[doc = #doc]
            #vis const #constant: ::vault::Field<#holds> =
                ::vault::Field::declare(#table, #column, ::policy::Category::#category);
        }
    });
    quote! {
        impl #name {
            #(#consts)*
        }

        impl ::vault::Personal for #name {
            const TABLE: &'static str = #table;
            const FIELDS: &'static [::vault::FieldDecl] = &[
                #(::vault::FieldDecl {
                    table: #table,
                    column: #columns,
                    category: ::policy::Category::#categories,
                },)*
            ];
        }
    }
}

/// `#[personal(table = "..")]` on the struct.
fn table_of(input: &DeriveInput) -> Result<LitStr, Error> {
    let mut table = None;
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("personal")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("table") {
                table = Some(meta.value()?.parse::<LitStr>()?);
                Ok(())
            } else {
                Err(meta.error("a struct takes #[personal(table = \"..\")]"))
            }
        })?;
    }
    let table = table.ok_or_else(|| {
        Error::new_spanned(&input.ident, "say which table this is: #[personal(table = \"..\")]")
    })?;
    sql_name(&table)?;
    Ok(table)
}

/// What a field declares: `None` for a field that is not personal.
fn declared_field<'a>(field: &'a Field, data: &Data) -> Result<Option<Declared<'a>>, Error> {
    let Some(name) = &field.ident else {
        return Err(Error::new_spanned(field, "personal data lives in named fields"));
    };
    let attributes: Vec<_> =
        field.attrs.iter().filter(|attribute| attribute.path().is_ident("personal")).collect();
    if attributes.is_empty() {
        if mentions_sealed(&field.ty) {
            let what = format!("`{name}` is sealed: say what it is with #[personal(category = \"..\")]");
            return Err(Error::new_spanned(&field.ty, what));
        }
        return Ok(None);
    }
    let (mut category, mut column) = (None, None);
    for attribute in attributes {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("category") {
                category = Some(meta.value()?.parse::<LitStr>()?);
            } else if meta.path.is_ident("column") {
                column = Some(meta.value()?.parse::<LitStr>()?);
            } else {
                return Err(meta.error("a field takes `category` and `column`"));
            }
            Ok(())
        })?;
    }
    let category = category
        .ok_or_else(|| Error::new_spanned(name, "say which category: #[personal(category = \"..\")]"))?;
    known_category(&category, data)?;
    let plain = name.to_string();
    let column = column.unwrap_or_else(|| LitStr::new(plain.trim_start_matches("r#"), name.span()));
    sql_name(&column)?;
    let holds = sealed(&field.ty).ok_or_else(|| {
        let what = format!("`{name}` is personal: its type must be Sealed<..> or Option<Sealed<..>>");
        Error::new_spanned(&field.ty, what)
    })?;
    Ok(Some(Declared { field, column, category, holds }))
}

fn known_category(category: &LitStr, data: &Data) -> Result<(), Error> {
    let id = category.value();
    match data.categories.iter().find(|known| known.name.id == id) {
        Some(known) if known.stored => Ok(()),
        Some(_) => Err(Error::new(
            category.span(),
            format!(
                "`{id}` only passes through memory (policy/categories.toml says kept = \"passing\"): it cannot be a column"
            ),
        )),
        None => {
            let known =
                data.categories.iter().filter(|known| known.stored).map(|known| known.name.id.as_str());
            let hint = nearest(&id, known)
                .map_or("declare it there first".to_owned(), |near| format!("did you mean `{near}`?"));
            Err(Error::new(
                category.span(),
                format!("`{id}` is not a category of policy/categories.toml; {hint}"),
            ))
        }
    }
}

/// Table and column names that both database engines take without quotes.
fn sql_name(name: &LitStr) -> Result<(), Error> {
    let text = name.value();
    let right = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if right {
        Ok(())
    } else {
        Err(Error::new(name.span(), format!("`{text}` is not a name of lower-case letters, digits and `_`")))
    }
}

/// The `T` of `Sealed<T>` or `Option<Sealed<T>>`.
fn sealed(ty: &Type) -> Option<&Type> {
    argument(ty, "Sealed").or_else(|| argument(argument(ty, "Option")?, "Sealed"))
}

/// The one type argument of a path that ends in `name`.
fn argument<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    if last.ident != name {
        return None;
    }
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match (arguments.args.len(), arguments.args.first()?) {
        (1, GenericArgument::Type(ty)) => Some(ty),
        _ => None,
    }
}

/// Whether `Sealed` stands anywhere in the type.
fn mentions_sealed(ty: &Type) -> bool {
    fn within(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            proc_macro2::TokenTree::Ident(name) => name == "Sealed",
            proc_macro2::TokenTree::Group(group) => within(group.stream()),
            _ => false,
        })
    }
    within(quote! { #ty })
}

/// Several errors in one.
#[derive(Default)]
struct Mistakes(Option<Error>);

impl Mistakes {
    fn add(&mut self, error: Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            none => *none = Some(error),
        }
    }

    fn keep<T>(&mut self, result: Result<T, Error>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }

    fn none(self) -> Result<(), Error> {
        self.0.map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(input: TokenStream) -> String {
        expand(input, &Data::read().expect("readable")).expect("expands").to_string()
    }

    fn refused(input: TokenStream) -> String {
        let error = expand(input, &Data::read().expect("readable")).expect_err("a mistake");
        error.into_iter().map(|one| one.to_string()).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn a_declared_struct_gets_its_columns_and_constants() {
        let out = expanded(quote! {
            #[personal(table = "yard_person")]
            pub struct Person {
                pub id: PersonId,
                #[personal(category = "display-name")]
                pub name: Sealed<Name>,
                #[personal(category = "avatar", column = "avatar_blob")]
                pub avatar: Option<vault::Sealed<Picture>>,
            }
        });
        let has = |wanted: TokenStream| assert!(out.contains(&wanted.to_string()), "{wanted} in {out}");
        has(quote! { impl ::vault::Personal for Person });
        has(quote! { const TABLE: &'static str = "yard_person"; });
        has(quote! { pub const NAME: ::vault::Field<Name> });
        has(quote! { ::vault::Field::declare("yard_person", "avatar_blob", ::policy::Category::Avatar) });
        has(quote! { column: "name", category: ::policy::Category::DisplayName, });
    }

    #[test]
    fn an_unknown_category_is_refused_with_a_hint() {
        let what = refused(quote! {
            #[personal(table = "t")]
            struct Person { #[personal(category = "phone-nunber")] phone: Sealed<Phone> }
        });
        assert!(what.contains("did you mean `phone-number`?"), "{what}");
    }

    #[test]
    fn what_only_passes_through_cannot_be_a_column() {
        let what = refused(quote! {
            #[personal(table = "t")]
            struct Line { #[personal(category = "meeting-chat")] text: Sealed<Text> }
        });
        assert!(what.contains("cannot be a column"), "{what}");
    }

    #[test]
    fn a_sealed_field_without_a_declaration_is_refused_wherever_it_hides() {
        for ty in [quote!(Sealed<Name>), quote!(Vec<Sealed<Name>>), quote!((u8, vault::Sealed<Name>))] {
            let what = refused(quote! { #[personal(table = "t")] struct Person { name: #ty } });
            assert!(what.contains("`name` is sealed"), "{what}");
        }
    }

    #[test]
    fn a_declared_field_that_is_not_sealed_is_refused() {
        for ty in [quote!(String), quote!(Option<String>), quote!(Vec<Sealed<Name>>)] {
            let what = refused(quote! {
                #[personal(table = "t")]
                struct Person { #[personal(category = "display-name")] name: #ty }
            });
            assert!(what.contains("must be Sealed"), "{what}");
        }
    }

    #[test]
    fn all_mistakes_of_a_struct_are_told_at_once() {
        let what = refused(quote! {
            struct Person {
                #[personal(category = "display-name")] a: Sealed<Name>,
                #[personal(category = "display-name", column = "a")] b: Sealed<Name>,
                #[personal(colour = "red")] c: Sealed<Name>,
                #[personal(category = "avatar", column = "Drop Table")] d: Sealed<Name>,
            }
        });
        for wanted in ["which table", "declared twice", "takes `category`", "lower-case letters"] {
            assert!(what.contains(wanted), "{wanted} in {what}");
        }
    }

    #[test]
    fn enums_tuples_and_structs_without_personal_fields_are_refused() {
        assert!(refused(quote! { #[personal(table = "t")] enum E { A } }).contains("structs"));
        assert!(
            refused(quote! { #[personal(table = "t")] struct T(Sealed<Name>); }).contains("named fields")
        );
        assert!(refused(quote! { #[personal(table = "t")] struct T { a: u8 } }).contains("not needed"));
    }
}
