//! The configuration: one TOML file and the environment over it; all mistakes are told at once.
//!
//! Every setting is `section.key` in the file and `COURTYARD_SECTION__KEY` in the environment.
//! Defaults stand here; unknown keys are refused; `courtyard config check` prints what is wrong.

mod check;
mod connectors;
mod kinds;
mod parts;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

pub use check::Mistake;
pub use kinds::{IdentityBody, MailSecurity, Secret, Setting, Signup, SmsProvider};

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
        /// Country in which this machine and its data folder stand, such as CN, or with the site, such as CN/hangzhou.
        place: String = "CN".to_owned();
        /// Addresses of proxies whose X-Forwarded-For is believed.
        trusted_proxies: Vec<IpAddr> = Vec::new();
    }
    /// The database.
    database Database {
        /// PostgreSQL address; empty means a SQLite file in the data folder.
        url: Option<String> = None;
        /// Where that server stands, written like server.place; without it a PostgreSQL server is refused.
        place: Option<String> = None;
    }
    /// Where files lie.
    files Files {
        /// S3 endpoint; empty means a folder in the data folder.
        s3_endpoint: Option<String> = None;
        /// Where that store stands, written like server.place; without it an S3 store is refused.
        s3_place: Option<String> = None;
        /// Bucket of the S3 store.
        s3_bucket: Option<String> = None;
        /// Region that the S3 store wants to hear.
        s3_region: String = "cn-north-1".to_owned();
        /// Key id of the S3 store.
        s3_key_id: Option<String> = None;
        /// Secret of the S3 store; never logged.
        s3_secret: Option<Secret> = None;
        /// MiB of one file in a conversation, at most.
        chat_mib_max: u32 = 1_024;
    }
    /// What people say to each other.
    conversations Conversations {
        /// Messages, changes of them and signs that one person writes in a minute, at most; 0 bounds nothing.
        messages_a_minute: u32 = 300;
    }
    /// Copies of the house: data to one place, keys and the erasure list to another.
    backup Backup {
        /// Folder of the data archives; empty means none there. Best on another machine.
        folder: Option<PathBuf> = None;
        /// Folder of the key archive and the erasure list; never the folder of the data archives.
        keys_folder: Option<PathBuf> = None;
        /// Where the data archives lie, written like server.place; empty means beside the house, and S3 is refused without it.
        place: Option<String> = None;
        /// Where the key archive lies; empty means the same place.
        keys_place: Option<String> = None;
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
        s3_secret: Option<Secret> = None;
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
        /// Folder of keys.db, the master key and the access log; empty means beside the data folder, its name and `.keys`.
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
    /// Door stations and telephones, which speak SIP.
    sip Sip {
        /// Address and port at which stations register over UDP; without it, sip.tcp and sip.tls the house has no intercom.
        udp: Option<SocketAddr> = None;
        /// The same over TCP.
        tcp: Option<SocketAddr> = None;
        /// The same under TLS, with the certificate that browsers see; wants server.tls_cert or server.house_ca.
        tls: Option<SocketAddr> = None;
        /// Our address as stations reach it; wanted where they register at 0.0.0.0.
        address: Option<IpAddr> = None;
        /// What the accounts of stations are for; their passwords hang on it, so it never changes.
        realm: String = "courtyard".to_owned();
        /// First port of sound and pictures of stations; four for each call.
        media_first: u16 = 20_000;
        /// Last port of them.
        media_last: u16 = 20_999;
        /// Address and port of the telephone company, over UDP; without it no telephone is called.
        trunk: Option<SocketAddr> = None;
        /// Its domain; empty means its address.
        trunk_domain: Option<String> = None;
        /// Our account there.
        trunk_account: Option<String> = None;
        /// Its password; never logged.
        trunk_password: Option<Secret> = None;
        /// True: we register there; false where it knows us by our address.
        trunk_register: bool = true;
        /// Numbers that telephones show when a door calls, such as +861012345678; contact cards have them.
        trunk_numbers: Vec<String> = Vec::new();
        /// Day of the agreement on confidentiality with the company, such as 2026-11-24; without it nobody is called.
        trunk_agreement: Option<String> = None;
        /// Address of its own rules on privacy; it is published.
        trunk_terms: Option<String> = None;
        /// How numbers begin that people may dial on a page, such as +8610 and +861; empty means that nobody dials.
        dial_prefixes: Vec<String> = Vec::new();
        /// Telephones that one person may call in 24 hours.
        dial_daily: u32 = 50;
        /// Telephones in one conference.
        dial_legs: u32 = 16;
    }
    /// Voice messages as text, recognised on this machine.
    speech Speech {
        /// The model, a file in GGML's form for Whisper; empty turns it off. The handbook page on speech says where one comes from.
        model: Option<PathBuf> = None;
        /// The program that recognises; empty means courtyard-senses beside this one.
        program: Option<PathBuf> = None;
    }
    /// Identity cards read on this machine, for whoever uploads his own; and number plates.
    cards Cards {
        /// The folder of the nets that find and read text on a picture; empty turns it off. The handbook page on cards says where they come from.
        nets: Option<PathBuf> = None;
        /// The program that reads; empty means courtyard-senses beside this one.
        program: Option<PathBuf> = None;
        /// Whether pictures of lanes' cameras that name no plate are read, too; wants nets.
        plates: bool = false;
    }
    /// Faces compared on this machine, for organisations whose people clock by face, and for nothing else.
    faces Faces {
        /// The folder of the nets that find faces and make templates; empty turns it off. The handbook page on attendance says where they come from.
        nets: Option<PathBuf> = None;
        /// The program that finds them; empty means courtyard-senses beside this one.
        program: Option<PathBuf> = None;
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
        /// True: those who run the house or an organisation give a second factor before they see data of others. It is wanted anyway where the doorplate wants it.
        staff_factor: bool = false;
        /// Operations of the interface that want a verified real name, as the contract names them: org.create, channel.create; empty means that none does.
        real_name_for: Vec<String> = Vec::new();
    }
    /// The web client.
    client Client {
        /// True where a page that is older than the house must be loaded anew before anything else; else people are told.
        must_be_new: bool = false;
    }
    /// Others who carry messages; each appears in the published policy once it is set.
    connectors Connectors {
        /// Who carries text messages: aliyun or tencent; empty means that the house sends none.
        sms: Option<SmsProvider> = None;
        /// Public part of the provider's key (AccessKeyId, SecretId).
        sms_key_id: Option<String> = None;
        /// Secret part of that key; never logged.
        sms_secret: Option<Secret> = None;
        /// The reviewed signature that stands before each message, without brackets.
        sms_sign: Option<String> = None;
        /// Template of the message with a code; its one value is `code`.
        sms_template_code: Option<String> = None;
        /// The same in English, for whoever reads the house in English; empty means the one above.
        sms_template_code_en: Option<String> = None;
        /// Template of the answer to a number that is not invited; it has no value.
        sms_template_uninvited: Option<String> = None;
        /// The same in English; empty means the one above.
        sms_template_uninvited_en: Option<String> = None;
        /// Template of an invitation; its one value is `days`.
        sms_template_invitation: Option<String> = None;
        /// Template of a notice; its one value is `text`.
        sms_template_notice: Option<String> = None;
        /// Tencent alone: the SdkAppId of the application that sends.
        sms_app: Option<String> = None;
        /// Tencent alone: the region of the interface.
        sms_region: String = "ap-guangzhou".to_owned();
        /// Another address of the provider's interface, such as one in a private network; empty means the public one.
        sms_endpoint: Option<String> = None;
        /// Day of the agreement on confidentiality with the provider, such as 2026-11-24; without it nothing is sent.
        sms_agreement: Option<String> = None;
        /// Address of the provider's own rules on privacy; it is published.
        sms_terms: Option<String> = None;
        /// Address at which the provider takes signed requests to delete what it received; empty means by hand.
        sms_erase: Option<String> = None;
        /// True where the provider hands work on to others: then nothing about a minor goes to it.
        sms_entrusts_others: bool = false;
        /// True where the mail relay hands work on to others: then nothing about a minor goes to it.
        mail_entrusts_others: bool = false;
        /// Address at which whoever runs the relay takes signed requests to delete what he received; empty means by hand.
        mail_erase: Option<String> = None;
        /// Name of the mail relay, such as smtp.example.com; empty means that the house sends no mail.
        mail: Option<String> = None;
        /// Its port; empty means 465 with tls and 587 with starttls.
        mail_port: Option<u16> = None;
        /// tls or starttls; nothing is ever sent in the clear.
        mail_security: MailSecurity = MailSecurity::Tls;
        /// Name to sign in to the relay with.
        mail_user: Option<String> = None;
        /// Password of that name; never logged.
        mail_password: Option<Secret> = None;
        /// Address that mail comes from, such as house@example.com.
        mail_from: Option<String> = None;
        /// Day of the agreement on confidentiality with whoever runs the relay, such as 2026-11-24.
        mail_agreement: Option<String> = None;
        /// Address of its own rules on privacy; it is published.
        mail_terms: Option<String> = None;
        /// Certificate authority of a relay of one's own, in PEM; then no other is believed.
        mail_ca: Option<PathBuf> = None;
        /// True where groups of organisations may have programs that get commands from their members.
        programs: bool = false;
        /// Day of the agreement on confidentiality with the organisations that run them, such as 2026-11-24.
        programs_agreement: Option<String> = None;
        /// Address of the rules that programs keep; it is published.
        programs_terms: Option<String> = None;
        /// True where organisations may let applications of others in, which their members open with their accounts here.
        applications: bool = false;
        /// Day of the agreement on confidentiality with the organisations that let them in, such as 2026-11-24.
        applications_agreement: Option<String> = None;
        /// Address of the rules that applications keep; it is published.
        applications_terms: Option<String> = None;
        /// True where organisations may have previews of links made in their groups.
        previews: bool = false;
        /// Sites that previews are made of, as the ends of their names, each in a region of the doorplate: gov.cn, example.cn; nothing else is asked.
        previews_sites: Vec<String> = Vec::new();
        /// Day on which whoever runs the house examined these sites, such as 2026-11-29.
        previews_agreement: Option<String> = None;
        /// Address of the rules on previews; it is published.
        previews_terms: Option<String> = None;
        /// True where people may subscribe to calendars elsewhere, which the house then asks for.
        calendars: bool = false;
        /// Sites that calendars are asked for at, as the ends of their names, each in a region of the doorplate: gov.cn, example.cn.
        calendars_sites: Vec<String> = Vec::new();
        /// Day on which whoever runs the house examined these sites, such as 2026-11-29.
        calendars_agreement: Option<String> = None;
        /// Address of the rules on such subscriptions; it is published.
        calendars_terms: Option<String> = None;
        /// The identity body that compares names and numbers for who authorises it: tencent; empty means that none is asked.
        identity: Option<IdentityBody> = None;
        /// Public part of its key (SecretId).
        identity_key_id: Option<String> = None;
        /// Secret part of that key; never logged.
        identity_secret: Option<Secret> = None;
        /// Another address of its interface, such as one in a private network; empty means the public one.
        identity_endpoint: Option<String> = None;
        /// Day of the agreement on confidentiality with it, such as 2026-11-29; without it nothing is sent.
        identity_agreement: Option<String> = None;
        /// Address of its own rules on privacy; it is published.
        identity_terms: Option<String> = None;
        /// Address of a geocoder of one's own that speaks as Nominatim does, such as https://maps.house.example/ or http://127.0.0.1:8088/; empty means that no addresses are found.
        geocoder: Option<String> = None;
        /// Day on which whoever runs the house examined it, such as 2026-12-01; without it nothing is sent.
        geocoder_agreement: Option<String> = None;
        /// Address of its rules on privacy; it is published.
        geocoder_terms: Option<String> = None;
        /// Address of the data centre of Tuya's cloud, such as https://openapi.tuyacn.com/; empty means that no maker's cloud is reached.
        tuya: Option<String> = None;
        /// Public part of the project's key there (client id, from app authorisation).
        tuya_client_id: Option<String> = None;
        /// Secret part of that key; never logged.
        tuya_secret: Option<Secret> = None;
        /// Address of its page on which people authorise the house (OAuth 2.0 of the project); it leads back to /linked of the house.
        tuya_page: Option<String> = None;
        /// Day of the agreement on confidentiality with it, such as 2026-11-30; without it nothing is sent.
        tuya_agreement: Option<String> = None;
        /// Address of its own rules on privacy; it is published.
        tuya_terms: Option<String> = None;
        /// True: communities may have door terminals of Hikvision, whose libraries get cards, PINs and, with a consent of its own, faces.
        hikvision: bool = false;
        /// Day of the agreement on confidentiality with whoever services them, such as 2026-11-30; without it nothing is written into one.
        hikvision_agreement: Option<String> = None;
        /// Address of the maker's own rules on privacy; it is published.
        hikvision_terms: Option<String> = None;
        /// The same for door terminals of Dahua.
        dahua: bool = false;
        /// Day of the agreement on confidentiality with whoever services them, such as 2026-11-30; without it nothing is written into one.
        dahua_agreement: Option<String> = None;
        /// Address of the maker's own rules on privacy; it is published.
        dahua_terms: Option<String> = None;
        /// File of the push services and makers of telephones that wake devices; empty means that none is woken. The handbook page on reminders shows its form.
        push: Option<PathBuf> = None;
    }
    /// Smart devices and equipment, over a Mosquitto with its plugin dynamic-security.
    things Things {
        /// Address of the broker, such as mqtt://127.0.0.1:1883 or mqtts://broker.house.example:8883; empty means that there are no devices.
        broker: Option<String> = None;
        /// Name by which the house signs in there: the administrator of dynamic-security.
        user: Option<String> = None;
        /// Password of that name; never logged.
        password: Option<Secret> = None;
        /// Certificate authority of the broker, in PEM; needed with mqtts, and then no other is believed.
        ca: Option<PathBuf> = None;
        /// Address that devices are told, such as mqtts://broker.house.example:8883; empty means that of the house.
        address: Option<String> = None;
        /// Networks in which the cameras of bells are, such as 10.20.0.0/16 with ports 554 and 8554, or 10.20.0.0/16:5544 with that port; the house connects to cameras there and nowhere else. Empty means that it looks through none.
        cameras: Vec<String> = Vec::new();
    }
    /// The access log for eyes outside.
    audit Audit {
        /// Keys of witnesses who may cosign checkpoints of the access log, each as name+id+key (C2SP).
        witnesses: Vec<String> = Vec::new();
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
        /// Folder of a built web client to hand out instead of the one inside the program.
        client: Option<PathBuf> = None;
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
}

#[cfg(test)]
mod tests;
