//! `faultgraft plan`.

use std::path::{Path, PathBuf};

use faultgraft::{
    model::{CustomKind, Plan},
    plan::{PlanRequest, plan_watched},
    regular,
    report::{Options, consequences, github, html, json, markdown, patch, sarif, text},
    review::Kept,
    saved,
};

use super::{
    Failure, Verdict,
    args::{PlanArgs, PlanFormat},
    levels, output,
    progress::Progress,
    timings::Timings,
    update_levels,
};

pub fn run(args: PlanArgs) -> Result<Verdict, Failure> {
    let timings = Timings::start(args.timings);
    let places = [args.out.as_deref(), args.output.as_deref()];
    if places[0].is_some() && places[0] == places[1] {
        let help = "--out saves the plan as JSON, --output the result in the --format asked for";
        return Err(Failure::new("--out and --output name the same file", help));
    }
    let sides = args.sides;
    let request = PlanRequest {
        custom: args.custom,
        target: sides.target,
        target_release: sides.target_release,
        base: sides.base,
        base_release: sides.base_release,
        only: args.only,
        scope: args.scope,
        prefer: sides.prefer.map(Into::into),
        against: args.against.into(),
        companions: args.companions.into(),
        levels: levels::read(&args.levels)?,
        update_levels: update_levels::read()?,
    };
    let progress = Progress::new();
    let planned = plan_watched(&request, &progress);
    progress.end();
    let mut plan = planned?;
    if let Some(file) = &args.decisions {
        decide(&mut plan, file)?;
    }
    let inputs = inputs(&request, &plan);
    for place in places {
        output::refuse_input(place, inputs.iter().map(PathBuf::as_path))?;
    }
    let options = args.shown.options(args.out.as_deref());
    show(&plan, &options, args.format, args.output.as_deref())?;
    if let Some(out) = &args.out {
        output::stream(Some(out), &|out| saved::write(&plan, out))?;
    }
    timings.tell();
    Ok(Verdict::of(plan.failed(), plan.needs_a_person()))
}

/// Decides as it was decided before, and says what of that does not apply any more.
fn decide(plan: &mut Plan, file: &Path) -> Result<(), Failure> {
    let name = file.display();
    let help = "give what `faultgraft review --export` wrote, or a plan that --out saved";
    let bytes =
        regular::read(file).map_err(|e| Failure::new(format!("cannot read {name}: {e}"), help))?;
    let is_plan = serde_json::from_slice::<serde_json::Value>(&bytes)
        .is_ok_and(|json| json.get("files").is_some());
    let kept = match is_plan {
        true => Kept::of(&Plan::load(&bytes)?)?,
        false => Kept::read(&bytes).map_err(|e| Failure::new(format!("{name}: {e}"), help))?,
    };
    let carried = kept.decide(plan)?;
    output::notes(&|width, out| consequences::carried(&carried, &name.to_string(), width, out));
    Ok(())
}

pub(super) fn show(
    plan: &Plan,
    options: &Options,
    format: PlanFormat,
    output: Option<&Path>,
) -> Result<(), Failure> {
    match format {
        PlanFormat::Text => {
            output::report(output, &|width, out| text::write(plan, options, width, out))
        }
        PlanFormat::Html => output::stream(output, &|out| html::write(plan, options, out)),
        PlanFormat::Json => output::stream(output, &|out| json::write(plan, out)),
        PlanFormat::Patch => output::stream(output, &|out| patch::write(plan, out)),
        PlanFormat::Markdown => output::stream(output, &|out| markdown::write(plan, options, out)),
        PlanFormat::Sarif => {
            output::stream(output, &|out| sarif::write(plan, &output::here(), out))
        }
        PlanFormat::Github => {
            output::stream(output, &|out| github::write(plan, &output::here(), out))
        }
    }
}

/// Everything that was read, as far as the plan names it.
fn inputs(request: &PlanRequest, plan: &Plan) -> Vec<PathBuf> {
    let named = [Some(&request.custom), request.target.as_ref(), request.base.as_ref()];
    let mut inputs: Vec<PathBuf> = named.into_iter().flatten().cloned().collect();
    if matches!(plan.custom.kind, CustomKind::Sequences | CustomKind::Home) {
        inputs.extend(plan.files.iter().map(|file| request.custom.join(&*file.path)));
    }
    inputs
}
