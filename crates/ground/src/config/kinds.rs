//! The types that settings have.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// A type that a setting can have.
pub trait Setting: Sized {
    /// Reads the value; the error says what would be right.
    ///
    /// # Errors
    /// A sentence for the person who wrote the file.
    fn read(value: &toml::Value) -> Result<Self, String>;
    /// The value as it would be written.
    fn show(&self) -> String;
}

macro_rules! parsed_setting {
    ($($kind:ty: $what:literal;)*) => {
        $(impl Setting for $kind {
            fn read(value: &toml::Value) -> Result<Self, String> {
                let text = match value {
                    toml::Value::String(text) => text.clone(),
                    toml::Value::Integer(number) => number.to_string(),
                    toml::Value::Boolean(truth) => truth.to_string(),
                    _ => return Err(format!("wants {}", $what)),
                };
                text.parse().map_err(|_| format!("`{text}` is not {}", $what))
            }
            fn show(&self) -> String {
                self.to_string()
            }
        })*
    };
}

parsed_setting! {
    SocketAddr: "an address with a port such as 127.0.0.1:8080";
    IpAddr: "an IP address";
    u16: "a number from 0 to 65535";
    u32: "a whole number";
    bool: "true or false";
    String: "a text";
}

impl Setting for PathBuf {
    fn read(value: &toml::Value) -> Result<Self, String> {
        value.as_str().map(Self::from).ok_or_else(|| "wants a path".to_owned())
    }
    fn show(&self) -> String {
        self.display().to_string()
    }
}

impl<T: Setting> Setting for Option<T> {
    fn read(value: &toml::Value) -> Result<Self, String> {
        if value.as_str() == Some("") { Ok(None) } else { T::read(value).map(Some) }
    }
    fn show(&self) -> String {
        self.as_ref().map_or_else(String::new, Setting::show)
    }
}

impl<T: Setting> Setting for Vec<T> {
    fn read(value: &toml::Value) -> Result<Self, String> {
        match value {
            toml::Value::Array(items) => items.iter().map(T::read).collect(),
            toml::Value::String(text) => text
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(|part| T::read(&toml::Value::String(part.to_owned())))
                .collect(),
            other => T::read(other).map(|one| vec![one]),
        }
    }
    fn show(&self) -> String {
        self.iter().map(Setting::show).collect::<Vec<_>>().join(",")
    }
}

/// A secret: it prints as `…`, also where all settings are shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret in this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for whoever signs or signs in with it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("…")
    }
}

impl Setting for Secret {
    fn read(value: &toml::Value) -> Result<Self, String> {
        String::read(value).map(Self).map_err(|_| "wants a text".to_owned())
    }
    fn show(&self) -> String {
        "…".to_owned()
    }
}

macro_rules! word_setting {
    ($($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $each:literal])+ $variant:ident = $word:literal,)+ })*) => {
        $($(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum $name {
            $($(#[doc = $each])+ $variant,)+
        }

        impl $name {
            /// The word in the file and on the wire.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl Setting for $name {
            fn read(value: &toml::Value) -> Result<Self, String> {
                let words = [$($word),+];
                [$(Self::$variant),+]
                    .into_iter()
                    .find(|one| value.as_str() == Some(one.word()))
                    .ok_or_else(|| format!("wants one of {}", words.join(", ")))
            }
            fn show(&self) -> String {
                self.word().to_owned()
            }
        })*
    };
}

word_setting! {
    /// Who may sign up.
    Signup {
        /// Only who was invited.
        Invited = "invited",
        /// Whoever has an address in one of the mail domains.
        MailDomain = "mail_domain",
        /// Everyone.
        Open = "open",
    }
    /// Who carries text messages.
    SmsProvider {
        /// Alibaba Cloud.
        Aliyun = "aliyun",
        /// Tencent Cloud.
        Tencent = "tencent",
    }
    /// Who compares names and numbers of identity cards.
    IdentityBody {
        /// Tencent Cloud.
        Tencent = "tencent",
    }
    /// How the connection to the mail relay is encrypted. There is no other way.
    MailSecurity {
        /// From the first byte.
        Tls = "tls",
        /// Begun in the clear and encrypted before anything is said; without that, nothing is.
        Starttls = "starttls",
    }
}
