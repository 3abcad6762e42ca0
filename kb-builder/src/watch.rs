//! What changes below the content folder, as the system tells it, and when a change is over.
//!
//! A change begins with the first file that is told of, and is over once nothing more came for a moment:
//! some editors save in two steps. Work on it begins sooner all the same; what comes of a part of a change
//! is thrown away when the rest comes.
//!
//! What is watched is a folder, not its name. So the name is watched too, from above: where another folder
//! takes the place of the content, or a link leads elsewhere, that one is watched from then on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kb_builder::disk::{self, Role};
use notify::event::ModifyKind;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, timeout, timeout_at};

/// The files and folders that changed; nothing where nobody knows which.
pub(crate) type Changed = Option<BTreeSet<PathBuf>>;

/// So long nothing more comes before work on it begins: to save is to empty a file, and then to fill it.
const BRIEF: Duration = Duration::from_millis(4);
/// So long nothing more comes before a change is over.
const QUIET: Duration = Duration::from_millis(40);
/// So long a change lasts at most: whoever writes without end still sees what came of it.
const LONGEST: Duration = Duration::from_secs(1);

/// What changes below a folder, until this is dropped.
pub(crate) struct Changes {
    /// The folder as it was named.
    content: PathBuf,
    /// The folder that it is now, with every link followed.
    folder: PathBuf,
    tell: UnboundedSender<News>,
    told: UnboundedReceiver<News>,
    /// Whether another folder may be there now.
    moved: bool,
    /// When the change that is looked at began, and when something of it came last.
    first: Instant,
    last: Instant,
    /// What watches the folder; nothing where there is none, or where the system does not let it.
    inside: Option<RecommendedWatcher>,
    // Dropped, it would end the watching of the names.
    _above: Option<RecommendedWatcher>,
}

/// Something that the system tells.
struct News {
    changed: Changed,
    /// Whether another folder may be in the place of the content.
    moved: bool,
    at: Instant,
}

impl Changes {
    /// What changes from now on; nothing ever, and why, where the system tells nothing.
    pub(crate) fn below(content: &Path) -> (Self, Option<notify::Error>) {
        let content = std::path::absolute(content).unwrap_or_else(|_| content.to_owned());
        let folder = disk::content_folder(&content).unwrap_or_else(|_| content.clone());
        let (tell, told) = unbounded_channel();
        let above = names(&[&content, &folder], tell.clone());
        let (inside, error) = match inside(folder.clone(), tell.clone()) {
            Ok(watcher) => (Some(watcher), None),
            Err(error) => (None, Some(error)),
        };
        let (first, last) = (Instant::now(), Instant::now());
        let moved = false;
        (
            Self { content, folder, tell, told, moved, first, last, inside, _above: above.ok() },
            error,
        )
    }

    /// Waits for a change to begin, and gives what there is of it.
    pub(crate) async fn next(&mut self) -> Changed {
        let news = self.told.recv().await.expect("bug: one who tells is here");
        self.first = news.at;
        let changed = self.with_waiting(news);
        self.readable(changed).await
    }

    /// Waits for a change to begin, but only so long; then all is to be looked at again.
    pub(crate) async fn next_within(&mut self, time: Duration) -> Changed {
        let Ok(changed) = timeout(time, self.next()).await else {
            self.moved |= self.inside.is_none();
            self.follow();
            return None;
        };
        changed
    }

    /// Waits until the change is over. Gives what more there is of it; nothing if nothing came.
    pub(crate) async fn more(&mut self) -> Option<Changed> {
        let more = self.part(QUIET).await?;
        Some(self.readable(more).await)
    }

    /// What can be read now: texts soon, and what else changed when the change is over. What comes into
    /// a new folder before that is watched is told by nobody, and all is read again then.
    async fn readable(&mut self, mut changed: Changed) -> Changed {
        loop {
            let is_ready = self.are_texts(&changed);
            let quiet = if is_ready { BRIEF } else { QUIET };
            match self.part(quiet).await {
                Some(more) => changed = both(changed, more),
                None if is_ready => return changed,
                None => break,
            }
        }
        self.follow();
        changed
    }

    fn are_texts(&self, changed: &Changed) -> bool {
        let is_text = |path: &PathBuf| matches!(disk::role(&self.folder, path), Role::Text(_));
        changed.as_ref().is_some_and(|changed| changed.iter().all(is_text))
    }

    /// Watches the folder that is in the place of the content now, if it may be another one.
    fn follow(&mut self) {
        if std::mem::take(&mut self.moved) {
            self.folder =
                disk::content_folder(&self.content).unwrap_or_else(|_| self.content.clone());
            self.inside = inside(self.folder.clone(), self.tell.clone()).ok();
        }
    }

    /// What comes next, if it comes before nothing came for so long, or the change took too long.
    async fn part(&mut self, quiet: Duration) -> Option<Changed> {
        let latest = self.first + LONGEST;
        if Instant::now() >= latest {
            return None;
        }
        let over = (self.last + quiet).min(latest);
        let news = timeout_at(over, self.told.recv()).await.ok().flatten()?;
        Some(self.with_waiting(news))
    }

    /// What was told, and all that waits behind it.
    fn with_waiting(&mut self, news: News) -> Changed {
        let (mut changed, mut next) = (Some(BTreeSet::new()), Some(news));
        while let Some(News { changed: more, moved, at }) = next {
            changed = both(changed, more);
            self.moved |= moved;
            self.last = at;
            next = self.told.try_recv().ok();
        }
        changed
    }
}

/// Two changes as one. Next to what nobody knows, what is known does not matter.
fn both(one: Changed, other: Changed) -> Changed {
    one.zip(other).map(|(mut one, mut other)| {
        one.append(&mut other);
        one
    })
}

/// Tells of all that changes in a folder and below it.
fn inside(folder: PathBuf, tell: UnboundedSender<News>) -> notify::Result<RecommendedWatcher> {
    let watched = folder.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let changed = match event {
            Ok(event) if event.need_rescan() => None,
            Ok(event) if event.kind.is_access() => return,
            Ok(event) => {
                let is_ours = |path: &PathBuf| !matches!(disk::role(&watched, path), Role::Hidden);
                let seen: BTreeSet<_> = event.paths.into_iter().filter(is_ours).collect();
                if seen.is_empty() {
                    return;
                }
                Some(seen)
            }
            Err(_) => None,
        };
        send(&tell, News { changed, moved: false, at: Instant::now() });
    })?;
    watcher.watch(&folder, RecursiveMode::Recursive)?;
    Ok(watcher)
}

/// Tells when something else is there under one of these names.
fn names(paths: &[&Path], tell: UnboundedSender<News>) -> notify::Result<RecommendedWatcher> {
    let watched: BTreeSet<PathBuf> = paths.iter().map(|path| (*path).to_owned()).collect();
    let above: BTreeSet<PathBuf> =
        watched.iter().filter_map(|path| path.parent()).map(Path::to_owned).collect();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let is_name = |event: &Event| {
            let named = event.paths.iter().any(|path| watched.contains(path));
            // Some systems tell of a folder that something in it changed.
            let is_other = event.kind.is_create()
                || event.kind.is_remove()
                || matches!(event.kind, EventKind::Modify(ModifyKind::Name(_)));
            event.need_rescan() || (named && is_other)
        };
        if event.as_ref().map_or(true, is_name) {
            send(&tell, News { changed: None, moved: true, at: Instant::now() });
        }
    })?;
    for folder in above {
        watcher.watch(&folder, RecursiveMode::NonRecursive)?;
    }
    Ok(watcher)
}

fn send(tell: &UnboundedSender<News>, news: News) {
    // When nobody listens any more, the server is stopping.
    if tell.send(news).is_err() {}
}
