//! A registration at a trunk, kept alive.

use std::sync::Arc;
use std::time::Duration;

use rsipstack::dialog::registration::Registration;
use rsipstack::sip::{HostWithPort, Param, Scheme, StatusCode, Uri};

use super::Inner;
use super::incoming::contact;
use super::outgoing::credential;
use super::stack::stack_transport;
use super::types::{Event, Trunk};
use crate::registrar::Transport;

const LASTING: u32 = 600;
const AGAIN: Duration = Duration::from_secs(30);

/// Registers again and again until the node ends.
pub async fn keep(inner: Arc<Inner>, trunk: Trunk) {
    let Ok(domain) = HostWithPort::try_from(trunk.domain.as_str()) else {
        tracing::warn!("a trunk's domain cannot be written into a request");
        return;
    };
    let mut server = Uri { scheme: Some(Scheme::Sip), auth: None, host_with_port: domain, ..Uri::default() };
    if trunk.transport != Transport::Udp {
        server.params.push(Param::Transport(stack_transport(trunk.transport)));
    }
    let mut registration = Registration::new(inner.dialogs.endpoint.clone(), credential(&trunk));
    registration.outbound_proxy = Some(trunk.at);
    let mut ours = contact(&inner, trunk.transport);
    if let Some(auth) = &mut ours.auth {
        auth.user.clone_from(&trunk.account);
    }
    registration.contact = Some(ours.into());
    let mut registered = None;
    loop {
        let answer = registration.register(server.clone(), Some(LASTING)).await;
        let taken = answer.is_ok_and(|answer| answer.status_code == StatusCode::OK);
        if registered != Some(taken) {
            registered = Some(taken);
            inner.tell(Event::Trunk { trunk: trunk.name.clone(), registered: taken }).await;
        }
        let granted = u64::from(registration.expires().clamp(20, LASTING));
        tokio::time::sleep(if taken { Duration::from_secs(granted * 3 / 4) } else { AGAIN }).await;
    }
}
