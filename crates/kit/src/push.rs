//! A push service of browsers and the gateways of eight makers of telephones: one small real server on loopback that
//! holds each request against the documents. It shares no line with the crate that builds them.
//!
//! A browser is a key pair with a secret. What comes for it is decrypted by RFC 8291, and the token of RFC 8292 is
//! verified; whoever sends something else is refused as a real service would.

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use aws_lc_rs::signature::{self, UnparsedPublicKey as Verifier};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::makers;

/// A push that was taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Push {
    /// The path of a browser, or what the maker calls the device.
    pub to: String,
    /// `web`, or the maker.
    pub by: String,
    /// What it says in the clear, or once it is decrypted.
    pub said: String,
    /// `TTL`, `Urgency` and `Topic` of a browser's.
    pub envelope: (String, String, String),
}

/// A browser that can be woken.
pub struct BrowserDouble {
    /// Its address at the service.
    pub address: String,
    /// Its public key, base64url.
    pub p256dh: String,
    /// The shared secret, base64url.
    pub auth: String,
}

struct Keys {
    private: Vec<u8>,
    public: Vec<u8>,
    auth: [u8; 16],
}

pub(crate) struct Desk {
    browsers: Mutex<HashMap<String, Keys>>,
    taken: Mutex<Vec<Push>>,
    refused: Mutex<Vec<String>>,
    asked: watch::Sender<usize>,
    answers: Mutex<HashMap<String, (u16, Option<u32>)>>,
    origin: Mutex<String>,
    pub makers: makers::Makers,
}

/// The service.
pub struct PushService {
    at: SocketAddr,
    desk: Arc<Desk>,
    serving: JoinHandle<()>,
}

impl Drop for PushService {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl PushService {
    /// Listens on a port of its own.
    pub async fn start() -> Self {
        let listener =
            TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await.expect("a port on loopback");
        let at = listener.local_addr().expect("an address");
        let desk = Arc::new(Desk {
            browsers: Mutex::default(),
            taken: Mutex::default(),
            refused: Mutex::default(),
            asked: watch::channel(0).0,
            answers: Mutex::default(),
            origin: Mutex::new(format!("http://{at}")),
            makers: makers::Makers::fresh(&format!("http://{at}")),
        });
        let app = axum::Router::new().fallback(ask).with_state(Arc::clone(&desk));
        let serving = tokio::spawn(async move { axum::serve(listener, app).await.expect("serving") });
        Self { at, desk, serving }
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        format!("http://{}", self.at)
    }

    /// Writes the file of `connectors.push` that names this service and these makers.
    pub fn file(&self, folder: &Path, makers: &[&str]) -> PathBuf {
        let mut text = format!(
            "subject = \"mailto:keeper@house.example\"\n\n[service.own]\naddress = \"{}\"\nplace = \"CN\"\n{SIGNED}",
            self.origin()
        );
        for maker in makers {
            text.push_str(&self.desk.makers.settings(maker, &self.origin(), folder));
            text.push_str(SIGNED);
        }
        let file = folder.join("push.toml");
        std::fs::write(&file, text).expect("writing the file of push services");
        file
    }

    /// A browser that subscribes at this service.
    pub fn browser(&self, name: &str) -> BrowserDouble {
        let private = PrivateKey::generate(&ECDH_P256).expect("a key");
        let public = private.compute_public_key().expect("its public half").as_ref().to_vec();
        let mut auth = [0; 16];
        SystemRandom::new().fill(&mut auth).expect("randomness");
        let path = format!("/push/{name}");
        let browser = BrowserDouble {
            address: format!("{}{path}", self.origin()),
            p256dh: B64.encode(&public),
            auth: B64.encode(auth),
        };
        let bytes: aws_lc_rs::encoding::EcPrivateKeyBin<'_> =
            aws_lc_rs::encoding::AsBigEndian::as_be_bytes(&private).expect("its bytes");
        let keys = Keys { private: bytes.as_ref().to_vec(), public, auth };
        locked(&self.desk.browsers).insert(path, keys);
        browser
    }

    /// What was taken so far.
    pub fn taken(&self) -> Vec<Push> {
        locked(&self.desk.taken).clone()
    }

    /// What was refused, and why.
    pub fn refused(&self) -> Vec<String> {
        locked(&self.desk.refused).clone()
    }

    /// How many requests came in.
    pub fn asked(&self) -> usize {
        *self.desk.asked.borrow()
    }

    /// Waits until so many requests came in altogether.
    pub async fn was_asked(&self, times: usize) {
        let mut asked = self.desk.asked.subscribe();
        asked.wait_for(|count| *count >= times).await.expect("the desk stands");
    }

    /// Answers everything for a browser or a maker with this status from now on, and how long to wait; `None` takes again.
    pub fn answers(&self, who: &str, status: Option<(u16, Option<u32>)>) {
        let mut answers = locked(&self.desk.answers);
        match status {
            Some(status) => drop(answers.insert(who.to_owned(), status)),
            None => drop(answers.remove(who)),
        }
    }
}

const SIGNED: &str = "agreement = \"2026-11-20\"\nterms = \"https://push.example/privacy\"\n\n";

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) type Said = (StatusCode, Vec<(HeaderName, String)>, String);

pub(crate) fn plain(status: u16, body: impl Into<String>) -> Said {
    (StatusCode::from_u16(status).expect("a status"), Vec::new(), body.into())
}

async fn ask(State(desk): State<Arc<Desk>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Said2 {
    let path = uri.path().to_owned();
    let said = if path.starts_with("/push/") {
        desk.web(&path, &headers, &body)
    } else {
        desk.maker(&uri, &headers, &body)
    };
    desk.asked.send_modify(|count| *count += 1);
    let (status, more, body) = said;
    let mut headers = HeaderMap::new();
    for (name, value) in more {
        headers.insert(name, value.parse().expect("a header"));
    }
    (status, headers, body)
}

type Said2 = (StatusCode, HeaderMap, String);

impl Desk {
    fn answer_of(&self, who: &str) -> Option<Said> {
        let (status, wait) = locked(&self.answers).get(who).copied()?;
        let wait = wait.map(|seconds| (axum::http::header::RETRY_AFTER, seconds.to_string()));
        Some((StatusCode::from_u16(status).expect("a status"), wait.into_iter().collect(), String::new()))
    }

    fn no(&self, status: u16, why: &str) -> Said {
        locked(&self.refused).push(why.to_owned());
        plain(status, why)
    }

    fn web(&self, path: &str, headers: &HeaderMap, body: &[u8]) -> Said {
        let name = path.trim_start_matches("/push/");
        if let Some(said) = self.answer_of(name) {
            return said;
        }
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if let Err(why) = verified(header("authorization"), &locked(&self.origin)) {
            return self.no(403, &why);
        }
        if header("content-encoding") != "aes128gcm" || header("ttl").parse::<u32>().is_err() {
            return self.no(400, "content-encoding or ttl");
        }
        let (urgency, topic) = (header("urgency"), header("topic"));
        if !["very-low", "low", "normal", "high"].contains(&urgency) || topic.len() > 32 {
            return self.no(400, "urgency or topic");
        }
        let browsers = locked(&self.browsers);
        let Some(keys) = browsers.get(path) else { return self.no(410, "no such browser") };
        // A real service cannot decrypt; a browser drops what it cannot, silently. Here it is said.
        let Some(said) = opened(keys, body) else { return self.no(400, "not sealed for this browser") };
        let envelope = (header("ttl").to_owned(), urgency.to_owned(), topic.to_owned());
        locked(&self.taken).push(Push { to: name.to_owned(), by: "web".to_owned(), said, envelope });
        plain(201, "")
    }

    fn maker(&self, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Said {
        let said = self.makers.take(uri, headers, body);
        let (maker, taken) = match said {
            makers::Took::Pass(said) => return said,
            makers::Took::No { why, said } => {
                locked(&self.refused).push(why);
                return said;
            }
            makers::Took::Push { maker, to, said, answer } => (maker, (to, said, answer)),
        };
        if let Some(said) = self.answer_of(maker) {
            return said;
        }
        let (to, said, answer) = taken;
        let envelope = Default::default();
        locked(&self.taken).push(Push { to, by: maker.to_owned(), said, envelope });
        answer
    }
}

/// RFC 8292, section 2: an ES256 token for this origin, for a day at most, and who sends.
fn verified(authorization: &str, origin: &str) -> Result<(), String> {
    let rest = authorization.strip_prefix("vapid ").ok_or("no vapid")?;
    let part = |name: &str| {
        rest.split(',').map(str::trim).find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
    };
    let (token, key) = (part("t").ok_or("no token")?, part("k").ok_or("no key")?);
    let key = B64.decode(key).map_err(|_| "key")?;
    let claims = jwt(token, |signed, signature| {
        Verifier::new(&signature::ECDSA_P256_SHA256_FIXED, &key).verify(signed, signature).is_ok()
    })?;
    if claims["aud"] != origin {
        return Err(format!("aud {} is not {origin}", claims["aud"]));
    }
    let subject = claims["sub"].as_str().unwrap_or_default();
    if !(subject.starts_with("mailto:") || subject.starts_with("https:")) {
        return Err("sub".to_owned());
    }
    Ok(())
}

/// The claims of a token whose signature holds.
pub(crate) fn jwt(token: &str, holds: impl Fn(&[u8], &[u8]) -> bool) -> Result<Value, String> {
    let (signed, signature) = token.rsplit_once('.').ok_or("a token has three parts")?;
    let signature = B64.decode(signature).map_err(|_| "signature")?;
    if !holds(signed.as_bytes(), &signature) {
        return Err("the signature does not hold".to_owned());
    }
    let claims = signed.split_once('.').ok_or("a token has three parts")?.1;
    serde_json::from_slice(&B64.decode(claims).map_err(|_| "claims")?).map_err(|_| "claims".to_owned())
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    sign(&Key::new(HMAC_SHA256, key), &parts.concat()).as_ref().to_vec()
}

/// RFC 8291, section 3.4, step by step with HMAC alone.
fn opened(keys: &Keys, body: &[u8]) -> Option<String> {
    let (salt, rest) = body.split_at_checked(16)?;
    let (record, rest) = rest.split_at_checked(4)?;
    let (length, rest) = rest.split_first()?;
    let (sender, sealed) = rest.split_at_checked(usize::from(*length))?;
    let record = u32::from_be_bytes(record.try_into().ok()?);
    if usize::try_from(record).ok()? < sealed.len() {
        return None;
    }
    let private = PrivateKey::from_private_key(&ECDH_P256, &keys.private).ok()?;
    let shared =
        agree(&private, UnparsedPublicKey::new(&ECDH_P256, sender), (), |shared| Ok(shared.to_vec())).ok()?;
    let prk_key = mac(&keys.auth, &[&shared]);
    let ikm = mac(&prk_key, &[b"WebPush: info\0", &keys.public, sender, &[1]]);
    let prk = mac(salt, &[&ikm]);
    let cek = mac(&prk, &[b"Content-Encoding: aes128gcm\0", &[1]]);
    let nonce = mac(&prk, &[b"Content-Encoding: nonce\0", &[1]]);
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, cek.get(..16)?).ok()?);
    let mut text = sealed.to_vec();
    let nonce = Nonce::try_assume_unique_for_key(nonce.get(..12)?).ok()?;
    let plain = key.open_in_place(nonce, Aad::empty(), &mut text).ok()?;
    let end = plain.iter().rposition(|byte| *byte != 0)?;
    (plain[end] == 2).then(|| String::from_utf8(plain[..end].to_vec()).ok())?
}

/// The example of RFC 8291, so that what decrypts here is what the RFC says.
pub fn opens_the_example_of_the_rfc() -> Option<String> {
    let bytes = |text: &str| B64.decode(text).expect("base64url");
    let keys = Keys {
        private: bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"),
        public: bytes(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        ),
        auth: bytes("BTBZMqHH6r4Tts7J_aSIgg").try_into().expect("16 bytes"),
    };
    let sealed = bytes(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBr\
         u3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
    );
    opened(&keys, &sealed)
}

/// JSON of what a maker answers.
pub(crate) fn said(status: u16, body: Value) -> Said {
    plain(status, body.to_string())
}

/// Nothing to say.
pub(crate) fn nothing() -> Value {
    json!({})
}
