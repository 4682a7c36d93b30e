//! `faultgraft report`.

use faultgraft::model::Plan;

use super::{
    Failure, Verdict,
    args::{PlanFormat, ReportArgs, ReportFormat},
    output, plan,
    review::Saved,
};

pub fn run(args: &ReportArgs) -> Result<Verdict, Failure> {
    let (plan, _) = Saved::load(&args.plan)?;
    output::refuse_input(args.output.as_deref(), [args.plan.as_path()])?;
    show(&plan, args)?;
    Ok(Verdict::of(plan.failed(), plan.needs_a_person()))
}

fn show(plan: &Plan, args: &ReportArgs) -> Result<(), Failure> {
    let format = match args.format {
        ReportFormat::Text => PlanFormat::Text,
        ReportFormat::Markdown => PlanFormat::Markdown,
        ReportFormat::Html => PlanFormat::Html,
    };
    plan::show(plan, format, args.output.as_deref())
}
