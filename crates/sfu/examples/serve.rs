//! Runs a media node alone, for clients that are tried against it.
//!
//! `cargo run -p sfu --example serve -- [--listen 127.0.0.1:7880] [--udp PORT] [--tcp PORT] [--workers N]
//! [--announce IP] [--no-udp] [--no-cc] [--line MBIT] [--key devkey] [--secret secret]`

use std::error::Error;

use sfu::{Node, Settings};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let mut listen = "127.0.0.1:7880".to_owned();
    let mut settings = Settings {
        api_key: "devkey".into(),
        api_secret: "secret".into(),
        internal_secret: "internal-secret-of-the-example".into(),
        ..Settings::default()
    };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{arg} needs a value"));
        match arg.as_str() {
            "--listen" => listen = value()?,
            "--udp" => settings.udp_port = value()?.parse()?,
            "--tcp" => settings.tcp_port = value()?.parse()?,
            "--workers" => settings.workers = value()?.parse()?,
            "--announce" => settings.announce.push(value()?.parse()?),
            "--line" => settings.line_mbit = Some(value()?.parse()?),
            "--key" => settings.api_key = value()?,
            "--secret" => settings.api_secret = value()?,
            "--no-udp" => settings.udp = false,
            "--no-cc" => settings.congestion_control = false,
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    let node = Node::start(settings)?;
    let listener = tokio::net::TcpListener::bind(&listen).await?;
    tracing::info!(address = %listener.local_addr()?, udp = node.udp_port(), "serving");
    let served = axum::serve(listener, node.router()).with_graceful_shutdown(async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!(%error, "waiting for the signal to end");
        }
    });
    tokio::select! {
        done = served => done?,
        () = ended() => {}
    }
    node.stop().await;
    Ok(())
}

/// A little after the signal, so that a WebSocket that stays open does not keep the process.
async fn ended() {
    if tokio::signal::ctrl_c().await.is_ok() {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    }
}
