//! The settings of an agent: one file, whose mistakes are told by name.

use std::path::{Path, PathBuf};
use std::time::Duration;

use pass::Form;
use serde::Deserialize;

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {says}")]
pub struct Wrong {
    file: String,
    says: String,
}

/// All of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The folder of the state.
    pub state: PathBuf,
    /// The house: `wss://host/path`.
    pub house: String,
    /// The authority of the house's certificate, in PEM, where the public ones do not know it.
    #[serde(default)]
    pub authority: Option<PathBuf>,
    /// What opens the door.
    pub relay: RelaySettings,
    /// Who reads.
    #[serde(default)]
    pub reader: Vec<ReaderSettings>,
    /// Its eyes; without them nobody is known by his face.
    #[serde(default)]
    pub eyes: Option<EyesSettings>,
    /// Its voice.
    #[serde(default)]
    pub voice: Option<VoiceSettings>,
    /// Its radio; without it no phone opens over Bluetooth.
    #[serde(default)]
    pub bluetooth: Option<AirSettings>,
}

/// The eyes of the door.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EyesSettings {
    /// The folder of the nets, as `courtyard-door unpack` fills it.
    pub models: PathBuf,
    /// Where pictures come from.
    pub camera: CameraSettings,
    /// Whether somebody has to turn his head to the side that is said. Without it a printed photo opens the door.
    #[serde(default = "yes")]
    pub turn: bool,
}

const fn yes() -> bool {
    true
}

/// Where pictures come from.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum CameraSettings {
    /// A file in JPEG that another program writes anew for each picture.
    File {
        /// That file.
        path: PathBuf,
    },
    /// A door station: the address of its snapshot, its user and password.
    Snapshot(Station),
}

/// The voice of the door.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoiceSettings {
    /// In which tongue it speaks.
    #[serde(default)]
    pub tongue: Tongue,
    /// A file (WAV) that is written instead of being played, for a program that plays it.
    #[serde(default)]
    pub to: Option<PathBuf>,
    /// A program and its first words, which plays the file whose name it is given last; else espeak-ng plays by itself.
    #[serde(default)]
    pub player: Vec<PathBuf>,
    /// Another program that speaks as espeak-ng does.
    #[serde(default)]
    pub program: Option<PathBuf>,
}

/// The radio of the door (Bluetooth).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AirSettings {
    /// Which of the box's adapters.
    #[serde(default = "first_adapter")]
    pub adapter: String,
    /// Where D-Bus listens.
    #[serde(default = "system_bus")]
    pub bus: String,
}

fn first_adapter() -> String {
    "hci0".to_owned()
}

fn system_bus() -> String {
    "unix:path=/run/dbus/system_bus_socket".to_owned()
}

/// A tongue.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tongue {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// What opens the door.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum RelaySettings {
    /// A file that gets a line for each click.
    File {
        /// That file.
        path: PathBuf,
    },
    /// A line of the board.
    Gpio {
        /// Such as `/dev/gpiochip0`.
        chip: PathBuf,
        /// Which line of it.
        line: u32,
        /// Whether the relay pulls when the line is low.
        #[serde(default)]
        active_low: bool,
        /// For how long it pulls.
        #[serde(default = "half_a_second")]
        milliseconds: u64,
    },
    /// An output of a device on a serial line of two wires (RS-485), as OSDP has it: of the reader on that line, or of one by itself.
    Osdp(OutputSettings),
    /// A door station of 2N.
    #[serde(rename = "2n")]
    TwoN(Station),
    /// A door station of Akuvox.
    Akuvox(Station),
    /// A door station of Hikvision.
    Hikvision(Station),
    /// A door station of Dahua.
    Dahua(Station),
}

/// An output of a device that speaks OSDP.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputSettings {
    /// Such as `/dev/ttyUSB0`.
    pub path: PathBuf,
    /// Its speed.
    #[serde(default = "nine_thousand_six_hundred")]
    pub baud: u32,
    /// The device's address on the line, 0 to 126.
    #[serde(default)]
    pub address: u8,
    /// The file with the key that device and box share: 32 hexadecimal digits. Without one nothing opens a door by this line.
    pub key_file: PathBuf,
    /// Which output of it.
    #[serde(default)]
    pub output: u8,
    /// For how long it is on; the device itself lets go then, whether or not it hears of the box.
    #[serde(default = "half_a_second")]
    pub milliseconds: u64,
}

const fn half_a_second() -> u64 {
    500
}

/// A door station and what it asks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Station {
    /// `https://10.0.0.20`.
    pub url: String,
    /// Its user for opening.
    pub user: String,
    /// The file with that user's password.
    pub password_file: PathBuf,
    /// Which switch, relay or door of it.
    #[serde(default = "one")]
    pub number: u16,
    /// The authority of its certificate, in PEM.
    #[serde(default)]
    pub authority: Option<PathBuf>,
}

const fn one() -> u16 {
    1
}

/// Who reads.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum ReaderSettings {
    /// A device or pipe that gives lines.
    Lines {
        /// That device.
        path: PathBuf,
        /// What its lines are.
        says: Says,
        /// How it writes numbers of cards.
        #[serde(default)]
        form: Form,
    },
    /// A device of the kernel that acts as a keyboard.
    Keyboard {
        /// Such as `/dev/input/by-id/…-event-kbd`.
        path: PathBuf,
        /// What is typed on it.
        says: Says,
        /// How it writes numbers of cards.
        #[serde(default)]
        form: Form,
    },
    /// A reader or keypad on a serial line of two wires (RS-485), as OSDP has it.
    Osdp {
        /// Such as `/dev/ttyUSB0`.
        path: PathBuf,
        /// Its speed.
        #[serde(default = "nine_thousand_six_hundred")]
        baud: u32,
        /// The reader's address on the line, 0 to 126.
        #[serde(default)]
        address: u8,
        /// The file with the key that reader and box share: 32 hexadecimal digits. Without it anybody on the line hears cards and can
        /// play them again.
        #[serde(default)]
        key_file: Option<PathBuf>,
    },
    /// A reader or keypad on two wires of the board.
    Wiegand {
        /// Such as `/dev/gpiochip0`.
        chip: PathBuf,
        /// The line of its wire D0.
        zero: u32,
        /// The line of its wire D1.
        one: u32,
    },
}

const fn nine_thousand_six_hundred() -> u32 {
    9_600
}

/// What a reader says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Says {
    /// Numbers of cards.
    Card,
    /// Digits that somebody typed.
    Pin,
    /// Codes that were scanned.
    Code,
    /// Any of them, with its name in front.
    Any,
}

impl Settings {
    /// Reads them.
    ///
    /// # Errors
    /// When there is no such file, or a setting is wrong; the error names it.
    pub fn read(path: &Path) -> Result<Self, Wrong> {
        let wrong = |says: String| Wrong { file: path.display().to_string(), says };
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let settings: Self = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        settings.check().map_err(wrong)?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), String> {
        let plain = self.house.strip_prefix("ws://");
        let here = |rest: &str| {
            let host = rest.split('/').next().unwrap_or_default();
            ["127.0.0.1", "localhost", "[::1]"]
                .contains(&host.rsplit_once(':').map_or(host, |(host, _)| host))
        };
        if !self.house.starts_with("wss://") && !plain.is_some_and(here) {
            return Err("house: begins with wss:// (ws:// is for this machine itself alone)".to_owned());
        }
        let is_far = |reader: &ReaderSettings| matches!(reader, ReaderSettings::Osdp { address: 127.., .. });
        if self.reader.iter().any(is_far) {
            return Err("reader.address: from 0 to 126".to_owned());
        }
        if let RelaySettings::Gpio { milliseconds, .. } = self.relay
            && !(50..=10_000).contains(&milliseconds)
        {
            return Err("relay.milliseconds: from 50 to 10000".to_owned());
        }
        if let RelaySettings::Osdp(output) = &self.relay {
            self.check_output(output)?;
        }
        if let Some(AirSettings { adapter, .. }) = &self.bluetooth
            && !adapter.bytes().all(|sign| sign.is_ascii_alphanumeric())
        {
            return Err("bluetooth.adapter: such as hci0".to_owned());
        }
        if let Some(EyesSettings { camera: CameraSettings::Snapshot(station), .. }) = &self.eyes
            && names_a_user(&station.url)
        {
            return Err(
                "eyes.camera.url: without a user or password; they are `user` and `password_file`".to_owned()
            );
        }
        if self.relay.station().is_some_and(|station| names_a_user(&station.url)) {
            return Err(
                "relay.url: without a user or password; they are `user` and `password_file`".to_owned()
            );
        }
        Ok(())
    }
}

impl Settings {
    /// A line has one device: where a reader is on it, the output is that reader's.
    fn check_output(&self, output: &OutputSettings) -> Result<(), String> {
        if output.address > 126 {
            return Err("relay.address: from 0 to 126".to_owned());
        }
        if !(300..=10_000).contains(&output.milliseconds) {
            return Err("relay.milliseconds: from 300 to 10000".to_owned());
        }
        let other = self.reader.iter().any(|reader| match reader {
            ReaderSettings::Osdp { path, baud, address, key_file } if *path == output.path => {
                (*baud, *address, key_file.as_ref()) != (output.baud, output.address, Some(&output.key_file))
            }
            _ => false,
        });
        if other {
            return Err(
                "relay.path: a reader is on this line; baud, address and key_file are those of it".to_owned()
            );
        }
        Ok(())
    }
}

/// Whether an address has `user@` or `user:password@` before its host. It is never shown then: it may be the password.
fn names_a_user(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#', '\\']).next().is_some_and(|authority| authority.contains('@'))
}

impl RelaySettings {
    const fn station(&self) -> Option<&Station> {
        match self {
            Self::TwoN(station) | Self::Akuvox(station) | Self::Hikvision(station) | Self::Dahua(station) => {
                Some(station)
            }
            Self::File { .. } | Self::Gpio { .. } | Self::Osdp(_) => None,
        }
    }

    /// How long a click may take.
    #[must_use]
    pub const fn patience(&self) -> Duration {
        Duration::from_secs(12)
    }
}

#[cfg(test)]
mod tests {
    use super::{RelaySettings, Settings};

    #[test]
    fn the_example_is_read() {
        let settings =
            Settings::read(concat!(env!("CARGO_MANIFEST_DIR"), "/door.example.toml").as_ref()).unwrap();
        assert!(matches!(settings.relay, RelaySettings::Gpio { line: 17, .. }));
        assert_eq!(settings.reader.len(), 3);
    }

    #[test]
    fn a_mistake_is_told_by_its_name() {
        let says = |text: &str| {
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), text).unwrap();
            Settings::read(file.path()).unwrap_err().to_string()
        };
        let relay = "[relay]\nkind = \"file\"\npath = \"/tmp/x\"\n";
        assert!(
            says(&format!("state = \"/x\"\nhouse = \"http://a\"\n{relay}"))
                .contains("house: begins with wss://")
        );
        assert!(
            says(&format!("state = \"/x\"\nhouse = \"ws://a.example/\"\n{relay}")).contains("this machine")
        );
        assert!(says(&format!("state = \"/x\"\nhouse = \"wss://a\"\nhuose = 1\n{relay}")).contains("huose"));
        assert!(says("state = \"/x\"\nhouse = \"wss://a\"\n[relay]\nkind = \"rope\"").contains("rope"));
        assert!(
            says("house = \"wss://a\"\n[relay]\nkind = \"2n\"\nurl = \"x\"\nuser = \"u\"")
                .contains("password_file")
        );
        let output = |more: &str, reader: &str| {
            says(&format!(
                "state = \"/x\"\nhouse = \"wss://a\"\n[relay]\nkind = \"osdp\"\npath = \"/dev/a\"\n{more}\n{reader}"
            ))
        };
        let key = "key_file = \"/k\"";
        assert!(output("", "").contains("key_file"));
        assert!(output(&format!("{key}\naddress = 127"), "").contains("relay.address"));
        assert!(output(&format!("{key}\nmilliseconds = 200"), "").contains("relay.milliseconds"));
        let reader = "[[reader]]\nkind = \"osdp\"\npath = \"/dev/a\"\naddress = 3\nkey_file = \"/k\"";
        assert!(output(key, reader).contains("relay.path"));
        for url in ["https://u:geheim@10.0.0.20", "https://geheim@station/api", "u:geheim@10.0.0.20"] {
            let relay =
                format!("[relay]\nkind = \"akuvox\"\nurl = \"{url}\"\nuser = \"u\"\npassword_file = \"/x\"");
            let said = says(&format!("state = \"/x\"\nhouse = \"wss://a\"\n{relay}"));
            assert!(said.contains("relay.url: without a user") && !said.contains("geheim"), "{said}");
        }
    }
}
