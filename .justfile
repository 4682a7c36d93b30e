# The daily commands: `just` lists them. Each is a line that can be typed as well.

# Lists what there is.
default:
    @just --list --unsorted

# Runs all that the CI runs.
check:
    .ci/run

# Runs the tests whose names have a word: `just test review`.
test *WORDS:
    cargo test --test it -- {{WORDS}}

# Formats, modules that macros declare included.
fmt:
    git ls-files -z '*.rs' | xargs -0 rustfmt

# Writes what is printed in README and docs again, and the pages that are made.
docs:
    UPDATE_DOCS=1 cargo test --test it -- docs lists_of_words

# Runs all tests and writes changed snapshots beside the old ones, as .snap.new: read each.
snapshots:
    INSTA_UPDATE=new cargo test

# Builds the site into target/site.
site:
    .ci/site

# Builds each package, and installs it where nothing else is.
packages:
    .ci/packages

# Measures.
bench:
    cargo bench --bench merge
