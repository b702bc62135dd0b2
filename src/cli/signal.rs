//! The signals that end a long-running command in peace.

use super::problem::{Outcome, Problem};

/// Ready at Ctrl+C or SIGTERM.
///
/// # Errors
/// When the system does not let us wait for them.
#[cfg(unix)]
pub fn stop_signal() -> Outcome<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let failed = |error: std::io::Error| {
        Problem::failure(format!("cannot wait for signals: {error}"), format!("終了の合図を待てません（{error}）"))
    };
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Ready at Ctrl+C.
///
/// # Errors
/// None on this system.
#[cfg(not(unix))]
pub fn stop_signal() -> Outcome<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
