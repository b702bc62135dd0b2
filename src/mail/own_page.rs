//! Bodies that are whole pages of their author's: they stay as they are, and only get what every mail has, the line beside
//! the subject behind `<body>` and the footer that the law wants before `</body>`.

use super::layout::{FONTS, Frame, html_footer, html_preheader};
use super::render::escape_html;

/// The author's page with preheader, footer and open pixel. Values in it are escaped, so only the author's own tags count.
#[must_use]
pub fn own_page(frame: &Frame<'_>, page: &str) -> String {
    let lower = page.to_ascii_lowercase();
    let begin = lower.find("<body").and_then(|at| Some(at + lower.get(at..)?.find('>')? + 1));
    let end = lower.rfind("</body>").or_else(|| lower.rfind("</html>")).unwrap_or(page.len());
    let begin = begin.filter(|begin| *begin <= end).unwrap_or(end);
    let part = |range: std::ops::Range<usize>| page.get(range).unwrap_or_default();
    format!(
        "{head}{preheader}{body}<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">\n\
         <tr><td align=\"center\" style=\"padding:24px 12px\">\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" \
         cellspacing=\"0\" border=\"0\" style=\"max-width:600px\"><tr><td class=\"footer\" style=\"font-family:{FONTS};font-size:12px;\
         line-height:1.8;color:#6b7280;text-align:left\">\n{footer}\n</td></tr></table>\n</td></tr>\n</table>\n\
         <img src=\"{pixel}\" width=\"1\" height=\"1\" alt=\"\" style=\"display:block;border:0\">\n{tail}",
        head = part(0..begin),
        preheader = html_preheader(frame),
        body = part(begin..end),
        footer = html_footer(frame),
        pixel = escape_html(frame.pixel),
        tail = part(end..page.len()),
    )
}
