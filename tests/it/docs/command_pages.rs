//! A page for each command, made from what clap knows: the same that `--help` says.

use std::fmt::Write as _;

use clap::{Arg, Command, CommandFactory};

use super::made::Pages;
use super::markdown::{cell, fenced, prose};
use crate::command_line::args::Cli;

/// Where they are.
pub const FOLDER: &str = "docs/commands";

/// The heading of the options that every command has; they stand on the list's page only.
const EVERYWHERE: &str = "Everywhere";

/// The list of all commands, and the page of each.
pub fn pages() -> Pages {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let mut pages = Pages::from([("index.md".to_owned(), list(&program))]);
    for command in program.get_subcommands() {
        pages.insert(format!("{}.md", command.get_name()), page(command));
    }
    pages
}

fn list(program: &Command) -> String {
    let mut text = format!("# Commands\n\n{}", about(program));
    text += "\n| command | |\n|---|---|\n";
    for command in program.get_subcommands() {
        let name = command.get_name();
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(text, "| [`{name}`]({name}.md) | {} |", cell(&about));
    }
    let _ =
        write!(text, "\n## {EVERYWHERE}\n\n{}", table(program, |arg| heading(arg) == EVERYWHERE));
    text + &examples(program, "##")
}

fn page(command: &Command) -> String {
    let name = command.get_bin_name().expect("it was built");
    let mut text = format!("# {name}\n\n");
    section(command, "##", &mut text);
    for sub in command.get_subcommands() {
        let name = sub.get_bin_name().expect("it was built");
        let _ = write!(text, "\n## {name}\n\n");
        section(sub, "###", &mut text);
    }
    text + "\nAll commands have the [options of the program](index.md#everywhere), too.\n"
}

/// What a command is for, how it is called, its arguments by heading, and examples.
fn section(command: &Command, level: &str, text: &mut String) {
    *text += &about(command);
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").lines().map(str::trim).collect::<Vec<_>>();
    let _ = write!(text, "\n{}", fenced("text", &usage.join("\n")));
    let mut headings: Vec<&str> = Vec::new();
    for arg in shown(command) {
        if heading(arg) != EVERYWHERE && !headings.contains(&heading(arg)) {
            headings.push(heading(arg));
        }
    }
    // As in `--help`: arguments first, then options, then those with a heading of their own.
    headings.sort_by_key(|heading| match *heading {
        "Arguments" => 0,
        "Options" => 1,
        _ => 2,
    });
    for title in headings {
        let _ =
            write!(text, "\n{level} {title}\n\n{}", table(command, |arg| heading(arg) == title));
    }
    *text += &examples(command, level);
}

fn about(command: &Command) -> String {
    let about = command.get_long_about().or(command.get_about()).expect("each command has one");
    let paragraphs: Vec<String> = about.to_string().split("\n\n").map(prose).collect();
    let text = paragraphs.join("\n\n");
    let dot = if text.ends_with(['.', ':']) { "" } else { "." };
    format!("{text}{dot}\n")
}

/// The arguments that are not the same for every command there is.
fn shown(command: &Command) -> impl Iterator<Item = &Arg> {
    let same = ["help", "version"];
    command
        .get_arguments()
        .filter(move |a| !a.is_hide_set() && !same.contains(&a.get_id().as_str()))
}

fn heading(arg: &Arg) -> &str {
    arg.get_help_heading().unwrap_or(if arg.is_positional() { "Arguments" } else { "Options" })
}

fn table(command: &Command, is_in: impl Fn(&Arg) -> bool) -> String {
    let mut text = "| | |\n|---|---|\n".to_owned();
    for arg in shown(command).filter(|arg| is_in(arg)) {
        let short = arg.get_short().filter(|_| arg.get_long().is_some());
        let short = short.map(|short| format!("-{short}, ")).unwrap_or_default();
        let name = format!("{short}{arg}").replace('|', "\\|");
        let _ = writeln!(text, "| `{name}` | {} |", meaning(arg));
    }
    text
}

/// The help of an argument, what it may be, and what it is where it is not given.
fn meaning(arg: &Arg) -> String {
    let help = arg.get_long_help().or(arg.get_help()).map(ToString::to_string);
    let help = help.unwrap_or_default();
    // What is the default where clap does not know it stands at the end of the help.
    let (help, default) = match help.trim_end_matches(']').split_once(" [default: ") {
        Some((help, default)) => (help.to_owned(), format!("<br>Default: {}", cell(default))),
        None => (help, String::new()),
    };
    let mut text = cell(&help) + &default;
    if !arg.get_action().takes_values() {
        return text;
    }
    for value in arg.get_possible_values().iter().filter(|value| !value.is_hide_set()) {
        let help = value.get_help().map(|help| format!(": {}", cell(&help.to_string())));
        let _ = write!(text, "<br>`{}`{}", value.get_name(), help.unwrap_or_default());
    }
    let default: Vec<&str> =
        arg.get_default_values().iter().filter_map(|value| value.to_str()).collect();
    if !default.is_empty() {
        let _ = write!(text, "<br>Default: `{}`", default.join(" "));
    }
    text
}

fn examples(command: &Command, level: &str) -> String {
    let help = command.get_after_long_help().expect("each command has examples").to_string();
    let examples = help.strip_prefix("Examples:\n").expect("tested beside the arguments");
    let lines: Vec<&str> = examples.lines().map(|l| l.strip_prefix("  ").unwrap_or(l)).collect();
    format!("\n{level} Examples\n\n{}", fenced("text", &lines.join("\n")))
}
