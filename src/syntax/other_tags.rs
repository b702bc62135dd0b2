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
    ("^if", "if not"),
    ("#else", "else"),
    ("#end", "end"),
];

/// One word elsewhere for `else if`.
const ELSE_IF: &[&str] = &["elseif", "elsif", "elif", "#elseif"];

/// What begins tags of other tools that have no counterpart: comments, parts, changes of the place.
const STRANGE: [char; 9] = ['#', '＃', '!', '^', '>', '&', '/', '%', '@'];

/// What stands before the name of a field.
const OBJECTS: [&str; 4] = ["lead.", "event.", "リード.", "イベント."];

/// What a tag of another tool is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OtherTag {
    /// The inside of the tag; empty where nothing here does the same.
    pub meant: String,
    /// Whether nothing else can be meant.
    pub sure: bool,
}

/// What the inside of a tag is here, where it is written in the way of another tool. `fields` are the names of the fields
/// that are declared.
pub(super) fn other_tag(inside: &str, fields: &[&str]) -> Option<OtherTag> {
    let section = section(inside.trim(), fields).map(|meant| OtherTag { meant, sure: false });
    section.or_else(|| other_words(inside).map(|meant| OtherTag { sure: !meant.is_empty(), meant }))
}

/// `#name` and `/name` around what is shown where there is a name, `^name` where there is none.
fn section(inside: &str, fields: &[&str]) -> Option<String> {
    let sign = inside.chars().next().filter(|one| matches!(one, '#' | '^' | '/'))?;
    let path = inside.get(1..)?.trim();
    let field = OBJECTS.iter().find_map(|object| path.strip_prefix(object));
    if !fields.contains(&field.unwrap_or(path)) {
        return None;
    }
    let object = if field.is_some() { "" } else { "lead." };
    Some(match sign {
        '#' => format!("if {object}{path} is known"),
        '^' => format!("if {object}{path} is missing"),
        _ => "end".to_owned(),
    })
}

fn other_words(inside: &str) -> Option<String> {
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
            ("^if lead.vip", Some("if not lead.vip")),
            ("end", None),
            ("lead.title | upper", None),
            ("lead.title", None),
        ] {
            let read = other_tag(written, &["title"]);
            assert_eq!(read.as_ref().map(|one| one.meant.as_str()), meant, "{written}");
            assert_eq!(read.is_some_and(|one| one.sure), meant.is_some_and(|meant| !meant.is_empty()), "{written}");
        }
        for (written, meant) in
            [("#title", "if lead.title is known"), ("^lead.title", "if lead.title is missing"), ("/ title", "end")]
        {
            let read = other_tag(written, &["title"]).unwrap();
            assert_eq!((read.meant.as_str(), read.sure), (meant, false), "{written}");
        }
    }
}
