//! What becomes of each change: its outcome, its reason, and its operations on the target.

use rustc_hash::{FxHashMap, FxHashSet};

use super::draft::Draft;
use super::kept::Kept;
use super::place::{Place, Places, Spot};
use super::reasons::{describe, source};
use super::rivals::Rivals;
use super::{Context, Op, Planned, What};
use crate::edits::Change;
use crate::model::{EditKind, Finding, Outcome, Severity};
use crate::program::{Ix, Kind, Tree};
use crate::rules::{Rule, answered_json, code, is_error_message_type, is_removed_class};

/// Decides every change, in order.
pub(super) fn decide(context: &Context<'_, '_>) -> (Vec<Planned>, Vec<Finding>) {
    let places = Places::of(context);
    let mut decider = Decider {
        context,
        rivals: Rivals::of(context, &places),
        kept: Kept::of(context, &places),
        places,
        planned: Vec::new(),
        current: None,
        findings: Vec::new(),
        dropped_wrappers: FxHashMap::default(),
        target_comments: comments_of(context.target),
        taken_over: FxHashSet::default(),
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
    pub(super) kept: Kept,
    pub(super) rivals: Rivals,
    planned: Vec<Planned>,
    /// The change that is being decided.
    current: Option<Change>,
    pub(super) findings: Vec<Finding>,
    /// Wrappers that are left out, each with the rule that says so.
    pub(super) dropped_wrappers: FxHashMap<Ix, &'static Rule>,
    /// What the target's comments say, by the list they stand in.
    pub(super) target_comments: FxHashSet<(Ix, &'c str)>,
    /// The payloads of custom that replace the target's unchanged, with their comments.
    pub(super) taken_over: FxHashSet<Ix>,
}

impl Decider<'_, '_, '_> {
    fn change(&mut self, change: Change) {
        self.current = Some(change);
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
        self.planned.push(Planned { edit: draft.edit, change: self.current, ops, if_custom });
    }

    /// Adds a finding about the edit that is decided next.
    pub(super) fn find(
        &mut self,
        rule: &'static Rule,
        severity: Severity,
        message: String,
        line: Option<u32>,
    ) {
        let mut finding = rule.finding(severity, message, line);
        finding.edit = Some(self.planned.len() + 1);
        self.findings.push(finding);
    }

    /// JSON is what 4.0.0 answers anyway; any other value was wanted and is lost.
    pub(super) fn error_message_type(&mut self, custom: Ix) {
        let tree = self.context.custom;
        let value = tree.attr(custom, "value").unwrap_or("").to_owned();
        let (severity, message) = if answered_json(&value) {
            (
                Severity::Note,
                format!(
                    "error_message_type=\"{value}\" is not needed any more: 4.0.0 answers JSON"
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
        if context.was_moved(base, target) || context.was_reordered(target) {
            return self.moved_twice(draft, base, custom, target);
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
                let own = Some(source(context.custom, custom));
                self.push(draft.superseded(reason, None, own), Vec::new());
            }
        }
    }

    /// A mediator that the target moved too: to the same place, or to another.
    fn moved_twice(&mut self, draft: Draft, base: Ix, custom: Ix, target: Ix) {
        let context = self.context;
        let same = match self.places.get(custom) {
            Place::At(spot) => context.is_beside(target, spot),
            _ => false,
        };
        if same {
            return self.push(draft.same_in_target("The target moved it there too."), Vec::new());
        }
        let draft = draft.both_changed(
            "You and the target both moved it.",
            Some(source(context.base, base)),
            Some(source(context.custom, custom)),
            Some(source(context.target, target)),
        );
        let if_custom = self.move_ops(custom, target).unwrap_or_default();
        self.push_conflict(draft, Vec::new(), if_custom);
    }

    pub(super) fn move_ops(&self, custom: Ix, target: Ix) -> Option<Vec<Op>> {
        let Place::At(spot) = self.places.get(custom) else { return None };
        let what = What::Target(target, custom);
        Some(vec![Op::Take(target), Op::Place { parent: spot.parent, at: spot.at, what }])
    }

    /// An edit of a stock mediator that the target does not have any more.
    pub(super) fn edit_of_gone(&mut self, draft: Draft, base: Ix, custom: Option<Ix>) {
        let context = self.context;
        if let Some((custom, spot)) = custom.and_then(|c| Some((c, self.kept.spot(c)?))) {
            let reason = "The target does not set it any more, and a mediator of yours reads it.";
            let place = Op::Place { parent: spot.parent, at: spot.at, what: What::Custom(custom) };
            return self.push(draft.out(Outcome::Carried, reason), vec![place]);
        }
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
        let draft = match rule == &code::SUPERSEDED_STOCK {
            true => {
                let own = custom.map(|c| source(context.custom, c));
                draft.superseded(rule.when, Some(source(context.base, base)), own)
            }
            false => draft.rule(rule).out(Outcome::Dropped, rule.when),
        };
        self.push(draft, Vec::new());
    }
}

/// A part that was added to a mediator, or taken from it, changes that mediator.
pub(super) fn part_kind(tree: &Tree<'_>, node: Ix, kind: EditKind) -> EditKind {
    let part = tree.parent(node).is_some_and(|p| {
        let branches = matches!(tree.kind(p), Kind::Filter | Kind::Switch);
        !branches && !tree.kind(p).is_mediator_list()
    });
    if part { EditKind::Change } else { kind }
}

/// The rule behind the drop of an edit to a stock mediator that the target does not have.
pub(super) fn gone_rule(context: &Context<'_, '_>, base: Ix) -> &'static Rule {
    if is_removed_class(context.base, base) {
        &code::REMOVED_CLASS
    } else if is_error_message_type(context.base, base) {
        &code::ERROR_MESSAGE_TYPE
    } else {
        &code::SUPERSEDED_STOCK
    }
}

/// Whether a stock mediator that the target lacks had no effect a careful engineer would miss.
pub(super) fn is_dead(context: &Context<'_, '_>, base: Ix) -> bool {
    gone_rule(context, base) != &code::SUPERSEDED_STOCK
}

impl Context<'_, '_> {
    /// Whether the target has a node of the base under another parent.
    pub(super) fn was_moved(&self, base: Ix, target: Ix) -> bool {
        let parent = self.base.parent(base).and_then(|p| self.target_of.b(p));
        parent != self.target.parent(target)
    }

    /// Whether the target has a node of the base in the same list and in another order.
    pub(super) fn was_reordered(&self, target: Ix) -> bool {
        let same_list = self.target_of.a(target).is_some_and(|base| !self.was_moved(base, target));
        same_list && !self.target_stays[target.index()]
    }

    /// Whether a node of the target stands at a spot already: nothing that kept its place is between
    /// them.
    fn is_beside(&self, target: Ix, spot: Spot) -> bool {
        if self.target.parent(target) != Some(spot.parent) {
            return false;
        }
        let here = self.number(target);
        let between = match here < spot.at {
            true => here + 1..spot.at,
            false => spot.at..here,
        };
        let mut passed = self.target.children(spot.parent).skip(between.start).take(between.len());
        passed.all(|t| !self.target_stays[t.index()])
    }

    /// Whether a node of the target does nothing, by a fact: the filter that sets messageType to
    /// JSON by method, after a payload that sets it for every method (wso2-synapse
    /// v2.1.7-wso2v227, `PayloadFactoryMediator`).
    pub(super) fn is_redundant(&self, target: Ix) -> bool {
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

/// What the target's comments say, each with the list it stands in.
fn comments_of<'t>(target: &'t Tree<'_>) -> FxHashSet<(Ix, &'t str)> {
    target.comments().iter().map(|c| (c.parent, target.comment_text(c))).collect()
}
