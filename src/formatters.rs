//! Which message formatters an installation registers itself: in `axis2.xml`, and from 3.0.0 on in
//! `deployment.toml`, from which `axis2.xml` is made at every start.
//!
//! Only what they add or replace is of interest here. A type that neither names is what the release
//! registers (product-apim, `axis2.xml` and `axis2.xml.j2`).

use toml::de::{DeTable, DeValue};

use crate::deployment;
use crate::model::{Finding, Registered, Severity};
use crate::pack::Files;
use crate::rules::code;
use crate::xml::Document;

/// The file of the transports' configuration in an API Manager home.
pub const AXIS2: &str = "repository/conf/axis2/axis2.xml";

/// What a home registers, and what is to be said of files that do not tell.
pub fn registered(files: &Files) -> (Registered, Vec<Finding>) {
    let (mut all, mut findings) = (Registered::new(), Vec::new());
    match files.text(AXIS2) {
        Ok(Some(text)) => match in_axis2(&text) {
            Ok(found) => all.extend(found),
            Err(why) => findings.push(why),
        },
        Ok(None) => {}
        Err(why) => findings.push(why),
    }
    // What is wrong with it is said where its skip list is read.
    if let Ok(Some(text)) = files.text(deployment::FILE) {
        all.extend(in_deployment_toml(&text));
    }
    (all, findings)
}

/// The `<messageFormatter contentType=".." class="..">` of an `axis2.xml`.
fn in_axis2(text: &str) -> Result<Registered, Finding> {
    let doc = Document::parse(text).map_err(|error| {
        let message = format!("axis2.xml cannot be read as XML: {}", error.message);
        let line = error.position.map(|position| position.line);
        let mut finding = code::AXIS2_XML.finding(Severity::Warning, message, line);
        finding.path = Some(AXIS2.to_owned());
        finding
    })?;
    let root = doc.root();
    let named = |parent, name: &'static str| {
        let doc = &doc;
        doc.child_elements(parent).filter(move |&e| doc.local_name(e) == name)
    };
    let formatters =
        named(root, "messageFormatters").flat_map(|list| named(list, "messageFormatter"));
    let value = |element, name| {
        doc.find_attribute(element, name).map(|a| doc.attribute_value(a).trim().to_owned())
    };
    let one = |element| Some((value(element, "contentType")?, value(element, "class")?));
    Ok(formatters.filter_map(one).collect())
}

/// The tables `[[custom_message_formatters]]` of a `deployment.toml`.
fn in_deployment_toml(text: &str) -> Registered {
    let Ok(root) = DeTable::parse(text) else { return Registered::new() };
    let Some(DeValue::Array(tables)) = value(root.get_ref(), "custom_message_formatters") else {
        return Registered::new();
    };
    let text = |table: &DeTable<'_>, name: &str| match value(table, name)? {
        DeValue::String(text) => Some(text.trim().to_owned()),
        _ => None,
    };
    let one = |table: &toml::Spanned<DeValue<'_>>| match table.get_ref() {
        DeValue::Table(table) => Some((text(table, "content_type")?, text(table, "class")?)),
        _ => None,
    };
    tables.iter().filter_map(one).collect()
}

fn value<'t, 'i>(table: &'t DeTable<'i>, name: &str) -> Option<&'t DeValue<'i>> {
    let (_, value) = table.iter().find(|(key, _)| key.get_ref() == name)?;
    Some(value.get_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = "org.apache.synapse.commons.json.JsonStreamFormatter";

    #[test]
    fn what_is_registered_is_read_from_both_files() {
        let axis2 = format!(
            "<!-- made at start --><axisconfig name=\"AxisJava2.0\"><messageFormatters>\
             <messageFormatter contentType=\"application/problem+json\" class=\"{JSON}\"/>\
             <!--<messageFormatter contentType=\"text/csv\" class=\"{JSON}\"/>-->\
             </messageFormatters><messageBuilders><messageBuilder contentType=\"a/b\" class=\"c\"/>\
             </messageBuilders></axisconfig>"
        );
        let expected = [("application/problem+json".to_owned(), JSON.to_owned())];
        assert_eq!(in_axis2(&axis2).unwrap(), expected.clone().into());
        let toml = format!(
            "[server]\nhostname = \"gw\"\n\n[[custom_message_formatters]]\nclass = \"{JSON}\"\n\
             content_type = \"application/problem+json\"\n\n[[custom_message_formatters]]\n\
             content_type = \"text/csv\"\n"
        );
        assert_eq!(in_deployment_toml(&toml), expected.into());
        assert_eq!(in_deployment_toml("custom_message_formatters = 1"), Registered::new());
    }

    #[test]
    fn an_axis2_xml_that_is_no_xml_is_told_with_its_line() {
        let why = in_axis2("<axisconfig>\n<messageFormatters>\n</axisconfig>").unwrap_err();
        assert_eq!((why.rule.as_str(), why.line), ("axis2-xml", Some(3)));
    }
}
