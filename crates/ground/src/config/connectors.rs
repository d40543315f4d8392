//! What the connectors lack, told in one go with all other mistakes.

use super::{Config, SmsProvider};

impl Config {
    pub(super) fn check_sms(&self, wrong: &mut impl FnMut(&str, &str)) {
        let set = &self.connectors;
        let wanted = [
            ("connectors.sms_key_id", set.sms_key_id.is_some()),
            ("connectors.sms_secret", set.sms_secret.is_some()),
            ("connectors.sms_sign", set.sms_sign.is_some()),
            ("connectors.sms_template_code", set.sms_template_code.is_some()),
            ("connectors.sms_template_uninvited", set.sms_template_uninvited.is_some()),
            ("connectors.sms_template_invitation", set.sms_template_invitation.is_some()),
            ("connectors.sms_template_notice", set.sms_template_notice.is_some()),
            ("connectors.sms_app", set.sms_app.is_some() || set.sms != Some(SmsProvider::Tencent)),
        ];
        for (setting, is_there) in wanted {
            if set.sms.is_some() && !is_there {
                wrong(setting, "is needed to send text messages");
            }
            if set.sms.is_none() && is_there && setting != "connectors.sms_app" {
                wrong("connectors.sms", "says who carries text messages: aliyun or tencent");
                break;
            }
        }
        if let Some(address) = &set.sms_endpoint
            && !(address.starts_with("https://") || is_loopback(address))
        {
            wrong("connectors.sms_endpoint", "wants to begin with https://");
        }
    }

    pub(super) fn check_identity(&self, wrong: &mut impl FnMut(&str, &str)) {
        let set = &self.connectors;
        let wanted = [
            ("connectors.identity_key_id", set.identity_key_id.is_some()),
            ("connectors.identity_secret", set.identity_secret.is_some()),
        ];
        for (setting, is_there) in wanted {
            if set.identity.is_some() && !is_there {
                wrong(setting, "is needed to ask an identity body");
            }
        }
        if set.identity.is_none() && wanted.iter().any(|(_, is_there)| *is_there) {
            wrong("connectors.identity", "says which identity body is asked: tencent");
        }
        if let Some(address) = &set.identity_endpoint
            && !(address.starts_with("https://") || is_loopback(address))
        {
            wrong("connectors.identity_endpoint", "wants to begin with https://");
        }
    }

    /// A geocoder has an address below which it is asked, in the clear on this machine alone.
    pub(super) fn check_geocoder(&self, wrong: &mut impl FnMut(&str, &str)) {
        let Some(address) = &self.connectors.geocoder else { return };
        if !(address.starts_with("https://") || is_loopback(address)) {
            wrong("connectors.geocoder", "wants to begin with https://");
        }
        if !address.ends_with('/') || address.contains(['?', '#', '@']) {
            wrong("connectors.geocoder", "wants to end with /, https://maps.house.example/");
        }
    }

    pub(super) fn check_tuya(&self, wrong: &mut impl FnMut(&str, &str)) {
        let set = &self.connectors;
        let wanted = [
            ("connectors.tuya_client_id", set.tuya_client_id.is_some()),
            ("connectors.tuya_secret", set.tuya_secret.is_some()),
            ("connectors.tuya_page", set.tuya_page.is_some()),
        ];
        for (setting, is_there) in wanted {
            if set.tuya.is_some() && !is_there {
                wrong(setting, "is needed to reach the cloud of devices");
            }
        }
        if set.tuya.is_none() && wanted.iter().any(|(_, is_there)| *is_there) {
            wrong("connectors.tuya", "says at which data centre it is, https://openapi.tuyacn.com/");
        }
        for (setting, address) in [("connectors.tuya", &set.tuya), ("connectors.tuya_page", &set.tuya_page)] {
            if let Some(address) = address
                && !(address.starts_with("https://") || is_loopback(address))
            {
                wrong(setting, "wants to begin with https://");
            }
        }
    }

    /// Nobody gets anything without an agreement on confidentiality, and without his own rules being told.
    pub(super) fn check_agreements(&self, wrong: &mut impl FnMut(&str, &str)) {
        let set = &self.connectors;
        let stated = [
            (set.sms.is_some(), "connectors.sms", &set.sms_agreement, &set.sms_terms),
            (set.mail.is_some(), "connectors.mail", &set.mail_agreement, &set.mail_terms),
            (set.programs, "connectors.programs", &set.programs_agreement, &set.programs_terms),
            (
                set.applications,
                "connectors.applications",
                &set.applications_agreement,
                &set.applications_terms,
            ),
            (set.previews, "connectors.previews", &set.previews_agreement, &set.previews_terms),
            (set.calendars, "connectors.calendars", &set.calendars_agreement, &set.calendars_terms),
            (set.identity.is_some(), "connectors.identity", &set.identity_agreement, &set.identity_terms),
            (set.geocoder.is_some(), "connectors.geocoder", &set.geocoder_agreement, &set.geocoder_terms),
            (set.tuya.is_some(), "connectors.tuya", &set.tuya_agreement, &set.tuya_terms),
            (set.hikvision, "connectors.hikvision", &set.hikvision_agreement, &set.hikvision_terms),
            (set.dahua, "connectors.dahua", &set.dahua_agreement, &set.dahua_terms),
        ];
        for (_, name, agreement, terms) in stated.into_iter().filter(|(is_used, ..)| *is_used) {
            if !agreement.as_deref().is_some_and(is_day) {
                wrong(
                    &format!("{name}_agreement"),
                    "wants the day of the agreement on confidentiality, 2026-11-24",
                );
            }
            if !terms.as_deref().is_some_and(|terms| terms.starts_with("https://")) {
                wrong(&format!("{name}_terms"), "wants the address of its own rules on privacy, https://…");
            }
        }
    }

    /// A broker has a whole address, a name and a password, and is believed by a certificate beyond this machine.
    pub(super) fn check_things(&self, wrong: &mut impl FnMut(&str, &str)) {
        let set = &self.things;
        let here = std::net::SocketAddr::from((std::net::Ipv4Addr::LOCALHOST, 554));
        if set.cameras.iter().any(|network| crate::network::has(network, here, &[]).is_none()) {
            wrong("things.cameras", "wants networks such as 10.20.0.0/16 or 10.20.0.0/16:5544");
        }
        let Some(broker) = &set.broker else { return };
        let (tls, rest) = match (broker.strip_prefix("mqtts://"), broker.strip_prefix("mqtt://")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            _ => return wrong("things.broker", "wants to begin with mqtt:// or mqtts://"),
        };
        let host =
            rest.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map(|(host, _)| host);
        let Some(host) = host else {
            return wrong("things.broker", "wants a name and a port, mqtt://127.0.0.1:1883");
        };
        if !tls && !["127.0.0.1", "localhost", "[::1]"].contains(&host) {
            wrong("things.broker", "wants mqtts:// where it is not on this machine");
        }
        if tls && set.ca.is_none() {
            wrong("things.ca", "is needed with mqtts");
        }
        if set.user.is_none() || set.password.is_none() {
            wrong("things.user, things.password", "are needed with a broker");
        }
    }

    /// Previews are made of sites that are named, and of no others; calendars alike.
    pub(super) fn check_sites(&self, wrong: &mut impl FnMut(&str, &str)) {
        let set = &self.connectors;
        let is_fit = |site: &String| {
            let mut signs = site.chars();
            !site.starts_with(['.', '-'])
                && signs.all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || ".-".contains(sign))
                && !site.is_empty()
        };
        for (is_on, setting, sites) in [
            (set.previews, "connectors.previews_sites", &set.previews_sites),
            (set.calendars, "connectors.calendars_sites", &set.calendars_sites),
        ] {
            if is_on && sites.is_empty() || !sites.iter().all(is_fit) {
                wrong(setting, "wants ends of names of sites in small letters, such as gov.cn");
            }
        }
    }

    pub(super) fn check_mail(&self, wrong: &mut impl FnMut(&str, &str)) {
        let set = &self.connectors;
        let is_name = |name: &str| !name.is_empty() && !name.contains(['/', ':', '@', ' ']);
        if let Some(host) = &set.mail
            && !is_name(host)
        {
            wrong("connectors.mail", "wants the name of the relay alone, such as smtp.example.com");
        }
        if set.mail.is_some() && set.mail_from.is_none() {
            wrong("connectors.mail_from", "is needed to send mail");
        }
        if let Some(from) = &set.mail_from
            && !from.split_once('@').is_some_and(|(who, domain)| !who.is_empty() && is_name(domain))
        {
            wrong("connectors.mail_from", "wants an address such as house@example.com");
        }
        if set.mail_user.is_some() != set.mail_password.is_some() {
            wrong("connectors.mail_user, connectors.mail_password", "both or neither");
        }
        let rest = [set.mail_from.is_some(), set.mail_user.is_some(), set.mail_ca.is_some()];
        if set.mail.is_none() && rest.contains(&true) {
            wrong("connectors.mail", "says which relay carries mail");
        }
    }
}

/// Whether these words are a day, `2026-11-24`.
fn is_day(words: &str) -> bool {
    let parts: Vec<&str> = words.split('-').collect();
    let number = |at: usize| parts.get(at).and_then(|part| part.parse::<u16>().ok());
    parts.iter().map(|part| part.len()).eq([4, 2, 2])
        && number(0).is_some()
        && number(1).is_some_and(|month| (1..=12).contains(&month))
        && number(2).is_some_and(|day| (1..=31).contains(&day))
}

/// Whether an address leads to this machine, where nobody listens on the way.
fn is_loopback(address: &str) -> bool {
    ["http://127.0.0.1:", "http://[::1]:", "http://localhost:"]
        .iter()
        .any(|begins| address.starts_with(begins))
}
