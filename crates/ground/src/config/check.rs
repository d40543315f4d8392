//! What does not go together in the settings, told in one go.

use super::{Config, Signup};

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

impl Config {
    pub(super) fn check(&self, mistakes: &mut Vec<Mistake>) {
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
        let files = &self.files;
        let s3 = [
            files.s3_endpoint.is_some(),
            files.s3_bucket.is_some(),
            files.s3_key_id.is_some(),
            files.s3_secret.is_some(),
        ];
        if s3.contains(&true) && s3.contains(&false) {
            wrong("files", "S3 wants endpoint, bucket, key id and secret together");
        }
        self.check_sms(&mut wrong);
        self.check_mail(&mut wrong);
        self.check_agreements(&mut wrong);
        self.check_sites(&mut wrong);
        self.check_identity(&mut wrong);
        self.check_geocoder(&mut wrong);
        self.check_tuya(&mut wrong);
        self.check_things(&mut wrong);
        self.backup.check(&mut wrong);
        self.sip.check(&mut wrong);
        if self.sip.tls.is_some() && !self.server.is_https() {
            wrong("sip.tls", "wants server.tls_cert, or server.house_ca");
        }
        if self.cards.plates && self.cards.nets.is_none() {
            wrong("cards.plates", "wants cards.nets");
        }
        if self.accounts.proof_bits > 24 {
            wrong("accounts.proof_bits", "more than 24 would keep honest telephones out");
        }
    }
}
