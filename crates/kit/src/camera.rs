//! A camera that speaks RTSP on loopback: it wants a digest, describes H.264 and A-law, and shows one picture again and again in the
//! connection that it is asked over.

use md5::Digest as _;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Who may look.
const USER: (&str, &str) = ("bell", "q7 Lm");
const REALM: &str = "door";
const NONCE: &str = "5f1c";

/// The camera. Dropped, it is gone.
pub struct CameraDouble {
    /// Where it is.
    pub at: SocketAddr,
    looks: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

/// What it shows: the units of a picture, the last of which is longer than a datagram, and a fiftieth of a second of sound.
#[derive(Clone)]
pub struct Scene {
    /// A sequence set, a picture set, a slice.
    pub units: [Vec<u8>; 3],
    /// In A-law.
    pub sound: Vec<u8>,
}

impl Drop for CameraDouble {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl CameraDouble {
    /// A camera that shows this.
    pub async fn start(scene: Scene) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let at = listener.local_addr().expect("an address");
        let looks = Arc::new(AtomicUsize::new(0));
        let counted = looks.clone();
        let serving = tokio::spawn(async move {
            let mut open = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (scene, counted) = (scene.clone(), counted.clone());
                open.spawn(async move {
                    // Whoever hangs up ends it.
                    serve(BufReader::new(stream), &scene, &counted).await.ok();
                });
            }
        });
        Self { at, looks, serving }
    }

    /// Its address with what it wants to be told.
    pub fn address(&self) -> String {
        format!("rtsp://bell:q7%20Lm@{}/live", self.at)
    }

    /// How often it began to show.
    pub fn looks(&self) -> usize {
        self.looks.load(Ordering::Relaxed)
    }
}

/// A request: its method, its address, and its lines.
struct Asked {
    method: String,
    url: String,
    heads: Vec<(String, String)>,
}

impl Asked {
    fn head(&self, name: &str) -> Option<&str> {
        self.heads.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether it proves that whoever asks knows the password.
    fn is_proved(&self) -> bool {
        let Some(said) = self.head("authorization") else { return false };
        let hex = |text: String| {
            md5::Md5::digest(text.as_bytes()).iter().fold(String::new(), |mut out, byte| {
                write!(out, "{byte:02x}").expect("a text takes it");
                out
            })
        };
        let ha1 = hex(format!("{}:{REALM}:{}", USER.0, USER.1));
        let ha2 = hex(format!("{}:{}", self.method, self.url));
        said.contains(&format!("response=\"{}\"", hex(format!("{ha1}:{NONCE}:{ha2}"))))
    }
}

async fn asked<S: AsyncRead + Unpin>(io: &mut BufReader<S>) -> std::io::Result<Asked> {
    loop {
        // A wish for a picture comes between requests; it shows one anyway.
        if io.fill_buf().await?.first() == Some(&b'$') {
            let mut head = [0; 4];
            io.read_exact(&mut head).await?;
            let mut frame = vec![0; u16::from_be_bytes([head[2], head[3]]).into()];
            io.read_exact(&mut frame).await?;
            continue;
        }
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if io.read_line(&mut line).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let mut words = lines.first().map(|line| line.split(' ')).into_iter().flatten().map(str::to_owned);
        let (method, url) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let heads = lines.iter().skip(1).filter_map(|line| line.split_once(':'));
        let heads = heads.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
        return Ok(Asked { method, url, heads });
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    mut io: BufReader<S>,
    scene: &Scene,
    looks: &AtomicUsize,
) -> std::io::Result<()> {
    loop {
        let asked = asked(&mut io).await?;
        let number = asked.head("cseq").unwrap_or("0").to_owned();
        let mut say = format!("RTSP/1.0 200 OK\r\nCSeq: {number}\r\n");
        if !asked.is_proved() {
            say = format!(
                "RTSP/1.0 401 Unauthorized\r\nCSeq: {number}\r\nWWW-Authenticate: Basic realm=\"{REALM}\"\r\n\
                 WWW-Authenticate: Digest realm=\"{REALM}\", nonce=\"{NONCE}\"\r\n"
            );
        } else {
            match asked.method.as_str() {
                "DESCRIBE" => {
                    let body = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=bell\r\nt=0 0\r\na=control:*\r\n\
                                m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1\r\n\
                                a=control:trackID=1\r\nm=audio 0 RTP/AVP 8\r\na=control:trackID=2\r\n";
                    say += &format!("Content-Base: {}/\r\nContent-Type: application/sdp\r\n", asked.url);
                    say += &format!("Content-Length: {}\r\n\r\n{body}", body.len());
                    io.write_all(say.as_bytes()).await?;
                    continue;
                }
                "SETUP" => {
                    say += &format!(
                        "Session: 7;timeout=60\r\nTransport: {}\r\n",
                        asked.head("transport").unwrap_or("")
                    );
                }
                _ => say += "Session: 7\r\n",
            }
        }
        io.write_all((say + "\r\n").as_bytes()).await?;
        if asked.method == "PLAY" && asked.is_proved() {
            looks.fetch_add(1, Ordering::Relaxed);
            return show(io, scene).await;
        }
    }
}

/// Shows its scene fifty times a second, and answers what it is asked meanwhile.
async fn show<S: AsyncRead + AsyncWrite + Unpin>(io: BufReader<S>, scene: &Scene) -> std::io::Result<()> {
    let (from, mut to) = tokio::io::split(io);
    let mut from = BufReader::new(from);
    let (tell, mut told) = tokio::sync::mpsc::channel(8);
    let hears = async {
        loop {
            let asked = asked(&mut from).await?;
            let number = asked.head("cseq").unwrap_or("0").to_owned();
            if tell.send(number).await.is_err() {
                return Ok::<(), std::io::Error>(());
            }
        }
    };
    let shows = async {
        let mut pace = tokio::time::interval(Duration::from_millis(20));
        let (mut number, mut turn) = ([0_u16; 2], 0_u32);
        loop {
            pace.tick().await;
            while let Ok(cseq) = told.try_recv() {
                to.write_all(format!("RTSP/1.0 200 OK\r\nCSeq: {cseq}\r\n\r\n").as_bytes()).await?;
            }
            for (at, unit) in scene.units.iter().enumerate() {
                let (kind, stamp) = (96 | if at == 2 { 0x80 } else { 0 }, turn * 1_800);
                to.write_all(&framed(0, (kind, number[0], stamp), unit)).await?;
                number[0] = number[0].wrapping_add(1);
            }
            to.write_all(&framed(2, (8, number[1], turn * 160), &scene.sound)).await?;
            number[1] = number[1].wrapping_add(1);
            turn += 1;
        }
    };
    tokio::select! {
        ended = hears => ended,
        ended = shows => ended,
    }
}

/// A packet of RTP as it stands in the connection.
fn framed(channel: u8, (kind, number, stamp): (u8, u16, u32), payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x80, kind];
    packet.extend_from_slice(&number.to_be_bytes());
    packet.extend_from_slice(&stamp.to_be_bytes());
    packet.extend_from_slice(&[0, 0, 0, channel + 1]);
    packet.extend_from_slice(payload);
    let length = u16::try_from(packet.len()).expect("it fits").to_be_bytes();
    [&[b'$', channel, length[0], length[1]][..], &packet].concat()
}
