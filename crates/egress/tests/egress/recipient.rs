//! A small real provider on loopback: hears one request and says `ok`. Dropped unheard, it is gone.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub(crate) struct Provider {
    port: u16,
    heard: JoinHandle<String>,
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut heard = Vec::new();
            let mut buffer = [0; 4_096];
            while !heard.ends_with(b"123456") {
                let read = stream.read(&mut buffer).await.unwrap();
                assert!(read > 0, "the request ended early");
                heard.extend_from_slice(&buffer[..read]);
            }
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")
                .await
                .unwrap();
            String::from_utf8(heard).unwrap()
        });
        Self { port, heard }
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/v1/", self.port)
    }

    pub(crate) async fn heard(mut self) -> String {
        (&mut self.heard).await.unwrap()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.heard.abort();
    }
}
