//! `faultgraft report`.

use super::{Failure, Verdict, anonymise, args::ReportArgs, output, plan, review::Saved};

pub fn run(args: &ReportArgs) -> Result<Verdict, Failure> {
    let (plan, _) = Saved::load(&args.plan)?;
    if let Some(folder) = &args.anonymise {
        anonymise::run(&plan, folder)?;
        return Ok(Verdict::Done);
    }
    output::refuse_input(args.output.as_deref(), [args.plan.as_path()])?;
    let options = args.shown.options(Some(&args.plan));
    plan::show(&plan, &options, args.format, args.output.as_deref())?;
    Ok(Verdict::of(plan.failed(), plan.needs_a_person()))
}
