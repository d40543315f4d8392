//! Listening: HTTP or HTTPS, and a graceful stop.

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use ground::{Because, Fault};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use yard::House;

use crate::{ca, keys};

use crate::compose::{Running, Start};

/// How long open requests may take after the stop was asked for.
const GRACE: Duration = Duration::from_secs(10);
/// How often the certificate's file is looked at.
const CERT_LOOK: Duration = Duration::from_secs(30);

/// Serves a house until SIGINT or SIGTERM. `announce` is told what a person at the terminal should read.
///
/// # Errors
/// A fault where it cannot start or listen.
pub async fn serve(start: Start, announce: impl Fn(&str)) -> Result<(), Fault> {
    let listener = TcpListener::bind(start.config.server.listen).because("listening (is the port taken?)")?;
    listener.set_nonblocking(true).because("listening")?;
    let address = listener.local_addr().because("listening")?;
    let is_https = start.config.server.tls_cert.is_some() || start.config.server.house_ca;
    let scheme = if is_https { "https" } else { "http" };
    let base = start.config.server.public_url.clone().unwrap_or_else(|| format!("{scheme}://{address}"));
    let announce = Announce { base, address: format!("{scheme}://{address}"), say: &announce };
    loop {
        let listener = listener.try_clone().because("listening")?;
        if serve_once(start.clone(), listener, &announce).await? == Ended::Asked {
            return Ok(());
        }
        (announce.say)("the profile was chosen; the house opens anew");
    }
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
    let certified = if server.house_ca { Some(house_ca(&running.house).await?) } else { None };
    match (server.tls_cert, server.tls_key, certified) {
        (_, _, Some(own)) => {
            let https = axum_server::from_tcp_rustls(listener, own.tls).because("listening")?;
            https.handle(handle).serve(app).await.because("serving")?;
            own.pages.abort();
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
}

async fn house_ca(house: &House) -> Result<OwnTls, Fault> {
    let config = &house.config;
    let folder = keys::find(config, &house.data)?;
    let names = ca::names(&config.server, &config.media.announce);
    let own = ca::certify(&folder, &house.clock, names)?;
    let tls = RustlsConfig::from_pem(own.certificate.into_bytes(), own.key.into_bytes()).await;
    let (listen, pages) = (config.server.ca_listen, ca::pages(own.authority));
    let pages = tokio::spawn(async move {
        let Some(listen) = listen else { return };
        if let Err(error) = axum_server::bind(listen).serve(pages.into_make_service()).await {
            tracing::error!(%error, "the page of the house's CA cannot be served");
        }
    });
    Ok(OwnTls { tls: tls.because("using the house's certificate")?, pages })
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
