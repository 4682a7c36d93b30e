//! Generated sequences of any size: a base, what an operator made of it, and what a release did.

use std::fmt::Write;

/// One mediator, with those inside it.
#[derive(Clone)]
struct Mediator {
    shape: Shape,
    /// Tells mediators of one shape apart; half of all take it from a small pool.
    name: u32,
    value: u32,
    inside: Vec<Mediator>,
}

#[derive(Clone, Copy)]
enum Shape {
    Property,
    Removal,
    Log,
    Filter,
    Payload,
    Call,
}

/// Base, custom and target of one generated sequence.
pub struct Files {
    pub base: String,
    pub custom: String,
    pub target: String,
}

/// A sequence of about `mediators` mediators, those inside filters counted; the operator edits
/// one in 100 of them and the target one in 20: a third each inserts, deletions, and changed
/// attributes.
pub fn files(mediators: usize) -> Files {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let mut base = Vec::new();
    let mut count = 0;
    while count < mediators {
        let mediator = Mediator::new(&mut numbers, 0);
        count += mediator.count();
        base.push(mediator);
    }
    Files {
        custom: text(&edited(&base, 100, 7_000_000, &mut numbers)),
        target: text(&edited(&base, 20, 8_000_000, &mut numbers)),
        base: text(&base),
    }
}

/// The list with one mediator in `one_in` edited; what is new gets names from `names` on.
fn edited(list: &[Mediator], one_in: u32, names: u32, numbers: &mut Numbers) -> Vec<Mediator> {
    let mut out = Vec::with_capacity(list.len());
    for mediator in list {
        let mut mediator = mediator.clone();
        if numbers.below(one_in) == 0 {
            match numbers.below(3) {
                0 => continue,
                1 => {
                    let mut new = Mediator::new(numbers, 2);
                    new.name += names;
                    out.push(new);
                }
                _ => mediator.value += names,
            }
        }
        if !mediator.inside.is_empty() {
            mediator.inside = edited(&mediator.inside, one_in, names, numbers);
        }
        out.push(mediator);
    }
    out
}

impl Mediator {
    fn new(numbers: &mut Numbers, depth: u32) -> Self {
        let shape = match numbers.below(20) {
            0..8 => Shape::Property,
            8..10 => Shape::Removal,
            10..13 => Shape::Log,
            13..17 if depth < 2 => Shape::Filter,
            17 => Shape::Payload,
            _ => Shape::Call,
        };
        let name = match numbers.below(2) {
            0 => numbers.below(60),
            _ => 1000 + numbers.below(1_000_000),
        };
        let inside = match shape {
            Shape::Filter => 1 + numbers.below(4),
            _ => 0,
        };
        let inside = (0..inside).map(|_| Self::new(numbers, depth + 1)).collect();
        Self { shape, name, value: name % 7, inside }
    }

    fn count(&self) -> usize {
        1 + self.inside.iter().map(Self::count).sum::<usize>()
    }

    fn write(&self, depth: usize, out: &mut String) {
        let Self { name, value, .. } = self;
        let pad = "    ".repeat(depth);
        let _ = match self.shape {
            Shape::Property => writeln!(
                out,
                r#"{pad}<property name="stage.{name}" value="value {value}" scope="axis2"/>"#
            ),
            Shape::Removal => writeln!(
                out,
                r#"{pad}<property name="X-Header-{name}" scope="transport" action="remove"/>"#
            ),
            Shape::Log => writeln!(
                out,
                "{pad}<log level=\"custom\">\n\
                 {pad}    <property name=\"STATUS\" value=\"Executing step {name} of {value}\"/>\n\
                 {pad}    <property name=\"ERROR_CODE\" expression=\"get-property('ERROR_CODE')\"/>\n\
                 {pad}</log>"
            ),
            Shape::Call => writeln!(out, r#"{pad}<sequence key="handler_{name}_{value}"/>"#),
            Shape::Payload => writeln!(
                out,
                "{pad}<payloadFactory media-type=\"json\">\n\
                 {pad}    <format>{{\"code\":\"$1\",\"type\":\"Status report {name}\",\
                 \"message\":\"Runtime Error {value}\",\"description\":\"$2\"}}</format>\n\
                 {pad}    <args>\n\
                 {pad}        <arg expression=\"$ctx:ERROR_CODE\"/>\n\
                 {pad}        <arg expression=\"$ctx:ERROR_MESSAGE\"/>\n\
                 {pad}    </args>\n\
                 {pad}</payloadFactory>"
            ),
            Shape::Filter => self.write_filter(&pad, depth, out),
        };
    }

    fn write_filter(&self, pad: &str, depth: usize, out: &mut String) -> std::fmt::Result {
        let Self { name, value, .. } = self;
        writeln!(out, r#"{pad}<filter source="$ctx:REASON_{name}" regex="90080{value}">"#)?;
        writeln!(out, "{pad}    <then>")?;
        for mediator in &self.inside {
            mediator.write(depth + 2, out);
        }
        writeln!(out, "{pad}    </then>")?;
        writeln!(out, "{pad}</filter>")
    }
}

fn text(list: &[Mediator]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\">\n",
    );
    list.iter().for_each(|m| m.write(1, &mut out));
    out.push_str("</sequence>\n");
    out
}

/// The same pseudo-random numbers in every run (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as u32 % bound
    }
}
