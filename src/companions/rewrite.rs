//! What becomes of the text of a companion: each rewriting is an edit that can be rejected.

use super::Around;
use super::contexts::reached;
use crate::matching::{Matching, Versions};
use crate::merge::{Decisions, describe};
use crate::model::{
    ClassJars, Confidence, Decision, Edit, EditKind, Finding, Formatters, Outcome, Severity, Triple,
};
use crate::program::{Ix, Kind, NAMESPACE, Tree};
use crate::rules::{
    Audience, Patch, Rewrite, Rewriter, Rewriting, Rewritten, Rule, Scene, Setting, as_it_stands,
    code, json_payload_text, sets_json_message_type, to_rewrite,
};
use crate::stock::Release;
use crate::xml::{Document, Overlap, Span, Splices, escape_attribute};

/// A companion as it is written for the new gateway.
#[derive(Debug, Clone)]
pub struct Rewrote {
    /// Its text.
    pub text: String,
    /// What was rewritten, without ids.
    pub edits: Vec<Edit>,
    /// What is to be said about it as it would stand on the new gateway.
    pub findings: Vec<Finding>,
    /// The text, read; none where it is that of the companion as it was.
    pub doc: Option<Document>,
}

/// What rewriting a companion depends on.
#[derive(Debug, Clone, Copy)]
pub struct Rewrites<'t> {
    /// True if anything is rewritten.
    pub any: bool,
    /// The oldest release that any of the callers comes from.
    pub base_release: Release,
    /// The target's release.
    pub release: Release,
    /// Where the new gateway has the classes that are named, where its jars are known.
    pub classes: Option<&'t ClassJars>,
    /// What the gateways write bodies with, beyond what their releases register.
    pub formatters: &'t Formatters,
}

/// Rewrites a companion's XML payloads to JSON where its callers answer JSON now, and what else the
/// target needs otherwise.
///
/// `around` are the sequences that it calls and that come to it.
///
/// One whose XML goes out as JSON already keeps its payloads: its clients' contract holds.
pub fn rewrite(
    tree: &Tree<'_>,
    to: &Rewrites<'_>,
    around: &Around,
    decisions: &Decisions,
) -> Rewrote {
    let rewriting = Rewriting::between(to.base_release, to.release);
    let audience =
        Audience::new(tree, rewriting.base, &around.callees, reached(tree, around, rewriting.base));
    let rewriter = Rewriter { audience: &audience, matching: &Matching::none(tree), rewriting };
    let mut rewrites = match to.any {
        true => rewriter.new_nodes(Ix::ROOT),
        false => Vec::new(),
    };
    let mut findings = Vec::new();
    let is_json =
        |r: &Rewritten| matches!(r.rewrite, Rewrite::Json(_)) && r.rule != &code::INLINE_CTX;
    let kept = rewrites.iter().find(|r| is_json(r)).filter(|_| sets_json_message_type(tree));
    let keeps_wrapper = kept.is_some();
    if let Some(payload) = kept {
        let message = "its XML payload goes out as {\"fault\":{..}}, as it did".to_owned();
        let line = Some(tree.line(payload.node));
        findings.push(code::WRAPPER_KEPT.finding(Severity::Note, message, line));
        rewrites.retain(|r| !OF_THE_BODY.contains(&r.rule.code));
    }
    let mut edits = Vec::new();
    let mut accepted = Vec::new();
    for r in rewrites {
        let Some(mut edit) = edit(tree, &r) else { continue };
        edit.decision = decisions.on(edits.len() + 1, &edit);
        if edit.decision != Some(Decision::Reject) {
            accepted.push(r);
        }
        edits.push(edit);
    }
    let text = splice(tree, &accepted).unwrap_or_else(|_| tree.doc.text().to_owned());
    let done: Vec<(&Rule, u32)> = accepted.iter().map(|r| (r.rule, tree.line(r.node))).collect();
    let is_as_it_was = text == tree.doc.text();
    let doc = (!is_as_it_was).then(|| Document::parse(&text).ok()).flatten();
    if let Some(merged) = doc.as_ref().or_else(|| is_as_it_was.then_some(tree.doc)) {
        findings.extend(as_it_would_stand(&audience, merged, to, around).into_iter().filter(|f| {
            let is_it = |(rule, line): &(&Rule, u32)| rule.code == f.rule && f.line == Some(*line);
            let is_kept = keeps_wrapper
                && [code::XML_PAYLOAD.code, code::MESSAGE_TYPE.code].contains(&f.rule.as_str());
            !done.iter().any(is_it) && !is_kept
        }));
        let merged = Tree::of(merged, merged.root());
        let there = Matching::of(tree, &merged);
        for (edit, r) in
            edits.iter_mut().filter(|e| e.decision != Some(Decision::Reject)).zip(&accepted)
        {
            edit.merged_line = there.b(r.node).map(|n| merged.line(n));
        }
    }
    Rewrote { text, edits, findings, doc }
}

/// The rules that would change what a companion answers.
const OF_THE_BODY: [&str; 5] =
    ["xml-payload", "message-type", "pox-fault", "reads-fault-wrapper", "reads-xml-body"];

/// A rewriting as an edit; none for what only a finding is about.
fn edit(tree: &Tree<'_>, r: &Rewritten) -> Option<Edit> {
    let name = describe(tree, r.node);
    let mut edit = Edit {
        number: 0,
        kind: EditKind::Change,
        outcome: Outcome::Rewritten,
        confidence: Confidence::Safe,
        decision: None,
        rule: Some(r.rule.code.to_owned()),
        summary: String::new(),
        reason: r.rule.when.to_owned(),
        custom_line: Some(tree.line(r.node)),
        base_line: None,
        target_line: None,
        merged_line: None,
        together: Vec::new(),
        sides: None,
    };
    match &r.rewrite {
        Rewrite::Json(_) => {
            edit.kind = EditKind::Payload;
            edit.summary = format!("{name}: as JSON");
        }
        Rewrite::Attributes(patches) => {
            let set = patches.iter().flat_map(|p| &p.set);
            let set: Vec<String> = set.map(|(n, v)| format!("{n}=\"{v}\"")).collect();
            edit.summary = format!("{name}: {}", set.join(", "));
        }
        Rewrite::Drop => {
            edit.kind = EditKind::Delete;
            edit.outcome = Outcome::Dropped;
            edit.summary = format!("{name}: left out");
        }
        Rewrite::Unfaithful(why) => {
            edit.kind = EditKind::Payload;
            edit.outcome = Outcome::Carried;
            edit.summary = format!("{name}: stays XML");
            edit.reason = format!("It has no faithful JSON: {why}.");
        }
        Rewrite::Lost(why) => {
            edit.outcome = Outcome::Carried;
            edit.summary = format!("{name}: stays as it is");
            edit.reason = format!("{why}, and no payload before it says what that was.");
        }
        Rewrite::Keep if !r.doubtful => return None,
        Rewrite::Keep => {
            edit.outcome = Outcome::Carried;
            edit.summary = format!("{name}: stays as it is");
        }
    }
    if let Some(why) = &r.because {
        edit.reason = format!("{} Look at it: it {why}.", edit.reason);
    }
    if r.doubtful || matches!(r.rewrite, Rewrite::Unfaithful(_) | Rewrite::Lost(_)) {
        edit.confidence = Confidence::Review;
    }
    Some(edit)
}

/// What is to be said about a companion as it would stand on the new gateway.
fn as_it_would_stand(
    audience: &Audience<'_, '_>,
    merged: &Document,
    to: &Rewrites<'_>,
    around: &Around,
) -> Vec<Finding> {
    let nothing = format!("<sequence xmlns=\"{NAMESPACE}\"/>");
    let Ok(nothing) = Document::parse(&nothing) else { return Vec::new() };
    let tree = audience.tree();
    let stock = Tree::of(&nothing, nothing.root());
    let custom = Tree::of(tree.doc, tree.node(Ix::ROOT).element);
    let merged = Tree::of(merged, merged.root());
    let setting = Setting {
        sequence: None,
        base_release: to.base_release,
        target_release: to.release,
        rewriting: Rewriting::between(to.base_release, to.release),
        classes: to.classes,
        formatters: to.formatters,
        callees: &around.callees,
    };
    let trees = Triple { base: &stock, custom: &custom, target: &stock };
    let versions = Versions::of(trees, &merged);
    let scene = Scene::new(setting, &versions);
    let mut findings = as_it_stands(&scene);
    findings.extend(to_rewrite(&scene, audience));
    findings
}

/// The document's own text with what became of its nodes.
fn splice(tree: &Tree<'_>, rewrites: &[Rewritten]) -> Result<String, Overlap> {
    let doc = tree.doc;
    let mut splices = Splices::new();
    for r in rewrites {
        let element = tree.node(r.node).element;
        match &r.rewrite {
            Rewrite::Json(json) => {
                let span = doc.node(element).span;
                splices.replace(span, json_payload_text(doc, element, json))?;
            }
            Rewrite::Attributes(patches) => {
                for patch in patches {
                    set_attributes(doc, patch, &mut splices)?;
                }
            }
            Rewrite::Drop if tree.kind(r.node) != Kind::Sequence => {
                let span = doc.node(element).span;
                let before = doc.text()[..span.start as usize].trim_end_matches([' ', '\t']);
                splices.replace(Span { start: before.len() as u32, ..span }, "")?;
            }
            _ => {}
        }
    }
    splices.apply(doc.text())
}

fn set_attributes(doc: &Document, patch: &Patch, splices: &mut Splices) -> Result<(), Overlap> {
    for (name, value) in &patch.set {
        let text = format!("{name}=\"{}\"", escape_attribute(value));
        match doc.find_attribute(patch.element, name) {
            Some(id) => splices.replace(doc.attribute(id).span, text)?,
            None => {
                let end = doc.node(patch.element).name.end;
                splices.replace(Span::at(end), format!(" {text}"))?;
            }
        }
    }
    Ok(())
}
