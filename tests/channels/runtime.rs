//! The running program against a server that stalls: killed in the middle, a call is told again under the same identity, and
//! a message to a lead never is, unless its channel drops repetitions.

use crate::server::{Answer, Server};
use crate::support::HEAD;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

/// Looks at the server, each a twentieth of a second after the other, before a test gives up.
const LOOKS: usize = 1_200;

const FLOW: &str = r#"
message hello via CHANNEL { to lead.line_id body "{{ lead.name }}, hello" }
scenario chat {
  start on download, gives consent
  call webhook { name: lead.name, company: lead.company }
  send hello
}
"#;

fn sodate(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sodate"));
    command.args(["--lang", "en"]).args(arguments).current_dir(folder).env_clear();
    command
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn ask(folder: &Path, arguments: &[&str]) -> String {
    let output = sodate(folder, arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", words(&output));
    words(&output)
}

/// A published workspace with one lead that has downloaded something.
fn workspace(channel: &str, mode: &str, url: &str, more: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let settings = format!(
        "[mail]\nsend_mode = \"{mode}\"\nsandbox = [\"@nobody.example\"]\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = 9\n\
         security = \"none\"\n[http]\npublic_url = \"http://127.0.0.1:9\"\npublic_listen = \"127.0.0.1:0\"\n\
         admin_listen = \"127.0.0.1:0\"\n[channels.webhook]\nurl = \"{url}\"\nsecret_file = \"hook.secret\"\n\
         [channels.line]\nurl = \"{url}\"\ntoken_file = \"line.token\"\n{more}"
    );
    std::fs::create_dir(at.join(".sodate")).unwrap();
    for (name, text) in [
        ("main.flow", format!("{HEAD}{}", FLOW.replace("CHANNEL", channel))),
        ("sodate.toml", settings),
        (".sodate/token.key", "0".repeat(64)),
        (".sodate/api.key", "1".repeat(64)),
        ("hook.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n".to_owned()),
        ("line.token", "a-token-nobody-may-see\n".to_owned()),
        ("leads.csv", "email,name,line_id\ntanaka@a.example,Tanaka,U1\n".to_owned()),
    ] {
        std::fs::write(at.join(name), text).unwrap();
    }
    ask(at, &["publish"]);
    ask(at, &["lead", "import", "leads.csv"]);
    ask(at, &["event", "download", "resource=guide", "--lead", "tanaka@a.example"]);
    folder
}

fn wait_for(server: &Server, requests: usize) {
    for _ in 0..LOOKS {
        if server.asked().len() >= requests {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the server was asked {} times instead of {requests}", server.asked().len());
}

/// Kills the program with SIGKILL while both requests wait for an answer, and lets it run again.
fn killed_in_the_middle(channel: &str) -> Vec<crate::server::Asked> {
    let server = Server::new(&[Answer::Stalls, Answer::Stalls, Answer::Says("200 OK", "{}")]);
    let folder = workspace(channel, "live", &server.url, "");
    let mut running = sodate(folder.path(), &["run"]).stdout(Stdio::null()).spawn().unwrap();
    wait_for(&server, 2);
    running.kill().unwrap();
    running.wait().unwrap();
    let said = ask(folder.path(), &["run", "--until-idle"]);
    assert!(!said.contains("a-token-nobody-may-see") && !said.contains("whsec_"), "{said}");
    ask(folder.path(), &["run", "--until-idle"]);
    server.asked()
}

#[test]
fn a_killed_process_repeats_the_call_and_not_the_message() {
    let asked = killed_in_the_middle("webhook");
    let ids: Vec<&str> = asked.iter().map(|one| one.header("webhook-id")).collect();
    let kind = |at: usize| String::from_utf8_lossy(&asked[at].body).contains("sodate.call");
    assert_eq!(ids.len(), 3, "the call, the message, the call again");
    let call = usize::from(!kind(0));
    assert!(kind(2) && ids[2] == ids[call] && ids[0] != ids[1], "{ids:?}");
    assert_eq!(asked[2].body, asked[call].body);
}

#[test]
fn a_channel_that_drops_repetitions_is_told_again_under_the_same_key() {
    let asked = killed_in_the_middle("line");
    let keys: Vec<&str> =
        asked.iter().map(|one| one.header("x-line-retry-key")).filter(|key| !key.is_empty()).collect();
    assert_eq!(asked.len(), 4, "the call and the message, twice each");
    assert!(keys.len() == 2 && keys[0] == keys[1], "{keys:?}");
}

#[test]
fn dry_holds_a_sandbox_goes_elsewhere_and_a_missing_channel_is_named() {
    let server = Server::new(&[Answer::Says("200 OK", "{}")]);
    let dry = workspace("webhook", "dry", &server.url, "");
    ask(dry.path(), &["run", "--until-idle"]);
    assert!(server.asked().is_empty());
    let elsewhere = Server::new(&[Answer::Says("200 OK", "{}")]);
    let toml = std::fs::read_to_string(dry.path().join("sodate.toml")).unwrap();
    let sandbox = toml.replace("send_mode = \"dry\"", "send_mode = \"sandbox\"");
    std::fs::write(dry.path().join("sodate.toml"), &sandbox).unwrap();
    ask(dry.path(), &["run", "--until-idle"]);
    assert!(server.asked().is_empty(), "held without a sandbox_url");
    let line = ask(dry.path(), &["mail", "list"]);
    assert!(line.contains("sandbox_url"), "{line}");
    // What is held is looked at again later; a fresh workspace need not wait for it.
    let fresh = workspace("webhook", "sandbox", &server.url, "");
    let url = format!("[channels.webhook]\nsandbox_url = \"{}\"\n", elsewhere.url);
    let text = std::fs::read_to_string(fresh.path().join("sodate.toml")).unwrap();
    std::fs::write(fresh.path().join("sodate.toml"), text.replace("[channels.webhook]\n", &url)).unwrap();
    ask(fresh.path(), &["run", "--until-idle"]);
    assert_eq!((server.asked().len(), elsewhere.asked().len()), (0, 2));
    std::fs::write(
        fresh.path().join("sodate.toml"),
        text.replace("[channels.webhook]", "[channels.hook]\nkind = \"webhook\""),
    )
    .unwrap();
    let output = sodate(fresh.path(), &["run", "--until-idle"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", words(&output));
    assert!(words(&output).contains("the channel `webhook` is not set up in sodate.toml"), "{}", words(&output));
}

#[test]
fn a_room_by_another_name_takes_no_receiver() {
    let more = "[channels.sales_chat]\nkind = \"slack\"\nurl = \"https://chat.example/hook\"\n";
    let folder = workspace("sales_chat", "dry", "http://127.0.0.1:9/hook", more);
    let said = ask(folder.path(), &["publish"]);
    assert!(said.contains("F0458: the message `hello` says `to`, and `sales_chat` of the kind"), "{said}");
    let sandbox = "SODATE_MAIL_SEND_MODE";
    let output = sodate(folder.path(), &["run", "--until-idle"]).env(sandbox, "sandbox").output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", words(&output));
}
