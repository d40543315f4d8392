//! `policy_enums!()`: names from the policy's data as Rust enums.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use crate::data::{Category, Data, FILES, Named, Purpose, folder};

/// The four enums and the reference to the files that makes cargo rebuild when they change.
pub(crate) fn expand(data: &Data) -> Result<TokenStream, String> {
    let key_groups = id_enum(
        "KeyGroup",
        "What is erased together: one key per subject and group (`policy/categories.toml`).",
        data.key_groups.iter(),
    );
    let category_names: Vec<&Named> = data.categories.iter().map(|category| &category.name).collect();
    let categories = id_enum(
        "Category",
        "A kind of personal data (`policy/categories.toml`).",
        category_names.iter().copied(),
    );
    let purposes = id_enum(
        "Purpose",
        "What personal data is used for (`policy/purposes.toml`).",
        data.purposes.iter().map(|purpose| &purpose.name),
    );
    let recipients = id_enum(
        "Recipient",
        "Somebody outside the house who may receive personal data (`policy/recipients.toml`).",
        data.recipients.iter(),
    );
    let category_facts = category_facts(&data.categories);
    let purpose_facts = purpose_facts(&data.purposes);
    let watched = FILES.iter().map(|file| {
        let path = folder().join(file).to_string_lossy().into_owned();
        quote! { const _: &[u8] = include_bytes!(#path); }
    });
    Ok(quote! {
        #key_groups
        #categories
        #category_facts
        #purposes
        #purpose_facts
        #recipients
        #(#watched)*
    })
}

/// `display-name` -> `DisplayName`.
pub(crate) fn variant(id: &str) -> Ident {
    let camel: String = id
        .split('-')
        .map(|part| {
            let mut letters = part.chars();
            letters
                .next()
                .map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
        })
        .collect();
    Ident::new(&camel, Span::call_site())
}

/// An enum of ids with everything that every one of the four has.
fn id_enum<'a>(name: &str, doc: &str, rows: impl Iterator<Item = &'a Named>) -> TokenStream {
    let name = format_ident!("{name}");
    let rows: Vec<&Named> = rows.collect();
    let variants: Vec<Ident> = rows.iter().map(|row| variant(&row.id)).collect();
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let docs = rows.iter().map(|row| format!("{} / {} (`{}`).", row.zh, row.en, row.id));
    let unknown = format!("a known id of {name}");
    quote! {
        #[doc = #doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum #name {
            #(#[doc = #docs] #variants,)*
        }

        impl #name {
            /// All of them, in the order of the file.
            pub const ALL: &'static [#name] = &[#(#name::#variants,)*];

            /// The id in the policy's data, on the wire and in tables.
            pub const fn id(self) -> &'static str {
                match self { #(#name::#variants => #ids,)* }
            }

            /// The one with this id, if there is one.
            pub fn from_id(id: &str) -> Option<#name> {
                match id { #(#ids => Some(#name::#variants),)* _ => None }
            }
        }

        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.id())
            }
        }

        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.id())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let id = <::std::borrow::Cow<'de, str> as ::serde::Deserialize>::deserialize(from)?;
                #name::from_id(&id).ok_or_else(|| {
                    ::serde::de::Error::invalid_value(::serde::de::Unexpected::Str(&id), &#unknown)
                })
            }
        }
    }
}

fn category_facts(rows: &[Category]) -> TokenStream {
    let variants: Vec<Ident> = rows.iter().map(|row| variant(&row.name.id)).collect();
    let sensitive = rows.iter().map(|row| row.sensitive);
    let stored = rows.iter().map(|row| row.stored);
    let of_organisation = rows.iter().map(|row| row.of_organisation);
    let groups = rows.iter().map(|row| variant(&row.key_group));
    quote! {
        impl Category {
            /// Whether it is sensitive personal data, which asks for a separate consent.
            pub const fn sensitive(self) -> bool {
                match self { #(Category::#variants => #sensitive,)* }
            }

            /// Whether it may rest in the house. What is not stored only passes through memory.
            pub const fn stored(self) -> bool {
                match self { #(Category::#variants => #stored,)* }
            }

            /// Whether it is said of an organisation and of nobody in it: members who see that of their own see what is
            /// theirs.
            pub const fn of_organisation(self) -> bool {
                match self { #(Category::#variants => #of_organisation,)* }
            }

            /// Which key seals it: what shares a group is erased together.
            pub const fn key_group(self) -> KeyGroup {
                match self { #(Category::#variants => KeyGroup::#groups,)* }
            }
        }
    }
}

fn purpose_facts(rows: &[Purpose]) -> TokenStream {
    let variants = rows.iter().map(|row| variant(&row.name.id));
    let needs = rows.iter().map(|row| {
        let categories = row.needs.iter().map(|id| variant(id));
        quote! { &[#(Category::#categories,)*] }
    });
    quote! {
        impl Purpose {
            /// The categories that this purpose needs, as built. Whether the purpose exists behind a doorplate says
            /// [`Policy::allows`](crate::Policy::allows).
            pub const fn needs(self) -> &'static [Category] {
                match self { #(Purpose::#variants => #needs,)* }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_becomes_a_variant() {
        assert_eq!(variant("display-name").to_string(), "DisplayName");
        assert_eq!(variant("org-2-name").to_string(), "Org2Name");
    }

    #[test]
    fn the_enums_of_this_repository_are_valid_rust_and_watch_their_files() {
        let data = Data::read().expect("readable");
        let file: syn::File = syn::parse2(expand(&data).expect("expands")).expect("parses");
        let enums: Vec<String> = file
            .items
            .iter()
            .filter_map(|item| match item {
                syn::Item::Enum(item) => Some(item.ident.to_string()),
                _ => None,
            })
            .collect();
        assert_eq!(enums, ["KeyGroup", "Category", "Purpose", "Recipient"]);
        let watched = file.items.iter().filter(|item| matches!(item, syn::Item::Const(_))).count();
        assert_eq!(watched, FILES.len());
    }
}
