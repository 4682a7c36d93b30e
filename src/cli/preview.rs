//! `faultgraft preview`.

use faultgraft::{
    expression::Location,
    gateway::{Body, Format, Value, element::Element},
    model::{Plan, Status},
    plan::{PlanRequest, plan},
    preview::{Request, previewed, probed},
    regular,
    report::hurl::{Tested, write as write_hurl},
    report::{brief, preview as report},
};

use super::{
    Failure, Verdict,
    args::{Gateway, MessageKind, PreviewArgs, PreviewFormat, Reader},
    output, update_levels,
};

mod one;

pub fn run(args: PreviewArgs) -> Result<Verdict, Failure> {
    let request = request(&args)?;
    let exact = !args.set.is_empty();
    output::refuse_input(args.output.as_deref(), [args.path.as_path()])?;
    if let Some(release) = args.release {
        return one::run(&args, release, &request, exact);
    }
    let plan = the_plan(&args)?;
    if args.format == PreviewFormat::Hurl {
        return hurl(&args, &plan);
    }
    let (all, failed) = previewed(&plan, &args.sequence, &request, exact);
    let unread = plan.files.iter().filter(|f| f.status == Status::Failed);
    for file in unread.chain(&failed) {
        output::notes(&|width, out| brief::write(file, &file.path, &plan.target, width, out));
    }
    if all.is_empty() {
        let help = "name another with --sequence, or leave it out to see what there is";
        return Err(Failure::new("there is nothing to preview: no such sequence answers", help));
    }
    let told = report::Told::of(&plan, &all);
    let output = args.output.as_deref();
    match (args.format, args.reader) {
        (PreviewFormat::Json, _) => output::stream(output, &|out| report::json(&told, out))?,
        (PreviewFormat::Text, Reader::Operators) => {
            output::report(output, &|width, out| report::text(&told, width, out))?;
        }
        (PreviewFormat::Markdown, Reader::Operators) => {
            output::stream(output, &|out| report::markdown(&told, out))?;
        }
        (PreviewFormat::Html, _) => {
            output::stream(output, &|out| report::for_clients_in_html(&told, out))?;
        }
        (_, Reader::Clients) => output::stream(output, &|out| report::for_clients(&told, out))?,
        (PreviewFormat::Hurl, _) => {}
    }
    Ok(Verdict::of(plan.failed() || !failed.is_empty(), false))
}

/// A test of a gateway.
fn hurl(args: &PreviewArgs, plan: &Plan) -> Result<Verdict, Failure> {
    if !args.set.is_empty() {
        let help = "a Hurl file has the requests that provoke errors; leave --set out";
        return Err(Failure::new("--set does not go with --format hurl", help));
    }
    for file in plan.files.iter().filter(|f| f.status == Status::Failed) {
        output::notes(&|width, out| brief::write(file, &file.path, &plan.target, width, out));
    }
    let all = probed(plan, &args.sequence);
    if all.is_empty() {
        let help = "name another with --sequence, or leave it out";
        return Err(Failure::new("no error of these sequences can be provoked from outside", help));
    }
    let tested = match args.side {
        Gateway::Old => Tested::Old,
        Gateway::New => Tested::New,
    };
    output::stream(args.output.as_deref(), &|out| write_hurl(plan, &all, tested, out))?;
    Ok(Verdict::of(plan.failed(), false))
}

/// A saved plan, or one made now.
fn the_plan(args: &PreviewArgs) -> Result<Plan, Failure> {
    if args.path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json")) {
        let bytes = regular::read(&args.path).map_err(|e| Failure::unreadable(&args.path, &e))?;
        if args.base_release.is_some() || args.target_release.is_some() {
            let help = "a plan has its releases; give your files instead of the plan";
            return Err(Failure::new("the releases of a plan are settled", help));
        }
        return Ok(Plan::load(&bytes)?);
    }
    let request = PlanRequest {
        custom: args.path.clone(),
        base_release: args.base_release.clone(),
        target_release: args.target_release.clone(),
        update_levels: update_levels::read()?,
        ..PlanRequest::default()
    };
    Ok(plan(&request)?)
}

/// The request that the options describe.
fn request(args: &PreviewArgs) -> Result<Request, Failure> {
    let mut request = Request {
        method: args.method.clone(),
        format: match args.message {
            MessageKind::Rest => Format::Rest,
            MessageKind::Soap11 => Format::Soap11,
            MessageKind::Soap12 => Format::Soap12,
        },
        content_type: args.content_type.clone(),
        ..Request::default()
    };
    if let Some(accept) = &args.accept {
        request.sets.insert(Location::Header("Accept".into()), Value::text(accept));
    }
    if let Some(path) = &args.body {
        let text = regular::read_text(path).map_err(|e| Failure::unreadable(path, &e))?;
        request.body = Some(body(&text, args.content_type.as_deref()));
    }
    for set in &args.set {
        let (input, value) = setting(set)?;
        match (&input, &value) {
            (Location::Axis2(name), Value::Text(method)) if &**name == "HTTP_METHOD" => {
                request.method = Some(method.clone());
            }
            // It decides how the gateway reads the request.
            (Location::Header(name), Value::Text(media))
                if name.eq_ignore_ascii_case("Content-Type") =>
            {
                request.content_type.get_or_insert_with(|| media.clone());
            }
            _ => drop(request.sets.insert(input, value)),
        }
    }
    Ok(request)
}

/// A body by its content type, or by its first character.
fn body(text: &str, content_type: Option<&str>) -> Body {
    let says = |what| content_type.is_some_and(|t| t.contains(what));
    let trimmed = text.trim();
    if says("json") || (content_type.is_none() && trimmed.starts_with(['{', '['])) {
        return Body::Json(trimmed.to_owned());
    }
    match Element::parse(trimmed) {
        Ok(element) => Body::Xml(vec![element]),
        Err(_) => Body::text(text),
    }
}

/// `NAME=VALUE`, `NAME:int=1`, `NAME:bool=true`, `axis2:NAME=VALUE`, `trp:NAME=VALUE`.
fn setting(text: &str) -> Result<(Location, Value), Failure> {
    let wrong = |why: &str| {
        let help =
            "write NAME=VALUE, NAME:int=1, NAME:bool=true, axis2:NAME=VALUE or trp:NAME=VALUE";
        Failure::new(format!("--set {text}: {why}"), help)
    };
    let (name, value) = text.split_once('=').ok_or_else(|| wrong("the = is missing"))?;
    let (scope, name) = match name.split_once(':') {
        Some(("axis2", rest)) => ("axis2", rest),
        Some(("trp", rest)) => ("trp", rest),
        _ => ("", name),
    };
    let (name, kind) = match name.rsplit_once(':') {
        Some((name, kind @ ("int" | "bool"))) => (name, kind),
        _ => (name, ""),
    };
    if name.is_empty() {
        return Err(wrong("the name is missing"));
    }
    let java_integer =
        scope.is_empty() && matches!(name, "ERROR_CODE" | "HTTP_RESPONSE_STATUS_CODE");
    let value = match kind {
        "int" => Value::Integer(value.parse().map_err(|_| wrong("it is not a whole number"))?),
        "bool" => Value::Boolean(value.parse().map_err(|_| wrong("it is not true or false"))?),
        _ => match value.parse() {
            Ok(number) if java_integer => Value::Integer(number),
            Err(_) if java_integer => {
                return Err(wrong("the gateway gives it as a whole number, as 900901"));
            }
            _ => Value::text(value),
        },
    };
    let name = name.into();
    Ok((
        match scope {
            "axis2" => Location::Axis2(name),
            "trp" => Location::Header(name),
            _ => Location::Property(name),
        },
        value,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_has_the_type_that_java_gives_it() {
        let of = |text| setting(text).ok();
        let property = |name: &str| Location::Property(name.into());
        assert_eq!(of("A=1"), Some((property("A"), Value::text("1"))));
        assert_eq!(of("A:int=1"), Some((property("A"), Value::Integer(1))));
        assert_eq!(of("A:bool=true"), Some((property("A"), Value::Boolean(true))));
        assert_eq!(
            of("ERROR_CODE=900902"),
            Some((property("ERROR_CODE"), Value::Integer(900_902)))
        );
        assert_eq!(of("axis2:A=x=y"), Some((Location::Axis2("A".into()), Value::text("x=y"))));
        assert_eq!(
            of("trp:Accept=*/*"),
            Some((Location::Header("Accept".into()), Value::text("*/*")))
        );
        assert!(of("A").is_none() && of("=1").is_none() && of("A:int=x").is_none());
    }
}
