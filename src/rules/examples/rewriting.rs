//! The rules that decide edits.

use super::{Example, anywhere};

pub(super) const EXAMPLES: &[Example] = &[
    anywhere(
        "xml-payload",
        r#"<payloadFactory media-type="xml">
  <format>
    <am:fault xmlns:am="http://wso2.org/apimanager">
      <am:code>$1</am:code>
      <am:message>Not here</am:message>
    </am:fault>
  </format>
  <args><arg expression="$ctx:ERROR_CODE"/></args>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"code":"$1","message":"Not here"}</format>
  <args><arg expression="$ctx:ERROR_CODE"/></args>
</payloadFactory>"#,
    ),
    anywhere(
        "payload-field",
        r#"<am:code>$1</am:code>
<am:support>help@example.com</am:support>   (added to the stock payload)"#,
        r#"{"code":"$1","support":"help@example.com", ..}"#,
    ),
    anywhere(
        "custom-json-payload",
        r#"<format>{"error":$1}</format>   (in the place of the stock XML payload)"#,
        r#"<format>{"error":$1}</format>   (in the place of the stock JSON payload)"#,
    ),
    anywhere(
        "message-type",
        r#"<property name="messageType" value="application/xml" scope="axis2"/>"#,
        r#"<property name="messageType" value="application/json" scope="axis2"/>"#,
    ),
    anywhere(
        "error-message-type",
        r#"<property name="error_message_type" value="application/json"/>"#,
        "(nothing)",
    ),
    anywhere(
        "removed-class",
        r#"<class name="org.wso2.carbon.apimgt.gateway.handlers.analytics.APIMgtFaultHandler"/>"#,
        "(nothing)",
    ),
    anywhere(
        "inline-ctx",
        r#"<payloadFactory media-type="json">
  <format>{"code":"$ctx:ERROR_CODE"}</format>
  <args/>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"code":"$1"}</format>
  <args><arg expression="$ctx:ERROR_CODE"/></args>
</payloadFactory>"#,
    ),
    anywhere(
        "evaluator-form",
        r#"<payloadFactory media-type="json">
  <format>{"status":"$1"}</format>
  <args><arg expression="json-eval($.status)"/></args>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"status":"$1"}</format>
  <args><arg evaluator="json" expression="$.status"/></args>
</payloadFactory>"#,
    ),
    anywhere(
        "reads-fault-wrapper",
        r#"<filter source="json-eval($.fault.code)" regex="900901">
  <sequence key="no_token"/>
</filter>"#,
        r#"<filter source="json-eval($.code)" regex="900901">
  <sequence key="no_token"/>
</filter>"#,
    ),
    anywhere(
        "reads-xml-body",
        r#"<property xmlns:am="http://wso2.org/apimanager" name="text" expression="//am:description"/>"#,
        r#"<property name="text" expression="$ctx:ERROR_MESSAGE"/>"#,
    ),
    anywhere(
        "pox-fault",
        r#"<makefault version="pox">
  <code expression="$ctx:ERROR_CODE"/>
  <reason expression="$ctx:ERROR_MESSAGE"/>
</makefault>"#,
        r#"<payloadFactory media-type="json">
  <format>{"code":"$1","message":"$2"}</format>
  <args>
    <arg expression="$ctx:ERROR_CODE"/>
    <arg expression="$ctx:ERROR_MESSAGE"/>
  </args>
</payloadFactory>"#,
    ),
    anywhere(
        "deliberate-xml",
        r#"<filter source="$trp:Accept" regex="application/xml">
  <payloadFactory media-type="xml">
    <format><e:error xmlns:e="urn:example">no</e:error></format>
    <args/>
  </payloadFactory>
</filter>"#,
        "(the same: these clients ask for XML)",
    ),
    anywhere(
        "same-in-target",
        r#"<property name="X-JWT-Assertion" scope="transport" action="remove"/>
  (added to the _threat_fault_ of 3.2.0)"#,
        "(the same: the _threat_fault_ of 4.0.0 has that line)",
    ),
    anywhere(
        "superseded-stock",
        r#"<property name="ERROR_MESSAGE" value="Nothing here"/>
  (changed in the _resource_mismatch_handler_ of 1.9.0)"#,
        r#"<sequence key="fault"/>
  (all that 4.0.0 has there: the text comes from Java)"#,
    ),
    anywhere(
        "both-changed",
        r#"<am:description>Nothing at /$1, call desk 4.</am:description>
  (the main of 2.0.0 said: The requested resource (/$1) is not available.)"#,
        r#""description":"The requested resource is not available."
  (4.0.0, until you choose with --prefer or edit the merged file)"#,
    ),
    anywhere(
        "redundant-in-target",
        r#"<filter source="$axis2:HTTP_METHOD" regex="^(?!.*(POST|PUT|PATCH)).*$">
  <property name="messageType" value="application/xml" scope="axis2"/>
</filter>
  (deleted from the fault of 3.2.0)"#,
        "(deleted from the fault of 4.0.0 too: its JSON payload sets messageType)",
    ),
];
