//! The demo's workspace: the scenarios and tests of lang-examples with the company, the leads and the settings of the demo.

use crate::cli::problem::{Doing, Outcome, Problem};
use crate::config;
use std::path::Path;

/// Present in a folder that the demo has made, and so may replace.
const MARKER: &str = ".sodate/demo";

/// The file of sample leads.
pub const LEADS: &str = "leads.csv";

const FILES: &[(&str, &str)] = &[
    ("sodate.toml", include_str!("workspace/sodate.toml")),
    ("company.flow", include_str!("workspace/company.flow")),
    (LEADS, include_str!("workspace/leads.csv")),
    ("whitepaper.flow", include_str!("../../../lang-examples/a02-whitepaper/whitepaper.flow")),
    ("whitepaper_tests.flow", include_str!("../../../lang-examples/a02-whitepaper/tests.flow")),
    ("mails/pitfalls.md", include_str!("../../../lang-examples/a02-whitepaper/mails/pitfalls.md")),
    ("mails/case_study.md", include_str!("../../../lang-examples/a02-whitepaper/mails/case_study.md")),
    ("mails/seminar.md", include_str!("../../../lang-examples/a02-whitepaper/mails/seminar.md")),
    ("mails/consultation.md", include_str!("../../../lang-examples/a02-whitepaper/mails/consultation.md")),
    ("three_mails.flow", include_str!("../../../lang-examples/a04-three-mails/three_mails.flow")),
    ("three_mails_tests.flow", include_str!("../../../lang-examples/a04-three-mails/tests.flow")),
    ("mails/success_story.md", include_str!("../../../lang-examples/a04-three-mails/mails/success_story.md")),
    ("mails/demo_offer.md", include_str!("../../../lang-examples/a04-three-mails/mails/demo_offer.md")),
    (MARKER, "This folder was made by `sodate demo`, which replaces it when it runs again.\n"),
];

/// Makes the workspace; one that an earlier demo made is replaced.
///
/// # Errors
/// A folder with something else in it, or one that cannot be written.
pub fn make(folder: &Path) -> Outcome<()> {
    if folder.join(MARKER).is_file() {
        std::fs::remove_dir_all(folder).map_err(|error| Problem::file(Doing::Writing, folder, &error))?;
    } else if std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        let shown = folder.display();
        return Err(Problem::usage(
            format!("`{shown}` is not empty and was not made by `sodate demo`"),
            format!("`{shown}`には、デモが作ったものではないファイルがあります"),
        )
        .help(
            "name another folder: `sodate demo --dir NEW`",
            "別のフォルダーを指定してください：`sodate demo --dir 新しい名前`",
        ));
    }
    for (name, text) in FILES {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent)
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|error| Problem::file(Doing::Writing, &path, &error))?;
    }
    let secrets = config::SecretFiles::default();
    for name in [&secrets.token_key_file, &secrets.api_key_file] {
        let path = folder.join(name);
        config::write_new_secret(&path).map_err(|error| Problem::file(Doing::Writing, &path, &error))?;
    }
    Ok(())
}
