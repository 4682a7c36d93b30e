//! Generated sequences of which the right merge is known: what both sides did is applied to the base
//! while it is written.

use std::fmt::Write;

/// Three versions of a sequence, and what a person would make of them.
pub struct Inputs {
    pub base: String,
    pub custom: String,
    pub target: String,
    pub right: String,
}

/// What makes a merge easy or not.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Every mediator has a name of its own; the edits of the two sides are far apart.
    Plain,
    /// Many siblings are equal; the operator moves filters, and the target changes what is in them.
    Hard,
}

impl Shape {
    pub const ALL: [Self; 2] = [Self::Plain, Self::Hard];

    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "Plain",
            Self::Hard => "Hard",
        }
    }
}

/// A filter with what stands in it.
#[derive(Clone)]
struct Block {
    name: usize,
    /// Of the mediators inside, in order.
    inside: Vec<String>,
}

/// How many mediators a block has, with the filter.
const OF_A_BLOCK: usize = 5;

/// A sequence of about that many mediators. Each side edits one block in 25, never the same, and in
/// [`Shape::Hard`] the operator moves one block in 50.
pub fn generate(shape: Shape, mediators: usize) -> Inputs {
    let blocks = (mediators / OF_A_BLOCK).max(20);
    let base: Vec<Block> = (0..blocks).map(|n| Block::new(shape, n)).collect();
    let version = |by_custom: bool, by_target: bool| {
        let mut all = base.clone();
        for (n, block) in all.iter_mut().enumerate() {
            if by_custom && n % 25 == 5 {
                block.edit(n / 25, "custom");
            }
            if by_target && n % 25 == 15 {
                block.edit(n / 25, "target");
            }
        }
        // What the target changed in one block in 25, the operator moved in one in 50.
        if by_custom && shape == Shape::Hard {
            for n in (15..blocks.saturating_sub(4)).step_by(50) {
                all[n..n + 4].rotate_left(1);
            }
        }
        text(&all)
    };
    Inputs {
        base: version(false, false),
        custom: version(true, false),
        target: version(false, true),
        right: version(true, true),
    }
}

impl Block {
    fn new(shape: Shape, name: usize) -> Self {
        let inside = match shape {
            Shape::Plain => vec![
                log(&format!("step {name}")),
                property(&format!("stage.{name}"), "value"),
                format!("<header name=\"X-Step-{name}\" scope=\"transport\" value=\"on\"/>"),
                format!("<sequence key=\"handler_{name}\"/>"),
            ],
            Shape::Hard => vec![
                log(&format!("step {}", name % 3)),
                property("stage", "value"),
                property("stage", "value"),
                format!("<sequence key=\"handler_{}\"/>", name % 2),
            ],
        };
        Self { name, inside }
    }

    /// A change, an insertion or a deletion, in turn.
    fn edit(&mut self, turn: usize, side: &str) {
        match turn % 3 {
            0 => self.inside[0] = log(&format!("{side} {turn}")),
            1 => self.inside.insert(2, property(&format!("{side}.{turn}"), "new")),
            _ => drop(self.inside.remove(3)),
        }
    }
}

fn log(message: &str) -> String {
    format!("<log level=\"custom\"><property name=\"STATUS\" value=\"{message}\"/></log>")
}

fn property(name: &str, value: &str) -> String {
    format!("<property name=\"{name}\" value=\"{value}\"/>")
}

fn text(blocks: &[Block]) -> String {
    let mut out =
        String::from("<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\">\n");
    for Block { name, inside } in blocks {
        let _ = writeln!(out, "    <filter xpath=\"$ctx:flag_{name} = 'on'\">\n        <then>");
        for mediator in inside {
            let _ = writeln!(out, "            {mediator}");
        }
        out.push_str("        </then>\n    </filter>\n");
    }
    out.push_str("</sequence>\n");
    out
}
