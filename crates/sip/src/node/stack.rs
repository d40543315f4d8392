//! The stack beneath: its listeners, and the gate that counts packets before they are parsed.

use std::net::{IpAddr, SocketAddr};
use std::sync::Mutex;

use async_trait::async_trait;
use rsipstack::sip::{Header, SipMessage, StatusCode};
use rsipstack::transaction::endpoint::{EndpointOption, MessageInspector};
use rsipstack::transaction::{CallIdFormat, Endpoint, EndpointBuilder};
use rsipstack::transport::transport_layer::DomainResolver;
use rsipstack::transport::udp::UdpConnection;
use rsipstack::transport::{SipAddr, TransportLayer};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::locked;
use super::types::{Failure, Settings};
use crate::digest;
use crate::limits::Buckets;
use crate::registrar::Transport;

/// The transport as the stack names it.
pub const fn stack_transport(transport: Transport) -> rsipstack::sip::Transport {
    match transport {
        Transport::Udp => rsipstack::sip::Transport::Udp,
        Transport::Tcp => rsipstack::sip::Transport::Tcp,
        Transport::Tls => rsipstack::sip::Transport::Tls,
    }
}

/// An address as the stack names it.
pub fn stack_address(transport: Transport, at: SocketAddr) -> SipAddr {
    SipAddr { r#type: Some(stack_transport(transport)), addr: at.into() }
}

/// Names in what strangers send are not looked up: whoever is called is called where its registration came from.
struct NoNames;

#[async_trait]
impl DomainResolver for NoNames {
    async fn resolve(&self, _target: &SipAddr) -> rsipstack::Result<SipAddr> {
        Err(rsipstack::Error::DnsResolutionError("names are not looked up".into()))
    }
}

/// Turns challenges of trunks into what the stack can answer, and its answers into what trunks read: it knows one
/// challenge a response, `qop=auth` alone, and another name of SHA-256 than RFC 8760.
struct Spelling;

impl MessageInspector for Spelling {
    fn before_send(&self, message: SipMessage, _to: Option<&SipAddr>) -> SipMessage {
        let SipMessage::Request(mut request) = message else { return message };
        for header in request.headers.iter_mut() {
            match header {
                Header::Authorization(value) => *value = digest::spelled(value.value()).into(),
                Header::ProxyAuthorization(value) => *value = digest::spelled(value.value()).into(),
                _ => {}
            }
        }
        SipMessage::Request(request)
    }

    fn after_received(&self, message: SipMessage, _from: Option<&SipAddr>) -> SipMessage {
        let SipMessage::Response(mut response) = message else { return message };
        let asks = [StatusCode::Unauthorized, StatusCode::ProxyAuthenticationRequired];
        if asks.contains(&response.status_code) {
            let mut found = false;
            response.headers.retain(|header| match header {
                Header::WwwAuthenticate(_) | Header::ProxyAuthenticate(_) if found => false,
                Header::WwwAuthenticate(_) | Header::ProxyAuthenticate(_) => {
                    found = digest::answerable(header.value()).is_some();
                    found
                }
                _ => true,
            });
            for header in response.headers.iter_mut() {
                let text = digest::answerable(header.value()).unwrap_or_default();
                match header {
                    Header::WwwAuthenticate(value) => *value = text.into(),
                    Header::ProxyAuthenticate(value) => *value = text.into(),
                    _ => {}
                }
            }
        }
        SipMessage::Response(response)
    }
}

/// The stack with its listeners for UDP; it serves once it is told to.
pub async fn endpoint(
    settings: &Settings,
    stop: &CancellationToken,
    began: Instant,
) -> Result<Endpoint, Failure> {
    let layer = TransportLayer::new_with_domain_resolver(stop.child_token(), Box::new(NoNames));
    let each = Mutex::new(Buckets::new(settings.packets, 16_384));
    let all = Mutex::new(Buckets::new(settings.packets_of_all, 1));
    layer.set_whitelist(move |ip: IpAddr| {
        let now = began.elapsed();
        let enters = locked(&each).take(now, &ip) && locked(&all).take(now, &());
        async move { enters }
    });
    for listen in settings.listen.iter().filter(|one| one.transport == Transport::Udp) {
        let at = listen.at;
        let named = SocketAddr::new(settings.address, at.port());
        let made = UdpConnection::create_connection(at, Some(named), Some(stop.child_token())).await;
        let failed = |source| Failure::Listen { at, source };
        layer.add_transport(made.map_err(|error| failed(std::io::Error::other(error.to_string())))?.into());
    }
    let mut builder = EndpointBuilder::new();
    builder.with_user_agent("Courtyard").with_transport_layer(layer).with_cancel_token(stop.child_token());
    builder.with_inspector(Box::new(Spelling));
    builder.with_option(EndpointOption { callid_format: CallIdFormat::Uuid, ..EndpointOption::default() });
    Ok(builder.build())
}
