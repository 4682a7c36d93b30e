//! The rules about one mediator or one expression.

use super::{Example, anywhere};

pub(super) const EXAMPLES: &[Example] = &[
    anywhere(
        "custom-class",
        r#"<class name="com.example.gateway.AuditMediator"/>"#,
        "(the same, with its jar in repository/components/lib of the new gateway)",
    ),
    anywhere(
        "status-not-a-number",
        r#"<property name="HTTP_SC" expression="400 + 4" scope="axis2"/>"#,
        r#"<property name="HTTP_SC" value="404" scope="axis2"/>"#,
    ),
    anywhere(
        "unregistered-content-type",
        r#"<property name="messageType" value="application/problem+json" scope="axis2"/>"#,
        r#"<property name="messageType" value="application/json" scope="axis2"/>
<property name="ContentType" value="application/problem+json" scope="axis2"/>"#,
    ),
    anywhere(
        "integer-comparison",
        r#"<filter xpath="$ctx:ERROR_CODE = 900901">
  <sequence key="no_token"/>
</filter>"#,
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <sequence key="no_token"/>
</filter>"#,
    ),
    anywhere(
        "stray-filter-child",
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <log level="custom"/>
  <then>
    <sequence key="no_token"/>
  </then>
</filter>"#,
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <then>
    <log level="custom"/>
    <sequence key="no_token"/>
  </then>
</filter>"#,
    ),
    anywhere(
        "else-without-then",
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <sequence key="no_token"/>
  <else>
    <sequence key="other"/>
  </else>
</filter>"#,
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <then>
    <sequence key="no_token"/>
  </then>
  <else>
    <sequence key="other"/>
  </else>
</filter>"#,
    ),
    anywhere("unknown-mediator", r#"<logger level="custom"/>"#, r#"<log level="custom"/>"#),
    anywhere(
        "unquoted-arg",
        r#"<payloadFactory media-type="json">
  <format>{"message":$1}</format>
  <args><arg expression="$ctx:ERROR_MESSAGE"/></args>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"message":"$1"}</format>
  <args><arg expression="$ctx:ERROR_MESSAGE"/></args>
</payloadFactory>"#,
    ),
    anywhere(
        "media-type-inert",
        r#"<payloadFactory media-type="application/json">
  <format>{"message":"Not here"}</format>
  <args/>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"message":"Not here"}</format>
  <args/>
</payloadFactory>"#,
    ),
    anywhere(
        "namespace-leak",
        r#"<payloadFactory media-type="xml">
  <format><error>Not here</error></format>
  <args/>
</payloadFactory>"#,
        r#"<payloadFactory media-type="xml">
  <format><error xmlns="">Not here</error></format>
  <args/>
</payloadFactory>"#,
    ),
    anywhere(
        "duplicate-mediator",
        r#"<sequence key="audit"/>
<sequence key="audit"/>"#,
        r#"<sequence key="audit"/>"#,
    ),
    anywhere(
        "needs-a-look",
        r#"<script language="js">var code = mc.getPayloadXML().code;</script>"#,
        "(a script that reads the members of the JSON body: only a person can tell)",
    ),
    anywhere(
        "full-log",
        r#"<log level="full"/>"#,
        r#"<log level="custom">
  <property name="code" expression="$ctx:ERROR_CODE"/>
</log>"#,
    ),
    anywhere(
        "bad-load",
        r#"<property name="HTTP_SC" value="403" scope="synapse"/>"#,
        r#"<property name="HTTP_SC" value="403" scope="axis2"/>"#,
    ),
    anywhere(
        "invalid-json",
        r#"<payloadFactory media-type="json">
  <format>{"code":"1","message":"Not here",}</format>
  <args/>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"code":"1","message":"Not here"}</format>
  <args/>
</payloadFactory>"#,
    ),
    anywhere(
        "too-few-args",
        r#"<payloadFactory media-type="json">
  <format>{"code":"$1","message":"$2"}</format>
  <args><arg expression="$ctx:ERROR_CODE"/></args>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"code":"$1","message":"$2"}</format>
  <args>
    <arg expression="$ctx:ERROR_CODE"/>
    <arg expression="$ctx:ERROR_MESSAGE"/>
  </args>
</payloadFactory>"#,
    ),
    anywhere(
        "fails-at-run",
        r#"<property name="NO_ENTITY_BODY" value="true" scope="axis2"/>
<respond/>"#,
        r#"<property name="NO_ENTITY_BODY" value="true" scope="axis2" type="BOOLEAN"/>
<respond/>"#,
    ),
    anywhere(
        "doubled-quotes",
        r#"<property name="QUOTE_STRING_IN_PAYLOAD_FACTORY_JSON" value="true"/>
<payloadFactory media-type="json">
  <format>{"message":"$1"}</format>
  <args><arg expression="$ctx:ERROR_MESSAGE"/></args>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"message":"$1"}</format>
  <args><arg expression="$ctx:ERROR_MESSAGE"/></args>
</payloadFactory>"#,
    ),
    anywhere(
        "axis2-error-code",
        r#"<property name="ERROR_CODE" value="900901" scope="axis2"/>"#,
        r#"<property name="ERROR_CODE" value="900901"/>"#,
    ),
    anywhere(
        "status-scope",
        r#"<property name="HTTP_SC" value="403"/>"#,
        r#"<property name="HTTP_SC" value="403" scope="axis2"/>"#,
    ),
    anywhere(
        "header-not-sent",
        r#"<property name="Retry-After" value="60" scope="transport" type="INTEGER"/>"#,
        r#"<property name="Retry-After" value="60" scope="transport"/>"#,
    ),
    anywhere(
        "computed-property",
        r#"<filter source="$ctx:MESSAGE_FORMAT" regex="soap1[1-2]">
  <sequence key="soap_fault"/>
</filter>"#,
        r#"<filter source="get-property('MESSAGE_FORMAT')" regex="soap1[1-2]">
  <sequence key="soap_fault"/>
</filter>"#,
    ),
    anywhere(
        "json-eval-in-xpath",
        r#"<filter xpath="json-eval($.code)">
  <sequence key="with_code"/>
</filter>"#,
        r#"<filter source="json-eval($.code)" regex=".+">
  <sequence key="with_code"/>
</filter>"#,
    ),
    anywhere(
        "always-true",
        r#"<filter source="json-eval($.code)" regex=".*">
  <sequence key="with_code"/>
</filter>"#,
        r#"<filter source="json-eval($.code)" regex=".+">
  <sequence key="with_code"/>
</filter>"#,
    ),
    anywhere(
        "ignored-part",
        r#"<filter xpath="$ctx:DESK" source="$ctx:ERROR_CODE" regex="900901">
  <sequence key="no_token"/>
</filter>"#,
        r#"<filter xpath="$ctx:DESK">
  <filter source="$ctx:ERROR_CODE" regex="900901">
    <sequence key="no_token"/>
  </filter>
</filter>"#,
    ),
    anywhere(
        "escaped-arg",
        r#"<payloadFactory media-type="json">
  <format>{"message":"$1"}</format>
  <args><arg value="it's closed"/></args>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"message":"it's closed"}</format>
  <args/>
</payloadFactory>"#,
    ),
    anywhere(
        "inline-expression",
        r#"<payloadFactory media-type="json">
  <format>{"asked":"$trp:Accept"}</format>
  <args/>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"asked":"$1"}</format>
  <args><arg expression="$trp:Accept"/></args>
</payloadFactory>"#,
    ),
];
