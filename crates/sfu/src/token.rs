//! Access tokens: JSON Web Tokens signed with HMAC-SHA-256, in LiveKit's shape.
//!
//! Two keys exist: the public API key, for programs that bring their own rooms, and the internal key, for
//! the house. Rooms of the wings (`meet_`, `call_`, `door_`) open to the internal key alone.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// The issuer of the house's own tokens.
pub const INTERNAL_KEY: &str = "house";

/// Names that begin so belong to the wings and are closed to the public API key.
pub const RESERVED_PREFIXES: [&str; 3] = ["meet_", "call_", "door_"];

/// The longest token that is looked at, in bytes.
const TOKEN_BYTES_MAX: usize = 16 * 1024;

/// How far two clocks may differ, in seconds.
const LEEWAY_S: i64 = 60;

/// What a track shows or sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Not said.
    Unknown,
    /// A camera.
    Camera,
    /// A microphone.
    Microphone,
    /// A screen or a window.
    ScreenShare,
    /// The sound of a shared screen.
    ScreenShareAudio,
}

impl Source {
    /// The word that stands in tokens.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Source::Unknown => "unknown",
            Source::Camera => "camera",
            Source::Microphone => "microphone",
            Source::ScreenShare => "screen_share",
            Source::ScreenShareAudio => "screen_share_audio",
        }
    }

    /// The number of the protocol's `TrackSource`.
    #[must_use]
    pub fn number(self) -> i32 {
        match self {
            Source::Unknown => 0,
            Source::Camera => 1,
            Source::Microphone => 2,
            Source::ScreenShare => 3,
            Source::ScreenShareAudio => 4,
        }
    }

    /// The source with this number of the protocol's `TrackSource`; unknown numbers are `Unknown`.
    #[must_use]
    pub fn from_number(number: i32) -> Source {
        match number {
            1 => Source::Camera,
            2 => Source::Microphone,
            3 => Source::ScreenShare,
            4 => Source::ScreenShareAudio,
            _ => Source::Unknown,
        }
    }

    fn from_word(word: &str) -> Option<Source> {
        match word.to_ascii_lowercase().as_str() {
            "camera" => Some(Source::Camera),
            "microphone" => Some(Source::Microphone),
            "screen_share" => Some(Source::ScreenShare),
            "screen_share_audio" => Some(Source::ScreenShareAudio),
            "unknown" => Some(Source::Unknown),
            _ => None,
        }
    }
}

/// What the bearer of a token may do in one room.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The room's name.
    pub room: String,
    /// Who the bearer is in this room; opaque.
    pub identity: String,
    /// A name that other participants see; the house leaves it empty.
    pub name: String,
    /// Whether tracks may be published.
    pub can_publish: bool,
    /// Whether others' tracks may be received.
    pub can_subscribe: bool,
    /// Whether data messages may be sent.
    pub can_publish_data: bool,
    /// Which sources may be published; empty means all.
    pub sources: Vec<Source>,
    /// How long the token opens the room.
    pub ttl: Duration,
    /// A text that other participants see.
    pub metadata: String,
}

impl Grant {
    /// A grant to publish and to subscribe in `room` for six hours.
    #[must_use]
    pub fn full(room: impl Into<String>, identity: impl Into<String>) -> Grant {
        Grant {
            room: room.into(),
            identity: identity.into(),
            name: String::new(),
            can_publish: true,
            can_subscribe: true,
            can_publish_data: true,
            sources: Vec::new(),
            ttl: Duration::from_secs(6 * 3600),
            metadata: String::new(),
        }
    }
}

/// The part of a token that speaks of rooms.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VideoClaims {
    /// The room the bearer may enter or administer.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub room: String,
    /// May enter the room.
    pub room_join: bool,
    /// May create rooms.
    pub room_create: bool,
    /// May list rooms.
    pub room_list: bool,
    /// May administer the room.
    pub room_admin: bool,
    /// May publish; absent means yes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_publish: Option<bool>,
    /// May subscribe; absent means yes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_subscribe: Option<bool>,
    /// May send data; absent means as `can_publish`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_publish_data: Option<bool>,
    /// Sources that may be published; empty means all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub can_publish_sources: Vec<String>,
    /// May change its own name, metadata and attributes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_update_own_metadata: Option<bool>,
    /// Is not shown to others.
    pub hidden: bool,
    /// Is a recorder.
    pub recorder: bool,
}

/// The claims of a token.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Claims {
    /// The key that signed.
    pub iss: String,
    /// The bearer's identity.
    pub sub: String,
    /// Valid until, in seconds since 1970.
    pub exp: i64,
    /// Valid from, in seconds since 1970.
    pub nbf: i64,
    /// Made at, in seconds since 1970.
    #[serde(skip_serializing_if = "is_zero")]
    pub iat: i64,
    /// The bearer's shown name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The bearer's shown text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub metadata: String,
    /// The bearer's shown attributes.
    #[serde(skip_serializing_if = "HashMap::is_empty")]
    pub attributes: HashMap<String, String>,
    /// What the bearer may do.
    pub video: VideoClaims,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// Why a token opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefusal {
    /// It is not a token of this kind.
    #[error("malformed token")]
    Malformed,
    /// Nobody here has its key.
    #[error("unknown key")]
    UnknownKey,
    /// It was not signed with the secret of its key.
    #[error("wrong signature")]
    WrongSignature,
    /// Its time is over.
    #[error("expired token")]
    Expired,
    /// Its time has not begun.
    #[error("token is not valid yet")]
    TooEarly,
    /// It does not give what was asked for.
    #[error("not granted")]
    NotGranted,
}

/// The two keys of a node.
pub struct Keys {
    public: Option<(String, hmac::Key)>,
    internal: RwLock<hmac::Key>,
}

/// A token that was found true.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// What the token says.
    pub claims: Claims,
    /// Whether the house itself signed it.
    pub internal: bool,
}

impl Keys {
    /// Keys from their secrets; an empty public key or secret opens nothing.
    #[must_use]
    pub fn new(api_key: &str, api_secret: &str, internal_secret: &str) -> Keys {
        let usable = !api_key.is_empty() && !api_secret.is_empty() && api_key != INTERNAL_KEY;
        Keys {
            public: usable
                .then(|| (api_key.to_owned(), hmac::Key::new(hmac::HMAC_SHA256, api_secret.as_bytes()))),
            internal: RwLock::new(internal_key(internal_secret)),
        }
    }

    /// Signs with another secret from now on; every token of the house made before is worth nothing.
    pub fn turn(&self, internal_secret: &str) {
        *self.internal.write().unwrap_or_else(PoisonError::into_inner) = internal_key(internal_secret);
    }

    fn internal(&self) -> RwLockReadGuard<'_, hmac::Key> {
        self.internal.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A token of the house for this grant, made at `unix_s`.
    #[must_use]
    pub fn sign(&self, grant: &Grant, unix_s: i64) -> String {
        let claims = Claims {
            iss: INTERNAL_KEY.to_owned(),
            sub: grant.identity.clone(),
            exp: unix_s.saturating_add(i64::try_from(grant.ttl.as_secs()).unwrap_or(i64::MAX)),
            nbf: unix_s,
            iat: unix_s,
            name: grant.name.clone(),
            metadata: grant.metadata.clone(),
            attributes: HashMap::new(),
            video: VideoClaims {
                room: grant.room.clone(),
                room_join: true,
                can_publish: Some(grant.can_publish),
                can_subscribe: Some(grant.can_subscribe),
                can_publish_data: Some(grant.can_publish_data),
                can_publish_sources: grant.sources.iter().map(|s| s.word().to_owned()).collect(),
                ..VideoClaims::default()
            },
        };
        encode(&claims, &self.internal())
    }

    /// Reads a token and believes it only when key, signature and time are right.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn verify(&self, token: &str, unix_s: i64) -> Result<Bearer, TokenRefusal> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(TokenRefusal::Malformed);
        }
        let mut parts = token.split('.');
        let (Some(header), Some(body), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(TokenRefusal::Malformed);
        };
        let head: Header = decode_json(header)?;
        if head.alg != "HS256" {
            return Err(TokenRefusal::Malformed);
        }
        let claims: Claims = decode_json(body)?;
        let internal = claims.iss == INTERNAL_KEY;
        let ours = self.internal();
        let key = match &self.public {
            _ if internal => &*ours,
            Some((name, key)) if *name == claims.iss => key,
            _ => return Err(TokenRefusal::UnknownKey),
        };
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| TokenRefusal::Malformed)?;
        let signed = &token.as_bytes()[..header.len() + 1 + body.len()];
        hmac::verify(key, signed, &signature).map_err(|_| TokenRefusal::WrongSignature)?;
        if claims.exp.saturating_add(LEEWAY_S) <= unix_s {
            return Err(TokenRefusal::Expired);
        }
        if claims.nbf > unix_s.saturating_add(LEEWAY_S) {
            return Err(TokenRefusal::TooEarly);
        }
        Ok(Bearer { claims, internal })
    }
}

fn internal_key(secret: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())
}

impl Bearer {
    /// Whether this bearer may name that room at all.
    #[must_use]
    pub fn may_name(&self, room: &str) -> bool {
        self.internal || !RESERVED_PREFIXES.iter().any(|prefix| room.starts_with(prefix))
    }

    /// Whether this bearer may enter the room of its token.
    #[must_use]
    pub fn may_join(&self) -> bool {
        let video = &self.claims.video;
        video.room_join && !video.room.is_empty() && !self.claims.sub.is_empty() && self.may_name(&video.room)
    }

    /// Whether this bearer may administer that room.
    #[must_use]
    pub fn may_administer(&self, room: &str) -> bool {
        let video = &self.claims.video;
        video.room_admin && video.room == room && self.may_name(room)
    }
}

impl VideoClaims {
    /// The sources that may be published, as protocol numbers; empty means all.
    #[must_use]
    pub fn sources(&self) -> Vec<i32> {
        self.can_publish_sources.iter().filter_map(|w| Source::from_word(w)).map(Source::number).collect()
    }
}

#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    typ: String,
}

fn decode_json<T: serde::de::DeserializeOwned>(part: &str) -> Result<T, TokenRefusal> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenRefusal::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| TokenRefusal::Malformed)
}

fn encode(claims: &Claims, key: &hmac::Key) -> String {
    let header = r#"{"alg":"HS256","typ":"JWT"}"#;
    // Claims hold only strings, numbers and maps of strings: writing them as JSON cannot fail.
    let body = serde_json::to_vec(claims).unwrap_or_default();
    let mut token = URL_SAFE_NO_PAD.encode(header);
    token.push('.');
    token.push_str(&URL_SAFE_NO_PAD.encode(body));
    let signature = hmac::sign(key, token.as_bytes());
    token.push('.');
    token.push_str(&URL_SAFE_NO_PAD.encode(signature.as_ref()));
    token
}
