//! A telephone that says what a test tells it to say, and nothing else.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::time::timeout;

pub struct Raw {
    socket: UdpSocket,
}

/// A request as it came.
pub struct Request {
    pub text: String,
    from: SocketAddr,
}

impl Request {
    pub fn is(&self, method: &str) -> bool {
        self.text.starts_with(&format!("{method} "))
    }

    /// The lines of this header.
    pub fn header(&self, name: &str) -> Vec<&str> {
        let head = self.text.split("\r\n\r\n").next().unwrap();
        let named =
            |line: &&str| line.split_once(':').is_some_and(|(said, _)| said.eq_ignore_ascii_case(name));
        head.lines().filter(named).collect()
    }

    pub fn body(&self) -> &str {
        self.text.split_once("\r\n\r\n").unwrap().1
    }
}

impl Raw {
    pub async fn new() -> Self {
        Self { socket: UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap() }
    }

    pub fn at(&self) -> SocketAddr {
        self.socket.local_addr().unwrap()
    }

    /// The next request of this method, if one comes within this time; others are passed over.
    pub async fn next(&self, method: &str, patience: Duration) -> Option<Request> {
        let found = async {
            let mut bytes = vec![0; 65_536];
            loop {
                let (length, from) = self.socket.recv_from(&mut bytes).await.unwrap();
                let text = String::from_utf8(bytes[..length].to_vec()).unwrap();
                let request = Request { text, from };
                if request.is(method) {
                    return request;
                }
            }
        };
        timeout(patience, found).await.ok()
    }

    /// Answers a request.
    pub async fn answer(&self, request: &Request, status: &str, body: &str) {
        let mut text = format!("SIP/2.0 {status}\r\n");
        for name in ["Via", "From", "Call-ID", "CSeq", "To"] {
            for line in request.header(name) {
                text += line;
                text += if name == "To" && !line.contains("tag=") { ";tag=raw\r\n" } else { "\r\n" };
            }
        }
        text += &format!("Contact: <sip:raw@{}>\r\n", self.at());
        if !body.is_empty() {
            text += "Content-Type: application/sdp\r\n";
        }
        text += &format!("Content-Length: {}\r\n\r\n{body}", body.len());
        self.socket.send_to(text.as_bytes(), request.from).await.unwrap();
    }
}
