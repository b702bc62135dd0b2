//! `sodate run` as an operator has it: published, started, given an event by HTTP, its mail received by an SMTP server, a
//! link clicked, an opt-out, stopped by SIGTERM; and what is said when settings are wrong.

#![cfg(unix)]

use sodate::http::client::request;
use sodate::mail::sink::Sink;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_sodate");

/// A call of the program that sees nothing of the machine's own settings.
fn sodate(workspace: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["--lang", "en"]).args(arguments).current_dir(workspace);
    command.env_clear();
    command
}

fn ask(workspace: &Path, arguments: &[&str]) -> Output {
    sodate(workspace, arguments).output().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// A workspace without sending hours, so that the test does not depend on the time of day.
fn workspace(folder: &Path, settings: &str) {
    let made = Command::new(PROGRAM).args(["init", "--lang", "en"]).arg(folder).output().unwrap();
    assert!(made.status.success(), "{}", printed(&made));
    let scenario = std::fs::read_to_string(folder.join("scenario.flow")).unwrap();
    let (before, _) = scenario.split_once("limits {").unwrap();
    let audience = "audience readers\nwhen download { add to readers }\n";
    std::fs::write(folder.join("scenario.flow"), format!("{before}{audience}")).unwrap();
    std::fs::write(folder.join("sodate.toml"), settings).unwrap();
    assert!(ask(folder, &["publish"]).status.success());
    assert!(ask(folder, &["lead", "import", "leads.csv"]).status.success());
}

/// Starts the service and reads the addresses that it prints.
fn start(folder: &Path) -> (Child, String, String, BufReader<std::process::ChildStdout>) {
    let mut child = sodate(folder, &["run"]).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let (mut public, mut admin, mut seen) = (String::new(), String::new(), String::new());
    while !seen.contains("Ctrl+C ends it") {
        let mut line = String::new();
        assert!(lines.read_line(&mut line).unwrap() > 0, "ended early: {seen}");
        let value = |name: &str| line.trim().strip_prefix(name).map(|rest| rest.trim().to_owned());
        public = value("public").unwrap_or(public);
        admin = value("admin").unwrap_or(admin);
        seen.push_str(&line);
    }
    (child, public, admin, lines)
}

fn stop(mut child: Child, mut lines: BufReader<std::process::ChildStdout>) -> (Option<i32>, String) {
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    let mut rest = String::new();
    lines.read_to_string(&mut rest).unwrap();
    (child.wait().unwrap().code(), rest)
}

/// The addresses of a mail, whichever way its parts are encoded: quoted-printable is undone, which is all that they use.
fn links(mail: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(mail).replace("=\r\n", "").replace("\r\n ", "").replace("=3D", "=");
    let ends = |one: char| one.is_whitespace() || "<>\"'()".contains(one);
    text.match_indices("http://").map(|(at, _)| text[at..].split(ends).next().unwrap_or_default().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_is_carried_through_by_the_running_service() {
    let folder = tempfile::tempdir().unwrap();
    let (sink, mut arrivals) = Sink::start().await.unwrap();
    let settings = format!(
        "[mail]\nsend_mode = \"live\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\n[http]\n\
         public_url = \"http://127.0.0.1:9\"\npublic_listen = \"127.0.0.1:0\"\nadmin_listen = \"127.0.0.1:0\"\n",
        sink.address().port()
    );
    let path = folder.path().join("shop");
    workspace(&path, &settings);
    let (child, public, admin, lines) = start(&path);

    let second = ask(&path, &["run"]);
    assert_eq!(second.status.code(), Some(3), "{}", printed(&second));
    assert!(printed(&second).contains("in use"), "{}", printed(&second));

    let key = std::fs::read_to_string(path.join(".sodate/api.key")).unwrap();
    let authorization = format!("Bearer {}", key.trim());
    let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
    let event = r#"{"id":"e1","event":"download","lead":{"email":"tanaka@kitahama.example"},"properties":{"resource":"Guide"}}"#;
    let answer = request("POST", &format!("http://{admin}/v1/events"), &headers, event).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.body);

    let mail = tokio::time::timeout(Duration::from_secs(30), arrivals.recv()).await.unwrap().unwrap();
    assert_eq!(mail.to, ["tanaka@kitahama.example"]);
    let links = links(&mail.bytes);
    let path_of = |kind: &str| {
        let found =
            links.iter().find_map(|link| link.strip_prefix("http://127.0.0.1:9").filter(|path| path.starts_with(kind)));
        format!("http://{public}{}", found.unwrap_or_else(|| panic!("no {kind} in {links:?}")))
    };
    let click = request("GET", &path_of("/c/"), &[], "").await.unwrap();
    assert_eq!(click.location.as_deref(), Some("https://acme.example/guide.pdf"));
    let unsubscribe = path_of("/u/");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let out = request("POST", &unsubscribe, &form, "List-Unsubscribe=One-Click");
    assert_eq!(out.await.unwrap().status, 200);

    let (code, rest) = stop(child, lines);
    assert_eq!(code, Some(0), "{rest}");
    assert!(rest.contains("stopped: 1 sent"), "{rest}");
    assert!(ask(&path, &["run", "--until-idle"]).status.success());
    let shown = printed(&ask(&path, &["lead", "show", "tanaka@kitahama.example"]));
    for part in ["mail     thanks", "click    thanks.guide", "unsubscribed", "the lead has unsubscribed"] {
        assert!(shown.contains(part), "no `{part}` in:\n{shown}");
    }
    let listed = printed(&ask(&path, &["mail", "list"]));
    assert!(listed.contains("sent") && listed.ends_with("1 sent\n"), "{listed}");
    let json = printed(&ask(&path, &["lead", "show", "tanaka@kitahama.example", "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["mails"][0]["state"], "sent");
    assert!(json["history"].as_array().unwrap().len() >= 4, "{json}");

    // Who has unsubscribed is on the list, but is not handed to others.
    let other = ["event", "download", "--lead", "sasaki@minato.example", "resource=Guide"];
    assert!(ask(&path, &other).status.success());
    assert!(ask(&path, &["run", "--until-idle"]).status.success());
    let exported = ask(&path, &["audience", "export", "readers"]);
    let rows = String::from_utf8(exported.stdout).unwrap();
    assert!(rows.starts_with("\u{feff}lead,email,since\r\n") && rows.contains(",sasaki@minato.example,"), "{rows}");
    assert_eq!(rows.lines().count(), 2, "{rows}");
    assert_eq!(String::from_utf8(exported.stderr).unwrap(), "1 lead left out: mail to them is stopped\n");
}

#[test]
fn wrong_settings_are_told_before_anything_starts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop");
    let listen = "[http]\npublic_listen = \"127.0.0.1:0\"\nadmin_listen = \"127.0.0.1:0\"\n";
    workspace(&path, listen);
    for (settings, code, message) in [
        ("[mail]\nsend_mode = \"sandbox\"\n".to_owned() + listen, 2, "`send_mode = \"sandbox\"` needs a mail server"),
        (
            format!("[mail]\nsend_mode = \"sandbox\"\n[mail.smtp]\nhost = \"a.example\"\n{listen}"),
            2,
            "the sandbox has no addresses",
        ),
        ("[mail]\nsend_mode = \"live\"\n".to_owned() + listen, 2, "needs `public_url`"),
        (
            format!("[mail]\nsend_mode = \"live\"\n{listen}public_url = \"http://mail.acme.example\"\n"),
            2,
            "`public_url` must begin with https://",
        ),
        (format!("[mail.smtp]\nhost = \"a.example\"\nuser = \"x\"\n{listen}"), 2, "belong together"),
        (format!("[mail.dkim]\ndomain = \"acme.example\"\n{listen}"), 2, "`[mail.dkim]` needs all of"),
        (format!("[secrets]\napi_key_file = \"gone\"\n{listen}"), 3, "the secret file `gone` does not exist"),
        (format!("[workspace]\nzone = \"Asia/Tokio\"\n{listen}"), 2, "there is no time zone `Asia/Tokio`"),
    ] {
        std::fs::write(path.join("sodate.toml"), &settings).unwrap();
        let output = ask(&path, &["run", "--until-idle"]);
        assert_eq!(output.status.code(), Some(code), "{settings}\n{}", printed(&output));
        assert!(printed(&output).contains(message), "{settings}\n{}", printed(&output));
    }
    std::fs::write(path.join("sodate.toml"), listen).unwrap();
    std::fs::write(path.join("sodate.db"), "this is no database, but a text that is long enough to be looked at")
        .unwrap();
    let output = ask(&path, &["run", "--until-idle"]);
    assert_eq!(output.status.code(), Some(3), "{}", printed(&output));
    assert!(printed(&output).contains("is damaged or is no store"), "{}", printed(&output));
}

/// Settings of a live workspace whose mail server is at that port of this machine.
fn live(port: u16) -> String {
    format!(
        "[mail]\nsend_mode = \"live\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\n[http]\n\
         public_url = \"http://127.0.0.1:9\"\npublic_listen = \"127.0.0.1:0\"\nadmin_listen = \"127.0.0.1:0\"\n"
    )
}

/// A port of this machine on which nobody listens.
fn dead_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn download(path: &Path) {
    let event = ["event", "download", "--lead", "tanaka@kitahama.example", "resource=Guide"];
    let output = ask(path, &event);
    assert!(output.status.success() && printed(&output).ends_with("next: sodate run\n"), "{}", printed(&output));
}

#[test]
fn a_mail_server_that_is_down_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop");
    let port = dead_port();
    workspace(&path, &live(port));
    download(&path);
    let output = ask(&path, &["run", "--until-idle"]);
    assert_eq!(output.status.code(), Some(1), "{}", printed(&output));
    let words = printed(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    let told = format!("cannot connect to the mail server 127.0.0.1:{port}: 1 planned mail is sent again at ");
    assert_eq!(words.matches(&told).count(), 1, "{words}");
    let shown = printed(&ask(&path, &["lead", "show", "tanaka@kitahama.example", "--lang", "ja"]));
    assert!(shown.contains("メールサーバーへの接続で失敗"), "{shown}");
    assert!(shown.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{shown}");
    let listed = printed(&ask(&path, &["mail", "list", "--lang", "ja"]));
    assert!(listed.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{listed}");
    let none = printed(&ask(&path, &["mail", "list", "--state", "sent", "--lang", "ja"]));
    assert_eq!(none, "該当なし（全体: 予定1件）\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_held_in_dry_mode_are_announced_before_they_leave() {
    let folder = tempfile::tempdir().unwrap();
    let (sink, mut arrivals) = Sink::start().await.unwrap();
    let path = folder.path().join("shop");
    workspace(&path, "");
    download(&path);
    let show = ["lead", "show", "tanaka@kitahama.example"];
    assert!(printed(&ask(&path, &show)).contains("2 inputs wait for `sodate run`"), "{}", printed(&ask(&path, &show)));
    let dry = printed(&ask(&path, &["run", "--until-idle"]));
    assert!(dry.contains("stopped: 1 planned") && !dry.contains("before now"), "{dry}");
    assert!(!printed(&ask(&path, &show)).contains("wait for `sodate run`"));
    std::fs::write(path.join("sodate.toml"), live(sink.address().port())).unwrap();
    let output = ask(&path, &["run", "--until-idle"]);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    let said = printed(&output);
    assert!(said.contains("mails planned before now: 1 leaves now\n") && said.contains("stopped: 1 sent"), "{said}");
    arrivals.recv().await.unwrap();
    let listed = printed(&ask(&path, &["mail", "list"]));
    assert!(listed.contains("tanaka@kitahama.example  thanks\n"), "no words of the server: {listed}");
    assert!(!printed(&ask(&path, &["run", "--until-idle"])).contains("before now"));
}

#[test]
fn an_event_of_tomorrow_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop");
    workspace(&path, "");
    let event = ["event", "download", "--lead", "tanaka@kitahama.example", "resource=x", "--at", "2926-01-01 10:00"];
    let output = ask(&path, &event);
    assert_eq!(output.status.code(), Some(2), "{}", printed(&output));
    assert!(printed(&output).contains("`2926-01-01 10:00` lies in the future"), "{}", printed(&output));
}

#[test]
fn the_next_step_is_named_and_nothing_is_published_with_errors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let made = printed(&ask(path, &["init", "."]));
    assert!(made.ends_with("\nnext: sodate test\n      sodate mail preview thanks\n"), "{made}");
    std::fs::write(path.join("scenario.flow"), "scenario x {\n").unwrap();
    let refused = ask(path, &["publish", "--lang", "ja"]);
    assert_eq!(refused.status.code(), Some(1), "{}", printed(&refused));
    assert!(printed(&refused).contains("\nエラー: 公開していません\n"), "{}", printed(&refused));
}

#[test]
fn the_demo_keeps_to_eighty_columns() {
    let folder = tempfile::tempdir().unwrap();
    for language in ["en", "ja"] {
        let output = ask(folder.path(), &["demo", "--dir", "d", "--lang", language]);
        let said = printed(&output);
        assert!(output.status.success(), "{said}");
        let long: Vec<&str> = said.lines().filter(|line| unicode_width::UnicodeWidthStr::width(*line) > 80).collect();
        assert!(long.is_empty(), "{long:?}");
    }
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop");
    workspace(&path, "");
    for arguments in [&["build"][..], &["completions", "bash"], &["--help"], &["explain"]] {
        let mut child = sodate(&path, arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!complaints.contains("panicked"), "{arguments:?}: {complaints}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {complaints}");
    }
}

#[test]
fn a_scenario_is_started_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop");
    workspace(&path, "");
    let scenario = std::fs::read_to_string(path.join("scenario.flow")).unwrap();
    let more = "\nscenario calls {\n  start by hand\n  notify inside_sales because \"asked for\"\n}\n";
    std::fs::write(path.join("scenario.flow"), scenario + more).unwrap();
    assert!(ask(&path, &["publish"]).status.success());
    let lead = "tanaka@kitahama.example";
    let said = printed(&ask(&path, &["lead", "start", lead, "calls", "--id", "s1"]));
    assert_eq!(said, format!("accepted: {lead} starts `calls` (s1)\nnext: sodate run\n"));
    let again = printed(&ask(&path, &["lead", "start", lead, "calls", "--id", "s1", "--lang", "ja"]));
    assert_eq!(again, "`s1` は受け付け済みです。変更はありません。\n");
    for (scenario, help) in
        [("call", "did you mean `calls`?"), ("follow_up", "write `start by hand` into the scenario")]
    {
        let refused = ask(&path, &["lead", "start", lead, scenario]);
        assert_eq!(refused.status.code(), Some(1), "{}", printed(&refused));
        assert!(printed(&refused).contains(help), "{}", printed(&refused));
    }
    assert!(ask(&path, &["run", "--until-idle"]).status.success());
    let shown = printed(&ask(&path, &["lead", "show", lead]));
    assert!(shown.contains("calls") && shown.contains("asked for"), "{shown}");
}
