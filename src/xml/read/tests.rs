use std::ops::Range;

use proptest::prelude::*;

use super::super::decode::Encoding;
use super::super::tree::NodeId;
use super::*;
use crate::xml::{MAX_BYTES, too_large};

fn read(text: &str) -> Document {
    Document::read(text.as_bytes()).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

/// The problem and the whole message of a text that is not read.
fn refusal(text: &str) -> (Problem, String) {
    match Document::read(text.as_bytes()) {
        Ok(_) => panic!("this was read: {text}"),
        Err(e) => {
            assert!(!e.help.is_empty() && !e.message.contains('\n'), "{e:?}");
            (e.problem, e.to_string())
        }
    }
}

/// Checks `line:column` and a part of the message of texts that are ill-formed.
fn ill_formed(cases: &[(&str, &str, &str)]) {
    for &(text, position, message) in cases {
        let (problem, found) = refusal(text);
        assert_eq!(problem, Problem::IllFormed, "{text}: {found}");
        assert!(found.starts_with(&format!("{position}: ")), "{text}: {found}");
        assert!(found.contains(message), "{text}: {found}");
    }
}

/// The text of all nodes in order, put together from start tags, inner nodes and end tags.
fn rejoined(document: &Document) -> String {
    let mut out = String::new();
    let mut at = 0;
    while at < document.len() {
        let id = NodeId(at as u32);
        rejoin(document, id, &mut out);
        at = document.node(id).subtree_end as usize;
    }
    out
}

fn rejoin(document: &Document, id: NodeId, out: &mut String) {
    let node = document.node(id);
    if node.kind != NodeKind::Element {
        assert!(node.span.start <= node.inner.start && node.inner.end <= node.span.end);
        assert_eq!(node.subtree_end, id.0 + 1);
        return out.push_str(document.slice(node.span));
    }
    let start = document.slice(node.inner);
    assert!(start.starts_with(&format!("<{}", document.slice(node.name))));
    assert_eq!(start.ends_with("/>"), node.self_closing);
    out.push_str(start);
    for child in document.children(id) {
        assert_eq!(document.parent(child), Some(id));
        rejoin(document, child, out);
    }
    let end = document.slice(Span { start: document.content(id).end, end: node.span.end });
    assert_eq!(end.starts_with("</"), !node.self_closing);
    out.push_str(end);
}

#[test]
fn nodes_and_attributes_are_spans_of_the_text() {
    let text = "<?xml version='1.0'?>\n<a xmlns=\"u:d\" xmlns:p='u:p'>\r\n <p:b c = \"&lt;\td\" \
                p:e='1'/>x&amp;<![CDATA[<]]><!-- y --><?t z?></a >\n";
    let document = read(text);
    assert_eq!(rejoined(&document), text);
    let kinds: Vec<_> = (0..document.len() as u32)
        .map(|i| (document.kind(NodeId(i)), document.slice(document.node(NodeId(i)).inner)))
        .collect();
    assert_eq!(
        kinds,
        [
            (NodeKind::Instruction, "xml version='1.0'"),
            (NodeKind::Text, "\n"),
            (NodeKind::Element, "<a xmlns=\"u:d\" xmlns:p='u:p'>"),
            (NodeKind::Text, "\r\n "),
            (NodeKind::Element, "<p:b c = \"&lt;\td\" p:e='1'/>"),
            (NodeKind::Text, "x"),
            (NodeKind::Text, "&amp;"),
            (NodeKind::CData, "<"),
            (NodeKind::Comment, " y "),
            (NodeKind::Instruction, "t z"),
            (NodeKind::Text, "\n"),
        ]
    );
    let root = document.root();
    assert_eq!((document.local_name(root), document.namespace(root)), ("a", "u:d"));
    assert_eq!(document.own_text(root), "\n x&<");
    assert_eq!(document.parent(root), None);
    let b = document.child_elements(root).next().unwrap();
    assert_eq!(
        (document.prefix(b), document.local_name(b), document.namespace(b)),
        ("p", "b", "u:p")
    );
    let attributes: Vec<_> = document
        .attributes(b)
        .map(|a| {
            let spans = document.attribute(a);
            let namespace = document.attribute_namespace(a).to_owned();
            (document.slice(spans.span), document.attribute_value(a), namespace)
        })
        .collect();
    assert_eq!(
        attributes,
        [
            ("c = \"&lt;\td\"", "< d".into(), String::new()),
            ("p:e='1'", "1".into(), "u:p".to_owned())
        ]
    );
    assert_eq!(document.declarations(root).len(), 2);
    assert_eq!(document.position(document.node(b).span.start), Position { line: 3, column: 2 });
    assert_eq!(document.line(b), 3);
}

#[test]
fn namespaces_end_with_their_element() {
    let text =
        "<a><p:b xmlns:p='1'><p:c xmlns:p='2'/><p:d/></p:b><e xmlns='3'><f xmlns=''/></e><g/></a>";
    let document = read(text);
    let namespaces: Vec<_> =
        (0..document.len() as u32).map(|i| document.namespace(NodeId(i))).collect();
    assert_eq!(namespaces, ["", "1", "2", "1", "3", "", ""]);
}

#[test]
fn the_bytes_come_back_in_every_encoding() {
    use Encoding::{Ascii, Latin1, Utf8, Utf16Be, Utf16Le, Windows1252};
    for (encoding, label, bom) in [
        (Utf8, "UTF-8", false),
        (Utf8, "UTF-8", true),
        (Utf16Le, "UTF-16", true),
        (Utf16Le, "UTF-16", false),
        (Utf16Be, "UTF-16", true),
        (Utf16Be, "UTF-16", false),
        (Latin1, "ISO-8859-1", false),
        (Ascii, "US-ASCII", false),
        (Windows1252, "windows-1252", false),
    ] {
        for line_end in ["\n", "\r\n", "\r"] {
            let sample = if encoding == Ascii { "e" } else { "é" };
            let head = format!("<?xml version=\"1.0\" encoding=\"{label}\"?>");
            let text = [&head, "<a", &format!("b='{sample}'>{sample}"), "</a>", ""].join(line_end);
            let form = Form { encoding, bom };
            let bytes = form.encode(&text);
            let document = Document::read(&bytes).unwrap();
            assert_eq!((document.form(), document.text()), (&form, text.as_str()));
            assert_eq!(document.to_bytes(), bytes);
        }
    }
}

#[test]
fn unusual_but_well_formed_text_is_read() {
    for text in [
        "<a/>",
        " \r\n<a/>",
        "<!----><a></a\n><?x?>",
        "<a b='>' c=\"'/>\"/>",
        "<a>]] > ]&gt; \u{7F}\u{85}</a>",
        "<日本 é='&#x1F600;'/>",
        "<a xml:lang='en' xmlns:xml='http://www.w3.org/XML/1998/namespace'/>",
        "<?xml version='1.1' standalone = 'no' ?><a/>",
        "<a xmlns:p='1' xmlns:q='2' p:b='' q:b='' b=''/>",
        "<a>{\"a\":{\"b\":1}} {{name}} 10%</a>",
        "<a><!-- {{ host }} <% x %> --></a>",
        "<a><?xml-stylesheet href='x'?></a>",
        "<a xmlns='&amp;'/>",
    ] {
        assert_eq!(rejoined(&read(text)), text);
    }
}

#[test]
fn tags_must_match() {
    ill_formed(&[
        ("<a>\n <b>\n</a>", "3:1", "expected `</b>` for the `<b>` of line 2, found `</a>`"),
        ("<a></A>", "1:4", "expected `</a>` for the `<a>` of line 1, found `</A>`"),
        ("<a></a b>", "1:4", "`</a b>`"),
        ("<a></ a>", "1:4", "`</ a>`"),
        ("<a/>\n</b>", "2:1", "`</b>` closes an element that was never opened"),
        ("<a>\n <b>é</b> <c>\n", "2:11", "`<c>` is never closed"),
        ("<a/><b/>", "1:5", "a second root element begins here, after `<a>`"),
        ("<a></a\n", "1:4", "end tag that begins here is not closed"),
        ("<!-- x -->", "1:11", "ends without an element"),
        ("<a><b", "1:4", "the tag that begins here is not closed"),
        ("<a><", "1:4", "the file ends after `<`"),
    ]);
}

#[test]
fn names_and_attributes_must_be_right() {
    ill_formed(&[
        ("<1a/>", "1:1", "`1a` is not a valid name of an element"),
        ("<a>\n< b/></a>", "2:1", "expected the name of an element, found U+0020"),
        ("<a:b:c/>", "1:1", "`a:b:c` is not a valid name of an element"),
        ("<a b='1'c='2'/>", "1:9", "expected a space, `>` or `/>`, found `c`"),
        ("<a$ b='1'/>", "1:3", "expected a space, `>` or `/>`, found `$`"),
        ("<a/ b='1'>", "1:3", "expected a space, `>` or `/>`, found `/`"),
        ("<é b='1' -c='2'/>", "1:10", "`-c` is not a valid name of an attribute"),
        ("<a b/>", "1:4", "the attribute `b` has no value"),
        ("<a b=1/>", "1:6", "the attribute `b` does not begin with a quote"),
        ("<a b=/>", "1:6", "the attribute `b` does not begin with a quote"),
        ("<a b='<'/>", "1:7", "`<` stands in the value of the attribute `b`"),
        ("<a b='x>\n<c d='y'/>", "2:1", "`<` stands in the value of the attribute `b`"),
        ("<a b=\"x>", "1:6", "the attribute `b` is not closed: `\"` is expected"),
        ("<a\n <b/></a>", "2:2", "`<` stands inside a tag"),
        ("<a b='1'\n  b='2'/>", "2:3", "the attribute `b` stands twice"),
        ("<a xmlns:p='1' xmlns:p='2'/>", "1:16", "the attribute `xmlns:p` stands twice"),
        ("<a xmlns='1' xmlns='1'/>", "1:14", "the attribute `xmlns` stands twice"),
        (
            "<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>",
            "1:35",
            "`p:b` and `q:b` are the same one: both prefixes stand for `u`",
        ),
    ]);
}

#[test]
fn many_attributes_are_compared_too() {
    let many: String = (0..40).map(|i| format!(" a{i}='{i}'")).collect();
    read(&format!("<a{many}/>"));
    ill_formed(&[(&format!("<a{many} a17=''/>"), "1:344", "the attribute `a17` stands twice")]);
}

#[test]
fn prefixes_must_be_declared() {
    ill_formed(&[
        ("<am:fault/>", "1:2", "the prefix `am` of the element `am:fault` is not declared"),
        ("<a>\n <b x:c=''/></a>", "2:5", "the prefix `x` of the attribute `x:c`"),
        ("<a><b xmlns:p='u'/><p:c/></a>", "1:21", "the prefix `p` of the element `p:c`"),
        ("<a xmlns:p=''/>", "1:4", "the prefix `p` is declared for an empty namespace"),
        ("<a xmlns:xmlns='u'/>", "1:4", "`xmlns` cannot be declared"),
        ("<xmlns:a/>", "1:2", "the prefix `xmlns` of the element"),
        ("<a xmlns:xml='u'/>", "1:4", "`xml` can only stand for"),
        ("<a xmlns='http://www.w3.org/2000/xmlns/'/>", "1:4", "no other prefix can stand for"),
        ("<a xmlns:='u'/>", "1:4", "`xmlns:` is not a valid name of an attribute"),
    ]);
}

#[test]
fn references_must_be_known() {
    ill_formed(&[
        ("<a>x&nbsp;</a>", "1:5", "the entity `&nbsp;` is unknown"),
        ("<a b='&copy;'/>", "1:7", "the entity `&copy;` is unknown"),
        ("<a>a & b</a>", "1:6", "`&` begins no reference"),
        ("<a>a && b;</a>", "1:6", "`&` begins no reference"),
        ("<a b='x&y'/>", "1:8", "`&` begins no reference"),
        ("<a>&#0;</a>", "1:4", "`&#0;` stands for no character"),
        ("<a>&#xFFFF;</a>", "1:4", "`&#xFFFF;` stands for no character"),
        ("<a b='&#X41;'/>", "1:7", "`&#X41;` stands for no character"),
        ("<a>&amp", "1:4", "`&` begins no reference"),
    ]);
}

#[test]
fn characters_must_be_allowed() {
    ill_formed(&[
        ("<a>\n\0</a>", "2:1", "the character U+0000"),
        ("<a b='\u{1B}'/>", "1:7", "the character U+001B"),
        ("<a>é\u{FFFE}</a>", "1:5", "the character U+FFFE"),
        ("<a>]]></a>", "1:4", "`]]>` stands in text"),
        ("<a>b]]]></a>", "1:6", "`]]>` stands in text"),
    ]);
}

#[test]
fn comments_sections_and_instructions_must_be_right() {
    ill_formed(&[
        ("<a><!-- b -- c --></a>", "1:11", "`--` stands inside a comment"),
        ("<a><!-- b ---></a>", "1:11", "`--` stands inside a comment"),
        ("<a><!-- b </a>", "1:4", "the comment that begins here is not closed"),
        ("<a><!--></a>", "1:4", "the comment that begins here is not closed"),
        ("<a><![CDATA[ b ]] ></a>", "1:4", "the CDATA section that begins here is not closed"),
        ("<a><![cdata[ b ]]></a>", "1:4", "`<!` begins neither a comment nor a CDATA section"),
        ("<a><!ELEMENT b></a>", "1:4", "`<!` begins neither"),
        ("<a><?b </a>", "1:4", "the instruction that begins here is not closed"),
        ("<a><? b?></a>", "1:4", "`<?` is not followed by a name"),
        ("<a><?b$?></a>", "1:4", "`<?` is not followed by a name"),
        ("<a><?b:c?></a>", "1:4", "`<?` is not followed by a name"),
        ("<a><?XML b?></a>", "1:4", "`<?XML` is neither an XML declaration"),
        ("<a/>\nb <c/>", "2:1", "the text `b` stands outside the root"),
        ("<a/>&amp;", "1:5", "the text `&amp;` stands outside the root"),
        ("<a/><![CDATA[b c]]>", "1:5", "the text `<![CDATA[b` stands outside the root"),
    ]);
}

#[test]
fn the_declaration_must_be_right() {
    ill_formed(&[
        ("\n<?xml version='1.0'?><a/>", "2:1", "does not stand at the start"),
        ("<a/><?xml version='1.0'?><a/>", "1:5", "does not stand at the start"),
        ("<?xml?><a/>", "1:1", "names no version"),
        ("<?xml encoding='UTF-8'?><a/>", "1:7", "`encoding=\"UTF-8\"` has no place"),
        ("<?xml version='2.0'?><a/>", "1:7", "`version=\"2.0\"` has no place"),
        ("<?xml version='1.0' b='c'?><a/>", "1:21", "`b=\"c\"` has no place"),
        ("<?xml version='1.0' standalone='maybe'?><a/>", "1:21", "`standalone=\"maybe\"`"),
        (
            "<?xml version='1.0'standalone='yes'?><a/>",
            "1:20",
            "expected a space, `>` or `/>`, found `s`",
        ),
    ]);
}

#[test]
fn doctypes_are_refused() {
    for text in
        ["<!DOCTYPE a><a/>", "<!doctype html>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "<!DOCTYPE a"]
    {
        let (problem, message) = refusal(text);
        assert_eq!(problem, Problem::Doctype);
        assert!(message.starts_with("1:1: a document type declaration"), "{message}");
    }
}

#[test]
fn blank_files_are_empty() {
    for bytes in [b"".as_slice(), b" \r\n\t", b"\xEF\xBB\xBF", b"\xFF\xFE\n\0"] {
        let error = Document::read(bytes).unwrap_err();
        assert_eq!((error.problem, error.position), (Problem::Empty, None));
    }
}

#[test]
fn other_files_are_not_xml() {
    let cases: [(&[u8], &str); 11] = [
        (b"PK\x03\x04\0\0", "the file is a zip archive"),
        (b"\x1F\x8B\x08", "the file is a gzip archive"),
        (b"#!/bin/sh\n", "the file is a script"),
        (b"\x7FELF\0\x01", "the file is binary"),
        (b" {\"a\": 1}", "1:2: the file begins with `{`"),
        (b"\xEF\xBB\xBF\xEF\xBB\xBF<a/>", "1:1: the file begins with U+FEFF"),
        (b"name = a\n<a/>", "1:1: the file begins with `n`"),
        (b"{% set a = 1 %}\n<a/>", "1:1: the template tag `{% set a = 1 %}`"),
        (b"# x\n<a>{{ b }}</a>", "2:4: the template tag `{{ b }}`"),
        (b"<?php echo 1 ?><a/>", "1:1: the template tag `<?php`"),
        (b"<?= $a ?>", "1:1: the template tag `<?=`"),
    ];
    for (bytes, message) in cases {
        let error = Document::read(bytes).unwrap_err();
        assert_eq!(error.problem, Problem::NotXml, "{error}");
        assert!(error.to_string().starts_with(message), "{error}");
    }
}

#[test]
fn templates_are_named_as_such() {
    for (text, message) in [
        ("<a>\n <% if @b %>\n<c/></a>", "2:2: the template tag `<% if @b %>`"),
        ("<a b=\"<%= @c %>\"/>", "1:7: the template tag `<%= @c %>`"),
        ("<a>\n{% if b %}<c>{% else %}<d>{% endif %}", "2:1: the template tag `{% if b %}`"),
        ("<a b='{{ c }}'/>", "1:7: the template tag `{{ c }}`"),
        ("<a>{% if b %}<c/>{% endif %}</a>", "1:4: the template tag `{% if b %}`"),
    ] {
        let (problem, found) = refusal(text);
        assert_eq!(problem, Problem::NotXml, "{found}");
        assert!(found.starts_with(message), "{found}");
    }
}

#[test]
fn a_merge_left_undone_is_named_as_such() {
    for (text, at) in [("<a>\n<<<<<<< HEAD\n<b/>\n=======\n", "2:1"), ("<<<<<<< a\n<b/>", "1:1")] {
        let (problem, found) = refusal(text);
        assert_eq!(problem, Problem::IllFormed, "{found}");
        assert!(found.starts_with(&format!("{at}: a conflict of a git merge begins")), "{found}");
    }
    assert!(refusal("<a>\n<<<b>").1.starts_with("2:1: expected the name of an element, found `<`"));
}

#[test]
fn depth_and_size_have_limits() {
    let nested = |levels: usize| "<a>".repeat(levels) + &"</a>".repeat(levels);
    read(&nested(MAX_DEPTH));
    let (problem, message) = refusal(&nested(MAX_DEPTH + 1));
    assert_eq!(problem, Problem::TooDeep);
    assert_eq!(message, "1:769: the elements nest deeper than 256 levels");
    assert_eq!(refusal(&"<a>".repeat(200_000)).0, Problem::TooDeep);
    let error = too_large(MAX_BYTES + 1);
    assert_eq!(error.to_string(), "the file has 67108865 bytes, and at most 67108864 are read");
    assert_eq!(Document::read(&vec![b' '; MAX_BYTES as usize + 1]).unwrap_err(), error);
}

#[test]
fn bad_bytes_in_markup_are_of_the_encoding() {
    let error = Document::read(b"<a>\n\xE9</a>").unwrap_err();
    assert_eq!(error.to_string(), "2:1: the byte 0xE9 is not UTF-8");
}

/// A well-formed element with everything that can stand in one.
fn element() -> impl Strategy<Value = String> {
    let attributes = prop::sample::subsequence(
        vec![" a='1'", "\nb = \"é>'\"", " c='&#10;\t/>'", " p:a=\"&quot;\"", " xmlns='u:&amp;'"],
        0..5,
    );
    let leaf = prop_oneof![
        "[ \\r\\n]{1,4}",
        "[a-zé>\\]{}%\\[\"' ]{1,8}".prop_filter("neither a section's end nor a template", |t| {
            !t.contains("]]>") && !t.contains("{%") && !t.contains("{{")
        }),
        Just("&lt;".to_owned()),
        Just("&#x20AC;".to_owned()),
        "[a-zé<&\\] ]{0,8}".prop_map(|t| format!("<![CDATA[{t}]]>")),
        "[a-zé<& >]{0,8}".prop_map(|t| format!("<!--{t}-->")),
        "[a-zé<& >]{0,8}".prop_map(|t| format!("<?t {t}?>")),
    ];
    leaf.prop_recursive(6, 60, 6, move |inner| {
        let name = prop::sample::select(vec!["n", "p:n", "日本.-1"]);
        let blank = prop::sample::select(vec!["", " ", "\r\n\t"]);
        (name, attributes.clone(), blank, prop::collection::vec(inner, 0..6)).prop_map(
            |(name, attributes, blank, inner)| {
                let start = format!("<{name}{}{blank}", attributes.concat());
                if inner.is_empty() {
                    return format!("{start}/>");
                }
                format!("{start}>{}</{name}{blank}>", join(&inner))
            },
        )
    })
}

/// The parts in a row, with a comment where two of them would make up the end of a section.
fn join(parts: &[String]) -> String {
    parts.join("<!---->")
}

fn anything() -> impl Strategy<Value = String> {
    let bits = vec![
        "<", ">", "/", "a", "b", ":", "=", "'", "\"", " ", "\n", "&", ";", "#", "x1", "amp", "!",
        "--", "?", "[CDATA[", "]]", "<a>", "</a>", "<a ", "a='1'", "xml", "xmlns", "é", "-", "%",
        "{{", "}}", "<!--", "-->", "<?", "?>", "\u{FFFD}", "DOCTYPE",
    ];
    prop::collection::vec(prop::sample::select(bits), 0..24).prop_map(|b| b.concat())
}

proptest! {
    #[test]
    fn spans_join_to_the_text(inner in element()) {
        let text = format!("<r xmlns:p='u:p'>{inner}</r>\n");
        let document = read(&text);
        prop_assert_eq!(rejoined(&document), text.as_str());
        prop_assert_eq!(document.to_bytes(), text.as_bytes());
    }

    #[test]
    fn nothing_panics_and_what_is_read_joins(text in anything(), wrap in any::<bool>()) {
        let text = if wrap { format!("<r>{text}</r>") } else { format!("<{text}") };
        match Document::read(text.as_bytes()) {
            Ok(document) => prop_assert_eq!(rejoined(&document), text),
            Err(e) => prop_assert!(!e.message.is_empty() && !e.help.is_empty()),
        }
    }

    #[test]
    fn no_cut_makes_it_panic(inner in element(), cut in any::<prop::sample::Index>()) {
        let text = format!("<r xmlns:p='u:p'>{inner}</r>");
        let at: Range<usize> = 0..cut.index(text.len());
        let cut = String::from_utf8_lossy(&text.as_bytes()[at]).into_owned();
        prop_assert!(Document::read(cut.as_bytes()).is_err());
    }
}
