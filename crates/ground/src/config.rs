//! The configuration: one TOML file and the environment over it; all mistakes are told at once.
//!
//! Every setting is `section.key` in the file and `COURTYARD_SECTION__KEY` in the environment.
//! Defaults stand here; unknown keys are refused; `courtyard config check` prints what is wrong.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

/// One mistake in the configuration: where it stands and what is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// `server.listen (COURTYARD_SERVER__LISTEN)`.
    pub setting: String,
    /// What is wrong and what would be right.
    pub why: String,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}: {}", self.setting, self.why)
    }
}

/// One setting, for the handbook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingDoc {
    /// The section in the file.
    pub section: &'static str,
    /// The key within it.
    pub key: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// The default as it would be written; empty where there is none.
    pub default: String,
}

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

/// Who may sign up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signup {
    /// Only who was invited.
    Invited,
    /// Whoever has an address in one of the mail domains.
    MailDomain,
    /// Everyone.
    Open,
}

impl Signup {
    /// The word in the file and on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::MailDomain => "mail_domain",
            Self::Open => "open",
        }
    }
}

impl Setting for Signup {
    fn read(value: &toml::Value) -> Result<Self, String> {
        [Self::Invited, Self::MailDomain, Self::Open]
            .into_iter()
            .find(|one| value.as_str() == Some(one.word()))
            .ok_or_else(|| "wants one of invited, mail_domain, open".to_owned())
    }
    fn show(&self) -> String {
        self.word().to_owned()
    }
}

macro_rules! settings {
    ($($(#[doc = $section_doc:literal])+ $section:ident $name:ident {
        $($(#[doc = $doc:literal])+ $key:ident: $kind:ty = $default:expr;)*
    })*) => {
        $($(#[doc = $section_doc])+
        #[derive(Clone, Debug)]
        pub struct $name {
            $($(#[doc = $doc])+ pub $key: $kind,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($key: $default,)* }
            }
        })*

        /// All settings of the house.
        #[derive(Clone, Debug, Default)]
        pub struct Config {
            $($(#[doc = $section_doc])+ pub $section: $name,)*
        }

        impl Config {
            fn set(&mut self, section: &str, key: &str, value: &toml::Value) -> Result<(), String> {
                match (section, key) {
                    $($((stringify!($section), stringify!($key)) => {
                        self.$section.$key = Setting::read(value)?;
                        Ok(())
                    })*)*
                    _ => Err("no such setting".to_owned()),
                }
            }

            /// Every setting with its meaning and default, in the order of the file.
            pub fn docs() -> Vec<SettingDoc> {
                let defaults = Self::default();
                vec![$($(SettingDoc {
                    section: stringify!($section),
                    key: stringify!($key),
                    doc: concat!($($doc),+).trim_ascii(),
                    default: defaults.$section.$key.show(),
                },)*)*]
            }
        }
    };
}

settings! {
    /// Where the house listens and how it is reached.
    server Server {
        /// Address and port of HTTP (or HTTPS, when a certificate is set).
        listen: SocketAddr = SocketAddr::from(([127, 0, 0, 1], 8080));
        /// The address people type, such as https://house.example; links are made from it.
        public_url: Option<String> = None;
        /// Certificate chain in PEM; read again when the file changes.
        tls_cert: Option<PathBuf> = None;
        /// Private key in PEM.
        tls_key: Option<PathBuf> = None;
        /// HTTPS by a certificate authority of the house's own, for a LAN without a public name.
        house_ca: bool = false;
        /// Plain HTTP address that gives out nothing but the house's CA and how to install it; empty means none.
        ca_listen: Option<SocketAddr> = None;
        /// Names and addresses for the house's own certificate, besides those it knows itself.
        names: Vec<String> = Vec::new();
        /// Addresses of proxies whose X-Forwarded-For is believed.
        trusted_proxies: Vec<IpAddr> = Vec::new();
    }
    /// The database.
    database Database {
        /// PostgreSQL address; empty means a SQLite file in the data folder.
        url: Option<String> = None;
    }
    /// Where files lie.
    files Files {
        /// S3 endpoint; empty means a folder in the data folder.
        s3_endpoint: Option<String> = None;
        /// Bucket of the S3 store.
        s3_bucket: Option<String> = None;
        /// Region that the S3 store wants to hear.
        s3_region: String = "cn-north-1".to_owned();
        /// Key id of the S3 store.
        s3_key_id: Option<String> = None;
        /// Secret of the S3 store; never logged.
        s3_secret: Option<String> = None;
    }
    /// Copies of the house: data to one place, keys and the erasure list to another.
    backup Backup {
        /// Folder of the data archives; empty means none there. Best on another machine.
        folder: Option<PathBuf> = None;
        /// Folder of the key archive and the erasure list; never the folder of the data archives.
        keys_folder: Option<PathBuf> = None;
        /// S3 endpoint for the archives instead of folders.
        s3_endpoint: Option<String> = None;
        /// Bucket of the data archives.
        s3_bucket: Option<String> = None;
        /// Bucket of the key archive and the erasure list; another one.
        s3_keys_bucket: Option<String> = None;
        /// Region that the S3 store wants to hear.
        s3_region: String = "cn-north-1".to_owned();
        /// Key id of the S3 store.
        s3_key_id: Option<String> = None;
        /// Secret of the S3 store; never logged.
        s3_secret: Option<String> = None;
        /// Hours from one backup to the next; 0 turns the schedule off.
        every_hours: u16 = 24;
        /// Data archives that are kept; of the key archive there is always one.
        keep: u16 = 14;
        /// Hours after which the newest backup is too old: keepers are told, and /readyz warns.
        alarm_hours: u16 = 50;
        /// Days from one rehearsal of a restore to the next; 0 turns it off.
        rehearsal_days: u16 = 30;
    }
    /// Keys, kept apart from the data.
    keys Keys {
        /// Folder of keys.db, the master key and the access log; empty means `keys` in the data folder.
        folder: Option<PathBuf> = None;
    }
    /// Voice and pictures.
    media Media {
        /// One UDP port for everyone.
        udp_port: u16 = 7882;
        /// TCP port for networks without UDP; 0 turns it off.
        tcp_port: u16 = 7881;
        /// Addresses that clients are told, behind NAT; empty means those of the machine.
        announce: Vec<IpAddr> = Vec::new();
        /// Worker threads; 0 means one per core.
        workers: u16 = 0;
        /// What the line carries in Mbit/s; audio goes first when it is short.
        line_mbit: Option<u32> = None;
        /// Public key of the LiveKit interface; empty turns the public interface off (`devkey` in --dev).
        api_key: Option<String> = None;
        /// The secret of that key (`secret` in --dev).
        api_secret: Option<String> = None;
    }
    /// Who may come in.
    accounts Accounts {
        /// invited, mail_domain or open; `open` in --dev when unset.
        signup: Option<Signup> = None;
        /// Mail domains for signup = mail_domain.
        mail_domains: Vec<String> = Vec::new();
        /// Codes sent by SMS a day, at most, for the whole house.
        codes_per_day: u32 = 2_000;
        /// Leading zero bits of the proof of work before a code is sent.
        proof_bits: u16 = 16;
    }
    /// Log lines.
    log Log {
        /// error, warn, info, debug, or a filter such as info,sfu=debug.
        level: String = "info".to_owned();
        /// JSON, a line each.
        json: bool = false;
    }
    /// Only with --dev.
    dev Dev {
        /// An operation or job that does nothing, to see its tests fail.
        sabotage: Option<String> = None;
    }
}

const PREFIX: &str = "COURTYARD_";
/// Environment names with the prefix that are not settings.
const NOT_SETTINGS: &[&str] = &["COURTYARD_TEST_POSTGRES", "COURTYARD_PROOFS"];

impl Config {
    /// Reads the file (where there is one) and the environment over it.
    ///
    /// # Errors
    /// All mistakes at once.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<Mistake>> {
        let mut config = Self::default();
        let mut mistakes = Vec::new();
        if let Some(path) = file {
            match std::fs::read_to_string(path) {
                Ok(text) => config.read_file(&text, &mut mistakes),
                Err(error) => {
                    mistakes.push(Mistake { setting: path.display().to_string(), why: error.to_string() })
                }
            }
        }
        let environment: BTreeMap<String, String> = environment.into_iter().collect();
        for (name, value) in &environment {
            let Some(rest) = name.strip_prefix(PREFIX).filter(|_| !NOT_SETTINGS.contains(&name.as_str()))
            else {
                continue;
            };
            let Some((section, key)) = rest.split_once("__") else { continue };
            let (section, key) = (section.to_lowercase(), key.to_lowercase());
            if let Err(why) = config.set(&section, &key, &toml::Value::String(value.clone())) {
                mistakes.push(Mistake { setting: format!("{section}.{key} ({name})"), why });
            }
        }
        config.check(&mut mistakes);
        if mistakes.is_empty() { Ok(config) } else { Err(mistakes) }
    }

    fn read_file(&mut self, text: &str, mistakes: &mut Vec<Mistake>) {
        let table: toml::Table = match text.parse() {
            Ok(table) => table,
            Err(error) => {
                mistakes.push(Mistake { setting: "the file".to_owned(), why: error.message().to_owned() });
                return;
            }
        };
        for (section, body) in &table {
            let Some(body) = body.as_table() else {
                mistakes
                    .push(Mistake { setting: section.clone(), why: "belongs into a [section]".to_owned() });
                continue;
            };
            for (key, value) in body {
                if let Err(why) = self.set(section, key, value) {
                    mistakes.push(Mistake { setting: format!("{section}.{key}"), why });
                }
            }
        }
    }

    fn check(&self, mistakes: &mut Vec<Mistake>) {
        let mut wrong = |setting: &str, why: &str| {
            mistakes.push(Mistake { setting: setting.to_owned(), why: why.to_owned() });
        };
        if self.server.tls_cert.is_some() != self.server.tls_key.is_some() {
            wrong("server.tls_cert, server.tls_key", "both or neither");
        }
        if self.server.house_ca && self.server.tls_cert.is_some() {
            wrong("server.house_ca", "either a certificate of your own or the house's");
        }
        if self.server.ca_listen.is_some() && !self.server.house_ca {
            wrong("server.ca_listen", "needs server.house_ca = true");
        }
        if let Some(url) = &self.server.public_url
            && !(url.starts_with("https://") || url.starts_with("http://"))
        {
            wrong("server.public_url", "wants to begin with https:// (or http:// on a closed network)");
        }
        if self.media.api_key.is_some() != self.media.api_secret.is_some() {
            wrong("media.api_key, media.api_secret", "both or neither");
        }
        if self.accounts.signup == Some(Signup::MailDomain) && self.accounts.mail_domains.is_empty() {
            wrong("accounts.mail_domains", "signup = mail_domain wants at least one");
        }
        if let Some(url) = &self.database.url
            && !url.starts_with("postgres")
        {
            wrong("database.url", "wants to begin with postgres://");
        }
        let s3 =
            [&self.files.s3_endpoint, &self.files.s3_bucket, &self.files.s3_key_id, &self.files.s3_secret];
        if s3.iter().any(|part| part.is_some()) && s3.iter().any(|part| part.is_none()) {
            wrong("files", "S3 wants endpoint, bucket, key id and secret together");
        }
        self.backup.check(&mut wrong);
        if self.accounts.proof_bits > 24 {
            wrong("accounts.proof_bits", "more than 24 would keep honest telephones out");
        }
    }
}

impl Backup {
    fn check(&self, wrong: &mut impl FnMut(&str, &str)) {
        let s3 = [&self.s3_endpoint, &self.s3_bucket, &self.s3_keys_bucket, &self.s3_key_id, &self.s3_secret];
        let (some, all) = (s3.iter().any(|part| part.is_some()), s3.iter().all(|part| part.is_some()));
        if some && !all {
            wrong("backup", "S3 wants endpoint, bucket, keys bucket, key id and secret together");
        }
        if some && (self.folder.is_some() || self.keys_folder.is_some()) {
            wrong("backup", "either folders or S3");
        }
        if self.folder.is_some() != self.keys_folder.is_some() {
            wrong("backup.folder, backup.keys_folder", "both or neither: keys travel apart from the data");
        }
        if self.folder.is_some() && self.folder == self.keys_folder {
            wrong("backup.keys_folder", "wants another place than backup.folder");
        }
        if some && self.s3_bucket == self.s3_keys_bucket {
            wrong("backup.s3_keys_bucket", "wants another bucket than backup.s3_bucket");
        }
        if self.keep == 0 {
            wrong("backup.keep", "at least one archive is kept");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(pairs: &[(&str, &str)]) -> Result<Config, Vec<Mistake>> {
        Config::load(None, pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn the_environment_sets_what_it_names() {
        let config = from(&[
            ("COURTYARD_MEDIA__ANNOUNCE", "192.0.2.1, 2001:db8::1"),
            ("COURTYARD_ACCOUNTS__SIGNUP", "open"),
            ("HOME", "/root"),
        ])
        .unwrap();
        assert_eq!(config.media.announce.len(), 2);
        assert_eq!(config.accounts.signup, Some(Signup::Open));
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let mistakes = from(&[
            ("COURTYARD_SERVER__LISTEN", "nowhere"),
            ("COURTYARD_SERVER__LISSEN", "127.0.0.1:1"),
            ("COURTYARD_SERVER__TLS_CERT", "/cert.pem"),
        ])
        .unwrap_err();
        assert_eq!(mistakes.len(), 3, "{mistakes:?}");
    }

    #[test]
    fn keys_are_not_backed_up_beside_the_data() {
        let refused = |pairs: &[(&str, &str)]| from(pairs).unwrap_err().len();
        assert_eq!(refused(&[("COURTYARD_BACKUP__FOLDER", "/a")]), 1);
        assert_eq!(
            refused(&[("COURTYARD_BACKUP__FOLDER", "/a"), ("COURTYARD_BACKUP__KEYS_FOLDER", "/a")]),
            1
        );
        assert!(from(&[("COURTYARD_BACKUP__FOLDER", "/a"), ("COURTYARD_BACKUP__KEYS_FOLDER", "/b")]).is_ok());
        assert_eq!(refused(&[("COURTYARD_BACKUP__S3_BUCKET", "one")]), 1);
    }

    #[test]
    fn every_setting_says_what_it_means() {
        assert!(Config::docs().iter().all(|setting| setting.doc.len() > 10));
    }
}
