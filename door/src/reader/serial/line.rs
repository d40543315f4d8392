//! The line to one reader: commands out, answers in, each in its order, sealed where there is a key.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::{Command as Program, Stdio};
use std::time::Duration;

use osdp::command::{Chlng, Command, SCrypt};
use osdp::packet::{Address, ControlByte, CtrlFlags, PacketBuilder, ParsedPacket, Scb, ScsType, Sqn};
use osdp::reply::{Reply, ReplyCode};
use osdp::secure::{Direction, Disconnected, Secure, Session, seal, unseal};
use tokio::time::Instant;

/// A reader answers within this, or is asked again.
const ANSWER: Duration = Duration::from_millis(400);
/// So often it is asked before it counts as gone.
const TRIES: usize = 3;
/// More than any answer.
const HEARD_MAX: usize = 4_096;
/// "By the key that we share", and not by the one that all readers leave the factory with.
const OWN_KEY: u8 = 1;

/// A line.
pub(super) struct Line {
    port: File,
    address: u8,
    sequence: Sqn,
    session: Option<Session<Secure>>,
    heard: Vec<u8>,
}

fn wrong(error: osdp::Error) -> io::Error {
    io::Error::other(error)
}

impl Line {
    /// Opens it, and agrees on keys of this conversation where there is one to begin with.
    ///
    /// # Errors
    /// When there is no such line, its key cannot be read, or the reader has another.
    pub fn open(path: &Path, baud: u32, address: u8, key: Option<&Path>) -> io::Result<Self> {
        let key = key.map(read_key).transpose()?;
        let port = OpenOptions::new().read(true).write(true).custom_flags(libc::O_NOCTTY).open(path)?;
        set(path, baud)?;
        let mut line = Self { port, address, sequence: Sqn::ZERO, session: None, heard: Vec::new() };
        if let Some(key) = key {
            line.agree(key)?;
        }
        Ok(line)
    }

    /// Whether all that is said is sealed, both ways.
    pub const fn is_sealed(&self) -> bool {
        self.session.is_some()
    }

    /// Asks, again where nothing comes, and answers what the reader says.
    ///
    /// # Errors
    /// When it does not answer, or what comes is not from it.
    pub fn ask(&mut self, command: &Command) -> io::Result<Reply> {
        let (code, data) = (command.code().as_byte(), command.encode_data().map_err(wrong)?);
        let to = Address::pd(self.address).map_err(wrong)?;
        let frame = match &mut self.session {
            Some(session) => {
                let way = Direction::AcuToPd;
                seal(session, to, self.sequence, way, !data.is_empty(), code, &data).map_err(wrong)?
            }
            None => {
                let control = ControlByte::new(self.sequence, CtrlFlags::USE_CRC);
                PacketBuilder::plain(to, control, code, data).encode().map_err(wrong)?
            }
        };
        self.exchange(&frame)
    }

    /// The same without a seal: how two begin that have none yet.
    fn begin(&mut self, command: &Command, block: ScsType) -> io::Result<Reply> {
        let data = command.encode_data().map_err(wrong)?;
        let packet = PacketBuilder {
            addr: Address::pd(self.address).map_err(wrong)?,
            ctrl: ControlByte::new(self.sequence, CtrlFlags::USE_CRC | CtrlFlags::HAS_SCB),
            scb: Some(Scb::new(block, [OWN_KEY])),
            code: command.code().as_byte(),
            data,
        };
        self.exchange(&packet.encode().map_err(wrong)?)
    }

    fn agree(&mut self, key: [u8; 16]) -> io::Result<()> {
        let other = || io::Error::other("the reader has another key");
        let drawn = pass::random::<8>();
        let session = Session::<Disconnected>::new(key).challenge(drawn);
        let Reply::CCrypt(answer) = self.begin(&Command::Chlng(Chlng { rnd_a: drawn }), ScsType::Scs11)?
        else {
            return Err(other());
        };
        let session = session.receive_ccrypt(&answer).map_err(|_| other())?;
        let proof = Command::SCrypt(SCrypt { server_cryptogram: session.server_cryptogram() });
        let Reply::RMacI(answer) = self.begin(&proof, ScsType::Scs13)? else { return Err(other()) };
        self.session = Some(session.confirm_rmac_i(&answer.r_mac_i).map_err(|_| other())?);
        Ok(())
    }

    fn exchange(&mut self, frame: &[u8]) -> io::Result<Reply> {
        for _ in 0..TRIES {
            self.port.write_all(frame)?;
            let by = Instant::now() + ANSWER;
            while let Some(raw) = self.frame(by)? {
                let (answer, _) = ParsedPacket::parse(&raw).map_err(wrong)?;
                // What another reader says, or this one says again, is passed over.
                let ours = answer.addr.is_reply() && answer.addr.pd_addr() == self.address;
                if !ours || answer.ctrl.sqn != self.sequence {
                    continue;
                }
                let code = ReplyCode::from_byte(answer.code).map_err(wrong)?;
                let data = match &mut self.session {
                    Some(session) => unseal(session, &answer, &raw).map_err(wrong)?,
                    None => answer.data.to_vec(),
                };
                self.sequence = self.sequence.next();
                return Reply::decode(code, &data).map_err(wrong);
            }
        }
        Err(io::ErrorKind::TimedOut.into())
    }

    /// The next whole frame that comes before then.
    fn frame(&mut self, by: Instant) -> io::Result<Option<Vec<u8>>> {
        loop {
            let noise = self.heard.iter().position(|byte| *byte == osdp::SOM).unwrap_or(self.heard.len());
            self.heard.drain(..noise);
            match ParsedPacket::parse(&self.heard) {
                Ok((_, length)) => return Ok(Some(self.heard.drain(..length).collect())),
                Err(osdp::Error::Truncated { .. }) if self.heard.len() < HEARD_MAX => {}
                // No frame begins here.
                Err(_) => {
                    self.heard.remove(0);
                    continue;
                }
            }
            if Instant::now() >= by {
                return Ok(None);
            }
            // A tenth of a second at most, as the line is set.
            let mut piece = [0; 256];
            let length = self.port.read(&mut piece)?;
            self.heard.extend_from_slice(piece.get(..length).unwrap_or_default());
        }
    }
}

fn read_key(path: &Path) -> io::Result<[u8; 16]> {
    let text = std::fs::read_to_string(path)?;
    let digits = text.trim();
    let byte = |at: usize| digits.get(2 * at..2 * at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    let key: Vec<u8> = (0..16).filter_map(byte).collect();
    let wrong = || io::Error::other(format!("{}: 32 hexadecimal digits", path.display()));
    if digits.len() == 32 { key.try_into().map_err(|_| wrong()) } else { Err(wrong()) }
}

/// Sets the line by the program that every system has for it: its speed, bytes as they are, and nothing read after a tenth of a second
/// is nothing there.
fn set(path: &Path, baud: u32) -> io::Result<()> {
    let mut stty = Program::new("stty");
    stty.arg("-F").arg(path).arg(baud.to_string());
    stty.args(["raw", "-echo", "cs8", "-cstopb", "-parenb", "clocal", "min", "0", "time", "1"]);
    let ended = stty.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    if ended.success() { Ok(()) } else { Err(io::Error::other("stty cannot set the line")) }
}
