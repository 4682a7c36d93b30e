use super::Template;
use crate::xml::{has_tag, shown};

fn hide(language: Template, text: &str) -> Result<String, (u32, u32)> {
    language.hide(text).map_err(|e| e.position.map(|p| (p.line, p.column)).unwrap())
}

#[test]
fn names_say_what_is_a_template() {
    for (file, language, rendered) in [
        ("fault.xml.j2", Some(Template::Jinja), "fault.xml"),
        ("fault.jinja", Some(Template::Jinja), "fault.xml"),
        ("main.xml.jinja2", Some(Template::Jinja), "main.xml"),
        ("main.erb", Some(Template::Erb), "main.xml"),
        ("fault.xml", None, "fault.xml"),
    ] {
        assert_eq!(Template::of_name(file), language);
        assert_eq!(Template::rendered_name(file), rendered);
    }
}

#[test]
fn a_hidden_text_has_the_same_lines_and_columns() {
    let text = "<a b='{{ \"x\n<y>\" }}'>é{{ z }}</a>";
    let hidden = hide(Template::Jinja, text).unwrap();
    assert_eq!(hidden.chars().count(), text.chars().count());
    assert!(hidden.starts_with("<a b='") && hidden.ends_with("</a>") && has_tag(&hidden));
    assert_eq!(shown(&hidden), text);
    let doc = crate::xml::Document::read_template(text.as_bytes(), Template::Jinja).unwrap();
    let inside = doc.children(doc.root()).next().unwrap();
    assert_eq!(doc.position(doc.node(inside).span.start).to_string(), "2:10");
    assert_eq!(doc.line(inside), 2);
}

#[test]
fn a_text_without_tags_stays() {
    for text in ["<a b='{x}'>{\"a\":{\"b\":1}} } {</a>", "<a/>", "", "<a b='100 %>'/>"] {
        assert_eq!(hide(Template::Jinja, text).as_deref(), Ok(text));
        assert_eq!(hide(Template::Erb, text).as_deref(), Ok(text));
    }
}

#[test]
fn what_cannot_be_a_reference_in_a_template_makes_it_utf8() {
    let hidden = hide(Template::Jinja, "<a>{{ \"\u{142}\" }}</a>").unwrap();
    let text = format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{hidden}");
    let form = crate::xml::Form { encoding: crate::xml::Encoding::Latin1, bom: false };
    let bytes = String::from_utf8(form.encode(&text)).unwrap();
    assert_eq!(bytes, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>{{ \"\u{142}\" }}</a>");
}

#[test]
fn private_characters_are_refused_as_themselves_and_as_references() {
    for text in ["<a>\u{10FF41}</a>", "<a>&#x10FF41;</a>", "<a b='&#1113921;'/>"] {
        assert!(crate::xml::Document::read(text.as_bytes()).is_err(), "{text}");
        let read = crate::xml::Document::read_template(text.as_bytes(), Template::Erb);
        assert!(read.is_err(), "{text}");
    }
}
