//! Whole answers, row by row: what a client gets from stock and from sequences that mix the styles
//! of two releases. Cross-origin headers are off.

use faultgraft::gateway::engine::Engine;
use faultgraft::gateway::{
    Body, Ended, Format, Library, Message, Response, Sequence, Value, java, respond, walk,
};
use faultgraft::stock::{self, Release, SequenceName};

use super::rows::text;

const JSON: &str = "application/json; charset=UTF-8";
const XML: &str = "application/xml; charset=UTF-8";
const METHODS: [&str; 5] = ["GET", "DELETE", "POST", "PUT", "PATCH"];

fn stock_text(name: SequenceName, release: Release) -> &'static str {
    stock::get(name, release).expect("the release ships it").text
}

/// Every stock sequence of the release by the name it is called by; its classes do nothing.
fn library(release: Release) -> Library {
    let mut library = Library::default();
    for &name in SequenceName::ALL {
        if let Some(stock) = stock::get(name, release) {
            let sequence = Sequence::parse(stock.text).expect("stock is XML");
            library.sequences.insert(name.default_name_attribute().to_owned(), sequence.into());
        }
    }
    for class in ["APIMgtFaultHandler", "APIMgtThrottleUsageHandler"] {
        let package = "org.wso2.carbon.apimgt.gateway.handlers.analytics";
        library.inert_classes.insert(format!("{package}.{class}"));
    }
    library
}

/// A REST request that failed. One with a body is JSON.
fn failed(method: &str, code: i32, message: &str) -> Message {
    let mut failed = Message::request(method);
    if failed.axis2.remove("NO_ENTITY_BODY").is_none() {
        failed.set_message_type(Value::text("application/json"));
        failed.body = Body::Json("{\"asked\":1}".to_owned());
    } else {
        failed.axis2.insert("NO_ENTITY_BODY".to_owned(), Value::Boolean(true));
    }
    failed.properties.insert("ERROR_CODE".to_owned(), Value::Integer(code));
    failed.properties.insert("ERROR_MESSAGE".to_owned(), Value::text(message));
    failed.properties.insert("ERROR_DETAIL".to_owned(), Value::text("the detail"));
    for (name, value) in [("Accept", "*/*"), ("Authorization", "Bearer x"), ("Host", "gateway")] {
        failed.headers.set(name, Value::text(value));
    }
    failed
}

/// The same as the authentication handler hands it over from 3.2.0 on.
fn denied(method: &str) -> Message {
    let mut denied = failed(method, 900_902, "Missing Credentials");
    let status = Value::Integer(401);
    denied.properties.insert("HTTP_RESPONSE_STATUS_CODE".to_owned(), status);
    denied.axis2.insert("messageType".to_owned(), Value::text("application/soap+xml"));
    denied
}

/// What a sequence sends, or Java with its status after one that returns true.
fn answer(text: &str, release: Release, message: &Message, status: u16) -> Response {
    let sequence = Sequence::parse(text).expect("it is XML");
    let walked = walk(message, &sequence, &library(release), release).expect("it loads");
    assert_eq!(walked.unknown, Vec::<String>::new());
    let mut after = walked.message;
    match (walked.sent, walked.ended) {
        (Some(sent), _) => sent,
        (None, Ended::Returned(true)) => java::send_fault(&mut after, status, Engine(release)),
        (None, ended) => panic!("nothing is sent: {ended:?}"),
    }
}

fn stock_answer(name: SequenceName, release: Release, message: &Message, status: u16) -> Response {
    answer(stock_text(name, release), release, message, status)
}

/// What Java adds to a flow of 3.2.0 after its sequence.
fn old_answer(name: SequenceName, message: &Message, payload: &str, status: u16) -> Response {
    let release = Release::V3_2_0;
    let sequence = Sequence::parse(stock_text(name, release)).expect("stock is XML");
    let walked = walk(message, &sequence, &library(release), release).expect("stock loads");
    assert_eq!((&walked.ended, walked.unknown.len()), (&Ended::Returned(true), 0));
    let mut after = walked.message;
    let (error, detail) = ("Missing Credentials", "the detail");
    let payload = match payload {
        "auth" => java::auth_payload(900_902, error, detail),
        _ => java::throttle_payload(900_803, "Message throttled out", detail, None),
    };
    java::set_fault_payload(&mut after, payload);
    java::send_fault(&mut after, status, Engine(release))
}

#[track_caller]
fn is(row: &str, response: &Response, status: i32, content_type: &str, body: &str) {
    let content = response.content_type.as_deref().unwrap_or("");
    assert_eq!((response.status, content), (status, content_type), "{row}");
    assert_eq!(text(response), body, "{row}");
    assert_eq!(response.broken(), None, "{row}");
    let sent = response.headers.iter().find(|h| h.0 == "Content-Type").map(|h| h.1.as_str());
    assert_eq!(sent, Some(content_type), "{row}");
}

#[track_caller]
fn strips_headers(row: &str, response: &Response) {
    for name in ["Authorization", "Host", "Accept"] {
        assert!(!response.headers.iter().any(|h| h.0 == name), "{row}: {name} goes back");
    }
}

#[test]
fn stock_4_0_0_for_every_method() {
    use SequenceName::{AuthFailureHandler, Fault, Main, ThrottleOutHandler};
    let release = Release::V4_0_0;
    for method in METHODS {
        let auth = stock_answer(AuthFailureHandler, release, &denied(method), 401);
        let body =
            r#"{"code":"900902","message":"Missing Credentials","description":"the detail"}"#;
        is("4.0.0 stock auth, 900902", &auth, 401, JSON, body);
        strips_headers("4.0.0 stock auth, 900902", &auth);

        let mut throttled = failed(method, 900_804, "Message throttled out");
        let next = Value::text("2021-Apr-30 00:00:00+0000 UTC");
        throttled.properties.insert("NEXT_ACCESS_UTC_TIME".to_owned(), next);
        let row = "4.0.0 stock throttle, 900804, NEXT_ACCESS_UTC_TIME set";
        let body = r#"{"code":"900804","message":"Message throttled out","description":"the detail","nextAccessTime":"2021-Apr-30 00:00:00+0000 UTC"}"#;
        let sent = stock_answer(ThrottleOutHandler, release, &throttled, 429);
        is(row, &sent, 429, JSON, body);
        strips_headers(row, &sent);

        let limited = failed(method, 900_801, "API Limit Reached");
        let body = r#"{"code":"900801","message":"API Limit Reached","description":"the detail"}"#;
        let sent = stock_answer(ThrottleOutHandler, release, &limited, 503);
        is("4.0.0 stock throttle, 900801", &sent, 503, JSON, body);

        let fault = failed(method, 101_503, "Error connecting");
        let body = r#"{"code":"101503","type":"Status report","message":"Runtime Error","description":"Error connecting"}"#;
        let sent = stock_answer(Fault, release, &fault, 500);
        is("4.0.0 stock fault, 101503", &sent, 500, JSON, body);

        let body = r#"{"code":"404","type":"Status report","message":"Not Found","description":"The requested resource is not available."}"#;
        let mut lost = Message::request(method);
        lost.axis2.insert("TransportInURL".to_owned(), Value::text("/nowhere"));
        let sent = stock_answer(Main, release, &lost, 0);
        is("4.0.0 stock main, unknown path", &sent, 404, JSON, body);
    }
}

#[test]
fn stock_4_0_0_blocked() {
    for method in METHODS {
        let row = "4.0.0 stock blocked";
        let message = failed(method, 700_700, "API blocked");
        let release = Release::V4_0_0;
        let sequence = stock_text(SequenceName::BlockApiHandler, release);
        let sequence = Sequence::parse(sequence).expect("stock is XML");
        let walked = walk(&message, &sequence, &library(release), release).expect("stock loads");
        assert_eq!(walked.ended, Ended::Returned(true), "{row}");
        let mut after = walked.message;
        // Java sends it back as it is.
        let sent = respond(&mut after, Engine(release));
        let body = r#"{"code":"700700","type":"API blocked","description":"This API has been blocked temporarily. Please try again later or contact the system administrators."}"#;
        is(row, &sent, 503, JSON, body);
        for name in ["Authorization", "Host", "Accept"] {
            assert!(sent.headers.iter().any(|h| h.0 == name), "{row}: {name} is left");
        }
    }
}

#[test]
fn stock_4_0_0_graphql_and_the_welcome_page() {
    let release = Release::V4_0_0;
    let message = failed("POST", 900_422, "INVALID QUERY");
    let sent = stock_answer(SequenceName::GraphqlFailureHandler, release, &message, 422);
    let body = r#"{"code":"900422","message":"INVALID QUERY","description":"the detail"}"#;
    is("4.0.0 stock GraphQL invalid query", &sent, 422, JSON, body);

    let mut root = Message::request("GET");
    root.axis2.insert("TransportInURL".to_owned(), Value::text("/"));
    let sent = stock_answer(SequenceName::Main, release, &root, 0);
    let body = "<html xmlns=\"http://ws.apache.org/ns/synapse\"><body><H1>Welcome to APIM</H1>\
                <a href=\"/service\" style=\"display: none\">service</a></body></html>";
    is("4.0.0 stock main, path `/`", &sent, 200, "text/html; charset=UTF-8", body);
}

#[test]
fn stock_3_2_0_with_the_payload_of_java() {
    let ams = "<ams:fault xmlns:ams=\"http://wso2.org/apimanager/security\"><ams:code>900902\
               </ams:code><ams:message>Missing Credentials</ams:message><ams:description>the detail\
               </ams:description></ams:fault>";
    let json =
        r#"{"fault":{"code":900902,"message":"Missing Credentials","description":"the detail"}}"#;
    for method in METHODS {
        let mut message = denied(method);
        message.headers.set("Accept", Value::text("application/json"));
        let sent = old_answer(SequenceName::AuthFailureHandler, &message, "auth", 401);
        is("3.2.0 stock auth, Accept application/json", &sent, 401, JSON, json);
        let sent = old_answer(SequenceName::AuthFailureHandler, &denied(method), "auth", 401);
        is("3.2.0 stock auth, Accept */*", &sent, 401, XML, ams);
        message.headers.remove("Accept");
        let sent = old_answer(SequenceName::AuthFailureHandler, &message, "auth", 401);
        is("3.2.0 stock auth, no Accept", &sent, 401, XML, ams);
    }
    let throttled = failed("POST", 900_803, "Message throttled out");
    let sent = old_answer(SequenceName::ThrottleOutHandler, &throttled, "throttle", 429);
    let body =
        r#"{"fault":{"code":900803,"message":"Message throttled out","description":"the detail"}}"#;
    is("3.2.0 stock throttle, JSON POST, Accept */*", &sent, 429, JSON, body);
}

const AM: &str = "<am:fault xmlns:am=\"http://wso2.org/apimanager\">";

#[test]
fn stock_3_2_0_answers_xml_for_every_method() {
    let am = |code, kind, message, description| {
        format!(
            "{AM}<am:code>{code}</am:code><am:type>{kind}</am:type><am:message>{message}\
             </am:message><am:description>{description}</am:description></am:fault>"
        )
    };
    for method in METHODS {
        let message = failed(method, 101_503, "Error connecting");
        let sent = stock_answer(SequenceName::Fault, Release::V3_2_0, &message, 500);
        let body = am("101503", "Status report", "Runtime Error", "Error connecting");
        is("3.2.0 stock fault", &sent, 500, XML, &body);

        let mut lost = failed(method, 0, "");
        lost.axis2.insert("TransportInURL".to_owned(), Value::text("/nowhere"));
        let sent = stock_answer(SequenceName::Main, Release::V3_2_0, &lost, 0);
        assert_eq!((sent.status, sent.content_type.as_deref()), (404, Some(XML)), "3.2.0 main");
        assert!(text(&sent).starts_with(AM), "3.2.0 main");
    }
}

#[test]
fn a_soap_client_gets_a_fault() {
    for release in [Release::V3_2_0, Release::V4_0_0] {
        for (format, asked) in
            [(Format::Soap11, "text/xml"), (Format::Soap12, "application/soap+xml")]
        {
            let mut message = failed("POST", 101_503, "Error connecting");
            message.format = format;
            message.envelope_is_12 = format == Format::Soap12;
            message.set_message_type(Value::text(asked));
            let sent = stock_answer(SequenceName::Fault, release, &message, 500);
            let content_type = sent.content_type.as_deref();
            let expected = (500, Some("text/xml; charset=UTF-8"));
            assert_eq!((sent.status, content_type), expected, "{release} {format:?}");
            let body = text(&sent);
            let reason = "<faultstring>Error connecting</faultstring>";
            assert!(body.contains("soapenv:Fault") && body.contains(reason), "{body}");
        }
    }
}

/// Stock of 4.0.0 with its last JSON payload replaced by the XML of an older release.
fn with_old_payload(name: SequenceName) -> String {
    let stock = stock_text(name, Release::V4_0_0);
    let begin = stock.rfind("<payloadFactory media-type=\"json\">").expect("it has one");
    let close = "</payloadFactory>";
    let end = begin + stock[begin..].find(close).expect("it ends") + close.len();
    let old = "<payloadFactory><format><am:fault xmlns:am=\"http://wso2.org/apimanager\">\
               <am:code>$1</am:code></am:fault></format>\
               <args><arg expression=\"$ctx:ERROR_CODE\"/></args></payloadFactory>";
    format!("{}{old}{}", &stock[..begin], &stock[end..])
}

#[test]
fn an_old_payload_in_stock_of_4_0_0_hangs_on_the_method() {
    let release = Release::V4_0_0;
    let auth = with_old_payload(SequenceName::AuthFailureHandler);
    let row = "old XML payload pasted into 4.0.0 auth";
    let sent = answer(&auth, release, &denied("GET"), 401);
    is(row, &sent, 401, JSON, r#"{"fault":{"code":900902}}"#);
    let sent = answer(&auth, release, &denied("POST"), 401);
    let fault = format!("{AM}<am:code>900902</am:code></am:fault>");
    let envelope = format!(
        "<?xml version='1.0' encoding='UTF-8'?><soapenv:Envelope \
         xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>{fault}\
         </soapenv:Body></soapenv:Envelope>"
    );
    is(row, &sent, 401, "text/xml; charset=UTF-8", &envelope);
    let without_filter = auth.replace("value=\"application/json\" scope=\"axis2\"", "value=\"x\"");
    let sent = answer(&without_filter, release, &denied("GET"), 401);
    is("the same without the filter, GET", &sent, 401, "text/xml; charset=UTF-8", &envelope);

    for (name, status) in [(SequenceName::ThrottleOutHandler, 429), (SequenceName::Fault, 500)] {
        let pasted = with_old_payload(name);
        let sent = answer(&pasted, release, &failed("POST", 900_902, "m"), status);
        is("same in throttle or fault, JSON POST", &sent, i32::from(status), XML, &fault);
    }
}

#[test]
fn a_left_over_message_type_turns_json_into_xml() {
    let stock = stock_text(SequenceName::AuthFailureHandler, Release::V4_0_0);
    let left_over = "<property name=\"messageType\" value=\"application/xml\" scope=\"axis2\"/>";
    let status = "<filter xpath=\"$ctx:HTTP_RESPONSE_STATUS_CODE\">";
    let mixed = stock.replace(status, &format!("{left_over}{status}"));
    let body = "<jsonObject><code>900902</code><message>Missing Credentials</message>\
                <description>the detail</description></jsonObject>";
    for method in METHODS {
        let sent = answer(&mixed, Release::V4_0_0, &denied(method), 401);
        is("4.0.0 JSON payload + left-over messageType", &sent, 401, XML, body);
    }
}
