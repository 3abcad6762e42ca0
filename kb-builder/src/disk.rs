//! The only module that touches files. Every error names a path.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::sync::OnceLock;

use rayon::iter::{IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};

use crate::compress::{Form, MADE_BY};
use crate::logo::{self, MAX_LOGO};
use crate::page::Page;
use crate::problem::Fault;
use crate::source::{Input, MAX_FILE, Source, SourcePath};

mod mounts;

use mounts::{Mounted, mounted};

/// Something the machine refused, or that would lose what is there.
#[derive(Debug)]
pub struct DiskError {
    path: PathBuf,
    doing: &'static str,
    why: Why,
}

#[derive(Debug)]
enum Why {
    Machine(io::Error),
    /// A sentence of ours, for what the machine would have allowed.
    Ours(&'static str),
}

impl std::fmt::Display for DiskError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot {} `{}`\n  because: ", self.doing, self.path.display())?;
        match &self.why {
            Why::Machine(error) => write!(f, "{error}"),
            Why::Ours(sentence) => f.write_str(sentence),
        }
    }
}

fn machine(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> DiskError {
    move |error| DiskError { path: path.to_owned(), doing, why: Why::Machine(error) }
}

fn ours(path: &Path, doing: &'static str, why: &'static str) -> DiskError {
    DiskError { path: path.to_owned(), doing, why: Why::Ours(why) }
}

/// Opens a file to be read from its start to its end.
pub fn open(path: &Path) -> Result<impl io::BufRead + use<>, DiskError> {
    let file = File::open(path).map_err(machine(path, "read"))?;
    Ok(io::BufReader::new(file))
}

/// Reads a text that is not content.
pub fn read_text(path: &Path) -> Result<String, DiskError> {
    let mut text = String::new();
    let mut file = File::open(path).map_err(machine(path, "read"))?;
    file.read_to_string(&mut text).map_err(machine(path, "read"))?;
    Ok(text)
}

/// Reads a file that is not content.
pub fn read_file(path: &Path) -> Result<Vec<u8>, DiskError> {
    let mut bytes = Vec::new();
    let mut file = File::open(path).map_err(machine(path, "read"))?;
    file.read_to_end(&mut bytes).map_err(machine(path, "read"))?;
    Ok(bytes)
}

/// Writes a file in the place of what is there, all of it or nothing. A link is followed; what is no
/// plain file, as a pipe or a device, is written into.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let writing = "write";
    let path = &match fs::metadata(path) {
        Ok(about) if about.is_dir() => return Err(ours(path, writing, "it is a folder")),
        Ok(about) if !about.is_file() => {
            let opened = File::options().write(true).open(path);
            let written = opened.and_then(|mut file| file.write_all(bytes));
            return written.map_err(machine(path, writing));
        }
        Ok(_) => fs::canonicalize(path).map_err(machine(path, writing))?,
        Err(_) if path.is_symlink() => return Err(ours(path, writing, NOWHERE)),
        Err(_) => path.to_owned(),
    };
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    // It goes away by itself, unless it takes the place.
    let mut fresh =
        temporary_file(parent.unwrap_or(Path::new("."))).map_err(machine(path, writing))?;
    let written = fresh.write_all(bytes).and_then(|()| fresh.as_file().sync_all());
    written.map_err(machine(path, writing))?;
    fresh.persist(path).map_err(|error| machine(path, "replace")(error.error))?;
    Ok(())
}

/// The same, for what must not lie within the content: there it would be read as part of it, or replace it.
pub fn write_outside(path: &Path, content: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let above = || fs::canonicalize(parent.unwrap_or(Path::new(".")));
    // What is not there cannot be written into; that is said when it is tried.
    if let (Ok(place), Ok(content)) =
        (fs::canonicalize(path).or_else(|_| above()), fs::canonicalize(content))
        && place.starts_with(content)
    {
        return Err(ours(path, "write", "it would be inside the content; name a place outside"));
    }
    write_file(path, bytes)
}

/// What is said of a link that leads nowhere.
const NOWHERE: &str = "it is a link that leads nowhere; remove it first";

/// A file with the rights that a new one has, which goes away by itself.
fn temporary_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Less what the user takes away from every file.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Puts files into a folder, which is made where it is not there; one that is the same already is left
/// untouched. Says how many were written.
pub fn write_into(folder: &Path, files: &[(String, String)]) -> Result<usize, DiskError> {
    fs::create_dir_all(folder).map_err(machine(folder, "make the folder"))?;
    let mut written = 0;
    for (name, text) in files {
        let path = folder.join(name);
        if !read_file(&path).is_ok_and(|old| old == text.as_bytes()) {
            write_file(&path, text.as_bytes())?;
            written += 1;
        }
    }
    Ok(written)
}

/// Reads every text below the content folder. Links are not followed, and nothing but a plain file
/// is opened: a pipe would wait for ever.
pub fn read_content(folder: &Path) -> Result<Source, DiskError> {
    let mut source = Source::default();
    let folder = &content_folder(folder)?;
    let entries = walkdir::WalkDir::new(folder).follow_links(false).sort_by_file_name();
    let kept = entries
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name()));
    let (mut files, mut linked) = (Vec::new(), Vec::new());
    for entry in kept {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            // The path is named already.
            let why = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
            machine(&path, "read")(why)
        })?;
        if entry.depth() == 0 && !entry.file_type().is_dir() {
            return Err(ours(folder, "read", "it is not a folder"));
        }
        let name = text_name(folder, entry.path());
        if entry.file_type().is_symlink() && entry.path().is_dir() {
            let below =
                entry.path().strip_prefix(folder).expect("bug: a walk stays below its start");
            linked.push(name.unwrap_or_else(|| SourcePath::new(below.to_string_lossy())));
        } else if !entry.file_type().is_dir()
            && let Some(name) = name
        {
            files.push((name, entry.into_path()));
        }
    }
    let read = files.into_par_iter().map(|(name, path)| {
        let file = read_one(&name, &path)?;
        Ok((name, file))
    });
    let read: Vec<_> = read.collect::<Result<_, DiskError>>()?;
    for (name, file) in read {
        source.put(name, file);
    }
    for name in linked {
        source.refuse(name, Fault::NotAFile);
    }
    read_pictures(folder, &mut source)?;
    Ok(source)
}

/// Reads again what changed, by the paths of files and folders that a watcher named; says whether that was
/// enough. Where it was not, all has to be read anew.
pub fn read_changed(
    folder: &Path,
    source: &mut Source,
    changed: &BTreeSet<PathBuf>,
) -> Result<bool, DiskError> {
    let folder = &content_folder(folder)?;
    for path in changed {
        let name = match role(folder, path) {
            Role::Hidden => continue,
            // The settings say which pictures there are.
            Role::Text(name) if name.as_str() != "site.toml" => name,
            Role::Text(_) | Role::Other => return Ok(false),
        };
        let was_there = source.has(&name);
        source.remove(&name);
        match fs::symlink_metadata(path) {
            // What was no text may have been a folder of them.
            Err(error) if error.kind() == io::ErrorKind::NotFound && !was_there => {
                return Ok(false);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(machine(path, "read")(error)),
            Ok(about) if about.is_dir() => return Ok(false),
            Ok(_) => match read_one(&name, path) {
                Ok(file) => source.put(name, file),
                // Gone between two looks: the watcher tells of that next.
                Err(_) => return Ok(false),
            },
        }
    }
    Ok(true)
}

/// The folder of content itself, which may be a link; nothing inside it may.
pub fn content_folder(folder: &Path) -> Result<PathBuf, DiskError> {
    fs::canonicalize(folder).map_err(|error| DiskError {
        path: folder.to_owned(),
        doing: "read",
        why: if error.kind() == io::ErrorKind::NotFound {
            Why::Ours("there is no such folder; name the folder of content with --content")
        } else {
            Why::Machine(error)
        },
    })
}

/// What a path is to the content, as far as its name says.
pub enum Role {
    /// A text of this name, if it is a file.
    Text(SourcePath),
    /// Perhaps a picture, or a folder: nobody says what is in one that came or went.
    Other,
    /// Other programs' business: version control, editors.
    Hidden,
}

/// What a path at or below the content folder is to the content.
pub fn role(folder: &Path, path: &Path) -> Role {
    let Ok(below) = path.strip_prefix(folder) else { return Role::Other };
    if below.iter().any(is_hidden) {
        return Role::Hidden;
    }
    text_name(folder, path).map_or(Role::Other, Role::Text)
}

fn is_hidden(part: &OsStr) -> bool {
    part.to_string_lossy().starts_with('.')
}

/// What a file below the content folder is called there, if it is one that may hold a text.
fn text_name(folder: &Path, path: &Path) -> Option<SourcePath> {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    if !["md", "markdown", "toml"].contains(&&*extension) {
        return None;
    }
    let below = path.strip_prefix(folder).expect("bug: a walk stays below its start");
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    let name = SourcePath::new(parts.join("/"));
    // Written by us, from the rest.
    name.name_in("flows", "paths.md").is_none().then_some(name)
}

/// Reads a text, or says why it is none.
fn read_one(name: &SourcePath, path: &Path) -> Result<Input, DiskError> {
    let about = fs::symlink_metadata(path).map_err(machine(path, "read"))?;
    if !about.is_file() {
        return Ok(Input::refused(Fault::NotAFile));
    }
    if about.len() > MAX_FILE {
        return Ok(Input::refused(Fault::TooLarge { bytes: about.len() }));
    }
    // With room to see its end at once. It may have grown since; what is too much is never held.
    let mut text = Vec::with_capacity(usize::try_from(about.len()).unwrap_or_default() + 1);
    let file = File::open(path).map_err(machine(path, "read"))?;
    file.take(MAX_FILE + 1).read_to_end(&mut text).map_err(machine(path, "read"))?;
    Ok(Input::of(name, text))
}

/// Reads the pictures that the settings name, and no others. One that is not there is left to them.
fn read_pictures(folder: &Path, source: &mut Source) -> Result<(), DiskError> {
    let settings = source.text(&SourcePath::new("site.toml")).unwrap_or_default();
    for name in logo::named(settings) {
        let path = &folder.join(name.as_str());
        let Ok(found) = fs::symlink_metadata(path) else { continue };
        if !found.is_file() {
            source.refuse(name, Fault::NotAFile);
            continue;
        }
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(machine(path, "read"))?;
        file.take(MAX_LOGO + 1).read_to_end(&mut bytes).map_err(machine(path, "read"))?;
        source.add_picture(name, bytes);
    }
    Ok(())
}

/// Makes a folder of content with these files in it: all of them, or nothing is left behind.
///
/// Where there is no such folder, it is written beside its place and moved there in one step. One
/// that is there and empty keeps its place, as somebody may stand in it or have mounted it.
pub fn make_content(folder: &Path, files: &[(String, String)]) -> Result<(), DiskError> {
    let about = match fs::metadata(folder) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return make_beside(folder, files);
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(ours(folder, MAKING, "a part of this path is a file; name another folder"));
        }
        Err(error) => return Err(machine(folder, MAKING)(error)),
    };
    if !about.is_dir() {
        return Err(ours(folder, MAKING, "it is a file; name a folder that is not there yet"));
    }
    if listing(folder)?.next().is_some() {
        return Err(ours(
            folder,
            MAKING,
            "it is not empty, and what is in it stays; name a folder that is not there yet",
        ));
    }
    make_inside(folder, files)
}

/// What goes wrong when content is made.
const MAKING: &str = "write a knowledge base to";

/// How the name begins of what is written to before it is whole.
const UNFINISHED: &str = ".unfinished-";

/// Writes the files beside the place of the folder, then puts them there.
fn make_beside(folder: &Path, files: &[(String, String)]) -> Result<(), DiskError> {
    if fs::symlink_metadata(folder).is_ok() {
        return Err(ours(folder, MAKING, NOWHERE));
    }
    let whole = std::path::absolute(folder).map_err(machine(folder, MAKING))?;
    let (Some(parent), Some(_)) = (whole.parent(), whole.file_name()) else {
        return Err(ours(folder, MAKING, "it has no name; name a folder that is not there yet"));
    };
    if !parent.is_dir() {
        return Err(ours(
            folder,
            MAKING,
            "the folder that it would be in is not there; make that one first",
        ));
    }
    let fresh = unfinished(parent, folder)?;
    write_content(fresh.path(), files)?;
    // Nothing is left where it was written, so nothing is removed.
    fs::rename(fresh.path(), &whole).map_err(machine(folder, MAKING))
}

/// Writes the files below an empty folder, then moves them up; takes back what is moved if one
/// cannot be.
fn make_inside(folder: &Path, files: &[(String, String)]) -> Result<(), DiskError> {
    let fresh = unfinished(folder, folder)?;
    write_content(fresh.path(), files)?;
    let mut moved = Vec::new();
    for from in listing(fresh.path())? {
        let to = folder.join(from.file_name().unwrap_or_default());
        if let Err(error) = fs::rename(&from, &to) {
            for (from, to) in moved {
                // What cannot even be moved back is named by the error that follows.
                fs::rename::<&PathBuf, &PathBuf>(&to, &from).unwrap_or_default();
            }
            return Err(machine(&to, MAKING)(error));
        }
        moved.push((from, to));
    }
    Ok(())
}

/// A folder that goes away by itself, unless it is moved.
fn unfinished(parent: &Path, folder: &Path) -> Result<tempfile::TempDir, DiskError> {
    let made = tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(parent);
    made.map_err(|error| match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            ours(folder, MAKING, "nobody lets you write there; name a folder in one that is yours")
        }
        _ => machine(folder, MAKING)(error),
    })
}

fn write_content(top: &Path, files: &[(String, String)]) -> Result<(), DiskError> {
    for (name, text) in files {
        let path = top.join(name);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        let written = made.and_then(|()| File::create_new(&path)?.write_all(text.as_bytes()));
        written.map_err(machine(&path, "write"))?;
    }
    Ok(())
}

/// The file that says a folder is ours to replace.
const MARKER: &str = ".kb-output";

/// Puts a whole site in the place of the one before.
///
/// The new tree is written beside the old one and takes its place in one step, so whoever looks
/// sees one or the other, and a build that stops half-way leaves the old one whole.
///
/// What did not change stays the same file; with `packed`, each file has its compressed forms beside it.
/// Gives what could not be removed of older sites: it harms nobody, and lies beside the new one.
pub fn publish(
    out: &Path,
    content: &Path,
    pages: &[Page],
    packed: bool,
) -> Result<Vec<DiskError>, DiskError> {
    let out = &may_replace(out, content)?;
    let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
        return Err(ours(out, WRITING, "it is the top of the disk"));
    };
    fs::create_dir_all(parent).map_err(machine(parent, "make the folder"))?;
    let name = name.to_string_lossy();
    let lock = open_lock(&parent.join(format!(".{name}.lock")))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(ours(out, WRITING, "another build is writing there right now"));
        }
        Err(TryLockError::Error(error)) => return Err(machine(out, "lock")(error)),
    }
    let prefix = format!(".{name}.new-");
    let mut left = sweep(parent, &prefix)?;
    let fresh = tempfile::Builder::new()
        .prefix(&prefix)
        .tempdir_in(parent)
        .map_err(machine(parent, "make a folder in"))?;
    let before = out.is_dir().then_some(out.as_path());
    let marked = read_text(&out.join(MARKER)).is_ok_and(|text| text == marker());
    let tree = Tree {
        top: fresh.path(),
        before,
        same_forms: marked,
        #[cfg(unix)]
        rights: OnceLock::new(),
    };
    tree.write(pages, packed)?;
    settle_all(fresh.path())?;
    swap(fresh.path(), out)?;
    // What is left under the temporary name is the old site. If it cannot be removed now, the next
    // build tries again.
    left.extend(remove_ours(&fresh.keep()).err());
    Ok(left)
}

/// What goes wrong when a site is published.
const WRITING: &str = "write the site to";

/// Opens the file that is locked while a build writes. Nothing is ever written into it.
fn open_lock(path: &Path) -> Result<File, DiskError> {
    let locking = "lock";
    if fs::symlink_metadata(path).is_ok_and(|about| !about.is_file()) {
        return Err(ours(path, locking, "it is no plain file; remove it first"));
    }
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        // Neither a link nor a pipe that somebody puts there now.
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    options.open(path).map_err(|error| match error.kind() {
        io::ErrorKind::PermissionDenied if path.exists() => {
            ours(path, locking, "a build of another user made it; remove it, or build as that user")
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            ours(path, locking, ABOVE)
        }
        _ => machine(path, locking)(error),
    })
}

/// What is said where the folder above is not ours to write to.
const ABOVE: &str = "nobody lets you write to the folder above, where the new site is made before it \
    takes its place; name a folder in one that is yours";

/// Removes a folder of ours, its mark last: one that is only half removed is still known as ours.
fn remove_ours(folder: &Path) -> Result<(), DiskError> {
    let removing = "remove";
    if !folder.exists() {
        return Ok(());
    }
    if let Some(mounted) = mounted(folder) {
        let point = match &mounted {
            Mounted::Here => folder,
            Mounted::Below(point) => point,
        };
        return Err(ours(
            point,
            removing,
            "a disk is mounted there; unmount it, and remove it by hand",
        ));
    }
    let mark = folder.join(MARKER);
    for path in listing(folder)?.filter(|path| *path != mark) {
        remove(&path).map_err(machine(&path, removing))?;
    }
    if mark.exists() {
        remove(&mark).map_err(machine(&mark, removing))?;
    }
    fs::remove_dir(folder).map_err(machine(folder, removing))
}

/// Removes a file, a link, or a folder with all that is in it.
fn remove(path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    }
}

/// Where a site may be written, with every link in the way followed; refuses what is not a site of
/// ours to replace.
pub fn may_replace(out: &Path, content: &Path) -> Result<PathBuf, DiskError> {
    // Content that is not there cannot be written over; reading it says what is wrong.
    let content = fs::canonicalize(content).unwrap_or_else(|_| content.to_owned());
    let out = std::path::absolute(out).map_err(machine(out, WRITING))?;
    // A new folder has the place of the nearest one above it that is there.
    let real = out.ancestors().find_map(|above| {
        let rest = out.strip_prefix(above).ok()?;
        // To join nothing would add a slash, which no file has.
        let is_all = rest.as_os_str().is_empty();
        fs::canonicalize(above).ok().map(|real| if is_all { real } else { real.join(rest) })
    });
    let out = real.unwrap_or(out);
    if out.components().any(|part| part == std::path::Component::ParentDir) {
        return Err(ours(&out, WRITING, "a folder on the way there does not exist"));
    }
    guard(&out, &content)?;
    Ok(out)
}

fn guard(out: &Path, content: &Path) -> Result<(), DiskError> {
    if out.starts_with(content) || content.starts_with(out) {
        return Err(ours(out, WRITING, "it holds the content, or is inside it"));
    }
    #[cfg(unix)]
    {
        use rustix::fs::{Access, access};
        // The nearest one that is there, in which the others are made.
        let above = out.parent().and_then(|above| above.ancestors().find(|above| above.is_dir()));
        let may = Access::WRITE_OK | Access::EXEC_OK;
        if above.is_some_and(|above| access(above, may).is_err()) {
            return Err(ours(out, WRITING, ABOVE));
        }
    }
    let about = match fs::symlink_metadata(out) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(machine(out, WRITING)(error)),
    };
    if about.is_symlink() {
        return Err(ours(out, WRITING, NOWHERE));
    }
    if !about.is_dir() {
        return Err(ours(out, WRITING, "it is not a folder"));
    }
    match mounted(out) {
        None => {}
        Some(Mounted::Here) => {
            let why = "a disk is mounted there, which no new site can take the place of; name a folder in it";
            return Err(ours(out, WRITING, why));
        }
        Some(Mounted::Below(point)) => {
            let why =
                "a disk is mounted there, inside the site that would be replaced; unmount it first";
            return Err(ours(&point, "replace", why));
        }
    }
    let mut entries = listing(out)?;
    if entries.next().is_some() && !out.join(MARKER).exists() {
        return Err(ours(
            out,
            WRITING,
            "it holds files that are not a site of ours; choose an empty folder with --out",
        ));
    }
    Ok(())
}

fn listing(folder: &Path) -> Result<impl Iterator<Item = PathBuf>, DiskError> {
    #[expect(clippy::disallowed_methods, reason = "this is `disk`; the order does not matter here")]
    let entries = fs::read_dir(folder).map_err(machine(folder, "read"))?;
    Ok(entries.filter_map(|entry| entry.ok().map(|entry| entry.path())))
}

/// Removes what builds that were killed left behind, and nothing else: folders of that name with
/// our mark in them, or with nothing at all. The lock is ours, so nobody is using them. Gives what could not
/// be removed.
fn sweep(parent: &Path, prefix: &str) -> Result<Vec<DiskError>, DiskError> {
    let mut left = Vec::new();
    for path in listing(parent)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !name.starts_with(prefix)
            || !fs::symlink_metadata(&path).is_ok_and(|about| about.is_dir())
        {
            continue;
        }
        let is_ours = path.join(MARKER).exists()
            || listing(&path).is_ok_and(|mut entries| entries.next().is_none());
        if is_ours {
            left.extend(remove_ours(&path).err());
        }
    }
    Ok(left)
}

/// A tree that is written, and the one before it, of which what stays the same is taken over.
struct Tree<'a> {
    top: &'a Path,
    before: Option<&'a Path>,
    /// Whether the compressed forms in the one before are those that would be made.
    same_forms: bool,
    /// The rights of a file that is new.
    #[cfg(unix)]
    rights: OnceLock<Option<u32>>,
}

impl Tree<'_> {
    /// Writes all pages; with their compressed forms, if they are `packed`.
    fn write(&self, pages: &[Page], packed: bool) -> Result<(), DiskError> {
        // First, so that a tree that is never finished is known as ours.
        self.put(Path::new(MARKER), marker().as_bytes(), false)?;
        let folders: BTreeSet<&Path> =
            pages.iter().filter_map(|page| Path::new(&page.path).parent()).collect();
        for folder in folders {
            let folder = self.top.join(folder);
            fs::create_dir_all(&folder).map_err(machine(&folder, "make the folder"))?;
        }
        pages.par_iter().try_for_each(|page| self.put_page(page, packed))
    }

    fn put_page(&self, page: &Page, packed: bool) -> Result<(), DiskError> {
        let path = Path::new(&page.path);
        let is_same = self.old(path).is_some_and(|old| *old == *page.bytes);
        self.put(path, &page.bytes, is_same)?;
        if !packed || page.is_for_servers() {
            return Ok(());
        }
        for form in Form::ALL {
            let path = Path::new(&format!("{}{}", page.path, form.extension())).to_owned();
            let old = if is_same && self.same_forms { self.old(&path) } else { None };
            match old.filter(|old| form.is_of(old, &page.bytes)) {
                Some(old) => self.put(&path, &old, true)?,
                None => self.put(&path, &form.pack(page), false)?,
            }
        }
        Ok(())
    }

    /// What stood at a place before.
    fn old(&self, path: &Path) -> Option<Vec<u8>> {
        let path = self.before?.join(path);
        // A link could lead to anything.
        fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file)?;
        read_file(&path).ok()
    }

    /// Puts a file into its place. One that is the same as before stays the very file that it was: with
    /// its time, so that whoever copies the site sees what changed.
    fn put(&self, path: &Path, bytes: &[u8], is_same: bool) -> Result<(), DiskError> {
        let to = self.top.join(path);
        if is_same && let Some(before) = self.before {
            let before = before.join(path);
            // Not on every file system; then it is written once more.
            if self.has_rights_of_new(&before) && fs::hard_link(before, &to).is_ok() {
                return Ok(());
            }
        }
        let written = File::create_new(&to).and_then(|mut file| {
            file.write_all(bytes)?;
            settle(&file)
        });
        written.map_err(machine(&to, "write"))
    }

    /// Whether an old file can be read and written by whoever can a new one: the mark, which is always new.
    #[cfg(unix)]
    fn has_rights_of_new(&self, old: &Path) -> bool {
        use std::os::unix::fs::PermissionsExt as _;
        let of = |path: &Path| Some(fs::symlink_metadata(path).ok()?.permissions().mode());
        of(old) == *self.rights.get_or_init(|| of(&self.top.join(MARKER)))
    }

    #[cfg(not(unix))]
    fn has_rights_of_new(&self, _: &Path) -> bool {
        true
    }
}

/// What the mark of our folders says: for people, and which compressed forms are in the folder.
fn marker() -> String {
    format!("A site made by kb-builder. The next build replaces this folder.\n{MADE_BY}\n")
}

/// Where all files of a disk cannot be settled at once, each is, so that none is empty after the power
/// fails.
#[cfg(not(target_os = "linux"))]
fn settle(file: &File) -> io::Result<()> {
    file.sync_all()
}

#[cfg(target_os = "linux")]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn settle(_: &File) -> io::Result<()> {
    Ok(())
}

/// Waits until what was written below a folder is on the disk.
fn settle_all(top: &Path) -> Result<(), DiskError> {
    #[cfg(target_os = "linux")]
    {
        let folder = File::open(top).map_err(machine(top, "read"))?;
        rustix::fs::syncfs(&folder).map_err(|error| machine(top, "write")(error.into()))?;
    }
    #[cfg(not(target_os = "linux"))]
    let _ = top;
    Ok(())
}

/// Puts the tree at `fresh` in the place of `out` in one step where the system has one.
fn swap(fresh: &Path, out: &Path) -> Result<(), DiskError> {
    let replacing = "replace";
    if !out.exists() {
        return fs::rename(fresh, out).map_err(machine(out, replacing));
    }
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, fresh, CWD, out, RenameFlags::EXCHANGE) {
            Ok(()) => return Ok(()),
            // Some file systems cannot exchange; then it takes two steps.
            Err(
                rustix::io::Errno::INVAL | rustix::io::Errno::NOTSUP | rustix::io::Errno::NOSYS,
            ) => {}
            Err(error) => return Err(machine(out, replacing)(error.into())),
        }
    }
    let mut aside = fresh.to_owned().into_os_string();
    aside.push("-old");
    let aside = PathBuf::from(aside);
    fs::rename(out, &aside).map_err(machine(out, replacing))?;
    if let Err(error) = fs::rename(fresh, out) {
        // Put the old site back; if even that fails, the error still names the place.
        fs::rename(&aside, out).map_err(machine(&aside, "put back"))?;
        return Err(machine(out, replacing)(error));
    }
    fs::remove_dir_all(&aside).map_err(machine(&aside, "remove"))
}
