//! Door stations and telephones, by the settings.

use ground::Fault;
use ground::config::{Config, Sip};
use sip::{Listen, Settings, Transport, Trunk};
use std::net::IpAddr;

/// What the trunk is called in the house.
const TRUNK: &str = "trunk";

/// How the house speaks SIP; nothing where no address is set.
///
/// # Errors
/// A fault where `--dev` would call telephones outside this machine.
pub(crate) fn settings(config: &Config, dev: bool) -> Result<Option<Settings>, Fault> {
    let sip = &config.sip;
    let Some(at) = sip.udp.or(sip.tcp) else { return Ok(None) };
    let address: IpAddr = sip.address.unwrap_or(at.ip());
    let listen = [(Transport::Udp, sip.udp), (Transport::Tcp, sip.tcp)];
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
