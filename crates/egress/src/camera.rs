//! The camera of a bell: a connection to one, in the networks that the settings name and in no other.
//!
//! It belongs to a home, as the bell does, and stands in the community's own network. Whoever gives its address cannot have the
//! house speak with anything else: neither with the house itself nor with the world, unless the keeper named that network. Nor with
//! what else is in it: a camera is asked at the ports of RTSP, or at the one that the keeper named.

use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;

use crate::{Egress, SendRefused};

/// The longest that connecting may take.
const WITHIN: Duration = Duration::from_secs(5);

/// The ports of RTSP.
const PORTS: &[u16] = &[554, 8_554];

/// Whether a camera is looked for there.
#[must_use]
pub fn looks_at(at: SocketAddr, networks: &[String]) -> bool {
    networks.iter().any(|network| ground::network::has(network, at, PORTS) == Some(true))
}

impl Egress {
    /// Opens a connection to a camera.
    ///
    /// # Errors
    /// That this house is over, that the camera is in none of these networks or at another port, or that it cannot be reached in time.
    pub async fn open_camera(&self, at: SocketAddr, networks: &[String]) -> Result<TcpStream, SendRefused> {
        if self.is_over() {
            return Err(SendRefused::Over);
        }
        if !looks_at(at, networks) {
            return Err(SendRefused::NoWay);
        }
        let unreachable = |_| SendRefused::Unreachable;
        let connecting = tokio::time::timeout(WITHIN, TcpStream::connect(at));
        let stream = connecting.await.map_err(|_| SendRefused::Unreachable)?.map_err(unreachable)?;
        stream.set_nodelay(true).map_err(unreachable)?;
        Ok(stream)
    }
}
