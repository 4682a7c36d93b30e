//! Which keys fit a step, and what each does.

use faultgraft::{
    model::{Edit, Outcome},
    review,
};

/// What a person is asked about an edit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Asks {
    /// Whether it is kept.
    #[default]
    Keep,
    /// Which of two versions.
    Version,
    /// That it is left out: nothing of it can be carried.
    LeftOut,
    /// That the new release does the same.
    There,
    /// Nothing: it is settled, and the merged file is the same either way.
    Nothing,
}

impl Asks {
    pub fn of(edit: &Edit) -> Self {
        let waits = edit.needs_decision() || edit.decision.is_some();
        match edit.outcome {
            Outcome::Conflict => Self::Version,
            _ if review::matters(edit) => Self::Keep,
            Outcome::Dropped if waits => Self::LeftOut,
            Outcome::AlreadyThere if waits => Self::There,
            _ => Self::Nothing,
        }
    }
}

/// What a step is, as far as the keys go.
#[derive(Debug, Clone, Copy, Default)]
pub struct Menu<'m> {
    /// What is asked.
    pub asks: Asks,
    /// Whether both sides can be shown in the editor.
    pub both: bool,
    /// Whether the file can be edited: the plan does that for fault sequences.
    pub editable: bool,
    /// Whether it was edited by hand, so that decisions do not change it any more.
    pub edited: bool,
    /// True if some of the difference was left out for want of room.
    pub cut: bool,
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
    fn is_conflict(&self) -> bool {
        self.asks == Asks::Version
    }

    /// What is asked, in a few words.
    pub fn question(&self) -> String {
        if self.edited {
            return "edited by hand; go on?".to_owned();
        }
        match self.asks {
            Asks::Keep => "keep it?".to_owned(),
            Asks::Version => format!("keep your version, or {}'s?", self.target),
            Asks::LeftOut => "it cannot be kept: n leaves it out, e puts it in by hand".to_owned(),
            Asks::There => format!("{} does the same: y confirms", self.target),
            Asks::Nothing => "nothing to decide; j goes on".to_owned(),
        }
    }

    /// The keys in the order of the prompt.
    pub fn keys(&self) -> String {
        let open = !self.edited && self.asks != Asks::Nothing;
        let conflict = open && self.is_conflict();
        let keys = [
            ('y', open && self.asks != Asks::LeftOut),
            ('n', open && self.asks != Asks::There),
            ('b', conflict && self.both),
            ('e', self.editable),
            ('v', self.cut),
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

    /// The question and its keys.
    pub fn prompt(&self) -> String {
        let keys: Vec<String> = self.keys().chars().map(String::from).collect();
        format!("{} [{}]", self.question(), keys.join(","))
    }

    /// The key that is meant: `c` and `t` name the versions of a conflict, as the page does.
    pub fn meant(&self, key: char) -> char {
        match key {
            'c' if self.is_conflict() => 'y',
            't' if self.is_conflict() => 'n',
            key => key,
        }
    }

    /// One line a key.
    pub fn help(&self) -> Vec<(char, String)> {
        let rule = self.rule.unwrap_or_default();
        let target = self.target;
        let what = |key| {
            match key {
            'y' if self.is_conflict() => "keep your version (c does the same)".to_owned(),
            'n' if self.is_conflict() => format!("take {target}'s version (t does the same)"),
            'y' if self.asks == Asks::There => format!("yes, {target} does the same"),
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
            'v' => "show all of what it changes".to_owned(),
            'j' => "next, and leave this one as it is".to_owned(),
            'k' => "back to the one before".to_owned(),
            'u' => "take back the last decision".to_owned(),
            'a' => "keep this and all later ones of this file that are open; conflicts and what cannot \
                    be kept stay open"
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
        }
        };
        self.keys().chars().map(|key| (key, what(key))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MENU: Menu = Menu {
        asks: Asks::Keep,
        both: false,
        editable: true,
        edited: false,
        cut: false,
        back: false,
        undo: false,
        rule: None,
        target: "4.0.0",
    };

    #[test]
    fn the_keys_are_those_that_fit() {
        assert_eq!(MENU.prompt(), "keep it? [y,n,e,j,a,d,q,?]");
        let later = Menu { back: true, undo: true, rule: Some("xml-payload"), ..MENU };
        assert_eq!(later.keys(), "ynejkuadADq?");
        let conflict = Menu { asks: Asks::Version, both: true, ..later };
        assert_eq!(conflict.keys(), "ynbejkuadADCTq?");
        assert_eq!((conflict.meant('c'), conflict.meant('t'), later.meant('t')), ('y', 'n', 't'));
        assert_eq!(Menu { edited: true, ..conflict }.keys(), "ejkuq?");
        assert_eq!(Menu { editable: false, ..MENU }.keys(), "ynjadq?");
    }

    #[test]
    fn an_answer_without_effect_is_not_offered() {
        let of = |asks| Menu { asks, ..MENU }.prompt();
        let left_out = "it cannot be kept: n leaves it out, e puts it in by hand [n,e,j,a,d,q,?]";
        assert_eq!(of(Asks::LeftOut), left_out);
        assert_eq!(of(Asks::There), "4.0.0 does the same: y confirms [y,e,j,a,d,q,?]");
        assert_eq!(of(Asks::Nothing), "nothing to decide; j goes on [e,j,q,?]");
    }

    #[test]
    fn each_key_is_explained() {
        let all = Menu {
            asks: Asks::Version,
            both: true,
            cut: true,
            back: true,
            undo: true,
            rule: Some("both-changed"),
            ..MENU
        };
        let help = all.help();
        assert_eq!(help.len(), all.keys().len());
        assert!(help.iter().all(|(key, text)| *key == '?' || text != "this help"));
    }
}
