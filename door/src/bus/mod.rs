//! D-Bus, as far as a door needs it: one connection, calls out, calls in. Written to its specification 0.42, without passing of
//! files, and for machines of little endian alone.

mod value;

pub use value::Value;

use std::io;
use std::os::unix::fs::MetadataExt as _;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;
use value::{Reader, Writer};

/// The longest message that is read: no call to a door is as long.
const MESSAGE_MAX: usize = 256 * 1_024;
/// Of what a bus says before the first message, so much is read.
const GREETING_MAX: usize = 512;

/// What a message is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Somebody wants an answer.
    Call,
    /// An answer.
    Return,
    /// An answer that it did not go well.
    Error,
    /// Something happened.
    Signal,
}

/// One message.
#[derive(Clone, PartialEq, Debug)]
pub struct Message {
    /// What it is.
    pub kind: Kind,
    /// Its number, by which it is answered.
    pub serial: u32,
    /// Which it answers; 0 for none.
    pub answers: u32,
    /// Of which object.
    pub path: String,
    /// Of which of its interfaces.
    pub interface: String,
    /// What of it; of an error, its name.
    pub member: String,
    /// To whom.
    pub to: String,
    /// From whom; the bus says it.
    pub from: String,
    /// What is said.
    pub body: Vec<Value>,
}

impl Message {
    fn new(kind: Kind, to: &str) -> Self {
        let none = String::new;
        Self {
            kind,
            serial: 0,
            answers: 0,
            path: none(),
            interface: none(),
            member: none(),
            to: to.to_owned(),
            from: none(),
            body: Vec::new(),
        }
    }

    /// A call.
    #[must_use]
    pub fn call((to, path): (&str, &str), (interface, member): (&str, &str), body: Vec<Value>) -> Self {
        let (path, interface, member) = (path.to_owned(), interface.to_owned(), member.to_owned());
        Self { path, interface, member, body, ..Self::new(Kind::Call, to) }
    }

    /// An answer to this.
    #[must_use]
    pub fn answer(&self, body: Vec<Value>) -> Self {
        Self { answers: self.serial, body, ..Self::new(Kind::Return, &self.from) }
    }

    /// An answer that it did not go well.
    #[must_use]
    pub fn refuse(&self, name: &str) -> Self {
        Self { answers: self.serial, member: name.to_owned(), ..Self::new(Kind::Error, &self.from) }
    }

    fn written(&self, serial: u32) -> Vec<u8> {
        let mut body = Writer::default();
        self.body.iter().for_each(|one| body.value(one));
        let kind = match self.kind {
            Kind::Call => 1,
            Kind::Return => 2,
            Kind::Error => 3,
            Kind::Signal => 4,
        };
        let mut to = Writer(vec![b'l', kind, 0, 1]);
        to.number(u32::try_from(body.0.len()).unwrap_or(u32::MAX));
        to.number(serial);
        let kinds: String = self.body.iter().map(Value::signature).collect();
        let named = if self.kind == Kind::Error { 4 } else { 3 };
        let fields = [
            (1, Value::Path(self.path.clone())),
            (2, Value::Text(self.interface.clone())),
            (named, Value::Text(self.member.clone())),
            (6, Value::Text(self.to.clone())),
            (8, Value::Signature(kinds)),
        ];
        let said =
            fields.into_iter().filter(|(_, value)| value.as_text().is_some_and(|text| !text.is_empty()));
        let answers = (self.answers > 0).then_some((5, Value::Number(self.answers)));
        let field = |(at, value): (u8, Value)| Value::Struct(vec![Value::Byte(at), value.variant()]);
        to.value(&Value::Array("(yv)".to_owned(), said.chain(answers).map(field).collect()));
        to.align(8);
        to.0.extend(body.0);
        to.0
    }

    /// A whole message; `None` where it is none that we read.
    fn read(bytes: &[u8]) -> Option<Self> {
        let kind = match bytes.first_chunk::<2>()? {
            [b'l', 1] => Kind::Call,
            [b'l', 2] => Kind::Return,
            [b'l', 3] => Kind::Error,
            [b'l', 4] => Kind::Signal,
            _ => return None,
        };
        let mut message = Self::new(kind, "");
        let mut from = Reader::new(bytes, 8);
        let head = from.values("ua(yv)")?;
        let [Value::Number(serial), Value::Array(_, fields)] = head.as_slice() else { return None };
        message.serial = *serial;
        let mut kinds = String::new();
        for field in fields {
            let Value::Struct(parts) = field else { return None };
            let [Value::Byte(at), Value::Variant(value)] = parts.as_slice() else { return None };
            let text = || value.as_text().map(str::to_owned);
            match at {
                1 => message.path = text()?,
                2 => message.interface = text()?,
                3 | 4 => message.member = text()?,
                5 => {
                    message.answers = if let Value::Number(serial) = **value { serial } else { return None }
                }
                6 => message.to = text()?,
                7 => message.from = text()?,
                8 => kinds = text()?,
                _ => {}
            }
        }
        from.align(8);
        message.body = from.values(&kinds)?;
        Some(message)
    }
}

/// A connection.
pub struct Bus {
    stream: UnixStream,
    heard: Vec<u8>,
    serial: u32,
    /// What we are called there.
    pub name: String,
}

impl Bus {
    /// Connects to the bus at this address: `unix:path=/run/dbus/system_bus_socket`.
    ///
    /// # Errors
    /// When nobody listens there, or does not let us in.
    pub async fn open(address: &str) -> io::Result<Self> {
        let path = address.strip_prefix("unix:path=").and_then(|rest| rest.split([',', ';']).next());
        let path =
            path.ok_or_else(|| io::Error::other("the bus: such as unix:path=/run/dbus/system_bus_socket"))?;
        let mut stream = UnixStream::connect(path).await?;
        // Who we are the bus sees by the socket; it is said in words as well.
        let user = std::fs::metadata("/proc/self")?.uid().to_string();
        let user: String = user.bytes().map(|digit| format!("{digit:02x}")).collect();
        stream.write_all(format!("\0AUTH EXTERNAL {user}\r\n").as_bytes()).await?;
        let mut greeting = Vec::new();
        while !greeting.ends_with(b"\r\n") && greeting.len() < GREETING_MAX {
            greeting.push(stream.read_u8().await?);
        }
        if !greeting.starts_with(b"OK ") {
            return Err(io::Error::other("the bus does not let us in"));
        }
        stream.write_all(b"BEGIN\r\n").await?;
        let mut bus = Self { stream, heard: Vec::new(), serial: 0, name: String::new() };
        let answer = bus.ask(Message::call(BUS, (BUS.0, "Hello"), Vec::new())).await?;
        bus.name = answer.body.first().and_then(Value::as_text).unwrap_or_default().to_owned();
        Ok(bus)
    }

    /// Sends a message; answers its number.
    ///
    /// # Errors
    /// When the line broke.
    pub async fn send(&mut self, message: &Message) -> io::Result<u32> {
        self.serial = self.serial.wrapping_add(1).max(1);
        self.stream.write_all(&message.written(self.serial)).await?;
        Ok(self.serial)
    }

    /// The next message. It may be dropped while it waits, and loses nothing. What anybody on the bus sends that we do not read is passed
    /// over, as long as it says where it ends.
    ///
    /// # Errors
    /// When the line broke, or what came is no message, or longer than any for us.
    pub async fn next(&mut self) -> io::Result<Message> {
        loop {
            while let Some(length) = whole(&self.heard)? {
                let message = Message::read(&self.heard[..length]);
                self.heard.drain(..length);
                if let Some(message) = message {
                    return Ok(message);
                }
            }
            if self.stream.read_buf(&mut self.heard).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// Calls and waits for the answer. What comes meanwhile is passed over: it is for the time before one serves.
    ///
    /// # Errors
    /// When the line broke, or the answer is an error.
    pub async fn ask(&mut self, call: Message) -> io::Result<Message> {
        let serial = self.send(&call).await?;
        loop {
            let message = self.next().await?;
            match message.kind {
                Kind::Return if message.answers == serial => return Ok(message),
                Kind::Error if message.answers == serial => return Err(io::Error::other(message.member)),
                _ => {}
            }
        }
    }
}

/// The bus itself, as an object.
pub const BUS: (&str, &str) = ("org.freedesktop.DBus", "/org/freedesktop/DBus");

/// How long the message is that these bytes begin with; `None` where it is not whole yet.
fn whole(bytes: &[u8]) -> io::Result<Option<usize>> {
    let Some(head) = bytes.first_chunk::<16>() else { return Ok(None) };
    let number = |at: usize| {
        let four = [head[at], head[at + 1], head[at + 2], head[at + 3]];
        // A large machine's order of bytes: read as far as its end.
        let number = if head[0] == b'B' { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) };
        usize::try_from(number).unwrap_or(usize::MAX)
    };
    let length = number(12).checked_add(16).and_then(|end| end.next_multiple_of(8).checked_add(number(4)));
    match length {
        Some(length) if matches!(head[0], b'l' | b'B') && length <= MESSAGE_MAX => {
            Ok((bytes.len() >= length).then_some(length))
        }
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::{BUS, Bus, Message, Value};
    use tokio::io::AsyncWriteExt as _;
    use tokio::net::UnixStream;

    #[tokio::test]
    async fn what_is_not_read_is_passed_over_and_the_next_message_is_heard() {
        let (mut other, stream) = UnixStream::pair().unwrap();
        let mut bus = Bus { stream, heard: Vec::new(), serial: 0, name: String::new() };
        let call = Message::call(BUS, (BUS.0, "Ping"), vec![Value::text("x")]);
        // A text without its end, a kind that is none, and a message of a large machine.
        let (mut broken, mut strange) = (call.written(1), call.written(2));
        *broken.last_mut().unwrap() = 1;
        strange[1] = 9;
        let large = b"B\x04\x00\x01\0\0\0\0\0\0\0\x03\0\0\0\0".to_vec();
        other.write_all(&[broken, strange, large, call.written(4)].concat()).await.unwrap();
        assert_eq!(bus.next().await.unwrap().serial, 4);
        other.write_all(b"this is no message").await.unwrap();
        assert!(bus.next().await.is_err());
    }
}
