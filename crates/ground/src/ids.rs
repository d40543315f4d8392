//! Ids: UUIDv7, sixteen bytes in both engines, lower-case text with a type prefix on the wire.

/// An id that could not be read: wrong prefix, wrong shape or wrong length.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the kind `{kind}`")]
pub struct BadId {
    /// The prefix that was expected.
    pub kind: &'static str,
}

/// Declares a typed id: `id! { /// One meeting. pub struct MeetingId => "meeting" }`.
#[macro_export]
macro_rules! id {
    ($(#[$meta:meta])* pub struct $name:ident => $prefix:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; 16]);

        impl $name {
            /// The prefix on the wire.
            pub const PREFIX: &'static str = $prefix;

            /// A fresh id; its first 48 bits are the clock's milliseconds.
            pub fn fresh(clock: &$crate::Clock) -> Self {
                Self($crate::ids::fresh_bytes(clock.now()))
            }

            /// The sixteen bytes as they stand in a table.
            pub const fn bytes(&self) -> [u8; 16] {
                self.0
            }

            /// The id with these sixteen bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(out, "{}_{}", $prefix, $crate::uuid::Uuid::from_bytes(self.0).as_hyphenated())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, out)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::ids::BadId;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::ids::read(text, $prefix).map(Self)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.collect_str(self)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as $crate::serde::Deserialize>::deserialize(from)?;
                text.parse().map_err($crate::serde::de::Error::custom)
            }
        }

        impl $crate::schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut $crate::schemars::SchemaGenerator) -> $crate::schemars::Schema {
                $crate::schemars::json_schema!({
                    "type": "string",
                    "pattern": concat!(
                        "^", $prefix, "_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
                    ),
                })
            }
        }

        impl From<$name> for $crate::Value {
            fn from(id: $name) -> Self {
                $crate::Value::Blob(Some(id.0.to_vec()))
            }
        }

        impl $crate::db::Column for $name {
            const EMPTY: $crate::Value = $crate::Value::Blob(None);
        }

        impl $crate::db::FromCell for $name {
            fn from_cell(cell: &$crate::db::Cell) -> Option<Self> {
                <[u8; 16] as $crate::db::FromCell>::from_cell(cell).map(Self)
            }
        }
    };
}

/// Sixteen fresh bytes of a UUIDv7 at `now`.
#[doc(hidden)]
pub fn fresh_bytes(now: crate::Timestamp) -> [u8; 16] {
    let micros = now.micros().max(0).unsigned_abs();
    let (secs, nanos) = (micros / 1_000_000, (micros % 1_000_000) * 1_000);
    let stamp = uuid::Timestamp::from_unix(uuid::NoContext, secs, u32::try_from(nanos).unwrap_or(0));
    *uuid::Uuid::new_v7(stamp).as_bytes()
}

/// Reads `prefix_<uuid>`; only the lower-case hyphenated form is an id.
#[doc(hidden)]
pub fn read(text: &str, prefix: &'static str) -> Result<[u8; 16], BadId> {
    let bad = BadId { kind: prefix };
    let rest = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).ok_or(bad.clone())?;
    let canonical = rest.len() == 36 && !rest.bytes().any(|byte| byte.is_ascii_uppercase());
    if !canonical {
        return Err(bad);
    }
    uuid::Uuid::try_parse(rest).map(|id| *id.as_bytes()).map_err(|_| bad)
}

id! {
    /// A person: with or without an account, a number or a telephone.
    pub struct PersonId => "person"
}
id! {
    /// An organisation; a community is an organisation of another kind.
    pub struct OrgId => "org"
}
id! {
    /// A signed-in browser or program of a person.
    pub struct DeviceId => "device"
}

id! {
    /// One service account: a program that comes in from outside with a token of its own.
    pub struct ServiceId => "service"
}
id! {
    /// One meeting.
    pub struct MeetingId => "meeting"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_the_wire_and_refuses_another_kind() {
        let id = PersonId::fresh(&crate::Clock::system());
        let text = id.to_string();
        assert!(text.starts_with("person_"));
        assert_eq!(text.parse::<PersonId>().unwrap(), id);
        assert!(text.parse::<OrgId>().is_err());
        assert!(text.to_uppercase().parse::<PersonId>().is_err());
        assert!("person_".parse::<PersonId>().is_err());
    }
}
