//! What BlueZ sees of us: one service with three characteristics, and what is announced.

use pass::DoorId;

use crate::bus::{Message, Value};

/// Below it lies everything.
pub(super) const ROOT: &str = "/house/courtyard/door";
/// What is announced.
pub(super) const ANNOUNCED: &str = "/house/courtyard/announced";
const SERVICE: &str = "/house/courtyard/door/service";
/// A nonce for whoever reads, new each time.
const NONCE: (&str, &str) = ("/house/courtyard/door/service/nonce", "8f1d0001-6a3b-4c55-9d0e-5c0f7a2b9e41");
/// Where the answer is written.
const ANSWER: (&str, &str) = ("/house/courtyard/door/service/answer", "8f1d0002-6a3b-4c55-9d0e-5c0f7a2b9e41");
/// What the door did.
const WORD: (&str, &str) = ("/house/courtyard/door/service/word", "8f1d0003-6a3b-4c55-9d0e-5c0f7a2b9e41");

const OF_SERVICE: &str = "org.bluez.GattService1";
const OF_CHARACTERISTIC: &str = "org.bluez.GattCharacteristic1";
const OF_ANNOUNCED: &str = "org.bluez.LEAdvertisement1";

/// What somebody wants of us.
pub(super) enum Wanted {
    /// To know this.
    Said(Vec<Value>),
    /// A nonce, for this phone.
    Nonce(String),
    /// What the door did, for this phone, from here on.
    Word(String, usize),
    /// To be let in: this phone, with these bytes of its answer from here on.
    Answer(String, usize, Vec<u8>),
    /// That we go.
    Gone,
    /// What is not here.
    Unknown,
}

/// The objects of a door.
pub(super) struct Objects {
    uuid: String,
}

impl Objects {
    /// Those of this door.
    pub fn of(door: DoorId) -> Self {
        let digits: String = door.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
        let uuid = [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-");
        Self { uuid }
    }

    pub fn wanted(&self, call: &Message) -> Wanted {
        match (call.interface.as_str(), call.member.as_str()) {
            ("org.freedesktop.DBus.ObjectManager", "GetManagedObjects") => Wanted::Said(vec![self.all()]),
            ("org.freedesktop.DBus.Properties", "GetAll") => match self.properties(&call.path) {
                Some((_, properties)) => Wanted::Said(vec![properties]),
                None => Wanted::Unknown,
            },
            ("org.freedesktop.DBus.Properties", "Get") => {
                let name = call.body.get(1).and_then(Value::as_text).unwrap_or_default();
                let known = self.properties(&call.path);
                match known.as_ref().and_then(|(_, all)| all.get(name)) {
                    Some(value) => Wanted::Said(vec![value.clone().variant()]),
                    None => Wanted::Unknown,
                }
            }
            (OF_CHARACTERISTIC, member) => characteristic(call, member).unwrap_or(Wanted::Unknown),
            (OF_ANNOUNCED, "Release") => Wanted::Gone,
            _ => Wanted::Unknown,
        }
    }

    fn properties(&self, path: &str) -> Option<(&'static str, Value)> {
        let flags = |flag: &str| Value::Array("s".to_owned(), vec![Value::text(flag)]);
        let of = |uuid: &str, flag: &str| {
            let all =
                vec![("UUID", Value::text(uuid)), ("Service", Value::path(SERVICE)), ("Flags", flags(flag))];
            Some((OF_CHARACTERISTIC, Value::named(all)))
        };
        match path {
            SERVICE => {
                let all = vec![("UUID", Value::text(&self.uuid)), ("Primary", Value::Bool(true))];
                Some((OF_SERVICE, Value::named(all)))
            }
            ANNOUNCED => {
                let all = vec![("Type", Value::text("peripheral")), ("ServiceUUIDs", flags(&self.uuid))];
                Some((OF_ANNOUNCED, Value::named(all)))
            }
            _ if path == NONCE.0 => of(NONCE.1, "read"),
            _ if path == ANSWER.0 => of(ANSWER.1, "write"),
            _ if path == WORD.0 => of(WORD.1, "read"),
            _ => None,
        }
    }

    fn all(&self) -> Value {
        let object = |path: &str| {
            let (interface, properties) = self.properties(path)?;
            let one = Value::Entry(Box::new((Value::text(interface), properties)));
            let all = Value::Array("{sa{sv}}".to_owned(), vec![one]);
            Some(Value::Entry(Box::new((Value::path(path), all))))
        };
        let all = [SERVICE, NONCE.0, ANSWER.0, WORD.0].into_iter().filter_map(object).collect();
        Value::Array("{oa{sa{sv}}}".to_owned(), all)
    }
}

/// What is read or written of a characteristic, and by which phone.
fn characteristic(call: &Message, member: &str) -> Option<Wanted> {
    let path = call.path.as_str();
    let of = |options: &Value| {
        let offset = match options.get("offset") {
            Some(Value::Short(offset)) => usize::from(*offset),
            _ => 0,
        };
        Some((options.get("device")?.as_text()?.to_owned(), offset))
    };
    match (member, call.body.as_slice()) {
        ("ReadValue", [options]) if path == NONCE.0 => of(options).map(|(phone, _)| Wanted::Nonce(phone)),
        ("ReadValue", [options]) if path == WORD.0 => {
            of(options).map(|(phone, offset)| Wanted::Word(phone, offset))
        }
        ("WriteValue", [bytes, options]) if path == ANSWER.0 => {
            let (phone, offset) = of(options)?;
            Some(Wanted::Answer(phone, offset, bytes.as_bytes()?))
        }
        _ => None,
    }
}
