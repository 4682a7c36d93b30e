//! Every way through a sequence, old beside new: each run tells what it decided, and the next ones
//! try what makes a decision fall otherwise.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

use super::answer::{Ran, Side};
use super::candidates::candidates;
use super::flow::Request;
use super::situations::Situation;
use super::words;
use crate::expression::Location;
use crate::gateway::{Body, Choice, Format, Test, Value};

/// No more runs are tried for one sequence.
const MAX_RUNS: usize = 1500;
/// No more ways are shown for one sequence.
const MAX_WAYS: usize = 400;
/// All runs of one sequence do no more work, in the units of a walk: part of a second.
const MAX_WORK: usize = 300_000_000;
/// Ways that depend on more than so many things are not made fewer: nobody reads them all anyway.
const MAX_FOLDED: usize = 32;
/// Of one decision, no more values are tried.
const MAX_VALUES: usize = 24;

/// What the gateway sets for every API alike, and a preview leaves as it is: CORS is off.
const NOT_TRIED: [&str; 1] = ["CORSConfiguration.Enabled"];

/// The two sides of a preview; the same requests go to both.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'s> {
    /// The operator's file on the old gateway.
    pub old: Option<Side<'s>>,
    /// The merged file on the new gateway.
    pub new: Option<Side<'s>>,
}

/// What holds on a way, and what of the request it depends on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// The inputs.
    pub inputs: BTreeSet<Location>,
    /// In plain words.
    pub words: String,
}

/// A way through both sides.
#[derive(Debug, Clone)]
pub struct Way {
    /// The situation, by its number; none where the request alone decides.
    pub situation: Option<usize>,
    /// What was sent.
    pub request: Request,
    /// What holds on it, beyond the situation.
    pub held: Vec<Held>,
    /// What came of it on the old gateway.
    pub old: Option<Ran>,
    /// What came of it on the new gateway.
    pub new: Option<Ran>,
}

/// All ways, as far as they were found.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    /// The ways, those of one situation together.
    pub all: Vec<Way>,
    /// Whether there are more than are looked at.
    pub more: bool,
    /// What would have to hold for ways that nothing tried leads to, in plain words.
    pub not_reached: Vec<String>,
}

/// A kind of client, where the gateway's Java answers each in another form.
struct Client {
    words: &'static str,
    method: &'static str,
    accept: Option<&'static str>,
    content_type: Option<&'static str>,
}

const CLIENTS: [Client; 3] = [
    Client {
        words: "the client sends GET and accepts anything",
        method: "GET",
        accept: None,
        content_type: None,
    },
    Client {
        words: "the client sends Accept: application/json",
        method: "GET",
        accept: Some("application/json"),
        content_type: None,
    },
    Client {
        words: "the client posts JSON and accepts anything",
        method: "POST",
        accept: None,
        content_type: Some("application/json"),
    },
];

/// What the client decides when it asks.
fn of_the_client() -> BTreeSet<Location> {
    let headers = ["accept", "content-type"].map(|name| Location::Header(name.into()));
    headers.into_iter().chain([Location::Axis2("HTTP_METHOD".into())]).collect()
}

/// Where a way starts, and what is tried on it.
#[derive(Clone)]
struct Start {
    situation: Option<usize>,
    client: Option<usize>,
    tried: BTreeMap<Location, Option<Value>>,
}

/// Finds the ways. `exact` takes the request as it is and tries nothing.
pub fn ways(sides: Sides<'_>, request: &Request, situations: &[Situation], exact: bool) -> Ways {
    let mut search = Search {
        sides,
        request,
        situations,
        written: written(sides),
        queue: VecDeque::new(),
        asked: HashSet::new(),
        seen: HashSet::new(),
        outcomes: BTreeMap::new(),
        found: Vec::new(),
        more: false,
        work: 0,
    };
    search.start(exact);
    search.run(exact);
    let not_reached = if exact { Vec::new() } else { search.not_reached() };
    let mut all = search.found;
    all.sort_by_key(|w| w.situation);
    Ways { all: folded(all), more: search.more, not_reached }
}

/// What the sequences of both sides write: its value is theirs to decide.
fn written(sides: Sides<'_>) -> BTreeSet<Location> {
    let mut all = BTreeSet::new();
    for side in [sides.old, sides.new].into_iter().flatten() {
        let library = side.library.sequences.values().map(|sequence| &**sequence);
        for sequence in library.chain([side.file]) {
            all.extend(sequence.writes());
        }
    }
    all
}

/// A decision, by where it stands.
type Place = (usize, String, u32);

/// Where a way started and what was decided on it: two with the same are the same way.
type Signature = (Option<usize>, Option<usize>, Vec<(Place, usize)>);

/// What was seen of a decision.
struct Outcomes {
    choice: Choice,
    seen: BTreeSet<usize>,
}

struct Search<'s> {
    sides: Sides<'s>,
    request: &'s Request,
    situations: &'s [Situation],
    written: BTreeSet<Location>,
    queue: VecDeque<Start>,
    asked: HashSet<String>,
    seen: HashSet<Signature>,
    outcomes: BTreeMap<Place, Outcomes>,
    found: Vec<Way>,
    more: bool,
    work: usize,
}

impl Search<'_> {
    /// One start a situation, and a kind of client where that matters.
    fn start(&mut self, exact: bool) {
        let situations: Vec<Option<usize>> = match self.situations.len() {
            0 => vec![None],
            n => (0..n).map(Some).collect(),
        };
        let clients: Vec<Option<usize>> = match self.clients_differ() && !exact {
            true => (0..CLIENTS.len()).map(Some).collect(),
            false => vec![None],
        };
        for situation in situations {
            for &client in &clients {
                self.queue.push_back(Start { situation, client, tried: BTreeMap::new() });
            }
        }
    }

    /// Whether the form of the old answer depends on the client, and nobody said which one it is.
    fn clients_differ(&self) -> bool {
        let request = self.request;
        let said = request.method.is_some()
            || request.content_type.is_some()
            || request.body.is_some()
            || request.format != Format::Rest
            || request.sets.keys().any(|i| of_the_client().contains(&lower(i)));
        let mut sides = [self.sides.old, self.sides.new].into_iter().flatten();
        !said && sides.any(|side| side.flow.negotiates())
    }

    fn run(&mut self, exact: bool) {
        let mut runs = 0;
        while let Some(start) = self.queue.pop_front() {
            if runs == MAX_RUNS || self.found.len() == MAX_WAYS || self.work > MAX_WORK {
                self.more = true;
                return;
            }
            runs += 1;
            self.walk(&start, exact);
        }
    }

    /// One way; where it is new, what leads off it is tried later.
    fn walk(&mut self, start: &Start, exact: bool) {
        let request = self.request_of(start);
        let situation = start.situation.map(|at| &self.situations[at]);
        let run = |side: Option<super::answer::Side<'_>>| side.map(|s| s.run(&request, situation));
        let (old, new) = (run(self.sides.old), run(self.sides.new));
        let walked = [&old, &new].into_iter().flatten().filter_map(|ran| ran.walked.as_ref().ok());
        self.work += walked.map(|walked| walked.work).sum::<usize>();
        let choices = choices(old.as_ref(), new.as_ref());
        let signature = choices.iter().map(|(place, c)| (place.clone(), c.outcome)).collect();
        if !self.seen.insert((start.situation, start.client, signature)) {
            return;
        }
        let fixed = self.fixed(start);
        let mut held = Vec::new();
        if let Some(client) = start.client {
            let words = CLIENTS[client].words.to_owned();
            held.push(Held { inputs: of_the_client(), words });
        }
        for (place, choice) in &choices {
            let free: BTreeSet<Location> = choice.inputs.difference(&fixed).cloned().collect();
            if free.is_empty() {
                continue;
            }
            let outcomes = self.outcomes.entry(place.clone());
            let outcomes = outcomes
                .or_insert_with(|| Outcomes { choice: choice.clone(), seen: BTreeSet::new() });
            outcomes.seen.insert(choice.outcome);
            if !exact {
                self.try_others(start, choice, &free);
            }
            let new = Held { inputs: free, words: words::of_choice(choice) };
            if !held.contains(&new) {
                held.push(new);
            }
        }
        self.found.push(Way { situation: start.situation, request, held, old, new });
    }

    /// The request, with what is tried in it.
    fn request_of(&self, start: &Start) -> Request {
        let mut request = self.request.clone();
        if let Some(client) = start.client.map(|at| &CLIENTS[at]) {
            request.method = Some(client.method.to_owned());
            request.content_type = client.content_type.map(str::to_owned);
            if let Some(accept) = client.accept {
                let accept_header = Location::Header("Accept".into());
                request.sets.entry(accept_header).or_insert_with(|| Value::text(accept));
            }
        }
        for (input, value) in &start.tried {
            match (input, value) {
                (Location::Axis2(name), Some(value)) if &**name == "HTTP_METHOD" => {
                    request.method = Some(value.to_string());
                }
                (_, Some(value)) => drop(request.sets.insert(input.clone(), value.clone())),
                (_, None) => drop(request.sets.remove(input)),
            }
        }
        let carries = matches!(request.method.as_deref(), Some("POST" | "PUT" | "PATCH"));
        if carries && self.request.method.is_none() && request.body.is_none() {
            request.content_type.get_or_insert_with(|| "application/json".to_owned());
            request.body = Some(Body::Unknown("the request's body".to_owned()));
        }
        request
    }

    /// What is decided before the sequence begins.
    fn fixed(&self, start: &Start) -> BTreeSet<Location> {
        let mut fixed: BTreeSet<Location> = self.request.sets.keys().map(lower).collect();
        fixed.extend(self.written.iter().cloned());
        fixed.extend([Location::Format, Location::Address("To".into()), Location::Body]);
        fixed.extend(NOT_TRIED.map(|name| Location::Property(name.into())));
        let method = Location::Axis2("HTTP_METHOD".into());
        if self.request.method.is_some() || self.request.format != Format::Rest {
            fixed.insert(method);
        }
        if start.client.is_some() {
            fixed.extend(of_the_client());
        }
        // What one situation gives, another one lacks: it is no matter of the request either way.
        for side in [self.sides.old, self.sides.new].into_iter().flatten() {
            let Some(sequence) = side.flow.sequence else { continue };
            let given = self.situations.iter().flat_map(|s| s.given(sequence, side.flow.release));
            fixed.extend(given.map(|(input, _)| input));
        }
        fixed
    }

    /// Queues what may make a decision fall otherwise.
    fn try_others(&mut self, start: &Start, choice: &Choice, free: &BTreeSet<Location>) {
        for input in free {
            for value in candidates(choice, input).into_iter().take(MAX_VALUES) {
                if self.queue.len() == MAX_RUNS {
                    self.more = true;
                    return;
                }
                let mut next = start.clone();
                next.tried.insert(input.clone(), value);
                let key = format!("{:?} {:?} {:?}", next.situation, next.client, next.tried);
                if self.asked.insert(key) {
                    self.queue.push_back(next);
                }
            }
        }
    }

    /// The outcomes of decisions that were come to, and never seen.
    fn not_reached(&self) -> Vec<String> {
        let mut all = Vec::new();
        for outcomes in self.outcomes.values() {
            let of = match &outcomes.choice.test {
                Test::Condition(_) => 2,
                Test::Patterns { patterns, .. } => patterns.len() + 1,
            };
            for outcome in (0..of).filter(|o| !outcomes.seen.contains(o)) {
                let words = words::of_choice(&Choice { outcome, ..outcomes.choice.clone() });
                if !all.contains(&words) {
                    all.push(words);
                }
            }
        }
        all
    }
}

/// A header's name is the same in any case.
fn lower(input: &Location) -> Location {
    match input {
        Location::Header(name) => Location::Header(name.to_ascii_lowercase().into()),
        other => other.clone(),
    }
}

/// The decisions of both sides by where they stand.
fn choices(old: Option<&Ran>, new: Option<&Ran>) -> Vec<(Place, Choice)> {
    let sides = [old, new].into_iter().enumerate();
    let walked = sides.filter_map(|(side, ran)| Some((side, ran?.walked.as_ref().ok()?)));
    let placed = walked.flat_map(|(side, walked)| {
        let place = move |c: &Choice| (side, c.sequence.clone(), c.line);
        walked.choices.iter().map(move |c| (place(c), c.clone()))
    });
    placed.collect()
}

/// Ways that differ in one thing only, and whose answers do not, made one.
fn folded(mut ways: Vec<Way>) -> Vec<Way> {
    loop {
        let over: BTreeSet<BTreeSet<Location>> =
            ways.iter().flat_map(|w| w.held.iter().map(|h| h.inputs.clone())).collect();
        if over.len() > MAX_FOLDED {
            return ways;
        }
        let before = ways.len();
        for inputs in over {
            ways = folded_over(ways, &inputs);
        }
        if ways.len() == before {
            return ways;
        }
    }
}

fn folded_over(ways: Vec<Way>, inputs: &BTreeSet<Location>) -> Vec<Way> {
    let is_over = |held: &&Held| held.inputs == *inputs;
    let mut groups: BTreeMap<(Option<usize>, Vec<Held>), Vec<usize>> = BTreeMap::new();
    for (at, way) in ways.iter().enumerate() {
        let rest = way.held.iter().filter(|h| !is_over(h)).cloned().collect();
        groups.entry((way.situation, rest)).or_default().push(at);
    }
    let mut dropped = BTreeSet::new();
    let mut joined: BTreeMap<usize, Option<String>> = BTreeMap::new();
    for group in groups.values() {
        let mut left = group.clone();
        while let Some(&first) = left.first() {
            let (alike, others): (Vec<usize>, Vec<usize>) =
                left.iter().partition(|&&at| same_answers(&ways[first], &ways[at]));
            if alike.len() > 1 {
                let words = alike.iter().map(|&at| over(&ways[at], inputs)).collect::<Vec<_>>();
                let all = alike.len() == group.len();
                joined.insert(first, (!all).then(|| words.join(", or ")));
                dropped.extend(alike[1..].iter().copied());
            }
            left = others;
        }
    }
    let kept = ways.into_iter().enumerate().filter(|(at, _)| !dropped.contains(at));
    let join = |(at, mut way): (usize, Way)| {
        if let Some(words) = joined.get(&at) {
            way.held.retain(|h| !is_over(&h));
            let held = words.clone().map(|words| Held { inputs: inputs.clone(), words });
            way.held.splice(0..0, held);
        }
        way
    };
    kept.map(join).collect()
}

/// What holds of some inputs on a way, in words.
fn over(way: &Way, inputs: &BTreeSet<Location>) -> String {
    let held = way.held.iter().filter(|h| h.inputs == *inputs);
    held.map(|h| h.words.as_str()).collect::<Vec<_>>().join(" and ")
}

/// Whether clients get the same, whatever of their own headers comes back to them.
fn same_answers(one: &Way, other: &Way) -> bool {
    let answers = |way: &Way| {
        [&way.old, &way.new].map(|ran| {
            let ran = ran.as_ref()?;
            let mut answer = ran.answer.clone();
            answer.headers.retain(|name, value| !ran.sends_back(name, value));
            Some(answer)
        })
    };
    answers(one) == answers(other)
}
