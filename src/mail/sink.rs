//! A small SMTP server on loopback that really receives: the demo's mailbox and the tests' receiver. It speaks enough of
//! RFC 5321 for any client (EHLO, HELO, MAIL, RCPT, DATA, RSET, NOOP, VRFY, QUIT), and every limit is its own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;

/// Connections at once; more wait.
const MAX_CONNECTIONS: usize = 32;
/// Largest message, in bytes, also announced as SIZE.
const MAX_MESSAGE_BYTES: usize = 10 * 1024 * 1024;
/// Longest command line, in bytes (RFC 5321, 4.5.3.1.4, with room for extensions).
const MAX_LINE_BYTES: u64 = 2048;
/// Recipients of one message (RFC 5321, 4.5.3.1.8).
const MAX_RECIPIENTS: usize = 100;
/// Messages that wait to be taken before a sender has to wait.
const WAITING_MESSAGES: usize = 64;
/// A client that says nothing for so long is cut off.
const IDLE_LIMIT: Duration = Duration::from_secs(300);

/// A message that was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Return path, without angle brackets; empty for a bounce.
    pub from: String,
    /// Recipients, without angle brackets.
    pub to: Vec<String>,
    /// The message, as sent.
    pub bytes: Vec<u8>,
}

/// A running server. It ends when this is dropped.
#[derive(Debug)]
pub struct Sink {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Sink {
    /// Starts a server on a free port of loopback. Messages come out of the receiver; each is answered with 250 only after
    /// it was put there, and refused with 451 once the receiver is gone.
    ///
    /// # Errors
    /// Where no port can be had.
    pub async fn start() -> std::io::Result<(Self, mpsc::Receiver<Received>)> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let (sender, receiver) = mpsc::channel(WAITING_MESSAGES);
        let task = tokio::spawn(serve(listener, sender));
        Ok((Self { address, task }, receiver))
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, sender: mpsc::Sender<Received>) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else { return };
        let sender = sender.clone();
        connections.spawn(async move {
            let _ = Conversation::new(stream, sender).run().await;
            drop(place);
        });
        while connections.try_join_next().is_some() {}
    }
}

struct Conversation {
    stream: BufReader<TcpStream>,
    sender: mpsc::Sender<Received>,
    from: Option<String>,
    to: Vec<String>,
}

impl Conversation {
    fn new(stream: TcpStream, sender: mpsc::Sender<Received>) -> Self {
        Self { stream: BufReader::new(stream), sender, from: None, to: Vec::new() }
    }

    async fn run(mut self) -> std::io::Result<()> {
        self.say("220 sodate sink").await?;
        while let Ok(Some(line)) = tokio::time::timeout(IDLE_LIMIT, self.line()).await.unwrap_or(Ok(None)) {
            let line = String::from_utf8_lossy(&line).into_owned();
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "QUIT" => return self.say("221 2.0.0 bye").await,
                "DATA" if self.from.is_some() && !self.to.is_empty() => self.data().await?,
                "EHLO" => {
                    self.forget();
                    self.say(&format!("250-sodate sink\r\n250-8BITMIME\r\n250 SIZE {MAX_MESSAGE_BYTES}")).await?;
                }
                other => {
                    let answer = self.answer(other, rest);
                    self.say(answer).await?;
                }
            }
        }
        Ok(())
    }

    fn answer(&mut self, verb: &str, rest: &str) -> &'static str {
        match verb {
            "HELO" | "RSET" => {
                self.forget();
                "250 2.0.0 ok"
            }
            "NOOP" => "250 2.0.0 ok",
            "VRFY" => "252 2.5.0 send it and see",
            "MAIL" => match path(rest, "FROM:") {
                Some(from) => {
                    self.forget();
                    self.from = Some(from);
                    "250 2.1.0 ok"
                }
                None => "501 5.5.4 MAIL FROM:<address>",
            },
            "RCPT" if self.from.is_none() => "503 5.5.1 MAIL first",
            "RCPT" if self.to.len() >= MAX_RECIPIENTS => "452 4.5.3 too many recipients",
            "RCPT" => match path(rest, "TO:").filter(|to| !to.is_empty()) {
                Some(to) => {
                    self.to.push(to);
                    "250 2.1.5 ok"
                }
                None => "501 5.5.4 RCPT TO:<address>",
            },
            "DATA" => "503 5.5.1 MAIL and RCPT first",
            _ => "500 5.5.2 unknown command",
        }
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
    }

    async fn data(&mut self) -> std::io::Result<()> {
        self.say("354 go ahead, end with a dot").await?;
        let mut bytes = Vec::new();
        let mut too_large = false;
        loop {
            let Some(line) = tokio::time::timeout(IDLE_LIMIT, self.raw_line(MAX_MESSAGE_BYTES as u64)).await?? else {
                return Ok(());
            };
            if line == b".\r\n" {
                break;
            }
            let line = line.strip_prefix(b".").unwrap_or(&line);
            too_large |= bytes.len() + line.len() > MAX_MESSAGE_BYTES;
            if !too_large {
                bytes.extend_from_slice(line);
            }
        }
        let message = Received { from: self.from.take().unwrap_or_default(), to: std::mem::take(&mut self.to), bytes };
        if too_large {
            return self.say("552 5.3.4 message too large").await;
        }
        match self.sender.send(message).await {
            Ok(()) => self.say("250 2.0.0 taken").await,
            Err(_) => self.say("451 4.3.0 nobody takes messages any more").await,
        }
    }

    /// A command line without its end; nothing at the end of the connection, nor for a line that is too long.
    async fn line(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        Ok(self.raw_line(MAX_LINE_BYTES).await?.map(|line| line.trim_ascii_end().to_vec()))
    }

    async fn raw_line(&mut self, limit: u64) -> std::io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        (&mut self.stream).take(limit).read_until(b'\n', &mut line).await?;
        Ok(line.ends_with(b"\n").then_some(line))
    }

    async fn say(&mut self, answer: &str) -> std::io::Result<()> {
        self.stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await
    }
}

/// The address in `FROM:<address> PARAMETERS`. A quoted local part may hold a `>`.
fn path(rest: &str, keyword: &str) -> Option<String> {
    let (head, tail) = rest.split_at_checked(keyword.len())?;
    let tail = tail.trim_start().strip_prefix('<')?;
    let mut quoted = false;
    let end = tail.char_indices().find(|(_, character)| {
        quoted ^= *character == '"';
        *character == '>' && !quoted
    })?;
    head.eq_ignore_ascii_case(keyword).then(|| tail.get(..end.0).unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Received, Sink, path};
    use crate::mail::smtp::{SmtpSettings, SmtpTransport};
    use crate::mail::{Address, Envelope, SendOutcome, Transport};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    fn envelope(to: &str) -> Envelope {
        Envelope { from: Address::parse("info@acme.example").unwrap(), to: Address::parse(to).unwrap() }
    }

    #[test]
    fn reads_paths() {
        assert_eq!(path("FROM:<a@b.example> SIZE=3", "FROM:").as_deref(), Some("a@b.example"));
        assert_eq!(path("to: <\"a>b\"@c.example>", "TO:").as_deref(), Some("\"a>b\"@c.example"));
        assert_eq!(path("FROM:<>", "FROM:").as_deref(), Some(""));
        assert_eq!(path("FROM:a@b.example", "FROM:"), None);
        assert_eq!(path("あ", "TO:"), None);
    }

    #[tokio::test]
    async fn what_is_sent_arrives_byte_for_byte() {
        let (sink, mut received) = Sink::start().await.unwrap();
        let transport = SmtpTransport::new(SmtpSettings::plain("127.0.0.1", sink.address().port())).unwrap();
        for (to, bytes) in [
            ("a..b@docomo.ne.jp", &b"Subject: x\r\n\r\n.dot\r\n..two\r\n.\r\nend\r\n"[..]),
            ("b@c.example", b"Subject: y\r\n\r\n"),
        ] {
            let outcome = transport.send(&envelope(to), bytes).await;
            assert!(matches!(outcome, SendOutcome::Sent { ref response } if response.contains("taken")), "{outcome:?}");
            let expected = Received {
                from: "info@acme.example".into(),
                to: vec![envelope(to).to.to_string()],
                bytes: bytes.to_vec(),
            };
            assert_eq!(received.recv().await, Some(expected));
        }
        transport.close().await;
        drop(received);
        let outcome = transport.send(&envelope("b@c.example"), b"a: b\r\n\r\nx\r\n").await;
        assert!(matches!(outcome, SendOutcome::Retry { .. }), "{outcome:?}");
    }

    #[tokio::test]
    async fn keeps_to_the_order_of_commands() {
        let (sink, _received) = Sink::start().await.unwrap();
        let mut stream = tokio::net::TcpStream::connect(sink.address()).await.unwrap();
        let commands =
            "RCPT TO:<a@b.example>\r\nDATA\r\nMAIL x\r\nHELO me\r\nmail from:<a@b.example>\r\nDATA\r\nXYZ\r\nQUIT\r\n";
        stream.write_all(commands.as_bytes()).await.unwrap();
        let mut answers = String::new();
        stream.read_to_string(&mut answers).await.unwrap();
        let codes: Vec<&str> = answers.lines().filter_map(|line| line.get(..3)).collect();
        assert_eq!(codes, ["220", "503", "503", "501", "250", "250", "503", "500", "221"]);
    }
}
