//! FreeMarker templates, as far as a payload's format needs them: whether one parses (FreeMarker
//! 2.3, its grammar `FTL.jj`; three that do not were run on the engine of 4.0.0).

/// Why a template does not parse. What this reader does not know it takes to parse.
pub(super) fn refused(template: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find(['<', '$']) {
        rest = &rest[at..];
        rest = if let Some(after) = rest.strip_prefix("<#--") {
            after.split_once("-->")?.1
        } else if let Some(after) = rest.strip_prefix("${") {
            let Some((inside, after)) = until(after, '}') else {
                return Some(format!("`${{{}` is not closed", shortened(after)));
            };
            if !is_expression(inside) {
                return Some(format!("`${{{inside}}}` is not an expression"));
            }
            after
        } else if let Some(after) = rest.strip_prefix("</#") {
            let (name, after) = after.split_once('>')?;
            match open.pop() {
                Some(begun) if begun == name.trim() => after,
                _ => return Some(format!("`</#{name}>` closes nothing")),
            }
        } else if let Some(after) = rest.strip_prefix("<#") {
            let Some((inside, after)) = until(after, '>') else {
                return Some(format!("`<#{}` is not closed", shortened(after)));
            };
            let name = inside.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            if name == "noparse" {
                after.split_once("</#noparse>")?.1
            } else {
                open.extend(is_block(name, inside).then_some(name));
                after
            }
        } else {
            &rest[1..]
        };
    }
    open.last().map(|name| format!("`<#{name}>` is not closed"))
}

fn shortened(text: &str) -> String {
    text.chars().take(20).collect()
}

/// Whether a directive has an end of its own.
fn is_block(name: &str, inside: &str) -> bool {
    match name {
        "if" | "list" | "items" | "macro" | "function" | "switch" | "attempt" | "escape"
        | "noescape" | "compress" | "autoesc" | "noautoesc" | "outputformat" => true,
        // `<#assign x = 1>` has none, `<#assign x>` has.
        "assign" | "global" | "local" => !inside.contains('='),
        _ => false,
    }
}

/// What stands before the first `end` that is in no string and no bracket, and what follows it.
fn until(text: &str, end: char) -> Option<(&str, &str)> {
    let (mut depth, mut quote) = (0usize, None);
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (_, _) if escaped => escaped = false,
            (_, '\\') => escaped = true,
            (Some(q), c) if c == q => quote = None,
            (Some(_), _) => {}
            (None, c) if c == end && depth == 0 => return Some((&text[..at], &text[at + 1..])),
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Whether a text may be an expression: operands and operators take turns, and a colon stands in a
/// map only.
fn is_expression(text: &str) -> bool {
    let mut rest = text.trim_start();
    let mut wants_operand = true;
    while let Some(first) = rest.chars().next() {
        let len = match first {
            '"' | '\'' => match until(&rest[1..], first) {
                Some((inside, _)) if wants_operand => inside.len() + 2,
                _ => return false,
            },
            '(' | '[' | '{' => {
                let end = match first {
                    '(' => ')',
                    '[' => ']',
                    _ => '}',
                };
                match until(&rest[1..], end) {
                    Some((inside, _)) => inside.len() + 2,
                    None => return false,
                }
            }
            c if c.is_alphanumeric() || matches!(c, '_' | '@' | '\\') => {
                if !wants_operand {
                    return false;
                }
                let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '@' | '\\');
                rest.find(|c| !word(c)).unwrap_or(rest.len())
            }
            '!' | '?' | '-' | '+' | '.' | '*' | '/' | '%' | '=' | '<' | '>' | '&' | '|' => {
                // `!` may end an expression, and `??` does.
                let ends = first == '!' || rest.starts_with("??");
                let len = if rest.starts_with("??") { 2 } else { first.len_utf8() };
                wants_operand = !ends || (first == '!' && wants_operand);
                rest = rest[len..].trim_start();
                // What follows the `!` of a default is an operand of its own.
                wants_operand |= first == '!' && !rest.is_empty();
                continue;
            }
            _ => return false,
        };
        wants_operand = false;
        rest = rest[len..].trim_start();
    }
    !wants_operand
}

#[cfg(test)]
mod tests {
    use super::refused;

    #[test]
    fn what_parses_is_taken() {
        for template in [
            "{\"a\": \"${args.arg1}\"}",
            "${ctx.A!\"none\"} ${x!} ${a?upper_case} ${f(a, 'b')[0].c} ${(a + 1) * 2}",
            "<#if x??>a<#elseif y == \"1\">b<#else>c</#if>",
            "<#list items as i>${i}<#sep>,</#list><#assign n = 1>",
            "<#-- ${ --> plain $ and < and <a/>",
        ] {
            assert_eq!(refused(template), None, "{template}");
        }
    }

    #[test]
    fn what_does_not_parse_is_refused() {
        for template in
            ["{\"a\":\"${x\"}", "${trp:Accept}", "<#if x>", "</#if>", "${}", "${a b}", "${a +}"]
        {
            assert!(refused(template).is_some(), "{template}");
        }
    }
}
