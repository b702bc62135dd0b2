//! The independent reader of tests/mail_independent.py: a real SMTP server that is not ours, Python's email package, dkimpy.

use serde_json::Value as Json;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

/// The script, run by the Python of the setup script.
fn python(arguments: &[&str]) -> Command {
    // The folder of this test's temporary files lies in the target folder.
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let python = target.parent().unwrap().join("python/bin/python");
    assert!(python.exists(), "{} is not there: run tests/tools/setup-python first", python.display());
    let mut command = Command::new(python);
    command.arg(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/mail_independent.py")).args(arguments);
    command
}

/// What the script answers to a call that ends by itself.
pub fn answer(arguments: &[&str]) -> Json {
    let output = python(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A running server that is not ours. It ends when this is dropped, since its standard input ends.
pub struct Server {
    child: Child,
    lines: BufReader<ChildStdout>,
    /// Its port on loopback.
    pub port: u16,
    /// The certificate authority to trust, as PEM.
    pub authority: String,
    _folder: tempfile::TempDir,
}

impl Server {
    /// Starts one: `plain`, `starttls` or `tls`.
    pub fn start(security: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = python(&["serve", folder.path().to_str().unwrap(), security])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        let mut server = Self { child, lines, port: 0, authority: String::new(), _folder: folder };
        let begun = server.next();
        server.port = u16::try_from(begun["port"].as_u64().unwrap()).unwrap();
        server.authority = begun["authority"].as_str().unwrap().to_owned();
        server
    }

    /// What it says next: a line for each mail that arrives.
    pub fn next(&mut self) -> Json {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
