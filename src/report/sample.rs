//! A plan with one of everything, for the tests of the reports.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    deployment,
    diff::hunks,
    model::{
        Against, Answer, BaseInfo, Candidate, Confidence, CustomInfo, CustomKind, Decision,
        Digests, Edit, EditKind, FilePlan, Finding, Hunks, Listed, Old, Origin, Outcome,
        OwnSequence, Plan, Preview, Scope, Severity, Sides, SkipList, Status, Summary, TargetInfo,
        Which, Written,
    },
    stock::{self, Release, SequenceName},
};

const FOLDER: &str = "repository/deployment/server/synapse-configs/default/sequences";

/// Every status, outcome, confidence and severity; conflicts with sides; two scopes.
pub(super) fn plan() -> Plan {
    use SequenceName as Name;
    let files = vec![
        auth_failure_handler(),
        file(Name::BackendFailureHandler, Status::Absent),
        file(Name::BlockApiHandler, Status::Absent),
        file(Name::GraphqlFailureHandler, Status::Absent),
        file(Name::ThreatFault, Status::Stock),
        file(Name::ThrottleOutHandler, Status::Stock),
        file(Name::TokenFault, Status::Stock),
        fault(),
        main(),
        file(Name::CorsRequestHandler, Status::Migrated),
        fault_of_a_tenant(),
    ];
    let companions = vec![companion()];
    let mut plan = Plan {
        tool: "faultgraft 0.1.0".to_owned(),
        custom: CustomInfo {
            path: "/opt/wso2am-2.6.0".to_owned(),
            kind: CustomKind::Home,
            digest: None,
        },
        target: TargetInfo {
            release: Some("4.0.0".to_owned()),
            origin: Origin::Embedded,
            path: None,
            kind: None,
        },
        against: Against::Target,
        texts: BTreeMap::new(),
        preview_findings: BTreeMap::new(),
        listed: Listed::default(),
        formatters: std::sync::Arc::default(),
        lacking: vec![],
        previews: [("4f1d".to_owned(), vec![preview()].into())].into(),
        levels: BTreeMap::new(),
        summary: Summary::default(),
        files,
        companions,
        findings: vec![],
        skip_list: deployment::skip_list(&Listed::default(), &["invalidCredential.xml".to_owned()]),
    };
    plan.summarise();
    plan
}

/// A plan with these files only.
pub(super) fn plan_of(files: Vec<FilePlan>) -> Plan {
    let mut plan = Plan { files, companions: vec![], skip_list: SkipList::default(), ..plan() };
    plan.summarise();
    plan
}

/// A file without edits or findings.
pub(super) fn file(name: SequenceName, status: Status) -> FilePlan {
    let target: Arc<str> = stock::get(name, Release::V4_0_0).unwrap().text.into();
    let mut file = FilePlan::new(Which::Stock(name), Scope::SuperTenant, status);
    file.path = format!("{FOLDER}/{}", name.file_name()).into();
    file.place = Arc::clone(&file.path);
    file.digest = Digests { custom: None, target: Some("5f3c".into()) };
    file.merged = Some(Arc::new(written(&target, &target, "5f3c")));
    file.target_text = Some(target);
    file
}

/// A text that takes the target's place.
fn written(target: &str, text: &str, digest: &str) -> Written {
    let hunks = Hunks { old: Old::Target, text: hunks(target, text), bytes: None };
    Written { text: text.into(), bytes: text.as_bytes().into(), digest: digest.into(), hunks }
}

/// One with edits, whose merged text is the target's with one text in place of another, twice.
fn customised(name: SequenceName, edits: Vec<Edit>, changes: [(&str, &str); 2]) -> FilePlan {
    let plain = file(name, Status::Customised);
    let target = plain.target_text.clone().unwrap();
    let mut merged = target.to_string();
    for (old, new) in changes {
        assert!(merged.contains(old), "{old}");
        merged = merged.replacen(old, new, 1);
    }
    let merged = Some(Arc::new(written(&target, &merged, "77ab")));
    FilePlan { edits: Arc::new(edits), merged, ..plain }
}

fn base(release: &str, edits: usize) -> BaseInfo {
    BaseInfo {
        release: Some(release.to_owned()),
        origin: Origin::Embedded,
        edits,
        same_content: vec![],
        runners_up: vec![],
        given: false,
    }
}

fn auth_edits() -> Vec<Edit> {
    vec![
        Edit {
            number: 1,
            kind: EditKind::Insert,
            summary: "filter on ERROR_CODE = 900901, which calls `invalidCredential` and drops"
                .to_owned(),
            reason: "It ends the flow, so it stands before 4.0.0's payload, status and headers: \
                behind them they would leak into the answer of your sequence."
                .to_owned(),
            custom_line: Some(4),
            merged_line: Some(3),
            ..edit()
        },
        Edit {
            number: 2,
            kind: EditKind::Change,
            outcome: Outcome::Dropped,
            rule: Some("error-message-type".to_owned()),
            summary: "property error_message_type: application/xml -> application/json".to_owned(),
            reason: "Nothing reads this property in 4.0.0, which answers JSON anyway.".to_owned(),
            custom_line: Some(10),
            base_line: Some(3),
            ..edit()
        },
        Edit {
            number: 3,
            summary: "class org.example.gateway.AuditErrors".to_owned(),
            reason: "It observes, so it keeps to the mediator it stood before: the call of \
                `_cors_request_handler_`."
                .to_owned(),
            custom_line: Some(11),
            merged_line: Some(47),
            ..edit()
        },
    ]
}

fn auth_findings() -> Vec<Finding> {
    vec![
        Finding {
            rule: "missing-sequence".to_owned(),
            severity: Severity::Error,
            message: "`expiredToken` is called, and no file of yours or of 4.0.0 defines it."
                .to_owned(),
            help: "Add expiredToken.xml to the sequences folder, or take the call out.".to_owned(),
            line: Some(8),
            column: Some(13),
            edit: Some(1),
            path: None,
        },
        Finding {
            rule: "custom-class".to_owned(),
            severity: Severity::Warning,
            message: "org.example.gateway.AuditErrors is a class of yours.".to_owned(),
            help:
                "Build it against 4.0.0 and put its jar into repository/components/dropins. If it \
                reads the XML error body, it must read JSON now."
                    .to_owned(),
            line: Some(11),
            column: None,
            edit: Some(3),
            path: None,
        },
    ]
}

fn auth_failure_handler() -> FilePlan {
    let branch = "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"_auth_failure_handler_\">\n    \
        <filter source=\"get-property('ERROR_CODE')\" regex=\"900901\">\n        \
        <then>\n            <sequence key=\"invalidCredential\"/>\n            <drop/>\n        </then>\n    </filter>";
    let root =
        "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"_auth_failure_handler_\">";
    let tail = "    <sequence key=\"_cors_request_handler_\"/>";
    let class = format!("    <class name=\"org.example.gateway.AuditErrors\"/>\n{tail}");
    let mut base = base("2.6.0", 3);
    base.same_content = ["1.9.0", "1.10.0", "2.5.0", "2.6.0", "3.2.0"].map(str::to_owned).to_vec();
    base.runners_up = vec![
        Candidate { releases: vec!["1.8.0*".to_owned()], edits: 5 },
        Candidate { releases: vec!["1.7.0".to_owned()], edits: 6 },
    ];
    let name = SequenceName::AuthFailureHandler;
    let file = customised(name, auth_edits(), [(root, branch), (tail, &class)]);
    let path = format!("{FOLDER}/auth_failure_handler.xml");
    let (base, findings) = (Some(base.into()), Arc::new(auth_findings()));
    FilePlan { base, findings, path: path.into(), ..file }
}

fn safe_fault_edits() -> Vec<Edit> {
    vec![
        Edit {
            number: 1,
            summary: "log level: custom -> full".to_owned(),
            reason: "4.0.0 has the same log.".to_owned(),
            kind: EditKind::Change,
            custom_line: Some(3),
            base_line: Some(3),
            target_line: Some(3),
            merged_line: Some(3),
            ..edit()
        },
        Edit {
            number: 2,
            kind: EditKind::Payload,
            outcome: Outcome::Rewritten,
            rule: Some("payload-field".to_owned()),
            summary: "field <am:traceId> added, from $ctx:TRACE_ID".to_owned(),
            reason: "The XML payload is JSON in 4.0.0: the field is the member \"traceId\" after \
                \"description\", and its value is argument $3."
                .to_owned(),
            custom_line: Some(24),
            merged_line: Some(18),
            ..edit()
        },
    ]
}

fn waiting_fault_edits() -> Vec<Edit> {
    let both = Sides {
        base: Some("<am:description>$2</am:description>".to_owned()),
        custom: Some(
            "<am:description>See https://help.example.org: $2</am:description>".to_owned(),
        ),
        target: Some("\"description\":\"$2\" (ERROR_DETAIL)".to_owned()),
    };
    let class =
        "<class name=\"org.wso2.carbon.apimgt.gateway.handlers.analytics.APIMgtFaultHandler\"";
    let superseded = Sides {
        base: Some(format!("{class}/>")),
        custom: Some(format!(
            "{class}>\n            <property name=\"level\" value=\"all\"/>\n        </class>"
        )),
        target: None,
    };
    vec![
        Edit {
            number: 3,
            kind: EditKind::Payload,
            outcome: Outcome::Conflict,
            confidence: Confidence::Review,
            rule: Some("both-changed".to_owned()),
            summary: "field <am:description>: text put before $2".to_owned(),
            reason: "You and 4.0.0 both changed this field.".to_owned(),
            custom_line: Some(23),
            base_line: Some(23),
            target_line: Some(18),
            merged_line: Some(18),
            sides: Some(both),
            ..edit()
        },
        Edit {
            number: 4,
            kind: EditKind::Change,
            outcome: Outcome::Dropped,
            confidence: Confidence::Review,
            rule: Some("superseded-stock".to_owned()),
            summary: "class APIMgtFaultHandler: property level added".to_owned(),
            reason: "4.0.0 has no such class, and one missing class loses the whole sequence."
                .to_owned(),
            custom_line: Some(44),
            base_line: Some(44),
            sides: Some(superseded),
            ..edit()
        },
    ]
}

fn fault_deletions() -> Vec<Edit> {
    vec![
        Edit {
            number: 5,
            kind: EditKind::Delete,
            confidence: Confidence::Review,
            decision: Some(Decision::Accept),
            summary: "property Accept (transport), removal of".to_owned(),
            reason: "You took it out; 4.0.0 still has it, so it is taken out there too.".to_owned(),
            custom_line: Some(50),
            base_line: Some(51),
            target_line: Some(45),
            ..edit()
        },
        Edit {
            number: 6,
            kind: EditKind::Delete,
            outcome: Outcome::AlreadyThere,
            rule: Some("same-in-target".to_owned()),
            summary: "class APIMgtFaultHandler".to_owned(),
            reason: "4.0.0 does not have it either.".to_owned(),
            custom_line: Some(45),
            base_line: Some(45),
            ..edit()
        },
    ]
}

fn fault() -> FilePlan {
    let edits = [safe_fault_edits(), waiting_fault_edits(), fault_deletions()].concat();
    let note = Finding {
        rule: "full-log".to_owned(),
        severity: Severity::Note,
        message: "the log of level full builds the message and writes it out.".to_owned(),
        help: "Take level custom where bodies may hold personal data.".to_owned(),
        line: Some(3),
        column: None,
        edit: Some(1),
        path: None,
    };
    let payload = "\"description\":\"$2\"}</format>";
    let changes = [
        ("<log level=\"custom\">", "<log level=\"full\">"),
        (payload, "\"description\":\"$2\",\"traceId\":\"$3\"}</format>"),
    ];
    let file = customised(SequenceName::Fault, edits, changes);
    FilePlan {
        base: Some(BaseInfo { given: true, ..base("2.6.0", 6) }.into()),
        findings: Arc::new(vec![note]),
        previews: Some("4f1d".into()),
        ..file
    }
}

/// An answer that loses its wrapper, and depends on a class of the operator's.
fn preview() -> Preview {
    let answer = |content_type: &str, body: &str| Answer {
        status: Some(500),
        content_type: Some(format!("{content_type}; charset=UTF-8")),
        headers: BTreeMap::new(),
        body: Some(body.to_owned()),
        unknown: vec!["the class com.acme.Trace".to_owned()],
        ..Answer::default()
    };
    let old =
        "<am:fault xmlns:am=\"http://wso2.org/apimanager\"><am:code>101503</am:code></am:fault>";
    Preview {
        sequence: "fault".to_owned(),
        when: vec!["ERROR_CODE is 101503".to_owned(), "the method is one of POST, PUT".to_owned()],
        also: vec!["ERROR_CODE is 101504: status 500".to_owned()],
        inputs: [("ERROR_CODE".to_owned(), 101_503.into())].into(),
        old: Some(answer("application/xml", old)),
        new: Some(answer("application/json", "{\"code\":\"101503\"}")),
        changes: vec!["nothing wraps it; am:fault did".to_owned()],
        ..Preview::default()
    }
}

fn main() -> FilePlan {
    let finding = Finding {
        rule: "ill-formed".to_owned(),
        severity: Severity::Error,
        message: "expected </then>, which closes the element of line 9; found </filter>."
            .to_owned(),
        help:
            "Close <then> before this line. Nothing of this file is merged until it reads as XML."
                .to_owned(),
        line: Some(14),
        column: Some(9),
        edit: None,
        path: None,
    };
    FilePlan {
        findings: Arc::new(vec![finding]),
        merged: None,
        digest: Digests::default(),
        target_text: None,
        ..file(SequenceName::Main, Status::Failed)
    }
}

fn fault_of_a_tenant() -> FilePlan {
    let name = SequenceName::Fault;
    FilePlan {
        scope: Scope::Tenant(1),
        path: format!(
            "repository/tenants/1/synapse-configs/default/sequences/{}",
            name.file_name()
        )
        .into(),
        base: Some(base("2.6.0", 1).into()),
        edits: Arc::new(vec![Edit {
            number: 1,
            kind: EditKind::Change,
            outcome: Outcome::AlreadyThere,
            rule: Some("same-in-target".to_owned()),
            summary: "property messageType: application/xml -> application/json".to_owned(),
            reason: "4.0.0 sets the same value at the same place.".to_owned(),
            custom_line: Some(32),
            base_line: Some(32),
            target_line: Some(25),
            ..edit()
        }]),
        ..file(name, Status::Customised)
    }
}

fn companion() -> FilePlan {
    let text: Arc<str> =
        "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"invalidCredential\"/>\n".into();
    let own = OwnSequence {
        file: "invalidCredential.xml".to_owned(),
        name: "invalidCredential".to_owned(),
        called_from: vec!["auth_failure_handler".to_owned()],
        present_in_target: false,
    };
    let which = Which::Own(Arc::new(own));
    let mut file = FilePlan::new(which, Scope::SuperTenant, Status::Customised);
    file.path = format!("{FOLDER}/invalidCredential.xml").into();
    file.place = Arc::clone(&file.path);
    let hunks = Hunks { text: hunks("", &text), ..Hunks::default() };
    let (digest, bytes) = ("c0de".into(), text.as_bytes().into());
    file.custom_text = Some(Arc::clone(&text));
    file.merged = Some(Arc::new(Written { text, bytes, digest, hunks }));
    file.say(Finding {
        rule: "wrapper-kept".to_owned(),
        severity: Severity::Note,
        message: "it answers {\"fault\":{..}}, while 4.0.0's own answers are flat.".to_owned(),
        help: "Take the outer member out of its payload if your clients should see one form."
            .to_owned(),
        line: Some(6),
        column: None,
        edit: None,
        path: None,
    });
    file
}

/// A safe insertion that was carried.
fn edit() -> Edit {
    Edit {
        number: 0,
        kind: EditKind::Insert,
        outcome: Outcome::Carried,
        confidence: Confidence::Safe,
        decision: None,
        rule: None,
        summary: String::new(),
        reason: String::new(),
        custom_line: None,
        base_line: None,
        target_line: None,
        merged_line: None,
        together: Vec::new(),
        sides: None,
    }
}
