//! The house's own certificate authority, for a LAN where no public one reaches.
//!
//! Its key is made once and lies beside the other keys of the house, readable by the house alone. The
//! certificate of the house is made anew at each start, for the names and addresses it has then.

use axum::Router;
use axum::http::header;
use axum::response::Html;
use axum::routing::get;
use ground::config::Server;
use ground::{Because, Clock, Fault, clock};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use std::io::Write;
use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Days that a certificate of the house is good; browsers refuse more than 398.
const LEAF_DAYS: i64 = 397;
/// Days that the authority is good.
const CA_DAYS: i64 = 3_650;
const DAY_US: i64 = 86_400_000_000;

/// What the house serves HTTPS with.
pub(crate) struct Certified {
    /// The authority's certificate, to be installed on devices.
    pub authority: String,
    /// The house's certificate.
    pub certificate: String,
    /// The key of the house's certificate; in memory alone.
    pub key: String,
}

/// Opens the authority (or makes it) and certifies the house for these names and addresses.
///
/// # Errors
/// A fault where the folder cannot be written or a name is none.
pub(crate) fn certify(folder: &Path, clock: &Clock, names: Vec<String>) -> Result<Certified, Fault> {
    std::fs::create_dir_all(folder).because("making the folder of keys")?;
    let (key_file, certificate_file) = (folder.join("ca.key"), folder.join("ca.pem"));
    let mut authority = CertificateParams::default();
    authority.distinguished_name = named("Courtyard house CA 四合院");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let known = std::fs::read_to_string(&key_file).ok().zip(std::fs::read_to_string(&certificate_file).ok());
    let (key, certificate) = if let Some((key, certificate)) = known {
        (KeyPair::from_pem(&key).because("reading the key of the house's CA")?, certificate)
    } else {
        let key = KeyPair::generate().because("making the key of the house's CA")?;
        last(&mut authority, clock, CA_DAYS);
        let certificate = authority.self_signed(&key).because("making the house's CA")?.pem();
        write_private(&key_file, &key.serialize_pem())?;
        std::fs::write(&certificate_file, &certificate).because("writing the house's CA")?;
        (key, certificate)
    };
    let issuer = Issuer::new(authority, key);
    let mut house = CertificateParams::new(names).because("naming the house's certificate")?;
    house.distinguished_name = named("Courtyard 四合院");
    house.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    house.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    house.use_authority_key_identifier_extension = true;
    last(&mut house, clock, LEAF_DAYS);
    let own = KeyPair::generate().because("making the key of the house's certificate")?;
    let signed = house.signed_by(&own, &issuer).because("signing the house's certificate")?;
    Ok(Certified { authority: certificate, certificate: signed.pem(), key: own.serialize_pem() })
}

/// The names and addresses that the house knows of itself.
pub(crate) fn names(server: &Server, announced: &[IpAddr]) -> Vec<String> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    let host = server.public_url.as_deref().and_then(|url| url.split("://").nth(1)).map(|rest| {
        let rest = rest.split('/').next().unwrap_or(rest);
        rest.strip_prefix('[')
            .map_or_else(|| rest.split(':').next(), |rest| rest.split(']').next())
            .unwrap_or(rest)
    });
    names.extend(host.map(str::to_owned));
    names.extend(server.names.iter().cloned());
    names.extend(announced.iter().map(ToString::to_string));
    if !server.listen.ip().is_unspecified() {
        names.push(server.listen.ip().to_string());
    }
    names.sort();
    names.dedup();
    names
}

fn named(name: &str) -> DistinguishedName {
    let mut full = DistinguishedName::new();
    full.push(DnType::CommonName, name);
    full
}

/// From yesterday, since clocks of devices differ.
fn last(params: &mut CertificateParams, clock: &Clock, days: i64) {
    let today = clock.now().micros().div_euclid(DAY_US);
    let date = |day: i64| {
        let (year, month, day) = clock::civil(day);
        let small = |part: i64| u8::try_from(part).unwrap_or(1);
        date_time_ymd(i32::try_from(year).unwrap_or(1970), small(month), small(day))
    };
    params.not_before = date(today - 1);
    params.not_after = date(today + days);
}

fn write_private(file: &Path, text: &str) -> Result<(), Fault> {
    let mut open = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    let out =
        open.as_mut().map_err(|error| Fault::new(format!("writing the key of the house's CA: {error}")))?;
    out.write_all(text.as_bytes()).because("writing the key of the house's CA")?;
    out.sync_all().because("writing the key of the house's CA")
}

const PAGE: &str = "<!doctype html><html lang=zh-CN><meta charset=utf-8>\
<meta name=viewport content='width=device-width,initial-scale=1'><title>安装证书 · Install the certificate</title>\
<body style='font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem'>\
<h1>安装本站证书</h1><p><a href=/ca.pem download>下载证书 ca.pem</a></p><ul>\
<li>Windows：双击证书 → 安装 → 本地计算机 → 受信任的根证书颁发机构\
<li>macOS：双击证书 → 钥匙串访问 → 设为“始终信任”\
<li>Android：设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书\
<li>iPhone / iPad：下载后到 设置 → 已下载描述文件 安装，再到 通用 → 关于本机 → 证书信任设置 打开\
<li>Firefox：设置 → 隐私与安全 → 证书 → 查看证书 → 导入</ul>\
<p>请先向管理人核对指纹，再安装。</p><h1 lang=en>Install this house's certificate</h1>\
<p lang=en><a href=/ca.pem download>Download ca.pem</a>, install it as a trusted root certificate authority on your \
device, and compare its fingerprint with your keeper before you do.</p>";

/// The install page and the authority's certificate, and nothing else.
pub(crate) fn pages(authority: String) -> Router {
    let file =
        get(move || async move { ([(header::CONTENT_TYPE, "application/x-x509-ca-cert")], authority) });
    Router::new()
        .route("/ca.pem", file)
        .route("/ca", get(|| async { Html(PAGE) }))
        .fallback(|| async { Html(PAGE) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authority_outlives_a_restart_and_its_key_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let names = || vec!["localhost".to_owned(), "192.0.2.7".to_owned()];
        let first = certify(folder.path(), &Clock::system(), names()).unwrap();
        let second = certify(folder.path(), &Clock::system(), names()).unwrap();
        assert_eq!(first.authority, second.authority);
        assert_ne!(first.certificate, second.certificate);
        let mode = std::fs::metadata(folder.path().join("ca.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn the_house_knows_its_names() {
        let server = Server {
            public_url: Some("https://house.lan:8443/x".to_owned()),
            listen: "192.0.2.1:443".parse().unwrap(),
            ..Server::default()
        };
        let names = names(&server, &["2001:db8::1".parse().unwrap()]);
        for name in ["house.lan", "192.0.2.1", "2001:db8::1", "localhost"] {
            assert!(names.iter().any(|known| known == name), "{name} in {names:?}");
        }
    }
}
