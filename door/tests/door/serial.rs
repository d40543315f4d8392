//! A reader on a serial line: a double of one at the other end of a pseudo-terminal, which seals as OSDP has it.
#![expect(clippy::disallowed_methods, reason = "a device at the line has a clock of its own")]
#![expect(unsafe_code, reason = "a pseudo-terminal is had of the system by its own calls alone")]

use std::ffi::CStr;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::{AsRawFd as _, FromRawFd as _};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use osdp::command::{
    BuzzerControl, Chlng, CommandCode, LedColor, LedControl, OutputControl, OutputControlCode,
};
use osdp::packet::{Address, ControlByte, CtrlFlags, PacketBuilder, ParsedPacket, Scb, ScsType};
use osdp::reply::{Ack, CCrypt, Keypad, OStatR, RMacI, Raw, Reply};
use osdp::secure::crypto::{SessionKeys, client_cryptogram};
use osdp::secure::{Direction, Disconnected, Secure, Session, seal, unseal};
use pass::{Card, Cut, Pass, PassId, Way, random};

use crate::agent::{Box, noon, until};
use crate::house::House;

const ADDRESS: u8 = 5;
pub const KEY: [u8; 16] = [0x5a; 16];

/// Both ends: ours, and the path of the other.
fn pair() -> (File, PathBuf) {
    let mut name = [0; 64];
    // SAFETY: each call gets what the one before gave; the name has room and ends with a zero.
    let (ours, path) = unsafe {
        let ours = libc::posix_openpt(libc::O_RDWR | libc::O_NOCTTY);
        assert!(ours >= 0 && libc::grantpt(ours) == 0 && libc::unlockpt(ours) == 0);
        assert_eq!(libc::ptsname_r(ours, name.as_mut_ptr(), name.len()), 0);
        (File::from_raw_fd(ours), CStr::from_ptr(name.as_ptr()).to_str().unwrap().to_owned())
    };
    // Ours does not wait: what is not there is asked for again.
    // SAFETY: the file is open.
    unsafe { libc::fcntl(ours.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK) };
    (ours, PathBuf::from(path))
}

/// What the double saw of its lamp and its buzzer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    /// The box began a conversation.
    Begun,
    Lamp(LedColor),
    Buzzer(u8),
    /// An output: which, how, for how many tenths of a second.
    Output(u8, OutputControlCode, u16),
    /// The box looked at the outputs.
    Looked,
    /// The box said something without a seal.
    Plain,
}

/// A reader with a key: it seals what it says, and hears nothing that is not sealed.
struct Reader {
    line: File,
    key: Arc<Mutex<[u8; 16]>>,
    session: Option<Session<Secure>>,
    drawn: [u8; 8],
    says: mpsc::Receiver<Reply>,
    seen: mpsc::Sender<Seen>,
    /// All that went over the line.
    wire: Vec<u8>,
    /// The last frame that it heard, and what it answered: what comes twice is done once.
    last: (Vec<u8>, Vec<u8>),
    /// Until when an output is on.
    on: Option<(u8, Instant)>,
}

impl Reader {
    fn key(&self) -> [u8; 16] {
        *self.key.lock().unwrap()
    }

    fn run(mut self, ended: &mpsc::Receiver<()>) -> Vec<u8> {
        let mut heard = Vec::new();
        while ended.try_recv() == Err(mpsc::TryRecvError::Empty) {
            let mut piece = [0; 256];
            match self.line.read(&mut piece) {
                Ok(length @ 1..) => heard.extend_from_slice(&piece[..length]),
                // Nobody has the other end, or nothing came.
                _ => std::thread::sleep(Duration::from_millis(2)),
            }
            while let Ok((_, length)) = ParsedPacket::parse(&heard) {
                let frame: Vec<u8> = heard.drain(..length).collect();
                self.wire.extend(&frame);
                let answer =
                    if frame == self.last.0 { Some(self.last.1.clone()) } else { self.answer(&frame) };
                if let Some(answer) = answer {
                    self.last = (frame, answer.clone());
                    self.wire.extend(&answer);
                    self.line.write_all(&answer).unwrap();
                }
            }
        }
        self.wire
    }

    fn answer(&mut self, frame: &[u8]) -> Option<Vec<u8>> {
        let (packet, _) = ParsedPacket::parse(frame).unwrap();
        assert_eq!(packet.addr.pd_addr(), ADDRESS);
        let plain = |reply: &Reply, block: ScsType| {
            let packet = PacketBuilder {
                addr: Address::reply(ADDRESS).unwrap(),
                ctrl: ControlByte::new(packet.ctrl.sqn, CtrlFlags::USE_CRC | CtrlFlags::HAS_SCB),
                scb: Some(Scb::new(block, [1])),
                code: reply.code().as_byte(),
                data: reply.encode_data().unwrap(),
            };
            Some(packet.encode().unwrap())
        };
        match CommandCode::from_byte(packet.code).unwrap() {
            CommandCode::Chlng => {
                self.session = None;
                self.seen.send(Seen::Begun).unwrap();
                self.drawn = Chlng::decode(packet.data).unwrap().rnd_a;
                let (rnd_b, keys) = ([9; 8], SessionKeys::derive(&self.key(), &self.drawn));
                let client_cryptogram = client_cryptogram(&keys.s_enc, &self.drawn, &rnd_b);
                plain(&Reply::CCrypt(CCrypt { cuid: [1; 8], rnd_b, client_cryptogram }), ScsType::Scs12)
            }
            CommandCode::SCrypt => {
                let keys = SessionKeys::derive(&self.key(), &self.drawn);
                let said = CCrypt {
                    cuid: [1; 8],
                    rnd_b: [9; 8],
                    client_cryptogram: client_cryptogram(&keys.s_enc, &self.drawn, &[9; 8]),
                };
                let session = Session::<Disconnected>::new(self.key())
                    .challenge(self.drawn)
                    .receive_ccrypt(&said)
                    .unwrap();
                assert_eq!(packet.data, session.server_cryptogram(), "the box has the key, too");
                let r_mac_i = session.initial_rmac();
                self.session = Some(session.confirm_rmac_i(&r_mac_i).unwrap());
                plain(&Reply::RMacI(RMacI { r_mac_i }), ScsType::Scs14)
            }
            code => {
                let Some(session) = self.session.as_mut() else {
                    self.seen.send(Seen::Plain).unwrap();
                    return None;
                };
                let data = unseal(session, &packet, frame).ok()?;
                match code {
                    CommandCode::Led => {
                        let led = LedControl::decode(&data).unwrap().records[0].temporary.on_color;
                        self.seen.send(Seen::Lamp(led)).unwrap();
                    }
                    CommandCode::Buz => {
                        self.seen.send(Seen::Buzzer(BuzzerControl::decode(&data).unwrap().count)).unwrap();
                    }
                    CommandCode::Out => {
                        let one = OutputControl::decode(&data).unwrap().records[0];
                        let lasts = Duration::from_millis(u64::from(one.timer) * 100);
                        self.on = Some((one.output, Instant::now() + lasts));
                        self.seen.send(Seen::Output(one.output, one.code, one.timer)).unwrap();
                    }
                    CommandCode::OStat => self.seen.send(Seen::Looked).unwrap(),
                    _ => {}
                }
                let is_on =
                    |at| self.on.is_some_and(|(output, until)| output == at && Instant::now() < until);
                let says = match code {
                    CommandCode::Poll => self.says.try_recv().ok(),
                    CommandCode::OStat => Some(Reply::OStatR(OStatR {
                        outputs: (0..4).map(|at| u8::from(is_on(at))).collect(),
                    })),
                    _ => None,
                };
                let reply = says.unwrap_or(Reply::Ack(Ack));
                let data = reply.encode_data().unwrap();
                let to = Address::reply(ADDRESS).unwrap();
                let sealed = seal(
                    session,
                    to,
                    packet.ctrl.sqn,
                    Direction::PdToAcu,
                    !data.is_empty(),
                    reply.code().as_byte(),
                    &data,
                );
                Some(sealed.unwrap())
            }
        }
    }
}

pub fn read(card: Card) -> Reply {
    let wire = card.on_the_wire();
    let bits = wire
        .chunks(8)
        .map(|eight| eight.iter().enumerate().fold(0, |byte, (at, bit)| byte | u8::from(*bit) << (7 - at)));
    Reply::Raw(Raw {
        reader: 0,
        format_code: 1,
        bit_count: u16::try_from(wire.len()).unwrap(),
        bits: bits.collect(),
    })
}

/// A device at the other end of a line; what it is made to say, what it saw, and how it is ended.
pub struct Double<End> {
    pub says: mpsc::Sender<Reply>,
    pub seen: mpsc::Receiver<Seen>,
    pub key: Arc<Mutex<[u8; 16]>>,
    pub end: End,
    /// What settings say of the line that it is on.
    pub line: String,
}

/// A device whose key is this, on a line of its own.
pub fn device(at_door: &Box, key: [u8; 16]) -> Double<impl FnOnce() -> Vec<u8> + use<>> {
    let ((line, path), key_file) = (pair(), at_door.folder.path().join("reader.key"));
    std::fs::write(&key_file, "5a".repeat(16)).unwrap();
    let said = format!(
        "kind = \"osdp\"\npath = \"{}\"\naddress = {ADDRESS}\nkey_file = \"{}\"\n",
        path.display(),
        key_file.display()
    );
    let ((says, to_say), (seeing, seen), (end, ended)) = (mpsc::channel(), mpsc::channel(), mpsc::channel());
    let key = Arc::new(Mutex::new(key));
    let reader = Reader {
        line,
        key: Arc::clone(&key),
        session: None,
        drawn: [0; 8],
        says: to_say,
        seen: seeing,
        wire: Vec::new(),
        last: Default::default(),
        on: None,
    };
    let running = std::thread::spawn(move || reader.run(&ended));
    let end = move || {
        end.send(()).unwrap();
        running.join().unwrap()
    };
    Double { says, seen, key, end, line: said }
}

/// A box with a reader whose key is this; what it is made to say, what it saw, and how it is ended.
fn with_reader(
    at_door: &Box,
    key: [u8; 16],
) -> (mpsc::Sender<Reply>, mpsc::Receiver<Seen>, impl FnOnce() -> Vec<u8> + use<>) {
    let double = device(at_door, key);
    at_door.adds(&format!("[[reader]]\n{}", double.line));
    (double.says, double.seen, double.end)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_on_a_serial_line_says_cards_and_keys_under_its_seal_and_shines_as_the_door_did() {
    let house = House::start(noon()).await;
    let mut at_door = Box::paired(&house);
    let card = Card::new(12_345_678, 32).unwrap();
    let pass = |way: Way| Pass::new(PassId::new(random()), way, Cut::Hold);
    let ways = [
        Way::Card { hash: at_door.secret.card(12_345_678) },
        Way::Pin { hash: at_door.secret.pin("482957") },
    ];
    house.change(ways.map(pass).to_vec(), &[]);
    let (says, seen, end) = with_reader(&at_door, KEY);
    at_door.start().await;
    at_door.in_step(&house).await;
    let next = || seen.recv_timeout(Duration::from_secs(20)).unwrap();
    assert_eq!(next(), Seen::Begun);
    let did = |what: Reply| {
        says.send(what).unwrap();
        [0; 2].map(|_| next())
    };
    assert_eq!(did(read(card)), [Seen::Lamp(LedColor::Green), Seen::Buzzer(1)]);
    assert_eq!(did(read(Card::new(87_654_321, 32).unwrap())), [Seen::Lamp(LedColor::Red), Seen::Buzzer(3)]);
    let keys = |digits: &[u8]| Keypad {
        reader: 0,
        digit_count: u8::try_from(digits.len()).unwrap(),
        digits: digits.to_vec(),
    };
    assert_eq!(did(Reply::Keypad(keys(b"482957\r"))), [Seen::Lamp(LedColor::Green), Seen::Buzzer(1)]);
    until("the relay clicked", || at_door.clicks().len() == 2).await;
    // Neither the card nor the keys went over the line in the open.
    let wire = end();
    let Reply::Raw(raw) = read(card) else { panic!("no card") };
    for plain in [raw.bits.as_slice(), b"482957"] {
        assert!(!wire.windows(plain.len()).any(|some| some == plain), "{plain:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_with_another_key_says_nothing_to_the_door() {
    let house = House::start(noon()).await;
    let mut at_door = Box::paired(&house);
    let hash = at_door.secret.card(12_345_678);
    house.change(vec![Pass::new(PassId::new(random()), Way::Card { hash }, Cut::Hold)], &[]);
    let (says, seen, end) = with_reader(&at_door, [7; 16]);
    at_door.start().await;
    at_door.in_step(&house).await;
    let log = at_door.status().log;
    says.send(read(Card::new(12_345_678, 32).unwrap())).unwrap();
    // It is tried again and again, and never gets further than the first word.
    for _ in 0..3 {
        assert_eq!(seen.recv_timeout(Duration::from_secs(20)), Ok(Seen::Begun));
    }
    assert_eq!((at_door.status().log, at_door.clicks().len()), (log, 0));
    end();
}
