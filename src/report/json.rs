//! The plan as JSON for other tools: one entry a file, texts in place.

use std::io;

use crate::model::Plan;
use crate::saved::Expanded;

/// Writes the plan, indented, with a newline at its end.
pub fn write(plan: &Plan, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Expanded::of(plan))?;
    writeln!(out)
}
