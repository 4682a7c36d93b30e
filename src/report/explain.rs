//! The rules as text: all in a list, or one with everything about it.

use std::io;

use crate::rules::{Effect, Rule, documentation};

use super::page::{PLAIN, Page, STRONG};

/// Writes a line or two about every rule: rewriting ones first.
pub fn list(rules: &[&Rule], width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    for rule in rules {
        let kind = format!("  {:9} ", effect(rule));
        let code = format!("{:26}", rule.code);
        page.prose(&[(STRONG, &code), (PLAIN, &kind)], 39, rule.when)?;
    }
    Ok(())
}

/// Writes everything about one rule.
pub fn rule(rule: &Rule, width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    page.line(&[(STRONG, rule.code), (PLAIN, &format!(" ({})", effect(rule)))])?;
    let documentation = documentation(rule);
    let labelled = documentation.iter().map(|text| match text.strip_prefix("Source: ") {
        Some(source) => ("Source:      ", source),
        None => ("Why:         ", text.as_str()),
    });
    let parts = [("When:        ", rule.when), ("What to do:  ", rule.help)];
    let in_lint = rule.help_in_lint().map(|help| ("In lint:     ", help));
    for (label, text) in parts.into_iter().chain(in_lint).chain(labelled) {
        page.blank()?;
        page.prose(&[(STRONG, label)], label.len(), text)?;
    }
    let example = &rule.example;
    let place = example.within.map(|file| format!(" (in {file}.xml)")).unwrap_or_default();
    for (label, text) in [("Before", example.before), ("After", example.after)] {
        page.blank()?;
        page.line(&[(STRONG, label), (PLAIN, &place), (STRONG, ":")])?;
        for line in text.lines() {
            page.line(&[(PLAIN, "    "), (PLAIN, line)])?;
        }
    }
    Ok(())
}

fn effect(rule: &Rule) -> String {
    match rule.effect {
        Effect::Rewriting => "rewriting".to_owned(),
        Effect::Finding(severity) => severity.to_string(),
    }
}
