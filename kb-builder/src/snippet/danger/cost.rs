//! What a command costs for what it is done to.

use std::borrow::Cow;

use super::inside::MAX_CANDIDATES;
use super::{Danger, Elevation, Scene};
use crate::snippet::reach::{self, Reach, Target};
use crate::snippet::shell::{Dialect, Kind, Mark, Word};
use crate::snippet::table::{Paths, Row, When, rows, shells};

/// Parameters of `PowerShell` whose value is no path.
const NOT_PATHS: [&str; 26] = [
    "-credential",
    "-delimiter",
    "-depth",
    "-ea",
    "-encoding",
    "-erroraction",
    "-errorvariable",
    "-exclude",
    "-ev",
    "-filter",
    "-include",
    "-informationaction",
    "-inputobject",
    "-itemtype",
    "-name",
    "-newname",
    "-outbuffer",
    "-outvariable",
    "-ov",
    "-pipelinevariable",
    "-propertytype",
    "-stream",
    "-type",
    "-value",
    "-wa",
    "-warningaction",
];

/// What a command costs with these arguments; nothing if no row says so.
pub(super) fn cost(
    scene: &Scene<'_>,
    name: &str,
    arguments: &[Word],
    feeds: &[Word],
) -> Option<Danger> {
    let shells = shells(scene.shell);
    let rows = rows(shells, name);
    let texts: Vec<&str> = arguments.iter().map(|word| word.text.as_str()).collect();
    let mut fitting: Vec<&Row> =
        rows.iter().copied().filter(|row| row.fits(shells, &texts)).collect();
    if fitting.is_empty() {
        let others = rows.iter().copied().filter(|row| matches!(row.when, When::Otherwise));
        fitting.extend(others);
    }
    let costs = fitting.into_iter().map(|row| with_paths(scene, row, name, arguments, feeds));
    let worse = |one: Danger, other: Danger| {
        let what = if other.harm > one.harm { other.what } else { one.what };
        let elevation = one.elevation.max(other.elevation);
        let deletes = one.deletes || other.deletes;
        Danger { what, harm: one.harm.max(other.harm), elevation, deletes }
    };
    let mut danger = costs.reduce(worse)?;
    // What people sign in with is more than an app.
    if danger.deletes && danger.harm < 3 {
        let helper = ["aad.brokerplugin", "cloudexperiencehost"];
        let given = upstream(scene);
        let named = arguments.iter().chain(&given).any(|word| {
            let lower = word.text.to_lowercase();
            helper.iter().any(|helper| lower.contains(helper))
        });
        danger.harm = if named { 3 } else { danger.harm };
    }
    Some(danger)
}

/// What a row costs for the paths that are named.
fn with_paths(
    scene: &Scene<'_>,
    row: &Row,
    name: &str,
    arguments: &[Word],
    feeds: &[Word],
) -> Danger {
    let mut danger = row.danger;
    if row.paths == Paths::Read {
        return danger;
    }
    let own = paths(scene.shell, name, row.paths, arguments);
    let given = match own.as_slice() {
        [] if feeds.is_empty() => upstream(scene).into_iter().map(Cow::Owned).collect(),
        [] => feeds.iter().map(Cow::Borrowed).collect(),
        _ => own,
    };
    let unseen = Target { reach: Reach::Everything, guarded: false };
    let mut targets: Vec<Target> = Vec::new();
    for word in &given {
        let handed = if word.text == "{}" { feeds } else { &[] };
        if handed.is_empty() {
            targets.push(reach::reach(scene.shell, word, scene.here));
        }
        // `find … -exec rm {} +`
        targets.extend(handed.iter().map(|word| reach::reach(scene.shell, word, scene.here)));
    }
    if targets.is_empty() {
        targets.push(unseen);
    }
    let harms = targets.iter().map(|target| harm(row, target.reach));
    danger.harm = harms.max().unwrap_or(row.danger.harm);
    if row.paths == Paths::Moved && given.iter().any(|word| word.text.starts_with("/dev/")) {
        (danger.harm, danger.deletes) = (4, true);
    }
    if targets.iter().any(|target| target.guarded) {
        danger.elevation = Elevation::Needed;
    }
    danger
}

/// The harm of a row when it is done to something.
fn harm(row: &Row, reach: Reach) -> u8 {
    let least = match (row.paths, reach) {
        (Paths::Written, Reach::Nothing) => return 0,
        (Paths::Deleted, Reach::Personal | Reach::System | Reach::Everything) => 4,
        (Paths::Deleted, Reach::Registry | Reach::SignIn) => 3,
        (Paths::Moved, Reach::System | Reach::Everything) => 3,
        (Paths::Written, Reach::SignIn | Reach::System) => 3,
        (Paths::Written, Reach::Registry) => 2,
        (Paths::Opened, Reach::SignIn | Reach::Personal | Reach::System | Reach::Everything)
            if row.danger.harm >= 3 =>
        {
            4
        }
        _ => 0,
    };
    least.max(row.danger.harm)
}

/// The paths among the arguments of a command that matter to its cost.
fn paths<'a>(
    shell: Dialect,
    name: &str,
    paths: Paths,
    arguments: &'a [Word],
) -> Vec<Cow<'a, Word>> {
    if name == "reg" {
        let key = |word: &&Word| {
            let lower = word.text.to_lowercase();
            lower.starts_with("hk") || lower.starts_with("\\\\")
        };
        return arguments.iter().filter(key).map(Cow::Borrowed).collect();
    }
    let mut found: Vec<Cow<'a, Word>> = match shell {
        Dialect::PowerShell => powershell_paths(arguments),
        Dialect::Cmd => {
            arguments.iter().filter(|word| !word.text.starts_with('/')).flat_map(in_parts).collect()
        }
        Dialect::Sh => {
            let options = arguments.iter().position(|word| word.text == "--");
            let options = options.unwrap_or(arguments.len());
            let path = |(index, word): &(usize, &Word)| {
                *index > options || !word.text.starts_with('-') || word.text == "-"
            };
            let paths = arguments.iter().enumerate().filter(path);
            paths.map(|(_, word)| Cow::Borrowed(word)).collect()
        }
    };
    if ["find", "gfind"].contains(&name) {
        let paths = arguments.iter().take_while(|word| !word.text.starts_with('-')).count();
        found.truncate(paths);
    }
    let last = [
        "copy",
        "copy-item",
        "cp",
        "cpi",
        "ditto",
        "install",
        "ln",
        "robocopy",
        "rsync",
        "scp",
        "xcopy",
    ];
    if ["rename-item", "rni", "ren", "rename"].contains(&name) || paths == Paths::Set {
        found.truncate(1);
    } else if last.contains(&name) {
        found.drain(..found.len().saturating_sub(1));
    }
    found
}

/// A word of the command prompt in the parts that its own commands take it for: `del a,b;c`.
fn in_parts(word: &Word) -> Vec<Cow<'_, Word>> {
    let marks = [',', ';', '='];
    if word.has(Mark::Quoted) || !word.text.contains(marks) {
        return vec![Cow::Borrowed(word)];
    }
    let parts = word.text.split(marks).filter(|part| !part.is_empty());
    parts.map(|part| Cow::Owned(word.saying(part.to_owned()))).collect()
}

/// The arguments of a cmdlet that are paths: those without a name, and those of the names for one.
fn powershell_paths(arguments: &[Word]) -> Vec<Cow<'_, Word>> {
    let mut found = Vec::new();
    let mut skips = false;
    for word in arguments {
        let lower = word.text.to_lowercase();
        let parameter = lower.starts_with('-') && !word.has(Mark::StartsQuoted);
        if parameter {
            let (name, value) = lower.split_once(':').unwrap_or((&lower, ""));
            let not_path = NOT_PATHS.iter().any(|known| name.len() > 2 && known.starts_with(name));
            skips = not_path && value.is_empty();
            if !value.is_empty() && !not_path {
                found.push(Cow::Owned(word.saying(value.to_owned())));
            }
        } else if skips && !word.has(Mark::Block) {
            skips = word.has(Mark::Listed);
        } else if !word.has(Mark::Block) {
            found.push(Cow::Borrowed(word));
        }
    }
    found
}

/// What the commands before in the pipeline name.
pub(super) fn upstream(scene: &Scene<'_>) -> Vec<Word> {
    let mut found = Vec::new();
    let mut next = scene.command.reads;
    for _ in 0..MAX_CANDIDATES {
        let Some(before) = next.and_then(|index| scene.script.commands.get(index)) else { break };
        let words = match before.kind {
            Kind::Value => &before.words[..],
            _ => before.words.get(1..).unwrap_or_default(),
        };
        let option = |word: &&Word| word.text.starts_with('-');
        // `find ~ -name "*.log"`: the path comes first.
        let first = words.iter().take_while(|word| !option(word)).count();
        let given: Vec<Word> = match scene.shell {
            Dialect::PowerShell => {
                powershell_paths(words).into_iter().map(Cow::into_owned).collect()
            }
            Dialect::Sh if first > 0 => words[..first].to_vec(),
            _ => words.iter().filter(|word| !option(word)).cloned().collect(),
        };
        found.extend(given);
        next = before.reads;
    }
    found
}
