//! What a person and a group of a connection have (RFC 7643, 4): the attributes that are taken, and how they are read. What is not
//! among them is not kept.

use serde_json::{Map, Value, json};
use std::collections::HashSet;

use super::wrong::{Kind as Why, Wrong};

/// Signs of a text.
const TEXT_MAX: usize = 256;
/// Values of one attribute, but for the members of a group.
const VALUES_MAX: usize = 20;
/// Members of a group.
pub(super) const MEMBERS_MAX: usize = 1_000;

/// A person (RFC 7643, 4.1).
pub(super) const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// A group (RFC 7643, 4.2).
pub(super) const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
/// What a company says besides (RFC 7643, 4.3).
pub(super) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Holds {
    Text,
    Yes,
    Link,
    Parts(&'static [Attribute]),
}

/// An attribute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Attribute {
    pub name: &'static str,
    pub holds: Holds,
    pub many: bool,
    pub required: bool,
    /// Who may write it, in the words of the protocol.
    pub mutability: &'static str,
    pub exact: bool,
}

const fn text(name: &'static str) -> Attribute {
    Attribute {
        name,
        holds: Holds::Text,
        many: false,
        required: false,
        mutability: "readWrite",
        exact: false,
    }
}

const fn yes(name: &'static str) -> Attribute {
    Attribute { holds: Holds::Yes, ..text(name) }
}

const fn parts(name: &'static str, of: &'static [Attribute], many: bool) -> Attribute {
    Attribute { holds: Holds::Parts(of), many, ..text(name) }
}

const fn fixed(one: Attribute, mutability: &'static str) -> Attribute {
    Attribute { mutability, exact: true, ..one }
}

const fn link(name: &'static str) -> Attribute {
    Attribute { holds: Holds::Link, ..text(name) }
}

const REACHED: &[Attribute] = &[text("value"), text("type"), yes("primary")];
const NAME: &[Attribute] = &[text("formatted"), text("familyName"), text("givenName")];
const GROUPS: &[Attribute] = &[fixed(text("value"), "readOnly"), fixed(link("$ref"), "readOnly")];
const MEMBER: &[Attribute] =
    &[fixed(text("value"), "immutable"), fixed(link("$ref"), "immutable"), fixed(text("type"), "immutable")];
const EXTENSION: &[Attribute] = &[text("organization")];

/// What stands with every resource.
const COMMON: &[Attribute] =
    &[fixed(text("id"), "readOnly"), Attribute { exact: true, ..text("externalId") }];

const USER_ATTRIBUTES: &[Attribute] = &[
    Attribute { required: true, ..text("userName") },
    parts("name", NAME, false),
    text("displayName"),
    text("title"),
    yes("active"),
    parts("emails", REACHED, true),
    parts("phoneNumbers", REACHED, true),
    fixed(parts("groups", GROUPS, true), "readOnly"),
];

const GROUP_ATTRIBUTES: &[Attribute] =
    &[Attribute { required: true, ..text("displayName") }, parts("members", MEMBER, true)];

const ENTERPRISE_ATTRIBUTE: Attribute = parts(ENTERPRISE, EXTENSION, false);

/// One of the two kinds of resources.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    User,
    Group,
}

impl Kind {
    pub(super) const BOTH: [Self; 2] = [Self::User, Self::Group];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
        }
    }

    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::User => "Users",
            Self::Group => "Groups",
        }
    }

    pub(super) const fn urn(self) -> &'static str {
        match self {
            Self::User => USER,
            Self::Group => GROUP,
        }
    }

    const fn attributes(self) -> &'static [Attribute] {
        match self {
            Self::User => USER_ATTRIBUTES,
            Self::Group => GROUP_ATTRIBUTES,
        }
    }

    /// The attribute of a name, whatever the case of its letters (RFC 7643, 2.1).
    pub(super) fn attribute(self, name: &str) -> Option<&'static Attribute> {
        let own = self.attributes().iter().chain(COMMON).find(|one| one.name.eq_ignore_ascii_case(name));
        match self {
            Self::User if own.is_none() && name.eq_ignore_ascii_case(ENTERPRISE) => {
                Some(&ENTERPRISE_ATTRIBUTE)
            }
            _ => own,
        }
    }

    /// The schemas that a resource is of.
    pub(super) fn schemas(self, of: &Map<String, Value>) -> Vec<&'static str> {
        let more = of.contains_key(ENTERPRISE).then_some(ENTERPRISE);
        std::iter::once(self.urn()).chain(more).collect()
    }
}

/// One of several parts of an attribute.
pub(super) fn part(of: &Attribute, name: &str) -> Option<&'static Attribute> {
    let Holds::Parts(parts) = of.holds else { return None };
    parts.iter().find(|one| one.name.eq_ignore_ascii_case(name))
}

fn wrong(what: &str) -> Wrong {
    Wrong::bad(Why::InvalidValue, format!("{what} does not hold such a value"))
}

/// Reads a resource that was sent; what nobody may write and what is not known is passed over.
///
/// # Errors
/// What is wrong with it.
pub(super) fn resource(kind: Kind, sent: &Value) -> Result<Map<String, Value>, Wrong> {
    let sent = sent.as_object().ok_or_else(|| Wrong::bad(Why::InvalidSyntax, "a resource is an object"))?;
    let mut read = Map::new();
    for (name, value) in sent {
        let Some(attribute) = kind.attribute(name) else { continue };
        if attribute.mutability == "readOnly" {
            continue;
        }
        if let Some(value) = whole(attribute, value)? {
            read.insert(attribute.name.to_owned(), value);
        }
    }
    complete(kind, &read)?;
    Ok(read)
}

/// That what has to be there is there.
///
/// # Errors
/// What is missing.
pub(super) fn complete(kind: Kind, of: &Map<String, Value>) -> Result<(), Wrong> {
    let missing = kind.attributes().iter().find(|one| one.required && !of.contains_key(one.name));
    missing.map_or(Ok(()), |one| Err(Wrong::bad(Why::InvalidValue, format!("{} is missing", one.name))))
}

/// A value of an attribute, one or several; nothing where it is none (RFC 7643, 2.5).
///
/// # Errors
/// That it is not of its kind.
pub(super) fn whole(attribute: &Attribute, value: &Value) -> Result<Option<Value>, Wrong> {
    if !attribute.many {
        return single(attribute, value);
    }
    let most = if attribute.name == "members" { MEMBERS_MAX } else { VALUES_MAX };
    let sent = match value {
        Value::Null => return Ok(None),
        Value::Array(values) => values.as_slice(),
        one => std::slice::from_ref(one),
    };
    if sent.len() > most {
        return Err(Wrong::large());
    }
    let (mut values, mut there) = (Vec::with_capacity(sent.len()), HashSet::new());
    for one in sent {
        values.extend(single(attribute, one)?.filter(|one| there.insert(one.to_string())));
    }
    if values.iter().filter(|one| one["primary"] == true).count() > 1 {
        return Err(Wrong::bad(Why::InvalidValue, "one value at most is the primary one"));
    }
    Ok((!values.is_empty()).then_some(Value::Array(values)))
}

/// One value of an attribute.
///
/// # Errors
/// That it is not of its kind.
pub(super) fn single(attribute: &Attribute, value: &Value) -> Result<Option<Value>, Wrong> {
    match (attribute.holds, value) {
        (_, Value::Null) => Ok(None),
        (Holds::Text | Holds::Link, Value::String(text)) => {
            if text.chars().nth(TEXT_MAX).is_some() || text.chars().any(char::is_control) {
                return Err(wrong(attribute.name));
            }
            Ok((!text.trim().is_empty()).then(|| json!(text.trim())))
        }
        (Holds::Yes, Value::Bool(yes)) => Ok(Some(json!(yes))),
        // Some directories write it as a word.
        (Holds::Yes, Value::String(word)) if word.eq_ignore_ascii_case("true") => Ok(Some(json!(true))),
        (Holds::Yes, Value::String(word)) if word.eq_ignore_ascii_case("false") => Ok(Some(json!(false))),
        (Holds::Parts(_), Value::Object(sent)) => {
            let mut read = Map::new();
            for (name, value) in sent {
                let Some(of) = part(attribute, name) else { continue };
                if let Some(value) = single(of, value)? {
                    read.insert(of.name.to_owned(), value);
                }
            }
            Ok((!read.is_empty()).then_some(Value::Object(read)))
        }
        _ => Err(wrong(attribute.name)),
    }
}

fn said(one: &Attribute) -> Value {
    let mut told = json!({
        "name": one.name,
        "type": match one.holds {
            Holds::Text => "string",
            Holds::Yes => "boolean",
            Holds::Link => "reference",
            Holds::Parts(_) => "complex",
        },
        "multiValued": one.many,
        "description": one.name,
        "required": one.required,
        "mutability": one.mutability,
        "returned": if one.name == "id" { "always" } else { "default" },
        "uniqueness": if one.name == "userName" { "server" } else { "none" },
    });
    match one.holds {
        Holds::Text => {
            told["caseExact"] = json!(one.exact);
            // Of what is in a group the kind is one of the two that there are.
            if one.name == "type" && one.exact {
                told["canonicalValues"] = json!(["User", "Group"]);
            }
        }
        Holds::Link => {
            told["caseExact"] = json!(true);
            told["referenceTypes"] = json!(["User", "Group"]);
        }
        Holds::Parts(parts) => told["subAttributes"] = parts.iter().map(said).collect(),
        Holds::Yes => {}
    }
    told
}

/// The schemas, as they are told (RFC 7643, 7).
pub(super) fn schemas(at: &str) -> Vec<Value> {
    let one = |urn: &str, name: &str, about: &str, attributes: &[Attribute]| {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
            "id": urn,
            "name": name,
            "description": about,
            "attributes": attributes.iter().map(said).collect::<Vec<_>>(),
            "meta": { "resourceType": "Schema", "location": format!("{at}/Schemas/{urn}") },
        })
    };
    vec![
        one(USER, "User", "Somebody whom the organisation names", USER_ATTRIBUTES),
        one(GROUP, "Group", "A department of the organisation", GROUP_ATTRIBUTES),
        one(ENTERPRISE, "EnterpriseUser", "What a company says besides", EXTENSION),
    ]
}

/// The kinds of resources, as they are told (RFC 7643, 6).
pub(super) fn types(at: &str) -> Vec<Value> {
    let one = |kind: Kind| {
        let extensions = match kind {
            Kind::User => json!([{ "schema": ENTERPRISE, "required": false }]),
            Kind::Group => json!([]),
        };
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
            "id": kind.name(),
            "name": kind.name(),
            "description": kind.name(),
            "endpoint": format!("/{}", kind.path()),
            "schema": kind.urn(),
            "schemaExtensions": extensions,
            "meta": { "resourceType": "ResourceType", "location": format!("{at}/ResourceTypes/{}", kind.name()) },
        })
    };
    Kind::BOTH.into_iter().map(one).collect()
}

/// What is offered (RFC 7643, 5).
pub(super) fn offered(at: &str, most: usize) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": most },
        "changePassword": { "supported": false },
        "sort": { "supported": true },
        "etag": { "supported": true },
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "Bearer",
            "description": "The token of the connection, in the header Authorization",
            "primary": true,
        }],
        "meta": { "resourceType": "ServiceProviderConfig", "location": format!("{at}/ServiceProviderConfig") },
    })
}
