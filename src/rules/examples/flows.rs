//! The rules about what runs before and after: what goes out, to whom, and what never runs.

use super::{Example, anywhere};

pub(super) const EXAMPLES: &[Example] = &[
    anywhere(
        "helper-customised",
        r#"<sequence key="audit"/>   (added to _cors_request_handler_)"#,
        "(the same: test each fault sequence, as all of them call it)",
    ),
    anywhere(
        "status-overwritten",
        r#"<property name="HTTP_SC" value="403" scope="axis2"/>"#,
        r#"<property name="HTTP_SC" value="403" scope="axis2"/>
<property name="RESPONSE" value="true"/>
<header name="To" action="remove"/>
<send/>"#,
    )
    .within("_auth_failure_handler_"),
    anywhere(
        "template-leaks",
        r#"<sequence key="no_token"/>
<drop/>   (behind the payload, status and content type of 4.0.0)"#,
        r#"<sequence key="no_token"/>   (no_token sets all three itself)
<drop/>"#,
    ),
    anywhere(
        "echoed-headers",
        r#"<property name="HTTP_SC" value="401" scope="axis2"/>
<respond/>"#,
        r#"<property name="HTTP_SC" value="401" scope="axis2"/>
<property name="Authorization" scope="transport" action="remove"/>
<property name="Cookie" scope="transport" action="remove"/>
<property name="apikey" scope="transport" action="remove"/>
<property name="X-JWT-Assertion" scope="transport" action="remove"/>
<respond/>"#,
    ),
    anywhere(
        "rest-makefault",
        r#"<makefault version="soap11">
  <code expression="$ctx:FAULT_CODE"/>
  <reason expression="$ctx:ERROR_MESSAGE"/>
</makefault>"#,
        r#"<filter source="get-property('MESSAGE_FORMAT')" regex="soap1[1-2]">
  <then>
    <makefault version="soap11">
      <code expression="$ctx:FAULT_CODE"/>
      <reason expression="$ctx:ERROR_MESSAGE"/>
    </makefault>
  </then>
  <else>
    <payloadFactory media-type="json">
      <format>{"message":"$1"}</format>
      <args><arg expression="$ctx:ERROR_MESSAGE"/></args>
    </payloadFactory>
  </else>
</filter>"#,
    ),
    anywhere(
        "inert-becomes-active",
        r#"<payloadFactory media-type="json">   (in the _auth_failure_handler_ of 2.6.0)
  <format>{"error":"no"}</format>
  <args/>
</payloadFactory>"#,
        "(nothing, unless clients shall see it now)",
    ),
    anywhere(
        "wrapper-lost",
        r#"<property name="error_message_type" value="application/json"/>
  clients saw {"fault":{"code":900901,"message":"Invalid Credentials", ..}}"#,
        r#"clients see {"code":"900901","message":"Invalid Credentials", ..}"#,
    ),
    anywhere(
        "response-changed",
        r#"<property name="ERROR_MESSAGE" value="Denied"/>
  (in the _auth_failure_handler_ of 2.6.0, where Java made the body: nobody saw it)
  clients got <ams:message>Invalid Credentials</ams:message>"#,
        r#"(nothing, unless clients shall get "message":"Denied" now)"#,
    ),
    anywhere(
        "preview-incomplete",
        r#"<script language="js">mc.setPayloadJSON(..)</script>"#,
        "(a payloadFactory, or a test on the gateway)",
    ),
    anywhere(
        "mixed-formats",
        r#"<payloadFactory media-type="json">
  <format>{"code":"1"}</format>
  <args/>
</payloadFactory>
<filter source="$axis2:HTTP_METHOD" regex="GET|DELETE">
  <property name="messageType" value="application/xml" scope="axis2"/>
</filter>"#,
        r#"<payloadFactory media-type="json">
  <format>{"code":"1"}</format>
  <args/>
</payloadFactory>"#,
    ),
    anywhere(
        "soap-envelope",
        r#"<property name="messageType" value="application/soap+xml" scope="axis2"/>"#,
        r#"<property name="messageType" value="application/xml" scope="axis2"/>"#,
    ),
    anywhere(
        "unreachable",
        r#"<respond/>
<log level="custom"/>"#,
        r#"<log level="custom"/>
<respond/>"#,
    ),
    anywhere(
        "send-without-response",
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <send/>
</filter>"#,
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <property name="RESPONSE" value="true"/>
  <header name="To" action="remove"/>
  <send/>
</filter>"#,
    )
    .within("_auth_failure_handler_"),
    anywhere(
        "unanswered",
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <log level="custom"/>
  <drop/>
</filter>"#,
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <log level="custom"/>
  <respond/>
</filter>"#,
    )
    .within("_auth_failure_handler_"),
    anywhere(
        "text-over-json",
        r#"<payloadFactory media-type="json">
  <format>{"message":"closed"}</format>
  <args/>
</payloadFactory>
<property name="messageType" value="text/plain" scope="axis2"/>"#,
        r#"<payloadFactory media-type="text">
  <format>closed</format>
  <args/>
</payloadFactory>"#,
    ),
    anywhere(
        "json-as-xml",
        r#"<payloadFactory media-type="json">
  <format>{"message":"closed"}</format>
  <args/>
</payloadFactory>
<property name="messageType" value="text/html" scope="axis2"/>"#,
        r#"<payloadFactory media-type="xml">
  <format><p xmlns="">closed</p></format>
  <args/>
</payloadFactory>
<property name="messageType" value="text/html" scope="axis2"/>"#,
    ),
    anywhere(
        "content-type-ignored",
        r#"<property name="ContentType" value="application/problem+json" scope="axis2"/>
<payloadFactory media-type="json">
  <format>{"title":"closed"}</format>
  <args/>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"title":"closed"}</format>
  <args/>
</payloadFactory>
<property name="ContentType" value="application/problem+json" scope="axis2"/>"#,
    ),
    anywhere(
        "enrich-by-xpath",
        r#"<payloadFactory media-type="json">
  <format>{"code":"900901","message":"no"}</format>
  <args/>
</payloadFactory>
<enrich>
  <source type="property" property="TEXT"/>
  <target xpath="$body/jsonObject/message"/>
</enrich>"#,
        r#"<payloadFactory media-type="json">
  <format>{"code":"900901","message":"no"}</format>
  <args/>
</payloadFactory>
<enrich>
  <source type="property" property="TEXT"/>
  <target xpath="json-eval($.message)"/>
</enrich>"#,
    ),
];
