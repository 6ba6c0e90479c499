// People: reasons asked at sign-in, the locked workstation, files of people.
export const people = {
  reason: "Reason for signing in",
  reasonHint: "You are not on duty at this hour. The reason is written in the journal.",
  lock: {
    now: "Lock the workstation",
    title: "Workstation locked",
    text: "Pictures are hidden. Give your password to go on.",
    textOf: "Pictures are hidden. {{name}}, give your password to go on.",
    wrong: "Unknown password. Check the Caps Lock key, then try again.",
    open: "Unlock",
    other: "Somebody else signs in",
  },
  viewing: {
    title: "Reason for viewing",
    text: "An elected member views images only for a precise reason. It is written in the journal with each picture opened.",
    reason: "Reason",
    short: "Write the reason in a few words.",
    open: "Open the pictures",
  },
};
