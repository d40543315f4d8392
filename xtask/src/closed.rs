//! The closed world the tests run in: a network namespace with loopback and one cable, at whose other end a witness
//! counts whatever tries to leave. There is a default route, so that nothing is refused before it can be counted.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::report::Report;
use crate::shell::{end_group, has, is_root, output};
use crate::{Outcome, tree};

/// Set for everything that runs inside; `own files` where what we mount is ours alone.
pub const INSIDE: &str = "COURTYARD_CLOSED_NETWORK";
const OWN_FILES: &str = "own files";

/// The address to which we ourselves send one packet, to see that the witness is awake (TEST-NET-1, RFC 5737).
const PROBE: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 77);

/// How to call ourselves inside fresh namespaces; `Err` says why none can be made here.
pub fn entrance() -> Outcome<Command> {
    if !has("unshare") || !has("ip") {
        return Err("a closed network needs `unshare` and `ip`: apt install util-linux iproute2".into());
    }
    let network = ["--net"];
    // In a process namespace of its own, whatever a test left running ends with the run.
    let processes = ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
    let user: &[&str] = if is_root() { &[] } else { &["--user", "--map-root-user"] };
    for (more, said) in [(&processes[..], OWN_FILES), (&[], "network only")] {
        let flags: Vec<&str> = user.iter().chain(&network).chain(more).copied().collect();
        let mut trial = flags.clone();
        trial.extend(["--", "ip", "link", "add", "v0", "type", "veth", "peer", "name", "v1"]);
        if output("unshare", &trial).is_some() {
            let mut command = Command::new("unshare");
            command.args(&flags).arg("--").env(INSIDE, said);
            return Ok(command);
        }
    }
    Err("this machine does not let us make a network namespace with a veth pair".into())
}

/// The cable and the witness at its other end. Dropping it ends the witness.
pub struct Cable {
    witness: Child,
    seen: PathBuf,
}

impl Cable {
    /// Lays the cable; to be called inside the fresh namespace.
    pub fn lay() -> Outcome<Cable> {
        let seen = tree::scratch()?.join("left-the-house.txt");
        fs::write(&seen, "").map_err(|error| format!("writing {}: {error}", seen.display()))?;
        let us = std::env::current_exe().map_err(|error| format!("finding xtask itself: {error}"))?;
        let mut witness = Command::new("unshare")
            .args(["--net", "--"])
            .arg(us)
            .arg("closed-witness")
            .arg(&seen)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("starting the witness: {error}"))?;
        let mut ready = [0_u8; 1];
        let mut out = witness.stdout.take().ok_or("the witness has no voice")?;
        out.read_exact(&mut ready).map_err(|error| format!("waiting for the witness: {error}"))?;
        let other_end = witness.id().to_string();
        ip(&["link", "set", "lo", "up"])?;
        ip(&["link", "add", "v0", "type", "veth", "peer", "name", "v1", "netns", &other_end])?;
        ip(&["addr", "add", "10.77.0.2/24", "dev", "v0"])?;
        ip(&["link", "set", "v0", "up"])?;
        out.read_exact(&mut ready).map_err(|error| format!("waiting for the witness: {error}"))?;
        ip(&["route", "add", "default", "via", "10.77.0.1"])?;
        ip(&["-6", "route", "add", "default", "via", "fe80::77:1", "dev", "v0"])?;
        ask_names_over_the_cable()?;
        Ok(Cable { witness, seen })
    }

    /// What tried to leave: nothing, or a failure that names each destination.
    pub fn verdict(&self) -> Outcome<Report> {
        let probe =
            UdpSocket::bind("0.0.0.0:0").map_err(|error| format!("opening the probe's socket: {error}"))?;
        for _ in 0..100 {
            probe.send_to(b"awake?", (PROBE, 9)).map_err(|error| format!("sending the probe: {error}"))?;
            std::thread::sleep(Duration::from_millis(50));
            let seen = tree::read(&self.seen)?;
            if seen.contains(&PROBE.to_string()) {
                return judge(&seen);
            }
        }
        Err("the witness did not see our own probe, so its silence means nothing".into())
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        end_group(&mut self.witness);
        if self.witness.kill().is_ok() && self.witness.wait().is_err() {
            eprintln!("xtask: the witness did not end");
        }
    }
}

/// A machine whose resolver sits on loopback would hide look-ups from the witness; this makes all of them go over the
/// cable, to an address that does not answer.
fn ask_names_over_the_cable() -> Outcome {
    if std::env::var(INSIDE).is_ok_and(|said| said == OWN_FILES) {
        let ours = tree::scratch()?.join("resolv.conf");
        fs::write(&ours, "nameserver 192.0.2.53\noptions timeout:1 attempts:1\n")
            .map_err(|error| format!("writing resolv.conf: {error}"))?;
        let ours = ours.display().to_string();
        if output("mount", &["--bind", &ours, "/etc/resolv.conf"]).is_some() {
            return Ok(());
        }
    }
    match fs::read_to_string("/etc/resolv.conf") {
        Ok(text) if text.contains("nameserver 127.") => {
            Err("look-ups go to a resolver on loopback, where nobody counts them".into())
        }
        _ => Ok(()),
    }
}

fn judge(seen: &str) -> Outcome<Report> {
    let mut strangers: BTreeMap<&str, u64> = BTreeMap::new();
    for line in seen.lines().filter(|line| !line.contains(&PROBE.to_string())) {
        *strangers.entry(line).or_default() += 1;
    }
    if strangers.is_empty() {
        return Ok(Report::one());
    }
    let list: Vec<String> = strangers.iter().map(|(what, times)| format!("{times} x {what}")).collect();
    Err(format!("packets tried to leave the house: {}", list.join("; ")))
}

fn ip(arguments: &[&str]) -> Outcome {
    let out = Command::new("ip").args(arguments).output().map_err(|error| format!("starting ip: {error}"))?;
    if out.status.success() {
        Ok(())
    } else {
        Err(format!("ip {}: {}", arguments.join(" "), String::from_utf8_lossy(&out.stderr).trim()))
    }
}

/// The witness: stands at the far end of the cable and writes down every IP packet that arrives.
pub fn witness(out: &str) -> Outcome {
    let say = |what: &str| -> Outcome {
        let mut stdout = std::io::stdout();
        stdout
            .write_all(what.as_bytes())
            .and_then(|()| stdout.flush())
            .map_err(|error| format!("speaking: {error}"))
    };
    say(".")?;
    while output("ip", &["link", "show", "v1"]).is_none() {
        std::thread::sleep(Duration::from_millis(20));
    }
    ip(&["addr", "add", "10.77.0.1/24", "dev", "v1"])?;
    ip(&["-6", "addr", "add", "fe80::77:1/64", "dev", "v1", "nodad"])?;
    ip(&["link", "set", "v1", "up"])?;
    const EVERY_PROTOCOL: i32 = 0x0300; // ETH_P_ALL in network order
    let mut wire =
        socket2::Socket::new(socket2::Domain::PACKET, socket2::Type::RAW, Some(EVERY_PROTOCOL.into()))
            .map_err(|error| format!("listening on the cable: {error}"))?;
    say(".")?;
    let mut file = fs::File::options()
        .append(true)
        .open(Path::new(out))
        .map_err(|error| format!("opening {out}: {error}"))?;
    let mut frame = vec![0_u8; 65_536];
    loop {
        let length = wire.read(&mut frame).map_err(|error| format!("listening on the cable: {error}"))?;
        if let Some(line) = describe(&frame[..length]) {
            writeln!(file, "{line}").map_err(|error| format!("writing {out}: {error}"))?;
        }
    }
}

/// Destination, protocol and port of an IP packet in an Ethernet frame. `None` for what a network card says by
/// itself: ARP, neighbour discovery, multicast listener reports.
fn describe(frame: &[u8]) -> Option<String> {
    let packet = frame.get(14..)?;
    let (to, protocol, rest): (IpAddr, u8, &[u8]) = match frame.get(12..14)? {
        [0x08, 0x00] => {
            let to: [u8; 4] = packet.get(16..20)?.try_into().ok()?;
            (Ipv4Addr::from(to).into(), *packet.get(9)?, packet.get(usize::from(packet.first()? & 15) * 4..)?)
        }
        [0x86, 0xdd] => {
            let to: [u8; 16] = packet.get(24..40)?.try_into().ok()?;
            (Ipv6Addr::from(to).into(), *packet.get(6)?, packet.get(40..)?)
        }
        _ => return None,
    };
    let from_ourselves = frame.get(26..30) == Some(&[10, 77, 0, 1][..]);
    let port = rest.get(2..4).map_or(0, |port| u16::from_be_bytes([port[0], port[1]]));
    match protocol {
        _ if from_ourselves => None,
        0 | 58 if to.is_ipv6() => None,
        2 if to == Ipv4Addr::new(224, 0, 0, 22) => None, // IGMP: which groups a card listens to
        6 => Some(format!("{to} tcp {port}")),
        17 if port == 53 => Some(format!("{to} udp 53, looking for {}", asked_name(rest.get(8..)?))),
        17 => Some(format!("{to} udp {port}")),
        other => Some(format!("{to} protocol {other}")),
    }
}

/// The name that a DNS question asks for (RFC 1035, section 4.1.2).
fn asked_name(message: &[u8]) -> String {
    let mut rest = message.get(12..).unwrap_or_default();
    let mut labels = Vec::new();
    while let Some((&length, more)) = rest.split_first() {
        let Some((label, after)) = more.split_at_checked(length.into()).filter(|_| length > 0) else { break };
        labels.push(String::from_utf8_lossy(label).into_owned());
        rest = after;
    }
    labels.join(".")
}

#[cfg(test)]
mod tests {
    use super::{describe, judge};

    fn frame(kind: [u8; 2], packet: &[u8]) -> Vec<u8> {
        [&[0_u8; 12], &kind[..], packet].concat()
    }

    #[test]
    fn a_lookup_is_named_by_its_destination_and_port() {
        let mut packet = vec![0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0, 10, 77, 0, 2, 8, 8, 4, 4];
        packet.extend([0xc0, 0, 0, 53, 0, 8, 0, 0]);
        packet.extend([0; 12]);
        packet.extend(b"\x07example\x03org\x00\x00\x01");
        let said = describe(&frame([8, 0], &packet));
        assert_eq!(said.as_deref(), Some("8.8.4.4 udp 53, looking for example.org"));
    }

    #[test]
    fn what_a_network_card_says_by_itself_is_no_packet_of_ours() {
        assert_eq!(describe(&frame([8, 6], &[0; 28])), None);
        let mut neighbour = vec![0x60, 0, 0, 0, 0, 24, 58, 255];
        neighbour.extend([0; 32]);
        assert_eq!(describe(&frame([0x86, 0xdd], &neighbour)), None);
        assert_eq!(describe(&[0; 5]), None);
        let groups = [0x46, 0, 0, 40, 0, 0, 0, 0, 1, 2, 0, 0, 10, 77, 0, 2, 224, 0, 0, 22, 0, 0, 0, 0];
        assert_eq!(describe(&frame([8, 0], &groups)), None);
    }

    #[test]
    fn our_own_probe_is_not_held_against_us_and_everything_else_is() {
        assert!(judge("192.0.2.77 udp 9\n").is_ok());
        let said = judge("192.0.2.77 udp 9\n1.2.3.4 tcp 443\n1.2.3.4 tcp 443\n").unwrap_err();
        assert!(said.contains("2 x 1.2.3.4 tcp 443"), "{said}");
    }
}
