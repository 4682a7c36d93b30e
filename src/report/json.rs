//! The plan as `plan.json`.

use std::io;

use crate::model::Plan;

/// Writes the plan, indented, with a newline at its end.
pub fn write(plan: &Plan, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, plan)?;
    writeln!(out)
}

/// Writes the JSON Schema of the plan, made from its types.
pub fn write_schema(out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &schemars::schema_for!(Plan))?;
    writeln!(out)
}
