//! Who carries messages, by the settings.

use connectors::sms::{Account, Provider};
use egress::{
    Connected, Courier, IDENTITY_ADDRESS, IdentityAccount, MailRelay, Outbox, Security, SmsAccount,
    Templates, TuyaAccount,
};
use ground::config::{Config, Connectors, IdentityBody, MailSecurity, SmsProvider};
use ground::{Because, Fault};
use policy::{Agreement, Recipient};

use crate::push_file;

/// The outbox in `--dev`; else whom the keeper configured.
///
/// # Errors
/// A fault where a file that the settings name cannot be read.
pub fn carriers(config: &Config, dev: bool) -> Result<Courier, Fault> {
    if dev {
        return Ok(Courier::Dev(Outbox::default()));
    }
    let push = push_file::read(&config.connectors)?.services()?;
    let sites = config.connectors.previews_sites.clone();
    let calendar_sites = config.connectors.calendars_sites.clone();
    let (identity, tuya) = (identity(&config.connectors), tuya(&config.connectors));
    let connected = Connected {
        sms: sms(&config.connectors),
        mail: mail(&config.connectors)?,
        identity,
        tuya,
        geocoder: config.connectors.geocoder.clone(),
        push,
        sites,
        calendar_sites,
    };
    Ok(Courier::Connected(Box::new(connected)))
}

/// The recipients that this house has, which its policy then declares. In `--dev` nothing leaves.
///
/// # Errors
/// A fault where a file that the settings name cannot be read.
pub fn recipients(config: &Config, dev: bool) -> Result<Vec<Recipient>, Fault> {
    if dev {
        return Ok(Vec::new());
    }
    let set = &config.connectors;
    let all = [
        (Recipient::SmsGateway, set.sms.is_some()),
        (Recipient::MailRelay, set.mail.is_some()),
        (Recipient::GroupProgram, set.programs),
        (Recipient::OutsideApplication, set.applications),
        (Recipient::LinkedSite, set.previews),
        (Recipient::CalendarSite, set.calendars),
        (Recipient::IdentityBody, set.identity.is_some()),
        (Recipient::Geocoder, set.geocoder.is_some()),
        (Recipient::DeviceCloud, set.tuya.is_some()),
        (Recipient::TerminalHikvision, set.hikvision),
        (Recipient::TerminalDahua, set.dahua),
        (Recipient::TelephoneCompany, config.sip.trunk.is_some()),
        (Recipient::TelephoneLine, !config.sip.dial_prefixes.is_empty()),
    ];
    let on = all.into_iter().filter(|(_, is_set)| *is_set).map(|(recipient, _)| recipient);
    Ok(on.chain(push_file::read(set)?.recipients()).collect())
}

/// Where recipients stand who do not stand where they do by themselves.
///
/// # Errors
/// As [`recipients`].
pub fn stated_places(config: &Config) -> Result<Vec<(Recipient, String)>, Fault> {
    Ok(push_file::read(&config.connectors)?.places())
}

/// What the keeper states of them.
///
/// # Errors
/// As [`recipients`].
pub fn agreements(config: &Config, dev: bool) -> Result<Vec<(Recipient, Agreement)>, Fault> {
    let set = &config.connectors;
    let stated = [
        (Recipient::SmsGateway, &set.sms_agreement, &set.sms_terms),
        (Recipient::MailRelay, &set.mail_agreement, &set.mail_terms),
        (Recipient::GroupProgram, &set.programs_agreement, &set.programs_terms),
        (Recipient::OutsideApplication, &set.applications_agreement, &set.applications_terms),
        (Recipient::LinkedSite, &set.previews_agreement, &set.previews_terms),
        (Recipient::CalendarSite, &set.calendars_agreement, &set.calendars_terms),
        (Recipient::IdentityBody, &set.identity_agreement, &set.identity_terms),
        (Recipient::Geocoder, &set.geocoder_agreement, &set.geocoder_terms),
        (Recipient::DeviceCloud, &set.tuya_agreement, &set.tuya_terms),
        (Recipient::TerminalHikvision, &set.hikvision_agreement, &set.hikvision_terms),
        (Recipient::TerminalDahua, &set.dahua_agreement, &set.dahua_terms),
        (Recipient::TelephoneCompany, &config.sip.trunk_agreement, &config.sip.trunk_terms),
        (Recipient::TelephoneLine, &config.sip.trunk_agreement, &config.sip.trunk_terms),
    ];
    let on = recipients(config, dev)?;
    let agreement = |(recipient, at, terms): (Recipient, &Option<String>, &Option<String>)| {
        let (at, terms) = (at.clone()?, terms.clone()?);
        on.contains(&recipient).then_some((recipient, Agreement { at, terms }))
    };
    let pushing = push_file::read(set)?.agreements();
    let pushing = pushing.into_iter().filter(|(recipient, _)| on.contains(recipient));
    Ok(stated.into_iter().filter_map(agreement).chain(pushing).collect())
}

/// The settings that bring in what stands beside the house and belongs to it.
pub fn premises(config: &Config) -> Vec<&'static str> {
    let set = [
        ("database.url", config.database.url.is_some()),
        ("files.s3_endpoint", config.files.s3_endpoint.is_some()),
        ("backup.s3_endpoint", config.backup.s3_endpoint.is_some()),
        ("things.broker", config.things.broker.is_some()),
    ];
    set.into_iter().filter(|(_, is_set)| *is_set).map(|(setting, _)| setting).collect()
}

/// Recipients who hand work on to others, as whoever runs the house knows from the contracts.
pub(crate) fn entrusting(config: &Config) -> Vec<Recipient> {
    let set = &config.connectors;
    let known =
        [(set.sms_entrusts_others, Recipient::SmsGateway), (set.mail_entrusts_others, Recipient::MailRelay)];
    known.into_iter().filter(|(entrusts, _)| *entrusts).map(|(_, recipient)| recipient).collect()
}

/// The settings were checked when they were read: a provider has the rest.
fn sms(set: &Connectors) -> Option<SmsAccount> {
    let provider = match set.sms? {
        SmsProvider::Aliyun => Provider::Aliyun,
        SmsProvider::Tencent => Provider::Tencent,
    };
    let text = |setting: &Option<String>| setting.clone().unwrap_or_default();
    let address = set.sms_endpoint.clone().unwrap_or_else(|| provider.address().to_owned());
    Some(SmsAccount {
        account: Account {
            provider,
            address,
            key_id: text(&set.sms_key_id),
            secret: connectors::Secret::new(set.sms_secret.as_ref().map_or("", |secret| secret.reveal())),
            sign: text(&set.sms_sign),
            app: text(&set.sms_app),
            region: set.sms_region.clone(),
        },
        templates: Templates {
            code: text(&set.sms_template_code),
            code_en: text(&set.sms_template_code_en),
            uninvited: text(&set.sms_template_uninvited),
            uninvited_en: text(&set.sms_template_uninvited_en),
            invitation: text(&set.sms_template_invitation),
            notice: text(&set.sms_template_notice),
        },
    })
}

/// The settings were checked when they were read: a body has a key.
fn identity(set: &Connectors) -> Option<IdentityAccount> {
    let IdentityBody::Tencent = set.identity?;
    Some(IdentityAccount {
        address: set.identity_endpoint.clone().unwrap_or_else(|| IDENTITY_ADDRESS.to_owned()),
        key_id: set.identity_key_id.clone().unwrap_or_default(),
        secret: connectors::Secret::new(set.identity_secret.as_ref().map_or("", |secret| secret.reveal())),
    })
}

/// The settings were checked when they were read: a project has a key.
fn tuya(set: &Connectors) -> Option<TuyaAccount> {
    Some(TuyaAccount {
        address: set.tuya.clone()?,
        client_id: set.tuya_client_id.clone().unwrap_or_default(),
        secret: connectors::Secret::new(set.tuya_secret.as_ref().map_or("", |secret| secret.reveal())),
    })
}

fn mail(set: &Connectors) -> Result<Option<MailRelay>, Fault> {
    let Some(host) = set.mail.clone() else { return Ok(None) };
    let (security, port) = match set.mail_security {
        MailSecurity::Tls => (Security::Tls, 465),
        MailSecurity::Starttls => (Security::Starttls, 587),
    };
    let authority = match &set.mail_ca {
        Some(file) => Some(std::fs::read(file).because("reading the file of connectors.mail_ca")?),
        None => None,
    };
    Ok(Some(MailRelay {
        host,
        port: set.mail_port.unwrap_or(port),
        security,
        credentials: set.mail_user.clone().zip(set.mail_password.clone()),
        from: set.mail_from.clone().unwrap_or_default(),
        authority,
    }))
}
