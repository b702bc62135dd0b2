//! Bodies in files, HTML, MJML and plain text, and rows of contents: what readers get of them.

use crate::host::{check_files, describe};
use sodate::analyze::Analysis;
use sodate::engine::{LeadState, Scope, new_lead};
use sodate::ir::Value;
use sodate::ir::time::Instant;
use sodate::mail::{Escape, render};

const HEAD: &str = r#"
sender acme {
  name "株式会社アクメ" from "info@acme.example"
  address "東京都千代田区一番町1-1" contact "https://acme.example/contact"
}
lead { name: text  title: text? }
event download { resource: text }
content best file "data/best.csv" { title: text  price: number  page: url  note: text? }
scenario s {
  start on download, gives consent
  send thanks
}
"#;

const ROWS: &str = "title,price,page,note\n\"導入, ガイド\",3000,https://acme.example/guide?a=1&b=2,<新刊>\n事例集,1200.50,https://acme.example/cases,\n料金表,0,https://acme.example/price,\n";

fn check(email: &str, files: &[(&str, &str)]) -> Analysis {
    let text = format!("{HEAD}{email}");
    let mut all = vec![("main.flow", text.as_str()), ("data/best.csv", ROWS)];
    all.extend(files);
    check_files(&all)
}

fn lead(name: &str) -> LeadState {
    let mut lead = new_lead("L1", "tanaka@kitahama.example", Instant(0));
    lead.fields.insert("name".to_owned(), Value::Text(name.to_owned()));
    lead
}

/// HTML and text of the email `thanks`; links as `<NAME>`.
fn rendered(analysis: &Analysis, lead: &LeadState) -> (String, String) {
    let program = analysis.program.as_ref().unwrap_or_else(|| panic!("{}", describe(analysis)));
    let email = &program.emails["thanks"];
    let scope = Scope::of_lead(program, lead, Instant(0));
    let link = |name: &str| format!("https://track.example/{name}");
    (render(&email.html, Escape::Html, &scope, &link), render(&email.text, Escape::Text, &scope, &link))
}

fn mail(file: &str) -> String {
    format!("email thanks {{ subject \"x\"  link guide \"https://acme.example/guide.pdf\"  body file \"{file}\" }}\n")
}

#[test]
fn rows_become_items_of_one_list_and_links_lead_to_each() {
    let email = "email thanks { subject \"x\"  body \"\"\"\n  人気の3つ\n\n  {{ each best at most 2 }}\n  - [{{ item.title }}]({{ item.page }}) {{ item.price }}円\n  {{ end }}\n\n  以上です。\n\"\"\" }\n";
    let (html, text) = rendered(&check(email, &[]), &lead("田中"));
    assert_eq!(
        html,
        "<p>人気の3つ</p>\n<ul>\n<li><a href=\"https://acme.example/guide?a=1&amp;b=2\">導入, ガイド</a> 3000円</li>\n\
         <li><a href=\"https://acme.example/cases\">事例集</a> 1200.5円</li>\n</ul>\n<p>以上です。</p>\n"
    );
    assert_eq!(
        text,
        "人気の3つ\n\n- 導入, ガイド: https://acme.example/guide?a=1&b=2 3000円\n\
         - 事例集: https://acme.example/cases 1200.5円\n\n以上です。\n"
    );
}

#[test]
fn rows_are_blocks_of_their_own_and_choices_see_their_columns() {
    let email = "email thanks { subject \"x\"  body \"\"\"\n  {{ each best }}\n  **{{ item.title }}** {{ if item.note is known }}{{ item.note }}{{ else }}-{{ end }}\n  {{ end }}\n\"\"\" }\n";
    let (html, text) = rendered(&check(email, &[]), &lead("田中"));
    assert!(
        html.starts_with("<p><strong>導入, ガイド</strong> &lt;新刊&gt;</p>\n<p><strong>事例集</strong> -</p>\n"),
        "{html}"
    );
    assert_eq!(text.trim_start(), "導入, ガイド <新刊>\n\n事例集 -\n\n料金表 -\n");
}

#[test]
fn the_first_condition_that_holds_chooses_the_text() {
    let email = "email thanks { subject \"x\"  body \"{{ if lead.name == \\\"佐藤\\\" }}A{{ else if lead.name == \\\"田中\\\" }}B{{ else if score < 5 }}C{{ else }}D{{ end }}{{ each best at most 1 }}!{{ end }}\" }\n";
    let checked = check(email, &[]);
    assert_eq!(checked.diagnostics, [], "{}", describe(&checked));
    for (name, text) in [("佐藤", "A!"), ("田中", "B!"), ("鈴木", "C!")] {
        assert_eq!(rendered(&checked, &lead(name)).1.trim(), text);
    }
}

#[test]
fn a_text_that_no_lead_ever_gets_is_found() {
    for (second, found) in [("佐藤", vec![373]), ("田中", vec![])] {
        let email = format!(
            "email thanks {{ subject \"x\"  body \"{{{{ if lead.name == \\\"佐藤\\\" }}}}A{{{{ else if lead.name == \\\"{second}\\\" }}}}B{{{{ end }}}}{{{{ each best at most 1 }}}}!{{{{ end }}}}\" }}\n"
        );
        let checked = check(&email, &[]);
        let codes: Vec<_> = checked.diagnostics.iter().map(|one| one.code.0).collect();
        assert_eq!(codes, found, "{}", describe(&checked));
    }
}

#[test]
fn a_column_that_may_be_empty_needs_a_stand_in() {
    let email = "email thanks { subject \"x\"  body \"{{ each best }}{{ item.note }}{{ end }}\" }\n";
    let found = check(email, &[]);
    assert_eq!(found.diagnostics.iter().map(|one| one.code.0).collect::<Vec<_>>(), [231], "{}", describe(&found));
}

#[test]
fn plain_text_has_paragraphs_and_links_that_can_be_clicked() {
    let body = "{{ lead.name }} 様\r\n資料は <こちら> です。\r\n\r\n[資料を開く](guide)\r\n\r\nhttps://acme.example/a?b=1&c=2 をご覧ください(https://acme.example/d).\r\n";
    let (html, text) = rendered(&check(&mail("mails/thanks.txt"), &[("mails/thanks.txt", body)]), &lead("田中<b>"));
    assert_eq!(
        html,
        "<p>田中&lt;b&gt; 様<br>\n資料は &lt;こちら&gt; です。</p>\n\
         <p><a class=\"button\" href=\"https://track.example/guide\">資料を開く</a></p>\n\
         <p><a href=\"https://acme.example/a?b=1&amp;c=2\">https://acme.example/a?b=1&amp;c=2</a> をご覧ください(\
         <a href=\"https://acme.example/d\">https://acme.example/d</a>).</p>\n"
    );
    assert_eq!(
        text,
        "田中<b> 様\n資料は <こちら> です。\n\n資料を開く:\nhttps://track.example/guide\n\n\
         https://acme.example/a?b=1&c=2 をご覧ください(https://acme.example/d).\n"
    );
}

#[test]
fn html_stays_as_it_is_but_for_links_notes_and_values() {
    let body = "<!-- 社内メモ -->\n<h1>資料の\nご案内</h1>\n<p>{{ lead.name }}&nbsp;様 &amp; ご担当者様</p>\n\
                {{ if lead.title is known }}<p>{{ lead.title }}</p>{{ end }}\n\
                <table><tr><td>料金</td><td>{{ each best at most 2 }}{{ item.price }} {{ end }}</td></tr></table>\n\
                <ul>{{ each best at most 2 }}<li><a href='{{ item.page }}'>{{ item.title }}</a></li>{{ end }}</ul>\n\
                <a href=\"guide\"><img src=\"https://acme.example/a.png\" alt='\"表紙\"'></a><div style=\"display: none\">見えない</div>";
    let (html, text) =
        rendered(&check(&mail("thanks.html"), &[("thanks.html", body)]), &lead("\"><script>alert(1)</script>"));
    assert!(!html.contains("メモ") && !html.contains("<script>"), "{html}");
    assert!(html.contains("<p>&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&nbsp;様"), "{html}");
    assert!(
        html.contains(
            "<a href=\"https://track.example/guide\"><img src=\"https://acme.example/a.png\" alt=\"&quot;表紙&quot;\">"
        ),
        "{html}"
    );
    assert!(html.contains("<li><a href=\"https://acme.example/guide?a=1&amp;b=2\">導入, ガイド</a></li>"), "{html}");
    assert_eq!(
        text,
        "■ 資料のご案内\n\n\"><script>alert(1)</script> 様 & ご担当者様\n\n料金 3000 1200.5 \n\n\
         - 導入, ガイド: https://acme.example/guide?a=1&b=2\n- 事例集: https://acme.example/cases\n\n\
         \"表紙\": https://track.example/guide\n"
    );
}

#[test]
fn a_whole_page_is_kept_whole() {
    let body = "<!DOCTYPE html PUBLIC \"x\">\n<html><head><title>題</title><style>p{color:red}</style></head>\n<body bgcolor=white>\n\
                <!--[if mso]><table><tr><td><a href=\"guide\">o</a><![endif]--><p>こんにちは</p><p><a href=\"guide\">開く</a></p>\n</body></html>";
    let (html, text) = rendered(&check(&mail("thanks.html"), &[("thanks.html", body)]), &lead("田中"));
    assert!(html.starts_with("<!DOCTYPE html>\n"), "{html}");
    assert!(html.contains("<html lang=\"ja\"><head><title>題</title><style>p{color:red}</style></head>"), "{html}");
    assert!(
        html.contains("<!--[if mso]><table><tr><td><a href=\"https://track.example/guide\">o</a><![endif]-->"),
        "{html}"
    );
    assert_eq!(text, "こんにちは\n\n開く: https://track.example/guide\n");
}

#[test]
fn mjml_becomes_a_page_with_values_branches_and_rows() {
    let body = "<mjml><mj-head><mj-title>題</mj-title><mj-preview>見出し</mj-preview></mj-head><mj-body>\n\
                <mj-section><mj-column><mj-text>{{ lead.name }} 様<br />{{ if score < 5 and lead.name != \"<\" }}はじめまして{{ else }}いつもありがとうございます{{ end }}</mj-text>\n\
                <mj-button href=\"guide\">資料を開く</mj-button><mj-image src=\"https://acme.example/a.png\" alt=\"表紙\" />\n\
                <mj-table>{{ each best at most 2 }}<tr><td>{{ item.title }}</td><td>{{ item.price }}円</td></tr>{{ end }}</mj-table>\n\
                </mj-column></mj-section>\n<mj-raw>{{ if score >= 50 }}</mj-raw><mj-section><mj-column><mj-text>特別なご案内</mj-text></mj-column></mj-section><mj-raw>{{ end }}</mj-raw>\n</mj-body></mjml>";
    let analysis = check(&mail("thanks.mjml"), &[("thanks.mjml", body)]);
    let (html, text) = rendered(&analysis, &lead("田中 & 鈴木"));
    assert!(
        html.starts_with("<!DOCTYPE html>\n") && html.contains("lang=\"ja\"") && html.contains("</html>"),
        "{html}"
    );
    assert!(html.contains("田中 &amp; 鈴木 様") && html.contains("href=\"https://track.example/guide\""), "{html}");
    assert!(!html.contains("fonts.googleapis.com") && !html.contains("特別"), "{html}");
    assert_eq!(
        text,
        "田中 & 鈴木 様\nはじめまして\n\n資料を開く: https://track.example/guide\n\n表紙\n\n導入, ガイド 3000円\n事例集 1200.5円\n"
    );
    let mut warm = lead("田中");
    warm.score = 60;
    let (html, text) = rendered(&analysis, &warm);
    assert!(html.contains("特別なご案内") && text.contains("特別なご案内") && text.contains("いつも"), "{text}");
}
