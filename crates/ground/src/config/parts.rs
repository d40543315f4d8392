//! What settings of one part want of one another, and what follows from them: HTTPS, backups, what speaks SIP.

use super::{Backup, Server, Sip};

impl Backup {
    pub(super) fn check(&self, wrong: &mut impl FnMut(&str, &str)) {
        let s3 = [
            self.s3_endpoint.is_some(),
            self.s3_bucket.is_some(),
            self.s3_keys_bucket.is_some(),
            self.s3_key_id.is_some(),
            self.s3_secret.is_some(),
        ];
        let (some, all) = (s3.contains(&true), !s3.contains(&false));
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

impl Server {
    /// Whether the house itself speaks HTTPS.
    #[must_use]
    pub const fn is_https(&self) -> bool {
        self.tls_cert.is_some() || self.house_ca
    }
}

impl Sip {
    /// Whether stations can register.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.udp.is_some() || self.tcp.is_some() || self.tls.is_some()
    }

    pub(super) fn check(&self, wrong: &mut impl FnMut(&str, &str)) {
        let is_anywhere =
            [self.udp, self.tcp, self.tls].into_iter().flatten().any(|at| at.ip().is_unspecified());
        if is_anywhere && self.address.is_none() {
            wrong("sip.address", "say at which address stations reach the house");
        }
        if self.media_first >= self.media_last {
            wrong("sip.media_first, sip.media_last", "the first port comes before the last");
        }
        if self.trunk.is_some()
            && !((self.udp.is_some() || self.tcp.is_some()) && self.trunk_account.is_some())
        {
            wrong("sip.trunk", "wants sip.trunk_account, and sip.udp or sip.tcp");
        }
        if !self.dial_prefixes.is_empty() && self.trunk.is_none() {
            wrong("sip.dial_prefixes", "wants sip.trunk");
        }
        let is_prefix = |prefix: &String| {
            let digits = prefix.strip_prefix('+').unwrap_or_default();
            !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
        };
        if !self.dial_prefixes.iter().all(is_prefix) {
            wrong("sip.dial_prefixes", "a number begins with + and its country, such as +8610");
        }
    }
}
