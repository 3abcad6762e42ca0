//! The table of commands and what they cost.
//!
//! What cannot be seen before it runs (a download, a name in a variable, code in another language)
//! counts as the worst, and so does the worst use of a program whose arguments are not understood.
//! A command that is not in the table is no danger, but it is unknown.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::danger::Danger;
use super::danger::Elevation::{self, Maybe, Needed, Not};
use super::shell::Dialect;

pub(super) const POWERSHELL: u8 = 1;
pub(super) const CMD: u8 = 2;
pub(super) const SH: u8 = 4;
/// Programs of Windows, which both of its shells run.
const WINDOWS: u8 = POWERSHELL | CMD;
const ANY: u8 = POWERSHELL | CMD | SH;
/// A query for a database, or to a server.
pub(super) const QUERY: u8 = 8;

/// What some commands cost.
pub(super) struct Row {
    /// The shells they are for.
    shells: u8,
    /// Their names, in small letters, with spaces between; with `*` at the end, all that begin so.
    names: &'static str,
    /// The arguments with which they cost that.
    pub(super) when: When,
    /// That.
    pub(super) danger: Danger,
    /// What their paths mean.
    pub(super) paths: Paths,
}

/// Arguments, in small letters; `*` is any text. On Windows `-`, `--` and `/` stand for each other
/// at the beginning of one, and a name of `PowerShell` may be cut short. In sh an option of one
/// letter, or with a large one, is taken as it is written.
#[derive(Clone, Copy)]
pub(super) enum When {
    /// One of these is there.
    With(&'static [&'static str]),
    /// Nothing but these is there, with no more quotation marks than they have.
    Only(&'static [&'static str]),
    /// No other row of this name fits.
    Otherwise,
}
use When::{Only, Otherwise, With};

/// What happens to the paths that a command names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paths {
    /// They say nothing about its cost.
    Read,
    /// They are gone.
    Deleted,
    /// They have another name or place; those before the last.
    Moved,
    /// They are written over.
    Written,
    /// Others may open them, or nobody.
    Opened,
    /// Settings there change.
    Set,
}
use Paths::{Deleted, Moved, Opened, Read, Set, Written};

const fn danger(what: &'static str, harm: u8, elevation: Elevation, deletes: bool) -> Danger {
    Danger { what, harm, elevation, deletes }
}

const fn row(shells: u8, names: &'static str, when: When, danger: Danger, paths: Paths) -> Row {
    Row { shells, names, when, danger, paths }
}

const READS: Danger = danger("reads", 0, Not, false);
const READS_GUARDED: Danger = danger("reads what only administrators may", 0, Needed, false);
const DELETES_FILES: Danger = danger("deletes files or folders", 2, Not, true);
const MOVES_FILES: Danger = danger("renames or moves files or folders", 2, Not, false);
const WRITES_FILES: Danger = danger("writes to a file", 1, Not, false);
const CLOSES: Danger = danger("closes programs, with what is not saved in them", 1, Not, false);
const RESTARTS: Danger = danger("ends the session, with what is not saved in it", 1, Not, false);
const SETS: Danger = danger("changes settings", 2, Maybe, false);
const SETS_MACHINE: Danger = danger("changes settings of the device", 2, Needed, false);
const DELETES_SETTINGS: Danger = danger("deletes settings", 2, Maybe, true);
const WEAKENS: Danger = danger("takes a protection away", 3, Needed, false);
const WIPES: Danger = danger("wipes a disk, a drive or its keys", 4, Needed, true);
const OPENS: Danger = danger("changes who may open files", 3, Needed, false);
const CHANGES_ACCOUNTS: Danger = danger("changes accounts or groups", 3, Needed, false);
const DELETES_ACCOUNTS: Danger = danger("deletes accounts, groups or devices", 4, Needed, true);
const DELETES_KEYS: Danger = danger("deletes certificates or keys", 3, Maybe, true);
const DELETES_ENTRIES: Danger = danger("deletes saved passwords", 2, Not, true);
const SIGNS_OUT: Danger = danger("signs somebody out", 2, Not, true);
const UNINSTALLS: Danger = danger("uninstalls software", 2, Maybe, true);
const INSTALLS: Danger = danger("installs software", 1, Maybe, false);
pub(super) const RUNS_SCRIPT: Danger =
    danger("runs a script that is not shown here", 3, Maybe, false);
pub(super) const RUNS_UNSEEN: Danger = danger("runs what cannot be seen before", 4, Maybe, true);
const ELEVATES: Danger = danger("runs with administrator rights", 0, Needed, false);
const NETWORK: Danger = danger("changes network settings", 2, Needed, false);
const SERVICES: Danger = danger("stops or changes services", 2, Needed, false);
const STARTS: Danger = danger("starts something", 1, Maybe, false);

/// What commands cost. The most harmful row counts whose arguments are there.
#[rustfmt::skip] // A row a line, to be read in one go.
const TABLE: &[Row] = &[
    // Files.
    row(POWERSHELL, "remove-item ri rm del erase rd rmdir", Otherwise, DELETES_FILES, Deleted),
    row(CMD, "del erase rd rmdir", Otherwise, DELETES_FILES, Deleted),
    row(SH, "rm unlink rmdir shred srm truncate", Otherwise, DELETES_FILES, Deleted),
    row(SH, "find gfind", With(&["-delete"]), DELETES_FILES, Deleted),
    row(SH, "find gfind", Otherwise, READS, Read),
    row(SH, "rsync", With(&["--delete*", "--remove-source-files"]), danger("deletes files or folders", 4, Not, true), Deleted),
    row(SH, "rsync", Otherwise, WRITES_FILES, Written),
    row(SH, "git", Otherwise, SETS, Read),
    row(SH, "git", With(&["clean", "reset", "checkout", "restore", "rm", "push", "filter-branch"]), danger("throws changes away", 4, Not, true), Read),
    row(SH, "trash", Otherwise, MOVES_FILES, Moved),
    row(SH, "mv", Otherwise, MOVES_FILES, Moved),
    row(POWERSHELL, "rename-item rni ren move-item mi mv move", Otherwise, MOVES_FILES, Moved),
    row(CMD, "ren rename move", Otherwise, MOVES_FILES, Moved),
    row(POWERSHELL, "copy-item cpi cp copy", Otherwise, WRITES_FILES, Written),
    row(CMD, "copy replace", Otherwise, WRITES_FILES, Written),
    row(WINDOWS, "xcopy", Otherwise, WRITES_FILES, Written),
    row(WINDOWS, "robocopy", With(&["/mir", "/purge", "/move", "/mov"]), danger("deletes files or folders", 4, Not, true), Deleted),
    row(WINDOWS, "robocopy", Otherwise, WRITES_FILES, Written),
    row(SH, "cp ln ditto install tee touch mkdir scp tar zip unzip gzip", Otherwise, WRITES_FILES, Written),
    row(SH, "dd", With(&["of=*"]), danger("writes over a file or a disk", 4, Needed, true), Read),
    row(SH, "dd", Otherwise, READS, Read),
    row(SH, "sed", With(&["-i*", "--in-place*"]), danger("changes files", 2, Not, true), Written),
    row(SH, "sed", Otherwise, READS, Read),
    row(SH, "tar", With(&["--checkpoint-action*", "--to-command*", "-I*", "--use-compress-program*", "--rsh-command*"]), RUNS_UNSEEN, Read),
    row(POWERSHELL, "clear-content clc clear-item cli", Otherwise, DELETES_FILES, Deleted),
    row(POWERSHELL, "\
        set-content out-file tee-object tee add-content ac new-item ni mkdir md export-* \
        epcsv expand-* compress-* start-transcript", Otherwise, WRITES_FILES, Written),
    row(CMD, "mkdir md mklink", Otherwise, WRITES_FILES, Written),
    row(ANY, ">", Otherwise, WRITES_FILES, Written),
    row(POWERSHELL, "clear-recyclebin", Otherwise, danger("empties the recycle bin", 4, Not, true), Read),
    row(SH, "chmod chown chgrp chflags setfacl", With(&["-R*", "-*R*", "--recursive"]), danger("changes who may open files", 3, Maybe, false), Opened),
    row(SH, "chmod chflags setfacl chgrp", Otherwise, danger("changes who may open files", 1, Maybe, false), Opened),
    row(SH, "chown", Otherwise, danger("changes who may open files", 2, Needed, false), Opened),
    row(SH, "xattr", With(&["-*c*", "-*d*", "-*w*"]), SETS, Set),
    row(SH, "xattr", Otherwise, READS, Read),
    row(WINDOWS, "icacls cacls takeown set-acl", Otherwise, OPENS, Opened),
    row(WINDOWS, "attrib compact subst", Otherwise, danger("changes how files are kept", 1, Not, false), Read),
    row(WINDOWS, "cipher", With(&["/w*", "/r*", "/e", "/d", "/k", "/u", "/rekey"]), danger("encrypts files or wipes what was deleted", 4, Not, true), Read),
    row(WINDOWS, "cipher", Otherwise, READS, Read),
    row(WINDOWS, "fsutil", Otherwise, danger("changes how files are kept", 3, Needed, false), Read),
    // Disks.
    row(WINDOWS, "\
        diskpart format format-volume clear-disk initialize-disk remove-partition \
        resize-partition set-disk set-partition clean-disk reset-physicaldisk convert \
        systemreset wbadmin diskshadow bootrec bootsect bcdboot", Otherwise, WIPES, Read),
    row(WINDOWS, "bcdedit", With(&["/enum", "/v"]), READS_GUARDED, Read),
    row(WINDOWS, "bcdedit", With(&["/set", "/delete*", "/import", "/create*", "/copy", "/default", "/deletevalue", "/bootsequence", "/store", "/export", "/displayorder", "/timeout", "/debug", "/ems", "/bootdebug", "/dbgsettings", "/toolsdisplayorder"]), danger("changes how the device starts", 4, Needed, false), Read),
    row(WINDOWS, "bcdedit", Otherwise, READS_GUARDED, Read),
    row(WINDOWS, "manage-bde", With(&["/status"]), READS_GUARDED, Read),
    row(WINDOWS, "manage-bde", With(&["/protectors"]), danger("changes or shows the keys of a drive", 3, Needed, false), Read),
    row(WINDOWS, "manage-bde", With(&["/off", "/on", "/pause", "/resume", "/lock", "/unlock", "/forcerecovery", "/fr", "/delete", "/disable", "/wipefreespace", "/w", "/upgrade", "/setidentifier", "/changekey", "/changepassword", "/changepin", "/keypackage", "/autounlock"]), danger("changes the encryption of a drive", 4, Needed, true), Read),
    row(WINDOWS, "manage-bde", Otherwise, READS_GUARDED, Read),
    row(POWERSHELL, "\
        suspend-bitlocker disable-bitlocker remove-bitlockerkeyprotector \
        clear-bitlockerautounlock lock-bitlocker", Otherwise, danger("changes the encryption of a drive", 4, Needed, true), Read),
    row(WINDOWS, "vssadmin", With(&["delete", "resize"]), WIPES, Read),
    row(WINDOWS, "vssadmin", Otherwise, READS_GUARDED, Read),
    row(WINDOWS, "chkdsk", With(&["/f*", "/r*", "/x", "/b", "/spotfix", "/l*", "/markclean"]), danger("repairs a drive", 2, Needed, false), Read),
    row(WINDOWS, "chkdsk", Otherwise, READS_GUARDED, Read),
    row(WINDOWS, "mountvol label defrag", Otherwise, SETS_MACHINE, Read),
    row(WINDOWS, "reagentc", With(&["/info"]), READS_GUARDED, Read),
    row(WINDOWS, "reagentc", Otherwise, WEAKENS, Read),
    row(POWERSHELL, "clear-tpm initialize-tpm set-tpmownerauth unblock-tpm", Otherwise, danger("clears the security chip", 4, Needed, true), Read),
    row(WINDOWS, "tpmvscmgr", Otherwise, danger("clears the security chip", 4, Needed, true), Read),
    row(WINDOWS, "tpmtool tpm", Otherwise, READS, Read),
    row(SH, "\
        mkfs* newfs* fdisk gdisk sgdisk sfdisk parted wipefs blkdiscard hdparm cryptsetup \
        asr bless gpt pdisk", Otherwise, WIPES, Read),
    row(SH, "diskutil", With(&["list", "info", "activity"]), READS, Read),
    row(SH, "diskutil", With(&["erase*", "reformat", "partition*", "zero*", "random*", "secureerase", "delete*", "resize*", "merge*", "split*", "appleraid", "apfs", "cs", "corestorage", "ar", "reset*"]), WIPES, Read),
    row(SH, "diskutil", Otherwise, SETS_MACHINE, Read),
    row(SH, "tmutil", With(&["delete*", "thin*", "restore", "disable", "removedestination", "setdestination", "addexclusion", "*inherit*"]), danger("deletes or stops backups", 4, Needed, true), Read),
    row(SH, "tmutil", Otherwise, READS, Read),
    row(SH, "hdiutil mount umount", Otherwise, danger("attaches or detaches a drive", 1, Maybe, false), Read),
    row(SH, "bputil csrutil", With(&["status", "-d"]), READS, Read),
    row(SH, "bputil csrutil", Otherwise, WEAKENS, Read),
    row(SH, "nvram", With(&["-p", "-xp"]), READS, Read),
    row(SH, "nvram", Otherwise, SETS_MACHINE, Read),
    row(SH, "fdesetup", With(&["status", "list", "isactive", "haspersonalrecoverykey", "hasinstitutionalrecoverykey", "version"]), READS_GUARDED, Read),
    row(SH, "fdesetup", With(&["disable", "remove*", "change*", "authrestart", "enable", "add", "sync"]), danger("changes the encryption of a drive", 4, Needed, true), Read),
    row(SH, "fdesetup", Otherwise, WEAKENS, Read),
    // Programs that run.
    row(POWERSHELL, "stop-process spps kill", Otherwise, CLOSES, Read),
    row(WINDOWS, "taskkill tskill", Otherwise, CLOSES, Read),
    row(SH, "kill pkill killall xkill", With(&["-1"]), danger("closes every program", 2, Not, false), Read),
    row(SH, "kill pkill killall xkill", Otherwise, CLOSES, Read),
    row(POWERSHELL, "stop-computer restart-computer", Otherwise, RESTARTS, Read),
    row(WINDOWS, "shutdown", With(&["/a"]), READS, Read),
    row(WINDOWS, "shutdown", Otherwise, RESTARTS, Read),
    row(WINDOWS, "logoff tsdiscon rwinsta", Otherwise, RESTARTS, Read),
    row(SH, "shutdown reboot halt poweroff", Otherwise, danger("ends the session, with what is not saved in it", 1, Needed, false), Read),
    row(SH, "osascript", Only(&["-e", "quit app \"*\"", "quit application \"*\"", "tell app \"*\" to quit", "tell application \"*\" to quit"]), CLOSES, Read),
    row(POWERSHELL, "stop-service spsv restart-service set-service suspend-service", Otherwise, SERVICES, Read),
    row(POWERSHELL, "start-service sasv resume-service", Otherwise, danger("starts a service", 1, Needed, false), Read),
    row(POWERSHELL, "stop-transcript stop-job spjb stop-trace*", Otherwise, READS, Read),
    row(WINDOWS, "sc", With(&["query*", "qc", "qdescription", "qfailure", "enumdepend", "getdisplayname", "getkeyname", "sdshow"]), READS, Read),
    row(WINDOWS, "sc", With(&["delete"]), danger("deletes a service", 3, Needed, true), Read),
    row(WINDOWS, "sc", With(&["start", "stop", "config", "create", "pause", "continue", "failure", "sdset", "control", "description", "privs"]), SERVICES, Read),
    row(POWERSHELL, "sc", Otherwise, WRITES_FILES, Written),
    row(CMD, "sc", Otherwise, SERVICES, Read),
    row(WINDOWS, "net net1", With(&["view", "statistics", "config", "help", "helpmsg", "session"]), READS, Read),
    row(WINDOWS, "net net1", With(&["start"]), danger("starts a service", 1, Needed, false), Read),
    row(WINDOWS, "net net1", With(&["stop", "pause", "continue", "time", "share", "file"]), SERVICES, Read),
    row(WINDOWS, "net net1", With(&["user", "localgroup", "group", "accounts", "computer"]), CHANGES_ACCOUNTS, Read),
    row(WINDOWS, "net net1", With(&["/delete", "/del"]), danger("deletes accounts or connections", 3, Maybe, true), Read),
    row(WINDOWS, "net net1", With(&["use"]), danger("connects a shared folder", 1, Not, false), Read),
    row(WINDOWS, "net net1", Otherwise, SETS_MACHINE, Read),
    row(WINDOWS, "schtasks", With(&["/query"]), READS, Read),
    row(WINDOWS, "schtasks", With(&["/delete"]), danger("deletes a task", 3, Maybe, true), Read),
    row(WINDOWS, "schtasks at", Otherwise, danger("runs something at another time", 3, Maybe, false), Read),
    row(POWERSHELL, "\
        new-scheduledtask* register-scheduledtask set-scheduledtask register-scheduledjob \
        start-scheduledtask", Otherwise, danger("runs something at another time", 3, Maybe, false), Read),
    row(SH, "at batch", Otherwise, danger("runs something at another time", 3, Maybe, false), Read),
    row(SH, "crontab", Only(&["-l"]), READS, Read),
    row(SH, "crontab", Otherwise, danger("changes or deletes tasks", 3, Not, true), Read),
    row(SH, "launchctl", With(&["list", "print*", "blame", "dumpstate", "getenv", "hostinfo", "managername"]), READS, Read),
    row(SH, "launchctl", With(&["start", "load", "bootstrap", "enable"]), danger("starts a service", 1, Maybe, false), Read),
    row(SH, "launchctl", With(&["bootout", "unload", "remove", "disable", "kill", "kickstart", "stop", "reboot", "submit", "setenv", "unsetenv", "config"]), danger("stops or changes services", 2, Maybe, false), Read),
    row(SH, "launchctl", Otherwise, danger("stops or changes services", 2, Maybe, false), Read),
    row(SH, "systemctl", With(&["status", "is-*", "list-*", "show", "cat"]), READS, Read),
    row(SH, "systemctl service loginctl", With(&["start", "restart", "reload", "enable"]), danger("starts a service", 1, Needed, false), Read),
    row(SH, "systemctl service loginctl", With(&["stop", "disable", "mask", "kill", "isolate", "poweroff", "reboot", "halt", "rescue", "emergency", "terminate-*", "kill-*", "revert", "edit", "set-*"]), SERVICES, Read),
    row(SH, "systemctl service loginctl", Otherwise, SERVICES, Read),
    row(WINDOWS, "wmic", With(&["get", "list"]), READS, Read),
    row(WINDOWS, "wmic", With(&["delete", "call", "create", "set"]), RUNS_UNSEEN, Read),
    row(WINDOWS, "wmic", Otherwise, SETS, Read),
    row(POWERSHELL, "\
        invoke-wmimethod invoke-cimmethod remove-wmiobject remove-ciminstance rwmi rcim \
        set-wmiinstance set-ciminstance swmi scim iwmi icim", Otherwise, RUNS_UNSEEN, Read),
    row(WINDOWS, "winmgmt mofcomp", Otherwise, SETS_MACHINE, Read),
    // Apps.
    row(POWERSHELL, "reset-appxpackage", Otherwise, danger("resets an app", 2, Not, true), Read),
    row(POWERSHELL, "\
        remove-appxpackage remove-appxprovisionedpackage remove-appxvolume \
        remove-msixpackage uninstall-*", With(&["-allusers"]), danger("uninstalls software for everybody", 3, Needed, true), Read),
    row(POWERSHELL, "remove-appxpackage uninstall-*", Otherwise, UNINSTALLS, Read),
    row(POWERSHELL, "remove-appxprovisionedpackage remove-appxvolume remove-windows*", Otherwise, danger("uninstalls software for everybody", 3, Needed, true), Read),
    row(POWERSHELL, "add-appxpackage add-appxprovisionedpackage", With(&["-forceapplicationshutdown", "-forcetargetapplicationshutdown"]), danger("installs software and closes programs, with what is not saved in them", 2, Maybe, false), Read),
    row(POWERSHELL, "add-appxpackage", Otherwise, INSTALLS, Read),
    row(POWERSHELL, "add-appxprovisionedpackage add-windows*", Otherwise, danger("installs software for everybody", 2, Needed, false), Read),
    row(POWERSHELL, "\
        install-* update-module update-script update-help save-module save-script save-help \
        import-module ipmo register-psrepository", Otherwise, INSTALLS, Read),
    row(WINDOWS, "winget choco scoop", With(&["uninstall", "remove", "rm", "reset"]), UNINSTALLS, Read),
    row(WINDOWS, "winget choco scoop", With(&["list", "ls", "show", "search", "/info", "/version"]), READS, Read),
    row(WINDOWS, "winget choco scoop", Otherwise, INSTALLS, Read),
    row(WINDOWS, "msiexec", With(&["/x*", "/uninstall"]), UNINSTALLS, Read),
    row(WINDOWS, "msiexec wusa pkgmgr", Otherwise, INSTALLS, Read),
    row(WINDOWS, "wusa", With(&["/uninstall"]), UNINSTALLS, Read),
    row(WINDOWS, "dism", With(&["/get-*", "/checkhealth", "/scanhealth"]), READS_GUARDED, Read),
    row(WINDOWS, "dism", With(&["/restorehealth", "/startcomponentcleanup"]), danger("repairs Windows", 1, Needed, false), Read),
    row(WINDOWS, "dism", With(&["/remove-*", "/disable-*", "/apply-*", "/resetbase", "/add-*", "/enable-*", "/set-*", "/cleanup-wim", "/cleanup-mountpoints", "/import-*", "/capture-*", "/append-*"]), danger("changes what Windows consists of", 3, Needed, true), Read),
    row(WINDOWS, "dism", Otherwise, SETS_MACHINE, Read),
    row(WINDOWS, "sfc", Otherwise, danger("repairs Windows", 1, Needed, false), Read),
    row(POWERSHELL, "repair-windowsimage", Otherwise, danger("repairs Windows", 1, Needed, false), Read),
    row(WINDOWS, "pnputil devcon", With(&["/enum*", "status", "find*", "listclass"]), READS, Read),
    row(WINDOWS, "pnputil devcon", Otherwise, danger("changes drivers", 3, Needed, true), Read),
    row(SH, "softwareupdate", With(&["-l", "--list", "--history"]), READS, Read),
    row(SH, "softwareupdate installer", Otherwise, danger("installs software", 2, Needed, false), Read),
    row(SH, "pkgutil", With(&["--forget", "--unlink", "--edit-pkg"]), danger("forgets installed software", 2, Needed, true), Read),
    row(SH, "pkgutil", Otherwise, READS, Read),
    row(SH, "\
        apt apt-get aptitude dnf yum zypper pacman snap flatpak brew dpkg rpm pip pip3 npm", With(&["remove", "purge", "autoremove", "erase", "uninstall", "rm", "-R*", "-r", "-P", "--purge", "--remove", "-e", "--erase", "zap", "cleanup", "clean"]), UNINSTALLS, Read),
    row(SH, "apt apt-get aptitude dnf yum zypper pacman snap flatpak brew", With(&["list", "show", "info", "search", "policy"]), READS, Read),
    row(SH, "\
        apt apt-get aptitude dnf yum zypper pacman snap flatpak brew dpkg rpm pip pip3 npm", Otherwise, INSTALLS, Read),
    row(SH, "apt-cache rpmquery", Otherwise, READS, Read),
    // Accounts, devices and who is signed in.
    row(POWERSHELL, "\
        revoke-mgusersigninsession revoke-azureaduserallrefreshtoken \
        revoke-azureadsignedinuserallrefreshtoken revoke-entra* invoke-mginvalidate* \
        revoke-spousersession", Otherwise, danger("signs a person out everywhere", 2, Not, true), Read),
    row(POWERSHELL, "\
        update-mg* update-azuread* update-entra* set-azuread* set-entra* set-msol* set-mg* \
        set-aduser set-adcomputer set-adaccount* set-localuser", With(&["*$false*", "*{}*", "$()", "@*", "-passwordprofile", "*password*", "-body*", "*block*"]), danger("changes or blocks accounts or devices", 3, Not, false), Read),
    row(POWERSHELL, "\
        update-mg* update-azuread* update-entra* set-azuread* set-entra* set-msol* set-mg* \
        set-aduser set-adcomputer set-adaccount* set-localuser", Otherwise, danger("changes accounts or devices", 2, Not, false), Read),
    row(POWERSHELL, "remove-mguserauthentication*", Otherwise, danger("deletes a way to sign in", 3, Not, true), Read),
    row(POWERSHELL, "\
        remove-mg* remove-msol* remove-azuread* remove-entra* remove-az* remove-aduser \
        remove-adcomputer remove-adgroup* remove-adobject remove-localuser \
        remove-localgroup* remove-team* remove-mailbox remove-cs* remove-spo* remove-intune*", Otherwise, danger("deletes accounts, groups or devices", 4, Maybe, true), Read),
    row(POWERSHELL, "\
        reset-mg* reset-azuread* reset-entra* disable-ad* disable-localuser disable-azuread* \
        disable-mg*", Otherwise, danger("changes or blocks accounts or devices", 3, Maybe, true), Read),
    row(POWERSHELL, "\
        set-adfs* update-adfs* add-adfs* enable-adfs* import-adfs* new-adfs* \
        set-webapplicationproxy*", Otherwise, danger("changes the sign-in of a whole company", 3, Needed, false), Read),
    row(POWERSHELL, "remove-adfs* disable-adfs* revoke-adfs*", Otherwise, danger("changes the sign-in of a whole company", 3, Needed, true), Read),
    row(POWERSHELL, "connect-*", Otherwise, danger("signs in to a service", 1, Not, false), Read),
    row(POWERSHELL, "disconnect-*", Otherwise, danger("signs out of a service", 1, Not, false), Read),
    row(POWERSHELL, "\
        invoke-mggraphrequest invoke-graphrequest invoke-restmethod irm invoke-webrequest \
        iwr curl wget", With(&["delete", "*method:delete"]), danger("deletes something at a service", 4, Not, true), Read),
    row(POWERSHELL, "\
        invoke-mggraphrequest invoke-graphrequest invoke-restmethod irm invoke-webrequest \
        iwr curl wget", With(&["post", "patch", "put", "*method:post", "*method:patch", "*method:put", "-body", "-infile"]), danger("changes something at a service", 3, Not, false), Read),
    row(POWERSHELL, "\
        invoke-mggraphrequest invoke-graphrequest invoke-restmethod irm invoke-webrequest \
        iwr curl wget", With(&["-outfile", "-o*"]), WRITES_FILES, Written),
    row(POWERSHELL, "\
        invoke-mggraphrequest invoke-graphrequest invoke-restmethod irm invoke-webrequest \
        iwr curl wget", Otherwise, READS, Read),
    row(SH, "curl wget http", With(&["delete", "-XDELETE", "--request=DELETE", "--method=DELETE"]), danger("deletes something at a service", 4, Not, true), Read),
    row(SH, "curl wget http", With(&["post", "patch", "put", "-XPOST", "-XPATCH", "-XPUT", "-d*", "--data*", "--json*", "-F*", "--form*", "-T*", "--upload-file*", "--post-*", "--body-*", "--method=*", "--request=*"]), danger("changes something at a service", 3, Not, false), Read),
    row(SH, "curl wget http", With(&["-o*", "-*o", "-O*", "-*O", "--output*", "--remote-name*"]), WRITES_FILES, Written),
    row(SH, "wget", Otherwise, WRITES_FILES, Read),
    row(SH, "curl http", Otherwise, READS, Read),
    row(CMD, "curl", With(&["delete", "-xdelete", "--request=delete"]), danger("deletes something at a service", 4, Not, true), Read),
    row(CMD, "curl", Otherwise, WRITES_FILES, Read),
    row(QUERY, "delete", Otherwise, danger("deletes something at a service", 4, Not, true), Read),
    row(QUERY, "patch post put", Otherwise, danger("changes something at a service", 3, Not, false), Read),
    row(QUERY, ".", Otherwise, danger("changes the database", 4, Not, true), Read),
    row(WINDOWS, "dsregcmd", With(&["/status", "/status_old", "/listaccounts", "/?", "/help"]), READS, Read),
    row(WINDOWS, "dsregcmd", With(&["/refreshprt"]), danger("renews the sign-in", 1, Not, false), Read),
    row(WINDOWS, "dsregcmd", With(&["/join", "/updatedevice"]), danger("registers the device", 2, Needed, false), Read),
    row(WINDOWS, "dsregcmd", With(&["/cleanupaccounts"]), SIGNS_OUT, Read),
    row(WINDOWS, "dsregcmd", With(&["/leave"]), danger("takes the device out of the company", 3, Needed, true), Read),
    row(WINDOWS, "dsregcmd", With(&["/forcerecovery"]), danger("registers the device anew", 3, Needed, true), Read),
    row(WINDOWS, "dsregcmd", Otherwise, danger("changes the registration of the device", 3, Needed, true), Read),
    row(WINDOWS, "cmdkey", With(&["/delete*"]), DELETES_ENTRIES, Read),
    row(WINDOWS, "cmdkey", With(&["/list*"]), READS, Read),
    row(WINDOWS, "cmdkey vaultcmd", Otherwise, danger("changes saved passwords", 2, Not, true), Read),
    row(WINDOWS, "klist", With(&["purge*", "kcd_cache", "add_bind", "purge_bind"]), danger("throws sign-in tickets away", 2, Not, true), Read),
    row(WINDOWS, "klist", Otherwise, READS, Read),
    row(WINDOWS, "certutil", With(&["/delstore", "/delkey", "/deletehellocontainer", "/deletepolicyserver", "/deleteenrollmentserver", "/deleterow", "/revoke", "/destroy*"]), DELETES_KEYS, Read),
    row(WINDOWS, "certutil", With(&["/addstore", "/importpfx", "/importcert", "/repairstore", "/dspublish", "/setreg", "/delreg", "/installcert", "/pulse"]), danger("changes certificates", 2, Maybe, false), Read),
    row(WINDOWS, "certutil", With(&["/store", "/viewstore", "/dump", "/verify", "/hashfile", "/scinfo", "/url", "/viewdelstore", "/?", "/cainfo", "/ping", "/template", "/scroots", "/verifystore", "/enumstore"]), READS, Read),
    row(WINDOWS, "certutil", With(&["/urlcache", "/decode", "/decodehex", "/encode", "/encodehex", "/verifyctl"]), danger("writes to a file", 2, Not, false), Read),
    row(WINDOWS, "certutil certreq certmgr", Otherwise, DELETES_KEYS, Read),
    row(POWERSHELL, "\
        import-certificate import-pfxcertificate new-selfsignedcertificate \
        switch-certificate", Otherwise, danger("changes certificates", 2, Maybe, false), Read),
    row(SH, "security", With(&["delete-generic-password", "delete-internet-password"]), DELETES_ENTRIES, Read),
    row(SH, "security", With(&["delete-certificate", "delete-identity", "remove-trusted-cert"]), DELETES_KEYS, Read),
    row(SH, "security", With(&["delete-*"]), danger("deletes saved passwords or keys", 2, Not, true), Read),
    row(SH, "security", With(&["delete-keychain"]), danger("deletes every saved password and key", 4, Not, true), Read),
    row(SH, "security", With(&["find-*", "list-*", "show-*", "verify-cert", "error", "dump-trust-settings", "help", "leaks", "smartcard"]), READS, Read),
    row(SH, "security", Otherwise, danger("changes the keychain", 3, Maybe, false), Read),
    row(SH, "secret-tool", With(&["clear"]), DELETES_ENTRIES, Read),
    row(SH, "secret-tool", Otherwise, danger("changes saved passwords", 1, Not, false), Read),
    row(SH, "kdestroy", Otherwise, danger("throws sign-in tickets away", 2, Not, true), Read),
    row(SH, "app-sso", With(&["-d*", "--deauthenticate*", "-r*", "--reset*", "-c*", "--changepassword*"]), SIGNS_OUT, Read),
    row(SH, "app-sso", Otherwise, READS, Read),
    row(SH, "certutil", With(&["-L"]), READS, Read),
    row(SH, "certutil update-ca-certificates update-ca-trust trust", Otherwise, DELETES_KEYS, Read),
    row(SH, "profiles", With(&["show", "list", "status", "-P", "-L", "-C", "validate", "help"]), READS, Read),
    row(SH, "profiles", With(&["renew"]), danger("asks for the company's rules again", 1, Needed, false), Read),
    row(SH, "profiles", Otherwise, danger("takes away or adds rules of the company", 3, Needed, true), Read),
    row(SH, "jamf", With(&["policy", "recon", "manage"]), danger("asks for the company's rules again", 1, Needed, false), Read),
    row(SH, "jamf", With(&["version", "about", "help", "checkjssconnection"]), READS, Read),
    row(SH, "jamf", Otherwise, danger("takes away or adds rules of the company", 3, Needed, true), Read),
    row(SH, "dscl", With(&["-read*", "read*", "-list", "list", "-search", "search"]), READS, Read),
    row(SH, "dscl", With(&["-delete", "delete", "-create", "create", "-append", "append", "-merge", "merge", "-change*", "change*", "-passwd", "passwd", "-deletepl", "-createpl", "-changei"]), DELETES_ACCOUNTS, Read),
    row(SH, "\
        dscl sysadminctl dseditgroup pwpolicy createhomedir dsenableroot passwd chpasswd \
        usermod useradd adduser groupadd groupmod gpasswd chage visudo vipw chsh", Otherwise, CHANGES_ACCOUNTS, Read),
    row(SH, "sysadminctl", With(&["-deleteuser"]), DELETES_ACCOUNTS, Read),
    row(SH, "userdel deluser groupdel delgroup", Otherwise, DELETES_ACCOUNTS, Read),
    row(SH, "dsconfigad realm adcli", With(&["-show", "list", "discover", "info"]), READS, Read),
    row(SH, "dsconfigad realm adcli", Otherwise, danger("takes the device out of the company", 3, Needed, true), Read),
    row(POWERSHELL, "\
        remove-computer add-computer rename-computer reset-computermachinepassword", Otherwise, danger("takes the device out of the company", 3, Needed, true), Read),
    row(POWERSHELL, "restore-computer", Otherwise, danger("sets the device back", 4, Needed, true), Read),
    row(POWERSHELL, "checkpoint-computer", Otherwise, danger("saves the state of the device", 1, Needed, false), Read),
    row(POWERSHELL, "test-computersecurechannel", With(&["-repair"]), SETS_MACHINE, Read),
    row(POWERSHELL, "test-computersecurechannel", Otherwise, READS_GUARDED, Read),
    row(WINDOWS, "netdom djoin ksetup dsmod dsrm dsadd dsmove ntdsutil repadmin", Otherwise, DELETES_ACCOUNTS, Read),
    row(WINDOWS, "nltest", With(&["/sc_reset*", "/sc_change_pwd*"]), SETS_MACHINE, Read),
    row(WINDOWS, "nltest", Otherwise, READS, Read),
    row(WINDOWS, "gpupdate", Otherwise, danger("asks for the company's rules again", 1, Not, false), Read),
    row(WINDOWS, "deviceenroller usoclient", Otherwise, danger("asks for the company's rules again", 1, Maybe, false), Read),
    // Settings.
    row(POWERSHELL, "\
        set-itemproperty sp new-itemproperty rename-itemproperty rnp copy-itemproperty cpp \
        move-itemproperty mp set-item si", Otherwise, danger("changes settings", 2, Not, false), Set),
    row(POWERSHELL, "remove-itemproperty rp clear-itemproperty clp", Otherwise, danger("deletes settings", 2, Not, true), Deleted),
    row(WINDOWS, "reg", With(&["query", "compare", "flags"]), READS, Read),
    row(WINDOWS, "reg", With(&["export", "save"]), WRITES_FILES, Read),
    row(WINDOWS, "reg", With(&["add", "copy"]), danger("changes settings", 2, Not, false), Set),
    row(WINDOWS, "reg", With(&["delete"]), danger("deletes settings", 3, Not, true), Deleted),
    row(WINDOWS, "reg", With(&["import", "load", "unload", "restore"]), danger("changes settings", 3, Maybe, true), Read),
    row(WINDOWS, "reg", Otherwise, SETS, Read),
    row(WINDOWS, "regedit regedt32 regini", Otherwise, danger("changes settings", 3, Maybe, true), Read),
    row(POWERSHELL, "set-executionpolicy", Otherwise, danger("takes a protection away", 2, Maybe, false), Read),
    row(POWERSHELL, "\
        set-mp* add-mp* remove-mp* disable-netfirewall* set-netfirewall* remove-netfirewall* \
        disable-windowsoptionalfeature disable-pnpdevice disable-computerrestore", Otherwise, WEAKENS, Read),
    row(POWERSHELL, "update-mpsignature start-mp*", Otherwise, danger("looks for harmful software", 1, Maybe, false), Read),
    row(WINDOWS, "mpcmdrun", With(&["/restore", "/removedefinitions"]), WEAKENS, Read),
    row(WINDOWS, "mpcmdrun", Otherwise, danger("looks for harmful software", 1, Maybe, false), Read),
    row(WINDOWS, "auditpol secedit gpfixup lgpo", Otherwise, WEAKENS, Read),
    row(WINDOWS, "powercfg", With(&["/l", "/list", "/q", "/query", "/a", "/requests", "/lastwake", "/batteryreport", "/energy", "/getactivescheme"]), READS, Read),
    row(WINDOWS, "powercfg", Otherwise, SETS_MACHINE, Read),
    row(WINDOWS, "setx assoc ftype path", Otherwise, SETS, Read),
    row(WINDOWS, "regsvr32 odbcconf", Otherwise, SETS_MACHINE, Read),
    row(WINDOWS, "wevtutil", With(&["cl", "clear-log", "sl", "set-log", "um", "uninstall-manifest", "im", "install-manifest"]), danger("deletes records of what happened", 2, Needed, true), Read),
    row(WINDOWS, "wevtutil", Otherwise, READS, Read),
    row(POWERSHELL, "clear-eventlog remove-eventlog limit-eventlog new-eventlog", Otherwise, danger("deletes records of what happened", 2, Needed, true), Read),
    row(POWERSHELL, "\
        clear-history clhy clear-dnsclientcache remove-job rjb remove-pssession rsn \
        remove-psdrive rdr", Otherwise, danger("forgets what it kept for speed", 1, Not, false), Read),
    row(SH, "defaults", With(&["read*", "find", "domains", "help"]), READS, Read),
    row(SH, "defaults", With(&["delete*", "remove"]), DELETES_SETTINGS, Read),
    row(SH, "defaults", With(&["export"]), WRITES_FILES, Read),
    row(SH, "defaults gsettings dconf plistbuddy pmset kextunload kmutil", Otherwise, SETS, Read),
    row(SH, "gsettings dconf", With(&["get", "list*", "read", "dump", "describe", "range", "monitor"]), READS, Read),
    row(SH, "gsettings dconf", With(&["reset*", "load"]), DELETES_SETTINGS, Read),
    row(SH, "plutil", With(&["-remove", "-replace", "-insert", "-convert", "-create"]), SETS, Written),
    row(SH, "plutil", Otherwise, READS, Read),
    row(SH, "tccutil", Otherwise, danger("resets what apps are allowed", 2, Not, true), Read),
    row(SH, "spctl", With(&["--status", "-a", "--assess"]), READS, Read),
    row(SH, "\
        spctl setenforce iptables ip6tables nft ufw pfctl firewall-cmd socketfilterfw \
        authconfig pam-auth-update", Otherwise, WEAKENS, Read),
    row(SH, "systemsetup networksetup scutil", With(&["-get*", "-list*", "--get", "--dns", "--proxy", "--nwi", "-r", "-is*", "-print*", "-show*"]), READS, Read),
    row(SH, "systemsetup networksetup scutil", With(&["-set*", "-add*", "-remove*", "-delete*", "-create*", "-order*", "-rename*", "-switch*", "-import*", "-connect*", "-disconnect*", "-detect*", "-duplicate*", "-enable*", "-disable*", "--set", "--nc", "--prefs"]), NETWORK, Read),
    row(SH, "systemsetup networksetup scutil", Otherwise, NETWORK, Read),
    row(SH, "ip ifconfig route nmcli resolvectl netplan ipconfig", With(&["add", "del", "delete", "set", "flush*", "change", "replace", "up", "down", "link", "connect", "disconnect", "modify", "off", "on", "renew", "-arp"]), NETWORK, Read),
    row(SH, "ip ifconfig route nmcli resolvectl netplan ipconfig", Otherwise, READS, Read),
    row(SH, "dscacheutil", With(&["-flushcache"]), danger("forgets what it kept for speed", 1, Not, false), Read),
    row(SH, "dscacheutil", Otherwise, READS, Read),
    row(SH, "mdutil", With(&["-s*"]), READS, Read),
    row(SH, "mdutil", Otherwise, danger("builds the index of a drive again", 1, Needed, false), Read),
    row(SH, "swcutil", With(&["reset", "rm"]), danger("forgets which links belong to apps", 1, Needed, true), Read),
    row(SH, "swcutil", Otherwise, READS_GUARDED, Read),
    row(SH, "log", With(&["erase", "config"]), danger("deletes records of what happened", 2, Needed, true), Read),
    row(SH, "log", With(&["collect"]), WRITES_FILES, Read),
    row(SH, "log", Otherwise, READS, Read),
    row(SH, "journalctl", With(&["--vacuum*", "--rotate", "--flush"]), danger("deletes records of what happened", 2, Needed, true), Read),
    row(SH, "journalctl coredumpctl", Otherwise, READS, Read),
    row(SH, "history", With(&["-c", "-d", "-p"]), danger("deletes records of what happened", 1, Not, false), Read),
    row(SH, "history", Otherwise, READS, Read),
    row(SH, "sysctl", With(&["-w*", "-p*", "*=*"]), SETS_MACHINE, Read),
    row(SH, "sysctl", Otherwise, READS, Read),
    row(SH, "\
        modprobe rmmod insmod swapoff swapon update-alternatives grub* efibootmgr \
        hostnamectl localectl", Otherwise, SETS_MACHINE, Read),
    // Network and time.
    row(WINDOWS, "netsh", With(&["show", "dump"]), READS, Read),
    row(WINDOWS, "netsh", With(&["reset"]), danger("resets network settings", 2, Needed, true), Read),
    row(WINDOWS, "netsh", With(&["delete", "del"]), danger("deletes network settings", 2, Maybe, true), Read),
    row(WINDOWS, "netsh", With(&["advfirewall", "firewall", "ipsec"]), WEAKENS, Read),
    row(WINDOWS, "netsh", With(&["set", "add", "import", "exec", "-f", "install", "uninstall", "export", "start", "stop", "connect", "disconnect", "refresh", "renew", "release"]), NETWORK, Read),
    row(WINDOWS, "netsh", Otherwise, NETWORK, Read),
    row(WINDOWS, "ipconfig", With(&["/release*", "/renew*", "/flushdns"]), danger("asks for the network address again", 1, Not, false), Read),
    row(WINDOWS, "ipconfig", With(&["/registerdns", "/setclassid*"]), danger("asks for the network address again", 1, Needed, false), Read),
    row(WINDOWS, "ipconfig", Otherwise, READS, Read),
    row(WINDOWS, "route arp nbtstat", With(&["add", "delete", "change", "/d", "/s", "/f", "/r", "/rr"]), NETWORK, Read),
    row(WINDOWS, "route arp nbtstat", Otherwise, READS, Read),
    row(WINDOWS, "rasdial rasphone", Otherwise, danger("connects or disconnects a network", 1, Not, false), Read),
    row(WINDOWS, "proxycfg winrm winrs bitsadmin ftp tftp", Otherwise, NETWORK, Read),
    row(POWERSHELL, "\
        set-net* set-dns* new-net* remove-net* reset-net* disable-net* enable-net* \
        restart-net* set-winhttpproxy reset-winhttpproxy enable-psremoting set-wsmaninstance", Otherwise, NETWORK, Read),
    row(POWERSHELL, "start-bitstransfer", Otherwise, WRITES_FILES, Read),
    row(WINDOWS, "w32tm", With(&["/query", "/stripchart", "/monitor", "/tz", "/ntte", "/ntpte", "/dumpreg", "/?"]), READS, Read),
    row(WINDOWS, "w32tm", With(&["/resync"]), danger("sets the clock", 1, Needed, false), Read),
    row(WINDOWS, "w32tm", With(&["/config", "/register", "/unregister", "/debug"]), SETS_MACHINE, Read),
    row(WINDOWS, "w32tm", Otherwise, SETS_MACHINE, Read),
    row(WINDOWS, "tzutil", With(&["/g", "/l", "/?"]), READS, Read),
    row(WINDOWS, "tzutil set-timezone", Otherwise, danger("sets the clock", 1, Maybe, false), Read),
    row(CMD, "date time", Only(&["/t"]), READS, Read),
    row(CMD, "date time", Otherwise, danger("sets the clock", 2, Needed, false), Read),
    row(POWERSHELL, "set-date", Otherwise, danger("sets the clock", 2, Needed, false), Read),
    row(SH, "sntp chronyc timedatectl hwclock", With(&["-s*", "-S*", "-w*", "--systohc", "set-*", "makestep", "burst", "--hctosys", "add", "delete"]), danger("sets the clock", 1, Needed, false), Read),
    row(SH, "sntp chronyc timedatectl hwclock", Otherwise, READS, Read),
    row(SH, "ntpdate", With(&["-q*"]), READS, Read),
    row(SH, "ntpdate ntpd", Otherwise, danger("sets the clock", 1, Needed, false), Read),
    row(SH, "date", Only(&["+*", "-u", "-R", "-j", "-v*", "-I*", "--iso-8601*", "--utc"]), READS, Read),
    row(SH, "date", Otherwise, danger("sets the clock", 2, Needed, false), Read),
    // What runs other code.
    row(POWERSHELL, "\
        invoke-expression iex add-type set-alias sal new-alias nal import-alias ipal \
        $alias:* ${alias:* $function:* ${function:*", Otherwise, RUNS_UNSEEN, Read),
    row(POWERSHELL, "invoke-command icm start-job sajb start-threadjob", With(&["{}"]), STARTS, Read),
    row(POWERSHELL, "invoke-command icm start-job sajb start-threadjob", Otherwise, RUNS_UNSEEN, Read),
    row(POWERSHELL, "invoke-item ii", Otherwise, STARTS, Read),
    row(WINDOWS, "explorer start start-process saps invoke-item ii import-module ipmo", With(&["*.bat", "*.cmd", "*.ps1", "*.psm1", "*.psd1", "*.dll", "*.vbs", "*.js", "*.wsf", "*.reg", "*.hta", "*.msi", "*.lnk", "*.inf"]), RUNS_SCRIPT, Read),
    row(SH, "open xdg-open", With(&["*.command", "*.sh", "*.tool", "*.workflow", "*.terminal", "*.scpt", "*.pkg", "*.mobileconfig", "*.desktop"]), RUNS_SCRIPT, Read),
    row(WINDOWS, "\
        mshta rundll32 cscript wscript installutil msbuild regasm regsvcs hh forfiles pcalua \
        psexec scriptrunner", Otherwise, RUNS_UNSEEN, Read),
    row(SH, "\
        eval osascript source . expect tclsh gdb lldb script crond socat nc ncat automator \
        shortcuts", Otherwise, RUNS_UNSEEN, Read),
    row(ANY, "python* perl* ruby* node php* lua* deno bun go swift java dotnet", Only(&["-version", "--version", "-v"]), READS, Read),
    row(ANY, "python* perl* ruby* node php* lua* deno bun go swift java dotnet", Otherwise, RUNS_UNSEEN, Read),
    row(SH, "ssh", Otherwise, RUNS_UNSEEN, Read),
    row(SH, "prompt_command= ps0= ps1= ps2= ps4= prompt= rprompt= bash_env= zdotdir= path= fpath= ld_preload= dyld_insert_libraries= pager= manpager= editor= visual= lessopen= sudo_askpass=", Otherwise, RUNS_UNSEEN, Read),
    row(SH, "export declare typeset readonly local", With(&["PROMPT_COMMAND=*", "PS0=*", "PS1=*", "PS2=*", "PS4=*", "PROMPT=*", "RPROMPT=*", "BASH_ENV=*", "ENV=*", "ZDOTDIR=*", "PATH=*", "LD_PRELOAD=*", "DYLD_INSERT_LIBRARIES=*"]), RUNS_UNSEEN, Read),
    row(SH, "export declare typeset readonly local", Otherwise, READS, Read),
    row(POWERSHELL, "set-item si new-item ni copy-item cpi rename-item rni set-content sc", With(&["alias:*", "function:*"]), RUNS_UNSEEN, Read),
    row(SH, "awk gawk mawk", With(&["*system*", "*|*", "*>*"]), RUNS_UNSEEN, Read),
    row(SH, "awk gawk mawk", Otherwise, READS, Read),
    row(SH, "sudo doas su pkexec", Otherwise, ELEVATES, Read),
    row(WINDOWS, "sudo runas gsudo", Otherwise, ELEVATES, Read),
    row(POWERSHELL, "start-process saps start", With(&["runas", "*:runas"]), ELEVATES, Read),
    row(POWERSHELL, "start-process saps start", Otherwise, READS, Read),
    row(POWERSHELL, "\
        .tostring .trim .trimstart .trimend .split .replace .adddays .addhours .addminutes \
        .touniversaltime .tolower .toupper .contains .startswith .endswith .substring .where \
        .foreach .join .gettype .isnullorempty .combine .getfolderpath \
        .getenvironmentvariable .expandenvironmentvariables .exists .parse .isinrole \
        .getcurrent .equals .indexof .count .round", Otherwise, READS, Read),
    row(POWERSHELL, "\
        .delete .kill .terminate .uninstall .invoke .invokescript .create .remove .run .exec \
        .start .stop .disable .clear .reset .revoke .close .closemainwindow .win32shutdown \
        .shutdown .change .rename .moveto", Otherwise, danger("calls a method, which can do anything", 4, Maybe, true), Read),
    row(POWERSHELL, ".*", Otherwise, danger("calls a method, which can do anything", 4, Maybe, true), Read),
    // Verbs of PowerShell, for all that is not named above.
    row(POWERSHELL, "\
        add-* approve-* assert-* backup-* complete-* confirm-* enable-* grant-* import-* \
        initialize-* lock-* merge-* mount-* new-* optimize-* publish-* push-* receive-* \
        register-* rename-* repair-* request-* restart-* resume-* restore-* send-* set-* \
        stop-* submit-* suspend-* switch-* sync-* undo-* unlock-* unpublish-* update-* use-* \
        invoke-* edit-* move-* copy-* convert-* dismount-* protect-* unprotect-* unblock-*", Otherwise, SETS, Read),
    row(POWERSHELL, "\
        block-* clear-* deny-* disable-* remove-* reset-* revoke-* unregister-*", Otherwise, danger("deletes, resets or switches something off", 3, Maybe, true), Read),
    row(POWERSHELL, "start-* save-* redo-* step-*", Otherwise, STARTS, Read),
    row(POWERSHELL, "\
        compare-* convertfrom-* convertto-* debug-* find-* format-* get-* group-* join-* \
        limit-* measure-* open-* out-* ping-* pop-* read-* resolve-* search-* select-* \
        show-* skip-* sort-* split-* tee-* test-* trace-* wait-* watch-* where-* write-* \
        enter-*", Otherwise, READS, Read),
    row(POWERSHELL, "\
        clear-host clear-variable clv remove-variable rv remove-module rmo remove-event \
        remove-typedata set-location sl chdir cd push-location pushd pop-location popd \
        set-variable sv set-strictmode set-clipboard scb set-psdebug set-psreadlineoption \
        new-object new-variable nv new-timespan new-guid import-csv ipcsv import-clixml \
        import-localizeddata import-powershelldatafile start-sleep sleep foreach-object \
        foreach % ? exit-pssession exsn add-member update-formatdata use-culture", Otherwise, READS, Read),
    row(POWERSHELL, "\
        cat clear cls compare diff dir echo epal fc fhx fl ft fw gal gbp gc gci gcb gcim gcm \
        gcs gdr gerr ghy gi gin gjb gl gm gmo gp gps gpv group gsn gsv gtz gu gv gwmi h help \
        history ls man measure more oh ogv ps pwd rvpa select sls sort type where wjb write", Otherwise, READS, Read),
    // What only reads, or only opens something.
    row(ANY, "kb-builder", With(&["case", "check", "commands", "readability", "translations"]), READS, Read),
    row(ANY, "kb-builder", Otherwise, WRITES_FILES, Read),
    row(WINDOWS, "\
        chcp cleanmgr clip cmd control driverquery echo eventvwr explorer fc find findstr \
        finger firefox getmac gpresult hostname chrome help iexplore logman makecab mmc more \
        msconfig msedge msinfo32 ms-teams msteams mstsc netstat notepad nslookup olk outlook \
        pathping perfmon ping bash powershell powershell_ise psr pwsh qprocess query quser \
        qwinsta resmon sort systeminfo systempropertiesadvanced taskmgr tasklist teams \
        tracert tree typeperf ver where whoami winver wsl wslview dxdiag quickassist \
        optionalfeatures usbview wscui wuauclt", Otherwise, READS, Read),
    row(CMD, "\
        break call cd chdir cls color dir do echo else endlocal exit for goto if pause popd \
        prompt pushd set setlocal shift start title type verify vol", Otherwise, READS, Read),
    row(SH, "\
        alias apropos arch base64 basename bash bg break builtin busybox caffeinate cal cat \
        cd clear cmp codesign column comm command continue csh curlie cut dash df \
        diff dig dirname dirs disown du echo egrep env exec exit expr false fc-list \
        fdfind fg fgrep file firefox fish fold for free getconf getent getopts \
        gnome-terminal google-chrome grep groups hash head hexdump host hostname id ioreg \
        iostat jobs jq kinit klist ksh last less let locale logname look ls lsappinfo \
        lsb_release lsblk lscpu lsmod lsof man md5 md5sum mdfind mdls microsoft-edge \
        microsoft-edge-stable more mtr netstat networkquality nice nl noglob nocorrect nohup \
        nproc nslookup od open openssl pbcopy pbpaste pgrep ping ping6 popd printenv printf \
        ps pstree pushd pwd read readlink realpath repeat return rev rg sample \
        screencapture select seq set setsid sh sha256sum shasum shift shopt sleep sort ss \
        stat stdbuf strings stty sw_vers system_profiler sysdiagnose tail test time \
        timeout top tput tr traceroute trap true tty type ulimit umask unalias uname \
        uniq unset uptime users vm_stat vmstat w wait watch wc whereis which who whoami \
        xargs xdg-open xdg-settings xmllint xxd yes zsh [ [[ :", Otherwise, READS, Read),
];

/// The rows of a name. Its own come first; without any, those of the longest beginning.
pub(super) fn rows(shells: u8, name: &str) -> &'static [&'static Row] {
    let Some(index) = index(shells) else { return &[] };
    // Most differ in the first letter, which costs less to ask.
    let first = name.bytes().next();
    let begins = |(beginning, _): &&(&str, _)| {
        beginning.bytes().next() == first && name.starts_with(beginning)
    };
    let beginning = || index.beginnings.iter().find(begins).map(|(_, rows)| rows);
    index.own.get(name).or_else(beginning).map_or(&[], Vec::as_slice)
}

/// Whether a name has rows of its own.
pub(super) fn is_listed(shells: u8, name: &str) -> bool {
    index(shells).is_some_and(|index| index.own.contains_key(name))
}

fn index(shells: u8) -> Option<&'static Index> {
    static INDEXES: LazyLock<[(u8, Index); 4]> =
        LazyLock::new(|| [POWERSHELL, CMD, SH, QUERY].map(|shells| (shells, Index::new(shells))));
    INDEXES.iter().find(|(known, _)| *known == shells).map(|(_, index)| index)
}

/// What a shell is in the table.
pub(super) fn shells(shell: Dialect) -> u8 {
    match shell {
        Dialect::PowerShell => POWERSHELL,
        Dialect::Cmd => CMD,
        Dialect::Sh => SH,
    }
}

/// The rows of a shell by name.
struct Index {
    own: HashMap<&'static str, Vec<&'static Row>>,
    /// What names begin with, the longest first.
    beginnings: Vec<(&'static str, Vec<&'static Row>)>,
}

impl Index {
    fn new(shells: u8) -> Self {
        let mut own: HashMap<_, Vec<_>> = HashMap::new();
        let mut beginnings: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in TABLE.iter().filter(|row| row.shells & shells != 0) {
            for name in row.names() {
                match name.strip_suffix('*') {
                    Some(beginning) => beginnings.entry(beginning).or_default().push(row),
                    None => own.entry(name).or_default().push(row),
                }
            }
        }
        let mut beginnings: Vec<_> = beginnings.into_iter().collect();
        beginnings.sort_by_key(|(beginning, _)| Reverse(beginning.len()));
        Self { own, beginnings }
    }
}

impl Row {
    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.names.split_ascii_whitespace()
    }

    /// Whether these arguments of a command make it cost that.
    pub(super) fn fits(&self, shells: u8, arguments: &[&str]) -> bool {
        let known = |patterns: &[&str], argument: &str| {
            patterns.iter().any(|pattern| fits(shells, pattern, argument))
        };
        match self.when {
            With(patterns) => arguments.iter().any(|argument| known(patterns, argument)),
            Only(patterns) => arguments.iter().all(|argument| {
                let quotes = |text: &str| text.matches('"').count();
                patterns.iter().any(|pattern| {
                    fits(shells, pattern, argument) && quotes(pattern) == quotes(argument)
                })
            }),
            Otherwise => false,
        }
    }
}

/// Whether an argument is what a pattern says.
fn fits(shells: u8, pattern: &str, argument: &str) -> bool {
    if shells == SH {
        // Letters of short options differ by their size there; words do not.
        let exact = pattern.len() <= 3 || pattern.contains(|letter: char| letter.is_uppercase());
        let lower = argument.to_lowercase();
        return is_like(pattern, if exact { argument } else { &lower });
    }
    let lower = argument.to_lowercase();
    let bare = |text: &str| match text.strip_prefix("--").or(text.strip_prefix(['-', '/'])) {
        Some(name) if text.len() > 1 => (true, name.to_owned()),
        _ => (false, text.to_owned()),
    };
    let ((wanted, pattern), (found, argument)) = (bare(pattern), bare(&lower));
    if !wanted {
        return is_like(&pattern, &lower);
    }
    // `-Force:$true`; `-Forc` is enough.
    let (name, _) = argument.split_once(':').unwrap_or((&argument, ""));
    let short = shells == POWERSHELL && name.len() >= 2 && pattern.starts_with(name);
    found && (is_like(&pattern, &argument) || is_like(&pattern, name) || short)
}

/// Whether a text is what a pattern says, in which `*` is any text.
fn is_like(pattern: &str, text: &str) -> bool {
    let Some((begin, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(begin) else { return false };
    let mut parts = rest.split('*').collect::<Vec<_>>();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some((_, after)) = text.split_once(part) else { return false };
        text = after;
    }
    text.ends_with(end)
}
