// What pages and screens there are, for those who look at all of them.
const at = "where:teams,prompt:mine,others:only-me,aadsts:unknown";
const client = `${at},web-login:signed-in,platform:windows`;
const tried = "quit-and-update-teams-windows:failed,right-account:failed,lock-and-unlock-windows:failed,repair-teams-windows:failed";

/** Every kind of page, and every kind of screen of the checker. */
export const places = {
  home: "",
  search: "search/",
  "words searched for": "search/#q=clock%20wrong",
  "code searched for": "search/#q=0xCAA20004%20AADSTS50076",
  "nothing found": "search/#q=zzzzqqq",
  "address that there is not": "no/such/page/",
  guides: "guides/",
  guide: "guides/clear-teams-cache-windows/",
  "guide with tabs": "guides/set-clock/",
  "guide with tables": "guides/steps-we-left-out/",
  "guide with commands": "guides/read-device-state-windows/",
  "all codes": "codes/",
  "code without questions of its own": "codes/caa82ee7/",
  "words explained": "glossary/",
  "whole flow": "flows/caa20004/",
  "one plain question": "flows/caa20004/#step-number",
  "plain outcome": "flows/caa20004/#outcome-client-windows",
  "summary of a flow": "flows/caa20004/summary/",
  "helpdesk's list": "agent/",
  "helpdesk's page": "agent/caa20004/",
  "helpdesk's page with a case": `agent/caa20004/#v=4&facts=${client}`,
  "how to show questions in a wiki": "embed/",
  "questions for a wiki": "embed/caa20004/",
  "page that a sign-in comes back to": "callback/",
  question: "caa20004/",
  "question with a text to read": "caa20004/#v=4&facts=where:teams,prompt:mine,others:only-me",
  "question that this site cannot ask Microsoft": `caa20004/#v=4&facts=${at}`,
  "offered probe": `caa20004/#v=4&facts=${at},web-login:nothing`,
  fix: `caa20004/#v=4&facts=${client}`,
  "fix that can be checked again":
    `caa20004/#v=4&facts=${at},web-login:nothing,connection:not-reachable`,
  confirm: `caa20004/#v=4&facts=${client}&tried=${tried}`,
  "hand-over": `caa20004/#v=4&facts=${at}&end=hand-over`,
  wait: "caa20004/#v=4&facts=where:teams,prompt:mine,others:many,service:incident",
  "link of an older version": "caa20004/#v=1&facts=where:teams,web:works",
  solved: `caa20004/#v=4&facts=${client}&tried=quit-and-update-teams-windows:worked`,
};
