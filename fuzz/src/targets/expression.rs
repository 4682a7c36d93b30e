//! Expressions and patterns are read: what is refused says where, and the canonical form is read
//! as what it was made of.

use faultgraft::expression::{Expression, Syntax, java_pattern, synapse};
use faultgraft::stock::Release;

pub fn target(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for syntax in [Syntax::XPath, Syntax::JsonPath, Syntax::Either] {
        let read = |text: &str| Expression::read(text, syntax, |_| None);
        let expression = read(&text);
        assert_eq!(expression.text(), text);
        for broken in expression.broken().into_iter().chain(&expression.broken_on(Release::V3_2_0))
        {
            assert!(broken.at <= text.len(), "at {} of {text:?}", broken.at);
            assert!(!broken.to_string().is_empty());
        }
        let canonical = expression.canonical();
        let again = read(&canonical);
        let is_read = expression.xpath().is_some();
        assert!(!is_read || again.broken().is_none(), "{text:?} as {canonical:?}: {again:?}");
        // With brackets around what binds loosely it may be deeper than is read.
        if is_read && again.xpath().is_some() {
            assert_eq!(again.canonical(), canonical, "of {text:?}");
            assert_eq!(again.reads(), expression.reads(), "{text:?} as {canonical:?}");
        }
        let condition = expression.canonical_condition();
        assert_eq!(read(&condition).canonical_condition(), condition, "of {text:?}");
        let _ = (expression.prefixes().count(), expression.computed_variable());
    }
    if let Some(why) = java_pattern::refused(&text) {
        assert!(!why.is_empty(), "of {text:?}");
    }
    for found in synapse::dollar_braces(&text) {
        let there = text.get(found.span.clone()).expect("a place in the text");
        assert!(there.starts_with("${") && there.contains(&found.inside), "{found:?}");
    }
    let _ = synapse::whole(&text).map(synapse::verdict);
}
