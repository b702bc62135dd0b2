//! What a sodate.toml may say, and what is said about a wrong one.

use super::*;
use crate::diagnostic::Level;

fn problems(text: &str, environment: &[(&str, &str)]) -> Vec<String> {
    let environment: Vec<(String, String)> =
        environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let problems = Config::read(text, &environment).expect_err("should be refused");
    problems
        .iter()
        .map(|one| {
            let place = match &one.place {
                Some(Place::File(range)) => format!("{}: ", text[..range.start].matches('\n').count() + 1),
                Some(Place::Environment(_)) | None => String::new(),
            };
            let help = one.help.as_ref().map_or("", |help| &help.en);
            assert!(!one.message.ja.is_ascii(), "{}", one.message.ja);
            format!("{place}{} | {help}", one.message.en)
        })
        .collect()
}

#[test]
fn an_empty_file_gives_the_defaults() {
    let config = Config::read("", &[]).unwrap();
    assert_eq!(config, Config::default());
    assert_eq!(config.mail.send_mode, SendMode::Dry);
    assert_eq!(config.public_url(), "http://127.0.0.1:8125");
    assert!(config.http.admin_listen.ip().is_loopback());
}

#[test]
fn everything_can_be_set() {
    let text = r#"
[workspace]
language = "ja"
zone = "Europe/Berlin"
[store]
path = "data/leads.db"
[mail]
send_mode = "sandbox"
sandbox = ["sato@acme.example"]
[mail.smtp]
host = "smtp.acme.example"
port = 465
security = "tls"
user = "acme"
password_file = "/run/secrets/smtp"
[mail.dkim]
domain = "acme.example"
selector = "s1"
key_file = ".sodate/dkim.pem"
[http]
public_listen = "0.0.0.0:80"
public_url = "https://mail.acme.example/"
admin_listen = "[::1]:9000"
[secrets]
token_key_file = "a"
api_key_file = "b"
"#;
    let config = Config::read(text, &[]).unwrap();
    assert_eq!(config.workspace.language, Some(LanguageName::Ja));
    assert_eq!(config.mail.smtp.security, Security::Tls);
    assert_eq!(config.mail.smtp.port, 465);
    assert_eq!(config.public_url(), "https://mail.acme.example");
    assert_eq!(config.http.admin_listen.port(), 9000);
    for key in KEYS {
        let set = text.parse::<toml::Table>().unwrap();
        let mut value = &toml::Value::Table(set);
        for part in key.table.split('.').chain([key.name]) {
            value = value.get(part).unwrap_or_else(|| panic!("{}.{} is not in this test", key.table, key.name));
        }
    }
}

#[test]
fn all_mistakes_are_found_at_once_with_their_lines() {
    let text = "[workspase]\n[mail]\nsend_mod = \"live\"\nsandbox = \"a@b.example\"\nhost = \"x\"\n[mail.smtp]\nport = 70000\nsecurity = \"ssl\"\n[store]\npath = \"\"\n[http]\nadmin_listen = \"localhost\"\npublic_url = \"ftp://x.example\"\n";
    assert_eq!(
        problems(text, &[]),
        [
            "1: there is no section `workspase` | did you mean `workspace`?",
            "3: `[mail]` has no setting `send_mod` | did you mean `send_mode`?",
            "4: `sandbox` has a wrong value | write a list of mail addresses: [\"sato@acme.example\"]",
            "5: `[mail]` has no setting `host` | `host` belongs to `[mail.smtp]`",
            "7: `port` has a wrong value | write a number from 1 to 65535",
            "8: `security` has a wrong value | write \"none\" or \"starttls\" or \"tls\"",
            "10: `path` has a wrong value | write a path in quotes, relative to the workspace",
            "12: `admin_listen` has a wrong value | write an IP address and a port: \"127.0.0.1:8125\"",
            "13: `public_url` has a wrong value | write an address that begins with https://",
        ]
    );
}

#[test]
fn broken_toml_and_sections_as_values() {
    assert_eq!(
        problems("[mail]\nsmtp = 3\n", &[]),
        ["2: `mail.smtp` is a section, not a single setting | write `[mail.smtp]` on a line of its own"]
    );
    let broken = problems("[mail]\nsend_mode = \n", &[]);
    assert_eq!(broken.len(), 1);
    assert!(broken[0].starts_with("2: sodate.toml cannot be read"), "{broken:?}");
    assert_eq!(
        problems("[workspace]\nname = \"x\"\n", &[]),
        ["2: `[workspace]` has no setting `name` | there are `language`, `zone`"]
    );
}

#[test]
fn the_environment_goes_before_the_file() {
    let environment: Vec<(String, String)> = [
        ("SODATE_MAIL_SEND_MODE", "sandbox"),
        ("SODATE_MAIL_SANDBOX", "a@acme.example, b@acme.example"),
        ("SODATE_MAIL_SMTP_PORT", "2525"),
        ("SODATE_LANG", "ja"),
        ("PATH", "/bin"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    let config = Config::read("[mail]\nsend_mode = \"live\"\n", &environment).unwrap();
    assert_eq!(config.mail.send_mode, SendMode::Sandbox);
    assert_eq!(config.mail.sandbox.len(), 2);
    assert_eq!(config.mail.smtp.port, 2525);
    assert_eq!(
        problems("", &[("SODATE_MAIL_SMTP_PORT", "many"), ("SODATE_MAIL_SENDMODE", "live")]),
        [
            "the variable SODATE_MAIL_SMTP_PORT of the environment has a wrong value | write a number from 1 to 65535",
            "the variable SODATE_MAIL_SENDMODE of the environment sets nothing | did you mean SODATE_MAIL_SEND_MODE?",
        ]
    );
}

#[test]
fn secrets_are_read_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".sodate")).unwrap();
    let mut config = Config::default();
    let missing = Secrets::load(folder.path(), &config).unwrap_err();
    assert_eq!(missing.message.en, "the secret file `.sodate/token.key` does not exist");
    for path in [&config.secrets.token_key_file, &config.secrets.api_key_file] {
        write_new_secret(&folder.path().join(path)).unwrap();
    }
    std::fs::write(folder.path().join("password"), "hunter2\n").unwrap();
    config.mail.smtp.password_file = Some("password".into());
    let secrets = Secrets::load(folder.path(), &config).unwrap();
    assert_eq!(secrets.smtp_password.as_ref().map(Secret::reveal), Some("hunter2"));
    assert_eq!(secrets.token_key.reveal().len(), 64);
    assert_ne!(secrets.token_key, secrets.api_key);
    let shown = format!("{secrets:?} {config:?}");
    assert!(!shown.contains("hunter2") && !shown.contains(secrets.api_key.reveal()), "{shown}");
    let again = write_new_secret(&folder.path().join(&config.secrets.api_key_file)).unwrap_err();
    assert_eq!(again.kind(), std::io::ErrorKind::AlreadyExists);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.path().join(".sodate/token.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn the_documented_file_says_the_defaults() {
    for text in [include_str!("../../docs/cli.md"), include_str!("../../docs/cli.ja.md")] {
        let (_, rest) = text.split_once("```toml\n").unwrap();
        let (block, _) = rest.split_once("```").unwrap();
        assert_eq!(Config::read(block, &[]).unwrap(), Config::default());
        for key in KEYS {
            assert!(block.contains(&format!("{} = ", key.name)), "`{}` is not documented", key.name);
        }
    }
}

#[test]
fn levels_are_set_by_code_or_by_name() {
    let config = Config::read("[lint]\nunused-link = \"error\"\nf0112 = \"off\"\nF0102 = \"error\"\n", &[]).unwrap();
    let levels: Vec<_> = config.lint.0.iter().map(|(code, level)| (code.0, *level)).collect();
    assert_eq!(levels, [(102, Level::Error), (112, Level::Off), (406, Level::Error)]);
}

#[test]
fn wrong_levels_are_found_all_at_once() {
    let text =
        "[lint]\nunused-lnik = \"off\"\nF0112 = \"warn\"\nF0406 = 3\nunknown-name = \"warning\"\nF9999 = \"off\"\n";
    assert_eq!(
        problems(text, &[]),
        [
            "2: there is no code or name `unused-lnik` | did you mean `unused-link`?",
            "3: the level of `unused-name` (F0112) is not understood | did you mean `warning`?",
            "4: the level of `unused-link` (F0406) is not understood | write \"off\" or \"note\" or \"warning\" or \"error\"",
            "5: `unknown-name` (F0102) is an error and cannot be lowered | a scenario with this mistake has no meaning that \
             could be run; delete the line and mend the scenario",
            "6: there is no code or name `F9999` | write a code or name that `sodate explain` lists",
        ]
    );
    assert_eq!(
        problems("[lint]\nF0406 = \"off\"\nunused-link = \"note\"\n", &[]),
        ["3: the level of `unused-link` (F0406) is set twice | keep one of the two lines"]
    );
    assert_eq!(
        problems("lint = 3\n", &[]),
        ["1: `lint` is a section, not a single setting | write `[lint]` on a line of its own"]
    );
    assert_eq!(problems("[lnt]\n", &[]), ["1: there is no section `lnt` | did you mean `lint`?"]);
}
