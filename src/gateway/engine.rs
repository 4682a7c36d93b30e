//! What differs between the engines: one function a difference, each with the release that
//! changed it and the public source.
//!
//! Sources are the tags of `wso2/wso2-synapse` that the releases of `wso2/product-apim` name in
//! their `pom.xml`. What was run is named so; engines between two that were run are taken to be
//! as the newer one from the release on that the doc comment names.

use super::json::Json;
use crate::stock::Release;

/// The engine of a release.
#[derive(Debug, Clone, Copy)]
pub struct Engine(pub Release);

impl Engine {
    /// `send` returns false from 2.0.0 on (wso2-synapse commit dc78d1821): nothing after it runs.
    /// Run on 1.10.0 (true) and 2.0.0 (false).
    pub fn send_ends_flow(self) -> bool {
        self.0 >= Release::V2_0_0
    }

    /// Inline `$ctx:NAME` in a format: engines 2.1.5-wso2v1 to 2.1.7-wso2v10, which is 1.10.0 to
    /// 2.1.0 (`PayloadFactoryMediator`; removed by wso2-synapse commit 8ef12e52e). Run on 2.0.0.
    pub fn has_inline_variables(self) -> bool {
        (Release::V1_10_0..=Release::V2_1_0).contains(&self.0)
    }

    /// Newlines, tabs and the like are escaped in JSON payloads from 2.2.0 on
    /// (`PayloadFactoryMediator.escapeSpecialChars`). Run on 2.0.0 (raw) and 2.6.0.
    pub fn escapes_controls(self) -> bool {
        self.0 >= Release::V2_2_0
    }

    /// A JSON payload that is a string, a number or a literal is taken from 2.2.0 on
    /// (`JsonUtil.getNewJsonPayload`). Run on 2.0.0 (refused) and 2.6.0.
    pub fn takes_scalar_payloads(self) -> bool {
        self.0 >= Release::V2_2_0
    }

    /// A JSON payload that is a scalar is dropped silently in 1.10.0 (`JsonUtil`). Run there.
    pub fn drops_scalar_payloads(self) -> bool {
        self.0 < Release::V2_0_0
    }

    /// `QUOTE_STRING_IN_PAYLOAD_FACTORY_JSON` is known from 2.2.0 on (`PayloadFactoryMediator`).
    pub fn quotes_strings_on_demand(self) -> bool {
        self.0 >= Release::V2_2_0
    }

    /// Whether a value is XML is decided by parsing it from 2.2.0 on; before, by its first
    /// character, and what does not parse fails (`PayloadFactoryMediator.isXML`). Run on 2.0.0.
    pub fn parses_before_it_converts(self) -> bool {
        self.0 >= Release::V2_2_0
    }

    /// `literal="true"` is read from 2.1.0 on (`PayloadFactoryMediatorFactory`). Run on 2.0.0
    /// (ignored) and 2.6.0.
    pub fn knows_literal(self) -> bool {
        self.0 >= Release::V2_1_0
    }

    /// `literal="true"` stops `{` and `[` values from being pasted unescaped from 4.0.0 on
    /// (`RegexTemplateProcessor`). Run on 3.2.0 (no) and 4.0.0 (yes).
    pub fn literal_escapes_json(self) -> bool {
        self.0 >= Release::V4_0_0
    }

    /// A value that begins with `{` or `[` is turned into XML in an XML payload of 4.0.0
    /// (`TemplateProcessor`). Run on 3.2.0, 4.0.0 and 4.5.0; read in the tag of 4.1.0.
    pub fn turns_json_values_into_xml(self) -> bool {
        (Release::V4_0_0..Release::V4_1_0).contains(&self.0)
    }

    /// `${..}` in a format is evaluated from 4.5.0 on (`TemplateProcessor`). Run on 4.0.0 (text)
    /// and 4.5.0.
    pub fn evaluates_formats(self) -> bool {
        self.0 >= Release::V4_5_0
    }

    /// The `<message>` of a log is written from 4.5.0 on (`LogMediator`). Run on 4.0.0 (ignored)
    /// and 4.5.0.
    pub fn logs_messages(self) -> bool {
        self.0 >= Release::V4_5_0
    }

    /// What a JSONPath argument finds is turned into XML in an XML payload from 3.0.0 on, an array
    /// from 2.2.0 on (`PayloadFactoryMediator`). Run on 2.6.0 (an array), 3.2.0 and 4.0.0.
    pub fn turns_json_paths_into_xml(self, found: &Json) -> bool {
        let from = match found {
            Json::Array(_) => Release::V2_2_0,
            _ => Release::V3_0_0,
        };
        self.0 >= from
    }

    /// Control characters and characters beyond the basic plane fail in an XML payload before
    /// 3.0.0; later the former are left out (`StringEscapeUtils.escapeXml10`). Run on all four.
    pub fn escapes_as_xml_10(self) -> bool {
        self.0 >= Release::V3_0_0
    }

    /// FreeMarker formats: from 4.0.0 on (`FreeMarkerTemplateProcessor`).
    pub fn has_freemarker(self) -> bool {
        self.0 >= Release::V4_0_0
    }

    /// `name="{expression}"` of a property: from 3.0.0 on (`PropertyMediator`). Run on 2.6.0
    /// (literal braces) and 3.2.0.
    pub fn has_dynamic_names(self) -> bool {
        self.0 >= Release::V3_0_0
    }

    /// A group that a property's pattern has not: empty from 3.0.0 on, before the value stays
    /// (`PropertyMediator.getResultValue`). Run on 2.6.0 and 3.2.0.
    pub fn missing_group_is_empty(self) -> bool {
        self.0 >= Release::V3_0_0
    }

    /// A filter's `json-eval(..)` as `xpath` is false from 3.0.0 on, before it fails
    /// (`FilterMediator`). Run on 2.6.0 and 3.2.0.
    pub fn json_condition_is_false(self) -> bool {
        self.0 >= Release::V3_0_0
    }

    /// A missing reason in a makefault: `xsi:nil` from 3.0.0 on (`FaultMediator`). Run on 2.6.0
    /// (empty) and 3.2.0.
    pub fn missing_reason_is_nil(self) -> bool {
        self.0 >= Release::V3_0_0
    }

    /// An answer to a SOAP 1.1 client that is not SOAP becomes an envelope in text/xml in 2.6.0
    /// (`PassThroughHttpSender`); not in 2.0.0 and not in 3.2.0, all run. The releases from 2.2.0
    /// on are taken to be as 2.6.0.
    pub fn wraps_answers_for_soap(self) -> bool {
        (Release::V2_2_0..Release::V3_0_0).contains(&self.0)
    }

    /// Keys that no XML name can be: written as they are from 3.0.0 on, before an exception when
    /// the message is written (`JsonUtil`). Run on 2.6.0 and 3.2.0.
    pub fn writes_broken_names(self) -> bool {
        self.0 >= Release::V3_0_0
    }

    /// `json-eval(..)` in enrich, and JSON bodies there: from 3.0.0 on (`EnrichMediator`). Run on
    /// 2.6.0 (load error) and 3.2.0.
    pub fn enriches_json(self) -> bool {
        self.0 >= Release::V3_0_0
    }

    /// A payloadFactory takes `NO_ENTITY_BODY` away from 1.10.0 on (`PayloadFactoryMediator`,
    /// engine 2.1.5); in 1.9 it stays.
    pub fn clears_no_entity_body(self) -> bool {
        self.0 >= Release::V1_10_0
    }

    /// An answer to a SOAP 1.1 client with the content type of SOAP 1.2 leaves text/xml in the
    /// message's own content type (`Axis2Sender`). Run on 4.0.0 only; older engines are not known.
    pub fn settles_soap_type(self) -> bool {
        self.0 >= Release::V4_0_0
    }

    /// A JSON body is written again from its XML after an enrich in 2.6.0, whatever that did
    /// (`EnrichMediator`); in 2.0.0 it stays as it came. Both run; the releases from 2.2.0 on are
    /// taken to be as 2.6.0.
    pub fn writes_enriched_json_again(self) -> bool {
        (Release::V2_2_0..Release::V3_0_0).contains(&self.0)
    }

    /// A JSONPath reads the body with Gson, leniently, from 3.0.0 on, and finds nothing in what Gson
    /// refuses (`SynapseJsonPath`). Run on 3.2.0 and 4.0.0.
    pub fn reads_json_by_gson(self) -> bool {
        self.0 >= Release::V3_0_0
    }

    /// A member of a list is null, and not missing, before 3.0.0 (json-path 0.9, `FieldFilter`).
    /// Run on 2.0.0, 2.6.0 and 3.2.0.
    pub fn finds_null_in_lists(self) -> bool {
        self.0 < Release::V3_0_0
    }

    /// `action="remove"` with a source of type custom: from 4.0.0 on it fails (`EnrichMediator`).
    /// Run on 3.2.0 (removes) and 4.0.0.
    pub fn removes_by_source(self) -> bool {
        self.0 < Release::V4_0_0
    }

    /// The request's content type is noted as the axis2 property `ContentType` where it has a body
    /// (`ServerWorker`, read at 4.0.0); what older engines do is not known, and taken as not.
    pub fn notes_content_type(self) -> bool {
        self.0 >= Release::V4_0_0
    }

    /// A content type that is set beside the message type text/xml: overwritten with that before
    /// 3.0.0 where the client has no SOAP (`MessageProcessorSelector`). Run on 2.6.0 and 3.2.0.
    pub fn overwrites_with_text_xml(self) -> bool {
        self.0 < Release::V3_0_0
    }

    /// A payload over a JSON body that is malformed throws: a JSON payload before 4.3.0
    /// (`JsonUtil.getNewJsonPayload`; run on all four to 4.0.0 and on 4.5.0), an XML payload in
    /// 3.0.0 to 3.2.0 (run on 2.6.0, 3.2.0 and 4.0.0).
    pub fn parses_the_body_it_replaces(self, by_json: bool) -> bool {
        match by_json {
            true => self.0 < Release::V4_3_0,
            false => (Release::V3_0_0..Release::V4_0_0).contains(&self.0),
        }
    }

    /// Where it throws for that, the new body is there already in 2.0.0; later the message has
    /// none. Run on 2.0.0 and 2.6.0; the releases from 2.2.0 on are taken to be as 2.6.0.
    pub fn replaces_before_it_throws(self) -> bool {
        self.0 < Release::V2_2_0
    }

    /// An expression that cannot read a malformed JSON body has lost it from 3.0.0 on
    /// (`JsonUtil`, `OMSourcedElementImpl`). Run on 2.6.0 (it stays) and 3.2.0.
    pub fn loses_malformed_json(self) -> bool {
        self.0 >= Release::V3_0_0
    }

    /// A malformed JSON body that a mediator has read cannot be sent as JSON from 4.3.0 on; before,
    /// its bytes go out as they are (`JsonUtil`). Run on 4.0.0 and 4.5.0; read in the tag of 4.3.0.
    pub fn refuses_malformed_json_once_read(self) -> bool {
        self.0 >= Release::V4_3_0
    }

    /// `log level="full"` writes a JSON body as the envelope of its XML in 2.6.0, which throws where
    /// it is malformed (`LogMediator`). Run on 2.6.0 and 3.2.0; the releases from 2.2.0 on are taken
    /// to be as 2.6.0.
    pub fn logs_json_as_xml(self) -> bool {
        (Release::V2_2_0..Release::V3_0_0).contains(&self.0)
    }
}
