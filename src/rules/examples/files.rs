//! The rules about files and the calls between them.

use super::{Example, anywhere};

pub(super) const EXAMPLES: &[Example] = &[
    anywhere(
        "unsafe-entry",
        "wso2am-2.6.0.zip: .../sequences/fault.xml -> /etc/faults/fault.xml   (a link)",
        "wso2am-2.6.0.zip: .../sequences/fault.xml   (packed with the links followed: zip -r)",
    ),
    anywhere(
        "expected-absent",
        "wso2am-2.6.0/repository/   (without resources/apim-synapse-config)",
        "wso2am-2.6.0/repository/resources/apim-synapse-config/fault.xml   (and the others)",
    ),
    anywhere(
        "release-mismatch",
        "bin/version.txt: v3.2.0   (and main.xml is what 1.9.1 ships)",
        "faultgraft plan wso2am-3.2.0 --base-release 1.9.1",
    ),
    anywhere(
        "tenant-reseed",
        "repository/tenants/3/.../sequences/fault.xml   (customised, no _graphql_failure_handler_.xml)",
        "repository/tenants/3/.../sequences/_graphql_failure_handler_.xml   (beside it, before the start)",
    ),
    anywhere("deployment-toml", "[apim.gateway", "[apim.gateway]"),
    anywhere(
        "bad-jar",
        "repository/components/lib/acme.jar   (0 bytes: the copy broke off)",
        "repository/components/lib/acme.jar   (copied again)",
    ),
    anywhere(
        "missing-sequence",
        r#"<sequence key="no_token"/>   (and no file has the sequence no_token)"#,
        "(the same, with no_token.xml beside it)",
    ),
    anywhere(
        "companion-carried",
        r#"<sequence key="no_token"/>   (of no_token.xml)"#,
        "(the same, with no_token.xml on the new gateway)",
    ),
    anywhere(
        "skip-list",
        "(no_token.xml, which deployment.toml does not name)",
        r#"[apim.sync_runtime_artifacts.gateway.skip_list]
sequences = ["no_token.xml"]"#,
    ),
    anywhere(
        "wrapper-kept",
        r#"<format>   (with messageType application/json: clients see {"fault":{"code":1}})
  <am:fault xmlns:am="http://wso2.org/apimanager"><am:code>1</am:code></am:fault>
</format>"#,
        r#"<format>{"code":"1"}</format>   (with media-type="json")"#,
    ),
    anywhere(
        "name-changed",
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="our_fault">
    <respond/>
</sequence>"#,
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <respond/>
</sequence>"#,
    )
    .within("fault"),
    anywhere(
        "duplicate-sequence",
        r#"fault.xml       <sequence .. name="fault">
our_fault.xml   <sequence .. name="fault">"#,
        r#"fault.xml       <sequence .. name="fault">"#,
    ),
    anywhere(
        "definitions-root",
        r#"<definitions xmlns="http://ws.apache.org/ns/synapse">
    <sequence name="fault">
        <respond/>
    </sequence>
</definitions>"#,
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <respond/>
</sequence>"#,
    ),
    anywhere(
        "not-xml",
        r#"{% set desk = 4 %}
<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <property name="desk" value="{{ desk }}"/>
</sequence>"#,
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <property name="desk" value="4"/>
</sequence>"#,
    ),
    anywhere(
        "wrong-root",
        r#"<sequence name="fault">
    <respond/>
</sequence>"#,
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <respond/>
</sequence>"#,
    ),
    anywhere("empty-file", "(a file of 0 bytes)", "(the file of your backup)"),
    anywhere(
        "ill-formed",
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <property name="team" value="Billing & Accounts"/>
</sequence>"#,
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <property name="team" value="Billing &amp; Accounts"/>
</sequence>"#,
    ),
    anywhere(
        "doctype",
        r#"<!DOCTYPE sequence SYSTEM "sequence.dtd">
<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <respond/>
</sequence>"#,
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <respond/>
</sequence>"#,
    ),
    anywhere(
        "encoding",
        r#"<?xml version="1.0" encoding="UTF-8"?>   (and the file is in ISO-8859-1)"#,
        r#"<?xml version="1.0" encoding="ISO-8859-1"?>"#,
    ),
    anywhere(
        "too-deep",
        "<in><in><in> ..   (300 of them, one in the other)",
        "(a sequence of its own for what stands so deep)",
    ),
    anywhere("too-large", "(a file of 70 MB)", "(the sequence that was meant)"),
    anywhere("unreadable", "fault.xml -> /mnt/old/fault.xml   (which is not there)", "fault.xml"),
    anywhere(
        "absent-in-target",
        "--target-release 3.2.0   (for _block_api_handler_.xml, which came with 4.0.0)",
        "--target-release 4.0.0",
    ),
    anywhere(
        "defect",
        "faultgraft failed on this file: ..",
        "(a release of faultgraft without it)",
    ),
];
