//! Settings as they are read, and mistakes as they are told.

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
fn what_a_connector_lacks_is_told_in_one_go_and_no_secret_with_it() {
    let mistakes = from(&[
        ("COURTYARD_CONNECTORS__SMS", "tencent"),
        ("COURTYARD_CONNECTORS__SMS_SECRET", "hunter2"),
        ("COURTYARD_CONNECTORS__SMS_ENDPOINT", "http://sms.example/"),
        ("COURTYARD_CONNECTORS__MAIL", "smtp://relay"),
        ("COURTYARD_CONNECTORS__MAIL_PASSWORD", "hunter2"),
        ("COURTYARD_CONNECTORS__MAIL_SECURITY", "none"),
    ])
    .unwrap_err();
    let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    for setting in [
        "sms_key_id",
        "sms_sign",
        "sms_template_code",
        "sms_app",
        "sms_endpoint",
        "mail:",
        "mail_from",
        "mail_user",
        "mail_security",
        "sms_agreement",
        "sms_terms",
        "mail_agreement",
        "mail_terms",
    ] {
        assert!(told.iter().any(|line| line.contains(setting)), "{setting}: {told:?}");
    }
    assert!(!told.concat().contains("hunter2"));
    let alone = from(&[("COURTYARD_CONNECTORS__SMS_SECRET", "hunter2")]).unwrap_err();
    assert_eq!(alone.len(), 1, "{alone:?}");
}

#[test]
fn a_secret_is_shown_nowhere() {
    let config = from(&[
        ("COURTYARD_CONNECTORS__MAIL", "smtp.example"),
        ("COURTYARD_CONNECTORS__MAIL_FROM", "house@house.example"),
        ("COURTYARD_CONNECTORS__MAIL_AGREEMENT", "2026-11-20"),
        ("COURTYARD_CONNECTORS__MAIL_TERMS", "https://smtp.example/privacy"),
        ("COURTYARD_CONNECTORS__MAIL_USER", "house"),
        ("COURTYARD_CONNECTORS__MAIL_PASSWORD", "hunter2"),
    ])
    .unwrap();
    assert!(!format!("{config:?}").contains("hunter2"));
    assert_eq!(config.connectors.mail_password.as_ref().map(Secret::reveal), Some("hunter2"));
    assert_eq!(config.connectors.mail_password.show(), "…");
}

#[test]
fn every_setting_says_what_it_means() {
    assert!(Config::docs().iter().all(|setting| setting.doc.len() > 10));
}

#[test]
fn keys_are_not_backed_up_beside_the_data() {
    let refused = |pairs: &[(&str, &str)]| from(pairs).unwrap_err().len();
    assert_eq!(refused(&[("COURTYARD_BACKUP__FOLDER", "/a")]), 1);
    assert_eq!(refused(&[("COURTYARD_BACKUP__FOLDER", "/a"), ("COURTYARD_BACKUP__KEYS_FOLDER", "/a")]), 1);
    assert!(from(&[("COURTYARD_BACKUP__FOLDER", "/a"), ("COURTYARD_BACKUP__KEYS_FOLDER", "/b")]).is_ok());
    assert_eq!(refused(&[("COURTYARD_BACKUP__S3_BUCKET", "one")]), 1);
}
