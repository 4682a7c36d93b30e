//! What a command writes on a terminal, as an SVG picture.

/// How wide a letter and how high a line is, in units of the picture.
const LETTER: f32 = 7.8;
const LINE: usize = 18;
const MARGIN: usize = 16;

/// The colours of text by their SGR code, on the dark ground of the picture.
const COLOURS: [(&str, &str); 7] = [
    ("1", "font-weight=\"bold\""),
    ("2", "fill-opacity=\"0.65\""),
    ("7", "text-decoration=\"underline\""),
    ("31", "fill=\"#ff7b72\""),
    ("32", "fill=\"#7ee787\""),
    ("33", "fill=\"#e3b341\""),
    ("36", "fill=\"#79c0ff\""),
];

/// A picture of lines with SGR codes in them.
///
/// # Panics
///
/// Where a code is not one of those that are known here.
pub fn svg(command: &str, said: &str) -> String {
    let lines: Vec<Vec<(String, String)>> =
        [format!("\u{1b}[2m$\u{1b}[0m {command}"), String::new()]
            .iter()
            .map(String::as_str)
            .chain(said.lines())
            .map(spans)
            .collect();
    let letters = |line: &Vec<(String, String)>| line.iter().map(|s| s.1.chars().count()).sum();
    let widest: usize = lines.iter().map(letters).max().unwrap_or(0);
    let width = (widest as f32 * LETTER).ceil() as usize + 2 * MARGIN;
    let height = lines.len() * LINE + 2 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" font-family=\"ui-monospace, 'DejaVu Sans Mono', \
         Menlo, Consolas, monospace\" font-size=\"13\" fill=\"#e6edf3\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>\n"
    );
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
        let y = MARGIN + number * LINE + 13;
        let length = (letters(line) as f32 * LETTER).round();
        let tspans: String = line.iter().map(tspan).collect();
        svg += &format!(
            "<text x=\"{MARGIN}\" y=\"{y}\" textLength=\"{length}\" xml:space=\"preserve\">{tspans}</text>\n"
        );
    }
    svg + "</svg>\n"
}

fn tspan((style, text): &(String, String)) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    match &**style {
        "" => text,
        style => format!("<tspan {style}>{text}</tspan>"),
    }
}

/// The parts of a line, each with its style.
fn spans(line: &str) -> Vec<(String, String)> {
    let mut style = String::new();
    let mut spans = Vec::new();
    for (number, part) in line.split("\u{1b}[").enumerate() {
        let text = match number {
            0 => part,
            _ => {
                let (codes, text) = part.split_once('m').expect("an SGR code");
                for code in codes.split(';') {
                    style = styled(style, code);
                }
                text
            }
        };
        if !text.is_empty() {
            spans.push((style.clone(), text.to_owned()));
        }
    }
    spans
}

fn styled(style: String, code: &str) -> String {
    if code == "0" || code.is_empty() {
        return String::new();
    }
    let known = COLOURS.iter().find(|c| c.0 == code);
    let (_, more) = known.unwrap_or_else(|| panic!("no colour for SGR {code}"));
    if style.is_empty() { (*more).to_owned() } else { format!("{style} {more}") }
}
