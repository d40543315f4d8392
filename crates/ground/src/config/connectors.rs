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

/// Whether an address leads to this machine, where nobody listens on the way.
fn is_loopback(address: &str) -> bool {
    ["http://127.0.0.1:", "http://[::1]:", "http://localhost:"]
        .iter()
        .any(|begins| address.starts_with(begins))
}
