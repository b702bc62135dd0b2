//! The whole way with real parts: `sodate run` as a process on a SQLite file, a real SMTP server that is not ours, an
//! independent reader, clicks and the one-click opt-out by HTTP.

mod support;

use serde_json::{Value as Json, json};
use sodate::http::client;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use support::reader::{Server, answer};

const SUBJECT: &str = "『導入ガイド』のダウンロードありがとうございます";
/// Looks at the running process for at most so many times.
const LOOKS: usize = 200;
const PAUSE: Duration = Duration::from_millis(100);

struct Workspace {
    folder: tempfile::TempDir,
    public: u16,
    admin: u16,
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

impl Workspace {
    fn new(smtp_port: u16, dkim_key: &str) -> Self {
        let workspace = Self { folder: tempfile::tempdir().unwrap(), public: free_port(), admin: free_port() };
        workspace.sodate(&["init", "."]).success();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/end_to_end/scenario.flow");
        fs::copy(source, workspace.path("scenario.flow")).unwrap();
        fs::write(workspace.path(".sodate/dkim.pem"), dkim_key).unwrap();
        let (public, admin) = (workspace.public, workspace.admin);
        let config = format!(
            "[mail]\nsend_mode = \"live\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {smtp_port}\nsecurity = \"none\"\n\
             [mail.dkim]\ndomain = \"acme.example\"\nselector = \"s1\"\nkey_file = \".sodate/dkim.pem\"\n\
             [http]\npublic_listen = \"127.0.0.1:{public}\"\nadmin_listen = \"127.0.0.1:{admin}\"\n\
             public_url = \"http://127.0.0.1:{public}\"\n"
        );
        fs::write(workspace.path("sodate.toml"), config).unwrap();
        fs::write(workspace.path("leads.csv"), "email,name,company\ntanaka@kitahama.example,田中 一郎,北浜部品\n")
            .unwrap();
        workspace
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sodate"));
        command.args(arguments).args(["--lang", "en", "--color", "never"]).current_dir(self.folder.path());
        command
    }

    fn sodate(&self, arguments: &[&str]) -> Ran {
        Ran(self.command(arguments).output().unwrap())
    }

    fn run(&self) -> Running {
        Running(self.command(&["run"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    fn history(&self) -> String {
        self.sodate(&["lead", "show", "tanaka@kitahama.example"]).success()
    }

    /// The lead's history does not hold the words, and nothing waits to get into it.
    fn has_nothing_of(&self, words: &str) {
        let history = self.history();
        let stored = [words, "for `sodate run`"].iter().any(|words| history.contains(words));
        assert!(!stored, "`{words}` should not have come:\n{history}");
    }

    /// Waits until the lead's history holds the words.
    async fn wait_for(&self, words: &str) {
        for _ in 0..LOOKS {
            if self.history().contains(words) {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("`{words}` did not come:\n{}", self.history());
    }

    async fn post_event(&self, id: &str, resource: &str) -> client::Answer {
        let key = fs::read_to_string(self.path(".sodate/api.key")).unwrap();
        let authorization = format!("Bearer {}", key.trim());
        let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
        let body = json!({"id": id, "event": "download", "lead": {"email": "TANAKA@kitahama.example"},
            "properties": {"resource": resource}});
        let url = format!("http://127.0.0.1:{}/v1/events", self.admin);
        client::request("POST", &url, &headers, &body.to_string()).await.unwrap()
    }
}

struct Ran(Output);

impl Ran {
    fn success(&self) -> String {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(self.0.status.success(), "{}\n{}", text(&self.0.stdout), text(&self.0.stderr));
        text(&self.0.stdout)
    }
}

/// A running `sodate run`, ended in any case.
struct Running(Child);

impl Running {
    /// Asks it to end, as a service manager does, and waits.
    fn end(mut self) -> i32 {
        let asked = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status().unwrap();
        assert!(asked.success());
        self.0.wait().unwrap().code().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn read(mail: &Json, record: &str) -> Json {
    answer(&["read", mail["file"].as_str().unwrap(), record])
}

fn part<'a>(read: &'a Json, kind: &str) -> &'a str {
    let parts = read["parts"].as_array().unwrap();
    parts.iter().find(|part| part[0] == kind).unwrap()[1].as_str().unwrap()
}

fn address_with<'a>(text: &'a str, start: &str) -> &'a str {
    let at = text.find(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    text[at..].split(|c: char| c.is_whitespace() || c == '"' || c == '>').next().unwrap()
}

/// Subject, both parts, the five lawful items, the opt-out headers and the signature, as a stranger reads them.
fn check_mail(read: &Json) {
    assert_eq!(read["defects"], json!([]), "{read:#}");
    assert_eq!(read["headers"]["Subject"], SUBJECT);
    assert_eq!(read["dkim"], true, "{read:#}");
    assert_eq!(read["headers"]["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
    for kind in ["text/plain", "text/html"] {
        for item in
            ["田中 一郎", "アクメ株式会社", "東京都千代田区一番町1-1", "https://acme.example/contact", "/u/", "配信"]
        {
            assert!(part(read, kind).contains(item), "{item} is missing in {kind}: {}", part(read, kind));
        }
    }
}

#[tokio::test]
async fn a_lead_downloads_reads_clicks_is_handed_over_and_opts_out() {
    let mut server = Server::start("plain");
    let key = &answer(&["keys"])[0];
    let record = key["record"].as_str().unwrap();
    let workspace = Workspace::new(server.port, key["pem"].as_str().unwrap());
    workspace.sodate(&["check"]).success();
    workspace.sodate(&["publish"]).success();
    workspace.sodate(&["lead", "import", "leads.csv"]).success();
    let event = ["event", "download", "--lead", "tanaka@kitahama.example", "--id", "d1", "resource=導入ガイド"];
    workspace.sodate(&event).success();
    let running = workspace.run();

    let first = server.next();
    assert_eq!(first["to"], json!(["tanaka@kitahama.example"]));
    let mail = read(&first, record);
    check_mail(&mail);

    let start = format!("http://127.0.0.1:{}/c/", workspace.public);
    let link = address_with(part(&mail, "text/plain"), &start);
    let head = client::request("HEAD", link, &[], "").await.unwrap();
    assert_eq!(head.status, 302);
    workspace.has_nothing_of("thanks.guide");
    let click = client::request("GET", link, &[], "").await.unwrap();
    let target = "https://acme.example/guide.pdf?for=%E5%B0%8E%E5%85%A5%E3%82%AC%E3%82%A4%E3%83%89";
    assert_eq!((click.status, click.location.as_deref()), (302, Some(target)));

    let notice = server.next();
    assert_eq!(notice["to"], json!(["sato@acme.example"]));
    let notice = read(&notice, record);
    for words in ["田中 一郎", "北浜部品", "tanaka@kitahama.example", "資料を開きました", "clicked “資料を開く”", "24"]
    {
        assert!(part(&notice, "text/plain").contains(words), "{words} is missing: {notice:#}");
    }
    workspace.wait_for("thanks.guide").await;

    let unsubscribe = address_with(mail["headers"]["List-Unsubscribe"].as_str().unwrap(), "http");
    let page = client::request("GET", unsubscribe, &[], "").await.unwrap();
    assert_eq!(page.status, 200);
    workspace.has_nothing_of("unsubscribed");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let done = client::request("POST", unsubscribe, &form, "List-Unsubscribe=One-Click").await.unwrap();
    assert_eq!(done.status, 200);
    workspace.wait_for("unsubscribed").await;

    let taken = workspace.post_event("d2", "料金表").await;
    assert_eq!(taken.status, 200, "{}", taken.body);
    assert_eq!(workspace.post_event("d2", "料金表").await, taken, "the same event again has the same answer");
    assert_eq!(workspace.post_event("d2", "別の資料").await.status, 409);
    workspace.wait_for("料金表").await;
    assert_eq!(running.end(), 0);

    let mails = workspace.sodate(&["mail", "list"]).success();
    assert_eq!(mails.lines().last(), Some("2 sent"), "one mail and one notice: {mails}");
}
