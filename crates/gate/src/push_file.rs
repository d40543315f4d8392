//! The file of `connectors.push`: who wakes browsers and devices, one table each.
//!
//! ```toml
//! subject = "mailto:keeper@house.example"
//!
//! [service.huawei]
//! app = "104123456"
//! key_id = "104123456"
//! secret_file = "/etc/courtyard/huawei.secret"
//! agreement = "2026-11-24"
//! terms = "https://developer.huawei.com/privacy"
//! ```
//!
//! The names are `own`, `mozilla`, `microsoft` (browsers), `google` and `apple` (browsers, devices or both), `huawei`,
//! `xiaomi`, `oppo`, `vivo`, `meizu` and `honor` (devices).

use egress::{Brand, Host, PushAccount, PushServices, Secret, WebService, push_services_known};
use ground::config::Connectors;
use ground::{Because, Fault};
use policy::{Agreement, Recipient};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Longest file that is read.
const FILE_MAX: usize = 64 * 1_024;

/// The file.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct PushFile {
    /// How a push service reaches whoever runs the house.
    subject: Option<String>,
    /// By name.
    #[serde(default)]
    service: BTreeMap<String, Service>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Service {
    /// Day of the agreement on confidentiality.
    agreement: String,
    /// Address of its own rules on privacy.
    terms: String,
    /// Where it stands, when reached at another address than its own.
    place: Option<String>,
    /// Another address of its interface.
    address: Option<String>,
    /// Another address where it gives out passes.
    pass_address: Option<String>,
    /// Whether browsers are woken by it.
    #[serde(default)]
    web: bool,
    app: Option<String>,
    key_id: Option<String>,
    team: Option<String>,
    secret: Option<String>,
    secret_file: Option<PathBuf>,
}

/// Reads the file that the settings name; an empty one where they name none.
///
/// # Errors
/// A fault that says what is wrong with it.
pub(crate) fn read(set: &Connectors) -> Result<PushFile, Fault> {
    let Some(path) = &set.push else { return Ok(PushFile::default()) };
    let text = std::fs::read_to_string(path).because("reading the file of connectors.push")?;
    if text.len() > FILE_MAX {
        return Err(wrong("the file is too long"));
    }
    let file: PushFile = toml::from_str(&text).because("reading the file of connectors.push")?;
    file.check()?;
    Ok(file)
}

fn wrong(what: &str) -> Fault {
    Fault::new(format!("connectors.push: {what}"))
}

/// Who a name stands for: as a recipient, and whose devices it wakes.
fn named(name: &str) -> Option<(Recipient, Option<Brand>)> {
    Some(match name {
        "own" => (Recipient::PushOwn, None),
        "mozilla" => (Recipient::PushMozilla, None),
        "microsoft" => (Recipient::PushMicrosoft, None),
        "google" => (Recipient::PushGoogle, Some(Brand::Google)),
        "apple" => (Recipient::PushApple, Some(Brand::Apple)),
        "huawei" => (Recipient::PushHuawei, Some(Brand::Huawei)),
        "xiaomi" => (Recipient::PushXiaomi, Some(Brand::Xiaomi)),
        "oppo" => (Recipient::PushOppo, Some(Brand::Oppo)),
        "vivo" => (Recipient::PushVivo, Some(Brand::Vivo)),
        "meizu" => (Recipient::PushMeizu, Some(Brand::Meizu)),
        "honor" => (Recipient::PushHonor, Some(Brand::Honor)),
        _ => return None,
    })
}

/// HTTPS, or this machine, where nobody listens on the way; with the slash at its end.
fn address(name: &str, text: &str) -> Result<String, Fault> {
    let is_here =
        ["http://127.0.0.1:", "http://[::1]:", "http://localhost:"].iter().any(|one| text.starts_with(one));
    if !(text.starts_with("https://") || is_here) {
        return Err(wrong(&format!("service.{name}: an address wants to begin with https://")));
    }
    Ok(format!("{}/", text.trim_end_matches('/')))
}

impl PushFile {
    fn check(&self) -> Result<(), Fault> {
        for (name, one) in &self.service {
            let no = |what: &str| Err(wrong(&format!("service.{name}: {what}")));
            let Some((_, brand)) = named(name) else { return no("there is no such service") };
            if one.agreement.len() != 10 || one.agreement.split('-').map(str::len).ne([4, 2, 2]) {
                return no("`agreement` wants the day of the agreement on confidentiality, 2026-11-24");
            }
            if !one.terms.starts_with("https://") {
                return no("`terms` wants the address of its own rules on privacy, https://…");
            }
            if one.place.is_some() && one.address.is_none() {
                return no(
                    "`place` says where the servers at `address` stand; without an address it stands where it does",
                );
            }
            let has_account = one.app.is_some() || one.key_id.is_some() || one.team.is_some();
            if name == "own" && one.address.is_none() {
                return no("wants its `address`");
            }
            if brand.is_none() && has_account {
                return no("wakes browsers alone and has no account");
            }
            if brand.is_some() && !one.web && !has_account {
                return no("wants `app` and `secret`, or `web = true` where it wakes browsers");
            }
            if one.secret.is_some() && one.secret_file.is_some() {
                return no("either `secret` or `secret_file`");
            }
        }
        match self.subject.as_deref() {
            Some(subject) if !(subject.starts_with("mailto:") || subject.starts_with("https://")) => {
                Err(wrong("`subject` wants to begin with mailto: or https://"))
            }
            _ => Ok(()),
        }
    }

    fn known(&self) -> impl Iterator<Item = (&str, &Service, Recipient, Option<Brand>)> {
        self.service.iter().filter_map(|(name, one)| {
            let (recipient, brand) = named(name)?;
            Some((name.as_str(), one, recipient, brand))
        })
    }

    /// Who of the register is configured.
    pub(crate) fn recipients(&self) -> Vec<Recipient> {
        self.known().map(|(_, _, recipient, _)| recipient).collect()
    }

    /// Where those stand who are reached elsewhere.
    pub(crate) fn places(&self) -> Vec<(Recipient, String)> {
        self.known().filter_map(|(_, one, recipient, _)| Some((recipient, one.place.clone()?))).collect()
    }

    /// What the keeper states of them.
    pub(crate) fn agreements(&self) -> Vec<(Recipient, Agreement)> {
        let stated = |one: &Service| Agreement { at: one.agreement.clone(), terms: one.terms.clone() };
        self.known().map(|(_, one, recipient, _)| (recipient, stated(one))).collect()
    }

    /// The services, ready to be used.
    ///
    /// # Errors
    /// A fault where a secret cannot be read or something of an account is missing.
    pub(crate) fn services(&self) -> Result<PushServices, Fault> {
        let mut services = PushServices { subject: self.subject.clone(), ..PushServices::default() };
        for (name, one, recipient, brand) in self.known() {
            if recipient == Recipient::PushOwn {
                let origin = address(name, one.address.as_deref().unwrap_or_default())?;
                let host = Host::Origin(origin.trim_end_matches('/').to_owned());
                services.web.push(WebService { recipient, host });
            } else if one.web || brand.is_none() {
                services
                    .web
                    .extend(push_services_known().into_iter().filter(|known| known.recipient == recipient));
            }
            if let Some(brand) = brand.filter(|_| one.app.is_some()) {
                services.accounts.push((recipient, account(name, one, brand)?));
            }
        }
        Ok(services)
    }
}

fn account(name: &str, one: &Service, brand: Brand) -> Result<PushAccount, Fault> {
    let secret = match (&one.secret, &one.secret_file) {
        (Some(secret), _) => secret.clone(),
        (None, Some(file)) => std::fs::read_to_string(file).because("reading a file of connectors.push")?,
        (None, None) => return Err(wrong(&format!("service.{name}: wants `secret` or `secret_file`"))),
    };
    // Xiaomi and Meizu have a package or an id and a secret, nothing else.
    let wants_key = !matches!(brand, Brand::Xiaomi | Brand::Meizu);
    if wants_key && one.key_id.is_none() {
        return Err(wrong(&format!("service.{name}: wants `key_id`")));
    }
    if brand == Brand::Apple && one.team.is_none() {
        return Err(wrong("service.apple: wants `team`"));
    }
    let or = |given: &Option<String>, usual: &str| address(name, given.as_deref().unwrap_or(usual));
    let usual_pass = one.address.as_deref().unwrap_or_else(|| brand.pass_address());
    Ok(PushAccount {
        brand,
        address: or(&one.address, brand.address())?,
        pass_address: or(&one.pass_address, usual_pass)?,
        app: one.app.clone().unwrap_or_default(),
        key_id: one.key_id.clone().unwrap_or_default(),
        team: one.team.clone().unwrap_or_default(),
        secret: Secret::new(secret.trim()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<PushServices, String> {
        let file: PushFile = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        file.check().and_then(|()| file.services()).map_err(|fault| fault.chain())
    }

    const SIGNED: &str = "agreement = '2026-11-24'\nterms = 'https://x.example/privacy'\n";

    #[test]
    fn what_is_wrong_is_said_and_what_is_right_is_ready() {
        for (text, says) in [
            ("[service.pigeon]\n", "no such service"),
            ("[service.own]\n", "wants its `address`"),
            ("[service.own]\naddress = 'http://push.example'\n", "https://"),
            ("[service.mozilla]\napp = 'x'\n", "no account"),
            ("[service.huawei]\n", "wants `app`"),
            ("[service.huawei]\napp = '1'\n", "`secret`"),
            ("[service.huawei]\napp = '1'\nsecret = 's'\n", "`key_id`"),
            ("[service.apple]\napp = '1'\nsecret = 's'\nkey_id = 'k'\n", "`team`"),
            ("[service.google]\nweb = true\nplace = 'CN'\n", "`place`"),
            ("[service.google]\nweb = true\nodd = 'CN'\n", "unknown field"),
        ] {
            let said = read(&format!("{text}{SIGNED}")).err().unwrap_or_default();
            assert!(said.contains(says), "{text}: {said}");
        }
        assert!(read("[service.mozilla]\nagreement = 'soon'\nterms = 'https://x'\n").is_err());
        assert!(read("subject = 'you'\n").is_err());
        let both = format!(
            "[service.own]\naddress = 'https://push.example/'\n{SIGNED}[service.google]\nweb = true\napp = 'p'\nkey_id = 'k'\nsecret = 's'\n{SIGNED}"
        );
        let services = read(&both).unwrap();
        assert_eq!((services.web.len(), services.accounts.len()), (2, 1));
    }
}
