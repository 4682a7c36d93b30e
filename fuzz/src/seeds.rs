//! Writes the seeds of every target, or of those that are named, to `corpus/<target>/`.

use std::path::Path;
use std::{env, fs, io};

use faultgraft_fuzz::targets::TARGETS;

fn main() -> io::Result<()> {
    let only: Vec<String> = env::args().skip(1).collect();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for target in TARGETS.iter().filter(|t| only.is_empty() || only.iter().any(|o| o == t.name)) {
        let folder = here.join("corpus").join(target.name);
        fs::create_dir_all(&folder)?;
        let seeds = (target.seeds)();
        for (number, seed) in seeds.iter().enumerate() {
            fs::write(folder.join(format!("seed-{number:03}")), seed)?;
        }
        println!("{}: {} seeds", target.name, seeds.len());
    }
    Ok(())
}
