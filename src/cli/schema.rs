//! `faultgraft schema`.

use faultgraft::saved;

use super::{Failure, Verdict, output};

pub fn run() -> Result<Verdict, Failure> {
    let mut bytes = vec![];
    saved::write_schema(&mut bytes)?;
    output::bytes(None, &bytes)?;
    Ok(Verdict::Done)
}
