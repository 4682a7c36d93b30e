//! An XML payload as fields, the way WSO2 turned its own fault payloads into JSON for 4.0.0.
//!
//! A WSO2 fault root disappears and its children become members in order. Any other root stays as
//! the outer member. The rest follows the gateway's own XML to JSON conversion (axis2 staxon fork,
//! `JsonStreamFormatter`): names lose their prefix, adjacent repeats become an array, whatever
//! their namespaces, an attribute becomes the member `@name`, text beside attributes the member
//! `$`. Unlike there, every value is a string and an empty element is `""`, as in the stock JSON.
//!
//! White space at both ends of an element's text is dropped, since a client of the JSON would see
//! the indentation of the file; inside, text stays as it is. Comments and processing instructions
//! say nothing to a client and are skipped.

use std::collections::HashSet;

use super::json::MAX_DEPTH;
use super::placeholder::template;
use super::value::{Arg, Field, Reading, Value};
use crate::xml::{Document, NodeId};

/// The namespaces of `am:fault`, `ams:fault` and `amt:fault`.
const FAULT_NAMESPACES: [&str; 3] = [
    "http://wso2.org/apimanager",
    "http://wso2.org/apimanager/security",
    "http://wso2.org/apimanager/throttling",
];

/// An XML payload as fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlPayload {
    /// The fields: always an object.
    pub value: Value,
    /// Whether the root is the fault element of WSO2's own sequences.
    pub is_wso2_fault_root: bool,
}

/// An XML payload that no JSON says faithfully.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{element}`: {why}")]
pub struct NoFaithfulJson {
    /// The element at fault.
    pub node: NodeId,
    /// Its local name.
    pub element: String,
    /// Why.
    pub why: Unfaithful,
}

/// Why an element has no faithful JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfaithful {
    /// Text stands beside child elements.
    #[error("text stands beside child elements")]
    MixedContent,
    /// Children of the same name that are not adjacent, or attributes of the same local name,
    /// would be members of the same name.
    #[error("it would have two members `{0}`")]
    DuplicateMember(String),
    /// Elements nest deeper than a JSON format may.
    #[error("it is nested too deep")]
    TooDeep,
}

/// Reads an XML payload as fields; `root` is the payload itself, the first child element of
/// `<format>`.
///
/// A WSO2 fault root that holds nothing but text stays, as any other root: its text is not a member.
pub fn read_xml(
    doc: &Document,
    root: NodeId,
    args: &[Arg],
    reading: Reading,
) -> Result<XmlPayload, NoFaithfulJson> {
    let is_wso2_fault_root =
        doc.local_name(root) == "fault" && FAULT_NAMESPACES.contains(&doc.namespace(root));
    let reader = Reader { doc, args, reading };
    let value = match reader.value(root, 1)? {
        object @ Value::Object(_) if is_wso2_fault_root => object,
        Value::Text(text) if is_wso2_fault_root && text.is_empty() => Value::Object(Vec::new()),
        value => {
            let name = doc.local_name(root).to_owned();
            Value::Object(vec![Field { name, value }])
        }
    };
    Ok(XmlPayload { value, is_wso2_fault_root })
}

struct Reader<'a> {
    doc: &'a Document,
    args: &'a [Arg],
    reading: Reading,
}

impl Reader<'_> {
    fn value(&self, element: NodeId, depth: usize) -> Result<Value, NoFaithfulJson> {
        // An element is an object, and one level more inside the array of its repeats.
        if depth * 2 > MAX_DEPTH {
            return Err(self.problem(element, Unfaithful::TooDeep));
        }
        let own_text = self.doc.own_text(element);
        let text = own_text.trim_matches([' ', '\t', '\r', '\n']);
        let has_children = self.doc.child_elements(element).next().is_some();
        if has_children && !text.is_empty() {
            return Err(self.problem(element, Unfaithful::MixedContent));
        }
        let mut fields = self.attributes(element);
        if fields.is_empty() && !has_children {
            return Ok(self.text(text));
        }
        if !text.is_empty() {
            fields.push(Field { name: "$".to_owned(), value: self.text(text) });
        }
        self.children(element, depth, &mut fields)?;

        let mut names = HashSet::with_capacity(fields.len());
        match fields.iter().find(|field| !names.insert(&field.name)) {
            Some(twice) => {
                Err(self.problem(element, Unfaithful::DuplicateMember(twice.name.clone())))
            }
            None => Ok(Value::Object(fields)),
        }
    }

    /// Attributes as members, by name: XML gives them no order.
    fn attributes(&self, element: NodeId) -> Vec<Field> {
        let field = |id| {
            let name = self.doc.attribute_name(id);
            let local = name.split_once(':').map_or(name, |(_, local)| local);
            let value = self.text(&self.doc.attribute_value(id));
            Field { name: format!("@{local}"), value }
        };
        let mut fields: Vec<Field> = self.doc.attributes(element).map(field).collect();
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        fields
    }

    /// Appends the child elements, adjacent ones of the same name as one array.
    fn children(
        &self,
        element: NodeId,
        depth: usize,
        fields: &mut Vec<Field>,
    ) -> Result<(), NoFaithfulJson> {
        let mut children = self.doc.child_elements(element).peekable();
        while let Some(first) = children.next() {
            let name = self.doc.local_name(first);
            let mut values = vec![self.value(first, depth + 1)?];
            while let Some(next) = children.next_if(|&next| self.doc.local_name(next) == name) {
                values.push(self.value(next, depth + 1)?);
            }
            let value = match values.len() {
                1 => values.remove(0),
                _ => Value::Array(values),
            };
            fields.push(Field { name: name.to_owned(), value });
        }
        Ok(())
    }

    fn text(&self, text: &str) -> Value {
        Value::Text(template(text, self.args, self.reading))
    }

    fn problem(&self, node: NodeId, why: Unfaithful) -> NoFaithfulJson {
        NoFaithfulJson { node, element: self.doc.local_name(node).to_owned(), why }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::read_json;
    use super::super::write::to_json;
    use super::*;

    fn read(xml: &str) -> Result<XmlPayload, Unfaithful> {
        let doc = Document::parse(xml).expect("XML");
        let args = ["A", "B"].map(|c| Arg { canonical: c.to_owned(), ..Arg::default() });
        let reading = Reading { inline_ctx: true };
        read_xml(&doc, doc.root(), &args, reading).map_err(|problem| problem.why)
    }

    fn json(xml: &str) -> String {
        to_json(&read(xml).expect(xml).value).0
    }

    #[test]
    fn a_wso2_fault_root_disappears() {
        for namespace in FAULT_NAMESPACES {
            let xml = format!(
                "<am:fault xmlns:am=\"{namespace}\">\n  <am:code>$2</am:code>\n  <!-- no -->\n  \
                 <am:type>Status report</am:type><am:description/>\n</am:fault>"
            );
            assert!(read(&xml).expect("fields").is_wso2_fault_root);
            assert_eq!(json(&xml), r#"{"code":"$1","type":"Status report","description":""}"#);
        }
        assert_eq!(json("<fault xmlns='http://wso2.org/apimanager'/>"), "{}");
        assert_eq!(json("<fault xmlns='http://wso2.org/apimanager'>x</fault>"), r#"{"fault":"x"}"#);
    }

    #[test]
    fn the_stock_fault_of_3_2_0_says_what_that_of_4_0_0_says() {
        let old = "<am:fault xmlns:am=\"http://wso2.org/apimanager\">
                <am:code>$1</am:code>
                <am:type>Status report</am:type>
                <am:message>Runtime Error</am:message>
                <am:description>$2</am:description>
            </am:fault>";
        let new =
            r#"{"code":"$1","type":"Status report","message":"Runtime Error","description":"$2"}"#;
        let args = ["A", "B"].map(|c| Arg { canonical: c.to_owned(), ..Arg::default() });
        assert_eq!(json(old), new);
        assert_eq!(Ok(read(old).expect("fields").value), read_json(new, &args, Reading::default()));
    }

    /// The JSON is never nested deeper than `read_json` allows. Two elements of one name are one level
    /// more: an array.
    #[test]
    fn as_deep_as_json_is_read() {
        let nested = |levels: usize| {
            let inside = |xml: String, _| format!("<a><b>{xml}</b><b>x</b></a>");
            (0..levels).fold("x".to_owned(), inside)
        };
        let deepest = (1..).take_while(|&levels| read(&nested(levels)).is_ok()).last().unwrap();
        let args = ["A", "B"].map(|c| Arg { canonical: c.to_owned(), ..Arg::default() });
        assert!(read_json(&json(&nested(deepest)), &args, Reading::default()).is_ok());
        assert!(matches!(read(&nested(deepest + 1)), Err(Unfaithful::TooDeep)));
        assert_eq!(deepest, MAX_DEPTH / 4);
    }

    #[test]
    fn any_other_root_stays() {
        let xml = "<m:requestError xmlns:m='urn:m'><m:code>$1</m:code></m:requestError>";
        assert_eq!(json(xml), r#"{"requestError":{"code":"$1"}}"#);
        assert!(!read(xml).expect("fields").is_wso2_fault_root);
        assert_eq!(json("<fault><code>1</code></fault>"), r#"{"fault":{"code":"1"}}"#);
    }

    #[test]
    fn repeats_attributes_and_nesting_follow_the_gateway() {
        assert_eq!(
            json("<e><v>1</v><v/><x:v xmlns:x='u'>3</x:v><w b='$1' x:c='d' xmlns:x='u'>t</w></e>"),
            r#"{"e":{"v":["1","","3"],"w":{"@b":"$1","@c":"d","$":"t"}}}"#
        );
        assert_eq!(json("<e><a f='g'/></e>"), r#"{"e":{"a":{"@f":"g"}}}"#);
    }

    #[test]
    fn text_is_decoded_and_trimmed() {
        assert_eq!(
            json("<e>\n  a &lt; &quot;b&quot;\n  <![CDATA[& c]]> &#10;</e>"),
            r#"{"e":"a < \"b\"\n  & c"}"#
        );
        assert_eq!(json("<e>$ctx:CODE. $9</e>"), r#"{"e":"$1. $9"}"#);
    }

    #[test]
    fn what_has_no_faithful_json_is_refused() {
        assert_eq!(read("<e>text <b>bold</b></e>"), Err(Unfaithful::MixedContent));
        assert_eq!(read("<e><a/><b/><a/></e>"), Err(Unfaithful::DuplicateMember("a".to_owned())));
        let deep = format!("{}{}", "<e>".repeat(61), "</e>".repeat(61));
        assert_eq!(read(&deep), Err(Unfaithful::TooDeep));
    }
}
