//! Packets of MQTT 5 (OASIS, 2019), as much as one client needs: it connects, subscribes, publishes and hears.
//!
//! Properties that the house has no use for are passed over; what is no packet ends the connection.

/// The largest packet that is read or asked for, in bytes.
pub const PACKET_MAX: usize = 256 * 1024;

/// What came is no packet of a server.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no packet of an MQTT server")]
pub struct Malformed;

/// A message that somebody published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Published {
    /// Where.
    pub topic: String,
    /// What.
    pub payload: Vec<u8>,
    /// Whether it was kept by the broker and comes because of a subscription.
    pub retained: bool,
    /// What to acknowledge it by, at quality 1.
    pub id: Option<u16>,
}

/// What a server says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Incoming {
    /// The answer to a connect; 0 is yes.
    Connected {
        /// The reason code of the standard.
        reason: u8,
    },
    /// A message.
    Publish(Published),
    /// It has a message of ours; from 0x80 on it has refused it.
    Acknowledged {
        /// Which.
        id: u16,
        /// The reason code of the standard.
        reason: u8,
    },
    /// It has a subscription of ours; from 0x80 on it has refused it.
    Subscribed {
        /// Which.
        id: u16,
        /// The reason code of the standard.
        reason: u8,
    },
    /// It is there.
    Pong,
    /// It ends the connection.
    Disconnect {
        /// The reason code of the standard.
        reason: u8,
    },
}

/// How a client introduces itself.
pub struct Connect<'a> {
    /// By which name; the broker ends an older connection of it.
    pub client: &'a str,
    /// As whom.
    pub user: &'a str,
    /// With which password.
    pub password: &'a str,
    /// The longest that it is silent, in seconds.
    pub keep_alive_s: u16,
    /// How long the broker keeps what it missed, in seconds.
    pub session_s: u32,
}

fn put_text(out: &mut Vec<u8>, text: &[u8]) {
    let len = u16::try_from(text.len()).unwrap_or(u16::MAX);
    out.extend_from_slice(&len.to_be_bytes());
    out.extend_from_slice(text.get(..usize::from(len)).unwrap_or(text));
}

fn put_length(out: &mut Vec<u8>, mut length: usize) {
    loop {
        let byte = u8::try_from(length % 128).unwrap_or(0);
        length /= 128;
        out.push(if length > 0 { byte | 0x80 } else { byte });
        if length == 0 {
            return;
        }
    }
}

fn packet(head: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![head];
    put_length(&mut out, body.len());
    out.extend_from_slice(body);
    out
}

/// CONNECT: what was missed since the last connection comes, too.
pub fn connect(wish: &Connect<'_>) -> Vec<u8> {
    let mut body = Vec::new();
    put_text(&mut body, b"MQTT");
    // Version 5; a user and a password.
    body.extend_from_slice(&[5, 0x80 | 0x40]);
    body.extend_from_slice(&wish.keep_alive_s.to_be_bytes());
    let mut properties = vec![0x11];
    properties.extend_from_slice(&wish.session_s.to_be_bytes());
    properties.push(0x21);
    properties.extend_from_slice(&100u16.to_be_bytes());
    properties.push(0x27);
    properties.extend_from_slice(&u32::try_from(PACKET_MAX).unwrap_or(u32::MAX).to_be_bytes());
    put_length(&mut body, properties.len());
    body.extend_from_slice(&properties);
    for text in [wish.client, wish.user, wish.password] {
        put_text(&mut body, text.as_bytes());
    }
    packet(0x10, &body)
}

/// PUBLISH at quality 1, never retained; `within_s` is after how many seconds the broker drops what nobody fetched.
pub fn publish(id: u16, topic: &str, payload: &[u8], within_s: Option<u32>) -> Vec<u8> {
    let mut body = Vec::new();
    put_text(&mut body, topic.as_bytes());
    body.extend_from_slice(&id.to_be_bytes());
    match within_s {
        Some(seconds) => {
            body.extend_from_slice(&[5, 0x02]);
            body.extend_from_slice(&seconds.to_be_bytes());
        }
        None => body.push(0),
    }
    body.extend_from_slice(payload);
    packet(0x32, &body)
}

/// PUBACK.
pub fn acknowledge(id: u16) -> Vec<u8> {
    packet(0x40, &id.to_be_bytes())
}

/// SUBSCRIBE to one filter at quality 1; what the client itself says does not come back.
pub fn subscribe(id: u16, filter: &str) -> Vec<u8> {
    let mut body = id.to_be_bytes().to_vec();
    body.push(0);
    put_text(&mut body, filter.as_bytes());
    body.push(0x05);
    packet(0x82, &body)
}

/// PINGREQ.
pub fn ping() -> Vec<u8> {
    packet(0xc0, &[])
}

/// DISCONNECT.
pub fn disconnect() -> Vec<u8> {
    packet(0xe0, &[])
}

/// Bytes that are read from the front.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (front, rest) = self.0.split_at_checked(count).ok_or(Malformed)?;
        self.0 = rest;
        Ok(front)
    }

    fn byte(&mut self) -> Result<u8, Malformed> {
        self.take(1)?.first().copied().ok_or(Malformed)
    }

    fn number(&mut self) -> Result<u16, Malformed> {
        Ok(u16::from_be_bytes(self.take(2)?.try_into().map_err(|_| Malformed)?))
    }

    /// A number of up to four bytes; `None` where it goes on beyond what is there.
    fn length(&mut self) -> Result<Option<usize>, Malformed> {
        let mut value = 0;
        for at in 0..4 {
            let Some((byte, rest)) = self.0.split_first() else { return Ok(None) };
            self.0 = rest;
            value |= usize::from(byte & 0x7f) << (7 * at);
            if byte & 0x80 == 0 {
                return Ok(Some(value));
            }
        }
        Err(Malformed)
    }

    fn properties(&mut self) -> Result<(), Malformed> {
        if self.0.is_empty() {
            return Ok(());
        }
        let length = self.length()?.ok_or(Malformed)?;
        self.take(length).map(drop)
    }
}

/// Reads the first packet of these bytes and how many it takes; `None` where it is not whole yet.
///
/// # Errors
/// What came is no packet, or is larger than [`PACKET_MAX`].
pub fn read(buffer: &[u8]) -> Result<Option<(Incoming, usize)>, Malformed> {
    let mut bytes = Bytes(buffer);
    let Ok(head) = bytes.byte() else { return Ok(None) };
    let Some(length) = bytes.length()? else { return Ok(None) };
    if length > PACKET_MAX {
        return Err(Malformed);
    }
    let Ok(body) = bytes.take(length) else { return Ok(None) };
    let taken = buffer.len() - bytes.0.len();
    Ok(Some((incoming(head, Bytes(body))?, taken)))
}

fn incoming(head: u8, mut body: Bytes<'_>) -> Result<Incoming, Malformed> {
    match head >> 4 {
        2 => {
            body.byte()?;
            Ok(Incoming::Connected { reason: body.byte()? })
        }
        3 => {
            let quality = (head >> 1) & 3;
            let len = usize::from(body.number()?);
            let topic = std::str::from_utf8(body.take(len)?).map_err(|_| Malformed)?.to_owned();
            let id = match quality {
                0 => None,
                1 => Some(body.number()?),
                _ => return Err(Malformed),
            };
            body.properties()?;
            let retained = head & 1 == 1;
            Ok(Incoming::Publish(Published { topic, payload: body.0.to_vec(), retained, id }))
        }
        4 => Ok(Incoming::Acknowledged { id: body.number()?, reason: body.byte().unwrap_or(0) }),
        9 => {
            let id = body.number()?;
            body.properties()?;
            Ok(Incoming::Subscribed { id, reason: body.byte()? })
        }
        13 => Ok(Incoming::Pong),
        14 => Ok(Incoming::Disconnect { reason: body.byte().unwrap_or(0) }),
        _ => Err(Malformed),
    }
}
