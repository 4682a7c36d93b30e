//! The review on a terminal: one edit at a time, a key each, saved after every decision.

use std::{cell::Cell, io};

use anstyle::Style;
use faultgraft::{
    model::{Decision, Edit, EditId, FilePlan, Plan, Scope},
    report::{consequences, review as report},
    review::{self, Remarks, ReviewError, Step},
    xml::shown,
};

use super::super::{Failure, Verdict, output};
use super::{
    editor::{Draft, is_same},
    keys::{Key, Keys},
    menu::{Asks, Menu},
    saved::Saved,
};

const STRONG: Style = Style::new().bold();

/// Goes through what waits for a decision, or through `all` there is.
pub fn run(plan: Plan, saved: Saved, all: bool) -> Result<Verdict, Failure> {
    let steps = review::steps(&plan, all);
    let keys = Keys::listen().map_err(no_keys)?;
    let mut session = Session {
        plan,
        saved,
        steps,
        keys,
        at: 0,
        stay: false,
        whole: false,
        cut: false,
        heading: None,
        done: vec![],
    };
    session.go()?;
    let plan = session.plan;
    Ok(Verdict::of(plan.failed(), plan.needs_a_person()))
}

struct Session {
    plan: Plan,
    saved: Saved,
    steps: Vec<Step>,
    keys: Keys,
    /// Where it is.
    at: usize,
    /// Whether the step is shown even where its file was edited by hand.
    stay: bool,
    /// Whether the whole of the next step is shown, however long.
    whole: bool,
    /// True if some of what the step changes was left out for want of room.
    cut: bool,
    /// The file whose heading was shown last.
    heading: Option<(Scope, String)>,
    /// What can be taken back, the last at the end.
    done: Vec<Done>,
}

/// A decision that was made.
struct Done {
    /// The step it was made at.
    at: usize,
    before: Before,
}

/// How things were before a decision.
enum Before {
    Decided(Vec<(EditId, Option<Decision>)>, Remarks),
    Edited(Box<Plan>),
}

/// What follows a key.
enum Then {
    /// The step to go to is shown.
    Show,
    /// The same step is asked about again.
    Ask,
    End,
}

/// What becomes of the rest.
#[derive(Clone, Copy)]
enum Wish {
    Keep,
    LeaveOut,
    Custom,
    Target,
}

/// Which rest.
enum Rest {
    OfFile,
    OfRule,
}

impl Session {
    fn go(&mut self) -> Result<(), Failure> {
        self.greet()?;
        while self.at < self.steps.len() {
            if self.is_edited(self.at) && !std::mem::take(&mut self.stay) {
                self.pass()?;
                continue;
            }
            self.show()?;
            let then = loop {
                match self.ask()? {
                    Then::Ask => {}
                    then => break then,
                }
            };
            if matches!(then, Then::End) {
                break;
            }
        }
        self.farewell()
    }

    fn greet(&self) -> Result<(), Failure> {
        let open = self.steps.len();
        let path = self.saved.path.display();
        let edits = self.plan.summary.edits;
        say(&match (open, edits) {
            (0, 0) => "The plan has no edits.".to_owned(),
            (0, 1) => format!(
                "Nothing needs a decision. `faultgraft review {path} --all` shows its one edit."
            ),
            (0, _) => format!(
                "Nothing needs a decision. `faultgraft review {path} --all` goes through all \
                 {edits} edits."
            ),
            (1, _) => "One edit to decide; ? tells what the keys do.".to_owned(),
            _ => format!("{open} edits to decide, one key each; ? tells what the keys do."),
        })
    }

    /// Goes on behind a step whose file was edited by hand.
    fn pass(&mut self) -> Result<(), Failure> {
        let (number, of) = (self.at + 1, self.steps.len());
        say(&format!("[{number}/{of}] {}: edited by hand, passed over", self.id()))?;
        self.at += 1;
        Ok(())
    }

    fn show(&mut self) -> Result<(), Failure> {
        let EditId { scope, stem, .. } = self.id().clone();
        let file = (scope, stem);
        let new_file = self.heading.as_ref() != Some(&file);
        let choices = match self.is_edited(self.at) {
            true => None,
            false => review::would_follow(&self.plan, std::slice::from_ref(self.id()))?.pop(),
        };
        let shown = report::Shown {
            ids: &self.steps[self.at],
            number: (self.at + 1, self.steps.len()),
            new_file,
            choices: choices.as_ref(),
            rows: output::rows().filter(|_| !std::mem::take(&mut self.whole)),
        };
        let cut = Cell::new(false);
        output::report(None, &|width, out| {
            report::step(&self.plan, shown, width, out).map(|left_out| cut.set(left_out))
        })?;
        self.cut = cut.get();
        self.heading = Some(file);
        Ok(())
    }

    fn ask(&mut self) -> Result<Then, Failure> {
        let target = report::target_name(&self.plan);
        let menu = self.menu(&target);
        let key = self.key(&menu.prompt())?;
        let Key::Char(key) = key else { return Ok(Then::End) };
        let key = menu.meant(key);
        if !menu.keys().contains(key) {
            let why = self.why_not(key);
            return say(&why).map(|()| Then::Ask);
        }
        match key {
            'y' if menu.asks == Asks::Version => self.decide(Decision::Custom),
            'n' if menu.asks == Asks::Version => self.decide(Decision::Target),
            'y' => self.decide(Decision::Accept),
            'n' => self.decide(Decision::Reject),
            'b' => self.edit(review::beside(&self.plan, self.id())),
            'e' => self.edit(None),
            'v' => {
                self.whole = true;
                Ok(self.go_to(self.at, true))
            }
            'j' => Ok(self.go_to(self.at + 1, false)),
            'k' => Ok(self.go_to(self.at - 1, true)),
            'u' => self.undo(),
            'a' => self.rest(&Rest::OfFile, Wish::Keep),
            'd' => self.rest(&Rest::OfFile, Wish::LeaveOut),
            'A' => self.rest(&Rest::OfRule, Wish::Keep),
            'D' => self.rest(&Rest::OfRule, Wish::LeaveOut),
            'C' => self.rest(&Rest::OfRule, Wish::Custom),
            'T' => self.rest(&Rest::OfRule, Wish::Target),
            'q' => Ok(Then::End),
            _ => help(&menu.help()).map(|()| Then::Ask),
        }
    }

    fn go_to(&mut self, at: usize, stay: bool) -> Then {
        (self.at, self.stay) = (at, stay);
        Then::Show
    }

    fn menu<'m>(&'m self, target: &'m str) -> Menu<'m> {
        let edit = self.edit_at(self.at);
        let file = self.file();
        Menu {
            asks: edit.map_or(Asks::Nothing, Asks::of),
            both: edit.is_some_and(review::has_both),
            editable: file.is_some_and(|f| f.merged.is_some()),
            edited: self.is_edited(self.at),
            cut: self.cut,
            back: self.at > 0,
            undo: !self.done.is_empty(),
            rule: edit.and_then(|e| e.rule.as_deref()),
            target,
        }
    }

    /// Why a key does nothing here.
    fn why_not(&self, key: char) -> String {
        let asks = self.edit_at(self.at).map_or(Asks::Nothing, Asks::of);
        match key {
            'y' if asks == Asks::LeftOut => {
                "It cannot be kept, for the reason above; e opens the merged file to put it in by \
                 hand."
                    .to_owned()
            }
            'n' if asks == Asks::There => {
                "Nothing of it is written either way; e opens the merged file.".to_owned()
            }
            'y' | 'n' | 'a' | 'd' | 'A' | 'D' if asks == Asks::Nothing => {
                "The merged file is the same either way; j goes on.".to_owned()
            }
            'b' if asks == Asks::Version => {
                "There is only one version to show; e opens the merged file.".to_owned()
            }
            'c' | 't' | 'b' | 'C' | 'T' => {
                "This is not a conflict: y keeps it, n does not.".to_owned()
            }
            'v' => "All of it is shown.".to_owned(),
            'e' => "This is a sequence of your own: edit your file, and plan again.".to_owned(),
            'k' => "This is the first.".to_owned(),
            'u' => "Nothing was decided yet.".to_owned(),
            'A' | 'D' => "No rule decided this one: y, n, a and d do.".to_owned(),
            _ => "No such key here; ? tells which there are.".to_owned(),
        }
    }

    /// One decision about this step.
    fn decide(&mut self, decision: Decision) -> Result<Then, Failure> {
        let decisions = self.steps[self.at].iter().map(|id| (id.clone(), Some(decision))).collect();
        self.make(decisions)?;
        Ok(self.go_to(self.at + 1, false))
    }

    /// Makes decisions, and saves them.
    fn make(&mut self, decisions: Vec<(EditId, Option<Decision>)>) -> Result<(), Failure> {
        let (before, said) = review::standing(&self.plan, decisions.iter().map(|(id, _)| id));
        let follows = review::decide(&mut self.plan, &decisions)?;
        self.saved.save(&self.plan)?;
        output::report(None, &|width, out| consequences::write(&follows, width, out))?;
        self.done.push(Done { at: self.at, before: Before::Decided(before, said) });
        Ok(())
    }

    fn undo(&mut self) -> Result<Then, Failure> {
        let Some(Done { at, before }) = self.done.pop() else { return Ok(Then::Ask) };
        let edits = match &before {
            Before::Decided(before, _) => Some(before.len()),
            Before::Edited(_) => None,
        };
        match before {
            Before::Decided(before, said) => {
                let follows = review::decide(&mut self.plan, &before)?;
                review::remark(&mut self.plan, &said);
                output::report(None, &|width, out| consequences::write(&follows, width, out))?;
            }
            Before::Edited(plan) => self.plan = *plan,
        }
        self.saved.save(&self.plan)?;
        let id = &self.steps[at][0];
        say(&match edits {
            Some(n) if n > self.steps[at].len() => format!("Taken back: {n} decisions."),
            _ => format!("Taken back: {id} is as it was before."),
        })?;
        Ok(self.go_to(at, true))
    }

    /// Decides this step and the others of its file or rule that are open.
    fn rest(&mut self, rest: &Rest, wish: Wish) -> Result<Then, Failure> {
        let (decisions, done, left) = self.decisions(rest, wish);
        let open = match left {
            0 => String::new(),
            1 => "1 stays open: it has to be decided by itself.".to_owned(),
            n => format!("{n} stay open: each has to be decided by itself."),
        };
        if done == 0 {
            say(&open)?;
            return Ok(Then::Ask);
        }
        self.make(decisions)?;
        let target = report::target_name(&self.plan);
        let what = match wish {
            Wish::Keep => "kept".to_owned(),
            Wish::LeaveOut => format!("left out, with {target}'s version of conflicts"),
            Wish::Custom => "decided for your version".to_owned(),
            Wish::Target => format!("decided for {target}'s version"),
        };
        let edits = if done == 1 { "1 edit".to_owned() } else { format!("{done} edits") };
        say(format!("{edits} {what}. {open}").trim_end())?;
        let open = |at: &usize| self.edit_at(*at).is_some_and(|e| e.decision.is_none());
        let next = (self.at + 1..self.steps.len()).find(open);
        Ok(self.go_to(next.unwrap_or(self.steps.len()), false))
    }

    /// What a key for the rest decides: how many steps, and how many it leaves open, since they are
    /// conflicts or cannot be kept.
    #[allow(clippy::type_complexity)] // what `review::decide` takes, and two counts
    fn decisions(
        &self,
        rest: &Rest,
        wish: Wish,
    ) -> (Vec<(EditId, Option<Decision>)>, usize, usize) {
        let (id, rule) = (self.id(), self.edit_at(self.at).map(|e| e.rule.clone()));
        let is_of_file = |other: &EditId| (other.scope, &other.stem) == (id.scope, &id.stem);
        let (mut decisions, mut done, mut left) = (vec![], 0, 0);
        for (at, step) in self.steps.iter().enumerate() {
            let Some(edit) = self.edit_at(at) else { continue };
            let meant = match rest {
                Rest::OfFile => at >= self.at && step.first().is_some_and(is_of_file),
                Rest::OfRule => rule.as_ref() == Some(&edit.rule),
            };
            if !meant || (at != self.at && edit.decision.is_some()) || self.is_edited(at) {
                continue;
            }
            let decision = match (wish, Asks::of(edit)) {
                (Wish::LeaveOut | Wish::Target, Asks::Version) => Decision::Target,
                (Wish::Custom, Asks::Version) => Decision::Custom,
                (Wish::Keep, Asks::Version | Asks::LeftOut) => {
                    left += usize::from(edit.decision.is_none());
                    continue;
                }
                (Wish::Custom | Wish::Target, _) | (_, Asks::Nothing) => continue,
                (Wish::Keep, _) | (Wish::LeaveOut, Asks::There) => Decision::Accept,
                (Wish::LeaveOut, _) => Decision::Reject,
            };
            done += 1;
            decisions.extend(step.iter().map(|id| (id.clone(), Some(decision))));
        }
        (decisions, done, left)
    }

    /// Opens the merged file, or a `text` made from it, in the editor.
    fn edit(&mut self, text: Option<String>) -> Result<Then, Failure> {
        let Some((name, text)) = self.file().and_then(|f| {
            let text = text.as_deref().or_else(|| f.text())?;
            Some((f.stem().to_owned(), shown(text).into_owned()))
        }) else {
            return Ok(Then::Ask);
        };
        let draft = Draft::new(&name, &text)?;
        loop {
            let opened = draft.open();
            self.keys.forget();
            if let Err(why) = opened {
                say(&format!("{why}; nothing is decided."))?;
                return Ok(Then::Ask);
            }
            let why = match draft.text() {
                Ok(new) if is_same(&text, &new) => {
                    say("Nothing was changed, and nothing is decided.")?;
                    return Ok(Then::Ask);
                }
                Ok(new) => match self.take(&new)? {
                    None => return Ok(self.go_to(self.at + 1, false)),
                    Some(why) => why,
                },
                Err(why) => why,
            };
            say(&format!("The file cannot be taken as it is: {why}"))?;
            match self.key("edit it again? [y,n,q]")? {
                Key::Stop | Key::Char('q') => return Ok(Then::End),
                Key::Char('y' | 'Y' | 'e') => {}
                Key::Char(_) => {
                    say("Given up; nothing is decided.")?;
                    return Ok(Then::Ask);
                }
            }
        }
    }

    /// Takes an edited text; what is wrong where it cannot be taken.
    fn take(&mut self, text: &str) -> Result<Option<String>, Failure> {
        let before = Box::new(self.plan.clone());
        let id = self.id().clone();
        let follows = match review::edit(&mut self.plan, &id, text) {
            Ok(follows) => follows,
            Err(ReviewError::IllFormed(e)) => {
                let place = e.position.map(|p| format!("line {}, column {}: ", p.line, p.column));
                return Ok(Some(format!("{}{}", place.unwrap_or_default(), e.message)));
            }
            Err(ReviewError::Refused(e)) => return Ok(Some(e.to_string())),
            Err(e) => return Err(e.into()),
        };
        self.saved.save(&self.plan)?;
        self.done.push(Done { at: self.at, before: Before::Edited(before) });
        say("It is well-formed and saved: the merged file is as you edited it.")?;
        output::report(None, &|width, out| consequences::write(&follows, width, out))?;
        Ok(None)
    }

    fn farewell(&self) -> Result<(), Failure> {
        let path = self.saved.path.display();
        say("")?;
        output::report(None, &|width, out| report::left(&self.plan, width, out))?;
        let waits = self.plan.edits().any(|(_, edit)| edit.needs_decision());
        let next = match (waits, self.plan.summary.edits) {
            (_, 0) => return Ok(()),
            (true, _) => format!("`faultgraft review {path}` goes on with what waits."),
            (false, _) => format!("`faultgraft apply {path}` writes the merged files."),
        };
        output::report(None, &|_, out| writeln!(out, "{STRONG}next:{STRONG:#} {next}"))
    }

    /// Asks, and waits for a key, which is shown.
    fn key(&self, prompt: &str) -> Result<Key, Failure> {
        output::report(None, &|_, out| write!(out, "{STRONG}{prompt}{STRONG:#} "))?;
        let key = self.keys.read().map_err(no_keys)?;
        say(&match key {
            Key::Char(c) if !c.is_control() => c.to_string(),
            _ => String::new(),
        })?;
        Ok(key)
    }

    /// The id of the step's first edit, which stands for the others.
    fn id(&self) -> &EditId {
        &self.steps[self.at][0]
    }

    fn edit_at(&self, at: usize) -> Option<&Edit> {
        let id = self.steps.get(at)?.first()?;
        Some(self.plan.find(id)?.1)
    }

    /// The stock sequence that the step is about; none where it is about one of the operator's own.
    fn file(&self) -> Option<&FilePlan> {
        self.plan.find(self.id()).map(|(file, _)| file).filter(|file| file.sequence().is_some())
    }

    fn is_edited(&self, at: usize) -> bool {
        self.plan.find(&self.steps[at][0]).is_some_and(|(file, _)| file.edited)
    }
}

fn say(text: &str) -> Result<(), Failure> {
    output::report(None, &|_, out| writeln!(out, "{text}"))
}

fn help(lines: &[(char, String)]) -> Result<(), Failure> {
    output::report(None, &|width, out| report::keys(lines, width, out))
}

fn no_keys(error: io::Error) -> Failure {
    let help = "decide with --accept, --reject and --take; --list shows what there is";
    Failure::new(format!("cannot read keys from this terminal: {error}"), help)
}
