//! The WebSockets of all clients, on a thread of their own.

use std::sync::mpsc::{Receiver, Sender, channel};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use futures_util::{SinkExt as _, StreamExt as _};
use livekit_protocol::{self as proto, SignalRequest, SignalResponse, signal_request, signal_response};
use prost::Message as _;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

/// What the clients ask and hear.
pub struct Wires {
    runtime: tokio::runtime::Runtime,
    heard: Receiver<(usize, signal_response::Message)>,
    hear: Sender<(usize, signal_response::Message)>,
    asks: Vec<UnboundedSender<Vec<u8>>>,
    url: String,
}

impl Wires {
    pub fn new(url: String) -> Wires {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (hear, heard) = channel();
        Wires { runtime, heard, hear, asks: Vec::new(), url }
    }

    /// Connects the next client.
    pub fn join(&mut self, token: &str, offer: Option<proto::SessionDescription>) {
        let request = proto::JoinRequest {
            publisher_offer: offer,
            connection_settings: Some(proto::ConnectionSettings {
                auto_subscribe: true,
                ..Default::default()
            }),
            ..Default::default()
        };
        let wrapped = proto::WrappedJoinRequest { compression: 0, join_request: request.encode_to_vec() };
        let query = URL_SAFE.encode(wrapped.encode_to_vec());
        let url = format!("{}/rtc/v1?access_token={token}&join_request={query}", self.url);
        let (ask, mut asked) = unbounded_channel::<Vec<u8>>();
        let (number, hear) = (self.asks.len(), self.hear.clone());
        self.asks.push(ask);
        self.runtime.spawn(async move {
            let (socket, _) = connect_async(url).await.unwrap();
            let (mut write, mut read) = socket.split();
            let mut ping = tokio::time::interval(std::time::Duration::from_secs(5));
            loop {
                tokio::select! {
                    Some(bytes) = asked.recv() => write.send(Message::Binary(bytes.into())).await.unwrap(),
                    _ = ping.tick() => write.send(Message::Binary(encode(signal_request::Message::Ping(1)).into())).await.unwrap(),
                    message = read.next() => match message {
                        Some(Ok(Message::Binary(bytes))) => {
                            if let Some(message) = SignalResponse::decode(&bytes[..]).unwrap().message
                                && hear.send((number, message)).is_err()
                            {
                                return;
                            }
                        }
                        Some(Ok(_)) => {}
                        _ => return,
                    },
                }
            }
        });
    }

    pub fn ask(&self, number: usize, request: signal_request::Message) {
        if self.asks[number].send(encode(request)).is_err() {
            eprintln!("client {number} lost its WebSocket");
        }
    }

    pub fn heard(&self) -> Option<(usize, signal_response::Message)> {
        self.heard.try_recv().ok()
    }
}

fn encode(message: signal_request::Message) -> Vec<u8> {
    SignalRequest { message: Some(message) }.encode_to_vec()
}
