//! A site with many guides, the same on every day.

use kb_builder::source::{Source, SourcePath};

/// What sentences are made of.
const WORDS: [&str; 24] = [
    "open", "the", "settings", "of", "your", "device", "and", "choose", "account", "then", "wait",
    "until", "Teams", "shows", "a", "window", "with", "sign-in", "press", "button", "network",
    "clock", "close", "again",
];

/// Adds so many guides to a site, each with what guides have: headings, steps, a table, a callout,
/// commands, and links to two others.
pub(crate) fn add_guides(source: &mut Source, count: usize) {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("it is small")
    };
    for number in 0..count {
        let mut sentence = |length: usize| {
            let words: Vec<&str> = (0..length).map(|_| WORDS[random(WORDS.len())]).collect();
            format!("{}.", words.join(" "))
        };
        let steps: Vec<String> =
            (1..=6).map(|step| format!("{step}. {} **Next**.\n", sentence(12))).collect();
        let steps = steps.concat();
        let rows: Vec<String> =
            (0..4).map(|_| format!("| `{}` | {} |\n", sentence(2), sentence(6))).collect();
        let rows = rows.concat();
        let (first, second, third) = (sentence(40), sentence(40), sentence(30));
        let (before, after) = ((number + count - 1) % count, (number + 1) % count);
        let text = format!(
            "+++\ntitle = \"Guide {number}\"\nsummary = \"{}\"\nkind = \"explanation\"\n\
             owner = \"Desk\"\nreviewed = \"2026-11-21\"\nunconfirmed = []\nsources = [\"A\"]\n\n\
             [commands.show]\ndoes = \"Shows the time.\"\ndeletes = \"Nothing.\"\n\
             undo = \"Nothing to undo.\"\nelevation = false\nharm = 0\n+++\n\n\
             {first} See [the one before](guide-{before}.md).\n\n## What to do\n\n{steps}\n\
             > [!NOTE]\n> {third}\n\n## What you see\n\n| Text | Means |\n| --- | --- |\n{rows}\n\
             ```powershell show\nGet-Date -Format \"yyyy-MM-dd\"\n```\n\n### More\n\n{second} \
             See [the next one](guide-{after}.md#what-to-do).\n",
            sentence(8),
        );
        source.add(SourcePath::new(format!("guides/guide-{number}.md")), text.into_bytes());
    }
}
