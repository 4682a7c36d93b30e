//! What is left to do for a person when the files are written.

use std::io;

use crate::model::Plan;

use super::{
    overview::{Kind, Options, Overview, Step},
    page::{PLAIN, Page, STRONG},
    text::write_step,
};

/// Writes the steps before the start that `apply` does not do, as a numbered list.
pub fn write(
    plan: &Plan,
    options: &Options,
    width: usize,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    let steps = Overview::of(plan, options).steps;
    let left: Vec<&Step> = steps.iter().filter(|step| step.kind != Kind::Copy).collect();
    page.line(&[(STRONG, "before you start the gateway:")])?;
    for (number, step) in left.iter().enumerate() {
        write_step(number + 1, step, page)?;
    }
    let last = format!("{:>3}. ", left.len() + 1);
    let text = "Do the same on the other gateway nodes, where there are any.";
    page.prose(&[(STRONG, &last), (PLAIN, "")], 5, text)
}
