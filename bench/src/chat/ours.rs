//! People of the house: they say something by a request, which is answered when it is durable, and hear of what others say
//! on their stream.

use futures_util::StreamExt;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::http::Http;

/// A page that listens.
pub struct Listener {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    http: Http,
    conversation: String,
    /// The last number that this page has.
    has: i64,
}

impl Listener {
    /// Opens the stream of whoever has this token, and asks for what is there of the conversation.
    pub async fn open(address: SocketAddr, token: &str, conversation: &str) -> Self {
        let mut one = Self {
            stream: stream(address, token).await,
            http: Http::connect(address, token).await,
            conversation: conversation.to_owned(),
            has: 0,
        };
        one.fetch("limit=1").await;
        one
    }

    /// What is said next; several at once where several are there. As the web client does: what comes with the hint is
    /// taken where nothing lies between, else it is asked for.
    pub async fn next(&mut self) -> Vec<String> {
        loop {
            let Some(Ok(Message::Text(frame))) = self.stream.next().await else { continue };
            let frame: Value = serde_json::from_str(&frame).unwrap();
            let missed = frame["kind"] == "stream.missed";
            let newer = frame["kind"] == "conversation.event"
                && frame["body"]["conversation"] == self.conversation.as_str()
                && frame["body"]["seq"].as_i64().is_some_and(|seq| seq > self.has);
            if newer && let Some(events) = frame["body"]["events"].as_array() {
                let first = events.first().and_then(|event| event["seq"].as_i64());
                if first == Some(self.has + 1) {
                    return self.take(events);
                }
            }
            if missed || newer {
                let query = format!("after={}", self.has);
                return self.fetch(&query).await;
            }
        }
    }

    async fn fetch(&mut self, query: &str) -> Vec<String> {
        let path = format!("/api/v1/conversations/{}/events?{query}", self.conversation);
        let (status, body) = self.http.ask("GET", &path, "").await;
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        let page: Value = serde_json::from_slice(&body).unwrap();
        self.take(page["items"].as_array().unwrap())
    }

    fn take(&mut self, items: &[Value]) -> Vec<String> {
        self.has = items.last().map_or(self.has, |last| last["seq"].as_i64().unwrap());
        items.iter().filter_map(|item| item["text"].as_str().map(str::to_owned)).collect()
    }
}

/// The stream of whoever has this token.
pub async fn stream(address: SocketAddr, token: &str) -> WebSocketStream<MaybeTlsStream<TcpStream>> {
    let mut request = format!("ws://{address}/api/v1/stream?after=0").into_client_request().unwrap();
    request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    connect_async(request).await.unwrap().0
}

/// Somebody who says things, one after the other.
pub struct Talker {
    http: Http,
    conversation: String,
}

impl Talker {
    /// Connects as whoever has this token.
    pub async fn open(address: SocketAddr, token: &str, conversation: &str) -> Self {
        Self { http: Http::connect(address, token).await, conversation: conversation.to_owned() }
    }

    /// Says it; it is durable when this returns.
    pub async fn say(&mut self, mark: &str, text: &str) {
        let path = format!("/api/v1/conversations/{}/messages", self.conversation);
        let wish = json!({ "mark": mark, "text": text }).to_string();
        let (status, body) = self.http.ask("POST", &path, &wish).await;
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
    }
}
