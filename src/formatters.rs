//! Which message formatters an installation registers itself: in `axis2.xml`, and from 3.0.0 on in
//! `deployment.toml`, from which `axis2.xml` is made at every start.
//!
//! Only what they add, replace or leave out is of interest here. A type that neither names is what
//! the release registers (product-apim, `axis2.xml`, `axis2.xml.j2` and `default.json`).

use toml::de::{DeTable, DeValue};

use crate::deployment;
use crate::model::{Finding, REGISTERED, Registered, Severity};
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
    // That it cannot be read is said where its skip list is read.
    if let Ok(Some(text)) = files.text(deployment::FILE) {
        let (found, unread) = in_deployment_toml(&text);
        all.extend(found);
        findings.extend(unread);
    }
    (all, findings)
}

/// The `<messageFormatter contentType=".." class="..">` of an `axis2.xml`, and what is left out there
/// of what a release registers.
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
    let mut all: Registered = formatters.filter_map(one).collect();
    // A list without any of them was never a gateway's: it shows what somebody added.
    if REGISTERED.iter().any(|(_, media)| all.contains_key(*media)) {
        for (_, media) in REGISTERED {
            all.entry(media.to_owned()).or_default();
        }
    }
    Ok(all)
}

/// The table `[message_formatter]` and the tables `[[custom_message_formatters]]` of a
/// `deployment.toml`, and what is to be said of a table that only looks like one of them.
///
/// Source: product-apim, `axis2.xml.j2` (the custom ones come last there, and the last one counts).
fn in_deployment_toml(text: &str) -> (Registered, Option<Finding>) {
    let Ok(root) = DeTable::parse(text) else { return (Registered::new(), None) };
    let root = root.get_ref();
    let mut all = Registered::new();
    if let Some(DeValue::Table(table)) = value(root, "message_formatter") {
        let one = |(member, media): (&str, &str)| Some((media.to_owned(), word(table, member)?));
        all.extend(REGISTERED.into_iter().filter_map(one));
    }
    if let Some(DeValue::Array(tables)) = value(root, "custom_message_formatters") {
        let one = |table: &toml::Spanned<DeValue<'_>>| match table.get_ref() {
            DeValue::Table(table) => Some((word(table, "content_type")?, word(table, "class")?)),
            _ => None,
        };
        all.extend(tables.iter().filter_map(one));
    }
    (all, unread(text, root))
}

/// The Micro Integrator's name of the table, which API Manager does not read.
fn unread(text: &str, root: &DeTable<'_>) -> Option<Finding> {
    const OTHER: &str = "message_formatters";
    let (key, _) = root.iter().find(|(key, _)| key.get_ref() == OTHER)?;
    let line = text[..key.span().start].matches('\n').count() as u32 + 1;
    let message = format!(
        "deployment.toml has [{OTHER}], which API Manager does not read: its formatters are those \
         of the release"
    );
    let mut finding = code::DEPLOYMENT_TOML.finding(Severity::Warning, message, Some(line));
    "Call the table [message_formatter]; [message_formatters] is the Micro Integrator's."
        .clone_into(&mut finding.help);
    finding.path = Some(deployment::FILE.to_owned());
    Some(finding)
}

/// A text of a table; none where it is empty.
fn word(table: &DeTable<'_>, name: &str) -> Option<String> {
    match value(table, name)? {
        DeValue::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        _ => None,
    }
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
        assert_eq!(in_deployment_toml(&toml).0, expected.into());
        assert_eq!(in_deployment_toml("custom_message_formatters = 1").0, Registered::new());
    }

    #[test]
    fn the_table_of_the_release_s_own_is_read_and_a_custom_one_wins() {
        let toml = format!(
            "[message_formatter]\napplication_xml = \"org.fernhill.Xml\"\njson = \"org.fernhill.A\"\n\
             unheard_of = \"x\"\n[[custom_message_formatters]]\nclass = \"{JSON}\"\n\
             content_type = \"application/json\"\n"
        );
        let (found, said) = in_deployment_toml(&toml);
        let expected = [("application/json", JSON), ("application/xml", "org.fernhill.Xml")];
        assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())).into());
        assert_eq!(said, None);
    }

    #[test]
    fn a_table_by_the_name_that_the_micro_integrator_has_is_told() {
        let toml = "[server]\n\n[message_formatters]\ntext_plain = \"org.fernhill.Text\"\n";
        let (found, said) = in_deployment_toml(toml);
        assert!(found.is_empty());
        let said = said.expect("it is told");
        assert_eq!((said.rule.as_str(), said.line), ("deployment-toml", Some(3)));
        assert!(said.help.contains("[message_formatter];"), "{said:?}");
    }

    #[test]
    fn what_a_whole_list_leaves_out_is_not_registered() {
        let list = |types: &[&str]| {
            let one =
                |media| format!("<messageFormatter contentType=\"{media}\" class=\"{JSON}\"/>");
            let all: String = types.iter().map(one).collect();
            in_axis2(&format!("<a><messageFormatters>{all}</messageFormatters></a>")).unwrap()
        };
        let found = list(&["application/json", "text/csv"]);
        assert_eq!((&*found["application/json"], &*found["text/csv"]), (JSON, JSON));
        assert_eq!(&*found["application/xml"], "");
        // What somebody copied out of it to show what was added leaves nothing out.
        assert_eq!(list(&["text/csv"]).len(), 1);
    }

    #[test]
    fn an_axis2_xml_that_is_no_xml_is_told_with_its_line() {
        let why = in_axis2("<axisconfig>\n<messageFormatters>\n</axisconfig>").unwrap_err();
        assert_eq!((why.rule.as_str(), why.line), ("axis2-xml", Some(3)));
    }
}
