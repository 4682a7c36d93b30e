//! The languages: which files are in one, and where a tag ends.

use std::borrow::Cow;

/// A language of templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Template {
    /// Of Ansible and Salt: `{{ }}`, `{% %}` and `{# #}`.
    Jinja,
    /// Of Puppet and Chef: `<% %>`.
    Erb,
}

/// How the names of templates end.
const ENDINGS: [(&str, Template); 4] = [
    (".j2", Template::Jinja),
    (".jinja2", Template::Jinja),
    (".jinja", Template::Jinja),
    (".erb", Template::Erb),
];

impl Template {
    /// The language of a file of that name; none where it is not a template.
    pub fn of_name(file: &str) -> Option<Self> {
        split(file).map(|(_, language)| language)
    }

    /// What a file is called once it is rendered: `fault.xml` for `fault.xml.j2` and `fault.erb`; its
    /// own name where it is not a template.
    pub fn rendered_name(file: &str) -> Cow<'_, str> {
        match split(file) {
            None => Cow::Borrowed(file),
            Some((name, _)) if name.ends_with(".xml") => Cow::Borrowed(name),
            Some((name, _)) => Cow::Owned(format!("{name}.xml")),
        }
    }

    /// Whether a tag begins at the start of a text.
    pub(super) fn begins(self, rest: &str) -> bool {
        match (self, rest.as_bytes()) {
            (Self::Jinja, [b'{', b'{' | b'%' | b'#', ..]) => true,
            // `<%%` is how ERB writes `<%` itself.
            (Self::Erb, [b'<', b'%', third, ..]) => *third != b'%',
            _ => false,
        }
    }

    /// The length of the tag that a text begins with; none where it is not closed.
    pub(super) fn length(self, rest: &str) -> Option<usize> {
        match (self, rest.as_bytes()) {
            (Self::Erb, _) => erb_end(rest),
            (_, [_, b'#', ..]) => Some(rest.find("#}")? + 2),
            (_, [_, b'%', ..]) => {
                let end = jinja_end(rest, "%}")?;
                match is_raw(&rest[..end]) {
                    true => Some(end + raw_end(&rest[end..])?),
                    false => Some(end),
                }
            }
            _ => jinja_end(rest, "}}"),
        }
    }
}

fn split(file: &str) -> Option<(&str, Template)> {
    ENDINGS.iter().find_map(|&(end, language)| Some((file.strip_suffix(end)?, language)))
}

/// The end of an ERB tag: `%%>` is how it writes `%>` inside.
fn erb_end(rest: &str) -> Option<usize> {
    let ends = rest.match_indices("%>");
    let mut ends = ends.filter(|&(at, _)| at >= 2 && (at == 2 || !rest[..at].ends_with('%')));
    ends.next().map(|(at, _)| at + 2)
}

/// The end of a Jinja tag. What stands in quotes does not end it, nor does a bracket that closes
/// another one.
fn jinja_end(rest: &str, end: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let (mut at, mut depth) = (2, 0_usize);
    while at < bytes.len() {
        match bytes[at] {
            quote @ (b'"' | b'\'') => {
                at += 1;
                while *bytes.get(at)? != quote {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            _ if depth == 0 && bytes[at..].starts_with(end.as_bytes()) => {
                return Some(at + end.len());
            }
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The inside of `{% %}` without blanks; none for another tag.
pub(super) fn statement_of(tag: &str) -> Option<&str> {
    let inside = tag.strip_prefix("{%")?.strip_suffix("%}")?;
    Some(inside.trim_start_matches(['-', '+']).trim_end_matches(['-', '+']).trim())
}

/// Whether a tag begins what Jinja does not look into.
pub(super) fn is_raw(tag: &str) -> bool {
    tag.find("%}").and_then(|end| statement_of(&tag[..end + 2])) == Some("raw")
}

/// The end of that in the text behind the tag.
fn raw_end(rest: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let start = at + rest[at..].find("{%")?;
        let end = start + rest[start..].find("%}")? + 2;
        if statement_of(&rest[start..end]) == Some("endraw") {
            return Some(end);
        }
        at = start + 2;
    }
}
