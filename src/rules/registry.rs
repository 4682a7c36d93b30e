//! The list of rules. The codes are a contract; the sentences are for people.

use crate::model::{Finding, Severity};

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It decides what becomes of an edit.
    Rewriting,
    /// It tells a reviewer something.
    Finding(Severity),
}

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The stable code.
    pub code: &'static str,
    /// What it does.
    pub effect: Effect,
    /// When it applies, in one sentence.
    pub when: &'static str,
    /// What to do about it, in one sentence.
    pub help: &'static str,
    /// Where the fact behind it is to be read.
    pub source: &'static str,
}

impl Rule {
    /// A finding of this rule about what stands on a line of the operator's file.
    pub fn finding(&self, severity: Severity, message: String, line: Option<u32>) -> Finding {
        Finding {
            rule: self.code.to_owned(),
            severity,
            message,
            help: self.help.to_owned(),
            line,
            column: None,
            edit: None,
            path: None,
        }
    }
}

/// The rule of that code.
pub fn find(code: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|r| r.code == code)
}

macro_rules! rules {
    ($($name:ident = $code:literal, $effect:expr, $when:literal, $help:literal, $source:literal;)+) => {
        /// The rules by name.
        pub mod codes {
            use super::{Effect, Rule};
            #[allow(unused_imports)]
            use crate::model::Severity::{Error, Note, Warning};
            use Effect::{Finding, Rewriting};

            $(
                #[doc = concat!("The rule `", $code, "`.")]
                pub static $name: Rule =
                    Rule { code: $code, effect: $effect, when: $when, help: $help, source: $source };
            )+
        }

        /// Every rule, rewriting ones first.
        pub static ALL: &[&Rule] = &[$(&codes::$name,)+];
    };
}

rules! {
    XML_PAYLOAD = "xml-payload", Rewriting,
        "An XML payload of the operator's in a sequence that answers JSON now.",
        "Check that clients expect these members; nothing was invented or left out.",
        "wso2-synapse v2.1.7-wso2v227, PayloadFactoryMediator: an XML payload keeps the request's content type, so the format would depend on the method";
    PAYLOAD_FIELD = "payload-field", Rewriting,
        "A field of the stock XML payload was added, removed, renamed, reordered or retexted.",
        "Nothing to do: the same field of the JSON payload was changed.",
        "product-apim v4.0.0, the JSON payloads of the fault sequences";
    CUSTOM_JSON_PAYLOAD = "custom-json-payload", Rewriting,
        "The stock payload was replaced by the operator's own JSON.",
        "Nothing to do: it takes the place of the stock JSON payload, byte for byte.",
        "product-apim v4.0.0, the JSON payloads of the fault sequences";
    MESSAGE_TYPE = "message-type", Rewriting,
        "messageType or ContentType is XML beside a payload that became JSON.",
        "Nothing to do: it is application/json now, or clients would get <jsonObject>.",
        "wso2-synapse v2.1.7-wso2v227, JsonUtil and the formatters by messageType: a JSON body goes out as <jsonObject> under application/xml";
    ERROR_MESSAGE_TYPE = "error-message-type", Rewriting,
        "error_message_type was changed; no code of 4.0.0 reads it.",
        "Nothing to do for JSON: 4.0.0 answers JSON. For any other type, answer it in the sequence itself.",
        "carbon-apimgt, gateway Utils.setFaultPayload: its only reader, no longer called in the auth, throttle and GraphQL flows of 4.0.0";
    REMOVED_CLASS = "removed-class", Rewriting,
        "A class mediator that 4.0.0 does not have; one missing class loses the whole sequence.",
        "Nothing to do: analytics is a global handler now. Remove it from your own sequences too.",
        "wso2-synapse, ClassMediatorFactory; wso2/api-manager issue 598";
    INLINE_CTX = "inline-ctx", Rewriting,
        "$ctx:NAME stands inside a payload format; only API Manager 1.10 to 2.1 replaced it.",
        "Nothing to do: it is a numbered argument now.",
        "wso2-synapse commit 8ef12e52e (2018-01-25) removed the inline form";
    READS_XML_BODY = "reads-xml-body", Rewriting,
        "An expression reads a field of the old XML fault body.",
        "Nothing to do where it reads the property now that the field came from; else choose what it shall read.",
        "product-apim, the stock payloads of both releases; wso2-synapse, SynapseXPath on a JSON body";
    READS_FAULT_WRAPPER = "reads-fault-wrapper", Rewriting,
        "json-eval($.fault..) reads the wrapper that the XML fault had as JSON; the body is flat now.",
        "Nothing to do: it reads the flat member now.",
        "wso2-synapse, JsonUtil: an XML body keeps its root as JSON; product-apim v4.0.0, the flat JSON payloads";
    EVALUATOR_FORM = "evaluator-form", Rewriting,
        "An arg has json-eval(..) without evaluator=\"json\", which does not load.",
        "Nothing to do: it has the evaluator and the bare path now.",
        "wso2-synapse v2.1.7-wso2v227, PayloadFactoryMediatorFactory";
    POX_FAULT = "pox-fault", Rewriting,
        "A pox fault was the answer to REST clients.",
        "Check that clients expect the members code and message.",
        "wso2-synapse, FaultMediator: a pox fault is <Exception>detail, else reason</Exception> with 500";
    DELIBERATE_XML = "deliberate-xml", Rewriting,
        "XML served on purpose, in a branch that asks for it by Accept or Content-Type.",
        "Check that these clients still want XML; it was left as it is.",
        "carbon-apimgt, gateway: Accept is no longer negotiated in 4.0.0, so such a branch is the operator's own";
    SAME_IN_TARGET = "same-in-target", Rewriting,
        "The target does it already.",
        "Nothing to do.",
        "product-apim, the stock sequences of the target release";
    SUPERSEDED_STOCK = "superseded-stock", Rewriting,
        "The operator edited a stock mediator that the target removed or replaced.",
        "Decide whether what it did is still wanted, and add it by hand if so.",
        "product-apim, the stock sequences of both releases";
    BOTH_CHANGED = "both-changed", Rewriting,
        "Operator and target changed the same thing.",
        "Choose a side: --prefer custom or --prefer target, or edit the merged file.",
        "product-apim, the stock sequences of both releases";
    REDUNDANT_IN_TARGET = "redundant-in-target", Rewriting,
        "The operator deleted or moved something that does nothing in the target.",
        "Nothing to do.",
        "wso2-synapse v2.1.7-wso2v227, PayloadFactoryMediator: a JSON payload sets messageType itself, for every method";
    CUSTOM_CLASS = "custom-class", Finding(Warning),
        "A class mediator of the operator's own.",
        "Put its jar on the new gateway (repository/components/lib or dropins), rebuilt for 4.0.0, and check that it does not read the old XML body.",
        "wso2-synapse, ClassMediatorFactory: the class is loaded when the sequence is built";
    HELPER_CUSTOMISED = "helper-customised", Finding(Warning),
        "One of the five helpers that fault sequences call is customised too.",
        "Test every fault sequence that calls it; its edits are merged like the others.",
        "product-apim, the stock sequences: each of the nine calls _cors_request_handler_ or another helper";
    STATUS_OVERWRITTEN = "status-overwritten", Finding(Warning),
        "HTTP_SC is set in the auth, throttle, GraphQL or backend flow without sending.",
        "Remove it, or answer in that branch: set RESPONSE to true, remove the header To and end with <send/>.",
        "carbon-apimgt, gateway Utils.sendFault: sets HTTP_SC after a sequence that returned true";
    STATUS_NOT_A_NUMBER = "status-not-a-number", Finding(Error),
        "HTTP_SC is no whole number: the gateway ignores it and answers 200.",
        "Give the status as value=\"..\", or as an expression that gives a string, such as string(..) around a property.",
        "wso2-synapse, PassThroughTransportUtils.determineHttpStatusCode; numeric XPath results print as 404.0";
    TEMPLATE_LEAKS = "template-leaks", Finding(Warning),
        "A branch that ends the flow runs after the target's payload, status or content type and does not set its own.",
        "Set HTTP_SC, messageType and the payload in the branch, or move it to the top of the sequence.",
        "product-apim v4.0.0: the auth and throttle sequences set payload and status, which Java did before";
    ECHOED_HEADERS = "echoed-headers", Finding(Warning),
        "A branch of the operator's answers while the request's own headers are still there.",
        "Remove Authorization, Cookie, apikey and X-JWT-Assertion (scope transport) before it answers, as stock does.",
        "wso2-synapse, PassThroughHttpSender.submitResponse: the transport headers that are left go out";
    UNREGISTERED_CONTENT_TYPE = "unregistered-content-type", Finding(Warning),
        "messageType is a type without a formatter in the default set.",
        "Set messageType to application/json and, after it, ContentType to the type that clients shall see; or register a formatter in deployment.toml.",
        "product-apim v4.0.0, default.json and axis2.xml.j2: the message formatters";
    INTEGER_COMPARISON = "integer-comparison", Finding(Warning),
        "ERROR_CODE is compared in XPath with a number or a string: never true for an Integer.",
        "Use source=\"get-property('ERROR_CODE')\" with regex, or compare string($ctx:ERROR_CODE) with a string.",
        "wso2-synapse, SynapseXPath with Jaxen: a java.lang.Integer equals neither a number nor a string";
    REST_MAKEFAULT = "rest-makefault", Finding(Warning),
        "makefault answers a REST client, or leaves its status 500 to the payload behind it.",
        "Answer REST clients with a JSON payloadFactory and HTTP_SC, and keep makefault for get-property('MESSAGE_FORMAT') soap11 and soap12.",
        "wso2-synapse, MessageHelper and Axis2Sender: a fault of a REST message goes out as <Exception>";
    INERT_BECOMES_ACTIVE = "inert-becomes-active", Finding(Warning),
        "A payload or header that old gateways overwrote takes effect now.",
        "Check that clients shall see it; remove it if nobody missed it.",
        "carbon-apimgt pull request 7455; product-apim issues 2642 and 5032";
    WRAPPER_LOST = "wrapper-lost", Finding(Warning),
        "Clients that already got JSON saw {\"fault\":{..}} with numbers; now it is flat, with strings.",
        "Tell the clients, or put your own JSON payload with the old shape in its place.",
        "wso2-synapse, JsonUtil: an XML body keeps its root as JSON, and numbers stay numbers";
    MIXED_FORMATS = "mixed-formats", Finding(Warning),
        "The format of the answer depends on the request's method.",
        "Set messageType for every method, after the payload.",
        "wso2-synapse, PayloadFactoryMediator and the formatters by messageType";
    SOAP_ENVELOPE = "soap-envelope", Finding(Warning),
        "A REST client gets the body inside a SOAP envelope: messageType is application/soap+xml.",
        "Set messageType to the type of the payload (scope axis2): application/xml in a branch that serves XML.",
        "wso2-synapse, the formatters by messageType; carbon-apimgt, APIAuthenticationHandler.handleAuthFailure sets application/soap+xml first";
    UNREACHABLE = "unreachable", Finding(Note),
        "Mediators stand behind send (2.0.0 on), respond or drop.",
        "Remove what never runs, or move it before what ends the flow.",
        "wso2-synapse commit dc78d1821 (2016-06-29): send returns false; DropMediator, RespondMediator";
    STRAY_FILTER_CHILD = "stray-filter-child", Finding(Error),
        "A child beside then and else, or beside the cases of a switch, is silently ignored.",
        "Move it into one of the branches, or out of the filter.",
        "wso2-synapse, FilterMediatorFactory and SwitchMediatorFactory";
    ELSE_WITHOUT_THEN = "else-without-then", Finding(Error),
        "A filter has an else and no then: it does not load.",
        "Put the other children of the filter into <then>.",
        "wso2-synapse, FilterMediatorFactory: without then all children are mediators";
    UNKNOWN_MEDIATOR = "unknown-mediator", Finding(Error),
        "The release does not know an element; it loses the whole sequence.",
        "Replace it by a mediator that the release has.",
        "wso2-synapse v2.1.7-wso2v227, MediatorFactoryFinder";
    UNQUOTED_ARG = "unquoted-arg", Finding(Note),
        "$n stands outside quotes in a JSON format.",
        "Quote it unless the property is always a number, true, false, null or JSON.",
        "wso2-synapse v2.1.7-wso2v227, RegexTemplateProcessor";
    MEDIA_TYPE_INERT = "media-type-inert", Finding(Error),
        "media-type is none of xml, json, text: the payload does nothing at run time.",
        "Write media-type=\"json\".",
        "wso2-synapse v2.1.7-wso2v227, PayloadFactoryMediatorFactory searches for json, PayloadFactoryMediator compares with it";
    NAMESPACE_LEAK = "namespace-leak", Finding(Warning),
        "XML without a prefix in a format goes out in the Synapse namespace.",
        "Put xmlns=\"\" on the root of the payload, or a namespace of its own.",
        "wso2-synapse, PayloadFactoryMediatorFactory: the format inherits the file's default namespace";
    DUPLICATE_MEDIATOR = "duplicate-mediator", Finding(Warning),
        "The same inserted mediator stands twice in a row.",
        "Remove one of them; an installer that ran twice leaves such pairs.",
        "seen in public installers that edit the sequences in place";
    NEEDS_A_LOOK = "needs-a-look", Finding(Warning),
        "A script, transformation or the like handles the body.",
        "Read it: what looked for the XML fault must look for the members of the JSON body.",
        "product-apim v4.0.0, the JSON payloads of the fault sequences";
    FULL_LOG = "full-log", Finding(Note),
        "A log of level full builds the body and writes it down.",
        "Use level custom with the properties that are needed.",
        "wso2-synapse, LogMediator.getFullLogMessage";
    BAD_LOAD = "bad-load", Finding(Error),
        "A mediator that its factory refuses; the whole sequence does not load.",
        "Correct the element.",
        "wso2-synapse v2.1.7-wso2v227, config/xml/*MediatorFactory";
    INVALID_JSON = "invalid-json", Finding(Error),
        "A JSON payload that cannot be JSON whatever the values.",
        "Correct the format; the gateway sends it as it stands.",
        "wso2-synapse v2.1.7-wso2v227, JsonUtil: only the first character is looked at";
    TOO_FEW_ARGS = "too-few-args", Finding(Error),
        "A payload names $n without an arg for it: substitution stops there.",
        "Add the missing arg.",
        "wso2-synapse v2.1.7-wso2v227, RegexTemplateProcessor";
    FAILS_AT_RUN = "fails-at-run", Finding(Error),
        "A mediator that loads and throws when it runs.",
        "For enrich use json-eval on a JSON body and no action=\"remove\"; give NO_ENTITY_BODY type=\"BOOLEAN\"; put a value with braces or markup into the format itself; declare the prefixes of a path.",
        "wso2-synapse v2.1.7-wso2v227: EnrichMediator, PassThroughHttpSender.submitResponse, RegexTemplateProcessor, SynapseXPath";
    DOUBLED_QUOTES = "doubled-quotes", Finding(Error),
        "QUOTE_STRING_IN_PAYLOAD_FACTORY_JSON is true before a JSON payload with $n in quotes.",
        "Remove the property again before the payload, or take the quotes around $n out of the format.",
        "wso2-synapse v2.1.7-wso2v227, RegexTemplateProcessor: it adds quotes whether or not the format has them";
    AXIS2_ERROR_CODE = "axis2-error-code", Finding(Error),
        "ERROR_CODE is set in scope axis2.",
        "Set it without a scope; the status is HTTP_SC.",
        "wso2-synapse, PassThroughHttpSender.submitResponse: an Integer makes the status 502, a String does not cast";
    STATUS_SCOPE = "status-scope", Finding(Warning),
        "HTTP_SC is set in the default or transport scope, where it sets no status.",
        "Write scope=\"axis2\".",
        "wso2-synapse, PassThroughTransportUtils.determineHttpStatusCode reads axis2 only";
    HEADER_NOT_SENT = "header-not-sent", Finding(Warning),
        "A transport header is set with a type other than STRING; it is not sent.",
        "Take the type away.",
        "wso2-synapse, PassThroughHttpSender: headers that are no String are passed over";
    SEND_WITHOUT_RESPONSE = "send-without-response", Finding(Error),
        "A send where RESPONSE is not true: it sends the request on.",
        "Set RESPONSE to true and remove the header To before it, or write <respond/>.",
        "wso2-synapse, SendMediator and Axis2FlexibleMEPClient: a message that is no response goes to its To";
    UNANSWERED = "unanswered", Finding(Warning),
        "The flow ends, and nothing before that answers the client.",
        "Answer before it: set RESPONSE to true, remove the header To and <send/>, or write <respond/>.",
        "wso2-synapse, DropMediator; carbon-apimgt: where the sequence returns false, a handler sends nothing";
    TEXT_OVER_JSON = "text-over-json", Finding(Error),
        "messageType is text/plain while the body is JSON: clients get an empty body.",
        "Write the payload with media-type=\"text\", or keep messageType application/json.",
        "Apache Axis2, PlainTextFormatter: it writes the text of an element, which a JSON body has not";
    JSON_AS_XML = "json-as-xml", Finding(Warning),
        "messageType is XML or HTML while the body is JSON: clients get <jsonObject>.",
        "Write a payload of that type in the same branch, or set messageType to application/json.",
        "wso2-synapse, JsonUtil and the formatters by messageType";
    CONTENT_TYPE_IGNORED = "content-type-ignored", Finding(Warning),
        "A content type that something behind it overwrites, or that is set as a transport header only.",
        "Set ContentType (scope axis2) after the payload and after messageType.",
        "wso2-synapse v2.1.7-wso2v227: PropertyMediator and PayloadFactoryMediator set ContentType with messageType; PassThroughHttpSender.setContentType";
    COMPUTED_PROPERTY = "computed-property", Finding(Warning),
        "$ctx: reads a name that only get-property computes, such as MESSAGE_FORMAT.",
        "Write get-property('NAME').",
        "wso2-synapse, GetPropertyFunction: the special names; SynapseXPathVariableContext has none";
    JSON_EVAL_IN_XPATH = "json-eval-in-xpath", Finding(Warning),
        "A filter has json-eval(..) as its xpath: it is never true.",
        "Write source=\"json-eval(..)\" with a regex.",
        "wso2-synapse v2.1.7-wso2v227, FilterMediator: a JSONPath is no boolean";
    RESPONSE_CHANGED = "response-changed", Finding(Warning),
        "With the operator's edits, clients of the new gateway get more than the old answer in JSON.",
        "Compare both answers with faultgraft preview, and settle what clients shall get.",
        "wso2-synapse and carbon-apimgt, as walked through for both releases";
    PREVIEW_INCOMPLETE = "preview-incomplete", Finding(Note),
        "Some ways through a sequence end in what no file tells, or there are too many of them.",
        "Try the requests that matter on a test gateway, or one by one with faultgraft preview --set.",
        "scripts, registry keys, and sequences that run without end are not walked through";
    ALWAYS_TRUE = "always-true", Finding(Warning),
        "A filter tests json-eval(..) with .*, which a missing member matches too.",
        "Write regex=\".+\" to ask whether the member is there.",
        "wso2-synapse, SynapseJsonPath: a path that finds nothing gives the empty text";
    IGNORED_PART = "ignored-part", Finding(Warning),
        "An attribute or child that Synapse passes over, as another one wins.",
        "Keep the one that is meant and remove the other.",
        "wso2-synapse, config/xml/*MediatorFactory";
    ESCAPED_ARG = "escaped-arg", Finding(Warning),
        "An <arg value=\"..\"> of a JSON payload with & < > \" or ': it is escaped for XML.",
        "Put the text into the format itself.",
        "wso2-synapse, RegexTemplateProcessor: literal values are escaped for XML whatever the media type";
    INLINE_EXPRESSION = "inline-expression", Finding(Warning),
        "An expression stands inside a payload format, where only $1, $2 and so on are replaced.",
        "Write $n in the format and the expression as its <arg>.",
        "wso2-synapse, RegexTemplateProcessor";
    ENRICH_BY_XPATH = "enrich-by-xpath", Finding(Warning),
        "An enrich writes into a JSON body by XPath: texts that look like numbers lose their quotes.",
        "Write to json-eval($.member) instead, or build the whole payload anew.",
        "wso2-synapse, EnrichMediator and JsonUtil: the body becomes XML and JSON again";
    MISSING_SEQUENCE = "missing-sequence", Finding(Error),
        "A called sequence is neither stock in the target nor among the operator's files.",
        "Find its file on the old gateway and put it beside this one, or take the call out.",
        "wso2-synapse, SequenceMediator: a call of an absent sequence loads and throws when it runs";
    COMPANION_CARRIED = "companion-carried", Finding(Note),
        "A sequence of the operator's own is called, and goes along.",
        "Put its file on the new gateway too, under the same name.",
        "wso2-synapse, SequenceMediator";
    SKIP_LIST = "skip-list", Finding(Warning),
        "4.x deletes sequence files at start that its skip list does not name.",
        "Add the lines under \"sequences\" at the end of this report to deployment.toml.",
        "carbon-apimgt, InMemoryAPIDeployer.cleanDeployment; wso2/api-manager issue 654";
    UNSAFE_ENTRY = "unsafe-entry", Finding(Error),
        "An entry of an archive is a link, would expand beyond reason, or cannot be read.",
        "Unpack the archive in a safe place, look at that file, and give the folder.",
        "the zip format: an entry can be a symbolic link, or expand a thousandfold";
    EXPECTED_ABSENT = "expected-absent", Finding(Note),
        "An API Manager home lacks a folder that every release has.",
        "Check that this is the whole home, and that the user who runs faultgraft may read it.",
        "product-apim, the assembly of the distribution";
    RELEASE_MISMATCH = "release-mismatch", Finding(Warning),
        "A home says it is one release, and its sequences look like another's.",
        "If the files were copied from another installation, name their release with --base-release.",
        "product-apim, bin/version.txt and the stock sequences of each release";
    TENANT_RESEED = "tenant-reseed", Finding(Warning),
        "A tenant's folder lacks a file whose absence makes the gateway overwrite ten sequences when the tenant is loaded.",
        "Put _auth_failure_handler_.xml and _graphql_failure_handler_.xml of the new release into the tenant's folder before the tenant is first loaded.",
        "carbon-apimgt, TenantServiceCreator: the background copy of the ten files";
    DEPLOYMENT_TOML = "deployment-toml", Finding(Warning),
        "The target's deployment.toml cannot be read.",
        "Correct it; the gateway does not start with it either. Until then add the lines under \"sequences\" to what it lists.",
        "carbon-kernel, the configuration tool reads deployment.toml as TOML at every start";
    BAD_JAR = "bad-jar", Finding(Warning),
        "A jar of the target is no zip, so its classes are not known.",
        "Copy the jar to the new gateway again.",
        "a jar is a zip; OSGi and the class loader skip what is none";
    WRAPPER_KEPT = "wrapper-kept", Finding(Note),
        "A sequence of the operator's own still answers {\"fault\":{..}} beside flat answers of 4.0.0.",
        "Nothing to do where its clients count on that; else make its payload media-type=\"json\" with flat members.",
        "wso2-synapse, JsonUtil: an XML body under messageType application/json goes out as JSON with its root";
    NAME_CHANGED = "name-changed", Finding(Error),
        "The name attribute differs from the stock one: nobody calls the sequence.",
        "If the old gateway ran it nonetheless, find out who calls it by that name.",
        "wso2-synapse, SequenceDeployer: the name attribute is the runtime identity";
    DUPLICATE_SEQUENCE = "duplicate-sequence", Finding(Error),
        "Two files define the same sequence.",
        "Remove one of them: the gateway refuses the second.",
        "wso2-synapse, SynapseConfiguration.addSequence and SequenceDeployer";
    DEFINITIONS_ROOT = "definitions-root", Finding(Warning),
        "A <definitions> document: it does not load from the sequences folder.",
        "Use the files as merged: each sequence stands in its own.",
        "wso2-synapse, MultiXMLConfigurationBuilder and SequenceDeployer: the root must be a sequence";
    NOT_XML = "not-xml", Finding(Error),
        "The file is not XML.",
        "Run faultgraft on what the template or script makes.",
        "XML 1.0";
    WRONG_ROOT = "wrong-root", Finding(Error),
        "The root element is not a Synapse sequence.",
        "Give a file whose root is <sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"..\">.",
        "wso2-synapse, SequenceMediatorFactory and XMLConfigConstants";
    EMPTY_FILE = "empty-file", Finding(Error),
        "The file is empty.",
        "Restore it from your backup, or remove it to use the stock sequence.",
        "XML 1.0";
    ILL_FORMED = "ill-formed", Finding(Error),
        "The file is not well-formed XML.",
        "Correct it and run faultgraft again.",
        "XML 1.0";
    DOCTYPE = "doctype", Finding(Error),
        "The file has a DOCTYPE.",
        "Remove it; sequences need none.",
        "XML 1.0: a DOCTYPE can declare entities that read files";
    ENCODING = "encoding", Finding(Error),
        "The file cannot be decoded.",
        "Save it as UTF-8, or correct the encoding in its XML declaration.",
        "XML 1.0, section 4.3.3";
    TOO_DEEP = "too-deep", Finding(Error),
        "Elements nest too deep.",
        "Take the sequence apart; real ones nest below 20.",
        "faultgraft's own limit";
    TOO_LARGE = "too-large", Finding(Error),
        "The file is too large.",
        "Check that it is a sequence; real ones are far below 1 MB.",
        "faultgraft's own limit";
    UNREADABLE = "unreadable", Finding(Error),
        "The file cannot be read: it is not there, a folder, or not the user's to read.",
        "Put the file in its place again, or give the user who runs faultgraft the right to read it.",
        "what the operating system said";
    ABSENT_IN_TARGET = "absent-in-target", Finding(Error),
        "The target release does not ship that sequence.",
        "Carry the file over by hand, or name a target that has it.",
        "product-apim, the stock sequences of the target release";
    DEFECT = "defect", Finding(Error),
        "faultgraft failed on the file; nothing of its merge is used.",
        "Report it with the file, and merge that file by hand for now.",
        "faultgraft's own check of what it wrote";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_every_rule_says_what_to_do() {
        for (i, rule) in ALL.iter().enumerate() {
            assert!(ALL[i + 1..].iter().all(|r| r.code != rule.code), "{} twice", rule.code);
            assert!(!rule.when.is_empty() && !rule.help.is_empty() && !rule.source.is_empty());
            assert_eq!(find(rule.code), Some(*rule));
        }
    }
}
