//! The radio of the door: a phone comes near, gets a nonce over Bluetooth, answers it with the key of its codes, and reads what the
//! door did (ADR 0040).
//!
//! - The service that is announced has the number of this door, so that a phone looks for its own doors and for no others.
//! - A nonce is for one phone, once, and for some seconds. What is shown is decided upon as everything else is.
//! - BlueZ owns the radio; it is spoken to over D-Bus, and nobody else there is answered.

mod objects;
mod peer;

pub use peer::{Peer, word};

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use pass::DoorId;
use tokio::time::{sleep, timeout};

use crate::ask::Asking;
use crate::bus::{BUS, Bus, Kind, Message, Value};
use crate::reader::ask;
use crate::settings::AirSettings;
use objects::{ANNOUNCED, Objects, ROOT, Wanted};

const BLUEZ: &str = "org.bluez";
/// Where there is no radio it is looked for again so often.
const AGAIN: Duration = Duration::from_secs(10);
/// So long BlueZ may take to take us.
const PATIENCE: Duration = Duration::from_secs(20);
/// Phones that are known at a time; whoever came first makes room.
const PEERS_MAX: usize = 16;

/// Announces the door as long as the program runs.
pub async fn keep(settings: AirSettings, door: DoorId, asking: Asking) {
    let mut air = Air { objects: Objects::of(door), peers: VecDeque::new(), asking };
    loop {
        match air.serve(&settings).await {
            Ok(()) => return,
            Err(error) => tracing::warn!(%error, "no radio; all other ways open"),
        }
        sleep(AGAIN).await;
    }
}

struct Air {
    objects: Objects,
    /// By what BlueZ calls them.
    peers: VecDeque<(String, Peer)>,
    asking: Asking,
}

impl Air {
    /// Serves until nobody decides any more.
    async fn serve(&mut self, settings: &AirSettings) -> io::Result<()> {
        self.peers.clear();
        let registered = timeout(PATIENCE, self.register(settings)).await;
        let registered = registered.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?;
        let Some((mut bus, owner)) = registered? else { return Ok(()) };
        tracing::info!(adapter = settings.adapter, "the door is on the air");
        loop {
            let message = bus.next().await?;
            if !self.heard(&mut bus, &owner, &message).await? {
                return Ok(());
            }
        }
    }

    /// Has BlueZ take us; the bus, and who BlueZ is there. Nothing when nobody decides any more.
    async fn register(&mut self, settings: &AirSettings) -> io::Result<Option<(Bus, String)>> {
        let mut bus = Bus::open(&settings.bus).await?;
        let said = vec![Value::text(
            "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='org.bluez'",
        )];
        bus.ask(Message::call(BUS, (BUS.0, "AddMatch"), said)).await?;
        let owner = bus.ask(Message::call(BUS, (BUS.0, "GetNameOwner"), vec![Value::text(BLUEZ)])).await?;
        let owner = owner.body.first().and_then(Value::as_text).unwrap_or_default().to_owned();
        let adapter = format!("/org/bluez/{}", settings.adapter);
        let at = (BLUEZ, adapter.as_str());
        let on = vec![Value::text("org.bluez.Adapter1"), Value::text("Powered"), Value::Bool(true).variant()];
        bus.ask(Message::call(at, ("org.freedesktop.DBus.Properties", "Set"), on)).await?;
        let with = |path: &str| vec![Value::path(path), Value::named(Vec::new())];
        let calls = [
            Message::call(at, ("org.bluez.GattManager1", "RegisterApplication"), with(ROOT)),
            Message::call(at, ("org.bluez.LEAdvertisingManager1", "RegisterAdvertisement"), with(ANNOUNCED)),
        ];
        let mut waiting = Vec::new();
        for call in &calls {
            waiting.push(bus.send(call).await?);
        }
        // While it takes us it asks what we are.
        while !waiting.is_empty() {
            let message = bus.next().await?;
            match message.kind {
                Kind::Return => waiting.retain(|serial| *serial != message.answers),
                Kind::Error => return Err(io::Error::other(message.member)),
                _ => {
                    if !self.heard(&mut bus, &owner, &message).await? {
                        return Ok(None);
                    }
                }
            }
        }
        Ok(Some((bus, owner)))
    }

    /// Answers a call; `false` when nobody decides any more.
    async fn heard(&mut self, bus: &mut Bus, owner: &str, message: &Message) -> io::Result<bool> {
        // Anybody on the bus may send a signal of this name; the bus itself says who sent it.
        let by_bus = message.kind == Kind::Signal && message.from == BUS.0;
        if by_bus && message.member == "NameOwnerChanged" {
            return Err(io::Error::other("the radio's program ended"));
        }
        if message.kind != Kind::Call {
            return Ok(true);
        }
        if message.from != owner {
            bus.send(&message.refuse("org.freedesktop.DBus.Error.AccessDenied")).await?;
            return Ok(true);
        }
        let wanted = self.objects.wanted(message);
        let answer = match wanted {
            Wanted::Said(body) => message.answer(body),
            Wanted::Unknown => message.refuse("org.freedesktop.DBus.Error.UnknownMethod"),
            Wanted::Gone => return Err(io::Error::other("the radio let us go")),
            Wanted::Nonce(phone) => {
                let nonce = self.peer(&phone).nonce();
                message.answer(vec![Value::bytes(nonce.bytes())])
            }
            Wanted::Word(phone, offset) => {
                let word = self.peer(&phone).word().as_bytes();
                message.answer(vec![Value::bytes(word.get(offset..).unwrap_or_default())])
            }
            Wanted::Answer(phone, offset, bytes) => match self.peer(&phone).wrote(offset, &bytes) {
                None => message.refuse("org.bluez.Error.InvalidValueLength"),
                Some(None) => message.answer(Vec::new()),
                Some(Some(_)) if !self.peer(&phone).may_answer() => {
                    message.refuse("org.bluez.Error.NotPermitted")
                }
                Some(Some(shown)) => {
                    let Some(outcome) = ask(&self.asking, shown).await else { return Ok(false) };
                    self.peer(&phone).did(outcome);
                    message.answer(Vec::new())
                }
            },
        };
        bus.send(&answer).await?;
        Ok(true)
    }

    fn peer(&mut self, phone: &str) -> &mut Peer {
        let at = self.peers.iter().position(|(known, _)| known == phone).unwrap_or_else(|| {
            if self.peers.len() == PEERS_MAX {
                self.peers.pop_front();
            }
            self.peers.push_back((phone.to_owned(), Peer::default()));
            self.peers.len() - 1
        });
        &mut self.peers[at].1
    }
}
