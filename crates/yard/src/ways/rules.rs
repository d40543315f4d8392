//! What stands and what is lacking, by the settings: plain functions on plain values.

use egress::SendRefused;
use ground::config::{Connectors, MailSecurity, SmsProvider};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::account::Phone;

/// Longest address that mail knows (RFC 5321).
const ADDRESS_MAX: usize = 254;

/// A way to reach somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Text messages.
    Sms,
    /// Mail.
    Mail,
}

/// Whether a way stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stands {
    /// Nobody carries it.
    Off,
    /// It lies in the outbox of `--dev`; nothing leaves.
    Outbox,
    /// It leaves.
    On,
}

/// A way as it is set.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Set {
    pub way: Way,
    pub stands: Stands,
    pub carrier: Option<String>,
    pub sender: Option<String>,
    pub settings: &'static [&'static str],
}

const SMS: &[&str] = &[
    "connectors.sms",
    "connectors.sms_key_id",
    "connectors.sms_secret",
    "connectors.sms_sign",
    "connectors.sms_template_code",
    "connectors.sms_template_uninvited",
    "connectors.sms_template_invitation",
    "connectors.sms_template_notice",
];
const MAIL: &[&str] = &[
    "connectors.mail",
    "connectors.mail_security",
    "connectors.mail_user",
    "connectors.mail_password",
    "connectors.mail_from",
];

/// Both ways as they are set.
pub(super) fn set(connectors: &Connectors, dev: bool) -> [Set; 2] {
    let stands = |is_set: bool| match (dev, is_set) {
        (true, _) => Stands::Outbox,
        (false, true) => Stands::On,
        (false, false) => Stands::Off,
    };
    let port = connectors.mail_port.unwrap_or(usual_port(connectors.mail_security));
    [
        Set {
            way: Way::Sms,
            stands: stands(connectors.sms.is_some()),
            carrier: connectors.sms.map(SmsProvider::word).map(str::to_owned),
            sender: connectors.sms_sign.clone(),
            settings: SMS,
        },
        Set {
            way: Way::Mail,
            stands: stands(connectors.mail.is_some()),
            carrier: connectors.mail.as_ref().map(|host| format!("{host}:{port}")),
            sender: connectors.mail_from.clone(),
            settings: MAIL,
        },
    ]
}

/// The port of a relay that names none.
pub(super) const fn usual_port(security: MailSecurity) -> u16 {
    match security {
        MailSecurity::Tls => 465,
        MailSecurity::Starttls => 587,
    }
}

/// What was typed, as it is sent to.
pub(super) fn addressee(way: Way, typed: &str) -> Result<String, Refusal> {
    let typed = typed.trim();
    match way {
        Way::Sms => Phone::read(typed).map(|phone| phone.e164().to_owned()).ok_or(Refusal::ToWrong),
        Way::Mail => {
            let is_mail = typed.len() <= ADDRESS_MAX
                && !typed.chars().any(|sign| sign.is_control() || sign.is_whitespace())
                && typed.split_once('@').is_some_and(|(who, domain)| {
                    !who.is_empty() && !domain.is_empty() && !domain.contains('@')
                });
            if is_mail { Ok(typed.to_owned()) } else { Err(Refusal::ToWrong) }
        }
    }
}

/// What became of a test: a stable word, and the provider's own.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Outcome {
    pub word: &'static str,
    pub said: Option<String>,
}

/// Reads what the gate answered. What is ours alone stays a fault.
pub(super) fn outcome(answer: Result<(), SendRefused>, dev: bool) -> Result<Outcome, Refusal> {
    let plain = |word| Ok(Outcome { word, said: None });
    match answer {
        Ok(()) => plain(if dev { "outbox" } else { "sent" }),
        Err(SendRefused::Refused(refused)) => {
            Ok(Outcome { word: refused.why.word(), said: Some(refused.said) })
        }
        Err(SendRefused::Unreachable) => plain("unreachable"),
        Err(SendRefused::Wait(_)) => plain("busy"),
        Err(SendRefused::Elsewhere) => plain("elsewhere"),
        Err(SendRefused::NoWay) => Err(Refusal::Off),
        Err(SendRefused::Fault(fault)) => Err(fault.into()),
        Err(
            other @ (SendRefused::Undeclared { .. }
            | SendRefused::Consent(_)
            | SendRefused::Minor(_)
            | SendRefused::Over),
        ) => Err(ground::Fault::caused("the policy does not let a test be sent", other).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_stand_by_the_settings_alone() {
        let mut connectors = Connectors::default();
        assert!(set(&connectors, false).iter().all(|way| way.stands == Stands::Off));
        assert!(set(&connectors, true).iter().all(|way| way.stands == Stands::Outbox));
        connectors.mail = Some("smtp.house.example".into());
        connectors.mail_security = MailSecurity::Starttls;
        let [sms, mail] = set(&connectors, false);
        assert_eq!((sms.stands, mail.stands), (Stands::Off, Stands::On));
        assert_eq!(mail.carrier.as_deref(), Some("smtp.house.example:587"));
    }

    #[test]
    fn numbers_and_addresses_are_read() {
        assert_eq!(addressee(Way::Sms, " 138 0013 8000").unwrap(), "+8613800138000");
        assert_eq!(addressee(Way::Mail, " wang@house.example ").unwrap(), "wang@house.example");
        let long = format!("{}@house.example", "x".repeat(300));
        for (way, wrong) in [
            (Way::Sms, "wang@house.example"),
            (Way::Sms, "12"),
            (Way::Mail, "13800138000"),
            (Way::Mail, "a@b@c"),
            (Way::Mail, "a b@c"),
            (Way::Mail, "a@c\r\nBcc: eve@d"),
            (Way::Mail, &long),
        ] {
            assert!(matches!(addressee(way, wrong), Err(Refusal::ToWrong)), "{wrong}");
        }
    }
}
