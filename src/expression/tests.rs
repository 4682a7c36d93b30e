//! Expressions as operators write them, and as nobody would.

use proptest::prelude::*;

use super::synapse::{dollar_braces, verdict};
use super::{Expression, Location, Syntax, java_pattern};

fn folded(expression: &str) -> String {
    let read = Expression::read(expression, Syntax::Either, |prefix| {
        (prefix == "am").then(|| "urn:am".to_owned())
    });
    read.canonical().into_owned()
}

fn is_broken(text: &str) -> bool {
    Expression::read(text, Syntax::Either, |_| None).broken().is_some()
}

#[test]
fn get_property_is_a_variable_unless_computed() {
    assert_eq!(folded("get-property('ERROR_CODE')"), "$ctx:ERROR_CODE");
    assert_eq!(folded("get-property( \"default\" , 'X')"), "$ctx:X");
    assert_eq!(folded("get-property('axis2','HTTP_SC')"), "$axis2:HTTP_SC");
    assert_eq!(folded("syn:get-property('transport', 'Accept')"), "$trp:Accept");
    for same in ["MESSAGE_FORMAT", "with blank", "body"] {
        let text = format!("get-property('{same}')");
        assert_eq!(folded(&text), text);
    }
    assert_eq!(folded("get-property('trp','X')"), "get-property('trp','X')");
    assert_eq!(folded("boolean(get-property('A')) = 'x'"), "boolean($ctx:A)='x'");
}

#[test]
fn two_spellings_of_one_meaning_are_one() {
    let alike = [
        ("$ctx:A  and  $ctx:B", "$ctx:A and $ctx:B"),
        ("fn:concat( '/' , $axis2:P )", "concat('/',$axis2:P)"),
        ("($ctx:A) = \"x\"", "$ctx:A='x'"),
        ("child::a/attribute::b", "a/@b"),
        ("/descendant-or-self::node()/a", "//a"),
        ("not( ($ctx:A = 'x') )or($ctx:B)", "not($ctx:A='x') or $ctx:B"),
        ("\"it's\"", "\"it's\""),
        (" json-eval ", "json-eval"),
    ];
    for (written, canonical) in alike {
        assert_eq!(folded(written), canonical);
    }
    assert_eq!(folded("//am:code"), "//{urn:am}code");
    let apart = [
        ("(a|b)[1]", "a|b[1]"),
        ("(a|b) or c", "a|b or c"),
        ("x or (a|b) or c", "x or a|b or c"),
        ("(1+2)*3", "1+2*3"),
        ("1-(2-3)", "1-2-3"),
        ("'a  b'", "'a b'"),
    ];
    for (one, other) in apart {
        assert_ne!(folded(one), folded(other));
    }
    let whole = Expression::of("boolean( boolean($ctx:A) )");
    assert_eq!(whole.canonical_condition(), "$ctx:A");
}

/// Facts of the engines of 2.0.0 to 4.0.0, and what Jaxen 1.1.6 said to each.
#[test]
fn what_the_engine_refuses_is_broken() {
    let refuses = [
        "",
        " ",
        "$ctx:A =",
        "a and",
        "a;b",
        "$ctx:a:b",
        "$ctx:1a",
        "{$ctx:B}",
        "//",
        "(",
        "foo(",
        "//a[1",
        "get-property('",
        "'open",
        "$",
        "$ctx:",
        "a b",
        "a]",
        "1/a",
        "'a'/b",
        "foo::a",
        " json-eval($.a)",
        "json-eval()",
        "json-eval(",
        "*:a",
        "a//",
        "@",
        "!a",
    ];
    for text in refuses {
        assert!(is_broken(text), "{text}");
    }
}

/// Facts of the same engines.
#[test]
fn what_the_engine_takes_is_not_broken() {
    let takes = [
        "5",
        ".5",
        "5.",
        "$x",
        "$zz:x",
        "//am:code",
        "nope:concat('a','b')",
        "get-property()",
        "json-eval($.a",
        "json-eval($.a) ",
        "f(a,)",
        "//am:",
        "$ctx:A 'open",
        "$ctx:a/",
        "a | b = 'x'",
        "$a andb",
        "//* and x",
        "-  -1",
        "and",
        "div div div",
        "self::node()",
        "..//.",
        "/",
        "$body/*[1]",
        "processing-instruction('x')",
        "('a')/b",
    ];
    for text in takes {
        assert!(!is_broken(text), "{text}");
    }
}

#[test]
fn what_an_expression_reads_is_told_with_its_scope() {
    let read = |text| {
        let all: Vec<String> =
            Expression::of(text).reads().iter().map(Location::to_string).collect();
        all.join(", ")
    };
    assert_eq!(read("concat($ctx:A, get-property('axis2','B'), 'x')"), "A, axis2 B");
    assert_eq!(
        read("get-property('MESSAGE_FORMAT') or $trp:Accept"),
        "the message format, the header Accept"
    );
    assert_eq!(read("get-property('SYSTEM_DATE', 'yyyy')"), "the time");
    assert_eq!(read("get-property('X', 'yyyy')"), "X");
    assert_eq!(read("get-property($ctx:N)"), "a property that an expression names, N");
    assert_eq!(read("//a[b = $ctx:C]"), "the body, the body, C");
    assert_eq!(read("$body/a"), "the body");
    assert_eq!(read("json-eval($.a)"), "the body");
    assert_eq!(
        read("get-property('To') | $url:q | $operation:o"),
        "the address (To), the address (To), operation o"
    );
}

#[test]
fn names_that_only_get_property_computes_are_found_as_variables() {
    let computed = |text| Expression::of(text).computed_variable();
    let found = computed("concat('$ctx:To', $ctx:MESSAGE_FORMAT)");
    assert_eq!(found.as_deref(), Some("MESSAGE_FORMAT"));
    for none in ["get-property('MESSAGE_FORMAT')", "$axis2:To", "$ctx:To_"] {
        assert_eq!(computed(none), None);
    }
}

#[test]
fn what_nests_too_deeply_is_not_broken() {
    let deep = Expression::of(&"(".repeat(100_000));
    assert!(deep.broken().is_none() && deep.xpath().is_none());
    assert_eq!(deep.reads(), [Location::Anything]);
}

/// Each was compiled by JDK 17.
#[test]
fn what_java_refuses_and_what_it_takes() {
    let refuses = [
        "*a",
        "(",
        "a)",
        "[a",
        "[z-a]",
        "\\q",
        "a{,3}",
        "a{3",
        "{a}",
        "(?P<a>x)",
        "a\\",
        "a**",
        "(?<=a*)b",
        "\\p{Foo}",
        "\\k<a>",
        "[&&]",
        "(?<a>x)(?<a>y)",
        "\\E",
        "a{3,1}",
    ];
    for pattern in refuses {
        assert!(java_pattern::refused(pattern).is_some(), "{pattern}");
    }
    let takes = [
        "",
        "a++",
        "(?i)x",
        "(?<name>x)\\k<name>",
        "[a&&b]",
        "\\p{Alpha}+",
        "\\Q(\\E",
        "(a)\\2",
        "^(?!.*(POST|PUT|PATCH)).*$",
        "(?<=ab?)c",
        "]",
        "}",
        "a{3}?",
        "[]a]",
        "[^]a]",
        "\\x{41}",
    ];
    for pattern in takes {
        assert_eq!(java_pattern::refused(pattern), None, "{pattern}");
    }
}

/// Parts of expressions, good and bad.
const PARTS: [&str; 40] = [
    "$ctx:A",
    "$",
    "get-property('",
    "get-property('A')",
    "'",
    "\"",
    "é",
    "//",
    "/",
    "*",
    "@",
    "..",
    ".",
    "::",
    ":",
    "|",
    "+",
    "-",
    " and ",
    " or ",
    "=",
    "!=",
    "<",
    "(",
    ")",
    "[",
    "]",
    ",",
    "a",
    "am:c",
    "1",
    ".5",
    "json-eval(",
    "$.a",
    "..x",
    "[?(@.a)]",
    "['b']",
    "${",
    "}",
    "\u{1F600}",
];

fn mixture() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => proptest::sample::select(&PARTS[..]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_text_panics(text in prop_oneof![mixture(), any::<String>()]) {
        for syntax in [Syntax::XPath, Syntax::JsonPath, Syntax::Either] {
            let read = Expression::read(&text, syntax, |_| None);
            let _ = (read.canonical(), read.canonical_condition(), read.reads());
            if let Some(broken) = read.broken() {
                prop_assert!(broken.at <= text.len());
            }
        }
        let _ = (java_pattern::refused(&text), verdict(&text));
        for found in dollar_braces(&text) {
            prop_assert!(text.get(found.span).is_some());
        }
    }

    #[test]
    fn the_canonical_form_of_an_xpath_is_one_of_its_spellings(text in mixture()) {
        let read = Expression::read(&text, Syntax::XPath, |_| None);
        if read.xpath().is_some() {
            let canonical = read.canonical();
            let again = Expression::read(&canonical, Syntax::XPath, |_| None);
            prop_assert_eq!(again.broken(), None, "{}", &canonical);
            prop_assert_eq!(&again.canonical(), &canonical);
        }
    }
}
