//! Changes to a text as replaced spans; what no splice names stays byte for byte.

use std::collections::BTreeMap;

use super::span::Span;

/// A set of replacements and insertions that do not contradict each other.
///
/// All spans refer to the text before any change. Adding costs the logarithm of the number of
/// splices; applying is one pass over the text.
#[derive(Debug, Default, Clone)]
pub struct Splices {
    /// By place; at one place in the order they were added.
    insertions: BTreeMap<u32, Vec<String>>,
    /// By first byte: one past the last byte, and the new text. Never empty spans.
    replacements: BTreeMap<u32, (u32, String)>,
}

/// Two changes that both want the same bytes, or a change that leaves the text it is applied to.
#[derive(Debug, thiserror::Error, Clone, Copy, PartialEq, Eq)]
#[error(
    "the change of bytes {}..{} collides with bytes {}..{}",
    added.start, added.end, existing.start, existing.end
)]
pub struct Overlap {
    /// The span that was refused.
    pub added: Span,
    /// The span it collides with: an earlier change, or the text's own bounds.
    pub existing: Span,
}

impl Splices {
    /// No changes.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many changes there are.
    pub fn len(&self) -> usize {
        self.replacements.len() + self.insertions.values().map(Vec::len).sum::<usize>()
    }

    /// True if nothing changes.
    pub fn is_empty(&self) -> bool {
        self.replacements.is_empty() && self.insertions.is_empty()
    }

    /// Puts `text` in the place of `span`; an empty span is an insertion.
    ///
    /// Insertions at one place keep the order they were added in. At the start of a replaced span
    /// they come before the new text, at its end after it.
    ///
    /// # Errors
    ///
    /// Two replacements that share a byte; an insertion strictly inside a replaced span. The set
    /// is then as it was.
    pub fn replace(&mut self, span: Span, text: impl Into<String>) -> Result<(), Overlap> {
        if let Some(existing) = self.collision(span) {
            return Err(Overlap { added: span, existing });
        }
        if span.is_empty() {
            self.insertions.entry(span.start).or_default().push(text.into());
        } else {
            self.replacements.insert(span.start, (span.end, text.into()));
        }
        Ok(())
    }

    /// A change that `span` cannot stand beside.
    fn collision(&self, span: Span) -> Option<Span> {
        let below = span.end;
        let replaced = self.replacements.range(..below).next_back();
        if let Some((&start, &(end, _))) = replaced
            && end > span.start
        {
            return Some(Span { start, end });
        }
        if span.len() < 2 {
            return None;
        }
        let inserted = self.insertions.range(span.start + 1..span.end).next();
        inserted.map(|(&at, _)| Span::at(at))
    }

    /// The text with all changes.
    ///
    /// # Errors
    ///
    /// A change beyond the end of the text, or one that would cut a character.
    pub fn apply(&self, text: &str) -> Result<String, Overlap> {
        self.apply_within(text, Span::new(0, text.len()))
    }

    /// That part of the text alone, with the changes inside it. Insertions at its very start and
    /// end count as inside; changes elsewhere are left out.
    ///
    /// # Errors
    ///
    /// A change that crosses the start or the end of the part, a part that is not in the text,
    /// and a change that would cut a character.
    pub fn apply_within(&self, text: &str, within: Span) -> Result<String, Overlap> {
        self.check_bounds(text, within)?;
        let mut out = String::with_capacity(within.len());
        let mut done = within.start;
        let mut insertions = self.insertions.range(within.start..=within.end).peekable();
        for (&start, (end, new)) in self.replacements.range(within.start..within.end) {
            while let Some((&at, texts)) = insertions.next_if(|&(&at, _)| at <= start) {
                copy(text, Span { start: done, end: at }, &mut out)?;
                out.extend(texts.iter().map(String::as_str));
                done = at;
            }
            copy(text, Span { start: done, end: start }, &mut out)?;
            out.push_str(new);
            done = *end;
        }
        for (&at, texts) in insertions {
            copy(text, Span { start: done, end: at }, &mut out)?;
            out.extend(texts.iter().map(String::as_str));
            done = at;
        }
        copy(text, Span { start: done, end: within.end }, &mut out)?;
        Ok(out)
    }

    /// Refuses changes across the bounds of `within`, and beyond the text where that is all of it.
    fn check_bounds(&self, text: &str, within: Span) -> Result<(), Overlap> {
        let whole = Span::new(0, text.len());
        if within.start > within.end || within.end > whole.end {
            return Err(Overlap { added: within, existing: whole });
        }
        let crossing = |edge: u32| {
            let (&start, &(end, _)) = self.replacements.range(..edge).next_back()?;
            (end > edge).then_some(Span { start, end })
        };
        let beyond = || {
            let insertion = self.insertions.keys().next_back().map(|&at| Span::at(at));
            let replacement =
                self.replacements.iter().next_back().map(|(&start, &(end, _))| Span { start, end });
            let last = insertion.max(replacement)?;
            (last.end > whole.end).then_some(last)
        };
        match crossing(within.start).or_else(|| crossing(within.end)).or_else(beyond) {
            Some(added) => Err(Overlap { added, existing: within }),
            None => Ok(()),
        }
    }
}

/// Appends the text under a span.
fn copy(text: &str, span: Span, out: &mut String) -> Result<(), Overlap> {
    let whole = Span::new(0, text.len());
    out.push_str(text.get(span.range()).ok_or(Overlap { added: span, existing: whole })?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span { start, end }
    }

    #[test]
    fn nothing_changes_nothing() {
        assert_eq!(Splices::new().apply("abc").unwrap(), "abc");
        assert!(Splices::new().is_empty());
    }

    #[test]
    fn insertions_keep_their_order_around_a_replacement() {
        let mut splices = Splices::new();
        splices.replace(span(2, 4), "XY").unwrap();
        for (at, text) in [(4, "e1"), (2, "s1"), (2, "s2"), (4, "e2"), (0, "<"), (6, ">")] {
            splices.replace(Span::at(at), text).unwrap();
        }
        assert_eq!(splices.apply("abcdef").unwrap(), "<abs1s2XYe1e2ef>");
        assert_eq!(splices.len(), 7);
    }

    #[test]
    fn neighbours_may_touch() {
        let mut splices = Splices::new();
        splices.replace(span(2, 4), "2").unwrap();
        splices.replace(span(0, 2), "1").unwrap();
        splices.replace(Span::at(2), "-").unwrap();
        assert_eq!(splices.apply("abcd").unwrap(), "1-2");
    }

    #[test]
    fn collisions_name_both_spans() {
        let mut splices = Splices::new();
        splices.replace(span(2, 5), "").unwrap();
        for added in [span(2, 5), span(0, 3), span(4, 9), span(0, 9), span(3, 4), Span::at(3)] {
            let error = splices.replace(added, "x").unwrap_err();
            assert_eq!(error, Overlap { added, existing: span(2, 5) });
        }
        splices.replace(Span::at(8), "x").unwrap();
        let error = splices.replace(span(7, 9), "x").unwrap_err();
        assert_eq!(error.to_string(), "the change of bytes 7..9 collides with bytes 8..8");
        assert_eq!(splices.len(), 2);
    }

    #[test]
    fn a_part_has_only_its_own_changes() {
        let mut splices = Splices::new();
        splices.replace(span(0, 1), "-").unwrap();
        splices.replace(span(3, 4), "D").unwrap();
        splices.replace(Span::at(2), "<").unwrap();
        splices.replace(Span::at(5), ">").unwrap();
        splices.replace(Span::at(6), "no").unwrap();
        assert_eq!(splices.apply_within("abcdefg", span(2, 5)).unwrap(), "<cDe>");
        assert_eq!(
            splices.apply_within("abcdefg", span(4, 5)).unwrap(),
            "e>",
            "the replacement ends where the part begins"
        );
    }

    #[test]
    fn changes_across_the_bounds_are_refused() {
        let mut splices = Splices::new();
        splices.replace(span(2, 5), "").unwrap();
        for part in [span(0, 3), span(3, 7), span(3, 4)] {
            let error = splices.apply_within("abcdefg", part).unwrap_err();
            assert_eq!(error, Overlap { added: span(2, 5), existing: part });
        }
        assert!(splices.apply("abcd").is_err());
        assert!(splices.apply_within("abcdefg", span(6, 8)).is_err());
        let mut beyond = Splices::new();
        beyond.replace(Span::at(4), "x").unwrap();
        assert!(beyond.apply("abc").is_err());
    }

    #[test]
    fn a_cut_character_is_an_error() {
        let mut splices = Splices::new();
        splices.replace(Span::at(1), "x").unwrap();
        assert!(splices.apply("é").is_err());
    }

    proptest! {
        #[test]
        fn equals_application_from_the_back(
            text in "[a-zé]{0,30}",
            changes in prop::collection::vec((0u32..40, 0u32..8, "[A-Z]{0,3}"), 0..20),
        ) {
            let mut splices = Splices::new();
            let mut accepted: Vec<(Span, String)> = Vec::new();
            for (start, len, new) in changes {
                let at = span(start, start + len);
                let fits = text.get(at.range()).is_some();
                if fits && splices.replace(at, new.clone()).is_ok() {
                    accepted.push((at, new));
                }
            }
            // A stable sort: at one place insertions stand before the replacement.
            accepted.sort_by_key(|(at, _)| (at.start, !at.is_empty()));
            let mut expected = text.clone();
            for (at, new) in accepted.iter().rev() {
                expected.replace_range(at.range(), new);
            }
            prop_assert_eq!(splices.len(), accepted.len());
            prop_assert_eq!(splices.apply(&text).unwrap(), expected);
        }
    }
}
