//! What becomes of each change: its outcome, its reason, and its operations on the target.

use rustc_hash::FxHashMap;

use super::graft::Within;
use super::place::{How, Place, Places};
use super::reasons::{describe, source};
use super::{Context, Op, Planned, What};
use crate::edits::Change;
use crate::model::{Confidence, Edit, EditKind, Finding, Outcome, Severity, Triple};
use crate::rules::{
    Rewrite, Rewritten, Rule, code, is_error_message_type, is_removed_class, rewrite_new,
};
use crate::synapse::{Ix, Kind, Tree};

/// Decides every change, in order.
pub(super) fn decide(context: &Context<'_, '_>) -> (Vec<Planned>, Vec<Finding>) {
    let mut decider = Decider {
        context,
        places: Places::of(context),
        planned: Vec::new(),
        findings: Vec::new(),
        dropped_wrappers: FxHashMap::default(),
    };
    decider.name();
    for change in &context.changes.list {
        decider.change(*change);
    }
    (decider.planned, decider.findings)
}

pub(super) struct Decider<'c, 't, 'd> {
    pub(super) context: &'c Context<'t, 'd>,
    pub(super) places: Places,
    planned: Vec<Planned>,
    pub(super) findings: Vec<Finding>,
    /// Wrappers that are left out, each with the rule that says so.
    dropped_wrappers: FxHashMap<Ix, &'static Rule>,
}

/// An edit in the making.
pub(super) struct Draft {
    pub edit: Edit,
}

impl Draft {
    pub(super) fn new(kind: EditKind, summary: String) -> Self {
        Self {
            edit: Edit {
                id: String::new(),
                kind,
                outcome: Outcome::Carried,
                confidence: Confidence::Safe,
                decision: None,
                rule: None,
                summary,
                reason: String::new(),
                custom_line: None,
                base_line: None,
                target_line: None,
                merged_line: None,
                sides: None,
            },
        }
    }

    pub(super) fn lines(mut self, custom: Option<u32>, base: Option<u32>) -> Self {
        self.edit.custom_line = custom;
        self.edit.base_line = base;
        self
    }

    pub(super) fn target_line(mut self, line: Option<u32>) -> Self {
        self.edit.target_line = line;
        self
    }

    pub(super) fn rule(mut self, rule: &'static Rule) -> Self {
        self.edit.rule = Some(rule.code.to_owned());
        self
    }

    pub(super) fn out(mut self, outcome: Outcome, reason: impl Into<String>) -> Self {
        self.edit.outcome = outcome;
        self.edit.reason = reason.into();
        self
    }

    pub(super) fn review(mut self) -> Self {
        self.edit.confidence = Confidence::Review;
        self
    }

    pub(super) fn sides(
        mut self,
        base: Option<String>,
        custom: Option<String>,
        target: Option<String>,
    ) -> Self {
        self.edit.sides = Some(Triple { base, custom, target });
        self
    }
}

impl Decider<'_, '_, '_> {
    fn change(&mut self, change: Change) {
        match change {
            Change::Insert { custom } => self.new_mediator(custom, EditKind::Insert),
            Change::Wrap { custom } => self.new_mediator(custom, EditKind::Wrap),
            Change::Within { custom } => self.within(custom),
            Change::Unwrap { base } => self.unwrap(base),
            Change::Delete { base, after } => self.delete(base, after),
            Change::Alter { base, custom } => self.alter(base, custom),
            Change::Payload { base, custom } => self.payload(base, custom),
            Change::Move { base, custom } => self.moved(base, custom),
            Change::Comment { number } => self.comment(number),
        }
    }

    /// A sequence under another name than the stock one: nobody calls it.
    fn name(&mut self) {
        let context = self.context;
        let name = |tree: &Tree<'_>| {
            let element = tree.node(Ix::ROOT).element;
            let id = tree.doc.find_attribute(element, "name")?;
            Some(tree.doc.attribute_value(id).into_owned())
        };
        let (stock, own) = (name(context.base), name(context.custom));
        if stock == own {
            return;
        }
        let (stock, own) = (stock.unwrap_or_default(), own.unwrap_or_default());
        let line = Some(context.custom.line(Ix::ROOT));
        let message = format!(
            "the sequence is named \"{own}\" instead of \"{stock}\", so the gateway never calls it"
        );
        self.find(&code::NAME_CHANGED, Severity::Error, message, line);
        let draft = Draft::new(EditKind::Change, format!("name \"{stock}\" to \"{own}\""))
            .lines(line, Some(context.base.line(Ix::ROOT)))
            .rule(&code::NAME_CHANGED)
            .out(Outcome::Dropped, "The merged file has the name that the gateway calls.");
        self.push(draft, Vec::new());
    }

    pub(super) fn push(&mut self, draft: Draft, ops: Vec<Op>) {
        self.push_conflict(draft, ops, Vec::new());
    }

    pub(super) fn push_conflict(&mut self, draft: Draft, ops: Vec<Op>, if_custom: Vec<Op>) {
        self.planned.push(Planned { edit: draft.edit, ops, if_custom });
    }

    /// Adds a finding about the edit that is decided next.
    fn find(
        &mut self,
        rule: &'static Rule,
        severity: Severity,
        message: String,
        line: Option<u32>,
    ) {
        let mut finding = rule.finding(severity, message, line);
        finding.edit = Some(self.planned.len().to_string());
        self.findings.push(finding);
    }

    /// A mediator that the base does not have, with or without stock ones inside.
    fn new_mediator(&mut self, custom: Ix, kind: EditKind) {
        let context = self.context;
        let kind = part_kind(context.custom, custom, kind);
        let summary = match (kind, context.custom.parent(custom)) {
            (EditKind::Change, Some(whole)) => {
                format!("{}: {} added", describe(context.custom, whole), context.summary_of(custom))
            }
            _ => context.summary_of(custom),
        };
        let draft = Draft::new(kind, summary).lines(Some(context.custom.line(custom)), None);
        let mut rewrites =
            rewrite_new(context.custom, custom, &context.custom_of, &context.rewriting);
        let held = context.held_by(custom);
        let left_out = self.nothing_left(custom, &rewrites, &held);
        rewrites.retain(|r| !context.is_within(custom, r.node));
        self.own_classes(custom);
        self.report(&rewrites);
        if let Some(rule) = left_out {
            self.dropped_wrappers.insert(custom, rule);
            let reason = format!("{} Left out.", rule.when);
            let mut draft = draft.rule(rule).out(Outcome::Dropped, reason);
            if rule == &code::SUPERSEDED_STOCK {
                draft = draft.review().sides(None, Some(source(context.custom, custom)), None);
            }
            return self.push(draft, Vec::new());
        }
        match self.places.get(custom) {
            Place::Nowhere => {
                self.dropped_wrappers.insert(custom, &code::SUPERSEDED_STOCK);
                let draft = draft
                    .rule(&code::SUPERSEDED_STOCK)
                    .out(
                        Outcome::Dropped,
                        "The stock mediator it stood in is gone from the target.",
                    )
                    .review()
                    .sides(None, Some(source(context.custom, custom)), None);
                self.push(draft, Vec::new());
            }
            Place::Already(target) => {
                let line = Some(context.target.line(target));
                let reason = format!("The target has {} itself.", describe(context.target, target));
                let draft = draft.target_line(line).rule(&code::SAME_IN_TARGET);
                self.push(draft.out(Outcome::AlreadyThere, reason), Vec::new());
            }
            Place::At(spot) => {
                let mut draft = self.new_outcome(draft, custom, &rewrites);
                if held.iter().any(|&(c, _)| context.keeps_xml(c)) {
                    draft = draft.rule(&code::DELIBERATE_XML);
                    draft.edit.reason =
                        format!("{} It is left as it is. ", code::DELIBERATE_XML.when);
                    let message = "XML served on purpose is left as it is".to_owned();
                    let line = Some(context.custom.line(custom));
                    self.find(&code::DELIBERATE_XML, Severity::Note, message, line);
                }
                draft.edit.reason.push_str(&context.why_there(spot));
                if matches!(spot.how, How::EarliestMixed | How::BeforeReader) {
                    draft = draft.review();
                }
                let place =
                    Op::Place { parent: spot.parent, at: spot.at, what: What::Custom(custom) };
                let mut ops = vec![place];
                if context.wraps_news(&held) {
                    draft = draft.review();
                    draft
                        .edit
                        .reason
                        .push_str(" What the target added between them stands outside of it now.");
                }
                for (_, base) in held {
                    match context.target_of.b(base) {
                        Some(target) => ops.push(Op::Take(target)),
                        None if !is_dead(context, base) => draft = draft.review(),
                        None => {}
                    }
                }
                let conflict = draft.edit.outcome == Outcome::Conflict;
                let (ops, if_custom) = if conflict { (Vec::new(), ops) } else { (ops, Vec::new()) };
                self.push_conflict(draft, ops, if_custom);
            }
        }
    }

    /// A new mediator beside the stock ones inside a wrapper.
    fn within(&mut self, custom: Ix) {
        let context = self.context;
        let draft = Draft::new(EditKind::Insert, context.summary_of(custom))
            .lines(Some(context.custom.line(custom)), None);
        let rewrites = rewrite_new(context.custom, custom, &context.custom_of, &context.rewriting);
        self.own_classes(custom);
        self.report(&rewrites);
        let wrapper =
            context.custom.ancestors(custom).find(|n| self.dropped_wrappers.contains_key(n));
        let rule = match wrapper {
            Some(wrapper) => Some(self.dropped_wrappers[&wrapper]),
            None => self.nothing_left(custom, &rewrites, &[]),
        };
        if let Some(rule) = rule {
            let reason = format!("{} Left out.", rule.when);
            return self.push(draft.rule(rule).out(Outcome::Dropped, reason), Vec::new());
        }
        let mut draft = self.new_outcome(draft, custom, &rewrites);
        draft.edit.reason.push_str("Stands inside your own mediator, as in your file.");
        let ops = vec![Op::Include(custom)];
        match draft.edit.outcome {
            Outcome::Conflict => self.push_conflict(draft, Vec::new(), ops),
            _ => self.push(draft, ops),
        }
    }

    /// The outcome of a new mediator that stays, by what is rewritten inside it.
    fn new_outcome(&self, draft: Draft, custom: Ix, rewrites: &[Rewritten]) -> Draft {
        let rewritten = |r: &&Rewritten| matches!(r.rewrite, Rewrite::Json(_) | Rewrite::Value(_));
        if let Some(r) = rewrites.iter().find(|r| matches!(r.rewrite, Rewrite::Unfaithful(_))) {
            let Rewrite::Unfaithful(why) = &r.rewrite else { return draft };
            let reason = format!("The XML payload has no faithful JSON: {why}. ");
            return draft.rule(r.rule).out(Outcome::Conflict, reason).review().sides(
                None,
                Some(source(self.context.custom, custom)),
                None,
            );
        }
        if let Some(r) = rewrites.iter().find(rewritten) {
            let reason = format!("{} It is JSON in the merged file. ", r.rule.when);
            return draft.rule(r.rule).out(Outcome::Rewritten, reason);
        }
        if let Some(r) = rewrites.iter().find(|r| r.rewrite == Rewrite::Keep) {
            let reason = format!("{} It is left as it is. ", r.rule.when);
            return draft.rule(r.rule).out(Outcome::Carried, reason);
        }
        if let Some(r) = rewrites.iter().find(|r| r.rewrite == Rewrite::Drop) {
            let reason = format!("{} That part is left out. ", r.rule.when);
            return draft.rule(r.rule).out(Outcome::Rewritten, reason);
        }
        draft
    }

    /// The rule that leaves nothing of a new mediator, where one does.
    fn nothing_left(
        &self,
        custom: Ix,
        rewrites: &[Rewritten],
        held: &[(Ix, Ix)],
    ) -> Option<&'static Rule> {
        let dropped = rewrites.iter().find(|r| r.rewrite == Rewrite::Drop);
        let first = dropped.map(|r| r.rule);
        let gone = held.iter().find(|(_, b)| self.context.target_of.b(*b).is_none());
        let rule = match (first, gone) {
            (Some(rule), _) => rule,
            (None, Some((_, base))) => gone_rule(self.context, *base),
            (None, None) => return None,
        };
        let within = Within::default();
        let graft = super::Graft::new(self.context, rewrites, &within);
        (!graft.survives(custom)).then_some(rule)
    }

    /// Findings about what was rewritten.
    fn report(&mut self, rewrites: &[Rewritten]) {
        for r in rewrites {
            let line = Some(self.context.custom.line(r.node));
            let name = describe(self.context.custom, r.node);
            let (severity, message) = if r.rule == &code::REMOVED_CLASS {
                (Severity::Warning, format!("{name}: the target release does not have this class"))
            } else if r.rule == &code::ERROR_MESSAGE_TYPE {
                self.error_message_type(r.node);
                continue;
            } else if r.rule == &code::DELIBERATE_XML {
                (Severity::Note, format!("{name}: XML served on purpose is left as it is"))
            } else {
                continue;
            };
            self.find(r.rule, severity, message, line);
        }
    }

    /// Class mediators of the operator's own in something new.
    fn own_classes(&mut self, custom: Ix) {
        let tree = self.context.custom;
        let own = |n: &Ix| {
            tree.kind(*n) == Kind::Class
                && !self.context.is_within(custom, *n)
                && self.context.custom_of.a(*n).is_none()
                && !is_removed_class(tree, *n)
        };
        let classes: Vec<Ix> = tree.subtree(custom).filter(own).collect();
        for class in classes {
            let name = tree.attr(class, "name").unwrap_or("without a name");
            let message = format!("class {name} is your own: the new gateway must have its jar");
            self.find(&code::CUSTOM_CLASS, Severity::Warning, message, Some(tree.line(class)));
        }
    }

    /// JSON is what 4.0.0 answers anyway; any other value was wanted and is lost.
    fn error_message_type(&mut self, custom: Ix) {
        let tree = self.context.custom;
        let value = tree.attr(custom, "value").unwrap_or("").to_owned();
        let (severity, message) = if value.contains("json") {
            (
                Severity::Note,
                format!(
                    "error_message_type=\"{value}\" is not needed any more: 4.0.0 answers JSON. \
                     Clients saw {{\"fault\":{{..}}}} with a numeric code and now get flat members \
                     with a string code"
                ),
            )
        } else {
            (
                Severity::Warning,
                format!("error_message_type=\"{value}\" has no effect in 4.0.0: clients get JSON"),
            )
        };
        let line = Some(tree.line(custom));
        self.find(&code::ERROR_MESSAGE_TYPE, severity, message, line);
    }

    /// A mediator that stands elsewhere.
    fn moved(&mut self, base: Ix, custom: Ix) {
        let context = self.context;
        let summary = format!("{} stands elsewhere", describe(context.custom, custom));
        let draft = Draft::new(EditKind::Move, summary)
            .lines(Some(context.custom.line(custom)), Some(context.base.line(base)));
        let Some(target) = context.target_of.b(base) else {
            return self.edit_of_gone(draft, base, Some(custom));
        };
        let draft = draft.target_line(Some(context.target.line(target)));
        if context.was_moved(base, target) {
            let draft = draft
                .rule(&code::BOTH_CHANGED)
                .out(Outcome::Conflict, "You and the target both moved it.")
                .review()
                .sides(
                    Some(source(context.base, base)),
                    Some(source(context.custom, custom)),
                    Some(source(context.target, target)),
                );
            let if_custom = self.move_ops(custom, target).unwrap_or_default();
            return self.push_conflict(draft, Vec::new(), if_custom);
        }
        match (self.places.get(custom), self.move_ops(custom, target)) {
            (Place::At(spot), Some(ops)) => {
                let why = context.why_there(spot);
                let draft = match context.is_redundant(target) {
                    true => draft.rule(&code::REDUNDANT_IN_TARGET),
                    false => draft,
                };
                self.push(draft.out(Outcome::Carried, why), ops);
            }
            _ => {
                let reason = "The list you moved it to is gone from the target.";
                let draft = draft.rule(&code::SUPERSEDED_STOCK).out(Outcome::Dropped, reason);
                let sides = Some(source(context.custom, custom));
                self.push(draft.review().sides(None, sides, None), Vec::new());
            }
        }
    }

    fn move_ops(&self, custom: Ix, target: Ix) -> Option<Vec<Op>> {
        let Place::At(spot) = self.places.get(custom) else { return None };
        let what = What::Target(target, custom);
        Some(vec![Op::Take(target), Op::Place { parent: spot.parent, at: spot.at, what }])
    }

    /// A stock mediator that is gone with all below it.
    fn delete(&mut self, base: Ix, after: Option<Ix>) {
        let context = self.context;
        let line = after.map(|a| context.custom.line(a));
        let kind = part_kind(context.base, base, EditKind::Delete);
        let summary = match (kind, context.base.parent(base)) {
            (EditKind::Change, Some(whole)) => format!(
                "{}: {} taken away",
                describe(context.base, whole),
                describe(context.base, base)
            ),
            _ => describe(context.base, base),
        };
        let draft = Draft::new(kind, summary).lines(line, Some(context.base.line(base)));
        let Some(target) = context.target_of.b(base) else {
            let reason = "The target does not have it either.";
            let draft = draft.rule(&code::SAME_IN_TARGET);
            return self.push(draft.out(Outcome::AlreadyThere, reason), Vec::new());
        };
        let draft = draft.target_line(Some(context.target.line(target)));
        let ops = vec![Op::Remove(target)];
        if context.is_redundant(target) {
            let reason = "It does nothing in the target: a JSON payload sets messageType itself.";
            let draft = draft.rule(&code::REDUNDANT_IN_TARGET);
            return self.push(draft.out(Outcome::Carried, reason), ops);
        }
        if context.same_in_target(base, target) && !context.was_moved(base, target) {
            return self
                .push(draft.out(Outcome::Carried, "You took it out; so does the merge."), ops);
        }
        if context.base.kind(base) == Kind::PayloadFactory {
            return self.delete_payload(draft, base, target, ops);
        }
        let draft = draft
            .rule(&code::BOTH_CHANGED)
            .out(Outcome::Conflict, "You deleted it; the target changed it.")
            .review()
            .sides(Some(source(context.base, base)), None, Some(source(context.target, target)));
        self.push_conflict(draft, Vec::new(), ops);
    }

    /// A stock wrapper that is gone while what it held is still there.
    fn unwrap(&mut self, base: Ix) {
        let context = self.context;
        let summary = format!("{} is gone, what it held is not", describe(context.base, base));
        let draft = Draft::new(EditKind::Wrap, summary).lines(None, Some(context.base.line(base)));
        let Some(target) = context.target_of.b(base) else {
            let draft = draft.rule(&code::SAME_IN_TARGET);
            let reason = "The target does not have it either.";
            return self.push(draft.out(Outcome::AlreadyThere, reason), Vec::new());
        };
        let draft = draft.target_line(Some(context.target.line(target)));
        let added = context.target.subtree(target).skip(1).any(|t| context.is_new_in_target(t));
        if added {
            let draft = draft
                .rule(&code::BOTH_CHANGED)
                .out(Outcome::Conflict, "You took it away; the target added to what it holds.")
                .review()
                .sides(
                    Some(source(context.base, base)),
                    None,
                    Some(source(context.target, target)),
                );
            return self.push_conflict(draft, Vec::new(), vec![Op::Remove(target)]);
        }
        let mut ops = vec![Op::Remove(target)];
        for (held, custom) in context.left_by(base) {
            if context.custom.parent(custom) == context.unwrapped_into(base)
                && let Some(held) = context.target_of.b(held)
            {
                ops.extend(self.move_ops(custom, held).unwrap_or_default());
            }
        }
        let reason = "You took it away and kept what it held; so does the merge.";
        self.push(draft.out(Outcome::Carried, reason), ops);
    }

    /// An edit of a stock mediator that the target does not have any more.
    pub(super) fn edit_of_gone(&mut self, draft: Draft, base: Ix, custom: Option<Ix>) {
        let context = self.context;
        let rule = gone_rule(context, base);
        if rule == &code::ERROR_MESSAGE_TYPE {
            custom.into_iter().for_each(|c| self.error_message_type(c));
        } else if rule == &code::REMOVED_CLASS {
            let line = custom.map(|c| context.custom.line(c));
            let name = match custom {
                Some(custom) => describe(context.custom, custom),
                None => describe(context.base, base),
            };
            let message = format!("{name}: the target release does not have this class");
            self.find(rule, Severity::Warning, message, line);
        }
        let draft = draft.rule(rule).out(Outcome::Dropped, rule.when);
        if rule != &code::SUPERSEDED_STOCK {
            return self.push(draft, Vec::new());
        }
        let theirs = custom.map(|c| source(context.custom, c));
        let draft = draft.review().sides(Some(source(context.base, base)), theirs, None);
        self.push(draft, Vec::new());
    }
}

/// A part that was added to a mediator, or taken from it, changes that mediator.
fn part_kind(tree: &Tree<'_>, node: Ix, kind: EditKind) -> EditKind {
    let part = tree.parent(node).is_some_and(|p| {
        let branches = matches!(tree.kind(p), Kind::Filter | Kind::Switch);
        !branches && !tree.kind(p).is_mediator_list()
    });
    if part { EditKind::Change } else { kind }
}

/// The rule behind the drop of an edit to a stock mediator that the target does not have.
fn gone_rule(context: &Context<'_, '_>, base: Ix) -> &'static Rule {
    if is_removed_class(context.base, base) {
        &code::REMOVED_CLASS
    } else if is_error_message_type(context.base, base) {
        &code::ERROR_MESSAGE_TYPE
    } else {
        &code::SUPERSEDED_STOCK
    }
}

/// Whether a stock mediator that the target lacks had no effect a careful engineer would miss.
fn is_dead(context: &Context<'_, '_>, base: Ix) -> bool {
    gone_rule(context, base) != &code::SUPERSEDED_STOCK
}

impl Context<'_, '_> {
    /// Whether a new node stands in a wrapper as an edit of its own.
    fn is_within(&self, wrapper: Ix, node: Ix) -> bool {
        let holds =
            |n: Ix| self.custom.subtree(n).skip(1).any(|below| self.custom_of.a(below).is_some());
        node != wrapper && holds(wrapper) && !holds(node)
    }

    /// Whether the target moved some of the stock mediators, or put something between them.
    fn wraps_news(&self, held: &[(Ix, Ix)]) -> bool {
        let there: Vec<(Ix, Ix)> =
            held.iter().filter_map(|&(_, b)| Some((b, self.target_of.b(b)?))).collect();
        let moved = there.iter().any(|&(b, t)| self.was_moved(b, t));
        let numbers = there.iter().map(|&(_, t)| self.number(t));
        let (Some(first), Some(last)) = (numbers.clone().min(), numbers.max()) else {
            return false;
        };
        let Some(list) = there.first().and_then(|&(_, t)| self.target.parent(t)) else {
            return moved;
        };
        let between = self.target.children(list).skip(first).take(last - first);
        moved || between.into_iter().any(|t| self.is_new_in_target(t))
    }

    /// Whether the target has a node of the base under another parent or in another order.
    pub(super) fn was_moved(&self, base: Ix, target: Ix) -> bool {
        let parent = self.base.parent(base).and_then(|p| self.target_of.b(p));
        parent != self.target.parent(target)
    }

    /// Whether a node of the target does nothing, by a fact: the filter that sets messageType to
    /// JSON by method, after a payload that sets it for every method (wso2-synapse
    /// v2.1.7-wso2v227, `PayloadFactoryMediator`).
    fn is_redundant(&self, target: Ix) -> bool {
        let tree = self.target;
        let sets_json = |n: Ix| {
            tree.kind(n) == Kind::Property
                && tree.attr(n, "name") == Some("messageType")
                && tree.attr(n, "value") == Some("application/json")
        };
        self.rewriting.to_json
            && tree.kind(target) == Kind::Filter
            && tree.attr(target, "source") == Some("$axis2:HTTP_METHOD")
            && tree
                .subtree(target)
                .skip(1)
                .all(|n| sets_json(n) || matches!(tree.kind(n), Kind::Then | Kind::Else))
    }
}
