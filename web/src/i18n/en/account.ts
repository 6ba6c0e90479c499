import type { account as fr } from "../fr/account";
import type { Same } from "../same";

export const account: Same<typeof fr> = {
  title: "My account",
  who: "{{name}} · {{role}} · user name {{username}}",
  password: {
    title: "Password",
    text: "At least {{n}} characters. A sentence that you alone remember is better than a complicated word.",
    old: "Present password",
    oldMissing: "Give your present password.",
    next: "New password",
    again: "New password, once more",
    differs: "The two new passwords differ.",
    fault: {
      short: "It needs at least {{n}} characters.",
      simple: "It needs at least five different characters.",
      named: "It must not contain your user name.",
      same: "This is the present password: choose another one.",
    },
    send: "Change the password",
    done: "Password changed.",
  },
  sessions: {
    title: "Open sessions",
    text: "A session that you do not recognise? Close it, then change your password.",
    from: "Workstation {{address}}",
    current: "this workstation",
    locked: "locked",
    times: "Opened {{started}}, seen {{seen}}",
    ends: "Ends {{at}} at the latest",
    close: "Close",
    closeLabel: "Close the session of workstation {{address}} opened {{started}}",
    closeTitle: "Close the session",
    closeThis: "This is this workstation’s session: you will have to sign in again.",
    closeOther: "Workstation {{address}} will have to sign in again. Its pictures disappear at once.",
    closed: "Session closed.",
  },
  codes: {
    wrong_password: "This is not your present password. Check the Caps Lock key, then try again.",
    wrong_credentials: "This is not your present password. Check the Caps Lock key, then try again.",
    bad_password: "This password is too short, too simple, or contains your user name.",
    session_unknown: "This session is closed already.",
  },
};
