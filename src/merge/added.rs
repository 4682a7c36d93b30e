//! What the operator added: new mediators, wrappers around stock ones, and what stands beside those.

use super::decide::{Decider, gone_rule, is_dead, part_kind};
use super::draft::Draft;
use super::graft::{Graft, Within};
use super::instead::is_json;
use super::place::{How, Place, Spot};
use super::reasons::{describe, source};
use super::rivals::{Rival, is_one_only};
use super::{Context, Op, What};
use crate::model::{EditKind, Outcome, Severity};
use crate::program::Ix;
use crate::rules::{Fate, Rewrite, Rewritten, Rule, code, is_error_message_type};

impl Decider<'_, '_, '_> {
    /// A mediator that the base does not have, with or without stock ones inside.
    pub(super) fn new_mediator(&mut self, custom: Ix, kind: EditKind) {
        let context = self.context;
        let draft = context.addition(custom, kind);
        let mut rewrites = context.rewriter().new_nodes(custom);
        let held = context.held_by(custom);
        let left_out = self.nothing_left(custom, &rewrites, &held);
        rewrites.retain(|r| !context.is_within(custom, r.node));
        self.report(&rewrites);
        let own = || Some(source(context.custom, custom));
        if let Some(rule) = left_out {
            self.dropped_wrappers.insert(custom, rule);
            let draft = match rule == &code::SUPERSEDED_STOCK {
                true => draft.superseded(rule.when, None, own()),
                false => draft.rule(rule).out(Outcome::Dropped, rule.when),
            };
            let draft = self.with_doubts(draft, &rewrites);
            return self.push(draft, Vec::new());
        }
        match self.places.get(custom) {
            Place::Nowhere => {
                self.dropped_wrappers.insert(custom, &code::SUPERSEDED_STOCK);
                let reason = "The stock mediator it stood in is gone from the target.";
                self.push(draft.superseded(reason, None, own()), Vec::new());
            }
            Place::Already(target) => {
                self.dropped_wrappers.insert(custom, &code::SAME_IN_TARGET);
                let reason = format!("The target has {} itself.", describe(context.target, target));
                let draft = draft.target_line(Some(context.target.line(target)));
                self.push(draft.same_in_target(reason), Vec::new());
            }
            Place::At(spot) => {
                let draft = self.new_outcome(draft, custom, &rewrites);
                match self.rivals.of_new(custom) {
                    Some(rival) => self.instead_of(draft, custom, rival, spot, &held),
                    None => self.put(draft, custom, spot, &held),
                }
            }
        }
    }

    /// Something that the target has too, as another one, or took away.
    fn instead_of(
        &mut self,
        draft: Draft,
        custom: Ix,
        rival: Rival,
        spot: Spot,
        held: &[(Ix, Ix)],
    ) {
        let context = self.context;
        let own = Some(source(context.custom, custom));
        let mut ops = Vec::new();
        let draft = match rival {
            Rival::Other(theirs) => {
                let reason = match is_one_only(context.custom.kind(custom)) {
                    true => "You and the target both have a new one, and there can be one.",
                    false if context.differs(custom, theirs) => {
                        "You and the target both added it here, with different content."
                    }
                    false => "You and the target both added it, in different places.",
                };
                ops.push(Op::Remove(theirs));
                let line = Some(context.target.line(theirs));
                let theirs = Some(source(context.target, theirs));
                draft.target_line(line).both_changed(reason, None, own, theirs)
            }
            Rival::Gone(base) => {
                let reason = "You changed it; the target took it away.";
                draft.both_changed(reason, Some(source(context.base, base)), own, None)
            }
        };
        ops.push(Op::Place { parent: spot.parent, at: spot.at, what: What::Custom(custom) });
        ops.extend(held.iter().filter_map(|&(_, b)| context.target_of.b(b)).map(Op::Take));
        self.push_conflict(draft, Vec::new(), ops);
    }

    /// Puts a new mediator, and the stock ones it holds, at a spot of the target.
    fn put(&mut self, mut draft: Draft, custom: Ix, spot: Spot, held: &[(Ix, Ix)]) {
        let context = self.context;
        let kept = held.iter().find_map(|&(c, _)| context.kept_xml(c));
        if let Some(Fate::Stays(why) | Fate::Chosen(why)) = &kept {
            let rule = &code::DELIBERATE_XML;
            let reason = format!("The stock payload stays XML: it {why}. ");
            draft = draft.rule(rule).out(Outcome::Carried, reason);
            let message = format!("the stock payload stays XML: it {why}");
            self.find(rule, Severity::Note, message, Some(context.custom.line(custom)));
        }
        if matches!(kept, Some(Fate::Chosen(_))) {
            draft = draft.review();
        }
        let becomes_json =
            matches!(draft.edit.outcome, Outcome::Rewritten) || is_json(context.custom, custom);
        let stock = || context.replaced_by(custom, spot, &self.places);
        if draft.edit.outcome != Outcome::Conflict
            && let Some(stock) = becomes_json.then(stock).flatten()
        {
            let line = context.target.line(stock);
            draft = draft.target_line(Some(line));
            draft.edit.reason.push_str("It takes the place of the target's own JSON payload.");
            return self.push(draft, context.instead(custom, stock));
        }
        draft.edit.reason.push_str(&context.why_there(spot));
        if matches!(spot.how, How::EarliestMixed | How::BeforeReader) {
            draft = draft.review();
        }
        if let Some(undone) = context.undone_by_wrapping(held) {
            draft = draft.review();
            draft.edit.reason.push_str(undone);
        }
        let place = |c: Ix| Op::Place { parent: spot.parent, at: spot.at, what: What::Custom(c) };
        let mut ops = vec![place(custom)];
        for &stock in self.kept.with(custom).iter().filter(|&&s| !context.is_altered(s)) {
            let name = describe(context.custom, stock);
            draft.edit.reason.push_str(&format!(" {name} is kept too: it needs that."));
            if !is_error_message_type(context.custom, stock) {
                draft = draft.review();
            }
            ops.push(place(stock));
        }
        for &(_, base) in held {
            match context.target_of.b(base) {
                Some(target) => ops.push(Op::Take(target)),
                None if !is_dead(context, base) => draft = draft.review(),
                None => {}
            }
        }
        if draft.edit.outcome != Outcome::Conflict && context.target_moved_some(held) {
            let reason = "You put it inside your own mediator; the target put it elsewhere.";
            let sides = (source(context.custom, custom), context.sources_in_target(held));
            let draft = draft.both_changed(reason, None, Some(sides.0), Some(sides.1));
            return self.push_conflict(draft, Vec::new(), ops);
        }
        self.push_new(draft, ops);
    }

    /// A conflict leaves the target as it is until it is settled.
    fn push_new(&mut self, draft: Draft, ops: Vec<Op>) {
        match draft.edit.outcome {
            Outcome::Conflict => self.push_conflict(draft, Vec::new(), ops),
            _ => self.push(draft, ops),
        }
    }

    /// A new mediator beside the stock ones inside a wrapper.
    pub(super) fn within(&mut self, custom: Ix) {
        let context = self.context;
        let draft = Draft::new(EditKind::Insert, context.summary_of(custom))
            .lines(Some(context.custom.line(custom)), None);
        let rewrites = context.rewriter().new_nodes(custom);
        self.report(&rewrites);
        let wrapper =
            context.custom.ancestors(custom).find(|n| self.dropped_wrappers.contains_key(n));
        let rule = match wrapper {
            Some(wrapper) => Some(self.dropped_wrappers[&wrapper]),
            None => self.nothing_left(custom, &rewrites, &[]),
        };
        if let Some(rule) = rule {
            let draft = match rule == &code::SAME_IN_TARGET {
                true => draft.same_in_target("The target has it there itself."),
                false => draft.rule(rule).out(Outcome::Dropped, rule.when),
            };
            return self.push(self.with_doubts(draft, &rewrites), Vec::new());
        }
        let mut draft = self.new_outcome(draft, custom, &rewrites);
        draft.edit.reason.push_str("Stands inside your own mediator, as in your file.");
        self.push_new(draft, vec![Op::Include(custom)]);
    }

    /// The outcome of a new mediator that stays, by what is rewritten inside it.
    fn new_outcome(&self, draft: Draft, custom: Ix, rewrites: &[Rewritten]) -> Draft {
        self.with_doubts(self.outcome_of(draft, custom, rewrites), rewrites)
    }

    /// An edit with what a person must look at in it.
    fn with_doubts(&self, mut draft: Draft, rewrites: &[Rewritten]) -> Draft {
        for r in rewrites.iter().filter(|r| r.doubtful) {
            draft = draft.review();
            if let Some(why) = r.because.as_ref().filter(|why| !draft.edit.reason.contains(*why)) {
                let reason = &mut draft.edit.reason;
                let space = if reason.is_empty() || reason.ends_with(' ') { "" } else { " " };
                let name = describe(self.context.custom, r.node);
                reason.push_str(&format!("{space}Look at {name}: it {why}. "));
            }
        }
        draft
    }

    fn outcome_of(&self, draft: Draft, custom: Ix, rewrites: &[Rewritten]) -> Draft {
        let rewritten =
            |r: &&Rewritten| matches!(r.rewrite, Rewrite::Json(_) | Rewrite::Attributes(_));
        if let Some(r) = rewrites.iter().find(|r| matches!(r.rewrite, Rewrite::Unfaithful(_))) {
            let Rewrite::Unfaithful(why) = &r.rewrite else { return draft };
            let reason = format!("The XML payload has no faithful JSON: {why}. ");
            return draft.rule(r.rule).out(Outcome::Conflict, reason).review().sides(
                None,
                Some(source(self.context.custom, custom)),
                None,
            );
        }
        if let Some(r) = rewrites.iter().find(|r| matches!(r.rewrite, Rewrite::Lost(_))) {
            let Rewrite::Lost(why) = &r.rewrite else { return draft };
            let reason = format!("{why}, and no payload before it says what that was. ");
            let own = Some(source(self.context.custom, custom));
            return draft
                .rule(r.rule)
                .out(Outcome::Conflict, reason)
                .review()
                .sides(None, own, None);
        }
        let unknown = rewrites.iter().any(|r| r.rule == &code::UNKNOWN_MEDIATOR);
        let draft = if unknown { draft.review() } else { draft };
        if let Some(r) = rewrites.iter().find(rewritten) {
            let how = match r.rewrite {
                Rewrite::Json(_) => "It is JSON in the merged file. ",
                _ => "It is written otherwise in the merged file. ",
            };
            return draft.rule(r.rule).out(Outcome::Rewritten, format!("{} {how}", r.rule.when));
        }
        let kept = |r: &&Rewritten| r.rewrite == Rewrite::Keep && r.rule != &code::UNKNOWN_MEDIATOR;
        if let Some(r) = rewrites.iter().find(kept) {
            let reason = match &r.because {
                Some(why) if r.rule == &code::DELIBERATE_XML => format!("It stays XML: it {why}. "),
                Some(why) => format!("It is left as it is: it {why}. "),
                None => format!("{} It is left as it is. ", r.rule.when),
            };
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
        let graft = Graft::new(self.context, rewrites, &within);
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
            } else if let Some(why) = r.because.as_ref().filter(|_| r.rule == &code::DELIBERATE_XML)
            {
                (Severity::Note, format!("{name} stays XML: it {why}"))
            } else {
                continue;
            };
            self.find(r.rule, severity, message, line);
        }
    }
}

impl Context<'_, '_> {
    /// An edit that adds a mediator, or a part to one.
    fn addition(&self, custom: Ix, kind: EditKind) -> Draft {
        let kind = part_kind(self.custom, custom, kind);
        let summary = match (kind, self.custom.parent(custom)) {
            (EditKind::Change, Some(whole)) => {
                format!("{}: {} added", describe(self.custom, whole), self.summary_of(custom))
            }
            _ => self.summary_of(custom),
        };
        Draft::new(kind, summary).lines(Some(self.custom.line(custom)), None)
    }

    /// Whether a new node stands in a wrapper as an edit of its own.
    fn is_within(&self, wrapper: Ix, node: Ix) -> bool {
        let holds =
            |n: Ix| self.custom.subtree(n).skip(1).any(|below| self.custom_of.a(below).is_some());
        node != wrapper && holds(wrapper) && !holds(node)
    }

    /// Whether the target put some of the stock mediators into another list.
    fn target_moved_some(&self, held: &[(Ix, Ix)]) -> bool {
        held.iter().any(|&(_, b)| self.target_of.b(b).is_some_and(|t| self.was_moved(b, t)))
    }

    /// Where the target has stock mediators that it moved: what they stand in there.
    fn sources_in_target(&self, held: &[(Ix, Ix)]) -> String {
        let moved = held.iter().filter_map(|&(_, b)| {
            let t = self.target_of.b(b).filter(|&t| self.was_moved(b, t))?;
            let around = self.target.ancestors(t).find(|&n| self.is_new_in_target(n));
            Some(around.filter(|&n| n != Ix::ROOT).unwrap_or(t))
        });
        let mut tops: Vec<Ix> = moved.collect();
        tops.dedup();
        tops.into_iter().map(|t| source(self.target, t)).collect::<Vec<_>>().join("\n")
    }

    /// What the target did with the stock mediators in a wrapper and is not in the merged file: it
    /// moved some of them, or put something between them.
    fn undone_by_wrapping(&self, held: &[(Ix, Ix)]) -> Option<&'static str> {
        let there: Vec<(Ix, Ix)> =
            held.iter().filter_map(|&(_, b)| Some((b, self.target_of.b(b)?))).collect();
        if there.iter().any(|&(b, t)| self.was_moved(b, t) || self.was_reordered(t)) {
            return Some(" The target moved some of them: they stand as in your file.");
        }
        let numbers = there.iter().map(|&(_, t)| self.number(t));
        let (first, last) = (numbers.clone().min()?, numbers.max()?);
        let list = self.target.parent(there.first()?.1)?;
        let mut between = self.target.children(list).skip(first).take(last - first);
        let news = " What the target added between them stands outside of it now.";
        between.any(|t| self.is_new_in_target(t)).then_some(news)
    }
}
