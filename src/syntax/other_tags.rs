//! What other template languages write between double braces: `{{#if …}}`, `{{/if}}`, `{{ endif }}`, `{{ elsif … }}`.

/// What ends a part elsewhere.
const ENDS: &[&str] =
    &["/if", "/each", "/for", "endif", "endfor", "endeach", "end if", "end for", "end each", "/", "fi", "/unless"];

/// What begins a part elsewhere, and its word here.
const BEGINNINGS: &[(&str, &str)] = &[
    ("#if", "if"),
    ("%if", "if"),
    ("#each", "each"),
    ("#for", "each"),
    ("#unless", "if not"),
    ("#else", "else"),
    ("#end", "end"),
];

/// One word elsewhere for `else if`.
const ELSE_IF: &[&str] = &["elseif", "elsif", "elif", "#elseif"];

/// What begins tags of other tools that have no counterpart: comments, parts, changes of the place.
const STRANGE: [char; 9] = ['#', '＃', '!', '^', '>', '&', '/', '%', '@'];

/// What the inside of a tag is here, where it is written in the way of another tool; empty where nothing here does the same.
pub(super) fn other_tag(inside: &str) -> Option<String> {
    let inside = inside.trim_matches([' ', '\t', '\u{3000}', '~']).trim_end_matches(':');
    let lower = inside.to_ascii_lowercase();
    if ENDS.contains(&lower.as_str()) {
        return Some("end".to_owned());
    }
    let behind = |word: &str| {
        let rest = lower.strip_prefix(word)?;
        let ends = rest.is_empty() || rest.starts_with(char::is_whitespace);
        inside.get(word.len()..).map(str::trim).filter(|_| ends)
    };
    // `# if`, `% if`: the sign stands by itself.
    let spaced = inside.strip_prefix(['#', '%']).map(str::trim_start).and_then(|rest| rest.strip_prefix("if "));
    if let Some(condition) = spaced {
        return Some(format!("if {}", condition.trim()));
    }
    let begun = BEGINNINGS.iter().find_map(|(word, meant)| Some(format!("{meant} {}", behind(word)?)));
    let chained = || ELSE_IF.iter().find_map(|word| Some(format!("else if {}", behind(word)?)));
    let meant = begun.or_else(chained).map(|meant| meant.trim_end().to_owned());
    meant.or_else(|| inside.starts_with(STRANGE).then(String::new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_other_tools_are_read_and_those_of_the_language_left_alone() {
        for (written, meant) in [
            ("#if lead.title is known", Some("if lead.title is known")),
            ("# if lead.vip", Some("if lead.vip")),
            ("/if", Some("end")),
            (" endif ", Some("end")),
            ("elsif lead.vip", Some("else if lead.vip")),
            ("#iffy", Some("")),
            ("! a note", Some("")),
            ("#unless lead.vip", Some("if not lead.vip")),
            ("end", None),
            ("lead.title | upper", None),
            ("lead.title", None),
        ] {
            assert_eq!(other_tag(written).as_deref(), meant, "{written}");
        }
    }
}
