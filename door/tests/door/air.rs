//! The radio: a double of BlueZ on a bus of its own, and phones that speak through it to the real agent.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use door::bus::{BUS, Bus, Kind, Message, Value};
use pass::{Cut, DoorId, Nonce, Pass, PassId, Secret, Way, code_key, random, token_mac};

use crate::agent::{Box, noon, until};
use crate::house::House;

const CHARACTERISTIC: &str = "org.bluez.GattCharacteristic1";

/// A bus, where this machine has the program of one.
struct Daemon {
    child: Child,
    address: String,
}

impl Daemon {
    async fn start(folder: &Path) -> Option<Self> {
        let at = folder.join("bus");
        let config = folder.join("bus.conf");
        let text = format!(
            "<busconfig><type>session</type><listen>unix:path={}</listen><auth>EXTERNAL</auth><policy context=\"default\">\
             <allow send_destination=\"*\"/><allow receive_sender=\"*\"/><allow own=\"*\"/></policy></busconfig>",
            at.display()
        );
        std::fs::write(&config, text).unwrap();
        let mut command = Command::new("dbus-daemon");
        command.arg("--nofork").arg(format!("--config-file={}", config.display()));
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
        until("the bus", || std::os::unix::net::UnixStream::connect(&at).is_ok()).await;
        Some(Self { child, address: format!("unix:path={}", at.display()) })
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What stands for BlueZ.
struct Radio {
    bus: Bus,
    later: Vec<Message>,
    /// What the agent is called on the bus.
    agent: String,
    /// What it announced, and what it serves: characteristics by their numbers.
    announced: Value,
    served: Vec<(String, String)>,
}

impl Radio {
    async fn own(daemon: &Daemon) -> Self {
        let mut bus = Bus::open(&daemon.address).await.unwrap();
        let name = vec![Value::text("org.bluez"), Value::Number(4)];
        bus.ask(Message::call(BUS, (BUS.0, "RequestName"), name)).await.unwrap();
        let none = Value::Bool(false);
        Self { bus, later: Vec::new(), agent: String::new(), announced: none, served: Vec::new() }
    }

    async fn next(&mut self) -> Message {
        if self.later.is_empty() { self.bus.next().await.unwrap() } else { self.later.remove(0) }
    }

    async fn ask(&mut self, path: &str, of: (&str, &str), body: Vec<Value>) -> Message {
        let to = self.agent.clone();
        let serial = self.bus.send(&Message::call((&to, path), of, body)).await.unwrap();
        loop {
            let message = self.bus.next().await.unwrap();
            if message.answers == serial {
                return message;
            }
            self.later.push(message);
        }
    }

    /// Takes the agent's service and what it announces.
    async fn takes(&mut self) {
        let mut missing = 2;
        while missing > 0 {
            let call = self.next().await;
            if call.kind != Kind::Call {
                continue;
            }
            self.agent.clone_from(&call.from);
            let path = call.body[0].as_text().unwrap().to_owned();
            match call.member.as_str() {
                "Set" => {
                    assert_eq!((call.path.as_str(), path.as_str()), ("/org/bluez/hci0", "org.bluez.Adapter1"))
                }
                "RegisterApplication" => {
                    let all = self.ask(
                        &path,
                        ("org.freedesktop.DBus.ObjectManager", "GetManagedObjects"),
                        Vec::new(),
                    );
                    self.served = served(&all.await.body[0]);
                    missing -= 1;
                }
                "RegisterAdvertisement" => {
                    let of = vec![Value::text("org.bluez.LEAdvertisement1")];
                    let all = self.ask(&path, ("org.freedesktop.DBus.Properties", "GetAll"), of).await;
                    self.announced = all.body[0].clone();
                    missing -= 1;
                }
                other => panic!("{other}"),
            }
            self.bus.send(&call.answer(Vec::new())).await.unwrap();
        }
    }

    fn at(&self, number: &str) -> String {
        self.served.iter().find(|(uuid, _)| uuid.starts_with(number)).unwrap().1.clone()
    }

    async fn nonce(&mut self, phone: &str) -> Nonce {
        let answer = self.ask(&self.at("8f1d0001"), (CHARACTERISTIC, "ReadValue"), by(phone, 0)).await;
        Nonce::new(answer.body[0].as_bytes().unwrap().try_into().unwrap())
    }

    /// Writes an answer in pieces as long as a phone's are; answers what the door did.
    async fn answers(&mut self, phone: &str, answer: &[u8], piece: usize) -> String {
        for (at, bytes) in answer.chunks(piece).enumerate() {
            let said = [vec![Value::bytes(bytes)], by(phone, at * piece)].concat();
            let taken = self.ask(&self.at("8f1d0002"), (CHARACTERISTIC, "WriteValue"), said).await;
            assert_eq!(taken.kind, Kind::Return, "{}", taken.member);
        }
        let word = self.ask(&self.at("8f1d0003"), (CHARACTERISTIC, "ReadValue"), by(phone, 0)).await;
        String::from_utf8(word.body[0].as_bytes().unwrap()).unwrap()
    }
}

/// What BlueZ says beside each wish of a phone.
fn by(phone: &str, offset: usize) -> Vec<Value> {
    let device = format!("/org/bluez/hci0/dev_{phone}");
    let offset = Value::Short(u16::try_from(offset).unwrap());
    vec![Value::named(vec![
        ("device", Value::path(&device)),
        ("offset", offset),
        ("mtu", Value::Short(23)),
        ("link", Value::text("LE")),
    ])]
}

/// The numbers of all that is served, with their paths.
fn served(all: &Value) -> Vec<(String, String)> {
    let Value::Array(_, objects) = all else { panic!("no objects") };
    let one = |object: &Value| {
        let Value::Entry(entry) = object else { panic!("no object") };
        let Value::Array(_, interfaces) = &entry.1 else { panic!("no interfaces") };
        let Value::Entry(interface) = &interfaces[0] else { panic!("no interface") };
        let uuid = interface.1.get("UUID").unwrap().as_text().unwrap().to_owned();
        (uuid, entry.0.as_text().unwrap().to_owned())
    };
    objects.iter().map(one).collect()
}

fn uuid(door: DoorId) -> String {
    let hex: String = door.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn answer(pass: PassId, own: &Secret, door: DoorId, nonce: Nonce) -> Vec<u8> {
    let mac = token_mac(&code_key(own, door), door, pass, nonce);
    [pass.bytes().as_slice(), mac.bytes()].concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_that_is_near_opens_once_by_its_answer_to_a_nonce_of_this_door_also_with_the_house_away() {
    let house = House::start(noon()).await;
    let mut at_door = Box::paired(&house);
    let Some(daemon) = Daemon::start(at_door.folder.path()).await else { return };
    let mut radio = Radio::own(&daemon).await;
    let calls = format!("ws://127.0.0.1:{}/door/v1", house.port);
    at_door.calls(&calls, "");
    let more = format!("[bluetooth]\nbus = \"{}\"\n", daemon.address);
    at_door.adds(&more);
    let (own, pass, other) = (Secret::fresh(), PassId::new(random()), DoorId::new(random()));
    house.change(vec![Pass::new(pass, Way::Code { key: code_key(&own, house.door) }, Cut::Hold)], &[]);
    at_door.start().await;
    radio.takes().await;
    at_door.in_step(&house).await;

    // What it announces is this door and nothing else.
    let Some(Value::Array(_, announced)) = radio.announced.get("ServiceUUIDs") else {
        panic!("announced nothing")
    };
    assert_eq!(*announced, [Value::text(&uuid(house.door))]);
    assert!(radio.served.iter().any(|(number, _)| *number == uuid(house.door)), "{:?}", radio.served);

    // Once, in pieces as short as the oldest phones write; the same again is refused, and so is another's nonce.
    let nonce = radio.nonce("AA").await;
    let good = answer(pass, &own, house.door, nonce);
    assert_eq!(radio.answers("AA", &good, 18).await, "open");
    assert_eq!(radio.answers("AA", &good, 48).await, "shut forged");
    let (of_a, of_b) = (radio.nonce("AA").await, radio.nonce("BB").await);
    assert_ne!(of_a, of_b);
    assert_eq!(radio.answers("BB", &answer(pass, &own, house.door, of_a), 48).await, "shut forged");
    // Made for another door, or by whoever has the key of another.
    let nonce = radio.nonce("AA").await;
    assert_eq!(radio.answers("AA", &answer(pass, &own, other, nonce), 48).await, "shut forged");
    until("the relay clicked", || at_door.clicks().len() == 1).await;

    // The house is away; then she has moved out.
    house.vanish();
    let nonce = radio.nonce("AA").await;
    assert_eq!(radio.answers("AA", &answer(pass, &own, house.door, nonce), 48).await, "open");
    house.come_back();
    house.change(Vec::new(), &[pass]);
    at_door.in_step(&house).await;
    let nonce = radio.nonce("AA").await;
    assert_eq!(radio.answers("AA", &answer(pass, &own, house.door, nonce), 48).await, "shut unknown");
    until("the relay clicked", || at_door.clicks().len() == 2).await;

    // Whoever else is on the bus gets nothing, not even a nonce.
    let mut stranger = Bus::open(&daemon.address).await.unwrap();
    let (agent, at) = (radio.agent.clone(), radio.at("8f1d0001"));
    // What only the bus may say ends nothing: the agent answers still.
    let gone = ["org.bluez", ":1.0", ""].map(Value::text).to_vec();
    let gone = Message::call((&agent, BUS.1), (BUS.0, "NameOwnerChanged"), gone);
    stranger.send(&Message { kind: Kind::Signal, ..gone }).await.unwrap();
    let call = Message::call((&agent, &at), (CHARACTERISTIC, "ReadValue"), by("CC", 0));
    let refused = stranger.ask(call).await.unwrap_err().to_string();
    assert!(refused.ends_with("AccessDenied"), "{refused}");
}
