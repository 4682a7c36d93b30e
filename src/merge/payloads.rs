//! Payloads: field by field where both sides have fields, as a whole where not.

use super::alter::Side;
use super::decide::Decider;
use super::draft::Draft;
use super::reasons::{describe, shorten, source};
use super::{Context, Op};
use crate::model::{Confidence, EditKind, Outcome, Severity};
use crate::payload::{
    Arg, FieldChange, FieldEdit, FieldOutcome, TemplatePart, Value, merge, to_json,
};
use crate::program::{Ix, effects_of};
use crate::rules::{Fate, Medium, Payload, Rewrite, Rewritten, code, loadable_field, read_payload};

/// The attributes of a payload other than those that follow from its format.
pub(super) const SETTINGS: [&str; 4] = ["template-type", "escapeXmlChars", "trace", "statistics"];

/// The three payloads behind one change.
struct Three {
    base: Payload,
    custom: Payload,
    target: Payload,
}

impl Decider<'_, '_, '_> {
    /// Another payload than the base's.
    pub(super) fn payload(&mut self, base: Ix, custom: Ix) {
        let context = self.context;
        if context.base.node(base).body == context.custom.node(custom).body {
            return self.alter(base, custom);
        }
        let reading = context.rewriting.reading;
        let ours = read_payload(context.base, base, reading);
        let theirs = read_payload(context.custom, custom, reading);
        let Some(target) = context.target_of.b(base) else {
            let draft = context.payload_draft(base, custom, "the stock payload differs");
            return self.edit_of_gone(draft, base, Some(custom));
        };
        let new = read_payload(context.target, target, crate::payload::Reading::default());
        let three = Three { base: ours, custom: theirs, target: new };
        if let Some(edits) = three.field_edits() {
            return self.fields(&three, &edits, base, custom, target);
        }
        self.whole_payload(&three, base, custom, target);
    }

    /// A payload replaced as a whole.
    fn whole_payload(&mut self, three: &Three, base: Ix, custom: Ix, target: Ix) {
        let context = self.context;
        let what = match (three.base.is_xml(), three.custom.is_json()) {
            (true, true) => "the stock XML payload is your own JSON",
            _ => "the stock payload is your own",
        };
        let draft = context
            .payload_draft(base, custom, what)
            .target_line(Some(context.target.line(target)));
        let json = three.target.is_json() && (three.custom.is_json() || context.rewriting.to_json);
        let same_fields = json
            && !three.custom.is_inert
            && three.custom.value().is_some()
            && three.custom.value() == three.target.value()
            && SETTINGS
                .iter()
                .all(|name| context.custom.attr(custom, name) == context.target.attr(target, name));
        if same_fields || context.custom.node(custom).content == context.target.node(target).content
        {
            let draft = draft.same_in_target("The target's payload has the same fields.");
            return self.push(draft, Vec::new());
        }
        let ops = vec![Op::ReplacePayload { node: target, custom }];
        let rewritten = context.rewriter().node(custom);
        if !matches!(&rewritten, Some(Rewritten { rewrite: Rewrite::Json(_), .. })) {
            self.taken_over.insert(custom);
        }
        let to_json = context.rewriting.to_json && three.base.is_xml() && three.target.is_json();
        if to_json && three.custom.is_xml() {
            return self.xml_for_json(draft, three, (base, custom, target), ops);
        }
        if three.custom.is_json() && (to_json || context.same_in_target(base, target)) {
            if let Some(r) = rewritten {
                let reason = format!("It takes the place of the stock payload. {}", r.rule.when);
                return self.push(draft.rule(r.rule).out(Outcome::Rewritten, reason), ops);
            }
            let draft = draft.rule(&code::CUSTOM_JSON_PAYLOAD);
            let reason = "It takes the place of the stock payload, as you wrote it.";
            return self.push(draft.out(Outcome::Carried, reason), ops);
        }
        if context.same_in_target(base, target) {
            let reason = "The target left the stock payload as it was, so yours stands.";
            return self.push(draft.out(Outcome::Carried, reason), ops);
        }
        let draft = draft.both_changed(
            "You and the target both replaced the payload.",
            Some(source(context.base, base)),
            Some(source(context.custom, custom)),
            Some(source(context.target, target)),
        );
        self.push_conflict(draft, Vec::new(), ops);
    }

    /// An XML payload with another root, or none that JSON can say, in the place of the stock one.
    fn xml_for_json(&mut self, draft: Draft, three: &Three, at: (Ix, Ix, Ix), ops: Vec<Op>) {
        let context = self.context;
        let fate = context.audience.fate(at.1);
        match &fate {
            Fate::Stays(why) | Fate::Chosen(why) => {
                let rule = &code::DELIBERATE_XML;
                let name = describe(context.custom, at.1);
                let line = Some(context.custom.line(at.1));
                let message = format!("{name} stays XML: it {why}");
                self.find(rule, Severity::Note, message, line);
                let reason = format!("It stays XML: it {why}. It takes the stock payload's place.");
                return self.push(draft.rule(rule).out(Outcome::Carried, reason).review(), ops);
            }
            Fate::Page => {
                let reason = "A page for browsers stays one, in the place of the stock payload.";
                return self.push(draft.out(Outcome::Carried, reason), ops);
            }
            Fate::Json | Fate::Doubtful(_) => {}
        }
        match &three.custom.medium {
            Medium::Xml(_, Err(why)) => {
                let draft = draft
                    .rule(&code::XML_PAYLOAD)
                    .out(Outcome::Conflict, format!("Your XML has no faithful JSON: {why}."))
                    .review()
                    .sides(
                        Some(source(context.base, at.0)),
                        Some(source(context.custom, at.1)),
                        Some(source(context.target, at.2)),
                    );
                self.push_conflict(draft, Vec::new(), ops);
            }
            _ => {
                let draft = draft.rule(&code::XML_PAYLOAD);
                let reason = "The same fields as JSON, in the place of the stock payload.";
                let Fate::Doubtful(why) = fate else {
                    return self.push(draft.out(Outcome::Rewritten, reason), ops);
                };
                let reason = format!("{reason} It {why}: see what that needs.");
                self.push(draft.out(Outcome::Rewritten, reason).review(), ops);
            }
        }
    }

    /// One edit a field.
    fn fields(&mut self, three: &Three, edits: &[FieldEdit], base: Ix, custom: Ix, target: Ix) {
        let context = self.context;
        let (Some(ours), Some(new)) = (three.base.value(), three.target.value()) else { return };
        let outcomes = merge(ours, new, edits);
        let migrates = three.base.is_xml() && three.target.is_json();
        let is_inline = three.custom.value().is_some_and(|v| holds_inline(v, &three.custom.args));
        if edits.is_empty() && is_inline {
            let draft = context
                .payload_draft(base, custom, "values named inside the format")
                .target_line(Some(context.target.line(target)))
                .rule(&code::INLINE_CTX)
                .out(Outcome::AlreadyThere, "The target's payload takes the same values by args.");
            self.push(draft, Vec::new());
        }
        for (edit, outcome) in edits.iter().zip(outcomes) {
            let draft = context
                .payload_draft(base, custom, &field_summary(edit))
                .target_line(Some(context.target.line(target)));
            let mut written = edit.clone();
            let otherwise = context.rewriting.classes_removed && loadable_field(&mut written);
            let ops = vec![Op::EditField { node: target, custom, edit: written }];
            match outcome {
                FieldOutcome::Apply if otherwise => {
                    let draft = draft.rule(&code::EVALUATOR_FORM);
                    self.push(draft.out(Outcome::Rewritten, code::EVALUATOR_FORM.when), ops);
                }
                FieldOutcome::Apply if migrates => {
                    let reason = "The same field of the JSON payload.";
                    let draft = draft.rule(match has_inline_arg(edit, &three.custom.args) {
                        true => &code::INLINE_CTX,
                        false => &code::PAYLOAD_FIELD,
                    });
                    self.push(draft.out(Outcome::Rewritten, reason), ops);
                }
                FieldOutcome::Apply => {
                    let reason = "The target left the field as it was, so yours stands.";
                    let draft = draft.rule(&code::PAYLOAD_FIELD);
                    self.push(draft.out(Outcome::Carried, reason), ops);
                }
                FieldOutcome::AlreadyThere => {
                    self.push(
                        draft.same_in_target("The target's payload says the same."),
                        Vec::new(),
                    );
                }
                FieldOutcome::Conflict { base: b, target: t } => {
                    let draft = draft.both_changed(
                        "You and the target changed the same field.",
                        b.as_ref().map(text_of),
                        new_value(edit),
                        t.as_ref().map(text_of),
                    );
                    self.push_conflict(draft, Vec::new(), ops);
                }
            }
        }
        self.payload_attributes(base, custom, target);
    }

    /// Attributes of a payload other than the media type, which follows from its format.
    fn payload_attributes(&mut self, base: Ix, custom: Ix, target: Ix) {
        let context = self.context;
        for name in context.changed_attributes(base, custom) {
            let (side, _) = context.attribute_side(name, base, custom, target);
            if name == "media-type" || side == Side::Same {
                continue;
            }
            let draft = context
                .payload_draft(base, custom, &format!("{name} of the payload"))
                .target_line(Some(context.target.line(target)));
            let ops = context.set_attribute(name, None, custom, target);
            if side == Side::Custom {
                let reason = "The target left it as it was, so yours stands.";
                self.push(draft.out(Outcome::Carried, reason), ops);
                continue;
            }
            let value = |v: Option<&str>| v.map(str::to_owned);
            let draft = draft.both_changed(
                "You and the target changed the same attribute.",
                value(context.base.attr(base, name)),
                value(context.custom.attr(custom, name)),
                value(context.target.attr(target, name)),
            );
            self.push_conflict(draft, Vec::new(), ops);
        }
    }

    /// A stock payload that is gone, and the target's is a version of it.
    pub(super) fn delete_payload(&mut self, mut draft: Draft, base: Ix, target: Ix, ops: Vec<Op>) {
        let context = self.context;
        let ours = read_payload(context.base, base, context.rewriting.reading);
        let new = read_payload(context.target, target, crate::payload::Reading::default());
        if !(context.rewriting.to_json && ours.is_xml() && new.is_json()) {
            let draft = draft.both_changed(
                "You deleted the payload; the target changed it.",
                Some(source(context.base, base)),
                None,
                Some(source(context.target, target)),
            );
            return self.push_conflict(draft, Vec::new(), ops);
        }
        let answers_itself = context
            .base
            .parent(base)
            .and_then(|list| context.custom_of.b(list))
            .is_some_and(|list| effects_of(context.custom, list).ends_flow);
        if !answers_itself {
            draft.edit.confidence = Confidence::Review;
        }
        let reason = "You took the stock payload out; the target only says it in other words.";
        let draft = draft.sides(
            Some(source(context.base, base)),
            None,
            Some(source(context.target, target)),
        );
        self.push(draft.out(Outcome::Carried, reason), ops);
    }
}

impl Three {
    /// The differences base to custom, where they can be carried field by field onto the target.
    fn field_edits(&self) -> Option<Vec<FieldEdit>> {
        self.target.value().filter(|_| self.target.is_json())?;
        self.base.edits_to(&self.custom)
    }
}

/// Whether a field gets an argument that the payload does not list: an inline `$ctx:NAME`.
fn has_inline_arg(edit: &FieldEdit, args: &[Arg]) -> bool {
    match &edit.change {
        FieldChange::Insert { value, .. } => holds_inline(value, args),
        FieldChange::Retext { to, .. } => holds_inline(to, args),
        _ => false,
    }
}

/// Whether a value holds an argument that the payload does not list.
fn holds_inline(value: &Value, args: &[Arg]) -> bool {
    match value {
        Value::Text(template) | Value::Bare(template) => {
            template.iter().any(|p| matches!(p, TemplatePart::Arg(arg) if !args.contains(arg)))
        }
        Value::Object(fields) => fields.iter().any(|f| holds_inline(&f.value, args)),
        Value::Array(items) => items.iter().any(|v| holds_inline(v, args)),
    }
}

fn field_summary(edit: &FieldEdit) -> String {
    let path = edit.path.join("/");
    match &edit.change {
        FieldChange::Insert { value, .. } => format!("field {path} added: {}", text_of(value)),
        FieldChange::Remove { .. } => format!("field {path} removed"),
        FieldChange::Rename { to, .. } => format!("field {path} renamed to {to}"),
        FieldChange::Retext { from, to } => {
            format!("field {path}: {} to {}", text_of(from), text_of(to))
        }
        FieldChange::Reorder { .. } => format!("field {path} stands elsewhere"),
    }
}

/// The operator's version of a field edit.
fn new_value(edit: &FieldEdit) -> Option<String> {
    match &edit.change {
        FieldChange::Insert { value, .. } => Some(text_of(value)),
        FieldChange::Remove { .. } => None,
        FieldChange::Rename { to, .. } => Some(to.clone()),
        FieldChange::Retext { to, .. } => Some(text_of(to)),
        FieldChange::Reorder { .. } => Some(format!("{} elsewhere", edit.path.join("/"))),
    }
}

/// A value for people: texts in quotes with each argument as its expression.
fn text_of(value: &Value) -> String {
    let text = match value {
        Value::Text(template) | Value::Bare(template) => {
            let words: String = template
                .iter()
                .map(|part| match part {
                    TemplatePart::Literal(text) => text.clone(),
                    TemplatePart::Arg(arg) => format!("{{{}}}", arg.canonical.trim_end()),
                    TemplatePart::Dangling(n) => format!("${n}"),
                })
                .collect();
            format!("\"{words}\"")
        }
        other => to_json(other).0,
    };
    shorten(&text, 120)
}

impl Context<'_, '_> {
    fn payload_draft(&self, base: Ix, custom: Ix, what: &str) -> Draft {
        let summary = format!("{}: {what}", describe(self.custom, custom));
        Draft::new(EditKind::Payload, summary)
            .lines(Some(self.custom.line(custom)), Some(self.base.line(base)))
    }
}
