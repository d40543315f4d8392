//! The house's own certificate authority, for a LAN where no public one reaches.
//!
//! Its key is made once and lies beside the other keys of the house, readable by the house alone. The authority vouches
//! for nothing but the names of the house and the neighbourhood of its addresses, and says so in its certificate: whoever
//! steals its key cannot pass for another site. The certificate of the house is made anew at each start, and while the
//! house runs before it ends.

use axum::Router;
use axum::http::header;
use axum::response::Html;
use axum::routing::get;
use ground::config::Server;
use ground::{Because, Clock, Fault, Timestamp, clock};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, date_time_ymd,
};
use std::collections::BTreeSet;
use std::io::Write;
use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

/// Days that a certificate of the house is good; browsers refuse more than 398.
const LEAF_DAYS: i64 = 397;
/// Days before its end at which the next one is made.
const RENEW_DAYS: i64 = 30;
/// Days that the authority is good.
const CA_DAYS: i64 = 3_650;
const DAY_US: i64 = 86_400_000_000;
const DAY: Duration = Duration::from_secs(86_400);

/// What the house serves HTTPS with.
pub(crate) struct Certified {
    /// The authority's certificate, to be installed on devices.
    pub authority: String,
    /// The house's certificate.
    pub certificate: String,
    /// The key of the house's certificate; in memory alone.
    pub key: String,
    /// When the next certificate is due.
    pub renew_at: Timestamp,
    /// True where the authority was made now: devices have to install it.
    pub is_new: bool,
}

/// Opens the authority (or makes it) and certifies the house for these names and addresses.
///
/// # Errors
/// A fault where the folder cannot be written or a name is none.
pub(crate) fn certify(folder: &Path, clock: &Clock, names: Vec<String>) -> Result<Certified, Fault> {
    std::fs::create_dir_all(folder).because("making the folder of keys")?;
    let wanted: BTreeSet<String> = names.iter().map(|name| vouched(name)).collect();
    let known = known(folder, &wanted, clock.now())?;
    let is_new = known.is_none();
    let (key, authority) = match known {
        Some(known) => known,
        None => found(folder, &wanted, clock)?,
    };
    let issuer = Issuer::new(authority_params(), key);
    let mut house = CertificateParams::new(names).because("naming the house's certificate")?;
    house.distinguished_name = named("Courtyard 四合院");
    house.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    house.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    house.use_authority_key_identifier_extension = true;
    last(&mut house, clock, LEAF_DAYS);
    let own = KeyPair::generate().because("making the key of the house's certificate")?;
    let signed = house.signed_by(&own, &issuer).because("signing the house's certificate")?;
    let renew_at = clock.now().plus(days(LEAF_DAYS - RENEW_DAYS));
    Ok(Certified { authority, certificate: signed.pem(), key: own.serialize_pem(), renew_at, is_new })
}

fn authority_params() -> CertificateParams {
    let mut authority = CertificateParams::default();
    authority.distinguished_name = named("Courtyard house CA 四合院");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority
}

/// The authority that lies there, if it may vouch for all these names and outlives another certificate.
fn known(
    folder: &Path,
    wanted: &BTreeSet<String>,
    now: Timestamp,
) -> Result<Option<(KeyPair, String)>, Fault> {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let (Some(key), Some(certificate), Some(bounds)) = (read("ca.key"), read("ca.pem"), read("ca.names"))
    else {
        return Ok(None);
    };
    let mut lines = bounds.lines();
    let made = lines.next().and_then(|line| line.parse().ok()).map_or(i64::MIN, |us: i64| us);
    let vouches: BTreeSet<String> = lines.map(str::to_owned).collect();
    let lasts = Timestamp::from_micros(made).plus(days(CA_DAYS - LEAF_DAYS)) > now;
    if !lasts || !wanted.is_subset(&vouches) {
        return Ok(None);
    }
    let key = KeyPair::from_pem(&key).because("reading the key of the house's CA")?;
    Ok(Some((key, certificate)))
}

/// Makes an authority that vouches for these, in the place of the one before.
fn found(folder: &Path, wanted: &BTreeSet<String>, clock: &Clock) -> Result<(KeyPair, String), Fault> {
    let key = KeyPair::generate().because("making the key of the house's CA")?;
    let mut authority = authority_params();
    let permitted = wanted.iter().map(|name| subtree(name)).collect();
    authority.name_constraints =
        Some(NameConstraints { permitted_subtrees: permitted, excluded_subtrees: Vec::new() });
    last(&mut authority, clock, CA_DAYS);
    let certificate = authority.self_signed(&key).because("making the house's CA")?.pem();
    let made = clock.now().micros().to_string();
    let bounds: Vec<&str> = std::iter::once(made.as_str()).chain(wanted.iter().map(String::as_str)).collect();
    write(&folder.join("ca.key"), &key.serialize_pem(), 0o600)?;
    write(&folder.join("ca.pem"), &certificate, 0o644)?;
    write(&folder.join("ca.names"), &(bounds.join("\n") + "\n"), 0o644)?;
    Ok((key, certificate))
}

/// What the authority vouches for because of one name of the house: the name, or the neighbourhood of a private address,
/// which a router may change tomorrow; of another address, itself.
fn vouched(name: &str) -> String {
    let Ok(address) = name.parse::<IpAddr>() else {
        return name.trim_start_matches("*.").to_lowercase();
    };
    let (address, bits) = match address {
        IpAddr::V4(v4) if v4.is_loopback() => ([127, 0, 0, 0].into(), 8),
        IpAddr::V4(v4) if v4.is_private() || v4.is_link_local() => {
            let [a, b, c, _] = v4.octets();
            ([a, b, c, 0].into(), 24)
        }
        IpAddr::V6(v6) if v6.is_unique_local() || v6.is_unicast_link_local() => {
            let [a, b, c, d, ..] = v6.segments();
            ([a, b, c, d, 0, 0, 0, 0].into(), 64)
        }
        IpAddr::V4(_) => (address, 32),
        IpAddr::V6(_) => (address, 128),
    };
    format!("{address}/{bits}")
}

fn subtree(vouched: &str) -> GeneralSubtree {
    let subnet = vouched.split_once('/').and_then(|(address, bits)| {
        Some(CidrSubnet::from_addr_prefix(address.parse().ok()?, bits.parse().ok()?))
    });
    subnet.map_or_else(|| GeneralSubtree::DnsName(vouched.to_owned()), GeneralSubtree::IpAddress)
}

const fn days(many: i64) -> Duration {
    DAY.saturating_mul(many.unsigned_abs() as u32)
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

/// Writes beside, makes durable, then names it.
fn write(file: &Path, text: &str, mode: u32) -> Result<(), Fault> {
    let beside = file.with_extension("new");
    let mut open = std::fs::OpenOptions::new();
    let mut out = open
        .write(true)
        .create(true)
        .truncate(true)
        .mode(mode)
        .open(&beside)
        .because("making a file of the house's CA")?;
    out.write_all(text.as_bytes()).because("writing a file of the house's CA")?;
    out.sync_all().because("making a file of the house's CA durable")?;
    std::fs::rename(&beside, file).because("naming a file of the house's CA")
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
    use rustls::client::WebPkiServerVerifier;
    use rustls::client::danger::ServerCertVerifier;
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, UnixTime};
    use std::sync::Arc;

    fn some_names() -> Vec<String> {
        ["localhost", "house.lan", "192.168.7.9", "203.0.113.7", "fd00:1::9"].map(str::to_owned).to_vec()
    }

    #[test]
    fn the_authority_outlives_a_restart_and_its_key_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let first = certify(folder.path(), &Clock::system(), some_names()).unwrap();
        let second = certify(folder.path(), &Clock::system(), some_names()).unwrap();
        assert!(first.is_new && !second.is_new);
        assert_eq!(first.authority, second.authority);
        assert_ne!(first.certificate, second.certificate);
        let mode = std::fs::metadata(folder.path().join("ca.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn an_address_of_the_neighbourhood_keeps_the_authority_and_another_name_ends_it() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::system();
        let first = certify(folder.path(), &clock, some_names()).unwrap();
        let moved = certify(folder.path(), &clock, vec!["192.168.7.200".to_owned()]).unwrap();
        assert_eq!(first.authority, moved.authority);
        let other = certify(folder.path(), &clock, vec!["house2.lan".to_owned()]).unwrap();
        assert!(other.is_new && other.authority != first.authority);
        clock.advance(days(CA_DAYS - LEAF_DAYS + 1));
        assert!(certify(folder.path(), &clock, vec!["house2.lan".to_owned()]).unwrap().is_new);
    }

    /// Whether a device that trusts this authority takes a certificate for this name, signed by its key.
    fn is_taken(folder: &Path, authority: &str, name: &str) -> bool {
        let key = KeyPair::from_pem(&std::fs::read_to_string(folder.join("ca.key")).unwrap()).unwrap();
        let issuer = Issuer::new(authority_params(), key);
        let mut forged = CertificateParams::new(vec![name.to_owned()]).unwrap();
        forged.use_authority_key_identifier_extension = true;
        last(&mut forged, &Clock::system(), LEAF_DAYS);
        let forged = forged.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap();
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(authority.as_bytes()).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let device = WebPkiServerVerifier::builder_with_provider(roots.into(), provider).build().unwrap();
        let server = name.to_owned().try_into().unwrap();
        device.verify_server_cert(forged.der(), &[], &server, &[], UnixTime::now()).is_ok()
    }

    #[test]
    fn a_stolen_key_passes_for_no_other_site() {
        let folder = tempfile::tempdir().unwrap();
        let own = certify(folder.path(), &Clock::system(), some_names()).unwrap();
        for ours in ["house.lan", "localhost", "192.168.7.77", "203.0.113.7", "fd00:1::1"] {
            assert!(is_taken(folder.path(), &own.authority, ours), "{ours}");
        }
        for other in ["bank.example", "lan", "192.168.8.1", "203.0.113.8", "8.8.8.8", "2001:db8::1"] {
            assert!(!is_taken(folder.path(), &own.authority, other), "{other}");
        }
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
