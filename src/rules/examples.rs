//! What the rewriting rules do, in small: before and after.

/// What an operator wrote and what it becomes, for the rules that rewrite.
pub fn example(code: &str) -> Option<(&'static str, &'static str)> {
    EXAMPLES.iter().find(|(c, ..)| *c == code).map(|&(_, before, after)| (before, after))
}

const EXAMPLES: [(&str, &str, &str); 11] = [
    (
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
    (
        "payload-field",
        r#"<am:code>$1</am:code>
<am:support>help@example.com</am:support>   (added to the stock payload)"#,
        r#"{"code":"$1","support":"help@example.com", ..}"#,
    ),
    (
        "custom-json-payload",
        r#"<format>{"error":$1}</format>   (in the place of the stock XML payload)"#,
        r#"<format>{"error":$1}</format>   (in the place of the stock JSON payload)"#,
    ),
    (
        "message-type",
        r#"<property name="messageType" value="application/xml" scope="axis2"/>"#,
        r#"<property name="messageType" value="application/json" scope="axis2"/>"#,
    ),
    (
        "error-message-type",
        r#"<property name="error_message_type" value="application/json"/>"#,
        "(nothing)",
    ),
    (
        "removed-class",
        r#"<class name="org.wso2.carbon.apimgt.gateway.handlers.analytics.APIMgtFaultHandler"/>"#,
        "(nothing)",
    ),
    (
        "inline-ctx",
        r#"<format>{"code":"$ctx:ERROR_CODE"}</format>
<args/>"#,
        r#"<format>{"code":"$1"}</format>
<args><arg expression="$ctx:ERROR_CODE"/></args>"#,
    ),
    (
        "evaluator-form",
        r#"<arg expression="json-eval($.status)"/>"#,
        r#"<arg evaluator="json" expression="$.status"/>"#,
    ),
    (
        "reads-fault-wrapper",
        r#"<filter source="json-eval($.fault.code)" regex="900901">"#,
        r#"<filter source="json-eval($.code)" regex="900901">"#,
    ),
    (
        "reads-xml-body",
        r#"<property name="text" expression="//am:description"/>"#,
        r#"<property name="text" expression="$ctx:ERROR_MESSAGE"/>"#,
    ),
    (
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
];
