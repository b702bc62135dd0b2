//! An SMTP server that misbehaves on command, once for each connection: it stalls, hangs up, refuses or talks nonsense at
//! the phase that a test names, and counts what it took.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Where a fault happens: instead of the answer to this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Greeting,
    Hello,
    Login,
    Mail,
    Rcpt,
    Data,
    /// While the message comes in: after its first line.
    Body,
    /// After the final dot.
    End,
}

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing more is said.
    Stall,
    /// The connection is closed.
    Drop,
    /// This answer is given; the conversation goes on.
    Say(&'static str),
}

/// A running server.
pub struct FaultySmtp {
    pub address: SocketAddr,
    pub connections: Arc<AtomicUsize>,
    /// Messages answered with 250.
    pub taken: Arc<Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for FaultySmtp {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl FaultySmtp {
    /// The n-th connection gets the n-th fault; further ones are served properly.
    pub async fn start(faults: Vec<(At, Fault)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let taken = Arc::new(Mutex::new(Vec::new()));
        let (count, messages) = (Arc::clone(&connections), Arc::clone(&taken));
        let task = tokio::spawn(async move {
            let mut all = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let number = count.fetch_add(1, Ordering::SeqCst);
                let fault = faults.get(number).copied();
                let messages = Arc::clone(&messages);
                all.spawn(async move {
                    let _ = Talk { stream: BufReader::new(stream), fault, messages }.run().await;
                });
            }
        });
        Self { address, connections, taken, task }
    }
}

struct Talk {
    stream: BufReader<TcpStream>,
    fault: Option<(At, Fault)>,
    messages: Arc<Mutex<Vec<String>>>,
}

impl Talk {
    /// Gives the answer, or does what was ordered for this place. `false`: the conversation is over.
    async fn answer(&mut self, at: At, usual: &str) -> std::io::Result<bool> {
        let said = match self.fault {
            Some((place, Fault::Stall)) if place == at => {
                std::future::pending::<()>().await;
                return Ok(false);
            }
            Some((place, Fault::Drop)) if place == at => return Ok(false),
            Some((place, Fault::Say(said))) if place == at => {
                self.fault = None;
                said
            }
            _ => usual,
        };
        self.stream.get_mut().write_all(format!("{said}\r\n").as_bytes()).await?;
        Ok(true)
    }

    async fn run(mut self) -> std::io::Result<()> {
        if !self.answer(At::Greeting, "220 faulty").await? {
            return Ok(());
        }
        let mut line = String::new();
        loop {
            line.clear();
            if self.stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let go_on = match line.split_whitespace().next().unwrap_or_default() {
                "EHLO" => self.answer(At::Hello, "250-faulty\r\n250 AUTH PLAIN LOGIN").await?,
                "AUTH" => self.answer(At::Login, "235 2.7.0 welcome").await?,
                "MAIL" => self.answer(At::Mail, "250 2.1.0 ok").await?,
                "RCPT" => self.answer(At::Rcpt, "250 2.1.5 ok").await?,
                "DATA" if matches!(self.fault, Some((At::Data, _))) => self.answer(At::Data, "354 go ahead").await?,
                "DATA" => self.answer(At::Data, "354 go ahead").await? && self.message().await?,
                "RSET" => self.say("250 2.0.0 ok").await?,
                "QUIT" => return self.say("221 2.0.0 bye").await.map(drop),
                _ => self.say("500 5.5.2 what?").await?,
            };
            if !go_on {
                return Ok(());
            }
        }
    }

    async fn say(&mut self, said: &str) -> std::io::Result<bool> {
        self.stream.get_mut().write_all(format!("{said}\r\n").as_bytes()).await.map(|()| true)
    }

    async fn message(&mut self) -> std::io::Result<bool> {
        let mut message = String::new();
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line).await? == 0 {
                return Ok(false);
            }
            match self.fault {
                Some((At::Body, Fault::Drop)) => return Ok(false),
                Some((At::Body, Fault::Stall)) => std::future::pending::<()>().await,
                _ => {}
            }
            if line == ".\r\n" {
                break;
            }
            message.push_str(&line);
        }
        let refused = matches!(self.fault, Some((At::End, _)));
        if !refused {
            self.messages.lock().unwrap().push(message);
        }
        self.answer(At::End, "250 2.0.0 taken").await
    }
}
