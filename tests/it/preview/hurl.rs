//! The previews as a test of a gateway: a Hurl file that is well-formed, passes against a server
//! that answers as previewed, and fails at the right assert where one answer differs.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::thread;

use faultgraft::model::Answer;
use faultgraft::plan::{PlanRequest, plan};
use faultgraft::preview::probed;
use faultgraft::preview::probes::VARIABLES;
use faultgraft::stock::{self, Release, SequenceName};
use tempfile::TempDir;

use crate::support::run::{Done, faultgraft};

/// Stock of a release whose auth failures have a header and a member more.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    for &name in SequenceName::ALL {
        if let Some(stock) = stock::get(name, Release::V3_2_0) {
            let own = "<property name=\"X-Lumeo-Edge\" value=\"north\" scope=\"transport\"/>";
            let text = match name {
                SequenceName::AuthFailureHandler => {
                    let end = stock.text.find('>').unwrap() + 1;
                    let end = end + stock.text[end..].find('>').unwrap() + 1;
                    format!("{}{own}{}", &stock.text[..end], &stock.text[end..])
                }
                _ => stock.text.to_owned(),
            };
            fs::write(folder.path().join(name.file_name()), text).unwrap();
        }
    }
    folder
}

fn written(folder: &Path, side: &str) -> String {
    let args = ["preview", ".", "--format", "hurl", "--side", side];
    let done = Done::of(&mut faultgraft(folder, &args));
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    done.text().to_owned()
}

/// What a body repeats of the request is that of the request in the file, and where the installation
/// decides what that is, only that it is there is tested.
#[test]
fn what_a_body_repeats_of_the_request_is_what_the_file_asks_for() {
    let folder = TempDir::new().unwrap();
    let payload = "<payloadFactory media-type=\"json\"><format>{\"path\":\"$1\",\"token\":\"$2\"}\
                   </format><args><arg expression=\"$axis2:TransportInURL\"/>\
                   <arg expression=\"$trp:Authorization\"/></args></payloadFactory>\
                   <property name=\"HTTP_SC\" value=\"404\" scope=\"axis2\"/>\
                   <property name=\"messageType\" value=\"application/json\" scope=\"axis2\"/>\
                   <respond/>";
    for name in [SequenceName::Main, SequenceName::BlockApiHandler, SequenceName::Fault] {
        let text = format!(
            "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"{}\">{payload}</sequence>",
            name.default_name_attribute()
        );
        fs::write(folder.path().join(name.file_name()), text).unwrap();
    }
    let text = written(folder.path(), "old");
    assert!(text.contains("jsonpath \"$['path']\" == \"/no-such-api\""), "{text}");
    assert!(text.contains("jsonpath \"$['path']\" isString"), "{text}");
    assert!(text.contains("jsonpath \"$['token']\" isString"), "{text}");
    assert!(!text.contains("Bearer \\u"), "{text}");
}

#[test]
fn each_request_has_an_answer_and_what_is_known_is_tested() {
    let folder = folder();
    for side in ["old", "new"] {
        let text = written(folder.path(), side);
        let is_request = |line: &&str| line.contains(" {{gateway}}");
        let marks = text.lines().filter(|line| is_request(line) || line.starts_with("HTTP "));
        let marks: Vec<bool> = marks.map(|line| is_request(&line)).collect();
        assert!(marks.len() >= 20, "{text}");
        assert!(marks.chunks(2).all(|pair| pair == [true, false]), "{text}");
    }
    let text = written(folder.path(), "new");
    for line in [
        "HTTP 401",
        "jsonpath \"$['code']\" == \"900902\"",
        "header \"X-Lumeo-Edge\" == \"north\"",
        "header \"Authorization\" not exists",
        "jsonpath \"$['nextAccessTime']\" == \"2021-Apr-30 00:00:00+0000 UTC\"",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}\n{text}");
    }
    let old = written(folder.path(), "old");
    assert!(old.contains("local-name()='fault'") && !old.contains("jsonpath"), "{old}");
}

#[test]
fn what_cannot_be_tested_is_refused() {
    let folder = folder();
    for (args, said) in [
        (vec!["--set", "ERROR_CODE=900902"], "--set does not go with --format hurl"),
        (vec!["--sequence", "production_key_error"], "can be provoked from outside"),
    ] {
        let all = [vec!["preview", ".", "--format", "hurl"], args].concat();
        let done = Done::of(&mut faultgraft(folder.path(), &all));
        assert_eq!(done.code, Some(2));
        assert!(done.stderr.contains(said), "{}", done.stderr);
    }
}

/// What a server answers, by method, path and Authorization header.
type Answers = HashMap<(String, String, String), Answer>;

/// The value of a variable in the test.
fn value(name: &str) -> String {
    match name {
        "api" => "/orders/1.0".to_owned(),
        "resource" => "/list".to_owned(),
        name if name.ends_with("_api") => format!("/{name}/1.0"),
        name => name.to_owned(),
    }
}

fn filled(text: &str) -> String {
    let all = VARIABLES.iter().filter(|(name, _)| *name != "gateway");
    let text = text.replace("{{gateway}}", "");
    all.fold(text, |text, (name, _)| text.replace(&format!("{{{{{name}}}}}"), &value(name)))
}

/// What the previews say of the new gateway.
fn previewed(folder: &Path) -> Answers {
    let request = PlanRequest { custom: folder.to_owned(), ..PlanRequest::default() };
    let plan = plan(&request).unwrap();
    let answers = probed(&plan, &[]).into_iter().filter_map(|probed| {
        let probe = probed.probe;
        let token = probe.headers.iter().find(|h| h.0 == "Authorization");
        let token = token.map(|h| filled(h.1)).unwrap_or_default();
        let key = (probe.method.to_owned(), filled(probe.url), token);
        Some((key, probed.ran(true)?.answer.clone()))
    });
    answers.collect()
}

/// Serves until the process ends; the address.
fn serve(answers: Answers) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let answers = Arc::new(answers);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answers = Arc::clone(&answers);
            thread::spawn(move || answer(stream, &answers));
        }
    });
    address
}

fn answer(mut stream: TcpStream, answers: &Answers) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?);
    let mut first = String::new();
    lines.read_line(&mut first).ok()?;
    let (mut token, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "authorization" => value.trim().clone_into(&mut token),
            "content-length" => length = value.trim().parse().ok()?,
            _ => {}
        }
    }
    lines.read_exact(&mut vec![0; length]).ok()?;
    let mut words = first.split_whitespace().map(str::to_owned);
    let key = (words.next()?, words.next()?, token);
    let answer = answers.get(&key).unwrap_or_else(|| panic!("nothing is known of {key:?}"));
    let body = answer.body.clone().unwrap_or_default();
    write!(stream, "HTTP/1.1 {} X\r\nConnection: close\r\n", answer.status?).ok()?;
    for (name, value) in &answer.headers {
        write!(stream, "{name}: {value}\r\n").ok()?;
    }
    write!(stream, "Content-Length: {}\r\n\r\n{body}", body.len()).ok()
}

/// Hurl, where it is installed: `HURL` names it, else it is looked for on the path.
fn hurl() -> Option<PathBuf> {
    let program = std::env::var_os("HURL").map_or_else(|| PathBuf::from("hurl"), PathBuf::from);
    let works = Command::new(&program).arg("--version").output().is_ok_and(|o| o.status.success());
    works.then_some(program)
}

/// A change to an answer, and the assert that it breaks.
type Wrong<'w> = (&'w dyn Fn(&mut Answer), &'w str);

/// Runs the file against a server; whether it passes, and what it says.
fn tested(hurl: &Path, file: &Path, answers: Answers) -> (bool, String) {
    let mut command = Command::new(hurl);
    command.args(["--test", "--no-color", "--continue-on-error"]);
    command.args(["--variable", &format!("gateway={}", serve(answers))]);
    for (name, _) in VARIABLES.iter().filter(|(name, _)| *name != "gateway") {
        command.args(["--variable", &format!("{name}={}", value(name))]);
    }
    let done = command.arg(file).output().unwrap();
    (done.status.success(), String::from_utf8_lossy(&done.stderr).into_owned())
}

#[test]
fn it_passes_where_the_gateway_answers_as_previewed_and_fails_at_what_is_another() {
    let Some(hurl) = hurl() else {
        // Not by a macro: what those print of a test that passes is not shown.
        let said = "skipped: hurl is not installed (looked for on PATH and in HURL), so the Hurl file \
                    was parsed and not run";
        return writeln!(std::io::stderr(), "{said}").unwrap();
    };
    let folder = folder();
    let text = written(folder.path(), "new");
    let file = folder.path().join("gateway.hurl");
    fs::write(&file, &text).unwrap();
    let right = previewed(folder.path());
    let (passes, said) = tested(&hurl, &file, right.clone());
    assert!(passes, "{said}");

    let no_token = ("GET".to_owned(), "/orders/1.0/list".to_owned(), String::new());
    let header = |answer: &mut Answer, name: &str, value: &str| {
        answer.headers.insert(name.to_owned(), value.to_owned());
    };
    let is_xml = |answer: &mut Answer| header(answer, "Content-Type", "application/xml");
    let echoes = |answer: &mut Answer| header(answer, "Accept", "*/*");
    let is_other = |answer: &mut Answer| header(answer, "X-Lumeo-Edge", "south");
    let is_number = |answer: &mut Answer| {
        let body = answer.body.as_deref().unwrap();
        answer.body = Some(body.replace("\"900902\"", "900902"));
    };
    let wrongs: [Wrong<'_>; 5] = [
        (&|answer| answer.status = Some(403), "HTTP 401"),
        (&is_xml, "header \"Content-Type\" matches"),
        (&is_number, "jsonpath \"$['code']\" == \"900902\""),
        (&is_other, "header \"X-Lumeo-Edge\" == \"north\""),
        (&echoes, "header \"Accept\" not exists"),
    ];
    for (change, assert) in wrongs {
        let mut wrong = right.clone();
        change(wrong.get_mut(&no_token).expect("there is a request without a token"));
        let (passes, said) = tested(&hurl, &file, wrong);
        assert!(!passes, "{assert}");
        let places =
            said.lines().filter_map(|l| l.split("gateway.hurl:").nth(1)?.split(':').next());
        let failed: Vec<&str> =
            places.filter_map(|line| text.lines().nth(line.parse::<usize>().ok()? - 1)).collect();
        assert!(failed.iter().any(|line| line.starts_with(assert)), "{assert}: {failed:?}\n{said}");
    }
}
