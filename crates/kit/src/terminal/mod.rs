//! Door terminals with a library of their own, on loopback: they want a digest, keep people, cards and faces as Hikvision's and Dahua's
//! documents say, and can be out of reach.

mod dahua;
mod hikvision;

use md5::Digest as _;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// Who may ask.
const USER: &str = "courtyard";
/// His password.
pub const PASSWORD: &str = "w5 Rt#q";
const REALM: &str = "DS-K1T";
const NONCE: &str = "4e6f6e6365";

/// Whose terminal it is like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Make {
    /// Hikvision's.
    Hikvision,
    /// Dahua's.
    Dahua,
}

impl Make {
    /// Its word in settings.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hikvision => "hikvision",
            Self::Dahua => "dahua",
        }
    }
}

/// Somebody in its library.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct User {
    /// From when, as the terminal's clock says it.
    pub begin: String,
    /// Until when.
    pub end: String,
    /// His PIN; nothing where he has none.
    pub pin: String,
    /// Everything that was said of him.
    pub said: String,
}

/// What it keeps.
#[derive(Default)]
pub struct Library {
    /// People, by their numbers.
    pub users: BTreeMap<String, User>,
    /// Whose a card is, by its number.
    pub cards: BTreeMap<u64, String>,
    /// Photos, by the numbers of people.
    pub faces: BTreeMap<String, Vec<u8>>,
    /// Its log: serial, number of somebody, way (`card`, `pin`, `face`), whether it opened, and when, in seconds.
    log: Vec<(u64, String, &'static str, bool, i64)>,
    /// What its clock was set to last.
    pub clock: String,
    /// Requests that were proven, and those that were not though they tried.
    pub asked: (usize, usize),
    /// It says so often that it is still removing.
    removing: u32,
    /// It takes no photo as a face.
    pub sees_no_face: bool,
    /// It is full: it takes nobody more.
    pub is_full: bool,
    /// The number that its maker gave it; nothing means `DS-1`.
    pub serial: String,
    /// Whom it does not remove, though it says that it did.
    pub keeps: Option<String>,
    /// Asked for faces, it answers an error that has nothing to do with them.
    pub faces_err: bool,
    /// Asked for one, it gives everybody, page by page.
    pub gives_all: bool,
}

impl Library {
    fn serial(&self) -> &str {
        if self.serial.is_empty() { "DS-1" } else { &self.serial }
    }

    fn keeps(&self, who: &str) -> bool {
        self.keeps.as_deref() == Some(who)
    }
}

/// The terminal. Dropped, it is gone.
pub struct TerminalDouble {
    /// Where it is.
    pub at: SocketAddr,
    /// Whose it is like.
    pub make: Make,
    library: Arc<Mutex<Library>>,
    serving: Option<JoinHandle<()>>,
}

impl Drop for TerminalDouble {
    fn drop(&mut self) {
        if let Some(serving) = &self.serving {
            serving.abort();
        }
    }
}

/// What somebody asked.
pub(crate) struct Asked {
    pub method: String,
    /// Path with what follows it.
    pub path: String,
    pub body: Vec<u8>,
}

/// What it answers: status, kind, body.
pub(crate) type Said = (u16, &'static str, String);

impl TerminalDouble {
    /// A terminal with an empty library.
    pub async fn start(make: Make) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let at = listener.local_addr().expect("an address");
        let library = Arc::new(Mutex::new(Library::default()));
        let serving = Some(tokio::spawn(serve(listener, make, library.clone())));
        Self { at, make, library, serving }
    }

    /// The settings of an agent that stands before it; its password lies in `password` below the folder `AT`.
    pub fn settings(&self) -> String {
        format!(
            "[terminal]\nmaker = \"{}\"\n[terminal.station]\nurl = \"http://{}\"\nuser = \"{USER}\"\n\
             password_file = \"AT/password\"\nnumber = 1\n",
            self.make.word(),
            self.at
        )
    }

    /// What it keeps.
    pub fn library(&self) -> MutexGuard<'_, Library> {
        self.library.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// It is out of reach.
    pub async fn goes(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
            // Whoever spoke with it is cut off with it.
            serving.await.ok();
        }
    }

    /// It can be reached again, where it was.
    pub async fn comes(&mut self) {
        let listener = TcpListener::bind(self.at).await.expect("the same port");
        self.serving = Some(tokio::spawn(serve(listener, self.make, self.library.clone())));
    }

    /// It lets somebody in or not, by itself, at an instant in seconds.
    pub fn decides(&self, who: &str, way: &'static str, opened: bool, at: i64) {
        let mut library = self.library();
        let serial = library.log.last().map_or(1, |(serial, ..)| serial + 1);
        library.log.push((serial, who.to_owned(), way, opened, at));
    }
}

async fn serve(listener: TcpListener, make: Make, library: Arc<Mutex<Library>>) {
    let mut open = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        open.spawn(answer(stream, make, library.clone()));
    }
}

async fn answer(mut stream: TcpStream, make: Make, library: Arc<Mutex<Library>>) {
    let mut bytes = Vec::new();
    loop {
        let end = loop {
            if let Some(end) = whole(&bytes) {
                break end;
            }
            let mut piece = [0; 16_384];
            match stream.read(&mut piece).await {
                Ok(length @ 1..) => bytes.extend_from_slice(&piece[..length]),
                _ => return,
            }
        };
        let request: Vec<u8> = bytes.drain(..end).collect();
        let said = respond(&request, make, &library);
        if stream.write_all(&said).await.is_err() {
            return;
        }
    }
}

fn head_of(bytes: &[u8]) -> Option<usize> {
    Some(bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4)
}

/// Where the first request ends, once all of it is there.
fn whole(bytes: &[u8]) -> Option<usize> {
    let head = head_of(bytes)?;
    let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
    (bytes.len() >= head + length).then_some(head + length)
}

fn respond(request: &[u8], make: Make, library: &Mutex<Library>) -> Vec<u8> {
    let split = head_of(request).unwrap_or(request.len());
    let head = String::from_utf8_lossy(&request[..split]).into_owned();
    let mut library = library.lock().unwrap_or_else(PoisonError::into_inner);
    let proof = head.lines().find_map(|line| line.strip_prefix("authorization: Digest "));
    let mut first = head.lines().next().unwrap_or_default().split(' ');
    let (method, path) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
    if !proof.is_some_and(|proof| is_proven(proof, method, path)) {
        library.asked.1 += usize::from(proof.is_some());
        let challenge = format!("Digest realm=\"{REALM}\", qop=\"auth\", nonce=\"{NONCE}\", algorithm=MD5");
        return format!(
            "HTTP/1.1 401 Unauthorized\r\nwww-authenticate: {challenge}\r\ncontent-length: 0\r\n\r\n"
        )
        .into_bytes();
    }
    library.asked.0 += 1;
    let asked = Asked { method: method.to_owned(), path: path.to_owned(), body: request[split..].to_vec() };
    let (status, kind, body) = match make {
        Make::Hikvision => hikvision::said(&mut library, &asked),
        Make::Dahua => dahua::said(&mut library, &asked),
    };
    let length = body.len();
    format!("HTTP/1.1 {status} .\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

fn md5(text: &str) -> String {
    md5::Md5::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The terminal's own reckoning, from the words of RFC 7616.
fn is_proven(proof: &str, method: &str, path: &str) -> bool {
    let of = |name: &str| {
        let rest = proof.split_once(&format!("{name}=")).map_or("", |(_, rest)| rest);
        match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next().unwrap_or_default().to_owned(),
            None => rest.split(',').next().unwrap_or_default().trim().to_owned(),
        }
    };
    let secret = md5(&format!("{USER}:{REALM}:{PASSWORD}"));
    let what = md5(&format!("{method}:{path}"));
    let expected = md5(&format!("{secret}:{NONCE}:{}:{}:auth:{what}", of("nc"), of("cnonce")));
    of(" uri") == path && of(" response") == expected
}

/// The value of a name in what follows a path.
pub(crate) fn query(path: &str, name: &str) -> Option<String> {
    let (_, query) = path.split_once('?')?;
    let found = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")))?;
    Some(found.replace("%20", " "))
}
