//! The syntax tree read back from its `Debug` text: a short form for fixtures, and every span, name and quoted text in it
//! for the properties. It follows the tree's types by itself, so that it needs no change when they grow.

/// A value as `Debug` prints it.
#[derive(Debug, Clone)]
pub enum Node {
    /// `Name { field: value, … }`.
    Struct(String, Vec<(String, Node)>),
    /// `Name(value, …)`; no name for a tuple.
    Tuple(String, Vec<Node>),
    /// `[value, …]`.
    List(Vec<Node>),
    /// Anything without parts.
    Leaf(String),
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn skip(&mut self, wanted: &[char]) -> bool {
        while self.peek() == Some(' ') {
            self.at += 1;
        }
        let found = self.peek().is_some_and(|one| wanted.contains(&one));
        self.at += usize::from(found);
        found
    }

    fn word(&mut self) -> String {
        let rest = &self.text[self.at..];
        if let Some(inner) = rest.strip_prefix('"') {
            let mut escaped = false;
            let length = inner.find(|one| {
                let ends = one == '"' && !escaped;
                escaped = one == '\\' && !escaped;
                ends
            });
            let length = length.unwrap() + 2;
            self.at += length;
            return rest[..length].to_owned();
        }
        let length = rest.find([' ', ',', '(', ')', '[', ']', '{', '}', ':']).unwrap_or(rest.len());
        self.at += length;
        rest[..length].to_owned()
    }

    fn list(&mut self, close: char) -> Vec<Node> {
        let mut items = Vec::new();
        while !self.skip(&[close]) {
            items.push(self.node());
            self.skip(&[',']);
        }
        items
    }

    fn node(&mut self) -> Node {
        self.skip(&[]);
        if self.skip(&['[']) {
            return Node::List(self.list(']'));
        }
        let name = self.word();
        if self.peek() == Some('(') {
            self.at += 1;
            return Node::Tuple(name, self.list(')'));
        }
        if self.text[self.at..].starts_with(" {") {
            self.at += 2;
            let mut fields = Vec::new();
            while !self.skip(&['}']) {
                self.skip(&[]);
                let field = self.word();
                self.skip(&[':']);
                fields.push((field, self.node()));
                self.skip(&[',']);
            }
            return Node::Struct(name, fields);
        }
        if let Some(rest) = self.text[self.at..].strip_prefix("..") {
            let length = rest.find([' ', ',', ')', ']', '}']).unwrap_or(rest.len());
            self.at += 2 + length;
        }
        Node::Leaf(name)
    }
}

/// Reads what `{:?}` printed.
pub fn read(value: &impl std::fmt::Debug) -> Node {
    let text = format!("{value:?}");
    Reader { text: &text, at: 0 }.node()
}

impl Node {
    fn field(&self, name: &str) -> Option<&Self> {
        let Self::Struct(_, fields) = self else { return None };
        fields.iter().find(|(field, _)| field == name).map(|(_, node)| node)
    }

    fn number(&self) -> usize {
        let Self::Leaf(text) = self else { panic!("not a number: {self:?}") };
        text.parse().unwrap()
    }

    /// The text of a string leaf.
    pub fn string(&self) -> String {
        let Self::Leaf(text) = self else { panic!("not a text: {self:?}") };
        unescape(text)
    }

    /// Start and end of a `Span`.
    pub fn span(&self) -> Option<(usize, usize)> {
        matches!(self, Self::Struct(name, _) if name == "Span")
            .then(|| (self.field("start").unwrap().number(), self.field("end").unwrap().number()))
    }

    /// Calls with every node, outer ones first.
    pub fn each(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        match self {
            Self::Struct(_, fields) => fields.iter().for_each(|(_, node)| node.each(visit)),
            Self::Tuple(_, nodes) | Self::List(nodes) => nodes.iter().for_each(|node| node.each(visit)),
            Self::Leaf(_) => {}
        }
    }

    /// Name (or quoted text), its text and its span, where this is one.
    pub fn named(&self, kind: &str) -> Option<(String, (usize, usize))> {
        let Self::Struct(name, _) = self else { return None };
        if name != kind {
            return None;
        }
        Some((self.field("text")?.string(), self.field("span")?.span()?))
    }

    /// The short form: no spans, names bare, only what was written.
    pub fn short(&self, indent: usize) -> String {
        let flat = self.flat();
        if flat.chars().count() + indent <= 110 {
            return flat;
        }
        let pad = " ".repeat(indent + 2);
        match self {
            Self::Struct(name, _) if name == "Spanned" => self.field("node").unwrap().short(indent),
            Self::Struct(name, _) => {
                let parts: Vec<_> = self
                    .shown()
                    .iter()
                    .map(|(field, node)| format!("{pad}{field}: {}", node.short(indent + 2)))
                    .collect();
                format!("{name}\n{}", parts.join("\n"))
            }
            Self::Tuple(name, nodes) => match nodes.as_slice() {
                [one] => format!("{name} {}", one.short(indent)),
                many => {
                    let parts: Vec<_> = many.iter().map(|node| format!("{pad}{}", node.short(indent + 2))).collect();
                    format!("{name}\n{}", parts.join("\n"))
                }
            },
            Self::List(nodes) => {
                let parts: Vec<_> = nodes.iter().map(|node| format!("{pad}{}", node.short(indent + 2))).collect();
                format!("\n{}", parts.join("\n"))
            }
            Self::Leaf(text) => text.clone(),
        }
    }

    fn shown(&self) -> Vec<(&String, &Self)> {
        let Self::Struct(_, fields) = self else { return Vec::new() };
        let empty = |node: &Self| match node {
            Self::Leaf(text) => text == "None" || text == "false",
            Self::List(nodes) => nodes.is_empty(),
            Self::Struct(..) => node.span().is_some(),
            Self::Tuple(name, nodes) => name == "Some" && nodes.iter().all(|one| one.span().is_some()),
        };
        fields
            .iter()
            .filter(|(name, node)| match name.as_str() {
                "map" => false,
                "transactional" | "in_turn" => !matches!(node, Self::Leaf(_)),
                _ => !empty(node),
            })
            .map(|(name, node)| (name, node))
            .collect()
    }

    fn flat(&self) -> String {
        match self {
            Self::Struct(name, _) if name == "Spanned" => self.field("node").unwrap().flat(),
            Self::Struct(name, _) if name == "Name" => bare(&self.field("text").unwrap().string()),
            Self::Struct(name, _) if name == "Quoted" => {
                let Self::Leaf(text) = self.field("text").unwrap() else { unreachable!() };
                text.clone()
            }
            Self::Struct(name, _) if name == "Span" => "yes".to_owned(),
            Self::Struct(name, _) => {
                let parts: Vec<_> =
                    self.shown().iter().map(|(field, node)| format!("{field}: {}", node.flat())).collect();
                format!("{name} {{ {} }}", parts.join(", "))
            }
            Self::Tuple(name, nodes) if name == "Some" => nodes[0].flat(),
            Self::Tuple(name, nodes) => {
                format!("{name}({})", nodes.iter().map(Self::flat).collect::<Vec<_>>().join(", "))
            }
            Self::List(nodes) => format!("[{}]", nodes.iter().map(Self::flat).collect::<Vec<_>>().join(", ")),
            Self::Leaf(text) => text.clone(),
        }
    }
}

fn bare(name: &str) -> String {
    if name.chars().all(char::is_alphanumeric) || name.contains('_') { name.to_owned() } else { format!("{name:?}") }
}

fn unescape(literal: &str) -> String {
    let inner = literal.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(literal);
    let mut text = String::new();
    let mut characters = inner.chars();
    while let Some(one) = characters.next() {
        if one != '\\' {
            text.push(one);
            continue;
        }
        match characters.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('0') => text.push('\0'),
            Some('u') => {
                let number: String = characters.by_ref().skip(1).take_while(|one| *one != '}').collect();
                text.push(char::from_u32(u32::from_str_radix(&number, 16).unwrap()).unwrap());
            }
            Some(other) => text.push(other),
            None => {}
        }
    }
    text
}
