//! Whether a text is a pattern to Java (`java.util.regex.Pattern`): a filter or a case whose regex
//! is none loses the whole sequence. It follows the parser of JDK 17, and was compared with it.

/// Why Java refuses a pattern, if it does.
pub fn refused(pattern: &str) -> Option<String> {
    let text = unquoted(pattern);
    let mut reader = Reader { text, at: 0, depth: 0, names: Vec::new(), commented: false };
    let parsed = reader.alternatives().and_then(|_| match reader.peek() {
        _ if reader.at >= reader.text.len() => Ok(()),
        _ => Err("a closing ) has no opening one"),
    });
    // With comments on (`(?x)`) other rules hold, which patterns of filters have no use for.
    parsed.err().filter(|why| *why != TOO_DEEP && !reader.commented).map(str::to_owned)
}

type Parsed<T> = Result<T, &'static str>;

/// Groups nest no deeper; what lies beyond is not judged.
const MAX_DEPTH: u8 = 64;
const TOO_DEEP: &str = "it nests too deeply";

/// The characters with `\Q..\E` taken out: what it quotes is escaped.
fn unquoted(pattern: &str) -> Vec<char> {
    let mut out = Vec::with_capacity(pattern.len());
    let mut quoted = false;
    let mut characters = pattern.chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied();
        match (c, next) {
            ('\\', Some('E')) if quoted => {
                characters.next();
                quoted = false;
            }
            ('\\', Some('Q')) if !quoted => {
                characters.next();
                quoted = true;
            }
            ('\\', _) if !quoted => {
                out.push(c);
                out.extend(characters.next());
            }
            (c, _) if quoted && c.is_ascii() && !c.is_ascii_alphanumeric() => out.extend(['\\', c]),
            (c, _) => out.push(c),
        }
    }
    out
}

struct Reader {
    text: Vec<char>,
    at: usize,
    depth: u8,
    names: Vec<String>,
    commented: bool,
}

/// What an escape stands for.
enum Escape {
    Character(u32),
    /// A class such as `\d`, a boundary, a group that was matched before.
    Other,
    /// What may be of any length, so that no look-behind can hold it.
    Unbounded,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.ahead(0)
    }

    fn ahead(&self, by: usize) -> Option<char> {
        self.text.get(self.at + by).copied()
    }

    fn read(&mut self) -> Option<char> {
        let read = self.peek();
        self.at += 1;
        read
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    /// Alternatives up to a closing bracket or the end. The result says whether what they match
    /// has a greatest length.
    fn alternatives(&mut self) -> Parsed<bool> {
        if self.depth == MAX_DEPTH {
            return Err(TOO_DEEP);
        }
        self.depth += 1;
        let mut bounded = self.sequence()?;
        while self.take('|') {
            bounded &= self.sequence()?;
        }
        self.depth -= 1;
        Ok(bounded)
    }

    fn sequence(&mut self) -> Parsed<bool> {
        let mut bounded = true;
        loop {
            let one = match self.peek() {
                None | Some('|' | ')') => return Ok(bounded),
                Some('?' | '*' | '+') => return Err("a quantifier has nothing before it"),
                Some('(') => match self.group()? {
                    Some(bounded) => bounded,
                    None => continue,
                },
                Some('[') => {
                    self.class(true)?;
                    true
                }
                Some('\\') => self.escaped()?,
                // Braces that quantify nothing are read as those of an empty text.
                Some('{') => true,
                Some(_) => {
                    self.at += 1;
                    true
                }
            };
            bounded &= self.quantified()? && one;
        }
    }

    fn escaped(&mut self) -> Parsed<bool> {
        if let Some('p' | 'P') = self.ahead(1) {
            self.at += 2;
            self.property()?;
            return Ok(true);
        }
        Ok(!matches!(self.escape(false)?, Escape::Unbounded))
    }

    /// A quantifier, if one stands here. The result says whether it has a greatest number.
    fn quantified(&mut self) -> Parsed<bool> {
        let bounded = match self.peek() {
            Some('?') => true,
            Some('*' | '+') => false,
            Some('{') => return self.counted(),
            _ => return Ok(true),
        };
        self.at += 1;
        self.lazy_or_possessive();
        Ok(bounded)
    }

    fn lazy_or_possessive(&mut self) {
        if !self.take('?') {
            self.take('+');
        }
    }

    fn counted(&mut self) -> Parsed<bool> {
        self.at += 1;
        if !self.peek().is_some_and(|c| c.is_ascii_digit()) {
            return Err("{ is not followed by a number");
        }
        let least = self.number()?;
        let most = match self.take(',') {
            true if self.peek() == Some('}') => None,
            true => Some(self.number()?),
            false => Some(least),
        };
        if !self.take('}') {
            return Err("{ is not closed");
        }
        if most.is_some_and(|most| most < least) {
            return Err("the range in {} is not one");
        }
        self.lazy_or_possessive();
        Ok(most.is_some())
    }

    /// Digits, none being 0.
    fn number(&mut self) -> Parsed<i32> {
        let mut number = 0i32;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            let more =
                i32::try_from(digit).ok().and_then(|d| number.checked_mul(10)?.checked_add(d));
            number = more.ok_or("the number in {} is too large")?;
            self.at += 1;
        }
        Ok(number)
    }

    /// A group; none where it only sets flags.
    fn group(&mut self) -> Parsed<Option<bool>> {
        self.at += 1;
        let mut looks = false;
        let mut behind = false;
        if self.take('?') {
            match self.read() {
                Some(':' | '>') => {}
                Some('=' | '!') => looks = true,
                Some('<') => match self.read() {
                    Some('=' | '!') => (looks, behind) = (true, true),
                    first => self.new_name(first)?,
                },
                Some('$' | '@') => return Err("the kind of the group (?$ is not known"),
                _ => {
                    self.at -= 1;
                    self.flags();
                    match self.read() {
                        Some(')') => return Ok(None),
                        Some(':') => {}
                        _ => return Err("the flag behind (? is not known"),
                    }
                }
            }
        }
        let bounded = self.alternatives()?;
        if !self.take(')') {
            return Err("an opening ( is not closed");
        }
        if behind && !bounded {
            return Err("a look-behind has no greatest length");
        }
        Ok(Some(looks || bounded))
    }

    fn flags(&mut self) {
        while let Some('i' | 'm' | 's' | 'd' | 'u' | 'c' | 'x' | 'U' | '-') = self.peek() {
            self.commented |= self.peek() == Some('x');
            self.at += 1;
            if self.ahead(0) == Some('-') && self.text.get(self.at - 1) == Some(&'-') {
                return;
            }
        }
    }

    fn new_name(&mut self, first: Option<char>) -> Parsed<()> {
        let name = self.name(first)?;
        if self.names.contains(&name) {
            return Err("two groups have the same name");
        }
        self.names.push(name);
        Ok(())
    }

    /// The name of a group, with the `>` behind it.
    fn name(&mut self, first: Option<char>) -> Parsed<String> {
        let first = first.filter(char::is_ascii_alphabetic);
        let mut name = String::from(first.ok_or("the name of a group begins with a letter")?);
        loop {
            match self.read() {
                Some(c) if c.is_ascii_alphanumeric() => name.push(c),
                Some('>') => return Ok(name),
                _ => return Err("the name of a group ends with >"),
            }
        }
    }

    /// What follows a backslash, which stands here.
    fn escape(&mut self, in_class: bool) -> Parsed<Escape> {
        const UNKNOWN: &str = "a backslash before that letter means nothing";
        self.at += 1;
        let Some(c) = self.read() else { return Err("a backslash ends it") };
        let character = |c: char| Ok(Escape::Character(u32::from(c)));
        match c {
            '0' => self.octal(),
            'x' => self.hexadecimal(),
            'u' => self.unicode(),
            'c' => match self.read() {
                Some(c) => Ok(Escape::Character(u32::from(c) ^ 64)),
                None => Err("\\c is followed by a character"),
            },
            'a' => character('\u{7}'),
            'e' => character('\u{1b}'),
            'f' => character('\u{c}'),
            'n' => character('\n'),
            'r' => character('\r'),
            't' => character('\t'),
            'D' | 'H' | 'S' | 'V' | 'W' | 'd' | 'h' | 's' | 'w' => Ok(Escape::Other),
            // The vertical tab where it ends a range, else all of its kind.
            'v' => Ok(Escape::Other),
            'N' => self.named_character(),
            // `\\b{g}` is a boundary of its own.
            'b' if !in_class && self.peek() == Some('{') && self.ahead(1) == Some('g') => {
                self.at += 2;
                self.take('}').then_some(Escape::Other).ok_or("\\b{g is not closed")
            }
            'A' | 'B' | 'G' | 'R' | 'Z' | 'b' | 'z' if !in_class => Ok(Escape::Other),
            'X' | '1'..='9' if !in_class => Ok(Escape::Unbounded),
            'k' if !in_class => {
                if !self.take('<') {
                    return Err("\\k is followed by <");
                }
                let first = self.read();
                let name = self.name(first)?;
                let known = self.names.contains(&name);
                known.then_some(Escape::Unbounded).ok_or("\\k names a group that is not there")
            }
            c if c.is_ascii_alphanumeric() => Err(UNKNOWN),
            c => character(c),
        }
    }

    fn octal(&mut self) -> Parsed<Escape> {
        let mut value = 0;
        let mut digits = 0;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) {
            if digits == 3 || (digits == 2 && value > 0o37) {
                break;
            }
            value = value * 8 + digit;
            digits += 1;
            self.at += 1;
        }
        match digits {
            0 => Err("\\0 is followed by an octal number"),
            _ => Ok(Escape::Character(value)),
        }
    }

    fn hexadecimal(&mut self) -> Parsed<Escape> {
        const BAD: &str = "\\x is followed by a hexadecimal number";
        let digit = |c: Option<char>| c.and_then(|c| c.to_digit(16));
        if self.take('{') {
            let mut value = digit(self.peek()).ok_or(BAD)?;
            self.at += 1;
            while let Some(next) = digit(self.peek()) {
                value = value
                    .checked_mul(16)
                    .map(|v| v + next)
                    .filter(|v| *v <= 0x10_FFFF)
                    .ok_or(BAD)?;
                self.at += 1;
            }
            return if self.take('}') { Ok(Escape::Character(value)) } else { Err(BAD) };
        }
        let (high, low) = (digit(self.read()), digit(self.read()));
        match (high, low) {
            (Some(high), Some(low)) => Ok(Escape::Character(high * 16 + low)),
            _ => Err(BAD),
        }
    }

    fn unicode(&mut self) -> Parsed<Escape> {
        let mut value = 0;
        for _ in 0..4 {
            let digit = self.read().and_then(|c| c.to_digit(16));
            value = value * 16 + digit.ok_or("\\u is followed by four hexadecimal digits")?;
        }
        Ok(Escape::Character(value))
    }

    fn named_character(&mut self) -> Parsed<Escape> {
        const BAD: &str = "\\N is followed by the name of a character";
        if !self.take('{') {
            return Err(BAD);
        }
        while let Some(c) = self.read() {
            if c == '}' {
                return Ok(Escape::Other);
            }
        }
        Err(BAD)
    }

    /// `\p` and `\P`, of which the letter was read.
    fn property(&mut self) -> Parsed<()> {
        if !self.take('{') {
            let name = self.read().map(String::from).unwrap_or_default();
            return known_property(&name);
        }
        let mut name = String::new();
        loop {
            match self.read() {
                Some('}') => return known_property(&name),
                Some(c) => name.push(c),
                None => return Err("\\p{ is not closed"),
            }
        }
    }

    /// `[..]`, or the part of a class behind `&&` that no bracket closes.
    fn class(&mut self, closes: bool) -> Parsed<()> {
        if self.depth == MAX_DEPTH {
            return Err(TOO_DEEP);
        }
        self.depth += 1;
        if closes {
            self.at += 1;
            self.take('^');
        }
        let mut holds = false;
        loop {
            match self.peek() {
                None => return Err("an opening [ is not closed"),
                Some('[') => {
                    self.class(true)?;
                    holds = true;
                }
                Some('&') if self.ahead(1) == Some('&') => {
                    self.at += 2;
                    let right = self.intersected()?;
                    if !holds && !right {
                        return Err("&& in [] has nothing on either side");
                    }
                    holds = true;
                }
                Some(']') if holds => {
                    self.at += usize::from(closes);
                    self.depth -= 1;
                    return Ok(());
                }
                Some(_) => {
                    self.range()?;
                    holds = true;
                }
            }
        }
    }

    /// What stands behind `&&`; whether there is anything.
    fn intersected(&mut self) -> Parsed<bool> {
        let mut any = false;
        loop {
            match self.peek() {
                None => return Err("an opening [ is not closed"),
                Some(']' | '&') => return Ok(any),
                Some('[') => self.class(true)?,
                Some(_) => self.class(false)?,
            }
            any = true;
        }
    }

    fn range(&mut self) -> Parsed<()> {
        let from = match self.peek() {
            Some('\\') if matches!(self.ahead(1), Some('p' | 'P')) => {
                self.at += 2;
                return self.property();
            }
            Some('\\') => match self.escape(true)? {
                Escape::Character(c) => c,
                _ => return Ok(()),
            },
            c => {
                self.at += 1;
                c.map_or(0, u32::from)
            }
        };
        if self.peek() != Some('-') || matches!(self.ahead(1), Some('[' | ']')) {
            return Ok(());
        }
        self.at += 1;
        let to = match self.peek() {
            Some('\\') => match self.escape(true)? {
                Escape::Character(c) => Some(c),
                _ => None,
            },
            Some(c) => {
                self.at += 1;
                Some(u32::from(c))
            }
            None => return Err("an opening [ is not closed"),
        };
        match to {
            Some(to) if to >= from => Ok(()),
            _ => Err("a range in [] ends before it begins"),
        }
    }
}

/// Classes that `\p` knows by name; blocks, scripts and binary properties are taken as they are.
fn known_property(name: &str) -> Parsed<()> {
    const NAMES: [&str; 53] = [
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Me", "Mc", "N", "Nd", "Nl", "No", "Z", "Zs",
        "Zl", "Zp", "C", "Cc", "Cf", "Co", "Cs", "Cn", "P", "Pd", "Ps", "Pe", "Pc", "Po", "Pi",
        "Pf", "S", "Sm", "Sc", "Sk", "So", "LC", "LD", "L1", "all", "ASCII", "Alnum", "Alpha",
        "Cntrl", "Digit", "Graph", "Lower", "Print", "Punct", "Space", "Upper", "XDigit",
    ];
    let by_prefix = ["In", "Is", "java"].iter().any(|p| name.starts_with(p)) || name.contains('=');
    match NAMES.contains(&name) || name == "Blank" || (by_prefix && name.len() > 2) {
        true => Ok(()),
        false => Err("\\p names no class of characters"),
    }
}
