//! The other mediators, row by row.

use faultgraft::gateway::element::Element;
use faultgraft::gateway::{Ended, Event, Message, Value};
use faultgraft::stock::Release;

use super::rows::{
    ENGINES, all, axis2, body, header, load, loads, property, returned, run, with, with_text,
};

#[track_caller]
fn load_rows(rows: &[(&str, &str, [bool; 4])]) {
    for (name, inside, expected) in rows {
        for (release, expected) in ENGINES.iter().zip(expected) {
            assert_eq!(loads(*release, inside), *expected, "{release}: {name}");
        }
    }
}

const NEVER: [bool; 4] = [false; 4];
const ALWAYS: [bool; 4] = [true; 4];
const FROM_4: [bool; 4] = [false, false, false, true];

#[test]
fn which_properties_load() {
    load_rows(&[
        ("scope default", r#"<property name="P" value="x" scope="default"/>"#, ALWAYS),
        ("scope axis2", r#"<property name="P" value="x" scope="axis2"/>"#, ALWAYS),
        ("scope transport", r#"<property name="P" value="x" scope="transport"/>"#, ALWAYS),
        ("scope axis2-client", r#"<property name="P" value="x" scope="axis2-client"/>"#, ALWAYS),
        ("scope operation", r#"<property name="P" value="x" scope="operation"/>"#, ALWAYS),
        ("scope synapse", r#"<property name="P" value="x" scope="synapse"/>"#, NEVER),
        ("scope trace", r#"<property name="P" value="x" scope="trace"/>"#, FROM_4),
        ("no name", r#"<property value="x"/>"#, NEVER),
        ("an empty name", r#"<property name="" value="x"/>"#, [true, false, false, false]),
        ("nothing to set", r#"<property name="P"/>"#, NEVER),
        ("nothing to set, action remove", r#"<property name="P" action="remove"/>"#, ALWAYS),
        ("type JSON", r#"<property name="P" value="{}" type="JSON"/>"#, FROM_4),
        ("type BYTE", r#"<property name="P" value="1" type="BYTE"/>"#, NEVER),
        (
            "a value that is not of its type",
            r#"<property name="P" value="x" type="INTEGER"/>"#,
            NEVER,
        ),
    ]);
}

#[test]
fn which_other_mediators_load() {
    let soap = "xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"";
    let fault = |code: &str| format!("<makefault><code {code}/><reason value=\"r\"/></makefault>");
    let (wrong, right) =
        (fault(&format!("{soap} value=\"s:Wrong\"")), fault(&format!("{soap} value=\"s:Server\"")));
    let (bare, unbound) = (fault("value=\"Server\""), fault("value=\"t:Server\""));
    let no_reason = format!("<makefault><code {soap} value=\"s:Server\"/></makefault>");
    load_rows(&[
        ("header Subject", r#"<header name="Subject" value="x"/>"#, NEVER),
        ("header To", r#"<header name="To" value="x"/>"#, ALWAYS),
        (
            "header Subject, transport",
            r#"<header name="Subject" scope="transport" value="x"/>"#,
            ALWAYS,
        ),
        ("header, another scope", r#"<header name="To" scope="axis2" value="x"/>"#, NEVER),
        ("filter without a condition", "<filter><drop/></filter>", NEVER),
        ("filter without regex", r#"<filter source="$ctx:V"><drop/></filter>"#, NEVER),
        ("a bare else", r#"<filter xpath="1"><log/><else/></filter>"#, NEVER),
        ("log, another level", r#"<log level="loud"/>"#, [true, false, false, false]),
        ("log, another category", r#"<log category="LOUD"/>"#, NEVER),
        ("log, a property without value", r#"<log><property name="P"/></log>"#, NEVER),
        ("makefault, a wrong code", &wrong, [true, true, false, false]),
        ("makefault, a right code", &right, ALWAYS),
        ("makefault, a code without prefix", &bare, NEVER),
        ("makefault, an unbound prefix", &unbound, NEVER),
        ("makefault without reason", &no_reason, NEVER),
        ("a class that is not there", r#"<class name="com.acme.Gone"/>"#, NEVER),
        ("a class that is there", r#"<class name="com.acme.Inert"/>"#, ALWAYS),
        ("an unknown mediator", "<shout/>", NEVER),
        ("a key that nothing has", r#"<sequence key="missing"/>"#, ALWAYS),
        ("onError on a key", r#"<sequence key="helper" onError="fault"/>"#, NEVER),
    ]);
}

#[test]
fn which_value_a_property_takes() {
    let rows = [
        ("value before expression", r#"<property name="P" value="v" expression="'e'"/>"#, "v"),
        ("value before child", r#"<property name="P" value="v"><c xmlns=""/></property>"#, "v"),
        (
            "child before expression",
            r#"<property name="P" expression="'e'"><c xmlns=""/></property>"#,
            "<c />",
        ),
        (
            "an action that is not remove sets",
            r#"<property name="P" value="v" action="delete"/>"#,
            "v",
        ),
        (
            "a full match",
            r#"<property name="P" expression="'abc-123'" pattern="([a-z]+)-(\d+)" group="2"/>"#,
            "123",
        ),
        (
            "no match is empty",
            r#"<property name="P" expression="'abc-123'" pattern="[a-z]+"/>"#,
            "",
        ),
        ("BOOLEAN", r#"<property name="P" expression="'TRUE'" type="BOOLEAN"/>"#, "true"),
        ("DOUBLE", r#"<property name="P" expression="'2'" type="DOUBLE"/>"#, "2.0"),
        ("LONG", r#"<property name="P" expression="'5000000000'" type="LONG"/>"#, "5000000000"),
        ("SHORT", r#"<property name="P" expression="'7'" type="SHORT"/>"#, "7"),
        ("FLOAT", r#"<property name="P" expression="'1.50'" type="FLOAT"/>"#, "1.5"),
        ("OM", r#"<property name="P" expression="'&lt;a/>'" type="OM"/>"#, "<a />"),
    ];
    for (name, inside, expected) in rows {
        for release in ENGINES {
            assert_eq!(
                property(&run(release, &with_text(""), inside), "P"),
                expected,
                "{release}: {name}"
            );
        }
    }
    let by_engine = [
        (
            "a group that is not there",
            r#"<property name="P" expression="'abc'" pattern="abc" group="3"/>"#,
            "P",
            ["abc", "abc", "", ""],
        ),
        (
            "a dynamic name",
            r#"<property name="{$ctx:V}" value="v"/>"#,
            "N",
            ["null", "null", "v", "v"],
        ),
        (
            "braces in a name",
            r#"<property name="{$ctx:V}" value="v"/>"#,
            "{$ctx:V}",
            ["v", "v", "null", "null"],
        ),
    ];
    for (name, inside, read, expected) in by_engine {
        for (release, expected) in ENGINES.iter().zip(expected) {
            assert_eq!(
                property(&run(*release, &with_text("N"), inside), read),
                expected,
                "{release}: {name}"
            );
        }
    }
    let bad = r#"<property name="P" expression="$ctx:V" type="INTEGER"/>"#;
    for release in ENGINES {
        let ended = run(release, &with_text("x"), bad).ended;
        assert!(matches!(ended, Ended::Threw(_)), "{release}: a bad conversion throws");
    }
}

#[test]
fn null_in_each_scope() {
    let set =
        |scope| format!("<property name=\"P\" scope=\"{scope}\" expression=\"$ctx:MISSING\"/>");
    let mut message = Message::request("POST");
    message.properties.insert("P".to_owned(), Value::text("old"));
    message.axis2.insert("P".to_owned(), Value::text("old"));
    message.headers.set("P", Value::text("old"));
    for release in ENGINES {
        assert_eq!(property(&run(release, &message, &set("default")), "P"), "old", "{release}");
        assert_eq!(axis2(&run(release, &message, &set("axis2")), "P"), "null", "{release}");
        assert_eq!(header(&run(release, &message, &set("transport")), "P"), "", "{release}");
    }
}

#[test]
fn properties_with_effects_of_their_own() {
    let set =
        |name, value| format!("<property name=\"{name}\" scope=\"axis2\" value=\"{value}\"/>");
    let json = set("messageType", "application/json");
    let removed =
        format!("{json}<property name=\"messageType\" scope=\"axis2\" action=\"remove\"/>");
    let message = with_text("x");
    for release in ENGINES {
        let walked = run(release, &message, &json);
        assert_eq!(axis2(&walked, "ContentType"), "application/json", "{release}: messageType");
        assert_eq!(header(&walked, "Content-Type"), "application/json", "{release}: messageType");
        let walked = run(release, &message, &removed);
        assert_eq!(axis2(&walked, "ContentType"), "application/json", "{release}: removed");
        let walked = run(release, &message, &set("ContentType", "text/html"));
        assert_eq!(axis2(&walked, "messageType"), "null", "{release}: ContentType");
        assert_eq!(header(&walked, "Content-Type"), "null", "{release}: ContentType");
        let before = format!("{}{json}", set("ContentType", "application/problem+json"));
        let walked = run(release, &message, &before);
        assert_eq!(axis2(&walked, "ContentType"), "application/json", "{release}: overwritten");
        let mut addressed = with_text("x");
        addressed.to = Some("http://there".to_owned());
        addressed.headers.set("To", Value::text("kept"));
        let walked = run(release, &addressed, "<header name=\"To\" action=\"remove\"/>");
        assert_eq!((walked.message.to.as_deref(), &*header(&walked, "To")), (None, "kept"));
    }
}

/// Which branch ran: `then`, `else`, or neither.
fn branch(release: Release, message: &Message, inside: &str) -> String {
    property(&run(release, message, inside), "R")
}

#[test]
fn filters_and_switches() {
    let set = |value| format!("<property name=\"R\" value=\"{value}\"/>");
    let filter = |condition: &str| {
        let (then, other) = (set("then"), set("else"));
        format!("<filter {condition}><then>{then}</then><else>{other}</else></filter>")
    };
    let switch = |source: &str| {
        let cases = "<case regex=\"xy\"><property name=\"R\" value=\"xy\"/></case>\
                     <case regex=\"x.*\"><property name=\"R\" value=\"x\"/></case>\
                     <case regex=\"xz\"><property name=\"R\" value=\"xz\"/></case>";
        let default = "<default><property name=\"R\" value=\"default\"/></default>";
        let second = "<default><property name=\"R\" value=\"second\"/></default><drop/>";
        format!("<switch source=\"{source}\">{cases}{default}{second}</switch>")
    };
    let bare = format!("<filter source=\"$ctx:V\" regex=\"x\">{}</filter>", set("then"));
    let stray = format!("<filter xpath=\"$ctx:V\">{}<then/><else/></filter>", set("stray"));
    let no_else =
        format!("<filter source=\"$ctx:V\" regex=\"y\"><then>{}</then></filter>", set("then"));
    let rows = [
        ("a full match", "x", filter("source=\"$ctx:V\" regex=\"x\""), "then"),
        ("a part is not a match", "xy", filter("source=\"$ctx:V\" regex=\"x\""), "else"),
        ("case counts", "X", filter("source=\"$ctx:V\" regex=\"x\""), "else"),
        ("null never matches", "x", filter("source=\"$ctx:MISSING\" regex=\".*\""), "else"),
        (
            "xpath wins over regex",
            "x",
            filter("xpath=\"$ctx:V\" source=\"$ctx:V\" regex=\"y\""),
            "then",
        ),
        ("without then", "x", bare, "then"),
        ("without else", "x", no_else, "null"),
        ("a child beside then", "x", stray, "null"),
        ("switch: a full match", "xy", switch("$ctx:V"), "xy"),
        ("switch: the first that matches", "xz", switch("$ctx:V"), "x"),
        ("switch: none matches, the first default", "a", switch("$ctx:V"), "default"),
        ("switch: null", "x", switch("$ctx:MISSING"), "default"),
    ];
    for (name, value, inside, expected) in rows {
        for release in ENGINES {
            assert_eq!(branch(release, &with_text(value), &inside), expected, "{release}: {name}");
        }
    }
    let named = "<filter xpath=\"$ctx:V\"><then sequence=\"helper\"><log/></then></filter><log/>";
    for release in ENGINES {
        let walked = run(release, &with_text("x"), named);
        assert_eq!(returned(&walked), Some(false), "{release}: then sequence= wins");
    }
}

#[test]
fn the_stock_filter_over_methods() {
    let inside = "<filter source=\"$axis2:HTTP_METHOD\" regex=\"^(?!.*(POST|PUT|PATCH)).*$\">\
                  <property name=\"R\" value=\"then\"/></filter>";
    let methods = [("GET", "then"), ("DELETE", "then"), ("HEAD", "then"), ("OPTIONS", "then")];
    let bodies = [("POST", "null"), ("PUT", "null"), ("PATCH", "null"), ("XPOSTX", "null")];
    for release in ENGINES {
        for (method, expected) in methods.into_iter().chain(bodies) {
            let found = branch(release, &Message::request(method), inside);
            assert_eq!(found, expected, "{release}: {method}");
        }
        assert_eq!(branch(release, &Message::default(), inside), "null", "{release}: no method");
    }
}

#[test]
fn what_ends_a_sequence() {
    let after = "<property name=\"R\" value=\"after\"/>";
    let rows = [
        ("drop", "<drop/>", Some(false)),
        ("respond", "<respond/>", Some(false)),
        ("a helper that returns false", "<sequence key=\"helper\"/>", Some(false)),
        ("a missing helper", "<sequence key=\"missing\"/>", None),
        ("a class that does nothing", "<class name=\"com.acme.Inert\"/>", Some(true)),
        ("out over a request", "<out><drop/></out>", Some(true)),
        ("in over a request", "<in><drop/></in>", Some(false)),
        ("a description", "<description>d</description>", Some(true)),
        ("a comment", "<comment>c</comment><!-- c -->", Some(true)),
    ];
    for (name, inside, expected) in rows {
        for release in ENGINES {
            let walked = run(release, &with_text("x"), &format!("{inside}{after}"));
            assert_eq!(returned(&walked), expected, "{release}: {name}");
            let went_on = property(&walked, "R") == "after";
            assert_eq!(went_on, expected == Some(true), "{release}: {name}");
        }
    }
    let loopback = Message { is_response: true, ..with_text("x") };
    for release in ENGINES {
        assert_eq!(returned(&run(release, &loopback, "<loopback/>")), Some(false), "{release}");
    }
}

#[test]
fn send_and_a_second_response() {
    let sends = "<property name=\"RESPONSE\" value=\"TRUE\"/><send/><respond/>";
    let walked = |release| run(release, &with_text("x"), sends);
    for release in ENGINES {
        assert_eq!(walked(release).events[1..], [Event::Send, Event::SentBack], "{release}");
    }
    let twice = [Event::Send, Event::SentBack, Event::Respond, Event::SentBack];
    let old = walked(Release::V1_10_0);
    assert!(
        old.events[1..].starts_with(&twice[..3]),
        "1.10.0: send returns true: {:?}",
        old.events
    );
    let mut on = with_text("x");
    on.to = Some("http://there".to_owned());
    for release in ENGINES {
        let events = run(release, &on, "<send/>").events;
        let there = Event::SentOn(Some("http://there".to_owned()));
        assert_eq!(events[1..], [Event::Send, there], "{release}: no response goes on");
    }
}

#[test]
fn makefault() {
    let code = "<code xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" value=\"s:Server\"/>";
    let soap11 = format!("<makefault>{code}<reason expression=\"$ctx:V\"/></makefault>");
    let missing = format!("<makefault>{code}<reason expression=\"$ctx:MISSING\"/></makefault>");
    let pox = "<makefault version=\"pox\"><reason value=\"r\"/><detail>d</detail></makefault>";
    let pox_reason = "<makefault version=\"pox\"><reason value=\"r\"/></makefault>";
    let no_code = "<makefault><code expression=\"$ctx:MISSING\"/><reason value=\"r\"/></makefault>";
    let start = "<soapenv:Fault xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\">\
                 <faultcode xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">s:Server</faultcode>";
    let fault = format!("{start}<faultstring>why</faultstring></soapenv:Fault>");
    let empty = format!("{start}<faultstring /></soapenv:Fault>");
    let nil = format!(
        "{start}<faultstring xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:nil=\"true\"></faultstring></soapenv:Fault>"
    );
    let rows = [
        ("soap11 is the default", soap11.as_str(), all(&fault)),
        ("a missing reason", &missing, [&empty, &empty, &nil, &nil]),
        ("pox: detail before reason", pox, all("<Exception>d</Exception>")),
        ("pox: reason", pox_reason, all("<Exception>r</Exception>")),
        ("a missing code", no_code, all("throws")),
    ];
    for (name, inside, expected) in rows {
        for (release, expected) in ENGINES.iter().zip(expected) {
            let walked = run(*release, &with_text("why"), inside);
            assert_eq!(body(&walked), expected, "{release}: {name}");
            assert_eq!(axis2(&walked, "messageType"), "null", "{release}: {name}");
        }
    }
    for release in ENGINES {
        assert!(run(release, &with_text("why"), &soap11).message.is_response, "{release}");
    }
}

#[test]
fn log_reads_and_changes_nothing() {
    let om = Element::parse("<a>1</a>").expect("it is XML");
    let message = with(Value::Xml(Box::new(om)));
    let inside = "<log level=\"custom\"><property name=\"R\" expression=\"$ctx:V\"/></log>";
    for release in ENGINES {
        assert_eq!(run(release, &message, inside).message, message, "{release}");
    }
    let refused = load(Release::V4_0_0, &message, "<log level=\"x\"/>").expect_err("a bad level");
    assert_eq!(refused.line, 1);
}
