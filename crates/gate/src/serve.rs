//! Listening: HTTP or HTTPS, and a graceful stop.

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use ground::config::Server;
use ground::{Because, Clock, Fault, Timestamp};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use yard::House;

use crate::{ca, keys};

use crate::compose::{Running, Start};

/// How long open requests may take after the stop was asked for.
const GRACE: Duration = Duration::from_secs(10);
/// How often the certificate's file is looked at.
const CERT_LOOK: Duration = Duration::from_secs(30);
/// How often the clock is looked at, whether the house's own certificate is due.
const OWN_LOOK: Duration = Duration::from_secs(1);

/// Serves a house until SIGINT or SIGTERM. `announce` is told what a person at the terminal should read.
///
/// # Errors
/// A fault where it cannot start or listen.
pub async fn serve(start: Start, announce: impl Fn(&str)) -> Result<(), Fault> {
    let listener = TcpListener::bind(start.config.server.listen).because("listening (is the port taken?)")?;
    listener.set_nonblocking(true).because("listening")?;
    let address = listener.local_addr().because("listening")?;
    let server = &start.config.server;
    let base = base(server, address);
    let announce = Announce { base, address: format!("{}://{address}", scheme(server)), say: &announce };
    loop {
        let listener = listener.try_clone().because("listening")?;
        if serve_once(start.clone(), listener, &announce).await? == Ended::Asked {
            return Ok(());
        }
        (announce.say)("the profile was chosen; the house opens anew");
    }
}

fn scheme(server: &Server) -> &'static str {
    if server.is_https() { "https" } else { "http" }
}

/// Where the house is reached: as configured, else where it listens; what listens everywhere is reached from here.
pub(crate) fn base(server: &Server, listen: SocketAddr) -> String {
    let stated = server.public_url.clone();
    stated.unwrap_or_else(|| {
        let from_here =
            if listen.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { listen.ip() };
        format!("{}://{}", scheme(server), SocketAddr::new(from_here, listen.port()))
    })
}

/// Why serving ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// A signal asked for it.
    Asked,
    /// The first day chose another profile.
    Profile,
}

/// What is told at the terminal once the house stands.
struct Announce<'a> {
    base: String,
    address: String,
    say: &'a dyn Fn(&str),
}

async fn serve_once(start: Start, listener: TcpListener, announce: &Announce<'_>) -> Result<Ended, Fault> {
    let server = start.config.server.clone();
    let mut running = Running::start(start).await?;
    let certified = if server.house_ca { Some(house_ca(&running.house).await?) } else { None };
    (announce.say)(&format!("listening on {}", announce.address));
    if let Some(link) = yard::setup::setup_link(&running.house, &announce.base).await? {
        (announce.say)(&format!(
            "this house is not set up yet; its keeper opens, once and within a day:\n{link}"
        ));
    }
    let app = running.router().into_make_service_with_connect_info::<SocketAddr>();
    running.work();
    let handle = Handle::new();
    let stopper = tokio::spawn(stop_when_asked(handle.clone(), running.house.clone()));
    match (server.tls_cert, server.tls_key, certified) {
        (_, _, Some(own)) => {
            let https = axum_server::from_tcp_rustls(listener, own.tls).because("listening")?;
            https.handle(handle).serve(app).await.because("serving")?;
            own.pages.abort();
            own.renewal.abort();
        }
        (Some(cert), Some(key), None) => {
            let tls = RustlsConfig::from_pem_file(&cert, &key).await.because("reading the certificate")?;
            let watcher = tokio::spawn(watch_certificate(tls.clone(), cert, key));
            let https = axum_server::from_tcp_rustls(listener, tls).because("listening")?;
            let served = https.handle(handle).serve(app).await;
            watcher.abort();
            served.because("serving")?;
        }
        _ => {
            let http = axum_server::from_tcp(listener).because("listening")?;
            http.handle(handle).serve(app).await.because("serving")?;
        }
    }
    let ended = stopper.await.because("stopping")?;
    running.stop().await?;
    Ok(ended)
}

/// HTTPS by the house's own authority, and the page that gives its certificate out.
struct OwnTls {
    tls: RustlsConfig,
    pages: tokio::task::JoinHandle<()>,
    renewal: tokio::task::JoinHandle<()>,
}

async fn house_ca(house: &House) -> Result<OwnTls, Fault> {
    let config = &house.config;
    let folder = keys::find(config, &house.data)?;
    let names = ca::names(&config.server, &config.media.announce);
    let own = ca::certify(&folder, &house.clock, names.clone())?;
    if own.is_new {
        tracing::warn!("the house has a new certificate authority: devices install it from /ca.pem");
    }
    let tls = RustlsConfig::from_pem(own.certificate.into_bytes(), own.key.into_bytes()).await;
    let tls = tls.because("using the house's certificate")?;
    let (listen, pages) = (config.server.ca_listen, ca::pages(own.authority));
    let pages = tokio::spawn(async move {
        let Some(listen) = listen else { return };
        if let Err(error) = axum_server::bind(listen).serve(pages.into_make_service()).await {
            tracing::error!(%error, "the page of the house's CA cannot be served");
        }
    });
    let renewal = Renewal { tls: tls.clone(), folder, names, clock: house.clock.clone() };
    let renewal = tokio::spawn(renewal.work(own.renew_at));
    Ok(OwnTls { tls, pages, renewal })
}

/// What makes the house's next certificate before the present one ends.
struct Renewal {
    tls: RustlsConfig,
    folder: PathBuf,
    names: Vec<String>,
    clock: Clock,
}

impl Renewal {
    async fn work(self, mut due: Timestamp) {
        loop {
            tokio::time::sleep(OWN_LOOK).await;
            if self.clock.now() < due {
                continue;
            }
            match self.renew().await {
                Ok(next) => due = next,
                Err(fault) => {
                    tracing::error!(fault = %fault.chain(), "the house's certificate cannot be renewed");
                    tokio::time::sleep(CERT_LOOK).await;
                }
            }
        }
    }

    async fn renew(&self) -> Result<Timestamp, Fault> {
        let own = ca::certify(&self.folder, &self.clock, self.names.clone())?;
        let (certificate, key) = (own.certificate.into_bytes(), own.key.into_bytes());
        self.tls.reload_from_pem(certificate, key).await.because("using the renewed certificate")?;
        tracing::info!("the house's certificate was renewed");
        Ok(own.renew_at)
    }
}

async fn stop_when_asked(handle: Handle<SocketAddr>, house: House) -> Ended {
    let ended = tokio::select! {
        () = signalled() => Ended::Asked,
        () = yard::setup::profile_changed(&house) => Ended::Profile,
    };
    tracing::info!("stopping");
    handle.graceful_shutdown(Some(GRACE));
    ended
}

async fn signalled() {
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        asked = tokio::signal::ctrl_c() => if asked.is_err() { std::future::pending().await },
    }
}

/// Reads the certificate again when its file has changed; a broken file leaves the old one in use.
async fn watch_certificate(tls: RustlsConfig, cert: PathBuf, key: PathBuf) {
    let changed =
        |path: &PathBuf| -> Option<SystemTime> { std::fs::metadata(path).and_then(|it| it.modified()).ok() };
    let mut known = changed(&cert);
    loop {
        tokio::time::sleep(CERT_LOOK).await;
        let now = changed(&cert);
        if now == known {
            continue;
        }
        match tls.reload_from_pem_file(&cert, &key).await {
            Ok(()) => {
                known = now;
                tracing::info!("the certificate was read again");
            }
            Err(error) => tracing::error!(%error, "the new certificate cannot be read; the old one stays"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_the_stated_address_or_to_where_the_house_listens() {
        let at = |listen: &str, house_ca: bool, public_url: Option<&str>| {
            let public_url = public_url.map(str::to_owned);
            base(&Server { house_ca, public_url, ..Server::default() }, listen.parse().unwrap())
        };
        assert_eq!(at("0.0.0.0:80", false, Some("https://house.example")), "https://house.example");
        assert_eq!(at("192.0.2.1:8080", false, None), "http://192.0.2.1:8080");
        assert_eq!(at("0.0.0.0:8443", true, None), "https://127.0.0.1:8443");
        assert_eq!(at("[::]:8080", false, None), "http://127.0.0.1:8080");
        assert_eq!(at("[2001:db8::1]:8080", false, None), "http://[2001:db8::1]:8080");
    }
}
