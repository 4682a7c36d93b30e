//! The answers that are known, row by row: a request, and what the old and the new gateway answer.

use std::fs;

use faultgraft::stock::{self, Release, SequenceName};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::run::{Done, faultgraft};

const JSON: &str = "application/json; charset=UTF-8";
const XML: &str = "application/xml; charset=UTF-8";

/// What stock of a release answers, with the options of a request.
fn answers(release: Release, name: SequenceName, options: &[&str]) -> Value {
    let folder = TempDir::new().unwrap();
    let stock = stock::get(name, release).expect("the release ships it");
    fs::write(folder.path().join(name.file_name()), stock.text).unwrap();
    let mut args = vec!["preview", name.file_name(), "--format", "json"];
    args.extend(["--base-release", release.version()]);
    args.extend(options);
    let done = Done::of(&mut faultgraft(folder.path(), &args));
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let json = done.json();
    let all = json["previews"].as_array().expect("a list").clone();
    assert_eq!(all.len(), 1, "with --set there is one: {json:#}");
    all.into_iter().next().expect("one")
}

/// Status, content type and body, without the white space between JSON's members.
fn shown(answer: &Value) -> (i64, &str, String) {
    let body = answer["body"].as_str().unwrap_or("(none)");
    let body = match serde_json::from_str::<Value>(body) {
        Ok(json) => json.to_string(),
        Err(_) => body.to_owned(),
    };
    let content_type = answer["content_type"].as_str().unwrap_or("(none)");
    (answer["status"].as_i64().unwrap_or(0), content_type, body)
}

#[test]
fn authentication() {
    let set = ["--set", "ERROR_CODE=900902", "--set", "ERROR_DETAIL=what to do"];
    let old = "<ams:fault xmlns:ams=\"http://wso2.org/apimanager/security\">\
               <ams:code>900902</ams:code><ams:message>Missing Credentials</ams:message>";
    let new = r#"{"code":"900902","message":"Missing Credentials","description":"what to do"}"#;
    for method in ["GET", "POST"] {
        let all = [&set[..], &["--method", method]].concat();
        let both = answers(Release::V3_2_0, SequenceName::AuthFailureHandler, &all);
        let (status, content_type, body) = shown(&both["old"]);
        assert_eq!((status, content_type), (401, XML));
        assert!(body.starts_with(old), "{body}");
        assert_eq!(shown(&both["new"]), (401, JSON, new.to_owned()));
        let challenge = &both["new"]["headers"]["WWW-Authenticate"];
        assert!(challenge.is_string(), "{both:#}");
    }
    let all = [&set[..], &["--accept", "application/json"]].concat();
    let both = answers(Release::V3_2_0, SequenceName::AuthFailureHandler, &all);
    let (status, content_type, body) = shown(&both["old"]);
    assert_eq!((status, content_type), (401, JSON));
    let old = r#"{"fault":{"code":900902,"message":"Missing Credentials","description":"#;
    assert!(body.starts_with(old), "{body}");
    let changes = both["changes"].to_string();
    assert!(changes.contains("fault did") && changes.contains("was a number"), "{changes}");
}

#[test]
fn throttling() {
    let name = SequenceName::ThrottleOutHandler;
    let json = ["--method", "POST", "--content-type", "application/json"];
    let both =
        answers(Release::V3_2_0, name, &[&["--set", "ERROR_CODE=900804"], &json[..]].concat());
    let (status, content_type, body) = shown(&both["old"]);
    assert_eq!((status, content_type), (429, JSON));
    assert!(
        body.starts_with(r#"{"fault":{"code":900804,"message":"Message throttled out""#),
        "{body}"
    );
    let new = r#"{"code":"900804","message":"Message throttled out","description":"You have exceeded your quota","nextAccessTime":"2021-Apr-30 00:00:00+0000 UTC"}"#;
    assert_eq!(shown(&both["new"]), (429, JSON, new.to_owned()));

    let both = answers(Release::V3_2_0, name, &["--set", "ERROR_CODE=900801"]);
    let new = r#"{"code":"900801","message":"API Limit Reached","description":"API not accepting requests"}"#;
    assert_eq!(shown(&both["new"]), (503, JSON, new.to_owned()));
    let both = answers(Release::V3_2_0, name, &["--set", "ERROR_CODE=900805"]);
    assert_eq!(both["new"]["status"], 403);
}

#[test]
fn runtime_errors() {
    let set = ["--set", "ERROR_CODE=101503", "--set", "ERROR_MESSAGE=no route"];
    for method in ["GET", "POST"] {
        let all = [&set[..], &["--method", method]].concat();
        let both = answers(Release::V3_2_0, SequenceName::Fault, &all);
        let old = "<am:fault xmlns:am=\"http://wso2.org/apimanager\"><am:code>101503</am:code>\
                   <am:type>Status report</am:type><am:message>Runtime Error</am:message>\
                   <am:description>no route</am:description></am:fault>";
        assert_eq!(shown(&both["old"]), (500, XML, old.to_owned()));
        let new = r#"{"code":"101503","type":"Status report","message":"Runtime Error","description":"no route"}"#;
        assert_eq!(shown(&both["new"]), (500, JSON, new.to_owned()));
    }
}

#[test]
fn blocked_graphql_and_no_api() {
    let both = answers(Release::V4_0_0, SequenceName::BlockApiHandler, &["--set", "X=y"]);
    let (status, content_type, body) = shown(&both["new"]);
    assert_eq!((status, content_type), (503, JSON));
    assert!(body.contains("700700") && !body.contains("\"message\""), "{body}");

    let set = ["--set", "ERROR_CODE=900422", "--method", "POST"];
    let both = answers(Release::V3_2_0, SequenceName::GraphqlFailureHandler, &set);
    let (status, content_type, body) = shown(&both["new"]);
    assert_eq!((status, content_type), (422, JSON));
    assert!(body.starts_with(r#"{"code":"900422","message":"INVALID QUERY""#), "{body}");

    let both = answers(Release::V3_2_0, SequenceName::Main, &["--set", "X=y"]);
    let (status, content_type, body) = shown(&both["new"]);
    assert_eq!((status, content_type), (404, JSON));
    assert!(body.starts_with(r#"{"code":"404""#), "{body}");

    let root = ["--set", "axis2:TransportInURL=/", "--set", "X=y"];
    let both = answers(Release::V3_2_0, SequenceName::Main, &root);
    let (status, content_type, body) = shown(&both["new"]);
    assert_eq!((status, content_type), (200, "text/html; charset=UTF-8"));
    assert!(body.starts_with("<html xmlns=\"http://ws.apache.org/ns/synapse\">"), "{body}");
}
