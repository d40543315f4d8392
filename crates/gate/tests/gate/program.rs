//! The program on a fresh folder, and clients that speak to it over real sockets.

use ground::Clock;
use rustls::client::ClientConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// How long an answer may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program with `--dev` and a certificate of its own authority.
pub struct Program {
    child: Child,
    folder: TempDir,
    /// Where it listens.
    pub address: SocketAddr,
    /// The clock of whoever speaks to it; moves with that of the house.
    pub clock: Clock,
}

impl Program {
    /// Starts it and waits until it listens.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_courtyard"));
        command.arg("serve").arg("--dev").arg("--data").arg(folder.path().join("data"));
        command.args(["--listen", "127.0.0.1:0", "--profile", &kit::proofs::profile_of_this_run()]);
        let settings = [
            ("SERVER__HOUSE_CA", "true"),
            ("MEDIA__UDP_PORT", "0"),
            ("MEDIA__TCP_PORT", "0"),
            ("MEDIA__WORKERS", "1"),
        ];
        command.envs(settings.map(|(name, value)| (format!("COURTYARD_{name}"), value)));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let listening =
            lines.find_map(|line| Some(line.unwrap().strip_prefix("listening on https://")?.to_owned()));
        let address = listening.expect("it listens").parse().unwrap();
        Self { child, folder, address, clock: Clock::system() }
    }

    /// The certificate of its authority, as a device installs it.
    pub fn authority(&self) -> CertificateDer<'static> {
        CertificateDer::from_pem_file(self.keys().join("ca.pem")).unwrap()
    }

    /// A folder that ends with it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn keys(&self) -> PathBuf {
        self.folder.path().join("data.keys")
    }

    /// A plain connection to its port.
    pub fn connect(&self) -> TcpStream {
        let socket = TcpStream::connect(self.address).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket
    }

    /// A TLS client of these versions that trusts the authority alone.
    pub fn client(&self, versions: &[&'static SupportedProtocolVersion]) -> Arc<ClientConfig> {
        let mut roots = RootCertStore::empty();
        roots.add(self.authority()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_details(provider, Arc::new(Moved(self.clock.clone())));
        let config = config.with_protocol_versions(versions).unwrap().with_root_certificates(roots);
        Arc::new(config.with_no_client_auth())
    }

    /// One request over TLS; the error says why there was no answer.
    pub fn ask(&self, client: &Arc<ClientConfig>, head: &str, body: &str) -> std::io::Result<Said> {
        let server = "127.0.0.1".try_into().unwrap();
        let tls = ClientConnection::new(Arc::clone(client), server).map_err(std::io::Error::other)?;
        let mut line = StreamOwned::new(tls, self.connect());
        let length = body.len();
        let ours = "X-Courtyard: 1\r\nContent-Type: application/json\r\nConnection: close\r\n";
        write!(
            line,
            "{head} HTTP/1.1\r\nHost: {}\r\n{ours}Content-Length: {length}\r\n\r\n{body}",
            self.address
        )?;
        let mut text = Vec::new();
        line.read_to_end(&mut text)?;
        let certificate = line.conn.peer_certificates().unwrap()[0].as_ref().to_vec();
        Ok(Said { text: String::from_utf8(text).unwrap(), certificate })
    }

    /// Moves the clock of the house, and ours.
    pub fn advance(&self, client: &Arc<ClientConfig>, span: Duration) {
        let body = serde_json::json!({ "advance_s": span.as_secs() }).to_string();
        assert_eq!(self.ask(client, "POST /dev/clock", &body).unwrap().status(), 200);
        self.clock.advance(span);
    }

    /// The TCP ports it listens at, and the UDP ports it has open.
    pub fn open_ports(&self) -> (BTreeSet<u16>, BTreeSet<u16>) {
        const LISTENS: &str = "0A";
        let process = Path::new("/proc").join(self.child.id().to_string());
        let own: BTreeSet<String> = std::fs::read_dir(process.join("fd"))
            .unwrap()
            .filter_map(|entry| std::fs::read_link(entry.unwrap().path()).ok())
            .filter_map(|target| {
                Some(target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned())
            })
            .collect();
        let ports = |table: &str, state: Option<&str>| {
            let text = std::fs::read_to_string(process.join("net").join(table)).unwrap_or_default();
            let rows = text.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
            rows.filter(|row| own.contains(row[9]) && state.is_none_or(|state| row[3] == state))
                .filter_map(|row| u16::from_str_radix(row[1].rsplit(':').next()?, 16).ok())
                .collect::<BTreeSet<u16>>()
        };
        let both = |one: &str, other: &str, state| &ports(one, state) | &ports(other, state);
        (both("tcp", "tcp6", Some(LISTENS)), both("udp", "udp6", None))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// What was answered, and under which certificate.
pub struct Said {
    pub text: String,
    pub certificate: Vec<u8>,
}

impl Said {
    pub fn status(&self) -> u16 {
        self.text.split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let head = self.text.split("\r\n\r\n").next()?;
        head.lines()
            .find_map(|line| line.split_once(": ").filter(|(known, _)| known.eq_ignore_ascii_case(name)))
            .map(|(_, value)| value)
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(self.text.split("\r\n\r\n").nth(1).unwrap()).unwrap()
    }
}

/// A client's idea of the time.
#[derive(Debug)]
struct Moved(Clock);

impl TimeProvider for Moved {
    fn current_time(&self) -> Option<UnixTime> {
        let us = u64::try_from(self.0.now().micros()).ok()?;
        Some(UnixTime::since_unix_epoch(Duration::from_micros(us)))
    }
}
