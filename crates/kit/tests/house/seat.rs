//! Somebody's seat at the media engine: the signalling alone, over a real WebSocket.

use futures_util::{SinkExt, StreamExt};
use kit::House;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// LiveKit's `SignalRequest` with `leave` (field 8) and nothing in it.
const LEAVE: [u8; 2] = [0x42, 0x00];
/// How long anything awaited here may take on a loaded machine.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The house's door on loopback; shut when dropped.
pub struct Door {
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl Drop for Door {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Door {
    pub async fn open(house: &House) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = house.running.router().into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, server }
    }

    /// Opens the stream of whoever has this bearer token, from its beginning; `None` where the house refuses.
    pub async fn stream(&self, token: &str) -> Option<Stream> {
        let url = format!("ws://{}/api/v1/stream?after=0", self.address);
        let mut request = url.into_client_request().unwrap();
        request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        Some(connect_async(request).await.ok()?.0)
    }

    /// The address of a path of the house, for a WebSocket.
    pub fn socket(&self, path: &str) -> String {
        format!("ws://{}{path}", self.address)
    }

    /// Takes the seat that a media token gives; `None` where the engine shows the door.
    pub async fn seat(&self, media_token: &str) -> Option<Seat> {
        let query = format!("access_token={media_token}&protocol=16&sdk=js&version=2.0.0&auto_subscribe=1");
        let (mut socket, _) = connect_async(format!("ws://{}/rtc?{query}", self.address)).await.ok()?;
        // The first answer is the join response (field 1), or a leave request (field 8).
        let first = tokio::time::timeout(PATIENCE, socket.next()).await.unwrap()?.ok()?;
        let Message::Binary(frame) = first else { return None };
        (frame.first() == Some(&0x0a)).then_some(Seat(socket))
    }
}

/// A stream of the house over a real WebSocket.
pub type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub struct Seat(Stream);

impl Seat {
    /// Gets up and goes, as a client does that closes the meeting.
    pub async fn leave(mut self) {
        self.0.send(Message::Binary(LEAVE.to_vec().into())).await.unwrap();
        self.until_shown_out().await;
    }

    /// Waits until the engine has closed the connection.
    pub async fn until_shown_out(&mut self) {
        let end = async { while let Some(Ok(_)) = self.0.next().await {} };
        tokio::time::timeout(PATIENCE, end).await.expect("the engine closes the connection");
    }
}

/// Asks again until the answer is there.
pub async fn wait_for<T>(mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let asking = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.expect("what is waited for happens")
}
