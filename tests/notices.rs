//! `notify TEAM because "…"` on its whole way: `sodate run` as a process, a real SMTP server that is not ours, and a stranger
//! who reads what each member got.

mod support;

use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use support::reader::{Server, answer};

const FLOW: &str = r#"
sender acme {
  name "株式会社アクメ"  from "info@acme.example"
  address "東京都千代田区一番町1-1"  contact "https://acme.example/contact"
}
lead {
  name: text
  /// 会社名
  company: text?
  deal: one of [none, talking] = none
}
/// 料金ページの閲覧
event price_view { page: text }
team inside_sales {
  member "sato@acme.example"
  member "suzuki@acme.example"
  answer within 24 hours
}
email receipt transactional {
  subject "お問い合わせありがとうございます"
  body "{{ lead.name }} 様"
}
scenario prices {
  start on price_view
  notify inside_sales because "「{{ event.page }}」をご覧になり、ご検討が進んでいるようです①〜髙"
  send receipt
}
when lead.deal changes { handoff to inside_sales because "商談開始" }
"#;

const SUBJECT: &str =
    "【お知らせ】北浜部品 田中 一郎 様：「料金表／2026年版」をご覧になり、ご検討が進んでいるようです①〜髙";

fn sodate(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sodate"));
    let output = command.args(arguments).args(["--color", "never"]).current_dir(folder).env_clear().output().unwrap();
    let words = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {words}");
    words
}

/// A published workspace whose lead has looked at the prices.
fn workspace(smtp_port: u16) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    sodate(at, &["init", "."]);
    fs::write(at.join("scenario.flow"), FLOW).unwrap();
    let settings = format!(
        "[workspace]\nlanguage = \"ja\"\n[mail]\nsend_mode = \"live\"\n[mail.smtp]\nhost = \"127.0.0.1\"\n\
         port = {smtp_port}\nsecurity = \"none\"\n[http]\npublic_url = \"http://127.0.0.1:9\"\n\
         public_listen = \"127.0.0.1:0\"\nadmin_listen = \"127.0.0.1:0\"\n"
    );
    fs::write(at.join("sodate.toml"), settings).unwrap();
    fs::write(at.join("leads.csv"), "email,name,company\ntanaka@kitahama.example,田中 一郎,北浜部品\n").unwrap();
    sodate(at, &["publish"]);
    sodate(at, &["lead", "import", "leads.csv"]);
    sodate(at, &["event", "price_view", "page=料金表／2026年版", "--lead", "tanaka@kitahama.example"]);
    folder
}

fn text(read: &Json) -> &str {
    let parts = read["parts"].as_array().unwrap();
    assert_eq!(parts.len(), 1, "plain text only: {read:#}");
    assert_eq!(parts[0][0], "text/plain");
    parts[0][1].as_str().unwrap()
}

#[test]
fn each_member_gets_the_notice_once_and_the_run_goes_on() {
    let mut server = Server::start("plain");
    let folder = workspace(server.port);
    sodate(folder.path(), &["run", "--until-idle"]);
    let mut received = Vec::new();
    for _ in 0..3 {
        let mail = server.next();
        let read = answer(&["read", mail["file"].as_str().unwrap(), "v=DKIM1"]);
        received.push((mail["to"][0].as_str().unwrap().to_owned(), read));
    }
    let recipients: BTreeSet<&str> = received.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(
        recipients,
        BTreeSet::from(["sato@acme.example", "suzuki@acme.example", "tanaka@kitahama.example"]),
        "both members, and the lead the mail behind the notice"
    );
    let mut identities = BTreeSet::new();
    for (to, read) in received.iter().filter(|(to, _)| to.ends_with("@acme.example")) {
        assert_eq!(read["defects"], json!([]), "{read:#}");
        assert_eq!(read["headers"]["Subject"], SUBJECT);
        assert_eq!(read["headers"]["To"], to.as_str());
        assert_eq!(read["headers"]["Reply-To"], "tanaka@kitahama.example", "an answer goes to the lead");
        let text = text(read);
        for words in [
            "引き渡しではなく、このリードへの配信は続きます",
            "「料金表／2026年版」をご覧になり、ご検討が進んでいるようです①〜髙",
            "会社名：北浜部品",
            "tanaka@kitahama.example",
            "料金ページの閲覧（料金表／2026年版）",
        ] {
            assert!(text.contains(words), "{words} is missing:\n{text}");
        }
        assert!(!text.contains("/a/") && !text.contains("24時間"), "there is nothing to answer:\n{text}");
        assert!(!read["headers"].as_object().unwrap().contains_key("List-Unsubscribe"));
        identities.insert(read["headers"]["Message-ID"].as_str().unwrap());
    }
    assert_eq!(identities.len(), 2, "each has an identity of its own");

    // Nothing is left to do, and the lead was not handed over.
    let said = sodate(folder.path(), &["run", "--until-idle"]);
    let mails = sodate(folder.path(), &["mail", "list", "--lang", "en"]);
    assert_eq!(mails.lines().last(), Some("3 sent"), "{said}{mails}");
    assert!(mails.contains("notice to inside_sales") && !mails.contains("handoff"), "{mails}");
}
