// What the made-up guides are made of.

const list = (text) => text.trim().split(/\s+/);

/** Things that people work with. */
export const things = list(`
account address adapter alert app archive badge battery board browser button cable calendar camera
card chart chat client clock cloud code contact copy cover data desk device disk display document
door drive driver file filter folder form frame group guide headset help history icon image inbox
index invite key keyboard label laptop layer licence line link list lock log mailbox map meeting
memory menu message microphone model monitor mouse network note number office order outlet package
page panel paper part password path phone photo picture plan plug policy port printer profile
project queue record reminder report request role room router rule scanner schedule screen script
search section server service session setting share sheet shelf shop sign site slot socket sound
speaker stand status switch system tab table tablet tag task team template terminal text theme ticket
time token tool tray update user version video view voice wallet website window wire word zone
`);

/** What one does with them. */
export const actions = list(`
add allow archive assign attach back check choose clean clear close collect compare confirm connect
copy count create delay drag drop edit enter find fix follow format freeze group hide hold keep label
leave link list load lock mark merge mount move mute name note open order pack pair park paste pause
pick pin place plan plug point print protect pull push read record rename repair repeat replace reply
report request resize rest restore review save scan search send separate set share show shut sign
sort start stop store switch sync take test tidy touch track trust turn type undo unlock unpack
update use view wait watch wipe write
`);

/** How they are. */
export const kinds = list(`
active amber blank blue broken busy clean closed common cool cracked current dark dead deep dim dry dull
early empty extra faint fast final fixed flat free fresh full green grey hidden large last late light
local long loose lost loud main missing mixed narrow new next noisy old open own pale plain private
public quick quiet red remote round safe second shared sharp short silent slow small spare stale steady
strange strong thin third tight usual warm weak wide wrong
`);

const starts = list(`ba be bo da de do fa fe fi ga go ha he ka ke ko la le lo ma me mi mo na ne no pa
pe po ra re ro sa se so ta te to va ve vo wa we za ze zo`);
const ends = list(`bel can dor fin gar hol ker lan mer nel pol ran sel tan ver wick xor yal zen bix`);

/** Names as products, rooms and sites have them: far more than there are words. */
export const names = starts.flatMap((first) =>
  starts.flatMap((second) => ends.map((third) => `${first}${second}${third}`)));

/** Beginnings of headings; what follows is a thing. */
export const headings = list(`Before After About Inside Behind Around Beside Under Without With`);

/** Commands that only read, each with places for names and numbers. */
export const powershell = [
  (name, number) => `Get-Service -Name "${name}*" | Where-Object { $_.Status -eq 'Running' } |
  Select-Object -First ${number} -Property Name, Status`,
  (name, number) => `# The newest entries about ${name}
$since = (Get-Date).AddHours(-${number})
Get-WinEvent -LogName Application -MaxEvents ${number * 10} |
  Where-Object { $_.TimeCreated -gt $since -and $_.Message -like "*${name}*" } |
  Format-List -Property TimeCreated, Id, Message`,
  (name, number) => `$limit = ${number}
foreach ($part in Get-Process -Name "${name}*") {
  if ($part.Handles -gt $limit) {
    Write-Output "$($part.Name) holds $($part.Handles) handles, more than $limit"
  }
}`,
  (name, number) => `Test-NetConnection -ComputerName '${name}.contoso.com' -Port ${8000 + number} |
  Select-Object -Property RemotePort, TcpTestSucceeded`,
  (name, number) => `function Show-State {
  param([string]$Name = '${name}', [int]$Most = ${number})
  Get-ChildItem -Path "$env:ProgramData\\$Name" -Filter *.log |
    Sort-Object -Property Length -Descending | Select-Object -First $Most
}
Show-State -Name "${name}"`,
];

/** The same for a shell. */
export const shell = [
  (name, number) => `du -sh "$HOME/${name}"
df -h / | tail -n ${number}`,
  (name, number) => `for part in one two three; do
  if ping -c ${number} "$part.${name}.example.com"; then
    echo "$part answers"
  fi
done`,
  (name, number) => `ps aux | grep '${name}' | head -n ${number}`,
  (name, number) => `most=${number}
count=$(ls "$HOME/${name}" | wc -l)
if [ "$count" -gt "$most" ]; then
  echo "There are $count files, more than $most."
else
  echo 'All is well.'
fi`,
];
