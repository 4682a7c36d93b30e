//! Templates of deployment tools (`fault.xml.j2`, `main.erb`): merged with their tags in place, or
//! refused where a tag may change more than a value or a text.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use faultgraft::apply::{self, Backup, Request, To};
use faultgraft::model::{Confidence, FilePlan, Finding, Plan, Severity, Status};
use faultgraft::plan::{MergeRequest, PlanRequest, merge_one, plan};
use faultgraft::saved;
use faultgraft::stock::{self, Release, SequenceName};
use faultgraft::xml::{Document, Template};
use proptest::prelude::*;

const OLD: Release = Release::V3_2_0;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/templates")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

fn plan_of(custom: &Path) -> Plan {
    plan(&PlanRequest { custom: custom.to_owned(), ..PlanRequest::default() }).unwrap()
}

fn stock_text(stem: &str, release: Release) -> &'static str {
    let sequence = SequenceName::parse(stem).unwrap();
    stock::get(sequence, release).unwrap().text
}

/// What a file of that name and text is merged to.
fn merged(name: &str, text: &str) -> FilePlan {
    merge_one(&MergeRequest {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
        base_release: Some(OLD.label().to_owned()),
        ..MergeRequest::default()
    })
    .unwrap()
}

fn bytes(file: &FilePlan) -> String {
    let written = file.merged.as_ref().expect("the file is merged");
    String::from_utf8(written.bytes.to_vec()).unwrap()
}

/// A fault sequence of the old release with something put in before its `send`.
fn fault(inside: &str) -> String {
    stock_text("fault", OLD).replace("    <send/>", &format!("    {inside}\n    <send/>"))
}

/// Whether a text has a character that stands for one of a tag.
fn has_hidden(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.chars().any(|c| (0x10_FF00..0x10_FF80).contains(&u32::from(c)))
        || text.contains("\\udbff\\udf")
}

#[test]
fn templates_are_merged_with_their_tags_as_they_are() {
    for folder in files(&fixtures()) {
        let planned = plan_of(&folder.join("before"));
        for expected in files(&folder.join("after")) {
            let name = expected.file_name().unwrap().to_string_lossy().into_owned();
            let file = planned.files.iter().find(|f| *f.path == *name).expect(&name);
            assert_eq!(file.status, Status::Customised, "{name}");
            assert_eq!(&*file.place, name);
            assert_eq!(bytes(file), fs::read_to_string(&expected).unwrap(), "{name}");
        }
        assert_eq!(files(&folder.join("before")).len(), files(&folder.join("after")).len());
    }
}

#[test]
fn a_saved_plan_of_templates_is_the_same_again() {
    for folder in files(&fixtures()) {
        let planned = plan_of(&folder.join("before"));
        let mut saved = Vec::new();
        saved::write(&planned, &mut saved).unwrap();
        let loaded = Plan::load(&saved).unwrap();
        for (file, again) in planned.files.iter().zip(&loaded.files) {
            assert_eq!((&file.edits, &file.merged), (&again.edits, &again.merged));
            assert_eq!(file.findings, again.findings);
        }
    }
}

#[test]
fn the_schema_says_how_a_saved_plan_holds_tags() {
    let ran = Command::new(env!("CARGO_BIN_EXE_faultgraft")).arg("schema").output().unwrap();
    let schema = String::from_utf8(ran.stdout).unwrap();
    assert!(schema.contains("the character U+10FF00 plus its code"), "{schema}");
    let held = |c: char| char::from_u32(0x10_FF00 + u32::from(c)).unwrap();
    let mut bytes = Vec::new();
    saved::write(&plan_of(&fixtures().join("brightwater-ansible/before")), &mut bytes).unwrap();
    let saved: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let texts = saved["texts"].as_object().unwrap();
    let tag: String = "{{ ".chars().map(held).collect();
    assert!(texts.values().any(|text| text.as_str().unwrap().contains(&tag)), "{saved:#}");
}

#[test]
fn every_report_shows_tags_as_they_were_written() {
    let tool = env!("CARGO_BIN_EXE_faultgraft");
    let run = |arguments: &[&str]| {
        let ran = Command::new(tool).args(arguments).output().unwrap();
        assert_ne!(ran.status.code(), Some(2), "{arguments:?}");
        [ran.stdout, ran.stderr].concat()
    };
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("plan.json").display().to_string();
    let before = fixtures().join("brightwater-ansible/before").display().to_string();
    let fault = format!("{before}/fault.xml.j2");
    let tag = "{{ site.name | default(\"Brightwater <\" ~ env ~ \">\") }}";
    let in_json = tag.replace('"', "\\\"");
    let in_html =
        in_json.replace("\\\"", "\\u0022").replace('<', "\\u003c").replace('>', "\\u003e");
    let shown = |out: &[u8], tag: &str, of: &str| {
        assert!(!has_hidden(out), "{of}");
        let text = String::from_utf8_lossy(out).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(tag), "{of}: {text}");
    };
    shown(&run(&["plan", &before, "--out", &saved]), tag, "plan");
    for (format, tag) in [
        ("text", tag),
        ("patch", tag),
        ("markdown", tag),
        ("json", &in_json),
        ("html", &in_html),
        ("sarif", "template's tags"),
        ("github", "template's tags"),
    ] {
        shown(&run(&["report", &saved, "--format", format]), tag, format);
        shown(&run(&["plan", &before, "--format", format]), tag, format);
    }
    let body = "{{ fault_type }}";
    for format in ["text", "json", "markdown"] {
        shown(&run(&["preview", &before, "--format", format]), body, format);
        let one = ["preview", &fault, "--format", format, "--trace"];
        let ran = Command::new(tool).args(one).output().unwrap();
        assert!(!has_hidden(&ran.stdout), "preview of one file as {format}");
    }
    assert!(!has_hidden(&run(&["preview", &before, "--format", "hurl"])));
    assert!(!has_hidden(&run(&["preview", &before, "--for", "clients"])));
    shown(&run(&["merge", &fault]), tag, "merge");
    assert!(!has_hidden(&run(&["lint", &before, "--exit-zero"])));
    assert!(!has_hidden(&run(&["lint", &before, "--exit-zero", "--format", "json"])));
    shown(&run(&["review", &saved, "--list"]), body, "review");
}

fn refused(name: &str, text: &str) -> Finding {
    let file = merged(name, text);
    assert_eq!(file.status, Status::Failed, "{text}");
    file.findings[0].clone()
}

#[test]
fn a_tag_that_may_change_the_structure_is_refused_where_it_stands() {
    let jinja = "fault.xml.j2";
    let head = "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\">\n";
    let end = "\n</sequence>";
    for (name, inside, at) in [
        (jinja, "  <send/>\n  {{ mediators }}", (3, 3)),
        (jinja, "{{ mediators }}", (2, 1)),
        (jinja, "  <send/>{# nothing #}", (2, 10)),
        (jinja, "{% if a %}<send/>{% endif %}", (2, 1)),
        (jinja, "<!-- {% if a %} --><send/><!-- {% endif %} -->", (2, 6)),
        (jinja, "<filter xpath=\"a\"><then>{{ b }}</then></filter>", (2, 25)),
        (jinja, "<{{ name }}/>", (2, 2)),
        (jinja, "<log level=\"full\" {{ more }}/>", (2, 19)),
        (jinja, "<log {% if a %}level=\"full\"{% endif %}/>", (2, 6)),
        (jinja, "<log level={{ level }}/>", (2, 12)),
        (jinja, "<log level=\"{% if a %}full\" separator=\"{% endif %}\"/>", (2, 13)),
        (jinja, "<log level=\"full{% endif %}\"/>", (2, 17)),
        (jinja, "<log level=\"{{ a\"/>", (2, 13)),
        (jinja, "<payloadFactory><format><a>{{ b }}<c/></a></format></payloadFactory>", (2, 28)),
        ("fault.xml.erb", "<% if @a %><send/><% end %>", (2, 1)),
        ("fault.erb", "<send/>\n <%= @more %>", (3, 2)),
        ("fault.erb", "<log <%= @more %>/>", (2, 6)),
        ("fault.erb", "<log level=\"<% @a.each do |x| %>\" separator=\"<% end %>\"/>", (2, 13)),
        ("fault.erb", "<log level=\"<% end %>\"/>", (2, 13)),
        // Lines that an environment may be set up to read as statements.
        (jinja, "  # for desk in desks\n<send/>\n  # endfor", (2, 3)),
        (jinja, "<send/>\n%% if a:\n<log/>", (3, 1)),
        (jinja, "<filter xpath=\"a\"><then>\n# if b\n<send/></then></filter>", (3, 1)),
        ("fault.erb", "% if @a\n<send/>\n% end", (2, 1)),
        ("fault.erb", "<send/>\n  % @desks.each do |desk|\n<log/>", (3, 3)),
        // The other language's tags, and those of a file that is not a template by its name.
        ("fault.erb", "<log level=\"{{ level }}\"/>", (2, 13)),
        ("fault.xml", "<log level=\"{{ level }}\"/>", (2, 13)),
    ] {
        let finding = refused(name, &format!("{head}{inside}{end}"));
        assert_eq!(finding.rule, "not-xml", "{inside}: {finding:?}");
        assert_eq!((finding.line, finding.column), (Some(at.0), Some(at.1)), "{inside}");
        assert!(finding.help.starts_with("Render the template"), "{finding:?}");
    }
    let delimiters =
        "#jinja2: trim_blocks:False, variable_start_string:'[[', variable_end_string:']]'";
    let finding = refused(jinja, &format!("{delimiters}\n{head}<send/>{end}"));
    assert!(finding.message.contains("other delimiters"), "{finding:?}");
    assert_eq!((finding.line, finding.column), (Some(1), Some(1)), "{finding:?}");
    let outside = refused(jinja, &format!("{{{{ head }}}}\n{head}<send/>{end}"));
    assert_eq!((outside.rule.as_str(), outside.line), ("not-xml", Some(1)));
    // XML that is broken beside its tags says where it is.
    let broken = refused(jinja, &format!("{head}<log level=\"{{{{ a }}}}\">{end}"));
    assert_eq!((broken.rule.as_str(), broken.line), ("ill-formed", Some(3)), "{broken:?}");
    let private = refused(jinja, &format!("{head}<log level=\"\u{10FF22}\"/>{end}"));
    assert_eq!((private.line, private.column), (Some(2), Some(13)), "{private:?}");
}

#[test]
fn control_tags_may_stand_within_one_value_or_text() {
    for (name, value) in [
        ("fault.xml.j2", "{% if a %}x{% elif b %}y{% else %}z{% endif %}"),
        ("fault.xml.j2", "{% for h in hosts if h != '%}' %}{{ h }},{%- endfor -%}"),
        ("fault.xml.j2", "{% set x = 1 %}{{ x }}{# <a b='c'> #}"),
        ("fault.xml.j2", "{% raw %}{{ not a tag %}{% endraw %}"),
        ("fault.xml.j2", "{{ {'a': {'b': '}}'}}['a'] | tojson }}"),
        ("fault.xml.jinja2", "{{ a &amp; 'b' }}"),
        ("fault.erb", "<% if @a %>x<% elsif @b -%>y<%- end %>"),
        ("fault.erb", "<% @a.each do |x| %><%= x ? \"<y>\" : '&' %><% end %>"),
        ("fault.xml.erb", "<%# a comment with \"quotes\" %>"),
        ("fault.xml.erb", "<% x = 1 if @y %><% if @a then b end %>"),
    ] {
        let inside = format!("<property name=\"X-A\" value=\"{value}\" scope=\"transport\"/>");
        let file = merged(name, &fault(&inside));
        assert!(bytes(&file).contains(&inside), "{value}: {:?}", file.findings);
    }
}

#[test]
fn what_only_looks_like_a_statement_is_a_comment_or_a_text() {
    for (name, inside) in [
        ("fault.xml.j2", "<!-- # if the desk is open -->\n<log/>"),
        ("fault.xml.j2", "<log/>\n<!--\n# endfor\n-->"),
        (
            "fault.xml.j2",
            "<payloadFactory media-type=\"text\"><format>\n# for you\n</format></payloadFactory>",
        ),
        ("fault.erb", "<log separator=\"% if\"/>"),
    ] {
        let file = merged(name, &fault(inside));
        assert!(file.merged.is_some(), "{inside}: {:?}", file.findings);
    }
}

#[test]
fn comments_with_tags_outside_of_the_sequence_are_kept_or_said_to_stay_behind() {
    let (head, tail) = ("<!-- {{ ansible_managed }} -->", "<!-- end of {{ role_name }} -->");
    let around = |text: &str| {
        let at = text.find("<sequence").unwrap();
        format!("{}{head}\n{}\n{tail}\n<!-- plain -->\n", &text[..at], text[at..].trim_end())
    };
    let planned = |text: &str| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("fault.xml.j2"), text).unwrap();
        let files = plan_of(folder.path()).files;
        files.into_iter().find(|file| file.stem() == "fault").unwrap()
    };
    let edited =
        planned(&around(&fault("<property name=\"X-A\" value=\"{{ a }}\" scope=\"transport\"/>")));
    let text = bytes(&edited);
    assert!(text.contains(&format!("{head}\n<sequence")), "{text}");
    assert!(text.contains(&format!("</sequence>\n{tail}\n")), "{text}");
    assert!(!text.contains("plain"), "{text}");
    assert!(edited.findings.iter().all(|f| f.rule != "template-comment"), "{:?}", edited.findings);

    let stock = planned(&around(stock_text("fault", OLD)));
    assert_eq!(stock.status, Status::Stock);
    let said: Vec<&Finding> =
        stock.findings.iter().filter(|f| f.rule == "template-comment").collect();
    assert_eq!(said.len(), 1, "{:?}", stock.findings);
    assert_eq!(said[0].severity, Severity::Note);
    assert!(said[0].message.starts_with(head), "{said:?}");
    let silent = planned(stock_text("fault", OLD));
    assert!(silent.findings.iter().all(|f| f.rule != "template-comment"), "{:?}", silent.findings);
}

#[test]
fn a_tag_hides_no_error_about_another_value() {
    for (inside, said) in [
        ("<filter source=\"{{ s }}(\" regex=\"(\"><then><log/></then></filter>", "the regex ("),
        ("<property name=\"{{ n }}\" value=\"a\" scope=\"nowhere\"/>", "the scope \"nowhere\""),
        ("<log level=\"{{ l }}\" category=\"LOUD\"/>", "the category \"LOUD\""),
        ("<property name=\"A\" value=\"{{ v }}\" type=\"STRANGE\"/>", "the type \"STRANGE\""),
        (
            "<switch source=\"$ctx:A\"><case regex=\"{{ r }}(\"><log/></case><case regex=\"(\"><log/></case></switch>",
            "the regex (",
        ),
        ("<makefault version=\"soap11\"><code value=\"{{ c }}\"/></makefault>", "has no <reason>"),
    ] {
        let file = merged("fault.xml.j2", &fault(inside));
        let errors: Vec<&str> = (file.findings.iter().filter(|f| f.severity == Severity::Error))
            .map(|f| f.message.as_str())
            .collect();
        assert!(errors.iter().any(|message| message.contains(said)), "{inside}: {errors:?}");
        assert!(!file.findings.iter().any(|f| has_hidden(f.message.as_bytes())), "{inside}");
    }
}

fn confidence(file: &FilePlan) -> Vec<Confidence> {
    file.edits.iter().map(|edit| edit.confidence).collect()
}

#[test]
fn a_tag_on_which_more_depends_is_reviewed_and_never_an_error() {
    for inside in [
        "<property name=\"A\" expression=\"{{ path }}\"/>",
        "<property name=\"{{ name }}\" value=\"a\"/>",
        "<property name=\"A\" value=\"a\" scope=\"{{ scope }}\"/>",
        "<filter xpath=\"{{ condition }}\"><then><log/></then></filter>",
        "<filter source=\"$ctx:A\" regex=\"{{ regex }}(\"><then><log/></then></filter>",
        "<log level=\"{{ level }}\"/>",
        "<header name=\"X-A\" value=\"a\" scope=\"{{ scope }}\"/>",
        "<makefault version=\"{{ version }}\"><detail value=\"a\"/></makefault>",
        "<enrich><source type=\"{{ from }}\"/><target type=\"{{ to }}\" action=\"{{ how }}\"/></enrich>",
        "<payloadFactory media-type=\"{{ type }}\"><format>{}</format><args/></payloadFactory>",
        "<sequence key=\"{{ prefix }}_audit\"/>",
        "<property name=\"messageType\" value=\"{{ type }}\" scope=\"axis2\"/>",
    ] {
        let file = merged("fault.xml.j2", &fault(inside));
        assert!(confidence(&file).contains(&Confidence::Review), "{inside}: {:#?}", file.edits);
        let errors: Vec<_> =
            file.findings.iter().filter(|f| f.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{inside}: {errors:#?}");
        let tag = &inside[inside.find("{{").unwrap()..inside.find("}}").unwrap() + 2];
        assert!(bytes(&file).contains(tag), "{inside}");
    }
    // A value that a template makes decides nothing: both ways stay open.
    let branch = "<property name=\"A\" value=\"{{ a }}\"/>\
                  <filter xpath=\"$ctx:A = 'b'\"><then><property name=\"HTTP_SC\" value=\"418\" \
                  scope=\"axis2\"/></then></filter>";
    let file = merged("fault.xml.j2", &fault(branch));
    assert!(file.findings.iter().all(|f| f.rule != "unreachable"), "{:?}", file.findings);
    let status = "<property name=\"HTTP_SC\" value=\"{{ status }}\" scope=\"axis2\"/>";
    let file = merged("fault.xml.j2", &fault(status));
    assert!(file.findings.iter().all(|f| f.rule != "status-not-a-number"), "{:?}", file.findings);
}

#[test]
fn an_own_json_payload_stays_as_it_is_whatever_its_tags_are() {
    let stock = stock_text("fault", OLD);
    let (start, end) = (stock.find("<payloadFactory>").unwrap(), "</payloadFactory>");
    let end = stock.find(end).unwrap() + end.len();
    for (name, format) in [
        ("fault.xml.j2", "{\"code\": {{ code }}, \"text\": \"{{ text | replace('\"', '') }}\"}"),
        ("fault.xml.j2", "{\"a\": 1{% if b %}, \"b\": {\"c\": {{ b | tojson }}}{% endif %}}"),
        ("fault.xml.j2", "{{ body | tojson }}"),
        ("fault.erb", "{\"code\": <%= @code %>, \"text\": \"<%= @text.gsub('\"', '') %>\"}"),
    ] {
        let own = format!(
            "<payloadFactory media-type=\"json\"><format>{format}</format><args/></payloadFactory>"
        );
        let file = merged(name, &[&stock[..start], &own, &stock[end..]].concat());
        assert!(bytes(&file).contains(format), "{format}\n{}", bytes(&file));
        assert!(file.findings.iter().all(|f| f.rule != "invalid-json"), "{:#?}", file.findings);
    }
}

#[test]
fn a_template_goes_to_no_gateway() {
    let before = fixtures().join("brightwater-ansible/before");
    let planned = plan_of(&before);
    let to = |folder: &Path| {
        let request = Request {
            plan: &planned,
            to: To::Folder(folder.to_owned()),
            allow: Vec::new(),
            backup: Backup::None,
            digest: String::new(),
        };
        apply::survey(&request)
    };
    let folder = tempfile::tempdir().unwrap();
    let survey = to(&folder.path().join("out")).unwrap();
    let site = survey.sites[0].as_ref().unwrap();
    assert!(site.items.iter().any(|item| item.place == "fault.xml.j2"));
    assert!(site.items.iter().all(|item| item.place != "fault.xml"));
    // The new gateway's own folder has the sequence and not the template.
    let target = folder.path().join("sequences");
    fs::create_dir(&target).unwrap();
    fs::write(target.join("fault.xml"), stock_text("fault", Release::DEFAULT_TARGET)).unwrap();
    let onto = |target: &Path| {
        let target = Some(target.to_owned());
        plan(&PlanRequest { custom: before.clone(), target, ..PlanRequest::default() }).unwrap()
    };
    let survey = |planned: &Plan| {
        let (allow, digest) = (Vec::new(), String::new());
        let request =
            Request { plan: planned, to: To::Planned, allow, backup: Backup::None, digest };
        apply::survey(&request).unwrap().sites.remove(0)
    };
    let error = survey(&onto(&target)).unwrap_err();
    assert!(error.message.contains("is a template"), "{error}");
    assert!(error.help.contains("--dest"), "{error:?}");
    // A folder of templates for the new release takes it.
    fs::remove_file(target.join("fault.xml")).unwrap();
    for file in ["fault", "_auth_failure_handler_"] {
        let text = stock_text(file, Release::DEFAULT_TARGET);
        fs::write(target.join(format!("{file}.xml.j2")), text).unwrap();
    }
    let planned = onto(&target);
    let site = survey(&planned).unwrap();
    assert!(site.items.iter().any(|item| item.place == "fault.xml.j2"), "{:?}", site.items);
}

#[test]
fn git_merges_templates_by_the_name_in_the_repository() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let line = "<property name=\"X-A\" value=\"{{ \"a\" }}\" scope=\"transport\"/>";
    let base = write("base", stock_text("fault", OLD));
    let ours = write("ours", &fault(line));
    let theirs = write("theirs", stock_text("fault", Release::DEFAULT_TARGET));
    let ran = Command::new(env!("CARGO_BIN_EXE_faultgraft"))
        .args(["merge-driver", &base, &ours, &theirs, "7", "roles/gateway/fault.xml.j2"])
        .output()
        .unwrap();
    assert_ne!(ran.status.code(), Some(2), "{}", String::from_utf8_lossy(&ran.stderr));
    let text = fs::read_to_string(ours).unwrap();
    assert!(text.contains(line) && text.contains("media-type=\"json\""), "{text}");
}

/// Where a tag may stand in a text of a document: the values of attributes that mean no more than
/// what they say, and texts.
fn places(text: &str) -> Vec<std::ops::Range<usize>> {
    let doc = Document::parse(text).unwrap();
    let mut found = Vec::new();
    for node in doc.descendants(doc.root()) {
        for attribute in doc.attributes(node) {
            if doc.attribute_name(attribute) == "value" {
                found.push(doc.attribute(attribute).value.range());
            }
        }
        let is_text = doc.kind(node) == faultgraft::xml::NodeKind::Text;
        if is_text && !doc.slice(doc.node(node).span).trim().is_empty() {
            found.push(doc.node(node).span.range());
        }
    }
    found
}

const TAGS: [(&str, &str); 6] = [
    ("{{ a }}", "alpha"),
    ("{{ b[\"x\"] | default('<&>') }}", "beta"),
    ("{% if c %}{{ d }}{% endif %}", "gamma"),
    ("<%= @a %>", "alpha"),
    ("<%= @b[\"x\"] || '<&>' %>", "beta"),
    ("<% if @c %><%= @d %><% end %>", "gamma"),
];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(120),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Templates commute with rendering: the merged template, its tags replaced by words, is what
    /// the file with those words is merged to.
    #[test]
    fn rendered_and_merged_is_merged_and_rendered(
        stem in prop::sample::select(vec![
            "fault", "main", "auth_failure_handler", "token_fault", "threat_fault",
            "graphql_failure_handler", "cors_request_handler", "sandbox_key_error",
        ]),
        erb in any::<bool>(),
        picks in prop::collection::vec((any::<prop::sample::Index>(), 0..3_usize, 0..3_usize), 1..5),
    ) {
        let sequence = SequenceName::parse(stem).unwrap();
        let text = stock_text(stem, OLD);
        let places = places(text);
        prop_assume!(!places.is_empty());
        let (mut template, mut rendered) = (text.to_owned(), text.to_owned());
        let mut chosen: Vec<_> = picks.iter().map(|(at, tag, how)| (at.index(places.len()), tag, how)).collect();
        chosen.sort_by_key(|&(at, ..)| std::cmp::Reverse(at));
        chosen.dedup_by_key(|&mut (at, ..)| at);
        for (at, tag, how) in chosen {
            let (tag, word) = TAGS[tag + if erb { 3 } else { 0 }];
            let place = places[at].clone();
            let old = &text[place.clone()];
            let put = |new: &str| match how {
                0 => new.to_owned(),
                1 => format!("{new}{old}"),
                _ => format!("{old}{new}"),
            };
            template.replace_range(place.clone(), &put(tag));
            rendered.replace_range(place, &put(word));
        }
        let ending = if erb { ".erb" } else { ".j2" };
        let name = sequence.file_name();
        let from_template = merged(&format!("{name}{ending}"), &template);
        prop_assert!(from_template.merged.is_some(), "{:#?}\n{template}", from_template.findings);
        let from_rendered = merged(name, &rendered);
        let mut words = bytes(&from_template);
        prop_assert!(!has_hidden(words.as_bytes()));
        for (tag, word) in TAGS {
            words = words.replace(tag, word);
        }
        prop_assert_eq!(words, bytes(&from_rendered));
    }

    /// What is hidden comes back, whatever the tag holds.
    #[test]
    fn what_a_tag_holds_comes_back(inside in "[ -~\\n\\té]{0,24}", erb in any::<bool>()) {
        let (open, end) = if erb { ("<%= ", " %>") } else { ("{{ ", " }}") };
        let (language, name) = match erb {
            true => (Template::Erb, "fault.erb"),
            false => (Template::Jinja, "fault.j2"),
        };
        prop_assert_eq!(Template::of_name(name), Some(language));
        let text = format!("<a b=\"{open}{inside}{end}\">{open}{inside}{end}</a>");
        if let Ok(doc) = Document::read_template(text.as_bytes(), language) {
            prop_assert_eq!(doc.to_bytes(), text.as_bytes());
        }
    }
}
