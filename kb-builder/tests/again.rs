//! A build that remembers the ones before it makes the same site as one that remembers nothing, byte for
//! byte, whatever changed; and it draws again only what depends on the change.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kb_builder::memory::Memory;
use kb_builder::page::Page;
use kb_builder::source::{Source, SourcePath};
use kb_builder::{build_again, build_for, disk};

/// A site that is changed again and again.
struct Site {
    source: Source,
    memory: Memory,
    /// Where the bytes of each page were, after the last whole build.
    before: BTreeMap<String, Page>,
}

impl Site {
    fn of(source: Source) -> Self {
        let mut site = Self { source, memory: Memory::keeping(), before: BTreeMap::new() };
        site.build("the beginning");
        site
    }

    fn text(&self, path: &str) -> &str {
        self.source.text(&SourcePath::new(path)).unwrap_or_else(|| panic!("no {path}"))
    }

    fn put(&mut self, path: &str, text: String) {
        self.source.add(SourcePath::new(path), text.into_bytes());
    }

    fn remove(&mut self, path: &str) {
        let mut rest = Source::default();
        for (known, text) in self.source.texts().filter(|(known, _)| known.as_str() != path) {
            rest.add(known.clone(), text.as_bytes().to_vec());
        }
        self.source = rest;
    }

    /// Builds in both ways, compares, and says which pages were drawn again; nothing where the content
    /// has faults, which must be the same ones.
    fn build(&mut self, after: &str) -> Option<BTreeSet<String>> {
        let full = build_for(&self.source, None);
        let again = build_again(&self.source, None, &self.memory);
        let (full, again) = match (full, again) {
            (Ok(full), Ok(again)) => (full, again),
            (Err(full), Err(again)) => {
                assert_eq!(again, full, "other faults after {after}");
                return None;
            }
            (full, again) => panic!("after {after}: {:?}, {:?}", full.err(), again.err()),
        };
        let paths = |pages: &[Page]| pages.iter().map(|page| page.path.clone()).collect::<Vec<_>>();
        assert_eq!(paths(&again.pages), paths(&full.pages), "other pages after {after}");
        for (again, full) in again.pages.iter().zip(&full.pages) {
            assert!(again == full, "{} is another after {after}", full.path);
        }
        let drawn = again.pages.iter().filter(|page| {
            let before = self.before.get(&page.path);
            before.is_none_or(|before| before.bytes.as_ptr() != page.bytes.as_ptr())
        });
        // What is no document is made in no time, and each time.
        let drawn =
            drawn.filter(|page| page.policy.is_some()).map(|page| page.path.clone()).collect();
        self.before = again.pages.into_iter().map(|page| (page.path.clone(), page)).collect();
        Some(drawn)
    }

    /// Changes a text, builds, and says which pages were drawn again.
    fn change(&mut self, path: &str, from: &str, to: &str) -> Option<BTreeSet<String>> {
        let text = self.text(path);
        assert!(text.contains(from), "{path} has no {from}");
        let text = text.replacen(from, to, 1);
        self.put(path, text);
        self.build(&format!("{from} → {to} in {path}"))
    }
}

fn ours() -> Source {
    disk::read_content(Path::new("../content")).unwrap()
}

#[test]
fn a_change_of_our_content_is_seen_wherever_it_shows() {
    let mut site = Site::of(ours());
    let all = site.before.len();
    assert_eq!(site.build("no change").unwrap(), BTreeSet::new());

    // A guide that no flow offers: its page, in each language, and where one searches.
    let name = "guides/read-two-browser-tests";
    let drawn = site.change(&format!("{name}.md"), "\n## ", "\nOne more sentence.\n\n## ").unwrap();
    let in_both = [format!("{name}/"), String::new(), "search/".to_owned()]
        .map(|folder| [format!("{folder}index.html"), format!("de/{folder}index.html")]);
    let expected = in_both.into_iter().flatten().chain(["404.html".to_owned()]);
    assert_eq!(drawn, expected.collect());

    // One that a flow offers: the pages of this flow, too, but no other guide.
    let drawn = site.change("guides/set-clock.md", "\n## ", "\nOne more sentence.\n\n## ").unwrap();
    assert!(drawn.contains("caa20004/index.html") && drawn.contains("embed/caa20004/index.html"));
    let own = |path: &&String| path.starts_with("guides/");
    assert_eq!(drawn.iter().filter(own).count(), 1, "{drawn:?}");
    assert!(!drawn.iter().any(|path| path.starts_with("codes/")), "{drawn:?}");

    // What lists and neighbours show of a guide.
    let title = "Let the device set its own clock";
    let drawn = site.change("guides/set-clock.md", title, "Set it").unwrap();
    assert!(drawn.contains("guides/index.html") && drawn.len() < all, "{drawn:?}");
    let check = |site: &mut Site, path: &str, from: &str, to: &str| {
        assert!(site.change(path, from, to).is_some(), "{path} has faults");
    };
    check(&mut site, "guides/set-clock.md", "minutes = 2", "minutes = 3\naliases = [\"clock\"]");
    check(&mut site, "guides/set-clock.md", "\n## ", "\n## One more heading\n\nA text.\n\n## ");
    check(&mut site, "guides/set-clock.md", "success = \"", "success = \"Yes: ");
    check(&mut site, "flows/caa20004.toml", "title = \"", "title = \"Other: ");
    check(&mut site, "site.toml", "review-days = 180", "review-days = 90");
    check(&mut site, "site.toml", "# base-url = ", "base-url = ");
    check(&mut site, "glossary.toml", "means = \"", "means = \"This: ");
    let words = site.text("words.toml").to_owned();
    site.put("words.toml", format!("{words}\nguide-sources = \"Rests on\"\n"));
    assert!(site.build("another word").is_some());

    // Faults are the same, and go away again.
    let link = "\n[there](nowhere.md)\n\n## ";
    assert_eq!(site.change("guides/set-clock.md", "\n## ", link), None);
    check(&mut site, "guides/set-clock.md", link, "\n## ");
    site.remove("de/guides/set-clock.md");
    assert!(site.build("a translation is gone").is_some());
}

#[test]
fn what_is_read_again_is_what_is_there() {
    let place = tempfile::tempdir().unwrap();
    let folder = std::fs::canonicalize(place.path()).unwrap();
    for (path, text) in small().texts() {
        let path = folder.join(path.as_str());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let mut source = disk::read_content(&folder).unwrap();
    let settings = std::fs::read_to_string(folder.join("site.toml")).unwrap();
    let with_logo = format!("{settings}\n[brand]\nlogo = \"logo.svg\"\n");
    let large = " ".repeat(300_000);
    let changes: [(&str, Option<&[u8]>); 9] = [
        ("guides/more.md", Some(b"+++\n")),
        ("guides/more.md", Some(b"\xff")),
        ("guides/more.md", None),
        ("logo.svg", Some(large.as_bytes())),
        ("site.toml", Some(with_logo.as_bytes())),
        ("logo.svg", Some(b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"/>")),
        ("logo.svg", None),
        ("site.toml", Some(settings.as_bytes())),
        ("guides/.hidden.md", Some(b"+++\n")),
    ];
    let told = |source: &Source| match build_for(source, None) {
        Ok(built) => (built.pages, Vec::new()),
        Err(problems) => (Vec::new(), problems),
    };
    for (path, bytes) in changes {
        let whole = folder.join(path);
        match bytes {
            Some(bytes) => std::fs::write(&whole, bytes).unwrap(),
            None => std::fs::remove_file(&whole).unwrap(),
        }
        let fresh = disk::read_content(&folder).unwrap();
        if !disk::read_changed(&folder, &mut source, &BTreeSet::from([whole])).unwrap() {
            // It says that it was not enough.
            assert!(!path.contains("guides/"), "{path} is read by itself");
            source = fresh.clone();
        }
        assert!(told(&source) == told(&fresh), "after {path}");
    }
}

/// Numbers that are the same in each run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

fn guide(title: usize, heading: usize, link: usize, anchor: usize, alias: usize) -> String {
    let anchor = if anchor < 2 { format!("#heading-{anchor}") } else { String::new() };
    let alias = if alias < 4 { format!("aliases = [\"old-{alias}\"]\n") } else { String::new() };
    format!(
        "+++\ntitle = \"Title {title}\"\nsummary = \"What it does.\"\nkind = \"explanation\"\n\
         owner = \"Desk\"\nreviewed = \"2026-11-21\"\nunconfirmed = []\nsources = [\"A\"]\n{alias}+++\n\n\
         ## Heading {heading}\n\nSee [there](g{link}.md{anchor}), and the clock.\n\n\
         ```sh show\ndate\n```\n"
    )
    .replace("+++\n\n", "[commands.show]\ndoes = \"Shows it.\"\ndeletes = \"Nothing.\"\nundo = \"Nothing to undo.\"\nelevation = false\nharm = 0\n+++\n\n")
}

/// The German words of a guide, of its state where it is known.
fn german(site: &Site, original: &str, title: usize) -> String {
    let linked = kb_builder::link_content(&site.source, &kb_builder::problem::Problems::default());
    let known = linked.and_then(|linked| {
        let guide = linked.own.guides.get(&original.into())?;
        Some((guide.state.clone(), guide.body.headings.values().next()?.clone()))
    });
    let (of, heading) = known.unwrap_or_else(|| ("00000000".to_owned(), "Alles".to_owned()));
    format!(
        "+++\nof = \"{of}\"\ntitle = \"Titel {title}\"\nsummary = \"Was es tut.\"\nunconfirmed = []\n\
         [commands.show]\ndoes = \"Zeigt es.\"\ndeletes = \"Nichts.\"\nundo = \"Nichts.\"\n+++\n\n\
         ## {heading}\n\nSiehe [dort](../../guides/{original}.md).\n\n```sh show\ndate\n```\n"
    )
}

/// The smallest site that is whole.
fn small() -> Source {
    let mut source = Source::default();
    for file in include_str!("whole.txt").split("== ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap();
        source.add(SourcePath::new(path), text.as_bytes().to_vec());
    }
    source
}

#[test]
fn a_link_to_what_could_not_be_read_leads_nowhere_once_that_is_gone() {
    let mut site = Site::of(small());
    site.put("guides/g1.md", guide(1, 0, 2, 3, 9));
    site.put("guides/g2.md", guide(2, 0, 1, 3, 9));
    assert!(site.build("two guides").is_some());
    site.source.add(SourcePath::new("guides/g2.md"), b"+++\n\xff".to_vec());
    assert_eq!(site.build("one of them cannot be read"), None);
    site.remove("guides/g2.md");
    assert_eq!(site.build("it is gone"), None);
    site.put("guides/g2.md", guide(2, 0, 1, 3, 9));
    assert!(site.build("it is there again").is_some());
}

#[test]
fn whatever_changes_comes_out_as_if_nothing_was_remembered() {
    let mut source = small();
    let path = SourcePath::new("site.toml");
    let settings = source.text(&path).unwrap();
    let settings =
        format!("{settings}\n[languages.de]\nflows = []\n\n[languages.ar-XB]\nflows = []\n");
    source.add(path, settings.into_bytes());
    for number in 0..12 {
        let text = guide(number, 0, (number + 1) % 12, 3, 9);
        source.add(SourcePath::new(format!("guides/g{number}.md")), text.into_bytes());
    }
    let mut site = Site { source, memory: Memory::keeping(), before: BTreeMap::new() };
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let (mut whole, mut refused) = (0, 0);
    for turn in 0..150 {
        let one = dice.below(12);
        let path = format!("guides/g{one}.md");
        match dice.below(40) {
            0 if site.source.has(&SourcePath::new(&*path)) => site.remove(&path),
            1..12 => {
                let text = german(&site, &format!("g{one}"), dice.below(3));
                site.put(&format!("de/guides/g{one}.md"), text);
            }
            12 => site.remove(&format!("de/guides/g{one}.md")),
            13..16 => {
                let text = site.text("guides/set-clock.md").to_owned();
                let title = format!("title = \"Set the clock {}\"", dice.below(3));
                let old = text.lines().find(|line| line.starts_with("title")).unwrap();
                site.put("guides/set-clock.md", text.replace(old, &title));
            }
            _ => {
                let (title, link) = (dice.below(3), (one + dice.below(3)) % 12);
                // Now and then a heading or an alias is another's, or not there.
                let heading = dice.below(12) / 11;
                let text = guide(title, heading, link, dice.below(8) / 2, dice.below(60));
                site.put(&path, text);
            }
        }
        if site.build(&format!("turn {turn}")).is_some() {
            whole += 1;
            continue;
        }
        refused += 1;
        // Mended, with what comes next.
        for number in 0..12 {
            let text = guide(number, 0, (number + 1) % 12, 3, 9);
            site.put(&format!("guides/g{number}.md"), text);
        }
    }
    assert!(whole > 60 && refused > 15, "{whole} sites, {refused} refused");
}
