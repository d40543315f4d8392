//! The broker of devices: one connection of the house's own, to the address that the settings name and to no other.
//!
//! It stands beside the house and belongs to it, like a database server: the published policy names it as such. What is said over
//! it is whatever the home does with its own devices; nothing of it is passed on to anybody.

use ground::{Because, Fault};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::{Egress, SendRefused};

/// The longest that connecting may take.
const WITHIN: Duration = Duration::from_secs(10);

/// Where the broker is.
#[derive(Clone, Debug)]
pub struct Broker {
    /// `mqtt://host:port`, or `mqtts://host:port`.
    pub address: String,
    /// The authority by which a broker is believed that speaks TLS: a file in PEM.
    pub ca: Option<PathBuf>,
}

/// A connection to it.
pub trait BrokerStream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> BrokerStream for T {}

impl Egress {
    /// Opens a connection to the broker of devices.
    ///
    /// # Errors
    /// That this house is over, that the broker cannot be reached in time, or a fault where its settings cannot be used.
    pub async fn open_broker(&self, broker: &Broker) -> Result<Box<dyn BrokerStream>, SendRefused> {
        if self.is_over() {
            return Err(SendRefused::Over);
        }
        tokio::time::timeout(WITHIN, open(broker)).await.map_err(|_| SendRefused::Unreachable)?
    }
}

async fn open(broker: &Broker) -> Result<Box<dyn BrokerStream>, SendRefused> {
    let unreachable = |_| SendRefused::Unreachable;
    let Some(place) = broker.address.strip_prefix("mqtts://") else {
        let place = broker.address.strip_prefix("mqtt://").ok_or(SendRefused::NoWay)?;
        let stream = TcpStream::connect(place).await.map_err(unreachable)?;
        stream.set_nodelay(true).map_err(unreachable)?;
        return Ok(Box::new(stream));
    };
    let connector = connector(broker)?;
    let host = place.rsplit_once(':').map_or(place, |(host, _)| host);
    // An IPv6 address stands in brackets before its port, and in none as a name.
    let host = host.trim_matches(['[', ']']).to_owned();
    let name = ServerName::try_from(host).because("reading the name of the broker")?;
    let stream = TcpStream::connect(place).await.map_err(unreachable)?;
    stream.set_nodelay(true).map_err(unreachable)?;
    Ok(Box::new(connector.connect(name, stream).await.map_err(unreachable)?))
}

/// TLS that believes one authority and no other.
fn connector(broker: &Broker) -> Result<TlsConnector, Fault> {
    let file = broker.ca.as_ref().ok_or_else(|| Fault::new("things.ca is needed with mqtts"))?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).because("reading the file of things.ca")? {
        let certificate = certificate.because("reading the file of things.ca")?;
        roots.add(certificate).because("using the file of things.ca")?;
    }
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
