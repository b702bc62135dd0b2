//! `sodate run`: engine, sender and listeners in one process, until it is told to stop. Here the ports of the runtime get
//! their real ends: the store on disk, the clock of the machine, the mail server, the network.

mod report;
mod wire;

use super::context::Context;
use super::help::Words;
use super::problem::{Exit, Outcome, Problem};
use super::signal::stop_signal;
use super::storage::{Opened, problem as store_problem};
use crate::http::{AdminState, Limits, PublicState, admin_router, public_router, serve};
use crate::runtime::{Clock, Runtime, SystemClock};
use crate::store::{Storage, StoreResult};
use report::Report;
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use wire::Wires;

/// How often the counts are looked at; a line is printed only where they changed.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// The words of this command.
pub const WORDS: Words = Words {
    command: "run",
    about: ("Carry the scenarios out: engine, mail, listeners", "シナリオを動かす（進行・送信・受付）"),
    arguments: &[("until_idle", ("Do all that is due now, then end", "今できることをすべて済ませて終了"))],
    more: Some((
        "Ctrl+C or SIGTERM ends it; mails in flight are finished first.",
        "Ctrl+CまたはSIGTERMで終了します（送信中のメールは終えてから）。",
    )),
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Do all that is due now, then end.
    #[arg(long)]
    pub until_idle: bool,
}

/// Everything that runs.
struct Service {
    storage: Arc<dyn Storage>,
    store_path: PathBuf,
    clock: Arc<dyn Clock>,
    runtime: Runtime,
    wires: Wires,
}

/// Runs the workspace.
///
/// # Errors
/// A wrong configuration, missing secrets, a store that is in use, an address that cannot be listened on.
pub fn run(arguments: &Arguments, context: &mut Context) -> Outcome {
    let opened = Opened::existing(context)?;
    let (version, program) = opened.current()?;
    let wires = Wires::new(&opened, &program, context)?;
    let store_path = opened.root.join(&opened.config.store.path);
    let storage: Arc<dyn Storage> = Arc::new(opened.store);
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let runtime =
        Runtime::new(Arc::clone(&storage), Arc::clone(&clock), Arc::clone(&wires.transport), wires.settings.clone());
    let service = Service { storage, store_path, clock, runtime, wires };
    let threads = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Problem::failure(format!("cannot start: {error}"), format!("起動できません（{error}）")))?;
    threads.block_on(async {
        let mut report = Report::new(&service, &opened.root, version);
        let recovered = service.ask(service.runtime.recover())?;
        if arguments.until_idle {
            report.start(context, None)?;
            report.recovered(context, recovered)?;
            report.waiting_from_before(context)?;
            service.ask(service.runtime.settle().await)?;
        } else {
            let public = listen(opened.config.http.public_listen, "public_listen").await?;
            let admin = listen(opened.config.http.admin_listen, "admin_listen").await?;
            let stop = stop_signal()?;
            report.start(context, Some((local(&public), local(&admin))))?;
            report.recovered(context, recovered)?;
            report.waiting_from_before(context)?;
            work(&service, public, admin, stop, &mut report, context).await?;
        }
        report.end(context, arguments.until_idle)
    })
}

impl Service {
    fn ask<T>(&self, result: StoreResult<T>) -> Outcome<T> {
        result.map_err(|error| store_problem(&error, &self.store_path))
    }

    fn ring(&self) -> Arc<dyn Fn() + Send + Sync> {
        let runtime = self.runtime.clone();
        Arc::new(move || runtime.ring())
    }
}

/// Runs everything until `stop` is ready or the runtime fails; listeners end after the runtime has stored what was in flight.
async fn work(
    service: &Service,
    public: TcpListener,
    admin: TcpListener,
    stop: impl Future<Output = ()>,
    report: &mut Report<'_>,
    context: &mut Context,
) -> Outcome<()> {
    let (sender, receiver) = watch::channel(false);
    let public_state = PublicState {
        storage: Arc::clone(&service.storage),
        clock: Arc::clone(&service.clock),
        tokens: service.wires.tokens.clone(),
        ring: service.ring(),
    };
    let admin_state = AdminState {
        storage: Arc::clone(&service.storage),
        clock: Arc::clone(&service.clock),
        keys: Arc::clone(&service.wires.keys),
        ring: service.ring(),
    };
    let listeners = tokio::spawn({
        let (one, other) = (stopped(receiver.clone()), stopped(receiver.clone()));
        async move {
            tokio::join!(
                serve(public, public_router(public_state), Limits::PUBLIC, one),
                serve(admin, admin_router(admin_state), Limits::ADMIN, other),
            );
        }
    });
    let runtime = service.runtime.clone();
    let mut engine = tokio::spawn({
        let stop = stopped(receiver);
        async move { runtime.run(stop).await }
    });
    let mut stop = pin!(stop);
    let mut looks = tokio::time::interval(LOOK_EVERY);
    let ended = loop {
        tokio::select! {
            ended = &mut engine => break Some(ended),
            () = &mut stop => break None,
            _ = looks.tick() => report.look(context)?,
        }
    };
    // Nobody listens any more where both have ended by themselves; that is what this is for.
    let _ = sender.send(true);
    let ended = match ended {
        Some(ended) => ended,
        None => engine.await,
    };
    let _ = listeners.await;
    match ended {
        Ok(result) => service.ask(result),
        Err(error) => {
            Err(Problem::failure(format!("a defect of sodate: {error}"), format!("sodateの不具合です（{error}）")))
        }
    }
}

async fn stopped(mut receiver: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is a stop, too.
    let _ = receiver.wait_for(|stop| *stop).await;
}

async fn listen(address: SocketAddr, setting: &str) -> Outcome<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        Problem::failure(
            format!("cannot listen on {address}: {error}"),
            format!("{address}で受け付けられません（{error}）"),
        )
        .help(
            format!("end what listens there, or change `{setting}` in sodate.toml"),
            format!("そこを使っているものを止めるか、sodate.tomlの `{setting}` を変えてください"),
        )
    })
}

fn local(listener: &TcpListener) -> String {
    listener.local_addr().map_or_else(|_| String::new(), |address| address.to_string())
}

/// How a run that was not disturbed ends.
const fn ended(halted: bool) -> Exit {
    if halted { Exit::Findings } else { Exit::Fine }
}
