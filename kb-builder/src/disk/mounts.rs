//! Where other disks are mounted. No folder can be moved into the place of one, and what is removed
//! below one is gone from that disk.

use std::path::{Path, PathBuf};

/// Whether a disk is mounted at a folder, or somewhere below it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mounted {
    Here,
    Below(PathBuf),
}

/// What is mounted at or below a folder, whose path has no links in it, as far as the system says.
pub(super) fn mounted(folder: &Path) -> Option<Mounted> {
    // Only Linux has it; elsewhere the system refuses when the folder is moved or removed.
    let mounts = super::read_file(Path::new("/proc/self/mountinfo")).ok()?;
    among(&mounts, folder)
}

/// The same, where this is what the system says: `proc_pid_mountinfo(5)`.
fn among(mounts: &[u8], folder: &Path) -> Option<Mounted> {
    let points = mounts.split(|byte| *byte == b'\n').filter_map(|line| {
        let point = line.split(|byte| *byte == b' ').nth(4)?;
        Some(PathBuf::from(String::from_utf8_lossy(&unescaped(point)).into_owned()))
    });
    let within = points.filter(|point| point.starts_with(folder));
    // The nearest first: a folder that is a mount itself is named before what is below it.
    let nearest = within.min_by_key(|point| point.components().count())?;
    Some(if nearest == folder { Mounted::Here } else { Mounted::Below(nearest) })
}

/// The letters that a path is parted by are written as three octal digits there.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, after)) = rest.split_first() {
        let octal = after.get(..3).filter(|_| first == b'\\').and_then(|digits| {
            let digits = std::str::from_utf8(digits).ok()?;
            u8::from_str_radix(digits, 8).ok()
        });
        plain.push(octal.unwrap_or(first));
        rest = if octal.is_some() { &after[3..] } else { after };
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mount_is_seen_at_a_folder_and_below_it() {
        let mounts = b"21 1 8:1 / / rw - ext4 /dev/sda1 rw\n\
            36 21 0:5 / /srv/site rw shared:1 - tmpfs none rw\n\
            37 21 0:6 /a /srv/two\\040words/b\\134c rw - ext4 /dev/sda1 rw\n\
            cut off";
        let at = |folder: &str| among(mounts, Path::new(folder));
        let below = |point: &str| Some(Mounted::Below(point.into()));
        assert_eq!(at("/srv/site"), Some(Mounted::Here));
        assert_eq!(at("/"), Some(Mounted::Here));
        assert_eq!(at("/srv"), below("/srv/site"));
        assert_eq!(at("/srv/two words"), below("/srv/two words/b\\c"));
        assert_eq!(at("/srv/sit"), None);
        assert_eq!(at("/srv/site/guides"), None);
    }
}
