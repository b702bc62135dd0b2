//! The page around a mail's body, and the footer that the law wants. One centred column that holds in the clients that
//! matter: tables and inline styles for Outlook, a small style sheet for phones and dark mode for the others.

use super::render::escape_html;
use crate::diagnostic::Language;
use crate::ir::Sender;
use std::fmt::Write;

/// Fonts that are on the reader's machine, Japanese ones among them. No font is loaded from anywhere.
pub(super) const FONTS: &str = "-apple-system,BlinkMacSystemFont,'Hiragino Sans','Hiragino Kaku Gothic ProN','Yu Gothic UI','Yu Gothic',\
                     Meiryo,'Noto Sans JP','Noto Sans CJK JP','Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/// Colour of links and buttons: readable on white and under white letters (contrast 5.5 to 1).
const ACCENT: &str = "#0f766e";

/// Styles for clients that read them. The rest is inline.
const STYLE: &str = "\
body{-webkit-text-size-adjust:100%;text-size-adjust:100%}\
.body p{margin:0 0 20px}\
.body ul,.body ol{margin:0 0 20px;padding-left:24px}\
.body li{margin:0 0 6px}\
.body h1{font-size:22px;line-height:1.5;margin:0 0 20px}\
.body h2{font-size:19px;line-height:1.5;margin:32px 0 16px}\
.body h3{font-size:16px;line-height:1.5;margin:28px 0 12px}\
.body blockquote{margin:0 0 20px;padding:2px 0 2px 16px;border-left:3px solid #d1d5db;color:#4b5563}\
.body hr{border:0;border-top:1px solid #e5e7eb;margin:28px 0}\
.body img{max-width:100%;height:auto;border:0}\
.body a{color:#0f766e}\
.body a.button{color:#ffffff}\
.footer a{color:#6b7280}\
@media (max-width:480px){.outer{padding:0!important}.card{border-radius:0!important}\
.body{padding:28px 20px 12px!important}.footer{padding:20px 20px 32px!important}\
.button-box,.button-cell{width:100%!important}a.button{display:block!important;padding:15px 12px!important}}\
@media (prefers-color-scheme:dark){.page,.outer{background:#111827!important}\
.card{background:#1f2937!important}.body,.body h1,.body h2,.body h3{color:#f3f4f6!important}\
.body a{color:#5eead4!important}.body a.button{color:#ffffff!important}\
.body blockquote{color:#d1d5db!important;border-color:#4b5563!important}.body hr{border-color:#374151!important}\
.footer,.footer a{color:#9ca3af!important}.footer-line{border-color:#374151!important}}";

/// What stands around a body.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Language of the mail.
    pub language: Language,
    /// The subject.
    pub subject: &'a str,
    /// The line beside the subject in lists of mails.
    pub preheader: Option<&'a str>,
    /// Whose mail it is.
    pub sender: &'a Sender,
    /// No advertising: the footer says less.
    pub transactional: bool,
    /// Address of the unsubscribe page.
    pub unsubscribe: &'a str,
    /// Address of the open pixel.
    pub pixel: &'a str,
}

/// The line beside the subject, invisible in the mail itself.
pub(super) fn html_preheader(frame: &Frame<'_>) -> String {
    let Some(preheader) = frame.preheader.filter(|preheader| !preheader.is_empty()) else { return String::new() };
    // The blanks keep the mail's first lines out of the preview behind a short preheader.
    format!(
        "<div style=\"display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;\
         mso-hide:all\">{}{}</div>\n",
        escape_html(preheader),
        "&#847;&zwnj;&nbsp;".repeat(60)
    )
}

/// The whole HTML page around an inner body.
#[must_use]
pub fn html_page(frame: &Frame<'_>, body: &str) -> String {
    let language = match frame.language {
        Language::English => "en",
        Language::Japanese => "ja",
    };
    let subject = escape_html(frame.subject);
    let body = body_with_buttons(body);
    let mut page = String::with_capacity(body.len() + 6000);
    let _ = write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n\
         <meta name=\"format-detection\" content=\"telephone=no,date=no,address=no,email=no\">\n\
         <title>{subject}</title>\n<style>{STYLE}</style>\n\
         <!--[if mso]><style>body,table,td,p,a,li{{font-family:Meiryo,'Yu Gothic',Arial,sans-serif!important}}</style><![endif]-->\n\
         </head>\n<body class=\"page\" style=\"margin:0;padding:0;background:#f3f4f6;word-break:break-word\">\n"
    );
    page.push_str(&html_preheader(frame));
    let _ = write!(
        page,
        "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n\
         <tr><td class=\"outer\" align=\"center\" bgcolor=\"#f3f4f6\" style=\"padding:24px 12px\">\n\
         <!--[if mso]><table role=\"presentation\" width=\"600\" align=\"center\" cellpadding=\"0\" cellspacing=\"0\"><tr><td><![endif]-->\n\
         <table role=\"presentation\" class=\"card\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" bgcolor=\"#ffffff\" \
         style=\"max-width:600px;background:#ffffff;border-radius:10px\">\n\
         <tr><td class=\"body\" style=\"padding:36px 36px 16px;font-family:{FONTS};font-size:16px;line-height:1.8;color:#1f2937\">\n\
         {body}\n</td></tr>\n\
         <tr><td class=\"footer\" style=\"padding:0 36px 32px;font-family:{FONTS};font-size:12px;line-height:1.8;color:#6b7280\">\n\
         {footer}\n</td></tr>\n</table>\n<!--[if mso]></td></tr></table><![endif]-->\n</td></tr>\n</table>\n\
         <img src=\"{pixel}\" width=\"1\" height=\"1\" alt=\"\" style=\"display:block;border:0\">\n</body>\n</html>\n",
        footer = html_footer(frame),
        pixel = escape_html(frame.pixel),
    );
    page
}

/// Turns each paragraph that is nothing but one link into a button: the call to action. Values of leads are escaped, so
/// only the author's own paragraphs can look like that.
fn body_with_buttons(body: &str) -> String {
    let mut out = String::with_capacity(body.len() + 512);
    let mut rest = body;
    while let Some(at) = rest.find("<p><a ") {
        let (before, paragraph) = rest.split_at(at);
        out.push_str(before);
        let Some((link, after)) = paragraph.split_once("</p>") else {
            rest = paragraph;
            break;
        };
        match lone_link(link) {
            Some((address, label)) => {
                out.push_str(&button(address, label));
                rest = after;
            }
            None => {
                let (head, tail) = paragraph.split_at("<p>".len());
                out.push_str(head);
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Address (escaped) and label of `<p><a href="ADDRESS">LABEL</a>`, where that is all.
fn lone_link(paragraph: &str) -> Option<(&str, &str)> {
    let inner = paragraph.strip_prefix("<p><a ")?.trim_end().strip_suffix("</a>")?;
    let (attributes, label) = inner.split_once('>')?;
    let (_, value) = attributes.split_once("href=\"")?;
    let (address, _) = value.split_once('"')?;
    (!label.contains("<a ") && !label.contains("<img") && !label.trim().is_empty()).then_some((address, label))
}

fn button(address: &str, label: &str) -> String {
    format!(
        "<table role=\"presentation\" class=\"button-box\" align=\"center\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" \
         style=\"margin:28px auto\"><tr><td class=\"button-cell\" align=\"center\" bgcolor=\"{ACCENT}\" \
         style=\"border-radius:8px;mso-padding-alt:14px 32px\"><a class=\"button\" href=\"{address}\" \
         style=\"display:inline-block;padding:14px 32px;font-weight:bold;font-size:16px;line-height:1.5;color:#ffffff;\
         text-decoration:none;border-radius:8px\">{label}</a></td></tr></table>"
    )
}

/// The items of the footer: label and value, in order. For advertising these are what the law on specified electronic mail
/// (特定電子メール法 第四条, 施行規則 第七条 to 第九条) wants: who sends it, the postal address, where complaints and
/// questions go, that one may opt out, and where.
fn items<'a>(frame: &Frame<'a>) -> [(&'static str, &'a str); 3] {
    let sender = frame.sender;
    match frame.language {
        Language::English => {
            [("Sender", &sender.name), ("Address", &sender.address), ("Questions and complaints", &sender.contact)]
        }
        Language::Japanese => {
            [("送信者", &sender.name), ("住所", &sender.address), ("お問い合わせ・苦情の受付", &sender.contact)]
        }
    }
}

/// Words before the opt-out address, and the words of the link.
fn opt_out_words(frame: &Frame<'_>) -> (&'static str, &'static str) {
    match (frame.language, frame.transactional) {
        (Language::English, false) => {
            ("If you no longer wish to receive these mails, you can opt out at any time:", "Unsubscribe")
        }
        (Language::English, true) => ("Settings for mails from us:", "Mail settings"),
        (Language::Japanese, false) => {
            ("今後このようなメールをご希望でない方は、いつでも配信を停止できます。", "配信停止のお手続きはこちら")
        }
        (Language::Japanese, true) => ("当社からのメールの受信設定：", "メールの受信設定"),
    }
}

pub(super) fn html_footer(frame: &Frame<'_>) -> String {
    let (words, link) = opt_out_words(frame);
    let colon = match frame.language {
        Language::English => ": ",
        Language::Japanese => "：",
    };
    let mut footer =
        String::from("<div class=\"footer-line\" style=\"border-top:1px solid #e5e7eb;padding-top:20px\">\n");
    for (label, value) in items(frame) {
        let value = escape_html(value);
        let value = match contact_address(&value) {
            Some(address) => format!("<a href=\"{address}\" style=\"color:#6b7280\">{value}</a>"),
            None => value,
        };
        let _ = writeln!(footer, "{label}{colon}{value}<br>");
    }
    let _ = write!(
        footer,
        "<br>\n{words}<br>\n<a href=\"{}\" style=\"color:#6b7280;text-decoration:underline\">{link}</a>\n</div>",
        escape_html(frame.unsubscribe)
    );
    footer
}

/// What a contact links to: a web address itself, a mail address by `mailto:`; nothing for a telephone number.
fn contact_address(escaped: &str) -> Option<String> {
    if escaped.starts_with("https://") || escaped.starts_with("http://") {
        return Some(escaped.to_owned());
    }
    super::Address::parse(escaped).ok().map(|address| format!("mailto:{}", escape_html(address.as_str())))
}

/// The plain text with its footer.
#[must_use]
pub fn text_page(frame: &Frame<'_>, body: &str) -> String {
    let (words, _) = opt_out_words(frame);
    // Rows of a content begin with the blank line that keeps them apart.
    let mut page = String::from(body.trim_end().trim_start_matches('\n'));
    let (line, colon) = match frame.language {
        Language::English => ("-".repeat(40), ": "),
        Language::Japanese => ("─".repeat(20), "："),
    };
    let _ = write!(page, "\n\n{line}\n");
    for (label, value) in items(frame) {
        let _ = writeln!(page, "{label}{colon}{value}");
    }
    let _ = write!(page, "\n{words}\n{}\n", frame.unsubscribe);
    page
}
