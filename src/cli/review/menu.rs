//! Which keys fit a step, and what each does.

/// What a step is, as far as the keys go.
#[derive(Debug, Clone, Copy, Default)]
pub struct Menu<'m> {
    /// Two sides to choose from.
    pub conflict: bool,
    /// Whether both sides can be shown in the editor.
    pub both: bool,
    /// Whether the file can be edited: the plan does that for fault sequences.
    pub editable: bool,
    /// Whether it was edited by hand, so that decisions do not change it any more.
    pub edited: bool,
    /// Whether there is a step before.
    pub back: bool,
    /// Whether a decision can be taken back.
    pub undo: bool,
    /// The rule of the edit.
    pub rule: Option<&'m str>,
    /// What the new release's version is called.
    pub target: &'m str,
}

impl Menu<'_> {
    /// The keys in the order of the prompt.
    pub fn keys(&self) -> String {
        let (conflict, open) = (self.conflict && !self.edited, !self.edited);
        let keys = [
            ('y', open),
            ('n', open),
            ('b', conflict && self.both),
            ('e', self.editable),
            ('j', true),
            ('k', self.back),
            ('u', self.undo),
            ('a', open),
            ('d', open),
            ('A', open && self.rule.is_some()),
            ('D', open && self.rule.is_some()),
            ('C', conflict && self.rule.is_some()),
            ('T', conflict && self.rule.is_some()),
            ('q', true),
            ('?', true),
        ];
        keys.into_iter().filter(|(_, fits)| *fits).map(|(key, _)| key).collect()
    }

    /// The prompt after a question.
    pub fn prompt(&self, question: &str) -> String {
        let keys: Vec<String> = self.keys().chars().map(String::from).collect();
        format!("{question} [{}]", keys.join(","))
    }

    /// The key that is meant: `c` and `t` name the versions of a conflict, as the page does.
    pub fn meant(&self, key: char) -> char {
        match key {
            'c' if self.conflict => 'y',
            't' if self.conflict => 'n',
            key => key,
        }
    }

    /// One line a key.
    pub fn help(&self) -> Vec<(char, String)> {
        let rule = self.rule.unwrap_or_default();
        let target = self.target;
        let what = |key| match key {
            'y' if self.conflict => "keep your version (c does the same)".to_owned(),
            'n' if self.conflict => format!("take {target}'s version (t does the same)"),
            'y' => "keep it as planned".to_owned(),
            'n' => "leave it out".to_owned(),
            'b' => format!(
                "both: open the merged file in your editor with {target}'s version in its place and \
                 yours behind it as a comment, and make one of them"
            ),
            'e' => {
                "open the merged file in your editor ($VISUAL, $EDITOR or vi); what you save is \
                    checked, and takes the place of the merged file"
                    .to_owned()
            }
            'j' => "next, and leave this one as it is".to_owned(),
            'k' => "back to the one before".to_owned(),
            'u' => "take back the last decision".to_owned(),
            'a' => "keep this and all later ones of this file that are open; conflicts stay open"
                .to_owned(),
            'd' => format!(
                "leave out this and all later ones of this file that are open; of conflicts, take \
                 {target}'s version"
            ),
            'A' => format!("keep this and all other open ones with the rule {rule}, in every file"),
            'D' => format!("leave out this and all other open ones with the rule {rule}"),
            'C' => format!("take your version of this and all other open conflicts ({rule})"),
            'T' => format!("take {target}'s version of this and all other open conflicts ({rule})"),
            'q' => "end; everything decided so far is saved (Ctrl-C does the same)".to_owned(),
            _ => "this help".to_owned(),
        };
        self.keys().chars().map(|key| (key, what(key))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_are_those_that_fit() {
        let menu = Menu { editable: true, target: "stock 4.0.0", ..Menu::default() };
        assert_eq!(menu.prompt("keep it?"), "keep it? [y,n,e,j,a,d,q,?]");
        let later = Menu { back: true, undo: true, rule: Some("xml-payload"), ..menu };
        assert_eq!(later.keys(), "ynejkuadADq?");
        let conflict = Menu { conflict: true, both: true, ..later };
        assert_eq!(conflict.keys(), "ynbejkuadADCTq?");
        assert_eq!((conflict.meant('c'), conflict.meant('t'), later.meant('t')), ('y', 'n', 't'));
        assert_eq!(Menu { edited: true, ..conflict }.keys(), "ejkuq?");
        assert_eq!(Menu { editable: false, ..menu }.keys(), "ynjadq?");
    }

    #[test]
    fn each_key_is_explained() {
        let all = Menu {
            conflict: true,
            both: true,
            editable: true,
            back: true,
            undo: true,
            rule: Some("both-changed"),
            target: "stock 4.0.0",
            edited: false,
        };
        let help = all.help();
        assert_eq!(help.len(), all.keys().len());
        assert!(help.iter().all(|(key, text)| *key == '?' || text != "this help"));
    }
}
