//! What changes below the content folder, as the system tells it, and when a change is over.
//!
//! A change begins with the first file that is told of, and is over once nothing more came for a moment:
//! some editors save in two steps. Work on it begins at once all the same; what comes of a part of a change
//! is thrown away when the rest comes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kb_builder::disk::{self, Role};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, timeout_at};

/// The files and folders that changed; nothing where nobody knows which.
pub(crate) type Changed = Option<BTreeSet<PathBuf>>;

/// So long nothing more comes before a change is over.
const QUIET: Duration = Duration::from_millis(40);
/// So long a change lasts at most: whoever writes without end still sees what came of it.
const LONGEST: Duration = Duration::from_secs(1);

/// What changes below a folder, until this is dropped.
pub(crate) struct Changes {
    folder: PathBuf,
    told: UnboundedReceiver<News>,
    /// When the change that is looked at began, and when something of it came last.
    first: Instant,
    last: Instant,
    // Dropped, it would end the watching.
    _watcher: Option<RecommendedWatcher>,
}

/// Something that the system tells.
struct News {
    changed: Changed,
    at: Instant,
}

impl Changes {
    /// What changes from now on; nothing ever, and why, where the system tells nothing.
    pub(crate) fn below(content: &Path) -> (Self, Option<notify::Error>) {
        let folder = disk::content_folder(content).unwrap_or_else(|_| content.to_owned());
        let (tell, told) = unbounded_channel();
        let (watcher, error) = match watcher(folder.clone(), tell) {
            Ok(watcher) => (Some(watcher), None),
            Err(error) => (None, Some(error)),
        };
        let now = Instant::now();
        (Self { folder, told, first: now, last: now, _watcher: watcher }, error)
    }

    /// Waits for a change to begin, and gives what there is of it.
    pub(crate) async fn next(&mut self) -> Changed {
        // Where nothing is told, nothing ever changes.
        let Some(news) = self.told.recv().await else { return std::future::pending().await };
        self.first = news.at;
        let changed = self.with_waiting(news);
        self.readable(changed).await
    }

    /// Waits until the change is over. Gives what more there is of it; nothing if nothing came.
    pub(crate) async fn more(&mut self) -> Option<Changed> {
        let more = self.part().await?;
        Some(self.readable(more).await)
    }

    /// What can be read now: texts at once, and what else changed when the change is over. What comes into
    /// a new folder before that is watched is told by nobody, and all is read again then.
    async fn readable(&mut self, mut changed: Changed) -> Changed {
        let is_text = |path: &PathBuf| matches!(disk::role(&self.folder, path), Role::Text(_));
        if changed.as_ref().is_some_and(|changed| changed.iter().all(is_text)) {
            return changed;
        }
        while let Some(more) = self.part().await {
            changed = both(changed, more);
        }
        changed
    }

    /// What comes next, if it comes before the change is over.
    async fn part(&mut self) -> Option<Changed> {
        let latest = self.first + LONGEST;
        if Instant::now() >= latest {
            return None;
        }
        let over = (self.last + QUIET).min(latest);
        let news = timeout_at(over, self.told.recv()).await.ok().flatten()?;
        Some(self.with_waiting(news))
    }

    /// What was told, and all that waits behind it.
    fn with_waiting(&mut self, news: News) -> Changed {
        let News { mut changed, at } = news;
        self.last = at;
        while let Ok(News { changed: more, at }) = self.told.try_recv() {
            self.last = at;
            changed = both(changed, more);
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

fn watcher(folder: PathBuf, tell: UnboundedSender<News>) -> notify::Result<RecommendedWatcher> {
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
        // When nobody listens any more, the server is stopping.
        if tell.send(News { changed, at: Instant::now() }).is_err() {}
    })?;
    watcher.watch(&folder, RecursiveMode::Recursive)?;
    Ok(watcher)
}
