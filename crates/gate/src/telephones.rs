//! Door stations and telephones, by the settings: one node for both wings. Doors hear who dials in, and people who call
//! telephones hear of their own calls.

use ground::config::{Config, Sip};
use ground::{Because, Fault};
use sip::{Certificate, Events, Listen, Node, Settings, Transport, Trunk};
use std::net::IpAddr;
use std::sync::Arc;
use yard::House;

use crate::{ca, keys};

/// What the trunk is called in the house.
const TRUNK: &str = "trunk";

/// A node that runs, what happens at it, and what its trunk is called where it has one. Whoever holds it stops it.
pub(crate) type Running = (Arc<Node>, Events, Option<String>);

/// Starts the node; nothing where no address is set, or no wing of the doorplate speaks SIP.
///
/// # Errors
/// A fault where an address is taken, or `--dev` would call telephones outside this machine.
pub(crate) async fn start(house: &House) -> Result<Option<Running>, Fault> {
    let speaks = |wing: &String| wing == "community" || wing == "chat" && house.config.sip.trunk.is_some();
    if !house.policy.wings().iter().any(speaks) {
        return Ok(None);
    }
    let Some(mut settings) = settings(&house.config, house.dev)? else { return Ok(None) };
    if house.config.sip.tls.is_some() {
        settings.certificate = Some(certificate(house)?);
    }
    let trunk = settings.trunks.first().map(|trunk| trunk.name.clone());
    let what = "starting to speak SIP (is sip.udp, sip.tcp or sip.tls taken?)";
    let (node, events) = Node::start(settings, community::intercom::book(house)).await.because(what)?;
    Ok(Some((Arc::new(node), events, trunk)))
}

/// The certificate that stations see: the one that browsers do. One that is renewed is used from the next start on.
fn certificate(house: &House) -> Result<Certificate, Fault> {
    let server = &house.config.server;
    if let (Some(chain), Some(key)) = (&server.tls_cert, &server.tls_key) {
        let chain = std::fs::read(chain).because("reading server.tls_cert for sip.tls")?;
        return Ok(Certificate {
            chain,
            key: std::fs::read(key).because("reading server.tls_key for sip.tls")?,
        });
    }
    let names = ca::names(server, &house.config.media.announce);
    let own = ca::certify(&keys::find(&house.config, &house.data)?, &house.clock, names)?;
    Ok(Certificate { chain: own.certificate.into_bytes(), key: own.key.into_bytes() })
}

/// How the house speaks SIP; nothing where no address is set.
///
/// # Errors
/// A fault where `--dev` would call telephones outside this machine.
fn settings(config: &Config, dev: bool) -> Result<Option<Settings>, Fault> {
    let sip = &config.sip;
    let Some(at) = sip.udp.or(sip.tcp).or(sip.tls) else { return Ok(None) };
    let address: IpAddr = sip.address.unwrap_or(at.ip());
    let listen = [(Transport::Udp, sip.udp), (Transport::Tcp, sip.tcp), (Transport::Tls, sip.tls)];
    let listen = listen.into_iter().filter_map(|(transport, at)| Some(Listen { transport, at: at? }));
    let trunk = trunk(sip);
    if dev && trunk.as_ref().is_some_and(|trunk| !trunk.at.ip().is_loopback()) {
        return Err(Fault::new(
            "sip.trunk: with --dev nothing leaves; only a trunk on this machine is called",
        ));
    }
    Ok(Some(Settings {
        realm: sip.realm.clone(),
        listen: listen.collect(),
        bind: at.ip(),
        address,
        media_ports: sip.media_first..=sip.media_last,
        trunks: trunk.into_iter().collect(),
        ..Settings::default()
    }))
}

fn trunk(sip: &Sip) -> Option<Trunk> {
    let at = sip.trunk?;
    Some(Trunk {
        name: TRUNK.to_owned(),
        at,
        transport: Transport::Udp,
        domain: sip.trunk_domain.clone().unwrap_or_else(|| at.to_string()),
        account: sip.trunk_account.clone().unwrap_or_default(),
        password: sip.trunk_password.as_ref().map_or_else(String::new, |secret| secret.reveal().to_owned()),
        register: sip.trunk_register,
    })
}
