//! As much of HTTP/1.1 as a load needs: one connection, one request at a time, answers with a length.

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection that is kept.
pub struct Http {
    stream: TcpStream,
    token: String,
    kept: Vec<u8>,
}

impl Http {
    /// Connects as whoever has the token.
    pub async fn connect(address: SocketAddr, token: &str) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, token: token.to_owned(), kept: Vec::new() }
    }

    /// Asks; answers status and body.
    pub async fn ask(&mut self, method: &str, path: &str, body: &str) -> (u16, Vec<u8>) {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        );
        self.stream.write_all(head.as_bytes()).await.unwrap();
        loop {
            if let Some((status, from, to)) = whole(&self.kept) {
                let body = self.kept[from..to].to_vec();
                self.kept.drain(..to);
                return (status, body);
            }
            assert_ne!(self.stream.read_buf(&mut self.kept).await.unwrap(), 0, "the house closed");
        }
    }
}

/// The status, and where the body begins and ends, once all of it is there.
fn whole(bytes: &[u8]) -> Option<(u16, usize, usize)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let status = head.get(9..12)?.parse().unwrap();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    let to = end + 4 + length.unwrap_or(0);
    (bytes.len() >= to).then_some((status, end + 4, to))
}
