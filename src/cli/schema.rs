//! `faultgraft schema`.

use faultgraft::report::json;

use super::{Failure, Verdict, output};

pub fn run() -> Result<Verdict, Failure> {
    let mut bytes = vec![];
    json::write_schema(&mut bytes)?;
    output::bytes(None, &bytes)?;
    Ok(Verdict::Done)
}
